//! A ledger in memory: the twin of the server's database, for simulation and for tests of other ledgers.

use std::collections::{BTreeMap, BTreeSet};
use std::convert::Infallible;
use std::sync::Arc;

use carrel_circ::Board;
use carrel_circ::board::Event;
use carrel_circ::entry::{Entry, OpId, PatronKey};

use crate::hand_in::{Answer, Batch, BatchState, Deliveries, Former, TARGET};
use crate::hash::Hash;
use crate::ledger::{Ledger, LogState, Place, Slot};
use crate::op::Op;
use crate::outbox::{ALERTS, Act, OutboxRow, State};

/// What stands at a place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    /// Hash as its device computed it.
    pub hash: Hash,
    /// Bytes as they came; empty for a twin.
    pub bytes: Vec<u8>,
    /// The server number, for an operation that was folded.
    pub server_seq: Option<u64>,
    /// Why it is in quarantine.
    pub why: Option<String>,
}

/// Everything a server keeps.
#[derive(Clone, Debug, Default)]
pub struct MemoryLedger {
    logs: BTreeMap<(u128, u64), LogState>,
    slots: BTreeMap<(u128, u64, u64), Kept>,
    contents: BTreeMap<OpId, Hash>,
    senders: BTreeMap<OpId, u128>,
    rows: BTreeMap<u64, Entry>,
    branches: Vec<(Place, Vec<u8>)>,
    last: u64,
    horizon: u64,
    undo: Vec<Undo>,
}

#[derive(Clone, Debug)]
enum Undo {
    Log((u128, u64), Option<LogState>),
    Slot((u128, u64, u64)),
    Content(OpId),
    Row(u64),
    Branch,
    Last(u64),
}

impl MemoryLedger {
    /// Nothing was ever recorded.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The transaction is durable.
    pub fn commit(&mut self) {
        self.undo.clear();
    }

    /// The transaction never was.
    pub fn roll_back(&mut self) {
        while let Some(step) = self.undo.pop() {
            match step {
                Undo::Log(key, Some(state)) => {
                    self.logs.insert(key, state);
                }
                Undo::Log(key, None) => {
                    self.logs.remove(&key);
                }
                Undo::Slot(key) => {
                    self.slots.remove(&key);
                }
                Undo::Content(id) => {
                    self.contents.remove(&id);
                    self.senders.remove(&id);
                }
                Undo::Row(seq) => {
                    self.rows.remove(&seq);
                }
                Undo::Branch => {
                    self.branches.pop();
                }
                Undo::Last(last) => self.last = last,
            }
        }
    }

    /// All rows, in order.
    pub fn rows(&self) -> impl Iterator<Item = &Entry> {
        self.rows.values()
    }

    /// All places, in order.
    pub fn slots(&self) -> impl Iterator<Item = (&(u128, u64, u64), &Kept)> {
        self.slots.iter()
    }

    /// Bytes of second branches.
    #[must_use]
    pub fn branches(&self) -> &[(Place, Vec<u8>)] {
        &self.branches
    }

    /// An operation of this name was folded.
    #[must_use]
    pub fn knows(&self, id: OpId) -> bool {
        self.contents.contains_key(&id)
    }

    /// Older rows are no longer given out; cursors below get a snapshot. The rows stay for checks.
    pub fn set_horizon(&mut self, seq: u64) {
        self.horizon = seq;
    }

    /// The card of a patron is erased from every operation that carries it.
    pub fn redact(&mut self, is_theirs: impl Fn(&Op) -> bool) {
        for kept in self.slots.values_mut() {
            if Op::decode(&kept.bytes).is_ok_and(|op| is_theirs(&op))
                && let Ok(bytes) = crate::op::redact(&kept.bytes)
            {
                kept.bytes = bytes;
            }
        }
        for (_, bytes) in &mut self.branches {
            if Op::decode(bytes).is_ok_and(|op| is_theirs(&op))
                && let Ok(redacted) = crate::op::redact(bytes)
            {
                *bytes = redacted;
            }
        }
    }
}

impl Ledger for MemoryLedger {
    type Error = Infallible;

    fn log(&mut self, device: u128, epoch: u64) -> Result<Option<LogState>, Infallible> {
        Ok(self.logs.get(&(device, epoch)).copied())
    }

    fn logs(&mut self, device: u128) -> Result<Vec<(u64, u64, Hash)>, Infallible> {
        let all = self.logs.range((device, 0)..=(device, u64::MAX));
        Ok(all
            .map(|((_, epoch), state)| {
                let places = (device, *epoch, 1)..=(device, *epoch, state.acked);
                let is_whole = self.slots.range(places).count() as u64 == state.acked;
                let head = if is_whole { state.head } else { [0; 32] };
                (*epoch, state.acked, head)
            })
            .collect())
    }

    fn hash_at(&mut self, device: u128, epoch: u64, seq: u64) -> Result<Option<Hash>, Infallible> {
        Ok(self.slots.get(&(device, epoch, seq)).map(|kept| kept.hash))
    }

    fn content_of(&mut self, id: OpId) -> Result<Option<Hash>, Infallible> {
        Ok(self.contents.get(&id).copied())
    }

    fn sender_of(&mut self, id: OpId) -> Result<Option<u128>, Infallible> {
        Ok(self.senders.get(&id).copied())
    }

    fn next_seq(&mut self) -> Result<u64, Infallible> {
        self.undo.push(Undo::Last(self.last));
        self.last += 1;
        Ok(self.last)
    }

    fn last_seq(&mut self) -> Result<u64, Infallible> {
        Ok(self.last)
    }

    fn put(
        &mut self,
        place: Place,
        slot: Slot<'_>,
        bytes: &[u8],
        _: i64,
    ) -> Result<(), Infallible> {
        let key = (place.device, place.epoch, place.seq);
        let mut kept = Kept {
            hash: place.hash,
            bytes: bytes.to_vec(),
            server_seq: None,
            why: None,
        };
        match slot {
            Slot::Op { op, entry } => {
                kept.server_seq = Some(entry.server_seq);
                self.undo.push(Undo::Content(op.id));
                self.contents.insert(op.id, op.content());
                self.senders.insert(op.id, place.device);
            }
            Slot::Twin(_) => {}
            Slot::Quarantine(why) => kept.why = Some(why.to_owned()),
        }
        self.undo.push(Undo::Slot(key));
        self.slots.insert(key, kept);
        Ok(())
    }

    fn put_branch(&mut self, place: Place, bytes: &[u8], _: i64) -> Result<(), Infallible> {
        if self.branches.iter().all(|(known, _)| *known != place) {
            self.undo.push(Undo::Branch);
            self.branches.push((place, bytes.to_vec()));
        }
        Ok(())
    }

    fn set_log(&mut self, device: u128, epoch: u64, state: LogState) -> Result<(), Infallible> {
        let before = self.logs.insert((device, epoch), state);
        self.undo.push(Undo::Log((device, epoch), before));
        Ok(())
    }

    fn row(&mut self, entry: &Entry, _: &[Event], _: &Board) -> Result<(), Infallible> {
        self.undo.push(Undo::Row(entry.server_seq));
        self.rows.insert(entry.server_seq, entry.clone());
        Ok(())
    }

    fn rows_after(&mut self, seq: u64, limit: usize) -> Result<Vec<Entry>, Infallible> {
        Ok(self
            .rows
            .range(seq + 1..)
            .take(limit)
            .map(|(_, row)| row.clone())
            .collect())
    }

    fn horizon(&mut self) -> Result<u64, Infallible> {
        Ok(self.horizon)
    }
}

/// Deliveries and batches in memory. A card is called as its operation. Who wants a transaction clones it before: a clone shares everything
/// with its origin, and what one of them changes it copies then, a table at a time.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MemoryDeliveries {
    /// By target.
    rows: BTreeMap<String, Arc<Rows>>,
    batches: Arc<BTreeMap<u128, Batch>>,
    /// Which batch has or had a row.
    handed: Arc<BTreeMap<(OpId, Act, u128), Stands>>,
    /// The rows of batches as they were when they were handed out: what stands in the files, whatever became of them since.
    files: Arc<BTreeMap<u128, Vec<OutboxRow>>>,
    /// What desks said of names, by system.
    former: Arc<BTreeMap<(String, String), bool>>,
    answers: Arc<BTreeMap<u128, Answer>>,
    /// What the sheets of batches name as too late, with its card.
    late: Arc<BTreeMap<(OpId, Act, u128), Option<String>>>,
}

type Rows = BTreeMap<(OpId, Act), Arc<OutboxRow>>;

/// How a row stands in a batch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stands {
    In,
    /// The batch was taken back.
    Back,
    /// It happened once more.
    Out,
}

/// A row stands in another batch already.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Twice;

fn by_time(mut rows: Vec<OutboxRow>) -> Vec<OutboxRow> {
    rows.sort_by_key(|row| (row.at_ms, row.act == Act::Issue, row.op));
    rows
}

impl MemoryDeliveries {
    /// What stands in the files of a batch.
    #[must_use]
    pub fn file(&self, batch: u128) -> &[OutboxRow] {
        self.files.get(&batch).map_or(&[], Vec::as_slice)
    }

    /// Whether the sheet of a batch that was not given back names a row as too late.
    #[must_use]
    pub fn is_on_a_sheet(&self, op: OpId, act: Act) -> bool {
        let places = (op, act, 0)..=(op, act, u128::MAX);
        let mut of = self.late.range(places);
        of.any(|((_, _, batch), _)| {
            let batch = self.batches.get(batch);
            batch.is_some_and(|of| of.state != BatchState::GivenBack)
        })
    }

    /// A row that can stand in a file.
    fn row(&self, op: OpId, act: Act) -> Option<&OutboxRow> {
        Some(self.rows.get(TARGET)?.get(&(op, act))?)
    }

    /// The rows of a target, or of all but this one.
    fn of(&self, target: &str, is_other: bool) -> impl Iterator<Item = &OutboxRow> {
        let targets = self.rows.iter();
        targets
            .filter(move |(of, _)| (*of == target) != is_other)
            .flat_map(|(_, rows)| rows.values().map(|row| &**row))
    }

    /// The same operation for the other targets.
    fn elsewhere(&self, target: &str, op: OpId, act: Act) -> impl Iterator<Item = &OutboxRow> {
        let targets = self.rows.iter();
        targets
            .filter(move |(of, _)| *of != target)
            .filter_map(move |(_, rows)| Some(&**rows.get(&(op, act))?))
    }

    fn is_in(&self, op: OpId, act: Act) -> bool {
        let places = (op, act, 0)..=(op, act, u128::MAX);
        let mut of = self.handed.range(places);
        of.any(|(_, stands)| *stands == Stands::In)
    }
}

impl Deliveries for MemoryDeliveries {
    type Error = Twice;

    fn card_of(&mut self, op: OpId, _: PatronKey) -> Result<Option<String>, Twice> {
        Ok(Some(format!("{:x}", op.0)))
    }

    fn put_delivery(&mut self, row: &OutboxRow) -> Result<(), Twice> {
        let mut row = row.clone();
        if row.state.is_over() {
            row.card = None;
        }
        if row.state == State::Confirmed && !ALERTS.contains(&row.said.as_str()) {
            row.said.clear();
        }
        let rows = match self.rows.get_mut(&row.target) {
            Some(rows) => rows,
            None => self.rows.entry(row.target.clone()).or_default(),
        };
        Arc::make_mut(rows).insert((row.op, row.act), Arc::new(row));
        Ok(())
    }

    fn deliveries(
        &mut self,
        target: Option<&str>,
        with_over: bool,
    ) -> Result<Vec<OutboxRow>, Twice> {
        let targets = self.rows.iter();
        let rows = targets
            .filter(|(of, _)| target.is_none_or(|target| target == *of))
            .flat_map(|(_, rows)| rows.values())
            .filter(|row| with_over || !row.state.is_over());
        Ok(by_time(rows.map(|row| (**row).clone()).collect()))
    }

    fn deliveries_of(
        &mut self,
        target: &str,
        copies: &BTreeSet<String>,
    ) -> Result<Vec<OutboxRow>, Twice> {
        let rows = self.of(target, false);
        let rows = rows.filter(|row| copies.contains(&row.copy));
        Ok(by_time(rows.cloned().collect()))
    }

    fn others_of(
        &mut self,
        target: &str,
        copies: &BTreeSet<String>,
    ) -> Result<Vec<OutboxRow>, Twice> {
        let rows = self.of(target, true);
        let rows = rows.filter(|row| copies.contains(&row.copy));
        Ok(by_time(rows.cloned().collect()))
    }

    fn left_otherwise(&mut self, target: &str, op: OpId, act: Act) -> Result<bool, Twice> {
        let mut others = self.elsewhere(target, op, act);
        Ok(others.any(|row| row.state.may_have_left()))
    }

    fn twins(&mut self, target: &str, op: OpId, act: Act) -> Result<Vec<OutboxRow>, Twice> {
        Ok(self.elsewhere(target, op, act).cloned().collect())
    }

    fn put_batch(&mut self, batch: &Batch) -> Result<(), Twice> {
        Arc::make_mut(&mut self.batches).insert(batch.id, batch.clone());
        Ok(())
    }

    fn batch(&mut self, id: u128) -> Result<Option<Batch>, Twice> {
        Ok(self.batches.get(&id).cloned())
    }

    fn batches(&mut self) -> Result<Vec<Batch>, Twice> {
        let mut all: Vec<Batch> = self.batches.values().cloned().collect();
        all.sort_by_key(|batch| (core::cmp::Reverse(batch.made_ms), batch.id));
        Ok(all)
    }

    fn hand(&mut self, batch: &Batch, op: OpId, act: Act) -> Result<(), Twice> {
        if self.is_in(op, act) {
            return Err(Twice);
        }
        let row = self.row(op, act).cloned();
        let file = Arc::make_mut(&mut self.files).entry(batch.id);
        file.or_default().extend(row);
        Arc::make_mut(&mut self.handed).insert((op, act, batch.id), Stands::In);
        Ok(())
    }

    fn batches_of(&mut self, op: OpId, act: Act) -> Result<Vec<u128>, Twice> {
        let places = (op, act, 0)..=(op, act, u128::MAX);
        let of = self.handed.range(places);
        Ok(of.map(|((_, _, batch), _)| *batch).collect())
    }

    fn stands_in(&mut self, op: OpId, act: Act) -> Result<Vec<u128>, Twice> {
        let places = (op, act, 0)..=(op, act, u128::MAX);
        let of = self
            .handed
            .range(places)
            .filter(|(_, stands)| **stands == Stands::In);
        Ok(of.map(|((_, _, batch), _)| *batch).collect())
    }

    fn take_out(&mut self, op: OpId, act: Act) -> Result<(), Twice> {
        let places = (op, act, 0)..=(op, act, u128::MAX);
        let of = Arc::make_mut(&mut self.handed).range_mut(places);
        of.for_each(|(_, stands)| *stands = Stands::Out);
        Ok(())
    }

    fn rows_of(&mut self, batch: u128) -> Result<Vec<OutboxRow>, Twice> {
        let keys = self.handed.keys().filter(|(_, _, of)| *of == batch);
        let rows = keys.filter_map(|(op, act, _)| self.row(*op, *act));
        Ok(by_time(rows.cloned().collect()))
    }

    fn waiting(&mut self) -> Result<Vec<OutboxRow>, Twice> {
        let rows = self.of(TARGET, false);
        let rows = rows.filter(|row| row.state == State::Pending);
        Ok(by_time(rows.cloned().collect()))
    }

    fn take_back(&mut self, batch: u128) -> Result<(), Twice> {
        let of = Arc::make_mut(&mut self.handed)
            .iter_mut()
            .filter(|((_, _, of), stands)| *of == batch && **stands == Stands::In);
        of.for_each(|(_, stands)| *stands = Stands::Back);
        Ok(())
    }

    fn given_back(&mut self, batch: u128) -> Result<Vec<OutboxRow>, Twice> {
        let of = self.handed.iter();
        let back = of.filter(|((_, _, of), stands)| *of == batch && **stands == Stands::Back);
        let rows = back.filter_map(|((op, act, _), _)| self.row(*op, *act));
        Ok(by_time(rows.cloned().collect()))
    }

    fn hand_again(&mut self, batch: &Batch, op: OpId, act: Act) -> Result<(), Twice> {
        if self.is_in(op, act) {
            return Err(Twice);
        }
        if let Some(stands) = Arc::make_mut(&mut self.handed).get_mut(&(op, act, batch.id))
            && *stands == Stands::Back
        {
            *stands = Stands::In;
        }
        Ok(())
    }

    fn note_late(&mut self, batch: u128, row: &OutboxRow) -> Result<(), Twice> {
        let key = (row.op, row.act, batch);
        Arc::make_mut(&mut self.late).insert(key, row.card.clone());
        Ok(())
    }

    fn late_of(&mut self, batch: u128) -> Result<Vec<OutboxRow>, Twice> {
        let of = self.late.iter().filter(|((_, _, of), _)| *of == batch);
        let rows = of.filter_map(|((op, act, _), card)| {
            let row = self.row(*op, *act)?;
            Some(OutboxRow {
                card: card.clone(),
                ..row.clone()
            })
        });
        Ok(by_time(rows.collect()))
    }

    fn late_in(&mut self, op: OpId, act: Act) -> Result<Vec<u128>, Twice> {
        let places = (op, act, 0)..=(op, act, u128::MAX);
        let of = self.late.range(places);
        Ok(of.map(|((_, _, batch), _)| *batch).collect())
    }

    fn drop_late(&mut self, op: OpId, act: Act) -> Result<(), Twice> {
        let is_in = self.late_in(op, act)?;
        for batch in is_in {
            Arc::make_mut(&mut self.late).remove(&(op, act, batch));
        }
        Ok(())
    }

    fn put_answer(&mut self, answer: &Answer) -> Result<(), Twice> {
        Arc::make_mut(&mut self.answers).insert(answer.id, answer.clone());
        Ok(())
    }

    fn answers(&mut self) -> Result<Vec<Answer>, Twice> {
        let mut all: Vec<Answer> = self.answers.values().cloned().collect();
        all.sort_by_key(|answer| (core::cmp::Reverse(answer.said_ms), answer.id));
        Ok(all)
    }

    fn drop_answer(&mut self, id: u128) -> Result<(), Twice> {
        Arc::make_mut(&mut self.answers).remove(&id);
        Ok(())
    }

    fn put_former(&mut self, name: &str, said: &Former, _: i64) -> Result<(), Twice> {
        let key = (name.to_owned(), said.system.clone());
        let former = Arc::make_mut(&mut self.former);
        *former.entry(key).or_insert(false) |= said.is_sure;
        Ok(())
    }

    fn former(&mut self, name: &str) -> Result<Vec<Former>, Twice> {
        let of = self.former.range((name.to_owned(), String::new())..);
        let of = of.take_while(|((of, _), _)| of == name);
        Ok(of
            .map(|((_, system), is_sure)| Former {
                system: system.clone(),
                is_sure: *is_sure,
            })
            .collect())
    }

    fn drop_unsure(&mut self, name: &str) -> Result<(), Twice> {
        for said in self.former(name)? {
            if !said.is_sure {
                Arc::make_mut(&mut self.former).remove(&(name.to_owned(), said.system));
            }
        }
        Ok(())
    }

    fn drop_over(&mut self, name: &str) -> Result<(), Twice> {
        let key = (name.to_owned(), String::new());
        if self.former.get(&key) == Some(&true) {
            Arc::make_mut(&mut self.former).remove(&key);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn deliveries_in_memory_do_what_all_must() {
        crate::hand_in::conformance(&mut MemoryDeliveries::default());
    }
}
