//! What the fuzz targets share.
//!
//! *Owns:* running a reader over bytes and checking what must hold for any.
//! *Never does:* look at what a record means.
//! *Start at:* [`try_reader`], [`table::try_table`], [`mapping::try_mapping`], [`exchange`], [`search`], [`lesson::try_lesson`], [`class::try_class_codes`], [`log::try_push`].
#![forbid(unsafe_code)]

pub mod cite;
pub mod class;
pub mod exchange;
pub mod lesson;
pub mod log;
pub mod mapping;
pub mod refs;
pub mod search;
pub mod table;

use std::time::{Duration, Instant};

use carrel_marc::read::{Event, ReadOptions, Reader};
use carrel_marc::record::Record;
use carrel_marc::sniff::{Format, sniff};

/// No input of the sizes tried here may take longer.
const HANG: Duration = Duration::from_millis(100);

/// Reads `data` as one of `formats` (as the first of them, when it looks like none) and checks what comes out.
///
/// # Panics
/// When something that must hold does not. That is what it is for.
pub fn try_reader(data: &[u8], formats: &[Format]) {
    within_time(data.len(), || read(data, formats));
}

/// Does it, and panics when it takes too long.
pub(crate) fn within_time(bytes: usize, work: impl Fn()) {
    let start = Instant::now();
    work();
    // On a busy machine the clock runs on while others work; what counts is the time spent here.
    if start.elapsed() > HANG {
        let (clock, before) = (Instant::now(), time_on_cpu());
        work();
        let spent = match (before, time_on_cpu()) {
            (Some(before), Some(now)) => now.saturating_sub(before),
            _ => clock.elapsed(),
        };
        assert!(spent <= HANG, "{spent:?} for {bytes} bytes");
    }
}

/// Time this thread has had a processor, where the system says it (Linux).
fn time_on_cpu() -> Option<Duration> {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    let nanoseconds = text.split(' ').next()?.parse().ok()?;
    Some(Duration::from_nanos(nanoseconds))
}

fn read(data: &[u8], formats: &[Format]) {
    let known = sniff(data).filter(|format| formats.contains(format));
    let format = if known.is_some() {
        None
    } else {
        formats.first().copied()
    };
    let mut reader = Reader::new(ReadOptions {
        format,
        max_record_bytes: 2048,
        max_fields: 100,
    });
    let mut records = 0;
    let mut take = |reader: &mut Reader| {
        while let Some(event) = reader.next() {
            if let Event::Record(read) = event {
                records += 1;
                assert_eq!(read.number, records);
                assert!(
                    read.usable() || !read.diagnostics.is_empty(),
                    "an empty record, unexplained"
                );
                assert!(reader.raw(&read).len() <= data.len() * 3 + 3);
                touch(&read.record);
            }
        }
    };
    // Whole, in halves, or in pieces.
    let size = [data.len().max(1), data.len() / 2 + 1, data.len().max(1), 13][data.len() % 4];
    for chunk in data.chunks(size) {
        reader.push(chunk);
        take(&mut reader);
    }
    reader.finish();
    take(&mut reader);
}

/// Walks a record; what can be written must be readable again, as one record with as many fields.
fn touch(record: &Record) {
    assert_eq!(record.leader().len(), 24);
    let fields = record.all_fields().count();
    for field in record.all_fields() {
        assert!(field.text().is_none() || field.subfields().next().is_none());
        for subfield in field.subfields() {
            assert_ne!(subfield.code, '\0');
            assert!(
                !subfield
                    .value
                    .contains(['\u{1D}', '\u{1E}', '\u{1F}', '\0'])
            );
        }
    }
    let mut bytes = Vec::new();
    if fields > 0 && carrel_marc::write::iso2709(record, &mut bytes).is_ok() {
        let mut reader = Reader::new(ReadOptions {
            format: Some(Format::Iso2709),
            ..ReadOptions::default()
        });
        reader.push(&bytes);
        reader.finish();
        let Some(Event::Record(again)) = reader.next() else {
            panic!("what was written is no record")
        };
        assert_eq!(again.record.all_fields().count(), fields);
        assert!(reader.next().is_none());
    }
}
