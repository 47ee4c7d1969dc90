//! One source in every style, one below the other: what stays the same, what moves.

use std::rc::Rc;

use carrel_refs::Source;
use carrel_web::el::{El, el};

use crate::desk::Desk;
use crate::parts::{back, heading, hint, p};
use crate::{clip, entry, styles, t};

/// The view.
#[must_use]
pub fn view(desk: &Rc<Desk>, source: &Source) -> Vec<El> {
    let sources = [source.clone()];
    let (all, own) = desk.with_others(source);
    let mut rows = el("div").class("cite-compare");
    for (at, shipped) in styles::STYLES.into_iter().enumerate() {
        if !styles::is_here(at) {
            let name = styles::name(at);
            let missing = hint(&styles::missing(at));
            let row = el("section").with(el("h3").text(name));
            rows = rows.with(row.with(missing));
            continue;
        }
        let list = styles::list(at, &sources, false);
        let pointers = styles::pointers(at, &all, own, &source.id, styles::WHOLE);
        let mut row = el("section").with(el("h3").text(styles::name(at)));
        row = match list.into_iter().next() {
            Some(made) => {
                let copied = vec![(made.clone(), String::new())];
                let (key, name) = (["why-", shipped].concat(), styles::name(at));
                let copy = clip::button(desk, t::copy(), &["copy-", shipped].concat(), move || {
                    clip::written(&copied, at, false)
                })
                .attr("aria-label", &t::copy_what(name));
                row.with(entry::telling(
                    "cite-entry",
                    &made,
                    name,
                    name,
                    &key,
                    Some(copy),
                ))
            }
            None => row.with(hint(t::not_listed())),
        };
        if let Some(pointer) = pointers.first() {
            let label = if styles::is_note(at) {
                t::first_note()
            } else {
                t::pointer()
            };
            let key = ["why-pointer-", shipped].concat();
            let what = [styles::name(at), ", ", label].concat();
            row = row
                .with(el("p").class("soft small").text(label))
                .with(entry::telling(
                    "cite-pointer",
                    pointer,
                    styles::name(at),
                    &what,
                    &key,
                    None,
                ));
        }
        rows = rows.with(row);
    }
    vec![
        back(desk),
        heading(t::compare_title()),
        p(t::compare_text()),
        legend(),
        rows,
    ]
}

/// What the colours below the parts mean.
fn legend() -> El {
    let mut list = el("ul").class("cite-legend");
    for (name, label) in [
        ("who", t::el_who()),
        ("title", t::el_title()),
        ("in", t::el_in()),
        ("maker", t::el_maker()),
        ("when", t::el_when()),
        ("where", t::el_where()),
    ] {
        list = list.with(el("li").attr("data-element", name).text(label));
    }
    list
}
