//! The Publish page: a librarian's export is read, looked at, and comes back as a finished site.
//!
//! *Owns:* what a librarian is shown on the way, step by step, and what is said when something goes wrong.
//! *Never does:* read records or make files (the worker module `import` does), send anything anywhere.
//! *Start at:* [`mount`].

#![forbid(unsafe_code)]

use carrel_web::app;
use carrel_web::el::el;
use wasm_bindgen::prelude::*;

/// The strings of this page, by key.
#[allow(clippy::must_use_candidate)]
pub mod t {
    include!(concat!(env!("OUT_DIR"), "/strings.rs"));

    #[allow(unused_imports)]
    use carrel_web::words::{Forms, count, fill};
}

/// The reader's language among ours; asked as soon as there is more than one.
#[allow(dead_code)]
fn language() -> usize {
    carrel_web::words::language(t::LANGUAGES)
}

/// Called by the app: see `carrel_web::app`.
#[wasm_bindgen]
#[must_use]
pub fn mount(host: JsValue, app: JsValue) -> JsValue {
    let (host, _app) = carrel_web::start(host, app);
    host.fill(vec![el("p").text(t::intro())]);
    app::leaving(|| {})
}
