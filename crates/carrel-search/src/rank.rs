//! From clauses to scored records.
//!
//! Each clause gets its candidate words (exact, other forms, beginnings, spellings), each candidate
//! its posting list. A record's score is the sum over clauses of the best candidate's
//! `likeness x idf x field weight`, plus what the title's word order earns. Records that lack a
//! required clause are out, unless the pass says that most clauses are enough.

use carrel_core::bib::BibRecord;
use fst::Map;
use levenshtein_automata::{DFA, LevenshteinAutomatonBuilder};

use crate::analysis::{forms, is_article};
use crate::files::{Files, Loaded, Wants};
use crate::order::{best_first, sort_by_number};
use crate::pack::Root;
use crate::pack::postings::{self, ARTICLE, Entry, Fields, Posting};
use crate::query::{Clause, Query};
use crate::spelling::{self, Cost};
use crate::walk::{Pattern, walk};
use crate::wire::{MatchField, MatchKind, Why};

/// Beginnings of a word that are looked up at most; the commonest are taken.
const MOST_BEGINNINGS: usize = 48;
/// Keys scanned for beginnings at most.
const MOST_SCANNED: usize = 6000;
/// Spellings of a word that are looked up at most.
const MOST_SPELLINGS: usize = 24;
/// Postings one clause may walk: bounds a keystroke's cost whatever is typed.
const MOST_POSTINGS: usize = 400_000;
/// Candidates at least so alike count as the heading's own word: the same or another form of it.
const HEADED: f32 = 0.8;
/// Clauses whose title places are kept.
const PLACED: usize = 8;

/// How forgiving a pass is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Leniency {
    /// Candidates of other spelling are admitted.
    pub(crate) spelling: bool,
    /// Spellings with another first letter too.
    pub(crate) first_letter: bool,
    /// Records may lack some required clauses.
    pub(crate) some: bool,
}

/// A word of the dictionary that may stand for a clause.
#[derive(Clone, Debug)]
pub(crate) struct Candidate {
    pub(crate) text: String,
    pub(crate) how: MatchKind,
    pub(crate) like: f32,
    /// Same for all beginnings of one clause.
    pub(crate) idf: f32,
    pub(crate) entry: Entry,
    /// The clause after this one is satisfied too (`spider man` by `spiderman`).
    pub(crate) joins: bool,
}

/// A clause with its candidates, best first.
#[derive(Clone, Debug)]
pub(crate) struct Prepared {
    pub(crate) clause: Clause,
    pub(crate) candidates: Vec<Candidate>,
}

/// What is known of one record while clauses are added up.
#[derive(Clone, Copy, Debug, Default)]
struct Tally {
    sum: f32,
    best: f32,
    mask: u32,
    now: u8,
    length: u8,
    /// Clauses found in a main heading of exactly as many words as the query has.
    headed: u8,
    place: [u8; PLACED],
}

/// Working memory that is kept from question to question.
#[derive(Default)]
pub(crate) struct Scratch {
    tallies: Vec<Tally>,
    touched: Vec<u32>,
    builders: [Option<LevenshteinAutomatonBuilder>; 2],
}

impl core::fmt::Debug for Scratch {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Scratch")
            .field("records", &self.tallies.len())
            .finish_non_exhaustive()
    }
}

/// A record that matches.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Match {
    pub(crate) record: u32,
    pub(crate) score: f32,
    /// Clauses it has, as bits.
    pub(crate) mask: u32,
}

/// Reads posting lists out of the stream.
pub(crate) struct Lists<'a> {
    pub(crate) root: &'a Root,
    pub(crate) files: &'a Files,
}

impl Lists<'_> {
    /// Bytes `offset..offset + len` of the stream, or as many as there are.
    fn bytes(&self, offset: u64, len: usize, wants: &mut Wants) -> Option<Vec<u8>> {
        let end = offset + len as u64;
        let parts = self.files.range(
            &self.root.postings,
            &offset.to_be_bytes(),
            Some(&end.saturating_sub(1).to_be_bytes()),
            wants,
        )?;
        let mut out = Vec::with_capacity(len);
        for (child, loaded) in parts {
            let Loaded::Bytes(bytes) = loaded else {
                return Some(out);
            };
            let first = u64::from_be_bytes(child.first.as_slice().try_into().ok()?);
            let from = offset.saturating_sub(first) as usize;
            let to = (end - first).min(bytes.len() as u64) as usize;
            out.extend_from_slice(bytes.get(from..to).unwrap_or(&[]));
        }
        Some(out)
    }

    /// Number of postings and the body of a list.
    pub(crate) fn body(&self, offset: u64, wants: &mut Wants) -> Option<(u32, Vec<u8>)> {
        let head = self.bytes(offset, 20, wants)?;
        let (count, skip, len) = postings::read_head(&head)?;
        let body = if skip + len <= head.len() {
            head[skip..skip + len].to_vec()
        } else {
            self.bytes(offset + skip as u64, len, wants)?
        };
        Some((count, body))
    }

    /// How many records an entry names.
    pub(crate) fn count(&self, entry: Entry, wants: &mut Wants) -> Option<u32> {
        match entry {
            Entry::One(_) => Some(1),
            Entry::List { offset, .. } => {
                postings::read_head(&self.bytes(offset, 20, wants)?).map(|h| h.0)
            }
        }
    }

    /// The records of an entry, in order.
    pub(crate) fn records(&self, entry: Entry, wants: &mut Wants) -> Option<Vec<u32>> {
        match entry {
            Entry::One(p) => Some(vec![p.record]),
            Entry::List { offset, .. } => {
                let (count, body) = self.body(offset, wants)?;
                let mut out = Vec::with_capacity(count as usize);
                postings::each(&body, |p| out.push(p.record));
                Some(out)
            }
        }
    }

    /// The dictionaries that may hold words from `low` to `high`.
    fn words(
        &self,
        low: &[u8],
        high: Option<&[u8]>,
        wants: &mut Wants,
    ) -> Option<Vec<&Map<Vec<u8>>>> {
        let list = self.files.range(&self.root.words, low, high, wants)?;
        Some(
            list.into_iter()
                .filter_map(|(_, l)| {
                    if let Loaded::Dict(map) = l {
                        Some(map)
                    } else {
                        None
                    }
                })
                .collect(),
        )
    }

    fn lookup(&self, word: &str, wants: &mut Wants) -> Option<Option<Entry>> {
        let maps = self.words(word.as_bytes(), Some(word.as_bytes()), wants)?;
        Some(maps.iter().find_map(|m| m.get(word)).map(Entry::unpack))
    }
}

/// The first key after every key that begins with `prefix`; `None` when there is none.
pub(crate) fn after_prefix(prefix: &[u8]) -> Option<Vec<u8>> {
    let mut end = prefix.to_vec();
    while let Some(last) = end.pop() {
        if last < 0xFF {
            end.push(last + 1);
            return Some(end);
        }
    }
    None
}

fn idf(records: u32, with: u32) -> f32 {
    let (n, df) = (records.max(with) as f32, with as f32);
    (1.0 + (n - df + 0.5) / (df + 0.5)).ln()
}

/// Edits the automaton looks through for a word of so many letters; [`spelling`] then says which of
/// what it finds is likely. Two plain edits need eight letters (catalogue.md 0.6); in words of five to
/// seven only cheap ones pass, such as `wensday`.
fn distance_for(letters: usize) -> u8 {
    match letters {
        0..=3 => 0,
        4 => 1,
        5..=32 => 2,
        _ => 0,
    }
}

/// Finds the candidates of every clause; `None` when files are wanted.
pub(crate) fn prepare(
    lists: &Lists<'_>,
    query: &Query,
    leniency: Leniency,
    scratch: &mut Scratch,
    wants: &mut Wants,
) -> Option<Vec<Prepared>> {
    let mut prepared = Vec::with_capacity(query.clauses.len());
    let mut whole = true;
    for (n, clause) in query.clauses.iter().enumerate() {
        let next = query
            .clauses
            .get(n + 1)
            .filter(|c| c.phrase == clause.phrase && c.fields == clause.fields);
        match candidates(lists, clause, next, leniency, scratch, wants) {
            Some(candidates) => prepared.push(Prepared {
                clause: clause.clone(),
                candidates,
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
    scratch: &mut Scratch,
    wants: &mut Wants,
) -> Option<Vec<Candidate>> {
    let records = lists.root.records;
    let word = clause.word.as_str();
    let mut out: Vec<Candidate> = Vec::new();
    let mut whole = true;
    let push = |out: &mut Vec<Candidate>,
                text: String,
                how: MatchKind,
                like: f32,
                entry: Entry,
                joins: bool| {
        if !out.iter().any(|c| c.text == text) {
            out.push(Candidate {
                text,
                how,
                like,
                idf: 0.0,
                entry,
                joins,
            });
        }
    };
    match lists.lookup(word, wants) {
        Some(Some(entry)) => push(
            &mut out,
            word.to_owned(),
            MatchKind::Exact,
            1.0,
            entry,
            false,
        ),
        Some(None) => {}
        None => whole = false,
    }
    if clause.phrase.is_none() {
        for form in forms(word) {
            match lists.lookup(&form, wants) {
                Some(Some(entry)) => push(&mut out, form, MatchKind::Form, 0.8, entry, false),
                Some(None) => {}
                None => whole = false,
            }
        }
        if let Some(next) = next {
            let joined = format!("{word}{}", next.word);
            match lists.lookup(&joined, wants) {
                Some(Some(entry)) => push(&mut out, joined, MatchKind::Spelling, 0.9, entry, true),
                Some(None) => {}
                None => whole = false,
            }
        }
    }
    if clause.prefix {
        match beginnings(lists, word, wants) {
            Some(list) => {
                for (text, entry) in list {
                    let ratio = word.len() as f32 / text.len().max(1) as f32;
                    push(
                        &mut out,
                        text,
                        MatchKind::Prefix,
                        0.45 + 0.4 * ratio,
                        entry,
                        false,
                    );
                }
            }
            None => whole = false,
        }
    }
    if leniency.spelling && clause.phrase.is_none() {
        match spellings(lists, clause, leniency.first_letter, scratch, wants) {
            Some(list) => {
                for (text, entry, cost, same_first) in list {
                    let like =
                        (0.64 - 0.0024 * f32::from(cost)) * if same_first { 1.0 } else { 0.75 };
                    push(&mut out, text, MatchKind::Spelling, like, entry, false);
                }
            }
            None => whole = false,
        }
    }
    // Counts decide the idf; beginnings share one, so that a rare longer word does not win by rarity.
    let mut shared = 0u32;
    for candidate in &mut out {
        match lists.count(candidate.entry, wants) {
            Some(count) => {
                candidate.idf = idf(records, count);
                if candidate.how == MatchKind::Prefix {
                    shared = shared.saturating_add(count);
                }
            }
            None => whole = false,
        }
    }
    let shared = idf(records, shared.min(records));
    let exact = out
        .iter()
        .find(|c| c.how == MatchKind::Exact)
        .map(|c| c.idf);
    for candidate in &mut out {
        match candidate.how {
            MatchKind::Prefix => candidate.idf = exact.map_or(shared, |e| shared.min(e)),
            MatchKind::Form | MatchKind::Spelling => {
                candidate.idf = exact.map_or(candidate.idf, |e| candidate.idf.min(e))
            }
            MatchKind::Exact => {}
        }
    }
    sort_by_number(&mut out, |c| u64::from(best_first(c.like * c.idf)));
    whole.then_some(out)
}

/// The commonest words that begin with `word`, itself left out.
fn beginnings(lists: &Lists<'_>, word: &str, wants: &mut Wants) -> Option<Vec<(String, Entry)>> {
    let end = after_prefix(word.as_bytes());
    let maps = lists.words(word.as_bytes(), end.as_deref(), wants)?;
    let mut found: Vec<(String, Entry)> = Vec::new();
    let pattern = Pattern {
        prefix: word.as_bytes(),
        like: None,
    };
    let mut left = MOST_SCANNED;
    for map in maps {
        walk(map, &pattern, &mut |key, value| {
            if key.len() > word.len()
                && let Ok(text) = core::str::from_utf8(key)
            {
                found.push((text.to_owned(), Entry::unpack(value)));
            }
            left -= 1;
            left > 0
        });
        if left == 0 {
            break;
        }
    }
    sort_by_number(&mut found, |(text, entry)| {
        u64::from(!entry.log2()) << 32 | text.len() as u64
    });
    found.truncate(MOST_BEGINNINGS);
    Some(found)
}

/// Words spelled nearly like the clause's: word, entry, cost, same first letter.
fn spellings(
    lists: &Lists<'_>,
    clause: &Clause,
    any_first: bool,
    scratch: &mut Scratch,
    wants: &mut Wants,
) -> Option<Vec<(String, Entry, Cost, bool)>> {
    let word = clause.word.as_str();
    let most = distance_for(word.chars().count());
    if most == 0 || word.bytes().all(|b| b.is_ascii_digit()) {
        return Some(Vec::new());
    }
    let first: String = word.chars().take(1).collect();
    let allowed = spelling::allowed(word.chars().count());
    let mut found: Vec<(String, Entry, Cost, bool)> = Vec::new();
    // The first letter is seldom wrong, and never together with another slip: all words are looked
    // through for one edit, those with the same first letter for as many as their length allows.
    for other_first in [false, true] {
        if other_first && !any_first {
            break;
        }
        let (edits, prefix) = if other_first {
            (1, "")
        } else {
            (most, first.as_str())
        };
        let end = after_prefix(prefix.as_bytes());
        let maps = lists.words(prefix.as_bytes(), end.as_deref(), wants)?;
        let builder = scratch.builders[usize::from(edits - 1)]
            .get_or_insert_with(|| LevenshteinAutomatonBuilder::new(edits, true));
        let dfa: DFA = builder.build_dfa(word);
        let pattern = Pattern {
            prefix: prefix.as_bytes(),
            like: Some(&dfa),
        };
        for map in maps {
            walk(map, &pattern, &mut |key, value| {
                let Ok(text) = core::str::from_utf8(key) else {
                    return true;
                };
                let same = text.starts_with(first.as_str());
                if same == other_first {
                    return true;
                }
                let cost = spelling::cost(word, text);
                if cost > 0 && cost <= if same { allowed } else { allowed.min(100) } {
                    found.push((text.to_owned(), Entry::unpack(value), cost, same));
                }
                true
            });
        }
    }
    sort_by_number(&mut found, |(text, entry, cost, same)| {
        let far = if *same { *cost } else { *cost + 25 };
        u64::from(far) << 40 | u64::from(!entry.log2()) << 32 | text.len() as u64
    });
    found.truncate(MOST_SPELLINGS);
    Some(found)
}

/// Weight of the fields a posting names.
fn weight(p: &Posting, only: Fields) -> f32 {
    let fields = Fields(p.fields.0 & (only.0 | Fields::MAIN.0));
    let mut best = 0.0f32;
    let mut sum = 0.0f32;
    let mut add = |w: f32| {
        sum += w;
        best = best.max(w);
    };
    if fields.any(Fields::TITLE) {
        let length = f32::from(p.length.min(24));
        add(1.0 / (0.75 + 0.07 * length) + if p.place == 0 { 0.1 } else { 0.0 });
    }
    if fields.any(Fields::OTHER_TITLE) {
        add(0.45);
    }
    if fields.any(Fields::AUTHOR) {
        add(if p.fields.any(Fields::MAIN) {
            0.9
        } else {
            0.55
        });
    }
    if fields.any(Fields::SERIES) {
        add(0.65);
    }
    if fields.any(Fields::SUBJECT) {
        add(0.5);
    }
    if fields.any(Fields::TEXT) {
        add(0.15);
    }
    if fields.any(Fields::NUMBER) {
        add(0.25);
    }
    best + 0.25 * (sum - best)
}

/// Walks the lists and gathers every record that matches, unsorted; `None` when files are wanted.
pub(crate) fn gather(
    lists: &Lists<'_>,
    prepared: &[Prepared],
    some: bool,
    scratch: &mut Scratch,
    wants: &mut Wants,
) -> Option<Vec<Match>> {
    // Every list first, so that all missing files are asked for at once.
    let mut bodies: Vec<Vec<Option<Vec<u8>>>> = Vec::with_capacity(prepared.len());
    let mut whole = true;
    for p in prepared {
        let mut of_clause = Vec::with_capacity(p.candidates.len());
        let mut postings_left = MOST_POSTINGS;
        for candidate in &p.candidates {
            match candidate.entry {
                Entry::One(_) => of_clause.push(None),
                Entry::List { offset, log2 } => {
                    // Past the budget a list is left out; the likeliest came first.
                    if postings_left == 0 {
                        of_clause.push(Some(Vec::new()));
                        continue;
                    }
                    postings_left = postings_left.saturating_sub(1 << log2);
                    match lists.body(offset, wants) {
                        Some((_, body)) => of_clause.push(Some(body)),
                        None => whole = false,
                    }
                }
            }
        }
        bodies.push(of_clause);
    }
    if !whole {
        return None;
    }
    let Scratch {
        tallies, touched, ..
    } = scratch;
    if tallies.len() != lists.root.records as usize {
        tallies.clear();
        tallies.resize(lists.root.records as usize, Tally::default());
    }
    let words = prepared.len().min(254) as u8;
    // What a whole heading earns: as much as the same words in a title, so that a search for a topic
    // gives what is about it before what merely says it.
    let heading_bonus: f32 = 2.0
        + prepared
            .iter()
            .map(|p| {
                p.candidates
                    .iter()
                    .find(|c| c.like >= HEADED)
                    .map_or(0.0, |c| c.idf)
            })
            .sum::<f32>()
            * 0.65;
    for (n, (p, of_clause)) in prepared.iter().zip(&bodies).enumerate() {
        let now = n as u8 + 1;
        for (candidate, body) in p.candidates.iter().zip(of_clause) {
            let base = candidate.like * candidate.idf;
            let bits = if candidate.joins { 0b11 << n } else { 1 << n };
            let mut take = |posting: Posting| {
                if posting.fields.0 & p.clause.fields.0 == 0 {
                    return;
                }
                let Some(tally) = tallies.get_mut(posting.record as usize) else {
                    return;
                };
                if tally.mask == 0 {
                    touched.push(posting.record);
                    tally.place = [255; PLACED];
                }
                tally.mask |= bits;
                if tally.now != now {
                    tally.sum += tally.best;
                    tally.best = 0.0;
                    tally.now = now;
                }
                let score = base * weight(&posting, p.clause.fields);
                if score > tally.best {
                    tally.best = score;
                }
                if posting.heading == words && candidate.like >= HEADED && tally.headed == n as u8 {
                    tally.headed += 1;
                }
                if posting.fields.any(Fields::TITLE) {
                    tally.length = posting.length;
                    if n < PLACED
                        && posting.place < 255
                        && (tally.place[n] == 255 || candidate.how == MatchKind::Exact)
                    {
                        tally.place[n] = posting.place;
                    }
                }
            };
            match (candidate.entry, body) {
                (Entry::One(posting), _) => take(posting),
                (Entry::List { .. }, Some(body)) => postings::each(body, take),
                (Entry::List { .. }, None) => {}
            }
        }
    }
    let required: u32 = prepared
        .iter()
        .enumerate()
        .filter(|(_, p)| p.clause.required)
        .map(|(n, _)| 1 << n)
        .sum();
    let asked = required.count_ones();
    // Most of the words, as VuFind and Blacklight do: two or three may lack one, more may lack a third.
    let enough = if !some || asked < 2 {
        asked
    } else {
        (asked - (asked / 3).max(1)).max(1)
    };
    let mut out = Vec::new();
    for record in touched.drain(..) {
        let tally = core::mem::take(&mut tallies[record as usize]);
        let has = (tally.mask & required).count_ones();
        if has < enough {
            continue;
        }
        let mut score = tally.sum + tally.best + order_bonus(&tally, prepared, heading_bonus);
        if words > 0 && tally.headed == words {
            score += heading_bonus;
        }
        if has < asked {
            score *= has as f32 / asked as f32;
        }
        out.push(Match {
            record,
            score,
            mask: tally.mask,
        });
    }
    Some(out)
}

/// What the order of the words in the title earns: the whole title most, its beginning, neighbours.
fn order_bonus(tally: &Tally, prepared: &[Prepared], heading_bonus: f32) -> f32 {
    let n = prepared.len().min(PLACED);
    let placed = |i: usize| tally.place[i] < ARTICLE;
    let counted: Vec<usize> = (0..n).filter(|i| placed(*i)).collect();
    if counted.is_empty() {
        return 0.0;
    }
    let wanted = (0..n)
        .filter(|i| prepared[*i].clause.required || placed(*i))
        .count();
    let mut bonus = 0.0;
    let in_order = counted
        .windows(2)
        .filter(|w| tally.place[w[1]] == tally.place[w[0]] + 1)
        .count();
    if counted.len() > 1 {
        bonus += 1.2 * in_order as f32 / (counted.len() - 1) as f32;
    }
    if counted.len() == wanted && prepared.len() <= PLACED {
        bonus += 0.5;
        let first = tally.place[counted[0]];
        let run = in_order + 1 == counted.len();
        if first == 0 && run {
            bonus += 1.5;
            // "the b" means a title that begins with "The B…": the article was typed for a reason.
            if is_article(&prepared[0].clause.word) && tally.place[0] == ARTICLE {
                bonus += 2.5;
            }
            if counted.len() == usize::from(tally.length) {
                // Never less than a heading of the same words earns.
                bonus += 3.0 + 0.5 * heading_bonus;
            }
        }
    }
    bonus
}

/// Says for each given record which candidate of which clause was best, and where it stands.
pub(crate) fn explain(
    lists: &Lists<'_>,
    prepared: &[Prepared],
    records: &[u32],
    wants: &mut Wants,
) -> Option<Vec<Vec<(Why, f32)>>> {
    let mut best: Vec<Vec<Option<(f32, Fields, usize)>>> =
        vec![vec![None; prepared.len()]; records.len()];
    for (n, p) in prepared.iter().enumerate() {
        for (c, candidate) in p.candidates.iter().enumerate() {
            let mut take = |posting: Posting| {
                if posting.fields.0 & p.clause.fields.0 == 0 {
                    return;
                }
                for (slot, _) in best
                    .iter_mut()
                    .zip(records)
                    .filter(|(_, r)| **r == posting.record)
                {
                    let score = candidate.like * candidate.idf * weight(&posting, p.clause.fields);
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
                Entry::List { offset, .. } => postings::each(&lists.body(offset, wants)?.1, take),
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
                        let why = Why {
                            asked: p.clause.word.clone(),
                            found: p.candidates[c].text.clone(),
                            how: p.candidates[c].how,
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

/// True when the words of a phrase stand together, in order, in some field of the record.
pub(crate) fn has_phrase(bib: &BibRecord, words: &[&str]) -> bool {
    let stands = |text: &str| {
        let list: Vec<String> = crate::analysis::tokens(text)
            .into_iter()
            .filter(|t| !t.alias)
            .map(|t| t.text)
            .collect();
        list.windows(words.len())
            .any(|w| w.iter().zip(words).all(|(a, b)| a == b))
    };
    let t = &bib.title;
    core::iter::once(&t.proper)
        .chain(&t.remainder)
        .chain(&t.part)
        .chain(&t.others)
        .chain(&t.vernacular)
        .chain(bib.contributors.iter().map(|c| &c.name))
        .chain(bib.series.iter().map(|s| &s.title))
        .chain(bib.subjects.iter().flat_map(|s| &s.parts))
        .chain(&bib.genres)
        .chain(&bib.summary)
        .chain(&bib.contents)
        .chain(&bib.notes)
        .any(|text| stands(text))
        || (t.remainder.is_some()
            && stands(&format!(
                "{} {}",
                t.proper,
                t.remainder.as_deref().unwrap_or("")
            )))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_key_after_a_prefix() {
        assert_eq!(after_prefix(b"ab"), Some(b"ac".to_vec()));
        assert_eq!(after_prefix(b"a\xff"), Some(b"b".to_vec()));
        assert_eq!(after_prefix(b"\xff"), None);
        assert_eq!(after_prefix(b""), None);
    }

    #[test]
    fn rarer_words_weigh_more() {
        assert!(idf(1000, 1) > idf(1000, 100));
        assert!(idf(1000, 1000) > 0.0);
    }
}
