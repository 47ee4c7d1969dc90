//! Every recorded scan reaches the server once, whatever the network, the clocks and the disks do.
//!
//! *Owns:* the operation log (format, hash chain, patron commitment, receipt code), effective times, the messages of push and
//! pull, both halves of the protocol, when to try again; what waits for the library's own system, and which file holds it. `PROTOCOL.md` beside this file is exact to the byte.
//! *Never does:* clocks, randomness, storage, network: readings, random numbers and bytes are arguments, results are changes
//! that the host commits in one transaction and then confirms.
//! *Start at:* [`op::Op`], then [`client::Client`] and [`server::accept`].
//!
#![doc = include_str!("../PROTOCOL.md")]
#![forbid(unsafe_code)]
// Bytes from outside must not end the program; what cannot fail says why beside its `allow`.
#![cfg_attr(not(test), deny(clippy::unwrap_used, clippy::expect_used))]

pub mod cbor;
pub mod client;
pub mod clock;
pub mod hand_in;
pub mod hash;
pub mod ledger;
pub mod memory;
pub mod message;
pub mod op;
pub mod outbox;
pub mod schedule;
pub mod server;

pub use client::Client;
pub use clock::Reading;
pub use hash::Hash;
pub use ledger::Ledger;
pub use op::Op;
