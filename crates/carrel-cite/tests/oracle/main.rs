//! citeproc-js as a second opinion: 5,000 school items in every shipped style, list, citations and order.
//!
//! What differs is in `differences.txt`, with who is right and why. That list may only shrink: a difference that is
//! not on it fails, and a line of it that no longer differs fails too. citeproc-js is not part of the repository:
//! `CARREL_LESSON_ORACLES` names the folder with `node_modules/citeproc`. Without it the test says SKIPPED.

mod compare;
mod school;

use std::path::{Path, PathBuf};

/// Where citeproc-js lies.
fn citeproc() -> Option<PathBuf> {
    let root = std::env::var_os("CARREL_LESSON_ORACLES").map(PathBuf::from)?;
    let folder = root.join("node_modules/citeproc");
    folder.is_dir().then_some(folder)
}

#[test]
fn five_thousand_school_items_read_as_citeproc_js_writes_them() {
    let Some(folder) = citeproc() else {
        eprintln!("SKIPPED: CARREL_LESSON_ORACLES names no folder with node_modules/citeproc");
        return;
    };
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    compare::run(here, &folder);
}

/// Every section of the list says who is right and why, and how many lines it has.
#[test]
fn no_difference_is_unexplained() {
    let mut open: Option<(&str, usize, usize)> = None;
    let done = |section: Option<(&str, usize, usize)>| {
        if let Some((name, said, found)) = section {
            assert_eq!(said, found, "lines of {name}");
        }
    };
    for line in include_str!("differences.txt").lines().skip(3) {
        let Some(head) = line.strip_prefix("# ") else {
            match &mut open {
                Some((.., found)) => *found += usize::from(!line.is_empty()),
                None => assert!(line.is_empty(), "a line before the first section: {line}"),
            }
            continue;
        };
        done(open.take());
        let (name, reason) = head.split_once(": ").expect("a name");
        let (who, reason) = reason.split_once(": ").expect("who is right");
        assert!(
            matches!(who, "carrel" | "citeproc-js" | "either"),
            "{name}: {who}"
        );
        let (why, count) = reason.rsplit_once(" (").expect("a count");
        assert!(why.len() > 40, "{name}: {why}");
        let count = count.trim_end_matches(')').parse().expect("a number");
        open = Some((name, count, 0));
    }
    assert!(open.is_some());
    done(open);
}

#[test]
fn the_same_seed_gives_the_same_items() {
    let make = |seed| school::item(&mut school::Dice::new(seed), 3, "x");
    assert_eq!(make(7), make(7));
    assert_ne!(make(7), make(8));
    assert_eq!(school::KINDS.len(), 35);
}
