//! Dates as spreadsheets and systems write them.

use carrel_core::CalendarDate;

use super::DateOrder;
use crate::local::LocalTime;

/// Reads dates and notices whether the list's order of day and month is what was thought.
#[derive(Clone, Debug, Default)]
pub(super) struct Dates {
    order: DateOrder,
    /// Some date can only be day first; some only month first; some could be either.
    saw_day_first: bool,
    saw_month_first: bool,
    saw_either: bool,
}

/// Why the order of day and month is in doubt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Doubt {
    /// Dates that could be read both ways were read month first, in a list that has dates with the day first.
    Mixed,
    /// They were read month first, and no date of the list shows which it is.
    Open,
}

impl Dates {
    pub(super) fn new(order: DateOrder) -> Self {
        Self {
            order,
            ..Self::default()
        }
    }

    /// Whether the dates read so far may have been read the wrong way round.
    pub(super) fn doubt(&self) -> Option<Doubt> {
        let is_guessed = self.order == DateOrder::Guess && self.saw_either;
        match (self.saw_day_first, self.saw_month_first) {
            _ if !is_guessed => None,
            (true, _) => Some(Doubt::Mixed),
            (false, false) => Some(Doubt::Open),
            (false, true) => None,
        }
    }

    /// A date, perhaps with a time behind it.
    pub(super) fn read(&mut self, text: &str) -> Option<LocalTime> {
        let text = text.trim();
        if let Some(time) = LocalTime::parse(text) {
            return Some(time);
        }
        let date = CalendarDate::parse(text).or_else(|| self.with_slashes(text))?;
        Some(LocalTime {
            date,
            ms: time_of_day(text).unwrap_or(0),
        })
    }

    /// `MM/DD/YYYY`, `DD/MM/YYYY`, `DD.MM.YYYY`, also with a year of two digits (20xx).
    fn with_slashes(&mut self, text: &str) -> Option<CalendarDate> {
        let day = text.split([' ', 'T']).next()?;
        let is_dotted = day.contains('.');
        let mut parts = day.split(['/', '.', '-']);
        let mut number = || -> Option<(u32, usize)> {
            let part = parts.next()?;
            let is_number =
                !part.is_empty() && part.len() <= 4 && part.bytes().all(|b| b.is_ascii_digit());
            Some((part.parse().ok().filter(|_| is_number)?, part.len()))
        };
        let ((a, _), (b, _), (year, digits)) = (number()?, number()?, number()?);
        if parts.next().is_some() {
            return None;
        }
        let year = match digits {
            4 => year,
            2 => 2000 + year,
            _ => return None,
        };
        let is_day_first = match self.order {
            DateOrder::DayFirst => true,
            DateOrder::MonthFirst => false,
            DateOrder::Guess => is_dotted || a > 12,
        };
        if self.order == DateOrder::Guess && !is_dotted {
            self.saw_day_first |= a > 12 && b <= 12;
            self.saw_month_first |= a <= 12 && b > 12;
            self.saw_either |= a <= 12 && b <= 12 && a != b;
        }
        let (day, month) = if is_day_first { (a, b) } else { (b, a) };
        CalendarDate::new(
            year as i32,
            u8::try_from(month).ok()?,
            u8::try_from(day).ok()?,
        )
    }
}

/// The time behind a date: `14:05`, `14:05:30`, `2:05 PM`.
fn time_of_day(text: &str) -> Option<u32> {
    let (_, time) = text.split_once([' ', 'T'])?;
    let time = time.trim();
    let lower = time.to_ascii_lowercase();
    let clock = time.split([' ', '+', 'Z', '.']).next()?;
    let mut parts = clock
        .trim_end_matches(|c: char| c.is_ascii_alphabetic())
        .splitn(3, ':')
        .map(|part| part.parse::<u32>().ok());
    let (mut hour, minute) = (parts.next()??, parts.next()??);
    let second = parts.next().flatten().unwrap_or(0);
    if lower.ends_with("pm") && hour < 12 {
        hour += 12;
    } else if lower.ends_with("am") && hour == 12 {
        hour = 0;
    }
    LocalTime::new(CalendarDate::default(), hour, minute, second, 0).map(|time| time.ms)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_that_does_not_show_its_order_of_day_and_month_is_in_doubt() {
        let doubt = |order: DateOrder, texts: &[&str]| {
            let mut dates = Dates::new(order);
            for text in texts {
                dates.read(text).expect(text);
            }
            dates.doubt()
        };
        let guess = |texts: &[&str]| doubt(DateOrder::Guess, texts);
        assert_eq!(guess(&["01/09/2027", "01/09/2027"]), Some(Doubt::Open));
        assert_eq!(guess(&["01/09/2027", "13/02/2027"]), Some(Doubt::Mixed));
        assert_eq!(guess(&["01/09/2027", "02/13/2027"]), None);
        assert_eq!(guess(&["2027-01-09", "9.1.2027", "05/05/2027"]), None);
        for order in [DateOrder::DayFirst, DateOrder::MonthFirst] {
            assert_eq!(doubt(order, &["01/09/2027"]), None);
        }
    }

    #[test]
    fn dates_of_systems_and_spreadsheets() {
        for (order, text, expected) in [
            (DateOrder::Guess, "2026-11-27", "2026-11-27 00:00:00"),
            (DateOrder::Guess, "2026-11-27 23:59", "2026-11-27 23:59:00"),
            (
                DateOrder::Guess,
                "2026-11-27T23:59:00-05:00",
                "2026-11-27 23:59:00",
            ),
            (DateOrder::Guess, "11/27/2026", "2026-11-27 00:00:00"),
            (
                DateOrder::Guess,
                "11/27/2026 2:05 PM",
                "2026-11-27 14:05:00",
            ),
            (DateOrder::Guess, "12/27/26 12:05 am", "2026-12-27 00:05:00"),
            (DateOrder::Guess, "27/11/2026", "2026-11-27 00:00:00"),
            (DateOrder::Guess, "3.4.2026", "2026-04-03 00:00:00"),
            (DateOrder::DayFirst, "03/04/2026", "2026-04-03 00:00:00"),
            (DateOrder::MonthFirst, "03/04/2026", "2026-03-04 00:00:00"),
            (DateOrder::MonthFirst, "27/11/2026", ""),
            (DateOrder::Guess, "2026", ""),
            (DateOrder::Guess, "1/2/3/4", ""),
            (DateOrder::Guess, "soon", ""),
            (DateOrder::Guess, "", ""),
        ] {
            let found = Dates::new(order).read(text).map(|time| time.to_string());
            assert_eq!(found.unwrap_or_default(), expected, "{text}");
        }
    }
}
