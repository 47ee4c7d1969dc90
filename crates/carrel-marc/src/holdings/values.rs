//! Prices, dates and statuses, as library systems spell them.

use carrel_core::{CalendarDate, ItemStatus};
use serde::{Deserialize, Serialize};

use super::{Prices, System, status};
use crate::words;

/// A price in hundredths: `12.95`, `$14.50`, `1695`, `14,50 €`, `1,234.50`, `25`. `None` when it is no price.
#[must_use]
pub fn price_cents(text: &str, prices: Prices) -> Option<u32> {
    let start = text.find(|c: char| c.is_ascii_digit())?;
    let number = &text[start..];
    let end = number
        .find(|c: char| !(c.is_ascii_digit() || matches!(c, '.' | ',' | '\'')))
        .unwrap_or(number.len());
    let number = number[..end].trim_end_matches(['.', ',', '\'']);
    // What stands around it may be a currency, not a sentence.
    let words = text[..start]
        .chars()
        .chain(text[start + end..].chars())
        .filter(|c| c.is_alphabetic())
        .count();
    if words > 8 || text[..start].contains('-') {
        return None;
    }
    // The last mark with one or two digits behind it is the point; any other groups thousands.
    let point = number
        .rfind(['.', ','])
        .filter(|at| (1..=2).contains(&(number.len() - at - 1)));
    let digits = |s: &str| s.chars().filter(char::is_ascii_digit).collect::<String>();
    match point {
        Some(at) => {
            let whole: u32 = digits(&number[..at]).parse().unwrap_or(0);
            let fraction = format!("{:0<2}", digits(&number[at + 1..]));
            whole.checked_mul(100)?.checked_add(fraction.parse().ok()?)
        }
        None => {
            let all = digits(number);
            let n: u32 = all.parse().ok()?;
            let grouped = number.len() != all.len();
            let cents = match prices {
                Prices::Cents => all.len() >= 3,
                Prices::Units => false,
                Prices::Guess => all.len() >= 4,
            };
            if cents && !grouped {
                Some(n)
            } else {
                n.checked_mul(100)
            }
        }
    }
}

/// Which of day and month comes first, in dates that name the year last.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DateOrder {
    /// By looking at the dates; the month, where they do not tell.
    #[default]
    Guess,
    /// `25/12/2014`, as in most of the world.
    DayFirst,
    /// `12/25/2014`, as in the United States.
    MonthFirst,
}

/// A date as it is written.
enum Written {
    Day(CalendarDate),
    /// Two numbers that are day and month in one order or the other, and the year.
    Either(u16, u16, i32),
}

fn written(text: &str) -> Option<Written> {
    let text = text.trim();
    if let Some(found) = CalendarDate::parse(text).or_else(|| with_month_name(text)) {
        return Some(Written::Day(found));
    }
    let day = text.split([' ', 'T']).next()?;
    let mark = ['-', '/', '.'].into_iter().find(|m| day.contains(*m))?;
    let parts: Vec<u16> = day
        .split(mark)
        .map(|p| p.parse().ok())
        .collect::<Option<_>>()?;
    let [a, b, c] = parts[..] else { return None };
    if a > 999 {
        return dated(i32::from(a), b, c).map(Written::Day);
    }
    let year = match c {
        1000.. => i32::from(c),
        60..=99 => 1900 + i32::from(c),
        0..=59 => 2000 + i32::from(c),
        _ => return None,
    };
    if mark == '.' {
        return dated(year, b, a).map(Written::Day);
    }
    Some(Written::Either(a, b, year))
}

fn dated(year: i32, month: u16, day: u16) -> Option<CalendarDate> {
    CalendarDate::new(year, u8::try_from(month).ok()?, u8::try_from(day).ok()?)
}

/// The months in English and Spanish, at their places.
const MONTHS: [[&str; 2]; 12] = [
    ["january", "enero"],
    ["february", "febrero"],
    ["march", "marzo"],
    ["april", "abril"],
    ["may", "mayo"],
    ["june", "junio"],
    ["july", "julio"],
    ["august", "agosto"],
    ["september", "septiembre"],
    ["october", "octubre"],
    ["november", "noviembre"],
    ["december", "diciembre"],
];
/// Words that may stand in a date beside its month: days of the week, and what joins.
const BESIDE_MONTH: &[&str] = &[
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
    "lunes",
    "martes",
    "miércoles",
    "miercoles",
    "jueves",
    "viernes",
    "sábado",
    "sabado",
    "domingo",
    "de",
    "del",
    "the",
    "of",
    "due",
    "at",
    "am",
    "pm",
    "utc",
    "gmt",
];

/// The month that a name or its first letters mean, from 1.
pub(super) fn month_named(word: &str) -> Option<u16> {
    let named = |name: &str| name == word || word.len() >= 3 && name.starts_with(word);
    let at = MONTHS.iter().position(|names| {
        names.iter().any(|name| named(name)) || names[0] == "september" && word == "setiembre"
    })?;
    u16::try_from(at + 1).ok()
}

/// A date whose month has a name, in English or Spanish: `30-Nov-26`, `Nov 30, 2026`, `Mon Nov 30 2026`,
/// `30 de noviembre de 2026`. A sentence with a date in it is none.
fn with_month_name(text: &str) -> Option<CalendarDate> {
    if text.len() > 48 || !text.contains(char::is_alphabetic) {
        return None;
    }
    let lower = text.to_lowercase();
    let (mut months, mut numbers) = (Vec::new(), Vec::new());
    // A time of the day is told by its colon.
    let parts = lower
        .split_whitespace()
        .map(|part| match part.split_once('t') {
            Some((day, time))
                if time.contains(':') && day.ends_with(|c: char| c.is_ascii_digit()) =>
            {
                day
            }
            _ => part,
        })
        .filter(|part| !part.contains(':'));
    for word in parts.flat_map(|part| part.split(|c: char| !c.is_alphanumeric())) {
        if word.is_empty() {
            continue;
        }
        let bare = ["st", "nd", "rd", "th"]
            .iter()
            .find_map(|end| {
                word.strip_suffix(end)
                    .filter(|n| n.ends_with(|c: char| c.is_ascii_digit()))
            })
            .unwrap_or(word);
        if let Ok(number) = bare.parse::<u16>() {
            numbers.push((number, bare.len()));
        } else if let Some(month) = month_named(word) {
            months.push((month, word));
        } else if !BESIDE_MONTH
            .iter()
            .any(|known| *known == word || word.chars().count() >= 3 && known.starts_with(word))
        {
            return None;
        }
    }
    // "mar 30 nov 2026": a Tuesday in Spanish.
    if months.len() == 2 {
        months.retain(|(_, word)| *word != "mar");
    }
    let ([(month, _)], [first, second]) = (months.as_slice(), numbers.as_slice()) else {
        return None;
    };
    let ((day, _), (year, digits)) = if first.1 == 4 {
        (*second, *first)
    } else {
        (*first, *second)
    };
    let year = match (digits, i32::from(year)) {
        (4, year) => year,
        (2, year @ 60..) => 1900 + year,
        (2, year) => 2000 + year,
        _ => return None,
    };
    dated(year, *month, day)
}

/// A day as spreadsheets count it, from the end of 1899: `46356` is 2026-11-30. Only numbers that are days between 1954
/// and 2119.
fn counted(text: &str) -> Option<CalendarDate> {
    let whole = text.trim().split('.').next()?;
    if whole.len() != 5 || text.trim().matches('.').count() > 1 {
        return None;
    }
    if !text.trim().bytes().all(|b| b.is_ascii_digit() || b == b'.') {
        return None;
    }
    let days: i32 = whole.parse().ok()?;
    // 1899-12-30 is 25,569 days before 1970.
    (20_000..=80_000)
        .contains(&days)
        .then(|| CalendarDate::from_days(days - 25_569))
}

/// A date as people write it: of a number nobody can tell whether it counts days or is a barcode.
pub(super) fn date_written(text: &str) -> Option<CalendarDate> {
    match written(text)? {
        Written::Day(day) => Some(day),
        Written::Either(a, b, year) => dated(year, a, b).or_else(|| dated(year, b, a)),
    }
}

/// True where a cell or subfield for due dates says that the copy is out: a date, read or not, or a word for it. What is
/// empty, no date ("0000-00-00"), a word for nothing, or a word for a copy that is in ("Returned") does not.
pub(crate) fn says_out(text: &str) -> bool {
    let blank = |c| matches!(c, '0' | '.' | '-' | '–' | '—' | '/' | ':' | ' ' | '*' | '_');
    if text.chars().all(blank) || text.contains("://") {
        return false;
    }
    let word = text.trim().to_lowercase();
    let nothing = [
        "no",
        "n",
        "false",
        "f",
        "none",
        "never",
        "nil",
        "null",
        "na",
        "n/a",
        "n.a.",
        "nein",
        "non",
        "ninguna",
        "ninguno",
        "sin fecha",
        "no due date",
        // Who has it, in a column of those who do.
        "nobody",
        "no one",
        "nadie",
        "niemand",
        "personne",
        "library",
        "not out",
        "not on loan",
        "not loaned",
    ];
    if nothing.contains(&word.as_str()) {
        return false;
    }
    let a_word = word.contains(char::is_alphabetic);
    let is_in = a_word && status(&word, System::None) == Some(ItemStatus::Available);
    !is_in
}

/// A date: `2014-05-07`, `20140507`, `2014/5/7 10:00`, `05/07/2014`, `08-17-21`, `7.5.2014`, `30-Nov-26`,
/// `30 de noviembre de 2026`, and a spreadsheet's number of days. Where day and month could be either, the month is
/// first, as in the United States; with points the day is first. For a single date: those of a column keep to one
/// order ([`DateOrder`]).
#[must_use]
pub fn date(text: &str) -> Option<CalendarDate> {
    date_in(text, DateOrder::MonthFirst).or_else(|| date_in(text, DateOrder::DayFirst))
}

/// A date of a column in which that comes first; `None` where it is no date in that order.
#[must_use]
pub fn date_in(text: &str, order: DateOrder) -> Option<CalendarDate> {
    let Some(found) = written(text) else {
        return counted(text);
    };
    match found {
        Written::Day(day) => Some(day),
        Written::Either(day, month, year) if order == DateOrder::DayFirst => {
            dated(year, month, day)
        }
        Written::Either(month, day, year) => dated(year, month, day),
    }
}

/// What is said of a date that cannot be read in the order of its column.
pub(crate) fn date_trouble(text: &str, order: DateOrder) -> String {
    match order {
        _ if date(text).is_none() => words::date_expected(text),
        DateOrder::DayFirst => words::day_first_expected(text),
        _ => words::month_first_expected(text),
    }
}

/// What the dates of a column say of their order.
#[derive(Clone, Debug, Default)]
pub(crate) struct OrderVotes {
    day_first: usize,
    month_first: usize,
    unclear: Option<String>,
}

impl OrderVotes {
    /// Looks at one more.
    pub(crate) fn add(&mut self, text: &str) {
        let Some(Written::Either(a, b, year)) = written(text) else {
            return;
        };
        match (dated(year, b, a), dated(year, a, b)) {
            (Some(_), None) => self.day_first += 1,
            (None, Some(_)) => self.month_first += 1,
            (Some(_), Some(_)) if a != b && self.unclear.is_none() => {
                self.unclear = Some(text.to_owned());
            }
            _ => {}
        }
    }

    /// The order that most of the dates which have only one say.
    pub(crate) fn order(&self) -> Option<DateOrder> {
        match self.day_first.max(self.month_first) {
            0 => None,
            most if most > self.month_first => Some(DateOrder::DayFirst),
            _ => Some(DateOrder::MonthFirst),
        }
    }

    /// A date that would be one in either order.
    pub(crate) fn unclear(&self) -> Option<&str> {
        self.unclear.as_deref()
    }
}

/// What Koha's flags say together; `None` when they say nothing.
pub(crate) fn koha_status(
    withdrawn: Option<&str>,
    lost: Option<&str>,
    damaged: Option<&str>,
    not_for_loan: Option<&str>,
    on_loan: bool,
) -> Option<ItemStatus> {
    if withdrawn.is_some() {
        Some(ItemStatus::Withdrawn)
    } else if lost.is_some() {
        Some(ItemStatus::Missing)
    } else if on_loan {
        Some(ItemStatus::OnLoan)
    } else if let Some(code) = not_for_loan {
        Some(if code.starts_with('-') {
            ItemStatus::Coming
        } else {
            ItemStatus::InLibrary
        })
    } else if damaged.is_some() {
        Some(ItemStatus::Away)
    } else {
        None
    }
}
