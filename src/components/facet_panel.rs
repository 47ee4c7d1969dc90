//! What results can be narrowed by. Every value is a link to the narrowed search, so that it can be opened, shared and
//! taken back; a value that is on says so and leads to the search without it. Groups open with Enter or Space.

use std::cell::RefCell;
use std::sync::Arc;

use carrel_search::state::{Facet, SearchState};
use leptos::prelude::*;

use crate::binding::cloth_of;
use crate::components::level_slider::{self, Levels};
use crate::components::note::button;
use crate::i18n::t;
use crate::pages::further::Further;
use crate::platform::el::{El, Live, el};
use crate::platform::intl;
use crate::routes::search_href;
use crate::stores::search::Shown;
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

/// The panel for the results that are shown; sliders come with the code of further pages. `open` is true where there is room beside them.
#[must_use]
pub fn facet_panel(
    shown: RwSignal<Option<Arc<Shown>>>,
    further: RwSignal<Further>,
    open: bool,
) -> El {
    let chosen = el("span").class("soft small").live(move || {
        let n = shown.with(|s| s.as_ref().map_or(0, |s| s.state.constraints.len())) as u32;
        Some(if n > 0 {
            vec![el("span").text(&t::filters_chosen(n))]
        } else {
            Vec::new()
        })
    });
    let summary = el("summary").text(t::filters()).text(" ").with(chosen);
    let groups = OFFERED
        .iter()
        .map(|&(facet, open)| group(facet, open, shown, further))
        .collect();
    el("details")
        .class("facet-panel")
        .maybe_attr("open", open.then_some(""))
        .with(summary)
        .with(el("div").all(groups))
}

/// What a group's rows are drawn from: drawn anew only when it changes.
type Drawn = (SearchState, Vec<(String, u32)>, bool, Option<Levels>);

fn group(
    facet: Facet,
    open: bool,
    shown: RwSignal<Option<Arc<Shown>>>,
    further: RwSignal<Further>,
) -> El {
    let yes_or_no = matches!(facet, Facet::Available | Facet::Ebook | Facet::New);
    // A choice of one is none, unless it was made.
    let useless = move || {
        shown.with(|shown| {
            let Some(shown) = shown else { return true };
            let levels = facet == Facet::Level;
            let of = |other| other == facet || (levels && other == Facet::Measured);
            let chosen = shown.state.constraints.iter().any(|c| of(c.facet));
            !chosen && shown.values(facet).len() < if yes_or_no { 1 } else { 2 }
        })
    };
    let all = RwSignal::new(false);
    let drawn: RefCell<Option<Drawn>> = RefCell::new(None);
    let list = el("ul").class("facet-values").live(move || {
        let now = shown.with(|s| {
            let s = s.as_ref()?;
            let mut values = s.values(facet).to_vec();
            let sliding = facet == Facet::Level && *further.read() == Further::Here;
            let levels = Some(s).filter(|_| sliding);
            let levels = levels.and_then(|s| level_slider::of(s));
            if let Some(levels) = &levels {
                values.retain(|(value, _)| !level_slider::has(levels, value));
            }
            Some((s.state.clone(), values, all.get(), levels))
        })?;
        if drawn.borrow().as_ref() == Some(&now) {
            return None;
        }
        let mut rows = rows(facet, &now);
        let hidden = now.1.len().saturating_sub(rows.len()) as u32;
        if let Some(levels) = &now.3 {
            rows.insert(0, el("li").with(level_slider::draw(levels, &now.0)));
        }
        if hidden > 0 {
            let more =
                button(&t::filter_more(hidden), move || all.set(true)).attr("data-kind", "quiet");
            rows.push(el("li").with(more));
        }
        *drawn.borrow_mut() = Some(now);
        Some(rows)
    });
    let group = if yes_or_no {
        el("div").class("facet").with(list)
    } else {
        let summary = el("summary").text(words::facet(facet));
        el("details")
            .class("facet")
            .maybe_attr("open", open.then_some(""))
            .with(summary)
            .with(list)
    };
    group.live_attr("hidden", move || useless().then_some(""))
}

/// The values in the engine's order, so that a row stays where it is when it is chosen; chosen ones that would not be
/// seen come at the end.
fn rows(facet: Facet, (state, values, all, levels): &Drawn) -> Vec<El> {
    let room = if *all || values.len() <= FEW + 1 {
        values.len()
    } else {
        FEW
    };
    let (seen, unseen) = values.split_at(room);
    let mut rows: Vec<El> = seen
        .iter()
        .map(|(value, n)| row(facet, state, value, *n))
        .collect();
    for c in &state.constraints {
        let drawn = levels
            .as_ref()
            .is_some_and(|levels| level_slider::has(levels, &c.value));
        if c.facet == facet && !drawn && !seen.iter().any(|(v, _)| *v == c.value) {
            let n = unseen
                .iter()
                .find(|(v, _)| *v == c.value)
                .map_or(0, |(_, n)| *n);
            rows.push(row(facet, state, &c.value, n));
        }
    }
    rows
}

fn row(facet: Facet, state: &SearchState, value: &str, n: u32) -> El {
    let on = state.has(facet, value);
    let mut name = el("span")
        .attr("dir", "auto")
        .text(&words::constraint(facet, value));
    if on {
        name = name.with(
            el("span")
                .class("visually-hidden")
                .text(" ")
                .text(t::filter_chosen()),
        );
    }
    let link = el("a")
        .attr("href", &search_href(&state.toggled(facet, value)))
        .key(value)
        .maybe_attr("data-on", on.then_some(""))
        .maybe_attr(
            "data-cloth",
            (facet == Facet::Shelf).then(|| cloth_of(value)),
        )
        .with(name.text(" "))
        .with(el("span").class("number").text(&intl::number(n)));
    el("li").with(link)
}
