//! ISO 2709, the binary wrapping of MARC 21 (MARC 21 Specifications, "Record Structure").
//!
//! A file is cut at the record terminators (1D) first; then each slice is read by itself, so that damage in one record
//! cannot reach the next. A sound record takes the short way: leader, directory and fields agree, its text is checked
//! once and copied once. Any other takes the long way, which believes what it finds over what the leader says:
//! delimiters over the directory's numbers, the directory's order over its offsets.

mod directory;
mod slices;

use memchr::{memchr, memchr_iter, memchr2_iter};
use unicode_normalization::{IsNormalized, is_nfc_quick};

use crate::findings::{Findings, excerpt};
use crate::kinds;
use crate::marc8;
use crate::record::{Record, Tag};
use crate::text::{self, Charset, Source};
use crate::words;
pub(crate) use slices::{Cut, Split, cut, is_blank, split};

/// Record terminator.
pub(crate) const RECORD_END: u8 = 0x1D;
/// Field terminator.
pub(crate) const FIELD_END: u8 = 0x1E;
/// Subfield delimiter.
pub(crate) const SUBFIELD: u8 = 0x1F;
/// Length of a leader.
pub(crate) const LEADER: usize = 24;
/// Length of a directory entry.
pub(crate) const ENTRY: usize = 12;

/// A field as bytes `from..to` of its record, without the terminator.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct RawField {
    pub(crate) tag: Tag,
    pub(crate) from: usize,
    pub(crate) to: usize,
}

/// A number of decimal digits and nothing else.
pub(crate) fn digits(bytes: &[u8]) -> Option<usize> {
    bytes.iter().try_fold(0, |number, byte| {
        byte.is_ascii_digit()
            .then(|| number * 10 + usize::from(byte - b'0'))
    })
}

/// Reads one record, given without its terminator. `fields` is scratch space.
pub(crate) fn decode(
    bytes: &[u8],
    max_fields: usize,
    fields: &mut Vec<RawField>,
    findings: &mut Findings,
) -> Record {
    fields.clear();
    if let Some(data) = sound(bytes, fields).filter(|_| fields.len() <= max_fields) {
        return build(bytes, data, fields, true, findings);
    }
    if bytes.len() < LEADER {
        findings.add(&kinds::RECORD_TOO_SHORT, || {
            words::bytes_too_few(bytes.len(), excerpt(bytes))
        });
        // Half a leader says nothing.
        return Record::default();
    }
    if let Some(mended) = slices::without_printable_delimiters(bytes) {
        findings.add(&kinds::DELIMITERS_PRINTABLE, || {
            words::delimiters_print().to_owned()
        });
        return lenient(&mended, max_fields, fields, findings);
    }
    lenient(bytes, max_fields, fields, findings)
}

/// The fields of a record in which leader, directory and terminators agree, and where its data start.
fn sound(bytes: &[u8], fields: &mut Vec<RawField>) -> Option<usize> {
    let leader = bytes.first_chunk::<LEADER>()?;
    let data = digits(&leader[12..17])?;
    if digits(&leader[..5])? != bytes.len() + 1
        || data <= LEADER + ENTRY
        || !(data - LEADER - 1).is_multiple_of(ENTRY)
        || *bytes.get(data - 1)? != FIELD_END
        || !leader[5..].iter().all(|byte| (0x20..0x7F).contains(byte))
    {
        return None;
    }
    let mut from = data;
    for entry in bytes[LEADER..data - 1].as_chunks::<ENTRY>().0 {
        let length = digits(&entry[3..7])?;
        let to = from + length;
        let tag = [entry[0], entry[1], entry[2]];
        if data + digits(&entry[7..])? != from
            || length == 0
            || *bytes.get(to - 1)? != FIELD_END
            || !tag.iter().all(u8::is_ascii_alphanumeric)
        {
            return None;
        }
        fields.push(RawField {
            tag: Tag(tag),
            from,
            to: to - 1,
        });
        from = to;
    }
    (from == bytes.len() && memchr_iter(FIELD_END, &bytes[data..]).count() == fields.len())
        .then_some(data)
}

/// Whether a record at the end of a file, without its terminator, lacks more than that: the leader promises more
/// bytes, or promises nothing that can be read and the last field is open.
pub(crate) fn is_cut_off(bytes: &[u8]) -> bool {
    match bytes.get(..5).and_then(digits) {
        Some(says) if says > 0 => says > bytes.len() + 1,
        _ => bytes.last() != Some(&FIELD_END),
    }
}

/// A record in which something does not agree.
fn lenient(
    bytes: &[u8],
    max_fields: usize,
    fields: &mut Vec<RawField>,
    findings: &mut Findings,
) -> Record {
    let leader = &bytes[..LEADER];
    let says = digits(&leader[..5]);
    if says != Some(bytes.len() + 1) {
        findings.add(&kinds::LEADER_LENGTH, || {
            words::leader_says_length(excerpt(&leader[..5]), bytes.len() + 1)
        });
    }
    if !leader.iter().all(|byte| (0x20..0x7F).contains(byte)) {
        findings.add(&kinds::LEADER_MALFORMED, || {
            words::leader_not_ascii(excerpt(leader))
        });
    }
    let data = directory::read(bytes, fields, findings);
    if fields.len() > max_fields {
        findings.add(&kinds::TOO_MANY_FIELDS, || {
            words::fields_read(fields.len(), max_fields)
        });
        fields.truncate(max_fields);
    }
    check_tags(fields, findings);
    build(bytes, data, fields, false, findings)
}

/// Reports tags that are none, and reads a damaged 245 as 245 when the record has no other.
fn check_tags(fields: &mut [RawField], findings: &mut Findings) {
    let title = Tag(*b"245");
    let titled = fields.iter().any(|field| field.tag == title);
    let mut mended = false;
    for field in fields {
        let Tag(tag) = field.tag;
        if tag.iter().all(u8::is_ascii_alphanumeric) || field.tag == directory::UNNAMED {
            continue;
        }
        let alike = tag.iter().zip(&title.0).filter(|(a, b)| a == b).count();
        if !titled && !mended && alike == 2 {
            findings.add_field(&kinds::TAG_MENDED, title, || {
                words::tag_read_245(excerpt(&tag))
            });
            field.tag = title;
            mended = true;
            continue;
        }
        let kept = tag.map(|byte| {
            if (0x20..0x7F).contains(&byte) {
                byte
            } else {
                b'?'
            }
        });
        field.tag = Tag(kept);
        findings.add_field(&kinds::TAG_BAD, field.tag, || {
            words::tag_not_letters(excerpt(&tag))
        });
    }
}

/// How the bytes of a record become text.
#[derive(Clone, Copy)]
enum Mode {
    /// They are text already: the buffer is a copy of the bytes from there on.
    Copied { from: usize },
    /// Each subfield is decoded by itself.
    Decoded(Charset),
}

/// Makes the record from its leader and fields, which are known to be `sound` or not.
fn build(
    bytes: &[u8],
    data: usize,
    fields: &[RawField],
    sound: bool,
    findings: &mut Findings,
) -> Record {
    let mut record = Record::default();
    record.set_leader(&bytes[..LEADER.min(bytes.len())]);
    if fields.is_empty() {
        findings.add(&kinds::RECORD_EMPTY, || words::record_no_field().to_owned());
        return record;
    }
    let says_utf8 = record.leader_at(9) == b'a';
    let mode = match plain(bytes, data, fields, sound) {
        Some(text) => {
            if !text.is_ascii() && !says_utf8 {
                report_charset(Charset::UTF8, says_utf8, findings);
            }
            record.text_mut().push_str(text);
            Mode::Copied { from: data }
        }
        None => {
            let charset = Charset::of(
                fields.iter().map(|field| &bytes[field.from..field.to]),
                says_utf8,
            );
            if text::traits(&bytes[data.min(bytes.len())..]) & (text::HIGH | text::ESCAPE) != 0 {
                report_charset(charset, says_utf8, findings);
            }
            Mode::Decoded(charset)
        }
    };
    record.reserve(
        fields.len(),
        fields.len() + memchr_iter(SUBFIELD, &bytes[data.min(bytes.len())..]).count(),
    );
    let mut builder = Builder {
        bytes,
        mode,
        utf8: true,
        record,
        findings,
    };
    for field in fields {
        builder.field(*field);
    }
    builder.record
}

/// The data as text, when nothing in it needs a second look: ASCII or composed UTF-8, no control characters, no
/// escape sequences, no references.
fn plain<'a>(bytes: &'a [u8], data: usize, fields: &[RawField], sound: bool) -> Option<&'a str> {
    let bytes = bytes.get(data..)?;
    let traits = text::traits(bytes);
    if traits & (text::CONTROL | text::ESCAPE | text::C1_LEAD) != 0 {
        return None;
    }
    if traits & text::REFERENCE != 0
        && memchr2_iter(b'&', b'{', bytes).any(|at| may_be_reference(&bytes[at..]))
    {
        return None;
    }
    if marc8::may_lack_escapes(bytes) {
        return None;
    }
    let text = core::str::from_utf8(bytes).ok()?;
    if traits & text::WIDE != 0 && is_nfc_quick(text.chars()) != IsNormalized::Yes {
        return None;
    }
    // A field terminator within a field would become text.
    let clean =
        |field: &RawField| memchr(FIELD_END, &bytes[field.from - data..field.to - data]).is_none();
    let whole = |at: usize| text.is_char_boundary(at.wrapping_sub(data));
    (sound
        || fields
            .iter()
            .all(|field| whole(field.from) && whole(field.to) && clean(field)))
    .then_some(text)
}

/// True for `&…;` and `{…}` with something short in between.
fn may_be_reference(bytes: &[u8]) -> bool {
    let end = if bytes[0] == b'&' { b';' } else { b'}' };
    let rest = &bytes[1..bytes.len().min(13)];
    memchr(end, rest).is_some_and(|at| {
        at > 0
            && rest[..at]
                .iter()
                .all(|b| b.is_ascii_alphanumeric() || *b == b'#')
    })
}

fn report_charset(charset: Charset, says_utf8: bool, findings: &mut Findings) {
    let name = match (charset.utf8, charset.legacy) {
        (true, text::Legacy::Utf8) => "UTF-8",
        (true, _) => words::partly_utf8(),
        (false, text::Legacy::Utf8) => words::damaged_utf8(),
        (false, text::Legacy::Marc8) => "MARC-8",
        (false, _) => words::neither_charset(),
    };
    if let text::Legacy::Windows1252 | text::Legacy::Windows1251 = charset.legacy {
        let name = if charset.legacy == text::Legacy::Windows1251 {
            "Windows-1251"
        } else {
            "Windows-1252"
        };
        findings.add(&kinds::TEXT_WINDOWS, || words::read_as_windows(name));
    } else if says_utf8 != charset.utf8 && charset.legacy != text::Legacy::Utf8
        || !says_utf8 && charset.utf8
    {
        let said = if says_utf8 { "UTF-8" } else { "MARC-8" };
        findings.add(&kinds::LEADER_CHARSET, || {
            words::leader_says_charset(said, name)
        });
    }
}

struct Builder<'a> {
    bytes: &'a [u8],
    mode: Mode,
    /// The field at hand is to be read as UTF-8.
    utf8: bool,
    record: Record,
    findings: &'a mut Findings,
}

impl Builder<'_> {
    fn field(&mut self, field: RawField) {
        let body = &self.bytes[field.from..field.to];
        if let Mode::Decoded(charset) = self.mode {
            self.utf8 = charset.utf8 && core::str::from_utf8(body).is_ok();
        }
        let tag = field.tag;
        let first = memchr(SUBFIELD, body);
        if tag.is_control() {
            if first.is_none() {
                let range = self.text(field.from, field.to, Source { tag, code: '\0' });
                self.record.add_control(tag, range);
                return;
            }
            self.findings
                .add_field(&kinds::CONTROL_WITH_SUBFIELDS, tag, || {
                    words::control_subfields().to_owned()
                });
        }
        match first {
            Some(2) => {
                self.record.start_data(tag, indicators([body[0], body[1]]));
                self.subfields(field, 2);
            }
            Some(at) => {
                self.odd_indicators(field, at);
                self.subfields(field, at);
            }
            None => self.without_subfields(field),
        }
    }

    /// Starts a field with other than two indicators before its first subfield at `at`.
    fn odd_indicators(&mut self, field: RawField, at: usize) {
        let body = &self.bytes[field.from..field.from + at];
        let tag = field.tag;
        // A record may say in its leader that it has another number of them.
        let stated = at.to_string().as_bytes() == [self.record.leader_at(10)];
        let letters = body
            .iter()
            .filter(|b| b.is_ascii_alphabetic() || !b.is_ascii());
        let skip = match body {
            [a, b, ..] if stated || is_indicator(*a) && is_indicator(*b) => 2,
            // Text, and no indicators before it.
            [_, _, _, ..] if at > 3 || letters.count() > 1 => 0,
            _ => 2,
        };
        let pair = match skip {
            2 => [0, 1].map(|at| body.get(at).copied().unwrap_or(b' ')),
            _ => *b"  ",
        };
        self.record.start_data(tag, indicators(pair));
        if stated {
            return;
        }
        let text = body.get(skip..).unwrap_or_default();
        if text.len() > 1 && text.iter().any(|byte| *byte != b' ') {
            self.findings.add_field(&kinds::SUBFIELDS_MISSING, tag, || {
                words::text_before_subfield(excerpt(text))
            });
            let (from, to) = (field.from + skip, field.from + at);
            let range = self.text(from, to, Source { tag, code: 'a' });
            self.record.add_subfield('a', range);
        } else {
            self.findings.add_field(&kinds::INDICATORS, tag, || {
                words::instead_of_two(words::indicators(at))
            });
        }
    }

    /// A data field in which no subfield delimiter stands.
    fn without_subfields(&mut self, field: RawField) {
        let body = &self.bytes[field.from..field.to];
        let tag = field.tag;
        if !tag.0.iter().all(u8::is_ascii_digit) && tag != directory::UNNAMED {
            // Systems put bare text under tags of their own, such as FMT.
            let range = self.text(field.from, field.to, Source { tag, code: '\0' });
            self.record.add_control(tag, range);
            return;
        }
        let skip = match body {
            [a, b, ..] if is_indicator(*a) && is_indicator(*b) => 2,
            _ => 0,
        };
        let pair = if skip == 2 {
            [body[0], body[1]]
        } else {
            *b"  "
        };
        self.record.start_data(tag, pair);
        if body.len() == skip {
            self.findings.add_field(&kinds::SUBFIELD_EMPTY, tag, || {
                words::field_empty().to_owned()
            });
            return;
        }
        self.findings.add_field(&kinds::SUBFIELDS_MISSING, tag, || {
            words::no_subfields(excerpt(&body[skip..]))
        });
        let range = self.text(field.from + skip, field.to, Source { tag, code: 'a' });
        self.record.add_subfield('a', range);
    }

    /// Adds the subfields of a field, whose first delimiter is at `at` of it.
    fn subfields(&mut self, field: RawField, at: usize) {
        let mut from = field.from + at + 1;
        let mut first = true;
        while from <= field.to {
            let to = memchr(SUBFIELD, &self.bytes[from..field.to])
                .map_or(field.to, |length| from + length);
            match self.bytes[from..to].first() {
                Some(code @ 0x21..=0x7E) => {
                    let code = char::from(*code);
                    let range = self.text(
                        from + 1,
                        to,
                        Source {
                            tag: field.tag,
                            code,
                        },
                    );
                    self.record.add_subfield(code, range);
                }
                _ => self.odd_subfield(field.tag, from, to, first),
            }
            first = false;
            from = to + 1;
        }
    }

    /// A subfield whose code is none.
    #[cold]
    fn odd_subfield(&mut self, tag: Tag, from: usize, to: usize, first: bool) {
        let piece = &self.bytes[from..to];
        let skip = piece
            .iter()
            .take_while(|byte| matches!(byte, b'\r' | b'\n' | 0))
            .count();
        let Some(&byte) = piece.get(skip) else {
            self.findings.add_field(&kinds::SUBFIELD_EMPTY, tag, || {
                words::subfield_nothing().to_owned()
            });
            return;
        };
        let mut length = skip + if self.utf8 { utf8_length(byte) } else { 1 };
        let code = match byte {
            // A blank between delimiter and code, as in " a1417544406".
            b' ' if matches!(
                piece[skip..],
                [_, b'a'..=b'z', b'0'..=b'9' | b'A'..=b'Z', ..]
            ) =>
            {
                length += 1;
                char::from(piece[skip + 1])
            }
            0x21..=0x7E => char::from(byte),
            _ if first => 'a',
            0x20 => ' ',
            _ => '\u{FFFD}',
        };
        let range = self.text((from + length).min(to), to, Source { tag, code });
        self.record.add_subfield(code, range);
        self.findings
            .add_subfield(&kinds::SUBFIELD_CODE, tag, code, || {
                words::subfield_code_read(excerpt(&piece[..length.min(piece.len())]), code)
            });
    }

    /// The text of the bytes `from..to`: where it is in the record's buffer.
    fn text(&mut self, from: usize, to: usize, source: Source) -> (u32, u32) {
        match self.mode {
            Mode::Copied { from: start } => ((from - start) as u32, (to - start) as u32),
            Mode::Decoded(charset) => {
                let bytes = &self.bytes[from..to];
                let start = self.record.text_mut().len() as u32;
                text::decode(
                    bytes,
                    charset,
                    self.utf8,
                    source,
                    self.record.text_mut(),
                    self.findings,
                );
                (start, self.record.text_mut().len() as u32)
            }
        }
    }
}

fn indicators(pair: [u8; 2]) -> [u8; 2] {
    pair.map(|byte| {
        if (0x20..0x7F).contains(&byte) {
            byte
        } else {
            b' '
        }
    })
}

fn is_indicator(byte: u8) -> bool {
    byte.is_ascii_digit() || byte == b' '
}

fn utf8_length(lead: u8) -> usize {
    match lead {
        0xF0.. => 4,
        0xE0.. => 3,
        0xC0.. => 2,
        _ => 1,
    }
}
