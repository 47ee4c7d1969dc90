//! Barcodes as bars: each symbology is written and read in one file.
//!
//! A symbol is a row of widths, bar and space by turns, beginning and ending with a bar. [`encode`] makes one in modules; [`svg`] draws
//! it, and [`labels`] a sheet of them; [`crate::camera`] finds widths in a picture and asks the same tables what they mean.
//!
//! ```
//! use carrel_exchange::barcode::Symbology;
//! use carrel_exchange::symbol::{encode, svg::{Size, draw}};
//!
//! let bars = encode(Symbology::Codabar, "23529001000463")?;
//! assert!(draw(&bars, &Size::default()).starts_with("<svg"));
//! # Ok::<(), carrel_exchange::symbol::Refusal>(())
//! ```

mod codabar;
mod code128;
mod code39;
mod ean13;
pub mod labels;
pub mod svg;

use core::fmt;

use crate::barcode::Symbology;

/// A symbol, ready to draw.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bars {
    /// Which symbology.
    pub symbology: Symbology,
    /// Widths in modules: bar, space, bar …, without the quiet zones.
    pub widths: Vec<u8>,
    /// What stands below it for people to read.
    pub text: String,
}

impl Bars {
    /// Its width in modules, without the quiet zones.
    #[must_use]
    pub fn modules(&self) -> u32 {
        self.widths.iter().map(|width| u32::from(*width)).sum()
    }
}

/// Why a text cannot be printed in a symbology.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// There is nothing to print, or more than 80 characters.
    Length(usize),
    /// A character that the symbology does not have; counted from 1.
    Character {
        /// Where.
        at: usize,
        /// The symbology.
        symbology: Symbology,
    },
    /// Twelve or thirteen digits are wanted.
    Digits(usize),
    /// The last digit should be another.
    Check {
        /// The right one.
        expected: char,
    },
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Refusal::Length(found) => {
                write!(f, "expected 1 to 80 characters, found {found}; shorten it")
            }
            Refusal::Character { at, symbology } => write!(
                f,
                "character {at} is none of {}'s; print it in Code 128, or leave it out",
                symbology.name()
            ),
            Refusal::Digits(found) => {
                write!(
                    f,
                    "EAN-13 expects 12 or 13 digits, found {found}; print it in Code 128"
                )
            }
            Refusal::Check { expected } => {
                write!(
                    f,
                    "the last digit should be {expected}; look at the number again"
                )
            }
        }
    }
}

impl core::error::Error for Refusal {}

/// The bars of a text. Code 39 and Codabar are printed three to one; Codabar between `A` and `B` when the text has no guards of its own;
/// EAN-13 gets its check digit when there are twelve digits.
///
/// # Errors
/// Names the first character that does not go.
pub fn encode(symbology: Symbology, text: &str) -> Result<Bars, Refusal> {
    let length = text.chars().count();
    if !(1..=80).contains(&length) {
        return Err(Refusal::Length(length));
    }
    let (widths, text) = match symbology {
        Symbology::Code39 => (code39::encode(text)?, text.to_owned()),
        Symbology::Codabar => (codabar::encode(text)?, text.to_owned()),
        Symbology::Code128 => (code128::encode(text)?, text.to_owned()),
        Symbology::Ean13 => ean13::encode(text)?,
    };
    Ok(Bars {
        symbology,
        widths,
        text,
    })
}

/// Reads a symbol that begins with the bar at `runs[start]`; `runs[start - 1]` is the space before it. Gives its text and how many runs
/// it took.
pub(crate) fn read_at(symbology: Symbology, runs: &[f32], start: usize) -> Option<(String, usize)> {
    match symbology {
        Symbology::Code39 => code39::read(runs, start),
        Symbology::Codabar => codabar::read(runs, start),
        Symbology::Code128 => code128::read(runs, start),
        Symbology::Ean13 => ean13::read(runs, start),
    }
}

/// Widths told into wide and narrow at the greatest step between two of them; a bit set is wide, the first width is the highest bit.
/// `None` for a step of less than a quarter; all narrow when `may_be_even` and they hardly differ.
fn wide_of(widths: &[f32], may_be_even: bool) -> Option<u16> {
    let mut sorted = [0f32; 5];
    let sorted = sorted.get_mut(..widths.len())?;
    sorted.copy_from_slice(widths);
    // Five at most: no sort of the standard library, which costs kilobytes of wasm.
    for end in (1..sorted.len()).rev() {
        for at in 0..end {
            if sorted[at] > sorted[at + 1] {
                sorted.swap(at, at + 1);
            }
        }
    }
    let (smallest, largest) = (*sorted.first()?, *sorted.last()?);
    if largest < smallest * 1.45 {
        return may_be_even.then_some(0);
    }
    let mut best = (0.0, 0.0);
    for pair in sorted.windows(2) {
        let step = pair[1] / pair[0].max(0.01);
        if step > best.0 {
            best = (step, (pair[0] + pair[1]) / 2.0);
        }
    }
    if best.0 < 1.25 {
        return None;
    }
    let mut bits = 0;
    for width in widths {
        bits = bits << 1 | u16::from(*width > best.1);
    }
    Some(bits)
}

/// Bars and spaces told apart, each by its own measure: ink spreads, so bars look wider than spaces of the same width.
fn pattern(widths: &[f32], spaces_may_be_even: bool, bars_may_be_even: bool) -> Option<u16> {
    let mut bars = [0f32; 5];
    let mut spaces = [0f32; 5];
    for (at, width) in widths.iter().enumerate() {
        if at % 2 == 0 {
            *bars.get_mut(at / 2)? = *width;
        } else {
            *spaces.get_mut(at / 2)? = *width;
        }
    }
    let count = widths.len();
    let bar_bits = wide_of(bars.get(..count.div_ceil(2))?, bars_may_be_even)?;
    let space_bits = wide_of(spaces.get(..count / 2)?, spaces_may_be_even)?;
    let mut bits = 0;
    for at in 0..count {
        let (from, place) = if at % 2 == 0 {
            (bar_bits, count.div_ceil(2) - 1 - at / 2)
        } else {
            (space_bits, count / 2 - 1 - at / 2)
        };
        bits = bits << 1 | (from >> place & 1);
    }
    Some(bits)
}

/// The widths of a pattern of wide and narrow, three to one.
fn widths_of(bits: u16, count: u32) -> impl Iterator<Item = u8> {
    (0..count)
        .rev()
        .map(move |place| if bits >> place & 1 == 1 { 3 } else { 1 })
}

/// How far widths lie from a pattern, in modules: sums of neighbours, which the spread of ink leaves alone, and a little the widths.
fn distance(widths: &[f32], pattern: &[u8], module: f32) -> f32 {
    let mut sum = 0.0;
    for at in 0..pattern.len() {
        let found = widths[at] / module;
        let wanted = f32::from(pattern[at]);
        sum += (found - wanted).abs() * 0.25;
        if at + 1 < pattern.len() {
            let found = (widths[at] + widths[at + 1]) / module;
            sum += (found - wanted - f32::from(pattern[at + 1])).abs();
        }
    }
    sum
}

#[cfg(test)]
mod tests {
    use super::*;

    /// As it stands in a perfect picture, with quiet zones.
    fn runs(bars: &Bars, module: f32, spread: f32) -> Vec<f32> {
        let mut runs = vec![12.0 * module];
        for (at, width) in bars.widths.iter().enumerate() {
            let spread = if at % 2 == 0 { spread } else { -spread };
            runs.push((f32::from(*width) + spread) * module);
        }
        runs.push(12.0 * module);
        runs
    }

    #[test]
    fn what_is_written_is_read_with_thick_and_thin_ink() {
        for (symbology, text) in [
            (Symbology::Code39, "T 12345"),
            (Symbology::Code39, "-. $/+%"),
            (Symbology::Code39, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"),
            (Symbology::Codabar, "23529001000463"),
            (Symbology::Codabar, "0123456789-$:/.+"),
            (Symbology::Code128, "Carrel 39/b"),
            (Symbology::Code128, "30234000517861"),
            (Symbology::Code128, "a1234567\tz"),
            (Symbology::Code128, "12345"),
            (Symbology::Ean13, "9780142402498"),
            (Symbology::Ean13, "2010000000014"),
        ] {
            let bars = encode(symbology, text).unwrap();
            for spread in [-0.3, 0.0, 0.3] {
                for module in [1.3, 2.0, 7.0] {
                    let runs = runs(&bars, module, spread);
                    let found = read_at(symbology, &runs, 1);
                    assert_eq!(
                        found,
                        Some((text.to_owned(), bars.widths.len())),
                        "{} {text} {spread} {module}",
                        symbology.name()
                    );
                    for other in Symbology::ALL {
                        if other != symbology {
                            assert_eq!(read_at(other, &runs, 1), None, "{other:?}");
                        }
                    }
                }
            }
        }
    }

    #[test]
    fn what_cannot_be_printed_is_refused() {
        use Symbology::*;
        for (symbology, text, expected) in [
            (Code39, "", Refusal::Length(0)),
            (
                Code39,
                "Ab",
                Refusal::Character {
                    at: 2,
                    symbology: Code39,
                },
            ),
            (
                Codabar,
                "12E",
                Refusal::Character {
                    at: 3,
                    symbology: Codabar,
                },
            ),
            (
                Code128,
                "é",
                Refusal::Character {
                    at: 1,
                    symbology: Code128,
                },
            ),
            (Ean13, "978", Refusal::Digits(3)),
            (Ean13, "9780142402499", Refusal::Check { expected: '8' }),
        ] {
            assert_eq!(encode(symbology, text), Err(expected), "{text}");
        }
    }
}
