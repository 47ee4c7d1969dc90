//! Alexandria's transaction script: one barcode or command a line, as it would be typed at the desk.
//!
//! `..` clears and begins Check Out; then a patron's barcode, then copies. `B` begins Bookdrop (returns). `#` begins a comment that goes
//! to the log. The script has no times, so there is one a day; the comments tell the day and the batch.

use carrel_core::diagnostic::{Diagnostic, Severity};

use super::destiny::Scan;
use super::koha::finding;
use super::plan::Line;
use super::typed::typed;

const OUT: &str = "..";
const IN: &str = "B";

/// Writes lines that were planned. The last line clears the patron, so that nothing scanned later lands on the card.
pub(crate) fn write(lines: &[Line], batch: &str) -> Vec<u8> {
    let mut text = String::new();
    if let Some(first) = lines.first() {
        text.push_str(&format!(
            "# Carrel batch {batch}, {}. Import this once.\r\n",
            first.day
        ));
    }
    typed(&mut text, lines, OUT, IN);
    if !lines.is_empty() {
        text.push_str(OUT);
        text.push_str("\r\n");
    }
    text.into_bytes()
}

/// Reads a script made here. Commands that a script may also hold (inventory and others) are named in the diagnostics.
#[must_use]
pub fn read(bytes: &[u8]) -> (Vec<Scan>, Vec<Diagnostic>) {
    enum Mode {
        Start,
        Out(String),
        In,
        Other,
    }
    let mut mode = Mode::Start;
    let mut scans = Vec::new();
    let mut findings = Vec::new();
    let text = String::from_utf8_lossy(bytes);
    for (number, line) in text.lines().enumerate() {
        let code = line.trim();
        let is_word = code.len() <= 3 && code.bytes().all(|b| b.is_ascii_alphabetic());
        match (&mode, code) {
            (_, "") => {}
            (_, comment) if comment.starts_with('#') => {}
            (_, "." | "..") => mode = Mode::Start,
            (_, "B" | "b") => mode = Mode::In,
            (_, command) if is_word || command.starts_with('.') => {
                findings.push(finding(
                    number + 1,
                    Severity::Note,
                    "alexandria-command",
                    format!("the command {command} is neither check out nor check in"),
                    "What follows it is not read; look it up in Alexandria's log.",
                ));
                mode = Mode::Other;
            }
            (Mode::Start, card) => mode = Mode::Out(card.to_owned()),
            (Mode::Out(card), barcode) => scans.push(Scan::Out {
                card: card.clone(),
                barcode: barcode.to_owned(),
            }),
            (Mode::In, barcode) => scans.push(Scan::In {
                barcode: barcode.to_owned(),
            }),
            (Mode::Other, _) => {}
        }
    }
    (scans, findings)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_are_told_from_barcodes() {
        let (scans, findings) =
            read(b"# x\r\n..\r\nP1\r\nT1\r\nT2\r\nB\r\nT1\r\nIS\r\nT9\r\n.\r\nP2\r\nT1\r\n");
        assert_eq!(scans.len(), 4);
        assert_eq!(
            scans.last(),
            Some(&Scan::Out {
                card: "P2".to_owned(),
                barcode: "T1".to_owned()
            })
        );
        assert_eq!(findings.len(), 1);
        assert_eq!(findings[0].place.record, 8);
    }
}
