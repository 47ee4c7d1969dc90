//! Results without accounts: a short code that a student reads out, types or shows.
//!
//! The check sum is keyed by the class key. It guards against slips of the pen and idle edits; it is no signature, since
//! whoever has the class link has the key. Layout, before base 32 (Crockford's letters): version, lesson (two bytes of the
//! SHA-256 of its id), student (two bytes: a word pair), per cent, trusted of and doubted of (four bytes), mastered
//! skills as bits, check sum (three bytes): 14 bytes, 23 letters.

use sha2::{Digest, Sha256};

const VERSION: u8 = 1;
pub(crate) const LETTERS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// The result of one student in one lesson.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Outcome {
    /// Two bytes of the hash of the lesson's id: [`lesson_number`].
    pub lesson: u16,
    /// Number of the student's word pair in the class list.
    pub student: u16,
    /// Per cent of the points.
    pub percent: u8,
    /// Trusted what deserves trust: how many, of how many (each at most 255).
    pub trusted: (u8, u8),
    /// Doubted what deserves doubt.
    pub doubted: (u8, u8),
    /// Bit n: skill n is mastered.
    pub skills: u8,
}

/// Why a code is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Slip {
    /// It has another length: found so many letters and signs, expected 23.
    Length(usize),
    /// A letter that no code has.
    Letter(char),
    /// It is of a newer Carrel.
    Version(u8),
    /// The check sum is wrong: a letter is wrong, or it is of another class.
    Sum,
}

/// The number of a lesson in codes.
#[must_use]
pub fn lesson_number(id: &str) -> u16 {
    let hash = Sha256::digest(id.as_bytes());
    u16::from_be_bytes([hash[0], hash[1]])
}

/// The value of a letter, capital or small; O is read as 0, I and L as 1.
pub(crate) fn value(c: char) -> Option<u8> {
    let c = match c.to_ascii_uppercase() {
        'O' => '0',
        'I' | 'L' => '1',
        c => c,
    };
    let place = LETTERS.iter().position(|l| char::from(*l) == c)?;
    u8::try_from(place).ok()
}

/// HMAC-SHA256 (RFC 2104), the first three bytes.
fn sum(key: &[u8], data: &[u8]) -> [u8; 3] {
    let mut block = [0_u8; 64];
    if key.len() > 64 {
        block[..32].copy_from_slice(&Sha256::digest(key));
    } else {
        block[..key.len()].copy_from_slice(key);
    }
    let mut inner = Sha256::new();
    inner.update(block.map(|b| b ^ 0x36));
    inner.update(data);
    let mut outer = Sha256::new();
    outer.update(block.map(|b| b ^ 0x5c));
    outer.update(inner.finalize());
    let tag = outer.finalize();
    [tag[0], tag[1], tag[2]]
}

/// The code: 23 letters in groups of four.
#[must_use]
pub fn write(outcome: &Outcome, class_key: &[u8]) -> String {
    let mut bytes = vec![VERSION];
    bytes.extend(outcome.lesson.to_be_bytes());
    bytes.extend(outcome.student.to_be_bytes());
    bytes.push(outcome.percent.min(100));
    bytes.extend([
        outcome.trusted.0,
        outcome.trusted.1,
        outcome.doubted.0,
        outcome.doubted.1,
        outcome.skills,
    ]);
    let tag = sum(class_key, &bytes);
    bytes.extend(tag);
    let mut out = String::new();
    let (mut bits, mut have, mut letters) = (0_u32, 0, 0);
    for byte in bytes.into_iter().map(Some).chain([None]) {
        match byte {
            Some(byte) => {
                bits = bits << 8 | u32::from(byte);
                have += 8;
            }
            // The last letter is filled with zeroes.
            None => {
                bits <<= 3;
                have += 3;
            }
        }
        while have >= 5 {
            if letters > 0 && letters % 4 == 0 {
                out.push('-');
            }
            have -= 5;
            out.push(char::from(LETTERS[(bits >> have & 31) as usize]));
            letters += 1;
        }
    }
    out
}

/// What may part the letters of a code: hyphens, and the dashes that programs make of them.
pub(crate) fn is_dash(c: char) -> bool {
    matches!(c, '-' | '\u{2010}'..='\u{2015}' | '\u{2212}')
}

/// Reads a code; small letters, blanks, hyphens, O for 0 and I or L for 1 are understood.
///
/// # Errors
/// [`Slip`] says what to look at.
pub fn read(text: &str, class_key: &[u8]) -> Result<Outcome, Slip> {
    let (mut bits, mut have, mut letters) = (0_u32, 0, 0);
    let mut bytes = Vec::with_capacity(14);
    let mut other = None;
    for c in text.chars().filter(|c| !c.is_whitespace() && !is_dash(*c)) {
        let value = value(c).unwrap_or_else(|| {
            other = other.or(Some(c));
            0
        });
        bits = (bits << 5 | u32::from(value)) & 0xFFFF;
        have += 5;
        letters += 1;
        if have >= 8 {
            have -= 8;
            bytes.push((bits >> have & 0xFF) as u8);
        }
    }
    if letters != 23 || bytes.len() != 14 {
        return Err(Slip::Length(letters));
    }
    if let Some(other) = other {
        return Err(Slip::Letter(other));
    }
    if bytes[0] != VERSION {
        return Err(Slip::Version(bytes[0]));
    }
    let (data, tag) = bytes.split_at(11);
    if sum(class_key, data) != tag[..] {
        return Err(Slip::Sum);
    }
    Ok(Outcome {
        lesson: u16::from_be_bytes([data[1], data[2]]),
        student: u16::from_be_bytes([data[3], data[4]]),
        percent: data[5],
        trusted: (data[6], data[7]),
        doubted: (data[8], data[9]),
        skills: data[10],
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_come_back_and_slips_are_found() {
        let outcome = Outcome {
            lesson: lesson_number("L08"),
            student: 513,
            percent: 86,
            trusted: (3, 4),
            doubted: (4, 4),
            skills: 0b101,
        };
        let code = write(&outcome, b"class");
        assert_eq!(code.replace('-', "").len(), 23);
        assert_eq!(read(&code, b"class"), Ok(outcome));
        assert_eq!(
            read(&code.to_lowercase().replace('-', " "), b"class"),
            Ok(outcome)
        );
        assert_eq!(read(&code, b"other class"), Err(Slip::Sum));
        assert_eq!(read("", b"class"), Err(Slip::Length(0)));
        assert!(matches!(read("0000-0000", b"class"), Err(Slip::Length(8))));
        // A letter that no code has was told as a wrong length: that of what stood before it.
        let odd = code.replacen(code.chars().nth(1).unwrap(), "U", 1);
        assert_eq!(read(&odd, b"class"), Err(Slip::Letter('U')));
        assert_eq!(read("Dear Ms. Ruiz!", b"class"), Err(Slip::Length(12)));
        for dash in ["\u{2011}", "–", "—", "−"] {
            assert_eq!(read(&code.replace('-', dash), b"class"), Ok(outcome));
        }
        // Every single wrong letter is found.
        let letters: Vec<char> = code.chars().collect();
        for n in 0..letters.len() {
            for other in ['0', '7', 'Q', 'Z'] {
                let mut wrong = letters.clone();
                if wrong[n] == '-' || wrong[n] == other {
                    continue;
                }
                wrong[n] = other;
                let wrong: String = wrong.into_iter().collect();
                // The last letter's filling bits say nothing; everything else does.
                assert!(
                    read(&wrong, b"class") != Ok(outcome) || n + 1 == letters.len(),
                    "{wrong}"
                );
            }
        }
    }
}
