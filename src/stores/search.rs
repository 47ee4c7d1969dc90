//! The search in the box: state, address, question, answer.
//!
//! Every keystroke asks at once, under a number; the results on the screen stay until newer ones are here. The address
//! follows when typing pauses, so that it always says what is shown.

use std::cell::Cell;
use std::sync::Arc;

use carrel_search::state::{Facet, SearchState};
use carrel_search::wire::{Answer, Request, SearchAnswer, SearchRequest, Suggestion};
use leptos::prelude::*;

use super::catalogue::Failure;
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
}

impl Shown {
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
            earlier: StoredValue::new(Vec::new()),
        }
    }

    /// Searches for what an address says.
    pub fn follow(self, query: &str) {
        let state = SearchState::from_query(query);
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
        let known = self
            .earlier
            .with_value(|earlier| earlier.iter().find(|shown| shown.state == state).cloned());
        match known {
            Some(shown) => self.show(shown),
            None => self.ask(state, None),
        }
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

    fn ask(self, state: SearchState, since: Option<f64>) {
        if state.is_empty() {
            self.clear();
            self.busy.set(false);
            self.failure.set(None);
            return;
        }
        self.busy.set(true);
        let request = SearchRequest {
            state: state.clone(),
            offset: state.page * PAGE,
            limit: PAGE,
            facets: true,
        };
        let since = Cell::new(since);
        let on_reply = move |reply| {
            if *self.state.read_untracked() != state {
                return;
            }
            match reply {
                Reply::Answer(Answer::Search(answer)) => {
                    self.show(Arc::new(Shown {
                        state: state.clone(),
                        answer,
                    }));
                    if let Some(since) = since.take() {
                        dom::after_paint(move || {
                            timing::measure("carrel:query", since, timing::clock());
                            self.complete();
                        });
                    }
                }
                Reply::Answer(_) => {}
                Reply::Failed(trouble, detail) => {
                    self.busy.set(false);
                    self.failure.set(Some((trouble, detail)));
                }
            }
        };
        worker::ask(Request::Search(request), Box::new(on_reply));
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

    fn show(self, mut shown: Arc<Shown>) {
        // On a slow line the first screen comes before the rest of its page.
        let from = shown.state.page * PAGE;
        // A link to a page that the catalogue no longer has leads to its last one.
        if shown.answer.total > 0 && from >= shown.answer.total {
            let page = (shown.answer.total - 1) / PAGE;
            let state = SearchState {
                page,
                ..shown.state.clone()
            };
            self.state.set(state.clone());
            history::replace(routes::search_href(&state));
            return self.ask(state, None);
        }
        let whole =
            shown.answer.hits.len() as u32 >= shown.answer.total.saturating_sub(from).min(PAGE);
        if whole && shown.answer.facets.is_some() {
            self.earlier.update_value(|earlier| {
                earlier.retain(|old| old.state != shown.state);
                if earlier.len() == KEPT {
                    earlier.remove(0);
                }
                earlier.push(shown.clone());
            });
        } else if shown.answer.facets.is_none()
            && let Some(old) = &*self.shown.read_untracked()
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
    }
}

impl Default for Search {
    fn default() -> Self {
        Self::new()
    }
}
