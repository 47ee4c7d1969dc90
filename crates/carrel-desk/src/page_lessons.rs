//! Results of lessons, for a class that its teacher opened: a student hands in the code or the file that the lesson gave, this paired computer
//! signs it for the gateway, and the teacher fetches the class as one file for the lessons' results page.
//!
//! The lessons themselves lie on the public site, which speaks to nobody (its policy allows its own address alone): so it goes by the desk.

use std::rc::Rc;

use carrel_web::el::{El, button, el};
use carrel_web::{files, http, js};
use wasm_bindgen::JsValue;

use crate::session::{Net, Session};
use crate::sync::{Fail, server, signed};
use crate::{frame, gateway, t};

/// Longest file that the gateway takes.
const MOST: f64 = 65_536.0;

/// The page.
#[must_use]
pub fn view(session: &Rc<Session>) -> Vec<El> {
    let class = el("input")
        .attr("autocomplete", "off")
        .attr("maxlength", "40")
        .attr("value", &session.lesson_class.borrow());
    let said = el("p")
        .class("note")
        .attr("role", "status")
        .attr("hidden", "");
    let mut content = vec![
        frame::heading(t::lessons()),
        el("p").class("measure").text(t::lessons_about()),
        frame::field(t::lessons_class(), "lesson-class", &class),
    ];
    if matches!(session.net.get(), Net::Alone | Net::Removed) {
        content.push(el("p").class("note").text(t::lessons_not_paired()));
        return content;
    }
    let place = Place { class, said };
    content.push(hand_in(session, &place));
    content.push(staff(session, &place));
    content.push(place.said);
    content
}

/// What both parts use.
#[derive(Clone)]
struct Place {
    class: El,
    said: El,
}

impl Place {
    fn say(&self, text: &str) {
        self.said.set("hidden", None);
        self.said.say(text);
    }

    /// The class as typed, when the gateway can call one so.
    fn class(&self, session: &Session) -> Option<String> {
        let name = self.class.value().trim().to_owned();
        let is_good = |b: u8| b.is_ascii_alphanumeric() || b"-_.".contains(&b);
        if name.is_empty() || !name.bytes().all(is_good) {
            self.say(t::lessons_class_wrong());
            self.class.focus();
            return None;
        }
        session.lesson_class.replace(name.clone());
        Some(name)
    }
}

/// For students: a code, or files.
fn hand_in(session: &Rc<Session>, place: &Place) -> El {
    let code = el("input")
        .attr("autocomplete", "off")
        .attr("autocapitalize", "characters")
        .attr("spellcheck", "false")
        .attr("maxlength", "60");
    let (of, here, typed) = (session.clone(), place.clone(), code.clone());
    let give = move || {
        let text = typed.value().trim().to_owned();
        if text.is_empty() {
            typed.focus();
            return here.say(t::lessons_code_missing());
        }
        let Some(class) = here.class(&of) else { return };
        let (of, here, typed) = (of.clone(), here.clone(), typed.clone());
        js::spawn(async move {
            match give(&of, &class, text.as_bytes()).await {
                Ok(is_new) => {
                    typed.set_value("");
                    here.say(if is_new {
                        t::lessons_given()
                    } else {
                        t::lessons_known()
                    });
                }
                Err(why) => here.say(&why),
            }
            typed.focus();
        });
    };
    let submit = el("button")
        .attr("type", "submit")
        .attr("data-kind", "main")
        .text(t::lessons_give());
    let form = el("form")
        .class("stack")
        .attr("novalidate", "")
        .with(frame::field(t::lessons_code(), "lesson-code", &code))
        .with(el("p").with(submit))
        .on("submit", move |event| {
            event.prevent_default();
            give();
        });
    let (of, here) = (session.clone(), place.clone());
    let input = el("input")
        .attr("type", "file")
        .attr("accept", ".txt,text/plain")
        .attr("multiple", "")
        .on("change", move |event| {
            let Some(class) = here.class(&of) else { return };
            let (of, here, chosen) = (of.clone(), here.clone(), files::chosen(&event));
            js::spawn(async move { give_files(&of, &class, chosen, &here).await });
        });
    el("section")
        .class("section stack")
        .with(el("h2").text(t::lessons_hand_in()))
        .with(el("p").class("measure").text(t::lessons_private()))
        .with(form)
        .with(frame::field(t::lessons_files(), "lesson-files", &input))
}

async fn give_files(session: &Rc<Session>, class: &str, chosen: Vec<files::File>, place: &Place) {
    let mut taken = 0;
    for file in chosen {
        if file.size() > MOST {
            return place.say(&t::lessons_large(&file.name()));
        }
        let bytes = file.bytes().await.unwrap_or_default();
        if let Err(why) = give(session, class, &bytes).await {
            return place.say(&why);
        }
        taken += 1;
    }
    place.say(&t::lessons_files_given(taken));
}

/// Hands bytes in; whether they are new to the gateway.
async fn give(session: &Rc<Session>, class: &str, bytes: &[u8]) -> Result<bool, String> {
    let path = ["v1/results/", class].concat();
    match signed(session, &path, bytes).await {
        Ok(answer) if answer.status == 200 => {
            Ok(js::get(&answer.json(), "new").as_bool() == Some(true))
        }
        Ok(answer) if answer.status == 404 => Err(t::lessons_not_open(class)),
        Ok(answer) => {
            Err(js::text(&answer.json(), "error").unwrap_or_else(|| t::gateway_none().to_owned()))
        }
        Err(Fail::NotPaired) => Err(t::lessons_not_paired().to_owned()),
        Err(_) => Err(t::gateway_silent().to_owned()),
    }
}

/// For staff: open, fetch, close.
fn staff(session: &Rc<Session>, place: &Place) -> El {
    let part = el("section")
        .class("section stack")
        .with(el("h2").text(t::lessons_teacher()));
    if session.staff.borrow().is_none() {
        return part.with(
            el("p")
                .text(t::lessons_sign_in())
                .text(" ")
                .with(el("a").attr("href", "#/settings").text(t::nav_settings())),
        );
    }
    let set = |label: &'static str, open: bool, done: fn(&str) -> String| {
        let (of, here) = (session.clone(), place.clone());
        button(label, move || {
            let Some(class) = here.class(&of) else { return };
            let (of, here) = (of.clone(), here.clone());
            js::spawn(async move {
                let path = ["v1/results/", &class, "/open"].concat();
                let body = js::object(&[("open", open.into())]);
                match gateway::call(&of, &path, Some(body)).await {
                    Ok(_) => here.say(&done(&class)),
                    Err(why) => here.say(&why),
                }
            });
        })
    };
    let (of, here) = (session.clone(), place.clone());
    let fetch = button(t::lessons_fetch(), move || {
        let Some(class) = here.class(&of) else { return };
        let (of, here) = (of.clone(), here.clone());
        js::spawn(async move {
            match fetched(&of, &class).await {
                Ok(text) if text.is_empty() => here.say(&t::lessons_nothing(&class)),
                Ok(text) => {
                    let name = [&class, "-results.txt"].concat();
                    files::save(&JsValue::from(text), "text/plain", &name);
                    here.say(&t::lessons_fetched(&name));
                }
                Err(why) => here.say(&why),
            }
        });
    })
    .attr("data-kind", "main");
    part.with(el("p").class("measure").text(t::lessons_teacher_about()))
        .with(
            el("div")
                .class("cluster")
                .with(set(t::lessons_open(), true, |class| {
                    t::lessons_opened(class)
                }))
                .with(fetch)
                .with(set(t::lessons_close(), false, |class| {
                    t::lessons_closed(class)
                })),
        )
}

async fn fetched(session: &Session, class: &str) -> Result<String, String> {
    let url = [&server(&session.base), "v1/results/", class].concat();
    let answer = http::ask(&url, &[], None, 15_000)
        .await
        .map_err(|_| t::gateway_silent().to_owned())?;
    match answer.status {
        200 => Ok(String::from_utf8_lossy(&answer.body).into_owned()),
        _ => Err(js::text(&answer.json(), "error").unwrap_or_else(|| t::gateway_none().to_owned())),
    }
}
