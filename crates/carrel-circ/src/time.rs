//! When something happened, how sure that is, and which of two things came first.

use serde::{Deserialize, Serialize};

use crate::entry::Origin;

/// Two operations of different devices that are closer than this cannot be put in order by their times, in milliseconds.
pub const DELTA_MS: i64 = 120_000;

/// A day, in milliseconds.
pub const DAY_MS: i64 = 86_400_000;

/// How far a time can be trusted (reliability.md 3.5).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Quality {
    /// The device's clock agreed with the server's before and after, or ran in step with its monotonic clock.
    Good,
    /// Counted on the monotonic clock of the same run of the page.
    Counted,
    /// A guess. It sorts lists, it decides nothing.
    Unknown,
}

/// An effective time: milliseconds since 1970-01-01 UTC, and how sure it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Moment {
    /// Milliseconds since 1970-01-01 UTC.
    pub ms: i64,
    /// How sure it is.
    pub quality: Quality,
}

impl Moment {
    /// A time that is known well.
    #[must_use]
    pub const fn good(ms: i64) -> Self {
        Self {
            ms,
            quality: Quality::Good,
        }
    }

    /// A time that is a guess.
    #[must_use]
    pub const fn unknown(ms: i64) -> Self {
        Self {
            ms,
            quality: Quality::Unknown,
        }
    }
}

/// A time together with the place in a device's log: what is needed to say which of two came first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stamp {
    /// When.
    pub at: Moment,
    /// By whom, and the how-manieth.
    pub origin: Origin,
}

/// Which of two came first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// This one came first.
    Before,
    /// This one came later.
    After,
    /// The times do not say.
    Unclear,
}

impl Stamp {
    /// This one against the other. Within one log the sequence decides, whatever the clock said; otherwise times must be
    /// known and more than [`DELTA_MS`] apart.
    #[must_use]
    pub fn order(&self, other: &Stamp) -> Order {
        let (a, b) = (&self.origin, &other.origin);
        if a.device == b.device && a.epoch == b.epoch && a.seq != b.seq {
            return if a.seq < b.seq {
                Order::Before
            } else {
                Order::After
            };
        }
        if self.at.quality == Quality::Unknown || other.at.quality == Quality::Unknown {
            return Order::Unclear;
        }
        let apart = self.at.ms.saturating_sub(other.at.ms);
        if apart > DELTA_MS {
            Order::After
        } else if apart < -DELTA_MS {
            Order::Before
        } else {
            Order::Unclear
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(a: (i64, u128, u64, Quality), b: (i64, u128, u64, Quality), expected: Order) {
        let stamp = |(ms, device, seq, quality): (i64, u128, u64, Quality)| Stamp {
            at: Moment { ms, quality },
            origin: Origin {
                device,
                epoch: 1,
                seq,
            },
        };
        assert_eq!(stamp(a).order(&stamp(b)), expected, "{a:?} {b:?}");
    }

    #[test]
    fn the_sequence_of_one_log_beats_its_clock() {
        use Quality::{Counted, Good, Unknown};
        check((500_000, 1, 1, Good), (0, 1, 2, Good), Order::Before);
        check((0, 1, 3, Unknown), (0, 1, 2, Good), Order::After);
        check((120_001, 1, 1, Good), (0, 2, 2, Counted), Order::After);
        check((120_000, 1, 1, Good), (0, 2, 2, Good), Order::Unclear);
        check((0, 1, 1, Good), (120_001, 2, 2, Good), Order::Before);
        check((900_000, 1, 1, Unknown), (0, 2, 2, Good), Order::Unclear);
        check((i64::MAX, 1, 1, Good), (i64::MIN, 2, 2, Good), Order::After);
    }
}
