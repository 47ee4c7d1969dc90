//! Cards, full records, shelf neighbours and series.

use std::rc::Rc;

use carrel_core::bib::{Series, volume_position};
use carrel_core::{BibRecord, Item};

use super::Engine;
use crate::analysis::fold;
use crate::build::SHELF_FILE;
use crate::files::{Block, Loaded, Wants};
use crate::order::{head, signed, sort_by_number};
use crate::pack::cards::{self, RECORDS};
use crate::pack::keys;
use crate::wire::{Card, HeadingKind, InSeries, RecordAnswer};

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
        let row = self.row(record, wants)?;
        Some(row.and_then(|row| cards::one(&row)))
    }

    /// A card as its bytes ([`cards::Marks::row`]).
    pub(super) fn row(&self, record: u32, wants: &mut Wants) -> Option<Option<Vec<u8>>> {
        let (file, first, loaded) = match &self.files.express {
            Some(express) if self.root.cards.height > 0 => {
                let (file, first) = (express.card)(&express.index, record);
                (file, first, self.files.get(&file, wants)?)
            }
            _ => {
                let key = record.to_be_bytes();
                let Some((child, loaded)) = self.files.at(&self.root.cards, &key, wants)? else {
                    return Some(None);
                };
                let first = u32::from_be_bytes(*child.first.first_chunk()?);
                (child.file, first, loaded)
            }
        };
        Some(self.files.block(&file, loaded).and_then(|block| {
            let at = record.wrapping_sub(first) as usize;
            block.marks.as_ref()?.row(&block.payload, at)
        }))
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
        let series = match full.as_ref().and_then(Option::as_ref) {
            Some((bib, _)) => self.series_of(bib, record, wants),
            None => Some(Vec::new()),
        };
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

    /// The books of each of a record's series that has others.
    fn series_of(&self, bib: &BibRecord, record: u32, wants: &mut Wants) -> Option<Vec<InSeries>> {
        let mut rows: Vec<(String, Option<InSeries>)> = Vec::new();
        for series in bib.series.iter().take(MOST_SERIES) {
            let key = fold(&series.title);
            if rows.iter().all(|(known, _)| *known != key) {
                let row = self.books_of(series, &key, record, wants);
                rows.push((key, row));
            }
        }
        // What is missing for any of them is asked for at once.
        let rows: Option<Vec<InSeries>> = rows.into_iter().map(|(_, row)| row).collect();
        Some(
            rows?
                .into_iter()
                .filter(|row| row.books.len() > 1)
                .collect(),
        )
    }

    /// The books of a series around one of them.
    fn books_of(
        &self,
        series: &Series,
        key: &str,
        record: u32,
        wants: &mut Wants,
    ) -> Option<InSeries> {
        let mut records = self.heading_records(HeadingKind::Series, &series.title, wants)?;
        // A publisher's series of hundreds is no reading order: those whose records stand near are enough.
        if records.len() > LONG_SERIES {
            let at = records.binary_search(&record).unwrap_or(0);
            let from = at.saturating_sub(LONG_SERIES / 2);
            records = records[from..(from + LONG_SERIES).min(records.len())].to_vec();
        }
        let own = records.iter().position(|&other| other == record);
        let mut books = self.cards(&records, wants)?;
        for (n, card) in books.iter_mut().enumerate() {
            if Some(n) == own {
                card.series = Some((series.title.clone(), series.number.clone()));
            } else if card
                .series
                .as_ref()
                .is_some_and(|(title, _)| fold(title) != key)
            {
                // A card tells the first of its series.
                card.series = None;
            }
        }
        let id = own
            .and_then(|own| books.get(own))
            .map(|card| card.id.clone());
        sort_by_number(&mut books, |c| head(&fold(&c.title)));
        sort_by_number(&mut books, |c| {
            let number = c.series.as_ref().and_then(|s| s.1.as_deref());
            u64::from(number.and_then(volume_position).unwrap_or(u32::MAX)) << 32
                | u64::from(signed(c.year.map_or(i32::MAX, i32::from)))
        });
        if books.len() > MOST_BOOKS {
            let at = books
                .iter()
                .position(|c| Some(&c.id) == id.as_ref())
                .unwrap_or(0);
            let from = at
                .saturating_sub(MOST_BOOKS / 2)
                .min(books.len() - MOST_BOOKS);
            books = books.split_off(from);
            books.truncate(MOST_BOOKS);
        }
        Some(InSeries {
            title: series.title.clone(),
            books,
        })
    }
}

/// Series of one record that get a row.
const MOST_SERIES: usize = 3;

/// Books of a series that are put in order.
const LONG_SERIES: usize = 400;

/// Books of a series that are shown, around the one that is open.
const MOST_BOOKS: usize = 120;
