//! Where in the app the reader is, and where on the page: the address, back and forward, scrolling.

use std::cell::{Cell, RefCell};

use wasm_bindgen::JsValue;
use web_sys::{ScrollRestoration, ScrollToOptions};

use super::{dom, js};

/// How a page was left: scroll position, and the link the reader went away by.
type Left = (f64, Option<String>);

thread_local! {
    /// Number of the history entry that is shown.
    static ENTRY: Cell<u32> = const { Cell::new(0) };
    static NEXT: Cell<u32> = const { Cell::new(1) };
    /// How each entry was left.
    static LEFT: RefCell<Vec<(u32, Left)>> = const { RefCell::new(Vec::new()) };
    /// What is still to be restored on the entry that is shown.
    static PENDING: RefCell<Option<Left>> = const { RefCell::new(None) };
    /// An address that is to replace the present one, when typing pauses.
    static LATE: RefCell<Option<String>> = const { RefCell::new(None) };
    static LATE_NUMBER: Cell<u32> = const { Cell::new(0) };
}

/// The fragment, with its `#`.
#[must_use]
pub fn fragment() -> String {
    flush();
    dom::window().location().hash().unwrap_or_default()
}

/// Starts to listen; `changed` is told whether the reader came by back or forward.
pub fn start(changed: impl Fn(bool) + 'static) {
    if let Ok(history) = dom::window().history() {
        let _ = history.set_scroll_restoration(ScrollRestoration::Manual);
    }
    arrive();
    dom::on_window("popstate", move |_| changed(arrive()));
    dom::on_window("scroll", |_| {
        let y = dom::window().scroll_y().unwrap_or(0.0);
        leave(|left| left.0 = y);
        PENDING.with_borrow_mut(|pending| {
            // The reader scrolls: nothing is to be restored any more.
            if pending
                .as_ref()
                .is_some_and(|(at, _)| (at - y).abs() > 200.0 && y > 0.0)
            {
                *pending = None;
            }
        });
    });
    // Before anything answers the click: where the page is scrolled to, a browser only knows when it has laid the page out, and
    // after a change that would be once more, within the click (of 13 ms for an answer in a lesson, 6).
    dom::on_window_first("click", |_| {
        // Who types and follows a link at once comes back to what was typed.
        flush();
        // What was only just scrolled to is followed before the scrolling is told.
        let y = dom::window().scroll_y().unwrap_or(0.0);
        leave(|left| *left = (y, dom::focused_href()));
    });
    dom::on_window("pagehide", |_| {
        flush();
        let y = dom::window().scroll_y().unwrap_or(0.0);
        note_entry(ENTRY.get(), y);
    });
}

/// Notes how the entry that is shown is left.
fn leave(change: impl FnOnce(&mut Left)) {
    let n = ENTRY.get();
    LEFT.with_borrow_mut(|all| {
        let at = all.iter().position(|(m, _)| *m == n).unwrap_or_else(|| {
            all.push((n, (0.0, None)));
            all.len() - 1
        });
        change(&mut all[at].1);
    });
}

/// Notes which entry is shown now; true when it was there before.
fn arrive() -> bool {
    LATE.take();
    let state = dom::window()
        .history()
        .ok()
        .and_then(|h| h.state().ok())
        .unwrap_or(JsValue::NULL);
    let known = js::get_or_none(&state, "n").and_then(|n| n.as_f64());
    match known {
        Some(n) => {
            let n = n as u32;
            NEXT.set(NEXT.get().max(n + 1));
            ENTRY.set(n);
            let after_reload = js::get_or_none(&state, "y")
                .and_then(|y| y.as_f64())
                .unwrap_or(0.0);
            let left = LEFT
                .with_borrow(|all| {
                    all.iter()
                        .find(|(m, _)| *m == n)
                        .map(|(_, left)| left.clone())
                })
                .unwrap_or((after_reload, None));
            PENDING.set(Some(left));
            true
        }
        None => {
            let n = NEXT.get();
            NEXT.set(n + 1);
            ENTRY.set(n);
            note_entry(n, 0.0);
            PENDING.set(None);
            false
        }
    }
}

fn note_entry(n: u32, y: f64) {
    let state = js_sys::Object::new();
    js::set(&state, "n", &f64::from(n).into());
    js::set(&state, "y", &y.into());
    if let Ok(history) = dom::window().history() {
        let _ = history.replace_state_with_url(&state, "", None);
    }
}

/// Goes to an address as a new entry. Nobody is told: the caller shows it.
pub fn push(href: &str) {
    flush();
    if let Ok(history) = dom::window().history() {
        let n = NEXT.get();
        NEXT.set(n + 1);
        ENTRY.set(n);
        let state = js_sys::Object::new();
        js::set(&state, "n", &f64::from(n).into());
        let _ = history.push_state_with_url(&state, "", Some(href));
        PENDING.set(None);
    }
}

/// Puts another address in place of the present one, when typing pauses: browsers count how often that is done.
pub fn replace(href: String) {
    LATE.set(Some(href));
    let number = LATE_NUMBER.get() + 1;
    LATE_NUMBER.set(number);
    js::after(250, move || {
        if LATE_NUMBER.get() == number {
            flush();
        }
    });
}

fn flush() {
    if let Some(href) = LATE.take()
        && let Ok(history) = dom::window().history()
    {
        let state = history.state().unwrap_or(JsValue::NULL);
        let _ = history.replace_state_with_url(&state, "", Some(&href));
    }
}

/// Goes to an address as if its link had been followed.
pub fn go(href: &str) {
    flush();
    let _ = dom::window().location().set_hash(href);
}

/// The page that was asked for is there: scrolls and focuses as it was left, or to its top and heading. Called
/// whenever content has come; does its work once for each arrival.
pub fn settle() {
    dom::after_frame(|| {
        let Some((y, href)) = PENDING.with_borrow(Clone::clone) else {
            return;
        };
        let reached = scroll_to(y);
        let link = href.map(|href| format!("main a[href=\"{}\"]", carrel_web::el::quoted(&href)));
        let focused = dom::in_search_box()
            || link.is_some_and(|link| dom::focus(&link))
            || dom::focus("main h1");
        // Content that is still on its way makes the page longer and brings its heading.
        if reached && focused {
            PENDING.set(None);
        }
    });
}

/// True while the place where a page was left is still to be found again.
#[must_use]
pub fn is_returning() -> bool {
    PENDING.with_borrow(|pending| pending.as_ref().is_some_and(|(y, _)| *y > 0.0))
}

/// A new page: its top, its heading.
pub fn top() {
    scroll_to(0.0);
    PENDING.set(Some((0.0, None)));
    settle();
}

/// Scrolls; true when the page is long enough.
fn scroll_to(y: f64) -> bool {
    let options = ScrollToOptions::new();
    options.set_top(y);
    js::set(&options, "behavior", &"instant".into());
    dom::window().scroll_to_with_scroll_to_options(&options);
    (dom::window().scroll_y().unwrap_or(0.0) - y).abs() < 2.0
}

/// Puts another whole address (with its `?` part) in place of the present one, at once.
pub fn replace_whole(url: &str) {
    if let Ok(history) = dom::window().history() {
        let _ = history.replace_state_with_url(&JsValue::NULL, "", Some(url));
    }
}
