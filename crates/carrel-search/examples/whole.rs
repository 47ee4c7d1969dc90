//! Sizes of a catalogue as one file: `cargo run --release -p carrel-search --example whole < table.tsv`, columns as the benches' sets have them.
use std::io::Read;

use carrel_core::BibRecord;
use carrel_core::bib::{Contributor, Role, Series, Subject, SubjectKind, Vocabulary};
use carrel_search::build::{Entry, PackOptions, build};
use carrel_search::references::References;
use carrel_search::whole;

fn main() {
    let mut text = String::new();
    std::io::stdin().read_to_string(&mut text).unwrap();
    let some = |s: &str| (!s.is_empty()).then(|| s.to_owned());
    let entries: Vec<Entry> = text
        .lines()
        .map(|line| {
            let c: Vec<&str> = line.split('\t').collect();
            let mut bib = BibRecord {
                id: c[0].into(),
                ..BibRecord::default()
            };
            bib.title.proper = c[1].into();
            bib.title.remainder = some(c[2]);
            bib.contributors = c[3]
                .split("; ")
                .filter(|n| !n.is_empty())
                .enumerate()
                .map(|(n, name)| Contributor {
                    name: name.into(),
                    dates: None,
                    role: Role::Author,
                    main: n == 0,
                    vernacular: None,
                })
                .collect();
            bib.subjects = c[4]
                .split(" | ")
                .filter(|n| !n.is_empty())
                .map(|s| Subject {
                    parts: s.split(" -- ").map(str::to_owned).collect(),
                    vocabulary: Vocabulary::Unspecified,
                    kind: SubjectKind::Topic,
                })
                .collect();
            bib.series = some(c[5])
                .map(|title| Series {
                    title,
                    number: None,
                })
                .into_iter()
                .collect();
            bib.publication.date_text = some(c[6]);
            bib.call_number = some(c[7]);
            Entry {
                bib,
                ..Entry::default()
            }
        })
        .collect();
    let options = PackOptions {
        name: "Bench".into(),
        snapshot: Default::default(),
        published: 0,
        base: "/".into(),
        references: References::default(),
        first_answers: false,
        express: false,
    };
    let start = std::time::Instant::now();
    let file = whole::write(&options, &entries);
    println!(
        "{} records: {} bytes, written in {:?}",
        entries.len(),
        file.bytes.len(),
        start.elapsed()
    );
    if std::env::args().len() > 1 {
        return;
    }
    let start = std::time::Instant::now();
    let (_, back) = whole::read(&file.file, &file.bytes).unwrap();
    println!(
        "read in {:?}, the same: {}",
        start.elapsed(),
        back == entries
    );
    let start = std::time::Instant::now();
    let pack = build(&options, back, &mut |_, _, _| {});
    println!("built in {:?}: {} files", start.elapsed(), pack.files.len());
}
