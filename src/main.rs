//! The one program: page and search worker.
//!
//! No `main`: what Rust's runtime does around one (standard output flushed at the end, a name for the thread) has no use in
//! a page, and is left out of the wasm.

#![no_main]

use wasm_bindgen::prelude::wasm_bindgen;

/// Where the browser begins.
#[wasm_bindgen(start)]
pub fn start() {
    carrel_app::start();
}
