//! What a lesson and the list know of a class: that a link names one, and who the reader is in it. The page where one joins is
//! [`crate::join_page`].

use std::rc::Rc;

use carrel_web::dom;
use carrel_web::el::{El, button, el};
use carrel_web::js::digits;

use crate::session::Session;
use crate::t;

/// The address of the page where one joins.
pub const JOIN: &str = "class";

/// A part of an address's query.
#[must_use]
pub fn part<'a>(query: &'a str, name: &str) -> Option<&'a str> {
    query
        .split('&')
        .find_map(|part| part.strip_prefix(name)?.strip_prefix('='))
}

/// Whether this query names a class; only [`crate::join_page`] can tell which.
#[must_use]
pub fn names_class(query: &str) -> bool {
    part(query, "class").is_some()
}

/// On the list: who the reader is, or a way to join, and the teacher's page.
#[must_use]
pub fn line(session: &Rc<Session>) -> El {
    let place = el("div").class("class-line").key("class-line");
    let teach = el("a")
        .class("for-teachers")
        .attr("href", "#/lessons/teach")
        .text(t::for_teachers());
    let member = session.member.get();
    place.fill(match member {
        Some(member) => {
            let pair = member.key.pair(member.student, &session.app().language());
            let number = digits(u32::from(member.student) + 1);
            let (own, me) = (place.clone(), session.clone());
            vec![
                el("p").text(&t::you_are(&pair, &number, &member.key.code())),
                button(t::leave_class(), move || {
                    me.join(None);
                    if let Some(host) = own.element().parent_element() {
                        let line = line(&me);
                        let _ = host.replace_child(line.element(), own.element());
                        dom::focus(".class-line a");
                        me.app().announce(t::left_class());
                    }
                })
                .attr("data-kind", "quiet")
                .key("leave-class"),
                teach,
            ]
        }
        None => vec![
            el("a")
                .attr("href", "#/lessons/class")
                .key("join-class")
                .text(t::join_class()),
            teach,
        ],
    });
    place
}

#[cfg(test)]
mod tests {
    use super::part;

    #[test]
    fn parts_of_a_query_are_found_by_name() {
        let query = "n=28&class=4H7K2M9QX&lang=es";
        assert_eq!(part(query, "n"), Some("28"));
        assert_eq!(part(query, "lang"), Some("es"));
        assert_eq!(part(query, "la"), None);
        assert_eq!(part("", "n"), None);
    }
}
