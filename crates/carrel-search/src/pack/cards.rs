//! Cards (short records for lists) and full records, in blocks of neighbours.
//!
//! Cards stand column by column inside a block because like compresses with like; full records
//! stand whole, since a reader opens one at a time.

use carrel_core::bib::{Format, Role};
use carrel_core::{BibRecord, CalendarDate, Item};
use serde::{Deserialize, Serialize};

use super::section::{Section, SectionWriter};
use super::{Kind, PackFile};
use crate::wire::Card;

/// Cards in one file: about 2-3 KB compressed.
pub const CARDS: u32 = 64;
/// So many files of cards stand in the root itself: of up to 12,800 records all, which is a round of requests less.
const ROOT_FAN: usize = 200;
/// Full records in one file.
pub const RECORDS: u32 = 32;

#[derive(Default, Serialize, Deserialize)]
struct Block {
    ids: Vec<String>,
    titles: Vec<String>,
    subtitles: Vec<Option<String>>,
    vernaculars: Vec<Option<String>>,
    names: Vec<Vec<(String, Role)>>,
    series: Vec<Option<(String, Option<String>)>>,
    years: Vec<Option<i16>>,
    formats: Vec<Format>,
    languages: Vec<String>,
    call_numbers: Vec<Option<String>>,
    shelves: Vec<Option<String>>,
    copies: Vec<u16>,
    available: Vec<u16>,
    due: Vec<Option<CalendarDate>>,
    ebooks: Vec<Option<String>>,
    ranks: Vec<u32>,
}

/// A block of cards in memory.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Cards {
    /// The cards.
    pub cards: Vec<Card>,
    /// Place of each in shelf order.
    pub ranks: Vec<u32>,
}

/// Writes cards with their shelf ranks.
pub fn write(cards: &[Card], ranks: &[u32], out: &mut Vec<PackFile>) -> Section {
    let mut writer = SectionWriter::default();
    for (n, chunk) in cards.chunks(CARDS as usize).enumerate() {
        let mut block = Block::default();
        let first = n * CARDS as usize;
        for (i, card) in chunk.iter().enumerate() {
            block.ids.push(card.id.clone());
            block.titles.push(card.title.clone());
            block.subtitles.push(card.subtitle.clone());
            block.vernaculars.push(card.vernacular.clone());
            block.names.push(card.names.clone());
            block.series.push(card.series.clone());
            block.years.push(card.year);
            block.formats.push(card.format);
            block.languages.push(card.language.clone());
            block.call_numbers.push(card.call_number.clone());
            block.shelves.push(card.shelf.clone());
            block.copies.push(card.copies);
            block.available.push(card.available);
            block.due.push(card.due_on);
            block.ebooks.push(card.ebook.clone());
            block.ranks.push(ranks[first + i]);
        }
        let payload = postcard::to_allocvec(&block).unwrap_or_default();
        writer.push(Kind::Cards, &(first as u32).to_be_bytes(), &payload, out);
    }
    writer.finish_at_most(ROOT_FAN, out)
}

/// Reads a block of cards.
#[must_use]
pub fn read(payload: &[u8]) -> Option<Cards> {
    let mut block: Block = postcard::from_bytes(payload).ok()?;
    let n = block.ids.len();
    let lengths = [
        block.titles.len(),
        block.subtitles.len(),
        block.vernaculars.len(),
        block.names.len(),
        block.series.len(),
        block.years.len(),
        block.formats.len(),
        block.languages.len(),
        block.call_numbers.len(),
        block.shelves.len(),
        block.copies.len(),
        block.available.len(),
        block.due.len(),
        block.ebooks.len(),
        block.ranks.len(),
    ];
    if lengths.iter().any(|l| *l != n) {
        return None;
    }
    let take = core::mem::take::<String>;
    let cards = (0..n)
        .map(|i| Card {
            id: take(&mut block.ids[i]),
            title: take(&mut block.titles[i]),
            subtitle: block.subtitles[i].take(),
            vernacular: block.vernaculars[i].take(),
            names: core::mem::take(&mut block.names[i]),
            series: block.series[i].take(),
            year: block.years[i],
            format: block.formats[i],
            language: take(&mut block.languages[i]),
            call_number: block.call_numbers[i].take(),
            shelf: block.shelves[i].take(),
            copies: block.copies[i],
            available: block.available[i],
            due_on: block.due[i],
            ebook: block.ebooks[i].take(),
        })
        .collect();
    Some(Cards {
        cards,
        ranks: block.ranks,
    })
}

/// Writes full records.
pub fn write_full(records: &[(&BibRecord, Vec<&Item>)], out: &mut Vec<PackFile>) -> Section {
    let mut writer = SectionWriter::default();
    for (n, chunk) in records.chunks(RECORDS as usize).enumerate() {
        let payload = postcard::to_allocvec(chunk).unwrap_or_default();
        writer.push(
            Kind::Records,
            &(n as u32 * RECORDS).to_be_bytes(),
            &payload,
            out,
        );
    }
    writer.finish(out)
}

/// Reads a block of full records.
#[must_use]
pub fn read_full(payload: &[u8]) -> Option<Vec<(BibRecord, Vec<Item>)>> {
    postcard::from_bytes(payload).ok()
}
