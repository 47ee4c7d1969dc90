//! Words, numbers and days as this browser writes them; addresses.

use carrel_app::binding::{Binding, cloth_of};
use carrel_app::components::note;
use carrel_app::i18n::{fill, t};
use carrel_app::platform::intl;
use carrel_app::routes::{Route, headings_href, record_href};
use carrel_app::words;
use carrel_core::bib::{Measure, Role};
use carrel_core::{CalendarDate, ItemStatus};
use carrel_search::state::Facet;
use carrel_search::wire::{Card, HeadingKind, Trouble};
use wasm_bindgen_test::wasm_bindgen_test;

use crate::{all, card, shown, text};

#[wasm_bindgen_test]
fn counts_take_the_form_of_their_number() {
    assert_eq!(t::results(1), "1 result");
    assert_eq!(t::results(0), "0 results");
    assert_eq!(
        t::results_for(1234, "cat & {n}"),
        "1,234 results for “cat & {n}”"
    );
    assert_eq!(fill("{a} of {b}", &[("b", "9"), ("a", "{b}")]), "{b} of 9");
}

#[wasm_bindgen_test]
fn days_are_said_from_today() {
    let day = |n: i32| intl::ago(CalendarDate::from_days(intl::today().days() + n));
    assert_eq!(
        (day(0).as_str(), day(-1).as_str(), day(-3).as_str()),
        ("today", "yesterday", "3 days ago")
    );
    assert_eq!(
        (day(-21).as_str(), day(-800).as_str()),
        ("3 weeks ago", "2 years ago")
    );
    let date = CalendarDate::parse("2026-05-03").expect("a day");
    assert_eq!(intl::date(date), "May 3, 2026");
}

#[wasm_bindgen_test]
fn codes_are_said_in_words() {
    for (facet, value, said) in [
        (Facet::Language, "eng", "English"),
        (Facet::Language, "chi", "Chinese"),
        (Facet::Language, "spa", "Spanish"),
        (Facet::Year, "1990", "1990–1999"),
        (Facet::Year, "<1900", "before 1900"),
        (Facet::Level, "400", "Lexile 400–599"),
        (Facet::Level, "ar3", "AR 3.0–3.9"),
        (Facet::Level, "400-400", "Lexile 400–599"),
        (
            Facet::Measured,
            "400-800",
            "Lexile 400–599 to Lexile 800–999",
        ),
        (Facet::Grade, "0", "Kindergarten"),
        (Facet::Dewey, "500", "500 Nature and maths"),
        (Facet::Format, "graphic-novel", "Graphic novel"),
        (Facet::Format, "hologram", "hologram"),
        (Facet::Subject, "Dogs -- Fiction", "Dogs › Fiction"),
    ] {
        assert_eq!(words::facet_value(facet, value), said);
    }
    let lexile = |prefix: &str, number| {
        words::measure(&Measure::Lexile {
            prefix: prefix.to_owned(),
            number,
        })
    };
    assert_eq!(
        (lexile("", 450).as_str(), lexile("BR", 100).as_str()),
        ("Lexile 450L", "Lexile BR100L")
    );
    assert_eq!(lexile("NP", 0), "Lexile NP (non-prose: not measured)");
    assert_eq!(words::size(900), "1 KB");
    assert_eq!(words::size(1_600_000), "1.5 MB");
}

#[wasm_bindgen_test]
fn names_are_said_as_people_say_them() {
    for (name, role, said) in [
        ("Sendak, Maurice", Role::Author, "Maurice Sendak"),
        (
            "King, Martin Luther, Jr.",
            Role::Author,
            "Martin Luther King, Jr.",
        ),
        ("Voltaire", Role::Author, "Voltaire"),
        ("NASA, Goddard", Role::Body, "NASA, Goddard"),
    ] {
        assert_eq!(words::person(name, role), said);
    }
    let of = |names: &[(&str, Role)]| {
        let names = names.iter().map(|(n, r)| ((*n).to_owned(), *r)).collect();
        words::names(&Card {
            names,
            ..Card::default()
        })
    };
    assert_eq!(
        of(&[
            ("Kipling, Rudyard", Role::Author),
            ("Kipling, Rudyard", Role::Illustrator)
        ]),
        "Rudyard Kipling"
    );
    assert_eq!(
        of(&[("A, B", Role::Author), ("C, D", Role::Translator)]),
        "B A"
    );
    assert_eq!(
        of(&[("C, D", Role::Editor), ("E, F", Role::Editor)]),
        "D C and F E"
    );
}

#[wasm_bindgen_test]
fn availability_is_a_word_not_a_colour() {
    let state = |copies, available, ebook: Option<&str>, status| {
        words::availability(&Card {
            copies,
            available,
            status,
            ebook: ebook.map(str::to_owned),
            ..card("1", "T")
        })
        .1
    };
    let of = |copies, available, ebook| {
        let is_out = copies > 0 && available == 0;
        let status = [ItemStatus::Available, ItemStatus::OnLoan][usize::from(is_out)];
        state(copies, available, ebook, status)
    };
    assert_eq!(of(1, 1, None), "On the shelf");
    assert_eq!(of(3, 2, None), "2 of 3 on the shelf");
    assert_eq!(of(2, 0, None), "Out");
    assert_eq!(
        of(0, 0, Some("https://example.org/1")),
        "Read on this screen"
    );
    assert_eq!(of(0, 0, None), "Ask at the desk");
    assert_eq!(state(1, 0, None, ItemStatus::Coming), "On its way to us");
    assert_eq!(state(2, 0, None, ItemStatus::Missing), "Missing");
}

#[wasm_bindgen_test]
fn every_address_comes_back_as_its_page() {
    for (address, route) in [
        ("", Route::Home),
        ("#/", Route::Home),
        ("#/search?q=cat", Route::Search),
        ("#/browse", Route::Browse),
        (
            "#/browse/people?from=b",
            Route::Headings(HeadingKind::Author, "b".to_owned()),
        ),
        ("#/new", Route::New),
        ("#/help", Route::Text("help")),
        ("#/settings", Route::Settings),
        ("#/publish", Route::Publish),
        ("#/browse/colours", Route::NotFound),
        ("#/record/", Route::NotFound),
        ("#/nowhere", Route::NotFound),
    ] {
        assert_eq!(Route::parse(address), Some(route), "{address}");
    }
    // An anchor within the page is not ours.
    assert_eq!(Route::parse("#main"), None);
    for id in ["1", "a b/c?d#e%", "٣", "x+y"] {
        assert_eq!(
            Route::parse(&record_href(id)),
            Some(Route::Record(id.to_owned()))
        );
    }
    let href = headings_href(HeadingKind::Series, "é &");
    assert_eq!(
        Route::parse(&href),
        Some(Route::Headings(HeadingKind::Series, "é &".to_owned()))
    );
}

#[wasm_bindgen_test]
fn a_book_is_bound_the_same_way_every_time() {
    let book = Binding::of("Holes", "Sachar, Louis");
    assert_eq!(book, Binding::of("Holes", "Sachar, Louis"));
    assert_eq!(book.fit, "short");
    assert_eq!(Binding::of("Supercalifragilistic", "").fit, "long");
    // Books that stand together should look apart: no cloth is on more than a fifth of a thousand.
    let mut cloths = std::collections::BTreeMap::new();
    for n in 0..1000 {
        *cloths
            .entry(Binding::of(&format!("Volume {n}"), "Series").cloth)
            .or_insert(0) += 1;
    }
    assert_eq!(cloths.len(), 16);
    assert!(cloths.values().all(|n| *n < 200), "{cloths:?}");
    assert_ne!(cloth_of("Fiction"), cloth_of("Nonfiction"));
}

#[wasm_bindgen_test]
fn trouble_says_what_to_do_and_keeps_the_detail_folded() {
    let stage = shown(note::trouble(
        Trouble::NoCatalogue,
        "pack/latest.json: 404",
        || (),
    ));
    assert_eq!(all(&stage, "[role=alert]").len(), 1);
    assert!(text(&stage, "h1").contains("no catalogue"));
    assert_eq!(text(&stage, "details pre"), "pack/latest.json: 404");
    assert!(all(&stage, "details[open]").is_empty());
    assert_eq!(all(&stage, "a[href='#/publish']").len(), 1);
    let stage = shown(note::trouble(Trouble::Offline, "", || ()));
    assert!(all(&stage, "a").is_empty());
    assert_eq!(text(&stage, "button"), "Try again");
}
