//! Calendar dates without a clock or a time zone.

use core::fmt;

use serde::{Deserialize, Serialize};

/// A day of the proleptic Gregorian calendar, as days since 1970-01-01.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
pub struct CalendarDate(i32);

impl CalendarDate {
    /// The date, or `None` when the month or day does not exist.
    #[must_use]
    pub fn new(year: i32, month: u8, day: u8) -> Option<Self> {
        if !(1..=12).contains(&month) || day == 0 || day > days_in_month(year, month) {
            return None;
        }
        // Howard Hinnant's days_from_civil: eras of 400 years, years that begin in March.
        let y = year - i32::from(month <= 2);
        let era = y.div_euclid(400);
        let yoe = y.rem_euclid(400);
        let mp = (i32::from(month) + 9) % 12;
        let doy = (153 * mp + 2) / 5 + i32::from(day) - 1;
        let doe = yoe * 365 + yoe / 4 - yoe / 100 + doy;
        Some(Self(era * 146_097 + doe - 719_468))
    }

    /// The date that many days after 1970-01-01.
    #[must_use]
    pub const fn from_days(days: i32) -> Self {
        Self(days)
    }

    /// Days since 1970-01-01.
    #[must_use]
    pub const fn days(self) -> i32 {
        self.0
    }

    /// Year, month, day.
    #[must_use]
    pub fn ymd(self) -> (i32, u8, u8) {
        let z = self.0 + 719_468;
        let era = z.div_euclid(146_097);
        let doe = z.rem_euclid(146_097);
        let yoe = (doe - doe / 1460 + doe / 36_524 - doe / 146_096) / 365;
        let doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
        let mp = (5 * doy + 2) / 153;
        let day = (doy - (153 * mp + 2) / 5 + 1) as u8;
        let month = if mp < 10 { mp + 3 } else { mp - 9 } as u8;
        (yoe + era * 400 + i32::from(month <= 2), month, day)
    }

    /// Reads `YYYY-MM-DD`, `YYYY/MM/DD` or `YYYYMMDD`; a time after a space or `T` is ignored.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let text = text.split(['T', ' ']).next()?;
        let number = |s: &str| -> Option<i32> {
            (!s.is_empty() && s.bytes().all(|b| b.is_ascii_digit())).then(|| s.parse().ok())?
        };
        if text.len() == 8 && text.bytes().all(|b| b.is_ascii_digit()) {
            let (y, m, d) = (
                number(&text[..4])?,
                number(&text[4..6])?,
                number(&text[6..])?,
            );
            return Self::new(y, u8::try_from(m).ok()?, u8::try_from(d).ok()?);
        }
        let mut parts = text.split(['-', '/']);
        let (y, m, d) = (parts.next()?, parts.next()?, parts.next()?);
        if y.len() != 4 || parts.next().is_some() {
            return None;
        }
        Self::new(
            number(y)?,
            u8::try_from(number(m)?).ok()?,
            u8::try_from(number(d)?).ok()?,
        )
    }
}

impl fmt::Display for CalendarDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (y, m, d) = self.ymd();
        write!(f, "{y:04}-{m:02}-{d:02}")
    }
}

fn days_in_month(year: i32, month: u8) -> u8 {
    match month {
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_and_dates_round_trip() {
        for days in (-800_000..800_000).step_by(37) {
            let date = CalendarDate::from_days(days);
            let (y, m, d) = date.ymd();
            assert_eq!(CalendarDate::new(y, m, d), Some(date));
        }
        assert_eq!(
            CalendarDate::new(1970, 1, 1),
            Some(CalendarDate::from_days(0))
        );
        assert_eq!(
            CalendarDate::new(2000, 3, 1).map(CalendarDate::days),
            Some(11_017)
        );
    }

    #[test]
    fn dates_that_do_not_exist_are_refused() {
        for text in [
            "2023-02-29",
            "2023-13-01",
            "2023-00-10",
            "20230230",
            "23-01-01",
            "2023-01",
            "",
        ] {
            assert_eq!(CalendarDate::parse(text), None, "{text}");
        }
        assert_eq!(
            CalendarDate::parse("2024-02-29 10:00")
                .map(|d| d.to_string())
                .as_deref(),
            Some("2024-02-29")
        );
        assert_eq!(
            CalendarDate::parse("20240229")
                .map(|d| d.to_string())
                .as_deref(),
            Some("2024-02-29")
        );
    }
}
