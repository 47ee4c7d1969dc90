//! The search in the box: state, address, question, answer.
//!
//! Every keystroke asks at once, under a number; the results on the screen stay until newer ones are here. The address
//! follows when typing pauses, so that it always says what is shown.

use std::sync::Arc;

use carrel_search::state::SearchState;
use carrel_search::wire::{Answer, FacetGroup, Request, SearchAnswer, SearchRequest};
use leptos::prelude::*;

use super::catalogue::Failure;
use crate::platform::worker::{self, Reply};
use crate::platform::{dom, history, timing};
use crate::routes;

/// Results on one page.
pub const PAGE: u32 = 20;
/// Answers kept for back and forward.
const KEPT: usize = 12;

/// Results with the search they belong to.
#[derive(Clone, Debug)]
pub struct Shown {
    /// What was searched.
    pub state: SearchState,
    /// What was found.
    pub answer: SearchAnswer,
}

/// The search.
#[derive(Clone, Copy)]
pub struct Search {
    /// What is searched now.
    pub state: RwSignal<SearchState>,
    /// What is on the screen: the last answer.
    pub shown: RwSignal<Option<Arc<Shown>>>,
    /// The last facet counts; they stay while new ones are on their way.
    pub facets: RwSignal<Arc<Vec<FacetGroup>>>,
    /// True while an answer is on its way.
    pub busy: RwSignal<bool>,
    /// Why there is none.
    pub failure: RwSignal<Option<Failure>>,
    /// Earlier answers by their address.
    earlier: StoredValue<Vec<(String, Arc<Shown>)>>,
}

impl Search {
    /// No search yet.
    #[must_use]
    pub fn new() -> Self {
        Self {
            state: RwSignal::new(SearchState::default()),
            shown: RwSignal::new(None),
            facets: RwSignal::new(Arc::default()),
            busy: RwSignal::new(false),
            failure: RwSignal::new(None),
            earlier: StoredValue::new(Vec::new()),
        }
    }

    /// Searches for what an address says.
    pub fn follow(self, query: &str) {
        let state = SearchState::from_query(query);
        if self
            .shown
            .read_untracked()
            .as_ref()
            .is_some_and(|shown| shown.state == state)
            && self.failure.read_untracked().is_none()
        {
            self.state.set(state);
            return;
        }
        let known = self.earlier.with_value(|earlier| {
            earlier
                .iter()
                .find(|(q, _)| *q == query)
                .map(|(_, shown)| shown.clone())
        });
        self.state.set(state.clone());
        match known {
            Some(shown) => self.show(shown),
            None => self.ask(state, None),
        }
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
        let state = self.state.get_untracked();
        self.ask(state, None);
    }

    fn ask(self, state: SearchState, since: Option<f64>) {
        if state.is_empty() {
            self.shown.set(None);
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
        let first = std::cell::Cell::new(true);
        worker::ask(Request::Search(request), move |reply| {
            let current = self
                .state
                .try_with_untracked(|now| *now == state)
                .unwrap_or(false);
            if !current {
                return;
            }
            match reply {
                Reply::Answer(Answer::Search(answer)) => {
                    self.show(Arc::new(Shown {
                        state: state.clone(),
                        answer,
                    }));
                    if first.replace(false)
                        && let Some(since) = since
                    {
                        dom::after_paint(move || {
                            timing::measure("carrel:query", since, timing::clock())
                        });
                    }
                }
                Reply::Answer(_) => {}
                Reply::Failed(trouble, detail) => {
                    self.busy.set(false);
                    self.failure.set(Some((trouble, detail)));
                }
            }
        });
    }

    fn show(self, shown: Arc<Shown>) {
        if let Some(facets) = &shown.answer.facets {
            self.facets.set(Arc::new(facets.clone()));
            let key = shown.state.to_query();
            self.earlier.update_value(|earlier| {
                earlier.retain(|(k, _)| *k != key);
                if earlier.len() == KEPT {
                    earlier.remove(0);
                }
                earlier.push((key, shown.clone()));
            });
        }
        self.failure.set(None);
        self.busy.set(false);
        self.shown.set(Some(shown));
    }
}

impl Default for Search {
    fn default() -> Self {
        Self::new()
    }
}
