//! Staff: passwords (argon2id) and sessions. A session is 256 random bits; only its hash is kept, and it ends after 30 idle minutes.

use std::collections::HashMap;

use argon2::Argon2;
use carrel_sync::Hash;
use carrel_sync::hash::sha256;
use serde::{Deserialize, Serialize};

use crate::auth::same;
use crate::signature::hex;
use crate::store::{Store, StoreError, Stored};

/// Idle time after which a session ends.
pub const IDLE_MS: i64 = 30 * 60_000;
/// Time after which any session ends.
pub const LONGEST_MS: i64 = 12 * 3_600_000;
/// Shortest password (ASVS 5.0, 6.2.1).
pub const SHORTEST: usize = 8;
/// The cookie. `__Host-`: only over TLS, only this host, the whole path.
pub const COOKIE: &str = "__Host-carrel";

/// A member of staff as the database keeps them, by name, under `staff`.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
struct Account {
    number: u64,
    salt: [u8; 16],
    hash: Hash,
    is_admin: bool,
}

/// Who is signed in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    /// Their name.
    pub name: String,
    /// Their number in operations.
    pub number: u64,
    /// May pair devices, change lists, add staff.
    pub is_admin: bool,
}

fn accounts(store: &mut dyn Store) -> Stored<Vec<(String, Account)>> {
    let kept = store.value("staff")?;
    Ok(kept
        .and_then(|bytes| postcard::from_bytes(&bytes).ok())
        .unwrap_or_default())
}

/// argon2id with the crate's defaults (19 MiB, two passes: OWASP's first choice). About 20 ms.
fn derive(password: &str, salt: &[u8; 16]) -> Stored<Hash> {
    let mut hash = [0; 32];
    Argon2::default()
        .hash_password_into(password.as_bytes(), salt, &mut hash)
        .map_err(|error| StoreError::Failed(error.to_string()))?;
    Ok(hash)
}

/// Adds a member of staff, or gives them a new password. Call it within a transaction.
///
/// # Errors
/// The database's; or that the password is too short.
pub fn set_password(
    store: &mut dyn Store,
    name: &str,
    password: &str,
    is_admin: bool,
    random: &[u8; 32],
) -> Stored<()> {
    if password.chars().count() < SHORTEST {
        return Err(StoreError::Refused(format!(
            "a password has at least {SHORTEST} characters"
        )));
    }
    let mut all = accounts(store)?;
    let mut salt = [0; 16];
    salt.copy_from_slice(&random[..16]);
    let place = all.iter().position(|(known, _)| known == name);
    let number = match place {
        Some(place) => all.remove(place).1.number,
        None => {
            1 + all
                .iter()
                .map(|(_, account)| account.number)
                .max()
                .unwrap_or(0)
        }
    };
    let account = Account {
        number,
        salt,
        hash: derive(password, &salt)?,
        is_admin,
    };
    all.push((name.to_owned(), account));
    let bytes =
        postcard::to_allocvec(&all).map_err(|error| StoreError::Failed(error.to_string()))?;
    store.set_value("staff", &bytes)
}

/// What is needed to check a password away from the writer: salt and hash, of a stand-in when there is no such account, so that
/// both take equally long.
///
/// # Errors
/// The database's.
pub fn challenge(store: &mut dyn Store, name: &str) -> Stored<([u8; 16], Hash, Option<Member>)> {
    let all = accounts(store)?;
    let found = all.into_iter().find(|(known, _)| known == name);
    Ok(match found {
        Some((name, account)) => (
            account.salt,
            account.hash,
            Some(Member {
                name,
                number: account.number,
                is_admin: account.is_admin,
            }),
        ),
        None => ([0; 16], [0; 32], None),
    })
}

/// Whether a password is the one. Slow on purpose: call it where waiting harms nobody.
#[must_use]
pub fn is_right(password: &str, salt: &[u8; 16], hash: &Hash) -> bool {
    derive(password, salt).is_ok_and(|derived| same(&derived, hash))
}

/// Who is signed in. In memory: a restart signs everybody out.
#[derive(Debug, Default)]
pub struct Sessions {
    open: HashMap<Hash, (Member, i64, i64)>,
}

impl Sessions {
    /// Begins a session; the value for the cookie.
    pub fn begin(&mut self, member: Member, random: &[u8; 32], now_ms: i64) -> String {
        let id = hex(random);
        self.open.retain(|_, (_, _, seen)| now_ms - *seen < IDLE_MS);
        self.open
            .insert(sha256(&[id.as_bytes()]), (member, now_ms, now_ms));
        id
    }

    /// Whose session it is; using it keeps it open.
    pub fn member(&mut self, id: &str, now_ms: i64) -> Option<Member> {
        let key = sha256(&[id.as_bytes()]);
        let (member, began, seen) = self.open.get_mut(&key)?;
        if now_ms - *seen >= IDLE_MS || now_ms - *began >= LONGEST_MS {
            self.open.remove(&key);
            return None;
        }
        *seen = now_ms;
        Some(member.clone())
    }

    /// Ends a session.
    pub fn end(&mut self, id: &str) {
        self.open.remove(&sha256(&[id.as_bytes()]));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sqlite::SqliteStore;

    #[test]
    fn passwords_are_checked_and_names_not_told() {
        let mut store = SqliteStore::in_memory().expect("a store");
        assert!(set_password(&mut store, "ann", "short", false, &[1; 32]).is_err());
        set_password(&mut store, "ann", "correct horse", true, &[1; 32]).expect("set");
        let (salt, hash, member) = challenge(&mut store, "ann").expect("a challenge");
        assert!(is_right("correct horse", &salt, &hash));
        assert!(!is_right("correct hors", &salt, &hash));
        assert_eq!(member.map(|m| (m.number, m.is_admin)), Some((1, true)));
        let (salt, hash, member) = challenge(&mut store, "eve").expect("a stand-in");
        assert!(member.is_none() && !is_right("", &salt, &hash));
    }

    #[test]
    fn a_session_ends_when_nobody_uses_it() {
        let mut sessions = Sessions::default();
        let member = Member {
            name: "ann".to_owned(),
            number: 1,
            is_admin: false,
        };
        let id = sessions.begin(member.clone(), &[5; 32], 0);
        assert_eq!(sessions.member(&id, IDLE_MS - 1), Some(member.clone()));
        assert_eq!(sessions.member(&id, 2 * IDLE_MS - 2), Some(member.clone()));
        assert_eq!(sessions.member(&id, 3 * IDLE_MS), None);
        let id = sessions.begin(member, &[6; 32], 0);
        sessions.end(&id);
        assert_eq!(sessions.member(&id, 1), None);
    }
}
