//! How far a spelling is from a word, as children misspell: an edit distance in which likely slips are cheap.
//!
//! Damerau's four edits (one letter wrong, missing, too many, two exchanged), weighed. A doubled or
//! undoubled letter, a vowel for a vowel and letters that sound alike cost less than one; nothing costs
//! more. The weights are the order of frequency in the misspellings of schoolchildren that the tests
//! measure with (`../shared/data/misspellings`), not fitted numbers.

/// Costs are in hundredths of an edit.
pub(crate) type Cost = u16;

const EDIT: Cost = 100;
/// Letters of a word that are compared at most.
const MOST: usize = 40;

fn vowel(c: char) -> bool {
    matches!(c, 'a' | 'e' | 'i' | 'o' | 'u' | 'y')
}

/// Letters that stand for the same or nearly the same sound.
fn sounds_alike(a: char, b: char) -> bool {
    const PAIRS: [(char, char); 14] = [
        ('c', 'k'),
        ('c', 's'),
        ('s', 'z'),
        ('g', 'j'),
        ('f', 'v'),
        ('d', 't'),
        ('b', 'p'),
        ('m', 'n'),
        ('k', 'q'),
        ('s', 'x'),
        ('v', 'w'),
        ('b', 'v'),
        ('l', 'r'),
        ('c', 't'),
    ];
    PAIRS.contains(&(a, b)) || PAIRS.contains(&(b, a))
}

fn wrong(a: char, b: char) -> Cost {
    if a == b {
        0
    } else if vowel(a) && vowel(b) {
        55
    } else if sounds_alike(a, b) {
        70
    } else {
        EDIT
    }
}

/// A letter that is there in one spelling and not in the other, between these neighbours.
fn extra(before: Option<char>, c: char, after: Option<char>) -> Cost {
    if before == Some(c) || after == Some(c) {
        35
    } else if c == 'e' && after.is_none() {
        50
    } else if c == 'h'
        || vowel(c)
        || matches!(
            (before, c),
            (Some('c'), 'k') | (Some('m'), 'b') | (Some('d'), 'g')
        )
        || matches!(
            (c, after),
            ('k', Some('n')) | ('w', Some('r')) | ('d', Some('g')) | ('t', Some('c'))
        )
    {
        70
    } else {
        EDIT
    }
}

/// The cost of turning `asked` into `word`.
pub(crate) fn cost(asked: &str, word: &str) -> Cost {
    let a: Vec<char> = asked.chars().take(MOST).collect();
    let b: Vec<char> = word.chars().take(MOST).collect();
    let at = |s: &[char], i: usize| s.get(i).copied();
    let prior = |s: &[char], i: usize| i.checked_sub(1).and_then(|i| at(s, i));
    let width = b.len() + 1;
    let mut rows = vec![0 as Cost; (a.len() + 1) * width];
    for j in 1..width {
        rows[j] = rows[j - 1] + extra(prior(&b, j - 1), b[j - 1], at(&b, j));
    }
    for i in 1..=a.len() {
        rows[i * width] = rows[(i - 1) * width] + extra(prior(&a, i - 1), a[i - 1], at(&a, i));
        for j in 1..width {
            let (x, y) = (a[i - 1], b[j - 1]);
            let mut best = rows[(i - 1) * width + j - 1] + wrong(x, y);
            best = best.min(rows[(i - 1) * width + j] + extra(prior(&a, i - 1), x, at(&a, i)));
            best = best.min(rows[i * width + j - 1] + extra(prior(&b, j - 1), y, at(&b, j)));
            if i > 1 && j > 1 && x == b[j - 2] && a[i - 2] == y {
                best = best.min(rows[(i - 2) * width + j - 2] + 60);
            }
            rows[i * width + j] = best;
        }
    }
    rows[rows.len() - 1]
}

/// What a word of so many letters may cost and still count as a spelling of it.
pub(crate) fn allowed(letters: usize) -> Cost {
    match letters {
        0..=3 => 0,
        4 => 100,
        5..=7 => 150,
        _ => 200,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn likely_slips_are_cheaper_than_others() {
        for (asked, near, far) in [
            ("whimpy", "wimpy", "wimp"),
            ("freind", "friend", "fiend"),
            ("tresure", "treasure", "measure"),
            ("dragen", "dragon", "drape"),
            ("wensday", "wednesday", "sunday"),
            ("litle", "little", "litre"),
        ] {
            assert!(
                cost(asked, near) < cost(asked, far),
                "{asked}: {near} {} {far} {}",
                cost(asked, near),
                cost(asked, far)
            );
        }
        assert_eq!(cost("same", "same"), 0);
        assert_eq!(cost("", ""), 0);
    }

    #[test]
    fn both_ways_cost_the_same() {
        for (a, b) in [
            ("knife", "nife"),
            ("phone", "fone"),
            ("their", "thier"),
            ("niño", "nino"),
        ] {
            assert_eq!(cost(a, b), cost(b, a), "{a} {b}");
        }
    }
}
