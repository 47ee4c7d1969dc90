//! Parts that several pages have: the line back, a field with its refusal, numbers as text.

use carrel_lessons::qr;
use carrel_web::clipboard;
use carrel_web::el::{El, button, drawing, el};
use carrel_web::js;

use crate::t;
use crate::teacher::Teacher;

/// The way back to the first page.
#[must_use]
pub fn back(href: &str, label: &str) -> El {
    el("p")
        .class("teach-back")
        .attr("data-screen", "")
        .with(el("a").attr("href", href).text(label))
}

/// A field: all of it, its control, and where a refusal is said.
pub struct Field {
    /// Label, control and refusal.
    pub whole: El,
    /// The control.
    pub input: El,
    wrong: El,
}

/// A field with an input of this kind.
#[must_use]
pub fn field(id: &str, kind: &str, label: &str) -> Field {
    let wrong_id = [id, "-wrong"].concat();
    let input = el(if kind == "textarea" { kind } else { "input" })
        .attr("id", id)
        .attr("autocomplete", "off")
        .attr("aria-describedby", &wrong_id);
    let input = if kind == "textarea" {
        input.attr("rows", "4").attr("spellcheck", "false")
    } else {
        input.attr("type", kind)
    };
    let wrong = el("p")
        .class("wrong")
        .attr("id", &wrong_id)
        .attr("role", "alert");
    let whole = el("div")
        .class("field")
        .with(el("label").attr("for", id).text(label))
        .with(input.clone())
        .with(wrong.clone());
    Field {
        whole,
        input,
        wrong,
    }
}

impl Field {
    /// Says why it is refused, and goes there.
    pub fn refuse(&self, why: &str) {
        self.input.set("aria-invalid", Some("true"));
        self.wrong.say(why);
        self.input.focus();
    }

    /// It is well.
    pub fn accept(&self) {
        self.input.set("aria-invalid", None);
        self.wrong.say("");
    }
}

/// A text as a QR code; nothing when it is too long for one.
#[must_use]
pub fn square(text: &str, words: &str) -> Option<El> {
    let (side, path) = qr::encode(text)?.svg();
    Some(drawing(side, &path, words))
}

/// A button that puts a text on the clipboard and says so beside it.
#[must_use]
pub fn copy(teacher: &Teacher, label: &str, text: impl Fn() -> String + 'static) -> Vec<El> {
    let said = el("span").class("soft");
    let (place, app) = (said.clone(), teacher.app());
    let press = button(label, move || {
        let text = text();
        let (place, app, promise) = (place.clone(), app.clone(), clipboard::write_plain(&text));
        js::spawn(async move {
            let word = match js::wait(promise).await {
                Ok(_) => t::copied(),
                Err(_) => t::not_copied(),
            };
            place.say(word);
            app.announce(word);
        });
    });
    vec![press, said]
}

/// A number as digits.
#[must_use]
pub fn digits(n: impl Into<u64>) -> String {
    n.into().to_string()
}

/// A name that may stand in a file's name: letters, digits and hyphens.
#[must_use]
pub fn file_name(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars().flat_map(char::to_lowercase) {
        if c.is_alphanumeric() {
            out.push(c);
        } else if !out.is_empty() && !out.ends_with('-') {
            out.push('-');
        }
    }
    let out = out.trim_end_matches('-');
    if out.is_empty() { "class" } else { out }.to_owned()
}

#[cfg(test)]
mod tests {
    use super::file_name;

    #[test]
    fn names_become_file_names() {
        for (name, file) in [
            ("7b, Ms. Lee", "7b-ms-lee"),
            ("", "class"),
            ("../..", "class"),
            ("Año 2", "año-2"),
        ] {
            assert_eq!(file_name(name), file);
        }
    }
}
