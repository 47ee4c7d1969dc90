//! An invented web: pages that link to each other, and a search over them that works offline.

use serde::{Deserialize, Serialize};

use crate::rich::Block;

/// A set of invented pages.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Web {
    /// What its search calls itself.
    pub engine: String,
    /// All pages, by name.
    pub pages: Vec<Page>,
    /// Words and what they find first.
    pub finds: Vec<Find>,
    /// Advertisements over the results.
    pub ads: Vec<Ad>,
}

/// A page.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Page {
    /// Its file name without `.page.md`.
    pub name: String,
    /// Its invented address, without `https://`.
    pub url: String,
    /// What stands in its title bar.
    pub title: String,
    /// Who is really behind it. Not shown to students before they have answered.
    pub owner: String,
    /// What the site calls itself.
    pub site: String,
    /// How it looks.
    pub looks: Looks,
    /// The date it shows: `2026-02-11`, or empty.
    pub date: String,
    /// The author it names, or empty.
    pub author: String,
    /// Whether its claims can be relied on. Not shown to students before they have answered.
    pub truth: Truth,
    /// What the list of results shows of it.
    pub snippet: String,
    /// Its talk page, by place in [`Web::pages`].
    pub talk: Option<u16>,
    /// What stands on it.
    pub body: Vec<Block>,
}

/// How a page looks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Looks {
    /// A newspaper or broadcaster.
    News,
    /// A blog or a site of one's own.
    #[default]
    Blog,
    /// A shop or a firm.
    Shop,
    /// A public office.
    Gov,
    /// A network of posts.
    Social,
    /// An encyclopedia.
    Encyclopedia,
    /// A group or charity.
    Ngo,
    /// A school or university.
    School,
    /// A journal or laboratory.
    Science,
    /// A search page.
    Search,
}

impl Looks {
    /// All, with the word that the page's head has for each.
    pub const ALL: [(&'static str, Looks); 10] = [
        ("news", Looks::News),
        ("blog", Looks::Blog),
        ("shop", Looks::Shop),
        ("gov", Looks::Gov),
        ("social", Looks::Social),
        ("encyclopedia", Looks::Encyclopedia),
        ("ngo", Looks::Ngo),
        ("school", Looks::School),
        ("science", Looks::Science),
        ("search", Looks::Search),
    ];

    /// Its word.
    #[must_use]
    pub fn word(self) -> &'static str {
        Self::ALL
            .iter()
            .find(|(_, looks)| *looks == self)
            .map_or("blog", |(word, _)| word)
    }
}

/// Whether the claims of a page can be relied on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Truth {
    /// They can.
    Sound,
    /// They cannot.
    Unsound,
    /// Some can.
    #[default]
    Mixed,
}

/// Words, and the pages that they find first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Find {
    /// Phrases; any of them will do.
    pub words: Vec<String>,
    /// Pages in this order, by place in [`Web::pages`].
    pub pages: Vec<u16>,
}

/// An advertisement over the results.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ad {
    /// It shows when one of these words is searched.
    pub words: Vec<String>,
    /// Where it leads, by place in [`Web::pages`].
    pub page: u16,
    /// Its title.
    pub title: String,
    /// Its text.
    pub text: String,
}

impl Web {
    /// The place of the page with this name.
    #[must_use]
    pub fn named(&self, name: &str) -> Option<u16> {
        let place = self.pages.iter().position(|page| page.name == name)?;
        u16::try_from(place).ok()
    }

    /// The page at a place.
    #[must_use]
    pub fn page(&self, place: u16) -> Option<&Page> {
        self.pages.get(usize::from(place))
    }
}
