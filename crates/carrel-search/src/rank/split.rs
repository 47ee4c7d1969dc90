//! Words that were written together: `harrypotter` is `harry potter`.

use super::Lists;
use crate::files::Wants;
use crate::query::Query;

/// Letters that each half has at least; shorter words are too often inside others.
const HALF: usize = 3;

/// The query with each word that the catalogue does not have taken apart into two that it has, where
/// that is possible; the halves that are common together win. `None` inside when no word was.
pub(crate) fn split(lists: &Lists<'_>, query: &Query, wants: &mut Wants) -> Option<Option<Query>> {
    let mut out = Query::default();
    let mut changed = false;
    for clause in &query.clauses {
        let word = clause.word.as_str();
        let mut best: Option<(u8, usize)> = None;
        let long = word.is_ascii() && word.len() >= 2 * HALF && clause.phrase.is_none();
        if long && lists.lookup(word, wants)?.is_none() {
            for at in HALF..=word.len() - HALF {
                let Some(one) = lists.lookup(&word[..at], wants)? else {
                    continue;
                };
                let Some(two) = lists.lookup(&word[at..], wants)? else {
                    continue;
                };
                let common = one.log2().min(two.log2());
                if best.is_none_or(|(most, _)| common >= most) {
                    best = Some((common, at));
                }
            }
        }
        let mut clause = clause.clone();
        match best {
            Some((_, at)) => {
                changed = true;
                let rest = word[at..].to_owned();
                clause.word.truncate(at);
                clause.prefix = false;
                out.clauses.push(clause.clone());
                clause.word = rest;
                out.clauses.push(clause);
            }
            None => out.clauses.push(clause),
        }
    }
    out.clauses.truncate(crate::query::MOST_WORDS);
    Some(changed.then_some(out))
}
