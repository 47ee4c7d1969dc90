//! The words of a library as types.
//!
//! *Owns:* records, items, call numbers, ISBNs, calendar dates, diagnostics and their language; and the unpacking that packs and lessons share.
//! *Never does:* files, network, clocks, randomness, formatting for the screen.
//! *Start at:* [`bib::BibRecord`], then [`item::Item`] and [`diagnostic::Diagnostic`].
#![forbid(unsafe_code)]

pub mod bib;
pub mod call_number;
pub mod copies;
pub mod date;
pub mod diagnostic;
pub mod inflate;
pub mod isbn;
pub mod item;
pub mod language;

pub use bib::BibRecord;
pub use call_number::ShelfKey;
pub use date::CalendarDate;
pub use diagnostic::{Diagnostic, Severity};
pub use isbn::Isbn;
pub use item::{Item, ItemStatus};
