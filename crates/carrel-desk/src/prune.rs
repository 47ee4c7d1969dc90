//! The log of a computer that works alone: what was handed in as a file, and imported, goes after 35 days. Without it the log would grow as
//! long as the school does. Nothing goes that the other system may not have.

use std::collections::{BTreeMap, BTreeSet};

use carrel_circ::board::Effect;
use carrel_circ::entry::{Kind, OpId};
use carrel_sync::client::KEEP_MS;

use crate::hand;
use crate::till::{Own, Staged, Till, own_time};

/// The operation or loan in the name of something that is handed in ([`hand::ready`]).
pub(crate) fn of_name(id: &str) -> Option<OpId> {
    let digits = id.get(..32)?;
    u128::from_str_radix(digits, 16).ok().map(OpId)
}

/// The change that takes what is over out of the log; nothing when there is none. `is_imported` says of a name of [`hand::ready`] that a system
/// has it, and staff said so; `undone` are names of what was undone after that, and nobody said yet that the system has it so. It goes from the
/// beginning on and stops at the first operation that is still needed.
#[must_use]
pub fn staged(
    till: &Till,
    now_ms: i64,
    is_imported: impl Fn(&str) -> bool,
    undone: &BTreeSet<String>,
) -> Option<Staged> {
    let before_ms = now_ms.saturating_sub(KEEP_MS);
    let ready = hand::ready(till, |_| 0);
    let waiting = ready.operations.iter().filter(|op| !is_imported(&op.id));
    let mut needed: BTreeSet<OpId> = waiting.filter_map(|op| of_name(&op.id)).collect();
    needed.extend(undone.iter().filter_map(|name| of_name(name)));
    let board = till.view();
    for exception in board.open_exceptions() {
        needed.insert(exception.op);
        needed.extend(exception.other);
    }
    needed.extend(board.parked().map(|op| op.id));
    // What cannot be handed in now, for want of a decision or a card.
    let copies: BTreeSet<&str> = ready
        .held_back
        .iter()
        .chain(&ready.without_card)
        .map(String::as_str)
        .collect();
    let is_needed = |own: &Own| {
        let led_to = match board.effect(own.op.id) {
            Some(Effect::Closed(loan) | Effect::Extended(loan, _)) => Some(*loan),
            _ => None,
        };
        own_time(&own.op).ms >= before_ms
            || needed.contains(&own.op.id)
            || led_to.is_some_and(|loan| needed.contains(&loan))
            || copies.contains(own.op.copy.as_str())
    };
    let mut last = till.own().take_while(|own| !is_needed(own)).last()?.at;
    // A correction stays with its mistake, a decision with what it is about: both go, or none.
    let mut places = BTreeMap::new();
    let mut pairs = Vec::new();
    for own in till.own() {
        if let Kind::Correct { target } | Kind::Settle { target, .. } = own.op.kind {
            pairs.extend(places.get(&target).map(|first| (*first, own.at)));
        }
        places.insert(own.op.id, own.at);
    }
    while let Some((first, _)) = pairs.iter().find(|(a, b)| *a <= last && last < *b) {
        last = (first.0, first.1 - 1);
    }
    // Bytes that this version cannot read were passed over; they stay, and so does what follows them.
    let first = till.client.meta().logs.last().map_or(1, |log| log.oldest);
    let readable = till.own().take_while(|own| own.at <= last).count() as u64;
    if last.1 + 1 - first.min(last.1 + 1) != readable {
        return None;
    }
    let change = till.client.drop_delivered(last.1)?;
    Some(till.stage_without(change, before_ms))
}

/// Something of this name may still be handed in, or be needed to know that it was.
#[must_use]
pub fn is_known(till: &Till, id: &str) -> bool {
    let Some(op) = of_name(id) else { return true };
    let board = till.view();
    board.loan(op).is_some() || board.effect(op).is_some() || till.has(op)
}
