//! UPLOAD.txt: how to bring the site to the school's web space, on one page.

use std::collections::{BTreeMap, BTreeSet};

use carrel_search::build::Pack;

use crate::report::thousands;
use crate::words;

/// The text of the guide.
pub(crate) fn upload(pack: &Pack, shell: &BTreeMap<String, Vec<u8>>) -> String {
    let latest = &pack.latest;
    let bytes: u64 = pack.files.iter().map(|f| f.bytes.len() as u64).sum::<u64>()
        + shell.values().map(|b| b.len() as u64).sum::<u64>();
    let mut folders = BTreeSet::new();
    let mut single = BTreeSet::new();
    for path in shell.keys() {
        match path.split_once('/') {
            Some((folder, _)) => folders.insert(format!("{folder}/")),
            None if matches!(path.as_str(), "index.html" | "sw.js") => continue,
            None => single.insert(path.clone()),
        };
    }
    single.extend(["404.html".to_owned(), "app.json".to_owned()]);
    let list = |names: &BTreeSet<String>| {
        names
            .iter()
            .map(String::as_str)
            .collect::<Vec<_>>()
            .join(", ")
    };
    words::upload(
        &latest.name,
        thousands(pack.sizes.records),
        thousands(pack.sizes.items),
        latest.snapshot,
        format!("{:.1}", bytes as f64 / 1e6),
        thousands((pack.files.len() + shell.len() + 5) as u32),
        format!("https://YOUR-SCHOOL{}", latest.base),
        list(&folders),
        list(&single),
        &latest.base,
    )
}

#[cfg(test)]
mod tests {
    use crate::site::{assemble, tests};

    #[test]
    fn the_guide_names_every_place_where_files_are() {
        let files =
            assemble(&tests::app(), &tests::pack("Our School", "/library/")).expect("a site");
        let guide = files
            .iter()
            .find(|f| f.path == "UPLOAD.txt")
            .expect("the guide");
        let guide = core::str::from_utf8(&guide.bytes).expect("text");
        assert!(
            guide.lines().all(|l| l.chars().count() <= 110),
            "one page wide"
        );
        assert!(guide.lines().count() <= 60, "one page long");
        for file in files.iter().filter(|f| f.path != "UPLOAD.txt") {
            let place = match file.path.rsplit_once('/') {
                Some((folder, _)) if folder.starts_with("pack/d") => "pack/d/".to_owned(),
                Some(("pack", _)) => file.path.clone(),
                Some((folder, _)) => format!("{}/", folder.split('/').next().unwrap_or(folder)),
                None => file.path.clone(),
            };
            assert!(guide.contains(&place), "{place}");
        }
    }
}
