//! Filters follow the results, and the focus stays where a reader left it.

use std::sync::Arc;

use carrel_app::components::facet_panel::facet_panel;
use carrel_app::pages::further::Further;
use carrel_app::platform::{dom, history, js};
use carrel_app::stores::search::Shown;
use carrel_search::state::{Facet, SearchState};
use carrel_search::wire::{FacetGroup, SearchAnswer};
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{Event, HtmlElement, HtmlInputElement};

use crate::{all, shown, text};

fn results(query: &str, values: &[(&str, u32)]) -> Option<Arc<Shown>> {
    counted(query, &[(Facet::Shelf, values)])
}

fn counted(query: &str, groups: &[(Facet, &[(&str, u32)])]) -> Option<Arc<Shown>> {
    let group = |(facet, values): &(Facet, &[(&str, u32)])| FacetGroup {
        facet: *facet,
        values: values.iter().map(|(v, n)| ((*v).to_owned(), *n)).collect(),
    };
    let answer = SearchAnswer {
        total: 9,
        facets: Some(groups.iter().map(group).collect()),
        ..SearchAnswer::default()
    };
    Some(Arc::new(Shown {
        state: SearchState::from_query(query),
        answer,
        union: None,
    }))
}

/// Effects run on Leptos's executor, which a mount brings up.
fn panel(first: Option<Arc<Shown>>) -> (web_sys::Element, RwSignal<Option<Arc<Shown>>>) {
    leptos::mount::mount_to_body(|| ());
    let owner = Owner::new();
    owner.set();
    let signal = RwSignal::new(first);
    let stage = shown(facet_panel(signal, RwSignal::new(Further::Here), true));
    // Kept for the length of the test.
    std::mem::forget(owner);
    (stage, signal)
}

#[wasm_bindgen_test]
fn a_chosen_value_says_so_and_leads_back() {
    let (stage, _) = panel(results(
        "q=cat&shelf=Fiction",
        &[("Nonfiction", 5), ("Fiction", 4)],
    ));
    let rows = all(&stage, ".facet-values a");
    let names: Vec<String> = rows.iter().filter_map(|r| r.text_content()).collect();
    assert_eq!(names.len(), 2, "{names:?}");
    assert!(
        names[1].contains("Fiction") && names[1].contains("chosen"),
        "{names:?}"
    );
    assert_eq!(
        rows[1].get_attribute("href").as_deref(),
        Some("#/search?q=cat")
    );
    assert_eq!(
        rows[0].get_attribute("href").as_deref(),
        Some("#/search?q=cat&shelf=Fiction&shelf=Nonfiction")
    );
    assert!(text(&stage, "summary").contains("1 chosen"));
}

#[wasm_bindgen_test]
fn groups_with_nothing_to_choose_are_not_offered() {
    let (stage, _) = panel(results("q=cat", &[("Fiction", 4)]));
    let offered = all(&stage, ".facet:not([hidden])");
    assert!(offered.is_empty(), "{}", stage.inner_html());
}

#[wasm_bindgen_test]
fn long_lists_are_shortened_but_never_hide_what_is_chosen() {
    let values: Vec<(String, u32)> = (0..12).map(|n| (format!("Shelf {n}"), 20 - n)).collect();
    let values: Vec<(&str, u32)> = values.iter().map(|(v, n)| (v.as_str(), *n)).collect();
    let (stage, _) = panel(results("q=cat&shelf=Shelf+11", &values));
    let names: Vec<String> = all(&stage, ".facet-values a")
        .iter()
        .filter_map(|r| r.text_content())
        .collect();
    assert_eq!(names.len(), 7, "{names:?}");
    assert!(names[6].contains("Shelf 11"), "{names:?}");
    let more = all(&stage, ".facet-values button");
    assert_eq!(more[0].text_content().as_deref(), Some("Show 5 more"));
}

#[wasm_bindgen_test]
async fn the_focus_stays_on_the_value_when_its_row_is_drawn_anew() {
    let (stage, signal) = panel(results("q=cat", &[("Nonfiction", 5), ("Fiction", 4)]));
    let row: HtmlElement = all(&stage, ".facet-values a")[1].clone().unchecked_into();
    row.focus().expect("a link takes the focus");
    signal.set(results(
        "q=cat&shelf=Fiction",
        &[("Nonfiction", 5), ("Fiction", 4)],
    ));
    let _ = js::sleep(20).await;
    let focused = dom::focused_href();
    assert_eq!(
        focused.as_deref(),
        Some("#/search?q=cat"),
        "{}",
        stage.inner_html()
    );
    assert!(!row.is_connected(), "the row was drawn anew");
}

#[wasm_bindgen_test]
async fn what_does_not_change_is_not_drawn_anew() {
    let (stage, signal) = panel(results("q=cat", &[("Nonfiction", 5), ("Fiction", 4)]));
    let row = all(&stage, ".facet-values a")[0].clone();
    signal.set(results("q=cat", &[("Nonfiction", 5), ("Fiction", 4)]));
    let _ = js::sleep(20).await;
    assert!(row.is_connected());
}

const LEVELS: [(&str, u32); 5] = [("br", 2), ("400", 9), ("600", 5), ("1000", 1), ("ar3", 4)];
const MEASURED: [(&str, u32); 4] = [("br", 1), ("400", 3), ("600", 5), ("ar3", 4)];

fn levels(query: &str) -> web_sys::Element {
    let groups = [(Facet::Level, &LEVELS[..]), (Facet::Measured, &MEASURED)];
    panel(counted(query, &groups)).0
}

/// The values that the sliders say, and the sentence below them.
fn told(stage: &web_sys::Element) -> (Vec<String>, String) {
    let says = all(stage, ".levels output");
    let says = says.iter().filter_map(|e| e.text_content()).collect();
    (says, text(stage, ".levels .soft"))
}

#[wasm_bindgen_test]
fn reading_levels_are_two_sliders_that_tell_measured_from_guessed() {
    let stage = levels("q=cat");
    let (says, sentence) = told(&stage);
    assert_eq!(says, ["Lexile BR (beginning reader)", "Lexile 1000–1199"]);
    assert_eq!(
        sentence,
        "9 levels were measured. 8 levels are only guesses."
    );
    for (input, label) in [("#level-from", "Easiest"), ("#level-to", "Hardest")] {
        let input = &all(&stage, input)[0];
        assert_eq!(input.get_attribute("max").as_deref(), Some("3"));
        let id = input.id();
        assert_eq!(text(&stage, &format!("label[for={id}]")), label);
    }
    // The other scale has rows, as before.
    let rows = all(&stage, ".facet-values a");
    assert_eq!(rows.len(), 1, "{}", stage.inner_html());
    assert!(
        rows[0]
            .text_content()
            .unwrap_or_default()
            .contains("AR 3.0")
    );

    let (says, sentence) = told(&levels("q=cat&level=400-600"));
    assert_eq!(says, ["Lexile 400–599", "Lexile 600–799"]);
    assert_eq!(
        sentence,
        "8 levels were measured. 6 levels are only guesses."
    );
    // What was chosen of measured levels says nothing of guesses.
    let stage = levels("q=cat&measured=br-400");
    assert_eq!(told(&stage).1, "4 levels were measured.");
    let only: HtmlInputElement = all(&stage, "#level-only")[0].clone().unchecked_into();
    assert!(only.checked());
}

#[wasm_bindgen_test]
fn a_slider_that_is_moved_is_a_search() {
    let stage = levels("q=cat");
    let slider: HtmlInputElement = all(&stage, "#level-from")[0].clone().unchecked_into();
    let send = |kind| {
        let event = Event::new(kind).expect("an event");
        slider.dispatch_event(&event).expect("sent");
    };
    let before = history::fragment();
    slider.set_value("1");
    send("input");
    assert_eq!(told(&stage).0[0], "Lexile 400–599");
    assert_eq!(
        slider.get_attribute("aria-valuetext").as_deref(),
        Some("Lexile 400–599")
    );
    assert_eq!(history::fragment(), before);
    send("change");
    assert_eq!(history::fragment(), "#/search?q=cat&level=400-1000");
    // All of them are no choice.
    slider.set_value("0");
    send("change");
    assert_eq!(history::fragment(), "#/search?q=cat");
    history::go(&before);
}
