//! The page's own elements: what `index.html` brings along and the app only fills.

use wasm_bindgen::prelude::*;
use web_sys::{Document, Element, Event, FocusOptions, HtmlElement, HtmlInputElement, Window};

/// The window. Only for code that runs on the page.
#[must_use]
pub(super) fn window() -> Window {
    web_sys::window().expect("the page has a window")
}

/// The document.
#[must_use]
pub(super) fn document() -> Document {
    window().document().expect("the window has a document")
}

/// An element by its id.
#[must_use]
pub fn by_id(id: &str) -> Option<HtmlElement> {
    document().get_element_by_id(id)?.dyn_into().ok()
}

/// The text of a data block, empty when there is none.
#[must_use]
pub fn data(id: &str) -> String {
    document()
        .get_element_by_id(id)
        .and_then(|e| e.text_content())
        .unwrap_or_default()
}

/// Address of the folder the page lies in, with a slash at the end.
#[must_use]
pub fn base() -> String {
    let uri = document().base_uri().ok().flatten().unwrap_or_default();
    let path = uri.split(['#', '?']).next().unwrap_or("");
    path.rfind('/')
        .map_or(String::new(), |at| path[..=at].to_owned())
}

/// True when the address (before `#`) has this among its `?` parameters.
#[must_use]
pub fn address_asks(pair: &str) -> bool {
    let search = window().location().search().unwrap_or_default();
    search.trim_start_matches('?').split('&').any(|p| p == pair)
}

/// Sets or, when the value is empty, removes an attribute of `<html>`.
pub fn set_root(name: &str, value: &str) {
    if let Some(root) = document().document_element() {
        set(&root, name, value);
    }
}

/// Sets or, when the value is empty, removes an attribute.
pub fn set(element: &Element, name: &str, value: &str) {
    let _ = if value.is_empty() {
        element.remove_attribute(name)
    } else {
        element.set_attribute(name, value)
    };
}

/// Sets an element's text, when it is another.
pub fn set_text(id: &str, text: &str) {
    if let Some(element) = by_id(id)
        && element.text_content().as_deref() != Some(text)
    {
        element.set_text_content(Some(text));
    }
}

/// Sets the title of the tab.
pub fn set_title(title: &str) {
    document().set_title(title);
}

/// Does something with every element a selector finds.
pub fn each(selector: &str, mut f: impl FnMut(&Element)) {
    if let Ok(list) = document().query_selector_all(selector) {
        for n in 0..list.length() {
            if let Some(element) = list.get(n).and_then(|node| node.dyn_into::<Element>().ok()) {
                f(&element);
            }
        }
    }
}

/// Calls a function at every event of one kind on an element.
pub fn on(target: &web_sys::EventTarget, event: &str, f: impl Fn(Event) + 'static) {
    hear(target, event, false, f);
}

fn hear(
    target: &web_sys::EventTarget,
    event: &str,
    before_others: bool,
    f: impl Fn(Event) + 'static,
) {
    let closure = Closure::<dyn FnMut(Event)>::new(f);
    let listener = closure.into_js_value();
    let _ = target.add_event_listener_with_callback_and_bool(
        event,
        listener.unchecked_ref(),
        before_others,
    );
}

/// The same on the window.
pub fn on_window(event: &str, f: impl Fn(Event) + 'static) {
    on(&window(), event, f);
}

/// The same before anything on the page has heard it.
pub fn on_window_first(event: &str, f: impl Fn(Event) + 'static) {
    hear(&window(), event, true, f);
}

fn search_box() -> Option<HtmlInputElement> {
    document().get_element_by_id("q")?.dyn_into().ok()
}

/// True while the reader is in the search box.
#[must_use]
pub fn in_search_box() -> bool {
    document().active_element().is_some_and(|e| e.id() == "q")
}

/// Focuses the first element a selector finds, without scrolling. True when there is one.
pub fn focus(selector: &str) -> bool {
    let found = document()
        .query_selector(selector)
        .ok()
        .flatten()
        .and_then(|e| e.dyn_into::<HtmlElement>().ok());
    found.is_some_and(|element| {
        let options = FocusOptions::new();
        options.set_prevent_scroll(true);
        element.focus_with_options(&options).is_ok()
    })
}

/// The `href` of the focused link, when it is one.
#[must_use]
pub fn focused_href() -> Option<String> {
    document().active_element()?.get_attribute("href")
}

/// Prints.
pub fn print() {
    let _ = window().print();
}

/// Loads the page again.
pub fn reload() {
    let _ = window().location().reload();
}

/// Languages the browser asks for, best first.
#[must_use]
pub fn languages() -> Vec<String> {
    window()
        .navigator()
        .languages()
        .iter()
        .filter_map(|l| l.as_string())
        .collect()
}

/// Calls a function after the next frame was painted.
pub fn after_paint(f: impl FnOnce() + 'static) {
    let later = Closure::once_into_js(move || {
        // A task that is queued from within a frame runs after that frame is painted.
        let channel = web_sys::MessageChannel::new();
        if let Ok(channel) = channel {
            channel
                .port1()
                .set_onmessage(Some(Closure::once_into_js(f).unchecked_ref()));
            let _ = channel.port2().post_message(&JsValue::NULL);
        }
    });
    let _ = window().request_animation_frame(later.unchecked_ref());
}

/// Calls a function at the next frame.
pub fn after_frame(f: impl FnOnce() + 'static) {
    let _ = window().request_animation_frame(Closure::once_into_js(f).unchecked_ref());
}

/// The raw value of a `?` parameter of the address (before `#`).
#[must_use]
pub fn address_value(name: &str) -> Option<String> {
    let search = window().location().search().unwrap_or_default();
    let pairs = search.trim_start_matches('?').split('&');
    pairs
        .filter_map(|p| p.split_once('='))
        .find(|(n, v)| *n == name && !v.is_empty())
        .map(|(_, v)| v.to_owned())
}

fn media(query: &str) -> bool {
    window()
        .match_media(query)
        .ok()
        .flatten()
        .is_some_and(|list| list.matches())
}

/// True while the top of the page is on the screen.
#[must_use]
pub fn is_at_top() -> bool {
    window().scroll_y().unwrap_or(0.0) < 200.0
}

/// True where filters have room beside the results.
#[must_use]
pub fn is_wide() -> bool {
    media("(min-width: 60rem)")
}

/// True where fingers are the pointer.
#[must_use]
pub fn is_touch() -> bool {
    media("(pointer: coarse)")
}

/// Scrolls lists that scroll sideways so that what is current in them stands in the middle.
pub fn center_current(selector: &'static str) {
    after_frame(move || {
        each(selector, |list| {
            let current = list.query_selector("[aria-current]").ok().flatten();
            if let Some(current) = current.and_then(|e| e.dyn_into::<HtmlElement>().ok()) {
                let middle = current.offset_left() + current.offset_width() / 2;
                list.set_scroll_left(middle - list.client_width() / 2);
            }
        });
    });
}

/// True when the focused element lies in one that the selector finds.
#[must_use]
pub fn focus_is_within(selector: &str) -> bool {
    document()
        .active_element()
        .is_some_and(|e| e.closest(selector).ok().flatten().is_some())
}

/// True when nothing on the page has the focus.
#[must_use]
pub fn focus_is_nowhere() -> bool {
    document()
        .active_element()
        .is_none_or(|e| e.local_name() == "body")
}

/// What is in the search box.
#[must_use]
pub fn search_text() -> String {
    search_box().map(|input| input.value()).unwrap_or_default()
}

/// Puts a text into the search box, if it is another.
pub fn set_search_text(text: &str) {
    if let Some(input) = search_box()
        && input.value() != text
    {
        input.set_value(text);
    }
}

/// Calls a function at every event of one kind in the search box.
pub fn on_search_box(event: &str, f: impl Fn(Event) + 'static) {
    if let Some(input) = search_box() {
        on(&input, event, f);
    }
}

/// Calls a function when the search form is sent.
pub fn on_search_form(f: impl Fn(Event) + 'static) {
    if let Some(form) = by_id("search") {
        on(&form, "submit", f);
    }
}

/// Leaves the search box.
pub fn blur_search_box() {
    if let Some(input) = search_box() {
        let _ = input.blur();
    }
}

/// The key of a keyboard event.
#[must_use]
pub fn key_of(event: &Event) -> String {
    super::js::text(event, "key").unwrap_or_default()
}

/// The value of the form control an event is about.
#[must_use]
pub fn value_of(event: &Event) -> String {
    event
        .target()
        .and_then(|target| super::js::text(&target, "value"))
        .unwrap_or_default()
}

/// The text of an element.
#[must_use]
pub fn text_of(id: &str) -> String {
    by_id(id).and_then(|e| e.text_content()).unwrap_or_default()
}

/// Brings up Leptos and runs a function under an owner that lives as long as the page.
pub fn mount(f: impl FnOnce() + 'static) {
    if let Some(place) = by_id("notices") {
        leptos::mount::mount_to(place, f).forget();
    }
}
