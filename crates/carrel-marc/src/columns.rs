//! What each column of a table means: a [`ColumnMap`], guessed from the header and the first rows or given as a file.
//!
//! ```toml
//! # MAP.toml. All but [columns] may be left out.
//! header = ["Title", "Author"]   # names, for a table whose first line has none
//! delimiter = ";"                # , ; | or a tab; otherwise told by looking
//! authors = "last-first"         # first-last, last-first or guess
//! copies = "id"                  # rows with the same id, isbn or title are copies of one title; row: never; guess
//! prices = "cents"               # what 1695 means: cents, units or guess
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

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::holdings::Prices;

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
    /// A note that readers may see.
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
    /// Where there is a column of barcodes, those of the same id, else ISBN, else title and author; otherwise none.
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
        let columns = header
            .iter()
            .zip(resolved)
            .map(|(name, column)| (name.trim().to_owned(), column.unwrap_or(Column::Ignore)))
            .filter(|(name, _)| !name.is_empty())
            .collect();
        Self {
            columns,
            layout: layout(&keys).name().to_owned(),
            ..self.clone()
        }
    }

    /// How many of these names are known: a header has several, a row of data none.
    pub(crate) fn known_names(&self, cells: &[String]) -> usize {
        cells
            .iter()
            .map(|c| key(c))
            .filter(|k| {
                !k.is_empty() && (by_name(k).is_some() || self.columns.keys().any(|n| key(n) == *k))
            })
            .count()
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
    let literal = header.iter().position(|h| {
        let h = h.trim().to_lowercase();
        h == "id" || h.ends_with("_id")
    });
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
                | Column::Awards
        );
        if many || told.contains(&column) {
            continue;
        }
        let rank = |k: &str| {
            NAMES
                .iter()
                .find(|(c, _)| *c == column)
                .and_then(|(_, names)| names.iter().position(|n| *n == k))
                .unwrap_or(usize::MAX)
        };
        let better = (0..resolved.len()).any(|j| {
            j != i && resolved[j] == Some(column) && (rank(&keys[j]), j) < (rank(&keys[i]), i)
        });
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

/// Tables whose makers are known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Layout {
    Goodreads,
    Libib,
    LibraryThing,
    Goodbooks,
    BookCategories,
    Koha,
    Evergreen,
    Any,
}

impl Layout {
    fn name(self) -> &'static str {
        match self {
            Self::Goodreads => "goodreads",
            Self::Libib => "libib",
            Self::LibraryThing => "librarything",
            Self::Goodbooks => "goodbooks-10k",
            Self::BookCategories => "book-categories",
            Self::Koha => "koha",
            Self::Evergreen => "evergreen",
            Self::Any => "",
        }
    }
}

fn layout(keys: &[String]) -> Layout {
    let has = |name: &str| keys.iter().any(|k| k == name);
    if has("bookshelves") && (has("exclusive shelf") || has("author l f")) {
        Layout::Goodreads
    } else if has("ean isbn13") || has("item type") && has("creators") {
        Layout::Libib
    } else if has("primary author") && (has("book id") || has("sort character")) {
        Layout::LibraryThing
    } else if has("best book id") || has("work ratings count") {
        Layout::Goodbooks
    } else if has("asin or isbn10") {
        Layout::BookCategories
    } else if has("biblionumber") && has("itemnumber") {
        Layout::Koha
    } else if has("circ lib") && has("owning lib") {
        Layout::Evergreen
    } else {
        Layout::Any
    }
}

/// Meanings that a layout's names have and no other table's.
fn layout_column(layout: Layout, key: &str) -> Option<Column> {
    let table: &[(&str, Column)] = match layout {
        Layout::Goodreads => &[
            ("bookshelves", Column::Tags),
            ("date added", Column::Added),
            ("year published", Column::Year),
            ("bookshelves with positions", Column::Ignore),
            ("exclusive shelf", Column::Ignore),
            ("date read", Column::Ignore),
        ],
        Layout::Libib => &[
            ("collection", Column::Shelf),
            ("creators", Column::Author),
            ("first name", Column::Ignore),
            ("last name", Column::Ignore),
            ("upc isbn10", Column::Isbn),
            ("publish date", Column::Year),
            ("group", Column::Genres),
            ("length", Column::Pages),
            ("age group", Column::Audience),
            ("status", Column::Ignore),
            ("notes", Column::Ignore),
            ("added", Column::Added),
        ],
        Layout::LibraryThing => &[
            ("primary author", Column::Author),
            ("secondary author", Column::MoreAuthors),
            ("publication", Column::Ignore),
            ("date", Column::Year),
            ("collections", Column::Shelf),
            ("comment", Column::Ignore),
            ("work id", Column::Ignore),
            ("status", Column::Ignore),
            ("source", Column::Ignore),
        ],
        Layout::Goodbooks => &[
            ("original title", Column::OtherTitle),
            ("image url", Column::Ignore),
            ("small image url", Column::Ignore),
            ("goodreads book id", Column::Ignore),
        ],
        Layout::BookCategories => &[
            ("asin or isbn10", Column::Isbn),
            ("category", Column::Genres),
        ],
        Layout::Koha => &[
            ("biblioitemnumber", Column::Ignore),
            ("itemnumber", Column::Ignore),
            ("holdingbranch", Column::Ignore),
            ("permanent location", Column::Ignore),
            ("stocknumber", Column::Ignore),
        ],
        Layout::Evergreen => &[("owning lib", Column::Ignore), ("copy id", Column::Ignore)],
        Layout::Any => &[],
    };
    table
        .iter()
        .find(|(name, _)| *name == key)
        .map(|(_, column)| *column)
}

/// What a column of that name holds in most tables.
fn by_name(key: &str) -> Option<Column> {
    let exact = NAMES
        .iter()
        .find(|(_, names)| names.contains(&key))
        .map(|(column, _)| *column);
    exact.or_else(|| {
        // "Book title", "Title of item": a title, as no other name with the word says that it is not.
        let word = |w: &str| key.split(' ').any(|k| k == w);
        if word("title")
            && !["series", "sub", "sort", "id", "number", "count", "original"]
                .iter()
                .any(|w| word(w))
        {
            Some(Column::Title)
        } else if word("isbn") {
            Some(Column::Isbn)
        } else if word("barcode") && !word("patron") && !word("borrower") {
            Some(Column::Barcode)
        } else if word("lexile") {
            Some(Column::Lexile)
        } else {
            None
        }
    })
}

/// Names of columns, the plainest first, as [`key`] makes them.
const NAMES: &[(Column, &[&str])] = &[
    (
        Column::Id,
        &[
            "id",
            "control number",
            "bib id",
            "book id",
            "title id",
            "bib number",
            "catalog id",
            "001",
        ],
    ),
    (
        Column::RecordId,
        &[
            "record id",
            "biblionumber",
            "biblio number",
            "bibnumber",
            "bibrecordid",
            "bib record id",
            "record number",
            "bib record number",
            "title control number",
            "tcn",
        ],
    ),
    (
        Column::Title,
        &[
            "title",
            "book title",
            "name",
            "título",
            "titulo",
            "titre",
            "titel",
            "item title",
            "full title",
            "245a",
            "245 a",
        ],
    ),
    (
        Column::Subtitle,
        &[
            "subtitle",
            "sub title",
            "remainder of title",
            "subtítulo",
            "subtitulo",
            "245b",
            "245 b",
        ],
    ),
    (Column::SortCharacter, &["sort character"]),
    (
        Column::OtherTitle,
        &[
            "original title",
            "other title",
            "alternate title",
            "uniform title",
            "título original",
        ],
    ),
    (
        Column::Author,
        &[
            "author",
            "authors",
            "creator",
            "creators",
            "primary author",
            "author s",
            "author name",
            "autor",
            "autora",
            "autores",
            "auteur",
            "by",
            "written by",
            "100a",
            "100 a",
        ],
    ),
    (
        Column::AuthorSorted,
        &[
            "author l f",
            "author last first",
            "author sort",
            "sort author",
            "author lastname firstname",
        ],
    ),
    (
        Column::MoreAuthors,
        &[
            "additional authors",
            "secondary author",
            "secondary authors",
            "other authors",
            "contributors",
            "contributor",
            "coauthor",
            "co author",
            "added author",
            "otros autores",
            "700a",
            "700 a",
        ],
    ),
    (
        Column::LastName,
        &[
            "last name",
            "author last name",
            "author last",
            "surname",
            "lastname",
            "apellido",
            "apellidos",
        ],
    ),
    (
        Column::FirstName,
        &[
            "first name",
            "author first name",
            "author first",
            "firstname",
            "nombre",
        ],
    ),
    (
        Column::Illustrator,
        &[
            "illustrator",
            "illustrators",
            "ilustrador",
            "illustrated by",
        ],
    ),
    (
        Column::Translator,
        &["translator", "translators", "traductor"],
    ),
    (Column::Editor, &["editor", "editors", "edited by"]),
    (Column::Narrator, &["narrator", "narrators", "read by"]),
    (
        Column::Isbn,
        &[
            "isbn",
            "isbn13",
            "isbn 13",
            "isbn10",
            "isbn 10",
            "isbns",
            "ean isbn13",
            "ean",
            "isbn issn",
            "isbn number",
            "standard number",
            "020a",
            "020 a",
            "asin or isbn10",
            "isbn upc",
            "upc isbn10",
        ],
    ),
    (Column::Issn, &["issn", "022a"]),
    (Column::Lccn, &["lccn", "010a"]),
    (
        Column::Series,
        &[
            "series",
            "series title",
            "series name",
            "serie",
            "colección",
            "coleccion",
            "series statement",
            "490a",
            "830a",
        ],
    ),
    (
        Column::SeriesNumber,
        &[
            "series number",
            "series no",
            "number in series",
            "series volume",
            "series position",
            "series index",
            "book number",
            "número de serie",
            "490v",
        ],
    ),
    (
        Column::Publisher,
        &[
            "publisher",
            "editorial",
            "publisher name",
            "verlag",
            "éditeur",
            "260b",
            "264b",
        ],
    ),
    (
        Column::Place,
        &[
            "place",
            "place of publication",
            "publication place",
            "lugar",
            "260a",
            "264a",
        ],
    ),
    (
        Column::Year,
        &[
            "year",
            "publication year",
            "year published",
            "published",
            "publish date",
            "publication date",
            "pub date",
            "pub year",
            "copyright",
            "copyright date",
            "copyright year",
            "date published",
            "year of publication",
            "año",
            "ano",
            "fecha de publicación",
            "260c",
            "264c",
            "date",
        ],
    ),
    (
        Column::OriginalYear,
        &[
            "original publication year",
            "original year",
            "first published",
            "year first published",
        ],
    ),
    (Column::Edition, &["edition", "edición", "edicion", "250a"]),
    (
        Column::Pages,
        &[
            "pages",
            "number of pages",
            "page count",
            "num pages",
            "páginas",
            "paginas",
            "pagination",
        ],
    ),
    (
        Column::Extent,
        &[
            "extent",
            "physical description",
            "description physical",
            "300a",
        ],
    ),
    (
        Column::Language,
        &[
            "language",
            "languages",
            "language code",
            "lang",
            "idioma",
            "lengua",
            "langue",
            "sprache",
        ],
    ),
    (
        Column::Subjects,
        &[
            "subjects",
            "subject",
            "subject headings",
            "subject heading",
            "topics",
            "topic",
            "materia",
            "materias",
            "temas",
            "tema",
            "keywords",
            "650a",
            "descriptors",
        ],
    ),
    (
        Column::Genres,
        &[
            "genre",
            "genres",
            "category",
            "categories",
            "género",
            "genero",
            "categoría",
            "655a",
        ],
    ),
    (Column::Tags, &["tags", "tag", "labels", "etiquetas"]),
    (
        Column::Summary,
        &[
            "summary",
            "description",
            "abstract",
            "synopsis",
            "annotation",
            "resumen",
            "sinopsis",
            "blurb",
            "520a",
        ],
    ),
    (Column::Contents, &["contents", "table of contents", "505a"]),
    (
        Column::Notes,
        &[
            "notes",
            "note",
            "general note",
            "public note",
            "public notes",
            "notas",
        ],
    ),
    (Column::Awards, &["awards", "award"]),
    (
        Column::Audience,
        &[
            "audience",
            "age group",
            "age range",
            "ages",
            "age",
            "target audience",
            "reading age",
            "edad",
        ],
    ),
    (
        Column::InterestGrades,
        &[
            "interest level",
            "interest grade",
            "interest grades",
            "grade range",
            "grades",
            "interest grade level",
            "interest",
        ],
    ),
    (
        Column::Lexile,
        &[
            "lexile",
            "lexile level",
            "lexile measure",
            "lexile score",
            "lexile code",
        ],
    ),
    (
        Column::ArLevel,
        &[
            "ar level",
            "ar book level",
            "atos level",
            "atos",
            "atos book level",
            "accelerated reader level",
            "accelerated reader",
            "ar",
            "bl",
            "book level",
            "ar reading level",
        ],
    ),
    (
        Column::ArPoints,
        &[
            "ar points",
            "ar pts",
            "accelerated reader points",
            "ar point value",
        ],
    ),
    (
        Column::ArQuiz,
        &[
            "ar quiz",
            "ar quiz number",
            "quiz number",
            "ar quiz no",
            "quiz no",
            "ar test number",
        ],
    ),
    (
        Column::ArInterest,
        &["ar interest level", "ar interest", "il"],
    ),
    (
        Column::RcLevel,
        &[
            "rc level",
            "reading counts level",
            "reading counts",
            "src level",
        ],
    ),
    (
        Column::RcPoints,
        &["rc points", "reading counts points", "src points"],
    ),
    (
        Column::RcQuiz,
        &[
            "rc quiz",
            "rc quiz number",
            "reading counts quiz",
            "src quiz",
        ],
    ),
    (
        Column::GradeLevel,
        &[
            "reading level",
            "grade level",
            "reading grade level",
            "grade",
            "rl",
            "level",
            "nivel de lectura",
            "grado",
        ],
    ),
    (
        Column::FountasPinnell,
        &[
            "guided reading level",
            "guided reading",
            "fountas pinnell",
            "f p",
            "fountas and pinnell",
            "f p level",
            "grl",
            "guided reading letter",
        ],
    ),
    (
        Column::Format,
        &[
            "format",
            "binding",
            "media",
            "media type",
            "item type format",
            "material type",
            "medium",
            "formato",
            "type",
            "material",
            "book type",
            "item type",
        ],
    ),
    (
        Column::CallNumber,
        &[
            "call number",
            "callnumber",
            "call no",
            "itemcallnumber",
            "item call number",
            "shelf mark",
            "shelfmark",
            "spine label",
            "other call number",
            "signatura",
            "signatura topográfica",
            "clasificación",
            "call num",
            "label",
            "852h",
            "952o",
        ],
    ),
    (
        Column::CallPrefix,
        &["call number prefix", "call prefix", "prefix"],
    ),
    (
        Column::CallSuffix,
        &[
            "call number suffix",
            "call suffix",
            "suffix",
            "cutter",
            "author mark",
        ],
    ),
    (
        Column::Dewey,
        &[
            "dewey",
            "dewey decimal",
            "ddc",
            "dewey number",
            "dewey class",
            "dewey decimal number",
            "082a",
        ],
    ),
    (
        Column::Lcc,
        &[
            "lc classification",
            "lcc",
            "lc class",
            "lc call number",
            "050a",
        ],
    ),
    (
        Column::Barcode,
        &[
            "barcode",
            "bar code",
            "item barcode",
            "copy barcode",
            "item id",
            "accession number",
            "accession no",
            "accession",
            "código de barras",
            "codigo de barras",
            "barcode number",
            "952p",
            "852p",
            "copy id barcode",
        ],
    ),
    (
        Column::Copies,
        &[
            "copies",
            "number of copies",
            "copy count",
            "quantity",
            "qty",
            "owned copies",
            "total copies",
            "ejemplares",
            "cantidad",
            "copies owned",
            "no of copies",
            "stock",
        ],
    ),
    (
        Column::CopyNumber,
        &["copy number", "copynumber", "copy no", "copy", "ejemplar"],
    ),
    (
        Column::Volume,
        &[
            "volume",
            "vol",
            "enumchron",
            "issue",
            "part",
            "volumen",
            "enumeration",
        ],
    ),
    (
        Column::Shelf,
        &[
            "shelf",
            "location",
            "shelving location",
            "shelf location",
            "sublocation",
            "sub location",
            "collection",
            "collections",
            "section",
            "ubicación",
            "ubicacion",
            "home location",
            "ccode",
            "collection code",
            "permanent location",
            "estante",
            "copy category",
            "copy categories",
            "circulating location",
            "room",
            "bookcase",
        ],
    ),
    (
        Column::Site,
        &[
            "site",
            "circ lib",
            "homebranch",
            "home branch",
            "branch",
            "school",
            "library",
            "site name",
            "site short name",
            "campus",
            "biblioteca",
            "holding library",
            "home library",
            "owning lib",
            "owning library",
            "building",
        ],
    ),
    (
        Column::Status,
        &[
            "status",
            "copy status",
            "item status",
            "availability",
            "circulation status",
            "current status",
            "estado",
            "disponibilidad",
        ],
    ),
    (
        Column::Due,
        &[
            "due date",
            "due",
            "onloan",
            "date due",
            "fecha de devolución",
            "due on",
        ],
    ),
    (
        Column::ItemType,
        &[
            "itype",
            "circulation type",
            "circ type",
            "circ modifier",
            "item category",
            "koha item type",
            "copy type",
            "collection type",
        ],
    ),
    (
        Column::Price,
        &[
            "price",
            "cost",
            "purchase price",
            "list price",
            "replacementprice",
            "replacement price",
            "precio",
            "value",
            "replacement cost",
        ],
    ),
    (
        Column::Acquired,
        &[
            "date acquired",
            "acquired",
            "dateaccessioned",
            "acquisition date",
            "purchase date",
            "date purchased",
            "accession date",
            "date received",
            "fecha de adquisición",
            "acquired date",
        ],
    ),
    (
        Column::ItemNote,
        &[
            "itemnotes",
            "item note",
            "item notes",
            "copy note",
            "copy notes",
        ],
    ),
    (Column::Withdrawn, &["withdrawn"]),
    (Column::Lost, &["itemlost", "lost"]),
    (Column::Damaged, &["damaged"]),
    (Column::NotForLoan, &["notforloan", "not for loan"]),
    (Column::Circulates, &["circulate", "circulates"]),
    (Column::Deleted, &["deleted", "is deleted"]),
    (
        Column::Url,
        &[
            "url",
            "link",
            "web address",
            "ebook url",
            "electronic location",
            "856u",
            "ebook link",
            "uri",
            "website",
        ],
    ),
    (
        Column::CoverUrl,
        &[
            "cover url",
            "cover image",
            "cover",
            "image url",
            "cover image url",
        ],
    ),
    (
        Column::Popularity,
        &[
            "ratings count",
            "popularity",
            "checkouts",
            "total checkouts",
            "circulations",
            "circs",
            "times borrowed",
            "issues",
            "loan count",
            "checkout count",
            "number of checkouts",
        ],
    ),
    (
        Column::Added,
        &[
            "date added",
            "added",
            "entry date",
            "date entered",
            "created",
            "date created",
            "cataloged",
            "date cataloged",
        ],
    ),
    // Read by no one: what readers think, did or borrowed, and what is for staff alone.
    (
        Column::Ignore,
        &[
            "my rating",
            "average rating",
            "rating",
            "my review",
            "review",
            "private notes",
            "private comment",
            "private comments",
            "spoiler",
            "read count",
            "date read",
            "date started",
            "began",
            "completed",
            "review date",
            "lending patron",
            "lending status",
            "lending start",
            "lending end",
            "patron",
            "patron name",
            "borrower",
            "borrower name",
            "itemnotes nonpublic",
            "staff note",
            "recommended for",
            "recommended by",
            "number of discs",
            "number of players",
            "ensemble",
            "aspect ratio",
            "esrb",
            "primary author role",
            "secondary author roles",
            "weight",
            "height",
            "thickness",
            "width",
            "dimensions",
            "dewey wording",
            "from where",
            "oclc",
            "bcid",
            "original languages",
            "books count",
            "work ratings count",
            "work text reviews count",
            "ratings 1",
            "ratings 2",
            "ratings 3",
            "ratings 4",
            "ratings 5",
            "small image url",
            "cn source",
            "cn sort",
            "more subfields xml",
            "timestamp",
            "holdable",
            "datelastborrowed",
            "datelastseen",
            "replacementpricedate",
            "booksellerid",
            "vendor",
            "stack",
            "restricted",
            "renewals",
            "reserves",
            "materials",
            "coded location qualifier",
            "itemlost on",
            "withdrawn on",
            "new status",
        ],
    ),
];

#[cfg(test)]
mod tests;
