//! A hundred sources in every style, from the sources to finished entries with their tokens: the work that
//! `benches/cite.mjs` measures in the browser, here without one. `cargo run --release -p carrel-refs --example hundred`
//! prints a line a style: style, median of 31 runs in milliseconds.

use std::time::Instant;

use carrel_cite::{Engine, Item, Locale, Style};
use carrel_refs::{csl, ris, school};

const STYLES: [(&str, &str); 8] = [
    ("mla", include_str!("../../carrel-cite/styles/mla.csl")),
    ("apa", include_str!("../../carrel-cite/styles/apa.csl")),
    (
        "chicago-notes",
        include_str!("../../carrel-cite/styles/chicago-notes.csl"),
    ),
    (
        "chicago-author-date",
        include_str!("../../carrel-cite/styles/chicago-author-date.csl"),
    ),
    (
        "chicago-notes-17",
        include_str!("../../carrel-cite/styles/chicago-notes-17.csl"),
    ),
    (
        "chicago-author-date-17",
        include_str!("../../carrel-cite/styles/chicago-author-date-17.csl"),
    ),
    (
        "harvard",
        include_str!("../../carrel-cite/styles/harvard.csl"),
    ),
    (
        "elementary",
        include_str!("../../carrel-cite/styles/elementary.csl"),
    ),
];

/// The sources of `benches/cite.mjs`.
fn sources() -> String {
    (0..100)
        .map(|n| {
            format!(
                "TY  - {}\nAU  - Author{}, Given Name\nAU  - Second{n}, Ann\nTI  - A title about the number {n} and what it means for bees\n\
                 T2  - The Journal of Many Things\nPY  - {}/05/0{}/\nPB  - A Publishing House\nVL  - 12\nIS  - 3\nSP  - 101\nEP  - 125\n\
                 UR  - https://journal.example/articles/{n}\nER  - \n",
                ["BOOK", "JOUR", "ELEC", "CHAP", "NEWS"][n % 5],
                n % 40,
                1990 + n % 30,
                1 + n % 9
            )
        })
        .collect()
}

fn main() {
    let only = std::env::args().nth(1);
    let runs = std::env::args()
        .nth(2)
        .map_or(31, |n| n.parse().expect("a number"));
    let (sources, _) = ris::read(&sources());
    assert_eq!(sources.len(), 100);
    for (name, text) in STYLES {
        if only
            .as_deref()
            .is_some_and(|only| only != name && only != "all")
        {
            continue;
        }
        let style = Style::compile(text).expect("a style");
        let locale = include_str!("../../carrel-cite/locales/locales-en-US.xml");
        let locale = Locale::compile(locale).expect("a locale");
        let mut engine = Engine::new(style, vec![locale], "en-US").for_same_people();
        let mut times: Vec<f64> = (0..runs)
            .map(|_| {
                let began = Instant::now();
                let ready: Vec<_> = sources
                    .iter()
                    .map(|source| school::for_style(source, name))
                    .collect();
                let (items, _) = Item::read_json(&csl::write(&ready));
                engine.set_items(items);
                let tokens: usize = engine
                    .bibliography()
                    .iter()
                    .map(|entry| entry.tokens().len())
                    .sum();
                assert!(tokens > 300);
                began.elapsed().as_secs_f64() * 1000.0
            })
            .collect();
        times.sort_by(f64::total_cmp);
        println!("{name}\t{:.1}", times[times.len() / 2]);
    }
}
