//! What a seed draws: how many devices and days, which faults and how often.

use crate::random::Random;

/// A kind of fault.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Fault {
    Loss,
    Duplicate,
    Slow,
    Partition,
    Skew,
    Jump,
    Sleep,
    Reload,
    KillDevice,
    KillServer,
    Evict,
    Clone,
    Restore,
    NewerOp,
    Portal,
    DiskFull,
    /// Storage loses some operations of a device's log, and the rest stays.
    Hole,
    /// A device gets a new name: staff pair it again, after an eviction or at any time.
    PairAgain,
    /// A backup from before everything that devices still keep is put in place.
    OldRestore,
    /// Somebody at a desk says the opposite of what became of a file, and takes it back later.
    WrongPress,
    /// The page of a device is another one from now on: today's, or that of before.
    OtherPage,
    /// No list has a card, and staff leaves its loans out of a file.
    LeftOut,
}

/// All kinds.
pub const FAULTS: [Fault; 22] = [
    Fault::Loss,
    Fault::Duplicate,
    Fault::Slow,
    Fault::Partition,
    Fault::Skew,
    Fault::Jump,
    Fault::Sleep,
    Fault::Reload,
    Fault::KillDevice,
    Fault::KillServer,
    Fault::Evict,
    Fault::Clone,
    Fault::Restore,
    Fault::NewerOp,
    Fault::Portal,
    Fault::DiskFull,
    Fault::Hole,
    Fault::PairAgain,
    Fault::OldRestore,
    Fault::WrongPress,
    Fault::OtherPage,
    Fault::LeftOut,
];

/// The first so many of [`FAULTS`] are drawn as they always were, so that old seeds stay what they were but for the later ones.
const FIRST: usize = 16;

/// The world of one seed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mix {
    /// Where all other draws come from.
    pub seed: u64,
    /// Devices at the start.
    pub devices: usize,
    /// Days until everything heals.
    pub days: u32,
    /// Scans of a device a day, on average.
    pub scans: u32,
    /// Every copy has its own device and nothing is destroyed: no exception may be raised.
    pub is_peaceful: bool,
    /// Holds, renewals and corrections, too.
    pub is_rich: bool,
    /// Lists of copies and patrons, limits and blocks are known to the server.
    pub has_lists: bool,
    /// The server forgets old rows and hands out snapshots.
    pub has_horizon: bool,
    /// Two desks hand in files, and loans leave the board some days after their end.
    pub hands_in: bool,
    /// Some devices work alone, delete what was handed in as a file, and are paired later.
    pub begins_alone: bool,
    /// Some devices work alone and hand in files of their own, out of which they leave rows, and are paired later.
    pub brings_files: bool,
    /// How often each fault of [`FAULTS`] strikes, in a thousand chances of its own.
    pub faults: [u16; FAULTS.len()],
}

impl Mix {
    /// What a seed draws: each fault is off, rare, or frequent, so that seeds differ in kind, and each beside every other.
    #[must_use]
    pub fn draw(seed: u64) -> Self {
        let mut random = Random::new(seed ^ 0x00c0_ffee);
        let mut faults = [0; FAULTS.len()];
        for permille in &mut faults[..FIRST] {
            *permille = match random.below(4) {
                0 | 1 => 0,
                2 => 20,
                _ => 150,
            };
        }
        // What destroys scans is off in most seeds: there everything that was shown must be found.
        let mut later = Random::new(seed ^ 0x0bad_cafe);
        for permille in &mut faults[FIRST..Fault::OtherPage as usize] {
            *permille = match later.below(6) {
                0..=3 => 0,
                4 => 20,
                _ => 150,
            };
        }
        // A page destroys nothing, whichever it is.
        let mut pages = Random::new(seed ^ 0x0000_9a9e);
        faults[Fault::OtherPage as usize] = match pages.below(4) {
            0 | 1 => 0,
            2 => 20,
            _ => 150,
        };
        let mut strangers = Random::new(seed ^ 0x0001_ef70);
        faults[Fault::LeftOut as usize] = match strangers.below(4) {
            0 | 1 => 0,
            2 => 150,
            _ => 500,
        };
        let hands_in = Random::new(seed ^ 0x0de5_c0de).below(3) == 0;
        let is_peaceful = random.below(4) == 0;
        if is_peaceful {
            for fault in [
                Fault::Evict,
                Fault::Clone,
                Fault::NewerOp,
                Fault::Hole,
                Fault::OldRestore,
            ] {
                faults[fault as usize] = 0;
            }
        }
        let (devices, days) = (2 + random.below(5) as usize, 4 + random.below(22) as u32);
        let scans = 3 + random.below(8) as u32;
        let is_rich = !is_peaceful && random.below(3) == 0;
        let has_lists = !is_peaceful && random.below(3) == 0;
        let is_plain = hands_in && !is_rich && !has_lists;
        Self {
            seed,
            devices,
            days,
            scans,
            is_peaceful,
            is_rich,
            has_lists,
            has_horizon: random.below(6) == 0,
            hands_in,
            begins_alone: !hands_in && Random::new(seed ^ 0x0a10_4e00).below(4) == 0,
            brings_files: is_plain && Random::new(seed ^ 0x0a10_f11e).below(2) == 0,
            faults,
        }
    }

    /// The same with copies, partitions and old backups often and holes seldom, for so long that devices delete what a server had: what seldom meets
    /// in [`Mix::draw`] meets here.
    #[must_use]
    pub fn storm(seed: u64) -> Self {
        let mut mix = Self::draw(seed);
        mix.is_peaceful = false;
        for (fault, permille) in [
            (Fault::Partition, 150),
            (Fault::Clone, 150),
            (Fault::OldRestore, 150),
            (Fault::Hole, 20),
        ] {
            mix.faults[fault as usize] = permille;
        }
        mix.days = mix.days.max(16);
        mix
    }

    /// Without the faults that came later: what a seed was when it found something.
    #[must_use]
    pub fn as_it_was(mut self) -> Self {
        self.faults[FIRST..].fill(0);
        self.without_files()
    }

    /// Without desks that hand in: what a seed was before there were any.
    #[must_use]
    pub fn without_files(mut self) -> Self {
        self.hands_in = false;
        self.with_one_page()
    }

    /// With today's page on every device, each paired from the beginning, and every card in a list: what a seed was before there were others.
    #[must_use]
    pub fn with_one_page(mut self) -> Self {
        self.begins_alone = false;
        self.faults[Fault::OtherPage as usize] = 0;
        self.faults[Fault::LeftOut as usize] = 0;
        self.with_gateways_alone()
    }

    /// Without desks that hand in files of their own: what a seed was before there were any.
    #[must_use]
    pub fn with_gateways_alone(mut self) -> Self {
        self.brings_files = false;
        self
    }

    /// How often a fault strikes.
    #[must_use]
    pub fn rate(&self, fault: Fault) -> u16 {
        self.faults[fault as usize]
    }
}
