//! Exercises with the student's own sources, or with ours while there are none: put the parts of an entry in order; find
//! the part that was spoilt; find two invented references among five.
//!
//! Every part is a button: press it to put it at the end of the row, press it there to take it back. Nothing is dragged,
//! and the keyboard does what the finger does (WCAG 2.2, 2.5.7). What was right or wrong is said in words, with the
//! smallest change and its reason.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use carrel_cite::practice::{self, Edit, Fault, Part, Spoilt};
use carrel_refs::{Kind, Person, Source, When};
use carrel_web::dom;
use carrel_web::el::{El, button, el};

use crate::desk::Desk;
use crate::parts::{back, heading, hint, main_button, p, style_picker};
use crate::{entry, styles, t};

/// Which exercise, how far it is.
#[derive(Debug, Default)]
pub struct Practice {
    task: Cell<Task>,
    /// Which entry, which row, which fault: one number leads to all of them.
    round: Cell<u32>,
    /// The parts that were put in the row.
    row: RefCell<Vec<usize>>,
    /// The answer that was given: assemble, whether it was checked; repair, the part; detective, the marked ones.
    checked: Cell<bool>,
    chosen: Cell<Option<usize>>,
    marked: RefCell<Vec<usize>>,
}

#[derive(Debug, Default, Clone, Copy, PartialEq)]
enum Task {
    #[default]
    Assemble,
    Repair,
    Detective,
}

const TASKS: [Task; 3] = [Task::Assemble, Task::Repair, Task::Detective];

impl Practice {
    fn start(&self, task: Task, round: u32) {
        self.task.set(task);
        self.round.set(round);
        self.row.take();
        self.marked.take();
        self.checked.set(false);
        self.chosen.set(None);
    }
}

/// Our own sources, invented, while the student has none with enough parts.
fn ours() -> Vec<Source> {
    let book = |id, author: &str, title, publisher, year| {
        let mut source = Source::new(id, Kind::BOOK);
        source.add_person("author", carrel_refs::names::typed(author));
        source.set("title", title);
        source.set("publisher", publisher);
        source.set_date("issued", When::year(year));
        source
    };
    let mut article = Source::new("p3", Kind::MAGAZINE);
    article.add_person("author", Person::of("Lee", "Ann"));
    article.set("title", "Inside the hive");
    article.set("container-title", "Young Naturalist");
    article.set("page", "12-15");
    article.set_date("issued", When::read("2023-05"));
    vec![
        book("p1", "Ana Ortiz", "Rivers at night", "Sol House", 2021),
        book("p2", "Tom Reed", "Bread and salt", "Harbor Press", 2018),
        article,
    ]
}

/// The parts of the entries of the open project that have enough of them, else of ours.
fn entries(desk: &Desk) -> Vec<Vec<Part>> {
    let style = desk.style_of_project();
    let cut = |sources: &[Source]| -> Vec<Vec<Part>> {
        let list = styles::list(style, sources, false);
        let all = list.iter().map(|made| practice::parts(&made.tokens));
        all.filter(|parts| (3..=9).contains(&parts.len())).collect()
    };
    let own = cut(&desk.project().sources);
    if own.is_empty() { cut(&ours()) } else { own }
}

/// The view.
#[must_use]
pub fn view(desk: &Rc<Desk>) -> Vec<El> {
    let task = desk.practice.task.get();
    let mut tabs = el("div")
        .class("cluster")
        .attr("role", "group")
        .attr("aria-label", t::practice_which());
    for (place, one) in TASKS.into_iter().enumerate() {
        let label = match one {
            Task::Assemble => t::practice_assemble(),
            Task::Repair => t::practice_repair(),
            Task::Detective => t::practice_detective(),
        };
        let me = desk.clone();
        tabs = tabs.with(
            button(label, move || {
                me.practice.start(one, me.practice.round.get());
                me.draw();
                focus("practice-task-", place);
            })
            .key(&["practice-task-", &place.to_string()].concat())
            .attr("aria-pressed", if one == task { "true" } else { "false" }),
        );
    }
    let mut body = vec![
        back(desk),
        heading(t::practice_title()),
        p(t::practice_text()),
        tabs,
    ];
    let round = desk.practice.round.get();
    if task == Task::Detective {
        body.push(detective(desk, round));
        return body;
    }
    let style = desk.style_of_project();
    body.push(style_picker(desk, style, |me, style| {
        me.choose_style(style);
        me.change(|project| styles::STYLES[style].clone_into(&mut project.style));
        me.practice
            .start(me.practice.task.get(), me.practice.round.get());
        me.redraw();
    }));
    if !styles::is_here(style) {
        body.push(desk.missing_style(style, Desk::redraw));
        return body;
    }
    let list = entries(desk);
    let parts = list.get(round as usize % list.len().max(1));
    body.push(match (task, parts) {
        (_, None) => hint(t::practice_none()),
        (Task::Repair, Some(parts)) => repair(desk, parts, round),
        (_, Some(parts)) => assemble(desk, parts, round),
    });
    body
}

fn focus(key: &str, place: usize) {
    dom::focus(&["[data-key=\"", key, &place.to_string(), "\"]"].concat());
}

/// A part on a button.
fn chip(part: &Part, key: &str, place: usize, act: impl Fn() + 'static) -> El {
    let mut chip = el("button")
        .attr("type", "button")
        .attr("dir", "auto")
        .key(&[key, &place.to_string()].concat())
        .attr(
            "data-element",
            part.tokens
                .iter()
                .map(entry::element_name)
                .find(|name| *name != "mark")
                .unwrap_or("mark"),
        );
    // One child: a button parts its children.
    let mut words = el("span");
    let last = part.tokens.len().saturating_sub(1);
    for (at, token) in part.tokens.iter().enumerate() {
        let text = token.text.as_str();
        let text = if at == last { text.trim_end() } else { text };
        words = words.with(
            el("span")
                .maybe_attr("data-italic", token.italic.then_some(""))
                .text(text),
        );
    }
    chip = chip.with(words);
    chip.on("click", move |_| act())
}

/// A part as it is named in a sentence, without quotation marks of its own.
fn named(part: &Part) -> String {
    let text = part.text();
    let bare = text.trim_start_matches('“').trim_end_matches('”');
    bare.to_owned()
}

/// What was found, said to screen readers as well.
fn verdict(good: bool, lines: &[String]) -> El {
    let mut all = el("div")
        .class("cite-verdict")
        .attr("data-good", if good { "true" } else { "false" });
    for line in lines {
        all = all.with(p(line));
    }
    all
}

fn again(desk: &Rc<Desk>, label: &str) -> El {
    let me = desk.clone();
    main_button(label, move || {
        me.practice.start(
            me.practice.task.get(),
            me.practice.round.get().wrapping_add(1),
        );
        me.draw();
        dom::focus(".cite-task h3");
        me.announce(t::practice_new());
    })
    .key("practice-next")
}

fn frame(title: &str, text: &str) -> El {
    el("section")
        .class("cite-task")
        .with(el("h3").attr("tabindex", "-1").text(title))
        .with(p(text))
}

fn assemble(desk: &Rc<Desk>, parts: &[Part], round: u32) -> El {
    let row = desk.practice.row.borrow().clone();
    let mut loose = el("div")
        .class("cite-parts")
        .attr("role", "group")
        .attr("aria-label", t::practice_loose());
    for place in practice::shuffled(parts.len(), round) {
        let me = desk.clone();
        let taken = row.contains(&place);
        loose = loose.with(
            chip(&parts[place], "loose-", place, move || {
                if me.practice.row.borrow().contains(&place) {
                    return;
                }
                me.practice.row.borrow_mut().push(place);
                me.practice.checked.set(false);
                me.draw();
                focus("loose-", place);
            })
            .maybe_attr("aria-disabled", taken.then_some("true")),
        );
    }
    let mut line = el("div")
        .class("cite-parts cite-row")
        .attr("role", "group")
        .attr("aria-label", t::practice_row());
    if row.is_empty() {
        line = line.with(hint(t::practice_row_empty()));
    }
    for (at, &place) in row.iter().enumerate() {
        let me = desk.clone();
        line = line.with(
            chip(&parts[place], "row-", place, move || {
                me.practice.row.borrow_mut().remove(at);
                me.practice.checked.set(false);
                me.draw();
                focus("loose-", place);
            })
            .attr(
                "aria-label",
                &t::practice_take_back(&parts[place].text(), &(at + 1).to_string()),
            ),
        );
    }
    let (me, full) = (desk.clone(), row.len() == parts.len());
    let check = main_button(t::practice_check(), move || {
        me.practice.checked.set(true);
        me.draw();
        dom::focus("[data-key=\"practice-check\"]");
    })
    .key("practice-check");
    let mut status = el("div").attr("role", "status");
    if desk.practice.checked.get() {
        status = status.with(if full {
            judged(parts, &row)
        } else {
            verdict(
                false,
                &[t::practice_missing(
                    u32::try_from(parts.len() - row.len()).unwrap_or(0),
                )],
            )
        });
    }
    frame(t::practice_assemble(), t::practice_assemble_text())
        .with(loose)
        .with(line)
        .with(
            el("div")
                .class("cluster")
                .with(check)
                .with(again(desk, t::practice_next()).attr("data-kind", "quiet")),
        )
        .with(status)
}

/// The smallest change that mends a row, and why.
fn judged(parts: &[Part], row: &[usize]) -> El {
    let Some((moves, edit)) = practice::smallest_edit(row) else {
        return verdict(true, &[t::practice_right().to_owned()]);
    };
    let count = t::practice_moves(u32::try_from(moves).unwrap_or(u32::MAX));
    let (advice, part) = match edit {
        Edit::Swap(a, b) => (
            t::practice_swap(&named(&parts[a]), &named(&parts[b])),
            a.min(b),
        ),
        Edit::Move(part, None) => (t::practice_first(&named(&parts[part])), part),
        Edit::Move(part, Some(behind)) => (
            t::practice_behind(&named(&parts[part]), &named(&parts[behind])),
            part,
        ),
    };
    verdict(false, &[count, advice, why_here(parts, part)])
}

/// Why a part stands where it stands: what it is, and what it follows.
fn why_here(parts: &[Part], place: usize) -> String {
    let what = reason(&parts[place]);
    match place.checked_sub(1).map(|before| named(&parts[before])) {
        None => [&what, " ", t::practice_why_first()].concat(),
        Some(before) => [&what, " ", &t::practice_why(&before)].concat(),
    }
}

fn reason(part: &Part) -> String {
    part.reason()
        .map_or_else(String::new, carrel_cite_words::reason)
}

fn repair(desk: &Rc<Desk>, parts: &[Part], round: u32) -> El {
    let Some(spoilt) = practice::spoil(parts, round.wrapping_mul(7).wrapping_add(round / 3)) else {
        return hint(t::practice_none());
    };
    let chosen = desk.practice.chosen.get();
    let found = |place: usize| {
        place == spoilt.place || (spoilt.fault == Fault::TooEarly && place == spoilt.place + 1)
    };
    let mut line = el("div")
        .class("cite-parts cite-row")
        .attr("role", "group")
        .attr("aria-label", t::practice_spoilt());
    for place in 0..spoilt.parts.len() {
        let me = desk.clone();
        line = line.with(
            chip(&spoilt.parts[place], "spoilt-", place, move || {
                me.practice.chosen.set(Some(place));
                me.draw();
                focus("spoilt-", place);
            })
            .attr(
                "aria-pressed",
                if chosen == Some(place) {
                    "true"
                } else {
                    "false"
                },
            ),
        );
    }
    let mut status = el("div").attr("role", "status");
    if let Some(place) = chosen {
        status = status.with(if found(place) {
            verdict(true, &mended(parts, &spoilt))
        } else {
            verdict(
                false,
                &[
                    t::practice_not_this(&named(&spoilt.parts[place])),
                    reason(&spoilt.parts[place]),
                ],
            )
        });
    }
    frame(t::practice_repair(), t::practice_repair_text())
        .with(line)
        .with(
            el("div")
                .class("cluster")
                .with(again(desk, t::practice_next())),
        )
        .with(status)
}

/// What was wrong, the smallest change, and the reason.
fn mended(parts: &[Part], spoilt: &Spoilt) -> Vec<String> {
    let right = named(&spoilt.right);
    let shown = named(&spoilt.parts[spoilt.place]);
    let change = match spoilt.fault {
        Fault::TooEarly => t::practice_swap(&right, &named(&parts[spoilt.place])),
        Fault::WrongMark => t::practice_mark(&shown, &right),
        Fault::Upright => t::practice_upright(&right),
        Fault::NameOrder => t::practice_name(&right),
    };
    let reason = match spoilt.fault {
        Fault::TooEarly => why_here(parts, spoilt.place + 1),
        Fault::WrongMark => t::practice_mark_why().to_owned(),
        Fault::Upright => t::practice_upright_why().to_owned(),
        Fault::NameOrder => t::practice_name_why().to_owned(),
    };
    vec![t::practice_found().to_owned(), change, reason]
}

/// A reference "from a chatbot": how it reads, what one finds when one looks, whether it is real.
struct Reference {
    text: fn() -> &'static str,
    found: fn() -> &'static str,
    real: bool,
}

/// Two sets of five; in each two are invented. Everything is invented, and the clues are in the lines themselves or in
/// the extract that stands below them.
const CASES: [[Reference; 5]; 2] = [
    [
        Reference {
            text: t::case1_a,
            found: t::case1_a_found,
            real: true,
        },
        Reference {
            text: t::case1_b,
            found: t::case1_b_found,
            real: false,
        },
        Reference {
            text: t::case1_c,
            found: t::case1_c_found,
            real: true,
        },
        Reference {
            text: t::case1_d,
            found: t::case1_d_found,
            real: false,
        },
        Reference {
            text: t::case1_e,
            found: t::case1_e_found,
            real: true,
        },
    ],
    [
        Reference {
            text: t::case2_a,
            found: t::case2_a_found,
            real: false,
        },
        Reference {
            text: t::case2_b,
            found: t::case2_b_found,
            real: true,
        },
        Reference {
            text: t::case2_c,
            found: t::case2_c_found,
            real: true,
        },
        Reference {
            text: t::case2_d,
            found: t::case2_d_found,
            real: true,
        },
        Reference {
            text: t::case2_e,
            found: t::case2_e_found,
            real: false,
        },
    ],
];

fn detective(desk: &Rc<Desk>, round: u32) -> El {
    let case = round as usize % CASES.len();
    let list = &CASES[case];
    let marked = desk.practice.marked.borrow().clone();
    let checked = desk.practice.checked.get();
    let mut rows = el("ol").class("cite-suspects");
    for (place, reference) in list.iter().enumerate() {
        let me = desk.clone();
        let is = marked.contains(&place);
        let id = ["suspect-", &place.to_string()].concat();
        let tick = el("input")
            .attr("type", "checkbox")
            .attr("id", &id)
            .key(&id)
            .maybe_attr("checked", is.then_some(""))
            .on("change", move |_| {
                let mut marked = me.practice.marked.take();
                match marked.iter().position(|other| *other == place) {
                    Some(at) => {
                        marked.remove(at);
                    }
                    None => marked.push(place),
                }
                me.practice.marked.replace(marked);
                // What was said is of the marks before.
                if me.practice.checked.replace(false) {
                    me.draw();
                    focus("suspect-", place);
                }
            });
        let told = checked.then(|| {
            let word = match (is, reference.real) {
                (true, false) => t::detective_hit(),
                (false, true) => t::detective_trusted(),
                (true, true) => t::detective_alarm(),
                (false, false) => t::detective_missed(),
            };
            el("p")
                .class("cite-clue")
                .with(el("strong").text(word))
                .text(" ")
                .text((reference.found)())
        });
        rows = rows.with(
            el("li")
                .with(
                    el("label")
                        .attr("for", &id)
                        .class("cite-tick")
                        .with(tick)
                        .with(el("span").text((reference.text)())),
                )
                .maybe(told),
        );
    }
    let extract = if case == 0 {
        t::case1_extract()
    } else {
        t::case2_extract()
    };
    let mut help = el("ul");
    for line in extract.split('|') {
        help = help.with(el("li").text(line.trim()));
    }
    let me = desk.clone();
    let check = main_button(t::practice_check(), move || {
        me.practice.checked.set(true);
        me.draw();
        dom::focus("[data-key=\"practice-check\"]");
    })
    .key("practice-check");
    let mut status = el("div").attr("role", "status");
    if checked {
        let hits = list
            .iter()
            .enumerate()
            .filter(|(at, one)| !one.real && marked.contains(at))
            .count();
        let trusted = list
            .iter()
            .enumerate()
            .filter(|(at, one)| one.real && !marked.contains(at))
            .count();
        let n = |n: usize| n.to_string();
        status = status.with(verdict(
            hits == 2 && trusted == 3,
            &[t::detective_sum(&n(hits), &n(trusted))],
        ));
    }
    frame(t::practice_detective(), t::detective_text())
        .with(rows)
        .with(
            el("div")
                .class("cite-side")
                .with(el("h4").text(t::detective_extract()))
                .with(help),
        )
        .with(
            el("div")
                .class("cluster")
                .with(check)
                .with(again(desk, t::practice_next()).attr("data-kind", "quiet")),
        )
        .with(status)
}
