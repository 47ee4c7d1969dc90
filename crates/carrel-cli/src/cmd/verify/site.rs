//! The app around the pack: every file of its list, and that page, worker and catalogue are of one publication.

use std::collections::BTreeMap;

use carrel_search::pack::FileRef;
use carrel_search::pack::latest::Latest;
use carrel_site::site::{GENERATED, LATER_LIST, LIST, kept_by, kept_hash, read_list, write_list};

use super::{Findings, Source};
use crate::progress::Progress;

pub(super) fn check(
    source: &mut dyn Source,
    latest: Option<&Latest>,
    findings: &mut Findings,
    progress: &mut Progress,
) {
    let text = match source.get(LIST) {
        Ok(bytes) => {
            findings.counted(&bytes);
            String::from_utf8_lossy(&bytes).into_owned()
        }
        Err(why) => return findings.fault(LIST, why),
    };
    let listed = match read_list(&text) {
        Ok(listed) => listed,
        Err(error) => return findings.fault(LIST, error.to_string()),
    };
    if write_list(&listed) != text {
        findings.fault(LIST, "its text is not as carrel writes it");
    }
    for path in ["index.html", "sw.js"] {
        if !listed.iter().any(|l| l.path == path) {
            findings.fault(LIST, format!("it does not list {path}"));
        }
    }
    if !listed.iter().any(|l| l.path.starts_with(LATER_LIST)) {
        findings.fault(LIST, format!("it does not list {LATER_LIST}….json"));
    }
    let mut texts: BTreeMap<&str, String> = BTreeMap::new();
    for (n, entry) in listed.iter().enumerate() {
        progress.show("comparing the app", n as u64, listed.len() as u64);
        let bytes = match source.get(&entry.path) {
            Ok(bytes) => bytes,
            // The guide is for whoever copies the files; it need not be on the server.
            Err(_) if entry.path == "UPLOAD.txt" && source.all().is_none() => continue,
            Err(why) => {
                findings.fault(&entry.path, why);
                continue;
            }
        };
        findings.counted(&bytes);
        let found = FileRef::of(&bytes);
        if found.bytes != entry.file.bytes {
            findings.fault(
                &entry.path,
                format!(
                    "expected {} bytes, found {}; copy the file again",
                    entry.file.bytes, found.bytes
                ),
            );
        } else if found != entry.file {
            findings.fault(
                &entry.path,
                format!(
                    "its content changed (SHA-256 now begins {}); copy the file again",
                    &found.hex()[..16]
                ),
            );
        }
        if matches!(entry.path.as_str(), "index.html" | "sw.js")
            || entry.path.starts_with(LATER_LIST)
        {
            texts.insert(&entry.path, String::from_utf8_lossy(&bytes).into_owned());
        }
    }
    if let (Some(page), Some(latest)) = (texts.get("index.html"), latest)
        && !page.contains(&latest.to_json())
    {
        findings.fault(
            "index.html",
            "it is of another publication than pack/latest.json; copy both again",
        );
    }
    let later = listed.iter().find(|l| l.path.starts_with(LATER_LIST));
    let (Some(worker), Some(later)) = (
        texts.get("sw.js"),
        later.and_then(|l| texts.get(l.path.as_str())),
    ) else {
        return;
    };
    let mut expected: Vec<(String, String)> = listed
        .iter()
        .filter(|l| l.path != "sw.js" && !GENERATED.contains(&l.path.as_str()))
        .map(|l| (l.path.clone(), kept_hash(&l.file)))
        .collect();
    expected.sort_unstable();
    let mut kept = kept_by(worker).unwrap_or_default();
    kept.extend(kept_by(later).unwrap_or_default());
    kept.sort_unstable();
    if kept != expected {
        findings.fault(
            "sw.js",
            format!("the files it keeps are not those of {LIST}; copy both again"),
        );
    }
}
