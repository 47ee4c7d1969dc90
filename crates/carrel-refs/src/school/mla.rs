//! MLA 9: what a kind of source needs beyond its style. The numbers are sections of the MLA Handbook, 9th edition.

use super::keep_letters;
use crate::kind::Kind;
use crate::source::{Person, Source, When};
use crate::tongue;

/// The detail that MLA's style prints behind the version, before publisher and day, with no words of its own.
pub(super) const DETAIL: &str = "supplement-number";

pub(super) fn shape(source: &mut Source, language: &str) {
    let say = |word| tongue::say(word, language);
    match source.kind {
        Kind::INTERVIEW => interview(source, language),
        Kind::EMAIL => email(source, language),
        Kind::FILM => {
            source.set("genre", "");
            cast(source, language);
        }
        Kind::SONG | Kind::PODCAST => source.set("genre", ""),
        Kind::TV => {
            source.set("genre", "");
            super::numbered(source, language);
        }
        Kind::SPEECH => lecture(source),
        Kind::EBOOK if source.text("medium") == say("E-book") => {
            // A version like others (5.49), not a medium at the end.
            source.set("medium", "");
            let edition = source.text("edition").to_owned();
            if edition.is_empty() {
                source.set("edition", say("e-book ed."));
            } else {
                source.set(DETAIL, say("e-book ed."));
            }
        }
        Kind::NEWSPAPER => {
            late_edition(source);
            super::section(source);
        }
        Kind::REPORT if !source.text("number").is_empty() && source.text("genre").is_empty() => {
            // Behind the title's period, a capital (5.51).
            let number = source.text("number").to_owned();
            if number.bytes().all(|byte| byte.is_ascii_digit()) {
                source.set("number", "");
                source.set(DETAIL, &[say("No."), " ", &number].concat());
            }
        }
        Kind::LAW => court(source),
        _ => {}
    }
    // Not first in its container, a version has a small letter (5.50).
    let version = source.text("version").to_owned();
    if !source.text("container-title").is_empty()
        && version.starts_with(|c: char| c.is_ascii_digit())
    {
        source.set("version", "");
        source.set(DETAIL, &[say("version"), " ", &version].concat());
    }
    service(source);
    volume(source, language);
    about(source);
}

/// `Solnit, Rebecca, editor. Essays. Vol. 4, 2000.` Behind the title's period, a capital (5.51).
fn volume(source: &mut Source, language: &str) {
    let number = source.text("volume").to_owned();
    let first = source.kind.info().csl == "book"
        && ["author", "translator", "illustrator", "narrator"]
            .iter()
            .all(|role| source.people(role).is_empty())
        && !source.people("editor").is_empty()
        && source.text("edition").is_empty();
    if first && !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit()) {
        let words = [tongue::say("Vol.", language), " ", &number].concat();
        source.set("volume", &words);
    }
}

/// `Louvre, circa 2010` (5.81): the style has a capital there wherever it stands.
fn about(source: &mut Source) {
    let Some(when) = source.date("issued").filter(|when| when.about).cloned() else {
        return;
    };
    let bracketed = [
        "book",
        "chapter",
        "motion_picture",
        "thesis",
        "article-journal",
    ];
    let begins = ["container-title", "publisher", "version", "edition", DETAIL]
        .iter()
        .all(|name| source.text(name).is_empty());
    if !begins && when.month == 0 && !bracketed.contains(&source.kind.info().csl) {
        let words = ["circa ", &when.year.to_string()].concat();
        source.set_date(
            "issued",
            When {
                literal: words,
                ..When::default()
            },
        );
    }
}

/// `Interview. Conducted by Kim Lee, 3 May 2026.` (5.107 and 5.108)
fn interview(source: &mut Source, language: &str) {
    let who = names(source.people("interviewer"), language);
    if who.is_empty() {
        return;
    }
    if source.text("genre") == tongue::say("Personal interview", language) {
        source.set("genre", tongue::say("Interview", language));
    }
    source.set_people("interviewer", Vec::new());
    let words = [tongue::say("Conducted by", language), " ", &who].concat();
    source.set(DETAIL, &words);
}

/// `“Question about Bees.” Received by Sam Ortiz, 1 Feb. 2024.` (5.107)
fn email(source: &mut Source, language: &str) {
    let who = names(source.people("recipient"), language);
    if who.is_empty() {
        return;
    }
    if !source.text("title").is_empty() {
        source.set("genre", "");
    }
    source.set_people("recipient", Vec::new());
    let words = [tongue::say("Received by", language), " ", &who].concat();
    source.set(DETAIL, &words);
}

/// `directed by …, performances by …` (5.44)
fn cast(source: &mut Source, language: &str) {
    let who = names(source.people("performer"), language);
    if !who.is_empty() {
        let directed = !source.people("director").is_empty();
        let word = if directed {
            "performances by"
        } else {
            "Performances by"
        };
        source.set(DETAIL, &[tongue::say(word, language), " ", &who].concat());
    }
}

/// `“Title.” Event, organizer, day, town. Lecture.` (5.99, appendix 2)
fn lecture(source: &mut Source) {
    if let Some(day) = source.date("issued").cloned() {
        source.set_date("event-date", day);
    }
    super::event(source);
    let what = source.text("genre").to_owned();
    if source.text("medium").is_empty() {
        source.set("medium", &what);
        source.set("genre", "");
    }
}

/// `late ed.` (5.49): what the form asks of a newspaper is a word, and no number.
fn late_edition(source: &mut Source) {
    let typed = source.text("edition").to_owned();
    let lower = typed.to_lowercase();
    let bare = lower.trim_end_matches(" edition").trim_end_matches(" ed.");
    if bare.is_empty() || bare.starts_with(|c: char| c.is_ascii_digit()) {
        return;
    }
    // "Late" is a word, "Chicago" a name.
    let kept = match bare {
        "late" | "early" | "final" | "national" | "morning" | "evening" | "weekend" | "city"
        | "international" => bare,
        _ => &typed[..bare.len().min(typed.len())],
    };
    source.set("edition", "");
    source.set(DETAIL, &[kept, " ed."].concat());
}

/// `United States, Supreme Court. Brown v. Board of Education. United States Reports, vol. 347, 1954, p. 483.`
fn court(source: &mut Source) {
    let court = source.text("authority").to_owned();
    if !court.is_empty() && source.people("author").is_empty() {
        let rest = ["U.S. ", "US ", "United States "]
            .iter()
            .find_map(|country| court.strip_prefix(country));
        let name = rest.map_or(court.clone(), |rest| ["United States, ", rest].concat());
        source.set_people("author", vec![Person::body(&name)]);
    }
    if matches!(source.text("container-title"), "U.S." | "U. S." | "US") {
        source.set("container-title", "United States Reports");
    }
    keep_letters(source, "container-title");
}

/// The database or service without an address is a container, too (5.36); the style prints it only with one.
fn service(source: &mut Source) {
    let service = super::service(source).to_owned();
    let lost = ["URL", "DOI", "medium"]
        .iter()
        .all(|name| source.text(name).is_empty());
    if lost && source.kind == Kind::THESIS && !service.is_empty() {
        // Behind the university and the degree.
        let degree = [source.text("genre"), ". <i>", &service, "</i>"].concat();
        source.set("source", "");
        source.set("genre", &degree);
    } else if lost && !service.is_empty() {
        source.set("source", "");
        source.set("medium", &["<i>", &service, "</i>"].concat());
    }
}

/// Names in a row, as they are spoken: "A and B", "A et al." from three on (5.8).
fn names(people: &[Person], language: &str) -> String {
    match people {
        [] => String::new(),
        [one] => one.natural(),
        [one, two] => [
            &one.natural(),
            " ",
            tongue::say("and", language),
            " ",
            &two.natural(),
        ]
        .concat(),
        [one, ..] => [&one.natural(), " et al."].concat(),
    }
}
