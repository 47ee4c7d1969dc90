//! The map of standards: which lessons are for which code. Codes and glosses are the school's to edit; the page claims
//! nothing of laws.

use std::rc::Rc;

use carrel_lessons::bundle::Index;
use carrel_lessons::standards::{self, Standards};
use carrel_web::el::{El, button, el};
use carrel_web::{dom, files, net, words};
use wasm_bindgen::JsValue;

use crate::parts::back;
use crate::t;
use crate::teacher::Teacher;

/// Choices of grades: first, last, and their name's key.
const GRADES: [(u8, u8); 5] = [(0, 12), (3, 5), (6, 8), (9, 10), (11, 12)];

/// Shows it.
pub async fn show(teacher: &Rc<Teacher>, turn: u32, index: &Rc<Index>) {
    let address = teacher.address("lessons/standards.bin");
    let read = |bytes: &[u8]| Standards::decode(bytes).ok_or_else(|| t::no_standards().to_owned());
    let all = match net::file(&address, false, read).await {
        Ok(all) => Rc::new(all),
        Err(missing) => return teacher.trouble(turn, &missing),
    };
    if teacher.turn() != turn {
        return;
    }
    teacher.app().title(t::standards_title());
    let lang = teacher.lang();
    let map = el("div").class("standards");
    let draw = {
        let (map, index, all, lang) = (map.clone(), index.clone(), all.clone(), lang.clone());
        move |grades: (u8, u8)| draw(&map, &all, &index, grades, &lang)
    };
    draw(GRADES[0]);
    let options = GRADES.iter().enumerate().map(|(n, (first, last))| {
        let number = |n: u8| words::number(f64::from(n));
        let label = if n == 0 {
            t::all_grades().to_owned()
        } else {
            t::grades(&number(*first), &number(*last))
        };
        el("option").attr("value", &n.to_string()).text(&label)
    });
    let chosen = Rc::new(std::cell::Cell::new(GRADES[0]));
    let now = chosen.clone();
    let select =
        el("select")
            .attr("id", "grades")
            .all(options.collect())
            .on("change", move |event| {
                let place: usize = dom::value_of(&event).parse().unwrap_or(0);
                now.set(GRADES[place.min(GRADES.len() - 1)]);
                draw(now.get());
            });
    let index = index.clone();
    let csv = button(t::save_csv(), move || {
        let rows = all.map(&index, chosen.get(), &lang);
        let text = JsValue::from(standards::csv(&rows));
        files::save(&text, "text/csv", "standards.csv");
    });
    teacher.fill(vec![
        el("div")
            .class("teach")
            .with(back("#/lessons/teach", t::to_teach()))
            .with(el("p").class("lead").text(t::standards_lead()))
            .with(
                el("div")
                    .class("cluster")
                    .attr("data-screen", "")
                    .with(el("label").attr("for", "grades").text(t::for_grades()))
                    .with(select)
                    .with(csv.key("standards-csv"))
                    .with(button(t::print(), dom::print)),
            )
            .with(map),
    ]);
}

fn draw(map: &El, all: &Standards, index: &Index, grades: (u8, u8), lang: &str) {
    let rows = all.map(index, grades, lang);
    let mut parts = Vec::new();
    for set in &all.sets {
        let own: Vec<&standards::Row<'_>> = rows
            .iter()
            .filter(|row| row.code.split(':').next() == Some(&set.name))
            .collect();
        let covered = own.iter().filter(|row| !row.lessons.is_empty()).count();
        let lines = own.iter().map(|row| {
            let lessons = row.lessons.iter().map(|entry| {
                el("li").with(
                    el("a")
                        .attr(
                            "href",
                            &[
                                "#/lessons/teach/lesson/",
                                &entry.slug,
                                "?lang=",
                                &entry.lang,
                            ]
                            .concat(),
                        )
                        .attr("lang", &entry.lang)
                        .attr("dir", "auto")
                        .text(&entry.title),
                )
            });
            let code = row
                .code
                .split_once(':')
                .map_or(row.code.as_str(), |(_, code)| code);
            let none = row.lessons.is_empty();
            el("tr")
                .maybe_attr("data-none", none.then_some(""))
                .with(el("th").attr("scope", "row").text(code))
                .with(el("td").text(row.gloss))
                .with(
                    el("td")
                        .maybe((!none).then(|| el("ul").all(lessons.collect())))
                        .maybe(none.then(|| el("span").class("soft").text(t::none_yet()))),
                )
                .with(
                    el("td")
                        .class("number")
                        .text(&words::number(f64::from(row.minutes))),
                )
        });
        let heads = [t::code(), t::gloss(), t::lessons_title(), t::minutes()];
        let heads = heads
            .iter()
            .map(|head| el("th").attr("scope", "col").text(head));
        let number = |n: usize| words::number(f64::from(u32::try_from(n).unwrap_or(0)));
        parts.push(
            el("section")
                .class("teach-part")
                .with(el("h2").text(&set.title))
                .with(el("p").class("soft").text(&t::covered(
                    &number(covered),
                    &number(own.len()),
                    &words::date(&set.checked),
                )))
                .with(
                    el("div")
                        .class("table")
                        .attr("tabindex", "0")
                        .attr("role", "group")
                        .attr("aria-label", &set.title)
                        .with(
                            el("table")
                                .with(el("thead").with(el("tr").all(heads.collect())))
                                .with(el("tbody").all(lines.collect())),
                        ),
                ),
        );
    }
    map.fill(parts);
}
