//! Which kind of source? All 35 by groups, found by typing, too.

use std::rc::Rc;

use carrel_refs::kind::Shelf;
use carrel_refs::{Kind, Source};
use carrel_web::dom;
use carrel_web::el::{El, button, el};

use crate::desk::{Desk, View};
use crate::parts::{back, field, heading, hint};
use crate::project::free_id;
use crate::{labels, styles, t};

const SHELVES: [Shelf; 7] = [
    Shelf::Books,
    Shelf::Articles,
    Shelf::Online,
    Shelf::Media,
    Shelf::People,
    Shelf::Machines,
    Shelf::Papers,
];

fn shelf_name(shelf: Shelf) -> &'static str {
    match shelf {
        Shelf::Books => t::shelf_books(),
        Shelf::Articles => t::shelf_articles(),
        Shelf::Online => t::shelf_online(),
        Shelf::Media => t::shelf_media(),
        Shelf::People => t::shelf_people(),
        Shelf::Machines => t::shelf_machines(),
        Shelf::Papers => t::shelf_papers(),
    }
}

/// The view.
#[must_use]
pub fn view(desk: &Rc<Desk>) -> Vec<El> {
    let shelves = el("div").class("cite-shelves");
    fill(desk, &shelves, "");
    let (me, place) = (desk.clone(), shelves.clone());
    let search = el("input")
        .attr("type", "search")
        .attr("id", "cite-kind")
        .attr("autocomplete", "off")
        .on("input", move |event| {
            fill(&me, &place, &dom::value_of(&event))
        });
    let app = desk.app();
    let book = button(t::find_book(), move || {
        if let Some(app) = &app {
            app.go("#/search");
        }
    });
    vec![
        back(desk),
        heading(t::kinds_title()),
        el("div")
            .class("note cluster cite-tip")
            .with(el("p").text(t::kinds_catalogue()))
            .with(book),
        field("cite-kind", t::kinds_search(), search),
        shelves,
    ]
}

fn fill(desk: &Rc<Desk>, place: &El, wanted: &str) {
    let wanted = wanted.trim().to_lowercase();
    let fits = |kind: &Kind| {
        let (name, what) = labels::kind(*kind);
        wanted.is_empty()
            || [name, what]
                .iter()
                .any(|text| text.to_lowercase().contains(&wanted))
    };
    let mut all = Vec::new();
    // In the style of the youngest, what they use most comes first.
    let young = styles::STYLES[desk.style_of_project()] == "elementary";
    let first = |kind: &Kind| young && kind.info().elementary;
    let mut groups = vec![(
        t::shelf_first(),
        Kind::all().filter(first).collect::<Vec<_>>(),
    )];
    for shelf in SHELVES {
        let on_it = Kind::all().filter(|kind| kind.info().shelf == shelf && !first(kind));
        groups.push((shelf_name(shelf), on_it.collect()));
    }
    for (name, mut kinds) in groups {
        kinds.retain(fits);
        if kinds.is_empty() {
            continue;
        }
        let mut list = el("ul").class("cite-kinds");
        for kind in kinds {
            let (name, what) = labels::kind(kind);
            let me = desk.clone();
            let choose = el("button")
                .attr("type", "button")
                .attr("data-kind-name", kind.name())
                .with(el("strong").text(name))
                .with(el("span").class("small soft").text(what))
                .on("click", move |_| {
                    let mut source = Source::new(&free_id(&me.project().sources), kind);
                    let asks_when_seen = kind.info().fields.iter().any(|f| f.name == "accessed");
                    if asks_when_seen {
                        source.set_date("accessed", me.today());
                    }
                    me.go(View::Form(source, true));
                });
            list = list.with(el("li").with(choose));
        }
        all.push(el("section").with(el("h3").text(name)).with(list));
    }
    if all.is_empty() {
        all.push(hint(t::kinds_none()));
    }
    place.fill(all);
}
