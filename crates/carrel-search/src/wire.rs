//! Questions and answers between a page and the engine, as they cross the worker boundary (postcard).
//!
//! Values are plain text and numbers: what to say about them on the screen is the page's business.

use carrel_core::bib::{Format, Role};
use carrel_core::{BibRecord, CalendarDate, Item, ItemStatus};
use serde::{Deserialize, Serialize};

use crate::state::{Facet, SearchState};
use crate::union::UnionAnswer;

/// What a page may ask.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Request {
    /// Results for a search. One of all libraries ([`SearchState::everywhere`]) is asked of each by who hosts the engine;
    /// an engine answers for itself alone.
    Search(SearchRequest),
    /// One record by its id, with its shelf neighbours and its series.
    Record {
        /// Record id as in the catalogue.
        id: String,
    },
    /// The records most like one.
    Like {
        /// Record id as in the catalogue.
        id: String,
        /// At most so many.
        limit: u8,
    },
    /// Completions of what was typed so far.
    Suggest {
        /// Text in the search box.
        text: String,
        /// At most so many a group.
        limit: u8,
    },
    /// Headings of one kind that begin with a text, for browsing.
    Headings {
        /// Which list.
        kind: HeadingKind,
        /// What they begin with; empty = from the start.
        from: String,
        /// At most so many.
        limit: u16,
    },
    /// Facet counts of the whole catalogue, for the browse page.
    Overview,
}

impl Request {
    /// Whether no visit begins with it.
    #[must_use]
    pub fn is_further(&self) -> bool {
        self.is_union()
            || matches!(
                self,
                Request::Record { .. } | Request::Like { .. } | Request::Headings { .. }
            )
    }

    /// Whether it is a search of all libraries.
    #[must_use]
    pub fn is_union(&self) -> bool {
        matches!(self, Request::Search(search) if search.state.everywhere)
    }
}

/// A search.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct SearchRequest {
    /// What is searched, constrained and sorted.
    pub state: SearchState,
    /// First hit wanted, from 0.
    pub offset: u32,
    /// How many hits.
    pub limit: u32,
    /// True when facet counts are wanted too: at most [`MOST_VALUES`] of each facet, all of them for a search of all libraries,
    /// whose counts are added up.
    pub facets: bool,
    /// True when libraries that could not be reached are to be tried again at once.
    pub again: bool,
    /// True when a question is looked at for its topic, and other searches are wanted where no record has all words
    /// ([`Notice::Instead`]). The app's code for it comes later: until it is there the app asks without, and again where words were missing.
    pub further: bool,
}

/// What the engine answers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Answer {
    /// To [`Request::Search`].
    Search(SearchAnswer),
    /// To a search of all libraries; more than once while some are on their way. As bytes, like a record.
    Union(Packed),
    /// To [`Request::Record`]; `None` when the catalogue has no such id. As bytes: what only hands it on needs no code for records.
    Record(Option<Packed>),
    /// To [`Request::Like`], as bytes again; `None` when the catalogue has no such id.
    Like(Option<Packed>),
    /// To [`Request::Suggest`].
    Suggest(Vec<Suggestion>),
    /// To [`Request::Headings`].
    Headings(Vec<Heading>),
    /// To [`Request::Overview`].
    Overview(Overview),
}

/// Results of a search.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct SearchAnswer {
    /// How many records match in all.
    pub total: u32,
    /// The hits asked for, best first.
    pub hits: Vec<Hit>,
    /// Counts by facet; `None` while the facet columns are still on their way.
    pub facets: Option<Vec<FacetGroup>>,
    /// What the engine did to the query, to be said aloud.
    pub notices: Vec<Notice>,
}

/// One result.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Hit {
    /// What is shown.
    pub card: Card,
    /// Why it is here: each query word with the fields it was found in.
    pub why: Vec<Why>,
    /// Score, comparable within one answer.
    pub score: f32,
}

/// A record in short, as result lists, shelves and series show it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Card {
    /// Record id.
    pub id: String,
    /// Title proper with part.
    pub title: String,
    /// Remainder of title.
    pub subtitle: Option<String>,
    /// Title in its own script.
    pub vernacular: Option<String>,
    /// Names with what they did, main entry first, at most four.
    pub names: Vec<(String, Role)>,
    /// Series and number.
    pub series: Option<(String, Option<String>)>,
    /// Year of publication.
    pub year: Option<i16>,
    /// What it is.
    pub format: Format,
    /// MARC language code of the text.
    pub language: String,
    /// Call number of the first copy, else of the title.
    pub call_number: Option<String>,
    /// Shelf of the first copy.
    pub shelf: Option<String>,
    /// Copies not withdrawn.
    pub copies: u16,
    /// Copies on the shelf as of the snapshot.
    pub available: u16,
    /// When none is available: the state of the copy that is nearest to it, which is the least of [`ItemStatus`].
    pub status: ItemStatus,
    /// When none is available: the earliest day on which one that is on loan is due.
    pub due_on: Option<CalendarDate>,
    /// Address of the e-book, when there is one.
    pub ebook: Option<String>,
}

/// Why one query word matched.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Why {
    /// The word as it was asked.
    pub asked: String,
    /// The word as it stands in the record.
    pub found: String,
    /// How they are alike.
    pub how: MatchKind,
    /// Where it stands.
    pub fields: Vec<MatchField>,
}

/// A record that is like another.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Alike {
    /// What is shown.
    pub card: Card,
    /// What they share, strongest first: "also about …".
    pub shared: Vec<Shared>,
    /// Both say that they are for readers of the same age.
    pub same_age: bool,
    /// How much they share, comparable within one answer.
    pub score: f32,
}

/// Something that two records share.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shared {
    /// What it is.
    pub kind: SharedKind,
    /// The heading, or its first part; the name; the shelf, or three digits of its Dewey class.
    pub text: String,
    /// How many records have it; 0 = not counted (shelves).
    pub count: u32,
}

/// What two records may share.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum SharedKind {
    /// A subject heading.
    Subject,
    /// A genre.
    Genre,
    /// The first person.
    Person,
    /// Shelf or Dewey class of the first copy.
    Shelf,
}

/// The parts of a hit's score; together they are the score.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Parts {
    /// What each word adds.
    pub words: Vec<(Why, f32)>,
    /// What is assumed of the query, and what that adds.
    pub way: (Way, f32),
    /// What the record earns before anything is typed: language, readers, loans, copies, editions.
    pub asked_for: f32,
}

/// What someone may have typed: the likeliest is assumed for each record.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Way {
    /// Words remembered of the book; those that stand together in the title add a little.
    #[default]
    Words,
    /// A subject heading.
    Heading,
    /// A series and the number of a volume.
    Series,
    /// The title from its beginning.
    Title,
    /// An ISBN.
    Isbn,
}

/// How a query word and an indexed word are alike.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum MatchKind {
    /// The same after folding.
    Exact,
    /// Another form of the word (plural, singular).
    Form,
    /// The asked word begins the found one.
    Prefix,
    /// Spelled nearly the same.
    Spelling,
}

/// Where a word stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum MatchField {
    /// Title proper.
    Title,
    /// Subtitle, variant or original title.
    OtherTitle,
    /// Any contributor.
    Author,
    /// Series.
    Series,
    /// Subject or genre.
    Subject,
    /// Summary, contents, notes.
    Text,
    /// ISBN, record id, call number or barcode.
    Number,
}

/// What the engine did to the query.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Notice {
    /// Nothing had the words as typed; these are results for a corrected query.
    Corrected {
        /// Query as typed.
        asked: String,
        /// Query as searched.
        searched: String,
    },
    /// No record has all words; these have most of them. Lists the words that were given up.
    SomeWords(Vec<String>),
    /// The constraints left nothing; without them there would be so many.
    Constrained(u32),
    /// Just what was typed was asked for, and stands nowhere; a spelling that has hits.
    DidYouMean(String),
    /// The library has no book with this ISBN.
    NoIsbn(String),
    /// It is written as an ISBN and is none.
    NotIsbn {
        /// Its characters as typed.
        number: String,
        /// What the last of them would have to be; empty when it has too few or too many, or begins with something else than 978 or 979.
        last: String,
    },
    /// Only the first words of the query were looked for ([`crate::query::MOST_WORDS`]).
    Cut,
    /// There are signs in the query that do nothing here: OR, NOT, `*`, `?`.
    Signs,
    /// So many of the results have a word that is only spelled nearly as one that was typed; the others have the words as typed.
    Guessed(u32),
    /// No record has all words; each of these has hits: words of the query that stand together ([`HeadingKind::Title`], not
    /// counted), and the heading of its topic. With [`Notice::SomeWords`].
    Instead(Vec<Suggestion>),
}

/// Values of one facet that are counted for a reader.
pub const MOST_VALUES: usize = 60;

/// Counts for one facet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FacetGroup {
    /// Which facet.
    pub facet: Facet,
    /// Value (as in [`crate::state::Constraint`]) and number of matching records, in the order to show.
    pub values: Vec<(String, u32)>,
}

/// A record in full.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct RecordAnswer {
    /// In short.
    pub card: Card,
    /// In full.
    pub bib: BibRecord,
    /// Its copies, withdrawn ones left out.
    pub items: Vec<Item>,
    /// What stands before it on the shelf, nearest last.
    pub before: Vec<Card>,
    /// What stands after it on the shelf, nearest first.
    pub after: Vec<Card>,
    /// The books of each of its series.
    pub in_series: Vec<InSeries>,
}

/// The books of a series, in order.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct InSeries {
    /// The series' title.
    pub title: String,
    /// Its books: those with a number first, by it, then by year and title. `series` of each is this one, or `None` where its
    /// number is not known.
    pub books: Vec<Card>,
}

/// A [`RecordAnswer`], a list of [`Alike`] or a [`UnionAnswer`] in postcard.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Packed(Vec<u8>);

impl Packed {
    /// As bytes.
    #[must_use]
    pub fn new(record: &RecordAnswer) -> Self {
        Self(postcard::to_allocvec(record).unwrap_or_default())
    }

    /// What it says; `None` of bytes that are no record's.
    #[must_use]
    pub fn unpack(&self) -> Option<RecordAnswer> {
        postcard::from_bytes(&self.0).ok()
    }

    /// Records that are like one, as bytes.
    #[must_use]
    pub fn alike(list: &[Alike]) -> Self {
        Self(postcard::to_allocvec(list).unwrap_or_default())
    }

    /// What all libraries say, as bytes.
    #[must_use]
    pub fn union(answer: &UnionAnswer) -> Self {
        Self(postcard::to_allocvec(answer).unwrap_or_default())
    }

    /// What [`Packed::union`] had.
    #[must_use]
    pub fn unpack_union(&self) -> Option<UnionAnswer> {
        postcard::from_bytes(&self.0).ok()
    }

    /// What [`Packed::alike`] had; nothing of other bytes.
    #[must_use]
    pub fn unpack_alike(&self) -> Vec<Alike> {
        postcard::from_bytes(&self.0).unwrap_or_default()
    }
}

/// One completion.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Suggestion {
    /// What it is.
    pub kind: HeadingKind,
    /// As it is shown.
    pub text: String,
    /// How many records it leads to.
    pub count: u32,
    /// For a title: the record's id.
    pub id: Option<String>,
}

/// One heading of a browse list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Heading {
    /// As it is shown.
    pub text: String,
    /// How many records carry it.
    pub count: u32,
}

/// Lists of headings.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum HeadingKind {
    /// Titles.
    Title,
    /// Names.
    Author,
    /// Series.
    Series,
    /// Subjects and genres.
    Subject,
}

/// The catalogue as a whole.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Overview {
    /// Name of the library.
    pub name: String,
    /// Records.
    pub records: u32,
    /// Copies.
    pub items: u32,
    /// Day of the snapshot that availability is as of.
    pub snapshot: CalendarDate,
    /// Counts of the whole catalogue.
    pub facets: Vec<FacetGroup>,
    /// True when the books of `front` are new arrivals, newest first.
    pub arrivals: bool,
    /// What stands in front, at most 24 books: new arrivals, or where the catalogue tells of none, some from all along the
    /// shelves.
    pub front: Vec<Card>,
}

/// A message to the worker.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Ask {
    /// Number of the question; answers carry it back, the newest wins.
    pub number: u32,
    /// The question.
    pub request: Request,
}

/// A message from the worker.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Tell {
    /// The pack is open.
    Opened(Overview),
    /// The answer to a question. A search may be answered twice: first without, then with facets.
    Answer {
        /// Number of the question.
        number: u32,
        /// The answer.
        answer: Answer,
        /// Time the engine took, microseconds, waiting for files left out.
        engine_us: u32,
    },
    /// It could not be answered; the text names what, where and the way out.
    Failed {
        /// Number of the question; 0 when it concerns opening.
        number: u32,
        /// What kind of trouble.
        trouble: Trouble,
        /// Detail for the developer console and the error note's "more".
        detail: String,
    },
    /// How much of the catalogue is on this device.
    Kept {
        /// Bytes here.
        have: u64,
        /// Bytes in all.
        of: u64,
        /// True when it could only be kept in memory.
        memory_only: bool,
    },
    /// A newer catalogue was published.
    NewPack,
}

/// Kinds of trouble, each with its own words on the screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Trouble {
    /// There is no catalogue in this folder.
    NoCatalogue,
    /// A needed file is not on this device and the network is away.
    Offline,
    /// A file came damaged or half-uploaded, also on the second try.
    Damaged,
    /// The pack is newer than this app.
    TooNew,
    /// Anything else: a defect of ours.
    Defect,
}
