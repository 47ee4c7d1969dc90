//! A result as a text file: remarks for people, and the code in the only line that the teacher's page reads. Part of the piece
//! `tools`.

use carrel_lessons::class;
use carrel_lessons::player::Player;
use carrel_web::js::digits;
use carrel_web::{files, js};
use wasm_bindgen::JsValue;

use crate::outcome::iso;
use crate::session::Session;
use crate::t;

/// Gives the result of the open lesson to the reader as a file.
#[inline(never)]
pub fn save(session: &Session, written: &str) {
    let made = session.open.borrow().as_ref().map(|open| {
        let id = open.player.lesson().id.to_ascii_lowercase();
        let text = report(session, &open.player, written);
        (text, [&id, "-result.txt"].concat())
    });
    if let Some((text, name)) = made {
        files::save(&JsValue::from(text), "text/plain", &name);
    }
}

fn report(session: &Session, player: &Player, written: &str) -> String {
    let today = iso(js::today());
    let who = session.member.get().map_or(t::code_is().to_owned(), |m| {
        m.key.pair(m.student, &session.app().language())
    });
    let mut out = class::file(&who, &player.lesson().title, written);
    out.push_str(&["# ", &today, "\n"].concat());
    for (text, got, all, mastered) in player.skills() {
        let percent = digits(got * 100 / all.max(1));
        let word = if mastered {
            t::mastered()
        } else {
            t::not_mastered()
        };
        out.push_str(&["# - ", text, " ", &percent, " % (", word, ")\n"].concat());
    }
    for line in player.trust_lines() {
        out.push_str(&["# - ", &line, "\n"].concat());
    }
    out
}
