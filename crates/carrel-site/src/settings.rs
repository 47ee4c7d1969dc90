//! What a librarian says of her own tables and records, as TOML: column maps and holdings profiles.

use carrel_marc::columns::ColumnMap;
use carrel_marc::holdings::HoldingsProfile;

/// Bytes that such a file may have: one that is longer is another file, an export most likely.
pub const MOST: usize = 1 << 20;

/// Why a file of settings was refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wrong {
    /// The line, from 1.
    pub line: usize,
    /// What stands there, in at most 80 characters.
    pub reason: String,
}

/// What a column map says.
///
/// # Errors
/// When it is no TOML, or says something that a map cannot say.
pub fn columns(text: &str) -> Result<ColumnMap, Wrong> {
    read(text)
}

/// What a holdings profile says.
///
/// # Errors
/// When it is no TOML, or says something that a profile cannot say.
pub fn holdings(text: &str) -> Result<HoldingsProfile, Wrong> {
    read::<HoldingsProfile>(text).map(HoldingsProfile::completed)
}

/// A file that may be either: the one that it can be. `tag`, `subfields` and `system` are of profiles alone.
///
/// # Errors
/// Those of the one that it looks like.
pub fn either(text: &str) -> Result<(Option<ColumnMap>, Option<HoldingsProfile>), Wrong> {
    let is_profile = toml::from_str::<toml::Table>(text).is_ok_and(|table| {
        ["tag", "subfields", "system"]
            .iter()
            .any(|key| table.contains_key(*key))
    });
    Ok(if is_profile {
        (None, Some(holdings(text)?))
    } else {
        (Some(columns(text)?), None)
    })
}

fn read<T: serde::de::DeserializeOwned>(text: &str) -> Result<T, Wrong> {
    toml::from_str(text).map_err(|error| {
        let at = error.span().map_or(0, |span| span.start).min(text.len());
        let ends = text.as_bytes()[..at].iter().filter(|b| **b == b'\n');
        Wrong {
            line: ends.count() + 1,
            reason: reason(error.message()),
        }
    })
}

/// Why TOML was refused, in at most 80 characters; of a word that is none of those that may stand there, the nearest
/// in place of all.
fn reason(message: &str) -> String {
    let words: Vec<&str> = message.split('`').skip(1).step_by(2).collect();
    let reason = match words.as_slice() {
        [found, choices @ ..] if message.starts_with("unknown ") && !choices.is_empty() => {
            let found: String = found.chars().take(30).collect();
            match nearest(&found, choices) {
                Some(near) => format!("\"{found}\" is not known; perhaps \"{near}\" is meant"),
                None => format!("\"{found}\" is not known"),
            }
        }
        _ => message.lines().next().unwrap_or("").trim().to_owned(),
    };
    match reason.char_indices().nth(79) {
        Some((at, _)) if reason.chars().count() > 80 => format!("{}…", &reason[..at]),
        _ => reason,
    }
}

/// The name that is the fewest changes of letters away, when these are at most two, or a third of the word.
#[must_use]
pub fn nearest<'a>(found: &str, names: &[&'a str]) -> Option<&'a str> {
    let found: Vec<char> = found.to_lowercase().chars().collect();
    let changes = |name: &str| {
        let mut row: Vec<usize> = (0..=found.len()).collect();
        for (n, letter) in name.chars().enumerate() {
            let mut before = row[0];
            row[0] = n + 1;
            for at in 0..found.len() {
                let same = before + usize::from(found[at] != letter);
                before = row[at + 1];
                row[at + 1] = same.min(before + 1).min(row[at] + 1);
            }
        }
        row[found.len()]
    };
    // Of two that are as near the one that begins alike: "titel" is no "site".
    let rank = |name: &&'a str| (changes(name), name.chars().next() != found.first().copied());
    let near = names.iter().min_by_key(|name| rank(name))?;
    (changes(near) <= 2.max(found.len() / 3)).then_some(near)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_that_is_not_known_gets_the_nearest_and_no_reason_is_long() {
        let unknown = |found: &str| {
            format!(
                "unknown variant `{found}`, expected one of `id`, `site`, `title`, `call-number`"
            )
        };
        for (message, expected) in [
            (
                unknown("titel"),
                "\"titel\" is not known; perhaps \"title\" is meant",
            ),
            (
                unknown("callnumber"),
                "\"callnumber\" is not known; perhaps \"call-number\" is meant",
            ),
            (unknown("shoe size"), "\"shoe size\" is not known"),
            ("invalid key\nand more".to_owned(), "invalid key"),
        ] {
            assert_eq!(reason(&message), expected);
        }
        for long in ["x".repeat(500), unknown(&"é".repeat(500))] {
            assert!(reason(&long).chars().count() <= 80, "{}", reason(&long));
        }
    }

    #[test]
    fn a_file_is_the_one_that_it_can_be() {
        let (map, profile) = either("[columns]\nTitulo = \"title\"\n").expect("a map");
        assert!(map.is_some() && profile.is_none());
        let (map, profile) =
            either("tag = \"949\"\n[subfields]\nbarcode = \"i\"\n").expect("a profile");
        assert!(map.is_none() && profile.is_some());
        let wrong = either("[columns]\n\nTitulo = \"titel\"\n").expect_err("no such column");
        assert_eq!(
            (wrong.line, wrong.reason.contains("\"title\"")),
            (3, true),
            "{wrong:?}"
        );
        assert_eq!(either("x").expect_err("no TOML").line, 1);
    }
}
