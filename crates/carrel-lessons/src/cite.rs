//! Kinds of sources and their facts, as a `cite` question names them, and the way to a citation engine.
//!
//! Styles are files, and what a school asks beside them is another crate's: whoever has both gives a [`Citer`], and the
//! compiler takes parts and reasons from its tokens, or compares.

use carrel_cite::Token;

use crate::model::Cite;

/// Kinds of sources: the word in a lesson file, CSL's type (CSL 1.0.2, appendix III), and the kind that the forms of
/// `carrel-refs` call it, which says more.
pub const KINDS: &[(&str, &str, &str)] = &[
    ("book", "book", "book"),
    ("chapter", "chapter", "chapter"),
    ("encyclopedia entry", "entry-encyclopedia", "encyclopedia"),
    ("web page", "webpage", "web-page"),
    (
        "newspaper article",
        "article-newspaper",
        "newspaper-article",
    ),
    ("magazine article", "article-magazine", "magazine-article"),
    ("journal article", "article-journal", "journal-article"),
    ("video", "motion_picture", "online-video"),
    ("interview", "interview", "interview"),
    ("image", "graphic", "image"),
    ("report", "report", "report"),
    ("AI chat", "software", "ai-chat"),
];

/// Facts of a source: the word in a lesson file, CSL's variable (appendix IV), and what kind of value it has.
pub const FACTS: &[(&str, &str, Value)] = &[
    ("author", "author", Value::Names),
    ("organization", "author", Value::Group),
    ("editor", "editor", Value::Names),
    ("translator", "translator", Value::Names),
    ("title", "title", Value::Text),
    ("in", "container-title", Value::Text),
    ("site", "container-title", Value::Text),
    ("publisher", "publisher", Value::Text),
    ("place", "publisher-place", Value::Text),
    ("edition", "edition", Value::Text),
    ("volume", "volume", Value::Text),
    ("issue", "issue", Value::Text),
    ("pages", "page", Value::Text),
    ("year", "issued", Value::Date),
    ("date", "issued", Value::Date),
    ("seen", "accessed", Value::Date),
    ("url", "URL", Value::Text),
    ("doi", "DOI", Value::Text),
    ("prompt", "title", Value::Text),
    ("tool", "container-title", Value::Text),
    ("version", "version", Value::Text),
    ("company", "publisher", Value::Text),
    ("page", "locator", Value::Text),
];

/// Behind a style's name: what stands in the text (or in a note), and not the entry of the list.
pub const IN_TEXT: &str = " in-text";

/// What kind of value a fact has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Value {
    /// Words.
    Text,
    /// People, parted by semicolons, as somebody types them: `Ana Ortiz; Martin Luther King Jr.`, or `García Márquez, Gabriel`
    /// where nothing tells that the family name has two words.
    Names,
    /// An organization: one name that is not turned round.
    Group,
    /// `2021`, `2021-05-04`, `4 May 2021` or `May 2021`.
    Date,
}

/// Makes the entry of a source in a style (`mla`, `apa`…) from CSL-JSON (a list of one item) for a lesson in a language (`en`,
/// `es-MX`…): its tokens. For `mla in-text` ([`IN_TEXT`]) what points to the source, with its `locator`. None where it has no
/// such style, or the style no such entry.
pub type Citer<'a> = &'a dyn Fn(&str, &str, &str) -> Option<Vec<Token>>;

/// The source as CSL-JSON, a list of one item. Facts of unknown names are left out. People are one text: who reads it takes
/// names apart as the forms of `carrel-refs` do, which know suffixes, particles and bodies.
#[must_use]
pub fn csl_json(cite: &Cite) -> String {
    let (kind, form) = KINDS
        .iter()
        .find(|(word, ..)| *word == cite.kind)
        .map_or(("document", "document"), |(_, kind, form)| (*kind, *form));
    let mut out = format!(
        "[{{\"id\":\"1\",\"type\":{},\"custom\":{{\"kind\":{}}}",
        text(kind),
        text(form)
    );
    for (word, fact) in &cite.facts {
        let Some((_, variable, value)) = FACTS.iter().find(|(known, ..)| known == word) else {
            continue;
        };
        let json = match value {
            Value::Text | Value::Names => text(fact),
            Value::Group => format!("[{{\"literal\":{}}}]", text(fact)),
            Value::Date => match parts(fact) {
                Some(parts) => {
                    let parts: Vec<String> = parts.iter().map(ToString::to_string).collect();
                    format!("{{\"date-parts\":[[{}]]}}", parts.join(","))
                }
                None => format!("{{\"literal\":{}}}", text(fact)),
            },
        };
        out.push_str(&format!(",\"{variable}\":{json}"));
    }
    out.push_str("}]");
    out
}

/// A name in which two are joined by a word, though names are parted by semicolons: `Ana Ortiz and Ben Cho`. In other languages
/// the word may be part of a name, with one word behind it: `José Ortega y Gasset`.
#[must_use]
pub fn joined(names: &str) -> Option<&str> {
    let several = |name: &str| name.split_whitespace().nth(1).is_some();
    let whole = |name: &str, word| {
        let both = name.split_once(word);
        both.is_some_and(|(one, other)| several(one) && several(other))
    };
    let two = |name: &&str| {
        let joins = [" y ", " e ", " und ", " et "].iter();
        name.contains(" and ") || name.contains(" & ") || joins.into_iter().any(|w| whole(name, w))
    };
    names.split(';').map(str::trim).find(two)
}

/// Year, month and day, as far as they are said; none for other words.
#[must_use]
pub fn parts(date: &str) -> Option<Vec<u16>> {
    const MONTHS: [&str; 24] = [
        "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec", "ene",
        "feb", "mar", "abr", "may", "jun", "jul", "ago", "sep", "oct", "nov", "dic",
    ];
    let mut year = None;
    let mut month = None;
    let mut day = None;
    let iso = date.trim().split('-').count() == 3;
    for (n, word) in date
        .split([' ', ',', '-'])
        .filter(|w| !w.is_empty())
        .enumerate()
    {
        if let Ok(number) = word.parse::<u16>() {
            match (iso, n) {
                (true, 1) => month = Some(number).filter(|n| (1..=12).contains(n)),
                (true, 2) => day = Some(number),
                _ if number >= 100 && year.is_none() => year = Some(number),
                _ if number <= 31 && day.is_none() => day = Some(number),
                _ => return None,
            }
        } else {
            let start: String = word.chars().take(3).map(crate::letters::small).collect();
            let place = MONTHS.iter().position(|m| *m == start);
            match place {
                Some(place) => month = u16::try_from(place % 12 + 1).ok(),
                None if word == "de" => {}
                None => return None,
            }
        }
    }
    match (year?, month, day) {
        (year, Some(month), Some(day)) if (1..=31).contains(&day) => Some(vec![year, month, day]),
        (year, Some(month), None) => Some(vec![year, month]),
        (year, None, None) => Some(vec![year]),
        _ => None,
    }
}

/// Text as a JSON string.
fn text(words: &str) -> String {
    let mut out = String::with_capacity(words.len() + 2);
    out.push('"');
    for c in words.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            c if c.is_control() => out.push(' '),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(facts: &[(&str, &str)], expected: &str) {
        let cite = Cite {
            kind: "book".to_owned(),
            facts: facts
                .iter()
                .map(|(a, b)| ((*a).to_owned(), (*b).to_owned()))
                .collect(),
            ..Cite::default()
        };
        let expected = format!(
            "[{{\"id\":\"1\",\"type\":\"book\",\"custom\":{{\"kind\":\"book\"}}{expected}}}]"
        );
        assert_eq!(csl_json(&cite), expected);
    }

    #[test]
    fn facts_become_csl_json() {
        check(&[], "");
        check(
            &[("author", "Ana Ortiz; García Márquez, Gabriel")],
            ",\"author\":\"Ana Ortiz; García Márquez, Gabriel\"",
        );
        check(
            &[("organization", "World \"Bird\" Club")],
            ",\"author\":[{\"literal\":\"World \\\"Bird\\\" Club\"}]",
        );
        check(
            &[("seen", "6 November 2026"), ("color", "red")],
            ",\"accessed\":{\"date-parts\":[[2026,11,6]]}",
        );
        check(
            &[("year", "about 1900")],
            ",\"issued\":{\"literal\":\"about 1900\"}",
        );
    }

    #[test]
    fn names_are_joined_by_semicolons_alone() {
        assert_eq!(joined("Ana Ortiz; Ben Cho"), None);
        assert_eq!(joined("Anders Sandoval; NASA"), None);
        assert_eq!(
            joined("Eva Rao; Ana Ortiz and Ben Cho"),
            Some("Ana Ortiz and Ben Cho")
        );
        assert_eq!(joined("Ortiz, A., & Cho, B."), Some("Ortiz, A., & Cho, B."));
        for two in [
            "Ana Ortiz y Ben Cho",
            "Ana Ortiz e Inés Cho",
            "Ana Ortiz und Ben Cho",
            "Ana Ortiz et Ben Cho",
        ] {
            assert_eq!(joined(two), Some(two));
        }
        for one in [
            "José Ortega y Gasset",
            "Ramón y Cajal, Santiago",
            "Maria Silva e Souza",
        ] {
            assert_eq!(joined(one), None);
        }
    }

    #[test]
    fn dates() {
        let cases: &[(&str, Option<&[u16]>)] = &[
            ("2021", Some(&[2021])),
            ("2021-05-04", Some(&[2021, 5, 4])),
            ("4 May 2021", Some(&[2021, 5, 4])),
            ("May 2021", Some(&[2021, 5])),
            ("May 4, 2021", Some(&[2021, 5, 4])),
            ("4 de mayo de 2021", Some(&[2021, 5, 4])),
            ("spring 2021", None),
            ("40 May 2021", None),
            ("2021-13-04", None),
            ("", None),
        ];
        for (date, expected) in cases {
            assert_eq!(parts(date).as_deref(), *expected, "{date}");
        }
    }
}
