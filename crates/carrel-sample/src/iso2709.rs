//! Writes a record as ISO 2709 in UTF-8.

use carrel_marc::record::Record;

const FIELD_END: u8 = 0x1E;
const SUBFIELD: u8 = 0x1F;
const RECORD_END: u8 = 0x1D;

/// Appends the record; its leader's lengths are filled in. Fields keep their order.
///
/// # Panics
/// When the record is longer than the 99,999 bytes that ISO 2709 can say.
pub(crate) fn write(record: &Record, out: &mut Vec<u8>) {
    let mut directory = Vec::new();
    let mut data = Vec::new();
    for field in record.all_fields() {
        let from = data.len();
        if let Some(text) = field.text() {
            data.extend_from_slice(text.as_bytes());
        } else {
            data.extend([field.indicator(1), field.indicator(2)]);
            for subfield in field.subfields() {
                data.push(SUBFIELD);
                data.extend_from_slice(subfield.code.encode_utf8(&mut [0; 4]).as_bytes());
                data.extend_from_slice(subfield.value.as_bytes());
            }
        }
        data.push(FIELD_END);
        let length = data.len() - from;
        assert!(
            length <= 9_999,
            "field {} of {:?} has {length} bytes",
            field.tag(),
            record.id()
        );
        directory.extend_from_slice(format!("{}{length:04}{from:05}", field.tag()).as_bytes());
    }
    let base = 24 + directory.len() + 1;
    let length = base + data.len() + 1;
    assert!(
        length <= 99_999,
        "record {:?} has {length} bytes",
        record.id()
    );
    let leader = record.leader();
    out.extend_from_slice(
        format!(
            "{length:05}{}{base:05}{}4500",
            &leader[5..12],
            &leader[17..20]
        )
        .as_bytes(),
    );
    out.extend_from_slice(&directory);
    out.push(FIELD_END);
    out.extend_from_slice(&data);
    out.push(RECORD_END);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_count_bytes_and_not_letters() {
        let mut record = Record::new("00000nam a2200000 i 4500");
        record.push_control("001", "é");
        record.push_data("245", *b"10", &[('a', "Ñandú")]);
        let mut out = Vec::new();
        write(&record, &mut out);
        let text = String::from_utf8(out).expect("UTF-8");
        assert_eq!(
            text,
            "00065nam a2200049 i 4500001000300000245001200003\u{1e}é\u{1e}10\u{1f}aÑandú\u{1e}\u{1d}"
        );
        assert_eq!(text.len(), 65);
    }
}
