//! Adding up what each record has of the clauses.

use std::borrow::Cow;

use super::weigh::{full, goes_on, ln, meant, prior, share};
use super::{Leniency, Lists, Match, Prepared, Way};
use crate::analysis::is_article;
use crate::files::Wants;
use crate::order::{sort_by_number, sort_keys, to_end};
use crate::other_words::{is_number, is_ordinal};
use crate::pack::postings::{self, ARTICLE, Entry, Fields, Posting, Steps};
use crate::wire::MatchKind;

/// Postings one clause may walk: bounds a keystroke's cost whatever is typed.
pub(super) const MOST_POSTINGS: usize = 120_000;
/// Clauses whose title places are kept.
const PLACED: usize = 8;

/// What a title earns that was typed whole: always more than a heading of the same words.
const WHOLE_TITLE: f32 = 7.0;
/// The same with other spellings or forms.
const NEARLY_WHOLE: f32 = 2.0;
/// A whole title and words of its subtitle.
const TITLE_AND_MORE: f32 = 4.0;
/// An article that was typed before a title that has it.
const ARTICLE_TYPED: f32 = 4.5;
/// Lost for each common word typed that the title does not have.
const LACKS_COMMON: f32 = 2.0;
/// A word that lacks so many letters is still being typed; one that lacks fewer may be another, misspelled ("red roon" is a room, and
/// the beginning of Red Rooney).
const UNFINISHED: u8 = 3;
/// All words next to one another in the title.
const NEIGHBOURS: f32 = 0.53;

/// Where a reader looks first.
const SEEN: Fields =
    Fields(Fields::TITLE.0 | Fields::OTHER_TITLE.0 | Fields::AUTHOR.0 | Fields::SERIES.0);

/// What is known of one record while clauses are added up. There are at most 16 clauses ([`crate::query::MOST_WORDS`]).
#[derive(Clone, Copy, Debug)]
struct Tally {
    sum: f32,
    best: f32,
    /// The same for words of the title, without the chance that they are picked.
    title_sum: f32,
    title_best: f32,
    mask: u16,
    /// Clauses that it has by no bold spelling alone, and those of them that stand where a reader looks first, as bits.
    typed: u16,
    seen: u16,
    now: u8,
    /// Words of the title proper.
    length: u8,
    prior: u8,
    /// Letters that the last word, as far as it was typed, lacks of the one in the title.
    rest: u8,
    /// Clauses whose own word stands where a reader looks first: titles, names, series; as bits.
    sure: u16,
    /// Clauses that stand in the subtitle or another title, as bits.
    other: u16,
    /// Clauses whose own word stands in the series, as bits.
    series: u16,
    /// Clauses found in a main heading of exactly as many words as the query has, with or without the words of the question, as bits.
    headed: u16,
    /// Clauses whose own word stands in the title, as bits.
    titled: u16,
    place: [u8; PLACED],
}

const EMPTY: Tally = Tally {
    sum: 0.0,
    best: 0.0,
    title_sum: 0.0,
    title_best: 0.0,
    mask: 0,
    typed: 0,
    seen: 0,
    now: 0,
    length: 0,
    prior: 0,
    rest: 0,
    sure: 0,
    other: 0,
    series: 0,
    headed: 0,
    titled: 0,
    place: [255; PLACED],
};

/// Tallies with their records, in chunks: one list that grows would be copied, and take three times its memory, which the wasm
/// never gives back.
#[derive(Default)]
struct Tallies(Vec<Vec<(u32, Tally)>>);

/// Tallies of a chunk, as a power of two, and chunks that are kept for the next question (0.7 MB).
const CHUNK: usize = 10;
const CHUNKS_KEPT: usize = 16;

impl Tallies {
    /// Adds an empty tally, and gives its number, from 1.
    #[inline]
    fn push(&mut self, record: u32, used: &mut usize) -> usize {
        let at = *used >> CHUNK;
        if at == self.0.len() {
            self.0.push(Vec::with_capacity(1 << CHUNK));
        }
        if let Some(chunk) = self.0.get_mut(at) {
            chunk.push((record, EMPTY));
        }
        *used += 1;
        *used
    }

    #[inline]
    fn get(&mut self, at: usize) -> Option<&mut Tally> {
        let chunk = self.0.get_mut(at >> CHUNK)?;
        chunk
            .get_mut(at & ((1 << CHUNK) - 1))
            .map(|(_, tally)| tally)
    }

    fn all(&self) -> impl Iterator<Item = &(u32, Tally)> {
        self.0.iter().flatten()
    }

    fn clear(&mut self) {
        self.0.truncate(CHUNKS_KEPT);
        self.0.iter_mut().for_each(Vec::clear);
    }
}

/// Working memory that is kept from question to question: four bytes and a bit for each record of the catalogue, and a
/// tally for each that a question met.
#[derive(Default)]
pub(crate) struct Scratch {
    /// For each record 0, or one more than the place of its tally.
    slots: Vec<u32>,
    tallies: Tallies,
    /// A bit for each record that has all required clauses so far. Small enough to stay in the processor's nearest
    /// cache, where most postings of a long list are refused.
    alive: Vec<u64>,
    /// Steps of long lists, by offset and length, the one used last at the end: who types on asks for the same words again.
    steps: Vec<(u64, usize, Steps)>,
}

impl Scratch {
    /// The steps of a list, where they are known.
    pub(super) fn steps(&self, offset: u64, len: usize) -> &[(u32, u32)] {
        let known = self.steps.iter().find(|k| (k.0, k.1) == (offset, len));
        known.map_or(&[], |known| &known.2)
    }
}

/// Lists whose steps are kept, a quarter of a byte a posting.
const STEPS_KEPT: usize = 24;
/// Shorter lists have no steps.
const STEPS_FROM: u8 = 10;

impl core::fmt::Debug for Scratch {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Scratch")
            .field("records", &self.slots.len())
            .finish_non_exhaustive()
    }
}

/// Walks the lists and gathers every record that matches, unsorted; `None` when files are wanted.
#[cfg_attr(feature = "fast", optimize(speed))]
pub(crate) fn gather(
    lists: &Lists<'_>,
    prepared: &[Prepared],
    leniency: Leniency,
    scratch: &mut Scratch,
    wants: &mut Wants,
) -> Option<Vec<Match>> {
    // Every list first, so that all missing files are asked for at once.
    let mut bodies: Vec<Vec<Cow<'_, [u8]>>> = Vec::with_capacity(prepared.len());
    let mut whole = true;
    for p in prepared {
        let mut of_clause: Vec<Cow<'_, [u8]>> = vec![Cow::Borrowed(&[]); p.candidates.len()];
        let mut postings_left = MOST_POSTINGS;
        // Where each list is, with its place among the candidates: in this order neighbours lie in one file.
        let mut places: Vec<(u64, u32)> = Vec::with_capacity(p.candidates.len());
        for (n, candidate) in p.candidates.iter().enumerate() {
            // Past the budget a list is left out; the likeliest came first.
            if let Entry::List { offset, log2 } = candidate.entry
                && postings_left > 0
            {
                postings_left = postings_left.saturating_sub(1 << log2);
                places.push((offset, n as u32));
            }
        }
        sort_keys(&mut places);
        for (offset, n) in places {
            match lists.body(offset, wants) {
                Some((_, body)) => {
                    let postings = &lists.files.postings;
                    postings.set(postings.get().saturating_add(body.len() as u32));
                    of_clause[n as usize] = body;
                }
                None => whole = false,
            }
        }
        bodies.push(of_clause);
    }
    if !whole {
        return None;
    }
    let Scratch {
        slots,
        tallies,
        alive,
        steps,
    } = scratch;
    let records = lists.root.records as usize;
    if slots.len() != records {
        *slots = vec![0; records];
        *alive = vec![0; records.div_ceil(64)];
    }
    let required = super::required(prepared);
    let words = prepared.len().min(254) as u8;
    let content = content(prepared);
    let last = prepared.len().saturating_sub(1);
    // Of a volume in words only a series typed letter for letter tells: "cities two" is a tale.
    let in_words = |p: &Prepared| is_volume(&p.clause.word) && !is_figures(&p.clause.word);
    let in_words = prepared.iter().any(in_words);
    // The rarest required clause first: after it only records that have all so far are looked at.
    let mut order: Vec<usize> = (0..prepared.len()).collect();
    sort_by_number(&mut order, |n| {
        let size: u64 = prepared[*n]
            .candidates
            .iter()
            .map(|c| 1 << c.entry.log2())
            .sum();
        u64::from(!prepared[*n].clause.required) << 40 | size.min((1 << 40) - 1)
    });
    // Records that have two clauses as one word come in at any time.
    let mut joined: Vec<u32> = Vec::new();
    for (p, of_clause) in prepared.iter().zip(&bodies) {
        for (candidate, body) in p.candidates.iter().zip(of_clause) {
            match candidate.entry {
                _ if !candidate.joins => {}
                Entry::One(posting) => joined.push(posting.record),
                Entry::List { .. } => {
                    postings::each(body, &mut |posting| joined.push(posting.record));
                }
            }
        }
    }
    let (mut so_far, mut met) = (0u16, 0);
    for (now, n) in order.into_iter().enumerate() {
        let (p, of_clause) = (&prepared[n], &bodies[n]);
        let now = now as u8 + 1;
        for (candidate, body) in p.candidates.iter().zip(of_clause) {
            let bits: u16 = if candidate.joins { 0b11 << n } else { 1 << n };
            // Only the heading's own word, or another form of it, makes a whole heading.
            let own = matches!(candidate.how, MatchKind::Exact | MatchKind::Form);
            let of_series = own
                && (!in_words || candidate.how == MatchKind::Exact || is_volume(&p.clause.word));
            let rest = match candidate.how {
                MatchKind::Prefix => (candidate.len as usize).saturating_sub(p.clause.word.len()),
                _ => 0,
            }
            .min(255) as u8;
            let mut take = |posting: Posting| {
                if posting.fields.0 & p.clause.fields.0 == 0
                    || candidate.bold && !posting.fields.any(SEEN)
                {
                    return;
                }
                let Some(slot) = slots.get_mut(posting.record as usize) else {
                    return;
                };
                if *slot == 0 {
                    *slot = tallies.push(posting.record, &mut met) as u32;
                }
                let Some(tally) = tallies.get(*slot as usize - 1) else {
                    return;
                };
                tally.mask |= bits;
                if !candidate.bold {
                    tally.typed |= bits;
                    if posting.fields.any(SEEN) {
                        tally.seen |= bits;
                    }
                }
                if tally.now != now {
                    tally.sum += tally.best;
                    tally.best = 0.0;
                    tally.title_sum += tally.title_best;
                    tally.title_best = 0.0;
                    tally.now = now;
                }
                let score = share(p, candidate, &posting);
                let better = score > tally.best;
                if better {
                    tally.best = score;
                }
                if posting.fields.any(Fields::SUBJECT) && own {
                    let heading = posting.heading_words();
                    let whole = heading == words || u32::from(heading) == content.count_ones();
                    tally.headed |= u16::from(whole) << n;
                }
                tally.prior = tally.prior.max(posting.prior());
                if own && posting.fields.any(SEEN) {
                    tally.sure |= bits;
                }
                if posting.fields.any(Fields::OTHER_TITLE) {
                    tally.other |= 1 << n;
                }
                if posting.fields.any(Fields::SERIES) && of_series {
                    tally.series |= 1 << n;
                }
                if posting.fields.any(Fields::TITLE) {
                    let value = if p.clause.common {
                        score
                    } else {
                        meant(p, candidate)
                    };
                    tally.title_best = tally.title_best.max(value);
                    tally.length = match tally.length {
                        0 => posting.title_words(),
                        length => length.min(posting.title_words()),
                    };
                    if own {
                        tally.titled |= 1 << n;
                    }
                    // Of two places the one that goes on where the word before stopped.
                    let next = match n {
                        0 => 0,
                        _ if n < PLACED && tally.place[n - 1] < ARTICLE => tally.place[n - 1] + 1,
                        _ => 0,
                    };
                    if n < PLACED
                        && posting.place < 255
                        && (tally.place[n] == 255
                            || posting.place == next
                            || (candidate.how == MatchKind::Exact && tally.place[n] != next))
                    {
                        tally.place[n] = posting.place;
                        if n == last {
                            tally.rest = rest;
                        }
                    }
                }
            };
            // Until a required clause was met every record may come in.
            let among = (so_far != 0).then_some(&alive[..]);
            match (candidate.entry, body) {
                (Entry::One(posting), _) => {
                    if among.is_none_or(|alive| postings::has(alive, posting.record)) {
                        take(posting);
                    }
                }
                (Entry::List { offset, log2 }, body) => {
                    let known: &[_] = match among {
                        Some(_) if log2 >= STEPS_FROM => steps_of(steps, offset, body),
                        _ => &[],
                    };
                    postings::each_among(body, among, known, take);
                }
            }
        }
        if !leniency.has(Leniency::SOME) && p.clause.required {
            so_far |= 1 << n;
            alive.fill(0);
            for (record, tally) in tallies.all() {
                if tally.mask & so_far == so_far {
                    postings::add(alive, *record);
                }
            }
            joined
                .iter()
                .for_each(|record| postings::add(alive, *record));
        }
    }
    // A beginning that only sorts: whether the word before it goes on so.
    if let [.., before, beginning] = prepared
        && beginning.clause.only_sorts()
        && let Some(of_clause) = bodies.get(last - 1)
    {
        let among = (so_far != 0).then_some(&alive[..]);
        let mut take = |posting: Posting| {
            let slot = slots.get(posting.record as usize).copied().unwrap_or(0);
            let Some(tally) = (slot as usize)
                .checked_sub(1)
                .and_then(|at| tallies.get(at))
            else {
                return;
            };
            if tally.mask & 1 << last != 0 || posting.fields.0 & before.clause.fields.0 == 0 {
                return;
            }
            let Some(begun) = goes_on(beginning, &posting) else {
                return;
            };
            tally.mask |= 1 << last;
            tally.sum += begun.share;
            if begun.fields.any(Fields::TITLE) {
                tally.title_sum += begun.meant;
                tally.titled |= u16::from(begun.rest == 0) << last;
                if let Some(place) = tally.place.get_mut(last) {
                    (*place, tally.rest) = (begun.place, begun.rest);
                }
            }
        };
        for (candidate, body) in before.candidates.iter().zip(of_clause) {
            match candidate.entry {
                Entry::One(posting) => take(posting),
                Entry::List { offset, log2 } => {
                    let known: &[_] = match among {
                        Some(_) if log2 >= STEPS_FROM => steps_of(steps, offset, body),
                        _ => &[],
                    };
                    postings::each_called(body, among, known, &mut take);
                }
            }
        }
    }
    let asked = required.count_ones();
    // Most of the words, as VuFind and Blacklight do: two or three may lack one, more may lack a third.
    let enough = if !leniency.has(Leniency::SOME) || asked < 2 {
        asked
    } else {
        // A word that stands nowhere says nothing of what was meant.
        let met = tallies.all().fold(0, |met, (_, t)| met | t.mask) & required;
        let enough = (asked - (asked / 3).max(1)).min(met.count_ones());
        // What has the most of them, rather than nothing.
        let has = |t: &Tally| (t.mask & required).count_ones();
        let most = tallies.all().map(|(_, t)| has(t)).max().unwrap_or(0);
        let fewer = leniency.has(Leniency::MOST) && most < enough;
        if fewer { most } else { enough }.max(1)
    };
    // The number of a volume says nothing where its series is missing.
    let named = prepared.iter().enumerate();
    let named = named.filter(|(_, p)| p.clause.required && !is_small(&p.clause.word));
    let named = named.fold(0u16, |bits, (n, _)| bits | 1 << n);
    let is_match = |tally: &Tally| {
        let has = tally.mask & required;
        let bold = has & !tally.typed;
        has.count_ones() >= enough
            && (named == 0 || has & named != 0)
            && (bold == 0 || (has & !tally.seen).count_ones() == 1)
    };
    let count = tallies.all().filter(|(_, tally)| is_match(tally)).count();
    let mut out = Vec::with_capacity(count);
    for (record, tally) in tallies.all() {
        slots[*record as usize] = 0;
        if !is_match(tally) {
            continue;
        }
        let (score, way, earned) = total(tally, prepared, content);
        out.push(Match {
            record: *record,
            score,
            way,
            earned,
            level: tally.prior,
            mask: tally.mask,
            sure: tally.sure,
            begun: way == Way::Title && tally.rest >= UNFINISHED,
        });
    }
    tallies.clear();
    Some(out)
}

/// The steps of a list; they are kept.
fn steps_of<'a>(
    kept: &'a mut Vec<(u64, usize, Steps)>,
    offset: u64,
    body: &[u8],
) -> &'a [(u32, u32)] {
    match kept.iter().position(|k| (k.0, k.1) == (offset, body.len())) {
        Some(at) => to_end(kept, at),
        None => {
            if kept.len() >= STEPS_KEPT {
                to_end(kept, 0);
                kept.pop();
            }
            kept.push((offset, body.len(), postings::steps(body)));
        }
    }
    kept.last().map_or(&[], |own| &own.2)
}

/// The likeliest of the ways in which someone may have come to type this query for that record: words
/// remembered of it, its heading, its series with the number, its title from the beginning. Who types a
/// heading or a title does not pick words at random, so for those it does not matter how many words
/// there are to pick from. The score, the way, and what the way earns beside the words.
#[cfg_attr(feature = "fast", optimize(speed))]
fn total(tally: &Tally, prepared: &[Prepared], content: u16) -> (f32, Way, f32) {
    let all = |bits: u16| bits & content == content;
    let mut words = content.count_ones() as usize;
    let (neighbours, run) = title_order(tally, prepared);
    let (question, in_title) = match words < prepared.len() {
        true => question(tally, prepared),
        false => (0.0, 0.0),
    };
    let (way, earned) = if all(tally.headed) {
        if tally.headed.count_ones() as usize == prepared.len() {
            words = prepared.len();
        }
        let words = words as f32;
        (Way::Heading, 4.0 + words * (1.4 + ln(1.0 + words)))
    } else if all(tally.series) && prepared.iter().any(|p| is_volume(&p.clause.word)) {
        (Way::Series, 4.0 + words as f32 * 1.4)
    } else {
        (Way::Words, neighbours)
    };
    let earned = earned + question;
    let bag = tally.sum + tally.best + earned;
    let prior = prior(tally.prior);
    let run = run.map(|earned| earned + in_title);
    match run.map(|earned| (tally.title_sum + tally.title_best + earned, earned)) {
        Some((title, earned)) if title >= bag => (title + prior, Way::Title, earned),
        _ => (bag + prior, way, earned),
    }
}

/// The number of a volume, as people type it: "2", "two", "2nd", "second".
fn is_volume(word: &str) -> bool {
    is_number(word) || is_ordinal(word)
}

/// The clauses that name what is asked for, as bits: all, but of a question its content alone.
fn content(prepared: &[Prepared]) -> u16 {
    let question = prepared.iter().any(|p| p.clause.filler);
    let clauses = prepared.iter().enumerate();
    clauses
        .filter(|(_, p)| !(question && p.clause.common))
        .fold(0, |bits, (n, _)| bits | 1 << n)
}

/// A number in figures, an ordinal or not.
fn is_figures(word: &str) -> bool {
    word.as_bytes().first().is_some_and(u8::is_ascii_digit)
}

/// A number of one or two digits, or in words.
fn is_small(word: &str) -> bool {
    is_number(word) && !(word.len() > 2 && is_figures(word))
}

/// What the words of a question earn where all that was typed stands in title, names or series: then they are a title's, as
/// in "The Book Thief", and count as any word does. The second for the way of the title.
fn question(tally: &Tally, prepared: &[Prepared]) -> (f32, f32) {
    let (mut bag, mut title) = (0.0, 0.0);
    for (n, p) in prepared.iter().enumerate() {
        let placed = tally.place.get(n).is_some_and(|place| *place < 255);
        if (p.clause.required || p.clause.filler) && tally.sure >> n & 1 == 0 && !placed {
            return (0.0, 0.0);
        }
        if p.clause.filler {
            let (one, other) = full(p);
            bag += one;
            title += other;
        }
    }
    (bag, title)
}

/// What neighbours in the title earn; and, when the query is the title's beginning, what that earns.
#[cfg_attr(feature = "fast", optimize(speed))]
fn title_order(tally: &Tally, prepared: &[Prepared]) -> (f32, Option<f32>) {
    let n = prepared.len().min(PLACED);
    let (mut counted, mut in_order, mut beyond) = (0u32, 0u32, 0u32);
    // Words since the last one with a place: common ones, and ones that stood in the title before. A word has
    // one place, so a second "the" has none of its own.
    let mut between = 0;
    let mut last: Option<u8> = None;
    // Common words that the title does not have.
    let mut lacking = 0u8;
    let mut broken = false;
    for (c, p) in prepared.iter().enumerate() {
        let place = tally.place.get(c).copied().filter(|place| *place < ARTICLE);
        let again = prepared[..c].iter().any(|q| q.clause.word == p.clause.word);
        match place {
            Some(place) if !again || last.is_none_or(|last| place > last) => {
                counted += 1;
                let least = last.map_or(0, |last| last + 1);
                if place >= least && place - least <= between {
                    in_order += 1;
                } else {
                    broken = true;
                }
                broken |= beyond > 0;
                last = Some(place);
                between = 0;
            }
            Some(_) => between += 1,
            None if c == 0 && tally.place[0] == ARTICLE => {}
            // Past the words whose places are kept, and in the subtitle.
            None if c >= n && tally.titled & 1 << c != 0 => between += 1,
            None if tally.other & 1 << c != 0 && counted > 0 => beyond += 1,
            None if p.clause.common && (!p.clause.prefix || p.clause.filler) => {
                let lacks = tally.titled & 1 << c == 0;
                lacking += u8::from(lacks);
                // Before the first word of the title it stands for none that was not typed: "the stars" is no "Rock Star".
                between += u8::from(!lacks || last.is_some());
            }
            None => broken = true,
        }
    }
    let Some(last) = last else {
        return (0.0, None);
    };
    let neighbours = if counted > 1 {
        NEIGHBOURS * (in_order - u32::from(!broken).min(in_order)) as f32 / (counted - 1) as f32
    } else {
        0.0
    };
    let missing = tally.length.saturating_sub(last + 1 + between);
    if broken || (beyond > 0 && missing > 0) {
        return (neighbours, None);
    }
    let rest = f32::from(tally.rest) + 6.0 * f32::from(missing);
    let mut earned = if beyond > 0 {
        TITLE_AND_MORE
    } else if rest > 0.0 {
        // The less there is left to type, the likelier the next letters are these.
        let typed: usize = prepared.iter().map(|p| p.clause.word.len() + 1).sum();
        2.1 - 1.5 * ln((1.0 + rest / typed as f32).max(1.4))
    } else if tally.titled.count_ones() >= counted {
        WHOLE_TITLE
    } else {
        NEARLY_WHOLE
    };
    earned -= LACKS_COMMON * f32::from(lacking);
    // "the b" means a title that begins with "The B…": the article was typed for a reason.
    if tally.place[0] == ARTICLE && is_article(&prepared[0].clause.word) {
        earned += ARTICLE_TYPED;
    }
    (neighbours, Some(earned))
}
