//! Writes an `fst` map (version 3 of its format) with the same bytes on every machine.
//!
//! The crate's own builder shares equal states through a cache whose places depend on the width of a
//! pointer, so that wasm and a 64-bit command would write different dictionaries of the same words, and
//! a site made in the browser would differ from the command's. Dictionary files are small, so here every
//! state is remembered: equal states are always shared, and the result is a little smaller, too.
//!
//! Layout of a state, written from its end: what it is, its inputs, where they lead as distances backwards,
//! what they add to the value; states stand behind the states they lead to. [`super::states`] reads it.

use std::collections::HashMap;

/// Version of the format.
pub(super) const VERSION: u64 = 3;
/// Stands for the final state that leads nowhere.
pub(super) const END: u64 = 0;
/// More inputs than this and the state has a table of all bytes.
pub(super) const TABLE_FROM: usize = 32;
/// Inputs that need no byte of their own in a state with one input; the code is the place, from 1.
pub(super) const FREQUENT: &[u8; 63] =
    b"te/oasripcnw.hlm-du012g=:bf3y5&_4v9678k%?xCDASFIBEjPTzRNM+LOqHG";

/// A state: whether a word ends here, what that adds, and where each byte leads.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
struct State {
    last: bool,
    adds: u64,
    ways: Vec<Way>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
struct Way {
    input: u8,
    adds: u64,
    to: u64,
}

/// A state on the path of the newest word: the way that the word takes is not finished.
#[derive(Default)]
struct Open {
    state: State,
    way: Option<(u8, u64)>,
}

/// The map of keys, in ascending order and without repeats, to values.
#[must_use]
pub(crate) fn write(entries: &[(&[u8], u64)]) -> Vec<u8> {
    let mut writer = Writer {
        out: Vec::new(),
        known: HashMap::new(),
        newest: 1,
    };
    writer.out.extend_from_slice(&VERSION.to_le_bytes());
    // The kind of map, for users of the format; it has no meaning here.
    writer.out.extend_from_slice(&0u64.to_le_bytes());

    let mut path = vec![Open::default()];
    for (key, value) in entries {
        let (depth, rest) = share(&mut path, key, *value);
        writer.close(&mut path, depth);
        if depth == key.len() {
            // Only the empty key, which comes first, ends where the path begins.
            path[depth].state.last = true;
            path[depth].state.adds = rest;
            continue;
        }
        let mut adds = rest;
        for input in &key[depth..] {
            if let Some(open) = path.last_mut() {
                open.way = Some((*input, adds));
            }
            adds = 0;
            path.push(Open::default());
        }
        if let Some(open) = path.last_mut() {
            open.state.last = true;
        }
    }
    writer.close(&mut path, 0);
    let root = writer.put(core::mem::take(&mut path[0].state));
    writer
        .out
        .extend_from_slice(&(entries.len() as u64).to_le_bytes());
    writer.out.extend_from_slice(&root.to_le_bytes());
    let sum = masked_crc32c(&writer.out);
    writer.out.extend_from_slice(&sum.to_le_bytes());
    writer.out
}

/// Follows a key as far as the path goes, and moves what the values have in common to the front. Gives how
/// far it went and what of the value is left.
fn share(path: &mut [Open], key: &[u8], mut value: u64) -> (usize, u64) {
    for (at, input) in key.iter().enumerate() {
        let Some((_, adds)) = path[at].way.as_mut().filter(|(on, _)| on == input) else {
            return (at, value);
        };
        let common = (*adds).min(value);
        let over = *adds - common;
        *adds = common;
        value -= common;
        if over > 0 {
            let next = &mut path[at + 1];
            if next.state.last {
                next.state.adds += over;
            }
            next.state.ways.iter_mut().for_each(|w| w.adds += over);
            if let Some((_, adds)) = &mut next.way {
                *adds += over;
            }
        }
    }
    (key.len(), value)
}

struct Writer {
    out: Vec<u8>,
    known: HashMap<State, u64>,
    /// Where the state written last ends.
    newest: u64,
}

impl Writer {
    /// Writes the states of the path below a depth: no later word comes there.
    fn close(&mut self, path: &mut Vec<Open>, depth: usize) {
        while path.len() > depth + 1 {
            let Some(open) = path.pop() else { return };
            let to = self.put(open.state);
            if let Some(above) = path.last_mut()
                && let Some((input, adds)) = above.way.take()
            {
                above.state.ways.push(Way { input, adds, to });
            }
        }
    }

    /// Where the state stands; writes it when no equal one does.
    fn put(&mut self, state: State) -> u64 {
        if state.last && state.ways.is_empty() && state.adds == 0 {
            return END;
        }
        if let Some(at) = self.known.get(&state) {
            return *at;
        }
        let start = self.out.len() as u64;
        match &state.ways[..] {
            [way] if !state.last && way.adds == 0 && way.to == self.newest => {
                self.one(0b1100_0000, way.input);
            }
            [way] if !state.last => {
                let adds = if way.adds == 0 { 0 } else { width(way.adds) };
                let distance = distance(start, way.to);
                self.number(way.adds, adds);
                self.number(distance, width(distance));
                self.out.push(width(distance) << 4 | adds);
                self.one(0b1000_0000, way.input);
            }
            _ => self.many(&state, start),
        }
        self.newest = self.out.len() as u64 - 1;
        self.known.insert(state, self.newest);
        self.newest
    }

    fn one(&mut self, mark: u8, input: u8) {
        let code = FREQUENT
            .iter()
            .position(|b| *b == input)
            .map_or(0, |at| at as u8 + 1);
        if code == 0 {
            self.out.push(input);
        }
        self.out.push(mark | code);
    }

    fn many(&mut self, state: &State, start: u64) {
        let ways = &state.ways;
        let any = state.adds > 0 || ways.iter().any(|w| w.adds > 0);
        let adds = if any {
            ways.iter()
                .map(|w| width(w.adds))
                .fold(width(state.adds), u8::max)
        } else {
            0
        };
        let step = ways
            .iter()
            .map(|w| width(distance(start, w.to)))
            .max()
            .unwrap_or(0);
        if any {
            if state.last {
                self.number(state.adds, adds);
            }
            ways.iter().rev().for_each(|w| self.number(w.adds, adds));
        }
        ways.iter()
            .rev()
            .for_each(|w| self.number(distance(start, w.to), step));
        self.out.extend(ways.iter().rev().map(|w| w.input));
        if ways.len() > TABLE_FROM {
            let mut table = [255u8; 256];
            for (at, way) in ways.iter().enumerate() {
                table[usize::from(way.input)] = at as u8;
            }
            self.out.extend_from_slice(&table);
        }
        self.out.push(step << 4 | adds);
        let mark = if state.last { 0b0100_0000 } else { 0 };
        match ways.len() {
            count @ 1..=63 => self.out.push(mark | count as u8),
            // 256 does not fit a byte and 1 never stands here, so 1 means 256.
            256 => self.out.extend_from_slice(&[1, mark]),
            count => self.out.extend_from_slice(&[count as u8, mark]),
        }
    }

    fn number(&mut self, n: u64, width: u8) {
        self.out
            .extend_from_slice(&n.to_le_bytes()[..usize::from(width)]);
    }
}

/// How far back a state stands; the final state that leads nowhere has no place.
fn distance(from: u64, to: u64) -> u64 {
    if to == END { 0 } else { from - to }
}

/// Bytes that hold a number, at least one.
fn width(n: u64) -> u8 {
    (8 - (n.leading_zeros() / 8) as u8).max(1)
}

/// CRC-32C (RFC 3720) of the whole, turned and shifted as the Snappy framing format does it.
fn masked_crc32c(bytes: &[u8]) -> u32 {
    let mut table = [0u32; 256];
    for (n, place) in table.iter_mut().enumerate() {
        let mut c = n as u32;
        for _ in 0..8 {
            c = if c & 1 == 1 {
                0x82F6_3B78 ^ c >> 1
            } else {
                c >> 1
            };
        }
        *place = c;
    }
    let crc = bytes.iter().fold(!0u32, |crc, byte| {
        table[(crc as u8 ^ byte) as usize] ^ crc >> 8
    });
    (!crc).rotate_right(15).wrapping_add(0xA282_EAD8)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pack::states::Dict;
    use fst::{Map, MapBuilder, Streamer};

    /// Written here, read by the crate, compared pair by pair; also its own check of the sum.
    fn check(entries: &[(Vec<u8>, u64)]) -> usize {
        let borrowed: Vec<(&[u8], u64)> = entries.iter().map(|(k, v)| (k.as_slice(), *v)).collect();
        let bytes = write(&borrowed);
        let length = bytes.len();
        let map = Map::new(bytes).expect("it opens");
        map.as_fst().verify().expect("its sum is right");
        assert_eq!(map.len(), entries.len());
        let mut stream = map.stream();
        let mut expected = entries.iter();
        while let Some((key, value)) = stream.next() {
            assert_eq!(expected.next(), Some(&(key.to_vec(), value)));
        }
        assert!(expected.next().is_none());
        let bytes = map.as_fst().as_bytes().to_vec();
        let end = bytes.len();
        let own = Dict::new(bytes, end).expect("it opens here");
        assert_eq!(own.len(), entries.len() as u64);
        for (key, value) in entries {
            assert_eq!(map.get(key), Some(*value), "{key:?}");
            assert_eq!(own.get(key), Some(*value), "{key:?}");
            let mut other = key.clone();
            other.push(b'!');
            assert_eq!(map.get(&other), None);
            assert_eq!(own.get(&other), None);
        }
        let mut walked = Vec::new();
        let mut steps = u32::MAX;
        crate::walk::walk(&own, b"", None, &mut steps, &mut |key, value, _| {
            walked.push((key.to_vec(), value));
            true
        });
        assert!(walked == entries, "a walk gives every key in order");
        length
    }

    /// Words with shared beginnings and ends, some of them long, values of every width.
    fn words(count: u64) -> Vec<(Vec<u8>, u64)> {
        let mut seed = 7u64;
        let mut next = |of: u64| {
            seed = seed
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            (seed >> 33) % of
        };
        let parts = [
            "un", "wild", "thing", "s", "ing", "é", "a", "or", "tion", "x", "th", "-", "ñ", "10",
        ];
        let mut list: Vec<(Vec<u8>, u64)> = (0..count)
            .map(|_| {
                let length = 1 + next(6);
                let word: String = (0..length).map(|_| parts[next(14) as usize]).collect();
                let bits = next(64);
                (word.into_bytes(), next(u64::MAX) & ((1 << bits) - 1))
            })
            .collect();
        list.sort();
        list.dedup_by(|a, b| a.0 == b.0);
        list
    }

    #[test]
    fn the_crate_reads_what_is_written_here() {
        check(&[]);
        check(&[(b"".to_vec(), 0)]);
        check(&[(b"".to_vec(), 9), (b"a".to_vec(), 3)]);
        check(&[
            (b"a".to_vec(), u64::MAX),
            (b"ab".to_vec(), 0),
            (b"b".to_vec(), 1),
        ]);
        let list = words(20_000);
        assert!(list.len() > 5000);
        check(&list);
        for length in 1..60 {
            check(&list[..length]);
        }
    }

    #[test]
    fn every_byte_can_be_an_input_alone_and_among_many() {
        let one: Vec<u8> = (0..=255).collect();
        check(&[(one, 5)]);
        for count in [1, 31, 32, 33, 63, 64, 65, 255, 256] {
            let list: Vec<(Vec<u8>, u64)> =
                (0..count).map(|b| (vec![b as u8, b'x'], b * 77)).collect();
            check(&list);
        }
    }

    #[test]
    fn it_is_no_larger_than_what_the_crate_writes() {
        let list = words(60_000);
        let mut builder = MapBuilder::memory();
        for (key, value) in &list {
            builder.insert(key, *value).expect("sorted");
        }
        let theirs = builder.into_inner().expect("built");
        assert!(check(&list) <= theirs.len());
        // What the crate writes is read, too.
        let end = theirs.len();
        let own = Dict::new(theirs, end).expect("it opens here");
        for (key, value) in &list {
            assert_eq!(own.get(key), Some(*value), "{key:?}");
        }
    }
}
