//! What a text of one's own shares with its source: runs of words, long and short, the frame of the sentence, and words of it
//! that were only swapped for others. It says what is shared; it never accuses.

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
    /// Runs that are shorter, of three words or more, two of them words that say something: a name or a term as often as not, so
    /// they are told and do not count. Longest first; they overlap no other in the student's text.
    pub short: Vec<Thread>,
    /// Small words that come in the source's order, where only the others were swapped, and those that were: place in the
    /// source, place in the student's text. Empty where the frame is the student's own.
    pub frame: Vec<(usize, usize)>,
    /// Of the frame, words that stand for another of the source, which is at the same place of its sentence.
    pub swapped: Vec<(usize, usize)>,
}

/// Words of a source, each with those that may stand for it.
pub type Swaps = [(String, Vec<String>)];

/// Runs from this length on are told.
const SHORT: usize = 3;

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

/// Whether it is one of the small words that hold a sentence together.
pub(crate) fn is_small(word: &str) -> bool {
    let mut padded = String::with_capacity(word.len() + 2);
    padded.push(' ');
    padded.push_str(word);
    padded.push(' ');
    letters::holds(SMALL, &padded)
}

/// Compares a text with its source; runs of `run` words count. Cost: the product of their words; texts are cut at 2,000 words.
#[must_use]
pub fn compare(source: &str, own: &str, run: usize, swaps: &Swaps) -> Shared {
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
            let ends =
                here >= run.min(SHORT) && (a.get(i + 1).is_none() || a.get(i + 1) != b.get(j + 1));
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
    let (mut threads, mut short): (Vec<Thread>, Vec<Thread>) = (Vec::new(), Vec::new());
    for thread in all {
        let apart =
            |t: &Thread| thread.own + thread.words <= t.own || t.own + t.words <= thread.own;
        if !threads.iter().chain(&short).all(apart) {
            continue;
        }
        let words = &a[thread.source..thread.source + thread.words];
        if thread.words >= run {
            threads.push(thread);
        } else if words.iter().filter(|word| !is_small(word)).count() >= 2 {
            short.push(thread);
        }
    }
    let mut frame = frame(&a, &b);
    let (swapped, kept) = swapped(&a, &sentences(source, a.len()), &b, swaps);
    // A word that stands for another says little by itself; in a frame that was kept it is part of it.
    let swapped = if kept || !frame.is_empty() {
        swapped
    } else {
        Vec::new()
    };
    frame.extend(&swapped);
    Shared {
        threads,
        short,
        frame,
        swapped,
    }
}

/// Where each sentence of a source ends, by its words, up to so many.
fn sentences(source: &str, most: usize) -> Vec<usize> {
    let words = words(source);
    let mut out = Vec::new();
    for (n, word) in words.iter().enumerate().take(most) {
        let next = words.get(n + 1).map_or(source.len(), |next| next.1);
        let between = source.get(word.2..next).unwrap_or("");
        let ends = between.contains(['.', '!', '?', '؟', '۔', '。']) && !between.starts_with('-');
        if ends || n + 1 == words.len().min(most) {
            out.push(n + 1);
        }
    }
    out
}

/// The words that say something (the others hold the sentence together), in the source and in the student's text in one order: the
/// same or one that may stand for it. Gives those that stand for another, by their places; and whether that is the frame of a
/// sentence: two in three of its words are there, two of them swapped, and hardly any others between.
fn swapped(
    a: &[String],
    sentences: &[usize],
    b: &[String],
    swaps: &Swaps,
) -> (Vec<(usize, usize)>, bool) {
    let telling = |words: &[String], from: usize, to: usize| -> Vec<usize> {
        (from..to).filter(|n| !is_small(&words[*n])).collect()
    };
    let stands_for = |x: usize, y: usize| {
        let mut known = swaps.iter();
        known.any(|(word, others)| *word == a[x] && others.contains(&b[y]))
    };
    let in_b = telling(b, 0, b.len());
    let (mut out, mut kept) = (Vec::new(), false);
    let mut from = 0;
    for to in sentences {
        let in_a = telling(a, from, *to);
        from = *to;
        let pairs = in_order(&in_a, &in_b, &|x, y| a[x] == b[y] || stands_for(x, y));
        let places = |y: usize| in_b.iter().position(|place| *place == y).unwrap_or(0);
        let span = match (pairs.first(), pairs.last()) {
            (Some(first), Some(last)) => places(last.1) - places(first.1) + 1,
            _ => 0,
        };
        let swapped: Vec<(usize, usize)> = pairs
            .iter()
            .copied()
            .filter(|(x, y)| a[*x] != b[*y])
            .collect();
        kept |=
            swapped.len() >= 2 && pairs.len() * 3 >= in_a.len() * 2 && pairs.len() * 3 >= span * 2;
        out.extend(swapped);
    }
    (out, kept)
}

/// At least six small words of the source, and four in five of them in the same order in the student's text,
/// which has hardly any others: the longest common subsequence of both, by places.
fn frame(a: &[String], b: &[String]) -> Vec<(usize, usize)> {
    let keep = |words: &[String]| -> Vec<usize> {
        let places = 0..words.len();
        places.filter(|n| is_small(&words[*n])).collect()
    };
    let (in_a, in_b) = (keep(a), keep(b));
    if in_a.len() < 6 {
        return Vec::new();
    }
    let pairs = in_order(&in_a, &in_b, &|x, y| a[x] == b[y]);
    let all = pairs.len();
    if all * 5 < in_a.len() * 4 || all * 3 < in_b.len() * 2 {
        return Vec::new();
    }
    pairs
}

/// The longest row of places that belong together, in the order of both lists.
fn in_order(
    in_a: &[usize],
    in_b: &[usize],
    together: &dyn Fn(usize, usize) -> bool,
) -> Vec<(usize, usize)> {
    // At x, y: how many the rest of both has in common, twice, and whether these two belong together.
    let wide = in_b.len() + 1;
    let mut common = vec![0_u16; (in_a.len() + 1) * wide];
    for x in (0..in_a.len()).rev() {
        for y in (0..in_b.len()).rev() {
            let here = together(in_a[x], in_b[y]);
            let most = if here {
                (common[(x + 1) * wide + y + 1] | 1) + 1
            } else {
                (common[(x + 1) * wide + y] | 1).max(common[x * wide + y + 1] | 1) - 1
            };
            common[x * wide + y] = most | u16::from(here);
        }
    }
    let (mut x, mut y) = (0, 0);
    let mut out = Vec::new();
    while x < in_a.len() && y < in_b.len() {
        if common[x * wide + y] & 1 == 1 {
            out.push((in_a[x], in_b[y]));
            (x, y) = (x + 1, y + 1);
        } else if common[(x + 1) * wide + y] | 1 >= common[x * wide + y + 1] | 1 {
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
        let shared = compare(SOURCE, own, 4, &[]);
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

    /// The source was typed on a keyboard, the copy on a tablet: one run, and it was told as two.
    #[test]
    fn an_apostrophe_cuts_no_run_in_two() {
        let (source, own) = ("It is the river's own bed.", "It is the river’s own bed.");
        assert_eq!(compare(source, own, 4, &[]).threads.len(), 1);
        assert_eq!(compare(source, own, 4, &[]).threads[0].words, 6);
        // Where a word stands is where it stands in the text.
        let (_, from, to) = words(own)[3];
        assert_eq!(&own[from..to], "river’s");
    }

    /// "The order is still the source's" was said, and nobody saw of which words.
    #[test]
    fn the_words_of_a_frame_are_named() {
        let own = "Then the stream climbed nine yards in a single day, and by evening the whole upper city stood under water.";
        let place = |text: &str, n: usize| words(text)[n].0.clone();
        let frame = compare(SOURCE, own, 4, &[]).frame;
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

    fn swaps(pairs: &[(&str, &str)]) -> Vec<(String, Vec<String>)> {
        let words = |(word, others): &(&str, &str)| {
            let others = others.split(' ').map(str::to_owned).collect();
            ((*word).to_owned(), others)
        };
        pairs.iter().map(words).collect()
    }

    /// The words of the runs, and pairs of words that were swapped.
    fn told(source: &str, own: &str, swaps: &Swaps) -> (Vec<String>, Vec<String>, bool) {
        let shared = compare(source, own, 5, swaps);
        let (a, b) = (words(source), words(own));
        let run = |t: &Thread| -> String {
            let run = b[t.own..t.own + t.words].iter();
            run.map(|w| w.0.as_str()).collect::<Vec<_>>().join(" ")
        };
        let pair = |(x, y): &(usize, usize)| format!("{} {}", a[*x].0, b[*y].0);
        (
            shared.short.iter().map(run).collect(),
            shared.swapped.iter().map(pair).collect(),
            !shared.frame.is_empty(),
        )
    }

    #[test]
    fn short_runs_are_told_when_they_say_something() {
        let check = |own: &str, expected: &[&str]| {
            assert_eq!(told(SOURCE, own, &[]).0, expected, "{own}");
        };
        check("It rose nine feet, the paper says.", &["rose nine feet"]);
        // Small words, and two words alone, are everybody's.
        check("It came in a night, and by the morning it went.", &[]);
        check("It was nine feet of the river.", &[]);
        // A long run is no short one, too.
        check("The river rose nine feet in May.", &[]);
        check(
            "The lower town stood there; the river rose.",
            &["lower town stood", "the river rose"],
        );
    }

    #[test]
    fn words_swapped_one_by_one_are_a_frame_that_was_kept() {
        let source = "Scientists found that children need sleep. Ice floats because water grows when it freezes.";
        let swaps = swaps(&[
            ("scientists", "researchers experts"),
            ("found", "discovered"),
            ("children", "kids"),
            ("need", "require"),
            ("sleep", "rest"),
            ("water", "liquid"),
        ]);
        let check = |own: &str, pairs: &[&str], kept: bool| {
            let (_, swapped, frame) = told(source, own, &swaps);
            assert_eq!(
                (swapped, frame),
                (pairs.iter().map(|p| (*p).to_owned()).collect(), kept),
                "{own}"
            );
        };
        check(
            "I read this. Researchers discovered that kids require sleep, and I agree.",
            &[
                "scientists researchers",
                "found discovered",
                "children kids",
                "need require",
            ],
            true,
        );
        // One word, or words here and there, are no frame.
        check("Scientists found that kids need sleep.", &[], false);
        check(
            "Kids should go to bed early: their bodies require it, as researchers know.",
            &[],
            false,
        );
        check(
            "Experts went to many schools, looked at what each class did all day, and by the end had discovered how much kids like to play, run and require rest.",
            &[],
            false,
        );
        // Without the list it is the student's own, as far as anybody can tell.
        let (_, swapped, frame) = told(
            source,
            "Researchers discovered that kids require rest.",
            &[],
        );
        assert_eq!((swapped.len(), frame), (0, false));
    }

    #[test]
    fn in_a_frame_of_small_words_the_swapped_ones_are_named() {
        let own = "The stream climbed nine yards in a single day, and by evening the whole upper city stood under water.";
        let swaps = swaps(&[
            ("river", "stream creek"),
            ("rose", "climbed"),
            ("town", "city"),
        ]);
        let (_, swapped, frame) = told(SOURCE, own, &swaps);
        assert!(frame);
        assert_eq!(swapped, ["river stream", "rose climbed", "town city"]);
    }
}
