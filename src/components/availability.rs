//! Whether a book can be had: a word, a sign, a colour; and how old that knowledge is.

use carrel_core::CalendarDate;
use leptos::prelude::*;

use crate::i18n::t;
use crate::platform::intl;

/// One status.
pub fn availability(code: &'static str, text: String) -> AnyView {
    view! { <span class="availability" data-status=code>{text}</span> }.into_any()
}

/// As of which day, and how long ago that is.
pub fn as_of(day: CalendarDate) -> AnyView {
    view! { <p class="as-of">{t::as_of(&intl::date(day), &intl::ago(day))}</p> }.into_any()
}
