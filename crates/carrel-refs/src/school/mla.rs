//! MLA 9: what a kind of source needs beyond its style. The numbers are sections of the MLA Handbook, 9th edition.

use super::{is, keep_letters};
use crate::kind::Kind;
use crate::source::{Person, Source, When};
use crate::tongue;

/// The detail that MLA's style prints behind the version, before publisher and day, with no words of its own.
pub(super) const DETAIL: &str = "supplement-number";

pub(super) fn shape(source: &mut Source, language: &str) {
    let say = |word| tongue::say(word, language);
    // Where pages stand, and no page.
    if let Some(number) = super::article::number(source) {
        let words = super::article::words(&number, language);
        source.set("archive_location", &words);
        source.set("number", "");
    }
    match source.kind {
        Kind::INTERVIEW => interview(source, language),
        Kind::EMAIL => email(source, language),
        Kind::FILM => {
            source.set("genre", "");
            cast(source, language);
        }
        Kind::SONG => {
            source.set("genre", "");
            song(source, language);
        }
        Kind::PODCAST => source.set("genre", ""),
        Kind::TV => {
            source.set("genre", "");
            super::numbered(source, language);
        }
        Kind::SPEECH => lecture(source, language),
        Kind::EBOOK if source.text("medium") == say("E-book") => {
            form(source, say("e-book ed."));
        }
        _ if source.kind.info().csl == "book" && source.text("medium") == say("Audiobook") => {
            form(source, say("audiobook ed."));
        }
        Kind::NEWSPAPER => {
            late_edition(source);
            // In front of the page (5.96): the style has it only behind.
            let section = super::section(source, language);
            if !section.is_empty() {
                source.set("archive_location", &section);
            }
            source.set("section", "");
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
        // The site that has it is its container (5.31).
        Kind::DATASET
            if !source.text("URL").is_empty() && source.text("container-title").is_empty() =>
        {
            let site = source.text("publisher").to_owned();
            source.set("container-title", &site);
            // Data.gov is no Data.Gov.
            keep_letters(source, "container-title");
            source.set("publisher", "");
        }
        _ => {}
    }
    // Not first in its container, a version has a small letter (5.50).
    let version = source.text("version").to_owned();
    if !source.text("container-title").is_empty()
        && version.starts_with(|c: char| c.is_ascii_digit())
    {
        source.set("version", "");
        let word = is("word", &[say("version"), " "].concat());
        source.set(DETAIL, &[word, is("version", &version)].concat());
    }
    service(source);
    if matches!(source.kind, Kind::IMAGE | Kind::MAP) {
        museum(source);
    }
    editor_translator(source);
    if source.text("edition") == say("rev. ed.") && with_others(source) {
        source.set("edition", "");
        source.set(DETAIL, say("rev. ed."));
    }
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
    if !begins
        && when.month == 0
        && when.to.year == 0
        && !bracketed.contains(&source.kind.info().csl)
    {
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

/// People behind the word for what they did, each told apart by their reasons.
fn with_word(word: &str, role: &str, who: &str, language: &str) -> String {
    let word = [tongue::say(word, language), " "].concat();
    [is("word", &word), is(role, who)].concat()
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
    source.set(
        DETAIL,
        &with_word("Conducted by", "interviewer", &who, language),
    );
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
    source.set(
        DETAIL,
        &with_word("Received by", "recipient", &who, language),
    );
}

/// `Houston, Whitney. “I Will Always Love You.” Composed by Dolly Parton. The Bodyguard, 1992.` (5.107): the style begins with the
/// composer and has no place for the singer then.
fn song(source: &mut Source, language: &str) {
    let composers = source.people("composer").to_vec();
    if source.people("author").is_empty() || composers.is_empty() {
        return;
    }
    if composers != source.people("author") {
        let who = names(&composers, language);
        let words = with_word("Composed by", "composer", &who, language);
        source.set("genre", &words);
    }
    source.set_people("composer", Vec::new());
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
        source.set(DETAIL, &with_word(word, "performer", &who, language));
    }
}

/// `“Title.” Event, organizer, day, town. Lecture.` (5.99, appendix 2)
fn lecture(source: &mut Source, language: &str) {
    if let Some(day) = source.date("issued").cloned() {
        source.set_date("event-date", day);
    }
    super::event(source, language);
    let what = source.text("genre").to_owned();
    if source.text("medium").is_empty() {
        source.set("medium", &what);
        source.set("genre", "");
    }
}

/// A version like others (5.49), not a medium at the end.
fn form(source: &mut Source, words: &str) {
    source.set("medium", "");
    let first = source.text("edition").is_empty() && !with_others(source);
    source.set(if first { "edition" } else { DETAIL }, words);
}

/// Are others named behind the title? What follows them has a small letter (5.50).
fn with_others(source: &Source) -> bool {
    let has = |role: &str| !source.people(role).is_empty();
    ["translator", "illustrator", "narrator", "editor-translator"]
        .iter()
        .any(|role| has(role))
        || (has("author") && has("editor"))
}

/// `1889, Museum of Modern Art, New York. MoMA, https://…` (appendix 2): where the thing itself is, then the site, which is a
/// container of its own.
fn museum(source: &mut Source) {
    let site = source.text("container-title").to_owned();
    let place = ["archive", "archive-place"];
    let seen = place.iter().any(|name| !source.text(name).is_empty());
    if seen && !site.is_empty() && !source.text("URL").is_empty() {
        source.set("source", &site);
        source.set("container-title", "");
    }
}

/// `late ed.` (5.49): what the form asks of a newspaper is a word, and no number.
fn late_edition(source: &mut Source) {
    let typed = source.text("edition").to_owned();
    let bare = crate::edition::without_word(&typed);
    if bare.is_empty() || bare.starts_with(|c: char| c.is_ascii_digit()) {
        return;
    }
    // "Late" is a word, "Chicago" a name.
    const WORDS: [&str; 9] = [
        "late",
        "early",
        "final",
        "national",
        "morning",
        "evening",
        "weekend",
        "city",
        "international",
    ];
    let word = WORDS.iter().find(|word| bare.eq_ignore_ascii_case(word));
    let kept = [word.map_or(bare, |word| *word), " ed."].concat();
    source.set("edition", "");
    source.set(DETAIL, &kept);
}

/// `United States, Supreme Court. Brown v. Board of Education. United States Reports, vol. 347, 1954, p. 483.`
fn court(source: &mut Source) {
    let court = source.text("authority").to_owned();
    if !court.is_empty() && source.people("author").is_empty() {
        let rest = ["U.S. ", "US ", "United States "]
            .iter()
            .find_map(|country| court.strip_prefix(country));
        // "Supreme Court of the United States" is the same court under its own name.
        let rest = rest.or_else(|| court.strip_suffix(" of the United States"));
        let name = rest.map_or(court.clone(), |rest| ["United States, ", rest].concat());
        source.set_people("author", vec![Person::body(&name)]);
    }
    if matches!(source.text("container-title"), "U.S." | "U. S." | "US") {
        source.set("container-title", "United States Reports");
    }
    keep_letters(source, "container-title");
}

/// The database or service is a container, with or without an address (5.36); what is no service for us is left out.
fn service(source: &mut Source) {
    let service = super::service(source).to_owned();
    source.set("source", &service);
    let lost = ["URL", "DOI"]
        .iter()
        .all(|name| source.text(name).is_empty());
    if lost && source.kind == Kind::THESIS && !service.is_empty() {
        // The style has degree and university behind the service: one piece keeps their order.
        let degree = [source.text("genre"), ". <i>", &service, "</i>"].concat();
        source.set("source", "");
        source.set("genre", &degree);
    }
}

/// Who edited and translated is said once: `Edited and translated by …`
fn editor_translator(source: &mut Source) {
    let people = source.people("editor").to_vec();
    if !people.is_empty() && people == source.people("translator") {
        for role in ["editor", "translator"] {
            source.set_people(role, Vec::new());
        }
        source.set_people("editor-translator", people);
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
        [one, ..] => [&one.natural(), " ", tongue::say("et al.", language)].concat(),
    }
}
