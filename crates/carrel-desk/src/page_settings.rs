//! What this computer is, how long a loan is, and the gateway: sign in, pair, codes for others.

use std::cell::Cell;
use std::rc::Rc;

use carrel_web::el::{El, button, el};
use carrel_web::{crypto, dom, js};

use crate::account;
use crate::devices;
use crate::forget;
use crate::gateway;
use crate::session::{Net, Session};
use crate::settings::Role;
use crate::{frame, t};

/// The first page ever: what is this computer?
#[must_use]
pub fn setup(session: &Rc<Session>) -> Vec<El> {
    let word = el("input")
        .attr("type", "password")
        .attr("autocomplete", "new-password");
    let typed = frame::field(t::setup_word(), "setup-word", &word);
    // A kiosk lends for days without a word from anybody: not where a closed window takes its log along, unless staff looked.
    let accept = el("input")
        .attr("type", "checkbox")
        .attr("id", "setup-accept");
    let first = el("p").class("wrong").attr("role", "status");
    let warned = el("p").class("measure").text(t::setup_forgets());
    let accepted = el("p").class("check").with(accept.clone()).with(
        el("label")
            .attr("for", "setup-accept")
            .text(t::setup_forgets_accept()),
    );
    let is_kept = Rc::new(Cell::new(false));
    let (kept, parts) = (is_kept.clone(), [warned.clone(), accepted.clone()]);
    js::spawn(async move {
        if dom::persists().await {
            kept.set(true);
            for part in parts {
                part.set("hidden", Some(""));
            }
        }
    });
    let choose = |role: Role, label: &'static str| {
        let (of, word) = (session.clone(), word.clone());
        let (is_kept, accept, first) = (is_kept.clone(), accept.clone(), first.clone());
        button(label, move || {
            if role == Role::Kiosk && word.value().trim().is_empty() {
                first.say(t::setup_word_first());
                word.focus();
                return;
            }
            if role == Role::Kiosk && !is_kept.get() && !accept.is_checked() {
                first.say(t::setup_forgets_first());
                accept.focus();
                return;
            }
            {
                let mut settings = of.settings.borrow_mut();
                settings.role = Some(role);
                if role == Role::Kiosk {
                    settings.set_word(&word.value(), crypto::random());
                }
            }
            // Whoever stood at the desk is not to be seen at the kiosk.
            of.said.replace(Default::default());
            of.desk.borrow_mut().clear();
            of.kiosk.borrow_mut().finish();
            of.parts.scan.set_value("");
            dom::say("announce", "");
            let of = of.clone();
            js::spawn(async move {
                // Kept before the first scan: a browser killed at once knows what it was all the same.
                let settings = of.settings.borrow().clone();
                let mut kept = of.store.put_settings(&settings).await;
                // No class list at a kiosk.
                if kept.is_ok() && role == Role::Kiosk {
                    kept = of.drop_students().await;
                }
                if let Err(why) = kept {
                    of.trouble.replace(why);
                }
                // Work begins there, whatever page was open before.
                dom::set_fragment("/");
                frame::draw(&of);
            });
        })
        .attr("data-kind", "main")
    };
    // A kiosk has no settings: it is paired before it becomes one.
    let said = el("p").class("wrong").attr("role", "status");
    let pairing = el("section").class("section stack").attr("id", "gateway");
    let pairing = if matches!(session.net.get(), Net::Alone | Net::Removed) {
        pairing
            .with(el("h2").text(t::setup_gateway()))
            .with(el("p").class("measure").text(t::setup_gateway_about()))
            .all(pair_form(session, &said))
            .with(said)
    } else {
        pairing.with(el("p").text(t::gateway_paired()))
    };
    vec![
        frame::heading(t::setup_title()),
        warned,
        el("div")
            .class("systems")
            .with(
                el("section")
                    .class("system")
                    .with(el("h2").text(t::setup_desk()))
                    .with(el("p").text(t::setup_desk_about()))
                    .with(choose(Role::Desk, t::setup_desk_choose())),
            )
            .with(
                el("section")
                    .class("system")
                    .with(el("h2").text(t::setup_kiosk()))
                    .with(el("p").text(t::setup_kiosk_about()))
                    .with(typed)
                    .with(accepted)
                    .with(first.clone())
                    .with(choose(Role::Kiosk, t::setup_kiosk_choose())),
            ),
        pairing,
    ]
}

/// Whether the browser promises to keep the log.
fn promise() -> El {
    let line = el("p").class("measure");
    let place = line.clone();
    js::spawn(async move {
        place.say(if dom::persists().await {
            t::settings_kept_safe()
        } else {
            t::settings_kept_unsafe()
        });
    });
    line
}

fn keep(session: &Rc<Session>) {
    let of = session.clone();
    js::spawn(async move {
        let settings = of.settings.borrow().clone();
        if let Err(why) = of.store.put_settings(&settings).await {
            of.trouble.replace(why);
            frame::refresh(&of);
        }
    });
}

/// The page.
#[must_use]
pub fn view(session: &Rc<Session>) -> Vec<El> {
    vec![
        frame::heading(t::nav_settings()),
        lending(session),
        with_gateway(session),
        el("section")
            .class("section")
            .with(el("h2").text(t::settings_role()))
            .with(promise())
            .with({
                let of = session.clone();
                button(t::settings_role_change(), move || {
                    of.settings.borrow_mut().role = None;
                    of.parts.scan.set_value("");
                    frame::draw(&of);
                })
            }),
    ]
}

fn number(value: u32, most: u32) -> El {
    el("input")
        .attr("type", "number")
        .attr("min", "0")
        .attr("max", &most.to_string())
        .attr("value", &value.to_string())
}

fn lending(session: &Rc<Session>) -> El {
    let settings = session.settings.borrow().clone();
    let days = number(u32::from(settings.days), 365);
    let most = number(u32::from(settings.most), 999);
    let idle = number(settings.idle_seconds, 600);
    let every = number(u32::from(settings.log_every), 5000);
    let sound = el("input")
        .attr("type", "checkbox")
        .attr("id", "set-sound")
        .maybe_attr("checked", settings.sound.then_some(""));
    let mod43 = el("input")
        .attr("type", "checkbox")
        .attr("id", "set-mod43")
        .maybe_attr("checked", settings.mod43.then_some(""));
    let of = session.clone();
    let (d, m, i, s) = (days.clone(), most.clone(), idle.clone(), sound.clone());
    let (e, c) = (every.clone(), mod43.clone());
    el("section")
        .class("section stack")
        .with(el("h2").text(t::settings_lending()))
        .with(frame::field(t::settings_days(), "set-days", &days))
        .with(frame::field(t::settings_most(), "set-most", &most))
        .with(frame::field(t::settings_idle(), "set-idle", &idle))
        .with(frame::field(t::settings_log(), "set-log", &every))
        .with(
            el("p").class("cluster").with(sound).with(
                el("label")
                    .attr("for", "set-sound")
                    .text(t::settings_sound()),
            ),
        )
        .with(
            el("p").class("cluster").with(mod43).with(
                el("label")
                    .attr("for", "set-mod43")
                    .text(t::settings_mod43()),
            ),
        )
        .with(button(t::settings_keep(), move || {
            {
                let mut settings = of.settings.borrow_mut();
                let read = |field: &El, otherwise: u32| field.value().parse().unwrap_or(otherwise);
                settings.days = read(&d, 14).clamp(1, 365) as u16;
                settings.most = read(&m, 0).min(999) as u16;
                settings.idle_seconds = read(&i, 45).clamp(10, 600);
                settings.log_every = read(&e, 50).min(5000) as u16;
                settings.sound = s.is_checked();
                settings.mod43 = c.is_checked();
            }
            keep(&of);
            frame::refresh(&of);
            dom::say("announce", t::settings_kept());
        }))
}

/// A code that staff gave out makes this computer known to the gateway.
fn pair_form(session: &Rc<Session>, said: &El) -> Vec<El> {
    let code = el("input")
        .attr("autocomplete", "off")
        .attr("maxlength", "12");
    let label = el("input")
        .attr("autocomplete", "off")
        .attr("maxlength", "40");
    let (of, c, l, tell) = (session.clone(), code.clone(), label.clone(), said.clone());
    vec![
        el("h3").text(t::gateway_pair_title()),
        frame::field(t::gateway_pair_code(), "pair-code", &code),
        frame::field(t::gateway_pair_label(), "pair-label", &label),
        button(t::gateway_pair(), move || {
            let (of, tell) = (of.clone(), tell.clone());
            let (code, label) = (c.value(), l.value());
            js::spawn(async move {
                match gateway::pair(&of, &code, label.trim()).await {
                    Ok(()) => frame::draw(&of),
                    Err(why) => tell.say(&why),
                }
            });
        })
        .attr("data-kind", "main"),
    ]
}

/// Who may give out codes pairs the computer in front of them with one press.
async fn pair_this(session: &Rc<Session>) -> Result<(), String> {
    let code = gateway::pair_code(session, "desk").await?;
    gateway::pair(session, &code, t::gateway_this_desk()).await
}

fn with_gateway(session: &Rc<Session>) -> El {
    let part = el("section").class("section stack").attr("id", "gateway");
    let said = el("p").class("wrong").attr("role", "status");
    let mut content = vec![
        el("h2").text(t::gateway()),
        el("p").class("measure").text(match session.net.get() {
            Net::Alone => t::gateway_alone(),
            Net::Removed => t::net_removed(),
            Net::Online | Net::Offline => t::gateway_paired(),
        }),
    ];
    let again = |session: &Rc<Session>| frame::draw(session);
    match session.staff.borrow().clone() {
        None => {
            let name = el("input").attr("autocomplete", "username");
            let password = el("input")
                .attr("type", "password")
                .attr("autocomplete", "off");
            // Shown when the gateway asks for it.
            let code = el("input")
                .attr("autocomplete", "one-time-code")
                .attr("maxlength", "20");
            let second = frame::field(t::second_code(), "staff-code", &code).attr("hidden", "");
            let (of, n, p, tell) = (
                session.clone(),
                name.clone(),
                password.clone(),
                said.clone(),
            );
            let shown = second.clone();
            let submit = el("button")
                .attr("type", "submit")
                .text(t::gateway_sign_in());
            let form = el("form")
                .class("stack")
                .attr("novalidate", "")
                .with(frame::field(t::gateway_name(), "staff-name", &name))
                .with(frame::field(
                    t::gateway_password(),
                    "staff-password",
                    &password,
                ))
                .with(second)
                .with(el("p").with(submit))
                .on("submit", move |event| {
                    event.prevent_default();
                    let (of, name, word, tell) = (of.clone(), n.value(), p.value(), tell.clone());
                    let (p, code, shown) = (p.clone(), code.clone(), shown.clone());
                    let typed = code.value();
                    code.set_value("");
                    js::spawn(async move {
                        match gateway::sign_in(&of, name.trim(), &word, typed.trim()).await {
                            Ok(()) => again(&of),
                            Err((why, needs_code)) => {
                                // Asked for the first time: the field says what is wanted.
                                let is_asked = needs_code && typed.trim().is_empty();
                                tell.say(if is_asked { "" } else { &why });
                                if needs_code {
                                    shown.set("hidden", None);
                                    code.focus();
                                } else {
                                    p.set_value("");
                                    p.focus();
                                }
                            }
                        }
                    });
                });
            content.push(form);
        }
        Some(staff) => {
            content.push(el("p").text(&t::gateway_signed_in(&staff.name)));
            let of = session.clone();
            content.push(button(t::gateway_sign_out(), move || {
                let of = of.clone();
                js::spawn(async move {
                    gateway::sign_out(&of).await;
                    again(&of);
                });
            }));
            if staff.is_admin && matches!(session.net.get(), Net::Alone | Net::Removed) {
                let (of, tell) = (session.clone(), said.clone());
                content.push(
                    button(t::gateway_pair_this(), move || {
                        let (of, tell) = (of.clone(), tell.clone());
                        js::spawn(async move {
                            match pair_this(&of).await {
                                Ok(()) => frame::draw(&of),
                                Err(why) => tell.say(&why),
                            }
                        });
                    })
                    .attr("data-kind", "main"),
                );
            }
            if staff.is_admin {
                let mut codes = Vec::new();
                for (role, label) in [
                    ("kiosk", t::gateway_code_kiosk()),
                    ("desk", t::gateway_code_desk()),
                ] {
                    let (of, tell) = (session.clone(), said.clone());
                    codes.push(button(label, move || {
                        let (of, tell) = (of.clone(), tell.clone());
                        js::spawn(async move {
                            match gateway::pair_code(&of, role).await {
                                Ok(code) => tell.say(&t::gateway_code(&code)),
                                Err(why) => tell.say(&why),
                            }
                        });
                    }));
                }
                content.push(el("div").class("cluster").all(codes));
            }
        }
    }
    let can_pair_here = session
        .staff
        .borrow()
        .as_ref()
        .is_some_and(|staff| staff.is_admin);
    if matches!(session.net.get(), Net::Alone | Net::Removed) && !can_pair_here {
        content.extend(pair_form(session, &said));
    }
    content.push(said);
    if matches!(session.net.get(), Net::Online | Net::Offline) {
        content.push(el("p").with(el("a").attr("href", "#/lessons").text(t::lessons_link())));
    }
    if session.staff.borrow().is_some() {
        content.extend(account::view(session));
        if can_pair_here {
            content.push(devices::view(session));
            content.push(forget::view(session));
        }
    }
    part.fill(content);
    part
}
