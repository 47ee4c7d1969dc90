//! IndexedDB, as little of it as is needed: two stores, whole values, promises.

use js_sys::{Array, Promise, Uint8Array};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    IdbDatabase, IdbFactory, IdbObjectStore, IdbOpenDbRequest, IdbRequest, IdbTransaction,
    IdbTransactionMode,
};

use super::js;

/// Files by the hash in their name.
pub const PACKS: &str = "packs";
/// A few small texts by name.
pub const META: &str = "meta";
/// Raised when the stores change.
const VERSION: u32 = 1;

/// An open database.
#[derive(Clone, Debug)]
pub struct Idb(IdbDatabase);

/// How long opening may take before it counts as refused; some private windows never answer.
const PATIENCE: i32 = 4_000;

impl Idb {
    /// Opens or makes the database.
    ///
    /// # Errors
    /// When the browser has none, refuses it, or does not answer.
    pub async fn open(name: &str) -> Result<Self, JsValue> {
        let factory = js::get(&js_sys::global(), "indexedDB");
        if factory.is_undefined() || factory.is_null() {
            return Err("this browser has no IndexedDB".into());
        }
        let factory: IdbFactory = factory.unchecked_into();
        let request = factory.open_with_u32(name, VERSION)?;
        let upgrade = request.clone();
        // Forgotten on purpose: it runs at most once, and the database lives as long as the page.
        request.set_onupgradeneeded(Some(
            Closure::once_into_js(move || {
                if let Ok(db) = upgrade.result() {
                    let db: IdbDatabase = db.unchecked_into();
                    for store in [PACKS, META] {
                        if !db.object_store_names().contains(store) {
                            let _ = db.create_object_store(store);
                        }
                    }
                }
            })
            .unchecked_ref(),
        ));
        let opened = promise(&request);
        let late = Promise::new(&mut |_, reject| {
            js::after(PATIENCE, move || {
                let _ = reject.call1(&JsValue::NULL, &"IndexedDB does not answer".into());
            });
        });
        let db: IdbDatabase = JsFuture::from(Promise::race(&Array::of2(&opened, &late)))
            .await?
            .unchecked_into();
        // "Clear this device" in another tab must not wait for us.
        let closing = db.clone();
        db.set_onversionchange(Some(
            Closure::<dyn FnMut()>::new(move || closing.close())
                .into_js_value()
                .unchecked_ref(),
        ));
        Ok(Self(db))
    }

    fn store(
        &self,
        store: &str,
        mode: IdbTransactionMode,
        strict: bool,
    ) -> Result<(IdbTransaction, IdbObjectStore), JsValue> {
        let transaction: IdbTransaction = if strict {
            // web-sys knows the third argument only under its flag for unstable interfaces.
            let options = js_sys::Object::new();
            js::set(&options, "durability", &"strict".into());
            js::call(
                &self.0,
                "transaction",
                &[store.into(), "readwrite".into(), options.into()],
            )?
            .unchecked_into()
        } else {
            self.0.transaction_with_str_and_mode(store, mode)?
        };
        let store = transaction.object_store(store)?;
        Ok((transaction, store))
    }

    /// The bytes under a key.
    pub async fn bytes(&self, store: &str, key: &str) -> Result<Option<Vec<u8>>, JsValue> {
        let value = self.value(store, key).await?;
        Ok(value
            .dyn_into::<Uint8Array>()
            .ok()
            .map(|array| array.to_vec()))
    }

    /// The text under a key.
    pub async fn text(&self, store: &str, key: &str) -> Result<Option<String>, JsValue> {
        Ok(self.value(store, key).await?.as_string())
    }

    async fn value(&self, store: &str, key: &str) -> Result<JsValue, JsValue> {
        let (_, store) = self.store(store, IdbTransactionMode::Readonly, false)?;
        JsFuture::from(promise(&store.get(&key.into())?)).await
    }

    /// Every key of a store.
    pub async fn keys(&self, store: &str) -> Result<Vec<String>, JsValue> {
        let (_, store) = self.store(store, IdbTransactionMode::Readonly, false)?;
        let keys = JsFuture::from(promise(&store.get_all_keys()?)).await?;
        Ok(Array::from(&keys)
            .iter()
            .filter_map(|k| k.as_string())
            .collect())
    }

    /// Writes a value and waits until the transaction is done; `strict` waits for the disk.
    pub async fn put(
        &self,
        store: &str,
        key: &str,
        value: &JsValue,
        strict: bool,
    ) -> Result<(), JsValue> {
        let (transaction, store) = self.store(store, IdbTransactionMode::Readwrite, strict)?;
        store.put_with_key(value, &key.into())?;
        done(&transaction).await
    }

    /// Removes keys in one transaction.
    pub async fn remove(&self, store: &str, keys: &[String]) -> Result<(), JsValue> {
        let (transaction, store) = self.store(store, IdbTransactionMode::Readwrite, false)?;
        for key in keys {
            store.delete(&key.as_str().into())?;
        }
        done(&transaction).await
    }
}

/// Deletes a database; an error when another tab holds on to it.
pub async fn delete(name: &str) -> Result<(), JsValue> {
    let factory: IdbFactory = js::get(&js_sys::global(), "indexedDB").dyn_into()?;
    let request: IdbOpenDbRequest = factory.delete_database(name)?;
    let blocked = request.clone();
    let stopped = Promise::new(&mut |_, reject| {
        blocked.set_onblocked(Some(&reject));
    });
    JsFuture::from(Promise::race(&Array::of2(&promise(&request), &stopped)))
        .await
        .map(|_| ())
}

/// A request's result.
fn promise(request: &IdbRequest) -> Promise {
    Promise::new(&mut |resolve, reject| {
        let (good, bad) = (request.clone(), request.clone());
        request.set_onsuccess(Some(
            Closure::once_into_js(move || {
                let _ = resolve.call1(&JsValue::NULL, &good.result().unwrap_or(JsValue::UNDEFINED));
            })
            .unchecked_ref(),
        ));
        request.set_onerror(Some(
            Closure::once_into_js(move || {
                let error = bad
                    .error()
                    .ok()
                    .flatten()
                    .map_or(JsValue::UNDEFINED, JsValue::from);
                let _ = reject.call1(&JsValue::NULL, &error);
            })
            .unchecked_ref(),
        ));
    })
}

/// A transaction's end.
async fn done(transaction: &IdbTransaction) -> Result<(), JsValue> {
    let promise = Promise::new(&mut |resolve, reject| {
        transaction.set_oncomplete(Some(&resolve));
        let of = transaction.clone();
        let failed: JsValue = Closure::once_into_js(move || {
            let error = of.error().map_or_else(
                || JsValue::from("the transaction was aborted"),
                JsValue::from,
            );
            let _ = reject.call1(&JsValue::NULL, &error);
        });
        transaction.set_onabort(Some(failed.unchecked_ref()));
    });
    JsFuture::from(promise).await.map(|_| ())
}
