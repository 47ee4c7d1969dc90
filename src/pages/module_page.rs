//! A page that is a module of its own: fetched when it is opened, mounted below the heading. See "Page modules" in
//! ARCHITECTURE.md. Here: that it is on its way, that it could not be had, and trying again.

use carrel_search::wire::Trouble;
use leptos::prelude::*;

use super::heading;
use crate::components::note;
use crate::i18n::t;
use crate::platform::el::{El, Live, el};
use crate::platform::history;
use crate::platform::modules::{self, Mounted};

/// The page of a module; `title` is its heading until the module gives another.
#[must_use]
pub fn page(name: &'static str, title: &str) -> Vec<El> {
    history::settle();
    vec![heading(title), place(name, None)]
}

/// The place where a module stands, also inside of another page; `record` are the bytes of the record that page is about.
#[must_use]
pub fn place(name: &'static str, record: Option<Vec<u8>>) -> El {
    if !modules::exists(name) {
        return el("p").class("note").text(t::module_missing());
    }
    let host = el("div").class("module");
    // `None` while it is on its way. Dropped with the page, which tells the module.
    let state: RwSignal<Option<Result<(), (Trouble, String)>>> = RwSignal::new(None);
    let mounted: StoredValue<Option<Mounted>, LocalStorage> = StoredValue::new_local(None);
    let load = {
        let host = host.clone();
        move || {
            state.set(None);
            modules::mount(name, &host, record.as_deref(), move |done| match done {
                Ok(page) => {
                    // Gone when the reader has left meanwhile: then the module is told at once.
                    mounted.try_set_value(Some(page));
                    state.try_set(Some(Ok(())));
                }
                Err(why) => drop(state.try_set(Some(Err(why)))),
            });
        }
    };
    load();
    let section = |child: El| vec![el("div").class("section").with(child)];
    let around = el("div").live(move || {
        Some(match &*state.read() {
            None => section(note::waiting(2)),
            Some(Ok(())) => Vec::new(),
            Some(Err((trouble, why))) => section(note::trouble(*trouble, why, load.clone())),
        })
    });
    // When the network is back, `boot.js` presses the button that is beside the host.
    el("div").with(around).with(host)
}
