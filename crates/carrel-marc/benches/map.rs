//! How fast records become titles and copies, in records and MB (unpacked) a second on one core, best of five.
//!
//! `cargo bench -p carrel-marc --bench map -- FILE...` (a `.zst` is unpacked first; `cargo xtask bench marc` takes Project Gutenberg's catalogue)
//!
//! For a MARC file: `read` takes every record, `map` makes titles and copies of records that lie in memory. For a table:
//! `table` reads and maps in one go.

mod common;

use std::hint::black_box;
use std::time::Instant;

use carrel_core::diagnostic::Place;
use carrel_marc::csv::titles::{TableEvent, TitleTable};
use carrel_marc::holdings::detect;
use carrel_marc::map::map;
use carrel_marc::read::{Event, ReadOptions, Reader};
use carrel_marc::record::Record;
use carrel_marc::sniff::sniff;

fn main() {
    for name in std::env::args()
        .skip(1)
        .filter(|name| !name.starts_with("--"))
    {
        let Some(bytes) = common::unpacked(&name) else {
            eprintln!("{name} cannot be read");
            continue;
        };
        if sniff(&bytes).is_none() {
            report(&name, "table", bytes.len(), || table(&bytes));
            continue;
        }
        let records = records(&bytes);
        report(&name, "read", bytes.len(), || self::records(&bytes).len());
        let sample: Vec<Record> = records.iter().take(300).cloned().collect();
        let profile = detect(&sample);
        println!("{name}\t{}", profile.explanation);
        report(&name, "map", bytes.len(), || {
            for record in &records {
                black_box(map(record, &Place::default(), &profile));
            }
            records.len()
        });
    }
}

fn report(name: &str, what: &str, bytes: usize, work: impl Fn() -> usize) {
    let mut best = f64::INFINITY;
    let mut count = 0;
    for _ in 0..5 {
        let start = Instant::now();
        count = work();
        best = best.min(start.elapsed().as_secs_f64());
    }
    println!(
        "{name}\t{what}\t{count} records\t{best:.3} s\t{:.0} records/s\t{:.1} MB/s",
        count as f64 / best,
        bytes as f64 / best / 1e6
    );
    println!(
        "bench\tto titles and copies, {what}\t{:.0}\tMB/s\t",
        bytes as f64 / best / 1e6
    );
}

fn records(bytes: &[u8]) -> Vec<Record> {
    let mut reader = Reader::new(ReadOptions::default());
    let mut list = Vec::new();
    for chunk in bytes.chunks(1 << 16) {
        reader.push(chunk);
        while let Some(event) = reader.next() {
            if let Event::Record(read) = event {
                list.push(read.record);
            }
        }
    }
    reader.finish();
    while let Some(event) = reader.next() {
        if let Event::Record(read) = event {
            list.push(read.record);
        }
    }
    list
}

fn table(bytes: &[u8]) -> usize {
    let mut table = TitleTable::new(None);
    let mut count = 0;
    let mut take = |table: &mut TitleTable| {
        while let Some(event) = table.next() {
            count += usize::from(matches!(black_box(event), TableEvent::Title(_)));
        }
    };
    for chunk in bytes.chunks(1 << 16) {
        table.push(chunk);
        take(&mut table);
    }
    table.finish();
    take(&mut table);
    count
}
