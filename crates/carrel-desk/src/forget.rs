//! Forgetting a patron: one card, one press, and which computers have not heard of it yet (reliability.md 5.3).

use std::rc::Rc;

use carrel_web::el::{El, button, el};
use carrel_web::{js, words as intl};
use wasm_bindgen::JsValue;

use crate::gateway::call;
use crate::session::Session;
use crate::{frame, t};

/// The part of the settings, for an administrator.
#[must_use]
pub fn view(session: &Rc<Session>) -> El {
    let card = el("input")
        .attr("autocomplete", "off")
        .attr("maxlength", "64");
    let said = el("div").attr("role", "status").class("stack measure");
    let (of, typed, tell) = (session.clone(), card.clone(), said.clone());
    let press = button(t::forget(), move || {
        let (of, typed, tell) = (of.clone(), typed.clone(), tell.clone());
        js::spawn(async move {
            let code = typed.value();
            if code.trim().is_empty() {
                typed.focus();
                return;
            }
            match forget(&of, code.trim()).await {
                Ok(at) => {
                    typed.set_value("");
                    show(&of, &tell, at).await;
                }
                Err(why) => tell.fill(vec![el("p").class("wrong").text(&why)]),
            }
        });
    });
    el("div")
        .class("stack")
        .attr("id", "forget")
        .with(el("h3").text(t::forget_title()))
        .with(el("p").class("measure").text(t::forget_about()))
        .with(frame::field(t::forget_card(), "forget-card", &card))
        .with(el("p").with(press))
        .with(said)
}

/// Gives the number of the entry from which on nobody has it.
async fn forget(session: &Session, card: &str) -> Result<f64, String> {
    let cards = [JsValue::from(card)];
    let body = js::object(&[("forget", js::array(cards.iter()))]);
    let said = call(session, "v1/lists", Some(body)).await?.json();
    crate::news::soon(session);
    Ok(js::number(&said, "at"))
}

/// Who has not heard of it, and a button to look again.
async fn show(session: &Rc<Session>, part: &El, at: f64) {
    let answer = match call(session, "v1/devices", None).await {
        Ok(answer) => answer.json(),
        Err(why) => return part.fill(vec![el("p").class("wrong").text(&why)]),
    };
    let waits: Vec<El> = js::list(&answer, "devices")
        .iter()
        .filter(|row| js::get(row, "revoked_ms").as_f64().is_none())
        .filter(|row| {
            js::get(row, "cursor")
                .as_f64()
                .is_none_or(|heard| heard < at)
        })
        .map(|row| {
            let label = js::text(row, "label").unwrap_or_default();
            let seen = match js::get(row, "seen_ms").as_f64() {
                Some(ms) => t::forget_seen(&intl::time(ms)),
                None => t::forget_not_seen().to_owned(),
            };
            el("li").class("row").with(
                el("span")
                    .with(el("strong").text(&label))
                    .with(el("span").class("soft block").text(&seen)),
            )
        })
        .collect();
    if waits.is_empty() {
        return part.fill(vec![el("p").text(t::forget_done())]);
    }
    let count = u32::try_from(waits.len()).unwrap_or(u32::MAX);
    let (of, fill) = (session.clone(), part.clone());
    part.fill(vec![
        el("p").text(&t::forget_waits(count)),
        el("ul").class("rows").all(waits),
        button(t::forget_look(), move || {
            let (of, fill) = (of.clone(), fill.clone());
            js::spawn(async move { show(&of, &fill, at).await });
        })
        .key("forget-look"),
    ]);
}
