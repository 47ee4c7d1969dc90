//! The pack: every file that the root names, directly or through tables, and that they agree with each other.

use std::collections::{BTreeMap, BTreeSet};

use carrel_search::pack::columns::{self, Column, Values};
use carrel_search::pack::latest::Latest;
use carrel_search::pack::section::{Section, read_node};
use carrel_search::pack::{FileRef, Kind, Root, cards, envelope, keys, postings, starts};
use carrel_search::whole;
use carrel_site::json::Json;

use super::{Findings, Source};
use crate::progress::Progress;

/// Checks the pack below a prefix; gives what `latest.json` says when it can be read.
pub(super) fn check(
    source: &mut dyn Source,
    prefix: &str,
    findings: &mut Findings,
    progress: &mut Progress,
) -> Option<Latest> {
    let name = format!("{prefix}latest.json");
    let text = match source.get(&name) {
        Ok(bytes) => {
            findings.counted(&bytes);
            String::from_utf8_lossy(&bytes).into_owned()
        }
        Err(why) => {
            findings.fault(&name, why);
            return None;
        }
    };
    let latest = match Latest::from_json(&text) {
        Ok(latest) => latest,
        Err(what) => {
            findings.fault(
                &name,
                format!("expected what names the catalogue, but {what}"),
            );
            return None;
        }
    };
    if latest.to_json() != text {
        findings.fault(&name, "its text is not as carrel writes it");
    }
    let manifest = manifest(source, prefix, &latest, findings);

    let mut walk = Walk {
        source,
        prefix,
        findings,
        progress,
        of: manifest.len() as u32,
        seen: BTreeMap::new(),
    };
    walk.root(&latest);
    walk.whole(&latest);
    let seen = walk.seen;

    for (file, kind) in &seen {
        match manifest.get(file) {
            None if manifest.is_empty() => {}
            None => findings.fault(
                &format!("{prefix}manifest.json"),
                format!("it does not list {}, which the root names", file.name()),
            ),
            Some(role) if role != kind.name() => findings.fault(
                &format!("{prefix}manifest.json"),
                format!(
                    "it calls {} \"{role}\", expected \"{}\"",
                    file.name(),
                    kind.name()
                ),
            ),
            Some(_) => {}
        }
    }
    // What hangs on a broken file cannot be reached, so unreachable files say nothing then.
    if findings.faults.is_empty() {
        for file in manifest.keys().filter(|f| !seen.contains_key(f)) {
            findings.fault(
                &format!("{prefix}manifest.json"),
                format!("it lists {}, which the root does not name", file.name()),
            );
        }
    }
    if let Some(all) = source.all() {
        let names: BTreeSet<String> = seen
            .keys()
            .chain(manifest.keys())
            .map(|f| format!("{prefix}{}", f.name()))
            .collect();
        let left = all
            .iter()
            .filter(|p| p.starts_with(&format!("{prefix}d/")) && !names.contains(*p))
            .count();
        if left > 0 {
            findings.remark(
                &format!("{prefix}d/"),
                format!("{left} files belong to no catalogue here; those older than 45 days may be deleted"),
            );
        }
    }
    Some(latest)
}

/// What the manifest lists, with the role of each; it must be of the same publication.
fn manifest(
    source: &mut dyn Source,
    prefix: &str,
    latest: &Latest,
    findings: &mut Findings,
) -> BTreeMap<FileRef, String> {
    let name = format!("{prefix}manifest.json");
    let mut files = BTreeMap::new();
    let bytes = match source.get(&name) {
        Ok(bytes) => bytes,
        Err(why) => {
            findings.fault(&name, why);
            return files;
        }
    };
    findings.counted(&bytes);
    let text = String::from_utf8_lossy(&bytes);
    let Some(json) = Json::parse(&text) else {
        findings.fault(
            &name,
            "expected a list of files as JSON, found something else",
        );
        return files;
    };
    let text_of = |key: &str| json.get(key).and_then(Json::text).unwrap_or("");
    if json.get("format").and_then(Json::number) != Some(u64::from(latest.format)) {
        findings.fault(&name, "its format is not the one of latest.json");
    }
    if text_of("root") != latest.root.hex() {
        findings.fault(
            &name,
            "it is of another publication than latest.json: it names another root",
        );
    }
    if text_of("latest") != FileRef::of(latest.to_json().as_bytes()).hex() {
        findings.fault(
            &name,
            "it is of another publication than latest.json: the hash of latest.json differs",
        );
    }
    let mut canonical = format!(
        "{{\"format\":{},\"root\":\"{}\",\"latest\":\"{}\",\"files\":[",
        latest.format,
        text_of("root"),
        text_of("latest")
    );
    for (n, entry) in json
        .get("files")
        .and_then(Json::list)
        .unwrap_or_default()
        .iter()
        .enumerate()
    {
        let role = entry.get("role").and_then(Json::text).unwrap_or("");
        let file = entry
            .get("bytes")
            .and_then(Json::number)
            .and_then(|n| u32::try_from(n).ok())
            .and_then(|bytes| FileRef::parse(entry.get("sha256")?.text()?, bytes))
            .filter(|file| entry.get("file").and_then(Json::text) == Some(file.name().as_str()));
        let Some(file) = file else {
            findings.fault(
                &name,
                format!("its entry {} does not name a file by its hash", n + 1),
            );
            return files;
        };
        if n > 0 {
            canonical.push(',');
        }
        canonical.push_str(&format!("\n{}", entry.line()));
        files.insert(file, role.to_owned());
    }
    canonical.push_str("\n]}\n");
    if canonical != text {
        findings.fault(&name, "its text is not as carrel writes it");
    }
    files
}

/// Gets the first key and the payload of each file of a section, and says what is wrong with it.
type Look<'a> = &'a mut dyn FnMut(&[u8], Vec<u8>) -> Option<String>;

struct Walk<'a> {
    source: &'a mut dyn Source,
    prefix: &'a str,
    findings: &'a mut Findings,
    progress: &'a mut Progress,
    of: u32,
    seen: BTreeMap<FileRef, Kind>,
}

impl Walk<'_> {
    fn path(&self, file: &FileRef) -> String {
        format!("{}{}", self.prefix, file.name())
    }

    fn fault(&mut self, file: &FileRef, text: impl Into<String>) {
        let path = self.path(file);
        self.findings.fault(&path, text);
    }

    /// A file's payload, after length, hash and kind were compared.
    fn open(&mut self, file: &FileRef, kind: Kind) -> Option<Vec<u8>> {
        let path = self.path(file);
        let before = self.seen.insert(*file, kind);
        let bytes = match self.source.get(&path) {
            Ok(bytes) => bytes,
            Err(why) => {
                self.findings.fault(&path, why);
                return None;
            }
        };
        if before.is_none() {
            self.findings.counted(&bytes);
        }
        self.progress
            .show("comparing", self.seen.len() as u64, u64::from(self.of));
        match envelope::open(file, &bytes, Some(kind)) {
            Ok((_, payload)) => Some(payload),
            Err(error) => {
                // The error begins with the name, which is said already.
                let text = error.to_string();
                let text = text
                    .split_once(": ")
                    .map_or(text.as_str(), |(_, rest)| rest);
                self.findings.fault(&path, text);
                None
            }
        }
    }

    /// The catalogue as one file, when there is one: the pack that is made from it must be this one.
    fn whole(&mut self, latest: &Latest) {
        let Some(file) = &latest.whole else { return };
        if self.open(file, Kind::Whole).is_none() {
            return;
        }
        let made = self.source.get(&self.path(file)).ok();
        let made = made.map(|bytes| whole::unpack(file, &bytes, &latest.root));
        if let Some(Err(error)) = made {
            self.fault(file, error.to_string());
        }
    }

    fn root(&mut self, latest: &Latest) {
        let Some(payload) = self.open(&latest.root, Kind::Root) else {
            return;
        };
        let Ok(root) = decode_root(&payload) else {
            self.fault(
                &latest.root,
                "the root does not decode; make the catalogue again",
            );
            return;
        };
        if (root.format, &root.name, root.snapshot)
            != (latest.format, &latest.name, latest.snapshot)
        {
            self.fault(
                &latest.root,
                "format, name or date are not those of latest.json",
            );
        }
        if root.columns.len() < Column::COUNT {
            self.fault(
                &latest.root,
                format!(
                    "expected {} columns, found {}",
                    Column::COUNT,
                    root.columns.len()
                ),
            );
        }
        let records = root.records as usize;

        let mut stream = 0;
        self.section(&root.postings, Kind::Postings, &mut |first, payload| {
            if first != (stream as u64).to_be_bytes() {
                return Some(format!(
                    "expected the stream at {stream}, found another place"
                ));
            }
            stream += payload.len();
            None
        });
        for section in [&root.words, &root.headings] {
            let mut last = Vec::new();
            self.section(section, Kind::Dict, &mut |first, payload| {
                // Not by our own reader: `verify` trusts nothing that the engine uses.
                let Ok(map) = fst::Map::new(payload) else {
                    return Some("its dictionary does not open".to_owned());
                };
                check_dict(&map, first, &mut last, stream, records)
            });
        }
        let mut last = Vec::new();
        self.section(&root.starts, Kind::Starts, &mut |_, payload| {
            starts_fault(&payload, records, &mut last)
        });
        let mut ids = 0;
        self.section(&root.ids, Kind::Keys, &mut |_, payload| {
            keys_fault(&payload, records, &mut ids)
        });
        if ids != records {
            self.fault(&latest.root, format!("expected {records} ids, found {ids}"));
        }
        let mut isbns = 0;
        self.section(&root.isbns, Kind::Keys, &mut |_, payload| {
            keys_fault(&payload, records, &mut isbns)
        });

        let (mut n, mut named) = (0, Vec::new());
        let mut shelf_ranks = Vec::new();
        self.section(&root.cards, Kind::Cards, &mut |first, payload| {
            let block = cards::read(&payload)?;
            let place = (n as u32).to_be_bytes();
            n += block.cards.len();
            named.extend(block.cards.iter().map(|c| c.id.clone()));
            shelf_ranks.extend(block.ranks);
            (first != place).then(|| "it stands at another record than the root says".to_owned())
        });
        self.count(latest, "short records", n, records);
        let mut n = 0;
        self.section(&root.full, Kind::Records, &mut |_, payload| {
            let Some(list) = cards::read_full(&payload) else {
                return Some("its records do not decode".to_owned());
            };
            let other = list
                .iter()
                .zip(&named[n.min(named.len())..])
                .find(|((bib, _), id)| bib.id != **id);
            let fault =
                other.map(|((bib, _), id)| format!("expected the record {id}, found {}", bib.id));
            n += list.len();
            fault
        });
        self.count(latest, "full records", n, records);
        let mut order: Vec<u32> = Vec::new();
        self.section(&root.shelf, Kind::Shelf, &mut |_, payload| {
            match decode_numbers(&payload) {
                Some(list) => order.extend(list),
                None => return Some("its order does not decode".to_owned()),
            }
            None
        });
        self.count(latest, "places on the shelf", order.len(), records);
        let fits = order
            .iter()
            .enumerate()
            .all(|(rank, record)| shelf_ranks.get(*record as usize) == Some(&(rank as u32)));
        if !fits && order.len() == records && shelf_ranks.len() == records {
            self.fault(
                &latest.root,
                "the order of the shelf and the places of the records differ",
            );
        }
        for (n, column) in root.columns.iter().enumerate() {
            let mut length = 0;
            self.section(column, Kind::Column, &mut |_, payload| {
                match columns::read(&payload) {
                    Some(Values::Codes { ends, .. }) => length += ends.len(),
                    Some(Values::Numbers(list)) => length += list.len(),
                    None => return Some("its column does not decode".to_owned()),
                }
                None
            });
            self.count(latest, &format!("values in column {n}"), length, records);
        }
        match root.overview {
            Some(file) => {
                if let Some(payload) = self.open(&file, Kind::Overview) {
                    match decode_overview(&payload) {
                        Some((of, items)) if (of, items) == (root.records, root.items) => {}
                        Some(_) => self.fault(&file, "its counts are not those of the root"),
                        None => self.fault(&file, "it does not decode"),
                    }
                }
            }
            None => self.fault(&latest.root, "it names no overview"),
        }
    }

    /// Counts only say something when every file could be read.
    fn count(&mut self, latest: &Latest, what: &str, found: usize, expected: usize) {
        if found != expected && self.findings.faults.is_empty() {
            self.fault(
                &latest.root,
                format!("expected {expected} {what}, found {found}"),
            );
        }
    }

    /// Walks the files of a section in order; `look` looks into each.
    fn section(&mut self, section: &Section, kind: Kind, look: Look<'_>) {
        let mut level = section.children.clone();
        for _ in 0..section.height {
            let mut next = Vec::new();
            for child in level {
                let Some(payload) = self.open(&child.file, Kind::Node) else {
                    continue;
                };
                match read_node(&payload) {
                    Some(children) if children.first().is_some_and(|c| c.first == child.first) => {
                        next.extend(children)
                    }
                    Some(_) => self.fault(
                        &child.file,
                        "its first key is not the one it is filed under",
                    ),
                    None => self.fault(&child.file, "its table does not decode"),
                }
            }
            level = next;
        }
        if !level.is_sorted_by(|a, b| a.first <= b.first) {
            let file = level[0].file;
            self.fault(
                &file,
                format!(
                    "the files of its section (kind \"{}\") are not in order",
                    kind.name()
                ),
            );
        }
        for child in level {
            if let Some(payload) = self.open(&child.file, kind)
                && let Some(text) = look(&child.first, payload)
            {
                self.fault(&child.file, text);
            }
        }
    }
}

fn decode_root(payload: &[u8]) -> Result<Root, ()> {
    postcard::from_bytes(payload).map_err(|_| ())
}

fn decode_numbers(payload: &[u8]) -> Option<Vec<u32>> {
    postcard::from_bytes(payload).ok()
}

fn decode_overview(payload: &[u8]) -> Option<(u32, u32)> {
    let overview: carrel_search::wire::Overview = postcard::from_bytes(payload).ok()?;
    Some((overview.records, overview.items))
}

/// Words in order over all files, and every entry inside the stream of lists.
fn check_dict(
    map: &fst::Map<Vec<u8>>,
    first: &[u8],
    last: &mut Vec<u8>,
    stream: usize,
    records: usize,
) -> Option<String> {
    use fst::Streamer;
    let mut words = map.stream();
    let mut begun = false;
    while let Some((word, value)) = words.next() {
        if !begun && word != first {
            return Some("its first word is not the one it is filed under".to_owned());
        }
        if !last.is_empty() && word <= last.as_slice() {
            return Some("its words are not in order with the file before".to_owned());
        }
        begun = true;
        last.clear();
        last.extend_from_slice(word);
        let inside = match postings::Entry::unpack(value) {
            postings::Entry::One(posting) => (posting.record as usize) < records,
            postings::Entry::List { offset, .. } => offset < stream as u64,
        };
        if !inside {
            return Some(format!(
                "the entry of \"{}\" leads nowhere",
                String::from_utf8_lossy(word)
            ));
        }
    }
    (!begun).then(|| "it is empty".to_owned())
}

/// What is wrong with a file of first answers: keys out of order, records that are not there, hits without their cards.
fn starts_fault(payload: &[u8], records: usize, last: &mut Vec<u8>) -> Option<String> {
    let mut fault = None;
    let whole = starts::each(payload, &mut |key, start| {
        let name = String::from_utf8_lossy(key);
        if key <= last.as_slice() {
            fault = Some(format!("the answer to \"{name}\" is out of order"));
        }
        *last = key.to_vec();
        let cards = starts::cards(payload, start.hits.iter().map(|(record, _)| *record));
        for (n, ((record, _), card)) in start.hits.iter().zip(cards).enumerate() {
            if *record as usize >= records {
                fault = Some(format!(
                    "the answer to \"{name}\" names record {record} of {records}"
                ));
            } else if n < starts::SHOWN && card.is_none() {
                fault = Some(format!(
                    "the answer to \"{name}\" lacks the short record {record}"
                ));
            }
        }
        fault.is_none()
    });
    fault.or_else(|| {
        whole
            .is_none()
            .then(|| "its answers do not decode".to_owned())
    })
}

/// Pairs of numbers and records; adds how many there are.
fn keys_fault(payload: &[u8], records: usize, count: &mut usize) -> Option<String> {
    let pairs = keys::pairs(payload);
    *count += pairs.len();
    pairs
        .iter()
        .any(|(_, record)| *record as usize >= records)
        .then(|| "a number leads to no record".to_owned())
}
