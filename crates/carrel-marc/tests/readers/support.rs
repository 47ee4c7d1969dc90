//! What the tests of this binary share.

use std::path::{Path, PathBuf};

use carrel_core::Diagnostic;
use carrel_marc::read::{Event, Read, ReadOptions, Reader};
use carrel_marc::record::Record;

/// Everything that comes out of a file.
#[derive(Default)]
pub(crate) struct Outcome {
    pub(crate) reads: Vec<Read>,
    pub(crate) file: Vec<Diagnostic>,
}

impl Outcome {
    pub(crate) fn records(&self) -> impl Iterator<Item = &Record> {
        self.reads.iter().map(|read| &read.record)
    }

    /// Kinds of the findings about a record, by its place in the file.
    pub(crate) fn kinds(&self, index: usize) -> Vec<&'static str> {
        self.reads[index]
            .diagnostics
            .iter()
            .map(|diagnostic| diagnostic.kind)
            .collect()
    }
}

/// Reads bytes, pushed in chunks.
pub(crate) fn read_in_chunks(bytes: &[u8], chunk: usize) -> Outcome {
    read_with(ReadOptions::default(), bytes, chunk)
}

/// Reads bytes, pushed in chunks.
pub(crate) fn read_with(options: ReadOptions, bytes: &[u8], chunk: usize) -> Outcome {
    let mut reader = Reader::new(options);
    let mut outcome = Outcome::default();
    let mut take = |reader: &mut Reader| {
        while let Some(event) = reader.next() {
            match event {
                Event::Record(read) => outcome.reads.push(read),
                Event::File(diagnostic) => outcome.file.push(diagnostic),
            }
        }
    };
    for chunk in bytes.chunks(chunk.max(1)) {
        reader.push(chunk);
        take(&mut reader);
    }
    reader.finish();
    take(&mut reader);
    outcome
}

/// Reads bytes as a file is read.
pub(crate) fn read(bytes: &[u8]) -> Outcome {
    read_in_chunks(bytes, 1 << 16)
}

/// A folder of the shared data; says so when there is no shared data at all.
pub(crate) fn shared(folder: &str) -> Option<PathBuf> {
    let root = std::env::var_os("CARREL_SHARED").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared"),
        PathBuf::from,
    );
    if !root.is_dir() {
        eprintln!("SKIPPED: ../shared is absent, {folder} was not read");
        return None;
    }
    let path = root.join(folder);
    assert!(path.is_dir(), "{} is missing", path.display());
    Some(path)
}

/// A file, unpacked when it is packed with gzip.
pub(crate) fn unpacked(path: &Path) -> Vec<u8> {
    let bytes = std::fs::read(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    if !bytes.starts_with(&[0x1F, 0x8B]) {
        return bytes;
    }
    let mut out = Vec::new();
    std::io::Read::read_to_end(
        &mut flate2::read::GzDecoder::new(bytes.as_slice()),
        &mut out,
    )
    .expect("sound gzip");
    out
}

/// The rows of a table with a heading, cells by column name.
pub(crate) fn table(path: &Path) -> Vec<std::collections::HashMap<String, String>> {
    let text =
        std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let mut lines = text.lines();
    let heading: Vec<&str> = lines.next().unwrap_or("").split('\t').collect();
    lines
        .map(|line| {
            let cells = line.split('\t').map(str::to_owned);
            heading
                .iter()
                .map(|name| (*name).to_owned())
                .zip(cells)
                .collect()
        })
        .collect()
}

/// Numbers that look random and are the same every time (xorshift64*).
pub(crate) struct Random(u64);

impl Random {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1)
    }

    pub(crate) fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_F491_4F6C_DD1D)
    }

    /// Less than `limit`, which is not 0.
    pub(crate) fn below(&mut self, limit: usize) -> usize {
        (self.next() >> 16) as usize % limit
    }
}

/// A file of `count` small records with accents and copies, written by this crate.
pub(crate) fn sample(count: usize) -> Vec<u8> {
    let mut bytes = Vec::new();
    for number in 0..count {
        let mut record = Record::new("00000nam a2200000 a 4500");
        record.push_control("001", &format!("s{number}"));
        record.push_control("008", "840509s1983    fr       b    00010 fre d");
        record.push_data("020", *b"  ", &[('a', "2852031191 :"), ('c', "$30.00")]);
        record.push_data(
            "100",
            *b"1 ",
            &[('a', "Rey, Pierre-Louis,"), ('d', "1942-")],
        );
        record.push_data(
            "245",
            *b"10",
            &[
                ('a', "À l'ombre des jeunes filles :"),
                ('b', "étude /"),
                ('c', "P.-L. Rey."),
            ],
        );
        record.push_data(
            "650",
            *b" 0",
            &[('a', "Novels"), ('x', "History & criticism.")],
        );
        record.push_data("852", *b"  ", &[('p', &format!("3{number:013}"))]);
        carrel_marc::write::iso2709(&record, &mut bytes).expect("it fits");
    }
    bytes
}
