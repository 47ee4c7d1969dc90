//! The pack: a catalogue as small files named by their content, read and written side by side.
//!
//! `FORMAT.md` describes every byte. The rule that matters most: a file's length and SHA-256 are
//! compared with what its parent says before any parser sees it, because a dictionary answers
//! wrongly on flipped bits, and nobody would notice (reliability.md section 4). [`envelope::open`] is the only door.

mod automaton;
pub mod cards;
pub mod columns;
pub mod dict;
pub mod envelope;
pub mod express;
pub mod keys;
pub mod latest;
pub mod postings;
pub mod section;
mod sha256;
pub(crate) mod shape;
pub mod starts;
pub mod states;
pub(crate) mod take;

use core::fmt;

use serde::{Deserialize, Serialize};

use crate::pack::section::Section;
use crate::pack::take::Take;

/// Version of the format that this code writes, and the only one it reads.
pub const FORMAT: u16 = 5;

/// Names one file by what is in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct FileRef {
    /// SHA-256 of the whole file.
    #[serde(with = "as_bytes")]
    pub sha256: [u8; 32],
    /// Length of the whole file in bytes.
    pub bytes: u32,
}

impl FileRef {
    /// The reference to these bytes.
    #[must_use]
    pub fn of(bytes: &[u8]) -> Self {
        Self {
            sha256: sha256::sha256(bytes),
            bytes: u32::try_from(bytes.len()).unwrap_or(u32::MAX),
        }
    }

    /// File name below the pack's folder: `d/` and the first 32 hexadecimal digits.
    #[must_use]
    pub fn name(&self) -> String {
        let mut name = String::from("d/");
        push_hex(&self.sha256[..16], &mut name);
        name.push_str(".bin");
        name
    }

    /// The whole SHA-256 as 64 hexadecimal digits.
    #[must_use]
    pub fn hex(&self) -> String {
        let mut out = String::new();
        push_hex(&self.sha256, &mut out);
        out
    }

    /// From 64 hexadecimal digits and a length.
    #[must_use]
    pub fn parse(hex: &str, bytes: u32) -> Option<Self> {
        let digits = hex.as_bytes();
        if digits.len() != 64 {
            return None;
        }
        let mut sha256 = [0u8; 32];
        for (byte, pair) in sha256.iter_mut().zip(digits.chunks(2)) {
            let high = (pair[0] as char).to_digit(16)?;
            let low = (pair[1] as char).to_digit(16)?;
            *byte = (high * 16 + low) as u8;
        }
        Some(Self { sha256, bytes })
    }
}

fn push_hex(bytes: &[u8], out: &mut String) {
    const HEX: &[u8; 16] = b"0123456789abcdef";
    for byte in bytes {
        out.push(HEX[usize::from(byte >> 4)] as char);
        out.push(HEX[usize::from(byte & 15)] as char);
    }
}

/// What a file holds; the fourth byte of every file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[repr(u8)]
pub enum Kind {
    /// The root: names everything else.
    Root = 1,
    /// A table of files of one section.
    Node = 2,
    /// Dictionary: an `fst` map of words or headings.
    Dict = 3,
    /// Posting lists.
    Postings = 4,
    /// Sorted numbers (ISBN, hashed ids) to records.
    Keys = 5,
    /// Short records for lists.
    Cards = 6,
    /// Full records with their copies.
    Records = 7,
    /// A facet or sort column.
    Column = 8,
    /// Records in shelf order.
    Shelf = 9,
    /// Counts of the whole catalogue and the newest arrivals.
    Overview = 10,
    /// What the pack is made from, for a device that makes it itself.
    Whole = 11,
    /// Answers to what is typed first.
    Starts = 12,
}

impl Kind {
    /// Every kind.
    pub const ALL: [Kind; 12] = [
        Kind::Root,
        Kind::Node,
        Kind::Dict,
        Kind::Postings,
        Kind::Keys,
        Kind::Cards,
        Kind::Records,
        Kind::Column,
        Kind::Shelf,
        Kind::Overview,
        Kind::Whole,
        Kind::Starts,
    ];

    /// Name in `manifest.json` and in reports.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Kind::Root => "root",
            Kind::Node => "table",
            Kind::Dict => "dictionary",
            Kind::Postings => "postings",
            Kind::Keys => "numbers",
            Kind::Cards => "cards",
            Kind::Records => "records",
            Kind::Column => "columns",
            Kind::Shelf => "shelf order",
            Kind::Overview => "overview",
            Kind::Whole => "whole catalogue",
            Kind::Starts => "first answers",
        }
    }
}

/// The first file: names every other, directly or through tables. Its size does not grow with the
/// catalogue beyond a few tables.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Root {
    /// Version of the format.
    pub format: u16,
    /// Version of Carrel that wrote it.
    pub writer: String,
    /// Name of the library.
    pub name: String,
    /// Day the availability is as of, days since 1970-01-01.
    pub snapshot: carrel_core::CalendarDate,
    /// Records.
    pub records: u32,
    /// Copies, withdrawn ones left out.
    pub items: u32,
    /// Words, keyed by the word.
    pub words: Section,
    /// Answers to what is typed first, keyed by the words with a blank between.
    pub starts: Section,
    /// Headings, keyed by list, folded heading and shown heading.
    pub headings: Section,
    /// Posting lists, keyed by offset in the stream.
    pub postings: Section,
    /// ISBN-13 to record.
    pub isbns: Section,
    /// Hashed record id to record.
    pub ids: Section,
    /// Cards, keyed by first record.
    pub cards: Section,
    /// Full records, keyed by first record.
    pub full: Section,
    /// Records in shelf order, keyed by rank.
    pub shelf: Section,
    /// Columns in [`columns::Column`] order, each keyed by first record.
    pub columns: Vec<Section>,
    /// The overview.
    pub overview: Option<FileRef>,
}

impl FileRef {
    /// As postcard has it.
    pub(crate) fn take(from: &mut Take<'_>) -> Option<Self> {
        Some(Self {
            sha256: from.slice()?.try_into().ok()?,
            bytes: from.small()?,
        })
    }
}

impl Root {
    /// Reads a root's payload, which is postcard.
    #[must_use]
    pub fn read(payload: &[u8]) -> Option<Self> {
        let mut root = Self::default();
        root.fill(&mut Take::new(payload))?;
        Some(root)
    }

    /// On its own, so that what was read is let go of in one place wherever the bytes end.
    fn fill(&mut self, from: &mut Take<'_>) -> Option<()> {
        self.format = from.short()?;
        self.writer = from.text()?;
        self.name = from.text()?;
        self.snapshot = carrel_core::CalendarDate::from_days(from.signed()?);
        self.records = from.small()?;
        self.items = from.small()?;
        for section in [
            &mut self.words,
            &mut self.starts,
            &mut self.headings,
            &mut self.postings,
            &mut self.isbns,
            &mut self.ids,
            &mut self.cards,
            &mut self.full,
            &mut self.shelf,
        ] {
            *section = Section::take(from)?;
        }
        for _ in 0..from.count()? {
            self.columns.push(Section::take(from)?);
        }
        if from.follows()? {
            self.overview = Some(FileRef::take(from)?);
        }
        Some(())
    }
}

/// Why a pack or a part of it cannot be used. Each names the thing, the expected, the found and the way out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PackError {
    /// The bytes are not the file that was asked for.
    Length {
        /// File name.
        file: String,
        /// Bytes expected.
        expected: u32,
        /// Bytes found.
        found: usize,
    },
    /// The bytes have the right length and the wrong hash.
    Hash {
        /// File name.
        file: String,
        /// SHA-256 found, first 16 digits.
        found: String,
    },
    /// The file is sound but of another kind than its place says, or newer than this code.
    Kind {
        /// File name.
        file: String,
        /// What was expected.
        expected: &'static str,
        /// Fourth byte found.
        found: u8,
    },
    /// The pack was written by another Carrel than this one reads.
    Format {
        /// Format found.
        found: u16,
    },
    /// The file passed its hash and still does not decode: a defect of the writer.
    Inside {
        /// File name or kind.
        file: String,
        /// What was wrong.
        what: &'static str,
    },
    /// Bytes were supplied that nobody asked for.
    Unasked {
        /// File name.
        file: String,
    },
}

impl fmt::Display for PackError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Length {
                file,
                expected,
                found,
            } => {
                write!(
                    f,
                    "{file}: expected {expected} bytes, found {found}; copy the file to the web space again"
                )
            }
            Self::Hash { file, found } => {
                write!(
                    f,
                    "{file}: its content changed (SHA-256 now begins {found}); copy the file to the web space again"
                )
            }
            Self::Kind {
                file,
                expected,
                found,
            } => {
                write!(
                    f,
                    "{file}: expected a file of kind \"{expected}\", found kind {found}; build the site again"
                )
            }
            Self::Format { found } => {
                let way_out = if *found > FORMAT {
                    "reload the page to get the newer app"
                } else {
                    "the catalogue is older than the app: build the site again with `carrel site` or on the Publish page"
                };
                write!(
                    f,
                    "the catalogue has format {found}, this app reads format {FORMAT}; {way_out}"
                )
            }
            Self::Inside { file, what } => {
                write!(
                    f,
                    "{file}: {what}; build the site again, and report this as a defect of Carrel"
                )
            }
            Self::Unasked { file } => write!(f, "{file}: supplied without being asked for"),
        }
    }
}

impl PackError {
    /// File and fault in few words, without the machinery of formatting: for programs that must be small.
    #[must_use]
    pub fn brief(&self) -> String {
        let (file, what) = match self {
            Self::Length { file, .. } => (file.as_str(), "another length than named"),
            Self::Hash { file, .. } => (file.as_str(), "another content than named"),
            Self::Format { found } if *found > FORMAT => {
                ("the catalogue", "newer than this page; load it again")
            }
            Self::Format { .. } => (
                "the catalogue",
                "older than this page; build the site again",
            ),
            Self::Inside { file, what } => (file.as_str(), *what),
            // No reader sees these: a writer, or a program around the engine, is wrong.
            Self::Kind { file, .. } | Self::Unasked { file } => (file.as_str(), "not asked for"),
        };
        let mut out = String::from(file);
        out.push_str(": ");
        out.push_str(what);
        out
    }
}

impl core::error::Error for PackError {}

/// Appends an unsigned LEB128 number.
pub(crate) fn put_varint(mut n: u64, out: &mut Vec<u8>) {
    while n >= 0x80 {
        out.push(n as u8 | 0x80);
        n >>= 7;
    }
    out.push(n as u8);
}

/// Reads an unsigned LEB128 number and moves on; `None` at the end of the bytes or past 64 bits.
#[inline]
pub(crate) fn take_varint(bytes: &[u8], at: &mut usize) -> Option<u64> {
    let first = *bytes.get(*at)?;
    *at += 1;
    if first < 0x80 {
        return Some(u64::from(first));
    }
    let mut n = u64::from(first & 0x7F);
    let mut shift = 7;
    loop {
        let byte = *bytes.get(*at)?;
        *at += 1;
        if shift >= 64 {
            return None;
        }
        n |= u64::from(byte & 0x7F) << shift;
        if byte < 0x80 {
            return Some(n);
        }
        shift += 7;
    }
}

/// A file ready to be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PackFile {
    /// Its name and length.
    pub file: FileRef,
    /// What it holds.
    pub kind: Kind,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// A hash as a byte string: serde's code for arrays of 32 costs 2.4 KB of wasm.
mod as_bytes {
    use serde::de::{Error, Visitor};
    use serde::{Deserializer, Serializer};

    pub(super) fn serialize<S: Serializer>(hash: &[u8; 32], to: S) -> Result<S::Ok, S::Error> {
        to.serialize_bytes(hash)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<[u8; 32], D::Error> {
        struct Bytes;
        impl Visitor<'_> for Bytes {
            type Value = [u8; 32];

            fn expecting(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                f.write_str("32 bytes")
            }

            fn visit_bytes<E: Error>(self, bytes: &[u8]) -> Result<[u8; 32], E> {
                bytes.try_into().map_err(|_| E::custom("32 bytes"))
            }
        }
        from.deserialize_bytes(Bytes)
    }
}
