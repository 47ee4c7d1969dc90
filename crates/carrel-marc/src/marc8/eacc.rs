//! The East Asian set of MARC-8 (EACC, ANSI Z39.64): three bytes to one character.

use std::sync::OnceLock;

/// Pairs in the order of the code; the layout is described in `tables/make_tables.py`.
static TABLE: &[u8] = include_bytes!("../../tables/eacc.bin");

/// Codes that appear in records although the set has no place for them.
const ODD: [(u32, char); 7] = [
    (0x21_203D, '\u{2026}'),
    (0x21_2040, '\u{201C}'),
    (0x21_2320, '\u{3000}'),
    (0x7F_2014, '\u{2014}'),
    (0x7F_2019, '\u{2019}'),
    (0x7F_2020, '\u{201D}'),
    (0x7F_2122, '\u{2122}'),
];

/// Codes that the table maps to a stand-in (U+3013 or private use) and that have a character of their own by now, as
/// YAZ 5.34 has them; the two implementations agree on all other codes.
const NEWER: [(u32, char); 5] = [
    (0x21_7559, '\u{212C4}'),
    (0x22_2A34, '\u{2251B}'),
    (0x22_3339, '\u{22C4D}'),
    (0x6F_7625, '\u{318D}'),
    (0x6F_773C, '\u{C717}'),
];

/// The character of three bytes, each without its high bit.
pub(super) fn lookup(code: [u8; 3]) -> Option<char> {
    let whole = u32::from_be_bytes([0, code[0], code[1], code[2]]);
    let exception = |list: &[(u32, char)]| {
        list.iter()
            .find(|(code, _)| *code == whole)
            .map(|(_, c)| *c)
    };
    let digits = code.map(|byte| byte.wrapping_sub(0x21));
    if digits.iter().any(|digit| *digit > 93) {
        return exception(&ODD);
    }
    let linear = digits
        .iter()
        .fold(0u32, |n, digit| n * 94 + u32::from(*digit));
    let table = sorted();
    let at = table
        .binary_search_by_key(&linear, |(code, _)| *code)
        .ok()?;
    match char::from_u32(u32::from(table[at].1))? {
        stand_in @ ('\u{3013}' | '\u{E000}'..='\u{F8FF}') => exception(&NEWER).or(Some(stand_in)),
        c => Some(c),
    }
}

/// The table, unpacked on first use (126 KB).
fn sorted() -> &'static [(u32, u16)] {
    static SORTED: OnceLock<Vec<(u32, u16)>> = OnceLock::new();
    SORTED.get_or_init(|| {
        let mut pairs = Vec::with_capacity(TABLE.len() / 3);
        let mut bytes = TABLE.iter().copied();
        let mut code = u32::MAX;
        while let Some(first) = bytes.next() {
            let mut distance = u32::from(first & 0x7F);
            let mut shift = 7;
            let mut byte = first;
            while byte & 0x80 != 0 {
                byte = bytes.next().unwrap_or(0);
                distance |= u32::from(byte & 0x7F) << shift;
                shift += 7;
            }
            code = code.wrapping_add(distance);
            let point = u16::from_be_bytes([bytes.next().unwrap_or(0), bytes.next().unwrap_or(0)]);
            pairs.push((code, point));
        }
        pairs
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_sorted_and_whole() {
        let table = sorted();
        assert!(table.len() > 15_700);
        assert!(table.windows(2).all(|pair| pair[0].0 < pair[1].0));
        assert!(
            table
                .iter()
                .all(|(_, point)| char::from_u32(u32::from(*point)).is_some())
        );
    }

    #[test]
    fn known_characters() {
        assert_eq!(lookup([0x21, 0x30, 0x21]), Some('一'));
        assert_eq!(lookup([0x21, 0x23, 0x20]), Some('\u{3000}'));
        assert_eq!(lookup([0x21, 0x75, 0x59]), Some('\u{212C4}'));
        assert_eq!(lookup([0x6F, 0x77, 0x3C]), Some('윗'));
        assert_eq!(lookup([0x7E, 0x7E, 0x7E]), None);
        assert_eq!(lookup([0x00, 0x30, 0x21]), None);
    }
}
