//! What enters the outbox: everything that is settled on the board and not there yet, whatever device it came from and however late.
//!
//! Nothing is chosen by a clock: an operation that a kiosk recorded weeks ago enters when it arrives. What was lent before the line to the
//! system was set up is marked once as handed in otherwise. What changed its meaning after it left is put before a librarian.

use std::collections::BTreeSet;

use carrel_circ::entry::{Fact, Kind, What};
use carrel_sync::hand_in::{self, Begins};
use carrel_sync::op::Op;

use crate::store::{Store, Stored};
use crate::writer::Core;

/// What a target begins with, kept under `outbox:TARGET`.
fn begun_name(target: &str) -> String {
    format!("outbox:{target}")
}

/// After a restore from a backup: what happened before that moment may have been sent by the life before, so it is asked about first.
pub const PROBE_BEFORE: &str = "outbox-probe-before";

/// How far the feed was looked through for what became of rows that are handed in as files, while nothing new enters.
const LOOKED_AGAIN: &str = "outbox-looked-again";

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
    looked_through(core, target, &cursor_name(target), enter)
}

/// Where a line delivers, nothing new waits for a file; what became of the rows that do is looked at all the same: an undone loan goes into none. Gives
/// how many rows changed. Call it within a transaction.
///
/// # Errors
/// The database's.
pub fn look_again(core: &mut Core) -> Stored<usize> {
    if core.store.value(&begun_name(hand_in::TARGET))?.is_none() {
        return Ok(0);
    }
    looked_through(
        core,
        hand_in::TARGET,
        LOOKED_AGAIN,
        |core, target, copies| {
            let begins = Begins {
                is_closed: true,
                unsure_before_ms: unsure_before(core)?,
                ..Begins::default()
            };
            hand_in::enter(core.store.as_mut(), &core.board, target, copies, begins)
        },
    )
}

/// Does something with the copies that the feed spoke of since a cursor, which goes on.
fn looked_through(
    core: &mut Core,
    target: &str,
    cursor: &str,
    act: impl FnOnce(&mut Core, &str, Option<&BTreeSet<String>>) -> Stored<usize>,
) -> Stored<usize> {
    let (touched, rows) = touched(core, target, cursor)?;
    let count = match &touched {
        Some(copies) if copies.is_empty() => 0,
        _ => act(core, target, touched.as_ref())?,
    };
    if count > 0 || touched.is_none() || rows >= LEAST_ROWS {
        let at = core.board.at.to_be_bytes();
        core.store.set_value(cursor, &at)?;
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
fn touched(
    core: &mut Core,
    target: &str,
    cursor: &str,
) -> Stored<(Option<BTreeSet<String>>, usize)> {
    if core.store.value(&came_in_name(target))?.is_none() {
        return Ok((None, 0));
    }
    let kept = core.store.value(cursor)?;
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

/// The moment of the last restore; the beginning of time when there was none.
///
/// # Errors
/// The database's.
pub fn unsure_before(core: &mut Core) -> Stored<i64> {
    Ok(match core.store.value(PROBE_BEFORE)? {
        Some(bytes) => bytes.try_into().map_or(i64::MIN, i64::from_be_bytes),
        None => i64::MIN,
    })
}

/// Writes down that a target was begun: what enters from now on is new.
///
/// # Errors
/// The database's.
pub fn begun(store: &mut dyn Store, target: &str) -> Stored<()> {
    store.set_value(&begun_name(target), b"1")
}

/// Enters what is new of these copies, or of all.
fn enter(core: &mut Core, target: &str, copies: Option<&BTreeSet<String>>) -> Stored<usize> {
    // What is handed in as a file has no line that was set up one day: all of it waits.
    let is_line = target != hand_in::TARGET;
    let is_first = core.store.value(&begun_name(target))?.is_none();
    let is_first_of_returns = core.store.value(&came_in_name(target))?.is_none();
    if is_first && is_line {
        // What the line does not take waits for a file, now or never.
        enter(core, hand_in::TARGET, None)?;
    }
    let unsure_before_ms = match is_first && !is_line {
        // Gateways of before December 2026 kept no list, and desks handed in by themselves: nobody knows what.
        true => i64::MAX,
        false => unsure_before(core)?,
    };
    let begins = Begins {
        is_first: is_first && is_line,
        is_first_of_returns: is_first_of_returns && is_line,
        unsure_before_ms,
        is_closed: false,
    };
    let count = hand_in::enter(core.store.as_mut(), &core.board, target, copies, begins)?;
    if is_first {
        begun(core.store.as_mut(), target)?;
    }
    if is_first_of_returns {
        core.store.set_value(&came_in_name(target), b"1")?;
    }
    Ok(count)
}
