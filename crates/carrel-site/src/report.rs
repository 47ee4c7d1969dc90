//! What was read, and what a librarian should mend: by kind, with examples.

use std::collections::BTreeMap;

use carrel_core::Diagnostic;
use carrel_core::diagnostic::{Place, Severity};

use crate::json::{Json, object};

/// Examples kept of each kind.
const EXAMPLES: usize = 5;

/// The whole report.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Report {
    /// Each input, in the order given.
    pub files: Vec<FileReport>,
    /// Records read, those among them that could not be used.
    pub records: u32,
    /// Titles in the catalogue.
    pub titles: u32,
    /// Copies read, those among them that are withdrawn or fit no title.
    pub items: u32,
    /// Copies that are withdrawn and not shown.
    pub withdrawn: u32,
    /// Copies that fit no title and are therefore not shown.
    pub unmatched: u32,
    /// Records that were joined to an earlier one with the same number and title.
    pub merged: u32,
    /// Records left out: deleted, authorities, unreadable.
    pub left_out: u32,
    /// Findings by kind, gravest first, then most frequent.
    pub kinds: Vec<KindReport>,
}

/// What stands against making a site.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// What is wrong: the thing, the expected, the found.
    pub message: String,
    /// The way out.
    pub remedy: &'static str,
}

/// One input.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FileReport {
    /// Its name.
    pub name: String,
    /// What it is, such as "MARC 21 (ISO 2709)".
    pub format: String,
    /// Records (rows, in a table) read from it.
    pub records: u32,
    /// Where its copies were found, in a sentence; empty when there is nothing to say.
    pub copies: String,
    /// True when the file stops or breaks before its end, so that records may be missing.
    pub broken: bool,
}

/// Findings of one kind.
#[derive(Clone, Debug, PartialEq)]
pub struct KindReport {
    /// Stable name.
    pub kind: &'static str,
    /// How grave.
    pub severity: Severity,
    /// How often.
    pub count: u32,
    /// How to mend it at the source.
    pub remedy: &'static str,
    /// The first few.
    pub examples: Vec<Example>,
}

/// One finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Example {
    /// Name of the file.
    pub file: String,
    /// Where in it.
    pub place: Place,
    /// What was found.
    pub message: String,
}

/// Collects findings; memory grows with the kinds, not with the findings.
#[derive(Clone, Debug, Default)]
pub(crate) struct Tally {
    kinds: BTreeMap<&'static str, KindReport>,
}

impl Tally {
    pub(crate) fn add(&mut self, file: &str, diagnostic: Diagnostic) {
        let Diagnostic {
            kind,
            severity,
            place,
            message,
            remedy,
        } = diagnostic;
        let entry = self.kinds.entry(kind).or_insert_with(|| KindReport {
            kind,
            severity,
            count: 0,
            remedy,
            examples: Vec::new(),
        });
        entry.count = entry.count.saturating_add(1);
        entry.severity = entry.severity.max(severity);
        if entry.examples.len() < EXAMPLES {
            entry.examples.push(Example {
                file: file.to_owned(),
                place,
                message,
            });
        }
    }

    pub(crate) fn finish(self) -> Vec<KindReport> {
        let mut kinds: Vec<KindReport> = self.kinds.into_values().collect();
        kinds.sort_by(|a, b| {
            b.severity
                .cmp(&a.severity)
                .then(b.count.cmp(&a.count))
                .then(a.kind.cmp(b.kind))
        });
        kinds
    }
}

/// The word for a severity in reports.
#[must_use]
pub fn severity_name(severity: Severity) -> &'static str {
    match severity {
        Severity::Note => "note",
        Severity::Warning => "warning",
        Severity::Error => "error",
    }
}

impl Report {
    /// True when an input stopped or broke before its end.
    #[must_use]
    pub fn broken(&self) -> bool {
        self.files.iter().any(|f| f.broken)
    }

    /// Why no site should be made of this: a file without a record (a wrong file, most likely), or no title
    /// at all. A site without its books would be made of it in silence.
    #[must_use]
    pub fn problem(&self) -> Option<Problem> {
        if let Some(file) = self.files.iter().find(|f| f.records == 0) {
            let finding = self
                .kinds
                .iter()
                .flat_map(|k| k.examples.iter().map(move |e| (k, e)))
                .find(|(_, e)| e.file == file.name);
            let found = finding.map_or("", |(_, example)| example.message.as_str());
            // What says for itself what was expected and found needs no sentence before it.
            let message = match (found.strip_prefix('E'), found.strip_prefix('T')) {
                (Some(rest), _) if rest.starts_with("xpected ") => {
                    format!("{}: e{rest}", file.name)
                }
                (_, Some(rest)) if rest.starts_with("his looks like ") => {
                    format!("{}: t{rest}", file.name)
                }
                _ => format!(
                    "{}: expected at least one record, found none. {found}",
                    file.name
                ),
            };
            let remedy = finding.map_or(
                "Export as MARC 21 (.mrc), MARCXML or CSV, and check that titles were selected.",
                |(kind, _)| kind.remedy,
            );
            return Some(Problem {
                message: message.trim_end().to_owned(),
                remedy,
            });
        }
        if self.titles > 0 {
            return None;
        }
        let names: Vec<&str> = self.files.iter().map(|file| file.name.as_str()).collect();
        let found = format!("found none among {}.", counted(self.records, "record"));
        let unread = self.kinds.iter().any(|k| k.severity == Severity::Error);
        Some(Problem {
            message: match names.join(", ") {
                names if names.is_empty() => format!("Expected titles for a catalogue, {found}"),
                names => format!("{names}: expected titles for a catalogue, {found}"),
            },
            remedy: if unread {
                "Nothing in these records could be read: export titles as MARC 21 (.mrc), MARCXML or CSV."
            } else {
                "Export titles (bibliographic records), not authorities, copies or patrons."
            },
        })
    }

    /// As JSON; `diagnostics` is an object with one key for each kind.
    #[must_use]
    pub fn to_json(&self) -> Json {
        let optional = |text: &Option<String>| text.as_deref().map_or(Json::Null, Json::from);
        let files = self
            .files
            .iter()
            .map(|f| {
                object(vec![
                    ("name", f.name.as_str().into()),
                    ("format", f.format.as_str().into()),
                    ("records", f.records.into()),
                    ("copies", f.copies.as_str().into()),
                    ("whole", Json::Bool(!f.broken)),
                ])
            })
            .collect();
        let kinds = self.kinds.iter().map(|k| {
            let examples = k
                .examples
                .iter()
                .map(|e| {
                    object(vec![
                        ("file", e.file.as_str().into()),
                        ("record", e.place.record.into()),
                        ("offset", e.place.offset.into()),
                        ("id", optional(&e.place.id)),
                        ("field", optional(&e.place.field)),
                        ("message", e.message.as_str().into()),
                    ])
                })
                .collect();
            let kind = object(vec![
                ("severity", severity_name(k.severity).into()),
                ("count", k.count.into()),
                ("remedy", k.remedy.into()),
                ("examples", Json::List(examples)),
            ]);
            (k.kind.to_owned(), kind)
        });
        object(vec![
            ("records", self.records.into()),
            ("titles", self.titles.into()),
            ("items", self.items.into()),
            ("withdrawn", self.withdrawn.into()),
            ("unmatched", self.unmatched.into()),
            ("merged", self.merged.into()),
            ("left_out", self.left_out.into()),
            ("files", Json::List(files)),
            ("diagnostics", Json::Object(kinds.collect())),
        ])
    }

    /// As text for a librarian.
    #[must_use]
    pub fn to_text(&self) -> String {
        let mut out = String::new();
        for file in &self.files {
            out.push_str(&format!(
                "{}: {}, {}{}.\n",
                file.name,
                file.format,
                counted(file.records, "record"),
                if file.broken { "; it is NOT whole" } else { "" }
            ));
            if !file.copies.is_empty() {
                out.push_str(&format!("  {}\n", file.copies));
            }
        }
        out.push_str(&format!(
            "{} read: {}, {}",
            counted(self.records, "record"),
            counted(self.titles, "title"),
            if self.items == 1 {
                "1 copy".to_owned()
            } else {
                format!("{} copies", thousands(self.items))
            }
        ));
        let mut hidden = Vec::new();
        if self.withdrawn > 0 {
            hidden.push(format!("{} withdrawn", thousands(self.withdrawn)));
        }
        if self.unmatched > 0 {
            hidden.push(format!("{} without a title", thousands(self.unmatched)));
        }
        if !hidden.is_empty() {
            out.push_str(&format!(" ({}: not shown)", hidden.join(", ")));
        }
        if self.merged > 0 {
            out.push_str(&format!(
                ", {} joined to an earlier one",
                counted(self.merged, "record")
            ));
        }
        if self.left_out > 0 {
            out.push_str(&format!(", {} left out", counted(self.left_out, "record")));
        }
        out.push_str(".\n");
        if self.kinds.is_empty() {
            out.push_str("Nothing to mend was found.\n");
        }
        for kind in &self.kinds {
            out.push_str(&format!(
                "\n{} {}, {}\n",
                severity_name(kind.severity).to_uppercase(),
                kind.kind,
                if kind.count == 1 {
                    "once".to_owned()
                } else {
                    format!("{} times", thousands(kind.count))
                }
            ));
            if !kind.remedy.is_empty() {
                out.push_str(&format!("  What to do: {}\n", kind.remedy));
            }
            for example in &kind.examples {
                out.push_str(&format!("  - {}: {}\n", example.place(), example.message));
            }
            if kind.count as usize > kind.examples.len() && !kind.examples.is_empty() {
                let more = kind.count - kind.examples.len() as u32;
                out.push_str(&format!("  … and {} more\n", thousands(more)));
            }
        }
        out
    }
}

impl Example {
    /// File, record, id and field, as far as they are known.
    fn place(&self) -> String {
        let mut out = self.file.clone();
        if self.place.record > 0 {
            out.push_str(&format!(", record {}", self.place.record));
        }
        if let Some(id) = &self.place.id {
            out.push_str(&format!(" (id {id})"));
        }
        if let Some(field) = &self.place.field {
            out.push_str(&format!(", {field}"));
        }
        if self.place.record == 0 && self.place.offset > 0 {
            out.push_str(&format!(", at {}", self.place.offset));
        }
        out
    }
}

/// "1 record", "12,345 records".
fn counted(n: u32, noun: &str) -> String {
    if n == 1 {
        format!("1 {noun}")
    } else {
        format!("{} {noun}s", thousands(n))
    }
}

/// 12345 as `12,345`.
#[must_use]
pub fn thousands(n: u32) -> String {
    let digits = n.to_string();
    let mut out = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn finding(kind: &'static str, severity: Severity, record: u32) -> Diagnostic {
        Diagnostic {
            kind,
            severity,
            place: Place {
                record,
                offset: 7,
                id: Some("a\"b".into()),
                field: Some("245$a".into()),
            },
            message: "Expected this, found that.".into(),
            remedy: "Mend it.",
        }
    }

    #[test]
    fn kinds_are_counted_and_the_gravest_comes_first() {
        let mut tally = Tally::default();
        for record in 1..=1234 {
            tally.add("a.mrc", finding("small", Severity::Note, record));
        }
        tally.add("a.mrc", finding("grave", Severity::Error, 9));
        let report = Report {
            records: 1234,
            kinds: tally.finish(),
            ..Report::default()
        };
        assert_eq!(
            report
                .kinds
                .iter()
                .map(|k| (k.kind, k.count, k.examples.len()))
                .collect::<Vec<_>>(),
            [("grave", 1, 1), ("small", 1234, EXAMPLES)]
        );
        let text = report.to_text();
        assert!(text.contains("NOTE small, 1,234 times"), "{text}");
        assert!(text.contains("… and 1,229 more"), "{text}");
        assert!(
            text.contains("a.mrc, record 9 (id a\"b), 245$a: Expected this"),
            "{text}"
        );
        let json = Json::parse(&report.to_json().line()).expect("valid JSON");
        let count = json
            .get("diagnostics")
            .and_then(|d| d.get("small"))
            .and_then(|k| k.get("count"));
        assert_eq!(count.and_then(Json::number), Some(1234));
    }

    #[test]
    fn an_empty_report_says_so() {
        assert!(Report::default().to_text().contains("Nothing to mend"));
    }

    #[test]
    fn numbers_are_grouped() {
        for (n, text) in [
            (0, "0"),
            (999, "999"),
            (1000, "1,000"),
            (1_234_567, "1,234,567"),
        ] {
            assert_eq!(thousands(n), text);
        }
    }
}
