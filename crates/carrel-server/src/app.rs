//! The routes, as a function of the state: testable without a socket.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::{SystemTime, UNIX_EPOCH};

use axum::Router;
use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, Path, State};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, Uri, header};
use axum::middleware::from_fn_with_state;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use carrel_circ::entry::OpId;
use carrel_sync::hand_in::TARGET;
use carrel_sync::message::{CONTENT_TYPE, MAX_PUSH, Pull, Push, ROWS, ROWS_HEADER};
use carrel_sync::server::serve;
use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::auth::Codes;
use crate::courier::{Shared, Status};
use crate::desk::{self, Decision, Lists};
use crate::hand_routes;
use crate::limit::{Limits, RECEIPTS, REQUESTS, Rate};
use crate::log;
use crate::outbox::State as OutState;
use crate::outbox_routes;
use crate::results;
use crate::second::SECRET;
use crate::signature::{Claim, Doubt, Nonces, hex, unhex};
use crate::staff::{COOKIE, Member, Sessions};
use crate::staff_routes;
use crate::store::{DeviceRow, StoreError};
use crate::writer::Writer;

/// Most bytes of a list that staff sends.
const MAX_LISTS: usize = 16 * 1024 * 1024;

/// What the routes share.
#[derive(Clone)]
pub struct App {
    pub(crate) writer: Writer,
    inner: Arc<Inner>,
    log: log::Sink,
}

struct Inner {
    volatile: Mutex<Volatile>,
    /// Milliseconds since 1970 UTC.
    clock: fn() -> i64,
    random: fn() -> [u8; 32],
    counters: Counters,
    /// How the line to the library's own system stands.
    status: Shared,
}

/// What a restart forgets.
#[derive(Default)]
pub(crate) struct Volatile {
    nonces: Nonces,
    pub(crate) limits: Limits,
    codes: Codes,
    pub(crate) sessions: Sessions,
    /// Secrets of second factors that wait for their first code, by account, and until when.
    pub(crate) enrolling: HashMap<String, ([u8; SECRET], i64)>,
    /// What signs the cookies of browsers that staff signed in with; read from the database once.
    pub(crate) browser_key: Option<[u8; 32]>,
    /// Devices that were asked for, as the database has them.
    devices: HashMap<u128, DeviceRow>,
    /// When each device asked for news last, and how far it had heard: what it asked from is on its disk.
    heard: HashMap<u128, (i64, u64)>,
}

#[derive(Default)]
struct Counters {
    pushes: std::sync::atomic::AtomicU64,
    operations: std::sync::atomic::AtomicU64,
    pulls: std::sync::atomic::AtomicU64,
    refused: std::sync::atomic::AtomicU64,
    failed: std::sync::atomic::AtomicU64,
}

fn count(counter: &std::sync::atomic::AtomicU64, by: u64) {
    counter.fetch_add(by, std::sync::atomic::Ordering::Relaxed);
}

/// The operating system's clock.
#[must_use]
pub fn now_ms() -> i64 {
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .map_or(0, |since| {
            i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
        })
}

/// The operating system's random numbers.
///
/// # Panics
/// When it has none: nothing secret can be made then.
#[must_use]
pub fn random() -> [u8; 32] {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes).expect("the operating system gives random numbers");
    bytes
}

impl App {
    /// Over a writer, with the operating system's clock and random numbers.
    #[must_use]
    pub fn new(writer: Writer) -> Self {
        Self::with(writer, now_ms, random)
    }

    /// Over a writer, with other clocks and random numbers.
    #[must_use]
    pub fn with(writer: Writer, clock: fn() -> i64, random: fn() -> [u8; 32]) -> Self {
        Self {
            writer,
            inner: Arc::new(Inner {
                volatile: Mutex::default(),
                clock,
                random,
                counters: Counters::default(),
                status: Shared::default(),
            }),
            log: log::to_nowhere,
        }
    }

    /// The same, with a line for each request.
    #[must_use]
    pub fn logging(mut self, log: log::Sink) -> Self {
        self.log = log;
        self
    }

    pub(crate) fn say(&self, line: &str) {
        (self.log)(line);
    }

    /// Where the thread that delivers says how it stands.
    #[must_use]
    pub fn shared_status(&self) -> Shared {
        self.inner.status.clone()
    }

    pub(crate) fn status(&self) -> Status {
        self.inner
            .status
            .lock()
            .map(|status| status.clone())
            .unwrap_or_default()
    }

    pub(crate) fn now(&self) -> i64 {
        (self.inner.clock)()
    }

    pub(crate) fn random(&self) -> [u8; 32] {
        (self.inner.random)()
    }

    pub(crate) fn source(&self) -> fn() -> [u8; 32] {
        self.inner.random
    }

    pub(crate) fn count_refused(&self) {
        count(&self.inner.counters.refused, 1);
    }

    pub(crate) fn volatile(&self) -> MutexGuard<'_, Volatile> {
        // Whoever panicked while holding it left nothing half done that matters.
        self.inner
            .volatile
            .lock()
            .unwrap_or_else(|poisoned| poisoned.into_inner())
    }
}

/// All routes.
pub fn app(state: App) -> Router {
    Router::new()
        .route("/v1/push", post(push))
        .route("/v1/pull", post(pull))
        .route("/v1/pair", post(pair))
        .route("/v1/pair-code", post(pair_code))
        .route("/v1/devices", get(devices))
        .route("/v1/devices/revoke", post(revoke))
        .route("/v1/receipts/{code}", get(receipts))
        .route("/v1/exceptions", get(exceptions))
        .route("/v1/exceptions/settle", post(settle))
        .route(
            "/v1/lists",
            post(lists).layer(DefaultBodyLimit::max(MAX_LISTS)),
        )
        .route("/v1/news", post(news))
        .route("/v1/deliveries", get(deliveries))
        .route(
            "/v1/results/{class}",
            post(hand_in_results).get(fetch_results),
        )
        .route("/v1/results/{class}/open", post(open_results))
        .route("/health", get(health))
        .route("/metrics", get(metrics))
        .merge(staff_routes::routes())
        .merge(outbox_routes::routes())
        .merge(hand_routes::routes())
        .layer(DefaultBodyLimit::max(MAX_PUSH + 1024))
        .layer(from_fn_with_state(state.clone(), log::requests))
        .with_state(state)
}

/// An answer that is not the wanted one: a status and a sentence.
pub(crate) struct Refused(StatusCode, String, Option<(header::HeaderName, String)>);

impl Refused {
    pub(crate) fn new(status: StatusCode, text: &str) -> Self {
        Self(status, text.to_owned(), None)
    }

    /// Not now: try again after so many seconds.
    pub(crate) fn busy(text: &str, seconds: u32) -> Self {
        let after = (header::RETRY_AFTER, seconds.to_string());
        Self(
            StatusCode::SERVICE_UNAVAILABLE,
            text.to_owned(),
            Some(after),
        )
    }

    pub(crate) fn status(&self) -> StatusCode {
        self.0
    }
}

impl IntoResponse for Refused {
    fn into_response(self) -> Response {
        let mut response = (self.0, json(&serde_json::json!({ "error": self.1 }))).into_response();
        if let Some((name, value)) = self.2
            && let Ok(value) = HeaderValue::from_str(&value)
        {
            response.headers_mut().insert(name, value);
        }
        response
    }
}

impl From<StoreError> for Refused {
    fn from(error: StoreError) -> Self {
        let status = match &error {
            StoreError::Refused(text) => return Self::new(StatusCode::BAD_REQUEST, text),
            StoreError::Full(_) => StatusCode::INSUFFICIENT_STORAGE,
            StoreError::Failed(_) => StatusCode::SERVICE_UNAVAILABLE,
        };
        // Details are for the log; they name no patron.
        log::say("storage", &error.to_string());
        Self(
            status,
            error.to_string(),
            Some((header::RETRY_AFTER, "5".to_owned())),
        )
    }
}

pub(crate) type Answered = Result<Response, Refused>;

pub(crate) fn json(value: &serde_json::Value) -> Response {
    let headers = [
        (header::CONTENT_TYPE, "application/json"),
        (header::CACHE_CONTROL, "no-store"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    ];
    (headers, value.to_string()).into_response()
}

fn cbor(bytes: Vec<u8>) -> Response {
    let headers = [
        (header::CONTENT_TYPE, CONTENT_TYPE),
        (header::CACHE_CONTROL, "no-store"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    ];
    (headers, bytes).into_response()
}

pub(crate) fn read_json<T: DeserializeOwned>(body: &[u8]) -> Result<T, Refused> {
    serde_json::from_slice(body).map_err(|error| {
        Refused::new(
            StatusCode::BAD_REQUEST,
            &format!("the body is not what is expected: {error}"),
        )
    })
}

pub(crate) fn limited(app: &App, name: &str, rate: Rate) -> Result<(), Refused> {
    let now = app.now();
    app.volatile()
        .limits
        .take(name, rate, now)
        .map_err(|wait_ms| {
            count(&app.inner.counters.refused, 1);
            let seconds = (wait_ms + 999) / 1000;
            Refused(
                StatusCode::TOO_MANY_REQUESTS,
                format!("too many tries; the next one in {seconds} s"),
                Some((header::RETRY_AFTER, seconds.to_string())),
            )
        })
}

/// The device a request comes from: its signature is good, its clock near, its nonce new, its rate within bounds.
pub(crate) async fn device(
    app: &App,
    headers: &HeaderMap,
    method: &Method,
    uri: &Uri,
    body: &Bytes,
) -> Result<DeviceRow, Refused> {
    let doubt = |doubt: Doubt| {
        count(&app.inner.counters.refused, 1);
        let (status, text) = match doubt {
            Doubt::Malformed => (StatusCode::UNAUTHORIZED, "this request is not signed"),
            Doubt::NotPaired => (
                StatusCode::FORBIDDEN,
                "this device is not paired, or was revoked",
            ),
            Doubt::Clock => (
                StatusCode::UNAUTHORIZED,
                "the clock is off: sign again with the time of Carrel-Time",
            ),
            Doubt::Replayed => (StatusCode::UNAUTHORIZED, "this request was sent before"),
        };
        let time = (
            header::HeaderName::from_static("carrel-time"),
            app.now().to_string(),
        );
        Refused(status, text.to_owned(), Some(time))
    };
    let claim = headers
        .get("carrel-sig")
        .and_then(|value| value.to_str().ok())
        .and_then(Claim::read)
        .ok_or_else(|| doubt(Doubt::Malformed))?;
    let id = claim.device;
    let known = app.volatile().devices.get(&id).cloned();
    let row = match known {
        Some(row) => Some(row),
        None => {
            let row = app.writer.run(move |core| core.store.device(id)).await?;
            if let Some(row) = &row {
                // Not over a row that says "revoked" meanwhile.
                app.volatile()
                    .devices
                    .entry(id)
                    .or_insert_with(|| row.clone());
            }
            row
        }
    };
    let row = row
        .filter(|row| row.revoked_ms.is_none())
        .ok_or_else(|| doubt(Doubt::NotPaired))?;
    let path = uri.path();
    if !claim.is_by(&row.key, method.as_str(), path, body) {
        return Err(doubt(Doubt::NotPaired));
    }
    // Only what the device signed, and sent once, counts against it: nobody else can use up its share.
    let now = app.now();
    let looked = app.volatile().nonces.look(&claim, now);
    looked.map_err(doubt)?;
    limited(app, &format!("device {:032x}", claim.device), REQUESTS)?;
    let taken = app.volatile().nonces.take(&claim, now);
    taken.map_err(doubt)?;
    Ok(row)
}

async fn push(
    State(app): State<App>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Answered {
    let row = device(&app, &headers, &method, &uri, &body).await?;
    let push = Push::decode(&body)
        .map_err(|error| Refused::new(StatusCode::BAD_REQUEST, &error.to_string()))?;
    if push.device != row.id {
        return Err(Refused::new(
            StatusCode::FORBIDDEN,
            "a device sends its own log only",
        ));
    }
    count(&app.inner.counters.pushes, 1);
    count(&app.inner.counters.operations, push.ops.len() as u64);
    let now = app.now();
    let answer = app
        .writer
        .run(move |core| desk::push_into(core, &push, row.role == "desk", now))
        .await
        .inspect_err(|_| count(&app.inner.counters.failed, 1))?;
    Ok(cbor(answer.encode()))
}

async fn pull(
    State(app): State<App>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Answered {
    let row = device(&app, &headers, &method, &uri, &body).await?;
    let pull = Pull::decode(&body)
        .map_err(|error| Refused::new(StatusCode::BAD_REQUEST, &error.to_string()))?;
    if pull.device != row.id {
        return Err(Refused::new(
            StatusCode::FORBIDDEN,
            "a device asks for itself only",
        ));
    }
    count(&app.inner.counters.pulls, 1);
    let (now, from) = (app.now(), pull.cursor);
    let answer = app
        .writer
        .run(move |core| {
            let server = carrel_sync::server::Server {
                epoch: core.epoch,
                school_key: &core.school_key,
                now_ms: now,
                may_settle: true,
            };
            serve(server, &pull, core.store.as_mut(), &core.board)
        })
        .await?;
    let reads = headers.get(ROWS_HEADER).and_then(|said| said.to_str().ok());
    let answer = match reads.and_then(|said| said.parse::<u32>().ok()) {
        Some(rows) if rows >= ROWS => answer,
        // A page that was open before this gateway was brought up to date.
        _ => answer.for_older_pages(),
    };
    let is_gone = matches!(answer.body, carrel_sync::message::PulledBody::Gone { .. });
    let cursor = if is_gone { 0 } else { from };
    app.volatile().heard.insert(row.id, (now, cursor));
    let mut response = cbor(answer.encode());
    if is_gone {
        *response.status_mut() = StatusCode::GONE;
    }
    Ok(response)
}

#[derive(Deserialize)]
struct PairRequest {
    code: String,
    key: String,
    label: String,
}

async fn pair(State(app): State<App>, body: Bytes) -> Answered {
    let request: PairRequest = read_json(&body)?;
    let key: [u8; 65] = unhex(&request.key)
        .filter(|key| p256::ecdsa::VerifyingKey::from_sec1_bytes(key).is_ok())
        .ok_or_else(|| {
            Refused::new(
                StatusCode::BAD_REQUEST,
                "`key` is no P-256 key of 130 hex digits",
            )
        })?;
    let now = app.now();
    let role = app.volatile().codes.redeem(&request.code, now);
    let role = role.ok_or_else(|| {
        count(&app.inner.counters.refused, 1);
        Refused::new(
            StatusCode::FORBIDDEN,
            "this code is wrong, used, or too old: ask for a new one",
        )
    })?;
    let mut id = [0; 16];
    id.copy_from_slice(&(app.inner.random)()[..16]);
    let label: String = request.label.trim().chars().take(40).collect();
    let mut row = DeviceRow {
        id: u128::from_be_bytes(id),
        key: key.to_vec(),
        role,
        label: String::new(),
        paired_ms: now,
        revoked_ms: None,
    };
    let school_key = app
        .writer
        .run(move |core| {
            row.label = free_label(&label, &core.store.devices()?);
            core.store.put_device(&row)?;
            core.store
                .audit(now, "code", "pair", &hex(&row.id.to_be_bytes()))?;
            Ok(core.school_key)
        })
        .await?;
    // The school's key lets a paired device recognise a card offline; it is kept as 5.3 says.
    Ok(json(
        &serde_json::json!({ "device": hex(&id), "school_key": hex(&school_key) }),
    ))
}

/// This label, or with the lowest number behind it (`desk 2`) that no paired device bears: a clash names two computers apart.
fn free_label(label: &str, devices: &[DeviceRow]) -> String {
    let is_free = |label: &str| {
        let mut paired = devices.iter().filter(|device| device.revoked_ms.is_none());
        paired.all(|device| device.label != label)
    };
    // More numbers than there are devices: one of them is free.
    let numbered = (2..=devices.len() + 2).map(|n| format!("{label} {n}"));
    let mut labels = std::iter::once(label.to_owned()).chain(numbered);
    labels.find(|label| is_free(label)).unwrap_or_default()
}

/// A cookie's value.
pub(crate) fn cookie<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .find_map(|pair| pair.trim().strip_prefix(name)?.strip_prefix('='))
}

/// The signed-in member of staff. Changes come from our own pages only.
pub(crate) fn member(
    app: &App,
    headers: &HeaderMap,
    changes: bool,
) -> Result<(Member, String), Refused> {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    if changes {
        // Browsers say where a request comes from; what is no browser has no cookie to steal.
        let elsewhere = text("sec-fetch-site").is_some_and(|site| site != "same-origin");
        let origin = text("origin").map(|origin| origin.split("://").nth(1).unwrap_or_default());
        if elsewhere || (origin.is_some() && origin != text("host")) {
            return Err(Refused::new(
                StatusCode::FORBIDDEN,
                "this came from another site",
            ));
        }
    }
    let id = cookie(headers, COOKIE).unwrap_or_default().to_owned();
    let now = app.now();
    let member = app.volatile().sessions.member(&id, now);
    member
        .map(|member| (member, id))
        .ok_or_else(|| Refused::new(StatusCode::UNAUTHORIZED, "please sign in"))
}

fn admin(app: &App, headers: &HeaderMap, changes: bool) -> Result<Member, Refused> {
    let (member, _) = member(app, headers, changes)?;
    if member.is_admin {
        Ok(member)
    } else {
        Err(Refused::new(
            StatusCode::FORBIDDEN,
            "this needs an administrator",
        ))
    }
}

#[derive(Deserialize)]
struct CodeRequest {
    role: String,
}

async fn pair_code(State(app): State<App>, headers: HeaderMap, body: Bytes) -> Answered {
    let member = admin(&app, &headers, true)?;
    let CodeRequest { role } = read_json(&body)?;
    if role != "kiosk" && role != "desk" {
        return Err(Refused::new(
            StatusCode::BAD_REQUEST,
            "`role` is kiosk or desk",
        ));
    }
    let now = app.now();
    let code = app
        .volatile()
        .codes
        .issue(&role, &(app.inner.random)(), now);
    app.writer
        .run(move |core| core.store.audit(now, &member.name, "pair-code", &role))
        .await?;
    Ok(json(&serde_json::json!({ "code": code, "minutes": 10 })))
}

async fn devices(State(app): State<App>, headers: HeaderMap) -> Answered {
    admin(&app, &headers, false)?;
    let rows = app.writer.run(|core| core.store.devices()).await?;
    let heard = app.volatile().heard.clone();
    let list: Vec<_> = rows
        .iter()
        .map(|row| {
            // Nothing since the server was started: then it is not known, and counts as not heard.
            let (seen_ms, cursor) = heard.get(&row.id).copied().unzip();
            serde_json::json!({
                "seen_ms": seen_ms, "cursor": cursor,
                "device": hex(&row.id.to_be_bytes()), "role": row.role, "label": row.label,
                "paired_ms": row.paired_ms, "revoked_ms": row.revoked_ms,
            })
        })
        .collect();
    Ok(json(&serde_json::json!({ "devices": list })))
}

#[derive(Deserialize)]
struct Revoke {
    device: String,
}

/// Its key opens nothing any more. Sessions of staff belong to browsers and go on: signing in is not signed by a device.
async fn revoke(State(app): State<App>, headers: HeaderMap, body: Bytes) -> Answered {
    let member = admin(&app, &headers, true)?;
    let Revoke { device } = read_json(&body)?;
    let id = unhex(&device)
        .map(u128::from_be_bytes)
        .ok_or_else(|| Refused::new(StatusCode::BAD_REQUEST, "`device` is 32 hex digits"))?;
    let now = app.now();
    let found = app
        .writer
        .run(move |core| {
            let Some(mut row) = core.store.device(id)? else {
                return Ok(None);
            };
            // Pressed twice, it was done once.
            if row.revoked_ms.is_none() {
                row.revoked_ms = Some(now);
                core.store.put_device(&row)?;
                let object = format!("{device} {}", row.label);
                core.store
                    .audit(now, &member.name, "revoke", object.trim_end())?;
            }
            Ok(Some(row))
        })
        .await?;
    if let Some(row) = found {
        app.volatile().devices.insert(id, row);
        Ok(json(&serde_json::json!({})))
    } else {
        Err(Refused::new(
            StatusCode::NOT_FOUND,
            "there is no such device",
        ))
    }
}

/// What a receipt's code, twenty bits as a number, stands for. Few tries: nobody reads the log this way.
async fn receipts(State(app): State<App>, Path(code): Path<u32>, headers: HeaderMap) -> Answered {
    let (member, _) = member(&app, &headers, false)?;
    limited(&app, &format!("receipts {}", member.name), RECEIPTS)?;
    let rows = app
        .writer
        .run(move |core| desk::receipts(core, code & 0xf_ffff))
        .await?;
    Ok(json(&serde_json::json!({ "scans": rows })))
}

async fn exceptions(State(app): State<App>, headers: HeaderMap, uri: Uri) -> Answered {
    member(&app, &headers, false)?;
    let only_open = uri.query() != Some("all");
    let rows = app
        .writer
        .run(move |core| desk::exceptions(core, only_open))
        .await?;
    Ok(json(&serde_json::json!({ "exceptions": rows })))
}

async fn settle(State(app): State<App>, headers: HeaderMap, body: Bytes) -> Answered {
    let (member, _) = member(&app, &headers, true)?;
    let decision: Decision = read_json(&body)?;
    let now = app.now();
    let id = OpId(uuid_v7(now, &(app.inner.random)()));
    app.writer
        .run(move |core| {
            desk::settle(core, &decision, member.number, id, now)?;
            let object = format!("{} {}", decision.kind, decision.op);
            core.store.audit(now, &member.name, "settle", &object)
        })
        .await?;
    Ok(json(&serde_json::json!({})))
}

async fn lists(State(app): State<App>, headers: HeaderMap, body: Bytes) -> Answered {
    let member = admin(&app, &headers, true)?;
    let lists: Lists = read_json(&body)?;
    let now = app.now();
    let (count, at) = app
        .writer
        .run(move |core| {
            let count = desk::take_lists(core, &lists, now)?;
            core.store
                .audit(now, &member.name, "lists", &format!("{count} lines"))?;
            Ok((count, core.board.at))
        })
        .await?;
    // A device that heard up to `at` has all of it.
    Ok(json(&serde_json::json!({ "lines": count, "at": at })))
}

async fn deliveries(State(app): State<App>, headers: HeaderMap, uri: Uri) -> Answered {
    let (member, _) = member(&app, &headers, false)?;
    let number = |name: &str, otherwise: i64| {
        uri.query()
            .unwrap_or_default()
            .split('&')
            .find_map(|pair| pair.strip_prefix(name)?.strip_prefix('=')?.parse().ok())
            .unwrap_or(otherwise)
    };
    let (from, until) = (number("from", i64::MIN), number("until", i64::MAX));
    let now = app.now();
    let (rows, held_back) = app
        .writer
        .run(move |core| {
            core.store.audit(now, &member.name, "export", "")?;
            desk::deliveries(core, from, until)
        })
        .await?;
    Ok(json(
        &serde_json::json!({ "operations": rows, "held_back": held_back }),
    ))
}

/// What a desk shows beside its own log, without anybody being signed in: how many deliveries wait for a decision, and how old the lists are.
async fn news(
    State(app): State<App>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Answered {
    device(&app, &headers, &method, &uri, &body).await?;
    let (waiting, ages) = app
        .writer
        .run(|core| {
            let open = core.store.deliveries(None, false)?;
            let ages = desk::list_ages(core.store.as_mut())?;
            Ok((outbox_routes::waiting(&open), ages))
        })
        .await?;
    let age = |(at_ms, count): (i64, u64)| serde_json::json!({ "at_ms": at_ms, "count": count });
    Ok(json(&serde_json::json!({
        "waiting": waiting, "patrons": age(ages.patrons), "loans": age(ages.loans),
    })))
}

/// A device hands in the result file of a lesson; its path, and with it the class, is signed.
async fn hand_in_results(
    State(app): State<App>,
    Path(class): Path<String>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Answered {
    let row = device(&app, &headers, &method, &uri, &body).await?;
    let now = app.now();
    let taken = app
        .writer
        .run(move |core| results::hand_in(core.store.as_mut(), &class, row.id, &body, now))
        .await?;
    match taken {
        Some(is_new) => Ok(json(&serde_json::json!({ "new": is_new }))),
        None => Err(Refused::new(
            StatusCode::NOT_FOUND,
            "this class takes no results here: its teacher has not opened it",
        )),
    }
}

/// A teacher fetches what came in, as one text.
async fn fetch_results(
    State(app): State<App>,
    Path(class): Path<String>,
    headers: HeaderMap,
) -> Answered {
    let (member, _) = member(&app, &headers, false)?;
    let now = app.now();
    let text = app
        .writer
        .run(move |core| {
            let text = results::fetch(core.store.as_mut(), &class, now)?;
            core.store.audit(now, &member.name, "results", &class)?;
            Ok(text)
        })
        .await?;
    let headers = [
        (header::CONTENT_TYPE, "text/plain; charset=utf-8"),
        (header::CACHE_CONTROL, "no-store"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    ];
    Ok((headers, text).into_response())
}

#[derive(Deserialize)]
struct OpenResults {
    open: bool,
}

/// Staff opens a class for results, or closes it, which deletes them.
async fn open_results(
    State(app): State<App>,
    Path(class): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Answered {
    let (member, _) = member(&app, &headers, true)?;
    let OpenResults { open } = read_json(&body)?;
    let now = app.now();
    app.writer
        .run(move |core| {
            results::set_open(core.store.as_mut(), &class, open)?;
            let action = if open {
                "results-open"
            } else {
                "results-close"
            };
            core.store.audit(now, &member.name, action, &class)
        })
        .await?;
    Ok(json(&serde_json::json!({})))
}

async fn health(State(app): State<App>) -> Answered {
    limited(&app, "health", REQUESTS)?;
    let now = app.now();
    // A health that does not write would call a full disk healthy.
    let state = app
        .writer
        .run(move |core| {
            core.store.set_value("health", &now.to_be_bytes())?;
            Ok(core.board.at)
        })
        .await?;
    Ok(json(&serde_json::json!({ "ok": true, "entries": state })))
}

async fn metrics(State(app): State<App>) -> Answered {
    limited(&app, "metrics", REQUESTS)?;
    let ((open, loans, operations), outbox) = app
        .writer
        .run(|core| {
            let open = core.store.deliveries(None, false)?;
            Ok((core.store.counts()?, open))
        })
        .await?;
    let waits = |row: &&crate::store::OutboxRow| {
        matches!(row.state, OutState::Rejected | OutState::LookByHand)
    };
    let by_hand = outbox.iter().filter(waits).count() as u64;
    let is_file = |row: &&crate::store::OutboxRow| row.target == TARGET;
    let hand_in: Vec<&crate::store::OutboxRow> = outbox.iter().filter(is_file).collect();
    let count_of = |state| hand_in.iter().filter(|row| row.state == state).count() as u64;
    let read =
        |counter: &std::sync::atomic::AtomicU64| counter.load(std::sync::atomic::Ordering::Relaxed);
    let counters = &app.inner.counters;
    let mut text = String::new();
    for (name, value) in [
        ("carrel_exceptions_open", open),
        ("carrel_loans_open", loans),
        ("carrel_operations", operations),
        ("carrel_outbox_open", (outbox.len() - hand_in.len()) as u64),
        ("carrel_hand_in_waiting", count_of(OutState::Pending)),
        ("carrel_hand_in_exported", count_of(OutState::Exported)),
        ("carrel_outbox_by_hand", by_hand),
        (
            "carrel_outbox_trouble",
            u64::from(app.status().trouble.is_some()),
        ),
        ("carrel_pushes_total", read(&counters.pushes)),
        ("carrel_pushed_operations_total", read(&counters.operations)),
        ("carrel_pulls_total", read(&counters.pulls)),
        ("carrel_refused_total", read(&counters.refused)),
        ("carrel_failed_total", read(&counters.failed)),
    ] {
        text.push_str(&format!("{name} {value}\n"));
    }
    Ok(([(header::CONTENT_TYPE, "text/plain; version=0.0.4")], text).into_response())
}

/// A UUID of version 7 (RFC 9562, 5.7).
#[must_use]
pub fn uuid_v7(now_ms: i64, random: &[u8; 32]) -> u128 {
    let mut low = [0; 16];
    low.copy_from_slice(&random[..16]);
    let random = u128::from_be_bytes(low);
    let time = (now_ms.max(0) as u128 & 0xffff_ffff_ffff) << 80;
    let kept = random & !(0xffff_ffff_ffff << 80) & !(0xf << 76) & !(0b11 << 62);
    time | kept | 0x7 << 76 | 0b10 << 62
}
