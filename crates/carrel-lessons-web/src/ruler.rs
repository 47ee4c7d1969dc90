//! The reading ruler: a band over the line one reads. It follows the pointer, the keyboard's focus, and Alt with the arrow
//! keys; where it comes near an edge of the window, the page moves under it. Part of the piece `tools`.

use std::cell::Cell;

use carrel_web::el::El;
use carrel_web::js::digits;
use carrel_web::{dom, js};
use wasm_bindgen::JsValue;

/// A line, in pixels: how far a key moves the ruler.
const LINE: f64 = 28.0;

thread_local! {
    /// Where it is, from the top of the window.
    static AT: Cell<f64> = const { Cell::new(0.0) };
    static KEYS: Cell<bool> = const { Cell::new(false) };
}

/// Has the ruler of this lesson follow, from when it is first shown. The element is the lesson, with `data-ruler` on it while
/// the ruler is shown.
#[inline(never)]
pub fn follow(lesson: &El) {
    let element = lesson.element();
    if !element.has_attribute("data-ruler") || element.has_attribute("data-follows") {
        return;
    }
    lesson.set("data-follows", Some(""));
    if !KEYS.replace(true) {
        dom::on_document("keydown", |event| {
            let step = match dom::key_of(&event).as_str() {
                "ArrowDown" => LINE,
                "ArrowUp" => -LINE,
                _ => return,
            };
            if js::get(&event, "altKey").as_bool() == Some(true) && step_by(step) {
                event.prevent_default();
            }
        });
    }
    let (own, pressed, focused) = (lesson.clone(), lesson.clone(), lesson.clone());
    let by_pointer = move |lesson: &El, event: &web_sys::Event| {
        put(lesson, js::number(event, "clientY"));
    };
    let _ = lesson
        .clone()
        .on("pointermove", move |event| by_pointer(&own, &event))
        .on("pointerdown", move |event| by_pointer(&pressed, &event))
        .on("focusin", move |event| {
            // Asking where something is makes the browser lay out the page: only for a ruler that is shown.
            if focused.element().has_attribute("data-ruler")
                && let Some(target) = event.target()
            {
                let target = El::from(JsValue::from(target));
                put(&focused, target.first_line(2.0 * LINE));
            }
        });
}

fn put(lesson: &El, at: f64) {
    if lesson.element().has_attribute("data-ruler") {
        AT.set(at);
        lesson.style("--ruler-at", &[&digits(at as u32), "px"].concat());
    }
}

/// Moves the ruler that is shown; false when there is none.
fn step_by(step: f64) -> bool {
    let Ok(Some(lesson)) = dom::query(".lesson[data-ruler]") else {
        return false;
    };
    let lesson = El::from(JsValue::from(lesson));
    let window = js::global();
    let height = js::number(&window, "innerHeight");
    let before = AT.get();
    let before = if before > 0.0 { before } else { height * 0.4 };
    let (at, scroll) = moved(before, step, height);
    if scroll != 0.0 {
        let _ = js::call(&window, "scrollBy", &[0.into(), scroll.into()]);
    }
    put(&lesson, at);
    true
}

/// Where the ruler is after a step, and how far the page moves under it: the ruler keeps off the outer quarters.
fn moved(before: f64, step: f64, height: f64) -> (f64, f64) {
    let wanted = before + step;
    let (least, most) = (height * 0.25, height * 0.75);
    if step > 0.0 && wanted > most {
        let at = before.min(most);
        return (at, wanted - at);
    }
    if step < 0.0 && wanted < least {
        let at = before.max(least);
        return (at, wanted - at);
    }
    (wanted, 0.0)
}

#[cfg(test)]
mod tests {
    use super::moved;

    #[test]
    fn the_page_moves_under_the_ruler_near_an_edge() {
        for (before, step, expected) in [
            (400.0, 28.0, (428.0, 0.0)),
            (400.0, -28.0, (372.0, 0.0)),
            (600.0, 28.0, (600.0, 28.0)),
            (700.0, 28.0, (600.0, 128.0)),
            (210.0, -28.0, (210.0, -28.0)),
        ] {
            assert_eq!(moved(before, step, 800.0), expected, "{before} {step}");
        }
    }
}
