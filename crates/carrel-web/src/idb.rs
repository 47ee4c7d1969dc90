//! IndexedDB, as little of it as is needed: named stores, whole values under text keys, promises.
//!
//! A module opens a database of its own, named `carrel:<base path>:<module>` ([`name`]), so that two sites on one server
//! keep apart. It does not go with "Clear this device": what a module keeps may be somebody's work.

use js_sys::{Array, Promise};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    IdbDatabase, IdbFactory, IdbKeyRange, IdbObjectStore, IdbOpenDbRequest, IdbRequest,
    IdbTransaction, IdbTransactionMode,
};

use crate::js;

/// How long opening may take before it counts as refused; some private windows never answer.
const PATIENCE: i32 = 4_000;

/// An open database. Every call gives a promise, which fails as the browser's own request does.
#[derive(Clone, Debug)]
pub struct Idb(IdbDatabase);

impl Idb {
    /// Opens or makes the database with these stores; `version` is raised when the stores change.
    ///
    /// # Errors
    /// When the browser has none, refuses it, or does not answer.
    pub async fn open(
        name: &str,
        version: u32,
        stores: &'static [&'static str],
    ) -> Result<Self, JsValue> {
        let request = factory()?.open_with_u32(name, version)?;
        let upgrade = request.clone();
        let make = js::once(Box::new(move || {
            if let Ok(db) = upgrade.result() {
                let db: IdbDatabase = db.unchecked_into();
                for store in stores {
                    if !db.object_store_names().contains(store) {
                        let _ = db.create_object_store(store);
                    }
                }
            }
        }));
        request.set_onupgradeneeded(Some(&make));
        let opened = promise(&request);
        let late = Promise::new(&mut |_, reject| {
            js::after(PATIENCE, move || {
                let _ = reject.call1(&JsValue::NULL, &"IndexedDB does not answer".into());
            });
        });
        let db = match JsFuture::from(Promise::race(&Array::of2(&opened, &late))).await {
            Ok(db) => db,
            Err(error) => {
                // One that opens after all would stand in the way of "Clear this device".
                let opening = request.clone();
                let close = js::once(Box::new(move || {
                    if let Ok(db) = opening.result() {
                        db.unchecked_into::<IdbDatabase>().close();
                    }
                }));
                request.set_onsuccess(Some(&close));
                return Err(error);
            }
        };
        let db: IdbDatabase = db.unchecked_into();
        // "Clear this device" in another tab must not wait for us.
        let closing = db.clone();
        let close = js::once(Box::new(move || closing.close()));
        db.set_onversionchange(Some(&close));
        Ok(Self(db))
    }

    /// The value under a key, or `undefined`.
    pub fn get(&self, store: &str, key: &str) -> Promise {
        promised(|| {
            let transaction = self.0.transaction_with_str(store)?;
            Ok(promise(&transaction.object_store(store)?.get(&key.into())?))
        })
    }

    /// Every value of a store, in the order of the keys, as an array.
    pub fn all(&self, store: &str) -> Promise {
        promised(|| {
            let transaction = self.0.transaction_with_str(store)?;
            Ok(promise(&transaction.object_store(store)?.get_all()?))
        })
    }

    /// Every key of a store, as an array.
    pub fn keys(&self, store: &str) -> Promise {
        promised(|| {
            let transaction = self.0.transaction_with_str(store)?;
            Ok(promise(&transaction.object_store(store)?.get_all_keys()?))
        })
    }

    /// Writes a value; fulfilled when the transaction is done. `strict` waits for the disk.
    pub fn put(&self, store: &str, key: &str, value: &JsValue, strict: bool) -> Promise {
        promised(|| {
            // web-sys knows the third argument only under its flag for unstable interfaces.
            let options = js_sys::Object::new();
            let durability = if strict { "strict" } else { "default" };
            js::set(&options, "durability", &durability.into());
            let arguments = [store.into(), "readwrite".into(), options.into()];
            let transaction: IdbTransaction =
                js::call(&self.0, "transaction", &arguments)?.unchecked_into();
            transaction
                .object_store(store)?
                .put_with_key(value, &key.into())?;
            Ok(done(&transaction))
        })
    }

    /// Writes what `f` makes of the value that is stored now (`undefined` when there is none), in one transaction: no other
    /// tab can write in between. Fulfilled when the disk has it; with `strict` false, when the browser has it.
    pub fn update(
        &self,
        store: &str,
        key: &str,
        strict: bool,
        f: impl FnOnce(&JsValue) -> JsValue + 'static,
    ) -> Promise {
        let key = JsValue::from(key);
        promised(|| {
            let durability = if strict { "strict" } else { "default" };
            let options = js::object(&[("durability", durability.into())]);
            let arguments = [store.into(), "readwrite".into(), options];
            let transaction: IdbTransaction =
                js::call(&self.0, "transaction", &arguments)?.unchecked_into();
            let store = transaction.object_store(store)?;
            let found = store.get(&key)?;
            let (request, changing) = (found.clone(), transaction.clone());
            let write = js::once(Box::new(move || {
                let value = f(&request.result().unwrap_or(JsValue::UNDEFINED));
                if store.put_with_key(&value, &key).is_err() {
                    let _ = changing.abort();
                }
            }));
            found.set_onsuccess(Some(&write));
            Ok(done(&transaction))
        })
    }

    /// Writes several values of several stores (store, key, value) in one transaction: all of them or none. Fulfilled when
    /// the disk has them.
    pub fn put_all(&self, values: &[(&str, &str, JsValue)]) -> Promise {
        promised(|| {
            let stores: Array = values
                .iter()
                .map(|(store, ..)| JsValue::from(*store))
                .collect();
            let options = js::object(&[("durability", "strict".into())]);
            let arguments = [stores.into(), "readwrite".into(), options];
            let transaction: IdbTransaction =
                js::call(&self.0, "transaction", &arguments)?.unchecked_into();
            let put = |(store, key, value): &(&str, &str, JsValue)| {
                let store = transaction.object_store(store)?;
                store.put_with_key(value, &(*key).into())
            };
            if let Some(error) = values.iter().find_map(|value| put(value).err()) {
                // What was put before it goes, too.
                let _ = transaction.abort();
                return Err(error);
            }
            Ok(done(&transaction))
        })
    }

    /// Removes keys and ranges of keys (first and last, both included) and writes values, of several stores, in one
    /// transaction: all or nothing. Fulfilled when the disk has it; it fails with what the transaction says, not the request:
    /// when a disk is full, only that knows.
    pub fn change(&self, put: &[(&str, &str, JsValue)], remove: &[(&str, &str, &str)]) -> Promise {
        promised(|| {
            let named = put.iter().map(|(store, ..)| *store);
            let stores: Array = named
                .chain(remove.iter().map(|(store, ..)| *store))
                .map(JsValue::from)
                .collect();
            let options = js::object(&[("durability", "strict".into())]);
            let arguments = [stores.into(), "readwrite".into(), options];
            let transaction: IdbTransaction =
                js::call(&self.0, "transaction", &arguments)?.unchecked_into();
            let act = || -> Result<(), JsValue> {
                for (store, from, until) in remove {
                    let range = IdbKeyRange::bound(&(*from).into(), &(*until).into())?;
                    transaction.object_store(store)?.delete(&range)?;
                }
                for (store, key, value) in put {
                    let store = transaction.object_store(store)?;
                    store.put_with_key(value, &(*key).into())?;
                }
                Ok(())
            };
            if let Err(error) = act() {
                let _ = transaction.abort();
                return Err(error);
            }
            Ok(done(&transaction))
        })
    }

    /// Lets go of the database, so that it can be deleted.
    pub fn close(&self) {
        self.0.close();
    }

    /// Removes keys in one transaction.
    pub fn remove(&self, store: &str, keys: &Array) -> Promise {
        promised(|| {
            let mode = IdbTransactionMode::Readwrite;
            let transaction = self.0.transaction_with_str_and_mode(store, mode)?;
            let store: IdbObjectStore = transaction.object_store(store)?;
            for key in keys.iter() {
                store.delete(&key)?;
            }
            Ok(done(&transaction))
        })
    }
}

/// The name of a module's database on the site whose address is `base`.
#[must_use]
pub fn name(base: &str, module: &str) -> String {
    let path = base.splitn(4, '/').nth(3).unwrap_or_default();
    ["carrel:/", path, ":", module].concat()
}

fn factory() -> Result<IdbFactory, JsValue> {
    let factory = js::get(&js_sys::global(), "indexedDB");
    if factory.is_object() {
        Ok(factory.unchecked_into())
    } else {
        Err("this browser has no IndexedDB".into())
    }
}

/// Deletes a database; fails when another tab holds on to it.
pub fn delete(name: &str) -> Promise {
    promised(|| {
        let request: IdbOpenDbRequest = factory()?.delete_database(name)?;
        let blocked = Promise::new(&mut |_, reject| request.set_onblocked(Some(&reject)));
        Ok(Promise::race(&Array::of2(&promise(&request), &blocked)))
    })
}

/// What a browser throws at once fails the promise, too.
fn promised(start: impl FnOnce() -> Result<Promise, JsValue>) -> Promise {
    start().unwrap_or_else(|error| Promise::reject(&error))
}

/// A request's result.
fn promise(request: &IdbRequest) -> Promise {
    Promise::new(&mut |resolve, reject| {
        let (good, bad) = (request.clone(), request.clone());
        let good = js::once(Box::new(move || {
            let _ = resolve.call1(&JsValue::NULL, &js::get(&good, "result"));
        }));
        request.set_onsuccess(Some(&good));
        let bad = js::once(Box::new(move || {
            let _ = reject.call1(&JsValue::NULL, &js::get(&bad, "error"));
        }));
        request.set_onerror(Some(&bad));
    })
}

/// A transaction's end.
fn done(transaction: &IdbTransaction) -> Promise {
    Promise::new(&mut |resolve, reject| {
        transaction.set_oncomplete(Some(&resolve));
        let of = transaction.clone();
        let failed = js::once(Box::new(move || {
            let _ = reject.call1(&JsValue::NULL, &js::get(&of, "error"));
        }));
        transaction.set_onabort(Some(&failed));
    })
}
