//! Lists that come in: patrons, blocks, open loans; from Destiny, Koha, Evergreen, or any table by a [`ColumnMap`].
//!
//! A [`ListReader`] takes bytes as they come and gives [`Entry`]s and diagnostics with row numbers. Only what a desk needs is read:
//! addresses, mails, birth dates, passwords are never kept.
//!
//! ```
//! use carrel_exchange::lists::{Entry, List, ListReader};
//!
//! let mut reader = ListReader::new(List::Patrons, None);
//! reader.push(b"Barcode,LastName,FirstName,Status,Password\nP 1,Lee,Ana,A,secret\n");
//! reader.finish();
//! let Some(Entry::Patron(patron)) = reader.next_entry() else { panic!() };
//! assert_eq!((patron.card.as_str(), patron.hint()), ("P 1", "Ana".to_owned()));
//! ```

mod columns;
mod dates;
mod names;
mod reader;

use carrel_core::CalendarDate;
use core::fmt;
use serde::{Deserialize, Serialize};

use crate::loan::OpenLoan;

pub use columns::{Column, ColumnMap, DateOrder};
pub use reader::ListReader;

/// What a list holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum List {
    /// A patron a row.
    Patrons,
    /// A loan a row.
    Loans,
    /// A blocked card a row; Evergreen's block list, or a table.
    Blocks,
}

/// A row that could be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Entry {
    /// A patron.
    Patron(Patron),
    /// An open loan.
    Loan(OpenLoan),
    /// A blocked card.
    Block(Block),
}

/// A patron, as far as a desk needs.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Patron {
    /// Card.
    pub card: String,
    /// Last name.
    pub last_name: String,
    /// First name, or the name the patron goes by.
    pub first_name: String,
    /// Class or homeroom.
    pub class: String,
    /// Grade.
    pub grade: String,
    /// Type or category: student, faculty.
    pub kind: String,
    /// Site or home library.
    pub site: String,
    /// Until when the card is good.
    pub expires: Option<CalendarDate>,
    /// Why lending is blocked; `None` when it is not.
    pub block: Option<Reason>,
}

/// A blocked card.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Block {
    /// Card.
    pub card: String,
    /// Why.
    pub reason: Reason,
}

/// Why a card is blocked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Reason {
    /// The card was reported lost.
    CardLost,
    /// Barred by staff.
    Barred,
    /// Fines, overdue copies, or another rule of the system.
    Penalty,
    /// The card has expired.
    Expired,
    /// No longer at the school.
    Inactive,
    /// The list does not say, or says what we do not know.
    Other,
}

impl Patron {
    /// The first name, at most twelve characters: what a kiosk may show.
    #[must_use]
    pub fn hint(&self) -> String {
        self.first_name.chars().take(12).collect()
    }
}

impl fmt::Debug for Patron {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Who is who belongs in no log.
        write!(f, "Patron(block {:?})", self.block)
    }
}

impl fmt::Debug for Block {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Block({:?})", self.reason)
    }
}
