//! Years of a school's devices in minutes: the shipped sync code against every fault a seed can draw.
//!
//! *Owns:* a seeded scheduler with devices, a server, a network, clocks and storage, desks that hand in files; faults; the invariants I1-I10 of
//! reliability.md 3.9 with a history checker; shrinking; the list of deliberate defects that must be caught.
//! *Never does:* real time, real randomness, files, network. One seed is one history, on every machine.
//! *Start at:* [`world::run`], then `check.rs`.
#![forbid(unsafe_code)]

pub mod alone;
pub mod check;
pub mod defect;
pub mod desks;
pub mod device;
pub mod gateway;
pub mod mix;
pub mod oracle;
pub mod random;
pub mod shrink;
pub mod world;

pub use defect::Defect;
pub use mix::Mix;
pub use world::{Report, run};
