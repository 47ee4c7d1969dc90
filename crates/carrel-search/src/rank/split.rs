//! Words that were written together: `harrypotter` is `harry potter`, `catinthehat` is `cat in the hat`.

use super::Lists;
use crate::analysis::{is_article, is_stop};
use crate::files::Wants;
use crate::query::{Clause, MOST_WORDS};

/// Letters that a part has at least; shorter words are too often inside others, but for those of grammar.
const PART: usize = 3;
/// Parts that a word may have.
const PARTS: u32 = 6;
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

/// The clauses of a query with each word that the catalogue does not have taken apart into some that it has, where that is
/// possible; none when no word was, or when what is left is not asked for.
pub(crate) fn split(
    lists: &Lists<'_>,
    clauses: &[Clause],
    how: How,
    wants: &mut Wants,
) -> Option<Vec<Clause>> {
    let mut out = Vec::new();
    let mut changed = false;
    for clause in clauses {
        let word = clause.word.as_str();
        // To each place the last part before it: where it begins is the lowest byte.
        let mut best = vec![0u32; word.len() + 1];
        let long = word.is_ascii() && word.len() >= 2 * PART && clause.phrase.is_none();
        if long && lists.lookup(word, wants)?.is_none() {
            match how {
                How::Near => halves(lists, word, &mut best, wants)?,
                _ => parts(lists, word, how, &mut best, wants)?,
            }
        }
        let at = out.len();
        let mut to = word.len();
        loop {
            let from = best[to] as usize & 0xFF;
            let mut part = Clause {
                word: String::from(word.get(from..to).unwrap_or_default()),
                prefix: clause.prefix && to == word.len(),
                ..*clause
            };
            if to - from < word.len() {
                changed = true;
                if is_stop(&part.word) {
                    (part.required, part.common) = (false, true);
                }
            }
            out.insert(at, part);
            to = from;
            if to == 0 {
                break;
            }
        }
    }
    out.truncate(MOST_WORDS);
    if !(changed && out.iter().any(|c| c.required)) {
        out.clear();
    }
    Some(out)
}

/// Into which words a word falls; it stays whole where it falls into none.
fn parts(
    lists: &Lists<'_>,
    word: &str,
    how: How,
    best: &mut [u32],
    wants: &mut Wants,
) -> Option<()> {
    // To each place three bytes: how common the rarest word before it is and the parts that are left, what counts first, and where
    // the last one begins. As zero is none, both are one more.
    let (common, left) = match how {
        How::Few => (8, 16),
        _ => (16, 8),
    };
    best[0] = 0xFF << common | (PARTS + 1) << left;
    let mut missing = false;
    for from in 0..word.len() {
        let so_far = best[from] & !0xFF;
        if so_far >> left & 0xFF < 2 {
            continue;
        }
        let mut to = from;
        loop {
            to += 1;
            let Some(held) = best.get_mut(to) else {
                break;
            };
            let part = word.get(from..to).unwrap_or_default();
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
                let own = so_far >> common & 0xFF;
                let less = own.saturating_sub(u32::from(entry.log2()) + 1);
                let own = so_far - (less << common) - (1 << left);
                *held = (*held).max(own | from as u32);
            }
        }
    }
    (!missing).then_some(())
}

/// Into which two a word falls of which the catalogue has one, the longest.
fn halves(lists: &Lists<'_>, word: &str, best: &mut [u32], wants: &mut Wants) -> Option<()> {
    let mut longest = 0;
    for at in HALF..=word.len().saturating_sub(HALF) {
        for half in [&word[..at], &word[at..]] {
            if half.len() > longest && lists.lookup(half, wants)?.is_some() {
                longest = half.len();
                best[word.len()] = at as u32;
            }
        }
    }
    Some(())
}
