//! A question: what is asked, what can be done, what is said to it. Only the part that changed is drawn anew, so that a
//! screen reader and a keyboard stay where they are.

use std::rc::Rc;

use carrel_lessons::player::Action;
use carrel_lessons::player::view::{Controls, ExerciseView, Feedback};
use carrel_lessons::{paraphrase, rich};
use carrel_web::dom;
use carrel_web::el::{El, button, el};
use carrel_web::js::digits;

use crate::controls::{self, Ask, page, search, text};
use crate::lesson;
use crate::rich::{Ink, own};
use crate::session::{Draw, Open, Session};
use crate::t;

/// A question on the page: where it is drawn, and as much of its state as decides what is drawn anew.
#[derive(Clone, Debug)]
pub struct Question {
    /// Its id.
    pub id: String,
    /// `choice`, `sort`…
    pub kind: &'static str,
    /// Whether it was at its end.
    pub done: bool,
    told: bool,
    invalid: Option<&'static str>,
    paper: bool,
    controls: El,
    tail: El,
}

impl Question {
    fn of(view: &ExerciseView<'_>) -> Self {
        Self {
            id: view.id.to_owned(),
            kind: view.kind,
            done: view.done,
            told: view.feedback.is_some(),
            invalid: text::invalid(view),
            paper: matches!(view.controls, Controls::Paper(_)),
            controls: el("div").class("controls"),
            tail: el("div").class("tail"),
        }
    }
}

/// The question as a section; `number` says which of how many it is.
pub fn section(
    session: &Rc<Session>,
    ink: &Ink,
    view: &ExerciseView<'_>,
    number: Option<(usize, usize)>,
) -> (El, Question) {
    let ask = Ask { session, view, ink };
    let label = match number {
        _ if view.twin => t::easier().to_owned(),
        Some((n, of)) => t::question_of(&digits(n as u32), &digits(of as u32)),
        None => t::question().to_owned(),
    };
    let mut section = el("section")
        .class("question")
        .attr("data-kind", view.kind)
        .attr("data-question", view.id)
        .with(el("h3").class("question-number").text(&label))
        .with(
            el("div")
                .class("prompt")
                .attr("id", &ask.prompt_id())
                .all(ink.blocks(view.prompt)),
        );
    if !matches!(view.controls, Controls::Marks(_)) {
        if !view.specimen.is_empty() {
            section = section.with(
                el("blockquote")
                    .class("specimen")
                    .all(ink.blocks(view.specimen)),
            );
        }
        if let Some(shown) = &view.page {
            section = section.with(page::alone(ink, shown, 4));
        }
    }
    let question = Question::of(view);
    question.controls.fill(controls::draw(&ask));
    question.tail.fill(tail(&ask));
    let section = section
        .with(question.controls.clone())
        .with(question.tail.clone());
    (section, question)
}

/// Draws what changed of a question; everything when another one has come (an easier twin).
pub fn redraw(session: &Rc<Session>, id: &str, how: Draw) {
    // What is drawn goes on the page when nothing is borrowed any more: browsers tell of a lost focus at once.
    let drawn = session.open.borrow().as_ref().map(|open| {
        let ids = open.player.shown_ids();
        let all = &open.screen.questions;
        if ids.len() != all.len() || ids.iter().zip(all).any(|(id, q)| *id != q.id) {
            return None;
        }
        let at = ids.iter().position(|own| *own == id)?;
        Some((at, anew(session, open, &all[at], how)?))
    });
    let Some(drawn) = drawn else { return };
    let Some((at, (question, controls, tail))) = drawn else {
        return lesson::draw(session);
    };
    if let Some(controls) = controls {
        question.controls.fill(controls);
    }
    question.tail.fill(tail);
    // A box to write in stays as it is, and hears what became of it.
    if let Ok(Some(field)) = question
        .controls
        .element()
        .query_selector(".text :is(input, textarea)")
    {
        let field = El::from(wasm_bindgen::JsValue::from(field));
        field.set("aria-invalid", question.invalid);
    }
    let mut ended = false;
    if let Some(open) = session.open.borrow_mut().as_mut()
        && let Some(before) = open.screen.questions.get_mut(at)
    {
        ended = before.done != question.done;
        *before = question;
    }
    if ended {
        lesson::redraw_steps(session);
    }
}

type Anew = (Question, Option<Vec<El>>, Vec<El>);

/// The parts of a question that are drawn anew.
fn anew(session: &Rc<Session>, open: &Open, before: &Question, how: Draw) -> Option<Anew> {
    let view = open.player.question(&before.id, &session.school)?;
    let question = Question {
        controls: before.controls.clone(),
        tail: before.tail.clone(),
        ..Question::of(&view)
    };
    // A change takes feedback away that stands among the controls; a box to write in stays as it is.
    let writing = match view.controls {
        Controls::Text(..) | Controls::Build(..) => true,
        // Behind a check it says how many there are.
        Controls::Predict(..) => how == Draw::Buttons,
        _ => false,
    };
    let told = before.told != question.told;
    let changed = before.paper != question.paper || before.done != question.done;
    let whole = changed || (!writing && (told || how == Draw::Question));
    let ask = Ask {
        session,
        view: &view,
        ink: &open.screen.ink,
    };
    let controls = whole.then(|| controls::draw(&ask));
    Some((question, controls, tail(&ask)))
}

/// Asks the view once more, so that the catalogue hears what else is wanted.
pub fn look_again(session: &Rc<Session>) {
    if let Some(open) = &*session.open.borrow() {
        for question in open.screen.questions.iter().filter(|q| asks(q)) {
            let _ = open.player.question(&question.id, &session.school);
        }
    }
}

/// Whether the catalogue has a say in a question.
fn asks(question: &Question) -> bool {
    matches!(question.kind, "search" | "shelve")
}

/// Draws the questions that ask the catalogue.
pub fn redraw_asking(session: &Rc<Session>) {
    let mut ids = Vec::new();
    if let Some(open) = &*session.open.borrow() {
        let all = open.screen.questions.iter().filter(|q| asks(q));
        ids.extend(all.map(|q| q.id.clone()));
    }
    for id in ids {
        redraw(session, &id, Draw::Question);
    }
}

/// Whether a question is at its end.
#[must_use]
pub fn is_done(session: &Rc<Session>, id: &str) -> bool {
    session
        .open
        .borrow()
        .as_ref()
        .is_some_and(|open| open.screen.questions.iter().any(|q| q.id == id && q.done))
}

/// Hints, what is said to the answer, and buttons.
fn tail(ask: &Ask<'_>) -> Vec<El> {
    let view = ask.view;
    let mut out = Vec::new();
    if let Controls::Build(text, found, most, _) = &view.controls {
        out.push(search::found(*found, *most, text));
    }
    if let Controls::Predict(_, _, _, text, ..) = &view.controls {
        out.extend(search::no_number(text));
    }
    for (n, hint) in (1_u32..).zip(view.hints) {
        out.push(
            el("div")
                .class("hint")
                .with(el("p").class("hint-title").text(&t::hint_n(&digits(n))))
                .all(ask.ink.blocks(hint)),
        );
    }
    if let Some(feedback) = &view.feedback {
        out.push(said(ask, feedback));
    }
    let buttons = buttons(ask);
    if !buttons.is_empty() {
        out.push(
            el("div")
                .class("cluster question-buttons")
                .attr("data-screen", "")
                .all(buttons),
        );
    }
    out
}

fn buttons(ask: &Ask<'_>) -> Vec<El> {
    let view = ask.view;
    let mut out = Vec::new();
    let main = ask.name("main", 0);
    let paper =
        matches!(view.controls, Controls::Paper(_) | Controls::None) || controls::is_waiting(ask);
    let story = matches!(view.controls, Controls::Story(..));
    if view.can_retry {
        let again = ask.does(Draw::Question, Action::Again { id: ask.id() });
        // A text stays as it is; a list may be changed at once.
        out.push(
            button(t::again(), again)
                .attr("data-kind", "main")
                .key(&main),
        );
    } else if !view.done && view.feedback.is_none() && !paper && !story {
        let check = ask.does(Draw::Question, Action::Check { id: ask.id() });
        let words = if view.kind == "survey" {
            t::send()
        } else {
            t::check()
        };
        out.push(button(words, check).attr("data-kind", "main").key(&main));
    }
    if view.hints_left > 0 && !view.done && !paper {
        let hint = ask.does(Draw::Buttons, Action::Hint { id: ask.id() });
        out.push(button(t::hint(), hint).key(&ask.name("hint", 0)));
    }
    if view.can_reveal {
        let reveal = ask.does(Draw::Question, Action::Reveal { id: ask.id() });
        out.push(button(t::reveal(), reveal).key(&ask.name("reveal", 0)));
    }
    out
}

/// What is said to an answer, in reading order. Right or wrong is said in words and by the shape of the sign.
fn said(ask: &Ask<'_>, feedback: &Feedback<'_>) -> El {
    let ink = ask.ink;
    let survey = ask.view.kind == "survey";
    let mark = if feedback.right { "right" } else { "wrong" };
    let sentence = el("p").class("sentence").attr("id", &text::said_id(ask));
    let mut out = vec![sentence.text(&feedback.sentence)];
    let wrong: Vec<El> = feedback
        .wrong
        .iter()
        .filter_map(|key| wrong_link(ask, *key))
        .collect();
    if !wrong.is_empty() && !ask.view.done {
        out.push(el("p").text(t::look_again()));
        out.push(el("ul").class("wrong-list").all(wrong));
    }
    for why in &feedback.why {
        out.extend(ink.blocks(why));
    }
    if let Controls::Text(text, _) = &ask.view.controls
        && ask.view.kind == "paraphrase"
    {
        out.extend(threads(ask, text, feedback));
    }
    for line in &feedback.lines {
        out.push(el("p").text(line));
    }
    if !feedback.moves.is_empty() {
        let moves = feedback.moves.iter().map(|(made, told)| {
            el("li")
                .attr("data-made", if *made { "yes" } else { "no" })
                .with(
                    el("span")
                        .class("made")
                        .text(if *made { t::made() } else { t::next_time() }),
                )
                .with(el("div").all(ink.blocks(told)))
        });
        out.push(el("ul").class("moves").all(moves.collect()));
    }
    if !feedback.model.is_empty() {
        out.push(
            el("div")
                .class("model")
                .with(el("p").class("hint-title").text(t::good_example()))
                .all(ink.blocks(feedback.model)),
        );
    }
    if !feedback.closing.is_empty() {
        out.push(el("div").class("closing").all(ink.blocks(feedback.closing)));
    }
    el("div")
        .class("feedback")
        .attr("data-feedback", ask.view.id)
        // It keeps the focus when the question is drawn anew because the catalogue answered.
        .key(&["feedback-", ask.view.id].concat())
        .maybe_attr("data-mark", (!survey).then_some(mark))
        .attr("tabindex", "-1")
        .attr("role", "group")
        .attr("aria-label", t::feedback())
        .all(out)
}

/// A button that leads to a thing that is wrong.
fn wrong_link(ask: &Ask<'_>, key: u16) -> Option<El> {
    let (thing, part) = match &ask.view.controls {
        Controls::Ticks(things) => (things.iter().find(|t| t.key == key)?, "option"),
        Controls::Selects(things, _) => (things.iter().find(|t| t.key == key)?, "chip"),
        Controls::Judge(things) => (&things.iter().find(|t| t.0.key == key)?.0, "trust"),
        // In a row the place is wrong, whatever stands there.
        Controls::Row(things, ..) => (things.get(usize::from(key))?, "up"),
        Controls::Marks(things) => (things.iter().find(|t| t.key == key)?, ""),
        _ => return None,
    };
    let name = ask.name(part, thing.key);
    let n = digits(key.into());
    let mut first = String::new();
    for key in [
        name.as_str(),
        &[&name, "-0"].concat(),
        &ask.name("place", key),
        &["span-", &n].concat(),
        &["part-", &n].concat(),
    ] {
        let comma = if first.is_empty() { "" } else { "," };
        let within = [comma, "[data-question=\"", ask.view.id, "\"] [data-key=\""];
        first += &within.concat();
        first += key;
        first += "\"]";
    }
    let go = own(button(&rich::plain_line(&thing.text), move || {
        dom::focus(&first);
    }));
    Some(el("li").with(go.attr("data-kind", "quiet")))
}

/// The source and the student's own text, with what both share as numbered threads; small words that hold the same frame
/// have a thread of another kind.
#[inline(never)]
fn threads(ask: &Ask<'_>, text: &str, feedback: &Feedback<'_>) -> Vec<El> {
    if feedback.threads.is_empty() && feedback.frame.is_empty() {
        return Vec::new();
    }
    let source = rich::plain(ask.view.specimen);
    let one = |title: &str, text: &str, own: bool| {
        let words = paraphrase::words(text);
        let mut runs: Vec<(usize, usize, usize)> = feedback
            .threads
            .iter()
            .enumerate()
            .filter_map(|(n, thread)| {
                let first = if own { thread.own } else { thread.source };
                let from = words.get(first)?.1;
                let to = words.get(first + thread.words - 1)?.2;
                Some((from, to, n + 1))
            })
            .collect();
        for (in_source, in_own) in &feedback.frame {
            let place = if own { *in_own } else { *in_source };
            if let Some((_, from, to)) = words.get(place)
                && !runs.iter().any(|run| run.0 <= *from && *to <= run.1)
            {
                runs.push((*from, *to, 0));
            }
        }
        runs.sort_unstable();
        let mut line = self::own(el("p").class("thread-text").attr("dir", "auto"));
        let mut at = 0;
        for (from, to, n) in runs {
            // In the source two threads may lie over each other: the first is shown.
            if from < at {
                continue;
            }
            let mark = el("mark");
            let mark = if n == 0 {
                mark.attr("data-frame", "")
            } else {
                mark.attr("data-thread", &digits((n % 4) as u32))
                    .with(el("sup").class("thread-number").text(&digits(n as u32)))
            };
            line = line
                .text(text.get(at..from).unwrap_or(""))
                .with(mark.text(text.get(from..to).unwrap_or("")));
            at = to;
        }
        el("div")
            .with(el("p").class("hint-title").text(title))
            .with(line.text(text.get(at..).unwrap_or("")))
    };
    let mut out = vec![
        el("div")
            .class("threads")
            .with(one(t::the_source(), &source, false))
            .with(one(t::your_text(), text, true)),
    ];
    if !feedback.frame.is_empty() {
        out.push(el("p").class("small").text(t::frame_words()));
    }
    out
}
