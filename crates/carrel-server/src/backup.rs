//! Backups while the server runs, each one opened, checked and folded before it counts; and the way back.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use carrel_circ::entry::{Fact, PatronKey};
use carrel_sync::hand_in::{self, Deliveries, WITHDRAW_MS};
use carrel_sync::hash::patron_key;
use carrel_sync::op::{Op, Patron};
use carrel_sync::server::state_fact;

use crate::collect;
use crate::sqlite::{SqliteStore, remove_if_there};
use crate::store::{Store, StoreError, Stored};

/// Hourly backups that are kept; of older ones the first of each day. All but the newest go after fourteen days: they hold cards.
pub const HOURLY: usize = 24;
/// Days.
pub const DAILY: usize = 14;
/// A backup is due after so long.
pub const HOUR_MS: i64 = 3_600_000;
/// Cutting old links is due after so long.
pub const DAY_MS: i64 = 86_400_000;
/// Half a backup ends so: a program that dies leaves none that counts.
const PART: &str = ".sqlite.part";

/// Whether what was done last at a time is due again, also after a restart, and after a clock that went back.
#[must_use]
pub fn is_due(last_ms: Option<i64>, every_ms: i64, now_ms: i64) -> bool {
    last_ms.is_none_or(|last_ms| last_ms > now_ms || now_ms - last_ms >= every_ms)
}

/// When the newest backup of a folder was written.
#[must_use]
pub fn newest(folder: &Path) -> Option<i64> {
    list(folder).ok()?.first().map(|(at_ms, _)| *at_ms)
}

fn said(doing: &str, error: &std::io::Error) -> StoreError {
    StoreError::Failed(format!("could not {doing}: {error}"))
}

/// Writes a backup of the database at `data` into `folder` and proves that it can be restored: SQLite's own check passes, the
/// audit chain holds, and the fold of all its rows is its board. Uses its own connection: the writer goes on. Deletes what is too
/// old: backups, and copies of before a new schema.
///
/// # Errors
/// What failed; a backup that does not pass is deleted.
pub fn back_up(data: &Path, folder: &Path, now_ms: i64) -> Stored<PathBuf> {
    fs::create_dir_all(folder).map_err(|error| said("make the folder of backups", &error))?;
    // First of all, since it makes room; a backup is written even where it fails.
    let home = data.parent().filter(|home| *home != Path::new(""));
    let dropped = drop_copies(home.unwrap_or(Path::new(".")), now_ms);
    let dropped = drop_copies(folder, now_ms).and(dropped);
    drop_parts(folder)?;
    let target = folder.join(format!("carrel-{now_ms:015}.sqlite"));
    let part = folder.join(format!("carrel-{now_ms:015}{PART}"));
    SqliteStore::open(data)?.copy_to(&part)?;
    if let Err(error) = prove(&part) {
        let _ = fs::remove_file(&part);
        return Err(error);
    }
    put_in_place(&part, &target).map_err(|error| said("name the backup", &error))?;
    thin(folder, now_ms)?;
    dropped?;
    Ok(target)
}

/// Gives a file its name, so that both outlive a power cut.
fn put_in_place(part: &Path, target: &Path) -> std::io::Result<()> {
    fs::File::options().write(true).open(part)?.sync_all()?;
    fs::rename(part, target)?;
    #[cfg(unix)]
    if let Some(folder) = target.parent() {
        let folder = if folder.as_os_str().is_empty() {
            Path::new(".")
        } else {
            folder
        };
        fs::File::open(folder)?.sync_all()?;
    }
    Ok(())
}

/// Opens a backup and checks it; one of an older Carrel is brought forward.
///
/// # Errors
/// What is wrong with it.
pub fn prove(backup: &Path) -> Stored<()> {
    let mut copy = SqliteStore::open_copy(backup)?;
    copy.integrity()?;
    let (_, is_whole) = copy.audit_is_whole()?;
    if !is_whole {
        return Err(StoreError::Failed("the audit chain is broken".to_owned()));
    }
    // From checkpoint and rows; and, while all rows are there, from the rows alone.
    let board = copy.board()?;
    let all = copy.all_rows()?;
    if all.first().is_some_and(|first| first.server_seq == 1)
        && carrel_circ::Board::fold(&all) != board
    {
        return Err(StoreError::Failed(
            "the board is not the fold of its rows".to_owned(),
        ));
    }
    Ok(())
}

/// Names of the backups in a folder with their times, newest first.
fn list(folder: &Path) -> Stored<Vec<(i64, PathBuf)>> {
    let mut found = Vec::new();
    let entries =
        fs::read_dir(folder).map_err(|error| said("read the folder of backups", &error))?;
    for entry in entries.flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        let time = name
            .strip_prefix("carrel-")
            .and_then(|rest| rest.strip_suffix(".sqlite"))
            .and_then(|digits| digits.parse().ok());
        if let Some(time) = time {
            found.push((time, entry.path()));
        }
    }
    found.sort_by(|a, b| b.cmp(a));
    Ok(found)
}

/// Deletes what a backup left that was broken off, and the journals beside it.
fn drop_parts(folder: &Path) -> Stored<()> {
    let entries =
        fs::read_dir(folder).map_err(|error| said("read the folder of backups", &error))?;
    for entry in entries.flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        if name.starts_with("carrel-") && name.contains(PART) {
            remove_if_there(&entry.path()).map_err(|error| said("delete half a backup", &error))?;
        }
    }
    Ok(())
}

fn thin(folder: &Path, now_ms: i64) -> Stored<()> {
    let mut last_day = i64::MAX;
    for (place, (time, path)) in list(folder)?.into_iter().enumerate() {
        let day = time.div_euclid(DAY_MS);
        let is_young = (now_ms - time) < DAILY as i64 * DAY_MS;
        let is_spare = place >= HOURLY && day == last_day;
        if place > 0 && (!is_young || is_spare) {
            fs::remove_file(&path).map_err(|error| said("delete an old backup", &error))?;
        } else {
            last_day = day;
        }
    }
    Ok(())
}

/// Whether this is a database as it was before a new schema, or half of one: `carrel.sqlite.schema-4`.
fn is_copy_of_before(name: &str) -> bool {
    let name = name.strip_suffix(".part").unwrap_or(name);
    name.rsplit_once(".schema-").is_some_and(|(of, number)| {
        of.starts_with("carrel") && of.ends_with(".sqlite") && number.parse::<u32>().is_ok()
    })
}

/// Deletes the copies of before a new schema that are as old as the oldest backup: they hold cards that were cut since.
fn drop_copies(folder: &Path, now_ms: i64) -> Stored<()> {
    let entries =
        fs::read_dir(folder).map_err(|error| said("look for copies of old schemas", &error))?;
    for entry in entries.flatten() {
        if !is_copy_of_before(&entry.file_name().to_string_lossy()) {
            continue;
        }
        let written = entry.metadata().and_then(|about| about.modified());
        let written =
            written.map_err(|error| said("see how old a copy of an old schema is", &error))?;
        // A time that no clock gives counts as old.
        let written_ms = written
            .duration_since(UNIX_EPOCH)
            .map_or(0, |since| since.as_millis() as i64);
        if now_ms - written_ms >= DAILY as i64 * DAY_MS {
            fs::remove_file(entry.path())
                .map_err(|error| said("delete a copy of an old schema", &error))?;
        }
    }
    Ok(())
}

/// What was taken away for good since a backup, read from the database that it replaces.
struct Gone {
    /// Devices that were removed, and when.
    devices: Vec<(u128, i64)>,
    /// Patrons that were forgotten.
    patrons: Vec<PatronKey>,
}

/// Reads it; a database that is damaged tells nothing.
fn gone(data: &Path) -> Stored<Gone> {
    if !data.exists() {
        return Err(StoreError::Failed("there is no old database".to_owned()));
    }
    let mut old = SqliteStore::open_copy(data)?;
    old.integrity()?;
    let devices = old.devices()?.into_iter();
    Ok(Gone {
        devices: devices
            .filter_map(|device| Some((device.id, device.revoked_ms?)))
            .collect(),
        patrons: old.board()?.forgotten().collect(),
    })
}

/// Whether a restore kept away what was taken away since the backup.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kept {
    /// So many devices stay removed and so many patrons forgotten that were neither in the backup.
    Away {
        /// Devices.
        devices: usize,
        /// Patrons.
        patrons: usize,
    },
    /// The old database could not be read: both must be done again.
    Unknown,
}

/// Puts a backup in place of the database and gives it a new life, so that every device sends again what it still holds. Devices that were
/// removed since, and patrons that were forgotten, stay so, when the old database can be read.
/// The server must not be running. The old database stays beside it. The backup itself is read, never written.
///
/// # Errors
/// What failed; then the old database is still in place.
pub fn restore(backup: &Path, data: &Path, epoch: u64, now_ms: i64) -> Stored<Kept> {
    let fresh = data.with_extension("restoring");
    let clear = || {
        ["", "-wal", "-shm"]
            .into_iter()
            .try_for_each(|ending| remove_if_there(&beside(&fresh, ending)))
            .map_err(|error| said("delete what an earlier restore left", &error))
    };
    clear()?;
    let gone = gone(data).ok();
    let kept = match make_ready(backup, &fresh, epoch, now_ms, gone.as_ref()) {
        Ok(kept) => kept,
        Err(error) => {
            // It holds cards.
            let _ = clear();
            return Err(error);
        }
    };
    for ending in ["sqlite", "sqlite-wal", "sqlite-shm"] {
        let old = data.with_extension(ending);
        if old.exists() {
            let kept = data.with_extension(format!("{ending}.before-{now_ms}"));
            fs::rename(&old, kept).map_err(|error| said("keep the old database", &error))?;
        }
    }
    put_in_place(&fresh, data).map_err(|error| said("put the backup in place", &error))?;
    Ok(kept)
}

/// `carrel.sqlite` and `-wal`: `carrel.sqlite-wal`.
fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    name.into()
}

/// Copies a backup, proves the copy and gives it a new life.
fn make_ready(
    backup: &Path,
    fresh: &Path,
    epoch: u64,
    now_ms: i64,
    gone: Option<&Gone>,
) -> Stored<Kept> {
    fs::copy(backup, fresh).map_err(|error| said("copy the backup", &error))?;
    // A folder that was copied by hand may have the last of it in there.
    let log = beside(backup, "-wal");
    if log.exists() {
        fs::copy(&log, beside(fresh, "-wal")).map_err(|error| said("copy the backup", &error))?;
    }
    prove(fresh)?;
    let mut store = SqliteStore::open_copy(fresh)?;
    store.begin()?;
    store.set_value("server_epoch", &epoch.to_be_bytes())?;
    // What the life before sent after this backup is not written here: it is asked about before anything is sent.
    store.set_value(collect::PROBE_BEFORE, &now_ms.to_be_bytes())?;
    hand_in::restored(&mut store)?;
    let kept = match gone {
        Some(gone) => keep_away(&mut store, gone)?,
        None => Kept::Unknown,
    };
    // "It is in" may have been taken back after this backup. What was said of batches is asked by batch (`Batch::is_asked_again`).
    let board = store.board()?;
    hand_in::ask_again(&mut store, &board, now_ms.saturating_sub(WITHDRAW_MS))?;
    store.audit(now_ms, "command", "restore", "")?;
    store.commit()?;
    Ok(kept)
}

/// Removes and forgets once more what the backup still has.
fn keep_away(store: &mut SqliteStore, gone: &Gone) -> Stored<Kept> {
    let (mut devices, mut patrons) = (0, 0);
    for (id, revoked_ms) in &gone.devices {
        if let Some(mut device) = store.device(*id)?.filter(|d| d.revoked_ms.is_none()) {
            device.revoked_ms = Some(*revoked_ms);
            store.put_device(&device)?;
            devices += 1;
        }
    }
    let school_key = store.value("school_key")?;
    let school_key: Option<[u8; 32]> = school_key.and_then(|key| key.try_into().ok());
    let mut board = store.board()?;
    let mut forgotten = BTreeSet::new();
    for key in gone.patrons.iter().filter(|key| !board.is_forgotten(**key)) {
        forgotten.insert(*key);
    }
    for key in &forgotten {
        state_fact(store, &mut board, Fact::Forget { key: *key })?;
        patrons += 1;
    }
    if let Some(school_key) = school_key.filter(|_| patrons > 0) {
        let is_theirs = |card: &str| forgotten.contains(&patron_key(&school_key, card));
        let found = RefCell::new(BTreeSet::new());
        store.redact(&|op: &Op| match &op.patron {
            Patron::Known { card, .. } if is_theirs(card) => {
                found.borrow_mut().insert(card.clone());
                true
            }
            _ => false,
        })?;
        let rows = store.deliveries(None, true)?;
        let mut cards = found.into_inner();
        cards.extend(rows.into_iter().filter_map(|row| row.card));
        cards.extend(store.late_cards()?);
        for card in cards.iter().filter(|card| is_theirs(card)) {
            store.forget_in_deliveries(card)?;
        }
    }
    Ok(Kept::Away { devices, patrons })
}
