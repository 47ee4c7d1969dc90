//! The desk: modes, box, what the last scan led to, who stands there, and the journal.

use std::rc::Rc;

use carrel_circ::desk::Mode;
use carrel_circ::entry::{Kind, PatronKey};
use carrel_circ::journal::{Line, Safety};
use carrel_sync::hash::receipt;
use carrel_web::el::{El, button, el};
use carrel_web::{dom, js};

use crate::classes::classes;
use crate::session::{Choice, Session};
use crate::till::Till;
use crate::{frame, receipts, scan, t, words};

/// The page.
#[must_use]
pub fn view(session: &Rc<Session>) -> Vec<El> {
    let parts = &session.parts;
    vec![
        el("h1").class("visually-hidden").text(t::nav_desk()),
        el("div")
            .class("counter")
            .with(
                el("div")
                    .class("counter-main")
                    .with(parts.modes.clone())
                    .with(frame::scan_form(session, t::scan_label()))
                    .with(parts.said.clone())
                    .with(parts.patron.clone()),
            )
            .with(
                el("div")
                    .class("stack")
                    .with(parts.journal.clone())
                    .with(receipts::view(session)),
            ),
    ]
}

/// What may have changed.
pub fn refresh(session: &Rc<Session>) {
    let parts = &session.parts;
    parts.modes.fill(modes(session));
    said(session);
    parts.patron.fill(patron(session));
    parts.journal.fill(journal(session));
}

fn modes(session: &Rc<Session>) -> Vec<El> {
    let now = session.desk.borrow().mode();
    let one = |mode: Mode, name: &'static str, text: &'static str| {
        let of = session.clone();
        button(text, move || {
            scan::mode(&of, mode);
            of.parts.scan.focus();
        })
        .key(name)
        .attr("data-mode", name)
        .attr("aria-pressed", if now == mode { "true" } else { "false" })
    };
    vec![
        one(Mode::CheckOut, "out", t::mode_out()),
        one(Mode::CheckIn, "in", t::mode_in()),
        one(Mode::Renew, "renew", t::mode_renew()),
    ]
}

/// Fills the large field. The kiosk has the same.
pub fn said(session: &Rc<Session>) {
    let mut said = session.said.borrow().clone();
    if said.title.is_empty() {
        // Nothing was scanned yet: what comes first.
        said.kind = "ready";
        said.title = t::ready_out().to_owned();
        said.lines = vec![t::ready_out_do().to_owned()];
    }
    let part = &session.parts.said;
    part.set("data-kind", Some(said.kind));
    let mut content = Vec::new();
    if !said.title.is_empty() {
        content.push(el("p").class("said-title").text(&said.title));
    }
    content.extend(said.lines.iter().map(|line| el("p").text(line)));
    match said.choice {
        Choice::None | Choice::Copies(_) => {}
        Choice::Allow => {
            let of = session.clone();
            content.push(
                button(t::allow(), move || {
                    let of = of.clone();
                    of.parts.scan.focus();
                    js::spawn(async move { scan::allow(&of).await });
                })
                .key("allow"),
            );
        }
        Choice::HoldSlip(copy) => {
            let of = session.clone();
            content.push(
                button(t::hold_slip(), move || {
                    print_hold(&of, &copy);
                    of.parts.scan.focus();
                })
                .key("slip"),
            );
        }
        Choice::UseAnyway(code) => {
            let of = session.clone();
            content.push(
                button(t::use_anyway(), move || {
                    let (of, code) = (of.clone(), code.clone());
                    of.parts.scan.focus();
                    let is_card = {
                        let desk = of.desk.borrow();
                        desk.mode() == Mode::CheckOut && desk.patron().is_none()
                    };
                    js::spawn(async move { scan::chosen(&of, &code, is_card, true).await });
                })
                .key("anyway"),
            );
        }
        Choice::Which { card, copy, typed } => {
            for (code, is_card, text, key) in [
                (copy, false, t::which_book(), "is-book"),
                (card, true, t::which_card(), "is-card"),
            ] {
                let of = session.clone();
                let pressed = move || {
                    let (of, code) = (of.clone(), code.clone());
                    of.parts.scan.focus();
                    js::spawn(async move { scan::chosen(&of, &code, is_card, typed).await });
                };
                content.push(button(text, pressed).key(key));
            }
        }
    }
    part.fill(content);
}

/// Students by class, where staff asked for it: to lend without a card.
fn class_list(session: &Rc<Session>) -> Option<El> {
    let classes = classes(&session.students.borrow());
    if classes.is_empty() || session.desk.borrow().mode() != Mode::CheckOut {
        return None;
    }
    let chosen = session.class.borrow().clone();
    let options = std::iter::once((String::new(), t::class_choose().to_owned())).chain(
        classes.keys().map(|class| match class.as_str() {
            "" => (" ".to_owned(), t::class_none().to_owned()),
            name => (name.to_owned(), name.to_owned()),
        }),
    );
    let options = options.map(|(value, text)| {
        el("option")
            .attr("value", &value)
            .maybe_attr("selected", (value == chosen).then_some(""))
            .text(&text)
    });
    let of = session.clone();
    let select =
        el("select")
            .attr("id", "class")
            .all(options.collect())
            .on("change", move |event| {
                of.class.replace(dom::value_of(&event));
                refresh(&of);
            });
    let students = classes.get(chosen.trim()).filter(|_| !chosen.is_empty());
    let buttons = students.into_iter().flatten().map(|student| {
        let (of, card) = (session.clone(), student.card.clone());
        let is_blocked = session
            .known(student.key)
            .is_some_and(|known| known.block.is_some());
        let label = if is_blocked {
            t::class_blocked(&student.name)
        } else {
            student.name.clone()
        };
        el("li").with(button(&label, move || {
            let (of, card) = (of.clone(), card.clone());
            of.parts.scan.focus();
            js::spawn(async move { scan::choose(&of, &card).await });
        }))
    });
    Some(
        el("details")
            .class("classes")
            .attr("id", "classes")
            .maybe_attr("open", (!chosen.is_empty()).then_some(""))
            .with(el("summary").key("classes").text(t::class_open()))
            .with(
                el("p")
                    .class("field")
                    .with(el("label").attr("for", "class").text(t::class_label()))
                    .with(select),
            )
            .with(el("ul").class("students").all(buttons.collect())),
    )
}

fn patron(session: &Rc<Session>) -> Vec<El> {
    let Some(key) = session.desk.borrow().patron() else {
        return class_list(session).into_iter().collect();
    };
    let till = session.till.borrow();
    let known = session.known(key);
    let mut name = known
        .as_ref()
        .map_or(String::new(), |known| known.hint.clone());
    if name.is_empty() {
        name = t::patron_card(till.card(key).unwrap_or_default());
    }
    let class = known.map(|known| known.class).unwrap_or_default();
    let loans: Vec<_> = till
        .view()
        .patron(key)
        .map(|patron| patron.loans.clone())
        .unwrap_or_default();
    let today = carrel_circ::due::day_of(js::now() as i64, &session.policy());
    let rows = loans
        .iter()
        .filter_map(|id| Some((till.due_of(*id), till.view().loan(*id)?)))
        .map(|(due, loan)| {
            let late = due.is_some_and(|due| due < today);
            el("li")
                .with(el("span").text(&session.book(&loan.copy)))
                .with(
                    el("span")
                        .class(if late { "late" } else { "soft" })
                        .text(&match due {
                            Some(due) if late => t::overdue(&words::day(due)),
                            Some(due) => t::due(&words::day(due)),
                            None => String::new(),
                        }),
                )
        });
    let next = session.clone();
    let print = session.clone();
    let hold = session.clone();
    let hold_box = el("input")
        .attr("id", "hold")
        .attr("autocomplete", "off")
        .attr("aria-label", t::hold_label());
    let hold_value = hold_box.clone();
    vec![
        el("div")
            .class("between cluster")
            .with(
                el("h2")
                    .text(&name)
                    .maybe((!class.is_empty()).then(|| el("small").text(&class))),
            )
            .with(
                button(t::next_patron(), move || {
                    let mode = next.desk.borrow().mode();
                    scan::mode(&next, mode);
                    next.parts.scan.focus();
                })
                .key("next"),
            ),
        el("p").text(&t::loans_now(
            u32::try_from(loans.len()).unwrap_or(u32::MAX),
        )),
        el("ul").class("rows").all(rows.collect()),
        holds(session, &till, key),
        el("div")
            .class("cluster")
            .with(button(t::print_receipt(), move || print_receipt(&print)).key("print"))
            .with(el("details").with(el("summary").text(t::hold_open())).with(
                el("div").class("cluster").with(hold_box).with(button(
                    t::hold_place(),
                    move || {
                        let (of, value) = (hold.clone(), hold_value.value());
                        of.parts.scan.focus();
                        js::spawn(async move { scan::hold(&of, value.trim()).await });
                    },
                )),
            )),
    ]
}

/// What they wait for, and a way to take it back.
fn holds(session: &Rc<Session>, till: &Till, key: PatronKey) -> El {
    let rows = till.view().waits_for(key).map(|(title, hold)| {
        let (of, id, book) = (session.clone(), title.to_owned(), session.book(title));
        let cancel = button(t::hold_cancel(), move || {
            let (of, id) = (of.clone(), id.clone());
            of.parts.scan.focus();
            js::spawn(async move { scan::unhold(&of, id).await });
        })
        .attr("aria-label", &t::hold_cancel_of(&book))
        .key(&format!("unhold-{title}"));
        let state = match hold.copy {
            Some(_) => t::hold_here(),
            None => t::hold_waits(),
        };
        el("li")
            .with(el("span").text(&book))
            .with(el("span").class("soft").text(state))
            .with(cancel)
    });
    el("ul").class("rows holds").all(rows.collect())
}

/// The slip that stands in a book on the hold shelf: for whom, and since when. A first name or four digits, no more.
fn print_hold(session: &Rc<Session>, copy: &str) {
    let who = {
        let till = session.till.borrow();
        let first = till.waits_for(&session.title_id(copy), copy);
        let hint = first.and_then(|key| session.known(key)).map(|k| k.hint);
        let card = first.and_then(|key| till.card(key)).unwrap_or_default();
        match hint.filter(|hint| !hint.is_empty()) {
            Some(hint) => hint,
            // The shelf is in the open: the end of the number is enough to find them.
            None => {
                let end: Vec<char> = card.chars().rev().take(4).collect();
                t::patron_card(&end.iter().rev().collect::<String>())
            }
        }
    };
    let today = carrel_circ::due::day_of(js::now() as i64, &session.policy());
    let lines = [
        t::hold_slip_for(&who),
        format!("{} ({copy})", session.book(copy)),
        words::day(today),
    ];
    let rows = lines.iter().map(|line| el("li").text(line)).collect();
    slip(&session.library, t::hold_slip_title(), rows);
}

fn print_receipt(session: &Rc<Session>) {
    let Some(key) = session.desk.borrow().patron() else {
        return;
    };
    let till = session.till.borrow();
    let rows = till.own().filter(|own| {
        own.op.kind == Kind::Checkout
            && matches!(&own.op.patron, carrel_sync::op::Patron::Known { card, .. } if till.patron(card) == key)
            && till.view().loan(own.op.id).is_some_and(|loan| loan.end.is_none())
    });
    let rows: Vec<El> = rows
        .map(|own| {
            let due = own.op.due.map(words::day).unwrap_or_default();
            let line = t::kiosk_receipt(&session.book(&own.op.copy), &due, &receipt(&own.hash));
            el("li").text(&line)
        })
        .collect();
    slip(&session.library, t::receipt(), rows);
}

/// Prints a slip: only that is on the paper.
pub fn slip(library: &str, title: &str, rows: Vec<El>) {
    let paper = dom::element("slip");
    paper.fill(vec![
        el("p").text(library),
        el("h2").text(title),
        el("ul").all(rows),
    ]);
    dom::print();
}

fn journal(session: &Rc<Session>) -> Vec<El> {
    let desk = session.desk.borrow();
    let lines = desk.journal.lines();
    let rows = lines.iter().rev().take(60).map(|line| row(session, line));
    let rows: Vec<El> = rows.collect();
    let unchecked = session.till.borrow().unchecked_returns();
    let mut out = vec![el("h2").text(t::journal())];
    if rows.is_empty() {
        out.push(el("p").class("soft").text(t::journal_empty()));
    }
    out.push(
        el("ol")
            .class("rows")
            .attr("tabindex", "0")
            .attr("aria-label", t::journal())
            .all(rows),
    );
    if !unchecked.is_empty() {
        let count = u32::try_from(unchecked.len()).unwrap_or(u32::MAX);
        let print = session.clone();
        let items = unchecked
            .iter()
            .map(|own| el("li").text(&format!("{} ({})", session.book(&own.op.copy), own.op.copy)));
        out.push(
            el("details")
                .class("unchecked")
                .with(el("summary").key("unchecked").text(&t::unchecked(count)))
                .with(el("p").text(t::unchecked_do()))
                .with(el("ul").all(items.collect()))
                .with(button(t::print_list(), move || {
                    let all = print.till.borrow().unchecked_returns();
                    let rows = all.iter().map(|own| {
                        el("li").text(&format!("{} ({})", print.book(&own.op.copy), own.op.copy))
                    });
                    slip(&print.library, t::unchecked_title(), rows.collect());
                })),
        );
    }
    out
}

fn row(session: &Rc<Session>, line: &Line) -> El {
    let (safety, word) = match line.safety {
        Safety::Saving => ("saving", t::safe_saving()),
        Safety::Recorded => ("recorded", t::safe_recorded()),
        Safety::Sent => ("sent", t::safe_sent()),
        Safety::NotRecorded => ("lost", t::safe_not()),
    };
    let can_undo = !line.is_undone
        && matches!(line.safety, Safety::Recorded | Safety::Sent)
        && !matches!(line.kind, Kind::Correct { .. } | Kind::Settle { .. });
    let (of, id) = (session.clone(), line.id);
    let book = session.book(&line.copy);
    el("li")
        .attr("data-safety", safety)
        .maybe_attr("data-undone", line.is_undone.then_some(""))
        .with(
            el("span")
                .class("what")
                .with(el("strong").text(words::act(line.kind)))
                .with(el("span").text(&book))
                .maybe(
                    words::said(line.kind, line.allowed)
                        .map(|said| el("span").class("soft block").text(&said)),
                ),
        )
        .with(
            el("span")
                .class("safety")
                .text(if line.is_undone { t::undone() } else { word }),
        )
        .maybe(can_undo.then(|| {
            button(t::undo(), move || {
                let of = of.clone();
                of.parts.scan.focus();
                js::spawn(async move { scan::undo(&of, Some(id)).await });
            })
            .key(&format!("undo-{:x}", id.0))
            .attr("aria-label", &t::undo_this(words::act(line.kind), &book))
        }))
}
