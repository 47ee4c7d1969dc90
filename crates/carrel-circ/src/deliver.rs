//! What is settled, as plain operations in the order of time: what a file or a line to another system carries.

use std::collections::{BTreeMap, BTreeSet};

use carrel_core::CalendarDate;

use crate::board::{Board, Closed, Effect, Loan};
use crate::entry::{OpId, PatronKey};
use crate::exception::{ExceptionKind, State};

/// Checked out, brought back, or given a later due date.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Act {
    /// A loan ended. Sorts first: at the same time, a copy comes back before it goes out.
    Return,
    /// A loan began.
    Issue,
}

/// One operation for another system. The card comes from who keeps cards: here is only the patron's key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Delivered {
    /// Milliseconds since 1970 UTC.
    pub at_ms: i64,
    /// What.
    pub act: Act,
    /// Whom; `None` when the link was cut.
    pub patron: Option<PatronKey>,
    /// Barcode.
    pub copy: String,
    /// Due date of an issue.
    pub due: Option<CalendarDate>,
    /// The loan it belongs to; the return itself when nobody here had lent the copy.
    pub loan: OpId,
}

/// What can be delivered, sorted by time, and the copies held back because a librarian must choose first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Settled {
    /// Conflicts are resolved in it: no copy goes out twice without coming back in between.
    pub operations: Vec<Delivered>,
    /// Barcodes with an open dispute: nothing about them is delivered yet.
    pub held_back: Vec<String>,
}

/// Barcodes with an open dispute: a librarian must choose before anything about them is delivered.
#[must_use]
pub fn held_back(board: &Board) -> BTreeSet<&str> {
    board
        .exceptions()
        .filter(|exception| {
            exception.state == State::Open && exception.kind == ExceptionKind::Disputed
        })
        .map(|exception| exception.copy.as_str())
        .collect()
}

/// Everything that is settled and began or ended in `from_ms..until_ms`.
#[must_use]
pub fn settled(board: &Board, from_ms: i64, until_ms: i64) -> Settled {
    let held_back = held_back(board);
    let mut operations = Vec::new();
    let within = |ms: i64| ms >= from_ms && ms < until_ms;
    // Whatever clocks said, the open loan of a copy is its last: it cannot begin before the others ended.
    let mut last_end: BTreeMap<&str, i64> = BTreeMap::new();
    for (_, loan) in board.loans() {
        if let Some((end, why)) = loan.end
            && why != Closed::Elsewhere
        {
            let known = last_end.entry(loan.copy.as_str()).or_insert(i64::MIN);
            *known = end_of(end.ms, loan).max(*known);
        }
    }
    // Returns of what Carrel never lent: most likely the other system did. One that turned out to end a loan is that loan's.
    let of_history: BTreeSet<(&str, i64)> = board
        .loans()
        .filter_map(|(_, loan)| match loan.end {
            Some((end, Closed::History)) => Some((loan.copy.as_str(), end.ms)),
            _ => None,
        })
        .collect();
    for (op, at_ms, copy) in board.came_in() {
        if held_back.contains(copy) || of_history.contains(&(copy, at_ms)) {
            continue;
        }
        let known = last_end.entry(copy).or_insert(i64::MIN);
        *known = at_ms.max(*known);
        if within(at_ms) {
            operations.push(Delivered {
                at_ms,
                act: Act::Return,
                patron: None,
                copy: copy.to_owned(),
                due: None,
                loan: op,
            });
        }
    }
    for (id, loan) in board.loans() {
        // A mistake never was; what ended in the other system needs no word of ours.
        let is_nothing = matches!(loan.end, Some((_, Closed::Corrected | Closed::Elsewhere)));
        if is_nothing || held_back.contains(loan.copy.as_str()) {
            continue;
        }
        let mut add = |at_ms: i64, act: Act| {
            // What the other system reported itself it knows; only that it came back is news.
            let is_known = act == Act::Issue && id.is_elsewhere();
            if within(at_ms) && !is_known {
                operations.push(Delivered {
                    at_ms,
                    act,
                    patron: loan.patron,
                    copy: loan.copy.clone(),
                    due: (act == Act::Issue).then_some(loan.due),
                    loan: id,
                });
            }
        };
        let Some((end, _)) = loan.end else {
            let after = last_end.get(loan.copy.as_str()).copied();
            add(loan.out.at.ms.max(after.unwrap_or(i64::MIN)), Act::Issue);
            continue;
        };
        add(loan.out.at.ms, Act::Issue);
        add(end_of(end.ms, loan), Act::Return);
    }
    operations.sort_by(|a, b| {
        let key = |op: &Delivered| (op.at_ms, op.act, op.loan);
        key(a).cmp(&key(b))
    });
    Settled {
        operations,
        held_back: held_back.into_iter().map(str::to_owned).collect(),
    }
}

/// What another system has no loan for: renewals and holds, of all devices.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Beside {
    /// A loan has a later due date.
    Renewed,
    /// A patron waits for a title.
    Held,
    /// A patron no longer waits.
    Unheld,
}

/// A renewal or a hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ByHand {
    /// The operation.
    pub op: OpId,
    /// Milliseconds since 1970 UTC.
    pub at_ms: i64,
    /// What.
    pub what: Beside,
    /// Whom; `None` when the link was cut.
    pub patron: Option<PatronKey>,
    /// Barcode of a renewal, control number of a hold.
    pub copy: String,
    /// The due date that the loan has now, of a renewal.
    pub due: Option<CalendarDate>,
}

/// Renewals and holds in `from_ms..until_ms` that stand, in the order of time.
#[must_use]
pub fn by_hand(board: &Board, from_ms: i64, until_ms: i64) -> Vec<ByHand> {
    let mut out = Vec::new();
    for (op, at_ms, effect) in board.effects() {
        if at_ms < from_ms || at_ms >= until_ms {
            continue;
        }
        let (what, patron, copy, due) = match effect {
            Effect::Extended(id, _) => match board.loan(*id) {
                Some(loan) => (
                    Beside::Renewed,
                    loan.patron,
                    loan.copy.clone(),
                    Some(loan.due),
                ),
                None => continue,
            },
            Effect::Held(title) => {
                // A hold that was fulfilled or cancelled is no longer in the queue.
                let hold = board.holds(title).iter().find(|hold| hold.op == op);
                match hold {
                    Some(hold) => (Beside::Held, Some(hold.patron), title.clone(), None),
                    None => continue,
                }
            }
            Effect::Unheld(title, hold) => (Beside::Unheld, Some(hold.patron), title.clone(), None),
            _ => continue,
        };
        out.push(ByHand {
            op,
            at_ms,
            what,
            patron,
            copy,
            due,
        });
    }
    out.sort_by_key(|row| (row.at_ms, row.op));
    out
}

/// A loan that was over before it was heard of, or ended by inference, ends after it began all the same.
fn end_of(end_ms: i64, loan: &Loan) -> i64 {
    end_ms.max(loan.out.at.ms.saturating_add(1))
}
