//! Tables: CSV and TSV, as spreadsheets, library systems and reading sites write them.
//!
//! RFC 4180 where it holds, and what real files do besides: comma, semicolon, tab or bar; a byte order mark;
//! UTF-8, UTF-16 or Windows-1252 (told cell by cell); CR, LF or both; quotation marks that are never closed or
//! stand inside a cell; rows that are too short or too long; a title line above the header; Excel's `sep=;`.
//!
//! Bytes are pushed in, rows come out; memory grows with the longest row, not with the file.
//!
//! ```
//! use carrel_marc::csv::{Event, TableOptions, TableReader};
//! let mut reader = TableReader::new(TableOptions::default());
//! reader.push(b"\xEF\xBB\xBFTitle;Author\r\n\"Say \"\"hi\"\"; now\";Smith\n");
//! reader.finish();
//! let rows: Vec<Vec<String>> =
//!     std::iter::from_fn(|| reader.next()).filter_map(|e| match e { Event::Row(r) => Some(r.cells), _ => None }).collect();
//! assert_eq!(rows, [["Title", "Author"], ["Say \"hi\"; now", "Smith"]]);
//! ```
//!
//! [`titles::TitleTable`] makes titles and copies of the rows, [`items::ItemsTable`] joins copies to titles that
//! came from elsewhere; both guess a [`crate::columns::ColumnMap`] unless they are given one.

use std::collections::VecDeque;

use carrel_core::Diagnostic;
use carrel_core::diagnostic::Place;
use memchr::{memchr, memchr3};

use crate::columns::ColumnMap;
use crate::findings::Findings;
use crate::kinds::Kind;
use crate::map::shown;
use crate::map::text::clean;
use crate::record::Tag;
use crate::sniff::{self, Wide};
use crate::text::{compose_from, windows_1252};
use crate::words;

mod by_title;
mod dates;
mod header;
mod item;
pub mod items;
pub mod kinds;
pub(crate) mod languages;
pub(crate) mod people;
mod row;
pub mod titles;
mod values;

/// Bytes a cell may have; what is longer is cut there and told.
pub const MAX_CELL: usize = 64 << 10;
/// Bytes a line may have; the rest of a longer one is passed over and told.
pub const MAX_LINE: usize = 1 << 20;
/// Cells a row may have.
const MAX_CELLS: usize = 2_000;
/// Stray quotation marks in a row beyond which none is trusted to guard a cell.
const MAX_STRAYS: usize = 32;
/// So many bytes are enough to tell the dialect.
const ENOUGH: usize = 64 << 10;

/// What may be set; the defaults suit real files.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TableOptions {
    /// The character between cells, when it is known better than by looking.
    pub delimiter: Option<char>,
    /// Read every cell as Windows-1252, even where it would be valid UTF-8.
    pub windows_1252: bool,
}

/// What comes out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// A row, the header among them.
    Row(Row),
    /// Something about the file as a whole.
    File(Diagnostic),
}

/// One row.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Row {
    /// Its cells: decoded, quotation marks taken off, otherwise as they are.
    pub cells: Vec<String>,
    /// The line it starts on, from 1.
    pub line: u64,
    /// What was found wrong with it.
    pub diagnostics: Vec<Diagnostic>,
}

/// Reads rows from bytes that are pushed in.
pub struct TableReader {
    options: TableOptions,
    input: Vec<u8>,
    start: usize,
    line: u64,
    finished: bool,
    wide: Option<Wide>,
    stage: Stage,
    dialect: Dialect,
    not_utf8: bool,
    /// The file holds MARC records.
    records: bool,
    /// It was told that rows stand in one cell each.
    unwrapped: bool,
    rows: Rows,
    queue: VecDeque<Event>,
}

/// Whether rows of this table are as wide as its first wide one: then a last row that is narrower was cut off.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Rows {
    /// None was as wide as most are.
    Unseen,
    Full,
    /// A narrower one came after it: the table leaves out empty cells.
    Ragged,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Stage {
    Sniffing,
    Rows,
    /// Passing over the rest of a line that is too long.
    Skipping,
    Done,
}

/// How the table is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Dialect {
    delimiter: u8,
    /// Old Macintosh files end lines with CR alone.
    cr_ends: bool,
    /// How many cells most rows have.
    width: usize,
    /// Every row stands in one pair of quotation marks, the header too.
    wrapped: bool,
}

impl TableReader {
    /// A reader that has seen nothing yet.
    #[must_use]
    pub fn new(options: TableOptions) -> Self {
        Self {
            options,
            input: Vec::new(),
            start: 0,
            line: 1,
            finished: false,
            wide: None,
            stage: Stage::Sniffing,
            dialect: Dialect {
                delimiter: b',',
                cr_ends: false,
                width: 0,
                wrapped: false,
            },
            not_utf8: false,
            records: false,
            unwrapped: false,
            rows: Rows::Unseen,
            queue: VecDeque::new(),
        }
    }

    /// Takes more of the file. Chunks of 64 KiB or so are best.
    pub fn push(&mut self, bytes: &[u8]) {
        if self.finished || self.stage == Stage::Done {
            return;
        }
        self.input.drain(..self.start);
        self.start = 0;
        match &mut self.wide {
            Some(wide) => wide.push(bytes, &mut self.input),
            None => self.input.extend_from_slice(bytes),
        }
    }

    /// Says that the file ends here.
    pub fn finish(&mut self) {
        if let Some(wide) = &mut self.wide {
            wide.finish(&mut self.input);
        }
        self.finished = true;
    }

    /// How many bytes are held: at most what is looked at first, or a chunk and a row, when the rows are taken out.
    #[must_use]
    pub fn waiting(&self) -> usize {
        self.input.len()
    }

    /// The character between cells, once it is known.
    #[must_use]
    pub fn delimiter(&self) -> Option<char> {
        (self.stage != Stage::Sniffing).then(|| char::from(self.dialect.delimiter))
    }

    /// How many cells most rows have, as far as was looked.
    #[must_use]
    pub fn width(&self) -> usize {
        self.dialect.width
    }

    /// The next row or finding; `None` when more bytes are needed or, after [`TableReader::finish`], at the end.
    #[expect(
        clippy::should_implement_trait,
        reason = "`None` means more bytes are needed, not the end"
    )]
    pub fn next(&mut self) -> Option<Event> {
        loop {
            if let Some(event) = self.queue.pop_front() {
                return Some(event);
            }
            let progress = match self.stage {
                Stage::Sniffing => self.sniff(),
                Stage::Rows => self.row(),
                Stage::Skipping => self.skip(),
                Stage::Done => false,
            };
            if !progress && self.queue.is_empty() {
                return None;
            }
        }
    }

    fn tell(&mut self, kind: &Kind, line: u64, message: String) {
        self.queue
            .push_back(Event::File(finding(kind, line, message)));
    }

    fn sniff(&mut self) -> bool {
        if self.input.len() < ENOUGH && !self.finished {
            return false;
        }
        if let Some((mut wide, skip)) = Wide::sniff(&self.input) {
            let rest = self.input.split_off(skip.min(self.input.len()));
            self.input.clear();
            wide.push(&rest, &mut self.input);
            if self.finished {
                wide.finish(&mut self.input);
            }
            self.wide = Some(wide);
            let kind = &crate::kinds::FILE_UTF16;
            self.tell(kind, 0, words::table_utf16().to_owned());
        }
        self.stage = Stage::Rows;
        if let Some(found) = sniff::foreign(&self.input) {
            let kind = match found.way {
                sniff::Way::Unpack => &crate::kinds::FILE_PACKED,
                sniff::Way::Save => &kinds::NOT_A_TABLE,
                sniff::Way::Again => &crate::kinds::NOT_AN_EXPORT,
            };
            self.tell(kind, 0, words::export_not_text(found.name));
            self.stage = Stage::Done;
            return true;
        }
        if self
            .input
            .iter()
            .all(|b| b.is_ascii_whitespace() || *b == 0)
            && self.finished
        {
            let kind = &crate::kinds::FILE_EMPTY;
            self.tell(kind, 0, words::file_no_row(self.input.len()));
            self.stage = Stage::Done;
            return true;
        }
        self.records = sniff::format(&self.input).is_some();
        if self.input.starts_with(b"\xEF\xBB\xBF") {
            self.start = 3;
        }
        let bytes = &self.input[self.start..];
        let head = &bytes[..bytes.len().min(ENOUGH)];
        self.dialect.cr_ends = memchr(b'\n', head).is_none();
        let forced = self.options.delimiter.and_then(|c| u8::try_from(c).ok());
        // Excel says it in a first line of its own.
        let told = match head {
            [
                b's' | b'S',
                b'e' | b'E',
                b'p' | b'P',
                b'=',
                c,
                b'\r' | b'\n',
                ..,
            ] => Some(*c),
            _ => None,
        };
        if told.is_some() {
            let line = plain(bytes, self.dialect, true).map_or(0, |l| l.used);
            self.start += line;
            self.line += 1;
        }
        self.dialect = dialect(
            &self.input[self.start..],
            self.dialect,
            forced.or(told),
            self.finished,
        );
        true
    }

    fn row(&mut self) -> bool {
        let bytes = &self.input[self.start..];
        if bytes.is_empty() {
            return self.end();
        }
        let Some(cut) = cut(bytes, self.dialect, self.finished) else {
            if bytes.len() < MAX_LINE {
                return false;
            }
            // A line without an end: what is there is the row, the rest of the line is passed over.
            let head = &bytes[..MAX_LINE];
            let endless = line_end(head, self.dialect).is_none();
            let Some(shorter) = plain(head, self.dialect, true) else {
                return false;
            };
            self.emit(shorter, endless.then_some(&kinds::LINE_TOO_LONG));
            if endless {
                self.stage = Stage::Skipping;
            }
            return true;
        };
        let last = self.finished && cut.used == bytes.len() && !bytes.ends_with(b"\n");
        let is_narrow = cut.cells.len() < self.dialect.width;
        let is_blank = cut.cells.iter().all(|cell| cell.trim_ascii().is_empty());
        let cut_off = last
            && !self.dialect.cr_ends
            && self.rows == Rows::Full
            && !is_blank
            && (is_narrow || cut.unclosed);
        self.rows = match self.rows {
            Rows::Unseen | Rows::Full if !is_narrow => Rows::Full,
            Rows::Full if !is_blank => Rows::Ragged,
            seen => seen,
        };
        let line = self.line;
        if cut.wrapped && !self.unwrapped {
            self.unwrapped = true;
            let message = words::rows_in_one_cell(line);
            self.tell(&kinds::ROWS_IN_ONE_CELL, line, message);
        }
        self.emit(cut, None);
        if cut_off {
            let kind = &crate::kinds::FILE_CUT_OFF;
            self.tell(kind, line, words::row_ends_early().to_owned());
        }
        true
    }

    fn end(&mut self) -> bool {
        if self.finished {
            self.stage = Stage::Done;
        }
        false
    }

    fn skip(&mut self) -> bool {
        let bytes = &self.input[self.start..];
        if bytes.is_empty() {
            return self.end();
        }
        match line_end(bytes, self.dialect) {
            Some((at, length)) => {
                self.start += at + length;
                self.line += 1;
                self.stage = Stage::Rows;
                true
            }
            None => {
                self.start += bytes.len();
                self.finished
            }
        }
    }

    fn emit(&mut self, cut: Cut, trouble: Option<&Kind>) {
        let line = self.line;
        let mut findings = Findings::new(0, line);
        if let Some(kind) = trouble {
            findings.add(kind, || words::line_longer(line, MAX_LINE));
        }
        if cut.beyond > 0 {
            findings.add(&kinds::ROW_TOO_WIDE, || {
                words::cells_past_the_last(MAX_CELLS, MAX_CELLS + cut.beyond)
            });
        }
        if cut.unclosed {
            findings.add(&kinds::QUOTE_UNCLOSED, || {
                words::quote_not_closed().to_owned()
            });
        }
        if let Some(cell) = cut.undoubled.and_then(|at| cut.cells.get(at)) {
            let text = self.decode(&cell[..cell.len().min(MAX_CELL)], true);
            findings.add(&kinds::QUOTES_SINGLE, || {
                words::quotes_not_doubled(shown(&clean(&text)))
            });
        }
        let mut cells = Vec::with_capacity(cut.cells.len());
        for (column, raw) in cut.cells.iter().enumerate() {
            let long = raw.len() > MAX_CELL;
            let kept = if long { &raw[..MAX_CELL] } else { &raw[..] };
            if long {
                findings.add(&kinds::CELL_TOO_LONG, || {
                    // Of a line without an end only the start was looked at.
                    let (column, bytes) = (column + 1, raw.len());
                    match trouble {
                        Some(_) => words::cell_cut_longer(column, line, bytes, MAX_CELL),
                        None => words::cell_cut(column, line, bytes, MAX_CELL),
                    }
                });
            }
            cells.push(self.decode(kept, long));
        }
        self.start += cut.used;
        self.line += cut.lines;
        if cells.iter().all(|c| c.trim().is_empty()) {
            return; // a blank line, or a row of nothing but delimiters
        }
        self.queue.push_back(Event::Row(Row {
            cells,
            line,
            diagnostics: findings.finish(None),
        }));
    }

    fn decode(&mut self, raw: &[u8], cut: bool) -> String {
        let utf8 = if self.options.windows_1252 {
            None
        } else {
            core::str::from_utf8(raw).ok()
        };
        let mut text = match (utf8, cut) {
            (Some(text), _) => text.to_owned(),
            // A letter cut in two at the limit is no other encoding.
            (None, true) => String::from_utf8_lossy(raw).into_owned(),
            (None, false) => {
                if !self.not_utf8 && !self.options.windows_1252 {
                    self.not_utf8 = true;
                    let line = self.line;
                    self.tell(&kinds::NOT_UTF8, line, words::line_not_utf8(line));
                }
                raw.iter().map(|b| windows_1252(*b)).collect()
            }
        };
        if text.contains('\0') {
            text.retain(|c| c != '\0');
        }
        if !text.is_ascii() {
            compose_from(&mut text, 0);
        }
        text
    }
}

/// A finding about a line.
pub(crate) fn finding(kind: &Kind, line: u64, message: String) -> Diagnostic {
    Diagnostic {
        kind: kind.name,
        severity: kind.severity,
        place: Place {
            record: 0,
            offset: line,
            id: None,
            field: None,
        },
        message,
        remedy: kind.remedy(),
    }
}

/// The column of a finding: column names are no MARC tags, so they go in afterwards.
pub(crate) fn column_tag() -> Tag {
    Tag(*b"   ")
}

/// A row as it lies in the bytes.
#[derive(Default)]
struct Cut {
    cells: Vec<Vec<u8>>,
    used: usize,
    lines: u64,
    unclosed: bool,
    /// A quotation mark stands where none should.
    stray: bool,
    /// The row stood in one pair of quotation marks.
    wrapped: bool,
    /// A cell in quotation marks with others inside that nobody doubled.
    undoubled: Option<usize>,
    /// So many cells more than a row may have.
    beyond: usize,
}

/// Where the line ends, and how long its end is.
fn line_end(bytes: &[u8], dialect: Dialect) -> Option<(usize, usize)> {
    if dialect.cr_ends {
        return memchr(b'\r', bytes).map(|at| (at, 1));
    }
    memchr(b'\n', bytes).map(|at| {
        if at > 0 && bytes[at - 1] == b'\r' {
            (at - 1, 2)
        } else {
            (at, 1)
        }
    })
}

/// One row; `None` when more bytes are needed.
fn cut(bytes: &[u8], dialect: Dialect, finished: bool) -> Option<Cut> {
    let line = plain(bytes, dialect, finished)?;
    if !bytes[..line.used].contains(&b'"') {
        return Some(line);
    }
    match unwrapped(bytes, line.used, dialect, finished) {
        Wrapped::Row(row) => return Some(row),
        Wrapped::More => return None,
        Wrapped::No => {}
    }
    // In a table with tabs quotation marks mostly belong to the text; in others they mostly guard it.
    if dialect.delimiter == b'\t' && (line.cells.len() == dialect.width || dialect.width == 0) {
        return Some(line);
    }
    let guarded = quoted(bytes, dialect, finished)?;
    let fits = |c: &Cut| dialect.width == 0 || c.cells.len() == dialect.width;
    // A mark that neither opens nor closes is text, and then so may the one be that seems to open the cell: where the
    // line as it stands has the right number of cells, it is right. Otherwise a cell that runs over several lines
    // and does not fit either has swallowed rows.
    let astray = guarded.stray && (fits(&line) || guarded.lines > 1 && !fits(&guarded));
    if (guarded.stray || guarded.unclosed)
        && !fits(&line)
        && !fits(&guarded)
        && let Some(cells) = fitting(&bytes[..line.used], dialect)
    {
        return Some(Cut {
            stray: true,
            ..cells
        });
    }
    if guarded.unclosed || astray {
        return Some(Cut {
            unclosed: guarded.unclosed,
            ..line
        });
    }
    Some(guarded)
}

/// The line read without regard to quotation marks inside; a pair around a whole cell is taken off.
fn plain(bytes: &[u8], dialect: Dialect, finished: bool) -> Option<Cut> {
    let (end, used) = match line_end(bytes, dialect) {
        Some((at, length)) => (at, at + length),
        None if finished => (bytes.len(), bytes.len()),
        None => return None,
    };
    let mut cut = Cut {
        used,
        lines: 1,
        ..Cut::default()
    };
    for cell in bytes[..end].split(|b| *b == dialect.delimiter) {
        if cut.cells.len() < MAX_CELLS {
            cut.take(cell);
        } else {
            cut.beyond += 1;
        }
    }
    Some(cut)
}

impl Cut {
    /// A cell without the pair of quotation marks around it.
    fn take(&mut self, cell: &[u8]) {
        let bare = match cell {
            [b'"', inner @ .., b'"'] if !inner.is_empty() => {
                // Doubled inside: it was guarded. Single ones inside: it is text in quotation marks, unless these are
                // a pair inside the guard's.
                let doubled = inner.iter().filter(|b| **b == b'"').count() == 2 * pairs(inner);
                // `"She said "hi""`: the last mark is the guard's.
                let single = !doubled && (inner.ends_with(b"\"") || nested(inner));
                if single {
                    self.undoubled.get_or_insert(self.cells.len());
                }
                if doubled || single {
                    undouble(inner)
                } else {
                    cell.to_vec()
                }
            }
            b"\"\"" => Vec::new(),
            _ => cell.to_vec(),
        };
        self.cells.push(bare);
    }
}

/// True for `He said "hi" there`: the first mark opens and the last closes; false for `Foo" and "bar`.
fn nested(inner: &[u8]) -> bool {
    let marks = || inner.iter().enumerate().filter(|(_, b)| **b == b'"');
    let ends = |b: Option<&u8>| b.is_none_or(|b| !b.is_ascii_alphanumeric() && *b < 0x80);
    let (Some((first, _)), Some((last, _))) = (marks().next(), marks().next_back()) else {
        return false;
    };
    let opens = ends(inner[..first].last()) && !ends(inner.get(first + 1));
    let closes = ends(inner.get(last + 1)) && inner[..last].last().is_some_and(|b| *b != b' ');
    marks().count() % 2 == 0 && opens && closes
}

/// What a line that begins with a quotation mark turned out to be.
enum Wrapped {
    /// No row in one pair of quotation marks.
    No,
    /// More bytes are needed to tell.
    More,
    Row(Cut),
}

/// A row in one cell may run over so many lines, of [`MAX_CELL`] bytes together.
const MOST_LINES: u64 = 64;

/// The row that a line in one pair of quotation marks holds: `"Holes,""Sachar, Louis"",1001"`, as a spreadsheet writes it
/// that took a table of commas for one of semicolons. Empty cells may follow. The first line ends at `line`.
///
/// Where a cell of the row has a line break, the spreadsheet took each of its lines for a row of its own
/// (`"Holes,""A note"`, and below it `"in two lines"",1001"`), or left the row whole: then its pair of marks runs over them.
fn unwrapped(bytes: &[u8], line: usize, dialect: Dialect, finished: bool) -> Wrapped {
    if bytes.first() != Some(&b'"') {
        return Wrapped::No;
    }
    let first = bytes[..line].trim_ascii_end();
    let (end, used) = match guard_end(first) {
        Some(end) => (end, line),
        None => match long_guard(bytes, dialect, finished) {
            Ok(Some(found)) => found,
            Ok(None) => return Wrapped::No,
            Err(NeedsMore) => return Wrapped::More,
        },
    };
    let (inside, behind) = (&bytes[1..end], bytes[end + 1..used].trim_ascii_end());
    if !is_empty_cells(behind) {
        return Wrapped::No;
    }
    // In a table that is otherwise in order only a row of one cell with doubled marks inside is certain: a title may have
    // commas, and marks around a word: those of a cell stand at its beginning.
    let guards = inside.starts_with(b"\"\"")
        || memchr::memmem::find(inside, &[dialect.delimiter, b'"', b'"']).is_some();
    let certain = dialect.width >= 3 && behind.is_empty() && pairs(inside) > 0 && guards;
    if !dialect.wrapped && !certain {
        return Wrapped::No;
    }
    let lines = 1 + line_marks(&bytes[..end], dialect);
    let text = undouble(inside);
    let inner = Dialect {
        wrapped: false,
        ..dialect
    };
    let Some(row) = cut(&text, inner, true) else {
        return Wrapped::No;
    };
    let whole = row.used == text.len();
    let fits = row.cells.len() == dialect.width;
    if lines == 1
        && !(fits && (!row.unclosed || dialect.delimiter == b'\t'))
        && is_open(&text, inner)
    {
        let long = LongRow { text, used, lines };
        match long.read_on(bytes, behind, inner, finished) {
            Wrapped::No => {}
            other => return other,
        }
    }
    let right = match lines {
        1 => fits || dialect.wrapped && row.cells.len() > 1,
        _ => fits && !row.unclosed && !row.stray && lines <= MOST_LINES,
    };
    match whole && right {
        true => Wrapped::Row(Cut {
            used,
            lines,
            wrapped: true,
            ..row
        }),
        false => Wrapped::No,
    }
}

/// More bytes are needed to tell.
struct NeedsMore;

/// Where the mark stands that closes the cell which the first byte opens.
fn guard_end(bytes: &[u8]) -> Option<usize> {
    let mut at = 1;
    loop {
        at += memchr(b'"', bytes.get(at..)?)? + 1;
        if bytes.get(at) != Some(&b'"') {
            return Some(at - 1);
        }
        at += 1;
    }
}

/// The same for a cell that is still open where its first line ends, in a table that may have whole rows in a cell; and
/// where the line ends in which it is closed.
fn long_guard(
    bytes: &[u8],
    dialect: Dialect,
    finished: bool,
) -> Result<Option<(usize, usize)>, NeedsMore> {
    let may = dialect.wrapped || dialect.width >= 3 && dialect.delimiter != b'\t';
    if dialect.width < 2 || !may {
        return Ok(None);
    }
    let near = &bytes[..bytes.len().min(MAX_CELL)];
    // A mark at the very end may be the first of two.
    let all = finished && near.len() == bytes.len();
    match guard_end(near).filter(|end| all || end + 1 < near.len()) {
        Some(end) => Ok(next_line(bytes, end + 1, dialect, finished)?.map(|(_, used)| (end, used))),
        None if finished || near.len() == MAX_CELL => Ok(None),
        None => Err(NeedsMore),
    }
}

/// Where the line that begins there ends, without its end and with it; `None` where that is farther than a cell may be long.
fn next_line(
    bytes: &[u8],
    from: usize,
    dialect: Dialect,
    finished: bool,
) -> Result<Option<(usize, usize)>, NeedsMore> {
    let near = &bytes[from..bytes.len().min(from + MAX_CELL)];
    match line_end(near, dialect) {
        Some((at, length)) => Ok(Some((from + at, from + at + length))),
        None if near.len() == MAX_CELL => Ok(None),
        None if finished => Ok(Some((bytes.len(), bytes.len()))),
        None => Err(NeedsMore),
    }
}

/// How many lines end in it.
fn line_marks(bytes: &[u8], dialect: Dialect) -> u64 {
    let mark = if dialect.cr_ends { b'\r' } else { b'\n' };
    memchr::memchr_iter(mark, bytes).count() as u64
}

/// Delimiters and nothing else.
fn is_empty_cells(bytes: &[u8]) -> bool {
    bytes
        .iter()
        .all(|b| matches!(b, b',' | b';' | b'\t' | b'|'))
}

/// True for a row that ends inside of a cell in quotation marks, and may go on in the next line.
fn is_open(row: &[u8], dialect: Dialect) -> bool {
    let cut = quoted(row, dialect, true);
    cut.is_some_and(|cut| cut.unclosed && !cut.stray && cut.cells.len() < dialect.width)
}

/// A row whose lines stand in a cell each, as far as it was read.
struct LongRow {
    text: Vec<u8>,
    used: usize,
    lines: u64,
}

impl LongRow {
    /// Reads on until its open cell is closed. It is a row only when it has all its cells then, and no line of it is a row
    /// by itself: a mark that nobody closed takes no other row with it.
    fn read_on(mut self, bytes: &[u8], behind: &[u8], inner: Dialect, finished: bool) -> Wrapped {
        while self.lines < MOST_LINES && self.text.len() <= MAX_CELL {
            if finished && self.used == bytes.len() {
                return Wrapped::No;
            }
            let (end, used) = match next_line(bytes, self.used, inner, finished) {
                Ok(Some(found)) => found,
                Ok(None) => return Wrapped::No,
                Err(NeedsMore) => return Wrapped::More,
            };
            let Some(line) = line_of_row(&bytes[self.used..end], behind) else {
                return Wrapped::No;
            };
            // What closes the cell of the line before it has a mark at the end of a cell.
            let is_row = cut(&line, inner, true).is_some_and(|row| {
                row.cells.len() == inner.width && !row.cells.iter().any(|c| c.ends_with(b"\""))
            });
            if is_row {
                return Wrapped::No;
            }
            (self.used, self.lines) = (used, self.lines + 1);
            self.text.push(b'\n');
            self.text.extend_from_slice(&line);
            if !line.contains(&b'"') || is_open(&self.text, inner) {
                continue;
            }
            return match quoted(&self.text, inner, true) {
                Some(row)
                    if !row.unclosed
                        && !row.stray
                        && row.used == self.text.len()
                        && row.cells.len() == inner.width =>
                {
                    Wrapped::Row(Cut {
                        used: self.used,
                        lines: self.lines,
                        wrapped: true,
                        ..row
                    })
                }
                _ => Wrapped::No,
            };
        }
        Wrapped::No
    }
}

/// A further line of a row in one cell: in a pair of marks of its own, or, where nothing in it asked for one, as it is.
fn line_of_row(line: &[u8], behind: &[u8]) -> Option<Vec<u8>> {
    if !line.contains(&b'"') {
        return Some(line.strip_suffix(behind).unwrap_or(line).to_vec());
    }
    let line = line.trim_ascii_end();
    let end = guard_end(line).filter(|_| line.starts_with(b"\""))?;
    is_empty_cells(&line[end + 1..]).then(|| undouble(&line[1..end]))
}

/// A line of more pieces is not tried.
const MOST_PIECES: usize = 64;
/// Nor is one with so many more than its table has columns.
const MOST_EXTRA: usize = 8;

/// A line with quotation marks that nobody doubled, cut so that it has the right number of cells: marks close a cell only
/// before a delimiter. `None` where that can be done in no way, or in several.
fn fitting(line: &[u8], dialect: Dialect) -> Option<Cut> {
    let mut end = line.len();
    while end > 0 && matches!(line[end - 1], b'\n' | b'\r') {
        end -= 1;
    }
    let pieces: Vec<&[u8]> = line[..end].split(|b| *b == dialect.delimiter).collect();
    let (all, width) = (pieces.len(), dialect.width);
    if width < 2 || all <= width || all > MOST_PIECES || all - width > MOST_EXTRA {
        return None;
    }
    let extra = all - width;
    let opens = |at: usize| pieces[at].first() == Some(&b'"');
    let closes = |at: usize| pieces[at].last() == Some(&b'"') && pieces[at].len() > 1;
    // From each piece to the end in so many cells: in how many ways, and where the first cell ends.
    let mut ways = vec![vec![(0u8, 0usize); width + 1]; all + 1];
    ways[all][0].0 = 1;
    for from in (0..all).rev() {
        // A cell has at most the pieces that are too many, and those before it at most as many fewer.
        for cells in width.saturating_sub(from).max(1)..=width.min(all - from) {
            for to in from..all.min(from + extra + 1) {
                let fine = if from == to {
                    opens(from) == closes(from) || !opens(from)
                } else {
                    opens(from) && closes(to)
                };
                let rest = ways[to + 1][cells - 1].0;
                if fine && rest > 0 {
                    let (n, _) = ways[from][cells];
                    ways[from][cells] = (n.saturating_add(rest), to);
                }
            }
        }
    }
    if ways[0][width].0 != 1 {
        return None;
    }
    let mut cut = Cut {
        used: line.len(),
        lines: 1,
        ..Cut::default()
    };
    let (mut from, mut cells) = (0, width);
    while from < all {
        let to = ways[from][cells].1;
        let cell = pieces[from..=to].join(&dialect.delimiter);
        if from < to {
            // The marks at its ends are the guard's, whatever stands between.
            let inner = &cell[1..cell.len() - 1];
            if inner.iter().filter(|b| **b == b'"').count() != 2 * pairs(inner) {
                cut.undoubled.get_or_insert(cut.cells.len());
            }
            cut.cells.push(undouble(inner));
        } else {
            cut.take(&cell);
        }
        (from, cells) = (to + 1, cells - 1);
    }
    Some(cut)
}

fn pairs(bytes: &[u8]) -> usize {
    let (mut n, mut i) = (0, 0);
    while i + 1 < bytes.len() {
        if bytes[i] == b'"' && bytes[i + 1] == b'"' {
            n += 1;
            i += 1;
        }
        i += 1;
    }
    n
}

fn undouble(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len());
    let mut i = 0;
    while i < bytes.len() {
        out.push(bytes[i]);
        i += if bytes[i] == b'"' && bytes.get(i + 1) == Some(&b'"') {
            2
        } else {
            1
        };
    }
    out
}

/// The row by RFC 4180; a quotation mark that neither closes a cell nor is doubled is kept as text.
fn quoted(bytes: &[u8], dialect: Dialect, finished: bool) -> Option<Cut> {
    let mut cut = Cut {
        lines: 1,
        ..Cut::default()
    };
    let (mut at, mut strays) = (0, 0);
    let line_mark = if dialect.cr_ends { b'\r' } else { b'\n' };
    loop {
        // `a, "b"`: blanks in front of a guarded cell.
        let blanks = bytes[at..]
            .iter()
            .take_while(|b| **b == b' ' && dialect.delimiter != b' ')
            .count();
        let mut cell = Vec::new();
        if bytes.get(at + blanks) == Some(&b'"') {
            at += blanks + 1;
            let opened = at;
            loop {
                let rest = &bytes[at..];
                let Some(next) = memchr(b'"', rest) else {
                    if !finished && at + rest.len() - opened <= MAX_CELL {
                        return None;
                    }
                    cut.unclosed = true;
                    return Some(cut);
                };
                cell.extend_from_slice(&rest[..next]);
                cut.lines += rest[..next].iter().filter(|b| **b == line_mark).count() as u64;
                at += next + 1;
                if at - opened > MAX_CELL {
                    cut.unclosed = true;
                    return Some(cut);
                }
                let rest = &bytes[at..];
                if rest.first() == Some(&b'"') {
                    cell.push(b'"');
                    at += 1;
                    continue;
                }
                let blanks = rest.iter().take_while(|b| **b == b' ').count();
                match rest.get(blanks) {
                    None if !finished => return None,
                    None => {
                        at += blanks;
                        break;
                    }
                    Some(b) if *b == dialect.delimiter || matches!(b, b'\n' | b'\r') => {
                        at += blanks;
                        break;
                    }
                    Some(_) => {
                        cut.stray = true;
                        cell.push(b'"');
                        // So many are no accident: the marks are text, and looking further would cost a file of such
                        // lines its length times the limit of a cell.
                        strays += 1;
                        if strays > MAX_STRAYS {
                            cut.unclosed = true;
                            return Some(cut);
                        }
                    }
                }
            }
        } else {
            let rest = &bytes[at..];
            let mut from = 0;
            let end = loop {
                match memchr3(dialect.delimiter, b'\n', b'\r', &rest[from..]) {
                    // A CR inside a line of a file whose lines end in LF is text.
                    Some(n)
                        if rest[from + n] == b'\r'
                            && !dialect.cr_ends
                            && rest.get(from + n + 1).is_some_and(|b| *b != b'\n') =>
                    {
                        from += n + 1;
                    }
                    Some(n) => break from + n,
                    None if finished => break rest.len(),
                    None => return None,
                }
            };
            cell.extend_from_slice(&rest[..end]);
            at += end;
        }
        if cut.cells.len() < MAX_CELLS {
            cut.cells.push(cell);
        } else {
            cut.beyond += 1;
        }
        match bytes.get(at) {
            Some(b) if *b == dialect.delimiter => at += 1,
            Some(b'\r') if !dialect.cr_ends => {
                match bytes.get(at + 1) {
                    Some(b'\n') => cut.used = at + 2,
                    Some(_) => cut.used = at + 1,
                    None if finished => cut.used = at + 1,
                    None => return None,
                }
                return Some(cut);
            }
            Some(_) => {
                cut.used = at + 1;
                return Some(cut);
            }
            None => {
                cut.used = at;
                return Some(cut);
            }
        }
    }
}

/// The delimiter by which most rows have the same number of cells.
fn dialect(bytes: &[u8], base: Dialect, told: Option<u8>, finished: bool) -> Dialect {
    let whole = finished && bytes.len() <= ENOUGH;
    let head = &bytes[..bytes.len().min(ENOUGH)];
    let mut best = (0, Dialect { width: 1, ..base });
    for delimiter in [b',', b'\t', b';', b'|'] {
        if told.is_some_and(|t| t != delimiter) {
            continue;
        }
        best = best.max_by_score(measure(
            head,
            Dialect {
                delimiter,
                width: 0,
                ..base
            },
            whole,
        ));
    }
    if let Some(wrapped) = wrapped(head, base, told, whole, best.0) {
        return wrapped;
    }
    if let Some(delimiter) = told
        && best.1.delimiter != delimiter
    {
        return measure(
            head,
            Dialect {
                delimiter,
                width: 0,
                ..base
            },
            whole,
        )
        .1;
    }
    best.1
}

/// How a table is written whose rows stand in one pair of quotation marks each: all of them, where the first holds two
/// names of columns or more; or those that have marks inside, below a header of three cells or more.
fn wrapped(
    head: &[u8],
    base: Dialect,
    told: Option<u8>,
    whole: bool,
    score: usize,
) -> Option<Dialect> {
    let mut best = (score, None);
    for delimiter in [b',', b'\t', b';', b'|'] {
        // What Excel's first line says is said of the cells around the rows.
        let outer = Dialect {
            delimiter,
            width: 0,
            ..base
        };
        let dialect = Dialect {
            wrapped: true,
            ..outer
        };
        let Some(first) = cut(head, dialect, whole) else {
            continue;
        };
        let names: Vec<String> = first
            .cells
            .iter()
            .map(|cell| String::from_utf8_lossy(cell).into_owned())
            .collect();
        if ColumnMap::default().known_names(&names) < 2 {
            continue;
        }
        // How wide the rows are tells which lines belong to one of them.
        let dialect = Dialect {
            width: names.len(),
            ..dialect
        };
        let second = || cut(&head[first.used..], dialect, whole);
        let dialect = match first.wrapped {
            true if second().is_some_and(|row| !row.wrapped && row.used > 0) => continue,
            true => dialect,
            false if names.len() >= 3 && told.is_none_or(|told| told == delimiter) => Dialect {
                width: names.len(),
                ..outer
            },
            false => continue,
        };
        let (score, dialect) = measure(head, dialect, whole);
        // Empty cells beside the one of the row are as many in each row, too.
        if score > best.0 || first.wrapped && score == best.0 {
            best = (score, Some(dialect));
        }
    }
    best.1
}

trait ByScore {
    fn max_by_score(self, other: Self) -> Self;
}

impl ByScore for (usize, Dialect) {
    fn max_by_score(self, other: Self) -> Self {
        if other.0 > self.0 { other } else { self }
    }
}

fn measure(head: &[u8], dialect: Dialect, whole: bool) -> (usize, Dialect) {
    let mut widths: Vec<usize> = Vec::new();
    let mut at = 0;
    while at < head.len() && widths.len() < 100 {
        let Some(row) = cut(&head[at..], dialect, whole) else {
            break;
        };
        at += row.used.max(1);
        if row.cells.len() > 1
            || row
                .cells
                .first()
                .is_some_and(|c| !c.trim_ascii().is_empty())
        {
            widths.push(row.cells.len());
        }
    }
    if widths.is_empty() {
        // One row, longer than was looked at.
        widths.extend(plain(head, dialect, true).map(|row| row.cells.len()));
    }
    let mut counts: Vec<(usize, usize)> = Vec::new();
    for w in &widths {
        match counts.iter_mut().find(|(_, width)| width == w) {
            Some((n, _)) => *n += 1,
            None => counts.push((1, *w)),
        }
    }
    let (n, width) = counts.iter().copied().max().unwrap_or((0, 1));
    // The header decides between widths that are as frequent.
    let header = widths.first().copied().unwrap_or(1);
    let width = if counts.iter().any(|(m, w)| *w == header && *m == n) {
        header
    } else {
        width
    };
    let share = if width < 2 {
        0
    } else {
        n * 1000 / widths.len().max(1)
    };
    let score = if share == 0 {
        0
    } else {
        share + width.min(60) + if header == width { 300 } else { 0 }
    };
    (score, Dialect { width, ..dialect })
}

#[cfg(test)]
mod tests;
