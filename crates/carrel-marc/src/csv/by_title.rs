//! Copies whose table names their title by title and author alone: which title of the catalogue that is.
//!
//! A name leads to a title only where it is one on both sides: no other title of the catalogue may be meant, and no other
//! title of the table. Everything else is left for a person to look at.

use std::collections::{BTreeSet, HashMap};
use std::rc::Rc;

use carrel_core::BibRecord;
use carrel_core::bib::Format;

use super::Row;
use super::item::{Places, filled};
use super::people::{order_of, people};
use super::values::{format_named, title_in_cell};
use crate::columns::{Column, NameOrder};
use crate::map::shown;
use crate::map::text::{clean, folded};

/// So many titles are named where several may be meant.
const SHOWN: usize = 12;

/// What a title is called: letters and digits alone, names in whatever order they are written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Name {
    /// Title proper and first author.
    key: (String, String),
    /// Subtitle, number and name of the part; empty where nothing is said.
    rest: String,
    format: Option<Format>,
    /// As it stands in the table, for findings.
    pub(super) text: String,
}

/// Where a name leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Lead {
    /// To the title at that place.
    To(usize),
    /// To none.
    Nowhere,
    /// To so many titles of the catalogue, of which these are the first.
    Titles(usize, Vec<usize>),
    /// To one, and so do other names of the table, which are these.
    Names(Rc<[String]>),
}

impl Name {
    /// The name in a row, where it says title and author; [`NameOrder::Guess`] looks at the cell alone.
    pub(super) fn in_row(places: &Places, row: &Row, order: NameOrder) -> Option<Self> {
        let first = |column| filled(places, row, column).next();
        let cell = first(Column::Title)?;
        let sorted = first(Column::AuthorSorted);
        let author = sorted
            .map(|text| people(&text, NameOrder::LastFirst))
            .or_else(|| {
                let text = first(Column::Author)?;
                let order = match order {
                    NameOrder::Guess => order_of(core::iter::once(text.as_str())),
                    known => known,
                };
                Some(people(&text, order))
            });
        let author = author?.into_iter().next()?.name;
        // "Holes / Louis Sachar", as cards have it.
        let parts = title_in_cell(cell.split(" / ").next().unwrap_or(&cell));
        // The volume is the copy's: a set may be one title.
        let rest = first(Column::Subtitle).or(parts.remainder);
        let name = Self {
            key: (folded(&parts.proper), in_order(&author)),
            rest: in_order(&rest.unwrap_or_default()),
            format: first(Column::Format)
                .and_then(|text| format_named(&text))
                .map(plain),
            text: [shown(&clean(&cell)), shown(&author)].join(" / "),
        };
        (!name.key.0.is_empty() && !name.key.1.is_empty()).then_some(name)
    }

    fn of(bib: &BibRecord) -> Self {
        let title = &bib.title;
        let rest = [title.part.as_deref(), title.remainder.as_deref()];
        let rest: Vec<&str> = rest.into_iter().flatten().collect();
        let author = bib.contributors.first().map_or("", |c| c.name.as_str());
        Self {
            key: (folded(&title.proper), in_order(author)),
            rest: in_order(&rest.join(" ")),
            format: Some(plain(bib.format)),
            text: String::new(),
        }
    }
}

/// The words of a text, folded, in the order of the alphabet: a name is the same in whichever order it is written.
fn in_order(text: &str) -> String {
    let text = folded(text);
    let mut words: Vec<&str> = text.split_whitespace().collect();
    words.sort_unstable();
    words.join(" ")
}

/// A comic is a book.
fn plain(format: Format) -> Format {
    match format {
        Format::GraphicNovel | Format::PictureBook => Format::Book,
        other => other,
    }
}

/// Where each of these names leads among the titles.
pub(super) fn leads<'a>(
    names: &[&Name],
    titles: impl Iterator<Item = (usize, &'a BibRecord)>,
) -> Vec<Lead> {
    let mut known: HashMap<&(String, String), Vec<(usize, Name)>> =
        names.iter().map(|name| (&name.key, Vec::new())).collect();
    for (at, bib) in titles {
        let name = Name::of(bib);
        if let Some(list) = known.get_mut(&name.key) {
            list.push((at, name));
        }
    }
    let mut leads: Vec<Lead> = Vec::with_capacity(names.len());
    // By the place of a title, which names lead to it: what each says beside title and author, and as it stands.
    let mut leading: HashMap<usize, BTreeSet<(&str, &str)>> = HashMap::new();
    for name in names {
        let fits = |title: &Name| name.format.is_none() || name.format == title.format;
        let list = || known[&name.key].iter().filter(|(_, title)| fits(title));
        let exact = |title: &Name| name.rest == title.rest;
        // A subtitle that only one side has makes no other title, unless there is one that has just what is said.
        let loose = |title: &Name| name.rest.is_empty() || title.rest.is_empty();
        let mut found: Vec<usize> = list()
            .filter(|(_, title)| exact(title))
            .map(|(at, _)| *at)
            .collect();
        if found.is_empty() || name.rest.is_empty() {
            let others = list().filter(|(_, title)| !exact(title) && loose(title));
            found.extend(others.map(|(at, _)| *at));
        }
        leads.push(match found.as_slice() {
            [] => Lead::Nowhere,
            [one] => {
                let said = (name.rest.as_str(), name.text.as_str());
                leading.entry(*one).or_default().insert(said);
                Lead::To(*one)
            }
            all => Lead::Titles(all.len(), all[..all.len().min(SHOWN)].to_vec()),
        });
    }
    let rivals: HashMap<usize, Rc<[String]>> = leading
        .into_iter()
        .filter(|(_, all)| {
            let rests: BTreeSet<&str> = all.iter().map(|(rest, _)| *rest).collect();
            rests.len() > 1
        })
        .map(|(at, all)| (at, all.iter().map(|(_, text)| (*text).to_owned()).collect()))
        .collect();
    for (name, lead) in names.iter().zip(&mut leads) {
        let Lead::To(at) = *lead else { continue };
        let Some(rivals) = rivals.get(&at) else {
            continue;
        };
        // "Into the wild" and "Fire and ice" are not both the one "Warriors"; where nothing is said, anything agrees.
        let title = known[&name.key].iter().find(|(known, _)| *known == at);
        let is_exact = title.is_some_and(|(_, title)| title.rest == name.rest);
        if !is_exact && !name.rest.is_empty() {
            *lead = Lead::Names(Rc::clone(rivals));
        }
    }
    leads
}
