//! Many books at a glance, by their covers.

use carrel_search::wire::Card;
use leptos::prelude::*;

use crate::components::availability::availability;
use crate::components::cover::{cover, lang};
use crate::routes::record_href;
use crate::words;

/// A wall of covers with title, names and availability below each.
pub fn cover_wall(cards: &[Card]) -> AnyView {
    let books: Vec<AnyView> = cards
        .iter()
        .map(|card| {
            let (code, text) = words::availability_short(card);
            view! {
                <li>
                    {cover(card)}
                    <h2><a href=record_href(&card.id) dir="auto" lang=lang(card)>{card.title.clone()}</a></h2>
                    <p class="small soft" dir="auto">{words::names(card)}</p>
                    <p class="small">{availability(code, text)}</p>
                </li>
            }
            .into_any()
        })
        .collect();
    view! { <ol class="cover-wall">{books}</ol> }.into_any()
}
