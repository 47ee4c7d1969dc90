//! Radio buttons and check boxes: native inputs, each with its reason below it after a check.

use carrel_lessons::player::Action;
use carrel_lessons::player::view::Thing;
use carrel_web::el::{El, el};

use super::{Ask, sign_of};
use crate::rich::mark_name;
use crate::session::Draw;

/// One of several.
#[must_use]
pub fn radio(ask: &Ask<'_>, things: &[Thing]) -> Vec<El> {
    let choose = ask.does(Draw::Buttons, |id, key| Action::Choose { id, key });
    let group = el("div")
        .class("options")
        .attr("role", "radiogroup")
        .attr("aria-labelledby", &ask.prompt_id());
    vec![
        group.all(
            things
                .iter()
                .map(|thing| option(ask, thing, "radio", choose.clone()))
                .collect(),
        ),
    ]
}

/// Any of several.
#[must_use]
pub fn ticks(ask: &Ask<'_>, things: &[Thing]) -> Vec<El> {
    let toggle = ask.does(Draw::Buttons, |id, key| Action::Toggle { id, key });
    let group = el("div")
        .class("options")
        .attr("role", "group")
        .attr("aria-labelledby", &ask.prompt_id());
    vec![
        group.all(
            things
                .iter()
                .map(|thing| option(ask, thing, "checkbox", toggle.clone()))
                .collect(),
        ),
    ]
}

fn option(ask: &Ask<'_>, thing: &Thing, kind: &str, act: impl Fn(u16) + 'static) -> El {
    let key = thing.key;
    let name = ask.name("option", key);
    let input = el("input")
        .attr("type", kind)
        .attr("name", &["of-", &ask.view.id].concat())
        .attr("id", &name)
        .key(&name)
        .maybe_attr("checked", thing.on.then_some(""))
        .maybe_attr("disabled", ask.view.done.then_some(""))
        .maybe_attr(
            "aria-invalid",
            (thing.mark == Some(false)).then_some("true"),
        )
        .on("change", move |_| act(key));
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
