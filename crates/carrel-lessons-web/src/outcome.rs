//! How a lesson went: trust and doubt apart, each skill, when it comes back, and what to hand in.

use std::rc::Rc;

use carrel_lessons::code::{self, Outcome};
use carrel_lessons::player::Player;
use carrel_web::el::{El, button, el};
use carrel_web::js::digits;
use carrel_web::{clipboard, js, pieces, words};
use wasm_bindgen::JsValue;

use crate::session::{Open, Session};
use crate::tools::TOOLS;
use crate::{report, square, t, tools};

/// The end of a lesson. Before everything is done it says what is missing; what was done so far can be handed in all the same.
#[must_use]
pub fn draw(session: &Rc<Session>, open: &Open) -> Vec<El> {
    let player = &open.player;
    let lang = &player.lesson().lang;
    if !player.finished() {
        let steps = (1_u32..).zip(player.steps());
        let open: Vec<String> = steps
            .filter(|(_, (_, done))| !done)
            .map(|(n, _)| digits(n))
            .collect();
        let mut out = vec![
            el("p")
                .class("unfinished soft")
                .text(&t::unfinished(&open.join(", "))),
        ];
        if player.progress().attempts.iter().any(|a| a.tries > 0) {
            let outcome = outcome(session, player);
            let percent = t::percent(&words::number(f64::from(outcome.percent)));
            out.push(el("p").class("so-far").text(&t::so_far(&percent)));
            out.push(hand_in(session, &outcome));
        }
        return vec![el("section").class("outcome-so-far").all(out)];
    }
    let skills = player
        .skills()
        .into_iter()
        .map(|(text, got, all, mastered)| {
            let percent = got * 100 / all.max(1);
            el("li")
                .attr("data-mastered", if mastered { "yes" } else { "no" })
                .with(el("span").class("skill-text").attr("lang", lang).text(text))
                .with(
                    el("meter")
                        .attr("min", "0")
                        .attr("max", "100")
                        .attr("value", &digits(percent))
                        .attr("aria-label", text),
                )
                .with(
                    el("span")
                        .class("skill-percent number")
                        .text(&t::percent(&words::number(f64::from(percent)))),
                )
                .with(el("strong").text(if mastered {
                    t::mastered()
                } else {
                    t::not_mastered()
                }))
        })
        .collect();
    let mut out = vec![
        el("h2")
            .attr("tabindex", "-1")
            .class("end-title")
            .text(t::end_title()),
        el("ul").class("skills").all(skills),
    ];
    let trust = player.trust_lines();
    if !trust.is_empty() {
        out.push(el("h3").text(t::trust_title()));
        out.push(
            el("ul")
                .class("trust")
                .all(trust.iter().map(|line| el("li").text(line)).collect()),
        );
        out.push(el("p").class("soft").text(t::trust_text()));
    }
    if let Some(day) = comes_back(player) {
        out.push(
            el("p")
                .class("comes-back")
                .text(&t::comes_back(&words::date(&day))),
        );
    }
    out.push(hand_in(session, &outcome(session, player)));
    vec![el("section").class("outcome").all(out)]
}

/// The first day on which a card of the lesson is due.
fn comes_back(player: &Player) -> Option<String> {
    let due = player.progress().cards.iter().map(|card| card.due).min()?;
    Some(iso(due))
}

/// A day as `YYYY-MM-DD`, without the machinery of formatting.
pub(crate) fn iso(days: i32) -> String {
    let (year, month, day) = carrel_core::CalendarDate::from_days(days).ymd();
    let two = |n: u8| [if n < 10 { "-0" } else { "-" }, &digits(n.into())].concat();
    [digits(year.unsigned_abs()), two(month), two(day)].concat()
}

/// What the code says.
fn outcome(session: &Session, player: &Player) -> Outcome {
    let (mut got, mut all, mut skills) = (0, 0, 0_u8);
    for (n, (_, g, a, mastered)) in player.skills().into_iter().enumerate() {
        got += g;
        all += a;
        if mastered && n < 8 {
            skills |= 1 << n;
        }
    }
    let small = |n: u16| u8::try_from(n).unwrap_or(u8::MAX);
    let progress = player.progress();
    Outcome {
        lesson: code::lesson_number(&player.lesson().id),
        student: session.member.get().map_or(0, |member| member.student),
        percent: u8::try_from(got * 100 / all.max(1)).unwrap_or(100),
        trusted: (small(progress.trusted.0), small(progress.trusted.1)),
        doubted: (small(progress.doubted.0), small(progress.doubted.1)),
        skills,
    }
}

/// The short code, the same as a file, and as a square to be scanned. Without a class its key is empty: that still guards
/// against slips of the pen, but the code says no number.
fn hand_in(session: &Rc<Session>, outcome: &Outcome) -> El {
    let member = session.member.get();
    let key = member.map(|member| member.key.0);
    let written = code::write(outcome, key.as_ref().map_or(&[], |key| &key[..]));
    let pair = member.map(|m| m.key.pair(m.student, &session.app().language()));
    let who = match (&pair, member) {
        (Some(pair), Some(member)) => {
            let number = digits(u32::from(member.student) + 1);
            el("p").class("who").text(&t::code_says(pair, &number))
        }
        _ => el("p")
            .class("who")
            .text(t::code_no_class())
            .text(" ")
            .with(
                el("a")
                    .attr("href", "#/lessons/class")
                    .key("join-class")
                    .text(t::join_class()),
            ),
    };
    let drawn = written.clone();
    let square = tools::opened("square", t::show_qr(), move || square::draw(&drawn));
    let (saving, code_too) = (session.clone(), written.clone());
    let save = move || {
        let (saving, code) = (saving.clone(), code_too.clone());
        js::spawn(async move {
            match pieces::come(TOOLS).await {
                Ok(()) => report::save(&saving, &code),
                Err(_) => tell(&saving, t::offline_text()),
            }
        });
    };
    let (telling, copied) = (session.clone(), written.clone());
    let copy = move || {
        let (telling, promise) = (telling.clone(), clipboard::write_plain(&copied));
        js::spawn(async move {
            let said = match js::wait(promise).await {
                Ok(_) => t::copied(),
                Err(_) => t::not_copied(),
            };
            tell(&telling, said);
        });
    };
    el("div")
        .class("hand-in")
        .with(el("h3").text(t::hand_in_title()))
        .with(who)
        .with(el("p").text(t::hand_in_text()))
        .with(el("p").class("code").attr("translate", "no").text(&written))
        .with(
            el("div")
                .class("cluster")
                .attr("data-screen", "")
                .with(button(t::copy_code(), copy).key("copy-code"))
                .with(button(t::save_file(), save).key("save-file"))
                .with(button(t::print(), carrel_web::dom::print).key("print-result"))
                .with(el("span").class("copied soft")),
        )
        .with(square)
        .with(el("p").class("soft").text(t::code_guards()))
}

/// Says what became of it, beside the buttons too.
fn tell(session: &Session, said: &str) {
    session.app().announce(said);
    if let Ok(Some(place)) = carrel_web::dom::query(".copied") {
        El::from(JsValue::from(place)).say(said);
    }
}
