//! What is kept on this device: progress by lesson, and how the reader likes to read. No account, nothing is sent.

use std::cell::Cell;
use std::rc::Rc;

use carrel_web::idb::{self, Idb};
use carrel_web::js;
use wasm_bindgen::prelude::*;

const STORES: &[&str] = &["progress", "settings"];

/// The place where it is kept.
#[derive(Clone, Debug, Default)]
pub struct Store {
    /// `None` where the browser has none: then everything lives as long as the tab.
    idb: Option<Idb>,
    /// The device refused to keep something, as a full one does: what is kept is no longer what this tab thinks.
    refused: Rc<Cell<bool>>,
}

impl Store {
    /// Opens it.
    pub async fn open(base: &str) -> Self {
        let name = idb::name(base, "lessons");
        Self {
            idb: Idb::open(&name, 1, STORES).await.ok(),
            refused: Rc::default(),
        }
    }

    /// Whether anything can be kept.
    #[must_use]
    pub fn keeps(&self) -> bool {
        self.idb.is_some()
    }

    /// The progress of a lesson. The browser looks for it from now on, also while nobody waits for it.
    pub fn progress(&self, id: &str) -> impl Future<Output = Option<Vec<u8>>> + use<> {
        let asked = self.idb.as_ref().map(|idb| idb.get("progress", id));
        async move { js::bytes(&js::wait(asked?).await.ok()?) }
    }

    /// Keeps the progress of a lesson where `known` is what is kept of it, or nothing is. What another tab kept meanwhile stays,
    /// and `other` is called. `strict` waits for the disk, for what must survive a pulled plug.
    pub fn keep(
        &self,
        id: &str,
        known: Vec<u8>,
        bytes: Vec<u8>,
        strict: bool,
        other: Box<dyn FnOnce()>,
    ) {
        if let Some(idb) = &self.idb {
            let (refused, was_refused) = (self.refused.clone(), self.refused.clone());
            let done = idb.update("progress", id, strict, move |kept| {
                if !was_refused.get() && js::bytes(kept).is_some_and(|kept| kept != known) {
                    other();
                    return kept.clone();
                }
                js::typed(&bytes)
            });
            js::spawn(async move { refused.set(js::wait(done).await.is_err()) });
        }
    }

    /// A setting.
    pub async fn setting(&self, name: &str) -> Option<String> {
        let value = js::wait(self.idb.as_ref()?.get("settings", name))
            .await
            .ok()?;
        value.as_string()
    }

    /// Keeps a setting.
    pub fn set(&self, name: &str, value: &str) {
        if let Some(idb) = &self.idb {
            let _ = idb.put("settings", name, &JsValue::from(value), false);
        }
    }
}
