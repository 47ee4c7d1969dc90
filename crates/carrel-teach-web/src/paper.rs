//! What there is of a lesson beside the screen: paper to look at, print and save, braille, and packages for other systems,
//! with what does not carry over. All of it is made here from the bundle, also without a network; nothing of it (an answer
//! key, say) lies on the site for everyone.

use std::rc::Rc;

use carrel_lessons::bundle::Entry;
use carrel_lessons::export::{self, braille, quiz, teacher as pages};
use carrel_lessons::lang;
use carrel_lessons::model::Lesson;
use carrel_web::el::{El, button, el};
use carrel_web::{dom, files, js};
use wasm_bindgen::JsValue;

use crate::ink::in_its_language;
use crate::parts::back;
use crate::t;
use crate::teacher::Teacher;

/// A sheet: its name in a file's name, its words, whether it is set large, and how it is made.
type Sheet = (
    &'static str,
    fn() -> &'static str,
    bool,
    fn(&Lesson) -> String,
);

/// The sheets of a lesson with an invented web alone.
const PAGES: &str = "web-pages";

const SHEETS: [Sheet; 6] = [
    ("handout", t::handout, false, |lesson| {
        pages::handout(lesson, false)
    }),
    ("handout-large", t::handout_large, true, |lesson| {
        pages::handout(lesson, true)
    }),
    ("exit-cards", t::exit_cards, false, pages::exit_cards),
    (PAGES, t::web_pages, false, |lesson| {
        pages::web_pages(lesson).unwrap_or_default()
    }),
    ("answer-key", t::answer_key, false, pages::key),
    ("teacher-guide", t::guide, false, pages::guide),
];

/// A file for another program: its name, its words, what it is for, its kind, and how it is made.
type Package = (
    &'static str,
    fn() -> &'static str,
    fn() -> &'static str,
    &'static str,
    fn(&Lesson) -> Vec<u8>,
);

/// The file for braille.
const BRAILLE: &str = "handout.brf";

const PACKAGES: [Package; 6] = [
    (BRAILLE, t::brf, t::brf_for, "text/plain", |lesson| {
        braille::brf(&pages::plain(lesson), &lesson.lang).into_bytes()
    }),
    (
        "canvas.imscc",
        t::canvas,
        t::canvas_for,
        "application/zip",
        |lesson| export::common_cartridge(lesson, &quiz::of(lesson)),
    ),
    (
        "scorm12.zip",
        t::scorm,
        t::scorm_for,
        "application/zip",
        |lesson| export::scorm12(lesson, &quiz::of(lesson)),
    ),
    (
        "lesson.html",
        t::one_file,
        t::one_file_for,
        "text/html",
        |lesson| export::one_file(lesson, &quiz::of(lesson)).into_bytes(),
    ),
    (
        "quiz.gift.txt",
        t::gift,
        t::gift_for,
        "text/plain",
        |lesson| export::gift(lesson, &quiz::of(lesson)).into_bytes(),
    ),
    (
        "quiz.text2qti.txt",
        t::text2qti,
        t::text2qti_for,
        "text/plain",
        |lesson| export::text2qti(lesson, &quiz::of(lesson)).into_bytes(),
    ),
];

/// Shows it.
pub fn show(teacher: &Rc<Teacher>, entry: &Entry, lesson: &Rc<Lesson>) {
    teacher
        .app()
        .title_in(&entry.title, &entry.lang, lang::direction(&entry.lang));
    let stem = [&entry.id.to_lowercase(), "-", &entry.lang, "-"].concat();
    let sheet = el("div").class("sheet").attr("tabindex", "-1");
    let mut rows = Vec::new();
    let sheets = SHEETS.into_iter();
    for (name, words, large, make) in
        sheets.filter(|sheet| sheet.0 != PAGES || lesson.web.is_some())
    {
        let (own, shown, title) = (lesson.clone(), sheet.clone(), words());
        let look = button(t::look(), move || {
            shown.set("data-large", large.then_some(""));
            let print = button(t::print(), dom::print)
                .attr("data-kind", "main")
                .key("print-sheet");
            shown.fill(vec![
                el("div")
                    .class("cluster")
                    .attr("data-screen", "")
                    .with(el("strong").text(title))
                    .with(print),
                in_its_language(drawn(&make(&own)), &own.lang),
            ]);
            shown.focus();
        });
        let (own, file) = (lesson.clone(), [&stem, name, ".html"].concat());
        let save = button(t::save(), move || {
            files::save(&JsValue::from(make(&own)), "text/html", &file);
        });
        let named =
            |press: El| press.with(el("span").class("visually-hidden").text(": ").text(words()));
        rows.push(
            el("li")
                .class("paper-row")
                .with(el("strong").text(words()))
                .with(
                    el("span")
                        .class("cluster")
                        .with(named(look).key(&["look-", name].concat()))
                        .with(named(save).key(&["save-", name].concat())),
                ),
        );
    }
    let tongue = &lesson.lang;
    let packages = PACKAGES.iter().filter(|package| {
        // What is missing is said in the report below.
        package.0 != BRAILLE || braille::knows(tongue)
    });
    let packages = packages.map(|(name, words, for_what, kind, make)| {
        let (own, file) = (lesson.clone(), [&stem, *name].concat());
        let save = button(t::save(), move || {
            files::save(&js::typed(&make(&own)), kind, &file);
        });
        el("li")
            .class("paper-row")
            .with(
                el("span")
                    .with(el("strong").text(words()))
                    .with(el("span").class("soft").text(" ").text(for_what())),
            )
            .with(
                save.with(el("span").class("visually-hidden").text(": ").text(words()))
                    .key(&["save-", name].concat()),
            )
    });
    let address = ["#/lessons/", &entry.slug, "?lang=", &entry.lang].concat();
    let classroom = export::google_classroom(&entry.title, &teacher.address(&address));
    let report = quiz::report(lesson, &quiz::of(lesson));
    teacher.fill(vec![
        el("div")
            .class("teach")
            .with(back("#/lessons/teach", t::to_teach()))
            .with(in_its_language(el("p").class("lead"), &entry.lang).text(&entry.summary))
            .with(
                el("p")
                    .class("cluster")
                    .attr("data-screen", "")
                    .with(el("a").attr("href", &address).text(t::open_lesson()))
                    .with(
                        el("a")
                            .attr(
                                "href",
                                &["#/lessons/present/", &entry.slug, "?lang=", &entry.lang]
                                    .concat(),
                            )
                            .text(t::present()),
                    )
                    .with(
                        el("a")
                            .attr("href", &classroom)
                            .attr("rel", "noreferrer")
                            .attr("target", "_blank")
                            .text(t::classroom()),
                    ),
            )
            .with(
                el("div")
                    .class("papers")
                    .attr("data-screen", "")
                    .with(
                        el("section")
                            .class("teach-part")
                            .with(el("h2").text(t::paper_title()))
                            .with(el("ul").all(rows)),
                    )
                    .with(
                        el("section")
                            .class("teach-part")
                            .with(el("h2").text(t::files_title()))
                            .with(el("ul").all(packages.collect()))
                            .with(
                                el("details")
                                    .with(el("summary").text(t::not_carried()))
                                    .with(
                                        el("pre")
                                            .class("report")
                                            .attr("lang", lang::around(&entry.lang))
                                            .attr("tabindex", "0")
                                            .text(&report),
                                    ),
                            ),
                    ),
            )
            .with(sheet),
    ]);
}

/// What stands on a page that we made ourselves, as elements. Its style stays behind: the content policy forbids it, and the
/// style sheet of this module knows what stands on a sheet.
fn drawn(html: &str) -> El {
    let place = el("div").class("sheet-page");
    let body = html.split_once("<body>").map_or(html, |(_, body)| body);
    let html = body
        .replace("<h1>", "<h2 class=\"sheet-title\">")
        .replace("</h1>", "</h2>");
    let parsed = js::construct("DOMParser", &[]).and_then(|parser| {
        js::call(
            &parser,
            "parseFromString",
            &[html.into(), "text/html".into()],
        )
        .ok()
    });
    if let Some(page) = parsed {
        let children = js::get(&js::get(&page, "body"), "children");
        for child in js::items(&children) {
            let _ = js::call(place.element(), "append", &[child]);
        }
    }
    place
}
