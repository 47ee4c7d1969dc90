//! The form of a source: only what its kind needs, each field explained, usual mistakes told while one writes, and the
//! entry as it grows.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use carrel_refs::check::{Fault, Warning, all_names, capitals, check, turn, words};
use carrel_refs::kind::{Field, Need, Shape};
use carrel_refs::{Kind, Person, Source, When, names, western};
use carrel_web::dom;
use carrel_web::el::{El, button, el};

use crate::desk::{Desk, View};
use crate::parts::{back, field, heading, hint, main_button, p};
use crate::project::free_id;
use crate::{entry, labels, styles, t};

struct Form {
    desk: Rc<Desk>,
    source: RefCell<Source>,
    new: bool,
    /// Saving was tried: what is missing is told from then on.
    tried: Cell<bool>,
    preview: El,
    /// Field and the place for what is wrong with it.
    wrong: RefCell<Vec<(&'static str, El)>>,
    /// Titles that were given small letters: their names get the capitals back.
    lowered: RefCell<Vec<String>>,
}

/// The view.
#[must_use]
pub fn view(desk: &Rc<Desk>, source: &Source, new: bool) -> Vec<El> {
    let form = Rc::new(Form {
        desk: desk.clone(),
        source: RefCell::new(source.clone()),
        new,
        // What is kept already was saved once.
        tried: Cell::new(!new),
        preview: el("div").class("cite-preview"),
        wrong: RefCell::default(),
        lowered: RefCell::default(),
    });
    let (name, what) = labels::kind(source.kind);
    let info = source.kind.info();
    let (mut first, mut more) = (Vec::new(), Vec::new());
    let mut any_more = false;
    for field in info.fields.iter().chain(source.kind.besides()) {
        let node = form.field(field);
        if field.need == Need::More {
            any_more |= form.filled(field.name);
            more.push(node);
        } else {
            first.push(node);
        }
    }
    if !new {
        more.push(kind_picker(&form));
    }
    more.push(form.words("annotation", t::annotation(), t::annotation_help()));
    more.push(form.words("note", t::note(), t::note_help()));
    any_more |= !source.annotation.is_empty() || !source.note.is_empty();
    let save = form.clone();
    let submit = form.clone();
    let fields = el("form")
        .class("cite-fields")
        .attr("novalidate", "")
        .attr("autocomplete", "off")
        .on("submit", move |event| {
            event.prevent_default();
            submit.save();
        })
        .all(first)
        .with(
            el("details")
                .class("cite-more")
                .maybe_attr("open", any_more.then_some(""))
                .with(el("summary").text(t::more_fields()))
                .with(el("div").class("cite-fields").all(more)),
        )
        .with(
            el("div").class("cluster").with(
                main_button(if new { t::save_new() } else { t::save() }, move || {
                    save.save()
                })
                .key("save"),
            ),
        );
    form.refresh();
    let shown = form.clone();
    desk.preview.replace(Some(Rc::new(move || shown.refresh())));
    vec![
        back(desk),
        heading(&if new {
            t::form_new(name)
        } else {
            t::form_edit(name)
        }),
        p(what).class("soft"),
        el("div").class("cite-form").with(fields).with(
            el("section")
                .class("cite-side")
                .with(el("h3").text(t::preview()))
                .with(form.preview.clone()),
        ),
    ]
}

/// Another kind for a source that is kept: an import may have guessed wrong.
fn kind_picker(form: &Rc<Form>) -> El {
    let now = form.source.borrow().kind;
    let mut select = el("select").attr("id", "cite-of-kind").key("of-kind");
    for kind in Kind::all() {
        select = select.with(
            el("option")
                .attr("value", kind.name())
                .maybe_attr("selected", (kind == now).then_some(""))
                .text(labels::kind(kind).0),
        );
    }
    let me = form.clone();
    let select = select.on("change", move |event| {
        if let Some(kind) = Kind::named(&dom::value_of(&event)) {
            let mut source = me.source.borrow().clone();
            source.turn_into(kind);
            me.desk.go(View::Form(source, me.new));
        }
    });
    field("cite-of-kind", t::kinds_title(), select)
}

impl Form {
    fn filled(&self, name: &str) -> bool {
        let source = self.source.borrow();
        !source.text(name).is_empty()
            || !source.people(name).is_empty()
            || source.date(name).is_some()
    }

    fn field(self: &Rc<Self>, field: &'static Field) -> El {
        let (label, help) = labels::field(field.label);
        match field.shape() {
            Shape::People => self.people(field.name, label, help),
            Shape::Date => self.date(field.name, label, help),
            Shape::Text | Shape::Address => self.line(field, label, help),
            Shape::Language => self.language(field.name, label, help),
        }
    }

    /// The place below a field where it says what is wrong.
    fn place_for_wrong(&self, name: &'static str) -> El {
        let place = el("div").class("cite-below");
        self.wrong.borrow_mut().push((name, place.clone()));
        place
    }

    fn line(self: &Rc<Self>, field: &'static Field, label: &str, help: &str) -> El {
        let name = field.name;
        let id = id_of(name, "");
        let me = self.clone();
        let input = el("input")
            .attr("id", &id)
            .attr("autocomplete", "off")
            .attr("dir", "auto")
            .attr(
                "aria-describedby",
                &[&id_of(name, "help"), " ", &id_of(name, "wrong")].concat(),
            )
            .maybe_attr(
                "inputmode",
                (field.shape() == Shape::Address).then_some("url"),
            )
            .maybe_attr(
                "aria-required",
                (field.need == Need::Must).then_some("true"),
            );
        input.set_value(self.source.borrow().text(name));
        let input = input.on("input", move |event| {
            me.source.borrow_mut().set(name, &dom::value_of(&event));
            me.refresh();
        });
        el("div")
            .class("field")
            .with(
                el("label")
                    .attr("for", &id)
                    .text(label)
                    .maybe(must(field.need)),
            )
            .with(hint(help).attr("id", &id_of(name, "help")))
            .with(input)
            .with(self.place_for_wrong(name))
    }

    /// The language of the title: a list, English, or another, which keeps its name where it has one.
    fn language(self: &Rc<Self>, name: &'static str, label: &str, help: &str) -> El {
        let id = id_of(name, "");
        let now = self.source.borrow().text(name).to_owned();
        let english = now.starts_with("en");
        let other = !now.is_empty() && !english;
        let options = [
            ("", t::language_of_list()),
            (
                if english { now.as_str() } else { "en" },
                t::language_english(),
            ),
            (
                if other { now.as_str() } else { "und" },
                t::language_other(),
            ),
        ];
        let mut select = el("select")
            .attr("id", &id)
            .attr("aria-describedby", &id_of(name, "help"));
        for (value, words) in options {
            select = select.with(
                el("option")
                    .attr("value", value)
                    .maybe_attr("selected", (value == now).then_some(""))
                    .text(words),
            );
        }
        let me = self.clone();
        let select = select.on("change", move |event| {
            me.source.borrow_mut().set(name, &dom::value_of(&event));
            me.refresh();
        });
        el("div")
            .class("field")
            .with(el("label").attr("for", &id).text(label))
            .with(hint(help).attr("id", &id_of(name, "help")))
            .with(select)
    }

    /// Annotation and note: several lines.
    fn words(self: &Rc<Self>, name: &'static str, label: &str, help: &str) -> El {
        let id = id_of(name, "");
        let me = self.clone();
        let area = el("textarea")
            .attr("id", &id)
            .attr("rows", "3")
            .attr("dir", "auto")
            .attr("aria-describedby", &id_of(name, "help"));
        let of = |source: &Source| {
            if name == "note" {
                source.note.clone()
            } else {
                source.annotation.clone()
            }
        };
        area.set_value(&of(&self.source.borrow()));
        let area = area.on("input", move |event| {
            let value = dom::value_of(&event);
            let mut source = me.source.borrow_mut();
            *(if name == "note" {
                &mut source.note
            } else {
                &mut source.annotation
            }) = value;
            drop(source);
            me.refresh();
        });
        el("div")
            .class("field")
            .with(el("label").attr("for", &id).text(label))
            .with(hint(help).attr("id", &id_of(name, "help")))
            .with(area)
    }

    fn people(self: &Rc<Self>, name: &'static str, label: &str, help: &str) -> El {
        let people = self.source.borrow().people(name).to_vec();
        let mut rows: Vec<(Person, bool)> = people
            .into_iter()
            .map(|person| {
                let body = !person.literal.is_empty();
                (person, body)
            })
            .collect();
        if rows.is_empty() {
            rows.push((Person::default(), false));
        }
        let people = Rc::new(People {
            form: self.clone(),
            name,
            rows: RefCell::new(rows),
            place: el("div").class("cite-people"),
        });
        people.draw();
        el("fieldset")
            .class("field")
            .attr("aria-describedby", &id_of(name, "help"))
            .with(el("legend").text(label).maybe(must(self.need(name))))
            .with(hint(help).attr("id", &id_of(name, "help")))
            .with(people.place.clone())
            .with(self.place_for_wrong(name))
    }

    fn need(&self, name: &str) -> Need {
        let fields = self.source.borrow().kind.info().fields;
        fields
            .iter()
            .find(|f| f.name == name)
            .map_or(Need::More, |f| f.need)
    }

    fn date(self: &Rc<Self>, name: &'static str, label: &str, help: &str) -> El {
        let when = self.source.borrow().date(name).cloned().unwrap_or_default();
        let number = |value: u8| match value {
            0 => String::new(),
            value => value.to_string(),
        };
        // Words, "about" and two days have no fields of their own: they stand where the year does, and are read there again.
        let plain = when.to.year == 0;
        let words = match (plain, when.about) {
            (true, true) => When {
                month: 0,
                day: 0,
                ..when.clone()
            }
            .words(),
            (true, false) if when.year != 0 => when.year.to_string(),
            _ => when.words(),
        };
        let (month_now, day_now) = if plain {
            (when.month, when.day)
        } else {
            (0, 0)
        };
        let input = |part: &str, label: &str, size: &str, value: &str| {
            let id = id_of(name, part);
            let input = el("input")
                .attr("id", &id)
                .attr("inputmode", "numeric")
                .attr("size", size)
                .attr("autocomplete", "off");
            input.set_value(value);
            let node = el("div")
                .with(el("label").attr("for", &id).class("small").text(label))
                .with(input.clone());
            (node, input)
        };
        let size = if words.len() > 6 { "18" } else { "6" };
        let (year_node, year) = input("year", t::year(), size, &words);
        let (day_node, day) = input("day", t::day(), "3", &number(day_now));
        let month_id = id_of(name, "month");
        let mut month = el("select")
            .attr("id", &month_id)
            .with(el("option").attr("value", "0").text("–"));
        for (value, label) in months() {
            month = month.with(
                el("option")
                    .attr("value", &value.to_string())
                    .maybe_attr("selected", (value == month_now).then_some(""))
                    .text(&label),
            );
        }
        let month_node = el("div")
            .with(
                el("label")
                    .attr("for", &month_id)
                    .class("small")
                    .text(t::month()),
            )
            .with(month.clone());
        let read = {
            let (me, year, month, day) = (self.clone(), year.clone(), month.clone(), day.clone());
            move || {
                // "c. 1890", "May-June 2024" and "forthcoming" are read, but for "n.d." and the like: see `When::read`.
                let mut when = When::read(&year.value());
                if when.year != 0 && when.month == 0 && when.to.year == 0 {
                    let digits: String = day.value().chars().map(western).collect();
                    when.month = month.value().parse().unwrap_or(0);
                    when.day = digits.trim().parse().unwrap_or(0);
                }
                me.source.borrow_mut().set_date(name, when);
                me.refresh();
            }
        };
        let now = {
            let (me, read) = (self.clone(), read.clone());
            let (year, month, day) = (year.clone(), month.clone(), day.clone());
            button(t::today(), move || {
                let today = me.desk.today();
                year.set_value(&today.year.to_string());
                month.set_value(&today.month.to_string());
                day.set_value(&today.day.to_string());
                read();
            })
        };
        let (on_input, on_change) = (read.clone(), read);
        el("fieldset")
            .class("field")
            .attr("aria-describedby", &id_of(name, "help"))
            .with(el("legend").text(label).maybe(must(self.need(name))))
            .with(hint(help).attr("id", &id_of(name, "help")))
            .with(
                el("div")
                    .class("cite-date")
                    .on("input", move |_| on_input())
                    .on("change", move |_| on_change())
                    .with(day_node)
                    .with(month_node)
                    .with(year_node)
                    .with(now),
            )
            .with(self.place_for_wrong(name))
    }

    /// Entry and warnings anew; the unsaved source is kept with the desk, so that it is still there after another page.
    fn refresh(self: &Rc<Self>) {
        let source = self.source.borrow().clone();
        let style = self.desk.style_of_project();
        self.preview.fill(if styles::is_here(style) {
            self.written(&source, style)
        } else {
            vec![self.desk.missing_style(style, Desk::redraw)]
        });
        let mut found = check(&source, &self.desk.today());
        if styles::has_small_titles(style) {
            found.extend(capitals(&source));
        }
        self.warn(&found);
        self.desk.view.replace(View::Form(source, self.new));
    }

    /// The entry as it will be listed, and how to point to it.
    fn written(&self, source: &Source, style: usize) -> Vec<El> {
        let made = styles::list(style, std::slice::from_ref(source), false)
            .into_iter()
            .next();
        let shown = match made {
            Some(made) => entry::telling(
                "cite-entry",
                &made,
                styles::name(style),
                t::preview(),
                "why-preview",
                None,
            ),
            None => hint(t::not_listed()),
        };
        let mut body = vec![hint(styles::name(style)), shown];
        let (all, own) = self.desk.with_others(source);
        if let Some(pointer) = styles::pointers(style, &all, own, &source.id, styles::WHOLE).first()
        {
            let label = if styles::is_note(style) {
                t::first_note()
            } else {
                t::pointer()
            };
            body.push(hint(label));
            body.push(entry::telling(
                "cite-pointer",
                pointer,
                styles::name(style),
                label,
                "why-pointer",
                None,
            ));
        }
        body
    }

    fn warn(self: &Rc<Self>, found: &[Warning]) {
        let lowered = self.lowered.borrow().clone();
        for (name, place) in self.wrong.borrow().iter() {
            let mine: Vec<El> = found
                .iter()
                .filter(|warning| warning.field == *name)
                .filter(|warning| warning.fault != Fault::Missing || self.tried.get())
                .map(|warning| self.warning(warning))
                .collect();
            // The description of the field; the words of a title are none.
            let mut below = Vec::new();
            if !mine.is_empty() {
                let told = el("div").class("cite-wrong").all(mine);
                below.push(told.attr("id", &id_of(name, "wrong")));
            }
            if lowered.iter().any(|field| field == name) {
                below.extend(self.names_in(name));
            }
            place.fill(below);
        }
    }

    fn warning(self: &Rc<Self>, warning: &Warning) -> El {
        let mut line = el("p").text(fault(warning.fault));
        if let Some(mended) = &warning.mended {
            let (me, name, text) = (self.clone(), warning.field.clone(), mended.clone());
            let capitals = warning.fault == Fault::Capitals;
            let label = if text.is_empty() {
                t::mend_empty().to_owned()
            } else {
                t::mend(&text)
            };
            line = line.text(" ").with(
                button(&label, move || {
                    if capitals {
                        me.lowered.borrow_mut().push(name.clone());
                    }
                    me.says(&name, &text);
                    dom::focus(&["#", &id_of(&name, "")].concat());
                })
                .attr("data-kind", "quiet"),
            );
            if capitals {
                let (me, name) = (self.clone(), warning.field.clone());
                let right = button(t::all_names(), move || {
                    all_names(&mut me.source.borrow_mut(), &name);
                    me.refresh();
                    dom::focus(&["#", &id_of(&name, "")].concat());
                });
                let key = ["all-names-", &warning.field].concat();
                line = line.with(right.key(&key).attr("data-kind", "quiet"));
            }
        }
        line
    }

    /// Sets a line, in the source and on the screen.
    fn says(self: &Rc<Self>, name: &str, text: &str) {
        self.source.borrow_mut().set(name, text);
        dom::set_value(&id_of(name, ""), text);
        self.refresh();
    }

    /// The words of a title, each to be pressed when it is a name: names keep their capitals in every style.
    fn names_in(self: &Rc<Self>, name: &str) -> Option<El> {
        let title = self.source.borrow().text(name).to_owned();
        let words = words(&title);
        if words.is_empty() {
            return None;
        }
        let about = id_of(name, "names");
        let mut row = el("div")
            .class("cluster cite-names")
            .attr("role", "group")
            .attr("aria-labelledby", &about)
            .with(hint(t::names_in_title()).attr("id", &about));
        for (n, (place, word)) in words.into_iter().enumerate() {
            let key = ["name-", name, "-", &n.to_string()].concat();
            let is_name = word.starts_with(char::is_uppercase);
            let (me, name, turned) = (self.clone(), name.to_owned(), turn(&title, place));
            let again = ["[data-key=\"", &key, "\"]"].concat();
            let word = button(word, move || {
                me.says(&name, &turned);
                dom::focus(&again);
            });
            row = row.with(
                word.key(&key)
                    .attr("aria-pressed", if is_name { "true" } else { "false" }),
            );
        }
        Some(row)
    }

    fn save(self: &Rc<Self>) {
        let mut source = self.source.borrow().clone();
        let missing = check(&source, &self.desk.today());
        let missing = missing
            .iter()
            .find(|warning| warning.fault == Fault::Missing);
        if let Some(warning) = missing
            && !self.tried.replace(true)
        {
            self.refresh();
            let id = id_of(&warning.field, "");
            for selector in [
                ["#", &id].concat(),
                ["#", &id, "-year"].concat(),
                ["#", &id, "-family-0"].concat(),
            ] {
                if dom::focus(&selector) {
                    break;
                }
            }
            self.desk.announce(t::missing_told());
            return;
        }
        let sources = self.desk.project().sources;
        if self.new && sources.iter().any(|other| other.id == source.id) {
            // Another tab gave its name away while the form was filled in.
            source.id = free_id(&sources);
        }
        self.desk.change(|project| project.put(source.clone()));
        self.desk.go(View::List);
        dom::focus(&["[data-key=\"edit-", &source.id, "\"]"].concat());
        self.desk.announce(t::saved());
    }
}

/// People of one role: rows of names, as many as one wants.
struct People {
    form: Rc<Form>,
    name: &'static str,
    /// A person, and whether it is a body or a screen name: then only `literal` counts.
    rows: RefCell<Vec<(Person, bool)>>,
    place: El,
}

impl People {
    fn keep(&self) {
        let rows = self
            .rows
            .borrow()
            .iter()
            .map(|(person, _)| names::with_suffix(person))
            .collect();
        self.form.source.borrow_mut().set_people(self.name, rows);
        self.form.refresh();
    }

    fn draw(self: &Rc<Self>) {
        let rows = self.rows.borrow().clone();
        let mut all: Vec<El> = rows
            .iter()
            .enumerate()
            .map(|(at, (person, body))| self.row(at, person, *body, rows.len()))
            .collect();
        let me = self.clone();
        all.push(
            button(t::add_person(), move || {
                me.rows.borrow_mut().push((Person::default(), false));
                me.draw();
                let last = me.rows.borrow().len() - 1;
                dom::focus(&["#", &id_of(me.name, "given"), "-", &last.to_string()].concat());
            })
            .attr("data-kind", "quiet"),
        );
        self.place.fill(all);
    }

    fn row(self: &Rc<Self>, at: usize, person: &Person, body: bool, count: usize) -> El {
        let n = at.to_string();
        let input = |part: &str, label: &str, value: &str, set: fn(&mut Person, String)| {
            let id = [&id_of(self.name, part), "-", &n].concat();
            let me = self.clone();
            let input = el("input")
                .attr("id", &id)
                .attr("autocomplete", "off")
                .attr("dir", "auto");
            input.set_value(value);
            let input = input.on("input", move |event| {
                if let Some((person, _)) = me.rows.borrow_mut().get_mut(at) {
                    set(person, dom::value_of(&event));
                }
                me.keep();
            });
            el("div")
                .with(el("label").attr("for", &id).class("small").text(label))
                .with(input)
        };
        let mut row = el("div").class("cite-person");
        if body {
            row = row.with(input("family", t::whole_name(), &person.literal, |p, v| {
                p.literal = v
            }));
        } else {
            row = row
                .with(input("given", t::given_name(), &person.given, |p, v| {
                    p.given = v
                }))
                .with(input(
                    "family",
                    t::family_name(),
                    // "King Jr." is shown as it was typed; what is kept has the two apart.
                    [&person.family, " ", &person.suffix].concat().trim_end(),
                    |p, v| {
                        p.family = v;
                        p.suffix.clear();
                    },
                ));
        }
        if !body {
            let id = [&id_of(self.name, "order"), "-", &n].concat();
            let me = self.clone();
            let tick = el("input")
                .attr("type", "checkbox")
                .attr("id", &id)
                .maybe_attr("checked", person.family_first.then_some(""))
                .on("change", move |_| {
                    if let Some((person, _)) = me.rows.borrow_mut().get_mut(at) {
                        person.family_first = !person.family_first;
                    }
                    me.keep();
                });
            row = row.with(
                el("div")
                    .class("cite-tick")
                    .with(tick)
                    .with(el("label").attr("for", &id).text(t::family_first())),
            );
        }
        let tick_id = [&id_of(self.name, "body"), "-", &n].concat();
        let me = self.clone();
        let tick = el("input")
            .attr("type", "checkbox")
            .attr("id", &tick_id)
            .maybe_attr("checked", body.then_some(""))
            .on("change", move |_| {
                if let Some((person, is_body)) = me.rows.borrow_mut().get_mut(at) {
                    *is_body = !body;
                    *person = if body {
                        let typed = names::typed(&person.literal);
                        // A single word becomes a family name.
                        if typed.literal.is_empty() {
                            typed
                        } else {
                            Person::of(&typed.literal, "")
                        }
                    } else {
                        Person::body(&person.natural())
                    };
                }
                me.draw();
                me.keep();
            });
        row = row.with(
            el("div")
                .class("cite-tick")
                .with(tick)
                .with(el("label").attr("for", &tick_id).text(t::is_body())),
        );
        if count > 1 {
            let me = self.clone();
            row = row.with(
                button(t::remove(), move || {
                    me.rows.borrow_mut().remove(at);
                    me.draw();
                    me.keep();
                })
                .attr("data-kind", "quiet")
                .attr(
                    "aria-label",
                    &t::remove_person(&carrel_web::words::number((at + 1) as f64)),
                ),
            );
        }
        row
    }
}

/// The id of a field's control or of what belongs to it.
fn id_of(name: &str, part: &str) -> String {
    if part.is_empty() {
        ["cite-f-", name].concat()
    } else {
        ["cite-f-", name, "-", part].concat()
    }
}

fn must(need: Need) -> Option<El> {
    (need == Need::Must).then(|| el("span").class("cite-must").text(t::needed()))
}

fn months() -> Vec<(u8, String)> {
    let mut all: Vec<(u8, String)> = (1..=12u8)
        .map(|month| (month, carrel_web::words::month(month)))
        .collect();
    all.push((21, t::spring().to_owned()));
    all.push((22, t::summer().to_owned()));
    all.push((23, t::autumn().to_owned()));
    all.push((24, t::winter().to_owned()));
    all
}

fn fault(fault: Fault) -> &'static str {
    match fault {
        Fault::Missing => t::w_missing(),
        Fault::Shouting => t::w_shouting(),
        Fault::Quoted => t::w_quoted(),
        Fault::SiteInTitle => t::w_site_in_title(),
        Fault::TwoPeople => t::w_two_people(),
        Fault::ClosingPoint => t::w_closing_point(),
        Fault::NoAddress => t::w_no_address(),
        Fault::SearchPage => t::w_search_page(),
        Fault::SearchEngine => t::w_search_engine(),
        Fault::ByLine => t::w_by_line(),
        Fault::Nobody => t::w_nobody(),
        Fault::Label => t::w_label(),
        Fault::NoSuchDay => t::w_no_such_day(),
        Fault::Future => t::w_future(),
        Fault::SeenTooEarly => t::w_seen_too_early(),
        Fault::Undated => t::w_undated(),
        Fault::NoDoi => t::w_no_doi(),
        Fault::IsbnDigit => t::w_isbn_digit(),
        Fault::NoIsbn => t::w_no_isbn(),
        Fault::Same => t::w_same(),
        Fault::DatabaseAsJournal => t::w_database(),
        Fault::FirstEdition => t::w_first_edition(),
        Fault::Capitals => t::w_capitals(),
    }
}
