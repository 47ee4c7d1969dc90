//! Inputs that once broke a reader (files in `tests/crashers/`, named for the target that found them), and what the fuzzers
//! begin with.

use std::path::Path;
use std::time::{Duration, Instant};

use carrel_marc::csv::items::ItemsTable;
use carrel_marc::csv::titles::{TableEvent, TitleTable};

use crate::support::read_in_chunks;

const FOLDERS: [&str; 7] = [
    "tests/crashers",
    "../../fuzz/seeds/csv",
    "../../fuzz/seeds/map",
    "../../fuzz/seeds/marc_binary",
    "../../fuzz/seeds/marc_json",
    "../../fuzz/seeds/marcxml",
    "../../fuzz/seeds/mrk",
];

#[test]
fn what_broke_a_reader_once_breaks_it_no_more() {
    let mut read = 0;
    for folder in FOLDERS.map(|folder| Path::new(env!("CARGO_MANIFEST_DIR")).join(folder)) {
        for entry in std::fs::read_dir(&folder).expect("the folder is there") {
            let path = entry.expect("a folder that can be read").path();
            if path.extension().is_some_and(|extension| extension == "md") {
                continue;
            }
            let bytes = std::fs::read(&path).expect("a file that can be read");
            for chunk in [1, 7, 1 << 16] {
                read_in_chunks(&bytes, chunk);
            }
            let before = Instant::now();
            read_as_table(&bytes);
            // A debug build on a busy machine; what once hung took minutes here.
            assert!(
                before.elapsed() < Duration::from_secs(10),
                "{}",
                path.display()
            );
            read += 1;
        }
    }
    assert!(read > 10, "{read} files were read");
}

/// Each column that nobody knows was compared with each other: half a minute here for as many as there may be.
#[test]
fn as_many_columns_as_there_may_be_cost_no_more_than_their_number() {
    let names: Vec<String> = (0..1_998).map(|at| format!("q{}", at % 1_500)).collect();
    let cells = vec!["1"; names.len()].join(",");
    let before = Instant::now();
    read_as_table(format!("title,author,{}\na,b,{cells}\n", names.join(",")).as_bytes());
    assert!(
        before.elapsed() < Duration::from_secs(5),
        "{:?}",
        before.elapsed()
    );
}

/// What is said of a row has an end, too.
fn read_as_table(bytes: &[u8]) {
    let mut titles = TitleTable::new(None);
    titles.push(bytes);
    titles.finish();
    while let Some(event) = titles.next() {
        let told = match event {
            TableEvent::Title(title) => title.mapped.diagnostics,
            TableEvent::File(diagnostic) => vec![diagnostic],
        };
        for diagnostic in told {
            assert!(diagnostic.message.len() < 4_000, "{diagnostic}");
        }
    }
    let mut items = ItemsTable::new(None);
    items.push(bytes);
    items.finish();
}
