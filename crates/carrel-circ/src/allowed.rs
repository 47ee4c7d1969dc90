//! Which rules somebody said yes to: an override answers what stood on the screen, and nothing else.

use serde::{Deserialize, Serialize};

use crate::exception::Broken;

/// The rules that staff saw and answered with yes. In rows and boards a number: 0 none, 1 all of them, else the rules as bits, times two. So what
/// an older Carrel wrote, where it was a yes or a no, reads as what it meant.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Allowed(u64);

impl Allowed {
    /// Nobody said yes to anything.
    pub const NOTHING: Self = Self(0);
    /// Whatever there is: an override of before December 2026 named no rule.
    pub const EVERYTHING: Self = Self(1);
    /// The rule that a barcode is known, beside those of [`Broken`].
    pub const UNKNOWN_COPY: u64 = 1 << 8;
    /// The rule that a card is known.
    pub const UNKNOWN_PATRON: u64 = 1 << 9;

    const KNOWN: u64 = 0xff | Self::UNKNOWN_COPY | Self::UNKNOWN_PATRON;

    /// These rules, as bits; what a newer Carrel calls a rule is passed over, and nothing that this one knows is answered by it.
    #[must_use]
    pub fn rules(bits: u64) -> Self {
        Self((bits & Self::KNOWN) << 1)
    }

    /// The rules, as bits; nothing when it is all of them, unnamed.
    #[must_use]
    pub fn bits(self) -> Option<u64> {
        (self != Self::EVERYTHING).then_some(self.0 >> 1)
    }

    /// Nobody said yes to anything.
    #[must_use]
    pub fn is_nothing(self) -> bool {
        self == Self::NOTHING
    }

    /// With these rules, too.
    #[must_use]
    pub fn and(self, bits: u64) -> Self {
        match self.bits() {
            Some(before) => Self::rules(before | bits),
            None => self,
        }
    }

    /// Whether each of these rules was answered.
    #[must_use]
    pub fn covers(self, bits: u64) -> bool {
        self.bits().is_none_or(|answered| bits & !answered == 0)
    }

    /// What of broken rules nobody answered.
    #[must_use]
    pub fn left_of(self, broken: Broken) -> Broken {
        match self.bits() {
            Some(answered) => Broken(broken.0 & !(answered as u8)),
            None => Broken::default(),
        }
    }

    /// As a page of before December 2026 reads it: a yes, or none.
    #[must_use]
    pub fn unnamed(self) -> Self {
        match self.is_nothing() {
            true => self,
            false => Self::EVERYTHING,
        }
    }

    /// The names of the rules, as logs show them.
    #[must_use]
    pub fn names(self) -> Vec<&'static str> {
        const NAMES: [(u64, &str); 10] = [
            (Broken::BLOCKED as u64, "blocked"),
            (Broken::LIMIT as u64, "limit"),
            (Broken::CLASS as u64, "class"),
            (Broken::REFERENCE as u64, "reference"),
            (Broken::NOT_HERE as u64, "not-here"),
            (Broken::HELD as u64, "held"),
            (Broken::RENEWALS as u64, "renewals"),
            (Broken::NO_RENEWAL as u64, "wanted"),
            (Allowed::UNKNOWN_COPY, "unknown-barcode"),
            (Allowed::UNKNOWN_PATRON, "unknown-card"),
        ];
        match self.bits() {
            None => vec!["unnamed"],
            Some(bits) => {
                let named = NAMES.iter().filter(|(bit, _)| bits & bit != 0);
                named.map(|(_, name)| *name).collect()
            }
        }
    }
}
