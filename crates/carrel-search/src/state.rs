//! A search as a URL query: what the search page shows is in the address, so it can be linked,
//! bookmarked, and walked with back and forward.
//!
//! ```
//! use carrel_search::state::{Facet, SearchState};
//! let state = SearchState::from_query("q=dogs&format=graphic-novel&sort=year-new");
//! assert_eq!(state.query, "dogs");
//! assert_eq!(state.constraints[0].facet, Facet::Format);
//! assert_eq!(state.to_query(), "q=dogs&format=graphic-novel&sort=year-new");
//! ```

use serde::{Deserialize, Serialize};

/// Everything the search page shows.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SearchState {
    /// The text in the box.
    pub query: String,
    /// What results must have; values of one facet are alternatives, facets add up.
    pub constraints: Vec<Constraint>,
    /// Order of the results.
    pub sort: Sort,
    /// Page of results, from 0.
    pub page: u32,
    /// True when the words are to be searched as typed ("search instead for …").
    pub exact: bool,
    /// True when all libraries of the union are searched, not this one alone.
    pub everywhere: bool,
}

/// One chosen facet value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Constraint {
    /// Which facet.
    pub facet: Facet,
    /// Its value, spelled as [`Facet`] says.
    pub value: String,
}

/// What results can be narrowed by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Facet {
    /// Slug of a [`carrel_core::bib::Format`], see [`format_slug`].
    Format,
    /// Name of a shelf, collection or genre sign.
    Shelf,
    /// Genre term.
    Genre,
    /// First digit and two noughts: "500".
    Dewey,
    /// Audience letter of MARC 008/22.
    Audience,
    /// School grade: "-1" to "12"; matches records whose interest range holds it.
    Grade,
    /// Lexile band of 200: "400" = 400L to 599L; "br" below 0; "ar3" = AR level 3.0-3.9. "400-800" = from one to another.
    Level,
    /// MARC language code.
    Language,
    /// Decade "1990", or "<1900".
    Year,
    /// "yes": can be read on this device.
    Ebook,
    /// "yes": a copy was on the shelf at the snapshot.
    Available,
    /// "yes": among the newest arrivals.
    New,
    /// A site of the district.
    Site,
    /// A whole subject heading, for links from records.
    Subject,
    /// A whole name heading, for links from records.
    Author,
    /// A whole series title, for links from records.
    Series,
    /// As [`Facet::Level`], of levels that were measured: those that somebody guessed are left out.
    Measured,
}

impl Facet {
    /// Every facet with its name in the URL.
    pub const ALL: [(Facet, &'static str); 17] = [
        (Facet::Format, "format"),
        (Facet::Shelf, "shelf"),
        (Facet::Genre, "genre"),
        (Facet::Dewey, "dewey"),
        (Facet::Audience, "audience"),
        (Facet::Grade, "grade"),
        (Facet::Level, "level"),
        (Facet::Language, "language"),
        (Facet::Year, "year"),
        (Facet::Ebook, "ebook"),
        (Facet::Available, "available"),
        (Facet::New, "new"),
        (Facet::Site, "site"),
        (Facet::Subject, "subject"),
        (Facet::Author, "author"),
        (Facet::Series, "series"),
        (Facet::Measured, "measured"),
    ];

    /// Name in the URL.
    #[must_use]
    pub fn name(self) -> &'static str {
        Self::ALL
            .iter()
            .find(|(f, _)| *f == self)
            .map_or("", |(_, n)| n)
    }
}

/// Orders of results.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Sort {
    /// Best match first.
    #[default]
    Relevance,
    /// By filing title.
    Title,
    /// By main entry.
    Author,
    /// Newest year first.
    YearNew,
    /// Oldest year first.
    YearOld,
    /// As on the shelf.
    Shelf,
    /// Newest arrivals first.
    Arrived,
}

impl Sort {
    /// Every order with its name in the URL.
    pub const ALL: [(Sort, &'static str); 7] = [
        (Sort::Relevance, "best"),
        (Sort::Title, "title"),
        (Sort::Author, "author"),
        (Sort::YearNew, "year-new"),
        (Sort::YearOld, "year-old"),
        (Sort::Shelf, "shelf"),
        (Sort::Arrived, "arrived"),
    ];

    /// Name in the URL.
    #[must_use]
    pub fn name(self) -> &'static str {
        Self::ALL
            .iter()
            .find(|(s, _)| *s == self)
            .map_or("", |(_, n)| n)
    }
}

impl SearchState {
    /// Reads the part of the address after `?`. Unknown names are ignored; nothing fails.
    #[must_use]
    pub fn from_query(text: &str) -> Self {
        let mut state = Self::default();
        for pair in text.split('&').filter(|p| !p.is_empty()) {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            let value = decode(value);
            match name {
                "q" => state.query = value,
                "page" => {
                    state.page = value
                        .parse::<u32>()
                        .map_or(0, |n| n.saturating_sub(1).min(1 << 24))
                }
                "exact" => state.exact = value == "1",
                "in" => state.everywhere = value == "all",
                "sort" => {
                    if let Some((sort, _)) = Sort::ALL.iter().find(|(_, n)| *n == value) {
                        state.sort = *sort;
                    }
                }
                _ => {
                    if let Some((facet, _)) = Facet::ALL.iter().find(|(_, n)| *n == name) {
                        let constraint = Constraint {
                            facet: *facet,
                            value,
                        };
                        if !constraint.value.is_empty() && !state.constraints.contains(&constraint)
                        {
                            state.constraints.push(constraint);
                        }
                    }
                }
            }
        }
        state
    }

    /// The part of the address after `?`; empty for the empty search.
    #[must_use]
    pub fn to_query(&self) -> String {
        let mut out = String::new();
        let mut put = |name: &str, value: &str| {
            if !out.is_empty() {
                out.push('&');
            }
            out.push_str(name);
            out.push('=');
            encode(value, &mut out);
        };
        if !self.query.is_empty() {
            put("q", &self.query);
        }
        for c in &self.constraints {
            put(c.facet.name(), &c.value);
        }
        if self.sort != Sort::Relevance {
            put("sort", self.sort.name());
        }
        if self.page > 0 {
            put("page", &(self.page + 1).to_string());
        }
        if self.exact {
            put("exact", "1");
        }
        if self.everywhere {
            put("in", "all");
        }
        out
    }

    /// True when there is nothing to search: no words and no constraint.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.query.trim().is_empty() && self.constraints.is_empty()
    }

    /// The same search with one constraint more, or one fewer when it is there; first page.
    #[must_use]
    pub fn toggled(&self, facet: Facet, value: &str) -> Self {
        let mut next = self.clone();
        next.page = 0;
        let before = next.constraints.len();
        next.constraints
            .retain(|c| !(c.facet == facet && c.value == value));
        if next.constraints.len() == before {
            next.constraints.push(Constraint {
                facet,
                value: value.to_owned(),
            });
        }
        next
    }

    /// The same search with these as all that is chosen of some facets; first page.
    #[must_use]
    pub fn with_only(&self, facets: &[Facet], chosen: Option<Constraint>) -> Self {
        let mut next = self.clone();
        next.page = 0;
        next.constraints.retain(|c| !facets.contains(&c.facet));
        next.constraints.extend(chosen);
        next
    }

    /// True when that value is chosen.
    #[must_use]
    pub fn has(&self, facet: Facet, value: &str) -> bool {
        self.constraints
            .iter()
            .any(|c| c.facet == facet && c.value == value)
    }
}

/// Percent-decodes with `+` as a space; wrong escapes stay as they are, wrong UTF-8 becomes U+FFFD.
#[must_use]
pub fn decode(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut i = 0;
    while i < bytes.len() {
        match bytes[i] {
            b'+' => out.push(b' '),
            b'%' => {
                let hex = bytes.get(i + 1..i + 3).and_then(|h| {
                    let high = (h[0] as char).to_digit(16)?;
                    let low = (h[1] as char).to_digit(16)?;
                    Some((high * 16 + low) as u8)
                });
                match hex {
                    Some(byte) => {
                        out.push(byte);
                        i += 2;
                    }
                    None => out.push(b'%'),
                }
            }
            byte => out.push(byte),
        }
        i += 1;
    }
    String::from_utf8(out).unwrap_or_else(|e| String::from_utf8_lossy(e.as_bytes()).into_owned())
}

/// Percent-encodes everything but letters, digits and `-._~`; a space becomes `+`.
pub fn encode(text: &str, out: &mut String) {
    const HEX: &[u8; 16] = b"0123456789ABCDEF";
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
                out.push(byte as char)
            }
            b' ' => out.push('+'),
            _ => {
                out.push('%');
                out.push(HEX[usize::from(byte >> 4)] as char);
                out.push(HEX[usize::from(byte & 15)] as char);
            }
        }
    }
}

/// The name of a format in URLs and facet values.
#[must_use]
pub fn format_slug(format: carrel_core::bib::Format) -> &'static str {
    use carrel_core::bib::Format as F;
    match format {
        F::Book => "book",
        F::GraphicNovel => "graphic-novel",
        F::PictureBook => "picture-book",
        F::LargePrint => "large-print",
        F::Braille => "braille",
        F::Ebook => "ebook",
        F::Audiobook => "audiobook",
        F::Eaudio => "eaudio",
        F::Video => "video",
        F::StreamingVideo => "streaming-video",
        F::Music => "music",
        F::Score => "score",
        F::Map => "map",
        F::Serial => "magazine",
        F::Software => "software",
        F::Kit => "kit",
        F::Object => "object",
        F::Picture => "picture",
        F::Website => "website",
        F::Other => "other",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_state_round_trips() {
        let mut state = SearchState {
            query: "¿Dónde está el niño? 100% C++ & co".into(),
            page: 3,
            exact: true,
            everywhere: true,
            ..Default::default()
        };
        for (i, (facet, _)) in Facet::ALL.iter().enumerate() {
            state.constraints.push(Constraint {
                facet: *facet,
                value: format!("v {i}=&"),
            });
        }
        for (sort, _) in Sort::ALL {
            state.sort = sort;
            assert_eq!(SearchState::from_query(&state.to_query()), state);
        }
    }

    #[test]
    fn a_mangled_address_never_fails() {
        for text in [
            "q=%",
            "q=%zz&sort=nonsense&page=-1",
            "&&=&q",
            "q=%ff%fe",
            "page=99999999999",
            "format=&format=book&format=book",
        ] {
            let state = SearchState::from_query(text);
            assert_eq!(SearchState::from_query(&state.to_query()), state, "{text}");
        }
    }
}
