//! Completions among very many headings: `zstd -dc lcsh.tsv.zst | cargo run --release -p carrel-search --example headings`
//! (lines of id, tab, heading). A record a heading, which is its title, too; what is typed are the first 1 to 12 letters of every 997th heading.
//! Prints lines as `benches/results` has them: figure, value, unit.
use std::io::Read;
use std::time::Instant;

use carrel_core::BibRecord;
use carrel_core::bib::{Subject, SubjectKind, Vocabulary};
use carrel_search::build::{Entry, PackOptions, build};
use carrel_search::engine::{Engine, answer_from};
use carrel_search::pack::Kind;
use carrel_search::wire::{Answer, HeadingKind, Request};

fn main() {
    let mut text = String::new();
    std::io::stdin().read_to_string(&mut text).unwrap();
    let headings: Vec<&str> = text
        .lines()
        .skip(1)
        .filter_map(|l| Some(l.split_once('\t')?.1))
        .collect();
    let entries = headings.iter().enumerate().map(|(n, heading)| {
        let mut bib = BibRecord {
            id: format!("h{n}"),
            ..BibRecord::default()
        };
        bib.title.proper = (*heading).to_owned();
        bib.subjects.push(Subject {
            parts: heading.split("--").map(|p| p.trim().to_owned()).collect(),
            vocabulary: Vocabulary::Lcsh,
            kind: SubjectKind::Topic,
        });
        Entry {
            bib,
            ..Entry::default()
        }
    });
    let started = Instant::now();
    let options = PackOptions {
        name: "Headings".into(),
        snapshot: carrel_core::CalendarDate::default(),
        base: "/".into(),
        ..PackOptions::default()
    };
    let pack = build(&options, entries.collect(), &mut |_, _, _| {});
    println!("headings\t{}\tcount", headings.len());
    println!("pack built in\t{:.2}\ts", started.elapsed().as_secs_f64());
    let whole: usize = pack.files.iter().map(|f| f.bytes.len()).sum();
    println!("pack\t{whole}\tbytes");
    let root = pack.files.last().unwrap();
    let mut engine = Engine::open(&root.file, &root.bytes).unwrap();
    let files: std::collections::HashMap<_, _> = pack.files.iter().map(|f| (f.file, f)).collect();
    let (mut first, mut times, mut bytes, mut right) = (0, Vec::new(), 0, 0);
    for heading in headings.iter().step_by(997) {
        let letters = heading.chars().count().min(12);
        for n in 1..=letters {
            let request = Request::Suggest {
                text: heading.chars().take(n).collect(),
                limit: 5,
            };
            let mut fetched = 0;
            let answer = answer_from(&mut engine, &request, |want| {
                let file = files.get(want)?;
                fetched += file.bytes.len();
                Some(file.bytes.clone())
            });
            if first == 0 {
                first = fetched;
            }
            bytes += fetched;
            let started = Instant::now();
            let again = answer_from(&mut engine, &request, |want| {
                files.get(want).map(|f| f.bytes.clone())
            });
            times.push(started.elapsed().as_micros());
            assert_eq!(answer, again);
            if let Ok(Answer::Suggest(list)) = again
                && n == letters
            {
                let has = list.iter().any(|s| s.kind == HeadingKind::Subject);
                right += usize::from(has);
            }
        }
    }
    times.sort_unstable();
    let asked = headings.iter().step_by(997).count();
    println!("first completion fetches\t{first}\tbytes");
    println!(
        "a typed letter fetches, mean\t{}\tbytes",
        bytes / times.len()
    );
    println!(
        "twelve letters typed: a subject is offered\t{:.3}\tshare",
        right as f64 / asked as f64
    );
    println!("a typed letter, p50\t{}\tus", times[times.len() / 2]);
    println!("a typed letter, p95\t{}\tus", times[times.len() * 95 / 100]);
    println!("a typed letter, most\t{}\tus", times[times.len() - 1]);
    let dicts: usize = pack
        .files
        .iter()
        .filter(|f| f.kind == Kind::Dict)
        .map(|f| f.bytes.len())
        .sum();
    println!("dictionaries of words and headings\t{dicts}\tbytes");
}
