//! What can be done in a question, one file a family of kinds. Each file draws a part of
//! `carrel_lessons::player::view::Controls` and sends its actions; none knows what is right.

pub mod judge;
pub mod lab;
pub mod marks;
pub mod options;
pub mod page;
pub mod results;
pub mod row;
pub mod search;
pub mod selects;
pub mod story;
pub mod text;

use std::rc::Rc;

use carrel_lessons::player::Action;
use carrel_lessons::player::view::{Controls, ExerciseView, Thing};
use carrel_web::el::{El, el};

use crate::rich::{Ink, mark_name, sign};
use crate::session::{Draw, Session};

/// A question being drawn.
pub struct Ask<'a> {
    /// Who is asked.
    pub session: &'a Rc<Session>,
    /// What is drawn.
    pub view: &'a ExerciseView,
    /// What its texts are drawn with.
    pub ink: &'a Ink,
}

impl Ask<'_> {
    /// A function that does an action.
    pub fn does<T>(
        &self,
        how: Draw,
        make: impl Fn(String, T) -> Action + 'static,
    ) -> impl Fn(T) + Clone + 'static {
        let (session, id) = (self.session.clone(), self.view.id.clone());
        let make = Rc::new(make);
        move |value| session.act(make(id.clone(), value), how)
    }

    /// A name of its own in the page.
    #[must_use]
    pub fn name(&self, part: &str, key: u16) -> String {
        [part, "-", &self.view.id, "-", &key.to_string()].concat()
    }

    /// The id of what is asked.
    #[must_use]
    pub fn prompt_id(&self) -> String {
        ["prompt-", &self.view.id].concat()
    }

    /// Why a thing is right or wrong, after a check; named so that its control can point to it.
    #[must_use]
    pub fn why(&self, thing: &Thing) -> Option<El> {
        (!thing.why.is_empty()).then(|| {
            el("div")
                .class("why")
                .attr("id", &self.name("why", thing.key))
                .maybe_attr("data-mark", mark_name(thing.mark))
                .all(self.ink.blocks(&thing.why))
        })
    }

    /// What a control says of itself: the reason that belongs to it, and whether it is wrong.
    #[must_use]
    pub fn described(&self, control: El, thing: &Thing) -> El {
        let why = (!thing.why.is_empty()).then(|| self.name("why", thing.key));
        control.maybe_attr("aria-describedby", why.as_deref())
    }
}

/// The sign of a thing after a check.
#[must_use]
pub fn sign_of(thing: &Thing) -> Option<El> {
    sign(thing.mark)
}

/// Whether books or counts are still being asked for: printed books in their place would change under the student's hands.
#[must_use]
pub fn is_waiting(ask: &Ask<'_>) -> bool {
    let needs = ask.view.kind == "shelve" || matches!(ask.view.controls, Controls::Paper(_));
    needs && ask.session.school.is_asking()
}

/// The controls of a question.
#[must_use]
pub fn draw(ask: &Ask<'_>) -> Vec<El> {
    if is_waiting(ask) {
        return search::asking();
    }
    match &ask.view.controls {
        Controls::None => Vec::new(),
        Controls::Radio(things) => options::radio(ask, things),
        Controls::Ticks(things) => options::ticks(ask, things),
        Controls::Selects(things, places) => selects::draw(ask, things, places),
        Controls::Row(things, out, leaves) => row::draw(ask, things, out, *leaves),
        Controls::Marks(things) => marks::draw(ask, things),
        Controls::Story(told, ways, end) => story::draw(ask, told, ways, *end),
        Controls::Text(text, many) => text::draw(ask, text, *many),
        Controls::Judge(things) => judge::draw(ask, things),
        Controls::Results(query, hits) => results::draw(ask, query, hits),
        Controls::Predict(a, b, change, keys, chosen, counts) => {
            search::predict(ask, a, b, *change, keys, *chosen, *counts)
        }
        Controls::Build(text, ..) => search::build(ask, text),
        Controls::Paper(blocks) => search::paper(ask, blocks),
        Controls::Lab(lab) => lab::draw(ask, lab),
    }
}
