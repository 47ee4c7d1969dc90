//! A sign at the end of an aisle: leads to everything that stands there.

use leptos::prelude::*;

use crate::i18n::t;

/// A sign in a list. `code` is set large before the name, as the numbers on real signs are.
pub fn sign(href: String, code: Option<String>, name: String, count: u32, cloth: u8) -> AnyView {
    view! {
        <li>
            <a class="sign" href=href data-cloth=cloth.to_string()>
                {code.map(|code| view! { <span class="sign-code">{code} " "</span> })}
                <span class="sign-name" dir="auto">{name} " "</span>
                <span class="sign-count">{t::books(count)}</span>
            </a>
        </li>
    }
    .into_any()
}
