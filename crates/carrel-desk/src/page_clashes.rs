//! What a librarian decides: each clash in a sentence, both sides, one press. Nothing disappears.

use std::rc::Rc;

use carrel_circ::Allowed;
use carrel_circ::decide::Decision;
use carrel_circ::entry::{Choice, Kind, PatronKey};
use carrel_circ::exception::{Exception, State};
use carrel_circ::time::Quality;
use carrel_web::el::{El, button, el};
use carrel_web::{js, words as intl};

use crate::session::Session;
use crate::{frame, gateway, outbox, t, words};

/// The page.
#[must_use]
pub fn view(session: &Rc<Session>) -> Vec<El> {
    if session.staff.borrow().is_some() {
        let of = session.clone();
        js::spawn(async move {
            if gateway::learn(&of).await.is_ok() {
                frame::refresh(&of);
            }
        });
    }
    vec![
        frame::heading(t::nav_decide()),
        el("p").class("measure").text(t::decide_about()),
        session.parts.patron.clone(),
        outbox::view(session),
    ]
}

/// What may have changed.
pub fn refresh(session: &Rc<Session>) {
    let till = session.till.borrow();
    let board = till.view();
    let all: Vec<Exception> = board.exceptions().cloned().collect();
    let (open, over): (Vec<_>, Vec<_>) = all.iter().partition(|e| e.state == State::Open);
    let mut content = Vec::new();
    if open.is_empty() {
        content.push(el("p").class("note").text(t::decide_none()));
    }
    let draw = |exception: &&Exception| clash(session, exception);
    content.extend(open.iter().map(draw));
    if !over.is_empty() {
        let count = u32::try_from(over.len()).unwrap_or(u32::MAX);
        content.push(
            el("details")
                .with(el("summary").key("over").text(&t::decided(count)))
                .all(over.iter().rev().map(draw).collect()),
        );
    }
    session.parts.patron.fill(content);
}

/// Name or card of a patron, as far as this computer knows.
fn who(session: &Session, key: Option<PatronKey>) -> String {
    let Some(key) = key else {
        return t::side_nobody().to_owned();
    };
    let till = session.till.borrow();
    let hint = session
        .known(key)
        .map(|known| known.hint)
        .unwrap_or_default();
    match till.card(key) {
        Some(card) if hint.is_empty() => t::patron_card(card),
        Some(card) => format!("{hint}, {}", t::patron_card(card)),
        None if !hint.is_empty() => hint,
        None => t::side_unknown().to_owned(),
    }
}

fn side(title: &str, who: &str, when: Option<(i64, bool)>) -> El {
    let time = when.map(|(ms, is_unsure)| {
        let text = intl::time(ms as f64);
        let text = if is_unsure {
            t::side_unsure(&text)
        } else {
            text
        };
        el("p").class("soft").text(&text)
    });
    el("div")
        .class("side")
        .with(el("h3").text(title))
        .with(el("p").with(el("strong").text(who)))
        .maybe(time)
}

fn clash(session: &Rc<Session>, exception: &Exception) -> El {
    let till = session.till.borrow();
    let board = till.view();
    let other = exception.other.and_then(|id| board.loan(id));
    let when = |at: carrel_circ::Moment| (at.ms, at.quality == Quality::Unknown);
    let mut sides = vec![side(
        t::side_this(),
        &who(session, exception.patron),
        Some(when(exception.at)),
    )];
    if exception.other.is_some() || exception.other_patron.is_some() {
        let patron = exception
            .other_patron
            .or(other.and_then(|loan| loan.patron));
        let at = other.map(|loan| when(loan.out.at));
        sides.insert(0, side(t::side_other(), &who(session, patron), at));
    }
    let state = match exception.state {
        State::Open => None,
        State::Explained => Some(t::state_explained().to_owned()),
        State::Settled { choice, .. } => {
            Some(t::state_settled(words::choice(exception.kind, choice)))
        }
    };
    let presses: Vec<El> = match exception.state {
        State::Open => exception
            .kind
            .choices()
            .iter()
            .map(|choice| press(session, exception, *choice))
            .collect(),
        _ => Vec::new(),
    };
    let book = session.book(&exception.copy);
    let from = (exception.op.0, exception.kind.name().to_owned());
    let computer = session.computers.borrow().get(&from).cloned();
    el("article")
        .class("clash")
        .attr("data-kind", exception.kind.name())
        .with(el("h2").text(if exception.copy.is_empty() {
            t::clash_device()
        } else {
            &book
        }))
        .maybe((book != exception.copy).then(|| el("p").class("soft").text(&exception.copy)))
        .maybe(computer.map(|name| el("p").text(&t::clash_computer(&name))))
        .with(el("p").text(words::sentence(exception)))
        .maybe(
            (!exception.broken.is_none())
                .then(|| el("p").class("rules").text(&words::broken(exception))),
        )
        .with(el("div").class("sides").all(sides))
        .maybe(state.map(|text| el("p").class("soft").text(&text)))
        .with(el("div").class("cluster").all(presses))
}

fn press(session: &Rc<Session>, exception: &Exception, choice: Choice) -> El {
    let of = session.clone();
    let (target, about) = (exception.op, exception.kind);
    let copy = exception.copy.clone();
    button(words::choice(about, choice), move || {
        let (of, copy) = (of.clone(), copy.clone());
        js::spawn(async move {
            let decision = Decision {
                kind: Kind::Settle {
                    target,
                    about,
                    choice,
                },
                copy: String::new(),
                patron: None,
                due: None,
                allowed: Allowed::NOTHING,
                notes: Vec::new(),
            };
            let (draft, mint) = (of.draft(&decision, false), of.mint());
            // The journal shows it, as it shows a scan.
            let (id, kind) = (mint.id, decision.kind);
            of.desk.borrow_mut().journal.begin(id, kind, &copy, None);
            let said = match of.record(draft, mint).await {
                Ok(_) => {
                    of.desk.borrow_mut().recorded(id);
                    t::decided_now().to_owned()
                }
                Err(why) => {
                    of.desk.borrow_mut().failed(id);
                    t::not_recorded_do(&why)
                }
            };
            carrel_web::dom::say("announce", &said);
            frame::refresh(&of);
        });
    })
    .key(&format!("{:x}-{about}-{choice:?}", target.0))
}
