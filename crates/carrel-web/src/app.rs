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
//! | `path` | the page's address behind `#/`, without its query: `lessons/who-is-behind-it` |
//! | `ask(question)` | asks the catalogue: `{search, offset, limit, done}`, where `search` is the query of a search page, calls `done([total, whole, call number, title, …])`; `whole` is false when words were changed or left out. `{subjects, done}` calls `done([count, heading, …])` with so many subjects. An empty list means that it could not be answered |
//!
//! `mount` returns a function without arguments; the app calls it once when the reader leaves the page. The host is gone
//! after that. The module itself stays loaded: what it keeps in a `thread_local` is there when the reader comes back.
//! Names may be added to `app`; none changes its meaning, so that a module of an older version still works.

use std::cell::RefCell;
use std::rc::Rc;

use js_sys::{Array, Function, Promise};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

use crate::el::El;
use crate::js;

/// How long the catalogue may take to answer.
const PATIENCE: i32 = 8_000;

/// What a search found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Found {
    /// How many titles.
    pub total: u32,
    /// False when the engine had to change words or leave some out.
    pub whole: bool,
    /// Call number (empty where there is none) and title of the hits asked for.
    pub hits: Vec<(String, String)>,
}

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

    /// The page's address behind `#/`, without its query.
    #[must_use]
    pub fn path(&self) -> String {
        js::text(&self.0, "path").unwrap_or_default()
    }

    /// How many titles a search finds, and the call numbers and titles of some of them. Only one search is on its way at
    /// a time: a newer one silences it, and then this gives nothing after eight seconds.
    pub async fn search(&self, query: &str, offset: u32, limit: u32) -> Option<Found> {
        let list = self
            .ask(&[
                ("search", query.into()),
                ("offset", offset.into()),
                ("limit", limit.into()),
            ])
            .await;
        let mut rest = list.iter();
        let total = rest.next()?.as_f64()? as u32;
        let whole = rest.next()?.as_bool()?;
        let texts: Vec<String> = rest.map(|t| t.as_string().unwrap_or_default()).collect();
        let hits = texts
            .chunks_exact(2)
            .map(|pair| (pair[0].clone(), pair[1].clone()))
            .collect();
        Some(Found { total, whole, hits })
    }

    /// The first so many subject headings of the catalogue, with the number of titles of each.
    pub async fn subjects(&self, most: u32) -> Vec<(u32, String)> {
        let list = self.ask(&[("subjects", most.into())]).await;
        list.chunks_exact(2)
            .map(|pair| {
                let count = pair[0].as_f64().unwrap_or(0.0) as u32;
                (count, pair[1].as_string().unwrap_or_default())
            })
            .collect()
    }

    async fn ask(&self, question: &[(&str, JsValue)]) -> Vec<JsValue> {
        let question = js::object(question);
        let answer = Promise::new(&mut |done, _| {
            js::set(&question, "done", &done);
            if js::call(&self.0, "ask", std::slice::from_ref(&question)).is_err() {
                let _ = done.call0(&JsValue::NULL);
            }
            js::after(PATIENCE, move || drop(done.call0(&JsValue::NULL)));
        });
        match JsFuture::from(answer).await {
            Ok(list) if Array::is_array(&list) => Array::from(&list).to_vec(),
            _ => Vec::new(),
        }
    }

    /// Goes to another page of the app.
    pub fn go(&self, href: &str) {
        self.call("go", href);
    }

    /// Sets the page's heading and the tab's title.
    pub fn title(&self, text: &str) {
        self.call("title", text);
    }

    /// The same with words of another language than the app's: the heading says which, and which way it runs.
    pub fn title_in(&self, text: &str, language: &str, direction: &str) {
        self.title(text);
        if let Ok(Some(heading)) = crate::dom::query("main h1") {
            let heading = El::from(JsValue::from(heading));
            heading.set("lang", Some(language));
            heading.set("dir", Some(direction));
        }
    }

    /// Says something to screen readers when they are not busy.
    pub fn announce(&self, text: &str) {
        self.call("announce", text);
    }

    /// Hands an element on to another page module, which is fetched first; `failed` is told why it could not be had. What
    /// is given back is for the app, as [`leaving`] is: it tells that module that the reader leaves.
    pub fn hand_on(&self, name: &str, host: &El, failed: impl FnOnce(String) + 'static) -> JsValue {
        // What that module wants called; `null` once the reader left before it came.
        let leave: Rc<RefCell<JsValue>> = Rc::new(RefCell::new(JsValue::UNDEFINED));
        let arguments = [
            name.into(),
            host.element().clone().into(),
            JsValue::UNDEFINED,
            js::get(&self.0, "ask"),
        ];
        let mounting = js::call(&js_sys::global(), "carrelMount", &arguments);
        let mounted = leave.clone();
        js::spawn(async move {
            let done = match mounting {
                Ok(promise) => JsFuture::from(Promise::resolve(&promise)).await,
                Err(error) => Err(error),
            };
            match done {
                Ok(leave) if mounted.borrow().is_null() => told(&leave),
                Ok(leave) => drop(mounted.replace(leave)),
                Err(error) => failed(js::reason(&error)),
            }
        });
        leaving(move || told(&leave.replace(JsValue::NULL)))
    }

    fn call(&self, name: &str, argument: &str) {
        let _ = js::call(&self.0, name, &[argument.into()]);
    }
}

fn told(leave: &JsValue) {
    if let Some(leave) = leave.dyn_ref::<Function>() {
        let _ = leave.call0(&JsValue::NULL);
    }
}

/// What `mount` returns: it is called once, when the reader leaves the page.
#[must_use]
pub fn leaving(f: impl FnOnce() + 'static) -> JsValue {
    js::once(Box::new(f)).into()
}
