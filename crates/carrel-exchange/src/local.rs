//! Wall-clock time as a library's files write it: no zone, milliseconds at most.

use core::fmt;

use carrel_core::CalendarDate;
use serde::{Deserialize, Serialize};

/// Milliseconds of a day.
pub const DAY_MS: u32 = 86_400_000;

/// A date and a time of day, as the clock on the desk shows them.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
pub struct LocalTime {
    /// The day.
    pub date: CalendarDate,
    /// Milliseconds since midnight, below [`DAY_MS`].
    pub ms: u32,
}

impl LocalTime {
    /// A time of that day; `None` when hour, minute, second or millisecond does not exist.
    #[must_use]
    pub fn new(date: CalendarDate, hour: u32, minute: u32, second: u32, ms: u32) -> Option<Self> {
        (hour < 24 && minute < 60 && second < 60 && ms < 1000).then(|| Self {
            date,
            ms: ((hour * 60 + minute) * 60 + second) * 1000 + ms,
        })
    }

    /// The local time of a moment: milliseconds since 1970 in UTC, and minutes east of UTC.
    ///
    /// Moments beyond some five million years are held at the ends of the calendar.
    #[must_use]
    pub fn of_unix(unix_ms: i64, offset_minutes: i16) -> Self {
        let ms = unix_ms.saturating_add(i64::from(offset_minutes) * 60_000);
        let day = ms.div_euclid(i64::from(DAY_MS));
        Self {
            date: CalendarDate::from_days(
                day.clamp(i64::from(i32::MIN / 2), i64::from(i32::MAX / 2)) as i32,
            ),
            ms: ms.rem_euclid(i64::from(DAY_MS)) as u32,
        }
    }

    /// Milliseconds since 1970 in UTC, when the clock stands so many minutes east of UTC.
    #[must_use]
    pub fn unix_ms(self, offset_minutes: i16) -> i64 {
        i64::from(self.date.days()) * i64::from(DAY_MS) + i64::from(self.ms)
            - i64::from(offset_minutes) * 60_000
    }

    /// Hour, minute, second, millisecond.
    #[must_use]
    pub fn clock(self) -> (u32, u32, u32, u32) {
        let seconds = self.ms / 1000;
        (
            seconds / 3600 % 24,
            seconds / 60 % 60,
            seconds % 60,
            self.ms % 1000,
        )
    }

    /// Reads `YYYY-MM-DD HH:MM[:SS[.mmm]]`, with `T` or a space, and `-` instead of `:` too.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let (date, time) = text.split_at_checked(10)?;
        let date = CalendarDate::parse(date)?;
        let time = time.strip_prefix(['T', ' '])?;
        let (time, ms) = match time.split_once(['.', ',']) {
            Some((time, part)) => (time, milliseconds(part)?),
            None => (time, 0),
        };
        let mut parts = time.split([':', '-']).map(two_digits);
        let (hour, minute, second) = (parts.next()??, parts.next()??, parts.next());
        if parts.next().is_some() {
            return None;
        }
        Self::new(date, hour, minute, second.unwrap_or(Some(0))?, ms)
    }
}

/// Up to three digits of a fraction of a second; more are cut off.
fn milliseconds(part: &str) -> Option<u32> {
    if part.is_empty() || !part.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let mut ms = 0;
    for at in 0..3 {
        ms = ms * 10 + part.as_bytes().get(at).map_or(0, |b| u32::from(b - b'0'));
    }
    Some(ms)
}

fn two_digits(part: &str) -> Option<u32> {
    (part.len() == 2 && part.bytes().all(|b| b.is_ascii_digit()))
        .then(|| part.parse().ok())
        .flatten()
}

impl fmt::Display for LocalTime {
    /// `2026-11-27 09:15:00`; milliseconds are not shown.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (hour, minute, second, _) = self.clock();
        write!(f, "{} {hour:02}:{minute:02}:{second:02}", self.date)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_read_and_shown() {
        for (text, shown) in [
            ("2026-11-27 09:15:01", Some("2026-11-27 09:15:01")),
            ("2026-11-27T09:15:01.250", Some("2026-11-27 09:15:01")),
            ("2026-11-27 09-15-01", Some("2026-11-27 09:15:01")),
            ("2026-11-27 09:15", Some("2026-11-27 09:15:00")),
            ("2026-11-27 24:00:00", None),
            ("2026-11-27 9:15:00", None),
            ("2026-11-27", None),
            ("2026-02-30 09:15:00", None),
            ("2026-11-27 09:15:00:00", None),
            ("2026-11-é7 09:15:00", None),
            ("", None),
        ] {
            let found = LocalTime::parse(text).map(|time| time.to_string());
            assert_eq!(found.as_deref(), shown, "{text}");
        }
    }

    #[test]
    fn moments_and_local_times_agree() {
        for offset in [-720, -300, 0, 330, 840] {
            for unix_ms in [0, -1, 1, 1_795_770_000_123, -86_400_000, 951_782_399_999] {
                let local = LocalTime::of_unix(unix_ms, offset);
                assert_eq!(local.unix_ms(offset), unix_ms);
            }
        }
        let end = LocalTime::of_unix(i64::MAX, 840);
        assert!(end > LocalTime::of_unix(0, 0));
    }
}
