//! The server half: what a push and a pull do to a ledger and a board.

use carrel_circ::board::Event;
use carrel_circ::entry::{Entry, Fact, Kind, OpId, Origin, What};
use carrel_circ::exception::ExceptionKind;
use carrel_circ::{Allowed, Board};

use crate::clock;
use crate::hash::Hash;
use crate::ledger::{Ledger, LogState, Place, Slot};
use crate::message::{
    MAX_ROWS, Outcome, Pull, Pulled, PulledBody, Push, Pushed, Record, statement_id, trouble_id,
};
use crate::op::{Parsed, link_of, redact};

/// What the server knows of itself.
#[derive(Clone, Copy, Debug)]
pub struct Server<'a> {
    /// Its life: new after every restore.
    pub epoch: u64,
    /// Key of the patron keys.
    pub school_key: &'a [u8; 32],
    /// Its clock when the message arrived, milliseconds since 1970 UTC.
    pub now_ms: i64,
    /// The device that sends is a desk of staff. A kiosk's decision is put into quarantine: who signs with a kiosk's key settles nothing,
    /// overrides nothing (the rules are held against its loans whatever it says), and undoes nothing but its own.
    pub may_settle: bool,
}

/// Takes in a push. Call it within one transaction of the ledger, commit, and only then send the answer.
///
/// # Errors
/// The storage's. Drop the transaction and fold the board anew: it may be ahead.
pub fn accept<L: Ledger + ?Sized>(
    server: Server<'_>,
    push: &Push,
    ledger: &mut L,
    board: &mut Board,
) -> Result<Pushed, L::Error> {
    let mut state = ledger.log(push.device, push.epoch)?.unwrap_or(LogState {
        acked: 0,
        head: [0; 32],
    });
    let before = state.acked;
    let mut fork_at = None;
    let mut results = Vec::with_capacity(push.ops.len());
    if let Some(statement) = Statement::of(push)
        && !statement.stands(push, state, ledger)?
    {
        // What the device deleted when a server had it is not here: an old backup lacks it, or a copy of the device filled its places.
        // Say so, and go on after it.
        statement.tell(server, push, state, ledger, board)?;
        if statement.place > state.acked {
            state = LogState {
                acked: statement.place,
                head: statement.hash.unwrap_or_default(),
            };
        }
    }
    for (index, record) in push.ops.iter().enumerate() {
        let seq = push.first + index as u64;
        if index == 0 && record.bytes.is_empty() && seq <= state.acked {
            // It was stated, not sent.
            continue;
        }
        if seq > state.acked + 1 {
            break;
        }
        let place = Place {
            device: push.device,
            epoch: push.epoch,
            seq,
            hash: record.hash,
        };
        if seq <= state.acked {
            match ledger.hash_at(push.device, push.epoch, seq)? {
                Some(known) if known == record.hash => results.push((seq, Outcome::Known)),
                Some(_) => fork_at = Some(seq),
                // From within a gap: a copy of the device still holds what was lost. `acked` stays where it is.
                None => match record_lost(server, push, place, record, ledger, board)? {
                    Some(outcome) => results.push((seq, outcome)),
                    None => fork_at = Some(seq),
                },
            }
        } else {
            match record_one(server, push, place, record, state, ledger, board)? {
                Some(outcome) => {
                    results.push((seq, outcome));
                    state = LogState {
                        acked: seq,
                        head: record.hash,
                    };
                }
                None => fork_at = Some(seq),
            }
        }
        if fork_at.is_some() {
            trouble(
                server,
                ledger,
                board,
                ExceptionKind::Fork,
                "fork",
                push,
                seq,
            )?;
            for (offset, record) in push.ops[index..].iter().enumerate() {
                let place = Place {
                    seq: seq + offset as u64,
                    hash: record.hash,
                    ..place
                };
                ledger.put_branch(place, &record.bytes, server.now_ms)?;
            }
            break;
        }
    }
    if state.acked != before {
        ledger.set_log(push.device, push.epoch, state)?;
    }
    Ok(Pushed {
        nonce: push.nonce,
        server_epoch: server.epoch,
        server_seq: ledger.last_seq()?,
        server_ms: server.now_ms,
        acked: state.acked,
        head: state.head,
        fork_at,
        results,
    })
}

/// What a device says of the operations it deleted: the last one had this hash. A hash stands for all before it, so one place proves them all.
#[derive(Clone, Copy, Debug)]
struct Statement {
    /// The place before the oldest one the device holds, from 1.
    place: u64,
    /// The hash there; nothing when the device does not know it.
    hash: Option<Hash>,
    /// The device says so, whether or not it knows the hash.
    is_explicit: bool,
}

impl Statement {
    /// What a push says: a first record without bytes says it outright, an operation at the oldest place by what came before it.
    fn of(push: &Push) -> Option<Self> {
        if push.first != push.oldest {
            return None;
        }
        let known = |hash: Hash| Some(hash).filter(|hash| *hash != [0; 32]);
        Some(match push.ops.first() {
            Some(record) if record.bytes.is_empty() => Self {
                place: push.first,
                hash: known(record.hash),
                is_explicit: true,
            },
            first => Self {
                place: push.first - 1,
                hash: first
                    .and_then(|record| link_of(&record.bytes))
                    // What moved here as bytes that nobody reads speaks of another place.
                    .filter(|(origin, _)| {
                        (origin.device, origin.epoch, origin.seq)
                            == (push.device, push.epoch, push.first)
                    })
                    .and_then(|(_, prev)| known(prev)),
                is_explicit: false,
            },
        })
        .filter(|statement| statement.place > 0)
    }

    /// Whether what was deleted is here.
    fn stands<L: Ledger + ?Sized>(
        self,
        push: &Push,
        state: LogState,
        ledger: &mut L,
    ) -> Result<bool, L::Error> {
        if self.place > state.acked {
            return Ok(false);
        }
        let Some(hash) = self.hash else {
            return Ok(!self.is_explicit);
        };
        if self.place == state.acked && hash == state.head {
            return Ok(true);
        }
        let here = ledger.hash_at(push.device, push.epoch, self.place)?;
        Ok(here == Some(hash))
    }

    /// E-gap, once for the same statement: an answer may be lost, and every life of the server is told anew.
    fn tell<L: Ledger + ?Sized>(
        self,
        server: Server<'_>,
        push: &Push,
        state: LogState,
        ledger: &mut L,
        board: &mut Board,
    ) -> Result<(), L::Error> {
        let parted = self.hash.unwrap_or_default();
        let id = statement_id(push.device, push.epoch, self.place, &parted);
        // Where a copy filled the places, nobody knows where the branches parted.
        let from = if self.place > state.acked {
            state.acked + 1
        } else {
            1
        };
        trouble_named(server, ledger, board, ExceptionKind::Gap, id, push, from)
    }
}

/// Records an operation in a gap: it must follow what is recorded right before it, when something is.
fn record_lost<L: Ledger + ?Sized>(
    server: Server<'_>,
    push: &Push,
    place: Place,
    record: &Record,
    ledger: &mut L,
    board: &mut Board,
) -> Result<Option<Outcome>, L::Error> {
    let before = place.seq.saturating_sub(1);
    let head = match before {
        0 => Some([0; 32]),
        _ => ledger.hash_at(place.device, place.epoch, before)?,
    };
    let head = head.or_else(|| link_of(&record.bytes).map(|(_, prev)| prev));
    let state = LogState {
        acked: before,
        head: head.unwrap_or_default(),
    };
    record_one(server, push, place, record, state, ledger, board)
}

/// Records the next operation of a log; nothing when it does not follow what is recorded.
fn record_one<L: Ledger + ?Sized>(
    server: Server<'_>,
    push: &Push,
    place: Place,
    record: &Record,
    state: LogState,
    ledger: &mut L,
    board: &mut Board,
) -> Result<Option<Outcome>, L::Error> {
    let quarantine = |ledger: &mut L, board: &mut Board, why: &str| {
        ledger.put(place, Slot::Quarantine(why), &record.bytes, server.now_ms)?;
        trouble(
            server,
            ledger,
            board,
            ExceptionKind::Quarantine,
            "quarantine",
            push,
            place.seq,
        )?;
        Ok(Some(Outcome::Quarantined))
    };
    let parsed = match Parsed::read(&record.bytes) {
        Ok(parsed) => parsed,
        Err(error) => return quarantine(ledger, board, error.expected),
    };
    let op = &parsed.op;
    let stands_here = op.origin
        == Origin {
            device: push.device,
            epoch: push.epoch,
            seq: place.seq,
        };
    if !stands_here {
        return quarantine(ledger, board, "the place it was sent for");
    }
    if matches!(op.kind, Kind::Settle { .. }) && !server.may_settle {
        return quarantine(ledger, board, "a desk of staff as the one that decides");
    }
    if let Kind::Correct { target } = op.kind
        && !server.may_settle
        && let Some(sender) = ledger.sender_of(target)?
        && sender != push.device
    {
        return quarantine(ledger, board, "a desk of staff as the one that undoes");
    }
    if parsed.hash() != record.hash {
        return quarantine(ledger, board, "the hash it was sent with");
    }
    // After a gap that was told alone, without an operation that follows it, the device says what came before.
    let is_open = place.seq > 1 && state.head == [0; 32];
    if op.prev != state.head && !is_open {
        return Ok(None);
    }
    if let Some(content) = ledger.content_of(op.id)? {
        if content == op.content() {
            ledger.put(place, Slot::Twin(op.id), &[], server.now_ms)?;
            return Ok(Some(Outcome::Known));
        }
        trouble(
            server,
            ledger,
            board,
            ExceptionKind::Twin,
            "twin",
            push,
            place.seq,
        )?;
        return quarantine(ledger, board, "a name of its own");
    }
    let at = clock::effective(op.recorded(), push.sent, server.now_ms);
    let mut operation = op.operation(server.school_key, at);
    if !server.may_settle {
        (operation.allowed, operation.by_staff) = (Allowed::NOTHING, false);
    }
    let entry = Entry::op(ledger.next_seq()?, operation);
    let mut events = Vec::new();
    board.apply_into(&entry, &mut events);
    // A scan that arrives after its patron was forgotten keeps no card.
    let patron = match &entry.what {
        What::Op(op) => op.patron,
        What::Fact(_) => None,
    };
    let redacted = patron
        .filter(|key| board.is_forgotten(*key))
        .and_then(|_| redact(&record.bytes).ok());
    let bytes = redacted.as_deref().unwrap_or(&record.bytes);
    ledger.put(place, Slot::Op { op, entry: &entry }, bytes, server.now_ms)?;
    ledger.row(&entry, &events, board)?;
    let raised = events.iter().find_map(|event| match event {
        Event::Raised(id, kind) if *id == op.id => Some(*kind),
        _ => None,
    });
    Ok(Some(raised.map_or(Outcome::Applied, Outcome::Exception)))
}

/// Writes a fact as the next entry: staff said it, or the sync layer found it.
///
/// # Errors
/// The storage's; as [`accept`].
pub fn state_fact<L: Ledger + ?Sized>(
    ledger: &mut L,
    board: &mut Board,
    fact: Fact,
) -> Result<u64, L::Error> {
    let entry = Entry::fact(ledger.next_seq()?, fact);
    let mut events = Vec::new();
    board.apply_into(&entry, &mut events);
    ledger.row(&entry, &events, board)?;
    Ok(entry.server_seq)
}

fn trouble<L: Ledger + ?Sized>(
    server: Server<'_>,
    ledger: &mut L,
    board: &mut Board,
    kind: ExceptionKind,
    what: &str,
    push: &Push,
    seq: u64,
) -> Result<(), L::Error> {
    let id = trouble_id(what, push.device, push.epoch, seq);
    trouble_named(server, ledger, board, kind, id, push, seq)
}

fn trouble_named<L: Ledger + ?Sized>(
    server: Server<'_>,
    ledger: &mut L,
    board: &mut Board,
    kind: ExceptionKind,
    id: OpId,
    push: &Push,
    seq: u64,
) -> Result<(), L::Error> {
    if board.exception(id, kind).is_some() {
        return Ok(());
    }
    let fact = Fact::Trouble {
        kind,
        id,
        origin: Origin {
            device: push.device,
            epoch: push.epoch,
            seq,
        },
        at_ms: server.now_ms,
    };
    state_fact(ledger, board, fact).map(|_| ())
}

/// Answers a pull from committed rows: with those after its cursor, or with the whole board, when the rows are no longer kept or from the first one
/// on are more than one answer holds.
///
/// # Errors
/// The storage's.
pub fn serve<L: Ledger + ?Sized>(
    server: Server<'_>,
    pull: &Pull,
    ledger: &mut L,
    board: &Board,
) -> Result<Pulled, L::Error> {
    let is_fresh = pull.server_epoch == 0 && pull.cursor == 0;
    let limit = (pull.limit as usize).clamp(1, MAX_ROWS);
    let last = ledger.last_seq()?;
    // From the first row on it is one answer: whoever gets the first of many has half a board until the last one is here.
    let is_long = pull.cursor == 0 && last > limit as u64;
    let body = if pull.server_epoch != server.epoch && !is_fresh {
        PulledBody::Gone {
            acked: ledger.logs(pull.device)?,
        }
    } else if is_long || pull.cursor < ledger.horizon()? {
        PulledBody::Snapshot {
            at: board.at,
            board: postcard::to_allocvec(board).unwrap_or_default(),
        }
    } else {
        let rows = ledger.rows_after(pull.cursor, limit)?;
        let more = rows.last().is_some_and(|row| row.server_seq < last);
        PulledBody::Rows { rows, more }
    };
    Ok(Pulled {
        nonce: pull.nonce,
        server_epoch: server.epoch,
        server_ms: server.now_ms,
        body,
    })
}
