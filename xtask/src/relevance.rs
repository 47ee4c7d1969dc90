//! `cargo xtask relevance`: how good the answers are, on queries whose right answers are known.
//!
//! Known items (`queries-public.tsv`): mean reciprocal rank of the first right record among ten, and how
//! often it is among the first 1, 5 and 10. Topics (`subject-queries-public.tsv`): how many of the first
//! ten carry the heading. Queries as children type them (`tests/relevance/child-queries.tsv`, written here): a word too many,
//! questions, numbers the other way, and of the sample library (`westfield`) whole sentences; they count for their own kinds alone. The figures are compared with `benches/relevance.tsv`; a fall fails. Every query is
//! asked of the catalogue whole and on demand, too: the answers must be the same.
//! `clean` is the same for the query without its errors: what no speller can pass. `chance` is what
//! a blind order of all records that have the clean query's words would reach: above it, order matters.
//! `ceiling` is what ambiguity allows an order that knows the words alone, `typed` what it allows one that knows a misspelled query
//! as it was typed; the rules stand in `ceiling.rs`. `reach` is what the plan asks for.

use crate::args::Args;
use crate::ceiling::{self, Titles};
use crate::checks::Passed;
use crate::hash;
use crate::json::Json;
use crate::modules::Profile;
use crate::place;
use crate::run::{self, Failure, Result, While};
use crate::serve;
use std::collections::BTreeMap;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Stdio;

/// What children type, in the form of `queries-public.tsv`.
const CHILDREN: &str = "tests/relevance/child-queries.tsv";
/// The committed figures.
const BASELINE: &str = "benches/relevance.tsv";
/// The figures of a type may fall by one query in a hundred, those of all by one in three hundred.
const SLACK: (f64, f64) = (0.0134, 0.0034);

/// `cargo xtask relevance [--queries FILE] [--subjects FILE] [--update]`
pub(crate) fn command(args: &mut Args) -> Result {
    let queries = args.value("--queries")?.map(PathBuf::from);
    let subjects = args.value("--subjects")?.map(PathBuf::from);
    let update = args.flag("--update");
    args.finish()?;
    let own = queries.is_some() || subjects.is_some();
    let shared =
        place::shared().ok_or("../shared is absent: it has the catalogues and the queries")?;
    let data = shared.join("data");
    let queries = match queries {
        Some(own) => vec![own],
        None => public(&data),
    };
    let subjects = subjects.unwrap_or_else(|| data.join("subject-queries-public.tsv"));
    let report = measure(&data, &queries, &subjects)?;
    report.print();
    if own {
        println!("Other queries than the public ones: not compared with {BASELINE}.");
        return Ok(());
    }
    if update {
        return run::write(&place::at(BASELINE), report.lines());
    }
    report.compare()
}

/// As a check of `cargo xtask test`.
pub(crate) fn check() -> Result<Passed> {
    let Some(shared) = place::shared() else {
        return Ok(Passed {
            note: "nothing to compare with".to_owned(),
            skipped: vec!["SKIPPED relevance: ../shared is absent".to_owned()],
        });
    };
    let data = shared.join("data");
    let subjects = data.join("subject-queries-public.tsv");
    let report = measure(&data, &public(&data), &subjects)?;
    report.compare()?;
    Ok(Passed::note(report.short()))
}

/// A query with what is known of it.
struct Known {
    catalogue: String,
    kind: String,
    query: String,
    clean: String,
    targets: Vec<String>,
    /// Records that have every word of the clean query.
    matching: u32,
}

/// What orders that know less than all would reach with a query.
#[derive(Clone, Copy, Default)]
struct Limits {
    blind: f64,
    ceiling: f64,
    /// The same for a misspelled query as it was typed.
    typed: f64,
}

/// Sums over the queries of one kind.
#[derive(Clone, Debug, Default, PartialEq)]
struct Sums {
    queries: u32,
    reciprocal: f64,
    found: [u32; 3],
    clean: f64,
    chance: f64,
    ceiling: f64,
    typed: f64,
}

impl Sums {
    fn add(&mut self, rank: Option<usize>, clean: Option<usize>, limits: Limits) {
        self.queries += 1;
        self.reciprocal += reciprocal(rank);
        for (count, depth) in self.found.iter_mut().zip([1, 5, 10]) {
            *count += u32::from(rank.is_some_and(|rank| rank < depth));
        }
        self.clean += reciprocal(clean);
        self.chance += limits.blind;
        self.ceiling += limits.ceiling;
        self.typed += limits.typed;
    }

    fn mean(&self, sum: f64) -> f64 {
        sum / f64::from(self.queries.max(1))
    }

    /// The ceiling as typed, of a kind with misspelled queries.
    fn typed(&self, kind: &str) -> Option<f64> {
        let misspelled = kind == "all" || kind.starts_with("misspelled");
        misspelled.then(|| self.mean(self.typed))
    }
}

fn reciprocal(rank: Option<usize>) -> f64 {
    rank.map_or(0.0, |rank| 1.0 / (rank as f64 + 1.0))
}

/// The mean reciprocal rank of the first of `right` among `all` records in random order that stand below `above` others, ten
/// looked at.
fn chance(above: u32, all: u32, right: u32) -> f64 {
    let all = all.max(right).max(1);
    let (mut sum, mut none_yet) = (0.0, 1.0);
    for place in 1..=all.min(10u32.saturating_sub(above)) {
        let hit = (f64::from(right) / f64::from(all - place + 1)).min(1.0);
        sum += none_yet * hit / f64::from(above + place);
        none_yet *= 1.0 - hit;
    }
    sum
}

/// What was measured.
#[derive(Default)]
struct Report {
    /// By catalogue and kind; `all` leaves ISBNs out, `misspelled` is the three kinds together.
    kinds: BTreeMap<(String, String), Sums>,
    /// Mean precision among ten of the topics, and how many topics.
    subjects: (f64, u32),
    /// Microseconds a query, by catalogue, sorted.
    times: BTreeMap<String, Vec<u64>>,
    /// Queries that got the same answer of a catalogue that is all here and of one that fetches what it needs.
    both_ways: usize,
    /// Clean queries whose right record stands lower than when only exact words count.
    worse: Vec<String>,
}

/// Name, value, and what ambiguity allows an order that knows the words alone: as they were meant, and as they were typed.
type Figure = (String, f64, [Option<f64>; 2]);

/// The queries that the baseline is about.
fn public(data: &Path) -> Vec<PathBuf> {
    vec![data.join("queries-public.tsv"), place::at(CHILDREN)]
}

fn measure(data: &Path, queries: &[PathBuf], subjects: &Path) -> Result<Report> {
    let carrel = serve::carrel(Profile::Release)?;
    let carrel = PathBuf::from(carrel.get_program());
    let mut report = Report::default();
    let mut known = Vec::new();
    for file in queries {
        known.extend(read_known(&run::read(file)?)?);
    }
    let topics = read_topics(&run::read(subjects)?)?;
    for (catalogue, source) in [
        ("goodbooks", data.join("goodbooks-10k/books.csv.zst")),
        ("gutenberg", data.join("gutenberg/gutenberg.mrc.zst")),
        // The sample library, for what is asked in whole sentences: goodbooks has no subject headings.
        ("westfield", place::at(serve::SAMPLE.1)),
    ] {
        let of: Vec<&Known> = known.iter().filter(|k| k.catalogue == catalogue).collect();
        if of.is_empty() && catalogue == "westfield" {
            continue;
        }
        let pack = pack_of(&carrel, catalogue, &source)?;
        let titles = titles_of(&carrel, &pack)?;
        let ask = |extra: &[&str], texts: Vec<&str>| ask(&carrel, &pack, extra, &texts);
        // Fails where a catalogue that is all here answers otherwise than one that fetches what it needs: notices, ids, scores.
        let both: Vec<&str> = of
            .iter()
            .flat_map(|k| [k.query.as_str(), k.clean.as_str()])
            .collect();
        report.both_ways += ask(&["--both-ways"], both)?.len();
        let answers = ask(&["--times"], of.iter().map(|k| k.query.as_str()).collect())?;
        let clean = ask(&[], of.iter().map(|k| k.clean.as_str()).collect())?;
        let exact = ask(&["--exact"], of.iter().map(|k| k.clean.as_str()).collect())?;
        for (((k, answer), clean), exact) in of.iter().zip(&answers).zip(&clean).zip(&exact) {
            let rank = |ids: &[String]| ids.iter().position(|id| k.targets.contains(id));
            let (now, best, plain) = (rank(&answer.ids), rank(&clean.ids), rank(&exact.ids));
            if plain.is_some_and(|plain| best.is_none_or(|best| best > plain)) {
                report.worse.push(format!("{catalogue}: {}", k.clean));
            }
            let right = k.targets.len() as u32;
            let alike = titles.alike(&k.kind, &k.query, &k.clean, k.matching);
            let blind = match k.kind.as_str() {
                "isbn" => 1.0,
                _ => chance(0, k.matching, right),
            };
            let right_one = |id: &str| {
                let id = id.strip_prefix("pg").unwrap_or(id);
                k.targets.iter().any(|target| target == id)
            };
            let ceiling = chance(0, alike, right);
            // Where no right record has what was meant where it was looked for, as it is meant.
            let typed = titles.as_typed(&k.kind, &k.query, &k.clean, right_one);
            let limits = Limits {
                blind,
                ceiling,
                typed: typed.map_or(ceiling, |t| chance(t.nearer, t.alike, t.right)),
            };
            let mut kinds = vec![k.kind.as_str()];
            if k.kind != "isbn" && !k.kind.starts_with("child_") {
                kinds.push("all");
            }
            if k.kind.starts_with("misspelled") {
                kinds.push("misspelled");
            }
            for kind in kinds {
                let key = (catalogue.to_owned(), kind.to_owned());
                report.kinds.entry(key).or_default().add(now, best, limits);
            }
        }
        let mut times: Vec<u64> = answers.iter().map(|a| a.micros).collect();
        times.sort_unstable();
        report.times.insert(catalogue.to_owned(), times);
        if catalogue == "gutenberg" {
            let texts: Vec<&str> = topics.iter().map(|t| t.0.as_str()).collect();
            report.both_ways += ask(&["--both-ways"], texts.clone())?.len();
            let answers = ask(&[], texts)?;
            let hits: usize = answers
                .iter()
                .zip(&topics)
                .map(|(a, t)| a.ids.iter().filter(|id| t.1.contains(id)).count())
                .sum();
            let asked = topics.len().max(1);
            report.subjects = (hits as f64 / 10.0 / asked as f64, topics.len() as u32);
        }
    }
    Ok(report)
}

/// Every title of a catalogue: what an empty query finds.
fn titles_of(carrel: &Path, pack: &Path) -> Result<Titles> {
    let mut command = run::command(carrel, &["query", "--json", "--limit", "1000000"]);
    let answer = run::output(command.arg(pack).arg(""))?;
    let titles = Titles::read(&Json::parse(&answer)?);
    match titles.len() {
        0 => Err("an empty query listed no titles".into()),
        _ => Ok(titles),
    }
}

/// The pack of a catalogue, built anew when the command or the source is another.
fn pack_of(carrel: &Path, catalogue: &str, source: &Path) -> Result<PathBuf> {
    let mut of = run::read_bytes(carrel)?;
    of.extend(run::read_bytes(source)?);
    let folder = place::target().join("relevance");
    let pack = folder.join(format!("{catalogue}-{}", hash::short(&of)));
    if pack.join("done").exists() {
        return Ok(pack);
    }
    // What older commands made is of no more use.
    for old in std::fs::read_dir(&folder).into_iter().flatten().flatten() {
        if old.file_name().to_string_lossy().starts_with(catalogue) {
            run::remove_folder(&old.path())?;
        }
    }
    run::make_folder(&folder)?;
    let mut index = run::command(carrel, &["index"]);
    index.arg(source).arg("--out").arg(&pack);
    run::output(&mut index)?;
    run::write(&pack.join("done"), "")?;
    Ok(pack)
}

/// Ids of one answer, the source's own form, and the time it took.
struct Answered {
    ids: Vec<String>,
    micros: u64,
}

fn ask(carrel: &Path, pack: &Path, extra: &[&str], texts: &[&str]) -> Result<Vec<Answered>> {
    let mut command = run::command(carrel, &["query", "--batch"]);
    command.args(extra).arg(pack);
    command.stdin(Stdio::piped()).stdout(Stdio::piped());
    let doing = || "run carrel query".to_owned();
    let mut child = command.spawn().or_say(doing)?;
    let input = texts.join("\n") + "\n";
    let mut stdin = child.stdin.take().ok_or("no standard input")?;
    let writer = std::thread::spawn(move || stdin.write_all(input.as_bytes()));
    let done = child.wait_with_output().or_say(doing)?;
    let written = writer
        .join()
        .map_err(|_| Failure("the writer died".to_owned()))?;
    written.or_say(doing)?;
    if !done.status.success() {
        return Err(Failure(format!("carrel query failed ({})", done.status)));
    }
    let answers: Vec<Answered> = String::from_utf8_lossy(&done.stdout)
        .lines()
        .map(|line| {
            let mut cells = line.split('\t').skip(1);
            let ids = cells.next().unwrap_or_default().split(',');
            Answered {
                // The control numbers of the MARC file have a prefix that the queries leave out.
                ids: ids
                    .map(|id| id.strip_prefix("pg").unwrap_or(id).to_owned())
                    .collect(),
                micros: cells.next().and_then(|n| n.parse().ok()).unwrap_or(0),
            }
        })
        .collect();
    if answers.len() == texts.len() {
        Ok(answers)
    } else {
        Err(Failure(format!(
            "{} queries got {} answers",
            texts.len(),
            answers.len()
        )))
    }
}

fn list(cell: &str) -> Vec<String> {
    cell.split(',').map(str::to_owned).collect()
}

fn read_known(text: &str) -> Result<Vec<Known>> {
    let mut out = Vec::new();
    for line in text.lines().skip(1) {
        let cells: Vec<&str> = line.split('\t').collect();
        let [_, catalogue, kind, query, clean, targets, matching, ..] = cells[..] else {
            return Err(Failure(format!("not a line of seven cells: {line}")));
        };
        out.push(Known {
            catalogue: catalogue.to_owned(),
            kind: kind.to_owned(),
            query: query.to_owned(),
            clean: clean.to_owned(),
            targets: list(targets),
            matching: matching.parse().unwrap_or(0),
        });
    }
    Ok(out)
}

fn read_topics(text: &str) -> Result<Vec<(String, Vec<String>)>> {
    text.lines()
        .skip(1)
        .map(|line| {
            let cells: Vec<&str> = line.split('\t').collect();
            match cells[..] {
                [_, query, _, relevant, ..] => Ok((query.to_owned(), list(relevant))),
                _ => Err(Failure(format!("not a line of four cells: {line}"))),
            }
        })
        .collect()
}

impl Report {
    fn print(&self) {
        println!(
            "{:<10} {:<18} {:>4}  {:>5} {:>5} {:>7} {:>5}  {:>5} {:>5} {:>5}  {:>5} {:>6}",
            "catalogue",
            "kind",
            "n",
            "MRR",
            "reach",
            "ceiling",
            "typed",
            "@1",
            "@5",
            "@10",
            "clean",
            "chance"
        );
        for ((catalogue, kind), sums) in &self.kinds {
            let found = sums.found.map(|n| sums.mean(f64::from(n)));
            println!(
                "{catalogue:<10} {kind:<18} {:>4}  {:.3} {:>5} {:>7.3} {:>5}  {:.3} {:.3} {:.3}  {:.3}  {:.3}",
                sums.queries,
                sums.mean(sums.reciprocal),
                ceiling::reach(catalogue, kind),
                sums.mean(sums.ceiling),
                sums.typed(kind)
                    .map_or(String::new(), |typed| format!("{typed:.3}")),
                found[0],
                found[1],
                found[2],
                sums.mean(sums.clean),
                sums.mean(sums.chance)
            );
        }
        let (precision, topics) = self.subjects;
        println!("gutenberg  subject P@10       {topics:>4}  {precision:.3}");
        for (catalogue, times) in &self.times {
            let at = |part: usize| times.get(times.len() * part / 100).copied().unwrap_or(0);
            println!(
                "{catalogue:<10} microseconds a query: p50 {}, p95 {}, most {}",
                at(50),
                at(95),
                times.last().copied().unwrap_or(0)
            );
        }
        println!(
            "clean queries made worse by fuzziness: {}",
            self.worse.len()
        );
        println!(
            "answered alike whole and on demand, ids and scores: {} queries",
            self.both_ways
        );
    }

    fn short(&self) -> String {
        let all = |catalogue: &str| {
            self.kinds
                .get(&(catalogue.to_owned(), "all".to_owned()))
                .map_or(0.0, |sums| sums.mean(sums.reciprocal))
        };
        format!(
            "MRR@10 {:.3} (10k) and {:.3} (78k), subject P@10 {:.3}",
            all("goodbooks"),
            all("gutenberg"),
            self.subjects.0
        )
    }

    /// Figures as the baseline has them.
    fn figures(&self) -> Vec<Figure> {
        let mut out = Vec::new();
        for ((catalogue, kind), sums) in &self.kinds {
            out.push((
                format!("{catalogue} {kind} MRR@10"),
                sums.mean(sums.reciprocal),
                [Some(sums.mean(sums.ceiling)), sums.typed(kind)],
            ));
            out.push((
                format!("{catalogue} {kind} found@10"),
                sums.mean(f64::from(sums.found[2])),
                [None, None],
            ));
        }
        let name = "gutenberg subject P@10".to_owned();
        out.push((name, self.subjects.0, [None, None]));
        out
    }

    fn lines(&self) -> String {
        let mut text = "figure\tvalue\tceiling\tas typed\n".to_owned();
        for (name, value, limits) in self.figures() {
            let [ceiling, typed] =
                limits.map(|limit| limit.map_or(String::new(), |limit| format!("{limit:.4}")));
            text.push_str(&format!("{name}\t{value:.4}\t{ceiling}\t{typed}\n"));
        }
        text
    }

    /// Fails on a figure that fell, and on a clean query that fuzziness made worse.
    fn compare(&self) -> Result {
        let baseline = run::read(&place::at(BASELINE))?;
        let mut fallen = fallen(&baseline, &self.figures());
        fallen.extend(
            self.worse
                .iter()
                .map(|query| format!("worse than with exact words only: {query}")),
        );
        if fallen.is_empty() {
            return Ok(());
        }
        Err(Failure(format!(
            "answers got worse than {BASELINE} says (--update writes new figures, when that is meant):\n  {}",
            fallen.join("\n  ")
        )))
    }
}

/// The figures of a baseline that are lower now, or not measured any more.
fn fallen(baseline: &str, now: &[Figure]) -> Vec<String> {
    let mut out = Vec::new();
    for line in baseline.lines().skip(1) {
        let mut cells = line.split('\t');
        let name = cells.next().unwrap_or_default();
        let Some(before) = cells.next().and_then(|value| value.parse::<f64>().ok()) else {
            out.push(format!("not a line of the baseline: {line}"));
            continue;
        };
        let slack = if name.contains(" all ") || name.contains("subject P") {
            SLACK.1
        } else {
            SLACK.0
        };
        match now.iter().find(|(known, ..)| known == name) {
            Some((_, value, _)) if *value + slack >= before => {}
            Some((_, value, _)) => out.push(format!("{name}: {before:.4} -> {value:.4}")),
            None => out.push(format!("{name} is not measured any more")),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chance_is_the_mean_over_all_orders() {
        assert_eq!(chance(0, 1, 1), 1.0);
        assert_eq!(chance(0, 0, 1), 1.0);
        assert!((chance(0, 2, 1) - 0.75).abs() < 1e-9);
        assert!((chance(0, 3, 2) - (2.0 / 3.0 + 1.0 / 3.0 * 0.5)).abs() < 1e-9);
        assert!(chance(0, 1000, 1) < 0.01);
        assert!((chance(1, 2, 1) - (0.5 / 2.0 + 0.5 / 3.0)).abs() < 1e-9);
        assert_eq!(chance(9, 1, 1), 0.1);
        assert_eq!(chance(10, 1, 1), 0.0);
    }

    #[test]
    fn a_fall_is_told_and_slack_is_not() {
        let baseline =
            "figure\tvalue\tceiling\na all MRR@10\t0.9000\t0.9500\na title MRR@10\t0.9000\n";
        let now = |all, title| {
            vec![
                ("a all MRR@10".to_owned(), all, [Some(0.95), None]),
                ("a title MRR@10".to_owned(), title, [None, None]),
            ]
        };
        assert!(fallen(baseline, &now(0.898, 0.89)).is_empty());
        assert_eq!(fallen(baseline, &now(0.89, 0.88)).len(), 2);
        assert_eq!(fallen(baseline, &[]).len(), 2);
        assert_eq!(fallen("x\nnonsense\n", &[]).len(), 1);
    }

    #[test]
    fn sums_count_ranks() {
        let mut sums = Sums::default();
        let limits = |blind, ceiling, typed| Limits {
            blind,
            ceiling,
            typed,
        };
        sums.add(Some(0), Some(0), limits(1.0, 1.0, 0.8));
        sums.add(Some(4), Some(0), limits(1.0, 1.0, 0.8));
        sums.add(None, None, limits(0.5, 0.7, 0.5));
        assert_eq!(sums.found, [1, 2, 2]);
        assert!((sums.mean(sums.reciprocal) - 0.4).abs() < 1e-9);
        assert!((sums.mean(sums.ceiling) - 0.9).abs() < 1e-9);
        assert!((sums.typed("misspelled").expect("a figure") - 0.7).abs() < 1e-9);
        assert_eq!(sums.typed("title"), None);
    }
}
