//! Desk and kiosk as a person at the screen meets them.

use carrel_circ::Allowed;
use carrel_circ::board::Board;
use carrel_circ::decide::{Actor, Command, Decision, Note, Now, Override, Reason, decide};
use carrel_circ::desk::{self, Desk, Mode, Scan};
use carrel_circ::entry::{Entry, Fact, Kind, OpId, Operation, PatronKey, Use};
use carrel_circ::exception::{Broken, ExceptionKind};
use carrel_circ::inventory;
use carrel_circ::kiosk::{self, Kiosk};
use carrel_circ::policy::{Policy, Rule};
use carrel_circ::time::Moment;

const ANN: PatronKey = PatronKey(0xA11CE);
const BEN: PatronKey = PatronKey(0xB0B);

const fn now(ms: i64) -> Now {
    Now {
        at: Moment::good(ms),
        is_offline: false,
    }
}

fn school() -> (Board, Policy) {
    let policy = Policy {
        version: 1,
        rules: vec![Rule {
            patron: None,
            item: None,
            days: 14,
            loans: Some(2),
            renewals: 1,
        }],
        ..Policy::default()
    };
    let mut board = Board::new();
    let mut facts = vec![Fact::Policy(policy.clone())];
    for (copy, usage) in [
        ("A", Use::Lent),
        ("B", Use::Lent),
        ("C", Use::Lent),
        ("R", Use::Reference),
    ] {
        facts.push(Fact::Copy {
            barcode: copy.to_owned(),
            title: copy.to_lowercase(),
            item: "book".to_owned(),
            usage,
        });
    }
    for key in [ANN, BEN] {
        facts.push(Fact::Patron {
            key,
            class: "student".to_owned(),
            blocked: key == BEN,
        });
    }
    for (seq, fact) in facts.into_iter().enumerate() {
        board.apply(&Entry::fact(seq as u64 + 1, fact));
    }
    (board, policy)
}

/// What the host does with a decision: mints a name, writes it, folds it.
fn write(board: &mut Board, id: u128, decision: &Decision) -> OpId {
    let mut op = Operation::new(OpId(id), decision.kind, Moment::good(id as i64));
    op.origin.seq = id as u64;
    op.copy.clone_from(&decision.copy);
    op.patron = decision.patron;
    op.due = decision.due;
    op.allowed = decision.allowed;
    board.apply(&Entry::op(board.at + 1, op));
    OpId(id)
}

fn item(code: &str) -> Scan {
    Scan::Item(code.to_owned())
}

#[test]
fn one_box_takes_card_and_copies_and_undoes() {
    let (mut board, policy) = school();
    let mut desk = Desk::default();
    assert_eq!(
        desk.scan(item("A"), &board, &policy, now(1)),
        desk::Step::AskCard
    );
    assert_eq!(
        desk.scan(Scan::Patron(ANN), &board, &policy, now(1)),
        desk::Step::Welcome(ANN)
    );
    let desk::Step::Record(decision) = desk.scan(item("A"), &board, &policy, now(1)) else {
        panic!("refused")
    };
    desk.recording(OpId(1), &decision);
    assert_eq!(desk.journal.pending(), (1, 0));
    assert_eq!(
        desk.journal.last_undoable(),
        None,
        "what is not written cannot be undone"
    );
    write(&mut board, 1, &decision);
    desk.recorded(OpId(1));
    assert_eq!(board.holder("A"), Some(ANN));
    let desk::Step::Record(undo) = desk.undo(None, &board, &policy, now(2)) else {
        panic!("refused")
    };
    assert_eq!(undo.kind, Kind::Correct { target: OpId(1) });
    desk.recording(OpId(2), &undo);
    assert!(
        !desk.journal.lines()[0].is_undone,
        "struck out only when written"
    );
    write(&mut board, 2, &undo);
    desk.recorded(OpId(2));
    assert!(desk.journal.lines()[0].is_undone);
    assert_eq!(board.holder("A"), None);
    assert_eq!(
        desk.undo(None, &board, &policy, now(3)),
        desk::Step::Nothing
    );
}

#[test]
fn a_failed_write_is_loud_and_never_undoable() {
    let (board, policy) = school();
    let mut desk = Desk::default();
    desk.scan(Scan::Patron(ANN), &board, &policy, now(1));
    let desk::Step::Record(decision) = desk.scan(item("A"), &board, &policy, now(1)) else {
        panic!("refused")
    };
    desk.recording(OpId(1), &decision);
    desk.failed(OpId(1));
    assert_eq!(desk.journal.pending(), (0, 1));
    assert_eq!(
        desk.undo(None, &board, &policy, now(2)),
        desk::Step::Nothing
    );
}

#[test]
fn staff_may_allow_what_was_refused() {
    let (board, policy) = school();
    let mut desk = Desk::default();
    desk.scan(Scan::Patron(BEN), &board, &policy, now(1));
    let desk::Step::Refuse(refusal) = desk.scan(item("A"), &board, &policy, now(1)) else {
        panic!("allowed")
    };
    assert_eq!(refusal.may_override, Override::Staff);
    assert_eq!(
        refusal.to_string(),
        "This card may not borrow right now. The librarian can allow it."
    );
    let desk::Step::Record(decision) = desk.allow(&board, &policy, now(1)) else {
        panic!("refused again")
    };
    assert_eq!(decision.allowed, Allowed::rules(u64::from(Broken::BLOCKED)));
    assert_eq!(
        desk.allow(&board, &policy, now(1)),
        desk::Step::Nothing,
        "once"
    );
}

#[test]
fn a_yes_answers_what_was_said_and_another_rule_is_said_too() {
    let (mut board, policy) = school();
    let mut desk = Desk::default();
    desk.scan(Scan::Patron(BEN), &board, &policy, now(1));
    let desk::Step::Refuse(first) = desk.scan(item("Z"), &board, &policy, now(1)) else {
        panic!("allowed")
    };
    assert_eq!(first.reason, Reason::UnknownCopy);
    // The same press does not answer for the blocked card, which nobody was told of.
    let desk::Step::Refuse(second) = desk.allow(&board, &policy, now(1)) else {
        panic!("a rule that nobody saw was silenced")
    };
    let blocked = u64::from(Broken::BLOCKED);
    assert_eq!(second.reason.rules(), blocked);
    let desk::Step::Record(decision) = desk.allow(&board, &policy, now(1)) else {
        panic!("both were answered")
    };
    let both = Allowed::rules(Allowed::UNKNOWN_COPY | blocked);
    assert_eq!(decision.allowed, both);
    assert_eq!(both.names(), ["blocked", "unknown-barcode"]);
    // What comes between the refusal and the press is said as well.
    desk.scan(Scan::Patron(ANN), &board, &policy, now(2));
    let desk::Step::Refuse(_) = desk.scan(item("R"), &board, &policy, now(2)) else {
        panic!("allowed")
    };
    let fact = Fact::Patron {
        key: ANN,
        class: "student".to_owned(),
        blocked: true,
    };
    board.apply(&Entry::fact(board.at + 1, fact));
    let desk::Step::Refuse(third) = desk.allow(&board, &policy, now(2)) else {
        panic!("the block came after the refusal")
    };
    assert_eq!(
        third.to_string(),
        "This card may not borrow right now. This book stays in the library. The librarian can allow it."
    );
    let desk::Step::Record(decision) = desk.allow(&board, &policy, now(2)) else {
        panic!("refused again")
    };
    let reference = u64::from(Broken::REFERENCE);
    assert_eq!(decision.allowed, Allowed::rules(blocked | reference));
    // The next scan begins anew.
    assert!(matches!(
        desk.scan(item("A"), &board, &policy, now(3)),
        desk::Step::Refuse(_)
    ));
}

#[test]
fn a_block_of_the_own_list_that_was_answered_is_not_asked_of_the_gateways_too() {
    let (board, policy) = school();
    let mut desk = Desk::default();
    desk.scan(Scan::Patron(BEN), &board, &policy, now(1));
    let blocked = Allowed::rules(u64::from(Broken::BLOCKED));
    let step = desk.scan_allowing(item("A"), blocked, &board, &policy, now(1));
    let desk::Step::Record(decision) = step else {
        panic!("{step:?}")
    };
    assert_eq!(decision.allowed, blocked);
    let mut after = board.clone();
    write(&mut after, 9, &decision);
    assert_eq!(after.open_exceptions().count(), 0);
    // Of a rule that was not answered the gateway tells: nobody at the desk knew of it.
    let mut policy = policy;
    policy.rules[0].days = 0;
    policy.version = 2;
    let mut after = board;
    after.apply(&Entry::fact(after.at + 1, Fact::Policy(policy)));
    write(&mut after, 9, &decision);
    let told: Vec<_> = after
        .open_exceptions()
        .map(|e| (e.kind, e.broken))
        .collect();
    assert_eq!(told, [(ExceptionKind::Policy, Broken(Broken::CLASS))]);
}

#[test]
fn a_card_in_check_in_mode_begins_a_check_out() {
    let (board, policy) = school();
    let mut desk = Desk::default();
    desk.set_mode(Mode::CheckIn);
    let offline = Now {
        at: Moment::good(5),
        is_offline: true,
    };
    let desk::Step::Record(decision) = desk.scan(item("A"), &board, &policy, offline) else {
        panic!("refused")
    };
    assert_eq!(decision.notes, [Note::WasNotOnLoan, Note::Provisional]);
    assert_eq!(
        desk.scan(Scan::Patron(ANN), &board, &policy, now(1)),
        desk::Step::Welcome(ANN)
    );
    assert_eq!(desk.mode(), Mode::CheckOut);
    assert_eq!(
        desk.scan(
            Scan::Isbn("9780141439518".to_owned()),
            &board,
            &policy,
            now(1)
        ),
        desk::Step::OfferCopies("9780141439518".to_owned())
    );
}

#[test]
fn refusals_say_why_and_who_may_say_yes() {
    let (mut board, policy) = school();
    let take = |copy: &str, patron| Command::CheckOut {
        copy: copy.to_owned(),
        patron,
    };
    // Whatever a student says yes to.
    let all = |by: Actor| match by {
        Actor::Student => Allowed::EVERYTHING,
        Actor::Staff => Allowed::NOTHING,
    };
    let check = |board: &Board, command: &Command, by: Actor, reason: Reason, may: Override| {
        let refusal = decide(command, board, &policy, now(1), by, all(by)).expect_err("allowed");
        assert_eq!(
            (refusal.reason, refusal.may_override),
            (reason, may),
            "{command:?}"
        );
    };
    check(
        &board,
        &take("Z", ANN),
        Actor::Student,
        Reason::UnknownCopy,
        Override::Staff,
    );
    check(
        &board,
        &take("A", PatronKey(9)),
        Actor::Staff,
        Reason::UnknownPatron,
        Override::Staff,
    );
    check(
        &board,
        &Command::CheckIn {
            copy: "A".to_owned(),
        },
        Actor::Student,
        Reason::StaffOnly,
        Override::Nobody,
    );
    check(
        &board,
        &Command::Renew {
            copy: "A".to_owned(),
            patron: None,
        },
        Actor::Staff,
        Reason::NotOnLoan,
        Override::Nobody,
    );
    check(
        &board,
        &Command::Correct { target: OpId(77) },
        Actor::Staff,
        Reason::NothingToUndo,
        Override::Nobody,
    );
    for (id, copy) in [(1, "A"), (2, "B")] {
        let decision = decide(
            &take(copy, ANN),
            &board,
            &policy,
            now(1),
            Actor::Student,
            Allowed::NOTHING,
        )
        .expect("allowed");
        write(&mut board, id, &decision);
    }
    let limit = decide(
        &take("C", ANN),
        &board,
        &policy,
        now(1),
        Actor::Student,
        Allowed::EVERYTHING,
    )
    .expect_err("the third");
    assert_eq!(
        limit.to_string(),
        "2 books are out on this card. That is the limit. The librarian can allow it."
    );
    let again = decide(
        &take("A", ANN),
        &board,
        &policy,
        now(1),
        Actor::Student,
        Allowed::NOTHING,
    )
    .expect_err("twice");
    assert!(
        again
            .to_string()
            .starts_with("You have this book already. It is due on 19"),
        "{again}"
    );
    let renew = Command::Renew {
        copy: "A".to_owned(),
        patron: Some(BEN),
    };
    check(
        &board,
        &renew,
        Actor::Staff,
        Reason::OtherHolder,
        Override::Nobody,
    );
}

#[test]
fn without_lists_lending_works_and_says_what_was_not_checked() {
    let policy = Policy::default();
    let command = Command::CheckOut {
        copy: "A".to_owned(),
        patron: ANN,
    };
    let decision = decide(
        &command,
        &Board::new(),
        &policy,
        now(1),
        Actor::Student,
        Allowed::NOTHING,
    )
    .expect("allowed");
    assert_eq!(
        decision.notes,
        [Note::CopyNotChecked, Note::PatronNotChecked]
    );
}

#[test]
fn nothing_is_left_of_the_last_student() {
    let (mut board, policy) = school();
    let mut kiosk = Kiosk::default();
    assert_eq!(
        kiosk.scan(item("A"), &board, &policy, now(1), 0),
        kiosk::Step::AskCard
    );
    assert_eq!(
        kiosk.scan(Scan::Patron(ANN), &board, &policy, now(1), 0),
        kiosk::Step::Welcome
    );
    let kiosk::Step::Record(decision) = kiosk.scan(item("A"), &board, &policy, now(1), 10) else {
        panic!("refused")
    };
    kiosk.recording(OpId(1), &decision);
    // A write under way keeps the session open, however long it takes.
    assert_eq!(kiosk.tick(&policy, 1_000_000), kiosk::Step::Nothing);
    write(&mut board, 1, &decision);
    kiosk.recorded(OpId(1), "K7QX");
    assert_eq!(kiosk.tick(&policy, 10 + 44_999), kiosk::Step::Nothing);
    let kiosk::Step::Goodbye(taken) = kiosk.tick(&policy, 10 + 45_000) else {
        panic!("still there")
    };
    assert_eq!(taken[0].receipt, "K7QX");
    assert_eq!(kiosk, Kiosk::default());
    assert!(!format!("{kiosk:?}").contains(&format!("{}", ANN.0)));
}

#[test]
fn a_second_card_ends_the_first_session() {
    let (board, policy) = school();
    let mut kiosk = Kiosk::default();
    kiosk.scan(Scan::Patron(ANN), &board, &policy, now(1), 0);
    assert_eq!(
        kiosk.scan(Scan::Patron(ANN), &board, &policy, now(1), 5),
        kiosk::Step::Welcome
    );
    assert_eq!(
        kiosk.scan(Scan::Patron(BEN), &board, &policy, now(1), 9),
        kiosk::Step::NextStudent(Vec::new())
    );
    let kiosk::Step::Refuse(refusal) = kiosk.scan(item("A"), &board, &policy, now(1), 9) else {
        panic!("allowed")
    };
    assert!(matches!(refusal.reason, Reason::Policy { .. }));
    assert_eq!(kiosk.finish(), kiosk::Step::Goodbye(Vec::new()));
    assert_eq!(kiosk.finish(), kiosk::Step::Nothing);
}

#[test]
fn a_walk_along_the_shelves_finds_what_is_wrong() {
    let (mut board, policy) = school();
    let take = Command::CheckOut {
        copy: "B".to_owned(),
        patron: ANN,
    };
    let decision = decide(
        &take,
        &board,
        &policy,
        now(1),
        Actor::Staff,
        Allowed::NOTHING,
    )
    .expect("allowed");
    write(&mut board, 1, &decision);
    let scanned: Vec<String> = ["B", "A", "A"].iter().map(|&s| s.to_owned()).collect();
    let stock = inventory::compare(&board, &scanned);
    assert_eq!(
        (stock.seen, stock.on_loan),
        (vec!["A".to_owned()], vec!["B".to_owned()])
    );
    assert_eq!(stock.missing, ["C", "R"]);
}

#[test]
fn every_rule_that_says_no_is_told_and_a_limit_by_type_counts_its_own() {
    let book = |barcode: &str, item: &str| {
        Entry::fact(
            1,
            Fact::Copy {
                barcode: barcode.to_owned(),
                title: barcode.to_owned(),
                item: item.to_owned(),
                usage: if barcode == "R" {
                    Use::Reference
                } else {
                    Use::Lent
                },
            },
        )
    };
    let mut board = Board::new();
    for (barcode, item) in [("A", "book"), ("D", "dvd"), ("E", "dvd"), ("R", "dvd")] {
        board.apply(&book(barcode, item));
    }
    let rule = |item: Option<&str>, loans: u16| carrel_circ::policy::Rule {
        patron: None,
        item: item.map(str::to_owned),
        days: 14,
        loans: Some(loans),
        renewals: 1,
    };
    let policy = Policy {
        rules: vec![rule(Some("dvd"), 1), rule(None, 9)],
        ..Policy::default()
    };
    for copy in ["A", "D"] {
        let take = Command::CheckOut {
            copy: copy.to_owned(),
            patron: ANN,
        };
        let yes = decide(
            &take,
            &board,
            &policy,
            now(1),
            Actor::Staff,
            Allowed::NOTHING,
        )
        .expect("allowed");
        let mut op = carrel_circ::Operation::new(
            carrel_circ::OpId(u128::from(copy.as_bytes()[0])),
            yes.kind,
            now(1).at,
        );
        op.copy = yes.copy;
        op.patron = yes.patron;
        board.apply(&Entry::op(2, op));
    }
    let refusal = |copy: &str| {
        let take = Command::CheckOut {
            copy: copy.to_owned(),
            patron: ANN,
        };
        decide(
            &take,
            &board,
            &policy,
            now(2),
            Actor::Staff,
            Allowed::NOTHING,
        )
        .expect_err("refused")
        .to_string()
    };
    assert_eq!(
        refusal("E"),
        "1 of this kind are out on this card. That is the limit. The librarian can allow it."
    );
    assert_eq!(
        refusal("R"),
        "1 of this kind are out on this card. That is the limit. This book stays in the library. The librarian can allow it."
    );
}
