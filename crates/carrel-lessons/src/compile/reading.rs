//! How hard a text is to read.
//!
//! English: Flesch-Kincaid grade level, 0.39 words/sentence + 11.8 syllables/word - 15.59, on the bands of the Common
//! Core's Appendix A. Spanish: Crawford (1989), -0.205 sentences + 0.049 syllables per 100 words - 3.407.

use crate::lang;

/// Counts of a text.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Reading {
    /// Words.
    pub words: usize,
    /// Sentences; at least one when there are words.
    pub sentences: usize,
    /// Syllables, counted by rule and not by dictionary.
    pub syllables: usize,
}

impl Reading {
    /// Counts a text. Each line of it is at least one sentence.
    #[must_use]
    pub fn of(text: &str, lang: &str) -> Self {
        let mut out = Self::default();
        for line in text.lines() {
            let mut open = false;
            for token in line.split_whitespace() {
                for word in token.split(['-', '/', '\u{2013}', '\u{2014}']) {
                    if word.chars().any(char::is_alphabetic) {
                        out.words += 1;
                        out.syllables += if lang::around(lang) == "es" {
                            syllables_es(word)
                        } else {
                            syllables_en(word)
                        };
                        open = true;
                    }
                }
                let end = token.trim_end_matches(['"', '\'', ')', '*', '\u{201D}', '\u{2019}']);
                if open && end.ends_with(['.', '!', '?', '\u{2026}']) {
                    out.sentences += 1;
                    open = false;
                }
            }
            out.sentences += usize::from(open);
        }
        out
    }

    /// The grade level; none for fewer than 30 words, where it means nothing, and for languages without a formula here.
    #[must_use]
    pub fn grade(&self, lang: &str) -> Option<f64> {
        if self.words < 30 || self.sentences == 0 || !lang::is_spoken(lang) {
            return None;
        }
        #[expect(clippy::cast_precision_loss, reason = "counts of a lesson are small")]
        let (words, sentences, syllables) = (
            self.words as f64,
            self.sentences as f64,
            self.syllables as f64,
        );
        Some(if lang::around(lang) == "es" {
            -0.205 * (sentences * 100.0 / words) + 0.049 * (syllables * 100.0 / words) - 3.407
        } else {
            0.39 * words / sentences + 11.8 * syllables / words - 15.59
        })
    }

    /// Adds the counts of another text.
    pub fn add(&mut self, other: Self) {
        self.words += other.words;
        self.sentences += other.sentences;
        self.syllables += other.syllables;
    }
}

/// The hardest that instructions may be for students of this grade: the top of the band below theirs.
#[must_use]
pub fn limit(grade: u8) -> f64 {
    match grade {
        0..=5 => 5.34,
        6..=8 => 7.73,
        9..=10 => 10.34,
        _ => 12.12,
    }
}

/// Syllables of an English word, by its letters: groups of vowels, less silent endings, more for split ones.
fn syllables_en(word: &str) -> usize {
    // On the stack: this is asked for each word that a student reads. Nothing longer is a word.
    let mut letters = ['\0'; 48];
    let mut len = 0;
    let small = word.chars().filter(|c| c.is_alphabetic());
    for (place, c) in letters.iter_mut().zip(small.flat_map(char::to_lowercase)) {
        *place = c;
        len += 1;
    }
    let word = &letters[..len];
    let is = |i: usize, set: &str| word.get(i).is_some_and(|c| set.contains(*c));
    let n = word.len();
    let mut count: usize = 0;
    let mut before = false;
    for i in 0..n {
        let vowel = is(i, "aeiouy\u{e9}\u{e8}\u{e1}\u{ed}\u{f3}\u{fa}") && !(i == 0 && is(0, "y"));
        if vowel && !before {
            count += 1;
        } else if vowel && before && i > 0 {
            // ia, io (not tion, sion, cious), eo, ua, ue, uo after a consonant cluster that splits: li-on, sci-ence, id-e-a.
            let pair = (word[i - 1], word[i]);
            let soft = i >= 2 && is(i - 2, "tscgx");
            let splits = match pair {
                ('i', 'a') => !soft,
                ('i', 'o') => !soft,
                ('e', 'o') => i >= 2 && !is(i - 2, "gp"),
                ('i', 'e') => is(i + 1, "nt") && i >= 2 && !is(i - 2, "rlh") && n > i + 2,
                ('u', 'a') | ('u', 'o') => i >= 2 && !is(i - 2, "gq"),
                ('e', 'a') => i + 1 == n && i >= 2,
                ('y', 'i') => true,
                _ => false,
            };
            count += usize::from(splits);
        }
        before = vowel;
    }
    let ends = |end: &str| {
        n > end.len()
            && word
                .iter()
                .rev()
                .zip(end.chars().rev())
                .all(|(a, b)| *a == b)
    };
    if count > 1 {
        let silent_e = ends("e") && !ends("le") && !is(n.wrapping_sub(2), "aeiouy");
        let le = ends("le") && is(n.wrapping_sub(3), "aeiouy");
        let es =
            ends("es") && !is(n.wrapping_sub(3), "sxzcgiaeouy") && !ends("shes") && !ends("ches");
        let ed = ends("ed") && !is(n.wrapping_sub(3), "tdiaeouy");
        if silent_e || le || es || ed {
            count -= 1;
        }
        if ends("eless") || ends("ement") || ends("ely") || ends("eful") {
            count -= 1;
        }
    }
    count.max(1)
}

/// Syllables of a Spanish word: strong vowels, and accented weak ones, make each one; weak beside strong do not.
fn syllables_es(word: &str) -> usize {
    let mut count: usize = 0;
    let mut before: Option<(bool, char)> = None;
    let letters: Vec<char> = word.chars().flat_map(char::to_lowercase).collect();
    for (i, c) in letters.iter().enumerate() {
        let strong = match c {
            'a' | 'e' | 'o' | 'á' | 'é' | 'ó' | 'í' | 'ú' => true,
            'i' | 'u' | 'ü' => false,
            'y' if i + 1 == letters.len() => false,
            _ => {
                before = None;
                continue;
            }
        };
        // que, gui: the u is not said.
        if *c == 'u'
            && i > 0
            && matches!(letters[i - 1], 'q' | 'g')
            && letters.get(i + 1).is_some_and(|c| "eiéí".contains(*c))
        {
            continue;
        }
        let joins = before.is_some_and(|(was_strong, was)| !(strong && was_strong) && was != *c);
        count += usize::from(!joins);
        before = Some((strong, *c));
    }
    count.max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(lang: &str, counts: &[(&str, usize)]) {
        for (word, expected) in counts {
            let found = Reading::of(word, lang).syllables;
            assert_eq!(found, *expected, "{word}");
        }
    }

    #[test]
    fn english_syllables() {
        check(
            "en",
            &[
                ("page", 1),
                ("library", 3),
                ("the", 1),
                ("table", 2),
                ("named", 1),
                ("wanted", 2),
                ("sources", 2),
                ("science", 2),
                ("question", 2),
                ("lion", 2),
                ("idea", 3),
                ("encyclopedia", 6),
                ("newspaper", 3),
                ("search", 1),
                ("video", 3),
                ("owner", 2),
                ("evidence", 3),
                ("likes", 1),
                ("people", 2),
            ],
        );
    }

    /// Both formulas count what ends with a point, a question mark or an exclamation mark: a colon made lists easy to read.
    #[test]
    fn a_colon_ends_no_sentence() {
        for (text, expected) in [
            ("Look: it is here; it is not there.", 1),
            ("Look! Is it here? It is\u{2026} There.", 4),
            ("A line\nAnother line:\n", 2),
        ] {
            assert_eq!(Reading::of(text, "en").sentences, expected, "{text}");
        }
    }

    #[test]
    fn spanish_syllables() {
        check(
            "es",
            &[
                ("página", 3),
                ("que", 1),
                ("agua", 2),
                ("periódico", 4),
                ("ciudad", 2),
                ("día", 2),
                ("quién", 1),
                ("leer", 2),
            ],
        );
    }
}
