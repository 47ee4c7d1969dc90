//! The server of the simulation: the shipped `accept` and `serve` over the in-memory ledger, with crashes and backups.

use std::collections::BTreeSet;
use std::convert::Infallible;

use carrel_circ::Board;
use carrel_circ::board::Event;
use carrel_circ::entry::{Entry, Fact, OpId, What};
use carrel_circ::exception::ExceptionKind;
use carrel_sync::Hash;
use carrel_sync::hand_in::{self, Begins};
use carrel_sync::ledger::{Ledger, LogState, Place, Slot};
use carrel_sync::memory::{MemoryDeliveries, MemoryLedger, Twice};
use carrel_sync::message::{MAX_ROWS, Pull, PulledBody, Push};
use carrel_sync::op::Parsed;
use carrel_sync::outbox::Act;
use carrel_sync::server::{Server, accept, serve, state_fact};

use crate::defect::Defect;
use crate::desks;

/// The school's key for patron keys.
pub const SCHOOL_KEY: [u8; 32] = [0x5c; 32];

/// A server.
#[derive(Clone, Debug)]
pub struct Gateway {
    /// Its life.
    pub epoch: u64,
    /// What is durable.
    pub ledger: MemoryLedger,
    /// Devices it knows, as durable.
    pub paired: BTreeSet<u128>,
    /// Those that said what they handed in by themselves, as durable.
    pub told: BTreeSet<u128>,
    /// What waits for files and stands in them, as durable.
    pub deliveries: MemoryDeliveries,
    /// What happened before may have been handed in by a life before.
    pub unsure_before_ms: i64,
    /// What was settled and left the board: the checker's own list.
    pub left: BTreeSet<(OpId, Act)>,
    /// In memory.
    pub board: Board,
    /// The mistake it makes.
    pub defect: Option<Defect>,
}

/// What a backup holds.
#[derive(Clone, Debug)]
pub struct Backup {
    /// The log of the school.
    pub ledger: MemoryLedger,
    /// Devices.
    pub paired: BTreeSet<u128>,
    told: BTreeSet<u128>,
    /// What waited for files and stood in them.
    pub deliveries: MemoryDeliveries,
    left: BTreeSet<(OpId, Act)>,
}

impl Backup {
    /// Its last number; 0 before the first.
    #[must_use]
    pub fn last(&self) -> u64 {
        self.ledger.rows().last().map_or(0, |row| row.server_seq)
    }
}

/// What comes back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reply {
    /// An answer.
    Bytes(Vec<u8>),
    /// The device is not, or no longer, paired.
    Unknown,
    /// Nothing.
    Silence,
}

/// When the server dies during a push.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Crash {
    /// It lives.
    None,
    /// Before its commit.
    Before,
    /// After its commit, before the answer.
    After,
}

impl Gateway {
    /// A server that never heard of anything.
    #[must_use]
    pub fn new(defect: Option<Defect>) -> Self {
        Self {
            epoch: 1,
            ledger: MemoryLedger::new(),
            paired: BTreeSet::new(),
            told: BTreeSet::new(),
            deliveries: MemoryDeliveries::default(),
            unsure_before_ms: i64::MIN,
            left: BTreeSet::new(),
            board: Board::new(),
            defect,
        }
    }

    /// Takes a push; the answer, unless it died.
    pub fn push(&mut self, body: &[u8], now_ms: i64, crash: Crash) -> Reply {
        let Ok(mut push) = Push::decode(body) else {
            return Reply::Silence;
        };
        if !self.paired.contains(&push.device) {
            return Reply::Unknown;
        }
        if self.defect == Some(Defect::GapAwaited) {
            push.oldest = 1;
        }
        let Ok(state) = self.ledger.log(push.device, push.epoch);
        let acked = state.map_or(0, |state| state.acked);
        let is_statement = push
            .ops
            .first()
            .is_some_and(|record| record.bytes.is_empty());
        if self.defect == Some(Defect::FilledUntold)
            && push.first <= acked + u64::from(!is_statement)
        {
            push.oldest = 1;
        }
        let is_told = self.defect == Some(Defect::GapToldOnce) && self.has_told_gap(&push);
        if is_told && is_statement {
            push.ops.clear();
            (push.first, push.oldest) = (push.first + 1, push.oldest + 1);
        }
        let defect = match is_told {
            true => Some(Defect::GapUntold),
            false => self.defect,
        };
        let server = Server {
            epoch: self.epoch,
            school_key: &SCHOOL_KEY,
            now_ms,
            may_settle: true,
        };
        let mut faulty = Faulty {
            inner: &mut self.ledger,
            defect,
            first: push.first,
            before: push
                .ops
                .first()
                .and_then(|record| Parsed::read(&record.bytes).ok())
                .map(|parsed| parsed.op.prev),
        };
        let Ok(answer) = accept(server, &push, &mut faulty, &mut self.board);
        let bytes = answer.encode();
        match crash {
            Crash::None => {
                self.ledger.commit();
                Reply::Bytes(bytes)
            }
            Crash::Before => {
                self.ledger.roll_back();
                if self.defect != Some(Defect::BoardNotRebuilt) {
                    self.restart();
                }
                if self.defect == Some(Defect::AckBeforeCommit) {
                    return Reply::Bytes(bytes);
                }
                Reply::Silence
            }
            Crash::After => {
                self.ledger.commit();
                self.restart();
                Reply::Silence
            }
        }
    }

    fn has_told_gap(&self, push: &Push) -> bool {
        self.ledger.rows().any(|row| match &row.what {
            What::Fact(Fact::Trouble { kind, origin, .. }) => {
                *kind == ExceptionKind::Gap
                    && (origin.device, origin.epoch) == (push.device, push.epoch)
            }
            _ => false,
        })
    }

    /// Answers a pull; a page of before says nothing of the rows that it reads.
    pub fn pull(&mut self, body: &[u8], now_ms: i64, is_before: bool) -> Reply {
        let Ok(pull) = Pull::decode(body) else {
            return Reply::Silence;
        };
        if !self.paired.contains(&pull.device) {
            return Reply::Unknown;
        }
        let server = Server {
            epoch: self.epoch,
            school_key: &SCHOOL_KEY,
            now_ms,
            may_settle: true,
        };
        let mut faulty = Faulty {
            inner: &mut self.ledger,
            defect: self.defect,
            first: 0,
            before: None,
        };
        let Ok(mut answer) = serve(server, &pull, &mut faulty, &self.board);
        if self.defect == Some(Defect::HalfABoard)
            && pull.cursor == 0
            && matches!(answer.body, PulledBody::Snapshot { .. })
            && self.ledger.horizon() == Ok(0)
        {
            let Ok(rows) = self.ledger.rows_after(0, MAX_ROWS);
            answer.body = PulledBody::Rows { rows, more: true };
        }
        Reply::Bytes(
            match is_before || self.defect == Some(Defect::RulesUnnamed) {
                true => answer.for_older_pages().encode(),
                false => answer.encode(),
            },
        )
    }

    /// Staff says something.
    pub fn fact(&mut self, fact: Fact) {
        let Ok(_) = state_fact(&mut self.ledger, &mut self.board, fact);
        self.ledger.commit();
    }

    /// A transaction over what is handed in; the answer, unless it died or the transaction failed.
    pub fn hand_in<T>(
        &mut self,
        crash: Crash,
        act: impl FnOnce(&mut MemoryDeliveries, &Board) -> Result<T, Twice>,
    ) -> Option<T> {
        let before = self.deliveries.clone();
        let done = act(&mut self.deliveries, &self.board).ok();
        if done.is_none() {
            self.deliveries = before;
            return None;
        }
        match crash {
            Crash::None => done,
            Crash::Before => {
                self.deliveries = before;
                done.filter(|_| self.defect == Some(Defect::FilesBeforeCommit))
            }
            Crash::After => None,
        }
    }

    /// Puts what is new on the board among what waits for files.
    ///
    /// # Errors
    /// Never: nothing is handed out.
    pub fn gather(
        deliveries: &mut MemoryDeliveries,
        board: &Board,
        unsure_before_ms: i64,
    ) -> Result<(), Twice> {
        let begins = Begins {
            unsure_before_ms,
            ..Begins::default()
        };
        hand_in::enter(deliveries, board, hand_in::TARGET, None, begins).map(|_| ())
    }

    /// Loans that ended before a time leave the board; what no file has yet waits for one.
    pub fn tidy(&mut self, before_ms: i64) {
        let (is_careless, unsure) = (
            self.defect == Some(Defect::LeftBeforeHandedIn),
            self.unsure_before_ms,
        );
        let done = self.hand_in(Crash::None, |deliveries, board| {
            if !is_careless {
                Self::gather(deliveries, board, unsure)?;
            }
            hand_in::release(deliveries, before_ms)
        });
        if done.is_some() {
            let before = desks::settled(&self.board);
            self.fact(Fact::Tidy { before_ms });
            let after = desks::settled(&self.board);
            self.left.extend(before.difference(&after));
        }
    }

    /// The process starts again from what is durable.
    pub fn restart(&mut self) {
        self.board = Board::fold(self.ledger.rows());
    }

    /// What a backup of now holds.
    #[must_use]
    pub fn backup(&self) -> Backup {
        Backup {
            ledger: self.ledger.clone(),
            paired: self.paired.clone(),
            told: self.told.clone(),
            deliveries: self.deliveries.clone(),
            left: self.left.clone(),
        }
    }

    /// A backup is put in place of everything.
    pub fn restore(&mut self, backup: Backup, epoch: u64, now_ms: i64) {
        (self.ledger, self.paired) = (backup.ledger, backup.paired);
        self.told = backup.told;
        (self.deliveries, self.left) = (backup.deliveries, backup.left);
        if self.defect != Some(Defect::RestoreWithoutDoubt) {
            self.unsure_before_ms = now_ms;
            let asked = hand_in::restored(&mut self.deliveries);
            debug_assert!(asked.is_ok(), "memory does not fail");
        }
        if self.defect != Some(Defect::RestoreUnsaid) {
            self.epoch = epoch;
        }
        self.restart();
        if self.defect != Some(Defect::RestoreWithoutDoubt) {
            let since_ms = now_ms.saturating_sub(hand_in::WITHDRAW_MS);
            let asked = hand_in::ask_again(&mut self.deliveries, &self.board, since_ms);
            debug_assert!(asked.is_ok(), "memory does not fail");
        }
    }
}

/// The ledger, with the mistake.
struct Faulty<'a> {
    inner: &'a mut MemoryLedger,
    defect: Option<Defect>,
    first: u64,
    before: Option<Hash>,
}

impl Ledger for Faulty<'_> {
    type Error = Infallible;

    fn log(&mut self, device: u128, epoch: u64) -> Result<Option<LogState>, Infallible> {
        let state = self.inner.log(device, epoch)?;
        if self.defect == Some(Defect::NoDedupe)
            && let Some(state) = state
            && self.first <= state.acked
        {
            let before = self.first.saturating_sub(1);
            let head = self
                .inner
                .hash_at(device, epoch, before)?
                .unwrap_or([0; 32]);
            return Ok(Some(LogState {
                acked: before,
                head,
            }));
        }
        let acked = state.map_or(0, |state| state.acked);
        if self.defect == Some(Defect::GapUntold) && self.first > acked + 1 {
            return Ok(Some(LogState {
                acked: self.first - 1,
                head: self.before.unwrap_or_default(),
            }));
        }
        Ok(state)
    }

    fn logs(&mut self, device: u128) -> Result<Vec<(u64, u64, Hash)>, Infallible> {
        self.inner.logs(device)
    }

    fn hash_at(&mut self, device: u128, epoch: u64, seq: u64) -> Result<Option<Hash>, Infallible> {
        if self.defect == Some(Defect::ForkUnseen) {
            return Ok(None);
        }
        self.inner.hash_at(device, epoch, seq)
    }

    fn content_of(&mut self, id: OpId) -> Result<Option<Hash>, Infallible> {
        if self.defect == Some(Defect::NoDedupe) {
            return Ok(None);
        }
        self.inner.content_of(id)
    }

    fn sender_of(&mut self, id: OpId) -> Result<Option<u128>, Infallible> {
        self.inner.sender_of(id)
    }

    fn next_seq(&mut self) -> Result<u64, Infallible> {
        self.inner.next_seq()
    }

    fn last_seq(&mut self) -> Result<u64, Infallible> {
        self.inner.last_seq()
    }

    fn put(
        &mut self,
        place: Place,
        slot: Slot<'_>,
        bytes: &[u8],
        received_ms: i64,
    ) -> Result<(), Infallible> {
        if self.defect == Some(Defect::PoisonDropped) && matches!(slot, Slot::Quarantine(_)) {
            return Ok(());
        }
        self.inner.put(place, slot, bytes, received_ms)
    }

    fn put_branch(
        &mut self,
        place: Place,
        bytes: &[u8],
        received_ms: i64,
    ) -> Result<(), Infallible> {
        self.inner.put_branch(place, bytes, received_ms)
    }

    fn set_log(&mut self, device: u128, epoch: u64, state: LogState) -> Result<(), Infallible> {
        self.inner.set_log(device, epoch, state)
    }

    fn row(&mut self, entry: &Entry, events: &[Event], board: &Board) -> Result<(), Infallible> {
        self.inner.row(entry, events, board)
    }

    fn rows_after(&mut self, seq: u64, limit: usize) -> Result<Vec<Entry>, Infallible> {
        let mut rows = self.inner.rows_after(seq, limit)?;
        if self.defect == Some(Defect::RowSkipped) {
            rows.retain(|row| row.server_seq % 16 != 0 || !matches!(row.what, What::Op(_)));
        }
        Ok(rows)
    }

    fn horizon(&mut self) -> Result<u64, Infallible> {
        self.inner.horizon()
    }
}
