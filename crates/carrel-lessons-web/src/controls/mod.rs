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
use carrel_web::js::digits;

use crate::rich::{Ink, mark_name, sign};
use crate::session::{Draw, Session};

/// A question being drawn.
pub struct Ask<'a> {
    /// Who is asked.
    pub session: &'a Rc<Session>,
    /// What is drawn.
    pub view: &'a ExerciseView<'a>,
    /// What its texts are drawn with.
    pub ink: &'a Ink,
}

impl Ask<'_> {
    /// The question's id, as actions have it.
    #[must_use]
    pub fn id(&self) -> String {
        self.view.id.to_owned()
    }

    /// A function that does this action. One type for all of them: each further one would be code that students download.
    pub fn does(&self, how: Draw, action: Action) -> impl Fn() + Clone + 'static {
        let session = self.session.clone();
        let action = Rc::new(action);
        move || session.act(Action::clone(&action), how)
    }

    /// A function that does an action with a text.
    pub fn hears(
        &self,
        how: Draw,
        make: fn(String, String) -> Action,
    ) -> impl Fn(String) + Clone + 'static {
        let (session, id) = (self.session.clone(), self.id());
        move |text| session.act(make(id.clone(), text), how)
    }

    /// A radio button or check box; its words stand beside it.
    #[must_use]
    pub fn input(&self, kind: &str, group: &str, key: &str, on: bool, act: Action) -> El {
        let act = self.does(Draw::Buttons, act);
        el("input")
            .attr("type", kind)
            .attr("name", group)
            .key(key)
            .maybe_attr("checked", on.then_some(""))
            .maybe_attr("disabled", self.view.done.then_some(""))
            .on("change", move |_| act())
    }

    /// A radio button that looks like a button, with its words.
    #[must_use]
    pub fn chip(&self, group: &str, key: &str, on: bool, words: El, act: Action) -> El {
        let input = self.input("radio", group, key, on, act);
        el("label").class("chip").with(input).with(words)
    }

    /// What several chips stand in.
    #[must_use]
    pub fn chips(&self, label: &str) -> El {
        el("div")
            .class("chips")
            .attr("role", "radiogroup")
            .attr("aria-labelledby", label)
    }

    /// A name of its own in the page.
    #[must_use]
    pub fn name(&self, part: &str, key: u16) -> String {
        [part, "-", self.view.id, "-", &digits(key.into())].concat()
    }

    /// The id of what is asked.
    #[must_use]
    pub fn prompt_id(&self) -> String {
        ["prompt-", self.view.id].concat()
    }

    /// Why a thing is right or wrong, after a check; named so that its control can point to it.
    #[must_use]
    pub fn why(&self, thing: &Thing<'_>) -> Option<El> {
        (!thing.why.is_empty()).then(|| {
            el("div")
                .class("why")
                .attr("id", &self.name("why", thing.key))
                .maybe_attr("data-mark", mark_name(thing.mark))
                .all(self.ink.blocks(thing.why))
        })
    }

    /// What a control says of itself: the reason that belongs to it, and whether it is wrong.
    #[must_use]
    pub fn described(&self, control: El, thing: &Thing<'_>) -> El {
        let why = (!thing.why.is_empty()).then(|| self.name("why", thing.key));
        control
            .maybe_attr("aria-describedby", why.as_deref())
            .maybe_attr(
                "aria-invalid",
                (thing.mark == Some(false)).then_some("true"),
            )
    }
}

/// The sign of a thing after a check.
#[must_use]
pub fn sign_of(thing: &Thing<'_>) -> Option<El> {
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
        Controls::Story(before, told, ways, end) => story::draw(ask, before, told, ways, *end),
        Controls::Text(text, many) => text::draw(ask, text, *many),
        Controls::Judge(things) => judge::draw(ask, things),
        Controls::Results(query, hits) => results::draw(ask, query, hits),
        Controls::Predict(a, b, change, text, before, after) => {
            search::predict(ask, a, b, *change, text, (*before, *after))
        }
        Controls::Build(text, _, _, words) => search::build(ask, text, words.as_ref()),
        Controls::Paper(blocks) => search::paper(ask, blocks),
        Controls::Lab(lab) => lab::draw(ask, lab),
    }
}
