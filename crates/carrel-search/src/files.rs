//! The files of a pack that are here, and the way to say which are wanted.
//!
//! The engine never waits. A question is tried with what is loaded; what is missing is noted in
//! [`Wants`], the driver fetches it, supplies it, and asks again.

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
    /// A block of cards as it is stored, and where its cards stand.
    Cards(Vec<u8>, cards::Marks),
    /// A block of full records as it is stored.
    Full(Vec<u8>),
    Column(Values),
    Shelf(Vec<u32>),
    Overview(Box<Overview>),
}

impl Loaded {
    /// True of full records, or of cards.
    fn is_of_records(&self, full: bool) -> bool {
        match self {
            Loaded::Full(_) => full,
            Loaded::Cards(..) => !full,
            _ => false,
        }
    }
}

/// Decodes a payload.
pub(crate) type Decode = fn(Kind, &[u8]) -> Option<Loaded>;

/// Files of decoded records, and of cards, that are kept: some ten megabytes each.
const MOST_FULL: usize = 512;
const MOST_CARDS: usize = 1_600;

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
    /// True when one of the usual dictionaries is here: who goes on needs more of them anyhow.
    pub(crate) settled: bool,
}

/// See [`crate::pack::express`]. By pointers, so that a program that has none has none of their code.
#[derive(Debug)]
pub(crate) struct Express {
    pub(crate) index: Index,
    /// [`Index::open`].
    pub(crate) open: ExpressOpen,
    pub(crate) words: ExpressWords,
}

pub(crate) type ExpressOpen = fn(&Index, &FileRef, &[u8]) -> Result<(Kind, Vec<u8>), PackError>;

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
    /// Verifies, decodes and keeps a file.
    pub(crate) fn supply(&mut self, file: &FileRef, bytes: &[u8]) -> Result<(), PackError> {
        let Err(at) = self.position(file) else {
            return Ok(());
        };
        let (kind, payload) = match &self.express {
            Some(express) if file.bytes == 0 => (express.open)(&express.index, file, bytes)?,
            _ => envelope::open(file, bytes, None)?,
        };
        let loaded = match kind {
            Kind::Node => read_node(&payload).map(Loaded::Node),
            Kind::Dict => dict::read(payload).map(Loaded::Dict),
            Kind::Postings | Kind::Keys | Kind::Starts => Some(Loaded::Bytes(payload)),
            Kind::Cards => cards::Marks::new(&payload).map(|marks| Loaded::Cards(payload, marks)),
            Kind::Records => cards::is_full(&payload).then_some(Loaded::Full(payload)),
            other => self.more.and_then(|more| more(other, &payload)),
        };
        let loaded = loaded.ok_or_else(|| PackError::Inside {
            file: file.name(),
            what: "its content does not decode",
        })?;
        self.settled |= kind == Kind::Dict && file.bytes > 0;
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
        for (full, most) in [(true, MOST_FULL), (false, MOST_CARDS)] {
            let count = self.loaded.iter().filter(|(_, l)| l.is_of_records(full));
            if count.count() > most {
                self.loaded
                    .retain(|(file, l)| !l.is_of_records(full) || file.sha256[0] & 1 == 0);
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
