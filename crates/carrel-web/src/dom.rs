//! The page and its window.

use wasm_bindgen::prelude::*;
use web_sys::{Document, Event, EventTarget, HtmlElement, Window};

use crate::js;

/// The window. Only for code that runs on the page.
#[must_use]
pub(crate) fn window() -> Window {
    web_sys::window().unwrap_or_else(|| wasm_bindgen::throw_str("no window"))
}

/// The document.
#[must_use]
pub(crate) fn document() -> Document {
    window()
        .document()
        .unwrap_or_else(|| wasm_bindgen::throw_str("no document"))
}

/// An element by its id.
#[must_use]
pub(crate) fn by_id(id: &str) -> Option<HtmlElement> {
    document().get_element_by_id(id)?.dyn_into().ok()
}

/// The text of an element, such as a data block of the page; empty when there is none.
#[must_use]
pub fn text_of(id: &str) -> String {
    by_id(id).and_then(|e| e.text_content()).unwrap_or_default()
}

/// Calls a function at every event of one kind.
pub(crate) fn listen(target: &EventTarget, event: &str, f: Box<dyn FnMut(Event)>) {
    // Freed by the browser's garbage collector, with the element.
    let listener = Closure::wrap(f).into_js_value();
    let _ = target.add_event_listener_with_callback(event, listener.unchecked_ref());
}

/// Calls a function at every event of one kind on the window, for as long as the page is open.
pub fn on_window(event: &str, f: impl FnMut(Event) + 'static) {
    listen(&window(), event, Box::new(f));
}

/// The key of a keyboard event.
#[must_use]
pub fn key_of(event: &Event) -> String {
    js::text(event, "key").unwrap_or_default()
}

/// The value of the form control an event is about.
#[must_use]
pub fn value_of(event: &Event) -> String {
    event
        .target()
        .and_then(|target| js::text(&target, "value"))
        .unwrap_or_default()
}

/// False when the browser knows that there is no network.
#[must_use]
pub fn online() -> bool {
    window().navigator().on_line()
}

/// Prints the page.
pub fn print() {
    let _ = js::call(&window(), "print", &[]);
}
