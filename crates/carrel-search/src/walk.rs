//! The one way the engine walks a dictionary: keys with a prefix that may also be spelled like a word.
//!
//! Own code over the automaton's states instead of `fst`'s streams: those are copied into the wasm for
//! every kind of pattern (4 KB each), and they cannot say how far a key was from the word.

use crate::pack::dict::SHOWN;
use crate::pack::states::{Dict, State};
use crate::spelling::{Cost, Speller};

/// Gives every key that begins with `prefix`, and is near enough to the speller's word when there is
/// one, with its value and its cost, in order, until `take` says that it is enough.
///
/// `steps` is what may still be looked at, in edges of the dictionary; at 0 the walk ends.
#[cfg_attr(feature = "fast", optimize(speed))]
pub(crate) fn walk(
    dict: &Dict,
    prefix: &[u8],
    mut speller: Option<&mut Speller>,
    steps: &mut u32,
    take: &mut dyn FnMut(&[u8], u64, Cost) -> bool,
) {
    let mut state = dict.root();
    let mut sum = 0u64;
    let mut key: Vec<u8> = Vec::with_capacity(32);
    for byte in prefix {
        let Some(way) = dict.way_of(&state, *byte) else {
            return;
        };
        sum = sum.wrapping_add(way.adds);
        state = dict.state(way.to);
        key.push(*byte);
        if let Some(speller) = speller.as_deref_mut()
            && !speller.step(&key)
        {
            return;
        }
    }
    let mut stack: Vec<(State, u64, usize)> = Vec::with_capacity(16);
    if !offer(&state, sum, &key, &speller, take) {
        return;
    }
    stack.push((state, sum, 0));
    while let Some((state, sum, next)) = stack.last_mut() {
        if *next >= state.ways {
            stack.pop();
            // Past the prefix every state on the stack has its byte; the last pop may take one of the prefix, too.
            key.pop();
            continue;
        }
        if *steps == 0 {
            return;
        }
        *steps -= 1;
        let n = *next;
        *next += 1;
        key.push(dict.input(state, n));
        if let Some(speller) = speller.as_deref_mut()
            && !speller.step(&key)
        {
            key.pop();
            continue;
        }
        let way = dict.way(state, n);
        let sum = sum.wrapping_add(way.adds);
        let state = dict.state(way.to);
        if !offer(&state, sum, &key, &speller, take) {
            return;
        }
        if state.ways == 0 {
            key.pop();
        } else {
            stack.push((state, sum, 0));
        }
    }
}

/// Gives headings that begin with `prefix`, at most so many, from all along them: what a state may give is shared by its ways, and
/// what one of them does not need the next ones have. So where there are more, none of the letters that follow is left out.
///
/// `take` is asked first with what a heading begins with, and `false`, whether it is worth having; then with the whole key, and
/// `true`. The values of the first may be those of another heading that differs in capitals or accents alone. Gives how many of
/// `most` are left.
pub(crate) fn spread(
    dict: &Dict,
    prefix: &[u8],
    most: usize,
    take: &mut dyn FnMut(&[u8], u64, bool) -> bool,
) -> usize {
    let mut state = dict.root();
    let mut sum = 0u64;
    for byte in prefix {
        let Some(way) = dict.way_of(&state, *byte) else {
            return most;
        };
        sum = sum.wrapping_add(way.adds);
        state = dict.state(way.to);
    }
    let mut key = prefix.to_vec();
    let mut left = most;
    let mut stack: Vec<(State, u64, usize, usize)> = vec![(state, sum, 0, most)];
    while let Some((state, sum, next, own)) = stack.last_mut() {
        if *next >= state.ways || *own == 0 {
            left = *own;
            stack.pop();
            key.pop();
            if let Some((_, _, _, own)) = stack.last_mut() {
                *own += left;
            }
            continue;
        }
        let n = *next;
        *next += 1;
        let mut share = own.div_ceil(state.ways - n);
        *own -= share;
        let way = dict.way(state, n);
        let sum = sum.wrapping_add(way.adds);
        key.push(way.input);
        let passed = way.input == SHOWN && !take(&key, sum, false);
        let state = dict.state(way.to);
        if passed || state.last {
            share -= 1;
        }
        if !passed && state.last {
            take(&key, sum.wrapping_add(state.adds), true);
        }
        if passed || state.ways == 0 {
            key.pop();
            if let Some((_, _, _, own)) = stack.last_mut() {
                *own += share;
            }
        } else {
            stack.push((state, sum, 0, share));
        }
    }
    left
}

/// Gives the key that ends in a state, when one does; false when that is enough.
#[inline]
fn offer(
    state: &State,
    sum: u64,
    key: &[u8],
    speller: &Option<&mut Speller>,
    take: &mut dyn FnMut(&[u8], u64, Cost) -> bool,
) -> bool {
    if !state.last {
        return true;
    }
    let cost = match speller {
        Some(speller) => match speller.cost() {
            Some(cost) => cost,
            None => return true,
        },
        None => 0,
    };
    take(key, sum.wrapping_add(state.adds), cost)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys(prefix: &str, like: Option<&str>, mut steps: u32) -> String {
        let words = ["car", "card", "cart", "cat", "dog", "dot"];
        let map =
            fst::Map::from_iter(words.iter().enumerate().map(|(n, w)| (w, n as u64 * 7))).unwrap();
        let bytes = map.as_fst().as_bytes().to_vec();
        let end = bytes.len();
        let bytes = Dict::new(bytes, end).unwrap();
        let mut speller = like.and_then(|w| Speller::new(w, 100));
        let mut out = Vec::new();
        walk(
            &bytes,
            prefix.as_bytes(),
            speller.as_mut(),
            &mut steps,
            &mut |key, value, cost| {
                let key = core::str::from_utf8(key).unwrap();
                assert_eq!(words[value as usize / 7], key);
                out.push(if like.is_some() {
                    format!("{key}:{cost}")
                } else {
                    key.to_owned()
                });
                true
            },
        );
        out.join(" ")
    }

    #[test]
    fn keys_with_a_prefix_and_a_likeness() {
        assert_eq!(keys("", None, 99), "car card cart cat dog dot");
        assert_eq!(keys("car", None, 99), "car card cart");
        assert_eq!(keys("cars", None, 99), "");
        assert_eq!(keys("", Some("cat"), 99), "car:85 cart:50 cat:0");
        assert_eq!(keys("d", Some("doh"), 99), "dog:85 dot:100");
        assert_eq!(keys("", None, 3), "car");
    }

    #[test]
    fn where_there_are_many_every_letter_has_its_share() {
        let mut keys: Vec<String> = Vec::new();
        for first in ["a", "b", "c"] {
            keys.extend((0..100).map(|n| format!("{first}{n:02}")));
        }
        keys.extend(["d".to_owned(), "da".to_owned()]);
        keys = keys
            .iter()
            .map(|k| format!("{k}\u{1f}{}", k.to_uppercase()))
            .collect();
        let map = fst::Map::from_iter(keys.iter().enumerate().map(|(n, k)| (k, n as u64))).unwrap();
        let bytes = map.as_fst().as_bytes().to_vec();
        let end = bytes.len();
        let map = Dict::new(bytes, end).unwrap();
        let take = |prefix: &str, most, worth: &dyn Fn(&str) -> bool| {
            let (mut got, mut asked) = (Vec::new(), 0);
            let left = spread(&map, prefix.as_bytes(), most, &mut |key, value, whole| {
                let key = core::str::from_utf8(key).unwrap();
                if whole {
                    assert_eq!(keys[value as usize], key);
                    got.push(key.split('\u{1f}').next().unwrap().to_owned());
                } else {
                    asked += 1;
                }
                whole || worth(key)
            });
            assert!(asked <= most, "{prefix} {most}: {asked}");
            (got, left)
        };
        let (got, left) = take("", 10_000, &|_| true);
        assert_eq!((got.len(), left), (302, 10_000 - 302));
        // Twenty: five of each, but d has two.
        let (got, left) = take("", 20, &|_| true);
        assert_eq!((got.len(), left), (17, 3));
        for first in ["a", "b", "c"] {
            let own = got.iter().filter(|k| k.starts_with(first)).count();
            assert_eq!(own, 5, "{first}: {got:?}");
        }
        assert_eq!(take("a", 3, &|_| true).0, ["a00", "a10", "a20"]);
        assert_eq!(take("c7", 100, &|_| true).0.len(), 10);
        assert_eq!(take("x", 100, &|_| true), (Vec::new(), 100));
        // What is not worth having costs one all the same.
        let (got, left) = take("", 10_000, &|key| key.starts_with('d'));
        assert_eq!((got.len(), left), (2, 10_000 - 302));
    }
}
