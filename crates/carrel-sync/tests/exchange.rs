//! A device and a server in one thread: what happens when the line, the disk or the log misbehaves.

use std::collections::BTreeMap;

use carrel_circ::board::Event;
use carrel_circ::entry::{Entry, Fact, Kind, OpId, PatronKey, What};
use carrel_circ::exception::ExceptionKind;
use carrel_circ::{Allowed, Board, Moment};
use carrel_sync::client::{At, Change, Client, Draft, Mint, Unheard};
use carrel_sync::hash::patron_key;
use carrel_sync::ledger::Ledger;
use carrel_sync::memory::MemoryLedger;
use carrel_sync::message::{CONTENT_TYPE, Outcome, Pull, Pulled, PulledBody, Push, Pushed, Record};
use carrel_sync::op::Op;
use carrel_sync::server::{Server, accept, serve, state_fact};
use carrel_sync::{Hash, Reading};

const KEY: [u8; 32] = [9; 32];

/// A push as the first Carrel sent it, made by a second writer from PROTOCOL.md alone (not by this crate): a loan with all
/// that it can have, a return by staff that was typed, its correction, and a loan of version 3 with keys that nobody here
/// knows. These bytes never change: a device that slept for years sends them.
fn first_push() -> Vec<u8> {
    let text = include_str!("push-1.hex").replace('\n', "");
    (0..text.len() / 2)
        .map(|n| u8::from_str_radix(&text[2 * n..2 * n + 2], 16).expect("two digits"))
        .collect()
}

struct Gateway {
    epoch: u64,
    ledger: MemoryLedger,
    board: Board,
}

struct Device {
    client: Client,
    ops: BTreeMap<At, Record>,
    board: Board,
    minted: u128,
    now: i64,
}

impl Gateway {
    fn new() -> Self {
        Gateway {
            epoch: 1,
            ledger: MemoryLedger::new(),
            board: Board::new(),
        }
    }

    fn server(&self, now_ms: i64) -> Server<'static> {
        Server {
            epoch: self.epoch,
            school_key: &KEY,
            now_ms,
            may_settle: true,
        }
    }

    fn push(&mut self, body: &[u8], now_ms: i64) -> Vec<u8> {
        let push = Push::decode(body).expect("a push");
        let server = self.server(now_ms);
        let answer = accept(server, &push, &mut self.ledger, &mut self.board)
            .unwrap_or_else(|never| match never {});
        self.ledger.commit();
        answer.encode()
    }

    fn pull(&mut self, body: &[u8], now_ms: i64) -> Vec<u8> {
        let pull = Pull::decode(body).expect("a pull");
        let server = self.server(now_ms);
        serve(server, &pull, &mut self.ledger, &self.board)
            .unwrap_or_else(|never| match never {})
            .encode()
    }

    /// Kinds of what is open, in the order of [`ExceptionKind::ALL`].
    fn open(&self) -> Vec<ExceptionKind> {
        let open = self.board.open_exceptions().map(|exception| exception.kind);
        let mut open: Vec<ExceptionKind> = open.collect();
        open.sort_by_key(|kind| ExceptionKind::ALL.iter().position(|known| known == kind));
        open
    }
}

impl Device {
    /// The same storage on another computer, which goes on by itself.
    fn copied(&self) -> Device {
        Device {
            client: Client::from_meta(self.client.meta().clone()),
            ops: self.ops.clone(),
            board: self.board.clone(),
            minted: 500,
            now: 50_000,
        }
    }

    fn new(device: u128, epoch: u64) -> Self {
        Device {
            client: Client::new(device, epoch),
            ops: BTreeMap::new(),
            board: Board::new(),
            minted: device << 64,
            now: 1_000,
        }
    }

    fn clock(&mut self) -> Reading {
        self.now += 1_000;
        Reading {
            wall_ms: self.now,
            mono_ms: self.now,
            run: 1,
        }
    }

    fn commit(&mut self, change: &Change) {
        for (from, to) in &change.delete {
            self.ops.retain(|at, _| at < from || at > to);
        }
        self.ops.extend(change.put.iter().cloned());
        if let Some(board) = &change.replace_board {
            self.board = postcard::from_bytes(board).unwrap_or_default();
        }
        for row in &change.rows {
            self.board.apply(row);
        }
        self.client.commit(change);
    }

    fn scan(&mut self, kind: Kind, copy: &str, card: Option<&str>) -> (OpId, Hash) {
        self.minted += 1;
        let id = OpId(self.minted);
        let at = self.clock();
        let (hash, change) = self
            .client
            .prepare(
                Draft::scan(kind, copy, card),
                Mint {
                    id,
                    salt: [3; 16],
                    at,
                },
            )
            .expect("it fits in a log");
        self.commit(&change);
        (id, hash)
    }

    /// What a host does once its log is loaded; the number of steps.
    fn mend(&mut self) -> u64 {
        for step in 0..20 {
            let epoch = 5_000 + step;
            let change = match self.client.wants_move() {
                Some(from) => {
                    let places = from..=(from.0, u64::MAX);
                    let records: Vec<Record> =
                        self.ops.range(places).map(|(_, r)| r.clone()).collect();
                    self.client.move_branch(&records, epoch)
                }
                None => match self.client.mend(&self.ops, epoch) {
                    Some(change) => change,
                    None => return step,
                },
            };
            self.commit(&change);
        }
        panic!("it never ends");
    }

    fn question(&mut self) -> Option<Vec<u8>> {
        let wanted = self.client.wants_push()?;
        let records = self
            .ops
            .range((wanted.epoch, wanted.first)..)
            .take(wanted.count as usize)
            .map(|(_, r)| r.clone())
            .collect();
        let now = self.clock();
        Some(
            self.client
                .push(wanted, records, [wanted.first as u8; 16], now),
        )
    }

    fn hear(&mut self, answer: &[u8]) -> Result<(Vec<Outcome>, bool), Unheard> {
        let now = self.clock();
        let (change, more) = self.client.heard(CONTENT_TYPE, answer, now)?;
        self.commit(&change);
        Ok((
            change.results.iter().map(|(_, outcome)| *outcome).collect(),
            more,
        ))
    }

    /// Push and pull until nothing is left.
    fn sync(&mut self, gateway: &mut Gateway) {
        for round in 0..50 {
            if let Some((epoch, from)) = self.client.wants_move() {
                let records: Vec<Record> = self
                    .ops
                    .range((epoch, from)..=(epoch, u64::MAX))
                    .map(|(_, r)| r.clone())
                    .collect();
                let change = self.client.move_branch(&records, 1_000 + round);
                self.commit(&change);
            }
            if let Some(question) = self.question() {
                let answer = gateway.push(&question, self.now);
                self.hear(&answer).expect("an answer");
                continue;
            }
            let now = self.clock();
            let question = self.client.pull([200; 16], now);
            let answer = gateway.pull(&question, self.now);
            let (_, more) = self.hear(&answer).expect("an answer");
            if !more && self.client.pending() == 0 && self.client.wants_move().is_none() {
                break;
            }
        }
        assert_eq!(self.client.pending(), 0);
        assert_eq!(self.board, gateway.board);
    }
}

#[test]
fn a_lost_answer_is_asked_for_again_and_nothing_acts_twice() {
    let (mut gateway, mut kiosk) = (Gateway::new(), Device::new(1, 10));
    kiosk.scan(Kind::Checkout, "A", Some("ann"));
    let question = kiosk.question().expect("a push");
    gateway.push(&question, 9_000);
    kiosk.client.give_up();
    let question = kiosk.question().expect("the same push");
    let answer = gateway.push(&question, 9_500);
    assert_eq!(kiosk.hear(&answer), Ok((vec![Outcome::Known], false)));
    assert_eq!(gateway.board.loans().count(), 1);
    assert_eq!(kiosk.client.pending(), 0);
}

#[test]
fn a_captive_portal_is_as_good_as_offline() {
    let (mut gateway, mut kiosk) = (Gateway::new(), Device::new(1, 10));
    kiosk.scan(Kind::Checkout, "A", Some("ann"));
    let question = kiosk.question().expect("a push");
    let now = kiosk.clock();
    let page = b"<html>Please accept our terms</html>";
    for (content_type, body) in [
        ("text/html", &page[..]),
        (CONTENT_TYPE, &page[..]),
        (CONTENT_TYPE, b""),
    ] {
        assert_eq!(
            kiosk.client.heard(content_type, body, now).err(),
            Some(Unheard::NotOurs)
        );
    }
    let answer = gateway.push(&question, 9_000);
    // The right answer with another nonce belongs to another question.
    let mut other = Push::decode(&question).expect("a push");
    other.nonce = [77; 16];
    let stale = gateway.push(&other.encode(), 9_000);
    assert_eq!(kiosk.hear(&stale), Err(Unheard::Stale));
    assert_eq!(kiosk.client.pending(), 1);
    assert!(kiosk.hear(&answer).is_ok());
    assert_eq!(
        kiosk.hear(&answer),
        Err(Unheard::Stale),
        "nothing waits any more"
    );
}

#[test]
fn a_poisoned_operation_is_kept_and_the_queue_moves_on() {
    let (mut gateway, mut kiosk) = (Gateway::new(), Device::new(1, 10));
    kiosk.scan(Kind::Checkout, "A", Some("ann"));
    kiosk.scan(Kind::Checkout, "B", Some("ann"));
    kiosk.scan(Kind::Checkout, "C", Some("ann"));
    kiosk.ops.get_mut(&(10, 2)).expect("the second").bytes[0] = 0xff;
    let question = kiosk.question().expect("a push");
    let answer = gateway.push(&question, 9_000);
    let (outcomes, _) = kiosk.hear(&answer).expect("an answer");
    assert_eq!(
        outcomes,
        [Outcome::Applied, Outcome::Quarantined, Outcome::Applied]
    );
    assert_eq!(gateway.open(), [ExceptionKind::Quarantine]);
    let kept: Vec<_> = gateway
        .ledger
        .slots()
        .filter(|(_, kept)| kept.why.is_some())
        .collect();
    assert_eq!(kept.len(), 1);
    assert_eq!(kept[0].1.bytes[0], 0xff);
}

#[test]
fn a_cloned_device_forks_and_both_branches_are_kept() {
    let (mut gateway, mut kiosk) = (Gateway::new(), Device::new(1, 10));
    kiosk.scan(Kind::Checkout, "A", Some("ann"));
    kiosk.sync(&mut gateway);
    let mut twin = kiosk.copied();
    kiosk.scan(Kind::Checkout, "B", Some("ann"));
    kiosk.sync(&mut gateway);
    twin.scan(Kind::Checkout, "C", Some("eve"));
    twin.scan(Kind::Checkout, "D", Some("eve"));
    twin.sync(&mut gateway);
    assert_eq!(gateway.open(), [ExceptionKind::Fork]);
    assert_eq!(gateway.board.loans().count(), 4);
    assert_eq!(gateway.ledger.branches().len(), 2);
    kiosk.scan(Kind::Return, "B", None);
    kiosk.sync(&mut gateway);
    twin.scan(Kind::Return, "C", None);
    twin.sync(&mut gateway);
    assert_eq!(gateway.open(), [ExceptionKind::Fork], "once");
}

#[test]
fn after_a_restore_devices_send_again_what_the_backup_lacks() {
    let (mut gateway, mut kiosk, mut desk) =
        (Gateway::new(), Device::new(1, 10), Device::new(2, 20));
    kiosk.scan(Kind::Checkout, "A", Some("ann"));
    kiosk.sync(&mut gateway);
    let backup = gateway.ledger.clone();
    kiosk.scan(Kind::Checkout, "B", Some("ann"));
    kiosk.sync(&mut gateway);
    desk.scan(Kind::Return, "A", None);
    desk.sync(&mut gateway);
    let before = gateway.board.loans().count();
    gateway = Gateway {
        epoch: 2,
        board: Board::fold(backup.rows()),
        ledger: backup,
    };
    assert_eq!(gateway.board.loans().count(), 1);
    kiosk.sync(&mut gateway);
    desk.sync(&mut gateway);
    kiosk.sync(&mut gateway);
    assert_eq!(gateway.board.loans().count(), before);
    assert_eq!(
        (gateway.board.holder("A"), gateway.open()),
        (None, Vec::new())
    );
}

/// A gateway, and a kiosk that lent three copies and has not told it yet.
fn three_lent() -> (Gateway, Device) {
    let mut kiosk = Device::new(1, 10);
    for copy in ["A", "B", "C"] {
        kiosk.scan(Kind::Checkout, copy, Some("ann"));
    }
    (Gateway::new(), kiosk)
}

#[test]
fn what_a_device_no_longer_holds_is_a_gap_that_is_told() {
    let (mut gateway, mut kiosk) = three_lent();
    // The first answer makes a mark; a later one, by the server's clock, deletes what it covers.
    kiosk.client = kiosk.client.keeping(5_000);
    kiosk.sync(&mut gateway);
    kiosk.now += 10_000;
    kiosk.scan(Kind::Return, "A", None);
    kiosk.sync(&mut gateway);
    assert_eq!(kiosk.ops.len(), 1, "the sent ones are old enough to go");
    gateway = Gateway {
        epoch: 2,
        ..Gateway::new()
    };
    kiosk.scan(Kind::Checkout, "D", Some("ann"));
    kiosk.sync(&mut gateway);
    assert_eq!(gateway.open(), [ExceptionKind::Gap]);
    assert_eq!(gateway.board.loans().count(), 1);
}

#[test]
fn a_transaction_that_fails_leaves_nothing() {
    let (mut gateway, mut kiosk) = (Gateway::new(), Device::new(1, 10));
    kiosk.scan(Kind::Checkout, "A", Some("ann"));
    let question = kiosk.question().expect("a push");
    let push = Push::decode(&question).expect("a push");
    let server = gateway.server(9_000);
    let _ = accept(server, &push, &mut gateway.ledger, &mut gateway.board);
    gateway.ledger.roll_back();
    gateway.board = Board::fold(gateway.ledger.rows());
    assert_eq!(gateway.ledger.log(1, 10), Ok(None));
    assert_eq!(
        (
            gateway.ledger.slots().count(),
            gateway.board.loans().count()
        ),
        (0, 0)
    );
    assert!(!gateway.ledger.knows(OpId((1 << 64) + 1)));
}

#[test]
fn an_old_cursor_gets_the_board_as_a_whole() {
    let (mut gateway, mut kiosk, mut late) =
        (Gateway::new(), Device::new(1, 10), Device::new(2, 20));
    kiosk.scan(Kind::Checkout, "A", Some("ann"));
    kiosk.sync(&mut gateway);
    gateway.ledger.set_horizon(1);
    late.scan(Kind::Checkout, "B", Some("ben"));
    late.sync(&mut gateway);
    assert_eq!(late.board.loans().count(), 2);
}

/// A desk that is new, paired anew or brought up to date has no half of a board between the first answer and the last.
#[test]
fn from_the_first_row_on_more_than_one_answer_holds_comes_as_the_board() {
    let mut gateway = Gateway::new();
    let listed = |gateway: &mut Gateway, number: u64| {
        let fact = Fact::Copy {
            barcode: format!("T{number}"),
            title: String::new(),
            item: "book".to_owned(),
            usage: carrel_circ::entry::Use::Lent,
        };
        let Ok(_) = state_fact(&mut gateway.ledger, &mut gateway.board, fact);
        gateway.ledger.commit();
    };
    let most = carrel_sync::message::MAX_ROWS as u64;
    for number in 0..most {
        listed(&mut gateway, number);
    }
    let asked = |gateway: &mut Gateway, server_epoch, cursor| {
        let pull = Pull {
            device: 1,
            server_epoch,
            cursor,
            limit: most,
            nonce: [1; 16],
        };
        let answer = gateway.pull(&pull.encode(), 1_000);
        Pulled::decode(&answer).expect("an answer").body
    };
    let whole = |body| match body {
        PulledBody::Rows { rows, more } => (rows.len() as u64, more),
        _ => panic!("rows"),
    };
    for epoch in [0, 1] {
        assert_eq!(whole(asked(&mut gateway, epoch, 0)), (most, false));
    }
    listed(&mut gateway, most);
    for epoch in [0, 1] {
        let PulledBody::Snapshot { at, board } = asked(&mut gateway, epoch, 0) else {
            panic!("one answer")
        };
        assert_eq!(at, most + 1);
        assert_eq!(
            postcard::from_bytes::<Board>(&board),
            Ok(gateway.board.clone())
        );
    }
    // Whoever has a board goes on by rows.
    assert_eq!(whole(asked(&mut gateway, 1, 1)), (most, false));
}

#[test]
fn a_forgotten_patron_leaves_the_log_and_the_chain_holds() {
    let (mut gateway, mut kiosk) = (Gateway::new(), Device::new(1, 10));
    kiosk.scan(Kind::Checkout, "A", Some("ann"));
    kiosk.scan(Kind::Return, "A", None);
    kiosk.sync(&mut gateway);
    let ann = patron_key(&KEY, "ann");
    state_fact(
        &mut gateway.ledger,
        &mut gateway.board,
        Fact::Forget { key: ann },
    )
    .unwrap_or_else(|never| match never {});
    let theirs = |op: &Op| op.operation(&KEY, carrel_circ::Moment::good(0)).patron == Some(ann);
    gateway.ledger.redact(theirs);
    for (_, kept) in gateway.ledger.slots() {
        assert!(!kept.bytes.windows(3).any(|three| three == b"ann"));
        assert_eq!(carrel_sync::op::chain_hash(&kept.bytes), Ok(kept.hash));
    }
    kiosk.sync(&mut gateway);
    let _: Vec<Event> = kiosk
        .board
        .apply(&Entry::fact(99, Fact::Forget { key: PatronKey(0) }));
    // Its own copy, redacted, still matches what the server has after a restore that lost it.
    for record in kiosk.ops.values_mut() {
        record.bytes = carrel_sync::op::redact(&record.bytes).expect("an operation");
    }
    gateway = Gateway {
        epoch: 2,
        ..Gateway::new()
    };
    kiosk.sync(&mut gateway);
    assert_eq!(gateway.open(), []);
    assert_eq!(gateway.board.loans().count(), 1);
}

/// The simulator's seed 2004750: the clock said 1970 while the device was off the network, and was right again before it synced.
#[test]
fn a_clock_that_was_set_back_for_a_while_is_not_called_good() {
    use carrel_circ::entry::Kind;
    use carrel_sync::client::{Client, Draft, Mint};
    use carrel_sync::clock::SyncPoint;
    let good = Reading {
        wall_ms: 1_790_000_000_000,
        mono_ms: 1_000,
        run: 1,
    };
    let mut meta = Client::new(1, 5).meta().clone();
    meta.sync = SyncPoint::new(good, good, good.wall_ms);
    let client = Client::from_meta(meta);
    let recorded_in = |run: u64, mono_ms: i64, wall_ms: i64| {
        let mint = Mint {
            id: OpId(1),
            salt: [1; 16],
            at: Reading {
                wall_ms,
                mono_ms,
                run,
            },
        };
        let (_, change) = client
            .prepare(Draft::scan(Kind::Return, "T1", None), mint)
            .expect("it fits in a log");
        let op = carrel_sync::Op::decode(&change.put[0].1.bytes).expect("an operation");
        let sent = Reading {
            wall_ms: good.wall_ms + 9_000_000,
            mono_ms: 5,
            run: 3,
        };
        carrel_sync::clock::effective(op.recorded(), sent, sent.wall_ms).quality
    };
    let recorded = |wall_ms: i64| recorded_in(2, 5, wall_ms);
    use carrel_circ::Quality::{Good, Unknown};
    assert_eq!(recorded(good.wall_ms + 3_600_000), Good);
    assert_eq!(recorded(5_000), Unknown);
    assert_eq!(recorded(good.wall_ms + 90_000_000), Unknown);
    // In the run of that sync: two hours later by the monotonic clock, of which the wall clock shows all, nearly all, or one (seed 21901).
    let later = |wall: i64| recorded_in(1, 7_201_000, good.wall_ms + wall);
    assert_eq!(later(7_200_000), Good);
    assert_eq!(later(7_150_000), Good, "a small correction");
    assert_eq!(later(3_600_000), Unknown);
}

#[test]
fn what_lies_in_a_gap_is_taken_from_a_copy_that_still_holds_it() {
    let (mut gateway, mut kiosk) = three_lent();
    kiosk.client = kiosk.client.keeping(5_000);
    kiosk.sync(&mut gateway);
    let mut twin = kiosk.copied();
    kiosk.now += 10_000;
    kiosk.scan(Kind::Return, "A", None);
    kiosk.sync(&mut gateway);
    gateway = Gateway {
        epoch: 2,
        ..Gateway::new()
    };
    kiosk.scan(Kind::Checkout, "D", Some("ann"));
    kiosk.sync(&mut gateway);
    assert_eq!(gateway.open(), [ExceptionKind::Gap]);
    // The copy of the device holds what the device itself had deleted: nothing of it is "known" until it is here.
    twin.sync(&mut gateway);
    assert_eq!(gateway.open(), [ExceptionKind::Gap]);
    assert_eq!(gateway.board.holder("B"), Some(patron_key(&KEY, "ann")));
    assert_eq!(gateway.board.holder("C"), Some(patron_key(&KEY, "ann")));
    assert_eq!(gateway.board.holder("A"), None, "the return came after it");
    let acked = gateway.ledger.log(1, 10).map(|log| log.map(|l| l.acked));
    assert_eq!(acked, Ok(Some(5)));
    // And once more: now it is known.
    let before = gateway.board.clone();
    twin.sync(&mut gateway);
    assert_eq!(gateway.board, before);
}

#[test]
fn a_kiosk_overrides_nothing_whatever_it_signs() {
    for (may_settle, open) in [(true, vec![]), (false, vec![ExceptionKind::Policy])] {
        let (mut gateway, mut kiosk) = (Gateway::new(), Device::new(1, 10));
        let key = patron_key(&KEY, "ann");
        let blocked = Fact::Patron {
            key,
            class: String::new(),
            blocked: true,
        };
        let Ok(_) = state_fact(&mut gateway.ledger, &mut gateway.board, blocked);
        let at = kiosk.clock();
        let mut draft = Draft::scan(Kind::Checkout, "A", Some("ann"));
        (draft.allowed, draft.staff) = (Allowed::EVERYTHING, 7);
        let mint = Mint {
            id: OpId(9),
            salt: [3; 16],
            at,
        };
        let (_, change) = kiosk.client.prepare(draft, mint).expect("it fits in a log");
        kiosk.commit(&change);
        let push = Push::decode(&kiosk.question().expect("a push")).expect("a push");
        let server = Server {
            may_settle,
            ..gateway.server(5_000)
        };
        let Ok(_) = accept(server, &push, &mut gateway.ledger, &mut gateway.board);
        assert_eq!(gateway.open(), open);
        assert_eq!(gateway.board.holder("A"), Some(key), "the loan stands");
    }
}

#[test]
fn a_device_that_is_paired_again_sends_everything_and_nothing_counts_twice() {
    let (mut gateway, mut desk) = (Gateway::new(), Device::new(1, 10));
    desk.scan(Kind::Checkout, "A", Some("ann"));
    desk.scan(Kind::Return, "A", None);
    desk.sync(&mut gateway);
    desk.scan(Kind::Checkout, "B", Some("ann"));
    let join = |desk: &mut Device, name: u128, epoch: u64| {
        let records: Vec<Record> = desk.ops.values().cloned().collect();
        let change = desk.client.join(name, epoch, &records);
        desk.commit(&change);
    };
    join(&mut desk, 2, 77);
    assert_eq!(desk.client.pending(), 3);
    desk.sync(&mut gateway);
    assert_eq!((gateway.open(), gateway.board.loans().count()), (vec![], 2));
    // Another gateway hears all of it for the first time.
    let mut other = Gateway::new();
    join(&mut desk, 3, 78);
    desk.sync(&mut other);
    assert_eq!((other.open(), other.board.loans().count()), (vec![], 2));
    assert_eq!(other.board.holder("B"), Some(patron_key(&KEY, "ann")));
}

#[test]
fn what_a_device_alone_handed_in_goes_and_pairing_makes_no_gap_of_it() {
    let (mut gateway, mut desk) = (Gateway::new(), Device::new(1, 10));
    for copy in ["A", "B", "C"] {
        desk.scan(Kind::Checkout, copy, Some("ann"));
    }
    assert!(desk.client.drop_delivered(0).is_none() && desk.client.drop_delivered(4).is_none());
    let change = desk.client.drop_delivered(2).expect("two to drop");
    desk.commit(&change);
    assert_eq!((desk.ops.len(), desk.client.pending()), (1, 1));
    assert!(desk.client.drop_delivered(2).is_none(), "gone already");
    for (left, loans) in [(1, 1), (0, 0)] {
        let mut joined = Device {
            client: Client::from_meta(desk.client.meta().clone()),
            ops: desk.ops.clone(),
            board: Board::new(),
            minted: 900,
            now: 90_000,
        };
        if left == 0 {
            let change = joined.client.drop_delivered(3).expect("the last");
            joined.commit(&change);
        }
        let records: Vec<Record> = joined.ops.values().cloned().collect();
        let change = joined.client.join(5 + left, 90, &records);
        joined.commit(&change);
        let before = gateway.board.loans().count();
        joined.scan(Kind::Return, "Z", None);
        joined.sync(&mut gateway);
        assert_eq!(gateway.open(), []);
        assert_eq!(gateway.board.loans().count() - before, loans);
        assert!(
            joined.client.drop_delivered(1).is_none(),
            "a server decides"
        );
    }
}

/// Staff pairs it, the network goes before anything was sent, and they pair it once more.
#[test]
fn what_a_device_alone_lost_is_told_however_often_it_is_paired_before_it_is_heard() {
    for times in 1..=3 {
        let (mut gateway, mut desk) = (Gateway::new(), Device::new(1, 10));
        for copy in ["A", "B", "C", "D"] {
            desk.scan(Kind::Checkout, copy, Some("ann"));
        }
        let change = desk.client.drop_delivered(1).expect("one to drop");
        desk.commit(&change);
        desk.ops.remove(&(10, 3));
        desk.mend();
        for time in 0..times {
            let records: Vec<Record> = desk.ops.values().cloned().collect();
            let change = desk.client.join(5 + u128::from(time), 90 + time, &records);
            desk.commit(&change);
            assert_eq!(desk.client.pending(), 2);
        }
        desk.sync(&mut gateway);
        assert_eq!(gateway.open(), [ExceptionKind::Gap], "paired {times} times");
        assert_eq!(gateway.board.loans().count(), 2);
        let logs = &desk.client.meta().logs;
        assert_eq!((logs.len(), logs[0].epoch), (1, 89 + times));
    }
}

/// A kiosk with scans in places 1 to 5, of which the gateway has the first two.
fn five_scans() -> (Gateway, Device) {
    let (mut gateway, mut kiosk) = (Gateway::new(), Device::new(1, 10));
    for copy in ["A", "B"] {
        kiosk.scan(Kind::Checkout, copy, Some("ann"));
    }
    kiosk.sync(&mut gateway);
    for copy in ["C", "D", "E"] {
        kiosk.scan(Kind::Checkout, copy, Some("ann"));
    }
    (gateway, kiosk)
}

#[test]
fn a_hole_in_the_log_is_told_once_and_what_follows_it_counts() {
    // Which places the storage lost; open exceptions and loans at the gateway afterwards.
    for (gone, gaps, loans) in [
        (&[][..], 0, 5),
        (&[1], 0, 5),
        (&[2], 0, 5),
        (&[3], 1, 4),
        (&[4], 1, 4),
        (&[5], 1, 4),
        (&[1, 4], 1, 4),
        (&[2, 3], 1, 4),
        (&[3, 5], 1, 3),
        (&[3, 4, 5], 1, 2),
        (&[1, 2, 3, 4, 5], 1, 2),
    ] {
        let (mut gateway, mut kiosk) = five_scans();
        kiosk.ops.retain(|(_, seq), _| !gone.contains(seq));
        let steps = kiosk.mend();
        assert_eq!(steps > 0, !gone.is_empty(), "{gone:?}");
        kiosk.sync(&mut gateway);
        let told = gateway.open();
        assert_eq!(told, vec![ExceptionKind::Gap; gaps], "{gone:?}");
        assert_eq!(gateway.board.loans().count(), loans, "{gone:?}");
        assert_eq!(kiosk.mend(), 0, "{gone:?}");
        // It goes on as ever.
        kiosk.scan(Kind::Return, "A", None);
        kiosk.sync(&mut gateway);
        assert_eq!(gateway.board.holder("A"), None, "{gone:?}");
        assert_eq!(gateway.open().len(), gaps, "{gone:?}");
    }
}

#[test]
fn a_device_that_holds_nothing_any_more_tells_what_an_old_backup_lacks() {
    let (mut gateway, mut kiosk) = three_lent();
    kiosk.client = kiosk.client.keeping(5_000);
    kiosk.sync(&mut gateway);
    kiosk.now += 10_000;
    kiosk.sync(&mut gateway);
    let answer = {
        let now = kiosk.clock();
        let pull = kiosk.client.pull([1; 16], now);
        gateway.pull(&pull, kiosk.now)
    };
    kiosk.hear(&answer).expect("an answer");
    assert!(kiosk.ops.is_empty());
    gateway = Gateway {
        epoch: 2,
        ..Gateway::new()
    };
    for _ in 0..2 {
        kiosk.sync(&mut gateway);
        assert_eq!(gateway.open(), [ExceptionKind::Gap], "told once");
    }
    // What it scans next stands behind the gap, and forks nothing.
    kiosk.scan(Kind::Checkout, "D", Some("ann"));
    kiosk.sync(&mut gateway);
    assert_eq!(gateway.open(), [ExceptionKind::Gap]);
    assert_eq!(gateway.board.loans().count(), 1);
}

#[test]
fn an_answer_to_a_former_name_moves_no_cursor() {
    let (mut gateway, mut desk) = five_scans();
    let now = desk.clock();
    let pull = desk.client.pull([7; 16], now);
    let answer = gateway.pull(&pull, desk.now);
    let records: Vec<Record> = desk.ops.values().cloned().collect();
    let change = desk.client.join(2, 77, &records);
    desk.commit(&change);
    assert_eq!(desk.hear(&answer), Err(Unheard::Stale));
    desk.sync(&mut gateway);
    assert_eq!((gateway.open(), gateway.board.loans().count()), (vec![], 5));
}

#[test]
fn a_gap_that_was_not_told_yet_is_told_under_the_new_name() {
    let (mut gateway, mut desk) = five_scans();
    desk.ops.retain(|(_, seq), _| *seq != 4);
    assert_eq!(desk.mend(), 2, "the hole is found, what follows it moves");
    let records: Vec<Record> = desk.ops.values().cloned().collect();
    let change = desk.client.join(2, 77, &records);
    desk.commit(&change);
    desk.sync(&mut gateway);
    assert_eq!(gateway.open(), [ExceptionKind::Gap]);
    assert_eq!(gateway.board.loans().count(), 4);
}

#[test]
fn a_hole_in_what_the_server_had_is_told_when_an_older_backup_lacks_it() {
    let (mut gateway, mut kiosk) = five_scans();
    let backup = gateway.ledger.clone();
    kiosk.sync(&mut gateway);
    kiosk.ops.retain(|(_, seq), _| *seq != 4);
    assert!(kiosk.mend() > 0);
    kiosk.sync(&mut gateway);
    assert_eq!(gateway.open(), [], "the server has it");
    assert_eq!(gateway.board.loans().count(), 5);
    gateway = Gateway {
        epoch: 2,
        board: Board::fold(backup.rows()),
        ledger: backup,
    };
    kiosk.sync(&mut gateway);
    assert_eq!(gateway.open(), [ExceptionKind::Gap]);
    assert_eq!(gateway.board.loans().count(), 4);
}

/// The simulator's seed 1445: the log's end was the server's, and what stood in a gap before it was not.
#[test]
fn an_equal_end_of_a_log_with_a_gap_proves_nothing() {
    let (mut gateway, mut kiosk) = five_scans();
    kiosk.sync(&mut gateway);
    let mut twin = kiosk.copied();
    kiosk.ops.retain(|(_, seq), _| *seq != 1);
    assert!(kiosk.mend() > 0);
    gateway = Gateway {
        epoch: 2,
        ..Gateway::new()
    };
    kiosk.sync(&mut gateway);
    assert_eq!(gateway.board.loans().count(), 4);
    twin.sync(&mut gateway);
    assert_eq!(gateway.board.loans().count(), 5);
    assert_eq!(gateway.open(), [ExceptionKind::Gap]);
}

/// A kiosk that lent A to D, of which it deleted all or held the last one; the gateway restored from a backup of A and B; a copy of the kiosk from then.
fn copied_and_restored(holds_last: bool) -> (Gateway, Device, Device) {
    let (mut gateway, mut kiosk) = (Gateway::new(), Device::new(1, 10));
    kiosk.client = kiosk.client.keeping(5_000);
    for copy in ["A", "B"] {
        kiosk.scan(Kind::Checkout, copy, Some("ann"));
    }
    kiosk.sync(&mut gateway);
    let backup = gateway.ledger.clone();
    let twin = kiosk.copied();
    for copy in ["C", "D"] {
        kiosk.scan(Kind::Checkout, copy, Some("ann"));
    }
    kiosk.now += 100_000_000;
    kiosk.sync(&mut gateway);
    kiosk.now += 10_000;
    if holds_last {
        kiosk.scan(Kind::Checkout, "E", Some("ann"));
    } else {
        let now = kiosk.clock();
        let pull = kiosk.client.pull([1; 16], now);
        let answer = gateway.pull(&pull, kiosk.now);
        kiosk.hear(&answer).expect("an answer");
    }
    kiosk.sync(&mut gateway);
    assert_eq!(kiosk.ops.len(), usize::from(holds_last), "the sent ones go");
    gateway = Gateway {
        epoch: 2,
        board: Board::fold(backup.rows()),
        ledger: backup,
    };
    (gateway, kiosk, twin)
}

/// The simulator's seed 1035721: after an old backup was put in place, a copy of a kiosk filled the places of what the kiosk no longer held.
#[test]
fn what_a_copy_overwrote_in_an_old_backup_is_told_as_a_gap() {
    // Scans of the copy; what is told; loans afterwards. The backup has A and B, the kiosk deleted C and D, and holds E, in place 5.
    for (copies, told, loans) in [
        (0, &[ExceptionKind::Gap][..], 3),
        (1, &[ExceptionKind::Gap], 4),
        (2, &[ExceptionKind::Fork, ExceptionKind::Gap], 5),
        (3, &[ExceptionKind::Fork, ExceptionKind::Gap], 6),
        (9, &[ExceptionKind::Fork, ExceptionKind::Gap], 12),
    ] {
        let (mut gateway, mut kiosk, mut twin) = copied_and_restored(true);
        for copy in 0..copies {
            twin.scan(Kind::Checkout, &format!("X{copy}"), Some("eve"));
        }
        twin.sync(&mut gateway);
        assert_eq!(gateway.open(), [], "{copies}: the backup had what it lacks");
        for _ in 0..2 {
            kiosk.sync(&mut gateway);
            assert_eq!(gateway.open(), told, "{copies}: told once");
            assert_eq!(gateway.board.loans().count(), loans, "{copies}");
        }
        // Both go on as ever.
        kiosk.scan(Kind::Return, "E", None);
        kiosk.sync(&mut gateway);
        twin.scan(Kind::Return, "X0", None);
        twin.sync(&mut gateway);
        assert_eq!(gateway.board.holder("E"), None, "{copies}");
    }
}

/// The simulator's seed 7608: the kiosk of [`copied_and_restored`] holds nothing any more, and as many places are filled as it had.
#[test]
fn a_device_states_what_it_deleted_whoever_filled_its_places() {
    for copies in [0, 1, 2, 3, 9] {
        let (mut gateway, mut kiosk, mut twin) = copied_and_restored(false);
        for copy in 0..copies {
            twin.scan(Kind::Checkout, &format!("X{copy}"), Some("eve"));
        }
        twin.sync(&mut gateway);
        assert_eq!(gateway.open(), [], "{copies}: the backup had what it lacks");
        for _ in 0..2 {
            kiosk.sync(&mut gateway);
            assert_eq!(gateway.open(), [ExceptionKind::Gap], "{copies}: told once");
        }
        // A younger backup of the same life: what was told is told there.
        gateway.epoch = 3;
        for _ in 0..2 {
            twin.sync(&mut gateway);
            kiosk.sync(&mut gateway);
            assert_eq!(
                gateway.open(),
                [ExceptionKind::Gap],
                "{copies}: told before"
            );
        }
        assert_eq!(gateway.board.loans().count(), 2 + copies);
    }
}

/// What was told once, perhaps settled, speaks for no later loss of the same log.
#[test]
fn a_second_loss_of_a_log_is_told_beside_the_first() {
    let (mut gateway, mut kiosk, mut twin) = copied_and_restored(false);
    for copy in ["X", "Y"] {
        twin.scan(Kind::Checkout, copy, Some("eve"));
    }
    twin.sync(&mut gateway);
    kiosk.sync(&mut gateway);
    assert_eq!(gateway.open(), [ExceptionKind::Gap]);
    let backup = gateway.ledger.clone();
    // The copy goes on, deletes what it sent, and a backup that knows the first gap lacks that. A third one fills its places.
    let mut third = Device {
        client: Client::from_meta(twin.client.meta().clone()),
        ops: twin.ops.clone(),
        board: twin.board.clone(),
        minted: 900,
        now: 60_000,
    };
    twin.client = twin.client.keeping(5_000);
    twin.scan(Kind::Checkout, "Z", Some("eve"));
    twin.now += 100_000_000;
    twin.sync(&mut gateway);
    twin.now += 10_000;
    twin.sync(&mut gateway);
    assert!(twin.ops.is_empty());
    gateway = Gateway {
        epoch: 3,
        board: Board::fold(backup.rows()),
        ledger: backup,
    };
    third.scan(Kind::Checkout, "W", Some("eve"));
    third.sync(&mut gateway);
    kiosk.sync(&mut gateway);
    assert_eq!(gateway.open(), [ExceptionKind::Gap]);
    twin.sync(&mut gateway);
    assert_eq!(gateway.open(), [ExceptionKind::Gap; 2]);
}

#[test]
fn a_log_that_is_all_there_is_stated_without_a_word() {
    // The copy goes on in the log while the kiosk deletes what it has of it: nothing is lost, whatever the backup.
    let (mut gateway, mut kiosk) = five_scans();
    kiosk.client = kiosk.client.keeping(5_000);
    kiosk.sync(&mut gateway);
    let mut twin = kiosk.copied();
    kiosk.now += 10_000;
    let now = kiosk.clock();
    let pull = kiosk.client.pull([1; 16], now);
    let answer = gateway.pull(&pull, kiosk.now);
    kiosk.hear(&answer).expect("an answer");
    assert!(kiosk.ops.is_empty());
    twin.scan(Kind::Checkout, "X", Some("eve"));
    twin.sync(&mut gateway);
    gateway.epoch = 2;
    kiosk.sync(&mut gateway);
    twin.sync(&mut gateway);
    assert_eq!(gateway.open(), []);
    // It forks as ever, and loses nothing.
    kiosk.scan(Kind::Checkout, "Y", Some("ann"));
    kiosk.sync(&mut gateway);
    assert_eq!(gateway.open(), [ExceptionKind::Fork]);
    assert_eq!(gateway.board.loans().count(), 7);
}

#[test]
fn a_copy_that_holds_nothing_forks_at_its_next_scan_and_nothing_is_lost() {
    let (mut gateway, mut kiosk) = three_lent();
    kiosk.client = kiosk.client.keeping(5_000);
    kiosk.sync(&mut gateway);
    kiosk.now += 10_000;
    let now = kiosk.clock();
    let pull = kiosk.client.pull([1; 16], now);
    let answer = gateway.pull(&pull, kiosk.now);
    kiosk.hear(&answer).expect("an answer");
    assert!(kiosk.ops.is_empty());
    let mut twin = Device {
        client: Client::from_meta(kiosk.client.meta().clone()),
        ops: BTreeMap::new(),
        board: kiosk.board.clone(),
        minted: 500,
        now: 50_000,
    };
    for (device, copy) in [(&mut kiosk, "D"), (&mut twin, "E")] {
        device.scan(Kind::Checkout, copy, Some("eve"));
        device.sync(&mut gateway);
    }
    assert_eq!(gateway.open(), [ExceptionKind::Fork]);
    assert_eq!(gateway.board.loans().count(), 5);
}

#[test]
fn an_envelope_of_the_first_version_is_taken_in_byte_for_byte() {
    let bytes = first_push();
    let push = Push::decode(&bytes).expect("an envelope of version 1");
    assert_eq!(push.encode(), bytes, "today's writer writes the same");
    let ops: Vec<Op> = push
        .ops
        .iter()
        .map(|record| Op::decode(&record.bytes).expect("an operation"))
        .collect();
    assert_eq!(ops.iter().map(|op| op.v).collect::<Vec<_>>(), [1, 1, 1, 3]);
    assert_eq!(
        ops[0].due.map(|due| due.to_string()),
        Some("2020-09-15".into())
    );
    assert_eq!((ops[0].offset_ms, ops[0].offset_err_ms), (Some(-250), 40));
    assert_eq!((ops[1].staff, ops[1].typed), (4, true));
    assert_eq!(ops[2].why, "wrong book");
    assert_eq!(ops[3].extension_count, 2);
    // The gateway of today records all of it, and hears of it again without harm.
    let mut gateway = Gateway::new();
    let answer = Pushed::decode(&gateway.push(&bytes, 1_600_000_020_000)).expect("an answer");
    let outcomes: Vec<Outcome> = answer.results.iter().map(|(_, outcome)| *outcome).collect();
    assert_eq!(outcomes, [Outcome::Applied; 4]);
    assert_eq!((answer.acked, answer.fork_at), (4, None));
    assert_eq!(answer.head, push.ops[3].hash);
    assert_eq!(gateway.open(), []);
    let open = |copy: &str| {
        let mut loans = gateway.board.loans().filter(|(_, loan)| loan.end.is_none());
        loans.any(|(_, loan)| loan.copy == copy)
    };
    assert!(open("T1"), "its return was undone");
    assert!(open("T2"));
    let again = Pushed::decode(&gateway.push(&bytes, 1_600_000_030_000)).expect("an answer");
    assert!(
        again
            .results
            .iter()
            .all(|(_, outcome)| *outcome == Outcome::Known)
    );
}

/// What a desk writes, what a gateway of any version reads of it, and what pages of any version read of that.
#[test]
fn an_override_names_its_rules_to_whoever_reads_them() {
    use carrel_circ::exception::Broken;

    let limit = Allowed::rules(u64::from(Broken::LIMIT));
    let written = |allowed| {
        let client = Client::new(1, 10);
        let at = Reading {
            wall_ms: 1,
            mono_ms: 1,
            run: 1,
        };
        let (id, salt) = (OpId(9), [3; 16]);
        let mut draft = Draft::scan(Kind::Checkout, "A", Some("ann"));
        (draft.allowed, draft.staff) = (allowed, 7);
        let (_, change) = client
            .prepare(draft, Mint { id, salt, at })
            .expect("it fits in a log");
        change.put[0].1.bytes.clone()
    };
    let seen = |op: &Op| op.operation(&KEY, Moment::good(1)).allowed;
    let named = Op::decode(&written(limit)).expect("an operation");
    assert_eq!((named.v, named.overridden, named.answered), (2, true, 2));
    assert_eq!(seen(&named), limit);
    // Without rules it is what it always was, to the byte.
    let plain = Op::decode(&written(Allowed::NOTHING)).expect("an operation");
    assert_eq!((plain.v, plain.overridden, plain.answered), (1, false, 0));
    let old = Op {
        overridden: true,
        ..plain
    };
    let old = Op::decode(&old.encode()).expect("an operation of before");
    assert_eq!(seen(&old), Allowed::EVERYTHING, "it stays what it was");
    // In version 1 the key means nothing: kept and hashed, not read.
    let mut other = named.clone();
    (other.v, other.answered) = (1, 0);
    other.extensions = vec![0x18, 65, 2];
    other.extension_count = 1;
    let other = Op::decode(&other.encode()).expect("an operation");
    assert_eq!((other.answered, other.extension_count), (0, 1));
    assert_eq!(seen(&other), Allowed::EVERYTHING);
    // A rule of a newer desk silences none of ours.
    let newer = Op {
        answered: 1 << 40,
        ..named.clone()
    };
    let newer = Op::decode(&newer.encode()).expect("an operation");
    assert_eq!(seen(&newer), Allowed::NOTHING);
    let zero = Op {
        extensions: vec![0x18, 65, 0],
        extension_count: 1,
        answered: 0,
        ..named.clone()
    };
    assert!(Op::decode(&zero.encode()).is_err(), "0 is left out");
    // What a still newer desk writes before it, in key 64, is kept, and takes no rule's name away.
    let before = Op {
        v: 3,
        extensions: vec![0x18, 64, 9, 0x18, 65, 2, 0x18, 66, 9],
        extension_count: 3,
        answered: 0,
        ..named.clone()
    };
    let bytes = before.encode();
    let before = Op::decode(&bytes).expect("an operation");
    assert_eq!((before.answered, before.extension_count), (2, 3));
    assert_eq!(seen(&before), limit, "and not all there are");
    assert_eq!(before.encode(), bytes);
    let erased = carrel_sync::op::redact(&bytes).expect("an operation");
    let hash = |bytes: &[u8]| carrel_sync::op::chain_hash(bytes).expect("a hash");
    assert_eq!(hash(&erased), hash(&bytes));
    let alone = Op {
        extensions: vec![0x18, 64, 9],
        extension_count: 1,
        ..before
    };
    let alone = Op::decode(&alone.encode()).expect("an operation");
    assert_eq!((alone.answered, seen(&alone)), (0, Allowed::EVERYTHING));
    // The student's own device has no yes to give.
    let student = Op { staff: 0, ..named };
    assert_eq!(seen(&student), Allowed::NOTHING);
}

/// The rows of before [`ROWS`](carrel_sync::message::ROWS) 2, as they were declared.
#[derive(serde::Deserialize, Debug)]
struct OldOperation {
    id: OpId,
    _origin: carrel_circ::entry::Origin,
    _kind: Kind,
    copy: String,
    _patron: Option<carrel_circ::PatronKey>,
    _due: Option<carrel_core::CalendarDate>,
    _at: Moment,
    _policy: u32,
    _by_staff: bool,
    overridden: bool,
    erased: bool,
}

#[derive(serde::Deserialize, Debug)]
enum OldWhat {
    Op(OldOperation),
}

#[derive(serde::Deserialize, Debug)]
struct OldEntry {
    server_seq: u64,
    what: OldWhat,
}

#[test]
fn a_page_of_before_rules_were_named_reads_the_rows_it_is_given() {
    use carrel_circ::exception::Broken;
    use carrel_sync::message::{decode_entry, encode_entry};

    let entry = |allowed| {
        let mut op = carrel_circ::Operation::new(OpId(5), Kind::Checkout, Moment::good(1));
        op.copy = "A".to_owned();
        op.allowed = allowed;
        Entry::op(3, op)
    };
    let limit = Allowed::rules(u64::from(Broken::LIMIT));
    let old = |bytes: &[u8]| postcard::from_bytes::<OldEntry>(bytes);
    assert!(old(&encode_entry(&entry(limit))).is_err(), "a yes or a no");
    for (allowed, wanted) in [
        (Allowed::NOTHING, false),
        (Allowed::EVERYTHING, true),
        (limit, true),
    ] {
        let pulled = Pulled {
            nonce: [1; 16],
            server_epoch: 1,
            server_ms: 1,
            body: PulledBody::Rows {
                rows: vec![entry(allowed)],
                more: false,
            },
        };
        let PulledBody::Rows { rows, .. } = pulled.for_older_pages().body else {
            panic!("rows")
        };
        let bytes = encode_entry(&rows[0]);
        let OldEntry { server_seq, what } = old(&bytes).expect("a row of before");
        let OldWhat::Op(op) = what;
        assert_eq!((server_seq, op.id, op.copy.as_str()), (3, OpId(5), "A"));
        assert_eq!((op.overridden, op.erased), (wanted, false));
        // What an older gateway kept is read as it was meant.
        let read = decode_entry(&bytes).expect("a row");
        let What::Op(op) = read.what else {
            panic!("an operation")
        };
        assert_eq!(op.allowed, allowed.unnamed());
        let row = encode_entry(&entry(allowed));
        assert_eq!(decode_entry(&row), Some(entry(allowed)));
    }
    // A board as a whole, too: what waits in it names its rules.
    let mut board = Board::new();
    board.apply(&Entry::fact(
        1,
        Fact::Copy {
            barcode: "B".to_owned(),
            title: String::new(),
            item: "book".to_owned(),
            usage: carrel_circ::entry::Use::Lent,
        },
    ));
    board.apply(&entry(limit));
    assert_eq!(board.parked().count(), 1);
    let pulled = Pulled {
        nonce: [1; 16],
        server_epoch: 1,
        server_ms: 1,
        body: PulledBody::Snapshot {
            at: 3,
            board: postcard::to_allocvec(&board).expect("bytes"),
        },
    };
    let PulledBody::Snapshot { board, .. } = pulled.for_older_pages().body else {
        panic!("a board")
    };
    let board: Board = postcard::from_bytes(&board).expect("a board");
    let allowed: Vec<Allowed> = board.parked().map(|op| op.allowed).collect();
    assert_eq!(allowed, [Allowed::EVERYTHING]);
}

/// An app that is too new for this gateway is told so, and keeps what it has: nothing is taken in by half.
#[test]
fn an_envelope_of_a_later_version_is_refused_as_a_whole() {
    let mut bytes = first_push();
    let at = 1 + 1 + "carrel-push".len();
    assert_eq!(bytes[at], 1, "the version stands behind the name");
    bytes[at] = 2;
    let error = Push::decode(&bytes).expect_err("version 2");
    assert_eq!(error.expected, "protocol version 1");
}

#[test]
fn what_no_log_can_hold_is_an_error_before_anything_is_shown() {
    let client = Client::new(1, 2);
    let at = Reading {
        wall_ms: 1,
        mono_ms: 1,
        run: 1,
    };
    let mint = Mint {
        id: OpId(1),
        salt: [0; 16],
        at,
    };
    let (fits, long) = ("9".repeat(64), "9".repeat(65));
    let prepared = |kind, copy: &str, card: Option<&str>| {
        client.prepare(Draft::scan(kind, copy, card), mint).is_ok()
    };
    assert!(prepared(Kind::Hold, &fits, Some(&fits)));
    assert!(
        !prepared(Kind::Hold, &long, Some("P1")),
        "a long control number"
    );
    assert!(!prepared(Kind::Checkout, "T1", Some(&long)), "a long card");
    assert!(!prepared(Kind::Checkout, "T1", Some("")), "an empty card");
    assert_eq!(client.pending(), 0);
}
