//! Files of the site. The service worker answers from what is kept; without one the network does.

use std::future::poll_fn;
use std::pin::pin;
use std::task::Poll;

use js_sys::Uint8Array;
use wasm_bindgen::prelude::*;

use crate::js;

/// Why a file is not there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Missing {
    /// The network did not answer.
    Offline(String),
    /// The host answered with something else, also when asked past the browser's cache.
    Wrong(String),
}

/// Fetches a file and gives what `accept` makes of its bytes. What it refuses (half an upload, an old copy, a page in place
/// of the file) is fetched once more, past the browser's cache. `hashed` says that the name changes with the content, so
/// that the browser's cache may answer at first.
///
/// # Errors
/// [`Missing`] with what was found.
pub async fn file<T>(
    address: &str,
    hashed: bool,
    accept: impl Fn(&[u8]) -> Result<T, String>,
) -> Result<T, Missing> {
    let mut value = None;
    accepted(address, hashed, &mut |bytes| {
        value = Some(accept(bytes)?);
        Ok(())
    })
    .await?;
    value.ok_or_else(|| Missing::Wrong(String::new()))
}

/// The same for a function that keeps the value itself: one piece of code for whatever is fetched.
///
/// # Errors
/// [`Missing`] with what was found.
pub async fn accepted(
    address: &str,
    hashed: bool,
    accept: &mut dyn FnMut(&[u8]) -> Result<(), String>,
) -> Result<(), Missing> {
    let mut why = String::new();
    for cache in [if hashed { "default" } else { "no-cache" }, "reload"] {
        let bytes = match fetched(address, cache).await {
            Ok(bytes) => bytes,
            Err(Missing::Wrong(reason)) => {
                why = reason;
                continue;
            }
            Err(offline) => return Err(offline),
        };
        match accept(&bytes) {
            Ok(()) => return Ok(()),
            Err(reason) => why = reason,
        }
    }
    Err(Missing::Wrong(why))
}

/// What `work` gives, if it does so within `ms` milliseconds; none otherwise. A network that neither answers nor refuses would
/// keep a page waiting without an end. The work is dropped; what the browser has begun may still end up in its cache.
pub async fn within<T>(ms: i32, work: impl Future<Output = T>) -> Option<T> {
    let mut work = pin!(work);
    let mut time = pin!(js::sleep(ms));
    poll_fn(|context| match work.as_mut().poll(context) {
        Poll::Ready(value) => Poll::Ready(Some(value)),
        Poll::Pending => time.as_mut().poll(context).map(|()| None),
    })
    .await
}

async fn fetched(address: &str, cache: &str) -> Result<Vec<u8>, Missing> {
    let offline = |error: JsValue| Missing::Offline(js::reason(&error));
    let options = js::object(&[
        ("cache", cache.into()),
        ("credentials", "same-origin".into()),
    ]);
    let global = js_sys::global();
    let promise = js::call(&global, "fetch", &[address.into(), options]).map_err(offline)?;
    let response = js::wait(promise.unchecked_into()).await.map_err(offline)?;
    // As a whole number: how a fraction is written would cost 3 KB in every module.
    let status = js::number(&response, "status") as u32;
    if status != 200 {
        let answered = [address, ": the host answered ", &js::digits(status)].concat();
        return Err(Missing::Wrong(answered));
    }
    let promise = js::call(&response, "arrayBuffer", &[]).map_err(offline)?;
    let buffer = js::wait(promise.unchecked_into()).await.map_err(offline)?;
    Ok(Uint8Array::new(&buffer).to_vec())
}
