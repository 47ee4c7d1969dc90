//! Exercises on the school's own catalogue: say how many titles a changed search finds, build a search; on paper where it cannot
//! be asked. Part of the piece `catalogue`.

use carrel_lessons::model::Change;
use carrel_lessons::player::Action;
use carrel_lessons::player::catalogue::number;
use carrel_lessons::rich::Block;
use carrel_web::dom;
use carrel_web::el::{El, button, el};

use super::{Ask, text};
use crate::session::Draw;
use crate::t;

/// Both searches, how many titles the first finds, and a box for how many the other will: a text box with a keyboard of digits
/// (a number field would change by a turn of the wheel, and says nothing of letters). Behind the check both counts stand there.
#[inline(never)]
#[must_use]
pub fn predict(
    ask: &Ask<'_>,
    a: &str,
    b: &str,
    change: Change,
    text: &str,
    counts: (u32, Option<u32>),
) -> Vec<El> {
    let quoted = ["\"", a, " ", b, "\""].concat();
    let (before, after) = match change {
        Change::And => (a.to_owned(), [a, " AND ", b].concat()),
        Change::Or => (a.to_owned(), [a, " OR ", b].concat()),
        Change::Not => (a.to_owned(), [a, " NOT ", b].concat()),
        Change::Phrase => ([a, " ", b].concat(), quoted),
        Change::Subject => (a.to_owned(), t::as_subject(a)),
    };
    let box_of = |label: &str, query: &str, count: Option<u32>| {
        el("li")
            .with(el("span").class("small soft").text(label))
            .with(el("span").class("query").attr("dir", "auto").text(query))
            .maybe(count.map(|n| el("strong").text(&t::titles(n))))
    };
    vec![
        el("ol").class("predict").all(vec![
            box_of(t::before(), &before, Some(counts.0)),
            box_of(t::after(), &after, counts.1),
        ]),
        line(ask, text, t::how_many(), true),
    ]
}

/// What is wrong with a number while it is written; it is said when it is no number any more.
#[inline(never)]
#[must_use]
pub fn no_number(text: &str) -> Option<El> {
    let wrong = !text.trim().is_empty() && number(text).is_none();
    let said = el("p").class("no-number small").attr("role", "status");
    wrong.then(|| said.text(t::whole_number()))
}

/// A search box; how many titles it finds stands below it, among what follows from the answer. The topics that the question
/// names may find nothing here (the catalogue is in Spanish): then two words that do stand beside the box.
#[inline(never)]
#[must_use]
pub fn build(ask: &Ask<'_>, text: &str, words: Option<&(String, String)>) -> Vec<El> {
    let mut out = vec![
        line(ask, text, t::your_search(), false),
        el("p").class("small soft").text(t::search_how()),
    ];
    if let Some((a, b)) = words {
        let said = el("p").class("words-here").attr("dir", "auto");
        out.push(said.text(&t::words_here(a, b)));
    }
    out
}

/// One line to write in, with its label. Enter checks it.
fn line(ask: &Ask<'_>, text: &str, words: &str, digits: bool) -> El {
    let write = ask.hears(Draw::Buttons, |id, text| Action::Write { id, text });
    let check = ask.does(Draw::Question, Action::Check { id: ask.id() });
    let name = ask.name("text", 0);
    let field = el("input")
        .attr("type", if digits { "text" } else { "search" })
        .maybe_attr("inputmode", digits.then_some("numeric"))
        .maybe_attr("maxlength", digits.then_some("6"))
        .attr("id", &name)
        .key(&name)
        .attr("autocomplete", "off")
        .attr("autocapitalize", "none")
        .attr("spellcheck", "false")
        .attr("dir", "auto")
        .attr("aria-describedby", &text::said_id(ask))
        .maybe_attr("aria-invalid", text::invalid(ask.view))
        .maybe_attr("readonly", ask.view.done.then_some(""))
        .on("input", move |event| write(dom::value_of(&event)))
        .on("keydown", move |event| {
            if dom::key_of(&event) == "Enter" {
                event.prevent_default();
                check();
            }
        });
    field.set_value(text);
    let label = el("label").class("text-label").attr("for", &name);
    el("div").class("text").with(label.text(words)).with(field)
}

/// How many titles a search finds.
#[inline(never)]
#[must_use]
pub fn found(found: Option<u32>, most: u16, text: &str) -> El {
    let goal = t::build_goal(u32::from(most));
    let now = match found {
        Some(n) => t::titles(n),
        None if text.trim().is_empty() => String::new(),
        None => t::counting().to_owned(),
    };
    el("p")
        .class("found")
        .with(el("strong").attr("role", "status").text(&now))
        .with(el("span").class("soft").text(&goal))
}

/// The catalogue is being asked.
#[inline(never)]
#[must_use]
pub fn asking() -> Vec<El> {
    vec![
        el("p")
            .class("soft")
            .attr("role", "status")
            .text(t::asking_catalogue()),
    ]
}

/// The catalogue cannot be asked, or has no answer: the question is done on paper, and ends when the student says so.
#[inline(never)]
#[must_use]
pub fn paper(ask: &Ask<'_>, blocks: &[Block]) -> Vec<El> {
    let end = if ask.view.done {
        el("p").class("soft").text(t::was_on_paper())
    } else {
        let done = ask.does(Draw::Question, Action::OnPaper { id: ask.id() });
        button(t::done_on_paper(), done).key(&ask.name("paper", 0))
    };
    vec![
        el("div")
            .class("note")
            .with(el("p").text(t::on_paper()))
            .all(ask.ink.blocks(blocks))
            .with(end),
    ]
}
