//! What is kept on the teacher's device: the classes, and how far a presentation is. Nothing is sent.

use carrel_lessons::player::Progress;
use carrel_lessons::roster::Roster;
use carrel_web::idb::{self, Idb};
use carrel_web::js;
use wasm_bindgen::prelude::*;

const STORES: &[&str] = &["classes", "settings"];

/// The database and the stores of the module `lessons` (its `store.rs`), which keeps what was done in this browser.
const PLAYER: (&str, &[&str]) = ("lessons", &["progress", "settings"]);

/// What was done of a lesson in this browser, by whoever sat here.
pub async fn progress(base: &str, id: &str) -> Option<Progress> {
    let player = Idb::open(&idb::name(base, PLAYER.0), 1, PLAYER.1)
        .await
        .ok()?;
    let value = js::wait(player.get("progress", id)).await.ok()?;
    Progress::decode(&js::bytes(&value)?)
}

/// The place where it is kept; `None` inside where the browser has none, then everything lives as long as the tab.
#[derive(Clone, Debug, Default)]
pub struct Store(Option<Idb>);

impl Store {
    /// Opens it.
    pub async fn open(base: &str) -> Self {
        Self(Idb::open(&idb::name(base, "teach"), 1, STORES).await.ok())
    }

    /// Whether anything can be kept.
    #[must_use]
    pub fn keeps(&self) -> bool {
        self.0.is_some()
    }

    /// All classes, in the order of their codes.
    pub async fn classes(&self) -> Vec<Roster> {
        let Some(idb) = &self.0 else {
            return Vec::new();
        };
        let values = js::wait(idb.all("classes")).await.unwrap_or(JsValue::NULL);
        let rosters = js::values(&values).into_iter();
        rosters
            .filter_map(|value| Roster::decode(&js::bytes(&value)?))
            .collect()
    }

    /// Keeps a class; on the disk before anything else happens to it.
    pub fn keep(&self, roster: &Roster) {
        if let Some(idb) = &self.0 {
            let bytes = js::typed(&roster.encode());
            let _ = idb.put("classes", &roster.class_key().code(), &bytes, true);
        }
    }

    /// Forgets a class.
    pub fn forget(&self, roster: &Roster) {
        if let Some(idb) = &self.0 {
            let code = JsValue::from(roster.class_key().code());
            let keys = js::array([code].iter());
            let _ = idb.remove("classes", keys.unchecked_ref());
        }
    }

    /// A setting, as bytes.
    pub async fn setting(&self, name: &str) -> Option<Vec<u8>> {
        let value = js::wait(self.0.as_ref()?.get("settings", name))
            .await
            .ok()?;
        js::bytes(&value)
    }

    /// Keeps a setting.
    pub fn set(&self, name: &str, value: &[u8]) {
        if let Some(idb) = &self.0 {
            let _ = idb.put("settings", name, &js::typed(value), false);
        }
    }
}
