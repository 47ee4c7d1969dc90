//! The strings of this page (`[cite-web.…]` in `locales/*.toml`); the styles and locales, compiled; the names under which
//! `carrel cite locales` writes those that are files of their own; the figures of the accuracy page, counted from the
//! lists that the tests of `carrel-cite` hold.

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
    for folder in ["styles", "locales", "tests/suite"] {
        println!("cargo::rerun-if-changed={}", cite.join(folder).display());
    }
    println!(
        "cargo::rerun-if-changed={}",
        here.join("figures.tsv").display()
    );
    for path in files(&cite.join("styles"), "csl") {
        let style = carrel_cite::Style::compile(&read(&path)).expect("a style");
        write(&out, &path, &style.to_bytes());
    }
    let mut names = String::from("&[\n");
    for path in files(&cite.join("locales"), "xml") {
        let locale = carrel_cite::Locale::compile(&read(&path)).expect("a locale");
        let bytes = locale.to_bytes();
        write(&out, &path, &bytes);
        let name = path.file_stem().expect("a name").to_string_lossy();
        let tag = name.trim_start_matches("locales-");
        // As `xtask` names modules: 16 digits of the hash of its bytes.
        let hash: String =
            Sha256::digest(&bytes)
                .iter()
                .take(8)
                .fold(String::new(), |mut hex, byte| {
                    let _ = write!(hex, "{byte:02x}");
                    hex
                });
        let _ = writeln!(names, "    ({tag:?}, \"locale-{tag}-{hash}.bin\"),");
    }
    names.push(']');
    fs::write(out.join("languages.rs"), names).expect("OUT_DIR can be written");
    figures(&cite, here, &out);
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

fn write(out: &Path, from: &Path, bytes: &[u8]) {
    let name = from.file_stem().expect("a name").to_string_lossy();
    fs::write(out.join(format!("{name}.bin")), bytes).expect("OUT_DIR can be written");
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
