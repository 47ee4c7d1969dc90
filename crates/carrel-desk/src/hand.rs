//! From the board to what a library's own system takes: settled loans and returns, and what only a hand can enter.

use std::collections::BTreeSet;

use carrel_circ::Board;
use carrel_circ::board::Effect;
use carrel_circ::deliver::{self, Act, Beside};
use carrel_circ::entry::Kind;
use carrel_exchange::delivered::{Delivered, Kind as Does};
use carrel_exchange::local::LocalTime;

use crate::prune;
use crate::till::{Own, Till, own_time};

/// What is ready to be handed in, and what is not.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ready {
    /// In the order of time.
    pub operations: Vec<Delivered>,
    /// Barcodes that wait for a librarian's choice.
    pub held_back: Vec<String>,
    /// Loans of other computers whose card this one does not know: sign in to the gateway, it tells.
    pub without_card: Vec<String>,
}

/// The class of a patron, for files by class: from the list, by the card.
pub fn with_classes(operations: &mut [Delivered], class: impl Fn(&str) -> String) {
    for operation in operations.iter_mut().filter(|op| !op.card.is_empty()) {
        operation.class = class(&operation.card);
    }
}

/// What the clocks of a place say: from which moment on, so many minutes east of UTC. Of the last two years and a bit, to the second.
#[must_use]
pub fn zone(now_ms: i64, offset: impl Fn(i64) -> i32) -> Vec<(i64, i32)> {
    const DAY: i64 = 86_400_000;
    let mut at = now_ms - 800 * DAY;
    let mut found = vec![(at, offset(at))];
    while at < now_ms {
        let next = (at + DAY).min(now_ms);
        let (before, after) = (offset(at), offset(next));
        if before != after {
            let (mut low, mut high) = (at, next);
            while high - low > 1000 {
                let middle = low + (high - low) / 2;
                match offset(middle) == before {
                    true => low = middle,
                    false => high = middle,
                }
            }
            // Clocks change at a full second.
            found.push((high - high.rem_euclid(1000), after));
        }
        at = next;
    }
    found
}

/// The name of a loan's beginning or end.
fn name(board: &Board, operation: &deliver::Delivered) -> String {
    let mark = match operation.act {
        // What was never lent here has the name of its scan alone, as ever.
        _ if board.has_come_in(operation.loan) => "",
        Act::Issue => "o",
        Act::Return => "i",
    };
    format!("{:032x}{mark}", operation.loan.0)
}

/// Of [`ready`] only what came from scans of this computer that its gateway does not have: all else the gateway hands in.
#[must_use]
pub fn unsent(till: &Till, offset: impl Fn(i64) -> i32) -> Ready {
    let mut out = ready(till, offset);
    let settled = deliver::settled(till.base(), i64::MIN, i64::MAX).operations;
    let beside = deliver::by_hand(till.base(), i64::MIN, i64::MAX);
    let mut known: BTreeSet<String> = settled.iter().map(|op| name(till.base(), op)).collect();
    known.extend(beside.iter().map(|row| format!("{:032x}", row.op.0)));
    let mut copies = BTreeSet::new();
    for own in till.own() {
        if !own.is_sent {
            copies.insert(own.op.copy);
            continue;
        }
        // Sent, and perhaps not heard of again yet.
        known.insert(match till.view().effect(own.op.id) {
            Some(Effect::Closed(loan)) => format!("{:032x}i", loan.0),
            Some(Effect::Opened) => format!("{:032x}o", own.op.id.0),
            _ => format!("{:032x}", own.op.id.0),
        });
    }
    out.operations
        .retain(|op| copies.contains(&op.barcode) && !known.contains(&op.id));
    out.held_back.retain(|copy| copies.contains(copy));
    out.without_card.retain(|copy| copies.contains(copy));
    out
}

/// Whether the gateway has the scan of something that is handed in ([`ready`]): what becomes of it is said there.
#[must_use]
pub fn is_sent(till: &Till, name: &str) -> bool {
    let Some(op) = prune::of_name(name) else {
        return true;
    };
    let copy = till.view().loan(op).map(|loan| loan.copy.as_str());
    let is_it = |own: &Own| match (name.ends_with('i'), till.view().effect(own.op.id)) {
        (false, _) => own.op.id == op,
        (true, Some(Effect::Closed(loan))) => *loan == op,
        // A return that was undone no longer says of which loan it was.
        (true, Some(Effect::Undone)) => {
            own.op.kind == Kind::Return && copy == Some(own.op.copy.as_str())
        }
        (true, _) => false,
    };
    !till.own().any(|own| !own.is_sent && is_it(&own))
}

/// Everything settled that this computer knows of. `offset` gives the minutes east of UTC at a moment.
#[must_use]
pub fn ready(till: &Till, offset: impl Fn(i64) -> i32) -> Ready {
    let settled = deliver::settled(till.view(), i64::MIN, i64::MAX);
    let mut out = Ready {
        held_back: settled.held_back,
        ..Ready::default()
    };
    let made = |at_ms: i64, kind: Does, id: String| {
        let minutes = i16::try_from(offset(at_ms)).unwrap_or(0);
        Delivered {
            at: LocalTime::of_unix(at_ms, minutes),
            offset_minutes: minutes,
            id,
            kind,
            ..Delivered::default()
        }
    };
    for operation in settled.operations {
        let card = operation.patron.and_then(|key| till.card(key));
        let kind = match operation.act {
            Act::Issue => Does::CheckOut,
            Act::Return => Does::CheckIn,
        };
        if kind == Does::CheckOut && card.is_none() && operation.patron.is_some() {
            out.without_card.push(operation.copy);
            continue;
        }
        let mut delivered = made(operation.at_ms, kind, name(till.view(), &operation));
        // A return needs no card; where it is known it helps to compare.
        delivered.card = card.unwrap_or_default().to_owned();
        delivered.barcode = operation.copy;
        delivered.due = operation.due;
        out.operations.push(delivered);
    }
    // Renewals and holds, of this computer and of others.
    for row in deliver::by_hand(till.view(), i64::MIN, i64::MAX) {
        let kind = match row.what {
            Beside::Renewed => Does::Renew,
            Beside::Held => Does::Hold,
            Beside::Unheld => Does::CancelHold,
        };
        let card = row.patron.and_then(|key| till.card(key));
        if card.is_none() && row.patron.is_some() {
            out.without_card.push(row.copy);
            continue;
        }
        let mut delivered = made(row.at_ms, kind, format!("{:032x}", row.op.0));
        delivered.card = card.unwrap_or_default().to_owned();
        delivered.barcode = row.copy;
        delivered.due = row.due;
        out.operations.push(delivered);
    }
    // Own returns that closed no loan here, and that the board says no more of: one from before the present loan, or that a board of an
    // older Carrel holds.
    for own in till.own() {
        let effect = till.view().effect(own.op.id);
        if !matches!((own.op.kind, effect), (Kind::Return, Some(Effect::Nothing)))
            || till.view().has_come_in(own.op.id)
        {
            continue;
        }
        let id = format!("{:032x}", own.op.id.0);
        let mut delivered = made(own_time(&own.op).ms, Does::CheckIn, id);
        delivered.barcode = own.op.copy;
        out.operations.push(delivered);
    }
    // Stable: of one moment, what is settled keeps its order, and a copy comes back before it goes out again.
    out.operations.sort_by_key(Delivered::unix_ms);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_clocks_of_a_place_are_told_by_the_moments_at_which_they_change() {
        let (spring, autumn) = (1_774_746_000_000, 1_792_890_000_000);
        let clock = |ms: i64| if ms >= spring && ms < autumn { 120 } else { 60 };
        let now = 1_796_000_000_123;
        let changes = zone(now, clock);
        assert_eq!(changes[1..], [(spring, 120), (autumn, 60)]);
        assert_eq!(changes[0].1, 60);
        assert_eq!(zone(now, |_| 0).len(), 1);
    }
}
