//! What results can be narrowed by. Every value is a link to the narrowed search, so that it can be opened, shared and
//! taken back; a value that is on says so and leads to the search without it. Groups open with Enter or Space.

use std::sync::Arc;

use carrel_search::state::{Facet, SearchState};
use carrel_search::wire::FacetGroup;
use leptos::prelude::*;

use crate::binding::cloth_of;
use crate::i18n::t;
use crate::platform::intl;
use crate::routes::search_href;
use crate::words;

/// The facets on offer, in order, and whether each is open at first.
const OFFERED: [(Facet, bool); 13] = [
    (Facet::Available, true),
    (Facet::Ebook, true),
    (Facet::Format, true),
    (Facet::Shelf, true),
    (Facet::Grade, false),
    (Facet::Level, false),
    (Facet::Audience, false),
    (Facet::Dewey, false),
    (Facet::Genre, false),
    (Facet::Language, false),
    (Facet::Year, false),
    (Facet::New, false),
    (Facet::Site, false),
];
/// Values shown before "more".
const FEW: usize = 6;

/// The panel. `open` is true where there is room beside the results.
pub fn facet_panel(
    state: Signal<SearchState>,
    facets: Signal<Arc<Vec<FacetGroup>>>,
    open: bool,
) -> AnyView {
    let groups: Vec<AnyView> = OFFERED
        .into_iter()
        .map(|(facet, open)| group(facet, open, state, facets))
        .collect();
    let chosen = move || {
        let n = state.with(|s| s.constraints.len()) as u32;
        (n > 0).then(|| view! { <span class="soft small">{t::filters_chosen(n)}</span> })
    };
    view! {
        <details class="facet-panel" open=open>
            <summary>{t::filters()} {chosen}</summary>
            <div>{groups}</div>
        </details>
    }
    .into_any()
}

fn group(
    facet: Facet,
    open: bool,
    state: Signal<SearchState>,
    facets: Signal<Arc<Vec<FacetGroup>>>,
) -> AnyView {
    let all = RwSignal::new(false);
    // Only this group's values: it is drawn anew when they change, not whenever another group's do.
    let values = Memo::new(move |_| {
        facets
            .with(|groups| {
                groups
                    .iter()
                    .find(|g| g.facet == facet)
                    .map(|g| g.values.clone())
            })
            .unwrap_or_default()
    });
    let list = move || -> AnyView {
        let state = state.get();
        let values = values.get();
        let rows = rows(facet, &state, &values, all.get());
        let hidden = values.len().saturating_sub(rows.len()) as u32;
        let more = (hidden > 0).then(|| {
            view! { <li><button type="button" data-kind="quiet" on:click=move |_| all.set(true)>{t::filter_more(hidden)}</button></li> }
        });
        view! { <ul class="facet-values">{rows}{more}</ul> }.into_any()
    };
    let yes_or_no = matches!(facet, Facet::Available | Facet::Ebook | Facet::New);
    // A choice of one is none, unless it was made.
    let useless = move || {
        let chosen = state.with(|s| s.constraints.iter().any(|c| c.facet == facet));
        let least = if yes_or_no { 1 } else { 2 };
        !chosen && values.with(Vec::len) < least
    };
    if yes_or_no {
        return view! { <div class="facet" hidden=useless>{list}</div> }.into_any();
    }
    view! {
        <details class="facet" open=open hidden=useless>
            <summary>{words::facet(facet)}</summary>
            {list}
        </details>
    }
    .into_any()
}

/// The values in the engine's order, so that a row stays where it is when it is chosen; chosen ones that would not be
/// seen come at the end.
fn rows(facet: Facet, state: &SearchState, values: &[(String, u32)], all: bool) -> Vec<AnyView> {
    let room = if all || values.len() <= FEW + 1 { values.len() } else { FEW };
    let (seen, unseen) = values.split_at(room);
    let count = |value: &str| unseen.iter().find(|(v, _)| v == value).map_or(0, |(_, n)| *n);
    let elsewhere = state.constraints.iter().filter(|c| c.facet == facet && !seen.iter().any(|(v, _)| *v == c.value));
    let elsewhere = elsewhere.map(|c| (c.value.clone(), count(&c.value)));
    seen.iter().cloned().chain(elsewhere).map(|(value, n)| row(facet, state, &value, n)).collect()
}

fn row(facet: Facet, state: &SearchState, value: &str, n: u32) -> AnyView {
    let on = state.has(facet, value);
    let cloth = (facet == Facet::Shelf).then(|| cloth_of(value).to_string());
    let mark = on.then(|| view! { <span class="visually-hidden">" " {t::filter_chosen()}</span> });
    view! {
        <li>
            <a href=search_href(&state.toggled(facet, value)) data-on=on.then_some("") data-cloth=cloth>
                <span dir="auto">{words::constraint(facet, value)} {mark} " "</span>
                <span class="number">{intl::number(f64::from(n))}</span>
            </a>
        </li>
    }
    .into_any()
}
