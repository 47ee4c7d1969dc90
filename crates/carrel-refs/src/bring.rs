//! Sources from elsewhere: which format a text is in, and what is in it.

use crate::source::Source;
use crate::{Problem, bibtex, csl, pasted, ris};

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
            let lines = text
                .lines()
                .map(str::trim)
                .filter(|line| line.len() > 8 && !is_heading(line));
            (
                lines.map(|line| pasted::read(line).source).collect(),
                Vec::new(),
            )
        }
    };
    (form, sources, problems)
}

/// What stands above a list and is no source.
const HEADINGS: [&str; 9] = [
    "works cited",
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
    HEADINGS.iter().any(|name| line.eq_ignore_ascii_case(name))
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
