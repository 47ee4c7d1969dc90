//! The patron list as this computer keeps it: no card, no last name. HMAC of the card, a short hint, the group, a block.

use std::collections::BTreeMap;

use carrel_circ::PatronKey;
use carrel_exchange::lists::{Entry, List, ListReader, Reason};
use serde::{Deserialize, Serialize};

/// One patron.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
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
}

/// What a file brought.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Loaded {
    /// The list.
    pub patrons: Patrons,
    /// Rows that were used and rows that could not be.
    pub counts: (u32, u32),
    /// What was odd, in words; no value of a row is in it.
    pub findings: Vec<String>,
}

/// Reads a patron list, or a block list on top of the patrons there are. `key` gives the patron of a card.
#[must_use]
pub fn read(
    bytes: &[u8],
    before: Option<&Patrons>,
    now_ms: i64,
    key: impl Fn(&str) -> PatronKey,
) -> Loaded {
    let mut reader = ListReader::new(List::Patrons, None);
    reader.push(bytes);
    reader.finish();
    let mut patrons = Patrons {
        loaded_ms: now_ms,
        known: BTreeMap::new(),
    };
    while let Some(entry) = reader.next_entry() {
        if let Entry::Patron(patron) = entry {
            let known = Known {
                hint: patron.hint(),
                class: patron.class.clone(),
                block: patron.block,
            };
            patrons.known.insert(key(&patron.card), known);
        }
    }
    if patrons.known.is_empty() && before.is_some() {
        // Not a list of patrons: perhaps blocks, which belong to those there are.
        let mut blocks = ListReader::new(List::Blocks, None);
        blocks.push(bytes);
        blocks.finish();
        let mut all = before.cloned().unwrap_or_default();
        let mut any = false;
        while let Some(entry) = blocks.next_entry() {
            if let Entry::Block(block) = entry {
                any = true;
                if let Some(known) = all.known.get_mut(&key(&block.card)) {
                    known.block = Some(block.reason);
                }
            }
        }
        if any {
            return Loaded {
                patrons: all,
                counts: blocks.counts(),
                findings: words(blocks.take_findings()),
            };
        }
    }
    Loaded {
        patrons,
        counts: reader.counts(),
        findings: words(reader.take_findings()),
    }
}

fn words(findings: Vec<carrel_core::Diagnostic>) -> Vec<String> {
    let said = findings.iter().take(20);
    said.map(|finding| {
        let row = finding.place.record;
        format!("{row}: {} {}", finding.message, finding.remedy)
    })
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(card: &str) -> PatronKey {
        carrel_sync::hash::patron_key(&[1; 32], card)
    }

    #[test]
    fn a_list_keeps_neither_card_nor_last_name() {
        let csv = b"Barcode,LastName,FirstName,Homeroom,Status\nP 1,Lee,Anastasia-Maria,7B,A\nP 2,Okafor,Ben,7B,I\n";
        let loaded = read(csv, None, 5, key);
        assert_eq!(loaded.counts, (2, 0));
        let known = &loaded.patrons.known[&key("P 1")];
        assert_eq!(
            (known.hint.as_str(), known.class.as_str()),
            ("Anastasia-Ma", "7B")
        );
        assert_eq!(known.block, None);
        assert!(loaded.patrons.known[&key("P 2")].block.is_some());
        let kept = postcard::to_allocvec(&loaded.patrons).expect("bytes");
        for secret in [&b"P 1"[..], b"Lee", b"Okafor", b"Anastasia-Maria"] {
            assert!(!kept.windows(secret.len()).any(|window| window == secret));
        }
    }

    #[test]
    fn a_file_that_is_no_list_is_said_to_be_none() {
        let loaded = read(b"<!doctype html><p>Not found", None, 5, key);
        assert!(loaded.patrons.known.is_empty());
    }
}
