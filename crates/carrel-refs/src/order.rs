//! Sorting of short or nearly sorted lists. The standard sort costs 3-37 KB of wasm for each type it meets.

/// Sorts by a number; equal ones stay in order. Cost: the number of pairs that stand the wrong way round.
pub fn sort_by<T>(list: &mut [T], key: impl Fn(&T) -> usize) {
    for end in 1..list.len() {
        let mut at = end;
        while at > 0 && key(&list[at - 1]) > key(&list[at]) {
            list.swap(at - 1, at);
            at -= 1;
        }
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn equal_ones_stay_in_order() {
        let mut list = [(2, 'a'), (1, 'b'), (2, 'c'), (0, 'd'), (1, 'e')];
        super::sort_by(&mut list, |(key, _)| *key);
        assert_eq!(list.map(|(_, name)| name), ['d', 'b', 'e', 'a', 'c']);
        super::sort_by(&mut [] as &mut [u8], |_| 0);
    }
}
