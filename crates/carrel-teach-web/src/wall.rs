//! The class's window of a presentation: the slide alone, large, over the whole window. It does what the teacher's window
//! says; keys pressed here go to that window, so that a clicker works whichever window is in front.

use std::cell::RefCell;
use std::rc::Rc;

use carrel_lessons::bundle::Entry;
use carrel_lessons::lang;
use carrel_lessons::model::Lesson;
use carrel_lessons::present::{Deck, words};
use carrel_lessons::words::fill;
use carrel_web::dom;
use carrel_web::el::{El, el};
use carrel_web::js;
use carrel_web::tabs::Channel;

use crate::ink::Ink;
use crate::parts::digits;
use crate::present::{act_of, channel_name, unhex};
use crate::teacher::Teacher;
use crate::{slide, t};

thread_local! {
    /// The channel that keys go to.
    static NOW: RefCell<Option<Channel>> = const { RefCell::new(None) };
    static LISTENS: std::cell::Cell<bool> = const { std::cell::Cell::new(false) };
}

/// Shows it.
pub fn show(teacher: &Rc<Teacher>, entry: &Entry, lesson: &Rc<Lesson>) {
    teacher
        .app()
        .title_in(&entry.title, &entry.lang, lang::direction(&entry.lang));
    let place = el("div")
        .class("wall")
        .attr("tabindex", "0")
        .attr("role", "group")
        .attr("aria-label", words::of(&entry.lang).slide)
        .attr("dir", lang::direction(&entry.lang))
        .with(el("p").class("wall-wait").text(t::wall_waits()));
    let deck = RefCell::new(Deck::new((**lesson).clone()));
    let (ink, wall) = (Ink::new(lesson), place.clone());
    let channel = Channel::join(&channel_name(teacher, entry), move |said| {
        match said.split_once(':') {
            Some(("state", state)) => {
                let known = deck.borrow_mut().restore(&unhex(state));
                if known {
                    draw(&wall, &ink, &deck.borrow());
                }
            }
            Some(("scroll", way)) => {
                let half = js::number(&js::global(), "innerHeight") / 2.0;
                let by = if way == "1" { half } else { -half };
                let _ = js::call(wall.element(), "scrollBy", &[0.into(), by.into()]);
            }
            _ => {}
        }
    });
    channel.say("hello:");
    NOW.replace(Some(channel.clone()));
    if !LISTENS.replace(true) {
        dom::on_document("keydown", |event| {
            let key = dom::key_of(&event);
            let now = NOW.with_borrow(Clone::clone);
            if let Some(channel) = now
                && !dom::is_no_typing(&event)
                && act_of(&key, false).is_some()
            {
                channel.say(&["key:", &key].concat());
                event.prevent_default();
            }
        });
    }
    teacher.when_left(move || {
        NOW.replace(None);
        channel.close();
    });
    teacher.fill(vec![place.clone()]);
    place.focus();
}

fn draw(place: &El, ink: &Ink, deck: &Deck) {
    let screen = deck.screen();
    let (n, of) = screen.place;
    let steps = screen.story.as_ref().map_or(0, |story| story.steps);
    let mut parts = slide::draw(ink, &screen, None);
    let said = fill(ink.words().slide_of, &[&digits(n), &digits(of)]);
    parts.push(ink.around(el("p").class("wall-place")).text(&said));
    let slide = el("div").class("wall-slide").attr("data-kind", screen.kind);
    place.fill(vec![slide.all(parts)]);
    // A slide or scene begins at its top.
    if is_new(
        place,
        "slide",
        &[&digits(n), ":", &steps.to_string()].concat(),
    ) {
        js::set(place.element(), "scrollTop", &0.into());
    }
    // A page that was asked for comes into sight.
    let looks = screen.rows.iter().position(|row| row.looks);
    let looks = looks.map_or(String::new(), |row| row.to_string());
    if is_new(place, "looks", &looks)
        && let Ok(row) = js::call(place.element(), "querySelector", &["[data-looks]".into()])
        && !row.is_null()
    {
        let _ = js::call(&row, "scrollIntoView", &[]);
    }
}

/// Whether this is another than it was when it was last asked.
fn is_new(place: &El, name: &str, now: &str) -> bool {
    let before = js::get(place.element(), name).as_string();
    js::set(place.element(), name, &now.into());
    before.as_deref() != Some(now)
}
