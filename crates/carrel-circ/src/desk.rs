//! The desk: one box for patron and item. What a scan means depends on what it is and on the mode.

use crate::allowed::Allowed;
use crate::board::Board;
use crate::decide::{Actor, Command, Decision, Now, Refusal, decide};
use crate::entry::{OpId, PatronKey};
use crate::journal::Journal;
use crate::policy::Policy;

/// What the scanner's text is. The barcode rules (carrel-exchange) and the lists decide it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Scan {
    /// A card.
    Patron(PatronKey),
    /// A copy's barcode.
    Item(String),
    /// The publisher's barcode of a book: the copies must be offered.
    Isbn(String),
    /// It may be either.
    Unclear(String),
}

/// What the desk is doing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Mode {
    /// A card, then copies.
    #[default]
    CheckOut,
    /// Copies come in.
    CheckIn,
    /// Copies are prolonged.
    Renew,
    /// Copies are seen on their shelves.
    Inventory,
}

/// What the screen must do now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// Record this, then call [`Desk::recorded`] or [`Desk::failed`]. Nothing may be shown as done before.
    Record(Decision),
    /// This patron stands at the desk now.
    Welcome(PatronKey),
    /// Say why not; pressing "allow" calls [`Desk::allow`].
    Refuse(Refusal),
    /// A card is needed first.
    AskCard,
    /// The book's own barcode was scanned: offer its copies.
    OfferCopies(String),
    /// It may be a card or a copy: ask which.
    AskWhat(String),
    /// There is nothing to undo or to allow.
    Nothing,
}

/// A session at the desk.
#[derive(Clone, Debug, Default)]
pub struct Desk {
    mode: Mode,
    patron: Option<PatronKey>,
    /// What was refused, and what staff said yes to before.
    refused: Option<(Command, Allowed)>,
    /// What was scanned.
    pub journal: Journal,
}

impl Desk {
    /// What the desk is doing.
    #[must_use]
    pub fn mode(&self) -> Mode {
        self.mode
    }

    /// Who stands at the desk.
    #[must_use]
    pub fn patron(&self) -> Option<PatronKey> {
        self.patron
    }

    /// Another mode; nobody stands at the desk.
    pub fn set_mode(&mut self, mode: Mode) {
        self.mode = mode;
        self.clear();
    }

    /// The next patron. The journal stays.
    pub fn clear(&mut self) {
        self.patron = None;
        self.refused = None;
    }

    /// A scan, or what was typed and confirmed with Enter.
    pub fn scan(&mut self, scan: Scan, board: &Board, policy: &Policy, now: Now) -> Step {
        self.scan_allowing(scan, Allowed::NOTHING, board, policy, now)
    }

    /// The same, where staff said yes to rules before: a list of the host's own may know of a block that the board does not.
    pub fn scan_allowing(
        &mut self,
        scan: Scan,
        allowed: Allowed,
        board: &Board,
        policy: &Policy,
        now: Now,
    ) -> Step {
        self.refused = None;
        match scan {
            Scan::Patron(key) => {
                self.patron = Some(key);
                if matches!(self.mode, Mode::CheckIn | Mode::Inventory) {
                    self.mode = Mode::CheckOut;
                }
                Step::Welcome(key)
            }
            Scan::Isbn(isbn) => Step::OfferCopies(isbn),
            Scan::Unclear(text) => Step::AskWhat(text),
            Scan::Item(copy) => {
                let command = match (self.mode, self.patron) {
                    (Mode::CheckOut, Some(patron)) => Command::CheckOut { copy, patron },
                    (Mode::CheckOut, None) => return Step::AskCard,
                    (Mode::CheckIn, _) => Command::CheckIn { copy },
                    (Mode::Renew, patron) => Command::Renew { copy, patron },
                    (Mode::Inventory, _) => Command::Scan { copy },
                };
                self.ask(command, board, policy, now, allowed)
            }
        }
    }

    /// Staff allows what was refused a moment ago, for the reasons that were said. Where another rule says no by now, it is said, too.
    pub fn allow(&mut self, board: &Board, policy: &Policy, now: Now) -> Step {
        match self.refused.take() {
            Some((command, allowed)) => self.ask(command, board, policy, now, allowed),
            None => Step::Nothing,
        }
    }

    /// Undoes a line of the journal, or the newest that can be.
    pub fn undo(&mut self, line: Option<OpId>, board: &Board, policy: &Policy, now: Now) -> Step {
        match line.or_else(|| self.journal.last_undoable()) {
            Some(target) => {
                let nothing = Allowed::NOTHING;
                self.ask(Command::Correct { target }, board, policy, now, nothing)
            }
            None => Step::Nothing,
        }
    }

    fn ask(
        &mut self,
        command: Command,
        board: &Board,
        policy: &Policy,
        now: Now,
        allowed: Allowed,
    ) -> Step {
        match decide(&command, board, policy, now, Actor::Staff, allowed) {
            Ok(decision) => Step::Record(decision),
            Err(refusal) => {
                self.refused = Some((command, allowed.and(refusal.reason.rules())));
                Step::Refuse(refusal)
            }
        }
    }

    /// The host minted a name for a decision and began to write it.
    pub fn recording(&mut self, id: OpId, decision: &Decision) {
        self.journal
            .begin(id, decision.kind, &decision.copy, decision.due);
        self.journal.allow(id, decision.allowed);
    }

    /// The write completed.
    pub fn recorded(&mut self, id: OpId) {
        self.journal.recorded(id);
    }

    /// The write failed: "not recorded, write it down".
    pub fn failed(&mut self, id: OpId) {
        self.journal.failed(id);
    }
}
