//! An invented web: pages that link to each other, and a search over them that works offline.

use serde::{Deserialize, Serialize};

use crate::player::mark::{folded, folded_words};
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

/// Results of a search: places in [`Web::ads`], and of pages, best first.
pub type Found = (Vec<u16>, Vec<u16>);

impl Web {
    /// Searches: what `search.toml` has for these words first, then pages by their words. At most ten pages, two ads.
    /// Cost: linear in the text of the web, under a millisecond for 60 pages.
    #[must_use]
    pub fn search(&self, query: &str) -> Found {
        let asked = folded_words(query);
        let has = |phrase: &str| {
            let words = folded_words(phrase);
            !words.is_empty()
                && asked
                    .windows(words.len())
                    .any(|w| w.iter().zip(&words).all(|(a, b)| a.0 == b.0))
        };
        let ads = (0_u16..)
            .zip(&self.ads)
            .filter(|(_, ad)| ad.words.iter().any(|w| has(w)))
            .map(|(n, _)| n)
            .take(2)
            .collect();
        let mut pages: Vec<u16> = Vec::new();
        // The longest phrase that fits says best what is meant.
        let mut finds: Vec<(usize, usize)> = self
            .finds
            .iter()
            .enumerate()
            .filter_map(|(n, find)| {
                let longest = find
                    .words
                    .iter()
                    .filter(|w| has(w))
                    .map(String::len)
                    .max()?;
                Some((usize::MAX - longest, n))
            })
            .collect();
        finds.sort_unstable();
        for (_, n) in finds {
            for page in &self.finds[n].pages {
                if !pages.contains(page) {
                    pages.push(*page);
                }
            }
        }
        let mut scored: Vec<(usize, u16)> = Vec::new();
        for (n, page) in (0_u16..).zip(&self.pages) {
            let mut score = 0;
            let body = folded_words(&crate::rich::plain(&page.body));
            let head = folded_words(&page.title);
            let name = folded_words(&page.site);
            for (word, ..) in &asked {
                if word.chars().count() < 3 {
                    continue;
                }
                let alike = |other: &String| {
                    other == word
                        || (word.len() > 3 && other.strip_suffix('s') == Some(word))
                        || (other.len() > 3 && word.strip_suffix('s') == Some(other))
                };
                score += 8 * usize::from(head.iter().any(|w| alike(&w.0)));
                score += 5 * usize::from(
                    name.iter().any(|w| alike(&w.0))
                        || crate::letters::holds(&folded(&page.url), word),
                );
                score += body.iter().filter(|w| alike(&w.0)).count().min(3);
            }
            if score > 0 && !pages.contains(&n) {
                scored.push((usize::MAX - score, n));
            }
        }
        scored.sort_unstable();
        pages.extend(scored.into_iter().map(|(_, n)| n));
        pages.truncate(10);
        (ads, pages)
    }
}
