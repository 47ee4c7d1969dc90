//! New arrivals.

use leptos::prelude::*;

use super::show;
use crate::components::availability::as_of;
use crate::components::cover_wall::cover_wall;
use crate::i18n::t;
use crate::platform::history;
use crate::stores::app;

/// The page.
pub fn page() -> AnyView {
    let overview = app().catalogue.overview();
    let body = show(overview, 3, |overview| {
        history::settle();
        if overview.newest.is_empty() {
            return view! { <p class="note">{t::new_none()}</p> }.into_any();
        }
        view! { <div class="section">{cover_wall(&overview.newest)}</div> {as_of(overview.snapshot)} }.into_any()
    });
    view! { <h1 tabindex="-1">{t::new_title()}</h1> {body} }.into_any()
}
