//! Due dates and days.

use carrel_core::CalendarDate;

use crate::policy::Policy;
use crate::time::DAY_MS;

/// The school's calendar day at a time in milliseconds since 1970 UTC.
#[must_use]
pub fn day_of(ms: i64, policy: &Policy) -> CalendarDate {
    let local = ms.saturating_add(i64::from(policy.utc_offset_minutes) * 60_000);
    let days = local.div_euclid(DAY_MS);
    CalendarDate::from_days(days.clamp(-1_000_000, 4_000_000) as i32)
}

/// Whether the library is closed on that day.
#[must_use]
pub fn is_closed(day: CalendarDate, policy: &Policy) -> bool {
    // 1970-01-01 was a Thursday: day 3 of a week that begins on Monday.
    let weekday = (day.days() + 3).rem_euclid(7);
    policy.closed_weekdays & (1 << weekday) != 0
        || policy
            .closed
            .iter()
            .any(|(first, last)| *first <= day && day <= *last)
}

/// The day a loan of `days` days that begins on `from` falls due: the next open day, and not after the policy's last day.
/// A library closed for more than 400 days on end gets the day as it is.
#[must_use]
pub fn due_on(from: CalendarDate, days: u16, policy: &Policy) -> CalendarDate {
    let wanted = CalendarDate::from_days(from.days().saturating_add(i32::from(days)));
    let mut day = wanted;
    let mut tries = 0;
    while is_closed(day, policy) && tries < 400 {
        day = CalendarDate::from_days(day.days().saturating_add(1));
        tries += 1;
    }
    if tries == 400 {
        day = wanted;
    }
    match policy.latest_due {
        // The year's end does not make a loan shorter than a day.
        Some(last) if day > last && last > from => last,
        _ => day,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(text: &str) -> CalendarDate {
        CalendarDate::parse(text).expect("a date")
    }

    fn check(from: &str, days: u16, expected: &str) {
        let policy = Policy {
            closed: vec![(date("2026-12-21"), date("2027-01-01"))],
            latest_due: Some(date("2027-06-10")),
            ..Policy::default()
        };
        assert_eq!(
            due_on(date(from), days, &policy),
            date(expected),
            "{from} + {days}"
        );
    }

    #[test]
    fn closed_days_are_skipped() {
        check("2026-11-27", 14, "2026-12-11");
        check("2026-11-28", 14, "2026-12-14"); // a Saturday
        check("2026-12-10", 14, "2027-01-04"); // the holidays, then a weekend
        check("2027-06-01", 14, "2027-06-10"); // the year's end
        check("2027-06-10", 14, "2027-06-24"); // no loan without a day
    }

    #[test]
    fn a_library_that_never_opens_gets_the_plain_day() {
        let policy = Policy {
            closed_weekdays: 0b111_1111,
            ..Policy::default()
        };
        assert_eq!(due_on(date("2026-11-27"), 7, &policy), date("2026-12-04"));
    }

    #[test]
    fn the_day_is_the_schools_day() {
        let policy = Policy {
            utc_offset_minutes: -300,
            ..Policy::default()
        };
        let midnight = i64::from(date("2026-11-27").days()) * DAY_MS;
        assert_eq!(day_of(midnight, &policy), date("2026-11-26"));
        assert_eq!(
            day_of(midnight + 5 * 3_600_000, &policy),
            date("2026-11-27")
        );
        let _ = (day_of(i64::MAX, &policy), day_of(i64::MIN, &policy));
    }
}
