//! Standards as data, and the map of which lessons are for which code. The codes and glosses are the school's to edit
//! (`lessons/standards.toml`); nothing here claims that a lesson fulfils a law.

use serde::{Deserialize, Serialize};

use crate::bundle::{Entry, Index};

/// A set of standards.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
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
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Standards {
    /// In the order of the file.
    pub sets: Vec<StandardSet>,
}

/// A code on the map.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row<'a> {
    /// `AASL:IV.B.3`
    pub code: String,
    /// Our gloss.
    pub gloss: &'a str,
    /// The lessons for it, in the order of their ids, each once whatever its languages.
    pub lessons: Vec<&'a Entry>,
    /// Minutes of class time of these lessons together. A lesson for several codes counts whole for each.
    pub minutes: u32,
}

impl Standards {
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

    /// All codes as `SET:CODE`, in the order of the file.
    #[must_use]
    pub fn all(&self) -> Vec<String> {
        self.sets
            .iter()
            .flat_map(|set| {
                set.codes
                    .iter()
                    .map(move |(code, _)| format!("{}:{code}", set.name))
            })
            .collect()
    }

    /// The bytes to put beside the bundles, as `standards.bin`: one byte of version, then postcard.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        let mut out = vec![1];
        out.extend(postcard::to_allocvec(self).unwrap_or_default());
        out
    }

    /// Reads `standards.bin`; none for other bytes.
    #[must_use]
    pub fn decode(bytes: &[u8]) -> Option<Self> {
        match bytes.split_first() {
            Some((1, rest)) => postcard::from_bytes(rest).ok(),
            _ => None,
        }
    }

    /// The map: each code of each set with its lessons that touch these grades (`(0, 12)` for all), in the order of the
    /// file; codes without a lesson are there too. Titles are in the asked language where a lesson has it.
    #[must_use]
    pub fn map<'a>(&'a self, index: &'a Index, grades: (u8, u8), lang: &str) -> Vec<Row<'a>> {
        let listed: Vec<&Entry> = index
            .listed(lang)
            .into_iter()
            .map(|(entry, _)| entry)
            .filter(|entry| entry.grades.0 <= grades.1 && entry.grades.1 >= grades.0)
            .collect();
        let codes = self.sets.iter().flat_map(|set| {
            let codes = set.codes.iter();
            codes.map(move |(code, gloss)| (format!("{}:{code}", set.name), gloss))
        });
        codes
            .map(|(code, gloss)| {
                let lessons: Vec<&Entry> = listed
                    .iter()
                    .copied()
                    .filter(|entry| entry.standards.contains(&code))
                    .collect();
                Row {
                    minutes: lessons.iter().map(|entry| u32::from(entry.minutes)).sum(),
                    code,
                    gloss,
                    lessons,
                }
            })
            .collect()
    }
}

/// The map as CSV (RFC 4180), after a byte order mark for Excel: code, gloss, lessons, minutes.
#[must_use]
pub fn csv(rows: &[Row<'_>]) -> String {
    let mut out = String::from("\u{feff}code,gloss,lessons,minutes\r\n");
    for row in rows {
        let ids: Vec<String> = row
            .lessons
            .iter()
            .map(|entry| format!("{} {}", entry.id, entry.title))
            .collect();
        let cells = [
            row.code.as_str(),
            row.gloss,
            &ids.join("; "),
            &row.minutes.to_string(),
        ];
        out.push_str(&cells.map(crate::class::cell).join(","));
        out.push_str("\r\n");
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_map_counts_each_lesson_once() {
        let standards = Standards {
            sets: vec![StandardSet {
                name: "AASL".to_owned(),
                codes: vec![
                    ("IV.B.3".to_owned(), "Test it, and ask".to_owned()),
                    ("I.A.1".to_owned(), "Ask".to_owned()),
                ],
                ..StandardSet::default()
            }],
        };
        assert_eq!(
            Standards::decode(&standards.encode()),
            Some(standards.clone())
        );
        assert_eq!(Standards::decode(&[]), None);
        assert_eq!(Standards::decode(&[9, 1]), None);
        let entry = |id: &str, lang: &str, grades, minutes| Entry {
            id: id.to_owned(),
            lang: lang.to_owned(),
            title: format!("{id} {lang}"),
            grades,
            minutes,
            standards: vec!["AASL:IV.B.3".to_owned()],
            ..Entry::default()
        };
        let index = Index {
            lessons: vec![
                entry("L1", "en", (3, 5), 20),
                entry("L2", "en", (6, 12), 40),
                entry("L2", "es", (6, 12), 40),
            ],
        };
        let check = |grades, lang: &str, expected: &str| {
            let rows = standards.map(&index, grades, lang);
            assert_eq!(
                csv(&rows),
                format!("\u{feff}code,gloss,lessons,minutes\r\n{expected}")
            );
        };
        check(
            (0, 12),
            "es",
            "AASL:IV.B.3,\"Test it, and ask\",L1 L1 en; L2 L2 es,60\r\nAASL:I.A.1,Ask,,0\r\n",
        );
        check(
            (6, 8),
            "en",
            "AASL:IV.B.3,\"Test it, and ask\",L2 L2 en,40\r\nAASL:I.A.1,Ask,,0\r\n",
        );
    }
}
