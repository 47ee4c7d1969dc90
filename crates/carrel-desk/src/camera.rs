//! Scanning with the computer's camera: a second way beside scanner and keys, never the only one.

use std::cell::Cell;
use std::rc::Rc;

use carrel_web::camera::{Camera, Refused};
use carrel_web::el::{El, button, el};
use carrel_web::{dom, js};

use crate::session::{Scanned, Session};
use crate::sight::Sight;
use crate::{scan, t};

/// Between two looks, milliseconds.
const PAUSE_MS: i32 = 120;
/// A camera that saw nothing for so long is switched off, milliseconds.
const IDLE_MS: f64 = 120_000.0;

/// The button that opens it, and the place below the box where it is shown. It ends when the page is left, the tab is hidden, or nothing
/// was seen for two minutes.
#[must_use]
pub fn part(session: &Rc<Session>) -> (El, El) {
    let place = el("div").class("camera");
    let is_on = Rc::new(Cell::new(false));
    let toggle = button(t::camera(), || {})
        .key("camera")
        .attr("aria-pressed", "false");
    let (of, at, on, label) = (session.clone(), place.clone(), is_on, toggle.clone());
    let toggle = toggle.on("click", move |_| {
        if on.replace(!on.get()) {
            return;
        }
        label.set("aria-pressed", Some("true"));
        at.fill(vec![
            el("p").attr("role", "status").text(t::camera_starts()),
        ]);
        let (of, at, on, label) = (of.clone(), at.clone(), on.clone(), label.clone());
        js::spawn(async move {
            let why = run(&of, &at, &on).await;
            on.set(false);
            label.set("aria-pressed", Some("false"));
            at.fill(why.map_or_else(Vec::new, |why| {
                vec![el("p").class("wrong").attr("role", "alert").text(why)]
            }));
        });
    });
    (toggle, place)
}

/// Looks until it is over; says why when that was not wanted.
async fn run(session: &Rc<Session>, place: &El, is_on: &Cell<bool>) -> Option<&'static str> {
    let camera = match Camera::open().await {
        Ok(camera) => camera,
        Err(why) => {
            return Some(match why {
                Refused::NotHere => t::camera_not_here(),
                Refused::Denied => t::camera_denied(),
                Refused::NoCamera => t::camera_none(),
                Refused::Busy => t::camera_busy(),
                Refused::NoReader => t::camera_no_reader(),
            });
        }
    };
    let video = camera.video().attr("aria-label", t::camera_picture());
    let help = el("p").attr("role", "status").text(t::camera_hold());
    place.fill(vec![el("div").class("camera-view").with(video), help]);
    session.parts.scan.focus();
    let mut sight = Sight::default();
    let mut last = js::mono();
    while is_on.get() && place.is_shown() && !dom::is_hidden() {
        let found = camera.look().await;
        let found: Vec<(&str, &str)> = found
            .iter()
            .map(|(kind, text)| (kind.as_str(), text.as_str()))
            .collect();
        let now = js::mono();
        if !found.is_empty() {
            last = now;
        }
        if let Some(text) = sight.see(&found, now) {
            let text = text.to_owned();
            let scanned = Scanned {
                text,
                typed: false,
                is_double: false,
            };
            scan::take(session, scanned);
        }
        if !camera.is_on() {
            return Some(t::camera_lost());
        }
        if now - last > IDLE_MS {
            return Some(t::camera_idle());
        }
        js::sleep(PAUSE_MS).await;
    }
    None
}
