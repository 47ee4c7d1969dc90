//! The computers that the gateway hears, and taking one away: lost, given away, or copied.

use std::rc::Rc;

use carrel_web::el::{El, button, el};
use carrel_web::{dom, js, words as intl};
use wasm_bindgen::JsValue;

use crate::gateway::call;
use crate::session::Session;
use crate::sync::hex;
use crate::t;

/// The part of the settings, for an administrator. The list comes from the gateway.
#[must_use]
pub fn view(session: &Rc<Session>) -> El {
    let part = el("div").class("stack");
    fill(session, &part);
    el("div")
        .class("stack")
        .attr("id", "devices")
        .with(
            el("h3")
                .attr("id", "devices-title")
                .attr("tabindex", "-1")
                .text(t::devices_title()),
        )
        .with(el("p").class("measure").text(t::devices_about()))
        .with(part)
}

fn fill(session: &Rc<Session>, part: &El) {
    let (of, part) = (session.clone(), part.clone());
    js::spawn(async move {
        match call(&of, "v1/devices", None).await {
            Ok(answer) => part.fill(rows(&of, &part, &js::list(&answer.json(), "devices"))),
            Err(why) => part.fill(vec![wrong(&why)]),
        }
    });
}

fn wrong(why: &str) -> El {
    el("p").class("wrong").attr("role", "status").text(why)
}

/// Those that are heard, and behind a fold those that were taken away.
fn rows(session: &Rc<Session>, part: &El, devices: &[JsValue]) -> Vec<El> {
    let is_gone = |row: &&JsValue| js::get(row, "revoked_ms").as_f64().is_some();
    let (gone, here): (Vec<_>, Vec<_>) = devices.iter().partition(is_gone);
    let line = |row: &&JsValue| self::row(session, part, row);
    let mut all = vec![el("ul").class("rows").all(here.iter().map(line).collect())];
    if !gone.is_empty() {
        let count = u32::try_from(gone.len()).unwrap_or(u32::MAX);
        all.push(
            el("details")
                .with(el("summary").text(&t::devices_removed(count)))
                .with(el("ul").class("rows").all(gone.iter().map(line).collect())),
        );
    }
    all
}

fn row(session: &Rc<Session>, part: &El, row: &JsValue) -> El {
    let text = |name| js::text(row, name).unwrap_or_default();
    let time = |name| js::get(row, name).as_f64().map(intl::time);
    let (id, label) = (text("device"), text("label"));
    let label = if label.is_empty() { id.clone() } else { label };
    let role = if text("role") == "kiosk" {
        t::device_kiosk()
    } else {
        t::device_desk()
    };
    let revoked = time("revoked_ms");
    let state = match (&revoked, time("seen_ms")) {
        (Some(when), _) => t::device_removed(when),
        (None, Some(when)) => t::forget_seen(&when),
        (None, None) => t::forget_not_seen().to_owned(),
    };
    let mine = session.till.borrow().client.meta().device;
    let is_this = id == hex(&mine.to_be_bytes());
    let line = el("li").class("row").attr("data-device", &id).with(
        el("span")
            .with(el("strong").attr("dir", "auto").text(&label))
            .text(" ")
            .with(el("span").text(role))
            .with(el("span").class("soft block").text(&state)),
    );
    if revoked.is_some() {
        return line;
    }
    if is_this {
        return line.with(el("span").class("soft").text(t::device_this()));
    }
    let place = el("span").class("cluster");
    ask(session, part, &place, &id, &label);
    line.with(place)
}

/// The button; pressed, it asks once more in its place, with the focus on what changes nothing.
fn ask(session: &Rc<Session>, part: &El, place: &El, id: &str, label: &str) {
    let (of, whole, there) = (session.clone(), part.clone(), place.clone());
    let (id, label) = (id.to_owned(), label.to_owned());
    let key = ["remove-", &id].concat();
    let named = t::device_remove_named(&label);
    let first = button(t::device_remove(), move || {
        let (question, keep) = (["sure-", &id].concat(), ["keep-", &id].concat());
        let again = {
            let (of, whole, there) = (of.clone(), whole.clone(), there.clone());
            let (id, label) = (id.clone(), label.clone());
            move || {
                ask(&of, &whole, &there, &id, &label);
                dom::focus(&["[data-key=\"remove-", &id, "\"]"].concat());
            }
        };
        let yes = {
            let (of, whole, again) = (of.clone(), whole.clone(), again.clone());
            let (id, label) = (id.clone(), label.clone());
            button(t::device_remove_yes(), move || {
                let (of, whole, again) = (of.clone(), whole.clone(), again.clone());
                let (id, label) = (id.clone(), label.clone());
                js::spawn(async move {
                    let body = js::object(&[("device", id.as_str().into())]);
                    match call(&of, "v1/devices/revoke", Some(body)).await {
                        Ok(_) => {
                            dom::say("announce", &t::device_gone(&label));
                            fill(&of, &whole);
                            dom::focus("#devices-title");
                        }
                        Err(why) => {
                            dom::say("announce", &why);
                            again();
                        }
                    }
                });
            })
            .attr("aria-describedby", &question)
        };
        let no = button(t::device_keep(), again.clone())
            .key(&keep)
            .attr("aria-describedby", &question);
        let sure = el("span")
            .attr("id", &question)
            .text(&t::device_remove_sure(&label));
        there.fill(vec![sure, yes, no]);
        dom::focus(&["[data-key=\"", &keep, "\"]"].concat());
    });
    place.fill(vec![first.key(&key).attr("aria-label", &named)]);
}
