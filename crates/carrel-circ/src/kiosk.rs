//! The kiosk: a student's card, then books, then a receipt; then nothing of them is left.

use carrel_core::CalendarDate;

use crate::allowed::Allowed;
use crate::board::Board;
use crate::decide::{Actor, Command, Decision, Now, Refusal, decide};
use crate::desk::Scan;
use crate::entry::{OpId, PatronKey};
use crate::policy::Policy;

/// One book of the session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Taken {
    /// Its operation.
    pub id: OpId,
    /// Barcode.
    pub copy: String,
    /// Due date.
    pub due: Option<CalendarDate>,
    /// It is on the device's medium.
    pub is_recorded: bool,
    /// First characters of the operation's hash: the receipt code. Empty until recorded.
    pub receipt: String,
}

/// What the screen must do now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// Greet; the books may come.
    Welcome,
    /// Record this, then call [`Kiosk::recorded`] or [`Kiosk::failed`].
    Record(Decision),
    /// Say why not. A student cannot override anything.
    Refuse(Refusal),
    /// A card is needed first.
    AskCard,
    /// Another card came in the middle of a session: the first session is over, this one has begun.
    NextStudent(Vec<Taken>),
    /// Not a barcode of this library's copies; show it to the librarian.
    NotABook,
    /// The session is over: these receipts, then the start screen.
    Goodbye(Vec<Taken>),
    /// Nothing to do.
    Nothing,
}

/// A kiosk. Between sessions it is equal to a new one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Kiosk {
    session: Option<Session>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Session {
    patron: PatronKey,
    taken: Vec<Taken>,
    last_ms: i64,
}

impl Kiosk {
    /// The books of this session.
    #[must_use]
    pub fn taken(&self) -> &[Taken] {
        self.session.as_ref().map_or(&[], |session| &session.taken)
    }

    /// Somebody stands at the kiosk.
    #[must_use]
    pub fn is_busy(&self) -> bool {
        self.session.is_some()
    }

    /// A scan. `mono_ms` is a clock that only goes forward: it decides on leaving somebody alone.
    pub fn scan(
        &mut self,
        scan: Scan,
        board: &Board,
        policy: &Policy,
        now: Now,
        mono_ms: i64,
    ) -> Step {
        match scan {
            Scan::Patron(patron) => {
                let before = self.session.replace(Session {
                    patron,
                    taken: Vec::new(),
                    last_ms: mono_ms,
                });
                match before {
                    Some(before) if before.patron == patron => {
                        // The same card again: go on where they were.
                        self.session = Some(Session {
                            last_ms: mono_ms,
                            ..before
                        });
                        Step::Welcome
                    }
                    Some(before) => Step::NextStudent(before.taken),
                    None => Step::Welcome,
                }
            }
            Scan::Item(copy) => {
                let Some(session) = &mut self.session else {
                    return Step::AskCard;
                };
                session.last_ms = mono_ms;
                let command = Command::CheckOut {
                    copy,
                    patron: session.patron,
                };
                match decide(
                    &command,
                    board,
                    policy,
                    now,
                    Actor::Student,
                    Allowed::NOTHING,
                ) {
                    Ok(decision) => Step::Record(decision),
                    Err(refusal) => Step::Refuse(refusal),
                }
            }
            Scan::Isbn(_) | Scan::Unclear(_) => {
                if let Some(session) = &mut self.session {
                    session.last_ms = mono_ms;
                    Step::NotABook
                } else {
                    Step::AskCard
                }
            }
        }
    }

    /// The host began to write.
    pub fn recording(&mut self, id: OpId, decision: &Decision) {
        if let Some(session) = &mut self.session {
            session.taken.push(Taken {
                id,
                copy: decision.copy.clone(),
                due: decision.due,
                is_recorded: false,
                receipt: String::new(),
            });
        }
    }

    /// The write completed: only now is the book shown as theirs.
    pub fn recorded(&mut self, id: OpId, receipt: &str) {
        if let Some(taken) = self.find(id) {
            taken.is_recorded = true;
            receipt.clone_into(&mut taken.receipt);
        }
    }

    /// The write failed: the book leaves the list, and the screen says so.
    pub fn failed(&mut self, id: OpId) {
        if let Some(session) = &mut self.session {
            session.taken.retain(|taken| taken.id != id);
        }
    }

    fn find(&mut self, id: OpId) -> Option<&mut Taken> {
        self.session
            .as_mut()?
            .taken
            .iter_mut()
            .find(|taken| taken.id == id)
    }

    /// "I am done": receipts of what is recorded.
    pub fn finish(&mut self) -> Step {
        match self.session.take() {
            Some(session) => Step::Goodbye(session.taken),
            None => Step::Nothing,
        }
    }

    /// Time passes: a session nobody uses ends by itself. A write under way keeps it open.
    pub fn tick(&mut self, policy: &Policy, mono_ms: i64) -> Step {
        let Some(session) = &self.session else {
            return Step::Nothing;
        };
        let idle = mono_ms.saturating_sub(session.last_ms);
        let is_writing = session.taken.iter().any(|taken| !taken.is_recorded);
        if is_writing || idle < i64::from(policy.kiosk_idle_seconds) * 1000 {
            return Step::Nothing;
        }
        self.finish()
    }
}
