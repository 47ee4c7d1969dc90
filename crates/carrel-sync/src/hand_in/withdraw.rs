//! Taking back what was said by mistake: that a batch is imported, that it never was, or what became of rows in doubt.
//!
//! Whoever takes a word back says which one it was, by its time: a press that arrives late or twice turns nothing round. A row that went into
//! another file since is not claimed a second time: then it is said which file must be given back first.

use std::collections::{BTreeMap, BTreeSet};

use carrel_circ::Board;
use carrel_circ::board::Effect;

use super::{
    Batch, BatchState, CUT, Deliveries, Former, HOLD_OVER, IN_FILE, LATE, LENT_AGAIN,
    RENEWAL_UNDONE, SENT, TARGET, UNDONE, UNKNOWN, WAITED, asked, beside_id, by_former,
    doubted_rows, is_left_out, is_left_over, leave, lent_before, list_again, live, name,
    names_are_in, own, skip_twins, standings,
};
use crate::hash::sha256;
use crate::outbox::{Act, OutboxRow, State};

/// Why a librarian looks: [`CUT`] by another way.
pub const NOT_IMPORTED: &str = "Its file was said to be imported and was not, and its card is no longer kept. Look in the system.";

/// Why a librarian looks: an answer was taken back, or a restore may have brought back one that was.
pub const ASKED_AGAIN: &str = "Somebody said that it is in the system, and that may be wrong. Its card is no longer kept. Look in the system.";
/// Why a librarian looks: both are said to be imported, or one of both was sent.
pub const IN_TWICE: &str = "It went to the system twice: in two files, or in a file and by the gateway itself. Look for a loan that was renewed by that.";
/// Why a librarian looks: it may have been sent after all, and was.
pub const SENT_SINCE: &str = "The gateway sent it by itself after somebody said that no file of it was imported, and that was wrong. Look for a loan that was renewed by that.";
/// Why a librarian looks: nobody knows what was imported last.
pub const OUT_OF_ORDER: &str = "Its file was said not to be imported, and something later of this book went in. See who has the book in the system.";

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
    /// Of which file, as its desk calls it: two lives of the server may have made two of the same rows, and each has its own word. Empty where it
    /// was none, or before December 2026.
    pub file: String,
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
    File {
        /// What it had.
        names: &'a BTreeSet<String>,
        /// As [`Answer::file`].
        file: &'a str,
    },
}

/// What came of an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Answered {
    /// How many rows it changed.
    pub count: usize,
    /// Under which number it can be taken back; none when there was nothing to say.
    pub id: Option<u128>,
}

/// Staff says what became of rows in doubt, and it is kept so that it can be taken back. The same answer again is the first one; of another file
/// with the same rows it is another.
///
/// # Errors
/// The database's.
pub fn answer<D: Deliveries + ?Sized>(
    store: &mut D,
    about: &About<'_>,
    is_imported: bool,
    now_ms: i64,
    by: &str,
) -> Result<Answered, D::Error> {
    let (count, names, is_of_file, file) = match about {
        About::Rows(is_meant) => {
            let changed = doubted_rows(store, |row| is_meant(row).then_some(is_imported))?;
            (changed.len(), changed, false, "")
        }
        About::File { names, file } => {
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
            (count, kept, true, *file)
        }
    };
    if names.is_empty() {
        return Ok(Answered { count, id: None });
    }
    let answers = store.answers()?;
    let is_same = |of: &&Answer| {
        (of.is_imported, of.is_of_file) == (is_imported, is_of_file)
            && of.names == names
            // One of before files were told apart names none, and may be of another one.
            && of.file == file
    };
    if let Some(same) = answers.iter().find(is_same).filter(|_| count == 0) {
        return Ok(Answered {
            count,
            id: Some(same.id),
        });
    }
    let time = now_ms.to_be_bytes();
    let word: &[u8] = if is_imported { b"in" } else { b"not in" };
    let mut parts: Vec<&[u8]> = vec![&time, word, by.as_bytes(), b"\n", file.as_bytes(), b"\n"];
    parts.extend(names.iter().map(String::as_bytes));
    let hash = sha256(&parts);
    let mut id = [0; 16];
    id.copy_from_slice(&hash[..16]);
    let id = u128::from_be_bytes(id);
    store.put_answer(&Answer {
        id,
        is_imported,
        is_of_file,
        file: file.to_owned(),
        said_ms: now_ms,
        by: by.to_owned(),
        names,
    })?;
    Ok(Answered {
        count,
        id: Some(id),
    })
}

/// What came of taking a word back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Withdrawn {
    /// It is done.
    Done {
        /// So many rows stand before a librarian, each with why.
        by_hand: u32,
        /// Of so many it is asked whether they are in.
        asked: u32,
        /// So many stay as they are: they mean something else by now.
        left: u32,
    },
    /// It was done before.
    Before,
    /// Something else was said since, or nothing yet: that stands.
    Otherwise,
    /// There is no such batch or answer, or not any more.
    Nowhere,
    /// Some of its rows stand in these batches by now, the earliest first: that must be settled before.
    Taken(Vec<Batch>),
}

/// Counts what becomes of rows.
#[derive(Default)]
struct Tally {
    by_hand: u32,
    asked: u32,
    left: u32,
}

impl Tally {
    fn done(self) -> Withdrawn {
        Withdrawn::Done {
            by_hand: self.by_hand,
            asked: self.asked,
            left: self.left,
        }
    }

    /// Puts a row before a librarian.
    fn look<D: Deliveries + ?Sized>(
        &mut self,
        store: &mut D,
        row: &OutboxRow,
        why: &str,
    ) -> Result<(), D::Error> {
        self.by_hand += 1;
        store.put_delivery(&OutboxRow {
            state: State::LookByHand,
            said: why.to_owned(),
            ..row.clone()
        })
    }
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
    let mut tally = Tally::default();
    for row in &stood {
        let mut row = row.clone();
        match row.state {
            State::Exported => {}
            // Its card went when it was over. Where somebody said that it is done, that stands.
            State::Done if row.said.is_empty() => row.card = card_now(store, board, &row)?,
            _ => {
                tally.left += 1;
                continue;
            }
        }
        if row.state == State::Done && row.card.is_none() && row.act != Act::Return {
            tally.look(store, &row, NOT_IMPORTED)?;
            continue;
        }
        row.state = match live(store, &row)?.is_empty() {
            // Before there was one system at a time another one's file could have it, too.
            false => State::Exported,
            // It may have been given back in the life before a restore, and stand in a file that nobody remembers.
            true if batch.made_ms < unsure_before_ms => UNKNOWN,
            true => State::Pending,
        };
        store.put_delivery(&row)?;
        tally.asked += u32::from(row.state == UNKNOWN);
        if row.state != State::Exported {
            let said = asked(store, &row)?;
            by_former(store, row, &said, now_ms)?;
        }
    }
    list_again(store, Some(board), &batch, now_ms, unsure_before_ms)?;
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
    Ok(tally.done())
}

/// Its rows stand in it again. What went to the system otherwise since, and what lies before something that went in since, somebody must look at.
fn after_all<D: Deliveries + ?Sized>(
    store: &mut D,
    board: &Board,
    mut batch: Batch,
) -> Result<Withdrawn, D::Error> {
    let rows = store.given_back(batch.id)?;
    let copies: BTreeSet<String> = rows.iter().map(|row| row.copy.clone()).collect();
    let known = store.deliveries_of(TARGET, &copies)?;
    let standings = standings(store, &known)?;
    let mut open: BTreeMap<(i64, u128), Batch> = BTreeMap::new();
    let mut fresh = Vec::new();
    for row in rows {
        let mut others = live(store, &row)?;
        // A desk said that it handed it in by itself: it stands there, and need not stand here.
        let is_former = others.iter().any(Batch::is_former);
        others.retain(|other| !other.is_former());
        let is_taken = !others.is_empty();
        let others = others.into_iter();
        let made = others.filter(|other| other.state == BatchState::Made);
        open.extend(made.map(|other| ((other.made_ms, other.id), other)));
        let is_sent = row.state == State::Skipped && row.said == SENT
            || row.state == State::Pending && store.left_otherwise(TARGET, row.op, row.act)?;
        let is_past = matches!(row.act, Act::Issue | Act::Return)
            && standings
                .get(&row.copy)
                .is_some_and(|standing| standing.there.is_past(board, &row));
        let why = match row.state {
            _ if is_taken || is_sent => Some(IN_TWICE.to_owned()),
            State::Done => None,
            // A file of after this one returns the book.
            _ if is_back_after(store, board, &batch, &row, &known)? => Some(LENT_AGAIN.to_owned()),
            // It was undone while it waited, and the system has it.
            State::Skipped if is_undone(&row) => Some(row.said.clone()),
            State::Skipped | State::Pending | State::Exported | State::Unknown { .. }
                if is_past =>
            {
                Some(OUT_OF_ORDER.to_owned())
            }
            _ => None,
        };
        fresh.push((row, !is_taken && !is_former, why));
    }
    // What was left out of its files, and was to be entered by its sheet.
    let mut beside = Vec::new();
    for row in store.late_of(beside_id(batch.id))? {
        if row.state == State::Pending && !store.left_otherwise(TARGET, row.op, row.act)? {
            beside.extend(own(store, &row)?);
        }
        let others = live(store, &row)?.into_iter();
        let made = others.filter(|other| other.state == BatchState::Made);
        open.extend(made.map(|other| ((other.made_ms, other.id), other)));
    }
    if !open.is_empty() {
        return Ok(Withdrawn::Taken(open.into_values().collect()));
    }
    batch.state = BatchState::Imported;
    store.put_batch(&batch)?;
    let mut tally = Tally::default();
    for row in beside {
        // Its files hold no cards any more.
        let listed = OutboxRow {
            card: None,
            ..row.clone()
        };
        store.note_late(batch.id, &listed)?;
        tally.by_hand += u32::from(leave(store, board, &row)?);
    }
    let mut returned = BTreeSet::new();
    for (mut row, is_here, why) in fresh {
        if is_here {
            store.hand_again(&batch, row.op, row.act)?;
            skip_twins(store, &row, IN_FILE)?;
        }
        if row.act == Act::Return {
            returned.insert(row.copy.clone());
        }
        if let Some(why) = why {
            if why == LENT_AGAIN {
                // It may have been left out of a later file: it is in by this one.
                store.drop_late(row.op, row.act)?;
            }
            tally.look(store, &row, &why)?;
            continue;
        }
        match row.state {
            // Left out of a later file, it is in by this one.
            State::LookByHand if is_left_out(&row) => {
                store.drop_late(row.op, row.act)?;
                (row.state, row.said) = (State::Exported, String::new());
            }
            State::Skipped | State::Pending | State::Unknown { .. } => {
                (row.state, row.said) = (State::Exported, String::new());
            }
            State::LookByHand if waits_for_a_word(&row) => {
                (row.state, row.said) = (State::Done, String::new());
            }
            // By what a desk said.
            State::Exported => continue,
            _ => {
                tally.left += 1;
                continue;
            }
        }
        store.put_delivery(&row)?;
    }
    let known = store.deliveries_of(TARGET, &returned)?;
    for row in lent_before(board, &known) {
        store.put_delivery(&row)?;
    }
    Ok(tally.done())
}

/// Whether a file that was made after this batch has a return of the copy of an open loan: that of another loan, which waited longer than this one.
fn is_back_after<D: Deliveries + ?Sized>(
    store: &mut D,
    board: &Board,
    batch: &Batch,
    row: &OutboxRow,
    known: &[OutboxRow],
) -> Result<bool, D::Error> {
    let is_open = board.loan(row.op).is_some_and(|loan| loan.end.is_none());
    if row.act != Act::Issue || !is_open {
        return Ok(false);
    }
    let is_back = |of: &&OutboxRow| of.act == Act::Return && of.op != row.op && of.copy == row.copy;
    for back in known.iter().filter(is_back) {
        let files = live(store, back)?;
        let place = (batch.made_ms, batch.id);
        let is_after = |of: &Batch| !of.is_former() && (of.made_ms, of.id) > place;
        if files.iter().any(is_after) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Whether something was undone before it left: where it left all the same, somebody must undo it in the system, too.
fn is_undone(row: &OutboxRow) -> bool {
    let said = row.said.as_str();
    UNDONE.contains(&said) || said == RENEWAL_UNDONE || said == HOLD_OVER
}

/// Whether a librarian looks only because nobody said that it is imported.
pub(super) fn waits_for_a_word(row: &OutboxRow) -> bool {
    let why = [CUT, WAITED, NOT_IMPORTED, ASKED_AGAIN];
    row.state == State::LookByHand && why.contains(&row.said.as_str())
}

/// Staff takes an answer back: what it settled is asked again, but for what another answer says is in. That stands, and the one that was wrong is gone:
/// it must not hold for a row whose other answer turns out to be wrong, too.
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
    let mut tally = Tally::default();
    if answer.is_imported {
        // It stood in another file, too, which is in.
        others.retain(|other| other.is_imported && !other.names.is_disjoint(&answer.names));
        let is_in = |name: &String| others.iter().any(|other| other.names.contains(name));
        let left: BTreeSet<String> = answer.names.extract_if(.., is_in).collect();
        tally.left = u32::try_from(left.len()).unwrap_or(u32::MAX);
        // The word about its file held for each of them, whatever becomes of them later. That of another file holds on.
        let is_of_another = |name: &String| {
            let mut of = others.iter().filter(|other| other.is_of_file);
            of.any(|other| other.names.contains(name))
        };
        if answer.is_of_file {
            for name in left.iter().filter(|name| !is_of_another(name)) {
                store.drop_over(name)?;
            }
        }
    } else {
        let mut taken: BTreeMap<(i64, u128), Batch> = BTreeMap::new();
        let mut rows = store.deliveries(Some(TARGET), true)?;
        rows.retain(|row| answer.names.contains(&name(row)));
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
    asks(store, board, &answer, &mut tally)?;
    store.drop_answer(id)?;
    Ok(tally.done())
}

/// After a restore: what staff answered since a time, that something is in, may have been taken back after the backup was made. It is asked again.
/// Gives how many rows are asked.
///
/// # Errors
/// The database's.
pub fn ask_again<D: Deliveries + ?Sized>(
    store: &mut D,
    board: &Board,
    since_ms: i64,
) -> Result<u32, D::Error> {
    let mut tally = Tally::default();
    for answer in store.answers()? {
        if answer.is_imported && answer.said_ms >= since_ms {
            asks(store, board, &answer, &mut tally)?;
            store.drop_answer(answer.id)?;
        }
    }
    Ok(tally.asked + tally.by_hand)
}

/// What an answer settled is asked again.
fn asks<D: Deliveries + ?Sized>(
    store: &mut D,
    board: &Board,
    answer: &Answer,
    tally: &mut Tally,
) -> Result<(), D::Error> {
    let mut rows = store.deliveries(Some(TARGET), true)?;
    rows.retain(|row| answer.names.contains(&name(row)));
    let mut to_come = answer.names.clone();
    for mut row in rows {
        to_come.remove(&name(&row));
        match (answer.is_imported, row.state) {
            (true, State::Done) if row.said.is_empty() => {
                let batches = live(store, &row)?;
                if batches.iter().any(|of| of.state == BatchState::Imported) {
                    // It is in by that.
                    tally.left += 1;
                    continue;
                }
                // Its card went when it was over.
                row.card = card_now(store, board, &row)?;
                if row.card.is_none() && row.act != Act::Return {
                    tally.look(store, &row, ASKED_AGAIN)?;
                    continue;
                }
            }
            (false, State::Pending) if store.left_otherwise(TARGET, row.op, row.act)? => {
                tally.look(store, &row, SENT_SINCE)?;
                continue;
            }
            (false, State::Skipped) if row.said == SENT => {
                tally.look(store, &row, SENT_SINCE)?;
                continue;
            }
            // It may be in the system, and does not stand here.
            (false, State::Skipped) if is_undone(&row) => {
                let why = row.said.clone();
                tally.look(store, &row, &why)?;
                continue;
            }
            (false, State::Skipped) if row.said == LATE => row.card = card_now(store, board, &row)?,
            (false, State::Pending | State::Exported) => {}
            // It waited again by that answer, and was left out of a file since.
            (false, State::LookByHand) if is_left_out(&row) => store.drop_late(row.op, row.act)?,
            (false, State::Skipped) if is_left_over(&row) => {
                row.card = card_now(store, board, &row)?;
                store.drop_late(row.op, row.act)?;
            }
            // It means something else by now.
            _ => {
                tally.left += 1;
                continue;
            }
        }
        (row.state, row.said) = (UNKNOWN, String::new());
        store.put_delivery(&row)?;
        tally.asked += 1;
    }
    if answer.is_of_file {
        for name in &answer.names {
            if answer.is_imported {
                store.drop_over(name)?;
            }
            // What enters later is asked, too.
            if !answer.is_imported || to_come.contains(name) {
                store.put_former(name, &UNSURE, answer.said_ms)?;
            }
        }
        tally.asked += u32::try_from(to_come.len()).unwrap_or(u32::MAX);
    }
    Ok(())
}

/// The card of a row that has none, as far as it is known yet.
pub(super) fn card_now<D: Deliveries + ?Sized>(
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
