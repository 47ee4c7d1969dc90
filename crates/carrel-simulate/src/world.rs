//! One history: devices scan, talk and suffer until everything heals; then it is checked.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, BinaryHeap};

use carrel_circ::entry::{Fact, Kind, OpId, PatronKey, Use, What};
use carrel_circ::exception::Broken as Rules;
use carrel_circ::policy::{Policy, Rule};
use carrel_circ::{Allowed, Board};
use carrel_sync::Hash;
use carrel_sync::cbor::Writer;
use carrel_sync::client::{At, Change, Client, Draft, Meta, Mint};
use carrel_sync::hash::{patron_key, sha256};
use carrel_sync::message::{CONTENT_TYPE, Nonce, Pulled, PulledBody, Pushed, Record};
use carrel_sync::op::{Op, redact};

use crate::check;
use crate::defect::Defect;
use crate::desks::{CLERKS, Desks};
use crate::device::Device;
use crate::gateway::{Backup, Crash, Gateway, Reply, SCHOOL_KEY};
use crate::mix::{FAULTS, Fault, Mix};
use crate::random::Random;

/// A second, in milliseconds.
pub const SECOND: i64 = 1_000;
/// An hour.
pub const HOUR: i64 = 3_600 * SECOND;
/// A day.
pub const DAY: i64 = 24 * HOUR;
const START: i64 = 1_790_000_000_000;
/// Sent operations are kept so long here, so that weeks suffice to see them go.
const KEEP: i64 = 8 * DAY;
/// Oldest backup that is restored.
const BACKUPS: usize = 5;
/// Backups of the first days, for [`Fault::OldRestore`].
const ANCIENT: usize = 2;
const COPIES: u64 = 24;
const CARDS: u64 = 9;

/// What a history was made of.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// Devices times days.
    pub device_days: u64,
    /// Operations that were recorded.
    pub scans: u64,
    /// Pushes and pulls that reached the server.
    pub requests: u64,
    /// Times the server had an operation already.
    pub repeats: u64,
    /// Faults that struck, by place in [`FAULTS`].
    pub faults: [u64; FAULTS.len()],
    /// Exceptions, by place in `ExceptionKind::ALL`.
    pub exceptions: [u64; 13],
    /// What the library's own system got in files.
    pub handed_in: u64,
    /// Batches that were given back.
    pub given_back: u64,
    /// Words about batches that were taken back.
    pub taken_back: u64,
}

impl Report {
    /// Both together.
    pub fn add(&mut self, other: &Report) {
        self.device_days += other.device_days;
        self.scans += other.scans;
        self.requests += other.requests;
        self.repeats += other.repeats;
        self.handed_in += other.handed_in;
        self.given_back += other.given_back;
        self.taken_back += other.taken_back;
        for (sum, more) in self.faults.iter_mut().zip(other.faults) {
            *sum += more;
        }
        for (sum, more) in self.exceptions.iter_mut().zip(other.exceptions) {
            *sum += more;
        }
    }
}

/// An invariant that did not hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Broken {
    /// Which, and what was found.
    pub what: String,
    /// What happened, when a trace was wanted.
    pub trace: Vec<String>,
}

/// What was minted: the truth that the checker knows.
#[derive(Clone, Copy, Debug)]
pub struct Minted {
    /// When it truly happened.
    pub true_ms: i64,
    /// The hash it left the device with, for what the server cannot read.
    pub poison: Option<Hash>,
}

#[derive(Clone, Debug)]
enum Happening {
    Scan(usize),
    Sync(usize),
    Ask {
        device: usize,
        life: u32,
        is_push: bool,
        is_before: bool,
        body: Vec<u8>,
    },
    Answer {
        device: usize,
        life: u32,
        body: Vec<u8>,
        is_portal: bool,
    },
    Timeout {
        device: usize,
        life: u32,
        nonce: u64,
    },
    Weather(usize),
    Online(usize),
    Pair(usize),
    Midnight,
    HandIn(usize),
}

/// Everything there is.
pub struct World {
    pub(crate) mix: Mix,
    pub(crate) defect: Option<Defect>,
    pub(crate) devices: Vec<Device>,
    pub(crate) gateway: Gateway,
    pub(crate) minted: BTreeMap<OpId, Minted>,
    pub(crate) shown: BTreeSet<OpId>,
    pub(crate) evicted: BTreeSet<OpId>,
    /// What an old backup lacked and no device held any more, with the last number in that backup: told later than that.
    pub(crate) lost: BTreeMap<OpId, u64>,
    pub(crate) report: Report,
    /// The desks that hand in.
    pub(crate) desks: Desks,
    random: Random,
    pub(crate) now: i64,
    queue: BinaryHeap<Reverse<(i64, u64)>>,
    happenings: BTreeMap<u64, Happening>,
    counter: u64,
    backups: Vec<Backup>,
    ancient: Vec<(i64, Backup)>,
    named: u128,
    out: BTreeMap<String, bool>,
    pub(crate) is_healing: bool,
    broken: Option<String>,
    pub(crate) trace: Option<Vec<String>>,
}

/// Writes a line of the trace, when one is wanted.
macro_rules! note {
    ($world:expr, $($text:tt)*) => {
        if $world.trace.is_some() {
            let line = format!($($text)*);
            $world.note(line);
        }
    };
}

/// Runs one history and checks it.
///
/// # Errors
/// The first invariant that did not hold.
pub fn run(mix: &Mix, defect: Option<Defect>, trace: bool) -> Result<Report, Broken> {
    let mut world = World::new(mix.clone(), defect, trace);
    let end = START + i64::from(mix.days) * DAY;
    world.live(end);
    world.heal();
    if world.broken.is_none() {
        world.broken = check::all(&mut world).err();
    }
    match world.broken {
        Some(what) => Err(Broken {
            what,
            trace: world.trace.unwrap_or_default(),
        }),
        None => Ok(world.report),
    }
}

impl World {
    fn new(mix: Mix, defect: Option<Defect>, trace: bool) -> Self {
        let mut world = World {
            random: Random::new(mix.seed),
            gateway: Gateway::new(defect),
            devices: Vec::new(),
            minted: BTreeMap::new(),
            shown: BTreeSet::new(),
            evicted: BTreeSet::new(),
            lost: BTreeMap::new(),
            report: Report::default(),
            desks: Desks::new(mix.seed),
            now: START,
            queue: BinaryHeap::new(),
            happenings: BTreeMap::new(),
            counter: 0,
            backups: Vec::new(),
            ancient: Vec::new(),
            named: 0,
            out: BTreeMap::new(),
            is_healing: false,
            broken: None,
            trace: trace.then(Vec::new),
            defect,
            mix,
        };
        if world.mix.has_lists {
            world.lists();
        }
        for id in 0..world.mix.devices {
            let epoch = world.random.draw() | 1;
            let name = world.new_name();
            let mut device = Device::new(name, epoch, START);
            device.client = world.tuned(device.client);
            device.is_before = world.mix.rate(Fault::OtherPage) > 0 && world.random.below(2) == 0;
            device.is_alone = world.mix.begins_alone && world.random.below(2) == 0;
            if world.mix.brings_files && world.desks.random.below(2) == 0 {
                (device.is_alone, device.own.is_used) = (true, true);
            }
            if device.is_alone {
                world.gateway.paired.remove(&name);
            }
            world.devices.push(device);
            if world.hit(Fault::Skew) {
                world.jump(id);
            }
            world.begin(id);
        }
        world.plan(DAY, Happening::Midnight);
        if world.mix.hands_in {
            for desk in 0..CLERKS {
                let first = world.desks.random.below(DAY as u64) as i64;
                world.plan(first, Happening::HandIn(desk));
            }
        }
        world
    }

    /// Pairs: the name of a device that the server knows from now on.
    fn new_name(&mut self) -> u128 {
        self.named += 1;
        self.gateway.paired.insert(self.named);
        self.named
    }

    /// Starts the loops of a device.
    fn begin(&mut self, device: usize) {
        let first = self.random.below(HOUR as u64) as i64;
        self.plan(first, Happening::Scan(device));
        let weather = self.random.below(4 * HOUR as u64) as i64;
        self.plan(weather, Happening::Weather(device));
    }

    fn lists(&mut self) {
        let rule = |patron: Option<&str>, days| Rule {
            patron: patron.map(str::to_owned),
            item: None,
            days,
            loans: Some(3),
            renewals: 1,
        };
        self.gateway.fact(Fact::Policy(Policy {
            version: 1,
            rules: vec![rule(None, 14), rule(Some("infant"), 0)],
            ..Policy::default()
        }));
        // The last copy and the last card are on no list.
        for copy in 0..COPIES - 1 {
            self.gateway.fact(Fact::Copy {
                barcode: format!("T{copy}"),
                title: format!("title{}", copy % 8),
                item: "book".to_owned(),
                usage: if copy == 3 { Use::Reference } else { Use::Lent },
            });
        }
        for card in 0..CARDS - 1 {
            self.gateway.fact(Fact::Patron {
                key: patron_key(&SCHOOL_KEY, &format!("CARD-{card}-x")),
                class: if card == 2 { "infant" } else { "student" }.to_owned(),
                blocked: card == 1,
            });
        }
    }

    fn tuned(&self, client: Client) -> Client {
        client.keeping(if self.defect == Some(Defect::PruneAtOnce) {
            0
        } else {
            KEEP
        })
    }

    pub(crate) fn note(&mut self, line: String) {
        let at = (self.now - START) as f64 / DAY as f64;
        if let Some(trace) = &mut self.trace {
            trace.push(format!("day {at:.5}  {line}"));
        }
    }

    fn plan(&mut self, delay: i64, happening: Happening) {
        self.counter += 1;
        self.queue
            .push(Reverse((self.now + delay.max(0), self.counter)));
        self.happenings.insert(self.counter, happening);
    }

    fn plan_sync(&mut self, device: usize, delay: i64) {
        if !self.devices[device].sync_is_planned {
            self.devices[device].sync_is_planned = true;
            self.plan(delay, Happening::Sync(device));
        }
    }

    /// Whether a fault strikes now. Nothing does while things heal.
    fn hit(&mut self, fault: Fault) -> bool {
        let strikes = !self.is_healing && self.random.often(self.mix.rate(fault));
        if strikes {
            self.report.faults[fault as usize] += 1;
        }
        strikes
    }

    /// As [`World::hit`], for faults that would be too frequent.
    fn hit_rarely(&mut self, fault: Fault, one_in: u64) -> bool {
        self.random.below(one_in) == 0 && self.hit(fault)
    }

    fn live(&mut self, end: i64) {
        while let Some(Reverse((at, number))) = self.queue.peek().copied() {
            if at > end || self.broken.is_some() {
                break;
            }
            self.queue.pop();
            self.now = at;
            if let Some(happening) = self.happenings.remove(&number) {
                self.happen(happening);
            }
        }
        self.now = self.now.max(end);
        if !self.is_healing {
            self.report.device_days = self.devices.len() as u64 * u64::from(self.mix.days);
        }
    }

    fn happen(&mut self, happening: Happening) {
        match happening {
            Happening::Scan(device) => {
                if !self.is_healing {
                    self.scan(device);
                    let mean = DAY / i64::from(self.mix.scans);
                    let gap = self.random.below(2 * mean as u64) as i64;
                    self.plan(gap, Happening::Scan(device));
                }
            }
            Happening::Sync(device) => self.sync(device),
            Happening::Ask {
                device,
                life,
                is_push,
                is_before,
                body,
            } => self.ask(device, life, (is_push, is_before), &body),
            Happening::Answer {
                device,
                life,
                body,
                is_portal,
            } => self.answer(device, life, &body, is_portal),
            Happening::Timeout {
                device,
                life,
                nonce,
            } => {
                let known = &self.devices[device];
                if known.life == life && known.nonce == nonce && known.client.is_waiting() {
                    self.devices[device].client.give_up();
                    let random = self.random.draw();
                    let wait = self.devices[device].backoff.failed(random, None);
                    self.plan_sync(device, wait as i64);
                }
            }
            Happening::Weather(device) => {
                if !self.is_healing {
                    self.weather(device);
                    self.plan(4 * HOUR, Happening::Weather(device));
                }
            }
            Happening::Online(device) => {
                self.devices[device].is_online = true;
                let wait = self.random.below(300) as i64 * SECOND;
                self.plan_sync(device, wait);
            }
            Happening::Pair(device) => {
                self.devices[device].pairing_is_planned = false;
                if !self.is_known(device) {
                    self.pair(device);
                }
            }
            Happening::HandIn(desk) => {
                if !self.is_healing {
                    self.hand_in(desk);
                    let gap = HOUR + self.desks.random.below(20 * HOUR as u64) as i64;
                    self.plan(gap, Happening::HandIn(desk));
                }
            }
            Happening::Midnight => {
                if !self.is_healing {
                    self.midnight();
                    self.plan(DAY, Happening::Midnight);
                }
            }
        }
    }

    fn scan(&mut self, device: usize) {
        let mut draft = self.draft(device);
        let id = OpId(u128::from(self.random.draw()) << 64 | u128::from(self.random.draw()));
        let mut salt = [0; 16];
        salt[..8].copy_from_slice(&self.random.draw().to_be_bytes());
        let at = self.devices[device].reading(self.now);
        if self.defect == Some(Defect::ClockTrusted)
            && let Some(sync) = &mut self.devices[device].disk.meta.sync
        {
            sync.at = at;
            self.devices[device].client = self.tuned(self.devices[device].loaded(self.defect));
        }
        if self.devices[device].is_before {
            draft.allowed = draft.allowed.unnamed();
        }
        let (kind, copy) = (draft.kind, draft.copy.clone());
        let (_, mut change) = self.devices[device]
            .client
            .prepare(draft, Mint { id, salt, at })
            .expect("the world scans codes that fit in a log");
        let mut poison = None;
        if kind == Kind::Seen && self.hit(Fault::NewerOp) {
            poison = self.newer(&mut change);
        }
        if self.hit(Fault::DiskFull) {
            note!(
                self,
                "device {device}: {kind:?} {copy} NOT recorded, the disk is full"
            );
            return;
        }
        self.minted.insert(
            id,
            Minted {
                true_ms: self.now,
                poison,
            },
        );
        self.report.scans += 1;
        let end = self.commit(device, &change);
        let shown = match end {
            Commit::Done => true,
            Commit::Lost => self.defect == Some(Defect::ShownBeforeCommit),
            Commit::Died => false,
            Commit::Torn => true,
        };
        note!(self, "device {device}: {kind:?} {copy} {end:?}, {id:?}");
        if shown {
            self.shown.insert(id);
        }
        if matches!(end, Commit::Done | Commit::Died) {
            match kind {
                Kind::Checkout => self.out.insert(copy, true),
                Kind::Return => self.out.insert(copy, false),
                _ => None,
            };
        }
        self.plan_sync(device, SECOND);
    }

    fn draft(&mut self, device: usize) -> Draft {
        let card = format!("CARD-{}-x", self.random.below(CARDS));
        let mut copy = self.random.below(COPIES);
        if self.mix.is_peaceful {
            copy = copy / self.mix.devices as u64 * self.mix.devices as u64 + device as u64;
        }
        let copy = self.copy_of(device, format!("T{copy}"));
        let is_out = self.out.get(&copy).copied().unwrap_or(false);
        let roll = self.random.below(20);
        let staff = 1 + device as u64;
        if self.mix.is_rich && roll < 6 {
            let mut draft = match roll {
                0 | 1 => Draft::scan(Kind::Renew, &copy, None),
                2 => Draft::scan(
                    Kind::Hold,
                    &format!("title{}", self.random.below(8)),
                    Some(&card),
                ),
                3 => Draft::scan(
                    Kind::Unhold,
                    &format!("title{}", self.random.below(8)),
                    Some(&card),
                ),
                _ => {
                    let names: Vec<OpId> = self.devices[device].names().collect();
                    match names.get(self.random.below(names.len() as u64) as usize) {
                        Some(target) => Draft::scan(Kind::Correct { target: *target }, "", None),
                        None => Draft::scan(Kind::Seen, &copy, None),
                    }
                }
            };
            draft.staff = staff;
            return draft;
        }
        if roll == 19 {
            return Draft::scan(Kind::Seen, &copy, None);
        }
        // In peace the scan follows what truly is; otherwise anything may be scanned anywhere.
        let returns = if self.mix.is_peaceful {
            is_out
        } else {
            self.random.below(10) < 4
        };
        if returns {
            Draft::scan(Kind::Return, &copy, None)
        } else {
            let mut draft = Draft::scan(Kind::Checkout, &copy, Some(&card));
            // Where there are rules, staff says yes to some: named, or as a page of before. Nothing is drawn for it: seeds stay what they were.
            draft.allowed = match self.report.scans % 8 {
                _ if !self.mix.has_lists => return draft,
                0 => Allowed::rules(u64::from(Rules::LIMIT)),
                1 => Allowed::rules(u64::from(Rules::LIMIT | Rules::BLOCKED | Rules::CLASS)),
                2 => Allowed::EVERYTHING,
                _ => return draft,
            };
            draft.staff = staff;
            draft
        }
    }

    /// A newer app wrote this operation: half of the time in a way this server reads, half of the time not.
    fn newer(&mut self, change: &mut Change) -> Option<Hash> {
        let (_, record) = change.put.first_mut()?;
        let mut op = Op::decode(&record.bytes).ok()?;
        let is_readable = self.random.below(2) == 0;
        op.v = if is_readable { 2 } else { 9 };
        op.extension_count = 1;
        let mut pair = Writer::new();
        pair.uint(70).text("from the future");
        op.extensions = pair.finish();
        record.bytes = op.encode();
        // No card in it: the hash is over the bytes as they are.
        record.hash = sha256(&[&op.prev, &record.bytes]);
        change.meta.logs.last_mut()?.head = record.hash;
        (!is_readable).then_some(record.hash)
    }

    /// A transaction on a device, which may die before or after it.
    fn commit(&mut self, device: usize, change: &Change) -> Commit {
        let dies = self.hit(Fault::KillDevice);
        let (is_before, run) = (self.random.below(2) == 0, self.random.draw());
        let known = &mut self.devices[device];
        let before = known.disk.meta.clone();
        let mut torn = false;
        if dies && is_before {
            match self.defect {
                Some(Defect::TornAppend) if !change.put.is_empty() => {
                    known.write_ops(change);
                    torn = true;
                }
                Some(Defect::TornPull) => {
                    known.disk.meta.clone_from(&change.meta);
                    known.disk.mark = change.meta.mark();
                }
                _ => {}
            }
        } else if self.defect == Some(Defect::WallClockOrder) {
            let mut shuffled = change.clone();
            shuffled.rows.sort_by_key(|row| match &row.what {
                What::Op(op) => op.at.ms,
                What::Fact(_) => 0,
            });
            known.write(&shuffled);
            known.disk.board.at = change.meta.cursor;
        } else {
            known.write(change);
        }
        if !(dies && is_before) {
            if self.defect != Some(Defect::ForgetOnlyServer) {
                known.forget(change);
            }
            if self.broken.is_none() {
                self.broken = check::acks_grow(&before, &self.devices[device].disk.meta);
            }
        }
        if dies {
            self.reload(device, run);
            self.plan_sync(device, SECOND);
            return match (torn, is_before) {
                (true, _) => Commit::Torn,
                (false, true) => Commit::Lost,
                (false, false) => Commit::Died,
            };
        }
        self.devices[device].client.commit(change);
        Commit::Done
    }

    fn sync(&mut self, device: usize) {
        self.devices[device].sync_is_planned = false;
        let known = &self.devices[device];
        if !known.is_online || known.is_alone || known.client.is_waiting() {
            return;
        }
        if let Some(at) = self.devices[device].client.wants_move() {
            let change = self.branch(device, at);
            let end = self.commit(device, &change);
            note!(
                self,
                "device {device}: {} operations move to a new log, {end:?}",
                change.put.len()
            );
            self.plan_sync(device, 10);
            return;
        }
        if !self.tells_own(device) {
            return self.plan_sync(device, 60 * SECOND);
        }
        let now = self.devices[device].reading(self.now);
        let number = self.random.draw();
        let mut nonce: Nonce = [0; 16];
        nonce[..8].copy_from_slice(&number.to_be_bytes());
        let is_mute = self.defect == Some(Defect::IdleGapUntold);
        let known = &mut self.devices[device];
        let wanted = known.client.wants_push();
        let (is_push, body) = if let Some(wanted) = wanted.filter(|w| w.count > 0 || !is_mute) {
            let records = known
                .disk
                .ops
                .range((wanted.epoch, wanted.first)..=(wanted.epoch, u64::MAX))
                .take(wanted.count as usize)
                .map(|(_, record)| record.clone())
                .collect();
            (true, known.client.push(wanted, records, nonce, now))
        } else if known.client.meta().must_pull || self.now - known.pulled_ms > 3 * HOUR {
            (false, known.client.pull(nonce, now))
        } else {
            return;
        };
        (known.nonce, known.is_pulling) = (number, !is_push);
        let (life, is_before) = (known.life, known.is_before);
        self.plan(
            30 * SECOND,
            Happening::Timeout {
                device,
                life,
                nonce: number,
            },
        );
        for _ in 0..self.deliveries() {
            let wait = self.latency();
            self.plan(
                wait,
                Happening::Ask {
                    device,
                    life,
                    is_push,
                    is_before,
                    body: body.clone(),
                },
            );
        }
    }

    /// The branch from this place on in a log of its own.
    fn branch(&mut self, device: usize, (epoch, from): At) -> Change {
        let known = &self.devices[device];
        let places = (epoch, from)..=(epoch, u64::MAX);
        let records: Vec<Record> = (known.disk.ops.range(places))
            .map(|(_, record)| record.clone())
            .collect();
        let new_epoch = self.random.draw() | 1;
        let mut change = self.devices[device].client.move_branch(&records, new_epoch);
        let is_new = |log: &&mut carrel_sync::client::Log| log.epoch == new_epoch;
        if self.defect == Some(Defect::LeftLogForgetsItsEnd)
            && let Some(log) = change.meta.logs.iter_mut().find(|log| log.epoch == epoch)
        {
            log.head = [0; 32];
        }
        if self.defect == Some(Defect::BranchDropped) {
            change.put.clear();
            if let Some(log) = change.meta.logs.iter_mut().find(is_new) {
                (log.next, log.head) = (1, [0; 32]);
            }
        }
        change
    }

    /// How often a message arrives: not at all, once, or twice.
    fn deliveries(&mut self) -> u32 {
        if self.hit(Fault::Loss) {
            0
        } else if self.hit(Fault::Duplicate) {
            2
        } else {
            1
        }
    }

    fn latency(&mut self) -> i64 {
        let most = if self.hit(Fault::Slow) { 20_000 } else { 400 };
        20 + self.random.below(most) as i64
    }

    fn ask(&mut self, device: usize, life: u32, (is_push, is_before): (bool, bool), body: &[u8]) {
        self.report.requests += 1;
        let crash = match self.hit_rarely(Fault::KillServer, 4) {
            false => Crash::None,
            true if self.random.below(2) == 0 => Crash::Before,
            true => Crash::After,
        };
        let answer = if is_push {
            self.gateway.push(body, self.now, crash)
        } else {
            self.gateway.pull(body, self.now, is_before)
        };
        note!(
            self,
            "server: {} of device {device}, crash {crash:?}",
            if is_push { "push" } else { "pull" }
        );
        let answer = match answer {
            Reply::Bytes(bytes) => bytes,
            Reply::Silence => return,
            Reply::Unknown => return self.is_removed(device),
        };
        for _ in 0..self.deliveries() {
            let wait = self.latency();
            let is_portal = self.hit(Fault::Portal);
            self.plan(
                wait,
                Happening::Answer {
                    device,
                    life,
                    body: answer.clone(),
                    is_portal,
                },
            );
        }
    }

    /// The server knows the name of this device.
    pub(crate) fn is_known(&self, device: usize) -> bool {
        let name = self.devices[device].disk.meta.device;
        self.gateway.paired.contains(&name)
    }

    /// A device hears that it is not paired, and somebody of staff sees it within the day.
    fn is_removed(&mut self, device: usize) {
        if self.is_known(device) || self.devices[device].pairing_is_planned {
            return;
        }
        self.devices[device].client.give_up();
        if self.defect == Some(Defect::RemovedUnheard) {
            return;
        }
        self.devices[device].pairing_is_planned = true;
        let most = if self.is_healing {
            30 * SECOND
        } else {
            12 * HOUR
        };
        let wait = self.random.below(most as u64) as i64;
        self.plan(wait, Happening::Pair(device));
    }

    /// Staff pairs a device: it gets a new name, and takes what it holds along.
    fn pair(&mut self, device: usize) {
        if !self.devices[device].is_online {
            return;
        }
        let name = self.new_name();
        let epoch = self.random.draw() | 1;
        let known = &self.devices[device];
        let meta = known.client.meta().clone();
        let mut records = Vec::new();
        for log in &meta.logs {
            let places = (log.epoch, 0)..=(log.epoch, u64::MAX);
            let is_new = |at: &At| at.1 > log.acked;
            let held = known.disk.ops.range(places);
            records.extend(
                held.filter(|(at, _)| self.defect != Some(Defect::PairedWithoutSent) || is_new(at))
                    .map(|(_, record)| record.clone()),
            );
        }
        if self.defect == Some(Defect::PairedUnderNewNames) {
            for record in &mut records {
                if let Ok(mut op) = Op::decode(&record.bytes) {
                    op.id = OpId(u128::from(self.random.draw()) << 64);
                    record.bytes = op.encode();
                }
            }
        }
        let mut client = self.devices[device].client.clone();
        if self.defect == Some(Defect::DeliveredCalledLost) && meta.server_epoch == 0 {
            client = Client::from_meta(Meta {
                server_epoch: 1,
                ..meta.clone()
            });
        }
        let mut change = client.join(name, epoch, &records);
        if self.defect == Some(Defect::PairedWithCursor) {
            (change.meta.server_epoch, change.meta.cursor) = (meta.server_epoch, meta.cursor);
        }
        if self.defect == Some(Defect::LostCalledDelivered) {
            change.meta.logs.retain(|log| log.epoch != 0);
        }
        let is_told =
            meta.forked.is_none() && meta.logs.iter().all(|log| log.acked + 1 >= log.oldest);
        let end = self.commit(device, &change);
        note!(
            self,
            "device {device}: paired again as {name}, {} operations go along, {end:?}",
            records.len()
        );
        if end != Commit::Lost {
            self.devices[device].is_alone = false;
            self.devices[device].former.push(meta.device);
            if is_told {
                // It goes with the logs of the former name.
                self.devices[device].owed.clear();
            }
        }
        self.plan_sync(device, SECOND);
    }

    fn answer(&mut self, device: usize, life: u32, body: &[u8], is_portal: bool) {
        let careless = self.defect == Some(Defect::NoNonce);
        let known = &mut self.devices[device];
        if !known.is_online || (known.life != life && !careless) {
            return;
        }
        let now = known.reading(self.now);
        let heard = if is_portal {
            known
                .client
                .heard("text/html", b"<html>Welcome! Please log in.</html>", now)
        } else if careless {
            let mut nonce: Nonce = [0; 16];
            nonce[..8].copy_from_slice(&known.nonce.to_be_bytes());
            known.client.heard(CONTENT_TYPE, &renamed(body, nonce), now)
        } else {
            known.client.heard(CONTENT_TYPE, body, now)
        };
        // What was not understood waits for its time-out.
        let Ok((mut change, more)) = heard else {
            return;
        };
        if self.defect == Some(Defect::BoardOfAnotherLife)
            && change.meta.must_pull
            && let Ok(pulled) = Pulled::decode(body)
            && let PulledBody::Snapshot { at, board } = pulled.body
        {
            change.replace_board = Some(board);
            (change.meta.server_epoch, change.meta.cursor) = (pulled.server_epoch, at);
            change.meta.must_pull = false;
        }
        let is_first = change.rows.first().is_some_and(|row| row.server_seq == 1);
        if is_first && more && self.broken.is_none() {
            self.broken = Some(format!("I6: device {device} has half of a board"));
        }
        let is_gone = change.replace_board.as_ref().is_some_and(Vec::is_empty);
        if self.defect == Some(Defect::AcksKept) && is_gone {
            for log in &mut change.meta.logs {
                log.acked = log.next - 1;
            }
        }
        if known.is_pulling {
            // A pull that brought only a part is asked again at once.
            known.pulled_ms = if more { 0 } else { self.now };
        }
        known.backoff.reset();
        self.report.repeats += change
            .results
            .iter()
            .filter(|(_, outcome)| *outcome == carrel_sync::message::Outcome::Known)
            .count() as u64;
        let rows = change.rows.len();
        let end = self.commit(device, &change);
        note!(
            self,
            "device {device}: hears {:?}, {rows} rows, {end:?}",
            change.results
        );
        let known = &self.devices[device];
        if more
            || known.client.pending() > 0
            || known.client.meta().must_pull
            || known.client.wants_move().is_some()
        {
            self.plan_sync(device, 100);
        } else if self.now - known.pulled_ms > 3 * HOUR {
            self.plan_sync(device, 500);
        }
    }

    /// Every four hours something may happen to a device.
    fn weather(&mut self, device: usize) {
        if self.hit(Fault::Partition) && self.devices[device].is_online {
            let most = if self.random.below(8) == 0 {
                30 * DAY
            } else {
                2 * DAY
            };
            let away = HOUR + self.random.below(most as u64) as i64;
            self.devices[device].is_online = false;
            self.devices[device].client.give_up();
            note!(self, "device {device}: offline for {} h", away / HOUR);
            self.plan(away, Happening::Online(device));
        }
        if self.hit(Fault::Jump) {
            self.jump(device);
        }
        if self.hit(Fault::Sleep) {
            // The monotonic clock stands still. Never just as long as clocks are set by (multiples of 150 s): a clock that is set
            // back by as much as the other one stood still is seen by nobody (seed 1132593), see PROTOCOL.md.
            let slept = self.random.below(72) as i64 * 150 * SECOND + 7 * SECOND;
            self.devices[device].mono_base_ms += slept;
            note!(self, "device {device}: slept for {} s", slept / SECOND);
        }
        if self.hit(Fault::Reload) {
            let run = self.random.draw();
            self.restart(device, run);
        }
        if self.mix.rate(Fault::OtherPage) > 0 && self.hit_rarely(Fault::OtherPage, 3) {
            let run = self.random.draw();
            self.other_page(device);
            self.restart(device, run);
        }
        // Nothing is drawn for what cannot be: so each fault that is counted struck.
        if !self.is_bound(device) && self.hit_rarely(Fault::Evict, 8) {
            self.evict(device);
        }
        let may_lose = self.mix.rate(Fault::Hole) > 0 && !self.is_bound(device);
        if may_lose && self.hit_rarely(Fault::Hole, 6) {
            self.hole(device);
        }
        if self.mix.rate(Fault::PairAgain) > 0 && self.hit_rarely(Fault::PairAgain, 8) {
            self.pair(device);
        }
        if self.devices[device].is_alone {
            match self.random.below(40) {
                0 => {
                    self.pair(device);
                    // It seems that nothing came of it.
                    if self.random.below(2) == 0 {
                        self.pair(device);
                    }
                }
                1..=5 if !self.mix.is_peaceful && self.mix.begins_alone => self.deliver(device),
                _ => {}
            }
        }
        self.own_files(device);
        let may_clone = self.devices.len() < 8 && !self.is_bound(device);
        if may_clone && self.hit_rarely(Fault::Clone, 12) {
            let run = self.random.draw();
            let mut twin = self.devices[device].clone();
            (twin.sync_is_planned, twin.pairing_is_planned) = (false, false);
            twin.is_online = true;
            self.devices.push(twin);
            let twin = self.devices.len() - 1;
            note!(self, "device {twin} is a clone of device {device}");
            self.restart(twin, run);
            self.begin(twin);
        }
    }

    /// The page begins anew, now and then as another one.
    fn reload(&mut self, device: usize, run: u64) {
        if self.mix.rate(Fault::OtherPage) > 0 && self.hit_rarely(Fault::OtherPage, 4) {
            self.other_page(device);
        }
        self.devices[device].restart(self.now, run, self.defect);
        let client = self.devices[device].client.clone();
        self.devices[device].client = self.tuned(client);
    }

    fn other_page(&mut self, device: usize) {
        let is_before = !self.devices[device].is_before;
        self.devices[device].is_before = is_before;
        note!(
            self,
            "device {device}: {} runs on it",
            match is_before {
                true => "a page of before",
                false => "today's page",
            }
        );
    }

    fn restart(&mut self, device: usize, run: u64) {
        self.reload(device, run);
        self.mend(device);
        self.plan_sync(device, SECOND);
    }

    /// What a host does once its log is loaded: what is to be moved moves, and holes are looked for.
    fn mend(&mut self, device: usize) {
        if self.defect == Some(Defect::HoleUnseen) {
            return;
        }
        let is_whole = self.report.faults[Fault::Hole as usize] == 0;
        loop {
            let epoch = self.random.draw() | 1;
            let known = &self.devices[device];
            let change = if let Some(at) = known.client.wants_move() {
                self.branch(device, at)
            } else if let Some(change) = known.client.mend(&known.disk.ops, epoch) {
                if is_whole && self.broken.is_none() {
                    self.broken = Some(format!("device {device} lacks what no fault took"));
                }
                change
            } else {
                return;
            };
            self.devices[device].write(&change);
            self.devices[device].client.commit(&change);
        }
    }

    /// A device that is alone deletes what staff said is imported: from the beginning on, up to what this version cannot read at most.
    fn deliver(&mut self, device: usize) {
        let known = &self.devices[device];
        let held = known.disk.ops.iter();
        let readable = held.take_while(|(_, record)| Op::decode(&record.bytes).is_ok());
        let readable: Vec<(At, Record)> = readable.map(|(at, kept)| (*at, kept.clone())).collect();
        let count = self.random.below(readable.len() as u64 + 1) as usize;
        let gone = &readable[..count];
        let last = gone.last().map_or(0, |((_, place), _)| *place);
        let Some(change) = self.devices[device].client.drop_delivered(last) else {
            return;
        };
        let end = self.commit(device, &change);
        note!(
            self,
            "device {device}: {count} operations were handed in as a file and go, {end:?}"
        );
        if end != Commit::Lost {
            let gone: Vec<Record> = gone.iter().map(|(_, record)| record.clone()).collect();
            self.destroyed(&gone);
            for op in gone.iter().filter_map(|kept| Op::decode(&kept.bytes).ok()) {
                self.devices[device].pruned.remove(&op.id);
            }
        }
    }

    /// The storage of a device loses some operations in a row.
    fn hole(&mut self, device: usize) {
        let held: Vec<At> = self.devices[device].disk.ops.keys().copied().collect();
        let first = self.random.below(held.len() as u64) as usize;
        let count = 1 + self.random.below(4) as usize;
        let known = &mut self.devices[device];
        let gone: Vec<Record> = held
            .iter()
            .skip(first)
            .take(count)
            .filter_map(|at| known.disk.ops.remove(at))
            .collect();
        note!(
            self,
            "device {device}: its storage lost {} of {} operations, from {:?} on",
            gone.len(),
            held.len(),
            held.get(first)
        );
        let names = self.destroyed(&gone);
        let nowhere = names
            .into_iter()
            .filter(|id| !self.gateway.ledger.knows(*id));
        self.devices[device].owed.extend(nowhere);
        let run = self.random.draw();
        self.restart(device, run);
    }

    /// These are on a device no more: those that are on no other one may be missing in the end. Their names.
    fn destroyed(&mut self, gone: &[Record]) -> Vec<OpId> {
        let elsewhere: BTreeSet<OpId> = self.devices.iter().flat_map(Device::names).collect();
        let named = gone
            .iter()
            .filter_map(|record| Op::decode(&record.bytes).ok());
        let names: Vec<OpId> = named
            .map(|op| op.id)
            .filter(|id| !elsewhere.contains(id))
            .collect();
        self.evicted.extend(names.iter().copied());
        for (id, minted) in &self.minted {
            let is_gone = |hash| gone.iter().any(|record| record.hash == hash);
            if minted.poison.is_some_and(is_gone) {
                self.evicted.insert(*id);
            }
        }
        names
    }

    /// The wall clock is set to something else, up to ten years off, never twice to the same: one that went wrong and came back in between, in another
    /// run of the page, cannot be told from one that was right all the time (seeds 21561 and 21901 of [`Mix::storm`] were set more than 16 times).
    fn jump(&mut self, device: usize) {
        let far = [6, 300, 16_000][self.random.below(3) as usize];
        let steps = 16 * self.random.below(far);
        let sign = if self.random.below(2) == 0 { 1 } else { -1 };
        let known = &mut self.devices[device];
        known.jumps += 1;
        let apart = (known.jumps / 16) as i64 * 150 * SECOND;
        known.skew_ms = sign * ((1 + known.jumps + steps) as i64 * 20 * 60 * SECOND + apart);
        let hours = known.skew_ms / HOUR;
        note!(self, "device {device}: its clock is {hours} h off");
    }

    fn evict(&mut self, device: usize) {
        let run = self.random.draw();
        let mut epoch = self.random.draw() | 1;
        if self.defect == Some(Defect::CursorOutlivesData) {
            self.devices[device].disk.board = Board::new();
            return;
        }
        let gone: Vec<Record> = self.devices[device].disk.ops.values().cloned().collect();
        let old = self.devices[device].disk.meta.clone();
        if self.defect == Some(Defect::EpochReused)
            && let Some(log) = old.logs.last()
        {
            epoch = log.epoch;
        }
        // With its key gone it is another device to the server; with a key that was kept elsewhere, the same one.
        let is_paired_anew = self.mix.rate(Fault::PairAgain) > 0 && self.random.below(2) == 0;
        let name = if is_paired_anew {
            self.new_name()
        } else {
            old.device
        };
        let fresh = Device::new(name, epoch, self.now);
        self.devices[device].disk = fresh.disk;
        self.devices[device].owed.clear();
        self.devices[device].pruned.clear();
        self.devices[device].own.evict();
        self.restart(device, run);
        self.destroyed(&gone);
        note!(
            self,
            "device {device}: evicted, {} operations were on it, now it is {name}",
            gone.len()
        );
    }

    fn midnight(&mut self) {
        if self.mix.rate(Fault::Restore) > 0 {
            self.backups.push(self.gateway.backup());
            if self.backups.len() > BACKUPS {
                self.backups.remove(0);
            }
            if self.hit_rarely(Fault::Restore, 2) {
                let which = self.random.below(self.backups.len() as u64) as usize;
                let epoch = self.random.draw() | 1;
                let backup = self.backups[which].clone();
                note!(
                    self,
                    "server: restored from a backup {} days old",
                    self.backups.len() - 1 - which
                );
                self.restore(backup, epoch);
            }
        }
        if self.mix.rate(Fault::OldRestore) > 0 {
            self.old_restore();
        }
        if self.mix.hands_in {
            self.gateway.tidy(self.now - TIDY);
        }
        if self.mix.has_horizon {
            let last = self.gateway.board.at;
            self.gateway.ledger.set_horizon(last.saturating_sub(40));
        }
        if self.defect == Some(Defect::PruneUnsent) {
            let old = self.now - 2 * DAY;
            let minted = &self.minted;
            for device in &mut self.devices {
                device.disk.ops.retain(|_, record| {
                    Op::decode(&record.bytes).is_ok_and(|op| {
                        minted
                            .get(&op.id)
                            .is_some_and(|minted| minted.true_ms > old)
                    })
                });
            }
        }
    }

    /// A backup is put in place: numbers go on from its last one, so what is told anew may have a lower one than what was told before.
    fn restore(&mut self, backup: Backup, epoch: u64) {
        let last = backup.last();
        for since in self.lost.values_mut() {
            *since = last.min(*since);
        }
        self.gateway.restore(backup, epoch, self.now);
    }

    /// A backup of the first days may be put in place: older than what devices keep.
    fn old_restore(&mut self) {
        if self.ancient.len() < ANCIENT {
            self.ancient.push((self.now, self.gateway.backup()));
            return;
        }
        let which = self.random.below(ANCIENT as u64) as usize;
        let (at, backup) = self.ancient[which].clone();
        if self.now - at <= KEEP || !self.hit(Fault::OldRestore) {
            return;
        }
        // What the old life said and nobody heard, nobody hears any more.
        self.happenings
            .retain(|_, happening| !matches!(happening, Happening::Answer { .. }));
        let held: BTreeSet<OpId> = self.devices.iter().flat_map(Device::names).collect();
        let mut hashes: BTreeSet<Hash> = backup.ledger.slots().map(|(_, kept)| kept.hash).collect();
        for device in &self.devices {
            hashes.extend(device.disk.ops.values().map(|record| record.hash));
        }
        let last = backup.last();
        let mut lost = 0;
        let mut lose = |id: OpId| {
            self.lost.entry(id).or_insert(last);
            lost += 1;
        };
        for (_, kept) in self.gateway.ledger.slots() {
            if let Ok(op) = Op::decode(&kept.bytes)
                && !held.contains(&op.id)
                && !backup.ledger.knows(op.id)
            {
                lose(op.id);
            }
        }
        for (id, minted) in &self.minted {
            if minted.poison.is_some_and(|hash| !hashes.contains(&hash)) {
                lose(*id);
            }
        }
        let epoch = self.random.draw() | 1;
        let days = (self.now - at) / DAY;
        note!(
            self,
            "server: restored from a backup {days} days old, {lost} operations are nowhere"
        );
        self.restore(backup, epoch);
    }

    /// Faults stop. Within twice the longest pause everything must be delivered (I8); then everybody hears of it.
    fn heal(&mut self) {
        self.is_healing = true;
        note!(self, "faults stop");
        // What is under way arrives first: an answer of a server that was restored since is no asking of today's.
        self.live(self.now + 60 * SECOND);
        for device in 0..self.devices.len() {
            // Each loads today's page in the end.
            if self.devices[device].is_before {
                let run = self.random.draw();
                self.other_page(device);
                self.restart(device, run);
            }
            // Each asks within five minutes, whether or not it has something to send: a restored server waits for that.
            self.devices[device].pulled_ms = 0;
            // Whom staff would have paired later today is paired when it asks next.
            self.devices[device].pairing_is_planned = false;
            self.happen(Happening::Online(device));
            if self.devices[device].is_alone {
                self.pair(device);
            }
        }
        self.live(self.now + 2 * carrel_sync::schedule::CAP_MS as i64);
        for (number, device) in self.devices.iter().enumerate() {
            let is_idle = device.client.pending() == 0 && device.client.wants_move().is_none();
            if !is_idle && self.broken.is_none() {
                self.broken = Some(format!(
                    "I8: device {number} still waits: {:?}",
                    device.disk.meta
                ));
            }
        }
        if self.mix.has_lists {
            // Staff says what the unknown barcode and the unknown card are.
            self.gateway.fact(Fact::MapCopy {
                from: format!("T{}", COPIES - 1),
                to: "T0".to_owned(),
            });
            self.gateway.fact(Fact::Patron {
                key: patron_key(&SCHOOL_KEY, &format!("CARD-{}-x", CARDS - 1)),
                class: "student".to_owned(),
                blocked: false,
            });
        }
        // A patron is forgotten; every device hears of it.
        self.gateway.fact(Fact::Forget {
            key: patron_key(&SCHOOL_KEY, FORGOTTEN),
        });
        self.gateway.ledger.redact(is_forgotten);
        for device in 0..self.devices.len() {
            self.devices[device].pulled_ms = 0;
            self.plan_sync(device, SECOND);
        }
        self.live(self.now + 2 * carrel_sync::schedule::CAP_MS as i64);
        if self.mix.hands_in && self.broken.is_none() {
            self.broken = self.hand_in_the_rest().err();
        }
    }
}

/// Ended loans leave the board after so long, where desks hand in.
const TIDY: i64 = 4 * DAY;

/// The card that is forgotten at the end.
pub const FORGOTTEN: &str = "CARD-4-x";

/// Whether an operation is about the forgotten patron.
#[must_use]
pub fn is_forgotten(op: &Op) -> bool {
    matches!(&op.patron, carrel_sync::op::Patron::Known { card, .. } if card == FORGOTTEN)
}

impl Device {
    /// What a host does with a row that forgets a patron: its own copies of their operations lose the card.
    fn forget(&mut self, change: &Change) {
        let mut keys: Vec<PatronKey> = Vec::new();
        for row in &change.rows {
            if let What::Fact(Fact::Forget { key }) = &row.what {
                keys.push(*key);
            }
        }
        if change.replace_board.is_some() {
            keys.extend(self.disk.board.forgotten());
        }
        if keys.is_empty() {
            return;
        }
        for record in self.disk.ops.values_mut() {
            let is_theirs = Op::decode(&record.bytes).is_ok_and(|op| {
                op.operation(&SCHOOL_KEY, carrel_circ::Moment::good(0))
                    .patron
                    .is_some_and(|key| keys.contains(&key))
            });
            if is_theirs && let Ok(bytes) = redact(&record.bytes) {
                record.bytes = bytes;
            }
        }
    }
}

/// How a transaction ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Commit {
    /// Durable, and the page lives.
    Done,
    /// The page died first.
    Lost,
    /// Durable, but the page died before it could say so.
    Died,
    /// Half of it is durable: a defect.
    Torn,
}

/// An answer under another nonce.
fn renamed(body: &[u8], nonce: Nonce) -> Vec<u8> {
    if let Ok(mut pushed) = Pushed::decode(body) {
        pushed.nonce = nonce;
        return pushed.encode();
    }
    if let Ok(mut pulled) = Pulled::decode(body) {
        pulled.nonce = nonce;
        return pulled.encode();
    }
    body.to_vec()
}

/// The names of the faults, for reports.
#[must_use]
pub fn fault_name(place: usize) -> String {
    FAULTS
        .get(place)
        .map_or_else(String::new, |fault| format!("{fault:?}"))
}
