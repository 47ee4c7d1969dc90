//! Several catalogues searched as one: the schools of a union, each with its own copies.
//!
//! Every catalogue answers for itself; [`merge`] puts the answers together. A catalogue that has the words as they were typed
//! silences those that had to change or leave out some, as records of one catalogue would: nobody gets a guess from one
//! school while another has the book. Hits stand by score, equal ones in the order of the catalogues; each stays the hit
//! of its catalogue, with that school's copies and availability. Cost: one sort of the hits that are looked at.
//!
//! With exact words the union finds just what one catalogue of all the records would find. With other spellings admitted
//! it may differ in what is found beside the words: each catalogue guesses from its own words, and rarity is counted in each.

use crate::order::{best_first, sort_by_number};
use crate::wire::{Hit, Notice, SearchAnswer};

/// The answer of a union.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct UnionAnswer {
    /// How many records match in all catalogues together.
    pub total: u32,
    /// Which catalogue, and its hit; best first.
    pub hits: Vec<(usize, Hit)>,
    /// What was done to the query; the same notice of two catalogues stands once.
    pub notices: Vec<Notice>,
}

/// How far an answer is from what was typed: as typed, other spellings, words left out, nothing.
fn distance(answer: &SearchAnswer) -> u8 {
    let left_out = |n: &Notice| matches!(n, Notice::SomeWords(_));
    match answer {
        answer if answer.total == 0 => 3,
        answer if answer.notices.iter().any(left_out) => 2,
        answer
            if answer
                .notices
                .iter()
                .any(|n| matches!(n, Notice::Corrected { .. })) =>
        {
            1
        }
        _ => 0,
    }
}

/// Puts the answers of the catalogues together. Each must hold its first `offset + limit` hits.
#[must_use]
pub fn merge(answers: Vec<SearchAnswer>, offset: usize, limit: usize) -> UnionAnswer {
    let nearest = answers.iter().map(distance).min().unwrap_or(0);
    let mut out = UnionAnswer::default();
    for (catalogue, answer) in answers.into_iter().enumerate() {
        if distance(&answer) > nearest {
            continue;
        }
        out.total = out.total.saturating_add(answer.total);
        out.hits
            .extend(answer.hits.into_iter().map(|hit| (catalogue, hit)));
        for notice in answer.notices {
            if !out.notices.contains(&notice) {
                out.notices.push(notice);
            }
        }
    }
    sort_by_number(&mut out.hits, |(_, hit)| u64::from(best_first(hit.score)));
    out.hits.drain(..offset.min(out.hits.len()));
    out.hits.truncate(limit);
    out
}
