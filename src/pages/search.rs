//! Results. The heading says how many; the address says what is shown; old results stay until new ones are here.

use std::sync::Arc;

use carrel_search::state::{SearchState, Sort};
use carrel_search::wire::Notice;
use leptos::prelude::*;

use crate::components::availability::as_of;
use crate::components::constraint_list::constraint_list;
use crate::components::facet_panel::facet_panel;
use crate::components::note;
use crate::components::pager::pager;
use crate::components::result_list::result_list;
use crate::i18n::t;
use crate::platform::{dom, history};
use crate::routes::search_href;
use crate::stores::app;
use crate::stores::search::{PAGE, Shown};
use crate::words;

/// The page.
pub fn page() -> AnyView {
    let app = app();
    let search = app.search;
    let state = search.state.into();
    let day = move || app.catalogue.about.get().map(|about| as_of(about.snapshot));
    let trouble = move || {
        let (trouble, detail) = search.failure.get()?;
        Some(note::trouble(trouble, detail, move || search.retry()))
    };
    let head = move || match search.shown.get() {
        None if search.state.with(SearchState::is_empty) => Some(empty()),
        None => None,
        Some(shown) => Some(head(&shown)),
    };
    let body = move || match search.shown.get() {
        None if search.busy.get() => note::waiting(5),
        None => ().into_any(),
        Some(shown) => {
            history::settle();
            results(&shown)
        }
    };
    // Nothing to narrow: nothing found, or nothing searched.
    let useless = move || {
        let found = search.shown.with(|shown| shown.as_ref().map_or(0, |s| s.answer.total));
        found == 0 && search.state.with(|s| s.constraints.is_empty())
    };
    view! {
        <div class="search-page">
            <div class="results-top">{trouble} {head}</div>
            <div class="results-side" hidden=useless>{facet_panel(state, search.facets.into(), dom::is_wide())}</div>
            <section class="results" aria-labelledby="results-title" aria-busy=move || if search.busy.get() { "true" } else { "false" }>
                {body}
                {day}
            </section>
        </div>
    }
    .into_any()
}

/// Heading of a search: how many results.
#[must_use]
pub fn heading(shown: &Shown) -> String {
    let query = shown.state.query.trim();
    match (shown.answer.total, query.is_empty()) {
        (0, false) => t::none_title(query),
        (0, true) => t::none_title_filters().to_owned(),
        (n, true) => t::results(n),
        (n, false) => t::results_for(n, query),
    }
}

fn empty() -> AnyView {
    view! {
        <h1 tabindex="-1" id="results-title">{t::search_title()}</h1>
        <p>{t::search_empty()}</p>
        <p><a href="#/browse">{t::search_empty_browse()}</a></p>
    }
    .into_any()
}

fn head(shown: &Arc<Shown>) -> AnyView {
    let (state, answer) = (&shown.state, &shown.answer);
    view! {
        <div class="results-head">
            <h1 tabindex="-1" id="results-title" dir="auto">{heading(shown)}</h1>
            {(answer.total > 1).then(|| sort_menu(state))}
        </div>
        {constraint_list(state)}
        {heard(state, &answer.notices)}
    }
    .into_any()
}

fn results(shown: &Arc<Shown>) -> AnyView {
    let (state, answer) = (&shown.state, &shown.answer);
    if answer.total == 0 {
        return nothing(state);
    }
    view! { {result_list(&answer.hits, state.page * PAGE)} {pager(state, answer.total, PAGE)} }.into_any()
}

fn sort_menu(state: &SearchState) -> AnyView {
    let now = state.sort;
    let state = state.clone();
    let options: Vec<_> = Sort::ALL
        .into_iter()
        .map(|(sort, name)| view! { <option value=name selected=sort == now>{words::sort(sort)}</option> })
        .collect();
    let choose = move |value: String| {
        if let Some((sort, _)) = Sort::ALL.into_iter().find(|(_, name)| *name == value) {
            history::go(&search_href(&SearchState {
                sort,
                page: 0,
                ..state.clone()
            }));
        }
    };
    view! {
        <p class="sort">
            <label for="sort">{t::sort_by()}</label>
            <select id="sort" on:change:target=move |event| choose(event.target().value())>{options}</select>
        </p>
    }
    .into_any()
}

/// What the engine did to the query, each with the way back.
fn heard(state: &SearchState, notices: &[Notice]) -> Option<AnyView> {
    let lines: Vec<AnyView> = notices
        .iter()
        .map(|notice| match notice {
            Notice::Corrected { asked, searched } => {
                let instead = search_href(&SearchState { exact: true, page: 0, ..state.clone() });
                view! {
                    <p dir="auto">{t::notice_corrected(searched)} " " <a href=instead>{t::notice_instead(asked)}</a></p>
                }
                .into_any()
            }
            Notice::SomeWords(words) => {
                let words = words.join(", ");
                view! { <p dir="auto">{t::notice_some_words(&words)}</p> }.into_any()
            }
            Notice::Constrained(n) => {
                let without = search_href(&SearchState { constraints: Vec::new(), page: 0, ..state.clone() });
                view! { <p>{t::notice_constrained(*n)} " " <a href=without>{t::filter_remove_all()}</a></p> }.into_any()
            }
            Notice::DidYouMean(query) => {
                let href = search_href(&SearchState { query: query.clone(), page: 0, exact: false, ..state.clone() });
                view! { <p>{t::notice_did_you_mean()} " " <a href=href dir="auto">{query.clone()}</a></p> }.into_any()
            }
        })
        .collect();
    (!lines.is_empty()).then(|| view! { <div class="heard">{lines}</div> }.into_any())
}

/// Nothing found is a ladder: each step is more likely to find something than the one before.
fn nothing(state: &SearchState) -> AnyView {
    let filters = (!state.constraints.is_empty() && !state.query.trim().is_empty()).then(|| {
        let href = search_href(&SearchState {
            constraints: Vec::new(),
            page: 0,
            ..state.clone()
        });
        view! { <li><a href=href>{t::none_drop_filters()}</a></li> }
    });
    let mut longest: Vec<&str> = state
        .query
        .split_whitespace()
        .filter(|w| w.chars().count() > 2)
        .collect();
    let several = longest.len() > 1;
    longest.sort_by_key(|w| std::cmp::Reverse(w.chars().count()));
    let fewer: Vec<_> = longest
        .into_iter()
        .take(if several { 2 } else { 0 })
        .map(|word| {
            let href = search_href(&SearchState {
                query: word.to_owned(),
                ..SearchState::default()
            });
            view! { <li><a href=href dir="auto">{t::none_fewer_words(word)}</a></li> }
        })
        .collect();
    view! {
        <section class="note">
            <h2>{t::none_steps()}</h2>
            <ol>
                {filters}
                {fewer}
                <li>{t::none_spelling()}</li>
                <li><a href="#/browse">{t::none_browse()}</a></li>
                <li>{t::none_ask()}</li>
            </ol>
        </section>
    }
    .into_any()
}
