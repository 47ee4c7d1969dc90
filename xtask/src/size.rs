//! What the app weighs: each part of the shell in brotli, against committed figures.

use crate::args::Args;
use crate::checks::Passed;
use crate::modules::{FOLDER, Profile};
use crate::run::{self, Failure, Result};
use crate::{app, desk, modules, place, serve, tools};
use std::collections::BTreeMap;

/// Bytes of brotli the whole shell may have.
pub(crate) const BOUND: u64 = 160_000;

/// The committed figures: `part<TAB>bytes`.
const FIGURES: &str = "benches/size.tsv";

/// Those of the desk.
const DESK_FIGURES: &str = "benches/size-desk.tsv";

/// Bytes of brotli that a student may fetch for one lesson beyond the shell: player, list and bundle.
pub(crate) const LESSON_BOUND: u64 = 120_000;

/// Bytes of brotli that the citation engine and all of its styles may have. The bound is read as one on these: the
/// page module that holds the engine, too, has pages around it, and is held by its own ratchet in [`CITE_FIGURES`].
pub(crate) const CITE_BOUND: u64 = 150_000;

/// Those of the citation engine with its styles, and of the page module that holds it.
const CITE_FIGURES: &str = "benches/size-cite.tsv";

/// What the names of the engine's parts begin with, and those of styles.
const CITE_ENGINE: &str = "cite-engine.";
const CITE_STYLE: &str = "style-";

/// Those of the largest lesson.
const LESSON_FIGURES: &str = "benches/size-lessons.tsv";

/// That of what a student may open beside a lesson. It has no bound, only the ratchet.
const TOOLS_FIGURES: &str = "benches/size-lesson-tools.tsv";

/// `cargo xtask size [cite] [--update]`; with `cite`, only the citation engine and its page module are built and weighed.
pub(crate) fn command(args: &mut Args) -> Result {
    let update = args.flag("--update");
    let only = args.word();
    args.finish()?;
    match only.as_deref() {
        None => {}
        Some("cite") => return weigh_cite(update).map(|passed| println!("{}", passed.note)),
        Some(other) => return Err(Failure(format!("size {other}: expected cite, or nothing"))),
    }
    let (parts, _) = shell()?;
    for (part, bytes) in &parts {
        println!("{bytes:>8}  {part}");
    }
    println!(
        "{:>8}  the whole shell, of {BOUND}",
        parts.values().sum::<u64>()
    );
    if update {
        keep(FIGURES, &parts)?;
    }
    let desk = desk_parts()?;
    println!("the desk, a page of its own:");
    for (part, bytes) in &desk {
        println!("{bytes:>8}  {part}");
    }
    if update {
        keep(DESK_FIGURES, &desk)?;
    }
    let cite = weigh_cite(update)?;
    let (lessons, tools) = lessons()?;
    println!("lessons, beyond the shell:");
    for (lesson, bytes) in &lessons {
        println!("{:>8}  {lesson}", bytes.values().sum::<u64>());
    }
    let (largest, parts_of_it) = largest(&lessons)?;
    for (part, bytes) in parts_of_it {
        println!("{bytes:>8}  {part}");
    }
    if update {
        keep(LESSON_FIGURES, parts_of_it)?;
        keep(TOOLS_FIGURES, &tools)?;
    }
    check_lessons(largest, parts_of_it, &tools).map(|passed| println!("{}", passed.note))?;
    check_parts(&parts).map(|passed| println!("{}", passed.note))?;
    println!("{}", cite.note);
    check_desk(&desk).map(|passed| println!("{}", passed.note))
}

/// Writes the new figures: a part and its bytes a line.
fn keep(figures: &str, parts: &BTreeMap<String, u64>) -> Result {
    let line = |(part, bytes): (&String, &u64)| format!("{part}\t{bytes}\n");
    run::write(
        &place::at(figures),
        parts.iter().map(line).collect::<String>(),
    )
}

/// Builds, weighs and prints what citing costs.
fn weigh_cite(update: bool) -> Result<Passed> {
    let parts = cite_parts()?;
    println!("citing: the engine, every style, and the page module:");
    for (part, bytes) in &parts {
        println!("{bytes:>8}  {part}");
    }
    if update {
        keep(CITE_FIGURES, &parts)?;
    }
    check_cite(&parts)
}

/// Weighs the release build.
pub(crate) fn check() -> Result<Passed> {
    let shell = check_parts(&shell()?.0)?;
    let desk = check_desk(&desk_parts()?)?;
    let cite = check_cite(&cite_parts()?)?;
    let (lessons, tools) = lessons()?;
    let (name, parts) = largest(&lessons)?;
    let lesson = check_lessons(name, parts, &tools)?;
    Ok(Passed::note(format!(
        "{}; {}; {}; {}",
        shell.note, lesson.note, cite.note, desk.note
    )))
}

/// A lesson's bundle by its name without hash, and what a student fetches to read it, do it and hand it in, offline, beyond
/// the shell: the page module, the pieces of it that such questions need, the list that says where the bundle is, and the
/// bundle.
///
/// Not the piece `tools`: reading aloud, settings of reading, ruler, the page where one joins a class, the result as a square or
/// a file, the work as a file, with the words of all of them. It belongs to no lesson, is fetched once for all of them and
/// only when one of these is opened, and each lesson is read, done, marked and handed in without it: the code to be typed
/// or copied stands there. A journey does a lesson so (`tests/journeys/teach.mjs`, "without the tools"). The bound asks what one lesson costs,
/// so it is weighed apart, by a ratchet of its own; a student who opens all of it pays both, and the note says how much that is.
type Lesson = (String, BTreeMap<String, u64>);

/// The piece that no lesson needs.
const TOOLS: &str = "app/modules/lessons-tools.wasm";

/// Every lesson, and what of the tools.
fn lessons() -> Result<(Vec<Lesson>, BTreeMap<String, u64>)> {
    let folder = app::folder(Profile::Release);
    if !folder.join("app.json").exists() {
        app::build(Profile::Release)?;
    }
    let needed = parts_needed()?;
    let mut shared = BTreeMap::new();
    let mut pieces = BTreeMap::new();
    let mut bundles = Vec::new();
    for file in app::squeeze(&folder)? {
        let name = without_hash(&file.path);
        if name.starts_with("app/modules/lessons.") || name == "lessons/lessons.bin" {
            *shared.entry(name).or_default() += file.brotli;
        } else if name.starts_with("app/modules/lessons-") {
            pieces.insert(name, file.brotli);
        } else if let Some(bundle) = bundle(&file.path) {
            bundles.push((bundle, file.brotli));
        }
    }
    let tools = pieces.get(TOOLS).copied();
    let tools = tools.ok_or_else(|| Failure(format!("the app has no {TOOLS}")))?;
    println!("{tools:>8}  {TOOLS}, when one of the tools is opened (in no lesson's sum)");
    let whole = |(bundle, bytes): (String, u64)| {
        let mut parts = shared.clone();
        let none = Vec::new();
        // The words around it are a piece where it is not in English.
        let language = bundle
            .rsplit('-')
            .next()
            .filter(|language| *language != "en");
        let parts_of = needed
            .get(&bundle)
            .unwrap_or(&none)
            .iter()
            .map(String::as_str);
        for part in parts_of.chain(language) {
            let name = format!("app/modules/lessons-{part}.wasm");
            let bytes = pieces.get(&name).copied();
            let bytes = bytes
                .ok_or_else(|| Failure(format!("{bundle} needs {name}, which is not there")))?;
            parts.insert(name, bytes);
        }
        parts.insert("the bundle".to_owned(), bytes);
        Ok((bundle, parts))
    };
    let lessons: Result<Vec<Lesson>> = bundles.into_iter().map(whole).collect();
    Ok((lessons?, BTreeMap::from([(TOOLS.to_owned(), tools)])))
}

/// Which pieces each lesson needs, by the command that compiles them.
fn parts_needed() -> Result<BTreeMap<String, Vec<String>>> {
    let mut lessons = serve::carrel(Profile::Release)?;
    lessons.args(["lessons", "build"]).arg(place::at("lessons"));
    let out = place::target().join("tmp/size-lessons");
    let text = run::output(lessons.arg("--out").arg(out))?;
    Ok(text.lines().filter_map(needs).collect())
}

/// `   15418 bytes  l08-en-0123456789ab.bin  + catalogue` is `l08-en` and `catalogue`.
fn needs(line: &str) -> Option<(String, Vec<String>)> {
    let mut words = line.split("  + ");
    let name = words.next()?.split_whitespace().last()?;
    let bundle = bundle(&format!("lessons/{name}"))?;
    Some((bundle, words.map(|part| part.trim().to_owned()).collect()))
}

/// `lessons/l08-en-0123456789ab.bin` is `l08-en`.
fn bundle(path: &str) -> Option<String> {
    let name = path.strip_prefix("lessons/")?.strip_suffix(".bin")?;
    let (name, _) = name.rsplit_once('-')?;
    Some(name.to_owned())
}

/// The lesson that costs most.
fn largest(lessons: &[Lesson]) -> Result<(&str, &BTreeMap<String, u64>)> {
    lessons
        .iter()
        .max_by_key(|(_, parts)| parts.values().sum::<u64>())
        .map(|(name, parts)| (name.as_str(), parts))
        .ok_or_else(|| Failure("the app has no lessons".to_owned()))
}

fn check_lessons(
    name: &str,
    parts: &BTreeMap<String, u64>,
    tools: &BTreeMap<String, u64>,
) -> Result<Passed> {
    for (file, parts, bound) in [
        (LESSON_FIGURES, parts, LESSON_BOUND),
        (TOOLS_FIGURES, tools, u64::MAX),
    ] {
        let figures = run::read(&place::at(file)).map_err(|Failure(text)| {
            Failure(format!("{text}. `cargo xtask size --update` writes it"))
        })?;
        compare_in(parts, &figures, file, bound)?;
    }
    let total: u64 = parts.values().sum();
    let missing = match total.checked_sub(LESSON_BOUND) {
        Some(over) if over > 0 => format!("; THE BOUND IS NOT MET YET: {over} bytes too many"),
        _ => String::new(),
    };
    Ok(Passed::note(format!(
        "the largest lesson ({name}) costs {total} beyond it, of {LESSON_BOUND}{missing} (with every tool opened {})",
        total + tools.values().sum::<u64>()
    )))
}

/// The citation engine with both Englishes (`crates/carrel-cite-web/examples/engine.rs`), built for this alone; the styles, each
/// a file; script and wasm of the page module `cite`.
fn cite_parts() -> Result<BTreeMap<String, u64>> {
    tools::ensure(modules::tools_for(Profile::Release))?;
    let engine = modules::wasm_example("carrel-cite-web", "engine", "cite-engine")?;
    let module = modules::wasm_package("carrel-cite-web", "cite", Profile::Release)?;
    let folder = place::target().join("assets/size-cite");
    run::remove_folder(&folder)?;
    for (name, pair) in [(CITE_ENGINE, engine), ("cite.", crate::slim::pair(module)?)] {
        run::write(&folder.join(format!("{name}js")), pair.js)?;
        run::write(&folder.join(format!("{name}wasm")), pair.wasm)?;
    }
    let mut files = serve::carrel(Profile::Release)?;
    run::output(files.args(["cite", "files"]).arg(&folder))?;
    let parts = app::squeeze(&folder)?.into_iter();
    Ok(parts
        .filter(|file| !file.path.starts_with("locale-"))
        .map(|file| (without_hash(&file.path), file.brotli))
        .collect())
}

fn check_cite(parts: &BTreeMap<String, u64>) -> Result<Passed> {
    let figures = run::read(&place::at(CITE_FIGURES)).map_err(|Failure(text)| {
        Failure(format!("{text}. `cargo xtask size --update` writes it"))
    })?;
    compare_in(parts, &figures, CITE_FIGURES, u64::MAX)?;
    let (engine, module): (Vec<_>, Vec<_>) = parts
        .iter()
        .partition(|(part, _)| part.starts_with(CITE_ENGINE) || part.starts_with(CITE_STYLE));
    let sum = |parts: Vec<(&String, &u64)>| parts.into_iter().map(|(_, bytes)| bytes).sum::<u64>();
    let (engine, module) = (sum(engine), sum(module));
    if engine > CITE_BOUND {
        return Err(Failure(format!(
            "the citation engine with its styles has {engine} bytes of brotli, of {CITE_BOUND}"
        )));
    }
    Ok(Passed::note(format!(
        "citing: engine and styles {engine}, of {CITE_BOUND}; the page module {module}"
    )))
}

/// The desk: every file, its module for the camera too, by its name without hash. It has no bound, only the ratchet.
fn desk_parts() -> Result<BTreeMap<String, u64>> {
    let folder = desk::folder(Profile::Release);
    desk::build(Profile::Release)?;
    let mut parts = BTreeMap::new();
    for file in app::squeeze(&folder)? {
        if file.path != "app.json" {
            *parts.entry(without_hash(&file.path)).or_default() += file.brotli;
        }
    }
    Ok(parts)
}

fn check_desk(parts: &BTreeMap<String, u64>) -> Result<Passed> {
    let figures = run::read(&place::at(DESK_FIGURES)).map_err(|Failure(text)| {
        Failure(format!("{text}. `cargo xtask size --update` writes it"))
    })?;
    compare_in(parts, &figures, DESK_FIGURES, u64::MAX)?;
    let total: u64 = parts.values().sum();
    Ok(Passed::note(format!("the desk has {total}")))
}

/// Files by their names without hash, with their bytes of brotli.
pub(crate) type Parts = BTreeMap<String, u64>;

/// Every file a first visit loads before it can search: page, styles, scripts and wasm; no icons, no modules that are fetched
/// later. Beside them what the app itself fetches after the first answer, which is not in the shell's sum. Of a made site, the
/// sample's: its page names the catalogue, and its service worker lists what is kept.
pub(crate) fn shell() -> Result<(Parts, Parts)> {
    let site = serve::site(Profile::Release, &[], None, "/")?;
    let files = app::squeeze(&site)?;
    let (parts, later) = sorted(files.iter().map(|file| (file.path.as_str(), file.brotli)));
    for (name, bytes) in &later {
        println!("{bytes:>8}  {name}, after the first answer (not in the shell's sum)");
    }
    Ok((parts, later))
}

/// The files of a site that are the shell, and those of the app's own that come after the first answer.
fn sorted<'a>(files: impl Iterator<Item = (&'a str, u64)>) -> (Parts, Parts) {
    let (mut parts, mut later) = (Parts::new(), Parts::new());
    for (path, bytes) in files {
        let name = without_hash(path);
        // The list of what comes later is loaded when the service worker installs, after the first results.
        let is_module = name.starts_with(FOLDER) || name == "app/later.json";
        if name.starts_with("app/app-") {
            *later.entry(name).or_default() += bytes;
        } else if name == "index.html"
            || name == "sw.js"
            || (name.starts_with("app/") && !is_module)
        {
            *parts.entry(name).or_default() += bytes;
        }
    }
    (parts, later)
}

/// `app/carrel-0123456789abcdef.wasm` is the part `app/carrel.wasm`.
fn without_hash(path: &str) -> String {
    if let Some((stem, ending)) = path.rsplit_once('.')
        && let Some((name, hash)) = stem.rsplit_once('-')
        && hash.len() == 16
        && hash.bytes().all(|byte| byte.is_ascii_hexdigit())
    {
        return format!("{name}.{ending}");
    }
    path.to_owned()
}

fn check_parts(parts: &BTreeMap<String, u64>) -> Result<Passed> {
    let figures = run::read(&place::at(FIGURES)).map_err(|Failure(text)| {
        Failure(format!("{text}. `cargo xtask size --update` writes it"))
    })?;
    compare_in(parts, &figures, FIGURES, BOUND)
}

/// Compares with the committed figures; a part may grow by 1 % and 100 bytes before it is worth a line in a diff.
fn compare_in(
    parts: &BTreeMap<String, u64>,
    figures: &str,
    file: &str,
    bound: u64,
) -> Result<Passed> {
    let mut text = String::new();
    let total: u64 = parts.values().sum();
    let figures: BTreeMap<&str, u64> = figures
        .lines()
        .filter_map(|line| line.split_once('\t'))
        .filter_map(|(part, bytes)| Some((part, bytes.parse().ok()?)))
        .collect();
    // While the bound is not met the committed figures are a ratchet: they may only shrink, and every
    // run says aloud how much is missing. Once they are within the bound, passing it fails.
    let committed: u64 = figures.values().sum();
    if total > bound && committed <= bound {
        text.push_str(&format!("\n  the shell has {total} bytes, of {bound}"));
    }
    for (part, &bytes) in parts {
        match figures.get(part.as_str()) {
            Some(&figure) if bytes <= figure + figure / 100 + 100 => {}
            Some(&figure) => {
                text.push_str(&format!("\n  {part} grew from {figure} to {bytes} bytes"))
            }
            None => text.push_str(&format!("\n  {part} ({bytes} bytes) has no figure")),
        }
    }
    if text.is_empty() {
        let missing = match total.checked_sub(bound) {
            Some(over) if over > 0 => format!("; THE BOUND IS NOT MET YET: {over} bytes too many"),
            _ => String::new(),
        };
        return Ok(Passed::note(format!(
            "the shell has {total} bytes of brotli, of {bound}{missing}"
        )));
    }
    Err(Failure(format!(
        "the app outgrew {file}:{text}\n  Where that is right, `cargo xtask size --update` writes the new figures."
    )))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn compare(parts: &BTreeMap<String, u64>, figures: &str) -> Result<Passed> {
        compare_in(parts, figures, FIGURES, BOUND)
    }

    #[test]
    fn parts_are_named_without_their_hash() {
        assert_eq!(
            without_hash("app/carrel-0123456789abcdef.wasm"),
            "app/carrel.wasm"
        );
        assert_eq!(without_hash("app/search-box.css"), "app/search-box.css");
        assert_eq!(without_hash("index.html"), "index.html");
    }

    /// What a record's page fetches after the first answer stood in no table.
    #[test]
    fn the_shell_and_what_follows_it_are_told_apart() {
        let (parts, later) = sorted(
            [
                ("index.html", 1),
                ("sw.js", 2),
                ("app/carrel-0123456789abcdef.wasm", 4),
                ("app/later.json", 8),
                ("app/modules/cite-0123456789abcdef.wasm", 16),
                ("app/app-further-0123456789abcdef.wasm", 32),
                ("pack/latest.json", 64),
            ]
            .into_iter(),
        );
        assert_eq!(parts.values().sum::<u64>(), 7);
        assert_eq!(
            later,
            Parts::from([("app/app-further.wasm".to_owned(), 32)])
        );
    }

    #[test]
    fn bundles_are_named_without_their_hash() {
        assert_eq!(
            bundle("lessons/l08-en-0123456789ab.bin").as_deref(),
            Some("l08-en")
        );
        assert_eq!(bundle("lessons/lessons.bin"), None);
        assert_eq!(bundle("lessons/standards.bin"), None);
    }

    #[test]
    fn what_a_lesson_needs_is_read() {
        let of = |line| needs(line).map(|(name, parts)| (name, parts.join(" ")));
        let some = |name: &str, parts: &str| Some((name.to_owned(), parts.to_owned()));
        assert_eq!(
            of("    8273 bytes  l32-en-0a.bin  + catalogue  + writing"),
            some("l32-en", "catalogue writing")
        );
        assert_eq!(of("   15418 bytes  l11-es-0a.bin"), some("l11-es", ""));
        assert_eq!(of("    2941 bytes  lessons.bin"), None);
    }

    #[test]
    fn growth_is_noticed() {
        let parts = |bytes| BTreeMap::from([("index.html".to_owned(), bytes)]);
        assert!(compare(&parts(1100), "index.html\t1000\n").is_ok());
        assert!(
            compare(&parts(1111), "index.html\t1000\n")
                .unwrap_err()
                .0
                .contains("grew from 1000 to 1111")
        );
        assert!(compare(&parts(1), "").unwrap_err().0.contains("no figure"));
        assert!(
            compare(&parts(160_001), "index.html\t160000\n")
                .unwrap_err()
                .0
                .contains("160001 bytes, of 160000")
        );
    }
}
