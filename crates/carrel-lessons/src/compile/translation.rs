//! A lesson in another language: the same questions, with all of it said anew.

use super::fault::Faults;
use super::said;
use super::source::Source;
use crate::model::{End, Exercise, Lesson, Piece, Task};
use crate::rich;
use crate::web::Web;

/// Compares a translation with its original.
pub(crate) fn check(original: &Lesson, lesson: &Lesson, source: &Source, faults: &mut Faults) {
    let place = |needle: &str| source.text.find(needle).unwrap_or(0);
    if original.id != lesson.id {
        faults.error(
            "translation-differs",
            source,
            place("id"),
            format!("expected the id `{}`, found `{}`", original.id, lesson.id),
            "A translation has the id of its original.",
        );
    }
    for exercise in original.all_exercises() {
        let Some(twin) = lesson.all_exercises().find(|e| e.id == exercise.id) else {
            faults.error(
                "translation-differs",
                source,
                0,
                format!("the question `{}` is missing", exercise.id),
                "A translation has the same questions with the same ids.",
            );
            continue;
        };
        let at = place(&format!(" {}", exercise.id));
        let same = twin.task.kind() == exercise.task.kind()
            && twin.task.size() == exercise.task.size()
            && twin.hints.len() == exercise.hints.len();
        if !same {
            faults.error(
                "translation-differs",
                source,
                at,
                format!(
                    "`{}` has another kind, another number of answers, or other hints than its original",
                    exercise.id
                ),
                "",
            );
        }
        untranslated(
            &rich::plain(&exercise.prompt),
            &rich::plain(&twin.prompt),
            source,
            faults,
        );
        untranslated(
            &rich::plain(&exercise.specimen),
            &rich::plain(&twin.specimen),
            source,
            faults,
        );
        untranslated(
            &rich::plain(&exercise.closing),
            &rich::plain(&twin.closing),
            source,
            faults,
        );
        let (theirs, ours) = (words(exercise), words(twin));
        for text in ours.iter().filter(|text| theirs.contains(*text)) {
            untranslated(text, text, source, faults);
        }
        if same && key(&exercise.task) != key(&twin.task) {
            faults.error(
                "translation-differs",
                source,
                at,
                format!(
                    "`{}` has other right answers than its original",
                    exercise.id
                ),
                "Keep the answers in the original's order, with the same ones right.",
            );
        }
    }
    for twin in lesson.all_exercises() {
        if !original.all_exercises().any(|e| e.id == twin.id) {
            faults.error(
                "translation-differs",
                source,
                place(&format!(" {}", twin.id)),
                format!("the original has no question `{}`", twin.id),
                "",
            );
        }
    }
    pages(original, lesson, source, faults);
    for (theirs, ours) in original.skills.iter().zip(&lesson.skills) {
        untranslated(&theirs.text, &ours.text, source, faults);
    }
    for (theirs, ours) in original.steps.iter().zip(&lesson.steps) {
        let (theirs, ours) = (
            rich::plain_line(&theirs.title),
            rich::plain_line(&ours.title),
        );
        untranslated(&theirs, &ours, source, faults);
    }
    for (_, meaning) in &lesson.glossary {
        if original
            .glossary
            .iter()
            .any(|(_, theirs)| theirs == meaning)
        {
            untranslated(meaning, meaning, source, faults);
        }
    }
    untranslated(&original.title, &lesson.title, source, faults);
    untranslated(&original.summary, &lesson.summary, source, faults);
    let texts = |lesson: &Lesson| -> Vec<String> {
        lesson
            .steps
            .iter()
            .flat_map(|step| {
                step.pieces.iter().filter_map(|piece| match piece {
                    Piece::Text(blocks)
                    | Piece::Teacher(blocks)
                    | Piece::Print(blocks)
                    | Piece::Slide(blocks) => Some(rich::plain(blocks)),
                    _ => None,
                })
            })
            .collect()
    };
    let theirs = texts(original);
    for text in texts(lesson) {
        if theirs.contains(&text) {
            untranslated(&text, &text, source, faults);
        }
    }
}

/// The invented web of both: the same pages, as true, and each said anew. One message tells of all that is wrong in one way.
fn pages(original: &Lesson, lesson: &Lesson, source: &Source, faults: &mut Faults) {
    let (Some(theirs), Some(ours)) = (&original.web, &lesson.web) else {
        return;
    };
    let (mut missing, mut other, mut old) = (Vec::new(), Vec::new(), Vec::new());
    for page in &theirs.pages {
        let name = page.name.as_str();
        let Some(twin) = ours.pages.iter().find(|p| p.name == page.name) else {
            missing.push(name);
            continue;
        };
        if (twin.truth, twin.looks) != (page.truth, page.looks) {
            other.push(name);
        }
        let long = |text: &str| text.split_whitespace().count() > 3;
        let text = rich::plain(&page.body);
        let same = |theirs: &str, ours: &str| theirs == ours && long(theirs);
        if same(&text, &rich::plain(&twin.body))
            || same(&page.title, &twin.title)
            || same(&page.snippet, &twin.snippet)
        {
            old.push(name);
        }
    }
    let more = ours.pages.iter().map(|p| p.name.as_str());
    let more: Vec<&str> = more
        .filter(|name| theirs.pages.iter().all(|p| p.name != *name))
        .collect();
    for ad in &ours.ads {
        for text in [&ad.title, &ad.text] {
            if theirs
                .ads
                .iter()
                .any(|other| &other.title == text || &other.text == text)
            {
                untranslated(text, text, source, faults);
            }
        }
    }
    // Names stay as they are, but hardly all that is searched for.
    let (theirs_find, ours_find) = (finds(theirs), finds(ours));
    if ours_find.len() > 2 && ours_find.iter().all(|words| theirs_find.contains(words)) {
        faults.error(
            "untranslated",
            source,
            0,
            "the words of search.toml are still in the old language",
            "Give the words that students will type in theirs.",
        );
    }
    for (code, names, what, way_out) in [
        (
            "translation-differs",
            missing,
            "pages of the original's web are missing",
            "A translation has the same pages with the same names.",
        ),
        (
            "translation-differs",
            more,
            "the original's web has no such pages",
            "A translation has the same pages with the same names.",
        ),
        (
            "translation-differs",
            other,
            "pages have another `truth` or `looks` than in the original's web",
            "A page is as true in every language.",
        ),
        (
            "untranslated",
            old,
            "pages are still in the old language",
            "Translate them in a folder of their own: web.es for Spanish.",
        ),
    ] {
        if !names.is_empty() {
            let names = names.join(", ");
            faults.error(code, source, 0, format!("{what}: {names}"), way_out);
        }
    }
}

fn finds(web: &Web) -> Vec<&[String]> {
    web.finds.iter().map(|find| &find.words[..]).collect()
}

/// Answers, reasons and hints of a question.
fn words(exercise: &Exercise) -> Vec<String> {
    let mut out: Vec<String> = exercise.hints.iter().map(|h| rich::plain(h)).collect();
    out.push(rich::plain(&exercise.paper));
    said::each_answer(&exercise.task, &mut |line| out.push(rich::plain_line(line)));
    said::each_scene(&exercise.task, &mut |scene| out.push(rich::plain(scene)));
    said::each_why(&exercise.task, &mut |why| out.push(rich::plain(why)));
    out
}

/// What is right in it, as numbers, in the order of the file; empty where the order itself is the key.
fn key(task: &Task) -> Vec<u16> {
    match task {
        Task::Choice(options) | Task::Multi(options) => {
            options.iter().map(|o| u16::from(o.right)).collect()
        }
        Task::Lateral(task) => task.verdicts.iter().map(|o| u16::from(o.right)).collect(),
        Task::Sort(_, things) => things.iter().map(|thing| thing.bin).collect(),
        Task::Highlight(marks) | Task::Hotspot(marks) => {
            marks.iter().map(|mark| u16::from(mark.right)).collect()
        }
        Task::Serp(_, hits) => hits.iter().map(|hit| u16::from(hit.right)).collect(),
        Task::Judge(items) => items.iter().map(|item| u16::from(item.sound)).collect(),
        Task::Branch(scenes) => {
            let mut out = Vec::new();
            for scene in scenes {
                out.push(match scene.end {
                    None => 0,
                    Some(End::Good) => 1,
                    Some(End::Fair) => 2,
                    Some(End::Poor) => 3,
                });
                // Where each way leads; behind the last one stands a number that is no scene's.
                out.extend(scene.ways.iter().map(|way| way.to));
                out.push(u16::MAX);
            }
            out
        }
        _ => Vec::new(),
    }
}

/// The same words, more than three of them, in both languages.
fn untranslated(original: &str, translated: &str, source: &Source, faults: &mut Faults) {
    if original != translated || translated.split_whitespace().count() <= 3 {
        return;
    }
    let start: String = translated
        .split_whitespace()
        .take(3)
        .collect::<Vec<_>>()
        .join(" ");
    let at = source.text.find(&start).unwrap_or(0);
    faults.error(
        "untranslated",
        source,
        at,
        format!("this is still in the old language: \"{start} …\""),
        "Translate it, or leave it out of both.",
    );
}
