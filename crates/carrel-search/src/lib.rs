//! The pack format and the engine that answers from it.
//!
//! *Owns:* analysis of words, the pack (written and read in one place), queries, ranking, facets.
//! *Never does:* fetch, store, ask the clock; show anything.
//! *Start at:* [`wire`] for what can be asked, [`engine`] for how it is answered, `FORMAT.md` for the bytes.
#![forbid(unsafe_code)]
// Bytes from outside must not end the program; what cannot fail says why beside its `allow`.
#![cfg_attr(not(test), deny(clippy::unwrap_used, clippy::expect_used))]
#![cfg_attr(feature = "fast", feature(optimize_attribute))]

pub mod analysis;
mod asked;
pub mod build;
pub mod engine;
mod files;
mod order;
mod other_words;
pub mod pack;
pub mod query;
mod rank;
pub mod references;
mod spelling;
pub mod state;
pub mod union;
mod volumes;
mod walk;
pub mod whole;
pub mod wire;
