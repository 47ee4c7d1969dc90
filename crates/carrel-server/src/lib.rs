//! The gateway: one optional binary that gathers what desks and kiosks recorded.
//!
//! *Owns:* HTTP over the sync protocol, the database, pairing and staff sessions, rate limits, exceptions for staff pages,
//! deliveries, the audit chain, backups.
//! *Never does:* refuse what was lent; answer before its commit; list patrons; log who borrowed what; listen beyond this machine
//! without being told that TLS stands before it.
//! *Start at:* [`app::app`], then `writer.rs` (one writer, group commit) and [`store::Store`].
#![forbid(unsafe_code)]

pub mod app;
pub mod auth;
pub mod backup;
pub mod collect;
pub mod copies;
pub mod courier;
pub mod desk;
pub mod driver;
pub mod file_drop;
pub mod hand_routes;
pub mod ils;
pub mod limit;
pub mod line;
pub mod log;
pub mod outbox_routes;
pub mod password;
pub mod results;
pub mod second;
pub mod signature;
pub mod sip_line;
pub mod site;
pub mod sqlite;
pub mod staff;
pub mod staff_routes;
pub mod store;
pub mod totp;
pub mod writer;

pub use carrel_sync::outbox;
