//! What goes into files when clocks lie, returns are undone and backups come back: found by the simulator, kept small here.

use std::collections::BTreeSet;

use carrel_circ::entry::{Entry, Kind, OpId, Operation, Origin, PatronKey, What};
use carrel_circ::{Board, Moment, Quality};
use carrel_sync::hand_in::{self, About, Ask, Begins, Deliveries, Former, TARGET};
use carrel_sync::memory::MemoryDeliveries;
use carrel_sync::outbox::{Act, OutboxRow, State};

/// Scans of one copy, in the order in which they are heard, each named by its number.
#[derive(Default)]
struct School {
    rows: Vec<Entry>,
    board: Board,
    outbox: MemoryDeliveries,
    unsure_ms: Option<i64>,
}

impl School {
    fn scan(&mut self, kind: Kind, device: u128, at_ms: i64, quality: Quality) -> OpId {
        let seq = self.rows.len() as u64 + 1;
        let id = OpId(u128::from(seq));
        let operation = Operation {
            id,
            origin: Origin {
                device,
                epoch: 1,
                seq,
            },
            kind,
            copy: match kind {
                Kind::Correct { .. } => String::new(),
                _ => "T1".to_owned(),
            },
            patron: (kind == Kind::Checkout).then_some(PatronKey(u128::from(seq))),
            due: None,
            at: Moment { ms: at_ms, quality },
            policy: 0,
            by_staff: true,
            allowed: carrel_circ::Allowed::NOTHING,
            erased: false,
        };
        self.rows.push(Entry {
            server_seq: seq,
            what: What::Op(operation),
        });
        self.board = Board::fold(self.rows.iter());
        id
    }

    fn good(&mut self, kind: Kind, at_ms: i64) -> OpId {
        self.scan(kind, 1, at_ms, Quality::Good)
    }

    /// What the file of now has, by time.
    fn file(&mut self, id: u128, now_ms: i64) -> Vec<(OpId, Act, i64)> {
        let begins = Begins {
            unsure_before_ms: self.unsure_ms.unwrap_or(i64::MIN),
            ..Begins::default()
        };
        hand_in::enter(&mut self.outbox, &self.board, TARGET, None, begins).expect("entered");
        let ask = Ask {
            id,
            system: "Koha".to_owned(),
            now_ms,
            by: "ann".to_owned(),
            computer: String::new(),
        };
        hand_in::claim(&mut self.outbox, &self.board, &ask).expect("claimed");
        let rows = self.outbox.file(id).iter();
        rows.map(|row| (row.op, row.act, row.at_ms)).collect()
    }

    fn say(&mut self, id: u128, is_imported: bool, now_ms: i64) {
        let unsure = self.unsure_ms.unwrap_or(i64::MIN);
        hand_in::settle(&mut self.outbox, id, is_imported, now_ms, unsure).expect("settled");
    }

    fn row(&mut self, op: OpId, act: Act) -> OutboxRow {
        let rows = self.outbox.deliveries(Some(TARGET), true).expect("rows");
        let mut rows = rows.into_iter();
        rows.find(|row| (row.op, row.act) == (op, act))
            .expect("a row")
    }
}

const HOUR: i64 = 3_600_000;

#[test]
fn what_went_out_later_than_it_began_comes_back_after_that() {
    let mut school = School::default();
    let first = school.good(Kind::Checkout, 100 * HOUR);
    assert_eq!(school.file(11, 101 * HOUR).len(), 1);
    school.say(11, true, 102 * HOUR);
    school.good(Kind::Return, 200 * HOUR);
    // A clock that is days behind.
    let next = school.scan(Kind::Checkout, 2, 10 * HOUR, Quality::Unknown);
    assert_eq!(school.board.open_loan("T1").map(|(id, _)| id), Some(next));
    let went = [
        (first, Act::Return, 200 * HOUR),
        (next, Act::Issue, 200 * HOUR),
    ];
    assert_eq!(school.file(12, 201 * HOUR), went);
    school.scan(Kind::Return, 2, 11 * HOUR, Quality::Unknown);
    assert_eq!(school.board.open_loan("T1"), None);
    let back = (next, Act::Return, 200 * HOUR + 1);
    assert_eq!(school.file(13, 202 * HOUR), [back]);
    // The next one goes out after it, in the same file.
    school.say(13, false, 203 * HOUR);
    let third = school.scan(Kind::Checkout, 3, 12 * HOUR, Quality::Unknown);
    assert_eq!(school.board.open_loan("T1").map(|(id, _)| id), Some(third));
    let out = (third, Act::Issue, 200 * HOUR + 1);
    assert_eq!(school.file(14, 204 * HOUR), [back, out]);
}

#[test]
fn a_loan_that_is_open_again_is_no_history() {
    let mut school = School::default();
    let first = school.good(Kind::Checkout, 100 * HOUR);
    let back = school.good(Kind::Return, 110 * HOUR);
    assert_eq!(school.file(11, 111 * HOUR).len(), 2);
    let next = school.good(Kind::Checkout, 120 * HOUR);
    assert_eq!(
        school.file(12, 121 * HOUR),
        [(next, Act::Issue, 120 * HOUR)]
    );
    school.say(12, true, 122 * HOUR);
    school.say(11, false, 123 * HOUR);
    school.good(Kind::Return, 130 * HOUR);
    assert_eq!(
        school.file(13, 131 * HOUR),
        [(next, Act::Return, 130 * HOUR)]
    );
    assert_eq!(school.row(first, Act::Issue).said, hand_in::LATE);
    school.good(Kind::Correct { target: back }, 140 * HOUR);
    assert_eq!(school.board.open_loan("T1").map(|(id, _)| id), Some(first));
    assert_eq!(
        school.file(14, 141 * HOUR),
        [(first, Act::Issue, 130 * HOUR)]
    );
    // And it comes back.
    school.good(Kind::Return, 150 * HOUR);
    assert_eq!(
        school.file(15, 151 * HOUR),
        [(first, Act::Return, 150 * HOUR)]
    );
}

#[test]
fn a_loan_that_is_open_again_and_whose_copy_came_in_since_is_looked_at() {
    let mut school = School::default();
    let loan = school.good(Kind::Checkout, 100 * HOUR);
    assert_eq!(school.file(11, 101 * HOUR).len(), 1);
    school.say(11, true, 102 * HOUR);
    let back = school.good(Kind::Return, 110 * HOUR);
    let more = school.good(Kind::Return, 120 * HOUR);
    school.good(Kind::Correct { target: back }, 130 * HOUR);
    assert_eq!(school.board.open_loan("T1").map(|(id, _)| id), Some(loan));
    assert_eq!(
        school.file(12, 131 * HOUR),
        [(more, Act::Return, 120 * HOUR)]
    );
    let row = school.row(loan, Act::Issue);
    assert_eq!(row.state, State::LookByHand);
    assert!(row.said.contains("on loan here"), "{}", row.said);
}

#[test]
fn a_return_of_before_a_restore_whose_loan_went_out_after_it_is_looked_at() {
    let mut school = School {
        unsure_ms: Some(50 * HOUR),
        ..School::default()
    };
    let loan = school.good(Kind::Checkout, 100 * HOUR);
    assert_eq!(school.file(11, 101 * HOUR).len(), 1);
    // A file that only its desk knows had the return.
    let names = BTreeSet::from([format!("{:032x}i", loan.0)]);
    let about = About::File {
        names: &names,
        file: "07 1 a",
    };
    hand_in::answer(&mut school.outbox, &about, true, 102 * HOUR, "ann").expect("answered");
    school.good(Kind::Return, 110 * HOUR);
    assert_eq!(school.file(12, 111 * HOUR), []);
    let row = school.row(loan, Act::Return);
    assert_eq!(row.state, State::LookByHand);
    assert!(row.said.contains("back here"), "{}", row.said);
}

/// Seed 4410 of the simulator. In a life of the gateway that is lost nobody had the book when it came in, so a file had the return under the name of its
/// scan. In the life of now that scan ends an older loan, and the loan that it ended in truth is open: its clock is not known.
#[test]
fn a_return_that_ended_another_loan_in_a_lost_life_is_told_with_the_loan_of_now() {
    // Which quality the loan of now has, when it began, what a file had, and whether somebody must look.
    let mark = |op: OpId, mark: &str| format!("{:032x}{mark}", op.0);
    let check = |quality, at_ms, had: &dyn Fn(OpId, OpId) -> Vec<String>, is_asked| {
        let mut school = School {
            unsure_ms: Some(300 * HOUR),
            ..School::default()
        };
        let first = school.good(Kind::Checkout, 100 * HOUR);
        let back = school.scan(Kind::Return, 2, 200 * HOUR, Quality::Good);
        let now = school.scan(Kind::Checkout, 3, at_ms, quality);
        assert_eq!(school.board.open_loan("T1").map(|(id, _)| id), Some(now));
        let mut say = |names: Vec<String>, file, now_ms| {
            let names: BTreeSet<String> = names.into_iter().collect();
            let about = About::File {
                names: &names,
                file,
            };
            hand_in::answer(&mut school.outbox, &about, true, now_ms, "ann").expect("answered");
            assert_eq!(school.file(now_ms as u128, now_ms), []);
        };
        // First it is in doubt, or in by a word; the other file is heard of later, or before it enters.
        say(vec![mark(now, "o")], "07 1 Koha", 301 * HOUR);
        say(had(back, first), "08 2 Koha", 302 * HOUR);
        let row = school.row(now, Act::Issue);
        let state = match is_asked {
            true => State::LookByHand,
            false => State::Done,
        };
        assert_eq!(row.state, state, "{quality:?} {at_ms} {}", row.said);
        assert_eq!(row.said.contains("a return of the book after it"), is_asked);
        if is_asked {
            // Entered by hand in this life, it was not handed in before: that is not said of it.
            let entered = OutboxRow {
                state: State::Done,
                said: hand_in::LEFT_OUT.to_owned(),
                ..row.clone()
            };
            school.outbox.put_delivery(&entered).expect("entered");
            assert_eq!(school.file(2, 303 * HOUR), []);
            let row = school.row(now, Act::Issue);
            assert_eq!(row.state, State::LookByHand);
            assert!(row.said.starts_with("A return of the book"), "{}", row.said);
        }
        // Who looked is not asked again.
        let done = OutboxRow {
            state: State::Done,
            ..row
        };
        school.outbox.put_delivery(&done).expect("done");
        assert_eq!(school.file(1, 303 * HOUR), []);
        assert_eq!(school.row(now, Act::Issue).state, State::Done);
    };
    let of_scan = |back: OpId, _: OpId| vec![mark(back, "i")];
    let of_loan = |_: OpId, first: OpId| vec![mark(first, "i")];
    let nothing = |_: OpId, first: OpId| vec![mark(first, "o")];
    check(Quality::Unknown, 150 * HOUR, &of_scan, true);
    check(Quality::Unknown, 250 * HOUR, &of_scan, true);
    check(Quality::Unknown, 150 * HOUR, &of_loan, true);
    check(Quality::Unknown, 150 * HOUR, &nothing, false);
    // It is known to have gone out after that.
    check(Quality::Good, 250 * HOUR, &of_scan, false);
    check(Quality::Counted, 250 * HOUR, &of_loan, false);
}

/// Seed 1079 of the simulator: the return stayed in doubt, since a desk alone calls it by the name of its scan.
#[test]
fn a_return_of_what_was_never_lent_in_a_lost_file_of_a_desk_goes_into_the_next() {
    let mut school = School::default();
    let back = school.good(Kind::Return, 100 * HOUR);
    let names = BTreeSet::from([format!("{:032x}", back.0)]);
    let unsure = Former {
        system: "Koha".to_owned(),
        is_sure: false,
    };
    hand_in::known_before(&mut school.outbox, &unsure, &names, 101 * HOUR).expect("told");
    assert_eq!(school.file(11, 102 * HOUR), []);
    let about = About::File {
        names: &names,
        file: "07 1 a",
    };
    hand_in::answer(&mut school.outbox, &about, false, 103 * HOUR, "ann").expect("answered");
    let went = [(back, Act::Return, 100 * HOUR)];
    assert_eq!(school.file(12, 104 * HOUR), went);
}

impl School {
    fn enter(&mut self) {
        let begins = Begins {
            unsure_before_ms: self.unsure_ms.unwrap_or(i64::MIN),
            ..Begins::default()
        };
        hand_in::enter(&mut self.outbox, &self.board, TARGET, None, begins).expect("entered");
    }

    /// Somebody says of a file that only its desk knows what became of it.
    fn answer(&mut self, names: &[String], is_imported: bool, now_ms: i64) {
        let names = names.iter().cloned().collect();
        let about = About::File {
            names: &names,
            file: "07 1 a",
        };
        hand_in::answer(&mut self.outbox, &about, is_imported, now_ms, "ann").expect("answered");
    }

    /// The next file, but for check-outs, which are left out.
    fn file_of_returns(&mut self, id: u128, now_ms: i64) {
        self.enter();
        let ask = Ask {
            id,
            system: "Koha".to_owned(),
            now_ms,
            by: "ann".to_owned(),
            computer: String::new(),
        };
        let is_left = |row: &OutboxRow| row.act == Act::Issue;
        hand_in::claim_but(&mut self.outbox, &self.board, &ask, &is_left).expect("claimed");
        assert!(self.outbox.file(id).iter().all(|row| !is_left(row)));
    }
}

/// Seed 48071 of the simulator: the row stood in the second file alone, so nothing said that the first one had something of the copy.
#[test]
fn a_file_with_a_return_that_happened_once_more_is_named_on_later_sheets() {
    let mut school = School::default();
    let loan = school.good(Kind::Checkout, 100 * HOUR);
    school.file(11, 101 * HOUR);
    school.say(11, true, 102 * HOUR);
    let back = school.good(Kind::Return, 110 * HOUR);
    assert_eq!(school.file(12, 111 * HOUR).len(), 1);
    school.good(Kind::Correct { target: back }, 120 * HOUR);
    assert_eq!(school.file(13, 121 * HOUR), []);
    school.good(Kind::Return, 130 * HOUR);
    let again = (loan, Act::Return, 130 * HOUR);
    assert_eq!(school.file(14, 131 * HOUR), [again]);
    let next = school.good(Kind::Checkout, 140 * HOUR);
    let went = [(next, Act::Issue, 140 * HOUR)];
    assert_eq!(school.file(15, 141 * HOUR), went);
    let after = |school: &mut School| {
        let batch = school.outbox.batch(15).expect("kept").expect("a batch");
        let before = hand_in::after(&mut school.outbox, &batch).expect("read");
        before.iter().map(|of| of.id).collect::<Vec<_>>()
    };
    assert_eq!(after(&mut school), [12, 14]);
    school.say(14, false, 142 * HOUR);
    assert_eq!(after(&mut school), [12]);
    school.say(12, false, 143 * HOUR);
    assert_eq!(after(&mut school), [0_u128; 0]);
}

/// Seeds 53169, 119103, 121107 and 133144: a file of a lost life had the second return, and the word about it was heard before that one entered.
#[test]
fn a_return_that_happens_again_and_is_in_by_a_word_is_looked_at() {
    let mut school = School::default();
    let loan = school.good(Kind::Checkout, 100 * HOUR);
    school.file(11, 101 * HOUR);
    school.say(11, true, 102 * HOUR);
    let back = school.good(Kind::Return, 110 * HOUR);
    school.enter();
    school.good(Kind::Correct { target: back }, 120 * HOUR);
    school.enter();
    assert_eq!(school.row(loan, Act::Return).state, State::Skipped);
    school.answer(&[format!("{:032x}i", loan.0)], true, 121 * HOUR);
    school.good(Kind::Return, 130 * HOUR);
    assert_eq!(school.file(12, 131 * HOUR), []);
    let row = school.row(loan, Act::Return);
    assert_eq!((row.state, row.at_ms), (State::LookByHand, 130 * HOUR));
    assert!(row.said.contains("stands after all"), "{}", row.said);
}

/// Seed 117694: the scan spoke for the loan that it ended, was undone before it went, and nothing said that the book is back.
#[test]
fn a_return_whose_scan_was_undone_before_it_went_is_told_by_its_loan() {
    let mut school = School::default();
    let scan = school.scan(Kind::Return, 2, 200 * HOUR, Quality::Good);
    let went = [(scan, Act::Return, 200 * HOUR)];
    assert_eq!(school.file(11, 201 * HOUR), went);
    school.say(11, false, 202 * HOUR);
    // Heard of late.
    let loan = school.scan(Kind::Checkout, 3, 100 * HOUR, Quality::Good);
    school.enter();
    assert_eq!(school.row(loan, Act::Return).state, State::Skipped);
    school.scan(Kind::Correct { target: scan }, 2, 203 * HOUR, Quality::Good);
    assert_eq!(school.board.open_loan("T1"), None, "it stays history");
    let went = [
        (loan, Act::Issue, 100 * HOUR),
        (loan, Act::Return, 200 * HOUR),
    ];
    assert_eq!(school.file(12, 204 * HOUR), went);
    assert_eq!(school.row(scan, Act::Return).state, State::Skipped);
}

/// Seed 102663: a wrong press let the return of the loan before wait longer than the loan itself.
#[test]
fn a_loan_that_was_imported_after_all_before_the_return_of_another_is_looked_at() {
    let mut school = School::default();
    let first = school.good(Kind::Checkout, 100 * HOUR);
    school.file(11, 101 * HOUR);
    school.say(11, true, 102 * HOUR);
    // Taken for returned at that moment.
    let next = school.good(Kind::Checkout, 200 * HOUR);
    school.file_of_returns(12, 201 * HOUR);
    let left = school.row(next, Act::Issue);
    assert!(hand_in::is_left_out(&left));
    hand_in::wait_again(&mut school.outbox, left, false, 202 * HOUR).expect("waits");
    let went = [(next, Act::Issue, 200 * HOUR)];
    assert_eq!(school.file(13, 203 * HOUR), went);
    school.say(12, false, 204 * HOUR);
    school.say(13, false, 205 * HOUR);
    school.file_of_returns(14, 206 * HOUR);
    let rows = school.outbox.file(14).iter();
    let rows: Vec<_> = rows.map(|row| (row.op, row.act)).collect();
    assert_eq!(rows, [(first, Act::Return)]);
    let done = hand_in::withdraw(
        &mut school.outbox,
        &school.board,
        13,
        true,
        205 * HOUR,
        207 * HOUR,
        i64::MIN,
    );
    assert!(matches!(
        done,
        Ok(hand_in::Withdrawn::Done { by_hand: 1, .. })
    ));
    let row = school.row(next, Act::Issue);
    assert_eq!(row.state, State::LookByHand);
    assert!(row.said.starts_with("A return of the book"), "{}", row.said);
}

/// Seed 83449: a word about one file settled what a file of the lost life may have had, too, and it went twice.
#[test]
fn a_lost_file_of_a_desk_settles_nothing_that_a_restore_made_doubtful() {
    let names = |op: OpId| [format!("{:032x}o", op.0)];
    let tell = |school: &mut School, op| {
        let names = names(op).into_iter().collect();
        let unsure = Former {
            system: "Koha".to_owned(),
            is_sure: false,
        };
        hand_in::known_before(&mut school.outbox, &unsure, &names, 101 * HOUR).expect("told");
    };
    let stays = |school: &mut School, op, id, now_ms| {
        school.answer(&names(op), false, now_ms);
        assert_eq!(school.file(id, now_ms), []);
        let state = school.row(op, Act::Issue).state;
        assert!(matches!(state, State::Unknown { .. }), "{state:?}");
    };
    // It was in doubt by the desk's file, and the backup has it so.
    let mut school = School::default();
    let loan = school.good(Kind::Checkout, 100 * HOUR);
    tell(&mut school, loan);
    assert_eq!(school.file(11, 102 * HOUR), []);
    hand_in::restored(&mut school.outbox).expect("restored");
    school.unsure_ms = Some(150 * HOUR);
    stays(&mut school, loan, 12, 151 * HOUR);
    // The desk tells the next life, too.
    tell(&mut school, loan);
    stays(&mut school, loan, 13, 152 * HOUR);
    hand_in::doubted(&mut school.outbox, |_| Some(false)).expect("answered");
    let went = [(loan, Act::Issue, 100 * HOUR)];
    assert_eq!(school.file(14, 153 * HOUR), went);
    // It enters after the restore.
    let mut school = School {
        unsure_ms: Some(150 * HOUR),
        ..School::default()
    };
    let loan = school.good(Kind::Checkout, 100 * HOUR);
    tell(&mut school, loan);
    assert_eq!(school.file(11, 151 * HOUR), []);
    stays(&mut school, loan, 12, 152 * HOUR);
}
