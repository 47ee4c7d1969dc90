//! The seam to the school's own catalogue.

use crate::model::{Change, Exercise, Search, SearchTask, ShelfPart, Shelve};

/// A question to the catalogue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ask<'a> {
    /// Titles with this word anywhere.
    Word(&'a str),
    /// With both.
    And(&'a str, &'a str),
    /// With either.
    Or(&'a str, &'a str),
    /// With the first and without the second.
    Not(&'a str, &'a str),
    /// With the two side by side.
    Phrase(&'a str, &'a str),
    /// With this word as a subject.
    Subject(&'a str),
    /// What a student typed into the search box.
    Typed(&'a str),
}

/// A book for a shelf exercise.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ShelfBook {
    /// Call number as on the spine.
    pub call: String,
    /// Key that sorts it on the shelf (`carrel_core::call_number`).
    pub key: String,
    /// Its title.
    pub title: String,
}

/// The school's catalogue, as far as exercises need it. The caller answers from the pack.
pub trait Catalogue {
    /// How many titles; none while it is not known (not loaded yet, or no catalogue).
    fn count(&self, ask: Ask<'_>) -> Option<u32>;
    /// Pairs of words that have titles together, most first, for when the lesson's own do not work here.
    fn pairs(&self) -> Vec<(String, String)>;
    /// Books of a part of the library with different keys, about so many, the choice depending on the seed.
    fn shelf(&self, part: ShelfPart, count: u16, seed: u32) -> Vec<ShelfBook>;
}

/// No catalogue: exercises fall back to paper and to their printed lists.
#[derive(Clone, Copy, Debug, Default)]
pub struct NoCatalogue;

impl Catalogue for NoCatalogue {
    fn count(&self, _: Ask<'_>) -> Option<u32> {
        None
    }
    fn pairs(&self) -> Vec<(String, String)> {
        Vec::new()
    }
    fn shelf(&self, _: ShelfPart, _: u16, _: u32) -> Vec<ShelfBook> {
        Vec::new()
    }
}

/// A search exercise made for this catalogue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Posed {
    pub(crate) a: String,
    pub(crate) b: String,
    /// Titles before and after the change; the same for `build`.
    pub(crate) before: u32,
    pub(crate) after: u32,
}

/// The question after the change.
pub(crate) fn changed<'a>(change: Change, a: &'a str, b: &'a str) -> Ask<'a> {
    match change {
        Change::And => Ask::And(a, b),
        Change::Or => Ask::Or(a, b),
        Change::Not => Ask::Not(a, b),
        Change::Phrase => Ask::Phrase(a, b),
        Change::Subject => Ask::Subject(a),
    }
}

/// The first pair of words that makes a good exercise here: enough titles before, and some after that differ.
pub(crate) fn pose(search: &Search, catalogue: &dyn Catalogue) -> Option<Posed> {
    let change = match search.task {
        SearchTask::Predict(change) => change,
        SearchTask::Build(_) => Change::And,
    };
    let mut second_best = None;
    for (a, b) in search.words.iter().cloned().chain(catalogue.pairs()) {
        let before = match change {
            Change::Phrase => catalogue.count(Ask::And(&a, &b)),
            _ => catalogue.count(Ask::Word(&a)),
        };
        let (Some(before), Some(after)) = (before, catalogue.count(changed(change, &a, &b))) else {
            continue;
        };
        let posed = Posed {
            a,
            b,
            before,
            after,
        };
        let differs = posed.before != posed.after;
        if before >= 3 && after >= 1 && differs {
            return Some(posed);
        }
        if before >= 1 && second_best.is_none() {
            second_best = Some(posed);
        }
    }
    second_best
}

/// Books in shelf order: of the catalogue, or printed ones where it has too few.
pub(crate) fn books(
    exercise: &Exercise,
    shelve: &Shelve,
    catalogue: &dyn Catalogue,
    seed: u32,
) -> Vec<ShelfBook> {
    let seed = exercise
        .id
        .bytes()
        .fold(seed, |s, b| s.rotate_left(5) ^ u32::from(b));
    let mut books = catalogue.shelf(shelve.section, shelve.count, seed);
    books.sort_unstable_by(|a, b| a.key.cmp(&b.key));
    books.dedup_by(|a, b| a.key == b.key);
    books.truncate(usize::from(shelve.count));
    if books.len() >= 3 {
        return books;
    }
    let key = |n: usize| {
        let mut key = String::new();
        key.push(char::from(b'a' + u8::try_from(n / 26 % 26).unwrap_or(0)));
        key.push(char::from(b'a' + u8::try_from(n % 26).unwrap_or(0)));
        key
    };
    shelve
        .printed
        .iter()
        .enumerate()
        .map(|(n, call)| ShelfBook {
            call: call.clone(),
            key: key(n),
            title: String::new(),
        })
        .collect()
}

/// Which rule decides between two call numbers that stand side by side: `sign`, `whole`, `decimal` or `letters`.
pub(crate) fn rule(a: &str, b: &str) -> &'static str {
    let parse = carrel_core::call_number::CallNumber::parse;
    let (a, b) = (parse(a), parse(b));
    if a.prefixes != b.prefixes {
        return "sign";
    }
    match (a.dewey(), b.dewey()) {
        (Some(x), Some(y)) if x.whole != y.whole => "whole",
        (Some(x), Some(y)) if x.decimals != y.decimals => "decimal",
        (Some(_), Some(_)) => "letters",
        (None, None) => "letters",
        _ => "sign",
    }
}
