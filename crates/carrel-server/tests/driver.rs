//! The outbox driver against a library system that drops the line at every point: nothing is charged twice, nothing forgotten, and what
//! nobody can say is listed.

use carrel_circ::entry::{Kind, OpId};
use carrel_server::driver::{Ils, enqueue, restarted, run};
use carrel_server::outbox::News;
use carrel_server::sqlite::SqliteStore;
use carrel_server::writer::Core;
use carrel_sync::client::{Client, Draft, Mint};
use carrel_sync::message::Push;
use carrel_sync::op::Patron;
use carrel_sync::{Op, Reading};

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

fn card(op: &Op) -> Option<String> {
    match &op.patron {
        Patron::Known { card, .. } => Some(card.clone()),
        _ => None,
    }
}

impl Ils for Fake {
    fn send(&mut self, op: &Op) -> News {
        let line = self.line();
        if matches!(line, Line::LostQuestion) {
            return News::Silence;
        }
        match op.kind {
            Kind::Return => self.lent_to = None,
            _ => {
                self.charges += 1;
                self.lent_to = card(op);
            }
        }
        match line {
            Line::Good => News::Yes,
            _ => News::Silence,
        }
    }

    fn probe(&mut self, op: &Op) -> News {
        if !matches!(self.line(), Line::Good) {
            return News::NoVerdict;
        }
        let wanted = match op.kind {
            Kind::Return => None,
            _ => card(op),
        };
        match &self.lent_to {
            found if *found == wanted => News::HasIt,
            Some(_) if op.kind != Kind::Return => News::OtherHasIt,
            _ => News::HasItNot,
        }
    }
}

/// A checkout and a return of one copy, recorded and in the outbox.
fn core() -> Core {
    let store = SqliteStore::in_memory().expect("a database");
    let mut core = Core::open(Box::new(store), || [3; 32]).expect("a core");
    let mut client = Client::new(9, 5);
    let at = Reading {
        wall_ms: 1_790_000_000_000,
        mono_ms: 1,
        run: 1,
    };
    let mut ops = Vec::new();
    for (n, kind, patron) in [(1, Kind::Checkout, Some("P1")), (2, Kind::Return, None)] {
        let mint = Mint {
            id: OpId(n),
            salt: [1; 16],
            at,
        };
        let (_, change) = client.prepare(Draft::scan(kind, "T1", patron), mint);
        ops.extend(change.put.iter().map(|(_, record)| record.clone()));
        client.commit(&change);
    }
    let push = Push {
        device: 9,
        epoch: 5,
        first: 1,
        oldest: 1,
        ops,
        sent: at,
        nonce: [1; 16],
    };
    core.store.begin().expect("begin");
    carrel_server::desk::push_into(&mut core, &push, true, 9).expect("a push");
    for id in [1, 2, 1] {
        enqueue(core.store.as_mut(), OpId(id), "koha").expect("enqueued");
    }
    core.store.commit().expect("commit");
    core
}

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
                at: 0,
                lent_to: None,
                charges: 0,
                dies_at,
            };
            let mut confirmed = Vec::new();
            let mut last = Default::default();
            for _ in 0..12 {
                restarted(core.store.as_mut(), "koha").expect("restarted");
                last = run(core.store.as_mut(), "koha", &mut fake).expect("a run");
                confirmed.extend(last.confirmed.clone());
                if last.open.is_empty() {
                    break;
                }
            }
            let what = format!("{script:?} {dies_at:?}: {last:?}");
            assert!(fake.charges <= 1, "{what}");
            if confirmed.contains(&OpId(1)) {
                assert_eq!(fake.charges, 1, "{what}");
            }
            if confirmed.contains(&OpId(2)) {
                assert_eq!(fake.lent_to, None, "{what}");
            }
            // Each is confirmed, or listed for a librarian, or waits behind one that is.
            let listed = |id| last.by_hand.contains(&id) || last.open.contains(&id);
            for id in [OpId(1), OpId(2)] {
                assert!(confirmed.contains(&id) != listed(id), "{what}");
            }
            if !last.open.is_empty() {
                assert_eq!(last.by_hand, [OpId(1)], "{what}");
            }
            cases += 1;
        }
    }
    println!("{cases} cases");
}

#[test]
fn a_second_run_sends_nothing_again() {
    let mut core = core();
    let mut fake = Fake {
        script: Vec::new(),
        at: 0,
        lent_to: None,
        charges: 0,
        dies_at: None,
    };
    let first = run(core.store.as_mut(), "koha", &mut fake).expect("a run");
    assert_eq!(first.confirmed, [OpId(1), OpId(2)]);
    let exchanges = fake.at;
    let second = run(core.store.as_mut(), "koha", &mut fake).expect("a run");
    assert_eq!((second, fake.at), (Default::default(), exchanges));
}
