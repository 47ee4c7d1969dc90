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
    let fits = |kind: &Kind| fits(*kind, wanted);
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

/// Does a kind have these letters in its name, in what is said of it, or in what else people call it? "ebook" is "e-book",
/// and "movies" are a movie.
fn fits(kind: Kind, wanted: &str) -> bool {
    let fold = |text: &str| text.to_lowercase().replace('-', "");
    let wanted = fold(wanted.trim());
    let one = wanted.strip_suffix('s').filter(|one| one.len() > 3);
    let (name, what) = labels::kind(kind);
    [name, what, labels::other_words(kind)]
        .map(fold)
        .iter()
        .any(|text| text.contains(&wanted) || one.is_some_and(|one| text.contains(one)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_that_a_child_would_type_finds_its_kind() {
        for (word, kind) in [
            ("movie", Kind::FILM),
            ("Movies", Kind::FILM),
            ("tiktok", Kind::POST),
            ("instagram", Kind::POST),
            ("wikipedia", Kind::ENTRY),
            ("ebook", Kind::EBOOK),
            ("blog", Kind::PAGE),
            ("netflix", Kind::FILM),
            ("netflix", Kind::TV),
            ("dvd", Kind::FILM),
            ("audiobook", Kind::BOOK),
            ("speech", Kind::SPEECH),
            ("manga", Kind::COMIC),
            (" photo ", Kind::IMAGE),
            ("chat", Kind::AI_CHAT),
        ] {
            assert!(fits(kind, word), "{word}");
            assert!(
                Kind::all().filter(|kind| fits(*kind, word)).count() < 6,
                "{word}"
            );
        }
        assert!(Kind::all().all(|kind| fits(kind, "")));
        assert!(Kind::all().all(|kind| !fits(kind, "zzz")));
    }
}
