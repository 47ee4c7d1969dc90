//! Records in, pack files out: the same records, name and dates give the same bytes everywhere.
//!
//! Cost: memory for every record and every posting (about 1.5 KB a record); time is dominated by
//! deflate. Records are renumbered by main entry and title, which makes neighbours alike: lists and
//! blocks compress better, and sorting by author needs no column.

use std::collections::{BTreeMap, HashMap};

use carrel_core::bib::{Format, Link, LinkKind, Measure};
use carrel_core::call_number::{CallNumber, Class};
use carrel_core::item::ItemStatus;
use carrel_core::{BibRecord, CalendarDate, Item};

use crate::analysis::{self, Token, fold, tokens};
use crate::asked::Asked;
use crate::engine::Engine;
use crate::files::Wants;
use crate::order::{head, sort_by_number};
use crate::other_words::other_words;
use crate::pack::columns::{self, Column, NONE};
use crate::pack::latest::{Latest, manifest_json};
use crate::pack::postings::{self, ARTICLE, Entry as Posted, Fields, Posting};
use crate::pack::section::{Section, SectionWriter};
use crate::pack::starts::{self, Start};
use crate::pack::{FORMAT, FileRef, Kind, PackFile, Root, cards, dict, envelope, express, keys};
use crate::query::Query;
use crate::references::{self, References, person};
use crate::state::{Facet, format_slug};
use crate::volumes;
use crate::wire::{Card, FacetGroup, HeadingKind, Overview};

/// What is said about the catalogue as a whole.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PackOptions {
    /// Name of the library.
    pub name: String,
    /// Day the availability is as of.
    pub snapshot: CalendarDate,
    /// Newest modification time of the input, seconds since 1970.
    pub published: u64,
    /// Folder on the server, with slashes at both ends.
    pub base: String,
    /// Other names of headings, from the library's authority records.
    pub references: References,
    /// Also what the first letters find ([`starts`]): for pages that use the engine alone. The app does not read it.
    pub first_answers: bool,
    /// Also the short way to a first result ([`express`]), beside the pack.
    pub express: bool,
}

/// One record with its copies.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Entry {
    /// The record; its id must be unique (see [`unique_ids`]).
    pub bib: BibRecord,
    /// Its copies.
    pub items: Vec<Item>,
    /// Key that sorts it on the shelf; empty = after all others.
    pub shelf_key: String,
}

/// A finished pack.
#[derive(Clone, Debug)]
pub struct Pack {
    /// What `latest.json` says.
    pub latest: Latest,
    /// Every file, the root last.
    pub files: Vec<PackFile>,
    /// How it came to its size.
    pub sizes: Sizes,
    /// The short way to a first result ([`express`]), where it was asked for.
    pub express: Option<(express::Index, Vec<PackFile>)>,
}

/// Figures of a finished pack.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sizes {
    /// Records.
    pub records: u32,
    /// Copies, withdrawn ones left out.
    pub items: u32,
    /// Distinct words.
    pub words: u32,
    /// Distinct headings.
    pub headings: u32,
    /// Postings of words.
    pub postings: u64,
}

impl Pack {
    /// Adds the same catalogue as one file ([`crate::whole::write`]).
    pub fn add_whole(&mut self, whole: PackFile) {
        self.latest.whole = Some(whole.file);
        self.files.insert(0, whole);
    }

    /// Text of `manifest.json`.
    #[must_use]
    pub fn manifest(&self) -> String {
        manifest_json(&self.latest, &self.files)
    }
}

/// Steps of a build, for progress bars.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// Splitting records into words; counts records.
    Words,
    /// Writing lists and dictionaries; counts words.
    Lists,
    /// Writing cards, records and columns; counts files about to be written.
    Blocks,
}

/// Gives every record an id of its own: blank ones get `carrel-N`, repeated ones `-2`, `-3`, ….
/// Returns what was changed as (position, id before, id after).
pub fn unique_ids(entries: &mut [Entry]) -> Vec<(usize, String, String)> {
    let mut seen: HashMap<String, u32> = HashMap::with_capacity(entries.len());
    let mut changed = Vec::new();
    for (at, entry) in entries.iter_mut().enumerate() {
        let before = entry.bib.id.trim().to_owned();
        let mut id = if before.is_empty() {
            format!("carrel-{}", at + 1)
        } else {
            before.clone()
        };
        while seen.contains_key(&id) {
            let base = if before.is_empty() {
                format!("carrel-{}", at + 1)
            } else {
                before.clone()
            };
            let n = seen.get_mut(&base).map_or(2, |n| {
                *n += 1;
                *n
            });
            id = format!("{base}-{n}");
        }
        seen.insert(id.clone(), 1);
        if id != entry.bib.id {
            if id != before {
                changed.push((at, before, id.clone()));
            }
            entry.bib.id = id;
        }
    }
    changed
}

/// Builds the pack.
#[must_use]
pub fn build(
    options: &PackOptions,
    entries: Vec<Entry>,
    progress: &mut dyn FnMut(Step, u32, u32),
) -> Pack {
    let cut = Cut::of(entries.len());
    build_cut(options, entries, cut, progress)
}

/// The same, cut into files as told: for programs that measure how large files should be.
#[must_use]
pub fn build_cut(
    options: &PackOptions,
    mut entries: Vec<Entry>,
    cut: Cut,
    progress: &mut dyn FnMut(Step, u32, u32),
) -> Pack {
    unique_ids(&mut entries);
    let mut order: Vec<(String, String, usize)> = entries
        .iter()
        .enumerate()
        .map(|(at, e)| {
            let main = e
                .bib
                .contributors
                .iter()
                .find(|c| c.main)
                .or(e.bib.contributors.first());
            (
                main.map(|c| fold(&c.name)).unwrap_or_default(),
                fold(e.bib.title.filing()),
                at,
            )
        })
        .collect();
    order.sort_by(|a, b| {
        (&a.0, &a.1, &entries[a.2].bib.id).cmp(&(&b.0, &b.1, &entries[b.2].bib.id))
    });
    let titles: Vec<String> = order.iter().map(|(_, title, _)| title.clone()).collect();
    // Editions of a work stand next to one another.
    let editions: Vec<u32> = order
        .chunk_by(|a, b| (&a.0, &a.1) == (&b.0, &b.1))
        .flat_map(|same| same.iter().map(|_| same.len() as u32))
        .collect();
    let mut taken: Vec<Option<Entry>> = entries.into_iter().map(Some).collect();
    let entries: Vec<Entry> = order
        .into_iter()
        .filter_map(|(_, _, at)| taken[at].take())
        .collect();
    let total = entries.len() as u32;

    let usual = usual_language(&entries);
    let asked = Asked::new(&entries, usual.as_deref());
    let mut index = Index::default();
    for (record, entry) in entries.iter().enumerate() {
        if record % 500 == 0 {
            progress(Step::Words, record as u32, total);
        }
        let prior = asked.level(entry, editions[record]);
        index.add(
            record as u32,
            &entry.bib,
            &entry.items,
            prior,
            &options.references,
        );
    }
    let mut files = Vec::new();
    let mut sizes = Sizes {
        records: total,
        ..Sizes::default()
    };
    let first = if options.first_answers {
        let words = index
            .words
            .iter()
            .map(|(word, list)| (word.as_str(), list.len()));
        starts::keys(words, total as usize)
    } else {
        Vec::new()
    };
    let written = index.write(&mut files, &mut sizes, cut, progress);

    progress(Step::Blocks, 0, 4);
    let shelf_ranks = ranks(
        entries
            .iter()
            .zip(&titles)
            .map(|(e, t)| (e.shelf_key.is_empty(), e.shelf_key.as_str(), t.as_str())),
    );
    let title_ranks = ranks(titles.iter());
    let cards_list: Vec<Card> = entries.iter().map(card).collect();
    sizes.items = cards_list.iter().map(|c| u32::from(c.copies)).sum();
    let cards_section = cards::write(&cards_list, &shelf_ranks, cut.cards, &mut files);
    progress(Step::Blocks, 1, 4);
    let full: Vec<(&BibRecord, Vec<&Item>)> = entries
        .iter()
        .map(|e| {
            (
                &e.bib,
                e.items
                    .iter()
                    .filter(|i| i.status != ItemStatus::Withdrawn)
                    .collect(),
            )
        })
        .collect();
    let full_section = cards::write_full(&full, &mut files);
    drop(full);
    progress(Step::Blocks, 2, 4);
    let arrivals = Arrivals::of(&entries, options.snapshot);
    let (columns_sections, facets) =
        write_columns(&entries, &arrivals, &shelf_ranks, &title_ranks, &mut files);
    progress(Step::Blocks, 3, 4);

    let front = if arrivals.newest.is_empty() {
        along(&shelf_ranks, options.snapshot)
    } else {
        arrivals.newest.clone()
    };
    let overview = Overview {
        name: options.name.clone(),
        records: total,
        items: sizes.items,
        snapshot: options.snapshot,
        facets,
        arrivals: !arrivals.newest.is_empty(),
        front: front
            .iter()
            .map(|r| cards_list[*r as usize].clone())
            .collect(),
    };
    let overview = envelope::seal(
        Kind::Overview,
        &postcard::to_allocvec(&overview).unwrap_or_default(),
    );
    let overview_ref = overview.file;
    files.push(overview);

    let mut isbns: Vec<(u64, u32)> = entries
        .iter()
        .enumerate()
        .flat_map(|(r, e)| e.bib.isbns.iter().map(move |i| (i.number(), r as u32)))
        .collect();
    isbns.sort_unstable();
    isbns.dedup();
    let mut ids: Vec<(u64, u32)> = entries
        .iter()
        .enumerate()
        .map(|(r, e)| (keys::hash_id(&e.bib.id), r as u32))
        .collect();
    ids.sort_unstable();

    let mut root = Root {
        format: FORMAT,
        writer: env!("CARGO_PKG_VERSION").to_owned(),
        name: options.name.clone(),
        snapshot: options.snapshot,
        records: total,
        items: sizes.items,
        words: written.words,
        starts: Section::default(),
        headings: written.headings,
        postings: written.stream,
        isbns: keys::write(&isbns, &mut files),
        ids: keys::write(&ids, &mut files),
        cards: cards_section,
        full: full_section,
        shelf: write_shelf(&shelf_ranks, &mut files),
        columns: columns_sections,
        overview: Some(overview_ref),
    };
    let card_of = |record: u32| {
        let at = record as usize;
        (cards_list[at].clone(), shelf_ranks[at])
    };
    let sealed = seal_root(&root);
    let mut desk = Desk {
        engine: Engine::open_plain(&sealed.file, &sealed.bytes).ok(),
        files: files.iter().map(|f| (f.file, f)).collect(),
    };
    let answers: Vec<(String, Start)> = first
        .into_iter()
        .filter_map(|key| {
            let start = desk.ask(&key, starts::HITS);
            (!start.hits.is_empty()).then_some((key, start))
        })
        .collect();
    let express = options.express.then(|| {
        let mut best = |word: &[u8]| {
            let word = core::str::from_utf8(word).unwrap_or_default();
            let hits = desk.ask(word, express::BEST).hits;
            hits.into_iter().map(|(record, _)| record).collect()
        };
        let words = written.entries.iter().map(|(word, placed)| {
            let value = placed.value(written.near);
            (word.as_slice(), value, placed.list(&written.lists))
        });
        let records = express::with_cards(&root);
        express::write(&words.collect::<Vec<_>>(), records, &card_of, &mut best)
    });
    if !answers.is_empty() {
        root.starts = starts::write(&answers, &card_of, &mut files);
    }
    let root = seal_root(&root);
    let latest = Latest {
        format: FORMAT,
        root: root.file,
        name: options.name.clone(),
        snapshot: options.snapshot,
        published: options.published,
        base: options.base.clone(),
        whole: None,
    };
    files.push(root);
    // Two files with the same bytes are one file.
    let mut seen = std::collections::HashSet::new();
    files.retain(|f| seen.insert(f.file));
    progress(Step::Blocks, 4, 4);
    Pack {
        latest,
        files,
        sizes,
        express,
    }
}

fn seal_root(root: &Root) -> PackFile {
    envelope::seal(Kind::Root, &postcard::to_allocvec(root).unwrap_or_default())
}

/// The engine over the files that are written, for what it answers beforehand.
struct Desk<'a> {
    engine: Option<Engine>,
    files: HashMap<FileRef, &'a PackFile>,
}

impl Desk<'_> {
    /// What the lists answer to a query that may go on.
    fn ask(&mut self, text: &str, limit: usize) -> Start {
        let Some(engine) = &mut self.engine else {
            return Start::default();
        };
        let query = Query::parse(text);
        loop {
            let mut wants = Wants::default();
            if let Some(start) = engine.hits(&query, limit, &mut wants) {
                return start;
            }
            let given = wants
                .0
                .iter()
                .filter_map(|file| self.files.get(file))
                .all(|file| engine.supply(&file.file, &file.bytes).is_ok());
            if !given || wants.0.is_empty() {
                return Start::default();
            }
        }
    }
}

/// Words and headings while they are collected.
#[derive(Default)]
struct Index {
    words: HashMap<String, Vec<Posting>>,
    headings: BTreeMap<Vec<u8>, Vec<u32>>,
}

impl Index {
    fn add(
        &mut self,
        record: u32,
        bib: &BibRecord,
        items: &[Item],
        prior: u8,
        references: &References,
    ) {
        let mut here: HashMap<String, Posting> = HashMap::new();
        let mut put = |text: &str, fields: Fields| {
            for token in tokens(text) {
                let posting = here.entry(token.text).or_insert(Posting::new(record));
                posting.fields.0 |= fields.0;
            }
        };
        for text in bib
            .title
            .remainder
            .iter()
            .chain(&bib.title.part)
            .chain(&bib.title.others)
            .chain(&bib.title.vernacular)
        {
            put(text, Fields::OTHER_TITLE);
        }
        let spanish = bib.languages.first().is_some_and(|code| code == "spa");
        let others = other_words(&bib.title.proper, spanish);
        for text in &others {
            put(text, Fields::OTHER_TITLE);
        }
        let mut after: Vec<(String, u8)> = Vec::new();
        for who in &bib.contributors {
            // Who types a name goes on with the other half of it, whichever came first.
            let words = tokens(&who.name);
            after.extend(
                (0..words.len()).map(|n| (words[n].text.clone(), next_of(&words, n, true))),
            );
            let fields = if who.main {
                Fields(Fields::AUTHOR.0 | Fields::MAIN.0)
            } else {
                Fields::AUTHOR
            };
            put(&who.name, fields);
            for name in references.names(&person(who)) {
                put(name, fields);
            }
            if let Some(own) = &who.vernacular {
                put(own, fields);
            }
        }
        for series in &bib.series {
            put(&series.title, Fields::SERIES);
            match series.number.as_deref().map(|n| (n, volumes::of_set(n))) {
                Some((_, Some(set))) => set.for_each(|n| put(&n.to_string(), Fields::TEXT)),
                Some((number, None)) => put(number, Fields::SERIES),
                None => {}
            }
        }
        for subject in &bib.subjects {
            for part in &subject.parts {
                put(part, Fields::SUBJECT);
            }
            for name in references.names(&subject.parts) {
                put(name, Fields::SUBJECT);
            }
        }
        for genre in &bib.genres {
            put(genre, Fields::SUBJECT);
            for name in references.names(std::slice::from_ref(genre)) {
                put(name, Fields::SUBJECT);
            }
        }
        for text in bib
            .summary
            .iter()
            .chain(&bib.contents)
            .chain(&bib.notes)
            .chain(&bib.awards)
            .chain(&bib.objectives)
        {
            put(text, Fields::TEXT);
        }
        for text in bib
            .call_number
            .iter()
            .chain(items.iter().filter_map(|i| i.call_number.as_ref()))
        {
            put(text, Fields::NUMBER);
        }
        for subject in &bib.subjects {
            let main = subject
                .parts
                .first()
                .map(|part| tokens(part))
                .unwrap_or_default();
            let words = main.iter().filter(|t| !t.alias).count().min(254) as u8;
            for token in main {
                if let Some(posting) = here.get_mut(&token.text) {
                    posting.heading = posting.heading.min(words);
                }
            }
        }
        for (word, next) in after {
            if let Some(posting) = here.get_mut(&word)
                && posting.next == 0
            {
                posting.next = next;
            }
        }
        let title = title_words(&bib.title.proper);
        for (word, place, next) in &title.words {
            let posting = here.entry(word.clone()).or_insert(Posting::new(record));
            // The first place, and for the article before the title that one: "The Boys on the Water".
            if !posting.fields.any(Fields::TITLE) {
                (posting.place, posting.next) = (*place, *next);
            }
            // Who types a title often ends where it says "or, …" or begins to explain itself.
            let beyond = *place < ARTICLE && *place >= title.main;
            let length = if beyond { title.length } else { title.main };
            posting.length = Posting::length_byte(length, prior);
            posting.fields.0 |= Fields::TITLE.0;
        }
        // A number in figures is the title as it is often typed; it has no place there, but what is known of the record.
        for number in others
            .iter()
            .filter(|text| text.bytes().all(|b| b.is_ascii_digit()))
        {
            if let Some(posting) = here.get_mut(number)
                && !posting.fields.any(Fields::TITLE)
            {
                posting.length = Posting::length_byte(title.main, prior);
                posting.fields.0 |= Fields::TITLE.0;
            }
        }
        for (word, mut posting) in here {
            if posting.fields.any(Fields::SUBJECT) {
                posting.heading = Posting::heading_byte(posting.heading, prior);
            }
            self.words.entry(word).or_default().push(posting);
        }

        let mut head = |kind: HeadingKind, shown: &str| {
            let folded = fold(shown);
            if !folded.is_empty() {
                let list = self
                    .headings
                    .entry(dict::heading_key(kind, &folded, shown))
                    .or_default();
                if list.last() != Some(&record) {
                    list.push(record);
                }
            }
        };
        for who in &bib.contributors {
            head(HeadingKind::Author, &who.name);
            for (from, _) in references.leading_to(&person(who)) {
                head(HeadingKind::Author, &references::shown(from, &who.name));
            }
        }
        for series in &bib.series {
            head(HeadingKind::Series, &series.title);
        }
        let genres = bib.genres.iter().map(|genre| vec![genre.clone()]);
        for subject in &bib.subjects {
            head(HeadingKind::Subject, &subject.heading());
        }
        for genre in &bib.genres {
            head(HeadingKind::Subject, genre);
        }
        for parts in bib.subjects.iter().map(|s| s.parts.clone()).chain(genres) {
            for (from, heading) in references.leading_to(&parts) {
                head(HeadingKind::Subject, &references::shown(from, &heading));
            }
        }
    }

    /// Writes the stream and both dictionaries; returns words, headings, postings.
    fn write(
        self,
        files: &mut Vec<PackFile>,
        sizes: &mut Sizes,
        cut: Cut,
        progress: &mut dyn FnMut(Step, u32, u32),
    ) -> Written {
        let mut words: Vec<(String, Vec<Posting>)> = self.words.into_iter().collect();
        words.sort_unstable_by(|a, b| a.0.cmp(&b.0));
        sizes.words = words.len() as u32;
        sizes.headings = self.headings.len() as u32;
        // Short lists of words stand beside the dictionary, as the beginning of the stream.
        let (mut near, mut stream) = (0u64, Vec::new());
        let mut word_entries: Vec<(Vec<u8>, Placed)> = Vec::with_capacity(words.len());
        for (n, (word, list)) in words.into_iter().enumerate() {
            if n % 5000 == 0 {
                progress(Step::Lists, n as u32, sizes.words);
            }
            sizes.postings += list.len() as u64;
            let placed = Placed::new(&list, cut.near, &mut near, &mut stream);
            word_entries.push((word.into_bytes(), placed));
        }
        let mut heading_entries: Vec<(Vec<u8>, Placed)> = Vec::with_capacity(self.headings.len());
        for (key, records) in self.headings {
            let list: Vec<Posting> = records.iter().map(|r| Posting::new(*r)).collect();
            heading_entries.push((key, Placed::new(&list, 0, &mut near, &mut stream)));
        }
        let mut writer = SectionWriter::default();
        for part in postings::cuts(&stream, cut.lists) {
            let first = (near + part.start as u64).to_be_bytes();
            writer.push(Kind::Postings, &first, &stream[part], files);
        }
        let section = writer.finish(files);
        let mut write = |entries: &[(Vec<u8>, Placed)], bytes| {
            let entries = entries
                .iter()
                .map(|(key, placed)| (key.as_slice(), placed.value(near), placed.list.as_slice()));
            dict::write(entries, bytes, files)
        };
        let words = write(&word_entries, cut.words);
        let headings = write(&heading_entries, HEADING_BYTES);
        Written {
            words: words.finish_at_most(ROOT_WORDS, files),
            headings: headings.finish(files),
            stream: section,
            entries: word_entries,
            near,
            lists: stream,
        }
    }
}

/// What [`Index::write`] wrote.
struct Written {
    words: Section,
    headings: Section,
    stream: Section,
    /// Words and where their lists stand.
    entries: Vec<(Vec<u8>, Placed)>,
    /// Bytes of the lists that stand beside dictionaries.
    near: u64,
    /// The lists behind those.
    lists: Vec<u8>,
}

/// Where a word's list stands.
struct Placed {
    /// The entry; of a list that stands in the stream its offset is still without what stands beside dictionaries.
    entry: Posted,
    /// The list, when it stands beside the dictionary.
    list: Vec<u8>,
}

impl Placed {
    /// `most`: bytes that a list beside the dictionary may have; `near`: bytes of all of those so far.
    fn new(list: &[Posting], most: usize, near: &mut u64, stream: &mut Vec<u8>) -> Self {
        if let [one] = list
            && one.record < Posted::MOST_ALONE
        {
            return Self {
                entry: Posted::One(*one),
                list: Vec::new(),
            };
        }
        let log2 = list.len().checked_ilog2().unwrap_or(0) as u8;
        let offset = stream.len();
        postings::write(list, stream);
        if stream.len() - offset > most {
            return Self {
                entry: Posted::List {
                    offset: offset as u64,
                    log2,
                },
                list: Vec::new(),
            };
        }
        let list = stream.split_off(offset);
        let entry = Posted::List {
            offset: *near,
            log2,
        };
        *near += list.len() as u64;
        Self { entry, list }
    }

    /// The list, wherever it stands; nothing for a word of one record.
    fn list<'a>(&'a self, stream: &'a [u8]) -> &'a [u8] {
        let Posted::List { offset, .. } = self.entry else {
            return &[];
        };
        if !self.list.is_empty() {
            return &self.list;
        }
        let rest = stream.get(offset as usize..).unwrap_or_default();
        let end = postings::read_head(rest).map_or(0, |(_, head, body)| head + body);
        rest.get(..end).unwrap_or_default()
    }

    /// The value in the dictionary, `near` bytes of lists standing beside dictionaries.
    fn value(&self, near: u64) -> u64 {
        match self.entry {
            Posted::List { offset, log2 } if self.list.is_empty() => Posted::List {
                offset: offset + near,
                log2,
            }
            .pack(),
            entry => entry.pack(),
        }
    }
}

/// So many dictionaries stand in the root itself: a round of requests less for each word.
const ROOT_WORDS: usize = 128;

/// Bytes of keys in a file of headings.
const HEADING_BYTES: usize = 32 << 10;

/// How large files are. A reader of a large catalogue meets more files with each question, so there they are larger; of a
/// small one only the first visit counts. FORMAT.md has the measurements.
#[derive(Clone, Copy, Debug)]
pub struct Cut {
    /// Bytes of keys in a file of words.
    pub words: usize,
    /// Bytes of a list that stands beside its word, at most.
    pub near: usize,
    /// Bytes of the stream in a file of postings; 0 = a file each list.
    pub lists: usize,
    /// Cards in a file.
    pub cards: usize,
}

impl Cut {
    /// As a catalogue of so many records is cut.
    #[must_use]
    pub fn of(records: usize) -> Self {
        let (words, near, lists) = match records {
            0..=5_000 => (8 << 10, 16 << 10, 8 << 10),
            5_001..=20_000 => (4 << 10, 16 << 10, 16 << 10),
            // Who misspells a word reads all words with its first letter: here their lists would be too much.
            _ => (32 << 10, 0, 16 << 10),
        };
        Self {
            words,
            near,
            lists,
            cards: cards::CARDS,
        }
    }
}

/// The language of most records; of two, the one that comes first in the alphabet.
fn usual_language(entries: &[Entry]) -> Option<String> {
    let mut counts: BTreeMap<&str, u32> = BTreeMap::new();
    for language in entries.iter().filter_map(|e| e.bib.languages.first()) {
        *counts.entry(language).or_default() += 1;
    }
    let most = *counts.values().max()?;
    let (language, _) = counts.into_iter().find(|(_, n)| *n == most)?;
    Some(language.to_owned())
}

/// The words of a title proper with their places, the initial article not counted.
pub(crate) struct TitleWords {
    /// Words, aliases among them, their places (254 for the article, at most 253 for others), and what comes after them
    /// ([`Posting::next_byte`]).
    pub(crate) words: Vec<(String, u8, u8)>,
    /// Words in all, at most 255.
    pub(crate) length: u8,
    /// Words up to the first colon, semicolon or bracket.
    pub(crate) main: u8,
}

pub(crate) fn title_words(title: &str) -> TitleWords {
    let list = tokens(title);
    let skip = u32::from(list.len() > 1 && analysis::is_article(&list[0].text));
    let most = list.iter().map(|t| t.place + 1).max().unwrap_or(0);
    let main = title.split([':', ';', '(', '[']).next().map_or(0, |part| {
        tokens(part).iter().map(|t| t.place + 1).max().unwrap_or(0)
    });
    let main = if main > skip { main } else { most };
    let words = list
        .iter()
        .enumerate()
        .map(|(n, t)| {
            let place = t
                .place
                .checked_sub(skip)
                .map_or(ARTICLE, |p| p.min(253) as u8);
            (t.text.clone(), place, next_of(&list, n, false))
        })
        .collect();
    TitleWords {
        words,
        length: (most - skip.min(most)).min(255) as u8,
        main: (main - skip.min(main)).min(255) as u8,
    }
}

/// [`Posting::next_byte`] for a word of a text; behind the last comes the first when it `wraps`.
fn next_of(words: &[Token], n: usize, wraps: bool) -> u8 {
    let Some(own) = words.get(n) else { return 0 };
    // An alias stands for as many words as have its letters.
    let mut left = own.text.len();
    let mut after = words
        .iter()
        .filter(|t| !t.alias && t.place >= own.place)
        .skip_while(|t| {
            let inside = left > 0;
            left = left.saturating_sub(t.text.len());
            inside
        });
    let first = words
        .first()
        .filter(|first| wraps && first.place < own.place);
    let next = after.next().or(first);
    next.map_or(0, |t| Posting::next_byte(&t.text))
}

/// The place of each element when sorted.
fn ranks<K: Ord>(keys: impl Iterator<Item = K>) -> Vec<u32> {
    let keys: Vec<K> = keys.collect();
    let mut order: Vec<u32> = (0..keys.len() as u32).collect();
    order.sort_by(|a, b| keys[*a as usize].cmp(&keys[*b as usize]).then(a.cmp(b)));
    let mut ranks = vec![0; keys.len()];
    for (rank, at) in order.into_iter().enumerate() {
        ranks[at as usize] = rank as u32;
    }
    ranks
}

/// Records of one shelf-order file.
pub(crate) const SHELF_FILE: usize = 4096;

/// The records, by their ranks.
fn in_order(ranks: &[u32]) -> Vec<u32> {
    let mut order = vec![0u32; ranks.len()];
    for (record, rank) in ranks.iter().enumerate() {
        order[*rank as usize] = record as u32;
    }
    order
}

fn write_shelf(ranks: &[u32], files: &mut Vec<PackFile>) -> Section {
    let order = in_order(ranks);
    let mut writer = SectionWriter::default();
    for (n, chunk) in order.chunks(SHELF_FILE).enumerate() {
        let payload = postcard::to_allocvec(chunk).unwrap_or_default();
        writer.push(
            Kind::Shelf,
            &((n * SHELF_FILE) as u32).to_be_bytes(),
            &payload,
            files,
        );
    }
    writer.finish(files)
}

/// A record in short.
fn card(entry: &Entry) -> Card {
    let bib = &entry.bib;
    let live: Vec<&Item> = entry
        .items
        .iter()
        .filter(|i| i.status != ItemStatus::Withdrawn)
        .collect();
    let available = live.iter().filter(|i| i.status.on_shelf()).count();
    let title = match &bib.title.part {
        Some(part) => format!("{}. {part}", bib.title.proper),
        None => bib.title.proper.clone(),
    };
    let mut names: Vec<_> = bib.contributors.iter().filter(|c| c.main).collect();
    names.extend(bib.contributors.iter().filter(|c| !c.main));
    Card {
        id: bib.id.clone(),
        title,
        subtitle: bib.title.remainder.clone(),
        vernacular: bib.title.vernacular.clone(),
        names: names
            .iter()
            .take(4)
            .map(|c| (c.name.clone(), c.role))
            .collect(),
        series: bib
            .series
            .first()
            .map(|s| (s.title.clone(), s.number.clone())),
        year: bib.publication.year,
        format: bib.format,
        language: bib.languages.first().cloned().unwrap_or_default(),
        call_number: live
            .iter()
            .find_map(|i| i.call_number.clone())
            .or_else(|| bib.call_number.clone()),
        shelf: live.iter().find_map(|i| i.shelf.clone()),
        copies: live.len().min(usize::from(u16::MAX)) as u16,
        available: available.min(usize::from(u16::MAX)) as u16,
        status: live
            .iter()
            .map(|i| i.status)
            .min_by_key(|status| *status as u8)
            .filter(|_| available == 0)
            .unwrap_or_default(),
        due_on: if available > 0 {
            None
        } else {
            live.iter()
                .filter(|i| i.status == ItemStatus::OnLoan)
                .filter_map(|i| i.due_on)
                .min()
        },
        ebook: on_screen(bib).map(|l| l.url.clone()),
    }
}

/// The link that leads to the thing itself. What comes on a disc, on paper that is no book, or in a box stands at a
/// shelf: its link leads to a shop or to a page about it, unless the record calls it an online resource.
fn on_screen(bib: &BibRecord) -> Option<&Link> {
    use Format::*;
    let carried = matches!(
        bib.format,
        Audiobook | Video | Music | Score | Map | Kit | Object | Picture
    );
    let extent = bib.extent.as_deref().unwrap_or("").to_ascii_lowercase();
    if carried && !extent.contains("online resource") {
        return None;
    }
    let itself = |l: &&Link| matches!(l.kind, LinkKind::Resource | LinkKind::Version);
    bib.links.iter().find(itself)
}

/// Books that stand in front, at most.
const FRONT: usize = 24;

/// Records from all along the shelves, at most [`FRONT`]; others with each day's publication. The first few of them come from
/// all along the shelves, too.
fn along(shelf_ranks: &[u32], snapshot: CalendarDate) -> Vec<u32> {
    let order = in_order(shelf_ranks);
    let apart = order.len().div_ceil(FRONT).max(1);
    let from = snapshot.days().rem_euclid(apart as i32) as usize;
    // Seven and FRONT have no divisor in common: every place comes once.
    (0..FRONT)
        .map(|n| n * 7 % FRONT * apart + from)
        .filter_map(|place| order.get(place).copied())
        .collect()
}

/// What came lately.
struct Arrivals {
    /// Day of arrival of each record, or [`NONE`].
    days: Vec<i32>,
    /// True for a new arrival.
    new: Vec<bool>,
    /// The newest, newest first, at most [`FRONT`].
    newest: Vec<u32>,
}

impl Arrivals {
    /// New is what came in the 120 days before the snapshot, unless that is half the catalogue or
    /// more (a migration day says nothing), and at most 500 titles.
    fn of(entries: &[Entry], snapshot: CalendarDate) -> Self {
        let days: Vec<i32> = entries
            .iter()
            .map(|e| {
                // A day to come is a slip (2062 for 2026): the other copies came all the same.
                e.items
                    .iter()
                    .filter_map(|i| i.acquired_on)
                    .filter(|d| *d <= snapshot)
                    .max()
                    .or(e.bib.entered.filter(|d| *d <= snapshot))
                    .map_or(NONE, CalendarDate::days)
            })
            .collect();
        let from = snapshot.days() - 120;
        let mut recent: Vec<u32> = (0..days.len() as u32)
            .filter(|r| days[*r as usize] >= from)
            .collect();
        if recent.len() * 2 >= entries.len() {
            recent.clear();
        }
        recent.sort_by_key(|r| (core::cmp::Reverse(days[*r as usize]), *r));
        recent.truncate(500);
        let mut new = vec![false; days.len()];
        for record in &recent {
            new[*record as usize] = true;
        }
        recent.truncate(FRONT);
        Self {
            days,
            new,
            newest: recent,
        }
    }
}

fn write_columns(
    entries: &[Entry],
    arrivals: &Arrivals,
    shelf_ranks: &[u32],
    title_ranks: &[u32],
    files: &mut Vec<PackFile>,
) -> (Vec<Section>, Vec<FacetGroup>) {
    let mut sections = Vec::new();
    let mut groups = Vec::new();
    let yes = |is: bool| {
        if is {
            vec!["yes".to_owned()]
        } else {
            Vec::new()
        }
    };
    for code in 0..=Column::Site as u8 {
        let values: Vec<Vec<String>> = entries
            .iter()
            .enumerate()
            .map(|(record, e)| match code {
                c if c == Column::Format as u8 => vec![format_slug(e.bib.format).to_owned()],
                c if c == Column::Shelf as u8 => live(e).filter_map(|i| i.shelf.clone()).collect(),
                c if c == Column::Genre as u8 => e.bib.genres.clone(),
                c if c == Column::Dewey as u8 => dewey_hundred(e).into_iter().collect(),
                c if c == Column::Audience as u8 => e
                    .bib
                    .audience
                    .map(|a| audience_letter(a).to_owned())
                    .into_iter()
                    .collect(),
                c if c == Column::Grade as u8 => e
                    .bib
                    .interest
                    .map(|g| {
                        (g.low.max(-1)..=g.high.min(12))
                            .map(|n| n.to_string())
                            .collect()
                    })
                    .unwrap_or_default(),
                c if c == Column::Level as u8 => e
                    .bib
                    .levels
                    .iter()
                    .filter_map(|l| level_band(&l.measure))
                    .collect(),
                c if c == Column::Language as u8 => e.bib.languages.clone(),
                c if c == Column::Decade as u8 => {
                    e.bib.publication.year.map(decade).into_iter().collect()
                }
                c if c == Column::Ebook as u8 => {
                    yes(on_screen(&e.bib).is_some() || e.bib.format == Format::Ebook)
                }
                c if c == Column::Available as u8 => yes(live(e).any(|i| i.status.on_shelf())),
                c if c == Column::New as u8 => yes(arrivals.new[record]),
                _ => live(e).filter_map(|i| i.site.clone()).collect(),
            })
            .collect();
        if let Some((_, facet)) = Column::FACETS.iter().find(|(c, _)| *c as u8 == code) {
            let mut counts: BTreeMap<&str, u32> = BTreeMap::new();
            for list in &values {
                let mut list: Vec<&str> = list.iter().map(String::as_str).collect();
                list.sort_unstable();
                list.dedup();
                for value in list {
                    *counts.entry(value).or_default() += 1;
                }
            }
            let mut values: Vec<(String, u32)> =
                counts.into_iter().map(|(v, n)| (v.to_owned(), n)).collect();
            order_values(*facet, &mut values);
            // Every shelf can be browsed; of the rest nobody reads more.
            if *facet != Facet::Shelf {
                values.truncate(60);
            }
            if !values.is_empty() {
                groups.push((*facet, values));
            }
        }
        sections.push(columns::write_texts(&values, files));
    }
    let years: Vec<i32> = entries
        .iter()
        .map(|e| e.bib.publication.year.map_or(NONE, i32::from))
        .collect();
    sections.push(columns::write_numbers(&years, files));
    for ranks in [title_ranks, shelf_ranks] {
        let numbers: Vec<i32> = ranks.iter().map(|r| *r as i32).collect();
        sections.push(columns::write_numbers(&numbers, files));
    }
    sections.push(columns::write_numbers(&arrivals.days, files));
    let here: Vec<Vec<String>> = entries
        .iter()
        .map(|e| {
            let there = live(e).filter(|i| i.status.on_shelf());
            there.filter_map(|i| i.site.clone()).collect()
        })
        .collect();
    sections.push(columns::write_texts(&here, files));
    let measured: Vec<Vec<String>> = entries
        .iter()
        .map(|e| {
            let levels = e.bib.levels.iter().filter(|l| !l.guessed);
            levels.filter_map(|l| level_band(&l.measure)).collect()
        })
        .collect();
    sections.push(columns::write_texts(&measured, files));
    let facets = Column::FACETS
        .iter()
        .filter_map(|(_, facet)| groups.iter().find(|(f, _)| f == facet))
        .map(|(facet, values)| FacetGroup {
            facet: *facet,
            values: values.clone(),
        })
        .collect();
    (sections, facets)
}

fn live(entry: &Entry) -> impl Iterator<Item = &Item> {
    entry
        .items
        .iter()
        .filter(|i| i.status != ItemStatus::Withdrawn)
}

/// The Dewey hundred that a title stands in: as the label of its first copy says, else as its record does. `FIC SAC` stands
/// in none, whatever the record's class; a label of the Library of Congress says nothing of Dewey.
fn dewey_hundred(entry: &Entry) -> Option<String> {
    let read = |label: Option<&str>| label.map(CallNumber::parse).unwrap_or_default();
    let signed = |call: &CallNumber| call.class == Class::None && !call.prefixes.is_empty();
    let copy = read(live(entry).find_map(|i| i.call_number.as_deref()));
    if let Some(hundred) = copy.hundred() {
        return Some(format!("{hundred:03}"));
    }
    if signed(&copy) {
        // Biographies under 92 and 921 stand among the numbers.
        let history = copy.prefixes.iter().any(|p| p == "92" || p == "921");
        return history.then(|| "900".to_owned());
    }
    if copy.is_empty()
        && signed(&read(entry.bib.call_number.as_deref()))
        && entry.bib.dewey.as_deref() != Some("921")
    {
        return None;
    }
    let digits: String = entry
        .bib
        .dewey
        .as_deref()?
        .chars()
        .skip_while(|c| !c.is_ascii_digit())
        .take_while(char::is_ascii_digit)
        .collect();
    (digits.len() == 3).then(|| format!("{}00", &digits[..1]))
}

/// The audience letter of MARC 008/22.
#[must_use]
pub fn audience_letter(audience: carrel_core::bib::Audience) -> &'static str {
    use carrel_core::bib::Audience as A;
    match audience {
        A::Preschool => "a",
        A::Primary => "b",
        A::PreAdolescent => "c",
        A::Adolescent => "d",
        A::Adult => "e",
        A::Specialised => "f",
        A::General => "g",
        A::Juvenile => "j",
    }
}

/// The band of a reading level that the level facet shows.
#[must_use]
pub fn level_band(measure: &Measure) -> Option<String> {
    match measure {
        Measure::Lexile { .. } => measure.lexile_rank().map(|rank| {
            if rank < 0 {
                "br".to_owned()
            } else {
                (rank / 200 * 200).min(1800).to_string()
            }
        }),
        Measure::AcceleratedReader { level, .. } => Some(format!("ar{}", level / 10)),
        Measure::ReadingCounts { level, .. } => Some(format!("rc{}", level / 10)),
        Measure::Grade(level) => Some(format!("gr{}", level / 10)),
        Measure::FountasPinnell(letter) => Some(format!("fp{letter}")),
    }
}

fn decade(year: i16) -> String {
    if year < 1900 {
        "<1900".to_owned()
    } else {
        (year / 10 * 10).to_string()
    }
}

/// The place of a facet's value among the others: grades, decades, classes, reading levels; of levels each scale for itself.
fn number(text: &str) -> u32 {
    match text {
        "br" => 0,
        "<1900" => 1,
        _ if text.starts_with("fp") => text
            .bytes()
            .skip(2)
            .fold(40_000, |sum, b| sum + u32::from(b)),
        _ => [("ar", 10_000), ("rc", 20_000), ("gr", 30_000)]
            .iter()
            .find_map(|(scale, from)| Some(from + text.strip_prefix(scale)?.parse::<u32>().ok()?))
            .unwrap_or_else(|| text.parse::<i32>().map_or(u32::MAX, |n| (n + 10) as u32)),
    }
}

/// True when a reading-level band is among those from one to another: `400-800`.
pub(crate) fn is_between(range: &str, band: &str) -> bool {
    range
        .split_once('-')
        .is_some_and(|(low, high)| (number(low)..=number(high)).contains(&number(band)))
}

/// Puts facet values in the order they are shown: what has an order in its order, else most first.
pub fn order_values(facet: Facet, values: &mut [(String, u32)]) {
    match facet {
        Facet::Grade | Facet::Level | Facet::Measured | Facet::Dewey => {
            sort_by_number(values, |(v, _)| u64::from(number(v)))
        }
        Facet::Year => sort_by_number(values, |(v, _)| u64::from(!number(v))),
        Facet::Audience => {
            let order = "abcjdgef";
            sort_by_number(values, |(v, _)| order.find(v.as_str()).unwrap_or(99) as u64);
        }
        _ => {
            sort_by_number(values, |(v, _)| head(v));
            sort_by_number(values, |(_, n)| u64::from(!*n));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_label_of_the_first_copy_says_in_which_hundred_a_title_stands() {
        let check = |title: &str,
                     labels: &[(&str, ItemStatus)],
                     dewey: Option<&str>,
                     expected: Option<&str>| {
            let entry = Entry {
                bib: BibRecord {
                    call_number: Some(title.to_owned()).filter(|l| !l.is_empty()),
                    dewey: dewey.map(str::to_owned),
                    ..BibRecord::default()
                },
                items: labels
                    .iter()
                    .map(|(label, status)| Item {
                        call_number: Some((*label).to_owned()).filter(|l| !l.is_empty()),
                        status: *status,
                        ..Item::default()
                    })
                    .collect(),
                shelf_key: String::new(),
            };
            assert_eq!(dewey_hundred(&entry).as_deref(), expected, "{labels:?}");
        };
        let here = |label| (label, ItemStatus::Available);
        let gone = |label| (label, ItemStatus::Withdrawn);
        // A brief record without a class, and fiction that has one.
        check("", &[here("599.5 SIM")], None, Some("500"));
        check("", &[here("FIC SAC")], Some("813.54"), None);
        check("", &[here("E ZIN")], Some("813.54"), None);
        check("", &[here("SP 004 SIM")], Some("813.54"), Some("000"));
        check(
            "",
            &[gone("599 A"), here(""), here("REF 423 WEB")],
            None,
            Some("400"),
        );
        check("", &[here("921 LIN")], None, Some("900"));
        // No label says anything: the record does.
        check("", &[here("")], Some("813.54"), Some("800"));
        check("", &[here("QL737.C4 S5")], Some("599.5"), Some("500"));
        check("", &[], Some("599.5"), Some("500"));
        check("", &[], None, None);
        check("813.54 SAC", &[], Some("813.54"), Some("800"));
        check("CD 245", &[], None, None);
        // The title's own label has a sign, too.
        check("FIC SAC", &[], Some("813.54"), None);
        check("921 LIN", &[], Some("921"), Some("900"));
    }

    #[test]
    fn a_link_is_an_e_book_where_the_thing_can_be_one() {
        let check = |format: Format, kind: LinkKind, extent: &str, expected: bool| {
            let entry = Entry {
                bib: BibRecord {
                    format,
                    extent: Some(extent.to_owned()).filter(|e| !e.is_empty()),
                    links: vec![Link {
                        url: "https://example.org/".to_owned(),
                        label: None,
                        kind,
                    }],
                    ..BibRecord::default()
                },
                ..Entry::default()
            };
            let shown = card(&entry).ebook.is_some();
            assert_eq!(shown, expected, "{format:?} {kind:?} {extent}");
            let arrivals = Arrivals::of(&[], CalendarDate::default());
            let arrivals = Arrivals {
                new: vec![false],
                days: vec![NONE],
                ..arrivals
            };
            let (_, groups) = write_columns(&[entry], &arrivals, &[0], &[0], &mut Vec::new());
            let counted = groups.iter().any(|group| group.facet == Facet::Ebook);
            let expected = expected || format == Format::Ebook;
            assert_eq!(counted, expected, "{format:?} {kind:?} {extent}");
        };
        for format in Format::ALL {
            use Format::*;
            let carried = matches!(
                format,
                Audiobook | Video | Music | Score | Map | Kit | Object | Picture
            );
            check(format, LinkKind::Version, "", !carried);
            check(format, LinkKind::Resource, "1 item", !carried);
            check(format, LinkKind::Related, "", false);
        }
        // A disc and what is heard without one are both music: the record says which.
        let streamed = "1 online resource (1 audio file)";
        check(Format::Music, LinkKind::Resource, streamed, true);
        check(Format::Map, LinkKind::Resource, "1 Online Resource", true);
    }

    /// 2062 typed for 2026: the title was no new arrival, though another copy of it came last week.
    #[test]
    fn a_day_to_come_hides_no_new_copy() {
        let day = |year, month| CalendarDate::new(year, month, 9);
        let snapshot = day(2026, 11).unwrap_or_default();
        let check = |copies: &[Option<CalendarDate>], entered, expected: Option<CalendarDate>| {
            let copy = |acquired_on: &Option<CalendarDate>| Item {
                acquired_on: *acquired_on,
                ..Item::default()
            };
            let entry = Entry {
                bib: BibRecord {
                    entered,
                    ..BibRecord::default()
                },
                items: copies.iter().map(copy).collect(),
                ..Entry::default()
            };
            let days = Arrivals::of(&[entry], snapshot).days;
            assert_eq!(days, [expected.map_or(NONE, CalendarDate::days)]);
        };
        let (slip, came, before) = (day(2062, 10), day(2026, 10), day(2020, 1));
        check(&[came, slip, before], None, came);
        check(&[slip], before, before);
        check(&[slip], slip, None);
        check(&[None], came, came);
    }
}
