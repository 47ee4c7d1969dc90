//! Sources in CSL-JSON, RIS, BibTeX, links and pasted citations: what is read can be written and read again.

use carrel_refs::{
    Fault, Problem, Source, When, bibtex, bring, csl, page, pasted, ris, school, share,
};

/// Reads `data` as each format and checks what comes out.
///
/// # Panics
/// When something that must hold does not. That is what it is for.
pub fn try_refs(data: &[u8]) {
    crate::within_time(data.len(), || refs(&String::from_utf8_lossy(data)));
}

fn refs(text: &str) {
    const STYLES: [&str; 8] = [
        "mla",
        "apa",
        "chicago-notes",
        "chicago-author-date",
        "chicago-notes-17",
        "chicago-author-date-17",
        "harvard",
        "elementary",
    ];
    const LANGUAGES: [&str; 6] = ["en-US", "en-GB", "es-ES", "fr-FR", "de-DE", "ar"];
    // One style and language an input, as its length and its last letter have it.
    let chosen = text.len() + usize::from(text.bytes().last().unwrap_or(0));
    let (style, language) = (STYLES[chosen % 8], LANGUAGES[chosen / 8 % 6]);
    let shape = |sources: &[Source]| {
        for source in sources {
            let ready = school::in_language(source, style, language);
            // What it makes of a source is a source still.
            let written = csl::write(std::slice::from_ref(&ready));
            assert!(csl::read(&written).0.len() <= 1);
            let _ = school::is_listed(source, style);
        }
    };
    let lines = text.lines().count() as u32 + 1;
    for (sources, problems) in [csl::read(text), ris::read(text), bibtex::read(text)] {
        shape(&sources);
        for problem in &problems {
            assert!(problem.line <= lines && !carrel_cite_words::problem(problem).0.is_empty());
        }
        let written = csl::write(&sources);
        let (again, problems) = csl::read(&written);
        // Two entries of one name are two of one name still.
        let same = |problem: &Problem| matches!(problem.fault, Fault::SameId(_));
        assert!(again.len() == sources.len() && problems.iter().all(same));
        assert_eq!(csl::write(&again), written);
        let _ = (ris::write(&sources), bibtex::read(&bibtex::write(&sources)));
    }
    for line in text.lines().take(20) {
        let pasted = pasted::read(line);
        for (from, to, _) in pasted.parts {
            assert!(line.trim().get(from..to).is_some());
        }
        shape(&[pasted.source]);
        // What a form says of a date is read again.
        let when = When::read(line);
        assert_eq!(When::read(&when.words()), when);
    }
    shape(&bring::read(text).1);
    shape(&share::decode(text).0);
    shape(page::from_query(text, &When::day(2026, 11, 27)).as_slice());
}
