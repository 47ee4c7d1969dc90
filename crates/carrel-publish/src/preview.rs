//! Third step: the new catalogue is searched as one types, before anybody else sees it.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use carrel_web::el::{El, button, el};
use carrel_web::{js, words};
use wasm_bindgen::JsValue;

use crate::parts::{count, heading, main_button, p, size};
use crate::session::{Session, Step};
use crate::t;

/// Results that are shown.
const MOST: u32 = 12;
/// Milliseconds without a letter after which the number of results is announced.
const PAUSE: i32 = 700;

/// What was asked of the new catalogue and what it said.
#[derive(Default)]
pub struct Preview {
    query: RefCell<String>,
    /// The newest question; older answers are dropped.
    number: Cell<u32>,
    answer: RefCell<JsValue>,
    shown: RefCell<Option<(El, El)>>,
}

impl Preview {
    /// Another catalogue: nothing was asked of it yet.
    pub fn clear(&self) {
        self.query.take();
        self.answer.replace(JsValue::UNDEFINED);
    }
}

/// The step.
#[must_use]
pub fn view(session: &Rc<Session>) -> (El, Vec<El>) {
    let built = session.built.borrow();
    let line = t::built_line(
        &t::titles(count(&built, "records")),
        &t::copies(count(&built, "items")),
        &words::date(&js::text(&built, "snapshot").unwrap_or_default()),
        &size(js::number(&built, "bytes")),
    );
    let me = session.clone();
    let input = el("input")
        .attr("type", "search")
        .attr("id", "publish-try")
        .attr("autocomplete", "off")
        .attr("autocapitalize", "none")
        .attr("spellcheck", "false")
        .attr("maxlength", "300")
        .attr("dir", "auto")
        .attr("aria-describedby", "publish-try-hint")
        .on("input", move |event| {
            me.preview.query.replace(carrel_web::dom::value_of(&event));
            ask(&me);
        });
    input.set_value(&session.preview.query.borrow());
    let field = el("div")
        .class("field")
        .with(el("label").attr("for", "publish-try").text(t::try_label()))
        .with(input)
        .with(
            p(t::try_hint())
                .class("soft small")
                .attr("id", "publish-try-hint"),
        );
    let total = el("p").class("soft");
    let list = el("ol").class("tried");
    session
        .preview
        .shown
        .replace(Some((total.clone(), list.clone())));
    show(session);
    let (back, zip) = (session.clone(), session.clone());
    let mut body = vec![p(&line).attr("dir", "auto")];
    body.extend(doubt(&built));
    body.push(
        el("div")
            .class("cluster")
            .with(main_button(t::zip(), move || zip.zip()))
            .with(button(t::back_to_report(), move || back.go(Step::Check))),
    );
    body.push(el("div").class("try").with(field).with(total).with(list));
    (heading(t::try_title()), body)
}

/// The command's warning: by the list of libraries that are searched together, name and folder do not belong together. Above
/// the buttons, of which one leads back to both.
fn doubt(built: &JsValue) -> Option<El> {
    let said = js::text(built, "doubt").filter(|said| !said.is_empty())?;
    let note = el("div").class("note").attr("data-kind", "news");
    Some(note.with(p(&said).attr("dir", "auto")))
}

/// Asks the new catalogue for what is in the search field.
pub fn ask(session: &Rc<Session>) {
    let number = session.preview.number.get() + 1;
    session.preview.number.set(number);
    session.post(&js::object(&[
        ("ask", "preview".into()),
        ("number", number.into()),
        ("query", session.preview.query.borrow().as_str().into()),
        ("limit", MOST.into()),
    ]));
}

/// The catalogue answered.
pub fn heard(session: &Rc<Session>, message: &JsValue) {
    if count(message, "number") == session.preview.number.get() {
        session.preview.answer.replace(message.clone());
        show(session);
        // One announcement, when typing pauses: not one for every letter.
        let (me, number) = (session.clone(), session.preview.number.get());
        js::after(PAUSE, move || {
            let shown = me.preview.shown.borrow();
            let total = shown.as_ref().filter(|(total, _)| total.is_shown());
            if let Some((total, _)) = total.filter(|_| me.preview.number.get() == number) {
                me.app().announce(&total.text_content());
            }
        });
    }
}

fn show(session: &Rc<Session>) {
    let answer = session.preview.answer.borrow();
    let shown = session.preview.shown.borrow();
    let Some((total, list)) = shown.as_ref().filter(|_| answer.is_object()) else {
        return;
    };
    let (hits, all) = (js::list(&answer, "hits"), count(&answer, "total"));
    let mut line = match hits.len() as u32 {
        0 => t::found_none().to_owned(),
        n if n < all => t::found_first(&words::number(f64::from(n)), &t::found(all)),
        n => t::found(n),
    };
    for notice in js::list(&answer, "notices") {
        line.push_str(" · ");
        line.push_str(&notice.as_string().unwrap_or_default());
    }
    total.say(&line);
    list.fill(hits.iter().map(hit).collect());
}

fn hit(hit: &JsValue) -> El {
    let text = |name: &str| js::text(hit, name).unwrap_or_default();
    let title = el("strong").attr("dir", "auto").text(&text("title"));
    let mut facts = el("p").class("soft small").attr("dir", "auto");
    let mut parts = Vec::new();
    if let Some(name) = js::list(hit, "names").first() {
        parts.push(t::by(&js::text(name, "name").unwrap_or_default()));
    }
    let year = js::number(hit, "year");
    if year != 0.0 {
        parts.push(format!("{year}"));
    }
    let copies = count(hit, "copies");
    if copies > 0 {
        parts.push(t::available_of(
            &words::number(js::number(hit, "available")),
            &t::copies(copies),
        ));
    }
    facts = facts.text(&parts.join(" · "));
    let call = text("call_number");
    let call = (!call.is_empty()).then(|| el("span").class("call").attr("dir", "auto").text(&call));
    el("li")
        .with(el("div").with(el("p").with(title)).with(facts))
        .maybe(call)
}
