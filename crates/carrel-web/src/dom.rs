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

/// Scrolls to the top of the page.
pub fn top() {
    let _ = js::call(&window(), "scrollTo", &[0.into(), 0.into()]);
}

/// Prints the page.
pub fn print() {
    let _ = js::call(&window(), "print", &[]);
}

/// Focuses the first element a selector finds. True when there is one.
pub fn focus(selector: &str) -> bool {
    let found = document()
        .query_selector(selector)
        .ok()
        .flatten()
        .and_then(|e| e.dyn_into::<HtmlElement>().ok());
    found.is_some_and(|element| element.focus().is_ok())
}

/// The first element a selector finds.
///
/// # Errors
/// When the selector is none.
pub fn query(selector: &str) -> Result<Option<web_sys::Element>, JsValue> {
    document().query_selector(selector)
}

/// The pieces of text below an element, in reading order.
#[must_use]
pub fn text_nodes(element: &web_sys::Element) -> Vec<web_sys::Node> {
    let mut out = Vec::new();
    gather_text(element, &mut out);
    out
}

fn gather_text(node: &web_sys::Node, out: &mut Vec<web_sys::Node>) {
    let children = node.child_nodes();
    for n in 0..children.length() {
        let Some(child) = children.get(n) else {
            continue;
        };
        if child.node_type() == web_sys::Node::TEXT_NODE {
            out.push(child);
        } else {
            gather_text(&child, out);
        }
    }
}

/// Sets or removes an empty attribute of every element a selector finds.
pub fn set_all(selector: &str, name: &str, set: bool) {
    let Ok(list) = document().query_selector_all(selector) else {
        return;
    };
    for n in 0..list.length() {
        if let Some(element) = list.get(n).and_then(|e| e.dyn_into::<HtmlElement>().ok()) {
            let _ = if set {
                element.set_attribute(name, "")
            } else {
                element.remove_attribute(name)
            };
        }
    }
}

/// True when an event's target lies in an element that the selector finds.
#[must_use]
pub fn is_within(event: &Event, selector: &str) -> bool {
    event
        .target()
        .and_then(|target| target.dyn_into::<web_sys::Element>().ok())
        .is_some_and(|element| element.closest(selector).ok().flatten().is_some())
}

/// The value of `data-NAME` on an event's target or on what it lies in.
#[must_use]
pub fn data_of(event: &Event, name: &str) -> Option<String> {
    let name = ["data-", name].concat();
    event
        .target()
        .and_then(|target| target.dyn_into::<web_sys::Element>().ok())
        .and_then(|element| element.closest(&["[", &name, "]"].concat()).ok().flatten())
        .and_then(|element| element.get_attribute(&name))
}

/// Sets the value of a form control by its id.
pub fn set_value(id: &str, value: &str) {
    if let Some(control) = by_id(id) {
        js::set(&control, "value", &value.into());
    }
}

/// Puts a text into an element of the page, when it is another.
pub fn say(id: &str, text: &str) {
    if let Some(element) = by_id(id)
        && element.text_content().as_deref() != Some(text)
    {
        element.set_text_content(Some(text));
    }
}
