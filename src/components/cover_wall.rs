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
    wall(cards.iter().map(|card| (card, "h2", words::names(card))))
}

/// The same below a heading of its own, each with a line about it in place of the names.
#[must_use]
pub fn wall_below<'a>(books: impl Iterator<Item = (&'a Card, String)>) -> El {
    wall(books.map(|(card, line)| (card, "h3", line)))
}

fn wall<'a>(books: impl Iterator<Item = (&'a Card, &'static str, String)>) -> El {
    let book = |(card, heading, line): (&Card, &str, String)| {
        let link = title(el("a").attr("href", &record_href(&card.id)), card);
        el("li")
            .with(cover(card))
            .with(el(heading).with(link))
            .with(el("p").class("small soft").attr("dir", "auto").text(&line))
            .with(
                el("p")
                    .class("small")
                    .with(availability(words::availability_short(card))),
            )
    };
    el("ol").class("cover-wall").all(books.map(book).collect())
}
