//! The first page: the classes of this device, a new one, and the lessons with what there is for a teacher.

use std::cell::Cell;
use std::rc::Rc;

use carrel_lessons::bundle::{Entry, Index};
use carrel_lessons::class_key::{ClassKey, PAIRS};
use carrel_lessons::roster::Roster;
use carrel_web::crypto;
use carrel_web::el::{El, el};
use carrel_web::{dom, files, js, words};

use crate::parts::{back, digits, field};
use crate::t;
use crate::teacher::Teacher;

/// Shows it.
pub fn show(teacher: &Rc<Teacher>, index: &Index) {
    teacher.app().title(t::title());
    let keeps = teacher.store.borrow().keeps();
    let list = el("ul").class("class-list");
    draw(teacher, &list);
    teacher.fill(vec![
        el("div")
            .class("teach")
            .with(back("#/lessons", t::to_lessons()))
            .with(el("p").class("lead").text(t::lead()))
            .maybe((!keeps).then(|| el("p").class("note").text(t::cannot_keep())))
            .with(
                el("section")
                    .class("teach-part")
                    .with(el("h2").text(t::your_classes()))
                    .with(list.clone())
                    .with(
                        el("div")
                            .class("new-class")
                            .with(form(teacher))
                            .with(from_file(teacher, &list)),
                    ),
            )
            .with(lessons(teacher, index)),
    ]);
}

fn draw(teacher: &Teacher, list: &El) {
    let classes = teacher.classes.borrow();
    let cards = classes.iter().map(card).collect();
    list.fill(cards);
}

fn card(roster: &Roster) -> El {
    let code = roster.class_key().code();
    let address = ["#/lessons/teach/", &code].concat();
    el("li")
        .class("class-card")
        .with(el("h3").with(el("a").attr("href", &address).text(&roster.name)))
        .with(
            el("p")
                .class("soft")
                .text(&t::students(u32::from(roster.students))),
        )
        .with(el("p").class("soft").text(&t::results_count(
            u32::try_from(roster.handed.len()).unwrap_or(u32::MAX),
        )))
        .with(
            el("p")
                .class("class-code")
                .attr("translate", "no")
                .text(&code),
        )
}

fn form(teacher: &Rc<Teacher>) -> El {
    let name = Rc::new(field("class-name", "text", t::class_name()));
    let size = Rc::new(field("class-size", "number", t::class_size()));
    let size_input = size.input.clone().attr("min", "1").attr("max", "1024");
    size_input.set_value("28");
    let (own_name, own_size, me) = (name.clone(), size.clone(), teacher.clone());
    let busy = Rc::new(Cell::new(false));
    let make = move || {
        let called = own_name.input.value();
        if called.trim().is_empty() {
            return own_name.refuse(t::name_missing());
        }
        own_name.accept();
        let many = own_size.input.value().trim().parse::<u16>();
        let Some(many) = many.ok().filter(|n| (1..=PAIRS).contains(n)) else {
            return own_size.refuse(t::size_wrong());
        };
        own_size.accept();
        let roster = Roster::new(called.trim(), ClassKey(crypto::random()), many);
        let code = roster.class_key().code();
        // A second press while the disk works would make a second class.
        if busy.replace(true) {
            return;
        }
        let (me, name, busy) = (me.clone(), own_name.clone(), busy.clone());
        js::spawn(async move {
            let kept = me.keep(roster, |_| ()).await;
            busy.set(false);
            match kept {
                Ok(()) => {
                    me.app().announce(t::class_made());
                    me.app()
                        .go(&["#/lessons/teach/", &code, "/invite"].concat());
                }
                Err(why) => name.refuse(&why),
            }
        });
    };
    el("form")
        .class("card-form")
        .attr("novalidate", "")
        .with(el("h3").text(t::new_class()))
        .with(name.whole.clone())
        .with(size.whole.clone())
        .with(el("p").class("soft").text(t::no_accounts()))
        .with(
            el("p").with(
                el("button")
                    .attr("type", "submit")
                    .attr("data-kind", "main")
                    .key("make-class")
                    .text(t::make_class()),
            ),
        )
        .on("submit", move |event| {
            event.prevent_default();
            make();
        })
}

/// A class that was saved on another device.
fn from_file(teacher: &Rc<Teacher>, list: &El) -> El {
    let choice = field("class-file", "file", t::class_file());
    let (me, list, said) = (
        teacher.clone(),
        list.clone(),
        el("p").attr("role", "status"),
    );
    let place = said.clone();
    let _ = choice.input.on("change", move |event| {
        let (me, list, place) = (me.clone(), list.clone(), place.clone());
        let chosen = files::chosen(&event);
        js::spawn(async move {
            for file in chosen {
                let bytes = file.bytes().await.unwrap_or_default();
                let Some(roster) = Roster::decode(&bytes) else {
                    place.say(&t::no_class_file(&file.name()));
                    continue;
                };
                // What both have is joined; the file's names win.
                let (own, name) = (roster.clone(), roster.name.clone());
                match me.keep(own, move |kept| kept.join(roster)).await {
                    Ok(()) => place.say(&t::class_opened(&name)),
                    Err(why) => place.say(&why),
                }
            }
            draw(&me, &list);
        });
    });
    el("div")
        .class("card-form")
        .with(el("h3").text(t::move_class()))
        .with(el("p").class("soft").text(t::move_class_text()))
        .with(choice.whole)
        .with(said)
}

fn lessons(teacher: &Rc<Teacher>, index: &Index) -> El {
    let lang = teacher.lang();
    let rows = index.listed(&lang);
    let rows = rows.iter().map(|(entry, others)| row(entry, others));
    el("section")
        .class("teach-part")
        .with(el("h2").text(t::lessons_title()))
        .with(el("p").class("soft").text(t::lessons_text()))
        .with(el("ul").class("teach-lessons").all(rows.collect()))
        .with(
            el("p").with(
                el("a")
                    .attr("href", "#/lessons/teach/standards")
                    .text(t::standards_link()),
            ),
        )
}

fn row(entry: &Entry, others: &[&Entry]) -> El {
    let (first, last) = entry.grades;
    let number = |n: u8| words::number(f64::from(n));
    let each = std::iter::once(entry).chain(others.iter().copied());
    let ways = each.map(|e| ways(e, !others.is_empty()));
    el("li")
        .class("teach-lesson")
        .with(
            el("div")
                .with(
                    el("h3")
                        .attr("lang", &entry.lang)
                        .attr("dir", "auto")
                        .text(&entry.title),
                )
                .with(el("p").class("soft").text(&t::grades_minutes(
                    &number(first),
                    &number(last),
                    &words::number(f64::from(entry.minutes)),
                ))),
        )
        .with(el("div").class("ways-of").all(ways.collect()))
}

fn ways(entry: &Entry, many: bool) -> El {
    let tail = [&entry.slug, "?lang=", &entry.lang].concat();
    let link = |to: &str, label: &str| {
        el("a")
            .attr("href", &[to, &tail].concat())
            .text(label)
            .with(
                el("span")
                    .class("visually-hidden")
                    .text(": ")
                    .text(&entry.title),
            )
    };
    el("p")
        .class("cluster")
        .maybe(many.then(|| {
            el("strong")
                .class("way-lang")
                .text(&entry.lang.to_uppercase())
        }))
        .with(link("#/lessons/present/", t::present()))
        .with(link("#/lessons/teach/lesson/", t::paper()))
}

/// Asks before a class is forgotten.
#[must_use]
pub fn forget(teacher: &Rc<Teacher>, code: &str) -> El {
    let place = el("div").class("forget");
    let (ask, me, code) = (place.clone(), teacher.clone(), code.to_owned());
    place.with(
        carrel_web::el::button(t::forget(), move || {
            let (me, code) = (me.clone(), code.clone());
            let (closed, asked) = (ask.clone(), ask.clone());
            ask.fill(vec![
                el("p").attr("id", "forget-sure").text(t::forget_sure()),
                el("div")
                    .class("cluster")
                    .with(
                        carrel_web::el::button(t::forget_yes(), move || {
                            let (me, code, place) = (me.clone(), code.clone(), asked.clone());
                            js::spawn(async move {
                                let at = me.place(&code);
                                let roster = at.and_then(|at| me.classes.borrow().get(at).cloned());
                                let store = me.store.borrow().clone();
                                if let Some(roster) = roster {
                                    if let Err(why) = store.forget(&roster).await {
                                        let why = t::not_kept(&why);
                                        return place
                                            .fill(vec![el("p").attr("role", "alert").text(&why)]);
                                    }
                                    me.classes.borrow_mut().retain(|own| own.key != roster.key);
                                    me.app().announce(t::forgotten());
                                }
                                me.app().go("#/lessons/teach");
                            });
                        })
                        .attr("aria-describedby", "forget-sure")
                        .key("forget-yes"),
                    )
                    .with(carrel_web::el::button(t::forget_no(), move || {
                        closed.fill(vec![el("p").text(t::kept())]);
                    })),
            ]);
            dom::focus("[data-key=\"forget-yes\"]");
        })
        .attr("data-kind", "quiet")
        .key("forget"),
    )
}

/// Lessons of results: number of the lesson and its entry, in the order of the list.
#[must_use]
pub fn numbered<'a>(index: &'a Index, lang: &str) -> Vec<(u16, &'a Entry)> {
    let listed = index.listed(lang).into_iter();
    listed
        .map(|(entry, _)| (carrel_lessons::code::lesson_number(&entry.id), entry))
        .collect()
}

/// A number among the students as people say it: the first is 1.
#[must_use]
pub fn spoken(student: u16) -> String {
    digits(u64::from(student) + 1)
}
