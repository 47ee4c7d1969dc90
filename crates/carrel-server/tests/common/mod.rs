//! A gateway in memory and a kiosk that signs, for the tests of this crate.
#![allow(dead_code)]

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, OnceLock};

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, Request, StatusCode};
use carrel_circ::entry::{Kind, OpId};
use carrel_server::app::{App, app, now_ms, random};
use carrel_server::collect::collect;
use carrel_server::driver::Direct;
use carrel_server::signature::{hex, signed_text};
use carrel_server::sqlite::SqliteStore;
use carrel_server::staff;
use carrel_server::store::Store;
use carrel_server::writer::{Core, Writer};
use carrel_sync::Reading;
use carrel_sync::client::{Client, Draft, Mint};
use carrel_sync::hand_in::{VERSION, VERSION_HEADER};
use carrel_sync::hash::{receipt, receipt_code};
use carrel_sync::message::{Pull, Pulled, Push, Pushed, Record};
use http_body_util::BodyExt;
use p256::ecdsa::signature::Signer;
use p256::ecdsa::{Signature, SigningKey};
use tower::ServiceExt;

/// A device's log put together by hand, for pushes into a core without HTTP. Its clock stands.
pub(crate) struct Log {
    device: u128,
    client: Client,
    ops: Vec<Record>,
}

/// The time on the clock of every [`Log`].
pub(crate) const AT: Reading = Reading {
    wall_ms: 1_790_000_000_000,
    mono_ms: 1,
    run: 1,
};

impl Log {
    /// An empty one, of epoch 5.
    pub(crate) fn new(device: u128) -> Self {
        Self {
            device,
            client: Client::new(device, 5),
            ops: Vec::new(),
        }
    }

    /// Writes an operation of that name.
    pub(crate) fn scan(mut self, id: u128, kind: Kind, copy: &str, card: Option<&str>) -> Self {
        self.at(id, AT, kind, copy, card);
        self
    }

    /// The same at another time.
    pub(crate) fn at(&mut self, id: u128, at: Reading, kind: Kind, copy: &str, card: Option<&str>) {
        let mint = Mint {
            id: OpId(id),
            salt: [1; 16],
            at,
        };
        let (_, change) = self
            .client
            .prepare(Draft::scan(kind, copy, card), mint)
            .expect("it fits in a log");
        self.ops
            .extend(change.put.iter().map(|(_, record)| record.clone()));
        self.client.commit(&change);
    }

    /// All of it as one push.
    pub(crate) fn push(&self) -> Push {
        Push {
            device: self.device,
            epoch: 5,
            first: 1,
            oldest: 1,
            ops: self.ops.clone(),
            sent: AT,
            nonce: [1; 16],
        }
    }
}

/// A core over a store, whose line to this target is set up.
pub(crate) fn set_up(store: SqliteStore, target: &str) -> Core {
    let mut core = Core::open(Box::new(store), || [3; 32]).expect("a core");
    enter(&mut core, target);
    core
}

/// A log reaches a core as a push.
pub(crate) fn push(core: &mut Core, log: Log) {
    core.store.begin().expect("begin");
    carrel_server::desk::push_into(core, &log.push(), true, AT.wall_ms + 9).expect("a push");
    core.store.commit().expect("commit");
}

/// What is new enters the outbox; how many rows.
pub(crate) fn enter(core: &mut Core, target: &str) -> usize {
    core.store.begin().expect("begin");
    let count = collect(core, target).expect("collected");
    core.store.commit().expect("commit");
    count
}

/// The outbox of a core for a target, without the writer's thread.
pub(crate) fn outbox<'a>(core: &'a mut Core, target: &'a str) -> Direct<'a> {
    Direct {
        store: core.store.as_mut(),
        target,
    }
}

/// A checkout and return of T1, and a checkout of T2.
pub(crate) fn three_scans() -> Log {
    Log::new(9)
        .scan(1, Kind::Checkout, "T1", Some("P1"))
        .scan(2, Kind::Return, "T1", None)
        .scan(3, Kind::Checkout, "T2", Some("P2"))
}

static NUMBER: AtomicU64 = AtomicU64::new(1);

fn number() -> u64 {
    NUMBER.fetch_add(1, Ordering::Relaxed)
}

/// What every gateway of this program logged.
pub(crate) static LINES: Mutex<Vec<String>> = Mutex::new(Vec::new());

fn note(line: &str) {
    LINES.lock().expect("the lines").push(line.to_owned());
}

/// A gateway in memory, with Ann as its administrator.
pub(crate) struct Gateway {
    router: Router,
}

impl Gateway {
    pub(crate) fn new() -> Self {
        Self::over(SqliteStore::in_memory().expect("a database"))
    }

    pub(crate) fn over(store: SqliteStore) -> Self {
        Self::with(store, now_ms)
    }

    /// One whose clock stands: however slow this machine is, nothing is earned by waiting.
    pub(crate) fn standing() -> Self {
        static START: OnceLock<i64> = OnceLock::new();
        let clock = || *START.get_or_init(now_ms);
        Self::with(SqliteStore::in_memory().expect("a database"), clock)
    }

    fn with(mut store: SqliteStore, clock: fn() -> i64) -> Self {
        store.begin().expect("begin");
        staff::set_password(&mut store, "ann", "correct horse", true, &random())
            .expect("a password");
        store.commit().expect("commit");
        let core = Core::open(Box::new(store), random).expect("a core");
        let (writer, _) = Writer::start(core);
        Self {
            router: app(App::with(writer, clock, random).logging(note)),
        }
    }

    pub(crate) async fn ask(
        &self,
        method: &str,
        path: &str,
        header: Option<(&str, &str)>,
        body: &[u8],
    ) -> (StatusCode, HeaderMap, Vec<u8>) {
        let headers: Vec<(&str, &str)> = header.into_iter().collect();
        self.ask_with(method, path, &headers, body).await
    }

    pub(crate) async fn ask_with(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: &[u8],
    ) -> (StatusCode, HeaderMap, Vec<u8>) {
        let version = VERSION.to_string();
        let mut headers = headers.to_vec();
        if path.starts_with("/v1/hand-in") && headers.iter().all(|of| of.0 != VERSION_HEADER) {
            headers.push((VERSION_HEADER, &version));
        }
        self.ask_as_it_is(method, path, &headers, body).await
    }

    /// What a page of any version sends.
    pub(crate) async fn ask_as_it_is(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: &[u8],
    ) -> (StatusCode, HeaderMap, Vec<u8>) {
        let mut request = Request::builder()
            .method(method)
            .uri(path)
            .header("host", "library.example");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let request = request.body(Body::from(body.to_vec())).expect("a request");
        let answer = self
            .router
            .clone()
            .oneshot(request)
            .await
            .expect("an answer");
        let (parts, body) = answer.into_parts();
        let bytes = body.collect().await.expect("a body").to_bytes().to_vec();
        (parts.status, parts.headers, bytes)
    }

    /// A JSON answer to a member of staff.
    pub(crate) async fn json(
        &self,
        method: &str,
        path: &str,
        cookie: &str,
        body: &str,
    ) -> serde_json::Value {
        let (status, _, bytes) = self
            .ask(method, path, Some(("cookie", cookie)), body.as_bytes())
            .await;
        assert_eq!(
            status,
            StatusCode::OK,
            "{path}: {}",
            String::from_utf8_lossy(&bytes)
        );
        serde_json::from_slice(&bytes).expect("JSON")
    }

    /// Signs Ann in; her cookie.
    pub(crate) async fn sign_in(&self) -> String {
        let body = br#"{"name":"ann","password":"correct horse"}"#;
        let (status, headers, _) = self.ask("POST", "/v1/staff/login", None, body).await;
        assert_eq!(status, StatusCode::OK);
        let cookie = headers["set-cookie"].to_str().expect("a cookie");
        for word in ["HttpOnly", "Secure", "SameSite=Strict", "Path=/"] {
            assert!(cookie.contains(word), "{cookie}");
        }
        cookie.split(';').next().unwrap_or_default().to_owned()
    }

    /// Pairs a device by a one-time code.
    pub(crate) async fn pair(&self, role: &str) -> Kiosk {
        let cookie = self.sign_in().await;
        let code = self
            .json(
                "POST",
                "/v1/pair-code",
                &cookie,
                &format!("{{\"role\":\"{role}\"}}"),
            )
            .await;
        let mut kiosk = Kiosk::stranger();
        let public = hex(kiosk.key.verifying_key().to_encoded_point(false).as_bytes());
        let body =
            serde_json::json!({ "code": code["code"], "key": public, "label": "Door" }).to_string();
        let (status, _, bytes) = self.ask("POST", "/v1/pair", None, body.as_bytes()).await;
        assert_eq!(status, StatusCode::OK);
        let answer: serde_json::Value = serde_json::from_slice(&bytes).expect("JSON");
        kiosk.become_device(answer["device"].as_str().expect("a device"));
        let (status, _, _) = self.ask("POST", "/v1/pair", None, body.as_bytes()).await;
        assert_eq!(status, StatusCode::FORBIDDEN, "a code works once");
        kiosk
    }
}

/// A device with a key and a log.
pub(crate) struct Kiosk {
    pub(crate) id: u128,
    key: SigningKey,
    client: Client,
    records: Vec<Record>,
}

impl Kiosk {
    /// One that nobody paired.
    pub(crate) fn stranger() -> Self {
        let key = SigningKey::from_slice(&random()).expect("a key");
        Self {
            id: u128::from(number()),
            key,
            client: Client::new(1, 1),
            records: Vec::new(),
        }
    }

    /// The code that a receipt of the operation it scanned last says.
    pub(crate) fn receipt(&self) -> u32 {
        let last = self.records.last().expect("a scan");
        receipt_code(&receipt(&last.hash)).expect("a code")
    }

    /// The same device on another disk: what a copied folder of a browser is.
    pub(crate) fn copied(&self) -> Self {
        Self {
            id: self.id,
            key: self.key.clone(),
            client: self.client.clone(),
            records: self.records.clone(),
        }
    }

    pub(crate) fn become_device(&mut self, id: &str) {
        self.id = u128::from_str_radix(id, 16).expect("32 hex digits");
        self.client = Client::new(self.id, number());
    }

    pub(crate) fn sign(&self, path: &str, body: &[u8]) -> String {
        self.sign_at(path, body, now_ms())
    }

    pub(crate) fn sign_at(&self, path: &str, body: &[u8], time_ms: i64) -> String {
        let nonce = u128::from(number());
        let text = signed_text("POST", path, self.id, time_ms, nonce, body);
        let signature: Signature = self.key.sign(text.as_bytes());
        format!(
            "{:032x} {time_ms} {nonce:032x} {}",
            self.id,
            hex(&signature.to_bytes())
        )
    }

    fn clock(&self) -> Reading {
        Reading {
            wall_ms: now_ms(),
            mono_ms: now_ms(),
            run: 7,
        }
    }

    pub(crate) fn scan(&mut self, kind: Kind, copy: &str, card: Option<&str>) {
        self.scan_ago(0, kind, copy, card);
    }

    /// What happened so many minutes ago.
    pub(crate) fn scan_ago(&mut self, minutes: i64, kind: Kind, copy: &str, card: Option<&str>) {
        self.record_ago(minutes, Draft::scan(kind, copy, card));
    }

    pub(crate) fn record(&mut self, draft: Draft) {
        self.record_ago(0, draft);
    }

    fn record_ago(&mut self, minutes: i64, draft: Draft) {
        let now = self.clock();
        let mint = Mint {
            id: OpId(self.id.rotate_left(64) ^ u128::from(number())),
            salt: [5; 16],
            at: Reading {
                wall_ms: now.wall_ms - minutes * 60_000,
                mono_ms: now.mono_ms - minutes * 60_000,
                ..now
            },
        };
        let (_, change) = self.client.prepare(draft, mint).expect("it fits in a log");
        self.records
            .extend(change.put.iter().map(|(_, record)| record.clone()));
        self.client.commit(&change);
    }

    /// What it recorded last.
    pub(crate) fn last(&self) -> OpId {
        let record = self.records.last().expect("a scan");
        carrel_sync::op::Op::decode(&record.bytes)
            .expect("an operation")
            .id
    }

    /// All its operations, from the first.
    pub(crate) fn body(&self) -> Vec<u8> {
        let log = &self.client.meta().logs[0];
        Push {
            device: self.id,
            epoch: log.epoch,
            first: 1,
            oldest: 1,
            ops: self.records.clone(),
            sent: self.clock(),
            nonce: [9; 16],
        }
        .encode()
    }

    pub(crate) async fn push(&self, gateway: &Gateway) -> Pushed {
        let body = self.body();
        let header = self.sign("/v1/push", &body);
        let (status, headers, bytes) = gateway
            .ask("POST", "/v1/push", Some(("carrel-sig", &header)), &body)
            .await;
        assert_eq!(
            status,
            StatusCode::OK,
            "{}",
            String::from_utf8_lossy(&bytes)
        );
        assert_eq!(headers["content-type"], "application/cbor");
        Pushed::decode(&bytes).expect("an answer")
    }

    pub(crate) async fn pull(&self, gateway: &Gateway) -> Pulled {
        self.pull_after(gateway, 0, 0).await
    }

    /// What is new after this number.
    pub(crate) async fn pull_from(&self, gateway: &Gateway, cursor: u64) -> Pulled {
        let server_epoch = self.pull(gateway).await.server_epoch;
        self.pull_after(gateway, server_epoch, cursor).await
    }

    async fn pull_after(&self, gateway: &Gateway, server_epoch: u64, cursor: u64) -> Pulled {
        self.pull_as(gateway, server_epoch, cursor, None).await
    }

    /// All rows, as a page reads them that says what it reads.
    pub(crate) async fn pull_reading(&self, gateway: &Gateway, rows: &str) -> Pulled {
        self.pull_as(gateway, 0, 0, Some(rows)).await
    }

    async fn pull_as(
        &self,
        gateway: &Gateway,
        server_epoch: u64,
        cursor: u64,
        rows: Option<&str>,
    ) -> Pulled {
        let body = Pull {
            device: self.id,
            server_epoch,
            cursor,
            limit: 500,
            nonce: [8; 16],
        }
        .encode();
        let header = self.sign("/v1/pull", &body);
        let mut headers = vec![("carrel-sig", header.as_str())];
        headers.extend(rows.map(|rows| (carrel_sync::message::ROWS_HEADER, rows)));
        let (status, _, bytes) = gateway.ask_with("POST", "/v1/pull", &headers, &body).await;
        assert_eq!(status, StatusCode::OK);
        Pulled::decode(&bytes).expect("an answer")
    }

    /// Pushes everything in pieces of 200, as a device does that was away; how many pushes it took.
    pub(crate) async fn push_all(&mut self, gateway: &Gateway) -> usize {
        let mut pushes = 0;
        while let Some(wanted) = self.client.wants_push() {
            let from = wanted.first as usize - 1;
            let records = self.records[from..from + wanted.count as usize].to_vec();
            let now = self.clock();
            let body = self
                .client
                .push(wanted, records, u128::from(number()).to_be_bytes(), now);
            let header = self.sign("/v1/push", &body);
            let (status, _, bytes) = gateway
                .ask("POST", "/v1/push", Some(("carrel-sig", &header)), &body)
                .await;
            assert_eq!(status, StatusCode::OK);
            let (change, _) = self
                .client
                .heard("application/cbor", &bytes, self.clock())
                .expect("our answer");
            self.client.commit(&change);
            pushes += 1;
        }
        pushes
    }

    /// A scan that happened so many milliseconds ago, in another run of the page.
    pub(crate) fn scan_before(&mut self, ago_ms: i64, kind: Kind, copy: &str, card: Option<&str>) {
        let at = Reading {
            wall_ms: now_ms() - ago_ms,
            mono_ms: 5,
            run: 3,
        };
        let id = OpId(self.id.rotate_left(64) ^ u128::from(number()));
        let mint = Mint {
            id,
            salt: [5; 16],
            at,
        };
        let (_, change) = self
            .client
            .prepare(Draft::scan(kind, copy, card), mint)
            .expect("it fits in a log");
        self.records
            .extend(change.put.iter().map(|(_, record)| record.clone()));
        self.client.commit(&change);
    }
}
