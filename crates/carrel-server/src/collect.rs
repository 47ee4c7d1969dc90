//! What enters the outbox: everything that is settled on the board and not there yet, whatever device it came from and however late.
//!
//! Nothing is chosen by a clock: an operation that a kiosk recorded weeks ago enters when it arrives. What was lent before the line to the
//! system was set up is marked once as handed in otherwise. What changed its meaning after it left is put before a librarian.

use std::collections::{BTreeMap, BTreeSet};

use carrel_circ::board::{Closed, Effect};
use carrel_circ::deliver::{self, Beside};
use carrel_circ::entry::{Fact, Kind, OpId, What};
use carrel_sync::op::Op;

use crate::desk::card_of;
use crate::outbox::{Act, State};
use crate::store::{OutboxRow, Stored};
use crate::writer::Core;

/// What a target begins with, kept under `outbox:TARGET`.
fn begun_name(target: &str) -> String {
    format!("outbox:{target}")
}

/// After a restore from a backup: what happened before that moment may have been sent by the life before, so it is asked about first.
pub const PROBE_BEFORE: &str = "outbox-probe-before";

/// How far the feed was looked through for a target, kept under `outbox-at:TARGET`.
fn cursor_name(target: &str) -> String {
    format!("outbox-at:{target}")
}

/// Returns of what was never lent here enter since this was written, kept under `outbox-came-in:TARGET`: what lay there before does not.
fn came_in_name(target: &str) -> String {
    format!("outbox-came-in:{target}")
}

/// Rows of the feed after which everything is looked at anew rather than copy by copy.
const MOST_ROWS: usize = 2_000;

/// Rows of the feed that may be looked through again before the cursor is written for them alone.
const LEAST_ROWS: usize = 200;

/// Puts what is new into the outbox of a target: only copies are looked at that the feed spoke of since. Gives how many rows. Call it within
/// a transaction. Cost: a look-up for each such copy, and a walk over the board.
///
/// # Errors
/// The database's.
pub fn collect(core: &mut Core, target: &str) -> Stored<usize> {
    let (touched, rows) = touched(core, target)?;
    let count = match &touched {
        Some(copies) if copies.is_empty() => 0,
        _ => enter(core, target, touched.as_ref())?,
    };
    if count > 0 || touched.is_none() || rows >= LEAST_ROWS {
        let at = core.board.at.to_be_bytes();
        core.store.set_value(&cursor_name(target), &at)?;
    }
    Ok(count)
}

/// The same with every copy, wherever the cursor stands.
///
/// # Errors
/// The database's.
pub fn collect_all(core: &mut Core, target: &str) -> Stored<usize> {
    enter(core, target, None)
}

/// The copies and titles that the feed spoke of since the cursor, and in how many rows; nothing instead of copies when it may concern any.
fn touched(core: &mut Core, target: &str) -> Stored<(Option<BTreeSet<String>>, usize)> {
    if core.store.value(&came_in_name(target))?.is_none() {
        return Ok((None, 0));
    }
    let kept = core.store.value(&cursor_name(target))?;
    let cursor = kept.and_then(|bytes| bytes.try_into().ok().map(u64::from_be_bytes));
    let Some(cursor) = cursor else {
        return Ok((None, 0));
    };
    if cursor < core.store.horizon()? {
        // Rows that it has not seen are gone.
        return Ok((None, 0));
    }
    let rows = core.store.rows_after(cursor, MOST_ROWS)?;
    let count = rows.len();
    let mut copies = BTreeSet::new();
    for row in rows {
        match row.what {
            What::Op(op) => match op.kind {
                Kind::Correct { target } | Kind::Settle { target, .. } => {
                    let body = core.store.body(target)?;
                    let Some(of) = body.and_then(|body| Op::decode(&body).ok()) else {
                        return Ok((None, count));
                    };
                    copies.insert(of.copy);
                    // Staff may have said that another copy was meant.
                    copies.extend(core.board.loan(target).map(|loan| loan.copy.clone()));
                }
                _ => {
                    copies.insert(op.copy);
                }
            },
            What::Fact(Fact::Loan { copy, .. }) => {
                copies.insert(copy);
            }
            // Nothing that is delivered comes of these.
            What::Fact(
                Fact::Policy(_) | Fact::Tidy { .. } | Fact::Trouble { .. } | Fact::Forget { .. },
            ) => {}
            // What was parked may act now, whatever copy it is about.
            What::Fact(
                Fact::Copy { .. }
                | Fact::Patron { .. }
                | Fact::MapCopy { .. }
                | Fact::MapPatron { .. },
            ) => return Ok((None, count)),
        }
    }
    let is_whole = count < MOST_ROWS;
    Ok((is_whole.then_some(copies), count))
}

/// Enters what is new of these copies, or of all.
fn enter(core: &mut Core, target: &str, copies: Option<&BTreeSet<String>>) -> Stored<usize> {
    let is_first = core.store.value(&begun_name(target))?.is_none();
    let is_first_of_returns = core.store.value(&came_in_name(target))?.is_none();
    let probe_before = match core.store.value(PROBE_BEFORE)? {
        Some(bytes) => bytes.try_into().map_or(i64::MIN, i64::from_be_bytes),
        None => i64::MIN,
    };
    let known = match copies {
        Some(copies) => core.store.deliveries_of(target, copies)?,
        None => core.store.deliveries(Some(target), true)?,
    };
    let is_wanted = |copy: &String| copies.is_none_or(|copies| copies.contains(copy));
    let mut there: BTreeMap<(OpId, Act), usize> = BTreeMap::new();
    // Of each copy the latest that may have left, and the latest that went out, with its loan.
    let mut latest: BTreeMap<String, i64> = BTreeMap::new();
    let mut latest_out: BTreeMap<String, (i64, OpId)> = BTreeMap::new();
    for (place, row) in known.iter().enumerate() {
        there.insert((row.op, row.act), place);
        if row.state.may_have_left() && matches!(row.act, Act::Issue | Act::Return) {
            let at = latest.entry(row.copy.clone()).or_insert(i64::MIN);
            *at = row.at_ms.max(*at);
            if row.act == Act::Issue {
                let out = latest_out
                    .entry(row.copy.clone())
                    .or_insert((row.at_ms, row.op));
                *out = (row.at_ms, row.op).max(*out);
            }
        }
    }
    let mut fresh = Vec::new();
    let mut stands: BTreeSet<(OpId, Act)> = BTreeSet::new();
    let settled = deliver::settled(&core.board, i64::MIN, i64::MAX);
    let held_back: BTreeSet<&str> = settled.held_back.iter().map(String::as_str).collect();
    let wanted = settled.operations.iter();
    for operation in wanted.filter(|operation| is_wanted(&operation.copy)) {
        let act = match operation.act {
            deliver::Act::Issue => Act::Issue,
            deliver::Act::Return => Act::Return,
        };
        stands.insert((operation.loan, act));
        if there.contains_key(&(operation.loan, act)) {
            continue;
        }
        let card = match (act, operation.patron) {
            (Act::Issue, Some(_)) => card_of(core.store.as_mut(), operation.loan)?,
            _ => None,
        };
        fresh.push((
            operation.loan,
            act,
            operation.at_ms,
            operation.copy.clone(),
            card,
            operation.due,
        ));
    }
    let beside = deliver::by_hand(&core.board, i64::MIN, i64::MAX);
    for row in beside.into_iter().filter(|row| is_wanted(&row.copy)) {
        let act = match row.what {
            Beside::Renewed => Act::Renew,
            Beside::Held => Act::Hold,
            Beside::Unheld => Act::Unhold,
        };
        if there.contains_key(&(row.op, act)) {
            continue;
        }
        let mut card = card_of(core.store.as_mut(), row.op)?;
        if card.is_none() && act == Act::Renew {
            // A renewal may come without a card: the loan has it.
            let loan = core.board.open_loan(&row.copy).map(|(loan, _)| loan);
            card = loan.map_or(Ok(None), |loan| card_of(core.store.as_mut(), loan))?;
        }
        fresh.push((row.op, act, row.at_ms, row.copy, card, row.due));
    }
    fresh.sort_by_key(|(op, act, at_ms, ..)| (*at_ms, *act, *op));
    let count = fresh.len();
    for (op, act, at_ms, copy, card, due) in fresh {
        let is_late = match act {
            // Whoever has the book now is no history.
            Act::Issue => {
                latest.get(&copy).is_some_and(|latest| *latest > at_ms)
                    && core.board.loan(op).is_none_or(|loan| loan.end.is_some())
            }
            // A return that was inferred ends at the very moment at which the next one went out: it must not take the book from them.
            Act::Return => latest_out
                .get(&copy)
                .is_some_and(|(out, loan)| *loan != op && *out >= at_ms),
            Act::Renew | Act::Hold | Act::Unhold => false,
        };
        // It was scanned before the loan that it ended was heard of, and went out under its own name.
        let is_told = act == Act::Return
            && known.iter().any(|row| {
                row.act == Act::Return
                    && row.state != State::Skipped
                    && (row.at_ms, &row.copy) == (at_ms, &copy)
                    && core.board.has_come_in(row.op)
            });
        let (state, said) = match () {
            () if is_first => (
                State::Skipped,
                "From before this line was set up: in the file for hand-in.",
            ),
            () if is_first_of_returns && core.board.has_come_in(op) => (
                State::Skipped,
                "From before returns of books that were not lent here were sent: in the file for hand-in.",
            ),
            () if is_told => (State::Skipped, "This return was sent as it was scanned."),
            () if is_late => (
                State::Skipped,
                "It arrived after something later of this book was sent: history only.",
            ),
            // A time that is not known well decides nothing: then, too, the system is asked first.
            () if at_ms < probe_before || probe_before > i64::MIN && is_unsure(core, op) => (
                State::Unknown {
                    probes: 0,
                    resent: false,
                },
                "",
            ),
            () => (State::Pending, ""),
        };
        core.store.put_delivery(&OutboxRow {
            op,
            act,
            target: target.to_owned(),
            state,
            attempts: 0,
            at_ms,
            copy,
            card,
            due,
            said: said.to_owned(),
        })?;
    }
    let changed: Vec<OutboxRow> = known
        .into_iter()
        .filter(|row| {
            !stands.contains(&(row.op, row.act)) && !held_back.contains(row.copy.as_str())
        })
        .filter_map(|row| changed(core, row))
        .collect();
    for row in &changed {
        core.store.put_delivery(row)?;
    }
    if is_first {
        core.store.set_value(&begun_name(target), b"1")?;
    }
    if is_first_of_returns {
        core.store.set_value(&came_in_name(target), b"1")?;
    }
    Ok(count + changed.len())
}

/// Whether nobody knows well when a loan began.
fn is_unsure(core: &Core, loan: OpId) -> bool {
    let at = core.board.loan(loan).map(|loan| loan.out.at.quality);
    at == Some(carrel_circ::Quality::Unknown)
}

/// What a row becomes whose loan no longer says what was, or would be, sent; nothing when that is right as it is.
fn changed(core: &Core, mut row: OutboxRow) -> Option<OutboxRow> {
    let is_undone = core.board.effect(row.op) == Some(&Effect::Undone);
    let loan = core.board.loan(row.op);
    if loan.is_none() && !(is_undone && row.act == Act::Return) {
        return None;
    }
    let why = match (row.act, loan.and_then(|loan| loan.end)) {
        (Act::Return, _) if loan.is_none() => {
            "The return was a mistake and was undone here. Look at the book in the system."
        }
        (Act::Issue, Some((_, Closed::Corrected))) => {
            "The check-out was undone here. If the system has the loan, check the book in there."
        }
        (Act::Return, None) => {
            "The book is on loan here after all. If the system has it as returned, check it out there."
        }
        (Act::Return, Some((_, Closed::Corrected))) => {
            "The loan was undone here. Look at the book in the system."
        }
        _ => return None,
    };
    if row.state == State::Skipped || row.said == why {
        return None;
    }
    // What never left simply does not go.
    row.state = if row.state == State::Pending {
        State::Skipped
    } else {
        State::LookByHand
    };
    row.said = why.to_owned();
    Some(row)
}
