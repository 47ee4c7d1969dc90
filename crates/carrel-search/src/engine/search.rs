//! Searching: passes that grow more lenient, phrases, orders, corrections.

use super::Engine;
use super::facets::Filter;
use super::find::Found;
use crate::files::Wants;
use crate::order::{best_first, signed, sort_by_number};
use crate::other_words::is_number;
use crate::pack::columns::{Column, NONE};
use crate::query::{Clause, Query, has_signs};
use crate::rank::{self, Match};
use crate::state::Sort;
use crate::wire::{
    HeadingKind, Hit, MOST_VALUES, Notice, Parts, SearchAnswer, SearchRequest, Suggestion, Why,
};

/// Hits that fill the first screen of a Chromebook (1366x768): an answer with these alone comes as soon as their cards are here.
const FIRST: usize = 4;
/// Other searches that are offered at most, beside the heading of the topic.
const MOST_INSTEAD: usize = 3;

impl Engine {
    pub(super) fn search(
        &mut self,
        request: &SearchRequest,
        wants: &mut Wants,
    ) -> Option<SearchAnswer> {
        let state = &request.state;
        let mut query = parsed(&state.query, state.exact);
        query.topics = request.further;
        let filter = Filter::new(self, &state.constraints, wants)?;
        self.files.explained.set(0);
        let mut scratch = self.scratch.take();
        let found = self.find(&query, state.exact, Some(&filter), &mut scratch, wants);
        self.scratch.replace(scratch);
        let mut found = found?;
        let before = found.matches.len() as u32;
        let notice = found.notice(&query);
        let mut all = core::mem::take(&mut found.matches);
        let as_typed: Vec<u32> = all[..found.as_typed].iter().map(|m| m.record).collect();
        // What a correction is called is decided before constraints: they narrow, they do not reinterpret.
        let likeliest = likeliest_of(&all);
        let unfiltered = if request.facets {
            Some(all.clone())
        } else {
            None
        };
        all.retain(|m| filter.passes(m.record));
        self.sort(
            &mut all,
            state.sort,
            (request.offset + request.limit) as usize,
            wants,
        )?;
        let mut notices: Vec<Notice> = notice.into_iter().collect();
        if query.cut {
            notices.push(Notice::Cut);
        }
        if has_signs(&state.query) {
            notices.push(Notice::Signs);
        }
        if query.no_isbn && before == 0 {
            let (number, last) = (query.number.clone(), query.right_last());
            notices.push(Notice::NotIsbn { number, last });
        }
        if all.is_empty() && before > 0 && !filter.groups.is_empty() {
            notices.push(Notice::Constrained(before));
        }
        if !as_typed.is_empty() {
            let guessed = all.iter().filter(|m| !as_typed.contains(&m.record));
            let guessed = guessed.count() as u32;
            if guessed > 0 {
                notices.push(Notice::Guessed(guessed));
            }
        }
        let page: Vec<Match> = all
            .iter()
            .skip(request.offset as usize)
            .take(request.limit as usize)
            .copied()
            .collect();
        let records: Vec<u32> = page.iter().map(|m| m.record).collect();
        let explain = |matches: &[Match], wants: &mut Wants| {
            let scratch = self.scratch.borrow();
            rank::explain(&self.lists(), &found.prepared, matches, &scratch, wants)
        };
        let why = explain(&page, wants);
        // The first screen does not wait for the cards of what lies below it.
        let shown = records.len().min(FIRST);
        let cards = self.cards(&records[..shown], wants);
        let (why, mut cards) = (why?, cards?);
        cards.extend(self.cards(&records[shown..], wants).unwrap_or_default());
        let hits: Vec<Hit> = page
            .iter()
            .zip(cards)
            .zip(why)
            .map(|((m, card), why)| Hit {
                card,
                why: why.into_iter().map(|(w, _)| w).collect(),
                score: m.score,
            })
            .collect();
        if let Some(searched) = self.corrected(&query, &found, likeliest, wants)? {
            let asked = state.query.clone();
            notices.insert(0, Notice::Corrected { asked, searched });
        }
        let lacks = |n: &Notice| matches!(n, Notice::SomeWords(_));
        if request.further
            && let Some(Notice::SomeWords(words)) = notices.iter().find(|n| lacks(n))
        {
            let other = self.instead(&query, &found.prepared, words, before, wants)?;
            notices.extend((!other.is_empty()).then_some(Notice::Instead(other)));
        }
        // Not all of it stands anywhere as it was typed, and nothing else was wanted: what else there would be.
        if state.exact && (before == 0 || notices.iter().any(lacks)) {
            let mut scratch = self.scratch.take();
            let mut query = Query::parse(&state.query);
            query.topics = request.further;
            let found = self.find(&query, false, Some(&filter), &mut scratch, wants);
            self.scratch.replace(scratch);
            let found = found?;
            let first = likeliest_of(&found.matches);
            if let Some(other) = self.corrected(&query, &found, first, wants)? {
                notices.push(Notice::DidYouMean(other));
            }
        }
        // Who adds up the counts of several catalogues needs all of each.
        let most = if state.everywhere {
            usize::MAX
        } else {
            MOST_VALUES
        };
        let facets = unfiltered.and_then(|all| self.count(&all, &filter, most, wants));
        Some(SearchAnswer {
            total: all.len() as u32,
            hits,
            facets,
            notices,
        })
    }

    /// The query as it was searched, where that is another one.
    fn corrected(
        &self,
        query: &Query,
        found: &Found,
        likeliest: Option<Match>,
        wants: &mut Wants,
    ) -> Option<Option<String>> {
        let Some(first) = likeliest.filter(|_| found.corrected) else {
            return Some(None);
        };
        let scratch = self.scratch.borrow();
        let parts = rank::explain(&self.lists(), &found.prepared, &[first], &scratch, wants)?;
        // Looking farther may have found just what was typed, in titles that lack another word.
        let differs = parts[0].iter().any(|(why, _)| why.found != why.asked);
        let clauses: Vec<&Clause> = match found.split {
            true => found.prepared.iter().map(|p| &p.clause).collect(),
            false => query.clauses.iter().collect(),
        };
        let other = (differs || found.split).then(|| corrected_query(&clauses, &parts[0]));
        Some(other)
    }

    /// What else may be searched where no record has all words and the shown ones lack these: each has hits. Always a function of
    /// its own, as [`Engine::further`] is.
    #[inline(never)]
    fn instead(
        &self,
        query: &Query,
        prepared: &[rank::Prepared],
        lack: &[String],
        shown: u32,
        wants: &mut Wants,
    ) -> Option<Vec<Suggestion>> {
        let mut apart = rank::apart(&self.lists(), &query.clauses, prepared, wants)?;
        let words = |set: u16| {
            let clauses = query.clauses.iter().enumerate();
            clauses.filter(move |(n, _)| set >> n & 1 == 1)
        };
        // Something that the shown ones lack, and that says more than the number of a volume.
        apart.sets.retain(|set| {
            let lacked = lack.is_empty() || words(*set).any(|(_, c)| lack.contains(&c.word));
            lacked && words(*set).any(|(_, c)| c.word.len() > 2 && !is_number(&c.word))
        });
        sort_by_number(&mut apart.sets, |set| {
            let rarity: f32 = words(*set).map(|(n, _)| prepared[n].idf).sum();
            u64::from(64 - set.count_ones()) << 32 | u64::from(best_first(rarity))
        });
        apart.sets.truncate(MOST_INSTEAD);
        let mut out = Vec::new();
        if let Some(topic) = apart.topics.first()
            && let Some((text, count)) = self.subject(&topic.heading, wants)?
            && count != shown
        {
            let (kind, id) = (HeadingKind::Subject, None);
            out.push(Suggestion {
                kind,
                text,
                count,
                id,
            });
        }
        for set in apart.sets {
            let mut text = String::new();
            for (_, clause) in words(set) {
                if !text.is_empty() {
                    text.push(' ');
                }
                text.push_str(&clause.word);
            }
            let (kind, count, id) = (HeadingKind::Title, 0, None);
            out.push(Suggestion {
                kind,
                text,
                count,
                id,
            });
        }
        Some(out)
    }

    pub(super) fn sort(
        &self,
        all: &mut [Match],
        sort: Sort,
        first: usize,
        wants: &mut Wants,
    ) -> Option<()> {
        let (column, down) = match sort {
            Sort::Relevance => {
                best(all, first);
                return Some(());
            }
            Sort::Author => {
                sort_by_number(all, |m| u64::from(m.record));
                return Some(());
            }
            Sort::Title => (Column::TitleRank, false),
            Sort::Shelf => (Column::ShelfRank, false),
            Sort::YearNew => (Column::Year, true),
            Sort::YearOld => (Column::Year, false),
            Sort::Arrived => (Column::Arrived, true),
        };
        let numbers = self.numbers(column, wants)?;
        sort_by_number(all, |m| {
            let n = numbers.get(m.record as usize).copied().unwrap_or(NONE);
            let key = match (n, down) {
                (NONE, _) => u32::MAX,
                (n, false) => signed(n),
                (n, true) => !signed(n),
            };
            u64::from(key) << 32 | u64::from(m.record)
        });
        Some(())
    }

    /// The parts of the scores of a search's hits, for `carrel query --explain`.
    pub fn explain(&mut self, request: &SearchRequest) -> Option<Vec<Parts>> {
        let mut wants = Wants::default();
        let mut query = parsed(&request.state.query, request.state.exact);
        query.topics = request.further;
        let filter = Filter::new(self, &request.state.constraints, &mut wants)?;
        let mut scratch = self.scratch.take();
        let exact = request.state.exact;
        let found = self.find(&query, exact, Some(&filter), &mut scratch, &mut wants);
        self.scratch.replace(scratch);
        let found = found?;
        let mut all = found.matches;
        all.retain(|m| filter.passes(m.record));
        self.sort(
            &mut all,
            request.state.sort,
            (request.offset + request.limit) as usize,
            &mut wants,
        )?;
        let page: Vec<Match> = all
            .into_iter()
            .skip(request.offset as usize)
            .take(request.limit as usize)
            .collect();
        let scratch = self.scratch.borrow();
        rank::parts(&self.lists(), &found.prepared, &page, &scratch, &mut wants)
    }
}

fn likeliest_of(all: &[Match]) -> Option<Match> {
    all.iter()
        .min_by_key(|m| (best_first(m.score), m.record))
        .copied()
}

fn parsed(text: &str, exact: bool) -> Query {
    match exact {
        true => Query::exactly(text),
        false => Query::parse(text),
    }
}

/// The query with each word replaced by what the likeliest record has for it, without those that it lacks.
fn corrected_query(clauses: &[&Clause], parts: &[(Why, f32)]) -> String {
    let words: Vec<&str> = clauses
        .iter()
        .filter_map(|clause| {
            let part = parts.iter().find(|(why, _)| why.asked == clause.word);
            let found = part.map(|(why, _)| why.found.as_str());
            // What is not needed may have no part; what is, and has none, was left out.
            found.or((!clause.required).then_some(clause.word.as_str()))
        })
        .collect();
    words.join(" ")
}

/// Best score first, equal scores in catalogue order.
pub(super) fn by_score(matches: &mut [Match]) {
    sort_by_number(matches, |m| {
        u64::from(best_first(m.score)) << 32 | u64::from(m.record)
    });
}

/// The same, when only the first so many will be looked at: a threshold found by counting spares
/// sorting tens of thousands for ten.
#[cfg_attr(feature = "fast", optimize(speed))]
pub(super) fn best(matches: &mut [Match], first: usize) {
    if first > 0 && matches.len() > 4 * first {
        // Scores fall into 1,024 buckets; everything in or above the bucket that fills the page is sorted.
        let top = matches.iter().fold(0.0f32, |top, m| top.max(m.score));
        let low = matches.iter().fold(top, |low, m| low.min(m.score));
        let scale = 1023.0 / (top - low).max(1e-3);
        let bucket = |m: &Match| ((m.score - low) * scale) as usize & 1023;
        let mut counts = [0usize; 1024];
        matches.iter().for_each(|m| counts[bucket(m)] += 1);
        let mut sum = 0;
        let mut cut = 1023;
        while cut > 0 && sum + counts[cut] < first {
            sum += counts[cut];
            cut -= 1;
        }
        // Where they are: a copy would be memory that the wasm never gives back.
        let mut fit = 0;
        let mut front = Vec::with_capacity(first + counts[cut]);
        for at in 0..matches.len() {
            if bucket(&matches[at]) >= cut {
                front.push(matches[at]);
                matches[at] = matches[fit];
                fit += 1;
            }
        }
        by_score(&mut front);
        matches[..fit].copy_from_slice(&front);
    } else {
        by_score(matches);
    }
}
