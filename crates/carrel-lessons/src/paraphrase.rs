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
    /// Small words that come in the source's order, where only the others were swapped: place in the source, place in the
    /// student's text. Empty where the frame is the student's own.
    pub frame: Vec<(usize, usize)>,
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
    Shared {
        threads,
        frame: frame(&a, &b),
    }
}

/// At least six small words of the source, and four in five of them in the same order in the student's text,
/// which has hardly any others: the longest common subsequence of both, by places.
fn frame(a: &[String], b: &[String]) -> Vec<(usize, usize)> {
    let keep = |words: &[String]| -> Vec<usize> {
        let places = 0..words.len();
        places.filter(|n| small(&words[*n])).collect()
    };
    let (in_a, in_b) = (keep(a), keep(b));
    if in_a.len() < 6 {
        return Vec::new();
    }
    // At x, y: how many the rest of both has in common.
    let wide = in_b.len() + 1;
    let mut common = vec![0_u16; (in_a.len() + 1) * wide];
    for x in (0..in_a.len()).rev() {
        for y in (0..in_b.len()).rev() {
            common[x * wide + y] = if a[in_a[x]] == b[in_b[y]] {
                common[(x + 1) * wide + y + 1] + 1
            } else {
                common[(x + 1) * wide + y].max(common[x * wide + y + 1])
            };
        }
    }
    let all = usize::from(common[0]);
    if all * 5 < in_a.len() * 4 || all * 3 < in_b.len() * 2 {
        return Vec::new();
    }
    let (mut x, mut y) = (0, 0);
    let mut out = Vec::with_capacity(all);
    while x < in_a.len() && y < in_b.len() {
        if a[in_a[x]] == b[in_b[y]] {
            out.push((in_a[x], in_b[y]));
            (x, y) = (x + 1, y + 1);
        } else if common[(x + 1) * wide + y] >= common[x * wide + y + 1] {
            x += 1;
        } else {
            y += 1;
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    const SOURCE: &str = "The river rose nine feet in a single night, and by morning the whole lower town stood under water.";

    fn check(own: &str, longest: usize, frame: bool) {
        let shared = compare(SOURCE, own, 4);
        let found = shared.threads.first().map_or(0, |t| t.words);
        assert_eq!((found, !shared.frame.is_empty()), (longest, frame), "{own}");
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

    /// "The order is still the source's" was said, and nobody saw of which words.
    #[test]
    fn the_words_of_a_frame_are_named() {
        let own = "Then the stream climbed nine yards in a single day, and by evening the whole upper city stood under water.";
        let place = |text: &str, n: usize| words(text)[n].0.clone();
        let frame = compare(SOURCE, own, 4).frame;
        let named: Vec<String> = frame.iter().map(|(_, n)| place(own, *n)).collect();
        let small = "the in a and by the whole stood under";
        assert_eq!(named.join(" "), small);
        assert!(
            frame
                .iter()
                .all(|(a, b)| place(SOURCE, *a) == place(own, *b))
        );
        // One word came in front.
        assert_eq!(frame[..2], [(0, 1), (5, 6)]);
    }
}
