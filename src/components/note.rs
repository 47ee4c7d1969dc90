//! What a page says when it has no books to show: trouble, nothing found, still waiting.

use carrel_search::wire::Trouble;
use leptos::prelude::*;

use crate::i18n::t;

/// Trouble in the reader's words, with the technical text folded away and a way to try again.
pub fn trouble(trouble: Trouble, detail: String, retry: impl Fn() + Send + 'static) -> AnyView {
    let (title, text) = match trouble {
        Trouble::NoCatalogue => (
            t::trouble_no_catalogue_title(),
            t::trouble_no_catalogue_text(),
        ),
        Trouble::Offline => (t::trouble_offline_title(), t::trouble_offline_text()),
        Trouble::Damaged => (t::trouble_damaged_title(), t::trouble_damaged_text()),
        Trouble::TooNew => (t::trouble_too_new_title(), t::trouble_too_new_text()),
        Trouble::Defect => (t::trouble_defect_title(), t::trouble_defect_text()),
    };
    let publish = (trouble == Trouble::NoCatalogue)
        .then(|| view! { <a class="button" data-kind="main" href="#/publish">{t::trouble_no_catalogue_do()}</a> });
    view! {
        <section class="note" data-kind="trouble" role="alert">
            <h2>{title}</h2>
            <p>{text}</p>
            <div class="cluster">
                {publish}
                <button type="button" on:click=move |_| retry()>{t::retry()}</button>
            </div>
            <details>
                <summary>{t::more_detail()}</summary>
                <pre>{detail}</pre>
            </details>
        </section>
    }
    .into_any()
}

/// Grey rows in place of results that are on their way.
pub fn waiting(rows: usize) -> AnyView {
    view! {
        <div class="waiting">
            <p class="visually-hidden">{t::loading()}</p>
            {(0..rows).map(|_| view! { <div class="waiting-row"></div> }).collect_view()}
        </div>
    }
    .into_any()
}
