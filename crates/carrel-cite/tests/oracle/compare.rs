//! Runs both engines and compares line by line.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;

use carrel_cite::{Cite, Engine, Format, Item, Locale, Note, Style, positions};

use crate::school::{self, Dice};

/// The shipped styles.
const STYLES: [&str; 8] = [
    "mla",
    "apa",
    "chicago-notes",
    "chicago-author-date",
    "chicago-notes-17",
    "chicago-author-date-17",
    "harvard",
    "elementary",
];

/// 200 lists of 25 items.
const LISTS: usize = 200;
const ITEMS: usize = 25;

/// A list of items and the citations of a text that uses them.
struct List {
    items: String,
    citations: Vec<Vec<Cite>>,
}

fn lists() -> Vec<List> {
    let mut dice = Dice::new(2026);
    let mut kind = 0;
    (0..LISTS)
        .map(|number| {
            let mut items = Vec::new();
            let mut ids = Vec::new();
            for at in 0..ITEMS {
                let id = format!("{number}.{at}.{}", school::KINDS[kind].replace(' ', "_"));
                items.push(school::item(&mut dice, kind, &id));
                ids.push(id);
                kind = (kind + 1) % school::KINDS.len();
            }
            let mut citations = Vec::new();
            for (at, id) in ids.iter().enumerate() {
                let mut cite = Cite::of(id);
                match at % 5 {
                    0 => cite.locator = "14".into(),
                    2 => cite.locator = "101-125".into(),
                    3 if at % 2 == 1 => {
                        cite.locator = "3".into();
                        cite.set_label("chapter");
                    }
                    _ => {}
                }
                citations.push(vec![cite]);
            }
            for at in [0, 7, 14] {
                citations.push((at..at + 3).map(|at| Cite::of(&ids[at])).collect());
            }
            for (id, locator) in [
                (&ids[1], ""),
                (&ids[1], ""),
                (&ids[1], "12"),
                (&ids[4], ""),
                (&ids[4], "5"),
            ] {
                let mut cite = Cite::of(id);
                cite.locator = locator.into();
                citations.push(vec![cite]);
            }
            List {
                items: format!("[{}]", items.join(",\n")),
                citations,
            }
        })
        .collect()
}

/// The lists as JSON for the script. A label is told by the place in the list, as in [`lists`].
fn json(lists: &[List]) -> String {
    let mut out = String::from("[");
    for (number, list) in lists.iter().enumerate() {
        let _ = write!(
            out,
            "{}{{\"items\":{},\"citations\":[",
            if number > 0 { "," } else { "" },
            list.items
        );
        for (at, cites) in list.citations.iter().enumerate() {
            out.push_str(if at > 0 { ",[" } else { "[" });
            for (place, cite) in cites.iter().enumerate() {
                let label = if cite.locator == "3" {
                    "chapter"
                } else {
                    "page"
                };
                let _ = write!(
                    out,
                    "{}{{\"id\":\"{}\"",
                    if place > 0 { "," } else { "" },
                    cite.id
                );
                if !cite.locator.is_empty() {
                    let _ = write!(
                        out,
                        ",\"locator\":\"{}\",\"label\":\"{label}\"",
                        cite.locator
                    );
                }
                out.push('}');
            }
            out.push(']');
        }
        out.push_str("]}");
    }
    out.push(']');
    out
}

/// FNV-1a, so that what citeproc-js wrote is kept until an input changes.
fn hash(parts: &[&str]) -> u64 {
    parts
        .iter()
        .flat_map(|part| part.bytes().chain([0]))
        .fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        })
}

/// What citeproc-js writes: made once, then read from the folder for temporary files.
fn theirs(here: &Path, citeproc: &Path, style: &str, lists: &str) -> String {
    let kept = kept(here, citeproc, style, lists);
    if let Ok(text) = std::fs::read_to_string(&kept) {
        return text;
    }
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR"));
    let items = folder.join(format!("citeproc-{style}-lists.json"));
    std::fs::write(&items, lists).expect("a folder for temporary files");
    let out = Command::new("node")
        .arg(here.join("tests/oracle/oracle.js"))
        .arg(citeproc)
        .arg(here.join(format!("styles/{style}.csl")))
        .arg(here.join("locales/locales-en-US.xml"))
        .arg(items)
        .stderr(Stdio::inherit())
        .output()
        .expect("node is on the PATH");
    assert!(
        out.status.success(),
        "citeproc-js ended with {}",
        out.status
    );
    let text = String::from_utf8(out.stdout).expect("UTF-8");
    std::fs::write(kept, &text).expect("a folder for temporary files");
    text
}

/// The file that keeps what citeproc-js wrote; another one as soon as an input is another.
fn kept(here: &Path, citeproc: &Path, style: &str, lists: &str) -> PathBuf {
    let read = |path: &Path| {
        std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
    };
    let csl = here.join(format!("styles/{style}.csl"));
    let locale = here.join("locales/locales-en-US.xml");
    let script = here.join("tests/oracle/oracle.js");
    let version = read(&citeproc.join("package.json"));
    let name = hash(&[&read(&csl), &read(&locale), &read(&script), &version, lists]);
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR"));
    folder.join(format!("citeproc-{style}-{name:016x}.txt"))
}

/// What this crate writes, in the script's form.
fn ours(here: &Path, style: &str, lists: &[List]) -> String {
    let read =
        |path: String| std::fs::read_to_string(here.join(path)).expect("a file of the crate");
    let compiled = Style::compile(&read(format!("styles/{style}.csl"))).expect("a style");
    let locale = Locale::compile(&read("locales/locales-en-US.xml".into())).expect("a locale");
    let mut engine = Engine::new(compiled, vec![locale], "en-US").for_same_people();
    let mut out = String::new();
    for (number, list) in lists.iter().enumerate() {
        let (items, errors) = Item::read_json(&list.items);
        assert!(errors.is_empty(), "{errors:?}");
        engine.set_items(items);
        let note = engine.style().is_note();
        let mut notes: Vec<Note> = list
            .citations
            .iter()
            .enumerate()
            .map(|(at, cites)| Note {
                number: if note { at as u32 + 1 } else { 0 },
                cites: cites.clone(),
            })
            .collect();
        positions(&mut notes, engine.style().near_note_distance());
        for (at, note) in notes.iter().enumerate() {
            let _ = writeln!(
                out,
                "C\t{number}-{at}\t{}",
                engine.cite(&note.cites).text(Format::Html)
            );
        }
        let list = engine.bibliography();
        let ids: Vec<&str> = list.iter().map(|entry| entry.id.as_str()).collect();
        let _ = writeln!(out, "O\t{number}\t{}", ids.join(" "));
        for entry in &list {
            let _ = writeln!(
                out,
                "B\t{}\t{}",
                entry.id,
                entry.text(Format::Html).replace('\n', "\\n")
            );
        }
    }
    out
}

/// `B\tid` to the line.
fn table(text: &str) -> BTreeMap<String, &str> {
    text.lines()
        .filter_map(|line| {
            let (kind, rest) = line.split_once('\t')?;
            let (id, text) = rest.split_once('\t')?;
            Some((format!("{kind} {id}"), text))
        })
        .collect()
}

/// What `compared.tsv` begins with.
const HEAD: &str = "# What is compared with citeproc-js: style, items, entries of lists, citations. Written by the test.\n";

fn lines(text: &str, kind: &str) -> usize {
    text.lines().filter(|line| line.starts_with(kind)).count()
}

/// The stretch that differs, with the words around it.
fn stretch<'t>(a: &'t str, b: &'t str) -> (&'t str, &'t str) {
    let head = a
        .char_indices()
        .zip(b.chars())
        .find(|((_, x), y)| x != y)
        .map_or(a.len().min(b.len()), |((at, _), _)| at);
    let head = a[..head].rfind(' ').map_or(0, |at| at + 1);
    let (a, b) = (&a[head..], &b[head..]);
    let tail = a
        .char_indices()
        .rev()
        .zip(b.char_indices().rev())
        .take_while(|((_, x), (_, y))| x == y)
        .map(|((at, _), _)| a.len() - at)
        .last()
        .unwrap_or(0);
    let end = a[a.len() - tail..].find(' ').map_or(0, |at| tail - at);
    (&a[..a.len() - end], &b[..b.len() - end])
}

/// The list that a line of the differences is about: `mla B 12.3.book`, `mla C 12-3`, `mla O 12`.
fn number(line: &str) -> usize {
    let id = line.split([' ', '\t']).nth(2).unwrap_or_default();
    id.split(['.', '-'])
        .next()
        .and_then(|number| number.parse().ok())
        .unwrap_or(0)
}

pub(crate) fn run(here: &Path, citeproc: &Path) {
    let began = Instant::now();
    let mut lists = lists();
    let mut text = json(&lists);
    // citeproc-js takes minutes for all lists: the first tenth is enough for every day.
    let whole = std::env::var_os("CARREL_CITE_ALL").is_some()
        || STYLES
            .iter()
            .all(|style| kept(here, citeproc, style, &text).exists());
    if !whole {
        lists.truncate(LISTS / 10);
        text = json(&lists);
        println!(
            "PART: {} lists of {LISTS}; CARREL_CITE_ALL=1 compares all and keeps what citeproc-js wrote",
            lists.len()
        );
    }
    let only = std::env::var("CARREL_CITE_STYLE").ok();
    let styles: Vec<&str> = STYLES
        .into_iter()
        .filter(|style| only.as_deref().is_none_or(|only| only == *style))
        .collect();
    let next = std::sync::atomic::AtomicUsize::new(0);
    let found = std::sync::Mutex::new(BTreeMap::new());
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                while let Some(&style) =
                    styles.get(next.fetch_add(1, std::sync::atomic::Ordering::Relaxed))
                {
                    let began = Instant::now();
                    let a = theirs(here, citeproc, style, &text);
                    let middle = Instant::now();
                    let b = ours(here, style, &lists);
                    println!(
                        "{style}: citeproc-js {:.1?}, carrel-cite {:.1?}",
                        middle - began,
                        middle.elapsed()
                    );
                    found.lock().expect("no thread fails").insert(style, (a, b));
                }
            });
        }
    });
    let found = found.into_inner().expect("no thread fails");
    let mut now = BTreeSet::new();
    let mut compared = String::from(HEAD);
    for style in STYLES.iter().filter(|style| found.contains_key(**style)) {
        let (entries, citations) = (lines(&found[style].1, "B\t"), lines(&found[style].1, "C\t"));
        let items = lists.len() * ITEMS;
        let _ = writeln!(compared, "{style}\t{items}\t{entries}\t{citations}");
    }
    for (style, (a, b)) in &found {
        let (a, b) = (table(a), table(b));
        let keys: BTreeSet<&String> = a.keys().chain(b.keys()).collect();
        let mut count = 0;
        for key in &keys {
            let (x, y) = (
                a.get(*key).copied().unwrap_or("(nothing)"),
                b.get(*key).copied().unwrap_or("(nothing)"),
            );
            if x != y {
                count += 1;
                let (x, y) = stretch(x, y);
                now.insert(format!("{style} {key}\t{x}\t{y}"));
            }
        }
        println!("{style}: {count} of {} lines differ", keys.len());
    }
    let listed: BTreeSet<String> = include_str!("differences.txt")
        .lines()
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
        .filter(|line| {
            only.as_deref()
                .is_none_or(|only| line.starts_with(&format!("{only} ")))
        })
        .filter(|line| whole || number(line) < lists.len())
        .map(str::to_owned)
        .collect();
    println!(
        "{} lines differ, {} are listed; {:.1?}",
        now.len(),
        listed.len(),
        began.elapsed()
    );
    let new: Vec<&String> = now.difference(&listed).collect();
    let gone: Vec<&String> = listed.difference(&now).collect();
    // All of them, for the person who sorts them out.
    let keep = |name: &str, lines: &mut dyn Iterator<Item = &String>| {
        let text: String = lines.flat_map(|line| [line.as_str(), "\n"]).collect();
        let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        std::fs::write(&path, text).expect("a folder for temporary files");
        path
    };
    keep("citeproc-all-differences.txt", &mut now.iter());
    let path = keep("citeproc-new-differences.txt", &mut new.iter().copied());
    if whole && only.is_none() {
        let path = keep("citeproc-compared.tsv", &mut std::iter::once(&compared));
        assert_eq!(
            include_str!("compared.tsv").trim_end(),
            compared.trim_end(),
            "compared.tsv is not what was compared; {} is",
            path.display()
        );
    }
    for line in new.iter().take(20) {
        println!("NEW  {line}");
    }
    for line in gone.iter().take(40) {
        println!("GONE {line}");
    }
    assert!(
        new.is_empty(),
        "{} differences are not in differences.txt; they are in {}",
        new.len(),
        path.display()
    );
    assert!(
        gone.is_empty(),
        "{} lines of differences.txt no longer differ: take them out",
        gone.len()
    );
}
