//! Whether a password may be one: long enough, not one of those that everybody tries first, not made of the words around it.
//!
//! The list (`common-passwords.txt`) holds 4,000 common passwords of eight and more characters (ASVS 5.0, 6.2.4 asks for 3,000), sorted.
//! It is taken from the frequency lists of zxcvbn 4.4.2, Copyright (c) 2012-2016 Dan Wheeler and Dropbox, Inc., MIT licence.

use crate::store::{StoreError, Stored};

/// Shortest password (ASVS 5.0, 6.2.1).
pub const SHORTEST: usize = 8;

static COMMON: &str = include_str!("common-passwords.txt");

/// Words that stand around (ASVS 5.0, 6.2.11): the first that somebody tries here.
const AROUND: [&str; 6] = [
    "carrel",
    "library",
    "librarian",
    "school",
    "password",
    "welcome",
];

fn is_common(password: &str) -> bool {
    let lower = password.to_lowercase();
    let is_listed = |word: &str| COMMON.lines().any(|line| line == word);
    // Digits and signs behind a common word make it no better.
    let stem = lower.trim_matches(|c: char| !c.is_alphabetic());
    is_listed(&lower)
        || is_listed(stem)
        || AROUND.contains(&stem)
        || stem.is_empty() && lower.len() < 12
}

/// Checks a new password for an account.
///
/// # Errors
/// Why not, and what to do.
pub fn check(name: &str, password: &str) -> Stored<()> {
    let refuse = |text: String| Err(StoreError::Refused(text));
    if password.chars().count() < SHORTEST {
        return refuse(format!("a password has at least {SHORTEST} characters"));
    }
    let stem = |text: &str| -> String {
        let lower = text.to_lowercase();
        lower.trim_matches(|c: char| !c.is_alphabetic()).to_owned()
    };
    let is_name = !stem(name).is_empty() && stem(name) == stem(password);
    if is_name || is_common(password) {
        return refuse(
            "many people use this password, so it is guessed first: take three or four words that do not belong together".to_owned(),
        );
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_everybody_tries_first_is_refused() {
        for bad in [
            "short",
            "password",
            "Password1",
            "iloveyou",
            "12345678",
            "qwertyuiop",
            "library2026",
            "ann-marie",
            "Ann-Marie!!",
            "123456789",
        ] {
            assert!(check("Ann-Marie", bad).is_err(), "{bad}");
        }
        for good in [
            "correct horse",
            "river lamp otter",
            "Zx9#kqLw",
            "pässwört-grün",
            "918273645546372",
        ] {
            assert_eq!(check("Ann-Marie", good), Ok(()), "{good}");
        }
    }

    /// ASVS 5.0, 6.2.4: at least the 3,000 most common that the rule of length lets through; sorted, each once.
    #[test]
    fn the_list_is_long_enough_and_clean() {
        let list: Vec<&str> = COMMON.lines().collect();
        assert!(list.len() >= 3_000, "{}", list.len());
        assert!(list.is_sorted_by(|a, b| a < b));
        let is_clean =
            |word: &&str| word.chars().count() >= SHORTEST && *word == word.to_lowercase();
        assert!(list.iter().all(is_clean));
    }
}
