//! APA 7: what a kind of source needs beyond its style. The numbers are sections of the Publication Manual, 7th edition.

use super::keep_letters;
use crate::kind::Kind;
use crate::source::{Source, When};
use crate::tongue;

pub(super) fn shape(source: &mut Source, language: &str) {
    let say = |word| tongue::say(word, language);
    // The style calls it an article's.
    if let Some(number) = super::article::number(source) {
        source.set("number", &number);
    }
    match source.kind {
        Kind::TV => {
            // Said once, where one wrote and directed.
            if source.people("script-writer") == source.people("director") {
                source.set_people("script-writer", Vec::new());
            }
            episode(source, language);
        }
        Kind::ENTRY => entry(source),
        // How one watched a film is not said (10.12).
        Kind::FILM => source.set("medium", ""),
        Kind::PODCAST => podcast(source, language),
        Kind::IMAGE | Kind::MAP => picture(source, language),
        // What the catalogue has that is no book (10.14).
        Kind::BOOK if super::is_thing(source, language) => picture(source, language),
        Kind::SPEECH => super::event(source, language),
        // What stands in no shop and on no site is told in the text alone (8.9).
        Kind::NOTES => personal(source),
        // Not said of an e-book (10.2, example 22).
        Kind::EBOOK if source.text("medium") == say("E-book") => source.set("medium", ""),
        Kind::DATASET if source.text("genre").is_empty() => source.set("genre", say("Data set")),
        Kind::LAW => super::supreme_court(source),
        Kind::HANDOUT => handout(source, language),
        _ => {}
    }
}

/// `Lee, A. (2024). Parts of a flower [Class handout]. Westfield School.` (10.14) A course is no book that it is in; without a
/// school it is where one finds it.
fn handout(source: &mut Source, language: &str) {
    let course = source.text("container-title").to_owned();
    if source.text("genre") != tongue::say("Class handout", language) || course.is_empty() {
        return;
    }
    source.set("container-title", "");
    if source.text("publisher").is_empty() {
        source.set("publisher", &course);
    }
}

/// `Bloom, M. (Host). (2021, March 2). Why cats purr (No. 443) [Audio podcast episode]. In Brains On!` (10.13)
fn podcast(source: &mut Source, language: &str) {
    let hosts = source.people("author").to_vec();
    if source.people("host").is_empty() && hosts.iter().all(|person| person.literal.is_empty()) {
        source.set_people("author", Vec::new());
        source.set_people("host", hosts);
    }
    let number = source.text("number").to_owned();
    if !number.is_empty() {
        let word = if number.bytes().all(|byte| byte.is_ascii_digit()) {
            [tongue::say("No.", language), " ", &number].concat()
        } else {
            number
        };
        behind_title(source, &["(", &word, ")"].concat());
        source.set("number", "");
    }
}

/// `Bee. (2026, March 4). In Wikipedia. https://…` (10.3, examples 47-49): who puts it out is the author only where the work has
/// that name, and a page that says its day keeps it.
fn entry(source: &mut Source) {
    let maker = source.text("publisher").to_owned();
    let work = crate::markup::plain(source.text("container-title"));
    let named = work
        .get(..maker.len())
        .is_some_and(|begin| begin.eq_ignore_ascii_case(&maker));
    let web = !source.text("URL").is_empty();
    if !source.people("author").is_empty() || maker.is_empty() || !named {
        let dated = source.date("issued").is_some_and(|when| when.month != 0);
        if web && dated {
            source.kind = Kind::HANDOUT;
        } else if ["author", "editor"]
            .iter()
            .all(|role| source.people(role).is_empty())
        {
            source.kind = Kind::CHAPTER;
        }
        if web && source.people("author").is_empty() {
            source.set("publisher", "");
        }
    }
}

/// Pictures and maps stand by themselves, in brackets what they are, then museum or site (10.14): no "In".
fn picture(source: &mut Source, language: &str) {
    let site = source.text("container-title").to_owned();
    source.set("container-title", "");
    if source.text("publisher").is_empty() && source.text("archive").is_empty() {
        source.set("publisher", &site);
    }
    let what = if source.kind == Kind::MAP {
        "Map"
    } else {
        "Image"
    };
    if source.text("genre").is_empty() && source.text("medium").is_empty() {
        source.set("genre", tongue::say(what, language));
    }
    // What begins with its title has the brackets behind the title, not behind the year (9.12, 9.21).
    if source.people("author").is_empty() && !source.text("title").is_empty() {
        let said: Vec<String> = ["genre", "medium"]
            .iter()
            .map(|name| source.text(name).to_owned())
            .filter(|text| !text.is_empty())
            .collect();
        let title = source.text("title").to_owned();
        let words = [
            "<i> <span class=\"nocase\">[",
            &said.join("; "),
            "]</span></i>",
        ]
        .concat();
        source.set("title", &[&title, &*words].concat());
        if source.text("title-short").is_empty() {
            source.set("title-short", &title);
        }
        source.set("genre", "");
        source.set("medium", "");
        // A picture without such words would be called a graphic.
        source.kind = Kind::HANDOUT;
    }
}

/// As an interview of one's own: `(A. Lee, personal communication, February 1, 2024)`.
fn personal(source: &mut Source) {
    source.kind = Kind::EMAIL;
    let all = [
        "title",
        "title-short",
        "container-title",
        "publisher",
        "URL",
        "genre",
    ];
    for field in all {
        source.set(field, "");
    }
    source.set_date("accessed", When::default());
}

/// `(Season 1, Episode 11)`
fn episode(source: &mut Source, language: &str) {
    let named = |word: &str, number: &str| {
        (!number.is_empty()).then(|| [tongue::say(word, language), " ", number].concat())
    };
    let parts: Vec<String> = [
        named("Season", source.text("volume")),
        named("Episode", source.text("number")),
    ]
    .into_iter()
    .flatten()
    .collect();
    if !parts.is_empty() {
        behind_title(
            source,
            &["(", &parts.join(tongue::say(", ", language)), ")"].concat(),
        );
    }
    source.set("volume", "");
    source.set("number", "");
}

/// Words behind a title that are not the title's, and keep their letters.
fn behind_title(source: &mut Source, words: &str) {
    let title = source.text("title").to_owned();
    if title.is_empty() {
        source.set("title", words);
        keep_letters(source, "title");
        return;
    }
    let words = ["<span class=\"nocase\">", words, "</span>"].concat();
    if source.text("title-short").is_empty() {
        source.set("title-short", &title);
    }
    source.set("title", &[&title, " ", &*words].concat());
}
