//! A page of results: which one is opened first?

use carrel_lessons::player::Action;
use carrel_lessons::player::view::{HitView, Thing};
use carrel_web::el::{El, el};
use carrel_web::words;

use super::{Ask, sign_of};
use crate::rich::mark_name;
use crate::session::Draw;
use crate::t;

/// The list with a radio button for each result.
#[must_use]
pub fn draw(ask: &Ask<'_>, query: &str, hits: &[(Thing, HitView)]) -> Vec<El> {
    let choose = ask.does(Draw::Buttons, |id, key| Action::Choose { id, key });
    let items = hits
        .iter()
        .map(|(thing, hit)| {
            let (choose, key) = (choose.clone(), thing.key);
            let name = ask.name("option", key);
            let input = el("input")
                .attr("type", "radio")
                .attr("name", &["of-", &ask.view.id].concat())
                .key(&name)
                .maybe_attr("checked", thing.on.then_some(""))
                .maybe_attr("disabled", ask.view.done.then_some(""))
                .on("change", move |_| choose(key));
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
            .text(query),
        el("div")
            .class("options")
            .attr("role", "radiogroup")
            .attr("aria-labelledby", &ask.prompt_id())
            .all(items),
    ]
}

/// A result as lists show it: address, title, date, snippet. `link` stands in place of the title where it can be opened.
#[must_use]
pub fn shown(hit: &HitView, link: Option<El>) -> El {
    let title = link.unwrap_or_else(|| el("span").text(&hit.title));
    let mut line = hit.snippet.clone();
    if !hit.date.is_empty() {
        line = [&words::date(&hit.date), " — ", &line].concat();
    }
    el("span")
        .class("hit-text")
        .with(
            el("span")
                .class("hit-url")
                .maybe(
                    hit.ad
                        .then(|| el("span").class("web-ad-sign").text(t::ad())),
                )
                .text(&hit.url),
        )
        .with(el("span").class("hit-title").with(title))
        .with(el("span").class("hit-snippet").text(&line))
}
