//! How to point to a source: in the text, or in a note and in later notes, with the place in it that the student uses.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use carrel_refs::Source;
use carrel_refs::part::{Part, parts, typed};
use carrel_web::dom;
use carrel_web::el::{El, el};

use crate::desk::Desk;
use crate::parts::field;
use crate::{clip, entry, styles, t};

fn name(part: Part) -> &'static str {
    match part {
        Part::Page => t::place_page(),
        Part::Paragraph => t::place_paragraph(),
        Part::Chapter => t::place_chapter(),
        Part::Section => t::place_section(),
        Part::Line => t::place_line(),
        Part::Scene => t::place_scene(),
        Part::Verse => t::place_verse(),
        Part::Time => t::place_time(),
        Part::Figure => t::place_figure(),
    }
}

/// The place in the source: a number, and what it counts; until that is chosen, what such a source most likely has.
#[derive(Debug, Default)]
pub struct Place {
    pub(crate) number: RefCell<String>,
    pub(crate) counts: Cell<Option<Part>>,
}

impl Place {
    /// What is counted, of what the source has.
    fn among(&self, offered: &[Part]) -> Option<Part> {
        let chosen = self.counts.get().filter(|part| offered.contains(part));
        chosen.or_else(|| offered.first().copied())
    }
}

/// The pointers with two fields for the place, where the source has places. `key` is on the page once.
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
    let offered = parts(source);
    let Some(counted) = place.among(&offered) else {
        return vec![shown];
    };
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
    for (at, part) in offered.iter().enumerate() {
        counts = counts.with(
            el("option")
                .attr("value", &at.to_string())
                .maybe_attr("selected", (*part == counted).then_some(""))
                .text(name(*part)),
        );
    }
    let mine = place.clone();
    let counts = counts.on("change", move |event| {
        let at: usize = dom::value_of(&event).parse().unwrap_or(0);
        mine.counts.set(offered.get(at).copied());
        draw();
    });
    let fields = el("div")
        .class("cite-place")
        .with(field(&of, t::place_counts(), counts))
        .with(field(&id, t::place_number(), number));
    vec![fields, shown]
}

fn rows(desk: &Rc<Desk>, source: &Source, style: usize, place: &Place, key: &str) -> Vec<El> {
    // Told apart from the other sources of the open project, as its list does.
    let (sources, own) = desk.with_others(source);
    let number = place.number.borrow();
    // "p. 44" in the field of the number: the style has a word of its own, or none.
    let (said, bare) = typed(&number);
    let at = match place.among(&parts(source)) {
        Some(part) => (said.unwrap_or(part).csl(styles::STYLES[style]), bare),
        None => styles::WHOLE,
    };
    let list = styles::pointers(style, &sources, own, &source.id, at);
    let mut rows = Vec::new();
    for (at, made) in list.iter().enumerate() {
        let label = match (styles::is_note(style), at) {
            (false, 0) => t::pointer(),
            (false, _) => t::pointer_named(),
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
