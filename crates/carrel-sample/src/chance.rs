//! Invented numbers that never change: dice thrown by a title's control number and the purpose.

use carrel_core::CalendarDate;

/// A stream of numbers that depends on nothing but its two names (FNV-1a to start, SplitMix64 to go on).
pub(crate) struct Dice(u64);

impl Dice {
    pub(crate) fn of(id: &str, purpose: &str) -> Self {
        let mut state = 0xcbf2_9ce4_8422_2325_u64;
        for byte in id.bytes().chain([b'/']).chain(purpose.bytes()) {
            state = (state ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
        }
        Self(state)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number from 0 to `n - 1`; 0 when `n` is not positive.
    pub(crate) fn below(&mut self, n: i32) -> i32 {
        let n = u64::try_from(n.max(1)).unwrap_or(1);
        // The upper half of the bits: less than 2^32 times n fits, and the result is less than n.
        let scaled = ((self.next() >> 32) * n) >> 32;
        i32::try_from(scaled).unwrap_or(0)
    }

    /// True in so many of a thousand cases.
    pub(crate) fn permille(&mut self, share: i32) -> bool {
        self.below(1000) < share
    }

    /// One of a list.
    pub(crate) fn one<'a, T: ?Sized>(&mut self, list: &[&'a T]) -> &'a T {
        let at = self.below(i32::try_from(list.len()).unwrap_or(1));
        list[usize::try_from(at).unwrap_or(0)]
    }
}

/// The first day from there on that is no Saturday or Sunday.
pub(crate) fn school_day(mut date: CalendarDate) -> CalendarDate {
    // Day 0 was a Thursday; Monday is 0.
    while (date.days() + 3).rem_euclid(7) > 4 {
        date = CalendarDate::from_days(date.days() + 1);
    }
    date
}

/// `YYYYMMDD`.
pub(crate) fn compact(date: CalendarDate) -> String {
    let (year, month, day) = date.ymd();
    format!("{year:04}{month:02}{day:02}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dice_are_the_same_for_ever_and_fair_enough() {
        let throw = |id: &str, purpose: &str| Dice::of(id, purpose).below(1_000_000);
        // Golden: a change here changes every barcode-bound loan and level of the sample.
        assert_eq!(throw("wsl-00001", "loan"), throw("wsl-00001", "loan"));
        assert_ne!(throw("wsl-00001", "loan"), throw("wsl-00002", "loan"));
        assert_ne!(throw("wsl-00001", "loan"), throw("wsl-00001", "price"));
        let hits = (0..10_000)
            .filter(|n| Dice::of(&format!("wsl-{n:05}"), "fair").permille(160))
            .count();
        assert!((1450..1750).contains(&hits), "{hits}");
    }

    #[test]
    fn a_weekend_moves_to_monday() {
        let day = |text| CalendarDate::parse(text).expect("date");
        assert_eq!(school_day(day("2026-11-20")), day("2026-11-20")); // a Friday
        assert_eq!(school_day(day("2026-11-21")), day("2026-11-23"));
        assert_eq!(compact(day("2026-03-05")), "20260305");
    }
}
