//! The frame: the bar that is always there, the page behind the address, keys on their way to the box.

use std::rc::Rc;

use carrel_circ::desk::Mode;
use carrel_circ::exception::State;
use carrel_exchange::barcode::burst::{self, Astray, Key, Verdict};
use carrel_web::el::{El, button, el};
use carrel_web::{dom, js, words};

use crate::scan;
use crate::session::{Looked, Net, Said, Scanned, Session};
use crate::settings::Role;
use crate::{
    backup, camera, page_clashes, page_desk, page_hand, page_kiosk, page_lessons, page_patrons,
    page_settings, page_shelf, t,
};

/// A link to a page of the desk: fragment and words.
type Link = (&'static str, fn() -> &'static str);

const PAGES: &[Link] = &[
    ("/", t::nav_desk),
    ("/decide", t::nav_decide),
    ("/shelf", t::nav_shelf),
    ("/hand-in", t::nav_hand),
    ("/patrons", t::nav_patrons),
    ("/settings", t::nav_settings),
];

/// Pages with the box: what is typed on them goes into it.
const SCANNING: [&str; 3] = ["/", "/kiosk", "/shelf"];

/// Puts everything into the page and listens.
pub fn open(session: &Rc<Session>, host: &El) {
    host.fill(vec![session.parts.bar.clone(), session.parts.main.clone()]);
    let of = session.clone();
    dom::on_window("hashchange", move |_| draw(&of));
    dom::on_document("click", |event| {
        // The address names a page here: the link past the bar only moves the focus.
        if dom::is_within(&event, ".skip") {
            event.prevent_default();
            let _ = dom::focus("#scan") || dom::focus("main h1");
        }
    });
    let of = session.clone();
    dom::on_window("keydown", move |event| key(&of, &event));
    let of = session.clone();
    js::spawn(async move {
        loop {
            js::sleep(1000).await;
            if of.settings.borrow().role == Some(Role::Kiosk) {
                let text = of.parts.scan.value();
                if of.left.borrow_mut().is_over(&text, js::mono()) {
                    of.parts.scan.set_value("");
                }
                scan::kiosk_tick(&of);
            }
        }
    });
    draw(session);
}

/// The page that the address names.
fn route(session: &Session) -> String {
    match session.settings.borrow().role {
        None => "/setup".to_owned(),
        Some(Role::Kiosk) => "/kiosk".to_owned(),
        Some(Role::Desk) => match dom::fragment() {
            fragment if fragment.is_empty() => "/".to_owned(),
            fragment => fragment,
        },
    }
}

/// Draws the page anew; the focus goes where work begins.
pub fn draw(session: &Rc<Session>) {
    let main = &session.parts.main;
    let route = route(session);
    // Scans on the shelf page are seen there and lend nothing; those elsewhere never take stock.
    let mode = session.desk.borrow().mode();
    let wanted = match (route.as_str(), mode) {
        ("/shelf", _) => Mode::Inventory,
        (_, Mode::Inventory) => Mode::CheckOut,
        (_, mode) => mode,
    };
    if wanted != mode {
        session.desk.borrow_mut().set_mode(wanted);
        session.said.replace(match wanted {
            Mode::Inventory => Said {
                kind: "ready",
                title: t::ready_seen().to_owned(),
                ..Said::default()
            },
            _ => Said::default(),
        });
    }
    let content = match route.as_str() {
        "/setup" => page_settings::setup(session),
        "/kiosk" => page_kiosk::view(session),
        "/decide" => page_clashes::view(session),
        "/shelf" => page_shelf::view(session),
        "/hand-in" => page_hand::view(session),
        "/patrons" => page_patrons::view(session),
        "/lessons" => page_lessons::view(session),
        "/settings" => page_settings::view(session),
        _ => page_desk::view(session),
    };
    if SCANNING.contains(&route.as_str()) {
        session.is_astray.set(false);
    }
    main.set("data-page", Some(route.trim_start_matches('/')));
    main.fill(content);
    refresh(session);
    if SCANNING.contains(&route.as_str()) {
        session.parts.scan.focus();
    } else {
        dom::focus("main h1");
    }
}

/// Fills what may have changed; the box and what is being typed stay.
pub fn refresh(session: &Rc<Session>) {
    let route = route(session);
    session.parts.bar.fill(bar(session, &route));
    // A tab in the background says it, too.
    let brand = if session.trouble.borrow().is_empty() {
        t::brand()
    } else {
        t::title_trouble()
    };
    dom::set_title(&format!("{brand} - {}", session.library));
    match route.as_str() {
        "/kiosk" => page_kiosk::refresh(session),
        "/decide" => page_clashes::refresh(session),
        "/shelf" => page_shelf::refresh(session),
        "/" => page_desk::refresh(session),
        _ => {}
    }
}

/// State of the computer: how many scans wait, the gateway, the list, trouble. And the way to the other pages.
fn bar(session: &Rc<Session>, route: &str) -> Vec<El> {
    let is_kiosk = session.settings.borrow().role == Some(Role::Kiosk);
    let pending = u32::try_from(session.pending()).unwrap_or(u32::MAX);
    let (kind, net) = match session.net.get() {
        Net::Alone => ("alone", t::net_alone().to_owned()),
        Net::Online => ("online", t::net_online().to_owned()),
        Net::Offline => ("offline", crate::sync::refusal(session.answered.get())),
        Net::Removed => ("removed", t::net_removed().to_owned()),
    };
    let waiting = if session.net.get() == Net::Alone {
        t::kept_here(pending)
    } else {
        t::not_sent(pending)
    };
    let mut state = vec![
        el("p").class("net").attr("data-net", kind).text(&net),
        el("p")
            .class("pending number")
            .attr("id", "pending")
            .text(&waiting),
    ];
    let trouble = session.trouble.borrow().clone();
    let days_since = |at_ms: i64| {
        let days = (js::now() as i64 - at_ms).max(0) / 86_400_000;
        u32::try_from(days).unwrap_or(u32::MAX)
    };
    let mut lists = Vec::new();
    if !is_kiosk && session.settings.borrow().role.is_some() {
        lists.push(match session.patrons.borrow().as_ref() {
            Some(list) => t::list_age(days_since(list.loaded_ms)),
            None => match session.news.get().patrons.at_ms {
                at_ms @ 1.. => t::list_gateway_age(days_since(at_ms)),
                _ => t::list_none().to_owned(),
            },
        });
        let (till, blocks) = (session.till.borrow(), session.blocks.borrow());
        if !till.lent().lent.is_empty() && till.lent().loaded_ms > 0 {
            lists.push(t::list_loans_age(days_since(till.lent().loaded_ms)));
        }
        if !blocks.known.is_empty() && blocks.loaded_ms > 0 {
            lists.push(t::list_blocks_age(days_since(blocks.loaded_ms)));
        }
    }
    let is_checked =
        !session.copies.borrow().is_empty() || session.till.borrow().view().copies_are_listed();
    if !is_checked && session.looked.get() != Looked::NotYet {
        lists.push(t::copies_none().to_owned());
    }
    state.extend(lists.iter().map(|list| el("p").class("list").text(list)));
    let mut out = vec![el("div").class("cluster").all(state)];
    if session.settings.borrow().role == Some(Role::Desk) {
        let open = {
            let till = session.till.borrow();
            till.view()
                .exceptions()
                .filter(|e| e.state == State::Open)
                .count()
        };
        // Clashes, and deliveries that nobody but a librarian can settle.
        let open = open + session.news.get().waiting as usize;
        let link = |(fragment, name): &Link| {
            let mut label = name().to_owned();
            if *fragment == "/decide" && open > 0 {
                label = format!("{label} ({})", words::number(open as f64));
            }
            let is_here = route == *fragment;
            el("li").with(
                el("a")
                    .attr("href", &format!("#{fragment}"))
                    .key(fragment)
                    .maybe_attr("aria-current", is_here.then_some("page"))
                    .text(&label),
            )
        };
        let list = el("ul").all(PAGES.iter().map(link).collect());
        out.insert(0, el("nav").attr("aria-label", t::nav()).with(list));
    }
    if session.settings.borrow().role == Some(Role::Desk) {
        out.extend(backup::offer(session));
    }
    if session.is_astray.get() {
        // Screen readers heard it when it was said.
        out.push(
            el("div")
                .class("alarm")
                .with(el("strong").text(t::scan_astray()))
                .with(el("span").text(t::scan_astray_do())),
        );
    }
    if !trouble.is_empty() {
        out.push(
            el("div")
                .class("alarm")
                .attr("role", "alert")
                .with(el("strong").text(t::trouble()))
                .with(el("span").text(&trouble)),
        );
    }
    out
}

/// A key on the page. What a scanner or a finger types goes into the box, wherever the focus was, but not out of another field. On a page
/// without the box a scan presses nothing, and is told.
fn key(session: &Rc<Session>, event: &web_sys::Event) {
    let route = route(session);
    let name = dom::key_of(event);
    let at = dom::time_of(event) as u64;
    let mut chars = name.chars();
    let kind = match (name.as_str(), chars.next(), chars.next()) {
        ("Enter", ..) => Key::Enter,
        ("Tab", ..) => Key::Tab,
        ("Shift" | "CapsLock", ..) => Key::Modifier,
        (_, Some(c), None) if !dom::is_no_typing(event) => Key::Character(c),
        _ => Key::Other,
    };
    if !SCANNING.contains(&route.as_str()) {
        if !dom::is_within(event, "input, select, textarea") {
            astray(session, event, kind, at);
        }
        return;
    }
    let verdict = session.burst.borrow_mut().key(kind, at);
    let in_box = dom::is_within(event, "#scan");
    if !in_box && dom::is_within(event, "input, select, textarea") {
        return;
    }
    if let (Verdict::Take { leaked: 1.. }, Some(text)) = (&verdict, session.burst.borrow().apart())
    {
        // What somebody left there half typed is no part of a scan.
        session.parts.scan.set_value(text);
    }
    match (kind, verdict) {
        (Key::Character(' '), _) if !in_box && !session.burst.borrow().is_running() => {}
        (Key::Character(_), _) if !in_box => session.parts.scan.focus(),
        // What stands in the box is meant, all of it: a page that was busy for a moment makes one burst look like two, and then
        // the burst's own text lacks its beginning (a scan of 29999000000019 became 000000019).
        (Key::Enter, verdict) if in_box => {
            event.prevent_default();
            entered(session, !matches!(verdict, Verdict::Scan { .. }));
        }
        // Some scanners end with Tab. A finger's Tab ends no burst and goes to the next field.
        (Key::Tab, Verdict::Scan { .. }) if in_box => {
            event.prevent_default();
            entered(session, false);
        }
        (Key::Other, _) if name == "Escape" => {
            session.parts.scan.set_value("");
            let mode = session.desk.borrow().mode();
            if route == "/" {
                scan::mode(session, mode);
                session.parts.scan.focus();
            }
        }
        _ => {}
    }
}

/// A key on a page that takes no scans: Enter at the end of one would press whatever has the focus, which may be "yes, forget everything".
fn astray(session: &Rc<Session>, event: &web_sys::Event, key: Key, at: u64) {
    let what = session.burst.borrow_mut().astray(key, at);
    if what != Astray::Page {
        event.prevent_default();
    }
    if what == Astray::End {
        session.is_astray.set(true);
        let lines = vec![t::scan_astray_do().to_owned()];
        scan::tell(session, "stop", t::scan_astray(), lines);
    }
}

/// Nobody means any more what stands in the box. What came a moment ago may be the beginning of the next scan: that stays.
pub fn empty_box(session: &Session) {
    if !session.burst.borrow().is_coming(js::mono() as u64) {
        session.parts.scan.set_value("");
    }
}

/// What is in the box is meant.
pub fn entered(session: &Rc<Session>, typed: bool) {
    let text = session.parts.scan.value();
    session.parts.scan.set_value("");
    if text.trim().is_empty() {
        return;
    }
    let now = js::mono();
    let last = session.last_scan.replace((text.clone(), now));
    let is_double = last.0 == text && now - last.1 <= burst::DOUBLE_MS as f64;
    scan::take(
        session,
        Scanned {
            text,
            typed,
            is_double,
        },
    );
}

/// The box with its label and button.
#[must_use]
pub fn scan_form(session: &Rc<Session>, label: &str) -> El {
    let of = session.clone();
    let (camera, view) = camera::part(session);
    el("div")
        .class("scan")
        .with(el("label").attr("for", "scan").text(label))
        .with(
            el("div")
                .class("scan-row")
                .with(session.parts.scan.clone())
                .with(
                    button(t::scan_go(), move || {
                        entered(&of, true);
                        of.parts.scan.focus();
                    })
                    .attr("data-kind", "main"),
                )
                .with(camera),
        )
        .with(view)
}

/// A heading that takes the focus when its page is opened.
#[must_use]
pub fn heading(text: &str) -> El {
    el("h1").attr("tabindex", "-1").text(text)
}

/// A labelled field.
#[must_use]
pub fn field(label: &str, id: &str, input: &El) -> El {
    el("p")
        .class("field")
        .with(el("label").attr("for", id).text(label))
        .with(input.clone().attr("id", id))
}
