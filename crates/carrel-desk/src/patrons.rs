//! The lists of patrons, blocks and open loans as this computer keeps them: no card, no last name. HMAC of the card, a short hint, the
//! group, a block. Only class lists, which staff must ask for, keep cards ([`crate::classes`]).

use std::collections::{BTreeMap, BTreeSet};

use carrel_circ::PatronKey;
use carrel_circ::due::day_of;
use carrel_circ::policy::Policy;
use carrel_core::CalendarDate;
use carrel_core::diagnostic::Severity;
use carrel_exchange::csv;
use carrel_exchange::lists::{Column, ColumnMap, Entry, List, ListReader, Reason};
use carrel_exchange::loan::OpenLoan;
use serde::{Deserialize, Serialize};

use crate::classes::{Student, short_name};

/// One patron.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Known {
    /// First name, at most twelve characters.
    pub hint: String,
    /// Class or homeroom.
    pub class: String,
    /// Why lending is blocked.
    pub block: Option<Reason>,
}

/// All of them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Patrons {
    /// When the list was loaded, milliseconds since 1970 UTC.
    pub loaded_ms: i64,
    /// By key.
    pub known: BTreeMap<PatronKey, Known>,
    /// Last day of a card, where the list says. Last, and read leniently: lists that an older Carrel kept end before it.
    #[serde(deserialize_with = "or_none")]
    pub expires: BTreeMap<PatronKey, CalendarDate>,
}

/// What an older Carrel did not write is empty.
fn or_none<'de, D: serde::Deserializer<'de>, T: Deserialize<'de> + Default>(
    from: D,
) -> Result<T, D::Error> {
    Ok(T::deserialize(from).unwrap_or_default())
}

impl Patrons {
    /// The card's last day is over.
    #[must_use]
    pub fn has_expired(&self, key: PatronKey, today: CalendarDate) -> bool {
        self.expires.get(&key).is_some_and(|last| *last < today)
    }
}

/// Blocked cards, from a list of their own.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Blocks {
    /// Why, by key.
    pub known: BTreeMap<PatronKey, Reason>,
    /// When the list was loaded, milliseconds since 1970 UTC; 0 where an older Carrel kept it, which ended before this.
    #[serde(deserialize_with = "or_none")]
    pub loaded_ms: i64,
}

/// The open loans of the library's own system, from a list of its own.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Loans {
    /// A loan a row.
    pub lent: Vec<Lent>,
    /// When the list was loaded, milliseconds since 1970 UTC; 0 where an older Carrel kept it, which ended before this.
    #[serde(deserialize_with = "or_none")]
    pub loaded_ms: i64,
    /// The rows that do not say since when: what was scanned before the list was loaded goes before them.
    #[serde(deserialize_with = "or_none")]
    pub undated: BTreeSet<u32>,
}

impl Loans {
    /// Whether this row does not say since when.
    #[must_use]
    pub fn is_undated(&self, row: usize) -> bool {
        u32::try_from(row).is_ok_and(|row| self.undated.contains(&row))
    }
}

/// A loan of the library's own system.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lent {
    /// Barcode.
    pub copy: String,
    /// Who.
    pub patron: PatronKey,
    /// Since when, milliseconds since 1970 UTC; by the time the list was loaded where it does not say.
    pub since_ms: i64,
    /// Until when.
    pub due: Option<CalendarDate>,
}

/// The rows of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Rows {
    /// Patrons, and the same as students of class lists.
    Patrons(Patrons, Vec<Student>),
    /// Open loans.
    Loans(Loans),
    /// Blocked cards.
    Blocks(Blocks),
}

/// What a file brought.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Loaded {
    /// Its rows; perhaps none.
    pub rows: Rows,
    /// Rows that were used and rows that could not be.
    pub counts: (u32, u32),
    /// What was odd, in words; no value of a row is in it.
    pub findings: Vec<String>,
    /// The rows with their cards, to be given to a gateway or compared; kept nowhere.
    pub open: Open,
}

/// Rows as staff's file has them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Open {
    /// Card, class of the policy, blocked. The class is the type of the patron where the file has types, else class or homeroom.
    pub patrons: Vec<(String, String, bool)>,
    /// Loans, with milliseconds since 1970 UTC where the file says since when.
    pub loans: Vec<(OpenLoan, Option<i64>)>,
    /// Blocked cards.
    pub blocks: Vec<String>,
}

/// A file's columns, for a page that lets staff correct how they are read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Columns {
    /// What the file was taken for.
    pub list: List,
    /// Name of each column, what stands below it in the first row, and what it was taken for.
    pub columns: Vec<(String, String, Column)>,
}

/// How to read a file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct How {
    /// What is in it; told by looking when nobody said.
    pub list: Option<List>,
    /// Its columns, where the guess was wrong.
    pub map: ColumnMap,
    /// Minutes east of UTC, for dates.
    pub offset_minutes: i16,
    /// Now, milliseconds since 1970 UTC.
    pub now_ms: i64,
}

/// What a file is, by its first line: card and copy make a loan; a line with nothing but a card (and a letter) is a blocked card.
#[must_use]
pub fn columns(bytes: &[u8], how: &How) -> Columns {
    let delimiter = how.map.delimiter.and_then(|c| u8::try_from(c).ok());
    let mut reader = csv::Reader::new(delimiter);
    reader.push(bytes.get(..65_536).unwrap_or(bytes));
    reader.finish();
    let first = reader.next_row().map(|row| row.cells).unwrap_or_default();
    let (header, sample) = match &how.map.header {
        Some(header) => (header.clone(), first),
        None => {
            let sample = reader.next_row().map(|row| row.cells);
            (first, sample.unwrap_or_default())
        }
    };
    let has = |list: List, wanted: &[Column]| {
        let found = how.map.resolve(list, &header);
        wanted.iter().all(|column| found.contains(column))
    };
    let list = how.list.unwrap_or_else(|| {
        if has(List::Loans, &[Column::Card, Column::Barcode]) {
            List::Loans
        } else if has(List::Patrons, &[Column::Card]) {
            List::Patrons
        } else if header.len() == 1 {
            List::Blocks
        } else {
            List::Patrons
        }
    });
    let meant = how.map.resolve(list, &header);
    let rows = header.into_iter().zip(meant).enumerate();
    Columns {
        list,
        columns: rows
            .map(|(at, (name, column))| (name, sample.get(at).cloned().unwrap_or_default(), column))
            .collect(),
    }
}

/// Reads a file. `key` gives the patron of a card.
#[must_use]
pub fn read(bytes: &[u8], how: &How, key: impl Fn(&str) -> PatronKey) -> Loaded {
    let list = columns(bytes, how).list;
    let here = Policy {
        utc_offset_minutes: how.offset_minutes.into(),
        ..Policy::default()
    };
    let today = day_of(how.now_ms, &here);
    let mut reader = ListReader::new(list, Some(how.map.clone())).on(today);
    reader.push(bytes);
    reader.finish();
    let mut patrons = Patrons {
        loaded_ms: how.now_ms,
        known: BTreeMap::new(),
        expires: BTreeMap::new(),
    };
    let mut students = Vec::new();
    let mut loans = Loans {
        loaded_ms: how.now_ms,
        ..Loans::default()
    };
    let mut blocks = Blocks {
        loaded_ms: how.now_ms,
        ..Blocks::default()
    };
    let mut open = Open::default();
    let mut types = Vec::new();
    while let Some(entry) = reader.next_entry() {
        match entry {
            Entry::Patron(patron) => {
                let known = Known {
                    hint: patron.hint(),
                    class: patron.class.clone(),
                    block: patron.block,
                };
                let key = key(&patron.card);
                match patron.expires {
                    Some(last) => patrons.expires.insert(key, last),
                    None => patrons.expires.remove(&key),
                };
                let is_blocked = patron.block.is_some();
                open.patrons
                    .push((patron.card.clone(), patron.class.clone(), is_blocked));
                types.push(patron.kind);
                students.push(Student {
                    name: short_name(&patron.first_name, &patron.last_name),
                    card: patron.card,
                    class: patron.class,
                    key,
                });
                patrons.known.insert(key, known);
            }
            Entry::Loan(loan) => {
                let since_ms = loan.since.map(|since| since.unix_ms(how.offset_minutes));
                if since_ms.is_none() {
                    let row = u32::try_from(loans.lent.len()).unwrap_or(u32::MAX);
                    loans.undated.insert(row);
                }
                loans.lent.push(Lent {
                    patron: key(&loan.card),
                    copy: loan.barcode.clone(),
                    since_ms: since_ms.unwrap_or(how.now_ms),
                    due: loan.due,
                });
                open.loans.push((loan, since_ms));
            }
            Entry::Block(block) => {
                open.blocks.push(block.card.clone());
                blocks.known.insert(key(&block.card), block.reason);
            }
        }
    }
    if types.iter().any(|of| !of.is_empty()) {
        for (row, of) in open.patrons.iter_mut().zip(types) {
            row.1 = of;
        }
    }
    Loaded {
        rows: match list {
            List::Patrons => Rows::Patrons(patrons, students),
            List::Loans => Rows::Loans(loans),
            List::Blocks => Rows::Blocks(blocks),
        },
        counts: reader.counts(),
        findings: words(reader.take_findings()),
        open,
    }
}

fn words(findings: Vec<carrel_core::Diagnostic>) -> Vec<String> {
    // Twenty are shown: what is wrong with the whole file first, then what could not be used, then what was mended.
    let mut findings: Vec<_> = findings.into_iter().collect();
    findings.sort_by_key(|finding| {
        let is_of_all = finding.place.record == 0 && finding.severity != Severity::Note;
        (!is_of_all, core::cmp::Reverse(finding.severity))
    });
    let said = findings.iter().take(20);
    said.map(|finding| {
        let said = [finding.message.as_str(), " ", finding.remedy].concat();
        match finding.place.record {
            // It is about the whole file.
            0 => said,
            row => format!("{row}: {said}"),
        }
    })
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(card: &str) -> PatronKey {
        carrel_sync::hash::patron_key(&[1; 32], card)
    }

    fn load(text: &str, how: &How) -> Loaded {
        read(text.as_bytes(), how, key)
    }

    #[test]
    fn a_list_keeps_neither_card_nor_last_name() {
        let csv = "Barcode,LastName,FirstName,Homeroom,Status\nP 1,Lee,Anastasia-Maria,7B,A\nP 2,Okafor,Ben,7B,I\n";
        let loaded = load(csv, &How::default());
        assert_eq!(loaded.counts, (2, 0));
        let Rows::Patrons(patrons, students) = loaded.rows else {
            panic!("patrons");
        };
        let known = &patrons.known[&key("P 1")];
        assert_eq!(
            (known.hint.as_str(), known.class.as_str()),
            ("Anastasia-Ma", "7B")
        );
        assert_eq!(known.block, None);
        assert!(patrons.known[&key("P 2")].block.is_some());
        let kept = postcard::to_allocvec(&patrons).expect("bytes");
        for secret in [&b"P 1"[..], b"Lee", b"Okafor", b"Anastasia-Maria"] {
            assert!(!kept.windows(secret.len()).any(|window| window == secret));
        }
        assert_eq!(students[0].name, "Anastasia-Ma L.");
    }

    #[test]
    fn a_card_that_has_expired_says_so_also_when_its_day_comes_later() {
        let how = How {
            // 28 November 2026.
            now_ms: 1_795_824_000_000,
            ..How::default()
        };
        let csv =
            "Barcode,FirstName,CardExpires\nP 1,Ana,2026-11-27\nP 2,Ben,2026-11-28\nP 3,Eve,\n";
        let Rows::Patrons(patrons, _) = load(csv, &how).rows else {
            panic!("patrons");
        };
        assert_eq!(patrons.known[&key("P 1")].block, Some(Reason::Expired));
        assert_eq!(patrons.known[&key("P 2")].block, None);
        let day = |text: &str| CalendarDate::parse(text).expect("a day");
        assert!(!patrons.has_expired(key("P 2"), day("2026-11-28")));
        assert!(patrons.has_expired(key("P 2"), day("2026-11-29")));
        assert!(!patrons.has_expired(key("P 3"), day("2099-01-01")));
        // A list that an older Carrel kept ends before the days.
        let kept = postcard::to_allocvec(&patrons).expect("bytes");
        let older = postcard::to_allocvec(&(patrons.loaded_ms, &patrons.known)).expect("bytes");
        assert!(kept.starts_with(&older));
        let read: Patrons = postcard::from_bytes(&older).expect("a list");
        assert_eq!((read.known, read.expires.len()), (patrons.known, 0));
    }

    #[test]
    fn grave_findings_stand_before_what_was_mended() {
        let mut csv = "Barcode,FirstName,Status,Homeroom\n".to_owned();
        for n in 0..40 {
            csv.push_str(&format!("P {n},Ana\n"));
        }
        csv.push_str(",Ben,A,7B\n");
        let loaded = load(&csv, &How::default());
        assert_eq!(loaded.findings.len(), 20);
        assert!(
            loaded.findings[0].starts_with("42: expected a card"),
            "{:?}",
            loaded.findings[0]
        );
    }

    #[test]
    fn a_file_that_is_no_list_brings_nothing() {
        for text in ["<!doctype html><p>Not found", "", "Name,Colour\nAnn,red\n"] {
            let loaded = load(text, &How::default());
            assert_eq!(loaded.counts.0, 0, "{text}");
        }
    }

    #[test]
    fn what_a_file_holds_is_told_from_its_first_line() {
        let check = |text: &str, expected: List| {
            assert_eq!(
                columns(text.as_bytes(), &How::default()).list,
                expected,
                "{text}"
            );
        };
        check("Barcode,LastName,FirstName\n", List::Patrons);
        check("cardnumber,barcode,issuedate,date_due\n", List::Loans);
        check("29999000000018 B\n29999000000026 L\n", List::Blocks);
        check("29999000000018\n", List::Blocks);
    }

    #[test]
    fn blocks_and_loans_are_read() {
        let Rows::Blocks(blocks) = load("P1 B\nP2 L\n", &How::default()).rows else {
            panic!("blocks");
        };
        assert_eq!(blocks.known[&key("P1")], Reason::Barred);
        assert_eq!(blocks.known[&key("P2")], Reason::CardLost);
        let how = How {
            now_ms: 99,
            ..How::default()
        };
        let text = "cardnumber,barcode,issuedate,date_due\nP1,B1,2026-11-20,2026-12-04\nP2,B2,,\n";
        let Rows::Loans(loans) = load(text, &how).rows else {
            panic!("loans");
        };
        let lent = &loans.lent;
        assert_eq!(lent[0].since_ms, 1_795_132_800_000);
        assert_eq!(
            lent[0].due.map(|due| due.to_string()).as_deref(),
            Some("2026-12-04")
        );
        assert_eq!((lent[1].since_ms, lent[1].due), (99, None));
        assert_eq!((loans.is_undated(0), loans.is_undated(1)), (false, true));
    }

    #[test]
    fn lists_of_loans_and_blocks_know_how_old_they_are_and_those_of_an_older_carrel_are_read() {
        let how = How {
            now_ms: 99,
            ..How::default()
        };
        let Rows::Blocks(blocks) = load("P1 B\n", &how).rows else {
            panic!("blocks");
        };
        let text = "cardnumber,barcode\nP1,B1\nP2,B2\n";
        let Rows::Loans(loans) = load(text, &how).rows else {
            panic!("loans");
        };
        assert_eq!((blocks.loaded_ms, loans.loaded_ms), (99, 99));
        let bytes = postcard::to_allocvec(&blocks).expect("bytes");
        assert_eq!(postcard::from_bytes(&bytes), Ok(blocks.clone()));
        // What was kept before is the beginning of it.
        let older = postcard::to_allocvec(&blocks.known).expect("bytes");
        assert!(bytes.starts_with(&older));
        let read: Blocks = postcard::from_bytes(&older).expect("a list");
        assert_eq!((read.known, read.loaded_ms), (blocks.known, 0));
        let bytes = postcard::to_allocvec(&loans).expect("bytes");
        assert_eq!(postcard::from_bytes(&bytes), Ok(loans.clone()));
        let older = postcard::to_allocvec(&loans.lent).expect("bytes");
        assert!(bytes.starts_with(&older));
        let read: Loans = postcard::from_bytes(&older).expect("a list");
        assert_eq!((&read.lent, read.loaded_ms), (&loans.lent, 0));
        assert_eq!(read.undated.len(), 0);
    }

    /// The policy speaks of students and teachers, the list's class is a homeroom.
    #[test]
    fn the_gateway_is_given_the_type_of_a_patron_where_the_file_has_one() {
        let text = "Barcode,LastName,FirstName,PatronType,Homeroom\nP 1001,A,B,Student,Room 12\nP 2001,C,D,Faculty,\nP 3,E,F,,Room 12\n";
        let classes = |text: &str, how: &How| -> Vec<String> {
            let open = load(text, how).open.patrons;
            open.into_iter().map(|(_, class, _)| class).collect()
        };
        assert_eq!(classes(text, &How::default()), ["Student", "Faculty", ""]);
        // The homeroom is what files by class go by.
        let Rows::Patrons(patrons, _) = load(text, &How::default()).rows else {
            panic!("patrons");
        };
        assert_eq!(patrons.known[&key("P 1001")].class, "Room 12");
        // Without types, or where staff say that they are not needed, the class it is.
        let mut how = How::default();
        how.map.columns.insert("PatronType".into(), Column::Ignore);
        assert_eq!(classes(text, &how), ["Room 12", "", "Room 12"]);
        assert_eq!(
            classes("Barcode,Homeroom\nP 1,Room 12\n", &How::default()),
            ["Room 12"]
        );
    }

    #[test]
    fn what_is_odd_about_a_whole_file_stands_at_no_row() {
        let loaded = load("card,expires\nP 1,01/09/2027\n", &How::default());
        assert_eq!(loaded.findings.len(), 1);
        assert!(
            loaded.findings[0].starts_with("dates such as"),
            "{:?}",
            loaded.findings[0]
        );
    }

    #[test]
    fn a_column_map_reads_any_table() {
        let text = "Ausweis;Rufname;Kurs\nP 7;Mia;Q1\n";
        assert_eq!(load(text, &How::default()).counts.0, 0);
        let mut how = How {
            list: Some(List::Patrons),
            ..How::default()
        };
        let found = columns(text.as_bytes(), &how);
        assert_eq!(
            found.columns[0],
            ("Ausweis".to_owned(), "P 7".to_owned(), Column::Ignore)
        );
        for (name, column) in [
            ("Ausweis", Column::Card),
            ("Rufname", Column::FirstName),
            ("Kurs", Column::Class),
        ] {
            how.map.columns.insert(name.to_owned(), column);
        }
        let Rows::Patrons(patrons, _) = load(text, &how).rows else {
            panic!("patrons");
        };
        assert_eq!(patrons.known[&key("P 7")].hint, "Mia");
    }
}
