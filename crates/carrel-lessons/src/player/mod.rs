//! A lesson being done: a state, actions that change it, and a view that a renderer only has to draw.
//!
//! The clock comes in as seconds with each action (any clock, also another one at the next visit), the day as days since 1970, chance as a seed, the catalogue as a
//! [`Catalogue`]. The same actions give the same views.

mod act;
mod advice;
pub mod catalogue;
pub(crate) mod lab;
pub(crate) mod mark;
mod parts;
mod progress;
pub(crate) mod rewrite;
pub mod view;

pub use act::{Action, Event, Target};
pub use catalogue::{Ask, Catalogue, NoCatalogue, ShelfBook, Spine};
pub use progress::{Attempt, Card, Given, LabMove, LabStep, Progress};
pub use view::View;

use crate::model::{Exercise, Lesson, Piece, Role};

/// A lesson being done.
#[derive(Clone, Debug)]
pub struct Player {
    lesson: Lesson,
    progress: Progress,
    seed: u32,
    today: i32,
    /// Review cards instead of the steps: their places among the lesson's other questions.
    review: Vec<usize>,
    /// The tabs of invented webs, as they are kept: `lab` reads and writes them.
    tabs: Vec<u8>,
    /// Questions whose log goes on by the clock of this visit. One that stands still, as another step is open, has the
    /// seconds it had then.
    clocks: Vec<(String, Option<u32>)>,
    /// What was last checked of a question, as a sum: the same once more is no second try.
    last: Vec<(String, Option<u32>)>,
    status: String,
}

impl Player {
    /// Opens a lesson at its first step, or where it was left. Progress of another lesson, or bytes that are none,
    /// begin anew. `today` is in days since 1970-01-01; `seed` decides the order of answers.
    #[must_use]
    pub fn open(lesson: Lesson, saved: Option<&[u8]>, today: i32, seed: u32) -> Self {
        let (mut progress, tabs) = saved
            .and_then(Progress::split)
            .filter(|(progress, _)| progress.lesson == lesson.id)
            .unwrap_or_else(|| {
                let fresh = Progress {
                    lesson: lesson.id.clone(),
                    seed,
                    began: today,
                    ..Progress::default()
                };
                (fresh, &[])
            });
        let last = lesson.steps.len().saturating_sub(1);
        progress.step = progress.step.min(u16::try_from(last).unwrap_or(u16::MAX));
        // An answer of another shape (the lesson was changed) could never become right.
        for attempt in progress.attempts.iter_mut().filter(|a| !a.done) {
            let of_it = lesson.all_exercises().find(|e| e.id == attempt.id);
            if of_it.is_some_and(|e| !mark::fits(&e.task, &attempt.given)) {
                attempt.given = Given::None;
                attempt.checked = false;
            }
        }
        let mut last = Vec::new();
        for attempt in &progress.attempts {
            if attempt.checked {
                *act::last(&mut last, &attempt.id) = Some(attempt.given.sum());
            }
        }
        Self {
            seed: progress.seed,
            last,
            lesson,
            progress,
            today,
            review: Vec::new(),
            tabs: tabs.to_vec(),
            clocks: Vec::new(),
            status: String::new(),
        }
    }

    /// Opens review cards of a lesson instead of its steps: ids of its questions of that role.
    #[must_use]
    pub fn review(lesson: Lesson, saved: Option<&[u8]>, today: i32, ids: &[&str]) -> Self {
        let mut player = Self::open(lesson, saved, today, 1);
        player.review = player
            .lesson
            .others
            .iter()
            .enumerate()
            .filter(|(_, e)| e.role == Role::Review && ids.contains(&e.id.as_str()))
            .map(|(n, _)| n)
            .collect();
        // A card is met anew each time.
        for n in &player.review {
            let id = &player.lesson.others[*n].id;
            player.progress.attempts.retain(|a| a.id != *id);
            player.last.retain(|last| last.0 != *id);
        }
        player
    }

    /// Gives the lesson back.
    #[must_use]
    pub fn into_lesson(self) -> Lesson {
        self.lesson
    }

    /// The lesson.
    #[must_use]
    pub fn lesson(&self) -> &Lesson {
        &self.lesson
    }

    /// What has been done, to be kept on the device.
    #[must_use]
    pub fn progress(&self) -> &Progress {
        &self.progress
    }

    /// The bytes to keep: the progress, and behind it the tabs of invented webs, which nobody else reads. Cost: well under a
    /// millisecond, so it can be kept after every action.
    #[must_use]
    pub fn save(&self) -> Vec<u8> {
        let mut out = self.progress.encode();
        out.extend_from_slice(&self.tabs);
        out
    }

    /// The question with this id, wherever it stands.
    fn exercise(&self, id: &str) -> Option<&Exercise> {
        self.lesson.all_exercises().find(|e| e.id == id)
    }

    /// The questions on screen: of the step or of the review, each followed by its twin where that has come.
    fn shown(&self) -> Vec<&Exercise> {
        let mut out = Vec::new();
        if self.review.is_empty() {
            if let Some(step) = self.lesson.steps.get(usize::from(self.progress.step)) {
                for piece in &step.pieces {
                    if let Piece::Exercise(exercise) = piece {
                        out.push(exercise.as_ref());
                        out.extend(self.twin(exercise));
                    }
                }
            }
        } else {
            out.extend(
                self.review
                    .iter()
                    .filter_map(|n| self.lesson.others.get(*n)),
            );
        }
        out
    }

    /// The easier twin of a question that was missed twice.
    fn twin(&self, exercise: &Exercise) -> Option<&Exercise> {
        let attempt = self.progress.attempt(&exercise.id)?;
        if attempt.misses < 2 {
            return None;
        }
        self.lesson
            .others
            .iter()
            .find(|e| matches!(&e.role, Role::TwinOf(id) if *id == exercise.id))
    }

    /// Points got and points there are for a skill, in hundredths; surveys, optional questions and what was done on
    /// paper do not count.
    #[must_use]
    pub fn skill(&self, place: u16) -> (u32, u32) {
        let (mut got, mut all) = (0, 0);
        for exercise in self.lesson.exercises() {
            if exercise.skill != place
                || exercise.optional
                || matches!(exercise.task, crate::model::Task::Survey(_))
            {
                continue;
            }
            let attempt = self.progress.attempt(&exercise.id);
            // On paper: at its end without having been checked.
            if attempt.is_some_and(|a| a.done && a.tries == 0) {
                continue;
            }
            let points = u32::from(exercise.points);
            all += points * 100;
            let own = attempt.map_or(0, |a| u32::from(a.score));
            // An easier twin that was solved gives half of what is missing.
            let twin = self
                .twin(exercise)
                .and_then(|twin| self.progress.attempt(&twin.id))
                .map_or(0, |a| u32::from(a.score));
            got += points * own.max(u32::midpoint(own, own.max(twin)));
        }
        (got, all)
    }

    /// Whether the skill is mastered: its share of the points is at least the lesson's `mastery`.
    #[must_use]
    pub fn mastered(&self, place: u16) -> bool {
        let (got, all) = self.skill(place);
        all > 0 && got * 100 >= all * u32::from(self.lesson.mastery)
    }

    /// Whether every question that counts has been answered to its end.
    #[must_use]
    pub fn finished(&self) -> bool {
        self.lesson
            .exercises()
            .filter(|e| !e.optional)
            .all(|e| self.progress.attempt(&e.id).is_some_and(|a| a.done))
    }

    /// An order of `n` things that depends on the seed and the question only.
    fn shuffled(&self, id: &str, n: usize) -> Vec<u16> {
        shuffle(self.seed, id, n)
    }
}

/// Fisher-Yates over xorshift32, seeded by an FNV-1a hash of the id.
pub(crate) fn shuffle(seed: u32, id: &str, n: usize) -> Vec<u16> {
    let mut state = id
        .bytes()
        .fold(0x811c_9dc5_u32 ^ seed, |hash, byte| {
            (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193)
        })
        .max(1);
    let mut out: Vec<u16> = (0..n).filter_map(|i| u16::try_from(i).ok()).collect();
    for i in (1..out.len()).rev() {
        state ^= state << 13;
        state ^= state >> 17;
        state ^= state << 5;
        out.swap(i, (state as usize) % (i + 1));
    }
    out
}

/// The same, but never the order of the file: of things to put in order, and of partners beside their pairs, that would be
/// the answer. Two stand either way: were they always the other way round, that would be the answer, too.
pub(crate) fn disordered(seed: u32, id: &str, n: usize) -> Vec<u16> {
    let mut out = shuffle(seed, id, n);
    if n > 2 && out.is_sorted() {
        out.rotate_left(1);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::{disordered, shuffle};

    /// The order of the file was never shown, so of two options the second always stood on top.
    #[test]
    fn of_two_each_stands_on_top_half_of_the_time() {
        for (n, orders) in [(2, 2), (3, 6)] {
            let mut first = [0; 3];
            let mut met = Vec::new();
            let mut sorted = 0;
            for seed in 0..1000 {
                let order = shuffle(seed * 7919, "who-paid", n);
                first[usize::from(order[0])] += 1;
                if !met.contains(&order) {
                    met.push(order);
                }
                sorted += usize::from(disordered(seed * 7919, "who-paid", n).is_sorted());
            }
            assert_eq!(met.len(), orders);
            // Of partners of two pairs the second stood always on top, and was always the first one's.
            assert!(if n == 2 {
                (400..600).contains(&sorted)
            } else {
                sorted == 0
            });
            let fair = 1000 / n;
            let near = fair * 4 / 5..=fair * 6 / 5;
            assert!(first[..n].iter().all(|k| near.contains(k)), "{first:?}");
        }
        assert_eq!(disordered(1, "alone", 1), [0]);
    }
}
