//! Reading parts of postcard values without making the values: a shape says what stands where.
//!
//! What decodes a whole record is 15 KB of wasm, and makes fifty small texts of each of a block's records to look at one.
//!
//! A shape is a text: `n` number, `b` one byte, `t` text, `T` text that is of interest (`R` too, where it matters which),
//! `?` perhaps the next, `*` a list of the next, `(…)` one after the other, `<a|b>` one of several by number.

use super::take_varint;

/// `carrel_core::BibRecord`; of interest is what a quoted phrase may stand in.
const BIB: &[u8] = b"(t(T?R?T?tn*T?T)*(T?tnb?t)*(T?t)*(*T<|||||t>n)*T?T*T*T*t*t?n?(bb)*(<(tn)|(n?n?n?t)|(n?n?n)|n|t>b)n*t(?t?t?n?t?n)?t?t*n?t?t*(t?tn)?t?t?tn?n)";
/// `carrel_core::Item`.
const ITEM: &[u8] = b"(t?t?t?tn?n?t?t?t?n?n?t)";

/// Passes over what a shape says, in the payload and in the shape; texts of interest are given to `text`. With `there`
/// false only the shape is passed over.
pub(crate) fn pass<'p>(
    (shape, s): (&[u8], &mut usize),
    (payload, at): (&'p [u8], &mut usize),
    there: bool,
    text: &mut dyn FnMut(u8, &'p [u8]),
) -> Option<()> {
    let kind = *shape.get(*s)?;
    *s += 1;
    match kind {
        b'n' if there => drop(take_varint(payload, at)?),
        b'b' if there => {
            payload.get(*at)?;
            *at += 1;
        }
        b't' | b'T' | b'R' if there => {
            let len = usize::try_from(take_varint(payload, at)?).ok()?;
            let part = payload.get(*at..at.checked_add(len)?)?;
            *at += len;
            if kind != b't' {
                text(kind, part);
            }
        }
        b'?' | b'*' => {
            let mut count = if there { take_varint(payload, at)? } else { 0 };
            if kind == b'?' {
                count = count.min(1);
            }
            let from = *s;
            pass((shape, s), (payload, at), count > 0, text)?;
            for _ in 1..count {
                *s = from;
                pass((shape, s), (payload, at), true, text)?;
            }
        }
        b'(' => {
            while *shape.get(*s)? != b')' {
                pass((shape, s), (payload, at), there, text)?;
            }
            *s += 1;
        }
        b'<' => {
            let chosen = if there { take_varint(payload, at)? } else { 0 };
            let mut variant = 0;
            loop {
                match *shape.get(*s)? {
                    b'>' => break,
                    b'|' => variant += 1,
                    _ => {
                        pass((shape, s), (payload, at), there && variant == chosen, text)?;
                        continue;
                    }
                }
                *s += 1;
            }
            *s += 1;
            if chosen > variant {
                return None;
            }
        }
        _ => {}
    }
    Some(())
}

/// Passes over one value.
pub(crate) fn over<'p>(
    shape: &[u8],
    (payload, at): (&'p [u8], &mut usize),
    text: &mut dyn FnMut(u8, &'p [u8]),
) -> Option<()> {
    pass((shape, &mut 0), (payload, at), true, text)
}

/// Passes over a block of full records; the texts of record `n` in which a phrase may stand are given to `text`: first the
/// title proper, then (`R`) what remains of it. `None` when the block is not whole.
pub(crate) fn texts<'p>(
    payload: &'p [u8],
    n: usize,
    text: &mut dyn FnMut(u8, &'p str),
) -> Option<()> {
    let mut at = 0;
    for record in 0..take_varint(payload, &mut at)? {
        over(BIB, (payload, &mut at), &mut |kind, part| {
            if record == n as u64 {
                text(kind, core::str::from_utf8(part).unwrap_or_default());
            }
        })?;
        for _ in 0..take_varint(payload, &mut at)? {
            over(ITEM, (payload, &mut at), &mut |_, _| {})?;
        }
    }
    (at == payload.len()).then_some(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pack::cards::is_full;
    use carrel_core::bib::{
        Audience, Contributor, GradeRange, Link, LinkKind, Measure, ReadingLevel, Role, Series,
        Subject, SubjectKind, Vocabulary,
    };
    use carrel_core::{BibRecord, CalendarDate, Isbn, Item};

    /// A record that has everything; where a phrase may stand a text begins with `+`.
    fn full() -> BibRecord {
        let t = |s: &str| Some(s.to_owned());
        let mut bib = BibRecord {
            id: "id".into(),
            ..BibRecord::default()
        };
        bib.title.proper = "+proper".into();
        bib.title.remainder = t("+remainder");
        bib.title.part = t("+part");
        bib.title.responsibility = t("by");
        bib.title.nonfiling = 300;
        bib.title.others = vec!["+other".into(), "+another".into()];
        bib.title.vernacular = t("+Сказка");
        bib.contributors = vec![Contributor {
            name: "+name".into(),
            dates: t("1900-"),
            role: Role::Other,
            main: true,
            vernacular: t("作者"),
        }];
        bib.series = vec![Series {
            title: "+series".into(),
            number: t("3"),
        }];
        bib.subjects = [
            Vocabulary::Lcsh,
            Vocabulary::Other("local".into()),
            Vocabulary::Unspecified,
        ]
        .into_iter()
        .map(|vocabulary| Subject {
            parts: vec!["+part of".into(), "+a heading".into()],
            vocabulary,
            kind: SubjectKind::Event,
        })
        .collect();
        bib.genres = vec!["+genre".into()];
        bib.summary = t("+summary");
        bib.contents = vec!["+contents".into()];
        bib.notes = vec!["+note".into()];
        bib.awards = vec!["award".into()];
        bib.objectives = vec!["objective".into()];
        bib.audience = Some(Audience::Adult);
        bib.interest = Some(GradeRange { low: -1, high: 8 });
        let measures = [
            Measure::Lexile {
                prefix: "BR".into(),
                number: 700,
            },
            Measure::AcceleratedReader {
                level: 45,
                points: Some(500),
                quiz: Some(70_000),
                interest: t("MG"),
            },
            Measure::ReadingCounts {
                level: 300,
                points: None,
                quiz: Some(1),
            },
            Measure::Grade(500),
            Measure::FountasPinnell("K".into()),
        ];
        bib.levels = measures
            .into_iter()
            .map(|measure| ReadingLevel {
                measure,
                guessed: true,
            })
            .collect();
        bib.languages = vec!["eng".into()];
        bib.publication.place = t("London");
        bib.publication.publisher = t("Publisher");
        bib.publication.year = Some(-300);
        bib.publication.date_text = t("about 1900");
        bib.publication.copyright = Some(1999);
        bib.edition = t("2nd");
        bib.extent = t("40 pages");
        bib.isbns = Isbn::parse("9780142402498").into_iter().collect();
        bib.issn = t("1234-5678");
        bib.lccn = t("1");
        bib.links = vec![Link {
            url: "https://example.org/".into(),
            label: t("label"),
            kind: LinkKind::Cover,
        }];
        bib.call_number = t("FIC");
        bib.dewey = t("813");
        bib.lcc = t("PZ");
        bib.popularity = 1 << 30;
        bib.entered = Some(CalendarDate::default());
        bib
    }

    #[test]
    fn the_shapes_are_those_of_records_and_copies() {
        let item = Item {
            barcode: "1".into(),
            call_number: Some("FIC".into()),
            due_on: Some(CalendarDate::default()),
            price_cents: Some(999),
            note: Some("torn".into()),
            ..Item::default()
        };
        let block = vec![
            (BibRecord::default(), vec![Item::default()]),
            (full(), vec![item.clone(), Item::default(), item]),
            (BibRecord::default(), vec![]),
        ];
        let payload = postcard::to_allocvec(&block).unwrap();
        assert!(is_full(&payload));
        let mut found = Vec::new();
        texts(&payload, 1, &mut |kind, text| {
            assert!(text.starts_with('+'), "{text}");
            assert_eq!(kind == b'R', text == "+remainder", "{text}");
            found.push(text.to_owned());
        })
        .unwrap();
        let all = format!("{:?}", block[1].0);
        assert_eq!(found.len(), all.matches("\"+").count());
        for len in 0..payload.len() {
            assert!(!is_full(&payload[..len]), "{len}");
        }
    }
}
