//! The patron list: in by a file, its age, gone by one press.

use std::rc::Rc;

use carrel_web::el::{El, button, el};
use carrel_web::{dom, files, js};

use crate::patrons::{self, Patrons};
use crate::session::Session;
use crate::{frame, t};

/// The page.
#[must_use]
pub fn view(session: &Rc<Session>) -> Vec<El> {
    let said = el("div").attr("role", "status");
    let about = el("p").class("measure");
    about.say(&state(session));
    let (of, tell, now) = (session.clone(), said.clone(), about.clone());
    let input = el("input")
        .attr("type", "file")
        .attr("accept", ".csv,.txt,.tsv,text/csv,text/plain")
        .on("change", move |event| {
            let Some(file) = files::chosen(&event).into_iter().next() else {
                return;
            };
            let (of, tell, now) = (of.clone(), tell.clone(), now.clone());
            js::spawn(async move {
                match file.bytes().await {
                    Ok(bytes) => load(&of, &bytes, &tell).await,
                    Err(error) => tell.fill(vec![el("p").text(&js::reason(&error))]),
                }
                now.say(&state(&of));
            });
        });
    let wipe = session.clone();
    let all = session.clone();
    vec![
        frame::heading(t::nav_patrons()),
        about,
        frame::field(t::patrons_choose(), "patrons-file", &input),
        said,
        el("p").class("measure soft").text(t::patrons_about()),
        el("div")
            .class("cluster")
            .with(button(t::patrons_wipe(), move || {
                let of = wipe.clone();
                js::spawn(async move {
                    let said = match of.store.wipe_list().await {
                        Ok(()) => t::patrons_wiped().to_owned(),
                        Err(why) => why,
                    };
                    of.patrons.replace(None);
                    frame::draw(&of);
                    dom::say("announce", &said);
                });
            })),
        el("section")
            .class("section danger")
            .with(el("h2").text(t::wipe_title()))
            .with(el("p").class("measure").text(t::wipe_about()))
            .with(wipe_button(&all)),
    ]
}

/// Whether there is a list, and how long it is.
fn state(session: &Session) -> String {
    match session.patrons.borrow().as_ref() {
        Some(list) => t::patrons_here(u32::try_from(list.known.len()).unwrap_or(u32::MAX)),
        None => t::patrons_none().to_owned(),
    }
}

fn wipe_button(session: &Rc<Session>) -> El {
    let place = el("div").class("cluster");
    let (of, here) = (session.clone(), place.clone());
    place.clone().with(
        button(t::wipe_all(), move || {
            let pending = u32::try_from(of.pending()).unwrap_or(u32::MAX);
            let really = of.clone();
            let sure = button(t::wipe_sure(), move || {
                let of = really.clone();
                js::spawn(async move {
                    // What is being written ends first, and nothing is written after it.
                    let turn = of.turn.mine().await;
                    std::mem::forget(turn);
                    let _ = of.store.wipe().await;
                    dom::reload();
                });
            })
            .attr("data-kind", "danger")
            .key("sure");
            let question = el("p").class("wrong").text(&t::wipe_pending(pending));
            let focus = sure.clone();
            here.fill(vec![question, sure]);
            focus.focus();
        })
        .attr("data-kind", "danger"),
    )
}

async fn load(session: &Rc<Session>, bytes: &[u8], said: &El) {
    let loaded = {
        let (till, before) = (session.till.borrow(), session.patrons.borrow());
        patrons::read(bytes, before.as_ref(), js::now() as i64, |card| {
            till.patron(card)
        })
    };
    let findings = loaded
        .findings
        .iter()
        .map(|text| el("li").text(text))
        .collect();
    let findings = (!loaded.findings.is_empty()).then(|| {
        el("details")
            .with(el("summary").text(t::patrons_findings()))
            .with(el("ul").all(findings))
    });
    if loaded.patrons.known.is_empty() {
        let note = el("div").class("note").attr("data-kind", "trouble");
        said.fill(vec![
            note.with(el("p").text(t::patrons_unread())).maybe(findings),
        ]);
        return;
    }
    let list: &Patrons = &loaded.patrons;
    if let Err(why) = session.store.put_list(list).await {
        said.fill(vec![el("p").class("wrong").text(&why)]);
        return;
    }
    session.patrons.replace(Some(loaded.patrons));
    let text = t::patrons_loaded(loaded.counts.0, &loaded.counts.1.to_string());
    let note = el("div").class("note").attr("data-kind", "news");
    said.fill(vec![note.with(el("p").text(&text)).maybe(findings)]);
    frame::refresh(session);
}
