//! Pages of prose. They lie beside the app as small HTML files of our own, so that they cost nothing until read.

use leptos::prelude::*;

use crate::components::note;
use crate::platform::el::{El, Live, el, follow};
use crate::platform::{history, intl, text};
use crate::stores::app;
use crate::stores::catalogue::Failure;

/// The page `text/<language>/<name>.html`.
#[must_use]
pub fn page(name: &'static str) -> Vec<El> {
    let catalogue = app().catalogue;
    let found: RwSignal<Option<Result<String, Failure>>> = RwSignal::new(None);
    follow(Box::new(move || {
        catalogue.turn.track();
        text::fetch(intl::code(), name, move |result| {
            // The page may be gone by now.
            let _ = found.try_set(Some(result));
        });
    }));
    vec![el("div").live(move || {
        Some(vec![match &*found.read() {
            None => note::waiting(2),
            Some(Ok(html)) => {
                history::settle();
                el("div").class("prose").html(html)
            }
            Some(Err((trouble, detail))) => {
                note::trouble(*trouble, detail, move || catalogue.retry())
            }
        }])
    })]
}
