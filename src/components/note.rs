//! What a page says when it has no books to show: trouble, or that they are on their way.

use carrel_search::wire::Trouble;

use crate::i18n::t;
use crate::platform::el::{El, el};

/// A button.
#[must_use]
pub fn button(label: &str, act: impl Fn() + 'static) -> El {
    el("button")
        .attr("type", "button")
        .text(label)
        .on("click", move |_| act())
}

/// Trouble in the reader's words, with the technical text folded away and a way to try again.
#[must_use]
pub fn trouble(trouble: Trouble, detail: &str, retry: impl Fn() + 'static) -> El {
    let (title, text) = said(trouble);
    let publish = (trouble == Trouble::NoCatalogue).then(|| {
        el("a")
            .class("button")
            .attr("data-kind", "main")
            .attr("href", "#/publish")
            .text(t::trouble_no_catalogue_do())
    });
    el("section")
        .class("note")
        .attr("data-kind", "trouble")
        .attr("role", "alert")
        .with(el("h1").text(title))
        .with(el("p").text(text))
        .with(
            el("div")
                .class("cluster")
                .maybe(publish)
                .with(button(t::retry(), retry)),
        )
        .with(
            el("details")
                .with(el("summary").text(t::more_detail()))
                .with(el("pre").text(detail)),
        )
}

/// Trouble with one part of a page, in a line.
#[must_use]
pub fn line(trouble: Trouble, retry: impl Fn() + 'static) -> El {
    el("div")
        .class("cluster")
        .with(el("p").text(said(trouble).0))
        .with(button(t::retry(), retry).key("again"))
}

/// Trouble in the reader's words: what it is, and what to do.
fn said(trouble: Trouble) -> (&'static str, &'static str) {
    match trouble {
        Trouble::NoCatalogue => (
            t::trouble_no_catalogue_title(),
            t::trouble_no_catalogue_text(),
        ),
        Trouble::Offline => (t::trouble_offline_title(), t::trouble_offline_text()),
        Trouble::Damaged => (t::trouble_damaged_title(), t::trouble_damaged_text()),
        Trouble::TooNew => (t::trouble_too_new_title(), t::trouble_too_new_text()),
        Trouble::Defect => (t::trouble_defect_title(), t::trouble_defect_text()),
    }
}

/// Grey rows in place of what is on its way.
#[must_use]
pub fn waiting(rows: usize) -> El {
    let heard = el("p").class("visually-hidden").text(t::loading());
    el("div")
        .class("waiting")
        .with(heard)
        .all((0..rows).map(|_| el("div").class("waiting-row")).collect())
}
