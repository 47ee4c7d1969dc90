//! Drives the outbox: what waits goes to the other system in order, each step committed before the next byte, silence answered by a probe.
//!
//! The lines themselves (SIP2, Koha's REST) are behind [`Ils`]; the states are those of [`crate::outbox`]. Of one copy nothing goes before
//! what came earlier is settled; one delivery at a time is in flight.

use std::collections::{BTreeMap, BTreeSet};

use carrel_circ::entry::OpId;
use carrel_sync::Op;

use crate::outbox::{News, Next, PROBES, State};
use crate::store::{OutboxRow, Store, Stored};

/// The other system.
pub trait Ils {
    /// Sends an operation on a connection that is good, or fresh. Gives `Yes`, `No` or, for anything unclear, `Silence`.
    fn send(&mut self, op: &Op) -> News;
    /// Asks on a fresh connection how the copy stands. Gives `HasIt`, `HasItNot`, `OtherHasIt` or `NoVerdict`.
    fn probe(&mut self, op: &Op) -> News;
}

/// What a run did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Run {
    /// Done by the other system.
    pub confirmed: Vec<OpId>,
    /// A librarian must look: refused, or nobody can say.
    pub by_hand: Vec<OpId>,
    /// Still open: the next run goes on.
    pub open: Vec<OpId>,
}

/// Puts an operation into the outbox; once, however often it is asked for.
///
/// # Errors
/// The database's.
pub fn enqueue(store: &mut dyn Store, op: OpId, target: &str) -> Stored<()> {
    for state in all_states() {
        let rows = store.deliveries(target, &state.to_string())?;
        if rows.iter().any(|row| row.op == op) {
            return Ok(());
        }
    }
    store.put_delivery(&OutboxRow {
        op,
        target: target.to_owned(),
        state: State::Pending.to_string(),
        attempts: 0,
    })
}

fn all_states() -> Vec<State> {
    let mut states = vec![
        State::Pending,
        State::InFlight,
        State::Confirmed,
        State::Rejected,
        State::LookByHand,
    ];
    for probes in 0..PROBES {
        states.extend([true, false].map(|resent| State::Unknown { probes, resent }));
    }
    states
}

/// Begins after a restart: what was in flight may have arrived or not.
///
/// # Errors
/// The database's.
pub fn restarted(store: &mut dyn Store, target: &str) -> Stored<()> {
    store.begin()?;
    for mut row in store.deliveries(target, &State::InFlight.to_string())? {
        row.state = State::InFlight.after(News::Restart).to_string();
        store.put_delivery(&row)?;
    }
    store.commit()
}

/// One run over all that is open, oldest first. Call it again for what is left open, after a pause.
///
/// # Errors
/// The database's: what was committed stands, and the next run goes on from there.
pub fn run(store: &mut dyn Store, target: &str, ils: &mut dyn Ils) -> Stored<Run> {
    let mut rows: BTreeMap<OpId, (OutboxRow, State)> = BTreeMap::new();
    for state in all_states() {
        for row in store.deliveries(target, &state.to_string())? {
            rows.insert(row.op, (row, state));
        }
    }
    let mut out = Run::default();
    let mut waiting: BTreeSet<String> = BTreeSet::new();
    for (id, (mut row, state)) in rows {
        if state == State::Confirmed {
            continue;
        }
        let Some(op) = store.body(id)?.and_then(|body| Op::decode(&body).ok()) else {
            out.by_hand.push(id);
            continue;
        };
        if waiting.contains(&op.copy) {
            out.open.push(id);
            continue;
        }
        let state = one(store, &mut row, state, &op, ils)?;
        match state {
            State::Confirmed => out.confirmed.push(id),
            State::Rejected | State::LookByHand => out.by_hand.push(id),
            State::Pending | State::InFlight | State::Unknown { .. } => out.open.push(id),
        }
        if state != State::Confirmed {
            waiting.insert(op.copy.clone());
        }
    }
    Ok(out)
}

/// One delivery as far as it goes now.
fn one(
    store: &mut dyn Store,
    row: &mut OutboxRow,
    mut state: State,
    op: &Op,
    ils: &mut dyn Ils,
) -> Stored<State> {
    let mut next = state.next(News::Restart);
    loop {
        let news = match next {
            Next::Send => {
                // Written ahead: from here on nobody knows whether it arrived.
                row.attempts += 1;
                if state == State::Pending {
                    state = state.after(News::Sending);
                }
                put(store, row, state)?;
                ils.send(op)
            }
            Next::Probe => ils.probe(op),
            Next::Wait | Next::Done | Next::AskLibrarian => return Ok(state),
        };
        let before = state;
        state = state.after(news);
        put(store, row, state)?;
        next = state.next(news);
        // Silence again: the next run asks again, after a pause. A probe that follows silence at once tells nothing new.
        if next == Next::Probe && matches!(before, State::Unknown { .. }) {
            return Ok(state);
        }
    }
}

fn put(store: &mut dyn Store, row: &mut OutboxRow, state: State) -> Stored<()> {
    row.state = state.to_string();
    store.begin()?;
    if let Err(error) = store.put_delivery(row) {
        store.roll_back();
        return Err(error);
    }
    store.commit()
}
