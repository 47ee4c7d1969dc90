//! When no record has all words: which of them stand together somewhere, and which of them are what is asked about.
//!
//! A word that is a subject heading of its own, or two neighbours that are one together, name a topic: "bees", "solar system". The
//! others tell of it: "die", "winter", "so many". Costs the lists that were read to find nothing, and two bytes a record.

use super::gather::MOST_POSTINGS;
use super::{Candidate, Lists, Prepared, weigh};
use crate::analysis::joined;
use crate::files::Wants;
use crate::pack::postings::{self, Entry, Fields, Posting};
use crate::query::Query;
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
    /// How rare it is: that of its rarest word.
    pub(crate) idf: f32,
}

/// What a query falls into.
#[derive(Clone, Debug, Default)]
pub(crate) struct Apart {
    /// Clauses that are asked for and stand, as they were typed, in one record, as bits; none is part of another.
    pub(crate) sets: Vec<u16>,
    /// Rarest first; of the same rarity the one of two words.
    pub(crate) topics: Vec<Topic>,
}

/// The logarithm of likelihood of another spelling that costs so much ([`Candidate::like`]).
pub(super) fn like_of(cost: Cost) -> f32 {
    -0.67 - 0.05 * f32::from(cost)
}

/// True for the word itself and its other forms, and for a spelling that is near: two thirds of what is allowed where all words of
/// the query vouch for one another.
pub(crate) fn is_near(p: &Prepared, candidate: &Candidate) -> bool {
    let allowed = u16::from(spelling::allowed(p.clause.word.chars().count()));
    candidate.how != MatchKind::Spelling
        || candidate.joins
        || candidate.like >= like_of((allowed * 2 / 3) as Cost)
}

/// Takes a query apart; `None` when files are wanted.
pub(crate) fn apart(
    lists: &Lists<'_>,
    query: &Query,
    prepared: &[Prepared],
    wants: &mut Wants,
) -> Option<Apart> {
    let records = lists.root.records as usize;
    let mut masks = vec![0u16; records];
    let mut out = Apart::default();
    // Records in whose headings of two words the clause before stands, and its word there.
    let mut before: (Vec<u64>, (&str, f32)) = Default::default();
    for (n, (p, clause)) in prepared.iter().zip(&query.clauses).enumerate() {
        let mut pairs = vec![0u64; records.div_ceil(64)];
        let (mut one, mut first, mut two) = (None, None, None);
        let mut left = MOST_POSTINGS;
        let known = p.is_known();
        for candidate in p.candidates.iter().filter(|_| clause.required) {
            let own = matches!(candidate.how, MatchKind::Exact | MatchKind::Form);
            let likely = candidate.how == MatchKind::Spelling && !known && is_near(p, candidate);
            if !own && !(likely && !candidate.joins) {
                continue;
            }
            let (text, log2) = (p.text(candidate), candidate.entry.log2());
            let rarity = match own {
                true => p.idf,
                false => weigh::idf(lists.root.records, (3 << log2.min(28)) / 2),
            };
            let mut take = |posting: Posting| {
                if posting.fields.0 & clause.fields.0 == 0 {
                    return;
                }
                if let Some(mask) = masks.get_mut(posting.record as usize).filter(|_| own) {
                    *mask |= 1 << n;
                }
                if posting.fields.any(Fields::SUBJECT) {
                    match posting.heading_words() {
                        1 => {
                            one.get_or_insert((text, rarity));
                        }
                        2 if postings::has(&before.0, posting.record) => {
                            two.get_or_insert((text, rarity));
                        }
                        2 => {
                            postings::add(&mut pairs, posting.record);
                            first.get_or_insert((text, rarity));
                        }
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
                    postings::each(&body, take);
                }
            }
        }
        let mut topic = |clauses: u16, heading: String, idf: f32| {
            let rarer = |t: &Topic| t.idf > idf || (t.idf == idf && t.clauses.count_ones() > 1);
            let at = out.topics.iter().position(|t| !rarer(t));
            let topic = Topic {
                clauses,
                heading,
                idf,
            };
            out.topics.insert(at.unwrap_or(out.topics.len()), topic);
        };
        if let Some((text, idf)) = one {
            topic(1 << n, text.to_owned(), idf);
        }
        if let Some((text, idf)) = two {
            let (_, (one, other)) = &before;
            let mut heading = joined(one, " ");
            heading.push_str(text);
            topic(0b11 << (n - 1), heading, idf.max(*other));
        }
        before = (pairs, first.unwrap_or_default());
    }
    for mask in masks {
        let part = |one: u16, other: u16| one & other == one;
        if mask == 0 || out.sets.iter().any(|set| part(mask, *set)) {
            continue;
        }
        out.sets.retain(|set| !part(*set, mask));
        if out.sets.len() < MOST_SETS {
            out.sets.push(mask);
        }
    }
    Some(out)
}
