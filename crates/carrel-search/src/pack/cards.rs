//! Cards (short records for lists) and full records, in blocks of neighbours.
//!
//! Cards stand column by column inside a block because like compresses with like; full records
//! stand whole, since a reader opens one at a time.

use carrel_core::bib::{Format, Role};
use carrel_core::{BibRecord, CalendarDate, Item, ItemStatus};
use serde::{Deserialize, Serialize};

use super::section::{Section, SectionWriter};
use super::take::Take;
use super::{Kind, PackFile, shape, take_varint};
use crate::wire::Card;

/// Cards in one file: about 2-3 KB compressed.
pub const CARDS: usize = 64;
/// So many files of cards stand in the root itself: of up to 12,800 records all, which is a round of requests less.
const ROOT_FAN: usize = 200;
/// Full records in one file.
pub const RECORDS: u32 = 32;

/// Columns in the order of a [`Card`]'s fields: one element of each is a card ([`Marks::one`]).
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
    statuses: Vec<ItemStatus>,
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
pub fn write(cards: &[Card], ranks: &[u32], most: usize, out: &mut Vec<PackFile>) -> Section {
    let mut writer = SectionWriter::default();
    for (n, chunk) in cards.chunks(most).enumerate() {
        let first = n * most;
        let payload = block(chunk, &ranks[first..first + chunk.len()]);
        writer.push(Kind::Cards, &(first as u32).to_be_bytes(), &payload, out);
    }
    writer.finish_at_most(ROOT_FAN, out)
}

/// A block of cards with their shelf ranks.
pub(crate) fn block(cards: &[Card], ranks: &[u32]) -> Vec<u8> {
    let mut block = Block::default();
    for (card, rank) in cards.iter().zip(ranks) {
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
        block.statuses.push(card.status);
        block.due.push(card.due_on);
        block.ebooks.push(card.ebook.clone());
        block.ranks.push(*rank);
    }
    postcard::to_allocvec(&block).unwrap_or_default()
}

/// Reads a block of cards whole: what checks packs does. The engine reads [`Marks::one`].
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
        block.statuses.len(),
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
            status: block.statuses[i],
            due_on: block.due[i],
            ebook: block.ebooks[i].take(),
        })
        .collect();
    Some(Cards {
        cards,
        ranks: block.ranks,
    })
}

/// What an element of each column of a [`Block`] is, in order ([`super::shape`]).
const SHAPES: [&[u8]; 17] = [
    b"t", b"t", b"?t", b"?t", b"*(tn)", b"?(t?t)", b"?n", b"n", b"t", b"?t", b"?t", b"n", b"n",
    b"n", b"?n", b"?t", b"n",
];

/// Passes over `count` elements of a column; the plain shapes, which most columns have, in loops of their own.
#[cfg_attr(feature = "fast", optimize(speed))]
fn over(shape: &[u8], count: usize, payload: &[u8], at: &mut usize) -> Option<()> {
    let text = |perhaps: bool, at: &mut usize| {
        if perhaps && take_varint(payload, at)? == 0 {
            return Some(());
        }
        let len = usize::try_from(take_varint(payload, at)?).ok()?;
        *at = at.checked_add(len)?;
        (*at <= payload.len()).then_some(())
    };
    for _ in 0..count {
        match shape {
            b"n" => drop(take_varint(payload, at)?),
            b"t" => text(false, at)?,
            b"?t" => text(true, at)?,
            _ => shape::over(shape, (payload, at), &mut |_, _| {})?,
        }
    }
    Some(())
}

/// Where every [`STEP`]th element of each column of a block stands, column by column: what it costs to read one card is
/// an eighth of passing over the block.
#[derive(Clone, Debug)]
pub struct Marks {
    /// Cards of the block.
    cards: usize,
    places: Vec<u32>,
}

/// See [`Marks`].
const STEP: usize = 16;

impl Marks {
    /// Passes over a block; `None` when not every column is there and of the same length.
    #[must_use]
    pub fn new(payload: &[u8]) -> Option<Self> {
        let mut places = Vec::new();
        let (mut at, mut cards) = (0, 0);
        for shape in SHAPES {
            let len = usize::try_from(take_varint(payload, &mut at)?).ok()?;
            if len == 0 || (cards != 0 && cards != len) {
                return None;
            }
            cards = len;
            let mut left = len;
            while left > 0 {
                places.push(u32::try_from(at).ok()?);
                let next = left.min(STEP);
                over(shape, next, payload, &mut at)?;
                left -= next;
            }
        }
        (at == payload.len()).then_some(Self { cards, places })
    }

    /// Card `n` of the block whose marks these are, and its place in shelf order. The others are passed over: a block in
    /// memory is as large as its payload, a quarter of what its cards would be one by one.
    #[must_use]
    pub fn one(&self, payload: &[u8], n: usize) -> Option<(Card, u32)> {
        one(&self.row(payload, n)?)
    }

    /// The same as its bytes: see [`one`] and [`line`].
    #[must_use]
    pub fn row(&self, payload: &[u8], n: usize) -> Option<Vec<u8>> {
        if n >= self.cards {
            return None;
        }
        // The element of each column, one behind the other: a card as postcard writes it, and its rank.
        let mut row = Vec::with_capacity(256);
        let columns = self.places.chunks(self.cards.div_ceil(STEP));
        for (shape, places) in SHAPES.iter().zip(columns) {
            let mut at = *places.get(n / STEP)? as usize;
            over(shape, n % STEP, payload, &mut at)?;
            let from = at;
            over(shape, 1, payload, &mut at)?;
            row.extend_from_slice(payload.get(from..at)?);
        }
        Some(row)
    }
}

/// A row as a line for a list: id, title, subtitle, names, series, year, call number, by tabs, the parts of one between blanks.
/// Who needs no more of a card has no code that makes one. `None` when the row ends too soon; what was read stays in `out`.
pub fn line(row: &[u8], out: &mut Vec<u8>) -> Option<()> {
    fn put(text: &[u8], end: u8, out: &mut Vec<u8>) {
        out.extend(text.iter().map(|byte| (*byte).max(b' ')));
        out.push(end);
    }
    let from = &mut Take::new(row);
    put(from.slice()?, b'\t', out);
    put(from.slice()?, b'\t', out);
    put(from.some_slice()?, b'\t', out);
    from.some_slice()?;
    for n in 0..from.count()? {
        put(if n > 0 { b";" } else { b"" }, b' ', out);
        put(from.slice()?, b' ', out);
        from.number()?;
    }
    out.push(b'\t');
    if from.follows()? {
        put(from.slice()?, b' ', out);
        put(from.some_slice()?, b'\t', out);
    } else {
        out.push(b'\t');
    }
    if from.follows()? {
        let year = from.signed()?;
        if year < 0 {
            out.push(b'-');
        }
        push_digits(year.unsigned_abs(), out);
    }
    out.push(b'\t');
    from.number()?;
    from.slice()?;
    put(from.some_slice()?, b'\n', out);
    Some(())
}

/// A number in digits, without the machinery of formatting.
pub fn push_digits(n: u32, out: &mut Vec<u8>) {
    if n > 9 {
        push_digits(n / 10, out);
    }
    out.push(b'0' + (n % 10) as u8);
}

/// A card and its rank, as postcard has them.
#[must_use]
pub fn one(row: &[u8]) -> Option<(Card, u32)> {
    let from = &mut Take::new(row);
    let mut card = Card {
        id: from.text()?,
        title: from.text()?,
        subtitle: from.some_text()?,
        vernacular: from.some_text()?,
        ..Card::default()
    };
    for _ in 0..from.count()? {
        let name = from.text()?;
        card.names
            .push((name, *Role::ALL.get(from.small()? as usize)?));
    }
    if from.follows()? {
        card.series = Some((from.text()?, from.some_text()?));
    }
    if from.follows()? {
        card.year = Some(from.signed()?.try_into().ok()?);
    }
    card.format = *Format::ALL.get(from.small()? as usize)?;
    card.language = from.text()?;
    card.call_number = from.some_text()?;
    card.shelf = from.some_text()?;
    card.copies = from.short()?;
    card.available = from.short()?;
    card.status = *ItemStatus::ALL.get(from.small()? as usize)?;
    if from.follows()? {
        card.due_on = Some(CalendarDate::from_days(from.signed()?));
    }
    card.ebook = from.some_text()?;
    Some((card, from.small()?))
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

/// True when a block of full records is whole.
#[must_use]
pub fn is_full(payload: &[u8]) -> bool {
    shape::texts(payload, usize::MAX, &mut |_, _| {}).is_some()
}

/// Reads a block of full records.
#[must_use]
pub fn read_full(payload: &[u8]) -> Option<Vec<(BibRecord, Vec<Item>)>> {
    postcard::from_bytes(payload).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn card(n: u16) -> Card {
        let text = |s: &str| format!("{s} {n}");
        let sometimes = |every: u16, s: &str| n.is_multiple_of(every).then(|| text(s));
        Card {
            id: text("id"),
            title: "t".repeat(usize::from(n) * 3),
            subtitle: sometimes(2, "subtitle"),
            vernacular: sometimes(5, "Сказка"),
            names: (0..n % 5)
                .map(|i| {
                    (
                        text("name"),
                        if i == 0 { Role::Author } else { Role::Other },
                    )
                })
                .collect(),
            series: sometimes(3, "series").map(|s| (s, sometimes(6, "volume"))),
            year: (!n.is_multiple_of(7)).then_some(1_900 - 700 * (n % 9) as i16),
            format: Format::GraphicNovel,
            language: "eng".to_owned(),
            call_number: sometimes(4, "FIC"),
            shelf: sometimes(8, "Fiction"),
            copies: n * 300,
            available: n,
            status: ItemStatus::ALL[usize::from(n) % ItemStatus::ALL.len()],
            due_on: (n % 3 == 1).then(CalendarDate::default),
            ebook: sometimes(9, "https://example.org/"),
        }
    }

    #[test]
    fn one_card_is_the_card_of_the_whole_block_and_cut_blocks_are_none() {
        let cards: Vec<Card> = (0..100).map(card).collect();
        let ranks: Vec<u32> = (0..100).map(|n| n * 70_000).collect();
        let mut files = Vec::new();
        write(&cards, &ranks, CARDS, &mut files);
        for (file, from) in files.iter().zip([0usize, 64]) {
            let (_, payload) =
                crate::pack::envelope::open(&file.file, &file.bytes, Some(Kind::Cards)).unwrap();
            let whole = read(&payload).unwrap();
            let marks = Marks::new(&payload).unwrap();
            for (n, own) in whole.cards.iter().enumerate() {
                assert_eq!(own, &cards[from + n]);
                assert_eq!(
                    marks.one(&payload, n),
                    Some((own.clone(), ranks[from + n])),
                    "{n}"
                );
            }
            assert_eq!(marks.one(&payload, whole.cards.len()), None);
            for (n, own) in whole.cards.iter().enumerate() {
                let row = marks.row(&payload, n).unwrap();
                let mut out = Vec::new();
                assert_eq!(line(&row, &mut out), Some(()));
                let names: Vec<String> = own.names.iter().map(|n| format!(" {} ", n.0)).collect();
                let some = |text: &Option<String>| text.clone().unwrap_or_default();
                let series = own.series.as_ref();
                let expect = [
                    own.id.clone(),
                    own.title.clone(),
                    some(&own.subtitle),
                    names.join(";"),
                    series.map_or(String::new(), |(s, n)| format!("{s} {}", some(n))),
                    own.year.map_or(String::new(), |y| y.to_string()),
                    some(&own.call_number),
                ];
                assert_eq!(String::from_utf8(out).unwrap(), expect.join("\t") + "\n");
                for len in 0..row.len() {
                    let _ = (line(&row[..len], &mut Vec::new()), one(&row[..len]));
                }
            }
            for len in 0..payload.len() {
                assert!(Marks::new(&payload[..len]).is_none(), "{len}");
                // Bytes that are not the ones the marks are of give another card, or none.
                let _ = marks.one(&payload[..len], 63);
            }
        }
    }
}
