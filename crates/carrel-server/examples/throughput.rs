//! How many operations a second the gateway takes, on a database file with FULL commits; `cargo xtask bench gateway`.
//!
//! Signed requests go through the whole router; the client's own work (hashing, signing) is done before the clock starts.
//! Beside it, in the same run, the very same rows are inserted bare, 200 operations a transaction.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::Body;
use axum::http::{Request, StatusCode};
use carrel_circ::entry::{Kind, OpId};
use carrel_server::app::{App, app, now_ms, random};
use carrel_server::signature::{hex, signed_text};
use carrel_server::sqlite::SqliteStore;
use carrel_server::store::{DeviceRow, Store};
use carrel_server::writer::{Core, Writer};
use carrel_sync::Reading;
use carrel_sync::client::{Client, Draft, Mint};
use carrel_sync::message::Push;
use http_body_util::BodyExt;
use p256::ecdsa::signature::Signer;
use p256::ecdsa::{Signature, SigningKey};
use rusqlite::Connection;
use tower::ServiceExt;

const KIOSKS: u128 = 50;

/// A signed request that waits to be sent.
struct Ready {
    header: String,
    body: Vec<u8>,
}

/// A kiosk's requests of so many operations each, in order.
fn requests(id: u128, key: &SigningKey, epoch: u64, count: u64, size: u64) -> Vec<Ready> {
    let mut client = Client::new(id, epoch);
    let mut all = Vec::new();
    let mut scans = 0u64;
    for number in 0..count {
        let first = scans + 1;
        let mut ops = Vec::new();
        let at = Reading {
            wall_ms: now_ms(),
            mono_ms: now_ms(),
            run: 1,
        };
        for _ in 0..size {
            scans += 1;
            // Each kiosk lends and takes back its own 400 copies, as in a school.
            let copy = format!("T{id}-{}", scans / 2 % 400);
            let (kind, card) = if scans % 2 == 1 {
                (Kind::Return, None)
            } else {
                (Kind::Checkout, Some(format!("P{}", scans % 90)))
            };
            let mint = Mint {
                id: OpId(id << 96 | u128::from(epoch) << 64 | u128::from(scans)),
                salt: [1; 16],
                at,
            };
            let (_, change) = client
                .prepare(Draft::scan(kind, &copy, card.as_deref()), mint)
                .expect("it fits in a log");
            ops.extend(change.put.iter().map(|(_, record)| record.clone()));
            client.commit(&change);
        }
        let body = Push {
            device: id,
            epoch,
            first,
            oldest: 1,
            ops,
            sent: at,
            nonce: [1; 16],
        }
        .encode();
        let (time, nonce) = (
            now_ms(),
            u128::from(epoch) << 64 | u128::from(number) << 32 | id,
        );
        let signature: Signature =
            key.sign(signed_text("POST", "/v1/push", id, time, nonce, &body).as_bytes());
        let header = format!(
            "{id:032x} {time} {nonce:032x} {}",
            hex(&signature.to_bytes())
        );
        all.push(Ready { header, body });
    }
    all
}

/// All kiosks send their requests, each waiting for its answer; how long each push took, and all together.
async fn send(router: &Router, all: Vec<Vec<Ready>>) -> (Vec<Duration>, Duration) {
    let begin = Instant::now();
    let mut tasks = Vec::new();
    for requests in all {
        let router = router.clone();
        tasks.push(tokio::spawn(async move {
            let mut took = Vec::new();
            for ready in requests {
                let start = Instant::now();
                let request = Request::post("/v1/push")
                    .header("carrel-sig", ready.header)
                    .body(Body::from(ready.body))
                    .expect("a request");
                let answer = router.clone().oneshot(request).await.expect("an answer");
                let status = answer.status();
                let body = answer
                    .into_body()
                    .collect()
                    .await
                    .expect("a body")
                    .to_bytes();
                assert_eq!(status, StatusCode::OK, "{}", String::from_utf8_lossy(&body));
                took.push(start.elapsed());
            }
            took
        }));
    }
    let mut took = Vec::new();
    for task in tasks {
        took.extend(task.await.expect("a kiosk"));
    }
    (took, begin.elapsed())
}

fn percentile(took: &mut [Duration], part: f64) -> f64 {
    took.sort();
    let place = ((took.len() as f64 * part).ceil() as usize).clamp(1, took.len()) - 1;
    took[place].as_secs_f64() * 1_000.0
}

/// The same rows, inserted bare into an empty database of the same schema.
fn bare(from: &Path, to: &Path) -> f64 {
    let store = SqliteStore::open(to).expect("a database");
    drop(store);
    let db = Connection::open(to).expect("a database");
    db.execute_batch("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;")
        .expect("pragmas");
    db.execute("ATTACH ?1 AS old", [from.to_string_lossy()])
        .expect("the other database");
    // Read into memory first: reading is not what is measured.
    type Row = Vec<rusqlite::types::Value>;
    let read = |sql: &str| -> Vec<Row> {
        let mut statement = db.prepare(sql).expect("a statement");
        let width = statement.column_count();
        let rows = statement
            .query_map([], |row| {
                (0..width)
                    .map(|n| row.get(n))
                    .collect::<rusqlite::Result<Row>>()
            })
            .expect("rows");
        rows.collect::<rusqlite::Result<_>>().expect("rows")
    };
    let ops = read("SELECT * FROM old.ops ORDER BY server_seq");
    let feed = read("SELECT * FROM old.feed ORDER BY server_seq");
    let loans = read("SELECT * FROM old.loans ORDER BY out_ms");
    assert_eq!(ops.len(), feed.len());
    let begin = Instant::now();
    let mut loans = loans.into_iter();
    for (ops, feed) in ops.chunks(200).zip(feed.chunks(200)) {
        db.execute_batch("BEGIN IMMEDIATE").expect("begin");
        for (op, row) in ops.iter().zip(feed) {
            let insert = |sql: &str, row: &Row| {
                db.prepare_cached(sql)
                    .and_then(|mut statement| statement.execute(rusqlite::params_from_iter(row)))
                    .expect("an insert")
            };
            insert(
                "INSERT INTO ops VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
                op,
            );
            insert("INSERT INTO feed VALUES(?1, ?2)", row);
            // A loan is written when it begins; every second operation begins one.
            if let Some(server_seq) = row.first()
                && matches!(server_seq, rusqlite::types::Value::Integer(n) if n % 2 == 0)
                && let Some(loan) = loans.next()
            {
                insert(
                    "INSERT OR REPLACE INTO loans VALUES(?1, ?2, ?3, ?4, ?5)",
                    &loan,
                );
            }
        }
        db.execute_batch("COMMIT").expect("commit");
    }
    ops.len() as f64 / begin.elapsed().as_secs_f64()
}

fn main() {
    let folder: PathBuf =
        std::env::temp_dir().join(format!("carrel-throughput-{}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("a folder");
    let data = folder.join("carrel.sqlite");
    let mut store = SqliteStore::open(&data).expect("a database");
    let keys: Vec<SigningKey> = (0..KIOSKS)
        .map(|_| SigningKey::from_slice(&random()).expect("a key"))
        .collect();
    for (id, key) in keys.iter().enumerate() {
        let key = key
            .verifying_key()
            .to_encoded_point(false)
            .as_bytes()
            .to_vec();
        let row = DeviceRow {
            id: id as u128,
            key,
            role: "kiosk".to_owned(),
            label: String::new(),
            paired_ms: 0,
            revoked_ms: None,
        };
        store.put_device(&row).expect("a device");
    }
    let (writer, thread) = Writer::start(Core::open(Box::new(store), random).expect("a core"));
    let router = app(App::new(writer));
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("a runtime");
    let wave = |epoch: u64, count: u64, size: u64| -> Vec<Vec<Ready>> {
        keys.iter()
            .enumerate()
            .map(|(id, key)| requests(id as u128, key, epoch, count, size))
            .collect()
    };

    // Sustained: 100,000 operations in pushes of 200, 50 kiosks at once.
    let all = wave(1, 10, 200);
    let (mut took, whole) = runtime.block_on(send(&router, all));
    let rate = (took.len() * 200) as f64 / whole.as_secs_f64();
    println!("bench\tpushes of 200, sustained\t{rate:.0}\toperations/s\t10000");
    println!(
        "bench\tpushes of 200, 50 kiosks without a pause, p99\t{:.1}\tms\t",
        percentile(&mut took, 0.99)
    );

    // Small pushes, each kiosk as fast as it can: more than any school scans.
    let all = wave(2, 40, 5);
    let (mut took, whole) = runtime.block_on(send(&router, all));
    println!(
        "bench\tpushes of 5, 50 kiosks without a pause, p99\t{:.1}\tms\t",
        percentile(&mut took, 0.99)
    );
    println!(
        "bench\tpushes of 5, sustained\t{:.0}\tpushes/s\t",
        took.len() as f64 / whole.as_secs_f64()
    );

    // After an outage: 50 kiosks, each one push of 200, at the same moment.
    let all = wave(3, 1, 200);
    let (mut took, _) = runtime.block_on(send(&router, all));
    println!(
        "bench\tone push of 200 from each of 50 kiosks at once, p99\t{:.1}\tms\t250",
        percentile(&mut took, 0.99)
    );

    drop(router);
    drop(runtime);
    drop(thread.join().expect("the writer"));
    let plain = bare(&data, &folder.join("bare.sqlite"));
    println!("bench\tthe same rows, inserted bare\t{plain:.0}\trows/s\t");
    println!("bench\tof a bare insert\t{:.3}\tparts/s\t0.5", rate / plain);
    let _ = std::fs::remove_dir_all(&folder);
}
