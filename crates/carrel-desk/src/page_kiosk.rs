//! The kiosk: a card, then books, a receipt code; then nothing of the student is left.

use std::rc::Rc;

use carrel_web::el::{El, button, el};
use carrel_web::{dom, js};

use crate::session::Session;
use crate::settings::Guesses;
use crate::{frame, page_desk, scan, t, words};

/// The page.
#[must_use]
pub fn view(session: &Rc<Session>) -> Vec<El> {
    let parts = &session.parts;
    let (out, word) = (session.clone(), el("input"));
    let said = el("p").class("wrong");
    let wrong = said.clone();
    let typed = word
        .clone()
        .attr("type", "password")
        .attr("autocomplete", "off");
    vec![
        el("div")
            .class("kiosk")
            .with(frame::heading(t::kiosk_title()))
            .with(parts.said.clone())
            .with(frame::scan_form(session, t::kiosk_scan()))
            .with(parts.patron.clone()),
        el("details")
            .class("staff-door")
            .with(el("summary").text(t::kiosk_staff()))
            .with(frame::field(t::kiosk_word(), "staff-word", &typed))
            .with(said)
            .with(button(t::kiosk_leave(), move || {
                let (now, guesses) = (js::mono() as i64, out.guesses.get());
                if let Some(seconds) = guesses.wait(now) {
                    let text = t::kiosk_wrong_wait(seconds);
                    wrong.say(&text);
                    return dom::say("announce", &text);
                }
                let is_right = out.settings.borrow().is_word(&word.value());
                let guesses = guesses.after(is_right, now);
                out.guesses.set(guesses);
                let of = out.clone();
                js::spawn(async move {
                    // Where it cannot be written, a page that is loaded again begins with five.
                    let _ = of.store.put_hand(GUESSES, &guesses.kept(now)).await;
                });
                word.set_value("");
                if is_right {
                    out.kiosk.borrow_mut().finish();
                    out.said.replace(Default::default());
                    out.parts.scan.set_value("");
                    out.settings.borrow_mut().role = None;
                    frame::draw(&out);
                } else {
                    wrong.say(t::kiosk_wrong_word());
                    dom::say("announce", t::kiosk_wrong_word());
                    out.parts.scan.focus();
                }
            })),
    ]
}

/// Under this name the guesses at the word are kept.
const GUESSES: &str = "guesses";

/// Takes over what the page before this one knew of guesses.
pub async fn load(session: &Rc<Session>) {
    if let Some(kept) = session.store.hand::<(u32, bool)>(GUESSES).await {
        session
            .guesses
            .set(Guesses::of_kept(kept, js::mono() as i64));
    }
}

/// What may have changed.
pub fn refresh(session: &Rc<Session>) {
    let (is_busy, taken) = {
        let kiosk = session.kiosk.borrow();
        (kiosk.is_busy(), kiosk.taken().to_vec())
    };
    if !is_busy && session.said.borrow().title.is_empty() {
        let mut said = session.said.borrow_mut();
        said.kind = "ready";
        said.title = t::kiosk_start().to_owned();
        said.lines.clear();
    }
    page_desk::said(session);
    let mut content = Vec::new();
    if is_busy {
        let rows = taken
            .iter()
            .rev()
            .filter(|book| book.is_recorded)
            .map(|book| {
                let due = book.due.map(words::day).unwrap_or_default();
                el("li")
                    .with(el("span").text(&session.book(&book.copy)))
                    .with(el("span").text(&t::due(&due)))
                    .with(el("code").text(&book.receipt))
            });
        content.push(el("ul").class("rows").all(rows.collect()));
        let of = session.clone();
        content.push(
            button(t::kiosk_done(), move || {
                // Behind the scans that wait, as the code on a card: what was scanned is on the receipt.
                scan::take(&of, scan::done());
                of.parts.scan.focus();
            })
            .key("done")
            .attr("data-kind", "main"),
        );
    } else if session.said.borrow().kind == "bye" {
        let of = session.clone();
        content.push(
            button(t::kiosk_next(), move || {
                frame::empty_box(&of);
                scan::kiosk_clear(&of);
                of.parts.scan.focus();
            })
            .key("next"),
        );
    }
    session.parts.patron.fill(content);
}
