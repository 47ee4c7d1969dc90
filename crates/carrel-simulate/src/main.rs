//! `carrel-simulate --device-days N --seed S [--threads 2] [--storm]`: runs seeds from S on until N device-days are over; of [`Mix::storm`]
//! instead of [`Mix::draw`], when it is said. `--survey` runs N seeds, and names each that fails in a line. `--known=FILE` has a seed a
//! line that is known to fail, and what of: those are counted apart, and one that passes is taken off the list.

use std::collections::BTreeSet;
use std::process::ExitCode;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

use carrel_circ::exception::ExceptionKind;
use carrel_simulate::world::fault_name;
use carrel_simulate::{Mix, Report, run, shrink};

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let number = |name: &str, otherwise: u64| {
        let at = words.iter().position(|word| word == name);
        match at.map(|at| words.get(at + 1).and_then(|text| text.parse().ok())) {
            Some(value) => value,
            None => Some(otherwise),
        }
    };
    let (Some(wanted), Some(first), Some(threads)) = (
        number("--device-days", 100_000),
        number("--seed", 1),
        number("--threads", 2),
    ) else {
        eprintln!("error: --device-days, --seed and --threads take a whole number");
        return ExitCode::from(2);
    };
    let draw: fn(u64) -> Mix = match words.iter().any(|word| word == "--storm") {
        true => Mix::storm,
        false => Mix::draw,
    };
    if words.iter().any(|word| word == "--survey") {
        let mut days = 0;
        for seed in first..first + wanted {
            match run(&draw(seed), None, false) {
                Ok(report) => days += report.device_days,
                Err(broken) => println!("{seed}: {}", &broken.what[..broken.what.len().min(160)]),
            }
        }
        println!("{days} device-days");
        return ExitCode::SUCCESS;
    }
    let known = match words
        .iter()
        .find_map(|word| word.strip_prefix("--known="))
        .map(known_in)
    {
        None => BTreeSet::new(),
        Some(Ok(seeds)) => seeds,
        Some(Err(error)) => {
            eprintln!("error: {error}");
            return ExitCode::from(2);
        }
    };
    let start = Instant::now();
    let (next, done) = (AtomicU64::new(first), AtomicU64::new(0));
    let total = Mutex::new(Report::default());
    let failed: Mutex<BTreeSet<u64>> = Mutex::new(BTreeSet::new());
    let is_enough = |failed: &BTreeSet<u64>| failed.difference(&known).count() >= MOST_FAILURES;
    std::thread::scope(|scope| {
        for _ in 0..threads.clamp(1, 64) {
            scope.spawn(|| {
                let mut mine = Report::default();
                while done.load(Ordering::Relaxed) < wanted
                    && failed.lock().is_ok_and(|failed| !is_enough(&failed))
                {
                    let seed = next.fetch_add(1, Ordering::Relaxed);
                    match run(&draw(seed), None, false) {
                        Ok(report) => {
                            done.fetch_add(report.device_days, Ordering::Relaxed);
                            mine.add(&report);
                        }
                        Err(_) => {
                            if let Ok(mut failed) = failed.lock() {
                                failed.insert(seed);
                            }
                        }
                    }
                }
                if let Ok(mut total) = total.lock() {
                    total.add(&mine);
                }
            });
        }
    });
    let failed = failed.into_inner().unwrap_or_default();
    let ran = first..next.load(Ordering::Relaxed);
    let new: Vec<u64> = failed.difference(&known).copied().collect();
    if let Some(&seed) = new.first() {
        eprintln!("seeds that fail: {new:?}");
        tell_failure(draw(seed));
        return ExitCode::FAILURE;
    }
    let mended: Vec<&u64> = known
        .difference(&failed)
        .filter(|seed| ran.contains(seed))
        .collect();
    if !mended.is_empty() {
        eprintln!("seeds that are known to fail, and pass: {mended:?}. Take them off the list.");
        return ExitCode::FAILURE;
    }
    let report = total.into_inner().unwrap_or_default();
    let seconds = start.elapsed().as_secs_f64();
    let seeds = next.load(Ordering::Relaxed) - first;
    println!(
        "{} device-days of {seeds} seeds from {first} in {seconds:.1} s, {} known failures: {:.0} a second; {} scans, {} requests, {} repeats absorbed",
        report.device_days,
        failed.len(),
        report.device_days as f64 / seconds,
        report.scans,
        report.requests,
        report.repeats
    );
    let faults: Vec<String> = report
        .faults
        .iter()
        .enumerate()
        .map(|(place, count)| format!("{} {count}", fault_name(place)))
        .collect();
    println!("faults: {}", faults.join(", "));
    let exceptions: Vec<String> = report
        .exceptions
        .iter()
        .zip(ExceptionKind::ALL)
        .map(|(count, kind)| format!("{kind} {count}"))
        .collect();
    println!("exceptions: {}", exceptions.join(", "));
    match failed.len() {
        0 => println!("all invariants held"),
        some => println!("{some} seeds failed that are known to fail: {failed:?}"),
    }
    // For `cargo xtask simulate --record`.
    for (name, value, unit) in [
        ("first seed", first as f64, "seed"),
        ("seeds", seeds as f64, "seeds"),
        (
            match failed.len() {
                0 => "device-days, all invariants held",
                _ => "device-days, of seeds that held",
            },
            report.device_days as f64,
            "device-days",
        ),
        ("scans", report.scans as f64, "operations"),
        ("repeats absorbed", report.repeats as f64, "operations"),
        ("threads", threads as f64, "threads"),
        ("rate", report.device_days as f64 / seconds, "device-days/s"),
    ] {
        println!("bench\t{name}\t{value}\t{unit}\t");
    }
    ExitCode::SUCCESS
}

/// After so many new failures it is no use to go on.
const MOST_FAILURES: usize = 40;

/// The numbers that lines begin with, but for those that begin with `#`.
fn known_in(file: &str) -> Result<BTreeSet<u64>, String> {
    let text = std::fs::read_to_string(file).map_err(|error| format!("{file}: {error}"))?;
    let lines = text
        .lines()
        .filter(|line| !line.is_empty() && !line.starts_with('#'));
    lines
        .map(|line| {
            let seed = line
                .split_whitespace()
                .next()
                .and_then(|seed| seed.parse().ok());
            seed.ok_or_else(|| format!("{file}: expected a seed and what fails, found \"{line}\""))
        })
        .collect()
}

fn tell_failure(mix: Mix) {
    let seed = mix.seed;
    if let Err(broken) = run(&mix, None, false) {
        eprintln!("seed {seed}: {}", broken.what);
    }
    let (small, broken) = shrink::shrink(&mix, None);
    eprintln!("shrunk to {small:?}\n{}", broken.what);
    let skipped = broken.trace.len().saturating_sub(80);
    if skipped > 0 {
        eprintln!("({skipped} earlier lines left out)");
    }
    for line in broken.trace.iter().skip(skipped) {
        eprintln!("  {line}");
    }
}
