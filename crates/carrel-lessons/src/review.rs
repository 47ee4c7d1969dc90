//! Spaced review across lessons: each skill comes back after 2, 7, 21 and 90 days, with a new source each time.

use crate::model::{Lesson, Role};
use crate::player::{Card, Progress};

/// Days until a card comes back, by its box. A miss puts it back into the first.
pub const DAYS: [i32; 4] = [2, 7, 21, 90];

/// A card that is due.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Due {
    /// Place of the lesson in what was given.
    pub lesson: usize,
    /// Place of the skill in the lesson.
    pub skill: u16,
    /// The question to show: of those for review, the one after the last shown.
    pub exercise: String,
    /// Days it has been due for.
    pub late: i32,
}

/// Whether a card is due. None waits longer than its box does: where one seems to, the clock ran ahead when it was put there.
#[must_use]
pub fn is_due(card: &Card, today: i32) -> bool {
    let left = card.due.saturating_sub(today);
    !(1..=DAYS[usize::from(card.stage.min(3))] + 1).contains(&left)
}

/// What is due today, the latest first, at most `most`. Not two cards of one lesson before every other lesson had its turn.
#[must_use]
pub fn due(lessons: &[(&Lesson, &Progress)], today: i32, most: usize) -> Vec<Due> {
    let mut all = Vec::new();
    for (n, (lesson, progress)) in lessons.iter().enumerate() {
        for card in progress.cards.iter().filter(|card| is_due(card, today)) {
            let sources: Vec<&str> = lesson
                .others
                .iter()
                .filter(|e| e.role == Role::Review && e.skill == card.skill)
                .map(|e| e.id.as_str())
                .collect();
            let Some(exercise) = sources.get(usize::from(card.shown) % sources.len().max(1)) else {
                continue;
            };
            all.push(Due {
                lesson: n,
                skill: card.skill,
                exercise: (*exercise).to_owned(),
                late: today.saturating_sub(card.due).max(0),
            });
        }
    }
    all.sort_unstable_by_key(|due| (-due.late, due.lesson, due.skill));
    let mut out: Vec<Due> = Vec::new();
    let mut round = 0;
    while out.len() < most && !all.is_empty() {
        round += 1;
        let mut rest = Vec::new();
        for due in all {
            let had = out.iter().filter(|d| d.lesson == due.lesson).count();
            if had < round && out.len() < most {
                out.push(due);
            } else {
                rest.push(due);
            }
        }
        all = rest;
    }
    out
}

/// A card was answered: it goes one box on, or back to the first.
pub fn answered(progress: &mut Progress, skill: u16, right: bool, today: i32) {
    let Some(card) = progress.cards.iter_mut().find(|card| card.skill == skill) else {
        return;
    };
    card.stage = if right { (card.stage + 1).min(3) } else { 0 };
    card.shown = card.shown.wrapping_add(1);
    card.due = today.saturating_add(DAYS[usize::from(card.stage.min(3))]);
}
