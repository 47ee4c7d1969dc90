//! Sources a student cites: what kinds there are, what can be wrong with them, and the formats they come and go in.
//!
//! *Owns:* the source ([`Source`]) and its 35 kinds, catalogue records as sources, the rules of school citation that CSL
//! cannot say, CSL-JSON, RIS, BibTeX, COinS and schema.org, RTF and `.docx`, links that carry a list, pasted citations.
//! *Never does:* write a citation (`carrel-cite` does), files, network, clocks; look anything up.
//! *Start at:* [`Source`], then `kind.rs` (what is asked) and `bib.rs` (what the catalogue knows).
//!
//! ```
//! use carrel_refs::{Kind, Source, csl};
//! let mut source = Source::new("s1", Kind::BOOK);
//! source.set("title", "Holes");
//! let (again, problems) = csl::read(&csl::write(&[source.clone()]));
//! assert_eq!((again, problems), (vec![source], vec![]));
//! ```
#![forbid(unsafe_code)]

pub mod bib;
pub mod bibtex;
pub mod bring;
pub mod check;
pub mod coins;
pub mod csl;
pub mod doc;
mod edition;
mod json;
pub mod kind;
mod language;
pub mod markup;
pub mod names;
pub mod order;
pub mod page;
pub mod part;
pub mod pasted;
mod problem;
pub mod ris;
pub mod school;
pub mod share;
mod source;
mod statement;
pub mod tongue;
mod zip;

pub use kind::Kind;
pub use problem::{Expected, Fault, Problem};
pub use source::{Day, Person, Source, When, western};
