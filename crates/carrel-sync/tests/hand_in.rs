//! What goes into files when clocks lie, returns are undone and backups come back: found by the simulator, kept small here.

use std::collections::BTreeSet;

use carrel_circ::entry::{Entry, Kind, OpId, Operation, Origin, PatronKey, What};
use carrel_circ::{Board, Moment, Quality};
use carrel_sync::hand_in::{self, About, Ask, Begins, Deliveries, TARGET};
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
