//! Cards, full records, shelf neighbours and series.

use std::rc::Rc;

use carrel_core::{BibRecord, Item};

use super::Engine;
use crate::analysis::fold;
use crate::build::SHELF_FILE;
use crate::files::{Block, Loaded, Wants};
use crate::order::{head, signed, sort_by_number};
use crate::pack::cards::{self, RECORDS};
use crate::pack::keys;
use crate::wire::{Card, HeadingKind, RecordAnswer};

impl Engine {
    pub(super) fn cards(&self, records: &[u32], wants: &mut Wants) -> Option<Vec<Card>> {
        let mut out = Vec::with_capacity(records.len());
        let mut whole = true;
        for record in records {
            match self.card(*record, wants) {
                Some(Some((card, _))) => out.push(card),
                Some(None) => {}
                None => whole = false,
            }
        }
        whole.then_some(out)
    }

    pub(super) fn card(&self, record: u32, wants: &mut Wants) -> Option<Option<(Card, u32)>> {
        let found = self
            .files
            .at(&self.root.cards, &record.to_be_bytes(), wants)?;
        Some(match found {
            Some((child, loaded)) => {
                let first = u32::from_be_bytes(*child.first.first_chunk()?);
                self.files.block(&child.file, loaded).and_then(|block| {
                    let at = record.saturating_sub(first) as usize;
                    block.marks.as_ref()?.one(&block.payload, at)
                })
            }
            None => None,
        })
    }

    /// The block that has a full record, and the record's place in it.
    pub(super) fn full(
        &self,
        record: u32,
        wants: &mut Wants,
    ) -> Option<Option<(Rc<Block>, usize)>> {
        let first = record / RECORDS * RECORDS;
        let found = self
            .files
            .at(&self.root.full, &first.to_be_bytes(), wants)?;
        Some(match found {
            Some((child, loaded)) => {
                let block = self.files.block(&child.file, loaded);
                block.map(|block| (block, (record - first) as usize))
            }
            None => None,
        })
    }

    /// A full record, decoded.
    pub(super) fn decoded(
        &self,
        record: u32,
        wants: &mut Wants,
    ) -> Option<Option<(BibRecord, Vec<Item>)>> {
        let found = self.full(record, wants)?;
        Some(found.and_then(|(block, at)| cards::read_full(&block.payload)?.into_iter().nth(at)))
    }

    /// A record's number, card and place in shelf order by its id.
    pub(super) fn position_of(
        &self,
        id: &str,
        wants: &mut Wants,
    ) -> Option<Option<(u32, Card, u32)>> {
        let key = keys::hash_id(id);
        let candidates = match self.files.at(&self.root.ids, &key.to_be_bytes(), wants)? {
            Some((_, Loaded::Bytes(payload))) => keys::find(payload, key),
            _ => Vec::new(),
        };
        for record in candidates {
            if let Some((card, rank)) = self.card(record, wants)?
                && card.id == id
            {
                return Some(Some((record, card, rank)));
            }
        }
        Some(None)
    }

    pub(super) fn record(&self, id: &str, wants: &mut Wants) -> Option<Option<RecordAnswer>> {
        let Some((record, card, rank)) = self.position_of(id, wants)? else {
            return Some(None);
        };
        let full = self.decoded(record, wants);
        let neighbours = self.neighbours(rank, wants);
        let series = self.series_of(
            full.iter().flatten().find_map(|f| f.0.series.first()),
            record,
            wants,
        );
        let (full, (before, after), in_series) = (full?, neighbours?, series?);
        let (bib, items) = full.unwrap_or_default();
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
    pub(super) fn neighbours(
        &self,
        rank: u32,
        wants: &mut Wants,
    ) -> Option<(Vec<Card>, Vec<Card>)> {
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

    pub(super) fn series_of(
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
