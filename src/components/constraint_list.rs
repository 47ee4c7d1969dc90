//! The chosen filters, each a link that takes it away.

use carrel_search::state::SearchState;
use leptos::prelude::*;

use crate::i18n::t;
use crate::routes::search_href;
use crate::words;

/// The chosen filters of a search; nothing when there are none.
pub fn constraint_list(state: &SearchState) -> Option<AnyView> {
    if state.constraints.is_empty() {
        return None;
    }
    let chips: Vec<AnyView> = state
        .constraints
        .iter()
        .map(|c| {
            let href = search_href(&state.toggled(c.facet, &c.value));
            let value = words::constraint(c.facet, &c.value);
            let name = (value != words::facet(c.facet))
                .then(|| view! { <span class="soft">{words::facet(c.facet)} ":"</span> });
            view! {
                <li>
                    <a class="constraint" href=href>
                        {name}
                        <b dir="auto">{value}</b>
                        <span class="visually-hidden">" " {t::filter_remove()}</span>
                    </a>
                </li>
            }
            .into_any()
        })
        .collect();
    let all = (chips.len() > 1).then(|| {
        let href = search_href(&SearchState { constraints: Vec::new(), page: 0, ..state.clone() });
        view! { <li><a class="constraint" data-kind="all" href=href>{t::filter_remove_all()}</a></li> }
    });
    Some(
        view! { <ul class="constraints" aria-label=t::filters_active()>{chips}{all}</ul> }
            .into_any(),
    )
}
