//! `cargo xtask simulate`: years of a school's devices against the shipped sync code; the simulator is `crates/carrel-simulate`.

use crate::args::Args;
use crate::bench;
use crate::checks::Passed;
use crate::place;
use crate::run::{self, Failure, Result};

/// What `cargo xtask test` runs.
const IN_TEST: u64 = 1_000_000;

/// Seeds that fail, each an open defect of the rules or of the simulated people.
const KNOWN: &str = "crates/carrel-simulate/known.txt";

/// `cargo xtask simulate [--device-days N] [--seed S] [--threads T] [--storm] [--record]`
pub(crate) fn command(args: &mut Args) -> Result {
    let days = args.number("--device-days")?.unwrap_or(100_000);
    let seed = args.number("--seed")?.unwrap_or(1);
    let threads = args.number("--threads")?.unwrap_or(2);
    let storm = args.flag("--storm");
    let record = args.flag("--record");
    args.finish()?;
    let printed = simulate(days, seed, threads, storm, None)?;
    print!("{printed}");
    if record {
        bench::record("simulate", &printed)?;
    }
    Ok(())
}

/// The check: a million device-days.
pub(crate) fn check() -> Result<Passed> {
    let printed = simulate(IN_TEST, 1, 2, false, Some(KNOWN))?;
    let first = printed
        .lines()
        .find(|line| !line.starts_with("bench\t"))
        .unwrap_or_default();
    Ok(Passed::note(first))
}

/// What the simulator printed; a failing seed with its shrunk history is the failure's text.
fn simulate(
    days: u64,
    seed: u64,
    threads: u64,
    storm: bool,
    known: Option<&str>,
) -> Result<String> {
    run::run(&mut run::command(
        "cargo",
        &[
            "build",
            "--quiet",
            "--release",
            "--package",
            "carrel-simulate",
        ],
    ))?;
    let program = place::target().join("release").join("carrel-simulate");
    let done = run::command(&program, &[])
        .args(["--device-days", &days.to_string()])
        .args(["--seed", &seed.to_string()])
        .args(["--threads", &threads.to_string()])
        .args(storm.then_some("--storm"))
        .args(known.map(|file| format!("--known={}", place::at(file).display())))
        .output()
        .map_err(|error| Failure(format!("the simulator could not be started: {error}")))?;
    if done.status.success() {
        return Ok(String::from_utf8_lossy(&done.stdout).into_owned());
    }
    Err(Failure(format!(
        "an invariant does not hold\n{}",
        String::from_utf8_lossy(&done.stderr)
    )))
}
