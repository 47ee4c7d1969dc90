//! A write that is cut short leaves the old catalogue whole, wherever it is cut.

use std::process::Stdio;
use std::time::{Duration, Instant};

use crate::bench::{Bench, library};

/// A table of invented titles, large enough that writing it takes a while.
fn table(name: &str, rows: u32) -> String {
    let mut text = String::from("id,title,author,summary\n");
    for n in 0..rows {
        text.push_str(&format!(
            "{n},{name} volume {n},Author {},About matter {} and {}\n",
            n % 97,
            n * n % 8191,
            n * 31 % 4099
        ));
    }
    text
}

#[test]
fn a_kill_at_any_moment_leaves_a_whole_catalogue() {
    let bench = Bench::new("killed");
    bench.file("old.csv", table("Old", 400));
    bench.file("new.csv", table("New", 4000));
    let started = Instant::now();
    bench.ok("index new.csv --out time --name New");
    let whole = started.elapsed();
    let (mut old, mut new) = (0, 0);
    const ROUNDS: u32 = 24;
    for round in 0..ROUNDS {
        bench.ok("index old.csv --out pack --name Old");
        let mut child = bench
            .command("index new.csv --out pack --name New")
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("started");
        // The end, where files are written and folders change places, is looked at most closely.
        let part = 0.5 + 0.6 * f64::from(round) / f64::from(ROUNDS);
        std::thread::sleep(Duration::from_secs_f64(whole.as_secs_f64() * part));
        let _ = child.kill();
        child.wait().expect("ended");
        // Where folders cannot exchange their names, the old one may stand beside for a moment: the next run puts it back.
        if !bench.path("pack").exists() {
            let left = if cfg!(target_os = "linux") {
                "nothing"
            } else {
                "the old one"
            };
            assert_eq!(left, "the old one", "round {round}: no folder");
            assert_eq!(bench.run("verify pack").code, Some(1));
            bench.ok("index old.csv --out pack --name Old");
        }
        bench.ok("verify pack");
        match bench.ok("inspect pack") {
            text if text.contains("Old, ") => old += 1,
            text if text.contains("New, ") => new += 1,
            text => panic!("neither: {text}"),
        }
    }
    assert_eq!(old + new, ROUNDS);
    assert!(old > 0, "no round was cut in time ({whole:?})");
    bench.ok("index new.csv --out pack --name New");
    bench.ok("verify pack");
    let left: Vec<_> = std::fs::read_dir(&bench.0)
        .expect("a folder")
        .filter_map(|e| e.ok().map(|e| e.file_name()))
        .filter(|name| name.to_string_lossy().contains("carrel-"))
        .collect();
    assert!(left.is_empty(), "{left:?}");
}

#[test]
fn a_swap_that_was_cut_is_put_right_by_the_next_run() {
    let bench = Bench::new("swap");
    bench.file("a.mrc", library());
    bench.ok("index a.mrc --out pack --name Old");
    let before = bench.files("pack");
    std::fs::rename(bench.path("pack"), bench.path(".pack.carrel-old")).expect("renamed");
    bench.file(".pack.carrel-new/half.bin", "half");
    // Who looks for it meanwhile is told where it is.
    for command in ["verify", "inspect", "query"] {
        let run = bench.run(&format!("{command} pack"));
        assert_eq!(run.code, Some(1), "{command}");
        assert!(
            run.err.contains("interrupted") && run.err.contains(".pack.carrel-old"),
            "{command}: {}",
            run.err
        );
    }
    let run = bench.run("index a.mrc --out pack --name Old");
    assert_eq!(run.code, Some(0), "{}", run.err);
    assert!(
        run.err.contains("what was there before is back"),
        "{}",
        run.err
    );
    assert!(bench.files("pack") == before);
    assert!(!bench.path(".pack.carrel-old").exists() && !bench.path(".pack.carrel-new").exists());
}

/// A limit on the size of files ends the command in the middle of writing one, as a full disk would.
#[cfg(unix)]
#[test]
fn a_file_that_cannot_be_written_leaves_the_old_ones() {
    let bench = Bench::new("limit");
    bench.file("old.mrc", library());
    bench.file("new.csv", table("New", 2000));
    bench.ok("index old.mrc --out pack --name Old");
    let before = bench.files("pack");
    let status = std::process::Command::new("sh")
        .arg("-c")
        .arg("ulimit -f 8; exec \"$0\" index new.csv --out pack --name New")
        .arg(env!("CARGO_BIN_EXE_carrel"))
        .current_dir(&bench.0)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .expect("ran");
    assert!(!status.success());
    assert!(bench.files("pack") == before);
    bench.ok("verify pack");
    bench.ok("index new.csv --out pack --name New");
    assert!(bench.ok("inspect pack").contains("New, "));
}
