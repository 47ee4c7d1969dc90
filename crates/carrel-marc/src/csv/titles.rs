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

use carrel_core::bib::{
    Audience, Contributor, Format, Link, LinkKind, Measure, ReadingLevel, Role, Series, Subject,
    SubjectKind, Title, Vocabulary,
};
use carrel_core::diagnostic::Place;
use carrel_core::{BibRecord, Diagnostic, Isbn, Item, ItemStatus};

use super::people::{self, Person};
use super::{Event, Row, TableOptions, TableReader, column_tag, finding, kinds, languages};
use crate::columns::{Column, ColumnMap, Copies, NameOrder, Purpose, Resolved};
use crate::findings::Findings;
use crate::holdings;
use crate::kinds::Kind;
use crate::level;
use crate::map::text::{area, clean, folded, garbled};
use crate::map::{
    Address, Mapped, class_text, dewey, invalid_isbn, kinds as map_kinds, shown, skip_article,
    web_address,
};

/// So many rows are looked at before the first title comes out.
const SAMPLE: usize = 200;
/// So many rows may stand above the header.
const PREAMBLE: usize = 10;

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
/// Titles come out as their rows go in, except where rows of one title are joined ([`Copies`]): then they all
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
                self.queue.push_back(TableEvent::File(diagnostic));
            }
            Ok((names, first)) => {
                let line = waiting.first().map_or(1, |r| r.line);
                let (resolved, missing) = self.map.resolve(&names, Purpose::Titles);
                for name in missing {
                    let message = format!(
                        "Expected a column \"{}\", found: {}.",
                        shown(&name),
                        listed(&names)
                    );
                    self.queue.push_back(TableEvent::File(finding(
                        &kinds::COLUMN_MISSING,
                        line,
                        message,
                    )));
                }
                if !resolved.contains(&Some(Column::Title)) {
                    self.refused = true;
                    let message = format!(
                        "Expected a column with the titles, found: {}.",
                        listed(&names)
                    );
                    self.queue.push_back(TableEvent::File(finding(
                        &kinds::NO_TITLE_COLUMN,
                        line,
                        message,
                    )));
                    return;
                }
                waiting.drain(..first);
                let mapper = RowMapper::new(&self.map, &names, resolved, &waiting);
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
        let Some((mapped, key)) = rows.map_row(row, self.number) else {
            return;
        };
        let place = Place {
            id: Some(mapped.bib.id.clone()),
            ..place
        };
        let title = TableTitle { mapped, place };
        if !rows.gathers() {
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

/// The names of the columns and how many rows stand up to and including them; the finding that says why not.
pub(super) fn header(
    map: &ColumnMap,
    rows: &[Row],
    width: usize,
) -> Result<(Vec<String>, usize), Diagnostic> {
    if !map.header.is_empty() {
        return Ok((map.header.clone(), 0));
    }
    let best = rows
        .iter()
        .take(PREAMBLE)
        .enumerate()
        .filter(|(_, row)| row.cells.len() * 2 >= width)
        .map(|(i, row)| (map.known_names(&row.cells), i))
        .max_by_key(|(known, i)| (*known, core::cmp::Reverse(*i)));
    let line = rows.first().map_or(1, |r| r.line);
    let first = rows.first().map(|r| r.cells.as_slice()).unwrap_or_default();
    match best {
        Some((known, i)) if known >= 1 && looks_like_names(&rows[i].cells) => {
            // One known word among many may be data ("Date", "Illustrator"): then all must look like names.
            Ok((rows[i].cells.clone(), i + 1))
        }
        _ if first.len() > 1
            && looks_like_names(first)
            && rows.len() > 1
            && !looks_like_names(&rows[1].cells) =>
        {
            Ok((first.to_vec(), 1))
        }
        _ => {
            let message = format!(
                "Expected the names of the columns in the first line, found: {}.",
                listed(first)
            );
            Err(finding(&kinds::NO_HEADER, line, message))
        }
    }
}

/// Names of columns are short, different from each other, and no numbers.
fn looks_like_names(cells: &[String]) -> bool {
    let filled: Vec<String> = cells
        .iter()
        .map(|c| c.trim().to_lowercase())
        .filter(|c| !c.is_empty())
        .collect();
    let mut sorted = filled.clone();
    sorted.sort_unstable();
    sorted.dedup();
    !filled.is_empty()
        && sorted.len() * 10 >= filled.len() * 9
        && filled.len() * 2 >= cells.len()
        && filled.iter().all(|c| {
            c.chars().count() <= 60
                && c.chars().filter(char::is_ascii_digit).count() <= 4
                && c.parse::<f64>().is_err()
        })
}

fn listed(cells: &[String]) -> String {
    let mut out: Vec<String> = cells
        .iter()
        .take(12)
        .map(|c| format!("\"{}\"", shown(&clean(c))))
        .collect();
    if cells.len() > 12 {
        out.push(format!("and {} more", cells.len() - 12));
    }
    if out.is_empty() {
        "nothing".to_owned()
    } else {
        out.join(", ")
    }
}

/// Makes a title of a row.
pub(super) struct RowMapper {
    map: ColumnMap,
    names: Vec<String>,
    resolved: Resolved,
    authors: NameOrder,
    copies: Copies,
    /// The layout says that rows are about copies: one each, even without a barcode.
    row_is_copy: bool,
}

impl RowMapper {
    fn new(map: &ColumnMap, names: &[String], resolved: Resolved, sample: &[Row]) -> Self {
        let has = |c| resolved.contains(&Some(c));
        let author = resolved.iter().position(|c| *c == Some(Column::Author));
        let authors = match (map.authors, author) {
            (NameOrder::Guess, Some(i)) => people::order_of(
                sample
                    .iter()
                    .filter_map(|r| r.cells.get(i))
                    .map(String::as_str),
            ),
            (order, _) => order,
        };
        let copies = match map.copies {
            Copies::Guess if !has(Column::Barcode) => Copies::Row,
            Copies::Guess if has(Column::Id) => Copies::Id,
            Copies::Id if !has(Column::Id) => Copies::Guess,
            other => other,
        };
        Self {
            map: map.written_out(names, &resolved),
            names: names.to_vec(),
            row_is_copy: has(Column::Barcode),
            resolved,
            authors,
            copies,
        }
    }

    fn gathers(&self) -> bool {
        self.copies != Copies::Row
    }

    /// The title of a row and the key that it shares with other rows of the same title. `None` for a row that
    /// the table itself marks as deleted.
    fn map_row(&self, row: Row, number: u32) -> Option<(Mapped, Option<String>)> {
        let mut findings = Findings::new(number, row.line);
        let cells = Cells {
            mapper: self,
            row: &row,
        };
        widths(&row, self.names.len(), &mut findings);
        if cells.flag(Column::Deleted) {
            return None;
        }
        let mut bib = BibRecord::default();
        cells.numbers(&mut bib, &mut findings);
        cells.language(&mut bib, &mut findings);
        cells.title(&mut bib, &mut findings);
        cells.people(&mut bib);
        cells.publication(&mut bib, &mut findings);
        cells.topics(&mut bib);
        cells.levels(&mut bib, &mut findings);
        cells.links(&mut bib, &mut findings);
        bib.format = cells
            .first(Column::Format)
            .and_then(|t| format_named(&t))
            .unwrap_or_default();
        if bib.format == Format::Book
            && carrel_core::call_number::CallNumber::parse(bib.call_number.as_deref().unwrap_or(""))
                .section()
                == carrel_core::call_number::Section::GraphicNovels
        {
            bib.format = Format::GraphicNovel;
        }
        let id = cells.first(Column::Id);
        let key = match self.copies {
            Copies::Row => None,
            Copies::Id => id.clone().map(|id| format!("i{id}")),
            Copies::Isbn => bib.isbns.first().map(|i| format!("n{i}")),
            Copies::Title => title_key(&bib),
            Copies::Guess => bib
                .isbns
                .first()
                .map(|i| format!("n{i}"))
                .or_else(|| title_key(&bib)),
        };
        bib.id = id
            .or_else(|| {
                cells
                    .first(Column::Isbn)
                    .map(|t| isbn_text(&t))
                    .filter(|t| !t.is_empty())
            })
            .or_else(|| cells.first(Column::Barcode))
            .unwrap_or_else(|| format!("r{number}"));
        if let Some(found) = [Some(&bib.title.proper), bib.summary.as_ref()]
            .into_iter()
            .flatten()
            .chain(bib.contributors.iter().map(|c| &c.name))
            .find_map(|t| garbled(t))
        {
            findings.add(&map_kinds::TEXT_GARBLED, || {
                format!("Expected readable letters, found \"{found}\".")
            });
        }
        let items = cells.items(&bib, &mut findings);
        let mut diagnostics = row.diagnostics.clone();
        for d in &mut diagnostics {
            d.place.record = number;
            d.place.id = Some(bib.id.clone());
        }
        diagnostics.extend(findings.finish(Some(&bib.id)));
        for d in &mut diagnostics {
            // Columns have names of their own, no tags.
            if d.place
                .field
                .as_deref()
                .is_some_and(|f| f.trim().is_empty())
            {
                d.place.field = None;
            }
        }
        Some((
            Mapped {
                bib,
                items,
                diagnostics,
                ..Mapped::default()
            },
            key,
        ))
    }
}

fn title_key(bib: &BibRecord) -> Option<String> {
    let author = bib
        .contributors
        .first()
        .map_or(String::new(), |c| folded(&c.name));
    let key = format!(
        "t{}|{}|{author}",
        folded(&bib.title.proper),
        bib.title
            .remainder
            .as_deref()
            .map(folded)
            .unwrap_or_default()
    );
    (!bib.title.proper.is_empty()).then_some(key)
}

/// Tells rows that are wider or narrower than the header; cells past the header are named, so nothing is lost unseen.
pub(super) fn widths(row: &Row, width: usize, findings: &mut Findings) {
    let beyond: Vec<&String> = row
        .cells
        .iter()
        .skip(width)
        .filter(|c| !c.trim().is_empty())
        .collect();
    if !beyond.is_empty() {
        findings.add(&kinds::ROW_TOO_WIDE, || {
            let extra: Vec<String> = beyond.iter().map(|c| format!("\"{}\"", shown(c))).collect();
            format!(
                "Expected {width} cells, found {}; left over: {}.",
                row.cells.len(),
                extra.join(", ")
            )
        });
    }
    if row.cells.len() < width && width - row.cells.len() > 0 && row.cells.len() * 2 < width {
        findings.add(&kinds::ROW_TOO_NARROW, || {
            format!("Expected {width} cells, found {}.", row.cells.len())
        });
    }
}

/// The cells of a row by meaning.
pub(super) struct Cells<'a> {
    mapper: &'a RowMapper,
    row: &'a Row,
}

impl Cells<'_> {
    /// Every filled cell with that meaning, cleaned, in the order of the columns.
    fn all(&self, column: Column) -> impl Iterator<Item = String> {
        filled(&self.mapper.resolved, self.row, column)
    }

    fn first(&self, column: Column) -> Option<String> {
        self.all(column).next()
    }

    fn flag(&self, column: Column) -> bool {
        self.first(column).is_some_and(|t| is_set(&t))
    }

    fn numbers(&self, bib: &mut BibRecord, findings: &mut Findings) {
        let mut wrong: Vec<(&'static Kind, String)> = Vec::new();
        for cell in self.all(Column::Isbn) {
            isbns(&cell, &mut bib.isbns, &mut wrong);
        }
        // A rounded 13-digit form does no harm beside a whole 10-digit one.
        for (kind, message) in wrong {
            if bib.isbns.is_empty() || kind.name != kinds::ISBN_ROUNDED.name {
                findings.add(kind, || message);
            }
        }
        bib.issn = self.first(Column::Issn);
        bib.lccn = self.first(Column::Lccn);
        bib.dewey = self
            .first(Column::Dewey)
            .and_then(|t| dewey(&class_text(&t)));
        bib.lcc = self.first(Column::Lcc);
        let parts = [Column::CallPrefix, Column::CallNumber, Column::CallSuffix];
        let call: Vec<String> = parts.into_iter().filter_map(|c| self.first(c)).collect();
        bib.call_number = (!call.is_empty()).then(|| call.join(" "));
        if bib.dewey.is_none()
            && let Some(call) = &bib.call_number
        {
            bib.dewey = dewey(call);
        }
        if bib.call_number.is_none() {
            bib.call_number = bib.dewey.clone().or_else(|| bib.lcc.clone());
        }
        bib.popularity = self
            .first(Column::Popularity)
            .and_then(|t| whole(&t))
            .map_or(0, |n| u32::try_from(n).unwrap_or(0));
        bib.entered = self.first(Column::Added).and_then(|t| holdings::date(&t));
    }

    fn language(&self, bib: &mut BibRecord, findings: &mut Findings) {
        for cell in self.all(Column::Language) {
            for part in cell
                .split([';', '|', ','])
                .map(str::trim)
                .filter(|p| !p.is_empty())
            {
                match languages::code(part) {
                    Some(code) if !bib.languages.iter().any(|l| l == code) => {
                        bib.languages.push(code.to_owned())
                    }
                    Some(_) => {}
                    // Three letters are a code, known here or not.
                    None if part.len() == 3 && part.bytes().all(|b| b.is_ascii_lowercase()) => {
                        bib.languages.push(part.to_owned())
                    }
                    None => findings.add(&map_kinds::LANGUAGE_UNREADABLE, || {
                        format!("Expected a language, found \"{}\".", shown(part))
                    }),
                }
            }
        }
    }

    fn title(&self, bib: &mut BibRecord, findings: &mut Findings) {
        let raw = filled_raw(&self.mapper.resolved, self.row, Column::Title)
            .next()
            .unwrap_or_default();
        let (text, series) = series_in_title(&raw);
        let (text, edition) = edition_in_title(&text);
        let (proper, remainder) = match text.split_once(": ") {
            Some((front, back)) if !front.trim().is_empty() && !back.trim().is_empty() => {
                (front.trim().to_owned(), Some(back.trim().to_owned()))
            }
            _ => (text.trim().to_owned(), None),
        };
        let language = bib.languages.first().map_or("", String::as_str);
        let stated = self
            .first(Column::SortCharacter)
            .and_then(|t| whole(&t))
            .filter(|n| (2..40).contains(n));
        let nonfiling = match stated {
            // LibraryThing counts the first character that counts.
            Some(n) => u16::try_from(n - 1).unwrap_or(0),
            None => skip_article(&proper, language),
        };
        let proper = area(&proper).unwrap_or(proper);
        if proper.is_empty() {
            findings.add(&kinds::ROW_WITHOUT_TITLE, || {
                let cells: Vec<String> = self
                    .row
                    .cells
                    .iter()
                    .map(|c| clean(c))
                    .filter(|c| !c.is_empty())
                    .take(4)
                    .collect();
                format!(
                    "Expected a title, found none; the row holds: {}.",
                    listed(&cells)
                )
            });
        }
        let key = folded(&proper);
        let others = self
            .all(Column::OtherTitle)
            .filter(|t| folded(t) != key)
            .collect();
        bib.title = Title {
            proper,
            remainder: self.first(Column::Subtitle).or(remainder),
            nonfiling,
            others,
            ..Title::default()
        };
        bib.edition = self.first(Column::Edition).or(edition);
        bib.series = series;
        for cell in self.all(Column::Series) {
            for part in cell
                .split([';', '|'])
                .map(str::trim)
                .filter(|p| !p.is_empty())
            {
                let mut one = series_in_words(part).unwrap_or(Series {
                    title: part.to_owned(),
                    number: None,
                });
                one.number = one.number.or_else(|| self.first(Column::SeriesNumber));
                let key = folded(&one.title);
                match bib.series.iter_mut().find(|s| folded(&s.title) == key) {
                    Some(known) => known.number = known.number.take().or(one.number),
                    None => bib.series.push(one),
                }
            }
        }
    }

    fn people(&self, bib: &mut BibRecord) {
        let order = self.mapper.authors;
        let mut list: Vec<(Person, Option<Role>, bool)> = Vec::new();
        let sorted = self
            .first(Column::AuthorSorted)
            .map(|t| people::people(&t, NameOrder::LastFirst))
            .unwrap_or_default();
        let mut authors: Vec<Person> = self
            .all(Column::Author)
            .flat_map(|t| people::people(&t, order))
            .collect();
        if let (Some(first), Some(known)) = (authors.first_mut(), sorted.into_iter().next()) {
            // "Author l-f" knows where the surname begins.
            first.name = known.name;
        } else if authors.is_empty()
            && let Some(last) = self.first(Column::LastName)
        {
            let name = match self.first(Column::FirstName) {
                Some(first) => format!("{last}, {first}"),
                None => last,
            };
            authors.push(Person { name, role: None });
        }
        list.extend(
            authors
                .into_iter()
                .enumerate()
                .map(|(i, p)| (p, None, i == 0)),
        );
        list.extend(
            self.all(Column::MoreAuthors)
                .flat_map(|t| people::people(&t, order))
                .map(|p| (p, None, false)),
        );
        for (column, role) in [
            (Column::Illustrator, Role::Illustrator),
            (Column::Translator, Role::Translator),
            (Column::Editor, Role::Editor),
            (Column::Narrator, Role::Narrator),
        ] {
            let order = self
                .first(column)
                .map_or(order, |t| people::order_of(core::iter::once(t.as_str())));
            list.extend(
                self.all(column)
                    .flat_map(|t| people::people(&t, order))
                    .map(|p| (p, Some(role), false)),
            );
        }
        for (person, column_role, first) in list {
            let role = column_role.or(person.role).unwrap_or(if first {
                Role::Author
            } else {
                Role::Other
            });
            let key = folded(&person.name);
            match bib.contributors.iter_mut().find(|c| folded(&c.name) == key) {
                // "Author" and "Illustrator" name the same person: the first entry stands.
                Some(known) if known.role == Role::Other => known.role = role,
                Some(_) => {}
                None => bib.contributors.push(Contributor {
                    name: person.name,
                    dates: None,
                    role,
                    main: first,
                    vernacular: None,
                }),
            }
        }
    }

    fn publication(&self, bib: &mut BibRecord, findings: &mut Findings) {
        bib.publication.publisher = self.first(Column::Publisher);
        bib.publication.place = self.first(Column::Place);
        for column in [Column::Year, Column::OriginalYear] {
            if let Some(text) = self.first(column) {
                match year(&text) {
                    Some(y) => bib.publication.year = bib.publication.year.or(Some(y)),
                    None => findings.add_field(&kinds::YEAR_UNREADABLE, column_tag(), || {
                        format!("Expected a year, found \"{}\".", shown(&text))
                    }),
                }
            }
        }
        bib.extent = self.first(Column::Extent).or_else(|| {
            let text = self.first(Column::Pages)?;
            match whole(&text) {
                Some(0) => None,
                Some(n) => Some(format!("{n} pages")),
                None => Some(text),
            }
        });
    }

    fn topics(&self, bib: &mut BibRecord) {
        let mut keys: Vec<String> = Vec::new();
        let mut push = |bib: &mut BibRecord, parts: Vec<String>| {
            let key = folded(&parts.join(" "));
            if !key.is_empty() && !keys.contains(&key) {
                keys.push(key);
                bib.subjects.push(Subject {
                    parts,
                    vocabulary: Vocabulary::Unspecified,
                    kind: SubjectKind::Topic,
                });
            }
        };
        for cell in self.all(Column::Subjects) {
            for heading in pieces(&cell, false) {
                push(bib, heading.split("--").filter_map(area).collect());
            }
        }
        for cell in self.all(Column::Tags) {
            for tag in pieces(&cell, true) {
                // Goodreads' own three shelves say what a person did, not what the book is about.
                if !matches!(tag.as_str(), "to-read" | "read" | "currently-reading") {
                    push(bib, vec![tag]);
                }
            }
        }
        for cell in self.all(Column::Genres) {
            for genre in pieces(&cell, false) {
                if bib.genres.iter().all(|g| folded(g) != folded(&genre)) {
                    bib.genres.push(genre);
                }
            }
        }
        bib.summary = self.first(Column::Summary);
        bib.contents = self.all(Column::Contents).collect();
        bib.notes = self.all(Column::Notes).collect();
        bib.awards = self
            .all(Column::Awards)
            .flat_map(|t| pieces(&t, false))
            .collect();
        if let Some(text) = self.first(Column::Audience) {
            bib.audience = audience(&text);
            if bib.audience.is_none() {
                bib.interest = if text.to_lowercase().contains("age")
                    || text.contains("yr")
                    || text.contains("year")
                {
                    level::age_range(&text)
                } else {
                    level::grade_range(&text).or_else(|| level::age_range(&text))
                };
            }
        }
        if let Some(range) = self
            .first(Column::InterestGrades)
            .and_then(|t| level::grade_range(&t))
        {
            bib.interest = Some(range);
        }
    }

    fn levels(&self, bib: &mut BibRecord, findings: &mut Findings) {
        let mut push = |column: Column, read: &dyn Fn(&str) -> Option<Measure>| {
            let Some(text) = self.first(column) else {
                return;
            };
            match read(&text) {
                Some(measure) => bib.levels.push(ReadingLevel {
                    measure,
                    guessed: false,
                }),
                // "N/A", "-", "0": none was measured.
                None if text
                    .chars()
                    .filter(|c| c.is_alphanumeric())
                    .all(|c| "nNaA0".contains(c)) => {}
                None => findings.add_field(&map_kinds::LEVEL_UNREADABLE, column_tag(), || {
                    format!(
                        "Expected a level ({}), found \"{}\".",
                        level_name(column),
                        shown(&text)
                    )
                }),
            }
        };
        push(Column::Lexile, &|t| {
            level::lexile(t).or_else(|| level::lexile_within(t))
        });
        push(Column::ArLevel, &|t| {
            level::accelerated_reader(
                t,
                self.first(Column::ArPoints).as_deref(),
                self.first(Column::ArQuiz).as_deref(),
                self.first(Column::ArInterest).as_deref(),
            )
        });
        push(Column::RcLevel, &|t| {
            level::reading_counts(
                t,
                self.first(Column::RcPoints).as_deref(),
                self.first(Column::RcQuiz).as_deref(),
            )
        });
        push(Column::GradeLevel, &|t| {
            level::lexile(t)
                .filter(|_| t.to_uppercase().contains('L'))
                .or_else(|| level::grade(t))
        });
        push(Column::FountasPinnell, &level::fountas_pinnell);
        if bib.interest.is_none() {
            bib.interest = self
                .first(Column::ArInterest)
                .and_then(|t| level::grade_range(&t));
        }
    }

    fn links(&self, bib: &mut BibRecord, findings: &mut Findings) {
        for (column, kind) in [
            (Column::Url, LinkKind::Resource),
            (Column::CoverUrl, LinkKind::Cover),
        ] {
            for url in self.all(column) {
                let url = match web_address(&url) {
                    Some(Address::Whole) => url,
                    Some(Address::NoScheme) => format!("http://{url}"),
                    None => {
                        findings.add_field(&map_kinds::LINK_UNUSABLE, column_tag(), || {
                            format!(
                                "Expected a web address (http or https), found \"{}\".",
                                shown(&url)
                            )
                        });
                        continue;
                    }
                };
                bib.links.push(Link {
                    url,
                    label: None,
                    kind,
                });
            }
        }
    }

    fn items(&self, bib: &BibRecord, findings: &mut Findings) -> Vec<Item> {
        let item = item(&self.mapper.map, &self.mapper.resolved, self.row, findings);
        let copies = self.first(Column::Copies).and_then(|t| whole(&t));
        let about_copy = item.status != ItemStatus::Available
            || item.site.is_some()
            || item.copy.is_some()
            || item.shelf.is_some() && !matches!(bib.format, Format::Ebook | Format::Eaudio);
        let n = match (item.barcode.is_empty(), copies) {
            (false, _) => 1,
            (true, Some(n)) => usize::try_from(n.clamp(0, 999)).unwrap_or(0),
            (true, None) if about_copy || self.mapper.row_is_copy && item.call_number.is_some() => {
                1
            }
            _ => 0,
        };
        if n == 1 && item.barcode.is_empty() && self.mapper.row_is_copy && copies.is_none() {
            findings.add(&map_kinds::ITEM_NO_BARCODE, || {
                format!(
                    "Expected a barcode, found none for the copy of \"{}\".",
                    shown(&bib.title.proper)
                )
            });
        }
        vec![item; n]
    }
}

/// Every filled cell with that meaning, cleaned, without Excel's `="…"` and without words for nothing.
fn filled<'a>(
    resolved: &'a Resolved,
    row: &'a Row,
    column: Column,
) -> impl Iterator<Item = String> {
    let mut list = Vec::new();
    for text in filled_raw(resolved, row, column) {
        if !matches!(
            text.as_str(),
            "NULL" | "null" | "nan" | "NaN" | "\\N" | "N/A" | "n/a" | "#N/A" | "None"
        ) {
            list.push(text);
        }
    }
    list.into_iter()
}

fn filled_raw<'a>(
    resolved: &'a Resolved,
    row: &'a Row,
    column: Column,
) -> impl Iterator<Item = String> + 'a {
    resolved
        .iter()
        .zip(&row.cells)
        .filter(move |(c, _)| **c == Some(column))
        .map(|(_, cell)| clean(unwrapped(cell)))
        .filter(|t| !t.is_empty())
}

/// `="0142402494"` without its wrapping.
fn unwrapped(cell: &str) -> &str {
    let cell = cell.trim();
    cell.strip_prefix("=\"")
        .map_or(cell, |inner| inner.strip_suffix('"').unwrap_or(inner))
}

fn is_set(text: &str) -> bool {
    !matches!(
        text.trim().to_lowercase().as_str(),
        "" | "0" | "0.0" | "no" | "n" | "false" | "f" | "-"
    )
}

/// A copy from a row, as tables of titles and tables of copies have it.
pub(super) fn item(
    map: &ColumnMap,
    resolved: &Resolved,
    row: &Row,
    findings: &mut Findings,
) -> Item {
    let first = |column| filled(resolved, row, column).next();
    let named = |text: String| map.names.get(&text).cloned().unwrap_or(text);
    let flag = |column| first(column).filter(|t| is_set(t));
    let parts = [Column::CallPrefix, Column::CallNumber, Column::CallSuffix];
    let call: Vec<String> = parts.into_iter().filter_map(first).collect();
    let mut item = Item {
        barcode: first(Column::Barcode).unwrap_or_default(),
        call_number: (!call.is_empty()).then(|| call.join(" ")),
        shelf: first(Column::Shelf).map(named),
        site: first(Column::Site).map(named),
        kind: first(Column::ItemType).map(named),
        copy: first(Column::CopyNumber),
        volume: first(Column::Volume),
        note: first(Column::ItemNote),
        ..Item::default()
    };
    if let Some(text) = first(Column::Price) {
        item.price_cents = holdings::price_cents(&text, map.prices);
        if item.price_cents.is_none() {
            findings.add_field(&map_kinds::PRICE_UNREADABLE, column_tag(), || {
                format!("Expected a price, found \"{}\".", shown(&text))
            });
        }
    }
    let mut date = |column| {
        let text = first(column).filter(|t| is_set(t))?;
        let found = holdings::date(&text);
        if found.is_none() {
            findings.add_field(&map_kinds::DATE_UNREADABLE, column_tag(), || {
                format!("Expected a date, found \"{}\".", shown(&text))
            });
        }
        found
    };
    item.acquired_on = date(Column::Acquired);
    item.due_on = date(Column::Due);
    if item.due_on.is_some() {
        item.status = ItemStatus::OnLoan;
    }
    if let Some(text) = first(Column::Status) {
        let own = map
            .statuses
            .get(&text)
            .map_or(text.as_str(), String::as_str);
        match holdings::status(own, holdings::System::None) {
            Some(status) => item.status = status,
            None => findings.add_field(&map_kinds::STATUS_UNKNOWN, column_tag(), || {
                format!(
                    "Expected a status such as \"Available\" or \"Lost\", found \"{}\".",
                    shown(&text)
                )
            }),
        }
    }
    let (withdrawn, lost, damaged, not_for_loan) = (
        flag(Column::Withdrawn),
        flag(Column::Lost),
        flag(Column::Damaged),
        flag(Column::NotForLoan),
    );
    if let Some(status) = holdings::koha_status(
        withdrawn.as_deref(),
        lost.as_deref(),
        damaged.as_deref(),
        not_for_loan.as_deref(),
        item.due_on.is_some(),
    ) {
        item.status = status;
    }
    if item.status == ItemStatus::Available
        && first(Column::Circulates).is_some_and(|t| !is_set(&t))
    {
        item.status = ItemStatus::InLibrary;
    }
    item
}

/// Headings or tags in a cell.
fn pieces(cell: &str, commas: bool) -> Vec<String> {
    let marked = cell.contains([';', '|', '\n']);
    let split = |c: char| {
        if marked {
            matches!(c, ';' | '|' | '\n')
        } else {
            commas && c == ','
        }
    };
    cell.split(split).filter_map(area).collect()
}

/// A whole number, also as `2008.0` or `1,234`.
fn whole(text: &str) -> Option<i64> {
    let bare = text.trim().replace(',', "");
    let bare = bare.strip_suffix(".0").unwrap_or(&bare);
    bare.parse().ok()
}

/// A year: `2008.0`, `-750.0`, `c1998`, `1998-05-01`, `Sep 14, 2008`.
fn year(text: &str) -> Option<i16> {
    if let Some(n) = whole(text) {
        return i16::try_from(n)
            .ok()
            .filter(|y| (-4000..=2100).contains(y) && *y != 0);
    }
    let mut digits = String::new();
    for c in text.chars().chain(core::iter::once(' ')) {
        if c.is_ascii_digit() {
            digits.push(c);
            continue;
        }
        if digits.len() == 4 {
            return digits.parse().ok().filter(|y| (1000..=2100).contains(y));
        }
        digits.clear();
    }
    None
}

/// The digits of an ISBN cell, for an id.
fn isbn_text(cell: &str) -> String {
    cell.chars().filter(|c| c.is_ascii_alphanumeric()).collect()
}

/// ISBNs in a cell: `0142402494`, `[1598530127]`, `439023483`, `9780439023481.0`, several divided by commas.
pub(super) fn isbns(cell: &str, list: &mut Vec<Isbn>, wrong: &mut Vec<(&'static Kind, String)>) {
    let bare = cell.trim_matches(|c: char| matches!(c, '[' | ']' | '"' | '\'' | '='));
    if let Some(one) = Isbn::parse(bare) {
        if !list.contains(&one) {
            list.push(one);
        }
        return;
    }
    for part in bare
        .split([',', ';', '|', ' '])
        .map(|p| p.trim_matches(|c: char| matches!(c, '[' | ']' | '"' | '=' | '(' | ')')))
    {
        let part = part.strip_suffix(".0").unwrap_or(part);
        if part.is_empty() || part.bytes().all(|b| b == b'0') {
            continue;
        }
        if let Some(one) = Isbn::parse(part).or_else(|| Isbn::parse_unpadded(part)) {
            if !list.contains(&one) {
                list.push(one);
            }
            continue;
        }
        let digits = part.bytes().filter(u8::is_ascii_digit).count();
        let float = part.contains(['e', 'E']) && part.contains('+') && digits >= 5;
        // ASINs, UPCs of discs, words in brackets are no ISBNs and no mistakes either.
        let other = digits * 2 < part.len() || part.starts_with(['B', 'b']) || part.len() == 12;
        if float {
            wrong.push((
                &kinds::ISBN_ROUNDED,
                format!(
                    "Expected an ISBN of 10 or 13 digits, found \"{}\".",
                    shown(part)
                ),
            ));
        } else if !other && digits >= 5 {
            wrong.push((&map_kinds::ISBN_INVALID, invalid_isbn(part)));
        }
    }
}

/// `The Hunger Games (The Hunger Games, #1)`: the title, and the series in the bracket when it has a number.
fn series_in_title(title: &str) -> (String, Vec<Series>) {
    let text = title.trim_end();
    let Some(inner) = text.strip_suffix(')') else {
        return (title.to_owned(), Vec::new());
    };
    // The bracket that belongs to the last one: brackets may stand inside.
    let mut depth = 1;
    let open = inner.char_indices().rev().find_map(|(i, c)| {
        depth += match c {
            ')' => 1,
            '(' => -1,
            _ => 0,
        };
        (depth == 0).then_some(i)
    });
    let Some(open) = open.filter(|i| !text[..*i].trim().is_empty()) else {
        return (title.to_owned(), Vec::new());
    };
    let inside = &inner[open + 1..];
    let parts: Vec<&str> = inside
        .split(';')
        .map(str::trim)
        .filter(|p| !p.is_empty())
        .collect();
    let read: Vec<Option<Series>> = parts.iter().map(|p| series_in_words(p)).collect();
    if read
        .iter()
        .any(|s| s.as_ref().is_some_and(|s| s.number.is_some()))
    {
        let list = parts
            .iter()
            .zip(read)
            .map(|(part, s)| {
                s.unwrap_or(Series {
                    title: (*part).to_owned(),
                    number: None,
                })
            })
            .collect();
        return (text[..open].trim().to_owned(), list);
    }
    // "(Eminent Lives Series)" says itself what it is.
    if let [one] = parts[..]
        && one.to_lowercase().ends_with(" series")
    {
        return (
            text[..open].trim().to_owned(),
            vec![Series {
                title: one.to_owned(),
                number: None,
            }],
        );
    }
    (title.to_owned(), Vec::new())
}

/// `The Hunger Games, #1`, `Discworld #5`, `Who Was?, Book 3`, `Naruto, Vol. 1`: series and number.
fn series_in_words(text: &str) -> Option<Series> {
    let (front, number) = if let Some(at) = text.rfind('#') {
        (&text[..at], text[at + 1..].trim())
    } else {
        let lower = text.to_lowercase();
        let found = [
            " book ", " bk. ", " bk ", " volume ", " vol. ", " vol ", " no. ", " number ",
            " part ", " v. ",
        ]
        .iter()
        .filter_map(|w| lower.rfind(w).map(|at| (at, w.len())))
        .max();
        // Lower-casing may change lengths: only where it did not are the places the same.
        let (at, n) = found.filter(|_| lower.len() == text.len())?;
        (text.get(..at)?, text.get(at + n..)?.trim())
    };
    let title = front.trim().trim_end_matches([',', ':', '-', ';']).trim();
    let fine =
        number.len() <= 12 && number.starts_with(|c: char| c.is_ascii_digit()) && !title.is_empty();
    fine.then(|| Series {
        title: title.to_owned(),
        number: Some(number.to_owned()),
    })
}

/// `Construction Scheduling (2nd Edition)`: the title, and the edition in the bracket.
fn edition_in_title(title: &str) -> (String, Option<String>) {
    let text = title.trim_end();
    if let Some(inner) = text.strip_suffix(')')
        && let Some(open) = inner.rfind('(')
        && !text[..open].trim().is_empty()
    {
        let inside = inner[open + 1..].trim();
        let lower = inside.to_lowercase();
        if lower.ends_with("edition") || lower.ends_with(" ed.") || lower.ends_with(" ed") {
            return (text[..open].trim().to_owned(), Some(inside.to_owned()));
        }
    }
    (title.to_owned(), None)
}

fn level_name(column: Column) -> &'static str {
    match column {
        Column::Lexile => "Lexile",
        Column::ArLevel => "Accelerated Reader",
        Column::RcLevel => "Reading Counts",
        Column::FountasPinnell => "guided reading",
        _ => "grade",
    }
}

fn audience(text: &str) -> Option<Audience> {
    let lower = text.trim().to_lowercase();
    Some(match lower.as_str() {
        "preschool" | "pre-school" | "toddler" | "baby" | "babies" => Audience::Preschool,
        "primary" | "early elementary" => Audience::Primary,
        "pre-adolescent" | "preadolescent" | "middle grade" | "middle grades" | "tween"
        | "tweens" | "upper elementary" => Audience::PreAdolescent,
        "adolescent" | "young adult" | "ya" | "teen" | "teens" | "teenager" => Audience::Adolescent,
        "juvenile" | "children" | "child" | "kids" | "children's" | "infantil" | "niños" => {
            Audience::Juvenile
        }
        "general" | "all ages" | "everyone" => Audience::General,
        "adult" | "adults" | "adulto" => Audience::Adult,
        "professional" | "specialised" | "specialized" | "teacher" | "teachers" => {
            Audience::Specialised
        }
        _ => return None,
    })
}

/// The format that a binding or medium names; `None` for what says nothing (and is a book).
fn format_named(text: &str) -> Option<Format> {
    let lower = text.to_lowercase();
    let has = |words: &[&str]| words.iter().any(|w| lower.contains(w));
    Some(
        if has(&["graphic novel", "comic", "manga", "novela gráfica"]) {
            Format::GraphicNovel
        } else if has(&["picture book", "álbum ilustrado"]) {
            Format::PictureBook
        } else if has(&["large print", "large type"]) {
            Format::LargePrint
        } else if has(&["braille"]) {
            Format::Braille
        } else if has(&[
            "eaudio",
            "audible",
            "audio download",
            "downloadable audio",
            "digital audio",
        ]) {
            Format::Eaudio
        } else if has(&["audio", "book on cd", "playaway", "cassette"]) {
            Format::Audiobook
        } else if has(&[
            "ebook",
            "e-book",
            "kindle",
            "nook",
            "epub",
            "pdf",
            "libro electrónico",
            "electronic",
        ]) {
            Format::Ebook
        } else if has(&["streaming"]) {
            Format::StreamingVideo
        } else if has(&["dvd", "blu-ray", "bluray", "vhs", "video", "movie", "film"])
            && !has(&["videogame", "video game"])
        {
            Format::Video
        } else if has(&["videogame", "video game", "software", "cd-rom", "game disc"]) {
            Format::Software
        } else if has(&["sheet music", "score"]) {
            Format::Score
        } else if has(&["music", "vinyl", "compact disc"])
            || matches!(lower.trim(), "cd" | "lp" | "album")
        {
            Format::Music
        } else if has(&[
            "magazine",
            "periodical",
            "journal",
            "newspaper",
            "revista",
            "serial",
        ]) {
            Format::Serial
        } else if has(&["kit"]) {
            Format::Kit
        } else if has(&["game", "puzzle", "equipment", "toy", "object", "realia"]) {
            Format::Object
        } else if has(&["poster", "picture", "photograph", "art print"]) {
            Format::Picture
        } else if matches!(lower.trim(), "map" | "globe" | "atlas map" | "mapa") {
            Format::Map
        } else if has(&["website", "web site"]) {
            Format::Website
        } else {
            return None;
        },
    )
}
