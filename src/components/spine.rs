//! A book seen from its back, as a link to it. Its name for screen readers is the title; the call number on the label
//! belongs to the picture.

use carrel_search::wire::Card;
use leptos::prelude::*;

use crate::binding::Binding;
use crate::components::cover::lang;
use crate::components::spine_label::lines;
use crate::routes::record_href;

/// The spine of a book.
pub fn spine(card: &Card) -> AnyView {
    let name = card.names.first().map_or("", |(name, _)| name.as_str());
    let binding = Binding::of(&card.title, name);
    let marks: Vec<String> = lines(card.call_number.as_deref().unwrap_or(""))
        .into_iter()
        .take(3)
        .collect();
    view! {
        <a class="spine" href=record_href(&card.id) title=card.title.clone()
            data-cloth=binding.cloth.to_string() data-girth=binding.girth.to_string()
            data-height=binding.height.to_string() data-face=binding.face>
            <span class="spine-title" dir="auto" lang=lang(card)>{card.title.clone()}</span>
            <span class="spine-mark" aria-hidden="true">
                {marks.into_iter().map(|line| view! { <span>{line}</span> }).collect_view()}
            </span>
        </a>
    }
    .into_any()
}
