//! The rules of school citation that a CSL style cannot say. A source goes through [`for_style`] on its way to the engine.
//!
//! - *Place*: MLA 9 and Chicago 18 name the city of the publisher only before 1900; Chicago 17 always does.
//! - *AI*: for MLA (13 Aug 2025) and Chicago a tool is no author: what was asked comes first. For APA (9 Sept 2025) the
//!   company is the author, and the chat is named in brackets. What was asked is never given capitals.
//! - *Videos and episodes*: the day counts, and seasons are called seasons.

use crate::kind::Kind;
use crate::source::{Person, Source};

/// The source as a style of ours should see it; `style` is its short name, such as `mla` or `chicago-notes-17`.
#[must_use]
pub fn for_style(source: &Source, style: &str) -> Source {
    let mut source = source.clone();
    let old = source
        .date("issued")
        .is_some_and(|when| when.year != 0 && when.year < 1900);
    if source.kind != Kind::SPEECH && !old && !style.ends_with("-17") {
        source.set("publisher-place", "");
    }
    let (mla, apa) = (style == "mla", style == "apa");
    match source.kind {
        Kind::AI_CHAT | Kind::AI_IMAGE => ai(&mut source, style),
        Kind::VIDEO => {
            // A page with a day and a site; APA names the form in brackets.
            source.kind = Kind::PAGE;
            if apa {
                source.kind = Kind::POST;
                source.set("genre", "Video");
            }
        }
        Kind::TV => episode(&mut source, mla, apa),
        Kind::FILM | Kind::SONG | Kind::PODCAST if mla => source.set("genre", ""),
        Kind::SPEECH if mla => {
            if let Some(day) = source.date("issued").cloned() {
                source.set_date("event-date", day);
            }
        }
        Kind::LAW => keep_letters(&mut source, "container-title"),
        _ => {}
    }
    source
}

/// Protects a field from rules about capitals.
fn keep_letters(source: &mut Source, field: &str) {
    let text = source.text(field).to_owned();
    if !text.is_empty() {
        source.set(
            field,
            &["<span class=\"nocase\">", &text, "</span>"].concat(),
        );
    }
}

fn ai(source: &mut Source, style: &str) {
    keep_letters(source, "title");
    keep_letters(source, "container-title");
    match style {
        "apa" | "harvard" => {
            let company = source.text("publisher").to_owned();
            source.set_people("author", vec![Person::body(&company)]);
            source.set("publisher", "");
            source.set("version", "");
            source.kind = Kind::POST;
        }
        "mla" => {
            let version = source.text("version").to_owned();
            // "GPT-4o version", but "version 3".
            if version.starts_with(|c: char| !c.is_ascii_digit()) {
                source.set("version", "");
                source.set("edition", &[&version, " version"].concat());
            }
            source.set(
                "genre",
                if source.kind == Kind::AI_CHAT {
                    "Prompt"
                } else {
                    "AI-generated image"
                },
            );
        }
        _ => source.kind = Kind::PAGE,
    }
}

fn episode(source: &mut Source, mla: bool, apa: bool) {
    let (season, episode) = (
        source.text("volume").to_owned(),
        source.text("number").to_owned(),
    );
    let named = |word: &str, number: &str| {
        if number.is_empty() {
            String::new()
        } else {
            [word, number].concat()
        }
    };
    if mla {
        source.set("genre", "");
        source.set("volume", &named("season ", &season));
        source.set("number", &named("episode ", &episode));
    } else if apa {
        let parts: Vec<String> = [named("Season ", &season), named("Episode ", &episode)]
            .into_iter()
            .filter(|part| !part.is_empty())
            .collect();
        if !parts.is_empty() {
            let words = ["<span class=\"nocase\">(", &parts.join(", "), ")</span>"].concat();
            let title = [source.text("title"), " ", &words].concat();
            source.set("title", &title);
        }
        source.set("volume", "");
        source.set("number", "");
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::When;

    #[test]
    fn the_place_is_named_only_for_old_books_and_chicago_17() {
        let mut book = Source::new("b", Kind::BOOK);
        book.set("publisher-place", "New York");
        book.set_date("issued", When::year(1994));
        assert_eq!(for_style(&book, "mla").text("publisher-place"), "");
        assert_eq!(
            for_style(&book, "chicago-notes").text("publisher-place"),
            ""
        );
        assert_eq!(
            for_style(&book, "chicago-notes-17").text("publisher-place"),
            "New York"
        );
        book.set_date("issued", When::year(1899));
        assert_eq!(for_style(&book, "mla").text("publisher-place"), "New York");
    }

    #[test]
    fn a_tool_is_no_author_but_for_apa_its_company_is() {
        let mut chat = Source::new("c", Kind::AI_CHAT);
        chat.set("title", "Why do bees dance?");
        chat.set("publisher", "OpenAI");
        assert!(for_style(&chat, "mla").people("author").is_empty());
        assert_eq!(
            for_style(&chat, "apa").people("author"),
            [Person::body("OpenAI")]
        );
    }
}
