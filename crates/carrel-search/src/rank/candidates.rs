//! The words of the dictionary that may stand for a clause.

use super::apart::like_of;
use super::{Candidate, Leniency, Lists, Prepared, after_prefix, weigh};
use crate::analysis::{forms, is_ideograph};
use crate::files::Wants;
use crate::order::{best_first, keep, sort_by_number, to_end};
use crate::other_words::same;
use crate::pack::postings::Entry;
use crate::query::Clause;
use crate::spelling::{self, Cost, Speller};
use crate::walk::walk;
use crate::wire::MatchKind;

/// Logarithm of how likely another form of the word was meant, and the word and the next written as one.
const FORM: f32 = -4.5;
const JOINED: f32 = -0.5;
/// The same for a number or a short form written the other way.
const SAME: f32 = -1.5;

/// A word that one record alone has, or one of so many, may be a slip where a neighbour is eight times as common, as a logarithm;
/// who typed any other known word knew what to type.
const SLIP: u8 = 3;
const SLIPS: u32 = 4096;
/// A word of fewer records than this, as a logarithm, may stand for one that is farther than what is allowed, as an unknown one may.
const RARE: u8 = 4;
/// A word that may go on does so from so many letters on.
const BEGUN: usize = 4;
/// The least rarity of a word that the catalogue does not have: words that may stand for it are many and tell nothing of it.
const UNKNOWN: f32 = 6.0;

/// Lists of a word's beginnings that are looked up at most; the commonest are taken. A single letter begins
/// too many words for all of their lists to be worth their bytes, unless other words are there to narrow it.
fn most_beginnings(letters: usize, alone: bool) -> usize {
    match (letters, alone) {
        (0..=1, true) => 48,
        (_, true) => 300,
        (_, false) => 900,
    }
}
/// Words of one record among a word's beginnings: they cost no list.
const MOST_SINGLES: usize = 3_000;
/// Spellings of a word that are looked up at most.
const MOST_SPELLINGS: usize = 64;
/// Edges of the dictionary that the beginnings of a word may take.
const BEGIN_STEPS: u32 = 20_000;
/// Edges that the spellings of a query may take in all its passes: bounds the cost of a pasted page.
const SPELL_STEPS: u32 = 250_000;

/// A word of the dictionary, its entry, and how far it is from what was typed.
type Spelling = (String, Entry, Cost);

/// What was found for a query so far, so that a more lenient pass goes on where the one before stopped, and what may
/// still be spent on more. The spellings stay for the queries that follow: who types on changes the last word alone.
#[derive(Debug, Default)]
pub(crate) struct Spelled {
    steps: u32,
    /// The clauses as they were typed.
    typed: Vec<Prepared>,
    /// The same with near and far spellings, for the pass that looks farther still.
    pub(crate) nearer: Vec<Prepared>,
    found: Vec<Spellings>,
}

/// Near spellings of a word, the likeliest [`MOST_SPELLINGS`].
#[derive(Debug)]
struct Spellings {
    word: String,
    /// Those with another first letter, and how much it may cost; `None` = those with the same.
    other_first: Option<Cost>,
    /// What they may cost.
    allowed: Cost,
    list: Vec<Spelling>,
    /// What finding them cost: whoever finds them here pays the same, so that answers do not depend on what was asked before.
    steps: u32,
}

/// Words whose spellings stay.
const KEPT: usize = 32;

impl Spelled {
    /// For the next query.
    pub(crate) fn begin(&mut self) {
        self.steps = SPELL_STEPS;
        self.typed.clear();
        self.nearer.clear();
        let over = self.found.len().saturating_sub(KEPT);
        self.found.drain(..over);
    }

    /// For the next pass over the same query: what was prepared without other spellings.
    pub(crate) fn again(&mut self, prepared: Vec<Prepared>) {
        self.typed = prepared;
    }
}

/// Finds the candidates of every clause; `None` when files are wanted.
pub(crate) fn prepare(
    lists: &Lists<'_>,
    clauses: &[Clause],
    leniency: Leniency,
    spelled: &mut Spelled,
    wants: &mut Wants,
) -> Option<Vec<Prepared>> {
    let mut whole = true;
    let mut prepared = match leniency.has(Leniency::WIDE) {
        true => core::mem::take(&mut spelled.nearer),
        false => spelled.typed.clone(),
    };
    if prepared.is_empty() {
        let alone = clauses.iter().filter(|c| !c.filler).count() == 1;
        for (n, clause) in clauses.iter().enumerate() {
            let next = clauses
                .get(n + 1)
                .filter(|c| c.phrase == clause.phrase && c.fields == clause.fields);
            match as_typed(lists, clause, next, alone, wants) {
                Some(p) => prepared.push(p),
                None => whole = false,
            }
        }
        if !whole {
            return None;
        }
    }
    // What a strict pass prepared is given back by who asked when it was not enough ([`Spelled::again`]).
    if leniency.has(Leniency::SPELLING) && spelled.typed.is_empty() {
        spelled.typed = prepared.clone();
    }
    if leniency.has(Leniency::SPELLING) {
        let short = clauses.len() <= 3;
        // Of two known words, whatever stands between them, a rare one may have another first letter, too: "kat in the hat".
        let asked = || prepared.iter().filter(|p| p.clause.required);
        let two = asked().count() <= 2 && asked().all(Prepared::is_known);
        // What may be spent goes to the words that the catalogue does not have first.
        for known in [false, true] {
            for p in &mut prepared {
                let passed = p.clause.phrase.is_some() || p.clause.only_sorts() || p.clause.filler;
                if p.is_known() != known || (known && !leniency.has(Leniency::KNOWN)) || passed {
                    continue;
                }
                let own = p.own();
                // A few letters that may go on are not worth it at each key.
                let begun = p.clause.prefix && p.clause.word.len() < BEGUN;
                if leniency.has(Leniency::WIDE) && (begun || own.is_some_and(|own| own >= RARE)) {
                    continue;
                }
                // So few have it that it may be a slip.
                let few = |own: u8| own == 0 || lists.root.records >> own >= SLIPS;
                let reach = Reach {
                    far: leniency.has(Leniency::FAR)
                        && (!known || short || two && own.is_some_and(few)),
                    wide: leniency.has(Leniency::WIDE),
                    short,
                };
                match spellings(lists, &p.clause, reach, spelled, wants) {
                    Some(list) => {
                        for (text, entry, cost) in list {
                            let slip = |own| few(own) && entry.log2() >= own + SLIP;
                            let bold =
                                leniency.has(Leniency::WIDE) || own.is_some_and(|own| !slip(own));
                            if !p.has_word(&text) {
                                let like = like_of(cost);
                                p.push(&text, (MatchKind::Spelling, like, false), entry);
                                if let Some(candidate) = p.candidates.last_mut() {
                                    candidate.bold = bold;
                                }
                            }
                        }
                    }
                    None => whole = false,
                }
            }
        }
    }
    for p in &mut prepared {
        // The rarity is the word's own; when there is none, that of all that may stand for it together.
        let mut shared = 0u32;
        let mut own = None;
        for candidate in &p.candidates {
            if candidate.how == MatchKind::Exact {
                match lists.count(candidate.entry, wants) {
                    Some(count) => own = Some(count),
                    None => whole = false,
                }
            } else {
                // Near enough, without a look at hundreds of lists.
                let log2 = candidate.entry.log2();
                shared = shared.saturating_add((3 << log2.min(28)) / 2);
            }
        }
        let records = lists.root.records;
        p.idf = weigh::idf(records, own.unwrap_or(shared.min(records)));
        if own.is_none() && leniency.has(Leniency::SPELLING) {
            p.idf = p.idf.max(UNKNOWN);
        }
        sort_by_number(&mut p.candidates, |c| {
            u64::from(best_first(c.like)) << 8 | u64::from(255 - c.entry.log2())
        });
    }
    whole.then_some(prepared)
}

/// The candidates that need no other spelling: the word, its other forms, it and the next as one, its beginnings.
fn as_typed(
    lists: &Lists<'_>,
    clause: &Clause,
    next: Option<&Clause>,
    alone: bool,
    wants: &mut Wants,
) -> Option<Prepared> {
    let word = clause.word.as_str();
    let mut out = Prepared {
        clause: clause.clone(),
        candidates: Vec::new(),
        texts: String::new(),
        idf: 0.0,
    };
    let mut whole = true;
    let mut look = |out: &mut Prepared, text: &str, what| match lists.lookup(text, wants) {
        Some(Some(entry)) if !out.has_word(text) => out.push(text, what, entry),
        Some(_) => {}
        None => whole = false,
    };
    // Whether the word before it goes on so, that word's postings tell (`Posting::next`): all words that begin so, and their lists,
    // would be most of what is fetched while someone types. One letter is seldom a word.
    if clause.only_sorts() && word.len() == 1 {
        return Some(out);
    }
    look(&mut out, word, (MatchKind::Exact, 0.0, false));
    if clause.only_sorts() {
        return whole.then_some(out);
    }
    if clause.phrase.is_none() {
        for form in forms(word) {
            // Another form that is also a beginning is at least as likely as any other beginning.
            let like = match clause.prefix && form.starts_with(word) {
                true => FORM.max(weigh::begun(word, form.len())),
                false => FORM,
            };
            look(&mut out, &form, (MatchKind::Form, like, false));
        }
        for other in same(word) {
            look(&mut out, &other, (MatchKind::Form, SAME, false));
        }
        if let Some(next) = next {
            let mut joined = String::from(word);
            joined.push_str(&next.word);
            look(&mut out, &joined, (MatchKind::Spelling, JOINED, true));
        }
    }
    // One character of a script without spaces stands at the beginning of pairs, and alone at the end of a row.
    if !clause.prefix && !is_ideograph(word) {
        return whole.then_some(out);
    }
    whole &= beginnings(lists, &mut out, alone, wants);
    whole.then_some(out)
}

/// Adds the words that begin with the clause's: the commonest, and those of one record. False when files are wanted.
fn beginnings(lists: &Lists<'_>, out: &mut Prepared, alone: bool, wants: &mut Wants) -> bool {
    let Prepared {
        clause,
        candidates,
        texts,
        ..
    } = out;
    let word = clause.word.as_str();
    let end = after_prefix(word.as_bytes());
    let Some(maps) = lists.words(word.as_bytes(), end.as_deref(), wants) else {
        return false;
    };
    let own = candidates.len();
    let mut found: Vec<Candidate> = Vec::new();
    // How many there are of each frequency, singles as 0.
    let mut counts = [0usize; 32];
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
                    let entry = Entry::unpack(value);
                    counts[usize::from(entry.log2() & 31)] += 1;
                    found.push(Candidate {
                        at: texts.len() as u32,
                        len: text.len() as u32,
                        how: MatchKind::Prefix,
                        like: weigh::begun(word, text.len()),
                        entry,
                        joins: false,
                        bold: false,
                    });
                    texts.push_str(text);
                }
                true
            },
        );
    }
    let edges = &lists.files.edges;
    edges.set(edges.get() + BEGIN_STEPS - steps);
    // The rarest frequency of which not all lists fit any more; of that one, and of singles, the shortest words stay.
    let mut left = most_beginnings(word.chars().count(), alone);
    let mut rarest = 31;
    while rarest > 0 && counts[rarest] <= left {
        left -= counts[rarest];
        rarest -= 1;
    }
    let of = |c: &Candidate| usize::from(c.entry.log2() & 31);
    let length = |c: &Candidate| c.len.min(255) as usize;
    // How many of each length stay: of singles, and of that frequency.
    let mut rooms = [[0usize; 256]; 2];
    for c in &found {
        if of(c) == 0 || of(c) == rarest {
            rooms[usize::from(of(c) > 0)][length(c)] += 1;
        }
    }
    for (room, mut left) in rooms.iter_mut().zip([MOST_SINGLES, left]) {
        for count in room {
            *count = left.min(*count);
            left -= *count;
        }
    }
    let text = |c: &Candidate| &texts[c.at as usize..(c.at + c.len) as usize];
    keep(&mut found, |c| {
        let class = of(c);
        if class != 0 && class < rarest {
            return false;
        }
        if class == 0 || class == rarest {
            let room = &mut rooms[usize::from(class > 0)][length(c)];
            if *room == 0 {
                return false;
            }
            *room -= 1;
        }
        let same = |o: &Candidate| o.len == c.len && text(o) == text(c);
        !candidates[..own].iter().any(same)
    });
    candidates.append(&mut found);
    true
}

/// Which spellings are looked for.
#[derive(Clone, Copy)]
struct Reach {
    /// Those with another first letter, too, in a query of few words with more than a letter wrong.
    far: bool,
    short: bool,
    /// Those with the same, beyond what is allowed, and no others.
    wide: bool,
}

/// Words spelled nearly like the clause's: word, entry, cost; the nearest and commonest first.
fn spellings(
    lists: &Lists<'_>,
    clause: &Clause,
    Reach { far, short, wide }: Reach,
    spelled: &mut Spelled,
    wants: &mut Wants,
) -> Option<Vec<Spelling>> {
    let word = clause.word.as_str();
    let letters = word.chars().count();
    let first = &word[..word.chars().next().map_or(0, char::len_utf8)];
    // Of a number and of a pair of characters any other one is another.
    if word.bytes().all(|b| b.is_ascii_digit()) || is_ideograph(first) {
        return Some(Vec::new());
    }
    let allowed = if wide {
        spelling::wider(letters)
    } else {
        spelling::allowed(letters)
    };
    let mut all: Vec<Spelling> = Vec::new();
    // The first letter is seldom wrong, and seldom gives another word: only when little else is found, and
    // in long queries only for words that the catalogue does not have, all words are looked through.
    for other_first in [false, true] {
        if other_first && (!far || wide) {
            break;
        }
        let Spelled { steps, found, .. } = spelled;
        let more = other_first.then_some(if short { 40 } else { 0 });
        let known = |s: &Spellings| {
            s.word == word && (s.other_first, s.allowed) == (more, allowed) && s.steps <= *steps
        };
        if let Some(at) = found.iter().position(known) {
            // The one used last goes last.
            to_end(found, at);
            if let Some(known) = found.last() {
                *steps -= known.steps;
                all.extend_from_slice(&known.list);
            }
            continue;
        }
        let Some(mut speller) = Speller::new(word, allowed) else {
            return Some(Vec::new());
        };
        let prefix = if other_first { "" } else { first };
        if let Some(more) = more {
            speller.other_first(more);
        }
        let end = after_prefix(prefix.as_bytes());
        let maps = lists.words(prefix.as_bytes(), end.as_deref(), wants)?;
        let mut list: Vec<Spelling> = Vec::new();
        let before = *steps;
        for map in maps {
            walk(
                map,
                prefix.as_bytes(),
                Some(&mut speller),
                steps,
                &mut |key, value, cost| {
                    if cost > 0
                        && let Ok(text) = core::str::from_utf8(key)
                        && (!other_first || !text.starts_with(first))
                    {
                        list.push((text.to_owned(), Entry::unpack(value), cost));
                    }
                    true
                },
            );
        }
        let edges = &lists.files.edges;
        edges.set(edges.get() + before - *steps);
        likeliest(&mut list);
        all.extend_from_slice(&list);
        // A walk that was cut short is no more than it could pay for.
        if *steps > 0 {
            found.push(Spellings {
                word: word.to_owned(),
                other_first: more,
                allowed,
                list,
                steps: before - *steps,
            });
        }
    }
    likeliest(&mut all);
    Some(all)
}

/// The likeliest spellings, in order.
fn likeliest(all: &mut Vec<Spelling>) {
    sort_by_number(all, |(text, entry, cost)| {
        // A word ten times as common makes up for a tenth of an edit or so.
        let cost = (u64::from(*cost) + 40).saturating_sub(3 * u64::from(entry.log2()));
        cost << 40 | u64::from(!entry.log2()) << 32 | text.len() as u64
    });
    all.truncate(MOST_SPELLINGS);
}
