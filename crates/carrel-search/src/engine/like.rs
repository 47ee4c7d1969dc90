//! More like this: the records that share most with one, and what it is that they share.
//!
//! What is shared counts by its rarity, as words do in a search: two books about "Deserts" are more alike than two
//! about "Juvenile fiction". Headings count in full, their first parts ("Dogs" of "Dogs -- Fiction") less, the author and
//! the series beside them. A heading of more than [`MOST_RECORDS`] records says too little to be walked. Cost: one walk over the
//! lists of the record's own headings, and a sort of at most [`MOST_POSTINGS`] postings.

use super::Engine;
use crate::analysis::fold;
use crate::files::Wants;
use crate::order::{best_first, sort_by_number};
use crate::pack::{FileRef, dict, postings};
use crate::rank::ln;
use crate::wire::{Alike, Card, HeadingKind, Shared};

/// Postings that are added up for one question; the rarest lists come first.
const MOST_POSTINGS: usize = 12_000;
/// Records of a heading that may be a reason.
const MOST_RECORDS: usize = 4_000;
/// Headings below the same first part that are looked at.
const MOST_BELOW: usize = 200;
/// What the first part alone is worth of what the whole heading is worth; what author and series are.
const FIRST_PART: f32 = 0.4;
const AUTHOR: f32 = 0.6;
const SERIES: f32 = 0.8;
/// Records whose cards are looked at for each one wanted: other editions of the same work are left out.
const LOOK: usize = 3;

/// Something that other records may share.
struct Reason {
    shared: Shared,
    worth: f32,
    records: Vec<u32>,
}

impl Engine {
    /// The records most like one, best first, with what they share, strongest first; and the files that are missing
    /// for it: supply them and ask again. `None` inside when there is no such record.
    pub fn like(&mut self, id: &str, limit: usize) -> (Option<Option<Vec<Alike>>>, Vec<FileRef>) {
        let mut wants = Wants::default();
        let found = self.alike(id, limit, &mut wants);
        if wants.0.is_empty() {
            self.files.trim();
        }
        (found, wants.0)
    }

    fn alike(&self, id: &str, limit: usize, wants: &mut Wants) -> Option<Option<Vec<Alike>>> {
        let Some((record, own, _)) = self.position_of(id, wants)? else {
            return Some(None);
        };
        let reasons = self.reasons(record, wants)?;
        let mut sums: Vec<(u32, f32)> = Vec::new();
        let mut left = MOST_POSTINGS;
        for reason in &reasons {
            if reason.records.len() > left {
                break;
            }
            left -= reason.records.len();
            sums.extend(reason.records.iter().map(|r| (*r, reason.worth)));
        }
        sort_by_number(&mut sums, |(r, _)| u64::from(*r));
        let mut best: Vec<(u32, f32)> = Vec::new();
        for (r, worth) in sums.into_iter().filter(|(r, _)| *r != record) {
            match best.last_mut() {
                Some(last) if last.0 == r => last.1 += worth,
                _ => best.push((r, worth)),
            }
        }
        sort_by_number(&mut best, |(r, worth)| {
            u64::from(best_first(*worth)) << 32 | u64::from(*r)
        });
        best.truncate(limit.saturating_mul(LOOK));
        let records: Vec<u32> = best.iter().map(|(r, _)| *r).collect();
        let cards = self.cards(&records, wants)?;
        let mut shown = vec![work(&own)];
        let mut out = Vec::new();
        for (card, (r, score)) in cards.into_iter().zip(best) {
            let of = work(&card);
            if out.len() == limit || shown.contains(&of) {
                continue;
            }
            shown.push(of);
            let has = |reason: &&Reason| reason.records.binary_search(&r).is_ok();
            let shared = reasons
                .iter()
                .filter(has)
                .map(|reason| reason.shared.clone());
            out.push(Alike {
                card,
                score,
                shared: shared.collect(),
            });
        }
        Some(Some(out))
    }

    /// Everything the record may share, strongest first.
    fn reasons(&self, record: u32, wants: &mut Wants) -> Option<Vec<Reason>> {
        let Some((bib, _)) = self.decoded(record, wants)? else {
            return Some(Vec::new());
        };
        // List, what is shown, whether all that begins with it counts, share of its worth.
        let mut asked: Vec<(HeadingKind, String, bool, f32)> = Vec::new();
        for subject in &bib.subjects {
            asked.push((HeadingKind::Subject, subject.heading(), false, 1.0));
            if let Some(part) = subject.parts.first() {
                asked.push((HeadingKind::Subject, part.clone(), true, FIRST_PART));
            }
        }
        for genre in &bib.genres {
            asked.push((HeadingKind::Subject, genre.clone(), false, 1.0));
        }
        for series in &bib.series {
            asked.push((HeadingKind::Series, series.title.clone(), false, SERIES));
        }
        for who in bib.contributors.iter().take(3) {
            asked.push((HeadingKind::Author, who.name.clone(), false, AUTHOR));
        }
        let mut reasons: Vec<Reason> = Vec::new();
        let mut whole = true;
        for (kind, text, below, share) in asked {
            if reasons
                .iter()
                .any(|r| r.shared.text == text && r.shared.kind == kind)
            {
                continue;
            }
            let Some(records) = self.under(kind, &text, below, wants) else {
                whole = false;
                continue;
            };
            let count = records.len() as u32;
            if count > 1 {
                reasons.push(Reason {
                    worth: share * ln(self.root.records.max(count) as f32 / count as f32),
                    shared: Shared { kind, text, count },
                    records,
                });
            }
        }
        sort_by_number(&mut reasons, |r| u64::from(best_first(r.worth)));
        whole.then_some(reasons)
    }

    /// Records that carry a heading, or any heading of which it is the first part; in order. None when there are too many.
    fn under(
        &self,
        kind: HeadingKind,
        text: &str,
        below: bool,
        wants: &mut Wants,
    ) -> Option<Vec<u32>> {
        let mut low = vec![dict::letter(kind)];
        low.extend_from_slice(fold(text).as_bytes());
        if !below {
            low.push(dict::SHOWN);
        }
        let mut records: Vec<u32> = Vec::new();
        let keys = self.heading_keys(&low, MOST_BELOW, wants)?;
        if keys.len() == MOST_BELOW {
            return Some(Vec::new());
        }
        for (key, entry) in keys {
            // "Dogs" and "Dogs -- Fiction", and not "Dogsleds" or "Dogs in art".
            let rest = dict::shown(&key).get(text.len()..).unwrap_or("?");
            if below && !rest.is_empty() && !rest.starts_with(" -- ") {
                continue;
            }
            if records.len() + (1 << entry.log2()) > MOST_RECORDS {
                return Some(Vec::new());
            }
            match entry {
                postings::Entry::One(p) => records.push(p.record),
                list => records.extend(self.lists().records(list, wants)?),
            }
        }
        sort_by_number(&mut records, |r| u64::from(*r));
        records.dedup();
        Some(records)
    }
}

/// What other editions of a work have in common with it.
fn work(card: &Card) -> (String, String) {
    let name = card.names.first().map_or("", |(name, _)| name.as_str());
    (fold(&card.title), fold(name))
}
