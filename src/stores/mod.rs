//! State that outlives a page, and the effects that keep it.
//!
//! *Owns:* the route, the search, what is known of the catalogue, news for the reader.
//! *Never does:* markup.
//! *Start at:* [`App`], which pages get by [`app`].

pub mod catalogue;
pub mod search;

use leptos::prelude::*;

use crate::pages::further::Further;
use crate::routes::Route;
use catalogue::Catalogue;
use search::Search;

/// Every store. Copied freely: it is a handful of signal handles.
#[derive(Clone, Copy)]
pub struct App {
    /// What is shown.
    pub route: RwSignal<Route>,
    /// The search in the box and its results.
    pub search: Search,
    /// The catalogue as a whole.
    pub catalogue: Catalogue,
    /// The code of the pages that no first visit begins with.
    pub further: RwSignal<Further>,
    /// The reader knows that nothing can be kept.
    pub memory_seen: RwSignal<bool>,
    /// The app listens to the search box.
    pub started: StoredValue<bool>,
}

impl App {
    /// Empty stores, provided to everything below the present owner.
    #[must_use]
    pub fn provide() -> Self {
        let app = Self {
            route: RwSignal::new(Route::Home),
            search: Search::new(),
            catalogue: Catalogue::new(),
            further: RwSignal::new(Further::Away),
            memory_seen: RwSignal::new(false),
            started: StoredValue::new(false),
        };
        provide_context(app);
        app
    }
}

/// The stores, for pages. Components take what they show as arguments instead.
#[must_use]
pub fn app() -> App {
    expect_context::<App>()
}
