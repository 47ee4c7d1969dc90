//! Makes one Rust function a string out of `locales/*.toml`, so that a missing string does not compile.
//!
//! *Owns:* how a locale file is read and checked: notes, plural forms, places to fill, the same keys in every language.
//! *Never does:* choose a language or run in a browser: it is used by build scripts.
//! *Start at:* [`generate`]; [`generate_plain`] for crates that know no browser.
//!
//! One file a language, for the app and for every page module alike: a table `[key]` is a string of the app, a table
//! `[module.key]` one of that module. Each part takes only its own strings with it, so no reader downloads the words of
//! a page that was not opened.

#![forbid(unsafe_code)]

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs};

/// Plural forms by their name in CLDR.
const FORMS: [&str; 6] = ["zero", "one", "two", "few", "many", "other"];

/// The strings of one part in one language.
struct Locale {
    code: String,
    /// Where it was read, for messages: `locales/es.toml`.
    file: String,
    /// The language's name in itself.
    name: String,
    strings: BTreeMap<String, toml::Table>,
}

/// Writes `strings.rs` into `OUT_DIR`: `LANGUAGES` and one function a string. `folder` is where the locales are, `section`
/// the module whose strings they are, `None` for the app. The code expects `Forms`, `count` and `fill` beside it and
/// `language()` above it (`carrel_web::words` has them).
///
/// `page` is the text of `index.html` for the app: the words of its `data-t` elements and `data-t-…` attributes must be the
/// same as in English.
///
/// A string with `piece = "tools"` in English lies in tables of its own, which `xtask` cuts out of the wasm into that piece
/// of the module: only what is in the piece, too, may use it.
///
/// # Panics
/// When a string is missing in a language or fills other places than in English, or an English one has no note.
pub fn generate(folder: &Path, section: Option<&str>, page: Option<&str>) {
    println!("cargo::rerun-if-changed={}", folder.display());
    println!("cargo::rerun-if-changed=build.rs");
    let locales = read_locales(folder, section);
    let wrong = differences(&locales);
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    let mut out = languages(&locales);
    for (piece, keys) in &by_piece(&locales[0]) {
        if in_tables(&locales, *piece) {
            write_tables(&mut out, &locales, *piece, keys);
        }
        for (n, key) in keys.iter().enumerate() {
            write_function(&mut out, n, key, &locales, *piece);
        }
    }
    if let Some(page) = page {
        check_page(page, &locales[0]);
        let shell: Vec<String> = shell_keys(page)
            .iter()
            .filter(|word| word.changes)
            .map(|Word { key, .. }| format!("    {key:?} => Some({key}()),\n"))
            .collect();
        let _ = writeln!(
            out,
            "/// The string of an element or attribute marked `data-t` in index.html.\npub fn shell(key: &str) -> Option<&'static str> {{\n    match key {{\n{}    _ => None }}\n}}",
            shell.concat()
        );
    }
    save(&out);
}

/// Writes `strings.rs` for a crate that knows no browser: `LANGUAGES` and one function a string, whose places take
/// whatever can be displayed. Strings with plural forms have `one` and `other`, and are told apart by 1. The code expects
/// `number(usize)` beside it where there are such strings, and `language()` as soon as there is a second language.
///
/// # Panics
/// As [`generate`] does; also on other plural forms.
pub fn generate_plain(folder: &Path, section: &str) {
    println!("cargo::rerun-if-changed={}", folder.display());
    println!("cargo::rerun-if-changed=build.rs");
    let locales = read_locales(folder, Some(section));
    let wrong = differences(&locales);
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    save(&plain(&locales));
}

/// The code of [`generate_plain`].
fn plain(locales: &[Locale]) -> String {
    let mut out = languages(locales).replace("pub const", "pub(crate) const");
    for (key, english) in &locales[0].strings {
        let counts = english.contains_key("other");
        let mut names = places(text(
            &locales[0],
            key,
            if counts { "other" } else { "text" },
        ));
        names.retain(|name| !(counts && name == "n"));
        let value = |locale: &Locale, form: &str| {
            let said = text(locale, key, form);
            match (places(said).is_empty(), counts) {
                (true, false) => format!("{said:?}"),
                (true, true) => format!("{said:?}.to_owned()"),
                (false, _) => format!("format!({said:?})"),
            }
        };
        let said = |locale: &Locale| match counts {
            true => {
                let forms = locale.strings[key].keys().filter(|k| *k != "note");
                assert!(
                    forms.eq(["one", "other"]),
                    "{}: {key} is a string of a crate without a browser: expected the forms one and other",
                    locale.file
                );
                let (one, other) = (value(locale, "one"), value(locale, "other"));
                format!("if one {{ {one} }} else {{ {other} }}")
            }
            false => value(locale, "text"),
        };
        let body = match locales {
            [only] => said(only),
            [first, others @ ..] => {
                let arms = others.iter().enumerate();
                let arms: String = arms
                    .map(|(n, l)| format!("{} => {{ {} }} ", n + 1, said(l)))
                    .collect();
                format!("match language() {{ {arms}_ => {{ {} }} }}", said(first))
            }
            [] => unreachable!("English is always there"),
        };
        let mut arguments: Vec<String> = names
            .iter()
            .map(|name| format!("{name}: impl core::fmt::Display"))
            .collect();
        let number = if counts {
            arguments.insert(0, "n: usize".to_owned());
            "let (one, n) = (n == 1, number(n)); "
        } else {
            ""
        };
        let kind = if arguments.is_empty() {
            "&'static str"
        } else {
            "String"
        };
        let _ = writeln!(
            out,
            "/// {}\npub(crate) fn {key}({}) -> {kind} {{ {number}{body} }}",
            english["note"].as_str().unwrap_or_default(),
            arguments.join(", ")
        );
    }
    out
}

/// The head of what is written: the languages there are strings in.
fn languages(locales: &[Locale]) -> String {
    let names: Vec<String> = locales
        .iter()
        .map(|l| format!("({:?}, {:?})", l.code, l.name))
        .collect();
    format!(
        "// Made by carrel-strings from locales/*.toml.\n/// Languages there are strings in: code and own name.\npub const LANGUAGES: &[(&str, &str)] = &[{}];\n",
        names.join(", ")
    )
}

fn save(code: &str) {
    let folder = env::var("OUT_DIR").expect("cargo sets OUT_DIR");
    fs::write(Path::new(&folder).join("strings.rs"), code).expect("OUT_DIR can be written");
}

/// What another language has otherwise than English: strings that are missing or too many, and places that are not filled
/// or not there. One sentence each, by language and key.
fn differences(locales: &[Locale]) -> Vec<String> {
    let [english, others @ ..] = locales else {
        return Vec::new();
    };
    let mut wrong = Vec::new();
    for other in others {
        let file = &other.file;
        for key in other.strings.keys() {
            if !english.strings.contains_key(key) {
                wrong.push(format!("{file}: {key} is not in en.toml"));
            }
        }
        for (key, ours) in &english.strings {
            let Some(theirs) = other.strings.get(key) else {
                wrong.push(format!("{file}: {key} is missing"));
                continue;
            };
            let main = if ours.contains_key("other") {
                "other"
            } else {
                "text"
            };
            let said = |table: &toml::Table, form: &str| {
                table.get(form).and_then(toml::Value::as_str).map(|text| {
                    let mut found = places(text);
                    found.sort_unstable();
                    found
                })
            };
            let expected = said(ours, main).unwrap_or_default();
            match said(theirs, main) {
                None => wrong.push(format!("{file}: {key} has no `{main}`")),
                Some(found) if found != expected => wrong.push(format!(
                    "{file}: {key} fills {found:?}, en.toml fills {expected:?}"
                )),
                Some(_) => {}
            }
        }
    }
    wrong
}

/// English first, then the others by code: those of `folder`, then those that only this section has.
fn read_locales(folder: &Path, section: Option<&str>) -> Vec<Locale> {
    let list = |folder: &Path| -> Vec<PathBuf> {
        let mut files: Vec<_> = fs::read_dir(folder)
            .expect("locales/ can be read")
            .map(|e| e.expect("locales/ can be listed").path())
            .collect();
        files.retain(|p| p.extension().is_some_and(|e| e == "toml"));
        files.sort_by_key(|p| (p.file_stem().is_none_or(|s| s != "en"), p.clone()));
        files
    };
    let mut files = list(folder);
    let own = section.map(|section| folder.join(section));
    for file in own
        .filter(|own| own.is_dir())
        .iter()
        .flat_map(|own| list(own))
    {
        let twice = files.iter().any(|p| p.file_stem() == file.file_stem());
        assert!(
            !twice,
            "{}: this language has a file for all of Carrel; move these strings there",
            file.display()
        );
        files.push(file);
    }
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
                    code != "en" || string.contains_key("note"),
                    "locales/{code}.toml: {key} has no note for translators"
                );
                assert!(
                    string.contains_key("text") != string.contains_key("other"),
                    "locales/{code}.toml: {key} needs either `text` or `other`"
                );
            }
            let inside = path.strip_prefix(folder).unwrap_or(path);
            let file = format!("locales/{}", inside.display());
            Locale {
                code,
                file,
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
        .unwrap_or_else(|| panic!("{}: {key} has no {form}", locale.file))
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

/// The keys by the piece of the module that their strings lie in; first those that lie in none.
fn by_piece(english: &Locale) -> BTreeMap<Option<&str>, Vec<&str>> {
    let mut out: BTreeMap<Option<&str>, Vec<&str>> = BTreeMap::new();
    for (key, string) in &english.strings {
        let piece = string.get("piece").and_then(toml::Value::as_str);
        out.entry(piece).or_default().push(key);
    }
    out
}

/// What the names of a piece's table and of its function end in.
fn ending(piece: Option<&str>) -> String {
    piece.map_or(String::new(), |piece| format!("_{piece}"))
}

/// Whether strings lie in tables: those of several languages, and those of a piece, which are to be found in the wasm.
fn in_tables(locales: &[Locale], piece: Option<&str>) -> bool {
    locales.len() > 1 || piece.is_some()
}

/// Where there are several languages, or for a piece: every string of each as one text, in the order of the keys, with U+0000 behind each.
/// A table of addresses for all of them, and code that picks one, were 5 KB of brotli in the page module with two languages.
/// Plural forms are name, U+0001, text, U+0002.
fn write_tables(out: &mut String, locales: &[Locale], piece: Option<&str>, keys: &[&str]) {
    let mut texts = Vec::new();
    for (n, locale) in locales.iter().enumerate() {
        let mut text = String::new();
        for &key in keys {
            for form in FORMS {
                if let Some(said) = locale.strings[key].get(form).and_then(toml::Value::as_str) {
                    text.push_str(&[form, "\u{1}", said, "\u{2}"].concat());
                }
            }
            if let Some(said) = locale.strings[key]
                .get("text")
                .and_then(toml::Value::as_str)
            {
                text.push_str(said);
            }
            text.push('\0');
        }
        // So that the tables of further languages and of pieces are found in a linked wasm, and can be files of their own.
        if let Some(piece) = piece {
            text.push_str(&format!("\u{3}{}.{piece} {}\0", locale.code, text.len()));
        } else if n > 0 {
            text.push_str(&format!("\u{3}{} {}\0", locale.code, text.len()));
        }
        texts.push(format!("{text:?}"));
    }
    let _ = writeln!(
        out,
        "const TEXTS{0}: &[&str] = &[{1}];\n/// One of them, by its place.\nfn said{2}(n: u16) -> &'static str {{ carrel_web::words::nth(TEXTS{0}[super::language()], n) }}",
        ending(piece).to_uppercase(),
        texts.join(", "),
        ending(piece)
    );
}

fn write_function(out: &mut String, n: usize, key: &str, locales: &[Locale], piece: Option<&str>) {
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
            if form != "note" && form != "piece" {
                let mut used = places(value.as_str().unwrap_or_default());
                used.retain(|n| !(counts && n == "n"));
                assert!(
                    used.iter().all(|n| names.contains(n)),
                    "{}: {key}.{form} uses {used:?}, en.toml has {names:?}",
                    locale.file
                );
            }
        }
    }
    let arguments: String = names.iter().map(|n| format!("{n}: &str, ")).collect();
    let filled: String = names.iter().map(|n| format!("({n:?}, {n}), ")).collect();
    // One language needs no look-up; more are picked by the index the reader chose.
    let tables = in_tables(locales, piece);
    let pick = |values: Vec<String>| match values.as_slice() {
        [only] if !tables => only.clone(),
        _ => format!("said{}({n})", ending(piece)),
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
            "pub fn {key}(n: u32, {arguments}) -> String {{ {}({}, n, &[{filled}]) }}",
            if tables {
                "carrel_web::words::count_in"
            } else {
                "count"
            },
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

/// Words in `index.html`.
#[derive(Debug, PartialEq, Eq)]
struct Word {
    key: String,
    text: String,
    /// False where no script ever sees them: beside `content`, and where scripts are switched off.
    changes: bool,
}

/// The attributes that may be marked, as `data-t-placeholder="key"` is.
const ATTRIBUTES: [&str; 3] = ["placeholder", "aria-label", "content"];

/// Every text of an element marked `data-t`, and every attribute marked `data-t-…`.
fn shell_keys(page: &str) -> Vec<Word> {
    let mut words = Vec::new();
    let mut silent = false;
    for piece in page.split('<').skip(1) {
        let (tag, text) = piece.split_once('>').unwrap_or((piece, ""));
        silent = match tag {
            "noscript" => true,
            "/noscript" => false,
            _ => silent,
        };
        let attribute = |name: &str| {
            let (_, rest) = tag.split_once(&format!(" {name}=\""))?;
            Some(rest.split_once('"')?.0.to_owned())
        };
        if let Some(key) = attribute("data-t") {
            words.push(Word {
                key,
                text: text.trim().to_owned(),
                changes: !silent,
            });
        }
        for name in ATTRIBUTES {
            if let Some(key) = attribute(&format!("data-t-{name}")) {
                words.push(Word {
                    key,
                    text: attribute(name).unwrap_or_default(),
                    changes: !silent && name != "content",
                });
            }
        }
    }
    words
}

fn check_page(page: &str, english: &Locale) {
    for Word { key, text, .. } in shell_keys(page) {
        let expected = english
            .strings
            .get(&key)
            .and_then(|s| s.get("text"))
            .and_then(toml::Value::as_str);
        assert_eq!(
            Some(text.as_str()),
            expected,
            "index.html: the words of data-t \"{key}\" differ from locales/en.toml"
        );
    }
}

/// Checks that a file which visitors see, and which no function here can fill, says the English strings of these keys.
/// What stands where a place is (`{name}`) is the file's own affair.
///
/// # Panics
/// When it says something else.
pub fn check_file(folder: &Path, file: &Path, keys: &[&str]) {
    println!("cargo::rerun-if-changed={}", file.display());
    let said = fs::read_to_string(file).unwrap_or_else(|e| panic!("{}: {e}", file.display()));
    let locales = read_locales(folder, None);
    for key in keys {
        let words = text(&locales[0], key, "text");
        assert!(
            says(&said, words),
            "{}: expected the words of [{key}] in locales/en.toml, \"{words}\"",
            file.display()
        );
    }
}

/// True when a line has these words, in their order, with something in each place.
fn says(file: &str, words: &str) -> bool {
    let mut pieces = words.split('{').enumerate().map(|(n, piece)| match n {
        0 => piece,
        _ => piece.split_once('}').map_or("", |(_, rest)| rest),
    });
    let first = pieces.next().unwrap_or_default();
    let rest: Vec<&str> = pieces.collect();
    file.lines().any(|line| {
        let Some((_, mut behind)) = line.split_once(first) else {
            return false;
        };
        rest.iter().all(|piece| match behind.split_once(piece) {
            Some((_, after)) => {
                behind = after;
                true
            }
            None => false,
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The search box's hint, the name of the navigation and the words without JavaScript were in no locale.
    #[test]
    fn words_of_the_page_stand_in_elements_and_attributes() {
        let page = "<meta name=\"description\" data-t-content=\"about\" content=\"A page.\">\
             <input placeholder=\"Title\" data-t-placeholder=\"hint\"><nav aria-label=\"Main\" data-t-aria-label=\"nav\">\
             <a data-t=\"home\">Home</a></nav><noscript><p data-t=\"off\">Off.</p></noscript><b data-t=\"last\">Last</b>";
        let word = |key: &str, text: &str, changes| Word {
            key: key.to_owned(),
            text: text.to_owned(),
            changes,
        };
        let expected = [
            word("about", "A page.", false),
            word("hint", "Title", true),
            word("nav", "Main", true),
            word("home", "Home", true),
            word("off", "Off.", false),
            word("last", "Last", true),
        ];
        assert_eq!(shell_keys(page), expected);
    }

    #[test]
    fn a_file_says_words_around_its_own_places() {
        let file = "one\n  say(`It is at ${location}. Go there.`);\n";
        for (words, expected) in [
            ("It is at {address}. Go there.", true),
            ("It is at {address}. Go away.", false),
            ("Go there. {address} It is", false),
            ("It is", true),
        ] {
            assert_eq!(says(file, words), expected, "{words}");
        }
    }

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

    fn locale(code: &str, text: &str) -> Locale {
        let table: toml::Table = text.parse().expect("TOML");
        Locale {
            code: code.to_owned(),
            file: format!("locales/{code}.toml"),
            name: String::new(),
            strings: strings_of(table, None, code),
        }
    }

    #[test]
    fn a_translation_has_the_same_strings_and_fills_the_same_places() {
        let english = "[a]\ntext = \"{x} of {y}\"\n[b]\none = \"one {k}\"\nother = \"{n} {k}\"\n";
        let check = |spanish: &str, expected: &[&str]| {
            let found = differences(&[locale("en", english), locale("es", spanish)]);
            assert_eq!(found, expected, "{spanish}");
        };
        let b = "[b]\none = \"una {k}\"\nother = \"{n} {k}\"\n";
        // Another order of the places is the language's own.
        check(&format!("[a]\ntext = \"de {{y}}, {{x}}\"\n{b}"), &[]);
        check(b, &["locales/es.toml: a is missing"]);
        check(
            &format!("[a]\ntext = \"{{x}}\"\n{b}"),
            &[r#"locales/es.toml: a fills ["x"], en.toml fills ["x", "y"]"#],
        );
        check(
            &format!("[a]\ntext = \"{{x}} {{y}}\"\n{b}[c]\ntext = \"c\"\n"),
            &["locales/es.toml: c is not in en.toml"],
        );
        check(
            "[a]\ntext = \"{x} {y}\"\n[b]\none = \"{k}\"\nother = \"{k}\"\n",
            &[r#"locales/es.toml: b fills ["k"], en.toml fills ["k", "n"]"#],
        );
        check(
            "[a]\ntext = \"{x} {y}\"\n[b]\ntext = \"{n} {k}\"\n",
            &["locales/es.toml: b has no `other`"],
        );
    }

    /// What the command and the Publish page's worker say of an export: the same words in one place.
    #[test]
    fn a_crate_without_a_browser_gets_plain_functions() {
        let english = "[a]\ntext = \"no place\"\nnote = \"A.\"\n[b]\ntext = \"{x} of {y}\"\nnote = \"B.\"\n\
                       [c]\none = \"{n} {x}\"\nother = \"{n} {x}s\"\nnote = \"C.\"\n";
        let spanish = "[a]\ntext = \"nada\"\n[b]\ntext = \"de {y}, {x}\"\n[c]\none = \"{n} {x}\"\nother = \"{n} {x}es\"\n";
        let functions = |locales: &[Locale]| -> Vec<String> {
            let code = plain(locales);
            let all = code
                .lines()
                .filter(|line| line.starts_with("pub(crate) fn"));
            all.map(str::to_owned).collect()
        };
        assert_eq!(
            functions(&[locale("en", english)]),
            [
                r#"pub(crate) fn a() -> &'static str { "no place" }"#,
                r#"pub(crate) fn b(x: impl core::fmt::Display, y: impl core::fmt::Display) -> String { format!("{x} of {y}") }"#,
                r#"pub(crate) fn c(n: usize, x: impl core::fmt::Display) -> String { let (one, n) = (n == 1, number(n)); if one { format!("{n} {x}") } else { format!("{n} {x}s") } }"#,
            ]
        );
        let both = functions(&[locale("en", english), locale("es", spanish)]);
        assert_eq!(
            both[..2],
            [
                r#"pub(crate) fn a() -> &'static str { match language() { 1 => { "nada" } _ => { "no place" } } }"#,
                r#"pub(crate) fn b(x: impl core::fmt::Display, y: impl core::fmt::Display) -> String { match language() { 1 => { format!("de {y}, {x}") } _ => { format!("{x} of {y}") } } }"#,
            ]
        );
    }

    /// The strings of `locales/` themselves, so that a slip is a failed test and not only a build that stops.
    #[test]
    fn the_lessons_say_all_of_it_in_spanish() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../locales");
        let locales = read_locales(&folder, Some("lessons"));
        let codes: Vec<&str> = locales.iter().map(|l| l.code.as_str()).collect();
        assert_eq!(codes, ["en", "es"]);
        assert_eq!(differences(&locales), Vec::<String>::new());
        assert!(locales[0].strings.len() > 150);
        // The app does not speak a language that only one part of it has.
        let app: Vec<String> = read_locales(&folder, None)
            .into_iter()
            .map(|l| l.code)
            .collect();
        assert!(!app.contains(&"es".to_owned()) || !folder.join("lessons/es.toml").exists());
    }

    /// Words that only one piece of a module says are cut out of its wasm with it, in every language.
    #[test]
    fn strings_of_a_piece_lie_in_tables_of_their_own() {
        let english = "[a]\ntext = \"A\"\nnote = \"\"\n[b]\ntext = \"B {x}\"\nnote = \"\"\npiece = \"tools\"\n\
                       [c]\ntext = \"C\"\nnote = \"\"\n";
        let spanish = "[a]\ntext = \"Á\"\n[b]\ntext = \"{x} B\"\n[c]\ntext = \"Ç\"\n";
        let locales = [locale("en", english), locale("es", spanish)];
        assert_eq!(differences(&locales), Vec::<String>::new());
        let mut out = String::new();
        let pieces = by_piece(&locales[0]);
        let found: Vec<_> = pieces.iter().map(|(p, k)| (*p, k.join(" "))).collect();
        assert_eq!(
            found,
            [(None, "a c".to_owned()), (Some("tools"), "b".to_owned())]
        );
        for (piece, keys) in &pieces {
            write_tables(&mut out, &locales, *piece, keys);
            for (n, key) in keys.iter().enumerate() {
                write_function(&mut out, n, key, &locales, *piece);
            }
        }
        for line in [
            r#"const TEXTS: &[&str] = &["A\0C\0", "Á\0Ç\0\u{3}es 6\0"];"#,
            r#"const TEXTS_TOOLS: &[&str] = &["B {x}\0\u{3}en.tools 6\0", "{x} B\0\u{3}es.tools 6\0"];"#,
            "pub fn c() -> &'static str { said(1) }",
            r#"pub fn b(x: &str, ) -> String { fill(said_tools(0), &[("x", x), ]) }"#,
        ] {
            assert!(out.lines().any(|l| l == line), "{line}\nis not in\n{out}");
        }
    }

    #[test]
    fn places_are_named_once() {
        assert_eq!(places("{a} and {b}, {a}"), ["a", "b"]);
        assert!(places("none").is_empty());
    }
}
