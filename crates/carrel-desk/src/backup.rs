//! The log as a file of its own: offered after every so many scans that lie on this computer only, so that a broken disk costs little.

use std::collections::BTreeMap;
use std::rc::Rc;

use carrel_exchange::local::LocalTime;
use carrel_sync::op::{Op, Patron};
use carrel_web::el::{El, button, el};
use carrel_web::{dom, files, js};

use crate::session::Session;
use crate::till::{Till, own_time};
use crate::{frame, sync, t, words};

/// How far the log was saved as a file: the last place of each epoch.
pub type Saved = BTreeMap<u64, u64>;

/// Name under which [`Saved`] is kept.
const KEPT: &str = "log";

/// How far the log was saved, as the store knows it.
pub async fn load(session: &Session) -> Saved {
    session.store.hand(KEPT).await.unwrap_or_default()
}

/// Scans that are neither with the gateway nor in a saved file.
#[must_use]
pub fn only_here(till: &Till, saved: &Saved) -> usize {
    let is_saved =
        |(epoch, place): (u64, u64)| saved.get(&epoch).is_some_and(|last| place <= *last);
    till.own()
        .filter(|own| !own.is_sent && !is_saved(own.at))
        .count()
}

/// The log as lines that a person can read, and at the end of each the operation itself: time, what (and which rules were overridden, or what was decided), card, barcode, due date, bytes in
/// hex. Cards stand in it in the open.
#[must_use]
pub fn text(till: &Till, offset: impl Fn(i64) -> i32, act: impl Fn(&Op) -> String) -> String {
    let mut text = String::from("carrel-log 2\ntime\twhat\tcard\tbarcode\tdue\toperation\n");
    for own in till.own() {
        let Some(record) = till.record(own.at) else {
            continue;
        };
        let ms = own_time(&own.op).ms;
        let at = LocalTime::of_unix(ms, i16::try_from(offset(ms)).unwrap_or(0));
        let card = match &own.op.patron {
            Patron::Known { card, .. } => card.as_str(),
            Patron::None | Patron::Erased(_) => "",
        };
        let due = own.op.due.map(|due| due.to_string()).unwrap_or_default();
        let seconds = at.ms / 1000;
        let (hour, minute) = (seconds / 3600, seconds / 60 % 60);
        let time = format!("{} {hour:02}:{minute:02}:{:02}", at.date, seconds % 60);
        for cell in [&time, &act(&own.op), card, &own.op.copy, &due] {
            text.push_str(cell);
            text.push('\t');
        }
        text.push_str(&sync::hex(&record.bytes));
        text.push('\n');
    }
    text
}

/// Saves the log as a file and remembers how far.
pub fn save(session: &Rc<Session>) {
    let (text, saved) = {
        let till = session.till.borrow();
        let offset = |ms: i64| js::utc_offset_minutes(ms as f64);
        let mut saved = Saved::new();
        for own in till.own() {
            let last = saved.entry(own.at.0).or_default();
            *last = own.at.1.max(*last);
        }
        (text(&till, offset, words::acted), saved)
    };
    let name = format!("carrel-log-{}.txt", crate::page_hand::today());
    files::save(&text.into(), "text/plain", &name);
    session.log_saved.replace(saved.clone());
    let session = session.clone();
    js::spawn(async move {
        if let Err(why) = session.store.put_hand(KEPT, &saved).await {
            session.trouble.replace(why);
        }
        dom::say("announce", t::log_saved());
        frame::refresh(&session);
    });
}

/// The offer in the bar, when so many scans lie only here.
#[must_use]
pub fn offer(session: &Rc<Session>) -> Option<El> {
    let every = usize::from(session.settings.borrow().log_every);
    let count = only_here(&session.till.borrow(), &session.log_saved.borrow());
    if every == 0 || count < every {
        return None;
    }
    let of = session.clone();
    let text = t::log_offer(u32::try_from(count).unwrap_or(u32::MAX));
    Some(
        el("div")
            .class("offer")
            .with(el("p").text(&text))
            .with(button(t::hand_log(), move || save(&of)).key("save-log")),
    )
}
