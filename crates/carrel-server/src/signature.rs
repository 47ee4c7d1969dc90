//! The signature of a device's request, and that no request counts twice.
//!
//! Header `Carrel-Sig: DEVICE TIME NONCE SIGNATURE`: device (32 hex digits), milliseconds since 1970 UTC, nonce (32 hex digits),
//! ECDSA P-256 over SHA-256 (128 hex digits, r and s as WebCrypto gives them) of
//! `METHOD LF PATH LF DEVICE LF TIME LF NONCE LF hex(SHA-256(body))`.

use std::collections::HashMap;

use carrel_sync::hash::sha256;
use p256::ecdsa::signature::Verifier;
use p256::ecdsa::{Signature, VerifyingKey};

/// A device's clock may be this far off; further away it is told the time and asks again.
pub const WINDOW_MS: i64 = 10 * 60_000;

/// A header that was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claim {
    /// Who says it is.
    pub device: u128,
    /// By its clock, corrected.
    pub time_ms: i64,
    /// Never twice within the window.
    pub nonce: u128,
    signature: [u8; 64],
}

/// Why a request was not believed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Doubt {
    /// No header, or not of this form.
    Malformed,
    /// No such device, or it was revoked, or the signature is not its.
    NotPaired,
    /// Its clock is off: it is told the time.
    Clock,
    /// The nonce was there before.
    Replayed,
}

impl Claim {
    /// Reads the header's value.
    #[must_use]
    pub fn read(header: &str) -> Option<Self> {
        let mut parts = header.split(' ');
        let claim = Self {
            device: u128::from_be_bytes(unhex(parts.next()?)?),
            time_ms: parts.next()?.parse().ok()?,
            nonce: u128::from_be_bytes(unhex(parts.next()?)?),
            signature: unhex(parts.next()?)?,
        };
        parts.next().is_none().then_some(claim)
    }

    /// The signature is by this key (uncompressed SEC 1) over this request.
    #[must_use]
    pub fn is_by(&self, key: &[u8], method: &str, path: &str, body: &[u8]) -> bool {
        let text = signed_text(method, path, self.device, self.time_ms, self.nonce, body);
        VerifyingKey::from_sec1_bytes(key)
            .and_then(|key| {
                let signature = Signature::from_slice(&self.signature)?;
                key.verify(text.as_bytes(), &signature)
            })
            .is_ok()
    }
}

/// What is signed.
#[must_use]
pub fn signed_text(
    method: &str,
    path: &str,
    device: u128,
    time_ms: i64,
    nonce: u128,
    body: &[u8],
) -> String {
    format!(
        "{method}\n{path}\n{device:032x}\n{time_ms}\n{nonce:032x}\n{}",
        hex(&sha256(&[body]))
    )
}

/// Nonces of the last ten minutes. After a restart it is empty: what is replayed then is idempotent.
#[derive(Debug, Default)]
pub struct Nonces {
    seen: HashMap<(u128, u128), i64>,
    swept_ms: i64,
}

impl Nonces {
    /// Whether a claim would be taken: what was sent before costs the device nothing of its share.
    ///
    /// # Errors
    /// [`Doubt::Clock`] or [`Doubt::Replayed`].
    pub fn look(&self, claim: &Claim, now_ms: i64) -> Result<(), Doubt> {
        if claim.time_ms.saturating_sub(now_ms).saturating_abs() > WINDOW_MS {
            return Err(Doubt::Clock);
        }
        match self.seen.contains_key(&(claim.device, claim.nonce)) {
            true => Err(Doubt::Replayed),
            false => Ok(()),
        }
    }

    /// Checks time and nonce of a claim whose signature is good.
    ///
    /// # Errors
    /// [`Doubt::Clock`] or [`Doubt::Replayed`].
    pub fn take(&mut self, claim: &Claim, now_ms: i64) -> Result<(), Doubt> {
        if claim.time_ms.saturating_sub(now_ms).saturating_abs() > WINDOW_MS {
            return Err(Doubt::Clock);
        }
        if now_ms.saturating_sub(self.swept_ms) > 60_000 {
            self.swept_ms = now_ms;
            self.seen
                .retain(|_, at| now_ms.saturating_sub(*at) <= 2 * WINDOW_MS);
        }
        match self.seen.insert((claim.device, claim.nonce), now_ms) {
            None => Ok(()),
            Some(_) => Err(Doubt::Replayed),
        }
    }
}

/// Lower-case hex.
#[must_use]
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Exactly so many bytes of hex.
#[must_use]
pub fn unhex<const N: usize>(text: &str) -> Option<[u8; N]> {
    if text.len() != 2 * N || !text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return None;
    }
    let mut bytes = [0; N];
    for (place, byte) in bytes.iter_mut().enumerate() {
        *byte = u8::from_str_radix(&text[2 * place..2 * place + 2], 16).ok()?;
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use p256::ecdsa::SigningKey;
    use p256::ecdsa::signature::Signer;

    fn signed(key: &SigningKey, path: &str, time_ms: i64, nonce: u128, body: &[u8]) -> String {
        let text = signed_text("POST", path, 7, time_ms, nonce, body);
        let signature: Signature = key.sign(text.as_bytes());
        format!(
            "{:032x} {time_ms} {nonce:032x} {}",
            7,
            hex(&signature.to_bytes())
        )
    }

    #[test]
    fn a_signature_covers_everything() {
        let key = SigningKey::from_slice(&[7; 32]).expect("a key");
        let public = key.verifying_key().to_encoded_point(false);
        let claim = Claim::read(&signed(&key, "/v1/push", 5, 9, b"body")).expect("a claim");
        assert!(claim.is_by(public.as_bytes(), "POST", "/v1/push", b"body"));
        assert!(!claim.is_by(public.as_bytes(), "GET", "/v1/push", b"body"));
        assert!(!claim.is_by(public.as_bytes(), "POST", "/v1/pull", b"body"));
        assert!(!claim.is_by(public.as_bytes(), "POST", "/v1/push", b"bodi"));
        assert!(!claim.is_by(&[4; 65], "POST", "/v1/push", b"body"));
        for other in [
            Claim {
                time_ms: 6,
                ..claim.clone()
            },
            Claim {
                nonce: 8,
                ..claim.clone()
            },
            Claim { device: 8, ..claim },
        ] {
            assert!(!other.is_by(public.as_bytes(), "POST", "/v1/push", b"body"));
        }
    }

    #[test]
    fn no_request_counts_twice_and_old_ones_not_at_all() {
        let key = SigningKey::from_slice(&[7; 32]).expect("a key");
        let claim = Claim::read(&signed(&key, "/", 1_000_000, 9, b"")).expect("a claim");
        let mut nonces = Nonces::default();
        assert_eq!(
            nonces.take(&claim, 1_000_000 + WINDOW_MS + 1),
            Err(Doubt::Clock)
        );
        assert_eq!(nonces.take(&claim, 1_000_000), Ok(()));
        assert_eq!(nonces.take(&claim, 1_000_001), Err(Doubt::Replayed));
    }

    #[test]
    fn other_headers_are_refused() {
        for text in [
            "",
            "x",
            "1 2 3 4",
            &format!("{:032x} 5 {:032x} {}", 1, 2, "0".repeat(127)),
            &format!("{:032x} 5 {:032x} {} ", 1, 2, "0".repeat(128)),
        ] {
            assert_eq!(Claim::read(text), None, "{text}");
        }
    }
}
