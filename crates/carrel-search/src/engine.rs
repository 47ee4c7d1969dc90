//! The engine: asked something, it answers or says which files it needs.
//!
//! ```
//! use carrel_core::{BibRecord, CalendarDate};
//! use carrel_search::build::{build, Entry, PackOptions};
//! use carrel_search::engine::{answer_from, Engine};
//! use carrel_search::state::SearchState;
//! use carrel_search::wire::{Answer, Request, SearchRequest};
//!
//! let mut bib = BibRecord { id: "1".into(), ..BibRecord::default() };
//! bib.title.proper = "Where the Wild Things Are".into();
//! let options = PackOptions { name: "Example".into(), snapshot: CalendarDate::default(), published: 0, base: "/".into() };
//! let pack = build(&options, vec![Entry { bib, ..Entry::default() }], &mut |_, _, _| {});
//!
//! let root = pack.files.last().unwrap();
//! let mut engine = Engine::open(&root.file, &root.bytes)?;
//! let state = SearchState { query: "wild thing".into(), ..SearchState::default() };
//! let request = Request::Search(SearchRequest { state, limit: 10, ..SearchRequest::default() });
//! let answer = answer_from(&mut engine, &request, |file| {
//!     pack.files.iter().find(|f| f.file == *file).map(|f| f.bytes.clone())
//! })?;
//! let Answer::Search(found) = answer else { panic!() };
//! assert_eq!(found.hits[0].card.title, "Where the Wild Things Are");
//! # Ok::<(), carrel_search::pack::PackError>(())
//! ```

use carrel_core::CalendarDate;

use crate::analysis::fold;
use crate::build::{SHELF_FILE, order_values};
use crate::files::{Files, Loaded, Wants};
use crate::order::{best_first, head, signed, sort_by_number, sort_keys};
use crate::pack::cards::{CARDS, RECORDS};
use crate::pack::columns::{Column, FILE_RECORDS, NONE, Values};
use crate::pack::postings::Entry;
use crate::pack::{FORMAT, FileRef, Kind, PackError, Root, dict, envelope, keys};
use crate::query::Query;
use crate::rank::{self, Leniency, Lists, Match, Scratch, after_prefix};
use crate::state::{Constraint, Facet, Sort};
use crate::walk::{Pattern, walk};
use crate::wire::{
    Answer, Card, FacetGroup, Heading, HeadingKind, Hit, Notice, Overview, RecordAnswer, Request,
    SearchAnswer, SearchRequest, Suggestion,
};

/// An answer as far as it goes, and the files that are missing for the rest.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Outcome {
    /// The answer; `None` until the files it needs were supplied.
    pub answer: Option<Answer>,
    /// Files to fetch and supply before asking again. With an answer: for its facet counts.
    pub needs: Vec<FileRef>,
}

/// An open pack.
#[derive(Debug)]
pub struct Engine {
    root: Root,
    files: Files,
    scratch: Scratch,
}

/// Asks until there is a whole answer, taking files from `fetch`.
///
/// # Errors
/// A file that `fetch` does not have, or that is damaged.
pub fn answer_from(
    engine: &mut Engine,
    request: &Request,
    mut fetch: impl FnMut(&FileRef) -> Option<Vec<u8>>,
) -> Result<Answer, PackError> {
    loop {
        let outcome = engine.answer(request);
        if outcome.needs.is_empty() {
            if let Some(answer) = outcome.answer {
                return Ok(answer);
            }
            return Err(PackError::Inside {
                file: "pack".to_owned(),
                what: "the engine neither answers nor needs anything",
            });
        }
        for file in &outcome.needs {
            let bytes = fetch(file).ok_or_else(|| PackError::Length {
                file: file.name(),
                expected: file.bytes,
                found: 0,
            })?;
            engine.supply(file, &bytes)?;
        }
    }
}

impl Engine {
    /// Opens a pack by its root.
    ///
    /// # Errors
    /// When the bytes are not the ones named, or of a newer format.
    pub fn open(file: &FileRef, bytes: &[u8]) -> Result<Self, PackError> {
        let (_, payload) = envelope::open(file, bytes, Some(Kind::Root))?;
        // The format comes first in the payload, so that a newer pack can be told from a broken one.
        let format = postcard::take_from_bytes::<u16>(&payload)
            .map(|(f, _)| f)
            .unwrap_or(0);
        if format > FORMAT {
            return Err(PackError::TooNew { found: format });
        }
        let root = postcard::from_bytes::<Root>(&payload).map_err(|_| PackError::Inside {
            file: file.name(),
            what: "the root does not decode",
        })?;
        if root.columns.len() < Column::COUNT {
            return Err(PackError::Inside {
                file: file.name(),
                what: "the root lacks columns",
            });
        }
        Ok(Self {
            root,
            files: Files::default(),
            scratch: Scratch::default(),
        })
    }

    /// What the root says of the catalogue; facets and arrivals come with [`Request::Overview`].
    #[must_use]
    pub fn about(&self) -> Overview {
        Overview {
            name: self.root.name.clone(),
            records: self.root.records,
            items: self.root.items,
            snapshot: self.root.snapshot,
            ..Overview::default()
        }
    }

    /// The root, for tools that show what a pack is made of.
    #[must_use]
    pub fn root(&self) -> &Root {
        &self.root
    }

    /// Takes a file that was needed; length and SHA-256 are checked before anything else.
    ///
    /// # Errors
    /// When the bytes are not the file, or do not decode.
    pub fn supply(&mut self, file: &FileRef, bytes: &[u8]) -> Result<(), PackError> {
        self.files.supply(file, bytes)
    }

    /// Answers with what is here.
    pub fn answer(&mut self, request: &Request) -> Outcome {
        let mut wants = Wants::default();
        let answer = match request {
            Request::Search(search) => self.search(search, &mut wants).map(Answer::Search),
            Request::Record { id } => self
                .record(id, &mut wants)
                .map(|r| Answer::Record(r.map(Box::new))),
            Request::Suggest { text, limit } => self
                .suggest(text, usize::from(*limit), &mut wants)
                .map(Answer::Suggest),
            Request::Headings { kind, from, limit } => self
                .headings(*kind, from, usize::from(*limit), &mut wants)
                .map(Answer::Headings),
            Request::Overview => self.overview(&mut wants).map(Answer::Overview),
        };
        if wants.0.is_empty() {
            self.files.trim();
        }
        Outcome {
            answer,
            needs: wants.0,
        }
    }

    fn lists(&self) -> Lists<'_> {
        Lists {
            root: &self.root,
            files: &self.files,
        }
    }

    fn search(&mut self, request: &SearchRequest, wants: &mut Wants) -> Option<SearchAnswer> {
        let state = &request.state;
        let query = Query::parse(&state.query);
        let mut scratch = core::mem::take(&mut self.scratch);
        let found = self.find(&query, state.exact, &mut scratch, wants);
        self.scratch = scratch;
        let mut found = found?;
        let filter = Filter::new(self, &state.constraints, wants)?;
        let before = found.matches.len() as u32;
        let mut all = core::mem::take(&mut found.matches);
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
        let mut notices = found.notices;
        if all.is_empty() && before > 0 && !filter.groups.is_empty() {
            notices.push(Notice::Constrained(before));
        }
        let page: Vec<Match> = all
            .iter()
            .skip(request.offset as usize)
            .take(request.limit as usize)
            .copied()
            .collect();
        let records: Vec<u32> = page.iter().map(|m| m.record).collect();
        let why = rank::explain(&self.lists(), &found.prepared, &records, wants);
        let cards = self.cards(&records, wants);
        let (why, cards) = (why?, cards?);
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
        if found.corrected {
            notices.insert(
                0,
                Notice::Corrected {
                    asked: state.query.clone(),
                    searched: corrected_query(&query, &hits),
                },
            );
        }
        let facets = unfiltered.and_then(|all| self.count(&all, &filter, wants));
        Some(SearchAnswer {
            total: all.len() as u32,
            hits,
            facets,
            notices,
        })
    }

    /// Every record that matches, unsorted, by passes that grow more lenient until one finds something.
    fn find(
        &self,
        query: &Query,
        exact: bool,
        scratch: &mut Scratch,
        wants: &mut Wants,
    ) -> Option<Found> {
        let lists = self.lists();
        if let Some(isbn) = query.isbn {
            let key = isbn.number();
            let records = match self.files.at(&self.root.isbns, &key.to_be_bytes(), wants)? {
                Some((_, Loaded::Bytes(payload))) => keys::find(payload, key),
                _ => Vec::new(),
            };
            if !records.is_empty() || query.clauses.is_empty() {
                return Some(Found {
                    matches: records
                        .into_iter()
                        .map(|record| Match {
                            record,
                            score: 100.0,
                            mask: 1,
                        })
                        .collect(),
                    ..Found::default()
                });
            }
        }
        if query.clauses.is_empty() {
            let matches = (0..self.root.records)
                .map(|record| Match {
                    record,
                    score: 0.0,
                    mask: 0,
                })
                .collect();
            return Some(Found {
                matches,
                ..Found::default()
            });
        }
        let strict = Leniency {
            spelling: false,
            first_letter: false,
            some: false,
        };
        let passes = [
            strict,
            Leniency {
                spelling: true,
                ..strict
            },
            Leniency {
                spelling: true,
                first_letter: true,
                some: false,
            },
            Leniency {
                spelling: true,
                first_letter: true,
                some: true,
            },
        ];
        let literal = [
            strict,
            Leniency {
                some: true,
                ..strict
            },
        ];
        for leniency in if exact { &literal[..] } else { &passes[..] } {
            let prepared = rank::prepare(&lists, query, *leniency, scratch, wants)?;
            let mut matches = rank::gather(&lists, &prepared, leniency.some, scratch, wants)?;
            self.keep_phrases(query, &mut matches, wants)?;
            if !matches.is_empty() {
                let mut notices = Vec::new();
                if leniency.some {
                    let given_up: Vec<String> = prepared
                        .iter()
                        .enumerate()
                        .filter(|(n, p)| {
                            p.clause.required && !matches.iter().any(|m| m.mask & (1 << n) != 0)
                        })
                        .map(|(_, p)| p.clause.word.clone())
                        .collect();
                    if query.clauses.iter().filter(|c| c.required).count() > 1 {
                        notices.push(Notice::SomeWords(given_up));
                    }
                }
                return Some(Found {
                    matches,
                    prepared,
                    notices,
                    corrected: leniency.spelling,
                });
            }
        }
        Some(Found::default())
    }

    /// Drops records in which a quoted phrase does not stand together. Reads full records, at most
    /// the 400 best-scored; a phrase of one word needs no look.
    fn keep_phrases(
        &self,
        query: &Query,
        matches: &mut Vec<Match>,
        wants: &mut Wants,
    ) -> Option<()> {
        let mut numbers: Vec<u8> = query.clauses.iter().filter_map(|c| c.phrase).collect();
        numbers.dedup();
        let phrases: Vec<Vec<&str>> = numbers
            .iter()
            .map(|n| {
                query
                    .clauses
                    .iter()
                    .filter(|c| c.phrase == Some(*n))
                    .map(|c| c.word.as_str())
                    .collect::<Vec<_>>()
            })
            .filter(|words| words.len() > 1)
            .collect();
        if phrases.is_empty() {
            return Some(());
        }
        by_score(matches);
        matches.truncate(400);
        let mut keep = Vec::with_capacity(matches.len());
        let mut whole = true;
        for m in matches.iter() {
            match self.full(m.record, wants) {
                Some(Some((bib, _))) => {
                    keep.push(phrases.iter().all(|words| rank::has_phrase(bib, words)))
                }
                Some(None) => keep.push(false),
                None => whole = false,
            }
        }
        if !whole {
            return None;
        }
        let mut keep = keep.into_iter();
        matches.retain(|_| keep.next().unwrap_or(false));
        Some(())
    }

    fn sort(
        &self,
        all: &mut Vec<Match>,
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

    fn column(&self, column: Column, wants: &mut Wants) -> Option<Vec<&Values>> {
        let list = self
            .files
            .range(&self.root.columns[column as usize], &[], None, wants)?;
        Some(
            list.into_iter()
                .filter_map(|(_, l)| {
                    if let Loaded::Column(v) = l {
                        Some(v)
                    } else {
                        None
                    }
                })
                .collect(),
        )
    }

    fn numbers(&self, column: Column, wants: &mut Wants) -> Option<Vec<i32>> {
        let parts = self.column(column, wants)?;
        Some(
            parts
                .into_iter()
                .flat_map(|v| {
                    if let Values::Numbers(n) = v {
                        n.as_slice()
                    } else {
                        &[]
                    }
                })
                .copied()
                .collect(),
        )
    }

    /// Facet counts: each facet is counted among the records that pass all *other* facets'
    /// constraints, so that an alternative shows what choosing it would give.
    fn count(&self, all: &[Match], filter: &Filter, wants: &mut Wants) -> Option<Vec<FacetGroup>> {
        let mut parts = Vec::with_capacity(Column::FACETS.len());
        let mut whole = true;
        for (column, _) in Column::FACETS {
            match self.column(column, wants) {
                Some(list) => parts.push(list),
                None => whole = false,
            }
        }
        if !whole {
            return None;
        }
        let mut counts: Vec<Vec<Vec<u32>>> = parts
            .iter()
            .map(|list| {
                list.iter()
                    .map(|v| {
                        if let Values::Codes { names, .. } = v {
                            vec![0; names.len()]
                        } else {
                            Vec::new()
                        }
                    })
                    .collect()
            })
            .collect();
        for m in all {
            let (file, at) = (
                (m.record / FILE_RECORDS) as usize,
                (m.record % FILE_RECORDS) as usize,
            );
            let only = match filter.failing(m.record) {
                Failing::None => None,
                Failing::One(facet) => Some(facet),
                Failing::More => continue,
            };
            for (n, (_, facet)) in Column::FACETS.iter().enumerate() {
                if only.is_none_or(|f| f == *facet)
                    && let Some(values) = parts[n].get(file)
                {
                    for code in values.codes_of(at) {
                        counts[n][file][usize::from(*code)] += 1;
                    }
                }
            }
        }
        let mut groups = Vec::new();
        for (n, (_, facet)) in Column::FACETS.iter().enumerate() {
            let mut values: Vec<(String, u32)> = Vec::new();
            for (part, counts) in parts[n].iter().zip(&counts[n]) {
                let Values::Codes { names, .. } = part else {
                    continue;
                };
                for (name, count) in names.iter().zip(counts) {
                    if *count == 0 {
                        continue;
                    }
                    match values.iter_mut().find(|(v, _)| v == name) {
                        Some((_, sum)) if parts[n].len() > 1 => *sum += count,
                        _ => values.push((name.clone(), *count)),
                    }
                }
            }
            order_values(*facet, &mut values);
            values.truncate(60);
            for constraint in filter
                .groups
                .iter()
                .filter(|g| g.facet == *facet)
                .flat_map(|g| &g.values)
            {
                if !values.iter().any(|(v, _)| v == constraint) {
                    values.push((constraint.clone(), 0));
                }
            }
            if !values.is_empty() {
                groups.push(FacetGroup {
                    facet: *facet,
                    values,
                });
            }
        }
        Some(groups)
    }

    fn cards(&self, records: &[u32], wants: &mut Wants) -> Option<Vec<Card>> {
        let mut out = Vec::with_capacity(records.len());
        let mut whole = true;
        for record in records {
            match self.card(*record, wants) {
                Some(Some((card, _))) => out.push(card.clone()),
                Some(None) => {}
                None => whole = false,
            }
        }
        whole.then_some(out)
    }

    fn card(&self, record: u32, wants: &mut Wants) -> Option<Option<(&Card, u32)>> {
        let first = record / CARDS * CARDS;
        let found = self
            .files
            .at(&self.root.cards, &first.to_be_bytes(), wants)?;
        Some(match found {
            Some((_, Loaded::Cards(block))) => {
                let at = (record - first) as usize;
                block.cards.get(at).zip(block.ranks.get(at).copied())
            }
            _ => None,
        })
    }

    fn full(
        &self,
        record: u32,
        wants: &mut Wants,
    ) -> Option<Option<&(carrel_core::BibRecord, Vec<carrel_core::Item>)>> {
        let first = record / RECORDS * RECORDS;
        let found = self
            .files
            .at(&self.root.full, &first.to_be_bytes(), wants)?;
        Some(match found {
            Some((_, Loaded::Full(block))) => block.get((record - first) as usize),
            _ => None,
        })
    }

    fn record(&self, id: &str, wants: &mut Wants) -> Option<Option<RecordAnswer>> {
        let key = keys::hash_id(id);
        let candidates = match self.files.at(&self.root.ids, &key.to_be_bytes(), wants)? {
            Some((_, Loaded::Bytes(payload))) => keys::find(payload, key),
            _ => Vec::new(),
        };
        let mut found = None;
        for record in candidates {
            if let Some((card, rank)) = self.card(record, wants)?
                && card.id == id
            {
                found = Some((record, card.clone(), rank));
                break;
            }
        }
        let Some((record, card, rank)) = found else {
            return Some(None);
        };
        let full = self.full(record, wants);
        let neighbours = self.neighbours(rank, wants);
        let series = self.series_of(
            full.flatten().and_then(|f| f.0.series.first()),
            record,
            wants,
        );
        let (full, (before, after), in_series) = (full?, neighbours?, series?);
        let (bib, items) = full.cloned().unwrap_or_default();
        Some(Some(RecordAnswer {
            card,
            bib,
            items,
            before,
            after,
            in_series,
        }))
    }

    /// Twelve records on each side on the shelf.
    fn neighbours(&self, rank: u32, wants: &mut Wants) -> Option<(Vec<Card>, Vec<Card>)> {
        const REACH: u32 = 12;
        let low = rank.saturating_sub(REACH);
        let high = rank
            .saturating_add(REACH)
            .min(self.root.records.saturating_sub(1));
        let parts = self.files.range(
            &self.root.shelf,
            &low.to_be_bytes(),
            Some(&high.to_be_bytes()),
            wants,
        )?;
        let mut records = Vec::new();
        for (child, loaded) in parts {
            let (Loaded::Shelf(list), Ok(first)) = (loaded, child.first.as_slice().try_into())
            else {
                continue;
            };
            let first = u32::from_be_bytes(first);
            debug_assert_eq!(first as usize % SHELF_FILE, 0);
            records.extend(
                list.iter()
                    .enumerate()
                    .map(|(i, r)| (first + i as u32, *r))
                    .filter(|(at, _)| (low..=high).contains(at)),
            );
        }
        let side = |keep: &dyn Fn(u32) -> bool| -> Vec<u32> {
            records
                .iter()
                .filter(|(at, _)| keep(*at))
                .map(|(_, r)| *r)
                .collect()
        };
        let before = self.cards(&side(&|at| at < rank), wants);
        let after = self.cards(&side(&|at| at > rank), wants);
        Some((before?, after?))
    }

    fn series_of(
        &self,
        series: Option<&carrel_core::bib::Series>,
        record: u32,
        wants: &mut Wants,
    ) -> Option<Vec<Card>> {
        let Some(series) = series else {
            return Some(Vec::new());
        };
        let mut records = self.heading_records(HeadingKind::Series, &series.title, wants)?;
        if records.len() < 2 {
            return Some(Vec::new());
        }
        // A publisher's series of hundreds is no reading order: a window around the record is enough.
        if records.len() > 120 {
            let at = records.binary_search(&record).unwrap_or(0);
            records = records[at.saturating_sub(60)..(at + 60).min(records.len())].to_vec();
        }
        let mut cards = self.cards(&records, wants)?;
        sort_by_number(&mut cards, |c| head(&fold(&c.title)));
        sort_by_number(&mut cards, |c| {
            u64::from(series_number(c)) << 32
                | u64::from(signed(c.year.map_or(i32::MAX, i32::from)))
        });
        Some(cards)
    }

    /// Every record that carries a heading, whatever its capitals and accents.
    fn heading_records(
        &self,
        kind: HeadingKind,
        heading: &str,
        wants: &mut Wants,
    ) -> Option<Vec<u32>> {
        let mut low = vec![dict::letter(kind)];
        low.extend_from_slice(fold(heading).as_bytes());
        low.push(dict::SHOWN);
        let mut keys: Vec<(u64, u32)> = Vec::new();
        for (_, entry) in self.heading_keys(&low, usize::MAX, wants)? {
            keys.extend(
                self.lists()
                    .records(entry, wants)?
                    .into_iter()
                    .map(|r| (u64::from(r), 0)),
            );
        }
        sort_keys(&mut keys);
        keys.dedup();
        Some(keys.into_iter().map(|(r, _)| r as u32).collect())
    }

    /// Keys of headings that begin with those bytes.
    fn heading_keys(
        &self,
        prefix: &[u8],
        most: usize,
        wants: &mut Wants,
    ) -> Option<Vec<(Vec<u8>, Entry)>> {
        let end = after_prefix(prefix);
        let parts = self
            .files
            .range(&self.root.headings, prefix, end.as_deref(), wants)?;
        let mut out = Vec::new();
        for (_, loaded) in parts {
            let Loaded::Dict(map) = loaded else { continue };
            walk(map, &Pattern { prefix, like: None }, &mut |key, value| {
                out.push((key.to_vec(), Entry::unpack(value)));
                out.len() < most
            });
            if out.len() >= most {
                break;
            }
        }
        Some(out)
    }

    fn headings(
        &self,
        kind: HeadingKind,
        from: &str,
        limit: usize,
        wants: &mut Wants,
    ) -> Option<Vec<Heading>> {
        let mut prefix = vec![dict::letter(kind)];
        prefix.extend_from_slice(fold(from).as_bytes());
        let mut out: Vec<Heading> = Vec::new();
        let mut whole = true;
        for (key, entry) in self.heading_keys(&prefix, limit, wants)? {
            match self.lists().count(entry, wants) {
                Some(count) => out.push(Heading {
                    text: dict::shown(&key).to_owned(),
                    count,
                }),
                None => whole = false,
            }
        }
        whole.then_some(out)
    }

    fn suggest(&mut self, text: &str, limit: usize, wants: &mut Wants) -> Option<Vec<Suggestion>> {
        let folded = fold(text);
        if folded.is_empty() {
            return Some(Vec::new());
        }
        let mut out = Vec::new();
        let titles = self.search(
            &SearchRequest {
                state: crate::state::SearchState {
                    query: text.to_owned(),
                    ..Default::default()
                },
                limit: limit as u32,
                ..Default::default()
            },
            wants,
        )?;
        for hit in titles.hits {
            out.push(Suggestion {
                kind: HeadingKind::Title,
                text: hit.card.title,
                count: 1,
                id: Some(hit.card.id),
            });
        }
        for kind in [
            HeadingKind::Author,
            HeadingKind::Series,
            HeadingKind::Subject,
        ] {
            let mut prefix = vec![dict::letter(kind)];
            prefix.extend_from_slice(folded.as_bytes());
            let mut keys = self.heading_keys(&prefix, 600, wants)?;
            sort_by_number(&mut keys, |(key, entry)| {
                u64::from(!entry.log2()) << 32 | key.len() as u64
            });
            for (key, entry) in keys.into_iter().take(limit) {
                let count = self.lists().count(entry, wants)?;
                out.push(Suggestion {
                    kind,
                    text: dict::shown(&key).to_owned(),
                    count,
                    id: None,
                });
            }
        }
        Some(out)
    }

    fn overview(&self, wants: &mut Wants) -> Option<Overview> {
        let Some(file) = self.root.overview else {
            return Some(self.about());
        };
        match self.files.get(&file, wants)? {
            Loaded::Overview(overview) => Some((**overview).clone()),
            _ => Some(self.about()),
        }
    }

    /// The parts of the scores of a search's hits, for `carrel query --explain`.
    pub fn explain(
        &mut self,
        request: &SearchRequest,
    ) -> Option<Vec<Vec<(crate::wire::Why, f32)>>> {
        let mut wants = Wants::default();
        let query = Query::parse(&request.state.query);
        let mut scratch = core::mem::take(&mut self.scratch);
        let found = self.find(&query, request.state.exact, &mut scratch, &mut wants);
        self.scratch = scratch;
        let found = found?;
        let filter = Filter::new(self, &request.state.constraints, &mut wants)?;
        let mut all = found.matches;
        all.retain(|m| filter.passes(m.record));
        self.sort(
            &mut all,
            request.state.sort,
            (request.offset + request.limit) as usize,
            &mut wants,
        )?;
        let records: Vec<u32> = all
            .iter()
            .skip(request.offset as usize)
            .take(request.limit as usize)
            .map(|m| m.record)
            .collect();
        rank::explain(&self.lists(), &found.prepared, &records, &mut wants)
    }

    /// Day of the snapshot.
    #[must_use]
    pub fn snapshot(&self) -> CalendarDate {
        self.root.snapshot
    }
}

#[derive(Debug, Default)]
struct Found {
    matches: Vec<Match>,
    prepared: Vec<rank::Prepared>,
    notices: Vec<Notice>,
    corrected: bool,
}

/// The query with each word replaced by what the best hit has for it.
fn corrected_query(query: &Query, hits: &[Hit]) -> String {
    let words: Vec<String> = query
        .clauses
        .iter()
        .map(|clause| {
            let why = hits
                .iter()
                .flat_map(|h| &h.why)
                .find(|w| w.asked == clause.word);
            why.map_or_else(|| clause.word.clone(), |w| w.found.clone())
        })
        .collect();
    words.join(" ")
}

/// The number of a volume in hundredths, so that 1.5 stands between 1 and 2; none = last.
fn series_number(card: &Card) -> u32 {
    let number = card
        .series
        .as_ref()
        .and_then(|s| s.1.as_deref())
        .unwrap_or("");
    let mut value = 0u32;
    let mut seen = false;
    let mut decimals = None;
    for c in number.chars() {
        match (c.to_digit(10), decimals) {
            (Some(d), None) => {
                value = value.saturating_mul(10).saturating_add(d);
                seen = true;
            }
            (Some(d), Some(n @ 0..=1)) => {
                value = value.saturating_mul(10).saturating_add(d);
                decimals = Some(n + 1);
            }
            (Some(_), Some(_)) => break,
            (None, None) if c == '.' && seen => decimals = Some(0),
            (None, _) if seen => break,
            (None, _) => {}
        }
    }
    let scale = 10u32.pow(2 - decimals.unwrap_or(0));
    if seen {
        value.saturating_mul(scale)
    } else {
        u32::MAX
    }
}

/// Best score first, equal scores in catalogue order.
fn by_score(matches: &mut Vec<Match>) {
    sort_by_number(matches, |m| {
        u64::from(best_first(m.score)) << 32 | u64::from(m.record)
    });
}

/// The same, when only the first so many will be looked at: a threshold found by counting spares
/// sorting tens of thousands for ten.
fn best(matches: &mut Vec<Match>, first: usize) {
    if first > 0 && matches.len() > 4 * first {
        // Scores fall into 1,024 buckets; everything in or above the bucket that fills the page is sorted.
        let top = matches.iter().fold(0.0f32, |top, m| top.max(m.score));
        let bucket = |m: &Match| {
            if top > 0.0 {
                ((m.score / top) * 1023.0) as usize & 1023
            } else {
                0
            }
        };
        let mut counts = [0usize; 1024];
        matches.iter().for_each(|m| counts[bucket(m)] += 1);
        let mut sum = 0;
        let mut cut = 1023;
        while cut > 0 && sum + counts[cut] < first {
            sum += counts[cut];
            cut -= 1;
        }
        let (mut front, back): (Vec<Match>, Vec<Match>) =
            matches.iter().partition(|m| bucket(m) >= cut);
        by_score(&mut front);
        front.extend(back);
        *matches = front;
    } else {
        by_score(matches);
    }
}

/// Constraints ready to be checked record by record.
struct Filter {
    groups: Vec<Group>,
}

struct Group {
    facet: Facet,
    values: Vec<String>,
    /// One bit a record.
    pass: Vec<u64>,
}

enum Failing {
    None,
    One(Facet),
    More,
}

impl Filter {
    fn new(engine: &Engine, constraints: &[Constraint], wants: &mut Wants) -> Option<Self> {
        let mut groups: Vec<Group> = Vec::new();
        for c in constraints {
            match groups.iter_mut().find(|g| g.facet == c.facet) {
                Some(group) => group.values.push(c.value.clone()),
                None => groups.push(Group {
                    facet: c.facet,
                    values: vec![c.value.clone()],
                    pass: Vec::new(),
                }),
            }
        }
        let words = engine.root.records as usize / 64 + 1;
        let mut whole = true;
        for group in &mut groups {
            group.pass = vec![0; words];
            let heading = match group.facet {
                Facet::Subject => Some(HeadingKind::Subject),
                Facet::Author => Some(HeadingKind::Author),
                Facet::Series => Some(HeadingKind::Series),
                _ => None,
            };
            if let Some(kind) = heading {
                for value in &group.values {
                    match engine.heading_records(kind, value, wants) {
                        Some(records) => records
                            .into_iter()
                            .for_each(|r| group.pass[r as usize / 64] |= 1 << (r % 64)),
                        None => whole = false,
                    }
                }
                continue;
            }
            let Some(column) = Column::of(group.facet) else {
                continue;
            };
            let Some(parts) = engine.column(column, wants) else {
                whole = false;
                continue;
            };
            for (n, part) in parts.into_iter().enumerate() {
                let Values::Codes { names, ends, .. } = part else {
                    continue;
                };
                let wanted: Vec<bool> = names
                    .iter()
                    .map(|name| group.values.contains(name))
                    .collect();
                for at in 0..ends.len() {
                    if part.codes_of(at).iter().any(|c| wanted[usize::from(*c)]) {
                        let record = n * FILE_RECORDS as usize + at;
                        group.pass[record / 64] |= 1 << (record % 64);
                    }
                }
            }
        }
        whole.then_some(Self { groups })
    }

    fn passes(&self, record: u32) -> bool {
        self.groups.iter().all(|g| g.has(record))
    }

    fn failing(&self, record: u32) -> Failing {
        let mut failing = Failing::None;
        for group in self.groups.iter().filter(|g| !g.has(record)) {
            match failing {
                Failing::None => failing = Failing::One(group.facet),
                _ => return Failing::More,
            }
        }
        failing
    }
}

impl Group {
    fn has(&self, record: u32) -> bool {
        self.pass
            .get(record as usize / 64)
            .is_some_and(|word| word & (1 << (record % 64)) != 0)
    }
}
