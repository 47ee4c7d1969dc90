//! Browse: the signs of all shelves, and lists of subjects, people, series and titles.

use std::sync::Arc;

use carrel_search::state::{Facet, SearchState};
use carrel_search::wire::{Answer, Heading, HeadingKind, Overview, Request};
use leptos::prelude::*;

use super::show;
use crate::binding::cloth_of;
use crate::components::sign::sign;
use crate::i18n::t;
use crate::platform::{history, intl};
use crate::routes::{HEADINGS, headings_href, search_href};
use crate::stores::app;
use crate::words;

/// Headings of one list at most.
const MOST: u16 = 400;

/// The tabs above every browse page; `current` is `None` for the signs.
fn tabs(current: Option<HeadingKind>) -> AnyView {
    let tab = |href: String, label: &'static str, here: bool| {
        view! { <li><a href=href aria-current=here.then_some("page")>{label}</a></li> }
    };
    let lists: Vec<_> = HEADINGS
        .into_iter()
        .map(|(kind, _)| {
            tab(
                headings_href(kind, ""),
                list_name(kind),
                current == Some(kind),
            )
        })
        .collect();
    view! {
        <nav class="tabs" aria-label=t::browse_tabs()>
            <ul>{tab("#/browse".to_owned(), t::browse_overview(), current.is_none())}{lists}</ul>
        </nav>
    }
    .into_any()
}

/// Name of a heading list.
#[must_use]
pub fn list_name(kind: HeadingKind) -> &'static str {
    match kind {
        HeadingKind::Title => t::browse_titles(),
        HeadingKind::Author => t::browse_authors(),
        HeadingKind::Series => t::browse_series(),
        HeadingKind::Subject => t::browse_subjects(),
    }
}

/// The signs of all shelves.
pub fn page() -> AnyView {
    let overview = app().catalogue.overview();
    let body = show(overview, 3, |overview| {
        history::settle();
        signs(
            &overview,
            &[
                Facet::Shelf,
                Facet::Dewey,
                Facet::Format,
                Facet::Grade,
                Facet::Genre,
                Facet::Language,
            ],
            true,
        )
    });
    view! { <h1 tabindex="-1">{t::browse()}</h1> {tabs(None)} {body} }.into_any()
}

/// Signs of some facets, each under its heading.
pub fn signs(overview: &Overview, facets: &[Facet], spaced: bool) -> AnyView {
    let sections: Vec<AnyView> = facets
        .iter()
        .filter_map(|facet| {
            let group = overview.facets.iter().find(|g| g.facet == *facet).filter(|g| !g.values.is_empty())?;
            let large = matches!(facet, Facet::Shelf | Facet::Dewey);
            let signs: Vec<AnyView> = group.values.iter().map(|(value, n)| facet_sign(*facet, value, *n, large)).collect();
            let list = if large { "signs grid" } else { "tags" };
            let class = if spaced { "signs-of section" } else { "signs-of" };
            Some(view! { <section class=class><h2>{facet_heading(*facet)}</h2><ul class=list>{signs}</ul></section> }.into_any())
        })
        .collect();
    sections.into_any()
}

fn facet_heading(facet: Facet) -> &'static str {
    match facet {
        Facet::Shelf => t::browse_shelves(),
        Facet::Dewey => t::browse_dewey(),
        Facet::Format => t::browse_kinds(),
        Facet::Genre => t::browse_genres(),
        Facet::Grade => t::browse_grades(),
        Facet::Language => t::browse_languages(),
        other => words::facet(other),
    }
}

fn facet_sign(facet: Facet, value: &str, n: u32, large: bool) -> AnyView {
    // A shelf and a class are walked along, so their books come in shelf order.
    let sort = if matches!(facet, Facet::Shelf | Facet::Dewey) {
        carrel_search::state::Sort::Shelf
    } else {
        carrel_search::state::Sort::Title
    };
    let state = SearchState {
        sort,
        ..SearchState::default().toggled(facet, value)
    };
    if !large {
        return view! {
            <li>
                <a href=search_href(&state)>
                    <span dir="auto">{words::facet_value(facet, value)}</span>
                    <span class="number">{intl::number(f64::from(n))}</span>
                </a>
            </li>
        }
        .into_any();
    }
    let (code, name) = match words::dewey(value).filter(|_| facet == Facet::Dewey) {
        Some(name) => (Some(value.to_owned()), name.to_owned()),
        None => (None, words::facet_value(facet, value)),
    };
    sign(search_href(&state), code, name, n, cloth_of(value))
}

/// One list of headings.
pub fn headings(kind: HeadingKind, from: String) -> AnyView {
    let begins = RwSignal::new(from);
    let catalogue = app().catalogue;
    let loaded = catalogue.asked(
        move || Request::Headings {
            kind,
            from: begins.get(),
            limit: MOST,
        },
        |answer| match answer {
            Answer::Headings(list) => Some(Arc::new(list)),
            _ => None,
        },
    );
    let letters = move || {
        let now = begins.get();
        let letter = |label: String, from: String| {
            let here = now == from || (from.is_empty() && now.is_empty());
            view! { <li><a href=headings_href(kind, &from) aria-current=here.then_some("true")>{label}</a></li> }
        };
        let all = letter(t::letter_all().to_owned(), String::new());
        let rest: Vec<_> = ('A'..='Z')
            .map(|c| letter(c.to_string(), c.to_lowercase().to_string()))
            .collect();
        view! { <ul>{all}{rest}</ul> }
    };
    let body = show(loaded, 3, move |list: Arc<Vec<Heading>>| {
        history::settle();
        heading_list(kind, &list, &begins.get_untracked())
    });
    view! {
        <h1 tabindex="-1">{list_name(kind)}</h1>
        {tabs(Some(kind))}
        <nav class="letters" aria-label=t::letters()>{letters}</nav>
        <p class="cluster">
            <label for="begins">{t::begins_with()}</label>
            <input id="begins" type="text" autocomplete="off" dir="auto" prop:value=begins
                on:input:target=move |event| {
                    let text = event.target().value();
                    history::replace(headings_href(kind, &text));
                    begins.set(text);
                } />
        </p>
        {body}
    }
    .into_any()
}

fn heading_list(kind: HeadingKind, list: &[Heading], from: &str) -> AnyView {
    if list.is_empty() {
        return view! { <p class="note">{t::headings_none(from)}</p> }.into_any();
    }
    let rows: Vec<AnyView> = list
        .iter()
        .map(|heading| {
            view! {
                <li>
                    <a href=heading_href(kind, &heading.text)>
                        <span dir="auto">{heading.text.clone()} " "</span>
                        <span class="number">{intl::number(f64::from(heading.count))}</span>
                    </a>
                </li>
            }
            .into_any()
        })
        .collect();
    let cut = (list.len() >= usize::from(MOST))
        .then(|| view! { <p class="soft">{t::headings_cut()}</p> });
    view! { <ul class="headings">{rows}</ul> {cut} }.into_any()
}

/// What a heading leads to.
fn heading_href(kind: HeadingKind, text: &str) -> String {
    let facet = match kind {
        HeadingKind::Subject => Facet::Subject,
        HeadingKind::Author => Facet::Author,
        HeadingKind::Series => Facet::Series,
        HeadingKind::Title => {
            let query = format!("title:\"{}\"", text.replace('"', " "));
            return search_href(&SearchState {
                query,
                ..SearchState::default()
            });
        }
    };
    search_href(&SearchState::default().toggled(facet, text))
}
