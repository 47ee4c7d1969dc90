//! What a computer handed in by itself, as it tells a gateway: what is with the system, what nobody knows, and what is lost.

use std::collections::{BTreeMap, BTreeSet};

use carrel_core::CalendarDate;
use carrel_desk::handed::{Handed, Rows};
use carrel_exchange::delivered::{Delivered, Kind};
use carrel_exchange::local::LocalTime;
use carrel_exchange::queue::{Batch, Split, System, deliver};

fn day(n: i32) -> CalendarDate {
    CalendarDate::from_days(20_000 + n)
}

fn lent(id: &str, on: i32, class: &str) -> Delivered {
    Delivered {
        at: LocalTime::new(day(on), 9, 0, 0, 0).expect("a time"),
        id: id.to_owned(),
        card: "P1".to_owned(),
        barcode: id.replace("op", "T"),
        class: class.to_owned(),
        ..Delivered::default()
    }
}

fn hold(id: &str, on: i32) -> Delivered {
    Delivered {
        kind: Kind::Hold,
        ..lent(id, on, "")
    }
}

#[derive(Default)]
struct Computer {
    handed: Handed,
    rows: Rows,
    copies: BTreeMap<String, String>,
}

impl Computer {
    /// Gives the batch.
    fn makes(&mut self, operations: &[Delivered], split: Split) -> String {
        let batch = Batch {
            split,
            ..Batch::new(operations)
        };
        let made = deliver(System::Koha, &batch);
        self.handed.ledger.record(&made, operations, day(9));
        for file in &made.files {
            self.handed.keep(&made.sheet.batch, file);
        }
        for operation in operations {
            let (id, copy) = (operation.id.clone(), operation.barcode.clone());
            self.copies.insert(id.clone(), copy);
            let rows = self.rows.entry(made.sheet.batch.clone()).or_default();
            rows.insert(id);
        }
        made.sheet.batch
    }

    fn imports(&mut self, batch: &str, at: usize) {
        let of_batch = |(of, _): &(String, String)| of == batch;
        let (_, name) = self
            .handed
            .waiting()
            .into_iter()
            .filter(of_batch)
            .nth(at)
            .expect("a file");
        let bytes = self
            .handed
            .kept(batch, &name)
            .expect("its bytes")
            .bytes
            .clone();
        self.handed.ledger.imported(&name, &bytes, day(10));
        self.handed.drop_file(batch, &name);
    }

    fn tells(&self) -> [Vec<String>; 2] {
        let copy_of = |name: &str| self.copies.get(name).cloned();
        let (handed, unsure) = self.handed.names(&self.rows, copy_of);
        [handed, unsure].map(|names| names.into_iter().collect())
    }

    fn loses(&mut self, batch: &str) -> Option<BTreeSet<String>> {
        let copies = self.copies.clone();
        self.handed
            .lose(batch, &mut self.rows, |name| copies.get(name).cloned())
    }
}

fn texts(names: &[&str]) -> Vec<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

#[test]
fn what_stands_in_a_file_that_nobody_imported_is_unsure() {
    let mut desk = Computer::default();
    let first = desk.makes(&[lent("op1", 1, ""), lent("op2", 1, "")], Split::Fewest);
    let second = desk.makes(&[lent("op3", 2, ""), hold("op4", 2)], Split::Fewest);
    desk.imports(&first, 0);
    // The hold is in no file: it is on the sheet, and was done by hand.
    assert_eq!(
        desk.tells(),
        [texts(&["op1", "op2", "op4"]), texts(&["op3"])]
    );
    desk.imports(&second, 0);
    assert_eq!(desk.tells(), [texts(&["op1", "op2", "op3", "op4"]), vec![]]);
}

#[test]
fn what_is_lost_is_named_and_forgotten() {
    let mut desk = Computer::default();
    let first = desk.makes(&[lent("op1", 1, "")], Split::Fewest);
    let second = desk.makes(&[lent("op2", 2, "")], Split::Fewest);
    let names = desk.loses(&second).expect("its names were kept");
    assert_eq!(names.into_iter().collect::<Vec<_>>(), ["op2"]);
    assert_eq!(desk.tells(), [vec![], texts(&["op1"])]);
    assert_eq!(desk.handed.waiting().len(), 1);
    desk.imports(&first, 0);
    assert_eq!(desk.tells(), [texts(&["op1"]), vec![]]);
    // Handed in again it is new.
    assert_eq!(desk.handed.ledger.fresh(&[lent("op2", 2, "")]).len(), 1);
}

#[test]
fn where_one_file_of_a_batch_is_in_the_rest_is_asked_one_by_one() {
    let mut desk = Computer::default();
    let batch = desk.makes(
        &[lent("op1", 1, "6A"), lent("op2", 1, "7B")],
        Split::ByClass,
    );
    assert_eq!(desk.handed.waiting().len(), 2);
    desk.imports(&batch, 0);
    assert_eq!(desk.tells(), [texts(&["op1"]), texts(&["op2"])]);
    assert_eq!(desk.loses(&batch), None);
    assert_eq!(desk.tells(), [texts(&["op1"]), vec![]]);
    assert!(desk.handed.waiting().is_empty());
}

#[test]
fn a_computer_of_before_names_were_kept_goes_by_the_barcodes_in_its_files() {
    let mut desk = Computer::default();
    let first = desk.makes(&[lent("op1", 1, "")], Split::Fewest);
    desk.imports(&first, 0);
    let second = desk.makes(&[lent("op2", 2, "")], Split::Fewest);
    desk.rows.clear();
    // A scan that it does not know any more is long in.
    desk.copies.remove("op1");
    assert_eq!(desk.tells(), [texts(&["op1"]), texts(&["op2"])]);
    assert_eq!(desk.loses(&second), None, "each is asked");
    assert_eq!(desk.tells(), [texts(&["op1"]), vec![]]);
}

#[test]
fn what_was_kept_before_this_is_read() {
    // Ledger and files, as postcard wrote them when they stood in the page of hand-in.
    let mut desk = Computer::default();
    desk.makes(&[lent("op1", 1, "")], Split::Fewest);
    let bytes = postcard::to_allocvec(&desk.handed).expect("bytes");
    let (ledger, files): (
        carrel_exchange::queue::ledger::Ledger,
        BTreeMap<String, carrel_exchange::queue::File>,
    ) = postcard::from_bytes(&bytes).expect("the same shape");
    assert_eq!(ledger, desk.handed.ledger);
    assert_eq!(files.len(), 1);
}
