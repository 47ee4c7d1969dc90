//! Elements, built one call at a time, and the places in them that follow signals.
//!
//! Leptos does the reacting here (signals, effects, owners), but not the building: `view!` gives every piece of markup a
//! type of its own, and the code to build, rebuild, hydrate and erase each of them was 90 of this app's 250 KB (brotli).
//! An [`El`] is one type. A place that follows signals ([`El::live`]) is drawn anew when they change; what had the focus
//! in it, if it has a `data-key` (or an `id`), has it again afterwards.
//!
//! ```ignore
//! el("p").class("soft").attr("dir", "auto").text("Moby-Dick")
//! el("ul").live(move || Some(names.get().iter().map(|name| el("li").text(name)).collect()))
//! ```

use leptos::prelude::*;
use wasm_bindgen::prelude::*;
use web_sys::{Element, Event};

use super::dom::document;

/// One element with what is in it.
#[derive(Clone, Debug)]
pub struct El(Element);

/// A new, empty element.
#[must_use]
pub fn el(tag: &str) -> El {
    // Our tag names are valid. (`expect` would bring the code that prints any JavaScript value.)
    El(document()
        .create_element(tag)
        .unwrap_or_else(|_| wasm_bindgen::throw_str(tag)))
}

impl El {
    /// An element that `index.html` brought along.
    #[must_use]
    pub fn found(id: &str) -> Option<Self> {
        document().get_element_by_id(id).map(Self)
    }

    /// Sets an attribute.
    #[must_use]
    pub fn attr(self, name: &str, value: &str) -> Self {
        let _ = self.0.set_attribute(name, value);
        self
    }

    /// Sets an attribute if there is a value for it.
    #[must_use]
    pub fn maybe_attr(self, name: &str, value: Option<&str>) -> Self {
        match value {
            Some(value) => self.attr(name, value),
            None => self,
        }
    }

    /// Sets the class.
    #[must_use]
    pub fn class(self, class: &str) -> Self {
        self.attr("class", class)
    }

    /// Names the element for [`El::live`], so that the focus finds it again.
    #[must_use]
    pub fn key(self, key: &str) -> Self {
        self.attr("data-key", key)
    }

    /// Adds text. It is never read as markup.
    #[must_use]
    pub fn text(self, text: &str) -> Self {
        let _ = self.0.append_with_str_1(text);
        self
    }

    /// Adds an element.
    #[must_use]
    pub fn with(self, child: El) -> Self {
        let _ = self.0.append_child(&child.0);
        self
    }

    /// Adds an element if there is one.
    #[must_use]
    pub fn maybe(self, child: Option<El>) -> Self {
        match child {
            Some(child) => self.with(child),
            None => self,
        }
    }

    /// Adds elements.
    #[must_use]
    pub fn all(self, children: Vec<El>) -> Self {
        children.into_iter().fold(self, El::with)
    }

    /// True while it is part of the page.
    #[must_use]
    pub fn is_shown(&self) -> bool {
        self.0.is_connected()
    }

    /// The element itself, for the platform alone.
    pub(super) fn element(&self) -> &Element {
        &self.0
    }

    /// Puts in markup from a file of our own.
    #[must_use]
    pub fn html(self, html: &str) -> Self {
        self.0.set_inner_html(html);
        self
    }

    /// Calls a function at every event of one kind.
    #[must_use]
    pub fn on(self, event: &str, f: impl FnMut(Event) + 'static) -> Self {
        listen(&self.0, event, Box::new(f));
        self
    }

    /// Fills this element, now and whenever the signals that `draw` reads change. `None` leaves it as it is.
    #[must_use]
    pub fn live(self, draw: impl Fn() -> Option<Vec<El>> + 'static) -> Self {
        let host = self.0.clone();
        follow(Box::new(move || {
            if let Some(children) = draw() {
                redraw(&host, children);
            }
        }));
        self
    }

    /// Keeps an attribute as `value` says; `None` takes it away.
    #[must_use]
    pub fn live_attr(
        self,
        name: &'static str,
        value: impl Fn() -> Option<&'static str> + 'static,
    ) -> Self {
        let host = self.0.clone();
        follow(Box::new(move || {
            let _ = match value() {
                Some(value) => host.set_attribute(name, value),
                None => host.remove_attribute(name),
            };
        }));
        self
    }
}

fn listen(target: &Element, event: &str, f: Box<dyn FnMut(Event)>) {
    // Freed by the browser's garbage collector, with the element.
    let listener = Closure::wrap(f).into_js_value();
    let _ = target.add_event_listener_with_callback(event, listener.unchecked_ref());
}

/// Runs a function now and whenever the signals it reads change, until its owner is gone.
pub fn follow(f: Box<dyn Fn()>) {
    let effect = RenderEffect::new(move |_| f());
    // The owner keeps it; dropping it would stop it.
    StoredValue::new_local(effect);
}

fn redraw(host: &Element, children: Vec<El>) {
    let focused = document()
        .active_element()
        .filter(|e| host.contains(Some(e)) && e != host);
    let key = focused.and_then(|e| {
        let by = |name: &str| Some(format!("[{name}=\"{}\"]", quoted(&e.get_attribute(name)?)));
        by("data-key").or_else(|| by("id"))
    });
    host.set_text_content(None);
    for child in children {
        let _ = host.append_child(&child.0);
    }
    if let Some(again) = key.and_then(|key| host.query_selector(&key).ok().flatten()) {
        let _ = again.unchecked_into::<web_sys::HtmlElement>().focus();
    }
}

/// A value for a selector, between quotation marks.
#[must_use]
pub(super) fn quoted(value: &str) -> String {
    let mut out = String::with_capacity(value.len());
    for c in value.chars() {
        if c == '"' || c == '\\' {
            out.push('\\');
        }
        out.push(c);
    }
    out
}
