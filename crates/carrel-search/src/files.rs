//! The files of a pack that are here, and the way to say which are wanted.
//!
//! The engine never waits. A question is tried with what is loaded; what is missing is noted in
//! [`Wants`], the driver fetches it, supplies it, and asks again.

use core::cell::{Cell, RefCell};
use std::rc::Rc;

use crate::order::{keep, to_end};
use crate::pack::cards;
use crate::pack::columns::{self, Values};
use crate::pack::dict::Part;
use crate::pack::express::Index;
use crate::pack::section::{Child, Section, covering, read_node};
use crate::pack::states::Dict;
use crate::pack::{FileRef, Kind, PackError, dict, envelope};
use crate::wire::Overview;

/// Files that a question needs and that are not here.
#[derive(Debug, Default)]
pub(crate) struct Wants(pub(crate) Vec<FileRef>);

impl Wants {
    pub(crate) fn note(&mut self, file: FileRef) {
        if !self.0.contains(&file) {
            self.0.push(file);
        }
    }
}

/// A file, decoded.
#[derive(Debug)]
pub(crate) enum Loaded {
    Node(Vec<Child>),
    Dict(Part),
    Bytes(Vec<u8>),
    /// Cards, full records or first answers.
    Block(Kind, Rc<Block>),
    /// The same in a large catalogue: the file as it came.
    Packed(Kind, Vec<u8>),
    Column(Values),
    Shelf(Vec<u32>),
    Overview(Box<Overview>),
}

/// What is read a little of at a time.
#[derive(Debug, Default)]
pub(crate) struct Block {
    pub(crate) payload: Vec<u8>,
    /// Where cards stand in it.
    pub(crate) marks: Option<cards::Marks>,
}

impl Block {
    /// `None` when the payload is none of that kind.
    fn new(kind: Kind, payload: Vec<u8>) -> Option<Self> {
        let marks = match kind {
            Kind::Cards => Some(cards::Marks::new(&payload)?),
            Kind::Records if !cards::is_full(&payload) => return None,
            _ => None,
        };
        Some(Self { payload, marks })
    }
}

impl Loaded {
    fn is_of(&self, kind: Kind) -> bool {
        matches!(self, Loaded::Block(own, _) | Loaded::Packed(own, _) if *own == kind)
    }
}

/// Decodes a payload.
pub(crate) type Decode = fn(Kind, &[u8]) -> Option<Loaded>;

/// Files of records, and of cards, that are kept: at most some three, and four megabytes.
const MOST_FULL: usize = 512;
const MOST_CARDS: usize = 1_600;
/// First answers, and of a catalogue of more records than this all blocks, are held as they came, two fifths of their size, and
/// unpacked when they are read: all cards and first answers of 78,765 records would be eleven megabytes, and are five.
const LARGE: u32 = 20_000;
/// So many bytes of them are held unpacked, too: who types on comes by the same ones. Of a district's catalogue more blocks have
/// what a question weighs: ten bytes more for each record above a hundred thousand.
/// Of a small one these are first answers alone: at each letter another, seldom one of those before.
const UNPACKED: usize = 224 << 10;
const UNPACKED_SMALL: usize = 48 << 10;

fn unpacked(records: u32) -> usize {
    if records > LARGE {
        UNPACKED + records.saturating_sub(100_000) as usize * 10
    } else {
        UNPACKED_SMALL
    }
}

/// Everything loaded.
#[derive(Debug, Default)]
pub(crate) struct Files {
    /// Sorted by reference: a map of its own would cost 4 KB of wasm.
    pub(crate) loaded: Vec<(FileRef, Loaded)>,
    /// The dictionaries that have lists: from where to where in the stream.
    near: Vec<(u64, u64, FileRef)>,
    /// Decodes what only other questions than a plain search need; `None` = nobody will ask them.
    pub(crate) more: Option<Decode>,
    /// Smaller dictionaries for a first question; apps have none.
    pub(crate) express: Option<Express>,
    /// What the question looked at so far ([`crate::engine::Engine::looked_at`]).
    pub(crate) edges: Cell<u32>,
    pub(crate) postings: Cell<u32>,
    pub(crate) explained: Cell<u32>,
    /// True when the catalogue has more records than [`LARGE`].
    large: bool,
    /// [`unpacked`].
    most_unpacked: usize,
    /// The blocks last unpacked, the newest last.
    unpacked: RefCell<Vec<(FileRef, Rc<Block>)>>,
}

/// See [`crate::pack::express`]. By pointers, so that a program that has none has none of their code.
#[derive(Debug)]
pub(crate) struct Express {
    pub(crate) index: Index,
    /// [`Index::content`].
    pub(crate) content: ExpressContent,
    pub(crate) words: ExpressWords,
    /// [`Index::card`].
    pub(crate) card: fn(&Index, u32) -> (FileRef, u32),
}

pub(crate) type ExpressContent =
    for<'a> fn(&Index, &FileRef, &'a [u8]) -> Result<&'a [u8], PackError>;

/// The small dictionaries for words from `low` to `high`, or that they are missing; nothing when the usual ones are to be
/// asked.
pub(crate) type ExpressWords = for<'a> fn(
    &'a Files,
    &Section,
    (&[u8], Option<&[u8]>),
    &mut Wants,
) -> Option<Option<Vec<&'a Dict>>>;

/// Columns, shelf order and overview: see [`Files::more`].
pub(crate) fn more(kind: Kind, payload: &[u8]) -> Option<Loaded> {
    match kind {
        Kind::Column => columns::read(payload).map(Loaded::Column),
        Kind::Shelf => postcard::from_bytes(payload).ok().map(Loaded::Shelf),
        Kind::Overview => postcard::from_bytes(payload).ok().map(Loaded::Overview),
        _ => None,
    }
}

impl Files {
    /// None yet of a catalogue of so many records.
    pub(crate) fn of(records: u32) -> Self {
        Self {
            large: records > LARGE,
            most_unpacked: unpacked(records),
            ..Self::default()
        }
    }

    /// Verifies, decodes and keeps a file.
    pub(crate) fn supply(&mut self, file: &FileRef, bytes: &[u8]) -> Result<(), PackError> {
        let Err(at) = self.position(file) else {
            return Ok(());
        };
        let bytes = match &self.express {
            Some(express) if file.bytes == 0 => (express.content)(&express.index, file, bytes)?,
            _ => {
                envelope::check(file, bytes)?;
                bytes
            }
        };
        let (kind, payload) = envelope::read(file, bytes, None)?;
        let loaded = match kind {
            Kind::Node => read_node(&payload).map(Loaded::Node),
            Kind::Dict => dict::read(payload).map(Loaded::Dict),
            Kind::Postings | Kind::Keys => Some(Loaded::Bytes(payload)),
            Kind::Cards | Kind::Records | Kind::Starts => Block::new(kind, payload).map(|block| {
                let block = Rc::new(block);
                if !self.large && kind != Kind::Starts {
                    return Loaded::Block(kind, block);
                }
                // It was asked for to be read now.
                self.remember(file, block);
                Loaded::Packed(kind, bytes.to_vec())
            }),
            other => self.more.and_then(|more| more(other, &payload)),
        };
        let loaded = loaded.ok_or_else(|| PackError::Inside {
            file: file.name(),
            what: "its content does not decode",
        })?;
        if let Loaded::Dict(part) = &loaded {
            let end = part.base.saturating_add(part.lists().len() as u64);
            if end > part.base {
                self.near.push((part.base, end, *file));
            }
        }
        self.loaded.insert(at, (*file, loaded));
        Ok(())
    }

    /// Lets go of a file.
    pub(crate) fn forget(&mut self, file: &FileRef) {
        self.loaded.retain(|(f, _)| f != file);
        self.near.retain(|(.., f)| f != file);
        self.unpacked.get_mut().retain(|(f, _)| f != file);
    }

    fn remember(&self, file: &FileRef, block: Rc<Block>) {
        let mut unpacked = self.unpacked.borrow_mut();
        unpacked.push((*file, block));
        let mut bytes: usize = unpacked.iter().map(|(_, b)| b.payload.len()).sum();
        while bytes > self.most_unpacked && unpacked.len() > 1 {
            to_end(&mut unpacked, 0);
            bytes -= unpacked.pop().map_or(bytes, |(_, b)| b.payload.len());
        }
    }

    /// A block, unpacked; `None` when the file is none.
    pub(crate) fn block(&self, file: &FileRef, loaded: &Loaded) -> Option<Rc<Block>> {
        let (kind, bytes) = match loaded {
            Loaded::Block(_, block) => return Some(block.clone()),
            Loaded::Packed(kind, bytes) => (*kind, bytes),
            _ => return None,
        };
        let mut unpacked = self.unpacked.borrow_mut();
        if let Some(at) = unpacked.iter().position(|(f, _)| f == file) {
            // The one used last goes last.
            to_end(&mut unpacked, at);
            return unpacked.last().map(|(_, block)| block.clone());
        }
        drop(unpacked);
        let block = Rc::new(Block::new(kind, envelope::unpack(bytes).ok()?)?);
        self.remember(file, block.clone());
        Some(block)
    }

    /// The stretch of the stream beside a dictionary that has the byte at `offset`, and where it begins.
    pub(crate) fn near(&self, offset: u64) -> Option<(u64, &[u8])> {
        let here = |(from, end, _): &&(u64, u64, FileRef)| *from <= offset && offset < *end;
        let (from, _, file) = self.near.iter().find(here)?;
        match &self.loaded[self.position(file).ok()?].1 {
            Loaded::Dict(part) => Some((*from, part.lists())),
            _ => None,
        }
    }

    /// Lets go of some of the records and cards when there are many; they are supplied again when wanted. Every second
    /// one stays, so that the question just answered is not asked for all of its files anew.
    pub(crate) fn trim(&mut self) {
        for (kind, most) in [(Kind::Records, MOST_FULL), (Kind::Cards, MOST_CARDS)] {
            let count = self.loaded.iter().filter(|(_, l)| l.is_of(kind));
            if count.count() > most {
                keep(&mut self.loaded, |(file, l)| {
                    // Files of the short way are told apart by these four bytes alone.
                    !l.is_of(kind) || file.sha256[15] & 1 == 0
                });
            }
        }
    }

    fn position(&self, file: &FileRef) -> Result<usize, usize> {
        self.loaded.binary_search_by(|(f, _)| f.cmp(file))
    }

    pub(crate) fn get(&self, file: &FileRef, wants: &mut Wants) -> Option<&Loaded> {
        let found = self.position(file).ok().map(|at| &self.loaded[at].1);
        if found.is_none() {
            wants.note(*file);
        }
        found
    }

    /// The files of a section whose keys may fall in `low..=high`, in order, loaded; `None` when
    /// any is missing (all missing ones are noted).
    pub(crate) fn range<'a>(
        &'a self,
        section: &'a Section,
        low: &[u8],
        high: Option<&[u8]>,
        wants: &mut Wants,
    ) -> Option<Vec<(&'a Child, &'a Loaded)>> {
        let mut level: Vec<&Child> = covering(&section.children, low, high).iter().collect();
        for _ in 0..section.height {
            let mut next = Vec::new();
            let mut whole = true;
            for child in level {
                match self.get(&child.file, wants) {
                    Some(Loaded::Node(children)) => next.extend(covering(children, low, high)),
                    Some(_) => {}
                    None => whole = false,
                }
            }
            if !whole {
                return None;
            }
            level = next;
        }
        let mut out = Vec::with_capacity(level.len());
        let mut whole = true;
        for child in level {
            match self.get(&child.file, wants) {
                Some(loaded) => out.push((child, loaded)),
                None => whole = false,
            }
        }
        whole.then_some(out)
    }

    /// The one file that may hold a key.
    pub(crate) fn at<'a>(
        &'a self,
        section: &'a Section,
        key: &[u8],
        wants: &mut Wants,
    ) -> Option<Option<(&'a Child, &'a Loaded)>> {
        self.range(section, key, Some(key), wants)
            .map(|list| list.into_iter().next_back())
    }
}
