//! Koha's `.koc`: a header, then `time<TAB>issue|return|payment<TAB>…`.
//!
//! Source: the importers `process_koc.pl` and `enqueue_koc.pl` as described in ../shared/reference (catalogue 3.9, reliability 1.1).

use carrel_core::diagnostic::{Diagnostic, Place, Severity};

use super::plan::{Act, Line};
use crate::local::LocalTime;

/// A `.koc` file, kept so that it is written again to the byte.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct KocFile {
    /// `Version=`; Koha takes `1.0`.
    pub version: String,
    /// `Generator=`.
    pub generator: String,
    /// `GeneratorVersion=`.
    pub generator_version: String,
    /// Lines end with CR LF.
    pub has_crlf: bool,
    /// The operations, in the file's order.
    pub entries: Vec<KocEntry>,
}

/// A line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KocEntry {
    /// When it happened; Koha reads the seconds and ignores the milliseconds.
    pub at: LocalTime,
    /// The clock is written with `-`, as one program does.
    pub has_dashes: bool,
    /// What happened.
    pub act: KocAct,
}

/// What a `.koc` file can say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum KocAct {
    /// `issue<TAB>card<TAB>barcode`
    Issue {
        /// The patron.
        card: String,
        /// The copy.
        barcode: String,
    },
    /// `return<TAB>barcode`
    Return {
        /// The copy.
        barcode: String,
    },
    /// `payment<TAB>card<TAB>amount`
    Payment {
        /// The patron.
        card: String,
        /// The amount as written.
        amount: String,
    },
}

/// Writes lines that were planned; `batch` stands in the generator's version, where Koha ignores it and a reader finds it.
pub(crate) fn write(lines: &[Line], batch: &str) -> Vec<u8> {
    let entries = lines.iter().map(|line| KocEntry {
        at: line.at,
        has_dashes: false,
        act: match &line.act {
            Act::Out { card, barcode, .. } | Act::Renew { card, barcode, .. } => KocAct::Issue {
                card: card.clone(),
                barcode: barcode.clone(),
            },
            Act::In { barcode } => KocAct::Return {
                barcode: barcode.clone(),
            },
        },
    });
    let file = KocFile {
        version: "1.0".to_owned(),
        generator: "carrel".to_owned(),
        generator_version: format!("{}-{batch}", env!("CARGO_PKG_VERSION")),
        has_crlf: false,
        entries: entries.collect(),
    };
    file.to_bytes()
}

impl KocFile {
    /// The file's bytes. Values are written as they are: check them before, a tab or line end would shift the columns.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let end = if self.has_crlf { "\r\n" } else { "\n" };
        let mut text = format!(
            "Version={}\tGenerator={}\tGeneratorVersion={}{end}",
            self.version, self.generator, self.generator_version
        );
        for entry in &self.entries {
            let (hour, minute, second, ms) = entry.at.clock();
            let colon = if entry.has_dashes { '-' } else { ':' };
            text.push_str(&format!(
                "{} {hour:02}{colon}{minute:02}{colon}{second:02} {ms:03}\t",
                entry.at.date
            ));
            match &entry.act {
                KocAct::Issue { card, barcode } => {
                    text.push_str(&format!("issue\t{card}\t{barcode}"));
                }
                KocAct::Return { barcode } => text.push_str(&format!("return\t{barcode}")),
                KocAct::Payment { card, amount } => {
                    text.push_str(&format!("payment\t{card}\t{amount}"));
                }
            }
            text.push_str(end);
        }
        text.into_bytes()
    }

    /// Reads a file. A line that cannot be used is named in the diagnostics; the rest is read.
    #[must_use]
    pub fn read(bytes: &[u8]) -> (Self, Vec<Diagnostic>) {
        let mut file = Self::default();
        let mut findings = Vec::new();
        let text = String::from_utf8_lossy(bytes);
        if matches!(text, std::borrow::Cow::Owned(_)) {
            findings.push(finding(
                0,
                Severity::Warning,
                "koc-not-utf8",
                "some bytes are no UTF-8 and were replaced".to_owned(),
                "Save the file as UTF-8.",
            ));
        }
        let mut lines = text.split('\n').enumerate();
        let header = lines.next().map_or("", |(_, line)| line);
        file.has_crlf = header.ends_with('\r');
        for part in header.trim_end_matches('\r').split('\t') {
            let (key, value) = part.split_once('=').unwrap_or((part, ""));
            match key {
                "Version" => file.version = value.to_owned(),
                "Generator" => file.generator = value.to_owned(),
                "GeneratorVersion" => file.generator_version = value.to_owned(),
                _ => {}
            }
        }
        if file.version != "1.0" {
            let found: String = header.chars().take(40).collect();
            let message = format!("expected the header Version=1.0, found {found:?}");
            findings.push(finding(
                1,
                Severity::Error,
                "koc-header",
                message,
                "Koha refuses such a file; make it again.",
            ));
        }
        for (number, line) in lines {
            // A field may end with a CR of its own, so only the last is the line's.
            let line = line.strip_suffix('\r').unwrap_or(line);
            if line.is_empty() {
                continue;
            }
            match KocEntry::read(line) {
                Ok(entry) => file.entries.push(entry),
                Err(message) => findings.push(finding(
                    number + 1,
                    Severity::Error,
                    "koc-line",
                    message.to_owned(),
                    "Enter this line by hand.",
                )),
            }
        }
        (file, findings)
    }

    /// The batch that [`super::deliver`] made the file for.
    #[must_use]
    pub fn batch(&self) -> Option<&str> {
        if self.generator != "carrel" {
            return None;
        }
        self.generator_version
            .rsplit_once('-')
            .map(|(_, batch)| batch)
    }
}

impl KocEntry {
    fn read(line: &str) -> Result<Self, &'static str> {
        let mut cells = line.split('\t');
        let time = cells.next().unwrap_or_default();
        let (clock, ms) = time
            .rsplit_once(' ')
            .ok_or("expected `YYYY-MM-DD HH:MM:SS mmm` at its beginning")?;
        let has_dashes = clock.get(13..14) == Some("-");
        let mut at = LocalTime::parse(clock)
            .filter(|_| clock.len() == 19)
            .ok_or("expected `YYYY-MM-DD HH:MM:SS` at its beginning")?;
        let is_number = ms.len() == 3 && ms.bytes().all(|b| b.is_ascii_digit());
        at.ms += ms
            .parse::<u32>()
            .ok()
            .filter(|_| is_number)
            .ok_or("expected three digits of milliseconds behind the time")?;
        let action = cells.next().unwrap_or_default();
        let first = cells.next().ok_or("expected a card or barcode")?.to_owned();
        let second = cells.next().map(str::to_owned);
        if cells.next().is_some() {
            return Err("expected at most four columns");
        }
        let act = match (action, second) {
            ("issue", Some(barcode)) => KocAct::Issue {
                card: first,
                barcode,
            },
            ("return", None) => KocAct::Return { barcode: first },
            ("payment", Some(amount)) => KocAct::Payment {
                card: first,
                amount,
            },
            _ => {
                return Err(
                    "expected issue with card and barcode, return with a barcode, or payment with card and amount",
                );
            }
        };
        Ok(Self {
            at,
            has_dashes,
            act,
        })
    }
}

pub(super) fn finding(
    line: usize,
    severity: Severity,
    kind: &'static str,
    message: String,
    remedy: &'static str,
) -> Diagnostic {
    Diagnostic {
        kind,
        severity,
        place: Place {
            record: u32::try_from(line).unwrap_or(u32::MAX),
            offset: line as u64,
            ..Place::default()
        },
        message,
        remedy,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_of_other_programs_come_back_to_the_byte() {
        for text in [
            "Version=1.0\tGenerator=a\tGeneratorVersion=2\n2026-07-22 10-15-30 000\tissue\tC1\tB1\n2026-07-22 10:16:02 123\treturn\tB2\n2026-07-22 10-17-45 000\tpayment\tC1\t5.00\n",
            "Version=1.0\tGenerator=a\tGeneratorVersion=2\r\n2026-07-22 10:15:30 001\tissue\tC1\tB1\r\n",
        ] {
            let (file, findings) = KocFile::read(text.as_bytes());
            assert_eq!(findings, []);
            assert_eq!(file.to_bytes(), text.as_bytes());
        }
    }

    #[test]
    fn bad_lines_are_named_and_the_rest_is_read() {
        let text = "Version=2.0\n2026-07-22 10:15:30 000\tissue\tC1\n\nnonsense\n2026-07-22 10:15:30 000\treturn\tB1\n2026-02-30 10:15:30 000\treturn\tB1\n2026-07-22 10:15:30 0\treturn\tB1\n2026-07-22 10:15:30 000\trenew\tC\tB1\n";
        let (file, findings) = KocFile::read(text.as_bytes());
        assert_eq!(file.entries.len(), 1);
        let lines: Vec<u32> = findings.iter().map(|found| found.place.record).collect();
        assert_eq!(lines, [1, 2, 4, 6, 7, 8]);
        assert!(KocFile::read(b"\xFF").1.len() >= 2);
    }
}
