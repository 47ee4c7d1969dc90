//! Worker modules: parts of the app that are their own wasm in a worker of their own. Their hashed names stand in the
//! data block `carrel-modules`, which `cargo xtask` writes.
//!
//! A worker module is told nothing but messages: the page sends it values, it posts values back. It says `"ready"` once it
//! listens; any other text before that is why it could not start. It is ended by dropping it.

use std::rc::Rc;

use js_sys::Array;
use wasm_bindgen::prelude::*;
use web_sys::{MessageEvent, Worker, WorkerOptions, WorkerType};

use crate::app::App;
use crate::{dom, js};

/// A running worker module. Dropping it ends it at once, whatever it does: that is how work is cancelled.
#[derive(Debug)]
pub struct Module(Worker);

/// What a worker module says.
#[derive(Clone, Debug)]
pub enum Said {
    /// It listens now.
    Ready,
    /// A message of its own.
    Message(JsValue),
    /// It could not start, or broke (out of memory, for one).
    Failed(String),
}

impl Module {
    /// Starts a module by its name. What it says goes to `on_said`.
    ///
    /// # Errors
    /// When the site has no such module or the browser refuses a worker.
    pub fn start(app: &App, name: &str, on_said: impl Fn(Said) + 'static) -> Result<Self, String> {
        let modules = js::json(&dom::text_of("carrel-modules"));
        let base = app.base();
        let address = |name: &str, part: &str| {
            let entry = js::get_or_none(&modules, name).filter(JsValue::is_object)?;
            Some(format!("{base}{}", js::text(&entry, part)?))
        };
        let (Some(boot), Some(script), Some(wasm)) = (
            address("worker", "js"),
            address(name, "js"),
            address(name, "wasm"),
        ) else {
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

    /// Sends a message; what it holds is copied.
    pub fn post(&self, message: &JsValue) {
        self.post_moving(message, &[]);
    }

    /// Sends a message; `buffers` (`ArrayBuffer`s in it) move instead of being copied.
    pub fn post_moving(&self, message: &JsValue, buffers: &[JsValue]) {
        let buffers: Array = buffers.iter().cloned().collect();
        let _ = self.0.post_message_with_transfer(message, &buffers);
    }
}

impl Drop for Module {
    fn drop(&mut self) {
        self.0.terminate();
    }
}
