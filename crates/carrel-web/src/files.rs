//! Files the reader chooses or drops, and files handed to the reader.

use js_sys::{Array, Uint8Array};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::HtmlElement;

use crate::{dom, js};

/// A file of the reader's computer. It is not read until somebody asks.
#[derive(Clone, Debug)]
pub struct File(JsValue);

impl File {
    /// Its name, without folders.
    #[must_use]
    pub fn name(&self) -> String {
        js::text(&self.0, "name").unwrap_or_default()
    }

    /// Its length in bytes.
    #[must_use]
    pub fn size(&self) -> f64 {
        js::number(&self.0, "size")
    }

    /// When it was last changed, in milliseconds since 1970.
    #[must_use]
    pub fn modified(&self) -> f64 {
        js::number(&self.0, "lastModified")
    }

    /// All of its bytes.
    ///
    /// # Errors
    /// When the browser cannot read it (any more): it was moved, or the stick was pulled.
    pub async fn bytes(&self) -> Result<Vec<u8>, JsValue> {
        let promise: js_sys::Promise = js::call(&self.0, "arrayBuffer", &[])?.dyn_into()?;
        Ok(Uint8Array::new(&JsFuture::from(promise).await?).to_vec())
    }

    /// The JavaScript `File`, to be sent to a worker.
    #[must_use]
    pub fn value(&self) -> &JsValue {
        &self.0
    }
}

/// The files in a file input (its `change` event's target) or in a drop event.
#[must_use]
pub fn chosen(event: &web_sys::Event) -> Vec<File> {
    let dropped = js::get(event, "dataTransfer");
    let from = if dropped.is_object() {
        dropped
    } else {
        event.target().map_or(JsValue::UNDEFINED, JsValue::from)
    };
    let list = js::get_or_none(&from, "files").unwrap_or(JsValue::UNDEFINED);
    if !list.is_object() {
        return Vec::new();
    }
    Array::from(&list).iter().map(File).collect()
}

/// Hands bytes (an `ArrayBuffer`, a typed array) or text to the reader as a download.
pub fn save(content: &JsValue, kind: &str, name: &str) {
    let _ = try_save(content, kind, name);
}

fn try_save(content: &JsValue, kind: &str, name: &str) -> Result<(), JsValue> {
    let options = js::object(&[("type", kind.into())]);
    let blob_type: js_sys::Function = js::get(&js_sys::global(), "Blob").dyn_into()?;
    let arguments = Array::of2(&Array::of1(content), &options);
    let blob = js_sys::Reflect::construct(&blob_type, &arguments)?;
    try_save_blob(&blob, name)
}

/// Hands a `Blob`, whose bytes the browser has already, to the reader as a download.
pub fn save_blob(blob: &JsValue, name: &str) {
    let _ = try_save_blob(blob, name);
}

fn try_save_blob(blob: &JsValue, name: &str) -> Result<(), JsValue> {
    let url_type = js::get(&js_sys::global(), "URL");
    let url = js::call(&url_type, "createObjectURL", core::slice::from_ref(blob))?;
    let link: HtmlElement = dom::document().create_element("a")?.unchecked_into();
    link.set_attribute("href", &url.as_string().unwrap_or_default())?;
    link.set_attribute("download", name)?;
    link.click();
    js::after(60_000, move || {
        let _ = js::call(&url_type, "revokeObjectURL", &[url]);
    });
    Ok(())
}
