//! What the app gives a page module, and what it wants back. This is the whole contract.
//!
//! The app calls the module's export `mount(host, app)`. `host` is an empty element below the page's heading; all of it is
//! the module's. `app` is a plain object:
//!
//! | name | what |
//! | --- | --- |
//! | `base` | address of the folder the site lies in, with a slash at the end |
//! | `language` | code of the language the reader chose, such as `en` |
//! | `query` | what stands behind `?` in the page's address, without it |
//! | `go(href)` | goes to another page of the app: `#/record/…` |
//! | `title(text)` | sets the page's heading and the tab's title |
//! | `record` | on a record's page: the catalogue's record, a postcard `BibRecord` as bytes; else absent |
//! | `announce(text)` | says something to screen readers, politely; the newest text replaces the one before |
//!
//! `mount` returns a function without arguments; the app calls it once when the reader leaves the page. The host is gone
//! after that. The module itself stays loaded: what it keeps in a `thread_local` is there when the reader comes back.
//! Names may be added to `app`; none changes its meaning, so that a module of an older version still works.

use js_sys::Function;
use wasm_bindgen::prelude::*;

use crate::js;

/// The app, as a page module sees it.
#[derive(Clone, Debug)]
pub struct App(JsValue);

impl From<JsValue> for App {
    fn from(object: JsValue) -> Self {
        Self(object)
    }
}

impl App {
    /// Address of the folder the site lies in, with a slash at the end.
    #[must_use]
    pub fn base(&self) -> String {
        js::text(&self.0, "base").unwrap_or_default()
    }

    /// Code of the reader's language.
    #[must_use]
    pub fn language(&self) -> String {
        js::text(&self.0, "language").unwrap_or_default()
    }

    /// The query of the page's address, without `?`.
    #[must_use]
    pub fn query(&self) -> String {
        js::text(&self.0, "query").unwrap_or_default()
    }

    /// The record that the page is about, as postcard bytes; `None` on other pages.
    #[must_use]
    pub fn record(&self) -> Option<Vec<u8>> {
        let bytes = js::get(&self.0, "record");
        bytes
            .is_object()
            .then(|| js_sys::Uint8Array::new(&bytes).to_vec())
    }

    /// Goes to another page of the app.
    pub fn go(&self, href: &str) {
        self.call("go", href);
    }

    /// Sets the page's heading and the tab's title.
    pub fn title(&self, text: &str) {
        self.call("title", text);
    }

    /// Says something to screen readers when they are not busy.
    pub fn announce(&self, text: &str) {
        self.call("announce", text);
    }

    fn call(&self, name: &str, argument: &str) {
        let _ = js::call(&self.0, name, &[argument.into()]);
    }
}

/// What `mount` returns: it is called once, when the reader leaves the page.
#[must_use]
pub fn leaving(f: impl FnOnce() + 'static) -> JsValue {
    let function: Function = Closure::once_into_js(f).unchecked_into();
    function.into()
}
