//! SQLite against the ledger in memory that the simulator uses: the same pushes, whole, cut, repeated, forked, poisoned, with gaps
//! and rolled back, give the same answers, rows and boards. So what the simulator proves holds for the database, too.

use carrel_circ::Board;
use carrel_circ::entry::{Fact, Kind, OpId, PatronKey};
use carrel_server::sqlite::SqliteStore;
use carrel_server::store::Store;
use carrel_sync::client::{Client, Draft, Mint};
use carrel_sync::memory::MemoryLedger;
use carrel_sync::message::{Pull, Push, Record};
use carrel_sync::server::{Server, accept, serve, state_fact};
use carrel_sync::{Ledger, Reading};

const KEY: [u8; 32] = [4; 32];

/// SplitMix64.
struct Random(u64);

impl Random {
    fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) % end
    }
}

/// A log of a device; a second one under the same name is a clone that went its own way.
struct Log {
    device: u128,
    epoch: u64,
    records: Vec<Record>,
}

fn logs(random: &mut Random) -> Vec<Log> {
    let mut logs = Vec::new();
    let mut minted = 0u128;
    for device in 1..=3u128 {
        let epoch = random.below(u64::MAX) | 1;
        let mut client = Client::new(device, epoch);
        let mut records: Vec<Record> = Vec::new();
        let fork_at = 5 + random.below(20);
        let mut twin: Option<(Client, Vec<Record>)> = None;
        for n in 0..40 {
            if n == fork_at {
                twin = Some((client.clone(), records.clone()));
            }
            scan(&mut client, &mut records, random, &mut minted);
            if let Some((client, records)) = &mut twin {
                scan(client, records, random, &mut minted);
            }
        }
        if random.below(2) == 0 {
            let place = random.below(40) as usize;
            records[place].bytes.push(0);
        }
        logs.push(Log {
            device,
            epoch,
            records,
        });
        logs.extend(twin.map(|(_, records)| Log {
            device,
            epoch,
            records,
        }));
    }
    logs
}

fn scan(client: &mut Client, records: &mut Vec<Record>, random: &mut Random, minted: &mut u128) {
    *minted += 1;
    let copy = format!("T{}", random.below(8));
    let card = format!("P{}", random.below(4));
    let draft = match random.below(8) {
        0..=3 => Draft::scan(Kind::Checkout, &copy, Some(&card)),
        4 | 5 => Draft::scan(Kind::Return, &copy, None),
        6 => Draft::scan(Kind::Renew, &copy, None),
        _ => Draft::scan(
            Kind::Correct {
                target: OpId(1 + u128::from(random.below(*minted as u64))),
            },
            "",
            None,
        ),
    };
    let wall_ms = 1_790_000_000_000 + *minted as i64 * 200_000 + random.below(300_000) as i64;
    let at = Reading {
        wall_ms,
        mono_ms: wall_ms,
        run: 1,
    };
    let (_, change) = client
        .prepare(
            draft,
            Mint {
                id: OpId(*minted),
                salt: [2; 16],
                at,
            },
        )
        .expect("it fits in a log");
    records.extend(change.put.iter().map(|(_, record)| record.clone()));
    client.commit(&change);
}

/// What a ledger gives: everything that can be seen from outside.
fn seen<L: Ledger>(ledger: &mut L, board: &Board) -> String
where
    L::Error: std::fmt::Debug,
{
    let mut text = format!(
        "{:?} {:?}",
        ledger.rows_after(0, 100_000),
        ledger.last_seq()
    );
    for device in 1..=3 {
        text.push_str(&format!("{:?}", ledger.logs(device)));
    }
    let pull = Pull {
        device: 1,
        server_epoch: 9,
        cursor: 3,
        limit: 7,
        nonce: [0; 16],
    };
    for server_epoch in [9, 8] {
        let server = Server {
            epoch: server_epoch,
            school_key: &KEY,
            now_ms: 1,
            may_settle: true,
        };
        text.push_str(&format!("{:?}", serve(server, &pull, ledger, board)));
    }
    text
}

#[test]
fn sqlite_and_memory_cannot_be_told_apart() {
    let (mut raised, mut rolled_back) = (0, 0);
    for seed in 0..40 {
        let mut random = Random(seed);
        let logs = logs(&mut random);
        let mut sqlite = SqliteStore::in_memory().expect("a database");
        let mut memory = MemoryLedger::new();
        let (mut board_a, mut board_b) = (Board::new(), Board::new());
        for step in 0..60 {
            let log = &logs[random.below(logs.len() as u64) as usize];
            let from = random.below(log.records.len() as u64) as usize;
            let until = (from + 1 + random.below(30) as usize).min(log.records.len());
            let from = if random.below(3) == 0 { from } else { 0 };
            let first = from as u64 + 1;
            let oldest = if random.below(6) == 0 { first } else { 1 };
            let now_ms = 1_800_000_000_000 + step;
            let sent = Reading {
                wall_ms: now_ms - 50,
                mono_ms: now_ms - 50,
                run: 1,
            };
            let push = Push {
                device: log.device,
                epoch: log.epoch,
                first,
                oldest,
                ops: log.records[from..until].to_vec(),
                sent,
                nonce: [1; 16],
            };
            let server = Server {
                epoch: 9,
                school_key: &KEY,
                now_ms,
                may_settle: true,
            };
            sqlite.begin().expect("begin");
            let answer_a = accept(server, &push, &mut sqlite, &mut board_a).expect("an answer");
            let Ok(answer_b) = accept(server, &push, &mut memory, &mut board_b);
            assert_eq!(answer_a, answer_b, "seed {seed} step {step}");
            if random.below(8) == 0 {
                rolled_back += 1;
                sqlite.roll_back();
                memory.roll_back();
                board_a = sqlite.board().expect("a board");
                board_b = Board::fold(memory.rows());
            } else {
                if random.below(12) == 0 {
                    let fact = Fact::Forget {
                        key: PatronKey(u128::from(random.below(9))),
                    };
                    state_fact(&mut sqlite, &mut board_a, fact.clone()).expect("a fact");
                    let Ok(_) = state_fact(&mut memory, &mut board_b, fact);
                }
                sqlite.commit().expect("commit");
                memory.commit();
            }
        }
        assert_eq!(
            seen(&mut sqlite, &board_a),
            seen(&mut memory, &board_b),
            "seed {seed}"
        );
        assert_eq!(board_a, board_b, "seed {seed}");
        assert_eq!(sqlite.board().as_ref(), Ok(&board_a), "seed {seed}");
        let open = board_a.open_exceptions().count() as u64;
        raised += open;
        // The derived tables say the same as the board.
        let lent = board_a
            .loans()
            .filter(|(_, loan)| loan.end.is_none())
            .count() as u64;
        assert_eq!(
            sqlite
                .counts()
                .map(|(exceptions, loans, _)| (exceptions, loans)),
            Ok((open, lent)),
            "seed {seed}"
        );
    }
    assert!(
        raised > 100 && rolled_back > 100,
        "{raised} exceptions, {rolled_back} rollbacks: too calm"
    );
}
