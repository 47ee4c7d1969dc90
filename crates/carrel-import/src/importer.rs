//! What the worker does, without the browser: testable on the host, and byte for byte what the command does.
//!
//! ```
//! use carrel_core::CalendarDate;
//! use carrel_import::importer::Importer;
//!
//! let mut importer = Importer::new();
//! let day = CalendarDate::parse("2026-11-21").expect("a day");
//! importer.start("books.csv", 1_795_300_000_000.0, day, false);
//! importer.push(b"id,title,author\n1,Holes,Louis Sachar\n2,Hatchet,Gary Paulsen\n");
//! let report = importer.finish();
//! assert_eq!((report.titles, report.problem()), (2, None));
//!
//! importer.build("Our School", "/library/", &mut |_, _, _| {})?;
//! assert_eq!(importer.preview("sachar", 10)?.hits[0].card.title, "Holes");
//! # Ok::<(), carrel_import::importer::Trouble>(())
//! ```

use carrel_core::CalendarDate;
use carrel_search::build::{Entry, Pack, PackOptions, Step, build};
use carrel_search::engine::{Engine, answer_from};
use carrel_search::state::SearchState;
use carrel_search::wire::{Answer, Request, SearchAnswer, SearchRequest};
use carrel_site::catalogue::{Catalogue, Options};
use carrel_site::report::Report;
use carrel_site::settings;
use carrel_site::site::{self, App, SiteFile};
use carrel_site::union;

/// Why something asked could not be done. The page has the words for it (`locales/`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Nothing usable was read: the report says so for itself.
    Report,
    /// No folder on a server.
    Folder,
    /// A chosen file cannot be read past a byte.
    Read,
    /// A file of the app could not be fetched.
    Fetch,
    /// The server sent something else in place of it.
    Answer,
    /// The app's files do not make a site.
    App,
    /// No day of the calendar.
    Day,
    /// A file of settings that says what none can say.
    Settings,
    /// Another question is being answered.
    Busy,
    /// A mistake of ours.
    Defect,
}

impl Kind {
    /// All of them.
    pub const ALL: [Self; 10] = [
        Self::Report,
        Self::Folder,
        Self::Read,
        Self::Fetch,
        Self::Answer,
        Self::App,
        Self::Day,
        Self::Settings,
        Self::Busy,
        Self::Defect,
    ];

    /// Its name in the worker's messages.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Report => "report",
            Self::Folder => "folder",
            Self::Read => "read",
            Self::Fetch => "fetch",
            Self::Answer => "answer",
            Self::App => "app",
            Self::Day => "day",
            Self::Settings => "settings",
            Self::Busy => "busy",
            Self::Defect => "defect",
        }
    }
}

/// What could not be done, with what and because of what.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trouble {
    /// What kind of trouble.
    pub kind: Kind,
    /// The file or address it is about, if any.
    pub file: String,
    /// What was found, for the words of its kind; of a defect the technical text.
    pub found: String,
}

impl Trouble {
    /// Trouble that is not about a file.
    #[must_use]
    pub fn new(kind: Kind, found: impl Into<String>) -> Self {
        Self::of(kind, "", found)
    }

    /// Trouble with a file.
    #[must_use]
    pub fn of(kind: Kind, file: &str, found: impl Into<String>) -> Self {
        Self {
            kind,
            file: file.to_owned(),
            found: found.into(),
        }
    }
}

impl core::fmt::Display for Trouble {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        match self.kind {
            Kind::Report => f.write_str(&self.found),
            kind => write!(f, "{}: {} {}", kind.word(), self.file, self.found),
        }
    }
}

impl core::error::Error for Trouble {}

/// Takes in a file of settings: a column map, or of titles a holdings profile; `items` says that it is about tables of copies.
///
/// # Errors
/// When it is neither.
pub fn take_settings(
    options: &mut Options,
    name: &str,
    text: &str,
    items: bool,
) -> Result<(), Trouble> {
    let told = |wrong: settings::Wrong| {
        Trouble::of(
            Kind::Settings,
            name,
            format!("{}: {}", wrong.line, wrong.reason),
        )
    };
    if items {
        options.items_columns = Some(settings::columns(text).map_err(told)?);
        return Ok(());
    }
    let (columns, holdings) = settings::either(text).map_err(told)?;
    options.columns = columns.or(options.columns.take());
    options.holdings = holdings.or(options.holdings.take());
    Ok(())
}

/// Reads files, builds the catalogue, searches it, makes the site. In this order; each step can be repeated.
pub struct Importer {
    catalogue: Catalogue,
    /// When the newest file was last changed: seconds since 1970, and the day that was where the librarian is.
    newest: (u64, CalendarDate),
    date: Option<CalendarDate>,
    entries: Vec<Entry>,
    report: Report,
    built: Option<(Pack, Engine)>,
}

impl Default for Importer {
    fn default() -> Self {
        Self::new()
    }
}

impl Importer {
    /// One that has read nothing yet.
    #[must_use]
    pub fn new() -> Self {
        Self::with(Options::default())
    }

    /// The same, with what the librarian said of her tables and records.
    #[must_use]
    pub fn with(options: Options) -> Self {
        Self {
            catalogue: Catalogue::new(options),
            newest: (0, CalendarDate::default()),
            date: None,
            entries: Vec::new(),
            report: Report::default(),
            built: None,
        }
    }

    /// The day the availability is as of; without it, the day the newest file was last changed.
    pub fn as_of(&mut self, date: Option<CalendarDate>) {
        self.date = date;
    }

    /// Begins a file. `modified_ms` is the browser's `lastModified` and `day` the day of it by the librarian's clock;
    /// `items` says that it is a table of copies. Tables of copies come first.
    pub fn start(&mut self, name: &str, modified_ms: f64, day: CalendarDate, items: bool) {
        // The command sees whole seconds.
        let seconds = (modified_ms / 1000.0).max(0.0) as u64;
        if seconds >= self.newest.0 {
            self.newest = (seconds, day);
        }
        if items {
            self.catalogue.start_items(name);
        } else {
            self.catalogue.start(name);
        }
    }

    /// Takes more of the file.
    pub fn push(&mut self, bytes: &[u8]) {
        self.catalogue.push(bytes);
    }

    /// Records read so far.
    #[must_use]
    pub fn records(&self) -> u32 {
        self.catalogue.records()
    }

    /// Says that all files were given.
    pub fn finish(&mut self) -> &Report {
        let catalogue = core::mem::replace(&mut self.catalogue, Catalogue::new(Options::default()));
        (self.entries, self.report) = catalogue.finish();
        self.built = None;
        &self.report
    }

    /// Builds the catalogue under a name, for a folder on a server.
    ///
    /// # Errors
    /// When nothing usable was read, or the folder is none.
    pub fn build(
        &mut self,
        name: &str,
        base: &str,
        progress: &mut dyn FnMut(Step, u32, u32),
    ) -> Result<&Pack, Trouble> {
        if let Some(problem) = self.report.problem() {
            let found = format!("{} {}", problem.message, problem.remedy);
            return Err(Trouble::new(Kind::Report, found));
        }
        let Some(base) = site::base(base) else {
            return Err(Trouble::new(Kind::Folder, base));
        };
        let published = self.date.map_or(self.newest.0, |d| {
            u64::try_from(d.days()).unwrap_or(0) * 86_400
        });
        let options = PackOptions {
            name: name.trim().to_owned(),
            snapshot: self.date.unwrap_or(self.newest.1),
            published,
            base,
            ..PackOptions::default()
        };
        let pack = build(&options, self.entries.clone(), progress);
        let root = pack.files.iter().find(|f| f.file == pack.latest.root);
        let engine = root
            .and_then(|root| Engine::open(&root.file, &root.bytes).ok())
            .ok_or_else(|| Trouble::new(Kind::Defect, "the new catalogue does not open"))?;
        Ok(&self.built.insert((pack, engine)).0)
    }

    /// What makes one doubt the name or the folder of the new catalogue, by the list of libraries that are searched together, as
    /// a page has it (`carrel-union`).
    #[must_use]
    pub fn doubt(&self, list: &str) -> Option<String> {
        let latest = &self.built.as_ref()?.0.latest;
        union::doubt(&union::from_json(list), &latest.name, &latest.base)
    }

    /// Searches the new catalogue.
    ///
    /// # Errors
    /// When none was built.
    pub fn preview(&mut self, query: &str, limit: u32) -> Result<SearchAnswer, Trouble> {
        let (pack, engine) = self.built.as_mut().ok_or_else(not_built)?;
        let state = SearchState {
            query: query.to_owned(),
            ..SearchState::default()
        };
        let request = Request::Search(SearchRequest {
            state,
            offset: 0,
            limit,
            facets: false,
            again: false,
            further: false,
        });
        let answer = answer_from(engine, &request, |wanted| {
            let found = pack.files.iter().find(|f| f.file == *wanted);
            found.map(|f| f.bytes.clone())
        });
        match answer {
            Ok(Answer::Search(answer)) => Ok(answer),
            Ok(_) => Err(Trouble::new(Kind::Defect, "another answer than was asked")),
            Err(error) => Err(Trouble::new(Kind::Defect, error.to_string())),
        }
    }

    /// The files of the site, in upload order.
    ///
    /// # Errors
    /// When no catalogue was built, or the app is not whole.
    pub fn site(&self, app: &App) -> Result<Vec<SiteFile>, Trouble> {
        let (pack, _) = self.built.as_ref().ok_or_else(not_built)?;
        site::assemble(app, pack).map_err(|error| Trouble::new(Kind::App, error.to_string()))
    }

    /// A name for the zip, from the library's name.
    #[must_use]
    pub fn filename(&self) -> String {
        let name = self
            .built
            .as_ref()
            .map_or("", |(pack, _)| pack.latest.name.as_str());
        let mut out = String::new();
        for c in name.chars().flat_map(char::to_lowercase) {
            if c.is_alphanumeric() {
                out.push(c);
            } else if !out.is_empty() && !out.ends_with('-') {
                out.push('-');
            }
        }
        let out = out.trim_end_matches('-');
        format!("{}.zip", if out.is_empty() { "library" } else { out })
    }
}

fn not_built() -> Trouble {
    Trouble::new(Kind::Defect, "asked before a catalogue was built")
}
