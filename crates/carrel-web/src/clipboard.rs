//! The clipboard: formatted text and plain text together, so that each program takes what it understands.

use js_sys::{Array, Function, Promise, Reflect};
use wasm_bindgen::prelude::*;

use crate::{dom, js};

/// Puts HTML and plain text on the clipboard. Call it from a click. The promise fails when the browser refuses.
///
/// The copy command comes first: it works on plain `http://` sites, too, and puts down just the HTML it is given, where
/// `navigator.clipboard` washes it through the page and its content policy, which forbids the styles that hang an indent.
pub fn write(html: &str, text: &str) -> Promise {
    if older(html, text) {
        return Promise::resolve(&JsValue::UNDEFINED);
    }
    modern(html, text).unwrap_or_else(|error| Promise::reject(&error))
}

/// Puts plain text on the clipboard. Call it from a click. The promise fails when the browser refuses.
pub fn write_plain(text: &str) -> Promise {
    if older(text, text) {
        return Promise::resolve(&JsValue::UNDEFINED);
    }
    let clipboard = js::get(&js::get(&js_sys::global(), "navigator"), "clipboard");
    js::call(&clipboard, "writeText", &[text.into()])
        .and_then(JsCast::dyn_into)
        .unwrap_or_else(|error| Promise::reject(&error))
}

fn modern(html: &str, text: &str) -> Result<Promise, JsValue> {
    let global = js_sys::global();
    let clipboard = js::get(&js::get(&global, "navigator"), "clipboard");
    let item_type: Function = js::get(&global, "ClipboardItem").dyn_into()?;
    let blob = |content: &str, kind: &str| -> Result<JsValue, JsValue> {
        let blob_type: Function = js::get(&global, "Blob").dyn_into()?;
        let options = js::object(&[("type", kind.into())]);
        let parts = Array::of2(&Array::of1(&content.into()), &options);
        Reflect::construct(&blob_type, &parts)
    };
    let content = js::object(&[
        ("text/html", blob(html, "text/html")?),
        ("text/plain", blob(text, "text/plain")?),
    ]);
    let item = Reflect::construct(&item_type, &Array::of1(&content))?;
    js::call(&clipboard, "write", &[Array::of1(&item).into()])?.dyn_into()
}

fn older(html: &str, text: &str) -> bool {
    let (html, text) = (html.to_owned(), text.to_owned());
    let fill = Closure::once_into_js(move |event: JsValue| {
        let data = js::get(&event, "clipboardData");
        for (kind, content) in [("text/html", &html), ("text/plain", &text)] {
            let _ = js::call(&data, "setData", &[kind.into(), content.as_str().into()]);
        }
        let _ = js::call(&event, "preventDefault", &[]);
    });
    let document: JsValue = dom::document().into();
    let _ = js::call(
        &document,
        "addEventListener",
        &["copy".into(), fill.clone()],
    );
    let done = js::call(&document, "execCommand", &["copy".into()]);
    let _ = js::call(&document, "removeEventListener", &["copy".into(), fill]);
    done.is_ok_and(|done| done.is_truthy())
}
