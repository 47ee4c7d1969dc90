//! A table of copies, joined to titles that come from elsewhere.
//!
//! Copies name their title by its number, by an ISBN, or only through barcodes that the titles' own copies also
//! have; those that name none so may name it by title and author. The table is read first and kept in memory; then each
//! title is [`ItemsTable::join`]ed, then all of them are looked through for the ISBNs of copies without a number and for names
//! ([`ItemsTable::join_left`]); what is left is told by [`ItemsTable::unmatched`].
//!
//! ```
//! use carrel_marc::csv::items::ItemsTable;
//! use carrel_marc::map::Mapped;
//!
//! let mut table = ItemsTable::new(None);
//! table.push(b"copy_id\trecord_id\tbarcode\tcall_number\tstatus\n7\t42\tCONC1\tFIC SAC\tChecked out\n");
//! assert!(table.finish().is_empty());
//!
//! let mut holes = Mapped::default();
//! holes.bib.id = "42".into();
//! table.join(&mut holes);
//! assert_eq!(holes.items[0].barcode, "CONC1");
//! assert_eq!(table.unmatched().count(), 0);
//! ```

use std::collections::HashMap;

use carrel_core::diagnostic::Place;
use carrel_core::{Diagnostic, Isbn, Item, ItemStatus};

use super::by_title::{Lead, Name, leads};
use super::dates::Dates;
use super::header::{above, flags, header, listed, meanings, patrons, unused, widths};
use super::item::{Places, Said, Unknown, deleted, filled, item};
use super::people;
use super::values::isbns;
use super::{Event, Row, TableOptions, TableReader, column_tag, finding, kinds};
use crate::columns::{Column, ColumnMap, Meanings, NameOrder, Purpose, key};
use crate::findings::Findings;
use crate::map::{Mapped, Outcome, kinds as map_kinds, shown};
use crate::words;

/// So many rows are looked at before the columns are decided on.
const SAMPLE: usize = 200;

/// How the table names its titles.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Join {
    /// By Koha's biblionumber (999 $c of a record).
    Koha,
    /// By the number of the title: Evergreen's (901 $c) or the control number.
    Record,
    /// By ISBN.
    Isbn,
    /// By barcodes that the titles' own copies have.
    Barcode,
    /// By title and author alone.
    Title,
}

/// Copies waiting for their titles.
pub struct ItemsTable {
    reader: TableReader,
    map: ColumnMap,
    sample: Vec<Row>,
    resolved: Option<(Vec<String>, Places)>,
    dates: Dates,
    authors: NameOrder,
    refused: bool,
    number: u32,
    join: Join,
    copies: Vec<Copy>,
    /// Indices of `copies` by what they are joined by.
    by_record: HashMap<String, Vec<u32>>,
    by_isbn: HashMap<Isbn, Vec<u32>>,
    by_barcode: HashMap<String, u32>,
    diagnostics: Vec<Diagnostic>,
}

/// One row.
struct Copy {
    item: Item,
    said: Said,
    line: u64,
    number: u32,
    /// The number, ISBN or name of the title, for the finding.
    title: String,
    /// Its title and author, where it says nothing of what the table is joined by.
    name: Option<Name>,
    /// Why that led to no title, where it may be several.
    unclear: Option<String>,
    joined: bool,
    diagnostics: Vec<Diagnostic>,
}

impl ItemsTable {
    /// A table read by that map, or by what its header says.
    #[must_use]
    pub fn new(map: Option<ColumnMap>) -> Self {
        let map = map.unwrap_or_default();
        let options = TableOptions {
            delimiter: map.delimiter,
            ..TableOptions::default()
        };
        Self {
            reader: TableReader::new(options),
            map,
            sample: Vec::new(),
            resolved: None,
            dates: Dates::default(),
            authors: NameOrder::Guess,
            refused: false,
            number: 0,
            join: Join::Record,
            copies: Vec::new(),
            by_record: HashMap::new(),
            by_isbn: HashMap::new(),
            by_barcode: HashMap::new(),
            diagnostics: Vec::new(),
        }
    }

    /// Takes more of the file.
    pub fn push(&mut self, bytes: &[u8]) {
        self.reader.push(bytes);
        self.read();
    }

    /// Says that the file ends here; gives what there is to say about the file as a whole.
    pub fn finish(&mut self) -> Vec<Diagnostic> {
        self.reader.finish();
        self.read();
        if self.resolved.is_none() && !self.sample.is_empty() {
            self.begin();
        }
        core::mem::take(&mut self.diagnostics)
    }

    /// How many copies the table holds.
    #[must_use]
    pub fn len(&self) -> usize {
        self.copies.len()
    }

    /// True when it holds none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.copies.is_empty()
    }

    /// How the table names its titles.
    #[must_use]
    pub fn joined_by(&self) -> Join {
        self.join
    }

    /// True when copies name their title by title and author, where nothing else leads to it.
    #[must_use]
    pub fn names_titles(&self) -> bool {
        self.copies.iter().any(|copy| copy.name.is_some())
    }

    /// The map in use, with every column written out.
    #[must_use]
    pub fn columns(&self) -> Option<ColumnMap> {
        self.resolved
            .as_ref()
            .map(|(names, places)| self.map.written_out(names, &places.meanings))
    }

    /// What each column was taken for, in their order; empty until the first rows were seen.
    #[must_use]
    pub fn meanings(&self) -> Meanings {
        let known = self.resolved.as_ref();
        known.map_or_else(Vec::new, |(names, places)| {
            meanings(names, &places.meanings)
        })
    }

    fn read(&mut self) {
        while let Some(event) = self.reader.next() {
            match event {
                Event::File(diagnostic) => self.diagnostics.push(diagnostic),
                Event::Row(_) if self.refused => {}
                Event::Row(row) if self.resolved.is_some() => self.row(row),
                Event::Row(row) => {
                    self.sample.push(row);
                    if self.sample.len() >= SAMPLE {
                        self.begin();
                    }
                }
            }
        }
    }

    fn begin(&mut self) {
        let mut rows = core::mem::take(&mut self.sample);
        if self.reader.records {
            self.refused = true;
            let message = words::table_of_copies_expected().to_owned();
            let told = finding(&kinds::RECORDS_FOR_COPIES, 1, message);
            self.diagnostics = vec![told];
            return;
        }
        let (names, first) = match header(&self.map, &rows, self.reader.width()) {
            Ok(found) => found,
            Err(diagnostic) => {
                self.refused = true;
                self.diagnostics.push(*diagnostic);
                return;
            }
        };
        let line = rows.first().map_or(1, |r| r.line);
        let (mut resolved, missing) = self.map.resolve(&names, Purpose::Items);
        for name in missing {
            let message = words::copies_column_expected(shown(&name));
            self.diagnostics
                .push(finding(&kinds::COLUMN_MISSING, line, message));
        }
        let has = |c| resolved.contains(&Some(c));
        self.join = if let Some(at) = resolved.iter().position(|c| *c == Some(Column::RecordId)) {
            if key(&names[at]).starts_with("biblio") {
                Join::Koha
            } else {
                Join::Record
            }
        } else if has(Column::Isbn) {
            Join::Isbn
        } else if has(Column::Barcode) {
            Join::Barcode
        } else {
            // Loans have a title and an author, too.
            let named = has(Column::Title) && (has(Column::Author) || has(Column::AuthorSorted));
            let of_people = patrons(&self.map, &names, &rows[first..], Purpose::Items);
            if let Some(finding) = of_people {
                self.refused = true;
                self.diagnostics.push(finding);
                return;
            }
            if !named {
                self.refused = true;
                self.diagnostics.push(no_key(&names, line));
                return;
            }
            Join::Title
        };
        self.diagnostics
            .extend(above(&rows[..first.saturating_sub(1)], names.len()));
        rows.drain(..first);
        if rows.is_empty() {
            let message = words::table_no_row().to_owned();
            self.diagnostics
                .push(finding(&crate::kinds::FILE_EMPTY, line, message));
        }
        flags(&self.map, &names, &mut resolved, &rows, Purpose::Items);
        let author = resolved.iter().position(|c| *c == Some(Column::Author));
        self.authors = self.map.authors;
        if let (NameOrder::Guess, Some(at)) = (self.authors, author) {
            let cells = rows.iter().filter_map(|row| row.cells.get(at));
            // Among names as they are spoken one may be inverted: then each cell is looked at for itself.
            if people::order_of(cells.map(String::as_str)) == NameOrder::LastFirst {
                self.authors = NameOrder::LastFirst;
            }
        }
        self.diagnostics
            .extend(unused(&names, &resolved, &rows, line));
        let (dates, unclear) = Dates::of(&self.map, &names, &resolved, &rows, line);
        self.dates = dates;
        self.diagnostics.extend(unclear);
        self.resolved = Some((names, Places::of(resolved)));
        for row in rows {
            self.row(row);
        }
    }

    fn row(&mut self, row: Row) {
        let Some((names, places)) = &self.resolved else {
            return;
        };
        self.number += 1;
        let mut findings = Findings::new(self.number, row.line);
        widths(&row, names.len(), &mut findings);
        let deleted = deleted(places, &row, &mut findings);
        let mut copy = item(&self.map, places, &self.dates, &row, &mut findings);
        if deleted {
            // Kept and counted, and not shown to readers.
            copy.item.status = ItemStatus::Withdrawn;
            copy.said.status = Some(ItemStatus::Withdrawn);
        }
        let from = u32::try_from(self.copies.len()).unwrap_or(u32::MAX);
        let said = copy.said.clone();
        let unknown = copy.unknown.take();
        let items = copy.of_each_barcode();
        if let Some(unknown) = unknown.filter(|_| said.status.is_none()) {
            findings.add_field(&map_kinds::STATUS_UNKNOWN, column_tag(), || match unknown {
                Unknown::Status(word) => words::status_of_copy_expected(shown(&word)),
                Unknown::Flag(word) => words::flag_expected(shown(&word)),
            });
            findings.again(&map_kinds::STATUS_UNKNOWN, items.len().saturating_sub(1));
        }
        let all = || from..from.saturating_add(u32::try_from(items.len()).unwrap_or(u32::MAX));
        let mut title = String::new();
        if let Some(id) = filled(places, &row, Column::RecordId).next() {
            // 42.0 is what a spreadsheet made of 42.
            let id = id.strip_suffix(".0").map_or(id.clone(), str::to_owned);
            self.by_record.entry(id.clone()).or_default().extend(all());
            title = id;
        }
        let numbered = !title.is_empty();
        if !numbered {
            let mut list = Vec::new();
            for text in filled(places, &row, Column::Isbn) {
                isbns(&text, &mut list, &mut Vec::new());
                title = if title.is_empty() { text } else { title };
            }
            for isbn in list {
                self.by_isbn.entry(isbn).or_default().extend(all());
            }
        }
        for (at, item) in all().zip(&items) {
            if !item.barcode.is_empty() {
                self.by_barcode.entry(item.barcode.clone()).or_insert(at);
            }
        }
        let is_sure = numbered || self.join == Join::Isbn && !title.is_empty();
        let name = match is_sure {
            true => None,
            false => Name::in_row(places, &row, self.authors),
        };
        if let Some(name) = &name {
            title.clone_from(&name.text);
        }
        let mut diagnostics = row.diagnostics.clone();
        diagnostics.extend(findings.finish(None));
        for item in items {
            self.copies.push(Copy {
                item,
                said: said.clone(),
                line: row.line,
                number: self.number,
                title: title.clone(),
                name: name.clone(),
                unclear: None,
                joined: false,
                // What was found in the row goes with its first copy.
                diagnostics: core::mem::take(&mut diagnostics),
            });
        }
    }

    /// Gives a title its copies. A copy that the title already has (by barcode) is brought up to date instead; other
    /// copies of the title stay, so that several tables can be joined one after the other. Where the table is the list
    /// of all copies, records are best mapped with [`HoldingsProfile::none`](crate::holdings::HoldingsProfile::none):
    /// what they say may be left over from another system.
    pub fn join(&mut self, mapped: &mut Mapped) {
        if !is_shown(mapped) {
            return;
        }
        let mut found: Vec<u32> = Vec::new();
        match self.join {
            // Its own number, and no other: a control number may be the number of another title.
            Join::Koha => {
                let id = mapped.keys.koha.as_deref().unwrap_or(&mapped.bib.id);
                found.extend(self.by_record.get(id).into_iter().flatten());
            }
            Join::Record => {
                let numbers = [
                    mapped.keys.evergreen.as_deref(),
                    Some(mapped.bib.id.as_str()),
                    mapped.keys.koha.as_deref(),
                ];
                let rows = numbers
                    .into_iter()
                    .flatten()
                    .find_map(|id| self.by_record.get(id));
                found.extend(rows.into_iter().flatten());
            }
            Join::Isbn => {
                for isbn in &mapped.bib.isbns {
                    found.extend(self.by_isbn.get(isbn).into_iter().flatten());
                }
            }
            Join::Barcode | Join::Title => {}
        }
        for item in &mapped.items {
            found.extend(
                self.by_barcode
                    .get(&item.barcode)
                    .filter(|_| !item.barcode.is_empty()),
            );
        }
        self.give(found, mapped);
    }

    /// Gives a title those of these copies that no title has yet.
    fn give(&mut self, mut found: Vec<u32>, mapped: &mut Mapped) {
        found.sort_unstable();
        found.dedup();
        let own = mapped.items.len();
        let mut updated: Vec<usize> = Vec::new();
        for at in found {
            let Some(copy) = self.copies.get_mut(at as usize).filter(|c| !c.joined) else {
                continue;
            };
            copy.join(mapped);
            // Only a copy of the record's own, and each once: two rows with one barcode are two copies, and told.
            let known = mapped.items[..own]
                .iter()
                .position(|i| !i.barcode.is_empty() && i.barcode == copy.item.barcode)
                .filter(|at| !updated.contains(at));
            match known {
                Some(at) => {
                    updated.push(at);
                    update(&mut mapped.items[at], &copy.item, &copy.said);
                }
                None => mapped.items.push(copy.item.clone()),
            }
        }
    }

    /// Gives the copies that are left, and name their title by no number, to the title of their ISBN, else to the one title of
    /// their title and author; says how many went by title and author. For all titles together, after each was
    /// [`ItemsTable::join`]ed: a barcode that a title has is surer. Where several titles may be meant by title and author, none
    /// is, and [`ItemsTable::unmatched`] says so.
    pub fn join_left(&mut self, titles: &mut [&mut Mapped]) -> Option<Diagnostic> {
        for mapped in titles.iter_mut().filter(|mapped| is_shown(mapped)) {
            let isbns = mapped.bib.isbns.iter();
            let copies = isbns.filter_map(|isbn| self.by_isbn.get(isbn));
            self.give(copies.flatten().copied().collect(), mapped);
        }
        let left = |copy: &&mut Copy| !copy.joined && copy.name.is_some();
        let mut copies: Vec<&mut Copy> = self.copies.iter_mut().filter(left).collect();
        let names: Vec<&Name> = copies.iter().filter_map(|c| c.name.as_ref()).collect();
        let bibs = titles.iter().enumerate();
        let bibs = bibs.filter(|(_, mapped)| is_shown(mapped));
        let leads = leads(&names, bibs.map(|(at, mapped)| (at, &mapped.bib)));
        let (mut joined, mut example) = (0, None);
        for (copy, lead) in copies.iter_mut().zip(leads) {
            let barcode = || shown(&copy.item.barcode);
            match lead {
                Lead::To(at) => {
                    copy.join(titles[at]);
                    titles[at].items.push(copy.item.clone());
                    joined += 1;
                    example.get_or_insert_with(|| copy.title.clone());
                }
                Lead::Nowhere => {}
                Lead::Titles(count, places) => {
                    let ids: Vec<String> =
                        places.iter().map(|at| titles[*at].bib.id.clone()).collect();
                    copy.unclear = Some(words::copy_one_title_expected(
                        &copy.title,
                        barcode(),
                        count,
                        listed(&ids),
                    ));
                }
                Lead::Names(texts) => {
                    copy.unclear = Some(words::copy_one_name_expected(
                        listed(&texts),
                        barcode(),
                        &copy.title,
                    ));
                }
            }
        }
        let example = example?;
        let message = words::copies_joined_by_title(joined, example);
        Some(finding(&kinds::COPIES_BY_TITLE, 0, message))
    }

    /// What is wrong with a table that leads to its titles by barcodes alone, when none of them was found.
    #[must_use]
    pub fn leads_nowhere(&self) -> Option<Diagnostic> {
        let (names, _) = self.resolved.as_ref()?;
        let lone = self.join == Join::Barcode && !self.is_empty() && !self.names_titles();
        let lone = lone && self.copies.iter().all(|copy| !copy.joined);
        lone.then(|| no_key(names, 1))
    }

    /// The barcodes of all copies; empty where a copy has none.
    pub fn barcodes(&self) -> impl Iterator<Item = &str> {
        self.copies.iter().map(|copy| copy.item.barcode.as_str())
    }

    /// A finding for each copy that fitted no title.
    pub fn unmatched(&self) -> impl Iterator<Item = Diagnostic> {
        self.copies.iter().filter(|c| !c.joined).map(|copy| {
            let (kind, message) = match &copy.unclear {
                Some(message) => (&kinds::COPY_TITLE_UNCLEAR, message.clone()),
                None if copy.title.is_empty() => (
                    &map_kinds::ITEM_UNMATCHED,
                    words::copy_title_expected(shown(&copy.item.barcode)),
                ),
                None => (
                    &map_kinds::ITEM_UNMATCHED,
                    words::copy_named_title_expected(shown(&copy.title), shown(&copy.item.barcode)),
                ),
            };
            Diagnostic {
                kind: kind.name,
                severity: kind.severity,
                place: Place {
                    record: copy.number,
                    offset: copy.line,
                    id: None,
                    field: None,
                },
                message,
                remedy: kind.remedy(),
            }
        })
    }
}

/// True when a title is in the catalogue, though it may be hidden.
fn is_shown(mapped: &Mapped) -> bool {
    matches!(mapped.outcome, Outcome::Kept | Outcome::Suppressed)
}

impl Copy {
    /// Its title was found: what was said of its row goes there.
    fn join(&mut self, mapped: &mut Mapped) {
        self.joined = true;
        for mut diagnostic in core::mem::take(&mut self.diagnostics) {
            diagnostic.place.id = Some(mapped.bib.id.clone());
            mapped.diagnostics.push(diagnostic);
        }
    }
}

/// What is said of a table of copies without a column that leads to a title.
fn no_key(names: &[String], line: u64) -> Diagnostic {
    let message = words::copies_key_expected(listed(names));
    finding(&kinds::NO_JOIN_COLUMN, line, message)
}

/// What the table says goes before what the record said; what it does not speak of stays.
fn update(known: &mut Item, from: &Item, said: &Said) {
    let newer = |old: &mut Option<String>, new: &Option<String>| {
        if new.is_some() {
            old.clone_from(new);
        }
    };
    newer(&mut known.call_number, &from.call_number);
    newer(&mut known.shelf, &from.shelf);
    newer(&mut known.site, &from.site);
    newer(&mut known.kind, &from.kind);
    newer(&mut known.copy, &from.copy);
    newer(&mut known.volume, &from.volume);
    newer(&mut known.note, &from.note);
    known.price_cents = from.price_cents.or(known.price_cents);
    known.acquired_on = from.acquired_on.or(known.acquired_on);
    said.update(known, from.due_on);
}
