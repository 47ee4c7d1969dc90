//! The engine with every style and nothing else: what "engine plus all styles" weighs, apart from the pages around it.
//! Built as wasm by hand when that figure is wanted, with the flags of `xtask/src/small.rs`.

use carrel_cite::{Engine, Format, Item, Locale, Style};
use wasm_bindgen::prelude::*;

macro_rules! compiled {
    ($($name:literal),*) => { [$(include_bytes!(concat!(env!("OUT_DIR"), "/", $name, ".bin")).as_slice()),*] };
}

/// CSL-JSON in, the list in a style out.
#[wasm_bindgen]
#[must_use]
pub fn list(style: usize, json: &str) -> String {
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
    let mut engine = Engine::new(style, locales.collect(), "en-US");
    engine.set_items(Item::read_json(json).0);
    let entries = engine.bibliography();
    entries
        .iter()
        .map(|entry| entry.text(Format::Html))
        .collect()
}
