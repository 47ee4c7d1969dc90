//! Puts a record together from text, for the wrappings that are text: MARCXML, JSON and the line formats.

use crate::findings::{Findings, excerpt};
use crate::kinds;
use crate::record::{Record, Tag};
use crate::text::{self, Source};
use crate::words;

/// A record in the making.
#[derive(Debug)]
pub(crate) struct Assembly {
    record: Record,
    pub(crate) findings: Findings,
    has_leader: bool,
    max_fields: usize,
    fields: usize,
    /// The last field is a data field without a subfield so far.
    empty: bool,
    tag: Tag,
}

impl Assembly {
    pub(crate) fn new(findings: Findings, max_fields: usize) -> Self {
        let tag = Tag(*b"???");
        Self {
            record: Record::default(),
            findings,
            has_leader: false,
            max_fields,
            fields: 0,
            empty: false,
            tag,
        }
    }

    /// True when nothing was put in yet.
    pub(crate) fn is_blank(&self) -> bool {
        !self.has_leader && self.fields == 0
    }

    /// The leader. Signs that stand for a blank become one; a wrong length is padded or cut.
    pub(crate) fn leader(&mut self, leader: &str) {
        let leader = leader.trim_matches(['\r', '\n', '\t']);
        let mut bytes: Vec<u8> = leader
            .chars()
            .map(|c| match c {
                '^' | '#' | '-' | '\\' => b' ',
                ' '..='~' => c as u8,
                _ => b' ',
            })
            .collect();
        if bytes.len() != 24 {
            self.findings.add(&kinds::LEADER_MALFORMED, || {
                words::leader_malformed_length(excerpt(leader.as_bytes()), bytes.len())
            });
            // The four signs of the entry map belong at the end: what is missing is missing before them.
            if bytes.len() < 24 && bytes.len() >= 12 && bytes.ends_with(b"4500") {
                let map = bytes.split_off(bytes.len() - 4);
                bytes.resize(20, b' ');
                bytes.extend(map);
            }
        }
        self.record.set_leader(&bytes);
        self.has_leader = true;
    }

    /// A tag as it must be meant.
    fn tag(&mut self, tag: &str) -> Tag {
        let trimmed = tag.trim();
        if trimmed.len() == 3 && trimmed.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
            return Tag::from_text(trimmed);
        }
        if matches!(trimmed.len(), 1 | 2) && trimmed.bytes().all(|byte| byte.is_ascii_digit()) {
            let mended = Tag::from_text(&format!("{trimmed:0>3}"));
            self.findings.add_field(&kinds::TAG_MENDED, mended, || {
                words::tag_read_as(trimmed, mended)
            });
            return mended;
        }
        let kept = if trimmed.len() == 3 && trimmed.is_ascii() {
            Tag::from_text(trimmed)
        } else {
            Tag(*b"???")
        };
        self.findings.add_field(&kinds::TAG_BAD, kept, || {
            words::tag_not_three(excerpt(tag.as_bytes()))
        });
        kept
    }

    /// Counts a field; false when there are too many.
    fn admit(&mut self) -> bool {
        self.finish_field();
        self.fields += 1;
        if self.fields > self.max_fields {
            let max = self.max_fields;
            self.findings
                .add(&kinds::TOO_MANY_FIELDS, || words::fields_left_out(max));
        }
        self.fields <= self.max_fields
    }

    /// A control field.
    pub(crate) fn control(&mut self, tag: &str, value: &str) {
        if self.admit() {
            let tag = self.tag(tag);
            let range = self.text(value, Source { tag, code: '\0' });
            self.record.add_control(tag, range);
        }
    }

    /// Starts a data field.
    pub(crate) fn data(&mut self, tag: &str, first: &str, second: &str) {
        if !self.admit() {
            return;
        }
        let tag = self.tag(tag);
        let indicators = [first, second].map(|indicator| {
            let mut chars = indicator.chars();
            match (chars.next(), chars.next()) {
                (None, _) => b' ',
                (Some(c @ ' '..='~'), None) => c as u8,
                (Some(c), _) => {
                    self.findings.add_field(&kinds::INDICATORS, tag, || {
                        words::no_indicator(excerpt(indicator.as_bytes()))
                    });
                    if c.is_ascii_graphic() { c as u8 } else { b' ' }
                }
            }
        });
        if tag.is_control() {
            self.findings
                .add_field(&kinds::CONTROL_WITH_SUBFIELDS, tag, || {
                    words::control_subfields().to_owned()
                });
        }
        self.record.start_data(tag, indicators);
        self.tag = tag;
        self.empty = true;
    }

    /// Adds a subfield to the field started last.
    pub(crate) fn subfield(&mut self, code: &str, value: &str) {
        if self.fields == 0 || self.fields > self.max_fields {
            return;
        }
        let tag = self.tag;
        let mut chars = code.chars();
        let read = match (chars.next(), chars.next()) {
            (Some(c @ '!'..='~'), None) => c,
            (c, _) => {
                let read = match c {
                    _ if self.empty => 'a',
                    Some(c @ ' '..='~') => c,
                    _ => '\u{FFFD}',
                };
                self.findings
                    .add_subfield(&kinds::SUBFIELD_CODE, tag, read, || {
                        words::subfield_code_read(code.chars().take(8).collect::<String>(), read)
                    });
                read
            }
        };
        self.empty = false;
        let range = self.text(value, Source { tag, code: read });
        self.record.add_subfield(read, range);
    }

    /// Text that stands in a data field outside of any subfield; taken as $a.
    pub(crate) fn bare_text(&mut self, value: &str) {
        if self.fields == 0 || self.fields > self.max_fields {
            return;
        }
        self.findings
            .add_field(&kinds::SUBFIELDS_MISSING, self.tag, || {
                words::text_in_no_subfield(excerpt(value.as_bytes()))
            });
        self.empty = false;
        let range = self.text(
            value,
            Source {
                tag: self.tag,
                code: 'a',
            },
        );
        self.record.add_subfield('a', range);
    }

    fn text(&mut self, value: &str, source: Source) -> (u32, u32) {
        let (start, _) = self.record.append(value);
        let buffer = self.record.text_mut();
        text::compose_from(buffer, start as usize);
        text::clean_from(buffer, start as usize, source, &mut self.findings);
        (start, buffer.len() as u32)
    }

    fn finish_field(&mut self) {
        if self.empty {
            self.findings
                .add_field(&kinds::SUBFIELD_EMPTY, self.tag, || {
                    words::field_empty().to_owned()
                });
        }
        self.empty = false;
    }

    /// The record and its findings.
    pub(crate) fn finish(mut self) -> (Record, Findings) {
        self.finish_field();
        if self.fields == 0 {
            self.findings
                .add(&kinds::RECORD_EMPTY, || words::record_no_field().to_owned());
        } else if !self.has_leader {
            self.findings
                .add(&kinds::LEADER_MISSING, || words::leader_none().to_owned());
            self.record.set_leader(b"00000nam a2200000 a 4500");
        }
        (self.record, self.findings)
    }
}
