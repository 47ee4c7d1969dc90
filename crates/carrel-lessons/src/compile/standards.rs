//! The codes of the standards, from `lessons/standards.toml`.

use super::fault::Faults;
use super::head::Head;
use super::source::Source;

/// A set of standards.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StandardSet {
    /// `AASL`
    pub name: String,
    /// What it is called in full.
    pub title: String,
    /// When its codes were last looked at: `2026-11-27`.
    pub checked: String,
    /// Codes and our own gloss of each, in the order of the file.
    pub codes: Vec<(String, String)>,
}

/// All sets.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Standards {
    /// In the order of the file.
    pub sets: Vec<StandardSet>,
}

impl Standards {
    pub(crate) fn read(source: &Source, faults: &mut Faults) -> Self {
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
        Self { sets }
    }

    /// The gloss of `SET:CODE`.
    #[must_use]
    pub fn gloss(&self, code: &str) -> Option<&str> {
        let (set, code) = code.split_once(':')?;
        self.sets
            .iter()
            .find(|s| s.name == set)?
            .codes
            .iter()
            .find(|(known, _)| known == code)
            .map(|(_, gloss)| gloss.as_str())
    }

    pub(crate) fn all(&self) -> Vec<String> {
        self.sets
            .iter()
            .flat_map(|set| {
                set.codes
                    .iter()
                    .map(move |(code, _)| format!("{}:{code}", set.name))
            })
            .collect()
    }
}
