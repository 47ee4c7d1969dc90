//! The choice between this library and all libraries of the union.

use carrel_search::state::SearchState;
use carrel_search::union::ORDERS;

use crate::i18n::t;
use crate::platform::el::{El, el};
use crate::routes::search_href;

/// The same search in all libraries, or in this one alone; first page.
#[must_use]
pub fn href(state: &SearchState, everywhere: bool) -> String {
    let mut state = SearchState {
        everywhere,
        page: 0,
        ..state.clone()
    };
    if everywhere && !ORDERS.contains(&state.sort) {
        state.sort = ORDERS[0];
    }
    search_href(&state)
}

/// Two links, for this library and for all; the one that is on says so.
#[must_use]
pub fn choice(state: &SearchState) -> El {
    let link = |everywhere: bool, label: &str| {
        let href = href(state, everywhere);
        let on = (state.everywhere == everywhere).then_some("true");
        el("a")
            .class("button")
            .key(label)
            .attr("href", &href)
            .maybe_attr("aria-current", on)
            .text(label)
    };
    el("nav")
        .class("cluster where")
        .attr("data-screen", "")
        .attr("aria-label", t::union_where())
        .with(link(false, t::union_one()))
        .with(link(true, t::union_all()))
}
