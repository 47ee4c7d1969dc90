//! Makes one Rust function a string out of `locales/*.toml`, so that a missing string does not compile.
//!
//! *Owns:* how a locale file is read and checked: notes, plural forms, places to fill, the same keys in every language.
//! *Never does:* choose a language or run in a browser: it is used by build scripts.
//! *Start at:* [`generate`].
//!
//! One file a language, for the app and for every page module alike: a table `[key]` is a string of the app, a table
//! `[module.key]` one of that module. Each part takes only its own strings with it, so no reader downloads the words of
//! a page that was not opened.

#![forbid(unsafe_code)]

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;
use std::{env, fs};

/// Plural forms by their name in CLDR.
const FORMS: [&str; 6] = ["zero", "one", "two", "few", "many", "other"];

/// The strings of one part in one language.
struct Locale {
    code: String,
    /// The language's name in itself.
    name: String,
    strings: BTreeMap<String, toml::Table>,
}

/// Writes `strings.rs` into `OUT_DIR`: `LANGUAGES` and one function a string. `folder` is where the locales are, `section`
/// the module whose strings they are, `None` for the app. The code expects `Forms`, `count` and `fill` beside it and
/// `language()` above it (`carrel_web::words` has them).
///
/// `page` is the text of `index.html` for the app: the words of its `data-t` elements must be the same as in English.
///
/// # Panics
/// When a string is missing in a language, has no note, or fills other places than in English.
pub fn generate(folder: &Path, section: Option<&str>, page: Option<&str>) {
    println!("cargo::rerun-if-changed={}", folder.display());
    println!("cargo::rerun-if-changed=build.rs");
    let locales = read_locales(folder, section);
    for other in &locales[1..] {
        let missing: Vec<_> = locales[0]
            .strings
            .keys()
            .filter(|key| !other.strings.contains_key(*key))
            .collect();
        let unknown: Vec<_> = other
            .strings
            .keys()
            .filter(|key| !locales[0].strings.contains_key(*key))
            .collect();
        assert!(
            missing.is_empty() && unknown.is_empty(),
            "locales/{}.toml: missing {missing:?}, not in en.toml {unknown:?}",
            other.code
        );
    }
    let mut out = String::from("// Made by carrel-strings from locales/*.toml.\n");
    let names: Vec<String> = locales
        .iter()
        .map(|l| format!("({:?}, {:?})", l.code, l.name))
        .collect();
    let _ = writeln!(
        out,
        "/// Languages there are strings in: code and own name.\npub const LANGUAGES: &[(&str, &str)] = &[{}];",
        names.join(", ")
    );
    for key in locales[0].strings.keys() {
        write_function(&mut out, key, &locales);
    }
    if let Some(page) = page {
        check_page(page, &locales[0]);
        let shell: Vec<String> = shell_keys(page)
            .iter()
            .map(|(key, _)| format!("    {key:?} => Some({key}()),\n"))
            .collect();
        let _ = writeln!(
            out,
            "/// The string of an element marked `data-t` in index.html.\npub fn shell(key: &str) -> Option<&'static str> {{\n    match key {{\n{}    _ => None }}\n}}",
            shell.concat()
        );
    }
    fs::write(
        Path::new(&env::var("OUT_DIR").expect("cargo sets OUT_DIR")).join("strings.rs"),
        out,
    )
    .expect("OUT_DIR can be written");
}

/// English first, then the others by code.
fn read_locales(folder: &Path, section: Option<&str>) -> Vec<Locale> {
    let mut files: Vec<_> = fs::read_dir(folder)
        .expect("locales/ can be read")
        .map(|e| e.expect("locales/ can be listed").path())
        .collect();
    files.retain(|p| p.extension().is_some_and(|e| e == "toml"));
    files.sort_by_key(|p| (p.file_stem().is_none_or(|s| s != "en"), p.clone()));
    files
        .iter()
        .map(|path| {
            let code = path
                .file_stem()
                .expect("a name")
                .to_string_lossy()
                .into_owned();
            let source = fs::read_to_string(path).expect("a locale can be read");
            let table: toml::Table = source
                .parse()
                .unwrap_or_else(|e| panic!("locales/{code}.toml: {e}"));
            let name = table
                .get("language_name")
                .and_then(|string| string.get("text")?.as_str())
                .unwrap_or_else(|| panic!("locales/{code}.toml: language_name has no text"))
                .to_owned();
            let strings = strings_of(table, section, &code);
            for (key, string) in &strings {
                assert!(
                    string.contains_key("note"),
                    "locales/{code}.toml: {key} has no note for translators"
                );
                assert!(
                    string.contains_key("text") != string.contains_key("other"),
                    "locales/{code}.toml: {key} needs either `text` or `other`"
                );
            }
            Locale {
                code,
                name,
                strings,
            }
        })
        .collect()
}

/// The strings of one section, or those that are in none.
fn strings_of(
    table: toml::Table,
    section: Option<&str>,
    code: &str,
) -> BTreeMap<String, toml::Table> {
    let all = table.into_iter().map(|(key, value)| match value {
        toml::Value::Table(table) => (key, table),
        _ => panic!("locales/{code}.toml: {key} is not a table"),
    });
    // A section holds tables, a string holds texts.
    let is_section = |table: &toml::Table| table.values().all(toml::Value::is_table);
    match section {
        None => all.filter(|(_, table)| !is_section(table)).collect(),
        Some(section) => {
            let mut found = all.filter(|(key, table)| key == section && is_section(table));
            let (_, table) = found
                .next()
                .unwrap_or_else(|| panic!("locales/{code}.toml: no strings [{section}.…]"));
            strings_of(table, None, code)
        }
    }
}

fn text<'a>(locale: &'a Locale, key: &str, form: &str) -> &'a str {
    locale.strings[key]
        .get(form)
        .and_then(toml::Value::as_str)
        .unwrap_or_else(|| panic!("locales/{}.toml: {key} has no {form}", locale.code))
}

/// `{names}` in order of appearance, without repeats.
fn places(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    for piece in text.split('{').skip(1) {
        let name = piece.split('}').next().unwrap_or_default().to_owned();
        if !found.contains(&name) {
            found.push(name);
        }
    }
    found
}

fn write_function(out: &mut String, key: &str, locales: &[Locale]) {
    let counts = locales[0].strings[key].contains_key("other");
    let main = text(&locales[0], key, if counts { "other" } else { "text" });
    let _ = writeln!(
        out,
        "/// {}",
        locales[0].strings[key]["note"].as_str().unwrap_or_default()
    );
    let mut names = places(main);
    names.retain(|n| !(counts && n == "n"));
    for locale in locales {
        for (form, value) in &locale.strings[key] {
            if form != "note" {
                let mut used = places(value.as_str().unwrap_or_default());
                used.retain(|n| !(counts && n == "n"));
                assert!(
                    used.iter().all(|n| names.contains(n)),
                    "locales/{}.toml: {key}.{form} uses {used:?}, en.toml has {names:?}",
                    locale.code
                );
            }
        }
    }
    let arguments: String = names.iter().map(|n| format!("{n}: &str, ")).collect();
    let filled: String = names.iter().map(|n| format!("({n:?}, {n}), ")).collect();
    // One language needs no look-up; more are picked by the index the reader chose.
    let pick = |values: Vec<String>| match values.as_slice() {
        [only] => only.clone(),
        many => format!("[{}][super::language()]", many.join(", ")),
    };
    if counts {
        let forms: Vec<String> = locales
            .iter()
            .map(|l| {
                let forms: Vec<String> = FORMS
                    .iter()
                    .filter_map(|f| {
                        Some(format!("({f:?}, {:?})", l.strings[key].get(*f)?.as_str()?))
                    })
                    .collect();
                format!("&[{}] as Forms", forms.join(", "))
            })
            .collect();
        let _ = writeln!(
            out,
            "pub fn {key}(n: u32, {arguments}) -> String {{ count({}, n, &[{filled}]) }}",
            pick(forms)
        );
    } else {
        let values: Vec<String> = locales
            .iter()
            .map(|l| format!("{:?}", text(l, key, "text")))
            .collect();
        if names.is_empty() {
            let _ = writeln!(out, "pub fn {key}() -> &'static str {{ {} }}", pick(values));
        } else {
            let _ = writeln!(
                out,
                "pub fn {key}({arguments}) -> String {{ fill({}, &[{filled}]) }}",
                pick(values)
            );
        }
    }
}

/// Key and text of every element marked `data-t`.
fn shell_keys(page: &str) -> Vec<(String, String)> {
    page.split("data-t=\"")
        .skip(1)
        .filter_map(|rest| {
            let (key, rest) = rest.split_once('"')?;
            let (_, rest) = rest.split_once('>')?;
            let (text, _) = rest.split_once('<')?;
            Some((key.to_owned(), text.trim().to_owned()))
        })
        .collect()
}

fn check_page(page: &str, english: &Locale) {
    for (key, found) in shell_keys(page) {
        let expected = english
            .strings
            .get(&key)
            .and_then(|s| s.get("text"))
            .and_then(toml::Value::as_str);
        assert_eq!(
            Some(found.as_str()),
            expected,
            "index.html: the text of data-t=\"{key}\" differs from locales/en.toml"
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_module_takes_only_its_own_strings() {
        let table: toml::Table =
            "[close]\ntext = \"Close\"\nnote = \"\"\n[publish.title]\ntext = \"T\"\nnote = \"\"\n"
                .parse()
                .expect("TOML");
        let keys = |section| -> Vec<String> {
            strings_of(table.clone(), section, "en")
                .into_keys()
                .collect()
        };
        assert_eq!(keys(None), ["close"]);
        assert_eq!(keys(Some("publish")), ["title"]);
    }

    #[test]
    fn places_are_named_once() {
        assert_eq!(places("{a} and {b}, {a}"), ["a", "b"]);
        assert!(places("none").is_empty());
    }
}
