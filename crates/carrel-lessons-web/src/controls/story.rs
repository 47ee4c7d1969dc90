//! A story with ways on. Where the reader is has the focus after each step.

use carrel_lessons::player::Action;
use carrel_lessons::player::view::Thing;
use carrel_lessons::rich::{Block, plain_line};
use carrel_web::el::{El, button, el};

use super::Ask;
use crate::session::Draw;
use crate::t;

/// The scene, and its ways.
#[must_use]
pub fn draw(ask: &Ask<'_>, told: &[Block], ways: &[Thing], end: bool) -> Vec<El> {
    let scene = el("div")
        .class("scene")
        .attr("tabindex", "-1")
        .attr("role", "group")
        .attr("aria-label", t::scene())
        .attr("data-scene", &ask.view.id)
        .all(ask.ink.blocks(told));
    let take = ask.does(Draw::Question, |id, way| Action::Way { id, way });
    let mut drawn = vec![scene];
    if !ways.is_empty() {
        let ways = ways.iter().map(|way| {
            let (take, key) = (take.clone(), way.key);
            el("li")
                .with(button(&plain_line(&way.text), move || take(key)).key(&ask.name("way", key)))
        });
        drawn.push(el("ul").class("ways").all(ways.collect()));
    }
    if end && !ask.view.done {
        let again = ask.does(Draw::Question, |id, ()| Action::Restart { id });
        drawn.push(button(t::story_again(), move || again(())).key(&ask.name("restart", 0)));
    }
    drawn
}
