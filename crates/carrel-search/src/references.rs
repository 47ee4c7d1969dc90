//! See-references: other names of a subject or a person, under which its records are found, too. "Cars" finds what
//! stands under "Automobiles". Used while a pack is made: the other names become words of the index.
//!
//! Where they come from: the authority records of the library's system (MARC 21 Authority, 1XX and 4XX), and a small
//! table of everyday words for the headings of school libraries (`everyday.tsv`, written for Carrel).

use std::collections::{BTreeMap, HashSet};
use std::sync::LazyLock;

use carrel_core::bib::Contributor;
use serde::{Deserialize, Serialize};

use crate::analysis::fold;
use crate::build::Entry;

/// Other names by heading.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct References {
    /// Folded heading to the names it is not entered under.
    see_from: BTreeMap<String, Vec<String>>,
    /// Folded heading to the related headings that lead to it.
    see_also: BTreeMap<String, Vec<String>>,
}

static EVERYDAY: LazyLock<References> = LazyLock::new(|| {
    let mut out = References::default();
    for line in include_str!("everyday.tsv").lines() {
        if let Some((heading, names)) = line.split_once('\t') {
            for name in names.split(", ") {
                out.add(heading, name);
            }
        }
    }
    out
});

impl References {
    /// Adds a name (4XX) for a heading (1XX); the same pair twice counts once.
    pub fn add(&mut self, heading: &str, name: &str) {
        let heading = fold(heading);
        if heading.is_empty() || fold(name).is_empty() || fold(name) == heading {
            return;
        }
        let names = self.see_from.entry(heading).or_default();
        if !names.iter().any(|known| known == name) {
            names.push(name.to_owned());
        }
    }

    /// Notes that two headings are related (5XX): each leads to the other. They are shown, and never searched.
    pub fn relate(&mut self, one: &str, other: &str) {
        for (heading, from) in [(one, other), (other, one)] {
            let key = fold(heading);
            if key.is_empty() || fold(from).is_empty() || fold(from) == key {
                continue;
            }
            let names = self.see_also.entry(key).or_default();
            if !names.iter().any(|known| known == from) {
                names.push(from.to_owned());
            }
        }
    }

    /// Leaves out the headings that no record has: a national authority file has hundreds of thousands.
    pub fn keep_those_of(&mut self, entries: &[Entry]) {
        let mut used: HashSet<String> = HashSet::new();
        for entry in entries {
            let bib = &entry.bib;
            let subjects = bib.subjects.iter().map(|subject| subject.parts.clone());
            let genres = bib.genres.iter().map(|genre| vec![genre.clone()]);
            for parts in subjects
                .chain(genres)
                .chain(bib.contributors.iter().map(person))
            {
                let mut key = String::new();
                for part in &parts {
                    next_part(&mut key, part);
                    used.insert(key.clone());
                }
            }
        }
        self.see_from.retain(|heading, _| used.contains(heading));
        self.see_also.retain(|heading, _| used.contains(heading));
    }

    /// Every reference that leads to a heading or to its parts from the first on: where it comes from, and the heading.
    pub(crate) fn leading_to(&self, parts: &[String]) -> Vec<(&str, String)> {
        let mut key = String::new();
        let mut out = Vec::new();
        for (at, part) in parts.iter().enumerate() {
            next_part(&mut key, part);
            for list in [&self.see_from, &EVERYDAY.see_from, &self.see_also] {
                for from in list.get(&key).into_iter().flatten() {
                    out.push((from.as_str(), parts[..=at].join(" -- ")));
                }
            }
        }
        out
    }

    /// Headings that have other names.
    #[must_use]
    pub fn len(&self) -> usize {
        self.see_from.len()
    }

    /// True without any.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.see_from.is_empty()
    }

    /// The other names of a heading, or of its parts from the first on ("Automobiles", then "Automobiles -- History").
    pub(crate) fn names<'a>(&'a self, parts: &[String]) -> impl Iterator<Item = &'a str> {
        let mut key = String::new();
        let mut found: Vec<&'a str> = Vec::new();
        for part in parts {
            next_part(&mut key, part);
            for list in [self, &*EVERYDAY] {
                let names = list.see_from.get(&key).map(Vec::as_slice);
                found.extend(names.unwrap_or_default().iter().map(String::as_str));
            }
        }
        found.into_iter()
    }
}

/// A reference as lists of headings show it: where a reader looks, and the heading that has titles. The arrow needs no
/// translation, and folds to a gap: what is typed before it finds it.
pub(crate) fn shown(from: &str, heading: &str) -> String {
    format!("{from} → {heading}")
}

/// A name and its dates: the parts of a person's heading.
pub(crate) fn person(who: &Contributor) -> Vec<String> {
    let mut parts = vec![who.name.clone()];
    parts.extend(who.dates.clone());
    parts
}

fn next_part(key: &mut String, part: &str) {
    if !key.is_empty() {
        key.push(' ');
    }
    key.push_str(&fold(part));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(parts: &[&str], expected: &[&str]) {
        let mut references = References::default();
        references.add("Twain, Mark, 1835-1910", "Clemens, Samuel Langhorne");
        references.add("Automobiles -- Racing", "Motor racing");
        references.add("Automobiles -- Racing", "Motor racing");
        let parts: Vec<String> = parts.iter().map(|part| (*part).to_owned()).collect();
        let found: Vec<&str> = references.names(&parts).collect();
        for name in expected {
            assert_eq!(found.iter().filter(|f| *f == name).count(), 1, "{found:?}");
        }
        assert_eq!(found.is_empty(), expected.is_empty(), "{found:?}");
    }

    #[test]
    fn a_heading_is_known_by_its_other_names() {
        check(&["Automobiles", "Racing"], &["cars", "Motor racing"]);
        check(&["automobiles."], &["cars"]);
        check(&["Twain, Mark, 1835-1910"], &["Clemens, Samuel Langhorne"]);
        check(&["Racing"], &[]);
    }

    #[test]
    fn the_table_of_everyday_words_is_whole() {
        let lines: Vec<&str> = include_str!("everyday.tsv").lines().collect();
        for line in &lines {
            let (heading, names) = line
                .split_once('\t')
                .unwrap_or_else(|| panic!("no tab: {line}"));
            assert!(!fold(heading).is_empty() && !names.is_empty(), "{line}");
            assert!(names.split(", ").all(|name| name == name.trim()), "{line}");
        }
        let mut sorted = lines.clone();
        sorted.sort_unstable();
        assert_eq!(lines, sorted, "the table is in order");
        assert_eq!(EVERYDAY.len(), lines.len(), "no heading twice");
    }
}
