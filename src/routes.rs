//! Every address of the app. They live behind `#`, because plain static hosts answer 404 for deep paths and because a
//! fragment never reaches a server's log.

use carrel_search::state::{Facet, SearchState, decode, encode};
use carrel_search::wire::HeadingKind;

/// What is to be shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Route {
    /// The first page: the search box with the newest books on it.
    Home,
    /// Results of a search; the query is in the address and in [`crate::stores::search`].
    Search,
    /// One record by its id.
    Record(String),
    /// Signs of all shelves.
    Browse,
    /// A list of headings with the letters they begin with.
    Headings(HeadingKind, String),
    /// New arrivals.
    New,
    /// A page of prose: help, about, privacy.
    Text(&'static str),
    /// The reader's settings.
    Settings,
    /// Making a site from an export.
    Publish,
    /// The reader's sources and their citations.
    Cite,
    /// The lessons: the name of one, or empty for the list.
    Lessons(String),
    /// No such page.
    NotFound,
}

/// Heading lists with their names in the address. A pack has no list of titles.
pub const HEADINGS: [(HeadingKind, &str); 3] = [
    (HeadingKind::Subject, "subjects"),
    (HeadingKind::Author, "people"),
    (HeadingKind::Series, "series"),
];

/// Pages of prose: files below `text/`.
pub const TEXTS: [&str; 3] = ["help", "about", "privacy"];

impl Route {
    /// Reads the fragment, with or without `#`. `None` when it is not ours (an anchor in the page).
    #[must_use]
    pub fn parse(fragment: &str) -> Option<Self> {
        let fragment = fragment.strip_prefix('#').unwrap_or(fragment);
        if fragment.is_empty() {
            return Some(Self::Home);
        }
        let path = fragment.strip_prefix('/')?;
        let (path, query) = path.split_once('?').unwrap_or((path, ""));
        let mut parts = path.splitn(2, '/');
        let first = parts.next().unwrap_or("");
        let rest = parts.next().unwrap_or("");
        Some(match (first, rest) {
            ("", "") => Self::Home,
            ("search", "") => Self::Search,
            ("record", id) if !id.is_empty() => Self::Record(decode(id)),
            ("browse", "") => Self::Browse,
            ("browse", list) => HEADINGS
                .iter()
                .find(|(_, name)| *name == list)
                .map_or(Self::NotFound, |(kind, _)| {
                    Self::Headings(*kind, value(query, "from"))
                }),
            ("new", "") => Self::New,
            ("settings", "") => Self::Settings,
            ("publish", "") => Self::Publish,
            ("cite", "") => Self::Cite,
            ("lessons", slug) => Self::Lessons(slug.to_owned()),
            (name, "") => TEXTS
                .iter()
                .find(|text| **text == name)
                .map_or(Self::NotFound, |text| Self::Text(text)),
            _ => Self::NotFound,
        })
    }

    /// Name of the page: for styles (`data-page`) and for marking where one is in the navigation.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Home => "home",
            Self::Search => "search",
            Self::Record(_) => "record",
            Self::Browse | Self::Headings(..) => "browse",
            Self::New => "new",
            Self::Text(name) => name,
            Self::Settings => "settings",
            Self::Publish => "publish",
            Self::Cite => "cite",
            Self::Lessons(_) => "lessons",
            Self::NotFound => "not-found",
        }
    }
}

/// Address of a search.
#[must_use]
pub fn search_href(state: &SearchState) -> String {
    let query = state.to_query();
    if query.is_empty() {
        "#/search".to_owned()
    } else {
        format!("#/search?{query}")
    }
}

/// Address of a record.
#[must_use]
pub fn record_href(id: &str) -> String {
    let mut out = String::from("#/record/");
    encode(id, &mut out);
    out
}

/// What a heading leads to.
#[must_use]
pub fn heading_href(kind: HeadingKind, text: &str) -> String {
    let facet = match kind {
        HeadingKind::Subject => Facet::Subject,
        HeadingKind::Author => Facet::Author,
        HeadingKind::Series => Facet::Series,
        HeadingKind::Title => {
            let query = format!("title:\"{}\"", text.replace('"', " "));
            return search_href(&SearchState {
                query,
                ..SearchState::default()
            });
        }
    };
    search_href(&SearchState::default().toggled(facet, text))
}

/// Address of a heading list.
#[must_use]
pub fn headings_href(kind: HeadingKind, from: &str) -> String {
    let name = HEADINGS
        .iter()
        .find(|(k, _)| *k == kind)
        .map_or("", |(_, name)| name);
    let mut out = format!("#/browse/{name}");
    if !from.is_empty() {
        out.push_str("?from=");
        encode(from, &mut out);
    }
    out
}

/// The value of one name in a query.
fn value(query: &str, name: &str) -> String {
    query
        .split('&')
        .find_map(|pair| pair.split_once('=').filter(|(n, _)| *n == name))
        .map_or_else(String::new, |(_, v)| decode(v))
}
