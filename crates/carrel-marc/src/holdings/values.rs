//! Prices, dates and statuses, as library systems spell them.

use carrel_core::{CalendarDate, ItemStatus};
use serde::{Deserialize, Serialize};

use super::{Prices, System};
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
    if let Some(found) = CalendarDate::parse(text) {
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

/// A date: `2014-05-07`, `20140507`, `2014/5/7 10:00`, `05/07/2014`, `08-17-21`, `7.5.2014`. Where day and month
/// could be either, the month is first, as in the United States; with points the day is first. For a single date:
/// those of a column keep to one order ([`DateOrder`]).
#[must_use]
pub fn date(text: &str) -> Option<CalendarDate> {
    date_in(text, DateOrder::MonthFirst).or_else(|| date_in(text, DateOrder::DayFirst))
}

/// A date of a column in which that comes first; `None` where it is no date in that order.
#[must_use]
pub fn date_in(text: &str, order: DateOrder) -> Option<CalendarDate> {
    match written(text)? {
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

/// What a status means: words of any system in English and Spanish, Evergreen's numbers, Sierra's signs.
#[must_use]
pub fn status(text: &str, system: System) -> Option<ItemStatus> {
    use ItemStatus::{Available, Away, Coming, InLibrary, Missing, OnHold, OnLoan, Withdrawn};
    let text = text.trim();
    if system == System::Sierra
        && let [sign] = text.as_bytes()
    {
        return Some(match sign {
            b'-' => Available,
            b'o' => InLibrary,
            b'!' => OnHold,
            b't' | b'r' | b'b' => Away,
            b'm' | b'l' | b'$' | b'n' | b'z' => Missing,
            b'p' => Coming,
            b'w' => Withdrawn,
            b'd' => Away,
            _ => return None,
        });
    }
    if text.bytes().all(|b| b.is_ascii_digit()) {
        // Evergreen's config.copy_status; the first two mean the same everywhere.
        return Some(match text.parse::<u32>().ok()? {
            0 | 7 => Available,
            1 => OnLoan,
            2 | 6 | 14 => Away,
            3 | 4 | 16 | 17 => Missing,
            5 | 9 | 11 => Coming,
            8 | 15 => OnHold,
            10 => Away,
            12 => InLibrary,
            13 => Withdrawn,
            18 => Away,
            _ => return None,
        });
    }
    let lower = text.to_lowercase();
    let lower: String = lower
        .chars()
        .map(|c| if c.is_alphanumeric() { c } else { ' ' })
        .collect();
    let words: Vec<&str> = lower.split_whitespace().collect();
    let joined = words.join(" ");
    let is = |list: &[&str]| list.contains(&joined.as_str());
    let any = |list: &[&str]| words.iter().any(|w| list.contains(w));
    if any(&[
        "withdrawn",
        "discard",
        "discarded",
        "weeded",
        "weed",
        "deleted",
        "retirado",
        "expurgado",
        "descartado",
        "hidden",
    ]) {
        return Some(Withdrawn);
    }
    if any(&[
        "lost",
        "missing",
        "stolen",
        "perdido",
        "extraviado",
        "robado",
    ]) || joined.contains("claim")
        || is(&[
            "long overdue",
            "trace",
            "billed",
            "unaccounted for",
            "not found",
        ])
    {
        return Some(Missing);
    }
    if any(&[
        "hold",
        "holds",
        "held",
        "reservado",
        "reserved",
        "onhold",
        "holdshelf",
    ]) {
        return Some(OnHold);
    }
    if any(&["reference", "noncirculating", "restricted", "referencia"])
        || joined.contains("not for loan")
        || joined.contains("non circ")
        || joined.contains("library use")
        || joined.contains("in library")
        || joined.contains("no prestable")
        || is(&[
            "reserves",
            "display",
            "on display",
            "use in library",
            "sala",
        ])
    {
        return Some(InLibrary);
    }
    if any(&[
        "transit",
        "intransit",
        "bindery",
        "repair",
        "repairs",
        "mending",
        "damaged",
        "binding",
        "away",
        "ill",
        "unavailable",
        "encuadernación",
        "reparación",
        "dañado",
    ]) {
        return Some(Away);
    }
    if any(&[
        "order",
        "ordered",
        "process",
        "processing",
        "cataloging",
        "cataloguing",
        "coming",
        "onorder",
        "inprocess",
        "pedido",
        "proceso",
    ]) || is(&["new"])
    {
        return Some(Coming);
    }
    if is(&[
        "checked out",
        "checkedout",
        "out",
        "on loan",
        "onloan",
        "loaned out",
        "charged",
        "overdue",
        "due",
        "borrowed",
        "prestado",
        "en préstamo",
        "issued",
        "renewed",
        "loaned",
    ]) || joined.starts_with("due ")
        || joined.starts_with("checked out")
        || joined.starts_with("out on loan")
    {
        return Some(OnLoan);
    }
    if is(&[
        "available",
        "in",
        "on shelf",
        "onshelf",
        "shelving",
        "reshelving",
        "checked in",
        "yes",
        "disponible",
        "not checked out",
        "circulating",
        "returned",
        "recently returned",
    ]) {
        return Some(Available);
    }
    None
}
