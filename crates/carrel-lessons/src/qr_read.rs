//! QR codes in a picture, for browsers that read none themselves: a photo of a screen, or a frame of a camera.
//!
//! ISO/IEC 18004:2015, model 2, level M, versions 1 to 10, which is what [`crate::qr`] writes. The picture may be turned,
//! lit unevenly, and seen from the side: three corners are found by their 1:1:3:1:1 (6.3.3), and the fourth is tried at
//! places around where it should be until the correction (7.5) says that everything fits. Mirrored codes are not read.

use crate::qr::{CORRECTION, LETTERS, fixed, format_bits, free, product, raw_modules, turns};

/// Corners that are tried together, at most.
const CORNERS: usize = 12;
/// No picture has more pixels; scale it down first.
const MOST: usize = 1 << 22;

/// The text of a code in a picture: shades of grey by row, 0 is black. None when there is none that can be read. Cost:
/// about 20 steps a pixel.
#[must_use]
pub fn read(grey: &[u8], width: usize, height: usize) -> Option<String> {
    let pixels = width.checked_mul(height).filter(|n| *n <= MOST)?;
    if width < 21 || height < 21 || grey.len() < pixels {
        return None;
    }
    let picture = Picture::new(grey, width, height);
    let corners = picture.corners();
    for [a, b, c] in triples(&corners) {
        if let Some(text) = picture.read_at(a, b, c) {
            return Some(text);
        }
    }
    None
}

/// A picture in black and white.
struct Picture {
    dark: Vec<bool>,
    width: usize,
    height: usize,
}

/// The middle of a corner's mark, how wide a module is there, and how often it was met.
#[derive(Clone, Copy, Debug)]
struct Corner {
    x: f32,
    y: f32,
    module: f32,
    hits: u16,
}

impl Picture {
    /// Dark is what is darker than its surroundings by a tenth (Bradley and Roth 2007).
    fn new(grey: &[u8], width: usize, height: usize) -> Self {
        let mut sums = vec![0_u32; (width + 1) * (height + 1)];
        for y in 0..height {
            let mut row = 0;
            for x in 0..width {
                row += u32::from(grey[y * width + x]);
                sums[(y + 1) * (width + 1) + x + 1] = sums[y * (width + 1) + x + 1] + row;
            }
        }
        let half = (width.min(height) / 8).max(8);
        let mut dark = Vec::with_capacity(width * height);
        for y in 0..height {
            let (top, end) = (y.saturating_sub(half), (y + half + 1).min(height));
            for x in 0..width {
                let (left, right) = (x.saturating_sub(half), (x + half + 1).min(width));
                let at = |x: usize, y: usize| sums[y * (width + 1) + x];
                let sum = at(right, end) + at(left, top) - at(left, end) - at(right, top);
                let count = u64::try_from((end - top) * (right - left)).unwrap_or(1);
                let own = u64::from(grey[y * width + x]);
                dark.push(own * count * 10 < u64::from(sum) * 9);
            }
        }
        Self {
            dark,
            width,
            height,
        }
    }

    fn is_dark(&self, x: f32, y: f32) -> bool {
        let inside = x >= 0.0 && y >= 0.0 && x < self.width as f32 && y < self.height as f32;
        inside && self.dark[y as usize * self.width + x as usize]
    }

    /// Marks of corners, those met most often first.
    fn corners(&self) -> Vec<Corner> {
        let mut found: Vec<Corner> = Vec::new();
        for y in 0..self.height {
            let row = &self.dark[y * self.width..(y + 1) * self.width];
            let mut ends = [0_usize; 6];
            for x in 0..=self.width {
                if x < self.width && (x == 0 || row[x] == row[x - 1]) {
                    continue;
                }
                ends.rotate_left(1);
                ends[5] = x;
                // The run that ends here is dark, and so are the middle and the first of five.
                let runs = core::array::from_fn(|n| (ends[n + 1] - ends[n]) as f32);
                if row[x - 1] && ratio(runs).is_some() {
                    let middle = ends[2] as f32 + runs[2] / 2.0;
                    self.note(middle, y as f32 + 0.5, &mut found);
                }
            }
        }
        found.sort_unstable_by_key(|corner| u16::MAX - corner.hits);
        found.truncate(CORNERS);
        found
    }

    /// Looks at a mark downward and across again; notes it when it is one.
    fn note(&self, x: f32, y: f32, found: &mut Vec<Corner>) {
        let Some((y, down)) = self.across(x, y, (0.0, 1.0)) else {
            return;
        };
        let Some((x, over)) = self.across(x, y, (1.0, 0.0)) else {
            return;
        };
        let module = (down + over) / 2.0;
        let near = |own: &&mut Corner| {
            (own.x - x).abs() < own.module * 2.0 && (own.y - y).abs() < own.module * 2.0
        };
        match found.iter_mut().find(near) {
            Some(own) => {
                let before = f32::from(own.hits);
                let mean = |own: f32, new: f32| (own * before + new) / (before + 1.0);
                own.x = mean(own.x, x);
                own.y = mean(own.y, y);
                own.module = mean(own.module, module);
                own.hits = own.hits.saturating_add(1);
            }
            None => found.push(Corner {
                x,
                y,
                module,
                hits: 1,
            }),
        }
    }

    /// The five runs through a point in a direction: the middle's place in it, and the width of a module.
    fn across(&self, x: f32, y: f32, way: (f32, f32)) -> Option<(f32, f32)> {
        let mut runs = [0.0_f32; 5];
        let most = self.width.max(self.height) as f32;
        let mut ends = [0.0_f32; 2];
        for (side, sign) in [(0, -1.0_f32), (1, 1.0)] {
            let mut at = if side == 0 { 0.0 } else { 1.0 };
            for part in 0..3 {
                let wanted = part != 1;
                let from = at;
                let dark = |at: f32| self.is_dark(x + way.0 * at * sign, y + way.1 * at * sign);
                while at < most && dark(at) == wanted {
                    at += 1.0;
                }
                let place = if side == 0 { 2 - part } else { 2 + part };
                runs[place] += at - from;
                if part == 0 {
                    ends[side] = at;
                }
            }
        }
        let module = ratio(runs)?;
        let along = x * way.0 + y * way.1;
        Some((along + (ends[1] - ends[0]) / 2.0, module))
    }

    /// Reads the code whose corners these are: top left, top right, bottom left.
    fn read_at(&self, a: Corner, b: Corner, c: Corner) -> Option<String> {
        let module = (a.module + b.module + c.module) / 3.0;
        let long = (distance(a, b) + distance(a, c)) / 2.0 / module + 7.0;
        let guess = ((long - 17.0) / 4.0).round();
        for off in [0.0, 1.0, -1.0] {
            let version = guess + off;
            if !(1.0..=10.0).contains(&version) {
                continue;
            }
            let version = version as usize;
            let size = version * 4 + 17;
            // Where the fourth corner's mark would be; seen from the side it is some modules away.
            let (x, y) = (b.x + c.x - a.x, b.y + c.y - a.y);
            for (dx, dy) in spiral() {
                let step = module * size as f32 / 40.0;
                let fourth = (x + dx * step, y + dy * step);
                let seen = Projection::new(size, [a, b, c], fourth);
                let dark = |column: usize, row: usize| {
                    let (x, y) = seen.place(column, row);
                    self.is_dark(x, y)
                };
                // Most places are wrong ones, and two rows tell it: the whole is looked at where they are right.
                if !has_turns(&dark, size) {
                    continue;
                }
                let places = (0..size * size).map(|n| dark(n % size, n / size));
                if let Some(text) = decode(&places.collect::<Vec<_>>(), version) {
                    return Some(text);
                }
            }
        }
        None
    }
}

/// Where the modules of a code lie in its picture: the projection that takes the marks' middles to these points (Heckbert 1989).
struct Projection {
    origin: (f32, f32),
    along: (f32, f32),
    down: (f32, f32),
    tilt: (f32, f32),
    span: f32,
}

impl Projection {
    fn new(size: usize, [a, b, c]: [Corner; 3], d: (f32, f32)) -> Self {
        let (dx1, dx2) = (b.x - d.0, c.x - d.0);
        let (dy1, dy2) = (b.y - d.1, c.y - d.1);
        let (dx3, dy3) = (a.x - b.x + d.0 - c.x, a.y - b.y + d.1 - c.y);
        let whole = dx1 * dy2 - dx2 * dy1;
        let g = (dx3 * dy2 - dx2 * dy3) / whole;
        let h = (dx1 * dy3 - dx3 * dy1) / whole;
        Projection {
            origin: (a.x, a.y),
            along: (b.x - a.x + g * b.x, b.y - a.y + g * b.y),
            down: (c.x - a.x + h * c.x, c.y - a.y + h * c.y),
            tilt: (g, h),
            span: size as f32 - 7.0,
        }
    }

    /// The middle of a module.
    fn place(&self, column: usize, row: usize) -> (f32, f32) {
        let u = (column as f32 - 3.0) / self.span;
        let v = (row as f32 - 3.0) / self.span;
        let w = self.tilt.0 * u + self.tilt.1 * v + 1.0;
        (
            (self.along.0 * u + self.down.0 * v + self.origin.0) / w,
            (self.along.1 * u + self.down.1 * v + self.origin.1) / w,
        )
    }
}

/// The width of a module, when five runs are 1:1:3:1:1.
fn ratio(runs: [f32; 5]) -> Option<f32> {
    let module = runs.iter().sum::<f32>() / 7.0;
    let fits =
        |run: f32, wanted: f32| (run - wanted * module).abs() < 0.6 * module * wanted.min(1.7);
    let all = runs.into_iter().zip([1.0, 1.0, 3.0, 1.0, 1.0]);
    (module >= 1.0 && all.into_iter().all(|(run, wanted)| fits(run, wanted))).then_some(module)
}

fn distance(a: Corner, b: Corner) -> f32 {
    (a.x - b.x).hypot(a.y - b.y)
}

/// Three corners that may be a code's, the likeliest first: top left, top right, bottom left.
fn triples(corners: &[Corner]) -> Vec<[Corner; 3]> {
    let mut found: Vec<(u32, [Corner; 3])> = Vec::new();
    for (n, first) in corners.iter().enumerate() {
        for (m, second) in corners.iter().enumerate().skip(n + 1) {
            for third in &corners[m + 1..] {
                // The corner opposite the longest side is the top left one.
                let mut three = [*first, *second, *third];
                let sides = [
                    distance(three[1], three[2]),
                    distance(three[0], three[2]),
                    distance(three[0], three[1]),
                ];
                let top = (0..3)
                    .max_by(|a, b| sides[*a].total_cmp(&sides[*b]))
                    .unwrap_or(0);
                three.swap(0, top);
                let [a, b, c] = three;
                let turn = (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x);
                let three = if turn > 0.0 { [a, b, c] } else { [a, c, b] };
                let (one, two) = (distance(a, b), distance(a, c));
                let uneven = (one - two).abs() / one.max(two);
                let squares = one * one + two * two;
                let askew = (sides[top] * sides[top] - squares).abs() / squares;
                let least = a.module.min(b.module).min(c.module);
                let most = a.module.max(b.module).max(c.module);
                let unlike = (most - least) / most;
                if uneven < 0.45 && askew < 0.5 && unlike < 0.5 && least > 0.0 {
                    let badness = (uneven + askew + unlike) * 1000.0;
                    found.push((badness as u32, three));
                }
            }
        }
    }
    found.sort_unstable_by_key(|(badness, _)| *badness);
    found.into_iter().take(10).map(|(_, three)| three).collect()
}

/// Places around a point, the nearest first.
fn spiral() -> Vec<(f32, f32)> {
    let mut all: Vec<(i16, i16)> = (-6..=6)
        .flat_map(|x| (-6..=6).map(move |y| (x, y)))
        .collect();
    all.sort_unstable_by_key(|(x, y)| x * x + y * y);
    all.into_iter()
        .map(|(x, y)| (f32::from(x), f32::from(y)))
        .collect()
}

/// The rows of turns between the corners tell quickly that this is no code, or not just here.
fn has_turns(dark: &dyn Fn(usize, usize) -> bool, size: usize) -> bool {
    let wrong =
        (8..size - 8).filter(|n| dark(*n, 6) != (n % 2 == 0) || dark(6, *n) != (n % 2 == 0));
    wrong.count() * 4 <= size - 16
}

/// The text of the modules of a code; none when too many of them are wrong.
fn decode(grid: &[bool], version: usize) -> Option<String> {
    let size = version * 4 + 17;
    let at = |x: usize, y: usize| grid[y * size + x];
    let mask = mask_of(&at, size)?;
    let mut bits = Vec::new();
    for (x, y) in free(size, &fixed(version)) {
        bits.push(at(x, y) != turns(mask, x, y));
    }
    let mut words = bits
        .chunks_exact(8)
        .map(|byte| byte.iter().fold(0_u8, |sum, bit| sum << 1 | u8::from(*bit)));
    let (correction, blocks) = CORRECTION[version - 1];
    let room = raw_modules(version) / 8 - correction * blocks;
    let (short, long) = (room / blocks, room % blocks);
    let length = |block: usize| short + usize::from(block >= blocks - long);
    let mut parts = vec![Vec::new(); blocks];
    for n in 0..=short {
        for (block, part) in parts.iter_mut().enumerate() {
            if n < length(block) {
                part.push(words.next()?);
            }
        }
    }
    for _ in 0..correction {
        for part in &mut parts {
            part.push(words.next()?);
        }
    }
    let mut data = Vec::new();
    for mut part in parts {
        correct(&mut part, correction)?;
        part.truncate(part.len() - correction);
        data.extend(part);
    }
    text(&data, version)
}

/// The mask, from the better one of the two places where it stands; up to three bits may be wrong.
fn mask_of(at: &dyn Fn(usize, usize) -> bool, size: usize) -> Option<u8> {
    let first = |n: usize| match n {
        0..=5 => at(8, n),
        6 => at(8, 7),
        7 => at(8, 8),
        8 => at(7, 8),
        n => at(14 - n, 8),
    };
    let second = |n: usize| {
        if n < 8 {
            at(size - 1 - n, 8)
        } else {
            at(8, size - 15 + n)
        }
    };
    let bits =
        |bit: &dyn Fn(usize) -> bool| (0..15).fold(0, |sum, n| sum | usize::from(bit(n)) << n);
    let (one, two) = (bits(&first), bits(&second));
    let off = |mask: &u8| {
        let own = format_bits(*mask);
        (own ^ one).count_ones().min((own ^ two).count_ones())
    };
    (0..8).min_by_key(off).filter(|mask| off(mask) <= 3)
}

fn power(mut base: u8, mut n: usize) -> u8 {
    let mut out = 1;
    while n > 0 {
        if n & 1 == 1 {
            out = product(out, base);
        }
        base = product(base, base);
        n >>= 1;
    }
    out
}

fn inverse(a: u8) -> u8 {
    power(a, 254)
}

/// The value of a polynomial, its lowest term first.
fn value(terms: &[u8], x: u8) -> u8 {
    terms
        .iter()
        .rev()
        .fold(0, |sum, term| product(sum, x) ^ term)
}

/// Mends a block with Reed and Solomon's code (Berlekamp and Massey, Chien, Forney); none when too much is wrong.
fn correct(block: &mut [u8], correction: usize) -> Option<()> {
    let syndromes = |block: &[u8]| -> Vec<u8> {
        let at = |n: usize| {
            let root = power(2, n);
            block.iter().fold(0, |sum, word| product(sum, root) ^ word)
        };
        (0..correction).map(at).collect()
    };
    let found = syndromes(block);
    if found.iter().all(|s| *s == 0) {
        return Some(());
    }
    let (mut locator, mut before) = (vec![1_u8], vec![1_u8]);
    let (mut errors, mut shift, mut scale) = (0, 1, 1_u8);
    for n in 0..correction {
        let mut off = found[n];
        for (j, term) in locator.iter().enumerate().skip(1).take(errors) {
            off ^= product(*term, found[n - j]);
        }
        if off == 0 {
            shift += 1;
            continue;
        }
        let factor = product(off, inverse(scale));
        let old = locator.clone();
        locator.resize(locator.len().max(before.len() + shift), 0);
        for (j, term) in before.iter().enumerate() {
            locator[j + shift] ^= product(factor, *term);
        }
        if 2 * errors <= n {
            errors = n + 1 - errors;
            before = old;
            scale = off;
            shift = 1;
        } else {
            shift += 1;
        }
    }
    if errors * 2 > correction {
        return None;
    }
    let mut evaluator = vec![0_u8; correction];
    for (i, s) in found.iter().enumerate() {
        for (j, term) in locator.iter().enumerate() {
            if i + j < correction {
                evaluator[i + j] ^= product(*s, *term);
            }
        }
    }
    // The derivative of the locator: of each odd term one power less.
    let slope: Vec<u8> = (1..locator.len())
        .map(|n| if n % 2 == 1 { locator[n] } else { 0 })
        .collect();
    let length = block.len();
    let mut mended = 0;
    for (place, word) in block.iter_mut().enumerate() {
        let root = power(2, length - 1 - place);
        let back = inverse(root);
        if value(&locator, back) == 0 {
            let steep = value(&slope, back);
            if steep == 0 {
                return None;
            }
            *word ^= product(root, product(value(&evaluator, back), inverse(steep)));
            mended += 1;
        }
    }
    let well = mended == errors && syndromes(block).iter().all(|s| *s == 0);
    well.then_some(())
}

/// The text of corrected data (7.4): digits, letters, or bytes in UTF-8.
fn text(data: &[u8], version: usize) -> Option<String> {
    let bits: Vec<bool> = data
        .iter()
        .flat_map(|byte| (0..8).rev().map(move |bit| byte >> bit & 1 == 1))
        .collect();
    let mut at = 0;
    let mut out: Vec<u8> = Vec::new();
    let wide = version >= 10;
    loop {
        let mut take = |count: usize| -> Option<usize> {
            let part = bits.get(at..at + count)?;
            at += count;
            Some(part.iter().fold(0, |sum, bit| sum << 1 | usize::from(*bit)))
        };
        // What is left may be too short for the sign that ends it.
        let Some(kind) = take(4) else { break };
        let letter = |n: usize| LETTERS.get(n).copied();
        match kind {
            0 => break,
            1 => {
                let mut count = take(if wide { 12 } else { 10 })?;
                while count > 0 {
                    let digits = count.min(3);
                    let number = take([0, 4, 7, 10][digits])?;
                    let written = number.to_string();
                    if written.len() > digits {
                        return None;
                    }
                    out.extend(core::iter::repeat_n(b'0', digits - written.len()));
                    out.extend(written.bytes());
                    count -= digits;
                }
            }
            2 => {
                let count = take(if wide { 11 } else { 9 })?;
                for _ in 0..count / 2 {
                    let pair = take(11)?;
                    out.push(letter(pair / 45)?);
                    out.push(letter(pair % 45)?);
                }
                if count % 2 == 1 {
                    out.push(letter(take(6)?)?);
                }
            }
            4 => {
                let count = take(if wide { 16 } else { 8 })?;
                for _ in 0..count {
                    out.push(u8::try_from(take(8)?).ok()?);
                }
            }
            _ => return None,
        }
    }
    String::from_utf8(out).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Found by reading: the product of the sides went over.
    #[test]
    fn sides_that_promise_too_much_are_refused() {
        assert_eq!(read(&[0; 900], usize::MAX / 2, 30), None);
        assert_eq!(read(&[0; 900], 30, 31), None);
    }
    use crate::qr;

    /// A picture of a code as a camera may see it: turned, small, from the side, lit from one side, with noise.
    struct View {
        module: f32,
        turn: f32,
        side: f32,
        shade: f32,
        noise: u32,
    }

    const STRAIGHT: View = View {
        module: 4.0,
        turn: 0.0,
        side: 0.0,
        shade: 0.0,
        noise: 0,
    };

    fn seen(code: &qr::Code, view: &View) -> (Vec<u8>, usize, usize) {
        let (width, height) = (480_usize, 360_usize);
        let (sin, cos) = (view.turn.to_radians().sin(), view.turn.to_radians().cos());
        let half = code.size() as f32 / 2.0;
        let mut chance = 12345_u32;
        let mut grey = Vec::with_capacity(width * height);
        for y in 0..height {
            for x in 0..width {
                // Four looks a pixel, as a lens mixes them.
                let mut light = 0.0;
                for (ox, oy) in [(0.25, 0.25), (0.75, 0.25), (0.25, 0.75), (0.75, 0.75)] {
                    let px = x as f32 + ox - width as f32 / 2.0;
                    let py = y as f32 + oy - height as f32 / 2.0;
                    let depth = 1.0 + px * view.side / 1000.0;
                    let (px, py) = (px / depth, py / depth);
                    let u = (px * cos + py * sin) / view.module + half;
                    let v = (py * cos - px * sin) / view.module + half;
                    let dark = u >= 0.0 && v >= 0.0 && code.dark(u as usize, v as usize);
                    light += if dark { 30.0 } else { 225.0 } / 4.0;
                }
                chance = chance.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                let noise = if view.noise > 0 {
                    (chance >> 16) % view.noise
                } else {
                    0
                };
                let shade = 1.0 - view.shade * x as f32 / width as f32;
                grey.push((light * shade + noise as f32).clamp(0.0, 255.0) as u8);
            }
        }
        (grey, width, height)
    }

    #[test]
    fn codes_are_read_as_cameras_see_them() {
        let short = "0VF3-KQ2M-9ZZZ-ABCD-EFGH-123";
        let link = "https://school.example/library/#/lessons/who-is-behind-it?n=28&class=4H7K2M9QX";
        let check = |text: &str, view: View| {
            let code = qr::encode(text).unwrap();
            let (grey, width, height) = seen(&code, &view);
            let View {
                module,
                turn,
                side,
                shade,
                noise,
            } = view;
            assert_eq!(
                read(&grey, width, height).as_deref(),
                Some(text),
                "{module} {turn} {side} {shade} {noise}"
            );
        };
        for text in [
            short,
            link,
            "Grüße aus der Bücherei",
            "",
            "A",
            &"9".repeat(150),
        ] {
            check(text, STRAIGHT);
        }
        for turn in [7.0, 30.0, 90.0, 135.0, 200.0, 301.0] {
            check(
                short,
                View {
                    turn,
                    module: 7.0,
                    ..STRAIGHT
                },
            );
        }
        for side in [-0.9, -0.4, 0.5, 1.0] {
            check(
                short,
                View {
                    side,
                    module: 8.0,
                    turn: 10.0,
                    ..STRAIGHT
                },
            );
            check(
                link,
                View {
                    side: side / 2.0,
                    module: 6.0,
                    turn: 3.0,
                    ..STRAIGHT
                },
            );
        }
        check(
            short,
            View {
                shade: 0.7,
                module: 6.0,
                ..STRAIGHT
            },
        );
        check(
            short,
            View {
                noise: 60,
                module: 6.0,
                turn: 12.0,
                ..STRAIGHT
            },
        );
        check(
            short,
            View {
                module: 3.1,
                ..STRAIGHT
            },
        );
    }

    #[test]
    fn what_is_dirty_is_mended_and_what_is_no_code_is_none() {
        let text = "0VF3-KQ2M-9ZZZ-ABCD-EFGH-123";
        let code = qr::encode(text).unwrap();
        let (mut grey, width, height) = seen(
            &code,
            &View {
                module: 8.0,
                ..STRAIGHT
            },
        );
        // A spot of 40 by 40 pixels, 25 modules, in the middle.
        for y in 170..210 {
            for x in 225..265 {
                grey[y * width + x] = 30;
            }
        }
        assert_eq!(read(&grey, width, height).as_deref(), Some(text));
        for y in 120..240 {
            for x in 180..300 {
                grey[y * width + x] = 30;
            }
        }
        assert_eq!(read(&grey, width, height), None);
        assert_eq!(read(&[], 0, 0), None);
        assert_eq!(read(&[0; 9], 100, 100), None);
        assert_eq!(read(&[7; 10_000], 100, 100), None);
        let mut chance = 7_u32;
        let noise: Vec<u8> = (0..90_000)
            .map(|_| {
                chance = chance.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                (chance >> 24) as u8
            })
            .collect();
        assert_eq!(read(&noise, 300, 300), None);
    }

    #[test]
    fn as_many_errors_are_mended_as_the_code_allows() {
        // The codewords of a code of version 2: 28 of data, 16 of correction.
        let code = qr::encode(&"A".repeat(38)).unwrap();
        let size = code.size();
        assert_eq!(size, 25);
        let bits: Vec<bool> = free(size, &fixed(2))
            .into_iter()
            .map(|(x, y)| code.dark(x, y) != turns(code.mask(), x, y))
            .collect();
        let block: Vec<u8> = bits
            .chunks_exact(8)
            .map(|byte| byte.iter().fold(0, |sum, bit| sum << 1 | u8::from(*bit)))
            .collect();
        assert_eq!(block.len(), 44);
        for errors in 0..=9 {
            let mut broken = block.clone();
            for n in 0..errors {
                broken[n * 4 + 1] ^= 0x5A + u8::try_from(n).unwrap();
            }
            let done = correct(&mut broken, 16);
            assert_eq!(done.is_some(), errors <= 8, "{errors}");
            if errors <= 8 {
                assert_eq!(broken, block);
            }
        }
    }
}
