//! The database: what every store must do, every write that can fail, backups and restores.

mod common;

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use carrel_circ::Board;
use carrel_circ::entry::{Kind, OpId, Use, What};
use carrel_circ::exception::{Broken, ExceptionKind};
use carrel_server::app::random;
use carrel_server::backup;
use carrel_server::copies;
use carrel_server::desk;
use carrel_server::hand_routes;
use carrel_server::sqlite::SqliteStore;
use carrel_server::store::{OutboxRow, Store, conformance};
use carrel_server::writer::{Core, Writer};
use carrel_sync::Ledger;
use carrel_sync::hand_in;
use carrel_sync::message::Push;
use common::{AT, Log};

fn folder(name: &str) -> PathBuf {
    let path = std::env::temp_dir().join(format!("carrel-{name}-{}", std::process::id()));
    let _ = std::fs::remove_dir_all(&path);
    std::fs::create_dir_all(&path).expect("a folder");
    path
}

/// A push of so many checkouts and returns from one device.
fn push(device: u128, count: u64) -> Push {
    let mut log = Log::new(device);
    for n in 0..count {
        let copy = format!("T{device}-{}", n / 2);
        let (kind, card) = if n % 2 == 0 {
            (Kind::Checkout, Some("P1"))
        } else {
            (Kind::Return, None)
        };
        log = log.scan(device << 64 | u128::from(n), kind, &copy, card);
    }
    log.push()
}

#[test]
fn sqlite_is_a_store() {
    conformance(&mut SqliteStore::in_memory().expect("a database"));
    let path = folder("store").join("carrel.sqlite");
    conformance(&mut SqliteStore::open(&path).expect("a database"));
    // And what was written is there when it is opened again.
    let mut store = SqliteStore::open(&path).expect("the same database");
    assert_eq!(store.counts(), Ok((1, 1, 1)));
    store
        .connection()
        .execute_batch("PRAGMA user_version=99")
        .expect("a newer schema");
    drop(store);
    assert!(
        SqliteStore::open(&path).is_err(),
        "a newer database is refused"
    );
}

#[test]
fn a_changed_audit_line_is_found() {
    let mut store = SqliteStore::in_memory().expect("a database");
    for n in 0..5 {
        store.audit(n, "ann", "export", "x").expect("audit");
    }
    assert_eq!(store.audit_is_whole(), Ok((5, true)));
    store
        .connection()
        .execute("UPDATE audit SET actor='eve' WHERE n=3", [])
        .expect("a forgery");
    assert_eq!(store.audit_is_whole(), Ok((5, false)));
}

/// Lets the Nth call to the database fail, for every N of a push: a clean error or the full effect, never half of it.
#[test]
fn every_statement_that_can_fail_leaves_all_or_nothing() {
    let push = push(7, 40);
    let run = |fail_at: Option<u64>| {
        let store = SqliteStore::in_memory().expect("a database");
        let count = Arc::new(AtomicU64::new(0));
        let seen = count.clone();
        let mut core = Core::open(Box::new(store), || [3; 32]).expect("a core");
        core.store.begin().expect("begin");
        let mut ledger = Failing {
            inner: std::mem::replace(
                &mut core.store,
                Box::new(SqliteStore::in_memory().expect("a database")),
            ),
            count: seen,
            fail_at,
        };
        let server = carrel_sync::server::Server {
            epoch: 1,
            school_key: &[3; 32],
            now_ms: 9,
            may_settle: true,
        };
        let mut board = Board::new();
        let outcome = carrel_sync::server::accept(server, &push, &mut ledger, &mut board);
        let mut store = ledger.inner;
        match &outcome {
            Ok(_) => store.commit().expect("commit"),
            Err(_) => store.roll_back(),
        }
        let rows = store.rows_after(0, 1_000).expect("rows").len();
        let log = store.log(7, 5).expect("a log").map_or(0, |log| log.acked);
        let board = store.board().expect("a board");
        (
            outcome.is_ok(),
            rows,
            log,
            board.loans().count(),
            count.load(Ordering::Relaxed),
        )
    };
    let (ok, rows, log, loans, steps) = run(None);
    assert_eq!((ok, rows, log, loans), (true, 40, 40, 20));
    assert!(steps > 100, "{steps}");
    for fail_at in 1..=steps {
        let (ok, rows, log, loans, _) = run(Some(fail_at));
        assert_eq!((ok, rows, log, loans), (false, 0, 0, 0), "step {fail_at}");
    }
}

/// A ledger whose Nth call fails.
struct Failing {
    inner: Box<dyn Store>,
    count: Arc<AtomicU64>,
    fail_at: Option<u64>,
}

impl Failing {
    fn step(&self) -> Result<(), carrel_server::store::StoreError> {
        let n = self.count.fetch_add(1, Ordering::Relaxed) + 1;
        if self.fail_at == Some(n) {
            return Err(carrel_server::store::StoreError::Full(
                "the test".to_owned(),
            ));
        }
        Ok(())
    }
}

mod failing {
    use super::Failing;
    use carrel_circ::Board;
    use carrel_circ::board::Event;
    use carrel_circ::entry::{Entry, OpId};
    use carrel_server::store::StoreError;
    use carrel_sync::Hash;
    use carrel_sync::ledger::{Ledger, LogState, Place, Slot};

    type Stored<T> = Result<T, StoreError>;

    impl Ledger for Failing {
        type Error = StoreError;
        fn log(&mut self, device: u128, epoch: u64) -> Stored<Option<LogState>> {
            self.step()?;
            self.inner.log(device, epoch)
        }
        fn logs(&mut self, device: u128) -> Stored<Vec<(u64, u64, Hash)>> {
            self.step()?;
            self.inner.logs(device)
        }
        fn hash_at(&mut self, device: u128, epoch: u64, seq: u64) -> Stored<Option<Hash>> {
            self.step()?;
            self.inner.hash_at(device, epoch, seq)
        }
        fn content_of(&mut self, id: OpId) -> Stored<Option<Hash>> {
            self.step()?;
            self.inner.content_of(id)
        }
        fn sender_of(&mut self, id: OpId) -> Stored<Option<u128>> {
            self.step()?;
            self.inner.sender_of(id)
        }
        fn next_seq(&mut self) -> Stored<u64> {
            self.step()?;
            self.inner.next_seq()
        }
        fn last_seq(&mut self) -> Stored<u64> {
            self.step()?;
            self.inner.last_seq()
        }
        fn put(
            &mut self,
            place: Place,
            slot: Slot<'_>,
            bytes: &[u8],
            received_ms: i64,
        ) -> Stored<()> {
            self.step()?;
            self.inner.put(place, slot, bytes, received_ms)
        }
        fn put_branch(&mut self, place: Place, bytes: &[u8], received_ms: i64) -> Stored<()> {
            self.step()?;
            self.inner.put_branch(place, bytes, received_ms)
        }
        fn set_log(&mut self, device: u128, epoch: u64, state: LogState) -> Stored<()> {
            self.step()?;
            self.inner.set_log(device, epoch, state)
        }
        fn row(&mut self, entry: &Entry, events: &[Event], board: &Board) -> Stored<()> {
            self.step()?;
            self.inner.row(entry, events, board)
        }
        fn rows_after(&mut self, seq: u64, limit: usize) -> Stored<Vec<Entry>> {
            self.step()?;
            self.inner.rows_after(seq, limit)
        }
        fn horizon(&mut self) -> Stored<u64> {
            self.step()?;
            self.inner.horizon()
        }
    }
}

/// SQLite's own page limit plays the full disk: the push gets a clean error, and goes through when there is room again.
#[tokio::test]
async fn a_full_disk_is_said_and_nothing_is_acked() {
    let path = folder("full").join("carrel.sqlite");
    let store = SqliteStore::open(&path).expect("a database");
    let pages: i64 = store
        .connection()
        .query_row("PRAGMA page_count", [], |row| row.get(0))
        .expect("pages");
    store
        .connection()
        .query_row(&format!("PRAGMA max_page_count={}", pages + 4), [], |row| {
            row.get::<_, i64>(0)
        })
        .expect("a limit");
    let core = Core::open(Box::new(store), || [3; 32]).expect("a core");
    let (writer, thread) = Writer::start(core);
    let full = push(7, 200);
    let again = full.clone();
    let outcome = writer
        .run(move |core| desk::push_into(core, &full, true, 9))
        .await;
    assert!(
        matches!(outcome, Err(carrel_server::store::StoreError::Full(_))),
        "{outcome:?}"
    );
    drop(writer);
    drop(thread.join().expect("the core"));
    let mut store = SqliteStore::open(&path).expect("the same database");
    assert_eq!(store.counts(), Ok((0, 0, 0)));
    let core = Core::open(Box::new(store), || [3; 32]).expect("a core");
    let (writer, _) = Writer::start(core);
    let pushed = writer
        .run(move |core| desk::push_into(core, &again, true, 9))
        .await
        .expect("room again");
    assert_eq!(pushed.acked, 200);
}

/// The disk has room for N more pages, for every N up to what the push needs: full effect or a clean error, nothing in between.
#[test]
fn a_disk_that_fills_at_any_page_leaves_all_or_nothing() {
    let push = push(7, 200);
    let (mut fulls, mut fits) = (0, 0);
    for room in 0..80 {
        let mut store = SqliteStore::in_memory().expect("a database");
        let pages: i64 = store
            .connection()
            .query_row("PRAGMA page_count", [], |row| row.get(0))
            .expect("pages");
        store
            .connection()
            .query_row(
                &format!("PRAGMA max_page_count={}", pages + room),
                [],
                |row| row.get::<_, i64>(0),
            )
            .expect("a limit");
        store.begin().expect("begin");
        let server = carrel_sync::server::Server {
            epoch: 1,
            school_key: &[3; 32],
            now_ms: 9,
            may_settle: true,
        };
        let mut board = Board::new();
        let outcome = carrel_sync::server::accept(server, &push, &mut store, &mut board)
            .and_then(|_| store.commit());
        match outcome {
            Ok(()) => fits += 1,
            Err(ref error) => {
                assert!(
                    matches!(error, carrel_server::store::StoreError::Full(_)),
                    "{error}"
                );
                fulls += 1;
                store.roll_back();
            }
        }
        let expected = if outcome.is_ok() { 200 } else { 0 };
        assert_eq!(
            store.rows_after(0, 1_000).map(|rows| rows.len()),
            Ok(expected),
            "{room} pages"
        );
        assert_eq!(
            store.log(7, 5).map(|log| log.map_or(0, |log| log.acked)),
            Ok(expected as u64)
        );
        store.integrity().expect("a whole file");
    }
    assert!(fulls > 10 && fits > 10, "{fulls} full, {fits} fit");
}

#[tokio::test]
async fn one_that_fails_does_not_take_its_neighbours_with_it() {
    let core = Core::open(
        Box::new(SqliteStore::in_memory().expect("a database")),
        || [3; 32],
    )
    .expect("a core");
    let (writer, _) = Writer::start(core);
    let mut tasks = Vec::new();
    for device in 1..=20u128 {
        let writer = writer.clone();
        tasks.push(tokio::spawn(async move {
            let push = push(device, 10);
            writer
                .run(move |core| {
                    let answer = desk::push_into(core, &push, true, 9)?;
                    if device == 7 {
                        return Err(carrel_server::store::StoreError::Failed(
                            "the test".to_owned(),
                        ));
                    }
                    Ok(answer.acked)
                })
                .await
        }));
    }
    for (place, task) in tasks.into_iter().enumerate() {
        let outcome = task.await.expect("a task");
        assert_eq!(outcome.is_ok(), place + 1 != 7, "{outcome:?}");
    }
    let (rows, board) = writer
        .run(|core| Ok((core.store.rows_after(0, 1_000)?, core.board.clone())))
        .await
        .expect("rows");
    assert_eq!(rows.len(), 190);
    assert_eq!(Board::fold(&rows), board);
}

#[test]
fn a_backup_is_proven_and_comes_back_as_a_new_life() {
    let folder = folder("backup");
    let data = folder.join("carrel.sqlite");
    let open = || {
        Core::open(
            Box::new(SqliteStore::open(&data).expect("a database")),
            random,
        )
        .expect("a core")
    };
    let write = |core: &mut Core, push: &Push| {
        core.store.begin().expect("begin");
        desk::push_into(core, push, true, 9).expect("a push");
        core.store.commit().expect("commit");
    };
    let mut core = open();
    let epoch = core.epoch;
    write(&mut core, &push(7, 50));
    let backup = backup::back_up(&data, &folder.join("backups"), 1_000)
        .expect("a backup, while the server runs");
    write(&mut core, &push(8, 50));
    drop(core);
    backup::restore(&backup, &data, 4242, 2_000).expect("a restore");
    let core = open();
    assert_ne!(core.epoch, epoch);
    assert_eq!(core.epoch, 4242);
    assert_eq!(core.board.loans().count(), 25);
    drop(core);
    // A damaged backup is not taken.
    let mut bytes = std::fs::read(&backup).expect("the backup");
    let middle = bytes.len() / 2;
    bytes[middle..middle + 4096].fill(0xa5);
    let damaged = folder.join("damaged.sqlite");
    std::fs::write(&damaged, bytes).expect("a damaged copy");
    assert!(backup::restore(&damaged, &data, 1, 3_000).is_err());
    assert!(!folder.join("carrel.restoring").exists(), "it holds cards");
    assert_eq!(open().epoch, 4242);
}

#[test]
fn what_was_removed_and_forgotten_since_a_backup_stays_so() {
    use carrel_server::store::DeviceRow;
    let folder = folder("restore-gone");
    let data = folder.join("carrel.sqlite");
    let open = || {
        let store = SqliteStore::open(&data).expect("a database");
        Core::open(Box::new(store), random).expect("a core")
    };
    let mut core = open();
    let mut device = DeviceRow {
        id: 9,
        key: vec![4; 65],
        role: "kiosk".to_owned(),
        label: String::new(),
        paired_ms: 1,
        revoked_ms: None,
    };
    core.store.put_device(&device).expect("device");
    common::push(&mut core, common::three_scans());
    // A sheet that is kept names P1 among what came too late.
    let ask = hand_in::Ask {
        id: 8,
        system: "Koha".to_owned(),
        now_ms: 5,
        by: "ann".to_owned(),
        computer: String::new(),
    };
    core.store.begin().expect("begin");
    hand_routes::gather(&mut core).expect("gathered");
    hand_in::claim(core.store.as_mut(), &core.board, &ask).expect("claimed");
    for row in core.store.rows_of(8).expect("rows") {
        if row.card.as_deref() == Some("P1") {
            core.store.note_late(8, &row).expect("noted");
        }
        core.store
            .put_delivery(&OutboxRow { card: None, ..row })
            .expect("cut");
    }
    core.store.put_files(8, Some(b"a sheet")).expect("kept");
    core.store.commit().expect("commit");
    let backup = backup::back_up(&data, &folder.join("backups"), 1_000).expect("a backup");
    device.revoked_ms = Some(5);
    core.store.put_device(&device).expect("device");
    let forget = desk::Lists {
        forget: vec!["P1".to_owned()],
        ..desk::Lists::default()
    };
    core.store.begin().expect("begin");
    desk::take_lists(&mut core, &forget, 7).expect("forgotten");
    core.store.commit().expect("commit");
    drop(core);
    let kept = backup::restore(&backup, &data, 42, 2_000);
    let expected = backup::Kept::Away {
        devices: 1,
        patrons: 1,
    };
    assert_eq!(kept, Ok(expected));
    let mut core = open();
    let device = core.store.device(9).expect("asked").expect("known");
    assert_eq!(device.revoked_ms, Some(5));
    let key = carrel_sync::hash::patron_key(&core.school_key, "P1");
    assert!(core.board.is_forgotten(key));
    let body = core.store.body(OpId(1)).expect("asked").expect("kept");
    assert!(!body.windows(2).any(|two| two == b"P1"));
    assert_eq!(core.store.files(8), Ok(None), "no sheet names it");
    drop(core);
    // From a damaged one nothing can be told.
    std::fs::write(&data, b"no database").expect("damage");
    let kept = backup::restore(&backup, &data, 43, 3_000);
    assert_eq!(kept, Ok(backup::Kept::Unknown));
}

#[test]
fn a_kept_board_that_cannot_be_read_is_folded_anew_or_stops_the_start() {
    let mut store = SqliteStore::in_memory().expect("a database");
    assert_eq!(store.board(), Ok(Board::new()), "nothing was recorded");
    let mut core = Core::open(Box::new(store), || [3; 32]).expect("a core");
    common::push(&mut core, common::three_scans());
    core.store.begin().expect("begin");
    core.store.checkpoint(&core.board).expect("kept");
    core.store.set_value("board", b"\xff\xff").expect("damage");
    core.store.commit().expect("commit");
    assert_eq!(
        core.store.board().as_ref(),
        Ok(&core.board),
        "from its rows"
    );
    // An older Carrel's fold is not trusted either, where the rows are there.
    core.store.begin().expect("begin");
    let empty = postcard::to_allocvec(&Board::new()).expect("bytes");
    core.store.set_value("board", &empty).expect("a value");
    core.store.set_value("fold", &[0]).expect("a value");
    core.store.commit().expect("commit");
    assert_eq!(core.store.board().as_ref(), Ok(&core.board));
    // Without the rows an older fold is all there is, and without that there is nothing.
    core.store.begin().expect("begin");
    core.store.checkpoint(&core.board).expect("kept");
    desk::tidy(
        &mut core,
        AT.wall_ms + 8 * backup::DAY_MS,
        desk::KEEP_LINK_MS,
    )
    .expect("tidy");
    core.store.set_value("fold", &[0]).expect("a value");
    core.store.commit().expect("commit");
    assert_eq!(core.store.board().as_ref(), Ok(&core.board));
    core.store.begin().expect("begin");
    core.store.set_value("board", b"\xff\xff").expect("damage");
    core.store.commit().expect("commit");
    assert!(core.store.board().is_err());
}

#[test]
fn old_backups_are_thinned_out() {
    let folder = folder("thin");
    let data = folder.join("carrel.sqlite");
    drop(SqliteStore::open(&data).expect("a database"));
    let backups = folder.join("backups");
    let hour = 3_600_000;
    for n in 0..60 {
        backup::back_up(&data, &backups, 1_790_000_000_000 + n * hour).expect("a backup");
    }
    let left = std::fs::read_dir(&backups).expect("the folder").count();
    assert!((24..=27).contains(&left), "{left}");
    // Switched off for a summer: they hold cards of then, and only the newest is needed.
    let later = 1_790_000_000_000 + 90 * 24 * hour;
    std::fs::write(backups.join("carrel-000000000000009.sqlite.part"), b"half").expect("a kill");
    backup::back_up(&data, &backups, later).expect("a backup");
    assert_eq!(names(&backups), [format!("carrel-{later:015}.sqlite")]);
    assert_eq!(backup::newest(&backups), Some(later));
}

#[test]
fn what_is_due_is_due_at_a_start_too() {
    let (hour, now) = (backup::HOUR_MS, 1_790_000_000_000);
    for (last, expected) in [
        (None, true),
        (Some(now - hour), true),
        (Some(now - hour + 1), false),
        (Some(now + 1), true),
    ] {
        assert_eq!(backup::is_due(last, hour, now), expected, "{last:?}");
    }
    let store = SqliteStore::in_memory().expect("a database");
    let mut core = Core::open(Box::new(store), || [3; 32]).expect("a core");
    let rows = |core: &mut Core, at: i64| {
        core.store.begin().expect("begin");
        desk::tidy_when_due(core, at, desk::KEEP_LINK_MS).expect("tidy");
        core.store.commit().expect("commit");
        core.store.last_seq().expect("a number")
    };
    assert_eq!(rows(&mut core, now), 0, "nothing was recorded");
    common::push(
        &mut core,
        Log::new(9).scan(1, Kind::Checkout, "T1", Some("P1")),
    );
    assert_eq!(rows(&mut core, now), 2, "the first time");
    assert_eq!(rows(&mut core, now + 23 * hour), 2);
    assert_eq!(rows(&mut core, now + 24 * hour), 3);
}

#[test]
fn the_link_to_a_patron_is_cut_seven_days_after_the_return() {
    let day = 86_400_000;
    let now = 1_790_000_000_000;
    let mut core = Core::open(
        Box::new(SqliteStore::in_memory().expect("a database")),
        || [3; 32],
    )
    .expect("a core");
    core.store.begin().expect("begin");
    // Two loans, the first of them returned.
    desk::push_into(&mut core, &push(7, 3), true, now).expect("a push");
    let card = |core: &mut Core, n: u128| {
        let body = core
            .store
            .body(OpId(7 << 64 | n))
            .expect("a body")
            .expect("kept");
        body.windows(2).any(|two| two == b"P1")
    };
    // The key by which the feed names the patron links what they borrowed just as well.
    let key = carrel_sync::hash::patron_key(&[3; 32], "P1");
    let named = |core: &mut Core| {
        let rows = core.store.rows_after(0, 999).expect("rows");
        let named = rows.iter().filter(|row| match &row.what {
            What::Op(op) => op.patron == Some(key),
            What::Fact(_) => false,
        });
        named.count()
    };
    assert_eq!(named(&mut core), 2);
    assert_eq!(
        desk::tidy(&mut core, now + 6 * day, desk::KEEP_LINK_MS),
        Ok(0)
    );
    assert!(card(&mut core, 0) && card(&mut core, 2));
    assert_eq!(named(&mut core), 2);
    assert_eq!(
        desk::tidy(&mut core, now + 8 * day, desk::KEEP_LINK_MS),
        Ok(1)
    );
    assert!(!card(&mut core, 0), "the loan that is over");
    assert!(card(&mut core, 2), "the loan that is open");
    assert_eq!(named(&mut core), 0, "no row of the feed names them");
    core.store.commit().expect("commit");
    assert_eq!(core.store.board().as_ref(), Ok(&core.board));
    assert_eq!(core.board.loans().count(), 1);
}

/// Who signs with a kiosk's key may lend, and settles nothing.
#[test]
fn a_decision_of_a_kiosk_is_put_into_quarantine_and_changes_nothing() {
    use carrel_circ::entry::Choice;
    use carrel_circ::exception::{ExceptionKind, State};
    let decided = |may_settle: bool| {
        let store = SqliteStore::in_memory().expect("a database");
        let mut core = Core::open(Box::new(store), || [3; 32]).expect("a core");
        let about = ExceptionKind::Superseded;
        let settle = Kind::Settle {
            target: OpId(2),
            about,
            choice: Choice::Earlier,
        };
        let push = Log::new(9)
            .scan(1, Kind::Checkout, "T1", Some("P1"))
            .scan(2, Kind::Checkout, "T1", Some("P2"))
            .scan(3, settle, "", None)
            .push();
        let answer = desk::push_into(&mut core, &push, may_settle, AT.wall_ms).expect("a push");
        // It is acked all the same: the queue moves on.
        assert_eq!(answer.acked, 3);
        let state = core.board.exception(OpId(2), about).expect("a clash").state;
        let kept = core
            .board
            .exceptions()
            .filter(|exception| exception.kind == ExceptionKind::Quarantine)
            .count();
        (matches!(state, State::Settled { .. }), kept)
    };
    assert_eq!(decided(true), (true, 0));
    assert_eq!(decided(false), (false, 1));
}

/// Nor does it take back what another device recorded: only its own scans.
#[test]
fn a_kiosk_undoes_nobody_elses_loan() {
    use carrel_circ::exception::ExceptionKind;
    let undone = |may_settle: bool| {
        let store = SqliteStore::in_memory().expect("a database");
        let mut core = Core::open(Box::new(store), || [3; 32]).expect("a core");
        let desk = Log::new(8).scan(1, Kind::Checkout, "T1", Some("P1"));
        common::push(&mut core, desk);
        let kiosk = Log::new(9)
            .scan(2, Kind::Checkout, "T2", Some("P2"))
            .scan(3, Kind::Correct { target: OpId(1) }, "", None)
            .scan(4, Kind::Correct { target: OpId(2) }, "", None)
            .push();
        let answer = desk::push_into(&mut core, &kiosk, may_settle, AT.wall_ms).expect("a push");
        assert_eq!(answer.acked, 3, "the queue moves on");
        let kept = core.board.exceptions();
        let kept = kept.filter(|exception| exception.kind == ExceptionKind::Quarantine);
        let is_out = |copy: &str| core.board.open_loan(copy).is_some();
        (is_out("T1"), is_out("T2"), kept.count())
    };
    assert_eq!(undone(true), (false, false, 0), "a desk of staff");
    assert_eq!(undone(false), (true, false, 1), "a kiosk");
}

#[test]
fn results_go_after_thirty_days_and_logs_of_revoked_devices_after_four_hundred() {
    use carrel_server::results;
    use carrel_server::store::DeviceRow;
    const DAY: i64 = 86_400_000;
    let now = 1_790_000_000_000;
    let store = SqliteStore::in_memory().expect("a database");
    let mut core = Core::open(Box::new(store), || [3; 32]).expect("a core");
    core.store.begin().expect("begin");
    results::set_open(core.store.as_mut(), "7B", true).expect("open");
    for (age, file) in [(31, "old: 1\n"), (29, "new: 2\n")] {
        let taken = results::hand_in(
            core.store.as_mut(),
            "7B",
            7,
            file.as_bytes(),
            now - age * DAY,
        );
        assert_eq!(taken, Ok(Some(true)));
    }
    // Two devices: one was revoked long ago. Of each, nineteen books went out and all but one came back.
    for device in [7u128, 8] {
        core.store
            .put_device(&DeviceRow {
                id: device,
                key: vec![4; 65],
                role: "kiosk".to_owned(),
                label: String::new(),
                paired_ms: 1,
                revoked_ms: (device == 7).then_some(now - 500 * DAY),
            })
            .expect("device");
        let answer = desk::push_into(&mut core, &push(device, 37), true, now - 600 * DAY);
        assert_eq!(answer.expect("a push").acked, 37);
    }
    core.store.commit().expect("commit");
    let before = core.store.rows_after(0, 999).expect("rows").len();
    assert_eq!(before, 74);
    core.store.begin().expect("begin");
    desk::tidy(&mut core, now, desk::KEEP_LINK_MS).expect("tidy");
    core.store.commit().expect("commit");
    let text = results::fetch(core.store.as_mut(), "7B", now);
    assert_eq!(text, Ok(b"new: 2\n".to_vec()));
    // The newest row is the one that says "tidy".
    assert_eq!(core.store.rows_after(0, 999).expect("rows").len(), 1);
    assert_eq!(core.store.horizon(), Ok(74));
    let body = |core: &mut Core, device: u128, n: u128| {
        core.store
            .body(OpId(device << 64 | n))
            .expect("asked")
            .is_some()
    };
    assert!(!body(&mut core, 7, 0), "over, and its device is gone");
    assert!(body(&mut core, 7, 36), "its book is still out");
    assert!(body(&mut core, 8, 0), "its device may send it again");
    // The board is the same after a restart, from the checkpoint alone.
    let board = core.board.clone();
    assert_eq!(core.store.board().as_ref(), Ok(&board));
    assert_eq!(
        board.loans().filter(|(_, loan)| loan.end.is_none()).count(),
        2
    );
}

#[test]
fn a_receipt_is_answered_once_and_not_for_bytes_with_another_hash() {
    use carrel_sync::hash::{receipt, receipt_code};
    use carrel_sync::ledger::Place;
    let store = SqliteStore::in_memory().expect("a database");
    let mut core = Core::open(Box::new(store), || [3; 32]).expect("a core");
    let log = Log::new(9)
        .scan(1, Kind::Checkout, "T1", Some("P1"))
        .scan(2, Kind::Checkout, "T2", Some("P2"))
        .push();
    common::push(
        &mut core,
        common::Log::new(9).scan(1, Kind::Checkout, "T1", Some("P1")),
    );
    let (first, second) = (&log.ops[0], &log.ops[1]);
    let code = |hash| receipt_code(&receipt(hash)).expect("a code");
    let mut branch = |seq: u64, hash, bytes: &[u8]| {
        let place = Place {
            device: 9,
            epoch: 6,
            seq,
            hash,
        };
        core.store.put_branch(place, bytes, 9).expect("a branch");
    };
    // The same again in a copied log; and the second under the hash of the first.
    branch(1, first.hash, &first.bytes);
    branch(2, first.hash, &second.bytes);
    let stored = core.store.receipts(code(&first.hash)).expect("rows");
    assert_eq!(stored.len(), 3);
    let rows = desk::receipts(&mut core, code(&first.hash)).expect("rows");
    let copies: Vec<&str> = rows.iter().map(|row| row.copy.as_str()).collect();
    assert_eq!(copies, ["T1"]);
}

/// Takes away what schemas 2 to 7 added.
const BACK_TO_1: &str = "DROP TABLE answers; DROP TABLE late; DROP TABLE former; DROP TABLE told; DROP TABLE batches; DROP TABLE handed; DROP TABLE results; DROP TABLE troubles; DROP INDEX ops_receipts; DROP INDEX branch_receipts;";

/// Takes away what schemas 5 to 7 added.
const BACK_TO_4: &str = "DROP TABLE answers; DROP TABLE late; DROP TABLE former; DROP TABLE told; ALTER TABLE outbox DROP COLUMN aged_ms; DROP TABLE batches; DROP TABLE handed; DROP TABLE troubles; DROP INDEX ops_receipts; DROP INDEX branch_receipts; PRAGMA user_version=4";

fn set_back(path: &std::path::Path) {
    let store = SqliteStore::open(path).expect("a database");
    store
        .connection()
        .execute_batch(BACK_TO_4)
        .expect("as schema 4 left it");
}

fn names(folder: &std::path::Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).expect("the folder");
    let mut names: Vec<String> = entries
        .map(|entry| {
            entry
                .expect("a file")
                .file_name()
                .to_string_lossy()
                .into_owned()
        })
        .collect();
    names.sort();
    names
}

#[test]
fn half_a_copy_of_before_is_written_anew() {
    let folder = folder("schema-part");
    let path = folder.join("carrel.sqlite");
    let mut store = SqliteStore::open(&path).expect("a database");
    store.audit(1, "ann", "pair", "x").expect("audit");
    drop(store);
    set_back(&path);
    let part = folder.join("carrel.sqlite.schema-4.part");
    std::fs::write(&part, b"ten bytes!").expect("what a kill leaves");
    drop(SqliteStore::open(&path).expect("brought forward"));
    assert_eq!(names(&folder), ["carrel.sqlite", "carrel.sqlite.schema-4"]);
    let copy = rusqlite::Connection::open(folder.join("carrel.sqlite.schema-4")).expect("a file");
    let whole = copy.query_row("PRAGMA integrity_check", [], |row| row.get::<_, String>(0));
    assert_eq!(whole.as_deref(), Ok("ok"));
    let count = |sql: &str| copy.query_row(sql, [], |row| row.get::<_, i64>(0));
    assert_eq!(count("SELECT count(*) FROM audit"), Ok(1));
    assert_eq!(count("PRAGMA user_version"), Ok(4));
}

#[test]
fn copies_of_before_a_new_schema_go_after_fourteen_days() {
    const DAY: i64 = 86_400_000;
    let folder = folder("schema-old");
    let path = folder.join("carrel.sqlite");
    set_back(&path);
    drop(SqliteStore::open(&path).expect("brought forward"));
    let backups = folder.join("backups");
    std::fs::create_dir_all(&backups).expect("a folder");
    let left = "carrel-000000000001000.sqlite.schema-4";
    let others = ["notes.schema-4", "carrel.sqlite.schema-4.txt"];
    for name in others.iter().chain([&left, &"carrel.sqlite.schema-3.part"]) {
        std::fs::write(backups.join(name), b"cards").expect("what an older Carrel left");
    }
    let has = |name: &str| {
        names(&folder)
            .iter()
            .chain(&names(&backups))
            .any(|n| n == name)
    };
    let copies = [
        "carrel.sqlite.schema-4",
        left,
        "carrel.sqlite.schema-3.part",
    ];
    let now = carrel_server::app::now_ms();
    backup::back_up(&path, &backups, now + 13 * DAY).expect("a backup");
    assert!(copies.iter().all(|name| has(name)), "{:?}", names(&backups));
    backup::back_up(&path, &backups, now + 14 * DAY + 60_000).expect("a backup");
    assert!(
        !copies.iter().any(|name| has(name)),
        "{:?}",
        names(&backups)
    );
    assert!(others.iter().all(|name| has(name)), "nobody else's files");
    assert!(has("carrel.sqlite"));
}

#[test]
fn a_restore_leaves_an_older_backup_as_it_is_and_nothing_beside_it() {
    let folder = folder("restore-old");
    let path = folder.join("carrel.sqlite");
    drop(SqliteStore::open(&path).expect("a database"));
    let backups = folder.join("backups");
    let backup = backup::back_up(&path, &backups, 1_000).expect("a backup");
    set_back(&backup);
    let (before, bytes) = (names(&backups), std::fs::read(&backup).expect("bytes"));
    backup::restore(&backup, &path, 4242, 2_000).expect("a restore");
    assert_eq!(names(&backups), before);
    assert!(std::fs::read(&backup).expect("bytes") == bytes, "untouched");
    let here = ["backups", "carrel.sqlite", "carrel.sqlite.before-2000"];
    assert_eq!(names(&folder), here);
    let mut store = SqliteStore::open(&path).expect("brought forward already");
    let epoch = store.value("server_epoch").expect("a value");
    assert_eq!(epoch, Some(4242u64.to_be_bytes().to_vec()));
    drop(store);
    assert_eq!(names(&folder), here);
}

#[test]
fn an_older_database_is_copied_and_brought_forward() {
    let folder = folder("schema");
    let path = folder.join("carrel.sqlite");
    let mut store = SqliteStore::open(&path).expect("a database");
    store.audit(1, "ann", "pair", "x").expect("audit");
    store
        .connection()
        .execute_batch(&format!("{BACK_TO_1} PRAGMA user_version=1"))
        .expect("as version 1 left it");
    drop(store);
    let mut store = SqliteStore::open(&path).expect("brought forward");
    assert_eq!(store.audit_is_whole(), Ok((1, true)));
    assert_eq!(store.results("7B"), Ok(Vec::new()));
    assert!(folder.join("carrel.sqlite.schema-1").exists());
}

#[test]
fn a_batch_of_before_words_could_be_taken_back_is_brought_forward() {
    use carrel_sync::hand_in::{Ask, Withdrawn};
    let folder = folder("schema-6");
    let path = folder.join("carrel.sqlite");
    let mut core = Core::open(
        Box::new(SqliteStore::open(&path).expect("a database")),
        || [3; 32],
    )
    .expect("a core");
    common::push(&mut core, common::three_scans());
    let ask = Ask {
        id: 7,
        system: "Koha".to_owned(),
        now_ms: 5,
        by: "ann".to_owned(),
        computer: String::new(),
    };
    core.store.begin().expect("begin");
    hand_routes::gather(&mut core).expect("gathered");
    hand_in::claim(core.store.as_mut(), &core.board, &ask).expect("claimed");
    hand_in::settle(core.store.as_mut(), 7, false, 6, i64::MIN).expect("settled");
    core.store.commit().expect("commit");
    drop(core);
    let raw = rusqlite::Connection::open(&path).expect("the file");
    // One that is imported, and of which a row was taken out since it happened once more: schema 6 wrote both alike.
    raw.execute_batch(
        "INSERT INTO batches SELECT x'08', system, name, 'imported', made_ms, made_by, computer, settled_ms, count, files FROM batches;
        INSERT INTO handed SELECT x'09', act, x'08', system, 1 FROM handed LIMIT 1;
        DROP TABLE answers; DROP TABLE late; PRAGMA user_version=6",
    )
    .expect("as schema 6 left it");
    drop(raw);
    let store = SqliteStore::open(&path).expect("brought forward");
    let backs = "SELECT (SELECT min(is_back) FROM handed WHERE batch<>x'08')*10 + (SELECT is_back FROM handed WHERE batch=x'08')";
    let backs = store
        .connection()
        .query_row(backs, [], |row| row.get::<_, i64>(0));
    assert_eq!(backs, Ok(12), "given back, and taken out");
    // It was for this look alone.
    store
        .connection()
        .execute_batch("DELETE FROM handed WHERE batch=x'08'; DELETE FROM batches WHERE id=x'08'")
        .expect("deleted");
    assert!(folder.join("carrel.sqlite.schema-6").exists());
    let mut core = Core::open(Box::new(store), || [3; 32]).expect("a core");
    assert_eq!(core.store.answers(), Ok(Vec::new()));
    core.store.begin().expect("begin");
    let done = hand_in::withdraw(core.store.as_mut(), &core.board, 7, true, 6, 9, i64::MIN);
    assert_eq!(
        done,
        Ok(Withdrawn::Done {
            by_hand: 0,
            asked: 0,
            left: 0
        })
    );
    core.store.commit().expect("commit");
    assert_eq!(core.store.waiting(), Ok(Vec::new()));
}

#[test]
fn a_migration_that_breaks_off_never_was() {
    let folder = folder("schema-broken");
    let path = folder.join("carrel.sqlite");
    let mut store = SqliteStore::open(&path).expect("a database");
    store.audit(1, "ann", "pair", "x").expect("audit");
    // As version 1 left it, but for a table that the second step wants to replace: there the way forward breaks off.
    store
        .connection()
        .execute_batch(&format!(
            "{BACK_TO_1} DROP TABLE outbox; PRAGMA user_version=1"
        ))
        .expect("a strange version 1");
    drop(store);
    assert!(SqliteStore::open(&path).is_err());
    let raw = rusqlite::Connection::open(&path).expect("the file");
    let count = |sql: &str| raw.query_row(sql, [], |row| row.get::<_, i64>(0));
    assert_eq!(count("PRAGMA user_version"), Ok(1), "it is what it was");
    let made = "SELECT count(*) FROM sqlite_master WHERE name='results'";
    assert_eq!(count(made), Ok(0), "nothing of the first step stayed");
    assert_eq!(count("SELECT count(*) FROM audit"), Ok(1));
    // Whoever mends it goes on; the copy of before is there.
    raw.execute_batch("CREATE TABLE outbox(op BLOB)")
        .expect("mended");
    drop(raw);
    assert!(folder.join("carrel.sqlite.schema-1").exists());
    let mut store = SqliteStore::open(&path).expect("brought forward");
    assert_eq!(store.audit_is_whole(), Ok((1, true)));
}

/// Which copy is of which title stood in the pages of the desk alone: a wanted book was renewed, a held one went to anybody without a word, and a hold
/// that was fulfilled stayed; no barcode was ever unknown.
#[test]
fn the_list_of_the_desks_pages_tells_which_barcodes_there_are_and_of_which_titles() {
    let folder = folder("copies");
    let site = folder.join("site");
    assert_eq!(copies::name_in(&site).expect("no desk"), None);
    std::fs::create_dir_all(site.join("desk/app")).expect("a folder");
    let name = "app/copies-0a1b2c3d.txt";
    let page = format!("<script type=\"application/json\">{{\"copies\":\"{name}\"}}</script>");
    std::fs::write(site.join("desk/index.html"), page).expect("a page");
    assert_eq!(
        copies::name_in(&site).expect("a name").as_deref(),
        Some(name)
    );
    assert!(copies::read(&site, name).is_err(), "it is not there yet");
    let long = "9".repeat(65);
    let rows = [("T1", 0, ""), ("T2", 0, ""), (long.as_str(), 0, "")];
    let text = carrel_core::copies::write(&[("a1", "Holes")], &rows);
    std::fs::write(site.join("desk").join(name), text).expect("a list");
    let list = copies::read(&site, name).expect("a list");

    let store = SqliteStore::open(&folder.join("carrel.sqlite")).expect("a database");
    let mut core = Core::open(Box::new(store), random).expect("a core");
    let told = desk::Lists {
        copies: vec![["T2", "old", "book", "reference"].map(str::to_owned).into()],
        ..desk::Lists::default()
    };
    core.store.begin().expect("begin");
    desk::take_lists(&mut core, &told, 1).expect("taken");
    assert_eq!(copies::is_taken(&mut core, name), Ok(false));
    // What no scan can hold is passed over.
    assert_eq!(copies::take(&mut core, name, &list), Ok(2));
    assert_eq!(copies::is_taken(&mut core, name), Ok(true));
    assert_eq!(copies::take(&mut core, name, &list), Ok(0), "no news");
    core.store.commit().expect("commit");
    // What staff said of a copy stays.
    let known = core.board.copy("T2").expect("a copy");
    assert_eq!(
        (known.title.as_str(), known.item.as_str(), known.usage),
        ("a1", "book", Use::Reference)
    );
    let log = Log::new(9)
        .scan(1, Kind::Checkout, "T1", Some("P1"))
        .scan(2, Kind::Hold, "a1", Some("P2"))
        .scan(3, Kind::Renew, "T1", Some("P1"))
        .scan(4, Kind::Return, "T1", None)
        .scan(5, Kind::Checkout, "T1", Some("P3"))
        .scan(6, Kind::Return, "T1", None)
        .scan(7, Kind::Checkout, "T1", Some("P2"))
        .scan(8, Kind::Checkout, "078073005995", Some("P2"));
    common::push(&mut core, log);
    let open: Vec<_> = core.board.open_exceptions().collect();
    let told: Vec<_> = open.iter().map(|of| (of.op, of.kind)).collect();
    assert_eq!(
        told,
        [
            (OpId(3), ExceptionKind::Renew),
            (OpId(5), ExceptionKind::Policy),
            (OpId(8), ExceptionKind::UnknownCopy),
        ]
    );
    assert_eq!(open[1].broken, Broken(Broken::HELD));
    assert_eq!(core.board.waiting().count(), 0, "the hold is over");
    drop(core);
    let _ = std::fs::remove_dir_all(&folder);
}

/// The policy of the docs says `student`, Destiny's list `Student`.
#[test]
fn classes_and_types_are_those_of_the_policy_however_a_list_writes_them() {
    let store = SqliteStore::in_memory().expect("a database");
    let mut core = Core::open(Box::new(store), random).expect("a core");
    let policy = |version: u32, class: &str, item: &str| {
        format!(
            "version = {version}\n[[rule]]\npatron = \"{class}\"\nitem = \"{item}\"\ndays = 14\nloans = 3\nrenewals = 2\n"
        )
    };
    let take = |core: &mut Core, lists: desk::Lists| {
        core.store.begin().expect("begin");
        desk::take_lists(core, &lists, 1).expect("taken");
        core.store.commit().expect("commit");
    };
    let patrons = || desk::Lists {
        patrons: vec![
            ("P1".to_owned(), "Student".to_owned(), false),
            ("P2".to_owned(), "ÉLÈVE".to_owned(), false),
        ],
        copies: vec![["T1", "a1", "BOOK", "lent"].map(str::to_owned).into()],
        ..desk::Lists::default()
    };
    let key = |core: &Core, card: &str| carrel_sync::hash::patron_key(&core.school_key, card);
    let class = |core: &Core, card: &str| {
        let known = core.board.patron(key(core, card));
        known.expect("a patron").class.clone()
    };
    let item = |core: &Core| core.board.copy("T1").expect("a copy").item.clone();
    // Before there is a policy, as the list has it; with the policy as that has it.
    take(&mut core, patrons());
    assert_eq!(
        (class(&core, "P1"), item(&core)),
        ("Student".to_owned(), "BOOK".to_owned())
    );
    let first = desk::Lists {
        policy: Some(policy(1, "student", "book")),
        ..desk::Lists::default()
    };
    take(&mut core, first);
    assert_eq!(
        (class(&core, "P1"), item(&core)),
        ("student".to_owned(), "book".to_owned())
    );
    // The same list once more is no news, and changes nothing back.
    let at = core.board.at;
    let again = desk::Lists {
        copies: Vec::new(),
        ..patrons()
    };
    take(&mut core, again);
    assert_eq!(
        (core.board.at, class(&core, "P2")),
        (at, "ÉLÈVE".to_owned())
    );
    let second = desk::Lists {
        policy: Some(policy(2, "élève", "Book")),
        ..patrons()
    };
    take(&mut core, second);
    assert_eq!(
        (class(&core, "P2"), item(&core)),
        ("élève".to_owned(), "Book".to_owned())
    );
    // A block list keeps the class.
    let blocks = desk::Lists {
        blocks: vec!["P2".to_owned()],
        ..desk::Lists::default()
    };
    take(&mut core, blocks);
    let known = core.board.patron(key(&core, "P2")).expect("a patron");
    assert_eq!((known.class.as_str(), known.blocked), ("élève", true));
}
