//! Undoing by correction, and what a librarian's decision changes.

use crate::board::{Board, Cleared, Closed, Effect, Event, Info};
use crate::entry::{Choice, OpId, Operation, Use};
use crate::exception::{Broken, ExceptionKind, State};
use crate::fold::sort_holds;

impl Board {
    pub(crate) fn correct(
        &mut self,
        op: &Operation,
        target: OpId,
        events: &mut Vec<Event>,
    ) -> Effect {
        if self.effects.contains_key(&target) {
            self.undo(op, target, events);
        } else {
            self.raise(
                op,
                ExceptionKind::UnknownTarget,
                None,
                Broken::default(),
                events,
            );
            self.corrections.insert(target, op.clone());
        }
        Effect::Nothing
    }

    /// Takes back what the target did, as far as nothing later stands on it.
    pub(crate) fn undo(&mut self, op: &Operation, target: OpId, events: &mut Vec<Event>) {
        let Some((at_ms, effect)) = self.effects.get(&target).cloned() else {
            return;
        };
        let undone = match effect {
            Effect::Nothing => self.take_out(target),
            Effect::Undone => false,
            Effect::Parked => {
                self.parked.retain(|(_, waiting)| waiting.id != target);
                true
            }
            Effect::Opened => self.void(op, target, events),
            Effect::Closed(loan) => self.reopen(loan, events),
            Effect::Extended(id, before) => match self.loans.get_mut(&id) {
                Some(loan) if loan.end.is_none() => {
                    loan.due = before;
                    loan.renewals = loan.renewals.saturating_sub(1);
                    events.push(Event::Extended(id));
                    true
                }
                _ => false,
            },
            Effect::Held(title) => self
                .drop_hold(&title, |hold| hold.op == target, events)
                .is_some(),
            Effect::Unheld(title, mut hold) => {
                let queue = self.holds.entry(title).or_default();
                let is_new = queue.iter().all(|other| other.patron != hold.patron);
                if is_new {
                    hold.copy = None;
                    events.push(Event::Held(hold.op));
                    queue.push(hold);
                    sort_holds(queue);
                }
                is_new
            }
        };
        if undone {
            // Whatever it asked of a librarian is answered: it was a mistake.
            for kind in ExceptionKind::ALL {
                self.clear(target, kind, events);
            }
            self.effects.insert(target, (at_ms, Effect::Undone));
        } else {
            events.push(Event::Info(Info::NothingToDo));
        }
    }

    /// A return of a copy that nobody had was a mistake: it tells no other system anything, and explains no loan.
    fn take_out(&mut self, id: OpId) -> bool {
        let Some((at_ms, barcode)) = self.came_in.remove(&id) else {
            return false;
        };
        if let Some(copy) = self.copies.get_mut(&barcode)
            && copy
                .cleared
                .is_some_and(|known| !known.matched && known.stamp.at.ms == at_ms)
        {
            copy.cleared = None;
        }
        true
    }

    /// A checkout was a mistake: its loan never was, and the loan it pushed aside is open again.
    fn void(&mut self, op: &Operation, id: OpId, events: &mut Vec<Event>) -> bool {
        let Some(loan) = self.loans.get(&id) else {
            return false;
        };
        let (was_open, earlier) = (loan.end.is_none(), loan.superseded);
        if was_open {
            self.close(id, op.at, Closed::Corrected, events);
        } else if let Some(loan) = self.loans.get_mut(&id) {
            loan.end = loan.end.map(|(at, _)| (at, Closed::Corrected));
            events.push(Event::Closed(id));
        }
        if let Some(earlier) = earlier.filter(|_| was_open) {
            self.reopen(earlier, events);
        }
        self.drop_slip(id);
        true
    }

    /// A code that no list has and that only a mistaken loan named is no copy: most likely a card that was taken for a book.
    fn drop_slip(&mut self, id: OpId) {
        let Some(loan) = self.loans.get(&id) else {
            return;
        };
        let is_slip = self.copies.get(&loan.copy).is_some_and(|copy| {
            !copy.is_evident()
                && copy.cleared.is_none()
                && copy.last_seen_ms == loan.out.at.ms.max(0)
        });
        if is_slip
            && !self
                .loans
                .iter()
                .any(|(other, known)| *other != id && known.copy == loan.copy)
        {
            let code = loan.copy.clone();
            self.copies.remove(&code);
        }
    }

    /// Opens a closed loan again when its copy is free.
    fn reopen(&mut self, id: OpId, events: &mut Vec<Event>) -> bool {
        let Some(loan) = self.loans.get_mut(&id) else {
            return false;
        };
        let Some(copy) = self.copies.get_mut(&loan.copy) else {
            return false;
        };
        if loan.end.is_none() || copy.open.is_some() {
            return false;
        }
        loan.end = None;
        copy.open = Some(id);
        copy.cleared = None;
        // It is not on the hold shelf after all; who waited for it waits on.
        copy.shelved_for = None;
        if let Some(queue) = self.holds.get_mut(&copy.title) {
            for hold in queue {
                if hold.copy.as_deref() == Some(&loan.copy) {
                    hold.copy = None;
                }
            }
        }
        if let Some(patron) = loan.patron {
            self.patrons.entry(patron).or_default().loans.push(id);
        }
        events.push(Event::Reopened(id));
        self.dispute_again(id, events);
        true
    }

    /// Two claimed the copy when this loan ended: with the loan, the question is back.
    fn dispute_again(&mut self, id: OpId, events: &mut Vec<Event>) {
        let Some(loan) = self.loans.get(&id) else {
            return;
        };
        // Where the other loan's return came late, it is known who had it last.
        let is_unclear = loan
            .superseded
            .and_then(|other| self.loans.get(&other))
            .is_some_and(|other| matches!(other.end, Some((_, Closed::Disputed))));
        let name = (id, ExceptionKind::Disputed);
        let Some(exception) = self.exceptions.get_mut(&name) else {
            return;
        };
        match exception.state {
            State::Open => {}
            State::Explained if is_unclear => {
                exception.state = State::Open;
                events.push(Event::Raised(id, ExceptionKind::Disputed));
            }
            State::Explained | State::Settled { .. } => return,
        }
        if let Some(copy) = self.copies.get_mut(&loan.copy) {
            copy.disputed = true;
        }
    }

    /// A librarian found the copy on its shelf: what a return does, at the moment of the decision.
    fn found_on_shelf(&mut self, op: &Operation, id: OpId, events: &mut Vec<Event>) {
        let Some((barcode, out)) = self.loans.get(&id).map(|l| (l.copy.clone(), l.out)) else {
            return;
        };
        self.close(id, op.at, Closed::OnShelf, events);
        if let Some(copy) = self.copies.get_mut(&barcode) {
            copy.last_seen_ms = copy.last_seen_ms.max(op.at.ms);
            if matches!(copy.usage, Use::Missing | Use::InTransit) {
                copy.usage = Use::Lent;
            }
            copy.cleared = Some(Cleared {
                stamp: op.stamp(),
                matched: true,
                since: Some(out),
            });
        }
        self.trap(&barcode, events);
    }

    pub(crate) fn settle(
        &mut self,
        op: &Operation,
        name: (OpId, ExceptionKind),
        choice: Choice,
        events: &mut Vec<Event>,
    ) -> Effect {
        let open = self
            .exceptions
            .get(&name)
            .is_some_and(|exception| exception.state == State::Open);
        if !open {
            events.push(Event::Info(Info::NothingToDo));
            return Effect::Nothing;
        }
        let (id, kind) = name;
        let holds_it = self.loans.get(&id).is_some_and(|loan| loan.end.is_none());
        match choice {
            Choice::Confirm => {
                if kind == ExceptionKind::Disputed
                    && holds_it
                    && let Some(loan) = self.loans.get(&id)
                    && let Some(copy) = self.copies.get_mut(&loan.copy)
                {
                    copy.disputed = false;
                }
            }
            Choice::Earlier if holds_it => {
                self.void(op, id, events);
            }
            Choice::OnShelf if holds_it => self.found_on_shelf(op, id, events),
            Choice::Earlier | Choice::OnShelf => events.push(Event::Info(Info::NothingToDo)),
        }
        if matches!(
            kind,
            ExceptionKind::UnknownCopy | ExceptionKind::UnknownPatron
        ) {
            // "Leave it": the scan stays listed with its exception and never acts.
            self.parked.retain(|(_, waiting)| waiting.id != id);
            if let Some((_, effect)) = self.effects.get_mut(&id)
                && *effect == Effect::Parked
            {
                *effect = Effect::Nothing;
            }
        }
        if let Some(exception) = self.exceptions.get_mut(&name) {
            exception.state = State::Settled { by: op.id, choice };
            events.push(Event::Cleared(id, kind));
        }
        Effect::Nothing
    }
}
