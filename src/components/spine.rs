//! A book seen from its back, as a link to it. Its name for screen readers is the title; the call number on the label
//! belongs to the picture.

use carrel_search::wire::Card;

use crate::binding::Binding;
use crate::components::cover::title;
use crate::components::spine_label::lines;
use crate::platform::el::{El, el};
use crate::routes::record_href;

/// The spine of a book.
#[must_use]
pub fn spine(card: &Card) -> El {
    let name = card.names.first().map_or("", |(name, _)| name.as_str());
    let binding = Binding::of(&card.title, name);
    let mark = el("span").class("spine-mark").attr("aria-hidden", "true");
    el("a")
        .class("spine")
        .attr("href", &record_href(&card.id))
        .attr("title", &card.title)
        .attr("data-cloth", binding.cloth)
        .attr("data-girth", binding.girth)
        .attr("data-height", binding.height)
        .attr("data-face", binding.face)
        .with(title(el("span").class("spine-title"), card))
        .with(mark.all(lines(card.call_number.as_deref().unwrap_or(""), 3)))
}
