//! Lessons that teach students to judge, find and cite sources: the file, the bundle, the player.
//!
//! *Owns:* the lesson format (`lessons/FORMAT.md`) and its rules, the bundle, marking with reasons, hints, mastery,
//! spaced review, the invented web and its search, progress and result codes, handouts, keys and packages for other systems.
//! *Never does:* files, clocks, random numbers, storage, HTML on a live page: bytes, days and seeds come in, values and texts go out.
//! *Start at:* [`model::Lesson`]; with the feature `compile`, [`compile::lesson`].
#![forbid(unsafe_code)]

pub mod bundle;
pub mod cite;
pub mod class;
pub mod class_key;
pub mod code;
#[cfg(feature = "compile")]
pub mod compile;
pub mod export;
pub mod model;
pub mod paraphrase;
pub mod player;
pub mod present;
pub mod qr;
pub mod review;
pub mod rich;
pub mod speak;
pub mod standards;
pub mod web;
pub mod words;
