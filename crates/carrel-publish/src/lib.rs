//! The Publish page: a librarian's export is read, looked at, and comes back as a finished site.
//!
//! *Owns:* what a librarian is shown on the way, step by step, and what is said when something goes wrong.
//! *Never does:* read records or make files (the worker module `import` does), send anything anywhere.
//! *Start at:* [`session::Session`], then one file for each step: [`choose`], [`check`], [`preview`], [`done`].
//!
//! The session outlives the page: who looks something up elsewhere in the catalogue comes back to where they were, and
//! what was being done goes on.

#![forbid(unsafe_code)]

pub mod check;
pub mod choose;
pub mod done;
pub mod parts;
pub mod preview;
pub mod progress;
pub mod session;
pub mod trouble;

use std::cell::RefCell;
use std::rc::Rc;

use carrel_web::app;
use session::Session;
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

thread_local! {
    static SESSION: RefCell<Option<Rc<Session>>> = const { RefCell::new(None) };
}

/// Called by the app: see `carrel_web::app`.
#[wasm_bindgen]
#[must_use]
pub fn mount(host: JsValue, app: JsValue) -> JsValue {
    let (host, app) = carrel_web::start(host, app);
    let session = SESSION.with_borrow_mut(|session| {
        session
            .get_or_insert_with(|| Session::new(app.clone()))
            .clone()
    });
    session.arrive(host, app);
    app::leaving(|| {})
}
