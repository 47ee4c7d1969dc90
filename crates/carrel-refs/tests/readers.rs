//! RIS and BibTeX against other people's readers and writers: rispy and bibtexparser, in a Python of their own.
//!
//! A source of every kind, with everything that its form asks, goes out; the other program says what it found, writes its own
//! file from that, and we read that file: the source must be the one that went out.
//! `CARREL_REFS_PYTHON` names the Python, or it lies where `cargo xtask test` puts it; without it the tests say SKIPPED.

use std::io::Write as _;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use carrel_refs::kind::{KINDS, Shape};
use carrel_refs::{Kind, Person, Source, When, bibtex, ris};

fn python() -> Option<PathBuf> {
    let named = std::env::var_os("CARREL_REFS_PYTHON").map(PathBuf::from);
    let found = named.filter(|path| path.exists());
    if found.is_none() {
        eprintln!("SKIPPED: CARREL_REFS_PYTHON names no Python with rispy and bibtexparser");
    }
    found
}

/// What the scripts print for an entry: `type`, `title`, `authors`, `year`, `doi`, `url`, `publisher`, a line each; then a
/// line `----` and their own file.
const RIS: &str = r#"
import sys, rispy
entries = rispy.loads(sys.stdin.read())
for e in entries:
    row = [e["type_of_reference"], e.get("title") or e.get("primary_title") or "", "; ".join(e.get("authors", [])),
           str(e.get("year", "")), e.get("doi", ""), (e.get("urls") or [""])[0], e.get("publisher", "")]
    print("\t".join(row))
print("----")
sys.stdout.write(rispy.dumps(entries))
"#;

const BIBTEX: &str = r#"
import sys, logging, bibtexparser
logging.disable(logging.WARNING)
library = bibtexparser.parse_string(sys.stdin.read())
assert not library.failed_blocks, [b.error for b in library.failed_blocks]
for e in library.entries:
    f = {field.key: field.value for field in e.fields}
    row = [e.entry_type, f.get("title", ""), f.get("author", ""), f.get("year", ""), f.get("doi", ""), f.get("url", ""),
           f.get("publisher", "") or f.get("school", "") or f.get("institution", "")]
    print("\t".join(row))
print("----")
sys.stdout.write(bibtexparser.write_string(library))
"#;

/// Rows of what was found, and the other program's file.
fn run(python: &PathBuf, script: &str, text: &str) -> (Vec<Vec<String>>, String) {
    let mut child = Command::new(python)
        .args(["-X", "utf8", "-c", script])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("Python starts");
    let mut input = child.stdin.take().expect("a pipe");
    input.write_all(text.as_bytes()).expect("it reads");
    drop(input);
    let out = child.wait_with_output().expect("it ends");
    assert!(
        out.status.success(),
        "the other reader ended with {}",
        out.status
    );
    let said = String::from_utf8(out.stdout).expect("UTF-8");
    let (rows, file) = said.split_once("----\n").expect("two parts");
    let rows = rows
        .lines()
        .map(|row| row.split('\t').map(str::to_owned).collect())
        .collect();
    (rows, file.to_owned())
}

/// A source of every kind, everything filled in that the form asks.
fn sources() -> Vec<Source> {
    let full = |kind: Kind, id: usize| {
        let mut source = Source::new(&format!("s{id}"), kind);
        for (n, field) in kind.info().fields.iter().enumerate() {
            match (field.name, field.shape()) {
                (name, Shape::People) => {
                    let family = ["Of", &name.replace('-', "")].concat();
                    let people = vec![Person::of(&family, "Zoë"), Person::of("Lee", "Ann M.")];
                    source.set_people(name, people);
                }
                ("issued", _) => source.set_date("issued", When::day(2007, 5, 17)),
                ("accessed", _) => source.set_date("accessed", When::day(2024, 1, 2)),
                ("original-date", _) => source.set_date("original-date", When::year(1952)),
                (_, Shape::Address) => source.set("URL", "https://address.example/x_1?a=b"),
                ("DOI", _) => source.set("DOI", "10.1000/18_2"),
                ("ISBN", _) => source.set("ISBN", "9780440414803"),
                ("title", _) => source.set("title", "A title of Ñandú & co, with 100% care"),
                ("page", _) => source.set("page", "101-125"),
                (name @ ("volume" | "issue" | "number" | "edition" | "version"), _) => {
                    source.set(name, &(31 + n).to_string());
                }
                (name, _) => source.set(name, &["Word ", &name.replace('-', "")].concat()),
            }
        }
        for (name, text) in kind.info().given {
            if source.text(name).is_empty() {
                source.set(name, text);
            }
        }
        source.note = "For Monday.".into();
        source
    };
    let kinds = KINDS.iter().enumerate();
    kinds
        .map(|(id, info)| full(Kind::named(info.name).expect("a kind"), id))
        .collect()
}

/// What another reader found, compared with what went out; and what comes back from its own file.
fn check(
    found: &[Vec<String>],
    file: &str,
    read: impl Fn(&str) -> (Vec<Source>, Vec<carrel_refs::Problem>),
    plain: impl Fn(&str) -> String,
) {
    let sources = sources();
    assert_eq!(found.len(), sources.len());
    for (source, row) in sources.iter().zip(found) {
        let at = source.kind.name();
        let [kind, title, authors, year, doi, url, publisher] = row.as_slice() else {
            panic!("{at}: {row:?}");
        };
        assert!(!kind.is_empty(), "{at}");
        assert_eq!(plain(title), source.plain_title(), "{at}");
        for person in source.people("author") {
            assert!(
                plain(authors).contains(&person.inverted()),
                "{at}: {authors}"
            );
        }
        if source.date("issued").is_some() {
            assert!(year.starts_with("2007"), "{at}: {year}");
        }
        assert_eq!(doi, source.text("DOI"), "{at}");
        assert_eq!(url, source.text("URL"), "{at}");
        if !publisher.is_empty() {
            assert_eq!(publisher, source.text("publisher"), "{at}");
        }
    }
    let (again, problems) = read(file);
    assert_eq!(problems, []);
    assert_eq!(again.len(), sources.len());
    for (mut before, mut after) in sources.into_iter().zip(again) {
        let at = before.kind.name();
        // BibTeX makes names of its own, and the order of fields is nobody's.
        before.id.clear();
        after.id.clear();
        for source in [&mut before, &mut after] {
            source.texts.sort();
            source.people.sort_by(|a, b| a.0.cmp(&b.0));
            source.dates.sort_by(|a, b| a.0.cmp(&b.0));
        }
        assert_eq!(after, before, "{at}\n{file}");
    }
}

#[test]
fn rispy_reads_every_kind_and_gives_it_back() {
    let Some(python) = python() else { return };
    let (found, file) = run(&python, RIS, &ris::write(&sources()));
    check(&found, &file, ris::read, str::to_owned);
}

#[test]
fn bibtexparser_reads_every_kind_and_gives_it_back() {
    let Some(python) = python() else { return };
    let (found, file) = run(&python, BIBTEX, &bibtex::write(&sources()));
    // It gives TeX as it stands; what that means is our own reader's.
    let plain = |tex: &str| {
        let entry = ["@book{x, title = {", tex, "}}"].concat();
        bibtex::read(&entry).0[0].plain_title()
    };
    check(&found, &file, bibtex::read, plain);
}
