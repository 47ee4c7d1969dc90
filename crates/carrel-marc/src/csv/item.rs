//! A copy from a row, as tables of titles and tables of copies have it; cells by their meaning.

use carrel_core::{Item, ItemStatus};

use super::{Row, column_tag};
use crate::columns::{Column, ColumnMap, Resolved};
use crate::findings::Findings;
use crate::holdings;
use crate::map::text::clean;
use crate::map::{kinds as map_kinds, shown};

/// A copy from a row, as tables of titles and tables of copies have it.
pub(super) fn item(
    map: &ColumnMap,
    resolved: &Resolved,
    row: &Row,
    findings: &mut Findings,
) -> Item {
    let first = |column| filled(resolved, row, column).next();
    let named = |text: String| map.names.get(&text).cloned().unwrap_or(text);
    let flag = |column| first(column).filter(|t| is_set(t));
    let parts = [Column::CallPrefix, Column::CallNumber, Column::CallSuffix];
    let call: Vec<String> = parts.into_iter().filter_map(first).collect();
    let mut item = Item {
        barcode: first(Column::Barcode).unwrap_or_default(),
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
                format!("Expected a price, found \"{}\".", shown(&text))
            });
        }
    }
    let mut date = |column| {
        let text = first(column).filter(|t| is_set(t))?;
        let found = holdings::date(&text);
        if found.is_none() {
            findings.add_field(&map_kinds::DATE_UNREADABLE, column_tag(), || {
                format!("Expected a date, found \"{}\".", shown(&text))
            });
        }
        found
    };
    item.acquired_on = date(Column::Acquired);
    item.due_on = date(Column::Due);
    if item.due_on.is_some() {
        item.status = ItemStatus::OnLoan;
    }
    if let Some(text) = first(Column::Status) {
        let own = map
            .statuses
            .get(&text)
            .map_or(text.as_str(), String::as_str);
        match holdings::status(own, holdings::System::None) {
            Some(status) => item.status = status,
            None => findings.add_field(&map_kinds::STATUS_UNKNOWN, column_tag(), || {
                format!(
                    "Expected a status such as \"Available\" or \"Lost\", found \"{}\".",
                    shown(&text)
                )
            }),
        }
    }
    let (withdrawn, lost, damaged, not_for_loan) = (
        flag(Column::Withdrawn),
        flag(Column::Lost),
        flag(Column::Damaged),
        flag(Column::NotForLoan),
    );
    if let Some(status) = holdings::koha_status(
        withdrawn.as_deref(),
        lost.as_deref(),
        damaged.as_deref(),
        not_for_loan.as_deref(),
        item.due_on.is_some(),
    ) {
        item.status = status;
    }
    if item.status == ItemStatus::Available
        && first(Column::Circulates).is_some_and(|t| !is_set(&t))
    {
        item.status = ItemStatus::InLibrary;
    }
    item
}
/// Every filled cell with that meaning, cleaned, without Excel's `="…"` and without words for nothing.
pub(super) fn filled<'a>(
    resolved: &'a Resolved,
    row: &'a Row,
    column: Column,
) -> impl Iterator<Item = String> {
    let mut list = Vec::new();
    for text in filled_raw(resolved, row, column) {
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
    resolved: &'a Resolved,
    row: &'a Row,
    column: Column,
) -> impl Iterator<Item = String> + 'a {
    resolved
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

pub(super) fn is_set(text: &str) -> bool {
    !matches!(
        text.trim().to_lowercase().as_str(),
        "" | "0" | "0.0" | "no" | "n" | "false" | "f" | "-"
    )
}
