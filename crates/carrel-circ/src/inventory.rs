//! Taking stock: what should stand on a shelf, what was seen, and what is missing.

use crate::board::{Board, CopyState};
use crate::entry::Use;

/// The result of a walk along the shelves.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Stock {
    /// Seen where they should be.
    pub seen: Vec<String>,
    /// Should be there and were not seen since the walk began.
    pub missing: Vec<String>,
    /// Seen on the shelf although they are on loan: probably never checked in.
    pub on_loan: Vec<String>,
    /// Seen although they were missing or withdrawn.
    pub found: Vec<String>,
}

/// Compares the board with what was scanned: barcodes in the order of the walk, repeats allowed.
#[must_use]
pub fn compare(board: &Board, scanned: &[String]) -> Stock {
    let mut stock = Stock::default();
    let mut codes: Vec<&str> = scanned.iter().map(String::as_str).collect();
    codes.sort_unstable();
    codes.dedup();
    for code in &codes {
        let list = match board.copy_state(code) {
            CopyState::OnLoan(_) | CopyState::Disputed(_) => &mut stock.on_loan,
            CopyState::Missing | CopyState::Withdrawn => &mut stock.found,
            CopyState::Available | CopyState::HoldShelf(_) | CopyState::InTransit => {
                &mut stock.seen
            }
        };
        list.push((*code).to_owned());
    }
    for (code, copy) in board.copies() {
        let expected = matches!(copy.usage, Use::Lent | Use::Reference) && copy.open.is_none();
        if expected && codes.binary_search(&code).is_err() {
            stock.missing.push(code.to_owned());
        }
    }
    stock
}
