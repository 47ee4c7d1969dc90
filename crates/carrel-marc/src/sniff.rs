//! What a file is, from its first bytes.

use memchr::memchr2;

use crate::iso2709::{FIELD_END, RECORD_END, SUBFIELD};
use crate::words;

/// So many bytes are enough to tell.
pub(crate) const ENOUGH: usize = 4096;

/// The wrappings that records come in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Format {
    /// ISO 2709, "binary MARC": `.mrc`, `.marc`, `.dat`.
    Iso2709,
    /// MARCXML.
    Marcxml,
    /// MARC-in-JSON: an array, one object, or an object a line.
    Json,
    /// MARCMaker's text: `.mrk`, `.mrk8`.
    Marcmaker,
    /// MicroLIF's line form: `.lif`.
    Lines,
    /// Aleph sequential.
    Aleph,
}

/// The format, or `None` when it is none of them (a table, for example). Knows a byte order mark and UTF-16.
///
/// ```
/// use carrel_marc::sniff::{Format, sniff};
/// assert_eq!(sniff(b"=LDR  00000nam a2200000 a 4500\n=245  10$aTitle"), Some(Format::Marcmaker));
/// assert_eq!(sniff(b"title,author\nHoles,Louis Sachar\n"), None);
/// ```
#[must_use]
pub fn sniff(head: &[u8]) -> Option<Format> {
    let head = &head[..head.len().min(ENOUGH)];
    match Wide::sniff(head) {
        Some((mut wide, skip)) => {
            let mut text = Vec::new();
            wide.push(&head[skip..], &mut text);
            format(&text)
        }
        None => format(head),
    }
}

/// The format of 8-bit text.
pub(crate) fn format(head: &[u8]) -> Option<Format> {
    let head = &head[..head.len().min(ENOUGH)];
    if other(head).is_some() {
        return None;
    }
    let head = head.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(head);
    let text = head.trim_ascii_start();
    let has = |needle: &[u8]| memchr::memmem::find(head, needle).is_some();
    match text.first()? {
        b'<' if other_xml(text) => return None,
        b'<' => {
            let marc = has(b"record")
                || has(b"collection")
                || has(b"MARC21")
                || has(b"leader")
                || has(b"<?xml");
            return (marc && !has(b"<html") && !has(b"<HTML")).then_some(Format::Marcxml);
        }
        b'{' | b'[' => {
            let next = text[1..].trim_ascii_start().first();
            if matches!(next, Some(b'{' | b'"' | b'}' | b']')) {
                return Some(Format::Json);
            }
        }
        _ => {}
    }
    if iso2709(head) {
        return Some(Format::Iso2709);
    }
    text.split(|byte| matches!(byte, b'\n' | b'\r'))
        .filter(|line| !line.is_empty())
        .take(5)
        .find_map(line)
}

/// A line that only one text format has.
fn line(line: &[u8]) -> Option<Format> {
    let tag = |bytes: &[u8]| bytes.len() == 3 && bytes.iter().all(u8::is_ascii_alphanumeric);
    if let [b'=', rest @ ..] = line
        && rest.len() >= 5
        && tag(&rest[..3])
        && rest[3] == b' '
    {
        return Some(Format::Marcmaker);
    }
    if line.len() >= 8
        && line.starts_with(b"LDR")
        && line[3..8].iter().all(|b| b.is_ascii_digit() || *b == b' ')
    {
        return Some(Format::Lines);
    }
    let digits = line.iter().take_while(|byte| byte.is_ascii_digit()).count();
    if digits >= 9
        && line.get(digits) == Some(&b' ')
        && line.get(digits + 1..digits + 4).is_some_and(tag)
    {
        return Some(Format::Aleph);
    }
    None
}

/// XML of another kind, by the name of its outermost element: a spreadsheet, MODS, Dublin Core, a feed.
fn other_xml(text: &[u8]) -> bool {
    const ROOTS: [&[u8]; 9] = [
        b"Workbook",
        b"mods",
        b"modsCollection",
        b"RDF",
        b"rss",
        b"feed",
        b"ead",
        b"TEI",
        b"ONIXMessage",
    ];
    // A feed or a description may carry MARCXML.
    if memchr::memmem::find(text, b"datafield").is_some() {
        return false;
    }
    let mut rest = text;
    loop {
        rest = rest.trim_ascii_start();
        let end: &[u8] = match rest {
            [b'<', b'!', b'-', b'-', ..] => b"-->",
            [b'<', b'?' | b'!', ..] => b">",
            _ => break,
        };
        let Some(at) = memchr::memmem::find(rest, end) else {
            return false;
        };
        rest = &rest[at + end.len()..];
    }
    let name = rest
        .strip_prefix(b"<")
        .unwrap_or_default()
        .split(|b| b.is_ascii_whitespace() || matches!(b, b'>' | b'/'))
        .next();
    let local = name.unwrap_or_default().rsplit(|b| *b == b':').next();
    ROOTS.contains(&local.unwrap_or_default())
}

/// A leader at the start, or delimiters where a field starts.
fn iso2709(head: &[u8]) -> bool {
    let start = head
        .iter()
        .position(|byte| !matches!(*byte, b'\r' | b'\n' | b'\t' | 0 | 0x1A | RECORD_END));
    let leader = &head[start.unwrap_or(0)..];
    if leader.len() >= 24 {
        let digits = |range: core::ops::Range<usize>| leader[range].iter().all(u8::is_ascii_digit);
        let signs = [
            digits(0..5),
            digits(12..17),
            &leader[10..12] == b"22",
            &leader[20..22] == b"45",
        ];
        let printable = leader[..24].iter().all(|byte| (0x20..0x7F).contains(byte));
        // Text formats show leaders as well; only here a directory, or some delimiter, follows.
        let entry = leader.get(24..36).is_some_and(|entry| {
            entry[..3].iter().all(u8::is_ascii_alphanumeric)
                && entry[3..].iter().all(u8::is_ascii_digit)
        });
        let delimited = memchr2(FIELD_END, RECORD_END, head).is_some();
        let leader_like = printable && signs.iter().filter(|sign| **sign).count() >= 3;
        if leader_like && (entry || delimited || leader.len() < 36) {
            return true;
        }
    }
    let mut at = 0;
    while let Some(next) = memchr2(FIELD_END, RECORD_END, &head[at..]) {
        at += next + 1;
        match &head[at..] {
            [0x20..=0x7E, 0x20..=0x7E, SUBFIELD, 0x21..=0x7E, ..] => return true,
            rest if head[at - 1] == RECORD_END
                && rest.len() >= 5
                && rest[..5].iter().all(u8::is_ascii_digit) =>
            {
                return true;
            }
            _ => {}
        }
    }
    false
}

/// Something that is certainly no export.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Foreign {
    /// What it is, to stand behind "found".
    pub(crate) name: &'static str,
    /// How to come to an export from it.
    pub(crate) way: Way,
}

/// How to come to an export.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Way {
    /// It is inside.
    Unpack,
    /// A sheet can be saved as a table.
    Save,
    /// It was never there: a page to sign in, a document, something damaged.
    Again,
}

/// What is known by its first bytes.
pub(crate) fn other(head: &[u8]) -> Option<Foreign> {
    use Way::{Again, Save, Unpack};
    type Name = fn() -> &'static str;
    const KNOWN: [(&[u8], Way, Name); 13] = [
        (b"\x1F\x8B", Unpack, words::a_gzip),
        (b"\x28\xB5\x2F\xFD", Unpack, words::a_zstd),
        (b"PK\x03\x04", Unpack, words::a_zip),
        (b"\xFD7zXZ", Unpack, words::an_xz),
        (b"BZh", Unpack, words::a_bzip2),
        (b"7z\xBC\xAF", Unpack, words::a_7zip),
        (b"Rar!", Unpack, words::a_rar),
        (b"%PDF", Again, words::a_pdf),
        (b"{\\rtf", Again, words::an_rtf),
        (b"\xD0\xCF\x11\xE0", Save, words::an_old_office),
        (b"\x89PNG", Again, words::a_picture),
        (b"\xFF\xD8\xFF", Again, words::a_picture),
        (b"\x7FELF", Again, words::a_program),
    ];
    // What the first file in the zip of a document is called.
    const OFFICE: [&[u8]; 7] = [
        b"[Content_Types]",
        b"_rels/",
        b"docProps/",
        b"mimetype",
        b"xl/",
        b"word/",
        b"Index/",
    ];
    let (_, way, name) = KNOWN.iter().find(|(magic, ..)| head.starts_with(magic))?;
    let (way, name) = (*way, name());
    let first = head.get(30..).unwrap_or_default();
    if head.starts_with(b"PK") && OFFICE.iter().any(|name| first.starts_with(name)) {
        return Some(Foreign {
            name: words::an_office(),
            way: Save,
        });
    }
    Some(Foreign { name, way })
}

/// The same of what has turned out to be in no known format: also pages, programs and what is no text at all. `head` is
/// 8-bit text.
pub(crate) fn foreign(head: &[u8]) -> Option<Foreign> {
    let known = other(head);
    if known.is_some() {
        return known;
    }
    let head = &head[..head.len().min(ENOUGH)];
    let again = |name| {
        Some(Foreign {
            name,
            way: Way::Again,
        })
    };
    let text = head.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(head);
    let text = text.trim_ascii_start();
    let has = |tag: &[u8]| text.windows(tag.len()).any(|w| w.eq_ignore_ascii_case(tag));
    let save = |name| {
        Some(Foreign {
            name,
            way: Way::Save,
        })
    };
    if text.first() == Some(&b'<') {
        if has(b"<workbook") {
            return save(words::an_xml_sheet());
        }
        if other_xml(text) {
            return again(words::an_other_xml());
        }
        // What some systems call Excel.
        let table = has(b"<table") || has(b"<tr>") || has(b"<tr ");
        if table && !has(b"<form") && !has(b"<input") {
            return save(words::a_page_table());
        }
        if has(b"<html") || has(b"<!doctype html") {
            return again(words::a_page());
        }
        if has(b"<?xml") && format(text).is_none() {
            return again(words::an_other_xml());
        }
    }
    if !head.is_empty() && head.iter().all(|b| *b == 0) {
        return again(words::zero_bytes());
    }
    if head.starts_with(b"MZ") && head.contains(&0) {
        return again(words::a_program());
    }
    // Of random bytes one in nine is a control character; of a table a stray one here and there.
    let control = |b: &&u8| b.is_ascii_control() && !b"\t\n\r\x0B\x0C\x1A\x1B\x1E\x1F".contains(b);
    let controls = head.iter().filter(control).count();
    if controls > 8 && controls * 20 > head.len() {
        return again(words::no_text());
    }
    None
}

/// Turns UTF-16 into UTF-8 as it comes.
pub(crate) struct Wide {
    big_endian: bool,
    /// A byte or a unit that waits for its other half.
    byte: Option<u8>,
    unit: Option<u16>,
}

impl Wide {
    /// When the bytes are UTF-16: by their mark, or because every other one of the first is NUL. Also how many bytes
    /// the mark has.
    pub(crate) fn sniff(head: &[u8]) -> Option<(Self, usize)> {
        let wide = |big_endian| Self {
            big_endian,
            byte: None,
            unit: None,
        };
        match head {
            [0xFF, 0xFE, ..] => Some((wide(false), 2)),
            [0xFE, 0xFF, ..] => Some((wide(true), 2)),
            [0, a, 0, b, 0, c, ..] if *a != 0 && *b != 0 && *c != 0 => Some((wide(true), 0)),
            [a, 0, b, 0, c, 0, ..] if *a != 0 && *b != 0 && *c != 0 => Some((wide(false), 0)),
            _ => None,
        }
    }

    pub(crate) fn push(&mut self, bytes: &[u8], out: &mut Vec<u8>) {
        for &byte in bytes {
            let Some(first) = self.byte.take() else {
                self.byte = Some(byte);
                continue;
            };
            let pair = [first, byte];
            let unit = if self.big_endian {
                u16::from_be_bytes(pair)
            } else {
                u16::from_le_bytes(pair)
            };
            self.unit(unit, out);
        }
    }

    fn unit(&mut self, unit: u16, out: &mut Vec<u8>) {
        let mut put = |c: char| out.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
        if let Some(high) = self.unit.take() {
            if let Some(Ok(c)) = char::decode_utf16([high, unit]).next() {
                put(c);
                return;
            }
            put('\u{FFFD}');
        }
        match unit {
            0xD800..0xDC00 => self.unit = Some(unit),
            _ => put(char::from_u32(u32::from(unit)).unwrap_or('\u{FFFD}')),
        }
    }

    pub(crate) fn finish(&mut self, out: &mut Vec<u8>) {
        if self.unit.take().is_some() || self.byte.take().is_some() {
            out.extend_from_slice("\u{FFFD}".as_bytes());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(head: &[u8], expected: Option<Format>) {
        assert_eq!(sniff(head), expected, "{}", String::from_utf8_lossy(head));
    }

    #[test]
    fn each_format_has_its_start() {
        check(
            b"00714cam a2200205 a 4500001001200000\x1E",
            Some(Format::Iso2709),
        );
        check(
            b"     cam a2200205 a 4500001001200000\x1E",
            Some(Format::Iso2709),
        );
        check(
            b"\r\n\x1A00714cam a2200205 a 4500001001200000\x1E",
            Some(Format::Iso2709),
        );
        check(b"garbage\x1E10\x1FaTitle\x1E\x1D", Some(Format::Iso2709));
        check(
            b"<?xml version=\"1.0\"?>\n<collection>",
            Some(Format::Marcxml),
        );
        check(b"\xEF\xBB\xBF<record>", Some(Format::Marcxml));
        check(b"[\n {\"leader\": \"", Some(Format::Json));
        check(b"{\"leader\":", Some(Format::Json));
        check(
            b"header\r\nLDR00180nam  22     2  4500^\r\n",
            Some(Format::Lines),
        );
        check(b"000000002 LDR   L 00000nam", Some(Format::Aleph));
    }

    #[test]
    fn tables_and_documents_are_not_marc() {
        check(b"", None);
        check(b"   \n", None);
        check(b"Book Id,Title,Author\n1,\"=\"\"0142402494\"\"\",x\n", None);
        check(b"id\ttitle\n000000001\tHoles\n", None);
        check(b"<!DOCTYPE html><html><title>record</title>", None);
        check(
            b"00714cam a2200205 a 4500\n001    12883376\n245 10 $a Summerland\n",
            None,
        );
        check(b"PK\x03\x04\x1E10\x1Fa", None);
        check(b"\x1F\x8B\x08\x00", None);
    }

    #[test]
    fn what_is_certainly_no_export_is_named_with_the_way_to_one() {
        let noise: Vec<u8> = (0..4096u32)
            .map(|n| (n.wrapping_mul(2_654_435_761) >> 24) as u8)
            .collect();
        let zip = |name: &str| [b"PK\x03\x04", &[0; 26][..], name.as_bytes()].concat();
        for (head, name, way) in [
            (&zip("export.mrc")[..], "a zip archive", Way::Unpack),
            (
                &zip("xl/workbook.xml"),
                "a spreadsheet or an Office document",
                Way::Save,
            ),
            (b"\x1F\x8B\x08", "a gzip archive", Way::Unpack),
            (b"%PDF-1.7", "a PDF document", Way::Again),
            (
                b"\n<!DOCTYPE HTML>\n<HTML><title>Sign in</title>",
                "a web page, perhaps one that asks to sign in",
                Way::Again,
            ),
            (
                b"<html xmlns:x=\"urn:schemas-microsoft-com:office:excel\"><body><table><tr><td>Title",
                "a table saved as a web page",
                Way::Save,
            ),
            (
                b"<?xml version=\"1.0\"?>\n<?mso-application progid=\"Excel.Sheet\"?>\n<Workbook xmlns=\"urn",
                "a spreadsheet saved as XML",
                Way::Save,
            ),
            (
                b"<modsCollection xmlns=\"http://www.loc.gov/mods/v3\"><mods><recordInfo>",
                "XML that is not MARCXML",
                Way::Again,
            ),
            (&[0; 100], "nothing but zero bytes", Way::Again),
            (b"MZ\x90\0\x03\0", "a program", Way::Again),
            (&noise, "bytes that are no text", Way::Again),
        ] {
            assert_eq!(foreign(head), Some(Foreign { name, way }));
            assert_eq!(format(head), None);
        }
        for head in [
            &b"Title,Author\nHoles,Louis Sachar\n"[..],
            b"MZ,Title\n1,Holes\n",
            b"Title,Note\nHoles,\x01\x02\x03 odd\n",
            "Título;Año\nHoyos;1998\n".as_bytes(),
            b"",
        ] {
            assert_eq!(foreign(head), None);
        }
    }

    #[test]
    fn sixteen_bit_text() {
        let text = "<?xml?><record> é 😀";
        for big in [false, true] {
            let bytes: Vec<u8> = text
                .encode_utf16()
                .flat_map(|unit| {
                    if big {
                        unit.to_be_bytes()
                    } else {
                        unit.to_le_bytes()
                    }
                })
                .collect();
            check(&bytes, Some(Format::Marcxml));
            let (mut wide, skip) = Wide::sniff(&bytes).expect("UTF-16");
            let mut out = Vec::new();
            for byte in &bytes[skip..] {
                wide.push(&[*byte], &mut out);
            }
            wide.finish(&mut out);
            assert_eq!(String::from_utf8_lossy(&out), text);
        }
    }
}
