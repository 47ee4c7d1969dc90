//! Finding: passes that grow more lenient until one finds something, phrases, words written together.

use super::Engine;
use super::facets::Filter;
use super::search::by_score;
use crate::files::{Loaded, Wants};
use crate::order::keep;
use crate::pack::keys;
use crate::query::Query;
use crate::rank::{self, How, Leniency, Match, Scratch, Spelled};
use crate::wire::{Notice, Way};

impl Engine {
    /// Every record that matches, unsorted, by passes that grow more lenient until one finds something.
    pub(super) fn find(
        &self,
        query: &Query,
        exact: bool,
        filter: Option<&Filter>,
        scratch: &mut Scratch,
        wants: &mut Wants,
    ) -> Option<Found> {
        let mut spelled = self.spelled.take();
        spelled.begin();
        self.files.edges.set(0);
        self.files.postings.set(0);
        let found = self.find_in(query, (exact, filter), &mut spelled, scratch, wants);
        self.spelled.replace(spelled);
        found
    }

    fn find_in(
        &self,
        query: &Query,
        (exact, filter): (bool, Option<&Filter>),
        spelled: &mut Spelled,
        scratch: &mut Scratch,
        wants: &mut Wants,
    ) -> Option<Found> {
        if let Some(isbn) = query.isbn {
            let key = isbn.number();
            let records = match self.files.at(&self.root.isbns, &key.to_be_bytes(), wants)? {
                Some((_, Loaded::Bytes(payload))) => keys::find(payload, key),
                _ => Vec::new(),
            };
            return Some(Found {
                matches: records
                    .into_iter()
                    .map(|record| Match::whole(record, Way::Isbn, 100.0))
                    .collect(),
                ..Found::default()
            });
        }
        if query.clauses.is_empty() {
            let matches = (0..self.root.records)
                .map(|record| Match::whole(record, Way::Words, 0.0))
                .collect();
            return Some(Found {
                matches,
                ..Found::default()
            });
        }
        // The last of the passes: with near spellings more words stand somewhere, and more are asked for together.
        let passes: &[Leniency] = match (exact, query.no_isbn) {
            (_, true) => &[Leniency::STRICT],
            (true, _) => &[Leniency::STRICT, Leniency::SOME],
            _ => &[
                Leniency::STRICT,
                Leniency::SPELLING,
                Leniency::KNOWN,
                Leniency::FAR,
                Leniency::WIDE,
                Leniency::SOME,
                Leniency::FAR_SOME,
                Leniency::MOST,
            ],
        };
        let (mut sure, mut asked) = (0, 0);
        // Words of a question stand in no title together: the ones that are known were meant.
        let question = !exact && query.is_question();
        for &leniency in passes {
            let first = leniency == Leniency::SOME && !exact;
            if leniency == Leniency::KNOWN && question && query.topics && asked > 1 {
                let found = self.find_topic(query, spelled, scratch, wants)?;
                if !found.matches.is_empty() {
                    return Some(found);
                }
            }
            if leniency.has(Leniency::KNOWN) && question && sure > 0 {
                continue;
            }
            // Farther than what is allowed only where other words vouch for it.
            if leniency.has(Leniency::WIDE) && (question || asked < 2 || sure == asked) {
                continue;
            }
            if first {
                let found = self.find_split(query, true, scratch, wants)?;
                if !found.matches.is_empty() {
                    return Some(found);
                }
            }
            // Words that stand as they were typed vouch for the spelling of the others, from two on.
            if leniency == Leniency::SPELLING && ((sure < 2 && !question) || sure == asked) {
                continue;
            }
            let (prepared, matches) =
                self.pass(query, filter, leniency, spelled, scratch, wants)?;
            if leniency == Leniency::STRICT {
                let required = || prepared.iter().filter(|p| p.clause.required);
                (sure, asked) = (
                    required().filter(|p| p.is_known()).count(),
                    required().count(),
                );
            }
            // One or two that have the words here and there may be beside the point, too: what near spellings
            // find comes below them.
            if leniency == Leniency::STRICT
                && !exact
                && !(question && sure == asked)
                && (1..WEAK).contains(&matches.len())
                && !matches
                    .iter()
                    .any(|m| rank::required(&prepared) & !has(m, &prepared) == 0)
            {
                return self.find_more(query, filter, (prepared, matches), spelled, scratch, wants);
            }
            // All words but one, the others where a reader looks first: that one is likelier beside the point than all are misspelled.
            let lacks = |m: &Match| (rank::required(&prepared) & !m.sure).count_ones();
            let first = first && !(question && sure > 0);
            if first && !matches.iter().any(|m| lacks(m) <= 1) {
                continue;
            }
            // A handful found by near spellings may all be beside the point: look farther, too.
            let few = leniency.has(Leniency::KNOWN) && matches.len() < FEW;
            if few && !leniency.has(Leniency::FAR) {
                continue;
            }
            if !matches.is_empty() {
                // What a title or a name has in so many words is likelier than a word that is only near. Beside others it is
                // seldom so, and would have more fetched.
                if asked == 1 && leniency.has(Leniency::SPELLING) && !leniency.has(Leniency::SOME) {
                    let found = self.find_split(query, false, scratch, wants)?;
                    if !found.matches.is_empty() {
                        return Some(found);
                    }
                }
                return Some(Found {
                    some: leniency.has(Leniency::SOME),
                    matches,
                    prepared,
                    corrected: leniency.has(Leniency::SPELLING),
                    ..Found::default()
                });
            }
            if leniency == Leniency::STRICT {
                spelled.again(prepared);
            } else if leniency == Leniency::FAR {
                spelled.nearer = prepared;
            }
        }
        Some(Found::default())
    }

    /// One of them.
    #[inline(never)]
    fn pass(
        &self,
        query: &Query,
        filter: Option<&Filter>,
        leniency: Leniency,
        spelled: &mut Spelled,
        scratch: &mut Scratch,
        wants: &mut Wants,
    ) -> Option<(Vec<rank::Prepared>, Vec<Match>)> {
        let lists = self.lists();
        let mut prepared = rank::prepare(&lists, &query.clauses, leniency, spelled, wants)?;
        // Where words are left out, none vouches for a spelling that is far.
        if leniency.has(Leniency::SOME) && leniency.has(Leniency::SPELLING) {
            rank::keep_near(&mut prepared);
        }
        let mut matches = rank::gather(&lists, &prepared, leniency, scratch, wants)?;
        self.keep_phrases(query, filter, &mut matches, wants)?;
        Some((prepared, matches))
    }

    /// What was found as it was typed, and below it what near spellings find.
    fn find_more(
        &self,
        query: &Query,
        filter: Option<&Filter>,
        (mut prepared, mut matches): (Vec<rank::Prepared>, Vec<Match>),
        spelled: &mut Spelled,
        scratch: &mut Scratch,
        wants: &mut Wants,
    ) -> Option<Found> {
        spelled.again(prepared.clone());
        let (wider, mut more) =
            self.pass(query, filter, Leniency::KNOWN, spelled, scratch, wants)?;
        keep(&mut more, |m| {
            !matches.iter().any(|have| have.record == m.record)
        });
        let mut as_typed = 0;
        if !more.is_empty() {
            as_typed = matches.len();
            let lowest = matches.iter().fold(f32::MAX, |low, m| low.min(m.score));
            let top = more.iter().fold(0.0f32, |top, m| top.max(m.score));
            // Below, in the order they have among themselves.
            let down = (top - lowest + 0.01).max(0.0);
            for m in &mut more {
                m.score -= down;
                m.earned -= down;
            }
            matches.append(&mut more);
            prepared = wider;
        }
        Some(Found {
            matches,
            prepared,
            as_typed,
            ..Found::default()
        })
    }

    /// What is about the topic of a question whose words no record has together; nothing when none of them names one, and when a
    /// title has all of them but one.
    #[inline(never)]
    fn find_topic(
        &self,
        query: &Query,
        spelled: &mut Spelled,
        scratch: &mut Scratch,
        wants: &mut Wants,
    ) -> Option<Found> {
        let lists = self.lists();
        let mut prepared =
            rank::prepare(&lists, &query.clauses, Leniency::SPELLING, spelled, wants)?;
        let apart = rank::apart(&lists, &query.clauses, &prepared, wants)?;
        let Some(topic) = apart.topics.first() else {
            return Some(Found::default());
        };
        let all = rank::required(&prepared);
        let titled = |m: &Match| {
            let sure = m.sure & all;
            sure.count_ones() > 1 && (all & !sure).count_ones() <= 1
        };
        if rank::gather(&lists, &prepared, Leniency::SOME, scratch, wants)?
            .iter()
            .any(titled)
        {
            return Some(Found::default());
        }
        rank::keep_near(&mut prepared);
        // The topic is asked for where a record says what it is about; other topics there sort, and other words less.
        let topics = apart.topics.iter().fold(0, |bits, t| bits | t.clauses);
        for (n, p) in prepared.iter_mut().enumerate() {
            let clause = &mut p.clause;
            if topics >> n & 1 == 1 {
                clause.fields.0 &= rank::ABOUT.0;
            } else if clause.required {
                clause.common = true;
            }
            clause.required = topic.clauses >> n & 1 == 1;
        }
        let matches = rank::gather(&lists, &prepared, Leniency::STRICT, scratch, wants)?;
        Some(Found {
            some: true,
            matches,
            corrected: prepared.iter().any(|p| p.clause.required && !p.is_known()),
            prepared,
            ..Found::default()
        })
    }

    /// Drops records in which a quoted phrase does not stand together. Reads full records, at most [`MOST_PHRASES`]: the
    /// best-scored of those that pass the filters, then of the others; a phrase of one word needs no look.
    fn keep_phrases(
        &self,
        query: &Query,
        filter: Option<&Filter>,
        matches: &mut Vec<Match>,
        wants: &mut Wants,
    ) -> Option<()> {
        let mut phrases: Vec<Vec<&str>> = Vec::new();
        let mut last = None;
        for clause in query.clauses.iter().filter(|c| c.phrase.is_some()) {
            if last != clause.phrase {
                last = clause.phrase;
                phrases.push(Vec::new());
            }
            if let Some(phrase) = phrases.last_mut() {
                phrase.push(&clause.word);
            }
        }
        keep(&mut phrases, |words| words.len() > 1);
        if phrases.is_empty() {
            return Some(());
        }
        by_score(matches);
        let passes = |m: &Match| filter.is_none_or(|filter| filter.passes(m.record));
        let mut own = MOST_PHRASES;
        let mut others = own.saturating_sub(matches.iter().filter(|m| passes(m)).count());
        keep(matches, |m| {
            let left = if passes(m) { &mut own } else { &mut others };
            let fits = *left > 0;
            *left = left.saturating_sub(1);
            fits
        });
        let mut whole = true;
        keep(matches, |m| match self.full(m.record, wants) {
            Some(Some((block, at))) => rank::has_phrases(&block.payload, at, &phrases),
            Some(None) => false,
            None => {
                whole = false;
                false
            }
        });
        whole.then_some(())
    }

    /// The same for a query whose unknown words are taken apart: `harrypotter`. All parts have to stand where a reader looks first;
    /// when nothing else is left (`last`), two may stand anywhere, and of two one may be misspelled.
    #[inline(never)]
    fn find_split(
        &self,
        query: &Query,
        last: bool,
        scratch: &mut Scratch,
        wants: &mut Wants,
    ) -> Option<Found> {
        let lists = self.lists();
        let mut found = Found {
            corrected: true,
            split: true,
            ..Found::default()
        };
        for how in [How::Few, How::Common, How::Near] {
            let near = how == How::Near;
            if near && !last || !found.matches.is_empty() {
                break;
            }
            let clauses = rank::split(&lists, &query.clauses, how, wants)?;
            if clauses.is_empty() {
                continue;
            }
            // An article and a word that happens to be a name is no better than a near spelling: "theroy".
            if !last && clauses.iter().filter(|c| c.required).nth(1).is_none() {
                continue;
            }
            let leniency = match near {
                true => Leniency::SPELLING,
                false => Leniency::STRICT,
            };
            let mut spelled = Spelled::default();
            spelled.begin();
            let prepared = &mut found.prepared;
            *prepared = rank::prepare(&lists, &clauses, leniency, &mut spelled, wants)?;
            rank::keep_near(prepared);
            found.matches = rank::gather(&lists, prepared, leniency, scratch, wants)?;
            let two = last && prepared.len() < query.clauses.len() + 2;
            let all = if two { 0 } else { (1u32 << prepared.len()) - 1 };
            keep(&mut found.matches, |m| {
                all & !u32::from(m.sure) == 0 && (m.sure > 0 || !near)
            });
        }
        Some(found)
    }
}

/// The words that a record has without a doubt, as bits. The last may go on: where the words before it vouch for it, and the title goes
/// on so, who types is in the middle of it. To look for what else is spelled like it, at each letter, would be most of what is
/// fetched for a title that few others are like.
fn has(m: &Match, prepared: &[rank::Prepared]) -> u16 {
    let vouched = m.begun && rank::required(prepared).count_ones() > 1;
    m.sure | u16::from(vouched) << prepared.len().saturating_sub(1)
}

/// Records that are read for a quoted phrase.
const MOST_PHRASES: usize = 400;
/// Fewer results than this may be beside the point.
const WEAK: usize = 3;
/// So few results by near spellings are not trusted to be all.
const FEW: usize = 10;

#[derive(Debug, Default)]
pub(super) struct Found {
    pub(super) matches: Vec<Match>,
    pub(super) prepared: Vec<rank::Prepared>,
    /// True when records could lack some of the words.
    pub(super) some: bool,
    /// True when other spellings were admitted.
    pub(super) corrected: bool,
    /// How many of the first of them have the words as typed, where near spellings found others, too.
    pub(super) as_typed: usize,
    /// True when a word taken apart is what found something.
    pub(super) split: bool,
}

impl Found {
    /// That there is no such ISBN; or which of the required words no match has, where there are more.
    pub(super) fn notice(&self, query: &Query) -> Option<Notice> {
        if query.isbn.is_some() && self.matches.is_empty() {
            return Some(Notice::NoIsbn(query.number.clone()));
        }
        let has = self.matches.iter().fold(0, |bits, m| bits | m.mask);
        let asked = || query.clauses.iter().enumerate().filter(|(_, c)| c.required);
        let words = asked().filter(|(n, _)| has >> n & 1 == 0);
        let words = words.map(|(_, c)| c.word.clone()).collect();
        (self.some && asked().count() > 1).then_some(Notice::SomeWords(words))
    }
}
