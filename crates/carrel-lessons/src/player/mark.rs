//! Marking: what is right in what was given, thing by thing.

use super::catalogue::{self, Catalogue};
use super::progress::Given;
use super::rewrite;
use super::view::fill_two;
use crate::letters;
use crate::model::{Bin, End, Exercise, Sorted, Task};
use crate::paraphrase;
use crate::rich::Block;
use crate::words::Words;

/// Trusted of what deserves it, doubted of what deserves it, sureness in points where it was said.
pub(crate) type Trust = ((u16, u16), (u16, u16), Option<u8>);

/// How sure: not said.
pub(crate) const UNSAID: u8 = 3;

/// The outcome of a check.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Marked<'a> {
    /// Whether anything was given at all.
    pub(crate) answered: bool,
    pub(crate) right: u16,
    pub(crate) of: u16,
    /// A fair end of a story: half of the points, though there are no two things.
    pub(crate) fair: bool,
    /// For each thing: right, wrong, or nothing to say.
    pub(crate) rows: Vec<Option<bool>>,
    /// Things of an order by the place where they stand now, with the reason that decides there.
    pub(crate) why: Vec<&'a [Block]>,
    /// Trusted what deserves it, all that does; doubted what deserves it, all that does.
    pub(crate) trust: Option<Trust>,
    /// How many titles were predicted, and how many there are.
    pub(crate) guess: Option<(u32, u32)>,
}

impl<'a> Marked<'a> {
    pub(crate) fn all_right(&self) -> bool {
        self.answered && self.right == self.of
    }

    pub(super) fn from_rows(rows: Vec<Option<bool>>, answered: bool) -> Self {
        let right = rows.iter().filter(|r| **r == Some(true)).count();
        let of = rows.iter().filter(|r| r.is_some()).count();
        Self {
            answered,
            right: u16::try_from(right).unwrap_or(u16::MAX),
            of: u16::try_from(of).unwrap_or(u16::MAX),
            rows,
            ..Self::default()
        }
    }

    pub(super) fn one(right: bool, why: &'a [Block]) -> Self {
        Self {
            answered: true,
            right: u16::from(right),
            of: 1,
            why: if why.is_empty() {
                Vec::new()
            } else {
                vec![why]
            },
            ..Self::default()
        }
    }

    /// What is said to it: "2 of 5 right."
    pub(crate) fn sentence(&self, words: &Words, survey: bool) -> String {
        if survey {
            return words.thanks().to_owned();
        }
        if self.fair {
            return words.fair().to_owned();
        }
        let right = self.all_right();
        let whole = if right {
            words.right()
        } else {
            words.not_yet()
        };
        if self.of < 2 {
            return whole.to_owned();
        }
        let counted = fill_two(words.of_right(), self.right.into(), self.of.into());
        if right {
            [whole, " ", &counted].concat()
        } else {
            counted
        }
    }
}

/// Marks what was given. Without an answer nothing is marked.
pub(crate) fn mark<'a>(
    exercise: &'a Exercise,
    given: &Given,
    catalogue: &dyn Catalogue,
    seed: u32,
) -> Marked<'a> {
    match (&exercise.task, given) {
        (Task::Choice(options), Given::One(key)) => {
            single(&mut options.iter().map(|o| o.right), *key)
        }
        (Task::Lateral(lateral), Given::One(key)) => {
            single(&mut lateral.verdicts.iter().map(|o| o.right), *key)
        }
        (Task::Serp(_, hits), Given::One(key)) => single(&mut hits.iter().map(|h| h.right), *key),
        (Task::Multi(options), Given::Many(keys)) => {
            many(&mut options.iter().map(|o| o.right), keys, true)
        }
        (Task::Highlight(marks) | Task::Hotspot(marks), Given::Many(keys)) => {
            many(&mut marks.iter().map(|m| m.right), keys, false)
        }
        (Task::Sort(bins, things), Given::Places(places)) => Marked {
            trust: sorted(bins, things, places),
            ..placed(&mut things.iter().map(|t| t.bin), places)
        },
        (Task::Match(pairs, _), Given::Places(places)) => placed(
            &mut (0..pairs.len()).map(|n| u16::try_from(n).unwrap_or(0)),
            places,
        ),
        (Task::Order(notes), Given::Row(row)) => ordered(notes.len(), row),
        (Task::Cite(cite), Given::Row(row)) => ordered(cite.parts.len(), row),
        (Task::Shelve(shelve), Given::Row(row)) => {
            catalogue::shelved(exercise, shelve, row, catalogue, seed)
        }
        (Task::Branch(scenes), Given::Path(path)) => {
            let end = story(scenes, path).and_then(|n| scenes.get(n)?.end);
            match end {
                Some(End::Good) => Marked::one(true, &[]),
                Some(End::Fair) => Marked {
                    answered: true,
                    right: 1,
                    of: 2,
                    fair: true,
                    ..Marked::default()
                },
                Some(End::Poor) => Marked::one(false, &[]),
                None => Marked::default(),
            }
        }
        (Task::Short(accepted, other), Given::Text(text)) if !text.trim().is_empty() => {
            let found = [false, true].into_iter().find_map(|whole| {
                let given = plain(text, whole);
                accepted.iter().find(|a| plain(&a.text, whole) == given)
            });
            match found {
                Some(accepted) => Marked::one(accepted.right, &accepted.why),
                None => Marked::one(false, other),
            }
        }
        (Task::Survey(_), Given::One(_)) => Marked::one(true, &[]),
        (Task::Survey(_), Given::Text(text)) if !text.trim().is_empty() => Marked::one(true, &[]),
        (Task::Search(search), given) => catalogue::searched(search, given, catalogue),
        (Task::Paraphrase(task), Given::Text(text)) if !text.trim().is_empty() => {
            rewrite::mark(exercise, task, text)
        }
        (Task::Judge(items), Given::Trust(given)) => judged(items, given),
        _ => Marked::default(),
    }
}

/// Whether an answer that was kept still has the shape of its question: the lesson may have changed since. A citation may
/// have fewer parts than there are; how many books a shelf has, only the catalogue knows.
pub(crate) fn fits(task: &Task, given: &Given) -> bool {
    match (task, given) {
        (Task::Sort(..) | Task::Match(..), Given::Places(places)) => places.len() == task.size(),
        (Task::Judge(_), Given::Trust(all)) => all.len() == task.size(),
        (Task::Order(_), Given::Row(row)) => row.len() == task.size(),
        (Task::Branch(scenes), Given::Path(path)) => story(scenes, path).is_some(),
        // "Fewer", "as many" or "more", of before there was a number to write.
        (Task::Search(_), Given::One(_)) => false,
        _ => true,
    }
}

fn single<'a>(right: &mut dyn Iterator<Item = bool>, key: u16) -> Marked<'a> {
    let rows: Vec<Option<bool>> = right
        .enumerate()
        .map(|(n, right)| (n == usize::from(key)).then_some(right))
        .collect();
    let good = rows.contains(&Some(true));
    Marked {
        rows,
        ..Marked::one(good, &[])
    }
}

fn many<'a>(
    right: &mut dyn Iterator<Item = bool>,
    keys: &[u16],
    empty_is_answer: bool,
) -> Marked<'a> {
    let rows = right
        .enumerate()
        .map(|(n, right)| Some(right == keys.iter().any(|k| usize::from(*k) == n)))
        .collect();
    Marked::from_rows(rows, empty_is_answer || !keys.is_empty())
}

fn placed<'a>(right: &mut dyn Iterator<Item = u16>, places: &[Option<u16>]) -> Marked<'a> {
    let rows: Vec<Option<bool>> = right
        .enumerate()
        .map(|(n, right)| Some(places.get(n).copied().flatten() == Some(right)))
        .collect();
    let answered = rows.len() == places.len() && places.iter().all(Option::is_some);
    Marked::from_rows(rows, answered)
}

/// A row is right where a thing stands at its place; things that do not belong have places beyond the end.
pub(super) fn ordered<'a>(n: usize, row: &[u16]) -> Marked<'a> {
    let rows = (0..n)
        .map(|place| Some(row.get(place).is_some_and(|key| usize::from(*key) == place)))
        .collect();
    let mut marked = Marked::from_rows(rows, !row.is_empty());
    if row.len() > n {
        marked.of += u16::try_from(row.len() - n).unwrap_or(0);
    }
    marked
}

/// Where a path through the scenes ends; none when it leads nowhere.
pub(crate) fn story(scenes: &[crate::model::Scene], path: &[u16]) -> Option<usize> {
    let mut at = 0;
    for way in path {
        at = usize::from(scenes.get(at)?.ways.get(usize::from(*way))?.to);
    }
    Some(at)
}

/// A minus before a number: a letter that nobody types.
const MINUS: &str = "\u{e000}";

/// The words of an answer without capitals, accents and marks, but for a minus before a number, which counts. A number that
/// stands above or below another one begins a word (10² is not 102). `whole`: what parts thousands is left out (1,200; 1 200).
pub(super) fn plain(text: &str, whole: bool) -> Vec<String> {
    let all: Vec<char> = text.trim().chars().collect();
    let digit = |n: usize| all.get(n).is_some_and(char::is_ascii_digit);
    let mut out = String::new();
    for (n, c) in all.iter().enumerate() {
        let behind = digit(n.wrapping_sub(1));
        let three = (1..4).all(|k| digit(n + k)) && !digit(n + 4);
        match c {
            '-' | '\u{2013}' | '\u{2212}' => {
                let before = all.get(n.wrapping_sub(1)).copied().unwrap_or('(');
                // In "1914 -1918" it is none.
                let joins = letters::is_letter(before) || before == ' ' && digit(n.wrapping_sub(2));
                let minus = !joins && (digit(n + 1) || n == 0 && digit(2));
                out.push_str(if minus { MINUS } else { " " });
                continue;
            }
            ' ' if out == MINUS => continue,
            ',' | ' ' | '\u{a0}' | '\u{202f}' if whole && behind && three => continue,
            _ if behind && !c.is_ascii() && unaccented(*c).is_ascii_digit() => out.push(' '),
            _ => {}
        }
        out.push(*c);
    }
    let words = folded_words(&out).into_iter();
    words.map(|word| word.0).collect()
}

/// A text in small letters, without accents and points: what was typed on a keyboard that has none is found, too.
#[must_use]
pub(crate) fn folded(text: &str) -> String {
    let all = text.chars().filter(|c| !is_point(*c));
    all.map(|c| unaccented(letters::small(c))).collect()
}

/// The words of a text, folded.
#[must_use]
pub(crate) fn folded_words(text: &str) -> Vec<(String, usize, usize)> {
    paraphrase::words(&folded(text))
}

/// Points and strokes of Hebrew and Arabic, the stroke that only stretches a word, and accents that are characters of their
/// own: they may be left out.
fn is_point(c: char) -> bool {
    matches!(u32::from(c), 0x300..=0x36f | 0x591..=0x5bd | 0x5bf..=0x5c7 | 0x610..=0x61a | 0x640 | 0x64b..=0x65f | 0x670)
}

/// Small Latin letters without their accents, from à on; from U+0100 and U+1E00 on one of two, as a capital stands before each.
/// A point where the letter is one of its own.
const PLAIN: &[u8; 224] = b"aaaaaa.ceeeeiiii.nooooo.ouuuuy.y\
    aaaccccddeeeeegggghhiiiii.jkklllllnnn.ooo.rrrsssstttuuuuuuwyyzzz\
    abbbcdddddeeeeefghhhhhiikkkllllmmmnnnnoooopprrrrssssstttt\
    uuuuuvvwwwwwxxyzzz.....aaaaaaaaaaaaeeeeeeeeiioooooooooooouuuuuuuyyyy...";

/// A small letter without accent, a digit at its usual height.
fn unaccented(c: char) -> char {
    let n = u32::from(c);
    let at = match n {
        0xe0..=0xff => n - 0xe0,
        0x100..=0x17f => (n - 0xc0) / 2,
        0x1e00..=0x1eff => (n - 0x1d40) / 2,
        0xb9 => return '1',
        0xb2 | 0xb3 | 0x2070 | 0x2074..=0x2079 | 0x2080..=0x2089 => {
            return char::from_u32(0x30 | (n & 15)).unwrap_or(c);
        }
        0x1a0 | 0x1a1 => return 'o',
        0x1af | 0x1b0 => return 'u',
        0x218..=0x21b => return if n < 0x21a { 's' } else { 't' },
        0x622 | 0x623 | 0x625 => return 'ا',
        _ => return c,
    };
    match PLAIN.get(at as usize) {
        Some(b'.') | None => c,
        Some(plain) => char::from(*plain),
    }
}

/// Where boxes mean trust and doubt: how many of both kinds stand in a box that means what they deserve.
fn sorted(bins: &[Bin], things: &[Sorted], places: &[Option<u16>]) -> Option<Trust> {
    let means = |bin: u16| bins.get(usize::from(bin)).and_then(|bin| bin.sound);
    let (mut trusted, mut doubted) = ((0, 0), (0, 0));
    for (n, thing) in things.iter().enumerate() {
        let half = match means(thing.bin) {
            Some(true) => &mut trusted,
            Some(false) => &mut doubted,
            None => continue,
        };
        let given = places.get(n).copied().flatten().and_then(means);
        half.0 += u16::from(given == means(thing.bin));
        half.1 += 1;
    }
    (trusted.1 + doubted.1 > 0).then_some((trusted, doubted, None))
}

/// Right are trusted sound and doubted unsound things. Sureness, of those where it was said, by Brier's score: guessing stands
/// for a probability of 0.5, fairly for 0.75, very for 0.95. All very sure is 100 where all is right and 10 where all is wrong;
/// guessing is 75 either way, which is what it is compared with (`words.rs`).
fn judged<'a>(items: &[crate::model::Judged], given: &[(Option<bool>, u8)]) -> Marked<'a> {
    let rows: Vec<Option<bool>> = items
        .iter()
        .enumerate()
        .map(|(n, item)| Some(given.get(n).and_then(|g| g.0) == Some(item.sound)))
        .collect();
    let answered =
        given.len() == items.len() && !items.is_empty() && given.iter().all(|g| g.0.is_some());
    let mut trust = ((0, 0), (0, 0));
    let (mut loss, mut said) = (0_u32, 0_u32);
    for (item, (verdict, sure)) in items.iter().zip(given) {
        let right = *verdict == Some(item.sound);
        let half = if item.sound {
            &mut trust.0
        } else {
            &mut trust.1
        };
        half.0 += u16::from(right);
        half.1 += 1;
        if let Some(sure) = [50_u32, 75, 95].get(usize::from(*sure)) {
            let miss = if right { 100 - sure } else { *sure };
            loss += miss * miss;
            said += 1;
        }
    }
    let loss = (loss / 100).checked_div(said);
    let brier = loss.map(|loss| 100 - u8::try_from(loss).unwrap_or(100).min(100));
    Marked {
        trust: Some((trust.0, trust.1, brier)),
        ..Marked::from_rows(rows, answered)
    }
}
