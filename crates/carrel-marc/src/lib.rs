//! Reads what schools have and maps it to the library's vocabulary.
//!
//! *Owns:* ISO 2709, MARC-8, MARCXML, MARC-in-JSON, MARCMaker, CSV and TSV; holdings; the mapping.
//! *Never does:* open files, decompress, ask the clock; drop a record in silence; panic on bytes.
//! *Start at:* [`read::Reader`], then [`record::Record`] and [`map::map`].
#![forbid(unsafe_code)]

mod findings;
pub mod holdings;
mod iso2709;
pub mod kinds;
pub mod level;
pub mod map;
pub mod marc8;
pub mod read;
pub mod record;
pub mod sniff;
mod text;
