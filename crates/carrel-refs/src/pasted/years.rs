//! Years and days in a citation: when it came out, when the work did, and when somebody looked.

use super::Part;
use super::marks::OPENING;
use super::people::author_end;
use crate::source::{Source, When};

/// When it came out. A year that stands where the title should, with another one behind the publisher, is the title:
/// `Orwell, George. 1984. Signet, 1950.`; and so is one in the middle of a sentence: `Bee Colonies 2021. USDA, 2022.`
pub(super) fn year(text: &str, found: &[(usize, usize, Part)]) -> Option<(usize, usize)> {
    let first = year_from(0, text, found)?;
    let behind = &text[first.1..];
    let Some(second) = year_from(first.1, text, found) else {
        return Some(first);
    };
    // `Guinness World Records 2024, [2018?].`
    if behind.starts_with(", [") && second.0 == first.1 + ", [".len() {
        return Some(second);
    }
    if text[..first.0].ends_with(". ")
        && let Some(between) = behind[..second.0 - first.1].strip_prefix(". ")
        && let Some(publisher) = between.strip_suffix(", ")
        && !publisher.contains([',', ':'])
        && !publisher.contains(". ")
        && !publisher.contains(OPENING)
    {
        return Some(second);
    }
    // `Zusak, Markus. The Book. 1967. Translated by Ann Lee, Knopf, 2007.`: behind names and title it is the work's.
    let names = author_end(text);
    let titled = names > 0
        && text
            .get(names + 2..first.0)
            .is_some_and(|title| title.len() > 2);
    if titled
        && text[..first.0].ends_with(". ")
        && behind.starts_with(". ")
        && text[..second.0].ends_with(", ")
        && !text[..first.0].contains(OPENING)
    {
        return Some(second);
    }
    let apart = |(from, _): (usize, usize)| {
        let before = text[..from].trim_end();
        let word = before.rsplit([' ', '-', '–', '/']).next().unwrap_or("");
        before.is_empty()
            || before.ends_with(['(', ',', '.', '/', '-', '–'])
            || matches!(word, "c" | "ca" | "circa")
            || crate::source::month(word).is_some()
    };
    let ends = |(from, to): (usize, usize)| {
        text[..from].ends_with(['(', ',', ' ']) && !text[to..].starts_with(' ') && apart((from, to))
    };
    if !apart(first) && ends(second) {
        return Some(second);
    }
    Some(first)
}

/// `1968; Harcourt, 2012` and `(1968) 2012`, as Chicago has it: the first year is that of the work, and another one that of the book.
pub(super) fn first_published(
    text: &str,
    from: usize,
    to: usize,
    found: &[(usize, usize, Part)],
) -> Option<(usize, usize)> {
    let behind = &text[to..];
    let bracket = text[..from].ends_with('(') && behind.starts_with(") ");
    let (later, end) = year_from(to, text, found)?;
    (behind.starts_with("; ") || (bracket && later == to + 2)).then_some((later, end))
}

/// The first year from 1400 to 2100 from a place on that is in no address and in no date of looking.
fn year_from(start: usize, text: &str, found: &[(usize, usize, Part)]) -> Option<(usize, usize)> {
    let bytes = text.as_bytes();
    (start..bytes.len().saturating_sub(3)).find_map(|at| {
        let digits = bytes[at..at + 4].iter().all(u8::is_ascii_digit);
        let alone = (at == 0 || !bytes[at - 1].is_ascii_alphanumeric())
            && bytes
                .get(at + 4)
                .is_none_or(|b| !b.is_ascii_digit() && *b != b'-');
        let taken = found.iter().any(|(from, to, _)| (*from..*to).contains(&at));
        if !digits || !alone || taken {
            return None;
        }
        let year: u32 = text.get(at..at + 4)?.parse().ok()?;
        (1400..=2100).contains(&year).then_some((at, at + 4))
    })
}

/// `(n.d.)`, `(no date)`, or Chicago's `Ortiz, Ana. n.d. “Bees.”`: where a year would stand.
pub(super) fn undated(text: &str) -> Option<(usize, usize)> {
    const MARKS: [(&str, usize, usize); 8] = [
        ("(n.d.", 1, 4),
        ("(no date)", 1, 7),
        (". n.d. ", 2, 3),
        ("(s.f.", 1, 4),
        ("(s. f.", 1, 5),
        ("(s.\u{a0}f.", 1, 6),
        ("(s.\u{a0}d.", 1, 6),
        ("(o.\u{a0}J.", 1, 6),
    ];
    MARKS.iter().find_map(|(mark, skip, length)| {
        let at = text.find(mark)? + skip;
        Some((at, at + length))
    })
}

/// The whole date that the year is in: `8 Mar. 2024`, `2024, March 8`.
pub(super) fn date_around(text: &str, from: usize, to: usize) -> When {
    let open = text[..from].rfind(['(', ',', '.', '“', '”']);
    let mut start = open.map_or(0, |at| {
        at + text[at..].chars().next().map_or(1, char::len_utf8)
    });
    let before = &text[..open.unwrap_or(0)];
    let digits = |word: &str| {
        !word.is_empty() && word.chars().all(|c| c.is_ascii_digit() || "-–".contains(c))
    };
    // The word that a text ends with, and where it begins.
    let word = |text: &'_ str| text.rfind(' ').map_or(0, |at| at + 1);
    let last = word(before);
    match text[before.len()..].chars().next() {
        // "8 Mar. 2024": the point belongs to the month.
        Some('.') if crate::source::month(&before[last..]).is_some() => {
            start = before[..last]
                .rfind([',', '.', '(', '“', '”'])
                .map_or(0, |at| {
                    at + before[at..].chars().next().map_or(1, char::len_utf8)
                });
        }
        // "8. Mai 2024"
        Some('.') if digits(&before[last..]) => start = last,
        // "March 8, 2024": the comma stands in the middle of a day.
        Some(',') if digits(&before[last..]) => {
            let month = word(before[..last].trim_end());
            let named = before[month..last].trim_end().trim_end_matches('.');
            if crate::source::month(named).is_some() {
                start = month;
            }
        }
        _ => {}
    }
    let behind = &text[to..];
    let end = if behind.starts_with(", ") {
        behind.find(')').map_or(to, |at| to + at)
    } else {
        to
    };
    let whole = When::read(text[start..end].trim());
    if whole.year != 0 {
        whole
    } else {
        When::read(&text[from..to])
    }
}

/// What stands before the bracket that a year is in: `Lee, A. (ca. 2012)`.
pub(super) fn before_bracket(before: &str) -> Option<&str> {
    ["(", "(ca. ", "(c. "]
        .iter()
        .find_map(|mark| before.strip_suffix(mark))
}

/// What stands before a year and the one of the first edition, `Lee, Ann. (1968) 2012`.
pub(super) fn before_years(text: &str, from: usize) -> &str {
    let front = text[..from].trim_end_matches(['[', ' ']);
    front
        .strip_suffix(')')
        .and_then(|front| front.rsplit_once(" ("))
        .map_or(front, |(front, _)| front)
}

/// `Lee, Ann. 2019. “Bees.”`: does the year stand behind the names, before anything else?
pub(super) fn is_behind_names(text: &str, from: usize) -> bool {
    let front = before_years(text, from);
    let names = author_end(text);
    front.ends_with('.') && !front.contains(OPENING) && front.len() <= names
}

/// Does nothing stand between names and year but the year that a work came out first, `(1968) 2012`?
pub(super) fn is_gap(text: &str) -> bool {
    text.chars()
        .all(|c| c.is_ascii_digit() || matches!(c, ' ' | '.' | '[' | '(' | ')'))
}

/// What stands before the day of looking. The short ones are words of titles, too: they count at the beginning of a sentence.
pub(super) const LOOKED: [(&str, bool); 28] = [
    ("accedido el ", false),
    ("accedido: ", false),
    ("accedido ", false),
    ("consultado el ", false),
    ("consultado: ", false),
    ("consultado ", false),
    ("recuperado el ", false),
    ("visto el ", true),
    ("consulté le ", false),
    ("vu le ", true),
    ("abgerufen am ", false),
    ("zugegriffen ", false),
    ("gesehen am ", true),
    ("accessed: ", false),
    ("accessed on ", false),
    ("accessed ", false),
    ("retrieved on ", false),
    ("retrieved ", false),
    ("date seen: ", false),
    ("seen ", true),
    ("viewed ", true),
    ("visited ", true),
    ("visited on ", true),
    ("last visited ", false),
    ("تاريخ الوصول ", false),
    ("تاريخ الوصول: ", false),
    ("استرجع في ", false),
    ("شوهد في ", true),
];

/// Sets the day of looking that a text says.
pub(crate) fn accessed(text: &str, source: &mut Source, found: &mut Vec<(usize, usize, Part)>) {
    let lower = text.to_ascii_lowercase();
    for (mark, begins) in LOOKED {
        for (at, _) in lower.match_indices(mark) {
            let before = text[..at].trim_end();
            if begins && !before.is_empty() && !before.ends_with(['.', '(', '[', ';']) {
                continue;
            }
            let from = at + mark.len();
            let rest = &text[from..];
            // "6 Nov. 2026": the first point that ends a date. No date is long.
            let near = rest.char_indices().take_while(|(at, _)| *at < 64);
            let ends = near.filter(|&(at, c)| {
                matches!(c, '.' | ')' | ']' | ';' | ',') || rest[at..].starts_with(" from ")
            });
            let last = Some(rest.len()).filter(|length| *length < 64);
            let mut ends = ends.map(|(at, _)| at).chain(last);
            let dated = ends.find_map(|end| {
                let words = rest[..end].trim_end_matches([' ', ',']);
                let when = When::read(words);
                (when.year != 0).then_some((when, words.len()))
            });
            if let Some((when, length)) = dated {
                source.set_date("accessed", when);
                found.push((at, from + length, Part::Accessed));
                return;
            }
        }
    }
}
