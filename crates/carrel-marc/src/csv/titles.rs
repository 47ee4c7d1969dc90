//! Rows of a table of titles become titles and copies.
//!
//! ```
//! use carrel_marc::csv::titles::{TableEvent, TitleTable};
//! let mut table = TitleTable::new(None);
//! table.push(b"book_id,title,authors,isbn\n1,\"The Hunger Games (The Hunger Games, #1)\",Suzanne Collins,439023483\n");
//! table.finish();
//! let Some(TableEvent::Title(title)) = table.next() else { panic!("a title") };
//! let bib = &title.mapped.bib;
//! assert_eq!((bib.id.as_str(), bib.title.proper.as_str()), ("1", "The Hunger Games"));
//! assert_eq!(bib.series[0].number.as_deref(), Some("1"));
//! assert_eq!(bib.isbns[0].to_string(), "9780439023481");
//! assert_eq!(bib.contributors[0].name, "Collins, Suzanne");
//! ```

use std::collections::{HashMap, VecDeque};

use carrel_core::Diagnostic;
use carrel_core::diagnostic::Place;

use super::dates::Dates;
use super::header::{header, listed, patrons};
use super::row::RowMapper;
use super::{Event, Row, TableOptions, TableReader, finding, kinds};
use crate::columns::{Column, ColumnMap, Purpose, Resolved};
use crate::map::{Mapped, Outcome, shown};
use crate::words;

/// So many rows are looked at before the first title comes out.
const SAMPLE: usize = 200;

/// What comes out.
#[derive(Clone, Debug, PartialEq)]
#[expect(
    clippy::large_enum_variant,
    reason = "titles are the rule, findings about the file the exception"
)]
pub enum TableEvent {
    /// A title.
    Title(TableTitle),
    /// Something about the file as a whole.
    File(Diagnostic),
}

/// A title, and where it stands in its table.
#[derive(Clone, Debug, PartialEq)]
pub struct TableTitle {
    /// The title and its copies.
    pub mapped: Mapped,
    /// Number of its first row (the header not counted) and the line that it starts on.
    pub place: Place,
}

/// Reads a table of titles from bytes that are pushed in.
///
/// Titles come out as their rows go in, except where rows of one title are joined ([`crate::columns::Copies`]): then they all
/// come out after [`TitleTable::finish`], and memory grows with the number of titles.
pub struct TitleTable {
    reader: TableReader,
    map: ColumnMap,
    waiting: Vec<Row>,
    rows: Option<RowMapper>,
    number: u32,
    refused: bool,
    queue: VecDeque<TableEvent>,
    /// Titles that further rows may still belong to, in the order of their first rows.
    gathered: Vec<TableTitle>,
    by_key: HashMap<String, usize>,
}

impl TitleTable {
    /// A table read by that map, or by what its header and first rows say.
    #[must_use]
    pub fn new(map: Option<ColumnMap>) -> Self {
        let map = map.unwrap_or_default();
        let options = TableOptions {
            delimiter: map.delimiter,
            ..TableOptions::default()
        };
        Self {
            reader: TableReader::new(options),
            map,
            waiting: Vec::new(),
            rows: None,
            number: 0,
            refused: false,
            queue: VecDeque::new(),
            gathered: Vec::new(),
            by_key: HashMap::new(),
        }
    }

    /// Takes more of the file.
    pub fn push(&mut self, bytes: &[u8]) {
        self.reader.push(bytes);
    }

    /// Says that the file ends here.
    pub fn finish(&mut self) {
        self.reader.finish();
    }

    /// How many rows and titles are held: at most the first rows, when the titles are taken out and rows are not joined.
    #[must_use]
    pub fn waiting(&self) -> usize {
        self.waiting.len() + self.queue.len() + self.gathered.len() + self.by_key.len()
    }

    /// The map in use, with every column written out, once the first rows were seen.
    #[must_use]
    pub fn columns(&self) -> Option<&ColumnMap> {
        self.rows.as_ref().map(|rows| &rows.map)
    }

    /// The next title or finding; `None` when more bytes are needed or, after [`TitleTable::finish`], at the end.
    #[expect(
        clippy::should_implement_trait,
        reason = "`None` means more bytes are needed, not the end"
    )]
    pub fn next(&mut self) -> Option<TableEvent> {
        loop {
            if let Some(event) = self.queue.pop_front() {
                return Some(event);
            }
            match self.reader.next() {
                Some(Event::File(diagnostic)) => return Some(TableEvent::File(diagnostic)),
                Some(Event::Row(row)) => self.row(row),
                None if !self.reader.finished => return None,
                None => {
                    if self.rows.is_none() && !self.waiting.is_empty() {
                        self.begin();
                    } else if self.gathered.is_empty() {
                        if self.queue.is_empty() {
                            return None;
                        }
                    } else {
                        self.by_key.clear();
                        self.queue
                            .extend(self.gathered.drain(..).map(TableEvent::Title));
                    }
                }
            }
        }
    }

    fn row(&mut self, row: Row) {
        if self.refused {
            return;
        }
        if self.rows.is_some() {
            self.title(row);
            return;
        }
        self.waiting.push(row);
        if self.waiting.len() >= SAMPLE {
            self.begin();
        }
    }

    /// Header and first rows are there: decides what the columns mean.
    fn begin(&mut self) {
        let mut waiting = core::mem::take(&mut self.waiting);
        match header(&self.map, &waiting, self.reader.width()) {
            Err(diagnostic) => {
                self.refused = true;
                self.queue.push_back(TableEvent::File(*diagnostic));
            }
            Ok((names, first)) => {
                let line = waiting.first().map_or(1, |r| r.line);
                let (resolved, missing) = self.map.resolve(&names, Purpose::Titles);
                for name in missing {
                    let message = words::column_expected(shown(&name), listed(&names));
                    self.queue.push_back(TableEvent::File(finding(
                        &kinds::COLUMN_MISSING,
                        line,
                        message,
                    )));
                }
                if let Some(finding) =
                    patrons(&self.map, &names, &waiting[first..], Purpose::Titles)
                {
                    self.refused = true;
                    self.queue.push_back(TableEvent::File(finding));
                    return;
                }
                if !resolved.contains(&Some(Column::Title)) {
                    self.refused = true;
                    let (kind, found) = if is_of_copies(&resolved) {
                        (&kinds::COPIES_ALONE, words::a_table_of_copies())
                    } else {
                        (&kinds::NO_TITLE_COLUMN, words::none())
                    };
                    let message = words::title_column_expected(found, listed(&names));
                    self.queue
                        .push_back(TableEvent::File(finding(kind, line, message)));
                    return;
                }
                waiting.drain(..first);
                if waiting.is_empty() {
                    let message = words::table_no_row().to_owned();
                    let kind = &crate::kinds::FILE_EMPTY;
                    self.queue
                        .push_back(TableEvent::File(finding(kind, line, message)));
                }
                let (dates, unclear) = Dates::of(&self.map, &names, &resolved, &waiting, line);
                let unclear = unclear.into_iter().map(TableEvent::File);
                self.queue.extend(unclear);
                let mapper = RowMapper::new(&self.map, &names, resolved, dates, &waiting);
                self.rows = Some(mapper);
                for row in waiting {
                    self.title(row);
                }
            }
        }
    }

    fn title(&mut self, row: Row) {
        self.number += 1;
        let Some(rows) = &self.rows else { return };
        let place = Place {
            record: self.number,
            offset: row.line,
            id: None,
            field: None,
        };
        let (mapped, key) = rows.map_row(row, self.number);
        let place = Place {
            id: Some(mapped.bib.id.clone()),
            ..place
        };
        let title = TableTitle { mapped, place };
        // Another row of a deleted one's title may be kept: they do not come together.
        if !rows.gathers() || title.mapped.outcome != Outcome::Kept {
            self.queue.push_back(TableEvent::Title(title));
            return;
        }
        let known = key.as_ref().and_then(|k| self.by_key.get(k)).copied();
        match known {
            Some(at) => merge(&mut self.gathered[at].mapped, title.mapped),
            None => {
                if let Some(key) = key {
                    self.by_key.insert(key, self.gathered.len());
                }
                self.gathered.push(title);
            }
        }
    }
}

/// True when columns without a title say what and where copies are.
fn is_of_copies(resolved: &Resolved) -> bool {
    let has = |column| resolved.contains(&Some(column));
    let place = [
        Column::CallNumber,
        Column::Status,
        Column::Shelf,
        Column::Site,
    ];
    has(Column::Barcode) || has(Column::Id) && place.into_iter().any(has)
}

/// Another row of the same title: its copies, and what the first row left out.
fn merge(into: &mut Mapped, from: Mapped) {
    into.items.extend(from.items);
    into.diagnostics.extend(from.diagnostics);
    for isbn in from.bib.isbns {
        if !into.bib.isbns.contains(&isbn) {
            into.bib.isbns.push(isbn);
        }
    }
    let b = &mut into.bib;
    b.call_number = b.call_number.take().or(from.bib.call_number);
    b.dewey = b.dewey.take().or(from.bib.dewey);
    b.summary = b.summary.take().or(from.bib.summary);
    b.popularity = b.popularity.max(from.bib.popularity);
    if b.subjects.is_empty() {
        b.subjects = from.bib.subjects;
    }
    if b.levels.is_empty() {
        b.levels = from.bib.levels;
    }
}
