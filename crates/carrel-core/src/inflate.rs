//! Raw deflate (RFC 1951), unpacked by the least code: one table a code, one look-up a symbol.
//!
//! Packs and lessons are written by `miniz_oxide`, whose reader is larger for every visitor's download (14 KB of code before
//! inlining); against it this one is tested. The input has passed its SHA-256 before it comes here, so damage is a defect of the
//! writer: it is told apart from sound data, but not explained.

/// Longest code (RFC 1951, 3.2.7).
const LONGEST: usize = 15;
/// Order in which the lengths of the code lengths' code are sent (3.2.7).
const ORDER: [u8; 19] = [
    16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15,
];

/// Bits, lowest first; past the end come zeros, which [`Bits::sound`] notices.
struct Bits<'a> {
    data: &'a [u8],
    at: usize,
    held: u64,
    count: u32,
}

impl Bits<'_> {
    /// Makes sure that at least 48 bits are held: as many as a length and a distance can take (3.2.5).
    fn fill(&mut self) {
        while self.count <= 48 {
            let byte = self.data.get(self.at).copied().unwrap_or(0);
            self.held |= u64::from(byte) << self.count;
            self.at += 1;
            self.count += 8;
        }
    }

    fn skip(&mut self, count: u32) {
        self.held >>= count;
        self.count -= count;
    }

    /// The next bits as a number. At most 16, and no more than are held.
    fn take(&mut self, count: u32) -> usize {
        let value = self.held & ((1 << count) - 1);
        self.skip(count);
        value as usize
    }

    /// False when more was taken than there was.
    fn sound(&self) -> bool {
        self.at - (self.count / 8) as usize <= self.data.len()
    }
}

/// A prefix code: for every possible run of its longest code's bits, symbol and length of the code it begins with.
#[derive(Default)]
struct Code {
    /// `symbol << 4 | length`; 0 where no code begins so.
    table: Vec<u16>,
}

impl Code {
    /// The code with these lengths (3.2.2); `None` when they promise more codes than there can be.
    fn new(lengths: &[u8]) -> Option<Self> {
        let mut counts = [0u32; LONGEST + 1];
        for length in lengths {
            counts[usize::from(*length) & LONGEST] += 1;
        }
        counts[0] = 0;
        let mut next = [0u32; LONGEST + 1];
        let (mut code, mut longest) = (0, 1);
        for length in 1..=LONGEST {
            code = (code + counts[length - 1]) << 1;
            next[length] = code;
            if code + counts[length] > 1 << length {
                return None;
            }
            if counts[length] > 0 {
                longest = length;
            }
        }
        let mut table = vec![0; 1 << longest];
        for (symbol, length) in lengths.iter().enumerate().filter(|(_, n)| **n > 0) {
            let bits = u32::from(*length);
            let code = next[usize::from(*length)];
            next[usize::from(*length)] += 1;
            // Codes stand in the stream from their highest bit on.
            let first = (code.reverse_bits() >> (32 - bits)) as usize;
            for slot in table.iter_mut().skip(first).step_by(1 << bits) {
                *slot = (symbol as u16) << 4 | u16::from(*length);
            }
        }
        Some(Self { table })
    }

    /// The next symbol. Needs 15 held bits.
    fn symbol(&self, bits: &mut Bits<'_>) -> Option<usize> {
        let entry = self.table[bits.held as usize & (self.table.len() - 1)];
        if entry == 0 {
            return None;
        }
        bits.skip(u32::from(entry & 15));
        Some(usize::from(entry >> 4))
    }
}

/// Unpacks raw deflate data to at most `limit` bytes; `None` when it is damaged or longer.
#[must_use]
pub fn inflate(data: &[u8], limit: usize) -> Option<Vec<u8>> {
    let mut bits = Bits {
        data,
        at: 0,
        held: 0,
        count: 0,
    };
    let mut out = Vec::with_capacity(limit.min(data.len() * 8));
    loop {
        bits.fill();
        let last = bits.take(1) == 1;
        match bits.take(2) {
            0 => {
                // As it is, from the next whole byte on (3.2.4).
                bits.take(bits.count % 8);
                let length = bits.take(16);
                if length ^ bits.take(16) != 0xffff || out.len() + length > limit {
                    return None;
                }
                for _ in 0..length {
                    bits.fill();
                    out.push(bits.take(8) as u8);
                }
            }
            kind @ (1 | 2) => {
                let (symbols, distances) = if kind == 1 {
                    fixed()?
                } else {
                    dynamic(&mut bits)?
                };
                block(&mut bits, &symbols, &distances, limit, &mut out)?;
            }
            _ => return None,
        }
        if !bits.sound() {
            return None;
        }
        if last {
            return Some(out);
        }
    }
}

/// The codes that need not be sent (3.2.6).
fn fixed() -> Option<(Code, Code)> {
    let mut lengths = [8; 288];
    lengths[144..256].fill(9);
    lengths[256..280].fill(7);
    Some((Code::new(&lengths)?, Code::new(&[5; 30])?))
}

/// The codes at the beginning of a block (3.2.7).
fn dynamic(bits: &mut Bits<'_>) -> Option<(Code, Code)> {
    let symbols = bits.take(5) + 257;
    let distances = bits.take(5) + 1;
    let many = bits.take(4) + 4;
    let mut lengths = [0u8; 19];
    for place in &ORDER[..many] {
        bits.fill();
        lengths[usize::from(*place)] = bits.take(3) as u8;
    }
    let code = Code::new(&lengths)?;
    let mut lengths = Vec::with_capacity(320);
    while lengths.len() < symbols + distances {
        bits.fill();
        let (value, times) = match code.symbol(bits)? {
            16 => (*lengths.last()?, 3 + bits.take(2)),
            17 => (0, 3 + bits.take(3)),
            18 => (0, 11 + bits.take(7)),
            length => (length as u8, 1),
        };
        lengths.resize(lengths.len() + times, value);
    }
    let (first, rest) = lengths.split_at(symbols);
    Some((Code::new(first)?, Code::new(rest.get(..distances)?)?))
}

/// Symbols until the end of the block (3.2.5).
fn block(
    bits: &mut Bits<'_>,
    symbols: &Code,
    distances: &Code,
    limit: usize,
    out: &mut Vec<u8>,
) -> Option<()> {
    loop {
        bits.fill();
        let symbol = symbols.symbol(bits)?;
        if symbol < 256 {
            // Behind the data come zeros, which may be a letter.
            if out.len() == limit || !bits.sound() {
                return None;
            }
            out.push(symbol as u8);
            continue;
        }
        if symbol == 256 {
            return Some(());
        }
        // Four lengths share a number of further bits, and two distances do; the first few have none.
        let length = match symbol - 257 {
            28 => 258,
            n if n < 8 => n + 3,
            n if n < 28 => spread(bits, n, 2) + 3,
            _ => return None,
        };
        let distance = match distances.symbol(bits)? {
            n if n < 4 => n + 1,
            n => spread(bits, n, 1) + 1,
        };
        let from = out.len().checked_sub(distance)?;
        if out.len() + length > limit || !bits.sound() {
            return None;
        }
        for at in from..from + length {
            out.push(out[at]);
        }
    }
}

/// The value of number `n` of a list in which `1 << shared` neighbours have the same number of further bits.
fn spread(bits: &mut Bits<'_>, n: usize, shared: u32) -> usize {
    let further = (n >> shared) as u32 - 1;
    let base = ((n & ((1 << shared) - 1)) | 1 << shared) << further;
    base + bits.take(further)
}

#[cfg(test)]
mod tests {
    use super::*;
    use miniz_oxide::deflate::compress_to_vec;
    use miniz_oxide::inflate::decompress_to_vec_with_limit;

    /// A cheap, fixed row of numbers.
    fn numbers(mut seed: u64) -> impl FnMut() -> u64 {
        move || {
            seed ^= seed << 13;
            seed ^= seed >> 7;
            seed ^= seed << 17;
            seed
        }
    }

    fn payloads() -> Vec<Vec<u8>> {
        let mut next = numbers(0x5eed);
        let noise: Vec<u8> = (0..70_000).map(|_| next() as u8).collect();
        let words = [
            "the ",
            "cat ",
            "sat ",
            "on ",
            "a ",
            "mat\n",
            "encyclopaedia ",
        ];
        let text: String = (0..20_000).map(|_| words[next() as usize % 7]).collect();
        let few: Vec<u8> = (0..40_000).map(|_| (next() % 3) as u8).collect();
        let mut all = vec![noise, text.into_bytes(), few, vec![7; 100_000]];
        all.extend((0..300).map(|n| (0..n).map(|i| (i * i % 251) as u8).collect()));
        all
    }

    #[test]
    fn what_miniz_packs_is_unpacked_at_every_level() {
        for payload in payloads() {
            for level in [0, 1, 6, 9, 10] {
                let packed = compress_to_vec(&payload, level);
                assert!(
                    inflate(&packed, payload.len()).as_deref() == Some(&payload),
                    "{} bytes at level {level}",
                    payload.len()
                );
            }
        }
    }

    #[test]
    fn more_than_was_announced_is_refused() {
        let packed = compress_to_vec(&[7; 5000], 9);
        assert_eq!(inflate(&packed, 4999), None);
        assert_eq!(inflate(&compress_to_vec(b"as it is", 0), 7), None);
    }

    #[test]
    fn damage_is_refused_or_read_as_miniz_reads_it() {
        let mut next = numbers(77);
        let text = "A library is a place where a question is welcome. ".repeat(40);
        for level in [0, 1, 9] {
            let sound = compress_to_vec(text.as_bytes(), level);
            for _ in 0..20_000 {
                let mut bytes = sound.clone();
                for _ in 0..1 + next() % 3 {
                    let at = next() as usize % bytes.len();
                    bytes[at] ^= 1 << (next() % 8);
                }
                bytes.truncate(bytes.len() - (next() as usize % 4).min(bytes.len()));
                let ours = inflate(&bytes, 4096);
                if let Ok(theirs) = decompress_to_vec_with_limit(&bytes, 4096) {
                    assert!(ours.as_deref() == Some(&theirs), "{bytes:02x?}");
                }
            }
        }
    }

    #[test]
    fn any_bytes_end() {
        let mut next = numbers(3);
        for _ in 0..50_000 {
            let bytes: Vec<u8> = (0..next() % 64).map(|_| next() as u8).collect();
            let _ = inflate(&bytes, 1 << 16);
        }
    }
}
