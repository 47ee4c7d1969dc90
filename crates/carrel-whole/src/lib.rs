//! A whole catalogue in one file becomes its pack again, in the browser.
//!
//! *Owns:* a thin JavaScript face of `carrel_search::whole`, beside the engine's ([`Engine`]): who keeps a catalogue from the
//! beginning fetches this file alone.
//! *Never does:* fetch or store.
//! *Start at:* [`unpack`].

pub use carrel_engine::Engine;
use carrel_search::pack::{FileRef, PackFile};
use carrel_search::whole;
use wasm_bindgen::prelude::*;

fn reference(text: &str) -> Result<FileRef, JsError> {
    let found = text
        .split_once(':')
        .and_then(|(hex, bytes)| FileRef::parse(hex, bytes.parse().ok()?));
    found.ok_or_else(|| JsError::new("expected <sha256>:<bytes>"))
}

/// The files of a pack, taken out one by one.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Files {
    left: Vec<PackFile>,
}

/// Makes the pack: `file` and `root` are references as `latest.json` has them. Cost: about 15 microseconds a byte of text
/// that the catalogue has, so it belongs in a worker.
///
/// # Errors
/// When the bytes are not the file, or another pack than the published one comes out.
#[wasm_bindgen]
pub fn unpack(file: &str, bytes: &[u8], root: &str) -> Result<Files, JsError> {
    let pack = whole::unpack(&reference(file)?, bytes, &reference(root)?)
        .map_err(|error| JsError::new(&error.brief()))?;
    Ok(Files { left: pack.files })
}

#[wasm_bindgen]
impl Files {
    /// Name of the next file (`d/….bin`), when there is one.
    #[must_use]
    pub fn name(&self) -> Option<String> {
        self.left.last().map(|file| file.file.name())
    }

    /// Bytes of the file that [`Files::name`] named; it is gone from here then.
    pub fn take(&mut self) -> Vec<u8> {
        self.left.pop().map(|file| file.bytes).unwrap_or_default()
    }
}
