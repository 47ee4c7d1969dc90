//! Handing in at a desk of a gateway: the gateway keeps the list of what waits and makes the files, so that two desks never hand in the same.
//!
//! A request has a number that is kept until its answer came: pressed again after a lost answer, it gives the batch of the first press.

use std::collections::BTreeSet;
use std::rc::Rc;

use carrel_exchange::queue::{File, System};
use carrel_exchange::sheet::{Language, Sheet};
use carrel_web::el::{El, button, el};
use carrel_web::{crypto, files, js, words as intl};
use serde::{Deserialize, Serialize};
use wasm_bindgen::JsValue;

use crate::gateway::{call, unhex};
use crate::page_hand::{Handed, comparison, key, offset, save_file, sheet_key};
use crate::session::{Net, Session};
use crate::sync::hex;
use crate::{hand, outbox, prune, t};

/// Whether the gateway keeps the list for this computer.
#[must_use]
pub fn is_ours(session: &Session) -> bool {
    !matches!(session.net.get(), Net::Alone | Net::Removed)
}

/// Files and sheet of a batch, as the gateway keeps them.
#[derive(Serialize, Deserialize)]
struct Kept {
    files: Vec<File>,
    sheet: Sheet,
}

fn word(object: &JsValue, name: &str) -> String {
    js::text(object, name).unwrap_or_default()
}

fn count(object: &JsValue, name: &str) -> u32 {
    js::number(object, name) as u32
}

fn trouble(text: &str) -> El {
    el("p")
        .class("note")
        .attr("data-kind", "trouble")
        .text(text)
}

/// Why, as a sentence.
fn reason(why: String) -> String {
    match why.is_empty() {
        true => t::gateway_silent().to_owned(),
        false => [why.trim_end_matches('.'), "."].concat(),
    }
}

/// Fills the page.
pub async fn show(session: &Rc<Session>, list: &El, said: &El, warn: &El) {
    if session.staff.borrow().is_none() {
        warn.fill(vec![el("p").class("note").text(t::hand_sign_in())]);
        return list.fill(Vec::new());
    }
    let is_live = outbox::is_live(session).await;
    tell_former(session).await;
    let answer = match call(session, "v1/hand-in", None).await {
        Ok(answer) => answer.json(),
        Err(why) => {
            warn.fill(vec![trouble(&t::hand_no_list(&reason(why)))]);
            return list.fill(Vec::new());
        }
    };
    let waits = js::get(&answer, "waits");
    let batches = js::list(&answer, "batches");
    let mut notes = notes(session, list, said, warn, &answer);
    if is_live {
        // What waited before the gateway delivered by itself still goes by file.
        let is_open = |batch: &JsValue| word(batch, "state") == "made";
        let is_over = notes.is_empty()
            && System::ALL
                .iter()
                .all(|system| count(&waits, system.name()) == 0)
            && !batches.iter().any(is_open);
        if is_over {
            warn.fill(vec![trouble(t::hand_live())]);
            return list.fill(Vec::new());
        }
        notes.push(trouble(t::hand_live_rest()));
    }
    warn.fill(notes);
    let mut content = Vec::new();
    for system in System::ALL {
        let by_class = el("input")
            .attr("type", "checkbox")
            .attr("id", &["by-class", system.name()].join("-"));
        let is_by_class = by_class.clone();
        let of = (session.clone(), list.clone(), said.clone(), warn.clone());
        let make = button(&t::hand_make(system.name()), move || {
            let (of, is_by_class) = (of.clone(), is_by_class.is_checked());
            js::spawn(async move { make(&of, system, is_by_class).await });
        })
        .key(key(system))
        .attr("data-kind", "main");
        let has_sheet = session.store.hand::<Sheet>(&sheet_key(system)).await;
        let rows: Vec<El> = batches
            .iter()
            .filter(|batch| word(batch, "system") == system.name())
            .map(|batch| row(session, list, said, warn, batch))
            .collect();
        content.push(
            el("section")
                .class("system")
                .with(el("h2").text(system.name()))
                .with(el("p").text(&t::hand_fresh(count(&waits, system.name()))))
                .with(
                    el("p").class("check").with(by_class).with(
                        el("label")
                            .attr("for", &["by-class", system.name()].join("-"))
                            .text(t::hand_by_class()),
                    ),
                )
                .with(make)
                .maybe(has_sheet.map(|_| comparison(session, system)))
                .maybe((!rows.is_empty()).then(|| el("ul").class("rows").all(rows))),
        );
    }
    list.fill(content);
}

/// What must be decided first, and what is held back.
fn notes(session: &Rc<Session>, list: &El, said: &El, warn: &El, answer: &JsValue) -> Vec<El> {
    let mut notes = Vec::new();
    let held_back: Vec<String> = js::list(answer, "held_back")
        .iter()
        .filter_map(JsValue::as_string)
        .collect();
    if !held_back.is_empty() {
        notes.push(trouble(&t::hand_held(&held_back.join(", "))));
    }
    let unknown = count(answer, "unknown");
    if unknown > 0 {
        let press = |label: &str, is_imported: bool| {
            let of = (session.clone(), list.clone(), said.clone(), warn.clone());
            button(label, move || {
                let of = of.clone();
                let body = js::object(&[("imported", is_imported.into())]);
                js::spawn(async move { tells(&of, "v1/hand-in/doubt", body).await });
            })
        };
        notes.push(
            el("div")
                .class("note stack")
                .attr("data-kind", "trouble")
                .with(el("p").text(&t::hand_unknown(unknown)))
                .with(
                    el("div")
                        .class("cluster")
                        .with(press(t::hand_unknown_in(), true))
                        .with(press(t::hand_unknown_again(), false)),
                ),
        );
    }
    notes
}

/// Session, list, what was said, what is warned of.
type Page = (Rc<Session>, El, El, El);

/// Says something to the gateway, and shows how it stands then.
async fn tells(of: &Page, path: &str, body: JsValue) {
    let (session, list, said, warn) = of;
    match call(session, path, Some(body)).await {
        Ok(_) => said.fill(Vec::new()),
        Err(why) => said.fill(vec![trouble(&reason(why))]),
    }
    show(session, list, said, warn).await;
}

/// A batch with its presses.
fn row(session: &Rc<Session>, list: &El, said: &El, warn: &El, batch: &JsValue) -> El {
    let id = word(batch, "batch");
    let name = match word(batch, "name") {
        name if name.is_empty() => t::hand_sheet_only().to_owned(),
        name => name,
    };
    let (when, who) = (intl::time(js::number(batch, "made_ms")), word(batch, "by"));
    let title = match word(batch, "computer") {
        computer if computer.is_empty() => t::hand_batch(&name, &when, &who),
        computer => t::hand_batch_at(&name, &when, &who, &computer),
    };
    let can_save = js::get(batch, "can_save").as_bool() == Some(true);
    let state = word(batch, "state");
    let how = match (state.as_str(), can_save) {
        ("imported", _) => t::hand_imported(&intl::time(js::number(batch, "settled_ms"))),
        ("given-back", _) => t::hand_batch_back().to_owned(),
        (_, true) => t::hand_batch_open().to_owned(),
        (_, false) => t::hand_batch_gone().to_owned(),
    };
    let line = el("li")
        .attr("data-batch", &state)
        .with(el("span").text(&title))
        .with(el("span").class("soft").text(&how));
    if state != "made" {
        return line;
    }
    let of: Page = (session.clone(), list.clone(), said.clone(), warn.clone());
    let settles = |is_imported: bool| {
        js::object(&[
            ("batch", id.as_str().into()),
            ("imported", is_imported.into()),
        ])
    };
    let save = can_save.then(|| {
        let (of, path) = (of.clone(), ["v1/hand-in/batch/", &id].concat());
        button(t::hand_again(), move || {
            let (of, path) = (of.clone(), path.clone());
            js::spawn(async move {
                match call(&of.0, &path, None).await {
                    Ok(answer) => drop(save(&of.0, &answer.json()).await),
                    Err(why) => of.2.fill(vec![trouble(&reason(why))]),
                }
            });
        })
    });
    let done = {
        let (of, body) = (of.clone(), settles(true));
        button(t::hand_done(), move || {
            let (of, body) = (of.clone(), body.clone());
            js::spawn(async move { tells(&of, "v1/hand-in/settle", body).await });
        })
    };
    // Asked once more: a file that is imported after all would be in there twice.
    let back = el("span");
    let (inside, body) = (back.clone(), settles(false));
    back.fill(vec![button(t::hand_give_back(), move || {
        let (of, body) = (of.clone(), body.clone());
        inside.fill(vec![button(t::hand_give_back_sure(), move || {
            let (of, body) = (of.clone(), body.clone());
            js::spawn(async move { tells(&of, "v1/hand-in/settle", body).await });
        })]);
    })]);
    line.with(
        el("span")
            .class("cluster")
            .maybe(save)
            .with(done)
            .with(back),
    )
}

/// Under this name the number of a request is kept until it is answered.
fn asked_key(system: System) -> String {
    ["asked", system.name()].join(":")
}

async fn make(of: &Page, system: System, is_by_class: bool) {
    let (session, list, said, warn) = of;
    let kept: Option<String> = session.store.hand(&asked_key(system)).await;
    let number = match kept.filter(|number| !number.is_empty()) {
        Some(number) => number,
        None => {
            let number = hex(&crypto::random::<16>());
            // Written down first: what is asked for and not remembered would be asked for under another number.
            if let Err(why) = session.store.put_hand(&asked_key(system), &number).await {
                return said.fill(vec![trouble(&why)]);
            }
            number
        }
    };
    let pair = |a: JsValue, b: JsValue| js::array([a, b].iter());
    let zone: Vec<JsValue> = hand::zone(js::now() as i64, offset)
        .into_iter()
        .map(|(from_ms, minutes)| pair((from_ms as f64).into(), minutes.into()))
        .collect();
    let classes: Vec<JsValue> = match (is_by_class, session.patrons.borrow().as_ref()) {
        (true, Some(patrons)) => patrons
            .known
            .iter()
            .filter(|(_, known)| !known.class.is_empty())
            .map(|(key, known)| pair(hex(&key.0.to_be_bytes()).into(), (&known.class).into()))
            .collect(),
        _ => Vec::new(),
    };
    let label = session.settings.borrow().label.clone();
    let body = js::object(&[
        ("request", number.into()),
        ("system", system.name().into()),
        ("by_class", is_by_class.into()),
        ("computer", label.into()),
        ("zone", js::array(zone.iter())),
        ("classes", js::array(classes.iter())),
    ]);
    let answer = match call(session, "v1/hand-in/make", Some(body)).await {
        Ok(answer) => answer.json(),
        Err(why) => return said.fill(vec![trouble(&t::hand_not_made(&reason(why)))]),
    };
    let is_open = word(&answer, "state") == "made";
    let saved = match is_open {
        true => save(session, &answer).await,
        false => None,
    };
    // Answered: the next press is another request. If this is not remembered, it gives the same batch once more.
    let _ = session
        .store
        .put_hand(&asked_key(system), &String::new())
        .await;
    show(session, list, said, warn).await;
    let Some(sheet) = saved else {
        return said.fill(vec![el("p").class("note").text(t::hand_nothing_more())]);
    };
    let by_hand = sheet.by_hand.iter().filter(|row| !row.is_settled);
    let by_hand = u32::try_from(by_hand.count()).unwrap_or(u32::MAX);
    let again = count(&answer, "again");
    said.fill(vec![
        el("div")
            .class("note")
            .attr("data-kind", "news")
            .with(el("h2").text(&t::hand_made(system.name(), &sheet.batch)))
            .with(el("p").text(t::hand_once()))
            .with(el("p").text(&t::hand_sheet(by_hand)))
            .maybe((again > 0).then(|| el("p").text(&t::hand_again_sheet(again)))),
    ]);
}

/// Saves the files of a batch and its sheet, which is kept for the comparison after the import.
async fn save(session: &Rc<Session>, answer: &JsValue) -> Option<Sheet> {
    let bytes = js::text(answer, "kept").and_then(|text| unhex(&text))?;
    let kept: Kept = postcard::from_bytes(&bytes).ok()?;
    // Without it everything else works.
    let _ = session
        .store
        .put_hand(&sheet_key(kept.sheet.system), &kept.sheet)
        .await;
    for file in &kept.files {
        save_file(file);
    }
    let made = intl::time(js::number(answer, "made_ms"));
    let again = count(answer, "again");
    let note = t::hand_again_sheet(again);
    let notes: &[&str] = match again {
        0 => &[],
        _ => &[note.as_str()],
    };
    let page = kept
        .sheet
        .to_html_with(Language::English, &session.library, &made, notes);
    let name = [
        "carrel-sheet-",
        kept.sheet.system.name(),
        "-",
        &kept.sheet.batch,
        ".html",
    ];
    files::save(&page.into(), "text/html", &name.concat());
    Some(kept.sheet)
}

/// Once: what this computer handed in by itself, before the gateway kept the list, waits there no more.
async fn tell_former(session: &Rc<Session>) {
    const TOLD: &str = "told";
    if session.store.hand::<bool>(TOLD).await == Some(true) {
        return;
    }
    let mut names: BTreeSet<String> = BTreeSet::new();
    for system in System::ALL {
        let handed: Option<Handed> = session.store.hand(key(system)).await;
        let till = session.till.borrow();
        for handed in handed.iter() {
            let known = handed.names().filter(|name| prune::is_known(&till, name));
            names.extend(known.map(str::to_owned));
        }
    }
    if !names.is_empty() {
        let names: Vec<JsValue> = names.iter().map(|name| name.as_str().into()).collect();
        let body = js::object(&[("operations", js::array(names.iter()))]);
        if call(session, "v1/hand-in/known", Some(body)).await.is_err() {
            return;
        }
    }
    // Said twice it changes nothing.
    let _ = session.store.put_hand(TOLD, &true).await;
}
