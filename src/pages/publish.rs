//! Make this site from an export: the work is done by the module `import`, which is fetched when this page is opened.

use carrel_search::wire::Trouble;
use leptos::prelude::*;

use super::heading;
use crate::components::note;
use crate::i18n::t;
use crate::platform::el::{El, el};
use crate::platform::modules::{self, Module, Said};
use crate::platform::{dom, history};

/// The page.
#[must_use]
pub fn page() -> Vec<El> {
    let body = if modules::exists("import") {
        start()
    } else {
        el("p").class("note").text(t::publish_missing())
    };
    history::settle();
    vec![
        heading(t::publish_title()),
        el("p").class("measure").text(t::publish_intro()),
        el("div").class("section").with(body),
    ]
}

fn start() -> El {
    let state: RwSignal<Option<Result<(), String>>> = RwSignal::new(None);
    let module = Module::start("import", move |said| match said {
        Said::Ready => state.set(Some(Ok(()))),
        Said::Failed(why) => state.set(Some(Err(why))),
        Said::Message(_) => {}
    });
    match module {
        // Dropped with the page, which ends its worker.
        Ok(module) => drop(StoredValue::new_local(module)),
        Err(why) => state.set(Some(Err(why))),
    }
    el("div").live(move || {
        Some(match &*state.read() {
            None => vec![el("p").attr("role", "status").text(t::publish_loading())],
            Some(Ok(())) => Vec::new(),
            Some(Err(why)) => vec![note::trouble(Trouble::Offline, why, dom::reload)],
        })
    })
}
