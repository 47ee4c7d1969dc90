//! Harvard (Cite Them Right, 12th edition): what a kind of source needs beyond its style.

use crate::kind::Kind;
use crate::source::Source;
use crate::tongue;

pub(super) fn shape(source: &mut Source, language: &str) {
    match source.kind {
        Kind::TV | Kind::PODCAST => super::numbered(source, language),
        Kind::SPEECH => super::event(source),
        Kind::REPORT if source.text("genre").is_empty() => {
            let number = source.text("number").to_owned();
            if number.starts_with(|c: char| c.is_ascii_digit()) {
                let words = [tongue::say("No.", language), " ", &number].concat();
                source.set("number", &words);
            }
        }
        Kind::LAW => super::reporter(source),
        _ => {}
    }
    // "Available at: Netflix" where there is no address.
    let nowhere = source.text("URL").is_empty() && source.text("DOI").is_empty();
    let service = super::service(source).to_owned();
    if nowhere && !service.is_empty() {
        source.set("URL", &service);
    }
}
