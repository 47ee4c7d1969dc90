//! Dates of items: days, months, seasons, years, ranges, "about", and texts that are no date.

use crate::json::Value;

/// One end of a date; 0 where a month or day is not known. Months 13 to 16 are spring to winter.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Day {
    pub(crate) year: i32,
    pub(crate) month: u8,
    pub(crate) day: u8,
}

/// A date variable's value.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Date {
    pub(crate) from: Option<Day>,
    /// The other end of a range; year 0 for a range that is still open.
    pub(crate) to: Option<Day>,
    pub(crate) circa: bool,
    /// Words in place of a date.
    pub(crate) literal: String,
}

impl Date {
    /// CSL-JSON: `date-parts`, `season`, `circa`, `literal`, `raw`, or an EDTF text.
    pub(crate) fn from_json(value: &Value) -> Date {
        let mut date = Date::default();
        if let Some(text) = value.text() {
            return parse(text);
        }
        if let Some(text) = value.get("raw").and_then(Value::text) {
            date = parse(text);
        }
        if let Some(text) = value.get("edtf").and_then(Value::text) {
            date = parse(text);
        }
        if let Some(parts) = value.get("date-parts") {
            let mut ends = parts.list().iter().map(|part| {
                let list = part.list();
                let at = |place: usize| list.get(place).and_then(number).unwrap_or(0);
                (list.len(), month(at(0), at(1), at(2)))
            });
            if let Some((_, from)) = ends.next().filter(|(_, from)| from.year != 0) {
                date.from = Some(from);
                date.to = ends.next().map(|(_, to)| to);
            }
        }
        for (key, slot) in [("year", 0), ("month", 1), ("day", 2)] {
            if let Some(found) = value.get(key).and_then(number) {
                let day = date.from.get_or_insert_with(Day::default);
                match slot {
                    0 => day.year = found,
                    1 => day.month = found.clamp(0, 24) as u8,
                    _ => day.day = found.clamp(0, 31) as u8,
                }
            }
        }
        if let Some(season) = value.get("season").and_then(Value::text)
            && let Some(from) = &mut date.from
            && from.month == 0
        {
            match season.trim().parse::<u8>() {
                Ok(number @ 1..=4) => from.month = 12 + number,
                Ok(number @ 13..=16) => from.month = number,
                Ok(number @ 21..=24) => from.month = number - 8,
                _ => {
                    let known = ["spring", "summer", "autumn", "winter"];
                    let lower = season.trim().to_lowercase();
                    let lower = if lower == "fall" { "autumn" } else { &lower };
                    if let Some(at) = known.iter().position(|&name| name == lower) {
                        from.month = 13 + at as u8;
                    } else {
                        date.literal = [season, " ", &from.year.to_string()].concat();
                        date.from = None;
                    }
                }
            }
        }
        if value.get("circa").is_some_and(Value::yes) {
            date.circa = true;
        }
        if let Some(text) = value.get("literal").and_then(Value::text)
            && date.from.is_none()
        {
            date.literal = text.to_owned();
        }
        date
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.from.is_none() && self.literal.is_empty()
    }
}

fn number(value: &Value) -> Option<i32> {
    value.int()
}

fn month(year: i32, month: i32, day: i32) -> Day {
    // Seasons in three ways of counting: from 13, from 17, and as EDTF has them.
    let month = match month {
        17..=20 => month - 4,
        21..=24 => month - 8,
        month => month,
    };
    Day {
        year,
        month: if (1..=16).contains(&month) {
            month as u8
        } else {
            0
        },
        day: if (1..=31).contains(&day) {
            day as u8
        } else {
            0
        },
    }
}

const MONTHS: [&str; 12] = [
    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
];
const SEASONS: [&str; 5] = ["spring", "summer", "autumn", "winter", "fall"];

/// A typed date: EDTF level 0 and the common parts of level 1 (`2021`, `2021-04`, `2021-21`, `1984~`, `2004/2005`,
/// `-0044`), `4/12/2021` (month first), `12 April 2021`, `April 12, 2021`, `Spring 2020`, `c. 1900`.
/// What it cannot read becomes the literal.
pub(crate) fn parse(text: &str) -> Date {
    let text = text.trim();
    let mut date = Date::default();
    let lower = text.to_lowercase();
    let mut rest = lower.as_str();
    for mark in ["circa ", "ca. ", "ca ", "c. ", "about "] {
        if let Some(after) = rest.strip_prefix(mark) {
            date.circa = true;
            rest = after.trim();
        }
    }
    let (first, second) = match split_range(rest) {
        Some((first, second)) => (first, Some(second)),
        None => (rest, None),
    };
    let uncertain = |part: &str| part.ends_with(['~', '?', '%']);
    let clean = |part: &str| one(part.trim_end_matches(['~', '?', '%']).trim());
    match clean(first) {
        Some(from) => {
            date.circa |= uncertain(first) || second.is_some_and(uncertain);
            date.from = Some(from);
            date.to = match second {
                Some("" | "..") => Some(Day::default()),
                Some(part) => match clean(part) {
                    Some(to) => Some(to),
                    None => {
                        date.from = None;
                        date.literal = text.to_owned();
                        None
                    }
                },
                None => None,
            };
        }
        None => date.literal = text.to_owned(),
    }
    date
}

/// `2004/2005`, `2004--2005`, `2004–2005`; not `4/12/2021`.
fn split_range(text: &str) -> Option<(&str, &str)> {
    for mark in ["--", "–", "—"] {
        if let Some((a, b)) = text.split_once(mark) {
            return Some((a.trim(), b.trim()));
        }
    }
    if text.matches('/').count() == 1 {
        let (a, b) = text.split_once('/')?;
        let year = |part: &str| {
            part.trim_start_matches('-')
                .chars()
                .take_while(char::is_ascii_digit)
                .count()
                >= 3
        };
        if year(a) {
            return Some((a.trim(), b.trim()));
        }
    }
    let digits = |part: &str| part.len() == 4 && part.bytes().all(|byte| byte.is_ascii_digit());
    match text.split_once('-') {
        Some((a, b)) if digits(a.trim()) && digits(b.trim()) => Some((a.trim(), b.trim())),
        _ => None,
    }
}

fn one(text: &str) -> Option<Day> {
    let (sign, body) = match text.strip_prefix('-') {
        Some(body) => (-1, body),
        None => (1, text),
    };
    let body = body
        .split('t')
        .next()
        .filter(|head| head.len() == 10)
        .unwrap_or(body);
    if body
        .bytes()
        .all(|byte| byte.is_ascii_digit() || matches!(byte, b'-' | b'/' | b'.'))
        && !body.is_empty()
    {
        let parts: Vec<&str> = body.split(['-', '/', '.']).collect();
        let read = |part: &&str| part.parse::<i32>().ok();
        let numbers: Vec<i32> = parts.iter().filter_map(read).collect();
        if numbers.len() != parts.len() || numbers.iter().any(|&number| number > 9999) {
            return None;
        }
        return match (numbers.as_slice(), parts[0].len()) {
            (&[y], _) if y > 0 || parts[0].len() == 4 => Some(month(sign * y, 0, 0)),
            (&[y, m], 3..) => valid(sign * y, m, 0),
            (&[y, m, d], 3..) => valid(sign * y, m, d),
            // American order, unless the first cannot be a month.
            (&[a, b, y], _) if a > 12 => valid(sign * y, b, a),
            (&[a, b, y], _) => valid(sign * y, a, b),
            (&[m, y], _) => valid(sign * y, m, 0),
            _ => None,
        };
    }
    // Words and numbers in any order.
    let (mut year, mut mon, mut day) = (0, 0, 0);
    for word in body
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
    {
        let name = word.chars().next().is_some_and(char::is_alphabetic);
        if name {
            let season = SEASONS.iter().position(|&season| season == word);
            let found = MONTHS.iter().position(|month| word.starts_with(month));
            match (found, season) {
                (Some(at), _) if mon == 0 => mon = at as i32 + 1,
                (_, Some(at)) if mon == 0 => mon = 13 + if at == 4 { 2 } else { at as i32 },
                _ => match word {
                    "bc" | "bce" if year > 0 => year = -year,
                    "of" | "the" | "ad" => {}
                    _ => return None,
                },
            }
        } else {
            let digits = word.trim_end_matches(|c: char| c.is_alphabetic());
            let number: i32 = digits.parse().ok()?;
            if digits.len() >= 3 && year == 0 {
                year = number;
            } else if number <= 31 && day == 0 {
                day = number;
            } else {
                return None;
            }
        }
    }
    if year == 0 || (day > 0 && mon == 0) {
        None
    } else {
        valid(sign * year, mon, day)
    }
}

fn valid(year: i32, mon: i32, day: i32) -> Option<Day> {
    let fits = (1..=12).contains(&mon)
        || (day == 0 && ((13..=16).contains(&mon) || (21..=24).contains(&mon) || mon == 0));
    (fits && (0..=31).contains(&day) && year != 0).then(|| month(year, mon, day))
}
