//! The lists: patrons, blocked cards and open loans in by a file, how its columns are read, their age, gone by one press.

use std::cell::RefCell;
use std::rc::Rc;

use carrel_exchange::lists::{Column, DateOrder, List};
use carrel_web::el::{El, button, el};
use carrel_web::{dom, files, js, words as intl};

use crate::patrons::{self, How, Rows};
use crate::session::{Net, Session};
use crate::{frame, gateway, paper, t};

/// The page.
#[must_use]
pub fn view(session: &Rc<Session>) -> Vec<El> {
    let said = el("div").attr("role", "status");
    let table = el("div");
    let about = el("div").class("measure");
    about.fill(state(session));
    let names = el("input")
        .attr("type", "checkbox")
        .attr("id", "keep-cards")
        .maybe_attr(
            "checked",
            (!session.students.borrow().is_empty()).then_some(""),
        );
    let place = Place {
        said: said.clone(),
        about: about.clone(),
        table: table.clone(),
        keep_cards: names.clone(),
    };
    let of = session.clone();
    let input = el("input")
        .attr("type", "file")
        .attr("accept", ".csv,.txt,.tsv,.list,text/csv,text/plain")
        .on("change", move |event| {
            let Some(file) = files::chosen(&event).into_iter().next() else {
                return;
            };
            let (of, place) = (of.clone(), place.clone());
            js::spawn(async move {
                match file.bytes().await {
                    Ok(bytes) => load(&of, Rc::new(bytes), How::default(), &place).await,
                    Err(error) => place.said.fill(vec![el("p").text(&js::reason(&error))]),
                }
            });
        });
    let wipe = session.clone();
    let all = session.clone();
    let paper = paper::view(session).unwrap_or_else(|| el("div"));
    vec![
        frame::heading(t::nav_patrons()),
        about,
        el("p").class("check").with(names).with(
            el("label")
                .attr("for", "keep-cards")
                .text(t::patrons_keep_cards()),
        ),
        frame::field(t::patrons_choose(), "patrons-file", &input),
        said,
        table,
        el("p").class("measure soft").text(t::patrons_about()),
        el("div")
            .class("cluster")
            .with(button(t::patrons_wipe(), move || {
                let of = wipe.clone();
                js::spawn(async move {
                    let said = match of.wipe_lists().await {
                        Ok(()) => t::patrons_wiped().to_owned(),
                        Err(why) => why,
                    };
                    frame::draw(&of);
                    dom::say("announce", &said);
                });
            })),
        paper,
        el("section")
            .class("section danger")
            .with(el("h2").text(t::wipe_title()))
            .with(el("p").class("measure").text(t::wipe_about()))
            .with(wipe_button(&all)),
    ]
}

/// Elements of the page that a file changes.
#[derive(Clone)]
struct Place {
    said: El,
    about: El,
    table: El,
    keep_cards: El,
}

/// Which lists there are, and how long they are.
fn state(session: &Session) -> Vec<El> {
    let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    let mut lines = vec![match session.patrons.borrow().as_ref() {
        Some(list) => t::patrons_here(count(list.known.len())),
        None if session.news.get().patrons.at_ms > 0 => t::patrons_none_here().to_owned(),
        None => t::patrons_none().to_owned(),
    }];
    // How old it is; nothing of a list that an older Carrel kept.
    let aged = |text: String, loaded_ms: i64| match loaded_ms {
        1.. => [text, t::list_loaded(&intl::time(loaded_ms as f64))].join(" "),
        _ => text,
    };
    let (blocks, till) = (session.blocks.borrow(), session.till.borrow());
    let loans = till.lent();
    if !blocks.known.is_empty() {
        let text = t::blocks_here(count(blocks.known.len()));
        lines.push(aged(text, blocks.loaded_ms));
    }
    if !loans.lent.is_empty() {
        let text = t::loans_here(count(loans.lent.len()));
        lines.push(aged(text, loans.loaded_ms));
    }
    let news = session.news.get();
    if news.patrons.at_ms > 0 {
        let when = intl::time(news.patrons.at_ms as f64);
        lines.push(t::gateway_patrons(news.patrons.count, &when));
    }
    if news.loans.at_ms > 0 {
        let when = intl::time(news.loans.at_ms as f64);
        lines.push(t::gateway_loans(news.loans.count, &when));
    }
    if !session.students.borrow().is_empty() {
        lines.push(t::classes_here().to_owned());
    }
    lines.iter().map(|line| el("p").text(line)).collect()
}

fn wipe_button(session: &Rc<Session>) -> El {
    let place = el("div").class("cluster");
    let (of, here) = (session.clone(), place.clone());
    place.clone().with(
        button(t::wipe_all(), move || {
            let pending = u32::try_from(of.pending()).unwrap_or(u32::MAX);
            let really = of.clone();
            let sure = button(t::wipe_sure(), move || {
                let of = really.clone();
                js::spawn(async move {
                    // What is being written ends first, and nothing is written after it.
                    let turn = of.turn.mine().await;
                    std::mem::forget(turn);
                    let _ = of.store.wipe().await;
                    dom::reload();
                });
            })
            .attr("data-kind", "danger")
            .key("sure");
            let question = el("p").class("wrong").text(&t::wipe_pending(pending));
            let focus = sure.clone();
            here.fill(vec![question, sure]);
            focus.focus();
        })
        .attr("data-kind", "danger"),
    )
}

async fn load(session: &Rc<Session>, bytes: Rc<Vec<u8>>, mut how: How, place: &Place) {
    how.now_ms = js::now() as i64;
    how.offset_minutes = i16::try_from(js::utc_offset_minutes(js::now())).unwrap_or(0);
    let loaded = {
        let till = session.till.borrow();
        patrons::read(&bytes, &how, |card| till.patron(card))
    };
    place.table.fill(vec![mapping(
        session,
        &bytes,
        &how,
        loaded.counts.0 == 0,
        place,
    )]);
    let findings: Vec<El> = loaded
        .findings
        .iter()
        .map(|text| el("li").text(text))
        .collect();
    let findings = (!findings.is_empty()).then(|| {
        el("details")
            .with(el("summary").text(t::patrons_findings()))
            .with(el("ul").all(findings))
    });
    let note = |kind: &str, text: &str| {
        el("div")
            .class("note")
            .attr("data-kind", kind)
            .with(el("p").text(text))
    };
    let (used, bad) = (loaded.counts.0, loaded.counts.1.to_string());
    if used == 0 {
        place
            .said
            .fill(vec![note("trouble", t::patrons_unread()).maybe(findings)]);
        return;
    }
    let text = match &loaded.rows {
        Rows::Patrons(..) => t::patrons_loaded(used, &bad),
        Rows::Loans(_) => t::loans_loaded(used, &bad),
        // A row may say that its card is not blocked.
        Rows::Blocks(blocks) => {
            let count = u32::try_from(blocks.known.len()).unwrap_or(u32::MAX);
            t::blocks_loaded(count, &bad)
        }
    };
    let list = match &loaded.rows {
        Rows::Patrons(..) => List::Patrons,
        Rows::Loans(_) => List::Loans,
        Rows::Blocks(_) => List::Blocks,
    };
    let keep_cards = place.keep_cards.is_checked();
    if let Err(why) = session.keep_rows(loaded.rows, keep_cards).await {
        place.said.fill(vec![el("p").class("wrong").text(&why)]);
        return;
    }
    let give = give(session, loaded.open, list);
    place
        .said
        .fill(vec![note("news", &text).maybe(findings).maybe(give)]);
    place.about.fill(state(session));
    frame::refresh(session);
}

/// At a computer with a gateway: the same list for every desk and kiosk, by one press of an administrator's.
fn give(session: &Rc<Session>, open: patrons::Open, list: List) -> Option<El> {
    if matches!(session.net.get(), Net::Alone | Net::Removed) {
        return None;
    }
    let is_admin = session
        .staff
        .borrow()
        .as_ref()
        .is_some_and(|staff| staff.is_admin);
    let part = el("div").class("stack").attr("id", "give");
    if !is_admin {
        return Some(part.with(el("p").text(t::lists_give_sign_in())));
    }
    let said = el("p").attr("role", "status");
    let (of, open, tell) = (session.clone(), Rc::new(open), said.clone());
    let press = button(t::lists_give(), move || {
        let (of, open, tell) = (of.clone(), open.clone(), tell.clone());
        js::spawn(async move {
            match gateway::give(&of, &open, list).await {
                Ok(lines) => tell.say(&t::lists_given(lines)),
                Err(why) => tell.say(&why),
            }
        });
    });
    Some(
        part.with(el("p").text(t::lists_give_about()))
            .with(press)
            .with(said),
    )
}

/// What a column can hold, and its words, by kind of list.
fn choices(list: List) -> Vec<(Column, &'static str)> {
    let card = (Column::Card, t::column_card());
    let ignore = (Column::Ignore, t::column_ignore());
    match list {
        List::Patrons => vec![
            ignore,
            card,
            (Column::FirstName, t::column_first()),
            (Column::Nickname, t::column_nickname()),
            (Column::LastName, t::column_last()),
            (Column::Class, t::column_class()),
            (Column::Kind, t::column_kind()),
            (Column::Expires, t::column_expires()),
            (Column::Status, t::column_status()),
            (Column::Active, t::column_active()),
            (Column::Blocked, t::column_blocked()),
            (Column::CardLost, t::column_lost()),
            (Column::Barred, t::column_barred()),
        ],
        List::Loans => vec![
            ignore,
            card,
            (Column::Barcode, t::column_copy()),
            (Column::Since, t::column_since()),
            (Column::Due, t::column_due()),
        ],
        List::Blocks => vec![
            ignore,
            card,
            (Column::Status, t::column_status()),
            (Column::Active, t::column_active()),
            (Column::Blocked, t::column_blocked()),
            (Column::CardLost, t::column_lost()),
            (Column::Barred, t::column_barred()),
        ],
    }
}

/// Whether a list of these columns may have dates, so that somebody can say what 03/04/2026 means in it. Which column has them may be said
/// only on the page.
fn has_dates(list: List, columns: impl IntoIterator<Item = Column>) -> bool {
    match list {
        List::Patrons | List::Loans => true,
        // Evergreen's has none.
        List::Blocks => columns.into_iter().any(|column| column == Column::Blocked),
    }
}

fn select(label: &str, options: &[(&str, bool)]) -> El {
    let options = options.iter().enumerate().map(|(at, (text, is_it))| {
        el("option")
            .attr("value", &at.to_string())
            .maybe_attr("selected", is_it.then_some(""))
            .text(text)
    });
    el("select")
        .attr("aria-label", label)
        .all(options.collect())
}

/// How the columns were read, and a way to say it better.
fn mapping(
    session: &Rc<Session>,
    bytes: &Rc<Vec<u8>>,
    how: &How,
    is_open: bool,
    place: &Place,
) -> El {
    let found = patrons::columns(bytes, how);
    const LISTS: [List; 3] = [List::Patrons, List::Loans, List::Blocks];
    let names = [t::list_patrons(), t::list_loans(), t::list_blocks()];
    let kinds: Vec<(&str, bool)> = LISTS
        .iter()
        .zip(names)
        .map(|(list, name)| (name, *list == found.list))
        .collect();
    let kind = select(t::list_kind(), &kinds);
    let wanted = Rc::new(RefCell::new(how.clone()));
    wanted.borrow_mut().list = Some(found.list);
    let of = (session.clone(), bytes.clone(), place.clone());
    let again = wanted.clone();
    let kind = kind.on("change", move |event| {
        let list = dom::value_of(&event).parse::<usize>().ok();
        again.borrow_mut().list = list.and_then(|at| LISTS.get(at).copied());
        // Other columns can be chosen now; nothing is loaded yet.
        let (session, bytes, place) = &of;
        let how = again.borrow().clone();
        place
            .table
            .fill(vec![mapping(session, bytes, &how, true, place)]);
        dom::focus("#columns select");
    });
    let choices = choices(found.list);
    let rows = found.columns.iter().map(|(name, sample, column)| {
        let options: Vec<(&str, bool)> = choices
            .iter()
            .map(|(choice, text)| (*text, choice == column))
            .collect();
        let (wanted, name_of, choices) = (wanted.clone(), name.trim().to_owned(), choices.clone());
        let pick = select(&t::column_of(name), &options).on("change", move |event| {
            let at = dom::value_of(&event).parse::<usize>().ok();
            if let Some((column, _)) = at.and_then(|at| choices.get(at)) {
                let mut wanted = wanted.borrow_mut();
                wanted.map.columns.insert(name_of.clone(), *column);
            }
        });
        el("tr")
            .with(el("th").attr("scope", "row").text(name))
            .with(el("td").text(sample))
            .with(el("td").with(pick))
    });
    let head = [t::column_name(), t::column_sample(), t::column_meaning()];
    let head = head.map(|text| el("th").attr("scope", "col").text(text));
    let table = el("table")
        .with(el("thead").with(el("tr").all(head.into())))
        .with(el("tbody").all(rows.collect()));
    let no_names = el("input")
        .attr("type", "checkbox")
        .attr("id", "no-names")
        .maybe_attr("checked", how.map.header.is_some().then_some(""));
    let (again, width) = (wanted.clone(), found.columns.len());
    let of = (session.clone(), bytes.clone(), place.clone());
    let no_names = no_names.on("change", move |_| {
        let mut how = again.borrow().clone();
        how.map.columns.clear();
        how.map.header = match how.map.header {
            Some(_) => None,
            None => Some(
                (1..=width)
                    .map(|n| t::column_number(&n.to_string()))
                    .collect(),
            ),
        };
        let (session, bytes, place) = &of;
        place
            .table
            .fill(vec![mapping(session, bytes, &how, true, place)]);
        dom::focus("#no-names");
    });
    let orders = [DateOrder::Guess, DateOrder::MonthFirst, DateOrder::DayFirst];
    let order_names = [t::dates_guess(), t::dates_month(), t::dates_day()];
    let options: Vec<(&str, bool)> = orders
        .iter()
        .zip(order_names)
        .map(|(order, name)| (name, *order == how.map.dates))
        .collect();
    let dates_of = wanted.clone();
    let dates = select(t::dates(), &options).on("change", move |event| {
        let at = dom::value_of(&event).parse::<usize>().unwrap_or(0);
        dates_of.borrow_mut().map.dates = orders.get(at).copied().unwrap_or_default();
    });
    let has_dates = has_dates(
        found.list,
        found.columns.iter().map(|(_, _, column)| *column),
    );
    let (of, bytes, place) = (session.clone(), bytes.clone(), place.clone());
    el("details")
        .attr("id", "columns")
        .maybe_attr("open", is_open.then_some(""))
        .with(el("summary").text(t::columns()))
        .with(
            el("div")
                .class("stack")
                .with(el("p").class("measure").text(t::columns_about()))
                .with(frame::field(t::list_kind(), "list-kind", &kind))
                .with(
                    el("div")
                        .class("scroll")
                        .attr("tabindex", "0")
                        .attr("role", "group")
                        .attr("aria-label", t::columns())
                        .with(table),
                )
                .with(
                    el("p").class("check").with(no_names).with(
                        el("label")
                            .attr("for", "no-names")
                            .text(t::columns_no_names()),
                    ),
                )
                .maybe(has_dates.then(|| frame::field(t::dates(), "list-dates", &dates)))
                .with(
                    button(t::columns_again(), move || {
                        let (of, bytes, place) = (of.clone(), bytes.clone(), place.clone());
                        let how = wanted.borrow().clone();
                        js::spawn(async move { load(&of, bytes, how, &place).await });
                    })
                    .attr("data-kind", "main"),
                ),
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `CardExpires` was shown as "nothing we need" while it blocked cards, and could not be turned off.
    #[test]
    fn every_column_that_matters_stands_among_what_can_be_chosen() {
        let patrons = "Barcode,FirstName,Nickname,LastName,PatronType,Status,Active,Homeroom,CardExpires,debarred,gonenoaddress,lost,barred";
        let loans = "cardnumber,barcode,issuedate,date_due";
        let blocks = "cardnumber,status,active,debarred,lost,barred";
        for (list, header) in [
            (List::Patrons, patrons),
            (List::Loans, loans),
            (List::Blocks, blocks),
        ] {
            let how = How {
                list: Some(list),
                ..How::default()
            };
            for (name, _, column) in patrons::columns(header.as_bytes(), &how).columns {
                assert_ne!(column, Column::Ignore, "{name}");
                let offered = choices(list);
                let found = offered.iter().filter(|(of, _)| *of == column);
                assert_eq!(found.count(), 1, "{name}");
            }
        }
    }

    #[test]
    fn what_a_date_means_can_be_said_of_every_list_that_has_some() {
        assert!(has_dates(List::Patrons, [Column::Card, Column::Expires]));
        assert!(has_dates(List::Loans, [Column::Card, Column::Due]));
        assert!(has_dates(List::Blocks, [Column::Card, Column::Blocked]));
        assert!(!has_dates(List::Blocks, [Column::Card, Column::Status]));
    }
}
