//! One file a page. Pages read stores and hand values to components; the address decides which one is shown.

pub mod browse;
pub mod home;
pub mod new;
pub mod not_found;
pub mod publish;
pub mod record;
pub mod search;
pub mod settings;
pub mod text;

use leptos::prelude::*;

use crate::components::note;
use crate::stores::app;
use crate::stores::catalogue::Loaded;

/// Shows what was asked for, or that it is on its way, or why it cannot be had.
pub fn show<T: Clone + Send + Sync + 'static>(
    loaded: RwSignal<Loaded<T>>,
    rows: usize,
    view: impl Fn(T) -> AnyView + Send + 'static,
) -> AnyView {
    let catalogue = app().catalogue;
    (move || match loaded.get() {
        Loaded::Waiting => note::waiting(rows),
        Loaded::Here(value) => view(value),
        Loaded::Failed(trouble, detail) => {
            note::trouble(trouble, detail, move || catalogue.retry())
        }
    })
    .into_any()
}
