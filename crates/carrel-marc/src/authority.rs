//! Authority records: the heading of a person, a body, a work or a subject, and the names it is not entered under.

use crate::record::{Field, Record};

/// One authority record.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Authority {
    /// The heading (1XX), its parts joined by blanks, as bibliographic records carry it.
    pub heading: String,
    /// See-from tracings (4XX): names under which a reader may look.
    pub see_from: Vec<String>,
    /// See-also-from tracings (5XX): related headings.
    pub see_also: Vec<String>,
}

/// Reads a record of MARC 21 Format for Authority Data (leader/06 `z`); `None` for any other record, and for one
/// without a heading.
#[must_use]
pub fn authority(record: &Record) -> Option<Authority> {
    if record.leader_at(6) != b'z' {
        return None;
    }
    let headings = |group: u8| {
        record.all_fields().filter_map(move |field| {
            let [first, tens, _] = field.tag().0;
            // X00, X10, X11, X30 names and titles; X48, X50, X51, X55 subjects; X80-X85 are subdivisions alone.
            let heading = first == group && matches!(tens, b'0' | b'1' | b'3' | b'4' | b'5');
            heading.then(|| text(field)).filter(|text| !text.is_empty())
        })
    };
    Some(Authority {
        heading: headings(b'1').next()?,
        see_from: headings(b'4').collect(),
        see_also: headings(b'5').collect(),
    })
}

/// The subfields that a heading is made of: letters, without the control subfields $e, $i, $j and $w.
fn text(field: Field<'_>) -> String {
    let parts: Vec<&str> = field
        .subfields()
        .filter(|sub| sub.code.is_ascii_lowercase() && !matches!(sub.code, 'e' | 'i' | 'j' | 'w'))
        .map(|sub| sub.value.trim())
        .collect();
    parts.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(leader: &str, fields: &[(&str, &[(char, &str)])]) -> Record {
        let mut record = Record::new(leader);
        for (tag, subfields) in fields {
            record.push_data(tag, [b' ', b' '], subfields);
        }
        record
    }

    #[test]
    fn headings_and_tracings_are_read() {
        let automobiles = record(
            "00000nz  a2200000n  4500",
            &[
                ("150", &[('a', "Automobiles"), ('x', "Racing")]),
                ("450", &[('w', "nne"), ('a', "Motor racing")]),
                ("450", &[('a', "Car racing")]),
                ("550", &[('w', "g"), ('a', "Motorsports")]),
                ("670", &[('a', "Work cat.")]),
            ],
        );
        let read = authority(&automobiles).expect("authority");
        assert_eq!(read.heading, "Automobiles Racing");
        assert_eq!(read.see_from, ["Motor racing", "Car racing"]);
        assert_eq!(read.see_also, ["Motorsports"]);
    }

    #[test]
    fn other_records_are_none() {
        let book = record(
            "00000nam a2200000 a 4500",
            &[("100", &[('a', "Sachar, Louis")])],
        );
        assert_eq!(authority(&book), None);
        let subdivision = record("00000nz  a2200000n  4500", &[("180", &[('x', "History")])]);
        assert_eq!(authority(&subdivision), None);
    }
}
