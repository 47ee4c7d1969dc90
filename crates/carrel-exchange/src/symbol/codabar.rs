//! Codabar (EN 798), as libraries print their fourteen digits: seven elements a character; A to D at both ends.

use super::{Refusal, pattern, widths_of};
use crate::barcode::Symbology;

const ALPHABET: &[u8; 20] = b"0123456789-$:/.+ABCD";
/// Wide elements of each character, first element in bit 6.
const PATTERNS: [u16; 20] = [
    0x003, 0x006, 0x009, 0x060, 0x012, 0x042, 0x021, 0x024, 0x030, 0x048, 0x00C, 0x018, 0x045,
    0x051, 0x054, 0x015, 0x01A, 0x029, 0x00B, 0x00E,
];
/// Characters before the guards.
const DATA: usize = 16;

pub(super) fn encode(text: &str) -> Result<Vec<u8>, Refusal> {
    let is_guard = |c: Option<char>| c.is_some_and(|c| ('A'..='D').contains(&c));
    let has_guards =
        text.len() > 2 && is_guard(text.chars().next()) && is_guard(text.chars().next_back());
    let whole = if has_guards {
        text.to_owned()
    } else {
        format!("A{text}B")
    };
    let last = whole.chars().count() - 1;
    let mut widths = Vec::with_capacity(whole.len() * 8);
    for (at, c) in whole.chars().enumerate() {
        let value = ALPHABET.iter().position(|known| char::from(*known) == c);
        let is_end = at == 0 || at == last;
        let value = value.filter(|value| is_end == (*value >= DATA));
        let value = value.ok_or(Refusal::Character {
            at: if has_guards { at + 1 } else { at },
            symbology: Symbology::Codabar,
        })?;
        if at > 0 {
            widths.push(1);
        }
        widths.extend(widths_of(PATTERNS[value], 7));
    }
    Ok(widths)
}

/// The text without its guards.
pub(super) fn read(runs: &[f32], start: usize) -> Option<(String, usize)> {
    let character = |at: usize| {
        let found = pattern(runs.get(at..at + 7)?, true, false)?;
        PATTERNS.iter().position(|known| *known == found)
    };
    let width: f32 = runs.get(start..start + 7)?.iter().sum();
    // A guard has seven elements, three of them wide.
    let module = width / 12.0;
    if *runs.get(start.checked_sub(1)?)? < module * 4.0 || character(start)? < DATA {
        return None;
    }
    let mut text = String::new();
    let mut at = start + 8;
    loop {
        let value = character(at)?;
        let total: f32 = runs[at..at + 7].iter().sum();
        if runs[at - 1] > module * 4.0 || !(width * 0.6..width * 1.4).contains(&total) {
            return None;
        }
        at += 7;
        if value >= DATA {
            break;
        }
        text.push(char::from(ALPHABET[value]));
        at += 1;
    }
    let quiet = *runs.get(at)?;
    (quiet >= module * 4.0 && !text.is_empty()).then(|| (text, at - start))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_pattern_is_its_own() {
        for at in 1..PATTERNS.len() {
            assert!(!PATTERNS[..at].contains(&PATTERNS[at]));
            let spaces = (PATTERNS[at] & 0b010_1010).count_ones();
            assert!(spaces < 3, "spaces are never all wide");
        }
    }

    #[test]
    fn guards_of_the_text_are_taken() {
        assert_eq!(encode("C12D").map(|widths| widths.len()), Ok(31));
        assert!(encode("1A2").is_err());
        assert!(encode("A12C4").is_err());
    }
}
