//! One class: its results, how students come into it, and who they are. Each is an address of its own.

use std::rc::Rc;

use carrel_lessons::bundle::Index;
use carrel_lessons::export;
use carrel_lessons::roster::Roster;
use carrel_web::el::{El, button, el};
use carrel_web::{dom, files, js};

use crate::classes::{forget, numbered, spoken};
use crate::parts::{back, copy, field, file_name, square};
use crate::teacher::Teacher;
use crate::{results, t};

/// Shows a view of the class with this code; without a name the first that makes sense.
pub fn show(teacher: &Rc<Teacher>, index: &Rc<Index>, code: &str, view: &str) {
    let found = teacher.place(code);
    let Some(roster) = found.and_then(|at| teacher.classes.borrow().get(at).cloned()) else {
        return teacher.fill(vec![teacher.nothing(t::no_class())]);
    };
    let code = roster.class_key().code();
    teacher.app().title(&roster.name);
    let view = match view {
        "" if roster.handed.is_empty() => "invite",
        "" => "results",
        view => view,
    };
    let body = match view {
        "invite" => invite(teacher, index, &roster),
        "students" => students(teacher, index, &roster),
        _ => results::show(teacher, index, &code),
    };
    let tab = |name: &str, label: &str| {
        el("li").with(
            el("a")
                .attr("href", &["#/lessons/teach/", &code, "/", name].concat())
                .maybe_attr("aria-current", (name == view).then_some("page"))
                .text(label),
        )
    };
    teacher.fill(vec![
        el("div")
            .class("teach")
            .with(back("#/lessons/teach", t::to_teach()))
            .with(
                el("nav")
                    .attr("aria-label", t::views())
                    .attr("data-screen", "")
                    .with(
                        el("ul")
                            .class("views")
                            .with(tab("invite", t::view_invite()))
                            .with(tab("students", t::view_students()))
                            .with(tab("results", t::view_results())),
                    ),
            )
            .with(body),
    ]);
}

/// The link, the code, and the square.
fn invite(teacher: &Rc<Teacher>, index: &Index, roster: &Roster) -> El {
    let key = roster.class_key();
    let lang = teacher.lang();
    let students = roster.students.to_string();
    let link = {
        let teacher = teacher.clone();
        move |slug: &str| {
            let page = if slug.is_empty() { "class" } else { slug };
            let page = teacher.address(&["#/lessons/", page, "?n=", &students].concat());
            key.link(&page)
        }
    };
    let options = numbered(index, &lang)
        .into_iter()
        .map(|(_, entry)| el("option").attr("value", &entry.slug).text(&entry.title));
    let choice = el("select")
        .attr("id", "invite-lesson")
        .with(el("option").attr("value", "").text(t::invite_list()))
        .all(options.collect());
    let shown = el("div").class("invite-link");
    let draw = {
        let (shown, teacher, choice) = (shown.clone(), teacher.clone(), choice.clone());
        let titles: Vec<(String, String)> = numbered(index, &lang)
            .into_iter()
            .map(|(_, entry)| (entry.slug.clone(), entry.title.clone()))
            .collect();
        move || {
            let slug = choice.value();
            let address = link(&slug);
            let text = address.clone();
            let title = titles.iter().find(|(own, _)| *own == slug);
            let classroom = title.map(|(_, title)| {
                el("p").with(
                    el("a")
                        .attr("href", &export::google_classroom(title, &address))
                        .attr("rel", "noreferrer")
                        .attr("target", "_blank")
                        .text(t::classroom()),
                )
            });
            shown.fill(vec![
                el("p")
                    .class("link-text")
                    .attr("translate", "no")
                    .text(&address),
                el("div").class("cluster").attr("data-screen", "").all(copy(
                    &teacher,
                    t::copy_link(),
                    move || text.clone(),
                )),
                el("div")
                    .class("invite-square")
                    .maybe(square(&address, t::link_square())),
            ]);
            if let Some(classroom) = classroom {
                let _ = shown.clone().with(classroom);
            }
        }
    };
    draw();
    let choice = choice.on("change", move |_| draw());
    el("section")
        .class("teach-part invite")
        .with(
            el("div")
                .class("invite-code")
                .with(el("h2").text(t::class_code()))
                .with(
                    el("p")
                        .class("code")
                        .attr("translate", "no")
                        .text(&key.code()),
                )
                .with(
                    el("ol")
                        .class("how")
                        .with(el("li").text(t::how_open()))
                        .with(el("li").text(t::how_number()))
                        .with(el("li").text(t::how_result())),
                )
                .with(el("p").class("soft").text(t::key_honest())),
        )
        .with(
            el("div")
                .class("invite-way")
                .with(el("h2").text(t::class_link()))
                .with(
                    el("p")
                        .class("field")
                        .with(
                            el("label")
                                .attr("for", "invite-lesson")
                                .text(t::invite_opens()),
                        )
                        .with(choice),
                )
                .with(shown),
        )
}

/// Who is who: number, two words, and a name that stays here.
fn students(teacher: &Rc<Teacher>, index: &Rc<Index>, roster: &Roster) -> El {
    let key = roster.class_key();
    let code = key.code();
    let lang = teacher.lang();
    let said = el("p").class("said").attr("role", "status");
    let rows = (0..roster.students).map(|number| {
        let label = t::name_of(&spoken(number));
        let name = roster
            .names
            .get(usize::from(number))
            .cloned()
            .unwrap_or_default();
        let (me, code, place) = (teacher.clone(), code.clone(), said.clone());
        let input = el("input")
            .attr("type", "text")
            .attr("autocomplete", "off")
            .attr("aria-label", &label)
            .attr("value", &name)
            .on("change", move |event| {
                let name = dom::value_of(&event);
                let (me, code, place) = (me.clone(), code.clone(), place.clone());
                js::spawn(async move {
                    let kept = me.change(&code, move |roster, _| {
                        let at = usize::from(number);
                        if roster.names.len() <= at {
                            roster.names.resize(at + 1, String::new());
                        }
                        roster.names[at] = name.trim().to_owned();
                    });
                    match kept.await {
                        Ok(()) => place.say(t::name_kept()),
                        Err(why) => place.say(&why),
                    }
                });
            });
        el("tr")
            .with(
                el("th")
                    .attr("scope", "row")
                    .class("number")
                    .text(&spoken(number)),
            )
            .with(el("td").text(&key.pair(number, &lang)))
            .with(el("td").with(input))
    });
    let heads = [t::number(), t::two_words(), t::name_here()];
    let heads = heads
        .iter()
        .map(|head| el("th").attr("scope", "col").text(head));
    let size = Rc::new(field("size", "number", t::class_size()));
    size.input.set_value(&roster.students.to_string());
    let (own, me, sized) = (size.clone(), teacher.clone(), code.clone());
    let list = index.clone();
    let resize = button(t::change_size(), move || {
        let many = own.input.value().trim().parse::<u16>();
        match many
            .ok()
            .filter(|n| (1..=carrel_lessons::class_key::PAIRS).contains(n))
        {
            Some(many) => {
                own.accept();
                let (me, list, code, own) = (me.clone(), list.clone(), sized.clone(), own.clone());
                js::spawn(async move {
                    let kept = me.change(&code, move |roster, _| roster.students = many);
                    match kept.await {
                        Ok(()) => {
                            me.app().announce(t::size_changed());
                            show(&me, &list, &code, "students");
                            dom::focus("#size");
                        }
                        Err(why) => own.refuse(&why),
                    }
                });
            }
            None => own.refuse(t::size_wrong()),
        }
    });
    let (me, saved) = (teacher.clone(), code.clone());
    let save = button(t::save_class(), move || {
        let Some(at) = me.place(&saved) else { return };
        let classes = me.classes.borrow();
        let name = [&file_name(&classes[at].name), ".carrel-class"].concat();
        files::save(
            &js::typed(&classes[at].encode()),
            "application/octet-stream",
            &name,
        );
    })
    .key("save-class");
    el("section")
        .class("teach-part")
        .with(el("h2").text(t::students_title()))
        .with(el("p").class("soft").text(t::names_stay()))
        .with(said.clone().attr("data-screen", ""))
        .with(
            el("div")
                .class("cluster")
                .attr("data-screen", "")
                .with(button(t::print_list(), dom::print).key("print-list")),
        )
        .with(
            el("div").class("table").with(
                el("table")
                    .class("students")
                    .with(el("caption").text(&t::students_caption(&roster.name, &code)))
                    .with(el("thead").with(el("tr").all(heads.collect())))
                    .with(el("tbody").all(rows.collect())),
            ),
        )
        .with(
            el("div")
                .class("class-tools")
                .attr("data-screen", "")
                .with(size.whole.clone())
                .with(el("p").with(resize))
                .with(el("p").with(save))
                .with(forget(teacher, &code)),
        )
}
