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
/// beside the style, and in a language that a locale is shipped for, else in the style's own. For `apa in-text`, what points
/// to it, with its `locator`. None without such a style or entry.
pub(crate) fn entry(style: &str, json: &str, lang: &str) -> Option<Vec<Token>> {
    let (style, in_text) = match style.strip_suffix(carrel_lessons::cite::IN_TEXT) {
        Some(style) => (style, true),
        None => (style, false),
    };
    let style = if style == "chicago" {
        "chicago-notes"
    } else {
        style
    };
    let (rules, lang) = match shipped_tag(lang) {
        "en-US" => ("en-US", own_language(style)),
        tag => (tag, tag),
    };
    let ready = |source| {
        let mut ready = school::in_language(source, style, rules);
        ready.speak(rules);
        ready
    };
    let sources: Vec<Source> = csl::read(json).0.iter().map(ready).collect();
    let style = Style::compile(shipped::style(style)?).ok()?;
    let mut engine = Engine::speaking(style, locales(None, lang), lang)
        .for_same_people()
        .as_spoken()
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

/// The language that citations are written in for a language: one with a locale that is shipped, or English.
fn shipped_tag(lang: &str) -> &'static str {
    match lang.split('-').next().unwrap_or("") {
        "de" => "de-DE",
        "es" => "es-ES",
        "fr" => "fr-FR",
        "ar" => "ar",
        _ => "en-US",
    }
}

/// The locales that fit a language, best first: from a folder, where one is given, else those that are shipped.
fn locales(folder: Option<&PathBuf>, lang: &str) -> Vec<Locale> {
    [lang, shipped_tag(lang), "en-US"]
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

#[cfg(test)]
mod tests {
    use super::*;

    /// The entry of the facts of a `cite` question, in a lesson's language.
    #[track_caller]
    fn check(style: &str, lang: &str, kind: &str, facts: &[(&str, &str)], expected: &str) {
        let facts = facts.iter();
        let cite = carrel_lessons::model::Cite {
            kind: kind.to_owned(),
            facts: facts
                .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
                .collect(),
            ..Default::default()
        };
        let json = carrel_lessons::cite::csl_json(&cite);
        let tokens = entry(style, &json, lang).expect("a style that is shipped");
        let text: String = tokens.iter().map(|token| token.text.as_str()).collect();
        assert_eq!(text.trim(), expected, "{style} {lang} {json}");
    }

    /// The last word of a name was taken for the family's: "Jr., Martin Luther King."
    #[test]
    fn names_of_a_lesson_are_read_as_those_of_the_forms() {
        for (author, expected) in [
            ("Martin Luther King Jr.", "King, Martin Luther, Jr."),
            ("Matt de la Peña", "de la Peña, Matt."),
            ("Vincent van Gogh", "van Gogh, Vincent."),
            ("Park Jin-ho", "Park Jin-ho."),
            ("World Health Organization", "World Health Organization."),
            ("García Márquez, Gabriel", "García Márquez, Gabriel."),
            ("Ana Ortiz; Ben Cho", "Ortiz, Ana, and Ben Cho."),
            ("Ana Ortiz; NASA;", "Ortiz, Ana, and NASA."),
            ("Avi", "Avi."),
        ] {
            let facts = [("author", author), ("title", "Rivers"), ("year", "2021")];
            let expected = [expected, " Rivers. 2021."].concat();
            check("mla", "en", "book", &facts, &expected);
        }
        check(
            "apa",
            "en",
            "book",
            &[("organization", "Ortiz and Sons"), ("title", "Rivers")],
            "Ortiz and Sons. (n.d.). Rivers.",
        );
    }

    /// A teacher who wrote Spanish citations in a Spanish lesson was told to write English ones.
    #[test]
    fn a_citation_is_in_the_language_of_its_lesson() {
        let page = [
            ("author", "Ana Ortiz"),
            ("title", "Ríos de noche"),
            ("site", "Agua Viva"),
            ("date", "2021-05-04"),
            ("url", "https://agua.example/rios"),
        ];
        for (lang, expected) in [
            (
                "en",
                "Ortiz, Ana. “Ríos de Noche.” Agua Viva, 4 May 2021, https://agua.example/rios.",
            ),
            (
                "es-MX",
                "Ortiz, Ana. «Ríos de noche». Agua Viva, 4 de mayo de 2021, https://agua.example/rios.",
            ),
            (
                "fr",
                "Ortiz, Ana. «\u{a0}Ríos de noche\u{a0}». Agua Viva, 4 mai 2021, https://agua.example/rios.",
            ),
            (
                "de",
                "Ortiz, Ana. „Ríos de noche“. Agua Viva, 4. Mai 2021, https://agua.example/rios.",
            ),
            (
                "ar",
                "Ortiz, Ana. «Ríos de noche». Agua Viva, 4 مايو 2021, https://agua.example/rios.",
            ),
            (
                "he",
                "Ortiz, Ana. “Ríos de Noche.” Agua Viva, 4 May 2021, https://agua.example/rios.",
            ),
        ] {
            check("mla", lang, "web page", &page, expected);
        }
        let book = [
            ("author", "Ana Ortiz; Benito Cho"),
            ("title", "Cien años"),
            ("edition", "2"),
            ("publisher", "Sol"),
            ("year", "1967"),
            ("page", "14"),
        ];
        check(
            "apa",
            "es",
            "book",
            &book,
            "Ortiz, A. y Cho, B. (1967). Cien años (2.a ed.). Sol.",
        );
        check(
            "apa in-text",
            "es",
            "book",
            &book,
            "(Ortiz y Cho, 1967, p. 14)",
        );
        check(
            "apa in-text",
            "en",
            "book",
            &book,
            "(Ortiz & Cho, 1967, p. 14)",
        );
        // A style of a British book, in English and in another language.
        check(
            "harvard",
            "en",
            "book",
            &book,
            "Ortiz, A. and Cho, B. (1967) Cien años. 2nd edn. Sol.",
        );
        check(
            "harvard",
            "de",
            "book",
            &book,
            "Ortiz, A. und Cho, B. (1967) Cien años. 2. Aufl. Sol.",
        );
    }
}
