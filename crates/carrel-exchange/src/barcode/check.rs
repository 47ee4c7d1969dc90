//! Check digits.

/// The alphabet of Code 39, in the order of its values (ISO/IEC 16388, annex A).
pub const CODE39: &str = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-. $/+%";

/// The digit that makes these digits pass modulo 10 as libraries use it: from the right, every other digit is doubled, beginning with the
/// last; digits of a product are added (Luhn, ISO/IEC 7812-1 annex B). `None` when something else than digits is in it.
#[must_use]
pub fn mod10(digits: &str) -> Option<char> {
    let mut sum = 0;
    for (at, b) in digits.bytes().rev().enumerate() {
        let digit = u32::from(b.checked_sub(b'0').filter(|digit| *digit < 10)?);
        let weighed = if at % 2 == 0 { digit * 2 } else { digit };
        sum += weighed / 10 + weighed % 10;
    }
    char::from_digit((10 - sum % 10) % 10, 10)
}

/// The check character of Code 39: the sum of all values, modulo 43. `None` when a character is not of its alphabet.
#[must_use]
pub fn mod43(text: &str) -> Option<char> {
    let mut sum = 0;
    for c in text.chars() {
        sum += CODE39.find(c)?;
    }
    CODE39.chars().nth(sum % 43)
}

/// The check digit of an EAN-13 for its first twelve digits (ISO/IEC 15420): 1 and 3 by turns.
#[must_use]
pub fn ean13(twelve: &str) -> Option<char> {
    if twelve.len() != 12 {
        return None;
    }
    let mut sum = 0;
    for (at, b) in twelve.bytes().enumerate() {
        let digit = u32::from(b.checked_sub(b'0').filter(|digit| *digit < 10)?);
        sum += if at % 2 == 0 { digit } else { digit * 3 };
    }
    char::from_digit((10 - sum % 10) % 10, 10)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn checks_of_the_reference() {
        for code in ["30234000517861", "31234000010064"] {
            let (front, check) = code.split_at(13);
            assert_eq!(mod10(front), check.chars().next(), "{code}");
        }
        assert_eq!(mod43("CODE39"), Some('W'));
        assert_eq!(ean13("201000000001"), Some('4'));
        assert_eq!(ean13("978014240249"), Some('8'));
        assert_eq!(mod10("12a"), None);
        assert_eq!(mod43("abc"), None);
        assert_eq!(ean13("123"), None);
        assert_eq!(mod10(""), Some('0'));
    }

    #[test]
    fn every_single_wrong_digit_is_caught() {
        let good = "2352900100046";
        let check = mod10(good);
        for at in 0..good.len() {
            for digit in '0'..='9' {
                let mut wrong: Vec<char> = good.chars().collect();
                if wrong[at] != digit {
                    wrong[at] = digit;
                    assert_ne!(mod10(&wrong.iter().collect::<String>()), check);
                }
            }
        }
    }
}
