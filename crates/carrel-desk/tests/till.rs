//! The till against the shipped server half: what a screen shows before, between and after a sync.

use std::collections::BTreeMap;
use std::rc::Rc;

use carrel_circ::board::CopyState;
use carrel_circ::decide::{Actor, Command, Now, Reason, decide};
use carrel_circ::entry::{Choice, Fact, Kind, OpId};
use carrel_circ::exception::{Broken, ExceptionKind};
use carrel_circ::policy::Policy;
use carrel_circ::{Allowed, Board};
use carrel_core::copies::Copies;
use carrel_desk::hand;
use carrel_desk::till::{Kept, Till};
use carrel_exchange::delivered::Kind as Does;
use carrel_exchange::queue::{Batch, System, deliver};
use carrel_sync::Reading;
use carrel_sync::client::{Draft, Mint};
use carrel_sync::memory::MemoryLedger;
use carrel_sync::message::{CONTENT_TYPE, Pull, Push};
use carrel_sync::server::{Server, accept, serve, state_fact};

const KEY: [u8; 32] = [7; 32];
const NINE: i64 = 1_795_770_000_000;

struct Desk {
    till: Till,
    minute: i64,
}

fn reading(minute: i64) -> Reading {
    Reading {
        wall_ms: NINE + minute * 60_000,
        mono_ms: minute * 60_000,
        run: 1,
    }
}

impl Desk {
    fn new(device: u128) -> Self {
        Self {
            till: Till::new(device, device as u64 + 100, KEY),
            minute: 0,
        }
    }

    fn scan(&mut self, minute: i64, kind: Kind, copy: &str, card: Option<&str>) -> OpId {
        self.minute = minute;
        let id = OpId((self.till.client.meta().device << 64) | (minute as u128 + 1));
        let mint = Mint {
            id,
            salt: [1; 16],
            at: reading(minute),
        };
        let (_, staged) = self
            .till
            .prepare(Draft::scan(kind, copy, card), mint)
            .expect("it fits in a log");
        self.till.commit(staged);
        id
    }

    fn sync(&mut self, server: &mut (MemoryLedger, Board), minute: i64) {
        let now = reading(minute);
        let as_server = Server {
            epoch: 9,
            school_key: &KEY,
            now_ms: now.wall_ms,
            may_settle: true,
        };
        while let Some(wanted) = self.till.client.wants_push() {
            let records = self
                .till
                .records_from((wanted.epoch, wanted.first), wanted.count);
            let bytes = self.till.client.push(wanted, records, [3; 16], now);
            let push = Push::decode(&bytes).expect("a push");
            let Ok(answer) = accept(as_server, &push, &mut server.0, &mut server.1);
            let body = answer.encode();
            let heard = self.till.client.heard(CONTENT_TYPE, &body, now);
            let (change, _) = heard.expect("an answer");
            let staged = self.till.stage(change);
            self.till.commit(staged);
        }
        loop {
            let bytes = self.till.client.pull([4; 16], now);
            let pull = Pull::decode(&bytes).expect("a pull");
            let Ok(answer) = serve(as_server, &pull, &mut server.0, &server.1);
            let heard = self.till.client.heard(CONTENT_TYPE, &answer.encode(), now);
            let (change, more) = heard.expect("an answer");
            let staged = self.till.stage(change);
            self.till.commit(staged);
            if !more {
                break;
            }
        }
    }

    /// As after a killed browser: only what a store keeps is left.
    fn restarted(&mut self) {
        let records = self
            .till
            .own()
            .map(|own| (own.at, self.till.record(own.at).expect("kept").clone()))
            .collect();
        let kept = Kept {
            meta: self.till.client.meta().clone(),
            heard: self.till.heard().clone(),
            board: self.till.base().clone(),
            records,
            cards: self.till.kept_cards(),
            is_old: false,
        };
        let again = Till::load(kept, KEY);
        assert_eq!(again.view(), self.till.view(), "a restart changes nothing");
        self.till = again;
    }
}

#[test]
fn own_scans_are_on_the_board_before_any_sync_and_after_a_restart() {
    let mut desk = Desk::new(1);
    desk.scan(0, Kind::Checkout, "T1", Some("P1"));
    let key = desk.till.patron("P1");
    assert_eq!(desk.till.view().copy_state("T1"), CopyState::OnLoan(key));
    assert_eq!(desk.till.client.pending(), 1);
    desk.restarted();
    desk.scan(5, Kind::Return, "T1", None);
    assert_eq!(desk.till.view().copy_state("T1"), CopyState::Available);
    assert_eq!(desk.till.unchecked_returns().len(), 1);
    assert_eq!(desk.till.card(key), Some("P1"));
}

#[test]
fn an_operation_counts_once_between_its_ack_and_its_echo() {
    let mut server = (MemoryLedger::new(), Board::new());
    let mut desk = Desk::new(1);
    desk.scan(0, Kind::Checkout, "T1", Some("P1"));
    desk.sync(&mut server, 10);
    assert_eq!(desk.till.client.pending(), 0);
    assert_eq!(desk.till.view().loans().count(), 1);
    assert_eq!(desk.till.view(), &server.1, "all came back: both are one");
    desk.restarted();
    desk.scan(20, Kind::Return, "T1", None);
    assert_eq!(desk.till.view().copy_state("T1"), CopyState::Available);
    assert!(desk.till.unchecked_returns().len() == 1);
    desk.sync(&mut server, 30);
    assert!(desk.till.unchecked_returns().is_empty());
    assert_eq!(desk.till.view(), &server.1);
}

#[test]
fn two_offline_loans_of_one_copy_are_one_exception_on_both_screens_and_settled_by_one() {
    let mut server = (MemoryLedger::new(), Board::new());
    let (mut one, mut two) = (Desk::new(1), Desk::new(2));
    one.sync(&mut server, 0);
    two.sync(&mut server, 0);
    one.scan(10, Kind::Checkout, "T1", Some("P1"));
    let later = two.scan(20, Kind::Checkout, "T1", Some("P2"));
    one.sync(&mut server, 30);
    two.sync(&mut server, 31);
    one.sync(&mut server, 32);
    for desk in [&one, &two] {
        let open: Vec<_> = desk.till.view().open_exceptions().collect();
        assert_eq!(open.len(), 1);
        assert_eq!(open[0].kind, ExceptionKind::Superseded);
        assert_eq!(open[0].op, later);
    }
    let settle = Kind::Settle {
        target: later,
        about: ExceptionKind::Superseded,
        choice: Choice::Confirm,
    };
    one.scan(40, settle, "", None);
    assert_eq!(one.till.view().open_exceptions().count(), 0);
    one.sync(&mut server, 41);
    two.sync(&mut server, 42);
    assert_eq!(two.till.view().open_exceptions().count(), 0);
    assert_eq!(one.till.view(), &server.1);
    assert_eq!(two.till.view(), &server.1);

    // The other computer's card is not known here until the gateway tells a signed-in librarian.
    let before = hand::ready(&two.till, |_| -300);
    assert_eq!(before.without_card, ["T1"]);
    two.till.learn_cards(["P1", "P2"]);
    let ready = hand::ready(&two.till, |_| -300);
    let does: Vec<_> = ready
        .operations
        .iter()
        .map(|d| (d.kind, d.card.as_str(), d.barcode.as_str()))
        .collect();
    let expected = [
        (Does::CheckOut, "P1", "T1"),
        (Does::CheckIn, "P1", "T1"),
        (Does::CheckOut, "P2", "T1"),
    ];
    assert_eq!(does, expected);
    let koha = deliver(System::Koha, &Batch::new(&ready.operations));
    let text = String::from_utf8(koha.files[0].bytes.clone()).expect("text");
    let acts: Vec<&str> = text
        .lines()
        .skip(1)
        .map(|line| line.split_once('\t').expect("a line").1)
        .collect();
    assert_eq!(
        acts,
        ["issue\tP1\tT1", "return\tT1", "issue\tP2\tT1"],
        "{text}"
    );
}

/// The earlier scan arrived later: the return of the one loan and the begin of the other fall on one moment.
#[test]
fn a_loan_that_arrives_late_is_handed_in_after_the_return_that_makes_room_for_it() {
    let mut server = (MemoryLedger::new(), Board::new());
    let (mut one, mut two) = (Desk::new(1), Desk::new(2));
    one.sync(&mut server, 0);
    two.sync(&mut server, 0);
    let earlier = one.scan(10, Kind::Checkout, "T1", Some("P1"));
    two.scan(11, Kind::Checkout, "T1", Some("P2"));
    two.sync(&mut server, 12);
    one.sync(&mut server, 13);
    let settle = Kind::Settle {
        target: earlier,
        about: ExceptionKind::Disputed,
        choice: Choice::Confirm,
    };
    one.scan(14, settle, "", None);
    one.till.learn_cards(["P2"]);
    let ready = hand::ready(&one.till, |_| 0);
    let does: Vec<_> = ready
        .operations
        .iter()
        .map(|d| (d.kind, d.card.as_str()))
        .collect();
    let expected = [
        (Does::CheckOut, "P2"),
        (Does::CheckIn, "P2"),
        (Does::CheckOut, "P1"),
    ];
    assert_eq!(does, expected);
}

#[test]
fn a_renewal_and_a_return_of_a_copy_lent_elsewhere_are_handed_in_too() {
    let mut desk = Desk::new(1);
    desk.scan(0, Kind::Return, "T9", None);
    desk.scan(1, Kind::Checkout, "T1", Some("P1"));
    desk.scan(2, Kind::Hold, "title-1", Some("P2"));
    let ready = hand::ready(&desk.till, |_| 0);
    let does: Vec<_> = ready.operations.iter().map(|d| d.kind).collect();
    assert_eq!(does, [Does::CheckIn, Does::CheckOut, Does::Hold]);
}

#[test]
fn a_board_that_cannot_be_read_is_asked_for_again() {
    let mut server = (MemoryLedger::new(), Board::new());
    let (mut one, mut two) = (Desk::new(1), Desk::new(2));
    one.scan(0, Kind::Checkout, "T1", Some("P1"));
    two.scan(1, Kind::Checkout, "T2", Some("P2"));
    one.sync(&mut server, 2);
    two.sync(&mut server, 3);
    let records = two.till.own();
    let records = records.map(|own| (own.at, two.till.record(own.at).expect("kept").clone()));
    let mut kept = Kept {
        meta: two.till.client.meta().clone(),
        heard: two.till.heard().clone(),
        board: Board::new(),
        records: records.collect(),
        cards: BTreeMap::new(),
        is_old: false,
    };
    kept.read_board(b"\xff\xff");
    two.till = Till::load(kept, KEY);
    // Its own scans are known, and the rest with the next answer.
    assert!(two.till.view().open_loan("T2").is_some());
    two.sync(&mut server, 4);
    assert_eq!(two.till.view(), &server.1);
    // One that a newer gateway sends is not taken.
    let mut change = carrel_sync::client::Client::new(3, 4).join(5, 6, &[]);
    change.replace_board = Some(postcard::to_allocvec(&server.1).expect("bytes"));
    assert!(carrel_desk::till::can_read(&change));
    change.replace_board = Some(b"\xff\xff".to_vec());
    assert!(!carrel_desk::till::can_read(&change));
}

#[test]
fn a_board_that_an_older_page_folded_is_asked_for_anew_and_stands_until_it_comes() {
    let mut server = (MemoryLedger::new(), Board::new());
    let (mut one, mut two) = (Desk::new(1), Desk::new(2));
    one.scan(0, Kind::Checkout, "T1", Some("P1"));
    two.scan(1, Kind::Checkout, "T2", Some("P2"));
    one.sync(&mut server, 2);
    two.sync(&mut server, 3);
    two.scan(4, Kind::Checkout, "T3", Some("P3"));
    // What the older page made of the same rows is not what they give now.
    let mut board = two.till.base().clone();
    board.know_loan(
        1,
        "T9",
        two.till.patron("P9"),
        carrel_circ::Moment::good(1),
        carrel_core::CalendarDate::from_days(20_000),
    );
    let kept = kept_of(&two.till, board, true);
    two.till = Till::load(kept, KEY);
    assert!(
        two.till.view().open_loan("T1").is_some(),
        "the network may be away"
    );
    assert!(two.till.view().open_loan("T9").is_some());
    two.sync(&mut server, 5);
    assert_eq!(two.till.view(), &server.1);
    assert!(
        two.till.view().open_loan("T3").is_some(),
        "and what was scanned meanwhile"
    );
    assert!(two.till.view().open_loan("T9").is_none());
    // Once is enough.
    let pull = Pull::decode(&two.till.client.pull([4; 16], reading(6))).expect("a pull");
    assert_eq!((pull.server_epoch, pull.cursor), (9, server.1.at));
    // A computer alone has nobody to ask.
    let alone = carrel_sync::client::Client::new(3, 4).with_old_board();
    assert_eq!(alone.meta().server_epoch, 0);
}

/// What the store kept of a till, with another board in place of the one of the feed.
fn kept_of(till: &Till, board: Board, is_old: bool) -> Kept {
    let records = till.own();
    let records = records.map(|own| (own.at, till.record(own.at).expect("kept").clone()));
    Kept {
        meta: till.client.meta().clone(),
        heard: till.heard().clone(),
        board,
        records: records.collect(),
        cards: BTreeMap::new(),
        is_old,
    }
}

/// A tab that was open over the upgrade writes a board and its cursor, and knows nothing of the mark that the page of today left.
#[test]
fn a_board_that_an_older_page_wrote_beside_the_mark_of_today_is_asked_for_anew() {
    let mut server = (MemoryLedger::new(), Board::new());
    let (mut one, mut two) = (Desk::new(1), Desk::new(2));
    one.scan(0, Kind::Checkout, "T1", Some("P1"));
    one.sync(&mut server, 1);
    two.sync(&mut server, 2);
    let mark = two.till.client.meta().mark();
    let is_old = |till: &Till| till.client.meta().mark() != mark;
    assert!(!is_old(&two.till), "nobody wrote since");
    // A scan moves no cursor; neither does an ack.
    two.scan(3, Kind::Checkout, "T2", Some("P2"));
    assert!(!is_old(&two.till));
    // The older page hears of both, and folds them by its own rules.
    two.sync(&mut server, 4);
    let mut board = two.till.base().clone();
    board.know_loan(
        1,
        "T9",
        two.till.patron("P9"),
        carrel_circ::Moment::good(1),
        carrel_core::CalendarDate::from_days(20_000),
    );
    let kept = kept_of(&two.till, board, is_old(&two.till));
    two.till = Till::load(kept, KEY);
    assert!(two.till.view().open_loan("T9").is_some());
    two.sync(&mut server, 5);
    assert_eq!(two.till.view(), &server.1);
    // The same number of another life is another board.
    let mut other = two.till.client.meta().clone();
    other.server_epoch += 1;
    assert_ne!(other.mark(), two.till.client.meta().mark());
    // The older page is paired anew, and hears as many rows of the same life: nobody scanned meanwhile.
    let before = two.till.client.meta().clone();
    let records: Vec<_> = two.till.own().map(|own| own.at).collect();
    let records = records
        .into_iter()
        .map(|at| two.till.record(at).expect("kept").clone());
    let records: Vec<_> = records.collect();
    let staged = two.till.stage(two.till.client.join(22, 122, &records));
    two.till.commit(staged);
    two.sync(&mut server, 6);
    let after = two.till.client.meta();
    assert_eq!(
        (after.server_epoch, after.cursor),
        (before.server_epoch, before.cursor)
    );
    assert_ne!(after.mark(), before.mark());
}

/// The first week of a gateway with a large list: the network goes after the first answer, and the desk knows all books all the same.
#[test]
fn a_board_that_comes_anew_comes_in_one_answer() {
    let mut server = (MemoryLedger::new(), Board::new());
    for number in 0..600 {
        let fact = Fact::Copy {
            barcode: format!("C{number}"),
            title: String::new(),
            item: "book".to_owned(),
            usage: carrel_circ::entry::Use::Lent,
        };
        let Ok(_) = state_fact(&mut server.0, &mut server.1, fact);
    }
    let mut desk = Desk::new(1);
    desk.scan(0, Kind::Checkout, "C599", Some("P1"));
    desk.scan(1, Kind::Return, "C599", None);
    desk.sync(&mut server, 2);
    desk.scan(3, Kind::Checkout, "C598", Some("P1"));
    let kept = kept_of(&desk.till, desk.till.base().clone(), true);
    desk.till = Till::load(kept, KEY);
    let bytes = desk.till.client.pull([4; 16], reading(4));
    let pull = Pull::decode(&bytes).expect("a pull");
    assert_eq!((pull.server_epoch, pull.cursor), (0, 0));
    let as_server = Server {
        epoch: 9,
        school_key: &KEY,
        now_ms: NINE,
        may_settle: true,
    };
    let Ok(answer) = serve(as_server, &pull, &mut server.0, &server.1);
    let heard = desk
        .till
        .client
        .heard(CONTENT_TYPE, &answer.encode(), reading(4));
    let (change, _) = heard.expect("an answer");
    let staged = desk.till.stage(change);
    desk.till.commit(staged);
    assert_eq!(desk.till.base(), &server.1, "nothing is missing now");
    assert!(desk.till.view().copy("C597").is_some());
    assert!(desk.till.view().open_loan("C598").is_some());
    assert!(desk.till.unchecked_returns().is_empty());
}

#[test]
fn a_board_of_before_a_restore_comes_anew_by_the_life_that_stands() {
    let mut server = (MemoryLedger::new(), Board::new());
    let mut desk = Desk::new(1);
    desk.scan(0, Kind::Checkout, "T1", Some("P1"));
    desk.sync(&mut server, 1);
    let mut client = desk.till.client.clone().with_old_board();
    let answer = |epoch, pull: &[u8], server: &mut (MemoryLedger, Board)| {
        let as_server = Server {
            epoch,
            school_key: &KEY,
            now_ms: NINE,
            may_settle: true,
        };
        let pull = Pull::decode(pull).expect("a pull");
        let Ok(answer) = serve(as_server, &pull, &mut server.0, &server.1);
        answer.encode()
    };
    // The gateway lives another life by now: that is heard first, and then the board comes, once. The same where it answers
    // with the board itself, as any that is older than a week does.
    let whole = server.1.at;
    for horizon in [0, whole] {
        server.0.set_horizon(horizon);
        let mut client = client.clone();
        let mut boards = 0;
        for round in 0..4 {
            let pull = client.pull([4; 16], reading(2 + round));
            let body = answer(10, &pull, &mut server);
            let (change, more) = client
                .heard(CONTENT_TYPE, &body, reading(2 + round))
                .expect("an answer");
            boards += usize::from(change.replace_board.is_some());
            client.commit(&change);
            if !more {
                break;
            }
        }
        // The old one goes when the new life is heard, and the new one comes: as rows, or whole.
        assert_eq!(boards, 1 + usize::from(horizon > 0));
        assert_eq!(client.meta().server_epoch, 10);
        assert_eq!(client.meta().cursor, server.1.at);
    }
    // One that lost what this desk had told it: the desk tells it once more.
    let mut lost = (MemoryLedger::new(), Board::new());
    lost.0.set_horizon(1);
    let pull = client.pull([5; 16], reading(9));
    let body = answer(10, &pull, &mut lost);
    let (change, more) = client
        .heard(CONTENT_TYPE, &body, reading(9))
        .expect("an answer");
    client.commit(&change);
    assert!(more && client.meta().must_pull && change.replace_board.is_none());
    let pull = client.pull([6; 16], reading(10));
    let body = answer(10, &pull, &mut lost);
    let (change, _) = client
        .heard(CONTENT_TYPE, &body, reading(10))
        .expect("an answer");
    client.commit(&change);
    assert_eq!(client.meta().server_epoch, 10);
    assert!(
        client.meta().logs.iter().all(|log| log.acked == 0),
        "what is not there is sent again"
    );
}

#[test]
fn what_was_undone_is_not_handed_in() {
    let mut desk = Desk::new(1);
    let mistake = desk.scan(0, Kind::Checkout, "T1", Some("P1"));
    desk.scan(1, Kind::Correct { target: mistake }, "", None);
    assert_eq!(desk.till.view().copy_state("T1"), CopyState::Available);
    assert!(hand::ready(&desk.till, |_| 0).operations.is_empty());
}

/// The gateway's audit chain has them; so has the desk's own log, also while there is no gateway.
#[test]
fn the_log_as_a_file_says_which_rules_were_overridden_and_what_was_decided() {
    use carrel_desk::{backup, words};

    let mut desk = Desk::new(1);
    let mut put = |minute: i64, draft: Draft| {
        let mint = Mint {
            id: OpId(minute as u128 + 1),
            salt: [1; 16],
            at: reading(minute),
        };
        let (_, staged) = desk.till.prepare(draft, mint).expect("it fits in a log");
        desk.till.commit(staged);
    };
    let lent = |allowed| Draft {
        allowed,
        staff: 7,
        ..Draft::scan(Kind::Checkout, "B1", Some("P1"))
    };
    put(0, lent(Allowed::NOTHING));
    put(
        1,
        lent(Allowed::rules(
            u64::from(Broken::REFERENCE) | Allowed::UNKNOWN_PATRON,
        )),
    );
    put(2, lent(Allowed::EVERYTHING));
    let settle = Kind::Settle {
        target: OpId(2),
        about: ExceptionKind::Policy,
        choice: Choice::OnShelf,
    };
    put(
        3,
        Draft {
            staff: 7,
            ..Draft::scan(settle, "", None)
        },
    );
    let file = backup::text(&desk.till, |_| 0, words::acted);
    let what: Vec<&str> = file
        .lines()
        .skip(2)
        .filter_map(|line| line.split('\t').nth(1))
        .collect();
    assert_eq!(what[0], words::act(Kind::Checkout));
    assert!(what[1].contains("stays in the library"), "{}", what[1]);
    assert!(what[1].contains("do not know this card"), "{}", what[1]);
    assert!(what[2].contains("not written down"), "{}", what[2]);
    let decided = words::choice(ExceptionKind::Policy, Choice::OnShelf);
    assert!(
        what[3].ends_with(decided) && what[3].len() > decided.len(),
        "{}",
        what[3]
    );
    assert_eq!(what.len(), 4);
}

#[test]
fn the_log_as_a_file_has_a_line_for_each_scan_and_counts_from_where_it_was_saved() {
    use carrel_desk::backup::{Saved, only_here, text};
    let mut desk = Desk::new(1);
    desk.scan(0, Kind::Checkout, "B1", Some("P 1"));
    desk.scan(1, Kind::Return, "B1", None);
    let file = text(
        &desk.till,
        |_| 60,
        |op| match op.kind {
            Kind::Checkout => "out".to_owned(),
            _ => "in".to_owned(),
        },
    );
    let lines: Vec<Vec<&str>> = file
        .lines()
        .map(|line| line.split('\t').collect())
        .collect();
    assert_eq!(lines.len(), 4);
    assert_eq!(lines[1].len(), lines[2].len());
    assert_eq!(lines[2][1..5], ["out", "P 1", "B1", ""]);
    assert_eq!(lines[3][1..4], ["in", "", "B1"]);
    assert_eq!(lines[2][5].len() % 2, 0);
    assert_eq!(only_here(&desk.till, &Saved::new()), 2);
    let saved = Saved::from([(101, 1)]);
    assert_eq!(only_here(&desk.till, &saved), 1);
    let mut server = (MemoryLedger::new(), Board::new());
    desk.sync(&mut server, 5);
    assert_eq!(
        only_here(&desk.till, &Saved::new()),
        0,
        "the gateway has them"
    );
}

#[test]
fn renewals_and_holds_of_other_devices_are_handed_in_too() {
    let mut server = (MemoryLedger::new(), Board::new());
    let (mut one, mut two) = (Desk::new(1), Desk::new(2));
    one.scan(10, Kind::Checkout, "T1", Some("P1"));
    one.scan(11, Kind::Hold, "title-1", Some("P1"));
    one.sync(&mut server, 20);
    // Two days later at the other desk, by the book alone.
    two.sync(&mut server, 30);
    one.scan(3000, Kind::Renew, "T1", Some("P1"));
    one.sync(&mut server, 3001);
    two.sync(&mut server, 3002);
    assert_eq!(
        hand::ready(&two.till, |_| 0).without_card,
        ["T1", "title-1", "T1"]
    );
    two.till.learn_cards(["P1"]);
    for desk in [&one, &two] {
        let ready = hand::ready(&desk.till, |_| 0);
        let does: Vec<_> = ready
            .operations
            .iter()
            .map(|d| (d.kind, d.card.as_str(), d.barcode.as_str()))
            .collect();
        let expected = [
            (Does::CheckOut, "P1", "T1"),
            (Does::Hold, "P1", "title-1"),
            (Does::Renew, "P1", "T1"),
        ];
        assert_eq!(does, expected);
        assert!(ready.operations[2].due.is_some());
    }
}

#[test]
fn open_loans_of_the_other_system_are_on_the_board_and_only_their_return_is_handed_in() {
    use carrel_desk::patrons::{Lent, Loans};
    let mut desk = Desk::new(1);
    let key = desk.till.patron("P1");
    let lent = |copy: &str, minute: i64, due: Option<&str>| Lent {
        copy: copy.to_owned(),
        patron: key,
        since_ms: NINE + minute * 60_000,
        due: due.and_then(carrel_core::CalendarDate::parse),
    };
    // B3 was in our hands after the list says it went out.
    desk.scan(5, Kind::Return, "B3", None);
    desk.till.set_lent(Loans {
        lent: vec![
            lent("B1", -9000, Some("2026-12-04")),
            lent("B2", -9000, None),
            lent("B3", -9000, None),
        ],
        ..Loans::default()
    });
    let view = desk.till.view();
    assert_eq!(view.copy_state("B1"), CopyState::OnLoan(key));
    assert_eq!(view.copy_state("B3"), CopyState::Available);
    let loans = view.patron(key).expect("known").loans.clone();
    let dues: Vec<_> = loans.iter().map(|id| desk.till.due_of(*id)).collect();
    assert_eq!(dues, [carrel_core::CalendarDate::parse("2026-12-04"), None]);
    desk.scan(10, Kind::Return, "B1", None);
    desk.scan(12, Kind::Checkout, "B2", Some("P1"));
    desk.scan(14, Kind::Checkout, "B1", Some("P2"));
    assert_eq!(desk.till.view().exceptions().count(), 0);
    let ready = hand::ready(&desk.till, |_| 0);
    let does: Vec<_> = ready
        .operations
        .iter()
        .map(|d| (d.kind, d.barcode.as_str()))
        .collect();
    // B2 went to who has it already, and the list said nothing of a due date: there is nothing to prolong (C5).
    let expected = [
        (Does::CheckIn, "B3"),
        (Does::CheckIn, "B1"),
        (Does::CheckOut, "B1"),
    ];
    assert_eq!(does, expected);
}

/// A list of copies by title: T1 and T2 are of one, T3 of another.
fn copies() -> Rc<Copies> {
    let titles = [("a1", "Holes"), ("a2", "The Hobbit")];
    let copies = [("T1", 0, ""), ("T2", 0, ""), ("T3", 1, "")];
    let text = carrel_core::copies::write(&titles, &copies);
    Rc::new(Copies::read(text).expect("a list"))
}

/// What the rules say at a screen of this till.
fn asked(till: &Till, want: &Command, by: Actor) -> Result<(), Reason> {
    let now = Now {
        at: carrel_circ::Moment::unknown(NINE + 60_000_000),
        is_offline: true,
    };
    decide(
        want,
        till.view(),
        &Policy::default(),
        now,
        by,
        Allowed::NOTHING,
    )
    .map(|_| ())
    .map_err(|refusal| refusal.reason)
}

/// Holds stand under titles, and nothing at a desk alone told of which title a copy is: a wanted book was renewed, a held one lent to anybody, and
/// a hold that was over stayed for ever.
#[test]
fn a_hold_at_a_computer_alone_keeps_a_book_from_others_and_ends_when_it_is_lent() {
    for (is_listed, title) in [(true, "a1"), (false, "T1")] {
        let list = match is_listed {
            true => copies(),
            false => Rc::default(),
        };
        let mut desk = Desk::new(1);
        desk.scan(0, Kind::Checkout, "T1", Some("P1"));
        // The list comes when the page has fetched it.
        desk.till.set_copies(list.clone());
        desk.scan(1, Kind::Hold, title, Some("P2"));
        let (one, two, three) = (
            desk.till.patron("P1"),
            desk.till.patron("P2"),
            desk.till.patron("P3"),
        );
        let renew = Command::Renew {
            copy: "T1".to_owned(),
            patron: Some(one),
        };
        assert_eq!(
            asked(&desk.till, &renew, Actor::Staff),
            Err(Reason::Wanted),
            "{title}"
        );
        assert_eq!(desk.till.waits_for(title, "T1"), Some(two));
        desk.scan(2, Kind::Return, "T1", None);
        let view = desk.till.view();
        assert_eq!(view.copy_state("T1"), CopyState::HoldShelf(two), "{title}");
        assert_eq!(
            desk.till.waits_for(title, "T1"),
            Some(two),
            "its slip once more"
        );
        assert_eq!(
            desk.till.waits_for(title, "T2"),
            None,
            "another copy is not wanted"
        );
        let lend = |patron| Command::CheckOut {
            copy: "T1".to_owned(),
            patron,
        };
        let held = asked(&desk.till, &lend(three), Actor::Student);
        assert!(
            matches!(held, Err(Reason::Policy { broken, .. }) if broken == Broken(Broken::HELD)),
            "{held:?}"
        );
        assert_eq!(asked(&desk.till, &lend(two), Actor::Student), Ok(()));
        let is_to_enter = |till: &Till| {
            let ready = hand::ready(till, |_| 0).operations;
            ready.iter().any(|of| of.kind == Does::Hold)
        };
        assert!(is_to_enter(&desk.till));
        desk.scan(3, Kind::Checkout, "T1", Some("P2"));
        assert_eq!(desk.till.view().waiting().count(), 0, "{title}");
        assert!(!is_to_enter(&desk.till), "no hand need enter it");
        // The same after a restart, whenever the list comes.
        let view = desk.till.view().clone();
        let kept = kept_of(&desk.till, desk.till.base().clone(), false);
        desk.till = Till::load(kept, KEY);
        desk.till.set_copies(list);
        assert_eq!(desk.till.view(), &view);
    }
}

#[test]
fn a_book_of_the_own_list_of_loans_is_wanted_by_its_title_too() {
    use carrel_desk::patrons::{Lent, Loans};
    let mut desk = Desk::new(1);
    desk.till.set_copies(copies());
    let one = desk.till.patron("P1");
    desk.till.set_lent(Loans {
        lent: vec![Lent {
            copy: "T2".to_owned(),
            patron: one,
            since_ms: NINE - 9_000_000,
            due: None,
        }],
        ..Loans::default()
    });
    let renew = Command::Renew {
        copy: "T2".to_owned(),
        patron: Some(one),
    };
    assert_eq!(asked(&desk.till, &renew, Actor::Staff), Ok(()));
    desk.scan(1, Kind::Hold, "a1", Some("P2"));
    assert_eq!(asked(&desk.till, &renew, Actor::Staff), Err(Reason::Wanted));
}

/// A gateway that has no list: its board stays as it is everywhere, and the screen knows titles all the same.
#[test]
fn titles_are_on_the_screen_and_never_on_the_board_of_the_feed() {
    let mut server = (MemoryLedger::new(), Board::new());
    let mut desk = Desk::new(1);
    desk.till.set_copies(copies());
    desk.scan(1, Kind::Checkout, "T1", Some("P1"));
    desk.scan(2, Kind::Hold, "a1", Some("P2"));
    desk.sync(&mut server, 3);
    assert_eq!(desk.till.base(), &server.1);
    let title = |board: &Board| board.copy("T1").expect("a copy").title.clone();
    assert_eq!(
        (title(desk.till.base()), title(desk.till.view())),
        (String::new(), "a1".to_owned())
    );
    let renew = Command::Renew {
        copy: "T1".to_owned(),
        patron: Some(desk.till.patron("P1")),
    };
    assert_eq!(asked(&desk.till, &renew, Actor::Staff), Err(Reason::Wanted));
    // One that has a list says it itself.
    let fact = Fact::Copy {
        barcode: "T1".to_owned(),
        title: "of the gateway".to_owned(),
        item: "book".to_owned(),
        usage: carrel_circ::entry::Use::Lent,
    };
    let Ok(_) = state_fact(&mut server.0, &mut server.1, fact);
    desk.sync(&mut server, 4);
    assert_eq!(desk.till.view(), &server.1);
}

/// A list without days was loaded at ten: what came back at nine was on loan again.
#[test]
fn a_loan_of_the_own_list_without_its_day_says_less_than_any_scan_before_the_list() {
    use carrel_desk::patrons::{Lent, Loans};
    let list = |patron, copies: &[&str]| {
        let rows = copies.iter().map(|copy| Lent {
            copy: (*copy).to_owned(),
            patron,
            since_ms: NINE + 60 * 60_000,
            due: None,
        });
        Loans {
            lent: rows.collect(),
            loaded_ms: NINE + 60 * 60_000,
            undated: (0..copies.len() as u32).collect(),
        }
    };
    let books = ["B1", "B2", "B3"];
    let mut server = (MemoryLedger::new(), Board::new());
    for is_paired in [false, true] {
        let mut desk = Desk::new(1);
        // Here, or at another computer of the gateway.
        let mut other = Desk::new(2);
        let by = if is_paired { &mut other } else { &mut desk };
        by.scan(1, Kind::Return, "B1", None);
        by.scan(2, Kind::Checkout, "B2", Some("P2"));
        if is_paired {
            other.sync(&mut server, 3);
            desk.sync(&mut server, 4);
        }
        let (one, two) = (desk.till.patron("P1"), desk.till.patron("P2"));
        desk.till.set_lent(list(one, &books));
        let state = |copy: &str| desk.till.view().copy_state(copy);
        assert_eq!(state("B1"), CopyState::Available, "{is_paired}");
        assert_eq!(state("B2"), CopyState::OnLoan(two), "{is_paired}");
        assert_eq!(state("B3"), CopyState::OnLoan(one), "{is_paired}");
        assert_eq!(desk.till.view().exceptions().count(), 0, "{is_paired}");
        // What is scanned after it acts upon it.
        desk.scan(70, Kind::Return, "B3", None);
        assert_eq!(desk.till.view().copy_state("B3"), CopyState::Available);
        assert_eq!(desk.till.view().came_in().count(), 1, "of B1 alone");
        if is_paired {
            // A row with its day says when it was.
            let mut dated = list(one, &books);
            dated.undated.clear();
            desk.till.set_lent(dated);
            assert_eq!(desk.till.view().copy_state("B1"), CopyState::OnLoan(one));
        }
    }
}

#[test]
fn what_moves_because_of_a_hole_is_not_folded_again() {
    let mut server = (MemoryLedger::new(), Board::new());
    let mut desk = Desk::new(1);
    for (minute, copy) in [(1, "A"), (2, "B"), (3, "C")] {
        desk.scan(minute, Kind::Checkout, copy, Some("ann"));
    }
    desk.sync(&mut server, 4);
    let (view, epoch) = (
        desk.till.view().clone(),
        desk.till.client.meta().logs[0].epoch,
    );
    // The storage lost the second place; what stands before it moves, as the server has what is missing.
    let mut kept = Kept {
        meta: desk.till.client.meta().clone(),
        heard: desk.till.heard().clone(),
        board: desk.till.base().clone(),
        records: BTreeMap::new(),
        cards: BTreeMap::new(),
        is_old: false,
    };
    for place in [1, 3] {
        let record = desk.till.record((epoch, place)).expect("a record").clone();
        kept.records.insert((epoch, place), record);
    }
    desk.till = Till::load(kept, KEY);
    let mut steps = 0;
    while let Some(change) = desk.till.mended(500 + steps) {
        let staged = desk.till.stage(change);
        desk.till.commit(staged);
        steps += 1;
    }
    assert_eq!(steps, 1);
    assert_eq!(
        desk.till.heard().get(&500),
        Some(&1),
        "it came back under its old place"
    );
    assert_eq!(*desk.till.view(), view);
    assert_eq!(
        desk.till.client.pending(),
        1,
        "it is sent again, and known there"
    );
    desk.sync(&mut server, 9);
    assert_eq!(
        (*desk.till.view() == view, server.1.loans().count()),
        (true, 3)
    );
}

#[test]
fn while_the_gateway_is_away_only_what_it_lacks_is_handed_in_here() {
    let mut server = (MemoryLedger::new(), Board::new());
    let (mut one, mut two) = (Desk::new(1), Desk::new(2));
    one.scan(1, Kind::Checkout, "A", Some("ann"));
    two.scan(2, Kind::Checkout, "B", Some("bob"));
    for desk in [&mut one, &mut two] {
        desk.sync(&mut server, 5);
    }
    one.sync(&mut server, 6);
    assert_eq!(hand::unsent(&one.till, |_| 0), hand::Ready::default());
    // The network goes: a return of what the other desk lent, its next loan, one more book.
    one.scan(10, Kind::Return, "B", None);
    one.scan(11, Kind::Checkout, "B", Some("cleo"));
    let lent = one.scan(12, Kind::Checkout, "D", Some("dee"));
    let unsent = hand::unsent(&one.till, |_| 0).operations;
    let told: Vec<(Does, &str, &str)> = unsent
        .iter()
        .map(|op| (op.kind, op.barcode.as_str(), op.card.as_str()))
        .collect();
    assert_eq!(
        told,
        [
            (Does::CheckIn, "B", ""),
            (Does::CheckOut, "B", "cleo"),
            (Does::CheckOut, "D", "dee"),
        ]
    );
    assert_eq!(unsent[2].id, format!("{:032x}o", lent.0));
    // The names are those of the gateway, once it has the scans.
    one.sync(&mut server, 20);
    assert_eq!(hand::unsent(&one.till, |_| 0), hand::Ready::default());
    let all = hand::ready(&one.till, |_| 0).operations;
    assert!(
        unsent
            .iter()
            .all(|op| all.iter().any(|other| other.id == op.id))
    );
    // Sent, and the feed did not tell of it yet: the gateway has it.
    one.scan(30, Kind::Checkout, "E", Some("eve"));
    let now = reading(31);
    let wanted = one.till.client.wants_push().expect("something waits");
    let records = one
        .till
        .records_from((wanted.epoch, wanted.first), wanted.count);
    let bytes = one.till.client.push(wanted, records, [3; 16], now);
    let as_server = Server {
        epoch: 9,
        school_key: &KEY,
        now_ms: now.wall_ms,
        may_settle: true,
    };
    let push = Push::decode(&bytes).expect("a push");
    let Ok(answer) = accept(as_server, &push, &mut server.0, &mut server.1);
    let heard = one.till.client.heard(CONTENT_TYPE, &answer.encode(), now);
    let staged = one.till.stage(heard.expect("an answer").0);
    one.till.commit(staged);
    assert_eq!(hand::unsent(&one.till, |_| 0), hand::Ready::default());
}
