//! The rules C1-C7 once more, told as shortly as possible and without looking at the real ones: who has a copy, and what clashed.

use std::collections::{BTreeMap, BTreeSet};

use carrel_circ::entry::{Entry, Kind, OpId, Operation, PatronKey, What};
use carrel_circ::exception::ExceptionKind;
use carrel_circ::time::{Order, Stamp};

/// The kinds of exceptions it knows.
pub const KNOWS: [ExceptionKind; 4] = [
    ExceptionKind::Superseded,
    ExceptionKind::Late,
    ExceptionKind::Disputed,
    ExceptionKind::LateReturn,
];

/// What it found.
#[derive(Clone, Debug, Default)]
pub struct Found {
    /// Every clash, by the operation that made it.
    pub clashes: BTreeSet<(OpId, ExceptionKind)>,
    /// Who has each copy that was ever scanned.
    pub holders: BTreeMap<String, Option<PatronKey>>,
}

/// A span in which somebody had a copy.
#[derive(Clone, Copy)]
struct Span {
    patron: Option<PatronKey>,
    out: Stamp,
    /// The span it pushed aside, when that one's return was never scanned.
    aside: Option<Stamp>,
}

#[derive(Default)]
struct Story {
    now: Option<Span>,
    /// The last time it was free: when, whether a loan ended then, and when that loan had begun.
    free: Option<(Stamp, bool, Option<Stamp>)>,
}

/// Reads the rows of checkouts and returns; other operations are passed over.
pub fn clashes<'a>(rows: impl Iterator<Item = &'a Entry>) -> Found {
    let mut found = Found::default();
    let mut stories: BTreeMap<&str, Story> = BTreeMap::new();
    for row in rows {
        let What::Op(op) = &row.what else { continue };
        let clash = match op.kind {
            Kind::Checkout => stories.entry(&op.copy).or_default().goes_out(op),
            Kind::Return => stories.entry(&op.copy).or_default().comes_in(op),
            _ => None,
        };
        found.clashes.extend(clash.map(|kind| (op.id, kind)));
    }
    found.holders = stories
        .into_iter()
        .map(|(copy, story)| (copy.to_owned(), story.now.and_then(|span| span.patron)))
        .collect();
    found
}

impl Story {
    fn goes_out(&mut self, op: &Operation) -> Option<ExceptionKind> {
        let new = Span {
            patron: op.patron,
            out: op.stamp(),
            aside: None,
        };
        let Some(now) = self.now else {
            return match &mut self.free {
                Some((since, matched, began)) if new.out.order(since) == Order::Before => {
                    if *matched {
                        return Some(ExceptionKind::Late);
                    }
                    (*matched, *began) = (true, Some(new.out));
                    None
                }
                _ => {
                    self.now = Some(new);
                    None
                }
            };
        };
        if now.patron == new.patron {
            return None;
        }
        let aside = Span {
            aside: Some(now.out),
            ..new
        };
        match new.out.order(&now.out) {
            Order::Before => Some(ExceptionKind::Late),
            Order::After => {
                self.now = Some(aside);
                Some(ExceptionKind::Superseded)
            }
            Order::Unclear => {
                self.now = Some(aside);
                Some(ExceptionKind::Disputed)
            }
        }
    }

    fn comes_in(&mut self, op: &Operation) -> Option<ExceptionKind> {
        let at = op.stamp();
        let Some(now) = &mut self.now else {
            if self
                .free
                .is_none_or(|(since, ..)| at.order(&since) != Order::Before)
            {
                self.free = Some((at, false, None));
            }
            return None;
        };
        let explains = now
            .aside
            .is_some_and(|began| at.order(&began) != Order::Before);
        match at.order(&now.out) {
            Order::After => {}
            Order::Unclear if !explains => {}
            _ => {
                if explains {
                    now.aside = None;
                }
                return Some(ExceptionKind::LateReturn);
            }
        }
        self.free = Some((at, true, Some(now.out)));
        self.now = None;
        None
    }
}
