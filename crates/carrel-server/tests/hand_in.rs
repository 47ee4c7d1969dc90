//! Handing in as files: nothing leaves before a desk has it, no two desks get the same, and a lost answer is asked for again.

mod common;

use axum::http::StatusCode;
use std::collections::BTreeSet;

use carrel_circ::entry::{Fact, Kind, OpId};
use carrel_exchange::queue::File;
use carrel_exchange::sheet::{Left, Sheet};
use carrel_server::backup;
use carrel_server::collect::PROBE_BEFORE;
use carrel_server::desk;
use carrel_server::driver::Outbox;
use carrel_server::hand_routes::gather;
use carrel_server::outbox::{Act, State};
use carrel_server::sqlite::SqliteStore;
use carrel_server::store::{OutboxRow, Store};
use carrel_server::writer::Core;
use carrel_sync::hand_in::{
    self, ASKED_AGAIN, About, Ask, CUT, Former, IN_TWICE, LEFT_CUT, LEFT_OUT, LEFT_OVER,
    NOT_IMPORTED, OUT_OF_ORDER, SENT_SINCE, TARGET, Told, VERSION, VERSION_HEADER, WAITED,
    Withdrawn,
};
use carrel_sync::hash::patron_key;
use common::{AT, Gateway, Log, enter, outbox, push, three_scans};
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

/// Reader's finding 7: cards that no list has went into the file unseen.
#[tokio::test]
async fn what_no_list_has_is_told_before_a_file_is_made_and_stands_on_the_sheet() {
    let gateway = Gateway::new();
    let ann = gateway.sign_in().await;
    let mut kiosk = gateway.pair("kiosk").await;
    kiosk.scan(Kind::Checkout, "T1", Some("P1"));
    kiosk.scan(Kind::Checkout, "T2", Some("P2"));
    kiosk.scan(Kind::Return, "T9", None);
    kiosk.push_all(&gateway).await;
    let body = json!({ "system": "Koha" }).to_string();
    let ready = gateway.json("POST", "/v1/hand-in/ready", &ann, &body).await;
    let of = |row: &Value| {
        let text = |name: &str| row[name].as_str().unwrap_or("-").to_owned();
        [text("act"), text("card"), text("copy")].join(" ")
    };
    let mut rows: Vec<String> = ready["rows"]
        .as_array()
        .expect("rows")
        .iter()
        .map(of)
        .collect();
    rows.sort_unstable();
    assert_eq!(rows, ["issue P1 T1", "issue P2 T2", "return - T9"]);
    let listed = gateway.json("GET", "/v1/hand-in", &ann, "").await;
    assert_eq!(listed["waits"], 3, "asking takes nothing");
    assert_eq!(listed["batches"], json!([]));
    let mut ask: Value = serde_json::from_str(&request(7, "Koha")).expect("JSON");
    ask["leave"] = json!({ "cards": ["P2"], "copies": ["T9"] });
    let made = gateway
        .json("POST", "/v1/hand-in/make", &ann, &ask.to_string())
        .await;
    let made = kept(&made);
    let text = String::from_utf8(made.files[0].bytes.clone()).expect("text");
    assert!(
        text.contains("\tP1\tT1") && !text.contains("P2") && !text.contains("T9"),
        "{text}"
    );
    let mut by_hand: Vec<&str> = made
        .sheet
        .by_hand
        .iter()
        .map(|row| row.operation.barcode.as_str())
        .collect();
    by_hand.sort_unstable();
    assert_eq!(by_hand, ["T2", "T9"]);
    // What was left out is no row of the batch, whoever asks under its number and whatever they say.
    ask["leave"] = json!({});
    let again = gateway
        .json("POST", "/v1/hand-in/make", &ann, &ask.to_string())
        .await;
    assert_eq!(again["left"], json!({ "cards": ["P2"], "copies": ["T9"] }));
    assert_eq!((&again["new"], &again["count"]), (&json!(false), &json!(1)));
    assert_eq!(again["rows"].as_array().map(Vec::len), Some(1));
    let looks = async || {
        let answer = gateway.json("GET", "/v1/outbox", &ann, "").await;
        let rows = answer["open"].as_array().expect("rows").clone();
        let text = |row: &Value, name: &str| row[name].as_str().unwrap_or("-").to_owned();
        let mut rows: Vec<[String; 4]> = rows
            .iter()
            .map(|row| ["state", "copy", "card", "said"].map(|name| text(row, name)))
            .collect();
        rows.sort_unstable();
        rows
    };
    let by_hand = |copy: &str, card: &str| ["by-hand", copy, card, LEFT_OUT].map(str::to_owned);
    let left = [by_hand("T2", "P2"), by_hand("T9", "-")];
    assert_eq!(looks().await, left, "a librarian is told at once");
    // The file is imported: they are not.
    let says = |imported: bool, id: u128| {
        json!({ "batch": format!("{id:032x}"), "imported": imported }).to_string()
    };
    gateway
        .json("POST", "/v1/hand-in/settle", &ann, &says(true, 7))
        .await;
    assert_eq!(looks().await, left);
    // One is entered by hand. The other one's barcode is in the system by now: it goes into the next file.
    let row = |copy: &'static str, choice: &'static str| {
        let gateway = &gateway;
        let ann = &ann;
        async move {
            let answer = gateway.json("GET", "/v1/outbox", ann, "").await;
            let rows = answer["open"].as_array().expect("rows").clone();
            let of = rows.iter().find(|row| row["copy"] == copy).expect("a row");
            assert_eq!(of["choices"], json!(["done", "again"]));
            let press = json!({
                "target": of["target"], "op": of["op"], "act": of["act"], "choice": choice,
            });
            gateway
                .json("POST", "/v1/outbox/settle", ann, &press.to_string())
                .await
        }
    };
    row("T2", "done").await;
    row("T9", "again").await;
    assert_eq!(looks().await, Vec::<[String; 4]>::new());
    let next = gateway
        .json("POST", "/v1/hand-in/make", &ann, &request(8, "Koha"))
        .await;
    let text = String::from_utf8(kept(&next).files[0].bytes.clone()).expect("text");
    assert!(text.contains("T9") && !text.contains("T2"), "{text}");
    // Who is not signed in is told nothing.
    let (status, _, _) = gateway
        .ask("POST", "/v1/hand-in/ready", None, body.as_bytes())
        .await;
    assert_eq!(status, 401);
}

/// Staff leaves out what this has.
fn claim_but(core: &mut Core, id: u128, left: u128) -> Vec<u128> {
    claim_without(core, &ask(id), |row| row.op.0 == left)
}

/// The same for any system, of any rows.
fn claim_without(core: &mut Core, ask: &Ask, is_left: impl Fn(&OutboxRow) -> bool) -> Vec<u128> {
    within(core, |core| {
        gather(core).expect("gathered");
        hand_in::claim_but(core.store.as_mut(), &core.board, ask, &is_left).expect("claimed");
        let rows = core.store.rows_of(ask.id).expect("rows");
        rows.iter().map(|row| row.op.0).collect()
    })
}

/// A librarian presses *Send it again*.
fn send_again(core: &mut Core, op: u128, act: Act) {
    within(core, |core| {
        let rows = core.store.deliveries(Some(TARGET), true).expect("rows");
        let row = rows
            .into_iter()
            .find(|row| (row.op.0, row.act) == (op, act));
        hand_in::wait_again(core.store.as_mut(), row.expect("a row"), false, 9).map(|_| ())
    })
    .expect("it waits");
}

fn left() -> Option<(State, String)> {
    Some((State::LookByHand, LEFT_OUT.to_owned()))
}

fn left_over() -> Option<(State, String)> {
    Some((State::Skipped, LEFT_OVER.to_owned()))
}

/// Strict reader's finding 2: with the file went what was left out of it, and nobody was asked again.
#[test]
fn what_was_left_out_of_a_file_waits_again_with_it_and_no_word_about_it_says_that_it_is_in() {
    let mut core = core();
    push(&mut core, three_scans());
    assert_eq!(claim_but(&mut core, 7, 3), [1, 1]);
    let left = left();
    let waits = Some((State::Pending, String::new()));
    let loan = |core: &mut Core| state_of(core, 3, Act::Issue);
    assert_eq!(loan(&mut core), left);
    // Given back, it waits with the rest, with its card.
    settle(&mut core, 7, false);
    assert_eq!(loan(&mut core), waits);
    let card = |core: &mut Core| {
        let rows = core.store.deliveries(Some(TARGET), true).expect("rows");
        let row = rows.into_iter().find(|row| row.op.0 == 3);
        row.and_then(|row| row.card)
    };
    assert_eq!(card(&mut core).as_deref(), Some("P2"));
    // It was imported after all: it was to be entered by the sheet of that file, and perhaps it was.
    assert_eq!(take_back(&mut core, 7, true), done(1, 0, 0));
    assert_eq!(loan(&mut core), left);
    assert_eq!(card(&mut core).as_deref(), Some("P2"));
    send_again(&mut core, 3, Act::Issue);
    assert_eq!(loan(&mut core), waits);
    // Left out of the next one, too, which is a sheet alone. The one before counts no more, whatever is said of it.
    assert_eq!(claim_but(&mut core, 8, 3), Vec::<u128>::new());
    assert!(core.store.batch(8).expect("a batch").is_some());
    assert!(matches!(
        take_back(&mut core, 7, false),
        Withdrawn::Done { .. }
    ));
    assert_eq!(loan(&mut core), left, "the sheet of 8 names it");
    settle(&mut core, 8, true);
    assert_eq!(loan(&mut core), left);
    // That was wrong.
    assert!(matches!(
        take_back(&mut core, 8, false),
        Withdrawn::Done { .. }
    ));
    assert_eq!(loan(&mut core), waits);
    assert_eq!(card(&mut core).as_deref(), Some("P2"));
    // Said to be done, it stays so.
    claim_but(&mut core, 9, 3);
    within(&mut core, |core| {
        let rows = core.store.deliveries(Some(TARGET), true).expect("rows");
        let row = rows.into_iter().find(|row| row.op.0 == 3).expect("a row");
        let row = OutboxRow {
            state: State::Done,
            ..row
        };
        core.store.put_delivery(&row).expect("written");
    });
    settle(&mut core, 9, false);
    assert_eq!(loan(&mut core).map(|of| of.0), Some(State::Done));
}

/// Strict reader's finding 1: after a restore what was left out stood as before, although it may have gone into a file since.
#[test]
fn what_was_left_out_before_a_restore_is_asked_after_it() {
    let (path, folder) = on_disk("left-out");
    let mut core = open(&path);
    push(&mut core, three_scans());
    assert_eq!(claim_but(&mut core, 7, 3), [1, 1]);
    let kept = backup::back_up(&path, &folder.join("backups"), 5).expect("a backup");
    drop(core);
    backup::restore(&kept, &path, 77, AT.wall_ms + DAY).expect("restored");
    let mut core = open(&path);
    let loan = |core: &mut Core| state_of(core, 3, Act::Issue).expect("a row");
    assert!(matches!(loan(&mut core), (State::Unknown { .. }, said) if said.is_empty()));
    // The file that it stands in is imported.
    let names = BTreeSet::from([format!("{:032x}o", 3)]);
    let about = of_file(&names);
    within(&mut core, |core| {
        hand_in::answer(core.store.as_mut(), &about, true, 9, "ann").map(|_| ())
    })
    .expect("said");
    assert_eq!(loan(&mut core), (State::Done, String::new()));
}

/// Finding 4: it waited again because staff said that it is not in, and that was wrong.
#[test]
fn an_answer_that_was_wrong_reaches_what_was_left_out_since() {
    let mut core = core();
    push(&mut core, three_scans());
    within(&mut core, gather).expect("gathered");
    let names = BTreeSet::from([format!("{:032x}o", 3)]);
    within(&mut core, |core| {
        hand_in::known_before(core.store.as_mut(), &koha(false), &names, 5)
    })
    .expect("told");
    assert!(matches!(
        state_of(&mut core, 3, Act::Issue),
        Some((State::Unknown { .. }, _))
    ));
    let is_loan = |row: &OutboxRow| row.op.0 == 3;
    let about = About::Rows(&is_loan);
    within(&mut core, |core| {
        hand_in::answer(core.store.as_mut(), &about, false, 6, "ann").map(|_| ())
    })
    .expect("said");
    assert_eq!(claim_but(&mut core, 7, 3), [1, 1]);
    assert_eq!(
        state_of(&mut core, 3, Act::Issue),
        Some((State::LookByHand, LEFT_OUT.to_owned()))
    );
    let id = core.store.answers().expect("answers")[0].id;
    let back = within(&mut core, |core| {
        hand_in::withdraw_answer(core.store.as_mut(), &core.board, id)
    });
    assert_eq!(back, Ok(done(0, 1, 0)));
    assert!(matches!(
        state_of(&mut core, 3, Act::Issue),
        Some((State::Unknown { .. }, _))
    ));
}

#[test]
fn what_was_left_out_and_nobody_entered_says_so_when_its_card_goes() {
    let mut core = core();
    push(&mut core, three_scans());
    claim_without(&mut core, &ask(7), |row| {
        row.op.0 != 1 || row.act == Act::Return
    });
    // Two have T2, and nobody decides who: the loan is not open, and not over either.
    push(
        &mut core,
        Log::new(8).scan(4, Kind::Checkout, "T2", Some("P3")),
    );
    for days in [1, 40] {
        tidy(&mut core, days);
    }
    let by_hand = |why: &str| Some((State::LookByHand, why.to_owned()));
    assert_eq!(state_of(&mut core, 3, Act::Issue), by_hand(LEFT_CUT));
    assert_eq!(state_of(&mut core, 1, Act::Return), left(), "it needs none");
    settle(&mut core, 7, false);
    assert_eq!(state_of(&mut core, 3, Act::Issue), by_hand(LEFT_CUT));
    let waits = Some((State::Pending, String::new()));
    assert_eq!(state_of(&mut core, 1, Act::Return), waits);
}

/// T2 goes to P7 (1), who keeps it longer (2); it comes back (3), and that was wrong (4).
fn lent_and_back(until: u128) -> Log {
    let mut log = Log::new(9);
    log.at(1, late(-9000), Kind::Checkout, "T2", Some("P7"));
    log.at(2, late(-8000), Kind::Renew, "T2", Some("P7"));
    if until > 2 {
        log.at(3, late(-6000), Kind::Return, "T2", None);
    }
    if until > 3 {
        log.at(4, late(-5000), Kind::Correct { target: OpId(3) }, "", None);
    }
    log
}

/// Strict reader's finding 3: staff was told to enter a loan that was over, and no return would ever come for it.
#[test]
fn what_was_left_out_and_is_over_since_is_not_to_be_entered_until_it_stands_again() {
    let mut core = core();
    push(&mut core, lent_and_back(2));
    claim_without(&mut core, &ask(7), |_| true);
    let both =
        |core: &mut Core| [(1, Act::Issue), (2, Act::Renew)].map(|of| state_of(core, of.0, of.1));
    assert_eq!(both(&mut core), [left(), left()]);
    push(&mut core, lent_and_back(3));
    within(&mut core, gather).expect("gathered");
    assert_eq!(both(&mut core), [left_over(), left_over()]);
    assert_eq!(
        claim(&mut core, 8),
        [(1, Act::Return)],
        "the return goes alone"
    );
    // The return was a mistake: P7 has the book, and the system does not know it.
    push(&mut core, lent_and_back(4));
    within(&mut core, gather).expect("gathered");
    assert_eq!(both(&mut core), [left(), left()]);
    send_again(&mut core, 1, Act::Issue);
    let rows = core.store.waiting().expect("rows");
    let cards: Vec<_> = rows
        .iter()
        .map(|row| (row.op.0, row.card.as_deref()))
        .collect();
    assert_eq!(cards, [(1, Some("P7"))], "with its card");
}

#[test]
fn what_was_left_out_and_is_over_may_have_been_entered_and_goes_into_no_file() {
    let mut core = core();
    push(&mut core, lent_and_back(2));
    claim_without(&mut core, &ask(7), |_| true);
    push(&mut core, lent_and_back(3));
    within(&mut core, gather).expect("gathered");
    settle(&mut core, 7, false);
    assert_eq!(claim(&mut core, 8), [(1, Act::Return)]);
    // Somebody may have entered it before the book came back, and then all of it was a mistake.
    let mut log = lent_and_back(3);
    log.at(5, late(-4000), Kind::Correct { target: OpId(1) }, "", None);
    push(&mut core, log);
    within(&mut core, gather).expect("gathered");
    let (state, why) = state_of(&mut core, 1, Act::Issue).expect("a row");
    assert_eq!(state, State::LookByHand);
    assert!(why.contains("undone here"), "{why}");
}

#[test]
fn what_was_over_before_a_restore_and_stands_again_is_asked() {
    let (path, folder) = on_disk("left-over");
    let mut core = open(&path);
    push(&mut core, lent_and_back(2));
    claim_without(&mut core, &ask(7), |_| true);
    push(&mut core, lent_and_back(3));
    within(&mut core, gather).expect("gathered");
    let kept = backup::back_up(&path, &folder.join("backups"), 5).expect("a backup");
    drop(core);
    backup::restore(&kept, &path, 77, AT.wall_ms + DAY).expect("restored");
    let mut core = open(&path);
    push(&mut core, lent_and_back(4));
    within(&mut core, gather).expect("gathered");
    assert!(matches!(
        state_of(&mut core, 1, Act::Issue),
        Some((State::Unknown { .. }, _))
    ));
}

/// Small finding: of two loans to one card in one file both stood as to be entered.
#[test]
fn of_two_loans_that_a_file_leaves_out_only_the_one_that_is_open_is_to_be_entered() {
    let mut core = core();
    push(&mut core, two_loans(3));
    let left_out = claim_without(&mut core, &ask(7), |row| row.act == Act::Issue);
    assert_eq!(left_out, [1], "the return");
    assert_eq!(state_of(&mut core, 1, Act::Issue), left_over());
    assert_eq!(state_of(&mut core, 3, Act::Issue), left());
    let named = core.store.late_of(7).expect("rows").len();
    assert_eq!(named, 2, "the sheet has both");
}

/// The page of decisions makes no file, and shows it all the same.
#[tokio::test]
async fn a_book_that_came_back_is_gone_from_the_page_of_decisions_before_the_next_file() {
    let gateway = Gateway::new();
    let ann = gateway.sign_in().await;
    let mut kiosk = gateway.pair("kiosk").await;
    kiosk.scan(Kind::Checkout, "T2", Some("P7"));
    kiosk.push_all(&gateway).await;
    let mut ask: Value = serde_json::from_str(&request(7, "Koha")).expect("JSON");
    ask["leave"] = json!({ "cards": ["P7"] });
    gateway
        .json("POST", "/v1/hand-in/make", &ann, &ask.to_string())
        .await;
    let open = async || {
        let answer = gateway.json("GET", "/v1/outbox", &ann, "").await;
        answer["open"].as_array().expect("rows").clone()
    };
    let row = open().await;
    assert_eq!(row.len(), 1);
    kiosk.scan(Kind::Return, "T2", None);
    kiosk.push_all(&gateway).await;
    // The page was open since before.
    let press = json!({
        "target": row[0]["target"], "op": row[0]["op"], "act": row[0]["act"], "choice": "again",
    });
    let cookie = Some(("cookie", ann.as_str()));
    let body = press.to_string();
    let (status, _, _) = gateway
        .ask("POST", "/v1/outbox/settle", cookie, body.as_bytes())
        .await;
    assert_eq!(status, StatusCode::BAD_REQUEST);
    assert_eq!(open().await, Vec::<Value>::new());
}

/// Small finding: a patron was forgotten, and nothing said any more why somebody should look.
#[test]
fn a_loan_that_was_left_out_keeps_its_reason_when_its_patron_is_forgotten() {
    let mut core = core();
    push(&mut core, three_scans());
    claim_but(&mut core, 7, 3);
    within(&mut core, |core| core.store.forget_in_deliveries("P2")).expect("forgotten");
    assert_eq!(state_of(&mut core, 3, Act::Issue), left());
    let rows = core.store.deliveries(Some(TARGET), true).expect("rows");
    assert!(rows.iter().all(|row| row.card.as_deref() != Some("P2")));
    // Without a card no file can have it.
    settle(&mut core, 7, false);
    assert_eq!(state_of(&mut core, 3, Act::Issue), left());
}

/// Finding 5: entered by the sheet of a file that was given back by mistake, it went into the next file.
#[test]
fn what_was_left_out_is_not_handed_in_while_its_file_is_said_to_be_imported_after_all() {
    let mut core = core();
    push(&mut core, three_scans());
    claim_but(&mut core, 7, 3);
    settle(&mut core, 7, false);
    let loan = |core: &mut Core| state_of(core, 3, Act::Issue);
    // The next file has it: that is given back first.
    assert!(claim_without(&mut core, &ask(8), |row| row.op.0 == 1).contains(&3));
    assert_eq!(taken(&take_back(&mut core, 7, true)), [8]);
    settle(&mut core, 8, false);
    assert_eq!(take_back(&mut core, 7, true), done(1, 0, 0));
    assert_eq!(loan(&mut core), left());
    assert_eq!(claim(&mut core, 9), []);
    // And back again: it waits, as on the first day.
    assert!(matches!(
        take_back(&mut core, 7, false),
        Withdrawn::Done { .. }
    ));
    assert_eq!(loan(&mut core), Some((State::Pending, String::new())));
    // Over by then, nobody enters it.
    push(&mut core, three_scans().scan(4, Kind::Return, "T2", None));
    within(&mut core, gather).expect("gathered");
    assert_eq!(take_back(&mut core, 7, true), done(0, 0, 0));
    assert_eq!(loan(&mut core), left_over());
    // Imported in another file, it is in.
    let mut core = self::core();
    push(&mut core, three_scans());
    claim_but(&mut core, 7, 3);
    settle(&mut core, 7, false);
    claim_without(&mut core, &ask(8), |row| row.op.0 == 1);
    settle(&mut core, 8, true);
    take_back(&mut core, 7, true);
    let state = |core: &mut Core, op, act| state_of(core, op, act).map(|of| of.0);
    assert_eq!(state(&mut core, 3, Act::Issue), Some(State::Exported));
    // And what that one left out stands in the first.
    assert_eq!(state(&mut core, 1, Act::Return), Some(State::Exported));
}

/// Finding 7: what a desk told of it was kept and never asked.
#[test]
fn a_desk_that_tells_of_what_was_left_out_is_heard() {
    let names = BTreeSet::from([format!("{:032x}o", 3)]);
    let of = |said: Former| {
        let mut core = core();
        push(&mut core, three_scans());
        claim_but(&mut core, 7, 3);
        within(&mut core, |core| {
            hand_in::known_before(core.store.as_mut(), &said, &names, 5)
        })
        .expect("told");
        let there = core.store.stands_in(OpId(3), Act::Issue).expect("batches");
        let named = core.store.late_of(7).expect("rows").len();
        let (state, why) = state_of(&mut core, 3, Act::Issue).expect("a row");
        (state, why.is_empty(), there.len(), named)
    };
    assert_eq!(of(koha(true)), (State::Exported, true, 1, 0));
    assert!(matches!(
        of(koha(false)),
        (State::Unknown { .. }, true, 0, 0)
    ));
    let over = Former {
        system: String::new(),
        is_sure: true,
    };
    assert_eq!(of(over), (State::Done, true, 0, 0));
    // Whichever system had that one: it is in one file, and goes into no other.
    let destiny = Former {
        system: "Destiny".to_owned(),
        is_sure: true,
    };
    assert_eq!(of(destiny), (State::Exported, true, 1, 0));
}

/// Small finding: each showing of the page wrote that somebody had fetched the files.
#[tokio::test]
async fn a_page_that_compares_batches_gets_no_files_and_is_no_line_in_the_audit_chain() {
    let (path, _) = on_disk("compared");
    let gateway = Gateway::over(SqliteStore::open(&path).expect("a database"));
    let ann = gateway.sign_in().await;
    let mut kiosk = gateway.pair("kiosk").await;
    kiosk.scan(Kind::Checkout, "T2", Some("P7"));
    kiosk.push_all(&gateway).await;
    let made = gateway
        .json("POST", "/v1/hand-in/make", &ann, &request(7, "Koha"))
        .await;
    let of = format!("/v1/hand-in/batch/{:032x}", 7);
    let compared = gateway.json("GET", &format!("{of}?names"), &ann, "").await;
    assert_eq!(
        (&compared["rows"], &compared["made_ms"]),
        (&made["rows"], &made["made_ms"])
    );
    assert_eq!(compared["kept"], Value::Null);
    let fetched = || {
        let file = rusqlite::Connection::open(&path).expect("a database");
        let sql = "SELECT count(*) FROM audit WHERE object LIKE '%fetched%'";
        file.query_row(sql, [], |row| row.get::<_, i64>(0))
    };
    assert_eq!(fetched(), Ok(0));
    let saved = gateway.json("GET", &of, &ann, "").await;
    assert_eq!(saved["kept"], made["kept"]);
    assert_eq!(fetched(), Ok(1));
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
    assert_eq!(listed["waits"], 2);
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
    assert_eq!(listed["waits"], 0);
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

/// A library that hands in to Destiny from now on.
fn switch(id: u128) -> String {
    let mut ask: Value = serde_json::from_str(&request(id, "Destiny")).expect("JSON");
    ask["switch"] = json!(true);
    ask.to_string()
}

/// Findings A3 to A6 and C1: with files for two systems at once what one had, left out or lost came into the other's twice or never.
#[tokio::test]
async fn a_library_that_changes_its_system_is_asked_once_and_nothing_is_in_a_file_of_both() {
    let gateway = Gateway::new();
    let ann = gateway.sign_in().await;
    let mut kiosk = gateway.pair("kiosk").await;
    let path = "/v1/hand-in/make";
    let make = async |body: String| gateway.json("POST", path, &ann, &body).await;
    let listed = async || gateway.json("GET", "/v1/hand-in", &ann, "").await;
    assert_eq!(listed().await["system"], Value::Null);
    kiosk.scan(Kind::Checkout, "T1", Some("P1"));
    kiosk.scan(Kind::Checkout, "T2", Some("P7"));
    kiosk.push_all(&gateway).await;
    // The first file needs no question; it leaves out what no list has.
    let mut ask: Value = serde_json::from_str(&request(7, "Koha")).expect("JSON");
    ask["leave"] = json!({ "cards": ["P7"] });
    assert_eq!(make(ask.to_string()).await["count"], 1);
    assert_eq!(
        (&listed().await["system"], &listed().await["waits"]),
        (&json!("Koha"), &json!(0))
    );
    let why = refused(&gateway, path, ("cookie", &ann), &request(8, "Destiny")).await;
    assert!(
        why.contains("for Koha until now") && why.contains("into the file for Destiny"),
        "{why}"
    );
    // What Koha's file has, when it is imported, or left out is in none for Destiny.
    let body = json!({ "batch": format!("{:032x}", 7), "imported": true }).to_string();
    gateway
        .json("POST", "/v1/hand-in/settle", &ann, &body)
        .await;
    assert_eq!(make(switch(8)).await["batch"], Value::Null);
    assert_eq!(listed().await["system"], "Koha", "nothing was made");
    kiosk.scan(Kind::Checkout, "T3", Some("P3"));
    kiosk.push_all(&gateway).await;
    let made = make(switch(9)).await;
    assert_eq!((&made["count"], &made["again"]), (&json!(1), &json!(0)));
    assert_eq!(listed().await["system"], "Destiny");
    // Asked once. The same request again is the same batch, and asks nothing.
    assert_eq!(make(request(9, "Destiny")).await["new"], false);
    kiosk.scan(Kind::Checkout, "T4", Some("P4"));
    kiosk.push_all(&gateway).await;
    assert_eq!(make(request(10, "Destiny")).await["count"], 1);
    refused(&gateway, path, ("cookie", &ann), &request(11, "Koha")).await;
    // Nobody said that these are imported: both are given back when the library goes to another system, and what they had is in its file.
    let mut ask: Value = serde_json::from_str(&request(11, "Koha")).expect("JSON");
    ask["switch"] = json!(true);
    let made = make(ask.to_string()).await;
    assert_eq!((&made["count"], &made["again"]), (&json!(2), &json!(2)));
    let listed = listed().await;
    assert_eq!(listed["system"], "Koha");
    let path = "/v1/hand-in/settle";
    let body = json!({ "batch": format!("{:032x}", 9), "imported": true }).to_string();
    let why = refused(&gateway, path, ("cookie", &ann), &body).await;
    assert!(why.contains("given back"), "{why}");
}

/// The simulator: what a batch had that was imported and given back by mistake, the next one left out, and nothing told who entered it by hand.
#[tokio::test]
async fn what_is_left_out_and_stood_in_a_batch_that_was_given_back_is_told() {
    let gateway = Gateway::new();
    let ann = gateway.sign_in().await;
    let mut kiosk = gateway.pair("kiosk").await;
    kiosk.scan(Kind::Checkout, "T2", Some("P7"));
    kiosk.push_all(&gateway).await;
    let make = async |body: String| {
        let path = "/v1/hand-in/make";
        gateway.json("POST", path, &ann, &body).await
    };
    assert_eq!(make(request(7, "Koha")).await["count"], 1);
    let body = json!({ "batch": format!("{:032x}", 7), "imported": false }).to_string();
    gateway
        .json("POST", "/v1/hand-in/settle", &ann, &body)
        .await;
    let mut ask: Value = serde_json::from_str(&request(8, "Koha")).expect("JSON");
    ask["leave"] = json!({ "cards": ["P7"] });
    let made = make(ask.to_string()).await;
    assert_eq!((&made["count"], &made["again"]), (&json!(0), &json!(1)));
    assert_eq!(made["rows"], json!([]));
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

/// Reader's finding A2 of November 2026: the system had a loan that nobody here knew of, and nothing said so.
#[test]
fn what_a_desk_handed_in_and_undid_before_the_gateway_heard_of_it_is_looked_up() {
    let of = |told: &[(&str, bool)]| {
        let mut core = core();
        for (mark, is_sure) in told {
            let names = BTreeSet::from([format!("{:032x}{mark}", 1)]);
            within(&mut core, |core| {
                hand_in::known_before(core.store.as_mut(), &koha(*is_sure), &names, 5)
            })
            .expect("told");
        }
        let mut log = Log::new(7).scan(1, Kind::Checkout, "T1", Some("P1"));
        log.at(2, late(60), Kind::Correct { target: OpId(1) }, "", None);
        push(&mut core, log);
        assert_eq!(claim(&mut core, 7), []);
        assert_eq!(claim(&mut core, 8), [], "once is enough");
        let rows = core.store.deliveries(Some(hand_in::TARGET), true);
        rows.expect("rows")
            .into_iter()
            .map(|row| (row.act, row.state, row.card, row.said))
            .collect::<Vec<_>>()
    };
    for is_sure in [true, false] {
        let rows = of(&[("o", is_sure)]);
        let [(act, state, card, said)] = &rows[..] else {
            panic!("one row: {rows:?}");
        };
        assert_eq!((*act, *state), (Act::Issue, State::LookByHand));
        assert_eq!(card.as_deref(), Some("P1"));
        assert!(said.contains("check-out was undone here"), "{said}");
    }
    assert_eq!(of(&[]), [], "it was in no file");
    assert_eq!(
        of(&[("o", true), ("i", true)]),
        [],
        "the system has neither"
    );
    assert_eq!(of(&[("o", true), ("i", false)]).len(), 1, "or it may have");
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
    // It would take the book from P2: nothing goes into a file, and a sheet names it.
    let state = |core: &mut Core| state_of(core, 1, Act::Issue).expect("a row");
    let made = within(&mut core, |core| {
        gather(core).expect("gathered");
        hand_in::claim(core.store.as_mut(), &core.board, &ask(11)).expect("claimed")
    })
    .expect("a sheet");
    assert_eq!(made.batch.count, 0);
    let late = made.late;
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

const DONE: Withdrawn = done(0, 0, 0);

const fn done(by_hand: u32, asked: u32, left: u32) -> Withdrawn {
    Withdrawn::Done {
        by_hand,
        asked,
        left,
    }
}

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
    assert_eq!(take_back(&mut core, 7, false), done(1, 0, 0));
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
    assert_eq!(take_back(&mut core, 7, true), done(1, 0, 0));
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

/// Found by the simulator once its people knew what the page shows, and no more: seed 5. What a file had was not asked of a renewal that did not
/// stand when it entered, and stood again later.
#[test]
fn a_renewal_that_stands_again_is_not_handed_in_once_more() {
    for is_sure in [true, false] {
        let mut core = core();
        let names = BTreeSet::from([format!("{:032x}", 2)]);
        within(&mut core, |core| match is_sure {
            // A file of the life before a restore, which its desk imported.
            true => {
                hand_in::answer(core.store.as_mut(), &of_file(&names), true, 5, "ann").map(|_| ())
            }
            // A file that a desk made by itself, and of which nobody knows.
            false => {
                hand_in::known_before(core.store.as_mut(), &koha(false), &names, 5).map(|_| ())
            }
        })
        .expect("said");
        let log = |until: u128| {
            let mut log = Log::new(9);
            log.at(1, late(-9000), Kind::Checkout, "T1", Some("P1"));
            log.at(2, late(-8000), Kind::Renew, "T1", Some("P1"));
            log.at(3, late(-7000), Kind::Return, "T1", None);
            if until > 3 {
                log.at(4, late(-6000), Kind::Correct { target: OpId(3) }, "", None);
            }
            log
        };
        push(&mut core, log(3));
        assert_eq!(claim(&mut core, 7), [(1, Act::Issue), (1, Act::Return)]);
        let state = |core: &mut Core| state_of(core, 2, Act::Renew).map(|of| of.0);
        assert_eq!(state(&mut core), Some(State::Skipped));
        // The return was a mistake: the loan is open, and renewed.
        push(&mut core, log(4));
        assert_eq!(claim(&mut core, 8), []);
        match is_sure {
            true => assert_eq!(state(&mut core), Some(State::Done)),
            false => assert!(matches!(state(&mut core), Some(State::Unknown { .. }))),
        }
    }
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
        .count
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
    assert_eq!(back(&mut core), done(0, 2, 0));
    assert!(is_asked(&mut core, 1, Act::Issue) && is_asked(&mut core, 1, Act::Return));
    let rows = core.store.deliveries(Some(TARGET), false).expect("rows");
    assert!(
        rows.iter().any(|row| row.card.as_deref() == Some("P1")),
        "with its card"
    );
    assert_eq!(core.store.answers(), Ok(Vec::new()));
    // "It is not in": as long as no file has it.
    assert_eq!(says(&mut core, 1, false, now), 2);
    assert_eq!(back(&mut core), done(0, 2, 0));
    assert!(is_asked(&mut core, 1, Act::Issue));
    assert_eq!(says(&mut core, 1, false, now), 2);
    assert_eq!(claim(&mut core, 7), [(1, Act::Issue), (1, Act::Return)]);
    assert_eq!(taken(&back(&mut core)), [7]);
    settle(&mut core, 7, false);
    assert_eq!(back(&mut core), done(0, 2, 0));
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
            let about = of_file(&names);
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
    assert_eq!(
        back(&mut core),
        Ok(done(0, 2, 0)),
        "one that is there, and one to come"
    );
    push(
        &mut core,
        Log::new(8).scan(5, Kind::Checkout, "T5", Some("P5")),
    );
    assert_eq!(claim(&mut core, 8), [], "both are asked");
    within(&mut core, |core| {
        hand_in::doubted(core.store.as_mut(), |_| Some(false))
    })
    .expect("looked up");
    assert_eq!(claim(&mut core, 8), [(1, Act::Issue), (5, Act::Issue)]);
    // Lost, and it was not: what comes later is asked.
    let names = BTreeSet::from([format!("{:032x}o", 6)]);
    within(&mut core, |core| {
        hand_in::known_before(core.store.as_mut(), &koha(false), &names, 5)
    })
    .expect("kept");
    within(&mut core, |core| {
        hand_in::answer(core.store.as_mut(), &of_file(&names), false, 6, "ann")
    })
    .expect("said");
    assert_eq!(back(&mut core), Ok(done(0, 1, 0)));
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
            hand_in::answer(core.store.as_mut(), &of_file(&names), true, at, "ann")
        })
        .expect("said");
    }
    // The later one was wrong.
    let wrong = core.store.answers().expect("answers")[0].id;
    let wrong_done = within(&mut core, |core| {
        hand_in::withdraw_answer(core.store.as_mut(), &core.board, wrong)
    });
    assert_eq!(wrong_done, Ok(done(0, 1, 1)));
    let mut log = Log::new(9);
    for (op, copy) in [(1, "T1"), (5, "T5"), (6, "T6")] {
        log = log.scan(op, Kind::Checkout, copy, Some("P1"));
    }
    push(&mut core, log);
    assert_eq!(claim(&mut core, 7), [], "one is asked");
    let unknown = core.store.deliveries(Some(TARGET), false).expect("rows");
    let unknown: Vec<u128> = unknown.iter().map(|row| row.op.0).collect();
    assert_eq!(unknown, [6]);
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
    assert_eq!(listed().await["waits"], 1);
    let next = make(8).await;
    assert_eq!((&next["count"], &next["again"]), (&json!(1), &json!(1)));
    let after_all = body(7, true).await;
    let why = refused(&gateway, path, ("cookie", &ann), &after_all).await;
    let name = next["name"].as_str().expect("a name");
    assert!(why.contains(name) && why.contains("give it back"), "{why}");
    // Made again it has the name of the first one: computer and maker tell them apart.
    assert!(why.contains("by ann at Front"), "{why}");
    settle(8, false).await;
    gateway.json("POST", path, &ann, &after_all).await;
    let now = listed().await;
    assert_eq!(now["waits"], 0);
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
    // Both said to be imported: a librarian looks, and it says how many.
    kiosk.scan(Kind::Checkout, "T2", Some("P2"));
    kiosk.push_all(&gateway).await;
    make(9).await;
    settle(9, false).await;
    let after_all = body(9, true).await;
    make(10).await;
    settle(10, true).await;
    let done = gateway.json("POST", path, &ann, &after_all).await;
    assert_eq!(done, json!({ "by_hand": 1, "asked": 0, "left": 0 }));
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
        (
            "POST",
            "/v1/hand-in/ready".to_owned(),
            json!({ "system": "Koha" }).to_string(),
        ),
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
        (&after["waits"], &after["untold"]),
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
    assert_eq!((&listed["waits"], &listed["late"]), (&json!(0), &json!(2)));
    let made = make(8).await;
    assert_eq!(made["count"], 0, "a sheet alone");
    let found = kept(&made);
    assert_eq!(found.files, []);
    assert_eq!(make(9).await["batch"], Value::Null, "one sheet is enough");
    let sheet = found.sheet;
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
        .json("GET", &format!("/v1/hand-in/batch/{:032x}", 8), &ann, "")
        .await;
    assert_eq!(again["kept"], made["kept"], "the same bytes");
    // On one sheet, and no other; on the next one when that is given back.
    let late = async || gateway.json("GET", "/v1/hand-in", &ann, "").await["late"].clone();
    assert_eq!(late().await, 0);
    let body = json!({ "batch": format!("{:032x}", 8), "imported": false }).to_string();
    gateway
        .json("POST", "/v1/hand-in/settle", &ann, &body)
        .await;
    assert_eq!(late().await, 2);
    kiosk.scan(Kind::Checkout, "T3", Some("P3"));
    kiosk.push_all(&gateway).await;
    let made = make(10).await;
    assert_eq!(made["count"], 1);
    assert_eq!(kept(&made).sheet.left_out, sheet.left_out, "with its card");
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

/// What a line would take now.
fn by_line(core: &mut Core) -> Vec<(u128, Act)> {
    let rows = outbox(core, "koha").open().expect("rows");
    rows.iter().map(|row| (row.op.0, row.act)).collect()
}

/// T1 goes to P1 and comes back.
fn one_loan_and_back() -> Log {
    let mut log = two_loans(1);
    log.at(2, late(-6000), Kind::Return, "T1", None);
    log
}

/// Finding A1: the line overtook the file, and the file undid what it had sent.
#[test]
fn a_line_waits_for_the_file_that_has_something_earlier_of_its_copy() {
    // Lent before the line was set up, and returned after it; or lent and returned, and then lent to somebody else.
    type Scans = fn() -> Log;
    let cases: [(Scans, Scans, _, _); 2] = [
        (
            || two_loans(1),
            one_loan_and_back,
            vec![(1, Act::Issue)],
            (1, Act::Return),
        ),
        (
            one_loan_and_back,
            || two_loans(3),
            vec![(1, Act::Return), (1, Act::Issue)],
            (3, Act::Issue),
        ),
    ];
    for (before, after, of_file, of_line) in cases {
        for is_made in [false, true] {
            let mut core = core();
            push(&mut core, before());
            let mut made = Vec::new();
            if is_made {
                made = claim(&mut core, 7);
            }
            core.hands_in = false;
            enter(&mut core, "koha");
            push(&mut core, after());
            // Another copy waits for nothing.
            push(
                &mut core,
                Log::new(8).scan(5, Kind::Checkout, "T5", Some("P5")),
            );
            assert_eq!(enter(&mut core, "koha"), 2);
            assert_eq!(by_line(&mut core), [(5, Act::Issue)]);
            if !is_made {
                made = claim(&mut core, 7);
            }
            made.sort_unstable_by_key(|row| row.1 == Act::Issue);
            assert_eq!(made, of_file);
            assert_eq!(by_line(&mut core), [(5, Act::Issue)], "not imported yet");
            settle(&mut core, 7, true);
            let mut open = by_line(&mut core);
            open.retain(|row| *row != (5, Act::Issue));
            assert_eq!(open, [of_line]);
        }
    }
}

/// Finding A1: of gateways whose line was ahead of the file already.
#[test]
fn what_a_line_was_ahead_of_goes_into_no_file_and_stands_on_its_sheet() {
    for (before, after, by_line, late_rows) in [
        (two_loans(1), one_loan_and_back(), (1, Act::Return), 1),
        (one_loan_and_back(), two_loans(3), (3, Act::Issue), 2),
    ] {
        let mut core = core();
        push(&mut core, before);
        core.hands_in = false;
        enter(&mut core, "koha");
        push(&mut core, after);
        enter(&mut core, "koha");
        within(&mut core, |core| {
            let rows = core.store.deliveries(Some("koha"), true).expect("rows");
            let row = rows
                .into_iter()
                .find(|row| (row.op.0, row.act) == by_line && row.state == State::Pending);
            core.store.put_delivery(&OutboxRow {
                state: State::Confirmed,
                ..row.expect("a row")
            })
        })
        .expect("sent");
        assert_eq!(claim(&mut core, 7), []);
        assert_eq!(core.store.late_of(7).expect("rows").len(), late_rows);
    }
}

/// Finding A1: what waited when the line was set up went into a file although it was undone since.
#[test]
fn what_is_undone_after_a_line_was_set_up_goes_into_no_file_or_is_told() {
    for is_made in [false, true] {
        let mut core = core();
        push(&mut core, two_loans(1));
        if is_made {
            claim(&mut core, 7);
        }
        core.hands_in = false;
        enter(&mut core, "koha");
        let mut undone = two_loans(1);
        let target = OpId(1);
        undone.at(2, late(-6000), Kind::Correct { target }, "", None);
        push(&mut core, undone);
        enter(&mut core, "koha");
        within(&mut core, gather).expect("looked again");
        let (state, why) = state_of(&mut core, 1, Act::Issue).expect("a row");
        let expected = match is_made {
            true => State::LookByHand,
            false => State::Skipped,
        };
        assert!(
            state == expected && why.contains("undone here"),
            "{state:?} {why}"
        );
        if !is_made {
            assert_eq!(claim(&mut core, 7), []);
        }
        // Nothing new entered, and nothing is missed when the line is taken away.
        push(
            &mut core,
            Log::new(8).scan(5, Kind::Checkout, "T5", Some("P5")),
        );
        within(&mut core, gather).expect("looked again");
        assert_eq!(state_of(&mut core, 5, Act::Issue), None);
        core.hands_in = true;
        assert_eq!(claim(&mut core, 9), [(5, Act::Issue)]);
    }
}

/// Finding A1: a loan of before one that went by a file closed that one by the line.
#[test]
fn a_kiosk_that_was_away_tells_a_line_nothing_that_lies_before_a_file() {
    let mut core = core();
    push(&mut core, two_loans(1));
    claim(&mut core, 7);
    settle(&mut core, 7, true);
    core.hands_in = false;
    enter(&mut core, "koha");
    let mut away = Log::new(8);
    away.at(5, late(-12_000), Kind::Checkout, "T1", Some("P5"));
    push(&mut core, away);
    assert_eq!(enter(&mut core, "koha"), 2, "it ended when the next began");
    assert_eq!(by_line(&mut core), []);
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
        (&listed["unknown"], &listed["waits"]),
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
        (&listed["unknown"], &listed["waits"]),
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
    let late = core.store.late_of(7).expect("rows");
    let late: Vec<_> = late.iter().map(|row| (row.op.0, row.act)).collect();
    assert_eq!(late, [(1, Act::Return)]);
}

/// Reader's finding 1: refused, the desk would send its scans all the same, and another desk would hand them in again.
#[tokio::test]
async fn an_old_page_tells_its_file_before_its_scans_are_handed_in_by_another_desk() {
    let gateway = Gateway::new();
    let ann = gateway.sign_in().await;
    let mut desk = gateway.pair("desk").await;
    let path = "/v1/hand-in/known";
    let tell = async |desk: &common::Kiosk, body: &str| {
        let signed = desk.sign(path, body.as_bytes());
        let headers = [("carrel-sig", signed.as_str())];
        let asked = gateway.ask_as_it_is("POST", path, &headers, body.as_bytes());
        asked.await.0
    };
    let nothing = json!({ "handed": {}, "unsure": {}, "done": true }).to_string();
    assert_eq!(tell(&desk, &nothing).await, StatusCode::OK);
    // The gateway is away: a file of what was not sent. Its page never heard of versions.
    desk.scan(Kind::Checkout, "T1", Some("P1"));
    let name = format!("{:032x}o", desk.last().0);
    let body = json!({ "handed": { "Koha": [name] }, "unsure": {}, "done": true }).to_string();
    assert_eq!(tell(&desk, &body).await, StatusCode::OK);
    desk.push_all(&gateway).await;
    let made = gateway
        .json("POST", "/v1/hand-in/make", &ann, &request(7, "Koha"))
        .await;
    assert_eq!(made["batch"], Value::Null, "it is imported already");
    // What cannot be read counts as not said: no file is made before it is.
    assert_eq!(
        tell(&desk, r#"{"names":[]}"#).await,
        StatusCode::BAD_REQUEST
    );
    let why = refused(
        &gateway,
        "/v1/hand-in/make",
        ("cookie", &ann),
        &request(8, "Koha"),
    )
    .await;
    assert!(why.contains("Door"), "{why}");
}

/// A database in a folder, with T1 lent and its batch 7.
fn on_disk(name: &str) -> (std::path::PathBuf, std::path::PathBuf) {
    let folder = std::env::temp_dir().join(format!("carrel-hand-in-{name}-{}", std::process::id()));
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).expect("a folder");
    (folder.join("carrel.sqlite"), folder)
}

fn open(path: &std::path::Path) -> Core {
    let store = SqliteStore::open(path).expect("a database");
    Core::open(Box::new(store), || [3; 32]).expect("a core")
}

/// Reader's finding 2: nobody was asked, and the rows were never handed in.
#[test]
fn a_word_that_was_taken_back_before_a_restore_is_asked_again_after_it() {
    let (path, folder) = on_disk("restore");
    let mut core = open(&path);
    push(&mut core, two_loans(1));
    assert_eq!(claim(&mut core, 7), [(1, Act::Issue)]);
    settle(&mut core, 7, true);
    let kept = backup::back_up(&path, &folder.join("backups"), 5).expect("a backup");
    assert_eq!(take_back(&mut core, 7, false), DONE);
    drop(core);
    let moment = AT.wall_ms + DAY;
    backup::restore(&kept, &path, 77, moment).expect("restored");
    let mut core = open(&path);
    let batch = |core: &mut Core| core.store.batch(7).expect("a batch").expect("it is there");
    assert!(batch(&mut core).is_asked_again(moment), "said before it");
    assert!(!batch(&mut core).is_asked_again(i64::MIN), "no restore");
    assert!(
        !batch(&mut core).is_asked_again(moment + 60 * DAY),
        "long before it"
    );
    // It holds: said once more, and not asked again.
    let again = |core: &mut Core, is_imported| {
        within(core, |core| {
            hand_in::settle(core.store.as_mut(), 7, is_imported, moment + 9, moment)
        })
    };
    assert_eq!(again(&mut core, true), Ok(Told::Before));
    assert!(!batch(&mut core).is_asked_again(moment));
    // Or it does not: its rows are asked, since another file of the lost days may have them.
    assert_eq!(again(&mut core, false), Ok(Told::Otherwise));
    let said_ms = batch(&mut core).settled_ms.expect("a word");
    let back = within(&mut core, |core| {
        let (store, board) = (core.store.as_mut(), &core.board);
        hand_in::withdraw(store, board, 7, false, said_ms, moment + 20, moment)
    });
    assert_eq!(back, Ok(done(0, 1, 0)));
    assert_eq!(claim(&mut core, 8), [], "it is asked");
}

#[test]
fn an_answer_of_before_a_restore_that_something_is_in_is_asked_again_after_it() {
    let (path, folder) = on_disk("answer");
    let mut core = open(&path);
    let names = BTreeSet::from([1, 5].map(|op: u128| format!("{op:032x}o")));
    within(&mut core, |core| {
        let about = of_file(&names);
        hand_in::answer(core.store.as_mut(), &about, true, AT.wall_ms, "ann")
    })
    .expect("said");
    push(&mut core, two_loans(1));
    assert_eq!(claim(&mut core, 7), []);
    let kept = backup::back_up(&path, &folder.join("backups"), 5).expect("a backup");
    drop(core);
    backup::restore(&kept, &path, 77, AT.wall_ms + DAY).expect("restored");
    let mut core = open(&path);
    let state = |core: &mut Core, op| state_of(core, op, Act::Issue).map(|of| of.0);
    assert!(matches!(state(&mut core, 1), Some(State::Unknown { .. })));
    assert_eq!(core.store.answers(), Ok(Vec::new()));
    push(
        &mut core,
        Log::new(8).scan(5, Kind::Checkout, "T5", Some("P5")),
    );
    assert_eq!(claim(&mut core, 8), [], "what enters later, too");
    assert!(matches!(state(&mut core, 5), Some(State::Unknown { .. })));
}

#[tokio::test]
async fn after_a_restore_nothing_is_handed_in_before_each_batch_was_said_again() {
    let mut store = SqliteStore::in_memory().expect("a database");
    let old = carrel_server::app::now_ms() - 2 * DAY;
    let mut old_one = ask(7);
    old_one.now_ms = old;
    store.begin().expect("begin");
    let row = OutboxRow {
        op: OpId(99),
        act: Act::Return,
        target: TARGET.to_owned(),
        state: State::Pending,
        attempts: 0,
        at_ms: old,
        copy: "T9".to_owned(),
        card: None,
        due: None,
        said: String::new(),
    };
    carrel_sync::hand_in::Deliveries::put_delivery(&mut store, &row).expect("a row");
    hand_in::claim(&mut store, &carrel_circ::Board::new(), &old_one).expect("claimed");
    hand_in::settle(&mut store, 7, true, old + 5, i64::MIN).expect("settled");
    store
        .set_value(PROBE_BEFORE, &(old + 10).to_be_bytes())
        .expect("a restore");
    store.commit().expect("commit");
    let gateway = Gateway::over(store);
    let ann = gateway.sign_in().await;
    let mut kiosk = gateway.pair("kiosk").await;
    kiosk.scan(Kind::Checkout, "T1", Some("P1"));
    kiosk.push_all(&gateway).await;
    let listed = async || gateway.json("GET", "/v1/hand-in", &ann, "").await;
    let flags = |listed: &Value| {
        let batches = listed["batches"].as_array().expect("batches");
        let mut of_koha = batches.iter().filter(|of| of["system"] == "Koha");
        let batch = of_koha.next_back().expect("a batch");
        (batch["say_again"].clone(), batch["can_withdraw"].clone())
    };
    assert_eq!(flags(&listed().await), (json!(true), json!(true)));
    let path = "/v1/hand-in/make";
    let why = refused(&gateway, path, ("cookie", &ann), &request(8, "Koha")).await;
    assert!(
        why.contains("still holds") && why.contains("by ann"),
        "{why}"
    );
    let why = refused(&gateway, path, ("cookie", &ann), &switch(9)).await;
    assert!(why.contains("still holds"), "{why}");
    let body = json!({ "batch": format!("{:032x}", 7), "imported": true }).to_string();
    gateway
        .json("POST", "/v1/hand-in/settle", &ann, &body)
        .await;
    assert_eq!(flags(&listed().await), (json!(false), json!(true)));
    gateway.json("POST", path, &ann, &request(8, "Koha")).await;
}

/// Reader's finding 3: one row of the batch was taken by another one that is in; the rest was stranded.
#[test]
fn what_went_in_twice_is_looked_up_and_the_rest_stands_in_its_batch_again() {
    let mut core = core();
    let log = Log::new(9).scan(1, Kind::Checkout, "T1", Some("P1")).scan(
        2,
        Kind::Checkout,
        "T2",
        Some("P2"),
    );
    push(&mut core, log);
    assert_eq!(claim(&mut core, 7).len(), 2);
    settle(&mut core, 7, false);
    // Only T1 goes into the next one.
    within(&mut core, |core| {
        let batch = hand_in::Batch {
            id: 9,
            ..core.store.batch(7).expect("a batch").expect("it is there")
        };
        let batch = hand_in::Batch {
            state: hand_in::BatchState::Made,
            settled_ms: None,
            ..batch
        };
        core.store.put_batch(&batch).expect("a batch");
        core.store.hand(&batch, OpId(1), Act::Issue).expect("a row");
    });
    assert_eq!(
        taken(&take_back(&mut core, 7, true)),
        [9],
        "that is open yet"
    );
    settle(&mut core, 9, true);
    assert_eq!(take_back(&mut core, 7, true), done(1, 0, 0));
    let twice = (State::LookByHand, IN_TWICE.to_owned());
    assert_eq!(state_of(&mut core, 1, Act::Issue), Some(twice));
    assert_eq!(core.store.stands_in(OpId(2), Act::Issue), Ok(vec![7]));
    assert_eq!(claim(&mut core, 10), [], "T2 does not go out again");
}

/// The row of an operation as another target has it.
fn sent(core: &mut Core, op: u128, act: Act) {
    let rows = core.store.deliveries(Some(TARGET), true).expect("rows");
    let row = rows
        .into_iter()
        .find(|row| (row.op.0, row.act) == (op, act));
    let row = OutboxRow {
        target: "koha".to_owned(),
        state: State::Confirmed,
        ..row.expect("a row")
    };
    within(core, |core| core.store.put_delivery(&row)).expect("written");
}

#[test]
fn what_the_gateway_sent_since_is_looked_up_when_its_file_was_imported_after_all() {
    let mut core = core();
    push(&mut core, two_loans(1));
    claim(&mut core, 7);
    settle(&mut core, 7, false);
    sent(&mut core, 1, Act::Issue);
    assert_eq!(take_back(&mut core, 7, true), done(1, 0, 0));
    let twice = (State::LookByHand, IN_TWICE.to_owned());
    assert_eq!(state_of(&mut core, 1, Act::Issue), Some(twice));
}

/// Reader's finding 4: it said that it was done, and did nothing.
#[test]
fn taking_back_that_something_is_not_in_asks_of_each_row_or_says_why_it_cannot() {
    let mut core = Core::open(Box::new(old_store()), || [3; 32]).expect("a core");
    let mut log = Log::new(9);
    for (op, copy) in [(1, "T1"), (2, "T2"), (3, "T3"), (4, "T4")] {
        log.at(op, late(-9000), Kind::Checkout, copy, Some("P1"));
    }
    push(&mut core, log);
    within(&mut core, gather).expect("gathered");
    let said = answers_all(&mut core, false);
    assert_eq!(said.count, 4);
    // 1 is sent by the gateway, 2 undone, 3 came too late, 4 waits.
    sent(&mut core, 1, Act::Issue);
    let mut undo = Log::new(8);
    undo.at(20, late(-10), Kind::Correct { target: OpId(2) }, "", None);
    push(&mut core, undo);
    within(&mut core, gather).expect("gathered");
    let rows = core.store.deliveries(Some(TARGET), true).expect("rows");
    let third = rows.into_iter().find(|row| row.op.0 == 3).expect("a row");
    let third = OutboxRow {
        state: State::Skipped,
        said: hand_in::LATE.to_owned(),
        ..third
    };
    within(&mut core, |core| core.store.put_delivery(&third)).expect("written");
    let back = within(&mut core, |core| {
        let id = said.id.expect("an answer");
        hand_in::withdraw_answer(core.store.as_mut(), &core.board, id)
    });
    assert_eq!(back, Ok(done(2, 2, 0)));
    let state = |core: &mut Core, op| state_of(core, op, Act::Issue).expect("a row");
    assert_eq!(
        state(&mut core, 1),
        (State::LookByHand, SENT_SINCE.to_owned())
    );
    let undone = state(&mut core, 2);
    assert!(undone.0 == State::LookByHand && undone.1.contains("undone here"));
    for op in [3, 4] {
        assert!(
            matches!(state(&mut core, op).0, State::Unknown { .. }),
            "{op}"
        );
    }
    assert_eq!(claim(&mut core, 7), []);
}

/// Reader's finding 5: the system may have the book with P1, and Carrel with P2.
#[test]
fn what_lies_before_something_that_went_in_since_is_looked_up_when_its_file_was_imported_after_all()
{
    let mut core = core();
    push(&mut core, two_loans(1));
    assert_eq!(claim(&mut core, 7), [(1, Act::Issue)]);
    push(&mut core, two_loans(3));
    assert_eq!(claim(&mut core, 8), [(1, Act::Return), (3, Act::Issue)]);
    settle(&mut core, 7, false);
    settle(&mut core, 8, true);
    assert_eq!(take_back(&mut core, 7, true), done(1, 0, 0));
    let look = (State::LookByHand, OUT_OF_ORDER.to_owned());
    assert_eq!(state_of(&mut core, 1, Act::Issue), Some(look));
    assert_eq!(core.store.stands_in(OpId(1), Act::Issue), Ok(vec![7]));
}

/// Reader's finding 7.
#[test]
fn what_came_too_late_says_so_when_its_card_goes() {
    let mut core = core();
    core.keeps_for_files = true;
    push(&mut core, two_loans(3));
    within(&mut core, gather).expect("gathered");
    tidy(&mut core, 1);
    tidy(&mut core, 40);
    assert_eq!(
        state_of(&mut core, 1, Act::Issue),
        Some((State::LookByHand, WAITED.to_owned()))
    );
}

/// Reader's finding 8: the kept sheet had the card of a patron who was forgotten.
#[test]
fn a_patron_who_is_forgotten_is_on_no_kept_sheet_not_even_as_too_late() {
    let mut core = core();
    push(&mut core, two_loans(3));
    claim(&mut core, 7);
    settle(&mut core, 7, true);
    within(&mut core, |core| {
        let row = core.store.rows_of(7).expect("rows")[0].clone();
        assert_eq!(row.card.as_deref(), Some("P1"));
        let batch = hand_in::Batch {
            id: 8,
            state: hand_in::BatchState::Made,
            ..core.store.batch(7).expect("a batch").expect("it is there")
        };
        core.store.put_batch(&batch).expect("a batch");
        core.store.note_late(8, &row).expect("noted");
        core.store.put_files(8, Some(b"a sheet")).expect("kept");
        core.store
            .put_delivery(&OutboxRow { card: None, ..row })
            .expect("a row");
        core.store
            .forget_in_deliveries("P3")
            .expect("somebody else");
    });
    assert!(core.store.files(8).expect("files").is_some());
    within(&mut core, |core| core.store.forget_in_deliveries("P1")).expect("forgotten");
    assert_eq!(core.store.files(8), Ok(None));
    let cards: Vec<_> = core.store.late_of(8).expect("rows");
    assert!(cards.len() == 1 && cards[0].card.is_none());
    // A file whose row has no card any more.
    within(&mut core, |core| {
        core.store.put_files(8, Some(b"\x02P9\x00"))
    })
    .expect("kept");
    within(&mut core, |core| core.store.forget_in_deliveries("P9")).expect("forgotten");
    assert_eq!(core.store.files(8), Ok(None));
}

/// What a file had whose name does not matter.
fn of_file(names: &BTreeSet<String>) -> About<'_> {
    About::File {
        names,
        file: "07 5 a",
    }
}

/// Reader's finding 9: the second answer to one file made taking back do nothing, and it said that it did.
#[test]
fn two_answers_for_one_file_are_one() {
    let mut core = core();
    let names = BTreeSet::from([format!("{:032x}o", 1)]);
    let says = |core: &mut Core, by: &str, at| {
        within(core, |core| {
            hand_in::answer(core.store.as_mut(), &of_file(&names), true, at, by)
        })
        .expect("said")
        .id
        .expect("an answer")
    };
    let first = says(&mut core, "ann", 5);
    assert_eq!(says(&mut core, "ben", 6), first, "it is said already");
    assert_eq!(core.store.answers().map(|all| all.len()), Ok(1));
    let back = within(&mut core, |core| {
        hand_in::withdraw_answer(core.store.as_mut(), &core.board, first)
    });
    assert_eq!(back, Ok(done(0, 1, 0)), "and it is asked once more");
    assert_eq!(core.store.answers(), Ok(Vec::new()));
}

/// Found by the simulator, seeds 2465 and 8056: two lives of a restored gateway made two files of the same rows. The answers were one, and with the
/// one that was wrong went the one that was right: the rows were handed in a second time.
#[test]
fn two_files_of_the_same_rows_have_an_answer_each() {
    for wrong_first in [true, false] {
        let mut core = Core::open(Box::new(old_store()), || [3; 32]).expect("a core");
        push(&mut core, three_scans());
        within(&mut core, gather).expect("gathered");
        let names: BTreeSet<String> = ["o", "i"].map(|of| format!("{:032x}{of}", 1)).into();
        let says = |core: &mut Core, file: &str, at| {
            within(core, |core| {
                let about = About::File {
                    names: &names,
                    file,
                };
                hand_in::answer(core.store.as_mut(), &about, true, at, "ann")
            })
            .expect("said")
            .id
            .expect("an answer")
        };
        let back = |core: &mut Core, id| {
            within(core, |core| {
                hand_in::withdraw_answer(core.store.as_mut(), &core.board, id)
            })
            .expect("taken back")
        };
        let now = AT.wall_ms;
        let (wrong, right) = match wrong_first {
            true => {
                let wrong = says(&mut core, "07 1 a", now);
                (wrong, says(&mut core, "08 2 a", now))
            }
            false => {
                let right = says(&mut core, "08 2 a", now);
                (says(&mut core, "07 1 a", now), right)
            }
        };
        assert_ne!(wrong, right);
        // One of them never was imported. The other one was, and it stays so.
        assert_eq!(back(&mut core, wrong), done(0, 0, 2));
        let state = |core: &mut Core, act| state_of(core, 1, act).map(|of| of.0);
        for act in [Act::Issue, Act::Return] {
            assert_eq!(state(&mut core, act), Some(State::Done), "{act:?}");
        }
        // "It is not in", of the one that was not: nothing waits again.
        within(&mut core, |core| {
            let about = About::File {
                names: &names,
                file: "07 1 a",
            };
            hand_in::answer(core.store.as_mut(), &about, false, now, "ann")
        })
        .expect("said");
        for act in [Act::Issue, Act::Return] {
            assert_eq!(state(&mut core, act), Some(State::Done), "{act:?}");
        }
        // Was that wrong, too? Nothing is left of the first word that would hold.
        assert_eq!(back(&mut core, right), done(0, 2, 0));
        for act in [Act::Issue, Act::Return] {
            assert!(matches!(state(&mut core, act), Some(State::Unknown { .. })));
        }
    }
}

/// Strict reader's finding 4: where an answer by rows covered it, the wrong word about a file held on, and what was given back later was over by it.
#[test]
fn the_wrong_word_about_a_file_holds_for_nothing_where_an_answer_by_rows_stood_beside_it() {
    let mut core = Core::open(Box::new(old_store()), || [3; 32]).expect("a core");
    push(&mut core, three_scans());
    within(&mut core, gather).expect("gathered");
    let says = |core: &mut Core, about: &About<'_>, is_imported| {
        within(core, |core| {
            hand_in::answer(core.store.as_mut(), about, is_imported, AT.wall_ms, "ann")
        })
        .expect("said")
        .id
        .expect("an answer")
    };
    let back = |core: &mut Core, id| {
        within(core, |core| {
            hand_in::withdraw_answer(core.store.as_mut(), &core.board, id)
        })
        .expect("taken back")
    };
    let names: BTreeSet<String> = ["o", "i"].map(|of| format!("{:032x}{of}", 1)).into();
    let is_loan = |row: &OutboxRow| (row.op.0, row.act) == (1, Act::Issue);
    let by_rows = says(&mut core, &About::Rows(&is_loan), true);
    let of_file = says(&mut core, &of_file(&names), true);
    assert_eq!(back(&mut core, of_file), done(0, 1, 1));
    assert_eq!(back(&mut core, by_rows), done(0, 1, 0));
    says(&mut core, &About::Rows(&|_| true), false);
    let all = claim(&mut core, 7);
    assert!(all.contains(&(1, Act::Issue)), "{all:?}");
    settle(&mut core, 7, false);
    assert_eq!(claim(&mut core, 8), all, "it waits again");
}

/// And it holds on where the word about another file says the same.
#[test]
fn the_word_about_another_file_holds_on() {
    let mut core = Core::open(Box::new(old_store()), || [3; 32]).expect("a core");
    push(&mut core, three_scans());
    let names: BTreeSet<String> = ["o", "i"].map(|of| format!("{:032x}{of}", 1)).into();
    let says = |core: &mut Core, file: &str| {
        within(core, |core| {
            let about = About::File {
                names: &names,
                file,
            };
            hand_in::answer(core.store.as_mut(), &about, true, AT.wall_ms, "ann")
        })
        .expect("said")
        .id
        .expect("an answer")
    };
    let (one, other) = (says(&mut core, "07 1 a"), says(&mut core, "08 2 a"));
    let back = within(&mut core, |core| {
        hand_in::withdraw_answer(core.store.as_mut(), &core.board, one)
    });
    assert_eq!(back, Ok(done(0, 0, 2)));
    // They enter only now.
    within(&mut core, gather).expect("gathered");
    for act in [Act::Issue, Act::Return] {
        let state = state_of(&mut core, 1, act).map(|of| of.0);
        assert_eq!(state, Some(State::Done), "{act:?}");
    }
    assert_ne!(one, other);
}

/// Strict reader's finding 8: an answer of before files were told apart may be of another file. Taken for the answer of this one, it went with both.
#[test]
fn an_answer_of_before_files_were_told_apart_is_another_answer() {
    let mut core = core();
    let names = BTreeSet::from([format!("{:032x}o", 1)]);
    let says = |core: &mut Core, file: &str| {
        within(core, |core| {
            let about = About::File {
                names: &names,
                file,
            };
            hand_in::answer(core.store.as_mut(), &about, true, 5, "ann")
        })
        .expect("said")
        .id
        .expect("an answer")
    };
    let old = says(&mut core, "");
    let new = says(&mut core, "08 2 a");
    assert_ne!(new, old);
    assert_eq!(says(&mut core, "08 2 a"), new, "said twice it is one");
    let back = within(&mut core, |core| {
        hand_in::withdraw_answer(core.store.as_mut(), &core.board, old)
    });
    assert_eq!(back, Ok(done(0, 0, 1)), "the other file is in");
    let answers = core.store.answers().expect("answers");
    assert_eq!(answers.iter().map(|of| of.id).collect::<Vec<_>>(), [new]);
}

/// Ann says of every row in doubt that it is in, or not.
fn answers_all(core: &mut Core, is_imported: bool) -> hand_in::Answered {
    within(core, |core| {
        let about = About::Rows(&|_| true);
        hand_in::answer(core.store.as_mut(), &about, is_imported, AT.wall_ms, "ann")
    })
    .expect("said")
}

/// Reader's finding 10.
#[test]
fn an_answer_that_is_taken_back_asks_only_where_that_can_help() {
    let mut core = Core::open(Box::new(old_store()), || [3; 32]).expect("a core");
    core.keeps_for_files = true;
    push(&mut core, three_scans());
    within(&mut core, gather).expect("gathered");
    let said = answers_all(&mut core, true);
    // A batch that is imported has T2's loan, whatever is answered.
    within(&mut core, |core| {
        let names = BTreeSet::from([format!("{:032x}o", 3)]);
        let rows = core.store.deliveries(Some(TARGET), true).expect("rows");
        let row = rows.into_iter().find(|row| row.op.0 == 3).expect("a row");
        core.store
            .put_delivery(&OutboxRow {
                state: State::Exported,
                ..row.clone()
            })
            .expect("written");
        hand_in::known_before(core.store.as_mut(), &koha(true), &names, 9).expect("told");
        core.store.put_delivery(&row).expect("written");
    });
    tidy(&mut core, 60);
    let back = within(&mut core, |core| {
        let id = said.id.expect("an answer");
        hand_in::withdraw_answer(core.store.as_mut(), &core.board, id)
    });
    assert_eq!(back, Ok(done(1, 1, 1)));
    let gone = (State::LookByHand, ASKED_AGAIN.to_owned());
    assert_eq!(
        state_of(&mut core, 1, Act::Issue),
        Some(gone),
        "its card is gone"
    );
    let state = |core: &mut Core, op, act| state_of(core, op, act).map(|of| of.0);
    assert!(matches!(
        state(&mut core, 1, Act::Return),
        Some(State::Unknown { .. })
    ));
    assert_eq!(state(&mut core, 3, Act::Issue), Some(State::Done));
}

/// Reader's finding 13.
#[tokio::test]
async fn a_word_of_more_than_thirty_five_days_ago_is_neither_offered_nor_taken_back() {
    let mut store = SqliteStore::in_memory().expect("a database");
    let now = carrel_server::app::now_ms();
    store.begin().expect("begin");
    for (id, days) in (100..140_u128).map(|id| (id, 3)).chain([(7, 36)]) {
        let batch = hand_in::Batch {
            id,
            system: "Koha".to_owned(),
            name: format!("B{id}"),
            state: hand_in::BatchState::Imported,
            made_ms: now - days * DAY,
            by: "ann".to_owned(),
            computer: String::new(),
            settled_ms: Some(now - days * DAY),
            count: 1,
        };
        carrel_sync::hand_in::Deliveries::put_batch(&mut store, &batch).expect("a batch");
    }
    store.commit().expect("commit");
    let gateway = Gateway::over(store);
    let ann = gateway.sign_in().await;
    let listed = gateway.json("GET", "/v1/hand-in", &ann, "").await;
    let batches = listed["batches"].as_array().expect("batches");
    assert_eq!(
        batches.len(),
        40,
        "each of the last weeks, and no older one"
    );
    assert!(batches.iter().all(|of| of["can_withdraw"] == true));
    let body = json!({ "batch": {
        "id": format!("{:032x}", 7), "imported": false, "settled_ms": now - 36 * DAY,
    } });
    let path = "/v1/hand-in/withdraw";
    let why = refused(&gateway, path, ("cookie", &ann), &body.to_string()).await;
    assert!(why.contains("35 days"), "{why}");
}

/// Reader's finding 14.
#[tokio::test]
async fn the_audit_chain_names_an_answer_where_it_is_given_and_where_it_is_taken_back() {
    let (path, _) = on_disk("audit");
    let mut store = SqliteStore::open(&path).expect("a database");
    store.begin().expect("begin");
    store
        .set_value("server_epoch", &9_u64.to_be_bytes())
        .expect("a life");
    store.set_value("school_key", &[3; 32]).expect("a key");
    store.commit().expect("commit");
    let gateway = Gateway::over(store);
    let ann = gateway.sign_in().await;
    let mut kiosk = gateway.pair("kiosk").await;
    kiosk.scan(Kind::Checkout, "T1", Some("P1"));
    kiosk.push_all(&gateway).await;
    gateway.json("GET", "/v1/hand-in", &ann, "").await;
    let body = json!({ "imported": true }).to_string();
    gateway.json("POST", "/v1/hand-in/doubt", &ann, &body).await;
    let listed = gateway.json("GET", "/v1/hand-in", &ann, "").await;
    let answer = &listed["answers"][0];
    assert_eq!(answer["copies"], json!(["T1"]));
    let id = answer["answer"].as_str().expect("an answer");
    let body = json!({ "answer": id }).to_string();
    let done = gateway
        .json("POST", "/v1/hand-in/withdraw", &ann, &body)
        .await;
    assert_eq!(done, json!({ "by_hand": 0, "asked": 1, "left": 0 }));
    let raw = rusqlite::Connection::open(&path).expect("the file");
    let mut lines = raw
        .prepare("SELECT object FROM audit WHERE action='hand-in' ORDER BY n")
        .expect("lines");
    let lines: Vec<String> = lines
        .query_map([], |row| row.get(0))
        .expect("lines")
        .map(|line| line.expect("a line"))
        .collect();
    let [said, back] = lines.as_slice() else {
        panic!("{lines:?}")
    };
    assert!(
        said.contains(id) && said.contains("1 in doubt are imported"),
        "{said}"
    );
    assert!(
        back.contains(id) && back.contains("that they are in, of 1 rows"),
        "{back}"
    );
}

#[tokio::test]
async fn a_desk_whose_word_came_too_often_counts_as_one_that_has_not_told() {
    let gateway = Gateway::standing();
    let ann = gateway.sign_in().await;
    let desk = gateway.pair("desk").await;
    let path = "/v1/hand-in/known";
    let body = json!({ "handed": {}, "unsure": {}, "done": true }).to_string();
    let tell = async || {
        let signed = desk.sign(path, body.as_bytes());
        let headers = [("carrel-sig", signed.as_str())];
        let asked = gateway.ask_as_it_is("POST", path, &headers, body.as_bytes());
        asked.await.0
    };
    let untold = async || gateway.json("GET", "/v1/hand-in", &ann, "").await["untold"].clone();
    assert_eq!(tell().await, StatusCode::OK);
    assert_eq!(untold().await, json!([]));
    let mut last = StatusCode::OK;
    for _ in 0..1000 {
        last = tell().await;
        if last != StatusCode::OK {
            break;
        }
    }
    assert_eq!(last, StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(untold().await, json!(["Door"]));
}
