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

use carrel_core::bib::Format;
use carrel_core::diagnostic::Place;
use carrel_core::{BibRecord, Diagnostic};

use super::dates::Dates;
use super::header::{above, flags, header, letters, listed, patrons, series, unused};
use super::row::RowMapper;
use super::{Event, Row, TableOptions, TableReader, finding, kinds};
use crate::columns::{Column, ColumnMap, Meanings, Purpose, Resolved};
use crate::map::text::folded;
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
    /// Titles that further rows may still belong to, in the order of their first rows, and what each says of itself.
    gathered: Vec<TableTitle>,
    said: Vec<Said>,
    by_key: HashMap<String, Vec<usize>>,
    /// Rows that are no record: the header again, a line of totals.
    passed: u32,
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
            said: Vec::new(),
            by_key: HashMap::new(),
            passed: 0,
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

    /// What each column was taken for, in their order; empty until the first rows were seen.
    #[must_use]
    pub fn meanings(&self) -> Meanings {
        self.rows
            .as_ref()
            .map_or_else(Vec::new, RowMapper::meanings)
    }

    /// How many rows were read, without the header, what repeats it, and lines of totals.
    #[must_use]
    pub fn rows(&self) -> u32 {
        self.number - self.passed
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
                        self.said.clear();
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
                let (mut resolved, missing) = self.map.resolve(&names, Purpose::Titles);
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
                let told = above(&waiting[..first.saturating_sub(1)], names.len());
                self.queue.extend(told.map(TableEvent::File));
                waiting.drain(..first);
                if waiting.is_empty() {
                    let message = words::table_no_row().to_owned();
                    let kind = &crate::kinds::FILE_EMPTY;
                    self.queue
                        .push_back(TableEvent::File(finding(kind, line, message)));
                }
                flags(&self.map, &names, &mut resolved, &waiting, Purpose::Titles);
                series(&self.map, &names, &mut resolved, &waiting);
                letters(&self.map, &names, &mut resolved, &waiting);
                let cells: Vec<&[String]> = waiting.iter().map(|r| r.cells.as_slice()).collect();
                self.map.unidentify(&mut resolved, &names, &cells);
                self.map.uncount(&mut resolved, &names, &cells);
                let told = unused(&names, &resolved, &waiting, line);
                self.queue.extend(told.map(TableEvent::File));
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
        if let Some(message) = rows.no_record(&row) {
            self.passed += 1;
            let told = finding(&kinds::ROW_PASSED_OVER, row.line, message);
            self.queue.push_back(TableEvent::File(told));
            return;
        }
        let place = Place {
            record: self.number,
            offset: row.line,
            id: None,
            field: None,
        };
        let (mapped, key, format) = rows.map_row(row, self.number);
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
        let said = Said::of(&title.mapped.bib, format);
        let (same, believed) = (
            key.as_ref().and_then(|k| self.by_key.get(k)),
            rows.believed(),
        );
        let known = same.into_iter().flatten().copied();
        let known = known
            .into_iter()
            .find(|at| believed || self.said[*at].agrees(&said));
        match known {
            Some(at) => {
                if self.said[at].format.is_none() && said.format.is_some() {
                    self.gathered[at].mapped.bib.format = title.mapped.bib.format;
                }
                self.said[at].fill(said);
                merge(&mut self.gathered[at].mapped, title.mapped);
            }
            None => {
                if let Some(key) = key {
                    self.by_key
                        .entry(key)
                        .or_default()
                        .push(self.gathered.len());
                }
                self.gathered.push(title);
                self.said.push(said);
            }
        }
    }
}

/// What a title says of itself. Rows with one number that disagree in it are different titles: a number of a school or a
/// series stands over all of its books, an ISBN over every volume of a set.
struct Said {
    title: String,
    remainder: String,
    /// The words of the first author's name, in whatever order they are written.
    author: Vec<String>,
    format: Option<Format>,
}

impl Said {
    fn of(bib: &BibRecord, format: Option<Format>) -> Self {
        let name = bib.contributors.first().map_or("", |c| c.name.as_str());
        let mut author: Vec<String> = folded(name).split_whitespace().map(str::to_owned).collect();
        author.sort_unstable();
        Self {
            title: folded(&bib.title.proper),
            remainder: bib
                .title
                .remainder
                .as_deref()
                .map(folded)
                .unwrap_or_default(),
            author,
            // Some copies of a comic may have the label, and others not.
            format: format.map(|format| match format {
                Format::GraphicNovel | Format::PictureBook => Format::Book,
                other => other,
            }),
        }
    }

    /// What is not said agrees with anything.
    fn agrees(&self, other: &Self) -> bool {
        let text = |a: &str, b: &str| a == b || a.is_empty() || b.is_empty();
        let author =
            self.author == other.author || self.author.is_empty() || other.author.is_empty();
        let format = self.format == other.format || self.format.is_none() || other.format.is_none();
        author
            && format
            && text(&self.title, &other.title)
            && text(&self.remainder, &other.remainder)
    }

    /// Takes over what was not said before, so that no third row joins two that disagree.
    fn fill(&mut self, from: Self) {
        if self.title.is_empty() {
            self.title = from.title;
        }
        if self.remainder.is_empty() {
            self.remainder = from.remainder;
        }
        if self.author.is_empty() {
            self.author = from.author;
        }
        self.format = self.format.or(from.format);
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
    if b.title.proper.is_empty() {
        b.title = from.bib.title;
    } else {
        b.title.remainder = b.title.remainder.take().or(from.bib.title.remainder);
        if b.title.others.is_empty() {
            b.title.others = from.bib.title.others;
        }
    }
    if b.contributors.is_empty() {
        b.contributors = from.bib.contributors;
    }
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
    fn fill<T>(into: &mut Vec<T>, from: Vec<T>) {
        if into.is_empty() {
            *into = from;
        }
    }
    fill(&mut b.languages, from.bib.languages);
    fill(&mut b.series, from.bib.series);
    fill(&mut b.genres, from.bib.genres);
    fill(&mut b.contents, from.bib.contents);
    fill(&mut b.notes, from.bib.notes);
    fill(&mut b.awards, from.bib.awards);
    fill(&mut b.links, from.bib.links);
    let (p, said) = (&mut b.publication, from.bib.publication);
    if p.year.is_none() {
        (p.year, p.date_text) = (said.year, p.date_text.take().or(said.date_text));
    }
    p.place = p.place.take().or(said.place);
    p.publisher = p.publisher.take().or(said.publisher);
    p.copyright = p.copyright.or(said.copyright);
    b.edition = b.edition.take().or(from.bib.edition);
    b.extent = b.extent.take().or(from.bib.extent);
    b.audience = b.audience.take().or(from.bib.audience);
    b.interest = b.interest.take().or(from.bib.interest);
    b.issn = b.issn.take().or(from.bib.issn);
    b.lccn = b.lccn.take().or(from.bib.lccn);
    b.lcc = b.lcc.take().or(from.bib.lcc);
    b.entered = b.entered.take().or(from.bib.entered);
}
