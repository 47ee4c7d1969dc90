//! The list of completions as the search box knows it: which option is the chosen one, and where it leads.

use web_sys::{Element, ScrollIntoViewOptions, ScrollLogicalPosition};

use super::dom::{by_id, document, set};

/// Id of the list.
pub const ID: &str = "completions";

/// Id of an option, counted from 0.
#[must_use]
pub fn option_id(at: usize) -> String {
    format!("completion-{at}")
}

fn search_box() -> Option<Element> {
    document().get_element_by_id("q")
}

/// Says whether there are options.
pub fn expand(there: bool) {
    if let Some(input) = search_box() {
        set(
            &input,
            "aria-expanded",
            if there { "true" } else { "false" },
        );
    }
}

/// How many options there are.
#[must_use]
pub fn count() -> usize {
    (0..)
        .take_while(|at| by_id(&option_id(*at)).is_some())
        .count()
}

/// The chosen option.
#[must_use]
pub fn chosen() -> Option<usize> {
    let id = search_box()?.get_attribute("aria-activedescendant")?;
    id.rsplit('-').next()?.parse().ok()
}

/// Chooses an option, or none.
pub fn choose(at: Option<usize>) {
    let Some(input) = search_box() else { return };
    if let Some(old) = chosen().and_then(|at| by_id(&option_id(at))) {
        set(&old, "aria-selected", "false");
    }
    let id = at.map(option_id).unwrap_or_default();
    set(&input, "aria-activedescendant", &id);
    if let Some(option) = by_id(&id) {
        set(&option, "aria-selected", "true");
        let nearest = ScrollIntoViewOptions::new();
        nearest.set_block(ScrollLogicalPosition::Nearest);
        nearest.set_inline(ScrollLogicalPosition::Nearest);
        option.scroll_into_view_with_scroll_into_view_options(&nearest);
    }
}

/// Where an option leads.
#[must_use]
pub fn href(at: usize) -> Option<String> {
    by_id(&option_id(at))?.get_attribute("href")
}
