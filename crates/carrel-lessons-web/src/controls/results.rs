//! A page of results: which one is opened first?

use carrel_lessons::player::view::{HitView, Thing};
use carrel_web::el::{El, el};
use carrel_web::words;

use super::{Ask, options, sign_of};
use crate::rich::{mark_name, own};
use crate::t;

/// The list with a radio button for each result.
#[must_use]
pub fn draw(ask: &Ask<'_>, query: &str, hits: &[(Thing<'_>, HitView<'_>)]) -> Vec<El> {
    let items = hits
        .iter()
        .map(|(thing, hit)| {
            let input = options::input(ask, thing, "radio");
            el("div")
                .class("option hit")
                .maybe_attr("data-mark", mark_name(thing.mark))
                .with(
                    el("label")
                        .with(ask.described(input, thing))
                        .with(shown(hit, None))
                        .maybe(sign_of(thing)),
                )
                .maybe(ask.why(thing))
        })
        .collect();
    vec![
        el("p")
            .class("serp-query")
            .with(
                el("span")
                    .class("visually-hidden")
                    .text(t::results_for())
                    .text(" "),
            )
            .with(own(el("bdi")).text(query)),
        el("div")
            .class("options")
            .attr("role", "radiogroup")
            .attr("aria-labelledby", &ask.prompt_id())
            .all(items),
    ]
}

/// A result as lists show it: address, title, date, snippet. `link` stands in place of the title where it can be opened.
#[must_use]
pub fn shown(hit: &HitView<'_>, link: Option<El>) -> El {
    let title = link.unwrap_or_else(|| own(el("span")).text(&hit.title));
    let snippet = own(el("span").class("hit-snippet"));
    let snippet = match hit.date {
        "" => snippet,
        day => snippet.text(&words::date(day)).text(" — "),
    };
    el("span")
        .class("hit-text")
        .with(
            el("span")
                .class("hit-url")
                .maybe(
                    hit.ad
                        .then(|| el("span").class("web-ad-sign").text(t::ad())),
                )
                .with(el("bdi").text(hit.url)),
        )
        .with(el("span").class("hit-title").with(title))
        .with(snippet.text(hit.snippet))
}
