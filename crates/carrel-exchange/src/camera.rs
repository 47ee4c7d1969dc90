//! Barcodes in a camera's picture: grey pixels in, symbols out. Pure, and small enough for a wasm module of its own.
//!
//! Lines are laid over the picture, level ones first, then every eleven degrees; along each the edges between dark and light are found
//! (`line.rs`), and their distances read by the tables of [`crate::symbol`]. A symbol counts when several lines agree: two for one that
//! carries a check, three for one that does not, and nothing else was read nearly as often.
//!
//! Measured by `tests/exchange/frames.rs` on drawn pictures of 640 x 480, 60 of each kind and symbology (`CARREL_FRAMES=60`): all are read
//! at 2.5 pixels a module, tilted up to 30 degrees, any way round, out of focus by 1.4 pixels, in dim and uneven light, with thick ink; at
//! 1.5 pixels a module 100 % of Code 39 and Codabar, 95 % of Code 128, 53 % of EAN-13; 85 to 100 % with all of it at once. None of 2,400
//! was read wrongly. The test holds the bounds. As wasm (`opt-level = "s"`, without any glue): 37 KB, 16 KB with brotli; in Node on two busy
//! cores 1 ms for a frame with a symbol, 7 ms for one without, 14 ms for pure noise.

mod line;
mod sweep;

use crate::barcode::{Symbology, check};
use crate::symbol;

use line::runs_of;

/// A picture: `width * height` bytes, row by row, 0 black and 255 white.
#[derive(Clone, Copy)]
pub struct Frame<'a> {
    width: usize,
    height: usize,
    pixels: &'a [u8],
}

/// A symbol that was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Symbol {
    /// Which symbology.
    pub symbology: Symbology,
    /// What it says; Codabar without its guards, Code 39 without its asterisks.
    pub text: String,
    /// How many lines agreed.
    pub lines: u32,
}

impl<'a> Frame<'a> {
    /// `None` when there are fewer pixels than `width * height`, or more than 16 million.
    #[must_use]
    pub fn new(width: usize, height: usize, pixels: &'a [u8]) -> Option<Self> {
        let count = width.checked_mul(height)?;
        (count <= 1 << 24 && pixels.len() >= count).then_some(Self {
            width,
            height,
            pixels,
        })
    }
}

/// Grey of RGBA pixels, as a browser's canvas gives them (ITU-R BT.601 weights in 256ths).
#[must_use]
pub fn grey_of_rgba(rgba: &[u8]) -> Vec<u8> {
    rgba.chunks_exact(4)
        .map(|p| ((u32::from(p[0]) * 77 + u32::from(p[1]) * 150 + u32::from(p[2]) * 29) >> 8) as u8)
        .collect()
}

/// Finds symbols of those kinds in a still picture, in every direction if need be; those that most lines agree on first. Stops after the
/// first direction that gave one. Tens of milliseconds when there is one, some hundreds when there is none: for a camera's stream, use
/// [`Camera`].
#[must_use]
pub fn read(frame: &Frame<'_>, wanted: &[Symbology]) -> Vec<Symbol> {
    let mut look = Look::default();
    for direction in sweep::DIRECTIONS {
        let found = look.along(frame, direction, wanted, &SHARPEN);
        if !found.is_empty() {
            return found;
        }
    }
    Vec::new()
}

/// Looks at the frames of a stream, a part of all directions at each, so that none takes long.
#[derive(Clone, Debug, Default)]
pub struct Camera {
    turn: usize,
}

impl Camera {
    /// Finds symbols of those kinds. Each frame is read level, as it is and sharpened; and in two more directions, others at each frame, so
    /// that eight frames have seen them all.
    pub fn look(&mut self, frame: &Frame<'_>, wanted: &[Symbology]) -> Vec<Symbol> {
        let turn = self.turn % 8;
        self.turn = turn + 1;
        let mut look = Look::default();
        let how = &SHARPEN[..2 + turn % 3];
        let found = look.along(frame, sweep::DIRECTIONS[0], wanted, how);
        if !found.is_empty() {
            return found;
        }
        for direction in [1 + turn * 2, (2 + turn * 2) % 16] {
            let found = look.along(frame, sweep::DIRECTIONS[direction], wanted, how);
            if !found.is_empty() {
                return found;
            }
        }
        Vec::new()
    }
}

/// What was found so far in one frame, and room to work in.
#[derive(Default)]
struct Look {
    found: Vec<Symbol>,
    lines: Vec<Vec<f32>>,
    sharp: Vec<f32>,
    sharper: Vec<f32>,
    runs: Vec<f32>,
}

impl Look {
    /// Reads every line of a direction, as it is and then sharpened in those ways; what is sure now.
    fn along(
        &mut self,
        frame: &Frame<'_>,
        direction: (f32, f32),
        wanted: &[Symbology],
        how: &[(usize, f32)],
    ) -> Vec<Symbol> {
        self.lines.clear();
        for line in sweep::lines(frame.width, frame.height, direction) {
            let mut samples = Vec::new();
            sweep::sample(frame, &line, &mut samples);
            self.lines.push(samples);
        }
        for how in how {
            for samples in &self.lines {
                sharpen(samples, *how, &mut self.sharp, &mut self.sharper);
                runs_of(&self.sharper, &mut self.runs);
                read_line(&self.runs, wanted, &mut self.found);
                // A symbol may stand head down.
                self.runs.reverse();
                read_line(&self.runs, wanted, &mut self.found);
            }
            let sure = confirmed(&self.found);
            if !sure.is_empty() {
                return sure;
            }
        }
        Vec::new()
    }
}

/// How the blur of a lens is taken back: at which distance a sample differs from its neighbours, and how much of that is added to it.
/// As it is first; the last is for very small pictures.
const SHARPEN: [(usize, f32); 4] = [(0, 0.0), (1, 1.0), (2, 1.0), (1, 3.0)];

/// Sharpens the samples and puts one between each two (by a cubic through four), so that thin bars show how dark they are.
fn sharpen(
    samples: &[f32],
    (radius, amount): (usize, f32),
    sharp: &mut Vec<f32>,
    out: &mut Vec<f32>,
) {
    sharp.clear();
    out.clear();
    let last = samples.len().saturating_sub(1);
    for (at, value) in samples.iter().enumerate() {
        let around = (samples[at.saturating_sub(radius)] + samples[(at + radius).min(last)]) / 2.0;
        sharp.push(value + (value - around) * amount);
    }
    for at in 0..sharp.len() {
        let (a, b) = (sharp[at.saturating_sub(1)], sharp[at]);
        let (c, d) = (sharp[(at + 1).min(last)], sharp[(at + 2).min(last)]);
        out.push(b);
        out.push((9.0 * (b + c) - a - d) / 16.0);
    }
}

/// Reads every symbol of a line, and counts each once a line.
fn read_line(runs: &[f32], wanted: &[Symbology], found: &mut Vec<Symbol>) {
    let mut start = 1;
    while start < runs.len() {
        let mut taken = 0;
        for symbology in wanted {
            if let Some((text, count)) = symbol::read_at(*symbology, runs, start)
                && text.len() >= shortest(*symbology)
            {
                taken = count;
                match found
                    .iter_mut()
                    .find(|known| known.symbology == *symbology && known.text == text)
                {
                    Some(known) => known.lines += 1,
                    None => found.push(Symbol {
                        symbology: *symbology,
                        text,
                        lines: 1,
                    }),
                }
                break;
            }
        }
        start += (taken + taken % 2).max(2);
    }
}

/// Stripes of a shirt are read as a character or two; nobody prints so short a barcode without a check.
const fn shortest(symbology: Symbology) -> usize {
    match symbology {
        Symbology::Code39 => 3,
        Symbology::Codabar => 4,
        Symbology::Code128 | Symbology::Ean13 => 1,
    }
}

/// Those that enough lines agree on, and that no other reading of the same kind comes near.
fn confirmed(found: &[Symbol]) -> Vec<Symbol> {
    let mut sure: Vec<Symbol> = Vec::new();
    for symbol in found {
        let needed = if has_check(symbol) { 2 } else { 3 };
        let rival = found
            .iter()
            .filter(|other| other.symbology == symbol.symbology && other.text != symbol.text)
            .filter(|other| !has_check(other) || !has_check(symbol))
            .map(|other| other.lines)
            .max()
            .unwrap_or(0);
        if symbol.lines >= needed && symbol.lines > rival * 3 {
            let place = sure
                .iter()
                .position(|other| other.lines < symbol.lines)
                .unwrap_or(sure.len());
            sure.insert(place, symbol.clone());
        }
    }
    sure
}

/// By its symbology, or by the modulo 10 of a library's fourteen digits.
fn has_check(symbol: &Symbol) -> bool {
    let text = symbol.text.as_str();
    let is_library = text.len() == 14
        && text.is_ascii()
        && check::mod10(&text[..13]).is_some_and(|check| text.ends_with(check));
    symbol.symbology.has_check() || is_library
}
