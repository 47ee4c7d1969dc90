//! Pairing with the gateway, and what a signed-in librarian asks of it.

use std::collections::BTreeMap;
use std::rc::Rc;

use carrel_exchange::lists::List;
use carrel_sync::hand_in::{VERSION, VERSION_HEADER};
use carrel_web::crypto::{self, Signer};
use carrel_web::http::{self, Answer};
use carrel_web::js;
use wasm_bindgen::JsValue;

use crate::patrons::Open;
use crate::session::{Net, Session};
use crate::sync::{hex, keep, server};

/// Who is signed in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Staff {
    /// Name.
    pub name: String,
    /// Number in operations.
    pub number: u64,
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
pub(crate) async fn asked(
    session: &Session,
    path: &str,
    body: Option<JsValue>,
) -> Result<Answer, String> {
    let url = format!("{}{path}", server(&session.base));
    let text = body.map(|body| js::stringify(&body));
    let version = VERSION.to_string();
    let headers = [
        ("Content-Type", "application/json"),
        // A page may be older than its gateway: it stays open over an upgrade.
        (VERSION_HEADER, version.as_str()),
    ];
    let answer = http::ask(&url, &headers, text.as_deref().map(str::as_bytes), 15_000)
        .await
        .map_err(|_| crate::t::gateway_silent().to_owned())?;
    if answer.content_type.starts_with("application/json") {
        Ok(answer)
    } else {
        Err(crate::t::gateway_none().to_owned())
    }
}

pub(crate) fn unhex(text: &str) -> Option<Vec<u8>> {
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
    // Whatever another gateway was told, this one was not.
    crate::handed::untell(session).await?;
    session.store.put_signer(&signer).await?;
    session.store.put_school_key(&school).await?;
    let change = {
        let till = session.till.borrow();
        let logs = till.client.meta().logs.iter();
        let held: Vec<_> = logs
            .flat_map(|log| till.records_from((log.epoch, 0), u64::MAX))
            .collect();
        let device = u128::from_be_bytes(device);
        till.client.join(device, crypto::random_u64() | 1, &held)
    };
    session.till.borrow_mut().set_school_key(school);
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
        // A gateway of before says no number.
        number: match js::number(&said, "number") {
            number if number >= 1.0 => number as u64,
            _ => carrel_sync::op::SOMEBODY,
        },
        is_admin: js::get(&said, "admin").as_bool() == Some(true),
    }));
    learn(session).await.map_err(no_code)
}

/// Signs out; cards of other computers are forgotten with the page.
pub async fn sign_out(session: &Rc<Session>) {
    let _ = call(session, "v1/staff/logout", Some(js::object(&[]))).await;
    session.staff.replace(None);
    session.computers.take();
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

/// The cards of exceptions and deliveries, and the computers that exceptions come from: this computer knows only what was
/// scanned here. They stay in memory.
///
/// # Errors
/// What to tell the librarian.
pub async fn learn(session: &Rc<Session>) -> Result<(), String> {
    let mut cards = Vec::new();
    let mut computers = BTreeMap::new();
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
            let op = js::text(&row, "op").and_then(|op| u128::from_str_radix(&op, 16).ok());
            let found = (op, js::text(&row, "kind"), js::text(&row, "computer"));
            if let (Some(op), Some(kind), Some(name)) = found {
                computers.insert((op, kind), name);
            }
        }
    }
    session.computers.replace(computers);
    let mut till = session.till.borrow_mut();
    till.learn_cards(cards.iter().map(String::as_str));
    Ok(())
}

/// Gives the rows of a list to the gateway, from where every desk and kiosk has them: classes and blocks of patrons, open loans. Names stay here.
///
/// # Errors
/// What to tell the librarian.
pub async fn give(session: &Session, open: &Open, list: List) -> Result<u32, String> {
    let texts = |row: &[JsValue]| js::array(row.iter());
    let name = match list {
        List::Patrons => "patrons",
        List::Loans => "loans",
        List::Blocks => "blocks",
    };
    let rows: Vec<JsValue> = match list {
        List::Patrons => open
            .patrons
            .iter()
            .map(|(card, class, is_blocked)| {
                texts(&[card.into(), class.into(), (*is_blocked).into()])
            })
            .collect(),
        List::Loans => open
            .loans
            .iter()
            .map(|(loan, since_ms)| {
                let since = since_ms.map_or(JsValue::NULL, |ms| (ms as f64).into());
                let due = loan.due.map_or(JsValue::NULL, |due| due.to_string().into());
                texts(&[(&loan.barcode).into(), (&loan.card).into(), since, due])
            })
            .collect(),
        List::Blocks => open.blocks.iter().map(JsValue::from).collect(),
    };
    let body = js::object(&[(name, js::array(rows.iter()))]);
    let said = call(session, "v1/lists", Some(body)).await?.json();
    crate::news::soon(session);
    Ok(js::number(&said, "lines") as u32)
}
