//! The rules a title must obey, each broken one named with its title.

use core::fmt;
use std::collections::BTreeMap;

use carrel_core::Isbn;
use carrel_core::call_number::folded;

use crate::headings::Headings;
use crate::languages;
use crate::title::{Form, SHELVES, Title};

/// One mistake in the source of the sample, in a sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Complaint(pub String);

impl fmt::Display for Complaint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Goes over every title, then over all of them together.
#[must_use]
pub fn all(titles: &[Title], headings: &Headings) -> Vec<Complaint> {
    let mut complaints = Vec::new();
    for title in titles {
        let mut say =
            |text: String| complaints.push(Complaint(format!("{}: {text}", title.shown())));
        texts(title, &mut say);
        codes(title, &mut say);
        numbers(title, &mut say);
        call_number(title, &mut say);
        for head in title
            .subjects
            .iter()
            .filter_map(|heading| heading.split(" -- ").next())
        {
            if headings.is_doubtful(head) {
                say(format!(
                    "\"{head}\" looks like a name or a place: give it a line in headings.tsv"
                ));
            }
        }
    }
    repeats(titles, &mut complaints);
    dates(titles, &mut complaints);
    complaints
}

fn texts(title: &Title, say: &mut impl FnMut(String)) {
    let names = [
        &title.by,
        &title.illus,
        &title.trans,
        &title.editor,
        &title.narrator,
    ]
    .into_iter()
    .flatten();
    let single = [
        Some(&title.title),
        title.sub.as_ref(),
        title.publisher.as_ref(),
        title.series.as_ref(),
        title.number.as_ref(),
        Some(&title.call),
        title.orig.as_ref(),
        title.native.as_ref(),
        title.native_by.as_ref(),
        Some(&title.summary),
        title.dates.as_ref(),
    ];
    let lists = names
        .chain(&title.subjects)
        .chain(&title.genres)
        .chain(&title.awards);
    for text in single.into_iter().flatten().chain(lists) {
        let untidy = text.is_empty()
            || text.trim() != text
            || text.contains("  ")
            || text.chars().any(char::is_control);
        if untidy || text.ends_with([':', ';', '/', ',']) {
            say(format!("\"{text}\" is empty or has stray blanks or marks"));
        }
    }
    let words = title.summary.split_whitespace().count();
    if !(15..=45).contains(&words) {
        say(format!("the summary has {words} words; expected 15 to 45"));
    }
    if !(1..=5).contains(&title.subjects.len()) || title.genres.len() > 2 {
        say(format!(
            "{} subjects and {} genres; expected 1 to 5 and at most 2",
            title.subjects.len(),
            title.genres.len()
        ));
    }
    if title.subjects.iter().any(|heading| {
        heading
            .split(" -- ")
            .any(|part| part.is_empty() || part.ends_with(" --"))
    }) {
        say("a subject has an empty part".to_owned());
    }
    for award in &title.awards {
        let year = award
            .rsplit_once(", ")
            .and_then(|(_, year)| year.parse::<u16>().ok());
        if !year.is_some_and(|year| (1900..=2026).contains(&year)) {
            say(format!("the award \"{award}\" does not end in its year"));
        }
    }
    if let Some(dates) = &title.dates
        && !dates.contains('-')
    {
        say(format!("the life dates \"{dates}\" have no dash"));
    }
    if title.dates.is_some() && title.by.is_empty() {
        say("life dates without an author".to_owned());
    }
}

fn codes(title: &Title, say: &mut impl FnMut(String)) {
    if !SHELVES.contains(&title.shelf.as_str()) {
        say(format!("\"{}\" is no shelf of the school", title.shelf));
    }
    if !matches!(title.aud.as_str(), "a" | "b" | "c" | "d" | "j" | "g") {
        say(format!(
            "the audience \"{}\" is none of a b c d j g",
            title.aud
        ));
    }
    if title.grade_range().is_none() {
        say(format!(
            "the grades \"{}\" are no range such as PreK-2, 4-7",
            title.grades
        ));
    }
    for code in title
        .languages()
        .into_iter()
        .chain(title.orig_lang.as_deref())
    {
        if languages::find(code).is_none() {
            say(format!("the language \"{code}\" is not in languages.rs"));
        }
    }
    if title.native.is_some() && title.lang == "eng" {
        say("a title in its own script, but the language is English".to_owned());
    }
    if title.native_by.is_some() && title.by.is_empty() {
        say("an author in its own script without an author".to_owned());
    }
    if title.orig.is_some() && title.lang == "eng" && title.orig_lang.is_none() {
        say("an original title without its language: orig_lang is missing".to_owned());
    }
    if title.lang == "eng" && title.is_called_bilingual() && title.also.is_empty() {
        say("a bilingual book without its second language: also is missing".to_owned());
    }
    if title.form == Form::Ebook && title.copies.is_some() {
        say("an e-book has no copies".to_owned());
    }
    if title.form == Form::Graphic
        && !title.subjects.iter().any(|s| s.contains("Comic"))
        && !title
            .genres
            .iter()
            .any(|g| g.contains("omic") || g == "Graphic novels" || g == "Manga")
    {
        say("a graphic novel that neither subject nor genre calls one".to_owned());
    }
}

fn numbers(title: &Title, say: &mut impl FnMut(String)) {
    for isbn in &title.isbn {
        if Isbn::parse(isbn).is_none() {
            let expected = Isbn::expected_check(isbn)
                .map(|check| format!("; the check digit would be {check}"));
            say(format!("{isbn} is no ISBN{}", expected.unwrap_or_default()));
        }
    }
    if title
        .year
        .is_some_and(|year| !(1400..=2026).contains(&year))
    {
        say(format!(
            "the year {} cannot be right",
            title.year.unwrap_or_default()
        ));
    }
    if title
        .copies
        .is_some_and(|copies| !(1..=6).contains(&copies))
    {
        say("the school has 1 to 6 copies of a title".to_owned());
    }
    if title
        .pages
        .is_some_and(|pages| !(4..=3000).contains(&pages))
    {
        say("the number of pages cannot be right".to_owned());
    }
    if title.gutenberg == Some(0)
        || matches!(title.form, Form::Ebook | Form::EbookAlso) && title.gutenberg.is_none()
    {
        say("an e-book without its number at Project Gutenberg".to_owned());
    }
    if title.number.is_some() && title.series.is_none() {
        say("a number without a series".to_owned());
    }
}

/// The signs in front belong to the shelf, and the letters to the main entry.
fn call_number(title: &Title, say: &mut impl FnMut(String)) {
    let words: Vec<&str> = title.call.split(' ').collect();
    let is_class = |word: &str| {
        let (whole, decimals) = word.split_once('.').unwrap_or((word, "0"));
        let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
        whole.len() == 3 && digits(whole) && digits(decimals)
    };
    let first = words[0];
    let fits = match title.shelf.as_str() {
        "Picture Books" => first == "E",
        "Easy Readers" => first == "ER",
        "Graphic Novels" => first == "GN",
        "Reference" => first == "REF",
        "Biography" => matches!(first, "B" | "920"),
        "Español" => first == "SP",
        "Young Adult" => first == "YA" || first == "LP",
        "Chapter Books" | "Fiction" => first == "FIC" || first == "LP",
        "Nonfiction" => is_class(first),
        "World Languages" => first.len() == 3 && first.bytes().all(|b| b.is_ascii_uppercase()),
        _ => matches!(first, "AUD" | "DVD" | "KIT"),
    };
    if !fits {
        say(format!(
            "the call number \"{}\" does not belong on the shelf {}",
            title.call, title.shelf
        ));
    }
    if words
        .iter()
        .any(|word| word.starts_with(|c: char| c.is_ascii_digit()) && !is_class(word))
    {
        say(format!(
            "the class in \"{}\" is not three digits, a point and more",
            title.call
        ));
    }
    let Some(letters) = words.last().filter(|_| words.len() > 1) else {
        say(format!("the call number \"{}\" has no letters", title.call));
        return;
    };
    // A biography stands under the person it is about, not under its author.
    if words.contains(&"B") {
        return;
    }
    // Without an author it stands under its title, or the word of it under which people know the work.
    let entries: Vec<&str> = match title.by.first() {
        Some(author) => vec![author],
        None => title.title.split(' ').collect(),
    };
    let letters_of = |text: &str| -> String {
        folded(text)
            .chars()
            .filter(|c| c.is_alphanumeric())
            .take(3)
            .collect()
    };
    let given = letters_of(letters);
    let fits = entries.iter().any(|entry| {
        let start = letters_of(entry);
        // A letter that folding leaves as it is (ẏ, or another script's) may be written in any way.
        let same = |(a, b): (char, char)| a == b || !a.is_ascii();
        let n = given.chars().count();
        (n == start.chars().count() || n < 3) && n > 0 && start.chars().zip(given.chars()).all(same)
    });
    if !fits {
        say(format!(
            "the call number \"{}\" does not end in the letters of \"{}\"",
            title.call,
            entries.join(" ")
        ));
    }
}

/// An author has the same life dates everywhere, or one name would be two headings.
fn dates(titles: &[Title], complaints: &mut Vec<Complaint>) {
    let mut seen: BTreeMap<&str, &Title> = BTreeMap::new();
    for title in titles {
        let Some(author) = title.by.first() else {
            continue;
        };
        let other = *seen.entry(author).or_insert(title);
        if other.dates != title.dates {
            complaints.push(Complaint(format!(
                "{}: {author} has other life dates than at {}",
                title.shown(),
                other.shown()
            )));
        }
    }
}

/// Titles, ISBNs and places in a series that stand there twice.
fn repeats(titles: &[Title], complaints: &mut Vec<Complaint>) {
    let mut seen: BTreeMap<String, &Title> = BTreeMap::new();
    for title in titles {
        let by = title
            .by
            .first()
            .map(|name| folded(name))
            .unwrap_or_default();
        let form = title.form.word();
        let mut keys = vec![(
            format!(
                "title {} by {by} {form} {}",
                folded(&title.title),
                title.lang
            ),
            "title, author and form",
        )];
        keys.extend(
            title
                .isbn
                .iter()
                .filter_map(|isbn| Isbn::parse(isbn))
                .map(|isbn| (format!("isbn {isbn:?}"), "ISBN")),
        );
        if let (Some(series), Some(number)) = (&title.series, &title.number) {
            keys.push((
                format!("series {} {number} {form} {}", folded(series), title.lang),
                "place in its series",
            ));
        }
        for (key, what) in keys {
            if let Some(other) = seen.insert(key, title) {
                complaints.push(Complaint(format!(
                    "{}: the same {what} as {}",
                    title.shown(),
                    other.shown()
                )));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = "[[book]]\ntitle = \"Holes\"\nby = [\"Sachar, Louis\"]\ncall = \"FIC SAC\"\nshelf = \"Fiction\"\nsubjects = [\"Friendship -- Fiction\"]\nsummary = \"Sent to a desert camp for a theft he did not commit, Stanley digs a hole every day and wonders why.\"\naud = \"c\"\ngrades = \"5-8\"\n";

    fn complaints(text: &str) -> Vec<String> {
        let titles = crate::title::parse("p", text).expect("read");
        all(&titles, &Headings::default())
            .into_iter()
            .map(|complaint| complaint.0)
            .collect()
    }

    #[test]
    fn a_good_title_has_nothing_to_complain_about() {
        assert_eq!(complaints(GOOD), Vec::<String>::new());
    }

    #[test]
    fn each_broken_rule_is_named() {
        for (from, to, expected) in [
            ("Holes", "Holes /", "stray blanks or marks"),
            ("FIC SAC", "E SAC", "does not belong on the shelf"),
            ("FIC SAC", "FIC SAK", "letters of"),
            ("\"Fiction\"", "\"Attic\"", "no shelf"),
            ("5-8", "8-5", "no range"),
            ("aud = \"c\"", "aud = \"x\"", "audience"),
            (
                "grades",
                "isbn = [\"9780374332656\"]\ngrades",
                "check digit would be 5",
            ),
            (
                "grades",
                "awards = [\"Newbery Medal\"]\ngrades",
                "does not end in its year",
            ),
            ("grades", "orig = \"Hoyos\"\ngrades", "orig_lang"),
            ("grades", "number = \"1\"\ngrades", "without a series"),
            ("grades", "form = \"ebook\"\ngrades", "without its number"),
            ("grades", "form = \"graphic\"\ngrades", "calls one"),
            ("Friendship", "Boston (Mass.)", "headings.tsv"),
            (
                "Sent to a desert camp for a theft he did not commit, ",
                "",
                "summary has 9 words",
            ),
        ] {
            let found = complaints(&GOOD.replacen(from, to, 1));
            assert!(
                found.iter().any(|text| text.contains(expected)),
                "{to}: {found:?}"
            );
        }
    }

    #[test]
    fn the_same_book_twice_is_found_and_another_form_is_not_the_same() {
        let twice = format!("{GOOD}\n{}", GOOD.replace("Holes", "HOLES!"));
        assert!(complaints(&twice)[0].contains("the same title, author and form as p #1"));
        let audio = GOOD
            .replace(
                "shelf = \"Fiction\"",
                "shelf = \"Audiobooks & DVDs\"\nform = \"audiobook\"",
            )
            .replace("FIC SAC", "AUD FIC SAC");
        assert_eq!(
            complaints(&format!("{GOOD}\n{audio}")),
            Vec::<String>::new()
        );
    }
}
