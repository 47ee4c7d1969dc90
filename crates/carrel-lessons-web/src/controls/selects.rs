//! Things into boxes, and pairs: one press a thing where there are few boxes, a select where there are many. Nothing is
//! dragged.

use carrel_lessons::player::Action;
use carrel_lessons::player::view::Thing;
use carrel_lessons::rich::{Inline, plain_line};
use carrel_web::dom;
use carrel_web::el::{El, el};
use carrel_web::js::digits;

use super::{Ask, sign_of};
use crate::rich::{mark_name, own};
use crate::session::Draw;
use crate::t;

/// With so many boxes each has a button of its own.
const FEW: usize = 4;

/// Every thing with its place.
#[must_use]
pub fn draw(ask: &Ask<'_>, things: &[Thing<'_>], places: &[(u16, &[Inline])]) -> Vec<El> {
    let few = ask.view.kind == "sort" && places.len() <= FEW;
    let rows = things
        .iter()
        .map(|thing| {
            let text = ask.name("thing", thing.key);
            let control = if few {
                chips(ask, thing, places, &text)
            } else {
                select(ask, thing, places)
            };
            let words = if few {
                el("p")
            } else {
                el("label").attr("for", &ask.name("place", thing.key))
            };
            el("li")
                .class("placed")
                .attr("data-thing", &digits(thing.key.into()))
                .maybe_attr("data-mark", mark_name(thing.mark))
                .with(
                    ask.ink
                        .line(words.class("placed-text").attr("id", &text), &thing.text),
                )
                .with(control)
                .maybe(sign_of(thing))
                .maybe(ask.why(thing))
        })
        .collect();
    vec![
        el("ul")
            .class("places")
            .maybe_attr("data-few", few.then_some(""))
            .all(rows),
    ]
}

fn chips(ask: &Ask<'_>, thing: &Thing<'_>, places: &[(u16, &[Inline])], label: &str) -> El {
    let row = thing.key;
    let mut chips = ask.described(ask.chips(label), thing);
    for (key, text) in places {
        let (id, key) = (ask.id(), Some(*key));
        let n = digits(key.unwrap_or(0).into());
        chips = chips.with(ask.chip(
            &ask.name("chips", row),
            &[&ask.name("chip", row), "-", &n].concat(),
            thing.place == key,
            ask.ink.line(el("span"), text),
            Action::Place { id, row, key },
        ));
    }
    chips
}

fn select(ask: &Ask<'_>, thing: &Thing<'_>, places: &[(u16, &[Inline])]) -> El {
    let row = thing.key;
    let (session, id) = (ask.session.clone(), ask.id());
    let name = ask.name("place", row);
    let select = el("select")
        .attr("id", &name)
        .key(&name)
        .maybe_attr("disabled", ask.view.done.then_some(""))
        .on("change", move |event| {
            let (id, key) = (id.clone(), dom::value_of(&event).parse().ok());
            session.act(Action::Place { id, row, key }, Draw::Buttons);
        });
    let nothing = el("option")
        .attr("value", "")
        .maybe_attr("selected", thing.place.is_none().then_some(""))
        .text(t::choose());
    ask.described(select, thing).with(nothing).all(
        places
            .iter()
            .map(|(key, text)| {
                own(el("option"))
                    .attr("value", &digits((*key).into()))
                    .maybe_attr("selected", (thing.place == Some(*key)).then_some(""))
                    .text(&plain_line(text))
            })
            .collect(),
    )
}
