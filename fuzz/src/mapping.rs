//! Records of any content: mapped by the layout found in them, with a place on the shelf.

use carrel_core::call_number::{PrefixOrder, ShelfKey, shelf_key};
use carrel_core::diagnostic::Place;
use carrel_marc::holdings::{HoldingsProfile, System, detect};
use carrel_marc::map::check::Check;
use carrel_marc::map::{Outcome, map};
use carrel_marc::read::{Event, ReadOptions, Reader};
use carrel_marc::record::Record;
use carrel_marc::sniff::Format;

/// Reads `data` as MARCMaker's text, maps its records by every layout, and checks what comes out.
///
/// # Panics
/// When something that must hold does not. That is what it is for.
pub fn try_mapping(data: &[u8]) {
    crate::within_time(data.len(), || mapping(data));
}

fn mapping(data: &[u8]) {
    let mut reader = Reader::new(ReadOptions {
        format: Some(Format::Marcmaker),
        ..ReadOptions::default()
    });
    reader.push(data);
    reader.finish();
    let mut records: Vec<Record> = Vec::new();
    while let Some(event) = reader.next() {
        if let Event::Record(read) = event {
            records.push(read.record);
        }
    }
    let found = detect(&records);
    assert!(found.is_none() || found.confidence > 0);
    assert!(!found.explanation.is_empty());
    let systems = [
        System::Destiny,
        System::Koha,
        System::Evergreen,
        System::Polaris,
        System::Sierra,
        System::Symphony,
        System::Marc876,
    ];
    let other = HoldingsProfile::of(systems[data.len() % systems.len()]);
    let order = PrefixOrder::default();
    let mut check = Check::new();
    for (n, record) in records.iter().enumerate() {
        let place = Place {
            record: n as u32 + 1,
            ..Place::default()
        };
        for profile in [&found, &other] {
            let mut mapped = map(record, &place, profile);
            assert!(!mapped.bib.id.is_empty());
            if mapped.outcome != Outcome::Kept {
                assert!(!mapped.diagnostics.is_empty(), "left out in silence");
                continue;
            }
            let bib = &mapped.bib;
            if bib.title.proper.is_empty() {
                assert!(mapped.diagnostics.iter().any(|d| d.kind == "no-title"));
            }
            let _ = bib.title.filing();
            assert!(bib.links.iter().all(|l| {
                let lower = l.url.to_ascii_lowercase();
                lower.starts_with("http://") || lower.starts_with("https://")
            }));
            assert!(
                bib.publication
                    .year
                    .is_none_or(|y| (1000..=2100).contains(&y))
            );
            for item in mapped.items.iter().map(Some).chain([None]) {
                let ShelfKey(key) = shelf_key(bib, item, &order);
                assert!(
                    !key.is_empty() && key.chars().all(|c| c == '\t' || !c.is_control()),
                    "{key:?}"
                );
            }
            check.admit(&mut mapped, &place);
        }
    }
}
