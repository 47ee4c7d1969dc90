//! What leaves the page: the whole list on the clipboard, on paper, as files, as a link.

use std::rc::Rc;

use carrel_cite::Shift;
use carrel_refs::{bibtex, csl, doc, ris, share};
use carrel_web::el::{El, button, el};
use carrel_web::{dom, files, js};
use wasm_bindgen::JsValue;

use crate::desk::Desk;
use crate::parts::hint;
use crate::{clip, list, styles, t};

/// The part of the list's page that is about all of it; without the style, what needs none: `here` says whether it is.
#[must_use]
pub fn view(desk: &Rc<Desk>, here: bool) -> El {
    let me = desk.clone();
    let copy = clip::button(desk, t::copy_all(), "copy-all", move || {
        if can_write(&me) {
            clip::written(&list::annotated(&me), me.style_of_project(), true)
        } else {
            Default::default()
        }
    })
    .attr("data-kind", "main");
    let mut more = el("div").class("cluster");
    for (label, form) in [
        (t::save_docx(), Form::Docx),
        (t::save_rtf(), Form::Rtf),
        (t::save_text(), Form::Text),
        (t::save_ris(), Form::Ris),
        (t::save_bibtex(), Form::Bibtex),
        (t::save_json(), Form::Json),
    ] {
        if here || !form.is_written() {
            let me = desk.clone();
            more = more.with(button(label, move || save(&me, form)));
        }
    }
    let written = [copy, button(t::print(), dom::print)];
    let written = written.into_iter().filter(|_| here);
    el("section")
        .class("cite-out")
        .attr("data-screen", "")
        .with(el("h3").text(t::out_title()))
        .with(
            el("div")
                .class("cluster")
                .all(written.collect())
                .with(link(desk)),
        )
        .maybe(here.then(|| hint(t::copy_hint())))
        .with(
            el("details")
                .class("cite-more")
                .with(el("summary").text(t::files()))
                .with(more),
        )
}

/// Letters from which on mail programs and chats are known to cut a link off.
const LONG: usize = 8_000;

/// A link that carries the list behind `#`, where no server sees it.
fn link(desk: &Rc<Desk>) -> El {
    let me = desk.clone();
    clip::button(desk, t::copy_link(), "copy-link", move || {
        let base = me.app().map(|app| app.base()).unwrap_or_default();
        let address = [
            base.as_str(),
            "#/cite?list=",
            &share::encode(&me.project().sources),
        ]
        .concat();
        if address.len() > LONG {
            me.warn(t::link_long());
        }
        let html = [
            "<a href=\"",
            &address,
            "\">",
            &me.project().name.replace('<', ""),
            "</a>",
        ]
        .concat();
        (html, address)
    })
}

#[derive(Clone, Copy)]
enum Form {
    Docx,
    Rtf,
    Text,
    Ris,
    Bibtex,
    Json,
}

impl Form {
    /// Does it hold entries as the style writes them?
    fn is_written(self) -> bool {
        matches!(self, Form::Docx | Form::Rtf | Form::Text)
    }
}

/// Is the style here? Another tab may just have chosen one that is not; that is said.
fn can_write(desk: &Desk) -> bool {
    let style = desk.style_of_project();
    let here = styles::is_here(style);
    if !here {
        desk.warn(styles::missing(style));
    }
    here
}

fn save(desk: &Rc<Desk>, form: Form) {
    if form.is_written() && !can_write(desk) {
        return;
    }
    let project = desk.project();
    let sources = &project.sources;
    let (content, kind, end): (JsValue, &str, &str) = match form {
        Form::Docx => {
            let bytes = doc::docx(&document(desk));
            (
                js::typed(&bytes),
                "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
                "docx",
            )
        }
        Form::Rtf => (doc::rtf(&document(desk)).into(), "application/rtf", "rtf"),
        Form::Text => (
            clip::written(&list::annotated(desk), desk.style_of_project(), true)
                .1
                .into(),
            "text/plain",
            "txt",
        ),
        Form::Ris => (
            ris::write(sources).into(),
            "application/x-research-info-systems",
            "ris",
        ),
        Form::Bibtex => (bibtex::write(sources).into(), "application/x-bibtex", "bib"),
        Form::Json => (
            csl::write(sources).into(),
            "application/vnd.citationstyles.csl+json",
            "json",
        ),
    };
    files::save(
        &content,
        kind,
        &[&file_name(&project.name), ".", end].concat(),
    );
    desk.announce(t::saved_file());
}

fn document(desk: &Rc<Desk>) -> doc::List {
    let style = desk.style_of_project();
    let list = list::annotated(desk);
    let heading = styles::heading(style, clip::is_annotated(&list));
    let entries = list
        .into_iter()
        .map(|(made, annotation)| doc::Entry {
            runs: made
                .tokens
                .into_iter()
                .map(|token| doc::Run {
                    text: token.text,
                    italic: token.italic,
                    bold: token.bold,
                    caps: token.caps,
                    shift: match token.shift {
                        Shift::None => doc::Shift::None,
                        Shift::Up => doc::Shift::Up,
                        Shift::Down => doc::Shift::Down,
                    },
                })
                .collect(),
            annotation,
        })
        .collect();
    doc::List {
        heading: heading.to_owned(),
        entries,
        ..doc::List::of(styles::STYLES[style], styles::spoken(style))
    }
}

/// A project's name as the name of a file.
#[must_use]
pub fn file_name(name: &str) -> String {
    let mut out = String::new();
    for c in name.chars().take(60) {
        if c.is_alphanumeric() {
            out.extend(c.to_lowercase());
        } else if !out.ends_with('-') && !out.is_empty() {
            out.push('-');
        }
    }
    let out = out.trim_end_matches('-');
    if out.is_empty() {
        "sources".to_owned()
    } else {
        out.to_owned()
    }
}
