//! Trust or doubt, and how sure.

use carrel_lessons::player::Action;
use carrel_lessons::player::view::{PageView, Thing};
use carrel_web::el::{El, el};
use carrel_web::js::digits;

use super::{Ask, page, sign_of};
use crate::rich::{mark_name, own};
use crate::t;

/// Every source with its verdict.
#[must_use]
pub fn draw(ask: &Ask<'_>, things: &[(Thing<'_>, bool, u8, Option<PageView<'_>>)]) -> Vec<El> {
    let items = things
        .iter()
        .map(|(thing, answered, sure, shown)| {
            let label = ask.name("thing", thing.key);
            let look = shown.as_ref().map(|shown| {
                el("details")
                    .class("look")
                    .with(
                        el("summary").text(t::look_at()).with(
                            own(el("span").class("visually-hidden"))
                                .text(": ")
                                .text(shown.title),
                        ),
                    )
                    .with(page::alone(ask.ink, shown, 4))
            });
            el("li")
                .class("judged")
                .attr("data-thing", &digits(thing.key.into()))
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

fn verdict(ask: &Ask<'_>, thing: &Thing<'_>, answered: bool, label: &str) -> El {
    let row = thing.key;
    let chip = |(trust, words): (bool, &str)| {
        let id = ask.id();
        ask.chip(
            &ask.name("verdict", row),
            &ask.name(if trust { "trust" } else { "doubt" }, row),
            answered && thing.on == trust,
            el("span").text(words),
            Action::Trust { id, row, trust },
        )
    };
    ask.described(ask.chips(label), thing)
        .with(chip((true, t::trust())))
        .with(chip((false, t::doubt())))
}

fn sureness(ask: &Ask<'_>, thing: &Thing<'_>, sure: u8, label: &str) -> El {
    let row = thing.key;
    let own = ask.name("sure-label", row);
    let mut chips = ask.chips(&[&own, " ", label].concat());
    for (level, words) in (0_u8..).zip([t::sure_guess(), t::sure_fairly(), t::sure_very()]) {
        let id = ask.id();
        chips = chips.with(ask.chip(
            &ask.name("sureness", row),
            &[&ask.name("sure", row), "-", &digits(level.into())].concat(),
            sure == level,
            el("span").text(words),
            Action::Sure { id, row, level },
        ));
    }
    el("div")
        .class("sure")
        .with(el("p").class("small").attr("id", &own).text(t::how_sure()))
        .with(chips)
}
