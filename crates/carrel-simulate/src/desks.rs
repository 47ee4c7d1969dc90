//! Desks that hand in files, and the library's own system that imports them, over a line that loses and repeats, and a server that dies.
//!
//! People do here what docs/desk.md asks of them: a file is imported once and after those that its sheet names, what is lost is given back, and
//! after a restore each desk says what became of every file that it remembers; what is in none of them was in none. Nobody looks into the other
//! system before the very end. Whoever pressed the wrong button takes it back. A file whose sheet says that its scans stood in one that was given back is
//! asked about at the desk that had that one, as the list names it: if it was imported, the new one is given back. They know what the page and the sheet
//! show, and each desk what it did itself. Loans of cards in no list are left out of files. Those are entered by hand and said to be done, once every file
//! that has something of their copy is imported, or sent again, or lie there; who entered one knows that after a restore.

use std::collections::{BTreeMap, BTreeSet};

use carrel_circ::Board;
use carrel_circ::deliver;
use carrel_circ::entry::OpId;
use carrel_sync::hand_in::{self, About, Ask, BatchState, Deliveries, Told, Withdrawn};
use carrel_sync::memory::{MemoryDeliveries, Twice};
use carrel_sync::outbox::{Act, OutboxRow, State};

use crate::defect::Defect;
use crate::gateway::{Crash, Gateway};
use crate::mix::Fault;
use crate::random::Random;
use crate::world::World;

/// Desks that hand in.
pub const CLERKS: usize = 2;

/// Rows as the system takes them: what, when it happened, and the copy.
pub(crate) type Rows = Vec<((OpId, Act), i64, String)>;

/// What stands in the files of a batch, as they were made.
fn file_of(deliveries: &MemoryDeliveries, batch: u128) -> Rows {
    let rows = deliveries.file(batch).iter();
    rows.map(|row| ((row.op, row.act), row.at_ms, row.copy.clone()))
        .collect()
}

/// What a desk calls rows.
fn names(rows: &Rows) -> BTreeSet<String> {
    let name = |(op, act): (OpId, Act)| {
        let mark = match act {
            Act::Issue => "o",
            Act::Return => "i",
            Act::Renew | Act::Hold | Act::Unhold => "",
        };
        format!("{:032x}{mark}", op.0)
    };
    rows.iter().map(|(row, ..)| name(*row)).collect()
}

/// A file that a desk got.
#[derive(Clone, Debug, Default)]
struct Got {
    rows: Rows,
    /// What its sheet wants imported before.
    after: Vec<u128>,
    /// Batches that were given back, as the list has it, and of which its sheet says that it has scans again.
    again: BTreeSet<u128>,
    /// When it was made.
    made_ms: i64,
    /// What became of it.
    fate: Option<bool>,
    /// The desk said so since this restore.
    told_since: Option<i64>,
}

/// One desk.
#[derive(Clone, Debug, Default)]
struct Clerk {
    /// The number of a request that was not answered yet.
    asks: Option<u128>,
    /// Files that lie in its folder, and are not imported.
    files: Vec<u128>,
    /// Every file that it got.
    got: BTreeMap<u128, Got>,
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
    /// Which loan each copy is on there.
    pub(crate) holders: BTreeMap<String, Option<OpId>>,
    /// What was imported last of each copy.
    pub(crate) last: BTreeMap<String, OpId>,
    /// Left out of a file, these were entered by hand.
    pub(crate) entered: BTreeSet<(OpId, Act)>,
    /// Of these nobody could say which file had them: a batch of before a restore was imported in part.
    pub(crate) unclear: BTreeSet<(OpId, Act)>,
    /// Of these somebody said the wrong thing, and did not take it back yet; when that was.
    wrong: BTreeMap<u128, i64>,
    /// When somebody said the wrong thing of them last, whether or not it was taken back: a restore may bring it again.
    erred: BTreeMap<u128, i64>,
    /// When somebody pressed something last: no two presses are at the same moment.
    pressed_ms: i64,
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
            holders: BTreeMap::new(),
            last: BTreeMap::new(),
            entered: BTreeSet::new(),
            unclear: BTreeSet::new(),
            wrong: BTreeMap::new(),
            erred: BTreeMap::new(),
            pressed_ms: i64::MIN,
        }
    }
}

impl World {
    pub(crate) fn strikes(&mut self, fault: Fault) -> bool {
        !self.is_healing && self.desks.random.often(self.mix.rate(fault))
    }

    /// Somebody presses the wrong button now.
    fn errs(&mut self, batch: u128) -> bool {
        let errs = !self.desks.wrong.contains_key(&batch) && self.strikes(Fault::WrongPress);
        if errs {
            self.report.faults[Fault::WrongPress as usize] += 1;
            // The next press is this one.
            let at_ms = self.moment();
            self.desks.pressed_ms -= 1;
            self.desks.wrong.insert(batch, at_ms);
            self.desks.erred.insert(batch, at_ms);
        }
        errs
    }

    /// When somebody presses something now.
    pub(crate) fn moment(&mut self) -> i64 {
        self.desks.pressed_ms = self.now.max(self.desks.pressed_ms + 1);
        self.desks.pressed_ms
    }

    /// Whether these are in the system by another file, of which somebody said by mistake that it is not: the sheet says that they stood in one that
    /// was given back, and the list whose it was, so that desk is asked what became of it.
    fn is_there_by_mistake(&self, of: &Got, rows: &Rows) -> bool {
        let mut others = self.desks.clerks.iter().flat_map(|clerk| &clerk.got);
        others.any(|(id, got)| {
            let mut its = got.rows.iter();
            of.again.contains(id)
                && got.fate == Some(true)
                && its.any(|(row, at_ms, _)| {
                    // A return that happened once more stood in none.
                    let is_same = |at: &i64| row.1 != Act::Return || at == at_ms;
                    let mut rows = rows.iter();
                    rows.any(|(other, at, _)| other == row && is_same(at))
                })
        })
    }

    /// A desk does something: imports, says what it did, or asks for what waits.
    pub(crate) fn hand_in(&mut self, desk: usize) {
        let files = core::mem::take(&mut self.desks.clerks[desk].files);
        for batch in files {
            let Some(got) = self.desks.clerks[desk].got.get(&batch).cloned() else {
                continue;
            };
            let must_wait = self.is_after_older(got.made_ms) || self.must_wait(&got);
            let (rows, of) = (got.rows.clone(), got);
            let fate = match self.desks.random.below(8) {
                // Later.
                0 | 1 if !self.is_healing => None,
                // Lost, or thrown away: somebody says so.
                2 if !self.is_healing => Some(false),
                // Its sheet says what stood in another file, and that one is in.
                _ if self.is_there_by_mistake(&of, &rows) => Some(false),
                _ if must_wait => None,
                _ => Some(true),
            };
            match fate {
                None => self.desks.clerks[desk].files.push(batch),
                Some(is_imported) => {
                    if is_imported {
                        self.import(&rows);
                    }
                    // The page may be closed before anybody presses.
                    if !is_imported || !self.strikes(Fault::KillDevice) {
                        self.desks.clerks[desk].says.push((batch, is_imported));
                    }
                    if let Some(got) = self.desks.clerks[desk].got.get_mut(&batch) {
                        got.fate = Some(is_imported);
                    }
                }
            }
        }
        self.tell_of_all(desk);
        self.err_about_something_old(desk);
        let says = core::mem::take(&mut self.desks.clerks[desk].says);
        for (batch, is_imported) in says {
            if !self.say(desk, batch, is_imported) {
                self.desks.clerks[desk].says.push((batch, is_imported));
            }
        }
        let since = self.gateway.unsure_before_ms;
        let is_all_told = self.desks.clerks.iter().all(|clerk| {
            let mut got = clerk.got.values();
            clerk.files.is_empty()
                && clerk.says.is_empty()
                && got.all(|got| got.told_since == Some(since))
        });
        self.answer_for_own();
        if is_all_told && self.own_are_said() {
            // What is in no file of any desk, and nobody entered by hand, was never imported.
            let known = self.known_by_people();
            self.reaches(move |deliveries, _| {
                hand_in::doubted(deliveries, |row| Some(known.contains(&(row.op, row.act))))
            });
        }
        self.decide_what_was_left_out();
        self.ask_for_files(desk);
    }

    /// Somebody looks at what was left out of files, as docs/desk.md says.
    fn decide_what_was_left_out(&mut self) {
        if self.mix.rate(Fault::LeftOut) == 0 {
            return;
        }
        let found = self.gateway.hand_in(Crash::None, left_out);
        let (left, open) = found.unwrap_or_default();
        for (row, back) in left {
            let key = (row.op, row.act);
            let mut clerks = self.desks.clerks.iter();
            let is_in_a_file = open.contains(&row.copy)
                || clerks.any(|clerk| {
                    let files = clerk.files.iter().filter_map(|of| clerk.got.get(of));
                    let mut rows = files.flat_map(|got| &got.rows);
                    rows.any(|(_, _, copy)| *copy == row.copy)
                });
            // The sheet says that it stood in a batch that was given back: whoever had that one is asked whether it is in.
            let mut got = self.desks.clerks.iter().flat_map(|clerk| &clerk.got);
            let is_in = got.any(|(id, got)| back.contains(id) && got.fate == Some(true));
            if is_in {
                continue;
            }
            let is_entered = self.desks.entered.contains(&key);
            let choice = match self.is_healing {
                true => 0,
                false => self.desks.random.below(4),
            };
            if self.trace.is_some() && choice < 2 {
                self.note(format!(
                    "left out: {key:?}, choice {choice}, {is_in_a_file}"
                ));
            }
            match choice {
                0 if !is_in_a_file => {
                    if !is_entered {
                        self.import(&vec![(key, row.at_ms, row.copy.clone())]);
                        self.desks.entered.insert(key);
                    }
                    self.gateway.hand_in(Crash::None, |deliveries, _| {
                        let state = State::Done;
                        deliveries.put_delivery(&OutboxRow {
                            state,
                            ..row.clone()
                        })
                    });
                }
                1 if !is_entered => {
                    let now = self.moment();
                    self.gateway.hand_in(Crash::None, |deliveries, _| {
                        hand_in::wait_again(deliveries, row.clone(), false, now)
                    });
                }
                _ => {}
            }
        }
    }

    /// Whether a file of before the restore lies in a folder yet: "import what you still have first", says docs/desk.md.
    fn is_after_older(&self, made_ms: i64) -> bool {
        let since = self.gateway.unsure_before_ms;
        let mut clerks = self.desks.clerks.iter();
        let mut has_older = clerks.any(|clerk| {
            let mut got = clerk.files.iter().filter_map(|of| clerk.got.get(of));
            got.any(|got| got.made_ms < since)
        });
        has_older |= self.has_own_before(since);
        made_ms >= since && has_older
    }

    /// Whether one of those that a sheet names lies in a folder yet, or is on its way to one. What was made later, for a request of before a restore,
    /// has another name than the sheet says.
    fn must_wait(&mut self, of: &Got) -> bool {
        if self.defect == Some(Defect::SheetOrderIgnored) {
            return false;
        }
        let (made_ms, is_of_now) = (of.made_ms, of.made_ms >= self.gateway.unsure_before_ms);
        let is_at_hand = |of: &u128| {
            let mut clerks = self.desks.clerks.iter();
            clerks.any(|clerk| {
                let file = clerk.got.get(of).filter(|_| clerk.files.contains(of));
                file.is_some_and(|file| file.made_ms < made_ms)
                    || is_of_now && clerk.asks == Some(*of)
            })
        };
        if of.after.iter().any(is_at_hand) {
            return true;
        }
        let batches = of.after.clone();
        let open = self.reaches(move |deliveries, _| {
            let mut is_open = false;
            for batch in &batches {
                let batch = deliveries.batch(*batch)?;
                is_open |=
                    batch.is_some_and(|of| of.state == BatchState::Made && of.made_ms < made_ms);
            }
            Ok(is_open)
        });
        open.unwrap_or(true)
    }

    /// After a restore a desk says what became of every file that it had.
    fn tell_of_all(&mut self, desk: usize) {
        let since = self.gateway.unsure_before_ms;
        if since == i64::MIN {
            return;
        }
        let clerk = &mut self.desks.clerks[desk];
        let says = &mut clerk.says;
        for (id, got) in &clerk.got {
            let is_said = got.told_since == Some(since) || says.iter().any(|(of, _)| of == id);
            says.extend(got.fate.filter(|_| !is_said).map(|fate| (*id, fate)));
        }
    }

    /// Somebody presses the wrong button beside a batch that is settled: the truth is said later.
    fn err_about_something_old(&mut self, desk: usize) {
        let clerk = &self.desks.clerks[desk];
        let is_said = |id: u128| clerk.says.iter().any(|(of, _)| *of == id);
        let got = clerk.got.iter();
        let settled: Vec<(u128, bool)> = got
            .filter_map(|(id, got)| Some((*id, got.fate?)))
            .filter(|(id, _)| !is_said(*id))
            .collect();
        if settled.is_empty() {
            return;
        }
        let place = self.desks.random.below(settled.len() as u64) as usize;
        let (batch, truth) = settled[place];
        if self.errs(batch) {
            self.press(desk, batch, !truth);
            self.desks.clerks[desk].says.push((batch, truth));
        }
    }

    /// Says what became of a file; false when that did not arrive, or must be said again.
    fn say(&mut self, desk: usize, batch: u128, is_imported: bool) -> bool {
        if self.errs(batch) {
            self.press(desk, batch, !is_imported);
            return false;
        }
        let unsure = self.gateway.unsure_before_ms;
        let mut done = self.press(desk, batch, is_imported);
        if let Some((_, Withdrawn::Taken(others))) = &done {
            // As the refusal says: those are given back first, at whichever desk.
            for other in others {
                let mut clerks = self.desks.clerks.iter();
                let is_in = clerks.any(|clerk| {
                    clerk
                        .got
                        .get(&other.id)
                        .is_some_and(|got| got.fate == Some(true))
                });
                if other.state == BatchState::Made && !is_in {
                    self.give_back(other.id);
                }
            }
            done = self.press(desk, batch, is_imported);
        }
        match done {
            Some((_, Withdrawn::Done { .. } | Withdrawn::Before)) => {}
            // Of the other one it is said that it is in, and its desk does not say otherwise: so are these.
            Some((_, Withdrawn::Taken(others)))
                if others.iter().all(|of| {
                    let mut clerks = self.desks.clerks.iter();
                    let was_not = clerks
                        .any(|clerk| clerk.got.get(&of.id).and_then(|got| got.fate) == Some(false));
                    of.state == BatchState::Imported && !was_not
                }) => {}
            _ => return false,
        }
        self.desks.wrong.remove(&batch);
        if let Some(got) = self.desks.clerks[desk].got.get_mut(&batch) {
            got.told_since = Some(unsure);
        }
        true
    }

    /// A file that has again what is imported: nobody imported it, and nobody will, whether or not the press arrives.
    fn give_back(&mut self, batch: u128) {
        let (now, unsure) = (self.moment(), self.gateway.unsure_before_ms);
        for clerk in &mut self.desks.clerks {
            clerk.files.retain(|of| *of != batch);
            if let Some(got) = clerk.got.get_mut(&batch) {
                got.fate = Some(false);
            }
        }
        // If it does not arrive, the same refusal names it once more.
        self.reaches(move |deliveries, _| hand_in::settle(deliveries, batch, false, now, unsure));
    }

    /// Presses what there is to press about a batch, so that this becomes known of it; what came of it, if it arrived.
    fn press(&mut self, desk: usize, batch: u128, is_imported: bool) -> Option<(Told, Withdrawn)> {
        let (now, unsure) = (self.moment(), self.gateway.unsure_before_ms);
        let defect = self.defect;
        let got = self.desks.clerks[desk].got.get(&batch);
        let file = got
            .filter(|_| defect != Some(Defect::FilesShareAnswers))
            .map(|got| format!("{batch:x} {} Koha", got.made_ms));
        let (names, file) = (
            got.map(|got| names(&got.rows)).unwrap_or_default(),
            file.unwrap_or_default(),
        );
        let wrong_ms = self.desks.erred.get(&batch).copied();
        let said = self.reaches(move |deliveries, board| {
            // Another life of the server may have made another file of the same request. The list shows another name, which is made of its lines:
            // the page compares what it holds, and says each scan by its own name.
            let is_other = deliveries.batch(batch)?.is_some()
                && self::names(&file_of(deliveries, batch)) != names;
            let told = match is_other {
                true => Told::Nowhere,
                false => hand_in::settle(deliveries, batch, is_imported, now, unsure)?,
            };
            if !is_other && defect == Some(Defect::LateForgotten) && !is_imported {
                for mut row in deliveries.late_of(batch)? {
                    if row.state == State::Pending {
                        (row.state, row.said) = (State::Skipped, hand_in::LATE.to_owned());
                        deliveries.put_delivery(&row)?;
                    }
                }
            }
            if !is_other && defect == Some(Defect::LeftOutCounted) && is_imported {
                let mut rows = deliveries.late_of(batch)?;
                rows.retain(hand_in::is_left_out);
                for mut row in rows {
                    row.state = State::Done;
                    deliveries.put_delivery(&row)?;
                }
            }
            let done = match told {
                Told::Done | Told::Before => Withdrawn::Before,
                Told::Otherwise => {
                    take_back(deliveries, board, batch, is_imported, now, unsure, defect)?
                }
                // The list does not know of it: each row by its name, after what was said of them before.
                Told::Nowhere => {
                    let mut done = Withdrawn::Before;
                    for answer in deliveries.answers()? {
                        // The page says when each answer was given, and of which file.
                        let is_it = answer.names == names
                            && answer.file == file
                            && Some(answer.said_ms) == wrong_ms
                            && answer.is_imported != is_imported;
                        if is_it && defect == Some(Defect::AnswerDropped) {
                            deliveries.drop_answer(answer.id)?;
                        } else if is_it {
                            done = hand_in::withdraw_answer(deliveries, board, answer.id)?;
                        }
                    }
                    if !matches!(done, Withdrawn::Taken(_)) {
                        let about = About::File {
                            names: &names,
                            file: &file,
                        };
                        hand_in::answer(deliveries, &about, is_imported, now, "ann")?;
                    }
                    done
                }
            };
            Ok((told, done))
        });
        let (told, done) = said?;
        if self.trace.is_some() {
            self.note(format!(
                "desk {desk}: batch {batch:x} is {}imported: {told:?}, {done:?}",
                if is_imported { "" } else { "not " }
            ));
        }
        self.report.given_back += u64::from(told == Told::Done && !is_imported);
        self.report.taken_back += u64::from(matches!(done, Withdrawn::Done { .. }));
        Some((told, done))
    }

    pub(crate) fn import(&mut self, rows: &Rows) {
        for ((op, act), at_ms, copy) in rows {
            let times = self.desks.theirs.entry((*op, *act)).or_default();
            times.push(*at_ms);
            if matches!(act, Act::Issue | Act::Return) {
                self.desks.last.insert(copy.clone(), *op);
            }
            match act {
                Act::Issue => self.desks.holders.insert(copy.clone(), Some(*op)),
                Act::Return => self.desks.holders.insert(copy.clone(), None),
                Act::Renew | Act::Hold | Act::Unhold => None,
            };
            self.report.handed_in += 1;
        }
    }

    fn ask_for_files(&mut self, desk: usize) {
        if self.is_untold() {
            return;
        }
        let fresh = u128::from(self.desks.random.draw()) << 64 | 1;
        let id = self.desks.clerks[desk].asks.unwrap_or(fresh);
        self.desks.clerks[desk].asks = Some(id);
        let ask = Ask {
            id,
            system: "Koha".to_owned(),
            now_ms: self.moment(),
            by: "ann".to_owned(),
            computer: desk.to_string(),
        };
        let unsure = self.gateway.unsure_before_ms;
        let is_own_list = self.defect == Some(Defect::ListOfEachDesk);
        let salt = match self.strikes(Fault::LeftOut) {
            true => Some(self.desks.random.draw()),
            false => None,
        };
        if salt.is_some() {
            self.report.faults[Fault::LeftOut as usize] += 1;
        }
        let answer = self.reaches(move |deliveries, board| {
            Gateway::gather(deliveries, board, unsure)?;
            if is_own_list {
                forget_others(deliveries, &ask.computer)?;
            }
            let ready = match salt {
                Some(_) => hand_in::ready(deliveries, board)?.rows,
                None => Vec::new(),
            };
            // A return in the same file makes good for it.
            let is_back = |of: OpId| {
                ready
                    .iter()
                    .any(|row| (row.op, row.act) == (of, Act::Return))
            };
            let is_left = |row: &OutboxRow| {
                let draw = salt.map(|salt| Random::new(salt ^ row.op.0 as u64).below(3));
                draw == Some(0) && row.act == Act::Issue && !is_back(row.op)
            };
            let Some(claimed) = hand_in::claim_but(deliveries, board, &ask, &is_left)? else {
                return Ok(None);
            };
            let batch = claimed.batch;
            let rows = file_of(deliveries, id);
            let after = hand_in::after(deliveries, &batch)?;
            let after: Vec<u128> = after.iter().map(|batch| batch.id).collect();
            let mut again = BTreeSet::new();
            for row in deliveries.rows_of(id)? {
                for other in deliveries.batches_of(row.op, row.act)? {
                    let of = deliveries.batch(other)?;
                    if other != id && of.is_some_and(|of| of.state == BatchState::GivenBack) {
                        again.insert(other);
                    }
                }
            }
            Ok(Some((batch, rows, after, again)))
        });
        let Some(claimed) = answer else { return };
        self.desks.clerks[desk].asks = None;
        let Some((batch, rows, after, again)) = claimed else {
            return;
        };
        let state = batch.state;
        if self.trace.is_some() {
            self.note(format!("desk {desk}: batch {id:x} ({state:?}) of {rows:?}"));
        }
        if state == BatchState::Made {
            let clerk = &mut self.desks.clerks[desk];
            clerk.files.push(id);
            let got = Got {
                rows,
                after,
                again,
                made_ms: batch.made_ms,
                ..Got::default()
            };
            clerk.got.insert(id, got);
        }
    }

    /// Asks the server something, which may be lost, arrive twice, or lose its answer; and the server may die over it.
    pub(crate) fn reaches<T>(
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
        for _ in 0..24 {
            for device in 0..self.devices.len() {
                self.settle_own(device);
                self.tells_own(device);
                self.leave_to_gateway(device);
            }
            for desk in 0..CLERKS {
                self.hand_in(desk);
            }
            let is_done = self.desks.clerks.iter().all(|clerk| {
                clerk.files.is_empty() && clerk.says.is_empty() && clerk.asks.is_none()
            });
            self.settle_by_looking()
                .map_err(|Twice| "twice".to_owned())?;
            let (deliveries, board) = (&mut self.gateway.deliveries, &self.gateway.board);
            let ready = hand_in::ready(deliveries, board).unwrap_or_default();
            // What is late waits for the next sheet.
            let open = ready.rows.len() + ready.behind.len();
            let unknown = self
                .gateway
                .deliveries
                .deliveries(Some(hand_in::TARGET), false);
            let unknown = unknown.unwrap_or_default();
            let is_unknown = |state| matches!(state, State::Unknown { .. });
            if is_done && open == 0 && !unknown.iter().any(|row| is_unknown(row.state)) {
                return Ok(());
            }
        }
        let (deliveries, board) = (&mut self.gateway.deliveries, &self.gateway.board);
        let ready = hand_in::ready(deliveries, board).unwrap_or_default();
        let open = deliveries.deliveries(Some(hand_in::TARGET), false);
        let mut open = open.unwrap_or_default().into_iter();
        Err(format!(
            "I10: what waits for a file never ends: {:?}, {:?} behind, {:?} unknown",
            ready.rows,
            ready.behind,
            open.find(|row| matches!(row.state, State::Unknown { .. }))
        ))
    }

    /// Batches that no desk holds any more, and of which nobody said what became of them: somebody looks into the other system, and imports what
    /// is not there.
    fn settle_by_looking(&mut self) -> Result<(), Twice> {
        // The earliest first.
        for batch in self.gateway.deliveries.batches()?.into_iter().rev() {
            let at_hand = self.desks.clerks.iter().any(|clerk| {
                clerk.files.contains(&batch.id)
                    || clerk.asks == Some(batch.id)
                    || clerk.says.iter().any(|(id, _)| *id == batch.id)
            });
            if batch.state != BatchState::Made || at_hand {
                continue;
            }
            let rows = file_of(&self.gateway.deliveries, batch.id);
            let missing: Rows = rows
                .iter()
                .filter(|(row, ..)| !self.desks.theirs.contains_key(row))
                .cloned()
                .collect();
            if missing.len() == rows.len() {
                self.import(&rows);
            } else {
                self.desks
                    .unclear
                    .extend(missing.into_iter().map(|(row, ..)| row));
            }
            let (now, unsure) = (self.moment(), self.gateway.unsure_before_ms);
            hand_in::settle(&mut self.gateway.deliveries, batch.id, true, now, unsure)?;
        }
        Ok(())
    }
}

impl World {
    /// What waits for the sheet of the next batch: it came too late for a file.
    pub(crate) fn late(&mut self) -> BTreeSet<(OpId, Act)> {
        let (deliveries, board) = (&mut self.gateway.deliveries, &self.gateway.board);
        let ready = hand_in::ready(deliveries, board).unwrap_or_default();
        // A sheet that stands may name it already.
        let late = ready.late.iter().chain(&ready.listed);
        late.map(|row| (row.op, row.act)).collect()
    }
}

/// A row that was left out, and the batches that it stood in and that were given back.
type LeftOut = (OutboxRow, BTreeSet<u128>);

/// What was left out of files and is to be entered, and the copies of which a file is not known to be imported.
fn left_out(
    deliveries: &mut MemoryDeliveries,
    board: &Board,
) -> Result<(Vec<LeftOut>, BTreeSet<String>), Twice> {
    hand_in::close_left_out(deliveries, board)?;
    let mut left = deliveries.deliveries(Some(hand_in::TARGET), false)?;
    left.retain(hand_in::is_left_out);
    let mut with_back = Vec::new();
    for row in left {
        let mut back = BTreeSet::new();
        for id in deliveries.batches_of(row.op, row.act)? {
            let batch = deliveries.batch(id)?;
            back.extend(
                batch
                    .filter(|of| of.state == BatchState::GivenBack)
                    .map(|of| of.id),
            );
        }
        with_back.push((row, back));
    }
    let mut open = BTreeSet::new();
    for batch in deliveries.batches()? {
        if batch.state == BatchState::Made {
            open.extend(
                deliveries
                    .rows_of(batch.id)?
                    .into_iter()
                    .map(|row| row.copy),
            );
        }
    }
    Ok((with_back, open))
}

/// The mistake of a list for each desk: what another desk's file has waits for this one's all the same.
fn forget_others(deliveries: &mut MemoryDeliveries, desk: &str) -> Result<(), Twice> {
    for mut row in deliveries.deliveries(Some(hand_in::TARGET), false)? {
        let mut is_own = row.state != State::Exported;
        for id in deliveries.batches_of(row.op, row.act)? {
            let batch = deliveries.batch(id)?;
            is_own |= batch.is_some_and(|batch| batch.computer == desk);
        }
        if !is_own {
            deliveries.take_out(row.op, row.act)?;
            row.state = State::Pending;
            deliveries.put_delivery(&row)?;
        }
    }
    Ok(())
}

/// The word that stands is taken back, with the mistake.
fn take_back(
    deliveries: &mut MemoryDeliveries,
    board: &Board,
    batch: u128,
    is_imported: bool,
    now: i64,
    unsure: i64,
    defect: Option<Defect>,
) -> Result<Withdrawn, Twice> {
    let Some(mut of) = deliveries.batch(batch)? else {
        return Ok(Withdrawn::Nowhere);
    };
    let said = of.settled_ms.unwrap_or(0);
    if defect == Some(Defect::TakenBackWithoutRows) && !is_imported {
        (of.state, of.settled_ms) = (BatchState::GivenBack, Some(now));
        deliveries.put_batch(&of)?;
        return Ok(Withdrawn::Done {
            by_hand: 0,
            asked: 0,
            left: 0,
        });
    }
    let done = hand_in::withdraw(deliveries, board, batch, is_imported, said, now, unsure)?;
    if defect == Some(Defect::TakenBackBlindly) && matches!(done, Withdrawn::Taken(_)) {
        for row in deliveries.given_back(batch)? {
            deliveries.take_out(row.op, row.act)?;
        }
        (of.state, of.settled_ms) = (BatchState::Imported, Some(now));
        deliveries.put_batch(&of)?;
        return Ok(Withdrawn::Done {
            by_hand: 0,
            asked: 0,
            left: 0,
        });
    }
    Ok(done)
}
