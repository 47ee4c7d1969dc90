//! A class, as a student joins it: the link (or the class code) brings the key, the student says which number is theirs.
//! No account, no name; it is kept on this device, and only the result code says the number. Part of the piece `tools`.

use std::rc::Rc;

use carrel_lessons::class_key::{ClassKey, Member, Mistyped};
use carrel_web::dom;
use carrel_web::el::{El, el};
use carrel_web::js::digits;

use crate::join::part;
use crate::session::Session;
use crate::t;

/// Whether this query invites into a class that the reader is not in yet.
#[must_use]
#[inline(never)]
pub fn invites(session: &Session, query: &str) -> bool {
    match ClassKey::of_query(query) {
        Some(Ok(key)) => session.member.get().is_none_or(|member| member.key != key),
        Some(Err(_)) => true,
        None => false,
    }
}

/// The page: which class, and who are you? Afterwards the lesson `slug` is opened, or the list.
#[inline(never)]
pub fn show(session: &Rc<Session>, query: &str, slug: &str) {
    let key = ClassKey::of_query(query);
    let most: Option<u16> = part(query, "n").and_then(|n| n.parse().ok());
    let lang = part(query, "lang").map_or(String::new(), |lang| ["lang=", lang].concat());
    let here = slug.to_owned();
    session.app().title(t::join_title());
    let body = el("div").class("join");
    let (field, box_, wrong) = field("join-code", t::join_code(), Some(t::join_code_hint()));
    let known = match key {
        Some(Ok(key)) => {
            box_.set_value(&key.code());
            Some(key)
        }
        Some(Err(why)) => {
            wrong.say(&mistyped(why));
            None
        }
        None => None,
    };
    let (who, number, who_wrong) =
        self::field("join-number", t::join_number(), Some(t::join_number_hint()));
    let me = session.clone();
    let go = move || {
        let key = match ClassKey::read(&box_.value()) {
            Ok(key) => key,
            Err(why) => return refuse(&box_, &wrong, &mistyped(why)),
        };
        accept(&box_, &wrong);
        let typed = number.value();
        let Some(member) = Member::of(key, &typed) else {
            return refuse(&number, &who_wrong, t::join_no_number());
        };
        if most.is_some_and(|most| member.student >= most) {
            let most = digits(most.unwrap_or(0).into());
            return refuse(&number, &who_wrong, &t::join_too_high(&most));
        }
        accept(&number, &who_wrong);
        me.join(Some(member));
        let pair = key.pair(member.student, &me.app().language());
        me.app().announce(&t::join_done(&pair));
        me.go_on(&here, &lang);
    };
    let submit = el("button")
        .attr("type", "submit")
        .attr("data-kind", "main")
        .key("join")
        .text(t::join());
    let form = el("form")
        .attr("novalidate", "")
        .with(field)
        .with(who)
        .with(el("p").with(submit))
        .on("submit", move |event| {
            event.prevent_default();
            go();
        });
    let lead = match known {
        Some(key) => t::join_lead(&key.code()),
        None => t::join_lead_code().to_owned(),
    };
    session.fill(vec![
        body.with(el("p").class("lead").text(&lead))
            .with(form)
            .with(el("p").class("soft").text(t::join_private())),
    ]);
    dom::focus(if known.is_some() {
        "#join-number"
    } else {
        "#join-code"
    });
}

/// What is wrong with a class code, in words.
#[must_use]
pub fn mistyped(why: Mistyped) -> String {
    match why {
        Mistyped::Length(found) => t::join_length(&digits(found as u32)),
        Mistyped::Letter => t::join_letter().to_owned(),
    }
}

pub(crate) fn field(id: &str, label: &str, hint: Option<&str>) -> (El, El, El) {
    let (hint_id, wrong_id) = ([id, "-hint"].concat(), [id, "-wrong"].concat());
    let input = el("input")
        .attr("id", id)
        .attr("type", "text")
        .attr("autocomplete", "off")
        .attr("autocapitalize", "off")
        .attr("spellcheck", "false")
        .attr("aria-describedby", &[&wrong_id, " ", &hint_id].concat());
    let wrong = el("p")
        .class("wrong")
        .attr("id", &wrong_id)
        .attr("role", "alert");
    let whole = el("div")
        .class("field")
        .with(el("label").attr("for", id).text(label))
        .maybe(hint.map(|hint| el("p").class("soft").attr("id", &hint_id).text(hint)))
        .with(input.clone())
        .with(wrong.clone());
    (whole, input, wrong)
}

pub(crate) fn refuse(input: &El, wrong: &El, why: &str) {
    input.set("aria-invalid", Some("true"));
    wrong.say(why);
    input.focus();
}

pub(crate) fn accept(input: &El, wrong: &El) {
    input.set("aria-invalid", None);
    wrong.say("");
}
