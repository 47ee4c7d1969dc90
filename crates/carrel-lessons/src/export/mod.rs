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
mod text2qti;
mod zip;

pub use gift::gift;
pub use qti::common_cartridge;
pub use scorm::{one_file, scorm12};
pub use text2qti::text2qti;

use crate::model::Lesson;

/// The address that opens Google Classroom's window to share a page with a class: the teacher chooses the class there.
/// `page` is the lesson's full address, which the caller knows. Nothing comes back from Classroom: students hand in
/// their result code or file themselves.
#[must_use]
pub fn google_classroom(lesson_title: &str, page: &str) -> String {
    let mut out = "https://classroom.google.com/share?url=".to_owned();
    percent(page, &mut out);
    out.push_str("&title=");
    percent(lesson_title, &mut out);
    out
}

/// Percent-encoding of everything but RFC 3986's unreserved letters.
fn percent(text: &str, out: &mut String) {
    const HEX: &[u8; 16] = b"0123456789ABCDEF";
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push('%');
            out.push(char::from(HEX[usize::from(byte >> 4)]));
            out.push(char::from(HEX[usize::from(byte & 15)]));
        }
    }
}

/// Name and bytes of each file.
pub type Files = Vec<(String, Vec<u8>)>;

/// Everything for one lesson: file name and bytes, and the packages with the files in them. Nothing is deflated, which
/// is most of the work of [`files`].
#[must_use]
pub fn loose(lesson: &Lesson) -> (Files, Vec<(&'static str, Files)>) {
    let quiz = quiz::of(lesson);
    let handout = teacher::handout(lesson, false);
    let page = one_file(lesson, &quiz);
    let packages = vec![
        ("canvas.imscc", qti::files(lesson, &quiz, handout.clone())),
        ("scorm12.zip", scorm::files(lesson, page.clone())),
    ];
    let texts = [
        ("handout.html", handout),
        ("handout-large.html", teacher::handout(lesson, true)),
        ("exit-cards.html", teacher::exit_cards(lesson)),
        ("answer-key.html", teacher::key(lesson)),
        ("teacher-guide.html", teacher::guide(lesson)),
        ("lesson.html", page),
        ("quiz.gift.txt", gift(lesson, &quiz)),
        ("quiz.text2qti.txt", text2qti(lesson, &quiz)),
        ("what-did-not-carry-over.txt", quiz::report(lesson, &quiz)),
    ];
    let brf = || braille::brf(&teacher::plain(lesson), &lesson.lang);
    let braille = braille::knows(&lesson.lang).then(|| ("handout.brf", brf()));
    let pages = teacher::web_pages(lesson).map(|pages| ("web-pages.html", pages));
    let texts = texts.into_iter().chain(braille).chain(pages);
    let texts = texts.map(|(name, text)| (name.to_owned(), text.into_bytes()));
    (texts.collect(), packages)
}

/// Everything for one lesson: file name and bytes.
#[must_use]
pub fn files(lesson: &Lesson) -> Files {
    let (mut files, packages) = loose(lesson);
    for (name, inside) in packages {
        files.push((name.to_owned(), zip::zip(&inside)));
    }
    files
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_to_classroom() {
        let check = |title: &str, page: &str, expected: &str| {
            assert_eq!(google_classroom(title, page), expected);
        };
        check(
            "¿Quién?",
            "https://school.example/carrel/#/lessons/who-is-behind-it?lang=es",
            "https://classroom.google.com/share?url=https%3A%2F%2Fschool.example%2Fcarrel%2F%23%2Flessons%2Fwho-is-behind-it%3Flang%3Des&title=%C2%BFQui%C3%A9n%3F",
        );
        check("", "", "https://classroom.google.com/share?url=&title=");
    }
}
