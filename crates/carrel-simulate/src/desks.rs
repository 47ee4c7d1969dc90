//! Desks that hand in files, and the library's own system that imports them, over a line that loses and repeats, and a server that dies.
//!
//! People do here what docs/desk.md asks of them: a file is imported once, what is lost is given back, and after a restore the files at hand are
//! imported before anybody says what became of the others.

use std::collections::{BTreeMap, BTreeSet};

use carrel_circ::Board;
use carrel_circ::deliver;
use carrel_circ::entry::OpId;
use carrel_sync::hand_in::{self, Ask, BatchState, Deliveries, Told};
use carrel_sync::memory::{MemoryDeliveries, Twice};
use carrel_sync::outbox::{Act, State};

use crate::defect::Defect;
use crate::gateway::{Crash, Gateway};
use crate::mix::Fault;
use crate::random::Random;
use crate::world::World;

/// Desks that hand in.
pub const CLERKS: usize = 2;

/// Rows as the system takes them: what, and when it happened.
type Rows = Vec<((OpId, Act), i64)>;

fn rows_of(deliveries: &mut MemoryDeliveries, batch: u128) -> Result<Rows, Twice> {
    let rows = deliveries.rows_of(batch)?;
    Ok(rows
        .iter()
        .map(|row| ((row.op, row.act), row.at_ms))
        .collect())
}

/// One desk.
#[derive(Clone, Debug, Default)]
struct Clerk {
    /// The number of a request that was not answered yet.
    asks: Option<u128>,
    /// Files that lie in its folder, and are not imported.
    files: Vec<(u128, Rows)>,
    /// What it has to say of batches: imported, or given back.
    says: Vec<(u128, bool)>,
}

/// All desks, and the other system.
#[derive(Clone, Debug)]
pub struct Desks {
    pub(crate) random: Random,
    clerks: [Clerk; CLERKS],
    /// What the other system imported, each time with its own time.
    pub(crate) theirs: BTreeMap<(OpId, Act), Vec<i64>>,
    /// Of these nobody could say which file had them: a batch of before a restore was imported in part.
    pub(crate) unclear: BTreeSet<(OpId, Act)>,
}

/// What a board says that the other system must hear of.
#[must_use]
pub fn settled(board: &Board) -> BTreeSet<(OpId, Act)> {
    let all = deliver::settled(board, i64::MIN, i64::MAX).operations;
    all.iter()
        .map(|operation| match operation.act {
            deliver::Act::Issue => (operation.loan, Act::Issue),
            deliver::Act::Return => (operation.loan, Act::Return),
        })
        .collect()
}

impl Desks {
    /// None has anything yet.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        Self {
            random: Random::new(seed ^ 0x0f11_e000),
            clerks: Default::default(),
            theirs: BTreeMap::new(),
            unclear: BTreeSet::new(),
        }
    }
}

impl World {
    fn strikes(&mut self, fault: Fault) -> bool {
        !self.is_healing && self.desks.random.often(self.mix.rate(fault))
    }

    /// A desk does something: imports, says what it did, or asks for what waits.
    pub(crate) fn hand_in(&mut self, desk: usize) {
        let files = core::mem::take(&mut self.desks.clerks[desk].files);
        for (batch, rows) in files {
            match self.desks.random.below(8) {
                // Later.
                0 | 1 if !self.is_healing => self.desks.clerks[desk].files.push((batch, rows)),
                // Lost, or thrown away: somebody says so.
                2 if !self.is_healing => self.desks.clerks[desk].says.push((batch, false)),
                _ => {
                    self.import(&rows);
                    // The page may be closed before anybody presses.
                    if !self.strikes(Fault::KillDevice) {
                        self.desks.clerks[desk].says.push((batch, true));
                    }
                }
            }
        }
        let says = core::mem::take(&mut self.desks.clerks[desk].says);
        for (batch, is_imported) in says {
            let (now, unsure) = (self.now, self.gateway.unsure_before_ms);
            let said = self.reaches(move |deliveries, _| {
                hand_in::settle(deliveries, batch, is_imported, now, unsure)
            });
            match said {
                None => self.desks.clerks[desk].says.push((batch, is_imported)),
                Some(Told::Done) => self.report.given_back += u64::from(!is_imported),
                Some(Told::Before | Told::Otherwise | Told::Nowhere) => {}
            }
        }
        let is_anything_at_hand = self
            .desks
            .clerks
            .iter()
            .any(|clerk| !clerk.files.is_empty());
        if !is_anything_at_hand {
            let theirs = self.desks.theirs.clone();
            self.reaches(move |deliveries, _| {
                hand_in::doubted(deliveries, |op, act| theirs.contains_key(&(op, act)))
            });
        }
        self.ask_for_files(desk);
    }

    /// For whom a desk asks: one list for all.
    fn system(&self, desk: usize) -> String {
        match self.defect == Some(Defect::ListOfEachDesk) {
            true => format!("Koha, desk {desk}"),
            false => "Koha".to_owned(),
        }
    }

    fn import(&mut self, rows: &Rows) {
        for (row, at_ms) in rows {
            self.desks.theirs.entry(*row).or_default().push(*at_ms);
            self.report.handed_in += 1;
        }
    }

    fn ask_for_files(&mut self, desk: usize) {
        let fresh = u128::from(self.desks.random.draw()) << 64 | 1;
        let id = self.desks.clerks[desk].asks.unwrap_or(fresh);
        self.desks.clerks[desk].asks = Some(id);
        let system = self.system(desk);
        let ask = Ask {
            id,
            system,
            now_ms: self.now,
            by: "ann".to_owned(),
            computer: desk.to_string(),
        };
        let unsure = self.gateway.unsure_before_ms;
        let answer = self.reaches(move |deliveries, board| {
            Gateway::gather(deliveries, board, unsure)?;
            let claimed = hand_in::claim(deliveries, board, &ask)?;
            let rows = rows_of(deliveries, id)?;
            Ok(claimed.map(|(batch, _)| (batch.state, rows)))
        });
        let Some(claimed) = answer else { return };
        self.desks.clerks[desk].asks = None;
        let Some((state, rows)) = claimed else { return };
        if self.trace.is_some() {
            self.note(format!("desk {desk}: batch {id:x} ({state:?}) of {rows:?}"));
        }
        if state == BatchState::Made {
            self.desks.clerks[desk].files.push((id, rows));
        }
    }

    /// Asks the server something, which may be lost, arrive twice, or lose its answer; and the server may die over it.
    fn reaches<T>(
        &mut self,
        act: impl Fn(&mut MemoryDeliveries, &Board) -> Result<T, Twice>,
    ) -> Option<T> {
        if self.strikes(Fault::Partition) || self.strikes(Fault::Loss) {
            return None;
        }
        let crash = match self.strikes(Fault::KillServer) {
            false => Crash::None,
            true if self.desks.random.below(2) == 0 => Crash::Before,
            true => Crash::After,
        };
        if self.strikes(Fault::Duplicate) {
            self.gateway.hand_in(Crash::None, &act);
        }
        let answer = self.gateway.hand_in(crash, &act);
        if self.strikes(Fault::Loss) {
            return None;
        }
        answer
    }

    /// Faults have stopped: what lies about is imported, what is open is settled, and what waits is handed in.
    ///
    /// # Errors
    /// It never ends.
    pub(crate) fn hand_in_the_rest(&mut self) -> Result<(), String> {
        for _ in 0..8 {
            for desk in 0..CLERKS {
                self.hand_in(desk);
            }
            let is_done = self.desks.clerks.iter().all(|clerk| {
                clerk.files.is_empty() && clerk.says.is_empty() && clerk.asks.is_none()
            });
            self.settle_by_looking()
                .map_err(|Twice| "twice".to_owned())?;
            let mut waits = Vec::new();
            for desk in 0..CLERKS {
                let system = self.system(desk);
                waits.extend(self.gateway.deliveries.waiting(&system).unwrap_or_default());
            }
            let held_back = deliver::held_back(&self.gateway.board);
            let open = waits
                .iter()
                .filter(|row| !held_back.contains(row.copy.as_str()));
            let unknown = self
                .gateway
                .deliveries
                .deliveries(Some(hand_in::TARGET), false);
            let unknown = unknown.unwrap_or_default();
            let is_unknown = |state| matches!(state, State::Unknown { .. });
            if is_done && open.count() == 0 && !unknown.iter().any(|row| is_unknown(row.state)) {
                return Ok(());
            }
        }
        Err("I10: what waits for a file never ends".to_owned())
    }

    /// Batches that no desk holds any more, and of which nobody said what became of them: somebody looks into the other system, and imports what
    /// is not there.
    fn settle_by_looking(&mut self) -> Result<(), Twice> {
        for batch in self.gateway.deliveries.batches()? {
            let at_hand = self.desks.clerks.iter().any(|clerk| {
                clerk.files.iter().any(|(id, _)| *id == batch.id)
                    || clerk.says.iter().any(|(id, _)| *id == batch.id)
            });
            if batch.state != BatchState::Made || at_hand {
                continue;
            }
            let rows = rows_of(&mut self.gateway.deliveries, batch.id)?;
            let missing: Rows = rows
                .iter()
                .copied()
                .filter(|(row, _)| !self.desks.theirs.contains_key(row))
                .collect();
            if missing.len() == rows.len() {
                self.import(&rows);
            } else {
                self.desks
                    .unclear
                    .extend(missing.into_iter().map(|(row, _)| row));
            }
            let unsure = self.gateway.unsure_before_ms;
            hand_in::settle(
                &mut self.gateway.deliveries,
                batch.id,
                true,
                self.now,
                unsure,
            )?;
        }
        Ok(())
    }
}
