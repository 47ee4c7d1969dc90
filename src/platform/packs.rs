//! The files of a catalogue: from this device where they are kept, else from the site; checked when written and when
//! read; fetched a second time, past every cache, when they do not match.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use carrel_search::pack::FileRef;
use carrel_search::pack::latest::Latest;
use carrel_search::wire::Trouble;
use js_sys::{Array, Promise, Uint8Array};
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::{JsFuture, future_to_promise};
use web_sys::RequestCache;

use super::idb::{self, Idb, META, PACKS};
use super::net::{self, NetError};
use super::{js, log};

/// Trouble with its detail.
pub type Failure = (Trouble, String);

/// Most bytes held in memory where nothing can be kept on the device.
const MEMORY: u64 = 96 << 20;

/// The files of the catalogues under one address.
#[derive(Debug)]
pub struct Packs {
    /// Address of the folder `index.html` lies in, with a slash at the end.
    base: String,
    db: RefCell<Option<Idb>>,
    kept: RefCell<BTreeSet<String>>,
    memory: RefCell<BTreeMap<String, Uint8Array>>,
    memory_bytes: Cell<u64>,
    memory_only: Cell<bool>,
    in_flight: RefCell<BTreeMap<String, Promise>>,
}

/// All files of one pack.
#[derive(Clone, Debug, Default)]
pub struct Manifest {
    /// As fetched, to be kept.
    pub text: String,
    /// Hash of the root.
    pub root: String,
    /// Every file.
    pub files: Vec<FileRef>,
}

impl Manifest {
    /// Reads `manifest.json`; `None` when it is none.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let value = js::json(text);
        let files = js::get(&value, "files");
        if !Array::is_array(&files) {
            return None;
        }
        let files: Option<Vec<FileRef>> = Array::from(&files)
            .iter()
            .map(|file| {
                FileRef::parse(
                    &js::text(&file, "sha256")?,
                    js::get(&file, "bytes").as_f64()? as u32,
                )
            })
            .collect();
        Some(Self {
            text: text.to_owned(),
            root: js::text(&value, "root")?,
            files: files?,
        })
    }

    /// Length of all files.
    #[must_use]
    pub fn bytes(&self) -> u64 {
        self.files.iter().map(|f| u64::from(f.bytes)).sum()
    }
}

/// Name of the database of the site at an address. Several sites may share one origin.
#[must_use]
pub fn database(base: &str) -> String {
    let path = base
        .split_once("://")
        .and_then(|(_, rest)| rest.split_once('/'))
        .map_or("", |(_, path)| path);
    format!("carrel:/{path}")
}

impl Packs {
    /// Opens the store; without one everything stays in memory.
    pub async fn open(base: &str) -> Self {
        let (db, kept) = match Self::try_open(base).await {
            Ok((db, kept)) => (Some(db), kept),
            Err(error) => {
                log(&format!(
                    "The catalogue cannot be kept on this device: {}",
                    js::reason(&error)
                ));
                (None, BTreeSet::new())
            }
        };
        Self {
            base: base.to_owned(),
            memory_only: Cell::new(db.is_none()),
            db: RefCell::new(db),
            kept: RefCell::new(kept),
            memory: RefCell::default(),
            memory_bytes: Cell::new(0),
            in_flight: RefCell::default(),
        }
    }

    async fn try_open(base: &str) -> Result<(Idb, BTreeSet<String>), JsValue> {
        let db = Idb::open(&database(base)).await?;
        let kept = db.keys(PACKS).await?.into_iter().collect();
        Ok((db, kept))
    }

    fn db(&self) -> Option<Idb> {
        self.db.borrow().clone()
    }

    /// True when nothing can be kept.
    #[must_use]
    pub fn memory_only(&self) -> bool {
        self.memory_only.get()
    }

    /// True when a file is on this device (or held in memory).
    #[must_use]
    pub fn has(&self, file: &FileRef) -> bool {
        let key = file.hex();
        self.kept.borrow().contains(&key) || self.memory.borrow().contains_key(&key)
    }

    /// The catalogue opened last, as it was kept.
    pub async fn active(&self) -> Option<Latest> {
        self.note("active")
            .await
            .and_then(|text| Latest::from_json(&text).ok())
    }

    /// A kept text.
    pub async fn note(&self, name: &str) -> Option<String> {
        self.db()?.text(META, name).await.ok().flatten()
    }

    /// Keeps a text; waits for the disk.
    pub async fn set_note(&self, name: &str, text: &str) {
        if let Some(db) = self.db()
            && let Err(error) = db.put(META, name, &text.into(), true).await
        {
            self.lose(&error);
        }
    }

    /// Asks the site which catalogue is the newest. The question in the address gets past proxies that ignore `no-store`.
    pub async fn latest(&self) -> Result<Latest, Failure> {
        let url = format!("{}pack/latest.json?t={}", self.base, js::now() as u64);
        match net::fetch_text(&url, RequestCache::NoStore).await {
            Ok(text) => Latest::from_json(&text)
                .map_err(|what| (Trouble::Damaged, format!("{url}: {what}"))),
            Err(NetError::Away(detail)) => Err((Trouble::Offline, detail)),
            Err(NetError::Absent(detail)) => Err((Trouble::NoCatalogue, detail)),
        }
    }

    /// The list of all files of the newest catalogue.
    pub async fn manifest(&self) -> Result<Manifest, Failure> {
        let url = format!("{}pack/manifest.json?t={}", self.base, js::now() as u64);
        match net::fetch_text(&url, RequestCache::NoStore).await {
            Ok(text) => Manifest::parse(&text)
                .ok_or((Trouble::Damaged, format!("{url}: not a list of files"))),
            Err(NetError::Away(detail)) => Err((Trouble::Offline, detail)),
            Err(NetError::Absent(detail)) => Err((Trouble::Damaged, detail)),
        }
    }

    /// Starts to get a file; several who want the same one wait for the same fetch.
    pub fn start(self: &Rc<Self>, file: FileRef, background: bool) -> Promise {
        let key = file.hex();
        if let Some(promise) = self.in_flight.borrow().get(&key) {
            return promise.clone();
        }
        let this = self.clone();
        let name = key.clone();
        let promise = future_to_promise(async move {
            let got = this.get(&file, &name, background).await;
            this.in_flight.borrow_mut().remove(&name);
            got.map(JsValue::from).map_err(|(trouble, detail)| {
                Array::of2(&JsValue::from(trouble as u8), &detail.into()).into()
            })
        });
        self.in_flight.borrow_mut().insert(key, promise.clone());
        promise
    }

    /// Waits for what [`Packs::start`] began.
    pub async fn finish(promise: Promise) -> Result<Uint8Array, Failure> {
        match JsFuture::from(promise).await {
            Ok(bytes) => Ok(bytes.into()),
            Err(error) => {
                let pair = Array::from(&error);
                let code = pair.get(0).as_f64().unwrap_or(-1.0);
                let known = [
                    Trouble::NoCatalogue,
                    Trouble::Offline,
                    Trouble::Damaged,
                    Trouble::TooNew,
                ];
                let trouble = known
                    .into_iter()
                    .find(|t| f64::from(*t as u8) == code)
                    .unwrap_or(Trouble::Defect);
                Err((
                    trouble,
                    pair.get(1)
                        .as_string()
                        .unwrap_or_else(|| js::reason(&error)),
                ))
            }
        }
    }

    async fn get(
        &self,
        file: &FileRef,
        key: &str,
        background: bool,
    ) -> Result<Uint8Array, Failure> {
        if let Some(bytes) = self.memory.borrow().get(key) {
            return Ok(bytes.clone());
        }
        if self.kept.borrow().contains(key)
            && let Some(db) = self.db()
        {
            match db.bytes(PACKS, key).await {
                Ok(Some(bytes)) if matches(file, &bytes) => {
                    return Ok(Uint8Array::from(bytes.as_slice()));
                }
                Ok(_) => {
                    log(&format!(
                        "{} was damaged on this device and is fetched again",
                        file.name()
                    ));
                    self.kept.borrow_mut().remove(key);
                    let _ = db.remove(PACKS, &[key.to_owned()]).await;
                }
                Err(error) => self.lose(&error),
            }
        }
        let bytes = self.fetch(file, background).await?;
        let array = Uint8Array::from(bytes.as_slice());
        self.keep(key, &array).await;
        Ok(array)
    }

    async fn fetch(&self, file: &FileRef, background: bool) -> Result<Vec<u8>, Failure> {
        let url = format!("{}pack/{}", self.base, file.name());
        let mut detail = String::new();
        for cache in [RequestCache::Default, RequestCache::Reload] {
            match net::fetch(&url, cache, background).await {
                Ok(bytes) if matches(file, &bytes) => return Ok(bytes),
                Ok(bytes) => {
                    detail = format!(
                        "{url}: expected {} bytes with SHA-256 {}, found {} bytes that are not them",
                        file.bytes,
                        file.hex(),
                        bytes.len()
                    );
                }
                Err(NetError::Away(detail)) => return Err((Trouble::Offline, detail)),
                Err(NetError::Absent(text)) => detail = text,
            }
        }
        Err((Trouble::Damaged, detail))
    }

    async fn keep(&self, key: &str, bytes: &Uint8Array) {
        if let Some(db) = self.db() {
            match db.put(PACKS, key, bytes, false).await {
                Ok(()) => {
                    self.kept.borrow_mut().insert(key.to_owned());
                    return;
                }
                Err(error) => self.lose(&error),
            }
        }
        let after = self.memory_bytes.get() + u64::from(bytes.length());
        if after <= MEMORY {
            self.memory_bytes.set(after);
            self.memory
                .borrow_mut()
                .insert(key.to_owned(), bytes.clone());
        }
    }

    /// From now on in memory only; what is on the device stays readable.
    fn lose(&self, error: &JsValue) {
        if !self.memory_only.replace(true) {
            log(&format!(
                "The catalogue cannot be kept on this device: {}",
                js::reason(error)
            ));
        }
        // A full disk still reads; a closed database does not.
        if js::text(error, "name").as_deref() != Some("QuotaExceededError") {
            self.db.borrow_mut().take();
            self.kept.borrow_mut().clear();
        }
    }

    /// Removes every file that none of the manifests names.
    pub async fn sweep(&self, manifests: &[&Manifest]) {
        let Some(db) = self.db() else { return };
        let wanted: BTreeSet<String> = manifests
            .iter()
            .flat_map(|m| m.files.iter().map(FileRef::hex))
            .collect();
        let Ok(keys) = db.keys(PACKS).await else {
            return;
        };
        let gone: Vec<String> = keys
            .into_iter()
            .filter(|key| !wanted.contains(key))
            .collect();
        if !gone.is_empty() && db.remove(PACKS, &gone).await.is_ok() {
            self.kept.borrow_mut().retain(|key| wanted.contains(key));
        }
    }
}

/// True when the bytes are the file.
fn matches(file: &FileRef, bytes: &[u8]) -> bool {
    bytes.len() == file.bytes as usize && FileRef::of(bytes) == *file
}

/// Deletes everything kept for the site at an address.
pub async fn forget(base: &str) -> Result<(), JsValue> {
    idb::delete(&database(base)).await
}
