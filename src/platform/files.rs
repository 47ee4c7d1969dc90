//! Files the reader chooses or drops, and files handed to the reader.

use wasm_bindgen::prelude::*;
use web_sys::{HtmlElement, HtmlInputElement};

use super::{dom, js};

/// The files in a file input or a drop event, as JavaScript `File`s.
#[must_use]
pub fn chosen(target: &JsValue) -> Vec<JsValue> {
    let list = match target.dyn_ref::<HtmlInputElement>() {
        Some(input) => js::get(input, "files"),
        None => js::get(&js::get(target, "dataTransfer"), "files"),
    };
    if list.is_undefined() || list.is_null() {
        return Vec::new();
    }
    js_sys::Array::from(&list).to_vec()
}

/// Hands a `Blob` to the reader as a download.
pub fn save(blob: &JsValue, name: &str) {
    let url_of = js::get(&js_sys::global(), "URL");
    let Ok(url) = js::call(&url_of, "createObjectURL", std::slice::from_ref(blob)) else {
        return;
    };
    let Some(link) = dom::document()
        .create_element("a")
        .ok()
        .and_then(|e| e.dyn_into::<HtmlElement>().ok())
    else {
        return;
    };
    let _ = link.set_attribute("href", &url.as_string().unwrap_or_default());
    let _ = link.set_attribute("download", name);
    link.click();
    js::after(60_000, move || {
        let _ = js::call(&url_of, "revokeObjectURL", &[url]);
    });
}
