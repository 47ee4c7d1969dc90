//! UPLOAD.txt: how to bring the site to the school's web space, on one page.

use std::collections::{BTreeMap, BTreeSet};

use carrel_search::build::Pack;

use crate::report::thousands;

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
    let address = format!("https://YOUR-SCHOOL{}", latest.base);
    format!(
        "{name}
{records} titles, {items} copies, availability as of {snapshot}
about {size:.1} MB in {count} files


HOW TO PUBLISH THIS CATALOGUE

Everything in this folder, except this text, goes to your web space. The address will be
  {address}
If it is another one, make the site again with that folder as its base (--base /folder/, or \"Folder on
the server\" on the Publish page). Only the page for wrong addresses (404.html) depends on it.

Copy in this order. While you copy, readers keep the old catalogue; with the last file they get the new one.

  1. pack/d/            all files in it. If files of an older catalogue are there, leave them:
                        readers who are on the page just now still need them. Those older than
                        45 days may be deleted. (A folder that is used again and again holds
                        those of the catalogue before, for the same reason.)
  2. pack/manifest.json
  3. {folders}
  4. {single}
  5. sw.js, then index.html
  6. pack/latest.json   last of all

A program that copies the whole folder in its own order does no harm either: a reader who comes in the
middle keeps the old catalogue and gets the new one at the next visit.

AFTERWARDS
- Open the address, search for a title, then switch the network off and search again.
- If you have the carrel command: carrel verify https://YOUR-SCHOOL{base} compares every file.

IF SOMETHING IS WRONG
- \"Something went wrong here\" or \"A part of the catalogue arrived damaged\": a file is missing or was
  copied as text. Copy again in binary mode.
- The old catalogue stays: pack/latest.json is not the new one, or a file named in it is missing.
- The page is empty: your web space may not allow .webmanifest, .wasm or .bin files. Ask its provider.

NEXT TIME
Export from your library system again, make the site again, copy again. Only new files have to be copied;
readers download only what changed.
",
        name = latest.name,
        records = thousands(pack.sizes.records),
        items = thousands(pack.sizes.items),
        snapshot = latest.snapshot,
        size = bytes as f64 / 1e6,
        count = thousands((pack.files.len() + shell.len() + 5) as u32),
        folders = list(&folders),
        single = list(&single),
        base = latest.base,
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
