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

/// Looks at a text and reads it.
#[must_use]
pub fn read(text: &str) -> (Form, Vec<Source>, Vec<Problem>) {
    let form = form_of(text);
    let (sources, problems) = match form {
        Form::Json => csl::read(text),
        Form::Ris => ris::read(text),
        Form::Bibtex => bibtex::read(text),
        Form::Citations => {
            let lines = text.lines().map(str::trim).filter(|line| line.len() > 8);
            (
                lines.map(|line| pasted::read(line).source).collect(),
                Vec::new(),
            )
        }
    };
    (form, sources, problems)
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
            ("", Form::Citations, 0),
        ] {
            let (found, sources, _) = read(text);
            assert_eq!((found, sources.len()), (form, count), "{text}");
        }
    }
}
