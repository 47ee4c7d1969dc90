//! The dictionary: `fst` maps of words and of headings to [`super::postings::Entry`].
//!
//! A heading's key is its list's letter, the folded heading, U+001F and the heading as shown, so a
//! prefix of folded text finds headings in filing order and the key itself says how to show them.

use super::section::{Section, SectionWriter};
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

/// Writes sorted keys with their values as dictionary files of about so many bytes of keys.
pub fn write<'a>(
    entries: impl Iterator<Item = (&'a [u8], u64)>,
    file_bytes: usize,
    out: &mut Vec<PackFile>,
) -> Section {
    let mut writer = SectionWriter::default();
    let mut batch: Vec<(&[u8], u64)> = Vec::new();
    let mut bytes = 0;
    let mut flush = |batch: &mut Vec<(&[u8], u64)>, out: &mut Vec<PackFile>| {
        if let Some((first, _)) = batch.first() {
            // Not by the crate's builder: its bytes depend on the width of a pointer.
            let map = automaton::write(batch);
            writer.push(Kind::Dict, first, &map, out);
            batch.clear();
        }
    };
    for (key, value) in entries {
        if bytes > file_bytes {
            flush(&mut batch, out);
            bytes = 0;
        }
        bytes += key.len() + 4;
        batch.push((key, value));
    }
    flush(&mut batch, out);
    writer.finish(out)
}

/// Opens a dictionary whose bytes passed their hash.
#[must_use]
pub fn read(payload: Vec<u8>) -> Option<Dict> {
    Dict::new(payload)
}
