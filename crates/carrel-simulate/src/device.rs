//! A device: storage that survives, a client that does not, and clocks that lie.

use std::collections::{BTreeMap, BTreeSet};

use carrel_circ::entry::{OpId, PatronKey};
use carrel_circ::{Board, Moment};
use carrel_core::CalendarDate;
use carrel_sync::Reading;
use carrel_sync::client::{At, Change, Client, Meta};
use carrel_sync::message::Record;
use carrel_sync::op::Op;

use crate::alone::Own;
use crate::defect::Defect;

/// A copy that is on loan on every board that a page of before folded of some rows, and on no other: what its rules made otherwise.
const FOLDED_BEFORE: &str = "OF-BEFORE";

/// What survives a kill.
#[derive(Clone, Debug)]
pub struct Disk {
    /// Operations.
    pub ops: BTreeMap<At, Record>,
    /// Bookkeeping.
    pub meta: Meta,
    /// The snapshot.
    pub board: Board,
    /// What stands beside it since a page of today wrote one last.
    pub mark: Vec<u8>,
}

/// A device.
#[derive(Clone, Debug)]
pub struct Device {
    /// What survives.
    pub disk: Disk,
    /// What does not.
    pub client: Client,
    /// Wall clock minus true time.
    pub skew_ms: i64,
    /// True time minus monotonic clock.
    pub mono_base_ms: i64,
    /// This run of the page.
    pub run: u64,
    /// The network is there.
    pub is_online: bool,
    /// A sync is in the queue.
    pub sync_is_planned: bool,
    /// Failures in a row.
    pub backoff: carrel_sync::schedule::Backoff,
    /// The nonce that waits.
    pub nonce: u64,
    /// Skews this device had, so that none comes twice.
    pub jumps: u64,
    /// When it last pulled, true time.
    pub pulled_ms: i64,
    /// Kills so far: answers to an earlier life are nobody's.
    pub life: u32,
    /// Names it had before the one in its bookkeeping.
    pub former: Vec<u128>,
    /// What its storage lost and no other device held, while the server lacked it: what is not on the server in the end must be told as a gap.
    pub owed: BTreeSet<OpId>,
    /// What it deleted because the server had it, with the place where that was: as long as it has the log, it says so to every server.
    pub pruned: BTreeMap<OpId, At>,
    /// The question that waits is a pull.
    pub is_pulling: bool,
    /// Somebody is on the way to pair it.
    pub pairing_is_planned: bool,
    /// A page of before runs on it: it was open over the upgrade of the gateway, or comes out of a cache.
    pub is_before: bool,
    /// It has no gateway, until staff pairs it.
    pub is_alone: bool,
    /// What it handed in by itself.
    pub own: Own,
}

impl Device {
    /// A device that was just set up.
    #[must_use]
    pub fn new(id: u128, epoch: u64, now_ms: i64) -> Self {
        let client = Client::new(id, epoch);
        Self {
            disk: Disk {
                ops: BTreeMap::new(),
                meta: client.meta().clone(),
                board: Board::new(),
                mark: Vec::new(),
            },
            client,
            skew_ms: 0,
            mono_base_ms: now_ms,
            run: epoch ^ 0x5555,
            is_online: true,
            sync_is_planned: false,
            backoff: carrel_sync::schedule::Backoff::default(),
            nonce: 0,
            jumps: 0,
            pulled_ms: 0,
            life: 0,
            former: Vec::new(),
            owed: BTreeSet::new(),
            pruned: BTreeMap::new(),
            is_pulling: false,
            pairing_is_planned: false,
            is_before: false,
            is_alone: false,
            own: Own::default(),
        }
    }

    /// Its clocks at a true time.
    #[must_use]
    pub fn reading(&self, now_ms: i64) -> Reading {
        Reading {
            wall_ms: now_ms + self.skew_ms,
            mono_ms: now_ms - self.mono_base_ms,
            run: self.run,
        }
    }

    /// The transaction of a change: all of it.
    pub fn write(&mut self, change: &Change) {
        self.write_ops(change);
        self.write_board(change);
        self.disk.meta.clone_from(&change.meta);
    }

    /// Its operations alone.
    pub fn write_ops(&mut self, change: &Change) {
        for (from, to) in &change.delete {
            let gone: Vec<At> = self
                .disk
                .ops
                .range(*from..=*to)
                .map(|(at, _)| *at)
                .collect();
            for at in gone {
                let record = self.disk.ops.remove(&at);
                if let Some(Ok(op)) = record.map(|record| Op::decode(&record.bytes)) {
                    self.pruned.insert(op.id, at);
                }
            }
        }
        for (at, record) in &change.put {
            if let Ok(op) = Op::decode(&record.bytes) {
                // It moved.
                self.pruned.remove(&op.id);
            }
            self.disk.ops.insert(*at, record.clone());
        }
    }

    /// Its rows alone. A page of before makes another board of them, and has no mark.
    pub fn write_board(&mut self, change: &Change) {
        if change.replace_board.is_none() && change.rows.is_empty() {
            return;
        }
        if let Some(bytes) = &change.replace_board {
            self.disk.board = postcard::from_bytes(bytes).unwrap_or_default();
        }
        let mut events = Vec::new();
        for row in &change.rows {
            events.clear();
            self.disk.board.apply_into(row, &mut events);
        }
        match self.is_before {
            // Of nothing any rules make the same.
            true if self.disk.board.at == 0 => {}
            true => {
                let (at, due) = (Moment::good(1), CalendarDate::from_days(20_000));
                let board = &mut self.disk.board;
                board.know_loan(1, FOLDED_BEFORE, PatronKey(1), at, due);
            }
            false => self.disk.mark = change.meta.mark(),
        }
    }

    /// The client that its page makes of what the disk says.
    #[must_use]
    pub fn loaded(&self, defect: Option<Defect>) -> Client {
        let client = Client::from_meta(self.disk.meta.clone());
        let is_old = match defect {
            Some(Defect::OldBoardKept) => false,
            Some(Defect::MarkWithoutCursor) => self.disk.mark.is_empty(),
            _ => self.disk.mark != self.disk.meta.mark(),
        };
        match is_old && !self.is_before {
            true => client.with_old_board(),
            false => client,
        }
    }

    /// The page dies and comes back: a new run, from what the disk says.
    pub fn restart(&mut self, now_ms: i64, run: u64, defect: Option<Defect>) {
        self.client = self.loaded(defect);
        self.mono_base_ms = now_ms;
        self.run = run;
        self.life += 1;
    }

    /// Names of the operations on the disk; those that this version cannot read are left out.
    pub fn names(&self) -> impl Iterator<Item = OpId> {
        self.disk
            .ops
            .values()
            .filter_map(|record| Op::decode(&record.bytes).ok())
            .map(|op| op.id)
    }
}
