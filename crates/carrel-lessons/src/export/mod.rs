//! From one lesson: paper for the class, and packages for other systems, each with a report of what did not carry over.
//!
//! All are pure: a lesson in, texts and bytes out; the same lesson gives the same bytes.

pub mod braille;
mod gift;
pub mod html;
mod qti;
pub mod quiz;
mod scorm;
pub mod teacher;
mod zip;

pub use gift::gift;
pub use qti::common_cartridge;
pub use scorm::{one_file, scorm12};

use crate::model::Lesson;

/// Everything for one lesson: file name and bytes.
#[must_use]
pub fn files(lesson: &Lesson) -> Vec<(String, Vec<u8>)> {
    let quiz = quiz::of(lesson);
    let mut out: Vec<(String, Vec<u8>)> = Vec::new();
    let mut text = |name: &str, text: String| out.push((name.to_owned(), text.into_bytes()));
    text("handout.html", teacher::handout(lesson, false));
    text("handout-large.html", teacher::handout(lesson, true));
    text("answer-key.html", teacher::key(lesson));
    text("teacher-guide.html", teacher::guide(lesson));
    text("handout.brf", braille::brf(&teacher::plain(lesson)));
    text("lesson.html", one_file(lesson, &quiz));
    text("quiz.gift.txt", gift(lesson, &quiz));
    text("what-did-not-carry-over.txt", quiz::report(lesson, &quiz));
    out.push(("canvas.imscc".to_owned(), common_cartridge(lesson, &quiz)));
    out.push(("scorm12.zip".to_owned(), scorm12(lesson, &quiz)));
    out
}
