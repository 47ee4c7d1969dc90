//! How a pack should be cut into files: requests, rounds and bytes of queries under many designs, without building any.
//!
//! `cargo run --release -p carrel-search --example requests -- WHOLE QUERIES [typed]`: WHOLE = the file that
//! `carrel index --whole` writes; QUERIES = lines of class, tab, query. The catalogue is built in crumbs (half a KiB of words, a
//! file each list and each card); the engine is asked, and what it wants is put together to the files of a design. Each query
//! begins with an empty device; `typed`: letter by letter, and the device keeps what it has. The root is not counted.

use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use carrel_search::build::{Cut, build_cut};
use carrel_search::engine::Engine;
use carrel_search::pack::postings::{self, Entry};
use carrel_search::pack::section::{Section, read_node};
use carrel_search::pack::{FileRef, Kind, PackFile, cards, dict, envelope};
use carrel_search::whole;
use fst::Streamer;

/// Bytes of keys in a part of the dictionary; bytes a list may have that stands in the part of its word; records a word
/// may have whose cards stand there, too; bytes of the stream in a file; cards in a file.
type Design = (usize, usize, usize, usize, usize);

const DESIGNS: &[Design] = &[
    (16 << 10, 0, 0, 8 << 10, 64),
    (32 << 10, 0, 0, 16 << 10, 64),
    (8 << 10, 64, 0, 16 << 10, 64),
    (8 << 10, 128, 0, 16 << 10, 64),
    (8 << 10, 256, 0, 16 << 10, 64),
    (8 << 10, 16 << 10, 0, 16 << 10, 64),
    (4 << 10, 64, 0, 8 << 10, 64),
    (4 << 10, 128, 0, 8 << 10, 64),
    (4 << 10, 256, 0, 8 << 10, 64),
    (4 << 10, 1 << 10, 0, 8 << 10, 64),
    (4 << 10, 16 << 10, 0, 16 << 10, 64),
    (2 << 10, 1 << 10, 0, 8 << 10, 64),
    (512, 16 << 10, 8, 16 << 10, 64),
    (512, 16 << 10, 16, 16 << 10, 64),
];

/// Words and their values in the dictionary.
type Words = Vec<(Vec<u8>, u64)>;

/// The catalogue in crumbs.
struct Crumbs {
    files: HashMap<FileRef, PackFile>,
    /// Words with their entries, of each crumb of the dictionary.
    words: Vec<(FileRef, Words)>,
    /// Lists by offset: file, bytes.
    lists: BTreeMap<u64, (FileRef, Vec<u8>)>,
    cards: Vec<FileRef>,
    what: HashMap<FileRef, Crumb>,
}

#[derive(Clone, Copy)]
enum Crumb {
    Words(usize),
    List(u64),
    Card(u32),
    Table,
}

impl Crumbs {
    fn payload(&self, file: &FileRef) -> Vec<u8> {
        let (_, payload) = envelope::open(file, &self.files[file].bytes, None).unwrap();
        payload
    }

    fn leaves(&mut self, section: &Section) -> Vec<(Vec<u8>, FileRef)> {
        let mut level = section.children.clone();
        for _ in 0..section.height {
            let mut next = Vec::new();
            for child in level {
                next.extend(read_node(&self.payload(&child.file)).unwrap());
                self.what.insert(child.file, Crumb::Table);
            }
            level = next;
        }
        level.into_iter().map(|c| (c.first, c.file)).collect()
    }
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum File {
    Part(usize),
    Stream(usize),
    Block(usize),
    Other(FileRef),
}

#[derive(Default)]
struct Part {
    words: Vec<usize>,
    lists: Vec<u64>,
    cards: BTreeSet<u32>,
    bytes: OnceCell<usize>,
}

struct Layout<'a> {
    crumbs: &'a Crumbs,
    design: Design,
    parts: Vec<Part>,
    part_of: Vec<usize>,
    in_part: HashSet<u64>,
    /// Lists that stand in no part: where each is in a stream of its own.
    places: HashMap<u64, std::ops::Range<usize>>,
    stream: Vec<u8>,
}

impl<'a> Layout<'a> {
    fn new(crumbs: &'a Crumbs, design: Design) -> Self {
        let (keys, most_list, most_cards, ..) = design;
        let mut parts: Vec<Part> = Vec::new();
        let (mut part_of, mut in_part, mut bytes) = (Vec::new(), HashSet::new(), usize::MAX);
        for (n, (_, words)) in crumbs.words.iter().enumerate() {
            if bytes >= keys {
                parts.push(Part::default());
                bytes = 0;
            }
            bytes += words.iter().map(|(w, _)| w.len() + 4).sum::<usize>();
            part_of.push(parts.len() - 1);
            let part = parts.last_mut().unwrap();
            part.words.push(n);
            for (_, value) in words {
                match Entry::unpack(*value) {
                    Entry::One(p) if most_cards > 0 => {
                        part.cards.insert(p.record);
                    }
                    Entry::One(_) => {}
                    Entry::List { offset, .. } => {
                        let list = &crumbs.lists[&offset].1;
                        if list.len() <= most_list {
                            part.lists.push(offset);
                            in_part.insert(offset);
                        }
                        let (count, head, _) = postings::read_head(list).unwrap();
                        if count as usize <= most_cards {
                            postings::each(&list[head..], &mut |p| {
                                part.cards.insert(p.record);
                            });
                        }
                    }
                }
            }
        }
        let (mut places, mut stream) = (HashMap::new(), Vec::new());
        for (offset, (_, list)) in &crumbs.lists {
            if !in_part.contains(offset) {
                let at = stream.len();
                stream.extend_from_slice(list);
                places.insert(*offset, at..stream.len());
            }
        }
        Self {
            crumbs,
            design,
            parts,
            part_of,
            in_part,
            places,
            stream,
        }
    }

    fn cards_bytes(&self, records: impl Iterator<Item = u32>) -> usize {
        let (list, ranks): (Vec<_>, Vec<_>) = records
            .map(|r| {
                let mut block =
                    cards::read(&self.crumbs.payload(&self.crumbs.cards[r as usize])).unwrap();
                (block.cards.remove(0), block.ranks[0])
            })
            .unzip();
        let mut out = Vec::new();
        cards::write(&list, &ranks, list.len().max(1), &mut out);
        out.first().map_or(0, |f| f.bytes.len())
    }

    fn part_bytes(&self, n: usize) -> usize {
        let part = &self.parts[n];
        *part.bytes.get_or_init(|| {
            let mut map = fst::MapBuilder::memory();
            for (word, value) in part.words.iter().flat_map(|n| &self.crumbs.words[*n].1) {
                map.insert(word, *value).unwrap();
            }
            let mut payload = map.into_inner().unwrap();
            for offset in &part.lists {
                payload.extend_from_slice(&self.crumbs.lists[offset].1);
            }
            envelope::seal(Kind::Dict, &payload).bytes.len()
                + self.cards_bytes(part.cards.iter().copied())
        })
    }

    fn bytes(&self, file: &File) -> usize {
        let (.., most, block) = self.design;
        match *file {
            File::Part(n) => self.part_bytes(n),
            File::Stream(n) => {
                let end = ((n + 1) * most).min(self.stream.len());
                envelope::seal(Kind::Postings, &self.stream[n * most..end])
                    .bytes
                    .len()
            }
            File::Block(n) => {
                let end = ((n + 1) * block).min(self.crumbs.cards.len());
                self.cards_bytes(n as u32 * block as u32..end as u32)
            }
            File::Other(file) => file.bytes as usize,
        }
    }

    /// The crumbs that come with a file.
    fn contents(&self, file: &File) -> Vec<FileRef> {
        let crumbs = self.crumbs;
        let (.., most, block) = self.design;
        match *file {
            File::Part(n) => {
                let part = &self.parts[n];
                let words = part.words.iter().map(|n| crumbs.words[*n].0);
                let lists = part.lists.iter().map(|o| crumbs.lists[o].0);
                words.chain(lists).collect()
            }
            File::Stream(n) => {
                let inside =
                    |r: &std::ops::Range<usize>| r.start >= n * most && r.end <= (n + 1) * most;
                let here = self.places.iter().filter(|(_, r)| inside(r));
                here.map(|(o, _)| crumbs.lists[o].0).collect()
            }
            File::Block(n) => {
                crumbs.cards[n * block..((n + 1) * block).min(crumbs.cards.len())].to_vec()
            }
            File::Other(file) => vec![file],
        }
    }

    /// Bytes, requests and rounds of one query.
    fn ask(&self, engine: &mut Engine, have: &mut BTreeSet<File>, query: &str) -> [usize; 3] {
        let mut sum = [0; 3];
        let supply = |engine: &mut Engine, file: &FileRef| {
            engine.supply(file, &self.crumbs.files[file].bytes).unwrap();
        };
        loop {
            let needs = engine.plain(query, 10, &mut |_, _| {});
            if needs.is_empty() {
                return sum;
            }
            let mut fresh = BTreeSet::new();
            for need in &needs {
                let files = match self.crumbs.what.get(need).copied() {
                    Some(Crumb::Table) => Vec::new(),
                    Some(Crumb::Words(n)) => vec![File::Part(self.part_of[n])],
                    Some(Crumb::List(offset)) if self.in_part.contains(&offset) => Vec::new(),
                    Some(Crumb::List(offset)) => {
                        let (place, most) = (&self.places[&offset], self.design.3);
                        (place.start / most..=(place.end - 1) / most)
                            .map(File::Stream)
                            .collect()
                    }
                    Some(Crumb::Card(record)) => {
                        let known = |f: &File| matches!(f, File::Part(n) if self.parts[*n].cards.contains(&record));
                        match have.iter().any(known) {
                            true => Vec::new(),
                            false => vec![File::Block(record as usize / self.design.4)],
                        }
                    }
                    None => vec![File::Other(*need)],
                };
                fresh.extend(files.into_iter().filter(|f| !have.contains(f)));
            }
            sum[2] += usize::from(!fresh.is_empty());
            for file in fresh {
                sum[0] += self.bytes(&file);
                sum[1] += 1;
                self.contents(&file).iter().for_each(|f| supply(engine, f));
                have.insert(file);
            }
            needs.iter().for_each(|f| supply(engine, f));
        }
    }
}

fn main() {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [whole, queries, ..] = &args[..] else {
        eprintln!("requests WHOLE QUERIES [typed]");
        std::process::exit(2);
    };
    let typed = args.len() > 2;
    let bytes = std::fs::read(whole).expect("the whole catalogue");
    let (mut options, entries) =
        whole::read(&FileRef::of(&bytes), &bytes).expect("a whole catalogue");
    options.first_answers = typed;
    let cut = Cut {
        words: 500,
        near: 0,
        lists: 0,
        cards: 1,
    };
    let pack = build_cut(&options, entries, cut, &mut |_, _, _| {});
    let root_file = pack.files.last().unwrap().clone();
    let mut crumbs = Crumbs {
        files: pack.files.into_iter().map(|f| (f.file, f)).collect(),
        words: Vec::new(),
        lists: BTreeMap::new(),
        cards: Vec::new(),
        what: HashMap::new(),
    };
    let open = || Engine::open_plain(&root_file.file, &root_file.bytes).unwrap();
    let root = open().root().clone();
    for (n, (_, file)) in crumbs.leaves(&root.words).into_iter().enumerate() {
        let map = fst::Map::new(dict::split(&crumbs.payload(&file)).unwrap().0.to_vec()).unwrap();
        let (mut stream, mut words) = (map.stream(), Vec::new());
        while let Some((key, value)) = stream.next() {
            words.push((key.to_vec(), value));
        }
        crumbs.words.push((file, words));
        crumbs.what.insert(file, Crumb::Words(n));
    }
    for (first, file) in crumbs.leaves(&root.postings) {
        let offset = u64::from_be_bytes(first.try_into().unwrap());
        let list = crumbs.payload(&file);
        crumbs.lists.insert(offset, (file, list));
        crumbs.what.insert(file, Crumb::List(offset));
    }
    for (n, (_, file)) in crumbs.leaves(&root.cards).into_iter().enumerate() {
        crumbs.cards.push(file);
        crumbs.what.insert(file, Crumb::Card(n as u32));
    }
    crumbs.leaves(&root.starts);
    let queries: Vec<String> = std::fs::read_to_string(queries)
        .expect("queries")
        .lines()
        .filter_map(|l| Some(l.split_once('\t')?.1.to_owned()))
        .collect();
    println!("{} records, {} queries", root.records, queries.len());
    println!(
        "keys list cards stream block | parts, bytes of all | mean bytes requests rounds | p50 | p95 | queries of at most 1, 2, 3, 4 requests"
    );
    for design in DESIGNS {
        let layout = Layout::new(&crumbs, *design);
        let (mut engine, mut have) = (open(), BTreeSet::new());
        let mut sums: Vec<[usize; 3]> = Vec::new();
        for query in &queries {
            let mut sum = [0; 3];
            let ends = query.char_indices().map(|(at, c)| at + c.len_utf8());
            let ends: Vec<usize> = ends
                .filter(|e| *e == query.len() || (typed && !query[..*e].ends_with(' ')))
                .collect();
            if !typed {
                (engine, have) = (open(), BTreeSet::new());
            }
            for end in ends {
                let one = layout.ask(&mut engine, &mut have, &query[..end]);
                (0..3).for_each(|n| sum[n] += one[n]);
            }
            sums.push(sum);
        }
        let all: usize = match typed {
            true => 0,
            false => (0..layout.parts.len()).map(|n| layout.part_bytes(n)).sum(),
        };
        let at = |p: usize| {
            [0, 1, 2].map(|n| {
                let mut list: Vec<usize> = sums.iter().map(|s| s[n]).collect();
                list.sort_unstable();
                list[list.len() * p / 100]
            })
        };
        let mean =
            [0, 1, 2].map(|n| sums.iter().map(|s| s[n]).sum::<usize>() as f64 / sums.len() as f64);
        let few = [1, 2, 3, 4].map(|n| sums.iter().filter(|s| s[1] <= n).count());
        println!(
            "{design:?} | {} {all} | {:.0} {:.1} {:.1} | {:?} | {:?} | {few:?}",
            layout.parts.len(),
            mean[0],
            mean[1],
            mean[2],
            at(50),
            at(95)
        );
    }
}
