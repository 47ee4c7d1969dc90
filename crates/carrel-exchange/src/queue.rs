//! From the desk's queue to the file that a library's own system imports, and the sheet that says what the file could not carry.
//!
//! [`deliver`] plans once for all systems (`plan.rs`: order, returns nobody scanned; `values.rs`: what a file can hold; `split.rs`: the files) and then writes the system's own lines. The
//! same queue gives the same bytes. What a system cannot hold is on the [`Sheet`]; nothing is dropped in silence. After the import,
//! [`Sheet::compare`] holds the system's list of loans against what should be there.
//!
//! ```
//! use carrel_exchange::delivered::{Delivered, Kind};
//! use carrel_exchange::local::LocalTime;
//! use carrel_exchange::queue::{Batch, System, deliver};
//!
//! let at = LocalTime::parse("2026-11-27 09:15:00").unwrap();
//! let queue = [
//!     Delivered { at, card: "P1".into(), barcode: "T9".into(), ..Delivered::default() },
//!     Delivered { at, kind: Kind::Hold, card: "P1".into(), barcode: "T8".into(), ..Delivered::default() },
//! ];
//! let delivery = deliver(System::Koha, &Batch::new(&queue));
//! assert!(delivery.files[0].bytes.ends_with(b"2026-11-27 09:15:00 000\tissue\tP1\tT9\n"));
//! assert_eq!(delivery.sheet.by_hand.len(), 1, "a .koc file has no holds");
//! ```

pub mod alexandria;
pub mod destiny;
pub mod evergreen;
mod json;
pub mod koha;
pub mod ledger;
mod plan;
mod split;
mod typed;
mod values;

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::delivered::Delivered;
use crate::loan::OpenLoan;
use crate::sheet::Sheet;

pub(crate) use plan::Plan;
pub use plan::{Act, Line};

/// A system that imports files of offline circulation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum System {
    /// Follett Destiny: `LibraryCirculation<date>.txt`, a file a day.
    Destiny,
    /// Alexandria: a transaction script, a file a day.
    Alexandria,
    /// Koha: `.koc`.
    Koha,
    /// Evergreen: `pending.xacts`.
    Evergreen,
}

impl System {
    /// Every system.
    pub const ALL: [System; 4] = [
        System::Destiny,
        System::Alexandria,
        System::Koha,
        System::Evergreen,
    ];

    /// Its name, as its vendor writes it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            System::Destiny => "Destiny",
            System::Alexandria => "Alexandria",
            System::Koha => "Koha",
            System::Evergreen => "Evergreen",
        }
    }

    /// True when its file carries the time of each operation; the others take the day that is chosen at the import.
    #[must_use]
    pub const fn has_times(self) -> bool {
        matches!(self, System::Koha | System::Evergreen)
    }
}

/// How the queue is cut into files.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Split {
    /// As few files as the system allows: one, or one a day where the day is chosen at the import.
    #[default]
    Fewest,
    /// One a day and class, so that a mistake stays within a class. Copies that more than one class touched have a file of their own,
    /// so that every copy's story stays in order whatever is imported first.
    ByClass,
    /// A new file whenever a copy would come up a second time, for systems of which it is not known that they take that.
    BySteps,
}

/// What is to be delivered, and what is known of the system that takes it.
#[derive(Clone, Copy, Debug)]
pub struct Batch<'a> {
    /// The operations, in any order; those of one moment stay as given.
    pub operations: &'a [Delivered],
    /// What came after something later of its copy was handed in: on the sheet alone, whatever else is known.
    pub late: &'a [Delivered],
    /// The system's open loans by barcode, as last read; `None` when they are not known.
    pub loans: Option<&'a BTreeMap<String, OpenLoan>>,
    /// Every card the system knows; `None` when that is not known.
    pub cards: Option<&'a BTreeSet<String>>,
    /// Every barcode the system knows; `None` when that is not known.
    pub copies: Option<&'a BTreeSet<String>>,
    /// How to cut it.
    pub split: Split,
}

impl<'a> Batch<'a> {
    /// A batch for a system of which nothing is known, in as few files as it allows.
    #[must_use]
    pub const fn new(operations: &'a [Delivered]) -> Self {
        Self {
            operations,
            late: &[],
            loans: None,
            cards: None,
            copies: None,
            split: Split::Fewest,
        }
    }
}

/// A file to hand over.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct File {
    /// Its name; the system may want it so.
    pub name: String,
    /// Its content.
    pub bytes: Vec<u8>,
    /// How many operations it holds, those added by us included.
    pub operations: u32,
}

/// Files and their sheet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Delivery {
    /// In the order of import. Empty when the queue holds nothing that the system can take.
    pub files: Vec<File>,
    /// What to look at.
    pub sheet: Sheet,
}

/// Plans and writes. The cost grows with the number of operations, times its logarithm.
#[must_use]
pub fn deliver(system: System, batch: &Batch<'_>) -> Delivery {
    let mut plan = plan::plan(system, batch);
    let id = ledger::fingerprint(plan.text_for_id().as_bytes());
    let groups = split::groups(system, batch.split, core::mem::take(&mut plan.lines));
    let mut files = Vec::new();
    for group in &groups {
        let bytes = match system {
            System::Destiny => destiny::write(&group.lines),
            System::Alexandria => alexandria::write(&group.lines, &id),
            System::Koha => koha::write(&group.lines, &id),
            System::Evergreen => evergreen::write(&group.lines),
        };
        files.push(File {
            name: group.name(system, &id),
            bytes,
            operations: group.lines.len() as u32,
        });
    }
    let sheet = Sheet::new(system, id, &files, plan);
    Delivery { files, sheet }
}
