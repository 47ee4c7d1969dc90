//! The neighbours of a book as they stand on the shelf, spines outwards, the book itself pulled out; and the books of a
//! series in order. Both are lists of links that scroll sideways; Tab walks them.

use carrel_search::wire::Card;

use crate::components::cover::{cover, title};
use crate::components::spine::spine;
use crate::i18n::t;
use crate::platform::el::{El, el};
use crate::routes::record_href;

/// The shelf around a book.
#[must_use]
pub fn shelf_walk(before: &[Card], this: &Card, after: &[Card]) -> El {
    let spines = |cards: &[Card]| {
        cards
            .iter()
            .map(|card| el("li").with(spine(card)))
            .collect()
    };
    let name = el("span")
        .class("visually-hidden")
        .text(&this.title)
        .text(" (")
        .text(t::this_book())
        .text(")");
    let here = el("li")
        .attr("aria-current", "true")
        .with(cover(this))
        .with(name);
    el("div")
        .class("shelf-walk")
        .with(el("ol").all(spines(before)).with(here).all(spines(after)))
}

/// A series in order; `this` is the record whose page it is.
#[must_use]
pub fn in_series(cards: &[Card], this: &str) -> El {
    let book = |card: &Card| {
        let number = card
            .series
            .as_ref()
            .and_then(|(_, number)| number.as_deref());
        let link = el("a")
            .attr("href", &record_href(&card.id))
            .with(cover(card))
            .maybe(number.map(|number| el("span").class("volume").text(&t::volume(number))))
            .with(title(el("span"), card));
        el("li")
            .maybe_attr("aria-current", (card.id == this).then_some("true"))
            .with(link)
    };
    el("ol")
        .class("in-series")
        .all(cards.iter().map(book).collect())
}
