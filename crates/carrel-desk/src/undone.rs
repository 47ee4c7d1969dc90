//! What this computer handed in by itself and somebody undid afterwards: the file has it, so the other system has, and no later file takes it back there.
//! It is said until staff looked: here, or by the gateway that has the scans (`carrel_sync::hand_in`), which says it of check-outs in any case.

use std::collections::BTreeSet;

use carrel_circ::board::{Closed, Effect, Loan};
use carrel_circ::entry::{Kind, OpId};

use crate::handed::{self, Handed, Rows};
use crate::prune;
use crate::till::Till;

/// Before the names of returns that were handed in and undone, in the [`Rows`].
const UNDONE: &str = "undone:";

/// Whether what stands under this key is no batch.
pub(crate) fn is_key(key: &str) -> bool {
    key == UNDONE
}

/// What was undone. The order is that of the work: what comes in goes out again after that.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum What {
    /// A check-out.
    Issue,
    /// The return of a book that was never lent here.
    Unlent,
    /// The return of a loan: that is open again.
    Return,
}

/// Something that was undone after it was handed in.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Undone {
    /// What.
    pub what: What,
    /// Its name ([`crate::hand::ready`]).
    pub name: String,
    /// Barcode.
    pub copy: String,
    /// Whose loan; empty when that is not known.
    pub card: String,
    /// It may stand in a file that nobody said to be imported: that must be imported first.
    pub waits: bool,
}

fn name(loan: OpId, mark: &str) -> String {
    format!("{:032x}{mark}", loan.0)
}

/// What was undone after it was handed in, with all that somebody may have entered by the sheet.
#[must_use]
pub fn found(till: &Till, handed: &Handed, rows: &Rows) -> Vec<Undone> {
    let board = till.view();
    let has = |name: &str| handed.ledger.has(name);
    let waiting = handed.in_waiting(rows, handed::copies(till));
    let mut out = Vec::new();
    let mut add = |what: What, name: String, copy: &str, loan: Option<&Loan>| {
        let card = loan.and_then(|loan| till.card(loan.patron?));
        out.push(Undone {
            what,
            waits: waiting.contains(&name),
            name,
            copy: copy.to_owned(),
            card: card.unwrap_or_default().to_owned(),
        });
    };
    for (id, loan) in board.loans() {
        let (issue, back) = (name(id, "o"), name(id, "i"));
        match loan.end {
            // Its return, too, was handed in: then the system has neither.
            Some((_, Closed::Corrected)) if has(&back) && !handed::is_left_out(rows, &back) => {}
            Some((_, Closed::Corrected)) if has(&issue) => {
                add(What::Issue, issue, &loan.copy, Some(loan));
            }
            // What was left out of a file says itself that it must be entered.
            None if is_marked(rows, &back) && !handed::is_left_out(rows, &issue) => {
                add(What::Return, back, &loan.copy, Some(loan));
            }
            _ => {}
        }
    }
    for own in till.own().filter(|own| own.op.kind == Kind::Return) {
        let name = name(own.op.id, "");
        if is_marked(rows, &name) {
            add(What::Unlent, name, &own.op.copy, None);
        }
    }
    out.sort();
    out
}

fn is_marked(rows: &Rows, name: &str) -> bool {
    rows.get(UNDONE).is_some_and(|marks| marks.contains(name))
}

/// Whether this is a return that did not happen: its loan is open, or it was undone itself.
fn is_no_return(till: &Till, name: &str) -> bool {
    let (board, op) = (till.view(), prune::of_name(name));
    let Some(op) = op else { return false };
    match name.ends_with('i') {
        true => board.loan(op).is_some_and(|loan| loan.end.is_none()),
        false => {
            board.effect(op) == Some(&Effect::Undone)
                && board.loan(op).is_none()
                && till
                    .own()
                    .any(|own| own.op.id == op && own.op.kind == Kind::Return)
        }
    }
}

/// Returns that were handed in and undone.
fn fresh(till: &Till, handed: &Handed, is_ours: impl Fn(&str) -> bool) -> BTreeSet<String> {
    let names = handed.ledger.names();
    let fresh = names.filter(|name| is_no_return(till, name) && is_ours(name));
    fresh.map(str::to_owned).collect()
}

/// Marks the returns that were handed in and undone. From then on their names are free: when the book comes back, that goes into a file. Gives whether
/// something changed. `is_ours`: nobody else says it.
pub fn mark(
    till: &Till,
    handed: &mut Handed,
    rows: &mut Rows,
    is_ours: impl Fn(&str) -> bool,
) -> bool {
    let fresh = fresh(till, handed, is_ours);
    let mut marks = rows.remove(UNDONE).unwrap_or_default();
    let before = marks.len();
    // It came back, or was never lent.
    marks.retain(|name| is_no_return(till, name));
    let is_changed = marks.len() < before || !fresh.is_empty();
    handed.ledger.retain(|name| !fresh.contains(name));
    handed::forget_left(rows, |name| fresh.contains(name));
    marks.extend(fresh);
    if !marks.is_empty() {
        rows.insert(UNDONE.to_owned(), marks);
    }
    is_changed
}

/// Frees the names of the others: the gateway has these scans, and says what was undone of them. Gives whether there were any.
pub fn leave_to_gateway(till: &Till, handed: &mut Handed) -> bool {
    let sent = fresh(till, handed, |_| true);
    handed.ledger.retain(|name| !sent.contains(name));
    !sent.is_empty()
}

/// Staff looked, and the other system has it as it is here: as if it had never been handed in.
pub fn settle(handed: &mut Handed, rows: &mut Rows, name: &str) {
    handed.ledger.retain(|of| of != name);
    // A batch without names is one whose names were not kept: it stays.
    for names in rows.values_mut() {
        names.remove(name);
    }
    handed::forget_left(rows, |of| of == name);
}

/// They are in no system: what is undone of them nobody need look at.
pub(crate) fn forget(rows: &mut Rows, names: &BTreeSet<String>) {
    if let Some(marks) = rows.get_mut(UNDONE) {
        marks.retain(|name| !names.contains(name));
    }
}
