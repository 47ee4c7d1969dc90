//! "Cite this" on a record's page: the entry in the reader's style, how to point to it, copying, keeping.

use std::cell::Cell;
use std::rc::Rc;

use carrel_core::BibRecord;
use carrel_refs::check::capitals;
use carrel_refs::{Kind, Source, bib};
use carrel_web::app::App;
use carrel_web::dom;
use carrel_web::el::{El, button, el};

use crate::desk::Desk;
use crate::pointers::{self, Place};
use crate::{clip, entry, list, parts, styles, t};

struct Panel {
    desk: Rc<Desk>,
    app: App,
    host: El,
    source: Source,
    place: Rc<Place>,
    explained: Cell<Option<usize>>,
}

/// Fills the host with the panel.
pub fn show(desk: &Rc<Desk>, host: &El, app: &App, bib: &BibRecord) {
    let mut source = bib::source(bib, Some(&desk.today()));
    bib::keep_order_of_names(&mut source, bib);
    let panel = Rc::new(Panel {
        desk: desk.clone(),
        app: app.clone(),
        host: host.clone(),
        source,
        place: Rc::default(),
        explained: Cell::new(None),
    });
    let first = panel.clone();
    desk.once_fetched(move |_| {
        if first.host.is_shown() {
            first.draw();
        }
    });
    desk.panel.replace(Some(Rc::new(move || {
        if panel.host.is_shown() {
            panel.draw();
        }
    })));
}

impl Panel {
    fn draw(self: &Rc<Self>) {
        styles::speak(self.desk.language.get());
        let style = self.desk.style.get();
        let shipped = styles::STYLES[style];
        let me = self.clone();
        let picker = parts::style_picker(&self.desk, style, move |desk, style| {
            desk.choose_style(style);
            me.explained.set(None);
            me.draw();
        });
        let me = self.clone();
        let language = parts::language_picker(&self.desk, style, move |desk, tag| {
            if let Some(tag) = tag {
                desk.choose_language(tag);
                me.explained.set(None);
            }
            me.draw();
        });
        let mut body = vec![
            el("div").class("cite-choices").with(picker).with(language),
            self.desk.place_of_warning(),
        ];
        if styles::is_here(style) {
            let sources = [self.source.clone()];
            match styles::list(style, &sources, false).first() {
                Some(made) => body.extend(self.entry(made, style)),
                None => body.push(parts::p(t::not_listed())),
            }
            if styles::has_small_titles(style) {
                body.extend(list::told(&self.source, &capitals(&self.source)));
            }
            body.push(self.pointers(style));
        } else {
            let me = self.clone();
            body.push(self.desk.missing_style(style, move |_| me.draw()));
        }
        if self.source.kind == Kind::MAGAZINE && self.source.text("title").is_empty() {
            body.push(parts::p(t::which_article()).class("cite-look small"));
        }
        body.push(self.keep());
        let panel = el("div")
            .class("cite cite-panel")
            .attr("data-style", shipped)
            .all(body);
        self.host.fill(vec![panel]);
    }

    fn entry(self: &Rc<Self>, made: &styles::Made, style: usize) -> Vec<El> {
        let (me, again) = (self.clone(), self.clone());
        let copied = vec![(made.clone(), String::new())];
        let copy = clip::button(&self.desk, t::copy_entry(), "copy-entry", move || {
            clip::written(&copied, style, false)
        })
        .attr("data-kind", "main");
        let open = self.explained.get().is_some();
        let why = button(t::explain(), move || {
            again.explain(if again.explained.get().is_some() {
                None
            } else {
                Some(0)
            });
        })
        .key("explain")
        .attr("aria-expanded", if open { "true" } else { "false" });
        let mut all = vec![
            el("h3").text(&t::in_the_list(styles::heading(style, false))),
            entry::entry(made, move |part| me.explain(Some(part))),
            el("div")
                .class("cluster")
                .attr("data-screen", "")
                .with(copy)
                .with(why),
        ];
        if let Some(part) = self.explained.get() {
            let me = self.clone();
            let act: Rc<dyn Fn(Option<usize>)> = Rc::new(move |part| me.explain(part));
            all.push(entry::parts(made, styles::name(style), part, &act));
        }
        all
    }

    fn explain(self: &Rc<Self>, part: Option<usize>) {
        self.explained.set(part);
        self.draw();
        if part.is_none() {
            dom::focus("[data-key=\"explain\"]");
        }
    }

    /// How to point to it.
    fn pointers(self: &Rc<Self>, style: usize) -> El {
        let heading = if styles::is_note(style) {
            t::in_notes()
        } else {
            t::in_the_text()
        };
        el("div")
            .class("cite-in-text")
            .with(el("h3").text(heading))
            .all(pointers::view(
                &self.desk,
                &self.source,
                style,
                &self.place,
                "pointer",
            ))
    }

    /// Puts it into a project.
    fn keep(self: &Rc<Self>) -> El {
        let project = self.desk.project();
        let there = project
            .sources
            .iter()
            .any(|source| source.id == self.source.id);
        let (me, app) = (self.clone(), self.app.clone());
        let open = button(t::open_list(), move || app.go("#/cite")).key("open-list");
        let row = el("div").class("cluster").attr("data-screen", "");
        if there {
            return row
                .with(el("p").class("cite-kept").text(&t::kept_in(&project.name)))
                .with(open);
        }
        row.with(
            button(&t::keep_in(&project.name), move || {
                let source = me.source.clone();
                me.desk.change(|project| project.put(source));
                me.desk.announce(&t::kept_in(&me.desk.project().name));
                me.draw();
                dom::focus("[data-key=\"open-list\"]");
            })
            .key("keep"),
        )
        .with(open.attr("data-kind", "quiet"))
    }
}
