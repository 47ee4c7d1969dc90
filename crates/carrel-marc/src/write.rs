//! Writes records as ISO 2709 in UTF-8, for samples, exports and tests.

use thiserror::Error;

use crate::iso2709::{ENTRY, FIELD_END, LEADER, RECORD_END, SUBFIELD};
use crate::record::{Record, Tag};

/// Bytes a record may have (leader/00-04 has five digits).
pub const MAX_RECORD: usize = 99_999;
/// Bytes a field may have (its directory entry has four digits).
pub const MAX_FIELD: usize = 9_999;

/// Why a record cannot be written.
#[derive(Debug, Error, PartialEq, Eq)]
pub enum WriteError {
    /// The record is longer than the format can say.
    #[error(
        "record {id} has {length} bytes; ISO 2709 allows {MAX_RECORD}. Write it as MARCXML, or split its holdings"
    )]
    RecordTooLong {
        /// Its control number, or "without a control number".
        id: String,
        /// Bytes it would have.
        length: usize,
    },
    /// A field is longer than the format can say.
    #[error(
        "record {id}: field {tag} has {length} bytes; ISO 2709 allows {MAX_FIELD}. Write it as MARCXML, or split the field"
    )]
    FieldTooLong {
        /// Control number of the record.
        id: String,
        /// The field.
        tag: Tag,
        /// Bytes it would have.
        length: usize,
    },
}

/// Appends the record to `out`; when it cannot be written, `out` is as it was.
///
/// Leader/09 becomes `a`, and lengths, indicator and subfield counts and the entry map are set; all else of the leader
/// is kept. Delimiters within a text (1D, 1E, 1F) become blanks.
///
/// # Errors
/// When the record or one of its fields is too long for ISO 2709; the error names the record.
pub fn iso2709(record: &Record, out: &mut Vec<u8>) -> Result<(), WriteError> {
    let id = || record.id().unwrap_or("without a control number").to_owned();
    let mut directory = Vec::new();
    let mut data = Vec::new();
    for field in record.all_fields() {
        let start = data.len();
        if let Some(text) = field.text() {
            push_text(text, &mut data);
        } else {
            data.extend([field.indicator(1), field.indicator(2)]);
            for subfield in field.subfields() {
                data.push(SUBFIELD);
                data.extend_from_slice(subfield.code.encode_utf8(&mut [0; 4]).as_bytes());
                push_text(subfield.value, &mut data);
            }
        }
        data.push(FIELD_END);
        let length = data.len() - start;
        if length > MAX_FIELD {
            return Err(WriteError::FieldTooLong {
                id: id(),
                tag: field.tag(),
                length,
            });
        }
        directory.extend_from_slice(&field.tag().0);
        // The start may have more than five digits; then the record is too long as well.
        directory.extend_from_slice(format!("{length:04}{start:05}").as_bytes());
    }
    let base = LEADER + directory.len() + 1;
    let length = base + data.len() + 1;
    if length > MAX_RECORD {
        return Err(WriteError::RecordTooLong { id: id(), length });
    }
    debug_assert_eq!(directory.len() % ENTRY, 0);
    let leader = record.leader().as_bytes();
    out.extend_from_slice(format!("{length:05}").as_bytes());
    out.extend_from_slice(&leader[5..9]);
    out.extend_from_slice(b"a22");
    out.extend_from_slice(format!("{base:05}").as_bytes());
    out.extend_from_slice(&leader[17..20]);
    out.extend_from_slice(b"4500");
    out.extend(directory);
    out.push(FIELD_END);
    out.extend(data);
    out.push(RECORD_END);
    Ok(())
}

fn push_text(text: &str, out: &mut Vec<u8>) {
    out.extend(text.bytes().map(|byte| {
        if matches!(byte, RECORD_END | FIELD_END | SUBFIELD) {
            b' '
        } else {
            byte
        }
    }));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::{Event, ReadOptions, Reader};

    fn read(bytes: &[u8]) -> Record {
        let mut reader = Reader::new(ReadOptions::default());
        reader.push(bytes);
        reader.finish();
        match reader.next() {
            Some(Event::Record(read)) => {
                assert!(read.diagnostics.is_empty(), "{:?}", read.diagnostics);
                read.record
            }
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn what_is_written_is_read_again() {
        let mut record = Record::new("00000cam  2200000 i 4500");
        record.push_control("001", "x1");
        record.push_data(
            "245",
            *b"14",
            &[('a', "Thé 一 \u{98}x\u{9C}"), ('b', ""), ('9', "z")],
        );
        let mut bytes = Vec::new();
        iso2709(&record, &mut bytes).expect("it fits");
        let again = read(&bytes);
        assert!(record.all_fields().eq(again.all_fields()), "{again:?}");
        assert_eq!(&again.leader()[5..12], "cam a22");
        assert_eq!(again.leader()[..5].parse(), Ok(bytes.len()));
    }

    #[test]
    fn what_is_too_long_is_refused_by_name() {
        let mut record = Record::new("");
        record.push_control("001", "x1");
        record.push_data("520", *b"  ", &[('a', &"x".repeat(9_994))]);
        let mut bytes = b"before".to_vec();
        assert_eq!(iso2709(&record, &mut bytes), Ok(()));
        record.push_data("505", *b"  ", &[('a', &"x".repeat(9_995))]);
        bytes.truncate(6);
        let error = iso2709(&record, &mut bytes).expect_err("one byte too many");
        assert_eq!(
            error,
            WriteError::FieldTooLong {
                id: "x1".into(),
                tag: Tag(*b"505"),
                length: 10_000
            }
        );
        assert_eq!(bytes, b"before");
        let mut record = Record::new("");
        for _ in 0..12 {
            record.push_data("500", *b"  ", &[('a', &"x".repeat(9_000))]);
        }
        let error = iso2709(&record, &mut bytes).expect_err("too long");
        let text = error.to_string();
        assert!(
            text.starts_with("record without a control number has 108"),
            "{text}"
        );
        assert!(text.contains("99999"), "{text}");
    }
}
