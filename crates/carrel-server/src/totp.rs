//! One-time codes of authenticator apps: TOTP (RFC 6238) over HOTP (RFC 4226), with HMAC-SHA-1, 30 seconds and six digits, which is all
//! that every app knows.

use hmac::{Hmac, Mac};
use sha1::Sha1;

/// Length of a time step, milliseconds (RFC 6238, 4.1).
const STEP_MS: i64 = 30_000;
/// Steps before and after the present one that are taken too: phones' clocks (RFC 6238, 5.2 and 6).
const DRIFT: i64 = 1;
/// Letters of base 32 (RFC 4648, 6), as apps want the secret.
const BASE32: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/// The number of a step (RFC 4226, 5.3): dynamic truncation, six digits.
fn hotp(secret: &[u8], counter: u64) -> Option<u32> {
    let mut mac = Hmac::<Sha1>::new_from_slice(secret).ok()?;
    mac.update(&counter.to_be_bytes());
    let sum = mac.finalize().into_bytes();
    let at = usize::from(sum.last()? & 15);
    let four: [u8; 4] = sum.get(at..at + 4)?.try_into().ok()?;
    Some((u32::from_be_bytes(four) & 0x7fff_ffff) % 1_000_000)
}

/// The step that a typed code is of, when it is one of now or its neighbours and later than `last`: a code counts once
/// (RFC 6238, 5.2). Blanks in it are passed over.
#[must_use]
pub fn step_of(secret: &[u8], typed: &str, now_ms: i64, last: i64) -> Option<i64> {
    let digits: String = typed.chars().filter(|c| !c.is_whitespace()).collect();
    if digits.len() != 6 || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let typed: u32 = digits.parse().ok()?;
    let now = now_ms.div_euclid(STEP_MS);
    (now - DRIFT..=now + DRIFT)
        .filter(|step| *step > last)
        .find(|step| u64::try_from(*step).ok().and_then(|n| hotp(secret, n)) == Some(typed))
}

/// Bytes as base 32, without padding.
#[must_use]
pub fn base32(bytes: &[u8]) -> String {
    let mut text = String::new();
    let (mut kept, mut bits) = (0u32, 0);
    let mut letter = |five: u32| text.push(char::from(BASE32[(five & 31) as usize]));
    for byte in bytes {
        kept = kept << 8 | u32::from(*byte);
        bits += 8;
        while bits >= 5 {
            bits -= 5;
            letter(kept >> bits);
        }
    }
    if bits > 0 {
        letter(kept << (5 - bits));
    }
    text
}

/// The address that an app reads from a QR code (Google's key URI format).
#[must_use]
pub fn address(name: &str, secret: &[u8]) -> String {
    let name: String = name
        .bytes()
        .map(|byte| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' => {
                char::from(byte).to_string()
            }
            other => format!("%{other:02X}"),
        })
        .collect();
    let secret = base32(secret);
    format!("otpauth://totp/Carrel:{name}?secret={secret}&issuer=Carrel")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 4226, appendix D.
    #[test]
    fn the_vectors_of_rfc_4226() {
        let expected = [
            755_224, 287_082, 359_152, 969_429, 338_314, 254_676, 287_922, 162_583, 399_871,
            520_489,
        ];
        for (counter, code) in expected.into_iter().enumerate() {
            assert_eq!(hotp(b"12345678901234567890", counter as u64), Some(code));
        }
    }

    /// RFC 6238, appendix B: the rows of SHA-1, of whose eight digits an app shows the last six.
    #[test]
    fn the_vectors_of_rfc_6238() {
        for (seconds, code) in [
            (59, "287082"),
            (1_111_111_109, "081804"),
            (1_111_111_111, "050471"),
            (1_234_567_890, "005924"),
            (2_000_000_000, "279037"),
            (20_000_000_000, "353130"),
        ] {
            let step = step_of(b"12345678901234567890", code, seconds * 1000, -1);
            assert_eq!(step, Some(seconds / 30), "{seconds}");
        }
    }

    #[test]
    fn a_code_counts_once_and_not_for_long() {
        let secret = b"12345678901234567890";
        let at = 59_000;
        assert_eq!(step_of(secret, "287 082", at, -1), Some(1));
        assert_eq!(step_of(secret, "287082", at, 1), None, "again");
        assert_eq!(step_of(secret, "287082", at + 30_000, -1), Some(1));
        assert_eq!(step_of(secret, "287082", at + 60_000, -1), None, "too late");
        for bad in ["", "28708", "2870822", "abcdef", "+87082", "２８７０８２"] {
            assert_eq!(step_of(secret, bad, at, -1), None, "{bad}");
        }
    }

    /// RFC 4648, section 10.
    #[test]
    fn base_32_as_the_standard_has_it() {
        for (bytes, text) in [
            ("", ""),
            ("f", "MY"),
            ("fo", "MZXQ"),
            ("foobar", "MZXW6YTBOI"),
        ] {
            assert_eq!(base32(bytes.as_bytes()), text);
        }
        assert_eq!(
            address("Ann Lee", b"foobar"),
            "otpauth://totp/Carrel:Ann%20Lee?secret=MZXW6YTBOI&issuer=Carrel"
        );
    }
}
