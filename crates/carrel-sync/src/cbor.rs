//! The part of CBOR (RFC 8949) this protocol uses, in its one canonical form (section 4.2.1).
//!
//! Shortest heads, definite lengths, map keys unsigned and ascending, no tags, no floats. A reader refuses every other form, so
//! that one value has one encoding and a hash names a value.

use core::fmt;

/// Why bytes are not a message of this protocol.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CborError {
    /// Byte offset.
    pub at: usize,
    /// What was expected there.
    pub expected: &'static str,
}

impl fmt::Display for CborError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "byte {}: expected {}", self.at, self.expected)
    }
}

/// Writes canonical CBOR.
#[derive(Clone, Debug, Default)]
pub struct Writer {
    bytes: Vec<u8>,
}

impl Writer {
    /// An empty writer.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// What was written.
    #[must_use]
    pub fn finish(self) -> Vec<u8> {
        self.bytes
    }

    /// How many bytes were written.
    #[must_use]
    pub fn len(&self) -> usize {
        self.bytes.len()
    }

    /// Nothing was written yet.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.bytes.is_empty()
    }

    fn head(&mut self, major: u8, value: u64) -> &mut Self {
        let major = major << 5;
        let bytes = value.to_be_bytes();
        match value {
            0..=23 => self.bytes.push(major | value as u8),
            24..=0xff => self.bytes.extend([major | 24, value as u8]),
            0x100..=0xffff => {
                self.bytes.push(major | 25);
                self.bytes.extend(&bytes[6..]);
            }
            0x1_0000..=0xffff_ffff => {
                self.bytes.push(major | 26);
                self.bytes.extend(&bytes[4..]);
            }
            _ => {
                self.bytes.push(major | 27);
                self.bytes.extend(bytes);
            }
        }
        self
    }

    /// An unsigned integer.
    pub fn uint(&mut self, value: u64) -> &mut Self {
        self.head(0, value)
    }

    /// An integer.
    pub fn int(&mut self, value: i64) -> &mut Self {
        if value < 0 {
            self.head(1, !(value as u64))
        } else {
            self.head(0, value as u64)
        }
    }

    /// A byte string.
    pub fn bytes(&mut self, value: &[u8]) -> &mut Self {
        self.head(2, value.len() as u64);
        self.bytes.extend(value);
        self
    }

    /// A text string.
    pub fn text(&mut self, value: &str) -> &mut Self {
        self.head(3, value.len() as u64);
        self.bytes.extend(value.as_bytes());
        self
    }

    /// The head of an array; its items follow.
    pub fn array(&mut self, len: usize) -> &mut Self {
        self.head(4, len as u64)
    }

    /// The head of a map; keys, ascending, and values follow.
    pub fn map(&mut self, len: usize) -> &mut Self {
        self.head(5, len as u64)
    }

    /// Bytes that are canonical CBOR already.
    pub fn raw(&mut self, value: &[u8]) -> &mut Self {
        self.bytes.extend(value);
        self
    }
}

/// Reads canonical CBOR and refuses everything else.
#[derive(Clone, Debug)]
pub struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
}

type Read<T> = Result<T, CborError>;

impl<'a> Reader<'a> {
    /// A reader of these bytes.
    #[must_use]
    pub fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, at: 0 }
    }

    /// Where it is.
    #[must_use]
    pub fn at(&self) -> usize {
        self.at
    }

    /// An error at this place.
    #[must_use]
    pub fn error(&self, expected: &'static str) -> CborError {
        CborError {
            at: self.at,
            expected,
        }
    }

    fn take(&mut self, len: u64) -> Read<&'a [u8]> {
        let rest = &self.bytes[self.at..];
        let len = usize::try_from(len).unwrap_or(usize::MAX);
        let Some(taken) = rest.get(..len) else {
            return Err(self.error("more bytes"));
        };
        self.at += len;
        Ok(taken)
    }

    fn head(&mut self) -> Read<(u8, u64)> {
        let start = self.at;
        let first = self.take(1)?[0];
        let (major, short) = (first >> 5, first & 31);
        let (value, least) = match short {
            0..=23 => (u64::from(short), 0),
            24..=27 => {
                let len = 1u64 << (short - 24);
                let value = self
                    .take(len)?
                    .iter()
                    .fold(0u64, |value, byte| value << 8 | u64::from(*byte));
                (
                    value,
                    [24, 0x100, 0x1_0000, 0x1_0000_0000][usize::from(short - 24)],
                )
            }
            _ => {
                self.at = start;
                return Err(self.error("a definite length"));
            }
        };
        if value < least {
            self.at = start;
            return Err(self.error("the shortest form of a number"));
        }
        Ok((major, value))
    }

    fn typed(&mut self, major: u8, expected: &'static str) -> Read<u64> {
        let start = self.at;
        match self.head()? {
            (found, value) if found == major => Ok(value),
            _ => {
                self.at = start;
                Err(self.error(expected))
            }
        }
    }

    /// An unsigned integer.
    pub fn uint(&mut self) -> Read<u64> {
        self.typed(0, "an unsigned integer")
    }

    /// An unsigned integer that is at most this.
    pub fn uint_to(&mut self, most: u64, expected: &'static str) -> Read<u64> {
        let start = self.at;
        let value = self.uint()?;
        if value > most {
            self.at = start;
            return Err(self.error(expected));
        }
        Ok(value)
    }

    /// An integer within 64 bits.
    pub fn int(&mut self) -> Read<i64> {
        let start = self.at;
        let (major, value) = self.head()?;
        match (major, i64::try_from(value)) {
            (0, Ok(value)) => Ok(value),
            (1, Ok(value)) => Ok(!value),
            _ => {
                self.at = start;
                Err(self.error("an integer of 64 bits"))
            }
        }
    }

    /// A byte string of any length.
    pub fn bytes(&mut self) -> Read<&'a [u8]> {
        let len = self.typed(2, "a byte string")?;
        self.take(len)
    }

    /// A byte string of exactly this length.
    pub fn fixed<const N: usize>(&mut self) -> Read<[u8; N]> {
        let start = self.at;
        let bytes = self.bytes()?;
        bytes.try_into().map_err(|_| {
            self.at = start;
            self.error("a byte string of another length")
        })
    }

    /// A text string of at most this many bytes.
    pub fn text(&mut self, most: usize) -> Read<&'a str> {
        let start = self.at;
        let len = self.typed(3, "a text string")?;
        if len > most as u64 {
            self.at = start;
            return Err(self.error("a shorter text"));
        }
        let bytes = self.take(len)?;
        core::str::from_utf8(bytes).map_err(|_| {
            self.at = start;
            self.error("UTF-8")
        })
    }

    /// The head of an array of at most this many items.
    pub fn array(&mut self, most: usize) -> Read<usize> {
        let start = self.at;
        let len = self.typed(4, "an array")?;
        if len > most as u64 {
            self.at = start;
            return Err(self.error("fewer items"));
        }
        Ok(len as usize)
    }

    /// The head of an array of exactly this many items.
    pub fn array_of(&mut self, len: usize) -> Read<()> {
        let start = self.at;
        if self.array(len)? != len {
            self.at = start;
            return Err(self.error("an array of another length"));
        }
        Ok(())
    }

    /// The head of a map of at most this many pairs.
    pub fn map(&mut self, most: usize) -> Read<usize> {
        let start = self.at;
        let len = self.typed(5, "a map")?;
        if len > most as u64 {
            self.at = start;
            return Err(self.error("fewer pairs"));
        }
        Ok(len as usize)
    }

    /// Skips one value of the canonical form, nested at most eight deep.
    pub fn skip(&mut self) -> Read<()> {
        self.skip_to(8)
    }

    fn skip_to(&mut self, depth: u8) -> Read<()> {
        let start = self.at;
        let (major, value) = self.head()?;
        match major {
            0 | 1 => Ok(()),
            2 => self.take(value).map(|_| ()),
            3 => {
                let bytes = self.take(value)?;
                core::str::from_utf8(bytes)
                    .map(|_| ())
                    .map_err(|_| self.error("UTF-8"))
            }
            4 | 5 if depth > 0 => {
                let mut last = None;
                for _ in 0..value {
                    if major == 5 {
                        let key = self.uint()?;
                        if last.is_some_and(|last| last >= key) {
                            return Err(self.error("ascending keys"));
                        }
                        last = Some(key);
                    }
                    self.skip_to(depth - 1)?;
                }
                Ok(())
            }
            7 if (20..=22).contains(&value) => Ok(()),
            _ => {
                self.at = start;
                Err(self.error("a value of this protocol"))
            }
        }
    }

    /// Everything was read.
    pub fn end(&self) -> Read<()> {
        if self.at == self.bytes.len() {
            Ok(())
        } else {
            Err(self.error("the end"))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_one_form() {
        for value in [
            0,
            23,
            24,
            255,
            256,
            65_535,
            65_536,
            u64::from(u32::MAX),
            1 << 32,
            u64::MAX,
        ] {
            let mut writer = Writer::new();
            writer.uint(value);
            let bytes = writer.finish();
            assert_eq!(Reader::new(&bytes).uint(), Ok(value));
        }
        for value in [0, -1, -24, -25, i64::MIN, i64::MAX] {
            let mut writer = Writer::new();
            writer.int(value);
            assert_eq!(Reader::new(&writer.finish()).int(), Ok(value));
        }
        for long in [
            &[0x18, 23][..],
            &[0x19, 0, 255],
            &[0x1a, 0, 0, 255, 255],
            &[0x1b, 0, 0, 0, 0, 255, 255, 255, 255],
        ] {
            let error = Reader::new(long).uint().expect_err("a longer form");
            assert_eq!(
                (error.at, error.expected),
                (0, "the shortest form of a number")
            );
        }
    }

    #[test]
    fn other_forms_are_refused() {
        for bytes in [
            &[0x9f, 0x01, 0xff][..],         // indefinite array
            &[0xc1, 0x01],                   // tag
            &[0xfb, 0, 0, 0, 0, 0, 0, 0, 0], // float
            &[0xa2, 2, 0, 1, 0],             // keys descend
            &[0xa2, 1, 0, 1, 0],             // a key twice
            &[0x61, 0xff],                   // not UTF-8
            &[0x42, 0x01],                   // cut off
            &[0x5b, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff],
            &[
                0x81, 0x81, 0x81, 0x81, 0x81, 0x81, 0x81, 0x81, 0x81, 0x81, 0x01,
            ],
            &[],
        ] {
            assert!(Reader::new(bytes).skip().is_err(), "{bytes:x?}");
        }
    }
}
