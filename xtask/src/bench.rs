//! `cargo xtask bench`: the figures we promise, measured, and kept in `benches/results/`.
//!
//! A measurement is a function here, or a script in `benches/` that prints lines of five cells,
//! `bench<TAB>name<TAB>value<TAB>unit<TAB>bound` (the bound may be empty); everything else it prints goes
//! to the terminal. Scripts find the built site as the journeys do.

use crate::args::Args;
use crate::json::Json;
use crate::modules::Profile;
use crate::run::{self, Failure, Result};
use crate::tools;
use crate::{app, checks, engine, fuzz, place, serve, size};
use std::path::PathBuf;
use std::time::{Duration, Instant};

/// One measured figure.
#[derive(Debug, PartialEq)]
struct Figure {
    name: String,
    value: f64,
    unit: String,
    /// What it may be at most (or at least, for a rate); empty when nothing is promised.
    bound: Option<f64>,
}

/// A measurement: its name, what it measures, and how.
type Bench = (&'static str, &'static str, fn() -> Result<Vec<Figure>>);

const BENCHES: &[Bench] = &[
    (
        "engine",
        "the engine alone: bytes of its wasm and script",
        engine,
    ),
    (
        "index",
        "carrel index on gutenberg.mrc (needs ../shared), one core",
        index,
    ),
    (
        "marc",
        "reading gutenberg.mrc (needs ../shared), one core, and mapping it",
        marc,
    ),
    (
        "search",
        "the engine page beside its peers, in a scratch copy of ../shared/bench (hours when all of it)",
        peers,
    ),
    (
        "growth",
        "catalogues of 1,000 to 2,000,000 records (needs ../shared; CARREL_SIZES names fewer)",
        growth,
    ),
    (
        "shell",
        "what a first visit loads before it can search",
        shell,
    ),
    (
        "first-visit",
        "the sample on a slow link, to the first result",
        || script("benches/first-visit.mjs"),
    ),
    (
        "session",
        "keystrokes and long tasks of a reader's session",
        || script("benches/session.mjs"),
    ),
    (
        "reopen",
        "78,765 titles from the device's own storage, without a server, to the first results (needs ../shared)",
        reopen,
    ),
    (
        "publish",
        "20,000 records become a site in the browser",
        || script("benches/publish.mjs"),
    ),
    (
        "cite",
        "100 sources become a list, at a quarter of the speed",
        || script("benches/cite.mjs"),
    ),
    (
        "lessons",
        "what a lesson weighs, and how fast it opens at a quarter of the speed",
        || script("benches/lessons.mjs"),
    ),
    (
        "gateway",
        "operations a second on FULL commits, and a thousand kills with -9",
        gateway,
    ),
];

/// `cargo xtask bench [NAME...] [--dry]`
pub(crate) fn command(args: &mut Args) -> Result {
    let dry = args.flag("--dry");
    let names: Vec<String> = std::iter::from_fn(|| args.word()).collect();
    args.finish()?;
    if let Some(unknown) = names
        .iter()
        .find(|name| BENCHES.iter().all(|bench| bench.0 != **name))
    {
        let list: Vec<String> = BENCHES
            .iter()
            .map(|(name, about, _)| format!("  {name:<12} {about}"))
            .collect();
        return Err(Failure(format!(
            "there is no bench {unknown}. There are\n{}",
            list.join("\n")
        )));
    }
    let mut missed = Vec::new();
    for (name, about, measure) in BENCHES {
        if !names.is_empty() && !names.iter().any(|wanted| wanted == name) {
            continue;
        }
        println!("── {name}: {about}");
        match measure() {
            Ok(figures) => {
                for figure in &figures {
                    println!("   {}", line_of(figure));
                    if figure.misses() {
                        missed.push(format!("{name}: {}", line_of(figure)));
                    }
                }
                if !dry {
                    write_down(name, &figures)?;
                }
            }
            Err(Failure(text)) => missed.push(format!("{name} was not measured: {text}")),
        }
    }
    if missed.is_empty() {
        Ok(())
    } else {
        Err(Failure(format!(
            "not all is well:\n  {}",
            missed.join("\n  ")
        )))
    }
}

impl Figure {
    fn new(name: &str, value: f64, unit: &str, bound: Option<f64>) -> Figure {
        Figure {
            name: name.to_owned(),
            value,
            unit: unit.to_owned(),
            bound,
        }
    }

    /// For a rate (`MB/s`) more is better; for everything else less.
    fn misses(&self) -> bool {
        self.bound.is_some_and(|bound| {
            if self.unit.ends_with("/s") {
                self.value < bound
            } else {
                self.value > bound
            }
        })
    }

    /// A line of a script, if it is one of five cells.
    fn read(line: &str) -> Option<Figure> {
        let cells: Vec<&str> = line.split('\t').collect();
        let ["bench", name, value, unit, bound] = cells[..] else {
            return None;
        };
        Some(Figure::new(
            name,
            value.parse().ok()?,
            unit,
            bound.parse().ok(),
        ))
    }
}

fn line_of(figure: &Figure) -> String {
    let bound = match figure.bound {
        Some(bound) if figure.misses() => format!("  MISSES its bound of {bound}"),
        Some(bound) => format!("  (bound {bound})"),
        None => String::new(),
    };
    format!(
        "{:<44} {:>12.1} {}{bound}",
        figure.name, figure.value, figure.unit
    )
}

/// Writes down every line `bench NAME VALUE UNIT BOUND` (tabs between) of what a program printed.
pub(crate) fn record(name: &str, printed: &str) -> Result {
    let figures: Vec<Figure> = printed.lines().filter_map(Figure::read).collect();
    write_down(name, &figures)
}

/// Adds to `benches/results/NAME.tsv`: date, commit, machine, figure.
fn write_down(name: &str, figures: &[Figure]) -> Result {
    let path = place::at(&format!("benches/results/{name}.tsv"));
    let mut text = std::fs::read_to_string(&path)
        .unwrap_or_else(|_| "date\tcommit\tmachine\tfigure\tvalue\tunit\tbound\n".to_owned());
    let commit = run::output(&mut run::command("git", &["rev-parse", "--short", "HEAD"]))?;
    for figure in figures {
        let bound = figure
            .bound
            .map(|bound| bound.to_string())
            .unwrap_or_default();
        text.push_str(&format!(
            "{}\t{}\t{}\t{}\t{:.3}\t{}\t{bound}\n",
            fuzz::today(),
            commit.trim(),
            machine(),
            figure.name,
            figure.value,
            figure.unit
        ));
    }
    run::write(&path, text)
}

/// The processor and how many of it.
fn machine() -> String {
    let about = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = about
        .lines()
        .find_map(|line| line.strip_prefix("model name"))
        .and_then(|rest| rest.split_once(": "));
    let model = model.map_or(std::env::consts::ARCH, |(_, model)| model);
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    format!("{cores} x {model}")
}

fn engine() -> Result<Vec<Figure>> {
    engine::build()?;
    let mut figures = Vec::new();
    for file in app::squeeze(&place::target().join("engine"))? {
        for (kind, bytes) in [
            ("raw", file.raw),
            ("gzip", file.gzip),
            ("brotli", file.brotli),
        ] {
            figures.push(Figure::new(
                &format!("{} {kind}", file.path),
                bytes as f64,
                "bytes",
                None,
            ));
        }
    }
    Ok(figures)
}

/// The engine's page in a scratch copy of `../shared/bench`, beside the peers. What is run: `CARREL_BENCH_PARTS` (all of
/// `bytes cold type marginal quality`, or `node`: keystrokes without a browser, or `fetched`: what further queries fetch, without one), `CARREL_BENCH_SETS` and `CARREL_BENCH_PEERS`, each a list with blanks.
fn peers() -> Result<Vec<Figure>> {
    let shared =
        place::shared().ok_or("../shared is absent: it has the harness and the catalogues")?;
    engine::build()?;
    let carrel = serve::carrel(Profile::Release)?;
    let list = |name: &str, usual: &str| {
        let text = std::env::var(name).unwrap_or_else(|_| usual.to_owned());
        text.split_whitespace()
            .map(str::to_owned)
            .collect::<Vec<_>>()
    };
    let mut node = tools::command("node", &["benches/peers/run.mjs"]);
    node.args(list(
        "CARREL_BENCH_PARTS",
        "bytes cold type marginal quality",
    ))
    .arg("--")
    .args(list("CARREL_BENCH_SETS", "gb10k gut70k"))
    .arg("--")
    .args(list(
        "CARREL_BENCH_PEERS",
        "minisearch flexsearch ufuzzy pagefind",
    ))
    .env("CARREL_BENCH_FROM", shared.join("bench"))
    .env("CARREL_BENCH", place::target().join("bench-search"))
    .env("CARREL_DATA", shared.join("data"))
    .env("CARREL_ENGINE", place::target().join("engine"))
    .env("CARREL", carrel.get_program());
    figures_of(&run::output(&mut node)?)
}

/// Curves over the number of records, and their picture.
fn growth() -> Result<Vec<Figure>> {
    let shared = place::shared().ok_or("../shared is absent: it has the records")?;
    engine::build()?;
    let carrel = serve::carrel(Profile::Release)?;
    let mut node = tools::command("node", &["benches/growth.mjs"]);
    node.env("CARREL_DATA", shared.join("data"))
        .env("CARREL_GROWTH", place::target().join("growth"))
        .env("CARREL_ENGINE", place::target().join("engine"))
        .env("CARREL_SVG", place::at("docs/growth.svg"))
        .env("CARREL", carrel.get_program());
    figures_of(&run::output(&mut node)?)
}

/// The parts of the app's shell, in brotli.
fn shell() -> Result<Vec<Figure>> {
    app::build(Profile::Release)?;
    let (parts, later) = size::shell()?;
    Ok(shell_figures(&parts, &later))
}

/// Their sum has a bound. What the app fetches after the first answer, as a record's page does, stands below it and has none.
fn shell_figures(parts: &size::Parts, later: &size::Parts) -> Vec<Figure> {
    let figure = |name: &str, bytes: u64, bound| Figure::new(name, bytes as f64, "bytes", bound);
    let whole = parts.values().sum();
    let bound = Some(size::BOUND as f64);
    let each = parts.iter().map(|(part, &bytes)| figure(part, bytes, None));
    let after = later.iter().map(|(part, &bytes)| {
        let name = format!("{part}, after the first answer");
        figure(&name, bytes, None)
    });
    each.chain([figure("the whole shell, brotli", whole, bound)])
        .chain(after)
        .collect()
}

/// Indexing the largest real catalogue we have, on one core, with the memory it took.
/// Project Gutenberg's catalogue.
fn gutenberg() -> Result<PathBuf> {
    let shared = place::shared().ok_or("../shared is absent")?;
    let folder = shared.join("data/gutenberg");
    let names = std::fs::read_dir(&folder)
        .map_err(|error| Failure(format!("{}: {error}", folder.display())))?;
    let mut paths = names.flatten().map(|entry| entry.path());
    let is_it = |path: &PathBuf| {
        let name = path.file_name();
        name.is_some_and(|name| name.to_string_lossy().starts_with("gutenberg.mrc"))
    };
    paths
        .find(is_it)
        .ok_or_else(|| "../shared has no gutenberg.mrc".into())
}

fn index() -> Result<Vec<Figure>> {
    let input = gutenberg()?;
    let carrel = serve::carrel(Profile::Release)?;
    let out = place::target().join("bench-index");
    run::remove_folder(&out)?;
    let program = carrel.get_program().to_owned();
    // One core, where the system can say so.
    let mut command = if tools::on_path("taskset") {
        let mut command = run::command("taskset", &["--cpu-list", "0"]);
        command.arg(program);
        command
    } else {
        run::command(program, &[])
    };
    command
        .arg("index")
        .arg(input)
        .arg("--out")
        .arg(&out)
        .arg("--json");
    command.stdout(std::process::Stdio::piped());
    let start = Instant::now();
    let mut child = command
        .spawn()
        .map_err(|error| Failure(format!("carrel could not be started: {error}")))?;
    let mut peak = 0;
    while child
        .try_wait()
        .map_err(|error| Failure(error.to_string()))?
        .is_none()
    {
        peak = peak.max(peak_memory(child.id()));
        std::thread::sleep(Duration::from_millis(20));
    }
    let took = start.elapsed();
    let done = child
        .wait_with_output()
        .map_err(|error| Failure(error.to_string()))?;
    if !done.status.success() {
        return Err(Failure(format!("carrel index failed ({})", done.status)));
    }
    let report = Json::parse(&String::from_utf8_lossy(&done.stdout))?;
    let records = report.get("records").and_then(Json::number).unwrap_or(0.0);
    let mut files = Vec::new();
    crate::page::walk(&out, &mut files)?;
    let size = |file: &PathBuf| file.metadata().map_or(0, |metadata| metadata.len());
    let bytes: u64 = files.iter().map(size).sum();
    // The manifest is a list for `verify` and the offline download, and no part of the pack.
    let parts = files.iter().filter(|file| !file.ends_with("manifest.json"));
    let largest = parts.map(size).max();
    Ok(vec![
        Figure::new("gutenberg records", records, "records", None),
        Figure::new("gutenberg indexed in", took.as_secs_f64(), "s", Some(60.0)),
        Figure::new("gutenberg peak memory", peak as f64 / 1024.0, "MB", None),
        Figure::new("gutenberg pack", bytes as f64, "bytes", None),
        Figure::new(
            "gutenberg pack per record",
            bytes as f64 / records.max(1.0),
            "bytes",
            None,
        ),
        Figure::new(
            "gutenberg largest file of the pack",
            largest.unwrap_or(0) as f64,
            "bytes",
            Some(f64::from(1 << 20)),
        ),
    ])
}

/// The most memory a process has had, in KiB, as Linux counts it; 0 elsewhere.
fn peak_memory(process: u32) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.split_whitespace().next()?.parse().ok())
        .unwrap_or(0)
}

fn marc() -> Result<Vec<Figure>> {
    let mut figures = Vec::new();
    for bench in ["read", "map"] {
        let mut cargo = run::command("cargo", &["bench", "--package", "carrel-marc"]);
        cargo.args(["--bench", bench, "--"]).arg(gutenberg()?);
        figures.extend(figures_of(&run::output(&mut cargo)?)?);
    }
    Ok(figures)
}

fn script(path: &str) -> Result<Vec<Figure>> {
    if !place::at(path).exists() {
        return Err(Failure(format!("{path} does not exist yet")));
    }
    tools::ensure(checks::JOURNEY_NEEDS)?;
    let mut node = tools::command("node", &[path]);
    figures_of(&run::output(node.envs(checks::site_for_scripts()?))?)
}

/// A device that has the catalogue, started anew without a server: the engine's page and the whole app.
fn reopen() -> Result<Vec<Figure>> {
    engine::build()?;
    tools::ensure(checks::JOURNEY_NEEDS)?;
    let mut node = tools::command("node", &["benches/reopen.mjs"]);
    node.envs(checks::site_for_scripts()?)
        .env("CARREL_ENGINE", place::target().join("engine"));
    figures_of(&run::output(&mut node)?)
}

fn gateway() -> Result<Vec<Figure>> {
    let package = ["--quiet", "--release", "--package", "carrel-server"];
    let mut throughput = run::command("cargo", &["run"]);
    let mut figures = figures_of(&run::output(
        throughput.args(package).args(["--example", "throughput"]),
    )?)?;
    let mut kill = run::command("cargo", &["test"]);
    kill.args(package)
        .args(["--test", "kill", "--", "--nocapture"])
        .env("CARREL_KILL_ROUNDS", "1000");
    figures.extend(figures_of(&run::output(&mut kill)?)?);
    Ok(figures)
}

fn figures_of(text: &str) -> Result<Vec<Figure>> {
    let figures: Vec<Figure> = text.lines().filter_map(Figure::read).collect();
    for line in text.lines().filter(|line| Figure::read(line).is_none()) {
        println!("   {line}");
    }
    if figures.is_empty() {
        Err("it printed no figure".into())
    } else {
        Ok(figures)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_a_figure_and_knows_its_bound() {
        let figure = Figure::read("bench\tfirst result\t6600\tms\t6500").unwrap();
        assert!(figure.misses());
        assert!(
            !Figure::read("bench\tread\t120\tMB/s\t100")
                .unwrap()
                .misses()
        );
        assert!(Figure::read("bench\tread\t90\tMB/s\t100").unwrap().misses());
        assert!(!Figure::read("bench\tread\t90\tMB/s\t").unwrap().misses());
        assert_eq!(Figure::read("bench of something"), None);
    }

    #[test]
    fn what_comes_after_the_first_answer_has_a_row_and_no_bound() {
        let part = |name: &str, bytes| size::Parts::from([(name.to_owned(), bytes)]);
        let figures = shell_figures(
            &part("index.html", 2_000),
            &part("app/app-further.wasm", 57_900),
        );
        let figure = |name: &str, bytes, bound| Figure::new(name, bytes, "bytes", bound);
        assert_eq!(
            figures,
            [
                figure("index.html", 2_000.0, None),
                figure("the whole shell, brotli", 2_000.0, Some(160_000.0)),
                figure(
                    "app/app-further.wasm, after the first answer",
                    57_900.0,
                    None
                ),
            ]
        );
    }
}
