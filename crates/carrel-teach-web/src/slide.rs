//! One slide: on the class's wall, or on the teacher's desk with the answer and a place to count hands.

use carrel_lessons::lang;
use carrel_lessons::present::{Choice, Row, Screen, Words};
use carrel_lessons::rich::{Block, plain_line};
use carrel_lessons::web::Page;
use carrel_web::el::{El, el};
use carrel_web::words;

use crate::ink::{Ink, in_its_language};
use crate::parts::digits;
use crate::t;

/// Draws the place where hands are counted: row, option, its letter, hands.
pub type Count<'a> = &'a dyn Fn(u16, u16, char, u16) -> El;

/// The slide's parts in order. With `count` it is the teacher's.
#[must_use]
pub fn draw(ink: &Ink, screen: &Screen<'_>, count: Option<Count<'_>>) -> Vec<El> {
    let mut out = vec![ink.line(el("h2").class("slide-title"), screen.title)];
    for blocks in &screen.blocks {
        out.push(el("div").class("slide-text").all(ink.blocks(blocks)));
    }
    if !screen.specimen.is_empty() {
        out.push(
            el("blockquote")
                .class("specimen")
                .all(ink.blocks(screen.specimen)),
        );
    }
    if !screen.way.is_empty() {
        let moves = screen.way.iter().map(|made| {
            let zero = if made.at % 60 < 10 { "0" } else { "" };
            let (whole, rest) = ((made.at / 60).to_string(), (made.at % 60).to_string());
            el("li")
                .with(
                    el("span")
                        .class("at")
                        .text(&[&whole, ":", zero, &rest].concat()),
                )
                .with(in_its_language(el("span"), lang::around(&ink.0.lang)).text(&made.said))
        });
        out.push(
            el("div")
                .class("slide-way")
                .with(el("h3").text(t::the_way()))
                .with(el("ol").all(moves.collect())),
        );
    }
    let web = ink.0.web.as_ref();
    for place in &screen.pages {
        if let Some(found) = web.and_then(|web| web.page(*place)) {
            out.push(page(ink, found));
        }
    }
    let many = screen.rows.len() > 1;
    for (n, row) in (0_u16..).zip(&screen.rows) {
        out.push(self::row(ink, n, row, many, count));
    }
    if !screen.paper.is_empty() && screen.rows.is_empty() && !screen.revealed {
        out.push(el("div").class("slide-paper").all(ink.blocks(screen.paper)));
    }
    if !screen.answers.is_empty() {
        let answers = screen
            .answers
            .iter()
            .map(|(text, why)| said(ink, el("li"), *text, "strong").all(ink.blocks(why)));
        out.push(
            el("div")
                .class("slide-answers")
                .with(el("h3").text(t::answer()))
                .with(el("ol").class("bullets").all(answers.collect())),
        );
    }
    if !screen.closing.is_empty() {
        out.push(
            el("div")
                .class("slide-closing")
                .all(ink.blocks(screen.closing)),
        );
    }
    out
}

fn said(ink: &Ink, into: El, text: Words<'_>, tag: &str) -> El {
    match text {
        Words::Own([]) | Words::Plain("") => into,
        Words::Own(line) => into.with(ink.line(el(tag), line)),
        Words::Plain(text) => into.with(ink.own(el(tag)).text(text)),
        Words::Around(text) => {
            let said = in_its_language(el(tag), lang::around(&ink.0.lang));
            into.with(said.text(text))
        }
    }
}

fn row(ink: &Ink, n: u16, row: &Row<'_>, many: bool, count: Option<Count<'_>>) -> El {
    let voted = row.options.iter().any(|option| option.hands > 0);
    let options = (0_u16..)
        .zip(&row.options)
        .map(|(place, option)| self::option(ink, n, place, option, voted, count));
    let about = (!row.about.is_empty()).then(|| ink.line(el("h3").class("row-about"), row.about));
    el("div")
        .class("slide-row")
        .maybe_attr("data-many", many.then_some(""))
        .maybe(about)
        .with(el("ul").class("votes").all(options.collect()))
        .maybe((!row.why.is_empty()).then(|| el("div").class("row-why").all(ink.blocks(row.why))))
}

fn option(
    ink: &Ink,
    row: u16,
    place: u16,
    option: &Choice<'_>,
    voted: bool,
    count: Option<Count<'_>>,
) -> El {
    let hands = el("span").class("hands").with(
        el("span")
            .class("number")
            .text(&t::hands(u32::from(option.hands), &digits(option.percent))),
    );
    let bar = el("span").class("bar").attr("aria-hidden", "true");
    bar.style("--part", &[&digits(option.percent), "%"].concat());
    let mark = option.right.map(|right| {
        el("span")
            .class("right-or-not")
            .text(if right { t::right() } else { t::not_right() })
    });
    let name = match option.right {
        Some(true) => Some("right"),
        Some(false) => Some("wrong"),
        None => None,
    };
    let letter = option.letter;
    said(
        ink,
        el("li")
            .class("vote")
            .maybe_attr("data-mark", name)
            .maybe(voted.then_some(bar))
            .with(el("span").class("letter").text(&letter.to_string())),
        option.text,
        "span",
    )
    .maybe(voted.then_some(hands))
    .maybe(count.map(|count| count(row, place, letter, option.hands)))
    .maybe(mark)
    .maybe(
        (!option.why.is_empty()).then(|| el("div").class("vote-why").all(ink.blocks(option.why))),
    )
}

/// A page of the invented web, as it is shown to the class.
fn page(ink: &Ink, page: &Page) -> El {
    let date = if page.date.is_empty() {
        String::new()
    } else {
        words::date(&page.date)
    };
    let by = [page.author.as_str(), date.as_str()];
    let by: Vec<&str> = by.into_iter().filter(|text| !text.is_empty()).collect();
    // Most pages say their title in their first line.
    let first = match page.body.first() {
        Some(Block::Part(_, inner)) => inner.first(),
        first => first,
    };
    let titled = matches!(first, Some(Block::Heading(_, line)) if plain_line(line) == page.title);
    el("article")
        .class("slide-page")
        .attr("aria-label", &page.title)
        .with(
            el("p")
                .class("page-address")
                .attr("dir", "ltr")
                .text(&page.url),
        )
        .with(ink.own(el("p").class("page-site")).text(&page.site))
        .maybe((!titled).then(|| ink.own(el("h3")).text(&page.title)))
        .maybe((!by.is_empty()).then(|| el("p").class("soft").text(&by.join(" · "))))
        .all(ink.blocks(&page.body))
}
