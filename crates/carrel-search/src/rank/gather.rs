//! Adding up what each record has of the clauses.

use super::weigh::{ln, prior, share};
use super::{Lists, Match, Prepared};
use crate::analysis::is_article;
use crate::files::Wants;
use crate::pack::postings::{self, ARTICLE, Entry, Fields, Posting};
use crate::wire::MatchKind;

/// Postings one clause may walk: bounds a keystroke's cost whatever is typed.
const MOST_POSTINGS: usize = 400_000;
/// Clauses whose title places are kept.
const PLACED: usize = 8;

/// What is known of one record while clauses are added up.
#[derive(Clone, Copy, Debug, Default)]
struct Tally {
    sum: f32,
    best: f32,
    mask: u32,
    now: u8,
    /// Words of the title proper.
    length: u8,
    prior: u8,
    /// Clauses found in a main heading of exactly as many words as the query has.
    headed: u8,
    place: [u8; PLACED],
}

/// Working memory that is kept from question to question.
#[derive(Default)]
pub(crate) struct Scratch {
    tallies: Vec<Tally>,
    touched: Vec<u32>,
}

impl core::fmt::Debug for Scratch {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Scratch")
            .field("records", &self.tallies.len())
            .finish_non_exhaustive()
    }
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
    let Scratch { tallies, touched } = scratch;
    if tallies.len() != lists.root.records as usize {
        tallies.clear();
        tallies.resize(lists.root.records as usize, Tally::default());
    }
    let words = prepared.len().min(254) as u8;
    for (n, (p, of_clause)) in prepared.iter().zip(&bodies).enumerate() {
        let now = n as u8 + 1;
        for (candidate, body) in p.candidates.iter().zip(of_clause) {
            let bits = if candidate.joins { 0b11 << n } else { 1 << n };
            // Only the heading's own word, or another form of it, makes a whole heading.
            let own = matches!(candidate.how, MatchKind::Exact | MatchKind::Form);
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
                let score = share(p, candidate, &posting);
                let better = score > tally.best;
                if better {
                    tally.best = score;
                }
                if posting.heading == words && own && tally.headed == n as u8 {
                    tally.headed += 1;
                }
                if posting.fields.any(Fields::TITLE) {
                    tally.length = posting.title_words();
                    tally.prior = posting.prior();
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
        if (tally.mask & required).count_ones() < enough {
            continue;
        }
        out.push(Match {
            record,
            score: tally.sum + tally.best + whole_bonus(&tally, prepared) + prior(tally.prior),
            mask: tally.mask,
        });
    }
    Some(out)
}

/// What a query earns that is more than its words: the whole title or its beginning, a whole heading,
/// neighbours in the title. Someone who types those does not pick words at random, so what single
/// words lost by standing in a long title or heading is given back.
fn whole_bonus(tally: &Tally, prepared: &[Prepared]) -> f32 {
    let heading = if usize::from(tally.headed) == prepared.len() {
        heading_bonus(prepared.len())
    } else {
        0.0
    };
    heading.max(title_bonus(tally, prepared))
}

/// What a whole heading of so many words earns.
fn heading_bonus(words: usize) -> f32 {
    let words = words as f32;
    4.0 + words * (1.4 + ln(1.0 + words))
}

fn title_bonus(tally: &Tally, prepared: &[Prepared]) -> f32 {
    let n = prepared.len().min(PLACED);
    let mut counted = 0u32;
    let mut weighed = 0u32;
    let mut wanted = 0;
    let mut first = 255;
    let mut last = 255;
    let mut in_order = 0u32;
    for (clause, place) in prepared.iter().zip(tally.place).take(n) {
        let placed = place < ARTICLE;
        if clause.clause.required || placed {
            wanted += 1;
        }
        if placed {
            if counted == 0 {
                first = place;
            } else if place == last + 1 {
                in_order += 1;
            }
            counted += 1;
            weighed += u32::from(!clause.clause.common);
            last = place;
        }
    }
    if counted == 0 {
        return 0.0;
    }
    let length = ln(f32::from(tally.length.max(1)));
    let run = in_order + 1 == counted;
    let mut bonus = 0.0;
    if counted > 1 {
        bonus += 0.8 * in_order as f32 / (counted - 1) as f32;
    }
    if counted == wanted && prepared.len() <= PLACED && first == 0 && run {
        bonus += (weighed as f32 - 1.0) * length;
        // "the b" means a title that begins with "The B…": the article was typed for a reason.
        if is_article(&prepared[0].clause.word) && tally.place[0] == ARTICLE {
            bonus += 4.5;
        }
        if counted == u32::from(tally.length) {
            // Always more than a heading of the same words earns.
            bonus += heading_bonus(prepared.len()) + 1.5;
        }
    }
    bonus
}
