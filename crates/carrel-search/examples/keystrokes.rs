//! Types queries letter by letter into a pack and says what each class of them costs.
//!
//! `cargo run --release -p carrel-search --example keystrokes -- PACK QUERIES [SLOWEST]`: QUERIES is lines of class, tab,
//! query; three engines that have all files are asked every keystroke once, the least counts. Microseconds, native: only
//! their ratios carry over to a browser. `SLOWEST` = so many of the slowest keystrokes are named.

use carrel_search::engine::Engine;
use carrel_search::pack::FileRef;
use std::time::Instant;

fn main() {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [pack, queries, ..] = &args[..] else {
        eprintln!("keystrokes PACK QUERIES [SLOWEST]");
        std::process::exit(2);
    };
    let slowest = args.get(2).and_then(|n| n.parse().ok()).unwrap_or(10usize);
    let read = |file: &FileRef| {
        std::fs::read(format!("{pack}/{}", file.name())).expect("a file of the pack")
    };
    let latest = std::fs::read_to_string(format!("{pack}/latest.json")).expect("latest.json");
    let latest = carrel_search::pack::latest::Latest::from_json(&latest).expect("latest.json");
    let mut engine = Engine::open_plain(&latest.root, &read(&latest.root)).expect("the root");
    let mut others: Vec<Engine> = (0..3)
        .map(|_| Engine::open_plain(&latest.root, &read(&latest.root)).expect("the root"))
        .collect();
    for file in std::fs::read_dir(format!("{pack}/d"))
        .expect("files")
        .flatten()
    {
        let bytes = std::fs::read(file.path()).expect("a file");
        // Kinds that a plain search does not read are refused.
        for engine in &mut others {
            let _ = engine.supply(&FileRef::of(&bytes), &bytes);
        }
    }
    let mut all: Vec<(f64, String, String)> = Vec::new();
    let (mut fetched, mut files) = (Vec::new(), Vec::new());
    let mut kinds = [0usize; 16];
    for line in std::fs::read_to_string(queries).expect("queries").lines() {
        let Some((class, query)) = line.split_once('\t') else {
            continue;
        };
        let (mut bytes, mut count) = (0u64, 0u32);
        for end in query.char_indices().map(|(at, c)| at + c.len_utf8()) {
            let text = &query[..end];
            if text.ends_with(' ') {
                continue;
            }
            loop {
                let needs = engine.plain(text, 10, &mut |_, _| {});
                for file in &needs {
                    let content = read(file);
                    kinds[usize::from(content[3]) & 15] += content.len();
                    engine.supply(file, &content).expect("a good file");
                    bytes += u64::from(file.bytes);
                    count += 1;
                }
                if needs.is_empty() {
                    break;
                }
            }
            let mut least = f64::MAX;
            for engine in &mut others {
                // Every file that was asked for is here, and nothing of the question but what its beginning left.
                loop {
                    let start = Instant::now();
                    let needs = engine.plain(text, 10, &mut |_, _| {});
                    let took = start.elapsed().as_secs_f64() * 1e6;
                    if needs.is_empty() {
                        least = least.min(took);
                        break;
                    }
                    for file in &needs {
                        engine.supply(file, &read(file)).expect("a good file");
                    }
                }
            }
            all.push((least, class.to_owned(), text.to_owned()));
        }
        fetched.push(bytes);
        files.push(u64::from(count));
    }
    let mut classes: Vec<String> = all.iter().map(|(_, class, _)| class.clone()).collect();
    classes.sort();
    classes.dedup();
    println!(
        "{:<14} {:>6} {:>8} {:>8} {:>8} {:>9}",
        "class", "n", "p50", "p95", "max", "sum"
    );
    for class in classes.iter().map(Some).chain([None]) {
        let mut times: Vec<f64> = all
            .iter()
            .filter(|(_, c, _)| class.is_none_or(|class| class == c))
            .map(|(t, ..)| *t)
            .collect();
        times.sort_by(f64::total_cmp);
        let at = |p: f64| times[((times.len() as f64 * p) as usize).min(times.len() - 1)];
        let name = class.map_or("all", String::as_str);
        println!(
            "{name:<14} {:>6} {:>8.0} {:>8.0} {:>8.0} {:>9.0}",
            times.len(),
            at(0.5),
            at(0.95),
            at(1.0),
            times.iter().sum::<f64>()
        );
    }
    for (what, list) in [("bytes", &mut fetched), ("files", &mut files)] {
        list.sort_unstable();
        println!(
            "fetched a query typed, {what}: p50 {} p95 {} all {}",
            list[list.len() / 2],
            list[list.len() * 95 / 100],
            list.iter().sum::<u64>()
        );
    }
    for kind in carrel_search::pack::Kind::ALL {
        let bytes = kinds[kind as usize];
        if bytes > 0 {
            println!("of that, {}: {bytes}", kind.name());
        }
    }
    all.sort_by(|a, b| b.0.total_cmp(&a.0));
    for (time, class, text) in all.iter().take(slowest) {
        println!("{time:>8.0} {class:<12} {text}");
    }
}
