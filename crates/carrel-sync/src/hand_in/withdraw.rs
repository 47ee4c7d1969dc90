//! Taking back what was said by mistake: that a batch is imported, that it never was, or what became of rows in doubt.
//!
//! Whoever takes a word back says which one it was, by its time: a press that arrives late or twice turns nothing round. A row that went into
//! another file since is not claimed a second time: then it is said which file must be given back first.

use std::collections::{BTreeMap, BTreeSet};

use carrel_circ::Board;
use carrel_circ::board::Effect;

use super::{
    Batch, BatchState, CUT, Deliveries, Former, IN_FILE, LATE, SENT, TARGET, UNDONE, UNKNOWN,
    asked, by_former, doubted_rows, lent_before, live, name, names_are_in, skip_twins,
};
use crate::hash::sha256;
use crate::outbox::{Act, OutboxRow, State};

/// Why a librarian looks: [`CUT`] by another way.
pub const NOT_IMPORTED: &str = "Its file was said to be imported and was not, and its card is no longer kept. Look in the system.";

/// Nobody knows whether some file had it.
const UNSURE: Former = Former {
    system: String::new(),
    is_sure: false,
};

/// What staff said of rows of which nobody knew.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// Made of all the rest: the same answer has the same.
    pub id: u128,
    /// They are in the system.
    pub is_imported: bool,
    /// It was said of a file that the list does not know of: it holds also for what enters later.
    pub is_of_file: bool,
    /// When, milliseconds since 1970 UTC.
    pub said_ms: i64,
    /// By whom.
    pub by: String,
    /// What it changed, as [`name`] calls rows, and what of a file did not enter yet.
    pub names: BTreeSet<String>,
}

/// What is answered for.
pub enum About<'a> {
    /// Rows in doubt that fit.
    Rows(&'a dyn Fn(&OutboxRow) -> bool),
    /// All that a file had, by [`name`].
    File(&'a BTreeSet<String>),
}

/// Staff says what became of rows in doubt, and it is kept so that it can be taken back. Gives how many rows it changed.
///
/// # Errors
/// The database's.
pub fn answer<D: Deliveries + ?Sized>(
    store: &mut D,
    about: &About<'_>,
    is_imported: bool,
    now_ms: i64,
    by: &str,
) -> Result<usize, D::Error> {
    let (changed, names, is_of_file) = match about {
        About::Rows(is_meant) => {
            let changed = doubted_rows(store, |row| is_meant(row).then_some(is_imported))?;
            (changed.len(), changed, false)
        }
        About::File(names) => {
            // What did not enter yet is said of, too.
            let mut kept = BTreeSet::new();
            for name in *names {
                if is_imported || store.former(name)?.iter().any(|said| !said.is_sure) {
                    kept.insert(name.clone());
                }
            }
            let changed = names_are_in(store, names, is_imported, now_ms)?;
            let count = changed.len();
            kept.extend(changed);
            (count, kept, true)
        }
    };
    if !names.is_empty() {
        let time = now_ms.to_be_bytes();
        let mut parts: Vec<&[u8]> = vec![&time, by.as_bytes()];
        parts.extend(names.iter().map(String::as_bytes));
        let hash = sha256(&parts);
        let mut id = [0; 16];
        id.copy_from_slice(&hash[..16]);
        store.put_answer(&Answer {
            id: u128::from_be_bytes(id),
            is_imported,
            is_of_file,
            said_ms: now_ms,
            by: by.to_owned(),
            names,
        })?;
    }
    Ok(changed)
}

/// What came of taking a word back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Withdrawn {
    /// It is done. So many rows have no card any more: somebody must look them up.
    Done {
        /// How many.
        by_hand: u32,
    },
    /// It was done before.
    Before,
    /// Something else was said since, or nothing yet: that stands.
    Otherwise,
    /// There is no such batch or answer, or not any more.
    Nowhere,
    /// Some of its rows stand in these batches by now, the earliest first.
    Taken(Vec<Batch>),
    /// The server sent some of its rows by itself since.
    Sent,
}

/// Staff takes back what was said of a batch at a time: it was not imported (so its rows wait again), or it was imported after all. For
/// `unsure_before_ms` see [`settle`](super::settle).
///
/// # Errors
/// The database's.
pub fn withdraw<D: Deliveries + ?Sized>(
    store: &mut D,
    board: &Board,
    id: u128,
    is_imported: bool,
    said_ms: i64,
    now_ms: i64,
    unsure_before_ms: i64,
) -> Result<Withdrawn, D::Error> {
    let Some(mut batch) = store.batch(id)? else {
        return Ok(Withdrawn::Nowhere);
    };
    if batch.is_former() {
        return Ok(Withdrawn::Nowhere);
    }
    match (batch.state, is_imported) {
        (BatchState::Made, _) => return Ok(Withdrawn::Otherwise),
        (BatchState::Imported, true) | (BatchState::GivenBack, false) => {
            return Ok(Withdrawn::Before);
        }
        (BatchState::Imported, false) | (BatchState::GivenBack, true) => {}
    }
    if batch.settled_ms != Some(said_ms) {
        return Ok(Withdrawn::Otherwise);
    }
    // Never the time of the word that is taken back: a press that comes twice would fit both.
    batch.settled_ms = Some(now_ms.max(said_ms + 1));
    match is_imported {
        true => after_all(store, board, batch),
        false => not_imported(store, board, batch, now_ms, unsure_before_ms),
    }
}

/// Its rows wait again.
fn not_imported<D: Deliveries + ?Sized>(
    store: &mut D,
    board: &Board,
    mut batch: Batch,
    now_ms: i64,
    unsure_before_ms: i64,
) -> Result<Withdrawn, D::Error> {
    let mut stood = Vec::new();
    for row in store.rows_of(batch.id)? {
        // What was taken out happened once more, and goes its own way.
        if store.stands_in(row.op, row.act)?.contains(&batch.id) {
            stood.push(row);
        }
    }
    batch.state = BatchState::GivenBack;
    store.put_batch(&batch)?;
    store.take_back(batch.id)?;
    let mut by_hand = 0;
    for row in &stood {
        let mut row = row.clone();
        match row.state {
            State::Exported => {}
            // Its card went when it was over. Where somebody said that it is done, that stands.
            State::Done if row.said.is_empty() => row.card = card_now(store, board, &row)?,
            _ => continue,
        }
        if row.state == State::Done && row.card.is_none() && row.act != Act::Return {
            (row.state, row.said) = (State::LookByHand, NOT_IMPORTED.to_owned());
            store.put_delivery(&row)?;
            by_hand += 1;
            continue;
        }
        row.state = match live(store, &row)?.is_empty() {
            // Another system has it.
            false => State::Exported,
            // It may have been given back in the life before a restore, and stand in a file that nobody remembers.
            true if batch.made_ms < unsure_before_ms => UNKNOWN,
            true => State::Pending,
        };
        store.put_delivery(&row)?;
        if row.state != State::Exported {
            let said = asked(store, &row)?;
            by_former(store, row, &said, now_ms)?;
        }
    }
    // What came too late for something of this batch may have come in time.
    let copies: BTreeSet<String> = stood.into_iter().map(|row| row.copy).collect();
    for mut row in store.deliveries_of(TARGET, &copies)? {
        if row.state != State::Skipped || row.said != LATE {
            continue;
        }
        row.card = card_now(store, board, &row)?;
        // Without its card it is what it was: history.
        if row.card.is_some() || row.act == Act::Return {
            (row.state, row.said) = (State::Pending, String::new());
            store.put_delivery(&row)?;
        }
    }
    Ok(Withdrawn::Done { by_hand })
}

/// Its rows stand in it again.
fn after_all<D: Deliveries + ?Sized>(
    store: &mut D,
    board: &Board,
    mut batch: Batch,
) -> Result<Withdrawn, D::Error> {
    let rows = store.given_back(batch.id)?;
    let mut taken: BTreeMap<(i64, u128), Batch> = BTreeMap::new();
    let mut is_sent = false;
    let mut fresh = Vec::new();
    for row in rows {
        let mut others = live(store, &row)?;
        others.retain(|other| other.system == batch.system);
        // A desk said that it handed it in by itself: it stands there, and need not stand here.
        let stands = others.iter().any(Batch::is_former);
        others.retain(|other| !other.is_former());
        taken.extend(
            others
                .into_iter()
                .map(|other| ((other.made_ms, other.id), other)),
        );
        is_sent |= row.state == State::Skipped && row.said == SENT
            || row.state == State::Pending && store.left_otherwise(TARGET, row.op, row.act)?;
        fresh.push((row, stands));
    }
    if !taken.is_empty() {
        return Ok(Withdrawn::Taken(taken.into_values().collect()));
    }
    if is_sent {
        return Ok(Withdrawn::Sent);
    }
    batch.state = BatchState::Imported;
    store.put_batch(&batch)?;
    let mut returned = BTreeSet::new();
    for (mut row, stands) in fresh {
        if !stands {
            store.hand_again(&batch, row.op, row.act)?;
            skip_twins(store, &row, IN_FILE)?;
        }
        if row.act == Act::Return {
            returned.insert(row.copy.clone());
        }
        match row.state {
            // It was undone while it waited, and the system has it.
            State::Skipped if UNDONE.contains(&row.said.as_str()) => {
                row.state = State::LookByHand;
            }
            State::Skipped | State::Pending | State::Unknown { .. } => {
                (row.state, row.said) = (State::Exported, String::new());
            }
            State::LookByHand if waits_for_a_word(&row) => {
                (row.state, row.said) = (State::Done, String::new());
            }
            _ => continue,
        }
        store.put_delivery(&row)?;
    }
    let known = store.deliveries_of(TARGET, &returned)?;
    for row in lent_before(board, &known) {
        store.put_delivery(&row)?;
    }
    Ok(Withdrawn::Done { by_hand: 0 })
}

/// Whether a librarian looks only because nobody said that it is imported.
pub(super) fn waits_for_a_word(row: &OutboxRow) -> bool {
    row.state == State::LookByHand && (row.said == CUT || row.said == NOT_IMPORTED)
}

/// Staff takes an answer back: what it settled is asked again.
///
/// # Errors
/// The database's.
pub fn withdraw_answer<D: Deliveries + ?Sized>(
    store: &mut D,
    board: &Board,
    id: u128,
) -> Result<Withdrawn, D::Error> {
    let mut others = store.answers()?;
    let Some(place) = others.iter().position(|answer| answer.id == id) else {
        return Ok(Withdrawn::Nowhere);
    };
    let mut answer = others.remove(place);
    if answer.is_imported {
        // It stood in another file, too, which is in.
        let is_in = |name: &String| {
            let mut others = others.iter();
            others.any(|other| other.is_imported && other.names.contains(name))
        };
        answer.names.retain(|name| !is_in(name));
    }
    let mut rows = store.deliveries(Some(TARGET), true)?;
    rows.retain(|row| answer.names.contains(&name(row)));
    if !answer.is_imported {
        let mut taken: BTreeMap<(i64, u128), Batch> = BTreeMap::new();
        for row in &rows {
            let since = live(store, row)?;
            let since = since
                .into_iter()
                .filter(|batch| batch.made_ms >= answer.said_ms);
            taken.extend(since.map(|batch| ((batch.made_ms, batch.id), batch)));
        }
        if !taken.is_empty() {
            return Ok(Withdrawn::Taken(taken.into_values().collect()));
        }
    }
    for mut row in rows {
        match (answer.is_imported, row.state) {
            // Its card went when it was over.
            (true, State::Done) if row.said.is_empty() => {
                row.card = card_now(store, board, &row)?;
            }
            (false, State::Pending | State::Exported) => {}
            // It means something else by now.
            _ => continue,
        }
        row.state = UNKNOWN;
        store.put_delivery(&row)?;
    }
    for name in answer.names.iter().filter(|_| answer.is_of_file) {
        match answer.is_imported {
            true => store.drop_over(name)?,
            // What enters later is asked, too.
            false => store.put_former(name, &UNSURE, answer.said_ms)?,
        }
    }
    store.drop_answer(id)?;
    Ok(Withdrawn::Done { by_hand: 0 })
}

/// The card of a row that has none, as far as it is known yet.
fn card_now<D: Deliveries + ?Sized>(
    store: &mut D,
    board: &Board,
    row: &OutboxRow,
) -> Result<Option<String>, D::Error> {
    let of_loan = |id| board.loan(id).and_then(|loan| Some((id, loan.patron?)));
    let whose = match (row.act, board.effect(row.op)) {
        (Act::Issue, _) => of_loan(row.op),
        (Act::Renew, Some(Effect::Extended(loan, _))) => of_loan(*loan),
        (Act::Hold, Some(Effect::Held(title))) => {
            let mut holds = board.holds(title).iter();
            let hold = holds.find(|hold| hold.op == row.op);
            hold.map(|hold| (row.op, hold.patron))
        }
        (Act::Unhold, Some(Effect::Unheld(_, hold))) => Some((hold.op, hold.patron)),
        _ => None,
    };
    match whose {
        Some((op, patron)) => store.card_of(op, patron),
        None => Ok(None),
    }
}
