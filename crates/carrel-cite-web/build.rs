//! The strings of this page (`[cite-web.…]` in `locales/*.toml`); the two Englishes, compiled; the names under which
//! `carrel cite files` writes styles and languages; whose work they are; the figures of the accuracy page, counted from
//! the lists that the tests of `carrel-cite` hold.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs};

use sha2::{Digest, Sha256};

fn main() {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let out = PathBuf::from(env::var("OUT_DIR").expect("cargo sets OUT_DIR"));
    carrel_strings::generate(&here.join("../../locales"), Some("cite-web"), None);
    let cite = here.join("../carrel-cite");
    for folder in ["styles", "locales", "tests/suite", "tests/oracle"] {
        println!("cargo::rerun-if-changed={}", cite.join(folder).display());
    }
    println!(
        "cargo::rerun-if-changed={}",
        here.join("figures.tsv").display()
    );
    let (mut styles, mut languages) = (String::from("&[\n"), String::from("&[\n"));
    let mut credits = String::from("&[\n");
    for path in files(&cite.join("styles"), "csl") {
        let style = carrel_cite::Style::compile(&read(&path)).expect("a style");
        let name = format!("style-{}", stem(&path));
        let _ = writeln!(styles, "    {:?},", named(&name, &style.to_bytes()));
        let carrel_cite::Style {
            title,
            authors,
            rights,
            licence,
            changed,
            ..
        } = &style;
        let authors = authors.join(", ");
        let _ = writeln!(
            credits,
            "    Credit {{ title: {title:?}, authors: {authors:?}, rights: {rights:?}, licence: {licence:?}, changed: {changed} }},"
        );
    }
    for path in files(&cite.join("locales"), "xml") {
        let locale = carrel_cite::Locale::compile(&read(&path)).expect("a locale");
        let bytes = locale.to_bytes();
        let tag = &locale.lang;
        let _ = writeln!(
            languages,
            "    ({tag:?}, {:?}),",
            named(&format!("locale-{tag}"), &bytes)
        );
        if tag.starts_with("en") {
            fs::write(out.join(format!("{tag}.bin")), bytes).expect("OUT_DIR can be written");
        }
        if !locale.rights.is_empty() {
            let authors = locale.authors.join(", ");
            let _ = writeln!(
                credits,
                "    Credit {{ title: {tag:?}, authors: {authors:?}, rights: {:?}, licence: {:?}, changed: {} }},",
                locale.rights, locale.licence, locale.changed
            );
        }
    }
    for (name, mut text) in [
        ("styles", styles),
        ("languages", languages),
        ("credits", credits),
    ] {
        text.push(']');
        fs::write(out.join(format!("{name}.rs")), text).expect("OUT_DIR can be written");
    }
    figures(&cite, here, &out);
    second_opinion(&cite, &out);
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn files(folder: &Path, end: &str) -> Vec<PathBuf> {
    let list = fs::read_dir(folder).expect("a folder of carrel-cite");
    let paths = list.map(|entry| entry.expect("an entry").path());
    let mut paths: Vec<PathBuf> = paths
        .filter(|path| path.extension().is_some_and(|found| found == end))
        .collect();
    paths.sort();
    paths
}

fn stem(path: &Path) -> String {
    path.file_stem()
        .expect("a name")
        .to_string_lossy()
        .into_owned()
}

/// The file's name: as `xtask` names modules, with 16 digits of the hash of its bytes.
fn named(name: &str, bytes: &[u8]) -> String {
    let digest = Sha256::digest(bytes);
    let hash = digest.iter().take(8).fold(String::new(), |mut hex, byte| {
        let _ = write!(hex, "{byte:02x}");
        hex
    });
    format!("{name}-{hash}.bin")
}

/// `(category, passed, all)`: what passes is counted in `pass.txt`, which a test keeps true; how many cases there are is
/// in `figures.tsv`, which a test of this crate compares with the suite.
fn figures(cite: &Path, here: &Path, out: &Path) {
    let mut passed: BTreeMap<String, u32> = BTreeMap::new();
    for line in read(&cite.join("tests/suite/pass.txt")).lines() {
        if let Some((category, _)) = line.split_once('_').filter(|_| !line.starts_with('#')) {
            *passed.entry(category.to_owned()).or_default() += 1;
        }
    }
    let mut text = String::from("&[\n");
    for line in read(&here.join("figures.tsv")).lines() {
        if let Some((category, all)) = line.split_once('\t').filter(|_| !line.starts_with('#')) {
            let passed = passed.get(category).copied().unwrap_or(0);
            let _ = writeln!(text, "    ({category:?}, {passed}, {all}),");
        }
    }
    text.push(']');
    fs::write(out.join("figures.rs"), text).expect("OUT_DIR can be written");
}

/// What is compared with citeproc-js in each style and how many lines of it differ (`COMPARED`), and why (`DIFFERENCES`): from
/// `compared.tsv` and `differences.txt`, which a test keeps true.
fn second_opinion(cite: &Path, out: &Path) {
    let listed = read(&cite.join("tests/oracle/differences.txt"));
    let mut reasons = String::new();
    let mut by_style: BTreeMap<&str, u32> = BTreeMap::new();
    for line in listed.lines().skip(3).filter(|line| !line.is_empty()) {
        let Some(head) = line.strip_prefix("# ") else {
            let style = line.split(' ').next().unwrap_or_default();
            *by_style.entry(style).or_default() += 1;
            continue;
        };
        let mut parts = head.splitn(3, ": ").skip(1);
        let (who, rest) = (parts.next(), parts.next().expect("a reason"));
        let (why, count) = rest.rsplit_once(" (").expect("a count");
        let count = count.trim_end_matches(')');
        let who = match who.expect("who is right") {
            "carrel" => "Right::Carrel",
            "citeproc-js" => "Right::Other",
            "either" => "Right::Either",
            other => panic!("differences.txt: nobody knows {other}"),
        };
        let _ = writeln!(reasons, "    ({who}, {why:?}, {count}),");
    }
    let mut styles = String::new();
    for line in read(&cite.join("tests/oracle/compared.tsv")).lines() {
        if line.starts_with('#') || line.is_empty() {
            continue;
        }
        let [style, items, entries, citations] = line.split('\t').collect::<Vec<_>>()[..] else {
            panic!("compared.tsv: {line}");
        };
        let differ = by_style.remove(style).unwrap_or(0);
        let _ = writeln!(
            styles,
            "    ({style:?}, {items}, {entries}, {citations}, {differ}),"
        );
    }
    assert!(
        by_style.is_empty(),
        "compared.tsv has no line of {by_style:?}"
    );
    for (name, rows) in [("compared", styles), ("differences", reasons)] {
        let text = ["&[\n", &rows, "]"].concat();
        fs::write(out.join(format!("{name}.rs")), text).expect("OUT_DIR can be written");
    }
}
