//! What waits for the library's own system, and handing it in as files: one list for all desks, kept by the gateway.
//!
//! A row enters the outbox when somebody asks for a file, and at the latest in the transaction in which its loan leaves the board: so it waits
//! however long it takes. Whoever asks gets all that waits as one batch. No row stands in two batches of a system, unless staff said that the
//! first one was never imported and gave it back. A batch is made once for each number of a request: an answer that was lost is asked for again.

use std::collections::{BTreeMap, BTreeSet};

use carrel_circ::Board;
use carrel_circ::board::{Closed, Effect};
use carrel_circ::deliver::{self, Beside};
use carrel_circ::entry::OpId;

use crate::outbox::{Act, OutboxRow, State};

/// The target of what is handed in as a file.
pub const TARGET: &str = "hand-in";

/// Nobody knows whether it was sent.
const UNKNOWN: State = State::Unknown {
    probes: 0,
    resent: false,
};

/// Where a batch stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BatchState {
    /// A desk has the files; nobody said yet whether they are imported.
    Made,
    /// Staff said that they are imported.
    Imported,
    /// Staff said that they never will be: its rows wait again.
    GivenBack,
}

impl BatchState {
    /// All of them.
    pub const ALL: [BatchState; 3] = [
        BatchState::Made,
        BatchState::Imported,
        BatchState::GivenBack,
    ];

    /// As the store and the answers have it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            BatchState::Made => "made",
            BatchState::Imported => "imported",
            BatchState::GivenBack => "given-back",
        }
    }

    /// Reads a name.
    #[must_use]
    pub fn read(name: &str) -> Option<BatchState> {
        BatchState::ALL.into_iter().find(|of| of.name() == name)
    }
}

/// What was handed to one desk at once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Batch {
    /// The number of the request, which the desk chose at random.
    pub id: u128,
    /// Which system takes it.
    pub system: String,
    /// What its files and its sheet are called by; empty when there is nothing for a file.
    pub name: String,
    /// Where it stands.
    pub state: BatchState,
    /// When it was made, milliseconds since 1970 UTC.
    pub made_ms: i64,
    /// Who made it.
    pub by: String,
    /// At which computer, as far as that was said.
    pub computer: String,
    /// When staff said what became of it.
    pub settled_ms: Option<i64>,
    /// How many rows.
    pub count: u32,
}

/// Where deliveries and batches are kept. What happens between two commits is one transaction.
pub trait Deliveries {
    /// Why it fails.
    type Error;

    /// The card of an operation, while it is known.
    ///
    /// # Errors
    /// The database's.
    fn card_of(&mut self, op: OpId) -> Result<Option<String>, Self::Error>;
    /// Adds or changes a delivery; one for each operation, act and target. The card of one that is over is not kept, nor what was said to one
    /// that is confirmed.
    ///
    /// # Errors
    /// The database's.
    fn put_delivery(&mut self, row: &OutboxRow) -> Result<(), Self::Error>;
    /// Deliveries of a target, or of all, by time: those that are not over, or all.
    ///
    /// # Errors
    /// The database's.
    fn deliveries(
        &mut self,
        target: Option<&str>,
        with_over: bool,
    ) -> Result<Vec<OutboxRow>, Self::Error>;
    /// Deliveries of a target about these copies (or titles), also those that are over; in no order. Cost: a look-up for each.
    ///
    /// # Errors
    /// The database's.
    fn deliveries_of(
        &mut self,
        target: &str,
        copies: &BTreeSet<String>,
    ) -> Result<Vec<OutboxRow>, Self::Error>;
    /// Whether another target than this one may know of it.
    ///
    /// # Errors
    /// The database's.
    fn left_otherwise(&mut self, target: &str, op: OpId, act: Act) -> Result<bool, Self::Error>;

    /// Adds or changes a batch.
    ///
    /// # Errors
    /// The database's.
    fn put_batch(&mut self, batch: &Batch) -> Result<(), Self::Error>;
    /// A batch.
    ///
    /// # Errors
    /// The database's.
    fn batch(&mut self, id: u128) -> Result<Option<Batch>, Self::Error>;
    /// All batches, the newest first.
    ///
    /// # Errors
    /// The database's.
    fn batches(&mut self) -> Result<Vec<Batch>, Self::Error>;
    /// Writes down that a row stands in this batch.
    ///
    /// # Errors
    /// The database's; also when the row stands in another batch of that system which was not given back: then the whole transaction
    /// must fail.
    fn hand(&mut self, batch: &Batch, op: OpId, act: Act) -> Result<(), Self::Error>;
    /// The batches that a row stands or stood in.
    ///
    /// # Errors
    /// The database's.
    fn batches_of(&mut self, op: OpId, act: Act) -> Result<Vec<u128>, Self::Error>;
    /// The rows of a batch, by time.
    ///
    /// # Errors
    /// The database's.
    fn rows_of(&mut self, batch: u128) -> Result<Vec<OutboxRow>, Self::Error>;
    /// Rows of [`TARGET`] that wait or stand in a file, by time, and are in no batch of this system but such as were given back.
    ///
    /// # Errors
    /// The database's.
    fn waiting(&mut self, system: &str) -> Result<Vec<OutboxRow>, Self::Error>;
    /// Writes down that the rows of a batch stand in it no more.
    ///
    /// # Errors
    /// The database's.
    fn take_back(&mut self, batch: u128) -> Result<(), Self::Error>;
}

/// How a target begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Begins {
    /// What is on the board already was handed in otherwise.
    pub is_first: bool,
    /// So were returns of what was never lent here.
    pub is_first_of_returns: bool,
    /// What happened before this moment may have been sent by the life of the server before a restore.
    pub unsure_before_ms: i64,
}

impl Default for Begins {
    fn default() -> Self {
        Self {
            is_first: false,
            is_first_of_returns: false,
            unsure_before_ms: i64::MIN,
        }
    }
}

const ON_LOAN_AFTER_ALL: &str =
    "The book is on loan here after all. If the system has it as returned, check it out there.";
const LOAN_UNDONE: &str = "The loan was undone here. Look at the book in the system.";

/// Enters what is new of these copies, or of all, and changes what means something else by now. Gives how many rows.
///
/// # Errors
/// The database's.
pub fn enter<D: Deliveries + ?Sized>(
    store: &mut D,
    board: &Board,
    target: &str,
    copies: Option<&BTreeSet<String>>,
    begins: Begins,
) -> Result<usize, D::Error> {
    let known = match copies {
        Some(copies) => store.deliveries_of(target, copies)?,
        None => store.deliveries(Some(target), true)?,
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
    let mut anew = Vec::new();
    let mut stands: BTreeSet<(OpId, Act)> = BTreeSet::new();
    let settled = deliver::settled(board, i64::MIN, i64::MAX);
    let held_back: BTreeSet<&str> = settled.held_back.iter().map(String::as_str).collect();
    let wanted = settled.operations.iter();
    for operation in wanted.filter(|operation| is_wanted(&operation.copy)) {
        let act = match operation.act {
            deliver::Act::Issue => Act::Issue,
            deliver::Act::Return => Act::Return,
        };
        stands.insert((operation.loan, act));
        if let Some(place) = there.get(&(operation.loan, act)) {
            let unsure = begins.unsure_before_ms;
            anew.extend(
                known
                    .get(*place)
                    .and_then(|row| again(row, operation, unsure)),
            );
            continue;
        }
        let card = match (act, operation.patron) {
            (Act::Issue, Some(_)) => store.card_of(operation.loan)?,
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
    let beside = deliver::by_hand(board, i64::MIN, i64::MAX);
    for row in beside.into_iter().filter(|row| is_wanted(&row.copy)) {
        let act = match row.what {
            Beside::Renewed => Act::Renew,
            Beside::Held => Act::Hold,
            Beside::Unheld => Act::Unhold,
        };
        if there.contains_key(&(row.op, act)) {
            continue;
        }
        let mut card = store.card_of(row.op)?;
        if card.is_none() && act == Act::Renew {
            // A renewal may come without a card: the loan has it.
            let loan = board.open_loan(&row.copy).map(|(loan, _)| loan);
            card = match loan {
                Some(loan) => store.card_of(loan)?,
                None => None,
            };
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
                    && board.loan(op).is_none_or(|loan| loan.end.is_some())
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
                    && board.has_come_in(row.op)
            });
        let left_otherwise = target == TARGET && store.left_otherwise(target, op, act)?;
        let unsure = begins.unsure_before_ms;
        let (state, said) = match () {
            () if begins.is_first => (
                State::Skipped,
                "From before this line was set up: in the file for hand-in.",
            ),
            () if begins.is_first_of_returns && board.has_come_in(op) => (
                State::Skipped,
                "From before returns of books that were not lent here were sent: in the file for hand-in.",
            ),
            () if left_otherwise => (State::Skipped, "The gateway sent it by itself."),
            () if is_told => (State::Skipped, "This return was sent as it was scanned."),
            () if is_late => (
                State::Skipped,
                "It arrived after something later of this book was sent: history only.",
            ),
            // A time that is not known well decides nothing: then, too, the system is asked first.
            () if at_ms < unsure
                || unsure > i64::MIN && is_unsure(board, op)
                || act == Act::Issue && began(board, op) < unsure =>
            {
                (
                    State::Unknown {
                        probes: 0,
                        resent: false,
                    },
                    "",
                )
            }
            () => (State::Pending, ""),
        };
        store.put_delivery(&OutboxRow {
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
    for row in &anew {
        store.put_delivery(row)?;
    }
    let changed: Vec<OutboxRow> = known
        .into_iter()
        .filter(|row| {
            !stands.contains(&(row.op, row.act)) && !held_back.contains(row.copy.as_str())
        })
        .filter_map(|row| changed(board, row))
        .collect();
    for row in &changed {
        store.put_delivery(row)?;
    }
    Ok(count + anew.len() + changed.len())
}

/// What did not leave yet and has another time or due date by now, or did not go because it was undone, and then happened after all.
fn again(
    row: &OutboxRow,
    operation: &deliver::Delivered,
    unsure_before_ms: i64,
) -> Option<OutboxRow> {
    let was_undone = row.state == State::Skipped
        && [ON_LOAN_AFTER_ALL, LOAN_UNDONE].contains(&row.said.as_str());
    let is_as_it_was =
        (row.at_ms, &row.copy, row.due) == (operation.at_ms, &operation.copy, operation.due);
    if !was_undone && (row.state != State::Pending || is_as_it_was) {
        return None;
    }
    // A life before a restore may have sent it.
    let was_sure = was_undone || row.at_ms >= unsure_before_ms;
    let state = match was_sure && operation.at_ms < unsure_before_ms {
        true => UNKNOWN,
        false => State::Pending,
    };
    Some(OutboxRow {
        state,
        at_ms: operation.at_ms,
        copy: operation.copy.clone(),
        due: operation.due,
        said: String::new(),
        ..row.clone()
    })
}

/// When a loan began, by its own scan: in a file it may stand later, after the one before it.
fn began(board: &Board, loan: OpId) -> i64 {
    board.loan(loan).map_or(i64::MAX, |loan| loan.out.at.ms)
}

/// Whether nobody knows well when a loan began.
fn is_unsure(board: &Board, loan: OpId) -> bool {
    let at = board.loan(loan).map(|loan| loan.out.at.quality);
    at == Some(carrel_circ::Quality::Unknown)
}

/// What a row becomes whose loan no longer says what was, or would be, sent; nothing when that is right as it is.
fn changed(board: &Board, mut row: OutboxRow) -> Option<OutboxRow> {
    let is_undone = board.effect(row.op) == Some(&Effect::Undone);
    let loan = board.loan(row.op);
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
        (Act::Return, None) => ON_LOAN_AFTER_ALL,
        (Act::Return, Some((_, Closed::Corrected))) => LOAN_UNDONE,
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

/// Who asks for a batch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ask {
    /// A random number: the same is the same request again.
    pub id: u128,
    /// For which system.
    pub system: String,
    /// When, milliseconds since 1970 UTC.
    pub now_ms: i64,
    /// Who.
    pub by: String,
    /// At which computer.
    pub computer: String,
}

/// Gives all that waits for a system to one desk, as one batch; the batch of before when this request was answered already; none when
/// nothing waits. Enter what is new first, in the same transaction.
///
/// # Errors
/// The database's; then the transaction must fail.
pub fn claim<D: Deliveries + ?Sized>(
    store: &mut D,
    board: &Board,
    ask: &Ask,
) -> Result<Option<(Batch, bool)>, D::Error> {
    if let Some(batch) = store.batch(ask.id)? {
        return Ok(Some((batch, false)));
    }
    let mut rows = store.waiting(&ask.system)?;
    // What was not in doubt when it entered may be now.
    let held_back: BTreeSet<String> = deliver::held_back(board)
        .into_iter()
        .map(str::to_owned)
        .collect();
    rows.retain(|row| !held_back.contains(&row.copy));
    if rows.is_empty() {
        return Ok(None);
    }
    let batch = Batch {
        id: ask.id,
        system: ask.system.clone(),
        name: String::new(),
        state: BatchState::Made,
        made_ms: ask.now_ms,
        by: ask.by.clone(),
        computer: ask.computer.clone(),
        settled_ms: None,
        count: u32::try_from(rows.len()).unwrap_or(u32::MAX),
    };
    store.put_batch(&batch)?;
    for row in &mut rows {
        store.hand(&batch, row.op, row.act)?;
        row.state = State::Exported;
        row.attempts += 1;
        store.put_delivery(row)?;
    }
    Ok(Some((batch, true)))
}

/// What came of saying something of a batch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Told {
    /// It is written down.
    Done,
    /// It was said before.
    Before,
    /// The other thing was said before; that stands.
    Otherwise,
    /// There is no such batch.
    Nowhere,
}

/// Staff says of a batch that it is imported, or that it never will be. What is given back of a batch of before `unsure_before_ms`, when the
/// server was put back to a backup, may have been given back before, and stand in a batch that it does not know of.
///
/// # Errors
/// The database's.
pub fn settle<D: Deliveries + ?Sized>(
    store: &mut D,
    id: u128,
    is_imported: bool,
    now_ms: i64,
    unsure_before_ms: i64,
) -> Result<Told, D::Error> {
    let Some(mut batch) = store.batch(id)? else {
        return Ok(Told::Nowhere);
    };
    let state = match is_imported {
        true => BatchState::Imported,
        false => BatchState::GivenBack,
    };
    if batch.state != BatchState::Made {
        return Ok(match batch.state == state {
            true => Told::Before,
            false => Told::Otherwise,
        });
    }
    (batch.state, batch.settled_ms) = (state, Some(now_ms));
    store.put_batch(&batch)?;
    if is_imported {
        return Ok(Told::Done);
    }
    let rows = store.rows_of(id)?;
    store.take_back(id)?;
    for mut row in rows {
        let is_nowhere = live(store, &row)?.is_empty();
        if row.state == State::Exported && is_nowhere {
            row.state = match batch.made_ms < unsure_before_ms {
                true => UNKNOWN,
                false => State::Pending,
            };
            store.put_delivery(&row)?;
        }
    }
    Ok(Told::Done)
}

/// The batches a row stands in that were not given back.
fn live<D: Deliveries + ?Sized>(store: &mut D, row: &OutboxRow) -> Result<Vec<Batch>, D::Error> {
    let mut found = Vec::new();
    for id in store.batches_of(row.op, row.act)? {
        found.extend(store.batch(id)?);
    }
    found.retain(|batch| batch.state != BatchState::GivenBack);
    Ok(found)
}

/// Lets go of the cards of what was imported before a time: every batch that has it must be. Until then another system can still have it.
/// Gives how many rows are over now.
///
/// # Errors
/// The database's.
pub fn release<D: Deliveries + ?Sized>(store: &mut D, before_ms: i64) -> Result<usize, D::Error> {
    let mut count = 0;
    for mut row in store.deliveries(Some(TARGET), false)? {
        if row.state != State::Exported {
            continue;
        }
        let is_in = |batch: &Batch| {
            batch.state == BatchState::Imported
                && batch.settled_ms.is_some_and(|at_ms| at_ms < before_ms)
        };
        let batches = live(store, &row)?;
        if !batches.is_empty() && batches.iter().all(is_in) {
            row.state = State::Done;
            store.put_delivery(&row)?;
            count += 1;
        }
    }
    Ok(count)
}

/// Staff says of rows of which nobody knows whether they stand in a file (after a restore): they are imported, or they go into the next batch.
/// Gives how many.
///
/// # Errors
/// The database's.
pub fn doubted<D: Deliveries + ?Sized>(
    store: &mut D,
    is_imported: impl Fn(OpId, Act) -> bool,
) -> Result<usize, D::Error> {
    let mut count = 0;
    for mut row in store.deliveries(Some(TARGET), false)? {
        if matches!(row.state, State::Unknown { .. }) {
            row.state = match is_imported(row.op, row.act) {
                true => State::Done,
                false => State::Pending,
            };
            store.put_delivery(&row)?;
            count += 1;
        }
    }
    Ok(count)
}

/// A desk says what it handed in by itself before the gateway kept the list: names as [`name`] gives them. Gives how many rows.
///
/// # Errors
/// The database's.
pub fn known_before<D: Deliveries + ?Sized>(
    store: &mut D,
    names: &BTreeSet<String>,
) -> Result<usize, D::Error> {
    let mut count = 0;
    for mut row in store.deliveries(Some(TARGET), false)? {
        let waits = matches!(row.state, State::Pending | State::Unknown { .. });
        // A return of what was never lent here had the name of its scan alone.
        let is_named = names.contains(&name(&row))
            || names.contains(&format!("{:032x}", row.op.0)) && row.act == Act::Return;
        if waits && is_named {
            row.state = State::Done;
            row.said = "It was handed in at a desk before the gateway kept the list.".to_owned();
            store.put_delivery(&row)?;
            count += 1;
        }
    }
    Ok(count)
}

/// The name that a desk gives to what it hands in by itself: the loan and `o` or `i`; of a renewal and a hold the operation alone.
#[must_use]
pub fn name(row: &OutboxRow) -> String {
    let mark = match row.act {
        Act::Issue => "o",
        Act::Return => "i",
        Act::Renew | Act::Hold | Act::Unhold => "",
    };
    format!("{:032x}{mark}", row.op.0)
}

/// What every keeper of deliveries must do with batches. Call it with an empty one.
///
/// # Panics
/// Where it does something else: this is a test.
pub fn conformance<D: Deliveries>(store: &mut D) {
    fn good<T, E>(done: Result<T, E>) -> T {
        done.unwrap_or_else(|_| panic!("the keeper of deliveries fails"))
    }
    let row = |op: u128, act, at_ms| OutboxRow {
        op: OpId(op),
        act,
        target: TARGET.to_owned(),
        state: State::Pending,
        attempts: 0,
        at_ms,
        copy: format!("T{op}"),
        card: None,
        due: None,
        said: String::new(),
    };
    let (issue, back) = (row(1, Act::Issue, 10), row(1, Act::Return, 20));
    for row in [&back, &issue] {
        good(store.put_delivery(row));
    }
    let other = OutboxRow {
        target: "SIP2".to_owned(),
        state: State::Confirmed,
        ..row(2, Act::Issue, 5)
    };
    good(store.put_delivery(&other));
    assert!(good(store.left_otherwise(TARGET, OpId(2), Act::Issue)));
    assert!(!good(store.left_otherwise("SIP2", OpId(2), Act::Issue)));
    assert!(!good(store.left_otherwise(TARGET, OpId(2), Act::Return)));

    // One asks, and asks again: the same batch. Another one gets nothing.
    let board = Board::new();
    let ask = |id, system: &str| Ask {
        id,
        system: system.to_owned(),
        now_ms: 30 + i64::try_from(id % 100).unwrap_or(0),
        by: "ann".to_owned(),
        computer: "Front desk".to_owned(),
    };
    let first = good(claim(store, &board, &ask(7, "Koha")));
    let (batch, is_new) = first.unwrap_or_else(|| panic!("two rows wait"));
    assert!(is_new && batch.count == 2 && batch.state == BatchState::Made);
    let again = good(claim(store, &board, &ask(7, "Koha")));
    assert_eq!(again, Some((batch.clone(), false)));
    assert_eq!(good(claim(store, &board, &ask(8, "Koha"))), None);
    assert_eq!(good(store.batch(8)), None, "nothing waited");
    let rows = good(store.rows_of(7));
    assert_eq!(rows.len(), 2);
    assert!(rows.iter().all(|row| row.state == State::Exported));
    assert_eq!(rows.first().map(|row| row.at_ms), Some(10), "by time");

    // Another system can have the same; the same system cannot, whatever the code does.
    assert!(good(claim(store, &board, &ask(9, "Destiny"))).is_some());
    let rogue = Batch { id: 10, ..batch };
    assert!(store.hand(&rogue, OpId(1), Act::Issue).is_err());

    // What is imported stays until every batch that has it is, and some time after.
    assert_eq!(good(settle(store, 7, true, 100, i64::MIN)), Told::Done);
    assert_eq!(good(settle(store, 7, true, 101, i64::MIN)), Told::Before);
    assert_eq!(
        good(settle(store, 7, false, 102, i64::MIN)),
        Told::Otherwise
    );
    assert_eq!(good(settle(store, 6, true, 103, i64::MIN)), Told::Nowhere);
    assert_eq!(good(release(store, i64::MAX)), 0, "Destiny has it, too");
    assert_eq!(good(settle(store, 9, false, 104, i64::MIN)), Told::Done);
    assert_eq!(good(release(store, 100)), 0, "imported at 100");
    let waits = good(store.waiting("Destiny"));
    assert_eq!(waits.len(), 2, "given back");
    assert!(
        waits
            .iter()
            .all(|row| row.state == State::Exported && row.attempts == 2)
    );
    assert_eq!(good(store.waiting("Koha")), []);
    assert_eq!(good(release(store, 101)), 2);
    assert_eq!(good(store.waiting("Destiny")), [], "it is over");
    assert_eq!(good(store.deliveries(Some(TARGET), false)), []);

    // Given back, and nobody else has it: it waits again, under another batch.
    good(store.put_delivery(&row(3, Act::Return, 40)));
    assert!(good(claim(store, &board, &ask(11, "Koha"))).is_some());
    assert_eq!(good(settle(store, 11, false, 110, i64::MIN)), Told::Done);
    let waits = good(store.waiting("Koha"));
    assert!(waits.len() == 1 && waits.iter().all(|row| row.state == State::Pending));
    let next = good(claim(store, &board, &ask(12, "Koha")));
    assert!(next.is_some_and(|(batch, _)| batch.count == 1));
    let mut held = good(store.batches_of(OpId(3), Act::Return));
    held.sort_unstable();
    assert_eq!(held, [11, 12]);
    let newest: Vec<u128> = good(store.batches()).iter().map(|batch| batch.id).collect();
    assert_eq!(newest, [12, 11, 9, 7]);

    // A batch of before a restore: it may have been given back before.
    assert_eq!(good(settle(store, 12, false, 120, 50)), Told::Done);
    assert_eq!(good(store.waiting("Koha")), []);
    assert_eq!(good(doubted(store, |_, _| false)), 1);
    assert!(good(claim(store, &board, &ask(13, "Koha"))).is_some());

    // Nobody knows: staff says.
    let unsure = |op, at_ms| OutboxRow {
        state: State::Unknown {
            probes: 0,
            resent: false,
        },
        ..row(op, Act::Issue, at_ms)
    };
    for row in [unsure(4, 50), unsure(5, 60)] {
        good(store.put_delivery(&row));
    }
    assert_eq!(good(store.waiting("Koha")), []);
    assert_eq!(good(doubted(store, |op, _| op == OpId(4))), 2);
    let waits = good(store.waiting("Koha"));
    assert_eq!(waits.iter().map(|row| row.op.0).collect::<Vec<_>>(), [5]);
    // What a desk handed in by itself.
    let names = BTreeSet::from([format!("{:032x}o", 5)]);
    assert_eq!(good(known_before(store, &names)), 1);
    assert_eq!(good(store.waiting("Koha")), []);
}
