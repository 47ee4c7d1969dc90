//! Lesson files become lessons, with everything that should be mended.
//!
//! *Owns:* the format of `lessons/FORMAT.md` and the rules of its section 7.
//! *Never does:* touch a folder: files come in as names and bytes.
//! *Start at:* [`set`].
//!
//! ```
//! use carrel_lessons::compile::{File, set};
//! let files = [File { path: "hello/lesson.md", bytes: b"+++\nid = \"L1\"\n+++\n" }];
//! let set = set(&files);
//! assert!(set.faults.iter().any(|fault| fault.code == "header-missing-line" && fault.line == 2));
//! ```

mod citations;
mod fault;
mod forms;
mod guess;
mod head;
mod lesson;
mod markdown;
mod pages;
mod raw;
mod reading;
mod rounds;
mod rules;
mod said;
mod source;
mod standards;
mod swaps;
mod task;
mod translation;

pub use fault::{Fault, Level};
pub use reading::{Reading, limit};

use crate::cite::Citer;
use crate::code;
use crate::lang;
use crate::model::Lesson;
use crate::standards::Standards;
use fault::Faults;
use source::Source;

/// A file below `lessons/`.
#[derive(Clone, Copy, Debug)]
pub struct File<'a> {
    /// Path with forward slashes: `who-is-behind-it/lesson.md`.
    pub path: &'a str,
    /// What is in it.
    pub bytes: &'a [u8],
}

/// A folder of lessons, read.
#[derive(Clone, Debug, Default)]
pub struct Set {
    /// Lessons in the order of their folders, a translation after its original. Those with errors are here too, as
    /// far as they could be read.
    pub lessons: Vec<Lesson>,
    /// For each lesson whether it can be built: it has no errors.
    pub whole: Vec<bool>,
    /// For each lesson how hard it reads and how long it takes.
    pub measured: Vec<Measured>,
    /// The standards.
    pub standards: Standards,
    /// What should be mended, by file and line.
    pub faults: Vec<Fault>,
}

/// How hard a lesson reads and how long it takes, against what is asked of it.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Measured {
    /// Grade that what is said to students reads like; none for fewer than 30 words.
    pub grade: Option<f64>,
    /// The hardest that it may be.
    pub limit: f64,
    /// Minutes that it takes by the usual reckoning. The header says how many it has.
    pub minutes: usize,
    /// Rules that could not be looked at, since there is no formula or list of words for the lesson's language.
    pub unchecked: &'static [&'static str],
}

/// Reads every lesson among the files. Citations are checked for their form only: see [`set_with`].
///
/// Cost: linear in the bytes.
#[must_use]
pub fn set(files: &[File<'_>]) -> Set {
    set_with(files, None)
}

/// Reads every lesson among the files. A citation engine completes the answers of `cite` questions, and what is written of
/// them is compared with what it makes.
#[must_use]
pub fn set_with(files: &[File<'_>], citer: Option<Citer<'_>>) -> Set {
    let mut sorted: Vec<File<'_>> = files.to_vec();
    // An original before its translations, which are compared with it: by name alone `lesson.es.md` would come first.
    sorted.sort_by_key(|file| {
        let folder = file.path.split_once('/').map_or("", |(folder, _)| folder);
        (folder, !file.path.ends_with("/lesson.md"), file.path)
    });
    let mut faults = Faults::default();
    let mut out = Set::default();
    match sorted.iter().find(|file| file.path == "standards.toml") {
        Some(file) => {
            let source = Source::new(file.path, file.bytes);
            faults.encoding(&source);
            out.standards = standards::read(&source, &mut faults);
        }
        None => {
            let source = Source::new("standards.toml", b"");
            faults.warn(
                "unknown-standard",
                &source,
                0,
                "the file lessons/standards.toml is missing, so no code can be checked",
                "Copy it from Carrel's own lessons folder.",
            );
        }
    }
    let mut originals: Vec<(String, Source)> = Vec::new();
    for file in &sorted {
        let Some((slug, name)) = file.path.split_once('/') else {
            continue;
        };
        // `lesson.ar.md` is in Arabic; of what it says itself the header has the last word.
        let tongue = match name.strip_prefix("lesson.") {
            Some("md") => "",
            Some(rest) => match rest.strip_suffix(".md") {
                Some(tag) if lang::is_tag(tag) => tag,
                _ => continue,
            },
            None => continue,
        };
        let source = Source::new(file.path, file.bytes);
        let before = faults.0.len();
        faults.encoding(&source);
        let (lesson, measured) = lesson::read(
            slug,
            tongue,
            &source,
            &sorted,
            &out.standards,
            citer,
            &mut faults,
        );
        if tongue.is_empty() {
            if let Some((_, twin)) = originals.iter().find(|(id, _)| *id == lesson.id) {
                let path = twin.path.clone();
                faults.error(
                    "duplicate-id",
                    &source,
                    0,
                    format!("the id `{}` is taken by {path}", lesson.id),
                    "Give each lesson an id of its own.",
                );
            }
            // In result codes a lesson is a number of two bytes, made of its id.
            let number = code::lesson_number(&lesson.id);
            let shares =
                |(id, _): &&(String, Source)| *id != lesson.id && code::lesson_number(id) == number;
            if let Some((id, twin)) = originals.iter().find(shares) {
                let message = format!(
                    "the id `{}` has the same number in result codes as `{id}` of {}",
                    lesson.id, twin.path
                );
                faults.error(
                    "duplicate-id",
                    &source,
                    0,
                    message,
                    "Give this lesson another id; any other letter or digit will do.",
                );
            }
            originals.push((lesson.id.clone(), Source::new(file.path, file.bytes)));
        } else if let Some(original) = out
            .lessons
            .iter()
            .find(|l| l.slug == lesson.slug && l.lang != lesson.lang)
        {
            translation::check(original, &lesson, &source, &mut faults);
        }
        faults.drop_follow_ups(before, &source.path);
        let broken = faults.0[before..].iter().any(|f| f.level == Level::Error);
        out.whole.push(!broken);
        out.measured.push(measured);
        out.lessons.push(lesson);
    }
    for (n, lesson) in out.lessons.iter().enumerate() {
        for need in &lesson.needs {
            if !out.lessons.iter().any(|l| l.id == *need) {
                let source = originals.iter().find(|(id, _)| *id == lesson.id);
                if let Some((_, source)) = source.filter(|_| out.whole.get(n).is_some()) {
                    faults.add(
                        Level::Advice,
                        "unknown-lesson",
                        source,
                        0,
                        format!("`needs` names {need}, which is not in this folder"),
                        "Take it away, or put that lesson beside this one.",
                    );
                }
            }
        }
    }
    faults.0.sort_by(|a, b| {
        (&a.file, a.line, a.column, a.code).cmp(&(&b.file, b.line, b.column, b.code))
    });
    faults.0.dedup();
    out.faults = faults.0;
    out
}

/// Whether it may be an id: small letters, digits and hyphens, 1 to 60 of them.
pub(crate) fn is_id(text: &str) -> bool {
    (1..=60).contains(&text.len())
        && text
            .bytes()
            .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
        && !text.starts_with('-')
}
