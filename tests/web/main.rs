//! Components in a real browser, looked at as a reader meets them: by role, name and text.

mod facets;
mod late;
mod modules;
mod storage;
mod words;

use carrel_app::components::alike::alike;
use carrel_app::components::constraint_list::constraint_list;
use carrel_app::components::note;
use carrel_app::components::pager::pager;
use carrel_app::components::result_list::result_list;
use carrel_app::components::shelf_walk::shelf_walk;
use carrel_app::components::spine_label::spine_label;
use carrel_app::platform::el::El;
use carrel_app::platform::union::Library;
use carrel_core::bib::Role;
use carrel_search::state::{Facet, SearchState};
use carrel_search::wire::{Alike, Card, Hit, MatchField, MatchKind, Shared, SharedKind, Why};
use wasm_bindgen::JsCast;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};
use web_sys::{Element, HtmlElement};

wasm_bindgen_test_configure!(run_in_browser);

/// Puts a component alone on a stage of its own, beside what the runner writes into the page.
fn shown(component: El) -> Element {
    let document = web_sys::window()
        .and_then(|w| w.document())
        .expect("a page");
    if let Some(old) = document.get_element_by_id("stage") {
        old.remove();
    }
    let stage = document.create_element("div").expect("an element");
    stage.set_id("stage");
    let body = document.body().expect("a body");
    let _ = body.append_child(&stage).expect("a place for it");
    let _ = El::found("stage").expect("the stage").with(component);
    stage
}

fn all(stage: &Element, selector: &str) -> Vec<Element> {
    let list = stage.query_selector_all(selector).expect("a selector");
    (0..list.length())
        .filter_map(|i| list.item(i))
        .map(|n| n.unchecked_into())
        .collect()
}

fn text(stage: &Element, selector: &str) -> String {
    let found = all(stage, selector);
    assert!(
        !found.is_empty(),
        "nothing is {selector} in {}",
        stage.inner_html()
    );
    found[0].text_content().unwrap_or_default()
}

fn card(id: &str, title: &str) -> Card {
    Card {
        id: id.to_owned(),
        title: title.to_owned(),
        names: vec![("Sendak, Maurice".to_owned(), Role::Author)],
        language: "eng".to_owned(),
        call_number: Some("E SEN".to_owned()),
        shelf: Some("Picture Books".to_owned()),
        copies: 2,
        available: 1,
        ..Card::default()
    }
}

#[wasm_bindgen_test]
fn a_result_is_a_link_with_its_reasons() {
    let why = Why {
        asked: "wyld".to_owned(),
        found: "wild".to_owned(),
        how: MatchKind::Spelling,
        fields: vec![MatchField::Title],
    };
    let hit = Hit {
        card: card("a b/1", "Where the Wild Things Are"),
        why: vec![why],
        score: 1.0,
    };
    let stage = shown(result_list(&[hit], &[], 20));
    assert_eq!(text(&stage, "h2 a"), "Where the Wild Things Are");
    let href = all(&stage, "h2 a")[0]
        .get_attribute("href")
        .unwrap_or_default();
    assert!(
        href.starts_with("#/record/a") && !href.contains(' '),
        "{href}"
    );
    assert!(text(&stage, ".result-why").contains("wild"));
    assert!(text(&stage, "li").contains("Maurice Sendak"));
    assert_eq!(
        all(&stage, "ol")[0].get_attribute("start").as_deref(),
        Some("21")
    );
}

#[wasm_bindgen_test]
fn a_result_of_another_library_says_whose_it_is_and_leads_there() {
    let hit = || Hit {
        card: card("1", "Frog and Toad"),
        ..Hit::default()
    };
    let of = [("Ours", ""), ("North High", "/north/")].map(|(name, path)| Library {
        name: name.to_owned(),
        path: path.to_owned(),
    });
    let stage = shown(result_list(&[hit(), hit()], &of, 0));
    let links: Vec<Option<String>> = all(&stage, "h2 a")
        .iter()
        .map(|link| link.get_attribute("href"))
        .collect();
    let expected = ["#/record/1", "/north/#/record/1"].map(|href| Some(href.to_owned()));
    assert_eq!(links, expected);
    let feet = all(&stage, ".result-foot");
    let text = feet[1].text_content().unwrap_or_default();
    assert!(
        text.contains("North High") && text.contains("1 of 2"),
        "{text}"
    );
}

#[wasm_bindgen_test]
fn a_book_that_is_like_another_says_why_in_two_lines_at_most() {
    let shared = |kind, text: &str| Shared {
        kind,
        text: text.to_owned(),
        count: 3,
    };
    let one = Alike {
        card: card("1", "Eldest"),
        shared: vec![
            shared(SharedKind::Subject, "Dragons -- Juvenile fiction"),
            shared(SharedKind::Genre, "Fantasy fiction"),
            shared(SharedKind::Shelf, "Young Adult"),
        ],
        same_age: true,
        score: 1.0,
    };
    let two = Alike {
        shared: vec![shared(SharedKind::Person, "Sendak, Maurice")],
        ..one.clone()
    };
    let stage = shown(alike(&[one, two]));
    let reasons: Vec<String> = all(&stage, ".reason")
        .iter()
        .filter_map(|reason| reason.text_content())
        .collect();
    assert_eq!(
        reasons,
        [
            "Also about Dragons",
            "Same kind: Fantasy fiction",
            "For the same age"
        ]
    );
}

#[wasm_bindgen_test]
fn markup_in_a_record_is_text() {
    let title = "<img src=x onerror=alert(1)> & \"Tales\"";
    let stage = shown(result_list(
        &[Hit {
            card: card("1", title),
            ..Hit::default()
        }],
        &[],
        0,
    ));
    assert_eq!(text(&stage, "h2 a"), title);
    assert!(all(&stage, "img").is_empty());
}

#[wasm_bindgen_test]
fn titles_say_their_language_and_take_their_direction() {
    let mut arabic = card("1", "ألف ليلة وليلة");
    arabic.language = "ara".to_owned();
    let stage = shown(result_list(
        &[Hit {
            card: arabic,
            ..Hit::default()
        }],
        &[],
        0,
    ));
    let link = &all(&stage, "h2 a")[0];
    assert_eq!(link.get_attribute("lang").as_deref(), Some("ar"));
    assert_eq!(link.get_attribute("dir").as_deref(), Some("auto"));
}

#[wasm_bindgen_test]
fn a_pager_stands_only_where_there_are_pages() {
    let state = SearchState {
        query: "dogs".to_owned(),
        page: 1,
        ..SearchState::default()
    };
    assert!(pager(&state, 10, 20).is_none());
    let stage = shown(pager(&state, 50, 20).expect("three pages"));
    let links = all(&stage, "nav a");
    assert_eq!(links.len(), 2);
    assert_eq!(
        links[0].get_attribute("href").as_deref(),
        Some("#/search?q=dogs")
    );
    assert_eq!(
        links[1].get_attribute("href").as_deref(),
        Some("#/search?q=dogs&page=3")
    );
    assert!(all(&stage, "nav")[0].get_attribute("aria-label").is_some());
}

#[wasm_bindgen_test]
fn every_constraint_can_be_taken_off_alone() {
    let state = SearchState::from_query("q=dogs&format=book&shelf=Picture+Books");
    let stage = shown(constraint_list(&state).expect("two constraints"));
    let hrefs: Vec<String> = all(&stage, "a")
        .iter()
        .filter_map(|a| a.get_attribute("href"))
        .collect();
    assert!(
        hrefs.contains(&"#/search?q=dogs&shelf=Picture+Books".to_owned()),
        "{hrefs:?}"
    );
    assert!(
        hrefs.contains(&"#/search?q=dogs&format=book".to_owned()),
        "{hrefs:?}"
    );
    assert!(
        constraint_list(
            &state
                .toggled(Facet::Format, "book")
                .toggled(Facet::Shelf, "Picture Books")
        )
        .is_none()
    );
}

#[wasm_bindgen_test]
fn the_record_among_its_neighbours_is_the_current_one() {
    let stage = shown(shelf_walk(
        &[card("1", "One")],
        &card("2", "Two"),
        &[card("3", "Three"), card("4", "Four")],
    ));
    let current = all(&stage, "[aria-current]");
    assert_eq!(current.len(), 1);
    assert!(
        current[0]
            .text_content()
            .unwrap_or_default()
            .contains("Two")
    );
    assert_eq!(all(&stage, "li").len(), 4);
}

#[wasm_bindgen_test]
fn a_label_without_a_call_number_is_not_drawn_empty() {
    assert!(spine_label(None, None, "normal").is_none());
    let stage = shown(spine_label(Some("SP FIC ROW"), Some("Español"), "normal").expect("a label"));
    let words = stage.text_content().unwrap_or_default();
    assert!(
        ["SP", "FIC", "ROW", "Español"]
            .iter()
            .all(|w| words.contains(w)),
        "{words}"
    );
}

#[wasm_bindgen_test]
fn a_button_does_what_it_says_once_a_press() {
    let presses = std::rc::Rc::new(std::cell::Cell::new(0));
    let count = presses.clone();
    let stage = shown(note::button("Try again", move || {
        count.set(count.get() + 1)
    }));
    let button: HtmlElement = all(&stage, "button")[0].clone().unchecked_into();
    assert_eq!(button.text_content().as_deref(), Some("Try again"));
    button.click();
    button.click();
    assert_eq!(presses.get(), 2);
}
