//! Previous and next page of results, as links, with where one is between them.

use carrel_search::state::SearchState;
use leptos::prelude::*;

use crate::i18n::t;
use crate::platform::intl;
use crate::routes::search_href;

/// The pager below results; nothing when one page holds all.
pub fn pager(state: &SearchState, total: u32, per_page: u32) -> Option<AnyView> {
    let pages = total.div_ceil(per_page);
    if pages < 2 {
        return None;
    }
    let link = |page: u32, label: &'static str, rel: &'static str| {
        let href = search_href(&SearchState {
            page,
            ..state.clone()
        });
        view! { <a class="button" rel=rel href=href>{label}</a> }
    };
    let previous = (state.page > 0).then(|| link(state.page - 1, t::previous_page(), "prev"));
    let next = (state.page + 1 < pages).then(|| link(state.page + 1, t::next_page(), "next"));
    let place = t::page_of(
        &intl::number(f64::from(state.page + 1)),
        &intl::number(f64::from(pages)),
    );
    Some(view! { <nav class="pager" aria-label=place.clone()>{previous}<p class="number">{place.clone()}</p>{next}</nav> }.into_any())
}
