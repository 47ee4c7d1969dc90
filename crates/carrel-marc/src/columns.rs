//! What each column of a table means: a [`ColumnMap`], guessed from the header and the first rows or given as a file.
//!
//! ```toml
//! # MAP.toml. All but [columns] may be left out.
//! header = ["Title", "Author"]   # names, for a table whose first line has none
//! delimiter = ";"                # , ; | or a tab; otherwise told by looking
//! authors = "last-first"         # first-last, last-first or guess
//! copies = "id"                  # rows with the same id, isbn or title are copies of one title, whatever else they
//!                                # say; row: never; guess: those that also agree in title, author and format
//! prices = "cents"               # what 1695 means: cents, units or guess
//! dates = "day-first"            # what 05/07/2014 means: day-first, month-first or guess
//!
//! [columns]                      # the name of a column, as in the first line of the table = what it holds
//! "Book Id" = "id"
//! "Title" = "title"
//! "Creator" = "author"
//! "Call #" = "call-number"
//! "Barcode" = "barcode"
//! "Private notes" = "ignore"
//!
//! [names]                        # readable names for codes of shelves, sites and item types
//! JFIC = "Fiction"
//!
//! [statuses]                     # meanings of status codes: available, on loan, in library, missing, …
//! R = "in library"
//! ```
//!
//! Columns that the file does not name are guessed, so a file need only correct what was guessed wrongly. The
//! meanings are those of [`Column`], in lower case with hyphens.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::holdings::{DateOrder, Prices};
use crate::map::text::folded;
use names::{Layout, NAMES, by_name, layout, layout_column};

mod names;
mod patrons;

pub(crate) use patrons::of_people;

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Column {
    /// Number of the title, unique in the table.
    Id,
    /// Title; a subtitle after a colon and a series in brackets are told apart.
    Title,
    /// Subtitle.
    Subtitle,
    /// Characters of the title to skip in filing (LibraryThing's "Sort Character", counted from 1).
    SortCharacter,
    /// Original, translated, uniform title.
    OtherTitle,
    /// Author or authors.
    Author,
    /// The author as "Last, First"; goes before `author`.
    AuthorSorted,
    /// Further people, with roles in brackets.
    MoreAuthors,
    /// Last name, in a column of its own.
    LastName,
    /// First name, in a column of its own.
    FirstName,
    /// Illustrator.
    Illustrator,
    /// Translator.
    Translator,
    /// Editor.
    Editor,
    /// Narrator.
    Narrator,
    /// ISBN of any kind; several columns may hold one.
    Isbn,
    /// ISSN.
    Issn,
    /// Library of Congress control number.
    Lccn,
    /// Series, perhaps with a number.
    Series,
    /// Number in the series.
    SeriesNumber,
    /// Publisher.
    Publisher,
    /// Place of publication.
    Place,
    /// Year of this edition; a whole date is fine.
    Year,
    /// Year of the first edition.
    OriginalYear,
    /// Edition.
    Edition,
    /// Number of pages, or minutes.
    Pages,
    /// Extent in words.
    Extent,
    /// Language: code or name.
    Language,
    /// Subject headings, several divided by semicolons or bars.
    Subjects,
    /// Genre or category.
    Genres,
    /// Tags, divided by commas.
    Tags,
    /// Summary.
    Summary,
    /// Contents.
    Contents,
    /// A note that readers may see. Guessed only for a column that calls itself public or general: "Notes" alone may say
    /// who lost a book.
    Notes,
    /// Awards.
    Awards,
    /// Audience in words: "Juvenile", "Young Adult", "Ages 8-12".
    Audience,
    /// Interest grades: "K-3".
    InterestGrades,
    /// Lexile.
    Lexile,
    /// Accelerated Reader book level.
    ArLevel,
    /// Accelerated Reader points.
    ArPoints,
    /// Accelerated Reader quiz number.
    ArQuiz,
    /// Accelerated Reader interest level: LG, MG, MG+, UG.
    ArInterest,
    /// Reading Counts level.
    RcLevel,
    /// Reading Counts points.
    RcPoints,
    /// Reading Counts quiz number.
    RcQuiz,
    /// Reading level as a grade.
    GradeLevel,
    /// Fountas & Pinnell, guided reading letter.
    FountasPinnell,
    /// Format, binding, media.
    Format,
    /// Call number.
    CallNumber,
    /// What stands in front of the call number, in a column of its own.
    CallPrefix,
    /// What follows it.
    CallSuffix,
    /// Dewey class.
    Dewey,
    /// Library of Congress class.
    Lcc,
    /// Barcode of the copy.
    Barcode,
    /// How many copies.
    Copies,
    /// How many of them are on the shelf.
    Available,
    /// How many of them are lent.
    Out,
    /// Whether the copy is there: yes or no, or a status in words; 1 or 0 in a table of copies. A column "Available" that
    /// has these is one.
    OnShelf,
    /// Whether the copy is out: yes or no, or a status in words; 1 or 0 in a table of copies. A column "Checked Out" that
    /// has these is one.
    IsOut,
    /// Who has the copy. Nothing of it is read but that it is filled: then the copy is out, where no other column says more.
    LentTo,
    /// Copy number.
    CopyNumber,
    /// Volume or issue.
    Volume,
    /// Shelf, location, collection.
    Shelf,
    /// Site, branch, school.
    Site,
    /// Status.
    Status,
    /// Due date; a date in it means on loan.
    Due,
    /// Item or circulation type.
    ItemType,
    /// Price.
    Price,
    /// Date of acquisition.
    Acquired,
    /// Public note about the copy.
    ItemNote,
    /// 1 when withdrawn.
    Withdrawn,
    /// 1 or more when lost.
    Lost,
    /// 1 when damaged.
    Damaged,
    /// 1 or more when not for loan, negative when on order.
    NotForLoan,
    /// 0 when it may not be lent.
    Circulates,
    /// 1 when the row is deleted: a title is left out, a copy counts as withdrawn.
    Deleted,
    /// Web address of the resource.
    Url,
    /// Web address of a picture of the cover.
    CoverUrl,
    /// How often it was rated or borrowed.
    Popularity,
    /// Date added to the catalogue.
    Added,
    /// In a table of copies: the number of the title a copy belongs to.
    RecordId,
    /// Nothing to be read, or nothing to be shown: ratings, reviews, borrowers.
    Ignore,
}

impl Column {
    /// Its name in a column map: `call-number`.
    #[must_use]
    pub fn name(self) -> String {
        let mut out = String::new();
        for c in format!("{self:?}").chars() {
            if c.is_ascii_uppercase() && !out.is_empty() {
                out.push('-');
            }
            out.push(c.to_ascii_lowercase());
        }
        out
    }
}

/// What each column of a table was taken for, in their order: `None` for those nobody could tell.
pub type Meanings = Vec<(String, Option<Column>)>;

/// The order of the names in a column of authors.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum NameOrder {
    /// By looking at the column.
    #[default]
    Guess,
    /// `Louis Sachar, Second Person`
    FirstLast,
    /// `Sachar, Louis; Person, Second`
    LastFirst,
}

/// Which rows are copies of one title.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Copies {
    /// Where there is a column of barcodes, those of the same id, else ISBN, else title and author, as far as title,
    /// first author and format agree; otherwise none.
    #[default]
    Guess,
    /// Every row is a title of its own.
    Row,
    /// Those with the same id.
    Id,
    /// Those with the same ISBN.
    Isbn,
    /// Those with the same title and author.
    Title,
}

/// What each column means, and how to read its cells.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "kebab-case", deny_unknown_fields)]
pub struct ColumnMap {
    /// Where the table comes from, when it was recognised.
    pub layout: String,
    /// Names of the columns, when the table has no line of them.
    pub header: Vec<String>,
    /// The character between cells.
    pub delimiter: Option<char>,
    /// Order of the names of authors.
    pub authors: NameOrder,
    /// Which rows are copies of one title.
    pub copies: Copies,
    /// What a price without a point means.
    pub prices: Prices,
    /// Which of day and month comes first.
    pub dates: DateOrder,
    /// What each column holds, by its name.
    pub columns: BTreeMap<String, Column>,
    /// Readable names for shelves, sites and item types.
    pub names: BTreeMap<String, String>,
    /// Meanings of status codes.
    pub statuses: BTreeMap<String, String>,
}

/// Which table it is a map for: that decides what "record_id" means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Purpose {
    Titles,
    Items,
}

/// More copies of one title no row brings: it is a number of something else.
pub(crate) const MOST_COPIES: u32 = 999;

/// The meaning of each column, by position; `None` for those nobody can tell.
pub(crate) type Resolved = Vec<Option<Column>>;

impl ColumnMap {
    /// Resolves a header: what the map says, the rest guessed. Also the names that the map has and the header not.
    pub(crate) fn resolve(&self, header: &[String], purpose: Purpose) -> (Resolved, Vec<String>) {
        let keys: Vec<String> = header.iter().map(|h| key(h)).collect();
        let mut given: BTreeMap<String, Column> = self
            .columns
            .iter()
            .map(|(name, c)| (key(name), *c))
            .collect();
        let mut resolved: Resolved = keys.iter().map(|k| given.get(k).copied()).collect();
        for k in &keys {
            given.remove(k);
        }
        let missing = self
            .columns
            .keys()
            .filter(|name| given.contains_key(&key(name)))
            .cloned()
            .collect();
        let layout = layout(&keys);
        let told: Vec<Column> = resolved.iter().flatten().copied().collect();
        for (i, k) in keys.iter().enumerate() {
            if resolved[i].is_none() {
                let guess = layout_column(layout, k).or_else(|| by_name(k));
                // What the map says about one column is not guessed for another.
                resolved[i] = guess
                    .filter(|c| !told.contains(c) || matches!(c, Column::Isbn | Column::Ignore));
            }
        }
        if purpose == Purpose::Titles {
            identify(&mut resolved, header, &told);
        } else {
            for (i, k) in keys.iter().enumerate() {
                if resolved[i] == Some(Column::Id) && !told.contains(&Column::Id) {
                    // The number of the copy, unless its name says that it is the title's.
                    resolved[i] = match k.as_str() {
                        "book id" | "bib id" | "title id" | "record id" | "control number" => {
                            Some(Column::RecordId)
                        }
                        _ => None,
                    };
                }
            }
        }
        keep_best(&mut resolved, &keys, &told);
        (resolved, missing)
    }

    /// The map that a header resolved to, complete, so that it can be saved and edited.
    pub(crate) fn written_out(&self, header: &[String], resolved: &Resolved) -> Self {
        let keys: Vec<String> = header.iter().map(|h| key(h)).collect();
        let mut columns: BTreeMap<String, Column> = BTreeMap::new();
        for (name, column) in header.iter().zip(resolved) {
            let name = name.trim();
            // Of two columns with one name the one that is read.
            if !name.is_empty() && columns.get(name).is_none_or(|c| *c == Column::Ignore) {
                columns.insert(name.to_owned(), column.unwrap_or(Column::Ignore));
            }
        }
        Self {
            columns,
            layout: layout(&keys).name().to_owned(),
            ..self.clone()
        }
    }

    /// How many of these names are known, each once: a header has several, a row of data none.
    pub(crate) fn known_names(&self, cells: &[String]) -> usize {
        let known = cells.iter().map(|c| key(c)).filter(|k| {
            !k.is_empty() && (by_name(k).is_some() || self.columns.keys().any(|n| key(n) == *k))
        });
        known.collect::<BTreeSet<String>>().len()
    }
}

/// What has numbers of its own: `school_id` is the record's number only where nothing else is and no title shares it.
const OTHERS: &[&str] = &[
    "school",
    "location",
    "series",
    "branch",
    "item",
    "copy",
    "site",
    "library",
    "author",
    "publisher",
    "category",
    "genre",
    "subject",
    "shelf",
    "status",
    "type",
    "format",
    "language",
    "district",
    "building",
    "campus",
    "room",
    "class",
    "collection",
    "section",
    "vendor",
    "supplier",
    "user",
    "owner",
    "created_by",
    "updated_by",
];

/// True for `school_id`, false for `id` and `book_id`.
fn of_something_else(name: &str) -> bool {
    let name = name.trim().to_lowercase();
    name.strip_suffix("_id")
        .is_some_and(|what| OTHERS.contains(&what))
}

impl ColumnMap {
    /// Takes back that columns count the copies on the shelf and those lent, where the first rows show that they do not:
    /// "Checked Out" may be a day, and how often in all. What the map says is believed.
    pub(crate) fn uncount(&self, resolved: &mut Resolved, header: &[String], rows: &[&[String]]) {
        let copies = resolved.iter().position(|c| *c == Some(Column::Copies));
        // Without a column of all copies those in and those out are all.
        let summed = copies.is_none() && resolved.contains(&Some(Column::Available));
        let number = |row: &&[String], at: usize| -> Option<Option<u32>> {
            let cell = row.get(at).map(|cell| cell.trim())?;
            (!cell.is_empty()).then(|| cell.strip_suffix(".0").unwrap_or(cell).parse().ok())
        };
        for at in 0..resolved.len() {
            let Some(column @ (Column::Available | Column::Out)) = resolved[at] else {
                continue;
            };
            let told = self
                .columns
                .keys()
                .any(|name| key(name) == key(&header[at]));
            // The header again on each page, and words for nothing, are no numbers and tell nothing.
            let says = |row: &&&[String]| {
                let cell = row.get(at).map_or("", |cell| cell.trim());
                key(cell) != key(&header[at]) && !matches!(cell, "-" | "?" | "N/A" | "n/a")
            };
            let fits = |row: &&[String]| match number(row, at) {
                Some(Some(n)) => {
                    let all = copies.and_then(|at| number(row, at).flatten());
                    // How often in all is no number of copies.
                    let free = column == Column::Available || summed && n <= 30;
                    n <= MOST_COPIES && (free || n <= all.unwrap_or(1))
                }
                Some(None) => false,
                None => true,
            };
            // A total below, or a slip, takes no column away.
            let odd = rows.iter().filter(says).filter(|row| !fits(row)).count();
            if !told && odd > rows.len() / 10 {
                resolved[at] = None;
            }
        }
    }

    /// Takes back that a column is the record's number where the first rows show that it is not: where different titles
    /// have one number of a thing with numbers of its own. What the map says is believed; and a number that is the
    /// record's by its name stays it, used twice or not, for that is told (`control-number-repeated`).
    pub(crate) fn unidentify(
        &self,
        resolved: &mut Resolved,
        header: &[String],
        rows: &[&[String]],
    ) {
        if self.columns.values().any(|column| *column == Column::Id) {
            return;
        }
        loop {
            let at = |column| resolved.iter().position(|c| *c == Some(column));
            let (Some(id), Some(title)) = (at(Column::Id), at(Column::Title)) else {
                return;
            };
            let mut titles: BTreeMap<&str, Vec<String>> = BTreeMap::new();
            for row in rows {
                let cell = |at: usize| row.get(at).map_or("", |cell| cell.trim());
                let (id, title) = (cell(id), folded(cell(title)));
                let known = titles.entry(id).or_default();
                if !id.is_empty() && !title.is_empty() && !known.contains(&title) {
                    known.push(title);
                }
            }
            let shared = titles.values().any(|list| list.len() > 1);
            if !shared || !of_something_else(&header[id]) {
                return;
            }
            resolved[id] = None;
            // The next that may be it.
            let next = header.iter().enumerate().position(|(i, name)| {
                let name = name.trim().to_lowercase();
                i > id && (name == "id" || name.ends_with("_id")) && resolved[i].is_none()
            });
            match next {
                Some(next) => resolved[next] = Some(Column::Id),
                None => return,
            }
        }
    }
}

/// The first column named `id`, or ending in `_id`, is the id, unless the map says otherwise.
fn identify(resolved: &mut Resolved, header: &[String], told: &[Column]) {
    if told.contains(&Column::Id) {
        return;
    }
    for column in resolved
        .iter_mut()
        .filter(|c| matches!(c, Some(Column::RecordId)))
    {
        *column = Some(Column::Id);
    }
    let is_id = |h: &String| {
        let h = h.trim().to_lowercase();
        h == "id" || h.ends_with("_id")
    };
    let known = resolved.contains(&Some(Column::Id));
    let literal = header
        .iter()
        .position(|h| is_id(h) && !of_something_else(h))
        .or_else(|| header.iter().position(|h| !known && is_id(h)));
    let first = literal.or_else(|| resolved.iter().position(|c| *c == Some(Column::Id)));
    for (i, column) in resolved.iter_mut().enumerate() {
        if Some(i) == first {
            *column = Some(Column::Id);
        } else if *column == Some(Column::Id) {
            *column = None;
        }
    }
}

/// Of several columns with one meaning keeps those that may be several, else the one whose name is the plainest.
fn keep_best(resolved: &mut Resolved, keys: &[String], told: &[Column]) {
    // How plain each name is among those of its meaning.
    let rank = |(column, key): (&Option<Column>, &String)| {
        NAMES
            .iter()
            .find(|(c, _)| Some(*c) == *column)
            .and_then(|(_, names)| names.iter().position(|n| n == key))
            .unwrap_or(usize::MAX)
    };
    let ranks: Vec<usize> = resolved.iter().zip(keys).map(rank).collect();
    for i in 0..resolved.len() {
        let Some(column) = resolved[i] else { continue };
        let many = matches!(
            column,
            Column::Isbn
                | Column::Ignore
                | Column::Subjects
                | Column::Genres
                | Column::Tags
                | Column::Notes
                | Column::MoreAuthors
                | Column::OtherTitle
                | Column::Price
                | Column::Shelf
                | Column::Author
                | Column::Illustrator
                | Column::Translator
                | Column::Editor
                | Column::Narrator
                | Column::Awards
                | Column::Lost
                | Column::LentTo
        );
        if told.contains(&column) {
            continue;
        }
        // A second price under the same name is another price; under another name it stands in for the first.
        // "Barcode 1" and "Barcode 2" are of two copies, "Barcode" and "Old barcode" of one.
        let bare = |at: usize| keys[at].trim_end_matches(|c: char| c.is_ascii_digit() || c == ' ');
        let numbered = column == Column::Barcode
            && (0..resolved.len())
                .all(|j| resolved[j] != Some(Column::Barcode) || bare(j) == bare(i));
        let again = matches!(column, Column::Price | Column::Shelf)
            && (0..i).any(|j| resolved[j] == Some(column) && keys[j] == keys[i]);
        if (many || numbered) && !again {
            continue;
        }
        let better = again
            || (0..resolved.len())
                .any(|j| resolved[j] == Some(column) && (ranks[j], j) < (ranks[i], i));
        if better {
            resolved[i] = None;
        }
    }
}

/// A name as it is compared: lower case, one blank between words, no punctuation.
pub(crate) fn key(name: &str) -> String {
    let mut out = String::new();
    let mut gap = false;
    for c in name.chars().flat_map(char::to_lowercase) {
        if c.is_alphanumeric() {
            if gap && !out.is_empty() {
                out.push(' ');
            }
            gap = false;
            out.push(c);
        } else if c == '#' {
            out.push_str(if out.is_empty() { "number" } else { " number" });
            gap = true;
        } else {
            gap = true;
        }
    }
    out
}

#[cfg(test)]
mod tests;
