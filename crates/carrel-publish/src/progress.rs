//! While something is being done: how far it is, in words and as a bar, and a button that stops it.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use carrel_web::el::{El, button, el};
use carrel_web::{js, words};
use wasm_bindgen::JsValue;

use crate::parts::{heading, p};
use crate::session::Session;
use crate::t;

/// What is being done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Work {
    /// Files are read.
    Reading,
    /// The catalogue is built.
    Building,
    /// The zip is made.
    Zipping,
}

fn title(work: Work) -> &'static str {
    match work {
        Work::Reading => t::reading_title(),
        Work::Building => t::building_title(),
        Work::Zipping => t::zipping_title(),
    }
}

/// How far it is.
#[derive(Default)]
pub struct Progress {
    /// Thousandths.
    done: Cell<u32>,
    text: RefCell<String>,
    /// The last quarter that screen readers were told of.
    told: Cell<u32>,
    /// Bar, number and line, when they are on the page.
    shown: RefCell<Option<(El, El, El)>>,
}

impl Progress {
    /// Something begins.
    pub fn begin(&self) {
        self.done.set(0);
        self.told.set(0);
        self.text.replace(String::new());
    }

    /// The step.
    pub fn view(&self, session: &Rc<Session>, work: Work) -> (El, Vec<El>) {
        let heading = heading(title(work));
        let bar = el("progress")
            .attr("max", "1000")
            .attr("aria-label", title(work));
        let number = el("span").class("number");
        let line = el("p").class("soft").attr("dir", "auto");
        if work == Work::Reading && self.text.borrow().is_empty() {
            line.say(t::starting());
        }
        let me = session.clone();
        let body = vec![
            el("div")
                .class("progress")
                .with(bar.clone())
                .with(number.clone())
                .with(line.clone()),
            el("p").with(button(t::cancel(), move || me.stop()).key("stop")),
            p(t::still_going()).class("soft small measure"),
        ];
        self.shown.replace(Some((bar, number, line)));
        self.show();
        (heading, body)
    }

    /// The worker says how far it is.
    pub fn heard(&self, session: &Rc<Session>, message: &JsValue) {
        let number = |name: &str| js::number(message, name);
        let (done, of) = (number("done"), number("of").max(1.0));
        let part = (done / of).min(1.0);
        let count = |name: &str| words::number(number(name));
        // Shares of the whole as they were measured on 20,000 records.
        let (from, to, text) = match js::text(message, "step").unwrap_or_default().as_str() {
            "reading" => {
                let name = js::text(message, "file").unwrap_or_default();
                (0.0, 1.0, t::reading_progress(&name, &count("records")))
            }
            "words" => (0.0, 0.5, t::building_words().to_owned()),
            "lists" => (0.5, 0.7, t::building_lists().to_owned()),
            "packing" => (0.7, 1.0, t::building_packing().to_owned()),
            "fetching" => (0.0, 0.5, t::zipping_fetching(&count("done"), &count("of"))),
            _ => (0.5, 1.0, t::zipping_zipping(&count("done"), &count("of"))),
        };
        self.done.set(((from + (to - from) * part) * 1000.0) as u32);
        self.text.replace(text);
        self.show();
        // Screen readers hear each quarter, not each step.
        let quarter = self.done.get() / 250;
        if quarter > self.told.get() && quarter < 4 && session.is_shown() {
            self.told.set(quarter);
            session
                .app()
                .announce(&t::percent(&words::number(f64::from(quarter) * 25.0)));
        }
    }

    fn show(&self) {
        let text = self.text.borrow();
        if text.is_empty() {
            return;
        }
        if let Some((bar, number, line)) = &*self.shown.borrow() {
            let done = self.done.get();
            bar.set("value", Some(&done.to_string()));
            number.say(&t::percent(&words::number(f64::from(done / 10))));
            line.say(&text);
        }
    }
}
