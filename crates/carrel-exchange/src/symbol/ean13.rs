//! EAN-13 (ISO/IEC 15420): six digits in one of two sets, six in a third; the first digit is told by the order of the sets.

use super::Refusal;
use crate::barcode::check;

/// Widths of the digits in set A, beginning with a space; set C has the same beginning with a bar, set B the reverse.
const DIGITS: [[u8; 4]; 10] = [
    [3, 2, 1, 1],
    [2, 2, 2, 1],
    [2, 1, 2, 2],
    [1, 4, 1, 1],
    [1, 1, 3, 2],
    [1, 2, 3, 1],
    [1, 1, 1, 4],
    [1, 3, 1, 2],
    [1, 2, 1, 3],
    [3, 1, 1, 2],
];
/// Which of the first six digits are in set B, by first digit; the first of the six is the highest bit.
const SETS: [u8; 10] = [
    0b000_000, 0b001_011, 0b001_101, 0b001_110, 0b010_011, 0b011_001, 0b011_100, 0b010_101,
    0b010_110, 0b011_010,
];
/// Elements of a symbol: 3 + 24 + 5 + 24 + 3.
const ELEMENTS: usize = 59;

pub(super) fn encode(text: &str) -> Result<(Vec<u8>, String), Refusal> {
    let is_digits = text.bytes().all(|b| b.is_ascii_digit());
    if !is_digits || !matches!(text.len(), 12 | 13) {
        return Err(Refusal::Digits(text.chars().count()));
    }
    let expected = check::ean13(&text[..12]).ok_or(Refusal::Digits(text.len()))?;
    if text.len() == 13 && !text.ends_with(expected) {
        return Err(Refusal::Check { expected });
    }
    let mut text = text.to_owned();
    if text.len() == 12 {
        text.push(expected);
    }
    let digits: Vec<usize> = text.bytes().map(|b| usize::from(b - b'0')).collect();
    let mut widths = vec![1, 1, 1];
    for at in 0..6 {
        let mut digit = DIGITS[digits[at + 1]];
        if SETS[digits[0]] >> (5 - at) & 1 == 1 {
            digit.reverse();
        }
        widths.extend(digit);
    }
    widths.extend([1, 1, 1, 1, 1]);
    for digit in &digits[7..] {
        widths.extend(DIGITS[*digit]);
    }
    widths.extend([1, 1, 1]);
    Ok((widths, text))
}

pub(super) fn read(runs: &[f32], start: usize) -> Option<(String, usize)> {
    let symbol = runs.get(start..start + ELEMENTS)?;
    let quiet = *runs.get(start.checked_sub(1)?)?;
    if quiet < symbol[0] + symbol[1] + symbol[2] {
        return None;
    }
    let module = symbol.iter().sum::<f32>() / 95.0;
    let quiet_behind = *runs.get(start + ELEMENTS)?;
    if quiet < module * 4.0 || quiet_behind < module * 4.0 {
        return None;
    }
    // How much wider bars look than they are, by the guards.
    let guards = [0, 2, 28, 30, 56, 58];
    let bars: f32 = guards.iter().map(|at| symbol[*at]).sum::<f32>() / 6.0;
    let spaces = (symbol[1] + symbol[27] + symbol[29] + symbol[31] + symbol[57]) / 5.0;
    let spread = (bars - spaces) / 2.0;
    if (bars + spaces) / module > 2.6 || (bars + spaces) / module < 1.4 {
        return None;
    }
    let mut text = String::from("0");
    let mut sets = 0u8;
    for at in 0..6 {
        let (digit, is_b) = digit(&symbol[3 + at * 4..7 + at * 4], -spread, true)?;
        sets = sets << 1 | u8::from(is_b);
        text.push(digit);
    }
    for at in 0..6 {
        let (digit, _) = digit(&symbol[32 + at * 4..36 + at * 4], spread, false)?;
        text.push(digit);
    }
    let first = SETS.iter().position(|known| *known == sets)?;
    text.replace_range(..1, &first.to_string());
    text.ends_with(check::ean13(&text[..12])?)
        .then_some((text, ELEMENTS))
}

/// The digit that lies nearest, and whether it is of set B. `spread` is how much the first and third element are too wide.
fn digit(element: &[f32], spread: f32, may_be_b: bool) -> Option<(char, bool)> {
    let module = element.iter().sum::<f32>() / 7.0;
    let mut best = (f32::MAX, '0', false);
    for is_b in [false, true] {
        if is_b && !may_be_b {
            continue;
        }
        for (value, widths) in DIGITS.iter().enumerate() {
            let mut sum = 0.0;
            for at in 0..4 {
                let wanted = widths[if is_b { 3 - at } else { at }];
                let spread = if at % 2 == 0 { spread } else { -spread };
                sum += ((element[at] - spread) / module - f32::from(wanted)).abs();
            }
            if sum < best.0 {
                best = (sum, char::from(b'0' + value as u8), is_b);
            }
        }
    }
    (best.0 < 1.8).then_some((best.1, best.2))
}
