//! The teacher's pages of the lessons: classes and their results, presenting, paper and packages, the map of standards.
//!
//! *Owns:* how these pages look, what is kept of classes on the teacher's device, the two windows of a presentation.
//! *Never does:* decide what a code says or a slide shows (`carrel_lessons` does), send anything anywhere.
//! *Start at:* [`teacher::Teacher`], which opens one page an address; then [`class`], [`results`], [`present`].
//!
//! The module `lessons` hands its element on to this one for the addresses `lessons/teach…`, `lessons/present/…` and
//! `lessons/wall/…`, so that students do not download it.

#![forbid(unsafe_code)]

pub mod class;
pub mod classes;
pub mod ink;
pub mod paper;
pub mod parts;
pub mod present;
pub mod results;
pub mod scan;
pub mod slide;
pub mod standards;
pub mod store;
pub mod teacher;
pub mod wall;

use std::cell::RefCell;
use std::rc::Rc;

use carrel_web::app;
use teacher::Teacher;
use wasm_bindgen::prelude::*;

/// The strings of these pages, by key.
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
    static TEACHER: RefCell<Option<Rc<Teacher>>> = const { RefCell::new(None) };
}

/// Called by the module `lessons`, as the app calls a page module: see `carrel_web::app`.
#[wasm_bindgen]
#[must_use]
pub fn mount(host: JsValue, app: JsValue) -> JsValue {
    let (host, app) = carrel_web::start(host, app);
    let teacher = TEACHER.with_borrow_mut(|teacher| {
        teacher
            .get_or_insert_with(|| Teacher::new(app.clone()))
            .clone()
    });
    teacher.arrive(host, app);
    app::leaving(move || teacher.leave())
}
