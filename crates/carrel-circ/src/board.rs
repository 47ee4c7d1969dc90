//! The state of lending: copies, loans, holds and exceptions, as the fold of all entries in server order.

use std::collections::BTreeMap;

use carrel_core::CalendarDate;
use serde::{Deserialize, Serialize};

use crate::entry::{Entry, OpId, Operation, PatronKey, Use};
use crate::exception::{Broken, Exception, ExceptionKind, State};
use crate::policy::Policy;
use crate::time::{Moment, Stamp};

/// A copy as the library knows it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Copy {
    /// Control number of its title; empty when the copy is only known from scans.
    pub title: String,
    /// Item type of the policy.
    pub item: String,
    /// What may be done with it.
    pub usage: Use,
    /// The open loan.
    pub open: Option<OpId>,
    /// Two borrowers claim it; the open loan is provisional.
    pub disputed: bool,
    /// It waits on the hold shelf for this patron.
    pub shelved_for: Option<PatronKey>,
    /// Its last return, or the inferred end of its last loan.
    pub cleared: Option<Cleared>,
    /// When it was last in somebody's hands, in milliseconds since 1970 UTC.
    pub last_seen_ms: i64,
}

impl Copy {
    /// More than a scan speaks for it: a list has it, or it is lent.
    #[must_use]
    pub fn is_evident(&self) -> bool {
        !self.item.is_empty() || self.open.is_some()
    }
}

/// When a copy was last free.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cleared {
    /// When, and by which log.
    pub stamp: Stamp,
    /// A loan was closed by it. A return without a loan explains a loan that arrives later.
    pub matched: bool,
    /// When the loan it closed began.
    pub since: Option<Stamp>,
}

/// The state of a copy in one word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum CopyState {
    /// On its shelf, as far as anybody knows.
    Available,
    /// Lent.
    OnLoan(PatronKey),
    /// Waits for a patron.
    HoldShelf(PatronKey),
    /// Between sites.
    InTransit,
    /// Lent, but two claim it.
    Disputed(PatronKey),
    /// Could not be found.
    Missing,
    /// No longer the library's.
    Withdrawn,
}

/// Why a loan ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Closed {
    /// It was returned.
    Returned,
    /// Somebody else took the copy, so it must have come back (C2).
    Inferred,
    /// Two claim the copy and the other is the provisional holder (C4).
    Disputed,
    /// It arrived after it was over (C3).
    History,
    /// It was a mistake.
    Corrected,
    /// A librarian said that the copy is on the shelf.
    OnShelf,
    /// The library's own system, which had reported the loan, says that it is over.
    Elsewhere,
}

/// A loan, open or closed. Its name is the checkout's.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Loan {
    /// Barcode.
    pub copy: String,
    /// Who; `None` when the link was cut.
    pub patron: Option<PatronKey>,
    /// When it began, and by which log.
    pub out: Stamp,
    /// When it falls due.
    pub due: CalendarDate,
    /// How often it was renewed.
    pub renewals: u16,
    /// When it ended and why.
    pub end: Option<(Moment, Closed)>,
    /// The loan that was closed to make room for it.
    pub superseded: Option<OpId>,
}

/// A request for a title.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hold {
    /// The operation that placed it.
    pub op: OpId,
    /// Who waits.
    pub patron: PatronKey,
    /// Since when.
    pub at: Moment,
    /// Its number on the server: decides between equal times.
    pub server_seq: u64,
    /// The copy that waits on the hold shelf for it.
    pub copy: Option<String>,
}

/// A patron as staff listed them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Patron {
    /// Class of the policy.
    pub class: String,
    /// May not borrow.
    pub blocked: bool,
    /// Their open loans.
    pub loans: Vec<OpId>,
    /// In the list; the others are known from scans only.
    pub listed: bool,
}

/// What an operation did: enough to undo it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Effect {
    /// Nothing that could be undone.
    Nothing,
    /// It waits for a barcode or a card to become known.
    Parked,
    /// It opened (or wrote as history) the loan of its name.
    Opened,
    /// It closed this loan.
    Closed(OpId),
    /// It prolonged this loan, whose due date was this.
    Extended(OpId, CalendarDate),
    /// It placed a hold on this title.
    Held(String),
    /// It took away this hold of that title.
    Unheld(String, Hold),
    /// It was undone.
    Undone,
}

/// What the fold of one entry did, for screens, tables and outboxes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// A loan began.
    Opened(OpId),
    /// A loan that was over when it arrived was written down.
    History(OpId),
    /// A loan ended.
    Closed(OpId),
    /// A loan has another due date.
    Extended(OpId),
    /// A loan that had ended is open again.
    Reopened(OpId),
    /// A patron waits for a title.
    Held(OpId),
    /// A patron no longer waits.
    Unheld(OpId),
    /// A copy came in that somebody waits for.
    Trapped {
        /// The copy.
        copy: String,
        /// For whom.
        patron: PatronKey,
    },
    /// A copy was in somebody's hands.
    Seen,
    /// An operation waits for a barcode or card to become known.
    Parked(OpId),
    /// A librarian must look.
    Raised(OpId, ExceptionKind),
    /// An exception no longer needs anybody, or was decided.
    Cleared(OpId, ExceptionKind),
    /// Nothing changed, and this is why.
    Info(Info),
}

/// Why an operation changed nothing, without anything being wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Info {
    /// The patron has this copy already (C5).
    AlreadyTheirs,
    /// The copy was not on loan (C6).
    NotOnLoan,
    /// The patron waits for this title already (C11).
    AlreadyHeld,
    /// The patron did not wait for this title.
    NoSuchHold,
    /// This very operation was folded before.
    Repeated,
    /// A loan arrived late, and a return had already explained that it is over.
    OverWhenHeard,
    /// There was nothing to undo or to decide.
    NothingToDo,
}

/// The whole state. Equal entries give equal boards, byte for byte in postcard.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Board {
    /// Number of the last entry that was folded.
    pub at: u64,
    pub(crate) copies: BTreeMap<String, Copy>,
    pub(crate) patrons: BTreeMap<PatronKey, Patron>,
    pub(crate) loans: BTreeMap<OpId, Loan>,
    pub(crate) holds: BTreeMap<String, Vec<Hold>>,
    pub(crate) exceptions: BTreeMap<(OpId, ExceptionKind), Exception>,
    pub(crate) parked: Vec<(u64, Operation)>,
    pub(crate) corrections: BTreeMap<OpId, Operation>,
    pub(crate) effects: BTreeMap<OpId, (i64, Effect)>,
    pub(crate) policies: BTreeMap<u32, Policy>,
    pub(crate) forgotten: BTreeMap<PatronKey, u64>,
    pub(crate) copies_listed: bool,
    pub(crate) patrons_listed: bool,
    // Last, and read leniently: a Carrel of before November 2026 passes it over, and what it kept ends before it.
    #[serde(deserialize_with = "or_none")]
    pub(crate) came_in: BTreeMap<OpId, (i64, String)>,
}

/// Raised when the same entries give another board than before: what was kept is folded anew where all entries are there.
pub const FOLD: u8 = 4;

/// What an older Carrel did not write is empty.
fn or_none<'de, D: serde::Deserializer<'de>>(
    from: D,
) -> Result<BTreeMap<OpId, (i64, String)>, D::Error> {
    Ok(BTreeMap::deserialize(from).unwrap_or_default())
}

impl Board {
    /// An empty library: everything may be lent and nothing is checked.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The board after all these entries.
    #[must_use]
    pub fn fold<'a>(entries: impl IntoIterator<Item = &'a Entry>) -> Self {
        let mut board = Self::new();
        let mut events = Vec::new();
        for entry in entries {
            events.clear();
            board.apply_into(entry, &mut events);
        }
        board
    }

    /// Folds one entry and says what it did. See [`Board::apply_into`].
    pub fn apply(&mut self, entry: &Entry) -> Vec<Event> {
        let mut events = Vec::new();
        self.apply_into(entry, &mut events);
        events
    }

    /// Adds a loan that the library's own system reported, for a screen that would know of it otherwise too late; it is in no log and on no
    /// other replica. What the board knows from scans goes before: a copy that was in somebody's hands since then stays as it is.
    pub fn know_loan(
        &mut self,
        number: u64,
        copy: &str,
        patron: PatronKey,
        at: Moment,
        due: CalendarDate,
    ) {
        self.know_loan_as(OpId::elsewhere(number), copy, patron, at, due);
    }

    /// Says which title a copy is of, for a screen whose board no list told of it: holds stand under titles. Nothing else speaks for the copy by
    /// that, and one of a list keeps its title.
    pub fn know_title(&mut self, barcode: &str, title: &str) {
        let known = self.copies.entry(barcode.to_owned()).or_default();
        if known.item.is_empty() {
            title.clone_into(&mut known.title);
        }
    }

    /// [`Board::know_loan`] under this name; false when what the board knows goes before.
    pub(crate) fn know_loan_as(
        &mut self,
        id: OpId,
        copy: &str,
        patron: PatronKey,
        at: Moment,
        due: CalendarDate,
    ) -> bool {
        let known = self.copies.entry(copy.to_owned()).or_default();
        if known.open.is_some() || (known.last_seen_ms != 0 && known.last_seen_ms >= at.ms) {
            return false;
        }
        known.open = Some(id);
        let out = Stamp {
            at,
            origin: crate::entry::Origin::default(),
        };
        self.patrons.entry(patron).or_default().loans.push(id);
        let loan = Loan {
            copy: copy.to_owned(),
            patron: Some(patron),
            out,
            due,
            renewals: 0,
            end: None,
            superseded: None,
        };
        self.loans.insert(id, loan);
        true
    }

    /// As a page of before December 2026 reads it: an override there names no rule.
    #[must_use]
    pub fn for_older_pages(mut self) -> Self {
        let parked = self.parked.iter_mut().map(|(_, op)| op);
        for op in parked.chain(self.corrections.values_mut()) {
            op.allowed = op.allowed.unnamed();
        }
        self
    }

    /// A copy, when it was listed or scanned.
    #[must_use]
    pub fn copy(&self, barcode: &str) -> Option<&Copy> {
        self.copies.get(barcode)
    }

    /// The state of a copy.
    #[must_use]
    pub fn copy_state(&self, barcode: &str) -> CopyState {
        let Some(copy) = self.copies.get(barcode) else {
            return CopyState::Available;
        };
        if let Some(patron) = self.holder(barcode) {
            return if copy.disputed {
                CopyState::Disputed(patron)
            } else {
                CopyState::OnLoan(patron)
            };
        }
        if let Some(patron) = copy.shelved_for {
            return CopyState::HoldShelf(patron);
        }
        match copy.usage {
            Use::Missing => CopyState::Missing,
            Use::Withdrawn => CopyState::Withdrawn,
            Use::InTransit => CopyState::InTransit,
            Use::Lent | Use::Reference => CopyState::Available,
        }
    }

    /// Who has a copy.
    #[must_use]
    pub fn holder(&self, barcode: &str) -> Option<PatronKey> {
        self.open_loan(barcode).and_then(|(_, loan)| loan.patron)
    }

    /// The open loan of a copy.
    #[must_use]
    pub fn open_loan(&self, barcode: &str) -> Option<(OpId, &Loan)> {
        let id = self.copies.get(barcode)?.open?;
        self.loans.get(&id).map(|loan| (id, loan))
    }

    /// A loan by the name of its checkout.
    #[must_use]
    pub fn loan(&self, id: OpId) -> Option<&Loan> {
        self.loans.get(&id)
    }

    /// All loans, open and closed, in the order of their names.
    pub fn loans(&self) -> impl Iterator<Item = (OpId, &Loan)> {
        self.loans.iter().map(|(id, loan)| (*id, loan))
    }

    /// All copies, in the order of their barcodes.
    pub fn copies(&self) -> impl Iterator<Item = (&str, &Copy)> {
        self.copies.iter().map(|(code, copy)| (code.as_str(), copy))
    }

    /// All patrons that are listed or were seen, in the order of their keys.
    pub fn patrons(&self) -> impl Iterator<Item = (PatronKey, &Patron)> {
        self.patrons.iter().map(|(key, patron)| (*key, patron))
    }

    /// A patron, when listed or seen.
    #[must_use]
    pub fn patron(&self, key: PatronKey) -> Option<&Patron> {
        self.patrons.get(&key)
    }

    /// Who waits for a title, first come first.
    #[must_use]
    pub fn holds(&self, title: &str) -> &[Hold] {
        self.holds.get(title).map_or(&[], Vec::as_slice)
    }

    /// Everybody who waits, for whatever title.
    pub fn waiting(&self) -> impl Iterator<Item = &Hold> {
        self.holds.values().flatten()
    }

    /// What a patron waits for: control number of the title, and the hold.
    pub fn waits_for(&self, patron: PatronKey) -> impl Iterator<Item = (&str, &Hold)> {
        let all = self.holds.iter();
        all.flat_map(move |(title, holds)| {
            let theirs = holds.iter().filter(move |hold| hold.patron == patron);
            theirs.map(|hold| (title.as_str(), hold))
        })
    }

    /// All exceptions, in the order of their names.
    pub fn exceptions(&self) -> impl Iterator<Item = &Exception> {
        self.exceptions.values()
    }

    /// One exception.
    #[must_use]
    pub fn exception(&self, op: OpId, kind: ExceptionKind) -> Option<&Exception> {
        self.exceptions.get(&(op, kind))
    }

    /// The exceptions that wait for a librarian.
    pub fn open_exceptions(&self) -> impl Iterator<Item = &Exception> {
        self.exceptions()
            .filter(|exception| exception.state == State::Open)
    }

    /// The operations that wait for a barcode or a card to become known, oldest first.
    pub fn parked(&self) -> impl Iterator<Item = &Operation> {
        self.parked.iter().map(|(_, operation)| operation)
    }

    /// The policy of a version; for 0 and for a version that is not known, the newest.
    #[must_use]
    pub fn policy(&self, version: u32) -> Option<&Policy> {
        self.policies
            .get(&version)
            .or_else(|| self.policies.values().next_back())
    }

    /// Patrons that were forgotten, as keys that name nobody: a replica that got the board as a whole erases what it holds of them.
    pub fn forgotten(&self) -> impl Iterator<Item = PatronKey> {
        self.forgotten.keys().copied()
    }

    /// Whether this patron was forgotten and not listed again since.
    #[must_use]
    pub fn is_forgotten(&self, key: PatronKey) -> bool {
        self.forgotten.contains_key(&key)
    }

    /// Whether staff listed copies: without a list no barcode is checked.
    #[must_use]
    pub fn copies_are_listed(&self) -> bool {
        self.copies_listed
    }

    /// Whether staff listed patrons: without a list no card is checked.
    #[must_use]
    pub fn patrons_are_listed(&self) -> bool {
        self.patrons_listed
    }

    /// What an operation did.
    #[must_use]
    pub fn effect(&self, op: OpId) -> Option<&Effect> {
        self.effects.get(&op).map(|(_, effect)| effect)
    }

    /// What every operation did, in the order of their names, with its time in milliseconds since 1970 UTC.
    pub fn effects(&self) -> impl Iterator<Item = (OpId, i64, &Effect)> {
        let all = self.effects.iter();
        all.map(|(op, (at_ms, effect))| (*op, *at_ms, effect))
    }

    /// Returns of copies that nobody here had lent (C6), in the order of their names: time in milliseconds since 1970 UTC, and barcode.
    pub fn came_in(&self) -> impl Iterator<Item = (OpId, i64, &str)> {
        let all = self.came_in.iter();
        all.map(|(op, (at_ms, copy))| (*op, *at_ms, copy.as_str()))
    }

    /// Whether an operation is such a return.
    #[must_use]
    pub fn has_come_in(&self, op: OpId) -> bool {
        self.came_in.contains_key(&op)
    }

    /// Open loans of a patron: all, and those of one item type.
    #[must_use]
    pub fn count_loans(&self, patron: PatronKey, item: &str) -> (usize, usize) {
        let Some(patron) = self.patrons.get(&patron) else {
            return (0, 0);
        };
        let of_type = patron
            .loans
            .iter()
            .filter_map(|id| self.loans.get(id))
            .filter_map(|loan| self.copies.get(&loan.copy))
            .filter(|copy| copy.item == item)
            .count();
        (patron.loans.len(), of_type)
    }

    /// The limit that one more loan of this copy would pass: open loans counted, whether of its type only.
    #[must_use]
    pub fn limit_met(
        &self,
        barcode: &str,
        patron: PatronKey,
        policy: &Policy,
    ) -> Option<(usize, bool)> {
        let item = self.copies.get(barcode).map_or("", |copy| &copy.item);
        let class = self.patrons.get(&patron).map_or("", |known| &known.class);
        let rule = policy.rule(class, item)?;
        let of_type = rule.loans.filter(|_| rule.item.is_some());
        let total = policy.total_limit(class);
        if of_type.is_none() && total.is_none() {
            return None;
        }
        let (all, same) = self.count_loans(patron, item);
        let over = |limit: Option<u16>, count: usize| {
            limit.is_some_and(|limit| count >= usize::from(limit))
        };
        if over(of_type, same) {
            Some((same, true))
        } else {
            over(total, all).then_some((all, false))
        }
    }

    /// The rules a loan of this copy to this patron would break (C9).
    #[must_use]
    pub fn broken_by(&self, barcode: &str, patron: PatronKey, policy: &Policy) -> Broken {
        let mut bits = 0;
        let copy = self.copies.get(barcode);
        let item = copy.map_or("", |copy| copy.item.as_str());
        let class = self
            .patrons
            .get(&patron)
            .map_or("", |known| known.class.as_str());
        if self.patrons.get(&patron).is_some_and(|known| known.blocked) {
            bits |= Broken::BLOCKED;
        }
        if let Some(copy) = copy {
            match copy.usage {
                Use::Lent => {}
                Use::Reference => bits |= Broken::REFERENCE,
                Use::Withdrawn | Use::Missing | Use::InTransit => bits |= Broken::NOT_HERE,
            }
            if copy.shelved_for.is_some_and(|waiting| waiting != patron) {
                bits |= Broken::HELD;
            }
        }
        if policy.rule(class, item).is_some_and(|rule| rule.days == 0) {
            bits |= Broken::CLASS;
        }
        if self.limit_met(barcode, patron, policy).is_some() {
            bits |= Broken::LIMIT;
        }
        Broken(bits)
    }

    /// Somebody else than this patron waits for the copy's title.
    #[must_use]
    pub fn is_wanted(&self, barcode: &str, patron: Option<PatronKey>) -> bool {
        let Some(copy) = self.copies.get(barcode) else {
            return false;
        };
        !copy.title.is_empty()
            && self
                .holds(&copy.title)
                .iter()
                .any(|hold| hold.copy.is_none() && Some(hold.patron) != patron)
    }
}
