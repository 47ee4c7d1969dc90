//! `cargo xtask test`: every check, in the order in which a failure is cheapest to learn of.

use crate::args::Args;
use crate::checks::{self, Passed};
use crate::run::{self, Failure, Result};
use crate::tools::{self, Tool};
use crate::{app, engine, fuzz, modules, place, relevance, simulate, size, tidy};
use std::time::{Duration, Instant};

/// One check: its name, the tools without which it is skipped, and what it does.
struct Check {
    name: &'static str,
    needs: &'static [Tool],
    run: fn() -> Result<Passed>,
}

const CHECKS: &[Check] = &[
    Check {
        name: "tidy",
        needs: &[],
        run: || tidy::check().map(Passed::note),
    },
    Check {
        name: "fmt",
        needs: &[],
        run: || checks::format(true),
    },
    Check {
        name: "lint",
        needs: &[Tool::WasmTarget],
        run: checks::clippy,
    },
    Check {
        name: "unit",
        needs: &[],
        run: || checks::host_tests(&[]),
    },
    Check {
        name: "relevance",
        needs: &[],
        run: relevance::check,
    },
    Check {
        name: "simulate",
        needs: &[],
        run: simulate::check,
    },
    Check {
        name: "web",
        needs: checks::WEB_NEEDS,
        run: checks::browser_tests,
    },
    Check {
        name: "dist",
        needs: DIST_NEEDS,
        run: dist,
    },
    Check {
        name: "size",
        needs: DIST_NEEDS,
        run: size::check,
    },
    Check {
        name: "engine",
        needs: DIST_NEEDS,
        run: engine::check,
    },
    Check {
        name: "journeys",
        needs: checks::JOURNEY_NEEDS,
        run: || checks::browser_journeys(&[]),
    },
    Check {
        name: "fuzz",
        needs: fuzz::NEEDS,
        run: || fuzz::run_targets(&[], 10, false),
    },
];

const DIST_NEEDS: &[Tool] = app::needs(modules::Profile::Release);

fn dist() -> Result<Passed> {
    app::build(modules::Profile::Release)?;
    Ok(Passed::note("the app for visitors builds"))
}

/// How a check ended.
enum End {
    Passed(Passed),
    Failed(String),
    Skipped(String),
}

/// What a run of every check writes on a clean checkout, in bytes; measured, and rounded up.
const WHOLE_RUN: u64 = 12 << 30;

/// What one check may write at the least, in bytes.
const ONE_CHECK: u64 = 1 << 30;

/// That the disk is nearly full, and the way out.
fn few(free: u64) -> String {
    format!(
        "only {} MB are free on the disk of {} (make room, or set CARGO_TARGET_DIR to a folder on another disk)",
        free >> 20,
        place::short(&place::target())
    )
}

/// `cargo xtask test [NAME...]`
pub(crate) fn command(args: &mut Args) -> Result {
    let names: Vec<String> = std::iter::from_fn(|| args.word()).collect();
    args.finish()?;
    if let Some(unknown) = names
        .iter()
        .find(|name| CHECKS.iter().all(|check| check.name != **name))
    {
        let known: Vec<&str> = CHECKS.iter().map(|check| check.name).collect();
        return Err(Failure(format!(
            "there is no check {unknown}; there are {}",
            known.join(", ")
        )));
    }
    let chosen: Vec<&Check> = CHECKS
        .iter()
        .filter(|check| names.is_empty() || names.iter().any(|name| name == check.name))
        .collect();
    let mut wanted: Vec<Tool> = chosen
        .iter()
        .flat_map(|check| check.needs)
        .copied()
        .collect();
    if chosen.iter().any(|check| check.name == "unit") {
        wanted.extend(checks::ORACLES);
    }
    tools::prepare(wanted);
    let whole = if names.is_empty() { WHOLE_RUN } else { 0 };
    let built = std::fs::metadata(place::target().join("debug")).is_ok();
    if let Some(free) = run::free_space().filter(|&free| !built && free < whole) {
        println!(
            "{}: a first run of everything takes about {} GB",
            few(free),
            WHOLE_RUN >> 30
        );
    }
    let mut ends = Vec::new();
    for check in chosen {
        println!("── {} ──", check.name);
        let start = Instant::now();
        let full = run::free_space().filter(|&free| free < ONE_CHECK);
        let end = match (full, tools::ensure(check.needs)) {
            // A linker that finds no room dies of a signal, and nothing it says tells why.
            (Some(free), _) => End::Failed(few(free)),
            (_, Err(Failure(text))) => End::Skipped(text),
            (_, Ok(())) => match (check.run)() {
                Ok(passed) => End::Passed(passed),
                Err(Failure(text)) => End::Failed(text),
            },
        };
        if let End::Failed(text) | End::Skipped(text) = &end {
            println!("{text}");
        }
        ends.push((check.name, start.elapsed(), end));
    }
    let in_ci = std::env::var_os("CARREL_CI").is_some();
    let (text, failed) = summary(&ends, in_ci);
    println!("\n{text}");
    if failed == 0 {
        Ok(())
    } else {
        Err(Failure(format!("{failed} checks failed")))
    }
}

/// A skip that is nobody's fault: the reference data is not part of the repository.
fn is_excused(reason: &str) -> bool {
    reason.contains("../shared is absent")
}

/// The list of all ends and the closing line; also how many failed. In CI a skip fails, unless excused.
fn summary(ends: &[(&str, Duration, End)], in_ci: bool) -> (String, usize) {
    let mut text = String::new();
    let (mut passed, mut failed, mut skipped) = (0, 0, 0);
    let mut notes = String::new();
    let mut skip = |who: &str, reason: &str| {
        let fails = in_ci && !is_excused(reason);
        notes.push_str(&format!(
            "\n  {who}: {}",
            reason
                .trim_start_matches("SKIPPED ")
                .replace('\n', "\n    ")
        ));
        fails
    };
    for (name, took, end) in ends {
        let seconds = took.as_secs();
        let (word, note) = match end {
            End::Passed(check) => {
                let mut word = "passed";
                for reason in &check.skipped {
                    if skip(name, reason) {
                        word = "FAILED";
                    } else {
                        skipped += 1;
                    }
                }
                let parts = if check.skipped.is_empty() {
                    String::new()
                } else {
                    format!(", {} parts SKIPPED", check.skipped.len())
                };
                (word, format!("{}{parts}", check.note))
            }
            End::Failed(reason) => (
                "FAILED",
                reason.lines().next().unwrap_or_default().to_owned(),
            ),
            End::Skipped(reason) => {
                let word = if skip(name, reason) {
                    "FAILED"
                } else {
                    "SKIPPED"
                };
                (word, "see below".to_owned())
            }
        };
        match word {
            "passed" => passed += 1,
            "FAILED" => failed += 1,
            _ => skipped += 1,
        }
        text.push_str(&format!("{word:<8} {name:<9} {seconds:>4} s  {note}\n"));
    }
    if !notes.is_empty() {
        let heading = if in_ci {
            "SKIPPED (which fails here, but for what needs ../shared):"
        } else {
            "SKIPPED, and how to enable it:"
        };
        text.push_str(&format!("\n{heading}{notes}\n"));
    }
    text.push_str(&format!(
        "\n{passed} passed, {failed} failed, {skipped} skipped"
    ));
    (text, failed)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(ends: Vec<End>, in_ci: bool, closing: &str) {
        let ends: Vec<(&str, Duration, End)> = ends
            .into_iter()
            .map(|end| ("x", Duration::ZERO, end))
            .collect();
        let (text, failed) = summary(&ends, in_ci);
        assert_eq!(text.lines().last(), Some(closing), "{text}");
        assert_eq!(failed > 0, !closing.contains(" 0 failed"));
    }

    fn passed(skipped: &[&str]) -> End {
        End::Passed(Passed {
            note: "3 tests".to_owned(),
            skipped: skipped.iter().map(|&reason| reason.to_owned()).collect(),
        })
    }

    #[test]
    fn the_closing_line_counts_checks() {
        check(
            vec![passed(&[]), End::Failed("no".to_owned())],
            false,
            "1 passed, 1 failed, 0 skipped",
        );
        check(
            vec![passed(&[]), End::Skipped("no Chromium".to_owned())],
            false,
            "1 passed, 0 failed, 1 skipped",
        );
    }

    #[test]
    fn in_ci_a_skip_fails_unless_the_data_is_absent() {
        check(
            vec![End::Skipped("no Chromium".to_owned())],
            true,
            "0 passed, 1 failed, 0 skipped",
        );
        check(
            vec![passed(&["SKIPPED counts: ../shared is absent"])],
            true,
            "1 passed, 0 failed, 1 skipped",
        );
        check(
            vec![passed(&["SKIPPED oracle: no pymarc"])],
            true,
            "0 passed, 1 failed, 0 skipped",
        );
        check(
            vec![passed(&["SKIPPED oracle: no pymarc"])],
            false,
            "1 passed, 0 failed, 1 skipped",
        );
    }
}
