//! SHA-256, HMAC-SHA-256 (RFC 2104), the patron key and the receipt code.

use carrel_circ::entry::PatronKey;
use sha2::{Digest, Sha256};

/// A SHA-256 value.
pub type Hash = [u8; 32];

/// SHA-256 over pieces, one after the other.
#[must_use]
pub fn sha256(pieces: &[&[u8]]) -> Hash {
    let mut hasher = Sha256::new();
    for piece in pieces {
        hasher.update(piece);
    }
    hasher.finalize().into()
}

/// HMAC-SHA-256 of a message. Keys longer than 64 bytes are hashed first, as RFC 2104 says.
#[must_use]
pub fn hmac(key: &[u8], message: &[u8]) -> Hash {
    let mut block = [0u8; 64];
    if key.len() > 64 {
        block[..32].copy_from_slice(&sha256(&[key]));
    } else {
        block[..key.len()].copy_from_slice(key);
    }
    let inner = sha256(&[&block.map(|byte| byte ^ 0x36), message]);
    sha256(&[&block.map(|byte| byte ^ 0x5c), &inner])
}

/// A patron without a name: the first 16 bytes of HMAC(key of the school, card).
#[must_use]
pub fn patron_key(school_key: &[u8; 32], card: &str) -> PatronKey {
    PatronKey(first_16(&hmac(school_key, card.as_bytes())))
}

/// The first 16 bytes as a number, big-endian.
#[must_use]
pub fn first_16(hash: &Hash) -> u128 {
    hash[..16]
        .iter()
        .fold(0, |number, byte| number << 8 | u128::from(*byte))
}

/// Crockford's base 32: no I, L, O and U.
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// The first four characters of the hash in Crockford's base 32: what the kiosk shows and a paper receipt carries.
#[must_use]
pub fn receipt(hash: &Hash) -> String {
    let bits = u32::from(hash[0]) << 16 | u32::from(hash[1]) << 8 | u32::from(hash[2]);
    (0..4)
        .map(|n| char::from(ALPHABET[(bits >> (19 - 5 * n)) as usize & 31]))
        .collect()
}

/// A receipt's code as somebody types it, as the twenty bits that it is; nothing when it is none. Small letters, blanks and
/// hyphens are fine, and so are I and L for 1 and O for 0.
#[must_use]
pub fn receipt_code(typed: &str) -> Option<u32> {
    let letters = typed.bytes().filter(|byte| !b" -".contains(byte));
    let mut bits = 0;
    let mut count = 0;
    for letter in letters {
        let letter = match letter.to_ascii_uppercase() {
            b'I' | b'L' => b'1',
            b'O' => b'0',
            letter => letter,
        };
        let at = ALPHABET.iter().position(|known| *known == letter)?;
        bits = bits << 5 | u32::try_from(at).ok()?;
        count += 1;
        if count > 4 {
            return None;
        }
    }
    (count == 4).then_some(bits)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hex(bytes: &[u8]) -> String {
        bytes.iter().map(|byte| format!("{byte:02x}")).collect()
    }

    #[test]
    fn hmac_is_the_standards() {
        // RFC 4231, cases 1, 2 and 6.
        let check = |key: &[u8], message: &[u8], expected: &str| {
            assert_eq!(hex(&hmac(key, message)), expected);
        };
        check(
            &[0x0b; 20],
            b"Hi There",
            "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7",
        );
        check(
            b"Jefe",
            b"what do ya want for nothing?",
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843",
        );
        check(
            &[0xaa; 131],
            b"Test Using Larger Than Block-Size Key - Hash Key First",
            "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54",
        );
    }

    #[test]
    fn a_receipt_is_the_first_twenty_bits() {
        let mut hash = [0u8; 32];
        assert_eq!(receipt(&hash), "0000");
        hash[..3].copy_from_slice(&[0xff, 0xff, 0xff]);
        assert_eq!(receipt(&hash), "ZZZZ");
        hash[..3].copy_from_slice(&[0b0000_1000, 0b1000_0110, 0b0100_0000]);
        assert_eq!(receipt(&hash), "1234");
    }

    #[test]
    fn a_receipts_code_is_read_as_people_type_it() {
        for (typed, bits) in [
            ("0000", Some(0)),
            ("zzzz", Some(0xf_ffff)),
            ("1234", Some(0b00001_00010_00011_00100)),
            (" i2-34 ", Some(0b00001_00010_00011_00100)),
            ("oL00", Some(0b00000_00001_00000_00000)),
            ("123", None),
            ("12345", None),
            ("123U", None),
            ("é234", None),
            ("", None),
        ] {
            assert_eq!(receipt_code(typed), bits, "{typed}");
        }
        let hash = [0xa5; 32];
        assert_eq!(receipt_code(&receipt(&hash)), Some(0xa_5a5a));
    }
}
