//! When no record has all words: which of them stand together somewhere, and which of them are what is asked about.
//!
//! A word that is a subject heading of its own, or two neighbours that are one together, name a topic: "bees", "solar system". The
//! others tell of it: "die", "winter", "so many". Costs the lists that were read to find nothing, and two bytes a record.

use super::gather::MOST_POSTINGS;
use super::{Candidate, Lists, Prepared, weigh};
use crate::analysis::joined;
use crate::files::Wants;
use crate::order::keep;
use crate::other_words::is_number;
use crate::pack::postings::{self, Entry, Fields, Posting};
use crate::query::Clause;
use crate::spelling::{self, Cost};
use crate::wire::MatchKind;

/// Where a record says what it is about.
pub(crate) const ABOUT: Fields =
    Fields(Fields::TITLE.0 | Fields::OTHER_TITLE.0 | Fields::SERIES.0 | Fields::SUBJECT.0);
/// Sets of words that are told apart at most.
const MOST_SETS: usize = 16;

/// A topic among the words of a query.
#[derive(Clone, Debug)]
pub(crate) struct Topic {
    /// Its clauses, one or two neighbours, as bits.
    pub(crate) clauses: u16,
    /// The heading, folded.
    pub(crate) heading: String,
    /// How likely it is what is asked about: the rarity of the word, its share of titles under the heading, and that of
    /// another spelling, as logarithms.
    value: f32,
}

/// What a query falls into.
#[derive(Clone, Debug, Default)]
pub(crate) struct Apart {
    /// Clauses that are asked for and stand, as they were typed, in one record, as bits; none is part of another.
    pub(crate) sets: Vec<u16>,
    /// The likeliest first.
    pub(crate) topics: Vec<Topic>,
}

/// The logarithm of likelihood of another spelling that costs so much ([`Candidate::like`]).
pub(super) fn like_of(cost: Cost) -> f32 {
    -0.67 - 0.04 * f32::from(cost)
}

/// True for the word itself and its other forms, and for a spelling that is near: two thirds of what is allowed where all words of
/// the query vouch for one another.
fn is_near(p: &Prepared, candidate: &Candidate) -> bool {
    let allowed = u16::from(spelling::allowed(p.clause.word.chars().count()));
    candidate.how != MatchKind::Spelling
        || candidate.joins
        || candidate.like >= like_of((allowed * 2 / 3) as Cost)
}

/// Leaves out the spellings that are far where words of the query are left out: none vouches for them. Where nothing that was typed
/// is known, a word that is half of it needs no other.
pub(crate) fn keep_near(prepared: &mut [Prepared]) {
    let letters = |p: &Prepared| p.clause.word.chars().count();
    let asked = || prepared.iter().filter(|p| p.clause.required);
    let all: usize = asked().map(letters).sum();
    let known = asked().any(|p| p.is_known() && !is_number(&p.clause.word));
    for p in prepared {
        if known || 2 * letters(p) < all {
            let mut candidates = core::mem::take(&mut p.candidates);
            keep(&mut candidates, |c| is_near(p, c));
            p.candidates = candidates;
        }
    }
}

/// Takes a query apart; `None` when files are wanted.
pub(crate) fn apart(
    lists: &Lists<'_>,
    clauses: &[Clause],
    prepared: &[Prepared],
    wants: &mut Wants,
) -> Option<Apart> {
    let records = lists.root.records as usize;
    let mut masks = vec![0u16; records];
    let mut out = Apart::default();
    // Records in whose headings of two words the clause before stands, its word there, and in how many records that is.
    let mut before: (Vec<u64>, &str, u32) = Default::default();
    for (n, (p, clause)) in prepared.iter().zip(clauses).enumerate() {
        let mut after: (Vec<u64>, &str, u32) = (vec![0; records.div_ceil(64)], "", 0);
        let mut topic = |clauses: u16, heading: String, (with, rare): (u32, u32), like: f32| {
            let share = with as f32 / rare.max(1) as f32;
            let value = weigh::idf(lists.root.records, rare) + weigh::ln(share) + like;
            if with > 0 {
                let at = out.topics.iter().position(|t| t.value < value);
                let at = at.unwrap_or(out.topics.len());
                out.topics.insert(
                    at,
                    Topic {
                        clauses,
                        heading,
                        value,
                    },
                );
            }
        };
        let mut left = MOST_POSTINGS;
        let known = p.is_known();
        for candidate in p.candidates.iter().filter(|_| clause.required) {
            let own = matches!(candidate.how, MatchKind::Exact | MatchKind::Form);
            let likely = candidate.how == MatchKind::Spelling && !known && is_near(p, candidate);
            if !own && (!likely || candidate.joins) {
                continue;
            }
            // Records that have the word, those under it, and those under it and the word before.
            let (mut all, mut one, mut two) = (0, 0, 0);
            let mut take = |posting: Posting| {
                if posting.fields.0 & clause.fields.0 == 0 {
                    return;
                }
                if let Some(mask) = masks.get_mut(posting.record as usize).filter(|_| own) {
                    *mask |= 1 << n;
                }
                all += 1;
                if posting.fields.any(Fields::SUBJECT) {
                    match posting.heading_words() {
                        1 => one += 1,
                        2 if postings::has(&before.0, posting.record) => two += 1,
                        2 => postings::add(&mut after.0, posting.record),
                        _ => {}
                    }
                }
            };
            match candidate.entry {
                Entry::One(posting) => take(posting),
                Entry::List { .. } if left == 0 => {}
                Entry::List { offset, log2 } => {
                    left = left.saturating_sub(1 << log2);
                    let (_, body) = lists.body(offset, wants)?;
                    postings::each(&body, &mut take);
                }
            }
            let text = p.text(candidate);
            let like = if own { 0.0 } else { candidate.like };
            topic(1 << n, text.to_owned(), (one, all), like);
            if two > 0 {
                let mut heading = joined(before.1, " ");
                heading.push_str(text);
                topic(0b11 << (n - 1), heading, (two, all.min(before.2)), like);
            }
            // The commonest of a word's forms stands in headings.
            if all > after.2 {
                (after.1, after.2) = (text, all);
            }
        }
        before = after;
    }
    for mask in masks {
        let part = |one: u16, other: u16| one & other == one;
        if mask == 0 || out.sets.iter().any(|set| part(mask, *set)) {
            continue;
        }
        keep(&mut out.sets, |set| !part(*set, mask));
        if out.sets.len() < MOST_SETS {
            out.sets.push(mask);
        }
    }
    Some(out)
}
