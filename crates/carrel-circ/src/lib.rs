//! The rules of lending: what a scan means, who may have what until when, and what a librarian must settle.
//!
//! *Owns:* operations as the rules see them, the board (copies, loans, holds, exceptions) as a fold of operations in server
//! order, conflict rules C1-C11, the lending policy, due dates, decisions before a scan is recorded, desk and kiosk sessions.
//! *Never does:* clocks, randomness, storage, network, formats of other systems; it never refuses an operation that was recorded.
//! *Start at:* [`board::Board`], then [`decide::decide`]; the rules C1-C11 are in `fold.rs`.
//!
//! ```
//! use carrel_circ::{board::Board, entry::{Entry, Kind, OpId, Operation, PatronKey}, time::Moment};
//!
//! let mut board = Board::new();
//! let mut scan = Operation::new(OpId(1), Kind::Checkout, Moment::good(1_000));
//! scan.copy = "30234000517861".to_owned();
//! scan.patron = Some(PatronKey(7));
//! board.apply(&Entry::op(1, scan));
//! assert_eq!(board.holder("30234000517861"), Some(PatronKey(7)));
//! ```
#![forbid(unsafe_code)]

pub mod allowed;
pub mod board;
pub mod decide;
pub mod deliver;
pub mod desk;
pub mod due;
pub mod entry;
pub mod exception;
mod fold;
pub mod inventory;
pub mod journal;
pub mod kiosk;
pub mod policy;
#[cfg(feature = "toml")]
pub mod policy_file;
pub mod shelf;
pub mod time;
mod told;
mod undo;

pub use allowed::Allowed;
pub use board::Board;
pub use decide::{Command, Refusal, decide};
pub use entry::{Entry, Kind, OpId, Operation, PatronKey};
pub use exception::{Exception, ExceptionKind};
pub use policy::Policy;
pub use time::{Moment, Quality};
