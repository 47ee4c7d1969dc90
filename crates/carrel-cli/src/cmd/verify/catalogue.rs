//! The pack: every file that the root names, directly or through tables, and that they agree with each other.

use std::collections::{BTreeMap, BTreeSet};

use carrel_search::pack::columns::{self, Column, Values};
use carrel_search::pack::latest::Latest;
use carrel_search::pack::section::{Section, read_node};
use carrel_search::pack::{FileRef, Kind, Root, cards, dict, envelope, keys, starts};
use carrel_search::whole;
use carrel_site::json::Json;

use super::lists::Lists;
use super::{Findings, Source, express};
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
    let listed = manifest(source, prefix, &latest, findings);
    let manifest = listed.clone().unwrap_or_default();

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
            // One that could not be read was told already.
            None if listed.is_none() => {}
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
                format!(
                    "{left} {} of another catalogue; readers may still need those of the one before, and those older than 45 days may be deleted",
                    if left == 1 { "file is" } else { "files are" }
                ),
            );
        }
        express::check(source, prefix, &latest, &all, findings);
    }
    Some(latest)
}

/// What the manifest lists, with the role of each; it must be of the same publication. `None` when it could not be read.
fn manifest(
    source: &mut dyn Source,
    prefix: &str,
    latest: &Latest,
    findings: &mut Findings,
) -> Option<BTreeMap<FileRef, String>> {
    let name = format!("{prefix}manifest.json");
    let mut files = BTreeMap::new();
    let bytes = match source.get(&name) {
        Ok(bytes) => bytes,
        Err(why) => {
            findings.fault(&name, why);
            return None;
        }
    };
    findings.counted(&bytes);
    let text = String::from_utf8_lossy(&bytes);
    let Some(json) = Json::parse(&text) else {
        findings.fault(
            &name,
            "expected a list of files as JSON, found something else",
        );
        return None;
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
            return None;
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
    Some(files)
}

/// Gets the first key and the payload of each file of a section, and says what is wrong with it; no payload when the file
/// could not be read, which was told already.
type Look<'a> = &'a mut dyn FnMut(&[u8], Option<Vec<u8>>) -> Option<String>;

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
        if root.columns.len() < Column::LEAST {
            self.fault(
                &latest.root,
                format!(
                    "expected {} columns, found {}",
                    Column::LEAST,
                    root.columns.len()
                ),
            );
        }
        let records = root.records as usize;

        let mut lists = Lists::new();
        self.section(&root.words, Kind::Dict, &mut |_, payload| {
            let Some(payload) = payload else {
                return lists.push(&[], None);
            };
            // What does not come apart is told below.
            let (_, base, near, _) = dict::split(&payload)?;
            lists.push(&base.to_be_bytes(), Some(near.to_vec()))
        });
        self.section(&root.postings, Kind::Postings, &mut |first, payload| {
            lists.push(first, payload)
        });
        let before = self.findings.faults.len();
        for section in [&root.words, &root.headings] {
            let mut last = Vec::new();
            self.section(section, Kind::Dict, &mut |first, payload| {
                // Not by our own reader: `verify` trusts nothing that the engine uses.
                let payload = payload?;
                let Some((map, ..)) = dict::split(&payload) else {
                    return Some("it does not come apart in map, lists and cards".to_owned());
                };
                let Ok(map) = fst::Map::new(map.to_vec()) else {
                    return Some("its dictionary does not open".to_owned());
                };
                lists.check_dict(&map, first, &mut last, records)
            });
        }
        if let Some(gap) = lists.gap().filter(|_| self.findings.faults.len() == before) {
            self.fault(&latest.root, gap);
        }
        let mut last = Vec::new();
        self.section(&root.starts, Kind::Starts, &mut |first, payload| {
            starts_fault(first, &payload?, records, &mut last)
        });
        let mut ids = Vec::new();
        self.section(&root.ids, Kind::Keys, &mut |first, payload| {
            keys_fault(first, &payload?, &mut ids)
        });
        let mut isbns = Vec::new();
        self.section(&root.isbns, Kind::Keys, &mut |first, payload| {
            keys_fault(first, &payload?, &mut isbns)
        });

        let named = self.cards(latest, &root);
        let expected = named
            .iter()
            .map(|(at, (id, _))| (keys::hash_id(id), *at as u32));
        self.numbers(
            latest,
            "ids",
            &ids,
            expected.collect(),
            named.len() == records,
        );
        let (full, found) = self.full(latest, &root, &named);
        self.numbers(latest, "ISBNs", &isbns, found, full == records);
        for (n, column) in root.columns.iter().enumerate() {
            let mut run = Run::default();
            let mut length = 0;
            self.section(column, Kind::Column, &mut |first, payload| {
                let values = payload.as_deref().map(columns::read);
                let count = values.as_ref().and_then(|v| v.as_ref()).map(|v| match v {
                    Values::Codes { ends, .. } => ends.len(),
                    Values::Numbers(list) => list.len(),
                });
                length += count.unwrap_or(0);
                let (_, fault) = run.file(first, count);
                match values {
                    Some(None) => Some("its column does not decode".to_owned()),
                    _ => fault,
                }
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

    /// The short records, each with its id and how many copies it has; the order of the shelf must be theirs.
    fn cards(&mut self, latest: &Latest, root: &Root) -> BTreeMap<usize, (String, u16)> {
        let records = root.records as usize;
        let (mut run, mut copies) = (Run::default(), 0);
        let (mut named, mut ranks) = (BTreeMap::new(), BTreeMap::new());
        self.section(&root.cards, Kind::Cards, &mut |first, payload| {
            let block = payload.as_deref().and_then(cards::read);
            let (here, fault) = run.file(first, block.as_ref().map(|b| b.cards.len()));
            let Some(block) = block else {
                return payload.map(|_| "its cards do not decode".to_owned());
            };
            for (n, (card, rank)) in block.cards.into_iter().zip(block.ranks).enumerate() {
                copies += usize::from(card.copies);
                named.insert(here + n, (card.id, card.copies));
                ranks.insert(here + n, rank);
            }
            fault
        });
        self.count(latest, "short records", named.len(), records);
        self.count(latest, "copies", copies, root.items as usize);
        let mut run = Run::default();
        let mut order: Vec<u32> = Vec::new();
        self.section(&root.shelf, Kind::Shelf, &mut |first, payload| {
            let list = payload.as_deref().and_then(decode_numbers);
            let (_, fault) = run.file(first, list.as_ref().map(Vec::len));
            let Some(list) = list else {
                return payload.map(|_| "its order does not decode".to_owned());
            };
            order.extend(list);
            fault
        });
        self.count(latest, "places on the shelf", order.len(), records);
        let fits = order
            .iter()
            .enumerate()
            .all(|(rank, record)| ranks.get(&(*record as usize)) == Some(&(rank as u32)));
        if !fits && order.len() == records && ranks.len() == records {
            self.fault(
                &latest.root,
                "the order of the shelf and the places of the records differ",
            );
        }
        named
    }

    /// The full records, compared with the short ones; gives how many there are and the ISBNs they have.
    fn full(
        &mut self,
        latest: &Latest,
        root: &Root,
        named: &BTreeMap<usize, (String, u16)>,
    ) -> (usize, Vec<(u64, u32)>) {
        let (mut run, mut n, mut isbns) = (Run::default(), 0, Vec::new());
        self.section(&root.full, Kind::Records, &mut |first, payload| {
            let list = payload.as_deref().and_then(cards::read_full);
            let (here, mut fault) = run.file(first, list.as_ref().map(Vec::len));
            let Some(list) = list else {
                return payload.map(|_| "its records do not decode".to_owned());
            };
            n += list.len();
            for (at, (bib, items)) in (here..).zip(list) {
                isbns.extend(bib.isbns.iter().map(|isbn| (isbn.number(), at as u32)));
                let Some((id, copies)) = named.get(&at) else {
                    continue;
                };
                if *id != bib.id {
                    fault = Some(format!("expected the record {id}, found {}", bib.id));
                } else if items.len().min(usize::from(u16::MAX)) != usize::from(*copies) {
                    let found = items.len();
                    fault = Some(format!("expected {copies} copies of {id}, found {found}"));
                }
            }
            fault
        });
        self.count(latest, "full records", n, root.records as usize);
        (n, isbns)
    }

    /// Compares the numbers by which records are found with those that the records have, when all of both were read.
    fn numbers(
        &mut self,
        latest: &Latest,
        what: &str,
        found: &[(u64, u32)],
        mut expected: Vec<(u64, u32)>,
        all: bool,
    ) {
        expected.sort_unstable();
        expected.dedup();
        if all && self.findings.faults.is_empty() && found != expected {
            self.fault(
                &latest.root,
                format!("the {what} by which records are found are not those of the records"),
            );
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
            let payload = self.open(&child.file, kind);
            if let Some(text) = look(&child.first, payload) {
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

/// Follows files that are filed under the number of their first record.
struct Run {
    /// The number that the next file begins with, when the one before could be read.
    next: Option<usize>,
}

impl Default for Run {
    fn default() -> Self {
        Self { next: Some(0) }
    }
}

impl Run {
    /// The next file, with how many records it holds when that is known; gives the number of its first, and what is wrong.
    fn file(&mut self, first: &[u8], count: Option<usize>) -> (usize, Option<String>) {
        let key = first.try_into().map(u32::from_be_bytes);
        let here = key.map_or(0, |n| n as usize);
        let fits = key.is_ok() && self.next.is_none_or(|next| next == here);
        self.next = count.map(|n| here + n);
        let fault = || format!("it is filed under record {here}, where another begins");
        (here, (!fits).then(fault))
    }
}

/// What is wrong with a file of first answers: keys out of order, records that are not there, hits without their cards.
fn starts_fault(
    first: &[u8],
    payload: &[u8],
    records: usize,
    last: &mut Vec<u8>,
) -> Option<String> {
    let (mut fault, mut begun) = (None, false);
    let whole = starts::each(payload, &mut |key, start| {
        let name = String::from_utf8_lossy(key);
        if !begun && key != first {
            fault = Some("its first answer is not the one it is filed under".to_owned());
        }
        begun = true;
        if key <= last.as_slice() {
            fault = Some(format!("the answer to \"{name}\" is out of order"));
        }
        *last = key.to_vec();
        let cards = starts::cards(payload, &mut start.hits.iter().map(|(record, _)| *record));
        for (n, ((record, _), card)) in start.hits.iter().zip(cards).enumerate() {
            if *record as usize >= records {
                fault = Some(format!(
                    "the answer to \"{name}\" names record {record} of {records}"
                ));
            } else if n < starts::HITS && card.is_none() {
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

/// Pairs of numbers and records, in order and filed under the first; adds them to the list.
fn keys_fault(first: &[u8], payload: &[u8], list: &mut Vec<(u64, u32)>) -> Option<String> {
    let pairs = keys::pairs(payload);
    let ordered = pairs.is_sorted() && list.last() <= pairs.first();
    let fits = pairs
        .first()
        .is_some_and(|(key, _)| key.to_be_bytes() == first);
    list.extend(pairs);
    if !fits {
        return Some("its first number is not the one it is filed under".to_owned());
    }
    (!ordered).then(|| "its numbers are not in order".to_owned())
}
