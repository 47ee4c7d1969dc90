//! Search results: cover, title, who, what, where, whether it is there, and why it was found. The whole row leads to
//! the record; its one link is the title.

use carrel_search::wire::Hit;
use leptos::prelude::*;

use crate::components::availability::availability;
use crate::components::cover::{cover, lang};
use crate::components::spine_label::spine_label;
use crate::i18n::t;
use crate::routes::record_href;
use crate::words;

/// A list of results; `first` is the number of the first one.
pub fn result_list(hits: &[Hit], first: u32) -> AnyView {
    let rows: Vec<AnyView> = hits.iter().map(result).collect();
    view! { <ol class="result-list" start=(first + 1).to_string()>{rows}</ol> }.into_any()
}

fn result(hit: &Hit) -> AnyView {
    let card = &hit.card;
    let (code, text) = words::availability(card);
    let subtitle = card
        .subtitle
        .clone()
        .map(|sub| view! { <span class="result-sub" dir="auto">": " {sub}</span> });
    let vernacular = card
        .vernacular
        .clone()
        .map(|title| view! { <p dir="auto" lang=lang(card)>{title}</p> });
    let names = words::names(card);
    let names = (!names.is_empty()).then(|| view! { <p dir="auto">{t::by_names(&names)}</p> });
    let series = card.series.as_ref().map(|(series, number)| match number {
        Some(number) => t::series_number(series, number),
        None => series.clone(),
    });
    let facts: Vec<AnyView> = [
        Some(words::format(card.format).to_owned()),
        card.year.map(|y| y.to_string()),
        series,
    ]
    .into_iter()
    .flatten()
    .map(|fact| view! { <span dir="auto">{fact}</span> }.into_any())
    .collect();
    let why: Vec<AnyView> = words::why(&hit.why)
        .into_iter()
        .map(|text| view! { <p class="result-why" dir="auto">{text}</p> }.into_any())
        .collect();
    view! {
        <li class="result">
            {cover(card)}
            <div class="result-body">
                <h2><a href=record_href(&card.id) dir="auto" lang=lang(card)>{card.title.clone()}</a>{subtitle}</h2>
                {vernacular}
                {names}
                <p class="result-facts">{facts}</p>
                {why}
                <p class="result-foot">{availability(code, text)}</p>
            </div>
            <div class="result-where">{spine_label(card.call_number.as_deref(), card.shelf.as_deref(), "normal")}</div>
        </li>
    }
    .into_any()
}
