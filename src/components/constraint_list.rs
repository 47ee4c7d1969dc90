//! The chosen filters, each a link that takes it away.

use carrel_search::state::SearchState;

use crate::i18n::t;
use crate::platform::el::{El, el};
use crate::routes::search_href;
use crate::words;

/// The chosen filters of a search; nothing when there are none.
#[must_use]
pub fn constraint_list(state: &SearchState) -> Option<El> {
    if state.constraints.is_empty() {
        return None;
    }
    let mut list = el("ul")
        .class("constraints")
        .attr("aria-label", t::filters_active());
    for c in &state.constraints {
        let value = words::constraint(c.facet, &c.value);
        let name = (value != words::facet(c.facet)).then(|| {
            el("span")
                .class("soft")
                .text(words::facet(c.facet))
                .text(":")
        });
        let link = el("a")
            .class("constraint")
            .attr("href", &search_href(&state.toggled(c.facet, &c.value)))
            .maybe(name)
            .with(el("b").attr("dir", "auto").text(&value))
            .with(
                el("span")
                    .class("visually-hidden")
                    .text(" ")
                    .text(t::filter_remove()),
            );
        list = list.with(el("li").with(link));
    }
    if state.constraints.len() > 1 {
        let all = el("a")
            .class("constraint")
            .attr("data-kind", "all")
            .attr("href", &without_filters(state));
        list = list.with(el("li").with(all.text(t::filter_remove_all())));
    }
    Some(list)
}

/// Address of the same search without its filters.
#[must_use]
pub fn without_filters(state: &SearchState) -> String {
    search_href(&SearchState {
        constraints: Vec::new(),
        page: 0,
        ..state.clone()
    })
}
