//! A second answer moves nothing of the first.

use std::sync::Arc;

use carrel_app::pages::{late, search};
use carrel_app::platform::el::el;
use carrel_app::platform::js;
use carrel_app::stores::App;
use carrel_app::stores::search::{Search, Shown};
use carrel_search::state::SearchState;
use carrel_search::wire::{HeadingKind, Hit, Notice, SearchAnswer, Suggestion};
use leptos::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::Element;

use crate::{all, card, shown, text};

fn answer(titles: &[&str], notices: Vec<Notice>) -> Arc<Shown> {
    let hit = |title: &&str| Hit {
        card: card(title, title),
        ..Hit::default()
    };
    Arc::new(Shown {
        state: SearchState::from_query("q=bees+winter"),
        answer: SearchAnswer {
            total: titles.len() as u32,
            hits: titles.iter().map(hit).collect(),
            facets: Some(Vec::new()),
            notices,
        },
        union: None,
    })
}

fn without(words: &str) -> Notice {
    Notice::SomeWords(vec![words.to_owned()])
}

fn others() -> Notice {
    Notice::Instead(vec![Suggestion {
        kind: HeadingKind::Subject,
        text: "Bees".to_owned(),
        count: 3,
        id: None,
    }])
}

/// As the app's style sheets have it: what stands above the list lies on a grid, and its lines have no margins.
const STYLE: &str = ".results-top { display: grid; gap: 12px } .results-top *, .heard * { margin: 0 } .heard { padding: 9px; border: 1px solid }";

/// The page with a first answer.
fn page(first: Arc<Shown>) -> (Element, Search) {
    leptos::mount::mount_to_body(|| ());
    let owner = Owner::new();
    owner.set();
    let search = App::provide().search;
    search.state.set(first.state.clone());
    search.show(first);
    let style = el("style").text(STYLE);
    let stage = shown(el("div").with(style).all(search::page()));
    // Kept for the length of the test.
    std::mem::forget(owner);
    // Other tests may have scrolled.
    web_sys::window()
        .expect("a page")
        .scroll_to_with_x_and_y(0.0, 0.0);
    (stage, search)
}

/// How far below the top of the page's part the list begins.
fn list_at(stage: &Element) -> f64 {
    let top = |selector| all(stage, selector)[0].get_bounding_client_rect().top();
    top(".result-list") - top(".results-top")
}

fn titles(stage: &Element) -> Vec<String> {
    let links = all(stage, ".result h2 a");
    links.iter().filter_map(|a| a.text_content()).collect()
}

const BELOW: &str = ".result-list + .heard";

#[wasm_bindgen_test]
async fn a_second_answer_begins_where_the_first_one_did() {
    let (stage, search) = page(answer(&["Winter", "Bees"], vec![without("bees")]));
    js::sleep(100).await;
    let before = list_at(&stage);
    let second = answer(&["Honeybee", "Bees"], vec![without("winter"), others()]);
    late::take(search, second.clone());
    js::sleep(100).await;
    assert_eq!(titles(&stage), ["Honeybee", "Bees"]);
    assert!(text(&stage, ".results-top .heard").contains("winter"));
    assert_eq!(all(&stage, ".results-top .heard a").len(), 0);
    assert_eq!(text(&stage, &[BELOW, " a"].concat()), "Bees");
    let after = list_at(&stage);
    assert!((after - before).abs() < 1.0, "from {before} to {after}");
    // As any other answer it would have pushed the list down.
    search.show(second);
    js::sleep(100).await;
    let shown = list_at(&stage);
    assert!(shown > before + 5.0, "from {before} to {shown}");
    assert!(all(&stage, BELOW).is_empty());
}

#[wasm_bindgen_test]
async fn where_less_is_to_be_said_its_room_stays() {
    let (stage, search) = page(answer(&["Winter"], vec![without("bees"), Notice::Signs]));
    js::sleep(100).await;
    let before = list_at(&stage);
    late::take(search, answer(&["Honeybee"], Vec::new()));
    js::sleep(100).await;
    assert_eq!(titles(&stage), ["Honeybee"]);
    assert!(all(&stage, ".heard").is_empty());
    let after = list_at(&stage);
    assert!((after - before).abs() < 1.0, "from {before} to {after}");
}

#[wasm_bindgen_test]
async fn the_list_under_the_pointer_stays_and_other_searches_are_told_below() {
    let (stage, search) = page(answer(&["Winter"], vec![without("bees")]));
    js::sleep(100).await;
    let row = all(&stage, ".result")[0].clone();
    let moved = web_sys::Event::new("pointermove").expect("an event");
    let results = &all(&stage, ".results")[0];
    let _ = results.dispatch_event(&moved).expect("it is heard");
    let second = answer(&["Honeybee"], vec![without("winter"), others()]);
    late::take(search, second);
    js::sleep(100).await;
    assert!(row.is_connected() && titles(&stage) == ["Winter"]);
    assert!(text(&stage, ".results-top .heard").contains("bees"));
    assert_eq!(text(&stage, &[BELOW, " a"].concat()), "Bees");
}

#[wasm_bindgen_test]
async fn the_same_books_are_not_drawn_anew() {
    let (stage, search) = page(answer(&["Winter"], vec![without("bees")]));
    js::sleep(100).await;
    let row = all(&stage, ".result")[0].clone();
    late::take(search, answer(&["Winter"], vec![without("bees"), others()]));
    js::sleep(100).await;
    assert!(row.is_connected());
    assert_eq!(text(&stage, &[BELOW, " a"].concat()), "Bees");
    // Once.
    assert_eq!(all(&stage, ".heard").len(), 2);
}

#[wasm_bindgen_test]
async fn an_answer_to_what_is_no_longer_asked_is_dropped() {
    let (stage, search) = page(answer(&["Winter"], vec![without("bees")]));
    js::sleep(100).await;
    search.state.set(SearchState::from_query("q=bees+winters"));
    late::take(search, answer(&["Honeybee"], vec![others()]));
    js::sleep(100).await;
    assert_eq!(titles(&stage), ["Winter"]);
    assert!(all(&stage, BELOW).is_empty());
}
