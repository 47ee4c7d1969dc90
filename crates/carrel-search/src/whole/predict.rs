//! Predicts the next bit of a text from what stood before it: several contexts, mixed.
//!
//! The method is Mahoney's (context mixing, as in lpaq and ZPAQ): each context finds a bit history ([`super::states`]), a map
//! learns what a history is worth, a mixer learns which contexts to trust. Whole numbers only, so that every
//! machine predicts the same. Cost: about 0.5 microseconds a bit and 3 MB + [`Model::new`]'s tables.

use super::states::States;

/// Contexts beside the longest match.
const CONTEXTS: usize = 10;
/// What the mixers get: contexts twice, the match twice, a constant.
const INPUTS: usize = 2 * CONTEXTS + 3;
/// Weight sets of the first mixer: 64 places by four lengths of match.
const PLACES: usize = 64;

/// The model of a text in named places (a title, a name).
pub(super) struct Model {
    states: States,
    stretch: Vec<i16>,
    /// Bit histories of all contexts: buckets of 16 bytes, the first a check.
    slots: Vec<u8>,
    mask: usize,
    /// Bucket of each context for this half of a byte.
    bucket: [usize; CONTEXTS],
    hash: [u32; CONTEXTS],
    /// Probability that a history is followed by a 1, 22 bits, and how often that was learned, 10 bits.
    maps: Vec<u32>,
    weights: [Vec<i32>; 2],
    set: [usize; 2],
    input: [i32; INPUTS],
    guess: [i32; 2],
    final_maps: [Vec<u16>; 2],
    final_at: [usize; 2],
    /// Bits of this byte so far, after a 1.
    byte: u32,
    bits: u32,
    history: Vec<u8>,
    place: u32,
    word: u32,
    word_before: u32,
    /// Hash of the text so far.
    text: u32,
    begin: usize,
    /// Last text of each place.
    last: [(u32, u32); PLACES],
    /// Where the last text of this place goes on, while this one is the same.
    same: Option<usize>,
    /// Hashes of the texts before in the same record: the newest, and the one at `key_place`.
    before: u32,
    key: u32,
    key_place: u32,
    matched: usize,
    match_at: usize,
    match_table: Vec<u32>,
    match_maps: [u32; 64],
}

/// Mixes two numbers to one of which all bits are worth the same.
pub(super) fn hash(a: u32, b: u32) -> u32 {
    let x = a.wrapping_mul(0x9E37_79B1) ^ b.wrapping_mul(0x85EB_CA6B).rotate_left(13);
    let x = x ^ (x >> 15);
    x.wrapping_mul(0xC2B2_AE35) ^ (x >> 13)
}

/// Probability (12 bits) of a stretched one (8 bits after the point): 4096 / (1 + e^-x).
fn squash(x: i32) -> i32 {
    const AT: [i32; 33] = [
        1, 2, 3, 6, 10, 16, 27, 45, 73, 120, 194, 310, 488, 747, 1101, 1546, 2047, 2549, 2994,
        3348, 3607, 3785, 3901, 3975, 4022, 4050, 4068, 4079, 4085, 4089, 4092, 4093, 4094,
    ];
    let x = x.clamp(-2047, 2047);
    let (at, rest) = (((x >> 7) + 16) as usize, x & 127);
    (AT[at] * (128 - rest) + AT[at + 1] * rest + 64) >> 7
}

/// Moves a probability of 22 bits towards a bit, the less the oftener it was moved.
pub(super) fn learn(slot: &mut u32, bit: u32, limit: u32) {
    let (count, p) = (*slot & 1023, *slot >> 10);
    let target = if bit == 1 { (1 << 22) - 1 } else { 0 };
    let step = (i64::from(target) - i64::from(p)) * 2 / (2 * i64::from(count) + 3);
    let p = (i64::from(p) + step) as u32;
    *slot = p << 10 | if count < limit { count + 1 } else { count };
}

impl Model {
    /// `log2` of the bytes of bit histories of each context, 12 to 24.
    pub(super) fn new(log2: u32, key_place: u32) -> Self {
        let states = States::new();
        let mut stretch = vec![0i16; 4096];
        let mut from = 0;
        for x in -2047..=2047 {
            let p = squash(x);
            for slot in stretch.iter_mut().take(p as usize + 1).skip(from) {
                *slot = x as i16;
            }
            from = from.max(p as usize + 1);
        }
        for slot in stretch.iter_mut().skip(from) {
            *slot = 2047;
        }
        let mut maps = Vec::with_capacity(CONTEXTS * 256);
        for _ in 0..CONTEXTS {
            maps.extend(states.counts.iter().map(|[zeros, ones]| {
                let (zeros, ones) = (u32::from(*zeros), u32::from(*ones));
                let p = ((ones * 4 + 1) << 16) / ((zeros + ones) * 4 + 2);
                (p << 6).min((1 << 22) - 1) << 10
            }));
        }
        let straight = |sets: usize| {
            (0..sets * 33)
                .map(|i| (squash((i as i32 % 33 - 16) * 128) * 16) as u16)
                .collect::<Vec<u16>>()
        };
        Self {
            states,
            stretch,
            slots: vec![0; CONTEXTS << log2],
            mask: (1 << (log2 - 4)) - 1,
            bucket: [0; CONTEXTS],
            hash: [0; CONTEXTS],
            maps,
            weights: [
                vec![1 << 14; INPUTS * PLACES * 4],
                vec![1 << 14; INPUTS * 256],
            ],
            set: [0; 2],
            input: [0; INPUTS],
            guess: [0; 2],
            final_maps: [straight(1024), straight(1 << 16)],
            final_at: [0; 2],
            byte: 1,
            bits: 0,
            history: Vec::new(),
            place: 0,
            word: 0,
            word_before: 0,
            text: 0,
            begin: 0,
            last: [(0, 0); PLACES],
            same: None,
            before: 0,
            key: 0,
            key_place,
            matched: 0,
            match_at: 0,
            match_table: vec![0; 1 << 18],
            match_maps: [1 << 31; 64],
        }
    }

    /// A text of that place begins.
    pub(super) fn begin(&mut self, place: u32) {
        self.place = place;
        self.text = 0;
        self.word = 0;
        self.word_before = 0;
        self.begin = self.history.len();
        let (from, to) = self.last[place as usize % PLACES];
        self.same = (from < to).then_some(from as usize);
        self.contexts();
    }

    /// The text has ended; its end was coded as a byte.
    pub(super) fn end(&mut self) {
        self.last[self.place as usize % PLACES] = (self.begin as u32, self.history.len() as u32);
        self.before = self.text;
        // The first name says much about the rest of the record.
        if self.key == 0 && self.place == self.key_place {
            self.key = self.text;
        }
    }

    /// The next text is made from this one.
    pub(super) fn hint(&mut self, text: &str) {
        self.key = text
            .bytes()
            .fold(0, |sum, byte| hash(sum, u32::from(byte) + 1));
    }

    /// A record begins.
    pub(super) fn forget(&mut self) {
        self.key = 0;
        self.before = 0;
    }

    fn back(&self, n: usize) -> u32 {
        let at = self.history.len().checked_sub(n);
        at.map_or(0, |at| u32::from(self.history[at]))
    }

    /// The contexts of the byte to come.
    fn contexts(&mut self) {
        let [c1, c2, c3, c4] = [1, 2, 3, 4].map(|n| self.back(n));
        let place = self.place;
        let o2 = c1 | c2 << 8;
        let o3 = o2 | c3 << 16;
        let o4 = o3 | c4 << 24;
        let o6 = hash(o4, self.back(5) | self.back(6) << 8);
        let same = match self.same {
            Some(at) if at < self.last[place as usize % PLACES].1 as usize => {
                u32::from(self.history[at])
            }
            _ => 256,
        };
        let list = [
            c1 | place << 8,
            o2 | place << 16,
            o3,
            o4,
            o6,
            hash(self.word, place),
            hash(self.word, self.word_before),
            hash(self.text, hash(place, self.key)),
            hash(self.text, hash(place, self.before)),
            same | c1 << 9 | place << 17,
        ];
        for (n, (context, of)) in self.hash.iter_mut().zip(list).enumerate() {
            *context = hash(of, n as u32 + 1);
        }
        self.find();
    }

    /// The buckets for the half of a byte to come.
    fn find(&mut self) {
        for n in 0..CONTEXTS {
            let hash = hash(self.hash[n], self.byte.wrapping_mul(0x2545_F491));
            let check = (hash >> 24) as u8;
            let first = hash as usize & self.mask;
            let base = n * (self.mask + 1);
            let at = |i: usize| (base + (first ^ i)) * 16;
            let mut found = None;
            for i in 0..3 {
                let bucket = at(i);
                if self.slots[bucket] == check {
                    found = Some(bucket);
                    break;
                }
            }
            self.bucket[n] = match found {
                Some(bucket) => bucket,
                None => {
                    // The one that was seen least gives way.
                    let least = (0..3).min_by_key(|i| self.slots[at(*i) + 1]).unwrap_or(0);
                    let bucket = at(least);
                    self.slots[bucket..bucket + 16].fill(0);
                    self.slots[bucket] = check;
                    bucket
                }
            };
        }
    }

    /// Where the history of this bit lies in a bucket.
    fn slot(&self, n: usize) -> usize {
        let half = self.bits & 3;
        self.bucket[n] + ((1 << half) | (self.byte as usize & ((1 << half) - 1)))
    }

    /// Probability of a 1, 16 bits, never 0 and never all.
    pub(super) fn predict(&mut self) -> u32 {
        for n in 0..CONTEXTS {
            let state = self.slots[self.slot(n)];
            let p = (self.maps[n << 8 | usize::from(state)] >> 20) as usize;
            (self.input[2 * n], self.input[2 * n + 1]) = match state {
                0 => (0, 0),
                _ => (i32::from(self.stretch[p]), (p as i32 - 2048) >> 1),
            };
        }
        let mut expected = 2;
        let (mut a, mut b) = (0, 0);
        if self.matched > 0 {
            let next = u32::from(self.history[self.match_at]) | 256;
            if next >> (8 - self.bits) == self.byte {
                expected = next >> (7 - self.bits) & 1;
                let p = (self.match_maps[self.matched.min(63)] >> 20) as usize;
                let sign = if expected == 1 { 1 } else { -1 };
                a = sign * i32::from(self.stretch[p]);
                b = sign * (p as i32 - 2048);
            } else {
                self.matched = 0;
            }
        }
        self.input[2 * CONTEXTS] = a;
        self.input[2 * CONTEXTS + 1] = b;
        self.input[2 * CONTEXTS + 2] = 256;
        let long = match (expected, self.matched) {
            (2, _) => 0,
            (_, 0..8) => 1,
            (_, 8..20) => 2,
            _ => 3,
        };
        self.set = [
            (self.place as usize % PLACES * 4 + long) * INPUTS,
            self.byte as usize * INPUTS,
        ];
        for m in 0..2 {
            let weights = &self.weights[m][self.set[m]..self.set[m] + INPUTS];
            let sum: i64 = weights
                .iter()
                .zip(&self.input)
                .map(|(w, x)| i64::from(*w) * i64::from(*x))
                .sum();
            self.guess[m] = (sum >> 16).clamp(-2047, 2047) as i32;
        }
        let mixed = squash((self.guess[0] + self.guess[1]) / 2);
        let x = i32::from(self.stretch[mixed as usize]) + 2048;
        let (low, rest) = (x as usize >> 7, x & 127);
        let sets = [
            self.byte as usize | ((expected as usize + 1) % 3) << 8,
            (self.back(1) << 8 | self.byte) as usize,
        ];
        let mut p = mixed * 32;
        for (m, (set, map)) in sets.into_iter().zip(&self.final_maps).enumerate() {
            let at = set * 33 + low;
            p += (i32::from(map[at]) * (128 - rest) + i32::from(map[at + 1]) * rest) >> 7;
            self.final_at[m] = at + usize::from(rest >= 64);
        }
        ((p >> 2) as u32).clamp(16, 65_520)
    }

    /// Learns the bit that was predicted.
    pub(super) fn update(&mut self, bit: u32) {
        for n in 0..CONTEXTS {
            let slot = self.slot(n);
            let state = usize::from(self.slots[slot]);
            learn(&mut self.maps[n << 8 | state], bit, 255);
            self.slots[slot] = self.states.next[state][bit as usize & 1];
        }
        for m in 0..2 {
            let error = ((bit << 12) as i32 - squash(self.guess[m])) * RATE;
            let set = self.set[m];
            for (w, x) in self.weights[m][set..set + INPUTS]
                .iter_mut()
                .zip(&self.input)
            {
                *w += (x * error + 0x2000) >> 14;
            }
            let goal = if bit == 1 { 65_535 } else { 0 };
            let value = &mut self.final_maps[m][self.final_at[m]];
            *value = (i32::from(*value) + ((goal - i32::from(*value)) >> 6)) as u16;
        }
        if self.matched > 0 {
            let expected = u32::from(self.history[self.match_at]) >> (7 - self.bits) & 1;
            let right = u32::from(expected == bit);
            learn(&mut self.match_maps[self.matched.min(63)], right, 255);
        }
        self.byte = self.byte << 1 | bit;
        self.bits += 1;
        if self.bits == 8 {
            let byte = self.byte as u8;
            (self.byte, self.bits) = (1, 0);
            self.took(byte);
            self.contexts();
        } else if self.bits == 4 {
            self.find();
        }
    }

    /// A whole byte is known.
    fn took(&mut self, byte: u8) {
        self.same = self
            .same
            .filter(|at| self.history[*at] == byte)
            .map(|at| at + 1);
        self.history.push(byte);
        self.text = hash(self.text, u32::from(byte) + 1);
        if byte.is_ascii_alphanumeric() || byte >= 128 {
            self.word = hash(self.word, u32::from(byte.to_ascii_lowercase()) + 7);
        } else if self.word != 0 {
            self.word_before = self.word;
            self.word = 0;
        }
        if self.matched > 0 && self.history[self.match_at] == byte {
            self.matched += 1;
            self.match_at += 1;
        } else {
            self.matched = 0;
        }
        let now = self.history.len();
        if now >= 5 {
            let last = hash(
                hash(
                    self.back(1) | self.back(2) << 8 | self.back(3) << 16,
                    self.back(4),
                ),
                self.back(5),
            );
            let at = (last >> 14) as usize;
            let then = self.match_table[at] as usize;
            if self.matched == 0 && then > 0 {
                let length = (0..32.min(then))
                    .take_while(|i| self.history[then - 1 - i] == self.history[now - 1 - i])
                    .count();
                if length >= 4 {
                    (self.matched, self.match_at) = (length, then);
                }
            }
            self.match_table[at] = now as u32;
        }
    }
}

/// How much a mixer learns from an error.
const RATE: i32 = 4;
