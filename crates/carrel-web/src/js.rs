//! Small change: properties, promises, timers, JSON.

use js_sys::{Function, Promise, Reflect};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_name = setTimeout)]
    fn set_timeout(f: &Function, ms: i32) -> JsValue;
    #[wasm_bindgen(js_namespace = Date, js_name = now)]
    fn date_now() -> f64;
}

/// A property, `undefined` when there is none.
#[must_use]
pub fn get(object: &JsValue, name: &str) -> JsValue {
    Reflect::get(object, &name.into()).unwrap_or(JsValue::UNDEFINED)
}

/// A property that is text.
#[must_use]
pub fn text(object: &JsValue, name: &str) -> Option<String> {
    get(object, name).as_string()
}

/// Sets a property.
pub fn set(object: &JsValue, name: &str, value: &JsValue) {
    let _ = Reflect::set(object, &name.into(), value);
}

/// Calls a method with at most two arguments; an error when there is no such method.
pub fn call(object: &JsValue, name: &str, arguments: &[JsValue]) -> Result<JsValue, JsValue> {
    let method: Function = get(object, name).dyn_into()?;
    method.apply(object, &arguments.iter().collect())
}

/// Parses JSON; `undefined` when it is none.
#[must_use]
pub fn json(text: &str) -> JsValue {
    js_sys::JSON::parse(text).unwrap_or(JsValue::UNDEFINED)
}

/// A value as JSON.
#[must_use]
pub fn stringify(value: &JsValue) -> String {
    js_sys::JSON::stringify(value).map_or(String::new(), String::from)
}

/// Milliseconds since 1970.
#[must_use]
pub fn now() -> f64 {
    date_now()
}

/// Milliseconds since the page began: a clock that only goes forward.
#[must_use]
pub fn mono() -> f64 {
    let performance = get(&js_sys::global(), "performance");
    call(&performance, "now", &[])
        .ok()
        .and_then(|now| now.as_f64())
        .unwrap_or(0.0)
}

/// How many minutes east of UTC the clocks on the wall stand at a moment (milliseconds since 1970 UTC).
#[must_use]
pub fn utc_offset_minutes(unix_ms: f64) -> i32 {
    -js_sys::Date::new(&unix_ms.into()).get_timezone_offset() as i32
}

/// What a promise gives.
///
/// # Errors
/// What it fails with.
pub async fn wait(promise: Promise) -> Result<JsValue, JsValue> {
    JsFuture::from(promise).await
}

/// Starts something that goes on by itself.
pub fn spawn(future: impl Future<Output = ()> + 'static) {
    wasm_bindgen_futures::spawn_local(future);
}

/// Bytes of a typed array or an `ArrayBuffer`; nothing when it is neither.
#[must_use]
pub fn bytes(value: &JsValue) -> Option<Vec<u8>> {
    value
        .is_object()
        .then(|| js_sys::Uint8Array::new(value).to_vec())
}

/// Bytes as a typed array.
#[must_use]
pub fn typed(bytes: &[u8]) -> JsValue {
    js_sys::Uint8Array::from(bytes).into()
}

/// Waits, at least to the next task of the event loop.
pub async fn sleep(ms: i32) {
    let promise = Promise::new(&mut |resolve, _| {
        set_timeout(&resolve, ms);
    });
    let _ = JsFuture::from(promise).await;
}

/// A function for the browser that may be called once. In a box, so that the code around it is there once, and not for each.
pub(crate) fn once(f: Box<dyn FnOnce()>) -> Function {
    Closure::once_into_js(f).unchecked_into()
}

/// Runs a function once, later.
pub fn after(ms: i32, f: impl FnOnce() + 'static) {
    set_timeout(&once(Box::new(f)), ms);
}

/// Runs a function and leaves a measure of its time in the browser's performance timeline, where benches find it.
pub fn measured<R>(name: &str, f: impl FnOnce() -> R) -> R {
    let performance = get(&js_sys::global(), "performance");
    let now = || {
        call(&performance, "now", &[])
            .ok()
            .and_then(|time| time.as_f64())
            .unwrap_or(0.0)
    };
    let start = now();
    let result = f();
    let times = object(&[("start", start.into()), ("end", now().into())]);
    let _ = call(&performance, "measure", &[name.into(), times]);
    result
}

/// The global object: the window, on a page.
#[must_use]
pub fn global() -> JsValue {
    js_sys::global().into()
}

/// The items of something that is like a list.
#[must_use]
pub fn items(list: &JsValue) -> Vec<JsValue> {
    js_sys::Array::from(list).to_vec()
}

/// A new object of a kind that the browser may have; none where it has not.
#[must_use]
pub fn construct(kind: &str, arguments: &[JsValue]) -> Option<JsValue> {
    let kind: Function = get(&global(), kind).dyn_into().ok()?;
    Reflect::construct(&kind, &arguments.iter().collect()).ok()
}

/// Sets one function on several handlers (`onend`, `onerror`) of an object, begins, and waits until one of them is called.
pub async fn ended(object: &JsValue, handlers: &[&str], begin: impl FnOnce()) {
    let promise = Promise::new(&mut |done, _| {
        for handler in handlers {
            set(object, handler, &done);
        }
    });
    begin();
    let _ = JsFuture::from(promise).await;
}

/// The day by this device's calendar, counted from 1970-01-01.
#[must_use]
pub fn today() -> i32 {
    let date = js_sys::Date::new_0();
    ((date.get_time() - date.get_timezone_offset() * 60_000.0) / 86_400_000.0).floor() as i32
}

/// A number as digits. What `to_string` brings along for it is 3 KB of a module that has no other use of it.
#[must_use]
pub fn digits(n: u32) -> String {
    let mut out = if n < 10 {
        String::new()
    } else {
        digits(n / 10)
    };
    out.push(char::from(b'0' + (n % 10) as u8));
    out
}

/// What an error says.
#[must_use]
pub fn reason(error: &JsValue) -> String {
    text(error, "message")
        .or_else(|| error.as_string())
        .unwrap_or_default()
}

/// A property of something that may not be an object.
#[must_use]
pub fn get_or_none(object: &JsValue, name: &str) -> Option<JsValue> {
    if object.is_object() {
        Some(get(object, name))
    } else {
        None
    }
}

/// A property that is a number, 0 when there is none.
#[must_use]
pub fn number(object: &JsValue, name: &str) -> f64 {
    get(object, name).as_f64().unwrap_or(0.0)
}

/// A property that is a list, empty when there is none.
#[must_use]
pub fn list(object: &JsValue, name: &str) -> Vec<JsValue> {
    let list = get(object, name);
    if js_sys::Array::is_array(&list) {
        js_sys::Array::from(&list).to_vec()
    } else {
        Vec::new()
    }
}

/// The values of an array; none when it is no array.
#[must_use]
pub fn values(array: &JsValue) -> Vec<JsValue> {
    if js_sys::Array::is_array(array) {
        js_sys::Array::from(array).to_vec()
    } else {
        Vec::new()
    }
}

/// Names and values of an object's own properties, in their order.
#[must_use]
pub fn entries(object: &JsValue) -> Vec<(String, JsValue)> {
    if !object.is_object() {
        return Vec::new();
    }
    let pairs = js_sys::Object::entries(object.unchecked_ref());
    pairs
        .iter()
        .map(|pair| {
            let pair: js_sys::Array = pair.unchecked_into();
            (pair.get(0).as_string().unwrap_or_default(), pair.get(1))
        })
        .collect()
}

/// An object of these properties.
#[must_use]
pub fn object(pairs: &[(&str, JsValue)]) -> JsValue {
    let object = js_sys::Object::new();
    for (name, value) in pairs {
        set(&object, name, value);
    }
    object.into()
}

/// An array of these values.
#[must_use]
pub fn array<'a>(values: impl Iterator<Item = &'a JsValue>) -> JsValue {
    values.cloned().collect::<js_sys::Array>().into()
}
