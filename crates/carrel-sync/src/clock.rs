//! When an operation happened, from clocks that lie (reliability.md 3.5).

use carrel_circ::time::{Moment, Quality};
use serde::{Deserialize, Serialize};

/// A wall clock may disagree with the monotonic one by this much, in milliseconds, and still count as running in step.
pub const IN_STEP_MS: i64 = 2_000;
/// Offsets before and after an operation may differ by this much: a clock that drifts, but was not set.
pub const BRACKET_MS: i64 = 60_000;
/// An answer that took longer says too little about the server's clock.
pub const MAX_ERROR_MS: i64 = 30_000;

/// What a device's clocks say at one moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reading {
    /// Wall clock, milliseconds since 1970 UTC, as wrong as it may be.
    pub wall_ms: i64,
    /// Monotonic clock of this run, milliseconds.
    pub mono_ms: i64,
    /// Random number of this run of the page: monotonic clocks of two runs have nothing to do with each other.
    pub run: u64,
}

/// What the last answer of the server said about this device's clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SyncPoint {
    /// Server's clock minus this wall clock, milliseconds.
    pub offset_ms: i64,
    /// Half of the time the answer took, milliseconds.
    pub error_ms: i64,
    /// When it came.
    pub at: Reading,
}

impl SyncPoint {
    /// From a question sent at `sent` and answered at `heard` with the server's time; nothing when the run changed, the
    /// monotonic clock went back, or the wall clock was set in between (the simulator's seed 1000672).
    #[must_use]
    pub fn new(sent: Reading, heard: Reading, server_ms: i64) -> Option<Self> {
        let took = heard
            .mono_ms
            .checked_sub(sent.mono_ms)
            .filter(|took| *took >= 0)?;
        if sent.run != heard.run || drift(sent, heard).abs() >= IN_STEP_MS {
            return None;
        }
        let error_ms = took / 2;
        Some(Self {
            offset_ms: server_ms.saturating_sub(sent.wall_ms.saturating_add(error_ms)),
            error_ms,
            at: heard,
        })
    }

    /// The wall clock ran in step with the monotonic one since then, in the same run.
    #[must_use]
    pub fn is_in_step(&self, now: Reading) -> bool {
        now.run == self.at.run
            && self.error_ms <= MAX_ERROR_MS
            && now.mono_ms >= self.at.mono_ms
            && drift(self.at, now).abs() < IN_STEP_MS
    }

    /// The wall clock was set back since then by so many milliseconds or more, in the same run: the monotonic clock may only run slow.
    #[must_use]
    pub fn was_set_back(&self, now: Reading, by_ms: i64) -> bool {
        now.run == self.at.run && now.mono_ms >= self.at.mono_ms && drift(self.at, now) <= -by_ms
    }

    /// The best guess of the server's time now, for this device's own screen.
    #[must_use]
    pub fn moment(&self, now: Reading) -> Moment {
        let by_wall = now.wall_ms.saturating_add(self.offset_ms);
        if self.is_in_step(now) {
            return Moment::good(by_wall);
        }
        if self.was_set_back(now, IN_STEP_MS) {
            let at = self.at.wall_ms.saturating_add(self.offset_ms);
            return Moment {
                ms: at.saturating_add(now.mono_ms.saturating_sub(self.at.mono_ms)),
                quality: Quality::Counted,
            };
        }
        Moment::unknown(by_wall)
    }
}

/// How much further the wall clock went than the monotonic one, milliseconds. A sleep looks like a jump ahead.
fn drift(from: Reading, to: Reading) -> i64 {
    to.wall_ms
        .saturating_sub(from.wall_ms)
        .saturating_sub(to.mono_ms.saturating_sub(from.mono_ms))
}

/// What an operation carries about its time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Recorded {
    /// Clocks when it was recorded.
    pub at: Reading,
    /// Offset of the last sync before, milliseconds.
    pub offset_ms: Option<i64>,
    /// The wall clock had run in step since that sync.
    pub is_in_step: bool,
}

/// The effective time of an operation in an envelope that was sent at `sent` and received at `received_ms` of the server's clock.
///
/// In this order: the device's own offset while its clocks ran in step; counting back from now in the same run; the offset
/// before, when today's agrees with it; a guess. Never later than now.
#[must_use]
pub fn effective(recorded: Recorded, sent: Reading, received_ms: i64) -> Moment {
    let Recorded {
        at,
        offset_ms,
        is_in_step,
    } = recorded;
    let offset_now = received_ms.saturating_sub(sent.wall_ms);
    let mut moment = None;
    if let (Some(offset), true) = (offset_ms, is_in_step) {
        moment = Some(Moment::good(at.wall_ms.saturating_add(offset)));
    } else if at.run == sent.run && sent.mono_ms >= at.mono_ms {
        let ago = sent.mono_ms.saturating_sub(at.mono_ms);
        let quality = match drift(at, sent) {
            drift if drift.abs() < IN_STEP_MS => Some(Quality::Good),
            drift if drift <= -IN_STEP_MS => Some(Quality::Counted),
            _ => None,
        };
        moment = quality.map(|quality| Moment {
            ms: received_ms.saturating_sub(ago),
            quality,
        });
    }
    if moment.is_none() {
        moment = offset_ms
            .filter(|before| before.saturating_sub(offset_now).saturating_abs() <= BRACKET_MS)
            // What would have happened after it arrived was recorded by a clock that went ahead and came back.
            .filter(|before| {
                at.wall_ms.saturating_add(*before) <= received_ms.saturating_add(BRACKET_MS)
            })
            .map(|before| Moment::good(at.wall_ms.saturating_add(before)));
    }
    let moment = moment.unwrap_or_else(|| Moment::unknown(at.wall_ms.saturating_add(offset_now)));
    Moment {
        ms: moment.ms.min(received_ms),
        quality: moment.quality,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn reading(wall_ms: i64, mono_ms: i64, run: u64) -> Reading {
        Reading {
            wall_ms,
            mono_ms,
            run,
        }
    }

    fn check(
        at: Reading,
        offset_ms: Option<i64>,
        is_in_step: bool,
        sent: Reading,
        expected: (i64, Quality),
    ) {
        let recorded = Recorded {
            at,
            offset_ms,
            is_in_step,
        };
        let moment = effective(recorded, sent, 10_000_000);
        assert_eq!((moment.ms, moment.quality), expected, "{at:?} {sent:?}");
    }

    #[test]
    fn times_come_from_what_can_be_trusted() {
        use Quality::{Counted, Good, Unknown};
        let sent = reading(1_000_000, 900_000, 7);
        // In step with the last sync: its offset.
        check(
            reading(500_000, 400_000, 7),
            Some(9_000_000),
            true,
            sent,
            (9_500_000, Good),
        );
        // Never synced, but the same run: counted back.
        check(
            reading(500_000, 400_000, 7),
            None,
            false,
            sent,
            (9_500_000, Good),
        );
        // The clock was set back in between: the monotonic one counts.
        check(
            reading(5_000_000, 400_000, 7),
            None,
            false,
            sent,
            (9_500_000, Counted),
        );
        // Another run, whose clock went ahead and came back (seed 2004750): what the offsets agree on would be later than its arrival.
        check(
            reading(90_000_000, 5, 6),
            Some(9_000_000),
            false,
            sent,
            (10_000_000, Unknown),
        );
        // It was set ahead, or the machine slept: unknown, unless the offsets agree.
        check(
            reading(10, 400_000, 7),
            None,
            false,
            sent,
            (9_000_010, Unknown),
        );
        check(
            reading(10, 400_000, 7),
            Some(9_000_500),
            false,
            sent,
            (9_000_510, Good),
        );
        // Another run: offsets before and after agree, or nothing is known.
        check(
            reading(500_000, 1, 6),
            Some(9_059_000),
            false,
            sent,
            (9_559_000, Good),
        );
        check(
            reading(500_000, 1, 6),
            Some(8_000_000),
            false,
            sent,
            (9_500_000, Unknown),
        );
        // Never later than now, and no overflow.
        check(
            reading(i64::MAX, 1, 6),
            Some(i64::MAX),
            true,
            sent,
            (10_000_000, Good),
        );
        check(
            reading(i64::MIN, i64::MIN, 6),
            None,
            false,
            sent,
            (i64::MIN + 9_000_000, Unknown),
        );
    }

    #[test]
    fn a_device_knows_its_own_time() {
        let point =
            SyncPoint::new(reading(0, 100, 1), reading(200, 300, 1), 5_000).expect("an answer");
        assert_eq!((point.offset_ms, point.error_ms), (4_900, 100));
        assert_eq!(point.moment(reading(1_200, 1_300, 1)), Moment::good(6_100));
        let set_back = point.moment(reading(-90_000, 1_300, 1));
        assert_eq!((set_back.ms, set_back.quality), (6_100, Quality::Counted));
        assert_eq!(
            point.moment(reading(99_000, 1_300, 1)).quality,
            Quality::Unknown
        );
        assert_eq!(point.moment(reading(1_200, 0, 2)).quality, Quality::Unknown);
        assert_eq!(
            SyncPoint::new(reading(0, 100, 1), reading(0, 100, 2), 1),
            None
        );
    }
}
