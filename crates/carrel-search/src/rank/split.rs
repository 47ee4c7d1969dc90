//! Words that were written together: `harrypotter` is `harry potter`, `catinthehat` is `cat in the hat`.

use super::Lists;
use crate::analysis::{is_article, is_stop};
use crate::files::Wants;
use crate::query::Query;

/// Letters that a part has at least; shorter words are too often inside others, but for those of grammar.
const PART: usize = 3;
/// Parts that a word may have.
const PARTS: u8 = 6;
/// Letters that each half has at least where one of them is no word.
const HALF: usize = 4;

/// How a word is taken apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum How {
    /// Into as few words as it can be: "watership down".
    Few,
    /// Into the words that are common together: "magic tree house".
    Common,
    /// Into one word that the catalogue has and another that may be misspelled.
    Near,
}

/// The query with each word that the catalogue does not have taken apart into some that it has, where that is possible. `None`
/// inside when no word was.
pub(crate) fn split(
    lists: &Lists<'_>,
    query: &Query,
    how: How,
    wants: &mut Wants,
) -> Option<Option<Query>> {
    let mut out = Query::default();
    let mut changed = false;
    for clause in &query.clauses {
        let word = clause.word.as_str();
        let mut cuts = Vec::new();
        let long = word.is_ascii() && word.len() >= 2 * PART && clause.phrase.is_none();
        if long && lists.lookup(word, wants)?.is_none() {
            cuts = match how {
                How::Near => halves(lists, word, wants)?,
                _ => parts(lists, word, how, wants)?,
            };
        }
        changed |= !cuts.is_empty();
        let mut to = word.len();
        let at = out.clauses.len();
        for from in cuts.into_iter().chain([0]) {
            let mut part = clause.clone();
            part.prefix &= to == word.len();
            part.word.truncate(to);
            part.word.drain(..from);
            if to - from < word.len() && is_stop(&part.word) {
                (part.required, part.common) = (false, true);
            }
            out.clauses.insert(at, part);
            to = from;
        }
    }
    out.clauses.truncate(crate::query::MOST_WORDS);
    let asked = out.clauses.iter().any(|c| c.required);
    Some((changed && asked).then_some(out))
}

/// Where the words begin into which a word falls, the last first, without the beginning; empty where it falls into none.
fn parts(lists: &Lists<'_>, word: &str, how: How, wants: &mut Wants) -> Option<Vec<usize>> {
    // To each place: how common the rarest word before it is and the parts that are left, what counts first, and where the last
    // one begins. As zero is none, both are one more.
    let mut best = vec![([0u8; 2], 0); word.len() + 1];
    let (common, left) = match how {
        How::Few => (1, 0),
        _ => (0, 1),
    };
    best[0].0 = [u8::MAX, u8::MAX];
    best[0].0[left] = PARTS + 1;
    let mut missing = false;
    for from in 0..word.len() {
        let so_far = best[from].0;
        if so_far[left] < 2 {
            continue;
        }
        for to in from + 1..=word.len() {
            let part = &word[from..to];
            let grammar = is_article(part) || to - from > 1 && is_stop(part);
            if to - from < PART && !grammar {
                continue;
            }
            // What is missing is asked for together.
            let Some(known) = lists.lookup(part, wants) else {
                missing = true;
                continue;
            };
            if let Some(entry) = known {
                let mut own = so_far;
                own[common] = own[common].min(entry.log2() + 1);
                own[left] -= 1;
                best[to] = best[to].max((own, from));
            }
        }
    }
    if missing {
        return None;
    }
    let mut cuts = Vec::new();
    let mut at = word.len();
    while best[at].1 > 0 {
        at = best[at].1;
        cuts.push(at);
    }
    Some(cuts)
}

/// Where a word falls into two of which the catalogue has one, the longest.
fn halves(lists: &Lists<'_>, word: &str, wants: &mut Wants) -> Option<Vec<usize>> {
    let (mut longest, mut cut) = (0, Vec::new());
    for at in HALF..=word.len().saturating_sub(HALF) {
        for half in [&word[..at], &word[at..]] {
            if half.len() > longest && lists.lookup(half, wants)?.is_some() {
                (longest, cut) = (half.len(), vec![at]);
            }
        }
    }
    Some(cut)
}
