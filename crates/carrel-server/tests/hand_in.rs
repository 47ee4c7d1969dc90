//! Handing in as files: nothing leaves before a desk has it, no two desks get the same, and a lost answer is asked for again.

mod common;

use axum::http::StatusCode;
use carrel_circ::entry::{Kind, OpId};
use carrel_exchange::queue::File;
use carrel_exchange::sheet::Sheet;
use carrel_server::desk;
use carrel_server::hand_routes::gather;
use carrel_server::outbox::{Act, State};
use carrel_server::sqlite::SqliteStore;
use carrel_server::writer::Core;
use carrel_sync::hand_in::{self, Ask, TARGET};
use common::{AT, Gateway, Log, push, three_scans};
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
    tidy(&mut core, 400);
    let rows = core.store.rows_of(7).expect("rows");
    assert!(rows.iter().all(|row| row.state == State::Exported));
    within(&mut core, |core| {
        hand_in::settle(
            core.store.as_mut(),
            7,
            true,
            AT.wall_ms + 401 * DAY,
            i64::MIN,
        )
    })
    .expect("settled");
    tidy(&mut core, 402);
    assert!(
        core.store
            .rows_of(7)
            .expect("rows")
            .iter()
            .any(|row| row.card.is_some())
    );
    tidy(&mut core, 409);
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
