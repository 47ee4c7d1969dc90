//! Whether a book can be had: a word, a sign, a colour; and how old that knowledge is.

use carrel_core::CalendarDate;

use crate::i18n::t;
use crate::platform::el::{El, el};
use crate::platform::intl;

/// One status: its code for the style sheet, and its words.
#[must_use]
pub fn availability((code, text): (&str, String)) -> El {
    el("span")
        .class("availability")
        .attr("data-status", code)
        .text(&text)
}

/// As of which day, and how long ago that is.
#[must_use]
pub fn as_of(day: CalendarDate) -> El {
    el("p").class("as-of").text(&self::day(day))
}

/// The same as a text.
#[must_use]
pub fn day(day: CalendarDate) -> String {
    t::as_of(&intl::date(day), &intl::ago(day))
}
