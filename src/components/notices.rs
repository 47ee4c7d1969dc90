//! Bars above the page: news that need an answer, or that a reader should know.

use crate::components::note::button;
use crate::i18n::t;
use crate::platform::el::{El, el};

/// One bar: a text, perhaps a button, and a way to put it away.
#[must_use]
pub fn notice(text: &str, action: Option<El>, close: impl Fn() + 'static) -> El {
    el("div")
        .class("notice")
        .attr("role", "status")
        .with(el("p").text(text))
        .maybe(action)
        .with(button(t::close(), close))
}
