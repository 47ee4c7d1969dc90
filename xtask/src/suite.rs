//! Running a suite of tests, and reading from what it prints how many ran, failed, or were skipped.

use crate::place;
use crate::run::{self, Failure, Result, While};
use std::io::{BufRead, BufReader};
use std::process::Command;

/// What a suite said of itself.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Tally {
    pub(crate) passed: u64,
    pub(crate) failed: u64,
    /// The lines in which tests said that they could not run, and why.
    pub(crate) skipped: Vec<String>,
    /// Test files that ran without a single test in them.
    pub(crate) empty: Vec<String>,
    /// What failed, was run again and passed then.
    pub(crate) retried: Vec<String>,
}

/// Follows the lines of a test run: those of cargo's tests, and the plain line of ours.
#[derive(Default)]
struct Reader {
    tally: Tally,
    /// The test file that is running; empty for unit tests and doc tests, where none is fine.
    file: String,
    /// Between these two headings stands what tests that passed have printed.
    in_successes: bool,
}

impl Reader {
    /// Takes in one line; says whether a person wants to see it.
    fn line(&mut self, line: &str) -> bool {
        let text = line.trim();
        // `Running tests/golden/main.rs (target/debug/deps/golden-0123)`
        let running = text
            .strip_prefix("Running ")
            .and_then(|rest| rest.split_once(" ("));
        if let Some((name, _)) = running {
            self.file = if name.starts_with("unittests") {
                String::new()
            } else {
                name.to_owned()
            };
        } else if text.starts_with("Doc-tests ") {
            self.file.clear();
        } else if text.starts_with("SKIPPED") {
            if !self.tally.skipped.iter().any(|known| known == text) {
                self.tally.skipped.push(text.to_owned());
            }
            return true;
        } else if let Some(name) = text.strip_prefix("second try: ") {
            self.tally.retried.push(name.to_owned());
        } else if text == "successes:" {
            self.in_successes = true;
        } else if text == "failures:" {
            self.in_successes = false;
        } else if let Some((passed, failed)) = counts(text) {
            self.in_successes = false;
            self.tally.passed += passed;
            self.tally.failed += failed;
            if passed + failed == 0 && !self.file.is_empty() {
                self.tally.empty.push(std::mem::take(&mut self.file));
            }
        }
        let is_noise = text.is_empty()
            || self.in_successes
            || text == "successes:"
            || (text.starts_with("test ") && text.ends_with("... ok"))
            || (text.starts_with("running ")
                && (text.ends_with(" test") || text.ends_with(" tests")))
            || [
                "Compiling ",
                "Finished ",
                "Blocking ",
                "Downloaded ",
                "Downloading ",
                "Locking ",
            ]
            .iter()
            .any(|word| text.starts_with(word));
        !is_noise
    }
}

/// `test result: ok. 3 passed; 0 failed; …`, or `3 passed, 0 failed` alone on a line.
fn counts(line: &str) -> Option<(u64, u64)> {
    let (list, between) = match line.strip_prefix("test result: ") {
        Some(rest) => (rest.split_once(". ")?.1, "; "),
        None => (line, ", "),
    };
    let mut parts = list.split(between);
    let passed = parts.next()?.strip_suffix(" passed")?.parse().ok()?;
    let failed = parts.next()?.strip_suffix(" failed")?.parse().ok()?;
    Some((passed, failed))
}

/// Runs a suite with everything it prints in `target/log/NAME.log` and the telling part on the terminal.
/// Fails when a test failed, when the suite broke off, and when there was no test at all.
pub(crate) fn run(name: &str, command: &mut Command) -> Result<Tally> {
    let log = place::target().join("log").join(format!("{name}.log"));
    let (output, input) = std::io::pipe().or_say(|| "open a pipe".to_owned())?;
    let twin = input.try_clone().or_say(|| "open a pipe".to_owned())?;
    let mut child = command
        .stdout(input)
        .stderr(twin)
        .spawn()
        .map_err(|error| Failure(format!("the suite {name} could not be started: {error}")))?;
    // The command holds our ends of the pipe: without letting go of them the reading would never end.
    command
        .stdout(std::process::Stdio::null())
        .stderr(std::process::Stdio::null());
    let mut reader = Reader::default();
    let mut whole = String::new();
    for line in BufReader::new(output).split(b'\n') {
        let line = line.or_say(|| format!("read what the suite {name} prints"))?;
        let line = String::from_utf8_lossy(&line).into_owned();
        if reader.line(&line) {
            println!("{line}");
        }
        whole.push_str(&line);
        whole.push('\n');
    }
    run::write(&log, whole)?;
    let status = child
        .wait()
        .or_say(|| format!("wait for the suite {name}"))?;
    verdict(reader.tally, status.success()).map_err(|Failure(text)| {
        Failure(format!(
            "{text}; the whole output is in {}",
            place::short(&log)
        ))
    })
}

fn verdict(tally: Tally, ended_well: bool) -> Result<Tally> {
    if tally.failed > 0 {
        return Err(Failure(format!(
            "{} of {} tests failed",
            tally.failed,
            tally.passed + tally.failed
        )));
    }
    if !ended_well {
        return Err("it broke off".into());
    }
    if tally.passed == 0 {
        return Err("not one test ran".into());
    }
    if let Some(file) = tally.empty.first() {
        return Err(Failure(format!("no test ran in {file}")));
    }
    Ok(tally)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Tally {
        let mut reader = Reader::default();
        for line in text.lines() {
            reader.line(line);
        }
        reader.tally
    }

    #[test]
    fn adds_up_what_cargo_prints() {
        let tally = read(
            "   Compiling a v1\n     Running unittests src/lib.rs (target/debug/deps/a)\n\nrunning 2 tests\ntest a ... ok\ntest b ... ok\n\nsuccesses:\n\n---- a stdout ----\nSKIPPED marc counts: ../shared is absent\n\ntest result: ok. 2 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.00s\n\n   Doc-tests a\n\nrunning 0 tests\n\ntest result: ok. 0 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.00s\n     Running golden/main.rs (target/debug/deps/g)\nrunning 0 tests\ntest result: ok. 0 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.00s\n",
        );
        assert_eq!((tally.passed, tally.failed), (2, 0));
        assert_eq!(tally.skipped, ["SKIPPED marc counts: ../shared is absent"]);
        assert_eq!(tally.empty, ["golden/main.rs"]);
    }

    #[test]
    fn reads_the_plain_line_of_the_journeys() {
        let tally = read("ok search\nnot ok update\n11 passed, 1 failed, 0 skipped\n");
        assert_eq!((tally.passed, tally.failed), (11, 1));
    }

    /// A journey that failed and passed when it was run again counted as any other.
    #[test]
    fn what_passed_only_when_run_again_is_named() {
        let tally = read(
            "ok search\nagain: update\nok at the second try: update (3.1 s)\nsecond try: update\n12 passed, 0 failed, 1 of the passed only at the second try: update\n",
        );
        assert_eq!((tally.passed, tally.failed), (12, 0));
        assert_eq!(tally.retried, ["update"]);
        let passed = crate::checks::Passed::from(tally);
        assert_eq!(
            passed.note,
            "12 tests, 1 of them only at the second try: update"
        );
    }

    #[test]
    fn a_suite_without_a_test_fails() {
        let tally = |passed, failed, empty: &[&str]| Tally {
            passed,
            failed,
            empty: empty.iter().map(|&file| file.to_owned()).collect(),
            ..Tally::default()
        };
        assert!(verdict(tally(3, 0, &[]), true).is_ok());
        for (bad, ended_well) in [
            (tally(0, 0, &[]), true),
            (tally(3, 1, &[]), false),
            (tally(3, 0, &[]), false),
            (tally(3, 0, &["golden/main.rs"]), true),
        ] {
            assert!(verdict(bad, ended_well).is_err());
        }
    }

    #[test]
    fn shows_what_matters() {
        let mut reader = Reader::default();
        for (line, shown) in [
            ("test a ... ok", false),
            ("test b ... FAILED", true),
            ("successes:", false),
            ("---- a stdout ----", false),
            ("failures:", true),
            ("---- b stdout ----", true),
            ("test result: FAILED. 1 passed; 1 failed; 0 ignored", true),
            ("error: test failed", true),
        ] {
            assert_eq!(reader.line(line), shown, "{line}");
        }
    }
}
