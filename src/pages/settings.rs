//! The reader's settings, what is kept on this device, and how to clear it.

use leptos::prelude::*;

use super::heading;
use crate::components::note::button;
use crate::i18n::t;
use crate::platform::el::{El, Live, el};
use crate::platform::prefs::{self, Pref};
use crate::platform::{dom, forget_everything, js, service_worker};
use crate::stores::app;
use crate::stores::catalogue::Kept;
use crate::words;

/// The page.
#[must_use]
pub fn page() -> Vec<El> {
    let catalogue = app().catalogue;
    let kept = catalogue.kept;
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
    let state = el("div").live(move || {
        let kept = kept.get();
        let promised = kept
            .persisted
            .then(|| el("p").class("soft").text(t::storage_persisted()));
        let wrong = catalogue.failure.get().filter(|_| kept.known);
        let wrong = wrong.map(|(_, detail)| {
            el("details")
                .with(el("summary").text(t::kept_broken()))
                .with(el("pre").text(&detail))
        });
        Some(
            [el("p").text(&kept_words(kept))]
                .into_iter()
                .chain(promised)
                .chain(wrong)
                .collect(),
        )
    });
    let settings = el("div")
        .class("settings section")
        .with(choices(Pref::Theme, t::theme(), &theme))
        .with(choices(Pref::Text, t::text_size(), &text))
        .maybe(language)
        .with(
            el("section")
                .with(el("h2").text(t::kept_heading()))
                .with(state),
        )
        .with(
            el("section")
                .class("stack")
                .with(el("h2").text(t::clear()))
                .with(el("p").text(t::clear_text()))
                .with(clear()),
        );
    vec![
        heading(t::settings()),
        el("p").class("soft").text(t::settings_intro()),
        settings,
    ]
}

/// How much is kept, in words.
#[must_use]
pub fn kept_words(kept: Kept) -> String {
    if kept.memory_only {
        t::kept_memory().to_owned()
    } else if kept.of == 0 {
        t::kept_unknown().to_owned()
    } else if kept.whole() && !service_worker::possible() {
        t::kept_without_pages(&words::size(kept.of))
    } else if kept.whole() {
        t::kept_all(&words::size(kept.of))
    } else {
        t::kept_part(&words::size(kept.have), &words::size(kept.of))
    }
}

fn choices(pref: Pref, label: &str, values: &[(&'static str, &'static str)]) -> El {
    let now = prefs::get(pref);
    let mut options = el("div").class("choices");
    for &(value, label) in values {
        let input = el("input")
            .attr("type", "radio")
            .attr("name", pref.key())
            .attr("value", value)
            .maybe_attr("checked", (now == value).then_some(""))
            .on("change", move |_| {
                prefs::set(pref, value);
                if pref == Pref::Language {
                    dom::reload();
                }
            });
        options = options.with(el("label").with(input).text(label));
    }
    el("fieldset").with(el("legend").text(label)).with(options)
}

fn clear() -> El {
    let said = RwSignal::new("");
    let clear = button(t::clear(), move || {
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
    });
    let words = el("p")
        .attr("role", "status")
        .live(move || Some(vec![el("span").text(said.get())]));
    el("div").class("cluster").with(clear).with(words)
}
