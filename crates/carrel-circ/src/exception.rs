//! What a librarian must look at: one row, one sentence, one press.

use core::fmt;

use serde::{Deserialize, Serialize};

use crate::entry::{Choice, OpId, PatronKey};
use crate::time::Moment;

/// Why a librarian is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum ExceptionKind {
    /// C2: lent to somebody while another had it; a return was inferred.
    Superseded,
    /// C3: a loan that arrived late and was over before it was heard of.
    Late,
    /// C4: two borrowers, and the times do not say who was last.
    Disputed,
    /// C7: a return from before the present loan.
    LateReturn,
    /// C8: a barcode nobody knows.
    UnknownCopy,
    /// C8: a card nobody knows.
    UnknownPatron,
    /// C9: lent against the policy.
    Policy,
    /// C10: a renewal that could not be granted.
    Renew,
    /// A correction whose mistake has not arrived.
    UnknownTarget,
    /// Two logs claim the same place: a cloned device.
    Fork,
    /// Operations are missing for ever: the device no longer holds them.
    Gap,
    /// An operation that could not be read; its bytes are kept.
    Quarantine,
    /// A branch brought one operation under two places.
    Twin,
}

impl ExceptionKind {
    /// Every kind, in the order of their numbers on the wire.
    pub const ALL: [ExceptionKind; 13] = [
        ExceptionKind::Superseded,
        ExceptionKind::Late,
        ExceptionKind::Disputed,
        ExceptionKind::LateReturn,
        ExceptionKind::UnknownCopy,
        ExceptionKind::UnknownPatron,
        ExceptionKind::Policy,
        ExceptionKind::Renew,
        ExceptionKind::UnknownTarget,
        ExceptionKind::Fork,
        ExceptionKind::Gap,
        ExceptionKind::Quarantine,
        ExceptionKind::Twin,
    ];

    /// Its name as lists and logs show it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            ExceptionKind::Superseded => "E-superseded",
            ExceptionKind::Late => "E-late",
            ExceptionKind::Disputed => "E-disputed",
            ExceptionKind::LateReturn => "E-late-return",
            ExceptionKind::UnknownCopy => "E-unknown-copy",
            ExceptionKind::UnknownPatron => "E-unknown-card",
            ExceptionKind::Policy => "E-policy",
            ExceptionKind::Renew => "E-renew",
            ExceptionKind::UnknownTarget => "E-unknown-correction",
            ExceptionKind::Fork => "E-fork",
            ExceptionKind::Gap => "E-gap",
            ExceptionKind::Quarantine => "E-quarantine",
            ExceptionKind::Twin => "E-twin",
        }
    }

    /// What happened and what Carrel did, for a librarian, in plain words.
    #[must_use]
    pub fn sentence(self) -> &'static str {
        match self {
            ExceptionKind::Superseded => {
                "This book was lent again before it came back. Carrel took it that the first student had returned it."
            }
            ExceptionKind::Late => {
                "This loan arrived late. Somebody else had the book since, so it counts as over."
            }
            ExceptionKind::Disputed => {
                "Two students took this book at almost the same time, or a clock was wrong. Please say who has it."
            }
            ExceptionKind::LateReturn => {
                "This return happened before the present loan. The present loan stays."
            }
            ExceptionKind::UnknownCopy => {
                "Nobody knows this barcode. The scan is kept and counts as soon as you say which book it is."
            }
            ExceptionKind::UnknownPatron => {
                "Nobody knows this card. The scan is kept and counts as soon as you say whose it is."
            }
            ExceptionKind::Policy => {
                "This book was lent although a rule says no. The loan stands, because the book has left."
            }
            ExceptionKind::Renew => "This loan could not be renewed. The due date is the old one.",
            ExceptionKind::UnknownTarget => {
                "Somebody undid a scan that has not arrived here yet. It will be undone when it comes."
            }
            ExceptionKind::Fork => {
                "Two devices use the same log, perhaps because one was copied. All scans of both were kept."
            }
            ExceptionKind::Gap => {
                "Some scans of this device are gone: its storage lost them, or the backup is older than what it keeps."
            }
            ExceptionKind::Quarantine => {
                "A scan could not be read. Its bytes are kept for some days, for somebody who can help."
            }
            ExceptionKind::Twin => "The same scan came in twice under two numbers. It counts once.",
        }
    }

    /// The decisions that make sense.
    #[must_use]
    pub fn choices(self) -> &'static [Choice] {
        match self {
            ExceptionKind::Superseded | ExceptionKind::Disputed => {
                &[Choice::Confirm, Choice::Earlier, Choice::OnShelf]
            }
            ExceptionKind::Policy | ExceptionKind::LateReturn => {
                &[Choice::Confirm, Choice::OnShelf]
            }
            _ => &[Choice::Confirm],
        }
    }
}

impl fmt::Display for ExceptionKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// What has become of an exception.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum State {
    /// Waits for a librarian.
    Open,
    /// A later operation cleared it up; it is listed, nobody needs to act.
    Explained,
    /// A librarian decided.
    Settled {
        /// The operation that says so.
        by: OpId,
        /// How.
        choice: Choice,
    },
}

/// The rules a loan broke (C9), as bits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Broken(pub u8);

impl Broken {
    /// The patron may not borrow.
    pub const BLOCKED: u8 = 1;
    /// The patron has as many loans as the policy allows.
    pub const LIMIT: u8 = 2;
    /// The policy does not lend this type to this class (age).
    pub const CLASS: u8 = 4;
    /// The copy stays in the library.
    pub const REFERENCE: u8 = 8;
    /// The copy was withdrawn, missing or in transit.
    pub const NOT_HERE: u8 = 16;
    /// The copy waits on the hold shelf for another patron.
    pub const HELD: u8 = 32;
    /// Renewed more often than the policy allows.
    pub const RENEWALS: u8 = 64;
    /// The renewal met a hold, another holder, or no loan.
    pub const NO_RENEWAL: u8 = 128;

    /// Every rule, in the order in which they are told.
    pub const ALL: [u8; 8] = [
        Self::BLOCKED,
        Self::LIMIT,
        Self::CLASS,
        Self::REFERENCE,
        Self::HELD,
        Self::NOT_HERE,
        Self::RENEWALS,
        Self::NO_RENEWAL,
    ];

    /// The rules that were broken, one bit each: one press allows all of them, so all of them are told.
    pub fn each(self) -> impl Iterator<Item = u8> {
        Self::ALL.into_iter().filter(move |bit| self.0 & bit != 0)
    }

    /// A sentence for each; with the open loans that the limit counts, and whether it counts those of one type only.
    pub(crate) fn write(
        self,
        f: &mut fmt::Formatter<'_>,
        limit: Option<(u16, bool)>,
    ) -> fmt::Result {
        for (at, bit) in self.each().enumerate() {
            if at > 0 {
                f.write_str(" ")?;
            }
            match (bit, limit) {
                (Self::BLOCKED, _) => f.write_str("This card may not borrow right now."),
                (Self::LIMIT, Some((loans, true))) => write!(
                    f,
                    "{loans} of this kind are out on this card. That is the limit."
                ),
                (Self::LIMIT, Some((loans, false))) => {
                    write!(f, "{loans} books are out on this card. That is the limit.")
                }
                (Self::LIMIT, None) => f.write_str("As many books as allowed were out already."),
                (Self::CLASS, _) => f.write_str("This kind of item is not lent to this group."),
                (Self::REFERENCE, _) => f.write_str("This book stays in the library."),
                (Self::HELD, _) => f.write_str("This book waits for somebody else."),
                (Self::NOT_HERE, _) => {
                    f.write_str("This book should not be here. Please show it to the librarian.")
                }
                (Self::RENEWALS, _) => f.write_str("It was renewed as often as the rules allow."),
                _ => f.write_str("It could not be renewed."),
            }?;
        }
        Ok(())
    }

    /// True when nothing was broken.
    #[must_use]
    pub fn is_none(self) -> bool {
        self.0 == 0
    }
}

impl fmt::Display for Broken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.write(f, None)
    }
}

/// One thing a librarian should see. Its name is the pair of `op` and `kind`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Exception {
    /// Why.
    pub kind: ExceptionKind,
    /// The operation that raised it.
    pub op: OpId,
    /// The loan or operation on the other side.
    pub other: Option<OpId>,
    /// The copy; empty when it is not about one.
    pub copy: String,
    /// The patron of the operation.
    pub patron: Option<PatronKey>,
    /// The patron on the other side.
    pub other_patron: Option<PatronKey>,
    /// When the operation happened.
    pub at: Moment,
    /// Which rules were broken, for `Policy` and `Renew`.
    pub broken: Broken,
    /// What became of it.
    pub state: State,
}
