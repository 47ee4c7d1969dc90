//! Makes a catalogue of a library's files, and a site of a catalogue and the app.
//!
//! *Owns:* unpacking inputs, joining and checking records, the report, the files of a site and their order, the zip.
//! *Never does:* open files, fetch, ask the clock: bytes and names come in, bytes and names go out.
//! *Start at:* [`catalogue::Catalogue`], then [`site::assemble`].
#![forbid(unsafe_code)]

pub mod answer;
pub mod catalogue;
mod crc;
pub mod desk;
mod guide;
pub mod json;
pub mod kinds;
mod page;
pub mod report;
pub mod settings;
pub mod site;
pub mod union;
pub mod unpack;
mod words;
pub mod zip;
