//! A cover drawn from title and author. It repeats what stands beside it and is hidden from screen readers.

use carrel_search::wire::Card;

use crate::binding::{Binding, short_name};
use crate::platform::el::{El, el};

/// The cover of a book.
#[must_use]
pub fn cover(card: &Card) -> El {
    let name = card.names.first().map_or("", |(name, _)| name.as_str());
    let binding = Binding::of(&card.title, name);
    let title = title(el("span").class("cover-title"), card);
    let name = el("span")
        .class("cover-name")
        .attr("dir", "auto")
        .text(short_name(name));
    el("div")
        .class("cover")
        .attr("aria-hidden", "true")
        .attr("data-cloth", binding.cloth)
        .attr("data-press", binding.press)
        .attr("data-face", binding.face)
        .attr("data-fit", binding.fit)
        .with(title)
        .with(name)
}

/// Puts a book's title into an element, with its direction and language.
#[must_use]
pub fn title(into: El, card: &Card) -> El {
    into.attr("dir", "auto")
        .maybe_attr("lang", lang(&card.language))
        .text(&card.title)
}

/// MARC's language code for the `lang` attribute. Where a language has a code of two letters, HTML wants that one; these
/// are the languages of nearly all school books, and browsers know the longer codes of most others.
#[must_use]
pub fn lang(code: &str) -> Option<&str> {
    Some(match code {
        "" | "und" | "mul" | "zxx" => return None,
        "eng" => "en",
        "spa" => "es",
        "fre" => "fr",
        "ger" => "de",
        "chi" => "zh",
        "jpn" => "ja",
        "ara" => "ar",
        "heb" => "he",
        "rus" => "ru",
        "por" => "pt",
        "ita" => "it",
        "kor" => "ko",
        "vie" => "vi",
        "hin" => "hi",
        other => other,
    })
}
