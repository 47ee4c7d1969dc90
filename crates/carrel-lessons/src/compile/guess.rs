//! Answers that can be found without knowing: by their length, by careful or sweeping words, by their place.
//!
//! Students who are used to tests see such patterns at once. A single question shows little, as somewhere one answer
//! must be the longest; so most rules count over the lesson. Of questions that a lesson has once, and whose answers
//! differ by a lot, each is looked at alone.

use super::fault::Faults;
use super::raw::{Mark, RawBlock};
use super::source::Source;
use crate::lang;
use crate::model::{Choice, End, Exercise, Scene, Task};
use crate::rich;

/// Words by which a careful answer is known.
const CAREFUL: [&[&str]; 2] = [
    &[
        "may",
        "might",
        "could",
        "perhaps",
        "probably",
        "likely",
        "often",
        "usually",
        "mostly",
        "sometimes",
        "almost",
        "seems",
        "seem",
        "so far",
        "as a rule",
    ],
    &[
        "puede",
        "pueden",
        "podría",
        "podrían",
        "quizá",
        "quizás",
        "tal vez",
        "probablemente",
        "a menudo",
        "a veces",
        "casi",
        "suele",
        "suelen",
        "parece",
        "hasta ahora",
        "por lo general",
    ],
];

/// Words that claim too much, by which a wrong answer is known.
const SWEEPING: [&[&str]; 2] = [
    &[
        "always",
        "never",
        "all",
        "every",
        "everybody",
        "everyone",
        "nobody",
        "nothing",
        "none",
    ],
    &[
        "siempre", "nunca", "jamás", "todo", "todos", "toda", "todas", "nadie", "nada", "ningún",
        "ninguno", "ninguna",
    ],
];

/// A sign that one answer alone has: places of right answers that have it, and how many wrong ones have it.
#[derive(Default)]
struct Sign {
    right: Vec<usize>,
    wrong: usize,
}

impl Sign {
    /// `has[0]` is the right answer's.
    fn meet(&mut self, has: &[bool], at: usize) {
        if has.iter().filter(|has| **has).count() == 1 {
            if has[0] {
                self.right.push(at);
            } else {
                self.wrong += 1;
            }
        }
    }
}

/// What was met in the questions of a lesson.
#[derive(Default)]
pub(crate) struct Clues {
    /// Questions with answers whose lengths can be compared.
    questions: usize,
    /// Right answers that are the longest, and those that are the shortest: place.
    telling: [Vec<usize>; 2],
    /// Right answers that are the longest, be it by one letter.
    longest: Vec<usize>,
    /// Of questions with three answers or more: right ones that are the longest or the shortest by one letter, and how many
    /// such questions there are.
    outermost: (Vec<usize>, usize),
    careful: Sign,
    modest: Sign,
    /// Questions that tell alone: place, id, whether right is longer.
    alone: Vec<(usize, String, bool)>,
    /// Scenes of stories with one best way: place of the question, which way.
    ways: Vec<(usize, usize)>,
}

/// Whether everything in `right` is longer than everything in `wrong` by a fifth, which a student sees; or shorter.
fn longer(right: &[usize], wrong: &[usize]) -> Option<bool> {
    let least = |all: &[usize]| all.iter().min().copied();
    let most = |all: &[usize]| all.iter().max().copied();
    if least(right)? * 5 > most(wrong)? * 6 {
        Some(true)
    } else if most(right)? * 6 < least(wrong)? * 5 {
        Some(false)
    } else {
        None
    }
}

fn length(text: &[rich::Inline]) -> usize {
    rich::plain_line(text).chars().count()
}

/// Whether one of the words stands in a text, as a word.
fn says(text: &str, words: &[&str]) -> bool {
    let mut plain = String::from(" ");
    for piece in text.to_lowercase().split(|c: char| !c.is_alphanumeric()) {
        if !piece.is_empty() {
            plain.push_str(piece);
            plain.push(' ');
        }
    }
    words
        .iter()
        .any(|word| plain.contains(&format!(" {word} ")))
}

/// How good each scene's best end is: 2 good, 1 fair, 0 poor; none if no end can be reached.
fn worth(scenes: &[Scene]) -> Vec<Option<u8>> {
    let mut worth = vec![None; scenes.len()];
    for _ in 0..=scenes.len() {
        for (n, scene) in scenes.iter().enumerate() {
            worth[n] = match scene.end {
                Some(End::Good) => Some(2),
                Some(End::Fair) => Some(1),
                Some(End::Poor) => Some(0),
                None => {
                    let to = |way: &crate::model::Way| *worth.get(usize::from(way.to))?;
                    scene.ways.iter().filter_map(to).max()
                }
            };
        }
    }
    worth
}

impl Clues {
    pub(crate) fn exercise(&mut self, exercise: &Exercise, block: &RawBlock, lang: &str) {
        let boxes: Vec<usize> = block
            .items
            .iter()
            .filter(|item| matches!(item.mark, Mark::Box(_)))
            .map(|item| item.at)
            .collect();
        let place = |n: usize| boxes.get(n).copied().unwrap_or(block.at);
        let mut alone = |at: usize, tells: Option<bool>| {
            if let Some(longer) = tells {
                self.alone.push((at, exercise.id.clone(), longer));
            }
        };
        match &exercise.task {
            Task::Choice(options) => self.options(options, lang, &place),
            Task::Lateral(lateral) => {
                let tells = split(&lateral.verdicts, |o| (o.right, length(&o.text)));
                alone(place(tells.2), longer(&tells.0, &tells.1));
                self.options(&lateral.verdicts, lang, &place);
            }
            Task::Multi(options) => {
                let (right, wrong, first) = split(options, |o| (o.right, length(&o.text)));
                if right.len() > 1 && wrong.len() > 1 {
                    alone(place(first), longer(&right, &wrong));
                }
            }
            Task::Judge(items) => {
                let (sound, unsound, first) = split(items, |i| (i.sound, length(&i.text)));
                if sound.len() > 1 && unsound.len() > 1 {
                    alone(place(first), longer(&sound, &unsound));
                }
            }
            Task::Branch(scenes) => self.story(scenes, block.at),
            _ => {}
        }
    }

    /// Answers of which one is right.
    fn options(&mut self, options: &[Choice], lang: &str, place: &dyn Fn(usize) -> usize) {
        let (right, wrong, first) = split(options, |o| (o.right, length(&o.text)));
        if right.len() != 1 || wrong.is_empty() {
            return;
        }
        self.questions += 1;
        let is_longest = wrong.iter().all(|n| *n < right[0]);
        let is_shortest = wrong.iter().all(|n| *n > right[0]);
        if is_longest {
            self.longest.push(place(first));
        }
        // Of two, each is the longest or the shortest.
        if wrong.len() > 1 {
            self.outermost.1 += 1;
            if is_longest || is_shortest {
                self.outermost.0.push(place(first));
            }
        }
        match longer(&right, &wrong) {
            Some(true) => self.telling[0].push(place(first)),
            Some(false) => self.telling[1].push(place(first)),
            None => {}
        }
        if !lang::is_spoken(lang) {
            return;
        }
        let of = usize::from(lang::around(lang) == "es");
        let say = |words: &[&str], yes: bool| -> Vec<bool> {
            let mut all: Vec<&Choice> = options.iter().collect();
            all.sort_by_key(|option| !option.right);
            let has = |option: &&Choice| says(&rich::plain_line(&option.text), words) == yes;
            all.iter().map(has).collect()
        };
        self.careful.meet(&say(CAREFUL[of], true), place(first));
        // Of two answers one always has no sweeping word when the other has one: that is too little to see a pattern.
        if wrong.len() > 1 {
            self.modest.meet(&say(SWEEPING[of], false), place(first));
        }
    }

    fn story(&mut self, scenes: &[Scene], at: usize) {
        let worth = worth(scenes);
        for scene in scenes {
            let of = |way: &crate::model::Way| worth.get(usize::from(way.to)).copied().flatten();
            let best = scene.ways.iter().map(of).max().flatten();
            let mut ways = scene.ways.iter().enumerate();
            let first = ways.find(|(_, way)| of(way) == best);
            let again = ways.any(|(_, way)| of(way) == best);
            if let (Some((which, _)), false, true) = (first, again, scene.ways.len() > 1) {
                self.ways.push((at, which));
            }
        }
    }

    /// Says what gives the answers of the lesson away.
    pub(crate) fn check(&self, source: &Source, faults: &mut Faults) {
        let of = self.questions;
        for (telling, (which, like)) in self.telling.iter().zip([
            ("longest", "long and as careful"),
            ("shortest", "short and as plain"),
        ]) {
            if telling.len() >= 3 && telling.len() * 5 > of * 3 {
                faults.error(
                    "guessable",
                    source,
                    telling[0],
                    format!(
                        "in {} of {of} questions the {which} answer is the right one",
                        telling.len()
                    ),
                    format!("Make some wrong answers as {like} as the right ones."),
                );
            }
        }
        let (outermost, of_three) = &self.outermost;
        for (met, of, which) in [
            (&self.longest, of, "the longest"),
            (outermost, *of_three, "the longest or the shortest"),
        ] {
            if of >= 6 && met.len() * 10 > of * 7 {
                faults.warn(
                    "guessable",
                    source,
                    met[0],
                    format!(
                        "in {} of {of} questions the right answer is {which}, if only by a letter",
                        met.len()
                    ),
                    "Let a wrong answer be longer in some of them, and another one shorter.",
                );
            }
        }
        for (sign, message, fix) in [
            (
                &self.careful,
                "only the right answer has a careful word such as “may” or “often”",
                "Let some wrong answers be careful too, or say the right one plainly.",
            ),
            (
                &self.modest,
                "only the right answer has no sweeping word such as “always” or “nobody”",
                "Take these words out of some wrong answers: a wrong answer can be modest.",
            ),
        ] {
            let right = sign.right.len();
            if right >= 3 && right > sign.wrong * 3 {
                faults.error(
                    "guessable",
                    source,
                    sign.right[0],
                    format!("in {right} questions {message}"),
                    fix,
                );
            }
        }
        for (at, id, longer) in &self.alone {
            let how = if *longer { "longer" } else { "shorter" };
            faults.warn(
                "guessable",
                source,
                *at,
                format!("in `{id}` what is right is clearly {how} than all the rest, so it can be guessed"),
                "Bring two of them to about the same length.",
            );
        }
        if let Some(((at, first), rest)) = self.ways.split_first()
            && rest.len() >= 2
            && rest.iter().all(|(_, which)| which == first)
        {
            faults.warn(
                "guessable",
                source,
                *at,
                format!(
                    "in {} scenes the best way is always number {}",
                    self.ways.len(),
                    first + 1
                ),
                "The ways of a story are not shuffled. Let the best one stand at different places.",
            );
        }
    }
}

/// Lengths of right and of wrong things, and the place of the first right one.
fn split<T>(all: &[T], of: impl Fn(&T) -> (bool, usize)) -> (Vec<usize>, Vec<usize>, usize) {
    let (mut right, mut wrong) = (Vec::new(), Vec::new());
    for thing in all {
        let (is_right, length) = of(thing);
        if is_right {
            right.push(length);
        } else {
            wrong.push(length);
        }
    }
    let first = all.iter().position(|thing| of(thing).0).unwrap_or(0);
    (right, wrong, first)
}
