//! Bit histories: what was seen in a context, in one byte.
//!
//! A state stands for a bounded pair of counts (zeros, ones) and, while both are small, for the bit seen last. The table is
//! made by the rules of the ZPAQ specification (level 2, "bit history states"; public domain), so that no table of
//! a kilobyte has to be sent.

/// Next states and counts.
#[derive(Clone, Debug)]
pub(super) struct States {
    /// State after a 0 and after a 1.
    pub(super) next: [[u8; 2]; 256],
    /// Counts of zeros and ones a state stands for.
    pub(super) counts: [[u8; 2]; 256],
}

/// The greater count may be this much when the lesser is 0, 1, 2, …
const BOUND: [u32; 6] = [20, 48, 15, 8, 6, 5];
/// More than any count.
const MOST: u32 = 50;

/// How many states stand for a pair of counts: none, one, or one for each bit seen last.
fn many(zeros: u32, ones: u32) -> u32 {
    let (more, less) = (zeros.max(ones), zeros.min(ones));
    match BOUND.get(less as usize) {
        Some(bound) if more <= *bound => 1 + u32::from(less > 0 && more + less <= 17),
        _ => 0,
    }
}

/// What is left of a count when the other bit was seen.
fn discount(count: u32) -> u32 {
    [1, 2, 3, 4, 5, 7, 8]
        .iter()
        .map(|n| u32::from(count >= *n))
        .sum()
}

/// The counts after one more `bit`.
fn after(zeros: u32, ones: u32, bit: u32) -> (u32, u32) {
    if zeros < ones {
        let (ones, zeros) = after(ones, zeros, 1 - bit);
        return (zeros, ones);
    }
    let (mut zeros, mut ones) = match bit {
        1 => (discount(zeros), ones + 1),
        _ => (zeros + 1, discount(ones)),
    };
    while many(zeros, ones) == 0 {
        if ones < 2 {
            zeros -= 1;
        } else {
            zeros = (zeros * (ones - 1) + ones / 2) / ones;
            ones -= 1;
        }
    }
    (zeros, ones)
}

impl States {
    pub(super) fn new() -> Self {
        // State numbers by pair of counts and last bit, in the order of priority.
        let mut number = vec![[0u8; 2]; (MOST * MOST) as usize];
        let at = |zeros: u32, ones: u32| (zeros * MOST + ones) as usize;
        let mut state = 0;
        for sum in 0..MOST {
            for ones in 0..=sum {
                let n = many(sum - ones, ones);
                if n > 0 {
                    number[at(sum - ones, ones)] = [state as u8, (state + n - 1) as u8];
                    state += n;
                }
            }
        }
        let mut out = Self {
            next: [[0; 2]; 256],
            counts: [[0; 2]; 256],
        };
        for zeros in 0..MOST {
            for ones in 0..MOST {
                for last in 0..many(zeros, ones) {
                    let state = usize::from(number[at(zeros, ones)][last as usize]);
                    out.counts[state] = [zeros as u8, ones as u8];
                    for bit in 0..2 {
                        let (z, o) = after(zeros, ones, bit);
                        out.next[state][bit as usize] = number[at(z, o)][bit as usize];
                    }
                }
            }
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_grow_with_what_is_seen_and_stay_bounded() {
        let states = States::new();
        let mut state = 0;
        for n in 1..60 {
            state = states.next[usize::from(state)][1];
            let [zeros, ones] = states.counts[usize::from(state)];
            assert_eq!(zeros, 0);
            assert_eq!(ones, n.min(20));
        }
        let state = states.next[usize::from(state)][0];
        let [zeros, ones] = states.counts[usize::from(state)];
        assert!(zeros == 1 && ones < 20, "{zeros} {ones}");
    }

    #[test]
    fn every_state_in_use_is_reached_from_the_first() {
        let states = States::new();
        let mut seen = [false; 256];
        let mut list = vec![0u8];
        while let Some(state) = list.pop() {
            if !core::mem::replace(&mut seen[usize::from(state)], true) {
                list.extend(states.next[usize::from(state)]);
            }
        }
        assert!(seen.iter().filter(|s| **s).count() > 200);
    }
}
