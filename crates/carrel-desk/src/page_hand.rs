//! Handing in: one button a system, the same queue for each; "import once", and the sheet to look at afterwards.

use std::collections::BTreeSet;
use std::rc::Rc;

use carrel_core::CalendarDate;
use carrel_exchange::delivered::{Delivered, Kind};
use carrel_exchange::lists::List;
use carrel_exchange::loan::OpenLoan;
use carrel_exchange::local::LocalTime;
use carrel_exchange::queue::{Batch, File, Split, System, deliver};
use carrel_exchange::sheet::{Language, Sheet};
use carrel_web::el::{El, button, el};
use carrel_web::{dom, files, js, words as intl};

use crate::handed::{Handed, Rows};
use crate::page_together::{trouble, twice};
use crate::patrons::{self, How};
use crate::session::{Looked, Net, Session};
use crate::strange::{self, Leave, Strange};
use crate::till::Till;
use crate::undone::{Undone, What};
use crate::{backup, frame, gateway, hand, handed, page_together, t, undone};

/// Under this name the sheet of the last batch is kept: what should be there after the import.
pub(crate) fn sheet_key(system: System) -> String {
    ["sheet", system.name()].join(":")
}

/// The page.
#[must_use]
pub fn view(session: &Rc<Session>) -> Vec<El> {
    let list = el("div").class("systems");
    let said = el("div").attr("id", "hand-said").attr("role", "status");
    let of = session.clone();
    let live = el("div").class("stack").attr("role", "status");
    let warn = live.clone();
    let (fill, tell) = (list.clone(), said.clone());
    js::spawn(async move {
        if page_together::is_ours(&of) {
            return page_together::show(&of, &fill, &tell, &warn).await;
        }
        // Not with the press that a file is imported: that may be taken back.
        prune(&of).await;
        if of.staff.borrow().is_some() {
            // Cards of other computers; without them their loans are told of and left out.
            let _ = gateway::learn(&of).await;
        }
        // A gateway that removed this computer hands in what it has.
        let scope = match of.net.get() {
            Net::Removed => Scope::Unsent,
            _ => Scope::All,
        };
        show(&of, &fill, &tell, scope).await;
    });
    let log = session.clone();
    vec![
        frame::heading(t::nav_hand()),
        el("p").class("measure").text(t::hand_about()),
        live,
        said,
        list,
        el("p").class("measure soft").text(t::hand_log_about()),
        button(t::hand_log(), move || backup::save(&log)),
    ]
}

pub(crate) fn offset(ms: i64) -> i32 {
    js::utc_offset_minutes(ms as f64)
}

/// The day on the wall of this computer.
pub fn today() -> CalendarDate {
    let now = js::now() as i64;
    LocalTime::of_unix(now, i16::try_from(offset(now)).unwrap_or(0)).date
}

/// What this computer hands in by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Scope {
    /// It works alone.
    All,
    /// Only what no gateway has.
    Unsent,
}

fn ready(session: &Session, scope: Scope) -> hand::Ready {
    let till = session.till.borrow();
    match scope {
        Scope::All => hand::ready(&till, offset),
        Scope::Unsent => hand::unsent(&till, offset),
    }
}

/// Whether this computer itself says what becomes of something that it handed in.
fn is_ours(till: &Till, scope: Scope, name: &str) -> bool {
    match scope {
        Scope::All => true,
        Scope::Unsent => !hand::is_sent(till, name),
    }
}

/// Under this name stands the system that was used last.
const CHOSEN: &str = "system";

/// Remembers which system the library has.
pub(crate) async fn chose(session: &Session, system: System) {
    // Without it all four stand side by side.
    let _ = session.store.put_hand(CHOSEN, &system).await;
}

/// The part of each system: that of the library's own first, and the others behind a fold. `is_busy`: something in it waits for a press.
pub(crate) async fn arranged(session: &Session, parts: Vec<(System, El, bool)>) -> Vec<El> {
    let Some(chosen) = session.store.hand::<System>(CHOSEN).await else {
        return parts.into_iter().map(|(_, part, _)| part).collect();
    };
    let (first, others): (Vec<_>, Vec<_>) = parts
        .into_iter()
        .partition(|(system, ..)| *system == chosen);
    let is_busy = others.iter().any(|(.., is_busy)| *is_busy);
    let mut content: Vec<El> = first.into_iter().map(|(_, part, _)| part).collect();
    let others = others.into_iter().map(|(_, part, _)| part).collect();
    content.push(
        el("details")
            .class("others")
            .maybe_attr("open", is_busy.then_some(""))
            .with(el("summary").key("others").text(t::hand_others()))
            .with(el("div").class("systems").all(others)),
    );
    content
}

pub(crate) async fn show(session: &Rc<Session>, list: &El, said: &El, scope: Scope) {
    let ready = ready(session, scope);
    let mut notes = Vec::new();
    if !ready.held_back.is_empty() {
        notes.push(el("p").text(&t::hand_held(&ready.held_back.join(", "))));
    }
    if !ready.without_card.is_empty() {
        notes.push(el("p").text(&t::hand_no_card(&ready.without_card.join(", "))));
    }
    if !notes.is_empty() {
        said.fill(vec![
            el("div")
                .class("note")
                .attr("data-kind", "trouble")
                .all(notes),
        ]);
    }
    let mut content = Vec::new();
    for system in System::ALL {
        let (handed, names) = looked_through(session, system, scope).await;
        let fresh = handed.ledger.fresh(&ready.operations);
        let page = (session.clone(), list.clone(), said.clone());
        let found = {
            let till = session.till.borrow();
            let mut found = undone::found(&till, &handed, &names);
            found.retain(|of| is_ours(&till, scope, &of.name));
            found
        };
        let undone = page.clone();
        let mut left: Vec<El> = undone_since(session, system, found, &move |name: String| {
            let (of, fill, tell) = undone.clone();
            async move {
                let wrong = settles_undone(&of, system, &name).await;
                show(&of, &fill, &tell, scope).await;
                tell.fill(wrong);
            }
        });
        left.extend(left_out(
            session,
            (system, scope),
            &names,
            &move |batch: &str, is_entered: bool| {
                let ((of, fill, tell), batch) = (page.clone(), batch.to_owned());
                async move { settles_left(&of, system, (&batch, is_entered), scope, &fill, &tell).await }
            },
        ));
        let count = u32::try_from(fresh.len()).unwrap_or(u32::MAX);
        let (of, fill, tell) = (session.clone(), list.clone(), said.clone());
        let by_class = by_class(system);
        let is_by_class = by_class.clone();
        let make = button(&t::hand_make(system.name()), move || {
            let (of, fill, tell) = (of.clone(), fill.clone(), tell.clone());
            let split = match is_by_class.is_checked() {
                true => Split::ByClass,
                false => Split::Fewest,
            };
            js::spawn(async move {
                let asked = (Leave::Ask, Strange::default());
                make(&of, system, (split, scope), asked, &fill, &tell).await;
            });
        })
        .key(system.name())
        .attr("data-kind", "main");
        let files: Vec<El> = handed
            .ledger
            .files()
            .iter()
            .rev()
            .enumerate()
            // What waits stays in sight, however old it is.
            .filter(|(at, file)| *at < 8 || file.imported_on.is_none())
            .map(|(_, file)| {
                let state = match file.imported_on {
                    Some(day) => t::hand_imported(&intl::date(&day.to_string())),
                    None => t::hand_waiting(&file.batch),
                };
                let (of, name) = (session.clone(), file.name.clone());
                let batch = file.batch.clone();
                let again = handed.kept(&batch, &name).cloned();
                let (fill, tell) = (list.clone(), said.clone());
                el("li")
                    .with(el("code").text(&file.name))
                    .with(el("span").text(&state))
                    .maybe(again.filter(|_| file.imported_on.is_none()).map(|save| {
                        el("span")
                            .class("cluster")
                            .with(button(t::hand_again(), move || save_file(&save)))
                            .with(done(scope, move || {
                                let file = Marked {
                                    system,
                                    batch: batch.clone(),
                                    name: name.clone(),
                                };
                                let of = of.clone();
                                let (fill, tell) = (fill.clone(), tell.clone());
                                async move { mark(&of, file, scope, &fill, &tell).await }
                            }))
                    }))
            })
            .collect();
        let is_busy = !handed.waiting().is_empty() || !left.is_empty();
        let rows = left.into_iter().chain(files).collect();
        content.push((
            system,
            part(session, system, count, by_class, make, rows).await,
            is_busy,
        ));
    }
    list.fill(arranged(session, content).await);
}

/// What is kept of a system, with the returns marked that were handed in and undone.
async fn looked_through(session: &Session, system: System, scope: Scope) -> (Handed, Rows) {
    let (mut handed, mut rows) = handed::load(session, system).await;
    let is_changed = {
        let till = session.till.borrow();
        undone::mark(&till, &mut handed, &mut rows, |name| {
            is_ours(&till, scope, name)
        })
    };
    if is_changed && let Err(why) = handed::put(session, system, &handed, &rows).await {
        session.trouble.replace(why);
    }
    (handed, rows)
}

/// What was handed in and undone since: a line for each, with the press that the system has it so.
pub(crate) fn undone_since<F: Future<Output = ()> + 'static>(
    session: &Session,
    system: System,
    found: Vec<Undone>,
    act: &(impl Fn(String) -> F + Clone + 'static),
) -> Vec<El> {
    let line = |of: Undone| {
        let (book, who) = (session.book(&of.copy), t::outbox_card(&of.card));
        let text = match of.what {
            What::Issue => t::hand_undone_issue(&book, &who, system.name()),
            What::Return => t::hand_undone_return(&book, &who, system.name()),
            What::Unlent => t::hand_undone_unlent(&book, system.name()),
        };
        let line = el("li")
            .attr("data-undone", &of.name)
            .with(el("code").text(&of.copy))
            .with(el("span").text(&text));
        if of.waits {
            return line.with(el("strong").text(t::hand_undone_first()));
        }
        let (act, name) = (act.clone(), of.name);
        let sure = t::hand_undone_sure().to_owned();
        let act = move || act(name.clone());
        line.with(twice(t::outbox_press_done(), None, sure, act))
    };
    found.into_iter().map(line).collect()
}

/// Staff looked: the system has it as it is here. Gives what went wrong.
pub(crate) async fn settles_undone(session: &Session, system: System, name: &str) -> Vec<El> {
    let (mut handed, mut rows) = handed::load(session, system).await;
    undone::settle(&mut handed, &mut rows, name);
    let done = handed::put(session, system, &handed, &rows).await;
    done.err().map(|why| trouble(&why)).into_iter().collect()
}

/// What was left out of the files of this computer, a line for each batch, with its presses: it is entered, or it goes into the next file. What this
/// computer knows nothing of any more, was undone, or is over needs no hand.
fn left_out<F: Future<Output = ()> + 'static>(
    session: &Rc<Session>,
    (system, scope): (System, Scope),
    names: &Rows,
    act: &(impl Fn(&str, bool) -> F + Clone + 'static),
) -> Vec<El> {
    let mut left = handed::left_out(names).peekable();
    if left.peek().is_none() {
        return Vec::new();
    }
    // What the gateway has it asks about.
    let mut known = ready(session, scope).operations;
    known.retain(|of| !handed::is_over(&session.till.borrow(), &of.id));
    let line = |(batch, names): (&str, &BTreeSet<String>)| {
        let of = known.iter().filter(|of| names.contains(&of.id));
        let what: Vec<String> = of.map(|of| scan(session, of)).collect();
        let press = |is_entered: bool| {
            let (act, batch) = (act.clone(), batch.to_owned());
            move || act(&batch, is_entered)
        };
        let sure = t::hand_own_sure().to_owned();
        let again = press(false);
        (!what.is_empty()).then(|| {
            el("li")
                .attr("data-left", batch)
                .with(el("code").text(batch))
                .with(el("span").text(&t::hand_left_line(system.name(), &what.join("; "))))
                .with(
                    el("span")
                        .class("cluster")
                        .with(twice(t::hand_left_done(), None, sure, press(true)))
                        .with(button(t::hand_left_again(), move || js::spawn(again()))),
                )
        })
    };
    left.filter_map(line).collect()
}

/// "Check out Holes to card 29…".
fn scan(session: &Session, of: &Delivered) -> String {
    let book = session.book(&of.barcode);
    let who = t::outbox_card(&of.card);
    match of.kind {
        Kind::CheckIn => t::outbox_return(&book),
        Kind::CheckOut => t::outbox_issue(&book, &who),
        Kind::Renew => t::outbox_renew(&book, &who),
        Kind::Hold => t::outbox_hold(&book, &who),
        Kind::CancelHold => t::outbox_unhold(&book, &who),
    }
}

/// Staff says what became of what was left out of a batch.
async fn settles_left(
    session: &Rc<Session>,
    system: System,
    (batch, is_entered): (&str, bool),
    scope: Scope,
    list: &El,
    said: &El,
) {
    let (mut handed, mut rows) = handed::load(session, system).await;
    {
        let till = session.till.borrow();
        handed.settle_left(batch, &mut rows, is_entered, |name| {
            is_ours(&till, scope, name)
        });
    }
    let why = handed::put(session, system, &handed, &rows).await.err();
    show(session, list, said, scope).await;
    said.fill(why.map(|why| trouble(&why)).into_iter().collect());
}

/// A file of this computer, by what it is called.
#[derive(Clone)]
struct Marked {
    system: System,
    batch: String,
    name: String,
}

/// The press that a file is imported. A gateway is told of it, and then it stands: so it is asked once more.
fn done<F: Future<Output = ()> + 'static>(
    scope: Scope,
    act: impl Fn() -> F + Clone + 'static,
) -> El {
    match scope {
        Scope::All => button(t::hand_done(), move || js::spawn(act())),
        Scope::Unsent => twice(t::hand_done(), None, t::hand_own_sure().to_owned(), act),
    }
}

/// Staff says that a file is imported; at a computer that works alone it can be taken back until the page is left.
async fn mark(session: &Rc<Session>, of: Marked, scope: Scope, list: &El, said: &El) {
    let (handed, _) = handed::load(session, of.system).await;
    let kept = handed.kept(&of.batch, &of.name).cloned();
    imported(session, of.system, &of.batch, &of.name).await;
    frame::refresh(session);
    show(session, list, said, scope).await;
    let (Some(kept), Scope::All) = (kept, scope) else {
        return;
    };
    let text = t::hand_imported_now(&of.name);
    let (again, fill, tell) = (session.clone(), list.clone(), said.clone());
    let back = button(t::hand_not_in(), move || {
        let (session, of, kept) = (again.clone(), of.clone(), kept.clone());
        let (list, said) = (fill.clone(), tell.clone());
        js::spawn(async move {
            let (mut handed, rows) = handed::load(&session, of.system).await;
            handed.ledger.not_imported(&of.batch, &of.name);
            handed.keep(&of.batch, &kept);
            match handed::put(&session, of.system, &handed, &rows).await {
                Ok(()) => said.fill(Vec::new()),
                Err(why) => {
                    session.trouble.replace(why);
                }
            }
            frame::refresh(&session);
            show(&session, &list, &said, scope).await;
        });
    });
    said.fill(vec![
        el("div")
            .class("note stack")
            .attr("data-kind", "news")
            .with(el("p").text(&text))
            .with(back),
    ]);
}

/// Staff says that a file which this computer made by itself is imported.
pub(crate) async fn imported(session: &Session, system: System, batch: &str, name: &str) {
    let (mut handed, rows) = handed::load(session, system).await;
    let Some(kept) = handed.kept(batch, name).cloned() else {
        return;
    };
    handed.ledger.imported(name, &kept.bytes, today());
    handed.drop_file(batch, name);
    if let Err(why) = handed::put(session, system, &handed, &rows).await {
        session.trouble.replace(why);
    }
}

async fn make(
    session: &Rc<Session>,
    system: System,
    (split, scope): (Split, Scope),
    (leave, seen): (Leave, Strange),
    list: &El,
    said: &El,
) {
    let ready = ready(session, scope);
    let (mut handed, mut rows) = looked_through(session, system, scope).await;
    let mut fresh = handed.ledger.fresh(&ready.operations);
    hand::with_classes(&mut fresh, |card| {
        let patron = session.till.borrow().patron(card);
        session
            .known(patron)
            .map(|known| known.class)
            .unwrap_or_default()
    });
    if fresh.is_empty() {
        said.fill(vec![el("p").class("note").text(t::hand_nothing())]);
        return;
    }
    let strange = Strange::here(session, &fresh);
    // Something may have come in while the question stood.
    if leave != Leave::Out && !strange.without(&seen).is_none() {
        let (of, fill, tell) = (session.clone(), list.clone(), said.clone());
        let seen = strange.clone();
        let ask = strange::ask(session, system, &strange, move |leave| {
            let (of, fill, tell) = (of.clone(), fill.clone(), tell.clone());
            let answer = (leave, seen.clone());
            js::spawn(async move { make(&of, system, (split, scope), answer, &fill, &tell).await });
        });
        said.fill(vec![ask]);
        dom::focus("#hand-strange button");
        return;
    }
    let others = (leave == Leave::Out).then(|| strange.others(&fresh));
    let (now, late) = handed::split_late(&ready.operations, fresh.clone(), &handed.ledger);
    let batch = Batch {
        split,
        late: &late,
        cards: others.as_ref().map(|(cards, _)| cards),
        copies: others.as_ref().map(|(_, copies)| copies),
        ..Batch::new(&now)
    };
    let delivery = deliver(system, &batch);
    handed.record(&mut rows, &delivery, &fresh, today());
    // Written down first: what was handed out and not remembered would go out twice.
    if let Err(why) = handed::put(session, system, &handed, &rows).await {
        said.fill(vec![
            el("p")
                .class("note")
                .attr("data-kind", "trouble")
                .text(&why),
        ]);
        return;
    }
    chose(session, system).await;
    // For the comparison after the import; without it everything else works.
    let _ = session
        .store
        .put_hand(&sheet_key(system), &delivery.sheet)
        .await;
    for file in &delivery.files {
        save_file(file);
    }
    let made = intl::time(js::now());
    let sheet = delivery
        .sheet
        .to_html(Language::English, &session.library, &made);
    let name = format!(
        "carrel-sheet-{}-{}.html",
        system.name(),
        delivery.sheet.batch
    );
    files::save(&sheet.into(), "text/html", &name);
    let by_hand = delivery.sheet.by_hand.iter().filter(|row| !row.is_settled);
    let by_hand = u32::try_from(by_hand.count()).unwrap_or(u32::MAX);
    let left = Strange::left_out(&delivery.sheet).codes();
    // The page first: it may say what is held back, and then this would be gone.
    show(session, list, said, scope).await;
    said.fill(vec![
        el("div")
            .class("note")
            .attr("data-kind", "news")
            .with(el("h2").text(&t::hand_made(system.name(), &delivery.sheet.batch)))
            .with(el("p").text(t::hand_once()))
            .with(el("p").text(&t::hand_sheet(by_hand)))
            .maybe((!left.is_empty()).then(|| el("p").text(&t::hand_left_here(&left)))),
    ]);
}

pub(crate) fn save_file(file: &File) {
    files::save(&js::typed(&file.bytes), "text/plain", &file.name);
}

/// The box that asks for a file for each class.
pub(crate) fn by_class(system: System) -> El {
    el("input")
        .attr("type", "checkbox")
        .attr("id", &["by-class", system.name()].join("-"))
}

/// A system's part of the page: how much waits, the button that makes its files, the comparison where a sheet is kept, and what was made.
pub(crate) async fn part(
    session: &Rc<Session>,
    system: System,
    count: u32,
    by_class: El,
    make: El,
    rows: Vec<El>,
) -> El {
    let sheet: Option<Sheet> = session.store.hand(&sheet_key(system)).await;
    el("section")
        .class("system")
        .with(el("h2").text(system.name()))
        .with(el("p").text(&t::hand_fresh(count)))
        .with(
            el("p").class("check").with(by_class).with(
                el("label")
                    .attr("for", &["by-class", system.name()].join("-"))
                    .text(t::hand_by_class()),
            ),
        )
        .with(make)
        .maybe(sheet.map(|_| comparison(session, system)))
        .maybe((!rows.is_empty()).then(|| el("ul").class("rows").all(rows)))
}

/// After the import: the system's own list of open loans, held against what should be there.
fn comparison(session: &Rc<Session>, system: System) -> El {
    let said = el("div").class("stack").attr("role", "status");
    let (of, tell) = (session.clone(), said.clone());
    let input = el("input")
        .attr("type", "file")
        .attr("accept", ".csv,.txt,.tsv,text/csv,text/plain")
        .on("change", move |event| {
            let Some(file) = files::chosen(&event).into_iter().next() else {
                return;
            };
            let (of, tell) = (of.clone(), tell.clone());
            js::spawn(async move {
                let sheet: Option<Sheet> = of.store.hand(&sheet_key(system)).await;
                match (file.bytes().await, sheet) {
                    (Ok(bytes), Some(sheet)) => tell.fill(compared(&of, &sheet, &bytes)),
                    (Err(error), _) => tell.fill(vec![el("p").text(&js::reason(&error))]),
                    (_, None) => {}
                }
            });
        });
    let id = ["compare", system.name()].join("-");
    el("details").with(el("summary").text(t::compare())).with(
        el("div")
            .class("stack")
            .with(el("p").class("measure").text(t::compare_about()))
            .with(frame::field(t::compare_file(), &id, &input))
            .with(said),
    )
}

/// The differences in words: the book, who should have it, who has it there.
fn compared(session: &Session, sheet: &Sheet, bytes: &[u8]) -> Vec<El> {
    let how = How {
        list: Some(List::Loans),
        ..How::default()
    };
    let loaded = patrons::read(bytes, &how, |card| session.till.borrow().patron(card));
    if loaded.counts.0 == 0 {
        return vec![el("p").class("wrong").text(t::compare_unread())];
    }
    let loans: Vec<OpenLoan> = loaded
        .open
        .loans
        .into_iter()
        .map(|(loan, _)| loan)
        .collect();
    let who = |card: &Option<String>| match card {
        Some(card) => t::patron_card(card),
        None => t::compare_shelf().to_owned(),
    };
    let mut lines: Vec<El> = sheet
        .compare(&loans)
        .iter()
        .map(|found| {
            let book = session.book(&found.barcode);
            let text = t::compare_row(&book, &who(&found.ours), &who(&found.theirs));
            let foreseen = found
                .was_foreseen
                .then(|| el("span").class("soft block").text(t::compare_foreseen()));
            el("li").class("row").with(
                el("span")
                    .text(&text)
                    .with(el("span").class("soft block").text(&found.barcode))
                    .maybe(foreseen),
            )
        })
        .collect();
    lines.extend(sheet.renewed_loans(&loans).iter().map(|loan| {
        let book = session.book(&loan.barcode);
        el("li").class("row").text(&t::compare_twice(&book))
    }));
    if lines.is_empty() {
        return vec![el("p").text(t::compare_same())];
    }
    let count = u32::try_from(lines.len()).unwrap_or(u32::MAX);
    vec![
        el("p").text(&t::compare_differs(count)),
        el("ul").class("rows").all(lines),
    ]
}

/// Takes out of the log what is imported and older than 35 days, at a computer that works alone ([`crate::prune`]).
pub async fn prune(session: &Rc<Session>) {
    if session.net.get() != Net::Alone || session.looked.get() != Looked::Done {
        return;
    }
    let mut ledgers = Vec::new();
    for system in System::ALL {
        let (handed, rows) = handed::load(session, system).await;
        ledgers.push((system, handed, rows));
    }
    let mine = session.turn.mine().await;
    let staged = {
        let till = session.till.borrow();
        let is_imported = |id: &str| {
            let mut of = ledgers.iter();
            let is_over = |id: &str| handed::is_over(&till, id);
            of.any(|(_, handed, rows)| handed.is_imported(rows, id, is_over))
        };
        let undone = ledgers.iter();
        let undone = undone.flat_map(|(_, handed, rows)| undone::found(&till, handed, rows));
        // A loan that is open again is known without its scans.
        let undone = undone.filter(|of| of.what != What::Return);
        let undone = undone.map(|of| of.name).collect();
        crate::prune::staged(&till, js::now() as i64, is_imported, &undone)
    };
    let Some(staged) = staged else { return };
    if let Err(why) = session.store.record(&staged).await {
        session.trouble.replace(why);
        return;
    }
    session.till.borrow_mut().commit(staged);
    drop(mine);
    for (system, mut handed, mut rows) in ledgers {
        {
            let till = session.till.borrow();
            let is_known = |id: &str| crate::prune::is_known(&till, id);
            handed.ledger.retain(is_known);
            for names in rows.values_mut() {
                names.retain(|id| is_known(id));
            }
            rows.retain(|_, names| !names.is_empty());
        }
        // What could not be written is only longer than it need be.
        let _ = handed::put(session, system, &handed, &rows).await;
    }
}
