//! The list of the open project: entries as they will be printed, what can be done with each, and with all.

use std::rc::Rc;

use carrel_refs::check::{Warning, capitals, check};
use carrel_refs::order::sort_by;
use carrel_refs::{Source, coins, doc};
use carrel_web::el::{El, button, el};
use carrel_web::{dom, files};

use crate::desk::{Desk, View};
use crate::parts::{heading, hint, language_picker, main_button, p, style_picker};
use crate::project::Project;
use crate::styles::{self, Made};
use crate::{bring, clip, entry, labels, out, pointers, t};

/// Entries in the order in which they are shown, each with its source.
#[must_use]
pub fn entries(desk: &Rc<Desk>) -> Vec<(Made, Source)> {
    let project = desk.project();
    let style = desk.style_of_project();
    styles::list(style, &project.sources, project.own_order)
        .into_iter()
        .filter_map(|made| {
            let source = project.sources.iter().find(|s| s.id == made.id)?.clone();
            Some((made, source))
        })
        .collect()
}

/// Entries with what is printed below each.
#[must_use]
pub fn annotated(desk: &Rc<Desk>) -> Vec<(Made, String)> {
    let list = entries(desk);
    list.into_iter()
        .map(|(made, source)| (made, source.annotation))
        .collect()
}

/// The view.
#[must_use]
pub fn view(desk: &Rc<Desk>) -> Vec<El> {
    let project = desk.project();
    let style = desk.style_of_project();
    let shipped = styles::STYLES[style];
    let says = |is: bool| if is { "true" } else { "false" };
    let mut body = vec![top(desk, style)];
    if let Some(note) = put_back(desk) {
        body.push(note);
    }
    body.extend(unread(desk, &project));
    if project.sources.is_empty() {
        body.push(empty(desk));
        return body;
    }
    if !desk.store.borrow().keeps() {
        let warning = p(t::kept_nowhere()).class("note").attr("data-screen", "");
        body.push(warning.attr("data-kind", "trouble"));
    }
    if !styles::is_here(style) {
        body.push(desk.missing_style(style, Desk::redraw));
        body.push(out::view(desk, false));
        return body;
    }
    let list = entries(desk);
    let annotated = |(_, source): &(Made, Source)| {
        let written = clip::paragraphs(&source.annotation).next();
        written.is_some()
    };
    let title = styles::heading(style, list.iter().any(annotated));
    body.push(
        heading(title)
            .class("cite-heading")
            .attr("data-bold", says(doc::is_bold_above(shipped)))
            .attr("lang", styles::spoken(style))
            .attr("dir", "auto"),
    );
    let mut rows = el("ol")
        .class("cite-list")
        .attr("data-double", says(doc::is_double(shipped)))
        .attr("data-deep", says(doc::is_deep_below(shipped)))
        .attr("lang", styles::spoken(style))
        .attr("aria-label", title);
    let count = list.len();
    for (at, (made, source)) in list.iter().enumerate() {
        rows = rows.with(row(desk, style, made, source, at, count));
    }
    body.push(rows);
    let left_out: Vec<&Source> = project
        .sources
        .iter()
        .filter(|source| list.iter().all(|(made, _)| made.id != source.id))
        .collect();
    if !left_out.is_empty() {
        body.push(unlisted(desk, &left_out));
    }
    body.push(order(desk, project.own_order));
    body.push(out::view(desk, true));
    carrel_web::js::after(0, dom::tell_reference_managers);
    body
}

/// Project, style, and how to add.
fn top(desk: &Rc<Desk>, style: usize) -> El {
    let (add, bring, practice) = (desk.clone(), desk.clone(), desk.clone());
    let picker = style_picker(desk, style, |me, style| {
        me.choose_style(style);
        me.explained.take();
        me.change(|project| styles::STYLES[style].clone_into(&mut project.style));
        me.redraw();
        me.announce(&t::style_changed(styles::name(style)));
    });
    let language = language_picker(desk, style, |desk, tag| {
        if let Some(tag) = tag {
            desk.choose_language(tag);
            desk.explained.take();
            desk.change(|project| tag.clone_into(&mut project.language));
        }
        desk.redraw();
    });
    el("div")
        .class("cite-top")
        .attr("data-screen", "")
        .with(
            el("div")
                .class("cite-choices")
                .with(projects(desk))
                .with(picker)
                .with(language),
        )
        .with(
            el("div")
                .class("cluster")
                .with(main_button(t::add_source(), move || add.go(View::Kinds)).key("add"))
                .with(button(t::bring(), move || bring.go(View::Bring)).key("bring"))
                .with(button(t::practice(), move || practice.go(View::Practice)).key("practice")),
        )
}

/// Which project; its name; a new one; away with it.
fn projects(desk: &Rc<Desk>) -> El {
    let open = desk.current.get();
    let mut select = el("select").attr("id", "cite-project").key("project");
    for (at, project) in desk.projects.borrow().iter().enumerate() {
        select = select.with(
            el("option")
                .attr("value", &at.to_string())
                .maybe_attr("selected", (at == open).then_some(""))
                .text(&t::project_of(
                    &project.name,
                    &carrel_web::words::number(project.sources.len() as f64),
                )),
        );
    }
    let me = desk.clone();
    let select = select.on("change", move |event| {
        me.open_project(dom::value_of(&event).parse().unwrap_or(0));
    });
    let (rename, new, remove) = (desk.clone(), desk.clone(), desk.clone());
    let name = el("input")
        .attr("id", "cite-name")
        .attr("maxlength", "80")
        .attr("autocomplete", "off");
    name.set_value(&desk.project().name);
    let name = name.on("change", move |event| {
        let name = dom::value_of(&event).trim().to_owned();
        if !name.is_empty() {
            rename.change(|project| project.name = name);
            rename.draw();
        }
    });
    let sure = el("div").class("stack").attr("hidden", "");
    let ask = sure.clone();
    let sure = sure
        .with(p(t::remove_project_sure()))
        .with(button(t::remove_project_yes(), move || remove.remove_project()).class("danger"));
    let more = el("details")
        .class("cite-more")
        .with(el("summary").text(t::project_more()))
        .with(
            el("div")
                .class("stack")
                .with(crate::parts::field("cite-name", t::project_name(), name))
                .with(
                    el("div")
                        .class("cluster")
                        .with(button(t::new_project(), move || new.new_project()))
                        .with(button(t::remove_project(), move || ask.set("hidden", None))),
                )
                .with(sure)
                .with(hint(if desk.store.borrow().keeps() {
                    t::kept_here()
                } else {
                    t::kept_nowhere()
                })),
        );
    crate::parts::field("cite-project", t::project(), select).with(more)
}

fn empty(desk: &Rc<Desk>) -> El {
    let app = desk.app();
    let find = button(t::find_book(), move || {
        if let Some(app) = &app {
            app.go("#/search");
        }
    });
    el("div")
        .class("note cite-empty")
        .with(heading(t::empty_title()))
        .with(p(t::empty_text()))
        .with(el("div").class("cluster").with(find))
}

/// What was removed can be put back.
fn put_back(desk: &Rc<Desk>) -> Option<El> {
    let (_, source) = desk.removed.borrow().clone()?;
    let me = desk.clone();
    Some(
        el("div")
            .class("note cluster cite-removed")
            .attr("data-screen", "")
            .with(p(&t::removed(&source.called())).attr("dir", "auto"))
            .with(
                button(t::undo(), move || {
                    if let Some((at, source)) = me.removed.take() {
                        me.change(|project| project.put_back(at, source));
                    }
                    me.draw();
                })
                .key("undo"),
            ),
    )
}

/// What of the stored project could not be read, and the two ways out.
fn unread(desk: &Rc<Desk>, project: &Project) -> Option<El> {
    if project.unread.is_empty() {
        return None;
    }
    let (found, name) = (project.unread.clone(), out::file_name(&project.name));
    let save = button(t::unread_save(), move || {
        files::save(
            &found.as_str().into(),
            "text/plain",
            &[&name, "-found.txt"].concat(),
        );
    });
    let me = desk.clone();
    let drop = button(t::unread_drop(), move || {
        me.change(|project| project.unread.clear());
        me.draw();
        dom::focus("[data-key=\"add\"]");
    });
    Some(
        el("div")
            .class("note stack cite-unread")
            .attr("data-kind", "trouble")
            .attr("data-screen", "")
            .with(heading(t::unread()))
            .with(p(t::unread_text()))
            .with(bring::told(&project.problems()))
            .with(
                el("div")
                    .class("cluster")
                    .with(save.key("unread-save"))
                    .with(drop.key("unread-drop")),
            ),
    )
}

fn row(desk: &Rc<Desk>, style: usize, made: &Made, source: &Source, at: usize, count: usize) -> El {
    let id = source.id.clone();
    let explained = desk
        .explained
        .borrow()
        .clone()
        .filter(|(open, _)| *open == id);
    let act: Rc<dyn Fn(Option<usize>)> = {
        let (me, id) = (desk.clone(), id.clone());
        Rc::new(move |part| {
            me.explained.replace(part.map(|part| (id.clone(), part)));
            me.draw();
            if part.is_none() {
                dom::focus(&["[data-key=\"why-", &id, "\"]"].concat());
            }
        })
    };
    let pressed = act.clone();
    let mut item = el("li")
        .with(for_zotero(source))
        .with(entry::entry(made, move |part| pressed(Some(part))));
    for words in clip::paragraphs(&source.annotation) {
        item = item.with(p(words).class("cite-annotation").attr("dir", "auto"));
    }
    if !source.note.is_empty() {
        item = item.with(
            el("p")
                .class("cite-note small")
                .attr("data-screen", "")
                .attr("dir", "auto")
                .with(el("strong").text(t::note_mark()))
                .text(" ")
                .text(&source.note),
        );
    }
    item = item.maybe(look_again(desk, source, style));
    item = item.with(actions(
        desk,
        made,
        source,
        at,
        count,
        explained.is_some(),
        &act,
        style,
    ));
    if let Some((_, part)) = explained {
        item = item.with(entry::parts(made, styles::name(style), part, &act));
    }
    item.with(
        el("div")
            .class("cite-told")
            .attr("data-screen", "")
            .attr("id", &["points-", &source.id].concat())
            .all(pointing(desk, source, style)),
    )
}

/// What reference managers read; nobody sees it.
fn for_zotero(source: &Source) -> El {
    el("span")
        .class("Z3988")
        .attr("title", &coins::of_source(source))
        .attr("hidden", "")
}

/// Names the fields in which something is missing or looks wrong; the form says what.
fn look_again(desk: &Rc<Desk>, source: &Source, style: usize) -> Option<El> {
    let mut found = check(source, &desk.today());
    if styles::has_small_titles(style) {
        found.extend(capitals(source));
    }
    told(source, &found)
}

/// Names the fields of which something is to be said.
#[must_use]
pub fn told(source: &Source, found: &[Warning]) -> Option<El> {
    let fields = source.kind.info().fields.iter();
    let named: Vec<&str> = fields
        .filter(|field| found.iter().any(|warning| warning.field == field.name))
        .map(|field| labels::field(field.label).0)
        .collect();
    if named.is_empty() {
        return None;
    }
    let words = t::look_again(&named.join(", "));
    Some(p(&words).class("cite-look small").attr("data-screen", ""))
}

/// Opens, below its entry, how to point to a source.
fn points(desk: &Rc<Desk>, source: &Source, style: usize) -> El {
    let key = ["point-", &source.id].concat();
    let place = ["points-", &source.id].concat();
    let label = if styles::is_note(style) {
        t::in_notes()
    } else {
        t::in_the_text()
    };
    let is_open = desk
        .pointing
        .borrow()
        .iter()
        .any(|(id, _)| *id == source.id);
    let (me, mine, id) = (desk.clone(), source.clone(), key.clone());
    button(label, move || {
        let (Some(button), Some(place)) = (El::found(&id), El::found(&place)) else {
            return;
        };
        let mut open = me.pointing.take();
        let before = open.len();
        open.retain(|(id, _)| *id != mine.id);
        let opens = open.len() == before;
        if opens {
            open.push((mine.id.clone(), Rc::default()));
        }
        me.pointing.replace(open);
        button.set("aria-expanded", Some(if opens { "true" } else { "false" }));
        place.fill(pointing(&me, &mine, style));
    })
    .attr("id", &key)
    .attr("aria-expanded", if is_open { "true" } else { "false" })
    .attr("aria-label", &[label, ": ", &source.called()].concat())
}

/// How to point to a source, where it is open; also when the list is drawn anew.
fn pointing(desk: &Rc<Desk>, source: &Source, style: usize) -> Vec<El> {
    let open = desk.pointing.borrow().clone();
    let mine = open.iter().find(|(id, _)| *id == source.id);
    let view = |(_, place): &(String, Rc<pointers::Place>)| {
        let key = ["pointer-", &source.id].concat();
        let view = pointers::view(desk, source, style, place, &key);
        el("div").class("cite-in-text").all(view)
    };
    mine.map(view).into_iter().collect()
}

#[allow(clippy::too_many_arguments)]
fn actions(
    desk: &Rc<Desk>,
    made: &Made,
    source: &Source,
    at: usize,
    count: usize,
    open: bool,
    act: &Rc<dyn Fn(Option<usize>)>,
    style: usize,
) -> El {
    let title = source.called();
    let named = |label: &str| [label, ": ", &title].concat();
    let key = |what: &str| [what, "-", &source.id].concat();
    let copied = vec![(made.clone(), source.annotation.clone())];
    let copy = clip::button(desk, t::copy(), &key("copy"), move || {
        clip::written(&copied, style, false)
    })
    .attr("aria-label", &named(t::copy()));
    let toggle = act.clone();
    let why = button(t::why_short(), move || {
        toggle(if open { None } else { Some(0) })
    })
    .key(&key("why"))
    .attr("aria-expanded", if open { "true" } else { "false" })
    .attr("aria-label", &named(t::explain()));
    let (me, mine) = (desk.clone(), source.clone());
    let compare = button(t::all_styles(), move || {
        let view = View::Compare(mine.clone());
        let wanted = view.clone();
        let all: [usize; styles::STYLES.len()] = core::array::from_fn(|at| at);
        me.fetch_styles(&all, move |me, _| {
            if *me.view.borrow() == wanted {
                me.draw();
            }
        });
        me.go(view);
    })
    .key(&key("compare"))
    .attr("aria-label", &named(t::all_styles()));
    let quiet = |node: El| node.attr("data-kind", "quiet");
    let mut all = el("div")
        .class("cluster cite-actions")
        .attr("data-screen", "")
        .with(copy)
        .with(why)
        .with(points(desk, source, style))
        .with(edits(desk, source))
        .with(quiet(compare));
    if count > 1 {
        for (label, by, off) in [(t::up(), -1, at == 0), (t::down(), 1, at + 1 == count)] {
            let (me, id) = (desk.clone(), source.id.clone());
            let key = key(if by < 0 { "up" } else { "down" });
            let node = button(label, move || {
                if !off {
                    shift(&me, &id, by)
                }
            })
            .key(&key)
            .attr("aria-label", &named(label))
            .maybe_attr("aria-disabled", off.then_some("true"));
            all = all.with(quiet(node));
        }
    }
    all.with(removes(desk, source))
}

/// Opens the form of a source.
fn edits(desk: &Rc<Desk>, source: &Source) -> El {
    let (me, mine) = (desk.clone(), source.clone());
    button(t::edit(), move || me.go(View::Form(mine.clone(), false)))
        .key(&["edit-", &source.id].concat())
        .attr("aria-label", &[t::edit(), ": ", &title_of(source)].concat())
}

/// Takes a source out of the list; it can be put back.
fn removes(desk: &Rc<Desk>, source: &Source) -> El {
    let (me, mine) = (desk.clone(), source.clone());
    button(t::remove(), move || {
        let place = me.project().sources.iter().position(|s| s.id == mine.id);
        if let Some(place) = place {
            me.change(|project| drop(project.sources.remove(place)));
            me.removed.replace(Some((place, mine.clone())));
            me.announce(&t::removed(&mine.called()));
        }
        me.draw();
        dom::focus("[data-key=\"undo\"]");
    })
    .key(&["remove-", &source.id].concat())
    .attr(
        "aria-label",
        &[t::remove(), ": ", &title_of(source)].concat(),
    )
    .attr("data-kind", "quiet")
}

/// What a source is called here: its title, or who made it.
fn title_of(source: &Source) -> String {
    let title = source.called();
    if !title.is_empty() {
        return title;
    }
    let first = source.people("author").first();
    first.map(carrel_refs::Person::natural).unwrap_or_default()
}

/// Moves an entry by one place. From then on the student's own order counts.
fn shift(desk: &Rc<Desk>, id: &str, by: i32) {
    let shown: Vec<String> = entries(desk).into_iter().map(|(made, _)| made.id).collect();
    let Some(at) = shown.iter().position(|other| other == id) else {
        return;
    };
    let to = if by < 0 {
        at.saturating_sub(1)
    } else {
        (at + 1).min(shown.len() - 1)
    };
    let mut wanted = shown.clone();
    wanted.swap(at, to);
    desk.change(|project| {
        project.own_order = true;
        sort_by(&mut project.sources, |source| {
            wanted
                .iter()
                .position(|id| *id == source.id)
                .unwrap_or(usize::MAX)
        });
    });
    desk.draw();
    let place = carrel_web::words::number((to + 1) as f64);
    desk.announce(&t::moved(
        &place,
        &carrel_web::words::number(shown.len() as f64),
    ));
}

/// Sources that this style does not list, with how it points to them.
fn unlisted(desk: &Rc<Desk>, left_out: &[&Source]) -> El {
    let mut list = el("ul").class("stack");
    for source in left_out {
        let title = title_of(source);
        let (project, style) = (desk.project(), desk.style_of_project());
        let all = &project.sources;
        let pointers = styles::pointers(style, all, project.own_order, &source.id, styles::WHOLE);
        let pointer = pointers.first().map(|pointer| {
            let key = ["why-pointer-", &source.id].concat();
            entry::telling(
                "cite-pointer",
                pointer,
                styles::name(style),
                &title,
                &key,
                None,
            )
        });
        let actions = el("div")
            .class("cluster cite-actions")
            .with(points(desk, source, style))
            .with(edits(desk, source))
            .with(removes(desk, source));
        let told = el("div")
            .class("cite-told")
            .attr("id", &["points-", &source.id].concat())
            .all(pointing(desk, source, style));
        list = list.with(
            el("li")
                .attr("dir", "auto")
                .with(
                    el("div")
                        .class("cluster")
                        .with(el("span").text(&title))
                        .maybe(pointer),
                )
                .with(actions)
                .with(told),
        );
    }
    el("div")
        .class("note")
        .attr("data-screen", "")
        .with(p(t::unlisted()))
        .with(list)
}

fn order(desk: &Rc<Desk>, own: bool) -> El {
    let me = desk.clone();
    let tick = el("input")
        .attr("type", "checkbox")
        .attr("id", "cite-order")
        .maybe_attr("checked", (!own).then_some(""))
        .on("change", move |_| {
            me.change(|project| project.own_order = !own);
            me.draw();
        });
    el("div")
        .class("cite-tick")
        .attr("data-screen", "")
        .with(tick)
        .with(
            el("label")
                .attr("for", "cite-order")
                .text(t::sort_as_style()),
        )
}
