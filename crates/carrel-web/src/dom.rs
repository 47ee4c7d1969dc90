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

/// Calls a function at every event of one kind on the document, for as long as the page is open.
pub fn on_document(event: &str, f: impl FnMut(Event) + 'static) {
    listen(&document(), event, Box::new(f));
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

/// The fragment of the page's address, without `#`.
#[must_use]
pub fn fragment() -> String {
    let hash = window().location().hash().unwrap_or_default();
    hash.trim_start_matches('#').to_owned()
}

/// Sets the fragment of the page's address.
pub fn set_fragment(fragment: &str) {
    let _ = window().location().set_hash(fragment);
}

/// An element of the page by its id; an empty one, on no page, when there is none.
#[must_use]
pub fn element(id: &str) -> crate::el::El {
    match by_id(id) {
        Some(element) => crate::el::El::from(JsValue::from(element)),
        None => crate::el::el("div"),
    }
}

/// Address of the folder the page lies in, with a slash at the end.
#[must_use]
pub fn base() -> String {
    let uri = document().base_uri().ok().flatten().unwrap_or_default();
    let plain = uri.split(['#', '?']).next().unwrap_or_default();
    let end = plain.rfind('/').map_or(0, |at| at + 1);
    plain[..end].to_owned()
}

/// The language of the page.
#[must_use]
pub fn language() -> String {
    document()
        .document_element()
        .and_then(|root| root.get_attribute("lang"))
        .unwrap_or_default()
}

/// Starts the service worker, which keeps the page so that it opens without a network.
pub fn keep_offline(script: &str) {
    let workers = js::get(&window().navigator(), "serviceWorker");
    let options = js::object(&[("updateViaCache", "none".into())]);
    let _ = js::call(&workers, "register", &[script.into(), options]);
}

/// Whether the browser promises to keep what this page writes; where it does not yet, it is asked. A private window never promises, a new
/// profile seldom. It may wait for the reader's answer.
pub async fn persists() -> bool {
    let storage = js::get(&window().navigator(), "storage");
    for what in ["persisted", "persist"] {
        let asked = js::call(&storage, what, &[]).map(js_sys::Promise::from);
        if let Ok(asked) = asked
            && js::wait(asked)
                .await
                .is_ok_and(|said| said.as_bool() == Some(true))
        {
            return true;
        }
    }
    false
}

/// Opens another page of this site in a window of its own, or brings the window of that name to the front. False when
/// the browser does not let us.
pub fn open_window(address: &str, name: &str) -> bool {
    let features = "popup,width=1280,height=720";
    let opened = window().open_with_url_and_target_and_features(address, name, features);
    matches!(opened, Ok(Some(_)))
}

/// Loads the page again.
pub fn reload() {
    let _ = window().location().reload();
}

/// Sets the title of the tab.
pub fn set_title(text: &str) {
    document().set_title(text);
}

/// Puts the focus on the first element with that selector, in a task of its own: the browser lays the page out for it, which
/// takes as long as drawing it. Who has gone on to something else meanwhile stays there.
pub fn focus_soon(selector: String) {
    let active = || document().active_element();
    let before = active();
    js::after(0, move || {
        let now = active();
        if now == before || now.is_none_or(|now| now.tag_name() == "BODY") {
            focus(&selector);
        }
    });
}

/// The name of the element that has the keyboard's attention, in small letters.
#[must_use]
pub fn focused() -> String {
    document()
        .active_element()
        .map(|element| element.local_name())
        .unwrap_or_default()
}

/// Takes the focus from what has it.
pub fn blur() {
    if let Some(element) = document().active_element() {
        let _ = js::call(&element, "blur", &[]);
    }
}

/// True when nobody looks at the tab.
#[must_use]
pub fn is_hidden() -> bool {
    js::get(&document(), "hidden").as_bool().unwrap_or(false)
}

/// True for a key that repeats because it is held down, and for one that belongs to a shortcut.
#[must_use]
pub fn is_no_typing(event: &Event) -> bool {
    let on = |name: &str| js::get(event, name).as_bool() == Some(true);
    on("repeat") || on("ctrlKey") || on("metaKey") || on("altKey") || on("isComposing")
}

/// When an event happened, on the clock of [`js::mono`]; not when it was its turn.
#[must_use]
pub fn time_of(event: &Event) -> f64 {
    event.time_stamp()
}

/// The value of the form control an event is about.
#[must_use]
pub fn value_of(event: &Event) -> String {
    event
        .target()
        .and_then(|target| js::text(&target, "value"))
        .unwrap_or_default()
}

/// False when the site's server does not answer, whatever the browser thinks of the network (`boot.js` asks for a small file).
pub async fn reached() -> bool {
    let Ok(asked) = js::call(&window(), "carrelReached", &[]) else {
        return true;
    };
    let answer = js::wait(js_sys::Promise::resolve(&asked)).await;
    answer.is_ok_and(|answer| answer.is_truthy())
}

/// Scrolls to the top of the page.
pub fn top() {
    let _ = js::call(&window(), "scrollTo", &[0.into(), 0.into()]);
}

/// Tells Zotero that what it reads on the page has changed: its own event for pages that change themselves.
pub fn tell_reference_managers() {
    if let Ok(event) = Event::new("ZoteroItemUpdated") {
        let _ = document().dispatch_event(&event);
    }
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
