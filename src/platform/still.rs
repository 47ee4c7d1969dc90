//! Keeps a list where it is on the screen when what stands above it changes. Part of the piece `further`.

use super::el::{El, el};
use super::{dom, js};

/// What stands above the list.
const TOP: &str = ".results-top";

/// Its height in whole pixels.
#[must_use]
pub fn height() -> f64 {
    let mut height = 0.0;
    dom::each(TOP, |top| height = js::number(top, "offsetHeight"));
    height
}

/// After a change, before it is painted: gives what stands above the list the height that it had before. Lines that make it
/// higher go below the list, the last ones first; what it is lower by stays empty.
pub fn hold(before: f64) {
    dom::each(TOP, |top| {
        let find = |what: &str| top.query_selector(what).ok().flatten();
        let height = || js::number(top, "offsetHeight");
        let lines = el("div").class("heard");
        let mut moved = false;
        while height() > before
            && let Some(line) = find(".heard > p:last-child")
        {
            let _ = js::call(lines.element(), "prepend", &[line.into()]);
            moved = true;
        }
        if moved {
            if let Some(block) = find(".heard:empty") {
                let _ = js::call(&block, "remove", &[]);
            }
            // The list gets its last rows after the frame.
            dom::after_paint(move || below(&lines));
        }
        let less = before - height();
        let last = js::get(top, "lastElementChild");
        if less > 0.0 && last.is_object() {
            let room = js::digits(less as u32) + "px";
            El::from(last).style("margin-block-end", &room);
        }
    });
}

/// Puts lines below the list; they go when the list is drawn anew.
pub fn below(lines: &El) {
    dom::each(".result-list", |list| {
        let _ = js::call(list, "after", &[lines.element().into()]);
    });
}
