//! `carrel cite`: CSL-JSON in, citations out; the CSL test-suite, counted by category; styles and languages as the app's files.

mod rules;
mod shipped;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use carrel_cite::{
    Cite, Engine, Entry, Format, Item, Locale, Outcome, Shift, Style, Token, run_case,
};
use carrel_refs::{Source, csl, doc, school};
use carrel_site::json::Json;

use crate::args::CiteArgs;
use crate::failure::{DONE, FAULTS, Failure, Result};

pub(crate) fn run(args: &CiteArgs) -> Result<u8> {
    match args.input.as_slice() {
        [word, folder] if word.as_os_str() == "suite" => suite(args, folder),
        [word, folder] if word.as_os_str() == "files" => files(folder),
        [items] => write(args, items),
        _ => Err(Failure::new(
            "more than one file was given",
            "Give one file of CSL-JSON items, or `suite` and a folder, or `files` and a folder.",
        )),
    }
}

/// The entry of one source (CSL-JSON, a list of one) in a shipped style as the app writes it: with the rules of schools
/// beside the style. For `apa in-text`, what points to it, with its `locator`. None without such a style or entry.
pub(crate) fn entry(style: &str, json: &str) -> Option<Vec<Token>> {
    let (style, in_text) = match style.strip_suffix(carrel_lessons::cite::IN_TEXT) {
        Some(style) => (style, true),
        None => (style, false),
    };
    let style = if style == "chicago" {
        "chicago-notes"
    } else {
        style
    };
    let sources: Vec<Source> = csl::read(json)
        .0
        .iter()
        .map(|source| school::for_style(source, style))
        .collect();
    let lang = own_language(style);
    let style = Style::compile(shipped::style(style)?).ok()?;
    let mut engine = Engine::speaking(style, locales(None, lang), lang)
        .for_same_people()
        .without_articles();
    let items = Item::read_json(&csl::write(&sources)).0;
    if in_text {
        let mut cite = Cite::of(&items.first()?.id);
        sources
            .first()?
            .text("locator")
            .clone_into(&mut cite.locator);
        engine.set_items(items);
        return Some(engine.cite(&[cite]).tokens());
    }
    engine.set_items(items);
    let entries = engine.bibliography();
    entries.first().map(Entry::tokens)
}

/// The language that a shipped style is written for. Harvard comes from a British book, though its file names no language.
fn own_language(style: &str) -> &'static str {
    if style == "harvard" { "en-GB" } else { "en-US" }
}

fn read(path: &Path) -> Result<Vec<u8>> {
    std::fs::read(path).map_err(|error| Failure::io(error, "read", path))
}

/// The locales that fit a language, best first: from a folder, where one is given, else those that are shipped.
fn locales(folder: Option<&PathBuf>, lang: &str) -> Vec<Locale> {
    let base = lang.split('-').next().unwrap_or("");
    let main = match base {
        "de" => "de-DE",
        "es" => "es-ES",
        "fr" => "fr-FR",
        "ar" => "ar",
        _ => "en-US",
    };
    [lang, main, "en-US"]
        .iter()
        .filter_map(|name| {
            let own = folder.and_then(|folder| {
                std::fs::read_to_string(folder.join(format!("locales-{name}.xml"))).ok()
            });
            let text = own.or_else(|| shipped::locale(name).map(str::to_owned))?;
            Locale::compile(&text).ok()
        })
        .collect()
}

/// The language that was asked for; refused where nothing knows it, as a style is.
fn language(args: &CiteArgs) -> Result<Option<&str>> {
    let Some(lang) = args.lang.as_deref() else {
        return Ok(None);
    };
    let base = lang.split('-').next().unwrap_or("");
    let file = |folder: &PathBuf| folder.join(format!("locales-{lang}.xml")).is_file();
    if shipped::locale(base).is_some() || args.locales.as_ref().is_some_and(file) {
        return Ok(Some(lang));
    }
    Err(Failure::new(
        format!("there is no language `{lang}`"),
        format!(
            "Name one of {}, or give a folder with its locales-{lang}.xml with --locales.",
            shipped::LANGUAGES
        ),
    ))
}

fn style(args: &CiteArgs) -> Result<Style> {
    let Some(name) = &args.style else {
        return Err(Failure::new(
            "no style was named",
            format!(
                "Name a CSL file or one of {} with --style.",
                shipped::STYLES
            ),
        ));
    };
    if let Some(text) = shipped::style(name) {
        return Style::compile(text).map_err(|error| Failure::new(error.to_string(), ""));
    }
    let path = Path::new(name);
    if !path.exists() {
        return Err(Failure::new(
            format!("there is no style `{name}`, and no file of that name"),
            format!("Name a CSL file or one of {}.", shipped::STYLES),
        ));
    }
    let bytes = read(path)?;
    let read = match core::str::from_utf8(&bytes) {
        Ok(text) if text.trim_start().starts_with('<') => Style::compile(text),
        _ => Style::from_bytes(&bytes),
    };
    read.map_err(|error| {
        Failure::new(
            format!("{}: {error}", path.display()),
            "Choose another style file.",
        )
    })
}

fn write(args: &CiteArgs, path: &Path) -> Result<u8> {
    let bytes = read(path)?;
    let text = String::from_utf8_lossy(&bytes);
    let (mut items, errors) = Item::read_json(&text);
    let style = style(args)?;
    let own = style.default_locale().filter(|lang| !lang.is_empty());
    let lang = match (language(args)?, own) {
        (Some(lang), _) => lang.to_owned(),
        (None, Some(own)) => own.to_owned(),
        (None, None) => own_language(args.style.as_deref().unwrap_or_default()).to_owned(),
    };
    let locales = locales(args.locales.as_ref(), &lang);
    let mut engine = Engine::speaking(style, locales, &lang).for_same_people();
    // The app's way: the rules of schools beside a style that is shipped, and the articles of English titles do not sort.
    let shipped = args
        .style
        .as_deref()
        .filter(|name| shipped::style(name).is_some());
    let mut faults: Vec<String> = errors.iter().map(ToString::to_string).collect();
    if let Some(name) = shipped.filter(|_| !args.csl_only) {
        // Read as the app reads, and told as it tells.
        faults = problems(&text);
        let (ready, unlisted) = rules::ready(&text, name, &lang);
        items = Item::read_json(&ready).0;
        engine.leave_out(unlisted);
        engine = engine.as_spoken().without_articles();
    }
    for fault in &faults {
        eprintln!("{}: {fault}", path.display());
    }
    let ids: Vec<String> = items.iter().map(|item| item.id.clone()).collect();
    engine.set_items(items);
    let is_list = !args.in_text && engine.style().has_bibliography();
    let entries: Vec<Entry> = if is_list {
        engine.bibliography()
    } else {
        ids.iter().map(|id| engine.cite(&[Cite::of(id)])).collect()
    };
    if args.format == "rtf" {
        let document = document(&entries, args, &lang, is_list);
        outln!("{}", doc::rtf(&document).trim_end());
    }
    for entry in &entries {
        match args.format.as_str() {
            "html" => outln!("{}", entry.text(Format::Html)),
            "rtf" => {}
            "tokens" => {
                for token in entry.tokens() {
                    outln!(
                        "{}\t{}\t{:?}\t{}\t{}",
                        token.text,
                        token.variable,
                        token.role,
                        token.rule,
                        carrel_cite_words::reason(&token.reason)
                    );
                }
                outln!();
            }
            _ => outln!("{}", entry.text(Format::Text)),
        }
    }
    Ok(if faults.is_empty() { DONE } else { FAULTS })
}

/// The list as a word processor opens it: under the heading of a shipped style, with the hanging indent and the lines of the
/// papers that are written in it, as the app saves it. What points to the works is no list, and has no heading.
fn document(entries: &[Entry], args: &CiteArgs, lang: &str, is_list: bool) -> doc::List {
    let run = |token: Token| doc::Run {
        text: token.text,
        italic: token.italic,
        bold: token.bold,
        caps: token.caps,
        shift: match token.shift {
            Shift::None => doc::Shift::None,
            Shift::Up => doc::Shift::Up,
            Shift::Down => doc::Shift::Down,
        },
    };
    let entry = |entry: &Entry| doc::Entry {
        runs: entry.tokens().into_iter().map(run).collect(),
        annotation: String::new(),
    };
    let mut list = doc::List {
        entries: entries.iter().map(entry).collect(),
        ..doc::List::of(args.style.as_deref().unwrap_or_default(), lang)
    };
    if !is_list {
        list.heading.clear();
    }
    list
}

/// What of a file of items could not be read, in the app's words.
fn problems(text: &str) -> Vec<String> {
    let (_, problems) = csl::read(text);
    let told = problems.iter();
    told.map(|problem| {
        let (what, remedy) = carrel_cite_words::problem(problem);
        format!("line {}: {what}. {remedy}", problem.line)
    })
    .collect()
}

/// The styles and languages that the page of citations fetches when a student first cites in them: compiled, with their
/// authors and licences inside, under the hash of their bytes. The two Englishes are part of the page's module.
fn files(folder: &Path) -> Result<u8> {
    std::fs::create_dir_all(folder).map_err(|error| Failure::io(error, "make", folder))?;
    let failed = |error: carrel_cite::Error| Failure::new(error.to_string(), "");
    let mut files = Vec::new();
    for name in shipped::STYLES.split(", ") {
        let text = shipped::style(name).unwrap_or_default();
        let style = Style::compile(text).map_err(failed)?;
        files.push((format!("style-{name}"), style.to_bytes()));
    }
    for tag in ["ar", "de-DE", "es-ES", "fr-FR"] {
        let text = shipped::locale(tag).unwrap_or_default();
        let locale = Locale::compile(text).map_err(failed)?;
        files.push((format!("locale-{tag}"), locale.to_bytes()));
    }
    for (name, bytes) in files {
        let hash = carrel_search::pack::FileRef::of(&bytes).hex();
        let path = folder.join(format!("{name}-{}.bin", &hash[..16]));
        std::fs::write(&path, bytes).map_err(|error| Failure::io(error, "write", &path))?;
    }
    Ok(DONE)
}

fn suite(args: &CiteArgs, folder: &Path) -> Result<u8> {
    let list = std::fs::read_dir(folder).map_err(|error| Failure::io(error, "read", folder))?;
    let mut paths: Vec<PathBuf> = list
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.extension().is_some_and(|end| end == "txt"))
        .collect();
    paths.sort();
    let mut counts: BTreeMap<String, [i64; 3]> = BTreeMap::new();
    let mut failed = Vec::new();
    for path in &paths {
        let text = String::from_utf8_lossy(&read(path)?).into_owned();
        let name = path
            .file_stem()
            .map_or_else(String::new, |name| name.to_string_lossy().into_owned());
        let category = name.split('_').next().unwrap_or("").to_owned();
        let count = counts.entry(category).or_default();
        let outcome = run_case(&text, &|lang| locales(args.locales.as_ref(), lang));
        match outcome {
            Outcome::Passed => count[0] += 1,
            Outcome::Failed { .. } => {
                count[1] += 1;
                failed.push(name);
            }
            Outcome::Skipped(_) => count[2] += 1,
        }
    }
    let mut sum = [0; 3];
    for count in counts.values() {
        for (sum, count) in sum.iter_mut().zip(count) {
            *sum += count;
        }
    }
    counts.insert("all".into(), sum);
    if args.json {
        let row = |count: &[i64; 3]| {
            let names = ["passed", "failed", "skipped"];
            Json::Object(
                names
                    .iter()
                    .zip(count)
                    .map(|(name, &count)| ((*name).to_owned(), Json::from(count as u64)))
                    .collect(),
            )
        };
        let rows = counts
            .iter()
            .map(|(name, count)| (name.clone(), row(count)))
            .collect();
        outln!("{}", Json::Object(rows).line());
    } else {
        for (name, [passed, failed, skipped]) in &counts {
            outln!("{name:16} {passed:4} passed {failed:4} failed {skipped:4} skipped");
        }
        for name in &failed {
            outln!("failed: {name}");
        }
    }
    Ok(if failed.is_empty() { DONE } else { FAULTS })
}
