//! A loan as the library's own system knows it.

use carrel_core::CalendarDate;
use serde::{Deserialize, Serialize};

use crate::local::LocalTime;

/// A copy that is out, by the other system's account.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct OpenLoan {
    /// The copy.
    pub barcode: String,
    /// Who has it.
    pub card: String,
    /// Since when; a list with dates alone gives midnight.
    pub since: Option<LocalTime>,
    /// Until when.
    pub due: Option<CalendarDate>,
    /// How often it was renewed, where the list says so.
    pub renewals: Option<u32>,
}
