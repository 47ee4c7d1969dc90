//! Drives the outbox: what waits goes to the other system in order, each step committed before the next byte, silence answered by a probe.
//!
//! The lines themselves (SIP2, a fake of the tests; Koha's REST fits) are behind [`Ils`]; the states are those of [`crate::outbox`]; the
//! database is behind [`Outbox`], so that a line that is slow keeps no transaction open. Of one copy nothing goes before what came earlier
//! is settled, nor before a file that has something of it is imported; one delivery at a time is in flight.

use std::collections::BTreeSet;

use carrel_circ::entry::OpId;
use carrel_sync::hand_in;

use crate::outbox::{Act, News, Next, State};
use crate::store::{OutboxRow, Store, StoreError, Stored};
use crate::writer::Writer;

/// What came of an exchange, and what the other system said to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Heard {
    /// What it means.
    pub news: News,
    /// The screen message, or why nothing is known.
    pub said: String,
}

impl From<News> for Heard {
    fn from(news: News) -> Self {
        let said = String::new();
        Self { news, said }
    }
}

/// The other system.
pub trait Ils {
    /// Connects, when there is no connection or a fresh one is asked for. Before this nothing of a delivery has left, so a system that is
    /// away for a day makes nothing doubtful.
    ///
    /// # Errors
    /// Why nothing can be sent now.
    fn ready(&mut self, is_fresh: bool) -> Result<(), String> {
        let _ = is_fresh;
        Ok(())
    }

    /// The run is over: what was open may be closed.
    fn rest(&mut self) {}

    /// Sends an operation on a connection that is good, or fresh. Gives `Yes`, `No` or, for anything unclear, `Silence`.
    fn send(&mut self, row: &OutboxRow) -> Heard;
    /// Asks on a fresh connection how the copy stands. Gives `HasIt`, `HasItNot`, `OtherHasIt` or `NoVerdict`.
    fn probe(&mut self, row: &OutboxRow) -> Heard;
}

/// Where deliveries are kept.
pub trait Outbox {
    /// What is not over, by time, but for what waits until a file is imported.
    ///
    /// # Errors
    /// The database's.
    fn open(&mut self) -> Stored<Vec<OutboxRow>>;
    /// Keeps a delivery, durably, before it returns.
    ///
    /// # Errors
    /// The database's.
    fn put(&mut self, row: &OutboxRow) -> Stored<()>;
}

/// What of a target is not over and waits for no file.
fn open(store: &mut dyn Store, target: &str) -> Stored<Vec<OutboxRow>> {
    let before = hand_in::before_lines(store)?;
    let mut rows = store.deliveries(Some(target), false)?;
    rows.retain(|row| !hand_in::is_behind(row, &before));
    Ok(rows)
}

/// The outbox of a target in a database that nobody else writes.
pub struct Direct<'a> {
    /// The database.
    pub store: &'a mut dyn Store,
    /// Which system.
    pub target: &'a str,
}

impl Outbox for Direct<'_> {
    fn open(&mut self) -> Stored<Vec<OutboxRow>> {
        open(self.store, self.target)
    }

    fn put(&mut self, row: &OutboxRow) -> Stored<()> {
        self.store.begin()?;
        if let Err(error) = self.store.put_delivery(row) {
            self.store.roll_back();
            return Err(error);
        }
        self.store.commit()
    }
}

/// The outbox of a target behind the writer, from a thread of its own: each step waits for its commit, and the writer for nobody.
pub struct Behind {
    /// The way to the writer.
    pub writer: Writer,
    /// Which system.
    pub target: String,
}

impl Outbox for Behind {
    fn open(&mut self) -> Stored<Vec<OutboxRow>> {
        let target = self.target.clone();
        self.writer
            .run_blocking(move |core| open(core.store.as_mut(), &target))
    }

    fn put(&mut self, row: &OutboxRow) -> Stored<()> {
        let row = row.clone();
        self.writer.run_blocking(move |core| {
            if row.state == State::InFlight {
                // A desk may have taken it into a file since the run began.
                let now = core.store.twins("", row.op, row.act)?;
                let mut now = now.iter().filter(|now| now.target == row.target);
                if now.any(|now| now.state == State::Skipped) {
                    return Err(StoreError::Failed(
                        "a delivery went into a file meanwhile: the next run leaves it out"
                            .to_owned(),
                    ));
                }
            }
            core.store.put_delivery(&row)
        })
    }
}

/// What a run did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Run {
    /// Done by the other system.
    pub confirmed: Vec<(OpId, Act)>,
    /// A librarian must look: refused, or nobody can say.
    pub by_hand: Vec<(OpId, Act)>,
    /// Still open: the next run goes on.
    pub open: Vec<(OpId, Act)>,
    /// Why nothing more can be sent now.
    pub trouble: Option<String>,
}

/// Begins after a restart: what was in flight may have arrived or not.
///
/// # Errors
/// The database's.
pub fn restarted(outbox: &mut dyn Outbox) -> Stored<()> {
    for mut row in outbox.open()? {
        if row.state == State::InFlight {
            row.state = row.state.after(News::Restart);
            outbox.put(&row)?;
        }
    }
    Ok(())
}

/// One run over all that is open, oldest first. Call it again for what is left open, after a pause.
///
/// # Errors
/// The database's: what was committed stands, and the next run goes on from there.
pub fn run(outbox: &mut dyn Outbox, ils: &mut dyn Ils) -> Stored<Run> {
    let mut out = Run::default();
    let mut waiting: BTreeSet<String> = BTreeSet::new();
    for mut row in outbox.open()? {
        let id = (row.op, row.act);
        let is_hold = matches!(row.act, Act::Hold | Act::Unhold);
        let must_wait = !is_hold && waiting.contains(&row.copy);
        let is_moving = !matches!(row.state, State::LookByHand | State::Rejected);
        if is_moving && (must_wait || out.trouble.is_some()) {
            out.open.push(id);
            continue;
        }
        if row.state == State::Pending
            && let Some(why) = cannot_be_sent(&row)
        {
            row.state = State::LookByHand;
            row.said = why.to_owned();
            outbox.put(&row)?;
        }
        if let Err(trouble) = one(outbox, &mut row, ils)? {
            out.trouble = Some(trouble);
        }
        match row.state {
            State::Rejected | State::LookByHand => out.by_hand.push(id),
            State::Pending | State::InFlight | State::Unknown { .. } | State::Exported => {
                out.open.push(id);
            }
            State::Confirmed | State::Done | State::Skipped => out.confirmed.push(id),
        }
        if !row.state.is_over() && !is_hold {
            waiting.insert(row.copy.clone());
        }
    }
    ils.rest();
    Ok(out)
}

/// Why a line cannot carry it.
fn cannot_be_sent(row: &OutboxRow) -> Option<&'static str> {
    match (row.act, &row.card) {
        (Act::Hold, _) => Some("Holds are entered by hand: place this one."),
        (Act::Unhold, _) => Some("Holds are entered by hand: cancel this one."),
        (Act::Issue | Act::Renew, None) => {
            Some("The card is not known any more. Look who has the book.")
        }
        _ => None,
    }
}

/// One delivery as far as it goes now; or why the system cannot be reached, and then nothing was changed.
fn one(
    outbox: &mut dyn Outbox,
    row: &mut OutboxRow,
    ils: &mut dyn Ils,
) -> Stored<Result<(), String>> {
    let mut next = row.state.next(News::Restart);
    loop {
        if matches!(next, Next::Send | Next::Probe)
            && let Err(trouble) = ils.ready(next == Next::Probe)
        {
            return Ok(Err(trouble));
        }
        let heard = match next {
            Next::Send => {
                // Written ahead: from here on nobody knows whether it arrived.
                row.attempts += 1;
                if row.state == State::Pending {
                    row.state = row.state.after(News::Sending);
                }
                outbox.put(row)?;
                ils.send(row)
            }
            Next::Probe => ils.probe(row),
            Next::Wait | Next::Done | Next::AskLibrarian => return Ok(Ok(())),
        };
        let before = row.state;
        row.state = before.after(heard.news);
        if !heard.said.is_empty() {
            row.said = heard.said;
        }
        outbox.put(row)?;
        next = row.state.next(heard.news);
        // Silence again: the next run asks again, after a pause. A probe that follows silence at once tells nothing new.
        if next == Next::Probe && matches!(before, State::Unknown { .. }) {
            return Ok(Ok(()));
        }
    }
}
