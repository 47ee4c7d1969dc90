//! What waits for the library's own system, and handing it in as files: one list for all desks, kept by the gateway.
//!
//! A row enters the outbox when somebody asks for a file, and at the latest in the transaction in which its loan leaves the board: so it waits
//! however long it takes. Whoever asks gets all that waits as one batch. A library hands in to one system at a time ([`system`]): no row stands in
//! two batches, whatever system they are for, unless staff said that the first one was never imported and gave it back. A batch is made once for
//! each number of a request: an answer that was lost is asked for again.

use std::collections::{BTreeMap, BTreeSet};

use carrel_circ::Board;
use carrel_circ::board::{Closed, Effect};
use carrel_circ::deliver::{self, Beside};
use carrel_circ::entry::{OpId, PatronKey};

use crate::hash::sha256;
use crate::outbox::{Act, OutboxRow, State};

mod lives;
mod withdraw;

pub use withdraw::{
    ASKED_AGAIN, About, Answer, Answered, IN_TWICE, NOT_IMPORTED, OUT_OF_ORDER, SENT_SINCE,
    Withdrawn, answer, ask_again, withdraw, withdraw_answer,
};

/// The target of what is handed in as a file.
pub const TARGET: &str = "hand-in";

/// What a page and a server say to each other about handing in: raised whenever one of them would misunderstand the other's. The sheet and
/// the files of a batch (their bytes go over this line, too) count.
pub const VERSION: u32 = 5;

/// The header in which a page says its [`VERSION`]. Pages of before there was one say nothing.
pub const VERSION_HEADER: &str = "carrel-hand-in";

/// A word can be taken back so long: after that, look the loans up.
pub const WITHDRAW_MS: i64 = 35 * 86_400_000;

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

    /// The card of an operation, while it is known and this patron's: staff may have said that another one was meant.
    ///
    /// # Errors
    /// The database's.
    fn card_of(&mut self, op: OpId, whose: PatronKey) -> Result<Option<String>, Self::Error>;
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
    /// The same of all targets but this one.
    ///
    /// # Errors
    /// The database's.
    fn others_of(
        &mut self,
        target: &str,
        copies: &BTreeSet<String>,
    ) -> Result<Vec<OutboxRow>, Self::Error>;
    /// Whether another target than this one may know of it.
    ///
    /// # Errors
    /// The database's.
    fn left_otherwise(&mut self, target: &str, op: OpId, act: Act) -> Result<bool, Self::Error>;
    /// The same operation as it waits for other targets than this one.
    ///
    /// # Errors
    /// The database's.
    fn twins(&mut self, target: &str, op: OpId, act: Act) -> Result<Vec<OutboxRow>, Self::Error>;

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
    /// The database's; also when the row stands in another batch which was not given back: then the whole transaction must fail.
    fn hand(&mut self, batch: &Batch, op: OpId, act: Act) -> Result<(), Self::Error>;
    /// The batches that a row stands or stood in.
    ///
    /// # Errors
    /// The database's.
    fn batches_of(&mut self, op: OpId, act: Act) -> Result<Vec<u128>, Self::Error>;
    /// The batches that a row stands in.
    ///
    /// # Errors
    /// The database's.
    fn stands_in(&mut self, op: OpId, act: Act) -> Result<Vec<u128>, Self::Error>;
    /// Writes down that a row stands in no batch any more, since what it is about happened once more: no batch gets it back.
    ///
    /// # Errors
    /// The database's.
    fn take_out(&mut self, op: OpId, act: Act) -> Result<(), Self::Error>;
    /// The rows of a batch, by time.
    ///
    /// # Errors
    /// The database's.
    fn rows_of(&mut self, batch: u128) -> Result<Vec<OutboxRow>, Self::Error>;
    /// Rows of [`TARGET`] that wait for a file, by time.
    ///
    /// # Errors
    /// The database's.
    fn waiting(&mut self) -> Result<Vec<OutboxRow>, Self::Error>;
    /// Writes down that the rows of a batch stand in it no more.
    ///
    /// # Errors
    /// The database's.
    fn take_back(&mut self, batch: u128) -> Result<(), Self::Error>;
    /// The rows that stood in a batch when it was taken back, by time.
    ///
    /// # Errors
    /// The database's.
    fn given_back(&mut self, batch: u128) -> Result<Vec<OutboxRow>, Self::Error>;
    /// Writes down that a row stands again in the batch that was taken back.
    ///
    /// # Errors
    /// As [`hand`](Self::hand).
    fn hand_again(&mut self, batch: &Batch, op: OpId, act: Act) -> Result<(), Self::Error>;
    /// Writes down that the sheet of a batch names a row that came too late for it or was left out of its file, with the card of that row.
    ///
    /// # Errors
    /// The database's.
    fn note_late(&mut self, batch: u128, row: &OutboxRow) -> Result<(), Self::Error>;
    /// The rows that the sheet of a batch names and its files do not have, by time; each with the card that it had, while the files of the batch are kept.
    ///
    /// # Errors
    /// The database's.
    fn late_of(&mut self, batch: u128) -> Result<Vec<OutboxRow>, Self::Error>;
    /// The batches whose sheets name a row that their files do not have.
    ///
    /// # Errors
    /// The database's.
    fn late_in(&mut self, op: OpId, act: Act) -> Result<Vec<u128>, Self::Error>;
    /// Forgets that sheets name a row: it was left out, and waits again.
    ///
    /// # Errors
    /// The database's.
    fn drop_late(&mut self, op: OpId, act: Act) -> Result<(), Self::Error>;

    /// Keeps an answer.
    ///
    /// # Errors
    /// The database's.
    fn put_answer(&mut self, answer: &Answer) -> Result<(), Self::Error>;
    /// All answers, the newest first.
    ///
    /// # Errors
    /// The database's.
    fn answers(&mut self) -> Result<Vec<Answer>, Self::Error>;
    /// Forgets an answer.
    ///
    /// # Errors
    /// The database's.
    fn drop_answer(&mut self, id: u128) -> Result<(), Self::Error>;

    /// Keeps what a desk says of a name ([`name`]): it was handed in to this system (to all, when that is empty), or may have been. What is sure stays.
    ///
    /// # Errors
    /// The database's.
    fn put_former(&mut self, name: &str, said: &Former, now_ms: i64) -> Result<(), Self::Error>;
    /// What desks said of a name.
    ///
    /// # Errors
    /// The database's.
    fn former(&mut self, name: &str) -> Result<Vec<Former>, Self::Error>;
    /// Forgets what was not sure of a name.
    ///
    /// # Errors
    /// The database's.
    fn drop_unsure(&mut self, name: &str) -> Result<(), Self::Error>;
    /// Forgets that a name is over for all systems.
    ///
    /// # Errors
    /// The database's.
    fn drop_over(&mut self, name: &str) -> Result<(), Self::Error>;
}

/// What a desk says of something that it made a file of by itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Former {
    /// Which system took it; empty when staff said that it is over for all.
    pub system: String,
    /// It is imported; otherwise nobody said so.
    pub is_sure: bool,
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
    /// Nothing new enters: only what became of known rows is looked at.
    pub is_closed: bool,
}

impl Default for Begins {
    fn default() -> Self {
        Self {
            is_first: false,
            is_first_of_returns: false,
            unsure_before_ms: i64::MIN,
            is_closed: false,
        }
    }
}

const ON_LOAN_AFTER_ALL: &str =
    "The book is on loan here after all. If the system has it as returned, check it out there.";
const LOAN_UNDONE: &str = "The loan was undone here. Look at the book in the system.";
const ISSUE_UNDONE: &str =
    "The check-out was undone here. If the system has the loan, check the book in there.";
const RETURN_UNDONE: &str =
    "The return was a mistake and was undone here. Look at the book in the system.";

/// Reasons that hold only as long as what a row is about did not happen.
pub const UNDONE: [&str; 4] = [ON_LOAN_AFTER_ALL, LOAN_UNDONE, ISSUE_UNDONE, RETURN_UNDONE];

/// Why the return of a loan goes nowhere: it was scanned before the gateway heard of the loan.
const AS_SCANNED: &str = "This return was sent as it was scanned.";
const AFTER_ALL: &str =
    "It was undone here and stands after all. See that the system has it as it is here.";
/// Why a card is not kept any longer: [`Deliveries`] of which nobody says anything are no list of who read what.
pub const CUT: &str = "Nobody said within 35 days that a file of it is imported, so its card is no longer kept. Look in the system.";
/// The same of what stood in no file.
pub const WAITED: &str =
    "It waited 35 days for a file, so its card is no longer kept. Look in the system.";
/// Why something goes into no file and by no line, but on a sheet.
pub const LATE: &str = "It arrived after something later of this book was sent: history only.";
/// Why a librarian looks: staff left it out of a file, since no list had its card or its barcode.
pub const LEFT_OUT: &str = "It was left out of the file: its card or its barcode was in no list. Enter it in the system by hand, unless the book came back since; then say that it is done.";
/// Why nobody looks any more at what was left out of a file.
pub const LEFT_OVER: &str =
    "It was left out of a file, and what it was about is over since: history only.";
/// Why a librarian looks: it was left out of a file and not entered, and its card went.
pub const LEFT_CUT: &str = "It was left out of the file, and nobody said within 35 days that it is entered, so its card is no longer kept. Look in the system.";
const LENT_BEFORE: &str = "It was handed in before the gateway was put back to a backup, and a return of the book after it. It is on loan here: see that the system has it so.";
const BACK_BEFORE: &str = "Its return was handed in before the gateway was put back to a backup, and its check-out after that. It is back here: see that the system has it so.";
const LENT_AGAIN: &str = "A return of the book was handed in after it, and is not of this loan. It is on loan here: see that the system has it so.";
/// Why something goes into no file.
pub const SENT: &str = "The gateway sent it by itself.";
/// Why something goes by no line.
pub const IN_FILE: &str = "It stands in a file that was handed in, or on the sheet of one.";

/// Why something goes by no line: it lay there before.
pub const FROM_BEFORE: &str = "From before this line was set up: in the file for hand-in.";

const RENEWAL_UNDONE: &str = "The renewal was undone before it was handed in.";
const RENEWAL_OVER: &str = "The book came back before the renewal was handed in.";
const HOLD_OVER: &str = "Nobody waits for it any more.";
const NEVER_HELD: &str = "The hold was never handed in.";
/// Reasons for which a renewal or a hold is not handed in as long as it does not stand.
const BESIDE: [&str; 4] = [RENEWAL_UNDONE, RENEWAL_OVER, HOLD_OVER, NEVER_HELD];

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
        // What was there before the line went by a file.
        let is_there = row.state.may_have_left() || row.said == FROM_BEFORE;
        if is_there && moves(row) {
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
    let new = |op, act, at_ms, copy: &str, card, due| OutboxRow {
        op,
        act,
        target: target.to_owned(),
        state: State::Pending,
        attempts: 0,
        at_ms,
        copy: copy.to_owned(),
        card,
        due,
        said: String::new(),
    };
    // The last end, of each copy, that left the board, or has another time in files: only its row knows when it was.
    let mut gone: BTreeMap<&str, i64> = BTreeMap::new();
    for row in known.iter().filter(|row| row.state != State::Skipped) {
        let is_gone = board.loan(row.op).is_none()
            && !board.has_come_in(row.op)
            && board.effect(row.op) != Some(&Effect::Undone);
        if is_gone && row.act == Act::Return {
            let last = gone.entry(row.copy.as_str()).or_insert(i64::MIN);
            *last = row.at_ms.max(*last);
        }
    }
    // When loans went out, as files have it: later than they began, for those that were the open ones of their copies.
    let sent = |row: &&OutboxRow| row.act == Act::Issue && row.state.may_have_left();
    let sent = known.iter().filter(sent).map(|row| (row.op, row.at_ms));
    let sent: BTreeMap<OpId, i64> = sent.collect();
    let end = |operation: &deliver::Delivered| {
        let out = sent
            .get(&operation.loan)
            .filter(|_| operation.act == deliver::Act::Return);
        out.map_or(operation.at_ms, |out| {
            out.saturating_add(1).max(operation.at_ms)
        })
    };
    for operation in settled.operations.iter().filter(|of| end(of) != of.at_ms) {
        let last = gone.entry(operation.copy.as_str()).or_insert(i64::MIN);
        *last = end(operation).max(*last);
    }
    let wanted = settled.operations.iter();
    for operation in wanted.filter(|operation| is_wanted(&operation.copy)) {
        let act = match operation.act {
            deliver::Act::Issue => Act::Issue,
            deliver::Act::Return => Act::Return,
        };
        let mut operation = operation.clone();
        // What went out comes back after that, whatever clocks say.
        operation.at_ms = end(&operation);
        let is_open = board
            .loan(operation.loan)
            .is_some_and(|loan| loan.end.is_none());
        if act == Act::Issue && is_open {
            // The open loan is the last one, whatever clocks say, and although the loan before it left the board.
            let last = gone.get(operation.copy.as_str()).copied();
            operation.at_ms = operation.at_ms.max(last.unwrap_or(i64::MIN));
        }
        let operation = &operation;
        stands.insert((operation.loan, act));
        let row = there
            .get(&(operation.loan, act))
            .and_then(|place| known.get(*place));
        // The scan that spoke for it was undone before it went, and the book is back all the same.
        let is_untold = |row: &OutboxRow| {
            let speaks = |of: &OutboxRow| match of.state {
                State::Skipped => false,
                State::Pending => board.effect(of.op) != Some(&Effect::Undone),
                _ => true,
            };
            let mut others = known
                .iter()
                .filter(|of| of.act == Act::Return && of.op != row.op);
            row.state == State::Skipped
                && row.said == AS_SCANNED
                && !others.any(|of| (of.at_ms, &of.copy) == (row.at_ms, &row.copy) && speaks(of))
        };
        let again = row.map(|row| {
            let is_untold = is_untold(row);
            again(
                row,
                operation,
                (is_open, is_untold),
                begins.unsure_before_ms,
            )
        });
        if again == Some(None) || again.is_none() && begins.is_closed {
            continue;
        }
        let card = match (act, operation.patron) {
            (Act::Issue, Some(patron)) => store.card_of(operation.loan, patron)?,
            _ => None,
        };
        match again.flatten() {
            Some(again) => anew.push(OutboxRow {
                card: again.card.clone().or(card),
                ..again
            }),
            None => fresh.push(new(
                operation.loan,
                act,
                operation.at_ms,
                &operation.copy,
                card,
                operation.due,
            )),
        }
    }
    let beside = deliver::by_hand(board, i64::MIN, i64::MAX);
    for row in beside.into_iter().filter(|row| is_wanted(&row.copy)) {
        let act = match row.what {
            Beside::Renewed => Act::Renew,
            Beside::Held => Act::Hold,
            Beside::Unheld => Act::Unhold,
        };
        let before = there
            .get(&(row.op, act))
            .and_then(|place| known.get(*place));
        // What did not go, because it did not stand, and stands again.
        let is_again = before.is_some_and(|before| {
            before.state == State::Skipped
                && BESIDE.contains(&before.said.as_str())
                && moot(board, before, &known).is_none()
        });
        if before.is_some() && !is_again || before.is_none() && begins.is_closed {
            continue;
        }
        let mut card = match row.patron {
            Some(patron) => store.card_of(row.op, patron)?,
            None => None,
        };
        if card.is_none() && act == Act::Renew {
            // A renewal may come without a card: the loan has it.
            let loan = board.open_loan(&row.copy);
            card = match loan.and_then(|(id, loan)| Some((id, loan.patron?))) {
                Some((loan, patron)) => store.card_of(loan, patron)?,
                None => None,
            };
        }
        let mut row = new(row.op, act, row.at_ms, &row.copy, card, row.due);
        if is_again && row.at_ms < begins.unsure_before_ms {
            // A life before a restore may have sent it.
            row.state = UNKNOWN;
        }
        match is_again {
            true => anew.push(row),
            false => fresh.push(row),
        }
    }
    fresh.sort_by_key(|row| (row.at_ms, row.act, row.op));
    let count = fresh.len();
    let mut by_word = Vec::new();
    for mut row in fresh {
        let (op, act, at_ms) = (row.op, row.act, row.at_ms);
        // A file asks once more, when it is made: what is in one may be given back until then.
        let is_late = target != TARGET
            && match act {
                // Whoever has the book now is no history.
                Act::Issue => {
                    latest.get(&row.copy).is_some_and(|latest| *latest > at_ms)
                        && board.loan(op).is_none_or(|loan| loan.end.is_some())
                }
                // A return that was inferred ends at the very moment at which the next one went out: it must not take the book from them.
                Act::Return => latest_out
                    .get(&row.copy)
                    .is_some_and(|(out, loan)| *loan != op && *out >= at_ms),
                Act::Renew | Act::Hold | Act::Unhold => false,
            };
        // It was scanned before the loan that it ended was heard of, and went out under its own name.
        let is_told = act == Act::Return
            && known.iter().any(|known| {
                known.act == Act::Return
                    && known.state != State::Skipped
                    && (known.at_ms, &known.copy) == (at_ms, &row.copy)
                    && board.has_come_in(known.op)
            });
        let left_otherwise = store.left_otherwise(target, op, act)?;
        let unsure = begins.unsure_before_ms;
        let former = match target == TARGET {
            true => asked(store, &row)?,
            false => Vec::new(),
        };
        let is_over = former
            .iter()
            .any(|said| said.is_sure && said.system.is_empty());
        // A file of this life took a return of the copy to the system before this loan was heard of again.
        let mut is_closed = false;
        if is_over && act == Act::Issue && board.loan(op).is_some_and(|loan| loan.end.is_none()) {
            let is_sent = |back: &&OutboxRow| {
                back.act == Act::Return
                    && back.op != op
                    && back.copy == row.copy
                    && back.state.may_have_left()
            };
            for back in known.iter().filter(is_sent) {
                let batches = live(store, back)?;
                is_closed |= batches.iter().any(|batch| batch.made_ms >= unsure);
            }
        }
        let (state, said) = match () {
            () if begins.is_first => (State::Skipped, FROM_BEFORE),
            () if begins.is_first_of_returns && board.has_come_in(op) => (
                State::Skipped,
                "From before returns of books that were not lent here were sent: in the file for hand-in.",
            ),
            () if left_otherwise && target == TARGET => (State::Skipped, SENT),
            () if left_otherwise => (State::Skipped, IN_FILE),
            () if let Some(why) = moot(board, &row, &known) => (State::Skipped, why),
            () if is_told => (State::Skipped, AS_SCANNED),
            () if is_late => (State::Skipped, LATE),
            () if is_over && is_closed => (State::LookByHand, LENT_BEFORE),
            () if is_over => (State::Done, ""),
            // A time that is not known well decides nothing: then, too, the system is asked first.
            () if at_ms < unsure
                || unsure > i64::MIN && is_unsure(board, op)
                || act == Act::Issue && began(board, op) < unsure =>
            {
                (UNKNOWN, "")
            }
            () => (State::Pending, ""),
        };
        (row.state, row.said) = (state, said.to_owned());
        if is_back_before(store, &known, &row, unsure)? {
            (row.state, row.said) = (State::LookByHand, BACK_BEFORE.to_owned());
        }
        store.put_delivery(&row)?;
        if target == TARGET {
            if row.state == State::Done {
                by_word.push(row.clone());
            }
            if row.state == UNKNOWN {
                doubt_more(store, &row)?;
            }
            by_former(store, row, &former, i64::MIN)?;
        } else if row.state == State::Pending {
            // One of both takes it.
            skip_twins(store, &row, SENT)?;
        }
    }
    for row in &mut anew {
        let before = there
            .get(&(row.op, row.act))
            .and_then(|place| known.get(*place));
        if target == TARGET && moves(row) {
            // A word about a file that this list does not know of may be about the time before, or about this one.
            let said = asked(store, row)?;
            if said
                .iter()
                .any(|said| said.is_sure && said.system.is_empty())
            {
                (row.state, row.said) = (State::LookByHand, AFTER_ALL.to_owned());
            }
        }
        // It happened once more: what stands in a file is not this.
        if row.state == State::Pending && before.is_some_and(|row| row.state.may_have_left()) {
            store.take_out(row.op, row.act)?;
        }
        store.put_delivery(row)?;
        if target == TARGET && !moves(row) {
            // What desks said of it was not asked as long as it did not stand.
            let said = asked(store, row)?;
            by_former(store, row.clone(), &said, i64::MIN)?;
        }
    }
    let moot: Vec<OutboxRow> = known
        .iter()
        .filter_map(|row| {
            let why = moot(board, row, &known)?;
            Some(OutboxRow {
                state: State::Skipped,
                said: why.to_owned(),
                ..row.clone()
            })
        })
        .filter(|row| {
            let was = there
                .get(&(row.op, row.act))
                .and_then(|place| known.get(*place));
            was.is_some_and(|was| was.state == State::Pending)
        })
        .collect();
    for row in &moot {
        store.put_delivery(row)?;
    }
    for row in lent_before(board, &known) {
        store.put_delivery(&row)?;
    }
    if target == TARGET && begins.unsure_before_ms > i64::MIN {
        for row in lives::back_in_another_life(store, board, &known, &by_word)? {
            store.put_delivery(&row)?;
        }
    }
    for row in &known {
        if is_back_before(store, &known, row, begins.unsure_before_ms)? {
            store.put_delivery(&OutboxRow {
                state: State::LookByHand,
                said: BACK_BEFORE.to_owned(),
                ..row.clone()
            })?;
        }
    }
    let mut left: Vec<OutboxRow> = Vec::new();
    if target == TARGET {
        let is_left = |row: &&OutboxRow| is_left_out(row) || is_left_over(row);
        left.extend(known.iter().filter(is_left).cloned());
        if let Some(copies) = copies {
            // A hold is over by a scan of another barcode.
            let others = store.deliveries(Some(TARGET), false)?.into_iter();
            left.extend(others.filter(|row| is_left_out(row) && !copies.contains(&row.copy)));
        }
    }
    let mut undone = 0;
    if target == TARGET {
        let wanted = board.loans().filter(|(op, loan)| {
            matches!(loan.end, Some((_, Closed::Corrected)))
                && is_wanted(&loan.copy)
                && !held_back.contains(loan.copy.as_str())
                && !there.contains_key(&(*op, Act::Issue))
        });
        for (op, loan) in wanted {
            let card = match loan.patron {
                Some(patron) => store.card_of(op, patron)?,
                None => None,
            };
            let mut row = new(
                op,
                Act::Issue,
                loan.out.at.ms,
                &loan.copy,
                card,
                Some(loan.due),
            );
            if was_handed_in(store, &row)? {
                (row.state, row.said) = (State::LookByHand, ISSUE_UNDONE.to_owned());
                store.put_delivery(&row)?;
                undone += 1;
            }
        }
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
    let closed = left_now(store, board, left, begins.unsure_before_ms)?;
    Ok(count + anew.len() + moot.len() + changed.len() + closed + undone)
}

/// Whether a desk handed in by itself, or may have, a check-out that it undid before the gateway heard of it.
fn was_handed_in<D: Deliveries + ?Sized>(store: &mut D, row: &OutboxRow) -> Result<bool, D::Error> {
    if store.former(&name(row))?.is_empty() {
        return Ok(false);
    }
    let back = OutboxRow {
        act: Act::Return,
        ..row.clone()
    };
    // With its return the system has neither.
    let back = store.former(&name(&back))?;
    Ok(!back.iter().any(|said| said.is_sure))
}

/// After a restore from a backup: what waits in it, for whatever target, may have been sent since, and what was left out of a file may have gone into
/// one. So it is asked about.
///
/// # Errors
/// The database's.
pub fn restored<D: Deliveries + ?Sized>(store: &mut D) -> Result<(), D::Error> {
    for mut row in store.deliveries(None, false)? {
        let is_left = is_left_out(&row);
        if is_left {
            row.said.clear();
            store.drop_late(row.op, row.act)?;
        }
        if is_left || matches!(row.state, State::Pending | State::InFlight) {
            row.state = UNKNOWN;
            store.put_delivery(&row)?;
        }
        if matches!(row.state, State::Unknown { .. }) {
            doubt_more(store, &row)?;
        }
    }
    Ok(())
}

/// A file of the lost life may have had a row, too: whoever says that a desk's own file was lost, or one of that life, does not say that of it.
fn doubt_more<D: Deliveries + ?Sized>(store: &mut D, row: &OutboxRow) -> Result<(), D::Error> {
    match row.target == TARGET {
        true => store.drop_unsure(&name(row)),
        false => Ok(()),
    }
}

/// What was left out of a file and is over since need not be entered by hand; nothing new enters. Gives how many rows changed.
///
/// # Errors
/// The database's.
pub fn close_left_out<D: Deliveries + ?Sized>(
    store: &mut D,
    board: &Board,
) -> Result<usize, D::Error> {
    let mut left = store.deliveries(Some(TARGET), false)?;
    left.retain(is_left_out);
    left_now(store, board, left, i64::MIN)
}

/// What was left out of a file and is over by now need not be entered by hand: its return goes into a file, or ends nothing there. What was over and
/// stands again must be. Gives how many rows changed.
fn left_now<D: Deliveries + ?Sized>(
    store: &mut D,
    board: &Board,
    left: Vec<OutboxRow>,
    unsure_before_ms: i64,
) -> Result<usize, D::Error> {
    let held_back = deliver::held_back(board);
    let mut count = 0;
    for mut row in left {
        if held_back.contains(row.copy.as_str()) {
            continue;
        }
        if is_left_out(&row) && is_over_since(board, &row) {
            (row.state, row.said) = (State::Skipped, LEFT_OVER.to_owned());
        } else if is_left_over(&row) && is_corrected(board, &row) {
            // It may have been entered before it was over.
            row.card = withdraw::card_now(store, board, &row)?;
            (row.state, row.said) = (State::LookByHand, ISSUE_UNDONE.to_owned());
        } else if is_left_over(&row) && stands_again(board, &row) {
            row.card = withdraw::card_now(store, board, &row)?;
            (row.state, row.said) = match row.at_ms < unsure_before_ms {
                // A life before a restore may have sent it.
                true => (UNKNOWN, String::new()),
                false => (State::LookByHand, LEFT_OUT.to_owned()),
            };
            if row.state == UNKNOWN {
                store.drop_late(row.op, row.act)?;
            }
        } else {
            continue;
        }
        store.put_delivery(&row)?;
        count += 1;
    }
    Ok(count)
}

/// Whether what was left out of a file is history by now. What was undone is not: it may have been entered, and somebody must look.
fn is_over_since(board: &Board, row: &OutboxRow) -> bool {
    match row.act {
        Act::Issue => {
            let mut loan = board.loan(row.op).into_iter();
            loan.any(|loan| loan.end.is_some()) && !is_corrected(board, row)
        }
        Act::Return => false,
        // One whose loan left the board is over as well.
        Act::Renew => board.effect(row.op).is_none() || moot(board, row, &[]).is_some(),
        Act::Hold | Act::Unhold => moot(board, row, &[]).is_some(),
    }
}

/// Whether a check-out was undone.
fn is_corrected(board: &Board, row: &OutboxRow) -> bool {
    let end = board.loan(row.op).and_then(|loan| loan.end);
    row.act == Act::Issue && matches!(end, Some((_, Closed::Corrected)))
}

/// Whether what was over is not, since a return was undone.
fn stands_again(board: &Board, row: &OutboxRow) -> bool {
    match row.act {
        Act::Issue => board.loan(row.op).is_some_and(|loan| loan.end.is_none()),
        Act::Return => false,
        Act::Renew | Act::Hold | Act::Unhold => {
            board.effect(row.op).is_some() && moot(board, row, &[]).is_none()
        }
    }
}

/// Open loans of whose copy a return stands in a file after them: what they are now. Over by a word about a file of before a restore, since a file
/// of this life took that return to the system; or handed in, and open again since a return was undone, while another one was scanned after it.
fn lent_before(board: &Board, known: &[OutboxRow]) -> Vec<OutboxRow> {
    let returns: Vec<&OutboxRow> = known
        .iter()
        .filter(|row| row.act == Act::Return && row.attempts > 0 && row.state.may_have_left())
        .collect();
    let is_closed = |row: &&OutboxRow| {
        let since = match (row.state, row.attempts) {
            (State::Done, 0) => began(board, row.op),
            (State::Done | State::Exported, 1..) => row.at_ms,
            _ => return false,
        };
        row.act == Act::Issue
            // Or it was entered by hand.
            && (row.said.is_empty() || row.said == LEFT_OUT)
            && board.loan(row.op).is_some_and(|loan| loan.end.is_none())
            && returns.iter().any(|back| {
                back.op != row.op
                    && back.copy == row.copy
                    && (back.at_ms > since || back.at_ms == since && row.attempts == 0)
            })
    };
    let look = |row: &OutboxRow| OutboxRow {
        state: State::LookByHand,
        said: match row.attempts {
            0 if row.said.is_empty() => LENT_BEFORE.to_owned(),
            _ => LENT_AGAIN.to_owned(),
        },
        ..row.clone()
    };
    known.iter().filter(is_closed).map(look).collect()
}

/// Whether a return is over by a word about a file of before a restore, although its loan went out in a file of after it.
fn is_back_before<D: Deliveries + ?Sized>(
    store: &mut D,
    known: &[OutboxRow],
    row: &OutboxRow,
    unsure_before_ms: i64,
) -> Result<bool, D::Error> {
    if (row.act, row.state, row.attempts) != (Act::Return, State::Done, 0) || !row.said.is_empty() {
        return Ok(false);
    }
    let out = known
        .iter()
        .find(|out| (out.op, out.act) == (row.op, Act::Issue) && out.state.may_have_left());
    let Some(out) = out.filter(|out| out.attempts > 0 && unsure_before_ms > i64::MIN) else {
        return Ok(false);
    };
    let batches = live(store, out)?;
    Ok(batches
        .iter()
        .any(|batch| batch.made_ms >= unsure_before_ms))
}

/// Why a renewal or a hold need not be handed in; nothing when it stands, or is neither.
fn moot(board: &Board, row: &OutboxRow, known: &[OutboxRow]) -> Option<&'static str> {
    let effect = board.effect(row.op)?;
    match (row.act, effect) {
        (Act::Renew, Effect::Undone) => Some(RENEWAL_UNDONE),
        (Act::Renew, Effect::Extended(loan, _)) => {
            let is_over = board.loan(*loan).is_none_or(|loan| loan.end.is_some());
            is_over.then_some(RENEWAL_OVER)
        }
        (Act::Hold, Effect::Held(title)) => {
            let waits = board.holds(title).iter().any(|hold| hold.op == row.op);
            (!waits).then_some(HOLD_OVER)
        }
        (Act::Hold | Act::Unhold, Effect::Undone) => Some(HOLD_OVER),
        (Act::Unhold, Effect::Unheld(_, hold)) => {
            let of = known
                .iter()
                .find(|of| (of.op, of.act) == (hold.op, Act::Hold));
            let never = of.is_some_and(|of| {
                of.state == State::Pending
                    || of.state == State::Skipped && of.said.as_str() == HOLD_OVER
            });
            never.then_some(NEVER_HELD)
        }
        _ => None,
    }
}

/// What did not leave yet and has another time or due date by now; or was taken for undone or for history, and then happened after all.
fn again(
    row: &OutboxRow,
    operation: &deliver::Delivered,
    (is_open, is_untold): (bool, bool),
    unsure_before_ms: i64,
) -> Option<OutboxRow> {
    let is_undone = UNDONE.contains(&row.said.as_str());
    // A return of before was undone: it is the loan of now, or ended otherwise.
    let is_history = row.said == LATE
        && match row.act {
            Act::Issue => !is_open,
            _ => row.at_ms == operation.at_ms,
        };
    let was_history = row.said == LATE && !is_history;
    let was_undone = row.state == State::Skipped && (is_undone || was_history || is_untold);
    // Somebody was told to look, or did.
    let was_sent = matches!(row.state, State::LookByHand | State::Done) && is_undone;
    let is_as_it_was =
        (row.at_ms, &row.copy, row.due) == (operation.at_ms, &operation.copy, operation.due);
    if was_sent && (row.act != Act::Return || row.at_ms == operation.at_ms) {
        return Some(OutboxRow {
            state: State::LookByHand,
            at_ms: operation.at_ms,
            copy: operation.copy.clone(),
            due: operation.due,
            said: AFTER_ALL.to_owned(),
            ..row.clone()
        });
    }
    if !was_undone && !was_sent && (row.state != State::Pending || is_as_it_was) {
        return None;
    }
    // A life before a restore may have sent it.
    let was_sure = was_undone || was_sent || row.at_ms >= unsure_before_ms;
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

/// What waits for other targets and did not leave goes from this one.
fn skip_twins<D: Deliveries + ?Sized>(
    store: &mut D,
    row: &OutboxRow,
    why: &str,
) -> Result<(), D::Error> {
    for mut twin in store.twins(&row.target, row.op, row.act)? {
        if twin.state == State::Pending {
            (twin.state, twin.said) = (State::Skipped, why.to_owned());
            store.put_delivery(&twin)?;
        }
    }
    Ok(())
}

/// What desks said of a row.
fn asked<D: Deliveries + ?Sized>(store: &mut D, row: &OutboxRow) -> Result<Vec<Former>, D::Error> {
    let mut said = store.former(&name(row))?;
    if row.act == Act::Return {
        // A return of what was never lent here had, at a desk alone, the name of its scan; in batches of the gateway that is a renewal's.
        let alone = store.former(&format!("{:032x}", row.op.0))?;
        said.extend(alone.into_iter().filter(|said| !said.system.is_empty()));
    }
    Ok(said)
}

/// The batch of what desks handed in to a system by themselves: one for each system, and never shown.
fn before_batch<D: Deliveries + ?Sized>(
    store: &mut D,
    system: &str,
    now_ms: i64,
) -> Result<Batch, D::Error> {
    let id = before_id(system);
    let known = store.batch(id)?;
    let settled_ms = known.as_ref().and_then(|batch| batch.settled_ms);
    let batch = Batch {
        id,
        system: system.to_owned(),
        name: String::new(),
        state: BatchState::Imported,
        made_ms: known.map_or(now_ms, |batch| batch.made_ms),
        by: String::new(),
        computer: String::new(),
        settled_ms: Some(settled_ms.unwrap_or(now_ms).max(now_ms)),
        count: 0,
    };
    store.put_batch(&batch)?;
    Ok(batch)
}

fn before_id(system: &str) -> u128 {
    let hash = sha256(&[b"handed in before", system.as_bytes()]);
    let mut id = [0; 16];
    id.copy_from_slice(&hash[..16]);
    u128::from_be_bytes(id)
}

impl Batch {
    /// It stands for what desks handed in by themselves, and no desk can save it.
    #[must_use]
    pub fn is_former(&self) -> bool {
        self.id == before_id(&self.system)
    }

    /// What was said of it may have been taken back in the days that a restore of that moment took away: somebody must say it again.
    #[must_use]
    pub fn is_asked_again(&self, unsure_before_ms: i64) -> bool {
        let since_ms = unsure_before_ms.saturating_sub(WITHDRAW_MS);
        !self.is_former()
            && self.state != BatchState::Made
            && self
                .settled_ms
                .is_some_and(|at_ms| (since_ms..unsure_before_ms).contains(&at_ms))
    }
}

/// Does what desks said of a row that did not leave by the gateway; whether that changed it.
fn by_former<D: Deliveries + ?Sized>(
    store: &mut D,
    mut row: OutboxRow,
    said: &[Former],
    now_ms: i64,
) -> Result<bool, D::Error> {
    let is_left = is_left_out(&row);
    let waits = matches!(
        row.state,
        State::Pending | State::Exported | State::Unknown { .. }
    );
    if !waits && !is_left {
        return Ok(false);
    }
    let before = row.state;
    let mut is_handed = false;
    for said in said.iter().filter(|said| said.is_sure) {
        if said.system.is_empty() {
            row.state = State::Done;
            continue;
        }
        // Where it stands in a file already, that one counts, whatever system had the other.
        if live(store, &row)?.is_empty() {
            let batch = before_batch(store, &said.system, now_ms)?;
            store.hand(&batch, row.op, row.act)?;
            is_handed = true;
        }
        if row.state != State::Done {
            row.state = State::Exported;
        }
    }
    let is_unsure = |said: &Former| !said.is_sure;
    // It may stand in one more file: that is asked first.
    let is_open = matches!(row.state, State::Pending | State::LookByHand);
    if is_open && said.iter().any(is_unsure) {
        row.state = UNKNOWN;
    }
    if row.state != before {
        if is_left {
            row.said.clear();
            store.drop_late(row.op, row.act)?;
        }
        store.put_delivery(&row)?;
    }
    Ok(is_handed || row.state != before)
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
        (Act::Return, _) if loan.is_none() => RETURN_UNDONE,
        (Act::Issue, Some((_, Closed::Corrected))) => ISSUE_UNDONE,
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

/// What a batch of now would hold, and what it would not.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ready {
    /// What goes, by time.
    pub rows: Vec<OutboxRow>,
    /// What the system has something later of: history only. The next sheet names it.
    pub late: Vec<OutboxRow>,
    /// The same, and the sheet of a batch that stands names it already.
    pub listed: Vec<OutboxRow>,
    /// What waits for a word about another row of its copy: nobody knows whether that is in the system, or it is later and stands in a file that
    /// nobody said to be imported.
    pub behind: Vec<OutboxRow>,
    /// Renewals and holds that do not stand any more, with why: they were given back, or the book came back while they stood in a file.
    pub moot: Vec<(OutboxRow, &'static str)>,
}

/// What of a copy is in the system.
#[derive(Default)]
struct Reach {
    latest: Option<i64>,
    out: Option<(i64, OpId)>,
}

impl Reach {
    fn add(&mut self, row: &OutboxRow) {
        self.latest = self.latest.max(Some(row.at_ms));
        if row.act == Act::Issue {
            self.out = self.out.max(Some((row.at_ms, row.op)));
        }
    }

    /// Whether a row comes too late for it.
    fn is_past(&self, board: &Board, row: &OutboxRow) -> bool {
        match row.act {
            // Whoever has the book now is no history.
            Act::Issue => {
                self.latest.is_some_and(|latest| latest > row.at_ms)
                    && board.loan(row.op).is_none_or(|loan| loan.end.is_some())
            }
            // A return that was inferred ends at the very moment at which the next one went out: it must not take the book from them.
            Act::Return => self
                .out
                .is_some_and(|(out, loan)| loan != row.op && out >= row.at_ms),
            Act::Renew | Act::Hold | Act::Unhold => false,
        }
    }
}

/// How a copy stands in the system.
#[derive(Default)]
struct Standing {
    /// Imported.
    there: Reach,
    /// In files that nobody said to be imported.
    made: Reach,
    /// Nobody knows.
    is_unknown: bool,
}

/// How the copies of these rows, which are all of them, stand in the system. What an earlier system had counts as there: its data were taken along.
fn standings<D: Deliveries + ?Sized>(
    store: &mut D,
    known: &[OutboxRow],
) -> Result<BTreeMap<String, Standing>, D::Error> {
    let mut standings: BTreeMap<String, Standing> = BTreeMap::new();
    let copies = known.iter().map(|row| row.copy.clone()).collect();
    for row in store.others_of(TARGET, &copies)? {
        // By a line that was set up while this waited or stood in a file.
        let is_there = !matches!(row.state, State::Rejected | State::LookByHand);
        if is_there && row.state.may_have_left() && moves(&row) {
            let standing = standings.entry(row.copy.clone()).or_default();
            standing.there.add(&row);
        }
    }
    for row in known {
        if !moves(row) {
            continue;
        }
        let batches = live(store, row)?;
        let standing = standings.entry(row.copy.clone()).or_default();
        match (row.state, batches.first().map(|batch| batch.state)) {
            (State::Unknown { .. }, _) => standing.is_unknown = true,
            (State::Pending, _) => {}
            (State::Skipped, _) if row.said == SENT => standing.there.add(row),
            (State::Skipped, _) => {}
            (_, Some(BatchState::Made)) => standing.made.add(row),
            (_, Some(_)) => standing.there.add(row),
            // Somebody saw that it is there.
            (State::Done, None) => standing.there.add(row),
            _ => {}
        }
    }
    Ok(standings)
}

fn moves(row: &OutboxRow) -> bool {
    matches!(row.act, Act::Issue | Act::Return)
}

/// The system that the last file which was not given back was made for: the one that the library hands in to.
///
/// # Errors
/// The database's.
pub fn system<D: Deliveries + ?Sized>(store: &mut D) -> Result<Option<String>, D::Error> {
    let mut batches = store.batches()?.into_iter();
    let last = batches.find(|of| of.state != BatchState::GivenBack && !of.is_former());
    Ok(last.map(|of| of.system))
}

/// What waits, as a batch of now would take it.
///
/// # Errors
/// The database's.
pub fn ready<D: Deliveries + ?Sized>(store: &mut D, board: &Board) -> Result<Ready, D::Error> {
    // What was not in doubt when it entered may be now.
    let held_back = deliver::held_back(board);
    let mut waits = store.waiting()?;
    waits.retain(|row| !held_back.contains(row.copy.as_str()));
    let copies: BTreeSet<String> = waits.iter().map(|row| row.copy.clone()).collect();
    let known = store.deliveries_of(TARGET, &copies)?;
    let standings = standings(store, &known)?;
    let mut ready = Ready::default();
    for row in waits {
        // A renewal whose loan left the board is over as well.
        let has_left = row.act == Act::Renew && board.effect(row.op).is_none();
        let why = moot(board, &row, &known).or(has_left.then_some(RENEWAL_OVER));
        if let Some(why) = why {
            ready.moot.push((row, why));
            continue;
        }
        let standing = standings.get(&row.copy).filter(|_| moves(&row));
        let place = match standing {
            Some(standing) if standing.is_unknown => &mut ready.behind,
            Some(standing) if standing.there.is_past(board, &row) => {
                match is_listed(store, &row)? {
                    true => &mut ready.listed,
                    false => &mut ready.late,
                }
            }
            Some(standing) if standing.made.is_past(board, &row) => &mut ready.behind,
            _ => &mut ready.rows,
        };
        place.push(row);
    }
    Ok(ready)
}

/// Copies of which something waits for a file, is in doubt, or stands in a file that nobody said to be imported: nothing of them goes by a line before
/// that, or the file would undo it.
///
/// # Errors
/// The database's.
pub fn before_lines<D: Deliveries + ?Sized>(store: &mut D) -> Result<BTreeSet<String>, D::Error> {
    let mut rows = store.deliveries(Some(TARGET), false)?;
    rows.retain(|row| matches!(row.state, State::Pending | State::Unknown { .. }));
    for batch in store.batches()? {
        if batch.state == BatchState::Made {
            rows.extend(store.rows_of(batch.id)?);
        }
    }
    rows.retain(|row| !is_hold(row));
    Ok(rows.into_iter().map(|row| row.copy).collect())
}

/// Whether a row of a line must wait for that.
#[must_use]
pub fn is_behind(row: &OutboxRow, before: &BTreeSet<String>) -> bool {
    row.target != TARGET
        && row.state == State::Pending
        && !is_hold(row)
        && before.contains(&row.copy)
}

fn is_hold(row: &OutboxRow) -> bool {
    matches!(row.act, Act::Hold | Act::Unhold)
}

/// Whether the sheet of a batch that was not given back names a row that its files do not have.
fn is_listed<D: Deliveries + ?Sized>(store: &mut D, row: &OutboxRow) -> Result<bool, D::Error> {
    for id in store.late_in(row.op, row.act)? {
        let batch = store.batch(id)?;
        if batch.is_some_and(|of| of.state != BatchState::GivenBack) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// The sheet of a batch is void: what it named as too late waits again, and is judged anew; so does what was left out of its file, unless staff said
/// that it is done, or it is over: then it may have been entered, and nobody could say so. Cards come from the board where they are gone.
fn list_again<D: Deliveries + ?Sized>(
    store: &mut D,
    board: Option<&Board>,
    batch: &Batch,
    now_ms: i64,
    unsure_before_ms: i64,
) -> Result<(), D::Error> {
    for mut row in store.late_of(batch.id)? {
        let is_left = is_left_out(&row);
        if !is_left && (row.state != State::Skipped || row.said != LATE) {
            continue;
        }
        if is_left {
            // Its own card counts, which may be gone, or another patron's by now.
            row.card = own(store, &row)?.and_then(|own| own.card);
        }
        if let Some(board) = board.filter(|_| row.card.is_none()) {
            row.card = withdraw::card_now(store, board, &row)?;
        }
        if is_left && row.card.is_none() && row.act != Act::Return {
            // No file could have it.
            continue;
        }
        let listed = OutboxRow {
            card: None,
            ..row.clone()
        };
        wait_again(store, row, batch.made_ms < unsure_before_ms, now_ms)?;
        if is_left {
            // Should the batch be imported after all.
            store.note_late(beside_id(batch.id), &listed)?;
        }
    }
    Ok(())
}

/// Under this number stands what was left out of the files of a batch, when that was given back: it waits again, and on its sheet it was named.
fn beside_id(batch: u128) -> u128 {
    let hash = sha256(&[b"left out of what was given back", &batch.to_be_bytes()]);
    let mut id = [0; 16];
    id.copy_from_slice(&hash[..16]);
    u128::from_be_bytes(id)
}

/// A row as it stands in the list, with its own card.
fn own<D: Deliveries + ?Sized>(
    store: &mut D,
    row: &OutboxRow,
) -> Result<Option<OutboxRow>, D::Error> {
    let copies = BTreeSet::from([row.copy.clone()]);
    let mut known = store.deliveries_of(TARGET, &copies)?.into_iter();
    Ok(known.find(|own| (own.op, own.act) == (row.op, row.act)))
}

/// Something waits for the next file, unless it stands in one. `is_unsure`: a life of the server before a restore may have sent it, so it is asked about.
/// What desks said of it holds. Gives where it stood before that was heard.
///
/// # Errors
/// The database's.
pub fn wait_again<D: Deliveries + ?Sized>(
    store: &mut D,
    mut row: OutboxRow,
    is_unsure: bool,
    now_ms: i64,
) -> Result<State, D::Error> {
    if is_left_out(&row) {
        // Should it come too late for the next file, another sheet says so. What was given back stays known.
        let mut beside = Vec::new();
        for id in store.late_in(row.op, row.act)? {
            if store.batch(id)?.is_none() {
                beside.push(id);
            }
        }
        store.drop_late(row.op, row.act)?;
        let bare = OutboxRow {
            card: None,
            ..row.clone()
        };
        for id in beside {
            store.note_late(id, &bare)?;
        }
    }
    row.said = String::new();
    row.state = match live(store, &row)?.is_empty() {
        false => State::Exported,
        true if is_unsure => UNKNOWN,
        true => State::Pending,
    };
    let state = row.state;
    store.put_delivery(&row)?;
    let said = asked(store, &row)?;
    by_former(store, row, &said, now_ms)?;
    Ok(state)
}

/// The batches that must be imported before this one, since they have something earlier of its copies; the earliest first.
///
/// # Errors
/// The database's.
pub fn after<D: Deliveries + ?Sized>(store: &mut D, batch: &Batch) -> Result<Vec<Batch>, D::Error> {
    let rows = store.rows_of(batch.id)?;
    let copies: BTreeSet<String> = rows.into_iter().map(|row| row.copy).collect();
    let mut found: BTreeMap<(i64, u128), Batch> = BTreeMap::new();
    for row in store.deliveries_of(TARGET, &copies)? {
        // Also what happened once more since: the file of the first time has it yet.
        for id in store.batches_of(row.op, row.act)? {
            let Some(other) = store.batch(id)? else {
                continue;
            };
            let place = (other.made_ms, other.id);
            let is_open = other.state == BatchState::Made && other.system == batch.system;
            if is_open && place < (batch.made_ms, batch.id) {
                found.insert(place, other);
            }
        }
    }
    Ok(found.into_values().collect())
}

/// A batch that somebody asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claimed {
    /// It.
    pub batch: Batch,
    /// It was made now; else this request was answered before.
    pub is_new: bool,
    /// What came too late for any file, by time: it stands on the sheet of the batch that is made now, with the card that it had.
    pub late: Vec<OutboxRow>,
    /// What is left out of the files that are made now, by time: it stands on the sheet and before a librarian.
    pub left: Vec<OutboxRow>,
}

/// Gives all that waits to one desk, as one batch for the system that it names; the batch of before when this request was answered already; none when
/// nothing waits. Where something came too late and nothing else waits, the batch is a sheet alone. Enter what is new first, in the same transaction.
///
/// # Errors
/// The database's; then the transaction must fail.
pub fn claim<D: Deliveries + ?Sized>(
    store: &mut D,
    board: &Board,
    ask: &Ask,
) -> Result<Option<Claimed>, D::Error> {
    claim_but(store, board, ask, &|_| false)
}

/// The same, but for what staff leaves out of the files: it stands in no batch. A librarian is told to enter it by hand, and no word about the
/// batch says that it is in. When the batch is given back it waits again.
///
/// # Errors
/// As [`claim`].
pub fn claim_but<D: Deliveries + ?Sized>(
    store: &mut D,
    board: &Board,
    ask: &Ask,
    is_left: &dyn Fn(&OutboxRow) -> bool,
) -> Result<Option<Claimed>, D::Error> {
    if let Some(batch) = store.batch(ask.id)? {
        return Ok(Some(Claimed {
            batch,
            is_new: false,
            late: Vec::new(),
            left: Vec::new(),
        }));
    }
    let ready = ready(store, board)?;
    for (mut row, why) in ready.moot {
        (row.state, row.said) = (State::Skipped, why.to_owned());
        store.put_delivery(&row)?;
    }
    let mut rows = Vec::new();
    for mut row in ready.rows {
        if store.left_otherwise(TARGET, row.op, row.act)? {
            (row.state, row.said) = (State::Skipped, SENT.to_owned());
            store.put_delivery(&row)?;
        } else {
            skip_twins(store, &row, IN_FILE)?;
            rows.push(row);
        }
    }
    for row in ready.late.iter().chain(&ready.listed) {
        store.put_delivery(&OutboxRow {
            state: State::Skipped,
            said: LATE.to_owned(),
            ..row.clone()
        })?;
    }
    let left: Vec<OutboxRow> = rows.extract_if(.., |row| is_left(row)).collect();
    if rows.is_empty() && ready.late.is_empty() && left.is_empty() {
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
    for row in ready.late.iter().chain(&left) {
        store.note_late(batch.id, row)?;
    }
    for row in &left {
        leave(store, board, row)?;
    }
    for row in &mut rows {
        store.hand(&batch, row.op, row.act)?;
        row.state = State::Exported;
        row.attempts += 1;
        store.put_delivery(row)?;
    }
    let returns = rows.iter().filter(|row| row.act == Act::Return);
    let copies: BTreeSet<String> = returns.map(|row| row.copy.clone()).collect();
    let known = store.deliveries_of(TARGET, &copies)?;
    for row in lent_before(board, &known) {
        store.put_delivery(&row)?;
    }
    Ok(Some(Claimed {
        batch,
        is_new: true,
        late: ready.late,
        left,
    }))
}

/// Puts a row that a file does not have before a librarian, unless it is over: then it is history. Gives whether somebody must look.
fn leave<D: Deliveries + ?Sized>(
    store: &mut D,
    board: &Board,
    row: &OutboxRow,
) -> Result<bool, D::Error> {
    let is_over = is_over_since(board, row);
    let (state, why) = match is_over {
        true => (State::Skipped, LEFT_OVER),
        false => (State::LookByHand, LEFT_OUT),
    };
    store.put_delivery(&OutboxRow {
        state,
        said: why.to_owned(),
        ..row.clone()
    })?;
    Ok(!is_over)
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
        if batch.state != state {
            return Ok(Told::Otherwise);
        }
        if batch.is_asked_again(unsure_before_ms) {
            // It is said once more after the restore, and is not asked again.
            batch.settled_ms = Some(now_ms.max(unsure_before_ms));
            store.put_batch(&batch)?;
        }
        return Ok(Told::Before);
    }
    (batch.state, batch.settled_ms) = (state, Some(now_ms));
    store.put_batch(&batch)?;
    let rows = store.rows_of(id)?;
    if is_imported {
        for mut row in rows {
            if withdraw::waits_for_a_word(&row) && store.stands_in(row.op, row.act)?.contains(&id) {
                (row.state, row.said) = (State::Done, String::new());
                store.put_delivery(&row)?;
            }
        }
        return Ok(Told::Done);
    }
    store.take_back(id)?;
    for row in rows {
        if row.state == State::Exported && live(store, &row)?.is_empty() {
            wait_again(store, row, batch.made_ms < unsure_before_ms, now_ms)?;
        }
    }
    list_again(store, None, &batch, now_ms, unsure_before_ms)?;
    Ok(Told::Done)
}

/// The batches a row stands in that were not given back.
fn live<D: Deliveries + ?Sized>(store: &mut D, row: &OutboxRow) -> Result<Vec<Batch>, D::Error> {
    let mut found = Vec::new();
    for id in store.stands_in(row.op, row.act)? {
        found.extend(store.batch(id)?);
    }
    found.retain(|batch| batch.state != BatchState::GivenBack);
    Ok(found)
}

/// Lets go of the cards of what was imported before a time. Gives how many rows are over now.
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

/// Staff says of rows of which nobody knows whether they stand in a file: they are imported, or they go into the next batch; nothing of the others.
/// Gives how many.
///
/// # Errors
/// The database's.
pub fn doubted<D: Deliveries + ?Sized>(
    store: &mut D,
    is_imported: impl Fn(&OutboxRow) -> Option<bool>,
) -> Result<usize, D::Error> {
    doubted_rows(store, is_imported).map(|names| names.len())
}

/// The same; gives what rows it changed are called.
fn doubted_rows<D: Deliveries + ?Sized>(
    store: &mut D,
    is_imported: impl Fn(&OutboxRow) -> Option<bool>,
) -> Result<BTreeSet<String>, D::Error> {
    let mut changed = BTreeSet::new();
    for mut row in store.deliveries(Some(TARGET), false)? {
        if !matches!(row.state, State::Unknown { .. }) {
            continue;
        }
        let Some(is_imported) = is_imported(&row) else {
            continue;
        };
        row.state = match (is_imported, live(store, &row)?.is_empty()) {
            (true, _) => State::Done,
            (false, true) => State::Pending,
            (false, false) => State::Exported,
        };
        if !is_imported {
            store.drop_unsure(&name(&row))?;
            store.drop_unsure(&format!("{:032x}", row.op.0))?;
        }
        store.put_delivery(&row)?;
        changed.insert(name(&row));
    }
    Ok(changed)
}

/// Whether a row that was left out of a file is over since.
fn is_left_over(row: &OutboxRow) -> bool {
    row.target == TARGET && row.state == State::Skipped && row.said == LEFT_OVER
}

/// True for a row that staff left out of a file and nobody has entered yet.
#[must_use]
pub fn is_left_out(row: &OutboxRow) -> bool {
    row.target == TARGET && row.state == State::LookByHand && row.said == LEFT_OUT
}

/// Staff says what became of files that a desk has and that this list does not know of, or of which it does not know enough: names as [`name`]
/// gives them. What is imported and has no row yet is over when it enters. What is not waits again where only that file made it doubtful; after a
/// restore it stays in doubt: what was given back in the lost life may stand in a later file of another desk. Gives how many rows.
///
/// # Errors
/// The database's.
pub fn doubted_names<D: Deliveries + ?Sized>(
    store: &mut D,
    names: &BTreeSet<String>,
    is_imported: bool,
    now_ms: i64,
) -> Result<usize, D::Error> {
    names_are_in(store, names, is_imported, now_ms).map(|names| names.len())
}

/// The same; gives what rows it changed are called.
fn names_are_in<D: Deliveries + ?Sized>(
    store: &mut D,
    names: &BTreeSet<String>,
    is_imported: bool,
    now_ms: i64,
) -> Result<BTreeSet<String>, D::Error> {
    let mut asked = BTreeSet::new();
    // What a desk alone called so: a return of what was never lent here had the name of its scan. In batches of the gateway that is a renewal's.
    let mut alone = BTreeSet::new();
    for name in names {
        let of_desk = |said: &Former| !said.is_sure && !said.system.is_empty();
        if store.former(name)?.iter().any(of_desk) {
            alone.insert(name.clone());
        }
        if is_imported {
            let said = Former {
                system: String::new(),
                is_sure: true,
            };
            store.put_former(name, &said, now_ms)?;
        }
        if is_imported || store.former(name)?.iter().any(|said| !said.is_sure) {
            asked.insert(name.clone());
        }
        if !is_imported {
            store.drop_unsure(name)?;
        }
    }
    let is_asked = |row: &OutboxRow| {
        asked.contains(&name(row))
            || row.act == Act::Return && alone.contains(&format!("{:032x}", row.op.0))
    };
    let mut changed = doubted_rows(store, |row| is_asked(row).then_some(is_imported))?;
    if is_imported {
        // Of another file, which had it too, somebody may have said first that it is not.
        for mut row in store.deliveries(Some(TARGET), false)? {
            let is_left = is_left_out(&row);
            if (row.state == State::Pending || is_left) && is_asked(&row) {
                if is_left {
                    row.said.clear();
                    store.drop_late(row.op, row.act)?;
                }
                row.state = State::Done;
                store.put_delivery(&row)?;
                changed.insert(name(&row));
            }
        }
    }
    Ok(changed)
}

/// A desk says what it handed in to a system by itself before the gateway kept the list, or made files of without anybody saying that they are
/// imported. What has no row yet is asked for when it enters. Gives how many rows it changed.
///
/// # Errors
/// The database's.
pub fn known_before<D: Deliveries + ?Sized>(
    store: &mut D,
    said: &Former,
    names: &BTreeSet<String>,
    now_ms: i64,
) -> Result<usize, D::Error> {
    let rows = store.deliveries(Some(TARGET), false)?;
    let mut doubted = BTreeSet::new();
    for row in rows.iter().filter(|_| !said.is_sure) {
        let name = name(row);
        // A restore brought it in doubt: a word about this file alone does not end that.
        let is_doubted = matches!(row.state, State::Unknown { .. }) && names.contains(&name);
        if is_doubted && !store.former(&name)?.iter().any(|of| !of.is_sure) {
            doubted.insert(name);
        }
    }
    for name in names.difference(&doubted) {
        store.put_former(name, said, now_ms)?;
    }
    let mut count = 0;
    for row in rows {
        if is_named(names, &row) {
            let of = core::slice::from_ref(said);
            count += usize::from(by_former(store, row, of, now_ms)?);
        }
    }
    Ok(count)
}

fn is_named(names: &BTreeSet<String>, row: &OutboxRow) -> bool {
    names.contains(&name(row))
        // A return of what was never lent here had the name of its scan alone.
        || row.act == Act::Return && names.contains(&format!("{:032x}", row.op.0))
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
    let Some(Claimed { batch, is_new, .. }) = first else {
        panic!("two rows wait")
    };
    assert!(is_new && batch.count == 2 && batch.state == BatchState::Made);
    let again = good(claim(store, &board, &ask(7, "Koha")));
    let again = again.map(|again| (again.batch, again.is_new));
    assert_eq!(again, Some((batch.clone(), false)));
    assert_eq!(good(claim(store, &board, &ask(8, "Koha"))), None);
    assert_eq!(good(store.batch(8)), None, "nothing waited");
    let rows = good(store.rows_of(7));
    assert_eq!(rows.len(), 2);
    assert!(rows.iter().all(|row| row.state == State::Exported));
    assert_eq!(rows.first().map(|row| row.at_ms), Some(10), "by time");

    // No other system can have the same, and no other batch, whatever the code does.
    assert_eq!(good(system(store)).as_deref(), Some("Koha"));
    assert_eq!(good(claim(store, &board, &ask(9, "Destiny"))), None);
    for system in ["Koha", "Destiny"] {
        let rogue = Batch {
            id: 10,
            system: system.to_owned(),
            ..batch.clone()
        };
        assert!(store.hand(&rogue, OpId(1), Act::Issue).is_err());
    }

    // What is imported stays for some time after.
    assert_eq!(good(settle(store, 7, true, 100, i64::MIN)), Told::Done);
    assert_eq!(good(settle(store, 7, true, 101, i64::MIN)), Told::Before);
    assert_eq!(
        good(settle(store, 7, false, 102, i64::MIN)),
        Told::Otherwise
    );
    assert_eq!(good(settle(store, 6, true, 103, i64::MIN)), Told::Nowhere);
    assert_eq!(good(release(store, 100)), 0, "imported at 100");
    assert_eq!(good(store.waiting()), []);
    assert_eq!(good(release(store, 101)), 2);
    assert_eq!(good(store.deliveries(Some(TARGET), false)), []);

    // Given back it waits again, under another batch.
    good(store.put_delivery(&row(3, Act::Return, 40)));
    assert!(good(claim(store, &board, &ask(11, "Destiny"))).is_some());
    assert_eq!(good(system(store)).as_deref(), Some("Destiny"));
    assert_eq!(good(settle(store, 11, false, 110, i64::MIN)), Told::Done);
    assert_eq!(
        good(system(store)).as_deref(),
        Some("Koha"),
        "a wrong press"
    );
    let waits = good(store.waiting());
    assert!(waits.len() == 1 && waits.iter().all(|row| row.state == State::Pending));
    let next = good(claim(store, &board, &ask(12, "Koha")));
    assert!(next.is_some_and(|next| next.batch.count == 1));
    let mut held = good(store.batches_of(OpId(3), Act::Return));
    held.sort_unstable();
    assert_eq!(held, [11, 12]);
    let newest: Vec<u128> = good(store.batches()).iter().map(|batch| batch.id).collect();
    assert_eq!(newest, [12, 11, 7]);

    // A batch of before a restore: it may have been given back before.
    assert_eq!(good(settle(store, 12, false, 120, 50)), Told::Done);
    assert_eq!(good(store.waiting()), []);
    assert_eq!(good(doubted(store, |_| Some(false))), 1);
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
    assert_eq!(good(store.waiting()), []);
    assert_eq!(good(doubted(store, |_| None)), 0, "nothing is said");
    assert_eq!(good(doubted(store, |row| Some(row.op == OpId(4)))), 2);
    let waits = good(store.waiting());
    assert_eq!(waits.iter().map(|row| row.op.0).collect::<Vec<_>>(), [5]);
    // What a desk handed in by itself: it is over for that system alone, also when it enters later.
    let names = BTreeSet::from([format!("{:032x}o", 5)]);
    let koha = Former {
        system: "Koha".to_owned(),
        is_sure: true,
    };
    assert_eq!(good(known_before(store, &koha, &names, 130)), 1);
    assert_eq!(
        good(known_before(store, &koha, &names, 131)),
        0,
        "said twice"
    );
    assert_eq!(good(store.waiting()), []);
    assert_eq!(
        good(store.former(&format!("{:032x}o", 5))),
        std::slice::from_ref(&koha)
    );
    let unsure = Former {
        is_sure: false,
        ..koha.clone()
    };
    good(store.put_former("x", &unsure, 132));
    good(store.put_former("x", &koha, 133));
    good(store.put_former("x", &unsure, 134));
    good(store.drop_unsure("x"));
    assert_eq!(
        good(store.former("x")),
        std::slice::from_ref(&koha),
        "what is sure stays"
    );
    let over = Former {
        system: String::new(),
        is_sure: true,
    };
    good(store.put_former("x", &over, 135));
    good(store.drop_over("x"));
    assert_eq!(
        good(store.former("x")),
        [koha],
        "and what is said of a system"
    );
    // Taken out of its batch it may stand in another one.
    good(store.take_out(OpId(3), Act::Return));
    assert_eq!(good(store.stands_in(OpId(3), Act::Return)), []);
    assert!(!good(store.batches_of(OpId(3), Act::Return)).is_empty());
    let twins = good(store.twins("SIP2", OpId(3), Act::Return));
    assert_eq!(twins.len(), 1);
    assert_eq!(good(store.twins(TARGET, OpId(3), Act::Return)), []);
    withdrawals(store);
}

/// What every keeper of deliveries must do when a word is taken back.
fn withdrawals<D: Deliveries>(store: &mut D) {
    fn good<T, E>(done: Result<T, E>) -> T {
        done.unwrap_or_else(|_| panic!("the keeper of deliveries fails"))
    }
    let row = |op: u128| OutboxRow {
        op: OpId(op),
        act: Act::Return,
        target: TARGET.to_owned(),
        state: State::Pending,
        attempts: 0,
        at_ms: 1_000,
        copy: format!("W{op}"),
        card: None,
        due: None,
        said: String::new(),
    };
    let ask = |id: u128| Ask {
        id,
        system: "Alexandria".to_owned(),
        now_ms: 2_000 + i64::try_from(id).unwrap_or(0),
        by: "ann".to_owned(),
        computer: String::new(),
    };
    let board = Board::new();
    // What else waits for this system goes first.
    good(claim(store, &board, &ask(30)));
    for op in [31, 32] {
        good(store.put_delivery(&row(op)));
    }
    good(claim(store, &board, &ask(40)));
    let batch = good(store.batch(40)).unwrap_or_else(|| panic!("a batch"));
    assert_eq!(batch.count, 2);
    // One of them happened once more: no batch gets it back.
    good(store.take_out(OpId(32), Act::Return));
    good(store.take_back(40));
    let ids = |rows: Vec<OutboxRow>| rows.iter().map(|row| row.op.0).collect::<Vec<_>>();
    assert_eq!(ids(good(store.given_back(40))), [31]);
    good(store.hand_again(&batch, OpId(31), Act::Return));
    assert_eq!(good(store.stands_in(OpId(31), Act::Return)), [40]);
    assert_eq!(ids(good(store.given_back(40))), Vec::<u128>::new());
    // Not while it stands in another one.
    good(store.take_back(40));
    let other = Batch {
        id: 41,
        ..batch.clone()
    };
    good(store.put_batch(&other));
    good(store.hand(&other, OpId(31), Act::Return));
    assert!(store.hand_again(&batch, OpId(31), Act::Return).is_err());
    assert_eq!(good(store.stands_in(OpId(31), Act::Return)), [41]);

    for (id, is_imported) in [(30, true), (40, false), (41, true)] {
        good(settle(store, id, is_imported, 0, i64::MIN));
    }

    // What a sheet names as too late, with the card of then.
    let late = OutboxRow {
        card: Some("P7".to_owned()),
        state: State::Skipped,
        ..row(31)
    };
    good(store.note_late(41, &late));
    good(store.note_late(41, &late));
    let named = good(store.late_of(41));
    assert_eq!(named.len(), 1);
    assert_eq!(
        named.first().and_then(|row| row.card.as_deref()),
        Some("P7")
    );
    assert_eq!(good(store.late_of(40)), []);
    assert_eq!(good(store.late_in(OpId(31), Act::Return)), [41]);
    assert_eq!(
        good(store.late_in(OpId(31), Act::Issue)),
        Vec::<u128>::new()
    );
    good(store.drop_late(OpId(31), Act::Issue));
    assert_eq!(good(store.late_in(OpId(31), Act::Return)), [41]);
    good(store.drop_late(OpId(31), Act::Return));
    assert_eq!(good(store.late_of(41)), []);

    let says = |id: u128, said_ms, is_of_file| Answer {
        id,
        is_imported: id == 50,
        is_of_file,
        file: match is_of_file {
            true => format!("07 {id} of two words"),
            false => String::new(),
        },
        said_ms,
        by: "ann".to_owned(),
        names: BTreeSet::from(["a".to_owned(), format!("b{id}")]),
    };
    let before = good(store.answers());
    let (old, new) = (says(50, i64::MAX - 2, true), says(51, i64::MAX - 1, false));
    for answer in [&old, &new, &old] {
        good(store.put_answer(answer));
    }
    let all = good(store.answers());
    assert_eq!(all[..2], [new, old.clone()], "the newest first");
    assert_eq!(all[2..], before);
    good(store.drop_answer(51));
    assert_eq!(good(store.answers()).first(), Some(&old));
    good(store.drop_answer(50));
    assert_eq!(good(store.answers()), before);
}
