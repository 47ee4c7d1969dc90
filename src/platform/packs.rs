//! The files of a catalogue: from this device where they are kept, else from the site; checked when written and when
//! read; fetched a second time, past every cache, when they do not match.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use carrel_search::pack::FileRef;
use carrel_search::pack::latest::Latest;
use carrel_search::wire::Trouble;
use js_sys::{Array, Map, Promise, Set, Uint8Array};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::{JsFuture, future_to_promise};
use web_sys::RequestCache;

use super::idb::{self, Idb};
use super::net::{self, NetError};
use super::{js, log};

/// Trouble with its detail.
pub type Failure = (Trouble, String);

/// Files by their hash.
const PACKS: &str = "packs";
/// A few small texts by name.
const META: &str = "meta";
/// Raised when the stores change.
const VERSION: u32 = 1;
/// Most bytes held in memory where nothing can be kept on the device.
const MEMORY: u32 = 96 << 20;

/// The files of the catalogues under one address.
#[derive(Debug)]
pub struct Packs {
    /// Address of the folder `index.html` lies in, with a slash at the end.
    base: String,
    /// Name of the database.
    database: String,
    db: RefCell<Option<Idb>>,
    /// Hashes of the files on this device.
    kept: RefCell<Set>,
    /// Files by hash where nothing can be kept.
    memory: Map,
    memory_bytes: Cell<u32>,
    memory_only: Cell<bool>,
    /// Promises by hash.
    in_flight: Map,
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
    pub fn parse(text: String) -> Option<Self> {
        let value = js::json(&text);
        let list = js::get_or_none(&value, "files")?.dyn_into::<Array>().ok()?;
        let mut files = Vec::new();
        for file in list.iter() {
            let bytes = js::get(&file, "bytes").as_f64()? as u32;
            files.push(FileRef::parse(&js::text(&file, "sha256")?, bytes)?);
        }
        let root = js::text(&value, "root")?;
        Some(Self { text, root, files })
    }
}

/// Name of the database of the site at an address. Several sites may share one origin.
#[must_use]
pub fn database(base: &str) -> String {
    let path = base.splitn(4, '/').nth(3).unwrap_or("");
    ["carrel:/", path].concat()
}

/// How the names of the databases begin in which the site at an address keeps what it read of other libraries. Those
/// libraries' own sites keep their own: neither knows of the other's.
#[must_use]
pub fn guests(base: &str) -> String {
    idb::name(base, "union:")
}

impl Packs {
    /// A store for the site at an address; everything is in memory until it is opened.
    #[must_use]
    pub fn new(base: String) -> Rc<Self> {
        let database = database(&base);
        Self::named(base, database)
    }

    /// The same for another library, whose site stands at `path` on the server of the site at `base`.
    #[must_use]
    pub fn guest(base: &str, path: &str) -> Rc<Self> {
        let origin: Vec<&str> = base.splitn(4, '/').take(3).collect();
        Self::named(
            [&origin.join("/"), path].concat(),
            [&guests(base), path].concat(),
        )
    }

    fn named(base: String, database: String) -> Rc<Self> {
        Rc::new(Self {
            base,
            database,
            db: RefCell::new(None),
            kept: RefCell::default(),
            memory: Map::new(),
            memory_bytes: Cell::new(0),
            memory_only: Cell::new(false),
            in_flight: Map::new(),
        })
    }

    /// Opens what is kept on this device.
    pub async fn open(&self) {
        if self.db.borrow().is_some() || self.memory_only.get() {
            return;
        }
        match Self::try_open(&self.database).await {
            Ok((db, keys)) => {
                self.db.replace(Some(db));
                self.kept.replace(Set::new(&keys));
            }
            Err(error) => self.lose(&error),
        }
    }

    async fn try_open(database: &str) -> Result<(Idb, JsValue), JsValue> {
        let db = Idb::open(database, VERSION, &[PACKS, META]).await?;
        let keys = JsFuture::from(db.keys(PACKS)).await?;
        Ok((db, keys))
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
        let key = file.hex().into();
        self.kept.borrow().has(&key) || self.memory.has(&key)
    }

    /// Bytes of these files that are here, and in all.
    #[must_use]
    pub fn here(&self, files: &[FileRef]) -> (u64, u64) {
        let (mut have, mut of) = (0, 0);
        for file in files {
            of += u64::from(file.bytes);
            if self.has(file) {
                have += u64::from(file.bytes);
            }
        }
        (have, of)
    }

    /// A kept text.
    pub async fn note(&self, name: &str) -> Option<String> {
        let promise = self.db()?.get(META, name);
        JsFuture::from(promise).await.ok()?.as_string()
    }

    /// Keeps a text; waits for the disk.
    pub async fn set_note(&self, name: &str, text: &str) {
        if let Some(db) = self.db()
            && let Err(error) = JsFuture::from(db.put(META, name, &text.into(), true)).await
        {
            self.lose(&error);
        }
    }

    /// A small file that is never taken from a cache; `absent` is what it means when there is none.
    async fn fresh(&self, name: &str, absent: Trouble) -> Result<String, Failure> {
        // The question in the address gets past proxies that ignore `no-store`.
        let url = format!("{}pack/{name}?t={}", self.base, js::now() as u64);
        let bytes = net::fetch(&url, RequestCache::NoStore, false).await;
        match bytes {
            Ok(bytes) => Ok(String::from_utf8_lossy(&bytes).into_owned()),
            Err(NetError::Away(detail)) => Err((Trouble::Offline, detail)),
            Err(NetError::Absent(detail)) => Err((absent, detail)),
        }
    }

    /// Asks the site which catalogue is the newest.
    pub async fn latest(&self) -> Result<Latest, Failure> {
        let text = self.fresh("latest.json", Trouble::NoCatalogue).await?;
        Latest::from_json(&text).map_err(|what| (Trouble::Damaged, format!("latest.json: {what}")))
    }

    /// The list of all files of the newest catalogue.
    pub async fn manifest(&self) -> Result<Manifest, Failure> {
        let text = self.fresh("manifest.json", Trouble::Damaged).await?;
        Manifest::parse(text).ok_or_else(|| {
            let detail = "manifest.json: not a list of files".to_owned();
            (Trouble::Damaged, detail)
        })
    }

    /// Starts to get a file; several who want the same one wait for the same fetch. Fulfilled with its bytes, or fails
    /// with what [`failure`] reads.
    pub fn start(self: &Rc<Self>, file: FileRef, background: bool) -> Promise {
        let key: JsValue = file.hex().into();
        let under_way = self.in_flight.get(&key);
        if under_way.is_object() {
            return under_way.unchecked_into();
        }
        let this = self.clone();
        let name = key.clone();
        let promise = future_to_promise(async move {
            let got = this.get(&file, &name, background).await;
            this.in_flight.delete(&name);
            match got {
                Ok(bytes) => Ok(bytes.into()),
                Err((trouble, detail)) => {
                    Err(Array::of2(&(trouble as u8).into(), &detail.into()).into())
                }
            }
        });
        self.in_flight.set(&key, &promise);
        promise
    }

    async fn get(
        &self,
        file: &FileRef,
        key: &JsValue,
        background: bool,
    ) -> Result<Uint8Array, Failure> {
        let held = self.memory.get(key);
        if held.is_object() {
            return Ok(held.unchecked_into());
        }
        let name = key.as_string().unwrap_or_default();
        let db = self.db();
        if let Some(db) = &db
            && self.kept.borrow().has(key)
        {
            match JsFuture::from(db.get(PACKS, &name)).await {
                Ok(bytes) => {
                    if let Ok(bytes) = bytes.dyn_into::<Uint8Array>()
                        && matches(file, &bytes.to_vec())
                    {
                        return Ok(bytes);
                    }
                    log(&format!(
                        "{} was damaged on this device and is fetched again",
                        file.name()
                    ));
                    self.kept.borrow().delete(key);
                }
                Err(error) => self.lose(&error),
            }
        }
        let bytes = self.fetch(file, background).await?;
        if let Some(db) = self.db() {
            match JsFuture::from(db.put(PACKS, &name, &bytes, false)).await {
                Ok(_) => {
                    self.kept.borrow().add(key);
                    return Ok(bytes);
                }
                Err(error) => self.lose(&error),
            }
        }
        let after = self.memory_bytes.get() + bytes.length();
        if after <= MEMORY {
            self.memory_bytes.set(after);
            self.memory.set(key, &bytes);
        }
        Ok(bytes)
    }

    async fn fetch(&self, file: &FileRef, background: bool) -> Result<Uint8Array, Failure> {
        let url = format!("{}pack/{}", self.base, file.name());
        let mut detail = String::new();
        for cache in [RequestCache::Default, RequestCache::Reload] {
            match net::fetch(&url, cache, background).await {
                Ok(bytes) if matches(file, &bytes) => return Ok(Uint8Array::from(&bytes[..])),
                Ok(bytes) => {
                    let (expected, found) = (file.bytes, bytes.len());
                    let hash = file.hex();
                    detail = format!(
                        "{url}: expected {expected} bytes with SHA-256 {hash}, found {found} that are not they"
                    );
                }
                Err(NetError::Away(detail)) => return Err((Trouble::Offline, detail)),
                Err(NetError::Absent(text)) => detail = text,
            }
        }
        Err((Trouble::Damaged, detail))
    }

    /// From now on in memory only; what is on the device stays readable.
    fn lose(&self, error: &JsValue) {
        if !self.memory_only.replace(true) {
            let why = js::reason(error);
            log(&format!(
                "The catalogue cannot be kept on this device: {why}"
            ));
        }
        // A full disk still reads; a closed database does not.
        if js::text(error, "name").as_deref() != Some("QuotaExceededError") {
            self.db.replace(None);
            self.kept.borrow().clear();
        }
    }

    /// Leaves this device: all of it is removed, and from now on it is in memory only.
    pub async fn leave(&self) {
        self.memory_only.set(true);
        self.kept.borrow().clear();
        if let Some(db) = self.db.take() {
            db.close();
            let _ = JsFuture::from(idb::delete(&self.database)).await;
        }
    }

    /// Removes every file that none of the manifests names.
    pub async fn sweep(&self, manifests: &[&Manifest]) {
        let Some(db) = self.db() else { return };
        let wanted = Set::default();
        for file in manifests.iter().flat_map(|m| &m.files) {
            wanted.add(&file.hex().into());
        }
        let Ok(keys) = JsFuture::from(db.keys(PACKS)).await else {
            return;
        };
        let gone: Array = Array::from(&keys)
            .iter()
            .filter(|key| !wanted.has(key))
            .collect();
        if gone.length() > 0 && JsFuture::from(db.remove(PACKS, &gone)).await.is_ok() {
            for key in gone.iter() {
                self.kept.borrow().delete(&key);
            }
        }
    }
}

/// Why [`Packs::start`] failed.
#[must_use]
pub fn failure(error: &JsValue) -> Failure {
    let pair = Array::from(error);
    let code = pair.get(0).as_f64().map_or(255, |n| n as u8);
    let known = [
        Trouble::NoCatalogue,
        Trouble::Offline,
        Trouble::Damaged,
        Trouble::TooNew,
    ];
    let trouble = known.into_iter().find(|t| *t as u8 == code);
    (
        trouble.unwrap_or(Trouble::Defect),
        pair.get(1).as_string().unwrap_or_default(),
    )
}

/// True when the bytes are the file.
fn matches(file: &FileRef, bytes: &[u8]) -> bool {
    bytes.len() == file.bytes as usize && FileRef::of(bytes) == *file
}

/// Deletes everything kept for the site at an address, also what it keeps of other libraries.
///
/// # Errors
/// When another tab holds on to it.
pub async fn forget(base: &str) -> Result<(), JsValue> {
    JsFuture::from(idb::delete(&database(base))).await?;
    forget_guests(base, "").await
}

/// Deletes what the site at an address keeps of other libraries but those that `list`, the page's data block, names.
///
/// # Errors
/// When another tab holds on to it.
pub async fn forget_guests(base: &str, list: &str) -> Result<(), JsValue> {
    let all = js::call(&js::get(&js_sys::global(), "indexedDB"), "databases", &[]);
    let Ok(promise) = all.and_then(|promise| promise.dyn_into::<Promise>()) else {
        return Ok(());
    };
    let Ok(databases) = JsFuture::from(promise).await else {
        return Ok(());
    };
    let before = guests(base);
    for one in js::values(&databases) {
        let name = js::text(&one, "name").unwrap_or_default();
        // A folder has no letter that JSON writes in another way (`carrel_site::site::base`).
        if let Some(path) = name.strip_prefix(&before)
            && !list.contains(&["\"", path, "\""].concat())
        {
            JsFuture::from(idb::delete(&name)).await?;
        }
    }
    Ok(())
}
