//! Destiny's `LibraryCirculation<date>.txt`: one code a line, `%C123H` before a patron and what he takes, `%C127L` before returns.
//!
//! The file has no times: the day is chosen at the upload, so there is a file a day, uploaded oldest first.

use carrel_core::diagnostic::{Diagnostic, Severity};

use super::koha::finding;
use super::plan::Line;
use super::typed::typed;

const OUT: &str = "%C123H";
const IN: &str = "%C127L";

/// What a file says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Scan {
    /// Check out.
    Out {
        /// The patron.
        card: String,
        /// The copy.
        barcode: String,
    },
    /// Check in.
    In {
        /// The copy.
        barcode: String,
    },
}

/// Writes lines that were planned.
pub(crate) fn write(lines: &[Line]) -> Vec<u8> {
    let mut text = String::new();
    typed(&mut text, lines, OUT, IN);
    text.into_bytes()
}

/// Reads a file. What stands where nothing can stand is named in the diagnostics.
#[must_use]
pub fn read(bytes: &[u8]) -> (Vec<Scan>, Vec<Diagnostic>) {
    enum Mode {
        None,
        Patron,
        Out(String),
        In,
    }
    let mut mode = Mode::None;
    let mut scans = Vec::new();
    let mut findings = Vec::new();
    let text = String::from_utf8_lossy(bytes);
    for (number, line) in text.lines().enumerate() {
        let code = line.trim();
        if code.is_empty() {
            continue;
        }
        let mut report = |message: String| {
            findings.push(finding(
                number + 1,
                Severity::Warning,
                "destiny-line",
                message,
                "Look this line up and enter it by hand.",
            ));
        };
        match (&mode, code) {
            (Mode::Patron, OUT | IN) => {
                report(format!(
                    "expected a patron's barcode behind {OUT}, found {code}"
                ));
                mode = if code == OUT { Mode::Patron } else { Mode::In };
            }
            (_, OUT) => mode = Mode::Patron,
            (_, IN) => mode = Mode::In,
            (_, command) if command.starts_with('%') => {
                report(format!("expected {OUT} or {IN}, found another command"));
                mode = Mode::None;
            }
            (Mode::Patron, card) => mode = Mode::Out(card.to_owned()),
            (Mode::Out(card), barcode) => scans.push(Scan::Out {
                card: card.clone(),
                barcode: barcode.to_owned(),
            }),
            (Mode::In, barcode) => scans.push(Scan::In {
                barcode: barcode.to_owned(),
            }),
            (Mode::None, _) => report(format!("expected {OUT} or {IN} before any barcode")),
        }
    }
    (scans, findings)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &[(&str, &str)], lines: &[u32]) {
        let (scans, findings) = read(text.as_bytes());
        let found: Vec<(&str, &str)> = scans
            .iter()
            .map(|scan| match scan {
                Scan::Out { card, barcode } => (card.as_str(), barcode.as_str()),
                Scan::In { barcode } => ("", barcode.as_str()),
            })
            .collect();
        assert_eq!(found, expected);
        let found: Vec<u32> = findings.iter().map(|found| found.place.record).collect();
        assert_eq!(found, lines);
    }

    #[test]
    fn modes_and_strays() {
        check(
            "%C123H\r\n15\r\n55\r\n%C127L\r\n55\r\n21\r\n",
            &[("15", "55"), ("", "55"), ("", "21")],
            &[],
        );
        check(
            "77\n%C123H\n%C127L\n55\n%X\n5\n",
            &[("", "55")],
            &[1, 3, 5, 6],
        );
        check("", &[], &[]);
    }
}
