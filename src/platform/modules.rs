//! The parts of the app that are their own wasm, fetched when first needed. Their hashed names stand in the data block
//! `carrel-modules`, which `cargo xtask` writes.
//!
//! Worker modules are started by the search worker's way or by other modules; here page modules are mounted. The contract
//! stands in `carrel_web::app`.

use js_sys::{Function, Promise};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::{JsFuture, spawn_local};

use super::el::El;
use super::{dom, history, intl, js};

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
pub struct Mounted(Option<Function>);

impl Drop for Mounted {
    fn drop(&mut self) {
        if let Some(leave) = self.0.take() {
            let _ = leave.call0(&JsValue::NULL);
        }
    }
}

/// Fetches a module and mounts it into an element of the page.
pub fn mount(name: &'static str, host: El, done: impl FnOnce(Result<Mounted, String>) + 'static) {
    spawn_local(async move {
        let mounted = try_mount(name, &host).await;
        done(mounted.map_err(|error| js::reason(&error)));
    });
}

async fn try_mount(name: &str, host: &El) -> Result<Mounted, JsValue> {
    let loading = js::call(&js_sys::global(), "carrelLoad", &[name.into()])?;
    let module = JsFuture::from(Promise::resolve(&loading)).await?;
    if !host.is_shown() {
        return Ok(Mounted(None));
    }
    let leave = js::call(&module, "mount", &[host.element().into(), app()])?;
    Ok(Mounted(leave.dyn_into().ok()))
}

/// What a module is given: see `carrel_web::app`.
fn app() -> JsValue {
    let app = js_sys::Object::new();
    js::set(&app, "base", &dom::base().into());
    js::set(&app, "language", &intl::code().into());
    let fragment = history::fragment();
    let query = fragment.split_once('?').map_or("", |(_, query)| query);
    js::set(&app, "query", &query.into());
    let give = |name: &str, f: fn(String)| {
        let f = Closure::<dyn FnMut(String)>::new(f);
        js::set(&app, name, &f.into_js_value());
    };
    give("go", |href| history::go(&href));
    give("announce", |text| dom::set_text("announce", &text));
    give("title", |text| {
        if let Some(heading) = dom::document().query_selector("main h1").ok().flatten() {
            heading.set_text_content(Some(&text));
        }
        crate::app::set_title(&text);
    });
    app.into()
}
