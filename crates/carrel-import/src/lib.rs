//! The Publish page's worker: a library's files become a site, without leaving the computer.
//!
//! *Owns:* reading dropped files, the preview, the zip; the messages between the page and this worker.
//! *Never does:* show anything, keep anything, send anything: it only fetches the app's own files.
//! *Start at:* [`importer::Importer`]; the messages stand at the top of `worker.rs`.
#![forbid(unsafe_code)]

pub mod importer;
#[cfg(target_arch = "wasm32")]
mod worker;

use carrel_memory as _;
