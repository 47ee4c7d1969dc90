//! What the page of results says when all libraries are searched. Part of the piece [`FURTHER`]: whoever asks all libraries has
//! it come first.
//!
//! [`FURTHER`]: crate::platform::host::FURTHER

use std::sync::Arc;

use carrel_search::state::SearchState;
use carrel_search::union::Part;
use carrel_search::wire::{Packed, SearchAnswer, Trouble};
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
    let others = libraries(&dom::data("carrel-union"), &dom::base());
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
        guess: answer.guess,
    };
    Some(Shown {
        state,
        answer: SearchAnswer {
            total: answer.total,
            hits,
            facets: answer.facets,
            notices: answer.notices,
        },
        union: Some(Arc::new(union)),
    })
}

/// Which libraries are not among the results and why, with a button that asks them again and keeps the focus while they stay away.
#[inline(never)]
#[must_use]
pub fn missing(search: Search, union: &Together) -> Option<El> {
    // Those that are missing for one reason stand in one sentence.
    let mut why: Vec<(Why, Vec<String>)> = Vec::new();
    for (library, part, _) in &union.parts {
        let Some(reason) = reason(part) else { continue };
        let name = isolated(&library.name);
        match why.iter_mut().find(|(other, _)| *other == reason) {
            Some((_, names)) => names.push(name),
            None => why.push((reason, vec![name])),
        }
    }
    let line = |(why, names): &(Why, Vec<String>)| {
        let (n, names) = (names.len() as u32, names.join(", "));
        match why {
            Why::Away => t::union_away(n, &names),
            Why::TooNew => t::union_too_new(n, &names),
            Why::Damaged => t::union_damaged(n, &names),
            Why::Waiting => t::union_waiting(&names),
        }
    };
    let lines: Vec<String> = why.iter().map(line).collect();
    let note = (!lines.is_empty()).then(|| {
        let again = button(t::retry(), move || search.reach_again()).key("again");
        let text = el("p").text(&lines.join(" "));
        el("div").class("cluster heard").with(text).with(again)
    });
    if !union.waits && search.again.get_value() {
        search.again.set_value(false);
        // The button may be gone: whoever pressed it goes on at the heading.
        dom::after_frame(|| {
            if dom::focus_is_nowhere() {
                dom::focus("#results-title");
            }
        });
    }
    note
}

/// Why a library is not among the results.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Why {
    Away,
    TooNew,
    Damaged,
    Waiting,
}

/// `None` of one that is among them.
fn reason(part: &Part) -> Option<Why> {
    match part {
        Part::Found(_) => None,
        Part::Waiting => Some(Why::Waiting),
        Part::Away(Trouble::TooNew) => Some(Why::TooNew),
        Part::Away(Trouble::Damaged | Trouble::Defect) => Some(Why::Damaged),
        // A folder without a catalogue, too: the site has moved, or is being uploaded.
        Part::Away(Trouble::Offline | Trouble::NoCatalogue) => Some(Why::Away),
    }
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
