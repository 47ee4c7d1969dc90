//! A lesson on the page: steps, texts, questions, and at its end how it went.

use std::rc::Rc;

use carrel_lessons::lang;
use carrel_lessons::player::view::PieceView;
use carrel_lessons::rich::plain_line;
use carrel_web::el::{El, button, el};
use carrel_web::js::digits;
use carrel_web::net::Missing;
use carrel_web::{dom, pieces};

use crate::controls::page;
use crate::exercise::{self, Question};
use crate::rich::{Ink, own};
use crate::session::{Open, Session};
use crate::{due, outcome, reading, ruler, t, tools};

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

impl Screen {
    /// Nothing is drawn yet.
    #[must_use]
    pub fn new(ink: Ink) -> Self {
        Self {
            ink,
            ..Self::default()
        }
    }
}

/// Draws all of the open lesson.
pub fn draw(session: &Rc<Session>) {
    session.speech.stop();
    let drawn = session
        .open
        .borrow()
        .as_ref()
        .map(|open| drawn(session, open));
    let Some((lesson, questions, steps, end)) = drawn else {
        return;
    };
    if let Some(open) = session.open.borrow_mut().as_mut() {
        open.screen.questions = questions;
        open.screen.steps = Some(steps);
        open.screen.end = Some(end);
    }
    session.fill(vec![lesson]);
    redraw_steps(session);
    redraw_end(session);
}

/// The lesson, its questions, and where its steps and its end go.
fn drawn(session: &Rc<Session>, open: &Open) -> (El, Vec<Question>, El, El) {
    let (player, ink) = (&open.player, &open.screen.ink);
    let lesson = player.lesson();
    let step = player.progress().step;
    let body = el("div").class("lesson-body");
    let title = match lesson.steps.get(usize::from(step)) {
        Some(step) if !open.is_review => ink.line(el("h2"), &step.title),
        _ => el("h2").text(t::review_heading()),
    };
    let mut body = body.with(title.class("step-title").attr("tabindex", "-1"));
    let mut questions = Vec::new();
    for piece in player.pieces(&session.school) {
        body = match piece {
            PieceView::Text(blocks) => body.with(el("div").class("prose").all(ink.blocks(blocks))),
            PieceView::Page(shown) => body.with(page::alone(ink, &shown, 3)),
            PieceView::Exercise(exercise) => {
                let place = lesson.exercises().position(|e| e.id == exercise.id);
                let number = place.map(|n| (n + 1, lesson.exercises().count()));
                let (section, question) = exercise::section(session, ink, &exercise, number);
                questions.push(question);
                body.with(section)
            }
        };
    }
    let steps = el("nav")
        .class("lesson-steps")
        .attr("aria-label", t::steps())
        .attr("data-screen", "");
    let end = el("div").class("lesson-end");
    let whole = el("div")
        .class("lesson")
        .attr("lang", lang::around(&lesson.lang))
        .attr("dir", lang::direction(&lesson.lang))
        .with(reading::tools(session))
        .maybe(
            session
                .elsewhere
                .take()
                .then(|| el("p").class("note").text(t::elsewhere())),
        );
    session.reading.borrow().apply(&whole);
    if session.reading.borrow().has_ruler() {
        let lesson = whole.clone();
        carrel_web::js::spawn(async move {
            if pieces::come(tools::TOOLS).await.is_ok() {
                ruler::follow(&lesson);
            }
        });
    }
    let whole = whole
        .maybe((!open.is_review).then(|| steps.clone()))
        .with(body)
        .with(end.clone())
        .maybe((!open.is_review).then(|| foot(session, open)))
        .with(session.speech.status());
    (whole, questions, steps, end)
}

/// Where the student is among the steps; what is done has a sign.
pub fn redraw_steps(session: &Rc<Session>) {
    let drawn = session.open.borrow().as_ref().and_then(|open| {
        let place = open.screen.steps.clone()?;
        Some((place, steps(session, open)))
    });
    if let Some((place, steps)) = drawn {
        place.fill(vec![steps]);
    }
}

fn steps(session: &Rc<Session>, open: &Open) -> El {
    let here = open.player.progress().step;
    let mut list = el("ol").class("steps");
    for (n, (title, done)) in (0_u16..).zip(open.player.steps()) {
        let done = done && has_questions(open, n);
        let number = digits(u32::from(n) + 1);
        let item = button("", session.goes(n))
            .key(&["step-", &number].concat())
            .maybe_attr("aria-current", (n == here).then_some("step"))
            .maybe_attr("data-done", done.then_some(""))
            .with(
                el("span")
                    .class("step-number")
                    .attr("aria-hidden", "true")
                    .text(if done { "✓" } else { &number }),
            )
            .with(own(el("span").class("step-words")).text(&plain_line(title)))
            .maybe(done.then(|| {
                el("span")
                    .class("visually-hidden")
                    .text(", ")
                    .text(t::done())
            }));
        list = list.with(el("li").with(item));
    }
    list
}

fn has_questions(open: &Open, step: u16) -> bool {
    let steps = &open.player.lesson().steps;
    steps.get(usize::from(step)).is_some_and(|step| {
        step.pieces
            .iter()
            .any(|p| matches!(p, carrel_lessons::model::Piece::Exercise(_)))
    })
}

/// How it went, below the last step and once everything is done.
pub fn redraw_end(session: &Rc<Session>) {
    let drawn = session.open.borrow().as_ref().and_then(|open| {
        let place = open.screen.end.clone()?;
        let last = usize::from(open.player.progress().step) + 1 == open.player.lesson().steps.len();
        let drawn = if open.is_review {
            vec![after_review(session)]
        } else if last {
            outcome::draw(session, open)
        } else if open.player.finished() {
            // The last question may stand in any step.
            let end = u16::try_from(open.player.lesson().steps.len()).unwrap_or(1) - 1;
            let go = button(t::end_title(), session.goes(end)).key("see-result");
            vec![go]
        } else {
            Vec::new()
        };
        Some((place, drawn))
    });
    if let Some((place, drawn)) = drawn {
        place.fill(drawn);
    }
}

/// On to the next lesson that has cards.
fn after_review(session: &Rc<Session>) -> El {
    let next = session.clone();
    let go = move || due::go_on(next.clone());
    let label = if session.queue.borrow().is_empty() {
        t::review_end()
    } else {
        t::review_next()
    };
    el("div").class("cluster").attr("data-screen", "").with(
        button(label, go)
            .attr("data-kind", "main")
            .key("review-next"),
    )
}

fn foot(session: &Rc<Session>, open: &Open) -> El {
    let go = |step: u16, label: &str, key: &str| button(label, session.goes(step)).key(key);
    let lesson = open.player.lesson();
    let step = open.player.progress().step;
    let mut buttons = Vec::new();
    if step > 0 {
        buttons.push(go(step - 1, t::back(), "step-back"));
    }
    if usize::from(step) + 1 < lesson.steps.len() {
        buttons.push(go(step + 1, t::next(), "step-next").attr("data-kind", "main"));
    }
    let mut foot = el("footer").class("lesson-foot").with(
        el("div")
            .class("cluster")
            .attr("data-screen", "")
            .all(buttons),
    );
    if !lesson.glossary.is_empty() {
        let words = lesson.glossary.iter().flat_map(|(word, meaning)| {
            [
                el("dt").text(&word.replace('-', " ")),
                el("dd").text(meaning),
            ]
        });
        foot = foot.with(
            el("details")
                .class("glossary")
                .with(el("summary").text(t::glossary()))
                .with(el("dl").attr("lang", &lesson.lang).all(words.collect())),
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
