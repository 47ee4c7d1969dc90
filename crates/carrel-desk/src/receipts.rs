//! A receipt's code, typed at the desk: which loan it is, on this computer and, for who is signed in, on the gateway.

use std::rc::Rc;

use carrel_circ::entry::Kind;
use carrel_sync::hash::{receipt, receipt_code};
use carrel_sync::op::{Op, Patron};
use carrel_web::el::{El, el};
use carrel_web::{dom, js, words as intl};

use crate::gateway::call;
use crate::session::{Net, Session};
use crate::{frame, t};

/// The part of the desk's page, behind a fold.
#[must_use]
pub fn view(session: &Rc<Session>) -> El {
    let code = el("input")
        .attr("autocomplete", "off")
        .attr("maxlength", "8")
        .attr("size", "8");
    let found = el("div").attr("role", "status").class("stack");
    let (of, typed, tell) = (session.clone(), code.clone(), found.clone());
    let form = el("form")
        .class("cluster")
        .attr("novalidate", "")
        .with(frame::field(t::receipt_code(), "receipt-code", &code))
        .with(
            el("button")
                .attr("type", "submit")
                .text(t::receipt_look_up()),
        )
        .on("submit", move |event| {
            event.prevent_default();
            let (of, typed, tell) = (of.clone(), typed.clone(), tell.clone());
            js::spawn(async move {
                let Some(code) = receipt_code(&typed.value()) else {
                    tell.fill(vec![el("p").class("wrong").text(t::receipt_no_code())]);
                    dom::focus("#receipt-code");
                    return;
                };
                // The next scan belongs to the box again.
                of.parts.scan.focus();
                let rows = look_up(&of, code).await;
                tell.fill(rows);
            });
        });
    el("details")
        .class("receipts")
        .attr("id", "receipts")
        .with(el("summary").key("receipts").text(t::receipt_open()))
        .with(form)
        .with(found)
}

/// A loan that has the code.
struct Found {
    id: String,
    copy: String,
    card: Option<String>,
    at_ms: f64,
    computer: Option<String>,
}

async fn look_up(session: &Rc<Session>, code: u32) -> Vec<El> {
    let is_it = |hash: &carrel_sync::Hash| receipt_code(&receipt(hash)) == Some(code);
    let mut found: Vec<Found> = {
        let till = session.till.borrow();
        // Only loans give a receipt; and whose a book was is nobody's business once it is back.
        let own = till
            .own()
            .filter(|own| own.op.kind == Kind::Checkout && is_it(&own.hash));
        let is_out = |op: &Op| {
            till.view()
                .loan(op.id)
                .is_some_and(|loan| loan.end.is_none())
        };
        own.map(|own| here(&own.op, is_out(&own.op))).collect()
    };
    let mut notes = Vec::new();
    if session.staff.borrow().is_some() {
        match call(session, &format!("v1/receipts/{code}"), None).await {
            Ok(answer) => {
                for row in js::list(&answer.json(), "scans") {
                    let text = |name| js::text(&row, name).unwrap_or_default();
                    let id = text("op");
                    let computer = js::text(&row, "computer");
                    if let Some(known) = found.iter_mut().find(|known| known.id == id) {
                        known.computer = computer;
                        continue;
                    }
                    found.push(Found {
                        id,
                        copy: text("copy"),
                        card: js::text(&row, "card"),
                        at_ms: js::number(&row, "at_ms"),
                        computer,
                    });
                }
            }
            Err(why) => notes.push(el("p").class("wrong").text(&why)),
        }
    } else if session.net.get() != Net::Alone {
        notes.push(el("p").class("soft").text(t::receipt_only_here()));
    }
    let mut all = if found.is_empty() {
        vec![el("p").text(t::receipt_none())]
    } else {
        let rows = found.iter().map(|found| row(session, found));
        vec![el("ul").class("rows").all(rows.collect())]
    };
    all.append(&mut notes);
    all
}

fn here(op: &Op, is_out: bool) -> Found {
    Found {
        id: format!("{:032x}", op.id.0),
        copy: op.copy.clone(),
        card: match &op.patron {
            Patron::Known { card, .. } if is_out => Some(card.clone()),
            _ => None,
        },
        at_ms: op.at.wall_ms as f64,
        computer: None,
    }
}

fn row(session: &Session, found: &Found) -> El {
    let book = session.book(&found.copy);
    let book = if book == found.copy {
        book
    } else {
        format!("{book} ({})", found.copy)
    };
    let mut about = vec![intl::time(found.at_ms)];
    about.extend(found.card.as_deref().map(t::patron_card));
    about.extend(found.computer.as_deref().map(t::clash_computer));
    el("li")
        .with(el("strong").text(t::act_out()))
        .with(el("span").text(&book))
        .with(el("span").class("soft block").text(&about.join(" · ")))
}
