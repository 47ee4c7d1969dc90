//! Numbers and texts as bits, bits as bytes: the two ends of an arithmetic coder around one model.

use super::predict::{Model, hash, learn};
use super::ser::part;

/// Either end of the coder: gets the probability of a 1 (16 bits) and gives the bit.
pub(super) trait Bits {
    /// Codes `bit` and gives it back, or gives the bit that was coded.
    fn bit(&mut self, p: u32, bit: u32) -> u32;
}

/// Where a range is cut.
fn cut(low: u32, high: u32, p: u32) -> u32 {
    low + ((u64::from(high - low) * u64::from(p)) >> 16) as u32
}

/// Writes.
#[derive(Debug)]
pub(super) struct Writer {
    low: u32,
    high: u32,
    pub(super) out: Vec<u8>,
}

impl Writer {
    pub(super) fn new() -> Self {
        Self {
            low: 0,
            high: u32::MAX,
            out: Vec::new(),
        }
    }

    /// The bytes, the last bits among them.
    pub(super) fn finish(mut self) -> Vec<u8> {
        self.out.extend(self.high.to_be_bytes());
        self.out
    }
}

impl Bits for Writer {
    fn bit(&mut self, p: u32, bit: u32) -> u32 {
        let middle = cut(self.low, self.high, p);
        if bit == 1 {
            self.high = middle;
        } else {
            self.low = middle + 1;
        }
        while (self.low ^ self.high) >> 24 == 0 {
            self.out.push((self.high >> 24) as u8);
            self.low <<= 8;
            self.high = self.high << 8 | 255;
        }
        bit
    }
}

/// Reads; past the end there are zeros.
#[derive(Debug)]
pub(super) struct Reader<'a> {
    low: u32,
    high: u32,
    now: u32,
    bytes: &'a [u8],
    /// Bytes taken past the end.
    pub(super) past: usize,
}

impl<'a> Reader<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        let mut reader = Self {
            low: 0,
            high: u32::MAX,
            now: 0,
            bytes,
            past: 0,
        };
        for _ in 0..4 {
            reader.shift();
        }
        reader
    }

    fn shift(&mut self) {
        let byte = match self.bytes.split_first() {
            Some((first, rest)) => {
                self.bytes = rest;
                *first
            }
            None => {
                self.past += 1;
                0
            }
        };
        self.now = self.now << 8 | u32::from(byte);
    }
}

impl Bits for Reader<'_> {
    fn bit(&mut self, p: u32, _: u32) -> u32 {
        let middle = cut(self.low, self.high, p);
        let bit = u32::from(self.now <= middle);
        if bit == 1 {
            self.high = middle;
        } else {
            self.low = middle + 1;
        }
        while (self.low ^ self.high) >> 24 == 0 {
            self.low <<= 8;
            self.high = self.high << 8 | 255;
            self.shift();
        }
        bit
    }
}

/// The path to the first name of a record: in the pair of record and copies the record, there `contributors`, any of
/// them, its `name`.
const NAME: [u32; 4] = [0, 2, 0, 0];
/// Ends a text.
const END: u8 = 0;
/// Stands before a byte of a text that is [`END`] or itself.
const ESCAPE: u8 = 1;

/// One end of the coder with its model. Every value has a place: the path of fields to it.
pub(super) struct Coder<B> {
    pub(super) bits: B,
    model: Model,
    /// Probabilities of the bits of numbers, by place and by the bits before.
    numbers: Vec<u32>,
    /// The number last coded at a place, shortened.
    before: [u8; 256],
    pub(super) place: u32,
}

impl<B: Bits> Coder<B> {
    pub(super) fn new(bits: B, log2: u32) -> Self {
        Self {
            bits,
            model: Model::new(log2, NAME.into_iter().fold(0, part)),
            numbers: vec![1 << 31; 1 << 16],
            before: [0; 256],
            place: 0,
        }
    }

    /// A record begins.
    pub(super) fn record(&mut self) {
        self.place = 0;
        self.model.forget();
    }

    fn small(&mut self, context: u32, byte: u8) -> u8 {
        let mut tree = 1;
        for n in (0..8).rev() {
            let at = hash(context, tree) as usize & 0xFFFF;
            let p = (self.numbers[at] >> 16).clamp(16, 65_520);
            let bit = self.bits.bit(p, u32::from(byte) >> n & 1);
            learn(&mut self.numbers[at], bit, 400);
            tree = tree << 1 | bit;
        }
        tree as u8
    }

    /// A yes or no.
    pub(super) fn flag(&mut self, flag: bool) -> bool {
        let place = self.place as usize & 255;
        let at = hash(
            self.place.wrapping_mul(77),
            u32::from(self.before[place]) + 1,
        ) as usize
            & 0xFFFF;
        let p = (self.numbers[at] >> 16).clamp(2, 65_534);
        let bit = self.bits.bit(p, u32::from(flag));
        learn(&mut self.numbers[at], bit, 1000);
        self.before[place] = (self.before[place] << 1 | bit as u8) & 3;
        bit == 1
    }

    /// A number, seven bits at a time.
    pub(super) fn number(&mut self, mut number: u64) -> u64 {
        let (mut out, mut shift, mut last) = (0u64, 0u32, 0u32);
        loop {
            let more = number >= 0x80;
            let byte = number as u8 & 0x7F | if more { 0x80 } else { 0 };
            let context = hash(self.place, shift | last << 8);
            let byte = self.small(context, byte);
            out |= u64::from(byte & 0x7F).checked_shl(shift).unwrap_or(0);
            if byte < 0x80 || shift > 63 {
                return out;
            }
            last = u32::from(byte);
            shift += 7;
            number >>= 7;
        }
    }

    fn byte(&mut self, byte: u8) -> u8 {
        let mut out = 0;
        for n in (0..8).rev() {
            let p = self.model.predict();
            let bit = self.bits.bit(p, u32::from(byte) >> n & 1);
            self.model.update(bit);
            out = out << 1 | bit as u8;
        }
        out
    }

    /// The next text is made from this one.
    pub(super) fn hint(&mut self, text: &str) {
        self.model.hint(text);
    }
}

impl Coder<Writer> {
    /// A text.
    pub(super) fn write_text(&mut self, text: &str) {
        self.model.begin(self.place);
        for byte in text.bytes() {
            if byte <= ESCAPE {
                self.byte(ESCAPE);
            }
            self.byte(byte);
        }
        self.byte(END);
        self.model.end();
    }
}

impl Coder<Reader<'_>> {
    /// A text; at most `most` bytes, so that bytes that are none of ours end.
    pub(super) fn read_text(&mut self, most: usize) -> String {
        self.model.begin(self.place);
        let mut out = Vec::new();
        while out.len() < most && self.bits.past < 64 {
            match self.byte(0) {
                END => break,
                ESCAPE => out.push(self.byte(0)),
                byte => out.push(byte),
            }
        }
        self.model.end();
        String::from_utf8(out).unwrap_or_default()
    }
}
