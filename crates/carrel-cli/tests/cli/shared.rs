//! Real exports from the shared folder, where it is at hand.

use std::path::PathBuf;
use std::time::Instant;

use carrel_site::json::Json;

use crate::bench::{Bench, number};

/// The shared folder beside the repository, or where `CARREL_SHARED` says.
fn shared(path: &str) -> Option<PathBuf> {
    let root = std::env::var_os("CARREL_SHARED").map_or_else(
        || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared"),
        PathBuf::from,
    );
    if !root.is_dir() {
        eprintln!("SKIPPED {path}: ../shared is absent");
        return None;
    }
    let path = root.join("data").join(path);
    assert!(path.exists(), "{} is missing", path.display());
    path.canonicalize().ok()
}

/// Makes a site of a file, verifies it, and compares records and copies.
fn check(name: &str, file: &str, items: Option<&str>, records: u64, copies: u64, query: &str) {
    let Some(path) = shared(file) else { return };
    let bench = Bench::new(name);
    bench.app();
    let mut line = format!("site \"{}\" --out site --name School", path.display());
    if let Some(items) = items.and_then(shared) {
        line.push_str(&format!(" --items \"{}\"", items.display()));
    }
    let started = Instant::now();
    let report = bench.json(&line);
    let seconds = started.elapsed().as_secs_f64();
    eprintln!(
        "{file}: {} records in {seconds:.2} s",
        number(&report, "records")
    );
    assert_eq!(
        (number(&report, "records"), number(&report, "items")),
        (records, copies),
        "{file}"
    );
    assert!(report.get("diagnostics").is_some());
    bench.ok("verify site");
    assert!(
        number(&bench.json(&format!("query site {query}")), "total") > 0,
        "{query}"
    );
    if !cfg!(debug_assertions) {
        assert!(seconds < 60.0, "{file} took {seconds} s");
    }
}

#[test]
fn gutenberg() {
    check(
        "gutenberg",
        "gutenberg/gutenberg.mrc.zst",
        None,
        78_765,
        0,
        "alice wonderland",
    );
}

#[test]
fn koha_from_its_export_and_from_marcxml_with_a_table() {
    check(
        "koha",
        "marc/koha-sample/koha-export-952.mrc",
        None,
        436,
        961,
        "history",
    );
    check(
        "koha-items",
        "marc/koha-sample/biblios.marcxml.gz",
        Some("marc/koha-sample/items.tsv"),
        436,
        961,
        "history",
    );
}

#[test]
fn evergreen_with_its_copies() {
    check(
        "evergreen",
        "marc/evergreen-concerto/biblios.marcxml.gz",
        Some("marc/evergreen-concerto/copies.tsv"),
        339,
        4852,
        "concerto",
    );
}

#[test]
fn school_exports() {
    check(
        "destiny",
        "marc/school-exports/destiny-852.mrc",
        None,
        240,
        389,
        "history",
    );
    check(
        "holdings",
        "marc/school-exports/holdings-949.mrc",
        None,
        240,
        385,
        "history",
    );
}

#[test]
fn tables() {
    check(
        "goodbooks",
        "goodbooks-10k/books.csv.zst",
        None,
        10_000,
        0,
        "hunger games",
    );
    check(
        "categories",
        "book-categories-5k/books.tsv.zst",
        None,
        5_700,
        0,
        "calculus",
    );
}

#[test]
fn ids_of_a_table_are_its_id_column() {
    let Some(path) = shared("goodbooks-10k/books.csv.zst") else {
        return;
    };
    let bench = Bench::new("goodbooks-ids");
    bench.ok(&format!("index \"{}\" --out pack", path.display()));
    let found = bench.json("query pack the hunger games collins");
    let first = &found.get("hits").and_then(Json::list).expect("hits")[0];
    assert_eq!(first.get("id").and_then(Json::text), Some("1"));
}
