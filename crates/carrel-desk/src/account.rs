//! The account of who is signed in: the second step, and where else it is open. Everything happens at the gateway; nothing is kept here.

use std::rc::Rc;

use carrel_web::el::{El, button, drawing, el};
use carrel_web::{files, js, words as intl};
use wasm_bindgen::JsValue;

use crate::gateway::call;
use crate::session::Session;
use crate::{frame, t};

/// Both parts, for the section of the gateway.
#[must_use]
pub fn view(session: &Rc<Session>) -> Vec<El> {
    let second = el("div").class("stack").attr("id", "second");
    let sessions = el("div").class("stack").attr("id", "sessions");
    let (of, fill) = (session.clone(), second.clone());
    js::spawn(async move { show_second(&of, &fill).await });
    let (of, fill) = (session.clone(), sessions.clone());
    js::spawn(async move { show_sessions(&of, &fill).await });
    vec![new_password(session, &sessions), second, sessions]
}

/// A new password. Every other place where the account is open ends.
fn new_password(session: &Rc<Session>, sessions: &El) -> El {
    let field = |auto: &str| secret_field("password").attr("autocomplete", auto);
    let (old, new, again) = (
        field("current-password"),
        field("new-password"),
        field("new-password"),
    );
    let tell = el("p").attr("role", "status").attr("id", "password-said");
    let (of, say, list) = (session.clone(), tell.clone(), sessions.clone());
    let (o, n, a) = (old.clone(), new.clone(), again.clone());
    let submit = el("button")
        .attr("type", "submit")
        .text(t::password_change());
    let form = el("form")
        .class("stack")
        .attr("novalidate", "")
        .with(frame::field(t::password_now(), "password-now", &old))
        .with(frame::field(t::password_new(), "password-new", &new))
        .with(frame::field(t::password_again(), "password-again", &again))
        .with(el("p").with(submit))
        .on("submit", move |event| {
            event.prevent_default();
            if n.value() != a.value() {
                say.say(t::password_differs());
                a.set_value("");
                a.focus();
                return;
            }
            let (of, say, list) = (of.clone(), say.clone(), list.clone());
            let pairs = [("password", o.value().into()), ("new", n.value().into())];
            let (o, n, a) = (o.clone(), n.clone(), a.clone());
            js::spawn(async move {
                match post(&of, "v1/staff/password", &pairs).await {
                    Ok(done) => {
                        for typed in [&o, &n, &a] {
                            typed.set_value("");
                        }
                        say.say(&t::password_changed(js::number(&done, "ended") as u32));
                        show_sessions(&of, &list).await;
                    }
                    Err(why) => {
                        say.say(&why);
                        o.focus();
                    }
                }
            });
        });
    el("div")
        .class("stack")
        .attr("id", "password")
        .with(el("h3").text(t::password()))
        .with(el("p").class("measure").text(t::password_about()))
        .with(form)
        .with(tell)
}

fn secret_field(kind: &str) -> El {
    el("input")
        .attr("type", kind)
        .attr("autocomplete", "off")
        .attr("maxlength", "200")
}

fn wrong() -> El {
    el("p").class("wrong").attr("role", "alert")
}

async fn post(session: &Session, path: &str, pairs: &[(&str, JsValue)]) -> Result<JsValue, String> {
    let answer = call(session, path, Some(js::object(pairs))).await?;
    Ok(answer.json())
}

/// On or off, and the way to the other.
async fn show_second(session: &Rc<Session>, part: &El) {
    let Ok(answer) = call(session, "v1/staff/second", None).await else {
        // Without the gateway there is nothing to change.
        return part.fill(Vec::new());
    };
    let said = answer.json();
    let is_on = js::get(&said, "on").as_bool() == Some(true);
    let left = js::number(&said, "recovery_left") as u32;
    let password = secret_field("password");
    let code = secret_field("text").attr("inputmode", "numeric");
    let tell = wrong();
    let mut content = vec![
        el("h3").attr("tabindex", "-1").text(t::second()),
        el("p").class("measure").text(&if is_on {
            t::second_on(left)
        } else {
            t::second_off().to_owned()
        }),
        frame::field(t::second_password(), "second-password", &password),
    ];
    if is_on {
        content.push(frame::field(t::second_code(), "second-code", &code));
    }
    let path = if is_on {
        "v1/staff/second/off"
    } else {
        "v1/staff/second/begin"
    };
    let label = if is_on {
        t::second_turn_off()
    } else {
        t::second_turn_on()
    };
    let (of, fill, say) = (session.clone(), part.clone(), tell.clone());
    content.push(
        button(label, move || {
            let (of, fill, say) = (of.clone(), fill.clone(), say.clone());
            let pairs = [
                ("password", password.value().into()),
                ("code", code.value().into()),
            ];
            password.set_value("");
            js::spawn(async move {
                match post(&of, path, &pairs).await {
                    Ok(_) if is_on => show_second(&of, &fill).await,
                    Ok(begun) => show_secret(&of, &fill, &begun),
                    Err(why) => say.say(&why),
                }
            });
        })
        .key("second"),
    );
    content.push(tell);
    part.fill(content);
}

/// The QR code, the secret as text, and the field for the first code.
fn show_secret(session: &Rc<Session>, part: &El, begun: &JsValue) {
    let secret = js::text(begun, "secret").unwrap_or_default();
    let side = js::number(begun, "qr_side") as usize;
    let path = js::text(begun, "qr_path").unwrap_or_default();
    let code = secret_field("text").attr("inputmode", "numeric");
    let tell = wrong();
    let (of, fill, say, typed) = (session.clone(), part.clone(), tell.clone(), code.clone());
    let groups: Vec<String> = secret
        .as_bytes()
        .chunks(4)
        .map(|four| String::from_utf8_lossy(four).into_owned())
        .collect();
    part.fill(vec![
        el("h3").attr("tabindex", "-1").text(t::second()),
        el("p").class("measure").text(t::second_scan()),
        el("div")
            .class("qr")
            .with(drawing(side, &path, t::second_picture())),
        el("p")
            .class("soft")
            .text(t::second_or_type())
            .with(el("code").text(&groups.join(" "))),
        frame::field(t::second_first_code(), "second-first", &code),
        button(t::second_confirm(), move || {
            let (of, fill, say) = (of.clone(), fill.clone(), say.clone());
            let pairs = [("code", typed.value().into())];
            js::spawn(async move {
                match post(&of, "v1/staff/second/confirm", &pairs).await {
                    Ok(done) => show_recovery(&of, &fill, &done),
                    Err(why) => say.say(&why),
                }
            });
        })
        .attr("data-kind", "main"),
        tell,
    ]);
    code.focus();
}

/// The recovery codes, this once.
fn show_recovery(session: &Rc<Session>, part: &El, done: &JsValue) {
    let codes: Vec<String> = js::values(&js::get(done, "recovery"))
        .iter()
        .filter_map(JsValue::as_string)
        .collect();
    let list = codes
        .iter()
        .map(|code| el("li").with(el("code").text(code)))
        .collect();
    let text = codes.join("\r\n");
    let (of, fill) = (session.clone(), part.clone());
    let head = el("h3").attr("tabindex", "-1").text(t::second_recovery());
    part.fill(vec![
        head.clone(),
        el("p").class("measure").text(t::second_recovery_about()),
        el("ul").class("codes").all(list),
        el("div")
            .class("cluster")
            .with(button(t::second_recovery_save(), move || {
                files::save(&text.as_str().into(), "text/plain", "carrel-recovery.txt");
            }))
            .with(
                button(t::second_recovery_done(), move || {
                    let (of, fill) = (of.clone(), fill.clone());
                    js::spawn(async move { show_second(&of, &fill).await });
                })
                .attr("data-kind", "main"),
            ),
    ]);
    head.focus();
}

/// A few words of what a browser calls itself.
fn browser(text: &str) -> &'static str {
    let has = |word: &str| text.contains(word);
    match () {
        () if has("Firefox/") => "Firefox",
        () if has("Edg/") => "Edge",
        () if has("CrOS") => "Chromebook",
        () if has("Chrome/") => "Chrome",
        () if has("Safari/") => "Safari",
        () => t::sessions_program(),
    }
}

async fn show_sessions(session: &Rc<Session>, part: &El) {
    let Ok(answer) = call(session, "v1/staff/sessions", None).await else {
        return part.fill(Vec::new());
    };
    let rows = js::list(&answer.json(), "sessions");
    let mine = session
        .staff
        .borrow()
        .as_ref()
        .map(|staff| staff.name.clone());
    let is_this = |row: &JsValue| js::get(row, "is_this").as_bool() == Some(true);
    let end = |which: String, label: &str, key: String| {
        let (of, fill) = (session.clone(), part.clone());
        button(label, move || {
            let (of, fill, which) = (of.clone(), fill.clone(), which.clone());
            js::spawn(async move {
                let pairs = [("session", which.as_str().into())];
                let _ = post(&of, "v1/staff/sessions/end", &pairs).await;
                show_sessions(&of, &fill).await;
            });
        })
        .key(&key)
    };
    let lines = rows
        .iter()
        .map(|row| {
            let name = js::text(row, "name").unwrap_or_default();
            let what = browser(&js::text(row, "browser").unwrap_or_default());
            let seen = intl::time(js::number(row, "seen_ms"));
            let line = el("li").class("row").with(
                el("span")
                    .with(el("strong").text(&t::sessions_row(&name, what)))
                    .with(el("span").class("soft block").text(&if is_this(row) {
                        t::sessions_this().to_owned()
                    } else {
                        t::sessions_seen(&seen)
                    })),
            );
            let id = js::text(row, "session").unwrap_or_default();
            let press = (!is_this(row)).then(|| end(id.clone(), t::sessions_end(), id));
            line.maybe(press)
        })
        .collect();
    let others = rows
        .iter()
        .filter(|row| !is_this(row) && js::text(row, "name") == mine)
        .count();
    let all = (others > 1).then(|| {
        end(
            "others".to_owned(),
            t::sessions_end_others(),
            "others".to_owned(),
        )
    });
    part.fill(vec![
        el("h3").text(t::sessions()),
        el("ul").class("rows").all(lines),
        el("div").maybe(all),
    ]);
}
