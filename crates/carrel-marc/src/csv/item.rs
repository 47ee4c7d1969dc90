//! A copy from a row, as tables of titles and tables of copies have it; cells by their meaning.

use carrel_core::{Item, ItemStatus};

use super::dates::Dates;
use super::values::whole;
use super::{Row, column_tag, kinds};
use crate::columns::{Column, ColumnMap, MOST_COPIES, Resolved};
use crate::findings::Findings;
use crate::holdings;
use crate::map::text::clean;
use crate::map::{kinds as map_kinds, shown};
use crate::words;

/// The meaning of each column of a table, and which meanings there are.
#[derive(Clone, Debug, Default)]
pub(super) struct Places {
    pub(super) meanings: Resolved,
    /// A bit for each meaning.
    present: u128,
}

impl Places {
    pub(super) fn of(meanings: Resolved) -> Self {
        let present = meanings
            .iter()
            .flatten()
            .fold(0, |bits, column| bits | 1 << *column as u8);
        Self { meanings, present }
    }

    pub(super) fn has(&self, column: Column) -> bool {
        self.present & 1 << column as u8 != 0
    }
}

/// What a row says of the status, beside the item: a table of labels says nothing, and changes nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Said {
    /// The status, where the row says one.
    pub(super) status: Option<ItemStatus>,
    /// What it says that the copy is not, a bit for each status: the table has a column for that, and it is empty.
    not: u8,
}

/// The copy that a row tells of, or several that differ in their barcodes alone.
pub(super) struct RowItem {
    pub(super) item: Item,
    pub(super) said: Said,
    /// What nobody can tell of where it is, where nothing else says it.
    pub(super) unknown: Option<Unknown>,
    /// It is on loan because somebody is named who has it: that is one copy, however many the row counts.
    pub(super) by_reader: bool,
    barcodes: Vec<String>,
}

/// A word for where a copy is that means nothing to anybody here.
pub(super) enum Unknown {
    /// In a column of the status.
    Status(String),
    /// In a column of flags, such as "Lost".
    Flag(String),
}

impl RowItem {
    /// The copies, with a barcode each: what else the row says, it says of all.
    pub(super) fn of_each_barcode(self) -> Vec<Item> {
        let Self { item, barcodes, .. } = self;
        if barcodes.len() < 2 {
            return vec![item];
        }
        let each = |barcode| Item {
            barcode,
            copy: None,
            ..item.clone()
        };
        barcodes.into_iter().map(each).collect()
    }
}

/// A copy from a row, as tables of titles and tables of copies have it.
pub(super) fn item(
    map: &ColumnMap,
    places: &Places,
    dates: &Dates,
    row: &Row,
    findings: &mut Findings,
) -> RowItem {
    use ItemStatus::{Available, Away, Coming, InLibrary, Missing, OnLoan, Withdrawn};
    let first = |column| filled(places, row, column).next();
    let named = |text: String| map.names.get(&text).cloned().unwrap_or(text);
    let barcodes = barcodes(places, row);
    for barcode in &barcodes {
        if rounded(barcode) {
            findings.add_field(&kinds::BARCODE_ROUNDED, column_tag(), || {
                words::whole_barcode_expected(shown(barcode))
            });
        }
    }
    // A word beside it: "1001; lost".
    let letters = |text: &str| text.chars().filter(|c| c.is_alphabetic()).count();
    let cell = first(Column::Barcode).unwrap_or_default();
    match barcodes.as_slice() {
        [one] if one.contains([',', ';', '|']) || letters(one) < letters(&cell) => {
            findings.add_field(&kinds::BARCODE_UNCLEAR, column_tag(), || {
                words::one_barcode_expected(shown(&cell))
            });
        }
        [_, _, ..] => findings.add_field(&kinds::BARCODES_TOGETHER, column_tag(), || {
            words::barcodes_in_one_cell(barcodes.len(), shown(&barcodes.join(", ")))
        }),
        _ => {}
    }
    let parts = [Column::CallPrefix, Column::CallNumber, Column::CallSuffix];
    let call: Vec<String> = parts.into_iter().filter_map(first).collect();
    let mut item = Item {
        barcode: barcodes.first().cloned().unwrap_or_default(),
        call_number: (!call.is_empty()).then(|| call.join(" ")),
        shelf: first(Column::Shelf).map(named),
        site: first(Column::Site).map(named),
        kind: first(Column::ItemType).map(named),
        copy: first(Column::CopyNumber),
        volume: first(Column::Volume),
        note: first(Column::ItemNote),
        ..Item::default()
    };
    if let Some(text) = first(Column::Price) {
        item.price_cents = holdings::price_cents(&text, map.prices);
        if item.price_cents.is_none() {
            findings.add_field(&map_kinds::PRICE_UNREADABLE, column_tag(), || {
                words::price_expected(shown(&text))
            });
        }
    }
    if let Some(text) = first(Column::Acquired).filter(|t| is_set(t)) {
        item.acquired_on = dates.read(Column::Acquired, &text);
        if item.acquired_on.is_none() {
            findings.add_field(&map_kinds::DATE_UNREADABLE, column_tag(), || {
                holdings::date_trouble(&shown(&text), dates.order(Column::Acquired))
            });
        }
    }
    let mut said = Said::default();
    // What is no date, or none in the table's order, still says that the copy is out.
    let due = first(Column::Due).filter(|t| holdings::says_out(t));
    item.due_on = due.as_ref().and_then(|t| dates.read(Column::Due, t));
    let mut unclear = due.is_some() && item.due_on.is_none();
    if let Some(text) = &due {
        said.status = Some(OnLoan);
        if unclear {
            findings.add_field(&map_kinds::DUE_UNREADABLE, column_tag(), || {
                words::due_expected(holdings::date_trouble(
                    &shown(text),
                    dates.order(Column::Due),
                ))
            });
        }
    }
    // A day goes before what the column of the status says, another word does not.
    let mut out = due.is_some_and(|t| holdings::date(&t).is_some());
    let mut unknown = None;
    if let Some(text) = first(Column::Status) {
        let own = map
            .statuses
            .get(&text)
            .map_or(text.as_str(), String::as_str);
        match holdings::status(own, holdings::System::None) {
            Some(status) => said.status = Some(status),
            None => {
                unclear = true;
                unknown.get_or_insert(Unknown::Status(text));
            }
        }
    }
    // "Available: no". A day, or a word of the column of the status, says more.
    if said.status.is_none_or(|s| s == ItemStatus::Available)
        && let Some(text) = first(Column::OnShelf).filter(|t| t.chars().any(char::is_alphanumeric))
    {
        match on_shelf(&text) {
            Some(status) => said.status = Some(status),
            None => {
                unclear = true;
                unknown.get_or_insert(Unknown::Status(text));
            }
        }
    }
    // "Checked out: yes", also in a column that counts elsewhere.
    let counts = |text: &String| whole(text).is_some();
    let lent = filled(places, row, Column::IsOut)
        .chain(filled(places, row, Column::Out).filter(|t| !counts(t)))
        .filter(|t| t.chars().any(char::is_alphanumeric));
    for text in lent {
        match is_out(&text) {
            Some(Available) => {}
            Some(status) if said.status.is_none_or(|s| s == Available) => {
                out |= status == OnLoan;
                said.status = Some(status);
            }
            Some(_) => {}
            None if places.has(Column::IsOut) => {
                unclear = true;
                unknown.get_or_insert(Unknown::Flag(text));
            }
            // Told as a number of copies that is none.
            None => {}
        }
    }
    let mut flag = |column| {
        let text = filled(places, row, column).find(|t| is_set(t))?;
        let is_set = flagged(column, &text);
        if is_set.is_none() {
            unclear = true;
            unknown.get_or_insert_with(|| Unknown::Flag(text.clone()));
        }
        (is_set == Some(true)).then_some(text)
    };
    let (withdrawn, lost, damaged, not_for_loan) = (
        flag(Column::Withdrawn),
        flag(Column::Lost),
        flag(Column::Damaged),
        flag(Column::NotForLoan),
    );
    let flags = holdings::koha_status(
        withdrawn.as_deref(),
        lost.as_deref(),
        damaged.as_deref(),
        not_for_loan.as_deref(),
        out,
    );
    said.status = flags.or(said.status);
    if said.status.is_none_or(|s| s == ItemStatus::Available)
        && first(Column::Circulates).is_some_and(|t| !is_set(&t))
    {
        said.status = Some(InLibrary);
    }
    // Whoever it is has it, unless another column says where it is. Nothing else is read of that.
    let has_reader = filled(places, row, Column::LentTo).any(|t| holdings::says_out(&t));
    let by_reader = has_reader && said.status.is_none();
    if by_reader {
        said.status = Some(OnLoan);
    }
    if !unclear {
        for (column, statuses) in [
            (Column::Due, &[OnLoan][..]),
            (Column::IsOut, &[OnLoan]),
            (Column::LentTo, &[OnLoan]),
            (Column::Lost, &[Missing]),
            (Column::Withdrawn, &[Withdrawn]),
            (Column::Damaged, &[Away]),
            (Column::NotForLoan, &[InLibrary, Coming]),
        ] {
            if places.has(column) {
                said.not |= statuses.iter().fold(0, |bits, s| bits | bit(*s));
            }
        }
    }
    item.status = said.status.unwrap_or_default();
    RowItem {
        unknown: unknown.filter(|_| item.status == Available),
        item,
        said,
        by_reader,
        barcodes,
    }
}

/// The barcodes of a row, each once: several columns may have them, and a cell several, in lines of their own or between
/// semicolons, bars or commas, where all look alike ("1,234" is one with a spreadsheet's comma).
pub(super) fn barcodes(places: &Places, row: &Row) -> Vec<String> {
    let mut list: Vec<String> = Vec::new();
    // As they stand in the table, with their line ends.
    let cells = places.meanings.iter().zip(&row.cells);
    let cells = cells.filter(|(column, _)| **column == Some(Column::Barcode));
    let known: Vec<String> = filled(places, row, Column::Barcode).collect();
    for (_, cell) in cells {
        let cell = unwrapped(cell);
        let whole = clean(cell);
        if !known.contains(&whole) {
            continue;
        }
        for piece in in_cell(cell, whole) {
            if !list.contains(&piece) {
                list.push(piece);
            }
        }
    }
    list
}

/// The barcodes of one cell, `whole` when it is in one piece.
fn in_cell(cell: &str, whole: String) -> Vec<String> {
    let marked = cell.contains([';', '|', '\n', '\r']);
    let mut pieces: Vec<String> = cell
        .split(|c| match marked {
            true => matches!(c, ';' | '|' | '\n' | '\r'),
            false => c == ',',
        })
        .map(clean)
        .filter(|piece| !piece.is_empty())
        .collect();
    let digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    // A spreadsheet's decimals: "30012000012345,00".
    if let Some((number, "0" | "00")) = whole.split_once([',', '.'])
        && number.len() > 3
        && digits(number)
    {
        return vec![number.to_owned()];
    }
    let grouped = !marked
        && !cell.contains(", ")
        && pieces.iter().all(|piece| digits(piece) && piece.len() <= 3);
    let like_one = |piece: &String| {
        let size = piece.chars().count();
        let digits = piece.bytes().filter(u8::is_ascii_digit).count();
        (2..=20).contains(&size) && digits * 2 >= size
    };
    // "30012" and below it the school's name; "1001; lost".
    let is_word = |piece: &String| !piece.bytes().any(|b| b.is_ascii_digit());
    if marked && pieces.iter().filter(|p| like_one(p)).count() == 1 {
        let rest = pieces.iter().filter(|p| !like_one(p));
        if rest.clone().all(is_word) {
            pieces.retain(like_one);
            return pieces;
        }
    }
    let sizes = || pieces.iter().map(|piece| piece.chars().count());
    let alike =
        pieces.iter().all(like_one) && sizes().max().unwrap_or(0) - sizes().min().unwrap_or(0) <= 2;
    if grouped || !alike || pieces.len() > MOST_COPIES as usize {
        return vec![whole];
    }
    pieces
}

fn bit(status: ItemStatus) -> u8 {
    1 << status as u8
}

impl Said {
    /// Brings the status of a copy that is known already up to date; `due` is the row's due date.
    pub(super) fn update(&self, known: &mut Item, due: Option<carrel_core::CalendarDate>) {
        let before = known.status;
        known.status = match self.status {
            // "Available" says where a book is, not that it may be taken home.
            Some(ItemStatus::Available)
                if before == ItemStatus::InLibrary && self.not & bit(before) == 0 =>
            {
                before
            }
            Some(status) => status,
            None if self.not & bit(before) != 0 => ItemStatus::Available,
            None => before,
        };
        if due.is_some() {
            known.due_on = due;
        } else if known.status != ItemStatus::OnLoan {
            known.due_on = None;
        }
    }
}

/// Every filled cell with that meaning, cleaned, without Excel's `="…"` and without words for nothing.
pub(super) fn filled<'a>(
    places: &'a Places,
    row: &'a Row,
    column: Column,
) -> impl Iterator<Item = String> {
    let mut list = Vec::new();
    for text in filled_raw(places, row, column) {
        if !matches!(
            text.as_str(),
            "NULL" | "null" | "nan" | "NaN" | "\\N" | "N/A" | "n/a" | "#N/A" | "None"
        ) {
            list.push(text);
        }
    }
    list.into_iter()
}

pub(super) fn filled_raw<'a>(
    places: &'a Places,
    row: &'a Row,
    column: Column,
) -> impl Iterator<Item = String> + 'a {
    // Most tables have few of the columns there can be.
    let meanings = if places.has(column) {
        places.meanings.as_slice()
    } else {
        &[]
    };
    meanings
        .iter()
        .zip(&row.cells)
        .filter(move |(c, _)| **c == Some(column))
        .map(|(_, cell)| clean(unwrapped(cell)))
        .filter(|t| !t.is_empty())
}

/// `="0142402494"` without its wrapping.
fn unwrapped(cell: &str) -> &str {
    let cell = cell.trim();
    cell.strip_prefix("=\"")
        .map_or(cell, |inner| inner.strip_suffix('"').unwrap_or(inner))
}

/// `3.02E+13`: what a spreadsheet shows of a long number, whose last digits are gone.
pub(super) fn rounded(text: &str) -> bool {
    let Some((digits, power)) = text.split_once(['e', 'E']) else {
        return false;
    };
    let number = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let (whole, part) = digits.split_once(['.', ',']).unwrap_or((digits, "0"));
    whole.len() == 1 && number(whole) && number(part) && power.strip_prefix('+').is_some_and(number)
}

/// False for what tables write into a column of flags or days when there is nothing to say.
pub(super) fn is_set(text: &str) -> bool {
    let blank = |c| matches!(c, '0' | '.' | '-' | '/' | ':' | ' ');
    !text.chars().all(blank) && yes_or_no(text) != Some(false)
}

/// What a column of flags says of a copy: a plain yes, a code, a day or a status sets it. A word that is none of these
/// takes no book off the shelf ("Current" under "Withdrawn"); it is told.
fn flagged(column: Column, text: &str) -> Option<bool> {
    use ItemStatus::{Away, Coming, InLibrary, Missing, Withdrawn};
    if let Some(said) = yes_or_no(text) {
        return Some(said);
    }
    if text.contains(|c: char| c.is_ascii_digit()) {
        return Some(true);
    }
    let negated = text.trim().to_lowercase();
    if ["not lost", "not missing", "not withdrawn", "not damaged"].contains(&negated.as_str()) {
        return Some(false);
    }
    holdings::status(text, holdings::System::None).map(|status| match status {
        Missing | Away | Withdrawn => true,
        InLibrary | Coming => column == Column::NotForLoan,
        _ => false,
    })
}

/// What a column "Available" says of a copy where it counts none: yes or no, or a status in words.
pub(super) fn on_shelf(text: &str) -> Option<ItemStatus> {
    answered(text, ItemStatus::Available, ItemStatus::OnLoan)
}

/// What a column "Checked Out" says of a copy where it counts none: yes or no, or a status in words.
pub(super) fn is_out(text: &str) -> Option<ItemStatus> {
    answered(text, ItemStatus::OnLoan, ItemStatus::Available)
}

fn answered(text: &str, yes: ItemStatus, no: ItemStatus) -> Option<ItemStatus> {
    let text = text.trim();
    match yes_or_no(text) {
        Some(true) => Some(yes),
        Some(false) => Some(no),
        None if matches!(text, "0" | "0.0") => Some(no),
        // Codes of a status have no place here.
        None if text.bytes().any(|b| b.is_ascii_digit()) => None,
        None => holdings::status(text, holdings::System::None),
    }
}

/// True when the row says that it is deleted. Only a plain yes takes a row away: what is neither yes nor no is told.
pub(super) fn deleted(places: &Places, row: &Row, findings: &mut Findings) -> bool {
    let Some(text) = filled(places, row, Column::Deleted).find(|t| is_set(t)) else {
        return false;
    };
    let said = yes_or_no(&text);
    if said.is_none() {
        findings.add_field(&kinds::DELETED_UNCLEAR, column_tag(), || {
            words::deleted_expected(shown(&text))
        });
    }
    said == Some(true)
}

/// What a flag says, where it says it plainly.
fn yes_or_no(text: &str) -> Option<bool> {
    Some(match text.trim().to_lowercase().as_str() {
        "1" | "1.0" | "t" | "true" | "yes" | "y" | "x" | "deleted" | "ja" | "oui" | "si" | "sí"
        | "sì" | "sim" | "vrai" | "wahr" | "verdadero" => true,
        "no" | "n" | "false" | "f" | "nein" | "non" | "nee" | "nej" | "não" | "nao" | "faux"
        | "falsch" | "falso" => false,
        _ => return None,
    })
}
