//! The gateway is killed with -9 under load, again and again: nothing that was acked is missing, and it is back in two seconds.
//! `CARREL_KILL_ROUNDS=1000 cargo test --release -p carrel-server --test kill` for more than the usual 100 rounds.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use carrel_circ::Board;
use carrel_circ::entry::{Kind, OpId};
use carrel_server::app::{now_ms, random};
use carrel_server::signature::{hex, signed_text};
use carrel_server::sqlite::SqliteStore;
use carrel_server::store::{DeviceRow, Store};
use carrel_server::writer::Core;
use carrel_sync::client::{Client, Draft, Mint};
use carrel_sync::message::{Pushed, Record};
use carrel_sync::{Ledger, Reading};
use p256::ecdsa::signature::Signer;
use p256::ecdsa::{Signature, SigningKey};

const DEVICES: u128 = 4;
const BATCH: u64 = 20;

struct Kiosk {
    id: u128,
    key: SigningKey,
    client: Client,
    records: Vec<Record>,
    minted: u128,
}

struct Running {
    child: Child,
    address: String,
    started_in: Duration,
}

fn start(folder: &Path) -> Running {
    let begin = Instant::now();
    let mut child = Command::new(env!("CARGO_BIN_EXE_carrel-server"))
        .args(["serve", "--listen", "127.0.0.1:0", "--data"])
        .arg(folder)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("the server starts");
    let mut line = String::new();
    let stdout = child.stdout.take().expect("its output");
    BufReader::new(stdout).read_line(&mut line).expect("a line");
    let address = line
        .trim()
        .strip_prefix("listening on http://")
        .and_then(|rest| rest.strip_suffix('/'))
        .expect("an address")
        .to_owned();
    let health = ask(&address, "GET", "/health", None, b"").expect("an answer");
    assert_eq!(health.0, 200);
    Running {
        child,
        address,
        started_in: begin.elapsed(),
    }
}

/// One request on its own connection: status and body. An error when the server dies in the middle.
fn ask(
    address: &str,
    method: &str,
    path: &str,
    signature: Option<&str>,
    body: &[u8],
) -> std::io::Result<(u16, Vec<u8>)> {
    let mut stream = TcpStream::connect(address)?;
    stream.set_read_timeout(Some(Duration::from_secs(20)))?;
    let signature = signature.map_or(String::new(), |value| format!("Carrel-Sig: {value}\r\n"));
    let head = format!(
        "{method} {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n{signature}Content-Length: {}\r\n\r\n",
        body.len()
    );
    stream.write_all(head.as_bytes())?;
    stream.write_all(body)?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer)?;
    let cut = || std::io::Error::other("cut off");
    let end = answer
        .windows(4)
        .position(|four| four == b"\r\n\r\n")
        .ok_or_else(cut)?;
    let head = String::from_utf8_lossy(&answer[..end]).to_ascii_lowercase();
    let status = head
        .get(9..12)
        .and_then(|code| code.parse().ok())
        .ok_or_else(cut)?;
    let body = answer[end + 4..].to_vec();
    let length: usize = head
        .lines()
        .find_map(|line| line.strip_prefix("content-length: ")?.parse().ok())
        .ok_or_else(cut)?;
    if body.len() == length {
        Ok((status, body))
    } else {
        Err(cut())
    }
}

impl Kiosk {
    fn new(id: u128) -> Self {
        let key = SigningKey::from_slice(&random()).expect("a key");
        Self {
            id,
            key,
            client: Client::new(id, 77),
            records: Vec::new(),
            minted: 0,
        }
    }

    fn now(&self) -> Reading {
        Reading {
            wall_ms: now_ms(),
            mono_ms: now_ms(),
            run: 1,
        }
    }

    fn scan(&mut self) {
        self.minted += 1;
        let copy = format!("T{}", self.minted % 50);
        let (kind, card) = if self.minted.is_multiple_of(2) {
            (Kind::Return, None)
        } else {
            (Kind::Checkout, Some("P1"))
        };
        let mint = Mint {
            id: OpId(self.id << 64 | self.minted),
            salt: [1; 16],
            at: self.now(),
        };
        let (_, change) = self
            .client
            .prepare(Draft::scan(kind, &copy, card), mint)
            .expect("it fits in a log");
        self.records
            .extend(change.put.iter().map(|(_, record)| record.clone()));
        self.client.commit(&change);
    }

    /// Pushes what waits; the server may die at any moment.
    fn push(&mut self, address: &str, nonce: u64) -> std::io::Result<()> {
        let Some(wanted) = self.client.wants_push() else {
            return Ok(());
        };
        let from = wanted.first as usize - 1;
        let records = self.records[from..from + wanted.count as usize].to_vec();
        let now = self.now();
        let body = self
            .client
            .push(wanted, records, u128::from(nonce).to_be_bytes(), now);
        let time = now_ms();
        let text = signed_text("POST", "/v1/push", self.id, time, u128::from(nonce), &body);
        let signature: Signature = self.key.sign(text.as_bytes());
        let header = format!(
            "{:032x} {time} {:032x} {}",
            self.id,
            u128::from(nonce),
            hex(&signature.to_bytes())
        );
        let answer = ask(address, "POST", "/v1/push", Some(&header), &body);
        let (status, body) = answer.inspect_err(|_| self.client.give_up())?;
        if status != 200 {
            self.client.give_up();
            return Err(std::io::Error::other(format!("status {status}")));
        }
        assert!(Pushed::decode(&body).is_ok());
        let (change, _) = self
            .client
            .heard("application/cbor", &body, self.now())
            .expect("our answer");
        self.client.commit(&change);
        Ok(())
    }

    fn acked(&self) -> u64 {
        self.client.meta().logs[0].acked
    }
}

/// What the database says after a kill: whole, and everything that was acked is in it.
fn check(data: &Path, kiosks: &[Mutex<Kiosk>]) {
    let mut store = SqliteStore::open(data).expect("the database opens");
    store.integrity().expect("integrity_check");
    for kiosk in kiosks {
        let kiosk = kiosk.lock().expect("a kiosk");
        let log = store
            .log(kiosk.id, 77)
            .expect("a log")
            .map_or(0, |log| log.acked);
        assert!(
            log >= kiosk.acked(),
            "device {}: {} of {} acked are there",
            kiosk.id,
            log,
            kiosk.acked()
        );
        for n in 1..=kiosk.acked() {
            let known = store.hash_at(kiosk.id, 77, n).expect("a hash");
            assert_eq!(
                known,
                Some(kiosk.records[n as usize - 1].hash),
                "device {} place {n}",
                kiosk.id
            );
        }
    }
    let rows = store.all_rows().expect("rows");
    assert_eq!(Board::fold(&rows), store.board().expect("a board"));
}

fn folder(name: &str) -> PathBuf {
    let path = std::env::temp_dir().join(format!("carrel-{name}-{}", std::process::id()));
    let _ = std::fs::remove_dir_all(&path);
    std::fs::create_dir_all(&path).expect("a folder");
    path
}

/// So many rounds over one database; then a fresh one, because every round looks at all that was ever acked.
const GENERATION: u64 = 50;

/// What a generation saw.
struct Seen {
    slowest: Duration,
    cut: u64,
    acked: u64,
}

#[test]
fn nothing_acked_is_missing_after_kill_9() {
    let rounds: u64 = std::env::var("CARREL_KILL_ROUNDS")
        .ok()
        .and_then(|text| text.parse().ok())
        .unwrap_or(100);
    let (mut slowest, mut cut, mut acked) = (Duration::ZERO, 0, 0);
    let mut done = 0;
    while done < rounds {
        let until = rounds.min(done + GENERATION);
        let seen = generation(done..until);
        slowest = slowest.max(seen.slowest);
        cut += seen.cut;
        acked += seen.acked;
        done = until;
        println!("{done} rounds, {acked} operations acked, none missing");
    }
    println!("bench\tkill -9 rounds\t{rounds}\trounds\t");
    println!("bench\tkill -9 acked operations, none missing\t{acked}\toperations\t");
    println!("bench\tkill -9 requests cut off\t{cut}\trequests\t");
    println!(
        "bench\tkill -9 slowest restart\t{}\tms\t2000",
        slowest.as_millis()
    );
    assert!(acked > rounds * 20, "{acked} operations is no load");
    assert!(cut > 0, "no request was cut: nothing was tested");
    assert!(slowest < Duration::from_secs(2), "restart took {slowest:?}");
}

/// Kiosks that a new database knows.
fn paired(data: &Path) -> Vec<Mutex<Kiosk>> {
    let kiosks: Vec<Mutex<Kiosk>> = (1..=DEVICES).map(|id| Mutex::new(Kiosk::new(id))).collect();
    let mut store = SqliteStore::open(data).expect("a database");
    for kiosk in &kiosks {
        let kiosk = kiosk.lock().expect("a kiosk");
        let key = kiosk
            .key
            .verifying_key()
            .to_encoded_point(false)
            .as_bytes()
            .to_vec();
        store
            .put_device(&DeviceRow {
                id: kiosk.id,
                key,
                role: "kiosk".to_owned(),
                label: String::new(),
                paired_ms: 0,
                revoked_ms: None,
            })
            .expect("a device");
    }
    kiosks
}

/// Scans and pushes until it is told to stop; how many requests came to nothing.
fn load(kiosk: &Mutex<Kiosk>, address: &str, stop: &AtomicBool, nonce: &AtomicU64) -> u64 {
    let mut broken = 0;
    while !stop.load(Ordering::Relaxed) {
        let mut kiosk = kiosk.lock().expect("a kiosk");
        if kiosk.client.pending() < 200 {
            for _ in 0..BATCH {
                kiosk.scan();
            }
        }
        let nonce = nonce.fetch_add(1, Ordering::Relaxed);
        if kiosk.push(address, nonce).is_err() {
            broken += 1;
            std::thread::sleep(Duration::from_millis(2));
        }
    }
    broken
}

#[test]
fn a_server_knows_the_copies_of_the_desk_that_it_serves() {
    let folder = folder("site");
    let site = folder.join("site");
    std::fs::create_dir_all(site.join("desk/app")).expect("a folder");
    let name = "app/copies-0a1b2c3d.txt";
    let list = carrel_core::copies::write(&[("a1", "Holes")], &[("T1", 0, "")]);
    std::fs::write(site.join("desk").join(name), list).expect("a list");
    let page = format!("{{\"copies\":\"{name}\"}}");
    std::fs::write(site.join("desk/index.html"), page).expect("a page");
    let mut child = Command::new(env!("CARGO_BIN_EXE_carrel-server"))
        .args(["serve", "--listen", "127.0.0.1:0", "--data"])
        .arg(&folder)
        .arg("--site")
        .arg(&site)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("the server starts");
    let database = folder.join("carrel.sqlite");
    let is_there = || {
        let raw = rusqlite::Connection::open(&database)?;
        raw.query_row("SELECT count(*) FROM feed", [], |row| row.get::<_, i64>(0))
    };
    while is_there().unwrap_or(0) == 0 {
        assert_eq!(child.try_wait().expect("asked"), None, "it runs");
        std::thread::sleep(Duration::from_millis(20));
    }
    child.kill().expect("killed");
    let _ = child.wait();
    let store = SqliteStore::open(&database).expect("a database");
    let core = Core::open(Box::new(store), random).expect("a core");
    assert!(core.board.copies_are_listed());
    let known = core.board.copy("T1").expect("a copy");
    assert_eq!(known.title, "a1");
    let _ = std::fs::remove_dir_all(&folder);
}

#[test]
fn a_folder_that_a_server_runs_on_is_neither_restored_nor_served_twice() {
    let folder = folder("lock");
    let run = |words: &[&str]| {
        Command::new(env!("CARGO_BIN_EXE_carrel-server"))
            .args(words)
            .arg("--data")
            .arg(&folder)
            .output()
            .expect("it ran")
    };
    let made = run(&["backup"]);
    let backup = String::from_utf8(made.stdout).expect("a path");
    let restore = ["restore", "--from", backup.trim()];
    let mut running = start(&folder);
    for words in [&restore[..], &["serve", "--listen", "127.0.0.1:0"]] {
        let refused = run(words);
        assert!(!refused.status.success(), "{words:?}");
        let said = String::from_utf8_lossy(&refused.stderr).into_owned();
        assert!(said.contains("stop it first"), "{said}");
    }
    running.child.kill().expect("killed");
    let _ = running.child.wait();
    let done = run(&restore);
    let said = String::from_utf8_lossy(&done.stdout).into_owned();
    assert!(done.status.success() && said.contains("in place"), "{said}");
    let _ = std::fs::remove_dir_all(&folder);
}

#[test]
fn a_new_password_by_command_keeps_an_administrator_and_whoever_is_removed_is_gone() {
    use carrel_server::staff;
    let folder = folder("staff");
    let run = |words: &[&str]| {
        let mut child = Command::new(env!("CARGO_BIN_EXE_carrel-server"))
            .args(["staff", "--name"])
            .args(words)
            .arg("--data")
            .arg(&folder)
            .stdin(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("it starts");
        // One that needs no password is gone before it is read.
        let _ = child
            .stdin
            .take()
            .expect("its input")
            .write_all(b"correct horse\n");
        child.wait().expect("it ends").success()
    };
    let member = |name: &str| {
        let mut store = SqliteStore::open(&folder.join("carrel.sqlite")).expect("a database");
        let (_, _, member) = staff::challenge(&mut store, name).expect("asked");
        member.map(|member| (member.number, member.is_admin))
    };
    assert!(run(&["ann", "--admin"]) && run(&["ben"]));
    assert!(run(&["ann"]));
    assert_eq!(member("ann"), Some((1, true)));
    assert_eq!(member("ben"), Some((2, false)));
    assert!(run(&["ben", "--remove"]));
    assert_eq!(member("ben"), None);
    assert!(!run(&["ben", "--remove"]), "there is none");
    // What Ben did stands under his number.
    assert!(run(&["eve"]));
    assert_eq!(member("eve"), Some((3, false)));
    let _ = std::fs::remove_dir_all(&folder);
}

/// A computer that is switched off every afternoon has a backup all the same: the first is made at the start.
#[test]
fn the_first_backup_is_made_at_the_start() {
    let folder = folder("first-backup");
    let mut running = start(&folder);
    let begin = Instant::now();
    let count = || {
        std::fs::read_dir(folder.join("backups")).map_or(0, |found| {
            let names = found.flatten().map(|entry| entry.file_name());
            names
                .filter(|name| name.to_string_lossy().ends_with(".sqlite"))
                .count()
        })
    };
    while count() == 0 {
        assert!(begin.elapsed() < Duration::from_secs(20), "no backup");
        std::thread::sleep(Duration::from_millis(50));
    }
    running.child.kill().expect("killed");
    let _ = running.child.wait();
    let _ = std::fs::remove_dir_all(&folder);
}

/// SIGTERM under load: the program ends by itself and well, and what it acked is there.
#[cfg(unix)]
#[test]
fn a_gateway_that_is_told_to_end_ends_well_and_keeps_what_it_acked() {
    let folder = folder("end");
    let data = folder.join("carrel.sqlite");
    let kiosks = paired(&data);
    let (nonce, stop) = (AtomicU64::new(1), AtomicBool::new(false));
    let mut running = start(&folder);
    std::thread::scope(|scope| {
        for kiosk in &kiosks {
            let (address, stop, nonce) = (&running.address, &stop, &nonce);
            scope.spawn(move || load(kiosk, address, stop, nonce));
        }
        let begin = Instant::now();
        let some = || {
            kiosks
                .iter()
                .any(|kiosk| kiosk.lock().is_ok_and(|k| k.acked() > 0))
        };
        while !some() && begin.elapsed() < Duration::from_secs(20) {
            std::thread::sleep(Duration::from_millis(5));
        }
        let told = Command::new("kill")
            .args(["-TERM", &running.child.id().to_string()])
            .status();
        let mut end = None;
        while end.is_none() && begin.elapsed() < Duration::from_secs(60) {
            std::thread::sleep(Duration::from_millis(5));
            end = running.child.try_wait().expect("its state");
        }
        stop.store(true, Ordering::Relaxed);
        if end.is_none() {
            let _ = running.child.kill();
        }
        assert!(told.is_ok_and(|status| status.success()), "SIGTERM");
        assert!(end.is_some_and(|status| status.success()), "{end:?}");
    });
    let acked: u64 = kiosks
        .iter()
        .map(|kiosk| kiosk.lock().map_or(0, |k| k.acked()))
        .sum();
    assert!(acked > 0);
    check(&data, &kiosks);
    let _ = std::fs::remove_dir_all(&folder);
}

/// Kills a gateway in each round, over one database.
fn generation(rounds: std::ops::Range<u64>) -> Seen {
    let folder = folder("kill");
    let data = folder.join("carrel.sqlite");
    let kiosks = paired(&data);
    let nonce = AtomicU64::new(1);
    let (mut slowest, mut cut) = (Duration::ZERO, 0);
    for round in rounds {
        let mut running = start(&folder);
        slowest = slowest.max(running.started_in);
        let stop = AtomicBool::new(false);
        let broken = AtomicU64::new(0);
        std::thread::scope(|scope| {
            for kiosk in &kiosks {
                let (address, stop, nonce, broken) = (&running.address, &stop, &nonce, &broken);
                scope.spawn(move || {
                    broken.fetch_add(load(kiosk, address, stop, nonce), Ordering::Relaxed);
                });
            }
            // Somewhere in the load, another moment each time.
            std::thread::sleep(Duration::from_millis(20 + round * 37 % 90));
            running.child.kill().expect("kill -9");
            running.child.wait().expect("its end");
            stop.store(true, Ordering::Relaxed);
        });
        cut += broken.load(Ordering::Relaxed);
        check(&data, &kiosks);
    }
    // At last it lives, and everything arrives.
    let mut running = start(&folder);
    for kiosk in &kiosks {
        let mut kiosk = kiosk.lock().expect("a kiosk");
        for _ in 0..1_000 {
            if kiosk.client.pending() == 0 {
                break;
            }
            kiosk
                .push(&running.address, nonce.fetch_add(1, Ordering::Relaxed))
                .expect("it lives");
        }
        assert_eq!(kiosk.client.pending(), 0);
    }
    running.child.kill().expect("the end");
    running.child.wait().expect("its end");
    check(&data, &kiosks);
    let acked: u64 = kiosks
        .iter()
        .map(|kiosk| kiosk.lock().map_or(0, |kiosk| kiosk.acked()))
        .sum();
    let _ = std::fs::remove_dir_all(&folder);
    Seen {
        slowest,
        cut,
        acked,
    }
}
