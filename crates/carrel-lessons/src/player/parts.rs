//! Parts of the player that few lessons need: a renderer that fetches code when it is needed asks which.

use crate::model::{Lesson, Task};

impl Lesson {
    /// The parts that this lesson needs, each once: `catalogue` for exercises on the school's own catalogue, `citing`,
    /// `rewriting` for paraphrases, `lab` for invented webs. Everything else is there for every lesson.
    #[must_use]
    pub fn parts(&self) -> Vec<&'static str> {
        let mut out = Vec::new();
        for exercise in self.all_exercises() {
            let part = match exercise.task {
                Task::Search(_) | Task::Shelve(_) => "catalogue",
                Task::Cite(_) => "citing",
                Task::Paraphrase(_) => "rewriting",
                Task::Lateral(_) => "lab",
                _ => continue,
            };
            if !out.contains(&part) {
                out.push(part);
            }
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use crate::model::{Exercise, Lesson, Task};

    #[test]
    fn parts_are_those_of_twins_and_cards_too() {
        let of = |task: Task| Exercise {
            task,
            ..Exercise::default()
        };
        let mut lesson = Lesson::default();
        assert!(lesson.parts().is_empty());
        lesson.others.push(of(Task::Choice(Vec::new())));
        lesson.others.push(of(Task::Cite(Default::default())));
        lesson.others.push(of(Task::Paraphrase(Default::default())));
        lesson.others.push(of(Task::Shelve(Default::default())));
        assert_eq!(lesson.parts(), ["citing", "rewriting", "catalogue"]);
    }
}
