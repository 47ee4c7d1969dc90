//! One sort for everything the engine sorts.
//!
//! Every element type that `slice::sort` meets costs 3-37 KB of wasm (measured with twiggy: 73 KB
//! of the first engine were copies of it). So whatever is sorted becomes a number and a position.

/// Sorts by number, equal ones as they were: byte after byte from the last (radix sort, Knuth 5.2.5), bytes that are the
/// same in all keys left out. Small in the wasm, as a heap sort is, and three to five times as fast from a hundred keys on.
#[cfg_attr(feature = "fast", optimize(speed))]
pub(crate) fn sort_keys(keys: &mut Vec<(u64, u32)>) {
    if keys.len() <= 48 {
        for end in 1..keys.len() {
            let mut at = end;
            while at > 0 && keys[at - 1].0 > keys[at].0 {
                keys.swap(at - 1, at);
                at -= 1;
            }
        }
        return;
    }
    let first = keys[0].0;
    let differ = keys.iter().fold(0, |bits, (key, _)| bits | (key ^ first));
    let mut other = keys.clone();
    for shift in (0..64).step_by(8).filter(|s| differ >> s & 0xFF != 0) {
        let byte = |key: u64| (key >> shift) as usize & 0xFF;
        let mut places = [0u32; 257];
        keys.iter().for_each(|(key, _)| places[byte(*key) + 1] += 1);
        for at in 0..256 {
            places[at + 1] += places[at];
        }
        for pair in keys.iter() {
            let place = &mut places[byte(pair.0)];
            other[*place as usize] = *pair;
            *place += 1;
        }
        core::mem::swap(keys, &mut other);
    }
}

/// Puts `list` in the order of `key`, equal ones as they were.
pub(crate) fn sort_by_number<T>(list: &mut [T], mut key: impl FnMut(&T) -> u64) {
    let mut keys: Vec<(u64, u32)> = Vec::with_capacity(list.len());
    for x in &*list {
        keys.push((key(x), keys.len() as u32));
    }
    sort_keys(&mut keys);
    settle(&mut keys, &mut |one, other| list.swap(one, other));
}

/// Exchanges so that what each key names comes to its place, along the cycles of the permutation.
fn settle(keys: &mut [(u64, u32)], exchange: &mut dyn FnMut(usize, usize)) {
    for first in 0..keys.len() {
        let mut at = first;
        while let Some((_, from)) = keys.get_mut(at) {
            let from = core::mem::replace(from, at as u32) as usize;
            if from == first {
                break;
            }
            exchange(at, from);
            at = from;
        }
    }
}

/// Moves an element behind all others, which stay in their order: for lists whose last is the one used last.
pub(crate) fn to_end<T>(list: &mut [T], at: usize) {
    for next in at + 1..list.len() {
        list.swap(next - 1, next);
    }
}

/// `Vec::retain` in one loop: the standard one has two, for every closure that it meets.
pub(crate) fn keep<T>(list: &mut Vec<T>, mut fits: impl FnMut(&T) -> bool) {
    let mut kept = 0;
    for at in 0..list.len() {
        if fits(&list[at]) {
            list.swap(kept, at);
            kept += 1;
        }
    }
    list.truncate(kept);
}

/// A number that sorts as the score does, the highest first.
pub(crate) fn best_first(score: f32) -> u32 {
    !up(score)
}

/// A number that sorts as the float does (IEEE 754 total order).
fn up(x: f32) -> u32 {
    let bits = x.to_bits();
    if bits >> 31 == 1 {
        !bits
    } else {
        bits | 1 << 31
    }
}

/// A number that sorts as the signed number does.
pub(crate) fn signed(n: i32) -> u32 {
    (n as u32) ^ (1 << 31)
}

/// The first eight bytes of a text as a number: sorts as the text does as far as that reaches.
pub(crate) fn head(text: &str) -> u64 {
    let mut bytes = [0u8; 8];
    for (to, from) in bytes.iter_mut().zip(text.bytes()) {
        *to = from;
    }
    u64::from_be_bytes(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_sort_as_what_they_stand_for() {
        let floats = [-7.5f32, -0.1, 0.0, 0.1, 3.0, 3.5, 1e9];
        assert!(
            floats
                .windows(2)
                .all(|w| best_first(w[0]) > best_first(w[1]))
        );
        let ints = [i32::MIN, -5, 0, 5, i32::MAX];
        assert!(ints.windows(2).all(|w| signed(w[0]) < signed(w[1])));
        let texts = ["", "a", "ab", "abcdefgh", "b"];
        assert!(texts.windows(2).all(|w| head(w[0]) < head(w[1])));
    }

    #[test]
    fn the_heap_sort_sorts() {
        let mut seed = 7u64;
        for len in 0..200 {
            let mut keys: Vec<(u64, u32)> = (0..len)
                .map(|at| {
                    seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
                    (seed >> 60, at)
                })
                .collect();
            let mut expected = keys.clone();
            expected.sort_unstable();
            sort_keys(&mut keys);
            assert_eq!(keys, expected);
        }
    }

    #[test]
    fn equal_keys_keep_their_order() {
        let mut list = vec![("b", 2), ("a", 1), ("c", 2), ("d", 1)];
        sort_by_number(&mut list, |x| x.1);
        assert_eq!(list, [("a", 1), ("d", 1), ("b", 2), ("c", 2)]);
        let mut seed = 3u32;
        for len in 0..120 {
            let mut list: Vec<(u32, u32)> = (0..len)
                .map(|at| {
                    seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                    (seed >> 28, at)
                })
                .collect();
            let mut expected = list.clone();
            expected.sort();
            sort_by_number(&mut list, |x| u64::from(x.0));
            assert_eq!(list, expected);
            if let Some(first) = list.first().copied() {
                to_end(&mut list, 0);
                expected.remove(0);
                expected.push(first);
                assert_eq!(list, expected);
            }
            keep(&mut list, |x| x.0 % 3 == 1);
            expected.retain(|x| x.0 % 3 == 1);
            assert_eq!(list, expected);
        }
    }
}
