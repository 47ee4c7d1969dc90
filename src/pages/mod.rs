//! One file a page. Pages read stores and hand values to components; the address decides which one is shown.

pub mod browse;
pub mod further;
pub mod home;
pub mod late;
pub mod module_page;
pub mod new;
pub mod not_found;
pub mod record;
pub mod search;
pub mod settings;
pub mod text;
pub mod union;

use std::sync::Arc;

use carrel_search::wire::Answer;
use leptos::prelude::*;

use crate::components::note;
use crate::platform::el::{El, Live, el};
use crate::platform::history;
use crate::stores::app;
use crate::stores::catalogue::Loaded;

/// The heading of a page; it has the focus when the page is new.
#[must_use]
pub fn heading(text: &str) -> El {
    el("h1").attr("tabindex", "-1").text(text)
}

/// Shows what was asked for, or that it is on its way, or why it cannot be had.
#[must_use]
pub fn show(
    loaded: RwSignal<Loaded>,
    rows: usize,
    view: impl Fn(&Arc<Answer>) -> Vec<El> + 'static,
) -> El {
    let catalogue = app().catalogue;
    el("div").live(move || {
        Some(match &*loaded.read() {
            Loaded::Waiting => vec![note::waiting(rows)],
            Loaded::Here(answer) => {
                history::settle();
                view(answer)
            }
            Loaded::Failed(trouble, detail) => {
                vec![note::trouble(*trouble, detail, move || catalogue.retry())]
            }
        })
    })
}
