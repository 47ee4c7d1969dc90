//! The one way the engine walks a dictionary: keys with a prefix that may also be spelled like a word.
//!
//! Own code over the automaton's nodes instead of `fst`'s streams: those are copied into the wasm for
//! every kind of pattern (4 KB each), and they cannot say how far a key was from the word.

use fst::Map;
use fst::raw::Output;

use crate::spelling::{Cost, Speller};

/// Gives every key that begins with `prefix`, and is near enough to the speller's word when there is
/// one, with its value and its cost, in order, until `take` says that it is enough.
///
/// `steps` is what may still be looked at, in edges of the dictionary; at 0 the walk ends.
pub(crate) fn walk(
    map: &Map<Vec<u8>>,
    prefix: &[u8],
    mut speller: Option<&mut Speller>,
    steps: &mut u32,
    take: &mut dyn FnMut(&[u8], u64, Cost) -> bool,
) {
    let fst = map.as_fst();
    let mut node = fst.root();
    let mut out = Output::zero();
    let mut key: Vec<u8> = Vec::with_capacity(32);
    for byte in prefix {
        let Some(at) = node.find_input(*byte) else {
            return;
        };
        let edge = node.transition(at);
        out = out.cat(edge.out);
        node = fst.node(edge.addr);
        key.push(*byte);
        if let Some(speller) = speller.as_deref_mut()
            && !speller.step(&key)
        {
            return;
        }
    }
    let base = key.len();
    let mut stack = vec![(node, out, 0usize)];
    if !offer(&stack, &key, &speller, take) {
        return;
    }
    while let Some((node, out, next)) = stack.last_mut() {
        if *next == node.len() {
            stack.pop();
            if key.len() > base {
                key.pop();
            }
            continue;
        }
        if *steps == 0 {
            return;
        }
        *steps -= 1;
        let edge = node.transition(*next);
        let sum = out.cat(edge.out);
        *next += 1;
        key.push(edge.inp);
        if let Some(speller) = speller.as_deref_mut()
            && !speller.step(&key)
        {
            key.pop();
            continue;
        }
        stack.push((fst.node(edge.addr), sum, 0));
        if !offer(&stack, &key, &speller, take) {
            return;
        }
    }
}

/// Gives the key on top of the stack, when it is one; false when that is enough.
fn offer(
    stack: &[(fst::raw::Node<'_>, Output, usize)],
    key: &[u8],
    speller: &Option<&mut Speller>,
    take: &mut dyn FnMut(&[u8], u64, Cost) -> bool,
) -> bool {
    let Some((node, out, _)) = stack.last().filter(|(node, ..)| node.is_final()) else {
        return true;
    };
    let cost = match speller {
        Some(speller) => match speller.cost() {
            Some(cost) => cost,
            None => return true,
        },
        None => 0,
    };
    take(key, out.cat(node.final_output()).value(), cost)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys(prefix: &str, like: Option<&str>, mut steps: u32) -> String {
        let words = ["car", "card", "cart", "cat", "dog", "dot"];
        let map = Map::from_iter(words.iter().enumerate().map(|(n, w)| (w, n as u64 * 7))).unwrap();
        let bytes = Map::new(map.as_fst().as_bytes().to_vec()).unwrap();
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
}
