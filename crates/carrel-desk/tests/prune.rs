//! Years of a desk that works alone: what is imported leaves the log, nothing else does, and no screen and no file tells the difference.

use std::collections::{BTreeMap, BTreeSet};

use carrel_circ::Board;
use carrel_circ::entry::{Kind, OpId};
use carrel_core::CalendarDate;
use carrel_desk::handed::{self, Handed, Rows};
use carrel_desk::till::{Kept, Till};
use carrel_desk::undone::{self, What};
use carrel_desk::{hand, prune};
use carrel_exchange::delivered::Delivered;
use carrel_exchange::queue::ledger::Ledger;
use carrel_exchange::queue::{Batch, System, deliver};
use carrel_sync::client::{Draft, KEEP_MS, Mint};
use carrel_sync::message::{Push, Record};
use carrel_sync::server::{Server, accept};
use carrel_sync::{Reading, memory::MemoryLedger};

const KEY: [u8; 32] = [7; 32];
const BEGIN: i64 = 1_795_770_000_000;
const DAY_MS: i64 = 86_400_000;

/// Marsaglia's xorshift: the same numbers on every machine.
struct Dice(u64);

impl Dice {
    fn below(&mut self, n: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % n
    }
}

/// A desk with what it handed in.
struct Alone {
    till: Till,
    ledger: Ledger,
    /// Every name that was ever handed in, in order, with what it said.
    handed: Vec<Delivered>,
    waiting: Vec<(String, Vec<u8>)>,
    /// The names of all that is in an imported file, or on its sheet.
    imported: BTreeSet<String>,
}

impl Alone {
    fn new() -> Self {
        Self {
            till: Till::new(1, 100, KEY),
            ledger: Ledger::default(),
            handed: Vec::new(),
            waiting: Vec::new(),
            imported: BTreeSet::new(),
        }
    }

    fn scan(&mut self, id: u128, at_ms: i64, draft: Draft) {
        let at = Reading {
            wall_ms: at_ms,
            mono_ms: at_ms - BEGIN,
            run: 1,
        };
        let mint = Mint {
            id: OpId(id),
            salt: [1; 16],
            at,
        };
        let (_, staged) = self.till.prepare(draft, mint).expect("it fits in a log");
        self.till.commit(staged);
    }

    fn hand_in(&mut self, day: i64) {
        let fresh = self
            .ledger
            .fresh(&hand::ready(&self.till, |_| 0).operations);
        if fresh.is_empty() {
            return;
        }
        let delivery = deliver(System::Evergreen, &Batch::new(&fresh));
        let on = CalendarDate::from_days(20_000 + day as i32);
        self.ledger.record(&delivery, &fresh, on);
        for file in delivery.files {
            self.waiting.push((file.name, file.bytes));
        }
        self.handed.extend(fresh);
    }

    fn import_all(&mut self, day: i64) {
        let on = CalendarDate::from_days(20_000 + day as i32);
        for (name, bytes) in self.waiting.drain(..) {
            self.ledger.imported(&name, &bytes, on);
        }
        let all = self.handed.iter().map(|operation| operation.id.clone());
        self.imported = all.collect();
    }

    /// As the page does it; gives how many operations went.
    fn prune(&mut self, now_ms: i64) -> usize {
        let before = self.till.own().count();
        let ledger = &self.ledger;
        let is_imported = |id: &str| ledger.is_confirmed() && ledger.has(id);
        let Some(staged) = prune::staged(&self.till, now_ms, is_imported, &BTreeSet::new()) else {
            return 0;
        };
        self.till.commit(staged);
        let till = &self.till;
        self.ledger.retain(|id| prune::is_known(till, id));
        before - self.till.own().count()
    }
}

/// Who has what and who waits for what.
fn state(board: &Board) -> (BTreeMap<String, u128>, BTreeMap<String, Vec<u128>>) {
    let open = board.loans().filter(|(_, loan)| loan.end.is_none());
    let lent = open
        .map(|(_, loan)| (loan.copy.clone(), loan.patron.unwrap_or_default().0))
        .collect();
    let mut waits: BTreeMap<String, Vec<u128>> = BTreeMap::new();
    for n in 0..6 {
        let title = format!("title{n}");
        let queue = board.holds(&title).iter().map(|hold| hold.patron.0);
        waits.insert(title.clone(), queue.collect());
    }
    (lent, waits)
}

fn draft(dice: &mut Dice, recorded: u64) -> Draft {
    let card = format!("P{}", dice.below(15));
    let copy = format!("T{}", dice.below(60));
    let title = format!("title{}", dice.below(6));
    let mut draft = match dice.below(20) {
        0..=8 => Draft::scan(Kind::Checkout, &copy, Some(&card)),
        9..=15 => Draft::scan(Kind::Return, &copy, None),
        16 => Draft::scan(Kind::Renew, &copy, None),
        17 => Draft::scan(Kind::Hold, &title, Some(&card)),
        18 => Draft::scan(Kind::Unhold, &title, Some(&card)),
        _ => {
            // The last ones are what somebody undoes.
            let target = OpId(u128::from(recorded.saturating_sub(dice.below(3))));
            Draft::scan(Kind::Correct { target }, "", None)
        }
    };
    draft.staff = 1;
    draft
}

#[test]
fn what_is_imported_goes_and_no_screen_and_no_file_tells_the_difference() {
    let (mut dropped, mut longest) = (0, 0);
    for seed in 1..=12u64 {
        let mut dice = Dice(seed * 0x9E37_79B9);
        let (mut kept, mut pruned) = (Alone::new(), Alone::new());
        let mut recorded = 0;
        for day in 0..200 {
            let morning = BEGIN + day * DAY_MS;
            for scan in 0..dice.below(8) {
                recorded += 1;
                let at = morning + scan as i64 * 600_000;
                let draft = draft(&mut dice, recorded);
                kept.scan(u128::from(recorded), at, draft.clone());
                pruned.scan(u128::from(recorded), at, draft);
            }
            // A clash asks for the librarian's choice; the desk settles it now and then.
            if dice.below(10) == 0 {
                let open: Vec<_> = kept.till.view().open_exceptions().cloned().collect();
                for exception in open {
                    recorded += 1;
                    let kind = Kind::Settle {
                        target: exception.op,
                        about: exception.kind,
                        choice: carrel_circ::entry::Choice::Confirm,
                    };
                    for desk in [&mut kept, &mut pruned] {
                        let at = morning + 80_000_000;
                        desk.scan(u128::from(recorded), at, Draft::scan(kind, "", None));
                    }
                }
            }
            if dice.below(5) == 0 {
                kept.hand_in(day);
                pruned.hand_in(day);
            }
            if dice.below(9) == 0 {
                kept.import_all(day);
                pruned.import_all(day);
            }
            let names: BTreeSet<OpId> = pruned.till.own().map(|own| own.op.id).collect();
            dropped += pruned.prune(morning + DAY_MS);
            let left: BTreeSet<OpId> = pruned.till.own().map(|own| own.op.id).collect();
            let gone: Vec<&OpId> = names.difference(&left).collect();
            if !gone.is_empty() {
                // What went and could be handed in was in a file that is imported.
                for operation in hand::ready(&kept.till, |_| 0).operations {
                    let of = u128::from_str_radix(&operation.id[..32], 16).map(OpId);
                    let is_gone = of.is_ok_and(|of| gone.contains(&&of));
                    let is_in = kept.imported.contains(&operation.id);
                    assert!(!is_gone || is_in, "seed {seed}: {operation:?}");
                }
                let now = morning + DAY_MS;
                for own in kept.till.own().filter(|own| gone.contains(&&own.op.id)) {
                    assert!(now - own.op.at.wall_ms > KEEP_MS, "seed {seed}: too young");
                }
                // After a restart it knows the same.
                pruned.till = restarted(&pruned.till);
            }
            assert_eq!(
                state(kept.till.view()),
                state(pruned.till.view()),
                "seed {seed}, day {day}"
            );
            longest = longest.max(pruned.till.own().count());
        }
        // Everything is handed in, once, with the same words, whether the log was pruned or not.
        kept.hand_in(200);
        pruned.hand_in(200);
        assert_eq!(kept.handed, pruned.handed, "seed {seed}");
        let ids: BTreeSet<&String> = pruned.handed.iter().map(|op| &op.id).collect();
        assert_eq!(ids.len(), pruned.handed.len(), "seed {seed}: once");
        joins_without_a_gap(&pruned.till);
    }
    println!("{dropped} operations went; the longest log had {longest}");
    assert!(dropped > 4_000, "only {dropped} of about 8,400 went");
}

/// What the disk has, as [`carrel_desk::store`] keeps it: the log, the bookkeeping, the board below and its cards.
fn restarted(till: &Till) -> Till {
    let logs = till.client.meta().logs.iter();
    let records = logs
        .flat_map(|log| (log.oldest..log.next).map(|place| (log.epoch, place)))
        .filter_map(|at| Some((at, till.record(at)?.clone())))
        .collect();
    let kept = Kept {
        meta: till.client.meta().clone(),
        heard: till.heard().clone(),
        board: till.base().clone(),
        records,
        cards: till.kept_cards(),
        is_old: false,
    };
    Till::load(kept, KEY)
}

/// Paired, and all of it sent: with what the gateway has then.
fn joined(till: &Till) -> (Till, MemoryLedger, Board) {
    let log = till.client.meta().logs[0].clone();
    let records: Vec<Record> = till.records_from((log.epoch, 0), u64::MAX);
    let mut joined = till.clone();
    let change = joined.client.join(5, 77, &records);
    let staged = joined.stage(change);
    joined.commit(staged);
    let (mut ledger, mut board) = (MemoryLedger::new(), Board::new());
    let now = Reading {
        wall_ms: BEGIN + 400 * DAY_MS,
        mono_ms: 400 * DAY_MS,
        run: 1,
    };
    let server = Server {
        epoch: 9,
        school_key: &KEY,
        now_ms: now.wall_ms,
        may_settle: true,
    };
    while let Some(wanted) = joined.client.wants_push() {
        let records = joined.records_from((wanted.epoch, wanted.first), wanted.count);
        let bytes = joined.client.push(wanted, records, [3; 16], now);
        let push = Push::decode(&bytes).expect("a push");
        let Ok(answer) = accept(server, &push, &mut ledger, &mut board);
        let body = answer.encode();
        let heard = joined.client.heard("application/cbor", &body, now);
        let (change, _) = heard.expect("an answer");
        let staged = joined.stage(change);
        joined.commit(staged);
    }
    (joined, ledger, board)
}

/// Paired afterwards: what is left arrives from place 1, and nothing is called missing.
fn joins_without_a_gap(till: &Till) {
    let (_, ledger, board) = joined(till);
    let gap = carrel_circ::exception::ExceptionKind::Gap;
    assert!(board.exceptions().all(|exception| exception.kind != gap));
    assert_eq!(ledger.slots().count(), till.own().count());
}

#[test]
fn what_is_not_imported_stays_however_old_it_is() {
    let mut desk = Alone::new();
    let card = Some("P1");
    desk.scan(1, BEGIN, Draft::scan(Kind::Checkout, "T1", card));
    desk.scan(2, BEGIN + 1_000, Draft::scan(Kind::Return, "T1", None));
    let years = BEGIN + 1_000 * DAY_MS;
    assert_eq!(desk.prune(years), 0, "not handed in");
    desk.hand_in(1);
    assert_eq!(desk.prune(years), 0, "handed in, and nobody said imported");
    desk.import_all(2);
    assert_eq!(desk.prune(BEGIN + 35 * DAY_MS), 0, "too young");
    desk.scan(3, years, Draft::scan(Kind::Checkout, "T2", card));
    assert_eq!(desk.prune(years), 2);
    assert_eq!(desk.till.client.pending(), 1);
    assert_eq!(desk.prune(years), 0);
}

#[test]
fn a_book_that_is_still_out_keeps_its_card_when_its_scan_is_gone() {
    let mut desk = Alone::new();
    desk.scan(1, BEGIN, Draft::scan(Kind::Checkout, "T1", Some("P1")));
    desk.scan(2, BEGIN, Draft::scan(Kind::Checkout, "T2", Some("P2")));
    desk.scan(3, BEGIN + 1_000, Draft::scan(Kind::Return, "T2", None));
    desk.hand_in(1);
    desk.import_all(1);
    assert_eq!(desk.prune(BEGIN + 40 * DAY_MS), 3);
    desk.till = restarted(&desk.till);
    let (one, two) = (desk.till.patron("P1"), desk.till.patron("P2"));
    assert_eq!(desk.till.view().holder("T1"), Some(one));
    assert_eq!(
        (desk.till.card(one), desk.till.card(two)),
        (Some("P1"), None)
    );
    let later = BEGIN + 41 * DAY_MS;
    let mut renew = Draft::scan(Kind::Renew, "T1", Some("P1"));
    renew.staff = 1;
    desk.scan(4, later, renew);
    let fresh = desk
        .ledger
        .fresh(&hand::ready(&desk.till, |_| 0).operations);
    let said: Vec<_> = fresh.iter().map(|op| (op.kind, op.card.as_str())).collect();
    assert_eq!(said, [(carrel_exchange::delivered::Kind::Renew, "P1")]);
}

/// Strict reader's finding 3: what was left out of a file stood there after the book had come back, and held the whole log for ever.
#[test]
fn a_loan_that_was_left_out_and_is_over_needs_no_hand_and_holds_no_log() {
    let mut desk = Alone::new();
    let (mut handed, mut rows) = (Handed::default(), Rows::new());
    let name = |op: u128, mark: &str| format!("{op:032x}{mark}");
    desk.scan(1, BEGIN, Draft::scan(Kind::Checkout, "T2", Some("P7")));
    desk.scan(2, BEGIN + 1000, Draft::scan(Kind::Renew, "T2", Some("P7")));
    // No list has the card; what there is for a file is imported.
    let hands_in = |till: &Till, handed: &mut Handed, rows: &mut Rows| {
        let fresh = handed.ledger.fresh(&hand::ready(till, |_| 0).operations);
        let cards = BTreeSet::new();
        let batch = Batch {
            cards: Some(&cards),
            ..Batch::new(&fresh)
        };
        let on = CalendarDate::from_days(20_000);
        handed.record(rows, &deliver(System::Koha, &batch), &fresh, on);
        for (batch, name) in handed.waiting() {
            let bytes = handed.kept(&batch, &name).expect("a file").bytes.clone();
            handed.ledger.imported(&name, &bytes, on);
            handed.drop_file(&batch, &name);
        }
    };
    hands_in(&desk.till, &mut handed, &mut rows);
    let both = [name(1, "o"), name(2, "")];
    let is_over = |desk: &Alone| both.clone().map(|name| handed::is_over(&desk.till, &name));
    assert!(handed::is_left_out(&rows, &both[0]));
    assert_eq!(is_over(&desk), [false, false]);
    let prunes = |desk: &Alone, handed: &Handed, rows: &Rows| {
        let is_over = |name: &str| handed::is_over(&desk.till, name);
        let is_imported = |name: &str| handed.is_imported(rows, name, is_over);
        prune::staged(
            &desk.till,
            BEGIN + KEEP_MS + 9 * DAY_MS,
            is_imported,
            &BTreeSet::new(),
        )
        .is_some()
    };
    desk.scan(3, BEGIN + DAY_MS, Draft::scan(Kind::Return, "T2", None));
    assert!(
        !prunes(&desk, &handed, &rows),
        "the return is in no file yet"
    );
    hands_in(&desk.till, &mut handed, &mut rows);
    assert_eq!(is_over(&desk), [true, true]);
    assert!(
        !handed::is_over(&desk.till, &name(1, "i")),
        "a return is none"
    );
    assert!(prunes(&desk, &handed, &rows));
    // The return was a mistake: somebody must enter the loan.
    let undo = Kind::Correct { target: OpId(3) };
    desk.scan(4, BEGIN + 2 * DAY_MS, Draft::scan(undo, "", None));
    assert_eq!(is_over(&desk), [false, false]);
    assert!(!prunes(&desk, &handed, &rows));
}

/// A computer alone that hands in to Koha, as its page does it.
struct Clerk {
    desk: Alone,
    handed: Handed,
    rows: Rows,
}

impl Clerk {
    fn new() -> Self {
        Self {
            desk: Alone::new(),
            handed: Handed::default(),
            rows: Rows::new(),
        }
    }

    fn scan(&mut self, id: u128, draft: Draft) {
        self.desk.scan(id, BEGIN + id as i64 * 60_000, draft);
    }

    fn lends(&mut self, id: u128, copy: &str, card: &str) {
        self.scan(id, Draft::scan(Kind::Checkout, copy, Some(card)));
    }

    fn takes(&mut self, id: u128, copy: &str) {
        self.scan(id, Draft::scan(Kind::Return, copy, None));
    }

    fn undoes(&mut self, id: u128, target: u128) {
        let undo = Kind::Correct {
            target: OpId(target),
        };
        self.scan(id, Draft::scan(undo, "", None));
    }

    /// The lines of the page: what was undone, about which book, whose, and whether its file must be imported first.
    fn lines(&mut self) -> Vec<(What, String, String, bool)> {
        undone::mark(&self.desk.till, &mut self.handed, &mut self.rows, |_| true);
        let found = undone::found(&self.desk.till, &self.handed, &self.rows).into_iter();
        found
            .map(|of| (of.what, of.copy, of.card, of.waits))
            .collect()
    }

    fn says_done(&mut self) {
        for of in undone::found(&self.desk.till, &self.handed, &self.rows) {
            undone::settle(&mut self.handed, &mut self.rows, &of.name);
        }
    }

    /// Gives how many scans stand in the file, or on its sheet. Cards that are not among these are left out.
    fn makes(&mut self, cards: Option<&[&str]>) -> usize {
        self.lines();
        let ready = hand::ready(&self.desk.till, |_| 0).operations;
        let fresh = self.handed.ledger.fresh(&ready);
        let cards: Option<BTreeSet<String>> =
            cards.map(|cards| cards.iter().map(|card| (*card).to_owned()).collect());
        let batch = Batch {
            cards: cards.as_ref(),
            ..Batch::new(&fresh)
        };
        let made = deliver(System::Koha, &batch);
        let on = CalendarDate::from_days(20_000);
        self.handed.record(&mut self.rows, &made, &fresh, on);
        fresh.len()
    }

    fn imports(&mut self) {
        for (batch, name) in self.handed.waiting() {
            let bytes = self.handed.kept(&batch, &name).expect("a file");
            let (bytes, on) = (bytes.bytes.clone(), CalendarDate::from_days(20_001));
            self.handed.ledger.imported(&name, &bytes, on);
            self.handed.drop_file(&batch, &name);
        }
    }

    fn hands_in(&mut self) -> usize {
        let count = self.makes(None);
        self.imports();
        count
    }

    /// Names told to a gateway: as handed in, and as not known.
    fn tells(&self) -> (BTreeSet<String>, BTreeSet<String>) {
        self.handed
            .names(&self.rows, handed::copies(&self.desk.till))
    }

    fn keeps_its_log(&self) -> bool {
        let till = &self.desk.till;
        let is_over = |name: &str| handed::is_over(till, name);
        let is_imported = |name: &str| self.handed.is_imported(&self.rows, name, is_over);
        let undone = undone::found(till, &self.handed, &self.rows).into_iter();
        let undone = undone.filter(|of| of.what != What::Return);
        let undone = undone.map(|of| of.name).collect();
        let now = BEGIN + KEEP_MS + 9 * DAY_MS;
        prune::staged(till, now, is_imported, &undone).is_none()
    }
}

fn line(what: What, copy: &str, card: &str) -> (What, String, String, bool) {
    (what, copy.to_owned(), card.to_owned(), false)
}

/// Reader's finding A2 of November 2026: the system had a loan that nobody here knew of, and no page said so.
#[test]
fn a_loan_that_was_handed_in_and_undone_stands_there_until_somebody_looked() {
    let mut clerk = Clerk::new();
    clerk.lends(1, "T1", "P1");
    clerk.lends(2, "T2", "P1");
    clerk.undoes(3, 2);
    assert_eq!(clerk.makes(None), 1, "what was undone before is in no file");
    assert_eq!(clerk.lines(), []);
    clerk.undoes(4, 1);
    let (what, copy, card, _) = line(What::Issue, "T1", "P1");
    assert_eq!(clerk.lines(), [(what, copy, card, true)]);
    clerk.imports();
    assert_eq!(clerk.lines(), [line(What::Issue, "T1", "P1")]);
    assert!(clerk.keeps_its_log(), "nobody looked");
    assert!(clerk.tells().0.contains(&format!("{:032x}o", 1)));
    clerk.says_done();
    assert_eq!(clerk.lines(), []);
    assert!(!clerk.keeps_its_log());
    assert!(clerk.tells().0.is_empty(), "a gateway need not ask again");
    assert_eq!(clerk.hands_in(), 0);
}

#[test]
fn a_return_that_was_handed_in_and_undone_stands_there_and_goes_when_the_book_comes_back() {
    for is_looked_at in [true, false] {
        let mut clerk = Clerk::new();
        clerk.lends(1, "T1", "P1");
        clerk.takes(2, "T1");
        assert_eq!(clerk.hands_in(), 2);
        assert_eq!(clerk.lines(), []);
        clerk.undoes(3, 2);
        assert_eq!(clerk.lines(), [line(What::Return, "T1", "P1")]);
        assert_eq!(clerk.hands_in(), 0);
        let back = format!("{:032x}i", 1);
        assert!(!clerk.tells().0.contains(&back), "it is free");
        if is_looked_at {
            clerk.says_done();
            assert_eq!(clerk.lines(), []);
        }
        assert!(!clerk.keeps_its_log(), "an open loan is known without it");
        // Somebody may have checked it out there, and said so or not.
        clerk.takes(4, "T1");
        assert_eq!(clerk.lines(), []);
        assert!(!clerk.tells().0.contains(&back), "it came back anew");
        assert_eq!(clerk.hands_in(), 1);
        assert_eq!(clerk.hands_in(), 0);
    }
}

#[test]
fn what_pushed_a_loan_aside_and_was_undone_is_two_lines_in_the_order_of_the_work() {
    let mut clerk = Clerk::new();
    clerk.lends(1, "T1", "P1");
    assert_eq!(clerk.hands_in(), 1);
    clerk.lends(2, "T1", "P2");
    assert_eq!(clerk.hands_in(), 2, "P1 must have brought it back");
    clerk.undoes(3, 2);
    let both = [
        line(What::Issue, "T1", "P2"),
        line(What::Return, "T1", "P1"),
    ];
    assert_eq!(clerk.lines(), both);
}

#[test]
fn what_was_handed_in_both_ways_needs_no_look() {
    let mut clerk = Clerk::new();
    clerk.lends(1, "T1", "P1");
    clerk.takes(2, "T1");
    clerk.hands_in();
    clerk.undoes(3, 1);
    assert_eq!(clerk.lines(), [], "the system has neither");
}

#[test]
fn a_return_of_what_was_never_lent_here_is_looked_up_when_it_was_undone() {
    let mut clerk = Clerk::new();
    clerk.takes(1, "T1");
    assert_eq!(clerk.hands_in(), 1);
    clerk.undoes(2, 1);
    assert_eq!(clerk.lines(), [line(What::Unlent, "T1", "")]);
    assert!(clerk.keeps_its_log());
    clerk.says_done();
    assert_eq!((clerk.lines(), clerk.keeps_its_log()), (vec![], false));
}

#[test]
fn what_was_left_out_and_undone_may_have_been_entered() {
    let mut clerk = Clerk::new();
    clerk.lends(1, "T1", "P7");
    clerk.makes(Some(&[]));
    clerk.undoes(2, 1);
    assert_eq!(clerk.lines(), [line(What::Issue, "T1", "P7")]);
    clerk.says_done();
    assert_eq!(clerk.lines(), []);
    assert_eq!(handed::left_out(&clerk.rows).count(), 0);
    // A loan on a card that no list has, with its return in the same file: the return is undone.
    let mut clerk = Clerk::new();
    clerk.lends(1, "T1", "P7");
    clerk.takes(2, "T1");
    clerk.makes(Some(&["P1"]));
    clerk.imports();
    clerk.undoes(3, 2);
    assert_eq!(clerk.lines(), [line(What::Return, "T1", "P7")]);
    // Where the page says that the loan must be entered, once is enough.
    let mut clerk = Clerk::new();
    clerk.lends(1, "T1", "P7");
    clerk.makes(Some(&["P1"]));
    clerk.takes(2, "T1");
    clerk.hands_in();
    clerk.undoes(3, 2);
    assert_eq!(clerk.lines(), []);
    assert!(handed::is_left_out(&clerk.rows, &format!("{:032x}o", 1)));
    clerk.takes(4, "T1");
    assert_eq!(clerk.hands_in(), 1, "it may have been entered");
}

/// Reader's finding B1 of November 2026: at a paired desk lines of long ago came back when the gateway was away.
#[test]
fn what_the_gateway_has_is_known_by_its_name() {
    let mut clerk = Clerk::new();
    clerk.lends(1, "T1", "P1");
    clerk.lends(2, "T2", "P2");
    clerk.takes(3, "T2");
    let names = |clerk: &Clerk| {
        let names = [(1, "o"), (1, "i"), (2, "o"), (2, "i")];
        names.map(|(op, mark)| hand::is_sent(&clerk.desk.till, &format!("{op:032x}{mark}")))
    };
    assert_eq!(names(&clerk), [false, true, false, false]);
    clerk.desk.till = joined(&clerk.desk.till).0;
    assert_eq!(names(&clerk), [true; 4]);
    clerk.takes(4, "T1");
    assert_eq!(names(&clerk), [true, false, true, true]);
    clerk.undoes(5, 4);
    assert_eq!(names(&clerk), [true, false, true, true]);
    clerk.takes(6, "T9");
    assert!(!hand::is_sent(&clerk.desk.till, &format!("{:032x}", 6)));
}

#[test]
fn an_undone_return_that_the_gateway_has_is_said_there_and_one_that_it_has_not_here() {
    for is_sent in [true, false] {
        let mut clerk = Clerk::new();
        clerk.lends(1, "T1", "P1");
        clerk.takes(2, "T1");
        clerk.hands_in();
        if is_sent {
            clerk.desk.till = joined(&clerk.desk.till).0;
        }
        clerk.undoes(3, 2);
        // As the desk does it before it tells.
        let till = &clerk.desk.till;
        let is_ours = |name: &str| !hand::is_sent(till, name);
        let is_marked = undone::mark(till, &mut clerk.handed, &mut clerk.rows, is_ours);
        assert_eq!(is_marked, !is_sent);
        assert_eq!(undone::leave_to_gateway(till, &mut clerk.handed), is_sent);
        let names = clerk.tells().0.into_iter().collect::<Vec<_>>();
        assert_eq!(names, [format!("{:032x}o", 1)]);
        assert_eq!(clerk.lines().len(), usize::from(!is_sent));
    }
}
