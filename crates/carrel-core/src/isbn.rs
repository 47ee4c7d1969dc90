//! ISBN: check digits, 10 to 13 (ISO 2108).

use core::fmt;

use serde::{Deserialize, Serialize};

/// A valid ISBN, held as the number of its 13-digit form.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Isbn(u64);

impl Isbn {
    /// Reads an ISBN-10 or ISBN-13 with or without hyphens and spaces; the check digit must be right.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let mut digits = [0u8; 13];
        let mut n = 0;
        for c in text.chars() {
            let d = match c {
                '0'..='9' => c as u8 - b'0',
                'x' | 'X' if n == 9 => 10,
                '-' | ' ' | '\u{2010}'..='\u{2015}' => continue,
                _ => return None,
            };
            if n == 13 {
                return None;
            }
            digits[n] = d;
            n += 1;
        }
        match n {
            10 => Self::from_ten(&digits[..10]),
            13 => Self::from_thirteen(&digits),
            _ => None,
        }
    }

    fn from_ten(digits: &[u8]) -> Option<Self> {
        let sum: u32 = (0..10)
            .map(|i| (10 - i as u32) * u32::from(digits[i]))
            .sum();
        if !sum.is_multiple_of(11) {
            return None;
        }
        let mut core = 978u64;
        for d in &digits[..9] {
            core = core * 10 + u64::from(*d);
        }
        Some(Self(core * 10 + ean_check(core)))
    }

    fn from_thirteen(digits: &[u8; 13]) -> Option<Self> {
        if digits.iter().any(|d| *d > 9) {
            return None;
        }
        let core = digits[..12]
            .iter()
            .fold(0u64, |n, d| n * 10 + u64::from(*d));
        let prefix = core / 1_000_000_000;
        ((prefix == 978 || prefix == 979) && ean_check(core) == u64::from(digits[12]))
            .then(|| Self(core * 10 + u64::from(digits[12])))
    }

    /// What the last character would have to be for these ten or thirteen characters to be an ISBN;
    /// `None` when the length is wrong or something else than digits stands in front.
    #[must_use]
    pub fn expected_check(text: &str) -> Option<char> {
        let kept: Vec<char> = text.chars().filter(|c| c.is_ascii_alphanumeric()).collect();
        let (_, front) = kept.split_last()?;
        if !front.iter().all(char::is_ascii_digit) || !matches!(kept.len(), 10 | 13) {
            return None;
        }
        let front: String = front.iter().collect();
        "0123456789X"
            .chars()
            .find(|c| Self::parse(&format!("{front}{c}")).is_some())
    }

    /// Reads an ISBN-10 that a spreadsheet robbed of its leading zeros: five to nine characters.
    #[must_use]
    pub fn parse_unpadded(text: &str) -> Option<Self> {
        let text = text.trim();
        ((5..10).contains(&text.len())
            && text
                .bytes()
                .all(|b| b.is_ascii_digit() || matches!(b, b'X' | b'x')))
        .then(|| Self::parse(&format!("{text:0>10}")))?
    }

    /// From the number of the 13-digit form, as packs store it; `None` when the check digit is wrong.
    #[must_use]
    pub fn from_number(number: u64) -> Option<Self> {
        let core = number / 10;
        let prefix = core / 1_000_000_000;
        ((prefix == 978 || prefix == 979) && ean_check(core) == number % 10).then_some(Self(number))
    }

    /// The 13-digit form as a number.
    #[must_use]
    pub const fn number(self) -> u64 {
        self.0
    }

    /// The ten-character form; 979 has none.
    #[must_use]
    pub fn ten(self) -> Option<String> {
        let core = self.0 / 10;
        if core / 1_000_000_000 != 978 {
            return None;
        }
        let nine = core % 1_000_000_000;
        let mut sum = 0;
        for i in 0..9u32 {
            sum += (nine / 10u64.pow(8 - i) % 10) as u32 * (10 - i);
        }
        let check = match (11 - sum % 11) % 11 {
            10 => 'X',
            d => char::from(b'0' + d as u8),
        };
        Some(format!("{nine:09}{check}"))
    }
}

/// EAN-13 check digit of a twelve-digit number.
fn ean_check(core: u64) -> u64 {
    let mut rest = core;
    let mut sum = 0;
    for i in 0..12 {
        sum += (rest % 10) * if i % 2 == 0 { 3 } else { 1 };
        rest /= 10;
    }
    (10 - sum % 10) % 10
}

impl fmt::Display for Isbn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:013}", self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_forms_are_one_number() {
        for (ten, thirteen) in [
            ("0142402494", "9780142402498"),
            ("080442957X", "9780804429573"),
            ("0-306-40615-2", "978-0-306-40615-7"),
        ] {
            let a = Isbn::parse(ten).expect(ten);
            assert_eq!(Some(a), Isbn::parse(thirteen), "{ten} {thirteen}");
            assert_eq!(a.ten().as_deref(), Some(ten.replace('-', "").as_str()));
            assert_eq!(Isbn::from_number(a.number()), Some(a));
        }
    }

    #[test]
    fn the_expected_check_digit_and_lost_zeros() {
        assert_eq!(Isbn::expected_check("0142402495"), Some('4'));
        assert_eq!(Isbn::expected_check("0-8044-2957-0"), Some('X'));
        assert_eq!(Isbn::expected_check("9780142402490"), Some('8'));
        assert_eq!(
            Isbn::expected_check("1234567890123"),
            None,
            "neither 978 nor 979"
        );
        assert_eq!(Isbn::expected_check("014240249"), None);
        assert_eq!(Isbn::parse_unpadded("439023483"), Isbn::parse("0439023483"));
        assert_eq!(Isbn::parse_unpadded("439023484"), None);
        assert_eq!(Isbn::parse_unpadded("éé439023"), None);
    }

    #[test]
    fn wrong_check_digits_and_lengths_are_refused() {
        for text in [
            "0142402495",
            "9780142402499",
            "978014240249",
            "X142402494",
            "",
            "97801424024988",
            "1234567890128",
        ] {
            assert_eq!(Isbn::parse(text), None, "{text}");
        }
        assert_eq!(Isbn::parse("9791032305690").and_then(Isbn::ten), None);
    }
}
