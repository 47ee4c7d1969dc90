//! The accuracy page says how many public cases there are: that is compared with the suite itself, where it is at hand.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

fn shared() -> PathBuf {
    std::env::var_os("CARREL_SHARED").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared"),
        PathBuf::from,
    )
}

#[test]
fn there_are_as_many_cases_as_the_page_says() {
    if !shared().is_dir() {
        eprintln!("SKIPPED: ../shared is absent (CARREL_SHARED may name another folder)");
        return;
    }
    let archive = shared().join("data/citations/csl-test-suite.tar.xz");
    assert!(archive.exists(), "{} is missing", archive.display());
    let Ok(listing) = Command::new("tar").arg("tJf").arg(&archive).output() else {
        eprintln!("SKIPPED: tar is not on this machine");
        return;
    };
    let mut found: BTreeMap<String, u32> = BTreeMap::new();
    for line in String::from_utf8_lossy(&listing.stdout).lines() {
        let name = line.rsplit('/').next().unwrap_or_default();
        if let Some((category, _)) = name
            .strip_suffix(".txt")
            .and_then(|name| name.split_once('_'))
        {
            *found.entry(category.to_owned()).or_default() += 1;
        }
    }
    let said: BTreeMap<String, u32> = include_str!("../figures.tsv")
        .lines()
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| line.split_once('\t'))
        .map(|(category, count)| (category.to_owned(), count.parse().expect("a number")))
        .collect();
    assert_eq!(said, found);
}

/// Every case that passes belongs to a category that the page has a row for.
#[test]
fn no_case_that_passes_is_left_out() {
    let rows = include_str!("../figures.tsv");
    for name in include_str!("../../carrel-cite/tests/suite/pass.txt")
        .lines()
        .filter(|line| !line.starts_with('#'))
    {
        let category = name.split('_').next().unwrap_or_default();
        assert!(
            rows.lines()
                .any(|row| row.starts_with(&format!("{category}\t"))),
            "{name}"
        );
    }
}

/// The licence asks for it: what the files of styles and languages say of themselves stands on About.
#[test]
fn about_names_whose_work_the_styles_are() {
    let about = include_str!("../../../public/text/en/about.html");
    let mut named = 0;
    for credit in carrel_cite_web::styles::CREDITS {
        if credit.licence.is_empty() {
            continue;
        }
        let changed = if credit.changed {
            " (changed by Carrel)"
        } else {
            ""
        };
        let line = format!("<li>{}{changed}: {}</li>", credit.title, credit.authors);
        assert!(about.contains(&line), "{line}");
        assert!(
            credit
                .licence
                .ends_with("creativecommons.org/licenses/by-sa/3.0/")
        );
        assert!(credit.rights.contains("ShareAlike 3.0"), "{line}");
        named += 1;
    }
    assert_eq!(named, 12, "seven styles and five languages");
}
