//! Reads a file of records, in whichever wrapping it comes, without touching the file.
//!
//! Bytes are pushed in, records come out. Memory grows with the largest record, not with the file, as long as the
//! records are taken out between pushes.
//!
//! ```
//! use carrel_marc::read::{Event, ReadOptions, Reader};
//!
//! let mut reader = Reader::new(ReadOptions::default());
//! reader.push(b"00049nam a2200037   4500245001100000\x1E00\x1FaTitle\x1E\x1D");
//! reader.finish();
//! while let Some(event) = reader.next() {
//!     match event {
//!         Event::Record(read) => {
//!             assert_eq!(read.number, 1);
//!             assert_eq!(read.record.fields("245").next().and_then(|f| f.sub('a')), Some("Title"));
//!             for diagnostic in &read.diagnostics {
//!                 println!("{diagnostic}");
//!             }
//!         }
//!         Event::File(diagnostic) => println!("{diagnostic}"),
//!     }
//! }
//! ```

use std::collections::VecDeque;
use std::ops::Range;

use carrel_core::diagnostic::{Diagnostic, Place, Severity};

use crate::findings::{Findings, excerpt};
use crate::iso2709::{self, Cut, RawField, Split};
use crate::json;
use crate::kinds::{self, Kind};
use crate::lines;
use crate::marcxml::{Outcome, Xml};
use crate::record::Record;
use crate::sniff::{self, Format, Wide};
use crate::words;

/// What may be set; the defaults suit real files.
#[derive(Clone, Debug)]
pub struct ReadOptions {
    /// The format, when it is known better than by looking at the first bytes.
    pub format: Option<Format>,
    /// Bytes a record may have, at most; what is longer is cut there and listed. ISO 2709 itself allows 99,999.
    pub max_record_bytes: usize,
    /// Fields a record may have, at most; the others are left out and counted.
    pub max_fields: usize,
}

impl Default for ReadOptions {
    fn default() -> Self {
        Self {
            format: None,
            max_record_bytes: 4 << 20,
            max_fields: 10_000,
        }
    }
}

/// What comes out.
#[derive(Debug)]
pub enum Event {
    /// A record, with what is to be said about it. It may be empty: see [`Read::usable`].
    Record(Read),
    /// Something about the file as a whole, or about a place between records.
    File(Diagnostic),
}

/// A record that was read.
#[derive(Debug)]
pub struct Read {
    /// The record, as far as it could be read.
    pub record: Record,
    /// What was found wrong with it, at most a few of each kind.
    pub diagnostics: Vec<Diagnostic>,
    /// Its number in the file, from 1.
    pub number: u32,
    /// Where it starts: byte offset in the file (in UTF-16 files, of the text as UTF-8); for text formats, line from 1.
    pub offset: u64,
    raw: Range<usize>,
}

impl Read {
    /// False when nothing of the record could be read: it is to be listed, not catalogued. One that says it was
    /// deleted (leader/05 `d`) has said all there is to say: it needs no field.
    #[must_use]
    pub fn usable(&self) -> bool {
        !self.record.is_empty() || is_deleted(&self.record)
    }

    /// The gravest of its diagnostics.
    #[must_use]
    pub fn severity(&self) -> Option<Severity> {
        self.diagnostics
            .iter()
            .map(|diagnostic| diagnostic.severity)
            .max()
    }
}

/// True where the leader says so, as long as it is one: garbage may have a `d` in that place.
fn is_deleted(record: &Record) -> bool {
    let leader = record.leader().as_bytes();
    let all = |range: Range<usize>, good: fn(&u8) -> bool| leader[range].iter().all(good);
    leader[5] == b'd'
        && all(0..5, |byte| byte.is_ascii_digit() || *byte == b' ')
        && leader[6].is_ascii_lowercase()
        && all(7..8, |byte| byte.is_ascii_lowercase() || *byte == b' ')
        && (&leader[10..12] == b"22" || &leader[20..22] == b"45")
}

/// Reads records from bytes that are pushed in.
pub struct Reader {
    options: ReadOptions,
    pub(crate) input: Input,
    stage: Stage,
    wide: Option<Wide>,
    format: Option<Format>,
    pub(crate) out: Output,
    scratch: Vec<RawField>,
}

/// Bytes not yet read.
#[derive(Default)]
pub(crate) struct Input {
    buffer: Vec<u8>,
    start: usize,
    /// Of the byte at `start`.
    offset: u64,
    /// Line ends before `start`; only the text formats count them.
    lines: u64,
    /// So many bytes from `start` on hold no record terminator.
    pub(crate) scanned: usize,
    pub(crate) finished: bool,
}

impl Input {
    pub(crate) fn bytes(&self) -> &[u8] {
        &self.buffer[self.start..]
    }

    pub(crate) fn offset(&self) -> u64 {
        self.offset
    }

    /// Passes over so many bytes.
    pub(crate) fn consume(&mut self, count: usize) {
        self.start += count;
        self.offset += count as u64;
        self.scanned = 0;
    }

    /// The line, from 1, of the byte so many bytes on.
    fn line(&self, at: usize) -> u64 {
        self.lines + 1 + memchr::memchr_iter(b'\n', &self.bytes()[..at]).count() as u64
    }

    /// Passes over so many bytes of a text format.
    fn consume_text(&mut self, count: usize) {
        self.lines = self.line(count) - 1;
        self.consume(count);
    }

    fn compact(&mut self) {
        self.buffer.drain(..self.start);
        self.start = 0;
    }
}

/// Events that wait to be taken.
#[derive(Default)]
pub(crate) struct Output {
    queue: VecDeque<Event>,
    number: u32,
}

impl Output {
    fn record(&mut self, record: Record, mut findings: Findings, offset: u64, raw: Range<usize>) {
        self.number += 1;
        // A record of which only the start came is not empty in the library system; of a deleted one nothing need come.
        if findings.has(&kinds::FILE_CUT_OFF) || is_deleted(&record) {
            findings.forget(&kinds::RECORD_EMPTY);
        }
        let diagnostics = findings.at(self.number, offset).finish(record.id());
        self.queue.push_back(Event::Record(Read {
            record,
            diagnostics,
            number: self.number,
            offset,
            raw,
        }));
    }

    pub(crate) fn file(&mut self, kind: &Kind, offset: u64, message: String) {
        self.queue.push_back(Event::File(Diagnostic {
            kind: kind.name,
            severity: kind.severity,
            place: Place {
                record: 0,
                offset,
                id: None,
                field: None,
            },
            message,
            remedy: kind.remedy(),
        }));
    }
}

enum Stage {
    Sniffing,
    Iso2709 {
        /// Passing over the rest of a record that is too long.
        skipping: bool,
        /// No terminator stands before what comes next.
        together: bool,
    },
    Xml(Box<Xml>),
    Json(json::Scan),
    Lines(lines::Scan),
    NotMarc,
    Done,
}

impl Reader {
    /// A reader that has seen nothing yet.
    #[must_use]
    pub fn new(options: ReadOptions) -> Self {
        Self {
            options,
            input: Input::default(),
            stage: Stage::Sniffing,
            wide: None,
            format: None,
            out: Output::default(),
            scratch: Vec::new(),
        }
    }

    /// Takes more of the file. Chunks of 64 KiB or so are best.
    pub fn push(&mut self, bytes: &[u8]) {
        if self.input.finished || matches!(self.stage, Stage::NotMarc | Stage::Done) {
            return;
        }
        self.input.compact();
        match &mut self.wide {
            Some(wide) => wide.push(bytes, &mut self.input.buffer),
            None => self.input.buffer.extend_from_slice(bytes),
        }
    }

    /// Says that the file ends here.
    pub fn finish(&mut self) {
        if let Some(wide) = &mut self.wide {
            wide.finish(&mut self.input.buffer);
        }
        self.input.finished = true;
    }

    /// The format, once enough was pushed to tell; `None` before that and for what is not MARC.
    #[must_use]
    pub fn format(&self) -> Option<Format> {
        self.format
    }

    /// How many records came out so far.
    #[must_use]
    pub fn records(&self) -> u32 {
        self.out.number
    }

    /// How many bytes were pushed and not yet read: at most a chunk and a record, when the records are taken out.
    #[must_use]
    pub fn waiting(&self) -> usize {
        self.input.bytes().len()
    }

    /// The bytes a record was read from, until the next [`Reader::push`].
    #[must_use]
    pub fn raw(&self, read: &Read) -> &[u8] {
        self.input.buffer.get(read.raw.clone()).unwrap_or_default()
    }

    /// The next record or finding; `None` when more bytes are needed or, after [`Reader::finish`], at the end.
    #[expect(
        clippy::should_implement_trait,
        reason = "`None` means more bytes are needed, not the end"
    )]
    pub fn next(&mut self) -> Option<Event> {
        loop {
            if let Some(event) = self.out.queue.pop_front() {
                return Some(event);
            }
            let progress = match &self.stage {
                Stage::Sniffing => self.sniff(),
                Stage::Iso2709 { skipping, together } => self.iso2709(*skipping, *together),
                Stage::Xml(_) => self.xml(),
                Stage::Json(_) => self.json(),
                Stage::Lines(_) => self.lines(),
                Stage::NotMarc | Stage::Done => false,
            };
            if !progress && self.out.queue.is_empty() {
                return None;
            }
        }
    }

    fn sniff(&mut self) -> bool {
        let (finished, length) = (self.input.finished, self.input.bytes().len());
        if length < sniff::ENOUGH && !finished {
            return false;
        }
        if let Some((mut wide, skip)) = Wide::sniff(self.input.bytes()) {
            let rest = self.input.bytes()[skip..].to_vec();
            self.input.buffer.clear();
            self.input.start = 0;
            wide.push(&rest, &mut self.input.buffer);
            if finished {
                wide.finish(&mut self.input.buffer);
            }
            self.wide = Some(wide);
            self.out
                .file(&kinds::FILE_UTF16, 0, words::file_utf16_read().to_owned());
        }
        let format = self
            .options
            .format
            .or_else(|| sniff::format(self.input.bytes()));
        self.format = format;
        self.stage = match format {
            Some(Format::Iso2709) => Stage::Iso2709 {
                skipping: false,
                together: false,
            },
            Some(Format::Marcxml) => Stage::Xml(Box::new(Xml::new(
                self.options.max_fields,
                self.options.max_record_bytes,
            ))),
            Some(Format::Json) => Stage::Json(json::Scan::default()),
            Some(format @ (Format::Marcmaker | Format::Lines | Format::Aleph)) => {
                // A mark that says UTF-8 would hide that the first line is a leader.
                if self.input.bytes().starts_with(b"\xEF\xBB\xBF") {
                    self.input.consume(3);
                }
                Stage::Lines(lines::Scan::new(format))
            }
            None => {
                let bytes = self.input.bytes();
                if iso2709::is_blank(bytes) {
                    self.out
                        .file(&kinds::FILE_EMPTY, 0, words::file_no_record_bytes(length));
                } else {
                    let message = match sniff::foreign(bytes) {
                        Some(found) => words::file_is(found.name),
                        None => words::file_starts_with(excerpt(bytes)),
                    };
                    self.out.file(&kinds::NOT_MARC, 0, message);
                }
                self.input.consume(self.input.bytes().len());
                Stage::NotMarc
            }
        };
        true
    }

    /// One slice of an ISO 2709 file; false when more bytes are needed.
    fn iso2709(&mut self, skipping: bool, together: bool) -> bool {
        let Input {
            finished,
            mut scanned,
            ..
        } = self.input;
        let bytes = self.input.bytes();
        if bytes.is_empty() {
            if finished {
                self.stage = Stage::Done;
                if self.out.number == 0 {
                    self.out
                        .file(&kinds::NO_RECORDS, 0, words::file_no_record().to_owned());
                }
            }
            return false;
        }
        let cut = iso2709::cut(bytes, finished, &mut scanned);
        let (without, with, inside) = match cut {
            Cut::Slice {
                without,
                with,
                terminator_inside,
            } => (without, with, terminator_inside),
            Cut::More if bytes.len() >= self.options.max_record_bytes.max(100_000) => {
                // No terminator in sight. Either none stands between the records: the last of those that are here may
                // go on. Or what is there is read as one, and the rest up to the next terminator is dropped.
                let length = bytes.len();
                if !skipping
                    && !iso2709::is_blank(bytes)
                    && let Some(last) = iso2709::split(bytes).more.last().map(|last| last.start)
                {
                    self.slice(last, false, false, together);
                    self.input.consume(last);
                    self.input.scanned = length - last;
                    self.stage = Stage::Iso2709 {
                        skipping: false,
                        together: true,
                    };
                    return true;
                }
                if !skipping {
                    let offset = self.input.offset();
                    let mut findings = Findings::default();
                    findings.add(&kinds::RECORD_TOO_LONG, || {
                        words::no_terminator_within(length)
                    });
                    if together {
                        findings.add(&kinds::RECORDS_RUN_TOGETHER, || {
                            words::no_terminator_before().to_owned()
                        });
                    }
                    let record = iso2709::decode(
                        bytes,
                        self.options.max_fields,
                        &mut self.scratch,
                        &mut findings,
                    );
                    let raw = self.input.start..self.input.start + length;
                    self.out.record(record, findings, offset, raw);
                }
                self.input.consume(length);
                self.stage = Stage::Iso2709 {
                    skipping: true,
                    together: false,
                };
                return true;
            }
            Cut::More => {
                self.input.scanned = scanned;
                return false;
            }
        };
        if !skipping {
            self.slice(without, inside, finished && without == with, together);
        }
        self.stage = Stage::Iso2709 {
            skipping: false,
            together: false,
        };
        self.input.consume(with);
        true
    }

    /// Reads the first `length` bytes of the input: one record, or several that ran together, `together` when the first
    /// did with what was read before; `last` when the file ends there without a terminator.
    fn slice(&mut self, length: usize, terminator_inside: bool, last: bool, together: bool) {
        let bytes = &self.input.bytes()[..length];
        let offset = self.input.offset();
        let start = self.input.start;
        if iso2709::is_blank(bytes) {
            if bytes.contains(&0x1A) {
                let mut findings = Findings::default();
                findings.add(&kinds::END_OF_FILE_MARK, || words::end_mark().to_owned());
                self.out
                    .record(Record::default(), findings, offset, start..start + length);
            }
            return;
        }
        let Split { junk, first, more } = iso2709::split(bytes);
        for (index, part) in [first].into_iter().chain(more).enumerate() {
            let at = offset + part.start as u64;
            let mut findings = Findings::default();
            if index == 0 && junk > 0 && !iso2709::is_blank(&bytes[..junk]) {
                findings.add(&kinds::JUNK_BEFORE_LEADER, || {
                    words::junk_before(junk, excerpt(&bytes[..junk]))
                });
            }
            if index > 0 || together {
                findings.add(&kinds::RECORDS_RUN_TOGETHER, || {
                    words::no_terminator_before().to_owned()
                });
            }
            if terminator_inside {
                findings.add(&kinds::TERMINATOR_INSIDE, || {
                    words::terminator_in_record().to_owned()
                });
            }
            if last && part.end == length && iso2709::is_cut_off(&bytes[part.clone()]) {
                findings.add(&kinds::FILE_CUT_OFF, kinds::file_cut_off);
            }
            let record = iso2709::decode(
                &bytes[part.clone()],
                self.options.max_fields,
                &mut self.scratch,
                &mut findings,
            );
            self.out
                .record(record, findings, at, start + part.start..start + part.end);
        }
    }

    /// The file is read to its end.
    fn end(&mut self) {
        self.stage = Stage::Done;
        if self.out.number == 0 {
            self.out
                .file(&kinds::NO_RECORDS, 0, words::file_no_record().to_owned());
        }
    }

    /// What can be read of a MARCXML file; false when more bytes are needed.
    fn xml(&mut self) -> bool {
        let Stage::Xml(xml) = &mut self.stage else {
            return false;
        };
        let (input, out) = (&mut self.input, &mut self.out);
        let outcome = xml.run(input.bytes(), input.finished);
        match outcome {
            Outcome::Record {
                record,
                findings,
                start,
                end,
            } => {
                let raw = input.start + start..input.start + end;
                out.record(record, findings, input.line(start), raw);
                input.consume_text(end);
                xml.consumed(end);
                true
            }
            Outcome::File { kind, at, message } => {
                out.file(kind, input.line(at), message);
                true
            }
            Outcome::More { done } => {
                input.consume_text(done);
                xml.consumed(done);
                false
            }
            Outcome::End => {
                self.end();
                false
            }
        }
    }

    /// The next object of a JSON file; false when more bytes are needed.
    fn json(&mut self) -> bool {
        let Stage::Json(scan) = &mut self.stage else {
            return false;
        };
        let (input, out) = (&mut self.input, &mut self.out);
        match scan.cut(input.bytes(), input.finished, self.options.max_record_bytes) {
            json::Cut::More if input.finished && scan.is_cut_off() => {
                let message = words::file_ends_early().to_owned();
                out.file(&kinds::FILE_CUT_OFF, input.line(0), message);
                true
            }
            json::Cut::More => {
                if input.finished {
                    self.end();
                }
                false
            }
            json::Cut::Between(length) => {
                let between = &input.bytes()[..length];
                // Between records no object begins: it is what stands around them.
                if between.first() == Some(&b'{') {
                    scan.pass(b"[");
                } else if json::is_filler(between) {
                    scan.pass(between);
                } else {
                    let message = words::between_records(excerpt(between.trim_ascii()));
                    out.file(&kinds::STRAY_TEXT, input.line(0), message);
                }
                input.consume_text(length);
                true
            }
            json::Cut::Object { end, whole } => {
                let bytes = &input.bytes()[..end];
                let line = input.line(0);
                let raw = input.start..input.start + end;
                let cut_off = input.finished && !whole && end == input.bytes().len();
                if cut_off {
                    scan.is_cut_off();
                }
                json::decode(
                    bytes,
                    whole,
                    self.options.max_fields,
                    |record, mut findings| {
                        if cut_off {
                            findings.add(&kinds::FILE_CUT_OFF, kinds::file_cut_off);
                        }
                        out.record(record, findings, line, raw.clone());
                    },
                );
                input.consume_text(end);
                true
            }
        }
    }

    /// The next record of a line format; false when more bytes are needed.
    fn lines(&mut self) -> bool {
        let Stage::Lines(scan) = &mut self.stage else {
            return false;
        };
        let (input, out) = (&mut self.input, &mut self.out);
        let bytes = input.bytes();
        if bytes.is_empty() {
            if input.finished {
                self.end();
            }
            return false;
        }
        let limit = self.options.max_record_bytes;
        let (end, cut_short) = match scan.cut(bytes, input.finished) {
            Some(end) => (end, false),
            None if bytes.len() > limit => {
                *scan = lines::Scan::new(scan.format);
                (bytes.len(), true)
            }
            None => return false,
        };
        let line = input.lines + 1;
        let mut findings = Findings::default();
        if cut_short {
            findings.add(&kinds::RECORD_TOO_LONG, || words::record_cut(limit));
        }
        match lines::decode(
            &bytes[..end],
            scan.format,
            self.options.max_fields,
            findings,
        ) {
            Ok((record, findings)) => {
                out.record(record, findings, line, input.start..input.start + end)
            }
            Err(Some(stray)) => {
                out.file(&kinds::STRAY_TEXT, line, words::belongs_to_none(stray));
            }
            Err(None) => {}
        }
        input.lines += lines::count(&bytes[..end]);
        input.consume(end);
        true
    }
}
