//! How much likelier than others a record is asked for, before anything was typed.
//!
//! A search that fits two books alike is more often for the one in the language of the house, for the one
//! made for the young, for the one that is lent or rated more, and for the one the library holds in several
//! copies or editions. The sum is a level from 0 to [`Posting::MOST_ASKED`] in every word of the title; what a
//! level is worth is said in `rank/weigh.rs`. Cost: one pass over the records and one sort of their loans.

use carrel_core::BibRecord;
use carrel_core::bib::Audience;
use carrel_core::item::ItemStatus;

use crate::build::Entry;
use crate::pack::postings::Posting;
use crate::rank::ln;

/// Levels for a record in the language of most records, or of none that is known.
const USUAL_LANGUAGE: u8 = 2;
/// Levels for a record for readers up to 17.
const YOUNG: u8 = 3;
/// Levels at most for loans or ratings, one for each time they are e-fold.
const LENT: u8 = 5;
/// Levels at most for copies or editions.
const HELD: u8 = 3;

/// What the whole catalogue says of its records.
pub(crate) struct Asked<'a> {
    usual: Option<&'a str>,
    /// Loans or ratings of a record that few have less of; 0 when none says.
    least: u32,
}

impl<'a> Asked<'a> {
    /// Looks through the catalogue; `usual` is the language of most of its records.
    pub(crate) fn new(entries: &[Entry], usual: Option<&'a str>) -> Self {
        let mut lent: Vec<u32> = entries
            .iter()
            .map(|e| e.bib.popularity)
            .filter(|n| *n > 0)
            .collect();
        lent.sort_unstable();
        let least = lent.get(lent.len() / 20).copied().unwrap_or(0);
        Self { usual, least }
    }

    /// The level of a record of which the catalogue has so many editions.
    pub(crate) fn level(&self, entry: &Entry, editions: u32) -> u8 {
        let bib = &entry.bib;
        let copies = entry
            .items
            .iter()
            .filter(|i| i.status != ItemStatus::Withdrawn)
            .count() as u32;
        let usual = bib
            .languages
            .first()
            .is_none_or(|l| self.usual == Some(l.as_str()));
        let lent = match (self.least, bib.popularity) {
            (0, _) | (_, 0) => 0,
            (least, n) => steps(n as f32 / least as f32, 1.0, LENT),
        };
        let held = steps(editions.max(copies).max(1) as f32, 2.0, HELD);
        let level = if usual { USUAL_LANGUAGE } else { 0 }
            + if young(bib) { YOUNG } else { 0 }
            + lent.max(held);
        level.min(Posting::MOST_ASKED)
    }
}

/// Steps of the logarithm of a number, from 0 to `most`.
fn steps(times: f32, each: f32, most: u8) -> u8 {
    (each * ln(times.max(1.0)) + 0.5).min(f32::from(most)) as u8
}

fn young(bib: &BibRecord) -> bool {
    matches!(
        bib.audience,
        Some(
            Audience::Preschool
                | Audience::Primary
                | Audience::PreAdolescent
                | Audience::Adolescent
                | Audience::Juvenile
        )
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use carrel_core::Item;

    fn check(loans: u32, language: &str, audience: Option<Audience>, copies: usize, level: u8) {
        let entry = |popularity: u32| Entry {
            bib: BibRecord {
                popularity,
                languages: (!language.is_empty())
                    .then(|| language.to_owned())
                    .into_iter()
                    .collect(),
                audience,
                ..BibRecord::default()
            },
            items: vec![Item::default(); copies],
            ..Entry::default()
        };
        let all: Vec<Entry> = [10, 100, 1000, loans].map(entry).into();
        let asked = Asked::new(&all, Some("eng"));
        assert_eq!(
            asked.level(&all[3], 1),
            level,
            "{loans} {language} {audience:?} {copies}"
        );
    }

    #[test]
    fn what_makes_a_book_likelier() {
        check(0, "fre", None, 1, 0);
        check(0, "eng", None, 1, 2);
        check(0, "", None, 1, 2);
        check(0, "eng", Some(Audience::Juvenile), 1, 5);
        check(0, "eng", Some(Audience::Adult), 1, 2);
        check(27, "eng", None, 1, 3);
        check(2_000, "eng", None, 1, 7);
        check(u32::MAX, "eng", Some(Audience::Juvenile), 400, 7);
        check(0, "eng", None, 3, 4);
    }
}
