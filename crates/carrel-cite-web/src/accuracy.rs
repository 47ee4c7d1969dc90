//! How right the engine is, against a public collection of cases and against another program: figures counted by the build
//! from the lists that the tests hold. None is typed by hand. And whose work styles and languages are.

use std::rc::Rc;

use carrel_web::el::{El, el};
use carrel_web::words::number;

use crate::desk::Desk;
use crate::parts::{back, heading, p};
use crate::{styles, t};

/// Category of the public CSL test-suite, cases that pass, all cases.
const FIGURES: &[(&str, u32, u32)] = include!(concat!(env!("OUT_DIR"), "/figures.rs"));

/// Style, sources, entries of lists, citations, and how many lines citeproc-js writes otherwise.
const COMPARED: &[(&str, u32, u32, u32, u32)] = include!(concat!(env!("OUT_DIR"), "/compared.rs"));

/// Who is right, why, and how many lines it is about.
const DIFFERENCES: &[(Right, &str, u32)] = include!(concat!(env!("OUT_DIR"), "/differences.rs"));

/// Who is right where the two programs differ.
#[allow(dead_code, reason = "the list of today may know fewer")]
enum Right {
    Carrel,
    Other,
    Either,
}

fn n(n: u32) -> String {
    number(f64::from(n))
}

fn percent(part: u32, all: u32) -> String {
    number((f64::from(part) * 1000.0 / f64::from(all.max(1))).round() / 10.0)
}

/// The view.
#[must_use]
pub fn view(desk: &Rc<Desk>) -> Vec<El> {
    let mut all = vec![back(desk), heading(t::acc_title())];
    all.extend(suite());
    all.extend(second_opinion());
    all.push(p(t::acc_rest()));
    all.extend(credits());
    all
}

/// The public cases.
fn suite() -> Vec<El> {
    let (passed, all) = FIGURES
        .iter()
        .fold((0, 0), |(a, b), (_, passed, all)| (a + passed, b + all));
    let columns = [
        t::acc_category(),
        t::acc_passed(),
        t::acc_all(),
        t::acc_percent(),
    ];
    let rows = FIGURES.iter().map(|&(category, passed, all)| {
        let cells = [n(passed), n(all), percent(passed, all)];
        row(el("th").attr("scope", "row").text(category), &cells)
    });
    vec![
        el("h3").text(t::acc_suite()),
        p(t::acc_text()),
        p(&t::acc_sum(&n(passed), &n(all), &percent(passed, all))).class("cite-sum"),
        table(t::acc_suite(), &columns, rows.collect()),
    ]
}

/// What citeproc-js writes of the same sources.
fn second_opinion() -> Vec<El> {
    let sources = COMPARED.first().map_or(0, |row| row.1);
    let lines: u32 = COMPARED.iter().map(|row| row.2 + row.3).sum();
    let differ: u32 = COMPARED.iter().map(|row| row.4).sum();
    let styles = u32::try_from(COMPARED.len()).unwrap_or(0);
    let columns = [
        t::style(),
        t::acc_entries(),
        t::acc_citations(),
        t::acc_differ(),
    ];
    let by_style = COMPARED
        .iter()
        .map(|&(style, _, entries, citations, differ)| {
            let name = styles::name(styles::place(style));
            let cells = [n(entries), n(citations), n(differ)];
            row(el("th").attr("scope", "row").text(name), &cells)
        });
    let reasons = DIFFERENCES.iter().map(|(right, why, count)| {
        let right = match right {
            Right::Carrel => t::acc_right_carrel(),
            Right::Other => t::acc_right_other(),
            Right::Either => t::acc_right_either(),
        };
        // What the list of the tests says, which is in English.
        let why = el("td").attr("lang", "en").text(why);
        el("tr")
            .with(why)
            .with(el("td").text(right))
            .with(el("td").class("number").text(&n(*count)))
    });
    let why = [t::acc_why(), t::acc_right(), t::acc_differ()];
    vec![
        el("h3").text(t::acc_second()),
        p(&t::acc_second_text(&n(sources), &n(styles))),
        p(&t::acc_second_sum(&n(lines), &n(differ))).class("cite-sum"),
        table(t::acc_second(), &columns, by_style.collect()),
        p(t::acc_second_why()),
        table(t::acc_why(), &why, reasons.collect()),
    ]
}

fn row(head: El, cells: &[String]) -> El {
    let cells = cells.iter().map(|cell| el("td").class("number").text(cell));
    el("tr").with(head).all(cells.collect())
}

fn table(label: &str, columns: &[&str], rows: Vec<El>) -> El {
    let mut head = el("tr");
    for label in columns {
        head = head.with(el("th").attr("scope", "col").text(label));
    }
    let table = el("table")
        .class("cite-figures")
        .with(el("thead").with(head))
        .with(el("tbody").all(rows));
    el("div")
        .class("scroll-table")
        .attr("role", "region")
        .attr("aria-label", label)
        .attr("tabindex", "0")
        .with(table)
}

/// Authors and licences, as the files of styles and languages have them inside.
fn credits() -> Vec<El> {
    let mut list = el("ul").class("cite-credits");
    for credit in styles::CREDITS {
        let title = if credit.changed {
            t::credit_changed(credit.title)
        } else {
            credit.title.to_owned()
        };
        let rights = match credit.licence {
            "" => el("span").text(credit.rights),
            address => el("a").attr("href", address).text(credit.rights),
        };
        list = list.with(
            el("li")
                .text(&t::credit(&title, credit.authors))
                .text(" ")
                .with(rights.class("soft small")),
        );
    }
    vec![
        el("h3").text(t::credits_title()),
        p(t::credits_text()),
        list,
    ]
}
