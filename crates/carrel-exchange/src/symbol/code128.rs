//! Code 128 (ISO/IEC 15417): six elements and eleven modules a character, three sets, a check modulo 103.

use super::{Refusal, distance};
use crate::barcode::Symbology;

/// Widths of the 106 characters, value by value, six digits each.
const PATTERNS: &[u8; 636] = b"\
212222222122222221121223121322131222122213122312132212221213\
221312231212112232122132122231113222123122123221223211221132\
221231213212223112312131311222321122321221312212322112322211\
212123212321232121111323131123131321112313132113132311211313\
231113231311112133112331132131113123113321133121313121211331\
231131213113213311213131311123311321331121312113312311332111\
314111221411431111111224111422121124121421141122141221112214\
112412122114122411142112142211241211221114413111241112134111\
111242121142121241114212124112124211411212421112421211212141\
214121412121111143111341131141114113114311411113411311113141\
114131311141411131211412211214211232";
const STOP: [u8; 7] = [2, 3, 3, 1, 1, 1, 2];

const SHIFT: u8 = 98;
const TO_C: u8 = 99;
const TO_B: u8 = 100;
const TO_A: u8 = 101;
const START_A: u8 = 103;

fn pattern(value: u8) -> [u8; 6] {
    let from = usize::from(value) * 6;
    let mut widths = [1; 6];
    for (place, width) in widths.iter_mut().enumerate() {
        *width = PATTERNS[from + place] - b'0';
    }
    widths
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Set {
    A,
    B,
    C,
}

pub(super) fn encode(text: &str) -> Result<Vec<u8>, Refusal> {
    if let Some(at) = text.chars().position(|c| !c.is_ascii()) {
        return Err(Refusal::Character {
            at: at + 1,
            symbology: Symbology::Code128,
        });
    }
    let values = values(text.as_bytes());
    let mut sum = u32::from(values[0]);
    for (at, value) in values.iter().enumerate().skip(1) {
        sum += at as u32 * u32::from(*value);
    }
    let mut widths = Vec::with_capacity(values.len() * 6 + 13);
    for value in values.iter().copied().chain([(sum % 103) as u8]) {
        widths.extend(pattern(value));
    }
    widths.extend(STOP);
    Ok(widths)
}

/// Start and characters: pairs of digits where four or more stand together, else letters.
fn values(text: &[u8]) -> Vec<u8> {
    let digits_at = |at: usize| text[at..].iter().take_while(|b| b.is_ascii_digit()).count();
    let letters_at = |at: usize| {
        let controls = text[at..].iter().find(|b| **b < 32 || **b >= 96);
        if controls.is_some_and(|b| *b < 32) {
            Set::A
        } else {
            Set::B
        }
    };
    let wants_pairs = |at: usize| {
        let digits = digits_at(at);
        digits >= 4 && digits.is_multiple_of(2) || digits == text.len() && digits == 2
    };
    let mut set = if wants_pairs(0) {
        Set::C
    } else {
        letters_at(0)
    };
    let mut values = vec![match set {
        Set::A => START_A,
        Set::B => START_A + 1,
        Set::C => START_A + 2,
    }];
    let mut at = 0;
    while at < text.len() {
        if set == Set::C {
            if digits_at(at) >= 2 {
                values.push((text[at] - b'0') * 10 + text[at + 1] - b'0');
                at += 2;
                continue;
            }
            set = letters_at(at);
            values.push(if set == Set::A { TO_A } else { TO_B });
        }
        if wants_pairs(at) {
            set = Set::C;
            values.push(TO_C);
            continue;
        }
        let b = text[at];
        if set == Set::A && b >= 96 {
            set = Set::B;
            values.push(TO_B);
        } else if set == Set::B && b < 32 {
            set = Set::A;
            values.push(TO_A);
        }
        values.push(if b < 32 { b + 64 } else { b - 32 });
        at += 1;
    }
    values
}

pub(super) fn read(runs: &[f32], start: usize) -> Option<(String, usize)> {
    let width: f32 = runs.get(start..start + 6)?.iter().sum();
    let module = width / 11.0;
    if *runs.get(start.checked_sub(1)?)? < module * 5.0 {
        return None;
    }
    let first = character(&runs[start..start + 6])?;
    if first < START_A {
        return None;
    }
    let mut values = vec![first];
    let mut at = start + 6;
    loop {
        let stop = runs.get(at..at + 7)?;
        let total: f32 = stop.iter().sum();
        let quiet = runs.get(at + 7).copied().unwrap_or(0.0);
        if quiet >= module * 5.0
            && distance(stop, &STOP, total / 13.0) < 2.5
            && (total / 13.0 / module - 1.0).abs() < 0.25
        {
            at += 7;
            break;
        }
        let element = &stop[..6];
        let total: f32 = element.iter().sum();
        if !(width * 0.75..width * 1.33).contains(&total) || values.len() > 100 {
            return None;
        }
        values.push(character(element)?);
        at += 6;
    }
    let check = values.pop()?;
    let mut sum = u32::from(first);
    for (at, value) in values.iter().enumerate().skip(1) {
        sum += at as u32 * u32::from(*value);
    }
    if values.len() < 2 || sum % 103 != u32::from(check) {
        return None;
    }
    Some((text_of(&values)?, at - start))
}

/// The value whose pattern lies nearest; `None` when none is near.
fn character(element: &[f32]) -> Option<u8> {
    let module = element.iter().sum::<f32>() / 11.0;
    let mut best = (f32::MAX, 0);
    for value in 0..106 {
        let distance = distance(element, &pattern(value), module);
        if distance < best.0 {
            best = (distance, value);
        }
    }
    (best.0 < 2.5).then_some(best.1)
}

fn text_of(values: &[u8]) -> Option<String> {
    let mut set = match values[0] - START_A {
        0 => Set::A,
        1 => Set::B,
        _ => Set::C,
    };
    let mut shifted = false;
    let mut text = String::new();
    for value in &values[1..] {
        let now = match (set, core::mem::take(&mut shifted)) {
            (Set::A, true) => Set::B,
            (Set::B, true) => Set::A,
            (set, _) => set,
        };
        match (*value, now) {
            (value @ 0..100, Set::C) => {
                text.push(char::from(b'0' + value / 10));
                text.push(char::from(b'0' + value % 10));
            }
            (value @ 0..64, _) => text.push(char::from(value + 32)),
            (value @ 64..96, Set::A) => text.push(char::from(value - 64)),
            (value @ 64..96, _) => text.push(char::from(value + 32)),
            (SHIFT, _) => shifted = true,
            (TO_C, _) => set = Set::C,
            (TO_B, Set::A | Set::C) => set = Set::B,
            (TO_A, Set::B | Set::C) => set = Set::A,
            // FNC1 to FNC4 mean something to other trades.
            (96 | 97 | 100..=102, _) => {}
            _ => return None,
        }
    }
    Some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_pattern_is_eleven_wide_and_its_own() {
        let all: Vec<[u8; 6]> = (0..106).map(pattern).collect();
        for (at, widths) in all.iter().enumerate() {
            assert_eq!(widths.iter().sum::<u8>(), 11);
            assert_eq!((widths[0] + widths[2] + widths[4]) % 2, 0, "bars are even");
            assert!(!all[..at].contains(widths));
        }
    }

    #[test]
    fn digits_go_in_pairs() {
        assert_eq!(values(b"30234000517861").len(), 8);
        assert_eq!(values(b"12"), [105, 12]);
        assert_eq!(values(b"123"), [104, 17, 18, 19]);
        assert_eq!(values(b"A1234"), [104, 33, 99, 12, 34]);
        assert_eq!(values(b"\tA"), [103, 73, 33]);
    }
}
