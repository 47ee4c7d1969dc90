//! The browser, for the parts of the app that are fetched when first needed ("page modules").
//!
//! *Owns:* the contract between the app and a page module ([`app::App`]), plain elements, files, IndexedDB, workers, words.
//! *Never does:* know a catalogue, a lesson or a loan; react by itself: a module redraws what changed.
//! *Start at:* [`app::App`] for what a module is given, [`el::el`] for building, `ARCHITECTURE.md` ("Page modules") for
//! the way such a module is made.
//!
//! A page module is a `cdylib` with one export. The app fetches its style sheet, script and wasm, then calls it:
//!
//! ```ignore
//! #[wasm_bindgen]
//! pub fn mount(host: JsValue, app: JsValue) -> JsValue {
//!     let (host, app) = carrel_web::start(host, app);
//!     host.fill(vec![el("h2").text("Hello")]);
//!     app::leaving(move || { /* the reader goes to another page: end what runs */ })
//! }
//! ```

#![forbid(unsafe_code)]

pub mod app;
pub mod camera;
pub mod clipboard;
pub mod crypto;
pub mod dom;
pub mod el;
pub mod files;
pub mod http;
pub mod idb;
pub mod js;
pub mod net;
pub mod pieces;
pub mod sound;
pub mod tabs;
pub mod words;
pub mod worker;

use carrel_memory as _;
use wasm_bindgen::JsValue;

/// The two things `mount` is given, ready for use. A panic from here on is said on the page.
#[must_use]
pub fn start(host: JsValue, app: JsValue) -> (el::El, app::App) {
    hook_panics();
    let app = app::App::from(app);
    words::choose_language(&app.language());
    (el::El::from(host), app)
}

/// For a page of its own instead of a module of the app: panics are said, the language is the page's.
pub fn start_alone() {
    hook_panics();
    words::choose_language(&dom::language());
}

/// A line for people who look at the developer console.
pub fn log(text: &str) {
    web_sys::console::warn_1(&text.into());
}

/// A panic is said in the console and shown on the page: silence would look like a page that hangs.
fn hook_panics() {
    // What visitors download ends without words (`xtask/src/small.rs`), and `boot.js` says that something broke.
    if !cfg!(debug_assertions) {
        return;
    }
    std::panic::set_hook(Box::new(|info| {
        log(&info.to_string());
        if let Some(note) = dom::by_id("broken") {
            let _ = note.remove_attribute("hidden");
        }
    }));
}
