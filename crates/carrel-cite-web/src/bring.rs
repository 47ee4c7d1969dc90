//! Sources from elsewhere: pasted, from a file, from a shared link. What could be read is shown before it is taken; the
//! rest is listed with its line. A single pasted citation is shown with its parts, as they were understood.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use carrel_refs::bring::{Form, decode, read};
use carrel_refs::pasted::{self, Looks, Part};
use carrel_refs::{Problem, Source, page, share};
use carrel_web::el::{El, button, el};
use carrel_web::{dom, files, words};
use wasm_bindgen_futures::spawn_local;

use crate::desk::{Desk, View};
use crate::parts::{back, field, heading, hint, main_button, p};
use crate::{clip, labels, t};

/// What was read: the form it was in (none for a shared link), sources, problems.
type Found = (Option<Form>, Vec<Source>, Vec<Problem>);

/// What was brought and not yet taken.
#[derive(Debug, Default)]
pub struct Brought {
    text: RefCell<String>,
    found: RefCell<Option<Found>>,
    /// It is a page that the bookmark sent.
    page: Cell<bool>,
}

/// Reads a list or a single page out of the address of the page; false when there is none in it.
pub fn from_address(desk: &Desk, query: &str) -> bool {
    let value = |name: &str| {
        query
            .split('&')
            .find_map(|pair| pair.split_once('=').filter(|(n, _)| *n == name))
            .map(|(_, v)| v)
    };
    let Some(list) = value("list") else {
        let Some(source) = page::from_query(query, &desk.today()) else {
            return false;
        };
        desk.brought.text.take();
        desk.brought.page.set(true);
        let found = (None, vec![source], Vec::new());
        desk.brought.found.replace(Some(found));
        return true;
    };
    desk.brought.page.set(false);
    let (sources, problems) = share::decode(list);
    desk.brought.text.take();
    desk.brought.found.replace(Some((None, sources, problems)));
    true
}

/// The view.
#[must_use]
pub fn view(desk: &Rc<Desk>) -> Vec<El> {
    let area = el("textarea")
        .attr("id", "cite-paste")
        .attr("rows", "8")
        .attr("dir", "auto")
        .attr("spellcheck", "false");
    area.set_value(&desk.brought.text.borrow());
    let (me, typed) = (desk.clone(), area.clone());
    let look = main_button(t::bring_read(), move || take_in(&me, typed.value())).key("bring-read");
    let me = desk.clone();
    let input = el("input")
        .attr("type", "file")
        .attr("id", "cite-file")
        .attr("accept", ".ris,.bib,.json,.txt")
        .on("change", move |event| {
            let Some(file) = files::chosen(&event).into_iter().next() else {
                return;
            };
            let me = me.clone();
            spawn_local(async move {
                match file.bytes().await {
                    Ok(bytes) => take_in(&me, decode(&bytes)),
                    Err(_) => me.warn(t::bring_no_file()),
                }
            });
        });
    let mut body = vec![back(desk), heading(t::bring_title()), p(t::bring_text())];
    let found = desk.brought.found.borrow().clone();
    if let (Some((None, ..)), true) = (&found, desk.brought.page.get()) {
        body = vec![back(desk), heading(t::page_title()), p(t::page_text())];
    } else if let Some((None, ..)) = found {
        body = vec![back(desk), heading(t::shared_title()), p(t::shared_text())];
    } else {
        body.push(field("cite-paste", t::bring_label(), area));
        body.push(el("div").class("cluster").with(look));
        body.push(field("cite-file", t::bring_file(), input));
        body.push(bookmark(desk));
    }
    if let Some((form, sources, problems)) = found {
        body.push(result(desk, form, &sources, &problems));
    }
    body
}

/// The bookmark "Cite this page", with its steps. It can be made without dragging: the button copies its address.
fn bookmark(desk: &Rc<Desk>) -> El {
    let base = desk.app().map(|app| app.base()).unwrap_or_default();
    let program = page::bookmark(&base);
    let (me, copied) = (desk.clone(), program.clone());
    let link = el("a")
        .attr("href", &program)
        .class("cite-bookmark")
        .key("bookmark")
        .text(t::bookmark_name())
        .on("click", move |event| {
            // Here it would only read this page.
            event.prevent_default();
            me.warn(t::bookmark_not_here());
        });
    let copy = clip::button(desk, t::bookmark_copy(), "bookmark-copy", move || {
        // A bookmark's address is plain text.
        let mut html = String::new();
        carrel_refs::markup::escape(&copied, &mut html);
        (html, copied.clone())
    });
    let mut steps = el("ol");
    for step in [
        t::bookmark_step1(),
        t::bookmark_step2(),
        t::bookmark_step3(),
    ] {
        steps = steps.with(el("li").text(step));
    }
    el("details")
        .class("cite-more")
        .with(el("summary").text(t::bookmark_title()))
        .with(
            el("div")
                .class("stack")
                .with(p(t::bookmark_text()))
                .with(el("div").class("cluster").with(link).with(copy))
                .with(steps)
                .with(hint(t::bookmark_privacy())),
        )
}

fn take_in(desk: &Rc<Desk>, text: String) {
    let (form, sources, problems) = read(&text);
    let count = sources.len();
    desk.brought.text.replace(text);
    desk.brought
        .found
        .replace(Some((Some(form), sources, problems)));
    desk.draw();
    desk.announce(&t::bring_found(u32::try_from(count).unwrap_or(u32::MAX)));
    dom::focus(".cite-found h3");
}

fn result(desk: &Rc<Desk>, form: Option<Form>, sources: &[Source], problems: &[Problem]) -> El {
    let count = u32::try_from(sources.len()).unwrap_or(u32::MAX);
    let mut all = el("section")
        .class("cite-found")
        .with(el("h3").attr("tabindex", "-1").text(&t::bring_found(count)));
    if form == Some(Form::Citations) {
        all = all.with(hint(t::bring_guess()));
        if let [_] = sources {
            all = all.with(understood(&desk.brought.text.borrow()));
        }
    }
    let mut list = el("ul").class("cite-brought");
    for source in sources.iter().take(200) {
        let people: Vec<String> = source
            .people("author")
            .iter()
            .map(carrel_refs::Person::natural)
            .collect();
        list = list.with(
            el("li")
                .attr("dir", "auto")
                .with(el("strong").text(&source.called()))
                .text(" ")
                .text(&people.join(", "))
                .text(" ")
                .with(
                    el("span")
                        .class("soft small")
                        .text(labels::kind(source.kind).0),
                ),
        );
    }
    all = all.with(list);
    if !sources.is_empty() {
        let me = desk.clone();
        let taken = sources.to_vec();
        all = all.with(
            main_button(&t::bring_take(count), move || {
                me.change(|project| {
                    for source in &taken {
                        project.take_in(source);
                    }
                });
                me.brought.found.take();
                me.brought.text.take();
                me.go(View::List);
                me.announce(&t::bring_taken(count));
            })
            .key("bring-take"),
        );
    }
    if !problems.is_empty() {
        let count = u32::try_from(problems.len()).unwrap_or(u32::MAX);
        all = all.with(
            el("div")
                .class("note")
                .attr("data-kind", "trouble")
                .with(el("h4").text(&t::bring_problems(count)))
                .with(told(problems)),
        );
    }
    all.with(
        button(t::cancel(), {
            let me = desk.clone();
            move || {
                me.brought.found.take();
                me.go(View::List);
            }
        })
        .attr("data-kind", "quiet"),
    )
}

/// What could not be read, a line each.
#[must_use]
pub fn told(problems: &[Problem]) -> El {
    let mut list = el("ul").class("cite-problems");
    for problem in problems.iter().take(100) {
        let place = if problem.line == 0 {
            String::new()
        } else {
            t::line(&words::number(f64::from(problem.line)))
        };
        let (what, remedy) = carrel_cite_words::problem(problem);
        list = list.with(
            el("li")
                .with(el("strong").text(&place))
                .text(" ")
                .text(&what)
                .text(". ")
                .text(remedy),
        );
    }
    list
}

/// A pasted citation with its parts in colours, the style it looks like, and what was not found.
fn understood(text: &str) -> El {
    let text = text.trim();
    let read = pasted::read(text);
    let mut line = el("p").class("cite-entry").attr("dir", "auto");
    let mut at = 0;
    for (from, to, part) in &read.parts {
        if *from < at {
            continue;
        }
        line = line.text(&text[at..*from]);
        line = line.with(
            el("span")
                .attr("data-element", part_name(*part))
                .attr("title", part_words(*part))
                .text(&text[*from..*to]),
        );
        at = *to;
    }
    let line = line.text(&text[at..]);
    let looks = match read.looks {
        Looks::Apa => t::looks_apa(),
        Looks::Harvard => t::looks_harvard(),
        Looks::Mla => t::looks_mla(),
        Looks::Chicago => t::looks_chicago(),
        Looks::Unknown => t::looks_unknown(),
    };
    let mut parts = el("dl").class("cite-understood");
    for (from, to, part) in &read.parts {
        parts = parts.with(
            el("div")
                .attr("data-element", part_name(*part))
                .with(el("dt").text(part_words(*part)))
                .with(el("dd").attr("dir", "auto").text(&text[*from..*to])),
        );
    }
    el("div")
        .class("stack")
        .with(line)
        .with(p(looks))
        .with(parts)
}

fn part_name(part: Part) -> &'static str {
    match part {
        Part::Author => "who",
        Part::Title => "title",
        Part::Container => "in",
        Part::Maker => "maker",
        Part::Date | Part::Accessed => "when",
        Part::Number | Part::Pages | Part::Address => "where",
    }
}

fn part_words(part: Part) -> &'static str {
    match part {
        Part::Author => t::el_who(),
        Part::Title => t::el_title(),
        Part::Container => t::el_in(),
        Part::Maker => t::el_maker(),
        Part::Date => t::el_when(),
        Part::Accessed => t::el_accessed(),
        Part::Number => t::el_number(),
        Part::Pages => t::el_pages(),
        Part::Address => t::el_address(),
    }
}
