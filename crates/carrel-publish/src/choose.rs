//! First step: the files. Chosen with a button, or dropped anywhere on the page.

use std::rc::Rc;

use carrel_web::el::{El, button, el};
use carrel_web::{dom, files, js};

use crate::parts::{heading, main_button, p, size};
use crate::session::Session;
use crate::t;

/// Files of titles: a number of [`Session::files`] and [`KINDS`], as the others.
pub const TITLES: usize = 0;
/// Tables of copies.
pub const ITEMS: usize = 1;
/// A column map or a holdings profile for the titles.
pub const SETTINGS: usize = 2;
/// A column map for the tables of copies.
pub const ITEMS_SETTINGS: usize = 3;

/// Their names in the page.
pub const KINDS: [&str; 4] = ["titles", "items", "settings", "items-settings"];

/// The step.
#[must_use]
pub fn view(session: &Rc<Session>) -> (El, Vec<El>) {
    let heading = heading(t::choose_title());
    let stopped = session.stopped_note().map(|(title, text)| {
        el("div")
            .class("note")
            .attr("role", "status")
            .with(el("h3").text(title))
            .with(p(text))
    });
    let mut body: Vec<El> = stopped.into_iter().collect();
    body.push(p(t::choose_text()).class("measure"));
    body.push(chooser(session, TITLES));
    body.extend(list(session, TITLES));
    body.push(more(session));
    body.push(settings(session));
    let many = [TITLES, ITEMS]
        .map(|kind| session.files[kind].borrow().len() as u32)
        .iter()
        .sum();
    if !session.files[TITLES].borrow().is_empty() {
        let me = session.clone();
        body.push(
            el("p").with(
                main_button(&t::read_files(many), move || me.read()).attr("id", "publish-read"),
            ),
        );
    }
    (heading, body)
}

/// The frame in which files can be dropped, with its button.
#[must_use]
pub fn chooser(session: &Rc<Session>, kind: usize) -> El {
    let me = session.clone();
    let input = el("input")
        .attr("type", "file")
        .attr("multiple", "")
        .attr("hidden", "")
        .attr("id", &format!("publish-{}", KINDS[kind]))
        .on("change", move |event| {
            take(&me, kind, files::chosen(&event))
        });
    let open = input.clone();
    let label = match kind {
        TITLES => t::choose_files(),
        ITEMS => t::choose_items(),
        SETTINGS => t::choose_settings(),
        _ => t::choose_items_settings(),
    };
    let open = button(label, move || open.click())
        .key(KINDS[kind])
        .maybe_attr(
            "data-kind",
            (kind == TITLES && session.files[TITLES].borrow().is_empty()).then_some("main"),
        );
    el("div")
        .class("drop")
        .attr("data-files", KINDS[kind])
        .with(p(t::drop_here()))
        .with(open)
        .with(input)
}

fn take(session: &Rc<Session>, kind: usize, chosen: Vec<files::File>) {
    if chosen.is_empty() {
        return;
    }
    session.add(kind, chosen);
    if session.is_choosing() {
        session.draw();
        // Without a file of titles there is nothing to read yet.
        if !dom::focus("#publish-read") {
            dom::focus(&format!("[data-key={}]", KINDS[kind]));
        }
        let many = session.files[kind].borrow().len() as u32;
        session.app().announce(&t::files_chosen(many));
    } else if kind == ITEMS && session.is_checking() {
        session.read();
    }
}

/// The chosen files of one kind; nothing when there are none.
fn list(session: &Rc<Session>, kind: usize) -> Option<El> {
    let files = session.files[kind].borrow();
    if files.is_empty() {
        return None;
    }
    let label = match kind {
        TITLES => t::files_titles(),
        ITEMS => t::files_items(),
        _ => t::files_settings(),
    };
    let mut rows = el("ul").class("chosen").attr("aria-label", label);
    for (at, file) in files.iter().enumerate() {
        let (me, name) = (session.clone(), file.name());
        let replaced = session.replaced.borrow().as_ref() == Some(&name);
        let remove = button("", move || {
            me.files[kind].borrow_mut().remove(at);
            if let Some(heading) = me.draw() {
                heading.focus();
            }
        });
        rows = rows.with(
            el("li")
                .with(el("span").attr("dir", "auto").text(&name))
                .with(el("span").class("soft number").text(&size(file.size())))
                .maybe(replaced.then(|| el("span").class("soft small").text(t::file_replaced())))
                .with(
                    remove
                        .class("remove")
                        .attr("aria-label", &t::remove_file(&name)),
                ),
        );
    }
    Some(rows)
}

/// What only some need: a file of copies, the day of the export.
fn more(session: &Rc<Session>) -> El {
    let me = session.clone();
    let day = el("input")
        .attr("type", "date")
        .attr("id", "publish-day")
        .attr("aria-describedby", "publish-day-hint")
        .on("input", move |event| {
            me.day.replace(dom::value_of(&event));
        });
    day.set_value(&session.day.borrow());
    let open = !session.files[ITEMS].borrow().is_empty() || !session.day.borrow().is_empty();
    el("details")
        .class("more")
        .maybe_attr("open", open.then_some(""))
        .with(el("summary").key("more").text(t::more_files()))
        .with(
            el("div")
                .class("stack")
                .with(p(t::more_files_text()).class("measure"))
                .with(chooser(session, ITEMS))
                .maybe(list(session, ITEMS))
                .with(
                    el("div")
                        .class("field")
                        .with(el("label").attr("for", "publish-day").text(t::day_label()))
                        .with(day)
                        .with(
                            p(t::day_hint())
                                .class("soft small")
                                .attr("id", "publish-day-hint"),
                        ),
                ),
        )
}

/// What the report may ask for: a file that says what columns and subfields mean.
fn settings(session: &Rc<Session>) -> El {
    let kinds = [SETTINGS, ITEMS_SETTINGS];
    let open = kinds
        .iter()
        .any(|&kind| !session.files[kind].borrow().is_empty());
    let mut body = el("div")
        .class("stack")
        .with(p(t::settings_text()).class("measure"))
        .with(
            el("pre")
                .class("measure")
                .attr("dir", "ltr")
                .attr("tabindex", "0")
                .attr("aria-label", t::settings_example())
                .text("[columns]\n\"Book Id\" = \"id\"\n\"Creator\" = \"author\"\n\"Private notes\" = \"ignore\""),
        );
    for kind in kinds {
        // What is said of copies is of use only where there is a table of them.
        if kind == SETTINGS || !session.files[ITEMS].borrow().is_empty() {
            body = body.with(chooser(session, kind)).maybe(list(session, kind));
        }
    }
    el("details")
        .class("more")
        .maybe_attr("open", open.then_some(""))
        .with(el("summary").key("settings").text(t::more_settings()))
        .with(body)
}

/// A file dropped anywhere on the page is taken; dropped beside it, the browser would leave the page to show it.
pub fn listen_to_drops(session: &Rc<Session>) {
    let me = session.clone();
    dom::on_window("dragover", move |event| {
        if me.is_shown() {
            event.prevent_default();
            dom::set_all(".drop", "data-over", me.is_choosing());
        }
    });
    let me = session.clone();
    dom::on_window("dragleave", move |event| {
        if me.is_shown() && js::get(&event, "relatedTarget").is_null() {
            dom::set_all(".drop", "data-over", false);
        }
    });
    let me = session.clone();
    dom::on_window("drop", move |event| {
        if !me.is_shown() {
            return;
        }
        event.prevent_default();
        dom::set_all(".drop", "data-over", false);
        let kind = (0..KINDS.len())
            .find(|&kind| dom::is_within(&event, &format!("[data-files={}]", KINDS[kind])))
            .unwrap_or(TITLES);
        if me.is_choosing() || (kind == ITEMS && me.is_checking()) {
            take(&me, kind, files::chosen(&event));
        }
    });
}
