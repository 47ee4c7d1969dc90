//! More like this: what a librarian would take from the sample's shelves for someone who liked a book.

use std::collections::HashMap;

use carrel_search::wire::{Alike, Answer, Request, SharedKind};

use crate::sample::Library;

fn like(library: &mut Library, id: &str) -> Vec<Alike> {
    let request = Request::Like {
        id: id.to_owned(),
        limit: 8,
    };
    match library.ask(&request) {
        Answer::Like(Some(list)) => list.unpack_alike(),
        other => panic!("{id}: {other:?}"),
    }
}

/// Every title of the sample by its id, with its series and its first name.
fn titles(library: &mut Library) -> HashMap<String, (String, Option<String>, String)> {
    let hits = library.search("", 2000).into_iter();
    hits.map(|hit| {
        let card = hit.card;
        let name = card.names.first().map_or(String::new(), |n| n.0.clone());
        (card.id, (card.title, card.series.map(|s| s.0), name))
    })
    .collect()
}

#[test]
fn a_book_brings_what_a_librarian_would_bring() {
    let mut library = Library::open();
    // (the book, its title, titles that must be among the first eight, subjects of which most of them share one)
    for (id, title, expected, about) in [
        (
            "wsl-00857",
            "Eragon",
            &["The Hobbit", "A Wizard of Earthsea"][..],
            &["Dragons", "Magic"][..],
        ),
        (
            "wsl-00719",
            "The Dragonet Prophecy",
            &["The Voyage of the Dawn Treader", "The Last Olympian"],
            &["Dragons"],
        ),
        (
            "wsl-01243",
            "Rise of the Earth Dragon",
            &["My Father's Dragon", "Dragons and Marshmallows"],
            &["Dragons"],
        ),
        (
            "wsl-00810",
            "The Hobbit",
            &["The Fellowship of the Ring", "Eldest"],
            &["Dragons"],
        ),
        ("wsl-00452", "Sharks", &["Neighborhood Sharks"], &["Sharks"]),
        (
            "wsl-00410",
            "The Planets",
            &["Our Solar System"],
            &["Planets"],
        ),
    ] {
        let own = library.search(title, 20);
        assert!(
            own.iter()
                .any(|hit| hit.card.id == id && hit.card.title == title)
        );
        let list = like(&mut library, id);
        let found: Vec<&str> = list.iter().map(|alike| alike.card.title.as_str()).collect();
        for wanted in expected {
            assert!(found.contains(wanted), "{title} brings {wanted}: {found:?}");
        }
        let sharing = list
            .iter()
            .filter(|alike| {
                alike.shared.iter().any(|s| {
                    s.kind == SharedKind::Subject && about.iter().any(|a| s.text.starts_with(a))
                })
            })
            .count();
        assert!(
            sharing * 2 > list.len(),
            "{title}: {sharing} of {found:?} are about {about:?}"
        );
    }
}

#[test]
fn no_book_is_like_itself_its_other_editions_or_its_series() {
    let mut library = Library::open();
    let titles = titles(&mut library);
    let (mut with, mut same_age, mut all) = (0, 0, 0);
    for (id, (title, series, name)) in &titles {
        let list = like(&mut library, id);
        assert!(list.len() <= 8);
        with += usize::from(!list.is_empty());
        for alike in &list {
            let (other, of, by) = &titles[&alike.card.id];
            assert_ne!(&alike.card.id, id);
            assert!(
                other != title || by != name,
                "{id} {title}: {}",
                alike.card.id
            );
            assert!(
                series.is_none() || series != of,
                "{title} and {other}: {of:?}"
            );
            assert!(!alike.shared.is_empty(), "{title} and {other}");
            same_age += usize::from(alike.same_age);
            all += 1;
        }
    }
    // Not for every book: nothing is better than a guess.
    assert!(
        with * 10 > titles.len() * 8,
        "{with} of {} have a row",
        titles.len()
    );
    assert!(
        same_age * 2 > all,
        "{same_age} of {all} are for the same age"
    );
}
