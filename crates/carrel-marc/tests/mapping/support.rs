//! What the tests of this binary share.

use std::io::Read as _;
use std::path::{Path, PathBuf};

use carrel_core::diagnostic::Place;
use carrel_marc::csv::titles::{TableEvent, TableTitle, TitleTable};
use carrel_marc::holdings::{HoldingsProfile, detect};
use carrel_marc::map::{Mapped, map};
use carrel_marc::read::{Event, Read, ReadOptions, Reader};
use carrel_marc::record::Record;

/// Every record of a file in any wrapping.
pub(crate) fn reads(bytes: &[u8]) -> Vec<Read> {
    let mut reader = Reader::new(ReadOptions::default());
    let mut list = Vec::new();
    for chunk in bytes.chunks(1 << 16) {
        reader.push(chunk);
        while let Some(event) = reader.next() {
            if let Event::Record(read) = event {
                list.push(read);
            }
        }
    }
    reader.finish();
    while let Some(event) = reader.next() {
        if let Event::Record(read) = event {
            list.push(read);
        }
    }
    list
}

/// One record, written as MARCMaker does: `=245  10$aTitle`.
pub(crate) fn record(text: &str) -> Record {
    let leader = if text.contains("=LDR") {
        ""
    } else {
        "=LDR  00000nam a2200000 a 4500\n"
    };
    let text: String = text
        .lines()
        .map(|l| format!("{}\n", l.trim_start()))
        .collect();
    let mut list = reads(format!("{leader}{}", text.trim_start()).as_bytes());
    assert_eq!(list.len(), 1, "{text}");
    list.remove(0).record
}

/// The title of a record, mapped without copies.
pub(crate) fn title(text: &str) -> Mapped {
    map(
        &record(text),
        &Place {
            record: 1,
            ..Place::default()
        },
        &HoldingsProfile::none(),
    )
}

/// Every record of a file, mapped by the layout found in it.
pub(crate) fn catalogue(bytes: &[u8]) -> (Vec<Mapped>, HoldingsProfile) {
    let reads = reads(bytes);
    let sample: Vec<Record> = reads.iter().take(300).map(|r| r.record.clone()).collect();
    let profile = detect(&sample);
    let place = |r: &Read| Place {
        record: r.number,
        offset: r.offset,
        ..Place::default()
    };
    let list = reads
        .iter()
        .filter(|r| r.usable())
        .map(|r| map(&r.record, &place(r), &profile))
        .collect();
    (list, profile)
}

/// Every record of a file, mapped without its copies.
pub(crate) fn catalogue_without_copies(bytes: &[u8]) -> Vec<Mapped> {
    let none = HoldingsProfile::none();
    reads(bytes)
        .iter()
        .filter(|r| r.usable())
        .map(|r| {
            map(
                &r.record,
                &Place {
                    record: r.number,
                    ..Place::default()
                },
                &none,
            )
        })
        .collect()
}

/// Every title of a table.
pub(crate) fn table(bytes: &[u8]) -> (Vec<TableTitle>, Vec<String>) {
    let mut table = TitleTable::new(None);
    let (mut titles, mut told) = (Vec::new(), Vec::new());
    let mut take = |table: &mut TitleTable| {
        while let Some(event) = table.next() {
            match event {
                TableEvent::Title(title) => titles.push(title),
                TableEvent::File(diagnostic) => told.push(diagnostic.to_string()),
            }
        }
    };
    for chunk in bytes.chunks(1 << 16) {
        table.push(chunk);
        take(&mut table);
    }
    table.finish();
    take(&mut table);
    (titles, told)
}

/// A file of the shared data, unpacked; says so when the folder is not there.
pub(crate) fn shared(path: &str) -> Option<Vec<u8>> {
    let root = std::env::var_os("CARREL_SHARED").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared"),
        PathBuf::from,
    );
    let path = root.join("data").join(path);
    if !root.is_dir() {
        eprintln!(
            "SKIPPED: ../shared is absent, {} was not read",
            path.display()
        );
        return None;
    }
    let bytes = std::fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let mut out = Vec::new();
    match bytes.as_slice() {
        [0x1F, 0x8B, ..] => {
            flate2::read::GzDecoder::new(bytes.as_slice())
                .read_to_end(&mut out)
                .expect("gzip");
        }
        [0x28, 0xB5, 0x2F, 0xFD, ..] => {
            ruzstd::decoding::StreamingDecoder::new(bytes.as_slice())
                .expect("zstd")
                .read_to_end(&mut out)
                .expect("zstd");
        }
        _ => out = bytes,
    }
    Some(out)
}

/// The rows of a tab-separated file of the shared data, without its header.
pub(crate) fn rows(bytes: &[u8]) -> Vec<Vec<String>> {
    let text = String::from_utf8(bytes.to_vec()).expect("UTF-8");
    text.lines()
        .skip(1)
        .map(|line| line.split('\t').map(str::to_owned).collect())
        .collect()
}
