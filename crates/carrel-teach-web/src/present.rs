//! The teacher's window of a presentation: the slide with its answer, notes, hands to count, and the class's window.
//!
//! Keys: right arrow or Page Down goes on, left arrow or Page Up goes back, R shows or hides the answer, up and down arrow
//! scroll the class's window. They can be switched off. No timers.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use carrel_lessons::bundle::Entry;
use carrel_lessons::lang;
use carrel_lessons::model::Lesson;
use carrel_lessons::present::{Act, Deck};
use carrel_lessons::rich::{plain, plain_line};
use carrel_web::dom;
use carrel_web::el::{El, button, el};
use carrel_web::js;
use carrel_web::tabs::Channel;

use crate::ink::Ink;
use crate::parts::{back, digits};
use crate::teacher::Teacher;
use crate::{slide, store, t};

/// A presentation that is going on.
struct Show {
    teacher: Rc<Teacher>,
    entry: Entry,
    ink: Ink,
    deck: RefCell<Deck>,
    channel: RefCell<Option<Channel>>,
    place: El,
    keys: Cell<bool>,
}

thread_local! {
    /// The one that keys go to.
    static NOW: RefCell<Option<Rc<Show>>> = const { RefCell::new(None) };
    static LISTENS: Cell<bool> = const { Cell::new(false) };
}

/// The name under which the two windows find each other.
#[must_use]
pub fn channel_name(teacher: &Teacher, entry: &Entry) -> String {
    [
        &teacher.app().base(),
        "present:",
        &entry.slug,
        ":",
        &entry.lang,
    ]
    .concat()
}

/// Bytes as text.
#[must_use]
pub fn hex(bytes: &[u8]) -> String {
    let digit = |n: u8| char::from(b"0123456789abcdef"[usize::from(n & 15)]);
    let mut out = String::with_capacity(bytes.len() * 2);
    for byte in bytes {
        out.push(digit(byte >> 4));
        out.push(digit(*byte));
    }
    out
}

/// Bytes of [`hex`]; what is none of it ends them.
#[must_use]
pub fn unhex(text: &str) -> Vec<u8> {
    let digits: Vec<u8> = text
        .chars()
        .map_while(|c| c.to_digit(16).and_then(|n| u8::try_from(n).ok()))
        .collect();
    digits
        .chunks_exact(2)
        .map(|two| two[0] << 4 | two[1])
        .collect()
}

/// Shows the teacher's window.
pub async fn show(teacher: &Rc<Teacher>, turn: u32, entry: &Entry, lesson: &Rc<Lesson>) {
    let mut deck = Deck::new((**lesson).clone());
    // What was begun today goes on.
    let kept = teacher.store.borrow().clone();
    if let Some(bytes) = kept.setting(&setting(entry)).await
        && let Some((day, state)) = bytes.split_at_checked(4)
        && day == js::today().to_le_bytes()
    {
        deck.restore(state);
    }
    // Whoever did the lesson in this browser left the way through its web here.
    if let Some(progress) = store::progress(&teacher.app().base(), &entry.id).await {
        deck.set_ways(&progress);
    }
    let keys = kept.setting("keys").await.is_none_or(|keys| keys != [0]);
    if teacher.turn() != turn {
        return;
    }
    teacher
        .app()
        .title_in(&entry.title, &entry.lang, lang::direction(&entry.lang));
    let show = Rc::new(Show {
        teacher: teacher.clone(),
        entry: entry.clone(),
        ink: Ink::new(lesson),
        deck: RefCell::new(deck),
        channel: RefCell::new(None),
        place: el("div").class("presenter"),
        keys: Cell::new(keys),
    });
    let hears = show.clone();
    let channel = Channel::join(&channel_name(teacher, entry), move |said| hears.hear(&said));
    show.channel.replace(Some(channel));
    NOW.replace(Some(show.clone()));
    if !LISTENS.replace(true) {
        dom::on_document("keydown", |event| {
            let now = NOW.with_borrow(Clone::clone);
            if let Some(show) = now.filter(|show| show.keys.get() && !is_in_field(&event))
                && show.press(&dom::key_of(&event), dom::is_no_typing(&event))
            {
                event.prevent_default();
            }
        });
    }
    let ends = show.clone();
    teacher.when_left(move || {
        NOW.replace(None);
        if let Some(channel) = ends.channel.take() {
            channel.close();
        }
    });
    let (opener, blocked) = (show.clone(), el("p").class("soft").attr("role", "status"));
    let told = blocked.clone();
    let address = ["#/lessons/wall/", &entry.slug, "?lang=", &entry.lang].concat();
    let wall = address.clone();
    let open = button(t::open_wall(), move || {
        let page = opener.teacher.address(&wall);
        if dom::open_window(&page, "carrel-wall") {
            told.say(t::wall_opened());
        } else {
            told.say(t::wall_blocked());
        }
    })
    .attr("data-kind", "main")
    .key("open-wall");
    let switch = show.clone();
    let keys_box = el("input")
        .attr("type", "checkbox")
        .attr("id", "keys")
        .maybe_attr("checked", keys.then_some(""))
        .on("change", move |event| {
            let on = js::get(&js::get(&event, "target"), "checked").as_bool() == Some(true);
            switch.keys.set(on);
            switch.teacher.store.borrow().set("keys", &[u8::from(on)]);
        });
    teacher.fill(vec![
        el("div")
            .class("teach")
            .with(
                el("div")
                    .class("present-bar")
                    .with(back("#/lessons/teach", t::to_teach()))
                    .with(open)
                    .with(
                        el("a")
                            .attr("href", &address)
                            .attr("target", "_blank")
                            .text(t::wall_link()),
                    )
                    .with(
                        el("p")
                            .class("check")
                            .with(keys_box)
                            .with(el("label").attr("for", "keys").text(t::keys_on())),
                    )
                    .with(blocked),
            )
            .with(show.place.clone()),
    ]);
    show.draw();
    show.tell();
}

fn setting(entry: &Entry) -> String {
    ["deck:", &entry.id, ":", &entry.lang].concat()
}

fn is_in_field(event: &web_sys::Event) -> bool {
    dom::is_within(event, "input:not([type=\"checkbox\"]), select, textarea")
}

/// A key as the deck's act; `R` depends on whether the answer is shown.
#[must_use]
pub fn act_of(key: &str, revealed: bool) -> Option<Act> {
    Some(match key {
        "ArrowRight" | "PageDown" => Act::Next,
        "ArrowLeft" | "PageUp" => Act::Back,
        "r" | "R" if revealed => Act::Hide,
        "r" | "R" => Act::Reveal,
        _ => return None,
    })
}

impl Show {
    fn press(self: &Rc<Self>, key: &str, shortcut: bool) -> bool {
        if shortcut {
            return false;
        }
        match key {
            "ArrowDown" => self.say("scroll:1"),
            "ArrowUp" => self.say("scroll:-1"),
            key => {
                let revealed = self.deck.borrow().screen().revealed;
                let Some(act) = act_of(key, revealed) else {
                    return false;
                };
                self.act(act);
            }
        }
        true
    }

    fn hear(self: &Rc<Self>, said: &str) {
        match said.split_once(':') {
            Some(("hello", _)) => self.tell(),
            Some(("key", key)) => {
                self.press(key, false);
            }
            _ => {}
        }
    }

    fn say(&self, text: &str) {
        if let Some(channel) = &*self.channel.borrow() {
            channel.say(text);
        }
    }

    /// Tells the class's window how far we are.
    fn tell(&self) {
        self.say(&["state:", &hex(&self.deck.borrow().state())].concat());
    }

    fn act(self: &Rc<Self>, act: Act) {
        self.deck.borrow_mut().act(act);
        let mut bytes = js::today().to_le_bytes().to_vec();
        bytes.extend(self.deck.borrow().state());
        self.teacher
            .store
            .borrow()
            .set(&setting(&self.entry), &bytes);
        self.tell();
        if let Act::Count { .. } = act {
            // The box is being left just now: where the focus goes must still be there when it arrives.
            let show = self.clone();
            return js::after(0, move || show.draw());
        }
        self.draw();
        let app = self.teacher.app();
        match act {
            Act::Next | Act::Back | Act::Go(_) => {
                let (n, of) = self.deck.borrow().screen().place;
                app.announce(&t::slide_of(&digits(n), &digits(of)));
            }
            Act::Reveal => app.announce(t::answer_shown()),
            Act::Hide => app.announce(t::answer_hidden()),
            Act::Clear => app.announce(t::hands_cleared()),
            Act::Replay => {
                let deck = self.deck.borrow();
                if let Some(made) = deck.screen().way.last() {
                    app.announce(&made.said);
                }
            }
            Act::EndReplay => app.announce(t::replay_ended()),
            Act::Way(_) | Act::StoryBack => {
                let deck = self.deck.borrow();
                let screen = deck.screen();
                let story = screen.story.as_ref();
                app.announce(&story.map_or_else(String::new, |story| plain(story.scene)));
                // The button that was pressed may be none of this scene's.
                if dom::focused() == "body" {
                    let ends = story.is_some_and(|story| story.ends);
                    dom::focus(if ends {
                        "[data-key=story-back]"
                    } else {
                        "[data-key=way-0]"
                    });
                }
            }
            Act::Look(_) => {
                let deck = self.deck.borrow();
                let shown = deck.screen().rows.iter().any(|row| row.looks);
                app.announce(if shown {
                    t::page_on_wall()
                } else {
                    t::page_off_wall()
                });
            }
            Act::Count { .. } => {}
        }
    }

    fn button(self: &Rc<Self>, label: &str, key: &str, act: Act) -> El {
        let show = self.clone();
        button(label, move || show.act(act)).key(key)
    }

    fn draw(self: &Rc<Self>) {
        let deck = self.deck.borrow();
        let screen = deck.desk();
        let revealed = deck.screen().revealed;
        let (n, of) = screen.place;
        let count = |row: u16, option: u16, letter: char, hands: u16| {
            let show = self.clone();
            let mut name = t::hands_for(&letter.to_string());
            if screen.rows.len() > 1 {
                name.push_str(", ");
                name.push_str(&digits(row + 1));
            }
            el("input")
                .attr("type", "number")
                .attr("min", "0")
                .attr("max", "999")
                .attr("inputmode", "numeric")
                .attr("aria-label", &name)
                .attr(
                    "value",
                    &if hands > 0 {
                        digits(hands)
                    } else {
                        String::new()
                    },
                )
                .attr("placeholder", "0")
                .class("count")
                .key(&["count-", &digits(row), "-", &digits(option)].concat())
                .on("change", move |event| {
                    let hands = dom::value_of(&event).trim().parse().unwrap_or(0);
                    show.act(Act::Count { row, option, hands });
                })
        };
        let way = |place: u16, letter: char| {
            self.button(
                t::go_way(),
                &["way-", &digits(place)].concat(),
                Act::Way(place),
            )
            .attr("aria-label", &t::go_way_of(&letter.to_string()))
        };
        let look = |row: u16, shown: bool| {
            let label = if shown {
                t::hide_page()
            } else {
                t::show_page()
            };
            let about = screen.rows.get(usize::from(row));
            let about = about.map_or(String::new(), |row| plain_line(row.about));
            self.button(label, &["look-", &digits(row)].concat(), Act::Look(row))
                .attr("aria-label", &[label, ": ", &about].concat())
        };
        let mut steps = vec![
            self.button(t::back(), "slide-back", Act::Back),
            self.button(t::next(), "slide-next", Act::Next)
                .attr("data-kind", "main"),
        ];
        if screen.can_reveal {
            steps.push(if revealed {
                self.button(t::hide(), "reveal", Act::Hide)
            } else {
                self.button(t::reveal(), "reveal", Act::Reveal)
            });
        }
        if screen
            .rows
            .iter()
            .any(|row| row.options.iter().any(|o| o.hands > 0))
        {
            steps.push(self.button(t::clear(), "clear", Act::Clear));
        }
        if screen.story.as_ref().is_some_and(|story| story.steps > 0) {
            steps.push(self.button(t::story_back(), "story-back", Act::StoryBack));
        }
        if screen.way_left > 0 {
            let label = if screen.way.is_empty() {
                t::replay()
            } else {
                t::replay_next()
            };
            steps.push(self.button(label, "replay", Act::Replay));
        }
        if !screen.way.is_empty() {
            steps.push(self.button(t::replay_end(), "replay-end", Act::EndReplay));
        }
        let jump = (0..of).map(|place| {
            el("option")
                .attr("value", &digits(place))
                .maybe_attr("selected", (place + 1 == n).then_some(""))
                .text(&digits(place + 1))
        });
        let go = self.clone();
        let select = el("select")
            .attr("id", "slide-go")
            .key("slide-go")
            .all(jump.collect())
            .on("change", move |event| {
                if let Ok(place) = dom::value_of(&event).parse() {
                    go.act(Act::Go(place));
                }
            });
        let state = if screen.can_reveal {
            el("p").class("answer-state").text(if revealed {
                t::class_sees_answer()
            } else {
                t::class_sees_no_answer()
            })
        } else {
            el("p").class("answer-state")
        };
        let notes: Vec<El> = deck
            .notes()
            .into_iter()
            .map(|blocks| el("div").class("slide-text").all(self.ink.blocks(blocks)))
            .collect();
        let empty = notes.is_empty();
        let tongue = &self.entry.lang;
        let guide = "#/lessons/teach/lesson/";
        let desk = slide::Desk {
            count: &count,
            way: &way,
            look: &look,
        };
        self.place.fill(vec![
            el("div")
                .class("slide-bar")
                .all(steps)
                .with(
                    el("p")
                        .class("slide-place")
                        .with(el("label").attr("for", "slide-go").text(t::slide()))
                        .with(select)
                        .with(el("span").text(&t::of(&digits(of)))),
                )
                .with(state),
            el("section")
                .class("slide")
                .attr("dir", lang::direction(tongue))
                .attr("aria-label", t::slide())
                .attr("data-kind", screen.kind)
                .all(slide::draw(&self.ink, &screen, Some(&desk))),
            el("aside")
                .class("notes")
                .attr("aria-label", t::notes())
                .with(el("h2").text(t::notes()))
                .with(
                    el("div")
                        .class("slide-text")
                        .attr("dir", lang::direction(tongue))
                        .all(notes),
                )
                .maybe(empty.then(|| el("p").class("notes-foot").text(t::no_notes())))
                .maybe(
                    (!screen.rows.is_empty())
                        .then(|| el("p").class("notes-foot").text(t::how_to_count())),
                )
                .maybe(
                    screen
                        .story
                        .is_some()
                        .then(|| el("p").class("notes-foot").text(t::how_to_go())),
                )
                .maybe(
                    (screen.way_left + screen.way.len() > 0)
                        .then(|| el("p").class("notes-foot").text(t::replay_how())),
                )
                .with(
                    el("p").with(
                        el("a")
                            .attr(
                                "href",
                                &[guide, &self.entry.slug, "?lang=", tongue].concat(),
                            )
                            .attr("target", "_blank")
                            .text(t::guide()),
                    ),
                ),
        ]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_acts() {
        for (key, revealed, act) in [
            ("ArrowRight", false, Some(Act::Next)),
            ("PageUp", true, Some(Act::Back)),
            ("r", false, Some(Act::Reveal)),
            ("R", true, Some(Act::Hide)),
            ("x", false, None),
        ] {
            assert_eq!(act_of(key, revealed), act, "{key}");
        }
    }

    #[test]
    fn bytes_travel_as_text() {
        assert_eq!(hex(&[0, 171, 255]), "00abff");
        assert_eq!(unhex("00abff"), [0, 171, 255]);
        assert_eq!(unhex("00ab\u{e9}f"), [0, 171]);
    }
}
