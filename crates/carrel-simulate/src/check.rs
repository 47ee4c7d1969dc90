//! The history checker: invariants I1-I10 of reliability.md 3.9.

use std::collections::{BTreeMap, BTreeSet};

use carrel_circ::Board;
use carrel_circ::deliver::{self, Act};
use carrel_circ::entry::{Entry, Fact, OpId, PatronKey, What};
use carrel_circ::exception::ExceptionKind;
use carrel_circ::time::{DELTA_MS, Quality};
use carrel_sync::Hash;
use carrel_sync::client::Meta;
use carrel_sync::hand_in::{self, Deliveries, TARGET};
use carrel_sync::outbox::{self, State};

use crate::desks;
use crate::mix::Fault;
use crate::oracle;
use crate::world::{FORGOTTEN, World};

/// A time that is called good may be wrong by this much: drift and latency, and less than what decides an order.
const GOOD_MS: i64 = DELTA_MS - 20_000;

/// I7: what is acked stays acked, as long as the server lives the same life and no branch is moved.
#[must_use]
pub fn acks_grow(before: &Meta, after: &Meta) -> Option<String> {
    if before.server_epoch != after.server_epoch || before.forked.is_some() {
        return None;
    }
    for log in &before.logs {
        let now = after.logs.iter().find(|other| other.epoch == log.epoch);
        if let Some(now) = now.filter(|now| now.acked < log.acked) {
            return Some(format!(
                "I7: acked went from {} to {}",
                log.acked, now.acked
            ));
        }
    }
    None
}

/// Checks a world that has healed.
///
/// # Errors
/// The first invariant that does not hold.
pub fn all(world: &mut World) -> Result<(), String> {
    let expected = Board::fold(world.gateway.ledger.rows());
    operations(world)?;
    gaps(world)?;
    replicas(world, &expected)?;
    one_loan_a_copy(&expected)?;
    exceptions(world, &untidied(world, &expected))?;
    times(world)?;
    canaries(world)?;
    delivery(&expected)?;
    if world.mix.hands_in {
        handed_in(world, &expected)?;
    }
    for exception in expected.exceptions() {
        let place = ExceptionKind::ALL
            .iter()
            .position(|kind| *kind == exception.kind);
        world.report.exceptions[place.unwrap_or(0)] += 1;
    }
    Ok(())
}

/// The board as if no loan had ever left it: what clashed shows there for ever.
fn untidied(world: &World, expected: &Board) -> Board {
    if !world.mix.hands_in {
        return expected.clone();
    }
    let is_kept = |row: &&Entry| !matches!(row.what, What::Fact(Fact::Tidy { .. }));
    Board::fold(world.gateway.ledger.rows().filter(is_kept))
}

/// I10, for files: what began and ended is in the library's own system once, by one file, or the outbox says why it is not.
fn handed_in(world: &mut World, board: &Board) -> Result<(), String> {
    let was_restored = [Fault::Restore, Fault::OldRestore]
        .iter()
        .any(|fault| world.report.faults[*fault as usize] > 0);
    for ((id, act), times) in &world.desks.theirs {
        let apart: BTreeSet<i64> = times.iter().copied().collect();
        // A return may be undone after it was handed in, and happen once more: another return of the same loan.
        let may_differ = *act != outbox::Act::Issue;
        if times.len() > if may_differ { apart.len() } else { 1 } {
            return Err(format!("I10: {act:?} of {id:?} was imported at {times:?}"));
        }
    }
    let rows = world.gateway.deliveries.deliveries(Some(TARGET), true);
    let rows: BTreeMap<_, _> = rows
        .unwrap_or_default()
        .into_iter()
        .map(|row| ((row.op, row.act), row))
        .collect();
    let late = world.late();
    // What is history only stands on the sheet of some batch that was not given back.
    for row in rows.values() {
        let is_late = row.state == State::Skipped && row.said == hand_in::LATE;
        if is_late && !world.gateway.deliveries.is_on_a_sheet(row.op, row.act) {
            return Err(format!("I10: {row:?} is on no sheet"));
        }
    }
    let held_back = deliver::held_back(board);
    // What was left out of a file is to be entered as long as it stands, and only then; who entered it was heard.
    for row in rows.values() {
        let loan = board.loan(row.op);
        let is_open = loan.is_some_and(|loan| loan.end.is_none());
        let is_over = row.state == State::Skipped && row.said == hand_in::LEFT_OVER;
        let is_wrong =
            hand_in::is_left_out(row) && loan.is_some() && !is_open || is_over && is_open;
        if is_wrong && !held_back.contains(row.copy.as_str()) {
            return Err(format!("I10: {row:?} was left out and says what is not so"));
        }
        if hand_in::is_left_out(row) && world.desks.theirs.contains_key(&(row.op, row.act)) {
            return Err(format!("I10: {row:?} is there and is to be entered again"));
        }
    }
    let stands = desks::settled(board);
    let mut wanted = world.gateway.left.clone();
    wanted.extend(&stands);
    for key in wanted {
        let is_there = world.desks.theirs.contains_key(&key);
        // Or its copy is in dispute by now: it waits for that.
        let says_why = rows.get(&key).is_some_and(|row| match row.state {
            // And the reason fits what is now.
            State::Skipped | State::LookByHand => {
                let is_undone = hand_in::UNDONE.contains(&row.said.as_str());
                let fits = !is_undone || !stands.contains(&key);
                !row.said.is_empty() && fits
            }
            State::Pending => held_back.contains(row.copy.as_str()) || late.contains(&key),
            _ => false,
        });
        let is_wrong = rows.get(&key).is_some_and(|row| {
            stands.contains(&key) && hand_in::UNDONE.contains(&row.said.as_str())
        });
        if is_wrong && !held_back.contains(rows[&key].copy.as_str()) {
            return Err(format!("I10: {:?} says what is not so", rows.get(&key)));
        }
        if !is_there && !says_why && !world.desks.unclear.contains(&key) {
            return Err(format!(
                "I10: {:?} of {:?} is in no file: {:?}",
                key.1,
                key.0,
                rows.get(&key)
            ));
        }
    }
    holders(world, board, &rows, was_restored)
}

/// I10, for files: after all imports, in the order in which they happened, each copy is there with whom it is here; unless somebody was told to
/// look at it, or a restore lost for good what had been imported.
fn holders(
    world: &World,
    board: &Board,
    rows: &BTreeMap<(OpId, outbox::Act), outbox::OutboxRow>,
    was_restored: bool,
) -> Result<(), String> {
    if world.mix.has_lists {
        // The other system told us of loans, too.
        return Ok(());
    }
    let mut open: BTreeSet<&str> = deliver::held_back(board);
    let is_open = |row: &&outbox::OutboxRow| {
        row.state == State::LookByHand || world.desks.unclear.contains(&(row.op, row.act))
    };
    open.extend(rows.values().filter(is_open).map(|row| row.copy.as_str()));
    let is_late =
        |row: &&outbox::OutboxRow| row.state == State::Skipped && row.said == hand_in::LATE;
    // A file that a desk made by itself had the times of its clock: what was the last of a copy there may be counted as older here. The sheet says to look.
    let was_alone = |row: &&outbox::OutboxRow| world.has_own(&row.copy) && is_late(row);
    open.extend(rows.values().filter(was_alone).map(|row| row.copy.as_str()));
    if was_restored {
        // Devices send again, and a time may be counted otherwise: what went in its order before is out of it now. The sheet says to look.
        open.extend(rows.values().filter(is_late).map(|row| row.copy.as_str()));
    }
    let known = desks::settled(&untidied(world, board));
    let lost: BTreeSet<OpId> = match was_restored {
        true => world
            .desks
            .theirs
            .keys()
            .filter(|key| !known.contains(*key))
            .map(|(op, _)| *op)
            .collect(),
        false => BTreeSet::new(),
    };
    for (copy, holder) in &world.desks.holders {
        let here = board.open_loan(copy).map(|(id, _)| id);
        // What took the book out of the system may be what is lost, too: then nobody knows of which copy it was.
        let last = world.desks.last.get(copy).copied();
        let is_lost = [*holder, here, last]
            .into_iter()
            .flatten()
            .any(|id| lost.contains(&id));
        if here != *holder && !is_lost && !open.contains(copy.as_str()) {
            let of: Vec<_> = rows.values().filter(|row| row.copy == *copy).collect();
            return Err(format!(
                "I10: {copy} is on {holder:?} in the other system, on {here:?} here: {of:?}"
            ));
        }
    }
    Ok(())
}

/// I1, I2: what was shown is on the server, unless its device was destroyed, or an old backup took what devices no longer keep. I3: once.
/// And nothing was invented.
fn operations(world: &World) -> Result<(), String> {
    let mut times: BTreeMap<OpId, u32> = BTreeMap::new();
    for row in world.gateway.ledger.rows() {
        if let What::Op(op) = &row.what {
            *times.entry(op.id).or_default() += 1;
        }
    }
    if let Some((id, count)) = times.iter().find(|(_, count)| **count > 1) {
        return Err(format!("I3: {id:?} has {count} rows"));
    }
    if let Some(id) = times.keys().find(|id| !world.minted.contains_key(id)) {
        return Err(format!(
            "invented: {id:?} is on the server and was never recorded"
        ));
    }
    let hashes: BTreeSet<Hash> = world
        .gateway
        .ledger
        .slots()
        .filter(|(_, kept)| kept.why.is_some())
        .map(|(_, kept)| kept.hash)
        .collect();
    for id in &world.shown {
        let is_kept = times.contains_key(id)
            || world
                .minted
                .get(id)
                .and_then(|minted| minted.poison)
                .is_some_and(|hash| hashes.contains(&hash));
        if !is_kept && !world.evicted.contains(id) && !world.lost.contains_key(id) {
            return Err(format!("I1: {id:?} was shown as recorded and is nowhere"));
        }
    }
    Ok(())
}

/// What is gone is told: by E-gap, for the log in which a device had it before it deleted it, as long as the device has that log, and since the
/// backup came that lacks it; what a storage lost, under a name of that device. Nothing else is called a gap.
fn gaps(world: &World) -> Result<(), String> {
    let mut told = Vec::new();
    let mut known = BTreeSet::new();
    for row in world.gateway.ledger.rows() {
        match &row.what {
            What::Op(op) => {
                known.insert(op.id);
            }
            What::Fact(Fact::Trouble { kind, origin, .. }) if *kind == ExceptionKind::Gap => {
                told.push((row.server_seq, *origin));
            }
            What::Fact(_) => {}
        }
    }
    let struck = |fault: Fault| world.report.faults[fault as usize] > 0;
    if let Some((_, origin)) = told.first()
        && !struck(Fault::Hole)
        && !struck(Fault::OldRestore)
    {
        return Err(format!(
            "I5: nothing was lost, and yet: a gap at {origin:?}"
        ));
    }
    for (number, device) in world.devices.iter().enumerate() {
        let meta = &device.disk.meta;
        let is_its = |name: u128| name == meta.device || device.former.contains(&name);
        let owed = device.owed.iter().find(|id| !known.contains(*id));
        if let Some(id) = owed
            && !told.iter().any(|(_, origin)| is_its(origin.device))
        {
            return Err(format!(
                "I4: the storage of device {number} lost {id:?} and nobody was told"
            ));
        }
        for (id, (epoch, seq)) in &device.pruned {
            let has_log = || meta.logs.iter().any(|log| log.epoch == *epoch);
            if known.contains(id) || !has_log() {
                continue;
            }
            let since = world.lost.get(id).copied().unwrap_or(0);
            let is_told = told.iter().any(|(at, origin)| {
                *at > since && (origin.device, origin.epoch) == (meta.device, *epoch)
            });
            if !is_told {
                return Err(format!(
                    "I4: device {number} deleted {id:?} at {seq} of log {epoch:x}, it is gone, and nobody was told"
                ));
            }
        }
    }
    Ok(())
}

/// I6: every board is the fold of the rows, byte for byte.
fn replicas(world: &World, expected: &Board) -> Result<(), String> {
    let bytes = |board: &Board| postcard::to_allocvec(board).unwrap_or_default();
    let wanted = bytes(expected);
    if bytes(&world.gateway.board) != wanted {
        return Err("I6: the server's board is not the fold of its rows".to_owned());
    }
    for (number, device) in world.devices.iter().enumerate() {
        if bytes(&device.disk.board) != wanted {
            return Err(format!(
                "I6: the board of device {number} is at {}, the server's at {}, and they differ",
                device.disk.board.at, expected.at
            ));
        }
    }
    Ok(())
}

/// I4, first half: one open loan a copy.
fn one_loan_a_copy(board: &Board) -> Result<(), String> {
    let mut open = BTreeSet::new();
    for (id, loan) in board.loans().filter(|(_, loan)| loan.end.is_none()) {
        let is_known = board
            .open_loan(&loan.copy)
            .is_some_and(|(known, _)| known == id);
        if !open.insert(&loan.copy) || !is_known {
            return Err(format!("I4: {} is lent twice", loan.copy));
        }
    }
    Ok(())
}

/// I4, second half, and I5: each clash has its exception, and nothing else has one.
fn exceptions(world: &World, board: &Board) -> Result<(), String> {
    if world.mix.is_peaceful
        && let Some(exception) = board.exceptions().next()
    {
        return Err(format!("I5: nothing clashed, and yet: {exception:?}"));
    }
    let was_cloned = world.report.faults[Fault::Clone as usize] > 0;
    if !was_cloned
        && let Some(fork) = board
            .exceptions()
            .find(|exception| exception.kind == ExceptionKind::Fork)
    {
        return Err(format!("I5: no device was cloned, and yet: {fork:?}"));
    }
    if world.mix.is_rich || world.mix.has_lists {
        return Ok(());
    }
    let wanted = oracle::clashes(world.gateway.ledger.rows());
    let found: BTreeSet<(OpId, ExceptionKind)> = board
        .exceptions()
        .filter(|exception| oracle::KNOWS.contains(&exception.kind))
        .map(|exception| (exception.op, exception.kind))
        .collect();
    if let Some((id, kind)) = wanted.clashes.difference(&found).next() {
        return Err(format!("I4: {id:?} clashes and has no {kind}"));
    }
    if let Some((id, kind)) = found.difference(&wanted.clashes).next() {
        return Err(format!("I5: {id:?} has {kind} and does not clash"));
    }
    for (copy, patron) in &wanted.holders {
        if board.holder(copy) != *patron {
            return Err(format!(
                "I6: {copy} is with {:?}, should be with {patron:?}",
                board.holder(copy)
            ));
        }
    }
    Ok(())
}

/// G13: a time that is called good is good, and none is later than its arrival.
fn times(world: &World) -> Result<(), String> {
    for row in world.gateway.ledger.rows() {
        let What::Op(op) = &row.what else { continue };
        let Some(minted) = world.minted.get(&op.id) else {
            continue;
        };
        let wrong = op.at.ms - minted.true_ms;
        if op.at.quality == Quality::Good && wrong.abs() > GOOD_MS {
            return Err(format!(
                "G13: the time of {:?} is called good and is {} s wrong",
                op.id,
                wrong / 1000
            ));
        }
    }
    Ok(())
}

/// I9: of a forgotten patron no byte is left on a device or on the server.
fn canaries(world: &World) -> Result<(), String> {
    let needle = FORGOTTEN.as_bytes();
    let holds = |bytes: &[u8]| bytes.windows(needle.len()).any(|window| window == needle);
    for (number, device) in world.devices.iter().enumerate() {
        if device.disk.ops.values().any(|record| holds(&record.bytes)) {
            return Err(format!(
                "I9: device {number} still knows the card that was forgotten"
            ));
        }
    }
    let ledger = &world.gateway.ledger;
    if ledger.slots().any(|(_, kept)| holds(&kept.bytes))
        || ledger.branches().iter().any(|(_, bytes)| holds(bytes))
    {
        return Err("I9: the server still knows the card that was forgotten".to_owned());
    }
    Ok(())
}

/// I10: a simple library system that takes the settled operations in their order ends with our loans.
fn delivery(board: &Board) -> Result<(), String> {
    let settled = deliver::settled(board, i64::MIN, i64::MAX);
    let mut theirs: BTreeMap<&str, Option<PatronKey>> = BTreeMap::new();
    for op in &settled.operations {
        match op.act {
            Act::Issue => theirs.insert(&op.copy, op.patron),
            Act::Return => theirs.insert(&op.copy, None),
        };
    }
    // A return of what was never lent here reaches it, too: most likely it lent the book itself.
    for (id, at_ms, copy) in board.came_in() {
        let mut told = settled.operations.iter().filter(|op| {
            // Or it ended a loan that was heard of later, whatever the clocks said of its beginning.
            let end = board.loan(op.loan).and_then(|loan| loan.end);
            let is_it = op.loan == id || end.is_some_and(|(end, _)| end.ms == at_ms);
            op.act == Act::Return && op.copy == copy && is_it
        });
        if !settled.held_back.iter().any(|code| code == copy) && told.next().is_none() {
            return Err(format!("I10: {copy} came in by {id:?} and nobody is told"));
        }
    }
    for (copy, _) in board.copies() {
        let is_held_back = settled.held_back.iter().any(|code| code == copy);
        let found = theirs.get(copy).copied().flatten();
        if !is_held_back && found != board.holder(copy) {
            return Err(format!(
                "I10: {copy} is with {found:?} there, with {:?} here",
                board.holder(copy)
            ));
        }
    }
    Ok(())
}
