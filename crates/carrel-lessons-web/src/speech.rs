//! Reading aloud by the browser's own voices, as the lesson sees it: a button, and whether something is read just now. What
//! reads is [`crate::aloud`], which comes when the button is first pressed.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use carrel_web::el::{El, button, el};
use carrel_web::{dom, js, pieces};
use wasm_bindgen::prelude::*;

use crate::session::Session;
use crate::tools::TOOLS;
use crate::{aloud, t};

/// Reading aloud, going on or not.
#[derive(Debug, Default)]
pub struct Speech {
    /// Counts starts and stops: what an ended one still says is not heard.
    turn: Cell<u32>,
    speaking: Cell<bool>,
    own_button: RefCell<Option<El>>,
}

impl Speech {
    fn synthesis() -> Option<JsValue> {
        let found = js::get(&js::global(), "speechSynthesis");
        found.is_object().then_some(found)
    }

    /// The button, where the browser can speak.
    #[must_use]
    pub fn button(&self, session: &Rc<Session>) -> Option<El> {
        Self::synthesis()?;
        let owner = session.clone();
        let button = button(t::read_aloud(), move || {
            if owner.speech.speaking.get() {
                owner.speech.stop();
            } else {
                owner.speech.start(&owner);
            }
        })
        .key("read-aloud");
        self.own_button.replace(Some(button.clone()));
        Some(button)
    }

    /// Where it is said that there is no voice.
    #[must_use]
    pub fn status(&self) -> El {
        el("p")
            .class("voice soft small")
            .attr("role", "status")
            .attr("data-screen", "")
    }

    /// Whether this start still goes on.
    #[must_use]
    pub fn goes_on(&self, turn: u32) -> bool {
        self.turn.get() == turn
    }

    /// Stops.
    pub fn stop(&self) {
        self.turn.set(self.turn.get() + 1);
        if self.speaking.replace(false) {
            if let Some(synthesis) = Self::synthesis() {
                let _ = js::call(&synthesis, "cancel", &[]);
            }
            unmark();
        }
        if let Some(button) = &*self.own_button.borrow() {
            button.say(t::read_aloud());
        }
    }

    fn start(&self, session: &Rc<Session>) {
        let Some(synthesis) = Self::synthesis() else {
            return;
        };
        tell(session, "");
        self.speaking.set(true);
        if let Some(button) = &*self.own_button.borrow() {
            button.say(t::stop_reading());
        }
        let turn = self.turn.get() + 1;
        self.turn.set(turn);
        let owner = session.clone();
        js::spawn(async move {
            let come = pieces::come(TOOLS).await.is_ok();
            if !owner.speech.goes_on(turn) {
                return;
            }
            if come {
                aloud::read(owner, turn, synthesis);
            } else {
                tell(&owner, t::offline_text());
                owner.speech.stop();
            }
        });
    }
}

/// Says below the lesson why nothing is read.
pub fn tell(session: &Session, text: &str) {
    let place = session
        .host()
        .map(|host| host.element().query_selector(".voice"));
    if let Some(Ok(Some(place))) = place {
        place.set_text_content(Some(text));
    }
}

/// The browser's own highlights, where it has some.
#[must_use]
pub fn highlights() -> Option<JsValue> {
    js::get_or_none(&js::get(&js::global(), "CSS"), "highlights").filter(JsValue::is_object)
}

/// Takes the mark away from the sentence that was read.
pub fn unmark() {
    if let Ok(Some(old)) = dom::query("[data-speaking]") {
        let _ = old.remove_attribute("data-speaking");
    }
    if let Some(highlights) = highlights() {
        let _ = js::call(&highlights, "delete", &["speaking".into()]);
    }
}
