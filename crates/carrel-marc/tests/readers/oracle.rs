//! MARC-8 against a second implementation: every subfield of every record whose leader says MARC-8, compared with
//! pymarc 5.4.
//!
//! What differs is in `tests/marc8-differences.tsv`, each line with its reason. A line that is not true any more, and
//! a difference that has no line, fail the test, and so do more lines than [`MOST`]: the file may only shrink. After a
//! change that is understood, `CARREL_WRITE_DIFFERENCES=1` writes the file anew; read the diff.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use carrel_marc::record::Record;
use unicode_normalization::UnicodeNormalization;

use crate::support::{Outcome, read, shared, table};

/// Records whose leader says MARC-8, by the index of the shared data.
const RECORDS: usize = 3306;
/// Differences there are now, each with its reason. Lower it when one goes; it is never raised.
const MOST: usize = 162;

/// The Python that has pymarc: `CARREL_PYMARC_PYTHON`, or what `cargo xtask` put in its cache.
fn python() -> Option<PathBuf> {
    let named = std::env::var_os("CARREL_PYMARC_PYTHON").map(PathBuf::from);
    let cached = || {
        Some(PathBuf::from(std::env::var_os("HOME")?).join(".cache/carrel/pymarc-5.4.0/bin/python"))
    };
    let found = named.or_else(cached).filter(|path| path.exists());
    if found.is_none() {
        eprintln!(
            "SKIPPED: no pymarc (set CARREL_PYMARC_PYTHON, or let `cargo xtask test` install it)"
        );
    }
    found
}

/// What one implementation reads in a record: tag, code (empty for a control field), text.
type Texts = Vec<(String, String, String)>;

fn ours(record: &Record) -> Texts {
    let mut texts = Texts::new();
    for field in record.all_fields() {
        let tag = field.tag().to_string();
        if let Some(text) = field.text() {
            texts.push((tag.clone(), String::new(), text.to_owned()));
        }
        texts.extend(
            field
                .subfields()
                .map(|part| (tag.clone(), part.code.to_string(), part.value.to_owned())),
        );
    }
    texts
}

fn unescape(text: &str) -> String {
    let mut out = String::new();
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        match (c, c == '\\') {
            (_, true) => match chars.next() {
                Some('t') => out.push('\t'),
                Some('n') => out.push('\n'),
                Some('r') => out.push('\r'),
                Some(other) => out.push(other),
                None => {}
            },
            _ => out.push(c),
        }
    }
    out
}

/// Two ways to write one thing, both correct.
///
/// * A mark over two letters: we write the double mark (U+0361, U+0360), as the specification prefers since 2004;
///   pymarc writes the two halves (U+FE20 and FE21, U+FE22 and FE23).
/// * The marks around text that does not sort (U+0098, U+009C; U+0088, U+0089 in ISO 6630) and the joiners (U+200D,
///   U+200C): pymarc drops them in MARC-8.
/// * Composed letters (NFC): pymarc does not compose what is UTF-8 already.
fn rules(text: &str) -> String {
    let halves = |c| match c {
        '\u{FE20}' => Some('\u{361}'),
        '\u{FE22}' => Some('\u{360}'),
        '\u{FE21}' | '\u{FE23}' => None,
        '\u{88}' | '\u{89}' | '\u{98}' | '\u{9C}' | '\u{200D}' | '\u{200C}' => None,
        c => Some(c),
    };
    text.chars().filter_map(halves).nfc().collect()
}

/// One difference, as a line of the file without its reason.
fn differences(
    file: &str,
    number: usize,
    ours: &Texts,
    theirs: &Texts,
    out: &mut BTreeSet<String>,
) -> usize {
    if let [(mark, _, error)] = theirs.as_slice()
        && mark == "!"
    {
        out.insert(format!("{file}\t{number}\trecord\tread\tgiven up: {error}"));
        return 0;
    }
    let shape = |texts: &Texts| {
        texts
            .iter()
            .map(|(tag, code, _)| format!("{tag}{code}"))
            .collect::<Vec<_>>()
            .join(" ")
    };
    if ours.len() != theirs.len() || shape(ours) != shape(theirs) {
        let only = |a: &Texts, b: &Texts| {
            let mut rest: Vec<_> = b.iter().map(|(tag, code, _)| (tag, code)).collect();
            let mut only = Vec::new();
            for (tag, code, _) in a {
                match rest.iter().position(|other| *other == (tag, code)) {
                    Some(at) => drop(rest.remove(at)),
                    None => only.push(format!(
                        "{tag}{}{code}",
                        if code.is_empty() { "" } else { "$" }
                    )),
                }
            }
            if only.is_empty() {
                "-".to_owned()
            } else {
                only.join(" ")
            }
        };
        out.insert(format!(
            "{file}\t{number}\tfields\tonly here: {}\tonly there: {}",
            only(ours, theirs),
            only(theirs, ours)
        ));
        return 0;
    }
    let mut equal = 0;
    for (index, ((tag, code, mine), (_, _, other))) in ours.iter().zip(theirs).enumerate() {
        if rules(mine) == rules(other) {
            equal += 1;
        } else {
            let show = |text: &str| text.escape_debug().to_string();
            out.insert(format!(
                "{file}\t{number}\t{tag}${code}/{index}\t{}\t{}",
                show(mine),
                show(other)
            ));
        }
    }
    equal
}

/// The checked-in list: differences, and why.
fn known(text: &str) -> Vec<(&str, &str)> {
    text.lines()
        .filter(|line| !line.starts_with('#') && !line.is_empty())
        .map(|line| line.rsplit_once('\t').expect("a reason in the last column"))
        .collect()
}

fn list() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/marc8-differences.tsv")
}

/// Needs neither pymarc nor the shared data, so that a longer list is seen everywhere.
#[test]
fn the_list_of_differences_only_shrinks() {
    let text = std::fs::read_to_string(list()).expect("the list");
    let lines = known(&text);
    assert_eq!(
        lines.len(),
        MOST,
        "lower MOST when a difference has gone; never raise it"
    );
    let unique: BTreeSet<_> = lines.iter().map(|(line, _)| line).collect();
    assert_eq!(unique.len(), lines.len(), "a difference stands there twice");
}

#[test]
fn marc8_is_read_as_pymarc_reads_it() {
    let (Some(python), Some(folder)) = (python(), shared("data/marc")) else {
        return;
    };
    let rows = table(&folder.join("INDEX.tsv"));
    let names: Vec<&str> = rows
        .iter()
        .filter(|row| {
            row["form"] == "iso2709"
                && row
                    .get("leader_says_marc8")
                    .is_some_and(|count| count != "0")
        })
        .map(|row| row["file"].as_str())
        .collect();
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/readers/oracle.py");
    let output = Command::new(python)
        .arg(script)
        .args(&names)
        .current_dir(&folder)
        .output()
        .expect("python starts");
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let printed = String::from_utf8(output.stdout).expect("UTF-8");

    let mut found = BTreeSet::new();
    let (mut records, mut equal, mut all) = (0, 0, 0);
    let mut outcome: (String, Outcome) = Default::default();
    let lines: Vec<Vec<&str>> = printed
        .lines()
        .map(|line| line.split('\t').collect())
        .collect();
    for of_record in lines.chunk_by(|a, b| a[..2] == b[..2]) {
        let (file, number) = (
            of_record[0][0],
            of_record[0][1].parse::<usize>().expect("a number"),
        );
        if outcome.0 != file {
            outcome = (
                file.to_owned(),
                read(&std::fs::read(folder.join(file)).expect("a file of the index")),
            );
        }
        let theirs: Texts = of_record
            .iter()
            .filter(|cells| cells[2] != "=")
            .map(|cells| (unescape(cells[2]), unescape(cells[3]), unescape(cells[4])))
            .collect();
        let texts = ours(&outcome.1.reads[number - 1].record);
        records += 1;
        all += texts.len();
        equal += differences(file, number, &texts, &theirs, &mut found);
    }
    eprintln!(
        "{records} records, {all} texts, {equal} equal, {} differences",
        found.len()
    );
    assert_eq!(records, RECORDS);

    let list = list();
    let text = std::fs::read_to_string(&list).unwrap_or_default();
    let known = known(&text);
    if std::env::var_os("CARREL_WRITE_DIFFERENCES").is_some() {
        let mut new: String = text
            .lines()
            .take_while(|line| line.starts_with('#'))
            .fold(String::new(), |all, line| all + line + "\n");
        for difference in &found {
            let reason = known
                .iter()
                .find(|(line, _)| line == difference)
                .map_or("NOT EXPLAINED", |(_, reason)| reason);
            writeln!(new, "{difference}\t{reason}").expect("a string takes everything");
        }
        std::fs::write(&list, new).expect("the list can be written");
        return;
    }
    let unexplained: Vec<&String> = found
        .iter()
        .filter(|line| !known.iter().any(|(known, _)| known == line))
        .collect();
    assert!(unexplained.is_empty(), "new differences: {unexplained:#?}");
    let gone: Vec<&str> = known
        .iter()
        .map(|(line, _)| *line)
        .filter(|line| !found.contains(*line))
        .collect();
    assert!(
        gone.is_empty(),
        "no difference any more, take them off the list: {gone:#?}"
    );
    for (line, reason) in known {
        assert!(
            !reason.is_empty() && reason != "NOT EXPLAINED",
            "without a reason: {line}"
        );
    }
}
