//! The disk fails under SQLite itself: every Nth write or fsync of a push of 200 operations, once, for good (ENOSPC), or in the middle of a
//! write. What was acked is there, whole; what was not is there whole or not at all. `faults/fault.c` is what fails.
#![cfg(target_os = "linux")]

mod common;

use std::path::{Path, PathBuf};
use std::process::Command;

use carrel_circ::Board;
use carrel_circ::entry::Kind;
use carrel_server::app::random;
use carrel_server::desk;
use carrel_server::sqlite::SqliteStore;
use carrel_server::store::Store;
use carrel_server::writer::{Core, Writer};
use carrel_sync::Ledger;
use carrel_sync::message::Push;
use common::Log;

const OPS: u64 = 200;

fn push(device: u128) -> Push {
    let mut log = Log::new(device);
    for n in 0..OPS {
        let id = device << 64 | u128::from(n);
        log = log.scan(id, Kind::Checkout, &format!("T{}", n % 120), Some("P1"));
    }
    log.push()
}

/// What the program that suffers does: one push before, then, armed, one more. Started by the test below with the fault before it.
#[test]
fn suffer() {
    let (Ok(folder), Ok(arm)) = (std::env::var("CARREL_FOLDER"), std::env::var("CARREL_ARM"))
    else {
        return;
    };
    let store = SqliteStore::open(&Path::new(&folder).join("carrel.sqlite")).expect("a database");
    let core = Core::open(Box::new(store), random).expect("a core");
    let (writer, thread) = Writer::start(core);
    std::fs::write(arm, "").expect("armed");
    let runtime = tokio::runtime::Builder::new_current_thread()
        .build()
        .expect("a runtime");
    let answer = runtime.block_on(writer.run(move |core| desk::push_into(core, &push(2), true, 9)));
    let said = match answer {
        Ok(answer) => format!("acked {}", answer.acked),
        Err(error) => format!("refused {error}"),
    };
    std::fs::write(Path::new(&folder).join("said"), said).expect("said");
    drop(writer);
    let _ = thread.join();
}

struct Bench {
    folder: PathBuf,
    fault: PathBuf,
    fresh: PathBuf,
}

impl Bench {
    /// Runs with a fault. Gives whether it came about, and whether the push was acked.
    fn run(&self, fault: &str) -> (bool, bool) {
        let data = self.folder.join("data");
        let _ = std::fs::remove_dir_all(&data);
        std::fs::create_dir_all(&data).expect("a folder");
        std::fs::copy(&self.fresh, data.join("carrel.sqlite")).expect("a copy");
        let arm = data.join("arm");
        let done = Command::new(std::env::current_exe().expect("this program"))
            .args(["--exact", "suffer", "--quiet"])
            .env("LD_PRELOAD", &self.fault)
            .env("CARREL_FAULT", fault)
            .env("CARREL_ARM", &arm)
            .env("CARREL_FOLDER", &data)
            .output()
            .expect("it runs");
        assert!(
            done.status.success(),
            "{fault}: {}",
            String::from_utf8_lossy(&done.stdout)
        );
        let said = std::fs::read_to_string(data.join("said")).expect("it said something");
        let count = std::fs::read_to_string(data.join("arm.count")).expect("a count");
        let came = count.trim().ends_with(" 1");

        // The disk is mended, the gateway starts again.
        let mut store = SqliteStore::open(&data.join("carrel.sqlite")).expect("it opens");
        store
            .integrity()
            .unwrap_or_else(|error| panic!("{fault}: {error}"));
        let rows = store.all_rows().expect("rows");
        assert_eq!(
            Board::fold(&rows),
            store.board().expect("a board"),
            "{fault}"
        );
        assert_eq!(
            store.log(1, 5).expect("a log").map(|log| log.acked),
            Some(OPS),
            "{fault}: the push before"
        );
        let acked = store.log(2, 5).expect("a log").map_or(0, |log| log.acked);
        let there = rows.len() as u64 - OPS;
        assert!(
            acked == 0 || acked == OPS,
            "{fault}: {acked} of {OPS} are there"
        );
        // Clashes add no rows of their own: a row an operation.
        assert_eq!(there, acked, "{fault}: log and feed agree");
        let is_acked = said == format!("acked {OPS}");
        assert!(is_acked || said.starts_with("refused "), "{fault}: {said}");
        assert!(!is_acked || acked == OPS, "{fault}: acked and not there");
        (came, is_acked)
    }
}

#[test]
fn every_nth_write_or_fsync_that_fails_leaves_a_clean_error_or_the_full_effect() {
    if std::env::var("CARREL_FOLDER").is_ok() {
        return;
    }
    let folder = std::env::temp_dir().join(format!("carrel-faults-{}", std::process::id()));
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).expect("a folder");
    let fault = folder.join("fault.so");
    let source = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/faults/fault.c");
    let built = Command::new("cc")
        .args(["-shared", "-fPIC", "-O1", "-o"])
        .arg(&fault)
        .args([source, "-ldl"])
        .status();
    if !built.is_ok_and(|status| status.success()) {
        println!("SKIPPED faults of the disk: no C compiler (cc)");
        return;
    }
    let fresh = folder.join("fresh.sqlite");
    {
        let store = SqliteStore::open(&fresh).expect("a database");
        let mut core = Core::open(Box::new(store), random).expect("a core");
        core.store.begin().expect("begin");
        desk::push_into(&mut core, &push(1), true, 5).expect("a push");
        core.store.commit().expect("commit");
    }
    let bench = Bench {
        folder: folder.clone(),
        fault,
        fresh,
    };
    let mut told = Vec::new();
    for (kind, how) in [
        ("sync", "once"),
        ("sync", "from"),
        ("write", "once"),
        ("write", "from"),
        ("write", "short"),
    ] {
        let (mut cases, mut acked) = (0, 0);
        for at in 1.. {
            let (came, is_acked) = bench.run(&format!("{kind} {at} {how}"));
            if !came {
                break;
            }
            cases += 1;
            acked += u32::from(is_acked);
        }
        assert!(cases > 0, "{kind} {how}: the fault never came about");
        told.push(format!("{kind} {how}: {cases} ({acked} acked)"));
    }
    println!("faults of the disk: {}", told.join(", "));
    let _ = std::fs::remove_dir_all(folder);
}
