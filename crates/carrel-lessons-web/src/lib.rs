//! The lessons page: a list of lessons, and each of them on the screen.
//!
//! *Owns:* how a lesson looks and is worked with, what is kept of it on this device, reading aloud, reading settings.
//! *Never does:* mark an answer or decide what comes next (`carrel_lessons::player` does), search the catalogue (the app does).
//! *Start at:* [`session::Session`]; then [`lesson`], [`exercise`], and one file a kind in [`controls`].
//!
//! Everything works by keyboard and by single clicks; nothing is dragged and nothing is timed.

#![forbid(unsafe_code)]

pub mod aloud;
pub mod asking;
pub mod controls;
pub mod due;
pub mod exercise;
pub mod join;
pub mod join_page;
pub mod lesson;
pub mod list;
pub mod outcome;
pub mod reading;
pub mod report;
pub mod rich;
pub mod ruler;
pub mod school;
pub mod session;
pub mod settings;
pub mod speech;
pub mod square;
pub mod store;
pub mod teach;
pub mod tools;
pub mod work;

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

/// The language that is spoken, among ours: the lesson's while one is open, else the reader's. `Session` chooses it.
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
    if teach::owns(&app.path()) {
        return teach::mount(&host, &app);
    }
    let session = SESSION.with_borrow_mut(|session| {
        session
            .get_or_insert_with(|| Session::new(app.clone()))
            .clone()
    });
    session.arrive(host, app);
    app::leaving(move || session.leave())
}
