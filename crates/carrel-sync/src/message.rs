//! The four messages of push and pull, and what makes an answer ours (PROTOCOL.md, "Messages").

use carrel_circ::Board;
use carrel_circ::entry::{Entry, OpId, What};
use carrel_circ::exception::ExceptionKind;

use crate::cbor::{CborError, Reader, Writer};
use crate::clock::Reading;
use crate::hash::Hash;
use crate::op::{exception_number, read_exception};

/// Content type of questions and answers.
pub const CONTENT_TYPE: &str = "application/cbor";
/// Most operations in a push.
pub const MAX_OPS: usize = 200;
/// Most bytes of a push.
pub const MAX_PUSH: usize = 256 * 1024;
/// Most rows of a pull.
pub const MAX_ROWS: usize = 500;
/// Most bytes of an answer that a client reads.
pub const MAX_ANSWER: usize = 64 * 1024 * 1024;
/// Protocol version.
pub const PROTO: u64 = 1;
/// Which rows and boards a page reads: 2 since overrides name their rules.
pub const ROWS: u32 = 2;
/// The header of a pull in which a page says its [`ROWS`]. Pages of before there was one say nothing, and read 1.
pub const ROWS_HEADER: &str = "carrel-rows";

const PUSH: &str = "carrel-push";
const PUSHED: &str = "carrel-pushed";
const PULL: &str = "carrel-pull";
const PULLED: &str = "carrel-pulled";

/// A random number that ties an answer to its question.
pub type Nonce = [u8; 16];

/// An operation with the hash its device computed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    /// Chain hash.
    pub hash: Hash,
    /// Canonical bytes; in a push, as its only record, none: the device deleted what stood there.
    pub bytes: Vec<u8>,
}

/// Operations of one log, in order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Push {
    /// Whose.
    pub device: u128,
    /// Which log.
    pub epoch: u64,
    /// Place of the first operation.
    pub first: u64,
    /// Oldest place this device still holds.
    pub oldest: u64,
    /// The operations.
    pub ops: Vec<Record>,
    /// Clocks when it was sent.
    pub sent: Reading,
    /// Ties the answer to it.
    pub nonce: Nonce,
}

/// What became of one operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Recorded, and nothing to say.
    Applied,
    /// It was recorded before.
    Known,
    /// Recorded, and a librarian must look.
    Exception(ExceptionKind),
    /// Its bytes are kept; it could not be read.
    Quarantined,
}

/// The answer to a push.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pushed {
    /// As in the question.
    pub nonce: Nonce,
    /// The server's life: new after a restore.
    pub server_epoch: u64,
    /// Its newest number.
    pub server_seq: u64,
    /// Its clock, milliseconds since 1970 UTC.
    pub server_ms: i64,
    /// Everything up to here is recorded.
    pub acked: u64,
    /// Hash of the operation at `acked`.
    pub head: Hash,
    /// The log here differs from the device's at this place: the device must go on in a new log.
    pub fork_at: Option<u64>,
    /// What became of each operation that was looked at, by place.
    pub results: Vec<(u64, Outcome)>,
}

/// A question for what is new.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pull {
    /// Whose.
    pub device: u128,
    /// The server's life the cursor belongs to; 0 for none yet.
    pub server_epoch: u64,
    /// The last number heard.
    pub cursor: u64,
    /// Most rows wanted.
    pub limit: u64,
    /// Ties the answer to it.
    pub nonce: Nonce,
}

/// The answer to a pull.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pulled {
    /// As in the question.
    pub nonce: Nonce,
    /// The server's life.
    pub server_epoch: u64,
    /// Its clock, milliseconds since 1970 UTC.
    pub server_ms: i64,
    /// What it says.
    pub body: PulledBody,
}

/// What a pull brought.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PulledBody {
    /// The next entries, in order.
    Rows {
        /// Entries.
        rows: Vec<Entry>,
        /// There are more.
        more: bool,
    },
    /// The cursor's life is over (HTTP 410): what the server has of each log of this device.
    Gone {
        /// Log, last recorded place, and the hash there.
        acked: Vec<(u64, u64, Hash)>,
    },
    /// The cursor is older than what the server keeps: the board as a whole.
    Snapshot {
        /// Number of the last entry in it.
        at: u64,
        /// The board in postcard.
        board: Vec<u8>,
    },
}

type Read<T> = Result<T, CborError>;

fn open<'a>(bytes: &'a [u8], magic: &str, fields: usize) -> Read<Reader<'a>> {
    let mut r = Reader::new(bytes);
    r.array_of(fields + 2)?;
    if r.text(32)? != magic {
        return Err(r.error("the name of this message"));
    }
    if r.uint()? != PROTO {
        return Err(r.error("protocol version 1"));
    }
    Ok(r)
}

fn begin(magic: &str, fields: usize) -> Writer {
    let mut w = Writer::new();
    w.array(fields + 2).text(magic).uint(PROTO);
    w
}

fn write_reading(w: &mut Writer, at: Reading) {
    w.int(at.wall_ms).int(at.mono_ms).uint(at.run);
}

fn read_reading(r: &mut Reader<'_>) -> Read<Reading> {
    Ok(Reading {
        wall_ms: r.int()?,
        mono_ms: r.int()?,
        run: r.uint()?,
    })
}

impl Push {
    /// Its bytes.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        let mut w = begin(PUSH, 9);
        w.bytes(&self.device.to_be_bytes())
            .uint(self.epoch)
            .uint(self.first)
            .uint(self.oldest);
        write_reading(&mut w, self.sent);
        w.bytes(&self.nonce).array(self.ops.len());
        for record in &self.ops {
            w.array(2).bytes(&record.hash).bytes(&record.bytes);
        }
        w.finish()
    }

    /// Reads a push; the operations inside stay bytes.
    ///
    /// # Errors
    /// Where it is no envelope of this protocol (HTTP 400), or too large (413).
    pub fn decode(bytes: &[u8]) -> Read<Push> {
        if bytes.len() > MAX_PUSH {
            return Err(Reader::new(bytes).error("at most 262144 bytes"));
        }
        let mut r = open(bytes, PUSH, 9)?;
        let mut push = Push {
            device: u128::from_be_bytes(r.fixed()?),
            epoch: r.uint()?,
            first: r.uint()?,
            oldest: r.uint()?,
            sent: read_reading(&mut r)?,
            nonce: r.fixed()?,
            ops: Vec::new(),
        };
        for _ in 0..r.array(MAX_OPS)? {
            r.array_of(2)?;
            push.ops.push(Record {
                hash: r.fixed()?,
                bytes: r.bytes()?.to_vec(),
            });
        }
        r.end()?;
        let fits = push.first.checked_add(MAX_OPS as u64).is_some();
        if push.first == 0 || push.oldest == 0 || push.oldest > push.first || !fits {
            return Err(r.error("places from 1, the oldest not after the first"));
        }
        Ok(push)
    }
}

impl Pushed {
    /// Its bytes.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        let mut w = begin(PUSHED, 8);
        w.bytes(&self.nonce)
            .uint(self.server_epoch)
            .uint(self.server_seq)
            .int(self.server_ms)
            .uint(self.acked)
            .bytes(&self.head)
            .uint(self.fork_at.unwrap_or(0))
            .array(self.results.len());
        for (seq, outcome) in &self.results {
            w.array(2).uint(*seq);
            match outcome {
                Outcome::Applied => w.uint(0),
                Outcome::Known => w.uint(1),
                Outcome::Quarantined => w.uint(2),
                Outcome::Exception(kind) => w.array(1).uint(exception_number(*kind)),
            };
        }
        w.finish()
    }

    /// Reads the answer to a push.
    ///
    /// # Errors
    /// Where it is not one.
    pub fn decode(bytes: &[u8]) -> Read<Pushed> {
        let mut r = open(bytes, PUSHED, 8)?;
        let mut pushed = Pushed {
            nonce: r.fixed()?,
            server_epoch: r.uint()?,
            server_seq: r.uint()?,
            server_ms: r.int()?,
            acked: r.uint()?,
            head: r.fixed()?,
            fork_at: Some(r.uint()?).filter(|at| *at != 0),
            results: Vec::new(),
        };
        for _ in 0..r.array(MAX_OPS)? {
            r.array_of(2)?;
            let seq = r.uint()?;
            let outcome = match r.clone().uint() {
                Ok(_) => match r.uint_to(2, "an outcome")? {
                    0 => Outcome::Applied,
                    1 => Outcome::Known,
                    _ => Outcome::Quarantined,
                },
                Err(_) => {
                    r.array_of(1)?;
                    Outcome::Exception(read_exception(&mut r)?)
                }
            };
            pushed.results.push((seq, outcome));
        }
        r.end()?;
        Ok(pushed)
    }
}

impl Pull {
    /// Its bytes.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        let mut w = begin(PULL, 5);
        w.bytes(&self.device.to_be_bytes())
            .uint(self.server_epoch)
            .uint(self.cursor)
            .uint(self.limit)
            .bytes(&self.nonce);
        w.finish()
    }

    /// Reads a pull.
    ///
    /// # Errors
    /// Where it is not one.
    pub fn decode(bytes: &[u8]) -> Read<Pull> {
        let mut r = open(bytes, PULL, 5)?;
        let pull = Pull {
            device: u128::from_be_bytes(r.fixed()?),
            server_epoch: r.uint()?,
            cursor: r.uint()?,
            limit: r.uint()?,
            nonce: r.fixed()?,
        };
        r.end()?;
        Ok(pull)
    }
}

impl Pulled {
    /// The same for a page that reads the rows of before [`ROWS`] 2: an override is a yes or none, as its own rules take it.
    #[must_use]
    pub fn for_older_pages(mut self) -> Self {
        match &mut self.body {
            PulledBody::Rows { rows, .. } => {
                for row in rows {
                    if let What::Op(op) = &mut row.what {
                        op.allowed = op.allowed.unnamed();
                    }
                }
            }
            PulledBody::Snapshot { board, .. } => {
                if let Ok(whole) = postcard::from_bytes::<Board>(board) {
                    *board = postcard::to_allocvec(&whole.for_older_pages()).unwrap_or_default();
                }
            }
            PulledBody::Gone { .. } => {}
        }
        self
    }

    /// Its bytes. Entries are postcard, as the board is.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        let mut w = begin(PULLED, 5);
        w.bytes(&self.nonce)
            .uint(self.server_epoch)
            .int(self.server_ms);
        match &self.body {
            PulledBody::Rows { rows, more } => {
                w.uint(u64::from(*more)).array(rows.len());
                for row in rows {
                    w.bytes(&encode_entry(row));
                }
            }
            PulledBody::Gone { acked } => {
                w.uint(2).array(acked.len());
                for (epoch, seq, head) in acked {
                    w.array(3).uint(*epoch).uint(*seq).bytes(head);
                }
            }
            PulledBody::Snapshot { at, board } => {
                w.uint(3).array(2).uint(*at).bytes(board);
            }
        }
        w.finish()
    }

    /// Reads the answer to a pull.
    ///
    /// # Errors
    /// Where it is not one.
    pub fn decode(bytes: &[u8]) -> Read<Pulled> {
        if bytes.len() > MAX_ANSWER {
            return Err(Reader::new(bytes).error("a smaller answer"));
        }
        let mut r = open(bytes, PULLED, 5)?;
        let nonce = r.fixed()?;
        let server_epoch = r.uint()?;
        let server_ms = r.int()?;
        let body = match r.uint_to(3, "0 to 3")? {
            tag @ (0 | 1) => {
                let mut rows: Vec<Entry> = Vec::new();
                for _ in 0..r.array(MAX_ROWS)? {
                    let row = r.bytes()?;
                    let entry = decode_entry(row).ok_or_else(|| r.error("an entry"))?;
                    if rows
                        .last()
                        .is_some_and(|last| last.server_seq >= entry.server_seq)
                    {
                        return Err(r.error("ascending server numbers"));
                    }
                    rows.push(entry);
                }
                PulledBody::Rows {
                    rows,
                    more: tag == 1,
                }
            }
            2 => {
                let mut acked = Vec::new();
                for _ in 0..r.array(100_000)? {
                    r.array_of(3)?;
                    acked.push((r.uint()?, r.uint()?, r.fixed()?));
                }
                PulledBody::Gone { acked }
            }
            _ => {
                r.array_of(2)?;
                PulledBody::Snapshot {
                    at: r.uint()?,
                    board: r.bytes()?.to_vec(),
                }
            }
        };
        r.end()?;
        Ok(Pulled {
            nonce,
            server_epoch,
            server_ms,
            body,
        })
    }
}

/// An entry as a row of the feed.
#[must_use]
pub fn encode_entry(entry: &Entry) -> Vec<u8> {
    // Writing into memory cannot fail for these types.
    postcard::to_allocvec(entry).unwrap_or_default()
}

/// A row of the feed; nothing when it is none, or when bytes are left over.
#[must_use]
pub fn decode_entry(bytes: &[u8]) -> Option<Entry> {
    postcard::take_from_bytes(bytes)
        .ok()
        .and_then(|(entry, rest)| rest.is_empty().then_some(entry))
}

/// A name for something the sync layer found, the same however often it is found.
#[must_use]
pub fn trouble_id(what: &str, device: u128, epoch: u64, seq: u64) -> OpId {
    let hash = crate::hash::sha256(&[
        what.as_bytes(),
        &device.to_be_bytes(),
        &epoch.to_be_bytes(),
        &seq.to_be_bytes(),
    ]);
    OpId(crate::hash::first_16(&hash))
}

/// A name for what a device said of the operations it deleted, and what is not here: the place of the last one, and its hash. The same loss has
/// the same name, whoever tells it; another one of the same log has another.
#[must_use]
pub fn statement_id(device: u128, epoch: u64, place: u64, hash: &Hash) -> OpId {
    let hash = crate::hash::sha256(&[
        b"gap",
        &device.to_be_bytes(),
        &epoch.to_be_bytes(),
        &place.to_be_bytes(),
        hash,
    ]);
    OpId(crate::hash::first_16(&hash))
}
