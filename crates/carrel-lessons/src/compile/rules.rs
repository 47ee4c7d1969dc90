//! Rules that look at a whole lesson: balance, level, minutes, answers that give themselves away.

use super::Measured;
use super::fault::{Faults, Level};
use super::raw::{Mark, RawBlock};
use super::reading::{self, Reading};
use super::said;
use super::source::Source;
use crate::model::{Exercise, Lesson, Piece, Role, Task};
use crate::rich::{self, Block};

/// Where things stand in the file, for the rules.
#[derive(Default)]
pub(crate) struct Places {
    /// Questions: id, and place of the first line.
    pub(crate) exercises: Vec<(String, usize)>,
    /// What is said to students: place, words.
    said: Vec<(usize, String)>,
    /// Right answers that are the longest, and those that are the shortest: place of the answer.
    telling: [Vec<usize>; 2],
    /// How many questions could have shown it.
    choices: usize,
}

/// Lines of blocks, one a line: what a sentence counter needs.
fn lines(blocks: &[Block]) -> String {
    let mut out = String::new();
    rich::each_line(blocks, &mut |line| {
        out.push_str(&rich::plain_line(line));
        out.push('\n');
    });
    out
}

impl Places {
    pub(crate) fn instruction(&mut self, blocks: &[Block], at: usize) {
        self.said.push((at, lines(blocks)));
    }

    pub(crate) fn exercise(&mut self, exercise: &Exercise, block: &RawBlock, _: &Source) {
        self.exercises.push((exercise.id.clone(), block.at));
        let mut said = lines(&exercise.prompt);
        for hint in &exercise.hints {
            said.push_str(&lines(hint));
        }
        said.push_str(&lines(&exercise.closing));
        said::each_scene(&exercise.task, &mut |scene| said.push_str(&lines(scene)));
        said::each_why(&exercise.task, &mut |why| said.push_str(&lines(why)));
        self.said.push((block.prompt.start().max(block.at), said));
        if let Task::Choice(options) = &exercise.task
            && options.len() > 1
        {
            self.choices += 1;
            let length = |n: usize| rich::plain_line(&options[n].text).chars().count();
            let right = options.iter().position(|o| o.right).unwrap_or(0);
            let others = (0..options.len()).filter(|n| *n != right).map(length);
            let (least, most) = (others.clone().min(), others.max());
            // Only a difference that a student would see counts: a fifth longer, or shorter, than all others.
            let longer = most.is_some_and(|most| length(right) * 5 > most * 6);
            let shorter = least.is_some_and(|least| length(right) * 6 < least * 5);
            for (list, tells) in self.telling.iter_mut().zip([longer, shorter]) {
                if tells {
                    let boxes = block
                        .items
                        .iter()
                        .filter(|i| matches!(i.mark, Mark::Box(_)));
                    list.push(boxes.map(|i| i.at).nth(right).unwrap_or(block.at));
                }
            }
        }
    }

    pub(crate) fn at(&self, id: &str) -> usize {
        self.exercises
            .iter()
            .find(|(known, _)| known == id)
            .map_or(0, |(_, at)| *at)
    }
}

pub(crate) fn check(
    lesson: &Lesson,
    places: &Places,
    source: &Source,
    pages: &[(String, Source)],
    faults: &mut Faults,
) -> Measured {
    let body = source.text.find("\n+++\n").map_or(0, |at| at + 1);
    if lesson.exercises().next().is_none() {
        faults.error(
            "no-question",
            source,
            body,
            "the lesson has no question",
            "Add a block such as ::: choice my-question",
        );
    }
    balance(lesson, places, source, faults);
    let grade = level(lesson, places, source, faults);
    let minutes = minutes(lesson, source, faults);
    guessable(lesson, places, source, faults);
    twins(lesson, places, source, faults);
    web(lesson, pages, source, faults);
    Measured {
        grade,
        limit: reading::limit(lesson.grades.0),
        minutes,
    }
}

/// Things to trust and to doubt: 35 to 65 of 100 deserve trust (reference, section 2.2: games with fakes only make
/// students doubt everything).
fn balance(lesson: &Lesson, places: &Places, source: &Source, faults: &mut Faults) {
    let (mut sound, mut all) = (0_usize, 0_usize);
    let mut first = None;
    for exercise in lesson.all_exercises() {
        let (s, n) = match &exercise.task {
            Task::Judge(items) => (items.iter().filter(|i| i.sound).count(), items.len()),
            Task::Sort(bins, things) => {
                let of = |bin: u16| bins.get(usize::from(bin)).and_then(|b| b.sound);
                (
                    things.iter().filter(|t| of(t.bin) == Some(true)).count(),
                    things.iter().filter(|t| of(t.bin).is_some()).count(),
                )
            }
            _ => continue,
        };
        if n == 0 {
            continue;
        }
        first.get_or_insert(exercise.id.clone());
        sound += s;
        all += n;
        if n >= 4 {
            unbalanced(&exercise.id, s, n, places.at(&exercise.id), source, faults);
        }
    }
    if let Some(first) = first
        && all >= 4
    {
        unbalanced("the lesson", sound, all, places.at(&first), source, faults);
    }
}

fn unbalanced(
    what: &str,
    sound: usize,
    all: usize,
    at: usize,
    source: &Source,
    faults: &mut Faults,
) {
    if sound * 100 < all * 35 || sound * 100 > all * 65 {
        faults.error(
            "balance",
            source,
            at,
            format!("in `{what}` {sound} of {all} deserve trust; expected 35 to 65 of 100"),
            if sound * 2 < all {
                "Add sound sources: students must also learn to trust what deserves it."
            } else {
                "Add sources that deserve doubt."
            },
        );
    }
}

fn level(lesson: &Lesson, places: &Places, source: &Source, faults: &mut Faults) -> Option<f64> {
    let limit = reading::limit(lesson.grades.0);
    let mut whole = Reading::default();
    for (at, words) in &places.said {
        let reading = Reading::of(words, &lesson.lang);
        whole.add(reading);
        if let Some(grade) = reading.grade(&lesson.lang)
            && grade > limit + 1.5
        {
            faults.warn(
                "hard-words",
                source,
                *at,
                format!("this part reads like grade {grade:.1}; the limit is {limit:.1}"),
                "Shorter sentences help most, then shorter words.",
            );
        }
    }
    if let Some(grade) = whole.grade(&lesson.lang)
        && grade > limit
    {
        faults.error(
            "too-hard",
            source,
            0,
            format!(
                "what is said to students reads like grade {grade:.1}; for grade {} the limit is {limit:.1}",
                lesson.grades.0
            ),
            "Shorter sentences help most, then shorter words. The parts named `hard-words` are the hardest.",
        );
    }
    whole.grade(&lesson.lang)
}

/// Seconds that a question takes: 45, and 15 for each further thing to decide in it.
#[must_use]
pub(crate) fn seconds(exercise: &Exercise) -> usize {
    if exercise.minutes > 0 {
        return usize::from(exercise.minutes) * 60;
    }
    match &exercise.task {
        Task::Lateral(_) => 480,
        Task::Paraphrase(_) => 240,
        Task::Search(_) => 120,
        Task::Survey(options) if options.is_empty() => 90,
        Task::Survey(_) => 20,
        Task::Short(..) => 60,
        task => 45 + 15 * task.size().saturating_sub(1),
    }
}

/// Words of text a minute: 100 up to grade 5, 140 to grade 8, 180 above.
pub(crate) fn words_a_minute(grade: u8) -> usize {
    match grade {
        0..=5 => 100,
        6..=8 => 140,
        _ => 180,
    }
}

fn minutes(lesson: &Lesson, source: &Source, faults: &mut Faults) -> usize {
    let mut words = 0;
    let mut total = 0;
    let count = |blocks: &[Block]| rich::plain(blocks).split_whitespace().count();
    for piece in lesson.steps.iter().flat_map(|step| &step.pieces) {
        match piece {
            Piece::Text(blocks) => words += count(blocks),
            Piece::Page(place) => {
                let page = lesson.web.as_ref().and_then(|web| web.page(*place));
                words += page.map_or(0, |page| count(&page.body));
            }
            Piece::Exercise(exercise) => {
                total += seconds(exercise);
                words += count(&exercise.prompt) + count(&exercise.specimen);
                said::each_answer(&exercise.task, &mut |line| {
                    words += rich::plain_line(line).split_whitespace().count();
                });
                said::each_scene(&exercise.task, &mut |scene| words += count(scene));
            }
            _ => {}
        }
    }
    total += words * 60 / words_a_minute(lesson.grades.0);
    let needed = total.div_ceil(60);
    let given = usize::from(lesson.minutes);
    let at = source.text.find("minutes").unwrap_or(0);
    if needed > given {
        faults.error(
            "too-long",
            source,
            at,
            format!("the lesson needs about {needed} minutes and has {given}"),
            "Give it more minutes, take something out, or make a part optional homework.",
        );
    } else if needed * 2 < given {
        faults.add(
            Level::Advice,
            "too-short",
            source,
            at,
            format!("the lesson needs about {needed} minutes and has {given}"),
            "That is fine when the class talks much in between. Say so in a teacher note.",
        );
    }
    needed
}

fn guessable(lesson: &Lesson, places: &Places, source: &Source, faults: &mut Faults) {
    let ways = [
        (
            "longest",
            "Make some wrong answers as long and as careful as the right ones.",
        ),
        (
            "shortest",
            "Make some wrong answers as short and as plain as the right ones.",
        ),
    ];
    for (telling, (which, fix)) in places.telling.iter().zip(ways) {
        if telling.len() >= 3 && telling.len() * 5 > places.choices * 3 {
            let (at, of) = (telling.first().copied().unwrap_or(0), places.choices);
            faults.error(
                "guessable",
                source,
                at,
                format!(
                    "in {} of {of} questions the {which} answer is the right one",
                    telling.len()
                ),
                fix,
            );
        }
    }
    for exercise in lesson.all_exercises() {
        let (Task::Choice(options) | Task::Multi(options)) = &exercise.task else {
            continue;
        };
        for option in options {
            let text = rich::plain_line(&option.text).to_lowercase();
            let about_others = [
                "all of the above",
                "none of the above",
                "both a and b",
                "todas las anteriores",
                "ninguna de las anteriores",
            ];
            if about_others.iter().any(|words| text.contains(words)) {
                faults.error(
                    "all-of-the-above",
                    source,
                    places.at(&exercise.id),
                    format!("an answer of `{}` speaks of the others", exercise.id),
                    "Answers are shuffled. Use `multi`, or say what you mean in full.",
                );
            }
        }
    }
}

fn twins(lesson: &Lesson, places: &Places, source: &Source, faults: &mut Faults) {
    for exercise in &lesson.others {
        if let Role::TwinOf(id) = &exercise.role
            && !lesson.exercises().any(|e| e.id == *id)
        {
            faults.error(
                "unknown-twin",
                source,
                places.at(&exercise.id),
                format!("there is no question `{id}` that this could be the twin of"),
                "",
            );
        }
    }
    for (n, skill) in lesson.skills.iter().enumerate() {
        let about = |e: &&Exercise| usize::from(e.skill) == n;
        let practised = lesson
            .exercises()
            .filter(about)
            .filter(|e| !matches!(e.task, Task::Survey(_)));
        let review = lesson
            .others
            .iter()
            .filter(|e| about(e) && e.role == Role::Review)
            .count();
        let at = source.text.find(&skill.id).unwrap_or(0);
        if practised.count() == 0 {
            faults.error(
                "unknown-skill",
                source,
                at,
                format!("no question is about the skill `{}`", skill.id),
                "Add one, or take the skill away.",
            );
        } else if review < 2 {
            faults.add(
                Level::Advice,
                "no-review",
                source,
                at,
                format!(
                    "the skill `{}` has {} review card",
                    skill.id,
                    if review == 0 { "no" } else { "only one" }
                ),
                "Two or three questions with the word `review`, each with a new source, bring it back after 2, 7 and 21 days.",
            );
        }
    }
    let twin = lesson
        .others
        .iter()
        .any(|e| matches!(e.role, Role::TwinOf(_)));
    if !twin && lesson.exercises().count() >= 4 {
        faults.add(
            Level::Advice,
            "no-twin",
            source,
            0,
            "no question has an easier twin",
            "Add one with twin-of=… for the hardest question: it comes after two misses.",
        );
    }
}

/// The invented web: big enough, and nothing that cannot be reached.
fn web(lesson: &Lesson, pages: &[(String, Source)], source: &Source, faults: &mut Faults) {
    let lateral = lesson
        .all_exercises()
        .any(|e| matches!(e.task, Task::Lateral(_)));
    let Some(web) = &lesson.web else { return };
    if lateral && web.pages.len() < 8 {
        faults.warn(
            "small-web",
            source,
            0,
            format!("the invented web has {} pages", web.pages.len()),
            "With 20 to 60, looking around is a real search.",
        );
    }
    if !lateral {
        return;
    }
    let sound = web
        .pages
        .iter()
        .filter(|p| p.truth == crate::web::Truth::Sound)
        .count();
    if (sound == 0 || sound == web.pages.len())
        && let Some((_, source)) = pages.first()
    {
        faults.error(
            "balance",
            source,
            0,
            format!("{sound} of {} pages of the web are sound", web.pages.len()),
            "A web needs both: pages that deserve trust and pages that do not.",
        );
    }
}
