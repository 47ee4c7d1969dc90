//! "Import this once": what was handed over, and whether a file has been imported before.

use std::collections::BTreeSet;

use carrel_core::CalendarDate;
use serde::{Deserialize, Serialize};

use super::{Delivery, System};
use crate::delivered::Delivered;

/// Eight letters and digits that change when the bytes do (40 bits of FNV-1a, in Crockford's base 32). Carriage returns do not count,
/// since mail programs and editors add and remove them. Not a protection against someone who wants two files to look alike.
#[must_use]
pub fn fingerprint(bytes: &[u8]) -> String {
    let mut hash = 0xCBF2_9CE4_8422_2325_u64;
    for b in bytes.iter().filter(|b| **b != b'\r') {
        hash = (hash ^ u64::from(*b)).wrapping_mul(0x0100_0000_01B3);
    }
    // The upper bits of FNV mix better than the lower.
    hash ^= hash >> 32;
    hash = hash.wrapping_mul(0x9E37_79B9_7F4A_7C15);
    let alphabet = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    (0..8)
        .map(|at| char::from(alphabet[(hash >> (59 - 5 * at) & 31) as usize]))
        .collect()
}

/// A file that was made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Handed {
    /// Its name.
    pub name: String,
    /// Its [`fingerprint`].
    pub fingerprint: String,
    /// The batch it belongs to.
    pub batch: String,
    /// Who takes it.
    pub system: System,
    /// The day it was made.
    pub made_on: CalendarDate,
    /// The day that staff said it was imported.
    pub imported_on: Option<CalendarDate>,
}

/// What is known of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Judgement {
    /// Not one of ours, or changed since.
    NotOurs,
    /// Made, and not yet said to be imported.
    Waiting,
    /// Imported on that day: not again.
    Imported(CalendarDate),
}

/// Every file that was made, and every operation in one.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ledger {
    files: Vec<Handed>,
    operations: BTreeSet<String>,
}

impl Ledger {
    /// The files, oldest first.
    #[must_use]
    pub fn files(&self) -> &[Handed] {
        &self.files
    }

    /// The operations that are in no file yet, so that none goes out twice. Those without an id are always among them.
    #[must_use]
    pub fn fresh(&self, operations: &[Delivered]) -> Vec<Delivered> {
        let is_new = |o: &&Delivered| o.id.is_empty() || !self.operations.contains(&o.id);
        operations.iter().filter(is_new).cloned().collect()
    }

    /// Staff said of every file that it is imported, so whatever [`Ledger::has`] is with the other system. Not where there is none:
    /// what stands on a sheet alone nobody has confirmed.
    #[must_use]
    pub fn is_confirmed(&self) -> bool {
        !self.files.is_empty() && self.files.iter().all(|file| file.imported_on.is_some())
    }

    /// This operation is in a file, or on the sheet beside it.
    #[must_use]
    pub fn has(&self, id: &str) -> bool {
        self.operations.contains(id)
    }

    /// The names of all operations that are in a file, or on the sheet beside one.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.operations.iter().map(String::as_str)
    }

    /// Forgets operations that nobody can hand in any more. A file stays known.
    pub fn retain(&mut self, keep: impl Fn(&str) -> bool) {
        self.operations.retain(|id| keep(id));
    }

    /// Forgets the files of a batch that nobody imported and nobody can import any more.
    pub fn lose(&mut self, batch: &str) {
        self.files
            .retain(|file| file.batch != batch || file.imported_on.is_some());
    }

    /// Writes down a delivery of these operations. Doing it again changes nothing.
    pub fn record(&mut self, delivery: &Delivery, operations: &[Delivered], made_on: CalendarDate) {
        for file in &delivery.files {
            let fingerprint = fingerprint(&file.bytes);
            // Two days may hold the same lines, where a file has no times: name and batch tell them apart.
            if self.files.iter().any(|old| {
                (&old.name, &old.batch, &old.fingerprint)
                    == (&file.name, &delivery.sheet.batch, &fingerprint)
            }) {
                continue;
            }
            self.files.push(Handed {
                name: file.name.clone(),
                fingerprint,
                batch: delivery.sheet.batch.clone(),
                system: delivery.sheet.system,
                made_on,
                imported_on: None,
            });
        }
        let ids = operations.iter().map(|operation| operation.id.clone());
        self.operations.extend(ids.filter(|id| !id.is_empty()));
    }

    /// What is known of a file that someone is about to import. When two batches gave the very same file, it waits until both are in.
    #[must_use]
    pub fn judge(&self, name: &str, bytes: &[u8]) -> Judgement {
        let mut last = Judgement::NotOurs;
        for at in self.alike(name, bytes) {
            match self.files[at].imported_on {
                None => return Judgement::Waiting,
                Some(day) => last = Judgement::Imported(day),
            }
        }
        last
    }

    /// Staff says that the file is imported. Gives what was known before.
    pub fn imported(&mut self, name: &str, bytes: &[u8], on: CalendarDate) -> Judgement {
        let before = self.judge(name, bytes);
        let waiting = self
            .alike(name, bytes)
            .into_iter()
            .find(|at| self.files[*at].imported_on.is_none());
        if let Some(at) = waiting {
            self.files[at].imported_on = Some(on);
        }
        before
    }

    /// Staff takes back that a file of a batch is imported: it waits again.
    pub fn not_imported(&mut self, batch: &str, name: &str) {
        let is_it = |file: &&mut Handed| file.batch == batch && file.name == name;
        if let Some(file) = self.files.iter_mut().find(is_it) {
            file.imported_on = None;
        }
    }

    /// Files of these bytes; those of this name, when there are any. Browsers add ` (1)` to the name of a second download.
    fn alike(&self, name: &str, bytes: &[u8]) -> Vec<usize> {
        let found = fingerprint(bytes);
        let same: Vec<usize> = (0..self.files.len())
            .filter(|at| self.files[*at].fingerprint == found)
            .collect();
        let stem = |at: &usize| {
            let file = self.files[*at].name.as_str();
            file.rsplit_once('.').map_or(file, |(stem, _)| stem)
        };
        let given = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
        let given = given.split_once(" (").map_or(given, |(stem, _)| stem);
        let named: Vec<usize> = same
            .iter()
            .copied()
            .filter(|at| stem(at) == given)
            .collect();
        if named.is_empty() { same } else { named }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fingerprints_ignore_carriage_returns_alone() {
        assert_eq!(fingerprint(b"a\r\nb"), fingerprint(b"a\nb"));
        let mut seen = BTreeSet::new();
        for n in 0..10_000u32 {
            assert!(seen.insert(fingerprint(&n.to_le_bytes())) || n.to_le_bytes().contains(&13));
        }
        assert_eq!(fingerprint(b"").len(), 8);
    }

    #[test]
    fn a_file_that_was_called_imported_by_mistake_waits_again() {
        let queue = [Delivered {
            id: "1".to_owned(),
            card: "P1".to_owned(),
            barcode: "T1".to_owned(),
            ..Delivered::default()
        }];
        let made = crate::queue::deliver(System::Koha, &crate::queue::Batch::new(&queue));
        let day = CalendarDate::from_days(20_000);
        let mut ledger = Ledger::default();
        ledger.record(&made, &queue, day);
        let (file, batch) = (&made.files[0], &made.sheet.batch);
        ledger.imported(&file.name, &file.bytes, day);
        assert!(ledger.is_confirmed());
        ledger.not_imported("another", &file.name);
        assert!(ledger.is_confirmed());
        ledger.not_imported(batch, &file.name);
        assert_eq!(ledger.judge(&file.name, &file.bytes), Judgement::Waiting);
        assert_eq!(ledger.fresh(&queue), [], "it stands in the file");
    }

    #[test]
    fn without_a_file_nothing_is_confirmed() {
        assert!(!Ledger::default().is_confirmed());
    }
}
