//! What is known of the school's own catalogue, and what is asked. Exercises ask at once and cannot wait; so what is not known
//! is noted, asked of the app, and the view is made anew when it is here ([`crate::asking`]).

use std::cell::{Cell, RefCell};

use carrel_lessons::model::ShelfPart;
use carrel_lessons::player::ShelfBook;

/// What is known of the catalogue.
#[derive(Debug, Default)]
pub struct School {
    /// Queries and how many titles they find; `None` when the catalogue does not answer.
    pub(crate) counts: RefCell<Vec<(String, Option<u32>)>>,
    pub(crate) wanted: RefCell<Vec<String>>,
    pub(crate) pairs: RefCell<Option<Vec<(String, String)>>>,
    pub(crate) pairs_wanted: Cell<bool>,
    /// Books by what was asked.
    pub(crate) shelves: RefCell<Vec<(Shelf, Vec<ShelfBook>)>>,
    pub(crate) shelves_wanted: RefCell<Vec<Shelf>>,
    /// The catalogue did not answer; nobody is kept waiting a second time.
    pub(crate) silent: Cell<bool>,
}

pub(crate) type Shelf = (ShelfPart, u16, u32);

impl School {
    /// True while something is asked that is not known yet.
    #[must_use]
    pub fn is_asking(&self) -> bool {
        !self.wanted.borrow().is_empty()
            || self.pairs_wanted.get()
            || !self.shelves_wanted.borrow().is_empty()
    }
}
