//! `carrel inspect`: what a catalogue is made of.

use std::collections::{BTreeMap, BTreeSet};

use carrel_search::pack::section::{Section, read_node};
use carrel_search::pack::{FileRef, Kind, envelope};
use carrel_site::json::Json;

use crate::args::InspectArgs;
use crate::failure::{DONE, Failure, Result};
use crate::pack::{self, Pack};

/// Files and bytes of one part.
#[derive(Clone, Copy, Debug, Default)]
struct Part {
    files: u32,
    stored: u64,
    plain: u64,
}

impl Part {
    fn add(&mut self, other: Part) {
        self.files += other.files;
        self.stored += other.stored;
        self.plain += other.plain;
    }
}

pub(crate) fn run(args: &InspectArgs) -> Result<u8> {
    let pack = Pack::open(&args.dir)?;
    let root = pack.engine.root().clone();
    let mut parts: Vec<(String, Part)> = Vec::new();
    let mut seen = BTreeSet::new();
    let mut words = 0;
    let mut headings = 0;
    let named = [
        ("words", &root.words, Kind::Dict),
        ("headings", &root.headings, Kind::Dict),
        ("first answers", &root.starts, Kind::Starts),
        ("postings", &root.postings, Kind::Postings),
        ("ISBNs", &root.isbns, Kind::Keys),
        ("ids", &root.ids, Kind::Keys),
        ("short records", &root.cards, Kind::Cards),
        ("full records", &root.full, Kind::Records),
        ("shelf order", &root.shelf, Kind::Shelf),
    ];
    for (name, section, kind) in named {
        let part = measure(&pack, section, kind, &mut seen, &mut |payload| {
            let count = match name {
                "words" => &mut words,
                "headings" => &mut headings,
                _ => return,
            };
            *count +=
                carrel_search::pack::dict::read(payload).map_or(0, |part| part.map.len() as usize);
        })?;
        parts.push((name.to_owned(), part));
    }
    let mut columns = Part::default();
    for column in &root.columns {
        columns.add(measure(
            &pack,
            column,
            Kind::Column,
            &mut seen,
            &mut |_| {},
        )?);
    }
    parts.push(("columns".to_owned(), columns));
    let mut single = file(&pack, &pack.latest.root, Kind::Root)?.0;
    if let Some(overview) = root.overview {
        single.add(file(&pack, &overview, Kind::Overview)?.0);
    }
    parts.push(("root, overview".to_owned(), single));
    if let Some(whole) = pack.latest.whole {
        let part = file(&pack, &whole, Kind::Whole)?.0;
        parts.push(("all in one file".to_owned(), part));
    }

    let mut all = Part::default();
    parts.iter().for_each(|(_, part)| all.add(*part));
    let latest = &pack.latest;
    let per = |bytes: u64| bytes as f64 / f64::from(root.records.max(1));
    if args.json {
        let section = |part: &Part| {
            Json::Object(vec![
                ("files".to_owned(), part.files.into()),
                ("bytes".to_owned(), part.stored.into()),
                ("unpacked".to_owned(), part.plain.into()),
            ])
        };
        let sections: BTreeMap<&str, Json> = parts
            .iter()
            .map(|(name, part)| (name.as_str(), section(part)))
            .collect();
        let object = vec![
            ("name", latest.name.as_str().into()),
            ("snapshot", latest.snapshot.to_string().into()),
            ("published", latest.published.into()),
            ("base", latest.base.as_str().into()),
            ("format", u32::from(root.format).into()),
            ("writer", root.writer.as_str().into()),
            ("records", root.records.into()),
            ("items", root.items.into()),
            ("terms", (words as u64).into()),
            ("headings", (headings as u64).into()),
            ("files", all.files.into()),
            ("bytes", all.stored.into()),
            (
                "bytes_per_record",
                Json::Number(format!("{:.1}", per(all.stored))),
            ),
            (
                "sections",
                Json::Object(
                    sections
                        .into_iter()
                        .map(|(k, v)| (k.to_owned(), v))
                        .collect(),
                ),
            ),
        ];
        outln!(
            "{}",
            Json::Object(object.into_iter().map(|(k, v)| (k.to_owned(), v)).collect()).line()
        );
        return Ok(DONE);
    }
    outln!("{}, availability as of {}", latest.name, latest.snapshot);
    outln!(
        "format {}, written by carrel {}, for {}",
        root.format,
        root.writer,
        latest.base
    );
    outln!(
        "{} titles, {} copies, {words} words, {headings} headings\n",
        root.records,
        root.items
    );
    outln!(
        "{:<16} {:>7} {:>12} {:>12} {:>10}",
        "",
        "files",
        "bytes",
        "unpacked",
        "per title"
    );
    parts.push(("in all".to_owned(), all));
    for (name, part) in &parts {
        outln!(
            "{name:<16} {:>7} {:>12} {:>12} {:>10.1}",
            part.files,
            part.stored,
            part.plain,
            per(part.stored)
        );
    }
    Ok(DONE)
}

/// Files and bytes of a section, its tables among them. A file that two sections share counts for the first.
fn measure(
    pack: &Pack,
    section: &Section,
    kind: Kind,
    seen: &mut BTreeSet<FileRef>,
    look: &mut dyn FnMut(Vec<u8>),
) -> Result<Part> {
    let mut sum = Part::default();
    let mut level = section.children.clone();
    for _ in 0..section.height {
        let mut next = Vec::new();
        for child in level {
            let (part, payload) = file(pack, &child.file, Kind::Node)?;
            if seen.insert(child.file) {
                sum.add(part);
            }
            next.extend(read_node(&payload).unwrap_or_default());
        }
        level = next;
    }
    for child in level {
        let (part, payload) = file(pack, &child.file, kind)?;
        if seen.insert(child.file) {
            sum.add(part);
        }
        look(payload);
    }
    Ok(sum)
}

fn file(pack: &Pack, file: &FileRef, kind: Kind) -> Result<(Part, Vec<u8>)> {
    let bytes = pack::read(&pack.folder, file)?;
    let (_, payload) = envelope::open(file, &bytes, Some(kind)).map_err(|error| {
        Failure::new(
            format!("{}: {error}", pack.folder.display()),
            pack::lists_damage(&pack.folder),
        )
    })?;
    let part = Part {
        files: 1,
        stored: bytes.len() as u64,
        plain: payload.len() as u64,
    };
    Ok((part, payload))
}
