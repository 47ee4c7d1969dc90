//! Languages of lessons: tags after BCP 47 (RFC 5646), which way they are written, and what is said in them.
//!
//! A lesson may be in any language. What Carrel itself says around it is there in English and Spanish; elsewhere it is
//! English, and marked as such.

use crate::letters;

/// The language itself, without script and region: `pt` of `pt-BR`.
fn base(tag: &str) -> &str {
    tag.split('-').next().unwrap_or(tag)
}

/// Whether it may be the tag of a language: two or three small letters, then subtags of one to eight letters or digits.
#[must_use]
pub fn is_tag(tag: &str) -> bool {
    let mut parts = tag.split('-');
    let first = parts.next().unwrap_or("");
    (2..=3).contains(&first.len())
        && first.bytes().all(|b| b.is_ascii_lowercase())
        && tag.len() <= 35
        && parts.all(|part| {
            (1..=8).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_alphanumeric())
        })
}

/// Languages that are written from right to left where the tag names no script, and scripts that are.
const FROM_THE_RIGHT: &str =
    " ar arc azb ckb dv fa he nqo ps sd syr ug ur yi adlm arab aran hebr nkoo rohg syrc thaa ";

/// `rtl` or `ltr`, as the attribute `dir` wants it. A script in the tag decides: `ks-Arab`, `ur-Latn`.
#[must_use]
pub fn direction(tag: &str) -> &'static str {
    let script = tag.split('-').skip(1).find(|part| part.len() == 4);
    let word = [" ", script.unwrap_or(base(tag)), " "].concat();
    if letters::holds(FROM_THE_RIGHT, &letters::in_small(&word)) {
        "rtl"
    } else {
        "ltr"
    }
}

/// Whether the language is written from right to left.
#[must_use]
pub fn is_rtl(tag: &str) -> bool {
    direction(tag) == "rtl"
}

/// The language of what Carrel says around a lesson of this language.
#[must_use]
pub fn around(tag: &str) -> &'static str {
    if base(tag) == "es" { "es" } else { "en" }
}

/// Whether that is the lesson's own language.
#[must_use]
pub fn is_spoken(tag: &str) -> bool {
    base(tag) == around(tag)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags() {
        for tag in [
            "en",
            "es-MX",
            "ar",
            "fil",
            "zh-Hant-TW",
            "de-1996",
            "ur-Latn",
        ] {
            assert!(is_tag(tag), "{tag}");
        }
        for tag in [
            "", "e", "EN", "english", "en_US", "en-", "ar-\"", "es mx", "عربي",
        ] {
            assert!(!is_tag(tag), "{tag}");
        }
    }

    #[test]
    fn directions() {
        for tag in [
            "ar",
            "he",
            "fa",
            "ur",
            "ar-EG",
            "ps",
            "yi",
            "ks-Arab",
            "ff-Adlm",
            "az-Arab-IR",
        ] {
            assert_eq!(direction(tag), "rtl", "{tag}");
        }
        for tag in [
            "en", "es", "fr", "de-AT", "ur-Latn", "zh-Hant", "ar-Latn", "hi", "",
        ] {
            assert_eq!(direction(tag), "ltr", "{tag}");
        }
    }

    #[test]
    fn what_is_said_around() {
        for (tag, expected, own) in [
            ("en", "en", true),
            ("es-MX", "es", true),
            ("ar", "en", false),
            ("est", "en", false),
        ] {
            assert_eq!((around(tag), is_spoken(tag)), (expected, own), "{tag}");
        }
    }
}
