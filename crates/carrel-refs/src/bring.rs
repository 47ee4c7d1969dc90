//! Sources from elsewhere: which format a text is in, and what is in it.

use crate::source::Source;
use crate::{Fault, Problem, bibtex, csl, pasted, ris};

/// The format a text was taken for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// CSL-JSON.
    Json,
    /// RIS.
    Ris,
    /// BibTeX.
    Bibtex,
    /// Citations as they stand below an essay, one a line.
    Citations,
}

/// What Windows-1252 has where Latin-1 has controls (0x80 to 0x9F); unused places are what they were.
const WINDOWS: [char; 32] = [
    '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}',
    '\u{90}', '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
];

/// The text of a file: UTF-8; UTF-16 where its first bytes say so, as Notepad and EndNote write it; else Windows-1252, in
/// which databases of long ago still write RIS.
#[must_use]
pub fn decode(bytes: &[u8]) -> String {
    let wide = |unit: fn([u8; 2]) -> u16| {
        let units = bytes[2..].chunks_exact(2);
        let units = units.map(|pair| unit([pair[0], pair[1]]));
        char::decode_utf16(units)
            .map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER))
            .collect()
    };
    match bytes {
        [0xff, 0xfe, ..] => return wide(u16::from_le_bytes),
        [0xfe, 0xff, ..] => return wide(u16::from_be_bytes),
        _ => {}
    }
    match core::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        Err(_) => bytes
            .iter()
            .map(|&byte| match byte {
                0x80..=0x9f => WINDOWS[usize::from(byte - 0x80)],
                byte => char::from(byte),
            })
            .collect(),
    }
}

/// Looks at a text and reads it.
#[must_use]
pub fn read(text: &str) -> (Form, Vec<Source>, Vec<Problem>) {
    // Lines of an old Macintosh end with a carriage return alone.
    let lines;
    let text = if text.contains('\r') && !text.contains('\n') {
        lines = text.replace('\r', "\n");
        &lines
    } else {
        text
    };
    let form = form_of(text);
    let (sources, problems) = match form {
        Form::Json => csl::read(text),
        Form::Ris => ris::read(text),
        Form::Bibtex => bibtex::read(text),
        Form::Citations => {
            let (mut sources, mut problems) = (Vec::new(), Vec::new());
            for (line, citation) in citations(text) {
                let pasted = pasted::read(&citation);
                let title = || crate::ris::title_of(&pasted.source);
                if pasted.more {
                    problems.push(Problem::new(line, Fault::MoreAuthors(title())));
                }
                if pasted.guessed {
                    problems.push(Problem::new(line, Fault::Guessed(title())));
                }
                if !pasted.unread.is_empty() {
                    let words = crate::ris::start(&pasted.unread.join(" … "));
                    problems.push(Problem::new(line, Fault::Unread(words, title())));
                }
                sources.push(pasted.source);
            }
            (sources, problems)
        }
    };
    (form, sources, problems)
}

/// What stands above a list and is no source.
const HEADINGS: [&str; 24] = [
    "works cited",
    "works cited page",
    "works cited list",
    "annotated works cited",
    "list of references",
    "sources",
    "bibliografía",
    "bibliografía comentada",
    "bibliographie commentée",
    "kommentierte bibliographie",
    "قائمة مراجع مشروحة",
    "obras citadas",
    "referencias",
    "bibliographie",
    "literaturverzeichnis",
    "المراجع",
    "work cited",
    "works consulted",
    "references",
    "reference list",
    "bibliography",
    "annotated bibliography",
    "selected bibliography",
    "my sources",
];

fn is_heading(line: &str) -> bool {
    let line = line.trim_matches(|c: char| !c.is_alphanumeric());
    let line = line.to_lowercase();
    HEADINGS.contains(&&*line)
}

/// The citations of a list, each with the line that it begins in. Word processors have each on one line; a PDF breaks them where
/// its page ends, and an address where it pleases.
fn citations(text: &str) -> Vec<(u32, String)> {
    let mut list: Vec<(u32, String)> = Vec::new();
    let mut open = false;
    for (at, line) in text.lines().enumerate() {
        let line = line.trim();
        if line.is_empty() || is_heading(line) {
            open = false;
            continue;
        }
        match list.last_mut().filter(|_| open) {
            Some((_, whole)) if goes_on(whole, line) => {
                let address = whole
                    .rsplit(' ')
                    .next()
                    .is_some_and(|word| word.contains("://"));
                if !(address
                    && whole.ends_with(['-', '/', '_', '=', '.'])
                    && !line.starts_with("Acc"))
                {
                    whole.push(' ');
                }
                whole.push_str(line);
            }
            _ => list.push((at as u32 + 1, line.to_owned())),
        }
        open = true;
    }
    list.retain(|(_, citation)| citation.len() > 8);
    list
}

/// Does the citation go on in this line?
fn goes_on(whole: &str, line: &str) -> bool {
    // What is longer is no citation, and swallows none.
    if whole.len() > pasted::LONGEST {
        return false;
    }
    let first = line.chars().next().unwrap_or(' ');
    if first.is_lowercase() && !line.starts_with("bell hooks") {
        return true;
    }
    let behind = [
        "Accessed ",
        "Retrieved ",
        "Available at",
        "(",
        "pp.",
        "https://",
        "http://",
    ];
    if first.is_ascii_digit() || behind.iter().any(|words| line.starts_with(words)) {
        return true;
    }
    let year = |text: &str| {
        let digits = text.split(|c: char| !c.is_ascii_digit());
        let mut years =
            digits.filter(|word| word.len() == 4 && ("14"..="20").contains(&&word[..2]));
        years.next().is_some() || text.contains("n.d.")
    };
    let complete = year(whole) || whole.contains("://") || whole.contains("www.");
    let ended = whole.ends_with(['.', '?', '!', '”', '"', ')']);
    let address = whole
        .rsplit(' ')
        .next()
        .is_some_and(|word| word.contains("://"));
    // "Lowry, Lois" begins one; "York, Knopf, 1998." does not, where nothing has said yet when.
    let named = line.split_once(", ").is_some_and(|(family, given)| {
        family.split(' ').count() < 4 && given.starts_with(char::is_uppercase)
    });
    if ended || address {
        !(complete || named) && year(line)
    } else {
        !(complete && (named || line.starts_with(['“', '"', '‘'])))
    }
}

fn form_of(text: &str) -> Form {
    let text = text.trim_start_matches(['\u{feff}', ' ', '\n', '\r', '\t']);
    if text.starts_with(['[', '{']) {
        return Form::Json;
    }
    let ris = |line: &str| line.starts_with("TY  -") || line.starts_with("TY -");
    if text.lines().take(200).any(ris) {
        return Form::Ris;
    }
    let entry = |line: &str| {
        let line = line.trim_start();
        line.starts_with('@') && line.contains('{')
    };
    if text.lines().any(entry) {
        return Form::Bibtex;
    }
    Form::Citations
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_in_other_letters_are_read() {
        for (bytes, text) in [
            (&b""[..], ""),
            ("Gabriel García".as_bytes(), "Gabriel García"),
            (&b"Garc\xeda \x93Soledad\x94"[..], "García “Soledad”"),
            (&b"\xff\xfeG\0\xed\0"[..], "Gí"),
            (&b"\xfe\xff\0G\0\xed!"[..], "Gí"),
            (&b"\xff\xfe\0\xd8"[..], "\u{fffd}"),
            (&b"\xff"[..], "ÿ"),
        ] {
            assert_eq!(decode(bytes), text);
        }
    }

    /// As they come out of a PDF.
    #[test]
    fn citations_broken_over_lines_are_one() {
        for (text, titles) in [
            (
                "Works Cited\nRao, Priya. “Who Owns the\nMoon?” Journal of Space, vol. 12,\nno. 3, Apr. 2022, pp. 101–25.\nSachar, Louis. Holes. New\nYork, Yearling, 1998.",
                &["Who Owns the Moon?", "Holes"][..],
            ),
            (
                "Sachar, Louis. Holes.\nYearling, 1998.\nLowry, Lois. The Giver. HMH, 1993.",
                &["Holes", "The Giver"],
            ),
            (
                "Rao, P. (2022). Moons. https://a.example/long-\npath/of-it\nLee, A. (2020). Bees. Knopf.",
                &["Moons", "Bees"],
            ),
            (
                "Sachar, Louis. Holes. Yearling, 1998\nLowry, Lois. The Giver. HMH, 1993",
                &["Holes", "The Giver"],
            ),
            (
                "“Moon Facts.” NASA, 2024.\n“Sun Facts.” NASA, 2024.\n",
                &["Moon Facts", "Sun Facts"],
            ),
            (
                "Obras citadas\nSachar, Louis. Holes. Yearling, 1998.",
                &["Holes"],
            ),
        ] {
            let (_, sources, _) = read(text);
            let found: Vec<&str> = sources.iter().map(|one| one.text("title")).collect();
            assert_eq!(found, titles, "{text}");
        }
        let (_, sources, _) = read("Rao, P. (2022). Moons. https://a.example/long-\npath/of-it");
        assert_eq!(sources[0].text("URL"), "https://a.example/long-path/of-it");
    }

    /// Each name was searched for all that joins names, to the end of the text.
    #[test]
    fn a_megabyte_of_names_ends() {
        let many = |one: &str, bytes: usize| one.repeat(bytes / one.len());
        for one in ["A & ", "Lee, Ann, y ", "and and "] {
            let text = many(one, 1_000_000) + "B. T. 2000.";
            let (_, sources, problems) = read(&text);
            assert_eq!((sources.len(), problems.len()), (1, 1), "{one}");
            assert!(matches!(problems[0].fault, Fault::Guessed(_)), "{one}");
            assert_eq!(sources[0].people("author").len(), 0, "{one}");
            assert!(sources[0].text("title").len() > 900_000, "{one}");
            // Below the limit, and many of them.
            let line = many(one, 3_900) + "B. T. 2000.\n\n";
            let (_, sources, _) = read(&line.repeat(20));
            assert_eq!(sources.len(), 20, "{one}");
        }
        // Lines that never end are no one citation.
        let (_, sources, _) = read(&many("Ab cd ef gh, ij kl mn op\n", 1_000_000));
        assert!(sources.len() > 100, "{}", sources.len());
    }

    #[test]
    fn others_are_told() {
        let (_, sources, problems) =
            read("References\nNorrie, C. et al. (2012) ‘Doing it’, Education, 30(2), pp. 5–19.");
        assert_eq!(sources[0].people("author").len(), 1);
        assert_eq!(
            problems,
            [Problem::new(2, Fault::MoreAuthors("Doing it".into()))]
        );
    }

    #[test]
    fn each_format_is_known_by_its_look() {
        for (text, form, count) in [
            ("[{\"title\":\"A\"}]", Form::Json, 1),
            ("\u{feff}TY  - BOOK\nTI  - A\nER  - \n", Form::Ris, 1),
            ("% mine\n@book{a, title={A}}", Form::Bibtex, 1),
            (
                "Sachar, Louis. Holes. Yearling, 1998.\n\nLowry, Lois. The Giver. HMH, 1993.",
                Form::Citations,
                2,
            ),
            (
                "Works Cited\nSachar, Louis. Holes. Yearling, 1998.",
                Form::Citations,
                1,
            ),
            (
                "# REFERENCES:\n\nSachar, L. (1998). Holes. Yearling.",
                Form::Citations,
                1,
            ),
            ("TY  - BOOK\rTI  - A\rER  - \r", Form::Ris, 1),
            ("", Form::Citations, 0),
        ] {
            let (found, sources, _) = read(text);
            assert_eq!((found, sources.len()), (form, count), "{text}");
        }
    }
}
