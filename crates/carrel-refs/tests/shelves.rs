//! "Cite this" on real records of the shared folder, where it is at hand.

use std::path::{Path, PathBuf};

use carrel_core::BibRecord;
use carrel_core::bib::Role;
use carrel_core::diagnostic::Place;
use carrel_marc::holdings::HoldingsProfile;
use carrel_marc::io::Events;
use carrel_marc::map::map;
use carrel_marc::read::{Event, ReadOptions};
use carrel_refs::{Source, bib};

/// A folder of the shared data; says so when it is not there.
fn shared(path: &str) -> Option<PathBuf> {
    let root = std::env::var_os("CARREL_SHARED").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared"),
        PathBuf::from,
    );
    if !root.is_dir() {
        eprintln!("SKIPPED {path}: ../shared is absent");
        return None;
    }
    Some(root.join("data").join(path))
}

/// Every record of a folder's files in ISO 2709, with the source that it becomes.
fn records(folder: &Path, found: &mut Vec<(BibRecord, Source)>) {
    let entries =
        std::fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut paths: Vec<PathBuf> = entries
        .map(|entry| entry.expect("an entry").path())
        .collect();
    paths.sort();
    for path in paths {
        if path.is_dir() {
            records(&path, found);
            continue;
        }
        let bytes = std::fs::read(&path).expect("a file");
        if !bytes.iter().take(5).all(u8::is_ascii_digit) {
            continue;
        }
        for event in Events::new(&bytes[..], ReadOptions::default()) {
            let Event::Record(read) = event.expect("bytes in memory") else {
                continue;
            };
            if read.usable() {
                let place = Place {
                    record: read.number,
                    offset: read.offset,
                    ..Place::default()
                };
                let record = map(&read.record, &place, &HoldingsProfile::none()).bib;
                let source = bib::source(&record, None);
                found.push((record, source));
            }
        }
    }
}

/// Words with which a stretch begins that makes nobody an author.
const BESIDE: [&str; 13] = [
    "introduction",
    "with an introduction",
    "foreword",
    "with a foreword",
    "preface",
    "with a preface",
    "afterword",
    "with an afterword",
    "notes by",
    "produced by",
    "producer",
    "screenplay",
    "with photographs",
];

#[test]
fn no_author_is_invented_and_none_is_lost() {
    let Some(folder) = shared("marc") else { return };
    let mut all = Vec::new();
    records(&folder, &mut all);
    assert!(all.len() > 4000, "{}", all.len());
    let (mut plain, mut faults) = (0, Vec::new());
    for (record, source) in &all {
        let statement = record.title.responsibility.as_deref().unwrap_or_default();
        let lower = statement.to_lowercase();
        let mut mains = record.contributors.iter().filter(|person| person.main);
        let main = mains.next().map(|person| person.name.to_lowercase());
        for person in source.people("author") {
            let family = person.family.to_lowercase();
            let named = |part: &&str| !family.is_empty() && part.contains(&family);
            let mut parts = lower.split(';').map(str::trim).filter(named).peekable();
            let beside = |part: &str| BESIDE.iter().any(|word| part.starts_with(word));
            if main.as_ref().is_none_or(|main| !main.starts_with(&family))
                && parts.peek().is_some()
                && parts.all(beside)
            {
                faults.push(format!("{family} is no author: {statement}"));
            }
        }
        // "by X", and X is in the record.
        let by = lower
            .strip_prefix("by ")
            .and_then(|rest| rest.split(';').next());
        let by =
            by.filter(|by| by.split(' ').count() < 4 && !by.contains(',') && !by.contains(" the "));
        let has = |by: &&str| {
            record.contributors.iter().any(|person| {
                let family = person.name.split(',').next().unwrap_or_default();
                person.role != Role::Body
                    && by
                        .trim_end_matches('.')
                        .trim()
                        .ends_with(&family.to_lowercase())
            })
        };
        if by.filter(has).is_some() {
            plain += 1;
            if source.people("author").is_empty() && source.people("director").is_empty() {
                faults.push(format!("nobody wrote it: {statement}"));
            }
        }
    }
    assert_eq!(faults, [""; 0]);
    assert!(plain > 300, "{plain}");
}

/// Records that once had an author too many.
#[test]
fn records_have_their_own_people_in_front() {
    let Some(folder) = shared("marc") else {
        return;
    };
    let mut all = Vec::new();
    records(&folder, &mut all);
    let check = |title: &str, statement: &str, role: &str, expected: &[&str]| {
        let found: Vec<&Source> = all
            .iter()
            .filter(|(record, _)| {
                let said = record.title.responsibility.as_deref().unwrap_or_default();
                record.title.proper == title && said.contains(statement)
            })
            .map(|(_, source)| source)
            .collect();
        assert!(!found.is_empty(), "{title} / {statement}");
        for source in found {
            let people = source.people(role).iter();
            let people: Vec<String> = people.map(carrel_refs::Person::inverted).collect();
            assert_eq!(people, expected, "{role} of {title} / {statement}");
        }
    };
    check(
        "Pride and prejudice",
        "notes by Fiona Stafford",
        "author",
        &["Austen, Jane"],
    );
    check(
        "Pride and prejudice",
        "notes by Fiona Stafford",
        "editor",
        &["Kinsley, James"],
    );
    check(
        "Santa Fe then and now",
        "John Swenson",
        "illustrator",
        &["Swenson, John"],
    );
    check("Earwig and the witch", "Goro Miyazaki", "author", &[]);
    check(
        "Earwig and the witch",
        "Goro Miyazaki",
        "director",
        &["Miyazaki, Goro"],
    );
    check("In Bruges", "Martin McDonagh", "author", &[]);
    check(
        "In Bruges",
        "Martin McDonagh",
        "director",
        &["McDonagh, Martin"],
    );
}
