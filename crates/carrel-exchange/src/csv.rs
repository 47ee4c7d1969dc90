//! Tables as text (RFC 4180 and what programs make of it): a reader for bytes that come in pieces, and a writer safe for spreadsheets.
//!
//! ```
//! use carrel_exchange::csv::{Reader, write_row};
//!
//! let mut reader = Reader::new(None);
//! reader.push(b"Barcode;Last");
//! reader.push(b"Name\nP 1;\"O'Hara; Ann\"\n");
//! reader.finish();
//! assert_eq!(reader.next_row().unwrap().cells, ["Barcode", "LastName"]);
//! assert_eq!(reader.next_row().unwrap().cells, ["P 1", "O'Hara; Ann"]);
//! assert!(reader.next_row().is_none());
//!
//! let mut out = String::new();
//! write_row(&mut out, &["=1+1", "a,b"]);
//! assert_eq!(out, "\"'=1+1\",\"a,b\"\r\n");
//! ```

mod writer;

use std::collections::VecDeque;

use carrel_core::diagnostic::{Diagnostic, Place, Severity};

pub use writer::{unguarded, write_row};

/// Bytes of a cell; the rest is cut off and reported (../shared/reference, reliability 5.6).
const CELL: usize = 64 * 1024;
/// Cells of a row; the rest is cut off and reported.
const CELLS: usize = 1000;
/// Bytes that are looked at to tell the delimiter.
const LOOK: usize = 64 * 1024;

/// What may stand between two cells.
const DELIMITERS: [u8; 4] = *b",;\t|";

/// A row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// Its number, from 1; the header counts, empty lines do not.
    pub number: u32,
    /// The line where it begins, from 1.
    pub line: u64,
    /// Its cells, unquoted, not trimmed.
    pub cells: Vec<String>,
}

/// Reads a table that comes in pieces. Holds one row beyond those that wait to be taken.
///
/// Text is UTF-8; a cell that is not is read as Windows-1252. A byte order mark is passed over.
#[derive(Clone, Debug)]
pub struct Reader {
    delimiter: Option<u8>,
    /// Bytes kept back until the delimiter is known.
    start: Vec<u8>,
    has_begun: bool,
    state: State,
    cell: Vec<u8>,
    cells: Vec<String>,
    line: u64,
    row_line: u64,
    quote_line: u64,
    rows: u32,
    is_cut: bool,
    was_legacy: bool,
    ready: VecDeque<Row>,
    findings: Vec<Diagnostic>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    CellStart,
    Plain,
    Quoted,
    /// Behind a quote inside of quotes: its end, or half of a doubled one.
    QuoteInQuotes,
    /// Behind a CR: an LF belongs to it.
    Return,
}

impl Reader {
    /// A reader; the delimiter is told by the first line when it is not given.
    #[must_use]
    pub fn new(delimiter: Option<u8>) -> Self {
        Self {
            delimiter,
            start: Vec::new(),
            has_begun: false,
            state: State::CellStart,
            cell: Vec::new(),
            cells: Vec::new(),
            line: 1,
            row_line: 1,
            quote_line: 1,
            rows: 0,
            is_cut: false,
            was_legacy: false,
            ready: VecDeque::new(),
            findings: Vec::new(),
        }
    }

    /// Adds bytes as they came.
    pub fn push(&mut self, bytes: &[u8]) {
        if self.has_begun {
            return self.feed(bytes);
        }
        self.start.extend_from_slice(bytes);
        if self.start.len() >= LOOK || candidates(&self.start).1 {
            self.begin();
        }
    }

    /// No more bytes will come.
    pub fn finish(&mut self) {
        if !self.start.is_empty() {
            self.begin();
        }
        if self.state == State::Quoted {
            self.never_closed();
        }
        if !matches!(self.state, State::CellStart | State::Return) || !self.cells.is_empty() {
            self.end_row();
        }
        self.state = State::CellStart;
    }

    /// The next row that is complete.
    pub fn next_row(&mut self) -> Option<Row> {
        self.ready.pop_front()
    }

    /// What was odd since the last call.
    pub fn take_findings(&mut self) -> Vec<Diagnostic> {
        core::mem::take(&mut self.findings)
    }

    /// The delimiter in use, once it is known.
    #[must_use]
    pub const fn delimiter(&self) -> Option<u8> {
        self.delimiter
    }

    fn begin(&mut self) {
        let start = core::mem::take(&mut self.start);
        let bytes = start.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(&start);
        if bytes.starts_with(b"\xFF\xFE") || bytes.starts_with(b"\xFE\xFF") {
            self.report(
                Severity::Error,
                "table-utf16",
                "expected UTF-8, found UTF-16".to_owned(),
                "Save the table as \"CSV UTF-8\".",
            );
        }
        if self.delimiter.is_none() {
            self.delimiter = Some(guess_delimiter(bytes));
        }
        self.has_begun = true;
        self.feed(bytes);
    }

    fn feed(&mut self, bytes: &[u8]) {
        let delimiter = self.delimiter.unwrap_or(b',');
        for &b in bytes {
            match (self.state, b) {
                (State::Return, b'\n') => {
                    self.state = State::CellStart;
                    continue;
                }
                (State::Return, _) => self.state = State::CellStart,
                _ => {}
            }
            if b == b'\n' {
                self.line += 1;
            }
            match (self.state, b) {
                (State::CellStart, b'"') => {
                    self.quote_line = self.line;
                    self.state = State::Quoted;
                }
                (State::Quoted, b'"') => self.state = State::QuoteInQuotes,
                (State::QuoteInQuotes, b'"') => {
                    self.keep(b'"');
                    self.state = State::Quoted;
                }
                (State::Quoted, _) => {
                    self.keep(b);
                    if self.is_cut && b == b'\n' {
                        // Something forgot to close its quote: go on with the next line.
                        self.never_closed();
                        self.end_row();
                        self.state = State::CellStart;
                    }
                }
                (_, b'\n' | b'\r') => {
                    if b == b'\r' {
                        self.line += 1;
                    }
                    self.end_row();
                    self.state = if b == b'\r' {
                        State::Return
                    } else {
                        State::CellStart
                    };
                }
                (_, b) if b == delimiter => {
                    self.end_cell();
                    self.state = State::CellStart;
                }
                (_, b) => {
                    self.keep(b);
                    self.state = State::Plain;
                }
            }
        }
    }

    fn keep(&mut self, b: u8) {
        if self.cell.len() < CELL {
            self.cell.push(b);
        } else {
            self.is_cut = true;
        }
    }

    fn end_cell(&mut self) {
        let bytes = core::mem::take(&mut self.cell);
        if self.cells.len() >= CELLS {
            self.is_cut = true;
            return;
        }
        let text = match String::from_utf8(bytes) {
            Ok(text) => text,
            Err(error) => {
                if !self.was_legacy {
                    self.was_legacy = true;
                    self.report(
                        Severity::Note,
                        "table-not-utf8",
                        "a cell is not UTF-8 and was read as Windows-1252".to_owned(),
                        "If letters look wrong, save the table as \"CSV UTF-8\".",
                    );
                }
                error.as_bytes().iter().map(|b| windows_1252(*b)).collect()
            }
        };
        self.cells.push(text);
    }

    fn end_row(&mut self) {
        let is_blank =
            self.cells.is_empty() && self.cell.is_empty() && self.state != State::QuoteInQuotes;
        if !is_blank {
            self.end_cell();
            self.rows = self.rows.saturating_add(1);
            if core::mem::take(&mut self.is_cut) {
                self.report(
                    Severity::Warning,
                    "table-cut",
                    format!("expected cells of at most {CELL} bytes and {CELLS} of them; the rest of the row was cut off"),
                    "Look whether a quote is missing in this row.",
                );
            }
            self.ready.push_back(Row {
                number: self.rows,
                line: self.row_line,
                cells: core::mem::take(&mut self.cells),
            });
        }
        self.row_line = self.line;
    }

    fn never_closed(&mut self) {
        let message = format!(
            "a quote in line {} is never closed; what follows it up to line {} is one cell",
            self.quote_line, self.line
        );
        self.report(
            Severity::Error,
            "table-quote",
            message,
            "Close the quote, or take it out, and read the table again.",
        );
    }

    fn report(
        &mut self,
        severity: Severity,
        kind: &'static str,
        message: String,
        remedy: &'static str,
    ) {
        self.findings.push(Diagnostic {
            kind,
            severity,
            place: Place {
                record: self.rows,
                offset: self.row_line,
                ..Place::default()
            },
            message,
            remedy,
        });
    }
}

/// How often each candidate stands outside of quotes in the first line that has any; and whether that line has ended.
fn candidates(bytes: &[u8]) -> ([u32; 4], bool) {
    let mut counts = [0u32; 4];
    let mut is_quoted = false;
    for b in bytes.iter().take(LOOK) {
        is_quoted ^= *b == b'"';
        if is_quoted {
            continue;
        }
        if matches!(b, b'\n' | b'\r') && counts.iter().any(|count| *count > 0) {
            return (counts, true);
        }
        if let Some(at) = DELIMITERS.iter().position(|c| c == b) {
            counts[at] += 1;
        }
    }
    (counts, false)
}

/// The candidate that stands most often; a comma when there is none.
fn guess_delimiter(bytes: &[u8]) -> u8 {
    let (counts, _) = candidates(bytes);
    let mut best = 0;
    for at in 1..counts.len() {
        if counts[at] > counts[best] {
            best = at;
        }
    }
    DELIMITERS[best]
}

/// A byte of Windows-1252; the five that it leaves open are the control characters of Latin-1.
fn windows_1252(b: u8) -> char {
    const HIGH: &str = "€\u{81}‚ƒ„…†‡ˆ‰Š‹Œ\u{8D}Ž\u{8F}\u{90}‘’“”•–—˜™š›œ\u{9D}žŸ";
    match b {
        0x80..0xA0 => HIGH
            .chars()
            .nth(usize::from(b - 0x80))
            .unwrap_or(char::REPLACEMENT_CHARACTER),
        b => char::from(b),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The rows, cells joined by `|`, the same however the bytes are cut; and the kinds of findings.
    fn check(bytes: &[u8], rows: &[&str], kinds: &[&str]) {
        for size in [1, 2, 3, 7, bytes.len().max(1)] {
            let mut reader = Reader::new(None);
            for piece in bytes.chunks(size) {
                reader.push(piece);
            }
            reader.finish();
            let found: Vec<String> =
                std::iter::from_fn(|| reader.next_row().map(|row| row.cells.join("|"))).collect();
            assert_eq!(found, rows, "in pieces of {size}");
            let found: Vec<&str> = reader.take_findings().iter().map(|f| f.kind).collect();
            assert_eq!(found, kinds, "in pieces of {size}");
        }
    }

    #[test]
    fn tables_of_every_kind() {
        check(b"a,b\n1,2\n", &["a|b", "1|2"], &[]);
        check(b"a;b\r\n\"1;\n2\";3\r\n", &["a|b", "1;\n2|3"], &[]);
        check(b"a\tb\r1\t\r", &["a|b", "1|"], &[]);
        check(
            b"\xEF\xBB\xBFa,b\n\n\"\"\n\"x\"\"y\"z,\"\"",
            &["a|b", "", "x\"yz|"],
            &[],
        );
        check(
            b"a,b\nM\xFCller,\x80\n",
            &["a|b", "Müller|€"],
            &["table-not-utf8"],
        );
        check(
            b"a,b\n\"x,1\n2,3\n",
            &["a|b", "x,1\n2,3\n"],
            &["table-quote"],
        );
        check(
            b"\xFF\xFEa\0",
            &["ÿþa\0"],
            &["table-utf16", "table-not-utf8"],
        );
        check(b"", &[], &[]);
        check(b"\n\n\r\n", &[], &[]);
        check(b"a", &["a"], &[]);
        check(b"a,", &["a|"], &[]);
        // A first line without any delimiter says nothing about the others.
        check(
            b"Our patrons\n\na;b\n1,5;2\n",
            &["Our patrons", "a|b", "1,5|2"],
            &[],
        );
        check(b"x \"y\", \"z\"\n", &["x \"y\"| \"z\""], &[]);
    }

    #[test]
    fn a_quote_that_is_never_closed_costs_one_cell_and_not_the_file() {
        let mut text = b"a,b\n\"x,1\n".to_vec();
        text.extend(b"1,2\n".repeat(CELL / 4));
        text.extend(b"3,4\n");
        let mut reader = Reader::new(None);
        reader.push(&text);
        reader.finish();
        let rows: Vec<Row> = std::iter::from_fn(|| reader.next_row()).collect();
        assert_eq!(
            rows.last().map(|row| row.cells.clone()),
            Some(vec!["3".to_owned(), "4".to_owned()])
        );
        let kinds: Vec<&str> = reader.take_findings().iter().map(|f| f.kind).collect();
        assert_eq!(kinds, ["table-quote", "table-cut"]);
    }

    #[test]
    fn rows_know_their_number_and_line() {
        let mut reader = Reader::new(None);
        reader.push(b"a,b\n\n\"1\n2\",x\r\n3,4");
        reader.finish();
        let found: Vec<(u32, u64)> =
            std::iter::from_fn(|| reader.next_row().map(|row| (row.number, row.line))).collect();
        assert_eq!(found, [(1, 1), (2, 3), (3, 5)]);
    }
}
