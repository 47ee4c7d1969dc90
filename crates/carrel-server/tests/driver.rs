//! The outbox driver against a library system that drops the line at every point: nothing is charged twice, nothing forgotten, and what
//! nobody can say is listed.

mod common;

use carrel_circ::entry::{Kind, OpId};
use carrel_server::driver::{Heard, Ils, restarted, run};
use carrel_server::outbox::{Act, News, State};
use carrel_server::sqlite::SqliteStore;
use carrel_server::store::OutboxRow;
use carrel_server::writer::Core;
use common::{AT, Log, enter, outbox, push, set_up};

/// What the line does at one exchange.
#[derive(Clone, Copy, Debug)]
enum Line {
    /// The answer arrives.
    Good,
    /// It is done, and the answer is lost.
    LostAnswer,
    /// The question is lost.
    LostQuestion,
}

const LINES: [Line; 3] = [Line::Good, Line::LostAnswer, Line::LostQuestion];

/// A library system with one shelf.
#[derive(Default)]
struct Fake {
    script: Vec<Line>,
    at: usize,
    lent_to: Option<String>,
    charges: u32,
    /// The program dies at this exchange, after the line did its part.
    dies_at: Option<usize>,
}

impl Fake {
    fn line(&mut self) -> Line {
        let line = self.script.get(self.at).copied().unwrap_or(Line::Good);
        if self.dies_at == Some(self.at) {
            self.dies_at = None;
            self.at += 1;
            return Line::LostAnswer;
        }
        self.at += 1;
        line
    }
}

impl Ils for Fake {
    fn send(&mut self, row: &OutboxRow) -> Heard {
        let line = self.line();
        if matches!(line, Line::LostQuestion) {
            return News::Silence.into();
        }
        match row.act {
            Act::Return => self.lent_to = None,
            _ => {
                self.charges += 1;
                self.lent_to.clone_from(&row.card);
            }
        }
        match line {
            Line::Good => News::Yes.into(),
            _ => News::Silence.into(),
        }
    }

    fn probe(&mut self, row: &OutboxRow) -> Heard {
        if !matches!(self.line(), Line::Good) {
            return News::NoVerdict.into();
        }
        let wanted = match row.act {
            Act::Return => None,
            _ => row.card.clone(),
        };
        let news = match &self.lent_to {
            found if *found == wanted => News::HasIt,
            Some(_) if row.act != Act::Return => News::OtherHasIt,
            _ => News::HasItNot,
        };
        news.into()
    }
}

/// A checkout and a return of one copy, recorded and in the outbox.
fn core() -> Core {
    let mut core = empty("koha");
    push(
        &mut core,
        Log::new(9)
            .scan(1, Kind::Checkout, "T1", Some("P1"))
            .scan(2, Kind::Return, "T1", None),
    );
    enter(&mut core, "koha");
    enter(&mut core, "koha");
    core
}

/// A core with nothing in it, whose line is set up.
fn empty(target: &str) -> Core {
    set_up(SqliteStore::in_memory().expect("a database"), target)
}

const OUT: (OpId, Act) = (OpId(1), Act::Issue);
const BACK: (OpId, Act) = (OpId(1), Act::Return);

#[test]
fn a_line_that_is_cut_at_any_point_charges_nothing_twice_and_forgets_nothing() {
    let mut cases = 0;
    // Every way six exchanges can go, with a death of the program at none or one of them.
    for number in 0..3usize.pow(6) {
        let script: Vec<Line> = (0..6).map(|n| LINES[number / 3usize.pow(n) % 3]).collect();
        for dies_at in [None, Some(number % 6)] {
            let mut core = core();
            let mut fake = Fake {
                script: script.clone(),
                dies_at,
                ..Fake::default()
            };
            let mut confirmed = Vec::new();
            let mut last = Default::default();
            for _ in 0..12 {
                restarted(&mut outbox(&mut core, "koha")).expect("restarted");
                last = run(&mut outbox(&mut core, "koha"), &mut fake).expect("a run");
                confirmed.extend(last.confirmed.clone());
                if last.open.is_empty() {
                    break;
                }
            }
            let what = format!("{script:?} {dies_at:?}: {last:?}");
            assert!(fake.charges <= 1, "{what}");
            if confirmed.contains(&OUT) {
                assert_eq!(fake.charges, 1, "{what}");
            }
            if confirmed.contains(&BACK) {
                assert_eq!(fake.lent_to, None, "{what}");
            }
            // Each is confirmed, or listed for a librarian, or waits behind one that is.
            let listed = |id| last.by_hand.contains(&id) || last.open.contains(&id);
            for id in [OUT, BACK] {
                assert!(confirmed.contains(&id) != listed(id), "{what}");
            }
            if !last.open.is_empty() {
                assert_eq!(last.by_hand, [OUT], "{what}");
            }
            cases += 1;
        }
    }
    println!("{cases} cases");
}

#[test]
fn a_second_run_sends_nothing_again() {
    let mut core = core();
    let mut fake = Fake::default();
    let first = run(&mut outbox(&mut core, "koha"), &mut fake).expect("a run");
    assert_eq!(first.confirmed, [OUT, BACK]);
    let exchanges = fake.at;
    let second = run(&mut outbox(&mut core, "koha"), &mut fake).expect("a run");
    assert_eq!((second, fake.at), (Default::default(), exchanges));
}

/// What states there are, by act and loan.
fn states(core: &mut Core, target: &str) -> Vec<(u128, Act, State)> {
    let rows = core.store.deliveries(Some(target), true).expect("rows");
    rows.iter()
        .map(|row| (row.op.0, row.act, row.state))
        .collect()
}

#[test]
fn what_was_lent_before_the_line_was_there_is_not_sent() {
    let store = SqliteStore::in_memory().expect("a database");
    let mut core = Core::open(Box::new(store), || [3; 32]).expect("a core");
    push(
        &mut core,
        Log::new(9).scan(1, Kind::Checkout, "T1", Some("P1")),
    );
    assert_eq!(enter(&mut core, "koha"), 1);
    assert_eq!(states(&mut core, "koha"), [(1, Act::Issue, State::Skipped)]);
    // What comes later of an older day is sent: a kiosk was away.
    push(
        &mut core,
        Log::new(8).scan(5, Kind::Checkout, "T2", Some("P2")),
    );
    assert_eq!(enter(&mut core, "koha"), 1);
    assert_eq!(
        states(&mut core, "koha")[1..],
        [(5, Act::Issue, State::Pending)]
    );
    // Without a card of the outbox nothing is kept of what is over.
    let rows = core.store.deliveries(Some("koha"), true).expect("rows");
    assert_eq!(
        (&rows[0].card, rows[1].card.as_deref()),
        (&None, Some("P2"))
    );
}

#[test]
fn what_is_undone_before_it_left_does_not_go_and_after_it_left_is_shown() {
    for is_sent in [false, true] {
        let mut core = empty("koha");
        push(
            &mut core,
            Log::new(9).scan(1, Kind::Checkout, "T1", Some("P1")),
        );
        enter(&mut core, "koha");
        let mut fake = Fake::default();
        if is_sent {
            run(&mut outbox(&mut core, "koha"), &mut fake).expect("a run");
        }
        let undo = Kind::Correct { target: OpId(1) };
        push(&mut core, Log::new(8).scan(2, undo, "", None));
        enter(&mut core, "koha");
        let state = if is_sent {
            State::LookByHand
        } else {
            State::Skipped
        };
        assert_eq!(states(&mut core, "koha"), [(1, Act::Issue, state)]);
        let last = run(&mut outbox(&mut core, "koha"), &mut fake).expect("a run");
        assert_eq!(last.by_hand.len(), usize::from(is_sent));
        assert_eq!(fake.charges, u32::from(is_sent));
    }
}

/// A system that cannot be reached makes nothing doubtful, however long it is away.
#[test]
fn a_system_that_is_away_for_a_day_leaves_everything_as_it_was() {
    struct Away;
    impl Ils for Away {
        fn ready(&mut self, _: bool) -> Result<(), String> {
            Err("away".to_owned())
        }
        fn send(&mut self, _: &OutboxRow) -> Heard {
            panic!("nothing can be sent")
        }
        fn probe(&mut self, _: &OutboxRow) -> Heard {
            panic!("nothing can be asked")
        }
    }
    let mut core = core();
    for _ in 0..100 {
        let last = run(&mut outbox(&mut core, "koha"), &mut Away).expect("a run");
        assert_eq!(last.trouble.as_deref(), Some("away"));
        assert_eq!(last.open, [OUT, BACK]);
    }
    let expected = [
        (1, Act::Issue, State::Pending),
        (1, Act::Return, State::Pending),
    ];
    assert_eq!(states(&mut core, "koha"), expected);
}

/// A kiosk that was away brings an older loan of a book that somebody else has by now: the system is not told to take it from them.
#[test]
fn what_arrives_after_something_later_was_sent_is_history_and_takes_the_book_from_nobody() {
    let mut core = empty("koha");
    push(
        &mut core,
        Log::new(9).scan(1, Kind::Checkout, "T1", Some("P1")),
    );
    enter(&mut core, "koha");
    let mut fake = Fake::default();
    run(&mut outbox(&mut core, "koha"), &mut fake).expect("a run");
    let hour_before = carrel_sync::Reading {
        wall_ms: AT.wall_ms - 3_600_000,
        mono_ms: AT.mono_ms - 3_600_000,
        run: AT.run,
    };
    let mut away = Log::new(8);
    away.at(2, hour_before, Kind::Checkout, "T1", Some("P2"));
    push(&mut core, away);
    assert_eq!(
        core.board.holder("T1"),
        core.board.loan(OpId(1)).and_then(|loan| loan.patron)
    );
    enter(&mut core, "koha");
    run(&mut outbox(&mut core, "koha"), &mut fake).expect("a run");
    assert_eq!((fake.lent_to.as_deref(), fake.charges), (Some("P1"), 1));
    let late: Vec<State> = states(&mut core, "koha")
        .into_iter()
        .filter(|(op, ..)| *op == 2)
        .map(|(.., state)| state)
        .collect();
    assert_eq!(late, [State::Skipped, State::Skipped]);
}
