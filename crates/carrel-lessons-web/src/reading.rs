//! How the reader likes to read: size, lines, spaces, paper, a ruler, how long a line is. Letters and words grow apart together, because wide
//! letters alone make reading harder. Kept on the device.

use std::rc::Rc;

use carrel_web::dom;
use carrel_web::el::{El, button, el};
use carrel_web::js::digits;

use crate::session::Session;
use crate::{settings, t, tools};

/// What can be chosen: name of the attribute, and how many choices. The first is the usual one.
pub(crate) const CHOICES: [(&str, u8); 6] = [
    ("size", 3),
    ("lines", 3),
    ("space", 3),
    ("paper", 4),
    ("ruler", 2),
    ("width", 3),
];

/// The reader's choices, by the order of [`CHOICES`].
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reading([u8; 6]);

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

    /// What is chosen of a setting.
    #[must_use]
    pub fn chosen(&self, setting: usize) -> u8 {
        self.0.get(setting).copied().unwrap_or(0)
    }

    /// Chooses.
    pub fn choose(&mut self, setting: usize, value: u8) {
        if let Some(own) = self.0.get_mut(setting) {
            *own = value;
        }
    }

    /// Whether the ruler is shown.
    #[must_use]
    pub fn has_ruler(&self) -> bool {
        self.0[4] > 0
    }

    /// As it is kept.
    #[must_use]
    pub fn write(&self) -> String {
        self.0.iter().map(|n| char::from(b'0' + n)).collect()
    }

    /// Sets it on the lesson; the style sheet does the rest.
    pub fn apply(&self, lesson: &El) {
        for (value, (name, _)) in self.0.iter().zip(CHOICES) {
            let value = (*value > 0).then(|| digits((*value).into()));
            lesson.set(&["data-", name].concat(), value.as_deref());
        }
    }
}

/// The bar over a lesson: reading aloud, settings, print.
#[must_use]
pub fn tools(session: &Rc<Session>) -> El {
    let owner = session.clone();
    let fields = move || settings::fields(&owner);
    let settings = tools::opened("reading", t::reading(), fields);
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
        assert_eq!(Reading::read("120312").write(), "120312");
        // An older Carrel kept five.
        assert_eq!(Reading::read("12031").write(), "120310");
        assert_eq!(Reading::read("").write(), "000000");
        assert_eq!(Reading::read("9x!49zz").write(), "000000");
        assert_eq!(Reading::read("20\u{e9}").write(), "200000");
    }
}
