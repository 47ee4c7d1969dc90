//! What the text in the search box may become: titles, people, series and subjects, in groups.
//!
//! The box is a combobox of the ARIA authoring practices whose list stands between it and the results, so that it never
//! covers them: the focus stays in the box, the arrow keys walk the list, and past its end come the results.

use carrel_search::state::SearchState;
use carrel_search::wire::{HeadingKind, Suggestion};
use leptos::prelude::*;

use crate::i18n::t;
use crate::platform::el::{El, Live, el, follow};
use crate::platform::{completions as list, dom, history, intl};
use crate::routes::{heading_href, record_href};
use crate::words;

/// The list; hidden while there is nothing in it. Who types has its room kept from the first letter on: completions come after
/// the results, and do not push them down.
#[must_use]
pub fn completions(all: RwSignal<Vec<Suggestion>>, state: RwSignal<SearchState>) -> El {
    follow(Box::new(move || list::expand(!all.read().is_empty())));
    el("div")
        .class("completions")
        .attr("id", list::ID)
        .attr("role", "listbox")
        .attr("aria-label", t::completions())
        .live_attr("hidden", move || {
            state.track();
            (all.read().is_empty() && !dom::in_search_box()).then_some("")
        })
        .live(move || {
            list::choose(None);
            Some(groups(&all.read()))
        })
}

/// Acts on a key that was pressed in the search box; true when it was one of the list's.
pub fn pressed(key: &str) -> bool {
    let (chosen, count) = (list::chosen(), list::count());
    let next = match (key, chosen) {
        ("ArrowDown", None) if count > 0 => Some(0),
        ("ArrowDown", Some(at)) if at + 1 < count => Some(at + 1),
        ("ArrowUp", Some(at)) => at.checked_sub(1),
        ("Escape", Some(_)) => None,
        ("Enter", Some(at)) => {
            if let Some(href) = list::href(at) {
                history::go(&href);
            }
            None
        }
        _ => return false,
    };
    list::choose(next);
    true
}

fn groups(all: &[Suggestion]) -> Vec<El> {
    let mut groups: Vec<El> = Vec::new();
    let mut kind = None;
    for (at, suggestion) in all.iter().enumerate() {
        if kind != Some(suggestion.kind) {
            kind = Some(suggestion.kind);
            let name = words::list_name(suggestion.kind);
            let label = el("span").class("soft").attr("aria-hidden", "true");
            groups.push(
                el("div")
                    .attr("role", "group")
                    .attr("aria-label", name)
                    .with(label.text(name)),
            );
        }
        if let Some(group) = groups.pop() {
            groups.push(group.with(option(at, suggestion)));
        }
    }
    groups
}

fn option(at: usize, suggestion: &Suggestion) -> El {
    let (href, text) = match (&suggestion.id, suggestion.kind) {
        (Some(id), _) => (record_href(id), suggestion.text.clone()),
        (None, HeadingKind::Subject) => (
            heading_href(suggestion.kind, &suggestion.text),
            words::heading(&suggestion.text),
        ),
        (None, kind) => (
            heading_href(kind, &suggestion.text),
            suggestion.text.clone(),
        ),
    };
    let count = suggestion.id.is_none().then(|| {
        el("span")
            .class("number")
            .text(" ")
            .text(&intl::number(suggestion.count))
    });
    el("a")
        .attr("role", "option")
        .attr("id", &list::option_id(at))
        .attr("aria-selected", "false")
        .attr("tabindex", "-1")
        .attr("href", &href)
        .with(el("span").attr("dir", "auto").text(&text))
        .maybe(count)
}
