//! How fast records are read, in MB/s of the unpacked file on one core, best of five.
//!
//! `cargo bench -p carrel-marc --bench read -- FILE...` (a `.zst` is unpacked first; `cargo xtask bench marc` takes Project Gutenberg's catalogue)
//!
//! Three figures a file: `read` pushes the file in chunks of 64 KiB and takes every record with its text decoded and
//! its diagnostics made; `touch` also walks every subfield and adds up its bytes; `strings` also copies every
//! subfield's text into a `String` of its own. The bench `map` goes on from there.

mod common;

use std::hint::black_box;
use std::time::Instant;

use carrel_marc::read::{Event, ReadOptions, Reader};
use carrel_marc::record::Record;

fn main() {
    for name in std::env::args()
        .skip(1)
        .filter(|name| !name.starts_with("--"))
    {
        let Some(bytes) = common::unpacked(&name) else {
            eprintln!("{name} cannot be read");
            continue;
        };
        let touch = |record: &Record| {
            record
                .all_fields()
                .map(|field| {
                    field.text().map_or(0, str::len)
                        + field
                            .subfields()
                            .map(|subfield| subfield.value.len())
                            .sum::<usize>()
                })
                .sum::<usize>()
        };
        let strings = |record: &Record| {
            let all: Vec<String> = record
                .all_fields()
                .flat_map(|field| {
                    field
                        .text()
                        .into_iter()
                        .chain(field.subfields().map(|subfield| subfield.value))
                })
                .map(str::to_owned)
                .collect();
            black_box(&all).len()
        };
        measure(&name, "read", &bytes, |_| 0);
        measure(&name, "touch", &bytes, touch);
        measure(&name, "strings", &bytes, strings);
    }
}

fn measure(name: &str, what: &str, bytes: &[u8], mut with: impl FnMut(&Record) -> usize) {
    let mut best = f64::INFINITY;
    let (mut records, mut diagnostics) = (0, 0);
    for _ in 0..5 {
        let start = Instant::now();
        let mut reader = Reader::new(ReadOptions::default());
        (records, diagnostics) = (0u32, 0usize);
        let mut total = 0;
        let mut take = |reader: &mut Reader| {
            while let Some(event) = reader.next() {
                if let Event::Record(read) = event {
                    records += 1;
                    diagnostics += read.diagnostics.len();
                    total += with(&read.record);
                    black_box(&read);
                }
            }
        };
        for chunk in bytes.chunks(1 << 16) {
            reader.push(chunk);
            take(&mut reader);
        }
        reader.finish();
        take(&mut reader);
        black_box(total);
        best = best.min(start.elapsed().as_secs_f64());
    }
    println!(
        "{name}\t{what}\t{records} records\t{diagnostics} diagnostics\t{best:.3} s\t{:.0} MB/s",
        bytes.len() as f64 / 1e6 / best
    );
    let bound = if what == "strings" { "100" } else { "" };
    println!(
        "bench\tread, {what}\t{:.0}\tMB/s\t{bound}",
        bytes.len() as f64 / 1e6 / best
    );
}
