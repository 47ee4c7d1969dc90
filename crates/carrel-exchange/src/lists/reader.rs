//! Rows of a list, one after the other, as they come.

use std::collections::{BTreeSet, VecDeque};

use carrel_core::CalendarDate;
use carrel_core::diagnostic::{Diagnostic, Place, Severity};

use super::dates::Dates;
use super::{Block, Column, ColumnMap, Entry, List, Patron, Reason};
use crate::csv::{Reader, Row, unguarded};
use crate::loan::OpenLoan;

/// So many findings of one kind are told in full; the rest is counted.
const TOLD: u32 = 50;

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
        if self.dates.is_doubtful() {
            self.dates = Dates::default();
            self.report(
                0,
                0,
                Severity::Warning,
                "list-date-order",
                "some dates can only be day/month, others were read as month/day".to_owned(),
                "Write dates = \"day-first\" in the column map.",
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
            let entry = if self.is_plain_blocks {
                self.plain_block(&row)
            } else {
                self.entry(&row)
            };
            match entry {
                Some(entry) => {
                    self.used += 1;
                    self.entries.push_back(entry);
                }
                None => self.refused += 1,
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

    fn entry(&mut self, row: &Row) -> Option<Entry> {
        let columns = core::mem::take(&mut self.columns);
        let entry = self.entry_of(row, &columns);
        self.columns = columns;
        entry
    }

    fn entry_of(&mut self, row: &Row, columns: &[Column]) -> Option<Entry> {
        let cell = |column: Column| -> &str {
            columns
                .iter()
                .position(|c| *c == column)
                .and_then(|at| row.cells.get(at))
                .map_or("", |cell| unguarded(cell.trim()))
        };
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
            return None;
        }
        // Cards that came out of a spreadsheet as 2.35E+13 are lost.
        if is_rounded(card) || is_rounded(cell(Column::Barcode)) {
            self.tell(
                row,
                Severity::Error,
                "list-rounded-number",
                "a number was rounded by a spreadsheet (as 2.35E+13)",
                "Export again and keep that column as text.",
            );
            return None;
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
                let block = self.reason(row, &cell);
                if self.list == List::Blocks {
                    return Some(Entry::Block(Block {
                        card: card.to_owned(),
                        reason: block.unwrap_or(Reason::Other),
                    }));
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
                let block = block.or(is_over.then_some(Reason::Expired));
                Some(Entry::Patron(Patron {
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
                    return None;
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
                Some(Entry::Loan(OpenLoan {
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
    fn plain_block(&mut self, row: &Row) -> Option<Entry> {
        let line = row.cells.join(",");
        let mut words = line.split_whitespace();
        let (card, code, rest) = (words.next(), words.next(), words.next());
        let Some(card) = card.filter(|_| rest.is_none()) else {
            self.tell(
                row,
                Severity::Error,
                "block-line",
                "expected a card and a letter, found something else",
                "Download the block list again.",
            );
            return None;
        };
        let reason = match code {
            Some("L") => Reason::CardLost,
            Some("B") => Reason::Barred,
            Some("D") => Reason::Penalty,
            Some("E") => Reason::Expired,
            _ => Reason::Other,
        };
        Some(Entry::Block(Block {
            card: card.to_owned(),
            reason,
        }))
    }

    /// The gravest reason that the row gives.
    fn reason<'r>(&mut self, row: &Row, cell: &dyn Fn(Column) -> &'r str) -> Option<Reason> {
        let by_status = self.status(row, cell(Column::Status));
        let by_active = match cell(Column::Active) {
            no if !no.is_empty() && !is_yes(no) => Some(Reason::Inactive),
            yes => self.status(row, yes),
        };
        let blocked = cell(Column::Blocked);
        if is_yes(cell(Column::CardLost)) {
            Some(Reason::CardLost)
        } else if is_yes(cell(Column::Barred)) {
            Some(Reason::Barred)
        } else if is_yes(blocked) && !self.is_past(blocked) {
            Some(Reason::Penalty)
        } else {
            by_active.or(by_status)
        }
    }

    /// What a status means, or a word in a column that says whether somebody is active.
    fn status(&mut self, row: &Row, status: &str) -> Option<Reason> {
        let meaning = self.map.statuses.get(status).map(String::as_str);
        match meaning.unwrap_or(status).to_lowercase().as_str() {
            "" | "a" | "active" | "ok" | "current" | "enrolled" | "activo" | "activa" => None,
            "y" | "yes" | "t" | "true" | "1" | "s" | "si" | "sí" => None,
            "i" | "inactive" | "not active" | "disabled" | "withdrawn" | "inactivo"
            | "inactiva" | "baja" => Some(Reason::Inactive),
            "lost" | "perdido" | "perdida" => Some(Reason::CardLost),
            "barred" => Some(Reason::Barred),
            "penalty" | "blocked" | "restricted" | "bloqueado" | "bloqueada" => {
                Some(Reason::Penalty)
            }
            "expired" | "caducado" | "caducada" | "vencido" | "vencida" => Some(Reason::Expired),
            _ => {
                self.tell(
                    row,
                    Severity::Warning,
                    "list-status",
                    "a status that is not known; taken as active",
                    "Say what it means under [statuses] in the column map.",
                );
                None
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

/// One word, or a word and a letter: a line of Evergreen's block list.
fn is_plain(row: &Row) -> bool {
    let line = row.cells.join(",");
    let mut words = line.split_whitespace();
    let has_card = words
        .next()
        .is_some_and(|card| card.bytes().any(|b| b.is_ascii_digit()));
    has_card && words.next().is_none_or(|code| code.len() == 1) && words.next().is_none()
}

/// What systems write for yes; any date, too (Koha's `debarred` is the day it ends).
fn is_yes(text: &str) -> bool {
    !matches!(
        text.to_ascii_lowercase().as_str(),
        "" | "0" | "n" | "no" | "f" | "false" | "null"
    ) && !text.starts_with("0000-00-00")
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
        let (_, findings) = read(List::Patrons, "card,expires\n1,13/02/2027\n2,03/04/2027\n");
        assert_eq!(findings, [("list-date-order", 0)]);
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
