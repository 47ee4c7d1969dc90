//! Elements (of `carrel-web`) and the places in them that follow signals.
//!
//! Leptos does the reacting here (signals, effects, owners), but not the building: `view!` gives every piece of markup a
//! type of its own, and the code to build, rebuild, hydrate and erase each of them was 90 of this app's 250 KB (brotli).
//! An [`El`] is one type. A place that follows signals ([`Live::live`]) is drawn anew when they change; what had the focus
//! in it, if it has a `data-key` (or an `id`), has it again afterwards.
//!
//! ```ignore
//! el("p").class("soft").attr("dir", "auto").text("Moby-Dick")
//! el("ul").live(move || Some(names.get().iter().map(|name| el("li").text(name)).collect()))
//! ```

use leptos::prelude::*;

pub use carrel_web::el::{El, el};

/// Elements that follow signals.
pub trait Live {
    /// Fills this element, now and whenever the signals that `draw` reads change. `None` leaves it as it is.
    #[must_use]
    fn live(self, draw: impl Fn() -> Option<Vec<El>> + 'static) -> Self;

    /// Keeps an attribute as `value` says; `None` takes it away.
    #[must_use]
    fn live_attr(
        self,
        name: &'static str,
        value: impl Fn() -> Option<&'static str> + 'static,
    ) -> Self;

    /// Puts in markup from a file of our own.
    #[must_use]
    fn html(self, html: &str) -> Self;
}

impl Live for El {
    fn live(self, draw: impl Fn() -> Option<Vec<El>> + 'static) -> Self {
        let host = self.clone();
        follow(Box::new(move || {
            if let Some(children) = draw() {
                host.fill(children);
            }
        }));
        self
    }

    fn live_attr(
        self,
        name: &'static str,
        value: impl Fn() -> Option<&'static str> + 'static,
    ) -> Self {
        let host = self.clone();
        follow(Box::new(move || host.set(name, value())));
        self
    }

    fn html(self, html: &str) -> Self {
        self.element().set_inner_html(html);
        self
    }
}

/// Runs a function now and whenever the signals it reads change, until its owner is gone.
pub fn follow(f: Box<dyn Fn()>) {
    let effect = RenderEffect::new(move |_| f());
    // The owner keeps it; dropping it would stop it.
    StoredValue::new_local(effect);
}
