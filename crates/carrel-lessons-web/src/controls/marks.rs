//! Words of a text, or parts of a page, that are marked: toggle buttons in reading order, inside of the real text.

use std::rc::Rc;

use carrel_lessons::player::Action;
use carrel_lessons::player::view::Thing;
use carrel_web::el::{El, el};

use super::{Ask, page, sign_of};
use crate::rich::{Ink, Marks, Place, mark_name};
use crate::session::Draw;
use crate::t;

/// The text or page with its buttons; after a check the reasons, as a list.
#[must_use]
pub fn draw(ask: &Ask<'_>, things: &[Thing<'_>]) -> Vec<El> {
    let (session, id) = (ask.session.clone(), ask.id());
    let toggle = move |key| {
        let id = id.clone();
        session.act(Action::Toggle { id, key }, Draw::Question);
    };
    let place = |thing: &Thing<'_>| Place {
        name: thing.name.to_owned(),
        key: thing.key,
        on: thing.on,
        mark: thing.mark,
    };
    let ink = Ink {
        marks: Some(Marks {
            places: things.iter().map(place).collect(),
            toggle: Rc::new(toggle),
            locked: ask.view.done,
        }),
        // A headline in the text stands below the question's own heading.
        deeper: 2,
        ..ask.ink.clone()
    };
    let mut drawn = vec![
        el("p")
            .class("small soft")
            .text(if ask.view.kind == "highlight" {
                t::mark_words_how()
            } else {
                t::mark_parts_how()
            }),
    ];
    if !ask.view.specimen.is_empty() {
        drawn.push(
            el("div")
                .class("specimen marked")
                .all(ink.blocks(ask.view.specimen)),
        );
    }
    if let Some(shown) = &ask.view.page {
        drawn.push(page::draw(&ink, shown, 4));
    }
    let told: Vec<El> = things
        .iter()
        .filter(|thing| !thing.why.is_empty())
        .map(|thing| told(ask, thing))
        .collect();
    if !told.is_empty() {
        drawn.push(el("ul").class("told").all(told));
    }
    drawn
}

fn told(ask: &Ask<'_>, thing: &Thing<'_>) -> El {
    el("li")
        .maybe_attr("data-mark", mark_name(thing.mark))
        .with(
            ask.ink
                .line(el("p").class("told-words"), &thing.text)
                .maybe(sign_of(thing)),
        )
        .maybe(ask.why(thing))
}
