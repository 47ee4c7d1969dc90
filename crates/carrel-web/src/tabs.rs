//! Tabs of one site: one of them has the say (Web Locks), and they can speak to each other.
//!
//! A lock goes with its tab, however that ends: the browser gives it to the next one that waits.

use js_sys::{Array, Function, Promise, Reflect};
use wasm_bindgen::prelude::*;

use crate::{dom, js};

/// A lock that is held. It is given back by [`Held::release`], or when the tab ends.
#[derive(Clone, Debug)]
pub struct Held(Function);

impl Held {
    /// Gives the lock to whoever waits for it.
    pub fn release(&self) {
        let _ = self.0.call0(&JsValue::NULL);
    }
}

/// Asks for a lock and calls `got` once it is ours, at once or much later. A browser without locks gives it at once.
pub fn hold(name: &str, got: impl FnOnce(Held) + 'static) {
    let on_granted = Closure::once_into_js(move |_: JsValue| {
        let mut release = None;
        let held = Promise::new(&mut |resolve, _| release = Some(resolve));
        if let Some(release) = release {
            got(Held(release));
        }
        held
    });
    let navigator = js::get(&js_sys::global(), "navigator");
    let locks = js::get(&navigator, "locks");
    if js::call(&locks, "request", &[name.into(), on_granted.clone()]).is_err() {
        let given: Function = on_granted.unchecked_into();
        let _ = given.call1(&JsValue::NULL, &JsValue::UNDEFINED);
    }
}

/// Words between the tabs of one site.
#[derive(Clone, Debug)]
pub struct Channel(JsValue);

impl Channel {
    /// Joins the tabs of that name; `heard` is called with what the others say.
    #[must_use]
    pub fn join(name: &str, heard: impl Fn(String) + 'static) -> Self {
        let make = || -> Result<JsValue, JsValue> {
            let kind: Function = js::get(&js_sys::global(), "BroadcastChannel").dyn_into()?;
            Reflect::construct(&kind, &Array::of1(&name.into()))
        };
        let channel = make().unwrap_or(JsValue::UNDEFINED);
        if let Ok(target) = channel.clone().dyn_into::<web_sys::EventTarget>() {
            let listen = move |event: web_sys::Event| {
                heard(js::text(&event, "data").unwrap_or_default());
            };
            dom::listen(&target, "message", Box::new(listen));
        }
        Self(channel)
    }

    /// Leaves the others: nothing is heard any more.
    pub fn close(&self) {
        let _ = js::call(&self.0, "close", &[]);
    }

    /// Says something to the other tabs.
    pub fn say(&self, text: &str) {
        let _ = js::call(&self.0, "postMessage", &[text.into()]);
    }
}
