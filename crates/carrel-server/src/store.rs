//! What the gateway needs of a database. SQLite is the first; PostgreSQL for a district must fit without a redesign.
//!
//! Every method between `begin` and `commit` is one transaction. [`conformance`] is what any implementation must pass.

use core::fmt;

use carrel_circ::Board;
use carrel_circ::entry::{Entry, OpId};
use carrel_circ::exception::ExceptionKind;
use carrel_core::CalendarDate;
use carrel_sync::Ledger;
use carrel_sync::hand_in::{self, Deliveries};

pub use carrel_sync::outbox::OutboxRow;

use crate::outbox::{Act, State};

/// Why the database failed, as far as an answer depends on it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StoreError {
    /// The disk is full or read-only (HTTP 507).
    Full(String),
    /// Anything else (HTTP 503).
    Failed(String),
    /// What was asked for makes no sense; nothing was written (HTTP 400).
    Refused(String),
}

impl fmt::Display for StoreError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            StoreError::Full(text) => write!(f, "the disk is full or read-only: {text}"),
            StoreError::Failed(text) => write!(f, "the database failed: {text}"),
            StoreError::Refused(text) => f.write_str(text),
        }
    }
}

impl std::error::Error for StoreError {}

/// Short for what every method gives.
pub type Stored<T> = Result<T, StoreError>;

/// A paired device.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeviceRow {
    /// Its name.
    pub id: u128,
    /// Public key, uncompressed SEC 1 (65 bytes).
    pub key: Vec<u8>,
    /// `kiosk` or `desk`.
    pub role: String,
    /// What staff calls it.
    pub label: String,
    /// When it was paired, milliseconds since 1970 UTC.
    pub paired_ms: i64,
    /// When it was revoked.
    pub revoked_ms: Option<i64>,
}

/// The database.
pub trait Store: Ledger<Error = StoreError> + Deliveries<Error = StoreError> + Send {
    /// Begins a transaction that writes.
    fn begin(&mut self) -> Stored<()>;
    /// Makes it durable: when this returns, a power cut takes nothing back.
    fn commit(&mut self) -> Stored<()>;
    /// It never was.
    fn roll_back(&mut self);

    /// The board as of the last commit, from checkpoint and rows.
    fn board(&mut self) -> Stored<Board>;
    /// Keeps the board, so that the next start need not fold everything.
    fn checkpoint(&mut self, board: &Board) -> Stored<()>;
    /// A small value by name.
    fn value(&mut self, name: &str) -> Stored<Option<Vec<u8>>>;
    /// Sets a small value.
    fn set_value(&mut self, name: &str, value: &[u8]) -> Stored<()>;

    /// Adds or changes a device.
    fn put_device(&mut self, device: &DeviceRow) -> Stored<()>;
    /// A device.
    fn device(&mut self, id: u128) -> Stored<Option<DeviceRow>>;
    /// All devices.
    fn devices(&mut self) -> Stored<Vec<DeviceRow>>;

    /// The device that an exception comes from: the one whose operation raised it, or whose log has the gap or fork. Nothing for
    /// what an older Carrel found in a log.
    fn device_of(&mut self, op: OpId, kind: ExceptionKind) -> Stored<Option<u128>>;

    /// The bytes of an operation that was folded.
    fn body(&mut self, id: OpId) -> Stored<Option<Vec<u8>>>;
    /// Bytes whose hash begins with these twenty bits, the newest first, with the device that sent them: what a receipt's code
    /// says. Those of a copied log come last, as they were sent: nobody has read them, nor held their hash against them.
    fn receipts(&mut self, code: u32) -> Stored<Vec<(u128, Vec<u8>)>>;
    /// Puts other bytes in their place: the same operation without its card.
    fn redact(&mut self, is_theirs: &dyn Fn(&carrel_sync::Op) -> bool) -> Stored<u64>;

    /// Drops bytes that nobody could read, received before a time: what cannot be read cannot lose its card alone. Place and hash stay. Gives
    /// how many.
    fn drop_unread(&mut self, before_ms: i64) -> Stored<u64>;

    /// Keeps the files and the sheet of a batch, until it is settled or a patron in them is forgotten; with nothing, they go.
    fn put_files(&mut self, batch: u128, files: Option<&[u8]>) -> Stored<()>;
    /// The files and the sheet of a batch, while they are kept.
    fn files(&mut self, batch: u128) -> Stored<Option<Vec<u8>>>;
    /// Writes down since when deliveries are kept for nothing but their own sake: those that are over, and those that are not `is_current`. What
    /// was written down before stays, unless it is current again. Times of devices do not count: a clock may be dead.
    fn age_deliveries(
        &mut self,
        now_ms: i64,
        is_current: &dyn Fn(&OutboxRow) -> bool,
    ) -> Stored<()>;
    /// What waits for a file or stands in one, has a card, and is kept for its own sake since before a time; by time.
    fn aged(&mut self, before_ms: i64) -> Stored<Vec<OutboxRow>>;
    /// Deletes deliveries that are over since before a time ([`age_deliveries`](Self::age_deliveries)), but for those that `is_needed`: they would
    /// enter anew; and what batches and desks know of them. Gives how many.
    fn prune_deliveries(&mut self, before_ms: i64, is_needed: &dyn Fn(OpId) -> bool)
    -> Stored<u64>;
    /// A desk has said all that it handed in by itself.
    fn put_told(&mut self, device: u128, now_ms: i64) -> Stored<()>;
    /// What a desk says cannot be read: it counts as one that has not said it.
    fn drop_told(&mut self, device: u128) -> Stored<()>;
    /// What staff call the paired desks that have not.
    fn untold(&mut self) -> Stored<Vec<String>>;
    /// Takes a card out of every delivery, with what the other system said to it, and deletes the files it stands in. What was not sent needs
    /// a librarian then.
    fn forget_in_deliveries(&mut self, card: &str) -> Stored<()>;

    /// Keeps a lesson result of a class; false when the class has these bytes already.
    fn put_result(&mut self, class: &str, at_ms: i64, device: u128, bytes: &[u8]) -> Stored<bool>;
    /// The results of a class with their times, oldest first.
    fn results(&mut self, class: &str) -> Stored<Vec<(i64, Vec<u8>)>>;
    /// Deletes results from before a time, of one class or of all. Gives how many.
    fn drop_results(&mut self, class: Option<&str>, before_ms: i64) -> Stored<u64>;
    /// Deletes rows of the feed up to the last operation received before a time; the newest row stays. Keep a checkpoint first: the fold begins
    /// there afterwards. Gives how many.
    fn prune_feed(&mut self, before_ms: i64) -> Stored<u64>;
    /// Deletes operations of devices that were revoked before a time, received before it, but for those that `is_needed`. Gives how many.
    fn prune_logs(&mut self, before_ms: i64, is_needed: &dyn Fn(OpId) -> bool) -> Stored<u64>;

    /// Adds a line to the audit chain.
    fn audit(&mut self, at_ms: i64, actor: &str, action: &str, object: &str) -> Stored<()>;
    /// How many lines the audit chain has, and whether every hash follows from the line before.
    fn audit_is_whole(&mut self) -> Stored<(u64, bool)>;
    /// Open exceptions, open loans and operations, for health and metrics.
    fn counts(&mut self) -> Stored<(u64, u64, u64)>;
}

/// What every store must do. Call it with an empty one.
///
/// # Panics
/// Where the store does something else: this is a test.
pub fn conformance(store: &mut impl Store) {
    use carrel_circ::entry::{Fact, Kind, Origin};
    use carrel_sync::Reading;
    use carrel_sync::ledger::{LogState, Place, Slot};
    use carrel_sync::op::{Op, Patron, chain_hash};

    let mut op = Op::new(
        OpId(5),
        Kind::Checkout,
        Reading {
            wall_ms: -1,
            mono_ms: 2,
            run: u64::MAX,
        },
    );
    (op.origin.device, op.origin.epoch, op.origin.seq) = (u128::MAX, u64::MAX, 1);
    op.copy = "T 1".to_owned();
    op.patron = Patron::Known {
        card: "P-1".to_owned(),
        salt: [1; 16],
    };
    let bytes = op.encode();
    let hash = chain_hash(&bytes).expect("an operation");
    let place = Place {
        device: u128::MAX,
        epoch: u64::MAX,
        seq: 1,
        hash,
    };
    let entry = Entry::op(1, op.operation(&[0; 32], carrel_circ::Moment::good(7)));
    let mut board = Board::new();

    // What is rolled back never was; numbers may be lost, never given twice.
    for keep in [false, true] {
        store.begin().expect("begin");
        let seq = store.next_seq().expect("a number");
        let mut entry = entry.clone();
        entry.server_seq = seq;
        let events = if keep {
            board.apply(&entry)
        } else {
            Vec::new()
        };
        store
            .put(
                place,
                Slot::Op {
                    op: &op,
                    entry: &entry,
                },
                &bytes,
                9,
            )
            .expect("put");
        store.row(&entry, &events, &board).expect("row");
        let state = LogState {
            acked: 1,
            head: hash,
        };
        store
            .set_log(place.device, place.epoch, state)
            .expect("log");
        store.set_value("x", b"1").expect("value");
        assert_eq!(
            store.hash_at(place.device, place.epoch, 1),
            Ok(Some(hash)),
            "seen within"
        );
        assert_eq!(store.content_of(op.id), Ok(Some(op.content())));
        assert_eq!(store.sender_of(op.id), Ok(Some(u128::MAX)));
        if keep {
            store.commit().expect("commit");
        } else {
            store.roll_back();
            assert_eq!(store.log(place.device, place.epoch), Ok(None));
            assert_eq!(store.content_of(op.id), Ok(None));
            assert_eq!(store.sender_of(op.id), Ok(None));
            assert_eq!(store.rows_after(0, 9).map(|rows| rows.len()), Ok(0));
            assert_eq!(store.value("x"), Ok(None));
        }
    }
    let state = LogState {
        acked: 1,
        head: hash,
    };
    assert_eq!(store.log(place.device, place.epoch), Ok(Some(state)));
    assert_eq!(store.logs(place.device), Ok(vec![(u64::MAX, 1, hash)]));
    assert_eq!(store.log(place.device, 0), Ok(None));
    assert_eq!(store.body(op.id), Ok(Some(bytes)));
    assert_eq!(store.board().as_ref(), Ok(&board), "the fold of the rows");

    // The same place twice is refused by the database itself, and takes the transaction with it.
    store.begin().expect("begin");
    assert!(
        store
            .put(place, Slot::Quarantine("twice"), b"?", 9)
            .is_err()
    );
    store.roll_back();

    // Quarantine and branches are kept; a checkpoint changes nothing but the start.
    store.begin().expect("begin");
    let second = Place { seq: 2, ..place };
    store
        .put(second, Slot::Quarantine("unreadable"), b"\xff", 9)
        .expect("quarantine");
    store.put_branch(second, b"branch", 9).expect("branch");
    store
        .put_branch(second, b"branch", 9)
        .expect("the same branch again");
    let seq = store.next_seq().expect("a number");
    let fact = Entry::fact(
        seq,
        Fact::Forget {
            key: carrel_circ::PatronKey(1),
        },
    );
    store.checkpoint(&board).expect("checkpoint");
    let events = board.apply(&fact);
    store.row(&fact, &events, &board).expect("row");
    store.commit().expect("commit");
    assert_eq!(store.board().as_ref(), Ok(&board));
    assert_eq!(store.rows_after(seq - 1, 9), Ok(vec![fact]));
    assert_eq!(store.last_seq(), Ok(seq));

    // Erasing keeps the chain.
    store.begin().expect("begin");
    let theirs = |op: &Op| matches!(&op.patron, Patron::Known { card, .. } if card == "P-1");
    assert_eq!(store.redact(&theirs), Ok(1));
    store.commit().expect("commit");
    let body = store.body(op.id).expect("a body").expect("kept");
    assert!(!body.windows(3).any(|three| three == b"P-1"));
    assert_eq!(chain_hash(&body), Ok(hash));

    // Results of lessons.
    store.begin().expect("begin");
    assert_eq!(store.put_result("7B", 5, 3, b"one"), Ok(true));
    assert_eq!(store.put_result("7B", 6, 3, b"one"), Ok(false));
    assert_eq!(store.put_result("7B", 7, 3, b"two"), Ok(true));
    assert_eq!(store.put_result("6A", 4, 3, b"one"), Ok(true));
    assert_eq!(store.drop_results(None, 5), Ok(1));
    store.commit().expect("commit");
    let kept = vec![(5, b"one".to_vec()), (7, b"two".to_vec())];
    assert_eq!(store.results("7B"), Ok(kept));
    assert_eq!(store.drop_results(Some("7B"), i64::MAX), Ok(2));

    // Devices, deliveries, audit.
    let mut device = DeviceRow {
        id: 3,
        key: vec![4; 65],
        role: "kiosk".to_owned(),
        label: "Door".to_owned(),
        paired_ms: 1,
        revoked_ms: None,
    };
    let mut delivery = OutboxRow {
        op: op.id,
        act: Act::Issue,
        target: "koha".to_owned(),
        state: State::Pending,
        attempts: 0,
        at_ms: -5,
        copy: "T 1".to_owned(),
        card: Some("P-1".to_owned()),
        due: Some(CalendarDate::from_days(20_000)),
        said: String::new(),
    };
    let back = OutboxRow {
        act: Act::Return,
        at_ms: i64::MAX,
        card: None,
        due: None,
        ..delivery.clone()
    };
    store.begin().expect("begin");
    store.put_device(&device).expect("device");
    device.revoked_ms = Some(2);
    store.put_device(&device).expect("device");
    store.put_delivery(&delivery).expect("delivery");
    delivery.state = State::Unknown {
        probes: 1,
        resent: true,
    };
    delivery.attempts = 1;
    delivery.said = "no answer".to_owned();
    store.put_delivery(&back).expect("delivery");
    store.put_delivery(&delivery).expect("delivery");
    store.audit(1, "ann", "pair", "Door").expect("audit");
    store.audit(2, "ann", "revoke", "Door").expect("audit");
    store.commit().expect("commit");
    assert_eq!(store.devices(), Ok(vec![device.clone()]));
    assert_eq!(store.device(3), Ok(Some(device.clone())));
    assert_eq!(store.deliveries(Some("other"), true), Ok(Vec::new()));
    let both = vec![delivery.clone(), back.clone()];
    assert_eq!(store.deliveries(Some("koha"), false), Ok(both.clone()));
    assert_eq!(store.deliveries(None, true), Ok(both));
    let of = |store: &mut dyn Store, target: &str, copy: &str| {
        let copies = [copy.to_owned(), "T 9".to_owned()].into();
        store.deliveries_of(target, &copies).map(|rows| rows.len())
    };
    assert_eq!(of(store, "koha", "T 1"), Ok(2));
    assert_eq!(of(store, "koha", "T"), Ok(0));
    assert_eq!(of(store, "other", "T 1"), Ok(0));
    store.begin().expect("begin");
    store.forget_in_deliveries("P-1").expect("forgotten");
    (delivery.card, delivery.said) = (None, String::new());
    assert_eq!(
        store.deliveries(None, false).map(|rows| rows[0].clone()),
        Ok(delivery.clone())
    );
    delivery.card = Some("P-1".to_owned());
    delivery.state = State::Confirmed;
    delivery.said = "Thank you, Xanthippe Lee".to_owned();
    store.put_delivery(&delivery).expect("delivery");
    store.commit().expect("commit");
    assert_eq!(store.deliveries(None, false), Ok(vec![back]));
    let rows = store.deliveries(None, true).expect("rows");
    assert_eq!((rows.len(), &rows[0].card), (2, &None), "no card is kept");
    assert_eq!(rows[0].said, "", "and no name");
    store.begin().expect("begin");
    let nobody = |_: OpId| false;
    assert_eq!(store.prune_deliveries(i64::MAX, &nobody), Ok(0), "no age");
    store.age_deliveries(7, &|_| true).expect("aged");
    store.age_deliveries(8, &|_| true).expect("aged once");
    assert_eq!(store.prune_deliveries(7, &nobody), Ok(0));
    assert_eq!(store.prune_deliveries(8, &|_| true), Ok(0), "on the board");
    assert_eq!(
        store.prune_deliveries(8, &nobody),
        Ok(1),
        "not what is open"
    );
    assert_eq!(store.untold(), Ok(Vec::new()), "a kiosk has no list");
    for (id, revoked_ms) in [(4, None), (5, Some(9)), (6, None)] {
        let row = DeviceRow {
            id,
            role: "desk".to_owned(),
            revoked_ms,
            ..device.clone()
        };
        store.put_device(&row).expect("device");
    }
    store.put_told(6, 9).expect("told");
    assert_eq!(store.untold(), Ok(vec!["Door".to_owned()]));
    store.commit().expect("commit");
    assert_eq!(store.audit_is_whole(), Ok((2, true)));
    assert_eq!(store.counts(), Ok((0, 1, 1)));

    // What desks hand in, with the files until a patron in them is forgotten.
    store.begin().expect("begin");
    hand_in::conformance(store);
    let late = OutboxRow {
        op: OpId(77),
        act: Act::Issue,
        target: hand_in::TARGET.to_owned(),
        state: State::Pending,
        attempts: 0,
        at_ms: 1,
        copy: "T 77".to_owned(),
        card: Some("P-77".to_owned()),
        due: None,
        said: String::new(),
    };
    store.put_delivery(&late).expect("delivery");
    let ask = hand_in::Ask {
        id: 77,
        system: "Koha".to_owned(),
        now_ms: 5,
        by: "ann".to_owned(),
        computer: String::new(),
    };
    let mut batch = hand_in::claim(store, &board, &ask)
        .expect("claimed")
        .expect("a batch")
        .batch;
    store.put_files(77, Some(b"files")).expect("files");
    batch.name = "ABCD".to_owned();
    store.put_batch(&batch).expect("batch");
    assert_eq!(store.files(77), Ok(Some(b"files".to_vec())), "kept");
    store.forget_in_deliveries("P-1").expect("somebody else");
    assert_eq!(store.files(77), Ok(Some(b"files".to_vec())));
    store.forget_in_deliveries("P-77").expect("forgotten");
    assert_eq!(store.files(77), Ok(None));
    hand_in::settle(store, 77, true, 6, i64::MIN).expect("settled");
    hand_in::release(store, 7).expect("released");
    store.age_deliveries(7, &|_| true).expect("aged");
    store.prune_deliveries(8, &nobody).expect("pruned");
    assert_eq!(store.batch(77), Ok(None), "a batch goes with its rows");
    assert!(
        store.batch(13).expect("a batch").is_some(),
        "never what is open"
    );
    store.commit().expect("commit");

    // By the code of a receipt.
    let code = u32::from(hash[0]) << 12 | u32::from(hash[1]) << 4 | u32::from(hash[2]) >> 4;
    let found = store.receipts(code).expect("found");
    let branch = b"branch".to_vec();
    assert_eq!(found, [(u128::MAX, body), (u128::MAX, branch)]);
    assert_eq!(store.receipts(code ^ 1), Ok(Vec::new()));

    // Bytes that nobody reads go, their hash stays.
    store.begin().expect("begin");
    assert_eq!(store.drop_unread(9), Ok(0), "received at nine");
    assert_eq!(
        store.drop_unread(10),
        Ok(2),
        "the quarantine and the branch"
    );
    assert_eq!(store.drop_unread(10), Ok(0));
    store.commit().expect("commit");
    assert_eq!(store.hash_at(u128::MAX, u64::MAX, 2), Ok(Some(hash)));
    assert!(
        store
            .body(op.id)
            .expect("a body")
            .is_some_and(|body| !body.is_empty())
    );

    // Where an exception comes from.
    let gap = Fact::Trouble {
        kind: ExceptionKind::Gap,
        id: OpId(77),
        origin: Origin {
            device: 3,
            epoch: 1,
            seq: 2,
        },
        at_ms: 8,
    };
    store.begin().expect("begin");
    let gap = Entry::fact(store.next_seq().expect("a number"), gap);
    let mut board = store.board().expect("the fold");
    let events = board.apply(&gap);
    store.row(&gap, &events, &board).expect("row");
    store.commit().expect("commit");
    assert_eq!(store.device_of(OpId(77), ExceptionKind::Gap), Ok(Some(3)));
    assert_eq!(store.device_of(OpId(77), ExceptionKind::Fork), Ok(None));
    let of_scan = store.device_of(op.id, ExceptionKind::Policy);
    assert_eq!(of_scan, Ok(Some(u128::MAX)));
}
