//! The dictionary: `fst` maps of words and of headings to [`super::postings::Entry`].
//!
//! A heading's key is its list's letter, the folded heading, U+001F and the heading as shown, so a
//! prefix of folded text finds headings in filing order and the key itself says how to show them.
//!
//! Beside the map stand the short lists of its words: they are the beginning of the stream of postings, cut where the
//! dictionary is, so that a word and its list are one request. Long lists stand in files of their own.

use super::section::SectionWriter;
use super::states::Dict;
use super::{Kind, PackFile, automaton};
use crate::wire::HeadingKind;

/// Stands between the folded and the shown heading.
pub const SHOWN: u8 = 0x1F;

/// First byte of the keys of a list of headings.
#[must_use]
pub fn letter(kind: HeadingKind) -> u8 {
    match kind {
        HeadingKind::Author => b'a',
        HeadingKind::Series => b's',
        HeadingKind::Subject => b't',
        HeadingKind::Title => b'u',
    }
}

/// The key of a heading.
#[must_use]
pub fn heading_key(kind: HeadingKind, folded: &str, shown: &str) -> Vec<u8> {
    let mut key = Vec::with_capacity(folded.len() + shown.len() + 2);
    key.push(letter(kind));
    key.extend_from_slice(folded.as_bytes());
    key.push(SHOWN);
    key.extend_from_slice(shown.as_bytes());
    key
}

/// The shown form in a heading's key.
#[must_use]
pub fn shown(key: &[u8]) -> &str {
    let at = key
        .iter()
        .position(|b| *b == SHOWN)
        .map_or(key.len(), |i| i + 1);
    core::str::from_utf8(&key[at..]).unwrap_or("")
}

/// A key with its value, and its list when that stands beside the dictionary (then the value is where: [`Part::list`]).
pub type Keyed<'a> = (&'a [u8], u64, &'a [u8]);

/// Writes sorted keys with their values as dictionary files of about so many bytes of keys.
pub fn write<'a>(
    entries: impl Iterator<Item = Keyed<'a>>,
    file_bytes: usize,
    out: &mut Vec<PackFile>,
) -> SectionWriter {
    let mut writer = SectionWriter::default();
    let mut batch: Vec<(&[u8], u64)> = Vec::new();
    let mut lists: Vec<u8> = Vec::new();
    let (mut bytes, mut base) = (0, 0);
    let mut flush = |batch: &mut Vec<(&[u8], u64)>, lists: &mut Vec<u8>, base: u64| {
        if let Some((first, _)) = batch.first() {
            // Not by the crate's builder: its bytes depend on the width of a pointer.
            let map = automaton::write(batch);
            writer.push(Kind::Dict, first, &join(&map, base, lists, |_| {}), out);
            batch.clear();
            lists.clear();
        }
    };
    for (key, value, list) in entries {
        if bytes > file_bytes {
            let end = base + lists.len() as u64;
            flush(&mut batch, &mut lists, base);
            (bytes, base) = (0, end);
        }
        bytes += key.len() + 4;
        batch.push((key, value));
        lists.extend_from_slice(list);
    }
    flush(&mut batch, &mut lists, base);
    writer
}

/// A dictionary file: the map, the short lists of its words, and cards.
#[derive(Debug)]
pub struct Part {
    /// Keys and their values, and behind them the rest of the file.
    pub map: Dict,
    /// Where in the stream its lists begin.
    pub base: u64,
    /// Where in the file its cards begin, and where they end.
    cards: usize,
    end: usize,
}

impl Part {
    /// Its stretch of the stream.
    #[must_use]
    pub fn lists(&self) -> &[u8] {
        self.map.beyond().get(..self.cards).unwrap_or_default()
    }

    /// Cards of records that its words lead to: as in a file of first answers ([`super::starts::rows`]), or nothing.
    #[must_use]
    pub fn cards(&self) -> &[u8] {
        let beyond = self.map.beyond();
        beyond.get(self.cards..self.end).unwrap_or_default()
    }
}

/// The payload of a dictionary file; `cards` writes what stands behind the lists.
pub(crate) fn join(
    map: &[u8],
    base: u64,
    lists: &[u8],
    cards: impl FnOnce(&mut Vec<u8>),
) -> Vec<u8> {
    let mut payload = [map, lists].concat();
    cards(&mut payload);
    payload.extend_from_slice(&base.to_le_bytes());
    payload.extend_from_slice(&(lists.len() as u32).to_le_bytes());
    payload.extend_from_slice(&(map.len() as u32).to_le_bytes());
    payload
}

/// See [`split`].
pub type Pieces<'a> = (&'a [u8], u64, &'a [u8], &'a [u8]);

/// The parts of a dictionary file's payload: the map, where in the stream its lists begin, they, and the cards.
#[must_use]
pub fn split(payload: &[u8]) -> Option<Pieces<'_>> {
    let (rest, tail) = payload.split_last_chunk::<16>()?;
    let number = |at: usize| Some(u32::from_le_bytes(*tail.get(at..)?.first_chunk()?) as usize);
    let (map, rest) = rest.split_at_checked(number(12)?)?;
    let (lists, cards) = rest.split_at_checked(number(8)?)?;
    Some((map, u64::from_le_bytes(*tail.first_chunk()?), lists, cards))
}

/// Opens a dictionary file whose bytes passed their hash.
#[must_use]
pub fn read(payload: Vec<u8>) -> Option<Part> {
    let (map, base, lists, cards) = split(&payload)?;
    let (map, end, cards) = (map.len(), lists.len() + cards.len(), lists.len());
    Some(Part {
        map: Dict::new(payload, map)?,
        base,
        cards,
        end,
    })
}
