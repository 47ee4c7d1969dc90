//! The rules C1-C11 (reliability.md 3.4): physical possession wins, nothing is lost, a human settles doubt.
//!
//! No operation is refused here. It either changes the state, or says why it did not, or raises an exception.

use std::collections::BTreeSet;

use carrel_core::CalendarDate;

use crate::board::{Board, Cleared, Closed, Effect, Event, Hold, Info, Loan};
use crate::due;
use crate::entry::{Entry, Fact, Kind, OpId, Operation, PatronKey, Use, What};
use crate::exception::{Broken, Exception, ExceptionKind, State};
use crate::policy::Policy;
use crate::time::{DAY_MS, Moment, Order, Quality};

impl Board {
    /// Folds one entry; what it did is added to `events`. Cost: a few look-ups by barcode, plus the patron's open loans.
    pub fn apply_into(&mut self, entry: &Entry, events: &mut Vec<Event>) {
        self.at = entry.server_seq;
        match &entry.what {
            What::Op(operation) => self.operation(entry.server_seq, operation, events),
            What::Fact(fact) => self.fact(fact, events),
        }
    }

    fn operation(&mut self, seq: u64, op: &Operation, events: &mut Vec<Event>) {
        if self.effects.contains_key(&op.id) {
            events.push(Event::Info(Info::Repeated));
            return;
        }
        if self.park(seq, op, events) {
            return;
        }
        self.act(seq, op, events);
        if let Some(correction) = self.corrections.remove(&op.id) {
            self.clear(correction.id, ExceptionKind::UnknownTarget, events);
            self.undo(&correction, op.id, events);
        }
    }

    /// What an operation does once its barcode and its card are known.
    fn act(&mut self, seq: u64, op: &Operation, events: &mut Vec<Event>) {
        let effect = match op.kind {
            Kind::Checkout => self.checkout(op, events),
            Kind::Return => self.take_back(op, events),
            Kind::Renew => self.renew(op, events),
            Kind::Hold => self.hold(seq, op, events),
            Kind::Unhold => self.unhold(op, events),
            Kind::Seen => self.seen(op, events),
            Kind::Correct { target } => self.correct(op, target, events),
            Kind::Settle {
                target,
                about,
                choice,
            } => self.settle(op, (target, about), choice, events),
        };
        self.effects.insert(op.id, (op.at.ms, effect));
    }

    /// C8: what nobody knows waits until somebody says what it is.
    fn park(&mut self, seq: u64, op: &Operation, events: &mut Vec<Event>) -> bool {
        let about_copy = matches!(
            op.kind,
            Kind::Checkout | Kind::Return | Kind::Renew | Kind::Seen
        );
        let about_patron = matches!(op.kind, Kind::Checkout | Kind::Hold);
        let strange_copy = about_copy
            && self.copies_listed
            && self
                .copies
                .get(&op.copy)
                .is_none_or(|copy| copy.item.is_empty());
        let strange_patron = about_patron
            && self.patrons_listed
            && !op.erased
            && op
                .patron
                .is_none_or(|key| self.patrons.get(&key).is_none_or(|known| !known.listed));
        if !strange_copy && !strange_patron {
            return false;
        }
        if strange_copy {
            self.raise(
                op,
                ExceptionKind::UnknownCopy,
                None,
                Broken::default(),
                events,
            );
        }
        if strange_patron {
            self.raise(
                op,
                ExceptionKind::UnknownPatron,
                None,
                Broken::default(),
                events,
            );
        }
        self.effects.insert(op.id, (op.at.ms, Effect::Parked));
        self.parked.push((seq, op.clone()));
        events.push(Event::Parked(op.id));
        true
    }

    /// Parked operations whose barcode and card are known by now act, in their old order.
    fn replay(&mut self, events: &mut Vec<Event>) {
        if self.parked.is_empty() {
            return;
        }
        let waiting = std::mem::take(&mut self.parked);
        for (seq, op) in waiting {
            self.effects.remove(&op.id);
            let mut again = Vec::new();
            if self.park(seq, &op, &mut again) {
                continue;
            }
            for kind in [ExceptionKind::UnknownCopy, ExceptionKind::UnknownPatron] {
                self.clear(op.id, kind, events);
            }
            self.act(seq, &op, events);
        }
    }

    fn checkout(&mut self, op: &Operation, events: &mut Vec<Event>) -> Effect {
        let copy = self.copies.entry(op.copy.clone()).or_default();
        copy.last_seen_ms = copy.last_seen_ms.max(op.at.ms);
        let cleared = copy.cleared;
        let current = copy
            .open
            .and_then(|id| self.loans.get(&id).map(|loan| (id, loan)));
        let Some((id, loan)) = current else {
            // C1, unless it was over before it was heard of.
            if let Some(cleared) = cleared
                && op.stamp().order(&cleared.stamp) == Order::Before
            {
                return self.late_for_return(op, cleared, events);
            }
            return self.open(op, None, events);
        };
        if loan.patron.is_some() && loan.patron == op.patron {
            return self.again(op, id, events);
        }
        let (out, other) = (loan.out, loan.patron);
        match op.stamp().order(&out) {
            Order::After => {
                // C2: it must have come back in between.
                self.close(id, op.at, Closed::Inferred, events);
                let effect = self.open(op, Some(id), events);
                self.raise(
                    op,
                    ExceptionKind::Superseded,
                    Some((id, other)),
                    Broken::default(),
                    events,
                );
                effect
            }
            Order::Before => {
                // C3: the holder stays.
                self.write_history(op, out.at, events);
                self.raise(
                    op,
                    ExceptionKind::Late,
                    Some((id, other)),
                    Broken::default(),
                    events,
                );
                Effect::Opened
            }
            Order::Unclear => {
                // C4: the later arrival is the provisional holder.
                self.close(id, op.at, Closed::Disputed, events);
                let effect = self.open(op, Some(id), events);
                if let Some(copy) = self.copies.get_mut(&op.copy) {
                    copy.disputed = true;
                }
                self.raise(
                    op,
                    ExceptionKind::Disputed,
                    Some((id, other)),
                    Broken::default(),
                    events,
                );
                effect
            }
        }
    }

    /// A loan from before the copy's last return. When that return had no loan, this is the one: nothing is wrong.
    fn late_for_return(
        &mut self,
        op: &Operation,
        cleared: Cleared,
        events: &mut Vec<Event>,
    ) -> Effect {
        self.write_history(op, cleared.stamp.at, events);
        if cleared.matched {
            self.raise(op, ExceptionKind::Late, None, Broken::default(), events);
        } else {
            if let Some(known) = self
                .copies
                .get_mut(&op.copy)
                .and_then(|copy| copy.cleared.as_mut())
            {
                known.matched = true;
                known.since = Some(op.stamp());
            }
            events.push(Event::Info(Info::OverWhenHeard));
        }
        Effect::Opened
    }

    /// C5: the patron has it already.
    fn again(&mut self, op: &Operation, id: OpId, events: &mut Vec<Event>) -> Effect {
        let Some(loan) = self.loans.get(&id) else {
            return Effect::Nothing;
        };
        let later = op.stamp().order(&loan.out) == Order::After
            && op.at.ms.saturating_sub(loan.out.at.ms) > DAY_MS;
        if !later {
            events.push(Event::Info(Info::AlreadyTheirs));
            return Effect::Nothing;
        }
        let holder = loan.patron;
        if self.may_not_renew(op, holder) {
            // It became a renewal, so C10 holds for it: the due date stays.
            return self.refuse_renewal(op, Some((id, holder)), events);
        }
        self.extend(op, id, events)
    }

    /// Somebody waits for the title, and the policy says that it is not renewed then.
    fn may_not_renew(&self, op: &Operation, holder: Option<PatronKey>) -> bool {
        !op.allowed.covers(u64::from(Broken::NO_RENEWAL))
            && self.is_wanted(&op.copy, holder)
            && self.with_policy(op.policy, |_, policy| policy.no_renew_when_held)
    }

    /// C10: the due date stays.
    fn refuse_renewal(
        &mut self,
        op: &Operation,
        other: Option<(OpId, Option<PatronKey>)>,
        events: &mut Vec<Event>,
    ) -> Effect {
        let broken = Broken(Broken::NO_RENEWAL);
        self.raise(op, ExceptionKind::Renew, other, broken, events);
        Effect::Nothing
    }

    /// Opens a loan, and says which rules it broke that nobody saw and answered (C9).
    fn open(
        &mut self,
        op: &Operation,
        superseded: Option<OpId>,
        events: &mut Vec<Event>,
    ) -> Effect {
        let patron = op.patron.unwrap_or_default();
        let (broken, due) = self.with_policy(op.policy, |board, policy| {
            (
                board.broken_by(&op.copy, patron, policy),
                board.due_for(op, policy),
            )
        });
        let unseen = op.allowed.left_of(broken);
        if !unseen.is_none() {
            self.raise(op, ExceptionKind::Policy, None, unseen, events);
        }
        self.loans.insert(
            op.id,
            Loan {
                copy: op.copy.clone(),
                patron: op.patron,
                out: op.stamp(),
                due,
                renewals: 0,
                end: None,
                superseded,
            },
        );
        if let Some(patron) = op.patron {
            self.patrons.entry(patron).or_default().loans.push(op.id);
        }
        let mut title = String::new();
        if let Some(copy) = self.copies.get_mut(&op.copy) {
            copy.open = Some(op.id);
            copy.disputed = false;
            copy.shelved_for = None;
            if matches!(copy.usage, Use::Missing | Use::InTransit) {
                copy.usage = Use::Lent;
            }
            title.clone_from(&copy.title);
        }
        events.push(Event::Opened(op.id));
        // The wait is over, with whichever copy; a copy set aside for another is no longer there.
        if let Some(queue) = self.holds.get_mut(&title) {
            if let Some(place) = queue.iter().position(|hold| Some(hold.patron) == op.patron) {
                let hold = queue.remove(place);
                events.push(Event::Unheld(hold.op));
                if let Some(other) = hold.copy.filter(|code| *code != op.copy)
                    && let Some(copy) = self.copies.get_mut(&other)
                {
                    copy.shelved_for = None;
                }
            }
            for hold in queue
                .iter_mut()
                .filter(|hold| hold.copy.as_deref() == Some(&op.copy))
            {
                hold.copy = None;
            }
        }
        if self.holds.get(&title).is_some_and(Vec::is_empty) {
            self.holds.remove(&title);
        }
        Effect::Opened
    }

    /// The due date: what the screen showed, or later when the time is sure and a policy that is known says so.
    fn due_for(&self, op: &Operation, policy: &Policy) -> CalendarDate {
        if let Some(shown) = op.due
            && self.policy(op.policy).is_none()
        {
            // The desk counted by a policy of its own: nothing here may move what it said.
            return shown;
        }
        let item = self.copies.get(&op.copy).map_or("", |copy| &copy.item);
        let class = op
            .patron
            .and_then(|key| self.patrons.get(&key))
            .map_or("", |patron| &patron.class);
        let days = policy.rule(class, item).map_or(14, |rule| rule.days);
        let today = due::day_of(op.at.ms, policy);
        let counted = due::due_on(today, days, policy);
        match op.due {
            Some(shown) if op.at.quality == Quality::Unknown => shown,
            Some(shown) => shown.max(counted),
            None => counted,
        }
    }

    fn with_policy<T>(&self, version: u32, f: impl FnOnce(&Board, &Policy) -> T) -> T {
        match self.policy(version) {
            Some(policy) => f(self, policy),
            None => f(self, &Policy::default()),
        }
    }

    /// A loan that was over when it arrived.
    fn write_history(&mut self, op: &Operation, end: Moment, events: &mut Vec<Event>) {
        let due = self.with_policy(op.policy, |board, policy| board.due_for(op, policy));
        self.loans.insert(
            op.id,
            Loan {
                copy: op.copy.clone(),
                patron: op.patron,
                out: op.stamp(),
                due,
                renewals: 0,
                end: Some((end, Closed::History)),
                superseded: None,
            },
        );
        events.push(Event::History(op.id));
    }

    /// Ends a loan and takes it off its copy and its patron.
    pub(crate) fn close(&mut self, id: OpId, at: Moment, why: Closed, events: &mut Vec<Event>) {
        let Some(loan) = self.loans.get_mut(&id) else {
            return;
        };
        loan.end = Some((at, why));
        let (patron, copy) = (loan.patron, loan.copy.clone());
        if patron.is_some_and(|key| self.forgotten.contains_key(&key)) {
            // It was owed until now; now the link goes.
            loan.patron = None;
        }
        if let Some(known) = patron.and_then(|key| self.patrons.get_mut(&key)) {
            known.loans.retain(|other| *other != id);
        }
        if let Some(patron) = patron
            && self
                .patrons
                .get(&patron)
                .is_some_and(|known| !known.listed && known.loans.is_empty())
        {
            self.patrons.remove(&patron);
        }
        if let Some(copy) = self.copies.get_mut(&copy)
            && copy.open == Some(id)
        {
            copy.open = None;
            copy.disputed = false;
        }
        events.push(Event::Closed(id));
    }

    fn take_back(&mut self, op: &Operation, events: &mut Vec<Event>) -> Effect {
        let copy = self.copies.entry(op.copy.clone()).or_default();
        copy.last_seen_ms = copy.last_seen_ms.max(op.at.ms);
        if matches!(copy.usage, Use::Missing | Use::InTransit) {
            copy.usage = Use::Lent;
        }
        let current = copy
            .open
            .and_then(|id| self.loans.get(&id).map(|loan| (id, loan)));
        let Some((id, loan)) = current else {
            // C6: nobody had it; it was seen, and explains a loan that may arrive later.
            let is_news = copy
                .cleared
                .is_none_or(|known| op.stamp().order(&known.stamp) != Order::Before);
            if is_news {
                copy.cleared = Some(Cleared {
                    stamp: op.stamp(),
                    matched: false,
                    since: None,
                });
            }
            let known = (op.at.ms, op.copy.clone());
            self.came_in.insert(op.id, known);
            events.push(Event::Seen);
            events.push(Event::Info(Info::NotOnLoan));
            self.trap(&op.copy, events);
            return Effect::Nothing;
        };
        let (out, superseded) = (loan.out, loan.superseded);
        let awaited = superseded.filter(|id| {
            self.loans.get(id).is_some_and(|earlier| {
                matches!(earlier.end, Some((_, Closed::Inferred | Closed::Disputed)))
                    && op.stamp().order(&earlier.out) != Order::Before
            })
        });
        match op.stamp().order(&out) {
            Order::Before => self.late_return(op, id, awaited, events),
            Order::Unclear if awaited.is_some() => self.late_return(op, id, awaited, events),
            Order::Unclear | Order::After => {
                let was_disputed = self.copies.get(&op.copy).is_some_and(|copy| copy.disputed);
                self.close(id, op.at, Closed::Returned, events);
                if was_disputed {
                    // It is here: who had it last no longer matters.
                    self.clear(id, ExceptionKind::Disputed, events);
                }
                if let Some(copy) = self.copies.get_mut(&op.copy) {
                    copy.cleared = Some(Cleared {
                        stamp: op.stamp(),
                        matched: true,
                        since: Some(out),
                    });
                }
                self.trap(&op.copy, events);
                Effect::Closed(id)
            }
        }
    }

    /// C7: a return from before the present loan. It closes the earlier loan, whose end was inferred; the present one stays.
    fn late_return(
        &mut self,
        op: &Operation,
        current: OpId,
        awaited: Option<OpId>,
        events: &mut Vec<Event>,
    ) -> Effect {
        let Some(earlier) = awaited else {
            let fits = self
                .copies
                .get(&op.copy)
                .and_then(|copy| copy.cleared)
                .is_none_or(|known| !falls_inside(op, &known));
            self.raise(
                op,
                ExceptionKind::LateReturn,
                Some((current, None)),
                Broken::default(),
                events,
            );
            if fits {
                self.clear(op.id, ExceptionKind::LateReturn, events);
            }
            return Effect::Nothing;
        };
        // A late operation never rewrites what a librarian settled: then it is history, told and explained, and no more.
        let is_settled = [ExceptionKind::Superseded, ExceptionKind::Disputed]
            .into_iter()
            .filter_map(|kind| self.exceptions.get(&(current, kind)))
            .any(|exception| matches!(exception.state, State::Settled { .. }));
        let other = self.loans.get(&earlier).and_then(|loan| loan.patron);
        if let Some(loan) = self.loans.get_mut(&earlier).filter(|_| !is_settled) {
            loan.end = Some((op.at, Closed::Returned));
            events.push(Event::Closed(earlier));
        }
        for kind in [ExceptionKind::Superseded, ExceptionKind::Disputed] {
            self.clear(current, kind, events);
        }
        if let Some(copy) = self.copies.get_mut(&op.copy) {
            copy.disputed = false;
        }
        self.raise(
            op,
            ExceptionKind::LateReturn,
            Some((earlier, other)),
            Broken::default(),
            events,
        );
        self.clear(op.id, ExceptionKind::LateReturn, events);
        if is_settled {
            Effect::Nothing
        } else {
            Effect::Closed(earlier)
        }
    }

    /// A copy that came in goes to who waits for its title.
    pub(crate) fn trap(&mut self, barcode: &str, events: &mut Vec<Event>) {
        let Some(copy) = self.copies.get_mut(barcode) else {
            return;
        };
        if copy.title.is_empty() || copy.shelved_for.is_some() || copy.usage != Use::Lent {
            return;
        }
        let Some(hold) = self
            .holds
            .get_mut(&copy.title)
            .and_then(|queue| queue.iter_mut().find(|hold| hold.copy.is_none()))
        else {
            return;
        };
        hold.copy = Some(barcode.to_owned());
        copy.shelved_for = Some(hold.patron);
        events.push(Event::Trapped {
            copy: barcode.to_owned(),
            patron: hold.patron,
        });
    }

    fn renew(&mut self, op: &Operation, events: &mut Vec<Event>) -> Effect {
        let current = self
            .open_loan(&op.copy)
            .map(|(id, loan)| (id, loan.clone()));
        let refused = match &current {
            None => Some(None),
            Some((id, loan)) if op.patron.is_some() && loan.patron != op.patron => {
                Some(Some((*id, loan.patron)))
            }
            Some((id, loan)) => {
                if op.stamp().order(&loan.out) == Order::Before {
                    events.push(Event::Info(Info::NothingToDo));
                    return Effect::Nothing;
                }
                self.may_not_renew(op, loan.patron)
                    .then_some(Some((*id, loan.patron)))
            }
        };
        if let Some(other) = refused {
            return self.refuse_renewal(op, other, events);
        }
        match current {
            Some((id, _)) => self.extend(op, id, events),
            None => Effect::Nothing,
        }
    }

    fn extend(&mut self, op: &Operation, id: OpId, events: &mut Vec<Event>) -> Effect {
        let due = self.with_policy(op.policy, |board, policy| board.due_for(op, policy));
        let Some(loan) = self.loans.get(&id) else {
            return Effect::Nothing;
        };
        let allowed = self.with_policy(op.policy, |board, policy| {
            let item = board.copies.get(&op.copy).map_or("", |copy| &copy.item);
            let class = loan
                .patron
                .and_then(|key| board.patrons.get(&key))
                .map_or("", |patron| &patron.class);
            policy
                .rule(class, item)
                .map_or(u16::MAX, |rule| rule.renewals)
        });
        if loan.renewals >= allowed && !op.allowed.covers(u64::from(Broken::RENEWALS)) {
            self.raise(
                op,
                ExceptionKind::Policy,
                None,
                Broken(Broken::RENEWALS),
                events,
            );
        }
        let Some(loan) = self.loans.get_mut(&id) else {
            return Effect::Nothing;
        };
        let before = loan.due;
        loan.due = loan.due.max(due);
        loan.renewals = loan.renewals.saturating_add(1);
        events.push(Event::Extended(id));
        Effect::Extended(id, before)
    }

    /// C11: queue by time, then by server order; once a patron and title.
    fn hold(&mut self, seq: u64, op: &Operation, events: &mut Vec<Event>) -> Effect {
        let Some(patron) = op.patron else {
            events.push(Event::Info(Info::NothingToDo));
            return Effect::Nothing;
        };
        let queue = self.holds.entry(op.copy.clone()).or_default();
        if queue.iter().any(|hold| hold.patron == patron) {
            events.push(Event::Info(Info::AlreadyHeld));
            return Effect::Nothing;
        }
        queue.push(Hold {
            op: op.id,
            patron,
            at: op.at,
            server_seq: seq,
            copy: None,
        });
        sort_holds(queue);
        events.push(Event::Held(op.id));
        Effect::Held(op.copy.clone())
    }

    fn unhold(&mut self, op: &Operation, events: &mut Vec<Event>) -> Effect {
        match self.drop_hold(&op.copy, |hold| Some(hold.patron) == op.patron, events) {
            Some(hold) => Effect::Unheld(op.copy.clone(), hold),
            None => {
                events.push(Event::Info(Info::NoSuchHold));
                Effect::Nothing
            }
        }
    }

    /// Takes a hold away; a copy that waited for it goes to the next, or back to its shelf.
    pub(crate) fn drop_hold(
        &mut self,
        title: &str,
        which: impl Fn(&Hold) -> bool,
        events: &mut Vec<Event>,
    ) -> Option<Hold> {
        let queue = self.holds.get_mut(title)?;
        let place = queue.iter().position(which)?;
        let hold = queue.remove(place);
        if queue.is_empty() {
            self.holds.remove(title);
        }
        events.push(Event::Unheld(hold.op));
        if let Some(barcode) = &hold.copy {
            if let Some(copy) = self.copies.get_mut(barcode) {
                copy.shelved_for = None;
            }
            self.trap(barcode, events);
        }
        Some(hold)
    }

    fn seen(&mut self, op: &Operation, events: &mut Vec<Event>) -> Effect {
        let copy = self.copies.entry(op.copy.clone()).or_default();
        copy.last_seen_ms = copy.last_seen_ms.max(op.at.ms);
        if copy.usage == Use::Missing {
            copy.usage = Use::Lent;
        }
        events.push(Event::Seen);
        Effect::Nothing
    }

    fn fact(&mut self, fact: &Fact, events: &mut Vec<Event>) {
        match fact {
            Fact::Copy {
                barcode,
                title,
                item,
                usage,
            } => {
                let copy = self.copies.entry(barcode.clone()).or_default();
                copy.title.clone_from(title);
                // An empty type would mean "known from scans only".
                copy.item = if item.is_empty() {
                    "-".to_owned()
                } else {
                    item.clone()
                };
                copy.usage = *usage;
                self.copies_listed = true;
                self.replay(events);
            }
            Fact::Patron {
                key,
                class,
                blocked,
            } => {
                let patron = self.patrons.entry(*key).or_default();
                patron.class.clone_from(class);
                patron.blocked = *blocked;
                patron.listed = true;
                self.patrons_listed = true;
                self.forgotten.remove(key);
                self.replay(events);
            }
            Fact::Policy(policy) => {
                self.policies.insert(policy.version, policy.clone());
            }
            Fact::MapCopy { from, to } => {
                for (_, op) in &mut self.parked {
                    if op.copy == *from {
                        op.copy.clone_from(to);
                    }
                }
                self.replay(events);
            }
            Fact::MapPatron { from, to } => {
                for (_, op) in &mut self.parked {
                    if op.patron == Some(*from) {
                        op.patron = Some(*to);
                    }
                }
                self.replay(events);
            }
            Fact::Forget { key } => {
                self.forgotten.insert(*key, self.at);
                self.forget(*key, events);
            }
            Fact::Trouble {
                kind,
                id,
                origin,
                at_ms,
            } => {
                let mut op = Operation::new(*id, Kind::Seen, Moment::good(*at_ms));
                op.origin = *origin;
                self.raise(&op, *kind, None, Broken::default(), events);
            }
            Fact::Tidy { before_ms } => self.tidy(*before_ms),
            Fact::Loan {
                copy,
                patron,
                since_ms,
                due,
            } => self.told_loan(copy, *patron, *since_ms, *due, events),
        }
    }

    /// Closed loans and exceptions lose the patron, holds go. An open loan is still owed: its link goes with its return.
    fn forget(&mut self, key: PatronKey, events: &mut Vec<Event>) {
        for loan in self.loans.values_mut() {
            if loan.patron == Some(key) && loan.end.is_some() {
                loan.patron = None;
            }
        }
        let titles: Vec<String> = self
            .holds
            .iter()
            .filter(|(_, queue)| queue.iter().any(|hold| hold.patron == key))
            .map(|(title, _)| title.clone())
            .collect();
        for title in titles {
            self.drop_hold(&title, |hold| hold.patron == key, events);
        }
        for exception in self.exceptions.values_mut() {
            for side in [&mut exception.patron, &mut exception.other_patron] {
                if *side == Some(key) {
                    *side = None;
                }
            }
        }
        for (_, effect) in self.effects.values_mut() {
            if matches!(effect, Effect::Unheld(_, hold) if hold.patron == key) {
                *effect = Effect::Nothing;
            }
        }
        if let Some(patron) = self.patrons.get_mut(&key) {
            patron.class.clear();
            patron.listed = false;
            if patron.loans.is_empty() {
                self.patrons.remove(&key);
            }
        }
    }

    fn tidy(&mut self, before_ms: i64) {
        self.exceptions
            .retain(|_, exception| exception.state == State::Open || exception.at.ms >= before_ms);
        let exceptions = &self.exceptions;
        let named = |id: &OpId| {
            exceptions
                .values()
                .any(|exception| exception.op == *id || exception.other == Some(*id))
        };
        // Nothing about a copy with a dispute is delivered yet, so nothing of it goes.
        let disputed: BTreeSet<&str> = exceptions
            .values()
            .filter(|e| e.state == State::Open && e.kind == ExceptionKind::Disputed)
            .map(|exception| exception.copy.as_str())
            .collect();
        let held_back: Vec<OpId> = self
            .loans
            .values()
            .filter(|loan| loan.end.is_none())
            .filter_map(|loan| loan.superseded)
            .collect();
        self.loans.retain(|id, loan| match loan.end {
            None => true,
            Some((end, _)) => {
                end.ms >= before_ms
                    || held_back.contains(id)
                    || named(id)
                    || disputed.contains(loan.copy.as_str())
            }
        });
        self.came_in
            .retain(|_, (at_ms, copy)| *at_ms >= before_ms || disputed.contains(copy.as_str()));
        let loans = &self.loans;
        self.effects.retain(|id, (at_ms, effect)| {
            *at_ms >= before_ms || *effect == Effect::Parked || loans.contains_key(id)
        });
    }

    /// Opens an exception; one that exists stays as it is.
    pub(crate) fn raise(
        &mut self,
        op: &Operation,
        kind: ExceptionKind,
        other: Option<(OpId, Option<PatronKey>)>,
        broken: Broken,
        events: &mut Vec<Event>,
    ) {
        if self.exceptions.contains_key(&(op.id, kind)) {
            return;
        }
        self.exceptions.insert(
            (op.id, kind),
            Exception {
                kind,
                op: op.id,
                other: other.map(|(id, _)| id),
                copy: op.copy.clone(),
                patron: op.patron,
                other_patron: other.and_then(|(_, patron)| patron),
                at: op.at,
                broken,
                state: State::Open,
            },
        );
        events.push(Event::Raised(op.id, kind));
    }

    /// An open exception was cleared up by what happened.
    pub(crate) fn clear(&mut self, op: OpId, kind: ExceptionKind, events: &mut Vec<Event>) {
        if let Some(exception) = self.exceptions.get_mut(&(op, kind))
            && exception.state == State::Open
        {
            exception.state = State::Explained;
            events.push(Event::Cleared(op, kind));
        }
    }
}

/// A return in the middle of a loan that was returned later: a checkout is missing, or a scan was double.
fn falls_inside(op: &Operation, known: &Cleared) -> bool {
    op.stamp().order(&known.stamp) == Order::Before
        && known
            .since
            .is_some_and(|since| op.stamp().order(&since) == Order::After)
}

/// By time, then by server order. Queues are short; insertion is enough and costs no code.
pub(crate) fn sort_holds(queue: &mut [Hold]) {
    for end in 1..queue.len() {
        let mut at = end;
        while at > 0 {
            let key = |hold: &Hold| (hold.at.ms, hold.server_seq);
            if key(&queue[at - 1]) <= key(&queue[at]) {
                break;
            }
            queue.swap(at - 1, at);
            at -= 1;
        }
    }
}
