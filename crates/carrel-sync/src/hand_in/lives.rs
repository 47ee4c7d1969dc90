//! Several lives of a gateway: each one knew other loans, and what the files of all of them had is in the library's own system.

use std::collections::{BTreeMap, BTreeSet};

use carrel_circ::board::Effect;
use carrel_circ::entry::OpId;
use carrel_circ::{Board, Moment, Quality};

use super::{Deliveries, LEFT_OUT, LENT_AGAIN, LENT_BEFORE, asked};
use crate::outbox::{Act, OutboxRow, State};

/// A return that was scanned.
struct Back {
    scan: OpId,
    /// The loan that it ended here, if it ended one.
    loan: Option<OpId>,
    at: Moment,
}

/// Open loans that are in the system by a word alone, about a file of a life before a restore, while such a file had a return of the copy, too, and
/// nobody here knows that return to be before the loan: in one life it ended another loan, or none, and in the order of the files it came last. `known` are
/// all rows of these copies, `fresh` those that enter just now. Each as it is to be put before a librarian. Cost: one way over the board where there are such loans.
pub(super) fn back_in_another_life<D: Deliveries + ?Sized>(
    store: &mut D,
    board: &Board,
    known: &[OutboxRow],
    fresh: &[OutboxRow],
) -> Result<Vec<OutboxRow>, D::Error> {
    let is_open = |row: &&OutboxRow| {
        (row.act, row.state, row.attempts) == (Act::Issue, State::Done, 0)
            // Or it was entered by hand.
            && (row.said.is_empty() || row.said == LEFT_OUT)
            && board.loan(row.op).is_some_and(|loan| loan.end.is_none())
    };
    let open: Vec<&OutboxRow> = known.iter().chain(fresh).filter(is_open).collect();
    if open.is_empty() {
        return Ok(Vec::new());
    }
    let copies: BTreeSet<&str> = open.iter().map(|row| row.copy.as_str()).collect();
    let backs = backs(board, &copies);
    let by_word: BTreeSet<OpId> = known
        .iter()
        .filter(|row| (row.act, row.state, row.attempts) == (Act::Return, State::Done, 0))
        .filter(|row| row.said.is_empty())
        .map(|row| row.op)
        .collect();
    let mut found = Vec::new();
    for row in open {
        let Some(out) = board.loan(row.op).map(|loan| loan.out.at) else {
            continue;
        };
        let backs = backs.get(row.copy.as_str()).into_iter().flatten();
        for back in backs.filter(|back| !is_before(back.at, out)) {
            if is_in(store, row, back, &by_word)? {
                found.push(OutboxRow {
                    state: State::LookByHand,
                    said: match row.said.is_empty() {
                        true => LENT_BEFORE.to_owned(),
                        // It was entered by hand, perhaps since.
                        false => LENT_AGAIN.to_owned(),
                    },
                    ..row.clone()
                });
                break;
            }
        }
    }
    Ok(found)
}

/// Whether a return is with the system by a word: under the name of the loan that it ended here, or under its own, since it ended none that
/// another life knew of.
fn is_in<D: Deliveries + ?Sized>(
    store: &mut D,
    row: &OutboxRow,
    back: &Back,
    by_word: &BTreeSet<OpId>,
) -> Result<bool, D::Error> {
    for op in back.loan.into_iter().chain([back.scan]) {
        let named = OutboxRow {
            op,
            act: Act::Return,
            ..row.clone()
        };
        if by_word.contains(&op) || asked(store, &named)?.iter().any(|said| said.is_sure) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// The returns of these copies that the board knows.
fn backs<'a>(board: &'a Board, copies: &BTreeSet<&str>) -> BTreeMap<&'a str, Vec<Back>> {
    let mut backs: BTreeMap<&str, Vec<Back>> = BTreeMap::new();
    for (scan, at_ms, effect) in board.effects() {
        let Effect::Closed(id) = effect else { continue };
        let Some(loan) = board
            .loan(*id)
            .filter(|of| copies.contains(of.copy.as_str()))
        else {
            continue;
        };
        // How well its time is known stands with the end that it gave the loan.
        let end = loan.end.map(|(end, _)| end).filter(|end| end.ms == at_ms);
        backs.entry(&loan.copy).or_default().push(Back {
            scan,
            loan: Some(*id),
            at: end.unwrap_or(Moment::unknown(at_ms)),
        });
    }
    for (scan, at_ms, copy) in board.came_in() {
        if copies.contains(copy) {
            let cleared = board.copy(copy).and_then(|copy| copy.cleared);
            let at = cleared.map(|known| known.stamp.at);
            backs.entry(copy).or_default().push(Back {
                scan,
                loan: None,
                at: at
                    .filter(|at| at.ms == at_ms)
                    .unwrap_or(Moment::good(at_ms)),
            });
        }
    }
    backs
}

/// Whether a return is known to be before a loan.
fn is_before(back: Moment, out: Moment) -> bool {
    let is_known = back.quality != Quality::Unknown && out.quality != Quality::Unknown;
    is_known && back.ms <= out.ms
}
