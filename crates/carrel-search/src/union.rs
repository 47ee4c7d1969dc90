//! Several catalogues searched as one: the schools of a union, each with its own copies.
//!
//! Every catalogue answers for itself; [`merge`] puts the answers together. A catalogue that has the words as they were typed
//! silences those that had to change or leave out some, as records of one catalogue would: nobody gets a guess from one
//! school while another has the book. Each hit stays the hit of its catalogue, with that school's copies and availability.
//!
//! Scores of two catalogues are no measure of each other: rarity is counted in each, so the one word of a query is worth
//! more than twice as much among 80,000 titles as among 300, and by score alone a small school would stand below everything
//! of a large one. So a hit counts by its share of the best score of its own catalogue, times how well that best hit matches
//! ([`standing`]): its title word for word, or a word somewhere in a summary. Of equal ones each catalogue's first comes first,
//! then each one's second, and so on. Within each catalogue the order stays as it is. Cost: one sort of the hits that are looked at.
//!
//! What is counted is of one kind: either records that have the words as typed (with what a catalogue sets below them by itself), or
//! guesses, never both, in the total as in the counts of facets. So while a catalogue is missing, a total of records that have the
//! words can only grow, and "at least" is true of it; one of guesses may shrink to the single book that the missing catalogue has
//! ([`UnionAnswer::guess`]), and is told as what was found so far. Filters narrow and do not reinterpret, as in one catalogue: one
//! that has the words silences guesses also where the filters leave none of its records.
//!
//! With exact words the union finds just what one catalogue of all the records would find. With other spellings admitted
//! it may differ in what is found beside the words: each catalogue guesses from its own words.

use carrel_core::CalendarDate;
use serde::{Deserialize, Serialize};

use crate::build::order_values;
use crate::order::{best_first, signed, sort_by_number};
use crate::pack::columns::Column;
use crate::state::{Constraint, Sort};
use crate::wire::{
    FacetGroup, Hit, MOST_VALUES, MatchField, MatchKind, Notice, SearchAnswer, Trouble,
};

/// Orders in which the answers of several catalogues can be put together: what they sort by stands on every card. Places in
/// title or shelf order are numbers of one catalogue.
pub const ORDERS: [Sort; 3] = [Sort::Relevance, Sort::YearNew, Sort::YearOld];

/// Hits that can be looked through: for the last of them each catalogue has to bring as many.
pub const MOST: u32 = 500;

/// The answer of a union.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct UnionAnswer {
    /// How many records match in all catalogues together. Those of one that is silent or away are not among them.
    pub total: u32,
    /// Which catalogue, and its hit; best first.
    pub hits: Vec<(u32, Hit)>,
    /// None of those that answered has the words as typed: a catalogue that is still missing may silence all of this.
    pub guess: bool,
    /// Counts by facet, as [`facets`] adds them up; `None` while they are on their way. Who asks for them knows; [`merge`] leaves
    /// them out.
    pub facets: Option<Vec<FacetGroup>>,
    /// What was done to the query; the same notice of two catalogues stands once.
    pub notices: Vec<Notice>,
    /// What each catalogue has to say, in their order.
    pub parts: Vec<Part>,
    /// The days that their copies are as of. Who opened them knows; [`merge`] leaves it empty.
    pub days: Vec<CalendarDate>,
}

/// What one catalogue of a union has to say to a question.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Part {
    /// Its answer is on its way.
    #[default]
    Waiting,
    /// So many records match; 0 also when another catalogue has the words as typed and this one would have to guess.
    Found(u32),
    /// It cannot be asked, and why.
    Away(Trouble),
}

/// How far an answer is from what was typed: as typed, other spellings, words left out, nothing.
fn distance(answer: &SearchAnswer) -> u8 {
    let says = |what: fn(&Notice) -> bool| answer.notices.iter().any(what);
    if answer.total == 0 && !says(|n| matches!(n, Notice::Constrained(_))) {
        3
    } else if says(|n| matches!(n, Notice::SomeWords(_))) {
        2
    } else if says(|n| matches!(n, Notice::Corrected { .. })) {
        1
    } else {
        0
    }
}

/// How far the nearest answers are: the others are silent.
fn nearest(answers: &[SearchAnswer]) -> u8 {
    answers.iter().map(distance).min().unwrap_or(3)
}

/// How well a hit matches, whatever its catalogue: 1 when every word stands in title, names, series or subjects as it was
/// typed, less for the beginning of a word, for another spelling, and for a word of the text alone.
fn standing(hit: &Hit) -> f32 {
    let of_word = |fields: &[MatchField], how| {
        let told = fields.iter().any(|field| *field != MatchField::Text);
        let kind = match how {
            MatchKind::Exact | MatchKind::Form => 1.0,
            MatchKind::Prefix => 0.9,
            MatchKind::Spelling => 0.7,
        };
        kind * if told || fields.is_empty() { 1.0 } else { 0.4 }
    };
    let words = hit.why.iter().map(|why| of_word(&why.fields, why.how));
    words.fold(1.0, f32::min)
}

/// Puts the answers of the catalogues together. Each must hold its first `offset + limit` hits in the order of `sort`, one
/// of [`ORDERS`]; the empty answer of one that cannot be asked adds nothing.
#[must_use]
pub fn merge(answers: Vec<SearchAnswer>, sort: Sort, offset: usize, limit: usize) -> UnionAnswer {
    let nearest = nearest(&answers);
    let mut out = UnionAnswer {
        guess: matches!(nearest, 1 | 2),
        ..UnionAnswer::default()
    };
    let mut found: Vec<(u64, u32, Hit)> = Vec::new();
    for (catalogue, answer) in answers.into_iter().enumerate() {
        let silent = distance(&answer) > nearest;
        out.parts
            .push(Part::Found(if silent { 0 } else { answer.total }));
        if silent {
            continue;
        }
        out.total = out.total.saturating_add(answer.total);
        let unit = answer
            .hits
            .first()
            .filter(|best| best.score > 0.0)
            .map_or(0.0, |best| standing(best) / best.score);
        for (place, hit) in answer.hits.into_iter().enumerate() {
            let key = match sort {
                Sort::YearNew => hit
                    .card
                    .year
                    .map_or(u32::MAX, |year| !signed(i32::from(year))),
                Sort::YearOld => hit
                    .card
                    .year
                    .map_or(u32::MAX, |year| signed(i32::from(year))),
                _ => best_first(hit.score * unit),
            };
            let key = u64::from(key) << 32 | place as u64;
            found.push((key, catalogue as u32, hit));
        }
        for notice in answer.notices {
            // What is counted is added up; of other searches those of the first are enough.
            let same = |old: &Notice| {
                matches!(
                    (old, &notice),
                    (Notice::Constrained(_), Notice::Constrained(_))
                        | (Notice::Guessed(_), Notice::Guessed(_))
                        | (Notice::Instead(_), Notice::Instead(_))
                )
            };
            let at = out.notices.iter().position(same);
            if let (Some(at), Notice::Constrained(more) | Notice::Guessed(more)) = (at, &notice) {
                if let Notice::Constrained(n) | Notice::Guessed(n) = &mut out.notices[at] {
                    *n = n.saturating_add(*more);
                }
            } else if at.is_none() && !out.notices.contains(&notice) {
                out.notices.push(notice);
            }
        }
    }
    sort_by_number(&mut found, |(key, ..)| *key);
    let page = found.into_iter().skip(offset).take(limit);
    out.hits
        .extend(page.map(|(_, catalogue, hit)| (catalogue, hit)));
    out
}

/// The facet counts of the catalogues together, exact when each brought all its values (an engine does for a search of all libraries);
/// `None` while one has none. Counts are added: a record is in one catalogue, and each says what choosing a value would give there.
/// Silent catalogues are left out, as their hits are. At most [`MOST_VALUES`] of a facet stay, and those that are chosen.
#[must_use]
pub fn facets(answers: &[SearchAnswer], chosen: &[Constraint]) -> Option<Vec<FacetGroup>> {
    let nearest = nearest(answers);
    let mut counted = Vec::with_capacity(answers.len());
    for answer in answers {
        let groups = answer.facets.as_ref()?;
        if distance(answer) == nearest {
            counted.push(groups);
        }
    }
    let mut out = Vec::new();
    for (_, facet) in Column::FACETS {
        let mut values: Vec<(String, u32)> = Vec::new();
        let groups = counted.iter().flat_map(|groups| groups.iter());
        for group in groups.filter(|group| group.facet == facet) {
            for (value, n) in &group.values {
                match values.iter_mut().find(|(other, _)| other == value) {
                    Some((_, sum)) => *sum = sum.saturating_add(*n),
                    None => values.push((value.clone(), *n)),
                }
            }
        }
        order_values(facet, &mut values);
        let mut left = MOST_VALUES;
        values.retain(|(value, _)| {
            let fits = left > 0;
            left = left.saturating_sub(1);
            fits || chosen.iter().any(|c| c.facet == facet && c.value == *value)
        });
        if !values.is_empty() {
            out.push(FacetGroup { facet, values });
        }
    }
    Some(out)
}
