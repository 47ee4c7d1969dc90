//! The code of a result as a square to be scanned (a QR code). Part of the piece `tools`.

use carrel_lessons::qr;
use carrel_web::el::{El, drawing, el};

use crate::t;

/// The square, and what to do with it.
#[inline(never)]
#[must_use]
pub fn draw(written: &str) -> Vec<El> {
    let Some(square) = qr::encode(written) else {
        return Vec::new();
    };
    let (side, path) = square.svg();
    vec![
        drawing(side, &path, t::qr_words()),
        el("p").class("soft").text(t::qr_text()),
    ]
}
