//! What the rules fold: operations of the devices and facts of the staff, in the order the server gave them.

use carrel_core::CalendarDate;
use serde::{Deserialize, Serialize};

use crate::allowed::Allowed;
use crate::exception::ExceptionKind;
use crate::policy::Policy;
use crate::time::{Moment, Stamp};

/// The name of an operation: a UUID of version 7, minted where it was recorded.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
pub struct OpId(pub u128);

/// A patron without a name: the first 16 bytes of HMAC-SHA-256(key of the school, card).
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
pub struct PatronKey(pub u128);

/// Where an operation stands in the log of its device.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
pub struct Origin {
    /// The device.
    pub device: u128,
    /// The log: new whenever a log is created.
    pub epoch: u64,
    /// The place in the log, from 1.
    pub seq: u64,
}

/// What was done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Kind {
    /// A copy went out to a patron.
    Checkout,
    /// A copy came in.
    Return,
    /// A loan was prolonged.
    Renew,
    /// A patron asked for a title; `copy` is the title's control number.
    Hold,
    /// A patron no longer wants a title.
    Unhold,
    /// An earlier operation was a mistake.
    Correct {
        /// The mistake.
        target: OpId,
    },
    /// A copy was seen on its shelf (inventory).
    Seen,
    /// A librarian decided about an exception.
    Settle {
        /// The operation that raised it.
        target: OpId,
        /// Which exception of that operation.
        about: ExceptionKind,
        /// The decision.
        choice: Choice,
    },
}

/// A librarian's decision about an exception, one press each.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Choice {
    /// What Carrel assumed is right.
    Confirm,
    /// The earlier borrower still has it.
    Earlier,
    /// The copy is on the shelf: nobody has it.
    OnShelf,
}

/// An operation as the rules see it: no card number, an effective time, an origin.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Operation {
    /// Its name.
    pub id: OpId,
    /// Where it stands in its device's log.
    pub origin: Origin,
    /// What was done.
    pub kind: Kind,
    /// Barcode; for holds the control number of the title; empty for corrections and decisions.
    pub copy: String,
    /// Whom it concerns.
    pub patron: Option<PatronKey>,
    /// The due date that the screen showed.
    pub due: Option<CalendarDate>,
    /// When it happened.
    pub at: Moment,
    /// The version of the policy the device had; 0 when it had none.
    pub policy: u32,
    /// Staff did it, not the student.
    pub by_staff: bool,
    /// The rules that staff saw and said yes to.
    pub allowed: Allowed,
    /// The patron was forgotten since; `patron` is a stand-in that matches nobody.
    pub erased: bool,
}

impl OpId {
    /// The name of a loan that another system reported: no operation of ours. Its first 64 bits are ones, which no UUID has, and which
    /// random names (the simulator's) have once in 2^64.
    #[must_use]
    pub fn elsewhere(number: u64) -> Self {
        Self(u128::MAX << 64 | u128::from(number))
    }

    /// The name of such a loan when the gateway was told of it, by the number of that entry: no desk's own list counts so far.
    #[must_use]
    pub fn told_at(server_seq: u64) -> Self {
        Self::elsewhere(1 << 63 | server_seq)
    }

    /// The place in a desk's own list; nothing for any other loan.
    #[must_use]
    pub fn in_own_list(self) -> Option<usize> {
        let number = self.0 as u64;
        (self.is_elsewhere() && number >> 63 == 0)
            .then(|| usize::try_from(number).ok())
            .flatten()
    }

    /// Another system reported it.
    #[must_use]
    pub fn is_elsewhere(self) -> bool {
        self.0 >> 64 == u128::from(u64::MAX)
    }
}

impl Operation {
    /// An operation with everything else empty.
    #[must_use]
    pub fn new(id: OpId, kind: Kind, at: Moment) -> Self {
        Self {
            id,
            origin: Origin::default(),
            kind,
            copy: String::new(),
            patron: None,
            due: None,
            at,
            policy: 0,
            by_staff: false,
            allowed: Allowed::NOTHING,
            erased: false,
        }
    }

    /// Time and origin.
    #[must_use]
    pub fn stamp(&self) -> Stamp {
        Stamp {
            at: self.at,
            origin: self.origin,
        }
    }
}

/// What may be done with a copy, by the library's own rules.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Use {
    /// It is lent.
    #[default]
    Lent,
    /// It stays in the library.
    Reference,
    /// It no longer belongs to the library.
    Withdrawn,
    /// It could not be found.
    Missing,
    /// It is on its way between sites.
    InTransit,
}

/// What staff told the gateway; it stands in the same order as the operations, so every replica agrees.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Fact {
    /// A copy exists. Once one is listed, an unknown barcode is parked (C8).
    Copy {
        /// Its barcode.
        barcode: String,
        /// Control number of its title.
        title: String,
        /// Item type of the policy.
        item: String,
        /// What may be done with it.
        usage: Use,
    },
    /// A patron exists. Once one is listed, an unknown card is parked (C8).
    Patron {
        /// Who.
        key: PatronKey,
        /// Patron class of the policy.
        class: String,
        /// May not borrow.
        blocked: bool,
    },
    /// A policy came into force. Older versions stay for operations that name them.
    Policy(Policy),
    /// This barcode means that copy; parked operations are replayed.
    MapCopy {
        /// As scanned.
        from: String,
        /// As listed.
        to: String,
    },
    /// This card belongs to that patron; parked operations are replayed.
    MapPatron {
        /// As scanned.
        from: PatronKey,
        /// As listed.
        to: PatronKey,
    },
    /// The patron is forgotten: closed loans lose the link, holds are gone.
    Forget {
        /// Who.
        key: PatronKey,
    },
    /// The sync layer found something a librarian must know of.
    Trouble {
        /// What.
        kind: ExceptionKind,
        /// A name that makes it one, however often it is found.
        id: OpId,
        /// Where in the log.
        origin: Origin,
        /// When it was found, in milliseconds since 1970 UTC.
        at_ms: i64,
    },
    /// Closed loans, settled exceptions and undo data from before this time are dropped.
    Tidy {
        /// Milliseconds since 1970 UTC.
        before_ms: i64,
    },
    /// The library's own system says how a copy stands there: lent since then, or not lent. What the board knows from scans goes before.
    Loan {
        /// Barcode.
        copy: String,
        /// Who has it; nobody any more.
        patron: Option<PatronKey>,
        /// Since when, in milliseconds since 1970 UTC.
        since_ms: i64,
        /// Until when; by the policy where the list does not say.
        due: Option<CalendarDate>,
    },
}

/// An operation or a fact with its number on the server.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// Its place in the one order that all replicas follow, from 1.
    pub server_seq: u64,
    /// What it is.
    pub what: What,
}

/// The two kinds of entries.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum What {
    /// A device did something.
    Op(Operation),
    /// Staff said something.
    Fact(Fact),
}

impl Entry {
    /// An entry for an operation.
    #[must_use]
    pub fn op(server_seq: u64, operation: Operation) -> Self {
        Self {
            server_seq,
            what: What::Op(operation),
        }
    }

    /// An entry for a fact.
    #[must_use]
    pub fn fact(server_seq: u64, fact: Fact) -> Self {
        Self {
            server_seq,
            what: What::Fact(fact),
        }
    }
}
