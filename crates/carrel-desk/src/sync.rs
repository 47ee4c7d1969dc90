//! Push and pull with the gateway, as often as it makes sense. Scans never wait for it.

use std::rc::Rc;

use carrel_sync::client::{Change, Unheard};
use carrel_sync::hand_in::{VERSION, VERSION_HEADER};
use carrel_sync::hash::sha256;
use carrel_sync::message::{ROWS, ROWS_HEADER};
use carrel_sync::schedule::Backoff;
use carrel_web::http::{self, Answer};
use carrel_web::{crypto, dom, js};

use crate::handed::{self, Untold};
use crate::session::{Net, Session};
use crate::store::Trouble;
use crate::{t, till};

/// A request is given up after this.
const LIMIT_MS: u32 = 30_000;
/// Without a reason to do it sooner.
const EVERY_MS: f64 = 20_000.0;

/// Why a round ended early.
pub enum Fail {
    /// No network, or no sensible answer; when to try again, where the server said.
    Network(Option<u64>),
    /// The server answered, and took nothing: its status, and when to try again, where it said.
    Answered(u16, Option<u64>),
    /// This computer is not paired, or was removed.
    NotPaired,
    /// What came could not be written.
    Disk,
}

/// Begins to sync, for as long as the page is open.
pub fn start(session: &Rc<Session>) {
    let soon = session.clone();
    dom::on_window("online", move |_| soon.sync_at.set(0.0));
    let soon = session.clone();
    dom::on_document("visibilitychange", move |_| {
        if !dom::is_hidden() {
            soon.sync_at.set(0.0);
        }
    });
    let session = session.clone();
    js::spawn(async move {
        let mut backoff = Backoff::default();
        loop {
            js::sleep(250).await;
            if session.net.get() == Net::Alone || js::mono() < session.sync_at.get() {
                continue;
            }
            session.sync_at.set(js::mono() + EVERY_MS);
            let state = || (session.net.get(), session.answered.get(), session.pending());
            let before = state();
            match round(&session).await {
                Ok(()) => {
                    backoff.reset();
                    session.net.set(Net::Online);
                    session.answered.set(0);
                    crate::news::ask(&session).await;
                }
                Err(Fail::Network(after)) => {
                    session.net.set(Net::Offline);
                    session.answered.set(0);
                    let pause = backoff.failed(crypto::random_u64(), after);
                    session.sync_at.set(js::mono() + pause as f64);
                }
                Err(Fail::Answered(status, after)) => {
                    session.net.set(Net::Offline);
                    session.answered.set(status);
                    let pause = backoff.failed(crypto::random_u64(), after);
                    session.sync_at.set(js::mono() + pause as f64);
                }
                Err(Fail::NotPaired) => session.net.set(Net::Removed),
                Err(Fail::Disk) => {}
            }
            session.till.borrow_mut().client.give_up();
            if before != state() {
                crate::frame::refresh(&session);
            }
        }
    });
}

/// Sends what waits, then asks what is new. What was handed in here is told first: the gateway's files have nothing of it.
async fn round(session: &Rc<Session>) -> Result<(), Fail> {
    loop {
        let is_moving = session.till.borrow().client.wants_move().is_some();
        if is_moving {
            let _mine = session.turn.mine().await;
            let change = session.till.borrow().mended(crypto::random_u64() | 1);
            if let Some(change) = change {
                keep(session, change).await?;
            }
            continue;
        }
        // Each time: an answer may have told of another life.
        match handed::tell_in_time(session).await {
            // A gateway that cannot read the names makes no file before it does, and keeps scans all the same.
            Ok(()) | Err(Untold::Refused(_)) => {}
            Err(Untold::Silent) => return Err(Fail::Network(None)),
        }
        let wanted = session.till.borrow().client.wants_push();
        let is_push = wanted.is_some();
        let (path, body) = {
            let mut till = session.till.borrow_mut();
            let (nonce, now) = (crypto::random(), session.reading());
            match wanted {
                Some(wanted) => {
                    let records = till.records_from((wanted.epoch, wanted.first), wanted.count);
                    ("v1/push", till.client.push(wanted, records, nonce, now))
                }
                None => ("v1/pull", till.client.pull(nonce, now)),
            }
        };
        let answer = send(session, path, &body).await?;
        let _mine = session.turn.mine().await;
        let heard = {
            let now = session.reading();
            let mut till = session.till.borrow_mut();
            till.client.heard(&answer.content_type, &answer.body, now)
        };
        let (change, more) = heard.map_err(|why| match why {
            Unheard::NotOurs | Unheard::Stale => Fail::Network(None),
        })?;
        if !till::can_read(&change) {
            // A newer gateway's, most likely: what is here stays, and a newer app reads it.
            return Err(Fail::Network(None));
        }
        let results: Vec<_> = change.results.iter().map(|(at, _)| *at).collect();
        let is_news = !change.rows.is_empty() || change.replace_board.is_some();
        keep(session, change).await?;
        {
            let till = session.till.borrow();
            let mut desk = session.desk.borrow_mut();
            for own in till.own().filter(|own| results.contains(&own.at)) {
                desk.journal.sent(own.op.id);
            }
        }
        if is_news {
            crate::frame::refresh(session);
        }
        if !is_push && !more {
            let again = session.till.borrow().client.wants_push().is_some();
            if !again {
                return Ok(());
            }
        }
    }
}

/// Writes a change and takes it over; the caller has the turn.
///
/// # Errors
/// Nothing of it was written.
pub async fn keep(session: &Rc<Session>, change: Change) -> Result<(), Trouble> {
    let staged = session.till.borrow().stage(change);
    if let Err(why) = session.store.record(&staged).await {
        session.trouble.replace(why.clone());
        return Err(why);
    }
    session.till.borrow_mut().commit(staged);
    Ok(())
}

impl From<Trouble> for Fail {
    fn from(_: Trouble) -> Self {
        Fail::Disk
    }
}

/// A signed request of the protocol.
async fn send(session: &Rc<Session>, path: &str, body: &[u8]) -> Result<Answer, Fail> {
    let answer = signed(session, path, body).await?;
    if matches!(answer.status, 200 | 410) {
        return Ok(answer);
    }
    let after = answer
        .header("retry-after")
        .and_then(|s| s.parse::<u64>().ok());
    let after_ms = after.map(|seconds| seconds.saturating_mul(1000));
    Err(Fail::Answered(answer.status, after_ms))
}

/// What the bar says of a gateway that answered and took nothing.
#[must_use]
pub fn refusal(status: u16) -> String {
    match status {
        0 => t::net_offline().to_owned(),
        507 => t::net_full().to_owned(),
        429 => t::net_busy().to_owned(),
        413 => t::net_large().to_owned(),
        status => t::net_refused(&status.to_string()),
    }
}

/// A signed request. When our clock is off the server says so with its time, and it is sent once more. Any other answer is given as it is.
///
/// # Errors
/// No network, or this computer is not paired.
pub async fn signed(session: &Rc<Session>, path: &str, body: &[u8]) -> Result<Answer, Fail> {
    let Some(signer) = session.signer.borrow().clone() else {
        return Err(Fail::NotPaired);
    };
    let device = session.till.borrow().client.meta().device;
    for _ in 0..2 {
        let time = (js::now() + session.clock_fix.get()) as i64;
        let nonce = u128::from_be_bytes(crypto::random());
        let signed_path = signed_path(&session.base, path);
        let hash = hex(&sha256(&[body]));
        let text = format!("POST\n{signed_path}\n{device:032x}\n{time}\n{nonce:032x}\n{hash}");
        let signature = signer.sign(&text).await.map_err(|_| Fail::NotPaired)?;
        let header = format!("{device:032x} {time} {nonce:032x} {}", hex(&signature));
        let (version, rows) = (VERSION.to_string(), ROWS.to_string());
        let headers = [
            ("Carrel-Sig", header.as_str()),
            ("Content-Type", carrel_sync::message::CONTENT_TYPE),
            (VERSION_HEADER, version.as_str()),
            (ROWS_HEADER, rows.as_str()),
        ];
        let url = format!("{}{path}", server(&session.base));
        let answer = http::ask(&url, &headers, Some(body), LIMIT_MS)
            .await
            .map_err(|_| Fail::Network(None))?;
        let server_time = answer
            .header("carrel-time")
            .and_then(|time| time.parse::<f64>().ok());
        match answer.status {
            401 if server_time.is_some() => {
                session
                    .clock_fix
                    .set(server_time.unwrap_or_default() - js::now());
            }
            403 if answer.content_type.starts_with("application/json") => {
                return Err(Fail::NotPaired);
            }
            _ => return Ok(answer),
        }
    }
    Err(Fail::Network(None))
}

/// The gateway's address: where the folder `desk/` lies in.
#[must_use]
pub fn server(base: &str) -> String {
    base.strip_suffix("desk/").unwrap_or(base).to_owned()
}

fn signed_path(base: &str, path: &str) -> String {
    let server = server(base);
    let root = server.splitn(4, '/').nth(3).unwrap_or_default();
    format!("/{root}{path}")
}

/// Lower-case hex.
#[must_use]
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
