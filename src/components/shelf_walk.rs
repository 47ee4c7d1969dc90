//! The neighbours of a book as they stand on the shelf, spines outwards, the book itself pulled out; and the books of a
//! series in order. Both are lists of links that scroll sideways; arrow keys scroll them, Tab walks them.

use carrel_search::wire::Card;
use leptos::prelude::*;

use crate::components::cover::{cover, lang};
use crate::components::spine::spine;
use crate::i18n::t;
use crate::routes::record_href;

/// The shelf around a book.
pub fn shelf_walk(before: &[Card], this: &Card, after: &[Card]) -> AnyView {
    let spines = |cards: &[Card]| -> Vec<AnyView> {
        cards
            .iter()
            .map(|card| view! { <li>{spine(card)}</li> }.into_any())
            .collect()
    };
    view! {
        <div class="shelf-walk">
            <ol>
                {spines(before)}
                <li aria-current="true">
                    {cover(this)}
                    <span class="visually-hidden">{this.title.clone()} " (" {t::this_book()} ")"</span>
                </li>
                {spines(after)}
            </ol>
        </div>
    }
    .into_any()
}

/// A series in order; `this` is the record whose page it is.
pub fn in_series(cards: &[Card], this: &str) -> AnyView {
    let books: Vec<AnyView> = cards
        .iter()
        .map(|card| {
            let current = (card.id == this).then_some("true");
            let number = card
                .series
                .as_ref()
                .and_then(|(_, number)| number.as_deref());
            let volume =
                number.map(|number| view! { <span class="volume">{t::volume(number)}</span> });
            view! {
                <li aria-current=current>
                    <a href=record_href(&card.id)>
                        {cover(card)}
                        {volume}
                        <span dir="auto" lang=lang(card)>{card.title.clone()}</span>
                    </a>
                </li>
            }
            .into_any()
        })
        .collect();
    view! { <ol class="in-series">{books}</ol> }.into_any()
}
