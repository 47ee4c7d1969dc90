//! What was read, and what a librarian should mend: by kind, with examples.

use std::collections::BTreeMap;

use carrel_core::Diagnostic;
use carrel_core::diagnostic::{Place, Severity};
use carrel_marc::columns::{Column, Meanings};
use carrel_marc::csv::kinds as tables;
use carrel_marc::kinds::{self as inputs, Kind};
use carrel_marc::map::kinds as records;

use crate::json::{Json, object};
use crate::{kinds, words};

/// Kinds whose finding says all that there is to say of a file without a record.
const SPEAKS: [&Kind; 12] = [
    &records::UNIMARC,
    &inputs::FILE_PACKED,
    &inputs::NOT_AN_EXPORT,
    &tables::NOT_A_TABLE,
    &tables::NO_HEADER,
    &tables::NO_TITLE_COLUMN,
    &tables::COPIES_ALONE,
    &tables::PATRON_LIST,
    &tables::NO_JOIN_COLUMN,
    &tables::COLUMN_MISSING,
    &kinds::PACKED_CUT_OFF,
    &kinds::PACKED_DAMAGED,
];
/// Kinds that are the cause of what else is found of a file without a record.
const CAUSES: [&Kind; 4] = [
    &records::UNIMARC,
    &tables::COLUMN_MISSING,
    &kinds::PACKED_CUT_OFF,
    &kinds::PACKED_DAMAGED,
];
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
    /// Copies read, those among them that are withdrawn, of hidden titles, or fit no title.
    pub items: u32,
    /// Copies that are withdrawn and not shown.
    pub withdrawn: u32,
    /// Copies that fit no title and are therefore not shown.
    pub unmatched: u32,
    /// Records that were joined to an earlier one with the same number and title.
    pub merged: u32,
    /// Records left out: deleted, hidden by the library, authorities, unreadable.
    pub left_out: u32,
    /// Copies of titles that the library hides, and therefore not shown.
    pub hidden: u32,
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
    /// What each column of a table was taken for, in their order; `None` for one that nobody could tell.
    pub columns: Meanings,
    /// True when the file stops or breaks before its end, so that records may be missing.
    pub broken: bool,
    /// True when it is of another MARC (UNIMARC), and none of its records is a title here.
    pub foreign: bool,
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

impl KindReport {
    /// The examples from a file.
    fn examples_of<'a>(&'a self, file: &'a str) -> impl Iterator<Item = (&'a Self, &'a Example)> {
        let examples = self.examples.iter().filter(move |e| e.file == file);
        examples.map(move |e| (self, e))
    }
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

/// The word for a severity in JSON.
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
        let nothing = |file: &&FileReport| file.foreign || file.records == 0;
        if let Some(file) = self.files.iter().find(nothing) {
            let all = || {
                let examples = |k| KindReport::examples_of(k, &file.name);
                self.kinds.iter().flat_map(examples)
            };
            // A column that the map names and the table lacks is why there are no titles; a packed file that was cut
            // off, why it is empty.
            let cause = all().find(|(kind, _)| CAUSES.iter().any(|k| k.name == kind.kind));
            let finding = cause.or_else(|| all().next());
            let found = finding.map_or("", |(_, example)| example.message.as_str());
            // What says for itself what was expected and found needs no sentence before it.
            let message = match finding {
                Some((kind, _)) if SPEAKS.iter().any(|k| k.name == kind.kind) => {
                    words::in_file(&file.name, small(found))
                }
                _ => words::record_expected(&file.name, found),
            };
            let remedy = finding.map_or(words::export_titles_checked(), |(kind, _)| kind.remedy);
            return Some(Problem {
                message: message.trim_end().to_owned(),
                remedy,
            });
        }
        if self.titles > 0 {
            return None;
        }
        let names: Vec<&str> = self.files.iter().map(|file| file.name.as_str()).collect();
        let found = words::titles_found_none(words::records(self.records as usize));
        let unread = self.kinds.iter().any(|k| k.severity == Severity::Error);
        Some(Problem {
            message: match names.join(", ") {
                names if names.is_empty() => words::titles_expected(found),
                names => words::titles_expected_in(names, found),
            },
            remedy: if unread {
                words::nothing_read()
            } else {
                words::export_titles()
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
                let mut fields = vec![
                    ("name", f.name.as_str().into()),
                    ("format", f.format.as_str().into()),
                    ("records", f.records.into()),
                    ("copies", f.copies.as_str().into()),
                    ("whole", Json::Bool(!f.broken)),
                ];
                if !f.columns.is_empty() {
                    fields.push(("columns", columns(&f.columns)));
                }
                object(fields)
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
            let title = kinds::named(k.kind).map_or(k.kind, Kind::title);
            let kind = object(vec![
                ("title", title.into()),
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
            ("hidden", self.hidden.into()),
            ("files", Json::List(files)),
            ("diagnostics", Json::Object(kinds.collect())),
        ])
    }

    /// As text for a librarian.
    #[must_use]
    pub fn to_text(&self) -> String {
        let mut out = String::new();
        for file in &self.files {
            let line = match file.broken {
                false => words::file_line,
                true => words::file_line_broken,
            };
            let records = words::records(file.records as usize);
            out.push_str(&line(&file.name, &file.format, records));
            out.push('\n');
            if !file.copies.is_empty() {
                out.push_str(&format!("  {}\n", file.copies));
            }
            if !file.columns.is_empty() {
                out.push_str(&format!("  {}\n", columns_in_words(&file.columns)));
            }
        }
        let mut hidden = Vec::new();
        if self.withdrawn > 0 {
            hidden.push(words::withdrawn(thousands(self.withdrawn)));
        }
        if self.unmatched > 0 {
            hidden.push(words::without_title(thousands(self.unmatched)));
        }
        if self.hidden > 0 {
            hidden.push(words::of_hidden_titles(thousands(self.hidden)));
        }
        let part = |n: u32, say: fn(String) -> String| match n {
            0 => String::new(),
            n => say(words::records(n as usize)),
        };
        out.push_str(&words::read_in_all(
            words::records(self.records as usize),
            words::titles(self.titles as usize),
            words::copies(self.items as usize),
            match hidden.as_slice() {
                [] => String::new(),
                hidden => words::not_shown(hidden.join(", ")),
            },
            part(self.merged, words::joined_to_earlier),
            part(self.left_out, words::left_out),
        ));
        out.push('\n');
        if self.kinds.is_empty() {
            out.push_str(words::nothing_to_mend());
            out.push('\n');
        }
        for kind in &self.kinds {
            let heading = match kind.severity {
                Severity::Note => words::heading_note,
                Severity::Warning => words::heading_warning,
                Severity::Error => words::heading_error,
            };
            let times = words::times(kind.count as usize);
            out.push_str(&format!("\n{}\n", heading(kind.kind, times)));
            if !kind.remedy.is_empty() {
                out.push_str(&format!("  {}\n", words::what_to_do(kind.remedy)));
            }
            for example in &kind.examples {
                out.push_str(&format!("  - {}: {}\n", example.place(), example.message));
            }
            if kind.count as usize > kind.examples.len() && !kind.examples.is_empty() {
                let more = kind.count - kind.examples.len() as u32;
                out.push_str(&format!("  {}\n", words::and_more(thousands(more))));
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
            out.push_str(&words::place_record(self.place.record));
        }
        if let Some(id) = &self.place.id {
            out.push_str(&words::place_id(id));
        }
        if let Some(field) = &self.place.field {
            out.push_str(&format!(", {field}"));
        }
        if self.place.record == 0 && self.place.offset > 0 {
            out.push_str(&words::place_at(self.place.offset));
        }
        out
    }
}

/// The columns of a table as an object: the name of each, and what it holds, as a column map says it; `null` where
/// nobody could tell.
fn columns(meanings: &Meanings) -> Json {
    let mut list: Vec<(String, Json)> = Vec::new();
    for (name, column) in meanings {
        let column = column.map_or(Json::Null, |column| column.name().as_str().into());
        match list.iter_mut().find(|(known, _)| known == name) {
            // Of two columns with one name the one that is read.
            Some((_, known)) if *known == Json::Null => *known = column,
            Some(_) => {}
            None => list.push((name.clone(), column)),
        }
    }
    Json::Object(list)
}

/// The columns of a table in one line: what each was taken for, where its name does not say it, and those not read.
fn columns_in_words(meanings: &Meanings) -> String {
    let (mut read, mut unread) = (Vec::new(), Vec::new());
    for (name, column) in meanings.iter().filter(|(name, _)| !name.is_empty()) {
        match column.filter(|column| *column != Column::Ignore) {
            None => unread.push(name.as_str()),
            Some(column) => {
                let meaning = column.name().replace('-', " ");
                read.push(match name.to_lowercase().replace('_', " ") == meaning {
                    true => name.clone(),
                    false => format!("{name} ({meaning})"),
                });
            }
        }
    }
    match unread.as_slice() {
        [] => words::columns_read(read.join(", ")),
        unread => words::columns_not_read(read.join(", "), unread.join(", ")),
    }
}

/// A sentence that goes on behind a colon.
fn small(sentence: &str) -> String {
    let mut chars = sentence.chars();
    let first = chars.next().map(char::to_lowercase);
    first.into_iter().flatten().chain(chars).collect()
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
