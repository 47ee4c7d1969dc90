//! WebCrypto: random bytes, a key that seals what lies on the disk, a key that signs requests. No key can be taken out.

use js_sys::{Array, Function, Object};
use wasm_bindgen::prelude::*;

use crate::js;

const IV: usize = 12;

fn crypto() -> JsValue {
    js::get(&js_sys::global(), "crypto")
}

/// Calls a method of `crypto.subtle`, which is only there over TLS or on this very machine.
async fn subtle(name: &str, arguments: &[JsValue]) -> Result<JsValue, JsValue> {
    let subtle = js::get(&crypto(), "subtle");
    if !subtle.is_object() {
        return Err(
            "this address is not secure, and the browser offers no keys here: use https".into(),
        );
    }
    let method: Function = js::get(&subtle, name).dyn_into()?;
    let promise = method.apply(&subtle, &arguments.iter().collect())?;
    js::wait(promise.dyn_into()?).await
}

/// So many random bytes.
#[must_use]
pub fn random<const N: usize>() -> [u8; N] {
    let array = js_sys::Uint8Array::new_with_length(N as u32);
    let mut bytes = [0; N];
    if js::call(&crypto(), "getRandomValues", &[array.clone().into()]).is_ok() {
        array.copy_to(&mut bytes);
    }
    bytes
}

/// A random number.
#[must_use]
pub fn random_u64() -> u64 {
    u64::from_be_bytes(random())
}

/// A key that seals bytes. It is kept as it is (IndexedDB takes it); nobody can read it, and what it sealed is gone with it.
#[derive(Clone, Debug)]
pub struct Seal(JsValue);

impl Seal {
    /// A new one: AES-GCM with 256 bits, not extractable.
    ///
    /// # Errors
    /// Where the browser offers no keys.
    pub async fn new() -> Result<Self, JsValue> {
        let kind = js::object(&[("name", "AES-GCM".into()), ("length", 256.into())]);
        let uses = Array::of2(&"encrypt".into(), &"decrypt".into());
        subtle("generateKey", &[kind, false.into(), uses.into()])
            .await
            .map(Self)
    }

    /// One that was kept.
    #[must_use]
    pub fn kept(value: JsValue) -> Option<Self> {
        value.is_object().then_some(Self(value))
    }

    /// To be kept.
    #[must_use]
    pub fn value(&self) -> JsValue {
        self.0.clone()
    }

    fn kind(iv: &[u8]) -> JsValue {
        js::object(&[("name", "AES-GCM".into()), ("iv", js::typed(iv))])
    }

    /// Seals bytes: a random start, then what AES-GCM makes of them.
    ///
    /// # Errors
    /// The browser's.
    pub async fn seal(&self, bytes: &[u8]) -> Result<JsValue, JsValue> {
        let iv: [u8; IV] = random();
        let arguments = [Self::kind(&iv), self.0.clone(), js::typed(bytes)];
        let sealed = js::bytes(&subtle("encrypt", &arguments).await?).unwrap_or_default();
        let mut all = Vec::with_capacity(IV + sealed.len());
        all.extend_from_slice(&iv);
        all.extend_from_slice(&sealed);
        Ok(js::typed(&all))
    }

    /// Opens what was sealed.
    ///
    /// # Errors
    /// When it was sealed by another key, or changed.
    pub async fn open(&self, value: &JsValue) -> Result<Vec<u8>, JsValue> {
        let all = js::bytes(value).unwrap_or_default();
        let Some((iv, sealed)) = all.split_at_checked(IV) else {
            return Err("nothing sealed is here".into());
        };
        let arguments = [Self::kind(iv), self.0.clone(), js::typed(sealed)];
        Ok(js::bytes(&subtle("decrypt", &arguments).await?).unwrap_or_default())
    }
}

/// A key that signs: ECDSA P-256. Its private half cannot be taken out.
#[derive(Clone, Debug)]
pub struct Signer(JsValue);

impl Signer {
    /// A new one.
    ///
    /// # Errors
    /// Where the browser offers no keys.
    pub async fn new() -> Result<Self, JsValue> {
        let kind = js::object(&[("name", "ECDSA".into()), ("namedCurve", "P-256".into())]);
        let uses = Array::of2(&"sign".into(), &"verify".into());
        subtle("generateKey", &[kind, false.into(), uses.into()])
            .await
            .map(Self)
    }

    /// One that was kept.
    #[must_use]
    pub fn kept(value: JsValue) -> Option<Self> {
        value.is_object().then_some(Self(value))
    }

    /// To be kept.
    #[must_use]
    pub fn value(&self) -> JsValue {
        self.0.clone()
    }

    /// Its public half: 65 bytes, uncompressed (SEC 1).
    ///
    /// # Errors
    /// The browser's.
    pub async fn public(&self) -> Result<Vec<u8>, JsValue> {
        let key = js::get(&self.0, "publicKey");
        let raw = subtle("exportKey", &["raw".into(), key]).await?;
        Ok(js::bytes(&raw).unwrap_or_default())
    }

    /// Signs a text: 64 bytes, r and s.
    ///
    /// # Errors
    /// The browser's.
    pub async fn sign(&self, text: &str) -> Result<Vec<u8>, JsValue> {
        let kind: JsValue = Object::new().into();
        js::set(&kind, "name", &"ECDSA".into());
        js::set(&kind, "hash", &"SHA-256".into());
        let key = js::get(&self.0, "privateKey");
        let signed = subtle("sign", &[kind, key, js::typed(text.as_bytes())]).await?;
        Ok(js::bytes(&signed).unwrap_or_default())
    }
}
