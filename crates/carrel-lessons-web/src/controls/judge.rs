//! Trust or doubt, and how sure.

use carrel_lessons::player::Action;
use carrel_lessons::player::view::{PageView, Thing};
use carrel_web::el::{El, el};

use super::{Ask, page, sign_of};
use crate::rich::mark_name;
use crate::session::Draw;
use crate::t;

/// Every source with its verdict.
#[must_use]
pub fn draw(ask: &Ask<'_>, things: &[(Thing, bool, u8, Option<PageView>)]) -> Vec<El> {
    let items = things
        .iter()
        .map(|(thing, answered, sure, shown)| {
            let label = ask.name("thing", thing.key);
            let look = shown.as_ref().map(|shown| {
                el("details")
                    .class("look")
                    .with(
                        el("summary").text(t::look_at()).with(
                            el("span")
                                .class("visually-hidden")
                                .text(": ")
                                .text(&shown.title),
                        ),
                    )
                    .with(page::alone(ask.ink, shown, 4))
            });
            el("li")
                .class("judged")
                .attr("data-thing", &thing.key.to_string())
                .maybe_attr("data-mark", mark_name(thing.mark))
                .with(
                    ask.ink
                        .line(el("p").class("judged-text").attr("id", &label), &thing.text),
                )
                .maybe(look)
                .with(verdict(ask, thing, *answered, &label))
                .with(sureness(ask, thing, *sure, &label))
                .maybe(sign_of(thing))
                .maybe(ask.why(thing))
        })
        .collect();
    vec![el("ul").class("judgements").all(items)]
}

fn verdict(ask: &Ask<'_>, thing: &Thing, answered: bool, label: &str) -> El {
    let row = thing.key;
    let act = ask.does(Draw::Buttons, move |id, trust| Action::Trust {
        id,
        row,
        trust,
    });
    let group = el("div")
        .class("chips")
        .attr("role", "radiogroup")
        .attr("aria-labelledby", label);
    ask.described(group, thing).all(
        [(true, t::trust()), (false, t::doubt())]
            .map(|(trust, words)| {
                let act = act.clone();
                let name = ask.name(if trust { "trust" } else { "doubt" }, row);
                chip(
                    ask,
                    &ask.name("verdict", row),
                    &name,
                    words,
                    answered && thing.on == trust,
                    move || act(trust),
                )
            })
            .into(),
    )
}

fn sureness(ask: &Ask<'_>, thing: &Thing, sure: u8, label: &str) -> El {
    let row = thing.key;
    let act = ask.does(Draw::Buttons, move |id, level| Action::Sure {
        id,
        row,
        level,
    });
    let own = ask.name("sure-label", row);
    el("div")
        .class("sure")
        .with(el("p").class("small").attr("id", &own).text(t::how_sure()))
        .with(
            el("div")
                .class("chips")
                .attr("role", "radiogroup")
                .attr("aria-labelledby", &[&own, " ", label].concat())
                .all(
                    [
                        (0_u8, t::sure_guess()),
                        (1, t::sure_fairly()),
                        (2, t::sure_very()),
                    ]
                    .map(|(level, words)| {
                        let act = act.clone();
                        let name = [&ask.name("sure", row), "-", &level.to_string()].concat();
                        chip(
                            ask,
                            &ask.name("sureness", row),
                            &name,
                            words,
                            sure == level,
                            move || act(level),
                        )
                    })
                    .into(),
                ),
        )
}

fn chip(
    ask: &Ask<'_>,
    group: &str,
    name: &str,
    words: &str,
    on: bool,
    act: impl Fn() + 'static,
) -> El {
    let input = el("input")
        .attr("type", "radio")
        .attr("name", group)
        .key(name)
        .maybe_attr("checked", on.then_some(""))
        .maybe_attr("disabled", ask.view.done.then_some(""))
        .on("change", move |_| act());
    el("label")
        .class("chip")
        .with(input)
        .with(el("span").text(words))
}
