//! Rows of a list, one after the other, as they come.

use std::collections::{BTreeSet, VecDeque};

use carrel_core::CalendarDate;
use carrel_core::diagnostic::{Diagnostic, Place, Severity};

use super::dates::{Dates, Doubt};
use super::{Block, Column, ColumnMap, Entry, List, Patron, Reason};
use crate::csv::{Reader, Row, unguarded};
use crate::loan::OpenLoan;

/// So many findings of one kind are told in full; the rest is counted.
const TOLD: u32 = 50;

/// What became of a row.
enum Taken {
    /// It gave this.
    Entry(Entry),
    /// It was read, and says that nothing is to be kept of it.
    Passed,
    /// It could not be used; why is told.
    Refused,
}

/// What a row says of whether somebody may borrow.
#[derive(Clone, Copy)]
enum Says {
    /// No column for that, or empty ones.
    Nothing,
    /// They may.
    No,
    /// They may not, and why.
    Yes(Reason),
    /// A word that nobody knows.
    Unclear,
}

/// Reads a list that comes in pieces. Cards that were seen are kept, to tell of doubles; nothing else grows with the list.
#[derive(Clone, Debug)]
pub struct ListReader {
    list: List,
    map: ColumnMap,
    csv: Reader,
    /// What each column holds; empty until the header was read.
    columns: Vec<Column>,
    /// Evergreen's block list: no header, a card and a letter a line.
    is_plain_blocks: bool,
    dates: Dates,
    today: Option<CalendarDate>,
    seen: BTreeSet<u64>,
    told: Vec<(&'static str, u32)>,
    entries: VecDeque<Entry>,
    findings: Vec<Diagnostic>,
    used: u32,
    refused: u32,
}

impl ListReader {
    /// A reader; without a map all is guessed from the header.
    #[must_use]
    pub fn new(list: List, map: Option<ColumnMap>) -> Self {
        let map = map.unwrap_or_default();
        let delimiter = map.delimiter.and_then(|c| u8::try_from(c).ok());
        let columns = match &map.header {
            Some(header) => map.resolve(list, header),
            None => Vec::new(),
        };
        Self {
            list,
            csv: Reader::new(delimiter),
            dates: Dates::new(map.dates),
            today: None,
            columns,
            map,
            is_plain_blocks: false,
            seen: BTreeSet::new(),
            told: Vec::new(),
            entries: VecDeque::new(),
            findings: Vec::new(),
            used: 0,
            refused: 0,
        }
    }

    /// The day on which the list is read: a card whose last day is over is blocked, and a block whose end is over is none.
    #[must_use]
    pub fn on(mut self, today: CalendarDate) -> Self {
        self.today = Some(today);
        self
    }

    /// Adds bytes as they came.
    pub fn push(&mut self, bytes: &[u8]) {
        self.csv.push(bytes);
        self.take_rows();
    }

    /// No more bytes will come.
    pub fn finish(&mut self) {
        self.csv.finish();
        self.take_rows();
        if let Some(doubt) = self.dates.doubt() {
            self.dates = Dates::default();
            let message = match doubt {
                Doubt::Mixed => "some dates can only be day/month, others were read as month/day",
                Doubt::Open => "dates such as 03/04/2026 were read as month/day, and none shows it",
            };
            self.report(
                0,
                0,
                Severity::Warning,
                "list-date-order",
                message.to_owned(),
                "Say what 03/04/2026 means under \"How the columns were read\", or dates = \"day-first\" in a column map.",
            );
        }
        for (kind, count) in core::mem::take(&mut self.told) {
            if count > TOLD {
                self.findings.push(Diagnostic {
                    kind,
                    severity: Severity::Note,
                    place: Place::default(),
                    message: format!("{} more rows like this", count - TOLD),
                    remedy: "",
                });
            }
        }
    }

    /// The next row that could be used.
    pub fn next_entry(&mut self) -> Option<Entry> {
        self.entries.pop_front()
    }

    /// What was odd since the last call. Values of cells are not in it, only where they stand.
    pub fn take_findings(&mut self) -> Vec<Diagnostic> {
        core::mem::take(&mut self.findings)
    }

    /// Rows that were used and rows that could not be.
    #[must_use]
    pub const fn counts(&self) -> (u32, u32) {
        (self.used, self.refused)
    }

    /// What each column is taken for, once the header was read: for a page that lets staff correct it.
    #[must_use]
    pub fn columns(&self) -> &[Column] {
        &self.columns
    }

    fn take_rows(&mut self) {
        while let Some(row) = self.csv.next_row() {
            if self.columns.is_empty() && !self.is_plain_blocks {
                self.header(&row);
                if !self.is_plain_blocks {
                    continue;
                }
            }
            let taken = if self.is_plain_blocks {
                self.plain_block(&row)
            } else {
                self.entry(&row)
            };
            match taken {
                Taken::Entry(entry) => {
                    self.used += 1;
                    self.entries.push_back(entry);
                }
                Taken::Passed => self.used += 1,
                Taken::Refused => self.refused += 1,
            }
        }
        self.findings.append(&mut self.csv.take_findings());
    }

    fn header(&mut self, row: &Row) {
        let columns = self.map.resolve(self.list, &row.cells);
        if self.list == List::Blocks && !columns.contains(&Column::Card) && is_plain(row) {
            self.is_plain_blocks = true;
            return;
        }
        let needed: &[Column] = match self.list {
            List::Patrons | List::Blocks => &[Column::Card],
            List::Loans => &[Column::Card, Column::Barcode],
        };
        for column in needed.iter().filter(|column| !columns.contains(column)) {
            let name = match column {
                Column::Barcode => "the copy's barcode",
                _ => "the patron's card",
            };
            self.report(
                row.number,
                row.line,
                Severity::Error,
                "list-no-column",
                format!(
                    "expected a column with {name}, found none among {} columns",
                    columns.len()
                ),
                "Name it in the column map.",
            );
        }
        self.columns = columns;
        if self.columns.is_empty() {
            self.columns.push(Column::Ignore);
        }
    }

    fn entry(&mut self, row: &Row) -> Taken {
        let columns = core::mem::take(&mut self.columns);
        let entry = self.entry_of(row, &columns);
        self.columns = columns;
        entry
    }

    fn entry_of(&mut self, row: &Row, columns: &[Column]) -> Taken {
        let cell = |column: Column| cells(row, columns, column).next().unwrap_or_default();
        if row.cells.len() < columns.len() && row.cells.len() > 1 {
            self.tell(
                row,
                Severity::Note,
                "list-short-row",
                "the row has fewer cells than the header",
                "Look whether a delimiter or quote is missing.",
            );
        }
        let card = cell(Column::Card);
        if card.is_empty() {
            self.tell(
                row,
                Severity::Error,
                "list-no-card",
                "expected a card, found an empty cell",
                "Give the patron a card, or leave the row out.",
            );
            return Taken::Refused;
        }
        if self.is_lost_number(row, &[card, cell(Column::Barcode)]) {
            return Taken::Refused;
        }
        match self.list {
            List::Patrons | List::Blocks => {
                if !self.is_first(card, "") {
                    self.tell(
                        row,
                        Severity::Warning,
                        "list-double-card",
                        "this card stands in an earlier row, too",
                        "Keep one of them.",
                    );
                }
                let says = self.says(row, columns);
                if self.list == List::Blocks {
                    let reason = match says {
                        Says::No => return Taken::Passed,
                        Says::Yes(reason) => reason,
                        // The card stands in the list.
                        Says::Nothing | Says::Unclear => Reason::Other,
                    };
                    let card = card.to_owned();
                    return Taken::Entry(Entry::Block(Block { card, reason }));
                }
                let nickname = cell(Column::Nickname);
                let first_name = if nickname.is_empty() {
                    cell(Column::FirstName)
                } else {
                    nickname
                };
                let expires = self.date(row, cell(Column::Expires)).map(|at| at.date);
                let is_over = expires
                    .zip(self.today)
                    .is_some_and(|(last, now)| last < now);
                let block = match says {
                    Says::Yes(reason) => Some(reason),
                    _ => is_over.then_some(Reason::Expired),
                };
                Taken::Entry(Entry::Patron(Patron {
                    card: card.to_owned(),
                    last_name: cell(Column::LastName).to_owned(),
                    first_name: first_name.to_owned(),
                    class: cell(Column::Class).to_owned(),
                    grade: cell(Column::Grade).to_owned(),
                    kind: cell(Column::Kind).to_owned(),
                    site: cell(Column::Site).to_owned(),
                    expires,
                    block,
                }))
            }
            List::Loans => {
                let barcode = cell(Column::Barcode);
                if barcode.is_empty() {
                    self.tell(
                        row,
                        Severity::Error,
                        "list-no-barcode",
                        "expected a copy's barcode, found an empty cell",
                        "Give the copy a barcode, or leave the row out.",
                    );
                    return Taken::Refused;
                }
                if !self.is_first("", barcode) {
                    self.tell(
                        row,
                        Severity::Warning,
                        "list-double-copy",
                        "this copy is on loan in an earlier row, too",
                        "Look which of the two is right.",
                    );
                }
                let since = self.date(row, cell(Column::Since));
                let due = self.date(row, cell(Column::Due)).map(|at| at.date);
                Taken::Entry(Entry::Loan(OpenLoan {
                    barcode: barcode.to_owned(),
                    card: card.to_owned(),
                    since,
                    due,
                    renewals: cell(Column::Renewals).parse().ok(),
                }))
            }
        }
    }

    /// Evergreen's block list: a card, a blank, and L, B, D or E.
    fn plain_block(&mut self, row: &Row) -> Taken {
        let Some((card, code)) = plain(row) else {
            self.tell(
                row,
                Severity::Error,
                "block-line",
                "expected a card and a letter, found something else",
                "Download the block list again.",
            );
            return Taken::Refused;
        };
        if self.is_lost_number(row, &[card]) {
            return Taken::Refused;
        }
        let reason = match code {
            "L" => Reason::CardLost,
            "B" => Reason::Barred,
            "D" => Reason::Penalty,
            "E" => Reason::Expired,
            _ => Reason::Other,
        };
        let card = card.to_owned();
        Taken::Entry(Entry::Block(Block { card, reason }))
    }

    /// Cards that came out of a spreadsheet as 2.35E+13 are lost.
    fn is_lost_number(&mut self, row: &Row, numbers: &[&str]) -> bool {
        let is_lost = numbers.iter().any(|number| is_rounded(number));
        if is_lost {
            self.tell(
                row,
                Severity::Error,
                "list-rounded-number",
                "a number was rounded by a spreadsheet (as 2.35E+13)",
                "Export again and keep that column as text.",
            );
        }
        is_lost
    }

    /// What the columns that say who may borrow say together: of several reasons the gravest.
    fn says(&mut self, row: &Row, columns: &[Column]) -> Says {
        let all = |column: Column| cells(row, columns, column);
        let is_blocked = all(Column::Blocked).any(|cell| is_yes(cell) && !self.is_past(cell));
        if all(Column::CardLost).any(is_yes) {
            return Says::Yes(Reason::CardLost);
        }
        if all(Column::Barred).any(is_yes) {
            return Says::Yes(Reason::Barred);
        }
        if is_blocked {
            return Says::Yes(Reason::Penalty);
        }
        let by_active = match all(Column::Active).next().unwrap_or_default() {
            no if !no.is_empty() && !is_yes(no) => Says::Yes(Reason::Inactive),
            yes => self.status(row, yes),
        };
        let by_status = self.status(row, all(Column::Status).next().unwrap_or_default());
        let says_no = [Column::CardLost, Column::Barred, Column::Blocked]
            .into_iter()
            .any(|column| all(column).any(|cell| !cell.is_empty()));
        match (by_active, by_status) {
            (Says::Yes(reason), _) | (_, Says::Yes(reason)) => Says::Yes(reason),
            (Says::Unclear, _) | (_, Says::Unclear) => Says::Unclear,
            (Says::Nothing, Says::Nothing) if !says_no => Says::Nothing,
            _ => Says::No,
        }
    }

    /// What a status means, or a word in a column that says whether somebody is active.
    fn status(&mut self, row: &Row, status: &str) -> Says {
        let meaning = self.map.statuses.get(status).map(String::as_str);
        match meaning.unwrap_or(status).to_lowercase().as_str() {
            "" => Says::Nothing,
            "a" | "active" | "ok" | "current" | "enrolled" | "activo" | "activa" => Says::No,
            "y" | "yes" | "t" | "true" | "1" | "s" | "si" | "sí" => Says::No,
            "verdadero" | "wahr" | "vrai" | "ja" | "oui" => Says::No,
            "i" | "inactive" | "not active" | "disabled" | "withdrawn" | "inactivo"
            | "inactiva" | "baja" => Says::Yes(Reason::Inactive),
            "lost" | "perdido" | "perdida" => Says::Yes(Reason::CardLost),
            "barred" => Says::Yes(Reason::Barred),
            "penalty" | "blocked" | "restricted" | "bloqueado" | "bloqueada" => {
                Says::Yes(Reason::Penalty)
            }
            "expired" | "caducado" | "caducada" | "vencido" | "vencida" => {
                Says::Yes(Reason::Expired)
            }
            // In a list of blocked cards the card is blocked, whatever the word means.
            _ if self.list == List::Blocks => Says::Unclear,
            _ => {
                self.tell(
                    row,
                    Severity::Warning,
                    "list-status",
                    "a status that is not known; taken as active",
                    "Say what it means under [statuses] in the column map.",
                );
                Says::Unclear
            }
        }
    }

    /// A day that came: Koha's `debarred` is the day on which the block ends.
    fn is_past(&mut self, text: &str) -> bool {
        let Some(today) = self.today else {
            return false;
        };
        self.dates.read(text).is_some_and(|end| end.date <= today)
    }

    fn date(&mut self, row: &Row, text: &str) -> Option<crate::local::LocalTime> {
        // Databases export "no date" as zeros.
        if text.is_empty() || text.starts_with("0000-00-00") {
            return None;
        }
        let found = self.dates.read(text);
        if found.is_none() {
            self.tell(
                row,
                Severity::Warning,
                "list-date",
                "a date could not be read; expected YYYY-MM-DD or MM/DD/YYYY",
                "Write dates as 2026-11-27.",
            );
        }
        found
    }

    /// True the first time; by a hash, so that a long list of cards costs eight bytes each.
    fn is_first(&mut self, card: &str, barcode: &str) -> bool {
        let mut hash = 0xCBF2_9CE4_8422_2325_u64;
        for b in card.bytes().chain([0]).chain(barcode.bytes()) {
            hash = (hash ^ u64::from(b)).wrapping_mul(0x0100_0000_01B3);
        }
        self.seen.insert(hash)
    }

    /// Reports about a row, fifty times a kind.
    fn tell(
        &mut self,
        row: &Row,
        severity: Severity,
        kind: &'static str,
        message: &str,
        remedy: &'static str,
    ) {
        let count = match self.told.iter_mut().find(|(known, _)| *known == kind) {
            Some((_, count)) => {
                *count += 1;
                *count
            }
            None => {
                self.told.push((kind, 1));
                1
            }
        };
        if count <= TOLD {
            self.report(
                row.number,
                row.line,
                severity,
                kind,
                message.to_owned(),
                remedy,
            );
        }
    }

    fn report(
        &mut self,
        row: u32,
        line: u64,
        severity: Severity,
        kind: &'static str,
        message: String,
        remedy: &'static str,
    ) {
        self.findings.push(Diagnostic {
            kind,
            severity,
            place: Place {
                record: row,
                offset: line,
                ..Place::default()
            },
            message,
            remedy,
        });
    }
}

/// The cells of a row in the columns of that meaning.
fn cells<'r>(row: &'r Row, columns: &[Column], wanted: Column) -> impl Iterator<Item = &'r str> {
    let columns = columns.iter().zip(&row.cells);
    columns
        .filter(move |(column, _)| **column == wanted)
        .map(|(_, cell)| unguarded(cell.trim()))
}

/// A card and the letter behind it, which may be missing: a line of Evergreen's block list, or the same in two cells.
fn plain(row: &Row) -> Option<(&str, &str)> {
    let filled = row.cells.iter().map(|cell| unguarded(cell.trim()));
    let mut filled = filled.filter(|cell| !cell.is_empty());
    let (first, second, rest) = (filled.next()?, filled.next(), filled.next());
    let (card, code, rest) = match second {
        Some(code) => (first, code, rest),
        None => {
            let mut words = first.split_whitespace();
            let (card, code) = (words.next()?, words.next().unwrap_or_default());
            (card, code, words.next())
        }
    };
    rest.is_none().then_some((card, code))
}

/// Whether the first line is one of them, and no header.
fn is_plain(row: &Row) -> bool {
    plain(row).is_some_and(|(card, code)| {
        card.bytes().any(|b| b.is_ascii_digit()) && code.chars().count() <= 1
    })
}

/// What systems and spreadsheets write for yes; any date, too (Koha's `debarred` is the day it ends).
fn is_yes(text: &str) -> bool {
    let is_no = matches!(
        text.to_lowercase().as_str(),
        "" | "0"
            | "n"
            | "no"
            | "f"
            | "false"
            | "null"
            | "falso"
            | "falsch"
            | "faux"
            | "non"
            | "nein"
    );
    !is_no && !text.starts_with("0000-00-00")
}

/// `2.35E+13`, `2,35E+13`, `2E+13`: digits were lost. `2E13` may be a label.
fn is_rounded(text: &str) -> bool {
    let Some((front, power)) = text.split_once(['E', 'e']) else {
        return false;
    };
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let has_fraction = front.contains(['.', ',']);
    (has_fraction || power.starts_with('+'))
        && front.split(['.', ',']).all(is_number)
        && front.matches(['.', ',']).count() <= 1
        && is_number(power.strip_prefix('+').unwrap_or(power))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(list: List, text: &str) -> (Vec<Entry>, Vec<(&'static str, u32)>) {
        let mut reader = ListReader::new(list, None);
        for piece in text.as_bytes().chunks(5) {
            reader.push(piece);
        }
        reader.finish();
        let entries = std::iter::from_fn(|| reader.next_entry()).collect();
        let findings = reader.take_findings();
        let findings = findings.iter().map(|f| (f.kind, f.place.record)).collect();
        (entries, findings)
    }

    fn reasons(list: List, text: &str) -> Vec<Option<Reason>> {
        let (entries, _) = read(list, text);
        let reason = |entry: &Entry| match entry {
            Entry::Patron(patron) => patron.block,
            Entry::Block(block) => Some(block.reason),
            Entry::Loan(_) => None,
        };
        entries.iter().map(reason).collect()
    }

    #[test]
    fn a_block_list_of_evergreen_and_one_as_a_table() {
        let expected = [
            Reason::CardLost,
            Reason::Barred,
            Reason::Penalty,
            Reason::Expired,
            Reason::Other,
        ];
        assert_eq!(
            reasons(List::Blocks, "23529001000463 L\n999 B\n12 D\r\n13 E\n14\n"),
            expected.map(Some)
        );
        assert_eq!(
            read(List::Blocks, "1 L\n 2 B C\n \n").1,
            [("block-line", 2), ("block-line", 3)]
        );
        assert_eq!(
            reasons(List::Blocks, "cardnumber,barred\n1,t\n2,\n"),
            [Some(Reason::Barred), Some(Reason::Other)]
        );
    }

    #[test]
    fn a_block_list_without_a_header_may_have_its_letter_in_a_cell() {
        for text in [
            "29999000000018,L\n29999000000026,B\n29999000000034\n",
            "29999000000018;L\n29999000000026;B\n29999000000034;\n",
            "29999000000018\tL\n29999000000026\tB\n29999000000034\t\n",
        ] {
            let (entries, findings) = read(List::Blocks, text);
            let blocks = entries.iter().map(|entry| match entry {
                Entry::Block(block) => (block.card.as_str(), block.reason),
                _ => panic!("blocks"),
            });
            let expected = [
                ("29999000000018", Reason::CardLost),
                ("29999000000026", Reason::Barred),
                ("29999000000034", Reason::Other),
            ];
            assert_eq!(blocks.collect::<Vec<_>>(), expected, "{text}");
            assert_eq!(findings, [], "{text}");
        }
        // A card may have a blank; one that a spreadsheet rounded is nobody's.
        let (entries, _) = read(List::Blocks, "P 1001,L\n");
        let [Entry::Block(block)] = &entries[..] else {
            panic!("one card")
        };
        assert_eq!(block.card, "P 1001");
        let (entries, findings) = read(List::Blocks, "1,L\n2.9999E+13,L\n");
        assert_eq!(
            (entries.len(), findings),
            (1, vec![("list-rounded-number", 2)])
        );
    }

    #[test]
    fn a_row_of_a_block_list_that_says_no_blocks_nobody() {
        let list = |text: &str| {
            let mut reader =
                ListReader::new(List::Blocks, None).on(CalendarDate::from_days(20_000));
            reader.push(text.as_bytes());
            reader.finish();
            let mut cards = String::new();
            while let Some(Entry::Block(block)) = reader.next_entry() {
                cards.push_str(&block.card);
            }
            (cards, reader.counts())
        };
        let text = "cardnumber,blocked\n1,yes\n2,no\n3,\n4,2099-01-01\n5,2001-01-01\n";
        assert_eq!(list(text), ("134".to_owned(), (5, 0)));
        let text = "cardnumber,status\n1,Active\n2,Overdue fines\n3,Lost\n4,\n";
        assert_eq!(list(text), ("234".to_owned(), (4, 0)));
        let text = "cardnumber,gonenoaddress,lost,debarred\n1,0,0,\n2,0,1,\n3,0,0,9999-12-31\n";
        assert_eq!(list(text), ("23".to_owned(), (3, 0)));
        let text = "cardnumber,active\n1,yes\n2,no\n";
        assert_eq!(list(text), ("2".to_owned(), (2, 0)));
    }

    /// Koha's table of borrowers has `gonenoaddress` before `debarred`: a debarred patron borrowed.
    #[test]
    fn each_column_that_says_why_somebody_may_not_borrow_counts() {
        let text = "cardnumber,surname,firstname,dateexpiry,gonenoaddress,lost,debarred\n2001,Doe,Jane,2027-06-30,0,0,9999-12-31\n2002,Doe,Joe,2027-06-30,1,0,\n2003,Doe,Jo,2027-06-30,0,0,\n";
        let penalty = Some(Reason::Penalty);
        assert_eq!(reasons(List::Patrons, text), [penalty, penalty, None]);
        let text =
            "card,lost,perdido,barred,blocked,bloqueado\n1,0,1,0,0,0\n2,0,0,0,0,s\n3,0,0,0,0,0\n";
        let lost = Some(Reason::CardLost);
        assert_eq!(reasons(List::Patrons, text), [lost, penalty, None]);
    }

    #[test]
    fn yes_and_no_are_read_as_spreadsheets_of_other_languages_write_them() {
        for (yes, no) in [
            ("VERDADERO", "FALSO"),
            ("WAHR", "FALSCH"),
            ("VRAI", "FAUX"),
            ("Ja", "Nein"),
            ("Oui", "Non"),
            ("TRUE", "FALSE"),
        ] {
            let text = format!("Tarjeta;Bloqueado\n1;{yes}\n2;{no}\n");
            assert_eq!(
                reasons(List::Patrons, &text),
                [Some(Reason::Penalty), None],
                "{yes}"
            );
            let text = format!("Tarjeta;Activo\n1;{yes}\n2;{no}\n");
            let (_, findings) = read(List::Patrons, &text);
            assert_eq!(findings, [], "{yes}");
            assert_eq!(
                reasons(List::Patrons, &text),
                [None, Some(Reason::Inactive)],
                "{yes}"
            );
        }
    }

    #[test]
    fn patrons_of_koha_and_evergreen() {
        assert_eq!(
            reasons(
                List::Patrons,
                "cardnumber,surname,firstname,categorycode,dateexpiry,lost,debarred\n1,A,B,S,2027-06-30,0,\n2,A,B,S,2027-06-30,1,\n3,A,B,S,2027-06-30,0,9999-12-31\n"
            ),
            [None, Some(Reason::CardLost), Some(Reason::Penalty)]
        );
        assert_eq!(
            reasons(
                List::Patrons,
                "barcode\tfamily_name\tfirst_given_name\tprofile\thome_ou\tactive\tbarred\n1\tA\tB\tStudents\tBR1\tt\tf\n2\tA\tB\tStudents\tBR1\tf\tf\n3\tA\tB\tStudents\tBR1\tt\tt\n"
            ),
            [None, Some(Reason::Inactive), Some(Reason::Barred)]
        );
    }

    #[test]
    fn what_is_over_by_the_day_of_reading_is_over() {
        let text = "cardnumber,dateexpiry,debarred\n1,2026-11-27,\n2,2026-11-28,\n3,,2019-01-01\n4,,2026-11-29\n5,,9999-12-31\n6,2020-01-01,1\n";
        let read_on = |today: Option<&str>| -> Vec<Option<Reason>> {
            let mut reader = ListReader::new(List::Patrons, None);
            if let Some(today) = today.and_then(CalendarDate::parse) {
                reader = reader.on(today);
            }
            reader.push(text.as_bytes());
            reader.finish();
            std::iter::from_fn(|| reader.next_entry())
                .map(|entry| match entry {
                    Entry::Patron(patron) => patron.block,
                    _ => panic!("patrons"),
                })
                .collect()
        };
        let penalty = Some(Reason::Penalty);
        assert_eq!(
            read_on(Some("2026-11-28")),
            [Some(Reason::Expired), None, None, penalty, penalty, penalty]
        );
        assert_eq!(
            read_on(None),
            [None, None, penalty, penalty, penalty, penalty]
        );
    }

    #[test]
    fn a_column_called_active_may_say_it_in_words() {
        let text = "card,active\n1,Active\n2,Inactive\n3,yes\n4,no\n5,Disabled\n6,\n7,t\n8,f\n";
        let off = Some(Reason::Inactive);
        assert_eq!(
            reasons(List::Patrons, text),
            [None, off, None, off, off, None, None, off]
        );
        let (_, findings) = read(List::Patrons, "card,active\n1,perhaps\n");
        assert_eq!(findings, [("list-status", 2)]);
    }

    #[test]
    fn numbers_that_a_spreadsheet_rounded_are_told_from_labels() {
        for text in ["2.35E+13", "2,35E+13", "2E+13", "2.35e13", "2,35E13"] {
            assert!(is_rounded(text), "{text}");
        }
        for text in [
            "2E13",
            "12E4",
            "E+13",
            "2.3.5E+13",
            "1,2,3E+1",
            "A.1E+1",
            "2E+",
            "235",
            "P 2E+13x",
        ] {
            assert!(!is_rounded(text), "{text}");
        }
        let (entries, findings) = read(List::Patrons, "card;name\n2,35E+13;A\n");
        assert_eq!(
            (entries.len(), findings),
            (0, vec![("list-rounded-number", 2)])
        );
    }

    #[test]
    fn spanish_headers_are_understood() {
        let text = "Número de tarjeta;Apellidos;Nombre;Curso;Fecha de vencimiento;Activo\n1;López;Ana;7B;2027-06-30;Sí\n2;Ruiz;Ben;7B;2027-06-30;No\n";
        let (entries, findings) = read(List::Patrons, text);
        assert_eq!(findings, []);
        let [Entry::Patron(ana), Entry::Patron(ben)] = &entries[..] else {
            panic!("two patrons")
        };
        assert_eq!(
            (
                ana.card.as_str(),
                ana.first_name.as_str(),
                ana.last_name.as_str(),
                ana.class.as_str()
            ),
            ("1", "Ana", "López", "7B")
        );
        assert!(ana.expires.is_some() && ana.block.is_none());
        assert_eq!(ben.block, Some(Reason::Inactive));
        let text = "Tarjeta;Código de barras;Fecha de préstamo;Fecha de vencimiento\nP1;T1;2026-11-20;2026-12-04\n";
        let (entries, _) = read(List::Loans, text);
        let [Entry::Loan(loan)] = &entries[..] else {
            panic!("one loan")
        };
        assert_eq!((loan.card.as_str(), loan.barcode.as_str()), ("P1", "T1"));
        assert!(loan.since.is_some() && loan.due.is_some());
    }

    #[test]
    fn loans_of_koha_and_evergreen() {
        for text in [
            "cardnumber,barcode,issuedate,date_due,renewals_count\nP1,T1,2026-11-20 09:15:00,2026-12-04 23:59:00,2\n",
            "Patron Barcode;Barcode;Checkout Date;Due Date;Renewals\nP1;T1;11/20/2026 9:15 AM;12/04/2026;2\n",
        ] {
            let (entries, findings) = read(List::Loans, text);
            assert_eq!(findings, []);
            let [Entry::Loan(loan)] = &entries[..] else {
                panic!("one loan")
            };
            assert_eq!((loan.card.as_str(), loan.barcode.as_str()), ("P1", "T1"));
            assert_eq!(
                loan.since.map(|at| at.to_string()).as_deref(),
                Some("2026-11-20 09:15:00")
            );
            assert_eq!(
                loan.due.map(|on| on.to_string()).as_deref(),
                Some("2026-12-04")
            );
            assert_eq!(loan.renewals, Some(2));
        }
    }

    #[test]
    fn what_cannot_be_used_is_told_by_row() {
        let (entries, findings) = read(
            List::Patrons,
            "Barcode,LastName,Status,CardExpires\n,A,A,\n1,A,Z,\n1,A,I,soon\n2.35E+13,A,A,\n5,A\n",
        );
        assert_eq!(entries.len(), 3);
        assert_eq!(
            findings,
            [
                ("list-no-card", 2),
                ("list-status", 3),
                ("list-double-card", 4),
                ("list-date", 4),
                ("list-rounded-number", 5),
                ("list-short-row", 6),
            ]
        );
        let (entries, findings) = read(List::Loans, "Name,Title\nA,B\n");
        assert_eq!(entries, []);
        let kinds: Vec<&str> = findings.iter().map(|(kind, _)| *kind).collect();
        assert_eq!(kinds, ["list-no-column", "list-no-column", "list-no-card"]);
    }

    #[test]
    fn doubtful_dates_are_told_and_many_findings_are_counted() {
        for text in [
            "card,expires\n1,13/02/2027\n2,03/04/2027\n",
            // A whole school whose cards end on the first of September, by Koha set to dd/mm/yyyy.
            "cardnumber,dateexpiry\n1,01/09/2027\n2,01/09/2027\n",
            "cardnumber,debarred\n1,05/12/2026\n",
        ] {
            let mut reader =
                ListReader::new(List::Patrons, None).on(CalendarDate::from_days(20_000));
            reader.push(text.as_bytes());
            reader.finish();
            let findings = reader.take_findings();
            let kinds: Vec<&str> = findings.iter().map(|finding| finding.kind).collect();
            assert_eq!(kinds, ["list-date-order"], "{text}");
            assert!(findings[0].remedy.contains("03/04/2026"), "{text}");
        }
        let (_, findings) = read(List::Patrons, "card,expires\n1,01/09/2027\n2,02/13/2027\n");
        assert_eq!(findings, []);
        let mut text = "card,name\n".to_owned();
        for _ in 0..60 {
            text.push_str(",x\n");
        }
        let (_, findings) = read(List::Patrons, &text);
        assert_eq!(findings.len(), 51);
    }

    #[test]
    fn no_name_is_in_a_finding_or_in_debug() {
        let mut reader = ListReader::new(List::Patrons, None);
        reader.push(
            b"Barcode,LastName,FirstName,Status,CardExpires\ncanary,canary,canary,canary,canary\n",
        );
        reader.finish();
        let shown = format!("{:?}{:?}", reader.next_entry(), reader.take_findings());
        assert!(!shown.contains("canary"), "{shown}");
    }
}
