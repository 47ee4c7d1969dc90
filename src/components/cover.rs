//! A cover drawn from title and author. It repeats what stands beside it and is hidden from screen readers.

use carrel_search::wire::Card;
use leptos::prelude::*;

use crate::binding::{Binding, short_name};

/// The cover of a book.
pub fn cover(card: &Card) -> AnyView {
    let name = card.names.first().map_or("", |(name, _)| name.as_str());
    let binding = Binding::of(&card.title, name);
    view! {
        <div class="cover" aria-hidden="true"
            data-cloth=binding.cloth.to_string() data-press=binding.press.to_string() data-face=binding.face data-fit=binding.fit>
            <span class="cover-title" dir="auto" lang=lang(card)>{card.title.clone()}</span>
            <span class="cover-name" dir="auto">{short_name(name).to_owned()}</span>
        </div>
    }
    .into_any()
}

/// The language of a title for the `lang` attribute; MARC's three letters are valid there for nearly all languages.
#[must_use]
pub fn lang(card: &Card) -> Option<String> {
    let code = match card.language.as_str() {
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
    };
    Some(code.to_owned())
}
