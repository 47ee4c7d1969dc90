//! The small words in names: *van*, *de la*, *al-*. Which belong to the family name is read from where they stand.

use crate::item::Name;

/// Finds the particles in a name that came without: lowercase words before the family name stay with it
/// (non-dropping), lowercase words after the given name drop when the family name stands alone.
/// A family name in straight quotes is left as it is.
pub(crate) fn split(name: &mut Name) {
    if let Some(inner) = name
        .family
        .strip_prefix('"')
        .and_then(|rest| rest.strip_suffix('"'))
    {
        name.family = inner.to_owned();
        return;
    }
    if name.suffix.is_empty()
        && let Some((given, suffix)) = name.given.split_once(',')
    {
        let (suffix, comma) = match suffix.trim().strip_prefix('!') {
            Some(rest) => (rest.trim().to_owned(), true),
            None => (suffix.trim().to_owned(), false),
        };
        let particle = !suffix.is_empty()
            && suffix
                .chars()
                .all(|c| c.is_lowercase() || c == ' ' || c == '\'' || c == '’');
        let given = given.trim().to_owned();
        if particle {
            name.dropping = suffix;
        } else {
            name.suffix = suffix;
            name.comma_suffix |= comma;
        }
        name.given = given;
    }
    if name.non_dropping.is_empty() {
        let cut = leading(&name.family);
        if cut > 0 && cut < name.family.len() {
            name.non_dropping = name.family[..cut].trim_end().to_owned();
            // An apostrophe or hyphen joins; remember it by keeping no space (see `joined`).
            name.family = name.family[cut..].trim_start().to_owned();
        }
    }
    if name.dropping.is_empty() && !name.family.is_empty() {
        let cut = trailing(&name.given);
        if cut > 0 && cut < name.given.len() {
            name.dropping = name.given[cut..].trim().to_owned();
            name.given = name.given[..cut].trim_end().to_owned();
        }
    }
}

/// Where the lowercase words at the beginning end.
fn leading(family: &str) -> usize {
    let mut end = 0;
    loop {
        let rest = &family[end..];
        let word_end = rest
            .char_indices()
            .find(|&(_, c)| matches!(c, ' ' | '\u{a0}' | '\'' | '’' | '-' | '‘'));
        let Some((at, c)) = word_end else {
            return end;
        };
        let word = &rest[..at];
        let lower = !word.is_empty() && word.chars().all(|c| c.is_lowercase());
        // `d'`, `al-`: only short ones join.
        let joins = matches!(c, '\'' | '’' | '-' | '‘');
        if !lower || (joins && word.chars().count() > 3) {
            return end;
        }
        end += at + c.len_utf8();
    }
}

/// Where the lowercase words at the end begin.
fn trailing(given: &str) -> usize {
    let mut cut = given.len();
    loop {
        let head = given[..cut].trim_end();
        let Some(space) = head.rfind([' ', '\u{a0}']) else {
            return if cut == given.len() { 0 } else { cut };
        };
        let start = space + head[space..].chars().next().map_or(1, char::len_utf8);
        let word = &head[start..];
        let lower = word.chars().next().is_some_and(char::is_lowercase)
            && word
                .chars()
                .all(|c| c.is_lowercase() || matches!(c, '\'' | '’'));
        if !lower {
            return if cut == given.len() { 0 } else { cut };
        }
        cut = start;
    }
}

/// Does the particle join the name without a space?
pub(crate) fn joined(particle: &str) -> bool {
    // Italian "de’ Medici" is two words.
    particle.ends_with(['\'', '’', '-', '‘']) && !matches!(particle, "de'" | "de’")
}
