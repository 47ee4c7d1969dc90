//! What is known of the catalogue as a whole, and questions about it that a page asks once.

use std::cell::RefCell;
use std::sync::Arc;

use carrel_search::wire::{Answer, Overview, Request, Tell, Trouble};
use leptos::prelude::*;

use crate::platform::el::follow;
use crate::platform::worker::{self, Reply};

/// Trouble with its detail.
pub type Failure = (Trouble, String);

/// Something that was asked for.
#[derive(Clone, Debug, PartialEq)]
pub enum Loaded {
    /// It is on its way.
    Waiting,
    /// It is here.
    Here(Arc<Answer>),
    /// It cannot be had.
    Failed(Trouble, String),
}

/// How much of the catalogue is on this device.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Kept {
    /// Bytes here.
    pub have: u64,
    /// Bytes in all; 0 while unknown.
    pub of: u64,
    /// Nothing can be kept.
    pub memory_only: bool,
    /// The engine has answered and looks after the rest.
    pub known: bool,
    /// The browser promised to keep it.
    pub persisted: bool,
    /// The app's own files are on this device, too.
    pub pages: bool,
}

impl Kept {
    /// The whole catalogue is here.
    #[must_use]
    pub fn whole(self) -> bool {
        self.of > 0 && self.have >= self.of
    }
}

/// The catalogue as a whole.
#[derive(Clone, Copy)]
pub struct Catalogue {
    /// Name, size, day; `None` until it is open.
    pub about: RwSignal<Option<Overview>>,
    /// How much of it is on this device.
    pub kept: RwSignal<Kept>,
    /// Why it could not be opened, or why the newest one could not be brought onto this device.
    pub failure: RwSignal<Option<Failure>>,
    /// Counts up when it is replaced by a newer one, or when the reader wants to try again.
    pub turn: RwSignal<u32>,
    /// A newer catalogue came while the page was open.
    pub renewed: RwSignal<bool>,
    /// A newer app is ready.
    pub update: RwSignal<bool>,
}

impl Catalogue {
    /// Nothing known yet.
    #[must_use]
    pub fn new() -> Self {
        Self {
            about: RwSignal::new(None),
            kept: RwSignal::new(Kept::default()),
            failure: RwSignal::new(None),
            turn: RwSignal::new(0),
            renewed: RwSignal::new(false),
            update: RwSignal::new(false),
        }
    }

    /// Takes what the engine says unasked.
    pub fn heard(self, tell: Tell) {
        match tell {
            Tell::Opened(about) => {
                self.failure.set(None);
                self.about.set(Some(about));
            }
            Tell::Kept {
                have,
                of,
                memory_only,
            } => {
                self.failure.set(None);
                self.kept.update(|kept| {
                    *kept = Kept {
                        have,
                        of,
                        memory_only,
                        known: true,
                        ..*kept
                    }
                });
            }
            Tell::NewPack => {
                self.renewed.set(true);
                self.retry();
            }
            Tell::Failed {
                trouble, detail, ..
            } => self.failure.set(Some((trouble, detail))),
            Tell::Answer { .. } => {}
        }
    }

    /// Asks everything that is shown anew.
    pub fn retry(self) {
        self.turn.update(|turn| *turn += 1);
    }

    /// Asks whenever `request` changes, the catalogue is replaced, or the reader tries again. While the answer to a
    /// changed question is on its way the signal says so; a renewed catalogue leaves the old answer until then.
    pub fn asked(self, request: impl Fn() -> Request + 'static) -> RwSignal<Loaded> {
        self.asked_erased(Box::new(request))
    }

    fn asked_erased(self, request: Box<dyn Fn() -> Request>) -> RwSignal<Loaded> {
        let loaded = RwSignal::new(Loaded::Waiting);
        let before: RefCell<Option<Request>> = RefCell::new(None);
        follow(Box::new(move || {
            let question = request();
            self.turn.track();
            let changed = before.borrow().as_ref().is_some_and(|b| *b != question);
            if changed || matches!(&*loaded.read_untracked(), Loaded::Failed(..)) {
                loaded.set(Loaded::Waiting);
            }
            *before.borrow_mut() = Some(question.clone());
            worker::ask(
                question,
                Box::new(move |reply| {
                    // The page may be gone by now.
                    let _ = loaded.try_set(match reply {
                        Reply::Answer(answer) => Loaded::Here(Arc::new(answer)),
                        Reply::Failed(trouble, detail) => Loaded::Failed(trouble, detail),
                    });
                }),
            );
        }));
        loaded
    }

    /// Counts, shelves and new arrivals.
    #[must_use]
    pub fn overview(self) -> RwSignal<Loaded> {
        self.asked(|| Request::Overview)
    }
}

impl Default for Catalogue {
    fn default() -> Self {
        Self::new()
    }
}
