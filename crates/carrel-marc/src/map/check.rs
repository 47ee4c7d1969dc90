//! What can only be told from the whole catalogue: numbers used twice, titles that no one can find.

use std::collections::HashMap;

use carrel_core::Diagnostic;
use carrel_core::bib::Format;
use carrel_core::diagnostic::Place;

use super::{Mapped, Outcome, kinds};
use crate::kinds::Kind;
use crate::words;

/// Goes over every record once, after its copies have been joined. Memory grows with the number of ids and
/// barcodes, not with the records.
#[derive(Debug, Default)]
pub struct Check {
    ids: HashMap<String, u32>,
    barcodes: HashMap<String, String>,
}

impl Check {
    /// An empty catalogue.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Makes the record's id unique (a second `42` becomes `42~2`) and adds what is wrong to its diagnostics.
    /// Records that are not kept are left alone.
    pub fn admit(&mut self, mapped: &mut Mapped, place: &Place) {
        if mapped.outcome != Outcome::Kept {
            return;
        }
        let id = mapped.bib.id.clone();
        let count = self.ids.entry(id.clone()).or_insert(0);
        *count += 1;
        if *count > 1 {
            let mut n = *count;
            let mut unique = format!("{id}~{n}");
            while self.ids.contains_key(&unique) {
                n += 1;
                unique = format!("{id}~{n}");
            }
            self.ids.insert(unique.clone(), 1);
            add(
                mapped,
                &kinds::ID_REPEATED,
                place,
                &id,
                Some("001"),
                words::own_number_expected(&id, &unique),
            );
            mapped.bib.id = unique;
        }
        for i in 0..mapped.items.len() {
            let barcode = mapped.items[i].barcode.clone();
            if barcode.is_empty() {
                continue;
            }
            if let Some(other) = self.barcodes.get(&barcode) {
                let message = if *other == mapped.bib.id {
                    words::own_barcode_expected(barcode)
                } else {
                    words::own_barcode_expected_other(barcode, other)
                };
                add(mapped, &kinds::BARCODE_REPEATED, place, &id, None, message);
            } else {
                self.barcodes.insert(barcode, mapped.bib.id.clone());
            }
        }
        let physical = !matches!(
            mapped.bib.format,
            Format::Ebook | Format::Eaudio | Format::StreamingVideo | Format::Website
        );
        if physical
            && mapped.bib.call_number.is_none()
            && mapped.items.iter().all(|i| i.call_number.is_none())
        {
            add(
                mapped,
                &kinds::NO_CALL_NUMBER,
                place,
                &id,
                None,
                words::call_number_expected(super::shown(&mapped.bib.title.proper)),
            );
        }
    }
}

fn add(
    mapped: &mut Mapped,
    kind: &Kind,
    place: &Place,
    id: &str,
    field: Option<&str>,
    message: String,
) {
    mapped.diagnostics.push(Diagnostic {
        kind: kind.name,
        severity: kind.severity,
        place: Place {
            id: Some(id.to_owned()),
            field: field.map(str::to_owned),
            ..place.clone()
        },
        message,
        remedy: kind.remedy(),
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use carrel_core::Item;

    fn mapped(id: &str, barcodes: &[&str]) -> Mapped {
        let mut m = Mapped::default();
        m.bib.id = id.into();
        m.bib.call_number = Some("FIC ABC".into());
        m.items = barcodes
            .iter()
            .map(|b| Item {
                barcode: (*b).into(),
                ..Item::default()
            })
            .collect();
        m
    }

    #[test]
    fn repeated_ids_and_barcodes_are_told_and_nothing_is_lost() {
        let mut check = Check::new();
        let place = Place::default();
        let mut list = [
            mapped("1", &["a", "b"]),
            mapped("1", &["b", ""]),
            mapped("1~2", &["", "c"]),
            mapped("2", &["d", "d"]),
        ];
        for m in &mut list {
            check.admit(m, &place);
        }
        let ids: Vec<_> = list.iter().map(|m| m.bib.id.as_str()).collect();
        assert_eq!(ids, ["1", "1~2", "1~2~2", "2"]);
        let kinds: Vec<Vec<_>> = list
            .iter()
            .map(|m| m.diagnostics.iter().map(|d| d.kind).collect())
            .collect();
        assert_eq!(kinds[0], [""; 0]);
        assert_eq!(kinds[1], ["control-number-repeated", "barcode-repeated"]);
        assert_eq!(kinds[2], ["control-number-repeated"]);
        assert_eq!(kinds[3], ["barcode-repeated"]);
    }

    #[test]
    fn a_book_without_a_call_number_is_told_an_ebook_not() {
        let mut check = Check::new();
        let mut book = mapped("1", &[]);
        book.bib.call_number = None;
        let mut ebook = book.clone();
        ebook.bib.id = "2".into();
        ebook.bib.format = Format::Ebook;
        check.admit(&mut book, &Place::default());
        check.admit(&mut ebook, &Place::default());
        assert_eq!(book.diagnostics[0].kind, "no-call-number");
        assert!(ebook.diagnostics.is_empty());
    }
}
