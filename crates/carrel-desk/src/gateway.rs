//! Pairing with the gateway, and what a signed-in librarian asks of it.

use std::rc::Rc;

use carrel_web::crypto::{self, Signer};
use carrel_web::http::{self, Answer};
use carrel_web::js;
use wasm_bindgen::JsValue;

use crate::session::{Net, Session};
use crate::sync::{hex, keep, server};
use crate::till::{Kept, Till};

/// Who is signed in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Staff {
    /// Name.
    pub name: String,
    /// May pair.
    pub is_admin: bool,
}

pub(crate) async fn call(
    session: &Session,
    path: &str,
    body: Option<JsValue>,
) -> Result<Answer, String> {
    let answer = asked(session, path, body).await?;
    match answer.status {
        200 => Ok(answer),
        _ => Err(js::text(&answer.json(), "error").unwrap_or_default()),
    }
}

/// Any answer that is the gateway's own.
async fn asked(session: &Session, path: &str, body: Option<JsValue>) -> Result<Answer, String> {
    let url = format!("{}{path}", server(&session.base));
    let text = body.map(|body| js::stringify(&body));
    let headers = [("Content-Type", "application/json")];
    let answer = http::ask(&url, &headers, text.as_deref().map(str::as_bytes), 15_000)
        .await
        .map_err(|_| crate::t::gateway_silent().to_owned())?;
    if answer.content_type.starts_with("application/json") {
        Ok(answer)
    } else {
        Err(crate::t::gateway_none().to_owned())
    }
}

fn unhex(text: &str) -> Option<Vec<u8>> {
    (0..text.len() / 2)
        .map(|n| u8::from_str_radix(text.get(2 * n..2 * n + 2)?, 16).ok())
        .collect()
}

/// Pairs this computer by a one-time code. Scans it holds already move, with their names, into a log that the gateway takes.
///
/// # Errors
/// What to tell the librarian.
pub async fn pair(session: &Rc<Session>, code: &str, label: &str) -> Result<(), String> {
    let text = |error: JsValue| js::reason(&error);
    let signer = Signer::new().await.map_err(text)?;
    let key = hex(&signer.public().await.map_err(text)?);
    let body = js::object(&[
        ("code", code.trim().to_uppercase().into()),
        ("key", key.into()),
        ("label", label.into()),
    ]);
    let said = call(session, "v1/pair", Some(body)).await?.json();
    let value = |name: &str| js::text(&said, name).and_then(|text| unhex(&text));
    let device: Option<[u8; 16]> = value("device").and_then(|bytes| bytes.try_into().ok());
    let school: Option<[u8; 32]> = value("school_key").and_then(|bytes| bytes.try_into().ok());
    let (Some(device), Some(school)) = (device, school) else {
        return Err(crate::t::gateway_none().to_owned());
    };
    let _mine = session.turn.mine().await;
    session.store.put_signer(&signer).await?;
    let fresh = {
        let till = session.till.borrow();
        let mut meta = till.client.meta().clone();
        meta.device = u128::from_be_bytes(device);
        (meta.server_epoch, meta.cursor, meta.must_pull) = (0, 0, false);
        let written = meta
            .logs
            .last()
            .map(|log| (log.epoch, log.oldest, log.next));
        meta.forked = written
            .filter(|(_, oldest, next)| oldest < next)
            .map(|(epoch, oldest, _)| (epoch, oldest));
        let records = till
            .own()
            .filter_map(|own| Some((own.at, till.record(own.at)?.clone())));
        Kept {
            meta,
            heard: Default::default(),
            board: Default::default(),
            records: records.collect(),
        }
    };
    session.store.put_school_key(&school).await?;
    session.till.replace(Till::load(fresh, school));
    let change = {
        let till = session.till.borrow();
        let records = match till.client.wants_move() {
            Some(at) => till.records_from(at, u64::MAX),
            None => Vec::new(),
        };
        till.client.move_branch(&records, crypto::random_u64() | 1)
    };
    keep(session, change).await?;
    // Its names of patrons were made with the key before.
    let _ = session.wipe_lists().await;
    let settings = {
        let mut settings = session.settings.borrow_mut();
        settings.is_paired = true;
        label.clone_into(&mut settings.label);
        settings.clone()
    };
    session.store.put_settings(&settings).await?;
    session.signer.replace(Some(signer));
    session.net.set(Net::Offline);
    session.sync_at.set(0.0);
    Ok(())
}

/// Signs a member of staff in. `code` is of the second step; empty at first.
///
/// # Errors
/// What to tell them, and whether the code of the second step is wanted.
pub async fn sign_in(
    session: &Rc<Session>,
    name: &str,
    password: &str,
    code: &str,
) -> Result<(), (String, bool)> {
    let body = js::object(&[
        ("name", name.into()),
        ("password", password.into()),
        ("code", code.into()),
    ]);
    let no_code = |why: String| (why, false);
    let answer = asked(session, "v1/staff/login", Some(body))
        .await
        .map_err(no_code)?;
    let said = answer.json();
    if answer.status != 200 {
        let needs_code = js::text(&said, "need").as_deref() == Some("code");
        return Err((js::text(&said, "error").unwrap_or_default(), needs_code));
    }
    session.staff.replace(Some(Staff {
        name: js::text(&said, "name").unwrap_or_default(),
        is_admin: js::get(&said, "admin").as_bool() == Some(true),
    }));
    learn(session).await.map_err(no_code)
}

/// Signs out; cards of other computers are forgotten with the page.
pub async fn sign_out(session: &Rc<Session>) {
    let _ = call(session, "v1/staff/logout", Some(js::object(&[]))).await;
    session.staff.replace(None);
}

/// A code for another computer.
///
/// # Errors
/// What to tell the librarian.
pub async fn pair_code(session: &Rc<Session>, role: &str) -> Result<String, String> {
    let body = js::object(&[("role", role.into())]);
    let said = call(session, "v1/pair-code", Some(body)).await?.json();
    Ok(js::text(&said, "code").unwrap_or_default())
}

/// The cards of exceptions and deliveries: this computer knows only those it scanned. They stay in memory.
///
/// # Errors
/// What to tell the librarian.
pub async fn learn(session: &Rc<Session>) -> Result<(), String> {
    let mut cards = Vec::new();
    for (path, list) in [
        ("v1/exceptions?all", "exceptions"),
        ("v1/deliveries", "operations"),
    ] {
        let said = call(session, path, None).await?.json();
        for row in js::list(&said, list) {
            cards.extend(
                ["card", "other_card"]
                    .iter()
                    .filter_map(|name| js::text(&row, name)),
            );
        }
    }
    let mut till = session.till.borrow_mut();
    till.learn_cards(cards.iter().map(String::as_str));
    Ok(())
}
