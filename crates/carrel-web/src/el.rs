//! Elements, built one call at a time. The same shape as the app's own, without its signals: what changes is filled anew
//! by whoever changed it ([`El::fill`]); what had the focus in it, if it has a `data-key` or an `id`, has it again.
//!
//! ```ignore
//! let names = el("ul").class("names");
//! names.fill(vec![el("li").text("Moby-Dick")]);
//! el("section").with(el("h2").attr("tabindex", "-1").text("Names")).with(names.clone());
//! ```

use wasm_bindgen::prelude::*;
use web_sys::{Element, Event, HtmlElement};

use crate::{dom, js};

#[wasm_bindgen]
extern "C" {
    type IntersectionObserver;
    #[wasm_bindgen(constructor, catch)]
    fn new(seen: &JsValue, how: &JsValue) -> Result<IntersectionObserver, JsValue>;
}

/// One element with what is in it. A clone is the same element.
#[derive(Clone, Debug)]
pub struct El(Element);

/// A new, empty element.
#[must_use]
pub fn el(tag: &str) -> El {
    El(dom::document()
        .create_element(tag)
        .unwrap_or_else(|_| wasm_bindgen::throw_str(tag)))
}

/// A drawing: one dark path on white in a square of this side, with words for those who do not see it.
#[must_use]
pub fn drawing(side: usize, path: &str, words: &str) -> El {
    const SVG: &str = "http://www.w3.org/2000/svg";
    let make = |tag: &str| {
        let made = dom::document().create_element_ns(Some(SVG), tag);
        El(made.unwrap_or_else(|_| wasm_bindgen::throw_str("no such element")))
    };
    let side = js::digits(side as u32);
    let ground = make("path")
        .attr("fill", "#fff")
        .attr("d", &["M0 0h", &side, "v", &side, "H0z"].concat());
    make("svg")
        .attr("viewBox", &["0 0 ", &side, " ", &side].concat())
        .attr("role", "img")
        .attr("aria-label", words)
        .attr("shape-rendering", "crispEdges")
        .with(ground)
        .with(make("path").attr("fill", "#000").attr("d", path))
}

/// A button with its words.
#[must_use]
pub fn button(label: &str, act: impl Fn() + 'static) -> El {
    pressed(label, Box::new(act))
}

/// One function for all buttons: made anew for each, they were 3 KB of a module's wasm.
fn pressed(label: &str, act: Box<dyn Fn()>) -> El {
    el("button")
        .attr("type", "button")
        .text(label)
        .on("click", move |_| act())
}

impl From<JsValue> for El {
    fn from(element: JsValue) -> Self {
        Self(element.unchecked_into())
    }
}

/// Building: each call gives the element back.
impl El {
    /// An element that the page brought along.
    #[must_use]
    pub fn found(id: &str) -> Option<Self> {
        dom::document().get_element_by_id(id).map(Self)
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

    /// Names the element for [`El::fill`], so that the focus finds it again.
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

    /// Calls a function at every event of one kind.
    #[must_use]
    pub fn on(self, event: &str, f: impl FnMut(Event) + 'static) -> Self {
        dom::listen(&self.0, event, Box::new(f));
        self
    }
}

/// Changing what is on the page.
impl El {
    /// Puts children in place of those there are. The focus stays on what has the same `data-key` or `id`.
    pub fn fill(&self, children: Vec<El>) {
        let key = dom::document()
            .active_element()
            .filter(|e| self.0.contains(Some(e)) && *e != self.0)
            .and_then(|e| {
                let by = |name: &str| {
                    Some(["[", name, "=\"", &quoted(&e.get_attribute(name)?), "\"]"].concat())
                };
                by("data-key").or_else(|| by("id"))
            });
        self.0.set_text_content(None);
        for child in children {
            let _ = self.0.append_child(&child.0);
        }
        if let Some(again) = key.and_then(|key| self.0.query_selector(&key).ok().flatten()) {
            let _ = again.unchecked_into::<HtmlElement>().focus();
        }
    }

    /// Calls a function once, when this has come into the upper three quarters of the window.
    pub fn when_seen(&self, f: impl Fn() + 'static) {
        let seen = move |entries: JsValue, observer: JsValue| {
            let entries: js_sys::Array = entries.unchecked_into();
            let is_in = |entry: JsValue| js::get(&entry, "isIntersecting").is_truthy();
            if entries.iter().any(is_in) {
                let _ = js::call(&observer, "disconnect", &[]);
                f();
            }
        };
        // JavaScript holds it as long as the element is watched.
        let seen = Closure::<dyn FnMut(JsValue, JsValue)>::new(seen).into_js_value();
        let how = js::json(r#"{"rootMargin":"0px 0px -25% 0px"}"#);
        if let Ok(observer) = IntersectionObserver::new(&seen, &how) {
            let _ = js::call(&observer, "observe", &[JsValue::from(&self.0)]);
        }
    }

    /// Puts a text in place of what is in it, when it is another.
    pub fn say(&self, text: &str) {
        if self.0.text_content().as_deref() != Some(text) {
            self.0.set_text_content(Some(text));
        }
    }

    /// Sets an attribute; `None` takes it away.
    pub fn set(&self, name: &str, value: Option<&str>) {
        let _ = match value {
            Some(value) => self.0.set_attribute(name, value),
            None => self.0.remove_attribute(name),
        };
    }

    /// Sets a custom property of its style (a content policy that forbids style attributes allows this).
    pub fn style(&self, name: &str, value: &str) {
        let style = js::get(&self.0, "style");
        let _ = js::call(&style, "setProperty", &[name.into(), value.into()]);
    }

    /// The middle of its first line on the screen, from the top of the window in pixels; `line` is the height of a line.
    #[must_use]
    pub fn first_line(&self, line: f64) -> f64 {
        let place = js::call(&self.0, "getBoundingClientRect", &[]).unwrap_or(JsValue::NULL);
        if place.is_null() {
            return 0.0;
        }
        js::number(&place, "top") + js::number(&place, "height").min(line) / 2.0
    }

    /// Gives it the keyboard's attention and brings it on the screen.
    pub fn focus(&self) {
        let _ = self.0.unchecked_ref::<HtmlElement>().focus();
    }

    /// Clicks it, as a button that stands for it does.
    pub fn click(&self) {
        self.0.unchecked_ref::<HtmlElement>().click();
    }

    /// The value of a form control.
    #[must_use]
    pub fn value(&self) -> String {
        js::text(&self.0, "value").unwrap_or_default()
    }

    /// Sets the value of a form control.
    pub fn set_value(&self, value: &str) {
        js::set(&self.0, "value", &value.into());
    }

    /// True for a box that is ticked.
    #[must_use]
    pub fn is_checked(&self) -> bool {
        js::get(&self.0, "checked").as_bool() == Some(true)
    }

    /// The text that is in it.
    #[must_use]
    pub fn text_content(&self) -> String {
        self.0.text_content().unwrap_or_default()
    }

    /// True while it is part of the page.
    #[must_use]
    pub fn is_shown(&self) -> bool {
        self.0.is_connected()
    }

    /// The element itself, for what this type does not have.
    #[must_use]
    pub fn element(&self) -> &Element {
        &self.0
    }
}

/// A value for a selector, between quotation marks.
#[must_use]
pub fn quoted(value: &str) -> String {
    let mut out = String::with_capacity(value.len());
    for c in value.chars() {
        if c == '"' || c == '\\' {
            out.push('\\');
        }
        out.push(c);
    }
    out
}
