//! Citing on screen: "Cite this" on a record's page, and the page where sources become a list.
//!
//! *Owns:* what a student sees and does on the way from a source to a list in a word processor; the projects kept on the
//! device; the shipped styles in their compiled form.
//! *Never does:* write citations (`carrel-cite`), know formats or kinds (`carrel-refs`), send anything anywhere.
//! *Start at:* [`desk::Desk`], then [`styles`] (sources in, citations out), one file for each view: [`panel`] on a record,
//! [`list`], [`pointers`], [`kinds`], [`form`], [`bring`], [`compare`], [`practice`], [`accuracy`].
//!
//! One module serves two places. On a record's page the app hands over the record: then it is the panel, otherwise the page.

#![forbid(unsafe_code)]

pub mod accuracy;
pub mod bring;
pub mod clip;
pub mod compare;
pub mod desk;
pub mod entry;
pub mod form;
pub mod kinds;
pub mod labels;
pub mod list;
pub mod merge;
pub mod out;
pub mod panel;
pub mod parts;
pub mod pointers;
pub mod practice;
pub mod project;
pub mod styles;

use std::cell::RefCell;
use std::rc::Rc;

use carrel_web::app;
use desk::Desk;
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
    static DESK: RefCell<Option<Rc<Desk>>> = const { RefCell::new(None) };
}

/// Called by the app: see `carrel_web::app`.
#[wasm_bindgen]
#[must_use]
pub fn mount(host: JsValue, app: JsValue) -> JsValue {
    let (host, app) = carrel_web::start(host, app);
    let desk = DESK.with_borrow_mut(|desk| desk.get_or_insert_with(Desk::new).clone());
    let record = app
        .record()
        .and_then(|bytes| postcard::from_bytes::<carrel_core::BibRecord>(&bytes).ok());
    match record {
        Some(bib) => {
            wasm_bindgen_futures::spawn_local(async move {
                desk.open(&app).await;
                panel::show(&desk, &host, &app, &bib);
            });
        }
        None => wasm_bindgen_futures::spawn_local(async move {
            desk.open(&app).await;
            desk.arrive(host, app);
        }),
    }
    app::leaving(|| {})
}
