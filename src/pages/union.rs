//! What the page of results says when all libraries are searched. Part of the piece [`FURTHER`]: whoever asks all libraries has
//! it come first.
//!
//! [`FURTHER`]: crate::platform::host::FURTHER

use std::sync::Arc;

use carrel_search::state::SearchState;
use carrel_search::union::Part;
use carrel_search::wire::{Packed, SearchAnswer};
use leptos::prelude::*;

use crate::components::availability::day;
use crate::components::note::button;
use crate::i18n::t;
use crate::platform::dom;
use crate::platform::el::{El, el};
use crate::platform::union::{Library, libraries};
use crate::stores::search::{Search, Shown, Together};

/// What an answer of all libraries shows; `None` of bytes that are none.
#[inline(never)]
#[must_use]
pub fn shown(state: SearchState, packed: &Packed) -> Option<Shown> {
    let answer = packed.unpack_union()?;
    let own = Library {
        name: dom::text_of("library-name"),
        path: String::new(),
    };
    let others = libraries(&dom::data("carrel-union"));
    let all: Vec<Library> = core::iter::once(own).chain(others).collect();
    let (of, hits): (Vec<u32>, _) = answer.hits.into_iter().unzip();
    let of = of.iter().filter_map(|n| all.get(*n as usize).cloned());
    let of = of.collect();
    let whole = answer
        .parts
        .iter()
        .all(|part| matches!(part, Part::Found(_)));
    let waits = answer.parts.contains(&Part::Waiting);
    let parts = all.into_iter().zip(answer.parts).zip(answer.days);
    let union = Together {
        of,
        parts: parts
            .map(|((library, part), day)| (library, part, day))
            .collect(),
        whole,
        waits,
    };
    Some(Shown {
        state,
        answer: SearchAnswer {
            total: answer.total,
            hits,
            facets: Some(Vec::new()),
            notices: answer.notices,
        },
        union: Some(Arc::new(union)),
    })
}

/// Which libraries are not among the results, with a button that asks them again and keeps the focus while they stay away;
/// what filters do here.
#[inline(never)]
#[must_use]
pub fn missing(search: Search, union: &Together, filtered: bool) -> Vec<El> {
    let names = |away: bool| -> Vec<String> {
        let parts = union.parts.iter().filter(|(_, part, _)| match part {
            Part::Away(_) => away,
            Part::Waiting => !away,
            Part::Found(_) => false,
        });
        parts.map(|(library, ..)| isolated(&library.name)).collect()
    };
    let (away, waiting) = (names(true), names(false));
    let mut lines = Vec::new();
    if !away.is_empty() {
        lines.push(t::union_away(away.len() as u32, &away.join(", ")));
    }
    if !waiting.is_empty() {
        lines.push(t::union_waiting(&waiting.join(", ")));
    }
    let mut all = Vec::new();
    if !lines.is_empty() {
        let again = button(t::retry(), move || search.reach_again()).key("again");
        let text = el("p").text(&lines.join(" "));
        all.push(el("div").class("cluster heard").with(text).with(again));
    }
    let filters = if filtered {
        t::union_filtered()
    } else {
        t::union_filters()
    };
    all.push(el("p").class("small soft").text(filters));
    if !union.waits && search.again.get_value() {
        search.again.set_value(false);
        // The button may be gone: whoever pressed it goes on at the heading.
        dom::after_frame(|| {
            if dom::focus_is_nowhere() {
                dom::focus("#results-title");
            }
        });
    }
    all
}

/// How many results each library has, and the day its copies are as of.
#[inline(never)]
#[must_use]
pub fn days(union: &Together) -> El {
    let row = |(library, part, of): &(Library, Part, _)| match part {
        Part::Found(n) => Some(
            el("li")
                .text(&t::union_part(*n, &isolated(&library.name)))
                .text(" ")
                .text(&day(*of)),
        ),
        _ => None,
    };
    el("ul")
        .class("as-of")
        .all(union.parts.iter().filter_map(row).collect())
}

/// A name of any script within a sentence, which it does not turn round (Unicode's FSI and PDI).
fn isolated(name: &str) -> String {
    ["\u{2068}", name, "\u{2069}"].concat()
}
