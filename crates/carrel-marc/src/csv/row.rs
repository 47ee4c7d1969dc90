//! One row of a table of titles becomes a title with its copies.

use carrel_core::bib::{
    Contributor, Format, Link, LinkKind, Measure, ReadingLevel, Role, Series, Subject, SubjectKind,
    Title, Vocabulary,
};
use carrel_core::call_number::{CallNumber, Section};
use carrel_core::{BibRecord, Diagnostic, Item, ItemStatus};

use super::dates::Dates;
use super::header::{listed, meanings, widths};
use super::item::{Places, Unknown, barcodes, deleted, filled, filled_raw, is_out, item};
use super::people::{self, Person};
use super::values::{
    TitleCell, audience, format_named, isbn_text, isbns, number_in_series, pieces, series_in_words,
    title_in_cell, whole, year,
};
use super::{Row, column_tag, kinds, languages};
use crate::columns::{Column, ColumnMap, Copies, MOST_COPIES, Meanings, NameOrder, Resolved, key};
use crate::findings::Findings;
use crate::kinds::Kind;
use crate::level;
use crate::map::text::{area, clean, folded, garbled};
use crate::map::{
    Address, Mapped, Outcome, class_text, dewey, kinds as map_kinds, shown, skip_article,
    web_address,
};
use crate::words;

/// Makes a title of a row.
pub(super) struct RowMapper {
    pub(super) map: ColumnMap,
    names: Vec<String>,
    places: Places,
    dates: Dates,
    authors: NameOrder,
    copies: Copies,
    /// The map says which rows are copies of one title.
    believed: bool,
    /// The layout says that rows are about copies: one each, even without a barcode.
    row_is_copy: bool,
    /// Some rows have a title and nothing else.
    titles_alone: bool,
    /// The column of series says that it has their numbers.
    series_numbered: bool,
}

impl RowMapper {
    pub(super) fn new(
        map: &ColumnMap,
        names: &[String],
        resolved: Resolved,
        dates: Dates,
        sample: &[Row],
    ) -> Self {
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
        let believed = map.copies != Copies::Guess;
        let copies = match map.copies {
            Copies::Guess if !has(Column::Barcode) => Copies::Row,
            Copies::Guess if has(Column::Id) => Copies::Id,
            Copies::Id if !has(Column::Id) => Copies::Guess,
            other => other,
        };
        let title = resolved.iter().position(|c| *c == Some(Column::Title));
        let titles_alone = sample.iter().any(|row| {
            let mut filled = row.cells.iter().enumerate();
            let mut filled = filled.by_ref().filter(|(_, cell)| !cell.trim().is_empty());
            let only = filled.next().filter(|_| filled.next().is_none());
            only.is_some_and(|(at, cell)| Some(at) == title && !counts_rows(cell))
        });
        let series = resolved.iter().position(|c| *c == Some(Column::Series));
        let series_numbered = series.is_some_and(|at| {
            let name = key(&names[at]);
            name.split(' ')
                .any(|w| matches!(w, "number" | "no" | "vol" | "volume" | "nr"))
        });
        Self {
            titles_alone,
            series_numbered,
            map: map.written_out(names, &resolved),
            names: names.to_vec(),
            row_is_copy: has(Column::Barcode),
            places: Places::of(resolved),
            dates,
            authors,
            copies,
            believed,
        }
    }

    /// True where the map says which rows are copies of one title: then that alone decides.
    pub(super) fn believed(&self) -> bool {
        self.believed
    }

    /// What each column was taken for, in their order.
    pub(super) fn meanings(&self) -> Meanings {
        meanings(&self.names, &self.places.meanings)
    }

    /// What is said of a row that is no record: the names of the columns again, or a line that counts the rows.
    pub(super) fn no_record(&self, row: &Row) -> Option<String> {
        let filled = || row.cells.iter().filter(|cell| !cell.trim().is_empty());
        let names = self.names.iter().filter(|name| !name.trim().is_empty());
        let same = |(a, b): (&String, &String)| a.trim().eq_ignore_ascii_case(b.trim());
        if filled().count() >= 2
            && row.cells.len() <= self.names.len()
            && filled().count() == names.count()
            && row.cells.iter().zip(&self.names).all(same)
        {
            return Some(words::header_again().to_owned());
        }
        let only = filled()
            .next()
            .filter(|_| filled().count() == 1 && self.names.len() > 1)?;
        // "Page 1" may be a title where titles stand alone.
        let page = || {
            let only = only.trim().to_lowercase();
            ["page", "página"].iter().any(|page| only.starts_with(page))
                && !only.contains(" of ")
                && !only.contains(" de ")
        };
        let counts = counts_rows(only) && !(self.titles_alone && page());
        counts.then(|| words::line_of_totals(shown(&clean(only))))
    }

    pub(super) fn gathers(&self) -> bool {
        self.copies != Copies::Row
    }

    /// The title of a row and the key that it shares with other rows of the same title. A row that the table itself
    /// marks as deleted has none: it is listed by its title and left out.
    ///
    /// Also the format that the row names, if it names one.
    pub(super) fn map_row(
        &self,
        row: Row,
        number: u32,
    ) -> (Mapped, Option<String>, Option<Format>) {
        let mut findings = Findings::new(number, row.line);
        let cells = Cells {
            mapper: self,
            row: &row,
        };
        widths(&row, self.names.len(), &mut findings);
        if deleted(&self.places, &row, &mut findings) {
            findings.add(&map_kinds::RECORD_DELETED, || {
                words::row_deleted_left_out().to_owned()
            });
            let barcode = || barcodes(&self.places, &row).into_iter().next();
            let mut bib = BibRecord {
                id: cells.id(number, barcode),
                ..BibRecord::default()
            };
            bib.title.proper = cells.first(Column::Title).unwrap_or_default();
            let mapped = Mapped {
                outcome: Outcome::Deleted,
                diagnostics: told(&row, number, &bib.id, findings),
                bib,
                ..Mapped::default()
            };
            return (mapped, None, None);
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
        let format = cells.first(Column::Format);
        bib.format = format.as_deref().and_then(format_named).unwrap_or_default();
        let comic = |genre: &String| {
            let genre = folded(genre);
            genre.contains("GRAPHIC NOVEL")
                || genre.split(' ').any(|w| matches!(w, "COMICS" | "MANGA"))
        };
        let label = CallNumber::parse(bib.call_number.as_deref().unwrap_or(""));
        if bib.format == Format::Book
            && (label.has_sign_of(&Section::GraphicNovels) || bib.genres.iter().any(comic))
        {
            bib.format = Format::GraphicNovel;
        }
        let key = match self.copies {
            Copies::Row => None,
            Copies::Id => cells.first(Column::Id).map(|id| format!("i{id}")),
            Copies::Isbn => bib.isbns.first().map(|i| format!("n{i}")),
            Copies::Title => title_key(&bib),
            Copies::Guess => bib
                .isbns
                .first()
                .map(|i| format!("n{i}"))
                .or_else(|| title_key(&bib)),
        };
        if let Some(found) = [Some(&bib.title.proper), bib.summary.as_ref()]
            .into_iter()
            .flatten()
            .chain(bib.contributors.iter().map(|c| &c.name))
            .find_map(|t| garbled(t))
        {
            findings.add(&map_kinds::TEXT_GARBLED, || words::letters_expected(found));
        }
        let items = cells.items(&bib, &mut findings);
        let barcode = items.first().map(|item| item.barcode.clone());
        bib.id = cells.id(number, || barcode.filter(|barcode| !barcode.is_empty()));
        let diagnostics = told(&row, number, &bib.id, findings);
        let mapped = Mapped {
            bib,
            items,
            diagnostics,
            ..Mapped::default()
        };
        let format = format.map(|_| mapped.bib.format);
        (mapped, key, format)
    }
}

/// Words that such lines begin with.
const TOTALS: [&str; 13] = [
    "total",
    "totals",
    "grand total",
    "subtotal",
    "count",
    "record count",
    "row count",
    "number of",
    "titles",
    "copies",
    "records",
    "page",
    "página",
];
/// Words that they have besides: "Total number of items listed: 412".
const COUNTED: [&str; 58] = [
    "total",
    "number",
    "of",
    "the",
    "in",
    "all",
    "and",
    "this",
    "list",
    "report",
    "count",
    "record",
    "records",
    "row",
    "rows",
    "line",
    "lines",
    "entries",
    "results",
    "title",
    "titles",
    "copy",
    "copies",
    "item",
    "items",
    "book",
    "books",
    "barcodes",
    "holdings",
    "volumes",
    "series",
    "page",
    "pages",
    "library",
    "collection",
    "school",
    "shown",
    "found",
    "listed",
    "printed",
    "exported",
    "unique",
    "different",
    "active",
    "available",
    "lost",
    "value",
    "cost",
    "price",
    "amount",
    "on",
    "de",
    "del",
    "títulos",
    "ejemplares",
    "registros",
    "libros",
    "páginas",
];

/// True for "Total: 3 titles", "Number of records 412" and "Page 1 of 3", which reports write below their rows; false for
/// *Count to 10*, *Countdown 1945* and *Total Recall 2*.
fn counts_rows(text: &str) -> bool {
    let lower = text.trim().to_lowercase();
    if lower.chars().count() > 60 {
        return false;
    }
    if lower.starts_with("end of report") {
        return true;
    }
    let (front, named) = match lower.split_once(':') {
        Some((front, _)) => (front, true),
        None => (lower.as_str(), false),
    };
    let number = |word: &str| word.starts_with(|c: char| c.is_ascii_digit());
    let words = || {
        let words = front.split(|c: char| !c.is_alphanumeric());
        words.filter(|word| !word.is_empty())
    };
    let begins = TOTALS.iter().any(|begin| {
        let rest = front.strip_prefix(begin);
        let ends = rest.is_some_and(|rest| !rest.starts_with(char::is_alphanumeric));
        ends && (named || !matches!(*begin, "titles" | "copies" | "records"))
    });
    let known = |word| number(word) || TOTALS.contains(&word) || COUNTED.contains(&word);
    begins && lower.contains(|c: char| c.is_ascii_digit()) && words().skip(1).all(known)
}

/// What was found in a row, by its reader and by the mapping, with the row's number and id.
fn told(row: &Row, number: u32, id: &str, findings: Findings) -> Vec<Diagnostic> {
    let mut diagnostics = row.diagnostics.clone();
    for d in &mut diagnostics {
        d.place.record = number;
        d.place.id = Some(id.to_owned());
    }
    diagnostics.extend(findings.finish(Some(id)));
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
    diagnostics
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
/// The cells of a row by meaning.
struct Cells<'a> {
    mapper: &'a RowMapper,
    row: &'a Row,
}

impl Cells<'_> {
    /// Every filled cell with that meaning, cleaned, in the order of the columns.
    fn all(&self, column: Column) -> impl Iterator<Item = String> {
        filled(&self.mapper.places, self.row, column)
    }

    fn first(&self, column: Column) -> Option<String> {
        self.all(column).next()
    }

    /// The number of the title: its own, else its ISBN, else the copy's barcode, else the row's.
    fn id(&self, number: u32, barcode: impl FnOnce() -> Option<String>) -> String {
        self.first(Column::Id)
            .or_else(|| {
                self.first(Column::Isbn)
                    .map(|t| isbn_text(&t))
                    .filter(|t| !t.is_empty())
            })
            .or_else(barcode)
            .unwrap_or_else(|| format!("r{number}"))
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
        bib.entered = self
            .first(Column::Added)
            .and_then(|t| self.mapper.dates.read(Column::Added, &t));
    }

    fn language(&self, bib: &mut BibRecord, findings: &mut Findings) {
        for cell in self.all(Column::Language) {
            for part in languages::divided(&cell) {
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
                        words::language_expected(shown(part))
                    }),
                }
            }
        }
    }

    fn title(&self, bib: &mut BibRecord, findings: &mut Findings) {
        let (raw, _) = self.title_and_statement();
        let TitleCell {
            proper,
            remainder,
            series,
            edition,
        } = title_in_cell(&raw);
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
                words::row_title_expected(listed(&cells))
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
                if self.mapper.series_numbered && one.number.is_none() {
                    // "Magic Tree House 2" under "Series & Number".
                    let apart = one.title.rsplit_once(' ');
                    let apart = apart.and_then(|(title, n)| Some((title, number_in_series(n)?)));
                    if let Some((title, number)) = apart {
                        (one.title, one.number) = (title.to_owned(), Some(number.to_owned()));
                    }
                }
                one.number = one.number.or_else(|| {
                    let text = self.first(Column::SeriesNumber)?;
                    Some(number_in_series(&text).map_or(text.clone(), str::to_owned))
                });
                let key = folded(&one.title);
                match bib.series.iter_mut().find(|s| folded(&s.title) == key) {
                    Some(known) => known.number = known.number.take().or(one.number),
                    None => bib.series.push(one),
                }
            }
        }
    }

    /// The cell of the title, which ends where names of those who made the book follow (`Holes / Louis Sachar.`), and those.
    /// A title in two languages ("Abuela / Grandma") is whole.
    fn title_and_statement(&self) -> (String, Option<String>) {
        let raw = filled_raw(&self.mapper.places, self.row, Column::Title)
            .next()
            .unwrap_or_default();
        let Some((title, behind)) = raw.rsplit_once(" / ") else {
            return (raw, None);
        };
        let columns = [
            Column::Author,
            Column::AuthorSorted,
            Column::LastName,
            Column::MoreAuthors,
            Column::Illustrator,
        ];
        let named: Vec<String> = columns.into_iter().flat_map(|c| self.all(c)).collect();
        match people::is_statement(behind, &named) && !title.trim().is_empty() {
            true => (title.trim().to_owned(), Some(behind.trim().to_owned())),
            false => (raw, None),
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
        if authors.is_empty()
            && let (_, Some(statement)) = self.title_and_statement()
        {
            authors = people::people(&statement, NameOrder::FirstLast);
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
                        words::year_expected(shown(&text))
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
        let mut before_school = None;
        let mut push = |column: Column, read: &dyn Fn(&str) -> Option<Measure>| {
            let Some(text) = self.first(column) else {
                return;
            };
            match read(&text) {
                Some(measure) => bib.levels.push(ReadingLevel {
                    measure,
                    guessed: false,
                }),
                // "PreK-1" is nobody's reading level, and says well for whom it is.
                None if column == Column::GradeLevel
                    && level::grade_range(&text).is_some_and(|range| range.low < 0) =>
                {
                    before_school = level::grade_range(&text);
                }
                // "N/A", "-", "0": none was measured.
                None if text
                    .chars()
                    .filter(|c| c.is_alphanumeric())
                    .all(|c| "nNaA0".contains(c)) => {}
                None => findings.add_field(&map_kinds::LEVEL_UNREADABLE, column_tag(), || {
                    words::level_expected(level_name(column), shown(&text))
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
                .and_then(|t| level::grade_range(&t))
                .or(before_school);
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
                            words::address_expected(shown(&url))
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
        let RowMapper {
            map, places, dates, ..
        } = self.mapper;
        let mut copy = item(map, places, dates, self.row, findings);
        let unknown = copy.unknown.take();
        let item = &copy.item;
        let mut count = |column| -> Option<usize> {
            let text = self.first(column)?;
            // "Checked Out: x" counts nothing.
            if column == Column::Out && whole(&text).is_none() && is_out(&text).is_some() {
                return None;
            }
            let count = whole(&text).filter(|n| (0..=i64::from(MOST_COPIES)).contains(n));
            if count.is_none() {
                findings.add_field(&kinds::COPIES_UNREADABLE, column_tag(), || {
                    words::count_of_copies_expected(MOST_COPIES, shown(&text))
                });
            }
            count.and_then(|n| usize::try_from(n).ok())
        };
        // Beside a barcode "1 of 2" says which copy the row is.
        let bare = item.barcode.is_empty();
        let (all, on_shelf, out) = (
            bare.then(|| count(Column::Copies)).flatten(),
            count(Column::Available),
            count(Column::Out),
        );
        let copies = all.or_else(|| match (on_shelf, out) {
            (None, None) => None,
            (Some(on_shelf), Some(out)) => Some(on_shelf + out),
            // Of one of both alone: "Checked Out: 0" is a book that is in, "Available: 0" one that is not.
            (Some(n), None) | (None, Some(n)) => Some(n.max(1)),
        });
        let about_copy = item.status != ItemStatus::Available
            || item.site.is_some()
            || item.copy.is_some()
            || (item.shelf.is_some() || self.first(Column::OnShelf).is_some())
                && !matches!(bib.format, Format::Ebook | Format::Eaudio);
        let n = match (item.barcode.is_empty(), copies) {
            (false, _) => 1,
            (true, Some(n)) => n,
            (true, None) if about_copy || self.mapper.row_is_copy && item.call_number.is_some() => {
                1
            }
            _ => 0,
        };
        if n == 1 && item.barcode.is_empty() && self.mapper.row_is_copy && copies.is_none() {
            findings.add(&map_kinds::ITEM_NO_BARCODE, || {
                words::barcode_expected(shown(&bib.title.proper))
            });
        }
        let by_reader = copy.by_reader;
        let mut items = match bare {
            true => vec![copy.item; n],
            false => copy.of_each_barcode(),
        };
        // Somebody has one of them.
        for item in items.iter_mut().rev().skip(1).filter(|_| by_reader) {
            item.status = ItemStatus::Available;
        }
        // Beside a barcode numbers of the title say nothing of this copy.
        let all = self.first(Column::Copies).and_then(|text| whole(&text));
        let of_title =
            !bare && items.len() == 1 && (all > Some(1) || on_shelf > Some(1) || out > Some(1));
        // "3 copies, 1 available": which of them is out, the table does not say.
        let on_shelf = on_shelf.or_else(|| Some(items.len().saturating_sub(out?)));
        let on_shelf = on_shelf.filter(|_| !of_title);
        for item in items.iter_mut().skip(on_shelf.unwrap_or(usize::MAX)) {
            if item.status == ItemStatus::Available {
                item.status = ItemStatus::OnLoan;
            }
        }
        if let Some(unknown) = unknown {
            findings.add_field(&map_kinds::STATUS_UNKNOWN, column_tag(), || match unknown {
                Unknown::Status(word) if items.is_empty() => words::status_expected(shown(&word)),
                Unknown::Status(word) => words::status_on_shelf(shown(&word)),
                Unknown::Flag(word) => words::flag_expected(shown(&word)),
            });
            findings.again(&map_kinds::STATUS_UNKNOWN, items.len().saturating_sub(1));
        }
        items
    }
}

fn level_name(column: Column) -> &'static str {
    match column {
        Column::Lexile => "Lexile",
        Column::ArLevel => "Accelerated Reader",
        Column::RcLevel => "Reading Counts",
        Column::FountasPinnell => words::guided_reading(),
        _ => words::grade(),
    }
}
