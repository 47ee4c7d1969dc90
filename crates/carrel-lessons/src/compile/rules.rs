//! Rules that look at a whole lesson: balance, level, minutes, answers that give themselves away.

use super::Measured;
use super::fault::{Faults, Level};
use super::guess::Clues;
use super::raw::RawBlock;
use super::reading::{self, Reading};
use super::said;
use super::source::Source;
use crate::lang;
use crate::model::{Exercise, Goal, Lesson, Piece, Role, Search, SearchTask, Task};
use crate::rich::{self, Block};

/// Review cards a skill needs, so that 2, 7 and 21 days later each time another one comes (`review.rs`).
const REVIEWS: usize = 3;

/// Pages of an invented web in which looking around is a search (issue 4: 20 to 60).
const WEB_PAGES: usize = 20;

/// Where things stand in the file, for the rules.
#[derive(Default)]
pub(crate) struct Places {
    /// Questions: id, and place of the first line.
    pub(crate) exercises: Vec<(String, usize)>,
    /// What is said to students: place, words.
    said: Vec<(usize, String)>,
    /// What gives answers away.
    clues: Clues,
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
    /// What the head of the file says to students: of one thing at a time, since one hard word makes a line hard.
    pub(crate) fn head(&mut self, lesson: &Lesson) {
        let skills = lesson.skills.iter().map(|skill| &skill.text);
        let meanings = lesson.glossary.iter().map(|(_, meaning)| meaning);
        let mut said = lesson.summary.clone();
        for text in skills.chain(meanings) {
            said.push('\n');
            said.push_str(text);
        }
        self.said.push((0, said));
    }

    pub(crate) fn instruction(&mut self, blocks: &[Block], at: usize) {
        self.said.push((at, lines(blocks)));
    }

    pub(crate) fn exercise(&mut self, exercise: &Exercise, block: &RawBlock, lang: &str) {
        self.exercises.push((exercise.id.clone(), block.at));
        let mut said = lines(&exercise.prompt);
        for hint in &exercise.hints {
            said.push_str(&lines(hint));
        }
        said.push_str(&lines(&exercise.closing));
        said::each_scene(&exercise.task, &mut |scene| said.push_str(&lines(scene)));
        said::each_why(&exercise.task, &mut |why| said.push_str(&lines(why)));
        said::each_answer(&exercise.task, &mut |answer| {
            said.push_str(&rich::plain_line(answer));
            said.push('\n');
        });
        self.said.push((block.prompt.start().max(block.at), said));
        self.clues.exercise(exercise, block, lang);
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
    moves(lesson, places, source, faults);
    let grade = level(lesson, places, source, faults);
    let minutes = minutes(lesson, source, faults);
    places.clues.check(source, faults);
    about_others(lesson, places, source, faults);
    approving(lesson, places, source, faults);
    twins(lesson, places, source, faults);
    web(lesson, pages, source, faults);
    Measured {
        grade,
        limit: reading::limit(lesson.grades.0),
        minutes,
        unchecked: unchecked(&lesson.lang),
    }
}

/// What is not looked at in a language. Formulas of reading level and lists of words are there for English and Spanish;
/// words are counted where there are blanks between them.
fn unchecked(lang: &str) -> &'static [&'static str] {
    const ALL: [&str; 4] = [
        "reading level (`too-hard`, `hard-words`)",
        "careful and sweeping words (`guessable`)",
        "kept frames of sentences (`model-fails`)",
        "minutes of reading (`too-long`)",
    ];
    let unspaced = ["zh", "ja", "th", "lo", "km", "my", "bo"];
    if lang::is_spoken(lang) {
        &[]
    } else if unspaced
        .iter()
        .any(|own| lang.split('-').next() == Some(own))
    {
        &ALL
    } else {
        &ALL[..3]
    }
}

/// Good moves that nobody can make: everybody would be told "you did not".
fn moves(lesson: &Lesson, places: &Places, source: &Source, faults: &mut Faults) {
    let Some(web) = &lesson.web else {
        return;
    };
    for exercise in lesson.all_exercises() {
        let Task::Lateral(task) = &exercise.task else {
            continue;
        };
        let owner = |place: u16| web.page(place).map(|page| page.owner.as_str());
        let mut others: Vec<&str> = web.pages.iter().map(|page| page.owner.as_str()).collect();
        others.sort_unstable();
        others.dedup();
        others.retain(|other| Some(*other) != owner(task.start));
        for made in &task.moves {
            let why = match &made.goal {
                Goal::Open(page) if *page == task.start => {
                    "the student is on that page from the start".to_owned()
                }
                Goal::Owners(n) if usize::from(*n) > others.len() => {
                    format!(
                        "this web has {} other owners, and {n} are asked for",
                        others.len()
                    )
                }
                _ => continue,
            };
            faults.error(
                "impossible-move",
                source,
                places.at(&exercise.id),
                format!("a good move of `{}` cannot be made: {why}", exercise.id),
                "Name another page, or fewer owners.",
            );
        }
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
        unbalanced(&exercise.id, s, n, places.at(&exercise.id), source, faults);
    }
    if let Some(first) = first
        && all >= 4
    {
        unbalanced("the lesson", sound, all, places.at(&first), source, faults);
    }
}

/// Of fewer than four, no share says much: then there must be one of each.
fn unbalanced(
    what: &str,
    sound: usize,
    all: usize,
    at: usize,
    source: &Source,
    faults: &mut Faults,
) {
    let (bad, expected) = if all < 4 {
        (sound == 0 || sound == all, "at least one of each")
    } else {
        let share = sound * 100;
        (share < all * 35 || share > all * 65, "35 to 65 of 100")
    };
    if bad {
        faults.error(
            "balance",
            source,
            at,
            format!("in `{what}` {sound} of {all} deserve trust; expected {expected}"),
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

/// Answers that speak of the other answers, which stand in another order on the screen.
fn about_others(lesson: &Lesson, places: &Places, source: &Source, faults: &mut Faults) {
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

/// Words that call an answer right.
const APPROVING: [&str; 10] = [
    "yes",
    "right",
    "correct",
    "exactly",
    "well done",
    "sí",
    "correcto",
    "exacto",
    "muy bien",
    "así es",
];

/// Whether a reason begins by calling the answer right.
fn approves(why: &str) -> bool {
    let why = why.trim_start_matches(|c: char| !c.is_alphanumeric());
    let why = why.to_lowercase();
    APPROVING.iter().any(|word| {
        why.strip_prefix(word)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', ',', '!', ':', ';']))
    })
}

/// In a row of things the reason says why each stands where it belongs, and is read beside those that were put wrong, too. Of
/// a prediction two are read where it was wrong: of what was said, and of what happened.
fn approving(lesson: &Lesson, places: &Places, source: &Source, faults: &mut Faults) {
    for exercise in lesson.all_exercises() {
        if !matches!(
            exercise.task,
            Task::Sort(..)
                | Task::Match(..)
                | Task::Order(_)
                | Task::Cite(_)
                | Task::Judge(_)
                | Task::Search(Search {
                    task: SearchTask::Predict(_),
                    ..
                })
        ) {
            continue;
        }
        let mut at = places.at(&exercise.id);
        said::each_why(&exercise.task, &mut |why| {
            let why = rich::plain(why);
            if !approves(&why) {
                return;
            }
            let first = why.split_whitespace().next().unwrap_or_default();
            let line = ["> ", first].concat();
            let rest = source.text.get(at..).unwrap_or_default();
            at += rest.find(&line).map_or(0, |found| found + 2);
            faults.error(
                "says-yes",
                source,
                at,
                format!(
                    "a reason of `{}` begins with \"{first}\", and is read beside a wrong answer, too",
                    exercise.id
                ),
                "Begin with the reason itself: it must be true whatever was chosen.",
            );
        });
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
        let practised: Vec<&Exercise> = lesson
            .exercises()
            .filter(about)
            .filter(|e| !matches!(e.task, Task::Survey(_)))
            .collect();
        let review = lesson
            .others
            .iter()
            .filter(|e| about(e) && e.role == Role::Review)
            .count();
        let at = source.text.find(&skill.id).unwrap_or(0);
        if practised.is_empty() {
            faults.error(
                "unknown-skill",
                source,
                at,
                format!("no question is about the skill `{}`", skill.id),
                "Add one, or take the skill away.",
            );
            continue;
        }
        if review < REVIEWS {
            faults.add(
                Level::Advice,
                "no-review",
                source,
                at,
                format!(
                    "the skill `{}` has {review} of {REVIEWS} review cards",
                    skill.id
                ),
                "It comes back after 2, 7 and 21 days. With three questions that have the word `review`, each with a new source, no card comes twice.",
            );
        }
        no_twin(lesson, &practised, &skill.id, places, source, faults);
    }
}

/// The key question of each skill, where students are most likely to get stuck, has an easier twin.
fn no_twin(
    lesson: &Lesson,
    practised: &[&Exercise],
    skill: &str,
    places: &Places,
    source: &Source,
    faults: &mut Faults,
) {
    let has_twin = |e: &&Exercise| {
        let twin = |other: &Exercise| matches!(&other.role, Role::TwinOf(id) if *id == e.id);
        lesson.others.iter().any(twin)
    };
    if practised.iter().any(has_twin) {
        return;
    }
    // Of the questions that count, the one with most points, then with most to decide; of equals the first.
    let mut key = practised[0];
    for e in practised {
        let weight = |e: &Exercise| (!e.optional, e.points, seconds(e));
        if weight(e) > weight(key) {
            key = e;
        }
    }
    faults.add(
        Level::Advice,
        "no-twin",
        source,
        places.at(&key.id),
        format!("no question about the skill `{skill}` has an easier twin"),
        format!(
            "Add a question with twin-of={} that asks the same of something small and well known. Students get it after two misses.",
            key.id
        ),
    );
}

/// The invented web: big enough, and nothing that cannot be reached.
fn web(lesson: &Lesson, pages: &[(String, Source)], source: &Source, faults: &mut Faults) {
    let lateral = lesson
        .all_exercises()
        .any(|e| matches!(e.task, Task::Lateral(_)));
    let Some(web) = &lesson.web else { return };
    if lateral && web.pages.len() < WEB_PAGES {
        let pages = web.pages.len();
        faults.warn(
            "small-web",
            source,
            0,
            format!("the invented web has {pages} pages; expected {WEB_PAGES} to 60"),
            "Add dull pages too: pages about something else, a talk page, two that copied from each other. Only then is looking around a search.",
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
