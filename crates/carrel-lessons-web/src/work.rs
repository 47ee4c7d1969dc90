//! What was done in all lessons as a file: saved here, opened at another computer. Part of the piece `tools`.

use std::rc::Rc;

use carrel_lessons::player::Progress;
use carrel_lessons::portable::{self, Kept, Refusal};
use carrel_web::el::{El, button, el};
use carrel_web::{files, js};
use wasm_bindgen::JsValue;

use crate::join_page::{accept, field, refuse};
use crate::outcome::iso;
use crate::session::Session;
use crate::{list, t};

/// No work of a student is larger: about a hundred times that of all lessons.
const LARGEST: f64 = 8_000_000.0;

/// How to take the work along: a button to save it, a field to open it.
#[inline(never)]
#[must_use]
pub fn panel(session: &Rc<Session>) -> Vec<El> {
    let said = el("p").class("work-said").attr("role", "status");
    let (saving, telling) = (session.clone(), said.clone());
    let save = button(t::work_save(), move || {
        let (saving, telling) = (saving.clone(), telling.clone());
        js::spawn(async move {
            let told = save(&saving).await;
            telling.say(told);
        });
    });
    let (whole, input, wrong) = field("work-file", t::work_open(), None);
    input.set("type", Some("file"));
    let (opening, telling, own) = (session.clone(), said.clone(), input.clone());
    let _ = input.on("change", move |event| {
        let Some(file) = files::chosen(&event).into_iter().next() else {
            return;
        };
        let (opening, telling) = (opening.clone(), telling.clone());
        let (own, wrong) = (own.clone(), wrong.clone());
        js::spawn(async move {
            match open(&opening, &file).await {
                Ok(told) => {
                    accept(&own, &wrong);
                    telling.say(&told);
                }
                Err(why) => {
                    telling.say("");
                    refuse(&own, &wrong, &why);
                }
            }
            // So that the same file can be chosen once more.
            own.set_value("");
        });
    });
    vec![
        el("div")
            .class("join")
            .with(el("p").text(t::work_text()))
            .with(el("p").with(save.key("work-save")))
            .with(whole)
            .with(said),
    ]
}

/// Gives the reader the file; gives what is said to it.
async fn save(session: &Session) -> &'static str {
    let Some(index) = session.index.borrow().clone() else {
        return t::work_none();
    };
    let mut lessons: Vec<Kept> = Vec::new();
    for (entry, _) in index.listed("") {
        let saved = session.store().progress(&entry.id).await;
        let touched = |bytes: &Vec<u8>| {
            Progress::decode(bytes).is_some_and(|p| !p.attempts.is_empty() || !p.cards.is_empty())
        };
        lessons.extend(saved.filter(touched).map(|saved| (entry.id.clone(), saved)));
    }
    if lessons.is_empty() {
        return t::work_none();
    }
    let name = ["my-lessons-", &iso(js::today()), ".carrel"].concat();
    let bytes = js::typed(&portable::write(&lessons));
    files::save(&bytes, "application/octet-stream", &name);
    t::work_saved()
}

/// Takes a file; gives what is said to it, or why it was not taken.
async fn open(session: &Rc<Session>, file: &files::File) -> Result<String, String> {
    let name = file.name();
    if !session.store().keeps() {
        return Err(t::cannot_keep().to_owned());
    }
    if file.size() > LARGEST {
        return Err(t::work_wrong(&name));
    }
    let bytes = file.bytes().await.unwrap_or_default();
    let lessons = portable::read(&bytes).map_err(|why| match why {
        Refusal::NoWork => t::work_wrong(&name),
        Refusal::Newer => t::work_newer().to_owned(),
        Refusal::Damaged => t::work_damaged(&name),
    })?;
    let Some(index) = session.index.borrow().clone() else {
        return Err(t::work_other().to_owned());
    };
    let (mut known, mut changed) = (0_u32, 0_u32);
    for (id, other) in lessons {
        if !index.lessons.iter().any(|entry| entry.id == id) {
            continue;
        }
        known += 1;
        let own = session.store().progress(&id).await;
        if let Some(joined) = portable::join(own.as_deref(), &other) {
            let known = own.unwrap_or_default();
            let store = session.store();
            store.keep(&id, known, joined, true, Box::new(|| {}));
            changed += 1;
        }
    }
    if known == 0 {
        return Err(t::work_other().to_owned());
    }
    if changed == 0 {
        return Ok(t::work_same().to_owned());
    }
    let (cards, _) = list::cards(session, &index).await;
    if let Ok(Some(place)) = carrel_web::dom::query(".lesson-list") {
        El::from(JsValue::from(place)).fill(cards);
    }
    Ok(t::work_opened(changed))
}
