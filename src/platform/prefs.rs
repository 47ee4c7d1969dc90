//! The reader's preferences, on this device only (localStorage by `gloo-storage`).

use gloo_storage::{LocalStorage, Storage};

use super::dom;

/// A preference, by its key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pref {
    /// `light`, `dark`, or nothing for what the device says.
    Theme,
    /// `large`, `larger`, `largest`, or nothing.
    Text,
    /// Code of the interface's language, or nothing for what the browser asks for.
    Language,
}

impl Pref {
    /// All of them.
    pub const ALL: [Pref; 3] = [Pref::Theme, Pref::Text, Pref::Language];

    /// Its key in localStorage.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Theme => "carrel.theme",
            Self::Text => "carrel.text",
            Self::Language => "carrel.language",
        }
    }
}

/// True when the browser lets us store; `gloo-storage` panics where it does not.
fn allowed() -> bool {
    web_sys::window().is_some_and(|w| matches!(w.local_storage(), Ok(Some(_))))
}

/// What was chosen; empty for the default. Kept as plain text: `gloo-storage`'s own JSON would add 3 KB to the app.
#[must_use]
pub fn get(pref: Pref) -> String {
    if !allowed() {
        return String::new();
    }
    LocalStorage::raw()
        .get_item(pref.key())
        .ok()
        .flatten()
        .unwrap_or_default()
}

/// Chooses, and keeps the choice where that is allowed.
pub fn set(pref: Pref, value: &str) {
    if allowed() {
        if value.is_empty() {
            LocalStorage::delete(pref.key());
        } else {
            // A full storage forgets the choice; the page still shows it.
            let _ = LocalStorage::raw().set_item(pref.key(), value);
        }
    }
    show(pref, value);
}

/// Forgets every choice.
pub fn clear() {
    for pref in Pref::ALL {
        set(pref, "");
    }
}

/// Puts what was chosen into effect.
pub fn apply() {
    for pref in [Pref::Theme, Pref::Text] {
        show(pref, &get(pref));
    }
}

fn show(pref: Pref, value: &str) {
    match pref {
        Pref::Theme => dom::set_root("data-theme", value),
        Pref::Text => dom::set_root("data-text", value),
        Pref::Language => {}
    }
}
