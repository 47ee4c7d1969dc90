//! A class on paper: who has what, with a box to tick for each book that comes back. For the teacher's hand, and for the day without power.
//!
//! Names are those that staff's list left here: `Ana L.` from a class list, else the first name alone.

use std::collections::BTreeMap;
use std::rc::Rc;

use carrel_circ::PatronKey;
use carrel_circ::board::Board;
use carrel_web::dom;
use carrel_web::el::{El, button, el};

use crate::classes::Student;
use crate::patrons::Patrons;
use crate::session::Session;
use crate::{frame, page_hand, t, words};

/// Someone of a class: name and key.
pub type Line = (String, PatronKey);

/// Classes with those in them, by name. Whoever has no name here stands with an empty one, and only when they have a book.
#[must_use]
pub fn rolls(
    patrons: Option<&Patrons>,
    students: &[Student],
    board: &Board,
) -> BTreeMap<String, Vec<Line>> {
    let mut out: BTreeMap<String, Vec<Line>> = BTreeMap::new();
    let short: BTreeMap<PatronKey, &str> =
        students.iter().map(|s| (s.key, s.name.as_str())).collect();
    let has_books = |key: PatronKey| {
        board
            .patron(key)
            .is_some_and(|patron| !patron.loans.is_empty())
    };
    for (key, known) in patrons.iter().flat_map(|list| &list.known) {
        let name = short.get(key).copied().unwrap_or(&known.hint);
        if !name.is_empty() || has_books(*key) {
            let roll = out.entry(known.class.clone()).or_default();
            roll.push((name.to_owned(), *key));
        }
    }
    for roll in out.values_mut() {
        roll.sort();
    }
    out
}

/// The part of the page: which class, and print. Nothing without a list.
#[must_use]
pub fn view(session: &Rc<Session>) -> Option<El> {
    let rolls = all(session);
    if rolls.is_empty() {
        return None;
    }
    let every = rolls.len().to_string();
    let first = (every.as_str(), t::paper_every().to_owned());
    let names: Vec<String> = rolls.keys().cloned().collect();
    let numbers: Vec<String> = (0..names.len()).map(|n| n.to_string()).collect();
    let option = |value: &str, text: &str| el("option").attr("value", value).text(text);
    let options = std::iter::once(option(first.0, &first.1)).chain(
        numbers
            .iter()
            .zip(&names)
            .map(|(value, name)| option(value, class_name(name))),
    );
    let select = el("select").all(options.collect());
    let (of, chosen) = (session.clone(), select.clone());
    Some(
        el("section")
            .class("section stack")
            .attr("id", "paper")
            .with(el("h2").text(t::paper()))
            .with(el("p").class("measure").text(t::paper_about()))
            .with(frame::field(t::class_label(), "paper-class", &select))
            .with(button(t::paper_print(), move || {
                let only = chosen.value().parse().ok();
                let name = only.and_then(|n: usize| names.get(n));
                print(&of, name.map(String::as_str));
            })),
    )
}

fn all(session: &Session) -> BTreeMap<String, Vec<Line>> {
    rolls(
        session.patrons.borrow().as_ref(),
        &session.students.borrow(),
        session.till.borrow().view(),
    )
}

fn class_name(name: &str) -> &str {
    if name.is_empty() {
        t::class_none()
    } else {
        name
    }
}

fn print(session: &Session, only: Option<&str>) {
    let today = words::day(page_hand::today());
    let sheets = all(session)
        .iter()
        .filter(|(class, _)| only.is_none_or(|only| only == *class))
        .map(|(class, roll)| sheet(session, class, roll, &today))
        .collect();
    dom::element("slip").fill(sheets);
    dom::print();
}

/// One class: a table with a row for each student, and in it a line for each book.
fn sheet(session: &Session, class: &str, roll: &[Line], today: &str) -> El {
    let rows = roll
        .iter()
        .map(|(name, key)| {
            let books = books(session, *key);
            let name = if name.is_empty() {
                t::side_unknown()
            } else {
                name
            };
            el("tr")
                .with(el("th").attr("scope", "row").text(name))
                .with(el("td").all(books))
        })
        .collect();
    let head = |text: &str| el("th").attr("scope", "col").text(text);
    el("section")
        .class("roll")
        .with(el("p").text(&session.library))
        .with(el("h2").text(&t::paper_title(class_name(class), today)))
        .with(
            el("table")
                .with(
                    el("thead").with(
                        el("tr")
                            .with(head(t::paper_student()))
                            .with(head(t::paper_books())),
                    ),
                )
                .with(el("tbody").all(rows)),
        )
}

fn books(session: &Session, key: PatronKey) -> Vec<El> {
    let till = session.till.borrow();
    let loans = till.view().patron(key).map(|patron| patron.loans.clone());
    let mut lines: Vec<El> = loans
        .into_iter()
        .flatten()
        .filter_map(|id| {
            let loan = till.view().loan(id)?;
            let due = till.due_of(id).map(words::day).unwrap_or_default();
            let line = t::paper_loan(&session.book(&loan.copy), &loan.copy, &due);
            Some(el("p").class("tick").text(&line))
        })
        .collect();
    if lines.is_empty() {
        lines.push(el("p").text("–"));
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::patrons::Known;

    #[test]
    fn classes_hold_names_as_staff_has_them_and_nobody_without_name_or_book() {
        let known = |hint: &str, class: &str| Known {
            hint: hint.to_owned(),
            class: class.to_owned(),
            block: None,
        };
        let patrons = Patrons {
            loaded_ms: 0,
            expires: Default::default(),
            known: [
                (PatronKey(1), known("Zoe", "7B")),
                (PatronKey(2), known("Ana", "7B")),
                (PatronKey(3), known("", "7B")),
                (PatronKey(4), known("Kim", "")),
            ]
            .into(),
        };
        let students = [Student {
            name: "Ana L.".to_owned(),
            card: "P2".to_owned(),
            class: "7B".to_owned(),
            key: PatronKey(2),
        }];
        let rolls = rolls(Some(&patrons), &students, &Board::new());
        let names = |class: &str| -> Vec<&str> {
            rolls[class].iter().map(|(name, _)| name.as_str()).collect()
        };
        assert_eq!(names("7B"), ["Ana L.", "Zoe"]);
        assert_eq!(names(""), ["Kim"]);
        assert!(super::rolls(None, &students, &Board::new()).is_empty());
    }
}
