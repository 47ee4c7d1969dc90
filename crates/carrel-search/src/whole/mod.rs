//! A whole catalogue as one file, a third of the bytes of its pack: what is sent for use without a network.
//!
//! It holds what a pack is made *from*; the device makes the pack itself, with the code that made it for the
//! server, and so gets the same files by the same names ([`unpack`] compares the root). FORMAT.md has the layout.

mod coder;
mod de;
mod predict;
mod ser;
mod states;

use carrel_core::call_number::{PrefixOrder, shelf_key};
use carrel_core::item::ItemStatus;
use carrel_core::{BibRecord, Item};
use serde::{Deserialize, Serialize};

use crate::build::{Entry, Pack, PackOptions, build};
use crate::pack::{FORMAT, FileRef, Kind, PackError, PackFile, envelope};
use crate::references::References;
use coder::{Coder, Reader, Writer};

/// What stands before the coded records.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Head {
    format: u16,
    name: String,
    snapshot: carrel_core::CalendarDate,
    published: u64,
    base: String,
    /// Those of the library's authority records whose heading the catalogue has.
    references: References,
    first_answers: bool,
    records: u32,
    /// Bytes of the model's tables, as a power of two; a reader needs as many.
    log2: u8,
}

/// Writes the file. `entries` as [`build`] takes them: in the order of the source, ids unique.
///
/// Cost: about 10 microseconds a byte of text.
#[must_use]
pub fn write(options: &PackOptions, entries: &[Entry]) -> PackFile {
    let size = |e: &Entry| postcard::experimental::serialized_size(&(&e.bib, &e.items));
    let texts: usize = entries.iter().filter_map(|e| size(e).ok()).sum();
    let log2 = (texts.max(1).ilog2() + 2).clamp(16, 22);
    let head = Head {
        format: FORMAT,
        name: options.name.clone(),
        snapshot: options.snapshot,
        published: options.published,
        base: options.base.clone(),
        references: options.references.clone(),
        first_answers: options.first_answers,
        records: entries.len() as u32,
        log2: log2 as u8,
    };
    let mut coder = Coder::new(Writer::new(), log2);
    let mut id_before = 0;
    for entry in entries {
        coder.record();
        let step = step(&entry.bib.id, id_before);
        coder.number(step);
        if step == 0 {
            coder.write_text(&entry.bib.id);
        }
        id_before = number(&entry.bib.id).unwrap_or(id_before);
        let bib = BibRecord {
            id: String::new(),
            ..entry.bib.clone()
        };
        let _ = (&bib, &entry.items).serialize(&mut coder);
        coder.place = 1;
        if !coder.flag(entry.shelf_key == usual_key(&entry.bib, &entry.items)) {
            coder.hint(call_number(entry));
            coder.write_text(&entry.shelf_key);
        }
    }
    let mut payload = postcard::to_allocvec(&head).unwrap_or_default();
    payload.extend(coder.bits.finish());
    envelope::seal_plain(Kind::Whole, &payload)
}

/// Reads the file back.
///
/// # Errors
/// When the bytes are not the ones named, or written by a newer Carrel.
pub fn read(file: &FileRef, bytes: &[u8]) -> Result<(PackOptions, Vec<Entry>), PackError> {
    let (_, payload) = envelope::open(file, bytes, Some(Kind::Whole))?;
    let inside = |what| PackError::Inside {
        file: file.name(),
        what,
    };
    let (head, coded) = postcard::take_from_bytes::<Head>(&payload)
        .map_err(|_| inside("its head does not decode"))?;
    if head.format != FORMAT {
        return Err(PackError::Format { found: head.format });
    }
    if !(16..=22).contains(&head.log2) {
        return Err(inside("its model is of a size that is never written"));
    }
    let mut coder = Coder::new(Reader::new(coded), head.log2.into());
    let mut entries = Vec::new();
    let mut id_before = 0u64;
    for _ in 0..head.records {
        coder.record();
        let step = coder.number(0);
        let id = match step {
            0 => coder.read_text(1 << 12),
            _ => id_before.wrapping_add(step).to_string(),
        };
        id_before = number(&id).unwrap_or(id_before);
        let (bib, items) = <(BibRecord, Vec<Item>)>::deserialize(&mut coder)
            .map_err(|_| inside("a record does not decode"))?;
        if coder.bits.past > 16 {
            return Err(inside("it ends before its last record"));
        }
        let mut entry = Entry {
            bib: BibRecord { id, ..bib },
            items,
            shelf_key: String::new(),
        };
        coder.place = 1;
        entry.shelf_key = if coder.flag(false) {
            usual_key(&entry.bib, &entry.items)
        } else {
            coder.hint(call_number(&entry));
            coder.read_text(1 << 12)
        };
        entries.push(entry);
    }
    let options = PackOptions {
        name: head.name,
        snapshot: head.snapshot,
        published: head.published,
        base: head.base,
        references: head.references,
        first_answers: head.first_answers,
        express: false,
    };
    Ok((options, entries))
}

/// The pack that was made from the same records as the file; `root` is what the server names.
///
/// # Errors
/// As [`read`]; and when the pack that comes out is another one than the server's.
pub fn unpack(file: &FileRef, bytes: &[u8], root: &FileRef) -> Result<Pack, PackError> {
    let (options, entries) = read(file, bytes)?;
    let pack = build(&options, entries, &mut |_, _, _| {});
    if pack.latest.root == *root {
        Ok(pack)
    } else {
        Err(PackError::Inside {
            file: file.name(),
            what: "another catalogue than the published one comes out of it",
        })
    }
}

/// The number that an id is, when it is written as numbers are.
fn number(id: &str) -> Option<u64> {
    let n = id.parse::<u64>().ok()?;
    (n < 1 << 53 && n.to_string() == id).then_some(n)
}

/// How much greater an id is than the number before; 0 when it is to be written out.
fn step(id: &str, before: u64) -> u64 {
    number(id).map_or(0, |n| n.saturating_sub(before))
}

/// The key of the copy that stands first, with prefixes in their usual order; empty when nothing has a call number. What
/// indexes catalogues takes the same unless the school has an order of its own.
#[must_use]
pub fn usual_key(bib: &BibRecord, items: &[Item]) -> String {
    shelf_key_of(bib, items, &PrefixOrder::default())
}

/// The same with prefixes in the given order.
#[must_use]
pub fn shelf_key_of(bib: &BibRecord, items: &[Item], order: &PrefixOrder) -> String {
    let live = || items.iter().filter(|i| i.status != ItemStatus::Withdrawn);
    let item = live()
        .find(|i| i.call_number.is_some())
        .or_else(|| live().next());
    let numbered = bib.call_number.is_some() || item.is_some_and(|i| i.call_number.is_some());
    if numbered {
        shelf_key(bib, item, order).0
    } else {
        String::new()
    }
}

/// What a shelf key is mostly made from.
fn call_number(entry: &Entry) -> &str {
    let of_item = entry.items.iter().find_map(|i| i.call_number.as_deref());
    of_item
        .or(entry.bib.call_number.as_deref())
        .unwrap_or_default()
}
