//! Reads what schools have and maps it to the library's vocabulary.
//!
//! *Owns:* ISO 2709, MARC-8, MARCXML, MARC-in-JSON, MARCMaker, CSV and TSV; holdings; the mapping.
//! *Never does:* open files, decompress, ask the clock; drop a record in silence; panic on bytes.
//! *Start at:* [`read::Reader`], then [`record::Record`] and [`map::map`].
//!
//! ```
//! use carrel_marc::io::Events;
//! use carrel_marc::read::{Event, ReadOptions};
//!
//! let export = &b"00049nam a2200037   4500245001100000\x1E00\x1FaHoles\x1E\x1D"[..];
//! for event in Events::new(export, ReadOptions::default()) {
//!     match event? {
//!         Event::Record(read) => println!("{:?}, {} findings", read.record, read.diagnostics.len()),
//!         Event::File(diagnostic) => println!("{diagnostic}"),
//!     }
//! }
//! # Ok::<(), std::io::Error>(())
//! ```
#![forbid(unsafe_code)]
// Bytes from outside must not end the program; what cannot fail says why beside its `allow`.
#![cfg_attr(not(test), deny(clippy::unwrap_used, clippy::expect_used))]

mod assemble;
pub mod authority;
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
mod words;
pub mod write;
