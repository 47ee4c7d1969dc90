//! Reads an `fst` map (version 3 of its format) state by state, as [`super::automaton`] writes it.
//!
//! Own code instead of the crate's: a keystroke looks at tens of thousands of states, the crate's are four times as large
//! and are taken apart anew for every way out of them, and its reader is 3 KB of every visitor's wasm. The crate still says
//! what is right: tests read with both. No bytes make this panic or go round in circles: a way leads to where the state
//! does not reach, towards the beginning, or it is the end.

use super::automaton::{END, FREQUENT, TABLE_FROM, VERSION};

/// A dictionary file whose bytes passed their hash.
#[derive(Debug)]
pub struct Dict {
    bytes: Vec<u8>,
    root: usize,
    /// Where the map ends.
    end: usize,
}

/// One state, taken apart.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct State {
    /// True when a key ends here; then what that adds to the value.
    pub(crate) last: bool,
    pub(crate) adds: u64,
    /// How many bytes lead on from here.
    pub(crate) ways: usize,
    /// Of a single way: all of it.
    only: Way,
    /// Where the inputs, the distances and what ways add end; each stands backwards, the first last.
    inputs: usize,
    distances: usize,
    sums: usize,
    /// Bytes of a distance, and of what a way adds.
    step: usize,
    width: usize,
    /// Where the state begins: distances count from there.
    start: usize,
}

/// A way out of a state.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Way {
    /// The byte that takes it.
    pub(crate) input: u8,
    /// What it adds to the value.
    pub(crate) adds: u64,
    /// Where it leads.
    pub(crate) to: usize,
}

impl Dict {
    /// Takes the bytes of a map, which ends where it is said; `None` when they are none.
    #[must_use]
    pub fn new(bytes: Vec<u8>, end: usize) -> Option<Self> {
        let number = |at: usize| Some(u64::from_le_bytes(*bytes.get(at..)?.first_chunk()?));
        // Two numbers before the states, two and a sum behind; the map of the empty key alone has no states.
        let states = end.checked_sub(20)?;
        let root = usize::try_from(number(states + 8)?).ok()?;
        (end >= 36 && number(0)? == VERSION && root < states).then_some(Self { bytes, root, end })
    }

    /// What stands behind the map.
    #[must_use]
    pub fn beyond(&self) -> &[u8] {
        self.bytes.get(self.end..).unwrap_or_default()
    }

    /// How many keys it has, as it says itself.
    #[must_use]
    pub fn len(&self) -> u64 {
        self.number(self.end - 20, 8)
    }

    /// True when it has no key.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The value of a key.
    #[must_use]
    pub fn get(&self, key: &[u8]) -> Option<u64> {
        let mut state = self.state(self.root);
        let mut sum = 0u64;
        for byte in key {
            let way = self.way_of(&state, *byte)?;
            sum = sum.wrapping_add(way.adds);
            state = self.state(way.to);
        }
        state.last.then(|| sum.wrapping_add(state.adds))
    }

    /// The state where every key begins.
    pub(crate) fn root(&self) -> State {
        self.state(self.root)
    }

    #[inline]
    fn byte(&self, at: usize) -> u8 {
        self.bytes.get(at).copied().unwrap_or(0)
    }

    /// A number of so many bytes, at most eight.
    #[inline]
    fn number(&self, at: usize, width: usize) -> u64 {
        // Behind the states stand twenty bytes more: eight can always be read.
        let Some(eight) = self.bytes.get(at..).and_then(<[u8]>::first_chunk) else {
            return 0;
        };
        let number = u64::from_le_bytes(*eight);
        match width {
            0 => 0,
            1..=7 => number & ((1 << (8 * width)) - 1),
            _ => number,
        }
    }

    /// Where a distance leads; none = the end.
    #[inline]
    fn back(start: usize, distance: u64) -> usize {
        match distance {
            0 => END as usize,
            distance => start.saturating_sub(distance as usize),
        }
    }

    /// The state whose last byte stands there.
    #[inline]
    pub(crate) fn state(&self, at: usize) -> State {
        let mut state = State::default();
        if at == END as usize {
            state.last = true;
            return state;
        }
        let mark = self.byte(at);
        let low = usize::from(mark & 63);
        if mark & 0x80 != 0 {
            state.ways = 1;
            let (input, at) = match low {
                0 => (self.byte(at.wrapping_sub(1)), at.saturating_sub(1)),
                code => (FREQUENT[code - 1], at),
            };
            state.only.input = input;
            if mark & 0x40 != 0 {
                state.only.to = at.saturating_sub(1);
                return state;
            }
            let sizes = usize::from(self.byte(at.wrapping_sub(1)));
            let (step, width) = (sizes >> 4, sizes & 15);
            let distance = at.saturating_sub(1 + step);
            let start = distance.saturating_sub(width);
            state.only.adds = self.number(start, width);
            state.only.to = Self::back(start, self.number(distance, step));
            return state;
        }
        state.last = mark & 0x40 != 0;
        let (ways, at) = match low {
            0 => (
                usize::from(self.byte(at.wrapping_sub(1))),
                at.saturating_sub(1),
            ),
            ways => (ways, at),
        };
        // 256 does not fit a byte and 1 never stands here.
        state.ways = if low == 0 && ways == 1 { 256 } else { ways };
        let sizes = usize::from(self.byte(at.wrapping_sub(1)));
        (state.step, state.width) = (sizes >> 4, sizes & 15);
        let table = if state.ways > TABLE_FROM { 256 } else { 0 };
        state.inputs = at.saturating_sub(1 + table);
        state.distances = state.inputs.saturating_sub(state.ways);
        state.sums = state.distances.saturating_sub(state.ways * state.step);
        state.start = state.sums.saturating_sub(state.ways * state.width);
        if state.last {
            state.start = state.start.saturating_sub(state.width);
            state.adds = self.number(state.start, state.width);
        }
        state
    }

    /// The byte of a state's way `n`, in their order.
    #[inline]
    pub(crate) fn input(&self, state: &State, n: usize) -> u8 {
        match state.inputs {
            0 => state.only.input,
            inputs => self.byte(inputs.saturating_sub(n + 1)),
        }
    }

    /// A state's way `n`.
    #[inline]
    pub(crate) fn way(&self, state: &State, n: usize) -> Way {
        if state.inputs == 0 {
            return state.only;
        }
        let next = n + 1;
        let number =
            |end: usize, width: usize| self.number(end.saturating_sub(next * width), width);
        Way {
            input: self.input(state, n),
            adds: number(state.sums, state.width),
            to: Self::back(state.start, number(state.distances, state.step)),
        }
    }

    /// The way that a byte takes.
    pub(crate) fn way_of(&self, state: &State, byte: u8) -> Option<Way> {
        if state.inputs == 0 {
            return (state.ways == 1 && state.only.input == byte).then_some(state.only);
        }
        let n = if state.ways > TABLE_FROM {
            usize::from(self.byte(state.inputs + usize::from(byte)))
        } else {
            let inputs = self.bytes.get(state.distances..state.inputs)?;
            inputs.iter().rev().position(|input| *input == byte)?
        };
        (n < state.ways).then(|| self.way(state, n))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pack::automaton;

    /// Every key with its value, in order.
    fn all(dict: &Dict) -> Vec<(Vec<u8>, u64)> {
        let mut out = Vec::new();
        crate::walk::walk(dict, b"", None, &mut 100_000, &mut |key, value, _| {
            out.push((key.to_vec(), value));
            true
        });
        out
    }

    #[test]
    fn damaged_bytes_end_without_a_panic() {
        let words: Vec<(Vec<u8>, u64)> = (0..400u64)
            .map(|n| (format!("w{:03}{}", n, n * 7 % 13).into_bytes(), n * n * 31))
            .collect();
        let borrowed: Vec<(&[u8], u64)> = words.iter().map(|(k, v)| (k.as_slice(), *v)).collect();
        let bytes = automaton::write(&borrowed);
        assert_eq!(all(&Dict::new(bytes.clone(), bytes.len()).unwrap()), words);
        for len in 0..bytes.len() {
            if let Some(dict) = Dict::new(bytes[..len].to_vec(), len) {
                let _ = (all(&dict), dict.get(b"w0011"), dict.len());
            }
        }
        for at in 0..bytes.len() {
            for value in [0, 1, 0x40, 0x80, 0xC0, 0xFF] {
                let mut damaged = bytes.clone();
                damaged[at] = value;
                if let Some(dict) = Dict::new(damaged, bytes.len()) {
                    let _ = (all(&dict), dict.get(b"w0011"), dict.len());
                }
            }
        }
    }
}
