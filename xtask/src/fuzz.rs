//! Fuzzing the readers: every input that was ever kept is read again, then new ones for a while.

use crate::args::Args;
use crate::checks::Passed;
use crate::run::{self, Failure, Result};
use crate::tools::{self, Tool};
use crate::{json::Json, place};
use std::path::PathBuf;
use std::time::{SystemTime, UNIX_EPOCH};

/// Every run that counts: target, executions, executions a second, date.
const LEDGER: &str = "fuzz/LEDGER.tsv";

/// What fuzzing needs.
pub(crate) const NEEDS: &[Tool] = &[Tool::CargoFuzz];

/// `cargo xtask fuzz [TARGET...] [--seconds 10] [--ledger]`
pub(crate) fn command(args: &mut Args) -> Result {
    let seconds = args.number("--seconds")?.unwrap_or(10);
    let ledger = args.flag("--ledger");
    let names: Vec<String> = std::iter::from_fn(|| args.word()).collect();
    args.finish()?;
    tools::ensure(NEEDS)?;
    println!("{}", run_targets(&names, seconds, ledger)?.note);
    Ok(())
}

/// Runs each target (all, when none is named): the kept inputs, then new ones for some seconds.
pub(crate) fn run_targets(names: &[String], seconds: u64, ledger: bool) -> Result<Passed> {
    let all = targets()?;
    if let Some(unknown) = names.iter().find(|name| !all.contains(name)) {
        return Err(Failure(format!(
            "there is no fuzz target {unknown}; there are {}",
            all.join(", ")
        )));
    }
    let chosen = if names.is_empty() { &all } else { names };
    let mut sum = 0;
    let mut failures = Vec::new();
    for target in chosen {
        match run_target(target, seconds) {
            Ok(run) => {
                println!(
                    "{target}: {} inputs in {} s, {} a second",
                    run.executions,
                    run.seconds,
                    run.rate()
                );
                sum += run.executions;
                if ledger {
                    write_down(target, &run)?;
                }
            }
            Err(Failure(text)) => failures.push(format!("{target}: {text}")),
        }
    }
    if failures.is_empty() {
        return Ok(Passed::note(format!(
            "{} targets, {sum} inputs",
            chosen.len()
        )));
    }
    Err(Failure(failures.join("\n")))
}

/// The targets' names, from the manifest of `fuzz/`.
fn targets() -> Result<Vec<String>> {
    let manifest = place::at("fuzz/Cargo.toml");
    if !manifest.exists() {
        return Err("fuzz/ does not exist yet".into());
    }
    let mut cargo = run::command(
        "cargo",
        &[
            "metadata",
            "--no-deps",
            "--format-version",
            "1",
            "--manifest-path",
        ],
    );
    let metadata = Json::parse(&run::output(cargo.arg(manifest))?)?;
    let mut names = Vec::new();
    for package in metadata.get("packages").map(Json::list).unwrap_or_default() {
        for target in package.get("targets").map(Json::list).unwrap_or_default() {
            let is_program = target
                .get("kind")
                .is_some_and(|kind| kind.list().iter().any(|kind| kind.text() == Some("bin")));
            names.extend(
                target
                    .get("name")
                    .and_then(Json::text)
                    .filter(|_| is_program)
                    .map(str::to_owned),
            );
        }
    }
    if names.is_empty() {
        Err("fuzz/Cargo.toml has no target".into())
    } else {
        Ok(names)
    }
}

/// How a run of one target went.
#[derive(Debug, PartialEq)]
struct Run {
    executions: u64,
    seconds: u64,
    /// The most memory it held, in MB, when the fuzzer said so.
    peak_mb: Option<u64>,
}

impl Run {
    fn rate(&self) -> u64 {
        self.executions / self.seconds.max(1)
    }
}

fn run_target(target: &str, seconds: u64) -> Result<Run> {
    println!("{target}: building, reading the kept inputs, then {seconds} s of new ones");
    // What is found goes here; the committed inputs only change on purpose.
    let found = place::target().join("fuzz").join(target);
    run::make_folder(&found)?;
    let mut folders = vec![found];
    for kept in ["corpus", "seeds", "regressions"] {
        folders.push(place::at("fuzz").join(kept).join(target));
    }
    folders.retain(|folder| folder.exists());
    fuzz(target, &folders, "-runs=0")?;
    let text = fuzz(target, &folders, &format!("-max_total_time={seconds}"))?;
    read_statistics(&text).ok_or_else(|| "the fuzzer printed no statistics".into())
}

/// One run of the fuzzer; gives what it printed. A panic, a hang or too much memory is a failure.
fn fuzz(target: &str, folders: &[PathBuf], how_long: &str) -> Result<String> {
    let mut cargo = tools::command("cargo", &["fuzz", "run", "--sanitizer", "none"]);
    // The search compares words with a whole dictionary: watching each comparison took half of its time.
    let search = target.starts_with("search_");
    if search {
        cargo.arg("--no-trace-compares");
    }
    cargo.arg(target).args(folders).args([
        "--",
        how_long,
        "-print_final_stats=1",
        "-max_len=4096",
        "-rss_limit_mb=256",
        "-timeout=2",
    ]);
    if search {
        // How often a place was passed tells little here, and adding that up took a third of the time.
        cargo.arg("-use_counters=0");
    }
    cargo.env("RUST_BACKTRACE", "0");
    // The fuzzer's own flags need a folder of their own, or the next ordinary build starts anew.
    let build = if search {
        "fuzz-build-search"
    } else {
        "fuzz-build"
    };
    cargo.env("CARGO_TARGET_DIR", place::target().join(build));
    let done = cargo
        .output()
        .map_err(|error| Failure(format!("cargo fuzz could not be started: {error}")))?;
    let text = format!(
        "{}{}",
        String::from_utf8_lossy(&done.stdout),
        String::from_utf8_lossy(&done.stderr)
    );
    let log = place::target()
        .join("log")
        .join(format!("fuzz-{target}.log"));
    run::write(&log, &text)?;
    if done.status.success() {
        return Ok(text);
    }
    Err(Failure(format!(
        "{}\nThe whole output is in {}",
        telling_lines(&text),
        place::short(&log)
    )))
}

/// What of a failed run tells why: the panic, the fuzzer's own error, the input; else the last lines.
fn telling_lines(text: &str) -> String {
    let mut telling = Vec::new();
    let mut follows_panic = false;
    for line in text.lines() {
        let is_panic = line.contains("panicked at");
        let is_telling = ["ERROR:", "error:", "error[", "Test unit written to"]
            .iter()
            .any(|word| line.contains(word));
        if is_panic || follows_panic || is_telling {
            telling.push(line.trim());
        }
        follows_panic = is_panic;
    }
    if telling.is_empty() {
        let lines: Vec<&str> = text.lines().collect();
        telling = lines[lines.len().saturating_sub(20)..].to_vec();
    }
    telling.join("\n")
}

/// libFuzzer's closing lines.
fn read_statistics(text: &str) -> Option<Run> {
    let line = text
        .lines()
        .rev()
        .find(|line| line.starts_with("Done ") && line.contains(" runs in "))?;
    let mut words = line.split_whitespace();
    let executions = words.nth(1)?.parse().ok()?;
    let seconds = words.nth(2)?.parse().ok()?;
    let peak_mb = text
        .lines()
        .find_map(|line| line.strip_prefix("stat::peak_rss_mb:"))
        .and_then(|rest| rest.trim().parse().ok());
    Some(Run {
        executions,
        seconds,
        peak_mb,
    })
}

/// Adds a line to the ledger, with the columns that `fuzz/run.sh` writes.
fn write_down(target: &str, run: &Run) -> Result {
    let path = place::at(LEDGER);
    let mut ledger = std::fs::read_to_string(&path).unwrap_or_else(|_| {
        "target\texecutions\tseconds\trate\tmax_rss_mb\tdate\trevision\n".to_owned()
    });
    ledger.push_str(&ledger_line(target, run, &today(), &revision()));
    run::write(&path, ledger)
}

fn ledger_line(target: &str, run: &Run, date: &str, revision: &str) -> String {
    let peak = run.peak_mb.map(|mb| mb.to_string()).unwrap_or_default();
    format!(
        "{target}\t{}\t{}\t{}\t{peak}\t{date}\t{revision}\n",
        run.executions,
        run.seconds,
        run.rate(),
    )
}

/// The commit at hand, with a `+` when files differ from it; empty outside of a clone.
fn revision() -> String {
    let git = |arguments: &[&str]| {
        let done = tools::command("git", arguments).output().ok()?;
        let text = String::from_utf8_lossy(&done.stdout).trim().to_owned();
        done.status.success().then_some(text)
    };
    let Some(commit) = git(&["rev-parse", "--short", "HEAD"]) else {
        return String::new();
    };
    // The ledger itself is written after each target of a run: it makes no other program.
    let places = ["--", "crates", "fuzz", ":!fuzz/LEDGER.tsv"];
    let clean = git(&[&["status", "--porcelain"], &places[..]].concat())
        .is_some_and(|text| text.is_empty());
    if clean { commit } else { commit + "+" }
}

/// Today in UTC, `2026-11-22`.
pub(crate) fn today() -> String {
    let seconds = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .map_or(0, |time| time.as_secs());
    date_of_day(seconds / 86_400)
}

/// The date of a day counted from 1970-01-01.
fn date_of_day(mut day: u64) -> String {
    let is_leap = |year: u64| {
        year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400))
    };
    let mut year = 1970;
    while day >= 365 + u64::from(is_leap(year)) {
        day -= 365 + u64::from(is_leap(year));
        year += 1;
    }
    let mut month = 0;
    let lengths = [
        31,
        28 + u64::from(is_leap(year)),
        31,
        30,
        31,
        30,
        31,
        31,
        30,
        31,
        30,
        31,
    ];
    while day >= lengths[month] {
        day -= lengths[month];
        month += 1;
    }
    format!("{year}-{:02}-{:02}", month + 1, day + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_the_fuzzers_closing_lines() {
        let text =
            "INFO: x\nDone 27514 runs in 11 second(s)\nstat::number_of_executed_units: 27514\n";
        assert_eq!(
            read_statistics(text),
            Some(Run {
                executions: 27514,
                seconds: 11,
                peak_mb: None
            })
        );
        let with_memory = format!("{text}stat::peak_rss_mb: 41\n");
        let run = read_statistics(&with_memory).expect("statistics");
        assert_eq!(
            ledger_line("mrk", &run, "2026-11-27", "abc1234"),
            "mrk\t27514\t11\t2501\t41\t2026-11-27\tabc1234\n"
        );
        assert_eq!(read_statistics("nothing"), None);
    }

    #[test]
    fn tells_why_a_run_failed() {
        let text = "INFO: x\nthread panicked at src/a.rs:1:\nboom\nstack\n==1== ERROR: libFuzzer: deadly signal\nTest unit written to artifacts/a\nnoise\n";
        assert_eq!(
            telling_lines(text),
            "thread panicked at src/a.rs:1:\nboom\n==1== ERROR: libFuzzer: deadly signal\nTest unit written to artifacts/a"
        );
        assert_eq!(telling_lines("one\ntwo"), "one\ntwo");
    }

    #[test]
    fn counts_days_as_the_calendar_does() {
        for (day, date) in [
            (0, "1970-01-01"),
            (59, "1970-03-01"),
            (789, "1972-02-29"),
            (11_016, "2000-02-29"),
            (20_779, "2026-11-22"),
        ] {
            assert_eq!(date_of_day(day), date);
        }
    }
}
