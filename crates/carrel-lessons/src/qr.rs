//! QR codes: a short text becomes a square of dark and light modules.
//!
//! ISO/IEC 18004:2015, model 2, error correction level M (about 15 per cent may be lost), versions 1 to 10: up to 213
//! bytes, or 311 letters of the alphanumeric set. Enough for a class link and for a result code. Nothing is drawn here:
//! [`Code::svg`] gives a path, and [`Code::dark`] each module.

use crate::words::digits;

/// A finished code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Code {
    size: usize,
    dark: Vec<bool>,
    mask: u8,
}

pub(crate) const LETTERS: &[u8; 45] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";
/// Of level M, by version from 1: codewords of correction in each block, and blocks (table 9).
pub(crate) const CORRECTION: [(usize, usize); 10] = [
    (10, 1),
    (16, 1),
    (26, 1),
    (18, 2),
    (24, 2),
    (16, 4),
    (18, 4),
    (22, 4),
    (22, 5),
    (26, 5),
];

/// The code of a text in the smallest version that holds it; none when it is too long. Capital letters, digits and
/// ` $%*+-./:` take less room than others.
#[must_use]
pub fn encode(text: &str) -> Option<Code> {
    (1..=10).find_map(|version| {
        let data = codewords(text, version)?;
        let plain = Grid::new(version, &data);
        // The mask with the fewest penalty points (7.8.3); of equals the first.
        (0..8)
            .map(|mask| plain.clone().masked(mask))
            .min_by_key(Grid::penalty)
            .map(|grid| Code {
                size: grid.size,
                dark: grid.dark,
                mask: grid.mask,
            })
    })
}

impl Code {
    /// Modules of a side, without the light border of four that every code needs around it.
    #[must_use]
    pub fn size(&self) -> usize {
        self.size
    }

    /// Whether the module in this column and row is dark; outside none is.
    #[must_use]
    pub fn dark(&self, x: usize, y: usize) -> bool {
        x < self.size && y < self.size && self.dark[y * self.size + x]
    }

    /// Which of the eight masks was taken.
    #[must_use]
    pub fn mask(&self) -> u8 {
        self.mask
    }

    /// The side of the drawing with its border, and the `d` of an SVG path that draws the dark modules in it.
    #[must_use]
    pub fn svg(&self) -> (usize, String) {
        let mut path = String::new();
        for y in 0..self.size {
            let mut x = 0;
            while x < self.size {
                let run = (x..self.size).take_while(|x| self.dark(*x, y)).count();
                if run > 0 {
                    for (letter, number) in [('M', x + 4), (' ', y + 4), ('h', run)] {
                        path.push(letter);
                        path.push_str(&digits(number as u32));
                    }
                    path.push_str("v1h-");
                    path.push_str(&digits(run as u32));
                    path.push('z');
                }
                x += run.max(1);
            }
        }
        (self.size + 8, path)
    }
}

/// Bits that come one after another.
#[derive(Default)]
struct Bits(Vec<bool>);

impl Bits {
    fn push(&mut self, value: usize, count: usize) {
        self.0
            .extend((0..count).rev().map(|bit| value >> bit & 1 == 1));
    }
}

/// Modules that carry data and correction.
pub(crate) fn raw_modules(version: usize) -> usize {
    let all = (16 * version + 128) * version + 64;
    if version < 2 {
        return all;
    }
    let marks = version / 7 + 2;
    all - ((25 * marks - 10) * marks - 55) - if version < 7 { 0 } else { 36 }
}

/// Data and correction, in the order in which they are placed (7.4 to 7.6); none when the text does not fit.
fn codewords(text: &str, version: usize) -> Option<Vec<u8>> {
    let (correction, blocks) = CORRECTION[version - 1];
    let all = raw_modules(version) / 8;
    let room = all - correction * blocks;
    let mut bits = Bits::default();
    let value = |byte: &u8| LETTERS.iter().position(|letter| letter == byte);
    let letters: Option<Vec<usize>> = text.as_bytes().iter().map(value).collect();
    match letters {
        Some(letters) => {
            bits.push(0b0010, 4);
            bits.push(letters.len(), if version < 10 { 9 } else { 11 });
            for pair in letters.chunks(2) {
                match pair {
                    [a, b] => bits.push(a * 45 + b, 11),
                    [a] => bits.push(*a, 6),
                    _ => {}
                }
            }
        }
        None => {
            bits.push(0b0100, 4);
            bits.push(text.len(), if version < 10 { 8 } else { 16 });
            for byte in text.as_bytes() {
                bits.push(usize::from(*byte), 8);
            }
        }
    }
    let mut bits = bits.0;
    if bits.len() > room * 8 {
        return None;
    }
    let end = (room * 8 - bits.len()).min(4);
    bits.extend(core::iter::repeat_n(false, end));
    bits.resize(bits.len().div_ceil(8) * 8, false);
    let mut data: Vec<u8> = bits
        .chunks(8)
        .map(|byte| byte.iter().fold(0, |sum, bit| sum << 1 | u8::from(*bit)))
        .collect();
    let mut pad = [0xEC, 0x11].into_iter().cycle();
    data.extend(pad.by_ref().take(room - data.len()));
    // Later blocks have one codeword more where it does not come out even.
    let short = room / blocks;
    let long = room % blocks;
    let divisor = divisor(correction);
    let mut parts: Vec<(Vec<u8>, Vec<u8>)> = Vec::with_capacity(blocks);
    let mut at = 0;
    for n in 0..blocks {
        let len = short + usize::from(n >= blocks - long);
        let part = data[at..at + len].to_vec();
        at += len;
        let rest = remainder(&part, &divisor);
        parts.push((part, rest));
    }
    let mut out = Vec::with_capacity(all);
    for n in 0..=short {
        out.extend(parts.iter().filter_map(|(data, _)| data.get(n)));
    }
    for n in 0..correction {
        out.extend(parts.iter().filter_map(|(_, rest)| rest.get(n)));
    }
    Some(out)
}

/// A product in the field of 256 elements with the polynomial 0x11D.
pub(crate) fn product(a: u8, b: u8) -> u8 {
    let mut sum: u8 = 0;
    for bit in (0..8).rev() {
        let carry = sum >> 7;
        sum = (sum << 1) ^ (carry * 0x1D);
        sum ^= (b >> bit & 1) * a;
    }
    sum
}

/// The generator polynomial of Reed and Solomon's code, without its leading 1.
fn divisor(degree: usize) -> Vec<u8> {
    let mut out = vec![0; degree];
    if let Some(last) = out.last_mut() {
        *last = 1;
    }
    let mut root = 1;
    for _ in 0..degree {
        for n in 0..degree {
            out[n] = product(out[n], root) ^ out.get(n + 1).copied().unwrap_or(0);
        }
        root = product(root, 2);
    }
    out
}

fn remainder(data: &[u8], divisor: &[u8]) -> Vec<u8> {
    let mut out = vec![0; divisor.len()];
    for byte in data {
        let factor = byte ^ out[0];
        out.rotate_left(1);
        if let Some(last) = out.last_mut() {
            *last = 0;
        }
        for (rest, term) in out.iter_mut().zip(divisor) {
            *rest ^= product(*term, factor);
        }
    }
    out
}

/// Level M and the mask, with their correction (7.9): 15 bits.
pub(crate) fn format_bits(mask: u8) -> usize {
    let data = usize::from(mask);
    let mut rest = data;
    for _ in 0..10 {
        rest = (rest << 1) ^ ((rest >> 9) * 0x537);
    }
    (data << 10 | rest) ^ 0x5412
}

/// Whether the mask turns the module in this column and row over (7.8.2).
pub(crate) fn turns(mask: u8, x: usize, y: usize) -> bool {
    match mask {
        0 => (x + y).is_multiple_of(2),
        1 => y.is_multiple_of(2),
        2 => x.is_multiple_of(3),
        3 => (x + y).is_multiple_of(3),
        4 => (x / 3 + y / 2).is_multiple_of(2),
        5 => x * y % 2 + x * y % 3 == 0,
        6 => (x * y % 2 + x * y % 3).is_multiple_of(2),
        _ => ((x + y) % 2 + x * y % 3).is_multiple_of(2),
    }
}

/// Which modules of a version are patterns, by row.
pub(crate) fn fixed(version: usize) -> Vec<bool> {
    Grid::new(version, &[]).fixed
}

/// Columns and rows of the modules that carry data, in order: in columns of two from the right, upward and downward in
/// turn (7.7.3).
pub(crate) fn free(size: usize, fixed: &[bool]) -> Vec<(usize, usize)> {
    let mut out = Vec::with_capacity(size * size);
    let mut right = size - 1;
    let mut up = true;
    loop {
        for n in 0..size {
            let y = if up { size - 1 - n } else { n };
            let places = [(right, y), (right - 1, y)];
            out.extend(places.into_iter().filter(|(x, y)| !fixed[y * size + x]));
        }
        up = !up;
        right = match right {
            8 => 5,
            1 => return out,
            right => right - 2,
        };
    }
}

#[derive(Clone)]
struct Grid {
    version: usize,
    size: usize,
    dark: Vec<bool>,
    /// Modules of patterns: no data goes there, and no mask.
    fixed: Vec<bool>,
    mask: u8,
}

impl Grid {
    fn new(version: usize, data: &[u8]) -> Self {
        let size = version * 4 + 17;
        let mut grid = Self {
            version,
            size,
            dark: vec![false; size * size],
            fixed: vec![false; size * size],
            mask: 0,
        };
        grid.patterns();
        grid.place(data);
        grid
    }

    fn fix(&mut self, x: usize, y: usize, dark: bool) {
        let at = y * self.size + x;
        self.dark[at] = dark;
        self.fixed[at] = true;
    }

    /// Finders, timing, alignment, and the places of format and version (6.3).
    fn patterns(&mut self) {
        let size = self.size;
        for n in 0..size {
            self.fix(6, n, n % 2 == 0);
            self.fix(n, 6, n % 2 == 0);
        }
        for (cx, cy) in [(3, 3), (size - 4, 3), (3, size - 4)] {
            for y in (cy.max(4) - 4)..=(cy + 4).min(size - 1) {
                for x in (cx.max(4) - 4)..=(cx + 4).min(size - 1) {
                    let ring = x.abs_diff(cx).max(y.abs_diff(cy));
                    self.fix(x, y, ring != 2 && ring != 4);
                }
            }
        }
        let marks = self.marks();
        for (n, cx) in marks.iter().enumerate() {
            for (m, cy) in marks.iter().enumerate() {
                let last = marks.len() - 1;
                if matches!((n, m), (0, 0)) || (n, m) == (0, last) || (n, m) == (last, 0) {
                    continue;
                }
                for y in cy - 2..=cy + 2 {
                    for x in cx - 2..=cx + 2 {
                        let ring = x.abs_diff(*cx).max(y.abs_diff(*cy));
                        self.fix(x, y, ring != 1);
                    }
                }
            }
        }
        self.format(0);
        self.version_bits();
    }

    /// Middles of the alignment patterns in each direction (annex E).
    fn marks(&self) -> Vec<usize> {
        match self.version {
            1 => Vec::new(),
            2..=6 => vec![6, self.size - 7],
            _ => vec![6, self.size / 2, self.size - 7],
        }
    }

    /// [`format_bits`], twice.
    fn format(&mut self, mask: u8) {
        let bits = format_bits(mask);
        let bit = |n: usize| bits >> n & 1 == 1;
        let size = self.size;
        for n in 0..6 {
            self.fix(8, n, bit(n));
        }
        self.fix(8, 7, bit(6));
        self.fix(8, 8, bit(7));
        self.fix(7, 8, bit(8));
        for n in 9..15 {
            self.fix(14 - n, 8, bit(n));
        }
        for n in 0..8 {
            self.fix(size - 1 - n, 8, bit(n));
        }
        for n in 8..15 {
            self.fix(8, size - 15 + n, bit(n));
        }
        self.fix(8, size - 8, true);
    }

    /// From version 7 on (7.10).
    fn version_bits(&mut self) {
        if self.version < 7 {
            return;
        }
        let mut rest = self.version;
        for _ in 0..12 {
            rest = (rest << 1) ^ ((rest >> 11) * 0x1F25);
        }
        let bits = self.version << 12 | rest;
        for n in 0..18 {
            let (a, b) = (self.size - 11 + n % 3, n / 3);
            self.fix(a, b, bits >> n & 1 == 1);
            self.fix(b, a, bits >> n & 1 == 1);
        }
    }

    fn place(&mut self, data: &[u8]) {
        let mut bits = data
            .iter()
            .flat_map(|byte| (0..8).rev().map(move |bit| byte >> bit & 1 == 1));
        for (x, y) in free(self.size, &self.fixed) {
            self.dark[y * self.size + x] = bits.next().unwrap_or(false);
        }
    }

    fn masked(mut self, mask: u8) -> Self {
        for y in 0..self.size {
            for x in 0..self.size {
                let turn = turns(mask, x, y);
                let at = y * self.size + x;
                self.dark[at] ^= turn && !self.fixed[at];
            }
        }
        self.format(mask);
        self.mask = mask;
        self
    }

    /// Points for what confuses a reader: long runs, blocks, things like finders, too much of one shade (7.8.3.1).
    fn penalty(&self) -> usize {
        let size = self.size;
        let dark = |x: usize, y: usize| self.dark[y * size + x];
        let mut points = 0;
        for turned in [false, true] {
            for a in 0..size {
                let line: Vec<bool> = (0..size)
                    .map(|b| if turned { dark(a, b) } else { dark(b, a) })
                    .collect();
                points += line
                    .chunk_by(|a, b| a == b)
                    .filter(|run| run.len() >= 5)
                    .map(|run| run.len() - 2)
                    .sum::<usize>();
                const FINDER: [bool; 7] = [true, false, true, true, true, false, true];
                for (at, _) in line.windows(7).enumerate().filter(|(_, w)| *w == FINDER) {
                    let light = |from: usize, to: usize| line[from..to].iter().all(|dark| !dark);
                    let before = at >= 4 && light(at - 4, at);
                    let after = at + 11 <= size && light(at + 7, at + 11);
                    points += 40 * usize::from(before || after);
                }
            }
        }
        for y in 1..size {
            for x in 1..size {
                let here = dark(x, y);
                if [dark(x - 1, y), dark(x, y - 1), dark(x - 1, y - 1)] == [here; 3] {
                    points += 3;
                }
            }
        }
        let share = self.dark.iter().filter(|dark| **dark).count() * 100 / (size * size);
        points + share.abs_diff(50) / 5 * 10
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_and_limits() {
        let check = |text: &str, size: Option<usize>| {
            assert_eq!(encode(text).map(|code| code.size()), size, "{text}");
        };
        check("", Some(21));
        check("0123-4567-89AB-CDEF-GHJ", Some(25));
        check("https://school.example/library/#/lessons/l08", Some(33));
        check(&"A".repeat(311), Some(57));
        check(&"A".repeat(312), None);
        check(&"a".repeat(213), Some(57));
        check(&"a".repeat(214), None);
    }

    /// The codewords of the standard's own example, "01234567" aside, are those of annex I's method: checked here by
    /// the property that makes Reed-Solomon codes work. Every block is divisible by the generator.
    #[test]
    fn correction_divides() {
        for degree in [10, 16, 18, 22, 24, 26] {
            let divisor = divisor(degree);
            let data: Vec<u8> = (0..40_u8).map(|n| n.wrapping_mul(7) + 1).collect();
            let mut whole = data.clone();
            whole.extend(remainder(&data, &divisor));
            assert_eq!(remainder(&whole, &divisor), vec![0; degree]);
        }
    }

    #[test]
    fn the_path_draws_each_dark_module() {
        let code = encode("CARREL").unwrap();
        let (side, path) = code.svg();
        assert_eq!(side, 29);
        let dark = (0..21)
            .flat_map(|y| (0..21).map(move |x| (x, y)))
            .filter(|(x, y)| code.dark(*x, *y))
            .count();
        let drawn: usize = path
            .split('h')
            .filter_map(|part| part.split('v').next()?.parse::<usize>().ok())
            .sum();
        assert_eq!(drawn, dark);
        assert!(!code.dark(21, 0) && path.starts_with("M4 4h7v1h-7z"));
    }
}
