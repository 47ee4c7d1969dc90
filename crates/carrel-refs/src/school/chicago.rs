//! Chicago, 17 and 18: what a kind of source needs beyond its style. The numbers are sections of the 18th edition.

use super::is;
use crate::kind::Kind;
use crate::source::{Person, Source, When};
use crate::tongue;

pub(super) fn shape(source: &mut Source, style: &str, language: &str) {
    let in_text = style.contains("author-date");
    if source.text("genre") == "Doctoral dissertation" {
        source.set("genre", "PhD diss.");
    }
    if source.kind != Kind::POST {
        small(source, "genre", language);
    }
    if source.kind.info().shelf != crate::kind::Shelf::Machines {
        // A system has a name.
        small(source, "medium", language);
    }
    service(source, language);
    // Where pages stand (14.71).
    if let Some(number) = super::article::number(source) {
        source.set("number", &number);
    }
    match source.kind {
        Kind::TV => episode(source, language),
        Kind::EMAIL if in_text => email(source, language),
        Kind::SPEECH => lecture(source),
        Kind::NEWSPAPER => newspaper(source, language),
        Kind::SOFTWARE if in_text => {
            // The year stands behind the name already: "Released" would hang (14.169).
            let year_alone = source.date("issued").is_some_and(|when| when.month == 0);
            if year_alone {
                source.set("status", "<i></i>");
            }
        }
        Kind::LAW => super::supreme_court(source),
        Kind::IMAGE | Kind::MAP => site(source),
        Kind::SITE => whole_site(source),
        Kind::SONG => song(source, language),
        _ => {}
    }
    if in_text && source.kind.info().csl == "broadcast" {
        director_first(source, language);
    }
}

/// `Smithsonian Learning Lab. https://…` (8.193): the name of a whole site that was never printed stands upright and without
/// quotation marks, as a page's site does.
fn whole_site(source: &mut Source) {
    if source.text("container-title").is_empty() {
        let name = source.text("title").to_owned();
        source.set("container-title", &is("title", &name));
        for field in ["title", "title-short"] {
            source.set(field, "");
        }
    }
}

/// `“Imagine,” song on Imagine` (14.163): on an album, not in one. The style says "track 3 on", and has the words for it.
fn song(source: &mut Source, language: &str) {
    if source.text("container-title").is_empty() || !source.text("chapter-number").is_empty() {
        return;
    }
    if source.text("genre").is_empty() {
        source.set("genre", tongue::say("Song", language));
        small(source, "genre", language);
    }
    let what = is("genre", source.text("genre"));
    source.set("chapter-number", &what);
    source.set("genre", "");
}

/// `Boston Globe, January 2, 2020, sec. A` (17, 14.193 and 14.197; 18, 14.89): without its “The”, and the section behind the day.
fn newspaper(source: &mut Source, language: &str) {
    let name = source.text("container-title").to_owned();
    if let Some(bare) = name.strip_prefix("The ").filter(|bare| !bare.is_empty()) {
        source.set("container-title", bare);
    }
    let section = super::section(source, language);
    source.set("section", "");
    if section.starts_with(tongue::say("sec.", language)) {
        // A letter or number counts; another section is a column's name and stands in front.
        source.set("number", &section);
    } else {
        source.set("section", &section);
    }
}

/// Words for what a thing is stand in the middle of a note; the style gives them a capital where they begin a part (14.111).
fn small(source: &mut Source, field: &str, language: &str) {
    let text = source.text(field).to_owned();
    // German writes nouns with a capital everywhere, and a disc has a name.
    if language.starts_with("de") || text.starts_with('<') || text == "Blu-ray" {
        return;
    }
    let first = text.split([' ', '-']).next().unwrap_or_default();
    let capitals = first.chars().filter(|c| c.is_uppercase()).count();
    let mut letters = text.chars();
    if capitals == 1
        && let Some(c) = letters.next()
    {
        let lower: String = c.to_lowercase().chain(letters).collect();
        source.set(field, &lower);
    }
}

/// Where an e-book, a film or a thesis was found, at the end (14.58): the service where there is one, else the address says it.
fn service(source: &mut Source, language: &str) {
    let service = super::service(source).to_owned();
    let addressed = !source.text("URL").is_empty() || !source.text("DOI").is_empty();
    let article = source.kind.info().csl.starts_with("article");
    let ebook = source.kind == Kind::EBOOK
        && source
            .text("medium")
            .eq_ignore_ascii_case(tongue::say("E-book", language));
    if service.is_empty() {
        if ebook && addressed {
            source.set("medium", "");
        }
    } else if (ebook || source.text("medium").is_empty()) && !(article && addressed) {
        source.set("medium", &service);
    }
}

/// `Painting. Museum of Modern Art, New York. https://…` (14.133): a picture or a map is on a site, not “in” it; the site
/// stands where a museum does, behind one that there is.
fn site(source: &mut Source) {
    let site = source.text("container-title").to_owned();
    let field = match source.text("archive-place") {
        "" => "archive",
        _ => "archive-place",
    };
    let found = match source.text(field) {
        "" => site,
        museum if site.is_empty() => museum.to_owned(),
        museum => [museum, &is("mark", ", "), &site].concat(),
    };
    source.set(field, &found);
    source.set("container-title", "");
}

/// `Lecture. Science Week. Westfield School, Westfield, day.` The style knows a city only in front of a publisher.
fn lecture(source: &mut Source) {
    let town = source.text("publisher-place").to_owned();
    let host = source.text("publisher").to_owned();
    source.set("publisher-place", "");
    if host.is_empty() {
        source.set("event-place", &town);
    } else if !town.is_empty() {
        let town = is("event-place", &town);
        source.set("publisher", &[host, is("mark", ", "), town].concat());
    }
}

/// `Planet Earth, season 1, episode 11, “The Deep”` (14.165); what the style calls its number takes the season in front.
fn episode(source: &mut Source, language: &str) {
    let season = source.text("volume").to_owned();
    let number = source.text("number").to_owned();
    let mut words = String::new();
    if !season.is_empty() {
        words = [tongue::say("season", language), " ", &season].concat();
    }
    if number.is_empty() {
        source.set("number", &words);
        source.set("genre", "");
    } else {
        if !words.is_empty() {
            words.push_str(tongue::say(", ", language));
        }
        words.push_str(tongue::say("episode", language));
        source.set("genre", &words);
    }
    source.set("volume", "");
}

/// A pointer begins as its entry begins, but the style names the series here and the director there.
fn director_first(source: &mut Source, language: &str) {
    let mut people = source.people("director").to_vec();
    if people.is_empty()
        || ["author", "host"]
            .iter()
            .any(|role| !source.people(role).is_empty())
    {
        return;
    }
    // The label that the style gives to directors: behind the last of them.
    let label = if people.len() > 1 { "dirs." } else { "dir." };
    let label = tongue::say(label, language);
    if let Some(last) = people.last_mut().filter(|last| last.literal.is_empty()) {
        last.suffix = match last.suffix.as_str() {
            "" => label.to_owned(),
            suffix => [suffix, ", ", label].concat(),
        };
    }
    source.set_people("director", Vec::new());
    source.set_people("author", people);
}

/// `(Ann Lee, email to Sam Ortiz, February 1, 2024)` (14.111): what is in no list says in the text what it is, and when.
fn email(source: &mut Source, language: &str) {
    let who: Vec<String> = source
        .people("recipient")
        .iter()
        .map(Person::natural)
        .collect();
    let mut what = source.text("genre").to_owned();
    if !who.is_empty() {
        let and = [" ", tongue::say("and", language), " "].concat();
        what = [
            &what,
            " ",
            tongue::say("to", language),
            " ",
            &who.join(&and),
        ]
        .concat();
    }
    source.set("genre", &what);
    source.set("title", "");
    source.set("title-short", "");
    source.set_people("recipient", Vec::new());
    source.set_date("accessed", When::default());
    source.kind = Kind::INTERVIEW;
}
