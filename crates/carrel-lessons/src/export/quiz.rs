//! A lesson as a plain quiz: what every other system can hold, and the list of what it cannot.

use super::html;
use crate::model::{Exercise, Lesson, Piece, Task};
use crate::player::{disordered, shuffle};

/// A question that other systems know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    /// Stable: lesson, question, and a number where one becomes several.
    pub id: String,
    /// A short name.
    pub name: String,
    /// What is asked, as HTML.
    pub prompt: String,
    /// Points.
    pub points: u16,
    /// What is to be done.
    pub kind: Kind,
    /// Said at the end, as HTML.
    pub closing: String,
}

/// An option as HTML, whether it is right, why.
pub type Opt = (String, bool, String);

/// What is to be done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kind {
    /// One is to be chosen; of several that are right each counts.
    Single(Vec<Opt>),
    /// All that are right are to be chosen.
    Multiple(Vec<Opt>),
    /// Accepted answers in plain text, and what is said to others.
    Blank(Vec<String>, String),
    /// Free writing, read by the teacher; a good example.
    Essay(String),
}

/// A quiz and what was lost on the way.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Quiz {
    /// Questions in order.
    pub questions: Vec<Question>,
    /// Question and what did not carry over.
    pub losses: Vec<(String, &'static str)>,
}

/// The quiz of a lesson: the questions of its steps.
#[must_use]
pub fn of(lesson: &Lesson) -> Quiz {
    let mut quiz = Quiz::default();
    for exercise in lesson.exercises() {
        add(lesson, exercise, &mut quiz);
        if !exercise.hints.is_empty() {
            quiz.losses.push((exercise.id.clone(), "its hints"));
        }
        if exercise.optional && exercise.points > 0 {
            quiz.losses
                .push((exercise.id.clone(), "that it is optional: it counts there"));
        }
        let prefix = format!("{}-{}-", lesson.id, exercise.id);
        let parts = quiz.questions.iter().filter(|q| q.id.starts_with(&prefix));
        if parts.count() > 1 {
            quiz.losses.push((
                exercise.id.clone(),
                "that it is one question: each part is one of its own there, with a point of its own",
            ));
        }
    }
    for exercise in &lesson.others {
        quiz.losses.push((
            exercise.id.clone(),
            "left out: easier twins and review cards need Carrel's own player",
        ));
    }
    if lesson
        .steps
        .iter()
        .flat_map(|s| &s.pieces)
        .any(|p| matches!(p, Piece::Page(_)))
    {
        quiz.losses.push((
            lesson.id.clone(),
            "pages of the invented web stand in the handout only",
        ));
    }
    let pieces = || lesson.steps.iter().flat_map(|step| &step.pieces);
    let whole: [(bool, &'static str); 4] = [
        (
            !lesson.glossary.is_empty(),
            "the glossary: its words stand there without explanation",
        ),
        (
            pieces().any(|p| matches!(p, Piece::Teacher(_))),
            "notes for the teacher: they stand in the teacher guide",
        ),
        (
            pieces().any(|p| matches!(p, Piece::Slide(_) | Piece::SlideBreak)),
            "slides: they are Carrel's presenter's",
        ),
        (
            lesson.web.is_some(),
            "the invented web as something to search and walk through",
        ),
    ];
    for (there, what) in whole {
        if there {
            quiz.losses.push((lesson.id.clone(), what));
        }
    }
    quiz
}

/// Things in another order than in the file, where the right one often stands at the same place; the same for each export.
fn mixed<T>(id: &str, things: Vec<T>) -> Vec<T> {
    let order = shuffle(1, id, things.len());
    in_order(&order, things)
}

fn in_order<T>(order: &[u16], things: Vec<T>) -> Vec<T> {
    let mut things: Vec<Option<T>> = things.into_iter().map(Some).collect();
    order
        .iter()
        .filter_map(|k| things.get_mut(usize::from(*k))?.take())
        .collect()
}

fn add(lesson: &Lesson, e: &Exercise, quiz: &mut Quiz) {
    let line = |words: &[crate::rich::Inline]| html::line(lesson, words);
    let blocks = |b: &[crate::rich::Block]| html::blocks(lesson, b);
    let mut prompt = blocks(&e.prompt);
    if !e.specimen.is_empty() {
        prompt.push_str("<blockquote>");
        prompt.push_str(&blocks(&e.specimen));
        prompt.push_str("</blockquote>");
    }
    if let Some(page) = e.page.and_then(|place| lesson.web.as_ref()?.page(place)) {
        prompt.push_str("<blockquote>");
        prompt.push_str(&blocks(&page.body));
        prompt.push_str("</blockquote>");
    }
    let mut push = |n: Option<usize>, prompt: String, points: u16, kind: Kind| {
        let id = match n {
            Some(n) => format!("{}-{}-{}", lesson.id, e.id, n + 1),
            None => format!("{}-{}", lesson.id, e.id),
        };
        quiz.questions.push(Question {
            name: id.clone(),
            id,
            prompt,
            points,
            kind,
            closing: blocks(&e.closing),
        });
    };
    let mut lost: Option<&'static str> = None;
    let option = |o: &crate::model::Choice| (line(&o.text), o.right, blocks(&o.why));
    match &e.task {
        Task::Choice(options) => {
            push(
                None,
                prompt,
                e.points,
                Kind::Single(mixed(&e.id, options.iter().map(option).collect())),
            );
        }
        Task::Multi(options) => {
            push(
                None,
                prompt,
                e.points,
                Kind::Multiple(mixed(&e.id, options.iter().map(option).collect())),
            );
        }
        Task::Lateral(lateral) => {
            lost = Some(
                "the invented web, its search and the log of moves; only the last question stays",
            );
            let options = mixed(&e.id, lateral.verdicts.iter().map(option).collect());
            push(None, prompt, e.points, Kind::Single(options));
        }
        Task::Serp(_, hits) => {
            let options: Vec<Opt> = hits
                .iter()
                .map(|h| {
                    let ad = if h.ad { " [ad]" } else { "" };
                    let text = format!(
                        "{}{ad} ({} {}) {}",
                        line(&h.title),
                        html::escape(&h.url),
                        html::escape(&h.date),
                        html::escape(&h.snippet)
                    );
                    (text, h.right, blocks(&h.why))
                })
                .collect();
            let options = mixed(&e.id, options);
            push(None, prompt, e.points, Kind::Single(options));
        }
        Task::Highlight(marks) | Task::Hotspot(marks) => {
            lost = Some("marking in the text; it became a list to choose from");
            let options = marks
                .iter()
                .map(|m| (html::escape(&m.words), m.right, blocks(&m.why)))
                .collect();
            push(None, prompt, e.points, Kind::Multiple(options));
        }
        Task::Sort(bins, things) => {
            lost = Some("sorting; each thing became a question of its own");
            for (n, thing) in things.iter().enumerate() {
                let options = (0_u16..)
                    .zip(bins)
                    .map(|(b, bin)| (line(&bin.text), b == thing.bin, blocks(&thing.why)))
                    .collect();
                push(
                    Some(n),
                    format!("{prompt}<p>{}</p>", line(&thing.text)),
                    1,
                    Kind::Single(options),
                );
            }
        }
        Task::Match(pairs, extra) => {
            lost = Some("matching; each line became a question of its own");
            for (n, pair) in pairs.iter().enumerate() {
                let options = pairs
                    .iter()
                    .enumerate()
                    .map(|(m, other)| (line(&other.right), m == n, blocks(&pair.why)))
                    .chain(extra.iter().map(|x| (line(&x.text), false, blocks(&x.why))))
                    .collect();
                let options = mixed(&format!("{}-{n}", e.id), options);
                push(
                    Some(n),
                    format!("{prompt}<p>{}</p>", line(&pair.left)),
                    1,
                    Kind::Single(options),
                );
            }
        }
        Task::Order(notes) => {
            lost = Some("moving; each thing became the question at which place it stands");
            // Not one after the other: then the first question would be about the first place.
            let order = disordered(1, &e.id, notes.len());
            let row = in_order(&order, notes.iter().enumerate().collect());
            for (k, (n, note)) in row.into_iter().enumerate() {
                let options = (0..notes.len())
                    .map(|m| ((m + 1).to_string(), m == n, blocks(&note.why)))
                    .collect();
                push(
                    Some(k),
                    format!("{prompt}<p>{}</p>", line(&note.text)),
                    1,
                    Kind::Single(options),
                );
            }
        }
        Task::Judge(items) => {
            lost = Some("how sure, and trust and doubt told apart");
            let words = if lesson.lang == "es" {
                ["Confío", "Dudo"]
            } else {
                ["Trust it", "Doubt it"]
            };
            for (n, item) in items.iter().enumerate() {
                let why = blocks(&item.why);
                let options = vec![
                    (words[0].to_owned(), item.sound, why.clone()),
                    (words[1].to_owned(), !item.sound, why),
                ];
                push(
                    Some(n),
                    format!("{prompt}<p>{}</p>", line(&item.text)),
                    1,
                    Kind::Single(options),
                );
            }
        }
        Task::Short(accepted, other) => {
            lost = Some(
                "what is said to each answer that was foreseen; one sentence for all others stays",
            );
            let right = accepted
                .iter()
                .filter(|a| a.right)
                .map(|a| a.text.clone())
                .collect();
            push(None, prompt, e.points, Kind::Blank(right, blocks(other)));
        }
        Task::Paraphrase(task) => {
            lost = Some(
                "the comparison with the source, and what is said when an idea or the source's name is missing; the teacher reads it",
            );
            push(None, prompt, e.points, Kind::Essay(blocks(&task.model)));
        }
        Task::Survey(options) if options.is_empty() => {
            push(None, prompt, 0, Kind::Essay(String::new()));
        }
        Task::Survey(_) => lost = Some("left out: a question without a right answer"),
        Task::Branch(_) => lost = Some("left out: a story with choices"),
        Task::Search(_) => lost = Some("left out: it needs the school's catalogue"),
        Task::Shelve(_) => {
            lost = Some(
                "left out: it needs the school's catalogue; a list for paper is in the handout",
            )
        }
        Task::Cite(_) => lost = Some("left out: building a citation; it stands in the handout"),
    }
    if let Some(lost) = lost {
        quiz.losses.push((e.id.clone(), lost));
    }
}

impl Question {
    /// What is said at the end; of free writing, the good example first.
    #[must_use]
    pub(crate) fn said_at_the_end(&self) -> String {
        match &self.kind {
            Kind::Essay(model) => format!("{model}{}", self.closing),
            _ => self.closing.clone(),
        }
    }
}

/// The report for the teacher, in plain text.
#[must_use]
pub fn report(lesson: &Lesson, quiz: &Quiz) -> String {
    let mut out = format!(
        "What did not carry over from {} ({}) to quizzes of other systems.\n{} questions did; hints, mastery and review need Carrel's own player.\n\n",
        lesson.title,
        lesson.id,
        quiz.questions.len()
    );
    for (id, what) in &quiz.losses {
        out.push_str(&format!("- {id}: {what}\n"));
    }
    out.push_str(
        "\nBy file:\n\
         - canvas.imscc: the quiz and the handout to read. Good examples are shown as general feedback.\n\
         - quiz.gift.txt: for several right answers some systems show no feedback for each option; what is said to unforeseen words is left out.\n\
         - quiz.text2qti.txt: plain words to edit. No pictures, tables, or slanted letters; good examples of free writing are left out, a question without points gets one, and of several right results one stays.\n\
         - lesson.html, scorm12.zip: choices are marked; all else is there to read, with its answer. Hints and review are left out.\n\
         - handout.brf: pictures are there as the words that describe them.\n\
         - Google Classroom: a link only. No marks come back; students hand in their result code or file.\n",
    );
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::export;
    use crate::model::Hit;
    use crate::rich::Inline;

    fn lesson(tasks: Vec<(&str, Task)>) -> Lesson {
        let pieces = tasks.into_iter().map(|(id, task)| {
            Piece::Exercise(Box::new(Exercise {
                id: id.to_owned(),
                points: 1,
                task,
                ..Exercise::default()
            }))
        });
        Lesson {
            id: "T1".to_owned(),
            lang: "en".to_owned(),
            steps: vec![crate::model::Step {
                pieces: pieces.collect(),
                ..Default::default()
            }],
            ..Lesson::default()
        }
    }

    /// Of several right results each counts; packages asked for all of them, and marked who chose one wrong.
    #[test]
    fn any_right_result_is_right() {
        let hit = |title: &str, right| Hit {
            title: vec![Inline::Text(title.to_owned())],
            url: "a.example".to_owned(),
            right,
            ..Hit::default()
        };
        let hits = vec![hit("one", true), hit("two", false), hit("three", true)];
        let lesson = lesson(vec![("s", Task::Serp("q".to_owned(), hits))]);
        let quiz = of(&lesson);
        assert!(matches!(&quiz.questions[..], [Question { kind: Kind::Single(o), .. }] if o.len() == 3));
        let qti = export::qti::assessment(&lesson, &quiz);
        let condition = qti.split("<conditionvar><or>").nth(1).unwrap();
        let condition = condition.split("</or>").next().unwrap();
        assert_eq!(condition.matches("<varequal").count(), 2);
        assert!(qti.contains("rcardinality=\"Single\"") && !qti.contains("<not>"));
        let gift = export::gift(&lesson, &quiz);
        assert_eq!((gift.matches("\n  =").count(), gift.matches("\n  ~").count()), (2, 1));
        assert!(!gift.contains("~%"), "{gift}");
        let text = export::text2qti(&lesson, &quiz);
        assert_eq!(text.matches("\n*").count(), 1, "{text}");
        assert!(export::one_file(&lesson, &quiz).contains("type=\"radio\""));
    }
}
