//! Reads what schools have and maps it to the library's vocabulary.
//!
//! *Owns:* ISO 2709, MARC-8, MARCXML, MARC-in-JSON, MARCMaker, CSV and TSV; holdings; the mapping.
//! *Never does:* open files, decompress, ask the clock; drop a record in silence; panic on bytes.
//! *Start at:* [`record::Record`], then [`read::Reader`] and [`map::map`].
#![forbid(unsafe_code)]

pub mod record;
