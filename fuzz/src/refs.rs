//! Sources in CSL-JSON, RIS, BibTeX, links and pasted citations: what is read can be written and read again.

use carrel_refs::{When, bibtex, bring, csl, page, pasted, ris, school, share};

/// Reads `data` as each format and checks what comes out.
///
/// # Panics
/// When something that must hold does not. That is what it is for.
pub fn try_refs(data: &[u8]) {
    crate::within_time(data.len(), || refs(&String::from_utf8_lossy(data)));
}

fn refs(text: &str) {
    let lines = text.lines().count() as u32 + 1;
    for (sources, problems) in [csl::read(text), ris::read(text), bibtex::read(text)] {
        for problem in &problems {
            assert!(problem.line <= lines && !carrel_cite_words::problem(problem).0.is_empty());
        }
        let written = csl::write(&sources);
        let (again, problems) = csl::read(&written);
        assert_eq!((again.len(), problems.len()), (sources.len(), 0));
        assert_eq!(csl::write(&again), written);
        let _ = (ris::write(&sources), bibtex::read(&bibtex::write(&sources)));
    }
    for line in text.lines().take(20) {
        for (from, to, _) in pasted::read(line).parts {
            assert!(line.trim().get(from..to).is_some());
        }
    }
    let _ = (bring::read(text), share::decode(text));
    if let Some(source) = page::from_query(text, &When::day(2026, 11, 27)) {
        for style in ["mla", "apa", "chicago-notes", "harvard"] {
            let _ = school::for_style(&source, style);
        }
    }
}
