//! The reader's settings, what is kept on this device, and how to clear it.

use leptos::prelude::*;

use crate::i18n::t;
use crate::platform::prefs::{self, Pref};
use crate::platform::{dom, forget_everything, js};
use crate::stores::app;
use crate::stores::catalogue::Kept;
use crate::words;

/// The page.
pub fn page() -> AnyView {
    let kept = app().catalogue.kept;
    let theme = [
        ("", t::theme_auto()),
        ("light", t::theme_light()),
        ("dark", t::theme_dark()),
    ];
    let text = [
        ("", t::text_normal()),
        ("large", t::text_large()),
        ("larger", t::text_larger()),
        ("largest", t::text_largest()),
    ];
    // One language is no choice.
    let language = (t::LANGUAGES.len() > 1)
        .then(|| choices(Pref::Language, t::interface_language(), t::LANGUAGES));
    view! {
        <h1 tabindex="-1">{t::settings()}</h1>
        <p class="soft">{t::settings_intro()}</p>
        <div class="settings section">
            {choices(Pref::Theme, t::theme(), &theme)}
            {choices(Pref::Text, t::text_size(), &text)}
            {language}
            <section>
                <h2>{t::kept_heading()}</h2>
                <p>{move || kept_words(kept.get())}</p>
                {move || kept.get().persisted.then(|| view! { <p class="soft">{t::storage_persisted()}</p> })}
            </section>
            <section class="stack">
                <h2>{t::clear()}</h2>
                <p>{t::clear_text()}</p>
                {clear_button()}
            </section>
        </div>
    }
    .into_any()
}

/// How much is kept, in words.
#[must_use]
pub fn kept_words(kept: Kept) -> String {
    if kept.memory_only {
        t::kept_memory().to_owned()
    } else if kept.of == 0 {
        t::kept_unknown().to_owned()
    } else if kept.have >= kept.of {
        t::kept_all(&words::size(kept.of))
    } else {
        t::kept_part(&words::size(kept.have), &words::size(kept.of))
    }
}

fn choices(pref: Pref, label: &'static str, values: &[(&'static str, &'static str)]) -> AnyView {
    let now = prefs::get(pref);
    let name = format!("{pref:?}");
    let options: Vec<AnyView> = values
        .iter()
        .map(|&(value, label)| {
            view! {
                <label>
                    <input type="radio" name=name.clone() value=value checked=now == value on:change=move |_| {
                        prefs::set(pref, value);
                        if pref == Pref::Language {
                            dom::reload();
                        }
                    } />
                    {label}
                </label>
            }
            .into_any()
        })
        .collect();
    view! { <fieldset><legend>{label}</legend><div class="choices">{options}</div></fieldset> }
        .into_any()
}

fn clear_button() -> AnyView {
    let said = RwSignal::new("");
    let clear = move |_| {
        forget_everything(move |done| {
            said.set(if done {
                t::clear_done()
            } else {
                t::clear_failed()
            });
            if done {
                js::after(600, dom::reload);
            }
        });
    };
    view! { <div class="cluster"><button type="button" on:click=clear>{t::clear()}</button><p role="status">{said}</p></div> }.into_any()
}
