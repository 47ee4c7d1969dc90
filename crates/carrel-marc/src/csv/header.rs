//! Where a table's header is, if it has one.

use std::collections::{BTreeSet, HashMap};

use carrel_core::{Diagnostic, ItemStatus};

use super::item::{is_out, on_shelf};
use super::values::number_in_series;
use super::{Row, finding, kinds};
use crate::columns::{Column, ColumnMap, Meanings, Purpose, Resolved, key, of_people};
use crate::findings::Findings;
use crate::map::shown;
use crate::map::text::clean;
use crate::words;

/// So many rows may stand above the header.
const PREAMBLE: usize = 10;

/// The names of the columns and how many rows stand up to and including them; the finding that says why not.
pub(super) fn header(
    map: &ColumnMap,
    rows: &[Row],
    width: usize,
) -> Result<(Vec<String>, usize), Box<Diagnostic>> {
    if !map.header.is_empty() {
        return Ok((map.header.clone(), 0));
    }
    let best = rows
        .iter()
        .take(PREAMBLE)
        .enumerate()
        .filter(|(_, row)| row.cells.len() * 2 >= width)
        .map(|(i, row)| (map.known_names(&row.cells), i))
        .max_by_key(|(known, i)| (*known, core::cmp::Reverse(*i)));
    let line = rows.first().map_or(1, |r| r.line);
    let first = rows.first().map(|r| r.cells.as_slice()).unwrap_or_default();
    match best {
        // Two known names or more: one that comes twice ("Subject", "Subject") makes no data of them.
        // MarcEdit's first column is called 001.
        Some((known, i)) if known >= 2 && short_words(&without_known_numbers(map, &rows[i])) => {
            Ok((rows[i].cells.clone(), i + 1))
        }
        Some((known, i)) if known >= 1 && looks_like_names(&rows[i].cells) => {
            // One known word among many may be data ("Date", "Illustrator"): then all must look like names.
            Ok((rows[i].cells.clone(), i + 1))
        }
        _ if first.len() > 1
            && looks_like_names(first)
            && rows.len() > 1
            && !looks_like_names(&rows[1].cells) =>
        {
            Ok((first.to_vec(), 1))
        }
        _ => {
            let message = words::header_expected(listed(first));
            Err(Box::new(finding(&kinds::NO_HEADER, line, message)))
        }
    }
}

fn without_known_numbers(map: &ColumnMap, row: &Row) -> Vec<String> {
    let number = |cell: &String| cell.trim().bytes().all(|b| b.is_ascii_digit());
    let known = |cell: &String| number(cell) && map.known_names(core::slice::from_ref(cell)) > 0;
    let cells = row.cells.iter().filter(|cell| !known(cell));
    cells.cloned().collect()
}

/// What is said of rows above the names of the columns, as far as they are no headings: those that fill half of the columns.
pub(super) fn above(rows: &[Row], width: usize) -> Option<Diagnostic> {
    let filled = |row: &Row| {
        row.cells
            .iter()
            .filter(|cell| !cell.trim().is_empty())
            .count()
    };
    let mut rows = rows
        .iter()
        .filter(|row| filled(row) > 1 && filled(row) * 2 >= width);
    let first = rows.next()?;
    let message = words::rows_above_header(1 + rows.count(), listed(&first.cells));
    Some(finding(&kinds::ROWS_ABOVE_HEADER, first.line, message))
}

/// Names of columns are short, different from each other, and no numbers.
fn looks_like_names(cells: &[String]) -> bool {
    let mut sorted = filled(cells);
    let all = sorted.len();
    sorted.sort_unstable();
    sorted.dedup();
    sorted.len() * 10 >= all * 9 && short_words(cells)
}

fn filled(cells: &[String]) -> Vec<String> {
    let cells = cells.iter().map(|c| c.trim().to_lowercase());
    cells.filter(|c| !c.is_empty()).collect()
}

/// Short, and no numbers.
fn short_words(cells: &[String]) -> bool {
    let filled = filled(cells);
    !filled.is_empty()
        && filled.len() * 2 >= cells.len()
        && filled.iter().all(|c| {
            c.chars().count() <= 60
                && c.chars().filter(char::is_ascii_digit).count() <= 4
                && c.parse::<f64>().is_err()
        })
}

/// What is said of a table that looks like a list of patrons or loans.
pub(super) fn patrons(
    map: &ColumnMap,
    names: &[String],
    rows: &[Row],
    purpose: Purpose,
) -> Option<Diagnostic> {
    let line = rows.first().map_or(1, |row| row.line);
    let rows: Vec<&[String]> = rows.iter().map(|row| row.cells.as_slice()).collect();
    let columns = map.patrons(names, &rows, purpose)?;
    let message = words::patrons_found(listed(&columns));
    Some(finding(&kinds::PATRON_LIST, line, message))
}

/// What an availability is called where a column of it may say yes and no.
const AVAILABILITY: &[&str] = &[
    "availability",
    "disponibilidad",
    "verfügbarkeit",
    "disponibilité",
    "disponibilidade",
    "disponibilità",
    "beschikbaarheid",
];

/// A column "Available" or "Checked Out" that says yes and no, or a status in words, counts no copies, and so is none that
/// counts: it says whether the copy is there. In a table of copies nothing is counted, and 1 and 0 say the same. What the
/// map says of a table of titles is believed.
pub(super) fn flags(
    map: &ColumnMap,
    names: &[String],
    resolved: &mut Resolved,
    rows: &[Row],
    purpose: Purpose,
) {
    for at in 0..resolved.len() {
        let of_copies = purpose == Purpose::Items;
        let own = key(&names[at]);
        let named = |list: &[&str]| list.contains(&own.as_str());
        type Reads = fn(&str) -> Option<ItemStatus>;
        let (flag, read): (Column, Reads) = match resolved[at] {
            Some(Column::Available) => (Column::OnShelf, on_shelf),
            Some(Column::Out) => (Column::IsOut, is_out),
            // "Availability: yes".
            Some(Column::Status) if named(AVAILABILITY) => (Column::OnShelf, on_shelf),
            // Of a status, or how often in all.
            Some(Column::Status) if named(&["circulation"]) => (Column::Status, on_shelf),
            _ => continue,
        };
        if !of_copies && map.columns.keys().any(|name| key(name) == own) {
            continue;
        }
        let cells = rows.iter().filter_map(|row| row.cells.get(at));
        let cells = cells.map(|cell| cell.trim()).filter(|cell| {
            // The header again on each page, and words for nothing.
            cell.chars().any(char::is_alphanumeric)
                && key(cell) != own
                && !matches!(*cell, "N/A" | "n/a")
        });
        let says = |cell: &str| {
            let counts = cell.bytes().any(|b| b.is_ascii_digit());
            read(cell).is_some() && (of_copies || !counts)
        };
        let (mut all, mut flags) = (0, 0);
        for cell in cells {
            all += 1;
            flags += usize::from(says(cell));
        }
        if flags > 0 && flags * 10 >= all * 9 {
            resolved[at] = Some(flag);
        } else if resolved[at] != Some(Column::Status) && of_copies || flag == Column::Status {
            resolved[at] = None;
        }
    }
}

/// Names of a column with the number in a series, where it stands beside one of series and has little but numbers.
const NUMBER_OF_SERIES: &[&str] = &[
    "volume", "vol", "band", "tome", "tomo", "deel", "book", "bk", "book no", "number", "no", "nr",
    "num",
];

/// Tells the column with the numbers of a series by its cells: "Volume", "Book" and "#" beside "Series", and that "Series &
/// Number" has the series itself. What the map says is believed.
pub(super) fn series(map: &ColumnMap, names: &[String], resolved: &mut Resolved, rows: &[Row]) {
    let told = |at: usize| map.columns.keys().any(|name| key(name) == key(&names[at]));
    let place = |resolved: &Resolved, column| resolved.iter().position(|c| *c == Some(column));
    let cells = |at: usize| {
        let cells = rows
            .iter()
            .filter_map(move |row| Some((row, row.cells.get(at)?.trim())));
        cells.filter(|(_, cell)| cell.chars().any(char::is_alphanumeric))
    };
    let series = place(resolved, Column::Series);
    if let Some(at) = place(resolved, Column::SeriesNumber) {
        let (all, named) = cells(at).fold((0, 0), |(all, named), (_, cell)| {
            let letters = cell.chars().filter(|c| c.is_alphabetic()).count();
            (
                all + 1,
                named + usize::from(number_in_series(cell).is_none() && letters >= 3),
            )
        });
        if !told(at) && named * 2 > all {
            resolved[at] = series.is_none().then_some(Column::Series);
        }
        return;
    }
    let Some(series) = series else { return };
    let is_one = |at: &usize| {
        let own = key(&names[*at]);
        let free = matches!(resolved[*at], None | Some(Column::Volume));
        // "#" may count the rows.
        let beside = !matches!(own.as_str(), "number" | "no" | "nr" | "num") || *at == series + 1;
        if !NUMBER_OF_SERIES.contains(&own.as_str()) || !free || !beside || told(*at) {
            return false;
        }
        let (mut all, mut fit) = (0, 0);
        for (row, cell) in cells(*at) {
            let in_series = row
                .cells
                .get(series)
                .is_some_and(|cell| !cell.trim().is_empty());
            all += 1;
            fit += usize::from(in_series && number_in_series(cell).is_some());
        }
        fit > 0 && fit * 10 >= all * 9
    };
    if let Some(at) = (0..resolved.len()).find(is_one) {
        resolved[at] = Some(Column::SeriesNumber);
    }
}

/// Tells a column of levels whose cells are letters from one of grades: K and P are kindergarten and preschool only where
/// no other letters stand with them. A few letters, and those that stand for a school or a reader (elementary, middle, high;
/// easy, juvenile, young adult; beginner, intermediate), are no guided reading levels; nor is what is called a grade.
pub(super) fn letters(map: &ColumnMap, names: &[String], resolved: &mut Resolved, rows: &[Row]) {
    let at = |column| resolved.iter().position(|c| *c == Some(column));
    let (Some(at), None) = (at(Column::GradeLevel), at(Column::FountasPinnell)) else {
        return;
    };
    let own = key(&names[at]);
    if map.columns.keys().any(|name| key(name) == own)
        || own.contains("grade")
        || own.contains("grado")
    {
        return;
    }
    let cells = rows
        .iter()
        .filter_map(|row| row.cells.get(at))
        .map(|cell| cell.trim().to_uppercase());
    let cells = cells.filter(|cell| cell.chars().any(char::is_alphanumeric) && cell != "N/A");
    let (mut all, mut fit, mut others) = (0, 0, BTreeSet::new());
    for cell in cells {
        all += 1;
        let letter = cell.strip_suffix('+').unwrap_or(&cell);
        if let [b'A'..=b'Z'] = letter.as_bytes() {
            fit += 1;
            others.insert(letter.to_owned());
        }
    }
    let any = others
        .iter()
        .any(|letter| !"ABEHIJKMPSTVXY".contains(letter.as_str()));
    if any && others.len() >= 4 && fit * 10 >= all * 9 {
        resolved[at] = Some(Column::FountasPinnell);
    }
}

/// What is said of columns that nobody could tell the meaning of, as far as their first rows are filled.
pub(super) fn unused(
    names: &[String],
    resolved: &[Option<Column>],
    rows: &[Row],
    line: u64,
) -> Option<Diagnostic> {
    let filled = |at: usize| {
        rows.iter().any(|row| {
            row.cells
                .get(at)
                .is_some_and(|cell| !cell.trim().is_empty())
        })
    };
    let keys: Vec<String> = names.iter().map(|name| key(name)).collect();
    let mut times: HashMap<&str, u32> = HashMap::new();
    for key in &keys {
        *times.entry(key).or_default() += 1;
    }
    let columns: Vec<String> = names
        .iter()
        .zip(&keys)
        .enumerate()
        .filter(|(at, (name, key))| {
            resolved.get(*at) == Some(&None)
                && !name.trim().is_empty()
                && !of_people(key)
                // The number of a copy in the system before: its barcode is what counts.
                && !matches!(key.as_str(), "id" | "copy id")
                && filled(*at)
        })
        .map(|(at, (name, key))| match times[key.as_str()] {
            1 => name.clone(),
            // Which of two with one name.
            _ => words::column_at(name.trim(), at + 1),
        })
        .collect();
    (!columns.is_empty()).then(|| {
        let message = words::columns_not_used(listed(&columns));
        finding(&kinds::COLUMNS_UNUSED, line, message)
    })
}

/// What each column was taken for, in their order.
pub(super) fn meanings(names: &[String], resolved: &[Option<Column>]) -> Meanings {
    let names = names.iter().map(|name| name.trim().to_owned());
    names.zip(resolved.iter().copied()).collect()
}

pub(super) fn listed(cells: &[impl AsRef<str>]) -> String {
    let mut out: Vec<String> = cells
        .iter()
        .take(12)
        .map(|c| format!("\"{}\"", shown(&clean(c.as_ref()))))
        .collect();
    if cells.len() > 12 {
        out.push(words::and_more(cells.len() - 12));
    }
    if out.is_empty() {
        words::nothing_there().to_owned()
    } else {
        out.join(", ")
    }
}
/// Tells rows that are wider or narrower than the header; cells past the header are named, so nothing is lost unseen.
pub(super) fn widths(row: &Row, width: usize, findings: &mut Findings) {
    let beyond: Vec<&String> = row
        .cells
        .iter()
        .skip(width)
        .filter(|c| !c.trim().is_empty())
        .collect();
    if !beyond.is_empty() {
        findings.add(&kinds::ROW_TOO_WIDE, || {
            words::cells_left_over(width, row.cells.len(), listed(&beyond))
        });
    }
    if row.cells.len() < width && width - row.cells.len() > 0 && row.cells.len() * 2 < width {
        findings.add(&kinds::ROW_TOO_NARROW, || {
            words::cells_expected(width, row.cells.len())
        });
    }
}
