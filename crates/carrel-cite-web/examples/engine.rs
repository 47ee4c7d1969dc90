//! The engine with every style and nothing else: what "engine plus all styles" weighs, apart from the pages around it.
//! `cargo xtask size` builds it as it builds modules, and holds it below 150,000 bytes of brotli (`benches/size-cite.tsv`).

use carrel_cite::{Cite, Engine, Entry, Format, Item, Locale, Note, Style, positions};
use wasm_bindgen::prelude::*;

macro_rules! compiled {
    ($($name:literal),*) => { [$(include_bytes!(concat!(env!("OUT_DIR"), "/", $name, ".bin")).as_slice()),*] };
}

/// An engine as the app makes it: a style of eight, CSL-JSON.
fn engine(style: usize, json: &str) -> Engine {
    let styles = compiled![
        "mla",
        "apa",
        "chicago-notes",
        "chicago-author-date",
        "chicago-notes-17",
        "chicago-author-date-17",
        "harvard",
        "elementary"
    ];
    let locales = compiled!["locales-en-US", "locales-en-GB"];
    let style = Style::from_bytes(styles[style % styles.len()]).unwrap_or_default();
    let locales = locales
        .iter()
        .filter_map(|bytes| Locale::from_bytes(bytes).ok());
    let mut engine = Engine::speaking(style, locales.collect(), "en-US")
        .for_same_people()
        .without_articles();
    engine.set_items(Item::read_json(json).0);
    engine
}

/// An entry in every form, and why each of its parts is there.
fn written(entry: &Entry, out: &mut String) {
    for format in [Format::Html, Format::Text, Format::Rtf] {
        out.push_str(&entry.text(format));
    }
    for token in entry.tokens() {
        out.push_str(token.variable);
        out.push_str(&token.rule);
        out.push_str(&token.reason);
    }
}

/// CSL-JSON in, the list in a style out.
#[wasm_bindgen]
#[must_use]
pub fn list(style: usize, json: &str) -> String {
    let mut out = String::new();
    for entry in engine(style, json).bibliography() {
        written(&entry, &mut out);
    }
    out
}

/// CSL-JSON and the name of an item in, how it is pointed to out: the first time and later.
#[wasm_bindgen]
#[must_use]
pub fn pointers(style: usize, json: &str, id: &str, locator: &str) -> String {
    let engine = engine(style, json);
    let mut cite = Cite::of(id);
    locator.clone_into(&mut cite.locator);
    let note = |number| Note {
        number,
        cites: vec![cite.clone()],
    };
    let mut notes = [note(1), note(2)];
    positions(&mut notes, 1);
    let mut out = String::new();
    for note in &notes {
        written(&engine.cite(&note.cites), &mut out);
    }
    out
}
