//! How the reader likes to read: size, lines, spaces, paper, a ruler. Letters and words grow apart together, because wide
//! letters alone make reading harder. Kept on the device.

use std::rc::Rc;

use carrel_web::dom;
use carrel_web::el::{El, button, el};

use crate::session::Session;
use crate::t;

/// What can be chosen: name of the attribute, and how many choices. The first is the usual one.
const CHOICES: [(&str, u8); 5] = [
    ("size", 3),
    ("lines", 3),
    ("space", 3),
    ("paper", 4),
    ("ruler", 2),
];

/// The reader's choices, by the order of [`CHOICES`].
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reading([u8; 5]);

impl Reading {
    /// Reads what was kept; what is none is the usual.
    #[must_use]
    pub fn read(text: &str) -> Self {
        let mut out = Self::default();
        for ((own, (_, most)), c) in out.0.iter_mut().zip(CHOICES).zip(text.bytes()) {
            *own = c.wrapping_sub(b'0');
            if *own >= most {
                *own = 0;
            }
        }
        out
    }

    /// As it is kept.
    #[must_use]
    pub fn write(&self) -> String {
        self.0.iter().map(|n| char::from(b'0' + n)).collect()
    }

    /// Sets it on the lesson; the style sheet does the rest.
    pub fn apply(&self, lesson: &El) {
        for (value, (name, _)) in self.0.iter().zip(CHOICES) {
            let value = (*value > 0).then(|| value.to_string());
            lesson.set(&["data-", name].concat(), value.as_deref());
        }
    }
}

fn words(choice: usize, value: u8) -> &'static str {
    match (choice, value) {
        (0, 0) | (1, 0) | (2, 0) => t::usual(),
        (0, 1) | (1, 1) | (2, 1) => t::larger(),
        (0, _) | (1, _) | (2, _) => t::largest(),
        (3, 0) => t::paper_usual(),
        (3, 1) => t::paper_cream(),
        (3, 2) => t::paper_blue(),
        (3, _) => t::paper_dark(),
        (_, 0) => t::off(),
        _ => t::on(),
    }
}

/// The bar over a lesson: reading aloud, settings, print.
#[must_use]
pub fn tools(session: &Rc<Session>) -> El {
    let labels = [t::size(), t::lines(), t::space(), t::paper(), t::ruler()];
    let fields = labels
        .iter()
        .enumerate()
        .map(|(n, label)| {
            let chosen = session.reading.borrow().0[n];
            let owner = session.clone();
            let options = (0..CHOICES[n].1)
                .map(|value| {
                    el("option")
                        .attr("value", &value.to_string())
                        .maybe_attr("selected", (value == chosen).then_some(""))
                        .text(words(n, value))
                })
                .collect();
            let id = ["reading-", CHOICES[n].0].concat();
            el("p")
                .class("field")
                .with(el("label").attr("for", &id).text(label))
                .with(
                    el("select")
                        .attr("id", &id)
                        .all(options)
                        .on("change", move |event| {
                            owner.reading.borrow_mut().0[n] =
                                dom::value_of(&event).parse().unwrap_or(0);
                            let reading = owner.reading.borrow().clone();
                            owner.store().set("reading", &reading.write());
                            if let Some(host) = owner.host()
                                && let Some(lesson) = host.element().first_element_child()
                            {
                                reading.apply(&El::from(wasm_bindgen::JsValue::from(lesson)));
                            }
                        }),
                )
        })
        .collect();
    let settings = el("details")
        .class("reading")
        .with(el("summary").text(t::reading()))
        .with(
            el("div")
                .class("reading-fields")
                .all(fields)
                .with(el("p").class("soft").text(t::ruler_how())),
        );
    let list = el("a")
        .class("to-list")
        .attr("href", "#/lessons")
        .text(t::to_list());
    let bar = el("div")
        .class("lesson-tools")
        .attr("data-screen", "")
        .with(list);
    let aloud = session.speech.button(session);
    bar.maybe(aloud)
        .with(button(t::print(), dom::print).attr("data-kind", "quiet"))
        .with(settings)
        .with(el("div").class("ruler").attr("aria-hidden", "true"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_kept_comes_back_and_nonsense_is_the_usual() {
        assert_eq!(Reading::read("12031").write(), "12031");
        assert_eq!(Reading::read("").write(), "00000");
        assert_eq!(Reading::read("9x!49zz").write(), "00000");
        assert_eq!(Reading::read("20\u{e9}").write(), "20000");
    }
}
