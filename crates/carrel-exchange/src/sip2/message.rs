//! A message: its code, its fixed part, its fields in order, and how it is sealed.

use core::fmt;

use carrel_core::CalendarDate;

use super::charset::{Charset, Unwritable};
use super::layout::{Layout, layout};
use super::problem::Unreadable;
use crate::local::LocalTime;

/// A message as it stands on the line, without its carriage return. Every byte is kept.
#[derive(Clone, PartialEq, Eq)]
pub struct Message {
    code: [u8; 2],
    fixed: Vec<u8>,
    fields: Vec<Field>,
    /// The last field has no `|` behind it.
    open_end: bool,
    sequence: Option<u8>,
    /// The four hexadecimal digits as they came.
    checksum: Option<[u8; 4]>,
}

/// A variable field: two letters and a value. One of less than two bytes is kept as it is.
#[derive(Clone, PartialEq, Eq)]
pub struct Field(Vec<u8>);

impl Field {
    /// The two letters; shorter when the field is broken.
    #[must_use]
    pub fn id(&self) -> &[u8] {
        &self.0[..self.0.len().min(2)]
    }

    /// What stands behind the letters.
    #[must_use]
    pub fn value(&self) -> &[u8] {
        self.0.get(2..).unwrap_or_default()
    }
}

impl Message {
    /// An empty message of that code, its fixed part blank.
    #[must_use]
    pub fn new(code: [u8; 2]) -> Self {
        Self {
            code,
            fixed: vec![b' '; layout(code).map_or(0, Layout::fixed_width)],
            fields: Vec::new(),
            open_end: false,
            sequence: None,
            checksum: None,
        }
    }

    /// Reads one frame, without its line end. A code nobody knows is kept: its fixed part becomes the beginning of its first field.
    /// What is odd about a message that could be read is told by [`Message::problems`].
    ///
    /// # Errors
    /// When it is no message: no two digits at its beginning, or it ends within its fixed part.
    pub fn parse(bytes: &[u8]) -> Result<Self, Unreadable> {
        let (code, rest) = match bytes {
            [a, b, rest @ ..] if a.is_ascii_digit() && b.is_ascii_digit() => ([*a, *b], rest),
            _ => return Err(Unreadable::NoCode),
        };
        let width = layout(code).map_or(0, Layout::fixed_width);
        let Some((fixed, mut rest)) = rest.split_at_checked(width) else {
            return Err(Unreadable::CutShort {
                code,
                expected: width,
                found: rest.len(),
            });
        };
        let mut message = Self::new(code);
        message.fixed = fixed.to_vec();
        while !rest.is_empty() {
            if let Some((sequence, checksum)) = read_trailer(rest) {
                message.sequence = sequence;
                message.checksum = checksum;
                return Ok(message);
            }
            let end = rest.iter().position(|b| *b == b'|');
            let field = &rest[..end.unwrap_or(rest.len())];
            message.fields.push(Field(field.to_vec()));
            message.open_end = end.is_none();
            rest = end.map_or(&[], |end| &rest[end + 1..]);
        }
        Ok(message)
    }

    /// The bytes to send, without a carriage return.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = self.before_checksum();
        bytes.extend_from_slice(self.checksum.as_ref().map_or(&[], |digits| &digits[..]));
        bytes
    }

    /// Everything that the checksum covers.
    fn before_checksum(&self) -> Vec<u8> {
        let mut bytes = self.code.to_vec();
        bytes.extend_from_slice(&self.fixed);
        for (at, field) in self.fields.iter().enumerate() {
            bytes.extend_from_slice(&field.0);
            if !(self.open_end && at + 1 == self.fields.len()) {
                bytes.push(b'|');
            }
        }
        if let Some(digit) = self.sequence {
            bytes.extend_from_slice(&[b'A', b'Y', digit]);
        }
        if self.checksum.is_some() {
            bytes.extend_from_slice(b"AZ");
        }
        bytes
    }

    /// Adds sequence number (`number` modulo 10) and checksum: error detection of the standard, switched on.
    pub fn seal(&mut self, number: u8) {
        self.sequence = Some(b'0' + number % 10);
        self.seal_resend();
    }

    /// Adds a checksum without a sequence number, as `96` and `97` have it.
    pub fn seal_resend(&mut self) {
        self.checksum = Some(*b"0000");
        self.checksum = Some(checksum(&self.before_checksum()));
    }

    /// The two digits at its beginning.
    #[must_use]
    pub const fn code(&self) -> [u8; 2] {
        self.code
    }

    /// Its kind; `None` for a code that SIP2 2.00 does not have.
    #[must_use]
    pub fn layout(&self) -> Option<&'static Layout> {
        layout(self.code)
    }

    /// The bytes of a fixed field; `None` when this kind of message has none of that name.
    #[must_use]
    pub fn fixed(&self, name: &str) -> Option<&[u8]> {
        let (at, field) = self.layout()?.find(name)?;
        self.fixed.get(at..at + field.shape.width())
    }

    /// A fixed flag: `Y` and `1` are true, `N` and `0` false, all else (unknown, not supported) `None`.
    #[must_use]
    pub fn flag(&self, name: &str) -> Option<bool> {
        match self.fixed(name)? {
            b"Y" | b"1" => Some(true),
            b"N" | b"0" => Some(false),
            _ => None,
        }
    }

    /// A fixed number; `None` when it is blank or no number.
    #[must_use]
    pub fn number(&self, name: &str) -> Option<u32> {
        core::str::from_utf8(self.fixed(name)?)
            .ok()?
            .trim()
            .parse()
            .ok()
    }

    /// Writes a fixed field, cut or filled with blanks to its width. Does nothing when this kind of message has none of that name.
    pub fn set_fixed(&mut self, name: &str, value: &[u8]) {
        let Some((at, field)) = layout(self.code).and_then(|layout| layout.find(name)) else {
            return;
        };
        for place in 0..field.shape.width() {
            self.fixed[at + place] = value.get(place).copied().unwrap_or(b' ');
        }
    }

    /// The variable fields, in order.
    #[must_use]
    pub fn fields(&self) -> &[Field] {
        &self.fields
    }

    /// The value of the first field of that name.
    #[must_use]
    pub fn get(&self, id: &[u8; 2]) -> Option<&[u8]> {
        self.all(id).next()
    }

    /// The values of all fields of that name, in order.
    pub fn all<'a>(&'a self, id: &[u8; 2]) -> impl Iterator<Item = &'a [u8]> + use<'a> {
        let id = *id;
        self.fields
            .iter()
            .filter(move |field| field.id() == id)
            .map(Field::value)
    }

    /// The text of the first field of that name; `None` when it is missing or empty.
    #[must_use]
    pub fn text(&self, id: &[u8; 2], charset: Charset) -> Option<String> {
        self.get(id)
            .filter(|value| !value.is_empty())
            .map(|value| charset.decode(value))
    }

    /// Adds a variable field at the end.
    ///
    /// # Errors
    /// When the encoding lacks a character, or the value has a `|` or a control character.
    pub fn add(&mut self, id: &[u8; 2], value: &str, charset: Charset) -> Result<(), Unwritable> {
        let mut bytes = id.to_vec();
        bytes.extend(charset.encode(value)?);
        self.fields.push(Field(bytes));
        self.open_end = false;
        Ok(())
    }

    /// The sequence digit 0 to 9, when error detection is on.
    #[must_use]
    pub fn sequence(&self) -> Option<u8> {
        self.sequence.map(|digit| digit - b'0')
    }

    /// The checksum as it came.
    #[must_use]
    pub const fn checksum(&self) -> Option<[u8; 4]> {
        self.checksum
    }

    /// The checksum it should have.
    #[must_use]
    pub fn expected_checksum(&self) -> [u8; 4] {
        checksum(&self.before_checksum())
    }

    pub(crate) fn fixed_part(&self) -> &[u8] {
        &self.fixed
    }

    pub(crate) const fn has_open_end(&self) -> bool {
        self.open_end
    }
}

/// `AYn`, `AYnAZhhhh` or `AZhhhh`, and nothing behind it.
type Trailer = (Option<u8>, Option<[u8; 4]>);

fn read_trailer(bytes: &[u8]) -> Option<Trailer> {
    let (sequence, rest) = match bytes {
        [b'A', b'Y', digit, rest @ ..] if digit.is_ascii_digit() => (Some(*digit), rest),
        _ => (None, bytes),
    };
    match rest {
        [] => Some((sequence, None)),
        [b'A', b'Z', digits @ ..] if digits.iter().all(u8::is_ascii_hexdigit) => {
            Some((sequence, Some(digits.try_into().ok()?)))
        }
        _ => None,
    }
}

/// The checksum of the standard: what, added to the sum of all bytes through `AZ`, gives zero in 16 bits; in hexadecimal.
#[must_use]
pub fn checksum(bytes: &[u8]) -> [u8; 4] {
    let sum = bytes
        .iter()
        .fold(0u16, |sum, b| sum.wrapping_add(u16::from(*b)))
        .wrapping_neg();
    [12, 8, 4, 0].map(|shift| b"0123456789ABCDEF"[usize::from(sum >> shift & 15)])
}

/// Reads `YYYYMMDDZZZZHHMMSS`. The zone is not looked at: blanks mean local time, and few servers write anything else.
#[must_use]
pub fn read_date(bytes: &[u8]) -> Option<LocalTime> {
    let bytes: &[u8; 18] = bytes.try_into().ok()?;
    let number = |from: usize, to: usize| {
        bytes[from..to].iter().try_fold(0u32, |n, b| {
            b.is_ascii_digit().then(|| n * 10 + u32::from(b - b'0'))
        })
    };
    let date = CalendarDate::new(
        number(0, 4)? as i32,
        number(4, 6)? as u8,
        number(6, 8)? as u8,
    )?;
    LocalTime::new(date, number(12, 14)?, number(14, 16)?, number(16, 18)?, 0)
}

/// Writes `YYYYMMDD    HHMMSS`, local time. Years outside of 0 to 9999 become 0000 or 9999.
#[must_use]
pub fn write_date(at: LocalTime) -> [u8; 18] {
    let (year, month, day) = at.date.ymd();
    let (hour, minute, second, _) = at.clock();
    let mut bytes = [b' '; 18];
    let mut write = |from: usize, to: usize, mut n: u32| {
        for place in (from..to).rev() {
            bytes[place] = b'0' + (n % 10) as u8;
            n /= 10;
        }
    };
    write(0, 4, year.clamp(0, 9999) as u32);
    write(4, 6, u32::from(month));
    write(6, 8, u32::from(day));
    write(12, 14, hour);
    write(14, 16, minute);
    write(16, 18, second);
    bytes
}

/// Fields whose value may be shown in a log: the library and what it supports. All else is a patron's, a secret, or may hold either.
const SHOWN: [[u8; 2]; 2] = [*b"AO", *b"BX"];

impl fmt::Debug for Field {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // A broken field may be the tail of anything.
        if self.id().len() == 2 && self.id().iter().all(u8::is_ascii_alphanumeric) {
            f.write_str(&Charset::Latin1.decode(self.id()))?;
        } else {
            f.write_str("??")?;
        }
        if SHOWN.iter().any(|id| id == self.id()) {
            write!(f, "{:?}", Charset::Latin1.decode(self.value()))
        } else {
            write!(f, "<{}>", self.value().len())
        }
    }
}

impl fmt::Debug for Message {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", Charset::Latin1.decode(&self.code))?;
        // Of an unknown code the first field holds the fixed part, too: its letters mean nothing.
        match self.layout() {
            Some(layout) => write!(f, " {} {:?}", layout.name, self.fields)?,
            None => write!(f, " unknown, {} fields", self.fields.len())?,
        }
        match self.sequence() {
            Some(sequence) => write!(f, " #{sequence}"),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn checksums_of_the_reference() {
        for sealed in [
            &b"96AZFEF6"[..],
            b"9300CNuser_id|COpassw0rd|AY1AZF594",
            b"9900802.00AY1AZFCA0",
            b"9300CNcarrel|COsecret|CPdesk1|AY0AZF3CE",
        ] {
            let message = Message::parse(sealed).unwrap();
            assert_eq!(message.checksum(), Some(message.expected_checksum()));
            assert_eq!(message.to_bytes(), sealed);
            let mut again = message.clone();
            again.checksum = None;
            match message.sequence() {
                Some(sequence) => again.seal(sequence),
                None => again.seal_resend(),
            }
            assert_eq!(again, message);
        }
    }

    /// What is read is written again, to the byte.
    fn check_round_trip(bytes: &[u8]) {
        assert_eq!(Message::parse(bytes).unwrap().to_bytes(), bytes);
    }

    #[test]
    fn odd_messages_come_back_to_the_byte() {
        for bytes in [
            &b"941"[..],
            b"94",
            b"97|",
            b"97||",
            b"97A|B",
            b"97AY1",
            b"97AY1AZ12",
            b"97AY1AZ12345",
            b"97AYxAZ1234",
            b"97AY1AZfef6",
            b"97AAx|AY1AZ1234",
            b"97AAxAY1AZ1234",
            b"97AY1|AZ1234",
            b"55anything|ZZ\xFF|",
        ] {
            if bytes == b"94" {
                assert!(Message::parse(bytes).is_err());
            } else {
                check_round_trip(bytes);
            }
        }
    }

    #[test]
    fn no_secret_and_no_patron_is_shown() {
        for bytes in [
            &b"9300CNcanary|COcanary|CPcanary|AY1AZ0000"[..],
            b"2300119960212    100239AOlib|AAcanary|ACcanary|ADcanary|",
            b"23001199602    canary|",
            b"55COcanary",
            b"97canary|COcanary",
            b"97|c|canary",
            b"93canary",
        ] {
            if let Ok(message) = Message::parse(bytes) {
                let mut shown = format!("{message:?} {message:#?}");
                for problem in message.problems() {
                    shown.push_str(&format!("{problem} {problem:?}"));
                }
                assert!(!shown.contains("canary"), "{shown}");
                assert!(!shown.contains("nary"), "{shown}");
            }
        }
    }

    #[test]
    fn dates_both_ways() {
        for (text, shown) in [
            (&b"20260115    093005"[..], Some("2026-01-15 09:30:05")),
            (b"20260115   Z093005", Some("2026-01-15 09:30:05")),
            (b"20260230    093005", None),
            (b"                  ", None),
            (b"20260115   0930051", None),
            (b"2026", None),
        ] {
            let found = read_date(text);
            assert_eq!(found.map(|at| at.to_string()).as_deref(), shown);
            if let Some(at) = found {
                assert_eq!(read_date(&write_date(at)), Some(at));
            }
        }
    }
}
