//! Books that are like another, each with the reason. A list of links that scrolls sideways; Tab walks them.

use carrel_search::wire::Alike;

use crate::components::cover::{cover, title};
use crate::platform::el::{El, el};
use crate::routes::record_href;
use crate::words;

/// Books that are like another, the most like first.
#[must_use]
pub fn alike(list: &[Alike]) -> El {
    let book = |alike: &Alike| {
        let card = &alike.card;
        let mut link = el("a")
            .attr("href", &record_href(&card.id))
            .with(cover(card))
            .with(title(el("span"), card));
        for reason in words::shared(alike) {
            link = link.with(el("span").class("reason").attr("dir", "auto").text(&reason));
        }
        el("li").with(link)
    };
    el("ol").class("alike").all(list.iter().map(book).collect())
}
