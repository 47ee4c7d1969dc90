//! The parts of the app that are their own wasm, fetched when first needed. Their hashed names stand in the data block
//! `carrel-modules`, which `cargo xtask` writes.
//!
//! Fetching and mounting is done by `boot.js` (`carrelMount`), which knows how to compile wasm on any host; the contract
//! with the modules stands in `carrel_web::app`.

use carrel_search::state::SearchState;
use carrel_search::wire::{Answer, HeadingKind, Request, SearchRequest, Trouble};
use js_sys::{Array, Function, Promise};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::{JsFuture, spawn_local};

use super::el::El;
use super::worker::{self, Reply};
use super::{dom, js};

fn entry(name: &str) -> JsValue {
    js::get(&js::json(&dom::data("carrel-modules")), name)
}

/// Address of the script every worker starts with.
#[must_use]
pub fn worker() -> Option<String> {
    let path = js::text(&entry("worker"), "js")?;
    Some(format!("{}{path}", dom::base()))
}

/// True when this site was built with that module.
#[must_use]
pub fn exists(name: &str) -> bool {
    !entry(name).is_undefined()
}

/// A page module that is on the page. Dropping it tells the module that the reader goes.
#[derive(Debug)]
pub struct Mounted(JsValue);

impl Drop for Mounted {
    fn drop(&mut self) {
        if let Some(leave) = self.0.dyn_ref::<Function>() {
            let _ = leave.call0(&JsValue::NULL);
        }
    }
}

/// Fetches a module and mounts it into an element of the page; `record` are the bytes of the record the page is about.
/// What fails is told as offline where the server does not answer, as damaged where it does.
pub fn mount(
    name: &'static str,
    host: &El,
    record: Option<&[u8]>,
    done: impl FnOnce(Result<Mounted, (Trouble, String)>) + 'static,
) {
    let record = record.map_or(JsValue::UNDEFINED, |bytes| {
        js_sys::Uint8Array::from(bytes).into()
    });
    let asked = Closure::<dyn FnMut(JsValue)>::new(|question| ask(&question)).into_js_value();
    let arguments = [name.into(), host.element().into(), record, asked];
    let mounting = js::call(&js_sys::global(), "carrelMount", &arguments);
    spawn_local(async move {
        let mounted = match mounting {
            Ok(promise) => JsFuture::from(Promise::resolve(&promise)).await,
            Err(error) => Err(error),
        };
        done(mounted.map(Mounted).map_err(|error| {
            let trouble = if js::get(&error, "away").is_truthy() {
                Trouble::Offline
            } else {
                Trouble::Damaged
            };
            (trouble, js::reason(&error))
        }));
    });
}

/// A module asks the catalogue: `{search, offset, limit, done}` or `{subjects, done}`; see `carrel_web::app::App`.
/// `done` is called with a flat list.
fn ask(question: &JsValue) {
    let number = |name| js::get(question, name).as_f64().unwrap_or(0.0) as u32;
    let request = match js::text(question, "search") {
        Some(query) => Request::Search(SearchRequest {
            state: SearchState::from_query(&query),
            offset: number("offset"),
            limit: number("limit"),
            facets: false,
            again: false,
            further: false,
        }),
        None => Request::Headings {
            kind: HeadingKind::Subject,
            from: String::new(),
            limit: number("subjects") as u16,
        },
    };
    let done = js::get(question, "done");
    worker::ask(
        request,
        Box::new(move |reply| {
            let list = Array::new();
            match reply {
                Reply::Answer(Answer::Search(answer)) => {
                    list.push(&answer.total.into());
                    list.push(&answer.notices.is_empty().into());
                    for hit in answer.hits {
                        list.push(&hit.card.call_number.unwrap_or_default().into());
                        list.push(&hit.card.title.into());
                    }
                }
                Reply::Answer(Answer::Headings(headings)) => {
                    for heading in headings {
                        list.push(&heading.count.into());
                        list.push(&heading.text.into());
                    }
                }
                _ => {}
            }
            if let Some(done) = done.dyn_ref::<Function>() {
                let _ = done.call1(&JsValue::NULL, &list);
            }
        }),
    );
}
