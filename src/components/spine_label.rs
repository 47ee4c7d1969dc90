//! The label on the spine, with the lines and the shelf's colour as they are on the book itself.

use crate::binding::cloth_of;
use crate::i18n::t;
use crate::platform::el::{El, el};

/// The lines of a call number as a label machine breaks them: at blanks.
#[must_use]
pub fn lines(call_number: &str, most: usize) -> Vec<El> {
    // The blank keeps the parts apart for those who hear them.
    call_number
        .split(' ')
        .filter(|part| !part.is_empty())
        .take(most)
        .map(|part| el("span").text(part).text(" "))
        .collect()
}

/// Words that are only heard.
#[must_use]
pub fn heard(text: &str) -> El {
    el("span").class("visually-hidden").text(text).text(" ")
}

/// A label; nothing when neither call number nor shelf is known. `size` is `normal` or `large`.
#[must_use]
pub fn spine_label(call_number: Option<&str>, shelf: Option<&str>, size: &str) -> Option<El> {
    if call_number.is_none() && shelf.is_none() {
        return None;
    }
    let call = call_number.map(|call| {
        el("span")
            .class("spine-label-lines")
            .with(heard(t::call_number()))
            .all(lines(call, 5))
    });
    let shelf = shelf.map(|shelf| {
        el("span")
            .class("spine-label-shelf")
            .attr("data-cloth", cloth_of(shelf))
            .with(heard(t::shelf()))
            .text(shelf)
    });
    Some(
        el("span")
            .class("spine-label")
            .attr("data-size", size)
            .maybe(call)
            .maybe(shelf),
    )
}
