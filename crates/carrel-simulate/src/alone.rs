//! Desks that begin without a gateway: they hand in files by themselves, leave rows out of them, and are paired later.
//!
//! Which names such a desk keeps is told again here, shortly: crates/carrel-desk/src/handed.rs keeps them, and has tests of its own. What a gateway makes
//! of them is the shipped code. People do what docs/desk.md asks: no file is made while the last one waits; what was left out is entered by hand, or
//! goes into the next file, while no file waits and the book is out; and a file that waits when its desk is paired is imported, or lost, later.

use std::collections::{BTreeMap, BTreeSet};

use carrel_circ::entry::{Entry, OpId, What};
use carrel_circ::{Board, Moment, deliver};
use carrel_sync::hand_in::{self, About, Former};
use carrel_sync::op::Op;
use carrel_sync::outbox::Act;

use crate::defect::Defect;
use crate::desks::Rows;
use crate::gateway::SCHOOL_KEY;
use crate::mix::Fault;
use crate::random::Random;
use crate::world::World;

type Key = (OpId, Act);

/// What a desk handed in by itself.
#[derive(Clone, Debug, Default)]
pub struct Own {
    /// It began without a gateway.
    pub(crate) is_used: bool,
    /// What stands in its files or on their sheets, with the name of each.
    handed: BTreeMap<Key, String>,
    /// A file that nobody said to be imported.
    waiting: Option<File>,
    /// What was left out of its files, and nobody said what became of it: when it happened, and the copy.
    left: BTreeMap<Key, (i64, String)>,
    /// The same, since its gateway has the scans and asks.
    asked: BTreeSet<Key>,
    /// The life of the gateway that was told.
    told: Option<u64>,
    /// Its storage is gone, and its people know that these are in the other system.
    known: BTreeSet<Key>,
}

#[derive(Clone, Debug)]
struct File {
    rows: Rows,
    /// What was left out of it.
    left: BTreeSet<Key>,
    made_ms: i64,
    /// What became of it, which the page does not know yet: the other system has it, or nobody has.
    fate: Option<bool>,
}

impl Own {
    /// What is with the other system, and what may be.
    fn names(&self, defect: Option<Defect>) -> (BTreeSet<String>, BTreeSet<String>) {
        let rows = self.waiting.iter().flat_map(|file| &file.rows);
        let mut unsure: BTreeSet<Key> = rows.map(|(key, ..)| *key).collect();
        if defect != Some(Defect::LeftOutToldAsHanded) {
            unsure.extend(self.left.keys());
        }
        let (mut sure_names, mut unsure_names) = (BTreeSet::new(), BTreeSet::new());
        for (key, name) in &self.handed {
            match unsure.contains(key) {
                true => unsure_names.insert(name.clone()),
                false => sure_names.insert(name.clone()),
            };
        }
        (sure_names, unsure_names)
    }

    /// The names go with the storage. People know what they did, and what they left out: the gateway has the names of that, and asks.
    pub(crate) fn evict(&mut self) {
        let mut asked = core::mem::take(&mut self.asked);
        let left = core::mem::take(&mut self.left);
        asked.extend(left.keys());
        let rows = self.waiting.iter().flat_map(|file| &file.rows);
        let waiting: BTreeSet<Key> = rows.map(|(key, ..)| *key).collect();
        let mut known = core::mem::take(&mut self.known);
        let handed = self.handed.keys();
        known.extend(handed.filter(|key| !waiting.contains(key) && !left.contains_key(key)));
        *self = Self {
            asked,
            known,
            ..Self::default()
        };
    }

    fn forget(&mut self, key: Key) {
        self.handed.remove(&key);
        self.left.remove(&key);
    }
}

impl World {
    /// Whether a device has what nobody else has: names that its gateway did not hear, or a file.
    pub(crate) fn is_bound(&self, device: usize) -> bool {
        let known = &self.devices[device];
        let is_heard = known.own.told == Some(self.gateway.epoch) && known.client.pending() == 0;
        known.own.is_used && (known.is_alone || known.own.waiting.is_some() || !is_heard)
    }

    /// Which copy a device scans: its own ones while it is alone, and later now and then one of such a desk, once the gateway has its scans.
    pub(crate) fn copy_of(&mut self, device: usize, copy: String) -> String {
        if !self.mix.brings_files {
            return copy;
        }
        let number = self.desks.random.below(6);
        if self.devices[device].is_alone {
            return format!("A{device}x{number}");
        }
        let other = self.desks.random.below(4 * self.devices.len() as u64) as usize;
        let is_heard = |other: &crate::device::Device| {
            other.own.is_used && !other.is_alone && other.client.pending() == 0
        };
        match self.devices.get(other).is_some_and(is_heard) && !self.mix.is_peaceful {
            true => format!("A{other}x{number}"),
            false => copy,
        }
    }

    /// Whether a desk handed in something of a copy by itself.
    pub(crate) fn has_own(&self, copy: &str) -> bool {
        copy.starts_with('A')
    }

    /// Every four hours somebody may look at what a desk handed in by itself.
    pub(crate) fn own_files(&mut self, device: usize) {
        if !self.devices[device].own.is_used {
            return;
        }
        self.settle_own(device);
        if !self.devices[device].is_alone {
            return self.leave_to_gateway(device);
        }
        if self.devices[device].own.waiting.is_none() {
            let view = self.view(device);
            self.decide_own(device, &view);
            if self.desks.random.below(3) == 0 {
                self.make_own(device, &view);
            }
        }
    }

    /// What a desk that is alone knows: its own scans.
    fn view(&self, device: usize) -> Board {
        let held = self.devices[device].disk.ops.values();
        let ops = held.filter_map(|record| Op::decode(&record.bytes).ok());
        let rows: Vec<Entry> = ops
            .zip(1..)
            .map(|(op, server_seq)| Entry {
                server_seq,
                what: What::Op(op.operation(&SCHOOL_KEY, Moment::good(op.at.wall_ms))),
            })
            .collect();
        Board::fold(rows.iter())
    }

    /// The file that waits is imported, or lost.
    pub(crate) fn settle_own(&mut self, device: usize) {
        let Some(file) = self.devices[device].own.waiting.clone() else {
            return;
        };
        let roll = self.desks.random.below(8);
        if !self.is_healing && roll > 3 {
            return;
        }
        let is_lost = match file.fate {
            Some(is_in) => !is_in,
            None => !self.is_healing && roll == 0,
        };
        if file.fate.is_none() && !is_lost {
            self.import(&file.rows);
        }
        if let Some(file) = &mut self.devices[device].own.waiting {
            file.fate = Some(!is_lost);
        }
        if is_lost && !self.devices[device].is_alone && !self.is_not_in(device, &file) {
            return;
        }
        // The page may be closed before anybody presses.
        if !is_lost && self.strikes(Fault::KillDevice) {
            return;
        }
        let own = &mut self.devices[device].own;
        (own.waiting, own.told) = (None, None);
        if is_lost {
            let rows = file.rows.iter().map(|(key, ..)| *key);
            for key in rows.chain(file.left) {
                own.forget(key);
            }
        }
        if self.trace.is_some() {
            let what = if is_lost { "lost" } else { "imported" };
            self.note(format!("device {device}: its own file is {what}"));
        }
    }

    /// The gateway hears that what stood in a file is in no system; whether that arrived.
    fn is_not_in(&mut self, device: usize, file: &File) -> bool {
        let own = &self.devices[device].own;
        let rows = file.rows.iter().map(|(key, ..)| key);
        let names = rows.chain(&file.left).filter_map(|key| own.handed.get(key));
        let names: BTreeSet<String> = names.cloned().collect();
        let name = format!("{device} {} Koha", file.made_ms);
        let now = self.moment();
        let said = self.reaches(move |deliveries, _| {
            let about = About::File {
                names: &names,
                file: &name,
            };
            hand_in::answer(deliveries, &about, false, now, "ann").map(|_| ())
        });
        said.is_some()
    }

    /// Somebody looks at what was left out of files, at a desk that is alone.
    fn decide_own(&mut self, device: usize, view: &Board) {
        for (key, (at_ms, copy)) in self.devices[device].own.left.clone() {
            let is_open = view.loan(key.0).is_some_and(|loan| loan.end.is_none());
            let is_entered = self.desks.entered.contains(&key);
            match self.desks.random.below(4) {
                0 if is_open || is_entered => {
                    if !is_entered {
                        self.import(&vec![(key, at_ms, copy)]);
                        self.desks.entered.insert(key);
                    }
                    if !self.strikes(Fault::KillDevice) {
                        self.devices[device].own.left.remove(&key);
                    }
                }
                1 if is_open && !is_entered => self.devices[device].own.forget(key),
                _ => {}
            }
        }
    }

    /// A desk that is alone makes a file of what is in none, and may leave loans out of it.
    fn make_own(&mut self, device: usize, view: &Board) {
        let salt = match self.strikes(Fault::LeftOut) {
            true => Some(self.desks.random.draw()),
            false => None,
        };
        self.report.faults[Fault::LeftOut as usize] += u64::from(salt.is_some());
        let made_ms = self.moment();
        let own = &mut self.devices[device].own;
        let settled = deliver::settled(view, i64::MIN, i64::MAX).operations;
        let rows = settled.into_iter().map(|operation| {
            let act = match operation.act {
                deliver::Act::Issue => Act::Issue,
                deliver::Act::Return => Act::Return,
            };
            ((operation.loan, act), operation.at_ms, operation.copy)
        });
        let mut rows: Rows = rows
            .filter(|(key, ..)| !own.handed.contains_key(key))
            .collect();
        for ((op, act), ..) in &rows {
            // A return of what was never lent here has the name of its scan.
            let mark = match act {
                Act::Issue => "o",
                _ if view.has_come_in(*op) => "",
                _ => "i",
            };
            own.handed
                .insert((*op, *act), format!("{:032x}{mark}", op.0));
        }
        // A return in the same file makes good for it.
        let back: BTreeSet<OpId> = rows
            .iter()
            .filter(|((_, act), ..)| *act == Act::Return)
            .map(|((op, _), ..)| *op)
            .collect();
        let is_left = |(op, act): Key| {
            let draw = salt.map(|salt| Random::new(salt ^ op.0 as u64).below(3));
            draw == Some(0) && act == Act::Issue && !back.contains(&op)
        };
        let left: Rows = rows.extract_if(.., |(key, ..)| is_left(*key)).collect();
        if rows.is_empty() && left.is_empty() {
            return;
        }
        let (count, left_count) = (rows.len(), left.len());
        if !rows.is_empty() {
            own.waiting = Some(File {
                rows,
                left: left.iter().map(|(key, ..)| *key).collect(),
                made_ms,
                fate: None,
            });
        }
        own.left
            .extend(left.into_iter().map(|(key, at, copy)| (key, (at, copy))));
        own.told = None;
        if self.trace.is_some() {
            self.note(format!(
                "device {device}: makes a file of its own, {count} rows, {left_count} left out"
            ));
        }
    }

    /// Before it sends scans a desk tells what it handed in, once in each life of the gateway. False when that did not arrive.
    pub(crate) fn tells_own(&mut self, device: usize) -> bool {
        let meta = self.devices[device].client.meta();
        let (name, life) = (meta.device, meta.server_epoch);
        let is_told = self.devices[device].own.told == Some(life);
        if !self.mix.brings_files || is_told || !self.is_known(device) {
            return true;
        }
        let (sure, unsure) = self.devices[device].own.names(self.defect);
        let now = self.moment();
        if self.trace.is_some() {
            self.note(format!(
                "device {device}: tells life {life} what it handed in: {sure:?}, and not known: {unsure:?}"
            ));
        }
        let said = self.reaches(move |deliveries, _| {
            for (is_sure, names) in [(true, &sure), (false, &unsure)] {
                let said = Former {
                    system: "Koha".to_owned(),
                    is_sure,
                };
                hand_in::known_before(deliveries, &said, names, now)?;
            }
            Ok(())
        });
        if said.is_some() {
            self.gateway.told.insert(name);
            self.devices[device].own.told = Some(life);
        }
        said.is_some()
    }

    /// What the gateway was told of and has it asks about.
    pub(crate) fn leave_to_gateway(&mut self, device: usize) {
        let known = &mut self.devices[device];
        let life = known.client.meta().server_epoch;
        if life == 0 || known.own.told != Some(life) || known.client.pending() > 0 {
            return;
        }
        let in_file = known.own.waiting.iter().flat_map(|file| &file.left);
        let in_file: BTreeSet<Key> = in_file.copied().collect();
        let left: Vec<Key> = known.own.left.keys().copied().collect();
        for key in left.into_iter().filter(|key| !in_file.contains(key)) {
            known.own.forget(key);
            known.own.asked.insert(key);
        }
    }

    /// A paired desk has not said what it handed in: no file is made.
    pub(crate) fn is_untold(&self) -> bool {
        let gateway = &self.gateway;
        self.mix.brings_files
            && self.devices.iter().any(|device| {
                let name = device.disk.meta.device;
                gateway.paired.contains(&name) && !gateway.told.contains(&name)
            })
    }

    /// What people know to be in the other system, although no page does: they entered it by hand, or it was in a file of a desk whose storage is gone.
    pub(crate) fn known_by_people(&self) -> BTreeSet<Key> {
        let own = self.devices.iter().flat_map(|device| &device.own.known);
        self.desks.entered.iter().chain(own).copied().collect()
    }

    /// Every desk has said to this life what it handed in, and what became of each of its files.
    pub(crate) fn own_are_said(&self) -> bool {
        let mut devices = self.devices.iter().filter(|device| !device.is_alone);
        !self.mix.brings_files
            || devices.all(|device| {
                device.own.waiting.is_none() && device.own.told == Some(self.gateway.epoch)
            })
    }

    /// A file of a desk's own, of before this moment, waits at a desk that is paired.
    pub(crate) fn has_own_before(&self, before_ms: i64) -> bool {
        let mut devices = self.devices.iter().filter(|device| !device.is_alone);
        devices.any(|device| {
            let mut waiting = device.own.waiting.iter();
            waiting.any(|file| file.made_ms < before_ms)
        })
    }

    /// What was left out of a desk's own file the gateway asks about, and its people know. After a restore all is asked, and said otherwise.
    pub(crate) fn answer_for_own(&mut self) {
        if !self.mix.brings_files || self.gateway.unsure_before_ms > i64::MIN {
            return;
        }
        let asked = self.devices.iter().flat_map(|device| &device.own.asked);
        let asked: BTreeSet<Key> = asked.copied().collect();
        if asked.is_empty() {
            return;
        }
        let entered = self.desks.entered.clone();
        if self.trace.is_some() {
            self.note(format!("what was left out is answered: {asked:?}"));
        }
        self.reaches(move |deliveries, _| {
            hand_in::doubted(deliveries, |row| {
                let key = (row.op, row.act);
                asked.contains(&key).then(|| entered.contains(&key))
            })
        });
    }
}
