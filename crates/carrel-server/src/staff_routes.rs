//! The routes of staff accounts: signing in and out, the second factor, a new password, and the list of open sessions.

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use carrel_lessons::qr;
use carrel_sync::hash::{hmac, sha256};
use serde::Deserialize;
use tokio::sync::Semaphore;

use crate::app::{Answered, App, Refused, cookie, json, limited, member, read_json};
use crate::auth::same;
use crate::limit::PASSWORDS;
use crate::second::{self, SECRET};
use crate::signature::hex;
use crate::staff::{self, COOKIE, Member};
use crate::totp;

/// How long a secret waits for its first code.
const ENROL_MS: i64 = 10 * 60_000;

pub(crate) fn routes() -> Router<App> {
    Router::new()
        .route("/v1/staff/login", post(login))
        .route("/v1/staff/logout", post(logout))
        .route("/v1/staff/password", post(new_password))
        .route("/v1/staff/second", get(second_state))
        .route("/v1/staff/second/begin", post(second_begin))
        .route("/v1/staff/second/confirm", post(second_confirm))
        .route("/v1/staff/second/off", post(second_off))
        .route("/v1/staff/sessions", get(sessions))
        .route("/v1/staff/sessions/end", post(end_session))
}

fn too_long(texts: &[&str]) -> Result<(), Refused> {
    if texts.iter().all(|text| text.len() <= 1_000) {
        Ok(())
    } else {
        Err(Refused::new(StatusCode::BAD_REQUEST, "this is too long"))
    }
}

/// One password is worked on at a time: each takes 19 MiB and a core for a while, and whoever asks for many takes them from nobody else.
static ONE: Semaphore = Semaphore::const_new(1);
/// So many wait for their turn from browsers that nobody signed in with yet; the next one is told to come back.
static STRANGERS: Semaphore = Semaphore::const_new(12);
/// And so many from browsers that staff signed in with before: names that a stranger makes up keep nobody of them waiting outside.
static KNOWN: Semaphore = Semaphore::const_new(12);

/// Does what is slow on purpose off the executor, one after the other.
///
/// # Errors
/// Too many wait already.
async fn alone<T: Send + 'static>(
    queue: &'static Semaphore,
    slow: impl FnOnce() -> T + Send + 'static,
) -> Result<Option<T>, Refused> {
    let Ok(_place) = queue.try_acquire() else {
        return Err(Refused::busy("too many sign in just now", 5));
    };
    let Ok(_turn) = ONE.acquire().await else {
        return Ok(None);
    };
    Ok(tokio::task::spawn_blocking(slow).await.ok())
}

/// How long a browser stays known, seconds: half a year.
const KNOWN_SECONDS: u32 = 180 * 86_400;

/// The cookie of a browser that somebody signed in with, one for each name.
fn known_cookie(name: &str) -> String {
    format!(
        "__Host-carrel-known-{}",
        &hex(&sha256(&[name.as_bytes()]))[..16]
    )
}

/// What only the server can write into it.
fn proof(key: &[u8; 32], name: &str, browser: &str) -> String {
    hex(&hmac(
        key,
        format!("known browser {browser} {name}").as_bytes(),
    ))
}

/// What signs those cookies. Not the school's key, which every paired device has.
async fn browser_key(app: &App) -> Result<[u8; 32], Refused> {
    if let Some(key) = app.volatile().browser_key {
        return Ok(key);
    }
    let random = app.random();
    let key = app
        .writer
        .run(move |core| {
            let kept = core.store.value("browser-key")?;
            if let Some(key) = kept.and_then(|bytes| bytes.try_into().ok()) {
                return Ok(key);
            }
            core.store.set_value("browser-key", &random)?;
            Ok(random)
        })
        .await?;
    app.volatile().browser_key = Some(key);
    Ok(key)
}

/// Whose tries a password counts among, and whether the browser is known. A browser that somebody signed in with has its own: whoever
/// posts wrong passwords for them from elsewhere does not lock them out.
async fn bucket(app: &App, headers: &HeaderMap, name: &str) -> Result<(String, bool), Refused> {
    let strange = (format!("account {name}"), false);
    let Some((browser, shown)) =
        cookie(headers, &known_cookie(name)).and_then(|value| value.split_once('.'))
    else {
        return Ok(strange);
    };
    let proof = proof(&browser_key(app).await?, name, browser);
    Ok(if same(proof.as_bytes(), shown.as_bytes()) {
        (format!("account {name} at {browser}"), true)
    } else {
        strange
    })
}

/// What came of a password.
enum Checked {
    Right(Member),
    Wrong,
    /// There is no such account.
    Nobody,
}

impl Checked {
    fn right(self) -> Option<Member> {
        match self {
            Checked::Right(member) => Some(member),
            Checked::Wrong | Checked::Nobody => None,
        }
    }
}

/// Checks a password, counted against the account.
async fn checked(
    app: &App,
    headers: &HeaderMap,
    name: &str,
    password: String,
) -> Result<Checked, Refused> {
    too_long(&[name, &password])?;
    let (bucket, is_known) = bucket(app, headers, name).await?;
    limited(app, &bucket, PASSWORDS)?;
    let asked = name.to_owned();
    let (salt, hash, known) = app
        .writer
        .run(move |core| staff::challenge(core.store.as_mut(), &asked))
        .await?;
    let queue = if is_known { &KNOWN } else { &STRANGERS };
    let is_right = alone(queue, move || staff::is_right(&password, &salt, &hash)).await?;
    Ok(match known {
        Some(member) if is_right == Some(true) => Checked::Right(member),
        Some(_) => Checked::Wrong,
        None => Checked::Nobody,
    })
}

async fn audit(app: &App, actor: &str, action: &'static str) -> Result<(), Refused> {
    let (now, actor) = (app.now(), actor.to_owned());
    app.writer
        .run(move |core| core.store.audit(now, &actor, action, ""))
        .await?;
    Ok(())
}

/// The second factor of somebody whose password was right.
async fn passed(app: &App, name: &str, code: &str) -> Result<bool, Refused> {
    let (now, name, code) = (app.now(), name.to_owned(), code.to_owned());
    Ok(app
        .writer
        .run(move |core| second::pass(core.store.as_mut(), &name, &code, now))
        .await?)
}

fn wrong(app: &App) -> Refused {
    app.count_refused();
    Refused::new(StatusCode::UNAUTHORIZED, "name or password is wrong")
}

#[derive(Deserialize)]
struct Login {
    name: String,
    password: String,
    /// Of the second factor: the app's digits, or a recovery code.
    #[serde(default)]
    code: String,
}

async fn login(State(app): State<App>, headers: HeaderMap, body: Bytes) -> Answered {
    let Login {
        name,
        password,
        code,
    } = read_json(&body)?;
    too_long(&[&code])?;
    let known = match checked(&app, &headers, &name, password).await? {
        Checked::Right(member) => member,
        Checked::Wrong => {
            audit(&app, &name, "login-refused").await?;
            return Err(wrong(&app));
        }
        // Names that nobody has would fill the chain for ever. A write takes as long as the line of a name that somebody has.
        Checked::Nobody => {
            let now = app.now().to_be_bytes();
            app.writer
                .run(move |core| core.store.set_value("login-nobody", &now))
                .await?;
            return Err(wrong(&app));
        }
    };
    if !passed(&app, &name, &code).await? {
        app.count_refused();
        let text = if code.is_empty() {
            "now the six digits of your app, or a recovery code"
        } else {
            audit(&app, &name, "code-refused").await?;
            "this code is wrong or was used already: wait for the next one"
        };
        let said = json(&serde_json::json!({ "error": text, "need": "code" }));
        return Ok((StatusCode::UNAUTHORIZED, said).into_response());
    }
    audit(&app, &name, "login").await?;
    let browser = headers
        .get(header::USER_AGENT)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    let (now, random) = (app.now(), app.random());
    let (tries, is_known) = bucket(&app, &headers, &name).await?;
    let key = browser_key(&app).await?;
    let id = {
        let mut volatile = app.volatile();
        volatile.limits.clear(&tries);
        volatile
            .sessions
            .begin(known.clone(), browser, &random, now)
    };
    let mut response = json(&serde_json::json!({
        "name": known.name, "admin": known.is_admin, "number": known.number,
    }));
    let cookie = format!("{COOKIE}={id}; Path=/; HttpOnly; Secure; SameSite=Strict");
    if let Ok(value) = HeaderValue::from_str(&cookie) {
        response.headers_mut().insert(header::SET_COOKIE, value);
    }
    if !is_known {
        let browser = hex(&app.random()[..16]);
        let cookie = format!(
            "{}={browser}.{}; Path=/; HttpOnly; Secure; SameSite=Strict; Max-Age={KNOWN_SECONDS}",
            known_cookie(&name),
            proof(&key, &name, &browser)
        );
        if let Ok(value) = HeaderValue::from_str(&cookie) {
            response.headers_mut().append(header::SET_COOKIE, value);
        }
    }
    Ok(response)
}

async fn logout(State(app): State<App>, headers: HeaderMap) -> Answered {
    let (_, id) = member(&app, &headers, true)?;
    app.volatile().sessions.end(&id);
    Ok(json(&serde_json::json!({})))
}

#[derive(Deserialize)]
struct NewPassword {
    password: String,
    new: String,
}

/// A new password of one's own; every other session of the account ends.
async fn new_password(State(app): State<App>, headers: HeaderMap, body: Bytes) -> Answered {
    let (member, id) = member(&app, &headers, true)?;
    let NewPassword { password, new } = read_json(&body)?;
    too_long(&[&new])?;
    if checked(&app, &headers, &member.name, password)
        .await?
        .right()
        .is_none()
    {
        return Err(wrong(&app));
    }
    let (now, random, of) = (app.now(), app.random(), member.clone());
    app.writer
        .run(move |core| {
            let store = core.store.as_mut();
            staff::set_password(store, &of.name, &new, of.is_admin, &random)?;
            store.audit(now, &of.name, "password", "")
        })
        .await?;
    let ended = app.volatile().sessions.end_others(&member.name, &id);
    Ok(json(&serde_json::json!({ "ended": ended })))
}

async fn second_state(State(app): State<App>, headers: HeaderMap) -> Answered {
    let (member, _) = member(&app, &headers, false)?;
    let left = app
        .writer
        .run(move |core| second::left(core.store.as_mut(), &member.name))
        .await?;
    Ok(json(
        &serde_json::json!({ "on": left.is_some(), "recovery_left": left.unwrap_or(0) }),
    ))
}

#[derive(Deserialize)]
struct Password {
    password: String,
    #[serde(default)]
    code: String,
}

/// A secret for the app, as text and as a QR code. It counts only when a first code of it was typed.
async fn second_begin(State(app): State<App>, headers: HeaderMap, body: Bytes) -> Answered {
    let (member, _) = member(&app, &headers, true)?;
    let Password { password, code } = read_json(&body)?;
    too_long(&[&code])?;
    if checked(&app, &headers, &member.name, password)
        .await?
        .right()
        .is_none()
    {
        return Err(wrong(&app));
    }
    // Another phone: the old one, or a recovery code, says that it is they.
    if !passed(&app, &member.name, &code).await? {
        return Err(Refused::new(
            StatusCode::UNAUTHORIZED,
            "the second factor is on already: its code is needed to change it",
        ));
    }
    let mut secret = [0; SECRET];
    secret.copy_from_slice(&app.random()[..SECRET]);
    let until = app.now() + ENROL_MS;
    let address = totp::address(&member.name, &secret);
    app.volatile()
        .enrolling
        .insert(member.name, (secret, until));
    let drawn = qr::encode(&address).map(|code| code.svg());
    let (side, path) = drawn.unwrap_or_default();
    Ok(json(&serde_json::json!({
        "secret": totp::base32(&secret), "address": address, "qr_side": side, "qr_path": path,
    })))
}

#[derive(Deserialize)]
struct Code {
    code: String,
}

/// The first code turns the second factor on. The recovery codes are told this once.
async fn second_confirm(State(app): State<App>, headers: HeaderMap, body: Bytes) -> Answered {
    let (member, id) = member(&app, &headers, true)?;
    let Code { code } = read_json(&body)?;
    too_long(&[&code])?;
    let (tries, _) = bucket(&app, &headers, &member.name).await?;
    limited(&app, &tries, PASSWORDS)?;
    let now = app.now();
    let waiting = app.volatile().enrolling.get(&member.name).copied();
    let Some((secret, _)) = waiting.filter(|(_, until)| now < *until) else {
        return Err(Refused::new(
            StatusCode::BAD_REQUEST,
            "this took more than ten minutes: begin again",
        ));
    };
    let (of, random) = (member.name.clone(), app.source());
    let codes = app
        .writer
        .run(move |core| {
            let store = core.store.as_mut();
            let codes = second::turn_on(store, &of, secret, &code, now, random)?;
            store.audit(now, &of, "second-on", "")?;
            Ok(codes)
        })
        .await?;
    let mut volatile = app.volatile();
    volatile.enrolling.remove(&member.name);
    volatile.limits.clear(&tries);
    // Whoever came in with the password alone does not stay.
    let ended = volatile.sessions.end_others(&member.name, &id);
    drop(volatile);
    Ok(json(
        &serde_json::json!({ "recovery": codes, "ended": ended }),
    ))
}

async fn second_off(State(app): State<App>, headers: HeaderMap, body: Bytes) -> Answered {
    let (member, _) = member(&app, &headers, true)?;
    let Password { password, code } = read_json(&body)?;
    too_long(&[&code])?;
    if checked(&app, &headers, &member.name, password)
        .await?
        .right()
        .is_none()
        || !passed(&app, &member.name, &code).await?
    {
        app.count_refused();
        return Err(Refused::new(
            StatusCode::UNAUTHORIZED,
            "password or code is wrong",
        ));
    }
    let (now, of) = (app.now(), member.name);
    app.writer
        .run(move |core| {
            second::turn_off(core.store.as_mut(), &of)?;
            core.store.audit(now, &of, "second-off", "")
        })
        .await?;
    Ok(json(&serde_json::json!({})))
}

/// One's own sessions; an administrator sees everybody's.
async fn sessions(State(app): State<App>, headers: HeaderMap) -> Answered {
    let (member, id) = member(&app, &headers, false)?;
    let now = app.now();
    let whose = (!member.is_admin).then_some(member.name.as_str());
    let rows = app.volatile().sessions.list(whose, &id, now);
    Ok(json(&serde_json::json!({ "sessions": rows })))
}

#[derive(Deserialize)]
struct EndSession {
    /// A session's name in the list, or `others`: all of one's own but this one.
    session: String,
}

async fn end_session(State(app): State<App>, headers: HeaderMap, body: Bytes) -> Answered {
    let (member, id) = member(&app, &headers, true)?;
    let EndSession { session } = read_json(&body)?;
    let ended = {
        let sessions = &mut app.volatile().sessions;
        match session.as_str() {
            "others" => sessions.end_others(&member.name, &id),
            _ => {
                let whose = (!member.is_admin).then_some(member.name.as_str());
                sessions.end_named(whose, &session)
            }
        }
    };
    audit(&app, &member.name, "sessions-end").await?;
    let said: Response = json(&serde_json::json!({ "ended": ended }));
    Ok(said)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicUsize, Ordering};

    #[tokio::test(flavor = "multi_thread", worker_threads = 4)]
    async fn one_password_is_worked_on_at_a_time() {
        static INSIDE: AtomicUsize = AtomicUsize::new(0);
        let slow = || {
            let others = INSIDE.fetch_add(1, Ordering::SeqCst);
            std::thread::sleep(std::time::Duration::from_millis(10));
            INSIDE.fetch_sub(1, Ordering::SeqCst);
            others
        };
        let tasks: Vec<_> = (0..8).map(|_| tokio::spawn(alone(&KNOWN, slow))).collect();
        for task in tasks {
            let others = task.await.expect("a task");
            assert!(matches!(others, Ok(Some(0))), "others inside");
        }
    }

    #[tokio::test]
    async fn who_waits_for_a_password_is_bounded() {
        static QUEUE: Semaphore = Semaphore::const_new(2);
        let (go, gone) = std::sync::mpsc::channel::<()>();
        let first = tokio::spawn(alone(&QUEUE, move || gone.recv().is_ok()));
        let second = tokio::spawn(alone(&QUEUE, || true));
        while QUEUE.available_permits() > 0 {
            tokio::task::yield_now().await;
        }
        assert!(
            alone(&QUEUE, || true).await.is_err(),
            "the third is sent away"
        );
        go.send(()).expect("it waits");
        assert!(matches!(first.await, Ok(Ok(Some(true)))));
        assert!(matches!(second.await, Ok(Ok(Some(true)))));
        assert!(matches!(alone(&QUEUE, || true).await, Ok(Some(true))));
    }
}
