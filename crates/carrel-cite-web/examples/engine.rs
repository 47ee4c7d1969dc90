//! The engine and nothing else: with the files of all styles, what "engine plus all styles" weighs, apart from the pages
//! around it. `cargo xtask size` builds it as it builds modules, and holds both together below 150,000 bytes of brotli
//! (`benches/size-cite.tsv`).

use carrel_cite::{Cite, Engine, Entry, Format, Item, Locale, Note, Reason, Style, positions};
use wasm_bindgen::prelude::*;

/// An engine as the app makes it: the bytes of a style's file, CSL-JSON.
fn engine(style: &[u8], json: &str) -> Engine {
    let locales: [&[u8]; 2] = [
        include_bytes!(concat!(env!("OUT_DIR"), "/en-US.bin")),
        include_bytes!(concat!(env!("OUT_DIR"), "/en-GB.bin")),
    ];
    let style = Style::from_bytes(style).unwrap_or_default();
    let locales = locales
        .iter()
        .filter_map(|bytes| Locale::from_bytes(bytes).ok());
    let mut engine = Engine::speaking(style, locales.collect(), "en-US")
        .for_same_people()
        .without_articles()
        .as_spoken();
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
        // Words for it are the page's.
        out.push_str(match token.reason {
            Reason::Marks(..) => "marks",
            _ => "field",
        });
    }
}

/// CSL-JSON in, the list in a style out.
#[wasm_bindgen]
#[must_use]
pub fn list(style: &[u8], json: &str) -> String {
    let mut out = String::new();
    for entry in engine(style, json).bibliography() {
        written(&entry, &mut out);
    }
    out
}

/// CSL-JSON and the name of an item in, how it is pointed to out: the first time and later.
#[wasm_bindgen]
#[must_use]
pub fn pointers(style: &[u8], json: &str, id: &str, locator: &str) -> String {
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
