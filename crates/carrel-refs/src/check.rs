//! The usual mistakes in a filled form, each with its field and, where there is one, the mended value.

use carrel_core::Isbn;

use crate::kind::{Kind, Need};
use crate::source::{Source, When};

/// A likely mistake. It is a warning: the student decides.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Warning {
    /// The CSL variable it is about.
    pub field: String,
    /// What is wrong.
    pub fault: Fault,
    /// What the field should say, when that is certain enough to offer it.
    pub mended: Option<String>,
}

/// What can be wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// A field without which there is no citation.
    Missing,
    /// A title in capital letters only.
    Shouting,
    /// A title in quotation marks: the style sets them where they belong.
    Quoted,
    /// A title that ends with the name of its site, as browsers' tabs have it.
    SiteInTitle,
    /// Two people in the place of one.
    TwoPeople,
    /// A title that ends with a point.
    ClosingPoint,
    /// An address that is none: no host, spaces, no `http`.
    NoAddress,
    /// The address of a page of search results.
    SearchPage,
    /// A search engine is no source.
    SearchEngine,
    /// "by" in front of a name.
    ByLine,
    /// A name like "Staff" or "Admin" is nobody's.
    Nobody,
    /// A word that belongs to no number: "vol. 3", "pp. 3-4".
    Label,
    /// The day is not in the calendar.
    NoSuchDay,
    /// It is after today.
    Future,
    /// It was looked at before it came out.
    SeenTooEarly,
    /// A page with neither the day it came out nor the day it was seen: nobody can tell which state of it is meant.
    Undated,
    /// A DOI begins with `10.` and a number.
    NoDoi,
    /// The last digit of the ISBN does not fit the others.
    IsbnDigit,
    /// An ISBN has 10 or 13 digits.
    NoIsbn,
    /// The publisher is the same as the name of the site or journal.
    Same,
    /// A database stands where the journal should.
    DatabaseAsJournal,
    /// The first edition is not named.
    FirstEdition,
    /// Each word has a capital, where only the first word and names should: see [`capitals`].
    Capitals,
}

/// Databases that students take for journals.
const DATABASES: [&str; 9] = [
    "jstor",
    "ebsco",
    "ebscohost",
    "gale",
    "proquest",
    "academic search premier",
    "gale in context",
    "academic onefile",
    "explora",
];

/// Everything that looks wrong; the fields in the order of the form. `today` is the reader's day.
#[must_use]
pub fn check(source: &Source, today: &When) -> Vec<Warning> {
    let mut found = Vec::new();
    for field in source.kind.info().fields {
        let name = field.name;
        let empty = source.text(name).is_empty()
            && source.people(name).is_empty()
            && source.date(name).is_none();
        if empty {
            if field.need == Need::Must {
                found.push(warn(name, Fault::Missing, None));
            }
            continue;
        }
        let text = source.text(name);
        match name {
            "title" | "container-title" => title(name, text, &mut found),
            "URL" => address(text, &mut found),
            "DOI" => found.extend(doi_warning(text)),
            "ISBN" => found.extend(isbn(text)),
            "volume" | "issue" | "page" | "number" => found.extend(number(name, text)),
            "edition" => found.extend(edition(text)),
            _ => {}
        }
        for person in source.people(name) {
            let whole = person.natural();
            let lower = whole.to_lowercase();
            if person.literal.is_empty() {
                let joined = [" and ", " & ", ";"];
                if joined.iter().any(|mark| lower.contains(mark)) {
                    found.push(warn(name, Fault::TwoPeople, None));
                }
                if shouts(&person.family, 3) && shouts(&person.given, 1) {
                    found.push(warn(name, Fault::Shouting, None));
                }
            }
            if lower.starts_with("by ") {
                found.push(warn(name, Fault::ByLine, None));
            }
            if matches!(
                lower.as_str(),
                "staff"
                    | "admin"
                    | "administrator"
                    | "editor"
                    | "unknown"
                    | "anonymous"
                    | "n/a"
                    | "none"
            ) {
                found.push(warn(name, Fault::Nobody, None));
            }
        }
        if let Some(when) = source.date(name) {
            if !exists(when) {
                found.push(warn(name, Fault::NoSuchDay, None));
            } else if later(when, today) {
                found.push(warn(name, Fault::Future, None));
            }
        }
    }
    let page = matches!(source.kind, Kind::PAGE | Kind::SITE) && !source.text("URL").is_empty();
    if page && source.date("issued").is_none() && source.date("accessed").is_none() {
        found.push(warn("accessed", Fault::Undated, None));
    }
    let container = source.text("container-title").to_lowercase();
    let (maker, site) = (source.text("publisher"), source.text("container-title"));
    if !container.is_empty() && crate::school::is_same_body(maker, site) {
        found.push(warn("publisher", Fault::Same, Some(String::new())));
    }
    if let Some(mended) = without_site(source.text("title"), &container) {
        found.push(warn("title", Fault::SiteInTitle, Some(mended)));
    }
    if source.kind.info().csl.starts_with("article") && DATABASES.contains(&container.as_str()) {
        found.push(warn("container-title", Fault::DatabaseAsJournal, None));
    }
    if let (Some(issued), Some(accessed)) = (source.date("issued"), source.date("accessed"))
        && later(issued, accessed)
        && !later(issued, today)
    {
        found.push(warn("accessed", Fault::SeenTooEarly, None));
    }
    found
}

fn warn(field: &str, fault: Fault, mended: Option<String>) -> Warning {
    Warning {
        field: field.to_owned(),
        fault,
        mended,
    }
}

/// Titles that look as if they were written with a capital for each word, for styles that want capitals for the first word and
/// for names alone (APA 7 §6.17, Cite Them Right). No program knows which words are names: so this asks, and offers the title
/// with small letters, in which the student gives the names their capitals back. Of *Romeo and Juliet* the student says once that
/// they are all names ([`all_names`]), and is not asked again while the title stays as it is.
#[must_use]
pub fn capitals(source: &Source) -> Vec<Warning> {
    let language = source.text("language");
    let asked = matches!(source.kind, Kind::AI_CHAT | Kind::AI_IMAGE);
    if asked || !(language.is_empty() || language.starts_with("en")) {
        return Vec::new();
    }
    let mut fields = vec!["title"];
    if source.kind.info().csl == "chapter" {
        fields.push("container-title");
    }
    let check = |name: &&str| {
        let text = source.text(name);
        if source.named.iter().any(|title| title == text) {
            return None;
        }
        let mended = sentence(text)?;
        Some(warn(name, Fault::Capitals, Some(mended)))
    };
    fields.iter().filter_map(check).collect()
}

/// Keeps that each word with a capital in this title is a name; of titles that the source has no more it is forgotten.
pub fn all_names(source: &mut Source, field: &str) {
    let text = source.text(field).to_owned();
    let mut named = core::mem::take(&mut source.named);
    named.retain(|title| *title != text && source.texts.iter().any(|(_, other)| other == title));
    named.push(text);
    source.named = named;
}

/// The title with small letters, if every longer word of it has a capital and at least one of those is no first word.
fn sentence(text: &str) -> Option<String> {
    let mut out = String::with_capacity(text.len());
    let mut begins = true;
    let mut lowered = 0;
    for word in text.split_inclusive(' ') {
        let bare: String = word.chars().filter(|c| c.is_alphanumeric()).collect();
        let mut letters = bare.chars();
        let capital = letters.next().is_some_and(char::is_uppercase);
        let plain = bare.chars().count() > 1 && letters.all(char::is_lowercase);
        if !begins && bare.chars().count() > 3 && !capital && plain {
            // A longer word with small letters: somebody has thought about it.
            return None;
        }
        // NASA, YouTube and 3D are left as they are.
        if !begins && capital && plain {
            out.extend(word.chars().flat_map(char::to_lowercase));
            lowered += usize::from(bare.chars().count() > 3);
        } else {
            out.push_str(word);
        }
        begins = word.trim_end().ends_with([':', '?', '!', '.', '—']);
    }
    (lowered > 0).then_some(out)
}

/// The words of a title that may be names or not, each with the place of its first letter: what begins no sentence and has
/// capitals nowhere else.
#[must_use]
pub fn words(title: &str) -> Vec<(usize, &str)> {
    let mut found = Vec::new();
    let (mut at, mut begins) = (0, true);
    for whole in title.split_inclusive(' ') {
        let letters = |c: char| c.is_alphabetic();
        let word = whole.trim_matches(|c: char| !c.is_alphabetic());
        let start = at + whole.find(letters).unwrap_or(0);
        let bare = word.chars().filter(|c| c.is_alphanumeric());
        if !begins && bare.clone().count() > 1 && bare.skip(1).all(char::is_lowercase) {
            found.push((start, word));
        }
        begins = whole.trim_end().ends_with([':', '?', '!', '.', '—']);
        at += whole.len();
    }
    found
}

/// The title with the letter at `place` made a capital, or a small one if it is one.
#[must_use]
pub fn turn(title: &str, place: usize) -> String {
    let (before, rest) = title.split_at(place);
    let mut letters = rest.chars();
    let mut out = before.to_owned();
    match letters.next() {
        Some(c) if c.is_uppercase() => out.extend(c.to_lowercase()),
        Some(c) => out.extend(c.to_uppercase()),
        None => {}
    }
    out.push_str(letters.as_str());
    out
}

/// At least so many letters, and all of them capitals.
fn shouts(text: &str, letters: usize) -> bool {
    text.chars().filter(|c| c.is_alphabetic()).count() >= letters
        && !text.chars().any(char::is_lowercase)
}

/// `Moon Facts - NASA Science` on NASA Science is called `Moon Facts`. The name of the site comes in small letters.
fn without_site(title: &str, site: &str) -> Option<String> {
    if site.is_empty() {
        return None;
    }
    let marks = [" - ", " – ", " — ", " | "];
    marks.iter().find_map(|mark| {
        let (before, last) = title.rsplit_once(mark)?;
        let same = last.trim().to_lowercase() == site && !before.trim().is_empty();
        same.then(|| before.trim().to_owned())
    })
}

/// What stands in quotation marks from end to end.
fn quoted(text: &str) -> Option<&str> {
    [('"', '"'), ('“', '”'), ('«', '»'), ('„', '“')]
        .iter()
        .find_map(|(open, close)| {
            let inner = text.strip_prefix(*open)?.strip_suffix(*close)?;
            // “Bees” and “Wasps”: two of them.
            let whole = !inner.contains([*open, *close]);
            (whole && !inner.trim().is_empty()).then_some(inner.trim())
        })
}

fn title(name: &str, text: &str, found: &mut Vec<Warning>) {
    if let Some(inner) = quoted(text) {
        found.push(warn(name, Fault::Quoted, Some(inner.to_owned())));
    }
    let letters = text.chars().filter(|c| c.is_alphabetic()).count();
    if letters > 9 && !text.chars().any(char::is_lowercase) && text.contains(' ') {
        found.push(warn(name, Fault::Shouting, Some(title_case(text))));
    }
    if text.ends_with('.')
        && !text.ends_with("..")
        && text.matches('.').count() == 1
        && !shortened(text)
    {
        let mended = text.trim_end_matches('.').to_owned();
        found.push(warn(name, Fault::ClosingPoint, Some(mended)));
    }
    let lower = text.to_lowercase();
    if matches!(
        lower.as_str(),
        "google" | "bing" | "google images" | "safari" | "chrome" | "yahoo" | "duckduckgo"
    ) {
        found.push(warn(name, Fault::SearchEngine, None));
    }
}

/// Does the point at the end belong to the last word? *Monsters, Inc.*
fn shortened(text: &str) -> bool {
    const WORDS: [&str; 16] = [
        "inc", "co", "corp", "ltd", "bros", "jr", "sr", "dr", "mr", "mrs", "ms", "st", "ave", "vs",
        "etc", "vol",
    ];
    let last = text.trim_end_matches('.').rsplit([' ', '-']).next();
    let last = last.unwrap_or_default().to_lowercase();
    WORDS.contains(&&*last)
}

/// Each word with a capital: what is offered for a title in capitals. Styles write small what they want small.
fn title_case(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut begins = true;
    for c in text.chars() {
        if begins {
            out.push(c);
        } else {
            out.extend(c.to_lowercase());
        }
        begins = !c.is_alphanumeric() && c != '\'' && c != '’';
    }
    out
}

fn address(text: &str, found: &mut Vec<Warning>) {
    let lower = text.to_lowercase();
    let rest = lower.split_once("://").map(|(_, rest)| rest);
    let host = rest
        .unwrap_or(&lower)
        .split(['/', '?', '#'])
        .next()
        .unwrap_or("");
    if text.contains(' ') || !host.contains('.') || host.starts_with('.') || host.ends_with('.') {
        found.push(warn("URL", Fault::NoAddress, None));
        return;
    }
    if rest.is_none() {
        found.push(warn(
            "URL",
            Fault::NoAddress,
            Some(["https://", text].concat()),
        ));
    }
    let search = ["google.", "bing.", "duckduckgo.", "yahoo."];
    if search
        .iter()
        .any(|name| host.trim_start_matches("www.").starts_with(name))
        && (lower.contains("?q=") || lower.contains("&q=") || lower.contains("/search"))
    {
        found.push(warn("URL", Fault::SearchPage, None));
    }
}

/// A DOI in its bare form (ISO 26324: `10.` registrant `/` suffix), from any of the ways in which it is written; `None`
/// when it is none. A DOI has no check digit: only its form can be checked.
#[must_use]
pub fn doi(text: &str) -> Option<&str> {
    let text = text.trim();
    // Only ASCII is looked at, so the places are the same.
    let lower = text.to_ascii_lowercase();
    let at = ["doi.org/", "doi:", "doi "]
        .iter()
        .find_map(|mark| lower.find(mark).map(|at| at + mark.len()))
        .unwrap_or(0);
    // The mark behind it is the sentence's, and no DOI ends with one.
    let bare = text[at..].trim().trim_end_matches(['.', ',', ';']);
    let (registrant, suffix) = bare.strip_prefix("10.")?.split_once('/')?;
    let digits = registrant.split('.').next().unwrap_or("");
    let good = (4..=9).contains(&digits.len())
        && registrant.bytes().all(|b| b.is_ascii_digit() || b == b'.')
        && !suffix.is_empty()
        && !bare.contains(char::is_whitespace);
    good.then_some(bare)
}

fn doi_warning(text: &str) -> Option<Warning> {
    match doi(text) {
        Some(bare) if bare == text => None,
        Some(bare) => Some(warn("DOI", Fault::NoDoi, Some(bare.to_owned()))),
        None => Some(warn("DOI", Fault::NoDoi, None)),
    }
}

fn isbn(text: &str) -> Option<Warning> {
    if Isbn::parse(text).is_some() {
        return None;
    }
    Some(match Isbn::expected_check(text) {
        Some(_) => warn("ISBN", Fault::IsbnDigit, None),
        None => warn("ISBN", Fault::NoIsbn, None),
    })
}

fn number(name: &str, text: &str) -> Option<Warning> {
    const LABELS: [&str; 14] = [
        "volume", "vol.", "vol", "issue", "number", "no.", "no", "pages", "page", "pp.", "pp",
        "p.", "season", "episode",
    ];
    let lower = text.to_ascii_lowercase();
    let label = LABELS.iter().find(|label| {
        lower
            .strip_prefix(**label)
            .is_some_and(|rest| rest.trim_start().starts_with(|c: char| c.is_ascii_digit()))
    })?;
    Some(warn(
        name,
        Fault::Label,
        Some(text[label.len()..].trim().to_owned()),
    ))
}

fn edition(text: &str) -> Option<Warning> {
    let (number, rest) = crate::edition::parts(text);
    let number = number.filter(|_| rest.is_empty())?;
    if number == 1 {
        return Some(warn("edition", Fault::FirstEdition, Some(String::new())));
    }
    // "Revised edition" and "Second edition" stay: a style shortens them itself. "2nd edition" is the number 2.
    let label = crate::edition::without_word(text).len() < text.len();
    let written = text.starts_with(|c: char| c.is_ascii_digit()) && label;
    written.then(|| warn("edition", Fault::Label, Some(number.to_string())))
}

/// Is the day in the calendar?
fn exists(when: &When) -> bool {
    let days = match when.month {
        2 if when.year % 4 == 0 && (when.year % 100 != 0 || when.year % 400 == 0) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    };
    when.year == 0 || when.day <= days
}

/// Is it certainly later than the other?
fn later(when: &When, than: &When) -> bool {
    if when.year == 0 || than.year == 0 {
        return false;
    }
    let known = |part: u8| (1..=31).contains(&part);
    if when.year != than.year || !known(when.month) || !known(than.month) || when.month > 12 {
        return when.year > than.year;
    }
    if when.month != than.month || !known(when.day) || !known(than.day) {
        return when.month > than.month;
    }
    when.day > than.day
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Person;

    fn check_field(kind: Kind, name: &str, text: &str, fault: Option<Fault>, mended: Option<&str>) {
        let mut source = Source::new("s", kind);
        source.set(name, text);
        let found = check(&source, &When::day(2026, 11, 27));
        let about = found
            .iter()
            .find(|w| w.field == name && w.fault != Fault::Missing);
        assert_eq!(about.map(|w| w.fault), fault, "{text}");
        if let Some(mended) = mended {
            assert_eq!(
                about.and_then(|w| w.mended.as_deref()),
                Some(mended),
                "{text}"
            );
        }
    }

    #[test]
    fn capitals_are_asked_about_where_only_names_should_have_them() {
        for (title, mended) in [
            ("The Secret Garden", Some("The secret garden")),
            ("Bees: A Short History", Some("Bees: A short history")),
            ("Who Owns the Moon?", Some("Who owns the moon?")),
            // What has capitals inside, or a number, keeps them; names are the student's to mend.
            (
                "Why NASA and YouTube Love 3D Maps",
                Some("Why NASA and YouTube love 3D maps"),
            ),
            // Somebody thought about it already, or there is nothing to ask.
            ("The secret garden", None),
            ("A walk in New York", None),
            ("Holes", None),
            ("It", None),
            ("", None),
        ] {
            let mut source = Source::new("s", Kind::BOOK);
            source.set("title", title);
            let found = capitals(&source);
            let first = found.first().and_then(|warning| warning.mended.as_deref());
            assert_eq!(first, mended, "{title}");
            assert!(found.iter().all(|warning| warning.fault == Fault::Capitals));
            source.set("language", "es");
            assert_eq!(capitals(&source), []);
        }
        let mut part = Source::new("s", Kind::CHAPTER);
        part.set("container-title", "The Best American Essays");
        assert_eq!(capitals(&part)[0].field, "container-title");
        // A journal's name keeps its capitals in every style.
        let mut article = Source::new("s", Kind::JOURNAL);
        article.set("container-title", "Journal of Space");
        assert_eq!(capitals(&article), []);
    }

    /// *Romeo and Juliet* asked to be looked at again for ever in APA and Harvard.
    #[test]
    fn a_title_of_names_is_asked_about_once() {
        let mut source = Source::new("s", Kind::CHAPTER);
        source.set("title", "Romeo and Juliet");
        source.set("container-title", "Anne Frank");
        let fields = |source: &Source| -> Vec<String> {
            let found = capitals(source).into_iter();
            found.map(|warning| warning.field).collect()
        };
        assert_eq!(fields(&source), ["title", "container-title"]);
        all_names(&mut source, "title");
        assert_eq!(fields(&source), ["container-title"]);
        all_names(&mut source, "container-title");
        all_names(&mut source, "title");
        assert_eq!(fields(&source), [""; 0]);
        assert_eq!(source.named, ["Anne Frank", "Romeo and Juliet"]);
        // It is kept with the source, in a file as on the device, and goes with it where it fills another.
        let (read, problems) = crate::csl::read(&crate::csl::write(core::slice::from_ref(&source)));
        assert_eq!((&read[0], problems), (&source, vec![]));
        let mut other = Source::new("s", Kind::CHAPTER);
        other.fill_from(&source);
        assert_eq!(fields(&other), [""; 0]);
        // Another title is another question, and the answer to the old one is forgotten with the next.
        source.set("title", "Romeo Meets Juliet");
        assert_eq!(fields(&source), ["title"]);
        all_names(&mut source, "title");
        assert_eq!(source.named, ["Anne Frank", "Romeo Meets Juliet"]);
    }

    #[test]
    fn names_get_their_capitals_word_by_word() {
        let title = "Why NASA left: the “moon” of Élise, a story";
        let found: Vec<&str> = words(title).iter().map(|(_, word)| *word).collect();
        assert_eq!(found, ["left", "moon", "of", "Élise", "story"]);
        let mut turned = title.to_owned();
        for (place, _) in words(title) {
            turned = turn(&turned, place);
        }
        assert_eq!(turned, "Why NASA Left: the “Moon” Of élise, a Story");
        assert_eq!(words("Holes"), []);
        assert_eq!(words(""), []);
        assert_eq!(turn("a", 1), "a");
    }

    #[test]
    fn the_usual_mistakes() {
        use Fault::*;
        for (kind, name, text, fault, mended) in [
            (Kind::BOOK, "title", "Holes", None, None),
            (
                Kind::BOOK,
                "title",
                "THE WILD ROBOT'S ESCAPE",
                Some(Shouting),
                Some("The Wild Robot's Escape"),
            ),
            (
                Kind::BOOK,
                "title",
                "Holes.",
                Some(ClosingPoint),
                Some("Holes"),
            ),
            (Kind::FILM, "title", "Monsters, Inc.", None, None),
            (Kind::BOOK, "title", "Martin Luther King Jr.", None, None),
            (Kind::BOOK, "title", "Mr. Prince.", None, None),
            (
                Kind::BOOK,
                "title",
                "The prince.",
                Some(ClosingPoint),
                Some("The prince"),
            ),
            (
                Kind::CHAPTER,
                "title",
                "\"The Lottery\"",
                Some(Quoted),
                Some("The Lottery"),
            ),
            (
                Kind::CHAPTER,
                "title",
                "“The Lottery”",
                Some(Quoted),
                Some("The Lottery"),
            ),
            (Kind::CHAPTER, "title", "“Bees” and “Wasps”", None, None),
            (Kind::PAGE, "title", "Google", Some(SearchEngine), None),
            (Kind::PAGE, "URL", "https://www.nasa.gov/moon", None, None),
            (
                Kind::PAGE,
                "URL",
                "www.nasa.gov/moon",
                Some(NoAddress),
                Some("https://www.nasa.gov/moon"),
            ),
            (Kind::PAGE, "URL", "the moon page", Some(NoAddress), None),
            (
                Kind::PAGE,
                "URL",
                "https://www.google.com/search?q=moon",
                Some(SearchPage),
                None,
            ),
            (Kind::JOURNAL, "DOI", "10.1000/182", None, None),
            (
                Kind::JOURNAL,
                "DOI",
                "https://doi.org/10.1000/182",
                Some(NoDoi),
                Some("10.1000/182"),
            ),
            (
                Kind::JOURNAL,
                "DOI",
                "10.1000/182.",
                Some(NoDoi),
                Some("10.1000/182"),
            ),
            (Kind::JOURNAL, "DOI", "doi:10.1000/x y", Some(NoDoi), None),
            (
                Kind::JOURNAL,
                "page",
                "pp. 12-25",
                Some(Label),
                Some("12-25"),
            ),
            (Kind::JOURNAL, "volume", "vol. 3", Some(Label), Some("3")),
            (
                Kind::JOURNAL,
                "container-title",
                "JSTOR",
                Some(DatabaseAsJournal),
                None,
            ),
            (Kind::BOOK, "ISBN", "978-0-306-40615-7", None, None),
            (
                Kind::BOOK,
                "ISBN",
                "978-0-306-40615-8",
                Some(IsbnDigit),
                None,
            ),
            (Kind::BOOK, "ISBN", "12345", Some(NoIsbn), None),
            (Kind::BOOK, "edition", "2nd edition", Some(Label), Some("2")),
            (
                Kind::BOOK,
                "edition",
                "1st ed.",
                Some(FirstEdition),
                Some(""),
            ),
            (
                Kind::BOOK,
                "edition",
                "First edition",
                Some(FirstEdition),
                Some(""),
            ),
            (
                Kind::BOOK,
                "edition",
                "Primera edición",
                Some(FirstEdition),
                Some(""),
            ),
            (
                Kind::BOOK,
                "edition",
                "1. Auflage",
                Some(FirstEdition),
                Some(""),
            ),
            (Kind::BOOK, "edition", "2e édition", Some(Label), Some("2")),
            (Kind::BOOK, "edition", "Segunda edición", None, None),
            (Kind::BOOK, "edition", "2", None, None),
            (Kind::BOOK, "edition", "Revised", None, None),
            (Kind::BOOK, "edition", "Revised edition", None, None),
        ] {
            check_field(kind, name, text, fault, mended);
        }
    }

    #[test]
    fn days_and_people() {
        let mut source = Source::new("s", Kind::PAGE);
        source.set("title", "x");
        source.set("URL", "https://a.example");
        source.set_people(
            "author",
            vec![Person::body("by Staff"), Person::body("Admin")],
        );
        source.set_date("issued", When::day(2026, 2, 30));
        source.set_date("accessed", When::day(2027, 1, 1));
        let today = When::day(2026, 11, 27);
        let faults: Vec<Fault> = check(&source, &today).iter().map(|w| w.fault).collect();
        assert_eq!(
            faults,
            [
                Fault::ByLine,
                Fault::Nobody,
                Fault::NoSuchDay,
                Fault::Future
            ]
        );
        source.set_date("issued", When::day(2026, 5, 3));
        source.set_date("accessed", When::day(2026, 5, 2));
        assert!(
            check(&source, &today)
                .iter()
                .any(|w| w.fault == Fault::SeenTooEarly)
        );
    }

    #[test]
    fn two_people_in_one_row_capitals_and_the_site_in_the_title() {
        let today = When::day(2026, 11, 27);
        let person = |given: &str, family: &str| Person {
            given: given.to_owned(),
            family: family.to_owned(),
            ..Person::default()
        };
        for (given, family, expected) in [
            ("Lee and Tom", "Ray", Some(Fault::TwoPeople)),
            ("Lee & Tom", "Ray", Some(Fault::TwoPeople)),
            ("LOIS", "LOWRY", Some(Fault::Shouting)),
            ("J. K.", "ROWLING", Some(Fault::Shouting)),
            ("Lois", "Lowry", None),
            ("Anders", "Sand", None),
            ("X", "Li", None),
        ] {
            let mut source = Source::new("s", Kind::BOOK);
            source.set("title", "x");
            source.set_people("author", vec![person(given, family)]);
            let found = check(&source, &today);
            let fault = found.iter().find(|w| w.field == "author").map(|w| w.fault);
            assert_eq!(fault, expected, "{given} {family}");
        }
        // A body may be called so.
        let mut source = Source::new("s", Kind::PAGE);
        source.set_people("author", vec![Person::body("NASA and ESA")]);
        assert!(check(&source, &today).iter().all(|w| w.field != "author"));
        for (title, site, mended) in [
            (
                "Moon Facts - NASA Science",
                "NASA Science",
                Some("Moon Facts"),
            ),
            (
                "Moon Facts | NASA science",
                "NASA Science",
                Some("Moon Facts"),
            ),
            ("Moon - Facts", "NASA Science", None),
            ("NASA Science", "NASA Science", None),
            ("Moon Facts - NASA Science", "", None),
        ] {
            source.set("title", title);
            source.set("container-title", site);
            let found = check(&source, &today);
            let found = found.iter().find(|w| w.fault == Fault::SiteInTitle);
            let offered = found.and_then(|w| w.mended.as_deref());
            assert_eq!(offered, mended, "{title}");
        }
    }

    #[test]
    fn a_page_without_any_day_is_asked_about() {
        let today = When::day(2026, 11, 27);
        let undated = |source: &Source| {
            let found = check(source, &today);
            found
                .iter()
                .any(|w| w.fault == Fault::Undated && w.field == "accessed")
        };
        for (issued, accessed, expected) in [
            ("", "", true),
            ("n.d.", "", true),
            ("unknown", "none", true),
            ("2024", "", false),
            ("n.d.", "2026-11-01", false),
        ] {
            let mut source = Source::new("s", Kind::PAGE);
            source.set("URL", "https://a.example");
            source.set_date("issued", When::read(issued));
            source.set_date("accessed", When::read(accessed));
            assert_eq!(undated(&source), expected, "{issued} {accessed}");
        }
        // A form that nobody has filled in yet is not blamed, and a book has no day.
        assert!(!undated(&Source::new("s", Kind::PAGE)));
        assert!(!undated(&Source::new("s", Kind::BOOK)));
    }

    #[test]
    fn what_must_be_there_is_missed() {
        let missing: Vec<String> = check(&Source::new("s", Kind::PAGE), &When::year(2026))
            .into_iter()
            .filter(|w| w.fault == Fault::Missing)
            .map(|w| w.field)
            .collect();
        assert_eq!(missing, ["title", "URL"]);
    }
}
