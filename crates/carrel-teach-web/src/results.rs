//! The dashboard: results come as typed codes, files and QR codes, and become a table of students and lessons, with trust
//! and doubt apart; what was not taken or came twice is named. All of it stays on this device.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use carrel_lessons::bundle::{Entry, Index};
use carrel_lessons::class::{self, Class, Column};
use carrel_lessons::code::{self, Outcome, Slip};
use carrel_lessons::model::Lesson;
use carrel_lessons::rich;
use carrel_lessons::roster::{Fault, Roster, Taken};
use carrel_web::el::{El, button, el};
use carrel_web::{dom, files, js, words};
use wasm_bindgen::JsValue;

use crate::classes::{numbered, spoken};
use crate::parts::{digits, field, file_name};
use crate::scan::{self, Camera};
use crate::t;
use crate::teacher::Teacher;

/// What counts as "can do it" where the lesson is not here to say.
const USUAL_MASTERY: u8 = 80;

/// The dashboard of one class.
struct Board {
    teacher: Rc<Teacher>,
    index: Rc<Index>,
    code: String,
    said: El,
    faults: El,
    table: El,
    /// The list of codes is open, also when the table is drawn anew.
    listed: Cell<bool>,
}

/// The view.
pub fn show(teacher: &Rc<Teacher>, index: &Rc<Index>, code: &str) -> El {
    let board = Rc::new(Board {
        teacher: teacher.clone(),
        index: index.clone(),
        code: code.to_owned(),
        said: el("p").class("said").attr("role", "status"),
        faults: el("div").class("faults"),
        table: el("div").class("dashboard"),
        listed: Cell::new(false),
    });
    board.draw();
    el("div")
        .class("teach-part board")
        .with(board.adding())
        .with(board.said.clone())
        .with(board.faults.clone())
        .with(board.table.clone())
}

impl Board {
    fn adding(self: &Rc<Self>) -> El {
        let typed = Rc::new(field("codes", "textarea", t::codes_label()));
        let (own, board) = (typed.clone(), self.clone());
        let add = button(t::codes_add(), move || {
            let text = own.input.value();
            if text.trim().is_empty() {
                return own.refuse(t::codes_none());
            }
            own.accept();
            let (board, own) = (board.clone(), own.clone());
            js::spawn(async move {
                let left = board.take(text.clone(), t::from_typed().to_owned()).await;
                // What was not taken stays, to be mended; what was typed meanwhile, too.
                if own.input.value() == text {
                    own.input.set_value(&left);
                }
            });
        })
        .attr("data-kind", "main")
        .key("codes-add");
        let choice = field("result-files", "file", t::files_label());
        let board = self.clone();
        let _ = choice
            .input
            .clone()
            .attr("multiple", "")
            .attr("accept", ".txt,text/plain,image/*")
            .on("change", move |event| {
                let (board, chosen) = (board.clone(), files::chosen(&event));
                js::spawn(async move { board.take_files(chosen).await });
            });
        el("section")
            .class("adding")
            .attr("data-screen", "")
            .with(el("h2").text(t::add_results()))
            .with(
                el("div")
                    .class("ways-in")
                    .with(
                        el("div")
                            .class("way-in")
                            .with(typed.whole.clone())
                            .with(el("p").with(add)),
                    )
                    .with(
                        el("div")
                            .class("way-in")
                            .with(choice.whole)
                            .with(self.camera()),
                    ),
            )
    }

    fn camera(self: &Rc<Self>) -> El {
        if !scan::has_camera() {
            return el("p").class("soft").text(t::no_qr());
        }
        let place = el("div").class("scanning");
        let on: Rc<RefCell<Option<Camera>>> = Rc::default();
        let ends = on.clone();
        self.teacher.when_left(move || {
            if let Some(camera) = ends.take() {
                camera.stop();
            }
        });
        self.camera_off(&place, &on);
        place
    }

    fn camera_off(self: &Rc<Self>, place: &El, on: &Rc<RefCell<Option<Camera>>>) {
        let (board, own, on) = (self.clone(), place.clone(), on.clone());
        place.fill(vec![
            button(t::scan(), move || {
                let (board, own, on) = (board.clone(), own.clone(), on.clone());
                js::spawn(async move { board.camera_on(own, on).await });
            })
            .key("scan"),
        ]);
    }

    async fn camera_on(self: Rc<Self>, place: El, on: Rc<RefCell<Option<Camera>>>) {
        let turn = self.teacher.turn();
        let board = self.clone();
        let take = move |text: String| {
            let board = board.clone();
            js::spawn(async move { drop(board.take(text, t::from_camera().to_owned()).await) });
        };
        let started = Camera::start(take).await;
        match started {
            Ok(camera) if self.teacher.turn() == turn => {
                let view = camera.view.clone();
                on.replace(Some(camera));
                let (board, own) = (self.clone(), place.clone());
                place.fill(vec![
                    view,
                    button(t::scan_stop(), move || {
                        if let Some(camera) = on.take() {
                            camera.stop();
                        }
                        board.camera_off(&own, &on);
                    })
                    .key("scan"),
                ]);
            }
            Ok(camera) => camera.stop(),
            Err(why) => self.said.say(&t::scan_refused(&why)),
        }
    }

    /// Takes files, one after the other; what became of them is told when all were read.
    async fn take_files(self: Rc<Self>, chosen: Vec<files::File>) {
        let mut all = Vec::new();
        for file in chosen {
            let name = file.name();
            let picture =
                js::text(file.value(), "type").is_some_and(|kind| kind.starts_with("image/"));
            let text = if picture {
                match scan::of_picture(&file).await {
                    Some(found) if !found.is_empty() => Ok(found.join("\n")),
                    Some(_) => Err(t::picture_without(&name)),
                    None => Err(t::picture_unread(&name)),
                }
            } else if file.size() > 1_000_000.0 {
                Err(t::file_large(&name))
            } else {
                let bytes = file.bytes().await.unwrap_or_default();
                Ok(String::from_utf8_lossy(&bytes).into_owned())
            };
            let taken = match text {
                Ok(text) => self.put(&text, &name).await,
                Err(why) => Err(why),
            };
            all.push((name, taken));
        }
        self.tell(&all);
        self.draw();
    }

    /// Takes codes; gives the lines that were not taken. What is said is said when the disk has them.
    async fn take(self: &Rc<Self>, text: String, from: String) -> String {
        let taken = self.put(&text, &from).await;
        let left = match &taken {
            Ok(taken) => {
                let lines = taken.faults.iter().map(|(line, _)| line.as_str());
                lines.collect::<Vec<_>>().join("\n")
            }
            Err(_) => text,
        };
        self.tell(&[(from, taken)]);
        self.draw();
        left
    }

    /// Puts codes into the class. A text without any is refused, too.
    async fn put(&self, text: &str, from: &str) -> Result<Taken, String> {
        let (own, origin) = (text.to_owned(), from.to_owned());
        let change =
            move |roster: &mut Roster, others: &[Roster]| roster.take(&own, &origin, others);
        let taken = self.teacher.change(&self.code, change).await?;
        if taken.fresh + taken.known == 0 && taken.faults.is_empty() {
            return Err(t::taken_nothing(from));
        }
        Ok(taken)
    }

    /// Says what became of texts: where each came from, and what was taken of it, or why nothing was.
    fn tell(&self, all: &[(String, Result<Taken, String>)]) {
        if let [(_, Err(why))] = all {
            self.faults.fill(Vec::new());
            return self.said.say(why);
        }
        let (mut fresh, mut known, mut lines, mut refused) = (0, 0, 0, 0);
        let mut faults = Vec::new();
        for (from, taken) in all {
            let told = match taken {
                Ok(taken) => {
                    fresh += u32::from(taken.fresh);
                    known += u32::from(taken.known);
                    lines += u32::try_from(taken.faults.len()).unwrap_or(0);
                    if taken.faults.is_empty() {
                        continue;
                    }
                    let items = taken.faults.iter().take(40).map(|(line, fault)| {
                        let line: String = line.chars().take(60).collect();
                        el("li")
                            .with(el("code").attr("translate", "no").text(&line))
                            .with(el("span").text(" ").text(&self.why(*fault)))
                    });
                    el("ul").class("fault-list").all(items.collect())
                }
                Err(why) => {
                    refused += 1;
                    el("p").text(why)
                }
            };
            faults.extend([el("h3").text(&t::not_taken(from)), told]);
        }
        let mut said = t::taken_new(fresh);
        let mut add = |more: &str| {
            said.push(' ');
            said.push_str(more);
        };
        if known > 0 {
            add(&t::taken_known(known));
        }
        if refused > 0 {
            add(&t::taken_not_files(refused + lines));
        } else if lines > 0 {
            add(&t::taken_not(lines));
        }
        self.said.say(&said);
        self.faults.fill(faults);
    }

    fn why(&self, fault: Fault) -> String {
        match fault {
            Fault::Slip(Slip::Length(found)) => t::slip_length(&found.to_string()),
            Fault::Slip(Slip::Letter('U' | 'u')) => t::slip_u().to_owned(),
            Fault::Slip(Slip::Letter(letter)) => t::slip_letter(&letter.to_string()),
            Fault::Slip(Slip::Version(_)) => t::slip_version().to_owned(),
            Fault::Slip(Slip::Sum) => t::slip_sum().to_owned(),
            Fault::NoClass(_) => t::slip_no_class().to_owned(),
            Fault::OtherClass(place) => {
                let own = self.teacher.place(&self.code);
                let classes = self.teacher.classes.borrow();
                let mut others = classes
                    .iter()
                    .enumerate()
                    .filter(|(n, _)| Some(*n) != own)
                    .map(|(_, roster)| roster.name.clone());
                t::slip_other_class(&others.nth(place).unwrap_or_default())
            }
            Fault::NotInClass(outcome) => t::slip_not_in_class(&spoken(outcome.student)),
        }
    }

    fn roster(&self) -> Option<Roster> {
        let place = self.teacher.place(&self.code)?;
        self.teacher.classes.borrow().get(place).cloned()
    }

    /// Draws the table. Names of skills and the mark of mastery come with the lessons, which are fetched where needed.
    fn draw(self: &Rc<Self>) {
        let Some(roster) = self.roster() else { return };
        // The gateway of the circulation desk will be one more source.
        let class = class::merge(&[&roster]);
        if class.outcomes.is_empty() {
            return self
                .table
                .fill(vec![el("p").class("soft empty").text(t::no_results())]);
        }
        let lang = self.teacher.lang();
        let all = numbered(&self.index, &lang);
        let here: Vec<(u16, Entry)> = all
            .into_iter()
            .filter(|(number, _)| class.outcomes.iter().any(|o| o.lesson == *number))
            .map(|(number, entry)| (number, entry.clone()))
            .collect();
        let (board, turn) = (self.clone(), self.teacher.turn());
        js::spawn(async move {
            let mut lessons = Vec::new();
            for (number, entry) in here {
                let lesson = board.teacher.lesson(&entry).await.ok();
                let mastery = lesson.as_ref().map_or(USUAL_MASTERY, |l| l.mastery);
                lessons.push((number, mastery, entry, lesson));
            }
            if board.teacher.turn() == turn {
                board.fill(&roster, &class, &lessons, &lang);
            }
        });
    }

    fn fill(
        self: &Rc<Self>,
        roster: &Roster,
        class: &Class,
        lessons: &[(u16, u8, Entry, Option<Rc<Lesson>>)],
        lang: &str,
    ) {
        let marks: Vec<(u16, u8)> = lessons
            .iter()
            .map(|(n, mastery, ..)| (*n, *mastery))
            .collect();
        let table = class.table(&marks);
        let student = |number: u16| roster.student(number, lang);
        let heads = lessons.iter().map(|(_, _, entry, _)| {
            el("th")
                .attr("scope", "col")
                .attr("lang", &entry.lang)
                .attr("dir", "auto")
                .text(&entry.title)
        });
        let mut head = vec![el("th").attr("scope", "col").text(t::student())];
        head.extend(heads);
        let rows = table.rows.iter().map(|(number, results)| {
            let cells = results
                .iter()
                .zip(&marks)
                .map(|(result, (_, mastery))| match result {
                    Some(outcome) => cell(outcome, *mastery),
                    None => el("td").with(el("span").class("soft").text(t::no_result())),
                });
            let mut row = vec![
                el("th")
                    .attr("scope", "row")
                    .with(el("span").text(&student(*number)))
                    .with(
                        el("span")
                            .class("soft number")
                            .text(" ")
                            .text(&spoken(*number)),
                    ),
            ];
            row.extend(cells);
            el("tr").all(row)
        });
        let all: Vec<El> = rows.collect();
        let known = |number: u16| marks.iter().any(|(own, _)| *own == number);
        let lost = class.outcomes.iter().filter(|o| !known(o.lesson)).count();
        let twice = roster.twice();
        let twice: Vec<El> = twice
            .iter()
            .map(|twice| {
                let title = lessons.iter().find(|(n, ..)| *n == twice.lesson);
                let title = title.map_or("?", |(_, _, entry, _)| entry.title.as_str());
                let percents: Vec<String> = twice.percents.iter().map(|p| digits(*p)).collect();
                let best = percents.first().cloned().unwrap_or_default();
                el("li").text(&t::twice(
                    &student(twice.student),
                    title,
                    &percents.join(", "),
                    &best,
                ))
            })
            .collect();
        let csv = {
            let (class, roster, lang) = (class.clone(), roster.clone(), lang.to_owned());
            let titles: Vec<(u16, String)> = lessons
                .iter()
                .map(|(n, _, entry, _)| (*n, [&entry.id, " ", &entry.title].concat()))
                .collect();
            let codes: Vec<(u16, String)> = lessons
                .iter()
                .map(|(n, _, entry, _)| (*n, entry.standards.join(" ")))
                .collect();
            button(t::save_csv(), move || {
                let lesson = |number: u16| {
                    let found = titles.iter().find(|(n, _)| *n == number);
                    found.map_or_else(|| digits(number), |(_, title)| title.clone())
                };
                let standards = |number: u16| {
                    let found = codes.iter().find(|(n, _)| *n == number);
                    found.map_or_else(String::new, |(_, codes)| codes.clone())
                };
                let student = |n: u16| roster.student(n, &lang);
                let text = class::csv(&class, &student, &lesson, &standards);
                let name = [&file_name(&roster.name), "-results.csv"].concat();
                files::save(&JsValue::from(text), "text/csv", &name);
            })
            .key("save-csv")
        };
        let columns = lessons.iter().zip(&table.lessons);
        let details = columns.map(|((_, mastery, entry, lesson), column)| {
            below(roster, entry, *mastery, lesson.as_deref(), column, lang)
        });
        let handed = u32::try_from(table.rows.len()).unwrap_or(u32::MAX);
        self.table.fill(vec![
            el("div")
                .class("cluster between")
                .with(el("h2").text(&t::table_title(
                    &words::number(f64::from(handed)),
                    &words::number(f64::from(roster.students)),
                )))
                .with(
                    el("div")
                        .class("cluster")
                        .attr("data-screen", "")
                        .with(csv)
                        .with(button(t::print(), dom::print)),
                ),
            el("p").class("soft").text(t::table_how()),
            el("div")
                .class("table")
                .attr("tabindex", "0")
                .attr("role", "group")
                .attr("aria-label", t::view_results())
                .with(
                    el("table")
                        .class("grid-of-results")
                        .with(el("thead").with(el("tr").all(head)))
                        .with(el("tbody").all(all)),
                ),
            el("div")
                .maybe((!twice.is_empty()).then(|| el("h3").text(t::twice_title())))
                .with(el("ul").class("fault-list").all(twice))
                .maybe((lost > 0).then(|| {
                    el("p")
                        .class("soft")
                        .text(&t::lost(u32::try_from(lost).unwrap_or(u32::MAX)))
                })),
            el("h2").text(t::by_lesson()),
            el("div").class("columns").all(details.collect()),
            taught(class, lessons),
            self.codes(roster, lessons, lang),
        ]);
    }

    /// Every code that was taken, with where it came from: one that is a mistake can go again, and one of a student who had joined
    /// with another's number can be moved.
    fn codes(
        self: &Rc<Self>,
        roster: &Roster,
        lessons: &[(u16, u8, Entry, Option<Rc<Lesson>>)],
        lang: &str,
    ) -> El {
        let rows = roster.handed.iter().filter_map(|(code, from)| {
            let outcome = roster.outcome(code).ok()?;
            let named = code::read(code, &roster.key).ok()?.student;
            let known = lessons.iter().find(|(n, ..)| *n == outcome.lesson);
            let title = known.map_or("?", |(_, _, entry, _)| entry.title.as_str());
            let student = roster.student(outcome.student, lang);
            let whose = [&student, ", ", title].concat();
            let of_it = |label: &str, act: Box<dyn Fn()>| {
                button(label, act)
                    .with(el("span").class("visually-hidden").text(": ").text(&whose))
                    .attr("data-kind", "quiet")
            };
            let (board, own) = (self.clone(), code.clone());
            let remove = of_it(
                t::code_remove(),
                Box::new(move || {
                    let (board, own) = (board.clone(), own.clone());
                    js::spawn(async move { board.remove(own).await });
                }),
            );
            let moved = outcome.student != named;
            let (board, own) = (self.clone(), code.clone());
            let back = moved.then(|| {
                let back = of_it(
                    t::code_back(),
                    Box::new(move || {
                        let (board, own) = (board.clone(), own.clone());
                        js::spawn(async move { board.assign(own, named).await });
                    }),
                );
                back.key(&["back-", code].concat())
            });
            let place = el("div").class("moving");
            let (board, own, here) = (self.clone(), code.clone(), place.clone());
            let other = of_it(
                t::code_move(),
                Box::new(move || board.choose(&here, &own, outcome.student)),
            );
            Some(
                el("tr")
                    .with(
                        el("th")
                            .attr("scope", "row")
                            .text(&student)
                            .maybe(moved.then(|| {
                                let from = roster.student(named, lang);
                                el("span")
                                    .class("soft moved")
                                    .text(" ")
                                    .text(&t::code_moved_from(&from, &spoken(named)))
                            })),
                    )
                    .with(el("td").attr("dir", "auto").text(title))
                    .with(
                        el("td")
                            .class("number")
                            .text(&t::percent(&digits(outcome.percent))),
                    )
                    .with(el("td").attr("dir", "auto").text(from))
                    .with(el("td").with(el("code").attr("translate", "no").text(code)))
                    .with(
                        el("td")
                            .attr("data-screen", "")
                            .with(
                                el("div")
                                    .class("cluster")
                                    .with(other.key(&["move-", code].concat()))
                                    .maybe(back)
                                    .with(remove),
                            )
                            .with(place),
                    ),
            )
        });
        let rows: Vec<El> = rows.collect();
        let heads = [
            t::student(),
            t::lesson(),
            t::percent_head(),
            t::came_from(),
            t::code(),
        ];
        let heads = heads
            .iter()
            .map(|head| el("th").attr("scope", "col").text(head));
        let many = u32::try_from(rows.len()).unwrap_or(u32::MAX);
        let details = el("details")
            .class("codes")
            .maybe_attr("open", self.listed.get().then_some(""));
        let (board, own) = (self.clone(), details.clone());
        details
            .on("toggle", move |_| {
                board.listed.set(own.element().has_attribute("open"));
            })
            .attr("data-screen", "")
            .with(el("summary").text(&t::all_codes(many)))
            .with(el("p").class("soft").text(t::all_codes_how()))
            .with(
                el("div")
                    .class("table")
                    .attr("tabindex", "0")
                    .attr("role", "group")
                    .attr("aria-label", &t::all_codes(many))
                    .with(
                        el("table")
                            .with(el("thead").with(el("tr").all(heads.collect()).with(el("td"))))
                            .with(el("tbody").all(rows)),
                    ),
            )
    }

    /// Asks which student a code is of, below what was pressed.
    fn choose(self: &Rc<Self>, place: &El, code: &str, now: u16) {
        let Some(roster) = self.roster() else { return };
        let lang = self.teacher.lang();
        let id = ["move-to-", code].concat();
        let students = (0..roster.students).map(|number| {
            let words = [&spoken(number), " · ", &roster.student(number, &lang)].concat();
            el("option")
                .attr("value", &number.to_string())
                .maybe_attr("selected", (number == now).then_some(""))
                .text(&words)
        });
        let list = el("select").attr("id", &id).all(students.collect());
        let (board, own, chosen) = (self.clone(), code.to_owned(), list.clone());
        let (closing, key) = (place.clone(), ["move-", code].concat());
        let close = move || {
            closing.fill(Vec::new());
            dom::focus(&["[data-key=\"", &key, "\"]"].concat());
        };
        let leave = button(t::code_move_not(), close.clone());
        let go = button(t::code_move_go(), move || {
            let to = chosen.value().parse().unwrap_or(now);
            if to == now {
                return close();
            }
            let (board, own) = (board.clone(), own.clone());
            js::spawn(async move { board.assign(own, to).await });
        });
        place.fill(vec![
            el("div")
                .class("field")
                .with(el("label").attr("for", &id).text(t::code_move_to()))
                .with(list.clone()),
            el("div")
                .class("cluster")
                .with(go.key("move-go"))
                .with(leave.attr("data-kind", "quiet").key("move-leave")),
        ]);
        list.focus();
    }

    /// Gives a code to a student; says whose it was and whose it is.
    async fn assign(self: Rc<Self>, code: String, to: u16) {
        let own = code.clone();
        let lang = self.teacher.lang();
        let key = self.roster().map(|roster| roster.key).unwrap_or_default();
        let named = code::read(&code, &key).ok().map(|outcome| outcome.student);
        let kept = self
            .teacher
            .change(&self.code, move |roster, _| {
                let before = roster.outcome(&own).ok()?.student;
                let name = |number: u16| (roster.student(number, &lang), spoken(number));
                let names = (name(before), name(to));
                roster.assign(&own, to).then_some(names)
            })
            .await;
        let said = match kept {
            Ok(Some((_, (name, number)))) if named == Some(to) => {
                t::code_is_back(&code, &name, &number)
            }
            Ok(Some(((from, from_number), (name, number)))) => {
                t::code_moved(&code, &from, &from_number, &name, &number)
            }
            // Another tab took it out, or made the class smaller.
            Ok(None) => t::code_gone(&code),
            Err(why) => return self.said.say(&why),
        };
        self.faults.fill(Vec::new());
        self.said.say(&said);
        self.draw();
        // What was pressed is drawn anew.
        dom::focus("#codes");
    }

    async fn remove(self: Rc<Self>, code: String) {
        let own = code.clone();
        let kept = self
            .teacher
            .change(&self.code, move |roster, _| roster.remove(&own))
            .await;
        match kept {
            Ok(_) => {
                self.faults.fill(Vec::new());
                self.said.say(&t::code_removed(&code));
                self.draw();
                // What was pressed is gone.
                dom::focus("#codes");
            }
            Err(why) => self.said.say(&why),
        }
    }
}

fn cell(outcome: &Outcome, mastery: u8) -> El {
    let part = |label: &str, (got, of): (u8, u8)| {
        (of > 0).then(|| {
            el("span").class("part-of").text(label).text(" ").with(
                el("span")
                    .class("number")
                    .text(&t::got_of(&digits(got), &digits(of))),
            )
        })
    };
    let well = outcome.percent >= mastery;
    el("td").with(
        el("div")
            .class("result-cell")
            .attr("data-well", if well { "yes" } else { "no" })
            .with(
                el("strong")
                    .class("number")
                    .text(&t::percent(&digits(outcome.percent))),
            )
            .maybe((!well).then(|| el("span").class("needs").text(t::needs_help())))
            .maybe(part(t::trusted(), outcome.trusted))
            .maybe(part(t::doubted(), outcome.doubted)),
    )
}

/// What a class did in a lesson, and who needs help.
fn below(
    roster: &Roster,
    entry: &Entry,
    mastery: u8,
    lesson: Option<&Lesson>,
    column: &Column,
    lang: &str,
) -> El {
    let line = |label: &str, value: &str| [el("dt").text(label), el("dd").text(value)];
    let sum = |(got, of): (u32, u32)| t::got_of(&digits(got), &digits(of));
    let mut facts = Vec::new();
    facts.extend(line(
        t::handed_in(),
        &t::got_of(&digits(column.results), &digits(roster.students)),
    ));
    facts.extend(line(t::median(), &t::percent(&digits(column.median))));
    if column.trusted.1 > 0 {
        facts.extend(line(t::trusted_all(), &sum(column.trusted)));
    }
    if column.doubted.1 > 0 {
        facts.extend(line(t::doubted_all(), &sum(column.doubted)));
    }
    let skills = lesson.map_or(&[][..], |lesson| &lesson.skills);
    let skills = skills.iter().zip(column.skills).map(|(skill, many)| {
        el("li")
            .with(
                el("span")
                    .attr("lang", &entry.lang)
                    .attr("dir", "auto")
                    .text(&skill.text),
            )
            .with(
                el("strong")
                    .class("number")
                    .text(" ")
                    .text(&t::got_of(&digits(many), &digits(column.results))),
            )
    });
    let again: Vec<El> = lesson
        .map_or_else(Vec::new, |lesson| class::ask_again(lesson, column))
        .into_iter()
        .map(|question| {
            el("li")
                .attr("lang", &entry.lang)
                .attr("dir", "auto")
                .text(&rich::plain(&question.prompt))
        })
        .collect();
    let names: Vec<String> = column
        .below
        .iter()
        .map(|n| roster.student(*n, lang))
        .collect();
    el("section")
        .class("column")
        .with(
            el("h3")
                .attr("lang", &entry.lang)
                .attr("dir", "auto")
                .text(&entry.title),
        )
        .with(el("dl").class("facts").all(facts))
        .with(el("h4").text(t::can_do()))
        .with(el("ul").class("can-do").all(skills.collect()))
        .maybe((!again.is_empty()).then(|| {
            el("div")
                .class("ask-again")
                .with(el("h4").text(t::ask_again()))
                .with(el("p").class("soft").text(t::ask_again_how()))
                .with(el("ol").all(again))
        }))
        .with(el("h4").text(&t::below(&digits(mastery))))
        .with(el("p").text(&if names.is_empty() {
            t::nobody().to_owned()
        } else {
            names.join(", ")
        }))
}

/// The standards of the lessons that the class has done, as far as the lessons are here.
fn taught(class: &Class, lessons: &[(u16, u8, Entry, Option<Rc<Lesson>>)]) -> El {
    let known: Vec<(u16, u8, &Lesson)> = lessons
        .iter()
        .filter_map(|(number, mastery, _, lesson)| Some((*number, *mastery, lesson.as_deref()?)))
        .collect();
    let taught = class.taught(&known);
    if taught.is_empty() {
        return el("div");
    }
    let rows = taught.iter().map(|taught| {
        let of_it = lessons.iter().filter(|(n, ..)| taught.lessons.contains(n));
        let titles = of_it.map(|(_, _, entry, _)| {
            el("li")
                .attr("lang", &entry.lang)
                .attr("dir", "auto")
                .text(&entry.title)
        });
        let code = taught.code.replacen(':', " ", 1);
        el("tr")
            .with(el("th").attr("scope", "row").text(&code))
            .with(el("td").text(&taught.gloss))
            .with(el("td").with(el("ul").all(titles.collect())))
            .with(
                el("td")
                    .class("number")
                    .text(&t::got_of(&digits(taught.passed), &digits(taught.did))),
            )
    });
    let heads = [t::code(), t::gloss(), t::lessons_title(), t::passed()];
    let heads = heads
        .iter()
        .map(|head| el("th").attr("scope", "col").text(head));
    el("section")
        .class("standards taught")
        .with(el("h2").text(t::taught_title()))
        .with(el("p").class("soft").text(t::taught_how()))
        .with(
            el("div")
                .class("table")
                .attr("tabindex", "0")
                .attr("role", "group")
                .attr("aria-label", t::taught_title())
                .with(
                    el("table")
                        .with(el("thead").with(el("tr").all(heads.collect())))
                        .with(el("tbody").all(rows.collect())),
                ),
        )
}
