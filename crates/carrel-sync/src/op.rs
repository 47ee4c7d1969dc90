//! An operation as a device records it: version 1 or 2, canonical CBOR, hash-chained (PROTOCOL.md, "Operation").

use carrel_circ::Allowed;
use carrel_circ::entry::{Choice, Kind, OpId, Operation, Origin, PatronKey};
use carrel_circ::exception::ExceptionKind;
use carrel_core::CalendarDate;

use crate::cbor::{CborError, Reader, Writer};
use crate::clock::{Reading, Recorded};
use crate::hash::{Hash, first_16, patron_key, sha256};

/// The newest version this code reads. Devices write version 1, and 2 where an override names its rules; 3 may add key 64 and keys from 66 on.
pub const NEWEST: u64 = 3;
/// Longest barcode, card or title number, bytes.
pub const MAX_CODE: usize = 64;
/// The member of staff of a desk where nobody is signed in to a gateway. Before December 2026 every desk wrote 1.
pub const SOMEBODY: u64 = u32::MAX as u64;
/// Longest reason of a correction, bytes.
pub const MAX_WHY: usize = 200;
/// Longest operation, bytes.
pub const MAX_OP: usize = 2_048;

/// Whom an operation concerns.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Patron {
    /// Nobody.
    None,
    /// A card as scanned, with a random salt for its commitment.
    Known {
        /// The card.
        card: String,
        /// 16 random bytes.
        salt: [u8; 16],
    },
    /// The card was erased; the commitment keeps the chain whole.
    Erased(Hash),
}

/// What was shown for a card.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Auth {
    /// The card.
    Card = 0,
    /// The card and a PIN the server checked.
    CardPin = 1,
    /// Staff.
    Staff = 2,
}

/// An operation in a device's log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Op {
    /// Format version, from 1.
    pub v: u64,
    /// Its name, a UUID of version 7.
    pub id: OpId,
    /// Where it stands.
    pub origin: Origin,
    /// Hash of the operation before; zeros for the first.
    pub prev: Hash,
    /// What was done.
    pub kind: Kind,
    /// Barcode, or title for holds.
    pub copy: String,
    /// Whom it concerns.
    pub patron: Patron,
    /// Due date shown.
    pub due: Option<CalendarDate>,
    /// Version of the policy the device had; 0 for none.
    pub policy: u32,
    /// First bytes of the manifest hash of the catalogue the device had; empty for none.
    pub catalogue: Vec<u8>,
    /// Server number up to which the device had heard when it decided.
    pub cursor_seen: u64,
    /// Clocks.
    pub at: Reading,
    /// Offset of the last sync, milliseconds.
    pub offset_ms: Option<i64>,
    /// Its error, milliseconds; only with an offset.
    pub offset_err_ms: u32,
    /// Number of the member of staff; 0: the student; [`SOMEBODY`] where nobody is signed in.
    pub staff: u64,
    /// Typed, not scanned.
    pub typed: bool,
    /// What was shown.
    pub auth: Auth,
    /// The wall clock had run in step since the last sync.
    pub in_step: bool,
    /// Staff overrode a refusal.
    pub overridden: bool,
    /// The rules that staff saw then and said yes to, as bits ([`Allowed`]), from version 2 on; 0 where they are not named.
    pub answered: u64,
    /// Why, for corrections and decisions.
    pub why: String,
    /// Pairs with other keys from 64 on, as they came: a newer writer's, kept and hashed, not understood. Behind a key 64 the pair of key 65 is among
    /// them, and is read all the same.
    pub extensions: Vec<u8>,
    /// How many pairs that are.
    pub extension_count: u8,
}

const KEY_PATRON: u64 = 9;
const KEY_ANSWERED: u64 = 65;
/// Key 64, as it is written: extensions that begin with it have key 65, too.
const KEY_BEFORE: [u8; 2] = [0x18, 64];

impl Op {
    /// An empty operation to fill in.
    #[must_use]
    pub fn new(id: OpId, kind: Kind, at: Reading) -> Self {
        Self {
            v: 1,
            id,
            origin: Origin::default(),
            prev: [0; 32],
            kind,
            copy: String::new(),
            patron: Patron::None,
            due: None,
            policy: 0,
            catalogue: Vec::new(),
            cursor_seen: 0,
            at,
            offset_ms: None,
            offset_err_ms: 0,
            staff: 0,
            typed: false,
            auth: Auth::Card,
            in_step: false,
            overridden: false,
            answered: 0,
            why: String::new(),
            extensions: Vec::new(),
            extension_count: 0,
        }
    }

    /// Its canonical bytes.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        let mut body = Writer::new();
        let mut pairs = 0;
        self.pairs(&mut body, &mut pairs);
        let mut writer = Writer::new();
        writer.map(pairs + usize::from(self.extension_count));
        writer.raw(&body.finish()).raw(&self.extensions);
        writer.finish()
    }

    fn pairs(&self, w: &mut Writer, pairs: &mut usize) {
        let mut key = |w: &mut Writer, key: u64| {
            *pairs += 1;
            w.uint(key);
        };
        key(w, 1);
        w.uint(self.v);
        key(w, 2);
        w.bytes(&self.id.0.to_be_bytes());
        key(w, 3);
        w.bytes(&self.origin.device.to_be_bytes());
        key(w, 4);
        w.uint(self.origin.epoch);
        key(w, 5);
        w.uint(self.origin.seq);
        key(w, 6);
        w.bytes(&self.prev);
        key(w, 7);
        w.uint(kind_number(self.kind));
        if !self.copy.is_empty() {
            key(w, 8);
            w.text(&self.copy);
        }
        match &self.patron {
            Patron::None => {}
            Patron::Known { card, salt } => {
                key(w, KEY_PATRON);
                w.array(3).uint(0).bytes(salt).text(card);
            }
            Patron::Erased(commitment) => {
                key(w, KEY_PATRON);
                w.array(2).uint(1).bytes(commitment);
            }
        }
        if let Some(due) = self.due {
            key(w, 10);
            w.int(i64::from(due.days()));
        }
        if self.policy != 0 {
            key(w, 11);
            w.uint(u64::from(self.policy));
        }
        if !self.catalogue.is_empty() {
            key(w, 12);
            w.bytes(&self.catalogue);
        }
        key(w, 13);
        w.uint(self.cursor_seen);
        key(w, 14);
        w.int(self.at.wall_ms);
        key(w, 15);
        w.int(self.at.mono_ms);
        key(w, 16);
        w.uint(self.at.run);
        if let Some(offset) = self.offset_ms {
            key(w, 17);
            w.int(offset);
            key(w, 18);
            w.uint(u64::from(self.offset_err_ms));
        }
        if self.staff != 0 {
            key(w, 19);
            w.uint(self.staff);
        }
        key(w, 20);
        w.uint(u64::from(self.typed));
        key(w, 21);
        w.uint(self.auth as u64);
        key(w, 22);
        w.uint(u64::from(self.in_step) | u64::from(self.overridden) << 1);
        match self.kind {
            Kind::Correct { target } => {
                key(w, 23);
                w.bytes(&target.0.to_be_bytes());
            }
            Kind::Settle {
                target,
                about,
                choice,
            } => {
                key(w, 23);
                w.bytes(&target.0.to_be_bytes());
                key(w, 24);
                w.uint(exception_number(about));
                key(w, 25);
                w.uint(match choice {
                    Choice::Confirm => 0,
                    Choice::Earlier => 1,
                    Choice::OnShelf => 2,
                });
            }
            _ => {}
        }
        if !self.why.is_empty() {
            key(w, 26);
            w.text(&self.why);
        }
        let is_kept_as_it_came = self.extensions.starts_with(&KEY_BEFORE);
        if self.v >= 2 && self.answered != 0 && !is_kept_as_it_came {
            key(w, KEY_ANSWERED);
            w.uint(self.answered);
        }
    }

    /// Reads an operation. Cost: linear, no more than [`MAX_OP`] bytes.
    ///
    /// # Errors
    /// Where the bytes are not a canonical operation of a version up to [`NEWEST`]; the caller keeps them in quarantine.
    pub fn decode(bytes: &[u8]) -> Result<Op, CborError> {
        Parsed::read(bytes).map(|parsed| parsed.op)
    }

    /// The rules that staff saw and said yes to.
    #[must_use]
    pub fn allowed(&self) -> Allowed {
        match self.answered {
            _ if !self.overridden => Allowed::NOTHING,
            0 => Allowed::EVERYTHING,
            bits => Allowed::rules(bits),
        }
    }

    /// What the rules see, with the effective time the caller found.
    #[must_use]
    pub fn operation(&self, school_key: &[u8; 32], at: carrel_circ::Moment) -> Operation {
        let (patron, erased) = match &self.patron {
            Patron::None => (None, false),
            Patron::Known { card, .. } => (Some(patron_key(school_key, card)), false),
            Patron::Erased(commitment) => (Some(PatronKey(first_16(commitment))), true),
        };
        Operation {
            id: self.id,
            origin: self.origin,
            kind: self.kind,
            copy: self.copy.clone(),
            patron,
            due: self.due,
            at,
            policy: self.policy,
            by_staff: self.staff != 0,
            allowed: match self.staff {
                0 => Allowed::NOTHING,
                _ => self.allowed(),
            },
            erased,
        }
    }

    /// What its time can be found from.
    #[must_use]
    pub fn recorded(&self) -> Recorded {
        Recorded {
            at: self.at,
            offset_ms: self.offset_ms,
            is_in_step: self.in_step,
        }
    }

    /// The hash of its canonical bytes without device and place: equal for a scan that was moved to another log, also under the new name
    /// of a device that was paired again.
    #[must_use]
    pub fn content(&self) -> Hash {
        let mut plain = self.clone();
        plain.origin = Origin::default();
        plain.prev = [0; 32];
        if let Patron::Known { card, salt } = &self.patron {
            plain.patron = Patron::Erased(commit(salt, card));
        }
        sha256(&[&plain.encode()])
    }
}

/// The commitment to a card: SHA-256(salt, card).
#[must_use]
pub fn commit(salt: &[u8; 16], card: &str) -> Hash {
    sha256(&[salt, card.as_bytes()])
}

/// The chain hash of canonical bytes: SHA-256(prev, bytes with the patron replaced by its commitment).
///
/// # Errors
/// As [`Op::decode`].
pub fn chain_hash(bytes: &[u8]) -> Result<Hash, CborError> {
    Ok(Parsed::read(bytes)?.hash())
}

/// Where an operation stands and the hash of the one before it, also of one whose version this code does not read: keys keep what they mean.
/// Nothing when the bytes are no operation. Cost: linear.
#[must_use]
pub fn link_of(bytes: &[u8]) -> Option<(Origin, Hash)> {
    if bytes.len() > MAX_OP {
        return None;
    }
    let mut r = Reader::new(bytes);
    let mut origin = Origin::default();
    for _ in 0..r.map(96).ok()? {
        match r.uint().ok()? {
            3 => origin.device = u128::from_be_bytes(r.fixed().ok()?),
            4 => origin.epoch = r.uint().ok()?,
            5 => origin.seq = r.uint().ok()?,
            6 => return r.fixed().ok().map(|prev| (origin, prev)),
            _ => r.skip().ok()?,
        }
    }
    None
}

/// The same operation without its card: other bytes, the same hash.
///
/// # Errors
/// As [`Op::decode`].
pub fn redact(bytes: &[u8]) -> Result<Vec<u8>, CborError> {
    let mut op = Op::decode(bytes)?;
    if let Patron::Known { card, salt } = &op.patron {
        op.patron = Patron::Erased(commit(salt, card));
    }
    Ok(op.encode())
}

/// An operation with the place of its patron in its bytes, so that hashing needs no second encoding.
#[derive(Clone, Debug)]
pub struct Parsed<'a> {
    /// The operation.
    pub op: Op,
    bytes: &'a [u8],
    patron: core::ops::Range<usize>,
}

impl<'a> Parsed<'a> {
    /// Reads an operation.
    ///
    /// # Errors
    /// As [`Op::decode`].
    pub fn read(bytes: &'a [u8]) -> Result<Self, CborError> {
        let mut r = Reader::new(bytes);
        if bytes.len() > MAX_OP {
            return Err(r.error("an operation of at most 2048 bytes"));
        }
        let pairs = r.map(96)?;
        let mut op = Op::new(
            OpId(0),
            Kind::Seen,
            Reading {
                wall_ms: 0,
                mono_ms: 0,
                run: 0,
            },
        );
        let mut patron = 0..0;
        let mut seen = 0u64;
        let (mut kind, mut target, mut about, mut choice) = (0, None, None, None);
        let mut last = 0;
        let mut extensions = None;
        for _ in 0..pairs {
            let start = r.at();
            let key = r.uint()?;
            if key <= last {
                return Err(r.error("ascending keys"));
            }
            last = key;
            if key < 64 {
                seen |= 1 << key;
            }
            match key {
                1 => op.v = r.uint_to(NEWEST, "a version this code reads")?,
                2 => op.id = OpId(u128::from_be_bytes(r.fixed()?)),
                3 => op.origin.device = u128::from_be_bytes(r.fixed()?),
                4 => op.origin.epoch = r.uint()?,
                5 => op.origin.seq = r.uint()?,
                6 => op.prev = r.fixed()?,
                7 => kind = r.uint_to(8, "a kind from 1 to 8")?,
                8 => {
                    op.copy = full(&r, r.clone().text(MAX_CODE)?)
                        .and_then(|_| r.text(MAX_CODE))?
                        .to_owned()
                }
                KEY_PATRON => {
                    let from = r.at();
                    op.patron = read_patron(&mut r)?;
                    patron = from..r.at();
                }
                10 => {
                    let days = i32::try_from(r.int()?).map_err(|_| r.error("a day"))?;
                    op.due = Some(CalendarDate::from_days(days));
                }
                11 => {
                    op.policy = positive(
                        &r.clone(),
                        r.uint_to(u64::from(u32::MAX), "a policy version")?,
                    )? as u32
                }
                12 => {
                    op.catalogue = r.bytes()?.to_vec();
                    if op.catalogue.is_empty() || op.catalogue.len() > 32 {
                        return Err(r.error("1 to 32 bytes of a hash"));
                    }
                }
                13 => op.cursor_seen = r.uint()?,
                14 => op.at.wall_ms = r.int()?,
                15 => op.at.mono_ms = r.int()?,
                16 => op.at.run = r.uint()?,
                17 => op.offset_ms = Some(r.int()?),
                18 => op.offset_err_ms = r.uint_to(u64::from(u32::MAX), "milliseconds")? as u32,
                19 => op.staff = positive(&r.clone(), r.uint()?)?,
                20 => op.typed = r.uint_to(1, "0 or 1")? == 1,
                21 => {
                    op.auth = match r.uint_to(2, "0, 1 or 2")? {
                        0 => Auth::Card,
                        1 => Auth::CardPin,
                        _ => Auth::Staff,
                    }
                }
                22 => {
                    let flags = r.uint_to(3, "flags 0 to 3")?;
                    op.in_step = flags & 1 != 0;
                    op.overridden = flags & 2 != 0;
                }
                23 => target = Some(OpId(u128::from_be_bytes(r.fixed()?))),
                24 => about = Some(read_exception(&mut r)?),
                25 => {
                    choice = Some(match r.uint_to(2, "0, 1 or 2")? {
                        0 => Choice::Confirm,
                        1 => Choice::Earlier,
                        _ => Choice::OnShelf,
                    });
                }
                26 => {
                    op.why = full(&r, r.clone().text(MAX_WHY)?)
                        .and_then(|_| r.text(MAX_WHY))?
                        .to_owned()
                }
                KEY_ANSWERED if op.v >= 2 => {
                    op.answered = positive(&r.clone(), r.uint()?)?;
                    // Behind a newer writer's key 64 it lies among what is kept as it came.
                    op.extension_count += u8::from(extensions.is_some());
                }
                0..=63 => return Err(r.error("a key of this version")),
                _ => {
                    extensions.get_or_insert(start);
                    op.extension_count += 1;
                    r.skip()?;
                }
            }
        }
        r.end()?;
        if let Some(start) = extensions {
            op.extensions = bytes[start..].to_vec();
        }
        op.kind = match (kind, target, about, choice) {
            (1, None, None, None) => Kind::Checkout,
            (2, None, None, None) => Kind::Return,
            (3, None, None, None) => Kind::Renew,
            (4, None, None, None) => Kind::Hold,
            (5, None, None, None) => Kind::Unhold,
            (6, Some(target), None, None) => Kind::Correct { target },
            (7, None, None, None) => Kind::Seen,
            (8, Some(target), Some(about), Some(choice)) => Kind::Settle {
                target,
                about,
                choice,
            },
            _ => return Err(r.error("the keys that belong to this kind")),
        };
        const NEEDED: u64 = 0b0111_0001_1110_0000_1111_1110;
        let paired = (seen >> 17 & 1) == (seen >> 18 & 1);
        if seen & NEEDED != NEEDED || !paired || op.v == 0 || op.origin.seq == 0 {
            return Err(r.error("every key that an operation needs"));
        }
        let needs_copy = !matches!(op.kind, Kind::Correct { .. } | Kind::Settle { .. });
        if needs_copy == op.copy.is_empty() {
            return Err(r.error("a barcode exactly where the kind has one"));
        }
        Ok(Self { op, bytes, patron })
    }

    /// The chain hash.
    #[must_use]
    pub fn hash(&self) -> Hash {
        match &self.op.patron {
            Patron::Known { card, salt } => {
                let mut value = Writer::new();
                value.array(2).uint(1).bytes(&commit(salt, card));
                sha256(&[
                    &self.op.prev,
                    &self.bytes[..self.patron.start],
                    &value.finish(),
                    &self.bytes[self.patron.end..],
                ])
            }
            Patron::None | Patron::Erased(_) => sha256(&[&self.op.prev, self.bytes]),
        }
    }
}

/// An empty text is written by leaving its key out.
fn full<'a>(r: &Reader<'_>, text: &'a str) -> Result<&'a str, CborError> {
    if text.is_empty() {
        return Err(r.error("a text that is not empty"));
    }
    Ok(text)
}

/// A zero is written by leaving its key out.
fn positive(r: &Reader<'_>, value: u64) -> Result<u64, CborError> {
    if value == 0 {
        return Err(r.error("a number from 1"));
    }
    Ok(value)
}

fn read_patron(r: &mut Reader<'_>) -> Result<Patron, CborError> {
    let len = r.array(3)?;
    let tag = r.uint()?;
    match (len, tag) {
        (3, 0) => {
            let salt = r.fixed()?;
            let card = r.text(MAX_CODE)?;
            Ok(Patron::Known {
                card: full(r, card)?.to_owned(),
                salt,
            })
        }
        (2, 1) => Ok(Patron::Erased(r.fixed()?)),
        _ => Err(r.error("a card or a commitment")),
    }
}

fn kind_number(kind: Kind) -> u64 {
    match kind {
        Kind::Checkout => 1,
        Kind::Return => 2,
        Kind::Renew => 3,
        Kind::Hold => 4,
        Kind::Unhold => 5,
        Kind::Correct { .. } => 6,
        Kind::Seen => 7,
        Kind::Settle { .. } => 8,
    }
}

/// The number of an exception kind on the wire: its place in [`ExceptionKind::ALL`].
#[must_use]
pub fn exception_number(kind: ExceptionKind) -> u64 {
    ExceptionKind::ALL
        .iter()
        .position(|known| *known == kind)
        .unwrap_or(0) as u64
}

pub(crate) fn read_exception(r: &mut Reader<'_>) -> Result<ExceptionKind, CborError> {
    let number = r.uint_to(ExceptionKind::ALL.len() as u64 - 1, "a kind of exception")?;
    Ok(ExceptionKind::ALL[number as usize])
}
