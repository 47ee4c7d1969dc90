//! An address that leads nowhere.

use leptos::prelude::*;

use crate::i18n::t;

/// The page.
pub fn page() -> AnyView {
    view! {
        <section class="note">
            <h1 tabindex="-1">{t::not_found_title()}</h1>
            <p>{t::not_found_text()}</p>
            <a class="button" href="#/">{t::not_found_home()}</a>
        </section>
    }
    .into_any()
}
