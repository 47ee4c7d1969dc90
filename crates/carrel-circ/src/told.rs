//! Loans that the library's own system reports: lent before there was a desk, or lent there since. The gateway tells everybody of them, or
//! a desk has a list of its own.

use carrel_core::CalendarDate;

use crate::board::{Board, Closed, Event};
use crate::due;
use crate::entry::{OpId, PatronKey};
use crate::policy::Policy;
use crate::time::Moment;

impl Board {
    /// Takes over how a copy stands in the library's own system. A loan of scans stays as it is; one that was told before is
    /// replaced, or ends, when the system now says something else.
    pub(crate) fn told_loan(
        &mut self,
        copy: &str,
        patron: Option<PatronKey>,
        since_ms: i64,
        due: Option<CalendarDate>,
        events: &mut Vec<Event>,
    ) {
        let before = self
            .open_loan(copy)
            .filter(|(id, _)| id.is_elsewhere())
            .map(|(id, loan)| (id, loan.patron));
        if let Some((id, holder)) = before {
            if holder.is_some() && holder == patron {
                // The same loan. Its due date is the system's, unless it was renewed here.
                if let (Some(due), Some(loan)) = (due, self.loans.get_mut(&id))
                    && loan.renewals == 0
                    && loan.due != due
                {
                    loan.due = due;
                    events.push(Event::Extended(id));
                }
                return;
            }
            self.close(id, Moment::good(since_ms), Closed::Elsewhere, events);
        }
        let Some(patron) = patron else { return };
        let at = Moment::good(since_ms);
        let due = due.unwrap_or_else(|| self.due_of_told(copy, patron, since_ms));
        let id = OpId::told_at(self.at);
        if self.know_loan_as(id, copy, patron, at, due) {
            events.push(Event::Opened(id));
        }
    }

    /// Takes the open loans of a desk's own list off the board again: the list brings them back, as it is then.
    pub fn leave_out_own_list(&mut self) {
        let gone: Vec<OpId> = self
            .loans
            .iter()
            .filter(|(id, loan)| id.in_own_list().is_some() && loan.end.is_none())
            .map(|(id, _)| *id)
            .collect();
        for id in gone {
            let Some(loan) = self.loans.remove(&id) else {
                continue;
            };
            if let Some(copy) = self.copies.get_mut(&loan.copy) {
                copy.open = None;
            }
            if let Some(known) = loan.patron.and_then(|key| self.patrons.get_mut(&key)) {
                known.loans.retain(|other| *other != id);
            }
        }
    }

    fn due_of_told(&self, copy: &str, patron: PatronKey, since_ms: i64) -> CalendarDate {
        let otherwise = Policy::default();
        let policy = self.policy(0).unwrap_or(&otherwise);
        let item = self.copy(copy).map_or("", |copy| &copy.item);
        let class = self.patron(patron).map_or("", |known| &known.class);
        let days = policy.rule(class, item).map_or(14, |rule| rule.days);
        due::due_on(due::day_of(since_ms, policy), days, policy)
    }
}
