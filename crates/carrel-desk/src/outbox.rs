//! What went to the library's own system and what did not: beside the clashes, for who is signed in at the gateway.

use std::rc::Rc;

use carrel_web::el::{El, button, el};
use carrel_web::{dom, js, words as intl};
use wasm_bindgen::JsValue;

use crate::gateway::call;
use crate::page_together::{trouble, words_of};
use crate::session::Session;
use crate::t;

/// The part of the page; empty without a gateway, without a system, and for who is not signed in.
#[must_use]
pub fn view(session: &Rc<Session>) -> El {
    let part = el("section").class("stack").attr("id", "outbox");
    let (of, fill) = (session.clone(), part.clone());
    js::spawn(async move { show(&of, &fill).await });
    part
}

fn word(row: &JsValue, name: &str) -> String {
    js::text(row, name).unwrap_or_default()
}

/// Whether the gateway delivers by itself: then no file is to be imported too.
pub async fn is_live(session: &Session) -> bool {
    match call(session, "v1/outbox", None).await {
        Ok(answer) => !word(&answer.json(), "target").is_empty(),
        Err(_) => false,
    }
}

/// Rows of one state.
fn of_state<'a>(rows: &'a [JsValue], states: &'a [&str]) -> impl Iterator<Item = &'a JsValue> {
    rows.iter()
        .filter(move |row| states.contains(&word(row, "state").as_str()))
}

async fn show(session: &Rc<Session>, part: &El) {
    if session.staff.borrow().is_none() {
        return part.fill(Vec::new());
    }
    let Ok(answer) = call(session, "v1/outbox", None).await else {
        return part.fill(Vec::new());
    };
    let said = answer.json();
    let (open, over) = (js::list(&said, "open"), js::list(&said, "over"));
    let target = word(&said, "target");
    if target.is_empty() && open.is_empty() && over.is_empty() {
        return part.fill(Vec::new());
    }
    let mut content = vec![el("h2").text(t::outbox())];
    if !target.is_empty() {
        content.push(el("p").class("soft").text(&t::outbox_by(&target)));
    }
    let count = |rows: usize| u32::try_from(rows).unwrap_or(u32::MAX);
    if let Some(trouble) = js::text(&said, "trouble") {
        content.push(
            el("p")
                .class("note")
                .attr("data-kind", "trouble")
                .text(&t::outbox_trouble(&trouble)),
        );
    }
    let doubts: Vec<&JsValue> = of_state(&open, &["rejected", "by-hand"]).collect();
    // The number beside the page's name is right at once, and not with the next question.
    let mut news = session.news.get();
    news.waiting = count(doubts.len() + files(&open).len());
    if session.news.replace(news) != news {
        crate::frame::refresh(session);
    }
    let waits = of_state(&open, &["pending", "sending"]).count();
    let unknown = of_state(&open, &["unknown"]).count();
    content.push(el("p").text(&match (waits + unknown, open.is_empty()) {
        (_, true) => t::outbox_all_there().to_owned(),
        (0, false) => t::outbox_rest_there().to_owned(),
        _ => t::outbox_waits(count(waits)),
    }));
    let behind = words_of(&said, "behind");
    if !behind.is_empty() {
        content.push(trouble(&t::outbox_behind(&behind.join(", "))));
    }
    if unknown > 0 {
        content.push(el("p").text(&t::outbox_unknown(count(unknown))));
    }
    content.extend(doubts.into_iter().map(|row| doubt(session, part, row)));
    content.extend(batches(session, part, &open));
    if !over.is_empty() {
        let lines = over
            .iter()
            .map(|row| {
                el("li").class("row").with(
                    el("span")
                        .with(el("strong").text(&what(session, row)))
                        .with(el("span").class("soft block").text(&past(row))),
                )
            })
            .collect();
        content.push(
            el("details")
                .with(
                    el("summary")
                        .key("outbox-over")
                        .text(&t::outbox_over(count(over.len()))),
                )
                .with(el("ul").class("rows").all(lines)),
        );
    }
    part.fill(content);
}

/// "Check out Holes to card 29…".
pub(crate) fn what(session: &Session, row: &JsValue) -> String {
    let copy = word(row, "copy");
    let book = session.book(&copy);
    let card = word(row, "card");
    match word(row, "act").as_str() {
        "return" => t::outbox_return(&book),
        act => {
            let who = if card.is_empty() {
                t::side_unknown().to_owned()
            } else {
                t::outbox_card(&card)
            };
            match act {
                "renew" => t::outbox_renew(&book, &who),
                "hold" => t::outbox_hold(&book, &who),
                "unhold" => t::outbox_unhold(&book, &who),
                _ => t::outbox_issue(&book, &who),
            }
        }
    }
}

/// How something that is over ended.
fn past(row: &JsValue) -> String {
    let how = match word(row, "state").as_str() {
        "confirmed" => t::outbox_confirmed(),
        "done" => t::outbox_done_by_hand(),
        _ => t::outbox_skipped(),
    };
    let time = intl::time(js::number(row, "at_ms"));
    let said = word(row, "said");
    // "Put this book on the hold shelf": what the system wants done with a book that came in.
    if word(row, "act") == "return" && !said.is_empty() {
        [&time, " · ", how, " ", &said].concat()
    } else {
        [&time, " · ", how].concat()
    }
}

/// One that a librarian must look at: what it is, what the system said, and the presses.
fn doubt(session: &Rc<Session>, part: &El, row: &JsValue) -> El {
    let is_refused = word(row, "state") == "rejected";
    let said = word(row, "said");
    let copy = word(row, "copy");
    let book = session.book(&copy);
    let why = match (is_refused, said.is_empty()) {
        (true, true) => t::outbox_refused_silent().to_owned(),
        (true, false) => t::outbox_refused(&said),
        (false, true) => t::outbox_by_hand().to_owned(),
        (false, false) => said,
    };
    let presses = js::values(&js::get(row, "choices"))
        .iter()
        .filter_map(JsValue::as_string)
        .map(|choice| {
            let label = match choice.as_str() {
                "done" => t::outbox_press_done(),
                "again" => t::outbox_press_again(),
                _ => t::outbox_press_skip(),
            };
            let pairs = [
                ("target", word(row, "target").into()),
                ("choice", choice.as_str().into()),
                ("op", word(row, "op").into()),
                ("act", word(row, "act").into()),
            ];
            let key = [&word(row, "op"), &word(row, "act"), &choice]
                .map(String::as_str)
                .concat();
            press(session, part, label, &key, js::object(&pairs))
        })
        .collect();
    el("article")
        .class("clash")
        .attr("data-kind", "outbox")
        .with(el("h3").text(&what(session, row)))
        .maybe((book != copy).then(|| el("p").class("soft").text(&copy)))
        .with(
            el("p")
                .class("soft")
                .text(&intl::time(js::number(row, "at_ms"))),
        )
        .with(el("p").text(&why))
        .with(el("div").class("cluster").all(presses))
}

/// Files that wait for "it is imported": system, batch, how many operations.
fn files(open: &[JsValue]) -> Vec<(String, String, u32)> {
    let mut found: Vec<(String, String, u32)> = Vec::new();
    for row in of_state(open, &["exported"]) {
        let (target, batch) = (word(row, "target"), word(row, "said"));
        match found.iter_mut().find(|(_, known, _)| *known == batch) {
            Some((.., count)) => *count += 1,
            None => found.push((target, batch, 1)),
        }
    }
    found
}

/// The same on the page.
fn batches(session: &Rc<Session>, part: &El, open: &[JsValue]) -> Vec<El> {
    files(open)
        .into_iter()
        .map(|(target, batch, count)| {
            let pairs = [
                ("target", target.as_str().into()),
                ("choice", "done".into()),
                ("batch", batch.as_str().into()),
            ];
            el("article")
                .class("clash")
                .with(el("h3").text(&t::outbox_batch(&target, &batch)))
                .with(el("p").text(&t::outbox_batch_about(count)))
                .with(press(
                    session,
                    part,
                    t::outbox_imported(),
                    &batch,
                    js::object(&pairs),
                ))
        })
        .collect()
}

fn press(session: &Rc<Session>, part: &El, label: &str, key: &str, body: JsValue) -> El {
    let (of, fill) = (session.clone(), part.clone());
    button(label, move || {
        let (of, fill, body) = (of.clone(), fill.clone(), body.clone());
        js::spawn(async move {
            let said = match call(&of, "v1/outbox/settle", Some(body)).await {
                Ok(_) => t::decided_now().to_owned(),
                Err(why) => why,
            };
            dom::say("announce", &said);
            crate::news::soon(&of);
            show(&of, &fill).await;
        });
    })
    .key(key)
}
