//! Browse: the signs of all shelves, and lists of subjects, people, series and titles.

use std::collections::VecDeque;

use carrel_search::state::{Facet, SearchState, Sort};
use carrel_search::wire::{Answer, Heading, HeadingKind, Overview, Request};
use leptos::prelude::*;

use super::{heading, show};
use crate::binding::cloth_of;
use crate::components::sign::sign;
use crate::i18n::t;
use crate::platform::el::{El, Live, el};
use crate::platform::{dom, history, intl};
use crate::routes::{HEADINGS, heading_href, headings_href, search_href};
use crate::stores::app;
use crate::words;

/// Headings of one list at most.
const MOST: u16 = 400;

/// Headings that stand in columns together and are drawn in one task: read down one column and up to the next without
/// losing one's place (`heading-list.css` knows this number).
const TOGETHER: usize = 60;

/// The tabs above every browse page; `current` is `None` for the signs.
fn tabs(current: Option<HeadingKind>) -> El {
    let tab = |href: &str, label: &str, here: bool| {
        el("li").with(
            el("a")
                .attr("href", href)
                .maybe_attr("aria-current", here.then_some("page"))
                .text(label),
        )
    };
    let mut list = el("ul").with(tab("#/browse", t::browse_overview(), current.is_none()));
    for (kind, _) in HEADINGS {
        list = list.with(tab(
            &headings_href(kind, ""),
            words::list_name(kind),
            current == Some(kind),
        ));
    }
    el("nav")
        .class("tabs")
        .attr("aria-label", t::browse_tabs())
        .with(list)
}

/// The signs of all shelves.
#[must_use]
pub fn page() -> Vec<El> {
    let overview = app().catalogue.overview();
    let body = show(overview, 3, |answer| match &**answer {
        Answer::Overview(overview) => {
            let facets = [
                Facet::Shelf,
                Facet::Dewey,
                Facet::Format,
                Facet::Grade,
                Facet::Genre,
                Facet::Language,
            ];
            signs(overview, &facets, "signs-of section")
        }
        _ => Vec::new(),
    });
    vec![heading(t::browse()), tabs(None), body]
}

/// Signs of some facets, each under its heading.
#[must_use]
pub fn signs(overview: &Overview, facets: &[Facet], class: &str) -> Vec<El> {
    let mut sections = Vec::new();
    for facet in facets {
        let Some(group) = overview
            .facets
            .iter()
            .find(|g| g.facet == *facet && !g.values.is_empty())
        else {
            continue;
        };
        // Where one walks there are signs; the rest is a list of words.
        let large = matches!(facet, Facet::Shelf | Facet::Dewey);
        let signs = group
            .values
            .iter()
            .map(|(value, n)| facet_sign(*facet, value, *n, large))
            .collect();
        let list = el("ul")
            .class(if large { "signs grid" } else { "tags" })
            .all(signs);
        sections.push(
            el("section")
                .class(class)
                .with(el("h2").text(facet_heading(*facet)))
                .with(list),
        );
    }
    sections
}

fn facet_heading(facet: Facet) -> &'static str {
    match facet {
        Facet::Shelf => t::browse_shelves(),
        Facet::Dewey => t::browse_dewey(),
        Facet::Format => t::browse_kinds(),
        Facet::Genre => t::browse_genres(),
        Facet::Grade => t::browse_grades(),
        Facet::Language => t::browse_languages(),
        other => words::facet(other),
    }
}

fn facet_sign(facet: Facet, value: &str, n: u32, large: bool) -> El {
    // A shelf and a class are walked along, so their books come in shelf order.
    let sort = if large { Sort::Shelf } else { Sort::Title };
    let href = search_href(&SearchState {
        sort,
        ..SearchState::default().toggled(facet, value)
    });
    if !large {
        let name = el("span")
            .attr("dir", "auto")
            .text(&words::facet_value(facet, value))
            .text(" ");
        let count = el("span").class("number").text(&intl::number(n));
        return el("li").with(el("a").attr("href", &href).with(name).with(count));
    }
    match words::dewey(value).filter(|_| facet == Facet::Dewey) {
        Some(name) => sign(&href, Some(value), name, n, cloth_of(value)),
        None => sign(&href, None, value, n, cloth_of(value)),
    }
}

/// One list of headings.
#[must_use]
pub fn headings(kind: HeadingKind, from: &str) -> Vec<El> {
    let begins = RwSignal::new(from.to_owned());
    let loaded = app().catalogue.asked(move || Request::Headings {
        kind,
        from: begins.get(),
        limit: MOST,
    });
    let letters = el("ul").live(move || {
        let now = begins.get();
        let letter = |label: &str, from: &str| {
            let link = el("a").attr("href", &headings_href(kind, from)).key(label);
            el("li").with(
                link.maybe_attr("aria-current", (now == from).then_some("true"))
                    .text(label),
            )
        };
        let mut all = vec![letter(t::letter_all(), "")];
        for c in b'A'..=b'Z' {
            let (upper, lower) = ([c], [c.to_ascii_lowercase()]);
            all.push(letter(
                &String::from_utf8_lossy(&upper),
                &String::from_utf8_lossy(&lower),
            ));
        }
        Some(all)
    });
    let input = el("input")
        .attr("id", "begins")
        .attr("type", "text")
        .attr("autocomplete", "off")
        .attr("dir", "auto")
        .attr("value", from)
        .on("input", move |event| {
            let text = dom::value_of(&event);
            history::replace(headings_href(kind, &text));
            begins.set(text);
        });
    let label = el("label").attr("for", "begins").text(t::begins_with());
    let body = show(loaded, 3, move |answer| match &**answer {
        Answer::Headings(list) => heading_list(kind, list, &begins.get_untracked()),
        _ => Vec::new(),
    });
    vec![
        heading(words::list_name(kind)),
        tabs(Some(kind)),
        el("nav")
            .class("letters")
            .attr("aria-label", t::letters())
            .with(letters),
        el("p").class("cluster").with(label).with(input),
        body,
    ]
}

fn heading_list(kind: HeadingKind, list: &[Heading], from: &str) -> Vec<El> {
    if list.is_empty() {
        return vec![el("p").class("note").text(&t::headings_none(from))];
    }
    let mut all = Vec::new();
    // A slow machine shows the first block while it still draws the others; their height is there from the start.
    let mut later = VecDeque::new();
    let mut before = 0;
    for block in list.chunks(TOGETHER) {
        let last = before + block.len() as u32;
        let places = [&intl::number(before + 1), "–", &intl::number(last)].concat();
        let ul = el("ul").class("headings").attr("aria-label", &places);
        if before == 0 {
            ul.fill(rows(kind, block));
        } else {
            later.push_back((ul.clone(), block.to_vec()));
        }
        all.push(ul);
        before = last;
    }
    draw_later(kind, later);
    if list.len() >= usize::from(MOST) {
        all.push(el("p").class("soft").text(t::headings_cut()));
    }
    all
}

fn rows(kind: HeadingKind, list: &[Heading]) -> Vec<El> {
    let row = |heading: &Heading| {
        let name = el("span")
            .attr("dir", "auto")
            .text(&words::heading(&heading.text))
            .text(" ");
        let count = el("span")
            .class("number")
            .text(&intl::number(heading.count));
        el("li").with(
            el("a")
                .attr("href", &heading_href(kind, &heading.text))
                .with(name)
                .with(count),
        )
    };
    list.iter().map(row).collect()
}

/// Draws one block after the other, each in a task of its own.
fn draw_later(kind: HeadingKind, mut blocks: VecDeque<(El, Vec<Heading>)>) {
    if let Some((list, headings)) = blocks.pop_front() {
        dom::after_paint(move || {
            list.fill(rows(kind, &headings));
            draw_later(kind, blocks);
        });
    }
}
