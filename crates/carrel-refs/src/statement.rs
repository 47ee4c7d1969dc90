//! The statement of responsibility (MARC 245 $c): what it says that somebody did.

use carrel_core::BibRecord;
use carrel_core::bib::{Contributor, Format, Role};

/// What somebody did for a work, as far as its title page says it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Did {
    /// What CSL calls so.
    As(&'static str),
    /// Retold it, or something that the tables below do not know: its author only where nobody else is.
    Somehow,
    /// Something that no citation names.
    Aside,
}

/// What somebody did, and words that say so, each as it begins.
type Row = (Did, &'static [&'static str]);

/// What the words before a name say. Of several the row that stands first counts: `translated and edited by`,
/// `written and illustrated by`, `edited with an introduction by`.
#[rustfmt::skip]
const BOOK: [Row; 11] = [
    (Did::Aside, &[
        "cover art", "cover design", "cover illus", "cover photo", "series ed", "editorial assist", "supplement",
    ]),
    (Did::As("translator"), &["translat", "trans ", "traduc", "traduz", "tradui", "übersetz", "ubersetz", "übertrag"]),
    (Did::Somehow, &["adapt", "retold", "retell", "abridg", "based on", "basad", "nacherz", "re written", "recont", "d après"]),
    (Did::As("author"), &["written", "writer", "compos", "escrit", "écrit", "geschrieben"]),
    (Did::As("editor"), &[
        "edited", "editor", "ed ", "eds ", "edic", "ediç", "editad", "edité", "édit", "hrsg", "herausg", "select", "selecc",
        "seleç", "compil", "recop", "collected by", "chosen", "organiz", "choisi", "ausgewählt", "zusammengest",
        "sous la direct", "direç", "a cura di",
    ]),
    (Did::As("director"), &["directed"]),
    (Did::Somehow, &["revis", "updated", "bearb"]),
    (Did::As("author"), &[
        "author", "autor", "auteur", "verfass", "text", "words", "story", "stories", "poems", "poesía", "cuento", "paroles",
    ]),
    (Did::As("narrator"), &["read by", "narra", "leído por", "lido por", "lu par", "gelesen"]),
    (Did::As("illustrator"), &[
        "illus", "ilus", "ill by", "pictures", "drawings", "drawn", "art ", "artist", "artwork", "paint", "photo", "foto",
        "dibuj", "dessin", "zeichn", "bilder", "desenh", "woodcut", "engrav", "pencil", "ink", "color", "colour",
    ]),
    (Did::Aside, &[
        "introd", "einleit", "einführ", "forew", "pref", "préf", "prolog", "prólog", "vorwort", "geleitwort", "avant propos",
        "afterw", "epilog", "épilog", "epílog", "postface", "posfác", "nachwort", "notes", "notas", "annot", "anot", "anmerk",
        "comment", "coment", "kommentar", "design", "diseñ", "review", "consult",
    ]),
];

/// The same on films, of which nobody cites who wrote, produced or filmed them (APA 7 §10.12): all other words say just that.
#[rustfmt::skip]
const FILM: [Row; 4] = [
    (Did::Aside, &["director of photography", "photograph", "art direc", "music direc", "musical direc", "based on"]),
    (Did::As("director"), &[
        "direc", "direç", "dirig", "réalis", "realis", "regie", "regia", "film by", "film de", "filme de", "película de", "film von",
    ]),
    (Did::As("narrator"), &["narra", "read by"]),
    (Did::As("performer"), &["starring", "perform", "featuring", "interpret", "intérpret"]),
];

/// Words between names that say nothing of what somebody did, and small words of names.
const LINKS: [&str; 51] = [
    "by", "and", "with", "por", "y", "con", "par", "et", "avec", "von", "und", "mit", "e", "com",
    "other", "others", "al", "dr", "prof", "sir", "the", "of", "de", "la", "le", "los", "las",
    "el", "da", "do", "dos", "das", "di", "del", "des", "du", "van", "der", "den", "ter", "ten",
    "zu", "bin", "ibn", "ben", "abu", "och", "og", "en", "és", "sic",
];

/// A word of a statement.
struct Word {
    /// In small letters.
    text: String,
    /// Of a name, and of nothing that somebody did.
    named: bool,
}

/// What the statement says that somebody did; `None` when they are not in it.
pub(crate) fn did(bib: &BibRecord, person: &Contributor) -> Option<Did> {
    let film = matches!(bib.format, Format::Video | Format::StreamingVideo);
    let table: &[_] = if film { &FILM } else { &BOOK };
    let statement = bib.title.responsibility.as_deref()?;
    let mut name = person.name.split(',');
    let family = name.next().map(worded).filter(|words| !words.is_empty())?;
    let given = name.next().map(worded).unwrap_or_default();
    let alone = |other: &Contributor| {
        let others = other.name.split(',').next().map(worded);
        core::ptr::eq(other, person) || others.as_ref() != Some(&family)
    };
    let alone = bib.contributors.iter().all(alone);
    let others = bib.contributors.iter();
    let names: Vec<String> = others
        .filter(|other| other.role != Role::Body)
        .flat_map(|other| worded(&other.name))
        .filter(|word| !is_link(word))
        .collect();
    let parts: Vec<Vec<Word>> = statement
        .split(';')
        .map(|part| words(part, statement, &names, table))
        .collect();
    let found = |given: &[String]| -> Vec<Did> {
        let places = parts.iter().filter_map(|part| {
            let at = stands(part, &family, given)?;
            Some(said(part, at, table, film))
        });
        places.collect()
    };
    let mut all = found(&given);
    // A family name is enough where one person has it.
    if all.is_empty() && alone {
        all = found(&[]);
    }
    // `screenplay by A ; directed by A`: what a citation names.
    let named = |did: &&Did| matches!(did, Did::As(_));
    all.iter().find(named).or(all.first()).copied()
}

/// What the words before a name say; those behind it belong to the next, but for a last one that says who they all are:
/// `A and B, editors`.
fn said(part: &[Word], at: usize, table: &[Row], film: bool) -> Did {
    let before = &part[..at];
    let mut unknown = false;
    // `edited by A with an introduction by B`: what stands next to the name counts, `translated by A and B` for both.
    for group in before.rsplit(|word| word.named) {
        if let Some(did) = row(group, table) {
            return did;
        }
        unknown |= group.iter().any(|word| !is_link(&word.text));
    }
    let last = part[at..].rsplit(|word| word.named).next();
    let last = last.filter(|group| group.last().is_some_and(|word| is_agent(&word.text)));
    if let Some(did) = last.and_then(|group| row(group, table)) {
        return did;
    }
    match (film, unknown) {
        (true, true) => Did::Aside,
        // The cast stands there, too, without a word.
        (true, false) if before.iter().any(|word| is_by(&word.text)) => Did::Somehow,
        (true, false) => Did::Aside,
        (false, true) => Did::Somehow,
        (false, false) => Did::As("author"),
    }
}

/// The first row of a table that has one of these words.
fn row(group: &[Word], table: &[Row]) -> Option<Did> {
    let mut text = String::from(" ");
    for word in group {
        text.push_str(&word.text);
        text.push(' ');
    }
    let has = |word: &&str| text.contains(&[" ", word].concat());
    let row = table.iter().find(|(_, words)| words.iter().any(&has));
    row.map(|(did, _)| *did)
}

/// What one says of people behind their names.
fn is_agent(word: &str) -> bool {
    const NOUNS: [&str; 6] = [
        "editor",
        "compiler",
        "translator",
        "illustrator",
        "director",
        "narrator",
    ];
    matches!(word, "ed" | "eds" | "hrsg" | "herausgeber" | "editores")
        || NOUNS.contains(&word.strip_suffix('s').unwrap_or(word))
}

fn is_by(word: &str) -> bool {
    matches!(word, "by" | "de" | "por" | "par" | "von")
}

fn is_link(word: &str) -> bool {
    LINKS.contains(&word) || word.chars().nth(1).is_none()
}

/// The words of a name, in small letters.
fn worded(name: &str) -> Vec<String> {
    let lower = name.to_lowercase();
    let words = lower.split(|c: char| !c.is_alphanumeric());
    words
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect()
}

/// The words of a part of a statement: names are those of the record's people, and what has a capital where not all has one.
fn words(part: &str, statement: &str, names: &[String], table: &[Row]) -> Vec<Word> {
    let cased = statement.chars().any(char::is_lowercase);
    let capital = |word: &str| cased && word.starts_with(char::is_uppercase);
    let known = |lower: &str| {
        let mut all = table.iter().flat_map(|(_, words)| words.iter());
        is_link(lower) || all.any(|word| !word.contains(' ') && lower.starts_with(word))
    };
    let all: Vec<&str> = part
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .collect();
    let word = |(at, word): (usize, &&str)| {
        let text = word.to_lowercase();
        let plain = match all[..at] {
            // `Read by Ann Lee`: a part may begin with a capital.
            [] => all.get(1).is_some_and(|next| !capital(next)),
            // A language is nobody.
            [.., "from", "the"] | [.., "from" | "into" | "dem" | "ins"] => true,
            _ => false,
        };
        Word {
            named: names.contains(&text) || capital(word) && !plain && !known(&text),
            text,
        }
    };
    all.iter().enumerate().map(word).collect()
}

/// Where a name begins in a part of a statement: its family name with, near it, the first of the given names or its initial
/// (`J.K. Rowling`, `Park Jin-ho`); the family name alone where no given name is asked for.
fn stands(words: &[Word], family: &[String], given: &[String]) -> Option<usize> {
    let is = |word: &str, name: &str| {
        let short = word.chars().count() == 1 || name.chars().count() == 1;
        word == name || (short && word.chars().next() == name.chars().next())
    };
    let length = family.len();
    let ends = |from: &usize| {
        let mut named = words[*from..*from + length].iter().zip(family);
        named.all(|(word, name)| word.text == *name)
    };
    let places = (0..(words.len() + 1).saturating_sub(length)).filter(ends);
    let Some(first) = given.first() else {
        return places.min();
    };
    let before = places.clone().find_map(|from| {
        let near = from.saturating_sub(3)..from;
        near.rev().find(|&at| is(&words[at].text, first))
    });
    let behind = |from: &usize| {
        let next = words.get(from + length);
        next.is_some_and(|word| word.text == *first)
    };
    before.or_else(|| places.clone().find(behind))
}
