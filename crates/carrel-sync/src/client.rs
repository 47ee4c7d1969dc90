//! The device's half: its logs, what to send, what an answer changes.
//!
//! Nothing changes before the host has committed it: [`Client::prepare`] and [`Client::heard`] give a [`Change`]; the host writes
//! it in one transaction, and then calls [`Client::commit`]. A host that dies in between loads what its storage says.

use std::collections::BTreeMap;

use carrel_circ::Allowed;
use carrel_circ::board::FOLD;
use carrel_circ::entry::{Entry, Kind, OpId};
use carrel_circ::time::{DAY_MS, Moment};
use carrel_core::CalendarDate;
use serde::{Deserialize, Serialize};

use crate::cbor::{CborError, Reader};
use crate::clock::{BRACKET_MS, Reading, SyncPoint};
use crate::hash::Hash;
use crate::message::{
    MAX_OPS, MAX_PUSH, MAX_ROWS, Nonce, Outcome, Pull, Pulled, PulledBody, Push, Pushed, ROWS,
    Record,
};
use crate::op::{Auth, Op, Patron, link_of};

/// Operations the server has are kept this long all the same: a restored server asks for them again. Milliseconds.
pub const KEEP_MS: i64 = 35 * 86_400_000;

/// One log of this device.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Log {
    /// Random, new whenever a log is created.
    pub epoch: u64,
    /// Oldest place still held; the next one when none is. When `acked` stands before the place in front of it, what lies between is lost
    /// and the server has not been told yet.
    pub oldest: u64,
    /// Place of the next operation.
    pub next: u64,
    /// Hash of the last operation.
    pub head: Hash,
    /// Everything up to here is on the server.
    pub acked: u64,
    /// Server times and what was acked then, a day apart: what decides on deleting sent operations.
    pub marks: Vec<(i64, u64)>,
}

/// A device's bookkeeping: what `meta` holds, in the same transaction as the operations.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Meta {
    /// The device.
    pub device: u128,
    /// Its logs, oldest first; the last one is written.
    pub logs: Vec<Log>,
    /// The server's life this device last heard of; 0 for none.
    pub server_epoch: u64,
    /// The last number heard.
    pub cursor: u64,
    /// What is known of its clock.
    pub sync: Option<SyncPoint>,
    /// The server speaks of another life: pull before pushing.
    pub must_pull: bool,
    /// The server's log differs from this place of this log on: go on in a new log.
    pub forked: Option<(u64, u64)>,
}

impl Meta {
    /// What stands beside the board that is kept, from the same transaction: which rules folded it, of which rows, under which name of this device, and
    /// up to which row of which life of the server. A page of before writes a board and this bookkeeping, and no mark: then the mark that is there
    /// is not this one, and the board is an old one ([`Client::with_old_board`]). Paired anew there, it may hear as many rows of the same life.
    #[must_use]
    pub fn mark(&self) -> Vec<u8> {
        let place = (self.device, self.server_epoch, self.cursor);
        postcard::to_allocvec(&(FOLD, ROWS, place)).unwrap_or_default()
    }
}

/// What to record; from a decision of the rules, with what only the screen knows.
#[derive(Clone, Debug)]
pub struct Draft {
    /// What.
    pub kind: Kind,
    /// Barcode or title.
    pub copy: String,
    /// Card as scanned.
    pub card: Option<String>,
    /// Due date shown.
    pub due: Option<CalendarDate>,
    /// Policy version.
    pub policy: u32,
    /// Member of staff; 0: the student.
    pub staff: u64,
    /// Typed, not scanned.
    pub typed: bool,
    /// The rules that staff saw and said yes to.
    pub allowed: Allowed,
    /// Why.
    pub why: String,
    /// First bytes (at most 32) of the hash of the list of titles the screen had; empty for none.
    pub catalogue: Vec<u8>,
}

impl Draft {
    /// A plain scan.
    #[must_use]
    pub fn scan(kind: Kind, copy: &str, card: Option<&str>) -> Self {
        Self {
            kind,
            copy: copy.to_owned(),
            card: card.map(str::to_owned),
            due: None,
            policy: 0,
            staff: 0,
            typed: false,
            allowed: Allowed::NOTHING,
            why: String::new(),
            catalogue: Vec::new(),
        }
    }
}

/// Random and clock values of one operation.
#[derive(Clone, Copy, Debug)]
pub struct Mint {
    /// UUID of version 7.
    pub id: OpId,
    /// 16 random bytes.
    pub salt: [u8; 16],
    /// Clocks.
    pub at: Reading,
}

/// A place in this device's logs.
pub type At = (u64, u64);

/// What one transaction writes.
#[derive(Clone, Debug)]
pub struct Change {
    /// Operations to write.
    pub put: Vec<(At, Record)>,
    /// Operations to delete: from the first place up to and with the second.
    pub delete: Vec<(At, At)>,
    /// The snapshot (board) is void: start from an empty one, or from this one.
    pub replace_board: Option<Vec<u8>>,
    /// Entries to fold into the snapshot, in order.
    pub rows: Vec<Entry>,
    /// The bookkeeping after it: written in the same transaction.
    pub meta: Meta,
    /// What became of operations, for the journal.
    pub results: Vec<(At, Outcome)>,
}

impl Change {
    fn of(meta: Meta) -> Self {
        Self {
            put: Vec::new(),
            delete: Vec::new(),
            replace_board: None,
            rows: Vec::new(),
            meta,
            results: Vec::new(),
        }
    }
}

/// Why an answer was not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unheard {
    /// It is no message of ours: a captive portal, a proxy's page, a cut-off body. As good as offline.
    NotOurs,
    /// It answers a question that is not waiting.
    Stale,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Asked {
    Push { epoch: u64, last: u64 },
    Pull,
}

#[derive(Clone, Debug)]
struct Flight {
    asked: Asked,
    nonce: Nonce,
    sent: Reading,
}

/// What a push needs from the host's storage.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wanted {
    /// Which log.
    pub epoch: u64,
    /// First place.
    pub first: u64,
    /// How many, at most 200; 0 when nothing is held any more, and only what was is to be stated.
    pub count: u64,
}

/// A device's half of the protocol.
#[derive(Clone, Debug)]
pub struct Client {
    meta: Meta,
    flight: Option<Flight>,
    keep_ms: i64,
    is_stale: bool,
}

impl Client {
    /// A device with an empty log. `epoch` is random and not 0.
    #[must_use]
    pub fn new(device: u128, epoch: u64) -> Self {
        Self {
            meta: Meta {
                device,
                logs: vec![empty_log(epoch)],
                server_epoch: 0,
                cursor: 0,
                sync: None,
                must_pull: false,
                forked: None,
            },
            flight: None,
            keep_ms: KEEP_MS,
            is_stale: false,
        }
    }

    /// A device as its storage says; nothing when the bytes are no bookkeeping.
    #[must_use]
    pub fn load(meta: &[u8]) -> Option<Self> {
        let meta: Meta = postcard::from_bytes(meta).ok()?;
        (!meta.logs.is_empty()).then(|| Self::from_meta(meta))
    }

    /// From bookkeeping at hand.
    #[must_use]
    pub fn from_meta(meta: Meta) -> Self {
        Self {
            meta,
            flight: None,
            keep_ms: KEEP_MS,
            is_stale: false,
        }
    }

    /// Another time to keep sent operations, in milliseconds of the server's clock.
    #[must_use]
    pub fn keeping(mut self, keep_ms: i64) -> Self {
        self.keep_ms = keep_ms;
        self
    }

    /// An older Carrel folded the board that is kept: the same rows give another one now. It is asked for from the first row, and stays until the
    /// answer is here. Without a gateway nothing changes.
    #[must_use]
    pub fn with_old_board(mut self) -> Self {
        self.is_stale = self.meta.server_epoch != 0;
        self
    }

    /// The bookkeeping.
    #[must_use]
    pub fn meta(&self) -> &Meta {
        &self.meta
    }

    /// How many operations are not on the server.
    #[must_use]
    pub fn pending(&self) -> u64 {
        self.meta
            .logs
            .iter()
            .map(|log| log.next - 1 - log.acked.max(log.oldest - 1))
            .sum()
    }

    /// This device's best guess of the time.
    #[must_use]
    pub fn moment(&self, now: Reading) -> Moment {
        match &self.meta.sync {
            Some(sync) => sync.moment(now),
            None => Moment::unknown(now.wall_ms),
        }
    }

    /// An operation ready to be written. After the transaction: [`Client::commit`]; only then may the screen say "recorded".
    ///
    /// # Errors
    /// What no log can hold: a code that is empty or longer than [`MAX_CODE`](crate::op::MAX_CODE) bytes. Nothing was recorded.
    pub fn prepare(&self, draft: Draft, mint: Mint) -> Result<(Hash, Change), CborError> {
        let mut op = Op::new(mint.id, draft.kind, mint.at);
        op.copy = draft.copy;
        if let Some(card) = draft.card {
            op.patron = Patron::Known {
                card,
                salt: mint.salt,
            };
        }
        op.due = draft.due;
        op.policy = draft.policy;
        op.staff = draft.staff;
        op.auth = if draft.staff == 0 {
            Auth::Card
        } else {
            Auth::Staff
        };
        op.typed = draft.typed;
        op.overridden = !draft.allowed.is_nothing();
        op.answered = draft.allowed.bits().unwrap_or(0);
        op.v = if op.answered == 0 { 1 } else { 2 };
        op.why = draft.why;
        op.catalogue = draft.catalogue;
        op.catalogue.truncate(32);
        op.cursor_seen = self.meta.cursor;
        // A wall clock that stands before the last sync, or fell behind the monotonic one, was set back since (a dead battery says 1970): the
        // offset of that sync says nothing about it, even if the clock is right again by the next one (the simulator's seeds 2004750, 21901).
        let sync = self.meta.sync.as_ref();
        let may_follow = |sync: &&SyncPoint| {
            mint.at.wall_ms >= sync.at.wall_ms.saturating_sub(BRACKET_MS)
                && !sync.was_set_back(mint.at, BRACKET_MS)
        };
        if let Some(sync) = sync.filter(may_follow) {
            op.offset_ms = Some(sync.offset_ms);
            op.offset_err_ms = u32::try_from(sync.error_ms).unwrap_or(u32::MAX);
            op.in_step = sync.is_in_step(mint.at);
        }
        let mut change = Change::of(self.meta.clone());
        let hash = append(&mut change, op)?;
        Ok((hash, change))
    }

    /// The host committed a change.
    pub fn commit(&mut self, change: &Change) {
        if self.meta.device != change.meta.device {
            // What was asked under the former name is answered to nobody: its rows would follow a cursor that is void.
            self.flight = None;
        }
        self.is_stale &= change.replace_board.is_none();
        self.meta.clone_from(&change.meta);
    }

    /// What to push next; nothing when all is sent, a question is waiting, or something else comes first.
    #[must_use]
    pub fn wants_push(&self) -> Option<Wanted> {
        if self.flight.is_some() || self.meta.must_pull || self.meta.forked.is_some() {
            return None;
        }
        self.meta.logs.iter().find_map(|log| {
            let first = (log.acked + 1).max(log.oldest);
            (first < log.next || log.is_gap_untold()).then(|| Wanted {
                epoch: log.epoch,
                first,
                count: (log.next - first).min(MAX_OPS as u64),
            })
        })
    }

    /// A push of what was wanted: records in order, as many as fit. The bytes go to `POST /v1/push`.
    pub fn push(
        &mut self,
        wanted: Wanted,
        records: Vec<Record>,
        nonce: Nonce,
        now: Reading,
    ) -> Vec<u8> {
        let oldest = self
            .meta
            .logs
            .iter()
            .find(|log| log.epoch == wanted.epoch)
            .map_or(1, |log| log.oldest);
        let mut size = 200;
        let mut ops = records;
        let fits = ops
            .iter()
            .take_while(|record| {
                size += record.bytes.len() + 48;
                size <= MAX_PUSH
            })
            .count();
        ops.truncate(fits.max(1));
        let (mut first, mut oldest) = (wanted.first, oldest);
        let log = self.meta.logs.iter().find(|log| log.epoch == wanted.epoch);
        if let Some(log) = log.filter(|log| log.oldest == log.next && log.oldest > 1) {
            // Nothing is held any more: what the last one was is stated.
            let (hash, bytes) = (log.head, Vec::new());
            ops = vec![Record { hash, bytes }];
            (first, oldest) = (log.oldest - 1, log.oldest - 1);
        }
        let last = first + (ops.len() as u64).saturating_sub(1);
        self.flight = Some(Flight {
            asked: Asked::Push {
                epoch: wanted.epoch,
                last,
            },
            nonce,
            sent: now,
        });
        Push {
            device: self.meta.device,
            epoch: wanted.epoch,
            first,
            oldest,
            ops,
            sent: now,
            nonce,
        }
        .encode()
    }

    /// A question for what is new. The bytes go to `POST /v1/pull`.
    pub fn pull(&mut self, nonce: Nonce, now: Reading) -> Vec<u8> {
        self.flight = Some(Flight {
            asked: Asked::Pull,
            nonce,
            sent: now,
        });
        // Of another life: that comes first, and brings the board anew, too.
        let (server_epoch, cursor) = match self.is_stale && !self.meta.must_pull {
            true => (0, 0),
            false => (self.meta.server_epoch, self.meta.cursor),
        };
        Pull {
            device: self.meta.device,
            server_epoch,
            cursor,
            limit: MAX_ROWS as u64,
            nonce,
        }
        .encode()
    }

    /// A question is waiting for its answer.
    #[must_use]
    pub fn is_waiting(&self) -> bool {
        self.flight.is_some()
    }

    /// The question is given up: a time-out, an error.
    pub fn give_up(&mut self) {
        self.flight = None;
    }

    /// An answer came: what it changes. The second value says that there is more to pull.
    ///
    /// # Errors
    /// [`Unheard`], when it is not the answer that is awaited; nothing changed.
    pub fn heard(
        &mut self,
        content_type: &str,
        body: &[u8],
        now: Reading,
    ) -> Result<(Change, bool), Unheard> {
        let Some(flight) = self.flight.clone() else {
            return Err(Unheard::Stale);
        };
        if !content_type.starts_with(crate::message::CONTENT_TYPE) {
            return Err(Unheard::NotOurs);
        }
        let (nonce, server_ms, result) = match flight.asked {
            Asked::Push { epoch, last } => {
                let pushed = Pushed::decode(body).map_err(|_| Unheard::NotOurs)?;
                (pushed.nonce, pushed.server_ms, Ok((pushed, epoch, last)))
            }
            Asked::Pull => {
                let pulled = Pulled::decode(body).map_err(|_| Unheard::NotOurs)?;
                (pulled.nonce, pulled.server_ms, Err(pulled))
            }
        };
        if nonce != flight.nonce {
            return Err(Unheard::Stale);
        }
        self.flight = None;
        let mut change = Change::of(self.meta.clone());
        if let Some(sync) = SyncPoint::new(flight.sent, now, server_ms) {
            change.meta.sync = Some(sync);
        }
        let more = match result {
            Ok((pushed, epoch, last)) => {
                pushed_changes(&mut change, pushed, epoch, last);
                false
            }
            Err(pulled) => {
                let is_ours = pulled.server_epoch == change.meta.server_epoch;
                if self.is_stale && is_ours && matches!(pulled.body, PulledBody::Rows { .. }) {
                    change.meta.cursor = 0;
                    change.replace_board = Some(Vec::new());
                }
                pulled_changes(&mut change, pulled)
            }
        };
        if !change.meta.must_pull && change.meta.forked.is_none() {
            prune(&mut change, server_ms, self.keep_ms);
        }
        Ok((change, more))
    }

    /// The log that must be moved into a new one: all records of this log from this place on.
    #[must_use]
    pub fn wants_move(&self) -> Option<At> {
        self.meta.forked
    }

    /// The next step when the storage no longer has everything it should; nothing when the log is whole. Call it with all records once they were
    /// loaded, until nothing is left to do. `epoch` is random.
    ///
    /// What follows a hole moves into a new log ([`Client::wants_move`]). When the server has what is missing, what stands before the hole
    /// moves instead: then this log begins after it, and a server that is restored from an older backup hears of a gap. Cost: a pass.
    #[must_use]
    pub fn mend(&self, held: &BTreeMap<At, Record>, epoch: u64) -> Option<Change> {
        if self.meta.forked.is_some() {
            return None;
        }
        for (number, log) in self.meta.logs.iter().enumerate() {
            let (from, until) = ((log.epoch, log.oldest), (log.epoch, log.next));
            if log.oldest >= log.next {
                continue;
            }
            let mut places = held.range(from..until).map(|((_, place), _)| *place);
            let whole = (log.oldest..log.next).take_while(|place| places.next() == Some(*place));
            let hole = log.oldest + whole.count() as u64;
            if hole == log.next {
                continue;
            }
            let mut change = Change::of(self.meta.clone());
            if hole > log.acked {
                change.meta.forked = Some((log.epoch, hole));
                // What this log ends with once the rest has moved; zeros when nobody knows.
                let before = held
                    .get(&(log.epoch, hole - 1))
                    .filter(|_| hole > log.oldest);
                change.meta.logs[number].head = before.map_or([0; 32], |record| record.hash);
                return Some(change);
            }
            let after = held.range((log.epoch, hole)..until).next();
            let after = after.map_or(log.next, |((_, place), _)| *place);
            change.meta.logs[number].oldest = after.min(log.acked + 1);
            if hole > log.oldest {
                let before: Vec<Record> = (held.range(from..(log.epoch, hole)))
                    .map(|(_, record)| record.clone())
                    .collect();
                change.delete.push((from, (log.epoch, hole - 1)));
                let moved = chained_anew(&mut change, epoch, &before, 0);
                change.meta.logs.insert(number, moved);
            }
            return Some(change);
        }
        None
    }

    /// Moves records (from [`Client::wants_move`] to the end of that log) into a new log, with their names. `epoch` is random. When the server
    /// does not have some that are missing, the new log begins after so many places: that is how it hears of them.
    #[must_use]
    pub fn move_branch(&self, records: &[Record], epoch: u64) -> Change {
        let mut change = Change::of(self.meta.clone());
        let Some((old, from)) = change.meta.forked.take() else {
            return change;
        };
        let Some(place) = change.meta.logs.iter().position(|log| log.epoch == old) else {
            return change;
        };
        let log = &mut change.meta.logs[place];
        let missing = missing(log, from, records);
        let end = log.next;
        log.next = from;
        log.acked = log.acked.min(from - 1);
        log.marks.retain(|(_, acked)| *acked < from);
        // This log is never written again, and goes on saying what its last operation was. Where a hole begins there, `mend` noted it.
        let first = records.first().and_then(|record| link_of(&record.bytes));
        let here = (change.meta.device, old, from);
        if let Some((_, prev)) = first.filter(|(at, _)| (at.device, at.epoch, at.seq) == here) {
            log.head = prev;
        }
        let is_written = place + 1 == change.meta.logs.len();
        change.delete.push(((old, from), (old, end)));
        // The branch gets its own log, placed before the one that is written now, if that is another.
        let branch = chained_anew(&mut change, epoch, records, missing);
        if is_written {
            change.meta.logs.push(branch);
        } else {
            let last = change.meta.logs.len() - 1;
            change.meta.logs.insert(last, branch);
        }
        change
    }

    /// This device, whose log is mended, under the name that a gateway gave it: all it holds (`records`: of all its logs, oldest first) goes, with the names of
    /// the scans, into one new log that begins at 1. `epoch` is random. The board is void: the gateway's comes with the next pull. What is
    /// known to be lost and was not told yet leaves so many places free at its beginning.
    #[must_use]
    pub fn join(&self, device: u128, epoch: u64, records: &[Record]) -> Change {
        let mut change = Change::of(self.meta.clone());
        let mut missing = 0;
        for (place, log) in core::mem::take(&mut change.meta.logs)
            .into_iter()
            .enumerate()
        {
            // Without a server, what left the first log was handed in by a file.
            let is_delivered = self.meta.server_epoch == 0 && place == 0;
            if log.is_gap_untold() && !is_delivered {
                missing += log.oldest - 1 - log.acked;
            }
            change
                .delete
                .push(((log.epoch, log.oldest), (log.epoch, log.next)));
        }
        let meta = &mut change.meta;
        meta.device = device;
        (meta.server_epoch, meta.cursor, meta.must_pull) = (0, 0, false);
        meta.forked = None;
        let log = chained_anew(&mut change, epoch, records, missing);
        if missing > 0 {
            // Not the first log: paired once more before any gateway answered, it would pass for one that begins after what was delivered. The next
            // answer takes this one away.
            change.meta.logs.push(empty_log(0));
        }
        change.meta.logs.push(log);
        change.replace_board = Some(Vec::new());
        change
    }

    /// Deletes the operations up to and with a place of a log that no server ever heard of: they were handed to another system by a
    /// file, and staff said that it is imported. Nothing when there is a server (its acks decide then) or no such place.
    #[must_use]
    pub fn drop_delivered(&self, up_to: u64) -> Option<Change> {
        let mut change = Change::of(self.meta.clone());
        let meta = &mut change.meta;
        let is_alone = meta.server_epoch == 0 && !meta.must_pull && meta.forked.is_none();
        let [log] = meta.logs.as_mut_slice() else {
            return None;
        };
        if !is_alone || log.acked != 0 || up_to < log.oldest || up_to >= log.next {
            return None;
        }
        change
            .delete
            .push(((log.epoch, log.oldest), (log.epoch, up_to)));
        log.oldest = up_to + 1;
        Some(change)
    }
}

/// How many operations of a log are neither among these records, which are all it has from a place on, nor known to be on the server.
fn missing(log: &Log, from: u64, records: &[Record]) -> u64 {
    let mut place = from - 1;
    let mut unsent = 0;
    for record in records {
        // What this version cannot read follows the one before it.
        place = Op::decode(&record.bytes).map_or(place + 1, |op| op.origin.seq);
        unsent += u64::from(place > log.acked);
    }
    (log.next - 1)
        .saturating_sub(log.acked.max(from - 1))
        .saturating_sub(unsent)
}

/// A new log of these records, in their order, after so many that are missing. What this version cannot read moves as it is; the server keeps
/// it in quarantine.
fn chained_anew(change: &mut Change, epoch: u64, records: &[Record], missing: u64) -> Log {
    let mut log = empty_log(epoch);
    (log.oldest, log.next) = (1 + missing, 1 + missing);
    for record in records {
        let mut record = record.clone();
        if let Ok(mut op) = Op::decode(&record.bytes) {
            op.origin.device = change.meta.device;
            op.origin.epoch = epoch;
            op.origin.seq = log.next;
            op.prev = log.head;
            record.bytes = op.encode();
            record.hash = crate::op::chain_hash(&record.bytes).unwrap_or_default();
        }
        log.head = record.hash;
        change.put.push(((epoch, log.next), record));
        log.next += 1;
    }
    log
}

/// Deletes what the server has had for long enough, by the server's own clock: this device's may have jumped.
fn prune(change: &mut Change, server_ms: i64, keep_ms: i64) {
    let meta = &mut change.meta;
    let written = meta.logs.last().map_or(0, |log| log.epoch);
    for log in &mut meta.logs {
        let is_due = log.marks.last().is_none_or(|(at, acked)| {
            *acked < log.acked && server_ms.saturating_sub(*at) >= DAY_MS
        });
        if is_due && log.acked > 0 {
            log.marks.push((server_ms, log.acked));
        }
        let old = log
            .marks
            .iter()
            .take_while(|(at, _)| server_ms.saturating_sub(*at) > keep_ms)
            .last()
            .map(|(_, acked)| *acked);
        if let Some(up_to) = old.filter(|up_to| *up_to >= log.oldest) {
            change
                .delete
                .push(((log.epoch, log.oldest), (log.epoch, up_to)));
            log.oldest = up_to + 1;
        }
        log.marks.retain(|(_, acked)| *acked >= log.oldest);
    }
    // A log of which nothing is held any more stays known: after a restore it says what is missing.
    meta.logs.retain(|log| log.epoch == written || log.next > 1);
}

impl Log {
    /// Operations before the oldest one held are lost, and the server has not heard of it.
    fn is_gap_untold(&self) -> bool {
        self.acked + 1 < self.oldest
    }
}

fn empty_log(epoch: u64) -> Log {
    Log {
        epoch,
        oldest: 1,
        next: 1,
        head: [0; 32],
        acked: 0,
        marks: Vec::new(),
    }
}

fn append(change: &mut Change, mut op: Op) -> Result<Hash, CborError> {
    let device = change.meta.device;
    let Some(log) = change.meta.logs.last_mut() else {
        return Err(Reader::new(&[]).error("a log to write in"));
    };
    op.origin.device = device;
    op.origin.epoch = log.epoch;
    op.origin.seq = log.next;
    op.prev = log.head;
    let bytes = op.encode();
    let hash = crate::op::chain_hash(&bytes)?;
    change
        .put
        .push(((log.epoch, log.next), Record { hash, bytes }));
    log.next += 1;
    log.head = hash;
    Ok(hash)
}

fn pushed_changes(change: &mut Change, pushed: Pushed, epoch: u64, last: u64) {
    let meta = &mut change.meta;
    if meta.server_epoch != 0 && pushed.server_epoch != meta.server_epoch {
        // Restored from a backup: what it says of this log is true of its new life only. Ask it first.
        meta.must_pull = true;
        return;
    }
    // A device that never pulled learns here which life its acks belong to (the simulator's seed 1000854).
    meta.server_epoch = pushed.server_epoch;
    let Some(log) = meta.logs.iter_mut().find(|log| log.epoch == epoch) else {
        return;
    };
    change.results = pushed
        .results
        .iter()
        .map(|(seq, outcome)| ((epoch, *seq), *outcome))
        .collect();
    // Lower than before only when a server lost data without saying so; then sending again is right, too.
    log.acked = pushed.acked.min(last).max(pushed.acked.min(log.acked));
    if let Some(at) = pushed.fork_at.filter(|at| *at < log.next && *at >= 1) {
        meta.forked = Some((epoch, at));
    }
}

fn pulled_changes(change: &mut Change, pulled: Pulled) -> bool {
    let meta = &mut change.meta;
    match pulled.body {
        PulledBody::Gone { acked } => {
            for log in &mut meta.logs {
                // A clone of this device may have filled the places with its own scans: only an equal head proves that ours
                // are there. Otherwise send again what is held; the server compares hashes.
                let theirs = acked.iter().find(|(epoch, ..)| *epoch == log.epoch);
                let is_whole = theirs.is_some_and(|(_, seq, head)| {
                    // Zeros say nothing: places are missing there, or a branch left this log.
                    (*seq, *head) == (log.next - 1, log.head) && log.head != [0; 32]
                });
                if !is_whole {
                    // What lies between theirs and ours is gone, and the next push says so, even an empty one.
                    let has = theirs.map_or(0, |(_, seq, _)| *seq);
                    log.acked = has.min(log.oldest - 1);
                    if log.oldest == log.next {
                        // Nothing is held that would be compared: what the last one was must be stated.
                        log.acked = has.min(log.oldest.saturating_sub(2));
                    }
                }
                // The time to keep begins anew with every life: a backup of the life between may lack what this one has
                // (the simulator's seed 1022724).
                log.marks.clear();
            }
            meta.server_epoch = pulled.server_epoch;
            meta.cursor = 0;
            meta.must_pull = false;
            change.replace_board = Some(Vec::new());
            true
        }
        PulledBody::Snapshot { at, board } => {
            if meta.server_epoch != pulled.server_epoch && meta.server_epoch != 0 {
                // The board of another life, to a question from the first row: what of ours that life has comes first.
                meta.must_pull = true;
                return true;
            }
            meta.server_epoch = pulled.server_epoch;
            meta.cursor = at;
            meta.must_pull = false;
            change.replace_board = Some(board);
            true
        }
        PulledBody::Rows { rows, more } => {
            if meta.server_epoch != pulled.server_epoch && meta.server_epoch != 0 {
                // An answer of another life to a cursor of this one: as if gone.
                meta.must_pull = true;
                return true;
            }
            meta.server_epoch = pulled.server_epoch;
            meta.must_pull = false;
            change.rows = rows
                .into_iter()
                .filter(|row| row.server_seq > meta.cursor)
                .collect();
            if let Some(last) = change.rows.last() {
                meta.cursor = last.server_seq;
            }
            more
        }
    }
}
