//! Previous and next page of results, as links, with where one is between them.

use carrel_search::state::SearchState;

use crate::i18n::t;
use crate::platform::el::{El, el};
use crate::platform::intl;
use crate::routes::search_href;

/// The pager below results; nothing when one page holds all.
#[must_use]
pub fn pager(state: &SearchState, total: u32, per_page: u32) -> Option<El> {
    let pages = total.div_ceil(per_page);
    if pages < 2 {
        return None;
    }
    let link = |page: u32, label: &str, rel: &str| {
        let href = search_href(&SearchState {
            page,
            ..state.clone()
        });
        el("a")
            .class("button")
            .attr("rel", rel)
            .attr("href", &href)
            .text(label)
    };
    let previous = (state.page > 0).then(|| link(state.page - 1, t::previous_page(), "prev"));
    let next = (state.page + 1 < pages).then(|| link(state.page + 1, t::next_page(), "next"));
    let place = t::page_of(&intl::number(state.page + 1), &intl::number(pages));
    let shown = el("p").class("number").text(&place);
    Some(
        el("nav")
            .class("pager")
            .attr("aria-label", &place)
            .maybe(previous)
            .with(shown)
            .maybe(next),
    )
}
