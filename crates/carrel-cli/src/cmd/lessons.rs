//! `carrel lessons`: text files are checked, built, exported and begun.

use std::fs;
use std::path::{Path, PathBuf};

use carrel_lessons::bundle;
use carrel_lessons::compile::{self, File, Level, Set};
use carrel_site::json::{Json, object};

use crate::args::{
    LessonsBuildArgs, LessonsCheckArgs, LessonsCommand, LessonsExportArgs, LessonsNewArgs,
};
use crate::failure::{DONE, FAULTS, Failure, Result};

const TEMPLATE: &str = include_str!("lessons/template.md");
/// Carrel's own codes: a first lesson in an empty folder has some to name.
const STANDARDS: &str = include_str!("../../../../lessons/standards.toml");

pub(crate) fn run(command: &LessonsCommand) -> Result<u8> {
    match command {
        LessonsCommand::Check(args) => check(args),
        LessonsCommand::Build(args) => build(args),
        LessonsCommand::Export(args) => export(args),
        LessonsCommand::New(args) => new(args),
    }
}

/// Reads a folder of lessons; or of one lesson, when it has a `lesson.md` itself.
pub(crate) fn read(dir: &Path) -> Result<Set> {
    let mut found = Vec::new();
    let (root, only) = if dir.join("lesson.md").is_file() {
        let whole = fs::canonicalize(dir).map_err(|e| Failure::io(e, "find", dir))?;
        let name = whole
            .file_name()
            .map(|n| n.to_string_lossy().into_owned())
            .unwrap_or_default();
        let parent = whole.parent().map_or_else(|| whole.clone(), Path::to_owned);
        (parent, Some(name))
    } else {
        (dir.to_owned(), None)
    };
    match &only {
        Some(name) => {
            walk(&root.join(name), name, &mut found)?;
            let standards = root.join("standards.toml");
            if standards.is_file() {
                found.push(("standards.toml".to_owned(), standards));
            }
        }
        None => walk(&root, "", &mut found)?,
    }
    let mut files = Vec::with_capacity(found.len());
    for (path, place) in &found {
        let bytes = fs::read(place).map_err(|e| Failure::io(e, "read", place))?;
        files.push((path.clone(), bytes));
    }
    let files: Vec<File<'_>> = files
        .iter()
        .map(|(path, bytes)| File { path, bytes })
        .collect();
    let set = compile::set_with(&files, Some(&super::cite::entry));
    if set.lessons.is_empty() {
        return Err(Failure::new(
            format!(
                "{}: expected folders with a lesson.md, found none",
                dir.display()
            ),
            "Begin one with `carrel lessons new my-lesson`, or give another folder.",
        ));
    }
    Ok(set)
}

fn walk(dir: &Path, prefix: &str, found: &mut Vec<(String, PathBuf)>) -> Result {
    let entries = fs::read_dir(dir).map_err(|e| Failure::io(e, "look into", dir))?;
    for entry in entries {
        let entry = entry.map_err(|e| Failure::io(e, "look into", dir))?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if name.starts_with('.') {
            continue;
        }
        let path = if prefix.is_empty() {
            name
        } else {
            format!("{prefix}/{name}")
        };
        if entry.path().is_dir() {
            walk(&entry.path(), &path, found)?;
        } else {
            found.push((path, entry.path()));
        }
    }
    Ok(())
}

fn check(args: &LessonsCheckArgs) -> Result<u8> {
    let set = read(&args.dir)?;
    let count = |level: Level| set.faults.iter().filter(|f| f.level == level).count();
    let (errors, warnings, advice) = (
        count(Level::Error),
        count(Level::Warning),
        count(Level::Advice),
    );
    if args.json {
        let faults = set
            .faults
            .iter()
            .map(|f| {
                object(vec![
                    ("code", f.code.into()),
                    ("level", f.level.word().into()),
                    ("file", f.file.as_str().into()),
                    ("line", u64::from(f.line).into()),
                    ("column", u64::from(f.column).into()),
                    ("excerpt", f.excerpt.as_str().into()),
                    ("message", f.message.as_str().into()),
                    ("fix", f.fix.as_str().into()),
                ])
            })
            .collect();
        let report = object(vec![
            ("lessons", (set.lessons.len() as u64).into()),
            ("errors", (errors as u64).into()),
            ("warnings", (warnings as u64).into()),
            ("advice", (advice as u64).into()),
            ("faults", Json::List(faults)),
        ]);
        outln!("{}", report.lines());
    } else {
        for fault in &set.faults {
            if args.advice || fault.level != Level::Advice {
                outln!("{fault}\n");
            }
        }
        for (lesson, measured) in set.lessons.iter().zip(&set.measured) {
            let grade = match measured.grade {
                None if !measured.unchecked.is_empty() => "reading level not measured".to_owned(),
                None => "is too short to measure".to_owned(),
                Some(grade) if grade < 1.0 => "reads like grade 1 or easier".to_owned(),
                Some(grade) => format!("reads like grade {grade:.1}"),
            };
            outln!(
                "{} {} {}: {grade} (at most {:.1}), takes {} of {} minutes",
                lesson.id,
                lesson.slug,
                lesson.lang,
                measured.limit,
                measured.minutes,
                lesson.minutes
            );
            if !measured.unchecked.is_empty() {
                outln!(
                    "    not checked, as Carrel has no formula or word list for `{}`: {}",
                    lesson.lang,
                    measured.unchecked.join(", ")
                );
            }
        }
        outln!(
            "{}: {}, {}, {}{}",
            counted(set.lessons.len(), "lesson", "lessons"),
            counted(errors, "error", "errors"),
            counted(warnings, "warning", "warnings"),
            counted(advice, "piece of advice", "pieces of advice"),
            if advice > 0 && !args.advice {
                " (--advice shows them)"
            } else {
                ""
            }
        );
    }
    Ok(if errors > 0 { FAULTS } else { DONE })
}

fn counted(n: usize, one: &str, more: &str) -> String {
    format!("{n} {}", if n == 1 { one } else { more })
}

/// The lessons without errors; the others are named.
fn whole(set: &Set) -> Vec<carrel_lessons::model::Lesson> {
    for (lesson, whole) in set.lessons.iter().zip(&set.whole) {
        if !whole {
            eprintln!(
                "carrel: {} ({}) has errors and is left out; `carrel lessons check` names them",
                lesson.slug, lesson.lang
            );
        }
    }
    let good = set
        .lessons
        .iter()
        .zip(&set.whole)
        .filter(|(_, whole)| **whole);
    good.map(|(lesson, _)| lesson.clone()).collect()
}

fn put(out: &Path, files: &[(String, Vec<u8>)]) -> Result {
    for (name, bytes) in files {
        let file = out.join(name);
        if let Some(folder) = file.parent() {
            fs::create_dir_all(folder).map_err(|e| Failure::io(e, "make the folder", folder))?;
        }
        fs::write(&file, bytes).map_err(|e| Failure::io(e, "write", &file))?;
    }
    Ok(())
}

fn build(args: &LessonsBuildArgs) -> Result<u8> {
    let set = read(&args.dir)?;
    let lessons = whole(&set);
    let files = files(&set, &lessons);
    put(&args.out, &files)?;
    for (name, bytes) in &files {
        // Of the player beyond what every lesson needs: `cargo xtask size` reads it here.
        let parts = bundle::decode(bytes).map_or(Vec::new(), |lesson| lesson.parts());
        let parts: String = parts.iter().map(|part| format!("  + {part}")).collect();
        outln!("{:>8} bytes  {name}{parts}", bytes.len());
    }
    Ok(if lessons.len() < set.lessons.len() {
        FAULTS
    } else {
        DONE
    })
}

/// The bundles and the list of a folder of lessons, for a site.
pub(crate) fn bundles(dir: &Path) -> Result<Vec<(String, Vec<u8>)>> {
    let set = read(dir)?;
    let lessons = whole(&set);
    if lessons.len() < set.lessons.len() {
        return Err(Failure::new(
            format!(
                "{}: expected lessons without errors, found {} with some",
                dir.display(),
                set.lessons.len() - lessons.len()
            ),
            "Run `carrel lessons check` on the folder; it names each error with its line.",
        ));
    }
    Ok(files(&set, &lessons))
}

/// The bundles, their list, and the standards.
fn files(set: &Set, lessons: &[carrel_lessons::model::Lesson]) -> Vec<(String, Vec<u8>)> {
    let mut files = bundle::files(lessons);
    files.push(("standards.bin".to_owned(), set.standards.encode()));
    files
}

fn export(args: &LessonsExportArgs) -> Result<u8> {
    let site = args.site.as_deref();
    if let Some(site) = site.filter(|site| !site.starts_with("https://") || site.contains('#')) {
        return Err(Failure::new(
            format!("--site: expected the address of the site, found `{site}`"),
            "Give it as the browser shows it, up to the `#`: https://library.school.example/",
        ));
    }
    let set = read(&args.dir)?;
    let lessons = whole(&set);
    for lesson in &lessons {
        let folder = format!("{}-{}", lesson.slug, lesson.lang);
        let mut files = carrel_lessons::export::files(lesson);
        if let Some(site) = site {
            let (site, slug, lang) = (site.trim_end_matches('/'), &lesson.slug, &lesson.lang);
            let page = format!("{site}/#/lessons/{slug}?lang={lang}");
            let link = carrel_lessons::export::google_classroom(&lesson.title, &page);
            files.push(("classroom-link.txt".to_owned(), (link + "\n").into_bytes()));
        }
        put(&args.out.join(&folder), &files)?;
        outln!("{folder}: {} files", files.len());
    }
    let map = carrel_lessons::export::teacher::standards_map(&lessons);
    put(
        &args.out,
        &[("standards.html".to_owned(), map.into_bytes())],
    )?;
    Ok(if lessons.len() < set.lessons.len() {
        FAULTS
    } else {
        DONE
    })
}

fn new(args: &LessonsNewArgs) -> Result<u8> {
    // `check lessons/my-lesson` wants the folder, so people write it here, too.
    let slug = args.slug.trim_end_matches('/');
    let slug = Path::new(slug).strip_prefix(&args.dir).ok();
    let slug = slug.and_then(Path::to_str).unwrap_or(&args.slug);
    let good = !slug.is_empty()
        && slug.len() <= 60
        && !slug.starts_with('-')
        && slug
            .bytes()
            .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
    if !good {
        return Err(Failure::new(
            format!("`{slug}` cannot be the name of a lesson"),
            "Use small letters, digits and hyphens: who-is-behind-it",
        ));
    }
    let folder = args.dir.join(slug);
    let file = folder.join("lesson.md");
    if file.exists() {
        return Err(Failure::new(
            format!("{} is there already; nothing was changed", file.display()),
            "Give another name.",
        ));
    }
    fs::create_dir_all(&folder).map_err(|e| Failure::io(e, "make the folder", &folder))?;
    fs::write(&file, TEMPLATE).map_err(|e| Failure::io(e, "write", &file))?;
    let standards = args.dir.join("standards.toml");
    if !standards.exists() {
        fs::write(&standards, STANDARDS).map_err(|e| Failure::io(e, "write", &standards))?;
        outln!(
            "{} is there too: the codes that lessons may name.",
            standards.display()
        );
    }
    outln!(
        "{} is there. Change it in any editor; then run `carrel lessons check {}`.",
        file.display(),
        args.dir.display()
    );
    Ok(DONE)
}
