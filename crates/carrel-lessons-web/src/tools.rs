//! What a student opens beside a lesson: the settings of reading, the code as a square. Their content comes with the piece
//! `tools` when it is first opened.

use carrel_web::el::{El, el};
use carrel_web::{js, pieces};

use crate::t;

/// The piece with reading aloud, the settings of reading, the ruler, the square and the page where one joins a class.
pub const TOOLS: &str = "tools";

/// Something to open, whose content is made when it is opened.
#[must_use]
pub fn opened(class: &str, label: &str, make: impl Fn() -> Vec<El> + 'static) -> El {
    opened_by(class, label, Box::new(make))
}

fn opened_by(class: &str, label: &str, make: Box<dyn Fn() -> Vec<El>>) -> El {
    let inside = el("div").class("inside");
    let (place, make) = (inside.clone(), std::rc::Rc::new(make));
    el("details")
        .class(class)
        .with(el("summary").text(label))
        .with(inside)
        .on("toggle", move |_| {
            if place.element().first_element_child().is_none() {
                fill(&place, &make);
            }
        })
}

fn fill(place: &El, make: &std::rc::Rc<Box<dyn Fn() -> Vec<El>>>) {
    let (place, make) = (place.clone(), make.clone());
    js::spawn(async move {
        match pieces::come(TOOLS).await {
            Ok(()) => place.fill(make()),
            // As text, so that opening it again tries again.
            Err(_) => place.say(t::offline_text()),
        }
    });
}
