//! The search engine alone as wasm, without the app.
//!
//! *Owns:* a thin JavaScript face of `carrel_search::engine`: open, ask, supply.
//! *Never does:* fetch or store; `carrel.js` beside it does, and is 60 lines.
//! *Start at:* [`Engine`].

use carrel_search::engine::Engine as Inner;
use carrel_search::pack::FileRef;
use carrel_search::pack::latest::Latest;
use carrel_search::state::SearchState;
use carrel_search::wire::{Answer, Request, SearchRequest};
use wasm_bindgen::prelude::*;

/// Where the root of a pack is, from the text of `latest.json`: file name, a blank, the reference
/// that [`Engine::open`] and [`Engine::supply`] take.
///
/// # Errors
/// Says what is wrong with the text.
#[wasm_bindgen]
pub fn root_of(latest: &str) -> Result<String, JsError> {
    let latest = Latest::from_json(latest)
        .map_err(|what| JsError::new(&format!("latest.json: {what}; upload the site again")))?;
    Ok(line(&latest.root))
}

/// `d/<name>.bin <sha256>:<bytes>`.
fn line(file: &FileRef) -> String {
    format!("{} {}:{}", file.name(), file.hex(), file.bytes)
}

fn reference(text: &str) -> Result<FileRef, JsError> {
    let found = text
        .split_once(':')
        .and_then(|(hex, bytes)| FileRef::parse(hex, bytes.parse().ok()?));
    found.ok_or_else(|| JsError::new(&format!("expected <sha256>:<bytes>, found {text:?}")))
}

/// An open catalogue.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Engine {
    inner: Inner,
    needs: String,
    hits: String,
}

#[wasm_bindgen]
impl Engine {
    /// Opens a pack by its root.
    ///
    /// # Errors
    /// When the bytes are not the root, or of a newer format.
    pub fn open(file: &str, bytes: &[u8]) -> Result<Engine, JsError> {
        let inner =
            Inner::open(&reference(file)?, bytes).map_err(|e| JsError::new(&e.to_string()))?;
        Ok(Engine {
            inner,
            needs: String::new(),
            hits: String::new(),
        })
    }

    /// Takes a file that was needed.
    ///
    /// # Errors
    /// When length or SHA-256 are wrong.
    pub fn supply(&mut self, file: &str, bytes: &[u8]) -> Result<(), JsError> {
        self.inner
            .supply(&reference(file)?, bytes)
            .map_err(|e| JsError::new(&e.to_string()))
    }

    /// Searches; true when [`Engine::hits`] has the answer, false when [`Engine::needs`] must be supplied first.
    pub fn search(&mut self, query: &str, limit: u32) -> bool {
        let state = SearchState {
            query: query.to_owned(),
            ..SearchState::default()
        };
        let outcome = self.inner.answer(&Request::Search(SearchRequest {
            state,
            limit,
            offset: 0,
            facets: false,
        }));
        self.needs.clear();
        for file in &outcome.needs {
            self.needs.push_str(&line(file));
            self.needs.push('\n');
        }
        // An answer with files still wanted is the first screen of it.
        let (true, Some(Answer::Search(answer))) = (self.needs.is_empty(), outcome.answer) else {
            return false;
        };
        self.hits.clear();
        for hit in answer.hits {
            let card = hit.card;
            let mut put = |text: &str, end: char| {
                self.hits.extend(
                    text.chars()
                        .map(|c| if c == '\t' || c == '\n' { ' ' } else { c }),
                );
                self.hits.push(end);
            };
            put(&card.id, '\t');
            put(&card.title, '\t');
            let names: Vec<&str> = card.names.iter().map(|(name, _)| name.as_str()).collect();
            put(&names.join("; "), '\t');
            let (series, number) = card.series.unwrap_or_default();
            put(&series, ' ');
            put(&number.unwrap_or_default(), '\t');
            put(&card.year.map(|y| y.to_string()).unwrap_or_default(), '\t');
            put(&card.call_number.unwrap_or_default(), '\n');
        }
        true
    }

    /// Files to fetch and supply, a line each: file name, a blank, reference.
    #[must_use]
    pub fn needs(&self) -> String {
        self.needs.clone()
    }

    /// The last answer, a line a hit: id, title, names, series, year, call number, by tabs.
    #[must_use]
    pub fn hits(&self) -> String {
        self.hits.clone()
    }
}
