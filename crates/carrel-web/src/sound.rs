//! Short tones, made here: no sound file is fetched. A browser that has none, or forbids it, stays silent.

use std::cell::RefCell;

use js_sys::{Array, Function, Reflect};
use wasm_bindgen::prelude::*;

use crate::js;

thread_local! {
    static CONTEXT: RefCell<Option<JsValue>> = const { RefCell::new(None) };
}

/// Plays tones one after the other: each is a pitch in hertz and a length in milliseconds.
pub fn play(tones: &[(f64, f64)]) {
    let _ = try_play(tones);
}

fn try_play(tones: &[(f64, f64)]) -> Result<(), JsValue> {
    let context = match CONTEXT.with_borrow(Clone::clone) {
        Some(context) => context,
        None => {
            let kind: Function = js::get(&js_sys::global(), "AudioContext").dyn_into()?;
            let context = Reflect::construct(&kind, &Array::new())?;
            CONTEXT.set(Some(context.clone()));
            context
        }
    };
    let gain = js::call(&context, "createGain", &[])?;
    js::set(&js::get(&gain, "gain"), "value", &0.15.into());
    js::call(&gain, "connect", &[js::get(&context, "destination")])?;
    let mut at = js::number(&context, "currentTime");
    for (pitch, ms) in tones {
        let tone = js::call(&context, "createOscillator", &[])?;
        js::set(&js::get(&tone, "frequency"), "value", &(*pitch).into());
        js::call(&tone, "connect", std::slice::from_ref(&gain))?;
        js::call(&tone, "start", &[at.into()])?;
        at += ms / 1000.0;
        js::call(&tone, "stop", &[at.into()])?;
        at += 0.04;
    }
    Ok(())
}
