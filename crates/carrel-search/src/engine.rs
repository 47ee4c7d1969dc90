//! The engine: asked something, it answers or says which files it needs.
//!
//! ```
//! use carrel_core::{BibRecord, CalendarDate};
//! use carrel_search::build::{build, Entry, PackOptions};
//! use carrel_search::engine::{answer_from, Engine};
//! use carrel_search::state::SearchState;
//! use carrel_search::wire::{Answer, Request, SearchRequest};
//!
//! let mut bib = BibRecord { id: "1".into(), ..BibRecord::default() };
//! bib.title.proper = "Where the Wild Things Are".into();
//! let options = PackOptions { name: "Example".into(), snapshot: CalendarDate::default(), published: 0, base: "/".into(), ..PackOptions::default() };
//! let pack = build(&options, vec![Entry { bib, ..Entry::default() }], &mut |_, _, _| {});
//!
//! let root = pack.files.last().unwrap();
//! let mut engine = Engine::open(&root.file, &root.bytes)?;
//! let state = SearchState { query: "wild thing".into(), ..SearchState::default() };
//! let request = Request::Search(SearchRequest { state, limit: 10, ..SearchRequest::default() });
//! let answer = answer_from(&mut engine, &request, |file| {
//!     pack.files.iter().find(|f| f.file == *file).map(|f| f.bytes.clone())
//! })?;
//! let Answer::Search(found) = answer else { panic!() };
//! assert_eq!(found.hits[0].card.title, "Where the Wild Things Are");
//! # Ok::<(), carrel_search::pack::PackError>(())
//! ```

mod facets;
mod find;
mod headings;
mod like;
mod plain;
mod record;
mod search;

use carrel_core::CalendarDate;

use crate::files::{self, Files, Wants};
use crate::pack::cards::CARDS;
use crate::pack::columns::Column;
use crate::pack::section::Section;
use crate::pack::take::Take;
use crate::pack::{FORMAT, FileRef, Kind, PackError, Root, envelope};
use crate::rank::{Lists, Scratch, Spelled};
use crate::wire::{Answer, Overview, Packed, Request};

/// An answer as far as it goes, and the files that are missing for the rest.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Outcome {
    /// The answer; `None` until the files it needs were supplied.
    pub answer: Option<Answer>,
    /// Files to fetch and supply before asking again. With an answer: for its facet counts.
    pub needs: Vec<FileRef>,
}

/// An open pack.
#[derive(Debug)]
pub struct Engine {
    root: Root,
    files: Files,
    scratch: core::cell::RefCell<Scratch>,
    spelled: core::cell::RefCell<Spelled>,
}

/// Asks until there is a whole answer, taking files from `fetch`.
///
/// # Errors
/// A file that `fetch` does not have, or that is damaged.
pub fn answer_from(
    engine: &mut Engine,
    request: &Request,
    mut fetch: impl FnMut(&FileRef) -> Option<Vec<u8>>,
) -> Result<Answer, PackError> {
    loop {
        let outcome = engine.answer(request);
        if outcome.needs.is_empty() {
            if let Some(answer) = outcome.answer {
                return Ok(answer);
            }
            return Err(PackError::Inside {
                file: "pack".to_owned(),
                what: "the engine neither answers nor needs anything",
            });
        }
        for file in &outcome.needs {
            let bytes = fetch(file).ok_or_else(|| PackError::Length {
                file: file.name(),
                expected: file.bytes,
                found: 0,
            })?;
            engine.supply(file, &bytes)?;
        }
    }
}

impl Engine {
    /// Opens a pack by its root.
    ///
    /// # Errors
    /// When the bytes are not the ones named, or of another format.
    pub fn open(file: &FileRef, bytes: &[u8]) -> Result<Self, PackError> {
        let mut engine = Self::open_plain(file, bytes)?;
        engine.files.more = Some(files::more);
        Ok(engine)
    }

    /// Opens a pack for [`Engine::plain`] alone: a program that asks nothing else is half as large.
    ///
    /// # Errors
    /// As [`Engine::open`].
    pub fn open_plain(file: &FileRef, bytes: &[u8]) -> Result<Self, PackError> {
        let root = root(file, bytes)?;
        Ok(Self {
            files: Files::of(root.records),
            root,
            scratch: core::cell::RefCell::default(),
            spelled: core::cell::RefCell::default(),
        })
    }

    /// What the root says of the catalogue; facets and arrivals come with [`Request::Overview`].
    #[must_use]
    pub fn about(&self) -> Overview {
        Overview {
            name: self.root.name.clone(),
            records: self.root.records,
            items: self.root.items,
            snapshot: self.root.snapshot,
            ..Overview::default()
        }
    }

    /// The root, for tools that show what a pack is made of.
    #[must_use]
    pub fn root(&self) -> &Root {
        &self.root
    }

    /// Takes a file that was needed; length and SHA-256 are checked before anything else.
    ///
    /// # Errors
    /// When the bytes are not the file, or do not decode.
    pub fn supply(&mut self, file: &FileRef, bytes: &[u8]) -> Result<(), PackError> {
        self.files.supply(file, bytes)
    }

    /// Takes another root, for tools that try many packs which share most of their files: those that are here stay.
    ///
    /// # Errors
    /// As [`Engine::open`]; the root before stays then.
    pub fn reopen(&mut self, file: &FileRef, bytes: &[u8]) -> Result<(), PackError> {
        self.root = root(file, bytes)?;
        // What was kept of questions is of the root before.
        (self.scratch, self.spelled) = Default::default();
        Ok(())
    }

    /// What the last question looked at: edges of dictionaries, bytes of posting lists, and bytes of those that were read again to
    /// say why. All have budgets, so that no question takes long; unlike time they are the same on every machine.
    #[must_use]
    pub fn looked_at(&self) -> [u32; 3] {
        [
            &self.files.edges,
            &self.files.postings,
            &self.files.explained,
        ]
        .map(core::cell::Cell::get)
    }

    /// Lets go of a file; it is wanted again when a question needs it.
    pub fn forget(&mut self, file: &FileRef) {
        self.files.forget(file);
        // What was kept of questions names lists that may be gone.
        (self.scratch, self.spelled) = Default::default();
    }

    /// Answers with what is here.
    pub fn answer(&mut self, request: &Request) -> Outcome {
        let mut wants = Wants::default();
        let answer = match request {
            Request::Search(search) => self.search(search, &mut wants).map(Answer::Search),
            Request::Suggest { text, limit } => self
                .suggest(text, usize::from(*limit), &mut wants)
                .map(Answer::Suggest),
            Request::Overview => self.overview(&mut wants).map(Answer::Overview),
            Request::Record { .. } | Request::Like { .. } | Request::Headings { .. } => {
                self.further(request, &mut wants)
            }
        };
        if wants.0.is_empty() {
            self.files.trim();
        }
        Outcome {
            answer,
            needs: wants.0,
        }
    }

    /// What no visit begins with. Always a function of its own: the app has its code come later ([`Request::is_further`]).
    #[inline(never)]
    fn further(&mut self, request: &Request, wants: &mut Wants) -> Option<Answer> {
        match request {
            Request::Record { id } => {
                let record = self.record(id, wants)?;
                Some(Answer::Record(record.as_ref().map(Packed::new)))
            }
            Request::Like { id, limit } => {
                let list = self.alike(id, usize::from(*limit), wants)?;
                Some(Answer::Like(list.map(|list| Packed::alike(&list))))
            }
            Request::Headings { kind, from, limit } => self
                .headings(*kind, from, usize::from(*limit), wants)
                .map(Answer::Headings),
            _ => None,
        }
    }

    fn lists(&self) -> Lists<'_> {
        Lists {
            root: &self.root,
            files: &self.files,
            near: core::cell::Cell::new(None),
        }
    }

    /// Day of the snapshot.
    #[must_use]
    pub fn snapshot(&self) -> CalendarDate {
        self.root.snapshot
    }
}

/// Decodes a root, the format first.
fn root(file: &FileRef, bytes: &[u8]) -> Result<Root, PackError> {
    let (_, payload) = envelope::open(file, bytes, Some(Kind::Root))?;
    // The format comes first in the payload, so that another format can be told from a broken one.
    let format = Take::new(&payload).short().unwrap_or(0);
    if format != FORMAT {
        return Err(PackError::Format { found: format });
    }
    let root = Root::read(&payload).ok_or_else(|| PackError::Inside {
        file: file.name(),
        what: "the root does not decode",
    })?;
    // Whatever goes through all records takes its number for true.
    let Section { height, children } = &root.cards;
    // Four levels of tables are more than a catalogue can have, and no number that overflows.
    let fits = *height <= 4 && {
        let each = (0..=*height).fold(1, |each, _| each * CARDS as u64);
        u64::from(root.records) <= each * children.len() as u64
    };
    if !fits {
        return Err(PackError::Inside {
            file: file.name(),
            what: "the root names more records than it has cards",
        });
    }
    if root.columns.len() < Column::LEAST {
        return Err(PackError::Inside {
            file: file.name(),
            what: "the root lacks columns",
        });
    }
    Ok(root)
}
