//! An order: a list whose items move by buttons; the focus stays on the button that was pressed.

use carrel_lessons::player::Action;
use carrel_lessons::player::view::Thing;
use carrel_lessons::rich::plain_line;
use carrel_web::el::{El, button, el};

use super::{Ask, sign_of};
use crate::rich::{mark_name, own};
use crate::session::Draw;
use crate::t;

/// The items in their order, and what was left out of it.
#[must_use]
pub fn draw(ask: &Ask<'_>, things: &[Thing<'_>], out: &[Thing<'_>], leaves: bool) -> Vec<El> {
    let all = things.len();
    let items = things
        .iter()
        .enumerate()
        .map(|(n, thing)| item(ask, thing, n, all, leaves))
        .collect();
    let mut drawn = Vec::new();
    if ask.view.kind == "shelve" {
        drawn.push(el("p").class("small soft").text(t::shelf_left()));
    }
    drawn.push(
        el("ol")
            .class("row")
            .attr("data-kind", ask.view.kind)
            .attr("aria-labelledby", &ask.prompt_id())
            .all(items),
    );
    if !out.is_empty() {
        drawn.push(el("p").class("row-out-title").text(t::left_out()));
        drawn.push(
            el("ul")
                .class("row-out")
                .all(out.iter().map(|thing| left_out(ask, thing)).collect()),
        );
    }
    drawn
}

fn item(ask: &Ask<'_>, thing: &Thing<'_>, n: usize, all: usize, leaves: bool) -> El {
    let key = thing.key;
    let words = plain_line(&thing.text);
    let text = match words.split_once('·') {
        // A book: the label on its spine, then its title.
        Some((call, title)) if ask.view.kind == "shelve" => el("span")
            .class("row-text")
            .with(el("span").class("row-call").text(call.trim_end()))
            .text(" ")
            .with(el("span").attr("dir", "auto").text(title.trim_start())),
        _ if ask.view.kind == "shelve" => el("span")
            .class("row-text")
            .with(el("span").class("row-call").text(&words)),
        _ => ask.ink.line(el("span").class("row-text"), &thing.text),
    };
    let mut buttons = Vec::new();
    if !ask.view.done {
        for (up, label, sign, end) in [
            (true, t::move_up(), "↑", n == 0),
            (false, t::move_down(), "↓", n + 1 == all),
        ] {
            let id = ask.id();
            let act = ask.does(Draw::Question, Action::Move { id, key, up });
            let name = ask.name(if up { "up" } else { "down" }, key);
            buttons.push(
                button("", act)
                    .class("square")
                    .key(&name)
                    .attr("aria-label", &[label, ": ", &words].concat())
                    .maybe_attr("aria-disabled", end.then_some("true"))
                    .with(el("span").attr("aria-hidden", "true").text(sign)),
            );
        }
        if leaves {
            buttons.push(include(ask, key, false, t::leave_out(), &words));
        }
    }
    el("li")
        .class("row-item")
        .maybe_attr("data-mark", mark_name(thing.mark))
        .with(text)
        .with(el("span").class("row-buttons").all(buttons))
        .maybe(sign_of(thing))
        .maybe(ask.why(thing))
}

fn left_out(ask: &Ask<'_>, thing: &Thing<'_>) -> El {
    let key = thing.key;
    let words = plain_line(&thing.text);
    let take = include(ask, key, true, t::take_in(), &words);
    el("li")
        .class("row-item")
        .with(ask.ink.line(el("span").class("row-text"), &thing.text))
        .maybe((!ask.view.done).then(|| el("span").class("row-buttons").with(take)))
}

/// Leaves a part out, or takes it in again.
fn include(ask: &Ask<'_>, key: u16, yes: bool, label: &str, words: &str) -> El {
    let id = ask.id();
    let act = ask.does(Draw::Question, Action::Include { id, key, yes });
    button(label, act).key(&ask.name("in", key)).with(
        own(el("span").class("visually-hidden"))
            .text(": ")
            .text(words),
    )
}
