//! Desk and kiosk: a page of its own, on an origin of its own, that lends with the network gone.
//!
//! *Owns:* what staff and students are shown; the log of this computer in IndexedDB; pairing and the rhythm of the sync.
//! *Never does:* decide who may borrow (carrel-circ), say how the log travels (carrel-sync) or how a file looks
//! (carrel-exchange); show "recorded" before the disk has it; keep a name.
//! *Start at:* [`till::Till`], what this computer knows, then [`scan`], from the box to the log; the pages are `page_*.rs`.
#![forbid(unsafe_code)]

pub mod account;
pub mod backup;
pub mod batches;
pub mod camera;
pub mod classes;
pub mod codes;
pub mod devices;
pub mod forget;
pub mod frame;
pub mod gateway;
pub mod hand;
pub mod handed;
pub mod left;
pub mod news;
pub mod outbox;
pub mod page_clashes;
pub mod page_desk;
pub mod page_hand;
pub mod page_kiosk;
pub mod page_lessons;
pub mod page_mend;
pub mod page_patrons;
pub mod page_settings;
pub mod page_shelf;
pub mod page_together;
pub mod paper;
pub mod patrons;
pub mod prune;
pub mod receipts;
pub mod scan;
pub mod session;
pub mod settings;
pub mod sight;
pub mod store;
pub mod strange;
pub mod sync;
pub mod till;
pub mod turn;
pub mod undone;
pub mod words;

use std::cell::Cell;
use std::rc::Rc;

use carrel_core::copies::Copies;
use carrel_web::el::{El, button, el};
use carrel_web::tabs::{self, Channel, Held};
use carrel_web::{crypto, dom, http, idb, js};
use session::{Looked, Session};
use store::Store;
use till::Till;
use wasm_bindgen::prelude::*;

/// The strings of this page, by key.
#[allow(clippy::must_use_candidate)]
pub mod t {
    include!(concat!(env!("OUT_DIR"), "/strings.rs"));

    #[allow(unused_imports)]
    use carrel_web::words::{Forms, count, fill};
}

/// The reader's language among ours; asked as soon as there is more than one.
#[allow(dead_code)]
fn language() -> usize {
    carrel_web::words::language(t::LANGUAGES)
}

/// Called by the page once the wasm is there: waits until no other tab of this desk has the say, then opens it.
#[wasm_bindgen(start)]
pub fn main() {
    carrel_web::start_alone();
    let host = dom::element("carrel-start");
    let base = dom::base();
    dom::keep_offline("sw.js");
    let lock = format!("{}:leader", idb::name(&base, "desk"));
    let got = Rc::new(Cell::new(false));
    let (waits, place, channel_name) = (got.clone(), host.clone(), lock.clone());
    js::after(250, move || {
        if !waits.get() {
            let channel = Channel::join(&channel_name, |_| {});
            place.fill(elsewhere(move || channel.say("please")));
        }
    });
    let name = lock.clone();
    tabs::hold(&lock, move |held| {
        got.set(true);
        js::spawn(open(host, base, name, held));
    });
}

/// Another tab has the desk: one log, one hand that writes it.
fn elsewhere(ask: impl Fn() + 'static) -> Vec<El> {
    vec![
        el("div")
            .class("note")
            .with(el("h1").attr("tabindex", "-1").text(t::elsewhere()))
            .with(el("p").text(t::elsewhere_do()))
            .with(button(t::elsewhere_here(), ask).attr("data-kind", "main")),
    ]
}

async fn open(host: El, base: String, lock: String, held: Held) {
    match opened(&host, &base).await {
        Ok(session) => {
            let place = host.clone();
            let _ = Channel::join(&lock, move |word| {
                if word == "please" {
                    let (session, held, place) = (session.clone(), held.clone(), place.clone());
                    js::spawn(async move {
                        // What is being written ends first, and nothing is written after it.
                        std::mem::forget(session.turn.mine().await);
                        held.release();
                        place.fill(elsewhere(dom::reload));
                    });
                }
            });
        }
        Err(why) => host.fill(vec![
            el("div")
                .class("note")
                .attr("data-kind", "trouble")
                .attr("role", "alert")
                .with(el("h1").text(t::no_store()))
                .with(el("p").text(t::no_store_do()))
                .with(el("pre").text(&why))
                .with(el("p").text(t::no_store_anew_about()))
                .with(button(t::no_store_anew(), move || {
                    if store::begin_anew(&base) {
                        dom::reload();
                    }
                })),
        ]),
    }
}

async fn opened(host: &El, base: &str) -> Result<Rc<Session>, String> {
    let store = Store::open(base).await?;
    let settings = store.settings().await;
    let mut till = match store.load().await? {
        Some((key, kept)) => Till::load(kept, key),
        None => {
            let key: [u8; 32] = crypto::random();
            let device = u128::from_be_bytes(crypto::random());
            let till = Till::new(device, crypto::random_u64() | 1, key);
            store.put_school_key(&key).await?;
            let begun = till.stage(till.client.move_branch(&[], 0));
            store.record(&begun).await?;
            till
        }
    };
    while let Some(change) = till.mended(crypto::random_u64() | 1) {
        let staged = till.stage(change);
        store.record(&staged).await?;
        till.commit(staged);
    }
    let signer = store.signer().await;
    let lists = store.lists().await;
    let session = Session::new(store, till, settings, base.to_owned());
    session.signer.replace(signer);
    session.take_lists(lists);
    session.log_saved.replace(backup::load(&session).await);
    session
        .shelf_scans
        .replace(page_shelf::load(&session).await);
    session.fill_journal();
    session.news.set(news::load(&session).await);
    page_kiosk::load(&session).await;
    frame::open(&session, host);
    sync::start(&session);
    js::spawn(async {
        dom::persists().await;
    });
    let site = js::json(&dom::text_of("carrel-site"));
    let list = js::text(&site, "copies");
    let is_named = list.is_some();
    let found = match list {
        Some(path) => copies(&format!("{base}{path}")).await,
        None => None,
    };
    session.looked.set(match found {
        None if is_named => Looked::InVain,
        _ => Looked::Done,
    });
    let (copies, hash) = found.unwrap_or_default();
    let copies = Rc::new(copies);
    session.copies.replace(copies.clone());
    session.catalogue.replace(hash);
    session.till.borrow_mut().set_copies(copies);
    frame::refresh(&session);
    // What leaves the log is folded for good, so not without titles.
    page_hand::prune(&session).await;
    Ok(session)
}

/// The list of copies, and the start of its hash; without it barcodes stand for titles.
async fn copies(address: &str) -> Option<(Copies, Vec<u8>)> {
    let answer = http::ask_kept(address).await.ok()?;
    let hash = carrel_sync::hash::sha256(&[&answer.body])[..8].to_vec();
    let text = String::from_utf8(answer.body).ok()?;
    Some((Copies::read(text)?, hash))
}
