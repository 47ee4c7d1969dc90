//! How to point to a source: in the text, or in a note and in later notes, with the place in it that the student uses.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use carrel_refs::Source;
use carrel_web::dom;
use carrel_web::el::{El, el};

use crate::desk::Desk;
use crate::{clip, entry, parts, styles, t};

/// What the number counts: CSL's word.
pub const COUNTS: [&str; 7] = [
    "page",
    "paragraph",
    "chapter",
    "section",
    "line",
    "timestamp",
    "figure",
];

fn name(counts: usize) -> &'static str {
    match COUNTS[counts] {
        "paragraph" => t::place_paragraph(),
        "chapter" => t::place_chapter(),
        "section" => t::place_section(),
        "line" => t::place_line(),
        "timestamp" => t::place_time(),
        "figure" => t::place_figure(),
        _ => t::place_page(),
    }
}

/// The place in the source: a number, and what it counts (a place in [`COUNTS`]).
#[derive(Debug, Default)]
pub struct Place {
    pub(crate) number: RefCell<String>,
    pub(crate) counts: Cell<usize>,
}

/// The pointers with two fields for the place. `key` is on the page once.
#[must_use]
pub fn view(
    desk: &Rc<Desk>,
    source: &Source,
    style: usize,
    place: &Rc<Place>,
    key: &str,
) -> Vec<El> {
    let shown = el("div").class("cite-pointers");
    let draw: Rc<dyn Fn()> = {
        let (desk, source, place) = (desk.clone(), source.clone(), place.clone());
        let (shown, key) = (shown.clone(), key.to_owned());
        Rc::new(move || shown.fill(rows(&desk, &source, style, &place, &key)))
    };
    draw();
    let id = [key, "-place"].concat();
    let number = el("input")
        .attr("id", &id)
        .attr("autocomplete", "off")
        .attr("size", "6");
    number.set_value(&place.number.borrow());
    let (mine, again) = (place.clone(), draw.clone());
    let number = number.on("input", move |event| {
        mine.number.replace(dom::value_of(&event));
        again();
    });
    let of = [key, "-counts"].concat();
    let mut counts = el("select").attr("id", &of);
    for at in 0..COUNTS.len() {
        counts = counts.with(
            el("option")
                .attr("value", &at.to_string())
                .maybe_attr("selected", (at == place.counts.get()).then_some(""))
                .text(name(at)),
        );
    }
    let mine = place.clone();
    let counts = counts.on("change", move |event| {
        mine.counts.set(dom::value_of(&event).parse().unwrap_or(0));
        draw();
    });
    let fields = el("div")
        .class("cite-place")
        .with(parts::field(&of, t::place_counts(), counts))
        .with(parts::field(&id, t::place_number(), number));
    vec![fields, shown]
}

fn rows(desk: &Rc<Desk>, source: &Source, style: usize, place: &Place, key: &str) -> Vec<El> {
    // Told apart from the other sources of the open project, as its list does.
    let (sources, own) = desk.with_others(source);
    let (number, counts) = (place.number.borrow(), COUNTS[place.counts.get()]);
    let list = styles::pointers(style, &sources, own, &source.id, (counts, number.as_str()));
    let mut rows = Vec::new();
    for (at, made) in list.iter().enumerate() {
        let label = match (styles::is_note(style), at) {
            (false, _) => t::pointer(),
            (true, 0) => t::first_note(),
            (true, _) => t::later_note(),
        };
        let text = made.clone();
        let key = [key, "-", &at.to_string()].concat();
        let copy = clip::button(desk, t::copy(), &["copy-", &key].concat(), move || {
            (text.html(), text.text())
        })
        .attr("aria-label", &t::copy_what(label));
        let why = ["why-", &key].concat();
        let shown = entry::telling(
            "cite-pointer",
            made,
            styles::name(style),
            label,
            &why,
            Some(copy),
        );
        rows.push(
            el("div")
                .with(el("p").class("soft small").text(label))
                .with(shown),
        );
    }
    rows
}
