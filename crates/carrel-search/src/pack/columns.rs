//! Columns: one value or a few for every record, for facets and for sorting.

use serde::{Deserialize, Serialize};

use super::section::{Section, SectionWriter};
use super::{Kind, PackFile, put_varint, take_varint};
use crate::state::Facet;

/// Records in one column file.
pub const FILE_RECORDS: u32 = 65_536;

/// The columns of a pack, in the order of `Root::columns`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub enum Column {
    /// Format slug.
    Format = 0,
    /// Shelf name.
    Shelf = 1,
    /// Genre terms.
    Genre = 2,
    /// Dewey hundred.
    Dewey = 3,
    /// Audience letter.
    Audience = 4,
    /// Grades of the interest range.
    Grade = 5,
    /// Reading-level bands.
    Level = 6,
    /// Language code.
    Language = 7,
    /// Decade.
    Decade = 8,
    /// "yes" for an e-book.
    Ebook = 9,
    /// "yes" when a copy was on the shelf.
    Available = 10,
    /// "yes" for the newest arrivals.
    New = 11,
    /// Sites.
    Site = 12,
    /// Year, as a number.
    Year = 13,
    /// Place in title order, as a number.
    TitleRank = 14,
    /// Place in shelf order, as a number.
    ShelfRank = 15,
    /// Day of arrival, as a number.
    Arrived = 16,
    /// Sites at which a copy was on the shelf.
    Here = 17,
    /// Reading-level bands of levels that were measured, not guessed.
    Measured = 18,
}

impl Column {
    /// How many a pack has at least; what comes after them is younger than some packs of this format, and missing there.
    pub const LEAST: usize = 17;

    /// The columns that are counted as facets, in the order they are shown.
    pub const FACETS: [(Column, Facet); 14] = [
        (Column::Available, Facet::Available),
        (Column::Format, Facet::Format),
        (Column::Shelf, Facet::Shelf),
        (Column::Genre, Facet::Genre),
        (Column::Audience, Facet::Audience),
        (Column::Grade, Facet::Grade),
        (Column::Level, Facet::Level),
        (Column::Measured, Facet::Measured),
        (Column::Dewey, Facet::Dewey),
        (Column::Language, Facet::Language),
        (Column::Decade, Facet::Year),
        (Column::Ebook, Facet::Ebook),
        (Column::New, Facet::New),
        (Column::Site, Facet::Site),
    ];

    /// The column behind a facet; headings have none.
    #[must_use]
    pub fn of(facet: Facet) -> Option<Column> {
        Self::FACETS
            .iter()
            .find(|(_, f)| *f == facet)
            .map(|(c, _)| *c)
    }
}

/// One column file in memory.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Values {
    /// Codes into `names`; record `i` has `codes[ends[i-1]..ends[i]]`.
    Codes {
        /// The values.
        names: Vec<String>,
        /// End of each record's codes.
        ends: Vec<u32>,
        /// Codes.
        codes: Vec<u16>,
    },
    /// A number each; [`NONE`] where there is none.
    Numbers(Vec<i32>),
}

/// Stands for "no number".
pub const NONE: i32 = i32::MIN;

/// Writes a column of texts.
pub fn write_texts(records: &[Vec<String>], out: &mut Vec<PackFile>) -> Section {
    let mut writer = SectionWriter::default();
    for (n, chunk) in records.chunks(FILE_RECORDS as usize).enumerate() {
        let mut names: Vec<&str> = chunk.iter().flatten().map(String::as_str).collect();
        names.sort_unstable();
        names.dedup();
        names.truncate(usize::from(u16::MAX));
        let mut payload = vec![0];
        put_varint(names.len() as u64, &mut payload);
        for name in &names {
            put_varint(name.len() as u64, &mut payload);
            payload.extend_from_slice(name.as_bytes());
        }
        put_varint(chunk.len() as u64, &mut payload);
        for values in chunk {
            let mut codes: Vec<usize> = values
                .iter()
                .filter_map(|v| names.binary_search(&v.as_str()).ok())
                .collect();
            codes.sort_unstable();
            codes.dedup();
            put_varint(codes.len() as u64, &mut payload);
            for code in codes {
                put_varint(code as u64, &mut payload);
            }
        }
        writer.push(
            Kind::Column,
            &(n as u32 * FILE_RECORDS).to_be_bytes(),
            &payload,
            out,
        );
    }
    writer.finish(out)
}

/// Writes a column of numbers.
pub fn write_numbers(records: &[i32], out: &mut Vec<PackFile>) -> Section {
    let mut writer = SectionWriter::default();
    for (n, chunk) in records.chunks(FILE_RECORDS as usize).enumerate() {
        let mut payload = vec![1];
        put_varint(chunk.len() as u64, &mut payload);
        for number in chunk {
            // Zigzag, shifted by one so that "none" is the shortest.
            let code = if *number == NONE {
                0
            } else {
                (((i64::from(*number) << 1) ^ (i64::from(*number) >> 63)) as u64) + 1
            };
            put_varint(code, &mut payload);
        }
        writer.push(
            Kind::Column,
            &(n as u32 * FILE_RECORDS).to_be_bytes(),
            &payload,
            out,
        );
    }
    writer.finish(out)
}

/// Reads a column file's payload.
#[must_use]
pub fn read(payload: &[u8]) -> Option<Values> {
    let mut at = 1;
    match payload.first()? {
        0 => {
            let count = usize::try_from(take_varint(payload, &mut at)?).ok()?;
            let mut names = Vec::with_capacity(count.min(1 << 16));
            for _ in 0..count {
                let len = usize::try_from(take_varint(payload, &mut at)?).ok()?;
                let text = payload.get(at..at.checked_add(len)?)?;
                names.push(core::str::from_utf8(text).ok()?.to_owned());
                at += len;
            }
            let records = usize::try_from(take_varint(payload, &mut at)?).ok()?;
            let mut ends = Vec::with_capacity(records.min(FILE_RECORDS as usize));
            let mut codes = Vec::new();
            for _ in 0..records {
                for _ in 0..take_varint(payload, &mut at)? {
                    let code = take_varint(payload, &mut at)?;
                    if code >= names.len() as u64 {
                        return None;
                    }
                    codes.push(code as u16);
                }
                ends.push(codes.len() as u32);
            }
            Some(Values::Codes { names, ends, codes })
        }
        1 => {
            let count = usize::try_from(take_varint(payload, &mut at)?).ok()?;
            let mut numbers = Vec::with_capacity(count.min(FILE_RECORDS as usize));
            for _ in 0..count {
                numbers.push(match take_varint(payload, &mut at)? {
                    0 => NONE,
                    code => {
                        let code = code - 1;
                        ((code >> 1) as i64 ^ -((code & 1) as i64)) as i32
                    }
                });
            }
            Some(Values::Numbers(numbers))
        }
        _ => None,
    }
}

impl Values {
    /// The codes of a record, counted from the file's first.
    #[must_use]
    pub fn codes_of(&self, record: usize) -> &[u16] {
        match self {
            Values::Codes { ends, codes, .. } => {
                let start = if record == 0 {
                    0
                } else {
                    ends.get(record - 1).copied().unwrap_or(0) as usize
                };
                let end = ends.get(record).copied().unwrap_or(0) as usize;
                codes.get(start..end).unwrap_or(&[])
            }
            Values::Numbers(_) => &[],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pack::envelope;

    fn payload(out: &[PackFile], section: &Section) -> Vec<u8> {
        let file = out
            .iter()
            .find(|f| f.file == section.children[0].file)
            .unwrap();
        envelope::open(&file.file, &file.bytes, Some(Kind::Column))
            .unwrap()
            .1
    }

    #[test]
    fn columns_round_trip() {
        let mut out = Vec::new();
        let texts = vec![
            vec!["b".to_owned(), "a".to_owned()],
            vec![],
            vec!["b".to_owned()],
        ];
        let section = write_texts(&texts, &mut out);
        let values = read(&payload(&out, &section)).unwrap();
        let Values::Codes { names, .. } = &values else {
            panic!("texts")
        };
        let back: Vec<Vec<&str>> = (0..3)
            .map(|i| {
                values
                    .codes_of(i)
                    .iter()
                    .map(|c| names[usize::from(*c)].as_str())
                    .collect()
            })
            .collect();
        assert_eq!(back, vec![vec!["a", "b"], vec![], vec!["b"]]);
        let numbers = vec![0, -1, NONE, i32::MAX, -500, i32::MIN + 1];
        let section = write_numbers(&numbers, &mut out);
        assert_eq!(
            read(&payload(&out, &section)),
            Some(Values::Numbers(numbers))
        );
    }

    #[test]
    fn cut_columns_are_refused() {
        let mut out = Vec::new();
        let section = write_texts(&vec![vec!["value".to_owned()]; 9], &mut out);
        let whole = payload(&out, &section);
        for len in 0..whole.len() {
            assert_eq!(read(&whole[..len]), None, "{len}");
        }
    }
}
