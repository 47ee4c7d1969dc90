//! User Timing: anyone can measure how long a question took, with the browser's own tools.

use wasm_bindgen::prelude::*;

use super::js;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = performance, js_name = now)]
    fn performance_now() -> f64;
    #[wasm_bindgen(js_namespace = performance, js_name = measure, catch)]
    fn performance_measure(name: &str, options: &JsValue) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(js_namespace = performance, js_name = clearMeasures)]
    fn performance_clear(name: &str);
}

/// Milliseconds of a steady clock.
#[must_use]
pub fn clock() -> f64 {
    performance_now()
}

/// Notes a span that ends now. Entries are observable as they come; the buffer is kept short.
pub fn measure(name: &str, start: f64, end: f64) {
    let options = js_sys::Object::new();
    js::set(&options, "start", &start.into());
    js::set(&options, "end", &end.into());
    let _ = performance_measure(name, &options);
    KEPT.with(|kept| {
        kept.set(kept.get() + 1);
        // Measures are never dropped by the browser itself: a day of typing must not fill the memory.
        if kept.get() % 4_000 == 0 {
            performance_clear(name);
        }
    });
}

thread_local! {
    static KEPT: std::cell::Cell<u32> = const { std::cell::Cell::new(0) };
}
