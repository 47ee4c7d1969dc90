//! What circulation says to other systems, and what it hears from them.
//!
//! *Owns:* SIP2; the offline files of Destiny, Alexandria, Koha and Evergreen with their reconciliation sheet; patron, block and loan
//! lists; barcodes as text, as pictures and as camera frames.
//! *Never does:* open files or sockets, ask the clock, decide who may borrow; drop an operation in silence; show a password.
//! *Start at:* [`delivered::Delivered`] and [`queue::deliver`]; [`sip2::Message`]; [`camera::Camera`]. What is believed of the readers: `FORMATS.md`.
#![forbid(unsafe_code)]

pub mod barcode;
pub mod camera;
pub mod csv;
pub mod delivered;
pub mod lists;
pub mod loan;
pub mod local;
pub mod queue;
pub mod sheet;
pub mod sip2;
pub mod symbol;
