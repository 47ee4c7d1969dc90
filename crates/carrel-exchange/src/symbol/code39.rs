//! Code 39 (ISO/IEC 16388): nine elements a character, three of them wide; `*` at both ends; a narrow space between characters.

use super::{Refusal, pattern, widths_of};
use crate::barcode::Symbology;
use crate::barcode::check::CODE39;

/// Wide elements of each character, in the order of the alphabet, first element in bit 8.
const PATTERNS: [u16; 43] = [
    0x034, 0x121, 0x061, 0x160, 0x031, 0x130, 0x070, 0x025, 0x124, 0x064, 0x109, 0x049, 0x148,
    0x019, 0x118, 0x058, 0x00D, 0x10C, 0x04C, 0x01C, 0x103, 0x043, 0x142, 0x013, 0x112, 0x052,
    0x007, 0x106, 0x046, 0x016, 0x181, 0x0C1, 0x1C0, 0x091, 0x190, 0x0D0, 0x085, 0x184, 0x0C4,
    0x0A8, 0x0A2, 0x08A, 0x02A,
];
const GUARD: u16 = 0x094;

pub(super) fn encode(text: &str) -> Result<Vec<u8>, Refusal> {
    let mut widths: Vec<u8> = widths_of(GUARD, 9).collect();
    for (at, c) in text.chars().enumerate() {
        let value = CODE39.find(c).ok_or(Refusal::Character {
            at: at + 1,
            symbology: Symbology::Code39,
        })?;
        widths.push(1);
        widths.extend(widths_of(PATTERNS[value], 9));
    }
    widths.push(1);
    widths.extend(widths_of(GUARD, 9));
    Ok(widths)
}

pub(super) fn read(runs: &[f32], start: usize) -> Option<(String, usize)> {
    let first = runs.get(start..start + 9)?;
    let width: f32 = first.iter().sum();
    // Thirteen to fifteen modules a character.
    let module = width / 14.0;
    // The cheapest look first: few places of a picture have so much space before them.
    if *runs.get(start.checked_sub(1)?)? < module * 4.0 || pattern(first, false, true)? != GUARD {
        return None;
    }
    let mut text = String::new();
    let mut at = start + 10;
    loop {
        let element = runs.get(at..at + 9)?;
        let gap = runs[at - 1];
        let total: f32 = element.iter().sum();
        if gap > module * 4.0 || !(width * 0.75..width * 1.33).contains(&total) {
            return None;
        }
        let found = pattern(element, false, true)?;
        at += 9;
        if found == GUARD {
            break;
        }
        let value = PATTERNS.iter().position(|known| *known == found)?;
        text.push(char::from(CODE39.as_bytes()[value]));
        at += 1;
    }
    let quiet = *runs.get(at)?;
    (quiet >= module * 4.0 && !text.is_empty()).then(|| (text, at - start))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_pattern_has_three_wide_and_is_its_own() {
        for (at, pattern) in PATTERNS.iter().chain([&GUARD]).enumerate() {
            assert_eq!(pattern.count_ones(), 3);
            assert!(!PATTERNS[..at.min(43)].contains(pattern));
        }
    }
}
