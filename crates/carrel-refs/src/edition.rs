//! Editions as title pages and students write them: which one it is, in the languages of school libraries.

use crate::kind::Kind;
use crate::source::Source;
use crate::tongue;

/// The first ten, in English, Spanish, French and German.
const ORDINALS: [&[&str]; 10] = [
    &["first", "primera", "première", "erste"],
    &["second", "segunda", "deuxième", "seconde", "zweite"],
    &["third", "tercera", "troisième", "dritte"],
    &["fourth", "cuarta", "quatrième", "vierte"],
    &["fifth", "quinta", "cinquième", "fünfte"],
    &["sixth", "sexta", "sixième", "sechste"],
    &["seventh", "séptima", "septième", "siebte", "siebente"],
    &["eighth", "octava", "huitième", "achte"],
    &["ninth", "novena", "neuvième", "neunte"],
    &["tenth", "décima", "dixième", "zehnte"],
];

/// Words for an edition, without their points.
const WORDS: [&str; 9] = [
    "edition", "edn", "ed", "edición", "édition", "éd", "auflage", "aufl", "ausgabe",
];

/// The number that a word says: `2`, `2nd`, `2.ª`, `2e`, `Second`, `segunda`.
pub(crate) fn number(word: &str) -> Option<u32> {
    const ENDS: [&str; 12] = [
        "", "st", "nd", "rd", "th", "a", "ª", "e", "er", "re", "ère", "ème",
    ];
    let word = word.to_lowercase().replace(['.', ','], "");
    let end = word.find(|c: char| !c.is_ascii_digit());
    let (digits, end) = word.split_at(end.unwrap_or(word.len()));
    if !digits.is_empty() {
        // A year is none: "2011 edition".
        return digits
            .parse()
            .ok()
            .filter(|number| *number < 1000 && ENDS.contains(&end));
    }
    let at = ORDINALS
        .iter()
        .position(|words| words.contains(&word.as_str()))?;
    Some(at as u32 + 1)
}

/// Is it a word for an edition?
fn is_word(word: &str) -> bool {
    let word = word.trim_end_matches(['.', ',']).to_lowercase();
    WORDS.contains(&word.as_str())
}

/// `Second revised edition`: the second, and `revised` besides.
pub(crate) fn parts(text: &str) -> (Option<u32>, Vec<&str>) {
    let mut words = text.split_whitespace().peekable();
    words.next_if(|word| word.eq_ignore_ascii_case("the"));
    let number = words.peek().and_then(|word| number(word));
    if number.is_some() {
        words.next();
    }
    (number, words.filter(|word| !is_word(word)).collect())
}

/// "Revised" of "Revised edition".
pub(crate) fn without_word(typed: &str) -> &str {
    match typed.rsplit_once(' ') {
        Some((front, last)) if is_word(last) => front.trim(),
        _ => typed,
    }
}

/// "Second edition", "2nd ed." and "2" are one thing, and so are "Revised" and "rev. ed."; a first edition is not named
/// (MLA 9, 5.48).
pub(crate) fn shorten(source: &mut Source, style: &str, language: &str) {
    let typed = source.text("edition").trim().to_owned();
    let bare = without_word(&typed);
    let called = bare.len() < typed.len();
    let english = language.starts_with("en");
    let ed = if style == "harvard" { " edn" } else { " ed." };
    match parts(bare) {
        // A newspaper's comes in the morning.
        (Some(1), rest) if rest.is_empty() && source.kind != Kind::NEWSPAPER => {
            source.set("edition", "");
        }
        (Some(number), rest) if rest.is_empty() => source.set("edition", &number.to_string()),
        (None, rest) if matches!(&*rest.concat().to_lowercase(), "rev" | "rev." | "revised") => {
            let word = if style == "mla" {
                "rev. ed."
            } else {
                "Rev. ed."
            };
            if style == "harvard" && english {
                source.set("edition", "Rev. edn");
            } else {
                source.set("edition", tongue::say(word, language));
            }
        }
        // `2nd rev. ed.`, `25th anniversary ed.`
        (Some(number), rest) if english && called => {
            let rest: Vec<&str> = rest
                .into_iter()
                .map(|word| match word.trim_end_matches(',') {
                    "revised" | "Revised" => "rev.",
                    word => word,
                })
                .collect();
            let words = [&*ordinal(number), " ", &rest.join(" "), ed];
            source.set("edition", &words.concat());
        }
        _ if english && called => source.set("edition", &[bare, ed].concat()),
        _ => {}
    }
}

/// `2nd`
fn ordinal(number: u32) -> String {
    let end = match (number % 10, number % 100) {
        (_, 11..=13) => "th",
        (1, _) => "st",
        (2, _) => "nd",
        (3, _) => "rd",
        _ => "th",
    };
    [&number.to_string(), end].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_in_every_language() {
        for (word, expected) in [
            ("2", Some(2)),
            ("2nd", Some(2)),
            ("2.ª", Some(2)),
            ("2e", Some(2)),
            ("2.", Some(2)),
            ("Second", Some(2)),
            ("Segunda", Some(2)),
            ("Deuxième", Some(2)),
            ("Zweite", Some(2)),
            ("Première", Some(1)),
            ("12th", Some(12)),
            ("2011", None),
            ("3D", None),
            ("Revised", None),
            ("", None),
        ] {
            assert_eq!(number(word), expected, "{word}");
        }
    }

    #[test]
    fn what_a_style_gets() {
        let check = |typed: &str, style: &str, language: &str, expected: &str| {
            let mut source = Source::new("s", Kind::BOOK);
            source.set("edition", typed);
            shorten(&mut source, style, language);
            assert_eq!(
                source.text("edition"),
                expected,
                "{typed} {style} {language}"
            );
        };
        for typed in [
            "1",
            "1st ed.",
            "First edition",
            "Primera edición",
            "1.ª edición",
            "Première édition",
            "1re éd.",
            "Erste Auflage",
            "1. Auflage",
        ] {
            check(typed, "mla", "en-US", "");
            check(typed, "apa", "es-ES", "");
        }
        for typed in [
            "2",
            "2nd edn",
            "Segunda edición",
            "2e édition",
            "Zweite Aufl.",
        ] {
            check(typed, "mla", "en-US", "2");
            check(typed, "harvard", "de-DE", "2");
        }
        for (typed, style, expected) in [
            ("Second revised edition", "mla", "2nd rev. ed."),
            ("2nd revised ed.", "apa", "2nd rev. ed."),
            ("3rd, revised, edition", "chicago-notes", "3rd rev. ed."),
            ("Second revised edition", "harvard", "2nd rev. edn"),
            ("25th anniversary edition", "mla", "25th anniversary ed."),
            ("25th anniversary", "mla", "25th anniversary"),
            ("Revised edition", "mla", "rev. ed."),
            ("rev.", "apa", "Rev. ed."),
            ("Large print edition", "harvard", "Large print edn"),
            ("2011 edition", "mla", "2011 ed."),
            (
                "New International Version",
                "mla",
                "New International Version",
            ),
            ("", "mla", ""),
        ] {
            check(typed, style, "en-US", expected);
        }
        check("Revised edition", "apa", "es-ES", "Ed. rev.");
        check(
            "Segunda edición revisada",
            "apa",
            "es-ES",
            "Segunda edición revisada",
        );
    }
}
