//! What every system's file has in common: the order, the times, the returns that nobody scanned, who should have what.

use std::collections::{BTreeMap, BTreeSet};

use carrel_core::CalendarDate;

use super::values::{Names, copy_trouble, trouble};
use super::{Batch, System};
use crate::delivered::{Delivered, Kind};
use crate::local::LocalTime;
use crate::sheet::{ByHand, Expected, Left, LeftOut, Watch, WatchWhy};

/// One operation of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// The time as it is written: in order, and for one copy at least a second apart.
    pub at: LocalTime,
    /// Minutes east of UTC.
    pub offset_minutes: i16,
    /// The day it happened.
    pub day: CalendarDate,
    /// What happened.
    pub act: Act,
    /// The patron's class; empty when unknown.
    pub class: String,
    /// A return that nobody scanned: the copy was lent again, so it must have come back.
    pub is_inferred: bool,
}

/// What happened, with what a file needs of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Act {
    /// Check out.
    Out {
        /// The patron.
        card: String,
        /// The copy.
        barcode: String,
        /// Until when.
        due: Option<CalendarDate>,
    },
    /// Check in.
    In {
        /// The copy.
        barcode: String,
    },
    /// Renew.
    Renew {
        /// The patron.
        card: String,
        /// The copy.
        barcode: String,
        /// Until when.
        due: Option<CalendarDate>,
    },
}

impl Act {
    /// The copy.
    #[must_use]
    pub fn barcode(&self) -> &str {
        match self {
            Act::Out { barcode, .. } | Act::In { barcode } | Act::Renew { barcode, .. } => barcode,
        }
    }
}

/// The lines of all files in order, and what goes on the sheet.
#[derive(Debug, Default)]
pub(crate) struct Plan {
    pub(crate) lines: Vec<Line>,
    pub(crate) by_hand: Vec<ByHand>,
    pub(crate) left_out: Vec<LeftOut>,
    pub(crate) watch: Vec<Watch>,
    pub(crate) expected: Vec<Expected>,
    /// How many times were moved to keep the order, and the most seconds one was.
    pub(crate) moved: (u32, u32),
}

impl Plan {
    /// What the batch's name is made from: all that is in the files; where there is none, all that the sheet names.
    pub(crate) fn text_for_id(&self) -> String {
        let mut text = String::new();
        let mut add = |parts: [&str; 4]| {
            for part in parts {
                text.push_str(part);
                text.push('\t');
            }
            text.push('\n');
        };
        for line in &self.lines {
            let (letter, card) = match &line.act {
                Act::Out { card, .. } => ("O", card.as_str()),
                Act::In { .. } => ("I", ""),
                Act::Renew { card, .. } => ("R", card.as_str()),
            };
            add([letter, &line.at.to_string(), card, line.act.barcode()]);
        }
        if self.lines.is_empty() {
            let by_hand = self.by_hand.iter().map(|row| &row.operation);
            let left_out = self.left_out.iter().map(|row| &row.operation);
            for of in by_hand.chain(left_out) {
                // Renewals and holds have a name of their own; the rest tells those without one apart.
                add([&of.id, &of.at.to_string(), &of.card, &of.barcode]);
            }
        }
        text
    }
}

pub(crate) fn plan(system: System, batch: &Batch<'_>) -> Plan {
    let mut order: Vec<&Delivered> = batch.operations.iter().collect();
    // Stable: what happened in one moment stays as given.
    order.sort_by_key(|operation| operation.unix_ms());
    let names = Names::of(batch);
    let mut clock = Clock {
        is_utc: system == System::Evergreen,
        ..Clock::default()
    };
    let mut plan = Plan::default();
    // Who has the copy: by the desk's account, and as far as the files say.
    let mut ours: BTreeMap<&str, Option<&str>> = BTreeMap::new();
    let mut theirs: BTreeMap<&str, Option<&str>> = BTreeMap::new();
    // Copies whose loan began in these files.
    let mut fresh: BTreeSet<&str> = BTreeSet::new();
    for operation in order {
        let barcode = operation.barcode.as_str();
        let known = batch.loans.and_then(|loans| loans.get(barcode));
        let from_list = known.map(|loan| loan.card.as_str());
        let is_first = !ours.contains_key(barcode);
        // Nobody told who has it, but who renews a book has it.
        let renewer = (is_first && batch.loans.is_none() && operation.kind == Kind::Renew)
            .then_some(operation.card.as_str());
        let holder = *theirs.entry(barcode).or_insert(from_list.or(renewer));
        let our_holder = ours.entry(barcode).or_insert(from_list.or(renewer));
        // A loan of the list that is newer than what the desk saw: the desk's news is old (rules C3 and C7).
        let is_late = is_older(known.and_then(|loan| loan.since), operation);
        if is_late && matches!(operation.kind, Kind::CheckOut | Kind::CheckIn | Kind::Renew) {
            plan.left_out.push(LeftOut::new(operation, Left::NewerLoan));
            continue;
        }
        match operation.kind {
            Kind::CheckOut => *our_holder = Some(operation.card.as_str()),
            Kind::CheckIn => *our_holder = None,
            Kind::Renew | Kind::Hold | Kind::CancelHold => {}
        }
        let copy_trouble = copy_trouble(system, barcode, &names);
        let trouble = copy_trouble.or_else(|| trouble(system, operation, holder, &names));
        let lends_again = operation.kind == Kind::CheckOut
            && holder.is_some_and(|holder| holder != operation.card);
        if lends_again && copy_trouble.is_none() {
            // It is not with the patron whom the system has in mind, whoever has it now.
            let at = clock.tick(operation, barcode, &mut plan.moved);
            plan.lines.push(Line {
                at,
                offset_minutes: operation.offset_minutes,
                day: operation.at.date,
                act: Act::In {
                    barcode: barcode.to_owned(),
                },
                class: operation.class.clone(),
                is_inferred: true,
            });
            theirs.insert(barcode, None);
            plan.watch
                .push(Watch::new(operation, WatchWhy::ReturnAdded));
        }
        if let Some(why) = trouble {
            plan.by_hand.push(ByHand::new(operation, why));
            continue;
        }
        let act = match operation.kind {
            Kind::CheckOut if holder == Some(operation.card.as_str()) => {
                plan.left_out
                    .push(LeftOut::new(operation, Left::AlreadyOut));
                continue;
            }
            Kind::CheckOut => Act::Out {
                card: operation.card.clone(),
                barcode: barcode.to_owned(),
                due: operation.due,
            },
            Kind::CheckIn => Act::In {
                barcode: barcode.to_owned(),
            },
            _ => Act::Renew {
                card: operation.card.clone(),
                barcode: barcode.to_owned(),
                due: operation.due,
            },
        };
        match &act {
            Act::Out { .. } => {
                fresh.insert(barcode);
                theirs.insert(barcode, Some(operation.card.as_str()));
                if is_first && batch.loans.is_none() {
                    plan.watch.push(Watch::new(operation, WatchWhy::NotKnown));
                }
            }
            Act::In { .. } => {
                theirs.insert(barcode, None);
                if is_first && batch.loans.is_none() {
                    plan.watch
                        .push(Watch::new(operation, WatchWhy::ReturnClosesAny));
                }
            }
            Act::Renew { .. } => {
                fresh.remove(barcode);
                if renewer.is_some() {
                    plan.watch.push(Watch::new(operation, WatchWhy::NotKnown));
                }
            }
        }
        let at = clock.tick(operation, barcode, &mut plan.moved);
        plan.lines.push(Line {
            at,
            offset_minutes: operation.offset_minutes,
            day: operation.at.date,
            act,
            class: operation.class.clone(),
            is_inferred: false,
        });
    }
    let mut late: Vec<&Delivered> = batch.late.iter().collect();
    late.sort_by_key(|operation| operation.unix_ms());
    let late = late.into_iter();
    plan.left_out
        .extend(late.map(|operation| LeftOut::new(operation, Left::Late)));
    for by_hand in &mut plan.by_hand {
        let barcode = by_hand.operation.barcode.as_str();
        let moves = match by_hand.operation.kind {
            Kind::CheckOut => true,
            // No line speaks of such a copy, so only a list says whether it was out at all.
            Kind::CheckIn => batch.loans.is_some(),
            Kind::Renew | Kind::Hold | Kind::CancelHold => false,
        };
        by_hand.is_settled = moves && ours.get(barcode) == theirs.get(barcode);
    }
    plan.expected = ours
        .iter()
        .map(|(barcode, holder)| Expected {
            barcode: (*barcode).to_owned(),
            holder: holder.map(str::to_owned),
            is_delivered: theirs.get(barcode) == Some(holder),
            is_fresh: fresh.contains(barcode) && theirs.get(barcode) == Some(holder),
        })
        .collect();
    plan
}

/// True when the system's loan began after the operation. A list with days alone gives midnight, so the same day is not late.
fn is_older(since: Option<LocalTime>, operation: &Delivered) -> bool {
    since.is_some_and(|since| since > operation.at)
}

/// Times in the order of what happened, though the clock was set back in the night; a second between two of one copy.
#[derive(Default)]
struct Clock<'a> {
    /// Order by UTC, for a file that writes UTC; else by the clock on the wall, which is what a `.koc` file shows and its reader sorts by.
    is_utc: bool,
    last: Option<i64>,
    of_copy: BTreeMap<&'a str, i64>,
}

impl<'a> Clock<'a> {
    fn tick(
        &mut self,
        operation: &Delivered,
        barcode: &'a str,
        moved: &mut (u32, u32),
    ) -> LocalTime {
        let offset = if self.is_utc {
            operation.offset_minutes
        } else {
            0
        };
        let happened = operation.at.unix_ms(offset);
        let mut at = happened.max(self.last.unwrap_or(i64::MIN));
        if let Some(before) = self.of_copy.get(barcode) {
            at = at.max(before + 1000);
        }
        self.last = Some(at);
        self.of_copy.insert(barcode, at);
        if at != happened {
            let seconds = u32::try_from((at - happened + 999) / 1000).unwrap_or(u32::MAX);
            *moved = (moved.0 + 1, moved.1.max(seconds));
        }
        LocalTime::of_unix(at, offset)
    }
}
