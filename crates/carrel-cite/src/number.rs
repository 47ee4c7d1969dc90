//! Numbers in items: are they numbers, more than one, and how a range of pages is shortened.

use crate::vocab::*;

/// A stretch of a number field: a number with what clings to it, or what stands between two.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Part<'t> {
    Number(&'t str),
    Joint(&'t str),
}

/// Is it numeric after CSL: numbers with letters before or after, joined by `-`, `,`, `&`?
pub(crate) fn is_numeric(text: &str) -> bool {
    let parts = split(text);
    !parts.is_empty()
        && parts.iter().all(|part| match part {
            Part::Number(word) => numberish(word),
            Part::Joint(_) => true,
        })
        && parts.iter().any(|part| matches!(part, Part::Number(_)))
}

/// `2`, `2b`, `L2`, `2nd`, `IV`; not `second` or `Mimeo`.
pub(crate) fn numberish(word: &str) -> bool {
    let word = word.trim_matches('"');
    let digits = word.chars().any(|c| c.is_ascii_digit());
    let fine = word
        .chars()
        .all(|c| c.is_alphanumeric() || matches!(c, '.' | ':' | '/' | '\'' | '’'));
    (digits && fine && !inner_letters(word)) || is_roman(word)
}

/// Letters between digits, as in `1a2`.
fn inner_letters(word: &str) -> bool {
    let core = word
        .trim_start_matches(|c: char| c.is_alphabetic())
        .trim_end_matches(|c: char| c.is_alphabetic());
    core.chars().any(char::is_alphabetic)
}

/// Roman numerals as people number front pages and volumes.
pub(crate) fn is_roman(word: &str) -> bool {
    !word.is_empty()
        && (word.chars().all(|c| "ivxlcdm".contains(c))
            || word.chars().all(|c| "IVXLCDM".contains(c)))
}

/// Cuts a number field at its joints.
pub(crate) fn split(text: &str) -> Vec<Part<'_>> {
    let mut parts = Vec::new();
    let mut start = 0;
    let mut at = 0;
    let bytes_end = text.len();
    let is_joint = |c: char| matches!(c, ',' | '&' | ';' | '-' | '–' | '—');
    while at < bytes_end {
        let c = text[at..].chars().next().unwrap_or(' ');
        let (mut end, mut joint) = (at, false);
        // Spaces belong to a joint beside them.
        let rest = &text[at..];
        let trimmed = rest.trim_start();
        let lead = rest.len() - trimmed.len();
        if let Some(next) = trimmed.chars().next()
            && is_joint(next)
        {
            end = at + lead + next.len_utf8();
            end += text[end..].len() - text[end..].trim_start().len();
            joint = true;
        } else if lead > 0 && (trimmed.starts_with("and ") || trimmed.starts_with("et ")) {
            end = at + lead + trimmed.find(' ').unwrap_or(0) + 1;
            joint = true;
        }
        if joint {
            if start < at {
                parts.push(Part::Number(&text[start..at]));
            }
            parts.push(Part::Joint(&text[at..end]));
            at = end;
            start = end;
        } else {
            at += c.len_utf8();
        }
    }
    if start < bytes_end {
        parts.push(Part::Number(&text[start..]));
    }
    parts
}

/// Does the text name more than one (pages, volumes)?
pub(crate) fn is_plural(text: &str) -> bool {
    let parts = split(text.trim());
    let mut numbers = 0;
    for (at, part) in parts.iter().enumerate() {
        match part {
            Part::Number(word)
                if numberish(word.trim()) || word.trim().chars().any(|c| c.is_ascii_digit()) =>
            {
                // `1-2` is one number when a letter or backslash clings: kept simple.
                numbers += 1;
            }
            Part::Joint(_) if at == 0 => {}
            _ => {}
        }
    }
    numbers > 1 && !text.contains("\\-")
}

/// 1 to `i`, 14 to `xiv`.
pub(crate) fn roman(mut number: u32) -> String {
    const TABLE: [(u32, &str); 13] = [
        (1000, "m"),
        (900, "cm"),
        (500, "d"),
        (400, "cd"),
        (100, "c"),
        (90, "xc"),
        (50, "l"),
        (40, "xl"),
        (10, "x"),
        (9, "ix"),
        (5, "v"),
        (4, "iv"),
        (1, "i"),
    ];
    let mut out = String::new();
    for (value, letters) in TABLE {
        while number >= value {
            out.push_str(letters);
            number -= value;
        }
    }
    out
}

/// Letters and digits at the end of a page: `A110` is `A` and `110`.
fn digits(page: &str) -> Option<(&str, &str)> {
    let cut = page.trim_end_matches(|c: char| c.is_ascii_digit()).len();
    (cut < page.len()).then(|| page.split_at(cut))
}

/// Shortens or completes the second page of each range, and puts the locale's dash between.
pub(crate) fn page_ranges(text: &str, format: u8, dash: &str) -> String {
    let mut out = String::new();
    let parts = split(text);
    let mut at = 0;
    while at < parts.len() {
        if let (Part::Number(first), Some(Part::Joint(joint)), Some(Part::Number(second))) =
            (&parts[at], parts.get(at + 1), parts.get(at + 2))
            && matches!(joint.trim(), "-" | "–" | "—")
        {
            let another = matches!(parts.get(at + 3), Some(Part::Joint(joint)) if matches!(joint.trim(), "-" | "–"));
            let (a, b) = (first.trim_start_matches(' '), second.trim_end_matches(' '));
            if another {
                out.push_str(first);
                out.push_str(dash);
                at += 2;
                continue;
            }
            out.push_str(first);
            match range(a, b, format) {
                Some(second) => {
                    out.push_str(dash);
                    out.push_str(&second);
                }
                None => {
                    // Not two pages of one series: a hyphen without spaces.
                    out.push_str(if joint.trim() == "-" { "-" } else { joint });
                    out.push_str(b);
                }
            }
            out.push_str(&second[b.len()..]);
            at += 3;
            continue;
        }
        match &parts[at] {
            Part::Number(text) => out.push_str(text),
            Part::Joint(text) => match text.trim() {
                "-" | "–" | "—" => out.push_str(dash),
                "," | ";" => {
                    out.push_str(text.trim());
                    out.push(' ');
                }
                "&" => out.push_str(" & "),
                _ => out.push_str(text),
            },
        }
        at += 1;
    }
    // A hyphen that belongs to the number is written `\\-`.
    if out.contains('\\') {
        out = out.replace("\\-", "-");
    }
    out
}

/// The second page as it is shown; `None` when the two are no pages of one series.
fn range(first: &str, second: &str, format: u8) -> Option<String> {
    let (Some((lead, a)), Some((lead2, b))) = (digits(first), digits(second)) else {
        let both = is_roman(first.trim()) && is_roman(second.trim());
        return both.then(|| second.to_owned());
    };
    if lead != lead2 || lead.ends_with(|c: char| c.is_ascii_digit()) {
        return (lead.is_empty() || lead2.is_empty())
            .then(|| second.to_owned())
            .filter(|_| lead == lead2);
    }
    // First in full, so that every format begins from the same.
    let full: String = if b.len() < a.len() {
        [&a[..a.len() - b.len()], b].concat()
    } else {
        b.to_owned()
    };
    if full.len() != a.len() || format == W_NONE {
        return Some(second.to_owned());
    }
    let same = a
        .bytes()
        .zip(full.bytes())
        .take_while(|(x, y)| x == y)
        .count();
    let keep = |least: usize| full[same.min(full.len().saturating_sub(least))..].to_owned();
    Some(match format {
        W_EXPANDED => [lead, &full].concat(),
        W_MINIMAL => keep(1),
        W_MINIMAL_TWO => keep(2),
        _ => {
            let number: u32 = a.parse().unwrap_or(0);
            if number < 100 || number.is_multiple_of(100) {
                [lead, &full].concat()
            } else if number % 100 < 10 {
                keep(1)
            } else if format != W_CHICAGO16 && a.len() == 4 && full.len() - same >= 3 {
                [lead, &full].concat()
            } else {
                keep(2)
            }
        }
    })
}
