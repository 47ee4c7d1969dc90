//! Why a record is where it is: the best candidate of each clause, where it stands, and its share of the score.

use super::gather::MOST_POSTINGS;
use super::weigh;
use super::{Lists, Match, Prepared, Scratch};
use crate::analysis::{Token, joined, tokens};
use crate::files::Wants;
use crate::order::keep;
use crate::pack::postings::{self, Entry, Fields, Posting};
use crate::pack::shape;
use crate::wire::{MatchField, MatchKind, Parts, Way, Why};

/// The parts of the scores of matches.
pub(crate) fn parts(
    lists: &Lists<'_>,
    prepared: &[Prepared],
    matches: &[Match],
    scratch: &Scratch,
    wants: &mut Wants,
) -> Option<Vec<Parts>> {
    let words = explain(lists, prepared, matches, scratch, wants)?;
    let parts = words.into_iter().zip(matches).map(|(words, m)| Parts {
        words,
        way: (m.way, m.earned),
        asked_for: weigh::prior(m.level),
    });
    Some(parts.collect())
}

/// Says for each given record which candidate of which clause was best, and where it stands. Reads the lists that were read to
/// find them and no others, with the steps that are still known of them.
pub(crate) fn explain(
    lists: &Lists<'_>,
    prepared: &[Prepared],
    matches: &[Match],
    scratch: &Scratch,
    wants: &mut Wants,
) -> Option<Vec<Vec<(Why, f32)>>> {
    let mut best: Vec<Vec<Option<(f32, Fields, usize)>>> =
        vec![vec![None; prepared.len()]; matches.len()];
    let mut among = vec![0u64; (lists.root.records as usize).div_ceil(64)];
    matches
        .iter()
        .for_each(|m| postings::add(&mut among, m.record));
    // The last first: see below.
    for (n, p) in prepared.iter().enumerate().rev() {
        let beginning = prepared
            .get(n + 1)
            .filter(|l| n + 2 == prepared.len() && l.clause.only_sorts());
        let mut left = MOST_POSTINGS;
        for (c, candidate) in p.candidates.iter().enumerate() {
            let mut take = |posting: Posting| {
                if posting.fields.0 & p.clause.fields.0 == 0 {
                    return;
                }
                for (slot, m) in best
                    .iter_mut()
                    .zip(matches)
                    .filter(|(_, m)| m.record == posting.record)
                {
                    // Who typed the title did not pick its words.
                    let title = m.way == Way::Title && posting.fields.any(Fields::TITLE);
                    let score = match title && !p.clause.common {
                        true => weigh::meant(p, candidate),
                        false if m.way == Way::Title && !title => 0.0,
                        _ => weigh::share(p, candidate, &posting),
                    };
                    // What the last beginning has of its own counts, else what this word goes on with.
                    if let Some(beginning) = beginning
                        && slot[n + 1].is_none()
                        && let Some(begun) = weigh::goes_on(beginning, &posting)
                    {
                        let score = match m.way == Way::Title {
                            true if begun.fields.any(Fields::TITLE) => begun.meant,
                            true => 0.0,
                            false => begun.share,
                        };
                        slot[n + 1] = Some((score, begun.fields, usize::MAX));
                    }
                    if slot[n].is_none_or(|(s, _, _)| score > s) {
                        slot[n] = Some((
                            score,
                            Fields(posting.fields.0 & (p.clause.fields.0 | Fields::MAIN.0)),
                            c,
                        ));
                    }
                }
            };
            match candidate.entry {
                Entry::One(posting) => take(posting),
                // What was past the budget of those who found the records is no reason for them.
                Entry::List { .. } if left == 0 => {}
                Entry::List { offset, log2 } => {
                    left = left.saturating_sub(1 << log2);
                    let (_, body) = lists.body(offset, wants)?;
                    let steps = scratch.steps(offset, body.len());
                    let explained = &lists.files.explained;
                    explained.set(explained.get().saturating_add(body.len() as u32));
                    postings::each_among(&body, Some(&among), steps, take);
                }
            }
        }
    }
    Some(
        best.into_iter()
            .map(|clauses| {
                clauses
                    .into_iter()
                    .enumerate()
                    .filter_map(|(n, b)| {
                        let (score, fields, c) = b?;
                        let p = &prepared[n];
                        // A beginning that only sorts may have no candidate.
                        let candidate = p.candidates.get(c);
                        let found = candidate.map_or(p.clause.word.as_str(), |c| p.text(c));
                        let why = Why {
                            asked: p.clause.word.clone(),
                            found: found.to_owned(),
                            how: candidate.map_or(MatchKind::Prefix, |c| c.how),
                            fields: fields_of(fields),
                        };
                        Some((why, score))
                    })
                    .collect()
            })
            .collect(),
    )
}

fn fields_of(fields: Fields) -> Vec<MatchField> {
    [
        (Fields::TITLE, MatchField::Title),
        (Fields::OTHER_TITLE, MatchField::OtherTitle),
        (Fields::AUTHOR, MatchField::Author),
        (Fields::SERIES, MatchField::Series),
        (Fields::SUBJECT, MatchField::Subject),
        (Fields::TEXT, MatchField::Text),
        (Fields::NUMBER, MatchField::Number),
    ]
    .into_iter()
    .filter(|(bit, _)| fields.any(*bit))
    .map(|(_, field)| field)
    .collect()
}

/// True when the words of each phrase stand together, in order, in some field of a record: `at` of a block of full ones.
pub(crate) fn has_phrases(block: &[u8], at: usize, phrases: &[Vec<&str>]) -> bool {
    let mut met = vec![false; phrases.len()];
    let mut look = |text: &str| {
        let mut list = tokens(text);
        keep(&mut list, |token| !token.alias);
        for (words, met) in phrases.iter().zip(&mut met) {
            let here = |window: &[Token]| window.iter().zip(words).all(|(t, word)| t.text == *word);
            *met |= list.windows(words.len()).any(here);
        }
    };
    let mut proper = None;
    shape::texts(block, at, &mut |kind, text| {
        look(text);
        // A title goes on in what remains of it.
        match (kind, proper) {
            (b'R', Some(proper)) => look(&joined(&joined(proper, " "), text)),
            _ => drop(proper.get_or_insert(text)),
        }
    });
    met.iter().all(|met| *met)
}
