//! Pages of prose. They lie beside the app as small HTML files of our own, so that they cost nothing until read.

use leptos::prelude::*;

use super::show;
use crate::platform::{history, intl, text};
use crate::stores::app;
use crate::stores::catalogue::Loaded;

/// The page `text/<language>/<name>.html`.
pub fn page(name: &'static str) -> AnyView {
    let loaded = RwSignal::new(Loaded::Waiting);
    let turn = app().catalogue.turn;
    Effect::new(move |_| {
        turn.track();
        text::fetch(intl::code(), name, move |found| {
            let _ = loaded.try_set(match found {
                Ok(html) => Loaded::Here(html),
                Err((trouble, detail)) => Loaded::Failed(trouble, detail),
            });
        });
    });
    show(loaded, 2, |html: String| {
        history::settle();
        view! { <div class="prose" inner_html=html></div> }.into_any()
    })
}
