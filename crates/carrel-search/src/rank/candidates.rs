//! The words of the dictionary that may stand for a clause.

use super::{Candidate, Leniency, Lists, Prepared, after_prefix, weigh};
use crate::analysis::forms;
use crate::files::Wants;
use crate::order::{best_first, sort_by_number};
use crate::pack::postings::Entry;
use crate::query::{Clause, Query};
use crate::spelling::{self, Cost, Speller};
use crate::walk::walk;
use crate::wire::MatchKind;

/// Beginnings of a word that are looked up at most; the commonest are taken. A single letter begins
/// too many words for all of them to be worth their bytes.
fn most_beginnings(letters: usize) -> usize {
    if letters < 2 { 48 } else { 300 }
}
/// Spellings of a word that are looked up at most.
const MOST_SPELLINGS: usize = 64;
/// Edges of the dictionary that the beginnings of a word may take.
const BEGIN_STEPS: u32 = 20_000;
/// Edges that the spellings of a query may take: bounds the cost of a pasted page.
const SPELL_STEPS: u32 = 250_000;

/// Finds the candidates of every clause; `None` when files are wanted.
pub(crate) fn prepare(
    lists: &Lists<'_>,
    query: &Query,
    leniency: Leniency,
    wants: &mut Wants,
) -> Option<Vec<Prepared>> {
    let mut prepared = Vec::with_capacity(query.clauses.len());
    let mut whole = true;
    let mut steps = SPELL_STEPS;
    let short = query.clauses.len() <= 3;
    for (n, clause) in query.clauses.iter().enumerate() {
        let next = query
            .clauses
            .get(n + 1)
            .filter(|c| c.phrase == clause.phrase && c.fields == clause.fields);
        match candidates(lists, clause, next, leniency, short, &mut steps, wants) {
            Some((candidates, idf)) => prepared.push(Prepared {
                clause: clause.clone(),
                candidates,
                idf,
            }),
            None => whole = false,
        }
    }
    whole.then_some(prepared)
}

fn candidates(
    lists: &Lists<'_>,
    clause: &Clause,
    next: Option<&Clause>,
    leniency: Leniency,
    short: bool,
    steps: &mut u32,
    wants: &mut Wants,
) -> Option<(Vec<Candidate>, f32)> {
    let word = clause.word.as_str();
    let mut out: Vec<Candidate> = Vec::new();
    let mut whole = true;
    let push = |out: &mut Vec<Candidate>, text: String, how, like, entry, joins| {
        if !out.iter().any(|c| c.text == text) {
            out.push(Candidate {
                text,
                how,
                like,
                entry,
                joins,
            });
        }
    };
    let mut look = |out: &mut Vec<Candidate>, text: String, how, like, joins| match lists
        .lookup(&text, wants)
    {
        Some(Some(entry)) => push(out, text, how, like, entry, joins),
        Some(None) => {}
        None => whole = false,
    };
    look(&mut out, word.to_owned(), MatchKind::Exact, 0.0, false);
    if clause.phrase.is_none() {
        for form in forms(word) {
            look(&mut out, form, MatchKind::Form, -3.0, false);
        }
        if let Some(next) = next {
            let mut joined = String::from(word);
            joined.push_str(&next.word);
            look(&mut out, joined, MatchKind::Spelling, -0.5, true);
        }
    }
    if clause.prefix {
        match beginnings(lists, word, wants) {
            Some(list) => {
                for (text, entry) in list {
                    let more = text.len() as f32 / word.len().max(1) as f32;
                    let like = -2.0 - 0.5 * weigh::ln(more);
                    push(&mut out, text, MatchKind::Prefix, like, entry, false);
                }
            }
            None => whole = false,
        }
    }
    let known = out
        .iter()
        .any(|c| matches!(c.how, MatchKind::Exact | MatchKind::Form));
    if leniency.spelling && clause.phrase.is_none() && (leniency.known || !known) {
        let far = leniency.far && (!known || short);
        match spellings(lists, clause, far, short, steps, wants) {
            Some(list) => {
                for (text, entry, cost) in list {
                    let like = -1.0 - 0.05 * f32::from(cost);
                    push(&mut out, text, MatchKind::Spelling, like, entry, false);
                }
            }
            None => whole = false,
        }
    }
    // The rarity is the word's own; when there is none, that of all that may stand for it together.
    let mut shared = 0u32;
    let mut own = None;
    // The word itself is first, when there is one: the counts of hundreds of others are not read then.
    for candidate in &out {
        match lists.count(candidate.entry, wants) {
            Some(count) if candidate.how == MatchKind::Exact => {
                own = Some(count);
                break;
            }
            Some(count) => shared = shared.saturating_add(count),
            None => whole = false,
        }
    }
    let records = lists.root.records;
    let idf = weigh::idf(records, own.unwrap_or(shared.min(records)));
    sort_by_number(&mut out, |c| u64::from(best_first(c.like)));
    whole.then_some((out, idf))
}

/// The commonest words that begin with `word`, itself left out.
fn beginnings(lists: &Lists<'_>, word: &str, wants: &mut Wants) -> Option<Vec<(String, Entry)>> {
    let end = after_prefix(word.as_bytes());
    let maps = lists.words(word.as_bytes(), end.as_deref(), wants)?;
    let mut found: Vec<(String, Entry)> = Vec::new();
    let mut steps = BEGIN_STEPS;
    for map in maps {
        walk(
            map,
            word.as_bytes(),
            None,
            &mut steps,
            &mut |key, value, _| {
                if key.len() > word.len()
                    && let Ok(text) = core::str::from_utf8(key)
                {
                    found.push((text.to_owned(), Entry::unpack(value)));
                }
                true
            },
        );
    }
    sort_by_number(&mut found, |(text, entry)| {
        u64::from(!entry.log2()) << 32 | text.len() as u64
    });
    found.truncate(most_beginnings(word.chars().count()));
    Some(found)
}

/// Words spelled nearly like the clause's: word, entry, cost; the nearest and commonest first.
fn spellings(
    lists: &Lists<'_>,
    clause: &Clause,
    far: bool,
    short: bool,
    steps: &mut u32,
    wants: &mut Wants,
) -> Option<Vec<(String, Entry, Cost)>> {
    let word = clause.word.as_str();
    let letters = word.chars().count();
    if word.bytes().all(|b| b.is_ascii_digit()) {
        return Some(Vec::new());
    }
    let allowed = spelling::allowed(letters);
    let Some(mut speller) = Speller::new(word, allowed) else {
        return Some(Vec::new());
    };
    let first: String = word.chars().take(1).collect();
    let mut found: Vec<(String, Entry, Cost)> = Vec::new();
    // The first letter is seldom wrong, and seldom gives another word: only when little else is found, and
    // in long queries only for words that the catalogue does not have, all words are looked through.
    for other_first in [false, true] {
        if other_first && !far {
            break;
        }
        let prefix = if other_first { "" } else { first.as_str() };
        if other_first {
            speller.other_first(if short { 40 } else { 0 });
        }
        let end = after_prefix(prefix.as_bytes());
        let maps = lists.words(prefix.as_bytes(), end.as_deref(), wants)?;
        for map in maps {
            walk(
                map,
                prefix.as_bytes(),
                Some(&mut speller),
                steps,
                &mut |key, value, cost| {
                    if cost > 0
                        && let Ok(text) = core::str::from_utf8(key)
                        && (!other_first || !text.starts_with(first.as_str()))
                    {
                        found.push((text.to_owned(), Entry::unpack(value), cost));
                    }
                    true
                },
            );
        }
    }
    sort_by_number(&mut found, |(text, entry, cost)| {
        // A word ten times as common makes up for a tenth of an edit or so.
        let cost = (u64::from(*cost) + 40).saturating_sub(3 * u64::from(entry.log2()));
        cost << 40 | u64::from(!entry.log2()) << 32 | text.len() as u64
    });
    found.truncate(MOST_SPELLINGS);
    Some(found)
}
