//! Requests to the server the page came from, with a time limit.

use js_sys::Function;
use wasm_bindgen::prelude::*;

use crate::js;

/// What came back.
#[derive(Clone, Debug)]
pub struct Answer {
    /// HTTP status.
    pub status: u16,
    /// Type of the body; empty when none was said.
    pub content_type: String,
    /// Body.
    pub body: Vec<u8>,
    headers: JsValue,
}

impl Answer {
    /// A header of the answer.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<String> {
        js::call(&self.headers, "get", &[name.into()])
            .ok()?
            .as_string()
    }

    /// The body as JSON; `undefined` when it is none.
    #[must_use]
    pub fn json(&self) -> JsValue {
        core::str::from_utf8(&self.body).map_or(JsValue::UNDEFINED, js::json)
    }
}

/// A file of the site, from wherever the browser has it.
///
/// # Errors
/// No network, and it was not kept.
pub async fn ask_kept(url: &str) -> Result<Answer, JsValue> {
    let options = js::object(&[("credentials", "same-origin".into())]);
    answered(url, &options).await
}

/// Asks. `body` makes it a POST. After `limit_ms` it is given up.
///
/// # Errors
/// No network, or no answer in time.
pub async fn ask(
    url: &str,
    headers: &[(&str, &str)],
    body: Option<&[u8]>,
    limit_ms: u32,
) -> Result<Answer, JsValue> {
    let global = js_sys::global();
    let signal = js::call(
        &js::get(&global, "AbortSignal"),
        "timeout",
        &[limit_ms.into()],
    )?;
    let named: Vec<(&str, JsValue)> = headers.iter().map(|(n, v)| (*n, (*v).into())).collect();
    let options = js::object(&[
        ("method", if body.is_some() { "POST" } else { "GET" }.into()),
        ("headers", js::object(&named)),
        ("cache", "no-store".into()),
        ("credentials", "same-origin".into()),
        ("signal", signal),
    ]);
    if let Some(body) = body {
        js::set(&options, "body", &js::typed(body));
    }
    answered(url, &options).await
}

async fn answered(url: &str, options: &JsValue) -> Result<Answer, JsValue> {
    let global = js_sys::global();
    let fetch: Function = js::get(&global, "fetch").dyn_into()?;
    let promise = fetch.call2(&global, &url.into(), options)?;
    let response = js::wait(promise.dyn_into()?).await?;
    let buffer = js::call(&response, "arrayBuffer", &[])?;
    let body = js::wait(buffer.dyn_into()?).await?;
    let headers = js::get(&response, "headers");
    let answer = Answer {
        status: js::number(&response, "status") as u16,
        content_type: String::new(),
        body: js::bytes(&body).unwrap_or_default(),
        headers,
    };
    let content_type = answer.header("content-type").unwrap_or_default();
    Ok(Answer {
        content_type,
        ..answer
    })
}
