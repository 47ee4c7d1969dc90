//! Harvard (Cite Them Right, 12th edition): what a kind of source needs beyond its style.

use crate::kind::Kind;
use crate::source::Source;
use crate::tongue;

pub(super) fn shape(source: &mut Source, language: &str) {
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
        Kind::LAW => super::reporter(source),
        Kind::NEWSPAPER => {
            // In brackets behind the newspaper's name, upright.
            let bare = super::without_edition(source.text("edition")).to_owned();
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
