//! Code of a module that is fetched by itself when it is first needed (`xtask/src/split.rs` takes it out of the module's wasm).
//!
//! Only in what visitors download: debug builds and tests have everything in one file, and nothing has to come.

/// Waits until a piece is here; it is fetched from the call on. Nobody may call one of its doors before.
///
/// # Errors
/// The browser's words when it cannot be had: no network, and not kept yet. Asking again tries again.
pub fn come(name: &str) -> impl Future<Output = Result<(), String>> + use<> {
    #[cfg(feature = "pieces")]
    let coming = wasm_bindgen_futures::JsFuture::from(carrel_piece(name));
    let _ = name;
    async move {
        #[cfg(feature = "pieces")]
        coming.await.map_err(|why| crate::js::reason(&why))?;
        Ok(())
    }
}

#[cfg(feature = "pieces")]
#[wasm_bindgen::prelude::wasm_bindgen]
extern "C" {
    // `xtask/templates/pieces.js`, in the module's own script.
    #[wasm_bindgen(js_name = carrelPiece)]
    fn carrel_piece(name: &str) -> js_sys::Promise;
}
