//! The store on SQLite: WAL, `synchronous=FULL`, one connection that writes.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use carrel_circ::Board;
use carrel_circ::board::{Event, FOLD};
use carrel_circ::entry::{Entry, Fact, OpId, PatronKey, What};
use carrel_circ::exception::{ExceptionKind, State as Doubt};
use carrel_core::CalendarDate;
use carrel_sync::hand_in::{Answer, Batch, BatchState, Deliveries, Former, TARGET};
use carrel_sync::hash::{patron_key, sha256};
use carrel_sync::ledger::{Ledger, LogState, Place, Slot};
use carrel_sync::message::{decode_entry, encode_entry};
use carrel_sync::op::redact;
use carrel_sync::{Hash, Op};
use rusqlite::{Connection, ErrorCode, OptionalExtension, params};

use crate::outbox::{ALERTS, Act, State};
use crate::store::{DeviceRow, OutboxRow, Store, StoreError, Stored};

/// The schema this code writes. Migrations go forward only; a newer database is refused.
pub const SCHEMA: i64 = 8;

const DDL: &str = "
CREATE TABLE meta(name TEXT PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE devices(id BLOB PRIMARY KEY, key BLOB NOT NULL, role TEXT NOT NULL, label TEXT NOT NULL, paired_ms INTEGER NOT NULL, revoked_ms INTEGER) WITHOUT ROWID;
CREATE TABLE logs(device BLOB NOT NULL, epoch INTEGER NOT NULL, acked INTEGER NOT NULL, head BLOB NOT NULL, PRIMARY KEY(device, epoch)) WITHOUT ROWID;
CREATE TABLE ops(device BLOB NOT NULL, epoch INTEGER NOT NULL, seq INTEGER NOT NULL, hash BLOB NOT NULL, op_id BLOB, content BLOB, server_seq INTEGER, body BLOB NOT NULL, received_ms INTEGER NOT NULL, why TEXT, PRIMARY KEY(device, epoch, seq)) WITHOUT ROWID;
CREATE UNIQUE INDEX op_names ON ops(op_id) WHERE server_seq IS NOT NULL;
CREATE TABLE branches(device BLOB NOT NULL, epoch INTEGER NOT NULL, seq INTEGER NOT NULL, hash BLOB NOT NULL, body BLOB NOT NULL, received_ms INTEGER NOT NULL, PRIMARY KEY(device, epoch, seq, hash)) WITHOUT ROWID;
CREATE TABLE feed(server_seq INTEGER PRIMARY KEY, entry BLOB NOT NULL);
CREATE TABLE loans(id BLOB PRIMARY KEY, copy TEXT NOT NULL, out_ms INTEGER NOT NULL, due INTEGER NOT NULL, in_ms INTEGER) WITHOUT ROWID;
CREATE UNIQUE INDEX one_open ON loans(copy) WHERE in_ms IS NULL;
CREATE TABLE exceptions(op BLOB NOT NULL, kind TEXT NOT NULL, is_open INTEGER NOT NULL, PRIMARY KEY(op, kind)) WITHOUT ROWID;
CREATE TABLE outbox(op BLOB NOT NULL, target TEXT NOT NULL, state TEXT NOT NULL, attempts INTEGER NOT NULL, PRIMARY KEY(op, target)) WITHOUT ROWID;
CREATE TABLE audit(n INTEGER PRIMARY KEY, at_ms INTEGER NOT NULL, actor TEXT NOT NULL, action TEXT NOT NULL, object TEXT NOT NULL, hash BLOB NOT NULL);
";

/// What each schema added to the one before: `STEPS[0]` makes 2 of 1.
const STEPS: &[&str] = &[
    "CREATE TABLE results(class TEXT NOT NULL, hash BLOB NOT NULL, at_ms INTEGER NOT NULL, device BLOB NOT NULL, body BLOB NOT NULL, PRIMARY KEY(class, hash)) WITHOUT ROWID;",
    // No delivery was ever put into the table before: its driver was not started.
    "DROP TABLE outbox;
CREATE TABLE outbox(op BLOB NOT NULL, act TEXT NOT NULL, target TEXT NOT NULL, state TEXT NOT NULL, is_over INTEGER NOT NULL, attempts INTEGER NOT NULL, at_ms INTEGER NOT NULL, copy TEXT NOT NULL, card TEXT, due INTEGER, said TEXT NOT NULL, PRIMARY KEY(op, act, target)) WITHOUT ROWID;
CREATE INDEX outbox_open ON outbox(target, at_ms) WHERE is_over=0;",
    // What enters is held against what is there of the same copy, and not against all of it.
    "CREATE INDEX outbox_copy ON outbox(target, copy);",
    // Gaps and forks are no operations: the page of exceptions names their computer from here.
    // A receipt's code is looked up without a look at each operation.
    "CREATE TABLE troubles(op BLOB NOT NULL, kind TEXT NOT NULL, device BLOB NOT NULL, PRIMARY KEY(op, kind)) WITHOUT ROWID;
CREATE INDEX ops_receipts ON ops(substr(hash, 1, 3)) WHERE server_seq IS NOT NULL;
CREATE INDEX branch_receipts ON branches(substr(hash, 1, 3));",
    // What desks hand in as files: which batch has which row. The index keeps a row from two batches of one system, whatever the code does.
    "CREATE TABLE batches(id BLOB PRIMARY KEY, system TEXT NOT NULL, name TEXT NOT NULL, state TEXT NOT NULL, made_ms INTEGER NOT NULL, made_by TEXT NOT NULL, computer TEXT NOT NULL, settled_ms INTEGER, count INTEGER NOT NULL, files BLOB) WITHOUT ROWID;
CREATE TABLE handed(op BLOB NOT NULL, act TEXT NOT NULL, batch BLOB NOT NULL, system TEXT NOT NULL, is_back INTEGER NOT NULL, PRIMARY KEY(op, act, batch)) WITHOUT ROWID;
CREATE INDEX handed_batch ON handed(batch);
CREATE UNIQUE INDEX handed_once ON handed(op, act, system) WHERE is_back=0;
CREATE TABLE former(name TEXT NOT NULL, system TEXT NOT NULL, is_sure INTEGER NOT NULL, said_ms INTEGER NOT NULL, PRIMARY KEY(name, system)) WITHOUT ROWID;
CREATE TABLE told(device BLOB PRIMARY KEY, at_ms INTEGER NOT NULL) WITHOUT ROWID;
ALTER TABLE outbox ADD COLUMN aged_ms INTEGER;",
    // What staff said of rows in doubt, so that a wrong press can be taken back. In `handed`, `is_back` is 1 where a batch was given back and, from now on, 2 where a row was taken
    // out of it since it happened once more. What the sheet of a batch names as too late or left out, with its card as long as the batch has its files.
    "CREATE TABLE answers(id BLOB NOT NULL, name TEXT NOT NULL, is_in INTEGER NOT NULL, is_of_file INTEGER NOT NULL, said_ms INTEGER NOT NULL, said_by TEXT NOT NULL, PRIMARY KEY(id, name)) WITHOUT ROWID;
CREATE TABLE late(op BLOB NOT NULL, act TEXT NOT NULL, batch BLOB NOT NULL, card TEXT, PRIMARY KEY(op, act, batch)) WITHOUT ROWID;
CREATE INDEX late_batch ON late(batch);
UPDATE handed SET is_back=2 WHERE is_back=1 AND batch IN (SELECT id FROM batches WHERE state<>'given-back');",
    // Rows of the feed and the board say which rules an override names: a Carrel of before would stop at the first of them, and is told here.
    // And of which file something was answered.
    "ALTER TABLE answers ADD COLUMN file TEXT NOT NULL DEFAULT '';",
];

/// Operations by the first bytes of their hash: those of the one order, then those of a copied log.
const RECEIPTS: &str = "
SELECT device, body, server_seq, received_ms FROM ops WHERE substr(hash, 1, 3) BETWEEN ?1 AND ?2 AND server_seq IS NOT NULL
UNION ALL
SELECT device, body, NULL, received_ms FROM branches WHERE substr(hash, 1, 3) BETWEEN ?1 AND ?2
ORDER BY server_seq DESC NULLS LAST, received_ms DESC";

/// A database file.
pub struct SqliteStore {
    db: Connection,
    last: u64,
    acts: Vec<(OpId, bool)>,
}

fn failed(error: rusqlite::Error) -> StoreError {
    match error.sqlite_error_code() {
        Some(ErrorCode::DiskFull | ErrorCode::ReadOnly) => StoreError::Full(error.to_string()),
        _ => StoreError::Failed(error.to_string()),
    }
}

/// SQLite's integers are signed; epochs and places use all 64 bits.
fn signed(number: u64) -> i64 {
    number as i64
}

fn name(id: u128) -> [u8; 16] {
    id.to_be_bytes()
}

const DELIVERY: &str =
    "SELECT op, act, target, state, attempts, at_ms, copy, card, due, said FROM outbox";

const BATCH: &str =
    "SELECT id, system, name, state, made_ms, made_by, computer, settled_ms, count FROM batches";

fn read_batch(row: &rusqlite::Row<'_>) -> rusqlite::Result<Batch> {
    let state: String = row.get(3)?;
    Ok(Batch {
        id: u128::from_be_bytes(row.get(0)?),
        system: row.get(1)?,
        name: row.get(2)?,
        // What nobody can read, somebody must say something of.
        state: BatchState::read(&state).unwrap_or(BatchState::Made),
        made_ms: row.get(4)?,
        by: row.get(5)?,
        computer: row.get(6)?,
        settled_ms: row.get(7)?,
        count: row.get(8)?,
    })
}

fn delivery(row: &rusqlite::Row<'_>) -> rusqlite::Result<OutboxRow> {
    let act: String = row.get(1)?;
    let state: String = row.get(3)?;
    Ok(OutboxRow {
        op: OpId(u128::from_be_bytes(row.get(0)?)),
        // What nobody can read, a librarian looks at.
        act: Act::read(&act).unwrap_or(Act::Hold),
        target: row.get(2)?,
        state: State::read(&state).unwrap_or(State::LookByHand),
        attempts: row.get(4)?,
        at_ms: row.get(5)?,
        copy: row.get(6)?,
        card: row.get(7)?,
        due: row.get::<_, Option<i32>>(8)?.map(CalendarDate::from_days),
        said: row.get(9)?,
    })
}

fn hash(bytes: Vec<u8>) -> Hash {
    bytes.try_into().unwrap_or_default()
}

impl SqliteStore {
    /// Opens or creates a database.
    ///
    /// # Errors
    /// When it cannot be opened, or a newer Carrel wrote it.
    pub fn open(path: &Path) -> Stored<Self> {
        Self::prepare(Connection::open(path).map_err(failed)?, true)
    }

    /// Opens what is a copy itself: when it is brought forward, none is made of it.
    ///
    /// # Errors
    /// As [`open`](Self::open).
    pub fn open_copy(path: &Path) -> Stored<Self> {
        Self::prepare(Connection::open(path).map_err(failed)?, false)
    }

    /// A database in memory, for tests.
    ///
    /// # Errors
    /// When SQLite has no memory.
    pub fn in_memory() -> Stored<Self> {
        Self::prepare(Connection::open_in_memory().map_err(failed)?, false)
    }

    fn prepare(db: Connection, copy_first: bool) -> Stored<Self> {
        db.execute_batch(
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; PRAGMA busy_timeout=5000;",
        )
        .map_err(failed)?;
        db.set_prepared_statement_cache_capacity(64);
        let schema: i64 = db
            .query_row("PRAGMA user_version", [], |row| row.get(0))
            .map_err(failed)?;
        if schema > SCHEMA {
            return Err(StoreError::Failed(format!(
                "this database has schema {schema}, this Carrel knows {SCHEMA}: install the newer Carrel again"
            )));
        }
        if schema < SCHEMA {
            // In one transaction: a migration that is broken off never was. An older database is copied first.
            if schema > 0 && copy_first {
                copy_before(&db, schema)?;
            }
            let known = usize::try_from(schema.max(1) - 1).unwrap_or(0);
            let steps = STEPS.get(known..).unwrap_or_default().concat();
            let first = if schema == 0 { DDL } else { "" };
            db.execute_batch(&format!(
                "BEGIN IMMEDIATE; {first} {steps} PRAGMA user_version={SCHEMA}; COMMIT;"
            ))
            .map_err(failed)?;
        }
        let last = last_of(&db)?;
        Ok(Self {
            db,
            last,
            acts: Vec::new(),
        })
    }

    /// Runs SQLite's own check of the file.
    ///
    /// # Errors
    /// What it found.
    pub fn integrity(&self) -> Stored<()> {
        let found: String = self
            .db
            .query_row("PRAGMA integrity_check", [], |row| row.get(0))
            .map_err(failed)?;
        if found == "ok" {
            Ok(())
        } else {
            Err(StoreError::Failed(found))
        }
    }

    /// Copies the database as of now into a new file, while others write on.
    ///
    /// # Errors
    /// When the file exists or the disk is full.
    pub fn copy_to(&self, path: &Path) -> Stored<()> {
        self.db
            .execute("VACUUM INTO ?1", [path.to_string_lossy()])
            .map(|_| ())
            .map_err(failed)
    }

    /// Every row of the feed that is kept.
    ///
    /// # Errors
    /// The database's.
    pub fn all_rows(&mut self) -> Stored<Vec<Entry>> {
        self.rows_after(0, usize::MAX >> 1)
    }

    /// The connection, for fault tests.
    #[must_use]
    pub fn connection(&self) -> &Connection {
        &self.db
    }

    fn one<T>(
        &self,
        sql: &str,
        args: impl rusqlite::Params,
        read: impl FnOnce(&rusqlite::Row<'_>) -> rusqlite::Result<T>,
    ) -> Stored<Option<T>> {
        let mut statement = self.db.prepare_cached(sql).map_err(failed)?;
        statement.query_row(args, read).optional().map_err(failed)
    }

    fn all<T>(
        &self,
        sql: &str,
        args: impl rusqlite::Params,
        read: impl FnMut(&rusqlite::Row<'_>) -> rusqlite::Result<T>,
    ) -> Stored<Vec<T>> {
        let mut statement = self.db.prepare_cached(sql).map_err(failed)?;
        let rows = statement.query_map(args, read).map_err(failed)?;
        rows.collect::<rusqlite::Result<_>>().map_err(failed)
    }

    fn write(&self, sql: &str, args: impl rusqlite::Params) -> Stored<usize> {
        let mut statement = self.db.prepare_cached(sql).map_err(failed)?;
        statement.execute(args).map_err(failed)
    }

    fn write_loan(&self, id: OpId, board: &Board) -> Stored<()> {
        let Some(loan) = board.loan(id) else {
            return Ok(());
        };
        self.write(
            "INSERT INTO loans VALUES(?1, ?2, ?3, ?4, ?5) ON CONFLICT(id) DO UPDATE SET due=excluded.due, in_ms=excluded.in_ms",
            params![
                name(id.0),
                loan.copy,
                loan.out.at.ms,
                loan.due.days(),
                loan.end.map(|(at, _)| at.ms)
            ],
        )?;
        Ok(())
    }
}

/// Copies a database beside itself before it is changed: `carrel.sqlite.schema-1`. It has that name only when it is whole and on the
/// disk. [`backup`](crate::backup) deletes it later: it holds every card.
fn copy_before(db: &Connection, schema: i64) -> Stored<()> {
    let Some(path) = db.path().filter(|path| !path.is_empty()) else {
        return Ok(());
    };
    let copy = format!("{path}.schema-{schema}");
    if Path::new(&copy).exists() {
        return Ok(());
    }
    let part = format!("{copy}.part");
    let said = |error: std::io::Error| {
        StoreError::Failed(format!("could not copy the database to {copy}: {error}"))
    };
    // What a broken-off start left; its journal would be taken for the new one's.
    for left in [part.clone(), format!("{part}-journal")] {
        remove_if_there(Path::new(&left)).map_err(said)?;
    }
    db.execute("VACUUM INTO ?1", [&part]).map_err(failed)?;
    // Opened for writing: Windows syncs no other.
    let file = fs::OpenOptions::new().write(true).open(&part);
    file.and_then(|file| file.sync_all()).map_err(said)?;
    fs::rename(&part, &copy).map_err(said)?;
    #[cfg(unix)]
    if let Some(folder) = Path::new(path).parent() {
        let folder = fs::File::open(folder);
        folder.and_then(|folder| folder.sync_all()).map_err(said)?;
    }
    Ok(())
}

/// Deletes a file; none is as good.
pub(crate) fn remove_if_there(path: &Path) -> std::io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

fn last_of(db: &Connection) -> Stored<u64> {
    let last: i64 = db
        .query_row("SELECT COALESCE(MAX(server_seq), 0) FROM feed", [], |row| {
            row.get(0)
        })
        .map_err(failed)?;
    Ok(last as u64)
}

impl Ledger for SqliteStore {
    type Error = StoreError;

    fn log(&mut self, device: u128, epoch: u64) -> Stored<Option<LogState>> {
        self.one(
            "SELECT acked, head FROM logs WHERE device=?1 AND epoch=?2",
            params![name(device), signed(epoch)],
            |row| {
                Ok(LogState {
                    acked: row.get::<_, i64>(0)? as u64,
                    head: hash(row.get(1)?),
                })
            },
        )
    }

    fn logs(&mut self, device: u128) -> Stored<Vec<(u64, u64, Hash)>> {
        self.all(
            "SELECT epoch, acked,
                CASE acked WHEN (SELECT count(*) FROM ops WHERE ops.device=logs.device AND ops.epoch=logs.epoch AND seq<=acked)
                THEN head ELSE zeroblob(32) END
            FROM logs WHERE device=?1",
            params![name(device)],
            |row| {
                Ok((
                    row.get::<_, i64>(0)? as u64,
                    row.get::<_, i64>(1)? as u64,
                    hash(row.get(2)?),
                ))
            },
        )
    }

    fn hash_at(&mut self, device: u128, epoch: u64, seq: u64) -> Stored<Option<Hash>> {
        self.one(
            "SELECT hash FROM ops WHERE device=?1 AND epoch=?2 AND seq=?3",
            params![name(device), signed(epoch), signed(seq)],
            |row| row.get(0).map(hash),
        )
    }

    fn content_of(&mut self, id: OpId) -> Stored<Option<Hash>> {
        // From the bytes: gateways of before November 2026 wrote a hash with the device in it.
        self.one(
            "SELECT body, content FROM ops WHERE op_id=?1 AND server_seq IS NOT NULL",
            params![name(id.0)],
            |row| {
                let (body, stored): (Vec<u8>, _) = (row.get(0)?, row.get(1)?);
                Ok(Op::decode(&body).map_or_else(|_| hash(stored), |op| op.content()))
            },
        )
    }

    fn sender_of(&mut self, id: OpId) -> Stored<Option<u128>> {
        let found = self.one(
            "SELECT device FROM ops WHERE op_id=?1 AND server_seq IS NOT NULL",
            params![name(id.0)],
            |row| row.get(0),
        )?;
        Ok(found.map(u128::from_be_bytes))
    }

    fn next_seq(&mut self) -> Stored<u64> {
        self.last += 1;
        Ok(self.last)
    }

    fn last_seq(&mut self) -> Stored<u64> {
        Ok(self.last)
    }

    fn put(&mut self, place: Place, slot: Slot<'_>, bytes: &[u8], received_ms: i64) -> Stored<()> {
        let (id, content, server_seq, why) = match slot {
            Slot::Op { op, entry } => (
                Some(op.id),
                Some(op.content()),
                Some(signed(entry.server_seq)),
                None,
            ),
            Slot::Twin(id) => (Some(id), None, None, Some("twin")),
            Slot::Quarantine(why) => (None, None, None, Some(why)),
        };
        self.write(
            "INSERT INTO ops VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
            params![
                name(place.device),
                signed(place.epoch),
                signed(place.seq),
                place.hash,
                id.map(|id| name(id.0)),
                content,
                server_seq,
                bytes,
                received_ms,
                why
            ],
        )?;
        Ok(())
    }

    fn put_branch(&mut self, place: Place, bytes: &[u8], received_ms: i64) -> Stored<()> {
        self.write(
            "INSERT OR IGNORE INTO branches VALUES(?1, ?2, ?3, ?4, ?5, ?6)",
            params![
                name(place.device),
                signed(place.epoch),
                signed(place.seq),
                place.hash,
                bytes,
                received_ms
            ],
        )?;
        Ok(())
    }

    fn set_log(&mut self, device: u128, epoch: u64, state: LogState) -> Stored<()> {
        self.write(
            "INSERT OR REPLACE INTO logs VALUES(?1, ?2, ?3, ?4)",
            params![name(device), signed(epoch), signed(state.acked), state.head],
        )?;
        Ok(())
    }

    fn row(&mut self, entry: &Entry, events: &[Event], board: &Board) -> Stored<()> {
        self.write(
            "INSERT INTO feed VALUES(?1, ?2)",
            params![signed(entry.server_seq), encode_entry(entry)],
        )?;
        if let What::Fact(Fact::Trouble {
            kind, id, origin, ..
        }) = &entry.what
        {
            self.write(
                "INSERT OR IGNORE INTO troubles VALUES(?1, ?2, ?3)",
                params![name(id.0), kind.name(), name(origin.device)],
            )?;
        }
        // A loan that ends is written before the one that takes its copy: the index `one_open` holds at every step.
        self.acts.clear();
        for event in events {
            match event {
                Event::Closed(id) => self.acts.insert(0, (*id, true)),
                Event::Opened(id)
                | Event::History(id)
                | Event::Extended(id)
                | Event::Reopened(id) => {
                    self.acts.push((*id, false));
                }
                Event::Raised(op, kind) | Event::Cleared(op, kind) => {
                    let is_open = board
                        .exception(*op, *kind)
                        .is_some_and(|exception| exception.state == Doubt::Open);
                    self.write(
                        "INSERT OR REPLACE INTO exceptions VALUES(?1, ?2, ?3)",
                        params![name(op.0), kind.name(), is_open],
                    )?;
                }
                _ => {}
            }
        }
        for (id, _) in std::mem::take(&mut self.acts) {
            self.write_loan(id, board)?;
        }
        Ok(())
    }

    fn rows_after(&mut self, seq: u64, limit: usize) -> Stored<Vec<Entry>> {
        let rows = self.all(
            "SELECT entry FROM feed WHERE server_seq>?1 ORDER BY server_seq LIMIT ?2",
            params![signed(seq), limit as i64],
            |row| row.get::<_, Vec<u8>>(0),
        )?;
        rows.iter()
            .map(|bytes| {
                decode_entry(bytes).ok_or_else(|| {
                    StoreError::Failed("a row of the feed cannot be read".to_owned())
                })
            })
            .collect()
    }

    fn horizon(&mut self) -> Stored<u64> {
        let first: Option<i64> = self
            .one("SELECT MIN(server_seq) FROM feed", [], |row| row.get(0))?
            .flatten();
        Ok(first.map_or(0, |first| (first as u64).saturating_sub(1)))
    }
}

impl Store for SqliteStore {
    fn begin(&mut self) -> Stored<()> {
        self.db.execute_batch("BEGIN IMMEDIATE").map_err(failed)
    }

    fn commit(&mut self) -> Stored<()> {
        self.db.execute_batch("COMMIT").map_err(failed)
    }

    fn roll_back(&mut self) {
        // Some errors roll back by themselves; then there is nothing left to do.
        let _ = self.db.execute_batch("ROLLBACK");
        if let Ok(last) = last_of(&self.db) {
            self.last = last;
        }
    }

    fn board(&mut self) -> Stored<Board> {
        let kept = self.value("board")?;
        let kept: Option<Board> = kept.and_then(|bytes| postcard::from_bytes(&bytes).ok());
        let is_ours = self.value("fold")?.as_deref() == Some(&[FOLD]);
        let mut board = match kept {
            Some(board) if is_ours => board,
            // None was kept, or it cannot be read, or an older Carrel folded it: anew, where every row is there.
            _ if self.horizon()? == 0 => Board::new(),
            Some(board) => board,
            None => {
                return Err(StoreError::Failed(
                    "the board that was kept cannot be read, and the rows it was folded from are gone. \
                     Put the newest backup in place: carrel-server restore"
                        .to_owned(),
                ));
            }
        };
        let mut events = Vec::new();
        loop {
            let rows = self.rows_after(board.at, 10_000)?;
            if rows.is_empty() {
                return Ok(board);
            }
            for row in &rows {
                events.clear();
                board.apply_into(row, &mut events);
            }
        }
    }

    fn checkpoint(&mut self, board: &Board) -> Stored<()> {
        let bytes =
            postcard::to_allocvec(board).map_err(|error| StoreError::Failed(error.to_string()))?;
        self.set_value("fold", &[FOLD])?;
        self.set_value("board", &bytes)
    }

    fn value(&mut self, name: &str) -> Stored<Option<Vec<u8>>> {
        self.one("SELECT value FROM meta WHERE name=?1", [name], |row| {
            row.get(0)
        })
    }

    fn set_value(&mut self, name: &str, value: &[u8]) -> Stored<()> {
        self.write(
            "INSERT OR REPLACE INTO meta VALUES(?1, ?2)",
            params![name, value],
        )?;
        Ok(())
    }

    fn put_device(&mut self, device: &DeviceRow) -> Stored<()> {
        self.write(
            "INSERT OR REPLACE INTO devices VALUES(?1, ?2, ?3, ?4, ?5, ?6)",
            params![
                name(device.id),
                device.key,
                device.role,
                device.label,
                device.paired_ms,
                device.revoked_ms
            ],
        )?;
        Ok(())
    }

    fn device(&mut self, id: u128) -> Stored<Option<DeviceRow>> {
        self.one(
            "SELECT * FROM devices WHERE id=?1",
            params![name(id)],
            read_device,
        )
    }

    fn devices(&mut self) -> Stored<Vec<DeviceRow>> {
        self.all("SELECT * FROM devices ORDER BY paired_ms", [], read_device)
    }

    fn device_of(&mut self, op: OpId, kind: ExceptionKind) -> Stored<Option<u128>> {
        let found = self.one(
            "SELECT device FROM troubles WHERE op=?1 AND kind=?2 UNION ALL SELECT device FROM ops WHERE op_id=?1 AND server_seq IS NOT NULL",
            params![name(op.0), kind.name()],
            |row| row.get(0),
        )?;
        Ok(found.map(u128::from_be_bytes))
    }

    fn body(&mut self, id: OpId) -> Stored<Option<Vec<u8>>> {
        self.one(
            "SELECT body FROM ops WHERE op_id=?1 AND server_seq IS NOT NULL",
            params![name(id.0)],
            |row| row.get(0),
        )
    }

    fn receipts(&mut self, code: u32) -> Stored<Vec<(u128, Vec<u8>)>> {
        // Twenty bits are two bytes and a half.
        let first = (code << 4).to_be_bytes();
        let last = (code << 4 | 15).to_be_bytes();
        let rows = self.all(
            RECEIPTS,
            params![first[1..].to_vec(), last[1..].to_vec()],
            |row| Ok((row.get(0)?, row.get(1)?)),
        )?;
        let named = rows
            .into_iter()
            .map(|(id, body)| (u128::from_be_bytes(id), body));
        Ok(named.collect())
    }

    fn redact(&mut self, is_theirs: &dyn Fn(&Op) -> bool) -> Stored<u64> {
        let mut count = 0;
        for table in ["ops", "branches"] {
            let rows = self.all(
                &format!("SELECT device, epoch, seq, hash, body FROM {table}"),
                [],
                read_body,
            )?;
            for (device, epoch, seq, hash, body) in rows {
                if Op::decode(&body).is_ok_and(|op| is_theirs(&op))
                    && let Ok(bytes) = redact(&body)
                    && bytes != body
                {
                    count += 1;
                    self.write(
                        &format!("UPDATE {table} SET body=?1 WHERE device=?2 AND epoch=?3 AND seq=?4 AND hash=?5"),
                        params![bytes, device, epoch, seq, hash],
                    )?;
                }
            }
        }
        Ok(count)
    }

    fn drop_unread(&mut self, before_ms: i64) -> Stored<u64> {
        let mut count = self.write(
            "UPDATE ops SET body=x'' WHERE why IS NOT NULL AND received_ms<?1 AND length(body)>0",
            [before_ms],
        )?;
        let branches = self.all(
            "SELECT device, epoch, seq, hash, body FROM branches WHERE received_ms<?1 AND length(body)>0",
            [before_ms],
            read_body,
        )?;
        for (device, epoch, seq, hash, body) in branches {
            if Op::decode(&body).is_err() {
                count += self.write(
                    "UPDATE branches SET body=x'' WHERE device=?1 AND epoch=?2 AND seq=?3 AND hash=?4",
                    params![device, epoch, seq, hash],
                )?;
            }
        }
        Ok(count as u64)
    }

    fn put_files(&mut self, batch: u128, files: Option<&[u8]>) -> Stored<()> {
        self.write(
            "UPDATE batches SET files=?2 WHERE id=?1",
            params![name(batch), files],
        )?;
        if files.is_none() {
            self.write("UPDATE late SET card=NULL WHERE batch=?1", [name(batch)])?;
        }
        Ok(())
    }

    fn files(&mut self, batch: u128) -> Stored<Option<Vec<u8>>> {
        let found = self.one(
            "SELECT files FROM batches WHERE id=?1",
            params![name(batch)],
            |row| row.get(0),
        )?;
        Ok(found.flatten())
    }

    fn age_deliveries(
        &mut self,
        now_ms: i64,
        is_current: &dyn Fn(&OutboxRow) -> bool,
    ) -> Stored<()> {
        let rows = self.all(
            "SELECT op, act, target, state, attempts, at_ms, copy, card, due, said, aged_ms FROM outbox WHERE is_over=0 OR aged_ms IS NULL",
            [],
            |row| Ok((delivery(row)?, row.get::<_, Option<i64>>(10)?)),
        )?;
        for (row, aged_ms) in rows {
            let ages = row.state.is_over() || !is_current(&row);
            if ages != aged_ms.is_some() {
                self.write(
                    "UPDATE outbox SET aged_ms=?4 WHERE op=?1 AND act=?2 AND target=?3",
                    params![
                        name(row.op.0),
                        row.act.name(),
                        row.target,
                        ages.then_some(now_ms)
                    ],
                )?;
            }
        }
        Ok(())
    }

    fn aged(&mut self, before_ms: i64) -> Stored<Vec<OutboxRow>> {
        self.all(
            &format!(
                "{DELIVERY} WHERE target=?1 AND is_over=0 AND card IS NOT NULL AND aged_ms<?2 ORDER BY at_ms, act='issue', op"
            ),
            params![TARGET, before_ms],
            delivery,
        )
    }

    fn prune_deliveries(
        &mut self,
        before_ms: i64,
        is_needed: &dyn Fn(OpId) -> bool,
    ) -> Stored<u64> {
        let old = self.all(
            &format!("{DELIVERY} WHERE is_over=1 AND aged_ms<?1"),
            params![before_ms],
            delivery,
        )?;
        let mut count = 0;
        for row in old.into_iter().filter(|row| !is_needed(row.op)) {
            count += self.write(
                "DELETE FROM outbox WHERE op=?1 AND act=?2 AND target=?3",
                params![name(row.op.0), row.act.name(), row.target],
            )? as u64;
        }
        self.write("DELETE FROM former WHERE said_ms<?1", params![before_ms])?;
        self.write("DELETE FROM answers WHERE said_ms<?1", params![before_ms])?;
        self.write(
            "DELETE FROM handed WHERE NOT EXISTS (SELECT 1 FROM outbox WHERE outbox.op=handed.op AND outbox.act=handed.act AND target=?1)",
            [TARGET],
        )?;
        self.write(
            "DELETE FROM late WHERE NOT EXISTS (SELECT 1 FROM outbox WHERE outbox.op=late.op AND outbox.act=late.act AND target=?1)",
            [TARGET],
        )?;
        self.write(
            "DELETE FROM batches WHERE made_ms<?1 AND NOT EXISTS (SELECT 1 FROM handed WHERE batch=id) AND NOT EXISTS (SELECT 1 FROM late WHERE batch=id)",
            [before_ms],
        )?;
        // Gateways of before December 2026 kept it.
        self.write(
            "UPDATE outbox SET said='' WHERE state='confirmed' AND said NOT IN ('', ?1, ?2, ?3, ?4, ?5)",
            ALERTS,
        )?;
        Ok(count)
    }

    fn put_told(&mut self, device: u128, now_ms: i64) -> Stored<()> {
        self.write(
            "INSERT OR REPLACE INTO told VALUES(?1, ?2)",
            params![name(device), now_ms],
        )?;
        Ok(())
    }

    fn drop_told(&mut self, device: u128) -> Stored<()> {
        self.write("DELETE FROM told WHERE device=?1", [name(device)])?;
        Ok(())
    }

    fn untold(&mut self) -> Stored<Vec<String>> {
        self.all(
            "SELECT CASE label WHEN '' THEN lower(substr(hex(id), 1, 8)) ELSE label END FROM devices WHERE role='desk' AND revoked_ms IS NULL AND id NOT IN (SELECT device FROM told) ORDER BY paired_ms, id",
            [],
            |row| row.get(0),
        )
    }

    fn forget_in_deliveries(&mut self, card: &str) -> Stored<()> {
        // The files and sheets of desks it stands in, also where its row has no card any more. Few are kept, and this is seldom.
        self.write(
            "UPDATE batches SET files=NULL WHERE id IN (SELECT batch FROM handed JOIN outbox ON outbox.op=handed.op AND outbox.act=handed.act WHERE target=?1 AND card=?2)
            OR id IN (SELECT batch FROM late WHERE card=?2) OR ?2<>'' AND instr(files, CAST(?2 AS BLOB))>0",
            params![TARGET, card],
        )?;
        self.write("UPDATE late SET card=NULL WHERE card=?1", [card])?;
        // Of one that stands in a file it is the name of the batch; of what is handed in as a file, why a librarian looks.
        self.write(
            "UPDATE outbox SET card=NULL, said=CASE WHEN state='exported' OR target=?2 THEN said ELSE '' END WHERE card=?1",
            params![card, TARGET],
        )?;
        Ok(())
    }

    fn put_result(&mut self, class: &str, at_ms: i64, device: u128, bytes: &[u8]) -> Stored<bool> {
        let added = self.write(
            "INSERT OR IGNORE INTO results VALUES(?1, ?2, ?3, ?4, ?5)",
            params![class, sha256(&[bytes]), at_ms, name(device), bytes],
        )?;
        Ok(added > 0)
    }

    fn results(&mut self, class: &str) -> Stored<Vec<(i64, Vec<u8>)>> {
        self.all(
            "SELECT at_ms, body FROM results WHERE class=?1 ORDER BY at_ms, hash",
            [class],
            |row| Ok((row.get(0)?, row.get(1)?)),
        )
    }

    fn drop_results(&mut self, class: Option<&str>, before_ms: i64) -> Stored<u64> {
        let gone = self.write(
            "DELETE FROM results WHERE at_ms<?1 AND (?2 IS NULL OR class=?2)",
            params![before_ms, class],
        )?;
        Ok(gone as u64)
    }

    fn prune_feed(&mut self, before_ms: i64) -> Stored<u64> {
        let last: Option<i64> = self
            .one(
                "SELECT MAX(server_seq) FROM ops WHERE received_ms<?1",
                [before_ms],
                |row| row.get(0),
            )?
            .flatten();
        let Some(last) = last else {
            return Ok(0);
        };
        let rows = self.write(
            "DELETE FROM feed WHERE server_seq<=?1 AND server_seq<(SELECT MAX(server_seq) FROM feed)",
            [last],
        )?;
        Ok(rows as u64)
    }

    fn prune_logs(&mut self, before_ms: i64, is_needed: &dyn Fn(OpId) -> bool) -> Stored<u64> {
        let old = self.all(
            "SELECT device, epoch, seq, op_id FROM ops WHERE received_ms<?1 AND device IN (SELECT id FROM devices WHERE revoked_ms<?1)",
            [before_ms],
            |row| {
                Ok((
                    row.get::<_, Vec<u8>>(0)?,
                    row.get::<_, i64>(1)?,
                    row.get::<_, i64>(2)?,
                    row.get::<_, Option<[u8; 16]>>(3)?,
                ))
            },
        )?;
        let mut gone = 0;
        for (device, epoch, seq, id) in old {
            if id.is_some_and(|id| is_needed(OpId(u128::from_be_bytes(id)))) {
                continue;
            }
            gone += self.write(
                "DELETE FROM ops WHERE device=?1 AND epoch=?2 AND seq=?3",
                params![device, epoch, seq],
            )? as u64;
        }
        Ok(gone)
    }

    fn audit(&mut self, at_ms: i64, actor: &str, action: &str, object: &str) -> Stored<()> {
        let before: Option<Vec<u8>> = self.one(
            "SELECT hash FROM audit ORDER BY n DESC LIMIT 1",
            [],
            |row| row.get(0),
        )?;
        let line = audit_hash(before.unwrap_or_default(), at_ms, actor, action, object);
        self.write(
            "INSERT INTO audit(at_ms, actor, action, object, hash) VALUES(?1, ?2, ?3, ?4, ?5)",
            params![at_ms, actor, action, object, line],
        )?;
        Ok(())
    }

    fn audit_is_whole(&mut self) -> Stored<(u64, bool)> {
        let lines = self.all(
            "SELECT at_ms, actor, action, object, hash FROM audit ORDER BY n",
            [],
            |row| {
                Ok((
                    row.get::<_, i64>(0)?,
                    row.get::<_, String>(1)?,
                    row.get::<_, String>(2)?,
                    row.get::<_, String>(3)?,
                    row.get::<_, Vec<u8>>(4)?,
                ))
            },
        )?;
        let mut before = Vec::new();
        let mut is_whole = true;
        for (at_ms, actor, action, object, hash) in &lines {
            is_whole &= audit_hash(before, *at_ms, actor, action, object)[..] == hash[..];
            before = hash.clone();
        }
        Ok((lines.len() as u64, is_whole))
    }

    fn counts(&mut self) -> Stored<(u64, u64, u64)> {
        let count = |sql: &str| -> Stored<u64> {
            let number = self.one(sql, [], |row| row.get::<_, i64>(0))?;
            Ok(number.unwrap_or(0) as u64)
        };
        Ok((
            count("SELECT COUNT(*) FROM exceptions WHERE is_open")?,
            count("SELECT COUNT(*) FROM loans WHERE in_ms IS NULL")?,
            count("SELECT COUNT(*) FROM ops WHERE server_seq IS NOT NULL")?,
        ))
    }
}

impl Deliveries for SqliteStore {
    type Error = StoreError;

    fn card_of(&mut self, op: OpId, whose: PatronKey) -> Stored<Option<String>> {
        let Some(card) = crate::desk::card_of(self, op)? else {
            return Ok(None);
        };
        let key = self
            .value("school_key")?
            .and_then(|key| key.try_into().ok());
        Ok(match key {
            Some(key) if patron_key(&key, &card) != whose => None,
            _ => Some(card),
        })
    }

    fn put_delivery(&mut self, row: &OutboxRow) -> Stored<()> {
        let is_over = row.state.is_over();
        // What a system says to a loan may greet its patron by name.
        let said = match row.state {
            State::Confirmed if !ALERTS.contains(&row.said.as_str()) => "",
            _ => &row.said,
        };
        self.write(
            "INSERT INTO outbox(op, act, target, state, is_over, attempts, at_ms, copy, card, due, said) VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)
            ON CONFLICT(op, act, target) DO UPDATE SET state=excluded.state, is_over=excluded.is_over, attempts=excluded.attempts, at_ms=excluded.at_ms, copy=excluded.copy, card=excluded.card, due=excluded.due, said=excluded.said, aged_ms=CASE WHEN outbox.is_over=excluded.is_over THEN outbox.aged_ms END",
            params![
                name(row.op.0),
                row.act.name(),
                row.target,
                row.state.to_string(),
                is_over,
                row.attempts,
                row.at_ms,
                row.copy,
                row.card.as_ref().filter(|_| !is_over),
                row.due.map(|due| due.days()),
                said
            ],
        )?;
        Ok(())
    }

    fn deliveries(&mut self, target: Option<&str>, with_over: bool) -> Stored<Vec<OutboxRow>> {
        // The planner takes the index of open ones only where the condition stands in the text.
        let open = if with_over { "" } else { "AND is_over=0" };
        let of = if target.is_some() {
            "target=?1"
        } else {
            "?1 IS NULL"
        };
        self.all(
            &format!("{DELIVERY} WHERE {of} {open} ORDER BY at_ms, act='issue', op"),
            params![target],
            delivery,
        )
    }

    fn deliveries_of(&mut self, target: &str, copies: &BTreeSet<String>) -> Stored<Vec<OutboxRow>> {
        self.of_copies("target=?1", target, copies)
    }

    fn others_of(&mut self, target: &str, copies: &BTreeSet<String>) -> Stored<Vec<OutboxRow>> {
        self.of_copies("target<>?1", target, copies)
    }

    fn left_otherwise(&mut self, target: &str, op: OpId, act: Act) -> Stored<bool> {
        let found = self.one(
            "SELECT 1 FROM outbox WHERE op=?1 AND act=?2 AND target<>?3 AND state NOT IN ('pending', 'skipped')",
            params![name(op.0), act.name(), target],
            |_| Ok(()),
        )?;
        Ok(found.is_some())
    }

    fn twins(&mut self, target: &str, op: OpId, act: Act) -> Stored<Vec<OutboxRow>> {
        self.all(
            &format!("{DELIVERY} WHERE op=?1 AND act=?2 AND target<>?3"),
            params![name(op.0), act.name(), target],
            delivery,
        )
    }

    fn put_batch(&mut self, batch: &Batch) -> Stored<()> {
        self.write(
            "INSERT INTO batches VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, NULL) ON CONFLICT(id) DO UPDATE SET name=excluded.name, state=excluded.state, settled_ms=excluded.settled_ms",
            params![
                name(batch.id),
                batch.system,
                batch.name,
                batch.state.name(),
                batch.made_ms,
                batch.by,
                batch.computer,
                batch.settled_ms,
                batch.count
            ],
        )?;
        Ok(())
    }

    fn batch(&mut self, id: u128) -> Stored<Option<Batch>> {
        self.one(
            &format!("{BATCH} WHERE id=?1"),
            params![name(id)],
            read_batch,
        )
    }

    fn batches(&mut self) -> Stored<Vec<Batch>> {
        self.all(
            &format!("{BATCH} ORDER BY made_ms DESC, id"),
            [],
            read_batch,
        )
    }

    fn hand(&mut self, batch: &Batch, op: OpId, act: Act) -> Stored<()> {
        self.stands_nowhere(op, act)?;
        self.write(
            "INSERT INTO handed VALUES(?1, ?2, ?3, ?4, 0)",
            params![name(op.0), act.name(), name(batch.id), batch.system],
        )?;
        Ok(())
    }

    fn batches_of(&mut self, op: OpId, act: Act) -> Stored<Vec<u128>> {
        let ids = self.all(
            "SELECT batch FROM handed WHERE op=?1 AND act=?2",
            params![name(op.0), act.name()],
            |row| row.get(0),
        )?;
        Ok(ids.into_iter().map(u128::from_be_bytes).collect())
    }

    fn stands_in(&mut self, op: OpId, act: Act) -> Stored<Vec<u128>> {
        let ids = self.all(
            "SELECT batch FROM handed WHERE op=?1 AND act=?2 AND is_back=0",
            params![name(op.0), act.name()],
            |row| row.get(0),
        )?;
        Ok(ids.into_iter().map(u128::from_be_bytes).collect())
    }

    fn take_out(&mut self, op: OpId, act: Act) -> Stored<()> {
        self.write(
            "UPDATE handed SET is_back=2 WHERE op=?1 AND act=?2",
            params![name(op.0), act.name()],
        )?;
        Ok(())
    }

    fn rows_of(&mut self, batch: u128) -> Stored<Vec<OutboxRow>> {
        self.all(
            &format!(
                "{DELIVERY} WHERE target=?1 AND (op, act) IN (SELECT op, act FROM handed WHERE batch=?2) ORDER BY at_ms, act='issue', op"
            ),
            params![TARGET, name(batch)],
            delivery,
        )
    }

    fn waiting(&mut self) -> Stored<Vec<OutboxRow>> {
        self.all(
            &format!(
                "{DELIVERY} WHERE target=?1 AND is_over=0 AND state='pending' ORDER BY at_ms, act='issue', op"
            ),
            params![TARGET],
            delivery,
        )
    }

    fn take_back(&mut self, batch: u128) -> Stored<()> {
        self.write(
            "UPDATE handed SET is_back=1 WHERE batch=?1 AND is_back=0",
            params![name(batch)],
        )?;
        Ok(())
    }

    fn given_back(&mut self, batch: u128) -> Stored<Vec<OutboxRow>> {
        self.all(
            &format!(
                "{DELIVERY} WHERE target=?1 AND (op, act) IN (SELECT op, act FROM handed WHERE batch=?2 AND is_back=1) ORDER BY at_ms, act='issue', op"
            ),
            params![TARGET, name(batch)],
            delivery,
        )
    }

    fn hand_again(&mut self, batch: &Batch, op: OpId, act: Act) -> Stored<()> {
        self.stands_nowhere(op, act)?;
        self.write(
            "UPDATE handed SET is_back=0 WHERE op=?1 AND act=?2 AND batch=?3 AND is_back=1",
            params![name(op.0), act.name(), name(batch.id)],
        )?;
        Ok(())
    }

    fn note_late(&mut self, batch: u128, row: &OutboxRow) -> Stored<()> {
        self.write(
            "INSERT OR REPLACE INTO late VALUES(?1, ?2, ?3, ?4)",
            params![name(row.op.0), row.act.name(), name(batch), row.card],
        )?;
        Ok(())
    }

    fn late_of(&mut self, batch: u128) -> Stored<Vec<OutboxRow>> {
        self.all(
            "SELECT outbox.op, outbox.act, target, state, attempts, at_ms, copy, late.card, due, said FROM late JOIN outbox ON outbox.op=late.op AND outbox.act=late.act WHERE batch=?2 AND target=?1 ORDER BY at_ms, outbox.act='issue', outbox.op",
            params![TARGET, name(batch)],
            delivery,
        )
    }

    fn late_in(&mut self, op: OpId, act: Act) -> Stored<Vec<u128>> {
        let ids = self.all(
            "SELECT batch FROM late WHERE op=?1 AND act=?2",
            params![name(op.0), act.name()],
            |row| row.get(0),
        )?;
        Ok(ids.into_iter().map(u128::from_be_bytes).collect())
    }

    fn drop_late(&mut self, op: OpId, act: Act) -> Stored<()> {
        self.write(
            "DELETE FROM late WHERE op=?1 AND act=?2",
            params![name(op.0), act.name()],
        )?;
        Ok(())
    }

    fn put_answer(&mut self, answer: &Answer) -> Stored<()> {
        for of in &answer.names {
            self.write(
                "INSERT OR REPLACE INTO answers VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7)",
                params![
                    name(answer.id),
                    of,
                    answer.is_imported,
                    answer.is_of_file,
                    answer.said_ms,
                    answer.by,
                    answer.file
                ],
            )?;
        }
        Ok(())
    }

    fn answers(&mut self) -> Stored<Vec<Answer>> {
        let rows = self.all(
            "SELECT id, name, is_in, is_of_file, said_ms, said_by, file FROM answers ORDER BY said_ms DESC, id, name",
            [],
            |row| {
                Ok(Answer {
                    id: u128::from_be_bytes(row.get(0)?),
                    names: BTreeSet::from([row.get(1)?]),
                    is_imported: row.get(2)?,
                    is_of_file: row.get(3)?,
                    said_ms: row.get(4)?,
                    by: row.get(5)?,
                    file: row.get(6)?,
                })
            },
        )?;
        let mut answers: Vec<Answer> = Vec::new();
        for row in rows {
            match answers.last_mut().filter(|last| last.id == row.id) {
                Some(last) => last.names.extend(row.names),
                None => answers.push(row),
            }
        }
        Ok(answers)
    }

    fn drop_answer(&mut self, id: u128) -> Stored<()> {
        self.write("DELETE FROM answers WHERE id=?1", params![name(id)])?;
        Ok(())
    }

    fn put_former(&mut self, name: &str, said: &Former, now_ms: i64) -> Stored<()> {
        self.write(
            "INSERT INTO former VALUES(?1, ?2, ?3, ?4) ON CONFLICT(name, system) DO UPDATE SET is_sure=max(is_sure, excluded.is_sure), said_ms=excluded.said_ms",
            params![name, said.system, said.is_sure, now_ms],
        )?;
        Ok(())
    }

    fn former(&mut self, name: &str) -> Stored<Vec<Former>> {
        self.all(
            "SELECT system, is_sure FROM former WHERE name=?1 ORDER BY system",
            [name],
            |row| {
                Ok(Former {
                    system: row.get(0)?,
                    is_sure: row.get(1)?,
                })
            },
        )
    }

    fn drop_unsure(&mut self, name: &str) -> Stored<()> {
        self.write("DELETE FROM former WHERE name=?1 AND is_sure=0", [name])?;
        Ok(())
    }

    fn drop_over(&mut self, name: &str) -> Stored<()> {
        self.write(
            "DELETE FROM former WHERE name=?1 AND system='' AND is_sure=1",
            [name],
        )?;
        Ok(())
    }
}

impl SqliteStore {
    fn of_copies(
        &mut self,
        which: &str,
        target: &str,
        copies: &BTreeSet<String>,
    ) -> Stored<Vec<OutboxRow>> {
        let mut rows = Vec::new();
        for copy in copies {
            rows.extend(self.all(
                &format!("{DELIVERY} WHERE {which} AND copy=?2"),
                params![target, copy],
                delivery,
            )?);
        }
        Ok(rows)
    }

    /// Refuses a row that stands in a batch: the index keeps apart the batches of one system alone, as older gateways had it.
    fn stands_nowhere(&mut self, op: OpId, act: Act) -> Stored<()> {
        match self.stands_in(op, act)?.is_empty() {
            true => Ok(()),
            false => Err(StoreError::Failed(
                "a row stands in another batch already".to_owned(),
            )),
        }
    }

    /// Cards that stand on a sheet alone.
    ///
    /// # Errors
    /// The database's.
    pub(crate) fn late_cards(&mut self) -> Stored<Vec<String>> {
        self.all(
            "SELECT DISTINCT card FROM late WHERE card IS NOT NULL",
            [],
            |row| row.get(0),
        )
    }
}

/// The hash of a line over the one before; lengths keep the fields apart.
fn audit_hash(before: Vec<u8>, at_ms: i64, actor: &str, action: &str, object: &str) -> Hash {
    let mut bytes = before;
    bytes.extend(at_ms.to_be_bytes());
    for field in [actor, action, object] {
        bytes.extend((field.len() as u64).to_be_bytes());
        bytes.extend(field.as_bytes());
    }
    sha256(&[&bytes])
}

/// The place of an operation and its bytes: device, epoch, number in the log, hash, body.
type Body = (Vec<u8>, i64, i64, Vec<u8>, Vec<u8>);

fn read_body(row: &rusqlite::Row<'_>) -> rusqlite::Result<Body> {
    Ok((
        row.get(0)?,
        row.get(1)?,
        row.get(2)?,
        row.get(3)?,
        row.get(4)?,
    ))
}

fn read_device(row: &rusqlite::Row<'_>) -> rusqlite::Result<DeviceRow> {
    Ok(DeviceRow {
        id: u128::from_be_bytes(row.get(0)?),
        key: row.get(1)?,
        role: row.get(2)?,
        label: row.get(3)?,
        paired_ms: row.get(4)?,
        revoked_ms: row.get(5)?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_receipts_code_is_looked_up_in_indexes_alone() {
        let store = SqliteStore::in_memory().expect("a database");
        let plan = store
            .all(
                &format!("EXPLAIN QUERY PLAN {RECEIPTS}"),
                params![vec![0u8; 3], vec![9u8; 3]],
                |row| row.get::<_, String>(3),
            )
            .expect("a plan");
        for index in ["ops_receipts", "branch_receipts"] {
            let uses = |step: &&String| step.starts_with("SEARCH") && step.contains(index);
            assert_eq!(plan.iter().filter(uses).count(), 1, "{index}: {plan:?}");
        }
        let reads_all = |step: &String| step.starts_with("SCAN");
        assert!(!plan.iter().any(reads_all), "{plan:?}");
    }
}
