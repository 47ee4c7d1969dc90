//! How a lesson went: trust and doubt apart, each skill, when it comes back, and what to hand in.

use std::rc::Rc;

use carrel_lessons::code::{self, Outcome};
use carrel_lessons::player::view::View;
use carrel_web::el::{El, button, el};
use carrel_web::{files, js, words};
use wasm_bindgen::JsValue;

use crate::session::Session;
use crate::t;

/// The end of a lesson; before everything is done it says what is missing.
#[must_use]
pub fn draw(session: &Rc<Session>, view: &View) -> Vec<El> {
    if !view.finished {
        let open: Vec<String> = view
            .steps
            .iter()
            .enumerate()
            .filter(|(_, (_, done))| !done)
            .map(|(n, _)| (n + 1).to_string())
            .collect();
        return vec![
            el("p")
                .class("unfinished soft")
                .text(&t::unfinished(&open.join(", "))),
        ];
    }
    let skills = view
        .skills
        .iter()
        .map(|(text, got, all, mastered)| {
            let percent = got * 100 / (*all).max(1);
            el("li")
                .attr("data-mastered", if *mastered { "yes" } else { "no" })
                .with(
                    el("span")
                        .class("skill-text")
                        .attr("lang", &view.lang)
                        .text(text),
                )
                .with(
                    el("meter")
                        .attr("min", "0")
                        .attr("max", "100")
                        .attr("value", &percent.to_string())
                        .attr("aria-label", text),
                )
                .with(
                    el("span")
                        .class("skill-percent number")
                        .text(&t::percent(&words::number(f64::from(percent)))),
                )
                .with(el("strong").text(if *mastered {
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
    if !view.trust.is_empty() {
        out.push(el("h3").text(t::trust_title()));
        out.push(
            el("ul")
                .class("trust")
                .attr("lang", &view.lang)
                .all(view.trust.iter().map(|line| el("li").text(line)).collect()),
        );
        out.push(el("p").class("soft").text(t::trust_text()));
    }
    if let Some(day) = comes_back(session) {
        out.push(
            el("p")
                .class("comes-back")
                .text(&t::comes_back(&words::date(&day))),
        );
    }
    out.push(hand_in(session));
    vec![el("section").class("outcome").all(out)]
}

/// The first day on which a card of the lesson is due.
fn comes_back(session: &Rc<Session>) -> Option<String> {
    let open = session.open.borrow();
    let due = open
        .as_ref()?
        .player
        .progress()
        .cards
        .iter()
        .map(|card| card.due)
        .min()?;
    Some(carrel_core::CalendarDate::from_days(due).to_string())
}

/// What the code says.
fn outcome(session: &Rc<Session>) -> Option<(Outcome, String)> {
    let open = session.open.borrow();
    let player = &open.as_ref()?.player;
    let lesson = player.lesson();
    let (mut got, mut all, mut skills) = (0, 0, 0_u8);
    for n in 0..u16::try_from(lesson.skills.len()).unwrap_or(0) {
        let (g, a) = player.skill(n);
        got += g;
        all += a;
        if player.mastered(n) && n < 8 {
            skills |= 1 << n;
        }
    }
    let small = |n: u16| u8::try_from(n).unwrap_or(u8::MAX);
    let progress = player.progress();
    let outcome = Outcome {
        lesson: code::lesson_number(&lesson.id),
        student: 0,
        percent: u8::try_from(got * 100 / all.max(1)).unwrap_or(100),
        trusted: (small(progress.trusted.0), small(progress.trusted.1)),
        doubted: (small(progress.doubted.0), small(progress.doubted.1)),
        skills,
    };
    Some((outcome, lesson.id.clone()))
}

/// The short code, and the same as a file. Classes with keys of their own come with the teacher's page: until then the key
/// is empty, which guards against slips of the pen.
fn hand_in(session: &Rc<Session>) -> El {
    let Some((outcome, id)) = outcome(session) else {
        return el("div");
    };
    let written = code::write(&outcome, b"");
    let saving = session.clone();
    let (code_too, view_id) = (written.clone(), id);
    let save = move || {
        if let Some(text) = report(&saving, &code_too) {
            files::save(
                &JsValue::from(text),
                "text/plain",
                &[&view_id.to_lowercase(), "-result.txt"].concat(),
            );
        }
    };
    el("div")
        .class("hand-in")
        .with(el("h3").text(t::hand_in_title()))
        .with(el("p").text(t::hand_in_text()))
        .with(el("p").class("code").attr("translate", "no").text(&written))
        .with(
            el("div")
                .class("cluster")
                .attr("data-screen", "")
                .with(button(t::save_file(), save).key("save-file"))
                .with(button(t::print(), carrel_web::dom::print).key("print-result")),
        )
}

/// The result as a text file: for people, with the code for machines in it.
fn report(session: &Rc<Session>, written: &str) -> Option<String> {
    let open = session.open.borrow();
    let open = open.as_ref()?;
    let view = open.player.view(&session.school);
    let today = carrel_core::CalendarDate::from_days(js::today()).to_string();
    let mut out = [&view.title, "\n", &today, "\n\n"].concat();
    for (text, got, all, mastered) in &view.skills {
        let percent = (got * 100 / (*all).max(1)).to_string();
        let word = if *mastered {
            t::mastered()
        } else {
            t::not_mastered()
        };
        out.push_str(&["- ", text, " ", &percent, " % (", word, ")\n"].concat());
    }
    for line in &view.trust {
        out.push_str(&["- ", line, "\n"].concat());
    }
    out.push_str(&["\n", t::code_is(), " ", written, "\n"].concat());
    Some(out)
}
