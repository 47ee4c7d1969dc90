//! The settings of reading, as they are chosen. Part of the piece `tools`.

use std::rc::Rc;

use carrel_web::dom;
use carrel_web::el::{El, el};
use carrel_web::js::digits;

use crate::reading::CHOICES;
use crate::ruler;
use crate::session::Session;
use crate::t;

fn words(choice: usize, value: u8) -> &'static str {
    match (choice, value) {
        (0 | 1 | 2 | 5, 0) => t::usual(),
        (0, 1) | (1, 1) | (2, 1) => t::larger(),
        (0, _) | (1, _) | (2, _) => t::largest(),
        (3, 0) => t::paper_usual(),
        (3, 1) => t::paper_cream(),
        (3, 2) => t::paper_blue(),
        (3, _) => t::paper_dark(),
        (5, 1) => t::shorter(),
        (5, _) => t::shortest(),
        (_, 0) => t::off(),
        _ => t::on(),
    }
}

/// A field for each of them; a change shows at once.
#[inline(never)]
#[must_use]
pub fn fields(session: &Rc<Session>) -> Vec<El> {
    let labels = [
        t::size(),
        t::lines(),
        t::space(),
        t::paper(),
        t::ruler(),
        t::width(),
    ];
    let mut fields = el("div").class("reading-fields");
    for (n, label) in labels.into_iter().enumerate() {
        let (name, most) = CHOICES[n];
        let chosen = session.reading.borrow().chosen(n);
        let owner = session.clone();
        let id = ["reading-", name].concat();
        let mut select = el("select").attr("id", &id);
        for value in 0..most {
            select = select.with(
                el("option")
                    .attr("value", &digits(value.into()))
                    .maybe_attr("selected", (value == chosen).then_some(""))
                    .text(words(n, value)),
            );
        }
        let select = select.on("change", move |event| {
            let value = dom::value_of(&event).parse().unwrap_or(0);
            owner.reading.borrow_mut().choose(n, value);
            let reading = owner.reading.borrow().clone();
            owner.store().set("reading", &reading.write());
            if let Some(host) = owner.host()
                && let Some(lesson) = host.element().first_element_child()
            {
                let lesson = El::from(wasm_bindgen::JsValue::from(lesson));
                reading.apply(&lesson);
                ruler::follow(&lesson);
            }
        });
        fields = fields.with(
            el("p")
                .class("field")
                .with(el("label").attr("for", &id).text(label))
                .with(select),
        );
    }
    vec![fields.with(el("p").class("soft").text(t::ruler_how()))]
}
