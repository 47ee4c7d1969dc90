//! Harvard (Cite Them Right, 12th edition): what a kind of source needs beyond its style.

use super::is;
use crate::kind::Kind;
use crate::source::Source;
use crate::tongue;

pub(super) fn shape(source: &mut Source, language: &str) {
    if let Some(number) = super::article::number(source) {
        article(source, &number, language);
    }
    match source.kind {
        Kind::TV | Kind::PODCAST => super::numbered(source, language),
        // `Directed by Lee Unkrich [DVD]`
        Kind::FILM if !source.text("medium").is_empty() => {
            let disc = source.text("medium").to_owned();
            source.set("genre", &disc);
            source.set("medium", "");
        }
        Kind::SPEECH => super::event(source, language),
        Kind::REPORT if source.text("genre").is_empty() => {
            let number = source.text("number").to_owned();
            if number.starts_with(|c: char| c.is_ascii_digit()) {
                let words = [tongue::say("No.", language), " ", &number].concat();
                source.set("number", &words);
            }
        }
        // The style says in brackets what a map is, and no book.
        Kind::BOOK if super::is_thing(source, language) => source.kind = Kind::MAP,
        Kind::LAW => super::reporter(source),
        Kind::NEWSPAPER => {
            // In brackets behind the newspaper's name, upright.
            let bare = crate::edition::without_word(source.text("edition")).to_owned();
            let name = source.text("container-title").to_owned();
            if !bare.is_empty()
                && !name.is_empty()
                && !bare.starts_with(|c: char| c.is_ascii_digit())
            {
                let mut letters = bare.chars();
                let first = letters.next().map(|c| c.to_uppercase().to_string());
                let words = [
                    "<i><span class=\"nocase\"> (",
                    &first.unwrap_or_default(),
                    letters.as_str(),
                    " edn)</span></i>",
                ];
                source.set("container-title", &[&name, &*words.concat()].concat());
                source.set("edition", "");
            }
        }
        _ => {}
    }
    // "Available at: Netflix" where there is no address.
    let service = super::service(source).to_owned();
    source.set("source", &service);
}

/// `PLoS Biology, 12(3), article e1234`: the style has pages alone there.
fn article(source: &mut Source, number: &str, language: &str) {
    let mut place = String::new();
    let volume = source.text("volume");
    if !volume.is_empty() {
        place = is("volume", volume);
    }
    let issue = source.text("issue");
    if !issue.is_empty() {
        place.push_str(&[&*is("mark", "("), &is("issue", issue), &is("mark", ")")].concat());
    }
    if !place.is_empty() {
        place.push_str(&is("mark", ", "));
    }
    place.push_str(&super::article::words(number, language));
    for field in ["issue", "number"] {
        source.set(field, "");
    }
    source.set("volume", &place);
}
