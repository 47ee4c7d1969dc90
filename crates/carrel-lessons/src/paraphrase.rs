//! What a text of one's own shares with its source: runs of words, and the frame of the sentence.
//! It says what is shared; it never accuses.

use crate::letters;

/// A run of words that both have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Thread {
    /// First word in the source, counted from 0.
    pub source: usize,
    /// First word in the student's text.
    pub own: usize,
    /// How many words.
    pub words: usize,
}

/// What is shared.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Shared {
    /// Runs of at least the asked length, longest first; no two overlap in the student's text.
    pub threads: Vec<Thread>,
    /// Whether the small words come in the source's order: only the others were swapped.
    pub frame: bool,
    /// Share of the student's runs of three words that the source has too, in per cent.
    pub trigrams: u8,
}

/// Words of a text: lower case, without marks, where each stands in bytes.
#[must_use]
pub fn words(text: &str) -> Vec<(String, usize, usize)> {
    let mut out = Vec::new();
    let mut start = None;
    for (at, c) in text.char_indices().chain([(text.len(), ' ')]) {
        let inside = letters::is_letter(c) || ((c == '\'' || c == '’') && start.is_some());
        match (inside, start) {
            (true, None) => start = Some(at),
            (false, Some(from)) => {
                let word = text[from..at].trim_end_matches(['\'', '’']);
                out.push((letters::in_small(word), from, at));
                start = None;
            }
            _ => {}
        }
    }
    out
}

/// Small words of English and Spanish that hold a sentence together.
const SMALL: &str = " a an the and or but of in on at by to from with as for was were is are be been had has have it its \
    this that which who when while until not no only all every each by whole into over under stood after before \
    el la los las un una y o pero de en por para con como que es son fue era no su sus se al del lo más ";

fn small(word: &str) -> bool {
    let mut padded = String::with_capacity(word.len() + 2);
    padded.push(' ');
    padded.push_str(word);
    padded.push(' ');
    letters::holds(SMALL, &padded)
}

/// Compares a text with its source. Cost: the product of their words; texts are cut at 2,000 words.
#[must_use]
pub fn compare(source: &str, own: &str, run: usize) -> Shared {
    let mut a: Vec<String> = words(source).into_iter().map(|(w, ..)| w).collect();
    let mut b: Vec<String> = words(own).into_iter().map(|(w, ..)| w).collect();
    a.truncate(2000);
    b.truncate(2000);
    let run = run.max(2);
    let mut all = Vec::new();
    let mut row = vec![0_usize; b.len() + 1];
    for i in 0..a.len() {
        let mut corner = 0;
        for j in 0..b.len() {
            let here = if a[i] == b[j] { corner + 1 } else { 0 };
            corner = row[j + 1];
            row[j + 1] = here;
            let ends = here >= run && (a.get(i + 1).is_none() || a.get(i + 1) != b.get(j + 1));
            if ends {
                all.push(Thread {
                    source: i + 1 - here,
                    own: j + 1 - here,
                    words: here,
                });
            }
        }
    }
    all.sort_unstable_by_key(|t| (usize::MAX - t.words, t.own, t.source));
    let mut threads: Vec<Thread> = Vec::new();
    for thread in all {
        let apart =
            |t: &Thread| thread.own + thread.words <= t.own || t.own + t.words <= thread.own;
        if threads.iter().all(apart) {
            threads.push(thread);
        }
    }
    let threes = |words: &[String]| -> Vec<[String; 3]> {
        words
            .windows(3)
            .map(|w| [w[0].clone(), w[1].clone(), w[2].clone()])
            .collect()
    };
    let theirs = threes(&a);
    let mine = threes(&b);
    let both = mine.iter().filter(|t| theirs.contains(t)).count();
    let trigrams = u8::try_from(both * 100 / mine.len().max(1)).unwrap_or(100);
    Shared {
        threads,
        frame: frame(&a, &b),
        trigrams,
    }
}

/// At least six small words of the source, and four in five of them in the same order in the student's text,
/// which has hardly any others.
fn frame(a: &[String], b: &[String]) -> bool {
    let keep =
        |words: &[String]| -> Vec<String> { words.iter().filter(|w| small(w)).cloned().collect() };
    let (a, b) = (keep(a), keep(b));
    if a.len() < 6 {
        return false;
    }
    let mut row = vec![0_usize; b.len() + 1];
    for x in &a {
        let mut corner = 0;
        for (j, y) in b.iter().enumerate() {
            let here = if x == y {
                corner + 1
            } else {
                row[j + 1].max(row[j])
            };
            corner = row[j + 1];
            row[j + 1] = here;
        }
    }
    let common = row[b.len()];
    common * 5 >= a.len() * 4 && common * 3 >= b.len() * 2
}

#[cfg(test)]
mod tests {
    use super::*;

    const SOURCE: &str = "The river rose nine feet in a single night, and by morning the whole lower town stood under water.";

    fn check(own: &str, longest: usize, frame: bool) {
        let shared = compare(SOURCE, own, 4);
        let found = shared.threads.first().map_or(0, |t| t.words);
        assert_eq!((found, shared.frame), (longest, frame), "{own}");
    }

    #[test]
    fn runs_and_frames() {
        check("", 0, false);
        check(SOURCE, 19, true);
        check(
            "Overnight the water climbed nine feet, and people woke to a flood.",
            0,
            false,
        );
        check(
            "Somebody wrote that by morning the whole lower town was wet.",
            6,
            false,
        );
        check(
            "The stream climbed nine yards in a single day, and by evening the whole upper city stood under water.",
            0,
            true,
        );
    }
}
