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
    /// The catalogue did not answer; nobody is kept waiting a second time, until a page is opened again.
    pub(crate) silent: Cell<bool>,
}

pub(crate) type Shelf = (ShelfPart, u16, u32);

impl School {
    /// A page is opened: what was not answered may be asked again.
    pub fn visit(&self) {
        if self.silent.replace(false) {
            self.counts.borrow_mut().clear();
            self.shelves.borrow_mut().clear();
            self.pairs.replace(None);
        }
    }

    /// True while something is asked that is not known yet.
    #[must_use]
    pub fn is_asking(&self) -> bool {
        !self.wanted.borrow().is_empty()
            || self.pairs_wanted.get()
            || !self.shelves_wanted.borrow().is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// One slow answer ended every exercise on the catalogue for as long as the tab was open.
    #[test]
    fn what_was_not_answered_is_asked_again_at_the_next_visit() {
        let school = School::default();
        let shelf: Shelf = (ShelfPart::default(), 4, 1);
        school
            .counts
            .borrow_mut()
            .push(("dogs".to_owned(), Some(7)));
        school.visit();
        assert_eq!(school.counts.borrow().len(), 1);
        school.counts.borrow_mut().push(("cats".to_owned(), None));
        school.shelves.borrow_mut().push((shelf, Vec::new()));
        school.pairs.replace(Some(Vec::new()));
        school.silent.set(true);
        school.visit();
        assert!(!school.silent.get());
        assert!(school.counts.borrow().is_empty() && school.pairs.borrow().is_none());
        assert!(school.shelves.borrow().is_empty());
        // A catalogue that answered that there is none is believed.
        school.shelves.borrow_mut().push((shelf, Vec::new()));
        school.pairs.replace(Some(Vec::new()));
        school.visit();
        assert!(!school.shelves.borrow().is_empty() && school.pairs.borrow().is_some());
    }
}
