//! What is kept on the teacher's device: the classes, and how far a presentation is. Nothing is sent.

use std::cell::RefCell;
use std::rc::Rc;

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

    /// All classes, in the order of their codes. None where nothing is kept, or it cannot be read.
    pub async fn classes(&self) -> Option<Vec<Roster>> {
        let values = js::wait(self.0.as_ref()?.all("classes")).await.ok()?;
        let rosters = js::values(&values).into_iter();
        let rosters = rosters.filter_map(|value| Roster::decode(&js::bytes(&value)?));
        Some(rosters.collect())
    }

    /// Changes a class as it is kept now, in one transaction: what another tab added in the meantime stays. `own` is what is
    /// known of it here, for a class that is not kept yet. Gives the class, and what the change gave, when the disk has it.
    ///
    /// # Errors
    /// What the browser says when it could not be kept. Nothing is changed then.
    pub async fn change<T: 'static>(
        &self,
        own: Roster,
        change: impl FnOnce(&mut Roster) -> T + 'static,
    ) -> Result<(Roster, T), String> {
        let made = Rc::new(RefCell::new(None));
        let (slot, code) = (made.clone(), own.class_key().code());
        let act = move |stored: &JsValue| {
            let stored = js::bytes(stored).and_then(|bytes| Roster::decode(&bytes));
            let mut roster = stored.unwrap_or(own);
            let out = change(&mut roster);
            let bytes = js::typed(&roster.encode());
            slot.replace(Some((roster, out)));
            bytes
        };
        match &self.0 {
            Some(idb) => drop(
                js::wait(idb.update("classes", &code, true, act))
                    .await
                    .map_err(|why| js::reason(&why))?,
            ),
            None => drop(act(&JsValue::UNDEFINED)),
        }
        made.take().ok_or_else(String::new)
    }

    /// Forgets a class.
    ///
    /// # Errors
    /// What the browser says; it is still kept then.
    pub async fn forget(&self, roster: &Roster) -> Result<(), String> {
        let Some(idb) = &self.0 else { return Ok(()) };
        let code = JsValue::from(roster.class_key().code());
        let keys = js::array([code].iter());
        let removed = js::wait(idb.remove("classes", keys.unchecked_ref())).await;
        removed.map(drop).map_err(|why| js::reason(&why))
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
