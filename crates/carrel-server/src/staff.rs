//! Staff: passwords (argon2id) and sessions. A session is 256 random bits; only its hash is kept, and it ends after 30 idle minutes.

use std::collections::HashMap;

use argon2::Argon2;
use carrel_sync::Hash;
use carrel_sync::hash::sha256;
use serde::{Deserialize, Serialize};

use crate::auth::same;
use crate::password;
use crate::signature::hex;
use crate::store::{Store, StoreError, Stored};

/// Idle time after which a session ends.
pub const IDLE_MS: i64 = 30 * 60_000;
/// Time after which any session ends.
pub const LONGEST_MS: i64 = 12 * 3_600_000;
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

/// The accounts. A table that cannot be read is an error: taken as empty, the next write would put one account in the place of all.
fn accounts(store: &mut dyn Store) -> Stored<Vec<(String, Account)>> {
    let Some(bytes) = store.value("staff")? else {
        return Ok(Vec::new());
    };
    postcard::from_bytes(&bytes).map_err(|error| {
        StoreError::Failed(format!(
            "the accounts of staff cannot be read ({error}): put a backup in place"
        ))
    })
}

/// The name behind a number in operations; nothing for a number that nobody has.
///
/// # Errors
/// The database's.
pub fn name_of(store: &mut dyn Store, number: u64) -> Stored<Option<String>> {
    let all = accounts(store)?;
    let mut found = all
        .into_iter()
        .filter(|(_, account)| account.number == number);
    Ok(found.next().map(|(name, _)| name))
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
/// The database's; or that the password is too short, or one that is guessed first.
pub fn set_password(
    store: &mut dyn Store,
    name: &str,
    password: &str,
    is_admin: bool,
    random: &[u8; 32],
) -> Stored<()> {
    password::check(name, password)?;
    let mut all = accounts(store)?;
    let mut salt = [0; 16];
    salt.copy_from_slice(&random[..16]);
    let place = all.iter().position(|(known, _)| known == name);
    let number = match place {
        Some(place) => all.remove(place).1.number,
        None => {
            let last = all.iter().map(|(_, account)| account.number).max();
            // Nor that of somebody who left: it stands in operations.
            1 + last.unwrap_or(0).max(last_removed(store)?)
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

/// The highest number of anybody who was removed.
fn last_removed(store: &mut dyn Store) -> Stored<u64> {
    let kept = store.value("staff-removed")?;
    Ok(kept
        .and_then(|bytes| bytes.try_into().ok())
        .map_or(0, u64::from_be_bytes))
}

/// Removes an account; false when there is none. Call it within a transaction.
///
/// # Errors
/// The database's.
pub fn remove(store: &mut dyn Store, name: &str) -> Stored<bool> {
    let mut all = accounts(store)?;
    let Some(place) = all.iter().position(|(known, _)| known == name) else {
        return Ok(false);
    };
    let (_, account) = all.remove(place);
    let last = account.number.max(last_removed(store)?);
    store.set_value("staff-removed", &last.to_be_bytes())?;
    let bytes =
        postcard::to_allocvec(&all).map_err(|error| StoreError::Failed(error.to_string()))?;
    store.set_value("staff", &bytes)?;
    Ok(true)
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

/// A session that is open.
#[derive(Clone, Debug)]
struct Open {
    member: Member,
    began_ms: i64,
    seen_ms: i64,
    /// What the browser called itself, in a few words.
    browser: String,
}

/// A session as its owner sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SessionRow {
    /// Its name in lists: the first 16 hex digits of the hash. Nobody can sign in with it.
    pub session: String,
    /// Whose.
    pub name: String,
    /// What the browser called itself.
    pub browser: String,
    /// When it began, milliseconds since 1970 UTC.
    pub began_ms: i64,
    /// When it was used last.
    pub seen_ms: i64,
    /// The one that asks.
    pub is_this: bool,
}

fn key_of(id: &str) -> Hash {
    sha256(&[id.as_bytes()])
}

fn short(key: &Hash) -> String {
    hex(&key[..8])
}

/// Who is signed in. In memory: a restart signs everybody out.
#[derive(Debug, Default)]
pub struct Sessions {
    open: HashMap<Hash, Open>,
}

impl Sessions {
    /// Begins a session; the value for the cookie.
    pub fn begin(
        &mut self,
        member: Member,
        browser: &str,
        random: &[u8; 32],
        now_ms: i64,
    ) -> String {
        let id = hex(random);
        self.sweep(now_ms);
        let open = Open {
            member,
            began_ms: now_ms,
            seen_ms: now_ms,
            browser: browser
                .chars()
                .filter(|c| !c.is_control())
                .take(120)
                .collect(),
        };
        self.open.insert(key_of(&id), open);
        id
    }

    fn sweep(&mut self, now_ms: i64) {
        self.open.retain(|_, open| {
            now_ms - open.seen_ms < IDLE_MS && now_ms - open.began_ms < LONGEST_MS
        });
    }

    /// Whose session it is; using it keeps it open.
    pub fn member(&mut self, id: &str, now_ms: i64) -> Option<Member> {
        let key = key_of(id);
        let open = self.open.get_mut(&key)?;
        if now_ms - open.seen_ms >= IDLE_MS || now_ms - open.began_ms >= LONGEST_MS {
            self.open.remove(&key);
            return None;
        }
        open.seen_ms = now_ms;
        Some(open.member.clone())
    }

    /// Ends a session.
    pub fn end(&mut self, id: &str) {
        self.open.remove(&key_of(id));
    }

    /// The open sessions of one account, or of all; the newest use first. `id` is the one that asks.
    pub fn list(&mut self, whose: Option<&str>, id: &str, now_ms: i64) -> Vec<SessionRow> {
        self.sweep(now_ms);
        let this = key_of(id);
        let mut rows: Vec<SessionRow> = self
            .open
            .iter()
            .filter(|(_, open)| whose.is_none_or(|name| name == open.member.name))
            .map(|(key, open)| SessionRow {
                session: short(key),
                name: open.member.name.clone(),
                browser: open.browser.clone(),
                began_ms: open.began_ms,
                seen_ms: open.seen_ms,
                is_this: *key == this,
            })
            .collect();
        rows.sort_by(|a, b| (b.seen_ms, &a.session).cmp(&(a.seen_ms, &b.session)));
        rows
    }

    /// Ends the session of this name in lists, of one account or of any. Gives how many ended.
    pub fn end_named(&mut self, whose: Option<&str>, session: &str) -> usize {
        self.end_where(|key, open| {
            short(key) == session && whose.is_none_or(|name| name == open.member.name)
        })
    }

    /// Ends every session of an account but the one that asks. Gives how many ended.
    pub fn end_others(&mut self, name: &str, id: &str) -> usize {
        let this = key_of(id);
        self.end_where(|key, open| *key != this && open.member.name == name)
    }

    fn end_where(&mut self, is_over: impl Fn(&Hash, &Open) -> bool) -> usize {
        let before = self.open.len();
        self.open.retain(|key, open| !is_over(key, open));
        before - self.open.len()
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
    fn accounts_that_cannot_be_read_are_not_taken_for_none() {
        let mut store = SqliteStore::in_memory().expect("a store");
        set_password(&mut store, "ann", "correct horse", true, &[1; 32]).expect("set");
        assert_eq!(
            name_of(&mut store, 1).expect("read").as_deref(),
            Some("ann")
        );
        assert_eq!(name_of(&mut store, 2).expect("read"), None);
        store.set_value("staff", &[9, 9]).expect("written");
        assert!(challenge(&mut store, "ann").is_err());
        assert!(set_password(&mut store, "ben", "correct horse", true, &[1; 32]).is_err());
        let kept = store.value("staff").expect("read");
        assert_eq!(
            kept.as_deref(),
            Some(&[9, 9][..]),
            "nothing was written over it"
        );
    }

    #[test]
    fn a_session_ends_when_nobody_uses_it() {
        let mut sessions = Sessions::default();
        let member = Member {
            name: "ann".to_owned(),
            number: 1,
            is_admin: false,
        };
        let id = sessions.begin(member.clone(), "Firefox", &[5; 32], 0);
        assert_eq!(sessions.member(&id, IDLE_MS - 1), Some(member.clone()));
        assert_eq!(sessions.member(&id, 2 * IDLE_MS - 2), Some(member.clone()));
        assert_eq!(sessions.member(&id, 3 * IDLE_MS), None);
        let id = sessions.begin(member, "Firefox", &[6; 32], 0);
        sessions.end(&id);
        assert_eq!(sessions.member(&id, 1), None);
    }

    #[test]
    fn sessions_are_listed_and_ended_by_their_owner_alone() {
        let mut sessions = Sessions::default();
        let member = |name: &str| Member {
            name: name.to_owned(),
            number: 1,
            is_admin: false,
        };
        let here = sessions.begin(member("ann"), "desk", &[1; 32], 0);
        let there = sessions.begin(member("ann"), "phone\n", &[2; 32], 5);
        let ben = sessions.begin(member("ben"), "desk", &[3; 32], 5);
        let rows = sessions.list(Some("ann"), &here, 6);
        let seen: Vec<_> = rows
            .iter()
            .map(|row| (row.browser.as_str(), row.is_this))
            .collect();
        assert_eq!(seen, [("phone", false), ("desk", true)]);
        assert!(!rows[0].session.contains(&there) && there.len() > rows[0].session.len());
        assert_eq!(sessions.list(None, &here, 6).len(), 3);
        let name = sessions.list(Some("ben"), &ben, 6)[0].session.clone();
        assert_eq!(sessions.end_named(Some("ann"), &name), 0, "not hers");
        assert_eq!(sessions.end_others("ann", &here), 1);
        assert_eq!(sessions.member(&there, 7), None);
        assert!(sessions.member(&here, 7).is_some() && sessions.member(&ben, 7).is_some());
        assert_eq!(sessions.end_named(None, &name), 1);
        assert_eq!(sessions.member(&ben, 7), None);
    }
}
