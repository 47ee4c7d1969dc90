//! Reads `lessons/standards.toml`.

use super::fault::Faults;
use super::head::Head;
use super::source::Source;
use crate::standards::{StandardSet, Standards};

pub(crate) fn read(source: &Source, faults: &mut Faults) -> Standards {
    let head = Head::file(source, faults);
    let sets = head
        .sections()
        .into_iter()
        .map(|(name, set)| {
            set.only(&["title", "checked", "codes"], faults);
            StandardSet {
                name,
                title: set.needed("title", "\"Its full name\"", faults).0,
                checked: set.needed("checked", "\"2026-11-27\"", faults).0,
                codes: set
                    .pairs("codes", faults)
                    .into_iter()
                    .map(|(code, _, gloss)| (code, gloss))
                    .collect(),
            }
        })
        .collect();
    Standards { sets }
}
