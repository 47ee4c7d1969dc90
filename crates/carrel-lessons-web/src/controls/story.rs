//! A story with ways on. Where the reader is has the focus after each step.

use carrel_lessons::player::Action;
use carrel_lessons::player::view::Thing;
use carrel_lessons::rich::{Block, plain_line};
use carrel_web::el::{El, button, el};

use super::Ask;
use crate::rich::own;
use crate::session::Draw;
use crate::t;

/// The scene, and its ways.
#[must_use]
pub fn draw(
    ask: &Ask<'_>,
    before: &[Block],
    told: &[Block],
    ways: &[Thing<'_>],
    end: bool,
) -> Vec<El> {
    let scene = el("div")
        .class("scene")
        .attr("tabindex", "-1")
        .attr("role", "group")
        .attr("aria-label", t::scene())
        .attr("data-scene", ask.view.id)
        .all(ask.ink.blocks(before))
        .all(ask.ink.blocks(told));
    let mut drawn = vec![scene];
    if !ways.is_empty() {
        let ways = ways.iter().map(|way| {
            let (id, key) = (ask.id(), way.key);
            let take = ask.does(Draw::Question, Action::Way { id, way: key });
            el("li").with(own(button(&plain_line(&way.text), take)).key(&ask.name("way", key)))
        });
        drawn.push(el("ul").class("ways").all(ways.collect()));
    }
    if end && !ask.view.done {
        let again = ask.does(Draw::Question, Action::Restart { id: ask.id() });
        drawn.push(button(t::story_again(), again).key(&ask.name("restart", 0)));
    }
    drawn
}
