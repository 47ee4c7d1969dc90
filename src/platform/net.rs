//! Fetching files of our own site.

use js_sys::{ArrayBuffer, Uint8Array};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortSignal, RequestCache, RequestInit, Response};

use super::js;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_name = fetch)]
    fn global_fetch(url: &str, init: &RequestInit) -> js_sys::Promise;
}

/// Why nothing came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NetError {
    /// The network is away, or the host does not answer.
    Away(String),
    /// The host says there is no such file, or sends a page where a file was asked for.
    Absent(String),
}

/// How long one file may take, in milliseconds. A megabyte on a bad line takes half a minute.
const PATIENCE: u32 = 120_000;

/// Fetches a file. A page that comes with status 200 in place of a missing file counts as absent.
pub async fn fetch(url: &str, cache: RequestCache, background: bool) -> Result<Vec<u8>, NetError> {
    let init = RequestInit::new();
    init.set_cache(cache);
    if background {
        js::set(&init, "priority", &"low".into());
    }
    if !js::get(&js::get(&js_sys::global(), "AbortSignal"), "timeout").is_undefined() {
        init.set_signal(Some(&AbortSignal::timeout_with_u32(PATIENCE)));
    }
    let away = |error: JsValue| NetError::Away(format!("{url}: {}", js::reason(&error)));
    let response: Response = JsFuture::from(global_fetch(url, &init))
        .await
        .map_err(away)?
        .unchecked_into();
    if !response.ok() {
        return Err(NetError::Absent(format!(
            "{url}: the host answered {}",
            response.status()
        )));
    }
    let body = response.array_buffer().map_err(away)?;
    let buffer: ArrayBuffer = JsFuture::from(body).await.map_err(away)?.unchecked_into();
    let bytes = Uint8Array::new(&buffer).to_vec();
    if looks_like_a_page(&bytes) && !url.ends_with(".html") {
        return Err(NetError::Absent(format!(
            "{url}: the host answered with a web page"
        )));
    }
    Ok(bytes)
}

/// Fetches text; wrong UTF-8 is replaced.
pub async fn fetch_text(url: &str, cache: RequestCache) -> Result<String, NetError> {
    fetch(url, cache, false)
        .await
        .map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
}

/// True for the beginning of an HTML page. Our own files never begin with `<`.
fn looks_like_a_page(bytes: &[u8]) -> bool {
    let start = bytes
        .iter()
        .position(|b| !b.is_ascii_whitespace() && !matches!(b, 0xEF | 0xBB | 0xBF));
    start.is_some_and(|at| {
        let head: Vec<u8> = bytes[at..]
            .iter()
            .take(5)
            .map(u8::to_ascii_lowercase)
            .collect();
        head.starts_with(b"<!doc")
            || head.starts_with(b"<html")
            || head.starts_with(b"<head")
            || head.starts_with(b"<!--")
    })
}
