//! The short way: `start.bin` of this catalogue, and the files of its tree. The engine's bytes have no hash to compare with.

use carrel_search::pack::express::Index;
use carrel_search::pack::latest::Latest;
use carrel_search::pack::{FileRef, Kind, Root, cards, dict, envelope};
use carrel_site::json::Json;
use fst::Streamer;

use super::{Findings, Source};
use crate::output::is_hashed;

/// Checks what is there of it; a catalogue without the short way has nothing to check.
pub(super) fn check(
    source: &mut dyn Source,
    prefix: &str,
    latest: &Latest,
    all: &[String],
    findings: &mut Findings,
) {
    let (start, folder) = (format!("{prefix}start.bin"), format!("{prefix}e/"));
    let mut left: Vec<&str> = all.iter().map(String::as_str).collect();
    left.retain(|path| is_hashed(path, &folder));
    if !all.contains(&start) {
        if !left.is_empty() {
            findings.fault(
                &start,
                format!("it is missing, and only it leads to the files in {folder}"),
            );
        }
        return;
    }
    let bytes = match source.get(&start) {
        Ok(bytes) => bytes,
        Err(why) => return findings.fault(&start, why),
    };
    findings.counted(&bytes);
    let index = match of_this(latest, &bytes) {
        Ok(index) => index,
        Err(fault) => return findings.fault(&start, fault),
    };
    let files = index.all();
    for (n, (file, first)) in files.iter().enumerate() {
        let path = format!("{prefix}{}", Index::name(file));
        left.retain(|left| *left != path);
        let Some(bytes) = fetched(source, &path, findings) else {
            continue;
        };
        let next = files.get(n + 1).map(|(_, next)| *next);
        if let Some(fault) = file_fault(&index, file, &bytes, first, next) {
            findings.fault(&path, fault);
        }
    }
    for file in index.all_cards() {
        let path = format!("{prefix}{}", Index::name(&file));
        left.retain(|left| *left != path);
        let Some(bytes) = fetched(source, &path, findings) else {
            continue;
        };
        match index.open(&file, &bytes) {
            Err(_) => findings.fault(&path, ASTRAY),
            Ok((_, payload)) if cards::read(&payload).is_none() => {
                findings.fault(&path, "its cards do not decode");
            }
            Ok(_) => {}
        }
    }
    if !left.is_empty() {
        findings.remark(
            &folder,
            format!(
                "start.bin leads to none of {} of the files here; they may be deleted",
                left.len()
            ),
        );
    }
}

/// A file's bytes; that they do not come is a fault.
fn fetched(source: &mut dyn Source, path: &str, findings: &mut Findings) -> Option<Vec<u8>> {
    match source.get(path) {
        Ok(bytes) => {
            findings.counted(&bytes);
            Some(bytes)
        }
        Err(why) => {
            findings.fault(path, why);
            None
        }
    }
}

/// What `start.bin` says of the files, when it begins this catalogue.
fn of_this(latest: &Latest, bytes: &[u8]) -> Result<Index, String> {
    let end = bytes.iter().position(|byte| *byte == b'\n');
    let head = end.and_then(|end| core::str::from_utf8(&bytes[..end]).ok());
    let json = head.and_then(Json::parse);
    let (Some(end), Some(json)) = (end, json) else {
        return Err("expected a line of JSON first, found something else".to_owned());
    };
    let root = |json: &Json| {
        let root = json.get("latest")?.get("root")?.get("sha256")?;
        root.text().map(str::to_owned)
    };
    match root(&json) {
        Some(root) if root != latest.root.hex() => {
            return Err(format!(
                "it begins another catalogue: expected the root {}, found {root}; run `carrel index` again",
                latest.root.hex()
            ));
        }
        _ => {}
    }
    let words = json.get("words").and_then(Json::text);
    let engine = json.get("engine").and_then(Json::number);
    let (Some(words), Some(engine)) = (words, engine) else {
        return Err("its first line lacks the engine's length or the words".to_owned());
    };
    let rest = &bytes[end + 1..];
    let engine = usize::try_from(engine).unwrap_or(usize::MAX);
    let Some((engine, root)) = rest.split_at_checked(engine) else {
        return Err(format!(
            "it is cut off: expected an engine of {engine} bytes, found {}",
            rest.len()
        ));
    };
    if !engine.starts_with(b"\0asm") {
        return Err("expected WebAssembly as its engine, found something else".to_owned());
    }
    if FileRef::of(root) != latest.root {
        return Err("the root at its end is not the one that latest.json names".to_owned());
    }
    let opened = envelope::open(&latest.root, root, Some(Kind::Root)).ok();
    let root_of = opened.and_then(|(_, payload)| Root::read(&payload));
    let index = root_of.and_then(|root| Index::parse(words, &root));
    let as_written = |index: &Index| index.start(latest, engine, root) == bytes;
    index
        .filter(as_written)
        .ok_or_else(|| "its first line is not as carrel writes it for this latest.json".to_owned())
}

/// What is wrong with a file that is not of the tree.
const ASTRAY: &str = "its hashes do not lead to the tree that start.bin names";

/// What is wrong with a file whose words stand between two lines of `start.bin`.
fn file_fault(
    index: &Index,
    file: &FileRef,
    bytes: &[u8],
    first: &str,
    next: Option<&str>,
) -> Option<String> {
    let Ok((_, payload)) = index.open(file, bytes) else {
        return Some(ASTRAY.to_owned());
    };
    let map = dict::split(&payload).and_then(|(map, ..)| fst::Map::new(map.to_vec()).ok());
    let Some(map) = map else {
        return Some("its dictionary does not open".to_owned());
    };
    let mut words = map.stream();
    while let Some((word, _)) = words.next() {
        if word < first.as_bytes() || next.is_some_and(|next| word >= next.as_bytes()) {
            return Some(format!(
                "start.bin leads past its word \"{}\"",
                String::from_utf8_lossy(word)
            ));
        }
    }
    None
}
