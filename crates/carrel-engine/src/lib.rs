//! The search engine alone as wasm, without the app.
//!
//! *Owns:* a thin JavaScript face of `carrel_search::engine`: open, ask, supply.
//! *Never does:* fetch or store; `carrel.js` beside it does. No constraints, facets or reasons: see the app.
//! *Start at:* [`Engine`].

use carrel_memory as _;
use carrel_search::engine::Engine as Inner;
use carrel_search::pack::express::Index;
use carrel_search::pack::{FileRef, PackError};
use wasm_bindgen::prelude::*;

/// `<sha256>:<bytes>`.
fn reference(text: &str) -> Result<FileRef, JsError> {
    let found = text
        .split_once(':')
        .and_then(|(hex, bytes)| FileRef::parse(hex, bytes.parse().ok()?));
    found.ok_or_else(|| JsError::new("expected <sha256>:<bytes>"))
}

/// A number in digits, without the machinery of formatting.
fn digits(n: i64, out: &mut String) {
    if n < 0 {
        out.push('-');
    }
    let n = n.unsigned_abs();
    if n > 9 {
        digits((n / 10) as i64, out);
    }
    out.push(char::from(b'0' + (n % 10) as u8));
}

fn failure(error: &PackError) -> JsError {
    JsError::new(&error.brief())
}

/// An open catalogue.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Engine {
    inner: Inner,
}

#[wasm_bindgen]
impl Engine {
    /// Opens a pack by its root.
    ///
    /// # Errors
    /// When the bytes are not the root, or of another format.
    pub fn open(file: &str, bytes: &[u8]) -> Result<Engine, JsError> {
        let inner = Inner::open_plain(&reference(file)?, bytes).map_err(|e| failure(&e))?;
        Ok(Engine { inner })
    }

    /// Takes the short way to a first result: `words` of `start.bin`.
    pub fn express(&mut self, words: &str) {
        if let Some(index) = Index::parse(words) {
            self.inner.express(index);
        }
    }

    /// Takes a file that was needed.
    ///
    /// # Errors
    /// When length or SHA-256 are wrong.
    pub fn supply(&mut self, file: &str, bytes: &[u8]) -> Result<(), JsError> {
        self.inner
            .supply(&reference(file)?, bytes)
            .map_err(|e| failure(&e))
    }

    /// Searches. The answer is a line a hit: id, title, subtitle, names, series, year, call number, by tabs; or, when
    /// files are missing, `!` and a line a file: name, a blank, `<sha256>:<bytes>`. Supply them and ask again.
    pub fn search(&mut self, query: &str, limit: u32) -> String {
        let mut hits = String::new();
        let needs = self.inner.plain(query, limit as usize, &mut |card, _| {
            let mut put = |text: &str, end: char| {
                for c in text.chars() {
                    hits.push(if c < ' ' { ' ' } else { c });
                }
                hits.push(end);
            };
            put(&card.id, '\t');
            put(&card.title, '\t');
            put(card.subtitle.as_deref().unwrap_or_default(), '\t');
            for (n, (name, _)) in card.names.iter().enumerate() {
                put(if n > 0 { ";" } else { "" }, ' ');
                put(name, ' ');
            }
            put("", '\t');
            if let Some((series, number)) = &card.series {
                put(series, ' ');
                put(number.as_deref().unwrap_or_default(), '\t');
            } else {
                put("", '\t');
            }
            let mut year = String::new();
            if let Some(y) = card.year {
                digits(y.into(), &mut year);
            }
            put(&year, '\t');
            put(card.call_number.as_deref().unwrap_or_default(), '\n');
        });
        if needs.is_empty() {
            return hits;
        }
        let mut out = String::from("!");
        for file in &needs {
            out.push_str(&match file.bytes {
                0 => Index::name(file),
                _ => file.name(),
            });
            out.push(' ');
            out.push_str(&file.hex());
            out.push(':');
            digits(file.bytes.into(), &mut out);
            out.push('\n');
        }
        out
    }
}
