//! What is wrong with a message, without saying what stands in it.

use core::fmt;

use super::layout::{SECRET, Shape};
use super::message::{Message, read_date};

/// Bytes that are no message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unreadable {
    /// Two digits should stand at the beginning.
    NoCode,
    /// The frame ends within its fixed part.
    CutShort {
        /// Its code.
        code: [u8; 2],
        /// Bytes that its fixed part needs.
        expected: usize,
        /// Bytes that were there.
        found: usize,
    },
}

/// Something odd about a message that could be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Problem {
    /// SIP2 2.00 has no message of this code.
    UnknownCode([u8; 2]),
    /// The checksum does not fit: bytes were lost or changed on the way.
    Checksum {
        /// The one that fits.
        expected: [u8; 4],
        /// The one that came.
        found: [u8; 4],
    },
    /// A fixed field holds what it must not.
    Fixed {
        /// Its name.
        name: &'static str,
        /// Its first byte, counted from the message's beginning.
        at: usize,
        /// What may stand there.
        expected: Shape,
    },
    /// A variable field is missing.
    Missing([u8; 2]),
    /// A field of less than two bytes, or without letters; counted from 1.
    Stray(usize),
    /// The last field has no `|` behind it.
    OpenEnd,
}

impl fmt::Display for Unreadable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Unreadable::NoCode => f.write_str(
                "no SIP2 message: expected two digits at its beginning; check host and port, and close the connection",
            ),
            Unreadable::CutShort {
                code,
                expected,
                found,
            } => write!(
                f,
                "SIP2 message {}{} is cut short: expected {expected} bytes behind its code, found {found}; close the connection and ask again on a new one",
                char::from(code[0]),
                char::from(code[1])
            ),
        }
    }
}

impl core::error::Error for Unreadable {}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let pair = |bytes: &[u8; 2]| bytes.map(char::from).iter().collect::<String>();
        let digits = |bytes: &[u8; 4]| bytes.map(char::from).iter().collect::<String>();
        match self {
            Problem::UnknownCode(code) => write!(
                f,
                "SIP2 2.00 has no message {}; ask the vendor what it means",
                pair(code)
            ),
            Problem::Checksum { expected, found } => write!(
                f,
                "wrong checksum: expected {}, found {}; do not trust the message, ask on a new connection",
                digits(expected),
                digits(found)
            ),
            Problem::Fixed { name, at, expected } => {
                write!(f, "fixed field {name} at byte {at}: expected ")?;
                match expected {
                    Shape::Flag => f.write_str("Y, N, U, 1 or 0"),
                    Shape::Text(width) => write!(f, "{width} characters"),
                    Shape::Number(width) => write!(f, "{width} digits or blanks"),
                    Shape::Date => f.write_str("a date YYYYMMDDZZZZHHMMSS"),
                    Shape::DateOrBlank => f.write_str("a date YYYYMMDDZZZZHHMMSS or 18 blanks"),
                }?;
                f.write_str(", found something else; the server's fields may be shifted")
            }
            Problem::Missing(id) => {
                write!(f, "field {} is missing; the standard requires it", pair(id))
            }
            Problem::Stray(number) => write!(
                f,
                "field {number} has no two letters at its beginning; the fields before it may be shifted"
            ),
            Problem::OpenEnd => {
                f.write_str("the last field has no | behind it; the message may be cut")
            }
        }
    }
}

impl Problem {
    /// True when the message must not be acted upon; the rest is worth a line in the log.
    #[must_use]
    pub const fn is_grave(&self) -> bool {
        match self {
            Problem::UnknownCode(_) | Problem::Checksum { .. } => true,
            Problem::Fixed { .. } | Problem::Missing(_) | Problem::Stray(_) | Problem::OpenEnd => {
                false
            }
        }
    }
}

impl Message {
    /// What is odd about it, in the order of the message.
    #[must_use]
    pub fn problems(&self) -> Vec<Problem> {
        let mut problems = Vec::new();
        match self.layout() {
            None => problems.push(Problem::UnknownCode(self.code())),
            Some(layout) => {
                let mut at = 0;
                for field in layout.fixed {
                    let width = field.shape.width();
                    let value = self.fixed_part().get(at..at + width).unwrap_or_default();
                    if !fits(field.shape, value) {
                        problems.push(Problem::Fixed {
                            name: field.name,
                            at: at + 2,
                            expected: field.shape,
                        });
                    }
                    at += width;
                }
                for id in layout.required.as_bytes().chunks_exact(2) {
                    let id = [id[0], id[1]];
                    // Passwords are required to be there, and most leave them out when there are none.
                    if !SECRET.contains(&id) && self.get(&id).is_none() {
                        problems.push(Problem::Missing(id));
                    }
                }
            }
        }
        for (at, field) in self.fields().iter().enumerate() {
            let is_named =
                matches!(field.id(), [a, b] if a.is_ascii_uppercase() && b.is_ascii_alphanumeric());
            if !is_named && self.layout().is_some() {
                problems.push(Problem::Stray(at + 1));
            }
        }
        if self.has_open_end() {
            problems.push(Problem::OpenEnd);
        }
        if let Some(found) = self.checksum() {
            let expected = self.expected_checksum();
            if !found.eq_ignore_ascii_case(&expected) {
                problems.push(Problem::Checksum { expected, found });
            }
        }
        problems
    }
}

fn fits(shape: Shape, value: &[u8]) -> bool {
    match shape {
        Shape::Flag => matches!(value, b"Y" | b"N" | b"U" | b"1" | b"0"),
        Shape::Text(_) => true,
        Shape::Number(_) => value.iter().all(|b| b.is_ascii_digit() || *b == b' '),
        Shape::Date => read_date(value).is_some(),
        Shape::DateOrBlank => value.iter().all(|b| *b == b' ') || read_date(value).is_some(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(bytes: &[u8], expected: &[Problem]) {
        let message = Message::parse(bytes).unwrap();
        assert_eq!(message.problems(), expected, "{message:?}");
    }

    #[test]
    fn what_is_odd_is_named() {
        check(b"941AY3AZFDFA", &[]);
        check(b"941AY3AZfdfa", &[]);
        check(
            b"941AY3AZFDFB",
            &[Problem::Checksum {
                expected: *b"FDFA",
                found: *b"FDFB",
            }],
        );
        check(
            b"94x",
            &[Problem::Fixed {
                name: "ok",
                at: 2,
                expected: Shape::Flag,
            }],
        );
        check(b"9300CNa|", &[]);
        check(b"9300COa|", &[Problem::Missing(*b"CN")]);
        check(b"941ZZ|x|", &[Problem::Stray(2)]);
        check(b"941AFcut", &[Problem::OpenEnd]);
        check(b"56abc|", &[Problem::UnknownCode(*b"56")]);
    }

    #[test]
    fn what_is_no_message_is_refused() {
        for (bytes, expected) in [
            (&b""[..], Unreadable::NoCode),
            (b"9", Unreadable::NoCode),
            (b"HTTP/1.1 400", Unreadable::NoCode),
            (
                b"121NN",
                Unreadable::CutShort {
                    code: *b"12",
                    expected: 22,
                    found: 3,
                },
            ),
        ] {
            assert_eq!(Message::parse(bytes), Err(expected));
        }
    }
}
