//! The shared data beside the repository.

use std::path::{Path, PathBuf};

/// A file of the shared data; says so when there is no shared data at all.
pub(crate) fn shared(file: &str) -> Option<Vec<u8>> {
    let root = std::env::var_os("CARREL_SHARED").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared"),
        PathBuf::from,
    );
    if !root.is_dir() {
        eprintln!("SKIPPED: ../shared is absent, {file} was not read");
        return None;
    }
    let path = root.join(file);
    Some(std::fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display())))
}

/// Each capture of a protocol is read by a test of this crate, or it says here why not.
#[test]
fn every_shared_capture_is_read_or_says_why_not() {
    let read = [
        "destiny-offline-LibraryCirculation2020-05-29.txt",
        "destiny-patrons-sample.csv",
        "koha-offline-firefox-crlf.koc",
        "koha-offline-sample.koc",
        "sip2-messages.tsv",
    ];
    // NCIP is spoken between libraries that lend to each other (ask for an item, accept it, look up another library's user): a school's own system
    // takes what a desk did as a file or by SIP2. No part of Carrel speaks it: FORMATS.md.
    let not_read = ["ncip"];
    let root = std::env::var_os("CARREL_SHARED").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared"),
        PathBuf::from,
    );
    let folder = root.join("data/protocols");
    let Ok(entries) = std::fs::read_dir(&folder) else {
        assert!(!root.is_dir(), "{} cannot be read", folder.display());
        eprintln!("SKIPPED: ../shared is absent, its captures were not counted");
        return;
    };
    let mut found: Vec<String> = entries
        .map(|entry| entry.expect("a file").file_name().to_string_lossy().into())
        .collect();
    found.sort();
    let mut known = [&read[..], &not_read[..]].concat();
    known.sort_unstable();
    assert_eq!(found, known);
    let sources = [
        include_str!("files.rs"),
        include_str!("lists.rs"),
        include_str!("sip2.rs"),
    ];
    for name in read {
        let is_read = |source: &&str| source.contains(&format!("data/protocols/{name}"));
        assert!(sources.iter().any(is_read), "{name}");
    }
}
