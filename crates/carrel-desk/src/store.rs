//! What lies on this computer's disk. Everything that names a patron is sealed (AES-GCM) under a key that cannot be taken out;
//! deleting the key wipes it (reliability.md 5.3).
//!
//! One database, `carrel:<path>:desk`: `ops` (key: epoch and place in hex), `meta`, `snap` (the board), `list` (patrons),
//! `hand` (what was handed in), `keys`. A scan is one transaction over `ops` and `meta`, and counts once it completed.

use std::cell::Cell;
use std::collections::BTreeMap;

use carrel_circ::Board;
use carrel_sync::client::{At, Client};
use carrel_sync::message::Record;
use carrel_web::crypto::{Seal, Signer};
use carrel_web::idb::{self, Idb};
use carrel_web::js::{self, wait};
use serde::Serialize;
use serde::de::DeserializeOwned;
use wasm_bindgen::JsValue;

use crate::classes::Student;
use crate::patrons::{Blocks, Loans, Patrons};
use crate::settings::Settings;
use crate::till::{Kept, Staged};

const STORES: &[&str] = &["ops", "meta", "snap", "list", "hand", "keys", "ballast"];
/// Given up when the disk is full, so that the scan at hand still fits. Bytes.
const BALLAST: usize = 2 << 20;

/// Which database of this computer's is in use: 1, or higher after one broke. The broken one stays under its name, for rescue.
fn generation(base: &str) -> u32 {
    let local = js::get(&js::global(), "localStorage");
    let kept = js::call(&local, "getItem", &[idb::name(base, "desk").into()]);
    let number = kept.ok().and_then(|kept| kept.as_string()?.parse().ok());
    number.unwrap_or(1)
}

fn database(base: &str, generation: u32) -> String {
    match generation {
        0 | 1 => idb::name(base, "desk"),
        _ => [idb::name(base, "desk"), generation.to_string()].join("-"),
    }
}

/// From now on another, empty database is used; its log has an epoch of its own. False when the browser does not even remember that.
#[must_use]
pub fn begin_anew(base: &str) -> bool {
    let local = js::get(&js::global(), "localStorage");
    let next = (generation(base) + 1).to_string();
    let pair = [idb::name(base, "desk").into(), next.into()];
    js::call(&local, "setItem", &pair).is_ok()
}

/// The open database and its keys.
pub struct Store {
    db: Idb,
    base: String,
    log_key: Seal,
    /// The ballast was given up: the disk is full.
    pub is_full: Cell<bool>,
}

/// What staff loaded from files.
#[derive(Clone, Debug, Default)]
pub struct Lists {
    /// Patrons.
    pub patrons: Option<Patrons>,
    /// Students of class lists.
    pub students: Vec<Student>,
    /// Blocked cards.
    pub blocks: Blocks,
    /// Open loans of the library's own system.
    pub loans: Loans,
}

/// Why something could not be written or read, in the browser's words.
pub type Trouble = String;

fn told(error: &JsValue) -> Trouble {
    let name = js::text(error, "name").unwrap_or_default();
    match format!("{name} {}", js::reason(error)).trim() {
        // A transaction that was broken off may have no error of its own; an empty text would be no alarm.
        "" => "the browser broke off the write".to_owned(),
        text => text.to_owned(),
    }
}

async fn give_up_pages() -> Result<(), JsValue> {
    let caches = js::get(&js::global(), "caches");
    let names = wait(js::call(&caches, "keys", &[])?.into()).await?;
    for name in js::values(&names) {
        wait(js::call(&caches, "delete", &[name])?.into()).await?;
    }
    Ok(())
}

fn key_of((epoch, place): At) -> String {
    format!("{epoch:016x}-{place:016x}")
}

fn at_of(key: &str) -> Option<At> {
    let (epoch, place) = key.split_once('-')?;
    let number = |text| u64::from_str_radix(text, 16).ok();
    Some((number(epoch)?, number(place)?))
}

/// As the store keeps values.
pub(crate) fn packed<T: Serialize>(value: &T) -> Vec<u8> {
    postcard::to_allocvec(value).unwrap_or_default()
}

impl Store {
    /// Opens it; makes it and its key when there is none.
    ///
    /// # Errors
    /// What the browser says: no IndexedDB, no keys at an address that is not secure, a damaged database.
    pub async fn open(base: &str) -> Result<Self, Trouble> {
        let name = database(base, generation(base));
        let open = async {
            let db = Idb::open(&name, 1, STORES).await?;
            let log_key = match Seal::kept(wait(db.get("keys", "log")).await?) {
                Some(key) => key,
                None => {
                    let key = Seal::new().await?;
                    let ballast = js::typed(&vec![7; BALLAST]);
                    let both = [("keys", "log", key.value()), ("ballast", "1", ballast)];
                    wait(db.change(&both, &[])).await?;
                    key
                }
            };
            Ok::<_, JsValue>((db, log_key))
        };
        let (db, log_key) = open.await.map_err(|error| told(&error))?;
        Ok(Self {
            db,
            base: base.to_owned(),
            log_key,
            is_full: Cell::new(false),
        })
    }

    /// What was set.
    pub async fn settings(&self) -> Settings {
        let kept = wait(self.db.get("meta", "settings")).await.ok();
        kept.and_then(|value| js::bytes(&value))
            .and_then(|bytes| Settings::read(&bytes))
            .unwrap_or_default()
    }

    /// Keeps what was set.
    ///
    /// # Errors
    /// The browser's.
    pub async fn put_settings(&self, settings: &Settings) -> Result<(), Trouble> {
        self.write(&[("meta", "settings", js::typed(&settings.bytes()))], &[])
            .await
    }

    /// The school's key and the log; nothing on a computer that has none.
    ///
    /// # Errors
    /// When the disk gives something that was not written by us.
    pub async fn load(&self) -> Result<Option<([u8; 32], Kept)>, Trouble> {
        let loaded = async {
            let secret = wait(self.db.get("keys", "school")).await?;
            let meta = wait(self.db.get("meta", "client")).await?;
            if !secret.is_object() || !meta.is_object() {
                return Ok(None);
            }
            let secret = self.log_key.open(&secret).await?;
            let school_key: [u8; 32] = secret
                .try_into()
                .map_err(|_| JsValue::from("the school's key is damaged"))?;
            let client = Client::load(&js::bytes(&meta).unwrap_or_default())
                .ok_or_else(|| JsValue::from("the log's bookkeeping is damaged"))?;
            let board = wait(self.db.get("snap", "board")).await?;
            let board = match board.is_object() {
                true => Some(self.log_key.open(&board).await?),
                false => None,
            };
            let heard = wait(self.db.get("meta", "heard")).await?;
            let heard: BTreeMap<u64, u64> = js::bytes(&heard)
                .and_then(|bytes| postcard::from_bytes(&bytes).ok())
                .unwrap_or_default();
            let cards = wait(self.db.get("snap", "cards")).await?;
            let cards = if cards.is_object() {
                postcard::from_bytes(&self.log_key.open(&cards).await?).unwrap_or_default()
            } else {
                BTreeMap::new()
            };
            let keys = js::values(&wait(self.db.keys("ops")).await?);
            let values = js::values(&wait(self.db.all("ops")).await?);
            let mut records = BTreeMap::new();
            for (key, value) in keys.iter().zip(&values) {
                let Some(at) = key.as_string().as_deref().and_then(at_of) else {
                    continue;
                };
                let bytes = self.log_key.open(value).await?;
                if let Some((hash, bytes)) = bytes.split_first_chunk::<32>() {
                    let (hash, bytes) = (*hash, bytes.to_vec());
                    records.insert(at, Record { hash, bytes });
                }
            }
            let meta = client.meta().clone();
            let mark = wait(self.db.get("meta", "fold")).await?;
            let is_old = js::bytes(&mark) != Some(meta.mark());
            let mut kept = Kept {
                meta,
                heard,
                board: Board::new(),
                records,
                cards,
                is_old,
            };
            if let Some(bytes) = board {
                kept.read_board(&bytes);
            }
            Ok(Some((school_key, kept)))
        };
        loaded.await.map_err(|error: JsValue| told(&error))
    }

    /// Keeps the school's key and begins the log.
    ///
    /// # Errors
    /// The browser's.
    pub async fn put_school_key(&self, key: &[u8; 32]) -> Result<(), Trouble> {
        let sealed = self.log_key.seal(key).await.map_err(|e| told(&e))?;
        self.write(&[("keys", "school", sealed)], &[]).await
    }

    /// Writes a change: fulfilled when the disk has all of it. Nothing may be shown as recorded before.
    ///
    /// # Errors
    /// Nothing of it was written.
    pub async fn record(&self, staged: &Staged) -> Result<(), Trouble> {
        let mut keys = Vec::new();
        let mut put = Vec::new();
        // Sealed first: a transaction that waits for something else ends by itself.
        for (at, record) in &staged.change.put {
            let mut bytes = record.hash.to_vec();
            bytes.extend_from_slice(&record.bytes);
            keys.push((key_of(*at), self.sealed(&bytes).await?));
        }
        for (key, value) in &keys {
            put.push(("ops", key.as_str(), value.clone()));
        }
        put.push(("meta", "client", js::typed(&packed(&staged.change.meta))));
        put.push(("meta", "heard", js::typed(&packed(&staged.heard))));
        if let Some(board) = &staged.board {
            put.push(("snap", "board", self.sealed(&packed(board)).await?));
            put.push(("meta", "fold", js::typed(&staged.change.meta.mark())));
        }
        if let Some(cards) = &staged.cards {
            put.push(("snap", "cards", self.sealed(&packed(cards)).await?));
        }
        let gone: Vec<(String, String)> = staged
            .change
            .delete
            .iter()
            .map(|(from, until)| (key_of(*from), key_of(*until)))
            .collect();
        let gone: Vec<(&str, &str, &str)> = gone
            .iter()
            .map(|(from, until)| ("ops", from.as_str(), until.as_str()))
            .collect();
        self.write(&put, &gone).await
    }

    async fn sealed(&self, bytes: &[u8]) -> Result<JsValue, Trouble> {
        self.log_key.seal(bytes).await.map_err(|error| told(&error))
    }

    /// One transaction; when the disk is full, once more without the ballast, and then without the pages that are kept for a start without a
    /// network: those come again, a scan does not.
    async fn write(
        &self,
        put: &[(&str, &str, JsValue)],
        remove: &[(&str, &str, &str)],
    ) -> Result<(), Trouble> {
        let Err(first) = wait(self.db.change(put, remove)).await else {
            return Ok(());
        };
        if !told(&first).contains("Quota") {
            return Err(told(&first));
        }
        self.is_full.set(true);
        let _ = wait(self.db.change(&[], &[("ballast", "", "~")])).await;
        let Err(second) = wait(self.db.change(put, remove)).await else {
            return Ok(());
        };
        if !told(&second).contains("Quota") {
            return Err(told(&second));
        }
        let _ = give_up_pages().await;
        wait(self.db.change(put, remove))
            .await
            .map(|_| ())
            .map_err(|error| told(&error))
    }

    /// The key that signs, when this computer is paired.
    pub async fn signer(&self) -> Option<Signer> {
        Signer::kept(wait(self.db.get("keys", "sign")).await.ok()?)
    }

    /// Keeps the key that signs.
    ///
    /// # Errors
    /// The browser's.
    pub async fn put_signer(&self, signer: &Signer) -> Result<(), Trouble> {
        self.write(&[("keys", "sign", signer.value())], &[]).await
    }

    /// Keeps lists of patrons, by name; all of them under one key of their own. `None` takes a list away.
    ///
    /// # Errors
    /// The browser's.
    pub async fn put_lists(&self, lists: &[(&str, Option<Vec<u8>>)]) -> Result<(), Trouble> {
        let kept = wait(self.db.get("keys", "list")).await.ok();
        let sealed = async {
            let key = match kept.and_then(Seal::kept) {
                Some(key) => key,
                None => Seal::new().await?,
            };
            let mut put = vec![("keys", "list", key.value())];
            for (name, bytes) in lists {
                if let Some(bytes) = bytes {
                    put.push(("list", *name, key.seal(bytes).await?));
                }
            }
            Ok::<_, JsValue>(put)
        };
        let put = sealed.await.map_err(|error| told(&error))?;
        let gone = lists.iter().filter(|(_, bytes)| bytes.is_none());
        let gone: Vec<_> = gone.map(|(name, _)| ("list", *name, *name)).collect();
        self.write(&put, &gone).await
    }

    /// A list of patrons, when there is one.
    pub async fn list<T: DeserializeOwned>(&self, name: &str) -> Option<T> {
        let key = Seal::kept(wait(self.db.get("keys", "list")).await.ok()?)?;
        let value = wait(self.db.get("list", name)).await.ok()?;
        postcard::from_bytes(&key.open(&value).await.ok()?).ok()
    }

    /// All of them.
    pub async fn lists(&self) -> Lists {
        Lists {
            patrons: self.list("all").await,
            students: self.list("cards").await.unwrap_or_default(),
            blocks: self.list("blocks").await.unwrap_or_default(),
            loans: self.list("loans").await.unwrap_or_default(),
        }
    }

    /// Deletes the patron list and its key.
    ///
    /// # Errors
    /// The browser's.
    pub async fn wipe_list(&self) -> Result<(), Trouble> {
        self.write(&[], &[("keys", "list", "list"), ("list", "", "~")])
            .await
    }

    /// Keeps what was handed in, sealed: files hold cards.
    ///
    /// # Errors
    /// The browser's.
    pub async fn put_hand<T: Serialize>(&self, name: &str, value: &T) -> Result<(), Trouble> {
        let sealed = self.sealed(&packed(value)).await?;
        self.write(&[("hand", name, sealed)], &[]).await
    }

    /// What was handed in.
    pub async fn hand<T: DeserializeOwned>(&self, name: &str) -> Option<T> {
        let value = wait(self.db.get("hand", name)).await.ok()?;
        postcard::from_bytes(&self.log_key.open(&value).await.ok()?).ok()
    }

    /// Deletes everything this computer keeps, keys first: what they sealed can be read by nobody then.
    ///
    /// # Errors
    /// The browser's; the keys are gone all the same.
    pub async fn wipe(&self) -> Result<(), Trouble> {
        self.write(&[], &[("keys", "", "~")]).await?;
        self.db.close();
        // Those that broke before go, too.
        let now = generation(&self.base);
        for old in (1..=now).rev() {
            wait(idb::delete(&database(&self.base, old)))
                .await
                .map_err(|error| told(&error))?;
        }
        let local = js::get(&js::global(), "localStorage");
        let name = [idb::name(&self.base, "desk").into()];
        let _ = js::call(&local, "removeItem", &name);
        Ok(())
    }
}
