//! Handing in as files: nothing leaves before a desk has it, no two desks get the same, and a lost answer is asked for again.

mod common;

use axum::http::StatusCode;
use std::collections::BTreeSet;

use carrel_circ::entry::{Fact, Kind, OpId};
use carrel_exchange::queue::File;
use carrel_exchange::sheet::{Left, Sheet};
use carrel_server::collect::PROBE_BEFORE;
use carrel_server::desk;
use carrel_server::hand_routes::gather;
use carrel_server::outbox::{Act, State};
use carrel_server::sqlite::SqliteStore;
use carrel_server::store::{OutboxRow, Store};
use carrel_server::writer::Core;
use carrel_sync::hand_in::{
    self, About, Ask, CUT, Former, NOT_IMPORTED, TARGET, VERSION, VERSION_HEADER, Withdrawn,
};
use carrel_sync::hash::patron_key;
use common::{AT, Gateway, Log, enter, push, three_scans};
use serde::Deserialize;
use serde_json::{Value, json};

const DAY: i64 = 86_400_000;

fn core() -> Core {
    let store = SqliteStore::in_memory().expect("a database");
    Core::open(Box::new(store), || [3; 32]).expect("a core")
}

/// Something within a transaction.
fn within<T>(core: &mut Core, act: impl FnOnce(&mut Core) -> T) -> T {
    core.store.begin().expect("begin");
    let done = act(core);
    core.store.commit().expect("commit");
    done
}

fn ask(id: u128) -> Ask {
    Ask {
        id,
        system: "Koha".to_owned(),
        now_ms: AT.wall_ms,
        by: "ann".to_owned(),
        computer: String::new(),
    }
}

/// The rows of a batch that is asked for now.
fn claim(core: &mut Core, id: u128) -> Vec<(u128, Act)> {
    within(core, |core| {
        gather(core).expect("gathered");
        hand_in::claim(core.store.as_mut(), &core.board, &ask(id)).expect("claimed");
        let rows = core.store.rows_of(id).expect("rows");
        rows.iter().map(|row| (row.op.0, row.act)).collect()
    })
}

fn tidy(core: &mut Core, days: i64) {
    let now = AT.wall_ms + days * DAY;
    within(core, |core| desk::tidy(core, now, desk::KEEP_LINK_MS)).expect("tidied");
}

#[test]
fn a_finished_loan_waits_for_its_file_however_long() {
    let mut core = core();
    core.keeps_for_files = true;
    push(&mut core, three_scans());
    tidy(&mut core, 60);
    assert_eq!(core.board.loan(OpId(1)), None, "it left the board");
    let rows = core.store.deliveries(Some(TARGET), false).expect("rows");
    let cards: Vec<Option<&str>> = rows.iter().map(|row| row.card.as_deref()).collect();
    assert_eq!(cards, [Some("P1"), Some("P2"), None], "with their cards");
    let all = [(1, Act::Return), (1, Act::Issue), (3, Act::Issue)];
    let mut found = claim(&mut core, 7);
    found.sort_unstable();
    assert_eq!(found, all);
    // A desk has it, and nobody said that it is imported: it stays.
    tidy(&mut core, 90);
    let rows = core.store.rows_of(7).expect("rows");
    assert!(rows.iter().all(|row| row.state == State::Exported));
    within(&mut core, |core| {
        hand_in::settle(
            core.store.as_mut(),
            7,
            true,
            AT.wall_ms + 91 * DAY,
            i64::MIN,
        )
    })
    .expect("settled");
    tidy(&mut core, 92);
    assert!(
        core.store
            .rows_of(7)
            .expect("rows")
            .iter()
            .any(|row| row.card.is_some())
    );
    tidy(&mut core, 99);
    let rows = core.store.rows_of(7).expect("rows");
    assert!(
        rows.iter()
            .all(|row| row.state == State::Done && row.card.is_none())
    );
}

#[test]
fn a_return_that_was_undone_and_then_happened_goes_out_all_the_same() {
    let mut core = core();
    let mut log =
        Log::new(9)
            .scan(1, Kind::Checkout, "T1", Some("P1"))
            .scan(2, Kind::Return, "T1", None);
    push(&mut core, log);
    within(&mut core, gather).expect("gathered");
    log = Log::new(9)
        .scan(1, Kind::Checkout, "T1", Some("P1"))
        .scan(2, Kind::Return, "T1", None)
        .scan(3, Kind::Correct { target: OpId(2) }, "", None);
    push(&mut core, log);
    within(&mut core, gather).expect("gathered");
    let state = |core: &mut Core| {
        let rows = core.store.deliveries(Some(TARGET), true).expect("rows");
        let back = rows.into_iter().find(|row| row.act == Act::Return);
        back.map(|row| row.state)
    };
    assert_eq!(
        state(&mut core),
        Some(State::Skipped),
        "it is out after all"
    );
    log = Log::new(9)
        .scan(1, Kind::Checkout, "T1", Some("P1"))
        .scan(2, Kind::Return, "T1", None)
        .scan(3, Kind::Correct { target: OpId(2) }, "", None)
        .scan(4, Kind::Return, "T1", None);
    push(&mut core, log);
    assert_eq!(claim(&mut core, 7), [(1, Act::Issue), (1, Act::Return)]);
}

#[test]
fn what_is_disputed_stays_on_the_board_until_somebody_decides() {
    let mut core = core();
    // T1 went out and came back; later two have it at the same moment.
    let late = |seconds: i64| carrel_sync::Reading {
        wall_ms: AT.wall_ms + seconds * 1000,
        mono_ms: AT.mono_ms + seconds * 1000,
        ..AT
    };
    let mut log = Log::new(9);
    log.at(1, late(-9000), Kind::Checkout, "T1", Some("P1"));
    log.at(2, late(-8000), Kind::Return, "T1", None);
    log.at(3, late(-10), Kind::Checkout, "T1", Some("P2"));
    push(&mut core, log);
    let mut log = Log::new(8);
    log.at(4, late(-8), Kind::Checkout, "T1", Some("P3"));
    push(&mut core, log);
    assert_eq!(carrel_circ::deliver::held_back(&core.board).len(), 1);
    tidy(&mut core, 60);
    assert_eq!(claim(&mut core, 7), [], "nothing of it goes");
    assert!(core.board.loan(OpId(1)).is_some(), "and nothing is lost");
    let decision = desk::Decision {
        op: format!("{:032x}", 4),
        kind: "E-disputed".to_owned(),
        choice: "confirm".to_owned(),
        why: String::new(),
    };
    within(&mut core, |core| {
        desk::settle(core, &decision, 1, OpId(9), AT.wall_ms + 9)
    })
    .expect("settled");
    let rows = claim(&mut core, 8);
    assert!(
        rows.contains(&(1, Act::Issue)) && rows.contains(&(1, Act::Return)),
        "{rows:?}"
    );
    assert!(rows.contains(&(4, Act::Issue)), "{rows:?}");
}

#[test]
fn where_the_gateway_delivers_by_itself_nothing_is_kept_for_files() {
    let mut core = core();
    core.hands_in = false;
    push(&mut core, three_scans());
    tidy(&mut core, 60);
    assert_eq!(core.store.deliveries(Some(TARGET), true), Ok(Vec::new()));
}

#[derive(Deserialize)]
struct Kept {
    files: Vec<File>,
    sheet: Sheet,
}

fn kept(answer: &Value) -> Kept {
    let text = answer["kept"].as_str().expect("files");
    let bytes: Vec<u8> = (0..text.len() / 2)
        .map(|n| u8::from_str_radix(&text[2 * n..2 * n + 2], 16).expect("hex"))
        .collect();
    postcard::from_bytes(&bytes).expect("files and a sheet")
}

fn request(id: u128, system: &str) -> String {
    let summer = (AT.wall_ms - DAY, 60);
    json!({ "request": format!("{id:032x}"), "system": system, "computer": "Front", "zone": [(0, 0), summer] })
        .to_string()
}

#[tokio::test]
async fn two_desks_never_hand_in_the_same_and_either_can_save_the_file_again() {
    let gateway = Gateway::new();
    let ann = gateway.sign_in().await;
    let mut kiosk = gateway.pair("kiosk").await;
    kiosk.scan(Kind::Checkout, "T1", Some("P1"));
    kiosk.scan(Kind::Checkout, "T2", Some("P2"));
    kiosk.push_all(&gateway).await;
    let listed = gateway.json("GET", "/v1/hand-in", &ann, "").await;
    assert_eq!(listed["waits"]["Koha"], 2);
    let first = gateway
        .json("POST", "/v1/hand-in/make", &ann, &request(7, "Koha"))
        .await;
    assert_eq!((&first["new"], &first["count"]), (&json!(true), &json!(2)));
    let files = kept(&first);
    assert_eq!(files.files.len(), 1);
    assert_eq!(first["name"], files.sheet.batch);
    // Its answer was lost, and it asks again.
    let again = gateway
        .json("POST", "/v1/hand-in/make", &ann, &request(7, "Koha"))
        .await;
    assert_eq!(
        (&again["new"], &again["kept"]),
        (&json!(false), &first["kept"])
    );
    // Another desk is told who has it, gets nothing, and can save the very same.
    let other = gateway
        .json("POST", "/v1/hand-in/make", &ann, &request(8, "Koha"))
        .await;
    assert_eq!(other["batch"], Value::Null);
    let listed = gateway.json("GET", "/v1/hand-in", &ann, "").await;
    let batch = &listed["batches"][0];
    for (name, expected) in [
        ("by", "ann"),
        ("computer", "Front"),
        ("state", "made"),
        ("system", "Koha"),
    ] {
        assert_eq!(batch[name], expected);
    }
    let path = format!("/v1/hand-in/batch/{:032x}", 7);
    let same = gateway.json("GET", &path, &ann, "").await;
    assert_eq!(same["kept"], first["kept"]);
    // Given back, its rows go into the next one, which says so; the first one cannot be imported any more.
    let says = |imported: bool, id: u128| {
        json!({ "batch": format!("{id:032x}"), "imported": imported }).to_string()
    };
    gateway
        .json("POST", "/v1/hand-in/settle", &ann, &says(false, 7))
        .await;
    let next = gateway
        .json("POST", "/v1/hand-in/make", &ann, &request(9, "Koha"))
        .await;
    assert_eq!((&next["count"], &next["again"]), (&json!(2), &json!(2)));
    let (status, _, _) = gateway
        .ask(
            "POST",
            "/v1/hand-in/settle",
            Some(("cookie", &ann)),
            says(true, 7).as_bytes(),
        )
        .await;
    assert_eq!(status, StatusCode::BAD_REQUEST);
    gateway
        .json("POST", "/v1/hand-in/settle", &ann, &says(true, 9))
        .await;
    gateway
        .json("POST", "/v1/hand-in/settle", &ann, &says(true, 9))
        .await;
    let listed = gateway.json("GET", "/v1/hand-in", &ann, "").await;
    assert_eq!(listed["waits"]["Koha"], 0);
    assert_eq!(
        listed["batches"][0]["can_save"], false,
        "cards are kept no longer than needed"
    );
    // The same number for another system is another question.
    let (status, _, _) = gateway
        .ask(
            "POST",
            "/v1/hand-in/make",
            Some(("cookie", &ann)),
            request(9, "Destiny").as_bytes(),
        )
        .await;
    assert_eq!(status, StatusCode::BAD_REQUEST);
    // Nobody without a session.
    for (method, path) in [
        ("GET", "/v1/hand-in"),
        ("POST", "/v1/hand-in/make"),
        ("GET", &path),
    ] {
        let (status, _, _) = gateway
            .ask(method, path, None, request(1, "Koha").as_bytes())
            .await;
        assert_eq!(status, StatusCode::UNAUTHORIZED, "{path}");
    }
}

/// A store of a gateway that kept no list yet.
fn old_store() -> SqliteStore {
    let mut store = SqliteStore::in_memory().expect("a database");
    store.begin().expect("begin");
    store
        .set_value("server_epoch", &9_u64.to_be_bytes())
        .expect("a life");
    store.set_value("school_key", &[3; 32]).expect("a key");
    store.commit().expect("commit");
    store
}

fn koha(is_sure: bool) -> Former {
    Former {
        system: "Koha".to_owned(),
        is_sure,
    }
}

fn state_of(core: &mut Core, op: u128, act: Act) -> Option<(State, String)> {
    let rows = core.store.deliveries(Some(TARGET), true).expect("rows");
    let row = rows
        .into_iter()
        .find(|row| (row.op.0, row.act) == (op, act));
    row.map(|row| (row.state, row.said))
}

fn settle(core: &mut Core, id: u128, is_imported: bool) {
    let told = within(core, |core| {
        hand_in::settle(
            core.store.as_mut(),
            id,
            is_imported,
            AT.wall_ms + 20,
            i64::MIN,
        )
    });
    assert_eq!(told, Ok(hand_in::Told::Done));
}

fn late(seconds: i64) -> carrel_sync::Reading {
    carrel_sync::Reading {
        wall_ms: AT.wall_ms + seconds * 1000,
        mono_ms: AT.mono_ms + seconds * 1000,
        ..AT
    }
}

#[test]
fn what_lay_there_before_the_list_is_asked_and_what_desks_told_is_not() {
    let mut core = Core::open(Box::new(old_store()), || [3; 32]).expect("a core");
    push(&mut core, three_scans());
    // A desk tells what it handed in, before anything entered.
    let said = BTreeSet::from([format!("{:032x}o", 1)]);
    within(&mut core, |core| {
        hand_in::known_before(core.store.as_mut(), &koha(true), &said, 5)
    })
    .expect("kept");
    assert_eq!(claim(&mut core, 7), [], "nobody knows of the others");
    assert!(matches!(
        state_of(&mut core, 1, Act::Return),
        Some((State::Unknown { .. }, _))
    ));
    assert_eq!(
        state_of(&mut core, 1, Act::Issue).map(|of| of.0),
        Some(State::Exported)
    );
    // What comes from now on is new.
    push(
        &mut core,
        Log::new(8).scan(5, Kind::Checkout, "T5", Some("P5")),
    );
    assert_eq!(claim(&mut core, 8), [(5, Act::Issue)]);
    let count = within(&mut core, |core| {
        hand_in::doubted(core.store.as_mut(), |row| (row.op.0 == 1).then_some(false))
    });
    assert_eq!(count, Ok(1));
    assert_eq!(
        claim(&mut core, 9),
        [(1, Act::Return)],
        "and not the other one"
    );
}

#[test]
fn a_new_gateway_doubts_nothing_and_files_that_a_desk_did_not_settle_are_asked() {
    let mut core = core();
    let unsure = BTreeSet::from([format!("{:032x}o", 3)]);
    within(&mut core, |core| {
        hand_in::known_before(core.store.as_mut(), &koha(false), &unsure, 5)
    })
    .expect("kept");
    push(&mut core, three_scans());
    let mut found = claim(&mut core, 7);
    found.sort_unstable();
    assert_eq!(found, [(1, Act::Return), (1, Act::Issue)]);
    // It is imported after all: the desk says so.
    let count = within(&mut core, |core| {
        hand_in::known_before(core.store.as_mut(), &koha(true), &unsure, 6)
    });
    assert_eq!(count, Ok(1));
    assert_eq!(claim(&mut core, 8), []);
    // For another system it waits.
    let waits = core.store.waiting("Destiny").expect("rows");
    assert!(waits.iter().any(|row| row.op == OpId(3)));
}

/// T1 goes to P1 (1) and comes back (2); then it goes to P2 (3).
fn two_loans(until: u128) -> Log {
    let mut log = Log::new(9);
    log.at(1, late(-9000), Kind::Checkout, "T1", Some("P1"));
    if until > 1 {
        log.at(2, late(-6000), Kind::Return, "T1", None);
        log.at(3, late(-3000), Kind::Checkout, "T1", Some("P2"));
    }
    log
}

#[test]
fn what_is_given_back_after_something_later_was_imported_is_history() {
    let mut core = core();
    push(&mut core, two_loans(1));
    assert_eq!(claim(&mut core, 7), [(1, Act::Issue)]);
    push(&mut core, two_loans(3));
    assert_eq!(claim(&mut core, 8), [(1, Act::Return), (3, Act::Issue)]);
    // The sheet of the second file wants the first one imported before.
    let after = within(&mut core, |core| {
        let batch = core.store.batch(8).expect("a batch").expect("it is there");
        hand_in::after(core.store.as_mut(), &batch).expect("batches")
    });
    assert_eq!(after.iter().map(|batch| batch.id).collect::<Vec<_>>(), [7]);
    settle(&mut core, 7, false);
    assert_eq!(
        claim(&mut core, 9),
        [],
        "nobody said whether the later ones are in"
    );
    settle(&mut core, 8, true);
    assert_eq!(claim(&mut core, 10), [], "it would take the book from P2");
    let state = |core: &mut Core| state_of(core, 1, Act::Issue).expect("a row");
    assert_eq!(state(&mut core).0, State::Pending, "no sheet names it yet");
    let another = Log::new(8).scan(5, Kind::Checkout, "T5", Some("P5"));
    push(&mut core, another);
    let late = within(&mut core, |core| {
        gather(core).expect("gathered");
        hand_in::claim(core.store.as_mut(), &core.board, &ask(11)).expect("claimed")
    })
    .expect("a batch")
    .late;
    let named: Vec<_> = late
        .iter()
        .map(|row| (row.op.0, row.act, row.card.as_deref()))
        .collect();
    assert_eq!(named, [(1, Act::Issue, Some("P1"))]);
    let (state, why) = state(&mut core);
    assert_eq!(state, State::Skipped);
    assert!(why.contains("history only"), "{why}");
    // The later one was not imported at all: then this is no history.
    assert_eq!(take_back(&mut core, 8, false), DONE);
    let all = [(1, Act::Issue), (1, Act::Return), (3, Act::Issue)];
    assert_eq!(claim(&mut core, 12), all);
    assert_eq!(
        core.store.rows_of(12).expect("rows")[0].card.as_deref(),
        Some("P1")
    );
}

const DONE: Withdrawn = Withdrawn::Done { by_hand: 0, asked: 0, left: 0 };

/// Takes back what stands of a batch.
fn take_back(core: &mut Core, id: u128, is_imported: bool) -> Withdrawn {
    let said = core.store.batch(id).expect("a batch").expect("it is there");
    let said_ms = said.settled_ms.expect("a word");
    within(core, |core| {
        hand_in::withdraw(
            core.store.as_mut(),
            &core.board,
            id,
            is_imported,
            said_ms,
            AT.wall_ms + 40,
            i64::MIN,
        )
    })
    .expect("taken back")
}

fn taken(done: &Withdrawn) -> Vec<u128> {
    match done {
        Withdrawn::Taken(batches) => batches.iter().map(|batch| batch.id).collect(),
        _ => Vec::new(),
    }
}

#[test]
fn what_was_said_to_be_imported_and_was_not_goes_into_the_next_file_once() {
    let mut core = core();
    push(&mut core, two_loans(1));
    claim(&mut core, 7);
    settle(&mut core, 7, true);
    assert_eq!(claim(&mut core, 8), []);
    assert_eq!(take_back(&mut core, 7, false), DONE);
    // A press that comes twice, or late, turns nothing round.
    let late = |core: &mut Core, is_imported| {
        within(core, |core| {
            let (store, board) = (core.store.as_mut(), &core.board);
            hand_in::withdraw(
                store,
                board,
                7,
                is_imported,
                AT.wall_ms + 20,
                AT.wall_ms + 50,
                i64::MIN,
            )
        })
    };
    assert_eq!(late(&mut core, false), Ok(Withdrawn::Before));
    assert_eq!(late(&mut core, true), Ok(Withdrawn::Otherwise));
    assert_eq!(claim(&mut core, 9), [(1, Act::Issue)]);
    // It was imported, all the same: not while it stands in another file.
    assert_eq!(taken(&take_back(&mut core, 7, true)), [9]);
    settle(&mut core, 9, false);
    assert_eq!(take_back(&mut core, 7, true), DONE);
    assert_eq!(claim(&mut core, 10), []);
    assert_eq!(
        core.store.stands_in(OpId(1), Act::Issue),
        Ok(vec![7]),
        "in one file"
    );
    // Nothing was said of a batch, or it is none.
    push(
        &mut core,
        Log::new(8).scan(5, Kind::Checkout, "T5", Some("P5")),
    );
    claim(&mut core, 11);
    for (id, expected) in [(11, Withdrawn::Otherwise), (12, Withdrawn::Nowhere)] {
        let done = within(&mut core, |core| {
            hand_in::withdraw(core.store.as_mut(), &core.board, id, true, 0, 1, i64::MIN)
        });
        assert_eq!(done, Ok(expected));
    }
}

#[test]
fn what_was_never_imported_and_has_no_card_any_more_is_looked_up() {
    let mut core = core();
    push(&mut core, three_scans());
    claim(&mut core, 7);
    settle(&mut core, 7, true);
    tidy(&mut core, 60);
    assert_eq!(core.board.loan(OpId(1)), None, "it left the board");
    let state = |core: &mut Core, op, act| state_of(core, op, act).expect("a row");
    assert_eq!(state(&mut core, 1, Act::Issue).0, State::Done);
    assert_eq!(
        take_back(&mut core, 7, false),
        Withdrawn::Done { by_hand: 1, asked: 0, left: 0 }
    );
    let by_hand = (State::LookByHand, NOT_IMPORTED.to_owned());
    assert_eq!(state(&mut core, 1, Act::Issue), by_hand);
    let mut found = claim(&mut core, 8);
    found.sort_unstable();
    assert_eq!(found, [(1, Act::Return), (3, Act::Issue)]);
    let rows = core.store.rows_of(8).expect("rows");
    assert!(
        rows.iter().any(|row| row.card.as_deref() == Some("P2")),
        "what is lent yet has its card"
    );
    // It was imported after all: nobody need look any more.
    settle(&mut core, 8, false);
    assert_eq!(take_back(&mut core, 7, true), DONE);
    assert_eq!(state(&mut core, 1, Act::Issue).0, State::Done);
    assert_eq!(claim(&mut core, 9), []);
}

#[test]
fn what_was_undone_while_it_waited_by_mistake_is_put_before_a_librarian() {
    let mut core = core();
    push(&mut core, two_loans(1));
    claim(&mut core, 7);
    settle(&mut core, 7, false);
    let mut log = two_loans(1);
    log.at(2, late(-6000), Kind::Correct { target: OpId(1) }, "", None);
    push(&mut core, log);
    assert_eq!(claim(&mut core, 8), []);
    let state = |core: &mut Core| state_of(core, 1, Act::Issue).expect("a row");
    assert_eq!(state(&mut core).0, State::Skipped);
    assert_eq!(take_back(&mut core, 7, true), DONE);
    let (state, why) = state(&mut core);
    assert_eq!(state, State::LookByHand);
    assert!(why.contains("undone here"), "{why}");
}

#[test]
fn a_return_that_happened_once_more_is_not_in_the_batch_that_had_the_first_one() {
    let mut core = core();
    let log = |until: u128| {
        let mut log = Log::new(9);
        log.at(1, late(-9000), Kind::Checkout, "T1", Some("P1"));
        log.at(2, late(-6000), Kind::Return, "T1", None);
        if until > 2 {
            log.at(3, late(-5000), Kind::Correct { target: OpId(2) }, "", None);
            log.at(4, late(-3000), Kind::Return, "T1", None);
        }
        log
    };
    push(&mut core, log(2));
    claim(&mut core, 7);
    let mut log3 = Log::new(9);
    log3.at(1, late(-9000), Kind::Checkout, "T1", Some("P1"));
    log3.at(2, late(-6000), Kind::Return, "T1", None);
    log3.at(3, late(-5000), Kind::Correct { target: OpId(2) }, "", None);
    push(&mut core, log3);
    within(&mut core, gather).expect("gathered");
    push(&mut core, log(4));
    within(&mut core, gather).expect("gathered");
    // Given back by mistake; the second return waits whatever became of the first.
    settle(&mut core, 7, false);
    assert_eq!(take_back(&mut core, 7, true), DONE);
    assert_eq!(claim(&mut core, 8), [(1, Act::Return)]);
}

#[test]
fn a_renewal_that_was_given_back_after_the_book_came_back_is_not_handed_in() {
    let mut core = core();
    let log = |until: u128| {
        let mut log = Log::new(9);
        log.at(1, late(-9000), Kind::Checkout, "T1", Some("P1"));
        log.at(2, late(-8000), Kind::Renew, "T1", Some("P1"));
        if until > 2 {
            log.at(3, late(-7000), Kind::Return, "T1", None);
        }
        log
    };
    push(&mut core, log(2));
    assert_eq!(claim(&mut core, 7), [(1, Act::Issue), (2, Act::Renew)]);
    push(&mut core, log(3));
    assert_eq!(claim(&mut core, 8), [(1, Act::Return)]);
    settle(&mut core, 7, false);
    settle(&mut core, 8, false);
    assert_eq!(claim(&mut core, 9), [(1, Act::Issue), (1, Act::Return)]);
    let (state, why) = state_of(&mut core, 2, Act::Renew).expect("a row");
    assert_eq!(state, State::Skipped);
    assert!(why.contains("came back"), "{why}");
}

#[test]
fn a_wrong_answer_is_taken_back_and_its_rows_are_asked_again() {
    let mut core = Core::open(Box::new(old_store()), || [3; 32]).expect("a core");
    push(&mut core, three_scans());
    within(&mut core, gather).expect("gathered");
    let is_asked = |core: &mut Core, op, act| {
        matches!(state_of(core, op, act), Some((State::Unknown { .. }, _)))
    };
    let says = |core: &mut Core, op: u128, is_imported, now_ms| {
        let is_meant = |row: &OutboxRow| row.op.0 == op;
        let about = About::Rows(&is_meant);
        within(core, |core| {
            hand_in::answer(core.store.as_mut(), &about, is_imported, now_ms, "ann")
        })
        .expect("said")
    };
    let back = |core: &mut Core| {
        let answers = core.store.answers().expect("answers");
        let id = answers.first().expect("an answer").id;
        within(core, |core| {
            hand_in::withdraw_answer(core.store.as_mut(), &core.board, id)
        })
        .expect("taken back")
    };
    let now = AT.wall_ms;
    // "It is in", for both rows of a loan.
    assert_eq!(says(&mut core, 1, true, now), 2);
    let answers = core.store.answers().expect("answers");
    assert_eq!((answers[0].names.len(), answers[0].by.as_str()), (2, "ann"));
    assert!(!is_asked(&mut core, 1, Act::Issue));
    assert_eq!(back(&mut core), DONE);
    assert!(is_asked(&mut core, 1, Act::Issue) && is_asked(&mut core, 1, Act::Return));
    let rows = core.store.deliveries(Some(TARGET), false).expect("rows");
    assert!(
        rows.iter().any(|row| row.card.as_deref() == Some("P1")),
        "with its card"
    );
    assert_eq!(core.store.answers(), Ok(Vec::new()));
    // "It is not in": as long as no file has it.
    assert_eq!(says(&mut core, 1, false, now), 2);
    assert_eq!(back(&mut core), DONE);
    assert!(is_asked(&mut core, 1, Act::Issue));
    assert_eq!(says(&mut core, 1, false, now), 2);
    assert_eq!(claim(&mut core, 7), [(1, Act::Issue), (1, Act::Return)]);
    assert_eq!(taken(&back(&mut core)), [7]);
    settle(&mut core, 7, false);
    assert_eq!(back(&mut core), DONE);
    assert_eq!(claim(&mut core, 8), [], "it is asked");
    // Said twice, it is one answer; of nothing in doubt it is none.
    assert_eq!(says(&mut core, 9, true, now), 0);
    assert_eq!(core.store.answers(), Ok(Vec::new()));
}

#[test]
fn what_was_said_of_a_lost_file_by_mistake_holds_neither_for_what_is_there_nor_for_what_comes() {
    let mut core = core();
    let names: BTreeSet<String> = [1, 5].map(|op: u128| format!("{op:032x}o")).into();
    let says = |core: &mut Core, is_imported| {
        within(core, |core| {
            let about = About::File(&names);
            hand_in::answer(core.store.as_mut(), &about, is_imported, 5, "ann")
        })
        .expect("said")
    };
    let back = |core: &mut Core| {
        let id = core.store.answers().expect("answers")[0].id;
        within(core, |core| {
            hand_in::withdraw_answer(core.store.as_mut(), &core.board, id)
        })
    };
    // Imported, and it was not.
    says(&mut core, true);
    push(&mut core, two_loans(1));
    assert_eq!(claim(&mut core, 7), []);
    assert_eq!(back(&mut core), Ok(DONE));
    within(&mut core, |core| {
        hand_in::doubted(core.store.as_mut(), |_| Some(false))
    })
    .expect("looked up");
    push(
        &mut core,
        Log::new(8).scan(5, Kind::Checkout, "T5", Some("P5")),
    );
    assert_eq!(claim(&mut core, 8), [(1, Act::Issue), (5, Act::Issue)]);
    // Lost, and it was not: what comes later is asked.
    let names = BTreeSet::from([format!("{:032x}o", 6)]);
    within(&mut core, |core| {
        hand_in::known_before(core.store.as_mut(), &koha(false), &names, 5)
    })
    .expect("kept");
    within(&mut core, |core| {
        hand_in::answer(core.store.as_mut(), &About::File(&names), false, 6, "ann")
    })
    .expect("said");
    assert_eq!(back(&mut core), Ok(DONE));
    push(
        &mut core,
        Log::new(6).scan(6, Kind::Checkout, "T6", Some("P6")),
    );
    assert_eq!(claim(&mut core, 9), []);
    assert!(matches!(
        state_of(&mut core, 6, Act::Issue),
        Some((State::Unknown { .. }, _))
    ));
}

/// Found by the simulator, seed 256.
#[test]
fn an_answer_that_is_taken_back_leaves_what_another_file_had_too() {
    let mut core = core();
    let name = |op: u128| format!("{op:032x}o");
    for (names, at) in [([1, 5], 5), ([1, 6], 6)] {
        let names: BTreeSet<String> = names.map(name).into();
        within(&mut core, |core| {
            hand_in::answer(core.store.as_mut(), &About::File(&names), true, at, "ann")
        })
        .expect("said");
    }
    // The later one was wrong.
    let wrong = core.store.answers().expect("answers")[0].id;
    let done = within(&mut core, |core| {
        hand_in::withdraw_answer(core.store.as_mut(), &core.board, wrong)
    });
    assert_eq!(done, Ok(DONE));
    let mut log = Log::new(9);
    for (op, copy) in [(1, "T1"), (5, "T5"), (6, "T6")] {
        log = log.scan(op, Kind::Checkout, copy, Some("P1"));
    }
    push(&mut core, log);
    assert_eq!(claim(&mut core, 7), [(6, Act::Issue)]);
}

/// Found by the simulator, seed 451: a clock of weeks ago closed a loan that left the board at once, and the file returned the book from who has it.
#[test]
fn the_open_loan_goes_out_last_although_the_one_before_it_left_the_board() {
    let mut core = core();
    core.keeps_for_files = true;
    let mut log = Log::new(9);
    log.at(1, late(-100), Kind::Checkout, "T1", Some("P1"));
    push(&mut core, log);
    assert_eq!(claim(&mut core, 7), [(1, Act::Issue)]);
    // It comes back and goes out by a clock that is three weeks behind, and that was set right before the push.
    let behind = |mono_ms| carrel_sync::Reading {
        wall_ms: AT.wall_ms - 21 * DAY,
        mono_ms,
        run: 3,
    };
    let log = |until: u128| {
        let mut log = Log::new(8);
        log.at(2, behind(1), Kind::Return, "T1", None);
        log.at(3, behind(2), Kind::Checkout, "T1", Some("P2"));
        if until > 3 {
            log.at(4, late(-1), Kind::Renew, "T1", Some("P2"));
        }
        log
    };
    push(&mut core, log(3));
    tidy(&mut core, 1);
    assert_eq!(core.board.loan(OpId(1)), None, "it left the board at once");
    assert_eq!(core.board.open_loan("T1").map(|of| of.0), Some(OpId(3)));
    // Something of the copy is looked at once more.
    push(&mut core, log(4));
    let rows = claim(&mut core, 8);
    assert_eq!(rows[..2], [(1, Act::Return), (3, Act::Issue)], "{rows:?}");
}

#[tokio::test]
async fn a_wrong_press_is_taken_back_by_whoever_sees_it_and_a_refusal_names_the_way_out() {
    let gateway = Gateway::new();
    let ann = gateway.sign_in().await;
    let mut kiosk = gateway.pair("kiosk").await;
    kiosk.scan(Kind::Checkout, "T1", Some("P1"));
    kiosk.push_all(&gateway).await;
    let make = async |id: u128| {
        gateway
            .json("POST", "/v1/hand-in/make", &ann, &request(id, "Koha"))
            .await
    };
    let settle = async |id: u128, imported: bool| {
        let body = json!({ "batch": format!("{id:032x}"), "imported": imported }).to_string();
        gateway
            .json("POST", "/v1/hand-in/settle", &ann, &body)
            .await
    };
    let listed = async || gateway.json("GET", "/v1/hand-in", &ann, "").await;
    let body = async |id: u128, imported: bool| {
        let listed = listed().await;
        let id = format!("{id:032x}");
        let batches = listed["batches"].as_array().expect("batches");
        let of = batches.iter().find(|batch| batch["batch"] == id.as_str());
        let settled_ms = &of.expect("a batch")["settled_ms"];
        json!({ "batch": { "id": id, "imported": imported, "settled_ms": settled_ms } }).to_string()
    };
    let path = "/v1/hand-in/withdraw";
    make(7).await;
    settle(7, true).await;
    let back = body(7, false).await;
    let done = gateway.json("POST", path, &ann, &back).await;
    assert_eq!(done["by_hand"], 0);
    gateway.json("POST", path, &ann, &back).await;
    assert_eq!(listed().await["waits"]["Koha"], 1);
    let next = make(8).await;
    assert_eq!((&next["count"], &next["again"]), (&json!(1), &json!(1)));
    let after_all = body(7, true).await;
    let why = refused(&gateway, path, ("cookie", &ann), &after_all).await;
    let name = next["name"].as_str().expect("a name");
    assert!(why.contains(name) && why.contains("give it back"), "{why}");
    settle(8, false).await;
    gateway.json("POST", path, &ann, &after_all).await;
    let now = listed().await;
    assert_eq!(now["waits"]["Koha"], 0);
    let state = |id: u128| {
        let batches = now["batches"].as_array().expect("batches");
        let id = format!("{id:032x}");
        let of = batches.iter().find(|batch| batch["batch"] == id.as_str());
        of.expect("a batch")["state"].clone()
    };
    assert_eq!(
        (state(7), state(8)),
        (json!("imported"), json!("given-back"))
    );
    // Both said to be imported: then nothing here helps, and it says so.
    kiosk.scan(Kind::Checkout, "T2", Some("P2"));
    kiosk.push_all(&gateway).await;
    make(9).await;
    settle(9, false).await;
    let after_all = body(9, true).await;
    make(10).await;
    settle(10, true).await;
    let why = refused(&gateway, path, ("cookie", &ann), &after_all).await;
    assert!(why.contains("renewed"), "{why}");
    // Neither a batch nor an answer, or both; and nobody without a session.
    for wrong in [json!({}), json!({ "batch": null, "answer": "x" })] {
        refused(&gateway, path, ("cookie", &ann), &wrong.to_string()).await;
    }
    let (status, _, _) = gateway.ask("POST", path, None, after_all.as_bytes()).await;
    assert_eq!(status, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn a_page_of_another_version_is_told_so_and_nothing_is_done() {
    let gateway = Gateway::new();
    let ann = gateway.sign_in().await;
    let desk = gateway.pair("desk").await;
    let mut kiosk = gateway.pair("kiosk").await;
    kiosk.scan(Kind::Checkout, "T1", Some("P1"));
    kiosk.push_all(&gateway).await;
    let id = format!("{:032x}", 7);
    let known = json!({ "handed": {}, "done": true }).to_string();
    let made = {
        let mut body: Value = serde_json::from_str(&request(7, "Koha")).expect("JSON");
        body["anyway"] = true.into();
        body.to_string()
    };
    let calls = [
        ("GET", "/v1/hand-in".to_owned(), String::new()),
        ("POST", "/v1/hand-in/make".to_owned(), made.clone()),
        ("GET", format!("/v1/hand-in/batch/{id}"), String::new()),
        (
            "POST",
            "/v1/hand-in/settle".to_owned(),
            json!({ "batch": id, "imported": true }).to_string(),
        ),
        (
            "POST",
            "/v1/hand-in/withdraw".to_owned(),
            json!({ "answer": id }).to_string(),
        ),
        (
            "POST",
            "/v1/hand-in/doubt".to_owned(),
            json!({ "imported": true }).to_string(),
        ),
        ("POST", "/v1/hand-in/known".to_owned(), known),
    ];
    let older = (VERSION - 1).to_string();
    let newer = (VERSION + 1).to_string();
    let before = gateway.json("GET", "/v1/hand-in", &ann, "").await;
    assert_eq!(before["version"], VERSION);
    for (method, path, body) in &calls {
        for (said, word) in [
            (None, "older"),
            (Some(older.as_str()), "older"),
            (Some("x"), "older"),
            (Some(newer.as_str()), "newer"),
        ] {
            let signed = desk.sign(path, body.as_bytes());
            let mut headers = vec![("cookie", ann.as_str()), ("carrel-sig", signed.as_str())];
            headers.extend(said.map(|said| (VERSION_HEADER, said)));
            let (status, _, bytes) = gateway
                .ask_as_it_is(method, path, &headers, body.as_bytes())
                .await;
            assert_eq!(status, StatusCode::CONFLICT, "{path} {said:?}");
            let answer: Value = serde_json::from_slice(&bytes).expect("JSON");
            let why = answer["error"].as_str().expect("why");
            assert!(
                why.contains(word) && why.contains("nothing was done"),
                "{why}"
            );
        }
    }
    let after = gateway.json("GET", "/v1/hand-in", &ann, "").await;
    assert_eq!(after, before, "nothing is claimed, said or told");
    assert_eq!(
        (&after["waits"]["Koha"], &after["untold"]),
        (&json!(1), &json!(["Door"]))
    );
    // What lends goes on, whatever the page's version: scans are never refused for that.
    kiosk.scan(Kind::Checkout, "T2", Some("P2"));
    kiosk.push_all(&gateway).await;
    let batch = gateway.json("POST", "/v1/hand-in/make", &ann, &made).await;
    assert_eq!(batch["count"], 2);
}

#[tokio::test]
async fn what_comes_too_late_stands_on_the_sheet_of_the_next_batch() {
    let gateway = Gateway::new();
    let ann = gateway.sign_in().await;
    let (mut away, mut kiosk) = (gateway.pair("kiosk").await, gateway.pair("kiosk").await);
    away.scan_ago(180, Kind::Checkout, "T1", Some("P1"));
    away.scan_ago(120, Kind::Return, "T1", None);
    kiosk.scan_ago(60, Kind::Checkout, "T1", Some("P2"));
    kiosk.push_all(&gateway).await;
    let make = async |id: u128| {
        gateway
            .json("POST", "/v1/hand-in/make", &ann, &request(id, "Koha"))
            .await
    };
    make(7).await;
    let body = json!({ "batch": format!("{:032x}", 7), "imported": true }).to_string();
    gateway
        .json("POST", "/v1/hand-in/settle", &ann, &body)
        .await;
    away.push_all(&gateway).await;
    let listed = gateway.json("GET", "/v1/hand-in", &ann, "").await;
    assert_eq!(
        (&listed["waits"]["Koha"], &listed["late"]["Koha"]),
        (&json!(0), &json!(2))
    );
    let nothing = make(8).await;
    assert_eq!(nothing["batch"], Value::Null, "no file, and no sheet");
    kiosk.scan(Kind::Checkout, "T3", Some("P3"));
    kiosk.push_all(&gateway).await;
    let made = make(9).await;
    assert_eq!(made["count"], 1);
    let sheet = kept(&made).sheet;
    let found: Vec<(&str, &str, Left)> = sheet
        .left_out
        .iter()
        .map(|row| {
            let of = &row.operation;
            (of.barcode.as_str(), of.card.as_str(), row.why)
        })
        .collect();
    assert_eq!(found, [("T1", "P1", Left::Late), ("T1", "", Left::Late)]);
    let again = gateway
        .json("GET", &format!("/v1/hand-in/batch/{:032x}", 9), &ann, "")
        .await;
    assert_eq!(again["kept"], made["kept"], "the same bytes");
    // On one sheet, and no other.
    let listed = gateway.json("GET", "/v1/hand-in", &ann, "").await;
    assert_eq!(listed["late"]["Koha"], 0);
}

#[test]
fn both_files_given_back_go_out_once_more_together() {
    let mut core = core();
    push(&mut core, two_loans(1));
    claim(&mut core, 7);
    push(&mut core, two_loans(3));
    claim(&mut core, 8);
    settle(&mut core, 7, false);
    settle(&mut core, 8, false);
    let all = [(1, Act::Issue), (1, Act::Return), (3, Act::Issue)];
    assert_eq!(claim(&mut core, 9), all);
}

#[test]
fn a_return_that_was_undone_after_its_file_goes_once_more_when_it_happens() {
    let mut core = core();
    let log = |until: u128| {
        let mut log = Log::new(9);
        log.at(1, late(-9000), Kind::Checkout, "T1", Some("P1"));
        log.at(2, late(-6000), Kind::Return, "T1", None);
        if until > 2 {
            log.at(3, late(-5000), Kind::Correct { target: OpId(2) }, "", None);
        }
        if until > 3 {
            log.at(4, late(-3000), Kind::Return, "T1", None);
        }
        log
    };
    push(&mut core, log(2));
    claim(&mut core, 7);
    settle(&mut core, 7, true);
    push(&mut core, log(3));
    within(&mut core, gather).expect("gathered");
    let (state, why) = state_of(&mut core, 1, Act::Return).expect("a row");
    assert_eq!(state, State::LookByHand);
    assert!(why.contains("on loan here after all"), "{why}");
    push(&mut core, log(4));
    assert_eq!(claim(&mut core, 8), [(1, Act::Return)]);
    assert_eq!(
        core.store
            .batches_of(OpId(1), Act::Return)
            .map(|of| of.len()),
        Ok(2)
    );
    settle(&mut core, 8, true);
}

#[test]
fn whichever_way_the_gateway_delivers_nothing_is_lost_and_nothing_goes_twice() {
    let mut core = core();
    push(&mut core, two_loans(1));
    // A line is set up: what was lent before waits for a file, and only for that.
    core.hands_in = false;
    assert_eq!(enter(&mut core, "koha"), 1);
    push(
        &mut core,
        Log::new(8).scan(5, Kind::Checkout, "T5", Some("P5")),
    );
    assert_eq!(enter(&mut core, "koha"), 1);
    assert_eq!(claim(&mut core, 7), [(1, Act::Issue)], "once, by a file");
    // The line is taken away with T5 unsent: a file takes it, and the line does not afterwards.
    core.hands_in = true;
    assert_eq!(claim(&mut core, 8), [(5, Act::Issue)]);
    let of_line = |core: &mut Core, op: u128| {
        let rows = core.store.deliveries(Some("koha"), true).expect("rows");
        let row = rows.into_iter().find(|row| row.op.0 == op);
        row.map(|row| (row.state, row.said))
    };
    let (state, why) = of_line(&mut core, 5).expect("a row");
    assert_eq!(state, State::Skipped);
    assert!(why.contains("in a file"), "{why}");
    // What stands in a file when the line comes back, and what waits for one.
    push(
        &mut core,
        Log::new(6).scan(6, Kind::Checkout, "T6", Some("P6")),
    );
    assert_eq!(claim(&mut core, 9), [(6, Act::Issue)]);
    push(
        &mut core,
        Log::new(5).scan(10, Kind::Checkout, "T7", Some("P7")),
    );
    within(&mut core, gather).expect("gathered");
    core.hands_in = false;
    enter(&mut core, "koha");
    assert_eq!(of_line(&mut core, 6).map(|of| of.0), Some(State::Skipped));
    assert_eq!(of_line(&mut core, 10).map(|of| of.0), Some(State::Pending));
    assert_eq!(claim(&mut core, 11), [], "the line takes it");
}

#[test]
fn without_files_no_list_of_who_read_what_is_kept() {
    let mut core = core();
    push(&mut core, three_scans());
    tidy(&mut core, 60);
    assert_eq!(core.store.deliveries(Some(TARGET), true), Ok(Vec::new()));
}

#[test]
fn a_card_waits_thirty_five_days_for_its_file_and_is_told_before() {
    let mut core = core();
    core.keeps_for_files = true;
    push(&mut core, three_scans());
    tidy(&mut core, 1);
    tidy(&mut core, 30);
    let soon = core.store.aged(AT.wall_ms + 2 * DAY).expect("rows");
    assert_eq!(soon.iter().map(|row| row.op.0).collect::<Vec<_>>(), [1]);
    claim(&mut core, 7);
    tidy(&mut core, 36);
    assert!(
        state_of(&mut core, 1, Act::Issue).is_some_and(|of| of.0 == State::Exported),
        "not a day too early"
    );
    tidy(&mut core, 37);
    let rows = core.store.rows_of(7).expect("rows");
    let cards: Vec<_> = rows
        .iter()
        .map(|row| (row.op.0, row.card.as_deref()))
        .collect();
    assert!(cards.contains(&(3, Some("P2"))), "lent yet: {cards:?}");
    assert!(cards.contains(&(1, None)), "{cards:?}");
    assert_eq!(
        state_of(&mut core, 1, Act::Issue),
        Some((State::LookByHand, CUT.to_owned()))
    );
    // Somebody says it at last.
    settle(&mut core, 7, true);
    assert_eq!(
        state_of(&mut core, 1, Act::Issue).map(|of| of.0),
        Some(State::Done)
    );
}

#[test]
fn an_open_loan_of_long_ago_or_of_a_dead_clock_is_not_handed_in_again() {
    let mut core = core();
    push(&mut core, two_loans(1));
    let mut log = Log::new(8);
    let dead = carrel_sync::Reading {
        wall_ms: 5,
        mono_ms: 1,
        run: 3,
    };
    log.at(5, dead, Kind::Checkout, "T5", Some("P5"));
    push(&mut core, log);
    assert_eq!(claim(&mut core, 7).len(), 2);
    settle(&mut core, 7, true);
    for days in [30, 500, 1000, 1500] {
        tidy(&mut core, days);
    }
    assert_eq!(
        state_of(&mut core, 1, Act::Issue).map(|of| of.0),
        Some(State::Done)
    );
    assert_eq!(claim(&mut core, 8), []);
}

#[test]
fn a_renewal_or_a_hold_that_does_not_stand_any_more_is_not_handed_in() {
    let mut core = core();
    let log = |until: u128| {
        let mut log = Log::new(9);
        log.at(1, late(-9000), Kind::Checkout, "T1", Some("P1"));
        log.at(2, late(-8000), Kind::Renew, "T1", Some("P1"));
        log.at(3, late(-7000), Kind::Hold, "title-1", Some("P2"));
        if until > 3 {
            log.at(4, late(-6000), Kind::Unhold, "title-1", Some("P2"));
            log.at(5, late(-5000), Kind::Return, "T1", None);
        }
        log
    };
    push(&mut core, log(3));
    within(&mut core, gather).expect("gathered");
    assert_eq!(
        state_of(&mut core, 2, Act::Renew).map(|of| of.0),
        Some(State::Pending)
    );
    assert_eq!(
        state_of(&mut core, 3, Act::Hold).map(|of| of.0),
        Some(State::Pending)
    );
    push(&mut core, log(5));
    assert_eq!(claim(&mut core, 7), [(1, Act::Issue), (1, Act::Return)]);
    for (op, act, word) in [
        (2, Act::Renew, "came back"),
        (3, Act::Hold, "Nobody waits"),
        (4, Act::Unhold, "never handed in"),
    ] {
        let (state, why) = state_of(&mut core, op, act).expect("a row");
        assert!(
            state == State::Skipped && why.contains(word),
            "{act:?}: {why}"
        );
    }
}

#[test]
fn a_card_that_turned_out_to_be_another_patrons_is_in_no_file() {
    let mut core = core();
    let key = |card: &str| patron_key(&core.school_key, card);
    let (from, to) = (key("P1"), key("P9"));
    let say = |core: &mut Core, fact: Fact| {
        within(core, |core| {
            carrel_sync::server::state_fact(core.store.as_mut(), &mut core.board, fact)
        })
        .expect("said");
    };
    let listed = Fact::Patron {
        key: to,
        class: String::new(),
        blocked: false,
    };
    say(&mut core, listed);
    push(&mut core, two_loans(1));
    say(&mut core, Fact::MapPatron { from, to });
    assert_eq!(core.board.holder("T1"), Some(to));
    assert_eq!(claim(&mut core, 7), [(1, Act::Issue)]);
    assert_eq!(core.store.rows_of(7).expect("rows")[0].card, None);
}

async fn refused(gateway: &Gateway, path: &str, header: (&str, &str), body: &str) -> String {
    let (status, _, bytes) = gateway
        .ask("POST", path, Some(header), body.as_bytes())
        .await;
    assert!(status.is_client_error(), "{status}");
    String::from_utf8_lossy(&bytes).into_owned()
}

#[tokio::test]
async fn what_a_kiosk_says_it_handed_in_is_asked_about() {
    let gateway = Gateway::new();
    let ann = gateway.sign_in().await;
    let mut kiosk = gateway.pair("kiosk").await;
    kiosk.scan(Kind::Checkout, "T1", Some("P1"));
    kiosk.push_all(&gateway).await;
    let made = gateway
        .json("POST", "/v1/hand-in/make", &ann, &request(7, "Koha"))
        .await;
    let back = json!({ "batch": made["batch"], "imported": false }).to_string();
    gateway
        .json("POST", "/v1/hand-in/settle", &ann, &back)
        .await;
    let path = "/v1/hand-in/known";
    let body = json!({ "handed": { "Koha": made["rows"] }, "done": true }).to_string();
    let signed = kiosk.sign(path, body.as_bytes());
    let header = Some(("carrel-sig", signed.as_str()));
    let (status, _, _) = gateway.ask("POST", path, header, body.as_bytes()).await;
    assert_eq!(status, StatusCode::OK);
    let listed = gateway.json("GET", "/v1/hand-in", &ann, "").await;
    assert_eq!(
        (&listed["unknown"], &listed["waits"]["Koha"]),
        (&json!(1), &json!(0))
    );
}

#[tokio::test]
async fn no_file_is_made_before_every_desk_told_what_it_handed_in() {
    let gateway = Gateway::new();
    let ann = gateway.sign_in().await;
    let mut desk = gateway.pair("desk").await;
    let listed = gateway.json("GET", "/v1/hand-in", &ann, "").await;
    assert_eq!(listed["untold"], json!(["Door"]));
    desk.scan(Kind::Checkout, "T1", Some("P1"));
    desk.push_all(&gateway).await;
    let why = refused(
        &gateway,
        "/v1/hand-in/make",
        ("cookie", &ann),
        &request(7, "Koha"),
    )
    .await;
    assert!(why.contains("Door"), "{why}");
    // A computer tells in its own name.
    let path = "/v1/hand-in/known";
    let body = json!({ "handed": { "Koha": [] }, "done": true }).to_string();
    refused(&gateway, path, ("cookie", &ann), &body).await;
    let wrong = json!({ "handed": { "Coha": [] } }).to_string();
    let signed = desk.sign(path, wrong.as_bytes());
    let why = refused(&gateway, path, ("carrel-sig", &signed), &wrong).await;
    assert!(why.contains("Coha"), "{why}");
    // In pieces: the last one says so.
    for (is_done, left) in [(false, 1), (true, 0)] {
        let body =
            json!({ "handed": { "Koha": ["x"] }, "unsure": {}, "done": is_done }).to_string();
        let signed = desk.sign(path, body.as_bytes());
        let header = Some(("carrel-sig", signed.as_str()));
        let (status, _, _) = gateway.ask("POST", path, header, body.as_bytes()).await;
        assert_eq!(status, StatusCode::OK);
        let listed = gateway.json("GET", "/v1/hand-in", &ann, "").await;
        assert_eq!(listed["untold"].as_array().map(Vec::len), Some(left));
    }
    let made = gateway
        .json("POST", "/v1/hand-in/make", &ann, &request(7, "Koha"))
        .await;
    assert_eq!(made["rows"].as_array().map(Vec::len), Some(1));
    assert_eq!(made["after"], json!([]));
    // Another desk, which is lost: passed over, when staff says so.
    let _lost = gateway.pair("desk").await;
    desk.scan(Kind::Checkout, "T2", Some("P2"));
    desk.push_all(&gateway).await;
    refused(
        &gateway,
        "/v1/hand-in/make",
        ("cookie", &ann),
        &request(8, "Koha"),
    )
    .await;
    let mut anyway: Value = serde_json::from_str(&request(8, "Koha")).expect("JSON");
    anyway["anyway"] = true.into();
    let made = gateway
        .json("POST", "/v1/hand-in/make", &ann, &anyway.to_string())
        .await;
    assert_eq!(made["count"], 1);
}

#[tokio::test]
async fn after_a_restore_each_row_in_doubt_is_asked_by_itself() {
    let mut store = old_store();
    store.begin().expect("begin");
    let soon = carrel_server::app::now_ms() + DAY;
    store
        .set_value(PROBE_BEFORE, &soon.to_be_bytes())
        .expect("a restore");
    store.commit().expect("commit");
    let gateway = Gateway::over(store);
    let ann = gateway.sign_in().await;
    let mut kiosk = gateway.pair("kiosk").await;
    for (copy, card) in [("T1", "P1"), ("T2", "P2"), ("T3", "P3"), ("T4", "P4")] {
        kiosk.scan(Kind::Checkout, copy, Some(card));
        // Their order is that of their times.
        std::thread::sleep(std::time::Duration::from_millis(3));
    }
    kiosk.push_all(&gateway).await;
    let listed = gateway.json("GET", "/v1/hand-in", &ann, "").await;
    assert_eq!(
        (&listed["unknown"], &listed["waits"]["Koha"]),
        (&json!(4), &json!(0))
    );
    let rows = listed["doubtful"].as_array().expect("rows").clone();
    assert_eq!(
        (rows[0]["copy"].as_str(), rows[0]["card"].as_str()),
        (Some("T1"), Some("P1"))
    );
    let name = |row: &Value| format!("{}o", row["op"].as_str().expect("a name"));
    let one = json!([{ "op": rows[0]["op"], "act": rows[0]["act"] }]);
    for (body, left) in [
        (json!({ "imported": false, "rows": one }), 3),
        (json!({ "imported": true, "names": [name(&rows[1])] }), 2),
        (
            json!({ "imported": true, "until_ms": rows[0]["at_ms"].as_i64().map(|at| at - 1) }),
            2,
        ),
        (json!({ "imported": true, "until_ms": rows[2]["at_ms"] }), 1),
        (json!({ "imported": false }), 0),
    ] {
        gateway
            .json("POST", "/v1/hand-in/doubt", &ann, &body.to_string())
            .await;
        let listed = gateway.json("GET", "/v1/hand-in", &ann, "").await;
        assert_eq!(listed["unknown"], left, "{body}");
    }
    // What a desk's file had is over also where it enters later.
    let made = gateway
        .json("POST", "/v1/hand-in/make", &ann, &request(7, "Koha"))
        .await;
    let names = made["rows"].as_array().expect("names");
    assert!(names.contains(&json!(name(&rows[0]))), "{names:?}");
    assert!(!names.contains(&json!(name(&rows[1]))), "{names:?}");
    assert_eq!(
        made["ask_first"], true,
        "of before the restore, as the clock says"
    );
}

#[test]
fn names_of_a_file_settle_also_what_enters_later_or_was_said_otherwise() {
    let mut core = core();
    let say = |core: &mut Core, op: u128, is_imported| {
        let names = BTreeSet::from([format!("{op:032x}o")]);
        within(core, |core| {
            hand_in::doubted_names(core.store.as_mut(), &names, is_imported, 5)
        })
        .expect("said");
    };
    say(&mut core, 1, true);
    push(&mut core, two_loans(3));
    // Of one file somebody said that it never was imported, of another one with the same loan that it was.
    within(&mut core, gather).expect("gathered");
    say(&mut core, 3, false);
    say(&mut core, 3, true);
    assert_eq!(claim(&mut core, 7), [], "the return lies before what is in");
    let late = hand_in::ready(core.store.as_mut(), &core.board, "Koha").map(|ready| ready.late);
    let late: Vec<_> = late
        .expect("rows")
        .iter()
        .map(|row| (row.op.0, row.act))
        .collect();
    assert_eq!(late, [(1, Act::Return)]);
}
