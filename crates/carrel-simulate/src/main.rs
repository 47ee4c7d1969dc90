//! `carrel-simulate --device-days N --seed S [--threads 2] [--storm]`: runs seeds from S on until N device-days are over; of [`Mix::storm`]
//! instead of [`Mix::draw`], when it is said. `--survey` runs N seeds, and names each that fails in a line.

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
    let start = Instant::now();
    let (next, done) = (AtomicU64::new(first), AtomicU64::new(0));
    let total = Mutex::new(Report::default());
    let failed: Mutex<Option<u64>> = Mutex::new(None);
    std::thread::scope(|scope| {
        for _ in 0..threads.clamp(1, 64) {
            scope.spawn(|| {
                let mut mine = Report::default();
                while done.load(Ordering::Relaxed) < wanted
                    && failed.lock().is_ok_and(|seed| seed.is_none())
                {
                    let seed = next.fetch_add(1, Ordering::Relaxed);
                    match run(&draw(seed), None, false) {
                        Ok(report) => {
                            done.fetch_add(report.device_days, Ordering::Relaxed);
                            mine.add(&report);
                        }
                        Err(_) => {
                            if let Ok(mut failed) = failed.lock() {
                                let least = failed.map_or(seed, |known| known.min(seed));
                                *failed = Some(least);
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
    if let Ok(Some(seed)) = failed.into_inner() {
        tell_failure(draw(seed));
        return ExitCode::FAILURE;
    }
    let report = total.into_inner().unwrap_or_default();
    let seconds = start.elapsed().as_secs_f64();
    let seeds = next.load(Ordering::Relaxed) - first;
    println!(
        "{} device-days of {seeds} seeds from {first} in {seconds:.1} s: {:.0} a second; {} scans, {} requests, {} repeats absorbed",
        report.device_days,
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
    println!("all invariants held");
    // For `cargo xtask simulate --record`.
    for (name, value, unit) in [
        ("first seed", first as f64, "seed"),
        ("seeds", seeds as f64, "seeds"),
        (
            "device-days, all invariants held",
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
