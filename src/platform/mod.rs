//! Everything that touches the browser. Nothing outside of here calls `web-sys` (event types aside).
//!
//! *Owns:* storage, network, workers, history, clock, the page's own elements.
//! *Never does:* decide what a reader is shown or told.
//! *Start at:* [`worker::Line`] for asking the engine, [`host::Host`] for answering, [`packs::Packs`] for its files.

pub mod completions;
pub mod dom;
pub mod el;
pub mod history;
pub mod host;
pub mod intl;
pub mod modules;
pub mod net;
pub mod packs;
pub mod prefs;
pub mod service_worker;
pub mod still;
pub mod text;
pub mod timing;
pub mod union;
pub mod worker;

pub use carrel_web::{idb, js};

/// True in a worker: there is no document.
#[must_use]
pub fn in_worker() -> bool {
    web_sys::window().is_none()
}

/// A line for people who look at the developer console.
pub fn log(text: &str) {
    web_sys::console::warn_1(&text.into());
}

/// Asks the browser to keep our storage; says whether it promised.
pub fn persist(answered: impl FnOnce(bool) + 'static) {
    wasm_bindgen_futures::spawn_local(async move { answered(service_worker::persist().await) });
}

/// Removes everything of this site from this device; says whether all of it could be.
pub fn forget_everything(answered: impl FnOnce(bool) + 'static) {
    prefs::clear();
    wasm_bindgen_futures::spawn_local(async move {
        let pages = service_worker::forget().await;
        let packs = packs::forget(&dom::base()).await;
        answered(pages.is_ok() && packs.is_ok());
    });
}

/// Says in the console what a panic was about, while developing. In what visitors get a panic ends the program without
/// words (less to download: `xtask/src/small.rs`), and `boot.js` shows that something broke.
pub fn hook_panics() {
    #[cfg(debug_assertions)]
    std::panic::set_hook(Box::new(|info| log(&info.to_string())));
}
