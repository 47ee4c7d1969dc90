//! What is known of the catalogue as a whole, and questions about it that a page asks once.

use carrel_search::wire::{Answer, Overview, Request, Tell, Trouble};
use leptos::prelude::*;

use crate::platform::worker::{self, Reply};

/// Trouble with its detail.
pub type Failure = (Trouble, String);

/// Something that was asked for.
#[derive(Clone, Debug, PartialEq)]
pub enum Loaded<T> {
    /// It is on its way.
    Waiting,
    /// It is here.
    Here(T),
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
    pub asked: bool,
    /// The browser promised to keep it.
    pub persisted: bool,
}

/// The catalogue as a whole.
#[derive(Clone, Copy)]
pub struct Catalogue {
    /// Name, size, day; `None` until it is open.
    pub about: RwSignal<Option<Overview>>,
    /// How much of it is on this device.
    pub kept: RwSignal<Kept>,
    /// Why it could not be opened.
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
                self.kept.update(|kept| {
                    *kept = Kept {
                        have,
                        of,
                        memory_only,
                        asked: true,
                        ..*kept
                    }
                });
            }
            Tell::NewPack => {
                self.renewed.set(true);
                self.turn.update(|turn| *turn += 1);
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

    /// Asks whenever `request` changes, the catalogue is replaced, or the reader tries again. While a new answer to a
    /// changed question is on its way the signal says so; a renewed catalogue leaves the old answer until then.
    pub fn asked<T: Clone + Send + Sync + 'static>(
        self,
        request: impl Fn() -> Request + 'static,
        pick: fn(Answer) -> Option<T>,
    ) -> RwSignal<Loaded<T>> {
        let loaded = RwSignal::new(Loaded::Waiting);
        Effect::new(move |before: Option<Request>| {
            let question = request();
            self.turn.track();
            let failed = matches!(&*loaded.read_untracked(), Loaded::Failed(..));
            if failed || before.as_ref().is_some_and(|b| *b != question) {
                loaded.set(Loaded::Waiting);
            }
            worker::ask(question.clone(), move |reply| {
                let value = match reply {
                    Reply::Answer(answer) => match pick(answer) {
                        Some(value) => Loaded::Here(value),
                        None => return,
                    },
                    Reply::Failed(trouble, detail) => Loaded::Failed(trouble, detail),
                };
                // The page may be gone by now.
                let _ = loaded.try_set(value);
            });
            question
        });
        loaded
    }

    /// Counts, shelves and new arrivals.
    #[must_use]
    pub fn overview(self) -> RwSignal<Loaded<Overview>> {
        self.asked(
            || Request::Overview,
            |answer| match answer {
                Answer::Overview(overview) => Some(overview),
                _ => None,
            },
        )
    }
}

impl Default for Catalogue {
    fn default() -> Self {
        Self::new()
    }
}
