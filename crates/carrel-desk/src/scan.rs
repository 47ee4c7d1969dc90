//! From the box to the log: every scan waits for the one before it, none is lost, and "recorded" comes after the disk.

use std::rc::Rc;

use carrel_circ::Allowed;
use carrel_circ::board::Copy;
use carrel_circ::decide::{Actor, Override};
use carrel_circ::decide::{Command as Want, Decision, Note, Reason, Refusal, decide};
use carrel_circ::desk::{Mode, Scan, Step};
use carrel_circ::entry::{Kind, PatronKey};
use carrel_circ::exception::Broken;
use carrel_circ::kiosk::Step as KioskStep;
use carrel_exchange::barcode::Command;
use carrel_exchange::lists::Reason as ListReason;
use carrel_sync::hash::receipt;
use carrel_web::{js, sound};

use crate::codes::{Lists, Meaning, Wants, meaning};
use crate::frame;
use crate::session::{Choice, Said, Scanned, Session};
use crate::settings::Role;
use crate::strange::is_strange_copy;
use crate::{t, words};

const GOOD: &[(f64, f64)] = &[(880.0, 70.0)];
const LOOK: &[(f64, f64)] = &[(660.0, 90.0), (660.0, 90.0)];
const STOP: &[(f64, f64)] = &[(220.0, 180.0), (180.0, 220.0)];

/// Takes a scan in; it is worked on when those before it are done.
pub fn take(session: &Rc<Session>, scanned: Scanned) {
    session.scans.borrow_mut().push_back(scanned);
    if session.is_working.replace(true) {
        return;
    }
    let session = session.clone();
    js::spawn(async move {
        loop {
            let next = session.scans.borrow_mut().pop_front();
            let Some(next) = next else { break };
            if session.settings.borrow().role == Some(Role::Kiosk) {
                at_kiosk(&session, next).await;
            } else {
                at_desk(&session, next).await;
            }
        }
        session.is_working.set(false);
    });
}

/// "I am done", as a scan: it waits for those before it.
#[must_use]
pub fn done() -> Scanned {
    Scanned {
        text: "%DONE".to_owned(),
        typed: false,
        is_double: false,
    }
}

/// Shows what a scan led to: colour, sign, words, a tone, and a word for screen readers.
pub fn say(session: &Rc<Session>, said: Said) {
    let tones = match said.kind {
        "good" => GOOD,
        "look" => LOOK,
        "stop" => STOP,
        _ => &[],
    };
    if session.settings.borrow().sound && !tones.is_empty() {
        sound::play(tones);
    }
    let mut words = said.title.clone();
    for line in &said.lines {
        words.push(' ');
        words.push_str(line);
    }
    carrel_web::dom::say("announce", &words);
    session.said.replace(said);
    frame::refresh(session);
}

/// Shows some words. See [`say`].
pub fn tell(session: &Rc<Session>, kind: &'static str, title: &str, lines: Vec<String>) {
    let said = Said {
        kind,
        title: title.to_owned(),
        lines,
        choice: Choice::None,
    };
    say(session, said);
}

/// What the rules say of it, by what this desk knows, to staff who saw these.
fn decided(session: &Session, want: &Want, allowed: Allowed) -> Result<Decision, Refusal> {
    let (policy, now) = (session.policy(), session.now());
    let till = session.till.borrow();
    decide(want, till.view(), &policy, now, Actor::Staff, allowed)
}

/// Records that a copy was seen on the shelf; a barcode that the gateway's list lacks, too: it stands before somebody.
pub async fn seen(session: &Rc<Session>, code: &str) {
    let want = Want::Scan {
        copy: code.to_owned(),
    };
    // Of a copy that is known nothing is allowed: there was no rule against it.
    let decided = decided(session, &want, Allowed::NOTHING)
        .or_else(|_| decided(session, &want, Allowed::rules(Allowed::UNKNOWN_COPY)));
    match decided {
        Ok(decision) => record(session, decision, false).await,
        Err(refusal) => refused(session, &refusal, code),
    }
}

fn stop(title: &str, line: String) -> Said {
    Said {
        kind: "stop",
        title: title.to_owned(),
        lines: if line.is_empty() {
            Vec::new()
        } else {
            vec![line]
        },
        choice: Choice::None,
    }
}

fn understood(session: &Session, text: &str, wants: Wants) -> Meaning {
    let copies = session.copies.borrow();
    let patrons = session.patrons.borrow();
    let till = session.till.borrow();
    let board = till.view();
    let is_card = |code: &str| {
        let key = till.patron(code);
        patrons
            .as_ref()
            .is_some_and(|list| list.known.contains_key(&key))
            || session.blocks.borrow().known.contains_key(&key)
            || board.patron(key).is_some()
    };
    let is_copy = |code: &str| {
        // What the board knows from scans only is no evidence: one slip made a card a book.
        copies.find(code).is_some() || board.copy(code).is_some_and(Copy::is_evident)
    };
    let lists = Lists {
        has_copies: !copies.is_empty() || board.copies_are_listed(),
        is_copy,
        is_card,
    };
    meaning(text, session.settings.borrow().schemes(), wants, lists)
}

/// A number that a card and a copy have: somebody says which.
fn which(session: &Rc<Session>, card: String, copy: String, typed: bool) {
    let mut said = stop(t::scan_which(), t::scan_which_do(&session.book(&copy)));
    said.choice = Choice::Which { card, copy, typed };
    say(session, said);
}

/// The patron of a card that was shown; from now on its key can be said in the log.
fn shown(session: &Session, card: &str) -> PatronKey {
    let mut till = session.till.borrow_mut();
    till.learn_cards([card]);
    till.patron(card)
}

/// It is a card, or a copy: somebody said so.
pub async fn chosen(session: &Rc<Session>, code: &str, is_card: bool, typed: bool) {
    let scan = if is_card {
        Scan::Patron(shown(session, code))
    } else {
        Scan::Item(code.to_owned())
    };
    let is_inventory = session.desk.borrow().mode() == Mode::Inventory;
    if session.settings.borrow().role == Some(Role::Kiosk) {
        kiosk_meant(session, scan, typed).await;
    } else if is_inventory && is_card {
        say(session, stop(t::shelf_card(), String::new()));
    } else if is_inventory {
        crate::page_shelf::take(session, code.to_owned()).await;
    } else {
        meant(session, scan, typed).await;
    }
}

async fn at_desk(session: &Rc<Session>, scanned: Scanned) {
    let (mode, patron) = {
        let desk = session.desk.borrow();
        (desk.mode(), desk.patron())
    };
    let wants = match (mode, patron) {
        (Mode::CheckOut, None) => Wants::Card,
        (Mode::CheckOut, Some(_)) => Wants::Any,
        _ => Wants::Copy,
    };
    let scan = match understood(session, &scanned.text, wants) {
        Meaning::Nothing => return,
        Meaning::Unusable => return say(session, stop(t::scan_unusable(), String::new())),
        Meaning::Misread(code, right) => {
            let mut said = stop(
                t::scan_misread(),
                t::scan_misread_do(&code, &right.to_string()),
            );
            said.choice = Choice::UseAnyway(code);
            return say(session, said);
        }
        Meaning::Command(command) => return self::command(session, command).await,
        Meaning::Isbn(isbn) => {
            let mut said = stop(t::scan_isbn(), t::scan_isbn_do(&isbn));
            let text = carrel_exchange::barcode::cleaned(&scanned.text);
            if text.len() == 10 {
                // It may be a school's number all the same.
                said.choice = Choice::UseAnyway(text.to_owned());
            }
            return say(session, said);
        }
        Meaning::Either { card, copy } => return which(session, card, copy, scanned.typed),
        Meaning::Copy(code) if mode == Mode::Inventory => {
            return crate::page_shelf::take(session, code).await;
        }
        Meaning::Card(_) if mode == Mode::Inventory => {
            return say(session, stop(t::shelf_card(), String::new()));
        }
        Meaning::Card(card) => Scan::Patron(shown(session, &card)),
        Meaning::Copy(code) if scanned.is_double => {
            if session.said.borrow().kind != "good" {
                // The first look was refused, or asks for a second one of somebody: that stands, with its button.
                return;
            }
            let line = session.book(&code);
            let said = Said {
                kind: "ready",
                title: t::scan_double().to_owned(),
                lines: vec![line],
                choice: Choice::None,
            };
            return say(session, said);
        }
        Meaning::Copy(code) => Scan::Item(code),
    };
    meant(session, scan, scanned.typed).await;
}

/// Works on what a scan means.
pub async fn meant(session: &Rc<Session>, scan: Scan, typed: bool) {
    meant_allowing(session, scan, typed, Allowed::NOTHING).await;
}

/// The same, where staff said yes to rules before.
async fn meant_allowing(session: &Rc<Session>, scan: Scan, typed: bool, mut allowed: Allowed) {
    let (mode, patron) = {
        let desk = session.desk.borrow();
        (desk.mode(), desk.patron())
    };
    session.blocked_copy.replace(None);
    session.strange_copy.replace(None);
    if let (Scan::Item(copy), Mode::CheckOut, Some(key)) = (&scan, mode, patron)
        && session
            .known(key)
            .is_some_and(|known| known.block.is_some())
    {
        if !session.is_allowed.get() {
            refused_card(session, key, copy);
            session.blocked_copy.replace(Some(copy.clone()));
            return;
        }
        // The gateway may know of the block, too: it was seen here.
        allowed = allowed.and(u64::from(Broken::BLOCKED));
    }
    if let Scan::Item(copy) = &scan
        && !allowed.covers(Allowed::UNKNOWN_COPY)
        && is_strange(session, copy)
        && (mode != Mode::CheckOut || patron.is_some())
    {
        refused(session, &unknown_copy(), copy);
        session.strange_copy.replace(Some(copy.clone()));
        return;
    }
    let copy = match &scan {
        Scan::Item(copy) => copy.clone(),
        _ => String::new(),
    };
    let step = {
        let (policy, now) = (session.policy(), session.now());
        let till = session.till.borrow();
        let mut desk = session.desk.borrow_mut();
        desk.scan_allowing(scan, allowed, till.view(), &policy, now)
    };
    match step {
        Step::Refuse(refusal) => refused(session, &refusal, &copy),
        step => stepped(session, step, typed).await,
    }
}

/// By the lists of this computer, which the rules do not know.
fn is_strange(session: &Session, copy: &str) -> bool {
    is_strange_copy(&session.copies.borrow(), session.till.borrow().view(), copy)
}

fn unknown_copy() -> Refusal {
    Refusal {
        reason: Reason::UnknownCopy,
        may_override: Override::Staff,
    }
}

fn blocked() -> Refusal {
    Refusal {
        reason: Reason::Policy {
            broken: Broken(Broken::BLOCKED),
            loans: 0,
            of_type: false,
        },
        may_override: Override::Staff,
    }
}

/// A card that may not borrow: why, where the list says.
fn blocked_word(session: &Session, key: PatronKey) -> &'static str {
    match session.known(key).and_then(|known| known.block) {
        Some(ListReason::Expired) => t::no_expired(),
        Some(ListReason::CardLost) => t::no_card_lost(),
        Some(ListReason::Inactive) => t::no_inactive(),
        _ => t::no_blocked(),
    }
}

fn refused_card(session: &Rc<Session>, key: PatronKey, copy: &str) {
    let (_, may_allow) = words::refusal(&blocked());
    told(session, blocked_word(session, key), may_allow, copy);
}

fn refused(session: &Rc<Session>, refusal: &Refusal, copy: &str) {
    let (text, may_allow) = words::refusal(refusal);
    told(session, &text, may_allow, copy);
}

fn told(session: &Rc<Session>, text: &str, may_allow: bool, copy: &str) {
    // A yes answers what stands on the screen now.
    session.blocked_copy.take();
    session.strange_copy.take();
    let mut said = stop(text, session.book(copy));
    if may_allow {
        said.choice = Choice::Allow;
        said.lines.push(t::may_allow().to_owned());
    }
    say(session, said);
}

/// Staff says yes to what was refused.
pub async fn allow(session: &Rc<Session>) {
    if let Some(copy) = session.blocked_copy.take() {
        session.is_allowed.set(true);
        return meant(session, Scan::Item(copy), false).await;
    }
    if let Some(copy) = session.strange_copy.take() {
        let allowed = Allowed::rules(Allowed::UNKNOWN_COPY);
        return meant_allowing(session, Scan::Item(copy), false, allowed).await;
    }
    let step = {
        let (policy, now) = (session.policy(), session.now());
        let till = session.till.borrow();
        let mut desk = session.desk.borrow_mut();
        desk.allow(till.view(), &policy, now)
    };
    stepped(session, step, false).await;
}

/// A student was chosen from a class list, as if the card had been scanned.
pub async fn choose(session: &Rc<Session>, card: &str) {
    let scan = Scan::Patron(shown(session, card));
    meant(session, scan, true).await;
}

/// Undoes a line of the journal, or the newest.
pub async fn undo(session: &Rc<Session>, line: Option<carrel_circ::OpId>) {
    let step = {
        let (policy, now) = (session.policy(), session.now());
        let till = session.till.borrow();
        let mut desk = session.desk.borrow_mut();
        desk.undo(line, till.view(), &policy, now)
    };
    stepped(session, step, false).await;
}

/// Places a hold for who stands at the desk.
pub async fn hold(session: &Rc<Session>, barcode: &str) {
    let Some(patron) = session.desk.borrow().patron() else {
        return say(session, stop(t::ask_card(), String::new()));
    };
    let title = session.title_id(barcode);
    let want = Want::PlaceHold { title, patron };
    match decided(session, &want, Allowed::NOTHING) {
        Ok(decision) => stepped(session, Step::Record(decision), false).await,
        Err(refusal) => refused(session, &refusal, barcode),
    }
}

/// Takes away a hold of who stands at the desk.
pub async fn unhold(session: &Rc<Session>, title: String) {
    let Some(patron) = session.desk.borrow().patron() else {
        return;
    };
    let want = Want::CancelHold { title, patron };
    match decided(session, &want, Allowed::NOTHING) {
        Ok(decision) => stepped(session, Step::Record(decision), false).await,
        Err(refusal) => refused(session, &refusal, ""),
    }
}

async fn command(session: &Rc<Session>, command: Command) {
    match command {
        Command::CheckOut => mode(session, Mode::CheckOut),
        Command::CheckIn => mode(session, Mode::CheckIn),
        Command::Renew => mode(session, Mode::Renew),
        Command::Done => {
            let now = session.desk.borrow().mode();
            mode(session, now);
        }
        Command::Undo => undo(session, None).await,
    }
}

/// Another mode, or the next patron in the same.
pub fn mode(session: &Rc<Session>, mode: Mode) {
    session.desk.borrow_mut().set_mode(mode);
    // Between two scans somebody chose what is to be done: the second is meant, however soon it comes.
    session.last_scan.take();
    session.is_allowed.set(false);
    session.strange_copy.take();
    let title = match mode {
        Mode::CheckOut => t::ready_out(),
        Mode::CheckIn => t::ready_in(),
        Mode::Renew => t::ready_renew(),
        Mode::Inventory => t::ready_seen(),
    };
    say(
        session,
        Said {
            kind: "ready",
            title: title.to_owned(),
            ..Said::default()
        },
    );
}

async fn stepped(session: &Rc<Session>, step: Step, typed: bool) {
    match step {
        Step::Record(decision) => record(session, decision, typed).await,
        Step::Welcome(key) => welcome(session, key),
        Step::Refuse(refusal) => refused(session, &refusal, ""),
        Step::AskCard => say(session, stop(t::ask_card(), t::ask_card_do().to_owned())),
        Step::OfferCopies(isbn) => say(session, stop(t::scan_isbn(), t::scan_isbn_do(&isbn))),
        Step::AskWhat(text) => say(session, stop(t::scan_unusable(), text)),
        Step::Nothing => say(session, stop(t::no_nothing_to_undo(), String::new())),
    }
}

fn welcome(session: &Rc<Session>, key: PatronKey) {
    session.is_allowed.set(false);
    let mut said = Said {
        kind: "ready",
        title: t::ready_books().to_owned(),
        ..Said::default()
    };
    match (session.patrons.borrow().as_ref(), session.known(key)) {
        (Some(_), None) => {
            said.kind = "look";
            said.lines.push(t::patron_not_listed().to_owned());
        }
        (_, Some(known)) if known.block.is_some() => {
            said.kind = "look";
            said.lines.push(blocked_word(session, key).to_owned());
        }
        _ => {}
    }
    say(session, said);
}

async fn record(session: &Rc<Session>, decision: Decision, typed: bool) {
    let mint = session.mint();
    let (id, draft) = (mint.id, session.draft(&decision, typed));
    session.desk.borrow_mut().recording(id, &decision);
    let waits = decision.kind == Kind::Return && {
        let till = session.till.borrow();
        till.waits_for(&session.title_id(&decision.copy), &decision.copy)
            .is_some()
    };
    match session.record(draft, mint).await {
        Ok(_) => {
            session.desk.borrow_mut().recorded(id);
            let mut notes = decision.notes.clone();
            if waits && !notes.contains(&Note::SomebodyWaits) {
                notes.push(Note::SomebodyWaits);
            }
            let warn = |note: &Note| matches!(note, Note::TakenFromAnother | Note::SomebodyWaits);
            let mut lines = vec![session.book(&decision.copy)];
            if let Some(due) = decision.due {
                lines.push(t::due(&words::day(due)));
            }
            lines.extend(
                notes
                    .iter()
                    .filter_map(|note| words::note(*note))
                    .map(str::to_owned),
            );
            lines.retain(|line| !line.is_empty());
            let choice = if waits {
                Choice::HoldSlip(decision.copy.clone())
            } else {
                Choice::None
            };
            say(
                session,
                Said {
                    kind: if notes.iter().any(warn) {
                        "look"
                    } else {
                        "good"
                    },
                    title: t::recorded(words::act(decision.kind)),
                    lines,
                    choice,
                },
            );
        }
        Err(why) => {
            session.desk.borrow_mut().failed(id);
            say(session, stop(t::not_recorded(), t::not_recorded_do(&why)));
        }
    }
}

async fn at_kiosk(session: &Rc<Session>, scanned: Scanned) {
    let wants = if session.kiosk.borrow().is_busy() {
        Wants::Any
    } else {
        Wants::Card
    };
    let scan = match understood(session, &scanned.text, wants) {
        Meaning::Nothing => return,
        Meaning::Command(Command::Done) => return kiosk_done(session),
        Meaning::Copy(_) if scanned.is_double => return,
        Meaning::Copy(code) => Scan::Item(code),
        Meaning::Card(card) => Scan::Patron(shown(session, &card)),
        Meaning::Either { card, copy } => return which(session, card, copy, scanned.typed),
        Meaning::Isbn(isbn) => Scan::Isbn(isbn),
        Meaning::Misread(text, _) => Scan::Unclear(text),
        Meaning::Unusable | Meaning::Command(_) => Scan::Unclear(String::new()),
    };
    kiosk_meant(session, scan, scanned.typed).await;
}

/// Works on what a scan at the kiosk means.
async fn kiosk_meant(session: &Rc<Session>, scan: Scan, typed: bool) {
    let patrons_say_no = |key: PatronKey| {
        let listed = session.patrons.borrow().is_some();
        let known = session.known(key);
        match known {
            Some(known) => known.block.is_some(),
            None => listed,
        }
    };
    if let Scan::Patron(key) = scan
        && patrons_say_no(key)
    {
        session.kiosk.borrow_mut().finish();
        return say(session, stop(t::kiosk_ask(), String::new()));
    }
    // As at the desk; only that staff may allow it.
    let is_unknown = matches!(&scan, Scan::Item(copy) if is_strange(session, copy));
    let scan = match scan {
        Scan::Item(copy) if is_unknown => Scan::Unclear(copy),
        scan => scan,
    };
    let is_card = matches!(scan, Scan::Patron(_));
    let key = match scan {
        Scan::Patron(key) => Some(key),
        _ => None,
    };
    let step = {
        let (policy, now) = (session.policy(), session.now());
        let till = session.till.borrow();
        let mut kiosk = session.kiosk.borrow_mut();
        kiosk.scan(scan, till.view(), &policy, now, js::mono() as i64)
    };
    match step {
        KioskStep::Welcome | KioskStep::NextStudent(_) if is_card => {
            let hint = key
                .and_then(|key| session.known(key))
                .map(|known| known.hint);
            let title = match hint {
                Some(hint) if !hint.is_empty() => t::kiosk_hello_name(&hint),
                _ => t::kiosk_hello().to_owned(),
            };
            say(
                session,
                Said {
                    kind: "ready",
                    title,
                    lines: vec![t::kiosk_books().to_owned()],
                    choice: Choice::None,
                },
            );
        }
        KioskStep::Record(decision) => {
            let mint = session.mint();
            let (id, draft) = (mint.id, session.draft(&decision, typed));
            session.kiosk.borrow_mut().recording(id, &decision);
            match session.record(draft, mint).await {
                Ok(hash) => {
                    session.kiosk.borrow_mut().recorded(id, &receipt(&hash));
                    let mut lines = vec![session.book(&decision.copy)];
                    if let Some(due) = decision.due {
                        lines.push(t::kiosk_due(&words::day(due)));
                    }
                    say(
                        session,
                        Said {
                            kind: "good",
                            title: t::kiosk_yours().to_owned(),
                            lines,
                            choice: Choice::None,
                        },
                    );
                }
                Err(_) => {
                    session.kiosk.borrow_mut().failed(id);
                    say(session, stop(t::kiosk_not_recorded(), String::new()));
                }
            }
        }
        KioskStep::Refuse(refusal) => {
            let (text, _) = words::refusal(&refusal);
            say(session, stop(&text, t::kiosk_show().to_owned()));
        }
        KioskStep::AskCard => say(session, stop(t::kiosk_card_first(), String::new())),
        KioskStep::NotABook => {
            let title = match is_unknown {
                true => t::no_unknown_copy(),
                false => t::kiosk_not_a_book(),
            };
            say(session, stop(title, t::kiosk_show().to_owned()));
        }
        _ => {}
    }
}

/// The student is done: a receipt for some seconds, then nothing of them is left.
fn kiosk_done(session: &Rc<Session>) {
    let step = session.kiosk.borrow_mut().finish();
    kiosk_over(session, step);
}

/// Ends a session whose time is up.
pub fn kiosk_tick(session: &Rc<Session>) {
    if session.is_working.get() {
        // What is being worked on belongs to who stands there.
        return;
    }
    let policy = session.policy();
    let step = session.kiosk.borrow_mut().tick(&policy, js::mono() as i64);
    kiosk_over(session, step);
}

fn kiosk_over(session: &Rc<Session>, step: KioskStep) {
    let KioskStep::Goodbye(taken) = step else {
        return;
    };
    frame::empty_box(session);
    let lines = taken
        .iter()
        .filter(|book| book.is_recorded)
        .map(|book| {
            let due = book.due.map(words::day).unwrap_or_default();
            t::kiosk_receipt(&session.book(&book.copy), &due, &book.receipt)
        })
        .collect();
    say(
        session,
        Said {
            kind: "bye",
            title: t::kiosk_bye().to_owned(),
            lines,
            choice: Choice::None,
        },
    );
    let session = session.clone();
    let number = session.goodbyes.get() + 1;
    session.goodbyes.set(number);
    js::after(12_000, move || {
        // Another's receipt has its own time.
        if session.goodbyes.get() == number && session.said.borrow().kind == "bye" {
            kiosk_clear(&session);
        }
    });
}

/// The start screen: nobody stands here.
pub fn kiosk_clear(session: &Rc<Session>) {
    session.said.replace(Said::default());
    carrel_web::dom::say("announce", "");
    frame::refresh(session);
}
