//! How a lesson went: trust and doubt apart, each skill, when it comes back, and what to hand in.

use std::rc::Rc;

use carrel_lessons::class;
use carrel_lessons::code::{self, Outcome};
use carrel_lessons::player::view::View;
use carrel_lessons::qr;
use carrel_web::el::{El, button, drawing, el};
use carrel_web::{clipboard, files, js, words};
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
fn outcome(session: &Rc<Session>) -> Option<(Outcome, Lesson)> {
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
        student: session.member.get().map_or(0, |member| member.student),
        percent: u8::try_from(got * 100 / all.max(1)).unwrap_or(100),
        trusted: (small(progress.trusted.0), small(progress.trusted.1)),
        doubted: (small(progress.doubted.0), small(progress.doubted.1)),
        skills,
    };
    let named = Lesson {
        id: lesson.id.to_lowercase(),
        title: lesson.title.clone(),
    };
    Some((outcome, named))
}

/// What a file is called, and its first line.
struct Lesson {
    id: String,
    title: String,
}

/// The short code, the same as a file, and as a square to be scanned. Without a class its key is empty: that still guards
/// against slips of the pen, but the code says no number.
fn hand_in(session: &Rc<Session>) -> El {
    let Some((outcome, lesson)) = outcome(session) else {
        return el("div");
    };
    let member = session.member.get();
    let key = member.map(|member| member.key.0);
    let written = code::write(&outcome, key.as_ref().map_or(&[], |key| &key[..]));
    let pair = member.map(|m| m.key.pair(m.student, &session.app().language()));
    let who = match (&pair, member) {
        (Some(pair), Some(member)) => {
            let number = (member.student + 1).to_string();
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
    let square = qr::encode(&written).map(|square| {
        let (side, path) = square.svg();
        el("details")
            .class("square")
            .with(el("summary").text(t::show_qr()))
            .with(drawing(side, &path, t::qr_words()))
            .with(el("p").class("soft").text(t::qr_text()))
    });
    let (saving, code_too) = (session.clone(), written.clone());
    let save = move || {
        if let Some(text) = report(&saving, &lesson.title, &code_too) {
            let name = [&lesson.id, "-result.txt"].concat();
            files::save(&JsValue::from(text), "text/plain", &name);
        }
    };
    let (telling, copied) = (session.clone(), written.clone());
    let copy = move || {
        let (telling, promise) = (telling.clone(), clipboard::write(&copied, &copied));
        js::spawn(async move {
            let said = match js::wait(promise).await {
                Ok(_) => t::copied(),
                Err(_) => t::not_copied(),
            };
            telling.app().announce(said);
            if let Ok(Some(place)) = carrel_web::dom::query(".copied") {
                El::from(JsValue::from(place)).say(said);
            }
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
        .maybe(square)
        .with(el("p").class("soft").text(t::code_guards()))
}

/// The result as a text file: remarks for people, and the code in the only line that the teacher's page reads.
fn report(session: &Rc<Session>, title: &str, written: &str) -> Option<String> {
    let open = session.open.borrow();
    let open = open.as_ref()?;
    let view = open.player.view(&session.school);
    let today = carrel_core::CalendarDate::from_days(js::today()).to_string();
    let who = session.member.get().map_or(t::code_is().to_owned(), |m| {
        m.key.pair(m.student, &session.app().language())
    });
    let mut out = class::file(&who, title, written);
    out.push_str(&["# ", &today, "\n"].concat());
    for (text, got, all, mastered) in &view.skills {
        let percent = (got * 100 / (*all).max(1)).to_string();
        let word = if *mastered {
            t::mastered()
        } else {
            t::not_mastered()
        };
        out.push_str(&["# - ", text, " ", &percent, " % (", word, ")\n"].concat());
    }
    for line in &view.trust {
        out.push_str(&["# - ", line, "\n"].concat());
    }
    Some(out)
}
