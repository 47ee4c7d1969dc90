//! Citations after CSL 1.0.2: items and a style in, tokens out, each with its variable, its rule and its reason.
//!
//! *Owns:* CSL styles and locales (read and compiled), CSL-JSON items, entries, in-text citations and notes,
//! disambiguation, the forms text, HTML and RTF, and why each piece of a citation is there.
//! *Never does:* files, network, clocks, randomness; looks nothing up; says reasons in words (`carrel-cite-words` does).
//! *Start at:* [`Engine`], then `eval.rs` (how a style is followed) and `output.rs` (how punctuation meets).
#![forbid(unsafe_code)]

mod cluster;
mod compile;
mod date;
mod dates;
mod disambiguate;
mod engine;
mod error;
mod eval;
mod item;
mod json;
mod names;
mod number;
mod output;
mod particles;
mod positions;
pub mod practice;
mod rich;
mod style;
mod suite;
mod textcase;
mod token;
mod vocab;
mod xml;

pub use engine::{Engine, Entry};
pub use error::Error;
pub use item::{Cite, Item};
pub use output::{Format, Role, Shift};
pub use positions::{Note, positions};
pub use style::{Locale, Style};
pub use suite::{Outcome, run_case};
pub use token::{Field, Mark, Reason, Token};
