//! From a library's files to one catalogue: reads, maps, joins, checks.
//!
//! ```
//! use carrel_site::catalogue::{Catalogue, Options};
//! let mut catalogue = Catalogue::new(Options::default());
//! catalogue.start("export.mrc");
//! catalogue.push(b"00049nam a2200037   4500245001100000\x1E00\x1FaTitle\x1E\x1D");
//! catalogue.finish_file();
//! let (entries, report) = catalogue.finish();
//! assert_eq!(entries[0].bib.title.proper, "Title");
//! assert_eq!(report.records, 1);
//! ```

use std::collections::{HashMap, HashSet};

use carrel_core::Item;
use carrel_core::bib::Format as Medium;
use carrel_core::call_number::{PrefixOrder, folded};
use carrel_core::diagnostic::{Diagnostic, Place};
use carrel_core::item::ItemStatus;
use carrel_marc::columns::ColumnMap;
use carrel_marc::csv::items::{ItemsTable, Join};
use carrel_marc::csv::titles::{TableEvent, TitleTable};
use carrel_marc::holdings::{HoldingsProfile, System, detect_among, elsewhere, may_hold_copies};
use carrel_marc::kinds::Kind;
use carrel_marc::map::check::Check;
use carrel_marc::map::kinds::UNIMARC;
use carrel_marc::map::{Mapped, Outcome, copies, map, settle_format};
use carrel_marc::read::{Event, Read, ReadOptions, Reader};
use carrel_marc::record::Record;
use carrel_marc::sniff::{Format, sniff};
use carrel_search::build::Entry;
use carrel_search::whole::shelf_key_of;

use crate::report::{FileReport, Report, Tally};
use crate::unpack::{UnpackError, Unpacker};
use crate::{kinds, words};

/// What may be set.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Where the copies stand in MARC records; found out file by file when it is not given.
    pub holdings: Option<HoldingsProfile>,
    /// What the columns of tables of titles mean; guessed where it is not given.
    pub columns: Option<ColumnMap>,
    /// What the columns of tables of copies mean; guessed where it is not given.
    pub items_columns: Option<ColumnMap>,
    /// Order of the sections on the shelf.
    pub shelves: PrefixOrder,
}

/// After so many records of a file it is looked where its copies stand; when none were found, again after twice as many,
/// and so on to its end: an export may begin with hundreds of e-books.
const SAMPLE: usize = 300;
/// Where a table has so many copies and the titles as many, and none is the same, they are of two libraries.
const STRANGERS: usize = 20;
/// Bytes that are enough to tell what a file is.
const HEAD: usize = 4096;
/// Bytes handed to a reader at a time.
const CHUNK: usize = 64 << 10;

/// Collects the records of any number of files.
pub struct Catalogue {
    options: Options,
    tally: Tally,
    files: Vec<FileReport>,
    current: Option<Current>,
    titles: Vec<Title>,
    /// Copies that came in records of their own: number of the title, copies, where.
    apart: Vec<(Option<String>, Vec<Item>, Place, usize)>,
    /// Tables of copies, and the number of each among the files.
    tables: Vec<(ItemsTable, usize)>,
    records: u32,
    merged: u32,
    left_out: u32,
    /// Copies of titles that the library hides.
    hidden: u32,
    /// Copies that fit no title.
    unmatched: u32,
    /// Files of titles, the one under way among them.
    title_files: u32,
    /// The last of the files in which a title with a name was found.
    titled: Option<usize>,
}

/// A record that is a title, and where it came from.
struct Title {
    mapped: Mapped,
    place: Place,
    file: usize,
    /// A row of a table, which may be no more than one of the title's copies.
    row: bool,
}

/// The file that is being read.
struct Current {
    unpacker: Unpacker,
    source: Source,
    failed: Option<UnpackError>,
}

/// What the file turned out to be.
enum Source {
    Unknown(Vec<u8>),
    Marc(Box<Marc>),
    Titles(Box<Titles>),
    Items(Box<ItemsTable>),
}

struct Titles {
    table: TitleTable,
    /// Titles that came out of its rows.
    count: u32,
}

struct Marc {
    reader: Reader,
    /// Where the copies stand, once that is known.
    profile: Option<HoldingsProfile>,
    /// Records read while it is not known.
    looked_at: usize,
    /// After so many it is looked again.
    next_look: usize,
    /// Of those, the parts that may hold copies; their titles are mapped already. Less than the titles take.
    sample: Vec<Record>,
    /// Whose they are.
    waiting: Vec<(Place, Whose)>,
    /// The same parts of records that have no copy where they stand, at most [`WITHOUT`].
    without: Vec<Record>,
}

/// So many records without a copy are looked at for copies in another field.
const WITHOUT: usize = 2_000;

/// Whose copies a record's are.
#[derive(Clone, Copy)]
enum Whose {
    /// The title at that place in the list.
    Title(usize),
    /// The holdings record at that place in the list.
    Apart(usize),
}

impl Catalogue {
    /// An empty one.
    #[must_use]
    pub fn new(options: Options) -> Self {
        Self {
            options,
            tally: Tally::default(),
            files: Vec::new(),
            current: None,
            titles: Vec::new(),
            apart: Vec::new(),
            tables: Vec::new(),
            records: 0,
            merged: 0,
            left_out: 0,
            hidden: 0,
            unmatched: 0,
            title_files: 0,
            titled: None,
        }
    }

    /// Begins a file of titles. The name is for the report.
    pub fn start(&mut self, name: &str) {
        self.begin(name, Source::Unknown(Vec::new()));
        self.title_files += 1;
    }

    /// Begins a table of copies that is to be joined to the titles of all other files. Tables are best given
    /// first: then copies are not also looked for in fields of the records that only may hold some.
    pub fn start_items(&mut self, name: &str) {
        let table = ItemsTable::new(self.options.items_columns.clone());
        self.begin(name, Source::Items(Box::new(table)));
    }

    fn begin(&mut self, name: &str, source: Source) {
        self.finish_file();
        self.files.push(FileReport {
            name: name.to_owned(),
            ..FileReport::default()
        });
        self.current = Some(Current {
            unpacker: Unpacker::new(),
            source,
            failed: None,
        });
    }

    /// Takes more of the file, plain or packed.
    pub fn push(&mut self, bytes: &[u8]) {
        let Some(mut current) = self.current.take() else {
            return;
        };
        if current.failed.is_none() {
            let Current {
                unpacker,
                source,
                failed,
            } = &mut current;
            *failed = unpacker
                .push(bytes, &mut |plain| self.take(source, plain))
                .err();
        }
        self.current = Some(current);
    }

    /// Says that the file ends here.
    pub fn finish_file(&mut self) {
        let Some(Current {
            mut unpacker,
            mut source,
            mut failed,
        }) = self.current.take()
        else {
            return;
        };
        if failed.is_none() {
            failed = unpacker
                .finish(&mut |plain| self.take(&mut source, plain))
                .err();
        }
        if let Source::Unknown(head) = source {
            source = self.recognise(&head);
            let head = head.clone();
            self.take(&mut source, &head);
        }
        match source {
            Source::Unknown(_) => {}
            Source::Marc(mut marc) => {
                marc.reader.finish();
                self.drain(&mut marc);
                self.settle(&mut marc, true);
                self.look_elsewhere(&marc);
                let records = marc.reader.records();
                let file = self.file();
                file.records = records;
                file.format = marc
                    .reader
                    .format()
                    .map_or(words::file_no_catalogue(), format_name)
                    .to_owned();
                self.records += records;
            }
            Source::Titles(mut titles) => {
                titles.table.finish();
                self.drain_titles(&mut titles);
                let rows = titles.table.rows();
                let file = self.file();
                file.records = rows;
                file.format = table_name(words::table_of_titles(), titles.table.columns());
                file.columns = titles.table.meanings();
                self.records += rows;
                // Rows that are further copies of a title came with it.
                self.merged += rows.saturating_sub(titles.count);
            }
            Source::Items(mut table) => {
                for diagnostic in table.finish() {
                    self.note(diagnostic);
                }
                let file = self.file();
                file.records = table.len() as u32;
                file.format = table_name(words::table_of_copies(), table.columns().as_ref());
                file.columns = table.meanings();
                let by = match table.joined_by() {
                    Join::Koha => words::by_koha(),
                    Join::Record => words::by_record(),
                    Join::Isbn => "ISBN",
                    Join::Barcode if table.names_titles() => words::by_barcode_or_title(),
                    Join::Barcode => "barcode",
                    Join::Title => words::by_title(),
                };
                if !table.is_empty() {
                    file.copies = words::copies_joined(by);
                }
                let at = self.files.len() - 1;
                self.tables.push((*table, at));
            }
        }
        if let Some(error) = failed {
            self.file().broken = true;
            let kind = match error {
                UnpackError::CutOff(_) => &kinds::PACKED_CUT_OFF,
                UnpackError::Damaged(_) => &kinds::PACKED_DAMAGED,
            };
            let read = self.file().records;
            let message = words::unpacked_before(capital(&error.to_string()), read);
            self.note(finding(kind, Place::default(), message));
        }
    }

    /// What was said of the file that was finished last.
    #[must_use]
    pub fn last_file(&self) -> Option<&FileReport> {
        self.files.last()
    }

    /// Records read so far, for progress.
    #[must_use]
    pub fn records(&self) -> u32 {
        let under_way = match &self.current {
            Some(Current {
                source: Source::Marc(marc),
                ..
            }) => marc.reader.records(),
            Some(Current {
                source: Source::Titles(titles),
                ..
            }) => titles.table.rows(),
            _ => 0,
        };
        self.records + under_way
    }

    /// Joins and checks everything; titles come in the order in which they were read.
    #[must_use]
    pub fn finish(mut self) -> (Vec<Entry>, Report) {
        self.finish_file();
        self.merge();
        self.join_apart();
        self.join_tables();
        let mut check = Check::new();
        let mut entries = Vec::with_capacity(self.titles.len());
        let (mut items, mut withdrawn) = (0u32, 0u32);
        for title in core::mem::take(&mut self.titles) {
            let Title {
                mut mapped,
                place,
                file,
                row,
            } = title;
            check.admit(&mut mapped, &place);
            let name = &self.files[file].name;
            for mut diagnostic in core::mem::take(&mut mapped.diagnostics) {
                if row {
                    // A table has columns, no tags.
                    diagnostic.place.field = None;
                }
                self.tally.add(name, diagnostic);
            }
            items += mapped.items.len() as u32;
            // They waited for the tables of copies, so that theirs are not told as copies without a title.
            if mapped.outcome == Outcome::Suppressed {
                self.hidden += mapped.items.len() as u32;
                continue;
            }
            settle_format(&mut mapped);
            withdrawn += mapped
                .items
                .iter()
                .filter(|i| i.status == ItemStatus::Withdrawn)
                .count() as u32;
            entries.push(entry(mapped, &self.options.shelves));
        }
        let report = Report {
            files: self.files,
            records: self.records,
            titles: entries.len() as u32,
            items: items + self.unmatched,
            withdrawn,
            unmatched: self.unmatched,
            merged: self.merged,
            left_out: self.left_out,
            hidden: self.hidden,
            kinds: self.tally.finish(),
        };
        (entries, report)
    }

    /// The report of the file under way.
    fn file(&mut self) -> &mut FileReport {
        if self.files.is_empty() {
            self.files.push(FileReport::default());
        }
        let last = self.files.len() - 1;
        &mut self.files[last]
    }

    fn note(&mut self, diagnostic: Diagnostic) {
        let titled = self.titled == self.files.len().checked_sub(1);
        let file = self.file();
        file.foreign |= diagnostic.kind == UNIMARC.name && !titled;
        file.broken |= diagnostic.kind == carrel_marc::kinds::FILE_CUT_OFF.name;
        let name = file.name.clone();
        self.tally.add(&name, diagnostic);
    }

    /// Takes unpacked bytes.
    fn take(&mut self, source: &mut Source, bytes: &[u8]) {
        match source {
            Source::Unknown(head) => {
                head.extend_from_slice(bytes);
                if head.len() >= HEAD {
                    let head = core::mem::take(head);
                    *source = self.recognise(&head);
                    self.take(source, &head);
                }
            }
            Source::Marc(marc) => {
                for chunk in bytes.chunks(CHUNK) {
                    marc.reader.push(chunk);
                    self.drain(marc);
                }
            }
            Source::Titles(titles) => {
                for chunk in bytes.chunks(CHUNK) {
                    titles.table.push(chunk);
                    self.drain_titles(titles);
                }
            }
            Source::Items(table) => bytes.chunks(CHUNK).for_each(|chunk| table.push(chunk)),
        }
    }

    /// What is not MARC in any wrapping is a table, or nothing that can be read: its reader says so.
    fn recognise(&mut self, head: &[u8]) -> Source {
        if sniff(head).is_none() {
            let table = TitleTable::new(self.options.columns.clone());
            return Source::Titles(Box::new(Titles { table, count: 0 }));
        }
        Source::Marc(Box::new(Marc {
            reader: Reader::new(ReadOptions::default()),
            profile: self.options.holdings.clone(),
            looked_at: 0,
            next_look: SAMPLE,
            sample: Vec::new(),
            waiting: Vec::new(),
            without: Vec::new(),
        }))
    }

    /// Takes out what the table has.
    fn drain_titles(&mut self, titles: &mut Titles) {
        while let Some(event) = titles.table.next() {
            match event {
                TableEvent::File(diagnostic) => self.note(diagnostic),
                TableEvent::Title(title) => {
                    titles.count += 1;
                    self.title(title.mapped, title.place, true);
                }
            }
        }
    }

    /// Takes out what the reader has.
    fn drain(&mut self, marc: &mut Marc) {
        while let Some(event) = marc.reader.next() {
            match event {
                Event::File(diagnostic) => self.note(diagnostic),
                Event::Record(read) => self.record(marc, read),
            }
        }
    }

    fn record(&mut self, marc: &mut Marc, read: Read) {
        let usable = read.usable();
        let place = Place {
            record: read.number,
            offset: read.offset,
            id: read.record.id().map(str::to_owned),
            field: None,
        };
        for diagnostic in read.diagnostics {
            self.note(diagnostic);
        }
        if !usable {
            self.left_out += 1;
            return;
        }
        if let Some(profile) = &marc.profile {
            let mapped = map(&read.record, &place, profile);
            if mapped.items.is_empty() && marc.without.len() < WITHOUT {
                marc.without.extend(may_hold_copies(&read.record));
            }
            self.title(mapped, place, false);
            return;
        }
        let mapped = map(&read.record, &place, &HoldingsProfile::none());
        let whose = match mapped.outcome {
            Outcome::Kept | Outcome::Suppressed => Whose::Title(self.titles.len()),
            Outcome::HoldingsOf(_) => Whose::Apart(self.apart.len()),
            // What has no copies says nothing of where they stand.
            Outcome::Deleted | Outcome::NotATitle => return self.title(mapped, place, false),
        };
        if let Some(part) = may_hold_copies(&read.record) {
            marc.sample.push(part);
            marc.waiting.push((place.clone(), whose));
        }
        self.title(mapped, place, false);
        marc.looked_at += 1;
        if marc.looked_at >= marc.next_look {
            marc.next_look *= 2;
            self.settle(marc, false);
        }
    }

    /// Looks where the copies stand, and reads those of the records that waited for that. Where nothing with barcodes was
    /// found, the next records may still have some: only at the end of the file that is the last word.
    fn settle(&mut self, marc: &mut Marc, at_end: bool) {
        if marc.profile.is_some() {
            return;
        }
        let mut profile = detect_among(&marc.sample, marc.looked_at);
        let sure = has_barcodes(&marc.sample, &profile);
        if !sure && !at_end {
            return;
        }
        // With a table of copies, only what is surely the system's own is read besides: a guess from the
        // looks of a field, or holdings without barcodes, may be another library's leftovers.
        if !self.tables.is_empty() && (profile.system == System::Other || !sure) {
            profile = HoldingsProfile {
                explanation: words::copies_from_table().to_owned(),
                ..HoldingsProfile::none()
            };
        }
        if marc.looked_at > 0 {
            self.file().copies.clone_from(&profile.explanation);
        }
        let waiting = core::mem::take(&mut marc.waiting);
        for (record, (place, whose)) in core::mem::take(&mut marc.sample).into_iter().zip(waiting) {
            let id = match whose {
                Whose::Title(at) => self.titles[at].mapped.bib.id.clone(),
                Whose::Apart(_) => place.id.clone().unwrap_or_default(),
            };
            let (items, diagnostics) = copies(&record, &place, &id, &profile);
            if items.is_empty() && marc.without.len() < WITHOUT {
                marc.without.push(record);
            }
            match whose {
                Whose::Title(at) => self.titles[at].mapped.items = items,
                Whose::Apart(at) => self.apart[at].1 = items,
            }
            for diagnostic in diagnostics {
                self.note(diagnostic);
            }
        }
        marc.profile = Some(profile);
    }

    /// Tells of copies that seem to stand in another field, in records that have none where the others have theirs: two
    /// exports in one file, or what the system before left behind. Nobody but the librarian knows which.
    fn look_elsewhere(&mut self, marc: &Marc) {
        let read = |p: &&HoldingsProfile| !p.tag.is_empty() && self.tables.is_empty();
        let Some(profile) = marc.profile.as_ref().filter(read) else {
            return;
        };
        let Some(found) = elsewhere(&marc.without, profile) else {
            return;
        };
        let message = words::copies_elsewhere(
            profile.tag.as_str(),
            found.records,
            found.tag,
            found.code,
            found.examples.join(", "),
        );
        self.note(finding(&kinds::COPIES_ELSEWHERE, Place::default(), message));
    }

    fn title(&mut self, mut mapped: Mapped, place: Place, row: bool) {
        for diagnostic in core::mem::take(&mut mapped.diagnostics) {
            self.note(diagnostic);
        }
        let file = self.files.len().saturating_sub(1);
        match &mut mapped.outcome {
            Outcome::Kept | Outcome::Suppressed => {
                // A record of which next to nothing is left may be of any MARC.
                if !mapped.bib.title.proper.is_empty() {
                    self.titled = Some(file);
                    self.file().foreign = false;
                }
                self.left_out += u32::from(mapped.outcome == Outcome::Suppressed);
                // A number made from the place in the file is another title's in the next file.
                let own = place.id.as_ref().is_some_and(|id| *id != mapped.bib.id);
                if self.title_files > 1 && !own && mapped.bib.id == format!("r{}", place.record) {
                    mapped.bib.id = format!("f{}r{}", self.title_files, place.record);
                }
                self.titles.push(Title {
                    mapped,
                    place,
                    file,
                    row,
                });
            }
            Outcome::HoldingsOf(of) => {
                let of = of.take();
                self.left_out += 1;
                self.apart.push((of, mapped.items, place, file));
            }
            Outcome::Deleted | Outcome::NotATitle => self.left_out += 1,
        }
    }

    /// Joins records that say the same: one number, one title, one author, one format, and the same number in the
    /// system where that stands apart. A system that cuts a title
    /// with very many copies over several records does this, and so do a file that is given twice and a sheet with a row
    /// for each book of a class set.
    fn merge(&mut self) {
        let mut first: HashMap<(String, String), Vec<usize>> = HashMap::new();
        let mut kept: Vec<Title> = Vec::with_capacity(self.titles.len());
        // Of titles that came more than once: the file that named each of its copies last.
        let mut named: HashMap<usize, Vec<usize>> = HashMap::new();
        for title in core::mem::take(&mut self.titles) {
            let bib = &title.mapped.bib;
            let key = (
                bib.id.clone(),
                format!(
                    "{}\t{}\t{:?}\t{:?}",
                    folded(&bib.title.proper),
                    folded(bib.contributors.first().map_or("", |c| c.name.as_str())),
                    title.mapped.keys,
                    title.mapped.outcome,
                ),
            );
            let list = first.entry(key.clone()).or_default();
            let at = list
                .iter()
                .find(|at| agree(&kept[**at].mapped, &title.mapped));
            let Some(at) = at else {
                list.push(kept.len());
                kept.push(title);
                continue;
            };
            let into = &mut kept[*at];
            if into.mapped.bib.title.remainder.is_none() {
                into.mapped
                    .bib
                    .title
                    .remainder
                    .clone_from(&title.mapped.bib.title.remainder);
            }
            // Equal rows of one sheet are copies without barcodes; what another file or record says again is a repeat.
            let apart = title.row || into.file != title.file;
            let items = &mut into.mapped.items;
            let named = named
                .entry(*at)
                .or_insert_with(|| vec![into.file; items.len()]);
            let (mut added, mut repeated) = (0, 0);
            for item in title.mapped.items {
                let bare = item.barcode.is_empty();
                let known = (0..items.len()).find(|i| match bare {
                    true => !(apart && named[*i] == title.file) && items[*i] == item,
                    false => items[*i].barcode == item.barcode,
                });
                match known {
                    Some(known) => {
                        named[known] = title.file;
                        repeated += usize::from(bare);
                    }
                    None => {
                        items.push(item);
                        named.push(title.file);
                        added += 1;
                    }
                }
            }
            self.merged += 1;
            let name = &self.files[title.file].name;
            let place = Place {
                id: Some(key.0),
                ..title.place
            };
            let message = words::own_title_expected(added);
            if repeated > 0 {
                let message = words::copies_repeated(repeated);
                let told = finding(&kinds::COPIES_REPEATED, place.clone(), message);
                self.tally.add(name, told);
            }
            self.tally
                .add(name, finding(&kinds::RECORD_MERGED, place, message));
        }
        self.titles = kept;
    }

    /// Gives the copies of tables to their titles; what fits no title is told.
    fn join_tables(&mut self) {
        let tables = core::mem::take(&mut self.tables);
        let mut own: HashSet<String> = HashSet::new();
        if !tables.is_empty() {
            let items = self.titles.iter().flat_map(|title| &title.mapped.items);
            let barcodes = items.map(|item| item.barcode.clone());
            own.extend(barcodes.filter(|barcode| !barcode.is_empty()));
        }
        for (mut table, file) in tables {
            let name = &self.files[file].name;
            let common = table.barcodes().filter(|b| own.contains(*b)).count();
            for title in &mut self.titles {
                table.join(&mut title.mapped);
            }
            let mapped = self.titles.iter_mut().map(|title| &mut title.mapped);
            if let Some(told) = table.join_left(&mut mapped.collect::<Vec<_>>()) {
                self.tally.add(name, told);
            }
            for title in &mut self.titles {
                for diagnostic in core::mem::take(&mut title.mapped.diagnostics) {
                    self.tally.add(name, diagnostic);
                }
            }
            let (all, mut lone) = (table.len() as u32, 0);
            if let Some(told) = table.leads_nowhere().filter(|_| own.is_empty()) {
                // Barcodes lead to no title where no title has one: the table is of no use, and no row of it to blame.
                self.unmatched += all;
                self.tally.add(name, told);
                self.files[file].records = 0;
                continue;
            }
            for diagnostic in table.unmatched() {
                lone += 1;
                self.tally.add(name, diagnostic);
            }
            self.unmatched += lone;
            // Small numbers of titles are the same in every library: then its copies hang on the wrong titles.
            let found = if lone > all / 2 {
                words::fit_none(lone, all)
            } else if common == 0 && own.len() >= STRANGERS && all as usize >= STRANGERS {
                let own = own.len();
                words::none_among(all, own)
            } else {
                continue;
            };
            let message = words::copies_of_these_expected(found);
            let told = finding(&kinds::COPIES_OF_OTHERS, Place::default(), message);
            self.tally.add(name, told);
        }
    }

    /// Gives copies that came in holdings records of their own to their titles.
    fn join_apart(&mut self) {
        let apart = core::mem::take(&mut self.apart);
        if apart.is_empty() {
            return;
        }
        let by_id: HashMap<String, usize> = self
            .titles
            .iter()
            .enumerate()
            .rev()
            .map(|(at, t)| (t.mapped.bib.id.clone(), at))
            .collect();
        for (of, items, place, file) in apart {
            match of.as_ref().and_then(|of| by_id.get(of)) {
                Some(at) => self.titles[*at].mapped.items.extend(items),
                None if items.is_empty() => {}
                None => {
                    self.unmatched += items.len() as u32;
                    let kind = &carrel_marc::map::kinds::ITEM_UNMATCHED;
                    let name = &self.files[file].name;
                    let message = match of {
                        Some(of) => words::title_for_copies_expected(of, items.len()),
                        None => words::number_for_copies_expected(items.len()),
                    };
                    self.tally.add(name, finding(kind, place, message));
                }
            }
        }
    }
}

/// True where two records of one number, title and author may be one: a subtitle that both have is the same, and so is
/// the format, of which a book with pictures is none of its own.
fn agree(one: &Mapped, other: &Mapped) -> bool {
    let rest = |mapped: &Mapped| {
        mapped
            .bib
            .title
            .remainder
            .as_deref()
            .map(folded)
            .unwrap_or_default()
    };
    let format = |mapped: &Mapped| match mapped.bib.format {
        Medium::GraphicNovel | Medium::PictureBook => Medium::Book,
        other => other,
    };
    let (a, b) = (rest(one), rest(other));
    (a == b || a.is_empty() || b.is_empty()) && format(one) == format(other)
}

/// True when the copies that a profile reads have barcodes, any of them.
fn has_barcodes(sample: &[Record], profile: &HoldingsProfile) -> bool {
    let mut items = sample
        .iter()
        .flat_map(|record| copies(record, &Place::default(), "", profile).0);
    items.any(|item| !item.barcode.is_empty())
}

/// A title as the pack wants it, with the key of the copy that stands first.
fn entry(mapped: Mapped, order: &PrefixOrder) -> Entry {
    let Mapped { bib, items, .. } = mapped;
    let shelf_key = shelf_key_of(&bib, &items, order);
    Entry {
        bib,
        items,
        shelf_key,
    }
}

fn finding(kind: &Kind, place: Place, message: String) -> Diagnostic {
    Diagnostic {
        kind: kind.name,
        severity: kind.severity,
        place,
        message,
        remedy: kind.remedy(),
    }
}

fn format_name(format: Format) -> &'static str {
    match format {
        Format::Iso2709 => "MARC 21 (ISO 2709)",
        Format::Marcxml => "MARCXML",
        Format::Json => words::format_json(),
        Format::Marcmaker => words::format_marcmaker(),
        Format::Lines => words::format_microlif(),
        Format::Aleph => "Aleph sequential",
    }
}

/// "table of titles (Goodreads)"
fn table_name(what: &str, columns: Option<&ColumnMap>) -> String {
    match columns {
        Some(map) if !map.layout.is_empty() => format!("{what} ({})", map.layout),
        _ => what.to_owned(),
    }
}

fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars
        .next()
        .map_or_else(String::new, |c| c.to_uppercase().chain(chars).collect())
}

#[cfg(test)]
mod tests;
