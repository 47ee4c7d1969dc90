//! A page that is a module of its own: fetched when it is opened, mounted below the heading. See "Page modules" in
//! ARCHITECTURE.md. Here: that it is on its way, that it could not be had, and trying again.

use carrel_search::wire::Trouble;
use leptos::prelude::*;

use super::heading;
use crate::components::note;
use crate::i18n::t;
use crate::platform::el::{El, el};
use crate::platform::modules::{self, Mounted};
use crate::platform::{dom, history, js};

/// The page of a module; `title` is its heading until the module gives another.
#[must_use]
pub fn page(name: &'static str, title: &str) -> Vec<El> {
    history::settle();
    vec![heading(title), place(name)]
}

fn place(name: &'static str) -> El {
    if !modules::exists(name) {
        return el("p").class("note").text(t::module_missing());
    }
    let host = el("div").class("module");
    // `None` while it is on its way. Dropped with the page, which tells the module.
    let state: RwSignal<Option<Result<(), String>>> = RwSignal::new(None);
    let mounted: StoredValue<Option<Mounted>, LocalStorage> = StoredValue::new_local(None);
    let load = {
        let host = host.clone();
        move || {
            state.set(None);
            modules::mount(name, &host, move |done| match done {
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
    let again = load.clone();
    dom::on_window("online", move |_| {
        let again = again.clone();
        // A network that is only just back often does not carry yet.
        js::after(1_000, move || {
            if matches!(state.try_get_untracked(), Some(Some(Err(_)))) {
                again();
            }
        });
    });
    let section = |child: El| vec![el("div").class("section").with(child)];
    let around = el("div").live(move || {
        Some(match &*state.read() {
            None => section(note::waiting(2)),
            Some(Ok(())) => Vec::new(),
            Some(Err(why)) => {
                let trouble = if dom::online() {
                    Trouble::Damaged
                } else {
                    Trouble::Offline
                };
                section(note::trouble(trouble, why, load.clone()))
            }
        })
    });
    el("div").with(around).with(host)
}
