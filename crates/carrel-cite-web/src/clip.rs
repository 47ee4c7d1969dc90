//! Copying: real italics and hanging indents for Google Docs and Word, plain text for everything else.

use std::rc::Rc;

use carrel_refs::doc;
use carrel_web::{clipboard, js};
use wasm_bindgen_futures::{JsFuture, spawn_local};

use crate::desk::Desk;
use crate::styles::{self, Made, STYLES};
use crate::t;

/// One entry as a paragraph with a hanging indent of half an inch. No classes: Docs drops them.
fn paragraph(made: &Made, style: usize, annotation: &str, out: &mut String) {
    let id = STYLES[style];
    let line = if doc::is_double(id) { "2" } else { "1.15" };
    // Said for each paragraph, because word processors forget what holds for all of them.
    let depth = if doc::is_deep_below(id) {
        "72pt"
    } else {
        "36pt"
    };
    let (side, end, indent) = if carrel_refs::markup::from_right(&made.text()) {
        (
            "<p dir=\"rtl\" style=\"margin:0 ",
            " 0 0;",
            "text-align:right;",
        )
    } else {
        ("<p style=\"margin:0 0 0 ", ";", "")
    };
    let hanging = ["36pt", end, indent, "text-indent:-36pt;line-height:"];
    let parts = [side, &hanging.concat(), line, "\">"];
    parts.iter().for_each(|part| out.push_str(part));
    out.push_str(&made.html());
    out.push_str("</p>");
    for words in paragraphs(annotation) {
        let parts = [side, depth, end, indent, "line-height:", line, "\">"];
        parts.iter().for_each(|part| out.push_str(part));
        carrel_refs::markup::escape(words, out);
        out.push_str("</p>");
    }
}

/// An annotation as it was written: its paragraphs.
pub fn paragraphs(annotation: &str) -> impl Iterator<Item = &str> {
    let lines = annotation.lines().map(str::trim);
    lines.filter(|line| !line.is_empty())
}

/// Is anything written below any entry?
#[must_use]
pub fn is_annotated(list: &[(Made, String)]) -> bool {
    let written = |(_, annotation): &(Made, String)| paragraphs(annotation).next().is_some();
    list.iter().any(written)
}

/// A whole list under its heading, or one entry without: HTML and plain text.
#[must_use]
pub fn written(list: &[(Made, String)], style: usize, heading: bool) -> (String, String) {
    let (mut html, mut text) = (String::new(), String::new());
    if heading {
        let title = styles::heading(style, is_annotated(list));
        let (open, close) = if doc::is_bold_above(STYLES[style]) {
            ("<b>", "</b>")
        } else {
            ("", "")
        };
        let parts = [
            "<p style=\"text-align:center\">",
            open,
            title,
            close,
            "</p>",
        ];
        parts.iter().for_each(|part| html.push_str(part));
        text.push_str(title);
        text.push_str("\n\n");
    }
    for (made, annotation) in list {
        paragraph(made, style, annotation, &mut html);
        text.push_str(&made.text());
        text.push('\n');
        for words in paragraphs(annotation) {
            text.push_str(words);
            text.push('\n');
        }
    }
    (html, text)
}

/// Copies; says whether it worked, on the button for a moment, too, and where it did not, on the page.
fn copy(desk: &Rc<Desk>, button: carrel_web::el::El, label: &'static str, html: &str, text: &str) {
    let done = clipboard::write(html, text);
    let desk = desk.clone();
    spawn_local(async move {
        match JsFuture::from(done).await {
            Ok(_) => {
                desk.announce(t::copied());
                button.say(t::copied_short());
                js::after(2500, move || button.say(label));
            }
            Err(why) => {
                carrel_web::log(&js::reason(&why));
                desk.warn(t::not_copied());
            }
        }
    });
}

/// A button that copies and then shows for a moment that it did. What has no text is not copied.
#[must_use]
pub fn button(
    desk: &Rc<Desk>,
    label: &'static str,
    key: &str,
    what: impl Fn() -> (String, String) + 'static,
) -> carrel_web::el::El {
    let desk = desk.clone();
    let node = carrel_web::el::el("button")
        .attr("type", "button")
        .class("copy")
        .key(key)
        .text(label);
    let shown = node.clone();
    node.on("click", move |_| {
        let (html, text) = what();
        if text.is_empty() {
            return;
        }
        copy(&desk, shown.clone(), label, &html, &text);
    })
}
