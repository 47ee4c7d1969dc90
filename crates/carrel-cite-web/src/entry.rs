//! An entry on the screen, and why each of its parts is there.
//!
//! The entry itself is plain text for readers of every kind. Pressing one of its parts explains that part; with the
//! keyboard one opens the parts, which are one tab stop with arrow keys inside (WAI-ARIA toolbar pattern).

use std::cell::Cell;
use std::rc::Rc;

use carrel_cite::{Role, Shift, Token};
use carrel_web::dom;
use carrel_web::el::{El, button, el};

use crate::styles::Made;
use crate::t;

/// The entry with its parts as spans; `act` gets the place of a part that was pressed.
#[must_use]
pub fn entry(made: &Made, act: impl Fn(usize) + 'static) -> El {
    line_of("cite-entry", made, act)
}

fn line_of(class: &str, made: &Made, act: impl Fn(usize) + 'static) -> El {
    let mut line = el("p").class(class).attr("dir", "auto");
    for (at, token) in made.tokens.iter().enumerate() {
        line = line.with(
            look(el("span"), token)
                .attr("data-part", &at.to_string())
                .text(&token.text),
        );
    }
    line.on("click", move |event| {
        if let Some(part) = dom::data_of(&event, "part").and_then(|part| part.parse().ok()) {
            act(part);
        }
    })
}

fn look(el: El, token: &Token) -> El {
    el.maybe_attr("data-italic", token.italic.then_some(""))
        .maybe_attr("data-bold", token.bold.then_some(""))
        .maybe_attr("data-caps", token.caps.then_some(""))
        .maybe_attr(
            "data-shift",
            match token.shift {
                Shift::None => None,
                Shift::Up => Some("up"),
                Shift::Down => Some("down"),
            },
        )
        .attr("data-element", element(token).0)
}

/// Which element of a citation a part belongs to: a name for the style sheet, and words.
fn element(token: &Token) -> (&'static str, &'static str) {
    if matches!(token.role, Role::Punctuation) || token.text.chars().all(|c| !c.is_alphanumeric()) {
        return ("mark", t::el_mark());
    }
    of_variable(token.variable)
}

fn of_variable(variable: &str) -> (&'static str, &'static str) {
    match variable {
        // Nothing that the student typed.
        "" => ("word", t::el_word()),
        "author" | "editor" | "translator" | "illustrator" | "director" | "narrator"
        | "performer" | "composer" | "interviewer" | "script-writer" | "host" | "recipient"
        | "producer" | "container-author" | "editor-translator" => ("who", t::el_who()),
        "title" | "title-short" | "part-title" | "volume-title" => ("title", t::el_title()),
        "genre" | "medium" | "scale" | "dimensions" => ("word", t::el_form()),
        "container-title"
        | "container-title-short"
        | "collection-title"
        | "event-title"
        | "event" => ("in", t::el_in()),
        "publisher" | "publisher-place" | "source" | "archive" | "authority" => {
            ("maker", t::el_maker())
        }
        "issued" | "accessed" | "original-date" | "event-date" | "year-suffix" => {
            ("when", t::el_when())
        }
        // Pages, numbers, addresses, the museum's city, the section of a newspaper.
        _ => ("where", t::el_where()),
    }
}

/// The style sheet's name of the element that a piece belongs to.
#[must_use]
pub fn element_name(token: &Token) -> &'static str {
    element(token).0
}

/// The name of a mark, for those who hear it.
fn name(mark: char) -> Option<&'static str> {
    Some(match mark {
        '.' => t::mark_point(),
        ',' | '،' => t::mark_comma(),
        ':' => t::mark_colon(),
        ';' | '؛' => t::mark_semicolon(),
        '(' => t::mark_open(),
        ')' => t::mark_close(),
        '[' => t::mark_open_square(),
        ']' => t::mark_close_square(),
        '“' | '«' | '„' => t::mark_quote_open(),
        '”' | '»' => t::mark_quote_close(),
        '"' => t::mark_quote(),
        '‘' | '‹' => t::mark_single_open(),
        '’' | '\'' | '›' => t::mark_single_close(),
        '?' | '؟' => t::mark_question(),
        '!' => t::mark_exclamation(),
        '-' | '‐' | '‑' | '–' | '—' => t::mark_dash(),
        '/' => t::mark_slash(),
        '…' => t::mark_dots(),
        '&' => t::mark_and(),
        _ => return None,
    })
}

/// The names of a part's marks, for those who hear it: screen readers leave out marks. What has letters is read as it is.
fn spoken(text: &str) -> Option<String> {
    let text = text.trim();
    if text.is_empty() {
        return Some(t::mark_space().to_owned());
    }
    if text.chars().any(char::is_alphanumeric) {
        return None;
    }
    let mut names: Vec<&str> = Vec::new();
    for mark in text.chars() {
        // A row of dashes is one thing.
        if let Some(name) =
            name(mark).filter(|name| names.last() != Some(name) || *name != t::mark_dash())
        {
            names.push(name);
        }
    }
    (!names.is_empty()).then(|| names.join(", "))
}

/// An entry or a pointer that explains itself, with all that this needs: the line, below it a button for the keyboard (behind
/// `copy`, if there is one) and the place where the parts are told. `what` names it for those who hear the button; `key` is
/// on the page once.
#[must_use]
pub fn telling(
    class: &str,
    made: &Made,
    style: &'static str,
    what: &str,
    key: &str,
    copy: Option<El>,
) -> El {
    let telling = Rc::new(Telling {
        made: made.clone(),
        style,
        key: key.to_owned(),
        open: Cell::new(false),
    });
    let (pressed, toggled) = (telling.clone(), telling.clone());
    let line = line_of(class, made, move |part| pressed.show(Some(part)));
    let why = el("button")
        .attr("type", "button")
        .attr("id", key)
        .attr("data-kind", "quiet")
        .attr("aria-expanded", "false")
        .attr("aria-label", &[t::explain(), ": ", what].concat())
        .text(t::why_short())
        .on("click", move |_| {
            toggled.show(if toggled.open.get() { None } else { Some(0) });
        });
    el("div")
        .class("cite-telling")
        .with(line)
        .with(
            el("div")
                .class("cluster")
                .attr("data-screen", "")
                .maybe(copy)
                .with(why),
        )
        .with(
            el("div")
                .class("cite-told")
                .attr("id", &telling.id_of_place()),
        )
}

/// It holds no element: one that its own listener held would never be let go, and a form draws a new one at every keystroke.
struct Telling {
    made: Made,
    style: &'static str,
    key: String,
    open: Cell<bool>,
}

impl Telling {
    fn id_of_place(&self) -> String {
        [&self.key, "-told"].concat()
    }

    fn show(self: &Rc<Self>, part: Option<usize>) {
        self.open.set(part.is_some());
        let (Some(why), Some(place)) = (El::found(&self.key), El::found(&self.id_of_place()))
        else {
            return;
        };
        why.set(
            "aria-expanded",
            Some(if part.is_some() { "true" } else { "false" }),
        );
        let Some(part) = part else {
            place.fill(Vec::new());
            why.focus();
            return;
        };
        let me = self.clone();
        let act: Rc<dyn Fn(Option<usize>)> = Rc::new(move |part| me.show(part));
        let prefix = [&self.key, "-"].concat();
        place.fill(vec![parts_named(
            &prefix, &self.made, self.style, part, &act,
        )]);
    }
}

/// The parts of an entry, one of them explained.
#[must_use]
pub fn parts(made: &Made, style: &str, chosen: usize, act: &Rc<dyn Fn(Option<usize>)>) -> El {
    parts_named("", made, style, chosen, act)
}

fn parts_named(
    prefix: &str,
    made: &Made,
    style: &str,
    chosen: usize,
    act: &Rc<dyn Fn(Option<usize>)>,
) -> El {
    let count = made.tokens.len();
    let chosen = chosen.min(count.saturating_sub(1));
    let mut bar = el("div")
        .class("cite-parts")
        .attr("role", "toolbar")
        .attr("aria-label", t::parts_label());
    for (at, token) in made.tokens.iter().enumerate() {
        let press = act.clone();
        let shown = token.text.trim();
        let part = look(el("button"), token)
            .attr("type", "button")
            .key(&[prefix, "part-", &at.to_string()].concat())
            .attr("tabindex", if at == chosen { "0" } else { "-1" })
            .attr("aria-pressed", if at == chosen { "true" } else { "false" })
            .maybe_attr("aria-label", spoken(&token.text).as_deref())
            .text(if shown.is_empty() { "␣" } else { shown })
            .on("click", move |_| press(Some(at)));
        bar = bar.with(part);
    }
    let (keys, prefix) = (act.clone(), prefix.to_owned());
    let bar = bar.on("keydown", move |event| {
        let to = match dom::key_of(&event).as_str() {
            "ArrowRight" | "ArrowDown" => (chosen + 1).min(count - 1),
            "ArrowLeft" | "ArrowUp" => chosen.saturating_sub(1),
            "Home" => 0,
            "End" => count - 1,
            "Escape" => return keys(None),
            _ => return,
        };
        event.prevent_default();
        keys(Some(to));
        dom::focus(&["[data-key=\"", &prefix, "part-", &to.to_string(), "\"]"].concat());
    });
    let close = act.clone();
    let words = made.tokens.get(chosen).map(|token| {
        let (name, label) = element(token);
        let rule = (!token.rule.is_empty()).then(|| {
            el("p")
                .class("soft small")
                .text(&t::rule_of(style, &token.rule.replace(['-', '_'], " ")))
        });
        el("div")
            .class("cite-reason")
            .attr("data-element", name)
            .with(el("p").with(el("strong").text(label)))
            .with(el("p").text(&carrel_cite_words::reason(&token.reason)))
            .maybe(rule)
    });
    el("div")
        .class("cite-why")
        .attr("data-screen", "")
        .with(bar)
        .with(el("div").attr("role", "status").maybe(words))
        .with(button(t::close_parts(), move || close(None)).attr("data-kind", "quiet"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_mark_of_every_kind_has_a_name() {
        let kinds = include_str!("../../carrel-refs/tests/kinds.txt");
        let mut known = 0;
        for line in kinds.lines().filter(|line| !line.starts_with('=')) {
            let plain = line.replace("<i>", "").replace("</i>", "");
            for mark in plain
                .chars()
                .filter(|c| !c.is_alphanumeric() && !c.is_whitespace())
            {
                // Those stand inside addresses and names alone.
                if matches!(mark, '_' | '@' | '#' | '=' | '<' | '>' | '%' | '+' | '$') {
                    continue;
                }
                let said = spoken(&mark.to_string());
                assert!(said.is_some(), "{mark} in {line}");
                known += 1;
            }
        }
        assert!(known > 1000, "{known}");
        assert_eq!(spoken(").").as_deref(), Some("closing bracket, period"));
        assert_eq!(spoken("), ").as_deref(), Some("closing bracket, comma"));
        assert_eq!(
            spoken("?]").as_deref(),
            Some("question mark, closing square bracket")
        );
        assert_eq!(spoken("———. ").as_deref(), Some("dash, period"));
        assert_eq!(spoken(" ").as_deref(), Some("blank"));
        assert_eq!(spoken("p. "), None);
    }

    #[test]
    fn what_a_student_typed_is_no_word_of_the_style() {
        for (variable, name, words) in [
            ("", "word", t::el_word()),
            ("archive-place", "where", t::el_where()),
            ("archive_location", "where", t::el_where()),
            ("supplement-number", "where", t::el_where()),
            ("event-place", "where", t::el_where()),
            ("page", "where", t::el_where()),
            ("scale", "word", t::el_form()),
            ("container-author", "who", t::el_who()),
            ("event-date", "when", t::el_when()),
        ] {
            assert_eq!(of_variable(variable), (name, words), "{variable}");
        }
    }
}
