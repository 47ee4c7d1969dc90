//! Handing in: one button a system, the same queue for each; "import once", and the sheet to look at afterwards.

use std::collections::BTreeMap;
use std::rc::Rc;

use carrel_core::CalendarDate;
use carrel_exchange::local::LocalTime;
use carrel_exchange::queue::ledger::Ledger;
use carrel_exchange::queue::{Batch, File, System, deliver};
use carrel_exchange::sheet::Language;
use carrel_web::el::{El, button, el};
use carrel_web::{files, js, words as intl};
use serde::{Deserialize, Serialize};

use crate::session::Session;
use crate::{backup, frame, gateway, hand, outbox, t};

/// What was handed to one system: which operations and files, and the files themselves until they are imported.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Handed {
    ledger: Ledger,
    files: BTreeMap<String, File>,
}

fn key(system: System) -> &'static str {
    system.name()
}

/// The page.
#[must_use]
pub fn view(session: &Rc<Session>) -> Vec<El> {
    let list = el("div").class("systems");
    let said = el("div").attr("id", "hand-said").attr("role", "status");
    let of = session.clone();
    let live = el("div").attr("role", "status");
    let warn = live.clone();
    let (fill, tell) = (list.clone(), said.clone());
    js::spawn(async move {
        if of.staff.borrow().is_some() {
            // Cards of other computers; without them their loans are told of and left out.
            let _ = gateway::learn(&of).await;
            if outbox::is_live(&of).await {
                warn.fill(vec![
                    el("p")
                        .class("note")
                        .attr("data-kind", "trouble")
                        .text(t::hand_live()),
                ]);
            }
        }
        show(&of, &fill, &tell).await;
    });
    let log = session.clone();
    vec![
        frame::heading(t::nav_hand()),
        el("p").class("measure").text(t::hand_about()),
        live,
        said,
        list,
        el("p").class("measure soft").text(t::hand_log_about()),
        button(t::hand_log(), move || backup::save(&log)),
    ]
}

fn offset(ms: i64) -> i32 {
    js::utc_offset_minutes(ms as f64)
}

/// The day on the wall of this computer.
pub fn today() -> CalendarDate {
    let now = js::now() as i64;
    LocalTime::of_unix(now, i16::try_from(offset(now)).unwrap_or(0)).date
}

async fn show(session: &Rc<Session>, list: &El, said: &El) {
    let ready = hand::ready(&session.till.borrow(), offset);
    let mut notes = Vec::new();
    if !ready.held_back.is_empty() {
        notes.push(el("p").text(&t::hand_held(&ready.held_back.join(", "))));
    }
    if !ready.without_card.is_empty() {
        notes.push(el("p").text(&t::hand_no_card(&ready.without_card.join(", "))));
    }
    if !notes.is_empty() {
        said.fill(vec![
            el("div")
                .class("note")
                .attr("data-kind", "trouble")
                .all(notes),
        ]);
    }
    let mut content = Vec::new();
    for system in System::ALL {
        let handed: Handed = session.store.hand(key(system)).await.unwrap_or_default();
        let fresh = handed.ledger.fresh(&ready.operations);
        let count = u32::try_from(fresh.len()).unwrap_or(u32::MAX);
        let (of, fill, tell) = (session.clone(), list.clone(), said.clone());
        let make = button(&t::hand_make(system.name()), move || {
            let (of, fill, tell) = (of.clone(), fill.clone(), tell.clone());
            js::spawn(async move { make(&of, system, &fill, &tell).await });
        })
        .key(key(system))
        .attr("data-kind", "main");
        let files: Vec<El> = handed
            .ledger
            .files()
            .iter()
            .rev()
            .take(8)
            .map(|file| {
                let state = match file.imported_on {
                    Some(day) => t::hand_imported(&intl::date(&day.to_string())),
                    None => t::hand_waiting(&file.batch),
                };
                let (of, name) = (session.clone(), file.name.clone());
                let again = handed.files.get(&name).cloned();
                let (fill, tell) = (list.clone(), said.clone());
                el("li")
                    .with(el("code").text(&file.name))
                    .with(el("span").text(&state))
                    .maybe(again.filter(|_| file.imported_on.is_none()).map(|kept| {
                        let save = kept.clone();
                        el("span")
                            .class("cluster")
                            .with(button(t::hand_again(), move || save_file(&save)))
                            .with(button(t::hand_done(), move || {
                                let (of, name, kept) = (of.clone(), name.clone(), kept.clone());
                                let (fill, tell) = (fill.clone(), tell.clone());
                                js::spawn(async move {
                                    let mut handed: Handed =
                                        of.store.hand(key(system)).await.unwrap_or_default();
                                    handed.ledger.imported(&name, &kept.bytes, today());
                                    handed.files.remove(&name);
                                    let _ = of.store.put_hand(key(system), &handed).await;
                                    show(&of, &fill, &tell).await;
                                });
                            }))
                    }))
            })
            .collect();
        content.push(
            el("section")
                .class("system")
                .with(el("h2").text(system.name()))
                .with(el("p").text(&t::hand_fresh(count)))
                .with(make)
                .maybe((!files.is_empty()).then(|| el("ul").class("rows").all(files))),
        );
    }
    list.fill(content);
}

async fn make(session: &Rc<Session>, system: System, list: &El, said: &El) {
    let ready = hand::ready(&session.till.borrow(), offset);
    let mut handed: Handed = session.store.hand(key(system)).await.unwrap_or_default();
    let fresh = handed.ledger.fresh(&ready.operations);
    if fresh.is_empty() {
        said.fill(vec![el("p").class("note").text(t::hand_nothing())]);
        return;
    }
    let delivery = deliver(system, &Batch::new(&fresh));
    handed.ledger.record(&delivery, &fresh, today());
    for file in &delivery.files {
        handed.files.insert(file.name.clone(), file.clone());
    }
    // Written down first: what was handed out and not remembered would go out twice.
    if let Err(why) = session.store.put_hand(key(system), &handed).await {
        said.fill(vec![
            el("p")
                .class("note")
                .attr("data-kind", "trouble")
                .text(&why),
        ]);
        return;
    }
    for file in &delivery.files {
        save_file(file);
    }
    let made = intl::time(js::now());
    let sheet = delivery
        .sheet
        .to_html(Language::English, &session.library, &made);
    let name = format!(
        "carrel-sheet-{}-{}.html",
        system.name(),
        delivery.sheet.batch
    );
    files::save(&sheet.into(), "text/html", &name);
    let by_hand = delivery.sheet.by_hand.iter().filter(|row| !row.is_settled);
    let by_hand = u32::try_from(by_hand.count()).unwrap_or(u32::MAX);
    said.fill(vec![
        el("div")
            .class("note")
            .attr("data-kind", "news")
            .with(el("h2").text(&t::hand_made(system.name(), &delivery.sheet.batch)))
            .with(el("p").text(t::hand_once()))
            .with(el("p").text(&t::hand_sheet(by_hand))),
    ]);
    show(session, list, &el("div")).await;
}

fn save_file(file: &File) {
    files::save(&js::typed(&file.bytes), "text/plain", &file.name);
}
