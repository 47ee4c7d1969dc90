//! Reads what schools have and maps it to the library's vocabulary.
//!
//! *Owns:* ISO 2709, MARC-8, MARCXML, MARC-in-JSON, MARCMaker, CSV and TSV; holdings; the mapping.
//! *Never does:* open files, decompress, ask the clock; drop a record in silence; panic on bytes.
//! *Start at:* [`read::Reader`], then [`record::Record`] and [`map::map`].
#![forbid(unsafe_code)]

mod assemble;
pub mod columns;
pub mod csv;
mod findings;
pub mod holdings;
pub mod io;
mod iso2709;
mod json;
pub mod kinds;
pub mod level;
mod lines;
pub mod map;
pub mod marc8;
mod marcxml;
pub mod read;
pub mod record;
pub mod sniff;
mod text;
pub mod write;
