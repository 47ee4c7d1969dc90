//! The app: what a reader sees.
//!
//! *Owns:* pages, components, their words, and every call to the browser (in [`platform`]).
//! *Never does:* read records, rank, or decode packs: that is `carrel-search`, in a worker.
//! *Start at:* [`app::start`], then [`routes::Route`] and one file of [`pages`].
//!
//! One wasm serves page and worker: [`start`] looks where it runs. On the page it mounts [`app`], which hands the
//! compiled module to a worker; there [`platform::host::Host`] opens the pack and answers
//! [`carrel_search::wire::Request`]s. What travels between them is postcard, numbered, and the newest number wins.

#![forbid(unsafe_code)]

pub mod app;
pub mod binding;
pub mod components;
pub mod i18n;
pub mod pages;
pub mod platform;
pub mod routes;
pub mod stores;
pub mod words;

/// Runs the page or, in a worker, the engine.
pub fn start() {
    if platform::in_worker() {
        platform::worker::serve();
    } else {
        app::start();
    }
}
