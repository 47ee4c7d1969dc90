//! A box to write in.

use carrel_lessons::player::Action;
use carrel_lessons::player::view::ExerciseView;
use carrel_web::dom;
use carrel_web::el::{El, el};

use super::Ask;
use crate::session::Draw;
use crate::t;

/// The id of what is said to an answer, for the box that it was written in.
#[must_use]
pub fn said_id(ask: &Ask<'_>) -> String {
    ["said-", ask.view.id].concat()
}

/// Whether what was written was checked and is not right.
#[must_use]
pub fn invalid(view: &ExerciseView<'_>) -> Option<&'static str> {
    let wrong = view.feedback.as_ref().is_some_and(|said| !said.right);
    wrong.then_some("true")
}

/// One line, or several.
#[must_use]
pub fn draw(ask: &Ask<'_>, text: &str, many: bool) -> Vec<El> {
    let write = ask.hears(Draw::Buttons, |id, text| Action::Write { id, text });
    let name = ask.name("text", 0);
    let label =
        el("label")
            .class("text-label")
            .attr("for", &name)
            .text(if ask.view.kind == "paraphrase" {
                t::own_words()
            } else {
                t::your_answer()
            });
    let field = if many {
        el("textarea").attr("rows", "5").text(text)
    } else {
        el("input").attr("type", "text")
    };
    let field = field
        .attr("id", &name)
        .key(&name)
        .attr("dir", "auto")
        .attr("autocomplete", "off")
        .maybe_attr("readonly", ask.view.done.then_some(""))
        .attr(
            "aria-describedby",
            &[&ask.prompt_id(), " ", &said_id(ask)].concat(),
        )
        .maybe_attr("aria-invalid", invalid(ask.view))
        .on("input", move |event| write(dom::value_of(&event)));
    if !many {
        field.set_value(text);
        let check = ask.does(Draw::Question, Action::Check { id: ask.id() });
        let field = field.on("keydown", move |event| {
            if dom::key_of(&event) == "Enter" {
                event.prevent_default();
                // Held down, it is heard once: what is checked is not checked again.
                check();
            }
        });
        return vec![el("div").class("text").with(label).with(field)];
    }
    vec![el("div").class("text").with(label).with(field)]
}
