//! An address that leads nowhere.

use super::heading;
use crate::i18n::t;
use crate::platform::el::{El, el};

/// The page.
#[must_use]
pub fn page() -> Vec<El> {
    let home = el("a")
        .class("button")
        .attr("href", "#/")
        .text(t::not_found_home());
    vec![
        el("section")
            .class("note")
            .with(heading(t::not_found_title()))
            .with(el("p").text(t::not_found_text()))
            .with(home),
    ]
}
