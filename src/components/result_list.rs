//! Search results: cover, title, who, what, where, whether it is there, and why it was found. The whole row leads to
//! the record; its one link is the title.

use carrel_search::wire::Hit;

use crate::components::availability::availability;
use crate::components::cover::{cover, lang, title};
use crate::components::spine_label::spine_label;
use crate::i18n::t;
use crate::platform::el::{El, el};
use crate::platform::union::Library;
use crate::routes::record_href;
use crate::words;

/// A list of results; `first` is the number of the first one, from 0. `of` says whose each is, when several libraries were
/// asked; else it is empty.
#[must_use]
pub fn result_list(hits: &[Hit], of: &[Library], first: u32) -> El {
    el("ol")
        .class("result-list")
        .attr("start", &(first + 1).to_string())
        .all(rows(hits, of))
}

/// The rows of some results, to be added to a list.
#[must_use]
pub fn rows(hits: &[Hit], of: &[Library]) -> Vec<El> {
    let hits = hits.iter().enumerate();
    hits.map(|(n, hit)| result(hit, of.get(n))).collect()
}

fn result(hit: &Hit, of: Option<&Library>) -> El {
    let card = &hit.card;
    let mut href = record_href(&card.id);
    if let Some(library) = of {
        // Another library's record is a page of its own site.
        href.insert_str(0, &library.path);
    }
    let mut heading = el("h2").with(title(el("a").attr("href", &href).key(&href), card));
    if let Some(sub) = &card.subtitle {
        heading = heading.with(
            el("span")
                .class("result-sub")
                .attr("dir", "auto")
                .text(": ")
                .text(sub),
        );
    }
    let mut body = el("div").class("result-body").with(heading);
    if let Some(native) = &card.vernacular {
        body = body.with(
            el("p")
                .attr("dir", "auto")
                .maybe_attr("lang", lang(&card.language))
                .text(native),
        );
    }
    let names = words::names(card);
    if !names.is_empty() {
        body = body.with(el("p").attr("dir", "auto").text(&t::by_names(&names)));
    }
    let fact = |text: &str| el("span").attr("dir", "auto").text(text);
    let mut facts = el("p")
        .class("result-facts")
        .with(fact(words::format(card.format)));
    if let Some(year) = card.year {
        facts = facts.with(fact(&year.to_string()));
    }
    if let Some((series, number)) = &card.series {
        facts = facts.with(fact(&words::series(series, number.as_deref())));
    }
    body = body.with(facts);
    for why in words::why(&hit.why) {
        body = body.with(el("p").class("result-why").attr("dir", "auto").text(&why));
    }
    let library = of.map(|library| el("b").attr("dir", "auto").text(&library.name));
    body = body.with(
        el("p")
            .class("result-foot")
            .maybe(library)
            .with(availability(words::availability(card))),
    );
    let label = spine_label(card.call_number.as_deref(), card.shelf.as_deref(), "normal");
    el("li")
        .class("result")
        .with(cover(card))
        .with(body)
        .with(el("div").class("result-where").maybe(label))
}
