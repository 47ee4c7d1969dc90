//! The parts of the app that are their own wasm, each in a worker of its own, fetched when first needed. Their hashed
//! names stand in the data block `carrel-modules`, which `cargo xtask` writes.
//!
//! A module is told nothing but messages: the page sends it values, it posts values back. It says `"ready"` once it
//! listens; any other text before that is why it could not start.

use std::rc::Rc;

use js_sys::Array;
use wasm_bindgen::prelude::*;
use web_sys::{MessageEvent, Worker, WorkerOptions, WorkerType};

use super::{dom, js};

/// A running module.
#[derive(Debug)]
pub struct Module(Worker);

/// What a module says.
#[derive(Clone, Debug)]
pub enum Said {
    /// It listens now.
    Ready,
    /// A message of its own.
    Message(JsValue),
    /// It could not start, or broke.
    Failed(String),
}

fn address(module: &JsValue, part: &str) -> Option<String> {
    Some(format!("{}{}", dom::base(), js::text(module, part)?))
}

fn entry(name: &str) -> JsValue {
    js::get(&js::json(&dom::data("carrel-modules")), name)
}

/// Address of the script every worker starts with.
#[must_use]
pub fn worker() -> Option<String> {
    address(&entry("worker"), "js")
}

/// True when this site was built with that module.
#[must_use]
pub fn exists(name: &str) -> bool {
    !entry(name).is_undefined() && worker().is_some()
}

impl Module {
    /// Starts a module. What it says goes to `on_said`.
    ///
    /// # Errors
    /// When the site has no such module or the browser refuses a worker.
    pub fn start(name: &str, on_said: impl Fn(Said) + 'static) -> Result<Self, String> {
        let entry = entry(name);
        let (Some(boot), Some(script), Some(wasm)) =
            (worker(), address(&entry, "js"), address(&entry, "wasm"))
        else {
            return Err(format!("this site has no module \"{name}\""));
        };
        let options = WorkerOptions::new();
        options.set_type(WorkerType::Module);
        options.set_name(name);
        let worker = Worker::new_with_options(&boot, &options).map_err(|e| js::reason(&e))?;
        let on_said = Rc::new(on_said);
        let said = on_said.clone();
        let ready = std::cell::Cell::new(false);
        let on_message = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
            let data = event.data();
            if ready.get() {
                said(Said::Message(data));
            } else if data.as_string().as_deref() == Some("ready") {
                ready.set(true);
                said(Said::Ready);
            } else {
                said(Said::Failed(js::reason(&data)));
            }
        });
        worker.set_onmessage(Some(on_message.into_js_value().unchecked_ref()));
        let on_error = Closure::<dyn FnMut(JsValue)>::new(move |event: JsValue| {
            on_said(Said::Failed(
                js::text(&event, "message")
                    .unwrap_or_else(|| "its script did not arrive".to_owned()),
            ));
        });
        worker.set_onerror(Some(on_error.into_js_value().unchecked_ref()));
        worker
            .post_message(&Array::of2(&script.into(), &wasm.into()))
            .map_err(|e| js::reason(&e))?;
        Ok(Self(worker))
    }

    /// Sends a message; `transfer` lists buffers that move instead of being copied.
    pub fn post(&self, message: &JsValue, transfer: &Array) {
        let _ = self.0.post_message_with_transfer(message, transfer);
    }
}

impl Drop for Module {
    fn drop(&mut self) {
        self.0.terminate();
    }
}
