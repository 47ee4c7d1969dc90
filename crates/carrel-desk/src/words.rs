//! Decisions, refusals and exceptions in plain words.

use carrel_circ::Allowed;
use carrel_circ::decide::{Note, Override, Reason, Refusal};
use carrel_circ::entry::{Choice, Kind};
use carrel_circ::exception::{Broken, Exception, ExceptionKind};
use carrel_core::CalendarDate;
use carrel_sync::op::Op;
use carrel_web::words;

use crate::t;

/// A day, written out.
#[must_use]
pub fn day(date: CalendarDate) -> String {
    words::date(&date.to_string())
}

/// Why not, and who may allow it.
#[must_use]
pub fn refusal(refusal: &Refusal) -> (String, bool) {
    let text = match refusal.reason {
        Reason::UnknownCopy => t::no_unknown_copy().to_owned(),
        Reason::UnknownPatron => t::no_unknown_patron().to_owned(),
        Reason::AlreadyTheirs(due) => t::no_already(&day(due)),
        Reason::Policy {
            broken,
            loans,
            of_type,
        } => {
            let limit = match u32::from(loans) {
                loans if of_type => t::no_limit_type(loans),
                loans => t::no_limit(loans),
            };
            rules(broken, &limit)
        }
        Reason::Wanted => t::no_wanted().to_owned(),
        Reason::NotOnLoan => t::no_not_on_loan().to_owned(),
        Reason::OtherHolder => t::no_other_holder().to_owned(),
        Reason::Renewals(count) => t::no_renewals(u32::from(count)),
        Reason::AlreadyHeld => t::no_already_held().to_owned(),
        Reason::NotHeld => t::no_not_held().to_owned(),
        Reason::NothingToUndo => t::no_nothing_to_undo().to_owned(),
        Reason::OutAgain => t::no_out_again().to_owned(),
        Reason::StaffOnly => t::no_staff_only().to_owned(),
    };
    (text, refusal.may_override == Override::Staff)
}

/// A sentence for each rule that says no: one press allows all of them.
fn rules(broken: Broken, limit: &str) -> String {
    let all: Vec<&str> = broken
        .each()
        .map(|bit| match bit {
            Broken::BLOCKED => t::no_blocked(),
            Broken::LIMIT => limit,
            Broken::CLASS => t::no_class(),
            Broken::REFERENCE => t::no_reference(),
            Broken::HELD => t::no_held(),
            Broken::NOT_HERE => t::no_not_here(),
            Broken::RENEWALS => t::clash_renewals(),
            _ => t::clash_no_renewal(),
        })
        .collect();
    all.join(" ")
}

/// Which rules an exception is about; empty where it is about none.
#[must_use]
pub fn broken(exception: &Exception) -> String {
    rules(exception.broken, t::clash_limit())
}

/// Which rules staff said yes to; nothing where it was none.
#[must_use]
pub fn allowed(allowed: Allowed) -> Option<String> {
    let Some(bits) = allowed.bits() else {
        return Some(t::allowed_unnamed().to_owned());
    };
    let unknown = [
        (Allowed::UNKNOWN_COPY, t::no_unknown_copy()),
        (Allowed::UNKNOWN_PATRON, t::no_unknown_patron()),
    ];
    let unknown = unknown.into_iter().filter(|(bit, _)| bits & bit != 0);
    let broken = rules(Broken((bits & 0xff) as u8), t::clash_limit());
    let all: Vec<&str> = unknown
        .map(|(_, text)| text)
        .chain((!broken.is_empty()).then_some(broken.as_str()))
        .collect();
    (!all.is_empty()).then(|| t::allowed_although(&all.join(" ")))
}

/// What staff said beside an operation: to which rules yes, or what was decided.
#[must_use]
pub fn said(kind: Kind, of: Allowed) -> Option<String> {
    match kind {
        Kind::Settle {
            about, choice: of, ..
        } => Some(choice(about, of).to_owned()),
        _ => allowed(of),
    }
}

/// What was done, and what staff said beside it.
#[must_use]
pub fn acted(op: &Op) -> String {
    let done = act(op.kind);
    match said(op.kind, op.allowed()) {
        Some(said) => [done, ": ", &said].concat(),
        None => done.to_owned(),
    }
}

/// What to know beside a decision.
#[must_use]
pub fn note(note: Note) -> Option<&'static str> {
    match note {
        Note::TakenFromAnother => Some(t::note_taken()),
        Note::WasNotOnLoan => Some(t::note_not_on_loan()),
        Note::SomebodyWaits => Some(t::note_waits()),
        Note::Provisional => Some(t::note_provisional()),
        // Said once, in the bar, and not at every book.
        Note::CopyNotChecked | Note::PatronNotChecked => None,
    }
}

/// What was done.
#[must_use]
pub fn act(kind: Kind) -> &'static str {
    match kind {
        Kind::Checkout => t::act_out(),
        Kind::Return => t::act_in(),
        Kind::Renew => t::act_renew(),
        Kind::Hold => t::act_hold(),
        Kind::Unhold => t::act_unhold(),
        Kind::Correct { .. } => t::act_undo(),
        Kind::Seen => t::act_seen(),
        Kind::Settle { .. } => t::act_settle(),
    }
}

/// What happened and what Carrel did.
#[must_use]
pub fn sentence(exception: &Exception) -> &'static str {
    match exception.kind {
        ExceptionKind::Superseded => t::clash_superseded(),
        ExceptionKind::Late => t::clash_late(),
        ExceptionKind::Disputed => t::clash_disputed(),
        ExceptionKind::LateReturn => t::clash_late_return(),
        ExceptionKind::UnknownCopy => t::clash_unknown_copy(),
        ExceptionKind::UnknownPatron => t::clash_unknown_card(),
        ExceptionKind::Policy => t::clash_policy(),
        ExceptionKind::Renew => t::clash_renew(),
        ExceptionKind::UnknownTarget => t::clash_target(),
        ExceptionKind::Fork => t::clash_fork(),
        ExceptionKind::Gap => t::clash_gap(),
        ExceptionKind::Quarantine => t::clash_quarantine(),
        ExceptionKind::Twin => t::clash_twin(),
    }
}

/// What a press means.
#[must_use]
pub fn choice(kind: ExceptionKind, choice: Choice) -> &'static str {
    let two_sides = matches!(kind, ExceptionKind::Superseded | ExceptionKind::Disputed);
    match choice {
        Choice::Confirm if two_sides => t::choose_later(),
        Choice::Confirm => t::choose_confirm(),
        Choice::Earlier => t::choose_earlier(),
        Choice::OnShelf => t::choose_shelf(),
    }
}
