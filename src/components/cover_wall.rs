//! Many books at a glance, by their covers.

use carrel_search::wire::Card;

use crate::components::availability::availability;
use crate::components::cover::{cover, title};
use crate::platform::el::{El, el};
use crate::routes::record_href;
use crate::words;

/// A wall of covers with title, names and availability below each.
#[must_use]
pub fn cover_wall(cards: &[Card]) -> El {
    let book = |card: &Card| {
        let link = title(el("a").attr("href", &record_href(&card.id)), card);
        el("li")
            .with(cover(card))
            .with(el("h2").with(link))
            .with(
                el("p")
                    .class("small soft")
                    .attr("dir", "auto")
                    .text(&words::names(card)),
            )
            .with(
                el("p")
                    .class("small")
                    .with(availability(words::availability_short(card))),
            )
    };
    el("ol")
        .class("cover-wall")
        .all(cards.iter().map(book).collect())
}
