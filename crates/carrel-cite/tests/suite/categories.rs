//! Which categories of the suite the shipped styles use, and whether 95 of 100 of their cases pass: `categories.txt`.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// A category: why it is used, cases named as missed.
struct Used {
    missed: Vec<&'static str>,
    passed: usize,
    all: usize,
    failed: Vec<String>,
}

fn styles() -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("styles");
    std::fs::read_dir(folder)
        .expect("styles")
        .map(|entry| entry.expect("a style").path())
        .filter(|path| path.extension().is_some_and(|end| end == "csl"))
        .map(|path| std::fs::read_to_string(path).expect("a style"))
        .collect()
}

fn lines(word: &str) -> impl Iterator<Item = Vec<&'static str>> {
    include_str!("categories.txt")
        .lines()
        .map(|line| line.split('\t').collect::<Vec<_>>())
        .filter(move |cells| cells[0] == word)
}

/// What is set aside is really in none of our styles.
#[test]
fn nothing_is_set_aside_that_a_style_uses() {
    let styles = styles();
    for cells in lines("not") {
        assert!(!styles.contains(cells[1]), "a style has {}", cells[1]);
        assert!(cells[2].len() > 8, "{}: why?", cells[1]);
    }
}

/// Checks the bound; `cases` are names and texts.
pub(crate) fn check(cases: &BTreeMap<String, String>, passed: &BTreeSet<String>) {
    let aside: Vec<&str> = lines("not").map(|cells| cells[1]).collect();
    let mut used: BTreeMap<&str, Used> = lines("use")
        .map(|cells| {
            let missed = cells[3..].to_vec();
            let (passed, all, failed) = (0, 0, Vec::new());
            (
                cells[1],
                Used {
                    missed,
                    passed,
                    all,
                    failed,
                },
            )
        })
        .collect();
    let (mut total, mut good) = (0, 0);
    for (name, text) in cases {
        let category = name.split('_').next().unwrap_or_default();
        let Some(found) = used.get_mut(category) else {
            continue;
        };
        let style = text.split(" CSL ").nth(1).unwrap_or_default();
        if aside.iter().any(|piece| style.contains(piece)) {
            continue;
        }
        found.all += 1;
        total += 1;
        if passed.contains(name) {
            found.passed += 1;
            good += 1;
        } else {
            found.failed.push(name.clone());
        }
    }
    println!("{good} of {total} cases pass in the categories that the styles use");
    for (category, found) in &used {
        assert!(found.all > 0, "{category} has no case left");
        let enough = found.passed * 100 >= found.all * 95;
        let small = found.all < 20 && found.failed == found.missed && found.failed.len() == 1;
        assert!(
            enough || small,
            "{category}: {} of {} pass; these fail: {:?}",
            found.passed,
            found.all,
            found.failed
        );
        if enough {
            assert!(found.missed.is_empty(), "{category} needs no excuse now");
        }
    }
    assert!(
        good * 100 >= total * 95,
        "{good} of {total}: fewer than 95 of 100 in the categories that the styles use"
    );
}
