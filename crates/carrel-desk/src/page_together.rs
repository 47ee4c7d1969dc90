//! Handing in at a desk of a gateway: the gateway keeps the list of what waits and makes the files, so that two desks never hand in the same.
//!
//! A request has a number that is kept until its answer came: pressed again after a lost answer, it gives the batch of the first press.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use carrel_exchange::delivered::{Delivered, Kind as Does};
use carrel_exchange::queue::{File, System};
use carrel_exchange::sheet::{Language, Left, Sheet};
use carrel_sync::hand_in::VERSION;
use carrel_web::el::{El, button, el};
use carrel_web::{crypto, dom, files, js, words as intl};
use serde::{Deserialize, Serialize};
use wasm_bindgen::JsValue;

use crate::batches::{Known, Listed};
use crate::gateway::{asked, call, unhex};
use crate::handed::Untold;
use crate::page_hand::{Scope, offset, save_file, sheet_key};
use crate::session::{Net, Session};
use crate::strange::{self, Leave, Strange};
use crate::sync::hex;
use crate::undone::What;
use crate::{batches, hand, handed, outbox, page_hand, page_mend, t, undone};

/// Whether the gateway keeps the list for this computer.
#[must_use]
pub fn is_ours(session: &Session) -> bool {
    !matches!(session.net.get(), Net::Alone | Net::Removed)
}

/// Under this name stand the batches that were made or saved here.
const BATCHES: &str = "batches";
/// They are kept so long: a gateway that was put back to a backup does not know the last ones.
const KEPT_MS: i64 = 60 * 86_400_000;
/// Most doubtful rows at once; the others come when these are answered.
const ROWS: usize = 100;

/// Most rows below the notice that cards will go.
const SOON: usize = 20;

/// Files and sheet of a batch, as the gateway keeps them.
#[derive(Serialize, Deserialize)]
struct Kept {
    files: Vec<File>,
    sheet: Sheet,
}

pub(crate) fn word(object: &JsValue, name: &str) -> String {
    js::text(object, name).unwrap_or_default()
}

pub(crate) fn count(object: &JsValue, name: &str) -> u32 {
    js::number(object, name) as u32
}

pub(crate) fn words_of(object: &JsValue, name: &str) -> Vec<String> {
    let words = js::list(object, name);
    words.iter().filter_map(JsValue::as_string).collect()
}

pub(crate) fn trouble(text: &str) -> El {
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

/// What the gateway refused, as a sentence of its own.
pub(crate) fn refused(why: String) -> El {
    let why = reason(why);
    let mut rest = why.chars();
    let first = rest.next().unwrap_or_default().to_ascii_uppercase();
    trouble(&[first.to_string().as_str(), rest.as_str()].concat())
}

/// Session, list, what was said, what is warned of.
pub(crate) type Page = (Rc<Session>, El, El, El);

/// A press that does something and waits for it.
fn press<F: Future<Output = ()> + 'static>(label: &str, act: impl Fn() -> F + 'static) -> El {
    button(label, move || js::spawn(act()))
}

/// A press that asks once more before it does something: `why` stands beside the second one.
pub(crate) fn twice<F: Future<Output = ()> + 'static>(
    label: &str,
    why: Option<String>,
    sure: String,
    act: impl Fn() -> F + Clone + 'static,
) -> El {
    let place = el("span").class("cluster");
    let inside = place.clone();
    place.fill(vec![button(label, move || {
        let why = why.as_deref().map(|why| el("span").text(why));
        let second = press(&sure, act.clone());
        inside.fill(why.into_iter().chain([second.clone()]).collect());
        second.focus();
    })]);
    place
}

/// Fills the page.
pub async fn show(session: &Rc<Session>, list: &El, said: &El, warn: &El) {
    let of: Page = (session.clone(), list.clone(), said.clone(), warn.clone());
    if session.staff.borrow().is_none() {
        return match asked(session, "v1/hand-in", None).await {
            Ok(_) => {
                warn.fill(vec![el("p").class("note").text(t::hand_sign_in())]);
                list.fill(Vec::new());
            }
            Err(why) => gone(&of, &why),
        };
    }
    let mut heard = asked(session, "v1/hand-in", None).await;
    if heard.is_ok() && !handed::is_told(session).await {
        // No list before: a file would have again what this computer handed in by itself.
        let why = match handed::tell(session).await {
            Ok(()) => None,
            Err(Untold::Silent) => Some(String::new()),
            Err(Untold::Refused(why)) => Some(why),
        };
        if let Some(why) = why {
            warn.fill(vec![trouble(&t::hand_untold_here(&reason(why)))]);
            return list.fill(Vec::new());
        }
        heard = asked(session, "v1/hand-in", None).await;
    }
    if heard.is_ok() {
        handed::leave_told(session).await;
    }
    let answer = match heard {
        Ok(answer) if answer.status == 200 => answer.json(),
        Ok(answer) if answer.status == 401 => {
            session.staff.replace(None);
            warn.fill(vec![el("p").class("note").text(t::hand_sign_in())]);
            return list.fill(Vec::new());
        }
        Ok(answer) => {
            let why = reason(word(&answer.json(), "error"));
            warn.fill(vec![trouble(&t::hand_no_list(&why))]);
            return list.fill(Vec::new());
        }
        Err(why) => return gone(&of, &why),
    };
    if count(&answer, "version") != VERSION {
        // One that is newer than this page answered nothing.
        warn.fill(vec![trouble(t::hand_gateway_older())]);
        return list.fill(Vec::new());
    }
    let is_live = outbox::is_live(session).await;
    let (waits, before) = (count(&answer, "waits"), word(&answer, "system"));
    let (late, behind) = (count(&answer, "late"), count(&answer, "behind"));
    let batches = js::list(&answer, "batches");
    let (lost, was) = lost_batches(session, &batches, count(&answer, "unknown") > 0).await;
    let mut notes = notes(&of, &answer, lost).await;
    let is_open = |batch: &&JsValue| word(batch, "state") == "made";
    if is_live {
        // What waited before the gateway delivered by itself still goes by file.
        let is_over =
            notes.is_empty() && waits == 0 && !batches.iter().any(|batch| is_open(&batch));
        if is_over {
            warn.fill(vec![trouble(t::hand_live())]);
            return list.fill(Vec::new());
        }
        notes.push(trouble(t::hand_live_rest()));
    }
    let untold = words_of(&answer, "untold");
    if !untold.is_empty() {
        notes.push(trouble(&t::hand_untold(&untold.join(", "))));
    }
    notes.extend(page_mend::answers(&of, &js::list(&answer, "answers")));
    warn.fill(notes);
    let mut content = Vec::new();
    for system in System::ALL {
        let by_class = page_hand::by_class(system);
        let is_by_class = by_class.clone();
        let before = (!before.is_empty() && before != system.name()).then(|| before.clone());
        let (page, is_told) = (of.clone(), untold.is_empty());
        let make = press(&t::hand_make(system.name()), move || {
            let wanted = Wanted {
                system,
                is_by_class: is_by_class.is_checked(),
                is_anyway: false,
                is_switch: false,
            };
            let (of, before) = (page.clone(), before.clone());
            async move { wants(&of, wanted, before, is_told).await }
        })
        .key(system.name())
        .attr("data-kind", "main");
        let mine: Vec<&JsValue> = batches
            .iter()
            .filter(|batch| word(batch, "system") == system.name())
            .collect();
        let is_busy = mine.iter().any(is_open);
        let late = (late > 0).then(|| el("li").text(&t::hand_late(late)));
        let behind = (behind > 0).then(|| el("li").text(&t::hand_behind(behind)));
        let rows: Vec<El> = behind
            .into_iter()
            .chain(late)
            .chain(mine.into_iter().map(|batch| row(&of, batch, &was)))
            .collect();
        let part = page_hand::part(session, system, waits, by_class, make, rows).await;
        content.push((system, part, is_busy));
    }
    list.fill(page_hand::arranged(session, content).await);
}

/// The gateway does not answer: for days, perhaps. Behind a press, files of what only this computer has.
fn gone(of: &Page, why: &str) {
    let (session, list, said, warn) = of.clone();
    list.fill(Vec::new());
    let alone = twice(
        t::hand_alone(),
        None,
        t::hand_alone_sure().to_owned(),
        move || {
            let (session, list, said) = (session.clone(), list.clone(), said.clone());
            async move { page_hand::show(&session, &list, &said, Scope::Unsent).await }
        },
    );
    warn.fill(vec![
        el("div")
            .class("note stack")
            .attr("data-kind", "trouble")
            .with(el("p").text(&t::hand_no_list(&reason(why.to_owned()))))
            .with(el("p").text(t::hand_alone_about()))
            .with(alone),
    ]);
}

/// What must be decided first, and what is held back.
async fn notes(of: &Page, answer: &JsValue, lost: Vec<Known>) -> Vec<El> {
    let session = &of.0;
    let mut notes = Vec::new();
    let held_back = words_of(answer, "held_back");
    if !held_back.is_empty() {
        notes.push(trouble(&t::hand_held(&held_back.join(", "))));
    }
    let soon = js::list(answer, "over_soon");
    if !soon.is_empty() {
        let number = count(answer, "soon");
        let shown = soon.iter().take(SOON);
        let rows = shown.map(|row| line(session, row)).collect();
        notes.push(
            el("div")
                .class("note stack")
                .attr("data-kind", "trouble")
                .attr("id", "hand-soon")
                .with(el("p").text(&t::hand_soon(number)))
                .with(el("ul").class("rows").all(rows)),
        );
    }
    notes.extend(own_files(of).await);
    notes.extend(own_undone(of).await);
    let unknown = count(answer, "unknown");
    if unknown > 0 {
        let rows = js::list(answer, "doubtful");
        notes.push(doubts(of, unknown, &rows, lost));
    }
    notes
}

/// What says of which row a press is.
fn about_id(row: &JsValue) -> String {
    ["about-", &word(row, "op"), &word(row, "act")].concat()
}

/// "Check out Holes to card 29…", its barcode and when.
fn line(session: &Session, row: &JsValue) -> El {
    let about = [
        &word(row, "copy"),
        " · ",
        &intl::time(js::number(row, "at_ms")),
    ]
    .concat();
    el("li").class("row").with(
        el("span")
            .with(
                el("strong")
                    .attr("id", &about_id(row))
                    .text(&outbox::what(session, row)),
            )
            .with(el("span").class("soft block").text(&about)),
    )
}

/// What may stand in a file and may not: whole batches first, then one by one.
fn doubts(of: &Page, unknown: u32, rows: &[JsValue], lost: Vec<Known>) -> El {
    let shown = &rows[..rows.len().min(ROWS)];
    let named = |row: &JsValue| {
        js::object(&[
            ("op", word(row, "op").into()),
            ("act", word(row, "act").into()),
        ])
    };
    let answer = |label: &str, is_imported: bool, which: (&'static str, JsValue)| {
        let of = of.clone();
        press(label, move || {
            let (of, body) = (
                of.clone(),
                js::object(&[("imported", is_imported.into()), which.clone()]),
            );
            async move { settles(&of, body).await }
        })
    };
    let batches = lost
        .into_iter()
        .map(|batch| lost_batch(of, batch))
        .collect();
    let lines = shown
        .iter()
        .map(|row| {
            let one = ("rows", js::array([named(row)].iter()));
            let until = ("until_ms", js::get(row, "at_ms"));
            let of_row = |press: El| press.attr("aria-describedby", &about_id(row));
            line(&of.0, row).with(
                el("span")
                    .class("cluster")
                    .with(of_row(answer(t::hand_row_in(), true, one.clone())))
                    .with(of_row(answer(t::hand_row_out(), false, one)))
                    .with(of_row(answer(t::hand_row_until(), true, until))),
            )
        })
        .collect();
    let all: Vec<JsValue> = shown.iter().map(named).collect();
    let none = {
        let of = of.clone();
        let body = js::object(&[("imported", false.into()), ("rows", js::array(all.iter()))]);
        twice(
            t::hand_rows_out(),
            None,
            t::hand_rows_out_sure().to_owned(),
            move || {
                let (of, body) = (of.clone(), body.clone());
                async move { settles(&of, body).await }
            },
        )
    };
    let more = unknown.saturating_sub(u32::try_from(shown.len()).unwrap_or(u32::MAX));
    el("div")
        .class("note stack")
        .attr("data-kind", "trouble")
        .attr("id", "hand-doubts")
        .with(el("p").text(&t::hand_unknown(unknown)))
        .all(batches)
        .with(el("ul").class("rows").all(lines))
        .maybe((more > 0).then(|| el("p").text(&t::hand_rows_more(more))))
        .maybe((shown.len() > 1).then_some(none))
}

/// Says to the gateway what is in, and goes on with the next.
async fn settles(of: &Page, body: JsValue) {
    tells(of, "v1/hand-in/doubt", body).await;
    dom::focus("#hand-doubts button");
}

/// A batch that this computer has and the gateway does not know any more.
fn lost_batch(of: &Page, batch: Known) -> El {
    let when = intl::time(batch.made_ms as f64);
    let name = named(&batch.name);
    let text = match batch.state.as_str() {
        "imported" => t::hand_lost_in(&name, batch.system.name(), &when),
        _ => t::hand_lost_batch(&name, batch.system.name(), &when),
    };
    let answer = |label: &str, is_imported: bool| {
        let (of, batch) = (of.clone(), batch.clone());
        press(label, move || {
            let (of, batch) = (of.clone(), batch.clone());
            async move {
                let rows: Vec<JsValue> = batch.rows.iter().map(|row| row.as_str().into()).collect();
                let body = js::object(&[
                    ("imported", is_imported.into()),
                    ("names", js::array(rows.iter())),
                    ("file", of_file(&batch.id, batch.made_ms, &batch.name)),
                ]);
                if let Err(why) = call(&of.0, "v1/hand-in/doubt", Some(body)).await {
                    return of.2.fill(vec![refused(why)]);
                }
                let mut kept = known(&of.0).await;
                kept.retain(|other| !other.is_same(&batch));
                // Shown once more, it would change nothing.
                let _ = of.0.store.put_hand(BATCHES, &kept).await;
                // Given back in the days that a restore took away, its scans may stand in a newer file.
                let each = (!is_imported).then(|| trouble(t::hand_lost_each()));
                of.2.fill(each.into_iter().collect());
                show(&of.0, &of.1, &of.2, &of.3).await;
                dom::focus("#hand-doubts button");
            }
        })
    };
    el("div")
        .class("stack")
        .attr("data-batch", "lost")
        .with(el("p").text(&text))
        .with(
            el("div")
                .class("cluster")
                .with(answer(t::hand_row_in(), true))
                .with(answer(t::hand_row_out(), false)),
        )
}

/// Of which file something is said: another one may have had the same scans.
fn of_file(batch: &str, made_ms: i64, name: &str) -> JsValue {
    js::object(&[
        ("batch", batch.into()),
        ("made_ms", (made_ms as f64).into()),
        ("name", name.into()),
    ])
}

async fn known(session: &Session) -> Vec<Known> {
    session.store.hand(BATCHES).await.unwrap_or_default()
}

/// Keeps what is heard of the batches. Gives those that the gateway does not know, or knows as others, where something is doubtful; and what had
/// become of those that a restore opened again, or that were made anew of the same rows.
async fn lost_batches(
    session: &Session,
    heard: &[JsValue],
    is_doubtful: bool,
) -> (Vec<Known>, BTreeMap<String, String>) {
    let before = known(session).await;
    let mut kept = before.clone();
    kept.retain(|batch| batch.made_ms > js::now() as i64 - KEPT_MS);
    let listed = |row: &JsValue| Listed {
        id: word(row, "batch"),
        made_ms: js::number(row, "made_ms") as i64,
        state: word(row, "state"),
        is_asked_again: js::get(row, "say_again").is_truthy(),
    };
    let listed: Vec<Listed> = heard.iter().map(listed).collect();
    let mut heard = batches::hear(&mut kept, &listed);
    if kept != before {
        // As it was before is good enough.
        let _ = session.store.put_hand(BATCHES, &kept).await;
    }
    let mut lost = Vec::new();
    for batch in heard.asks(&listed, is_doubtful) {
        // The list has only the latest; and another batch may have this number by now.
        let path = ["v1/hand-in/batch/", &batch.id, "?names"].concat();
        let is_lost = match asked(session, &path, None).await {
            Ok(answer) if answer.status == 200 => {
                let of = answer.json();
                let made_ms = js::number(&of, "made_ms") as i64;
                let rows = words_of(&of, "rows");
                heard.has(&batch, made_ms, &word(&of, "state"), &rows)
            }
            Ok(answer) => answer.status == 404,
            Err(_) => false,
        };
        if is_lost {
            lost.push(batch);
        }
    }
    (lost, heard.was)
}

/// Keeps the names of a batch that was made or saved here.
async fn remember(session: &Session, answer: &JsValue) {
    let rows = words_of(answer, "rows");
    let name = word(answer, "system");
    let system = System::ALL.into_iter().find(|system| system.name() == name);
    let (Some(system), false) = (system, rows.is_empty()) else {
        return;
    };
    let mut kept = known(session).await;
    let batch = Known {
        id: word(answer, "batch"),
        name: word(answer, "name"),
        system,
        made_ms: js::number(answer, "made_ms") as i64,
        state: word(answer, "state"),
        rows,
    };
    batches::remember(&mut kept, batch);
    // Without it each of its rows is asked.
    let _ = session.store.put_hand(BATCHES, &kept).await;
}

/// Files that this computer made by itself, and of which nobody said yet what became of them. What it left out of them the gateway was told of, and
/// asks of each scan, at whichever desk.
async fn own_files(of: &Page) -> Option<El> {
    let mut rows = Vec::new();
    for system in System::ALL {
        let (handed, _) = handed::load(&of.0, system).await;
        for (batch, name) in handed.waiting() {
            let kept = handed.kept(&batch, &name).cloned();
            let done = kept.is_some().then(|| {
                let (of, batch, name) = (of.clone(), batch.clone(), name.clone());
                // What the gateway is told of it then stands.
                let sure = t::hand_own_sure().to_owned();
                twice(t::hand_done(), None, sure, move || {
                    let (of, batch, name) = (of.clone(), batch.clone(), name.clone());
                    async move {
                        page_hand::imported(&of.0, system, &batch, &name).await;
                        show(&of.0, &of.1, &of.2, &of.3).await;
                    }
                })
            });
            let save = kept.map(|file| button(t::hand_again(), move || save_file(&file)));
            let lost = {
                let (of, sure) = (of.clone(), t::hand_lost_sure(&batch));
                let batch = batch.clone();
                twice(t::hand_lost(), None, sure, move || {
                    let (of, batch) = (of.clone(), batch.clone());
                    async move { lose(&of, system, &batch).await }
                })
            };
            rows.push(
                el("li")
                    .with(el("code").text(&name))
                    .with(el("span").text(&t::hand_own_file(system.name(), &batch)))
                    .with(
                        el("span")
                            .class("cluster")
                            .maybe(save)
                            .maybe(done)
                            .with(lost),
                    ),
            );
        }
    }
    (!rows.is_empty()).then(|| {
        el("div")
            .class("note stack")
            .attr("data-kind", "trouble")
            .attr("id", "hand-own")
            .with(el("p").text(t::hand_own()))
            .with(el("ul").class("rows").all(rows))
    })
}

/// Returns that this computer handed in by itself and that were undone before the gateway heard of them. Check-outs the gateway names itself.
async fn own_undone(of: &Page) -> Option<El> {
    let mut lines = Vec::new();
    for system in System::ALL {
        let (handed, rows) = handed::load(&of.0, system).await;
        let mut found = undone::found(&of.0.till.borrow(), &handed, &rows);
        found.retain(|of| of.what != What::Issue);
        let page = of.clone();
        let act = move |name: String| {
            let of = page.clone();
            async move {
                let wrong = page_hand::settles_undone(&of.0, system, &name).await;
                show(&of.0, &of.1, &of.2, &of.3).await;
                of.2.fill(wrong);
            }
        };
        lines.extend(page_hand::undone_since(&of.0, system, found, &act));
    }
    (!lines.is_empty()).then(|| {
        el("div")
            .class("note stack")
            .attr("data-kind", "trouble")
            .attr("id", "hand-undone")
            .with(el("ul").class("rows").all(lines))
    })
}

/// The files of a batch that this computer made are lost, and none of them was imported: what is in them waits again. Where their names were
/// not kept, each is asked on the page.
async fn lose(of: &Page, system: System, batch: &str) {
    let session = &of.0;
    let (mut handed, mut rows) = handed::load(session, system).await;
    let names = {
        let till = session.till.borrow();
        handed.lose(batch, &mut rows, handed::copies(&till))
    };
    if let Some(names) = names.filter(|names| !names.is_empty())
        && let Err(why) = are_not_in(session, batch, &names).await
    {
        return of.2.fill(vec![refused(why)]);
    }
    match handed::put(session, system, &handed, &rows).await {
        Ok(()) => of.2.fill(Vec::new()),
        Err(why) => of.2.fill(vec![trouble(&why)]),
    }
    show(session, &of.1, &of.2, &of.3).await;
}

/// Tells the gateway that what stood in a batch of this computer, or was left out of it, is in no system.
async fn are_not_in(
    session: &Session,
    batch: &str,
    names: &BTreeSet<String>,
) -> Result<(), String> {
    let names: Vec<JsValue> = names.iter().map(|name| name.as_str().into()).collect();
    let body = js::object(&[
        ("imported", false.into()),
        ("names", js::array(names.iter())),
        ("file", of_file(batch, 0, batch)),
    ]);
    call(session, "v1/hand-in/doubt", Some(body))
        .await
        .map(drop)
}

/// Says something to the gateway, and shows how it stands then.
async fn tells(of: &Page, path: &str, body: JsValue) {
    let (session, list, said, warn) = of;
    match call(session, path, Some(body)).await {
        Ok(_) => said.fill(Vec::new()),
        Err(why) => said.fill(vec![refused(why)]),
    }
    show(session, list, said, warn).await;
}

/// What became of a batch. The focus goes to it, where the press no longer is.
pub(crate) async fn tells_of(of: &Page, body: JsValue, id: &str) {
    tells(of, "v1/hand-in/settle", body).await;
    page_mend::focus(id);
}

fn named(name: &str) -> String {
    match name {
        "" => t::hand_sheet_only().to_owned(),
        name => name.to_owned(),
    }
}

/// Name, time, maker and computer: made again, a batch has the name of the first one.
fn title(batch: &JsValue) -> String {
    let name = named(&word(batch, "name"));
    let (when, who) = (intl::time(js::number(batch, "made_ms")), word(batch, "by"));
    match word(batch, "computer") {
        computer if computer.is_empty() => t::hand_batch(&name, &when, &who),
        computer => t::hand_batch_at(&name, &when, &who, &computer),
    }
}

/// A batch with its presses.
fn row(of: &Page, batch: &JsValue, was: &BTreeMap<String, String>) -> El {
    let id = word(batch, "batch");
    let title = title(batch);
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
        .attr("id", &page_mend::line_id(&id))
        .attr("tabindex", "-1")
        .with(el("span").text(&title))
        .with(el("span").class("soft").text(&how));
    let line = match was.get(&id).map(String::as_str) {
        Some("imported") => line.with(el("strong").text(t::hand_was_in())),
        Some(_) => line.with(el("strong").text(t::hand_was_back())),
        None => line,
    };
    if state != "made" {
        return line.maybe(page_mend::of_batch(of, batch));
    }
    // It may have been given back in the days that a restore took away.
    let doubt = js::get(batch, "ask_first").as_bool() == Some(true);
    let careful = |label: &str, act: Rc<dyn Fn()>| match doubt {
        false => button(label, move || act()),
        true => twice(
            label,
            Some(t::hand_ask_first().to_owned()),
            t::hand_looked().to_owned(),
            move || {
                act();
                async {}
            },
        ),
    };
    let settles = |is_imported: bool| {
        js::object(&[
            ("batch", id.as_str().into()),
            ("imported", is_imported.into()),
        ])
    };
    let save = can_save.then(|| {
        let (of, path) = (of.clone(), ["v1/hand-in/batch/", &id].concat());
        let act = move || {
            let (of, path) = (of.clone(), path.clone());
            js::spawn(async move {
                match call(&of.0, &path, None).await {
                    Ok(answer) => {
                        let answer = answer.json();
                        let first = match save(&of.0, &answer).await {
                            Some(_) => after(&answer),
                            None => Some(t::hand_gone().to_owned()),
                        };
                        of.2.fill(first.into_iter().map(|first| trouble(&first)).collect());
                    }
                    Err(why) => of.2.fill(vec![refused(why)]),
                }
            });
        };
        careful(t::hand_again(), Rc::new(act))
    });
    let done = {
        let (of, body, id) = (of.clone(), settles(true), id.clone());
        let act = move || {
            let (of, body, id) = (of.clone(), body.clone(), id.clone());
            js::spawn(async move { tells_of(&of, body, &id).await });
        };
        careful(t::hand_done(), Rc::new(act))
    };
    // Asked once more: a file that is imported after all would be in there twice.
    let (of, body) = (of.clone(), settles(false));
    let sure = t::hand_give_back_sure().to_owned();
    let back = twice(t::hand_give_back(), None, sure, move || {
        let (of, body, id) = (of.clone(), body.clone(), id.clone());
        async move { tells_of(&of, body, &id).await }
    });
    line.with(
        el("span")
            .class("cluster")
            .maybe(save)
            .with(done)
            .with(back),
    )
}

/// The batches that must be imported before this one, as a sentence.
fn after(answer: &JsValue) -> Option<String> {
    let batches: Vec<String> = js::list(answer, "after").iter().map(title).collect();
    (!batches.is_empty()).then(|| t::hand_after(&batches.join("; ")))
}

/// What is asked for.
#[derive(Clone, Copy)]
struct Wanted {
    system: System,
    is_by_class: bool,
    /// Staff said: although some computer did not say what it handed in by itself.
    is_anyway: bool,
    /// Staff said: to this system from now on.
    is_switch: bool,
}

/// Asks once more where the last file was for another system (`before`), and where some computer did not say yet what it handed in by itself; then asks
/// for a batch.
async fn wants(of: &Page, wanted: Wanted, before: Option<String>, is_told: bool) {
    let name = wanted.system.name();
    let (why, label) = match &before {
        Some(before) => (t::hand_switch_about(before, name), t::hand_switch(name)),
        None if !is_told => (t::hand_anyway_about().to_owned(), t::hand_anyway(name)),
        None => return make(of, wanted, (Leave::Ask, Strange::default())).await,
    };
    let (page, mut next) = (of.clone(), wanted);
    let is_told = match before {
        Some(_) => {
            next.is_switch = true;
            is_told
        }
        None => {
            next.is_anyway = true;
            true
        }
    };
    let second = button(&label, move || {
        let of = page.clone();
        js::spawn(async move { Box::pin(wants(&of, next, None, is_told)).await });
    })
    .key("anyway");
    of.2.fill(vec![
        el("div")
            .class("note stack")
            .attr("data-kind", "trouble")
            .with(el("p").text(&why))
            .with(second),
    ]);
    dom::focus("#hand-said button");
}

/// Under this name the number of a request is kept until it is answered.
fn asked_key(system: System) -> String {
    ["asked", system.name()].join(":")
}

/// What a file of now would have, of all computers.
async fn ready(session: &Rc<Session>) -> Result<Vec<Delivered>, String> {
    let body = js::object(&[]);
    let answer = call(session, "v1/hand-in/ready", Some(body)).await?.json();
    let rows = js::list(&answer, "rows");
    let row = |row: &JsValue| {
        let kind = match word(row, "act").as_str() {
            "issue" => Does::CheckOut,
            "return" => Does::CheckIn,
            "renew" => Does::Renew,
            "hold" => Does::Hold,
            _ => Does::CancelHold,
        };
        Delivered {
            kind,
            card: word(row, "card"),
            barcode: word(row, "copy"),
            ..Delivered::default()
        }
    };
    Ok(rows.iter().map(row).collect())
}

/// Asks for a batch. `asked`: what was said of codes that no list has, and of which.
async fn make(of: &Page, wanted: Wanted, asked: (Leave, Strange)) {
    let Wanted {
        system,
        is_by_class,
        is_anyway,
        is_switch,
    } = wanted;
    let (session, list, said, warn) = of;
    let (leave, seen) = asked;
    let refused = |why: String| trouble(&t::hand_not_made(&reason(why)));
    let strange = match ready(session).await {
        Ok(rows) => Strange::here(session, &rows),
        Err(why) => {
            show(session, list, said, warn).await;
            return said.fill(vec![refused(why)]);
        }
    };
    // Something may have come in while the question stood.
    if leave != Leave::Out && !strange.without(&seen).is_none() {
        // What was asked about and is gone is told at the end.
        let (page, seen) = (of.clone(), strange.with(&seen));
        let ask = strange::ask(session, system, &strange, move |leave| {
            let (of, asked) = (page.clone(), (leave, seen.clone()));
            js::spawn(async move { make(&of, wanted, asked).await });
        });
        said.fill(vec![ask]);
        dom::focus("#hand-strange button");
        return;
    }
    let gone = match leave {
        Leave::Ask | Leave::In => seen.without(&strange).codes(),
        Leave::Out => String::new(),
    };
    let gone = (!gone.is_empty()).then(|| trouble(&t::hand_strange_gone(&gone)));
    let (leaves, seen) = match leave {
        Leave::Out => (strange, Strange::default()),
        Leave::Ask | Leave::In => (Strange::default(), seen),
    };
    let cards: Vec<JsValue> = leaves
        .cards
        .iter()
        .map(|(card, _)| card.as_str().into())
        .collect();
    let copies: Vec<JsValue> = leaves
        .copies
        .iter()
        .map(|copy| copy.as_str().into())
        .collect();
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
        ("anyway", is_anyway.into()),
        ("switch", is_switch.into()),
        ("computer", label.into()),
        ("zone", js::array(zone.iter())),
        ("classes", js::array(classes.iter())),
        (
            "leave",
            js::object(&[
                ("cards", js::array(cards.iter())),
                ("copies", js::array(copies.iter())),
            ]),
        ),
    ]);
    let answer = match call(session, "v1/hand-in/make", Some(body)).await {
        Ok(answer) => answer.json(),
        Err(why) => {
            show(session, list, said, warn).await;
            return said.fill(vec![refused(why)]);
        }
    };
    page_hand::chose(session, system).await;
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
        let why = match is_open {
            true => trouble(t::hand_gone()),
            false => el("p").class("note").text(t::hand_nothing_more()),
        };
        return said.fill(gone.into_iter().chain([why]).collect());
    };
    let by_hand = sheet.by_hand.iter().filter(|row| !row.is_settled);
    let by_hand = u32::try_from(by_hand.count()).unwrap_or(u32::MAX);
    let again = count(&answer, "again");
    // By what the gateway answered: the same request may have been answered for another press, and something may have come in meanwhile.
    let left = left_of(&answer);
    let there = Strange::here(session, &strange::in_files(&sheet));
    let there = there.without(&left).without(&seen).codes();
    let left = left.codes();
    let late = sheet.left_out.iter().filter(|row| row.why == Left::Late);
    let late = u32::try_from(late.count()).unwrap_or(u32::MAX);
    let there = (!there.is_empty()).then(|| trouble(&t::hand_strange_there(&there)));
    said.fill(
        gone.into_iter()
            .chain(there)
            .chain([el("div")
                .class("note")
                .attr("data-kind", "news")
                .with(el("h2").text(&t::hand_made(system.name(), &sheet.batch)))
                .maybe(after(&answer).map(|first| el("p").text(&first)))
                .with(el("p").text(t::hand_once()))
                .with(el("p").text(&t::hand_sheet(by_hand)))
                .maybe((!left.is_empty()).then(|| el("p").text(&t::hand_left_decide(&left))))
                .maybe((again > 0).then(|| el("p").text(&t::hand_again_sheet(again))))
                .maybe((late > 0).then(|| el("p").text(&t::hand_late_sheet(late))))])
            .collect(),
    );
}

/// The codes that a batch left out of its files.
fn left_of(answer: &JsValue) -> Strange {
    let left = js::get(answer, "left");
    let cards = words_of(&left, "cards");
    Strange {
        cards: cards
            .into_iter()
            .map(|card| (card, String::new()))
            .collect(),
        copies: words_of(&left, "copies"),
    }
}

/// Saves the files of a batch and its sheet, which is kept for the comparison after the import.
async fn save(session: &Rc<Session>, answer: &JsValue) -> Option<Sheet> {
    let bytes = js::text(answer, "kept").and_then(|text| unhex(&text))?;
    let kept: Kept = postcard::from_bytes(&bytes).ok()?;
    remember(session, answer).await;
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
    let again = (again > 0).then(|| t::hand_again_sheet(again));
    let first = after(answer);
    let notes: Vec<&str> = [&first, &again]
        .into_iter()
        .flatten()
        .map(String::as_str)
        .collect();
    let page = kept
        .sheet
        .to_html_with(Language::English, &session.library, &made, &notes);
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
