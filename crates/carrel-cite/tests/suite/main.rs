//! The public part of the CSL test-suite as a ratchet: `pass.txt` lists what passes. A listed case that fails is a
//! regression; one that passes and is not listed has to be listed. The cases lie in `../shared` and not here.

mod categories;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use carrel_cite::{Locale, Outcome, run_case};

fn shared() -> PathBuf {
    std::env::var_os("CARREL_SHARED").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared"),
        PathBuf::from,
    )
}

fn citations() -> PathBuf {
    shared().join("data/citations")
}

fn locales(lang: &str) -> Vec<Locale> {
    let base = lang.split('-').next().unwrap_or("");
    let main = match base {
        "de" => "de-DE",
        "es" => "es-ES",
        "fr" => "fr-FR",
        _ => "en-US",
    };
    [lang, main, "en-US"]
        .iter()
        .filter_map(|name| {
            std::fs::read_to_string(citations().join(format!("locales/locales-{name}.xml"))).ok()
        })
        .map(|text| Locale::compile(&text).expect("a locale"))
        .collect()
}

#[test]
fn public_cases_pass_as_listed() {
    if !shared().is_dir() {
        eprintln!("SKIPPED: ../shared is absent (CARREL_SHARED may name another folder)");
        return;
    }
    let archive = citations().join("csl-test-suite.tar.xz");
    assert!(archive.exists(), "{} is missing", archive.display());
    let listing = std::process::Command::new("tar")
        .arg("xJOf")
        .arg(&archive)
        .output();
    let folder = std::env::temp_dir().join(format!("carrel-cite-suite-{}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("a folder");
    let done = std::process::Command::new("tar")
        .arg("xJf")
        .arg(&archive)
        .arg("-C")
        .arg(&folder)
        .status();
    if listing.is_err() || !done.is_ok_and(|status| status.success()) {
        eprintln!("SKIPPED: tar with xz is not on this machine");
        return;
    }
    let listed: BTreeSet<&str> = include_str!("pass.txt")
        .lines()
        .filter(|line| !line.starts_with('#'))
        .collect();
    let mut passed = BTreeSet::new();
    let mut cases = BTreeMap::new();
    for entry in std::fs::read_dir(folder.join("csl-test-suite")).expect("cases") {
        let path = entry.expect("a case").path();
        let text = std::fs::read_to_string(&path).expect("text");
        if std::env::var_os("CARREL_CITE_TRACE").is_some() {
            eprintln!("{}", path.display());
        }
        let stem = path.file_stem().expect("a name").to_string_lossy();
        let stem = stem.into_owned();
        let outcome = run_case(&text, &locales);
        if std::env::var_os("CARREL_CITE_SHOW").is_some() && outcome != Outcome::Passed {
            println!("## {} {outcome:?}", path.display());
        }
        if outcome == Outcome::Passed {
            passed.insert(stem.clone());
        }
        cases.insert(stem, text);
    }
    let _ = std::fs::remove_dir_all(&folder);
    println!("{} of {} public cases pass", passed.len(), cases.len());
    if std::env::var_os("CARREL_CITE_LIST").is_some() {
        passed.iter().for_each(|name| println!("{name}"));
    }
    let lost: Vec<&str> = listed
        .iter()
        .copied()
        .filter(|name| !passed.contains(*name))
        .collect();
    let new: Vec<&String> = passed
        .iter()
        .filter(|name| !listed.contains(name.as_str()))
        .collect();
    assert!(lost.is_empty(), "these passed before: {lost:?}");
    assert!(
        new.is_empty(),
        "these pass now; add them to tests/suite/pass.txt: {new:?}"
    );
    // Of all cases, also of features that none of our styles uses; the accuracy page shows this sum.
    assert!(
        passed.len() * 100 >= cases.len() * 85,
        "{} of {} public cases pass: fewer than 85 of 100",
        passed.len(),
        cases.len()
    );
    categories::check(&cases, &passed);
}
