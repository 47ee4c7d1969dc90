//! The reconciliation sheet: what the file could not carry, what may go wrong in that system, what should be there afterwards.
//!
//! A [`Sheet`] is plain data; [`Sheet::to_html`] is the page to print. Cards and barcodes are on it, names and titles are not.

mod html;
mod risks;
mod words;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::delivered::Delivered;
use crate::loan::OpenLoan;
use crate::queue::{File, System};

pub use words::Language;

/// What staff needs beside the files.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sheet {
    /// Who takes the files.
    pub system: System,
    /// The batch: the same queue for the same system has the same.
    pub batch: String,
    /// Name, operations and fingerprint of each file, in the order of import.
    pub files: Vec<(String, u32, String)>,
    /// What is in no file: to be entered by hand.
    pub by_hand: Vec<ByHand>,
    /// What was left out because the system has it already, or has something newer; and what came too late for any file.
    pub left_out: Vec<LeftOut>,
    /// What is in the files and deserves a look.
    pub watch: Vec<Watch>,
    /// Who should have each copy after the import and after what is done by hand.
    pub expected: Vec<Expected>,
    /// How many times were moved to keep the order, and the most seconds one was.
    pub moved: (u32, u32),
}

/// An operation that no file carries.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ByHand {
    /// What it was.
    pub operation: Delivered,
    /// Why the file cannot carry it.
    pub why: Why,
    /// Later operations made good for it: the system ends up right without it.
    pub is_settled: bool,
}

/// Why a file cannot carry an operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Why {
    /// There is no line for renewals or holds.
    NoSuchLine,
    /// No barcode was scanned.
    NoBarcode,
    /// No card was scanned.
    NoCard,
    /// The code holds a tab, a line end, a blank at an end, or a character that the file cannot hold.
    Unwritable,
    /// The system would read the code as a command.
    Command,
    /// The same code is a card and a copy, and the system tells them apart by nothing else.
    Ambiguous,
    /// The system does not know the card.
    UnknownCard,
    /// The system does not know the copy.
    UnknownCopy,
    /// The copy to renew is not out to this patron.
    OtherHolder,
}

/// An operation left out on purpose.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeftOut {
    /// What it was.
    pub operation: Delivered,
    /// Why.
    pub why: Left,
}

/// Why an operation was left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Left {
    /// The system has the loan already; sending it again would renew it or fail.
    AlreadyOut,
    /// The system has a loan of that copy that began later.
    NewerLoan,
    /// It arrived after something later of that copy was handed in. The last of these: sheets are kept as bytes.
    Late,
}

/// An operation in a file that deserves a look.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Watch {
    /// What it is.
    pub operation: Delivered,
    /// Why.
    pub why: WatchWhy,
}

/// Why to look.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum WatchWhy {
    /// A return was put before it, since the copy was still on another patron's card.
    ReturnAdded,
    /// It is not known whether the copy is on someone's card in the system; then the check-out may be refused, or dropped without a word.
    NotKnown,
    /// It is not known who has the copy in the system; the return closes whichever loan is open.
    ReturnClosesAny,
}

/// Who should have a copy.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Expected {
    /// The copy.
    pub barcode: String,
    /// The patron's card; `None` when it is in the library.
    pub holder: Option<String>,
    /// The files alone bring that about; else something is left to do by hand.
    pub is_delivered: bool,
    /// This loan began in these files and was not renewed since: a list that shows a renewal means that a file was imported twice.
    pub is_fresh: bool,
}

/// A copy of which the system says something else than the desk.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Difference {
    /// The copy.
    pub barcode: String,
    /// Who should have it.
    pub ours: Option<String>,
    /// Who has it by the system's list.
    pub theirs: Option<String>,
    /// It was on the sheet that this copy needs a hand.
    pub was_foreseen: bool,
}

impl ByHand {
    pub(crate) fn new(operation: &Delivered, why: Why) -> Self {
        Self {
            operation: operation.clone(),
            why,
            is_settled: false,
        }
    }
}

impl LeftOut {
    pub(crate) fn new(operation: &Delivered, why: Left) -> Self {
        Self {
            operation: operation.clone(),
            why,
        }
    }
}

impl Watch {
    pub(crate) fn new(operation: &Delivered, why: WatchWhy) -> Self {
        Self {
            operation: operation.clone(),
            why,
        }
    }
}

impl Sheet {
    pub(crate) fn new(
        system: System,
        batch: String,
        files: &[File],
        plan: crate::queue::Plan,
    ) -> Self {
        let files = files.iter().map(|file| {
            let fingerprint = crate::queue::ledger::fingerprint(&file.bytes);
            (file.name.clone(), file.operations, fingerprint)
        });
        Self {
            system,
            batch,
            files: files.collect(),
            by_hand: plan.by_hand,
            left_out: plan.left_out,
            watch: plan.watch,
            expected: plan.expected,
            moved: plan.moved,
        }
    }

    /// Holds the system's list of loans, read after the import, against what should be there. Only copies of this batch are looked at.
    #[must_use]
    pub fn compare(&self, loans: &[OpenLoan]) -> Vec<Difference> {
        let theirs: BTreeMap<&str, &str> = loans
            .iter()
            .map(|loan| (loan.barcode.as_str(), loan.card.as_str()))
            .collect();
        let mut differences = Vec::new();
        for expected in &self.expected {
            let found = theirs.get(expected.barcode.as_str()).copied();
            if found != expected.holder.as_deref() {
                differences.push(Difference {
                    barcode: expected.barcode.clone(),
                    ours: expected.holder.clone(),
                    theirs: found.map(str::to_owned),
                    was_foreseen: self.names(&expected.barcode),
                });
            }
        }
        differences
    }

    /// Loans that began in these files and are already renewed by the system's list: some file was imported twice, most likely.
    #[must_use]
    pub fn renewed_loans<'a>(&self, loans: &'a [OpenLoan]) -> Vec<&'a OpenLoan> {
        let fresh: BTreeMap<&str, &Expected> = self
            .expected
            .iter()
            .filter(|expected| expected.is_fresh)
            .map(|expected| (expected.barcode.as_str(), expected))
            .collect();
        let is_renewed = |loan: &&OpenLoan| {
            loan.renewals.unwrap_or(0) > 0
                && fresh
                    .get(loan.barcode.as_str())
                    .is_some_and(|expected| expected.holder.as_ref() == Some(&loan.card))
        };
        loans.iter().filter(is_renewed).collect()
    }

    /// True when the sheet asks to do or to check something about this copy.
    #[must_use]
    pub fn names(&self, barcode: &str) -> bool {
        let is_it = |operation: &Delivered| operation.barcode == barcode;
        self.by_hand.iter().any(|row| is_it(&row.operation))
            || self.watch.iter().any(|row| is_it(&row.operation))
            || self.left_out.iter().any(|row| is_it(&row.operation))
    }

    /// What was left out since no list has its card or barcode, and that nothing later made good for: somebody must enter it.
    pub fn strange(&self) -> impl Iterator<Item = &ByHand> {
        let is_strange = |row: &&ByHand| {
            !row.is_settled && matches!(row.why, Why::UnknownCard | Why::UnknownCopy)
        };
        self.by_hand.iter().filter(is_strange)
    }

    /// True when everything is in the files and nothing needs a look.
    #[must_use]
    pub fn is_clean(&self) -> bool {
        self.by_hand.iter().all(|row| row.is_settled) && self.watch.is_empty()
    }
}
