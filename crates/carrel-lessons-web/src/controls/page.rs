//! A page of an invented web: what it calls itself, its address, its text. It looks like its kind, and like nothing real.

use carrel_lessons::player::view::PageView;
use carrel_web::el::{El, el};
use carrel_web::words;

use crate::rich::{Ink, own};
use crate::t;

/// The page as an article; its title is a heading of this level.
#[must_use]
pub fn draw(ink: &Ink, page: &PageView<'_>, level: u8) -> El {
    let inside = Ink {
        // What is a heading of level 2 on the page stands below its title.
        deeper: level.saturating_sub(1),
        ..ink.clone()
    };
    let mut by = String::new();
    if !page.author.is_empty() {
        by.push_str(page.author);
    }
    if !page.date.is_empty() {
        if !by.is_empty() {
            by.push_str(" · ");
        }
        by.push_str(&words::date(page.date));
    }
    let talk = page.talk.zip(ink.open.clone()).map(|(talk, open)| {
        carrel_web::el::button(t::talk_page(), move || open(talk, false)).class("web-talk")
    });
    el("article")
        .class("web-page")
        .attr("data-looks", page.looks.word())
        .attr("aria-label", page.title)
        .with(own(el("p").class("web-site").attr("dir", "auto")).text(page.site))
        .with(
            own(
                el(["h2", "h3", "h4", "h5"][usize::from(level.clamp(2, 5)) - 2]).class("web-title"),
            )
            .text(page.title),
        )
        .maybe((!by.is_empty()).then(|| own(el("p").class("web-by")).text(&by)))
        .maybe(talk)
        .with(el("div").class("web-body").all(inside.blocks(page.body)))
}

/// A page that cannot be walked from: with its address on top.
#[must_use]
pub fn alone(ink: &Ink, page: &PageView<'_>, level: u8) -> El {
    el("div")
        .class("web-alone")
        .with(
            el("p")
                .class("web-address")
                .with(
                    el("span")
                        .class("visually-hidden")
                        .text(t::address())
                        .text(" "),
                )
                .with(el("bdi").text(page.url)),
        )
        .with(draw(ink, page, level))
}
