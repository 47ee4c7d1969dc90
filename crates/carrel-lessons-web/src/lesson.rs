//! A lesson on the page: steps, texts, questions, and at its end how it went.

use std::rc::Rc;

use carrel_lessons::player::Action;
use carrel_lessons::player::view::{PieceView, View};
use carrel_lessons::rich::plain_line;
use carrel_web::dom;
use carrel_web::el::{El, button, el};
use carrel_web::net::Missing;

use crate::controls::page;
use crate::exercise::{self, Question};
use crate::rich::Ink;
use crate::session::{Draw, Session};
use crate::{outcome, reading, ruler, t};

/// What of a lesson is on the page.
#[derive(Clone, Default)]
pub struct Screen {
    /// The questions, in order.
    pub questions: Vec<Question>,
    /// What texts are drawn with.
    pub ink: Ink,
    steps: Option<El>,
    end: Option<El>,
}

/// Draws all of the open lesson.
pub fn draw(session: &Rc<Session>) {
    session.speech.stop();
    let Some((view, ink, is_review, lang)) = looked(session) else {
        return;
    };
    let number = numbers(session);
    let body = el("div").class("lesson-body").attr("lang", &lang);
    let title = match view.steps.get(usize::from(view.step)) {
        Some((title, _)) if !is_review => ink.line(el("h2"), title),
        _ => el("h2").text(t::review_heading()),
    };
    let mut body = body.with(title.class("step-title").attr("tabindex", "-1"));
    let mut questions = Vec::new();
    for piece in &view.pieces {
        body = match piece {
            PieceView::Text(blocks) => body.with(el("div").class("prose").all(ink.blocks(blocks))),
            PieceView::Page(shown) => body.with(page::alone(&ink, shown, 3)),
            PieceView::Exercise(exercise) => {
                let (section, question) =
                    exercise::section(session, exercise, number(&exercise.id));
                questions.push(question);
                body.with(section)
            }
        };
    }
    // The clock of an invented web starts when it comes on the screen.
    let labs: Vec<String> = questions
        .iter()
        .filter(|q| q.view.kind == "lateral")
        .map(|q| q.view.id.clone())
        .collect();
    let steps = el("nav")
        .class("lesson-steps")
        .attr("aria-label", t::steps())
        .attr("data-screen", "");
    let end = el("div").class("lesson-end");
    if let Some(open) = session.open.borrow_mut().as_mut() {
        for id in &labs {
            open.player.see(id, (carrel_web::js::now() / 1000.0) as u32);
        }
        open.screen.questions = questions;
        open.screen.steps = Some(steps.clone());
        open.screen.end = Some(end.clone());
    }
    let lesson =
        ruler::follow(el("div").class("lesson").attr("lang", &lang)).with(reading::tools(session));
    let lesson = if is_review {
        lesson
    } else {
        lesson.with(steps)
    };
    session.reading.borrow().apply(&lesson);
    let lesson = lesson
        .with(body)
        .with(end)
        .maybe((!is_review).then(|| foot(session, &view)))
        .with(session.speech.status());
    session.fill(vec![lesson]);
    redraw_steps(session);
    redraw_end(session);
}

fn looked(session: &Rc<Session>) -> Option<(View, Ink, bool, String)> {
    let mut open = session.open.borrow_mut();
    let open = open.as_mut()?;
    let view = open.player.view(&session.school);
    let lesson = open.player.lesson();
    if open.screen.ink.glossary.is_empty() && open.screen.ink.assets.is_empty() {
        open.screen.ink = Ink {
            assets: Rc::new(lesson.assets.clone()),
            glossary: Rc::new(lesson.glossary.clone()),
            ..Ink::default()
        };
    }
    let lang = lesson.lang.clone();
    Some((view, open.screen.ink.clone(), open.is_review, lang))
}

/// The number of each question of the steps, and how many there are.
fn numbers(session: &Rc<Session>) -> impl Fn(&str) -> Option<(usize, usize)> + use<> {
    let ids: Vec<String> = session
        .open
        .borrow()
        .as_ref()
        .map(|open| {
            open.player
                .lesson()
                .exercises()
                .map(|e| e.id.clone())
                .collect()
        })
        .unwrap_or_default();
    move |id| Some((ids.iter().position(|own| own == id)? + 1, ids.len()))
}

/// Where the student is among the steps; what is done has a sign.
pub fn redraw_steps(session: &Rc<Session>) {
    let Some((place, view)) = session.open.borrow().as_ref().and_then(|open| {
        Some((
            open.screen.steps.clone()?,
            open.player.view(&session.school),
        ))
    }) else {
        return;
    };
    let items = (0_u16..)
        .zip(&view.steps)
        .map(|(n, (title, done))| {
            let go = session.clone();
            let has = has_questions(session, n);
            let done = *done && has;
            let number = (n + 1).to_string();
            el("li").with(
                button("", move || go.act(Action::Go(n), Draw::Question))
                    .key(&["step-", &number].concat())
                    .maybe_attr("aria-current", (n == view.step).then_some("step"))
                    .maybe_attr("data-done", done.then_some(""))
                    .with(
                        el("span")
                            .class("step-number")
                            .attr("aria-hidden", "true")
                            .text(if done { "✓" } else { &number }),
                    )
                    .with(el("span").class("step-words").text(&plain_line(title)))
                    .maybe(done.then(|| {
                        el("span")
                            .class("visually-hidden")
                            .text(", ")
                            .text(t::done())
                    })),
            )
        })
        .collect();
    place.fill(vec![el("ol").class("steps").all(items)]);
}

fn has_questions(session: &Rc<Session>, step: u16) -> bool {
    session.open.borrow().as_ref().is_some_and(|open| {
        open.player
            .lesson()
            .steps
            .get(usize::from(step))
            .is_some_and(|step| {
                step.pieces
                    .iter()
                    .any(|p| matches!(p, carrel_lessons::model::Piece::Exercise(_)))
            })
    })
}

/// How it went, below the last step and once everything is done.
pub fn redraw_end(session: &Rc<Session>) {
    let Some((place, view, is_review)) = session.open.borrow().as_ref().and_then(|open| {
        Some((
            open.screen.end.clone()?,
            open.player.view(&session.school),
            open.is_review,
        ))
    }) else {
        return;
    };
    if is_review {
        let next = session.clone();
        let go = move || {
            let session = next.clone();
            carrel_web::js::spawn(session.next_review());
        };
        let more = !session.queue.borrow().is_empty();
        let label = if more {
            t::review_next()
        } else {
            t::review_end()
        };
        place.fill(vec![
            el("div").class("cluster").attr("data-screen", "").with(
                button(label, go)
                    .attr("data-kind", "main")
                    .key("review-next"),
            ),
        ]);
        return;
    }
    let last = usize::from(view.step) + 1 == view.steps.len();
    place.fill(if last {
        outcome::draw(session, &view)
    } else {
        Vec::new()
    });
}

fn foot(session: &Rc<Session>, view: &View) -> El {
    let go = |step: u16, label: &str, key: &str| {
        let session = session.clone();
        button(label, move || session.act(Action::Go(step), Draw::Question)).key(key)
    };
    let step = view.step;
    let mut buttons = Vec::new();
    if step > 0 {
        buttons.push(go(step - 1, t::back(), "step-back"));
    }
    if usize::from(step) + 1 < view.steps.len() {
        buttons.push(go(step + 1, t::next(), "step-next").attr("data-kind", "main"));
    }
    let mut foot = el("footer").class("lesson-foot").with(
        el("div")
            .class("cluster")
            .attr("data-screen", "")
            .all(buttons),
    );
    if !view.glossary.is_empty() {
        let words = view.glossary.iter().flat_map(|(word, meaning)| {
            [
                el("dt").text(&word.replace('-', " ")),
                el("dd").text(meaning),
            ]
        });
        foot = foot.with(
            el("details")
                .class("glossary")
                .with(el("summary").text(t::glossary()))
                .with(el("dl").attr("lang", &view.lang).all(words.collect())),
        );
    }
    foot.with(again(session))
}

/// "Start again", asked twice: what was done is gone then.
fn again(session: &Rc<Session>) -> El {
    let place = el("div").class("start-again").attr("data-screen", "");
    let ask = place.clone();
    let session = session.clone();
    place.with(
        button(t::start_again(), move || {
            let yes = session.clone();
            let no = session.clone();
            ask.fill(vec![
                el("p").attr("id", "sure-again").text(t::start_again_sure()),
                el("div")
                    .class("cluster")
                    .with(
                        button(t::start_again_yes(), move || yes.start_again())
                            .attr("aria-describedby", "sure-again")
                            .key("again-yes"),
                    )
                    .with(button(t::start_again_no(), move || {
                        no.draw();
                        dom::focus("[data-key=\"again\"]");
                    })),
            ]);
            dom::focus("[data-key=\"again-yes\"]");
        })
        .attr("data-kind", "quiet")
        .key("again"),
    )
}

/// No lesson has this address.
#[must_use]
pub fn no_such() -> Vec<El> {
    vec![
        el("div")
            .class("note")
            .with(el("h2").text(t::no_such_title()))
            .with(el("p").text(t::no_such_text()))
            .with(el("p").with(el("a").attr("href", "#/lessons").text(t::to_list()))),
    ]
}

/// A lesson, or the list, could not be had.
#[must_use]
pub fn trouble(missing: &Missing, again: impl Fn() + 'static) -> Vec<El> {
    let (title, text, detail) = match missing {
        Missing::Offline(detail) => (t::offline_title(), t::offline_text(), detail),
        Missing::Wrong(detail) => (t::damaged_title(), t::damaged_text(), detail),
    };
    vec![
        el("div")
            .class("note")
            .attr("data-kind", "trouble")
            .with(el("h2").text(title))
            .with(el("p").text(text))
            .with(button(t::try_again(), again))
            .with(
                el("details")
                    .with(el("summary").text(t::detail()))
                    .with(el("pre").text(detail)),
            ),
    ]
}
