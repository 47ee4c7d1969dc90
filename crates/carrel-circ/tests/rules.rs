//! The rules C1-C11 of reliability.md 3.4, each by its name, and what follows from them.

use carrel_circ::Allowed;
use carrel_circ::board::{Board, Closed, CopyState, Effect, Event, Info};
use carrel_circ::deliver::{self, Act};
use carrel_circ::entry::{Choice, Entry, Fact, Kind, OpId, Operation, PatronKey, Use};
use carrel_circ::exception::{Broken, ExceptionKind, State};
use carrel_circ::policy::{Policy, Rule};
use carrel_circ::time::Moment;
use carrel_core::CalendarDate;

const ANN: PatronKey = PatronKey(1);
const BEN: PatronKey = PatronKey(2);
const EVE: PatronKey = PatronKey(3);
const MINUTE: i64 = 60_000;
const DAY: i64 = 1440;

/// A small library in which scans are one line each. Devices are numbers; times are minutes.
#[derive(Default)]
struct Desk {
    entries: Vec<Entry>,
    board: Board,
    next: u128,
}

impl Desk {
    fn put(
        &mut self,
        device: u128,
        at: Moment,
        kind: Kind,
        copy: &str,
        patron: Option<PatronKey>,
    ) -> (OpId, Vec<Event>) {
        self.next += 1;
        let mut op = Operation::new(OpId(self.next), kind, at);
        op.origin.device = device;
        op.origin.epoch = 1;
        op.origin.seq = self.next as u64;
        op.copy = copy.to_owned();
        op.patron = patron;
        let id = op.id;
        (id, self.apply(|seq| Entry::op(seq, op)))
    }

    fn apply(&mut self, entry: impl FnOnce(u64) -> Entry) -> Vec<Event> {
        let entry = entry(self.entries.len() as u64 + 1);
        let events = self.board.apply(&entry);
        self.entries.push(entry);
        // State is the fold of the entries, at any time, byte for byte.
        let again = Board::fold(&self.entries);
        assert_eq!(bytes(&again), bytes(&self.board));
        events
    }

    fn fact(&mut self, fact: Fact) -> Vec<Event> {
        self.apply(|seq| Entry::fact(seq, fact))
    }

    fn out(&mut self, device: u128, minute: i64, copy: &str, patron: PatronKey) -> OpId {
        self.put(
            device,
            Moment::good(minute * MINUTE),
            Kind::Checkout,
            copy,
            Some(patron),
        )
        .0
    }

    fn back(&mut self, device: u128, minute: i64, copy: &str) -> (OpId, Vec<Event>) {
        self.put(
            device,
            Moment::good(minute * MINUTE),
            Kind::Return,
            copy,
            None,
        )
    }

    fn list(&mut self, copy: &str, title: &str, usage: Use) {
        self.fact(Fact::Copy {
            barcode: copy.to_owned(),
            title: title.to_owned(),
            item: "book".to_owned(),
            usage,
        });
    }

    /// What waits for a librarian.
    fn check(&self, open: &[(OpId, ExceptionKind)], states: &[(&str, CopyState)]) {
        let found: Vec<_> = self
            .board
            .open_exceptions()
            .map(|e| (e.op, e.kind))
            .collect();
        assert_eq!(found, open);
        for (copy, state) in states {
            assert_eq!(self.board.copy_state(copy), *state, "{copy}");
        }
    }

    fn end(&self, loan: OpId) -> Option<(i64, Closed)> {
        let loan = self.board.loan(loan).expect("a loan");
        loan.end.map(|(at, why)| (at.ms / MINUTE, why))
    }
}

fn bytes(board: &Board) -> Vec<u8> {
    postcard::to_allocvec(board).expect("a board is postcard")
}

#[test]
fn c1_a_free_copy_is_lent() {
    let mut desk = Desk::default();
    let loan = desk.out(1, 0, "A", ANN);
    desk.check(
        &[],
        &[("A", CopyState::OnLoan(ANN)), ("B", CopyState::Available)],
    );
    assert_eq!(desk.end(loan), None);
}

#[test]
fn c2_a_newer_checkout_infers_the_return() {
    let mut desk = Desk::default();
    let first = desk.out(1, 0, "A", ANN);
    let second = desk.out(2, 3, "A", BEN);
    desk.check(
        &[(second, ExceptionKind::Superseded)],
        &[("A", CopyState::OnLoan(BEN))],
    );
    assert_eq!(desk.end(first), Some((3, Closed::Inferred)));
}

#[test]
fn c3_an_older_checkout_is_history() {
    let mut desk = Desk::default();
    desk.out(1, 10, "A", ANN);
    let late = desk.out(2, 5, "A", BEN);
    desk.check(
        &[(late, ExceptionKind::Late)],
        &[("A", CopyState::OnLoan(ANN))],
    );
    assert_eq!(desk.end(late), Some((10, Closed::History)));
}

#[test]
fn c3_a_loan_that_a_return_had_explained_is_no_exception() {
    let mut desk = Desk::default();
    desk.back(2, 10, "A");
    let late = desk.out(1, 5, "A", ANN);
    desk.check(&[], &[("A", CopyState::Available)]);
    assert_eq!(desk.end(late), Some((10, Closed::History)));
    // The second one has no return of its own.
    let other = desk.out(3, 2, "A", BEN);
    desk.check(
        &[(other, ExceptionKind::Late)],
        &[("A", CopyState::Available)],
    );
}

#[test]
fn c4_too_close_to_tell_is_disputed() {
    for second in [Moment::good(MINUTE), Moment::unknown(9_000 * MINUTE)] {
        let mut desk = Desk::default();
        let first = desk.out(1, 0, "A", ANN);
        let (second, _) = desk.put(2, second, Kind::Checkout, "A", Some(BEN));
        desk.check(
            &[(second, ExceptionKind::Disputed)],
            &[("A", CopyState::Disputed(BEN))],
        );
        assert_eq!(desk.end(first).map(|(_, why)| why), Some(Closed::Disputed));
        assert_eq!(
            deliver::settled(&desk.board, i64::MIN, i64::MAX).held_back,
            ["A"]
        );
        // A librarian chooses the earlier one.
        let choice = Kind::Settle {
            target: second,
            about: ExceptionKind::Disputed,
            choice: Choice::Earlier,
        };
        desk.put(3, Moment::good(99 * MINUTE), choice, "", None);
        desk.check(&[], &[("A", CopyState::OnLoan(ANN))]);
        let state = desk
            .board
            .exception(second, ExceptionKind::Disputed)
            .map(|e| e.state);
        assert!(matches!(
            state,
            Some(State::Settled {
                choice: Choice::Earlier,
                ..
            })
        ));
    }
}

#[test]
fn c4_the_copy_comes_back_and_nobody_must_choose() {
    let mut desk = Desk::default();
    desk.out(1, 0, "A", ANN);
    let second = desk.out(2, 1, "A", BEN);
    desk.back(1, 60, "A");
    desk.check(&[], &[("A", CopyState::Available)]);
    let state = desk
        .board
        .exception(second, ExceptionKind::Disputed)
        .map(|e| e.state);
    assert_eq!(state, Some(State::Explained));
}

#[test]
fn c4_a_mistaken_check_in_that_is_undone_brings_the_dispute_back() {
    let mut desk = Desk::default();
    desk.out(1, 0, "A", ANN);
    let second = desk.out(2, 1, "A", BEN);
    let (back, _) = desk.back(1, 60, "A");
    desk.check(&[], &[("A", CopyState::Available)]);
    let undo = Kind::Correct { target: back };
    desk.put(1, Moment::good(61 * MINUTE), undo, "", None);
    desk.check(
        &[(second, ExceptionKind::Disputed)],
        &[("A", CopyState::Disputed(BEN))],
    );
    let held_back = deliver::settled(&desk.board, i64::MIN, i64::MAX).held_back;
    assert_eq!(held_back, ["A"], "nothing of it is delivered yet");
    // It comes back once more: nobody must choose.
    desk.back(1, 90, "A");
    desk.check(&[], &[("A", CopyState::Available)]);
}

#[test]
fn c4_that_a_late_return_explained_is_no_dispute_after_an_undone_check_in() {
    let mut desk = Desk::default();
    desk.out(1, 0, "A", ANN);
    desk.out(2, 1, "A", BEN);
    // Ann's own return arrives late: Ben has it.
    desk.back(1, 1, "A");
    desk.check(&[], &[("A", CopyState::OnLoan(BEN))]);
    let (back, _) = desk.back(1, 60, "A");
    let undo = Kind::Correct { target: back };
    desk.put(1, Moment::good(61 * MINUTE), undo, "", None);
    desk.check(&[], &[("A", CopyState::OnLoan(BEN))]);
}

/// Ann and Ben dispute a copy, and a librarian says that it is on the shelf.
fn on_shelf(desk: &mut Desk, minute: i64) -> OpId {
    desk.out(1, 0, "A", ANN);
    let second = desk.out(2, 1, "A", BEN);
    let choice = Kind::Settle {
        target: second,
        about: ExceptionKind::Disputed,
        choice: Choice::OnShelf,
    };
    desk.put(3, Moment::good(minute * MINUTE), choice, "", None);
    second
}

#[test]
fn on_shelf_is_remembered_when_an_older_checkout_comes_late() {
    let mut desk = Desk::default();
    on_shelf(&mut desk, 100);
    desk.check(&[], &[("A", CopyState::Available)]);
    let late = desk.out(4, 50, "A", EVE);
    desk.check(
        &[(late, ExceptionKind::Late)],
        &[("A", CopyState::Available)],
    );
    // What happens afterwards is a loan like any other.
    desk.out(4, 200, "A", EVE);
    desk.check(
        &[(late, ExceptionKind::Late)],
        &[("A", CopyState::OnLoan(EVE))],
    );
}

#[test]
fn on_shelf_gives_the_copy_to_who_waits_for_it() {
    let mut desk = Desk::default();
    desk.list("A", "T", Use::Lent);
    let wait = Moment::good(0);
    desk.put(1, wait, Kind::Hold, "T", Some(EVE));
    on_shelf(&mut desk, 100);
    desk.check(&[], &[("A", CopyState::HoldShelf(EVE))]);
}

#[test]
fn a_card_that_one_slip_lent_as_a_book_is_no_copy_once_that_is_undone() {
    let mut desk = Desk::default();
    let slip = desk.out(1, 0, "P 1001", ANN);
    assert!(desk.board.copy("P 1001").is_some_and(|c| c.is_evident()));
    let undo = Kind::Correct { target: slip };
    desk.put(1, Moment::good(MINUTE), undo, "", None);
    assert_eq!(desk.board.copy("P 1001"), None);
    // A code that only a scan named, and that is not lent, is no evidence for a copy.
    desk.back(1, 2, "P 1002");
    assert!(desk.board.copy("P 1002").is_some_and(|c| !c.is_evident()));
    // What was lent before stays, and so does a copy that is listed.
    desk.out(1, 10, "B", ANN);
    desk.back(1, 11, "B");
    for (minute, copy) in [(20, "B"), (30, "A")] {
        if copy == "A" {
            desk.list("A", "T", Use::Lent);
        }
        let slip = desk.out(1, minute, copy, ANN);
        let undo = Kind::Correct { target: slip };
        desk.put(1, Moment::good((minute + 1) * MINUTE), undo, "", None);
        assert!(desk.board.copy(copy).is_some(), "{copy}");
    }
}

#[test]
fn c5_the_same_patron_again_is_a_renewal_only_after_a_day() {
    let mut desk = Desk::default();
    let loan = desk.out(1, 0, "A", ANN);
    let due = desk.board.loan(loan).map(|l| l.due);
    let (_, events) = desk.put(
        2,
        Moment::good(DAY * MINUTE),
        Kind::Checkout,
        "A",
        Some(ANN),
    );
    assert_eq!(events, [Event::Info(Info::AlreadyTheirs)]);
    assert_eq!(desk.board.loan(loan).map(|l| l.due), due);
    let (_, events) = desk.put(
        2,
        Moment::good((3 * DAY) * MINUTE),
        Kind::Checkout,
        "A",
        Some(ANN),
    );
    assert_eq!(events, [Event::Extended(loan)]);
    assert!(desk.board.loan(loan).map(|l| l.due) > due);
    desk.check(&[], &[("A", CopyState::OnLoan(ANN))]);
}

#[test]
fn c6_a_return_of_a_copy_that_was_not_out_is_seen() {
    let mut desk = Desk::default();
    let (_, events) = desk.back(1, 5, "A");
    assert_eq!(events, [Event::Seen, Event::Info(Info::NotOnLoan)]);
    assert_eq!(
        desk.board.copy("A").map(|copy| copy.last_seen_ms),
        Some(5 * MINUTE)
    );
    desk.check(&[], &[("A", CopyState::Available)]);
}

#[test]
fn c7_a_return_from_before_the_loan_closes_the_earlier_one() {
    let mut desk = Desk::default();
    let first = desk.out(1, 0, "A", ANN);
    let second = desk.out(2, 60, "A", BEN);
    desk.check(&[(second, ExceptionKind::Superseded)], &[]);
    let (back, _) = desk.back(3, 30, "A");
    // The return explains everything: the clash is listed, nobody needs to act.
    desk.check(&[], &[("A", CopyState::OnLoan(BEN))]);
    assert_eq!(desk.end(first), Some((30, Closed::Returned)));
    let state = |op, kind| desk.board.exception(op, kind).map(|e| e.state);
    assert_eq!(
        state(back, ExceptionKind::LateReturn),
        Some(State::Explained)
    );
    assert_eq!(
        state(second, ExceptionKind::Superseded),
        Some(State::Explained)
    );
}

#[test]
fn c7_a_return_inside_another_loan_is_for_a_librarian() {
    let mut desk = Desk::default();
    desk.out(1, 0, "A", ANN);
    desk.back(1, 60, "A");
    desk.out(1, 90, "A", BEN);
    let (odd, _) = desk.back(2, 30, "A");
    desk.check(
        &[(odd, ExceptionKind::LateReturn)],
        &[("A", CopyState::OnLoan(BEN))],
    );
}

#[test]
fn c8_what_nobody_knows_waits_and_then_acts_once() {
    let mut desk = Desk::default();
    desk.list("A", "t", Use::Lent);
    desk.fact(Fact::Patron {
        key: ANN,
        class: "student".to_owned(),
        blocked: false,
    });
    let book = desk.out(1, 0, "A?", ANN);
    let card = desk.out(1, 1, "A", BEN);
    desk.check(
        &[
            (book, ExceptionKind::UnknownCopy),
            (card, ExceptionKind::UnknownPatron),
        ],
        &[("A", CopyState::Available)],
    );
    desk.list("B", "u", Use::Lent);
    desk.fact(Fact::MapCopy {
        from: "A?".to_owned(),
        to: "B".to_owned(),
    });
    desk.fact(Fact::Patron {
        key: BEN,
        class: String::new(),
        blocked: false,
    });
    desk.check(
        &[],
        &[("A", CopyState::OnLoan(BEN)), ("B", CopyState::OnLoan(ANN))],
    );
    assert_eq!(
        (desk.board.parked().count(), desk.board.loans().count()),
        (0, 2)
    );
}

#[test]
fn c9_a_loan_against_the_rules_stands() {
    let mut desk = Desk::default();
    let rule = |patron: Option<&str>, days| Rule {
        patron: patron.map(str::to_owned),
        item: None,
        days,
        loans: Some(1),
        renewals: 0,
    };
    desk.fact(Fact::Policy(Policy {
        version: 1,
        rules: vec![rule(None, 14), rule(Some("infant"), 0)],
        ..Policy::default()
    }));
    for (copy, usage) in [
        ("A", Use::Lent),
        ("R", Use::Reference),
        ("W", Use::Withdrawn),
        ("X", Use::Lent),
    ] {
        desk.list(copy, "t", usage);
    }
    for (key, class, blocked) in [(ANN, "", true), (BEN, "", false), (EVE, "infant", false)] {
        desk.fact(Fact::Patron {
            key,
            class: class.to_owned(),
            blocked,
        });
    }
    let broken = |desk: &Desk, id| {
        desk.board
            .exception(id, ExceptionKind::Policy)
            .map(|e| e.broken.0)
    };
    let blocked = desk.out(1, 0, "A", ANN);
    let reference = desk.out(1, 1, "R", BEN);
    let over = desk.out(1, 2, "W", BEN);
    let class = desk.out(1, 3, "X", EVE);
    assert_eq!(broken(&desk, blocked), Some(Broken::BLOCKED));
    assert_eq!(broken(&desk, reference), Some(Broken::REFERENCE));
    assert_eq!(broken(&desk, over), Some(Broken::NOT_HERE | Broken::LIMIT));
    assert_eq!(broken(&desk, class), Some(Broken::CLASS));
    for copy in ["A", "R", "W", "X"] {
        assert!(desk.board.open_loan(copy).is_some(), "{copy}");
    }
}

#[test]
fn c10_a_renewal_against_a_hold_leaves_the_due_date() {
    let mut desk = Desk::default();
    desk.list("A", "t", Use::Lent);
    let loan = desk.out(1, 0, "A", ANN);
    let due = desk.board.loan(loan).map(|l| l.due);
    desk.put(2, Moment::good(0), Kind::Hold, "t", Some(BEN));
    let (renew, _) = desk.put(
        1,
        Moment::good(5 * DAY * MINUTE),
        Kind::Renew,
        "A",
        Some(ANN),
    );
    desk.check(
        &[(renew, ExceptionKind::Renew)],
        &[("A", CopyState::OnLoan(ANN))],
    );
    assert_eq!(desk.board.loan(loan).map(|l| l.due), due);
}

#[test]
fn c11_holds_queue_by_time_then_by_server_order() {
    let mut desk = Desk::default();
    desk.list("A", "t", Use::Lent);
    for (device, minute, patron) in [(1, 9, ANN), (2, 5, BEN), (3, 5, EVE)] {
        desk.put(
            device,
            Moment::good(minute * MINUTE),
            Kind::Hold,
            "t",
            Some(patron),
        );
    }
    let (_, events) = desk.put(4, Moment::good(1), Kind::Hold, "t", Some(ANN));
    assert_eq!(events, [Event::Info(Info::AlreadyHeld)]);
    let queue: Vec<PatronKey> = desk
        .board
        .holds("t")
        .iter()
        .map(|hold| hold.patron)
        .collect();
    assert_eq!(queue, [BEN, EVE, ANN]);
    // It comes in: it waits for the first; who takes it from the shelf all the same breaks a rule.
    let (_, events) = desk.back(1, 20, "A");
    assert!(events.contains(&Event::Trapped {
        copy: "A".to_owned(),
        patron: BEN
    }));
    desk.check(&[], &[("A", CopyState::HoldShelf(BEN))]);
    let wrong = desk.out(1, 21, "A", EVE);
    assert_eq!(
        desk.board
            .exception(wrong, ExceptionKind::Policy)
            .map(|e| e.broken.0),
        Some(Broken::HELD)
    );
    assert_eq!(desk.board.holds("t").len(), 2);
}

#[test]
fn an_undone_checkout_gives_the_copy_back_to_whom_it_was_taken_from() {
    let mut desk = Desk::default();
    desk.out(1, 0, "A", ANN);
    let wrong = desk.out(2, 60, "A", BEN);
    desk.put(
        2,
        Moment::good(61 * MINUTE),
        Kind::Correct { target: wrong },
        "",
        None,
    );
    desk.check(&[], &[("A", CopyState::OnLoan(ANN))]);
    assert_eq!(desk.end(wrong).map(|(_, why)| why), Some(Closed::Corrected));
    // The corrected loan is delivered to nobody.
    let acts: Vec<Act> = deliver::settled(&desk.board, i64::MIN, i64::MAX)
        .operations
        .iter()
        .map(|op| op.act)
        .collect();
    assert_eq!(acts, [Act::Issue]);
}

#[test]
fn without_a_policy_the_due_date_is_the_one_that_was_shown() {
    let mut desk = Desk::default();
    let shown = CalendarDate::from_days(3);
    let lend = |desk: &mut Desk, copy: &str| {
        desk.next += 1;
        let mut op = Operation::new(OpId(desk.next), Kind::Checkout, Moment::good(0));
        (op.copy, op.patron, op.due) = (copy.to_owned(), Some(ANN), Some(shown));
        let id = op.id;
        desk.apply(|seq| Entry::op(seq, op));
        desk.board.loan(id).expect("a loan").due
    };
    assert_eq!(lend(&mut desk, "A"), shown, "two weeks are no rule of ours");
    desk.fact(Fact::Policy(Policy::default()));
    assert!(lend(&mut desk, "B") > shown, "the school's own rule");
}

#[test]
fn a_return_of_what_was_never_lent_here_is_delivered_once_and_not_when_it_was_a_mistake() {
    let acts = |desk: &Desk| -> Vec<(Act, i64, OpId)> {
        let settled = deliver::settled(&desk.board, i64::MIN, i64::MAX);
        let rows = settled.operations.iter();
        rows.map(|op| (op.act, op.at_ms / MINUTE, op.loan))
            .collect()
    };
    let mut desk = Desk::default();
    let (back, _) = desk.back(1, 60, "A");
    assert_eq!(acts(&desk), [(Act::Return, 60, back)]);
    // The loan that it ended arrives late: it is the same return.
    let late = desk.out(2, 0, "A", ANN);
    assert_eq!(
        acts(&desk),
        [(Act::Issue, 0, late), (Act::Return, 60, late)]
    );
    // Within the minutes that clocks are apart, who has the copy now has it last.
    let mut desk = Desk::default();
    let (back, _) = desk.back(1, 60, "A");
    let out = desk.out(2, 59, "A", ANN);
    desk.check(&[], &[("A", CopyState::OnLoan(ANN))]);
    assert_eq!(
        acts(&desk),
        [(Act::Return, 60, back), (Act::Issue, 60, out)]
    );
    // A mistake is delivered to nobody.
    let mut desk = Desk::default();
    let (back, _) = desk.back(1, 60, "A");
    let target = Kind::Correct { target: back };
    desk.put(1, Moment::good(61 * MINUTE), target, "", None);
    assert_eq!(acts(&desk), []);
    assert_eq!(desk.board.effect(back), Some(&Effect::Undone));
}

#[test]
fn a_board_that_an_older_carrel_kept_is_read_and_reads_ours() {
    let mut desk = Desk::default();
    desk.out(1, 0, "A", ANN);
    let (now, nothing) = (bytes(&desk.board), [0]);
    // An empty map is one byte, and an older board ends before it.
    let (before, last) = now.split_at(now.len() - 1);
    assert_eq!(last, nothing);
    assert_eq!(
        postcard::from_bytes::<Board>(before).as_ref(),
        Ok(&desk.board)
    );
    // Whoever does not know the last field passes it over.
    desk.back(1, 5, "B");
    let longer = [bytes(&desk.board), vec![7; 9]].concat();
    assert_eq!(
        postcard::from_bytes::<Board>(&longer).as_ref(),
        Ok(&desk.board)
    );
}

#[test]
fn an_undone_return_opens_the_loan_again() {
    let mut desk = Desk::default();
    let loan = desk.out(1, 0, "A", ANN);
    let (back, _) = desk.back(1, 5, "A");
    desk.put(
        1,
        Moment::good(6 * MINUTE),
        Kind::Correct { target: back },
        "",
        None,
    );
    desk.check(&[], &[("A", CopyState::OnLoan(ANN))]);
    assert_eq!(desk.end(loan), None);
}

#[test]
fn a_return_is_not_undone_when_the_copy_is_out_again_and_nobody_is_told_that_it_was() {
    use carrel_circ::decide::{Actor, Command, Now, Reason, decide};
    let mut desk = Desk::default();
    let first = desk.out(1, 0, "A", ANN);
    let (back, _) = desk.back(1, 5, "A");
    let ask = |desk: &Desk, target: OpId| {
        let now = Now {
            at: Moment::good(9 * MINUTE),
            is_offline: false,
        };
        let (policy, want) = (Policy::default(), Command::Correct { target });
        let decided = decide(
            &want,
            &desk.board,
            &policy,
            now,
            Actor::Staff,
            Allowed::NOTHING,
        );
        decided.map(|_| ()).map_err(|refusal| refusal.reason)
    };
    assert_eq!(ask(&desk, back), Ok(()));
    let second = desk.out(1, 8, "A", BEN);
    assert_eq!(ask(&desk, back), Err(Reason::OutAgain));
    // One that another desk sent all the same does nothing, and clears nothing up.
    let kind = Kind::Correct { target: back };
    let (_, events) = desk.put(2, Moment::good(9 * MINUTE), kind, "", None);
    assert_eq!(events, [Event::Info(Info::NothingToDo)]);
    desk.check(&[], &[("A", CopyState::OnLoan(BEN))]);
    assert_eq!(desk.end(first), Some((5, Closed::Returned)));
    // A renewal of a loan that is over since.
    desk.next += 1;
    let mut op = Operation::new(OpId(desk.next), Kind::Renew, Moment::good(2 * DAY * MINUTE));
    (op.copy, op.patron) = ("A".to_owned(), Some(BEN));
    let renewal = op.id;
    desk.apply(|seq| Entry::op(seq, op));
    assert_eq!(ask(&desk, renewal), Ok(()));
    desk.back(1, 3 * DAY, "A");
    assert_eq!(ask(&desk, renewal), Err(Reason::NothingToUndo));
    assert_eq!(ask(&desk, second), Ok(()));
}

#[test]
fn what_could_not_be_undone_keeps_its_question() {
    let mut desk = Desk::default();
    desk.out(1, 0, "A", ANN);
    let late = desk.out(2, -60, "A", BEN);
    let refused = desk
        .put(1, Moment::good(MINUTE), Kind::Renew, "A", Some(BEN))
        .0;
    desk.check(
        &[(late, ExceptionKind::Late), (refused, ExceptionKind::Renew)],
        &[("A", CopyState::OnLoan(ANN))],
    );
    for target in [refused, late] {
        let at = Moment::good(2 * MINUTE);
        desk.put(1, at, Kind::Correct { target }, "", None);
    }
    // The loan never was; of the renewal nothing was there to undo.
    desk.check(&[(refused, ExceptionKind::Renew)], &[]);
}

#[test]
fn a_correction_waits_for_its_mistake() {
    let mut desk = Desk::default();
    let (correction, _) = desk.put(
        2,
        Moment::good(9 * MINUTE),
        Kind::Correct { target: OpId(2) },
        "",
        None,
    );
    desk.check(&[(correction, ExceptionKind::UnknownTarget)], &[]);
    assert_eq!(desk.out(1, 5, "A", ANN), OpId(2));
    desk.check(&[], &[("A", CopyState::Available)]);
}

#[test]
fn an_operation_acts_once() {
    let mut desk = Desk::default();
    desk.out(1, 0, "A", ANN);
    let Some(entry) = desk.entries.first().cloned() else {
        panic!("no entry")
    };
    let events = desk.apply(|seq| Entry {
        server_seq: seq,
        ..entry
    });
    assert_eq!(events, [Event::Info(Info::Repeated)]);
}

#[test]
fn a_forgotten_patron_is_nowhere_on_the_board() {
    let mut desk = Desk::default();
    desk.list("A", "t", Use::Lent);
    desk.fact(Fact::Patron {
        key: EVE,
        class: "student".to_owned(),
        blocked: false,
    });
    desk.out(1, 0, "A", EVE);
    desk.back(1, 5, "A");
    desk.put(1, Moment::good(6 * MINUTE), Kind::Hold, "t", Some(EVE));
    desk.out(1, 7, "A", EVE);
    desk.fact(Fact::Forget { key: EVE });
    assert_eq!(
        desk.board.holder("A"),
        Some(EVE),
        "an open loan is still owed"
    );
    desk.back(1, 9, "A");
    // Only the tombstone is left, for replicas that get the board as a whole.
    assert_eq!(desk.board.forgotten().collect::<Vec<_>>(), [EVE]);
    let text = format!("{:?}", desk.board);
    assert_eq!(text.matches("PatronKey(3)").count(), 1, "{text}");
}

#[test]
fn tidying_drops_what_is_over_and_keeps_what_is_open() {
    let mut desk = Desk::default();
    desk.out(1, 0, "A", ANN);
    desk.back(1, 5, "A");
    let open = desk.out(1, 6, "B", ANN);
    let clash = desk.out(2, 60, "B", BEN);
    desk.fact(Fact::Tidy {
        before_ms: 1_000 * MINUTE,
    });
    let left: Vec<OpId> = desk.board.loans().map(|(id, _)| id).collect();
    assert_eq!(left, [open, clash]);
    desk.check(
        &[(clash, ExceptionKind::Superseded)],
        &[("B", CopyState::OnLoan(BEN))],
    );
}

#[test]
fn c5_that_becomes_a_renewal_leaves_the_due_date_when_somebody_waits_as_c10_says() {
    let mut desk = Desk::default();
    desk.list("A", "t", Use::Lent);
    let loan = desk.out(1, 0, "A", ANN);
    let due = desk.board.loan(loan).map(|l| l.due);
    desk.put(2, Moment::good(0), Kind::Hold, "t", Some(BEN));
    let again = desk.out(2, 5 * DAY, "A", ANN);
    desk.check(
        &[(again, ExceptionKind::Renew)],
        &[("A", CopyState::OnLoan(ANN))],
    );
    assert_eq!(desk.board.loan(loan).map(|l| l.due), due);
}

#[test]
fn a_late_return_never_rewrites_what_a_librarian_settled() {
    let mut desk = Desk::default();
    let first = desk.out(1, 0, "A", ANN);
    let second = desk.out(2, 60, "A", BEN);
    let choice = Kind::Settle {
        target: second,
        about: ExceptionKind::Superseded,
        choice: Choice::Confirm,
    };
    desk.put(1, Moment::good(70 * MINUTE), choice, "", None);
    let before = desk.end(first);
    assert_eq!(before, Some((60, Closed::Inferred)));
    let (back, _) = desk.back(3, 30, "A");
    // It is history: listed as explained, and the loan is as the librarian left it.
    assert_eq!(desk.end(first), before);
    desk.check(&[], &[("A", CopyState::OnLoan(BEN))]);
    let state = desk
        .board
        .exception(back, ExceptionKind::LateReturn)
        .map(|e| e.state);
    assert_eq!(state, Some(State::Explained));
}

#[test]
fn what_the_other_system_says_of_its_loans_goes_behind_what_was_scanned() {
    let mut desk = Desk::default();
    let told = |desk: &mut Desk, copy: &str, patron: Option<PatronKey>, minute: i64| {
        desk.fact(Fact::Loan {
            copy: copy.to_owned(),
            patron,
            since_ms: minute * MINUTE,
            due: None,
        })
    };
    let issues = |desk: &Desk| {
        let settled = deliver::settled(&desk.board, i64::MIN, i64::MAX);
        let lines = settled.operations.iter();
        lines
            .map(|op| (op.act, op.copy.clone()))
            .collect::<Vec<_>>()
    };
    told(&mut desk, "A", Some(ANN), 0);
    told(&mut desk, "B", Some(ANN), 0);
    assert_eq!(desk.board.count_loans(ANN, ""), (2, 2));
    assert_eq!(issues(&desk), []);
    // The same list again changes nothing; one that lacks B ends it, and nothing is delivered of that.
    assert_eq!(told(&mut desk, "A", Some(ANN), 0), []);
    told(&mut desk, "B", None, 90);
    desk.check(
        &[],
        &[("A", CopyState::OnLoan(ANN)), ("B", CopyState::Available)],
    );
    assert_eq!(issues(&desk), []);
    // It comes back here: that is delivered. A list from before the return does not lend it again.
    desk.back(1, 100, "A");
    assert_eq!(issues(&desk), [(Act::Return, "A".to_owned())]);
    told(&mut desk, "A", Some(ANN), 0);
    desk.check(&[], &[("A", CopyState::Available)]);
    // What was scanned stays, whatever the list says; a list that names another later is told after the return.
    desk.out(1, 110, "A", BEN);
    told(&mut desk, "A", Some(EVE), 120);
    told(&mut desk, "A", None, 120);
    desk.check(&[], &[("A", CopyState::OnLoan(BEN))]);
    // A told loan that another takes is a clash like any other.
    told(&mut desk, "C", Some(ANN), 0);
    let taken = desk.out(2, 130, "C", BEN);
    desk.check(
        &[(taken, ExceptionKind::Superseded)],
        &[("C", CopyState::OnLoan(BEN))],
    );
}

#[test]
fn c9_c10_an_override_answers_the_rules_it_names() {
    let rule = Rule {
        patron: None,
        item: None,
        days: 14,
        loans: Some(1),
        renewals: 1,
    };
    let policy = Policy {
        version: 1,
        rules: vec![rule],
        no_renew_when_held: true,
        ..Policy::default()
    };
    let library = || {
        let mut desk = Desk::default();
        desk.fact(Fact::Policy(policy.clone()));
        for copy in ["A", "B"] {
            desk.list(copy, "t", Use::Lent);
        }
        desk.list("R", "r", Use::Reference);
        for key in [ANN, BEN] {
            desk.fact(Fact::Patron {
                key,
                class: String::new(),
                blocked: false,
            });
        }
        desk.out(1, 1, "A", ANN);
        desk
    };
    let allowing = |desk: &mut Desk, kind, copy: &str, allowed| {
        desk.next += 1;
        let mut op = Operation::new(OpId(desk.next), kind, Moment::good(9 * MINUTE));
        op.origin.seq = desk.next as u64;
        op.copy = copy.to_owned();
        op.patron = Some(ANN);
        op.allowed = allowed;
        let id = op.id;
        desk.apply(|seq| Entry::op(seq, op));
        id
    };
    let (limit, reference) = (u64::from(Broken::LIMIT), u64::from(Broken::REFERENCE));
    for (allowed, open) in [
        (Allowed::NOTHING, Some(Broken::LIMIT | Broken::REFERENCE)),
        (Allowed::rules(limit), Some(Broken::REFERENCE)),
        (Allowed::rules(reference), Some(Broken::LIMIT)),
        (Allowed::rules(limit | reference), None),
        // An unknown card was answered: that says nothing of the policy.
        (
            Allowed::rules(Allowed::UNKNOWN_PATRON),
            Some(Broken::LIMIT | Broken::REFERENCE),
        ),
        // As it was before overrides named their rules.
        (Allowed::EVERYTHING, None),
    ] {
        let mut desk = library();
        let id = allowing(&mut desk, Kind::Checkout, "R", allowed);
        let told = desk.board.exception(id, ExceptionKind::Policy);
        assert_eq!(told.map(|e| e.broken.0), open, "{allowed:?}");
        assert_eq!(desk.board.holder("R"), Some(ANN), "the loan stands");
    }
    // Renewed once too often was answered; that somebody waits for it was not known there.
    let (often, wanted) = (u64::from(Broken::RENEWALS), u64::from(Broken::NO_RENEWAL));
    for (allowed, renewals) in [
        (Allowed::rules(often), 0),
        (Allowed::rules(often | wanted), 1),
        (Allowed::EVERYTHING, 1),
    ] {
        let mut desk = library();
        desk.put(1, Moment::good(3 * MINUTE), Kind::Hold, "t", Some(BEN));
        let id = allowing(&mut desk, Kind::Renew, "A", allowed);
        let told = desk.board.exception(id, ExceptionKind::Renew).is_some();
        assert_eq!(told, renewals == 0, "{allowed:?}");
        let loan = desk.board.open_loan("A").expect("a loan").1;
        assert_eq!(loan.renewals, renewals, "{allowed:?}");
    }
}
