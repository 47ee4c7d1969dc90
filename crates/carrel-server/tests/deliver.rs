//! Deliveries as files, after a restore, and as the page has them: the same file after a death, nothing sent blindly by a second life, one
//! press each.

mod common;

use std::path::PathBuf;

use axum::http::StatusCode;
use carrel_circ::entry::{Kind, OpId};
use carrel_core::CalendarDate;
use carrel_exchange::queue::System;
use carrel_server::backup;
use carrel_server::driver::Outbox;
use carrel_server::file_drop;
use carrel_server::ils::{Drop, Zone};
use carrel_server::outbox::{Act, News, State};
use carrel_server::sqlite::SqliteStore;
use carrel_server::store::Store;
use carrel_server::writer::Core;
use carrel_sync::hand_in::Deliveries;
use common::{AT, Gateway, Log, enter, outbox, push, set_up, three_scans};

fn folder(name: &str) -> PathBuf {
    let path = std::env::temp_dir().join(format!("carrel-deliver-{name}-{}", std::process::id()));
    let _ = std::fs::remove_dir_all(&path);
    std::fs::create_dir_all(&path).expect("a folder");
    path
}

/// A core over a store with a line that is set up, and three operations after that.
fn core(store: SqliteStore, target: &str) -> Core {
    let mut core = set_up(store, target);
    push(&mut core, three_scans());
    core
}

const DAY: CalendarDate = CalendarDate::from_days(20_717);

/// Files of a folder with their bytes.
fn files(folder: &PathBuf) -> Vec<(String, Vec<u8>)> {
    let mut found: Vec<(String, Vec<u8>)> = std::fs::read_dir(folder)
        .expect("a folder")
        .flatten()
        .map(|entry| {
            let name = entry.file_name().to_string_lossy().into_owned();
            (name, std::fs::read(entry.path()).expect("a file"))
        })
        .collect();
    found.sort();
    found
}

fn utc() -> Zone {
    Zone::try_from("UTC".to_owned()).expect("a zone")
}

#[test]
fn a_batch_is_written_once_and_the_same_again_after_a_death_before_the_file() {
    let mut expected = None;
    for is_dead in [false, true] {
        let to = folder(&format!("file-{is_dead}"));
        let drop = Drop {
            system: System::Koha,
            folder: to.clone(),
            zone: utc(),
            every_hours: 24,
        };
        let mut core = core(SqliteStore::in_memory().expect("a database"), "files");
        enter(&mut core, "files");
        let mut outbox = outbox(&mut core, "files");
        if is_dead {
            // All rows were marked, and the program died before the file.
            for mut row in outbox.open().expect("rows") {
                row.state = row.state.after(News::Sending);
                outbox.put(&row).expect("put");
            }
        }
        let names = file_drop::run(&mut outbox, &drop, DAY).expect("a file");
        assert_eq!(names.len(), 2, "file and sheet");
        let rows = outbox.open().expect("rows");
        assert!(rows.iter().all(|row| row.state == State::Exported));
        assert_eq!(rows.len(), 3);
        let made = files(&to);
        assert_eq!(*expected.get_or_insert_with(|| made.clone()), made);
        let again = file_drop::run(&mut outbox, &drop, DAY).expect("a run");
        assert!(again.is_empty(), "nothing waits");
        let text = String::from_utf8(made[0].1.clone()).expect("text");
        assert!(
            made[0].0.ends_with(".koc") && text.matches("\tissue\t").count() == 2,
            "{text}"
        );
        assert_eq!(text.matches("\treturn\t").count(), 1, "{text}");
        let _ = std::fs::remove_dir_all(&to);
    }
}

#[test]
fn a_folder_that_cannot_be_written_loses_nothing() {
    let blocked = folder("blocked").join("file");
    std::fs::write(&blocked, b"no folder").expect("a file");
    let drop = Drop {
        system: System::Destiny,
        folder: blocked,
        zone: utc(),
        every_hours: 24,
    };
    let mut core = core(SqliteStore::in_memory().expect("a database"), "files");
    enter(&mut core, "files");
    let mut outbox = outbox(&mut core, "files");
    assert!(file_drop::run(&mut outbox, &drop, DAY).is_err());
    let good = Drop {
        folder: folder("good"),
        ..drop
    };
    let names = file_drop::run(&mut outbox, &good, DAY).expect("a file");
    assert_eq!(names.len(), 2);
    assert!(
        outbox
            .open()
            .expect("rows")
            .iter()
            .all(|row| row.state == State::Exported)
    );
}

#[test]
fn a_second_life_asks_before_it_sends() {
    let home = folder("restore");
    let (data, backups) = (home.join("carrel.sqlite"), home.join("backups"));
    {
        let mut core = core(SqliteStore::open(&data).expect("a database"), "koha");
        enter(&mut core, "koha");
    }
    let kept = backup::back_up(&data, &backups, 5).expect("a backup");
    backup::restore(&kept, &data, 77, AT.wall_ms + 60_000).expect("restored");
    let store = SqliteStore::open(&data).expect("a database");
    let mut core = Core::open(Box::new(store), || [4; 32]).expect("a core");
    let asked = State::Unknown {
        probes: 0,
        resent: false,
    };
    let states = |core: &mut Core| -> Vec<State> {
        let rows = core.store.deliveries(Some("koha"), false).expect("rows");
        rows.iter().map(|row| row.state).collect()
    };
    assert_eq!(states(&mut core), [asked; 3]);
    // What a device sends again of the time before is asked about, too.
    let push = Log::new(8).scan(8, Kind::Checkout, "T8", Some("P8")).push();
    core.store.begin().expect("begin");
    carrel_server::desk::push_into(&mut core, &push, true, AT.wall_ms + 9).expect("a push");
    core.store.commit().expect("commit");
    enter(&mut core, "koha");
    assert_eq!(states(&mut core), [asked; 4]);
    let _ = std::fs::remove_dir_all(&home);
}

#[test]
fn a_return_of_what_was_never_lent_here_goes_out_and_what_lay_there_before_does_not() {
    let target = "koha";
    let store = SqliteStore::in_memory().expect("a database");
    let mut core = Core::open(Box::new(store), || [3; 32]).expect("a core");
    // As an older Carrel left it: the line is set up, and nothing was ever said of such returns.
    core.store.begin().expect("begin");
    core.store.set_value("outbox:koha", b"1").expect("a value");
    core.store.commit().expect("commit");
    push(&mut core, Log::new(9).scan(1, Kind::Return, "T1", None));
    enter(&mut core, target);
    let states = |core: &mut Core| -> Vec<(String, Act, State)> {
        let rows = core.store.deliveries(Some("koha"), true).expect("rows");
        rows.into_iter()
            .map(|row| (row.copy, row.act, row.state))
            .collect()
    };
    let before = ("T1".to_owned(), Act::Return, State::Skipped);
    assert_eq!(states(&mut core), std::slice::from_ref(&before));
    // A new one goes, once; a mistake does not.
    let log = Log::new(9)
        .scan(1, Kind::Return, "T1", None)
        .scan(2, Kind::Return, "T2", None)
        .scan(3, Kind::Return, "T3", None);
    push(&mut core, log);
    assert_eq!(enter(&mut core, target), 2);
    assert_eq!(enter(&mut core, target), 0);
    let log = Log::new(8).scan(9, Kind::Correct { target: OpId(3) }, "", None);
    push(&mut core, log);
    enter(&mut core, target);
    let of = |copy: &str, state: State| (copy.to_owned(), Act::Return, state);
    let expected = [before, of("T2", State::Pending), of("T3", State::Skipped)];
    assert_eq!(states(&mut core), expected);
    // The list for other programs has it, too.
    let (rows, _) = carrel_server::desk::deliveries(&mut core, i64::MIN, i64::MAX).expect("rows");
    let kinds: Vec<_> = rows
        .iter()
        .map(|row| (row.kind, row.barcode.as_str()))
        .collect();
    assert_eq!(kinds, [("return", "T1"), ("return", "T2")]);
}

/// A folder cannot be asked: what waited stands before a librarian, and goes into a file when they say so.
#[test]
fn a_second_life_that_writes_files_asks_a_librarian() {
    let home = folder("restore-files");
    let (data, backups) = (home.join("carrel.sqlite"), home.join("backups"));
    {
        let mut core = core(SqliteStore::open(&data).expect("a database"), "files");
        enter(&mut core, "files");
    }
    let kept = backup::back_up(&data, &backups, 5).expect("a backup");
    backup::restore(&kept, &data, 77, AT.wall_ms + 60_000).expect("restored");
    let store = SqliteStore::open(&data).expect("a database");
    let mut core = Core::open(Box::new(store), || [4; 32]).expect("a core");
    // What a device sends again of the time before may be in a file, too.
    push(
        &mut core,
        Log::new(8).scan(8, Kind::Checkout, "T8", Some("P8")),
    );
    enter(&mut core, "files");
    let drop = Drop {
        system: System::Koha,
        folder: home.join("files"),
        zone: utc(),
        every_hours: 24,
    };
    let mut outbox = outbox(&mut core, "files");
    let waits = outbox.open().expect("rows");
    assert!(
        waits.iter().all(|row| row.state.next_is_file()),
        "{waits:?}"
    );
    assert_eq!(file_drop::run(&mut outbox, &drop, DAY), Ok(Vec::new()));
    let rows = outbox.open().expect("rows");
    assert_eq!(rows.len(), 4);
    for mut row in rows {
        assert_eq!(row.state, State::LookByHand);
        assert!(row.said.contains("may stand in a file"), "{}", row.said);
        row.state = State::Pending;
        outbox.put(&row).expect("\"send it again\"");
    }
    let names = file_drop::run(&mut outbox, &drop, DAY).expect("a file");
    assert_eq!(names.len(), 2);
    let _ = std::fs::remove_dir_all(&home);
}

#[tokio::test]
async fn what_waits_for_a_librarian_is_listed_and_settled_with_one_press() {
    let mut store = SqliteStore::in_memory().expect("a database");
    let row = carrel_server::store::OutboxRow {
        op: carrel_circ::entry::OpId(7),
        act: Act::Issue,
        target: "koha".to_owned(),
        state: State::Rejected,
        attempts: 1,
        at_ms: 5,
        copy: "T1".to_owned(),
        card: Some("P1".to_owned()),
        due: None,
        said: "Invalid Patron".to_owned(),
    };
    store.begin().expect("begin");
    store.put_delivery(&row).expect("put");
    for op in [8, 9] {
        let mut exported = row.clone();
        exported.op = carrel_circ::entry::OpId(op);
        (exported.state, exported.said) = (State::Exported, "b1".to_owned());
        store.put_delivery(&exported).expect("put");
    }
    store.commit().expect("commit");
    let gateway = Gateway::over(store);
    let (status, _, _) = gateway.ask("GET", "/v1/outbox", None, b"").await;
    assert_eq!(status, StatusCode::UNAUTHORIZED);
    let cookie = gateway.sign_in().await;
    let list = gateway.json("GET", "/v1/outbox", &cookie, "").await;
    let open = list["open"].as_array().expect("rows").clone();
    assert_eq!(open.len(), 3);
    assert_eq!(
        (open[0]["said"].as_str(), open[0]["card"].as_str()),
        (Some("Invalid Patron"), Some("P1"))
    );
    let press = async |body: serde_json::Value| {
        let body = body.to_string();
        let header = Some(("cookie", cookie.as_str()));
        gateway
            .ask("POST", "/v1/outbox/settle", header, body.as_bytes())
            .await
            .0
    };
    let one = |choice: &str| serde_json::json!({ "target": "koha", "op": open[0]["op"], "act": "issue", "choice": choice });
    assert_eq!(press(one("burn")).await, StatusCode::BAD_REQUEST);
    assert_eq!(press(one("done")).await, StatusCode::OK);
    assert_eq!(
        press(one("done")).await,
        StatusCode::BAD_REQUEST,
        "settled already"
    );
    let batch =
        |choice: &str| serde_json::json!({ "target": "koha", "batch": "b1", "choice": choice });
    assert_eq!(
        press(batch("again")).await,
        StatusCode::BAD_REQUEST,
        "a file is not sent twice"
    );
    assert_eq!(press(batch("done")).await, StatusCode::OK);
    let list = gateway.json("GET", "/v1/outbox", &cookie, "").await;
    assert_eq!(list["open"].as_array().map(Vec::len), Some(0));
    assert_eq!(
        list["over"].as_array().map(Vec::len),
        Some(3),
        "nothing disappears"
    );
    assert!(!list.to_string().contains("P1"), "no card of what is over");
}

/// Copy by copy, by the cursor, the outbox becomes what it becomes when everything is looked at each time.
#[test]
fn what_enters_copy_by_copy_is_what_enters_when_all_is_looked_at() {
    use carrel_circ::entry::{Choice, Fact, OpId};
    use carrel_circ::exception::ExceptionKind;
    use carrel_server::collect::{collect, collect_all};

    let rows = |core: &mut Core| {
        let rows = core.store.deliveries(Some("sip"), true).expect("rows");
        rows.into_iter()
            .map(|row| (row.op, row.act, row.state, row.copy, row.card, row.said))
            .collect::<Vec<_>>()
    };
    let mut entered = 0;
    for seed in 1..=30u64 {
        let mut state = seed * 0x9E37_79B9;
        let mut below = |n: u64| {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            state % n
        };
        let open = || set_up(SqliteStore::in_memory().expect("a database"), "sip");
        let (mut by_copy, mut whole) = (open(), open());
        let mut logs = [Log::new(1), Log::new(2)];
        for step in 0..120u64 {
            let at = carrel_sync::Reading {
                wall_ms: AT.wall_ms - 1_000_000 + step as i64 * 1_000 * below(300) as i64 / 100,
                ..AT
            };
            let id = u128::from(step + 1);
            let (copy, card) = (format!("T{}", below(9)), format!("P{}", below(5)));
            let earlier = OpId(u128::from(step.saturating_sub(below(9))));
            let log = &mut logs[below(2) as usize];
            match below(12) {
                0..=4 => log.at(id, at, Kind::Checkout, &copy, Some(&card)),
                5..=7 => log.at(id, at, Kind::Return, &copy, None),
                8 => log.at(id, at, Kind::Renew, &copy, None),
                9 => log.at(
                    id,
                    at,
                    Kind::Hold,
                    &format!("title{}", below(3)),
                    Some(&card),
                ),
                10 => log.at(id, at, Kind::Correct { target: earlier }, "", None),
                _ => {
                    let kinds = [ExceptionKind::Superseded, ExceptionKind::Disputed];
                    let settle = Kind::Settle {
                        target: earlier,
                        about: kinds[below(2) as usize],
                        choice: [Choice::Confirm, Choice::Earlier][below(2) as usize],
                    };
                    log.at(id, at, settle, "", None);
                }
            }
            let fact = (below(15) == 0).then(|| Fact::Loan {
                copy: format!("T{}", below(9)),
                patron: (below(3) > 0).then_some(carrel_circ::PatronKey(77)),
                since_ms: at.wall_ms,
                due: None,
            });
            if below(4) > 0 {
                continue;
            }
            let which = below(2) as usize;
            for core in [&mut by_copy, &mut whole] {
                core.store.begin().expect("begin");
                if let Some(fact) = &fact {
                    carrel_sync::server::state_fact(
                        core.store.as_mut(),
                        &mut core.board,
                        fact.clone(),
                    )
                    .expect("a fact");
                }
                let push = logs[which].push();
                carrel_server::desk::push_into(core, &push, true, AT.wall_ms).expect("a push");
                core.store.commit().expect("commit");
            }
            by_copy.store.begin().expect("begin");
            entered += collect(&mut by_copy, "sip").expect("collected");
            by_copy.store.commit().expect("commit");
            whole.store.begin().expect("begin");
            collect_all(&mut whole, "sip").expect("collected");
            whole.store.commit().expect("commit");
            assert_eq!(rows(&mut by_copy), rows(&mut whole), "seed {seed}, {step}");
        }
    }
    assert!(entered > 500, "{entered}");
}
