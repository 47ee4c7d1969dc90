//! The number of a volume in its series, and the numbers that a set of several volumes holds.
//!
//! Who types a series and a number wants that volume. A box set "1-3" holds volume 3, and is found by it, but it is
//! not volume 3: its numbers do not count as the number of the series, so the volume itself comes first.

/// Volumes that a set holds at most; what claims more counts something else (years, pages).
const MOST: u32 = 60;

/// The numbers that a set of volumes holds: `1-3`, `4 – 6`, `1/3`; `None` for one volume, and for what is no range.
pub(crate) fn of_set(number: &str) -> Option<core::ops::RangeInclusive<u32>> {
    let (first, last) =
        number.split_once(['-', '\u{2010}', '\u{2011}', '\u{2013}', '\u{2014}', '/'])?;
    let plain = |text: &str| {
        let text = text.trim_start_matches(|c: char| !c.is_ascii_digit());
        text.trim_end().parse::<u32>().ok()
    };
    let (first, last) = (plain(first)?, plain(last)?);
    (first < last && last - first < MOST).then_some(first..=last)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(number: &str, expected: Option<(u32, u32)>) {
        let found = of_set(number).map(|set| (*set.start(), *set.end()));
        assert_eq!(found, expected, "{number}");
    }

    #[test]
    fn sets_and_single_volumes() {
        check("1-3", Some((1, 3)));
        check("#1–4", Some((1, 4)));
        check("vol. 4 - vol. 6", Some((4, 6)));
        check("1/2", Some((1, 2)));
        check("3", None);
        check("3-1", None);
        check("2.5", None);
        check("1939-1945", Some((1939, 1945)));
        check("1-400", None);
        check("4-99999999999", None);
        check("A-B", None);
        check("-", None);
        check("", None);
    }
}
