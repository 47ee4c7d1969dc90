//! What a computer handed in by itself, as it tells a gateway: what is with the system, what nobody knows, and what is lost.

use std::collections::{BTreeMap, BTreeSet};

use carrel_core::CalendarDate;
use carrel_desk::handed::{Handed, Rows, left_out, split_late};
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
        self.records(&batch)
    }

    /// The same, but for what is not on these cards.
    fn makes_for(&mut self, operations: &[Delivered], cards: &[&str]) -> String {
        let cards: BTreeSet<String> = cards.iter().map(|card| (*card).to_owned()).collect();
        self.records(&Batch {
            cards: Some(&cards),
            ..Batch::new(operations)
        })
    }

    fn records(&mut self, batch: &Batch<'_>) -> String {
        let made = deliver(System::Koha, batch);
        self.handed
            .record(&mut self.rows, &made, batch.operations, day(9));
        for operation in batch.operations {
            let (id, copy) = (operation.id.clone(), operation.barcode.clone());
            self.copies.insert(id, copy);
        }
        made.sheet.batch
    }

    fn fresh(&self, operations: &[Delivered]) -> usize {
        self.handed.ledger.fresh(operations).len()
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
    // The hold is in no file: it is on the sheet, and done by hand when the file is imported.
    assert_eq!(
        desk.tells(),
        [texts(&["op1", "op2"]), texts(&["op3", "op4"])]
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

fn on_card(card: &str, scan: Delivered) -> Delivered {
    Delivered {
        card: card.to_owned(),
        ..scan
    }
}

/// Strict reader's finding 2: it was told as handed in, and never came back.
#[test]
fn what_was_left_out_is_told_as_unsure_and_given_back_with_its_file() {
    let scans = [lent("op1", 1, ""), on_card("P7", lent("op2", 1, ""))];
    let mut desk = Computer::default();
    let batch = desk.makes_for(&scans, &["P1"]);
    assert_eq!(desk.tells(), [vec![], texts(&["op1", "op2"])]);
    assert_eq!(desk.fresh(&scans), 0, "nobody said yet what became of it");
    let is_over = |desk: &Computer| {
        ["op1", "op2"].map(|name| desk.handed.is_imported(&desk.rows, name, |_| false))
    };
    // The file is imported: what was left out of it is not.
    desk.imports(&batch, 0);
    assert_eq!(desk.tells(), [texts(&["op1"]), texts(&["op2"])]);
    assert_eq!(is_over(&desk), [true, false], "it stays in the log");
    let left: Vec<(&str, usize)> = left_out(&desk.rows)
        .map(|(batch, names)| (batch, names.len()))
        .collect();
    assert_eq!(left, [(batch.as_str(), 1)]);
    // Entered by hand, it is.
    let mut entered = desk.handed.clone();
    let mut rows = desk.rows.clone();
    let names = entered.settle_left(&batch, &mut rows, true, |_| true);
    assert_eq!(names.into_iter().collect::<Vec<_>>(), ["op2"]);
    assert!(entered.is_imported(&rows, "op2", |_| false));
    let (handed, unsure) = entered.names(&rows, |name| desk.copies.get(name).cloned());
    assert_eq!((handed.len(), unsure.len()), (2, 0));
    // Or it goes into the next file.
    desk.handed
        .settle_left(&batch, &mut desk.rows, false, |_| true);
    assert_eq!(desk.tells(), [texts(&["op1"]), vec![]]);
    assert_eq!(desk.fresh(&scans), 1);
    // The file is lost, and its sheet with it.
    let mut desk = Computer::default();
    let batch = desk.makes_for(&scans, &["P1"]);
    let names = desk.loses(&batch).expect("its names were kept");
    assert_eq!(names.into_iter().collect::<Vec<_>>(), ["op1", "op2"]);
    assert_eq!(desk.tells(), [texts(&[]), vec![]]);
    assert_eq!(desk.fresh(&scans), 2);
}

#[test]
fn where_all_was_left_out_there_is_no_file_and_it_comes_back_all_the_same() {
    let scans = [on_card("P7", lent("op2", 1, ""))];
    let mut desk = Computer::default();
    let batch = desk.makes_for(&scans, &[]);
    assert_eq!(desk.handed.waiting(), []);
    assert_eq!(desk.tells(), [vec![], texts(&["op2"])]);
    desk.handed
        .settle_left(&batch, &mut desk.rows, false, |_| true);
    assert_eq!(desk.fresh(&scans), 1);
}

#[test]
fn a_loan_that_is_over_needs_no_hand_although_its_card_was_left_out() {
    let back = Delivered {
        kind: Kind::CheckIn,
        id: "op2i".to_owned(),
        card: String::new(),
        ..lent("op2", 2, "")
    };
    let mut desk = Computer::default();
    desk.makes_for(&[on_card("P7", lent("op2", 1, "")), back], &["P1", ""]);
    assert_eq!(left_out(&desk.rows).count(), 0, "the file has the return");
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

#[test]
fn what_was_left_out_does_not_come_after_what_happened_since() {
    // T2 goes to P7, whom the system does not know; it comes back and goes to P8, and that is imported.
    let first = on_card("P7", lent("op2", 1, ""));
    let back = Delivered {
        kind: Kind::CheckIn,
        id: "op3".to_owned(),
        card: String::new(),
        ..lent("op2", 2, "")
    };
    let again = Delivered {
        id: "op4".to_owned(),
        ..lent("op2", 3, "")
    };
    let again = on_card("P8", again);
    let all = [first.clone(), back, again];
    let mut desk = Computer::default();
    let batch = desk.makes_for(&all[..1], &[]);
    desk.makes_for(&all[1..], &["", "P8"]);
    // Then P7 is known, and it is to go into the next file.
    desk.handed
        .settle_left(&batch, &mut desk.rows, false, |_| true);
    let fresh = desk.handed.ledger.fresh(&all);
    assert_eq!(fresh, std::slice::from_ref(&first));
    let (now, late) = split_late(&all, fresh, &desk.handed.ledger);
    assert_eq!((now.len(), late), (0, vec![first.clone()]));
    let delivery = deliver(
        System::Koha,
        &Batch {
            late: std::slice::from_ref(&first),
            ..Batch::new(&now)
        },
    );
    assert!(delivery.files.is_empty());
    assert!(
        delivery
            .sheet
            .left_out
            .iter()
            .any(|row| row.operation.id == "op2"),
        "on the sheet"
    );
    // Without anything later it goes.
    let (now, late) = split_late(&all[..1], vec![first.clone()], &desk.handed.ledger);
    assert_eq!((now, late.len()), (vec![first], 0));
}

/// Reader's finding B1 of November 2026: it was told as not known in each life of the gateway, and asked again, although somebody had answered.
#[test]
fn what_was_left_out_and_is_with_the_gateway_is_told_no_more() {
    let scans = [
        lent("op1", 1, ""),
        on_card("P7", lent("op2", 1, "")),
        on_card("P7", lent("op3", 1, "")),
    ];
    let mut desk = Computer::default();
    let batch = desk.makes_for(&scans, &["P1"]);
    desk.imports(&batch, 0);
    assert_eq!(desk.tells(), [texts(&["op1"]), texts(&["op2", "op3"])]);
    // It was told, and the second scan was sent since.
    let is_sent = |name: &str| name == "op2";
    assert!(desk.handed.leave_to_gateway(&mut desk.rows, is_sent));
    assert_eq!(desk.tells(), [texts(&["op1"]), texts(&["op3"])]);
    assert!(!desk.handed.leave_to_gateway(&mut desk.rows, is_sent));
    assert!(desk.handed.leave_to_gateway(&mut desk.rows, |_| true));
    assert_eq!(desk.tells(), [texts(&["op1"]), vec![]]);
    assert_eq!(left_out(&desk.rows).count(), 0);
}

#[test]
fn a_word_about_what_was_left_out_is_about_what_was_shown() {
    let scans = [
        on_card("P7", lent("op2", 1, "")),
        on_card("P7", lent("op3", 1, "")),
    ];
    let mut desk = Computer::default();
    let batch = desk.makes_for(&scans, &[]);
    let is_shown = |name: &str| name == "op3";
    let names = desk
        .handed
        .settle_left(&batch, &mut desk.rows, false, is_shown);
    assert_eq!(names.into_iter().collect::<Vec<_>>(), ["op3"]);
    assert_eq!(desk.handed.ledger.fresh(&scans), scans[1..]);
    assert_eq!(desk.tells(), [vec![], texts(&["op2"])]);
}

/// Reader's finding C2 of November 2026: two sheets without a file had one name, and one press was of both.
#[test]
fn two_batches_without_a_file_are_two_lines() {
    let scans = [
        on_card("P7", lent("op2", 1, "")),
        on_card("P7", lent("op3", 1, "")),
    ];
    let mut desk = Computer::default();
    let first = desk.makes_for(&scans[..1], &[]);
    desk.makes_for(&scans[1..], &[]);
    assert_eq!(left_out(&desk.rows).count(), 2);
    desk.handed
        .settle_left(&first, &mut desk.rows, true, |_| true);
    assert_eq!(desk.tells(), [texts(&["op2"]), texts(&["op3"])]);
}

/// Reader's finding C3 of November 2026: what stood on the sheet alone was told as handed in for ever, and no sheet had it again.
#[test]
fn what_stood_on_a_lost_sheet_alone_is_given_back_with_it() {
    // T2 goes to P1, and a return of before comes in late, when that is imported; a hold is on every sheet.
    let late = Delivered {
        kind: Kind::CheckIn,
        id: "op3".to_owned(),
        card: String::new(),
        ..lent("op2", 1, "")
    };
    let again = lent("op2", 2, "");
    let (fresh, wait) = (lent("op5", 3, ""), hold("op4", 3));
    let mut desk = Computer::default();
    let first = desk.makes(std::slice::from_ref(&again), Split::Fewest);
    desk.imports(&first, 0);
    let all = [again, late.clone(), fresh.clone(), wait.clone()];
    let (now, late_now) = split_late(&all, desk.handed.ledger.fresh(&all), &desk.handed.ledger);
    assert_eq!((&now[..], &late_now[..]), (&[fresh, wait][..], &[late][..]));
    let made = deliver(
        System::Koha,
        &Batch {
            late: &late_now,
            ..Batch::new(&now)
        },
    );
    desk.handed.record(&mut desk.rows, &made, &all[1..], day(9));
    for operation in &all {
        let (id, copy) = (operation.id.clone(), operation.barcode.clone());
        desk.copies.insert(id, copy);
    }
    assert_eq!(desk.fresh(&all), 0);
    let sheet = texts(&["op3", "op4", "op5"]);
    assert_eq!(desk.tells(), [texts(&["op2"]), sheet.clone()]);
    let names = desk.loses(&made.sheet.batch).expect("its names were kept");
    assert_eq!(names.into_iter().collect::<Vec<_>>(), sheet);
    assert_eq!(desk.fresh(&all), 3, "the next sheet has them");
    assert_eq!(desk.tells(), [texts(&["op2"]), vec![]]);
}

/// A return that was undone and happened once more has one name in two batches.
#[test]
fn what_stands_in_a_later_batch_stays_where_an_earlier_one_is_lost() {
    let mut desk = Computer::default();
    let first = desk.makes(&[lent("op1", 1, ""), lent("op2", 1, "")], Split::Fewest);
    desk.handed.ledger.retain(|name| name != "op2");
    let second = desk.makes(&[lent("op2", 2, "")], Split::Fewest);
    desk.imports(&second, 0);
    let names = desk.loses(&first).expect("its names were kept");
    assert_eq!(names.into_iter().collect::<Vec<_>>(), ["op1"]);
    assert_eq!(desk.fresh(&[lent("op2", 2, "")]), 0);
    assert_eq!(desk.tells(), [texts(&["op2"]), vec![]]);
}
