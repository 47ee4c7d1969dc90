//! The copy on the shelf: it has the barcode, the place and the status.

use serde::{Deserialize, Serialize};

use crate::CalendarDate;

/// One physical (or counted) copy.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Item {
    /// Barcode as the system stores it, trimmed; empty when the source has none.
    pub barcode: String,
    /// Full call number as on the spine label: prefix, class, cutter, suffix.
    pub call_number: Option<String>,
    /// Shelving location, collection or genre sign, as a reader is told: "Picture Books".
    pub shelf: Option<String>,
    /// Site, branch or school.
    pub site: Option<String>,
    /// What can be done with it as of the snapshot.
    pub status: ItemStatus,
    /// Due date when on loan.
    pub due_on: Option<CalendarDate>,
    /// Item or circulation type.
    pub kind: Option<String>,
    /// Copy number.
    pub copy: Option<String>,
    /// Volume, part, issue.
    pub volume: Option<String>,
    /// Price in hundredths of the library's currency.
    pub price_cents: Option<u32>,
    /// Day it was acquired.
    pub acquired_on: Option<CalendarDate>,
    /// Public note.
    pub note: Option<String>,
}

/// What can be done with a copy as of the snapshot.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[repr(u8)]
pub enum ItemStatus {
    /// On the shelf, or nothing said against it.
    #[default]
    Available = 0,
    /// On loan.
    OnLoan = 1,
    /// On the hold shelf.
    OnHold = 2,
    /// Reference, not for loan.
    InLibrary = 3,
    /// On order or in process.
    Coming = 4,
    /// In transit, at the bindery, being mended.
    Away = 5,
    /// Lost, missing, claimed returned.
    Missing = 6,
    /// Withdrawn: not shown to readers.
    Withdrawn = 7,
}

impl ItemStatus {
    /// Every status, in code order.
    pub const ALL: [ItemStatus; 8] = [
        ItemStatus::Available,
        ItemStatus::OnLoan,
        ItemStatus::OnHold,
        ItemStatus::InLibrary,
        ItemStatus::Coming,
        ItemStatus::Away,
        ItemStatus::Missing,
        ItemStatus::Withdrawn,
    ];

    /// True when a reader who walks to the shelf should find it.
    #[must_use]
    pub fn on_shelf(self) -> bool {
        matches!(self, ItemStatus::Available | ItemStatus::InLibrary)
    }
}
