//! The label on the spine, with the lines and the shelf's colour as they are on the book itself.

use leptos::prelude::*;

use crate::binding::cloth_of;
use crate::i18n::t;

/// The lines of a call number as a label machine breaks them: at blanks.
#[must_use]
pub fn lines(call_number: &str) -> Vec<String> {
    call_number
        .split_whitespace()
        .take(5)
        .map(str::to_owned)
        .collect()
}

/// A label; nothing when neither call number nor shelf is known.
pub fn spine_label(
    call_number: Option<&str>,
    shelf: Option<&str>,
    size: &'static str,
) -> Option<AnyView> {
    if call_number.is_none() && shelf.is_none() {
        return None;
    }
    let call = call_number.map(|call| {
        view! {
            <span class="spine-label-lines">
                <span class="visually-hidden">{t::call_number()} " "</span>
                {lines(call).into_iter().map(|line| view! { <span>{line} " "</span> }).collect_view()}
            </span>
        }
    });
    let shelf = shelf.map(|shelf| {
        view! {
            <span class="spine-label-shelf" data-cloth=cloth_of(shelf).to_string()>
                <span class="visually-hidden">{t::shelf()} " "</span>
                {shelf.to_owned()}
            </span>
        }
    });
    Some(view! { <span class="spine-label" data-size=size>{call}{shelf}</span> }.into_any())
}
