//! The second factor of a member of staff: a phone's one-time codes ([`crate::totp`]), and ten recovery codes for the day the phone is gone.
//!
//! Kept under `second-factor` in the database, by name: the secret (a server must compute with it), the last step that counted, and the
//! hashes of the recovery codes that are left.

use carrel_sync::Hash;
use carrel_sync::hash::sha256;
use serde::{Deserialize, Serialize};

use crate::auth::same;
use crate::store::{Store, StoreError, Stored};
use crate::totp;

/// Recovery codes that are given out together.
pub const RECOVERY: usize = 10;
/// Bytes of a secret (RFC 4226, 4: 160 bits recommended).
pub const SECRET: usize = 20;

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
struct Factor {
    secret: [u8; SECRET],
    last_step: i64,
    recovery: Vec<Hash>,
}

fn all(store: &mut dyn Store) -> Stored<Vec<(String, Factor)>> {
    match store.value("second-factor")? {
        None => Ok(Vec::new()),
        // What cannot be read must not open the door.
        Some(bytes) => postcard::from_bytes(&bytes)
            .map_err(|error| StoreError::Failed(format!("second factors: {error}"))),
    }
}

fn keep(store: &mut dyn Store, all: &[(String, Factor)]) -> Stored<()> {
    let bytes =
        postcard::to_allocvec(all).map_err(|error| StoreError::Failed(error.to_string()))?;
    store.set_value("second-factor", &bytes)
}

/// Recovery codes how many are left; nothing when the account has no second factor.
///
/// # Errors
/// The database's.
pub fn left(store: &mut dyn Store, name: &str) -> Stored<Option<usize>> {
    let all = all(store)?;
    let found = all.iter().find(|(known, _)| known == name);
    Ok(found.map(|(_, factor)| factor.recovery.len()))
}

/// A recovery code is compared as it was given, whatever blanks, dashes and case it was typed with.
fn recovery_hash(code: &str) -> Hash {
    let letters: String = code
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .map(|c| c.to_ascii_uppercase())
        .collect();
    sha256(&[b"carrel recovery", letters.as_bytes()])
}

/// Turns the second factor on, with a secret that the app showed a good code of; gives the recovery codes, 50 bits each. They are shown
/// once.
///
/// # Errors
/// The database's; or that the code is not of this secret.
pub fn turn_on(
    store: &mut dyn Store,
    name: &str,
    secret: [u8; SECRET],
    code: &str,
    now_ms: i64,
    random: impl Fn() -> [u8; 32],
) -> Stored<Vec<String>> {
    let Some(last_step) = totp::step_of(&secret, code, now_ms, -1) else {
        return Err(StoreError::Refused(
            "this code does not fit: look at the app again, and at the phone's clock".to_owned(),
        ));
    };
    let codes: Vec<String> = (0..RECOVERY)
        .map(|_| {
            let text = totp::base32(&random()[..7]);
            format!("{}-{}", &text[..5], &text[5..10])
        })
        .collect();
    let factor = Factor {
        secret,
        last_step,
        recovery: codes.iter().map(|code| recovery_hash(code)).collect(),
    };
    let mut all = all(store)?;
    all.retain(|(known, _)| known != name);
    all.push((name.to_owned(), factor));
    keep(store, &all)?;
    Ok(codes)
}

/// Turns it off. Gives whether it was on.
///
/// # Errors
/// The database's.
pub fn turn_off(store: &mut dyn Store, name: &str) -> Stored<bool> {
    let mut all = all(store)?;
    let before = all.len();
    all.retain(|(known, _)| known != name);
    keep(store, &all)?;
    Ok(all.len() < before)
}

/// Whether a typed code lets an account in: one of the app's, or a recovery code, which is used up. True for an account without a second
/// factor. Call it within a transaction, after the password was right.
///
/// # Errors
/// The database's.
pub fn pass(store: &mut dyn Store, name: &str, code: &str, now_ms: i64) -> Stored<bool> {
    let mut all = all(store)?;
    let Some((_, factor)) = all.iter_mut().find(|(known, _)| known == name) else {
        return Ok(true);
    };
    if let Some(step) = totp::step_of(&factor.secret, code, now_ms, factor.last_step) {
        factor.last_step = step;
    } else {
        let hash = recovery_hash(code);
        let Some(place) = factor.recovery.iter().position(|kept| same(kept, &hash)) else {
            return Ok(false);
        };
        factor.recovery.remove(place);
    }
    keep(store, &all)?;
    Ok(true)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sqlite::SqliteStore;

    const SECRET: [u8; 20] = *b"12345678901234567890";

    #[test]
    fn a_code_opens_once_and_so_does_a_recovery_code() {
        let mut store = SqliteStore::in_memory().expect("a store");
        assert_eq!(pass(&mut store, "ann", "", 0), Ok(true), "not on yet");
        let mint = || {
            let mut bytes = [0; 32];
            getrandom::fill(&mut bytes).expect("random numbers");
            bytes
        };
        assert!(turn_on(&mut store, "ann", SECRET, "000000", 59_000, mint).is_err());
        assert_eq!(left(&mut store, "ann"), Ok(None));
        let codes = turn_on(&mut store, "ann", SECRET, "287082", 59_000, mint).expect("on");
        assert_eq!(codes.len(), RECOVERY);
        assert_eq!(pass(&mut store, "ann", "", 59_000), Ok(false));
        assert_eq!(
            pass(&mut store, "ann", "287082", 59_000),
            Ok(false),
            "used to turn it on"
        );
        // The next step's code, of RFC 4226 appendix D.
        assert_eq!(pass(&mut store, "ann", "359 152", 60_000), Ok(true));
        assert_eq!(
            pass(&mut store, "ann", "359152", 60_000),
            Ok(false),
            "again"
        );
        assert_eq!(
            pass(&mut store, "ben", "", 60_000),
            Ok(true),
            "of Ann alone"
        );
        let typed = codes[3].to_lowercase().replace('-', " ");
        assert_eq!(pass(&mut store, "ann", &typed, 60_000), Ok(true));
        assert_eq!(
            pass(&mut store, "ann", &codes[3], 60_000),
            Ok(false),
            "again"
        );
        assert_eq!(left(&mut store, "ann"), Ok(Some(RECOVERY - 1)));
        assert_eq!(turn_off(&mut store, "ann"), Ok(true));
        assert_eq!(pass(&mut store, "ann", "", 60_000), Ok(true));
    }
}
