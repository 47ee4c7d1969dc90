//! A delivery to a library system that may drop the line at any byte: write ahead, and after silence probe, never blindly repeat.
//!
//! `pending` -> `in_flight` (committed before the first byte) -> `confirmed`, `rejected` or `unknown`. From `unknown` only a probe
//! leads on: what the system itself says about the copy decides (reliability.md 3.8). The lines themselves (SIP2, REST) are elsewhere.

use core::fmt;

use carrel_circ::entry::OpId;
use carrel_core::CalendarDate;

/// What a system wants done with a book that came in, in words that name nobody: kept with the delivery.
pub const ALERTS: [&str; 5] = [
    "Put this book on the hold shelf.",
    "This book is on hold at another library: send it there.",
    "This book is wanted by another library (interlibrary loan).",
    "Send this book to its own library.",
    "The system asks for a look at this book.",
];

/// A delivery to another system, committed before its first byte is sent. It holds all that is sent, so that it can be sent after the
/// operation lost its card; its own card goes when it is over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutboxRow {
    /// The loan, or the operation, it is about.
    pub op: OpId,
    /// What is done.
    pub act: Act,
    /// Which system.
    pub target: String,
    /// Where it stands.
    pub state: State,
    /// How often it was sent.
    pub attempts: u32,
    /// When it happened, milliseconds since 1970 UTC.
    pub at_ms: i64,
    /// Barcode; the control number of a hold's title.
    pub copy: String,
    /// Card, until it is over or the patron is forgotten.
    pub card: Option<String>,
    /// Due date.
    pub due: Option<CalendarDate>,
    /// What the other system said, or why it is not sent; the batch of one that stands in a file.
    pub said: String,
}

/// What is to be done at the other system.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Act {
    /// A copy came back. Sorts first: at the same time, it comes back before it goes out.
    Return,
    /// A copy went out.
    Issue,
    /// Its holder keeps it longer.
    Renew,
    /// Somebody waits for a title.
    Hold,
    /// Somebody no longer waits.
    Unhold,
}

impl Act {
    /// All of them.
    pub const ALL: [Act; 5] = [Act::Return, Act::Issue, Act::Renew, Act::Hold, Act::Unhold];

    /// As the store and the answers have it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Act::Return => "return",
            Act::Issue => "issue",
            Act::Renew => "renew",
            Act::Hold => "hold",
            Act::Unhold => "unhold",
        }
    }

    /// Reads a name.
    #[must_use]
    pub fn read(name: &str) -> Option<Act> {
        Act::ALL.into_iter().find(|act| act.name() == name)
    }
}

/// Probes without a verdict after which a librarian is asked to look.
pub const PROBES: u8 = 5;

/// Where a delivery stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// Not sent yet.
    Pending,
    /// The first byte may have left.
    InFlight,
    /// The system did it.
    Confirmed,
    /// The system said no; its message goes into an exception.
    Rejected,
    /// Nobody knows; so many probes gave no verdict, and whether it was sent a second time already.
    Unknown {
        /// Probes without a verdict.
        probes: u8,
        /// It was sent again once.
        resent: bool,
    },
    /// A librarian must look by hand.
    LookByHand,
    /// It stands in a file that was written; a librarian says when the file is imported.
    Exported,
    /// A librarian did it, or saw that it is done.
    Done,
    /// It need not be sent: what it was about is over.
    Skipped,
}

/// What came of trying.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum News {
    /// It is about to be sent: commit this first.
    Sending,
    /// An answer that matches the question in sequence, copy and patron: yes.
    Yes,
    /// The same: no.
    No,
    /// End of file, time-out, wrong checksum, another's answer, anything that cannot be read.
    Silence,
    /// Probe: the copy is with our patron since after it was sent (or in, for a return).
    HasIt,
    /// Probe: it is not; the system never heard of it.
    HasItNot,
    /// Probe: somebody else has it.
    OtherHasIt,
    /// Probe: no verdict.
    NoVerdict,
    /// The program starts again.
    Restart,
}

/// What to do next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Next {
    /// Send it (after committing [`State::InFlight`]).
    Send,
    /// Ask the system, on a fresh connection.
    Probe,
    /// Wait for the answer.
    Wait,
    /// Nothing: the next of this copy may go.
    Done,
    /// Open an exception; the next of this copy waits.
    AskLibrarian,
}

impl State {
    /// The state after some news. News that makes no sense in a state changes nothing.
    #[must_use]
    pub fn after(self, news: News) -> State {
        let unknown = |probes, resent| State::Unknown { probes, resent };
        match (self, news) {
            (State::Pending, News::Sending) => State::InFlight,
            (State::InFlight, News::Yes) => State::Confirmed,
            (State::InFlight, News::No) => State::Rejected,
            // After a restart nobody knows whether the bytes left.
            (State::InFlight, News::Silence | News::Restart) => unknown(0, false),
            (State::Unknown { .. }, News::HasIt) => State::Confirmed,
            (State::Unknown { .. }, News::OtherHasIt) => State::LookByHand,
            // Never heard of: it may be sent once more, and no more.
            (
                State::Unknown {
                    probes,
                    resent: false,
                },
                News::HasItNot,
            ) => unknown(probes, true),
            (State::Unknown { resent: true, .. }, News::HasItNot) => State::LookByHand,
            (State::Unknown { resent: true, .. }, News::Yes) => State::Confirmed,
            (State::Unknown { resent: true, .. }, News::No) => State::Rejected,
            (State::Unknown { probes, resent }, News::NoVerdict | News::Silence) => {
                if probes + 1 >= PROBES {
                    State::LookByHand
                } else {
                    unknown(probes + 1, resent)
                }
            }
            (state, _) => state,
        }
    }

    /// Nothing will happen to it any more.
    #[must_use]
    pub const fn is_over(self) -> bool {
        matches!(self, State::Confirmed | State::Done | State::Skipped)
    }

    /// It waits for a file, for the end of one that was begun, or for somebody to say whether one has it.
    #[must_use]
    pub const fn next_is_file(self) -> bool {
        matches!(
            self,
            State::Pending | State::InFlight | State::Unknown { .. }
        )
    }

    /// The other system may know of it.
    #[must_use]
    pub const fn may_have_left(self) -> bool {
        !matches!(self, State::Pending | State::Skipped)
    }

    /// What to do in a state, given the news that led to it.
    #[must_use]
    pub fn next(self, news: News) -> Next {
        match self {
            State::Pending => Next::Send,
            State::InFlight => Next::Wait,
            State::Unknown { resent: true, .. } if news == News::HasItNot => Next::Send,
            State::Unknown { .. } => Next::Probe,
            State::Confirmed | State::Exported | State::Done | State::Skipped => Next::Done,
            State::Rejected | State::LookByHand => Next::AskLibrarian,
        }
    }

    /// Reads what [`State`]'s text says, as the store keeps it.
    #[must_use]
    pub fn read(text: &str) -> Option<State> {
        Some(match text {
            "pending" => State::Pending,
            "in_flight" => State::InFlight,
            "confirmed" => State::Confirmed,
            "rejected" => State::Rejected,
            "by_hand" => State::LookByHand,
            "exported" => State::Exported,
            "done" => State::Done,
            "skipped" => State::Skipped,
            _ => {
                let (probes, resent) = text.strip_prefix("unknown ")?.split_once(' ')?;
                State::Unknown {
                    probes: probes.parse().ok().filter(|probes| *probes < PROBES)?,
                    resent: match resent {
                        "first" => false,
                        "resent" => true,
                        _ => return None,
                    },
                }
            }
        })
    }
}

impl fmt::Display for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            State::Pending => f.write_str("pending"),
            State::InFlight => f.write_str("in_flight"),
            State::Confirmed => f.write_str("confirmed"),
            State::Rejected => f.write_str("rejected"),
            State::LookByHand => f.write_str("by_hand"),
            State::Exported => f.write_str("exported"),
            State::Done => f.write_str("done"),
            State::Skipped => f.write_str("skipped"),
            State::Unknown { probes, resent } => {
                let which = if *resent { "resent" } else { "first" };
                write!(f, "unknown {probes} {which}")
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALL: [News; 9] = [
        News::Sending,
        News::Yes,
        News::No,
        News::Silence,
        News::HasIt,
        News::HasItNot,
        News::OtherHasIt,
        News::NoVerdict,
        News::Restart,
    ];

    fn check(news: &[News], state: State, next: Next) {
        let mut now = State::Pending;
        for one in news {
            now = now.after(*one);
        }
        let last = news.last().copied().unwrap_or(News::Restart);
        assert_eq!((now, now.next(last)), (state, next), "{news:?}");
    }

    #[test]
    fn silence_leads_to_a_probe_and_a_probe_to_the_truth() {
        use News::{HasIt, HasItNot, No, OtherHasIt, Restart, Sending, Silence, Yes};
        let unknown = |probes, resent| State::Unknown { probes, resent };
        check(&[], State::Pending, Next::Send);
        check(&[Sending], State::InFlight, Next::Wait);
        check(&[Sending, Yes], State::Confirmed, Next::Done);
        check(&[Sending, No], State::Rejected, Next::AskLibrarian);
        check(&[Sending, Silence], unknown(0, false), Next::Probe);
        check(&[Sending, Restart], unknown(0, false), Next::Probe);
        check(&[Sending, Silence, HasIt], State::Confirmed, Next::Done);
        check(
            &[Sending, Silence, OtherHasIt],
            State::LookByHand,
            Next::AskLibrarian,
        );
        check(&[Sending, Silence, HasItNot], unknown(0, true), Next::Send);
        check(
            &[Sending, Silence, HasItNot, Silence, HasIt],
            State::Confirmed,
            Next::Done,
        );
        check(
            &[Sending, Silence, HasItNot, Silence, HasItNot],
            State::LookByHand,
            Next::AskLibrarian,
        );
    }

    /// Whatever happens in whatever order: it is never sent more than twice, and never twice without "has it not" in between.
    #[test]
    fn it_is_never_sent_blindly() {
        fn walk(state: State, sent: u32, depth: u32) {
            assert!(sent <= 2, "{state:?}");
            if depth == 0 {
                return;
            }
            for news in ALL {
                let now = state.after(news);
                let sends = (state == State::Pending && now == State::InFlight)
                    || (now != state && now.next(news) == Next::Send);
                assert!(
                    !sends || sent == 0 || news == News::HasItNot,
                    "{state:?} {news:?}"
                );
                walk(now, sent + u32::from(sends), depth - 1);
            }
        }
        walk(State::Pending, 0, 6);
    }

    #[test]
    fn states_are_kept_as_text() {
        let mut states = vec![
            State::Pending,
            State::InFlight,
            State::Confirmed,
            State::Rejected,
            State::LookByHand,
            State::Exported,
            State::Done,
            State::Skipped,
        ];
        for probes in 0..PROBES {
            states.extend([true, false].map(|resent| State::Unknown { probes, resent }));
        }
        for state in states {
            assert_eq!(State::read(&state.to_string()), Some(state));
        }
        for text in ["", "unknown", "unknown 9 first", "unknown 0 x", "finished"] {
            assert_eq!(State::read(text), None, "{text}");
        }
    }
}
