//! The student's browser in an invented web: tabs, an address bar, pages, results, and what was kept as evidence.
//!
//! Tabs follow the ARIA pattern with manual activation: arrow keys walk, Enter opens. Ctrl and a click, or the button
//! beside a result, opens in a new tab. Part of the piece `lab`.

use std::rc::Rc;

use carrel_lessons::player::Action;
use carrel_lessons::player::view::{HitView, LabView};
use carrel_web::dom;
use carrel_web::el::{El, button, el};
use carrel_web::js;
use carrel_web::js::digits;

use super::{Ask, options, page, results};
use crate::rich::{Ink, Open, leads, own};
use crate::session::{Draw, Session};
use crate::t;

/// The browser, then the question about what was found.
#[inline(never)]
#[must_use]
pub fn draw(ask: &Ask<'_>, lab: &LabView<'_>) -> Vec<El> {
    let panel = panel(ask, lab);
    // The clock of the first page starts when it is met, not when the step is opened far above it.
    let met = |session: &Rc<Session>| {
        let (session, id) = (session.clone(), ask.id());
        move || session.see(&id)
    };
    panel.when_seen(met(ask.session));
    let focused = met(ask.session);
    let browser = el("section")
        .class("lab")
        .attr("aria-label", t::lab())
        .on("focusin", move |_| focused())
        .with(tabs(ask, lab))
        .with(bar(ask, lab))
        .with(panel);
    let mut drawn = vec![browser];
    if !lab.kept.is_empty() {
        let kept = lab
            .kept
            .iter()
            .map(|(_, title)| own(el("li")).text(title))
            .collect();
        drawn.push(
            el("div")
                .class("kept")
                .with(el("p").class("kept-title").text(t::kept()))
                .with(el("ul").class("kept-list").all(kept)),
        );
    }
    drawn.push(el("p").class("verdict-title").text(t::your_verdict()));
    drawn.extend(options::radio(ask, &lab.verdicts));
    if ask.view.feedback.is_some() && lab.log.len() > 1 {
        drawn.push(replay(lab));
    }
    drawn
}

fn panel_id(ask: &Ask<'_>) -> String {
    ["panel-", ask.view.id].concat()
}

fn tabs(ask: &Ask<'_>, lab: &LabView<'_>) -> El {
    let list = el("div")
        .class("lab-tabs")
        .attr("role", "tablist")
        .attr("aria-label", t::tabs());
    let tabs = (0_u16..)
        .zip(&lab.tabs)
        .map(|(n, title)| {
            let (id, here) = (ask.id(), n == lab.front);
            let front = ask.does(Draw::Question, Action::FrontTab { id, tab: n });
            own(button(title, front))
                .attr("role", "tab")
                .attr("id", &ask.name("tab", n))
                .key(&ask.name("tab", n))
                .attr("aria-selected", if here { "true" } else { "false" })
                .attr("tabindex", if here { "0" } else { "-1" })
                .maybe_attr("aria-controls", here.then(|| panel_id(ask)).as_deref())
        })
        .collect();
    let (id, last) = (ask.id(), lab.tabs.len().saturating_sub(1));
    let list = list.all(tabs).on("keydown", move |event| {
        let at = event
            .target()
            .and_then(|target| js::text(&target, "id"))
            .and_then(|name| name.rsplit('-').next()?.parse::<usize>().ok());
        let Some(at) = at else { return };
        // Where lines run from right to left, the next tab stands to the left.
        let on = if dom::is_within(&event, "[dir=rtl]") {
            "ArrowLeft"
        } else {
            "ArrowRight"
        };
        let to = match dom::key_of(&event).as_str() {
            key if key == on => (at + 1) % (last + 1),
            "ArrowRight" | "ArrowLeft" => at.checked_sub(1).unwrap_or(last),
            "Home" => 0,
            "End" => last,
            _ => return,
        };
        event.prevent_default();
        dom::focus(&["[id=\"tab-", &id, "-", &digits(to as u32), "\"]"].concat());
    });
    let new = ask.does(Draw::Question, Action::NewTab { id: ask.id() });
    el("div").class("lab-top").with(list).with(
        button("+", new)
            .class("square")
            .attr("aria-label", t::new_tab())
            .attr("title", t::new_tab())
            .key(&ask.name("new-tab", 0)),
    )
}

fn bar(ask: &Ask<'_>, lab: &LabView<'_>) -> El {
    let back = ask.does(Draw::Question, Action::Back { id: ask.id() });
    let go = ask.hears(Draw::Question, |id, query| Action::SearchWeb { id, query });
    let (id, tab) = (ask.id(), lab.front);
    let close = ask.does(Draw::Question, Action::CloseTab { id, tab });
    let field = el("input")
        .attr("type", "text")
        .attr("dir", "auto")
        .attr("aria-label", t::address_label())
        .attr("placeholder", t::address_label())
        .attr("autocomplete", "off")
        .attr("autocapitalize", "none")
        .attr("spellcheck", "false")
        .key(&ask.name("address", 0));
    field.set_value(&lab.address);
    let (typed, look) = (field.clone(), go.clone());
    let field = field.on("keydown", move |event| {
        if dom::key_of(&event) == "Enter" {
            event.prevent_default();
            look(typed.value());
        }
    });
    let read = field.clone();
    el("div")
        .class("lab-bar")
        .with(
            button("", back)
                .class("square")
                .attr("aria-label", t::go_back())
                .attr("title", t::go_back())
                .maybe_attr("aria-disabled", (!lab.can_back).then_some("true"))
                .key(&ask.name("back", 0))
                .with(
                    el("span")
                        .attr("aria-hidden", "true")
                        .class("arrow")
                        .text("←"),
                ),
        )
        .with(field)
        .with(button(t::go(), move || go(read.value())).key(&ask.name("go", 0)))
        .maybe((lab.tabs.len() > 1).then(|| {
            button(t::close_tab(), close)
                .attr("data-kind", "quiet")
                .key(&ask.name("close", 0))
        }))
}

fn panel(ask: &Ask<'_>, lab: &LabView<'_>) -> El {
    let (session, id) = (ask.session.clone(), ask.id());
    let open: Open = Rc::new(move |page, tab| {
        let id = id.clone();
        let action = if tab {
            Action::OpenInTab { id, page }
        } else {
            Action::OpenPage { id, page }
        };
        session.act(action, Draw::Question);
    });
    let ink = Ink {
        open: Some(open.clone()),
        ..ask.ink.clone()
    };
    let mut inside = Vec::new();
    if let Some(shown) = &lab.page {
        let keep = ask.does(Draw::Question, Action::Keep { id: ask.id() });
        let kept = lab.kept.iter().any(|(place, _)| *place == shown.place);
        inside.push(page::draw(&ink, shown, 4));
        inside.push(el("p").class("lab-keep").with(if kept {
            el("span").class("is-kept").text(t::is_kept())
        } else {
            button(t::keep(), keep).key(&ask.name("keep", 0))
        }));
    } else if lab.address.is_empty() {
        inside.push(own(el("h4").class("engine")).text(lab.engine));
        inside.push(el("p").class("soft").text(t::engine_how()));
    } else {
        inside.push(own(el("h4").class("engine small")).text(lab.engine));
        inside.push(if lab.results.is_empty() {
            el("p").text(t::nothing_found())
        } else {
            let hits = lab.results.iter().map(|hit| result(&open, hit)).collect();
            el("ol").class("lab-results").all(hits)
        });
    }
    el("div")
        .class("lab-panel")
        .attr("role", "tabpanel")
        .attr("id", &panel_id(ask))
        .attr("tabindex", "-1")
        .attr("aria-labelledby", &ask.name("tab", lab.front))
        .attr("data-scene", ask.view.id)
        .all(inside)
}

fn result(open: &Open, hit: &HitView<'_>) -> El {
    let page = hit.page.unwrap_or(0);
    let tab = open.clone();
    let link = own(leads(open, page)).text(&hit.title);
    el("li")
        .class("hit")
        .with(results::shown(hit, Some(link)))
        .with(
            button(t::in_new_tab(), move || tab(page, true))
                .attr("data-kind", "quiet")
                .with(
                    own(el("span").class("visually-hidden"))
                        .text(": ")
                        .text(&hit.title),
                ),
        )
}

/// The way through the web, step by step.
fn replay(lab: &LabView<'_>) -> El {
    let steps = lab.log.iter().map(|(seconds, said, is_own)| {
        let zero = if seconds % 60 < 10 { "0" } else { "" };
        let (whole, rest) = (digits(seconds / 60), digits(seconds % 60));
        let minutes = [whole.as_str(), ":", zero, &rest].concat();
        el("li")
            .with(el("span").class("at").text(&minutes))
            .with(if *is_own { own(el("span")) } else { el("span") }.text(said))
    });
    el("details")
        .class("replay")
        .with(el("summary").text(t::your_way()))
        .with(el("ol").class("way").all(steps.collect()))
}
