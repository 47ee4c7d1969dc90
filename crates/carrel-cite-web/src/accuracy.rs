//! How right the engine is: figures counted by the build from the lists that the tests hold. None is typed by hand.

use std::rc::Rc;

use carrel_web::el::{El, el};
use carrel_web::words::number;

use crate::desk::Desk;
use crate::parts::{back, heading, p};
use crate::{styles, t};

/// Category of the public CSL test-suite, cases that pass, all cases.
const FIGURES: &[(&str, u32, u32)] = include!(concat!(env!("OUT_DIR"), "/figures.rs"));

/// The view.
#[must_use]
pub fn view(desk: &Rc<Desk>) -> Vec<El> {
    let (passed, all) = FIGURES
        .iter()
        .fold((0, 0), |(a, b), (_, passed, all)| (a + passed, b + all));
    let percent = |passed: u32, all: u32| {
        number((f64::from(passed) * 1000.0 / f64::from(all.max(1))).round() / 10.0)
    };
    let n = |n: u32| number(f64::from(n));
    let mut head = el("tr");
    for label in [
        t::acc_category(),
        t::acc_passed(),
        t::acc_all(),
        t::acc_percent(),
    ] {
        head = head.with(el("th").attr("scope", "col").text(label));
    }
    let mut rows = el("tbody");
    for (category, passed, all) in FIGURES {
        let row = el("tr")
            .with(el("th").attr("scope", "row").text(category))
            .with(el("td").class("number").text(&n(*passed)))
            .with(el("td").class("number").text(&n(*all)))
            .with(el("td").class("number").text(&percent(*passed, *all)));
        rows = rows.with(row);
    }
    let table = el("table")
        .class("cite-figures")
        .with(el("thead").with(head))
        .with(rows);
    let mut credits = el("ul").class("cite-credits");
    for at in 0..styles::STYLES.len() {
        let style = styles::style(at);
        let line = t::credit(&style.title, &style.authors.join(", "));
        credits = credits.with(
            el("li")
                .text(&line)
                .text(" ")
                .with(el("span").class("soft small").text(&style.rights)),
        );
    }
    vec![
        back(desk),
        heading(t::acc_title()),
        p(t::acc_text()),
        p(&t::acc_sum(&n(passed), &n(all), &percent(passed, all))).class("cite-sum"),
        el("div")
            .class("scroll-table")
            .attr("role", "region")
            .attr("aria-label", t::acc_title())
            .attr("tabindex", "0")
            .with(table),
        p(t::acc_rest()),
        el("h3").text(t::credits_title()),
        p(t::credits_text()),
        credits,
    ]
}
