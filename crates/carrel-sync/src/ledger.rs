//! What the server half needs of its storage: one transaction, in which everything happens or nothing.

use carrel_circ::Board;
use carrel_circ::board::Event;
use carrel_circ::entry::{Entry, OpId};

use crate::hash::Hash;
use crate::op::Op;

/// How far a log of a device is recorded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LogState {
    /// Everything up to here.
    pub acked: u64,
    /// Hash of the operation there; zeros before the first.
    pub head: Hash,
}

/// A place in a log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// Whose.
    pub device: u128,
    /// Which log.
    pub epoch: u64,
    /// Which place.
    pub seq: u64,
    /// The hash its device computed.
    pub hash: Hash,
}

/// What stands at a place.
#[derive(Clone, Copy, Debug)]
pub enum Slot<'a> {
    /// An operation that was folded.
    Op {
        /// It.
        op: &'a Op,
        /// What the rules saw.
        entry: &'a Entry,
    },
    /// The same scan stands at another place.
    Twin(OpId),
    /// Bytes that could not be read, and why.
    Quarantine(&'a str),
}

/// One transaction of the server's storage. The host commits it, or drops it after an error; then the board that was
/// handed to [`crate::server::accept`] must be folded anew.
pub trait Ledger {
    /// Why the storage failed.
    type Error;

    /// How far a log is recorded; nothing for a log never heard of.
    fn log(&mut self, device: u128, epoch: u64) -> Result<Option<LogState>, Self::Error>;
    /// The logs of a device: epoch, last recorded place, hash there; zeros when a place before it is missing, so that no device takes the log
    /// for whole.
    fn logs(&mut self, device: u128) -> Result<Vec<(u64, u64, Hash)>, Self::Error>;
    /// The hash at a place.
    fn hash_at(&mut self, device: u128, epoch: u64, seq: u64) -> Result<Option<Hash>, Self::Error>;
    /// The content hash ([`Op::content`]) of an operation that was folded, by its name.
    fn content_of(&mut self, id: OpId) -> Result<Option<Hash>, Self::Error>;
    /// The device whose log holds an operation that was folded, by its name.
    fn sender_of(&mut self, id: OpId) -> Result<Option<u128>, Self::Error>;
    /// The next number of the one order. Numbers may be lost with a transaction, never given twice.
    fn next_seq(&mut self) -> Result<u64, Self::Error>;
    /// The last number that was given.
    fn last_seq(&mut self) -> Result<u64, Self::Error>;
    /// Writes what stands at a place, with its bytes as they came.
    fn put(
        &mut self,
        place: Place,
        slot: Slot<'_>,
        bytes: &[u8],
        received_ms: i64,
    ) -> Result<(), Self::Error>;
    /// Keeps bytes of a second branch.
    fn put_branch(
        &mut self,
        place: Place,
        bytes: &[u8],
        received_ms: i64,
    ) -> Result<(), Self::Error>;
    /// Moves a log on.
    fn set_log(&mut self, device: u128, epoch: u64, state: LogState) -> Result<(), Self::Error>;
    /// Writes a row of the feed and what folding it did, for tables that are derived from it.
    fn row(&mut self, entry: &Entry, events: &[Event], board: &Board) -> Result<(), Self::Error>;
    /// Rows after a number, in order.
    fn rows_after(&mut self, seq: u64, limit: usize) -> Result<Vec<Entry>, Self::Error>;
    /// The number before the oldest row that is kept: cursors below it need a snapshot.
    fn horizon(&mut self) -> Result<u64, Self::Error>;
}
