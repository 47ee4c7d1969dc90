//! Taking stock on screen: scan along one shelf; what is misplaced, missing, strange stands below at once, to print and as a table.

use std::rc::Rc;

use carrel_circ::board::CopyState;
use carrel_circ::shelf::{Shelf, Walk};
use carrel_exchange::csv::write_row;
use carrel_web::el::{El, button, el};
use carrel_web::{files, js};
use serde::{Deserialize, Serialize};

use crate::session::Session;
use crate::{frame, page_desk, scan, t};

/// What was scanned on this shelf, in its order; kept, so that a reload goes on.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Scans {
    /// Barcodes.
    pub codes: Vec<String>,
}

/// Name under which it is kept.
const KEPT: &str = "shelf";

/// What was scanned before a reload.
pub async fn load(session: &Session) -> Scans {
    session.store.hand(KEPT).await.unwrap_or_default()
}

/// The page.
#[must_use]
pub fn view(session: &Rc<Session>) -> Vec<El> {
    vec![
        frame::heading(t::nav_shelf()),
        el("p").class("measure").text(t::shelf_about()),
        el("div")
            .class("counter-main")
            .with(frame::scan_form(session, t::shelf_scan()))
            .with(session.parts.said.clone()),
        session.parts.shelf.clone(),
    ]
}

/// What may have changed.
pub fn refresh(session: &Rc<Session>) {
    page_desk::said(session);
    session.parts.shelf.fill(found(session));
}

fn walk(session: &Session) -> Walk {
    let mut kept = session.shelf.borrow_mut();
    if kept.is_empty() {
        let copies = session.copies.borrow();
        *kept = Shelf::new(copies.iter().map(|copy| (copy.barcode, copy.call_number)));
    }
    kept.walk(
        session.till.borrow().view(),
        &session.shelf_scans.borrow().codes,
    )
}

/// A scan on the shelf: noted, recorded as seen when the library has it, and told at once when it stands in the wrong place.
pub async fn take(session: &Rc<Session>, code: String) {
    if session.shelf_scans.borrow().codes.contains(&code) {
        return scan::tell(
            session,
            "ready",
            t::shelf_again(),
            vec![session.book(&code)],
        );
    }
    session.shelf_scans.borrow_mut().codes.push(code.clone());
    keep(session).await;
    let walk = walk(session);
    if walk.unknown.contains(&code) {
        return scan::tell(session, "stop", t::shelf_unknown(), vec![code]);
    }
    scan::seen(session, &code).await;
    let book = session.book(&code);
    let wrong = walk.misplaced.iter().find(|wrong| wrong.barcode == code);
    let place = wrong.map(|wrong| place(session, wrong.behind.as_deref()));
    let lines: Vec<String> = [Some(book), place.clone()].into_iter().flatten().collect();
    // A lent book is checked in first; where it belongs stands below.
    if let Some((_, state)) = walk.surprising.iter().find(|(other, _)| *other == code) {
        scan::tell(session, "look", state_word(*state), lines);
    } else if place.is_some() {
        scan::tell(session, "look", t::shelf_misplaced_one(), lines);
    }
}

async fn keep(session: &Rc<Session>) {
    let scans = session.shelf_scans.borrow().clone();
    if let Err(why) = session.store.put_hand(KEPT, &scans).await {
        session.trouble.replace(why);
    }
}

fn call(session: &Session, barcode: &str) -> String {
    let copies = session.copies.borrow();
    let call = copies.find(barcode).map(|copy| copy.call_number);
    call.unwrap_or_default().to_owned()
}

fn place(session: &Session, behind: Option<&str>) -> String {
    match behind {
        Some(code) => t::shelf_behind(&session.book(code), &call(session, code)),
        None => t::shelf_first().to_owned(),
    }
}

fn state_word(state: CopyState) -> &'static str {
    match state {
        CopyState::OnLoan(_) | CopyState::Disputed(_) => t::shelf_on_loan(),
        CopyState::HoldShelf(_) => t::shelf_held(),
        _ => t::shelf_found(),
    }
}

/// A finding: its heading, and a row a book: title, call number, barcode, what to do.
type Finding = (&'static str, String, Vec<[String; 4]>);

fn findings(session: &Session, walk: &Walk) -> Vec<Finding> {
    let row =
        |code: &String, what: String| [session.book(code), call(session, code), code.clone(), what];
    let count = |rows: &[[String; 4]]| u32::try_from(rows.len()).unwrap_or(u32::MAX);
    let misplaced: Vec<_> = walk
        .misplaced
        .iter()
        .map(|wrong| row(&wrong.barcode, place(session, wrong.behind.as_deref())))
        .collect();
    let missing: Vec<_> = walk
        .missing
        .iter()
        .map(|code| row(code, String::new()))
        .collect();
    let surprising: Vec<_> = walk
        .surprising
        .iter()
        .map(|(code, state)| row(code, state_word(*state).to_owned()))
        .collect();
    let unknown: Vec<_> = walk
        .unknown
        .iter()
        .map(|code| row(code, String::new()))
        .collect();
    vec![
        (
            "misplaced",
            t::shelf_misplaced(count(&misplaced)),
            misplaced,
        ),
        ("missing", t::shelf_missing(count(&missing)), missing),
        (
            "surprising",
            t::shelf_surprising(count(&surprising)),
            surprising,
        ),
        ("unknown", t::shelf_strange(count(&unknown)), unknown),
    ]
}

fn found(session: &Rc<Session>) -> Vec<El> {
    let scans = session.shelf_scans.borrow().codes.len();
    if scans == 0 {
        return Vec::new();
    }
    let walk = walk(session);
    let all = u32::try_from(scans).unwrap_or(u32::MAX);
    let mut out = vec![el("h2").text(&t::shelf_scanned(all))];
    let (print, save, next) = (session.clone(), session.clone(), session.clone());
    out.push(
        el("div")
            .class("cluster")
            .with(button(t::print_list(), move || print_all(&print)).key("shelf-print"))
            .with(button(t::shelf_csv(), move || save_csv(&save)).key("shelf-csv"))
            .with(
                button(t::shelf_next(), move || {
                    next.shelf_scans.borrow_mut().codes.clear();
                    let of = next.clone();
                    js::spawn(async move {
                        keep(&of).await;
                        scan::tell(&of, "ready", t::ready_seen(), Vec::new());
                        of.parts.scan.focus();
                    });
                })
                .key("shelf-next"),
            ),
    );
    let findings = findings(session, &walk);
    for (name, title, rows) in &findings {
        if rows.is_empty() {
            continue;
        }
        let lines = rows.iter().map(|[book, call, code, what]| {
            // A book that nobody knows is its barcode.
            let parts = [call, code].into_iter();
            let parts: Vec<&str> = parts
                .filter(|part| !part.is_empty() && *part != book)
                .map(String::as_str)
                .collect();
            let about = parts.join(" · ");
            el("li")
                .with(
                    el("span")
                        .class("what")
                        .with(el("strong").text(book))
                        .with(el("span").text(&about)),
                )
                .maybe((!what.is_empty()).then(|| el("span").class("soft").text(what)))
        });
        out.push(
            el("section")
                .class("found")
                .attr("data-found", name)
                .with(el("h3").text(title))
                .with(el("ul").class("rows").all(lines.collect())),
        );
    }
    if findings.iter().all(|(_, _, rows)| rows.is_empty()) {
        out.push(el("p").text(t::shelf_good()));
    }
    out
}

fn print_all(session: &Rc<Session>) {
    let walk = walk(session);
    let mut rows = Vec::new();
    for (_, title, books) in findings(session, &walk) {
        if books.is_empty() {
            continue;
        }
        rows.push(el("li").with(el("strong").text(&title)));
        for [book, call, code, what] in books {
            let parts = [call, book, code, what];
            let parts: Vec<&str> = parts
                .iter()
                .map(String::as_str)
                .filter(|part| !part.is_empty())
                .collect();
            rows.push(el("li").text(&format!("☐ {}", parts.join(" · "))));
        }
    }
    page_desk::slip(&session.library, t::nav_shelf(), rows);
}

fn save_csv(session: &Rc<Session>) {
    let walk = walk(session);
    let mut out = String::new();
    write_row(
        &mut out,
        &["found", "barcode", "call number", "title", "what to do"],
    );
    for code in &walk.in_place {
        write_row(
            &mut out,
            &[
                "in place",
                code,
                &call(session, code),
                &session.title(code),
                "",
            ],
        );
    }
    for (name, _, rows) in findings(session, &walk) {
        for [_, call, code, what] in rows {
            write_row(
                &mut out,
                &[name, &code, &call, &session.title(&code), &what],
            );
        }
    }
    let name = format!("carrel-shelf-{}.csv", crate::page_hand::today());
    files::save(&out.into(), "text/csv", &name);
}
