//! Radio buttons and check boxes: native inputs, each with its reason below it after a check.

use carrel_lessons::player::Action;
use carrel_lessons::player::view::Thing;
use carrel_web::el::{El, el};

use super::{Ask, sign_of};
use crate::rich::mark_name;

/// One of several.
#[must_use]
pub fn radio(ask: &Ask<'_>, things: &[Thing<'_>]) -> Vec<El> {
    let group = el("div")
        .class("options")
        .attr("role", "radiogroup")
        .attr("aria-labelledby", &ask.prompt_id());
    vec![
        group.all(
            things
                .iter()
                .map(|thing| option(ask, thing, "radio"))
                .collect(),
        ),
    ]
}

/// Any of several.
#[must_use]
pub fn ticks(ask: &Ask<'_>, things: &[Thing<'_>]) -> Vec<El> {
    let group = el("div")
        .class("options")
        .attr("role", "group")
        .attr("aria-labelledby", &ask.prompt_id());
    vec![
        group.all(
            things
                .iter()
                .map(|thing| option(ask, thing, "checkbox"))
                .collect(),
        ),
    ]
}

fn option(ask: &Ask<'_>, thing: &Thing<'_>, kind: &str) -> El {
    let input = input(ask, thing, kind);
    el("div")
        .class("option")
        .maybe_attr("data-mark", mark_name(thing.mark))
        .with(
            el("label")
                .with(ask.described(input, thing))
                .with(ask.ink.line(el("span").class("option-text"), &thing.text))
                .maybe(sign_of(thing)),
        )
        .maybe(ask.why(thing))
}

/// The control of an option: of several that belong together by the question's id.
#[must_use]
pub fn input(ask: &Ask<'_>, thing: &Thing<'_>, kind: &str) -> El {
    let (id, key) = (ask.id(), thing.key);
    let name = ask.name("option", key);
    let group = ["of-", &id].concat();
    let act = if kind == "radio" {
        Action::Choose { id, key }
    } else {
        Action::Toggle { id, key }
    };
    ask.input(kind, &group, &name, thing.on, act)
        .attr("id", &name)
}
