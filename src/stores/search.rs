//! The search in the box: state, address, question, answer.
//!
//! Every keystroke asks at once, under a number; the results on the screen stay until newer ones are here. The address
//! follows when typing pauses, so that it always says what is shown.

use std::cell::Cell;
use std::sync::Arc;

use carrel_core::CalendarDate;
use carrel_search::state::{Facet, SearchState, Sort};
use carrel_search::union::{MOST, ORDERS, Part};
use carrel_search::wire::{Answer, Request, SearchAnswer, SearchRequest, Suggestion, Trouble};
use leptos::prelude::*;

use super::catalogue::Failure;
use crate::pages::{self, further, late};
use crate::platform::union::Library;
use crate::platform::worker::{self, Reply};
use crate::platform::{dom, history, timing};
use crate::routes;

/// Results on one page.
pub const PAGE: u32 = 20;
/// Completions of one kind.
const COMPLETIONS: u8 = 2;
/// Answers kept for back and forward.
const KEPT: usize = 12;

/// Results with the search they belong to.
#[derive(Clone, Debug)]
pub struct Shown {
    /// What was searched.
    pub state: SearchState,
    /// What was found. Facet counts that are still on their way are those of the results before.
    pub answer: SearchAnswer,
    /// Whose hits they are, when all libraries were searched.
    pub union: Option<Arc<Together>>,
}

/// What an answer of all libraries has beside its hits.
#[derive(Debug, Default)]
pub struct Together {
    /// Library of each hit.
    pub of: Vec<Library>,
    /// What each library says, and the day that its copies are as of; this one first.
    pub parts: Vec<(Library, Part, CalendarDate)>,
    /// Every library has answered.
    pub whole: bool,
    /// A library has neither answered nor failed.
    pub waits: bool,
    /// Who answered has guessed: one that is missing may silence all of it.
    pub guess: bool,
}

impl Shown {
    /// Library of each hit; none when only this one was searched.
    #[must_use]
    pub fn of(&self) -> &[Library] {
        self.union.as_ref().map_or(&[], |union| &union.of)
    }

    /// How many of the results can be looked through.
    #[must_use]
    pub fn reach(&self) -> u32 {
        match self.union {
            Some(_) => self.answer.total.min(MOST),
            None => self.answer.total,
        }
    }

    /// Every hit of its page is here: on a slow line the first screen comes before the rest.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        let from = self.state.page * PAGE;
        self.answer.hits.len() as u32 >= self.reach().saturating_sub(from).min(PAGE)
    }

    /// Values of a facet with their counts.
    #[must_use]
    pub fn values(&self, facet: Facet) -> &[(String, u32)] {
        let mut groups = self.answer.facets.iter().flatten();
        groups.find(|g| g.facet == facet).map_or(&[], |g| &g.values)
    }
}

/// The search.
#[derive(Clone, Copy)]
pub struct Search {
    /// What is searched now.
    pub state: RwSignal<SearchState>,
    /// What is on the screen: the last answer.
    pub shown: RwSignal<Option<Arc<Shown>>>,
    /// The same for the filters, which are drawn after the results are painted.
    pub narrowed: RwSignal<Option<Arc<Shown>>>,
    /// True while an answer is on its way.
    pub busy: RwSignal<bool>,
    /// What the text in the box may become.
    pub completions: RwSignal<Vec<Suggestion>>,
    /// Why there is none.
    pub failure: RwSignal<Option<Failure>>,
    /// There are other libraries that can be searched with this one.
    pub others: bool,
    /// The reader has asked for a library again that was away, and the focus is on the button for it.
    pub again: StoredValue<bool>,
    /// The pointer has moved over the results since they were asked for: the reader is about to press one.
    pub pointed: StoredValue<bool>,
    /// Earlier answers.
    earlier: StoredValue<Vec<Arc<Shown>>>,
}

impl Search {
    /// No search yet.
    #[must_use]
    pub fn new() -> Self {
        Self {
            state: RwSignal::new(SearchState::default()),
            shown: RwSignal::new(None),
            narrowed: RwSignal::new(None),
            busy: RwSignal::new(false),
            completions: RwSignal::new(Vec::new()),
            failure: RwSignal::new(None),
            // No library: an empty list.
            others: dom::data("carrel-union").len() > 2,
            again: StoredValue::new(false),
            pointed: StoredValue::new(false),
            earlier: StoredValue::new(Vec::new()),
        }
    }

    /// Searches for what an address says.
    pub fn follow(self, query: &str) {
        let mut state = SearchState::from_query(query);
        if self.mended(&mut state) {
            history::replace(routes::search_href(&state));
        }
        if self.state.with_untracked(|old| old.query != state.query) {
            self.completions.set(Vec::new());
        }
        self.state.set(state.clone());
        let here = self
            .shown
            .read_untracked()
            .as_ref()
            .is_some_and(|shown| shown.state == state);
        if here && self.failure.read_untracked().is_none() {
            return;
        }
        // Of several libraries only this one says when it has a new catalogue.
        let known = self.earlier.with_value(|earlier| {
            let same = |shown: &&Arc<Shown>| shown.state == state && shown.union.is_none();
            earlier.iter().find(same).cloned()
        });
        match known {
            Some(shown) => {
                self.show(shown);
            }
            None => self.ask(state, None),
        }
    }

    /// Puts right what an address says of all libraries and cannot be had; true when something was.
    fn mended(self, state: &mut SearchState) -> bool {
        let before = state.clone();
        state.everywhere &= self.others;
        if state.everywhere {
            if !ORDERS.contains(&state.sort) {
                state.sort = Sort::Relevance;
            }
            state.page = state.page.min(MOST / PAGE - 1);
        }
        *state != before
    }

    /// Begins anew, from another page.
    pub fn begin(self) {
        self.state.set(SearchState::default());
        self.clear();
    }

    fn clear(self) {
        self.completions.set(Vec::new());
        self.shown.set(None);
        self.narrowed.set(None);
    }

    /// Searches for what was typed, counted from the moment of typing.
    pub fn typed(self, text: &str, since: f64) {
        let mut state = self.state.get_untracked();
        if state.query == text {
            return;
        }
        state.query = text.to_owned();
        state.page = 0;
        state.exact = false;
        self.state.set(state.clone());
        history::replace(routes::search_href(&state));
        self.ask(state, Some(since));
    }

    /// Asks the same again.
    pub fn retry(self) {
        self.earlier.update_value(Vec::clear);
        self.ask(self.state.get_untracked(), None);
    }

    /// Asks libraries again that were away. What is shown stays until they have answered.
    pub fn reach_again(self) {
        self.again.set_value(true);
        self.retry();
    }

    fn ask(self, state: SearchState, since: Option<f64>) {
        if state.is_empty() {
            self.clear();
            self.busy.set(false);
            self.failure.set(None);
            return;
        }
        self.busy.set(true);
        self.pointed.set_value(false);
        let everywhere = state.everywhere;
        let request = Request::Search(SearchRequest {
            state: state.clone(),
            offset: state.page * PAGE,
            limit: PAGE,
            facets: !everywhere,
            again: self.again.get_value(),
            further: false,
        });
        let (since, answered) = (Cell::new(since), Cell::new(false));
        let on_reply = move |reply| {
            if *self.state.read_untracked() != state {
                return;
            }
            match reply {
                Reply::Answer(answer @ (Answer::Search(_) | Answer::Union(_))) => {
                    let state = state.clone();
                    let shown = match answer {
                        Answer::Union(packed) => pages::union::shown(state, &packed),
                        Answer::Search(answer) => Some(Shown {
                            state,
                            answer,
                            union: None,
                        }),
                        _ => None,
                    };
                    let Some(shown) = shown else { return };
                    let shown = Arc::new(shown);
                    // A second answer, to what is being read.
                    if answered.get() && !everywhere {
                        return further::then(Box::new(move |come| {
                            if come.is_ok() {
                                late::take(self, shown);
                            }
                        }));
                    }
                    answered.set(self.show(shown));
                    if let Some(since) = since.take() {
                        dom::after_paint(move || {
                            timing::measure("carrel:query", since, timing::clock());
                            self.complete();
                        });
                    }
                }
                // What fails after the whole answer takes nothing of it away.
                Reply::Failed(trouble, detail) if !answered.get() => {
                    self.busy.set(false);
                    self.failure.set(Some((trouble, detail)));
                }
                _ => {}
            }
        };
        let on_reply = Box::new(on_reply);
        if !everywhere {
            return worker::ask(request, on_reply);
        }
        further::then(Box::new(move |come| match come {
            Ok(()) => worker::ask(request, on_reply),
            Err(why) => on_reply(Reply::Failed(Trouble::Offline, why)),
        }));
    }

    /// Asks what the text may become, once its results are painted.
    fn complete(self) {
        let text = self.state.with_untracked(|state| state.query.clone());
        let request = Request::Suggest {
            text: text.clone(),
            limit: COMPLETIONS,
        };
        let on_reply = move |reply| {
            if let Reply::Answer(Answer::Suggest(list)) = reply
                && self.state.with_untracked(|state| state.query == text)
            {
                self.completions.set(list);
            }
        };
        worker::ask(request, Box::new(on_reply));
    }

    /// Puts an answer on the screen; true when nothing of it is missing.
    pub fn show(self, mut shown: Arc<Shown>) -> bool {
        let from = shown.state.page * PAGE;
        let waits = shown.union.as_ref().is_some_and(|union| union.waits);
        // A link to a page that the catalogue no longer has leads to its last one.
        if shown.answer.total > 0 && from >= shown.reach() && !waits {
            let page = (shown.reach() - 1) / PAGE;
            let state = SearchState {
                page,
                ..shown.state.clone()
            };
            self.state.set(state.clone());
            history::replace(routes::search_href(&state));
            self.ask(state, None);
            return false;
        }
        let whole = !waits && shown.is_whole();
        let all = shown.union.as_ref().is_none_or(|union| union.whole);
        let answered = whole && all && shown.answer.facets.is_some();
        if answered {
            self.keep(shown.clone());
        } else if shown.answer.facets.is_none()
            && let Some(old) = &*self.shown.read_untracked()
            && old.union.is_some() == shown.union.is_some()
        {
            Arc::make_mut(&mut shown)
                .answer
                .facets
                .clone_from(&old.answer.facets);
        }
        self.failure.set(None);
        self.busy.set(!whole);
        self.shown.set(Some(shown));
        dom::after_paint(move || self.narrowed.set(self.shown.get_untracked()));
        answered
    }

    /// Keeps a whole answer for who comes back to it.
    pub fn keep(self, shown: Arc<Shown>) {
        self.earlier.update_value(|earlier| {
            earlier.retain(|old| old.state != shown.state);
            if earlier.len() == KEPT {
                earlier.remove(0);
            }
            earlier.push(shown);
        });
    }
}

impl Default for Search {
    fn default() -> Self {
        Self::new()
    }
}
