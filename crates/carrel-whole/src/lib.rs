//! A whole catalogue in one file becomes its pack again, in the browser.
//!
//! *Owns:* a thin face of `carrel_search::whole` for JavaScript, beside the engine's: who keeps a catalogue from the beginning
//! fetches this file alone. `whole.js` beside it is added to the engine's script.
//! *Never does:* fetch or store.
//! *Start at:* [`unpack`].

use carrel_engine::calls::at_desk;
use carrel_engine::reference;
use carrel_search::pack::PackFile;
use carrel_search::whole;
use core::cell::RefCell;

thread_local! {
    /// The files of a pack, taken out one by one.
    static LEFT: RefCell<Vec<PackFile>> = const { RefCell::new(Vec::new()) };
}

fn files(text: &[u8], bytes: &[u8]) -> Result<Vec<PackFile>, String> {
    let mut names = text.split(|byte| *byte == b' ');
    let mut name = || reference(names.next().unwrap_or_default());
    let (file, root) = (name()?, name()?);
    let pack = whole::unpack(&file, bytes, &root).map_err(|error| error.brief())?;
    Ok(pack.files)
}

/// Makes the pack; on the trays are the references of the file and of the root, a blank between, as `latest.json` has them, and
/// the file's bytes. True when they are not the file, or another pack than the published one comes out. Cost: about 15
/// microseconds a byte of text that the catalogue has, so it belongs in a worker.
#[cfg_attr(target_arch = "wasm32", unsafe(no_mangle))]
pub extern "C" fn unpack() -> bool {
    let [text, bytes] = at_desk(|desk| core::mem::take(&mut desk.trays));
    let done = files(&text, &bytes).map(|files| LEFT.set(files));
    at_desk(|desk| desk.fails(done))
}

/// Says the name of the next file (`d/….bin`); false when there is none.
#[cfg_attr(target_arch = "wasm32", unsafe(no_mangle))]
pub extern "C" fn next() -> bool {
    let name = LEFT.with_borrow(|left| left.last().map(|file| file.file.name()));
    at_desk(|desk| desk.said = name.unwrap_or_default().into_bytes());
    at_desk(|desk| !desk.said.is_empty())
}

/// Says the bytes of that file; it is gone from here then.
#[cfg_attr(target_arch = "wasm32", unsafe(no_mangle))]
pub extern "C" fn take() {
    let file = LEFT.with_borrow_mut(Vec::pop);
    at_desk(|desk| desk.said = file.map(|file| file.bytes).unwrap_or_default());
}
