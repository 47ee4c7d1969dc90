//! What is kept on this device: progress by lesson, and how the reader likes to read. No account, nothing is sent.

use carrel_web::idb::{self, Idb};
use carrel_web::js;
use wasm_bindgen::prelude::*;

const STORES: &[&str] = &["progress", "settings"];

/// The place where it is kept; `None` inside where the browser has none, then everything lives as long as the tab.
#[derive(Clone, Debug, Default)]
pub struct Store(Option<Idb>);

impl Store {
    /// Opens it.
    pub async fn open(base: &str) -> Self {
        let name = idb::name(base, "lessons");
        Self(Idb::open(&name, 1, STORES).await.ok())
    }

    /// Whether anything can be kept.
    #[must_use]
    pub fn keeps(&self) -> bool {
        self.0.is_some()
    }

    /// The progress of a lesson. The browser looks for it from now on, also while nobody waits for it.
    pub fn progress(&self, id: &str) -> impl Future<Output = Option<Vec<u8>>> + use<> {
        let asked = self.0.as_ref().map(|idb| idb.get("progress", id));
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
        if let Some(idb) = &self.0 {
            let _ = idb.update("progress", id, strict, move |kept| {
                if js::bytes(kept).is_some_and(|kept| kept != known) {
                    other();
                    return kept.clone();
                }
                js::typed(&bytes)
            });
        }
    }

    /// A setting.
    pub async fn setting(&self, name: &str) -> Option<String> {
        let value = js::wait(self.0.as_ref()?.get("settings", name))
            .await
            .ok()?;
        value.as_string()
    }

    /// Keeps a setting.
    pub fn set(&self, name: &str, value: &str) {
        if let Some(idb) = &self.0 {
            let _ = idb.put("settings", name, &JsValue::from(value), false);
        }
    }
}
