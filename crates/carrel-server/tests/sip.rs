//! The line in SIP2 against a server that speaks as the recorded captures do, over TCP on this machine, and cuts, garbles, delays and
//! confuses at every exchange; and the thread that delivers behind the writer.

mod common;

use std::collections::{BTreeMap, BTreeSet};
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex, mpsc};
use std::time::Duration;

use carrel_circ::entry::Kind;
use carrel_exchange::sip2::{Decoder, Message};
use carrel_server::app::now_ms;
use carrel_server::courier::{self, Shared};
use carrel_server::driver::{restarted, run};
use carrel_server::ils::{Encoding, IlsFile, Sip};
use carrel_server::outbox::{Act, State};
use carrel_server::sip_line::SipLine;
use carrel_server::sqlite::SqliteStore;
use carrel_server::writer::{Core, Writer};
use common::{AT, Log, enter, outbox, push, set_up, three_scans};

/// What goes wrong at one circulation message (`09`, `11`) or question (`17`, `63`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fault {
    None,
    /// The line is closed before the question is acted on.
    CutBefore,
    /// It is acted on, and the line closed without an answer.
    CutAfter,
    /// Half an answer.
    Half,
    /// A wrong checksum.
    Garbled,
    /// The number of another question.
    OtherNumber,
    /// The answer speaks of another copy.
    OtherCopy,
}

const FAULTS: [Fault; 7] = [
    Fault::None,
    Fault::CutBefore,
    Fault::CutAfter,
    Fault::Half,
    Fault::Garbled,
    Fault::OtherNumber,
    Fault::OtherCopy,
];

/// A library system's state: who has what, and how often it was charged.
#[derive(Default)]
struct Shelf {
    lent: BTreeMap<String, String>,
    charges: BTreeMap<String, u32>,
    returned_on: Vec<String>,
    unknown_cards: BTreeSet<String>,
    script: Vec<Fault>,
    exchanges: usize,
    logins: usize,
    /// The kind of alert of the next check-in.
    alert: Option<&'static str>,
    /// Due dates as the questions said.
    due_on: Vec<String>,
}

type Shared2 = Arc<Mutex<Shelf>>;

/// Starts it; it serves one line after the other and ends with the test. Answers are laid out as those of Koha and of SIPServer in
/// `../shared/data/protocols/sip2-messages.tsv`.
fn serve(shelf: Shared2) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = listener.local_addr().expect("an address").to_string();
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            talk(stream, &shelf);
        }
    });
    address
}

fn field(message: &Message, id: &[u8; 2]) -> String {
    String::from_utf8_lossy(message.get(id).unwrap_or_default()).into_owned()
}

/// An answer's text, before number and checksum.
fn answer(asked: &Message, shelf: &mut Shelf, acts: bool) -> String {
    const NOW: &str = "20261127    101500";
    let (card, copy) = (field(asked, b"AA"), field(asked, b"AB"));
    match &asked.code() {
        b"93" => {
            shelf.logins += 1;
            let is_right = field(asked, b"CN") == "carrel" && field(asked, b"CO") == "secret";
            format!("94{}", u8::from(is_right))
        }
        b"99" => format!("98YYYNYN500003{NOW}2.00AOCPL|BXYYYYYYYYYYYYYYYY|"),
        b"11" => {
            let holder = shelf.lent.get(&copy).cloned();
            let is_ok =
                !shelf.unknown_cards.contains(&card) && holder.as_ref().is_none_or(|h| *h == card);
            if is_ok && acts {
                let due = asked.fixed("nb-due-date").unwrap_or_default();
                shelf.due_on.push(String::from_utf8_lossy(due).into_owned());
                shelf.lent.insert(copy.clone(), card.clone());
                *shelf.charges.entry(copy.clone()).or_default() += 1;
            }
            let said = if is_ok { "" } else { "AFInvalid Patron|" };
            format!(
                "12{}NUN{NOW}AOCPL|AA{card}|AB{copy}|AJA book|AH20261211    235900|{said}",
                u8::from(is_ok)
            )
        }
        b"09" => {
            let was_out = shelf.lent.contains_key(&copy);
            if acts {
                shelf.lent.remove(&copy);
                shelf.returned_on.push(
                    String::from_utf8_lossy(asked.fixed("return-date").unwrap_or_default())
                        .into_owned(),
                );
            }
            let said = if was_out {
                ""
            } else {
                "AFItem not checked out|"
            };
            let (flag, kind) = match shelf.alert.take() {
                Some(kind) => ('Y', format!("CV{kind}|")),
                None => ('N', String::new()),
            };
            format!(
                "10{}YU{flag}{NOW}AOCPL|AB{copy}|AQCPL|AJA book|{kind}{said}",
                u8::from(was_out)
            )
        }
        b"17" => {
            // Koha names no borrower; SIPServer in front of Evergreen neither.
            let status = if shelf.lent.contains_key(&copy) {
                "04"
            } else {
                "03"
            };
            format!("18{status}0001{NOW}AB{copy}|AJA book|")
        }
        b"63" => {
            let theirs: Vec<&String> = shelf
                .lent
                .iter()
                .filter(|(_, holder)| **holder == card)
                .map(|(copy, _)| copy)
                .collect();
            let list: String = theirs.iter().map(|copy| format!("AU{copy}|")).collect();
            format!(
                "64              001{NOW}00000000{:04}000000000000AOCPL|AA{card}|AESomebody|{list}BLY|",
                theirs.len()
            )
        }
        code => panic!(
            "a question nobody asked for: {}",
            String::from_utf8_lossy(code.as_slice())
        ),
    }
}

fn talk(mut stream: TcpStream, shelf: &Shared2) {
    let mut decoder = Decoder::default();
    let mut room = [0; 1024];
    loop {
        let frame = loop {
            if let Some(frame) = decoder.next_frame() {
                break frame.expect("a frame");
            }
            match stream.read(&mut room) {
                Ok(0) | Err(_) => return,
                Ok(count) => decoder.push(&room[..count]),
            }
        };
        let asked = Message::parse(&frame).expect("a message");
        assert!(asked.problems().is_empty(), "{:?}", asked.problems());
        let mut shelf = shelf.lock().expect("the shelf");
        let counts = matches!(&asked.code(), b"09" | b"11" | b"17" | b"63");
        let fault = if counts {
            let fault = shelf
                .script
                .get(shelf.exchanges)
                .copied()
                .unwrap_or(Fault::None);
            shelf.exchanges += 1;
            fault
        } else {
            Fault::None
        };
        let mut text = answer(&asked, &mut shelf, fault != Fault::CutBefore);
        if fault == Fault::OtherCopy {
            text = text.replace(&format!("AB{}|", field(&asked, b"AB")), "ABelse|");
            text = text.replace(&format!("AA{}|", field(&asked, b"AA")), "AAelse|");
        }
        let mut message = Message::parse(text.as_bytes()).expect("our answer");
        let number = asked.sequence().expect("a number");
        message.seal(if fault == Fault::OtherNumber {
            (number + 3) % 10
        } else {
            number
        });
        let mut bytes = message.to_bytes();
        match fault {
            Fault::CutBefore | Fault::CutAfter => return,
            Fault::Half => {
                bytes.truncate(bytes.len() / 2);
                let _ = stream.write_all(&bytes);
                return;
            }
            Fault::Garbled => {
                // A letter of the answer arrives as another one.
                let place = bytes.len() / 2;
                bytes[place] ^= 1;
            }
            _ => {}
        }
        bytes.push(b'\r');
        if stream.write_all(&bytes).is_err() {
            return;
        }
    }
}

fn config(address: &str) -> Sip {
    Sip {
        address: address.to_owned(),
        user: "carrel".to_owned(),
        password: "secret".to_owned(),
        institution: "CPL".to_owned(),
        location: "desk1".to_owned(),
        charset: Encoding::Utf8,
        zone: None,
        no_block: false,
        timeout_seconds: 5,
    }
}

/// A core with a line that is set up, and a checkout and return of T1 and a checkout of T2 after that.
fn core() -> Core {
    let mut core = set_up(SqliteStore::in_memory().expect("a database"), "sip");
    push(&mut core, three_scans());
    enter(&mut core, "sip");
    core
}

fn clock() -> i64 {
    AT.wall_ms + 60_000
}

#[test]
fn whatever_the_line_does_nothing_is_charged_twice_and_all_is_settled_or_shown() {
    let shelf = Shared2::default();
    let address = serve(shelf.clone());
    let (mut cases, mut by_hand) = (0, 0);
    for number in 0..FAULTS.len().pow(3) {
        let script: Vec<Fault> = (0..3)
            .map(|n| FAULTS[number / FAULTS.len().pow(n) % FAULTS.len()])
            .collect();
        *shelf.lock().expect("the shelf") = Shelf {
            script: script.clone(),
            ..Shelf::default()
        };
        let mut core = core();
        let mut line = SipLine::new(config(&address), clock);
        for _ in 0..8 {
            let mut outbox = outbox(&mut core, "sip");
            restarted(&mut outbox).expect("restarted");
            let last = run(&mut outbox, &mut line).expect("a run");
            assert_eq!(last.trouble, None, "{script:?}");
            if last.open.is_empty() {
                break;
            }
        }
        let rows = core.store.deliveries(Some("sip"), true).expect("rows");
        assert_eq!(rows.len(), 3);
        let shelf = shelf.lock().expect("the shelf");
        for copy in ["T1", "T2"] {
            assert!(
                shelf.charges.get(copy).is_none_or(|count| *count == 1),
                "{script:?}"
            );
        }
        // What is called confirmed is so there; what is not is before a librarian, or waits behind that.
        let state = |act: Act, copy: &str| {
            rows.iter()
                .find(|row| row.act == act && row.copy == copy)
                .map(|row| row.state)
        };
        if state(Act::Issue, "T2") == Some(State::Confirmed) {
            assert_eq!(
                shelf.lent.get("T2").map(String::as_str),
                Some("P2"),
                "{script:?}"
            );
        }
        if state(Act::Return, "T1") == Some(State::Confirmed) {
            assert_eq!(
                (shelf.charges.get("T1"), shelf.lent.get("T1")),
                (Some(&1), None),
                "{script:?}"
            );
        }
        for row in &rows {
            let is_shown = matches!(row.state, State::Rejected | State::LookByHand);
            by_hand += usize::from(is_shown);
            let waits = row.act == Act::Return && row.state == State::Pending;
            assert!(
                row.state == State::Confirmed || is_shown || waits,
                "{script:?} {row:?}"
            );
        }
        cases += 1;
    }
    println!("{cases} scripts, {by_hand} deliveries before a librarian");
}

#[test]
fn a_refusal_is_shown_with_the_words_of_the_system_and_times_of_returns_are_told() {
    let shelf = Shared2::default();
    shelf
        .lock()
        .expect("the shelf")
        .unknown_cards
        .insert("P2".to_owned());
    let address = serve(shelf.clone());
    let mut core = core();
    let mut line = SipLine::new(config(&address), clock);
    line.utc_offset_minutes = -300;
    let mut outbox = outbox(&mut core, "sip");
    run(&mut outbox, &mut line).expect("a run");
    let rows = core.store.deliveries(Some("sip"), false).expect("rows");
    assert_eq!(rows.len(), 1);
    assert_eq!(
        (rows[0].state, rows[0].said.as_str()),
        (State::Rejected, "Invalid Patron")
    );
    assert_eq!(
        rows[0].card.as_deref(),
        Some("P2"),
        "a librarian must know whose it is"
    );
    let shelf = shelf.lock().expect("the shelf");
    // 1,790,000,000 s is 2026-09-21 14:13:20 UTC: 09:13:20 at UTC-5.
    assert_eq!(shelf.returned_on, ["20260921    091320"]);
    assert_eq!(shelf.logins, 1, "one line for the run");
}

#[test]
fn an_account_that_is_refused_stops_everything_and_changes_nothing() {
    let address = serve(Shared2::default());
    let mut core = core();
    let wrong = Sip {
        password: "wrong".to_owned(),
        ..config(&address)
    };
    let mut outbox = outbox(&mut core, "sip");
    let last = run(&mut outbox, &mut SipLine::new(wrong, clock)).expect("a run");
    assert!(
        last.trouble
            .is_some_and(|text| text.contains("account") && !text.contains("wrong"))
    );
    assert_eq!(last.open.len(), 3);
}

/// The system lent it itself, and it comes back at a desk of Carrel's.
#[test]
fn a_return_of_what_the_system_lent_itself_is_told_and_one_of_what_is_in_harms_nothing() {
    let shelf = Shared2::default();
    let lent = ("T7".to_owned(), "P7".to_owned());
    shelf.lock().expect("the shelf").lent.insert(lent.0, lent.1);
    let address = serve(shelf.clone());
    let mut core = set_up(SqliteStore::in_memory().expect("a database"), "sip");
    let log = Log::new(9)
        .scan(1, Kind::Return, "T7", None)
        .scan(2, Kind::Return, "T8", None);
    push(&mut core, log);
    assert_eq!(enter(&mut core, "sip"), 2);
    let mut line = SipLine::new(config(&address), clock);
    run(&mut outbox(&mut core, "sip"), &mut line).expect("a run");
    let rows = core.store.deliveries(Some("sip"), true).expect("rows");
    let states: Vec<State> = rows.iter().map(|row| row.state).collect();
    assert_eq!(states, [State::Confirmed; 2]);
    assert!(shelf.lock().expect("the shelf").lent.is_empty());
}

/// The thread: what is pushed reaches the system by itself, while it is away nobody waits, and the writer answers all the time.
#[tokio::test]
async fn what_is_pushed_reaches_the_system_by_itself_and_the_writer_never_waits() {
    let shelf = Shared2::default();
    // A place where nobody listens yet, and then somebody does.
    let address = {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        listener.local_addr().expect("an address").to_string()
    };
    let store = SqliteStore::in_memory().expect("a database");
    let core = Core::open(Box::new(store), || [3; 32]).expect("a core");
    let (writer, _thread) = Writer::start(core);
    let (stop, stopped) = mpsc::channel();
    let shared = Shared::default();
    let ils = IlsFile::Sip2(config(&address));
    let target = ils.target();
    let pause = Some(Duration::from_millis(20));
    let thread = courier::start(writer.clone(), ils, now_ms, stopped, shared.clone(), pause);
    // The first look marks what was before: nothing.
    tokio::time::sleep(Duration::from_millis(200)).await;
    let push = Log::new(9).scan(1, Kind::Checkout, "T1", Some("P1")).push();
    writer
        .run(move |core| carrel_server::desk::push_into(core, &push, true, AT.wall_ms + 9))
        .await
        .expect("a push");
    tokio::time::sleep(Duration::from_millis(200)).await;
    let trouble = shared.lock().expect("the status").trouble.clone();
    assert!(trouble.is_some_and(|text| text.contains("cannot be reached")));
    // The system that comes does not answer until it may; the writer does.
    let listener = TcpListener::bind(&address).expect("the same port");
    let (came, comes) = mpsc::channel();
    let (may, held) = mpsc::channel::<()>();
    let of = shelf.clone();
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let _ = came.send(());
            // No word comes: it may when the other end is dropped.
            let _ = held.recv();
            talk(stream, &of);
        }
    });
    let long = Duration::from_secs(20);
    tokio::task::spawn_blocking(move || comes.recv_timeout(long))
        .await
        .expect("waited")
        .expect("the line is called");
    let mut may = Some(may);
    let start = std::time::Instant::now();
    for n in 0.. {
        let ask = target.clone();
        let open = writer.run(move |core| core.store.deliveries(Some(&ask), false));
        let open = tokio::time::timeout(long, open)
            .await
            .expect("the writer waits for the line")
            .expect("rows");
        if n == 3 {
            assert!(!open.is_empty(), "nothing was said yet");
            may = None;
        }
        if open.is_empty() {
            break;
        }
        assert!(start.elapsed() < long, "{open:?}");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    assert!(may.is_none(), "it was over before the system said anything");
    assert_eq!(shelf.lock().expect("the shelf").charges.get("T1"), Some(&1));
    assert_eq!(shared.lock().expect("the status").trouble, None);
    drop(stop);
    tokio::task::spawn_blocking(move || thread.join())
        .await
        .expect("waited")
        .expect("it ended");
}

#[test]
fn a_book_that_the_system_wants_on_the_hold_shelf_is_told() {
    let shelf = Shared2::default();
    shelf.lock().expect("the shelf").alert = Some("01");
    let address = serve(shelf.clone());
    let mut core = core();
    let mut line = SipLine::new(config(&address), clock);
    let mut outbox = outbox(&mut core, "sip");
    run(&mut outbox, &mut line).expect("a run");
    let rows = core.store.deliveries(Some("sip"), true).expect("rows");
    let back: Vec<_> = rows.iter().filter(|row| row.act == Act::Return).collect();
    assert_eq!(
        (back[0].state, back[0].said.as_str()),
        (State::Confirmed, "Put this book on the hold shelf.")
    );
}

#[test]
fn a_loan_that_may_not_be_refused_is_due_at_the_end_of_its_day() {
    let shelf = Shared2::default();
    let address = serve(shelf.clone());
    let mut core = core();
    let mut rows = core.store.deliveries(Some("sip"), false).expect("rows");
    for row in &mut rows {
        row.due = carrel_core::CalendarDate::parse("2026-12-11");
        core.store.put_delivery(row).expect("kept");
    }
    let honours = Sip {
        no_block: true,
        ..config(&address)
    };
    let mut line = SipLine::new(honours, clock);
    run(&mut outbox(&mut core, "sip"), &mut line).expect("a run");
    let due_on = shelf.lock().expect("the shelf").due_on.clone();
    assert_eq!(due_on, ["20261211    235959", "20261211    235959"]);
}

#[test]
fn an_answer_that_drips_is_given_up_when_its_time_is_over() {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = listener.local_addr().expect("an address").to_string();
    std::thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            // A byte every 300 ms, for ever: no read ever waits long.
            while stream.write_all(b"9").is_ok() {
                std::thread::sleep(Duration::from_millis(300));
            }
        }
    });
    let began = std::time::Instant::now();
    let quick = Sip {
        timeout_seconds: 1,
        ..config(&address)
    };
    let mut core = core();
    let mut line = SipLine::new(quick, clock);
    let last = run(&mut outbox(&mut core, "sip"), &mut line).expect("a run");
    assert_eq!(last.trouble.as_deref(), Some("no answer came in time"));
    assert!(began.elapsed() < Duration::from_secs(5));
}
