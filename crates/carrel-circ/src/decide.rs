//! Before a scan is recorded: may it be, until when, and who could say yes all the same.

use core::fmt;

use carrel_core::CalendarDate;

use crate::allowed::Allowed;
use crate::board::{Board, Effect};
use crate::due;
use crate::entry::{Kind, OpId, PatronKey};
use crate::exception::Broken;
use crate::policy::Policy;
use crate::time::Moment;

/// What somebody wants to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    /// Take a copy home.
    CheckOut {
        /// Barcode.
        copy: String,
        /// Who.
        patron: PatronKey,
    },
    /// Bring a copy back.
    CheckIn {
        /// Barcode.
        copy: String,
    },
    /// Keep it longer.
    Renew {
        /// Barcode.
        copy: String,
        /// Who, when a card was shown.
        patron: Option<PatronKey>,
    },
    /// Wait for a title.
    PlaceHold {
        /// Control number.
        title: String,
        /// Who.
        patron: PatronKey,
    },
    /// No longer wait.
    CancelHold {
        /// Control number.
        title: String,
        /// Who.
        patron: PatronKey,
    },
    /// That scan was a mistake.
    Correct {
        /// Which.
        target: OpId,
    },
    /// A copy was seen on its shelf.
    Scan {
        /// Barcode.
        copy: String,
    },
}

/// Who stands at the screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Actor {
    /// A student at the kiosk.
    Student,
    /// Staff at the desk.
    Staff,
}

/// What may be recorded. The host mints name and time, and writes it before anything is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision {
    /// What.
    pub kind: Kind,
    /// Barcode or title; empty for corrections.
    pub copy: String,
    /// Whom it concerns.
    pub patron: Option<PatronKey>,
    /// What the screen shows and the receipt says.
    pub due: Option<CalendarDate>,
    /// The rules that staff saw and said yes to.
    pub allowed: Allowed,
    /// What the person at the screen should know.
    pub notes: Vec<Note>,
}

/// Something to say beside a decision.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Note {
    /// There is no list of copies: the barcode was not checked.
    CopyNotChecked,
    /// There is no list of patrons: the card was not checked.
    PatronNotChecked,
    /// Another patron has this copy according to our list; it will be taken as returned.
    TakenFromAnother,
    /// The copy was not on loan.
    WasNotOnLoan,
    /// Somebody waits for it: it goes to the hold shelf.
    SomebodyWaits,
    /// This list may be old: check the copy for holds when the network is back.
    Provisional,
}

/// Why not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// Nobody knows this barcode.
    UnknownCopy,
    /// Nobody knows this card.
    UnknownPatron,
    /// The patron has it already, due then.
    AlreadyTheirs(CalendarDate),
    /// Rules of the policy are broken.
    Policy {
        /// Which.
        broken: Broken,
        /// Open loans that the limit counts.
        loans: u16,
        /// The limit counts loans of the copy's type only.
        of_type: bool,
    },
    /// Somebody waits for it: no renewal.
    Wanted,
    /// It is not on loan: nothing to renew.
    NotOnLoan,
    /// Somebody else has it.
    OtherHolder,
    /// Renewed as often as the policy allows.
    Renewals(u16),
    /// The patron waits already.
    AlreadyHeld,
    /// The patron does not wait for it.
    NotHeld,
    /// The copy went out again since: undoing its return would lend it twice.
    OutAgain,
    /// There is nothing to undo.
    NothingToUndo,
    /// Only staff may do this.
    StaffOnly,
}

impl Reason {
    /// The rules that say no, as [`Allowed`] has them; none where nobody may say yes.
    #[must_use]
    pub fn rules(self) -> u64 {
        match self {
            Reason::UnknownCopy => Allowed::UNKNOWN_COPY,
            Reason::UnknownPatron => Allowed::UNKNOWN_PATRON,
            Reason::Policy { broken, .. } => u64::from(broken.0),
            Reason::Wanted => u64::from(Broken::NO_RENEWAL),
            Reason::Renewals(_) => u64::from(Broken::RENEWALS),
            _ => 0,
        }
    }
}

/// Who may say yes all the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Override {
    /// Nobody: it would mean nothing.
    Nobody,
    /// Staff at the desk.
    Staff,
}

/// A decision against it: why, and who may override it. This is a normal outcome, not an error.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// Why.
    pub reason: Reason,
    /// Who may override it.
    pub may_override: Override,
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.reason {
            Reason::UnknownCopy => f.write_str("We do not know this barcode."),
            Reason::UnknownPatron => f.write_str("We do not know this card."),
            Reason::AlreadyTheirs(due) => {
                write!(f, "You have this book already. It is due on {due}.")
            }
            Reason::Policy {
                broken,
                loans,
                of_type,
            } => broken.write(f, Some((loans, of_type))),
            Reason::Wanted => f.write_str("Somebody waits for this book. It cannot be renewed."),
            Reason::NotOnLoan => f.write_str("This book is not on loan."),
            Reason::OtherHolder => f.write_str("This book is on loan to somebody else."),
            Reason::Renewals(count) => {
                write!(f, "This book was renewed {count} times. That is the limit.")
            }
            Reason::AlreadyHeld => f.write_str("You wait for this book already."),
            Reason::NotHeld => f.write_str("You do not wait for this book."),
            Reason::NothingToUndo => f.write_str("There is nothing to undo."),
            Reason::OutAgain => f.write_str("This book went out again. Check it in first."),
            Reason::StaffOnly => f.write_str("Please ask the librarian."),
        }?;
        match self.may_override {
            Override::Staff => f.write_str(" The librarian can allow it."),
            Override::Nobody => Ok(()),
        }
    }
}

/// The moment of a decision.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Now {
    /// The effective time.
    pub at: Moment,
    /// The network is away: the board may be old.
    pub is_offline: bool,
}

/// What a command means now: what to record, or why not. `allowed` are the rules that staff has seen and said yes to; another one that is in the
/// way refuses all the same.
///
/// # Errors
/// A [`Refusal`], when a rule says no.
pub fn decide(
    command: &Command,
    board: &Board,
    policy: &Policy,
    now: Now,
    by: Actor,
    allowed: Allowed,
) -> Result<Decision, Refusal> {
    let allowed = match by {
        Actor::Staff => allowed,
        Actor::Student => Allowed::NOTHING,
    };
    let mut yes = Decision {
        kind: Kind::Seen,
        copy: String::new(),
        patron: None,
        due: None,
        allowed,
        notes: Vec::new(),
    };
    let soft = |reason: Reason| {
        if allowed.covers(reason.rules()) {
            Ok(())
        } else {
            Err(refusal(reason, Override::Staff))
        }
    };
    let hard = |reason: Reason| Err(refusal(reason, Override::Nobody));
    let strange_copy = |copy: &str| {
        board.copies_are_listed() && board.copy(copy).is_none_or(|known| known.item.is_empty())
    };
    let strange_patron =
        |key: PatronKey| board.patrons_are_listed() && board.patron(key).is_none_or(|p| !p.listed);
    match command {
        Command::CheckOut { copy, patron } => {
            if strange_copy(copy) {
                soft(Reason::UnknownCopy)?;
            }
            if strange_patron(*patron) {
                soft(Reason::UnknownPatron)?;
            }
            if let Some((_, loan)) = board.open_loan(copy) {
                if loan.patron == Some(*patron) {
                    return hard(Reason::AlreadyTheirs(loan.due));
                }
                yes.notes.push(Note::TakenFromAnother);
            }
            let broken = board.broken_by(copy, *patron, policy);
            if !broken.is_none() {
                let (loans, of_type) = board.limit_met(copy, *patron, policy).unwrap_or_default();
                soft(Reason::Policy {
                    broken,
                    loans: u16::try_from(loans).unwrap_or(u16::MAX),
                    of_type,
                })?;
            }
            yes.kind = Kind::Checkout;
            yes.copy.clone_from(copy);
            yes.patron = Some(*patron);
            yes.due = Some(period(board, policy, copy, Some(*patron), now));
            not_checked(board, &mut yes.notes);
        }
        Command::CheckIn { copy } => {
            if by == Actor::Student {
                return hard(Reason::StaffOnly);
            }
            if strange_copy(copy) {
                soft(Reason::UnknownCopy)?;
            }
            if board.open_loan(copy).is_none() {
                yes.notes.push(Note::WasNotOnLoan);
            }
            if board.is_wanted(copy, None) {
                yes.notes.push(Note::SomebodyWaits);
            }
            if now.is_offline {
                yes.notes.push(Note::Provisional);
            }
            yes.kind = Kind::Return;
            yes.copy.clone_from(copy);
        }
        Command::Renew { copy, patron } => {
            let Some((_, loan)) = board.open_loan(copy) else {
                return hard(Reason::NotOnLoan);
            };
            if patron.is_some() && loan.patron != *patron {
                return hard(Reason::OtherHolder);
            }
            if policy.no_renew_when_held && board.is_wanted(copy, loan.patron) {
                soft(Reason::Wanted)?;
            }
            let item = board.copy(copy).map_or("", |known| &known.item);
            let class = loan
                .patron
                .and_then(|key| board.patron(key))
                .map_or("", |known| &known.class);
            let allowed = policy.rule(class, item).map_or(0, |rule| rule.renewals);
            if loan.renewals >= allowed {
                soft(Reason::Renewals(loan.renewals))?;
            }
            yes.kind = Kind::Renew;
            yes.copy.clone_from(copy);
            yes.patron = loan.patron;
            yes.due = Some(period(board, policy, copy, loan.patron, now).max(loan.due));
        }
        Command::PlaceHold { title, patron } => {
            if strange_patron(*patron) {
                soft(Reason::UnknownPatron)?;
            }
            if board.holds(title).iter().any(|hold| hold.patron == *patron) {
                return hard(Reason::AlreadyHeld);
            }
            yes.kind = Kind::Hold;
            yes.copy.clone_from(title);
            yes.patron = Some(*patron);
        }
        Command::CancelHold { title, patron } => {
            if !board.holds(title).iter().any(|hold| hold.patron == *patron) {
                return hard(Reason::NotHeld);
            }
            yes.kind = Kind::Unhold;
            yes.copy.clone_from(title);
            yes.patron = Some(*patron);
        }
        Command::Correct { target } => {
            if let Some(reason) = why_not_undone(board, *target) {
                return hard(reason);
            }
            yes.kind = Kind::Correct { target: *target };
        }
        Command::Scan { copy } => {
            if strange_copy(copy) {
                soft(Reason::UnknownCopy)?;
            }
            yes.copy.clone_from(copy);
        }
    }
    Ok(yes)
}

/// Why undoing this would do nothing, by what [`Board::undo`] does.
fn why_not_undone(board: &Board, target: OpId) -> Option<Reason> {
    let Some(effect) = board.effect(target) else {
        return Some(Reason::NothingToUndo);
    };
    let is_there = match effect {
        Effect::Nothing => board.has_come_in(target),
        Effect::Undone => false,
        Effect::Parked => true,
        Effect::Opened => board.loan(target).is_some(),
        Effect::Closed(id) => match board.loan(*id) {
            Some(loan) if board.open_loan(&loan.copy).is_some() => return Some(Reason::OutAgain),
            loan => loan.is_some(),
        },
        Effect::Extended(id, _) => board.loan(*id).is_some_and(|loan| loan.end.is_none()),
        Effect::Held(title) => board.holds(title).iter().any(|hold| hold.op == target),
        Effect::Unheld(title, hold) => {
            let mut waiting = board.holds(title).iter();
            if waiting.any(|other| other.patron == hold.patron) {
                return Some(Reason::AlreadyHeld);
            }
            true
        }
    };
    (!is_there).then_some(Reason::NothingToUndo)
}

fn refusal(reason: Reason, may_override: Override) -> Refusal {
    Refusal {
        reason,
        may_override,
    }
}

fn not_checked(board: &Board, notes: &mut Vec<Note>) {
    if !board.copies_are_listed() {
        notes.push(Note::CopyNotChecked);
    }
    if !board.patrons_are_listed() {
        notes.push(Note::PatronNotChecked);
    }
}

fn period(
    board: &Board,
    policy: &Policy,
    copy: &str,
    patron: Option<PatronKey>,
    now: Now,
) -> CalendarDate {
    let item = board.copy(copy).map_or("", |known| &known.item);
    let class = patron
        .and_then(|key| board.patron(key))
        .map_or("", |known| &known.class);
    // Overridden "not lent to this class": a day, so that it comes back soon.
    let days = policy.rule(class, item).map_or(14, |rule| rule.days.max(1));
    due::due_on(due::day_of(now.at.ms, policy), days, policy)
}
