//! Bars above the page: news that need an answer, or that a reader should know.

use leptos::prelude::*;

use crate::i18n::t;

/// What a button on a bar says and does.
pub type Action = (&'static str, Box<dyn Fn() + Send>);

/// One bar: a text, perhaps something to do, and a way to put it away.
pub fn notice(text: String, action: Option<Action>, close: impl Fn() + Send + 'static) -> AnyView {
    let action = action.map(
        |(label, act)| view! { <button type="button" on:click=move |_| act()>{label}</button> },
    );
    view! {
        <div class="notice" role="status">
            <p>{text}</p>
            {action}
            <button type="button" on:click=move |_| close()>{t::close()}</button>
        </div>
    }
    .into_any()
}
