//! Which cards and barcodes a system's file can hold.

use std::collections::BTreeSet;

use super::{Batch, System};
use crate::delivered::{Delivered, Kind};
use crate::sheet::Why;

/// Which strings are cards and which are copies, for systems that tell them apart by nothing else.
pub(super) struct Names<'a> {
    cards: BTreeSet<&'a str>,
    copies: BTreeSet<&'a str>,
    batch: &'a Batch<'a>,
}

impl<'a> Names<'a> {
    pub(super) fn of(batch: &'a Batch<'a>) -> Self {
        Self {
            cards: batch.operations.iter().map(|o| o.card.as_str()).collect(),
            copies: batch
                .operations
                .iter()
                .map(|o| o.barcode.as_str())
                .collect(),
            batch,
        }
    }

    fn is_card(&self, text: &str) -> bool {
        self.cards.contains(text) || self.batch.cards.is_some_and(|cards| cards.contains(text))
    }

    fn is_copy(&self, text: &str) -> bool {
        self.copies.contains(text)
            || self
                .batch
                .copies
                .is_some_and(|copies| copies.contains(text))
    }
}

/// Why no line of the file can speak of this copy.
pub(super) fn copy_trouble(system: System, barcode: &str, names: &Names<'_>) -> Option<Why> {
    if barcode.is_empty() {
        return Some(Why::NoBarcode);
    }
    if let Some(why) = value_trouble(system, barcode) {
        return Some(why);
    }
    if matches!(system, System::Destiny | System::Alexandria) && names.is_card(barcode) {
        return Some(Why::Ambiguous);
    }
    match names.batch.copies {
        Some(copies) if !copies.contains(barcode) => Some(Why::UnknownCopy),
        _ => None,
    }
}

/// Why this operation cannot be in the file, its copy aside.
pub(super) fn trouble(
    system: System,
    operation: &Delivered,
    holder: Option<&str>,
    names: &Names<'_>,
) -> Option<Why> {
    match operation.kind {
        Kind::CheckIn => return None,
        Kind::Hold | Kind::CancelHold => return Some(Why::NoSuchLine),
        Kind::Renew if system != System::Evergreen => return Some(Why::NoSuchLine),
        Kind::Renew
            if holder != Some(operation.card.as_str())
                && (holder.is_some() || names.batch.loans.is_some()) =>
        {
            return Some(Why::OtherHolder);
        }
        Kind::Renew | Kind::CheckOut => {}
    }
    let card = operation.card.as_str();
    if card.is_empty() {
        return Some(Why::NoCard);
    }
    if let Some(why) = value_trouble(system, card) {
        return Some(why);
    }
    if matches!(system, System::Destiny | System::Alexandria) && names.is_copy(card) {
        return Some(Why::Ambiguous);
    }
    match names.batch.cards {
        Some(cards) if !cards.contains(card) => Some(Why::UnknownCard),
        _ => None,
    }
}

/// Why a card or barcode cannot stand in the system's file.
fn value_trouble(system: System, value: &str) -> Option<Why> {
    // Importers trim their cells, so a blank at an end would become another code.
    if value.trim() != value || value.chars().any(char::is_control) {
        return Some(Why::Unwritable);
    }
    let is_plain = value.bytes().all(|b| b.is_ascii_graphic() || b == b' ');
    let is_command = match system {
        System::Destiny => value.starts_with('%'),
        System::Alexandria => {
            let is_word = value.len() <= 3 && value.bytes().all(|b| b.is_ascii_alphabetic());
            value.starts_with(['.', '#']) || is_word
        }
        System::Koha | System::Evergreen => return None,
    };
    if is_command {
        return Some(Why::Command);
    }
    (!is_plain).then_some(Why::Unwritable)
}
