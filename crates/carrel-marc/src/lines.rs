//! The line formats: MARCMaker (`.mrk`, `.mrk8`), MicroLIF's line form (`.lif`) and Aleph sequential.
//!
//! ```text
//! =LDR  00755cam  22002414a 4500        LDR00180nam  22     2  4500^        000000002 LDR   L 00000nam^a2200301^i^4500
//! =245  10$aHoles /$cLouis Sachar.      24510_aHoles /_cLouis Sachar.^`     000000002 24510 L $$aHoles /$$cLouis Sachar.
//! ```

use std::ops::Range;

use memchr::{memchr2, memmem};

use crate::assemble::Assembly;
use crate::findings::{Findings, excerpt};
use crate::kinds;
use crate::record::{Record, Tag};
use crate::sniff::Format;
use crate::text::{self, Charset, Source};
use crate::words;

/// One line: its text, and where the next one starts. `None` when its end is not in the bytes yet.
fn line(bytes: &[u8], finished: bool) -> Option<(&[u8], usize)> {
    match memchr2(b'\n', b'\r', bytes) {
        Some(at) => {
            let next = match &bytes[at..] {
                [b'\r', b'\n', ..] => at + 2,
                // The other half may not be here yet.
                [b'\r'] if !finished => return None,
                _ => at + 1,
            };
            Some((&bytes[..at], next))
        }
        None if finished && !bytes.is_empty() => Some((bytes, bytes.len())),
        None => None,
    }
}

/// The lines of a whole record, with where each starts.
fn lines(bytes: &[u8]) -> impl Iterator<Item = (usize, &[u8])> {
    let mut at = 0;
    core::iter::from_fn(move || {
        let (text, length) = line(&bytes[at..], true)?;
        let start = at;
        at += length;
        Some((start, text))
    })
}

fn is_blank(line: &[u8]) -> bool {
    line.iter()
        .all(|byte| matches!(byte, b' ' | b'\t' | 0 | 0x1A))
}

/// How a line begins, in a format.
enum Start<'a> {
    /// A record.
    Record,
    /// A field; in Aleph sequential with the number of its record.
    Field(&'a [u8]),
    /// None of these: the line before goes on here, or this belongs to no record.
    Other,
}

fn start(format: Format, line: &[u8]) -> Start<'_> {
    match format {
        Format::Marcmaker => match line {
            [b'=', tag @ ..] if tag.starts_with(b"LDR") || tag.starts_with(b"000") => Start::Record,
            [b'=', a, b, c, rest @ ..]
                if [a, b, c].iter().all(|byte| byte.is_ascii_alphanumeric())
                    && matches!(rest, [] | [b' ' | b'\t' | b'\\', ..]) =>
            {
                Start::Field(b"")
            }
            _ => Start::Other,
        },
        Format::Lines => match line {
            [b'L', b'D', b'R', ..] => Start::Record,
            // Lower case would be a word of the file's header.
            [a, b, c, ..]
                if [a, b, c]
                    .iter()
                    .all(|byte| byte.is_ascii_digit() || byte.is_ascii_uppercase()) =>
            {
                Start::Field(b"")
            }
            _ => Start::Other,
        },
        _ => {
            let digits = line.iter().take_while(|byte| byte.is_ascii_digit()).count();
            if digits >= 3 && line.get(digits) == Some(&b' ') && line.len() >= digits + 4 {
                Start::Field(&line[..digits])
            } else {
                Start::Other
            }
        }
    }
}

/// Finds where records end, as the file comes.
#[derive(Debug)]
pub(crate) struct Scan {
    pub(crate) format: Format,
    /// Bytes of the input already looked at: whole lines.
    at: usize,
    /// A line of the record was seen; in Aleph sequential with the number of the record.
    number: Option<Vec<u8>>,
    /// A blank line ended here. It parts records, unless a field that starts no record follows.
    blank: Option<usize>,
}

impl Scan {
    pub(crate) fn new(format: Format) -> Self {
        Self {
            format,
            at: 0,
            number: None,
            blank: None,
        }
    }

    /// Where the first record ends: `None` when that cannot be told yet. The caller passes over the input up to there.
    pub(crate) fn cut(&mut self, bytes: &[u8], finished: bool) -> Option<usize> {
        let end = self.find(bytes, finished)?;
        *self = Self::new(self.format);
        Some(end)
    }

    fn find(&mut self, bytes: &[u8], finished: bool) -> Option<usize> {
        while let Some((text, length)) = line(&bytes[self.at..], finished) {
            let (here, next) = (self.at, self.at + length);
            let blank = is_blank(text);
            if let Some(end) = self.blank.filter(|_| !blank) {
                let goes_on = matches!(start(self.format, text), Start::Field(_))
                    && !text.starts_with(b"=001");
                if !goes_on {
                    return Some(end);
                }
                self.blank = None;
            }
            match start(self.format, text) {
                Start::Record if self.number.is_some() => return Some(here),
                Start::Record => self.number = Some(Vec::new()),
                Start::Field(found) => match &self.number {
                    Some(number) if number != found => return Some(here),
                    Some(_) => {}
                    None => self.number = Some(found.to_owned()),
                },
                Start::Other
                    if blank && self.number.is_some() && self.format == Format::Marcmaker =>
                {
                    self.blank.get_or_insert(next);
                }
                Start::Other => {}
            }
            self.at = next;
            if self.format == Format::Lines && text.ends_with(b"`") {
                return Some(next);
            }
        }
        finished.then_some(bytes.len())
    }
}

/// How many line ends stand in some bytes.
pub(crate) fn count(bytes: &[u8]) -> u64 {
    lines(bytes).count() as u64
}

/// A line of a field, split.
struct RawLine {
    tag: String,
    indicators: [u8; 2],
    /// Whether the text stands bare.
    control: bool,
    /// The bytes of the text.
    text: Range<usize>,
}

/// Reads one record. `None` when the bytes hold no line of a record; what they do hold is in the findings then.
pub(crate) fn decode(
    bytes: &[u8],
    format: Format,
    max_fields: usize,
    mut findings: Findings,
) -> Result<(Record, Findings), Option<String>> {
    let mut raw: Vec<RawLine> = Vec::new();
    let mut stray: Option<String> = None;
    // A field too many was passed over, and with it the lines that go on with it.
    let mut passed_over = false;
    for (at, text) in lines(bytes) {
        let text = text
            .strip_suffix(b"`")
            .filter(|_| format == Format::Lines)
            .unwrap_or(text);
        let text = text
            .strip_suffix(b"^")
            .filter(|_| format == Format::Lines)
            .unwrap_or(text);
        match start(format, text) {
            Start::Other if is_blank(text) || passed_over => {}
            Start::Other => match raw.last_mut() {
                Some(last) => {
                    findings.add_field(&kinds::NOT_WELL_FORMED, Tag::from_text(&last.tag), || {
                        words::line_taken_on(excerpt(text))
                    });
                    last.text.end = at + text.len();
                }
                None => stray = stray.or_else(|| Some(excerpt(text))),
            },
            // The leader is no field, and one more than there may be is told.
            _ if raw.len() > max_fields + 1 => passed_over = true,
            _ => raw.push(split(bytes, at..at + text.len(), format)),
        }
    }
    if raw.is_empty() {
        return Err(stray);
    }
    // MicroLIF files start with a line about themselves.
    if let Some(stray) = stray.filter(|_| format != Format::Lines) {
        findings.add(&kinds::STRAY_TEXT, || words::stray_before(stray));
    }
    let charset = Charset::of(raw.iter().map(|line| &bytes[line.text.clone()]), false);
    let mut assembly = Assembly::new(findings, max_fields);
    for line in &raw {
        field(bytes, line, format, charset, &mut assembly);
    }
    Ok(assembly.finish())
}

/// Splits a line that starts a field or a record.
fn split(bytes: &[u8], range: Range<usize>, format: Format) -> RawLine {
    let line = &bytes[range.clone()];
    let blank = |byte: u8| {
        if matches!(byte, b'\\' | b'#' | b'^') {
            b' '
        } else {
            byte
        }
    };
    let (tag, after) = match format {
        Format::Marcmaker => (line.get(1..4), 4),
        Format::Lines => (line.get(..3), 3),
        _ => {
            let digits = line.iter().take_while(|byte| byte.is_ascii_digit()).count();
            (line.get(digits + 1..digits + 4), digits + 4)
        }
    };
    let tag = String::from_utf8_lossy(tag.unwrap_or_default()).into_owned();
    let leader = tag == "LDR" || (tag == "000" && format == Format::Marcmaker);
    let mut at = after.min(line.len());
    let mut indicators = *b"  ";
    let mut take = |at: &mut usize| {
        for indicator in &mut indicators {
            if let Some(byte) = line.get(*at) {
                *indicator = blank(*byte);
                *at += 1;
            }
        }
    };
    let mut control = leader || tag.starts_with("00");
    match format {
        Format::Marcmaker => {
            at += line[at..]
                .iter()
                .take(2)
                .take_while(|byte| matches!(byte, b' ' | b'\t'))
                .count();
            // A field of a system's own may hold bare text.
            control |=
                !line[at..].contains(&b'$') && !tag.bytes().all(|byte| byte.is_ascii_digit());
            if !control {
                take(&mut at);
            }
        }
        Format::Lines => {
            control |=
                !line[at..].contains(&b'_') && !tag.bytes().all(|byte| byte.is_ascii_digit());
            if !control {
                take(&mut at);
            }
        }
        _ => {
            take(&mut at);
            at += usize::from(line.get(at) == Some(&b' '));
            if let [b'A'..=b'Z', b' ', ..] = &line[at..] {
                at += 2;
            }
            control |= !line[at..].starts_with(b"$$");
        }
    }
    RawLine {
        tag: if leader { "LDR".to_owned() } else { tag },
        indicators,
        control,
        text: range.start + at..range.end,
    }
}

fn field(bytes: &[u8], line: &RawLine, format: Format, charset: Charset, assembly: &mut Assembly) {
    let value = &bytes[line.text.clone()];
    let utf8 = charset.utf8 && core::str::from_utf8(value).is_ok();
    let tag = Tag::from_text(&line.tag);
    let decode = |bytes: &[u8], code: char, assembly: &mut Assembly| {
        let mut text = String::new();
        text::decode(
            bytes,
            charset,
            utf8,
            Source { tag, code },
            &mut text,
            &mut assembly.findings,
        );
        text
    };
    if line.control {
        let fixed = line.tag == "LDR" || matches!(line.tag.as_str(), "006" | "007" | "008");
        let text = decode(value, '\0', assembly);
        let text = match format {
            Format::Marcmaker => text.replace('\\', " "),
            Format::Aleph if fixed => text.replace('^', " "),
            _ => text,
        };
        match line.tag.as_str() {
            "LDR" => {
                // Aleph's leaders may have lost or won a character.
                let trimmed = if text.len() > 24 {
                    text.trim_end()
                } else {
                    &text
                };
                assembly.leader(trimmed);
            }
            tag => assembly.control(tag, &text),
        }
        return;
    }
    let [first, second] = line.indicators.map(|byte| char::from(byte).to_string());
    assembly.data(&line.tag, &first, &second);
    let delimiter: &[u8] = match format {
        Format::Marcmaker => b"$",
        Format::Lines => b"_",
        _ => b"$$",
    };
    let mut rest = value;
    let mut bare = true;
    while !rest.is_empty() || !bare {
        let end = memmem::find_iter(rest, delimiter)
            .find(|at| {
                rest.get(at + delimiter.len())
                    .is_some_and(u8::is_ascii_alphanumeric)
            })
            .unwrap_or(rest.len());
        let (piece, after) = rest.split_at(end);
        if bare {
            if !is_blank(piece) {
                let text = decode(piece, 'a', assembly);
                assembly.bare_text(&text);
            }
        } else {
            let code = char::from(piece[0]);
            let text = decode(&piece[1..], code, assembly);
            assembly.subfield(code.encode_utf8(&mut [0; 4]), &text);
        }
        if after.is_empty() {
            break;
        }
        rest = &after[delimiter.len()..];
        bare = false;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(bytes: &[u8], format: Format) -> (Record, Vec<&'static str>) {
        let (record, findings) = decode(bytes, format, 100, Findings::default()).expect("a record");
        (record, findings.kinds())
    }

    #[test]
    fn marcmaker() {
        let text = b"=LDR  00755cam  22002414a 4500\r\n=001  fol05731351\\\r\n=245  1\\$aA {eacute}tude ;$b{dollar}5$cmore\r\n";
        let (record, kinds) = read(text, Format::Marcmaker);
        assert!(
            kinds.iter().all(|kind| *kind == "text-references"),
            "{kinds:?}"
        );
        assert_eq!(record.control("001"), Some("fol05731351 "));
        let title = record.fields("245").next().expect("245");
        assert_eq!((title.indicator(1), title.indicator(2)), (b'1', b' '));
        assert_eq!(
            (title.sub('a'), title.sub('b')),
            (Some("A étude ;"), Some("$5"))
        );
    }

    #[test]
    fn microlif_lines() {
        let text =
            b"LDR00180nam  22     2  4500^\r245 4_aThe whale._h[a_ ] p.^\r952  _a20571_cR^`\r";
        let (record, kinds) = read(text, Format::Lines);
        assert!(kinds.is_empty(), "{kinds:?}");
        let title = record.fields("245").next().expect("245");
        assert_eq!((title.indicator(1), title.indicator(2)), (b' ', b'4'));
        assert_eq!(
            (title.sub('a'), title.sub('h')),
            (Some("The whale."), Some("[a_ ] p."))
        );
    }

    #[test]
    fn aleph_sequential() {
        let text =
            b"000000002 LDR   L 00000nam^a2200301^i^4500\n000000002 24510 L $$aHoles /$$cSachar\n";
        let (record, kinds) = read(text, Format::Aleph);
        assert!(kinds.is_empty(), "{kinds:?}");
        assert_eq!(record.leader(), "00000nam a2200301 i 4500");
        assert_eq!(
            record.fields("245").next().and_then(|field| field.sub('c')),
            Some("Sachar")
        );
    }

    #[test]
    fn records_are_parted() {
        let check = |text: &[u8], format, expected: Option<usize>| {
            assert_eq!(
                Scan::new(format).cut(text, true),
                expected,
                "{}",
                String::from_utf8_lossy(text)
            );
        };
        check(
            b"=LDR  x\n=245  10$aA\n\n=LDR  y\n",
            Format::Marcmaker,
            Some(21),
        );
        check(b"=LDR  x\n=LDR  y\n", Format::Marcmaker, Some(8));
        check(b"=LDR  x\n\n=245  10$aA\n", Format::Marcmaker, Some(21));
        check(b"head\nLDRx\n245^`\nLDRy\n", Format::Lines, Some(16));
        check(
            b"000000001 001   L 1\n000000002 001   L 2\n",
            Format::Aleph,
            Some(20),
        );
        assert_eq!(Scan::new(Format::Marcmaker).cut(b"=LDR  x\r", false), None);
    }

    #[test]
    fn a_line_that_is_no_field_belongs_to_the_one_before() {
        let (record, kinds) = read(
            b"=LDR  00000nam a2200000 a 4500\n=520  \\\\$aFirst\nsecond.\n",
            Format::Marcmaker,
        );
        assert_eq!(kinds, ["not-well-formed", "text-control-characters"]);
        assert_eq!(
            record.fields("520").next().and_then(|field| field.sub('a')),
            Some("First second.")
        );
    }

    #[test]
    fn lines_behind_the_last_field_that_is_read_belong_to_none() {
        let mut text = b"=LDR  00000nam a2200000 a 4500\n".to_vec();
        for n in 1..=105 {
            text.extend(format!("=500  \\\\$aNote {n}\n").bytes());
        }
        text.extend(b"goes on with a note that is not read\n");
        let (record, kinds) = read(&text, Format::Marcmaker);
        assert_eq!(record.fields("500").count(), 100);
        let last = record.fields("500").last().and_then(|field| field.sub('a'));
        assert_eq!((last, kinds), (Some("Note 100"), vec!["too-many-fields"]));
        // One more than there may be is told, too.
        let one_more: Vec<u8> = text
            .split_inclusive(|b| *b == b'\n')
            .take(102)
            .flatten()
            .copied()
            .collect();
        let (record, kinds) = read(&one_more, Format::Marcmaker);
        assert_eq!(
            (record.fields("500").count(), kinds),
            (100, vec!["too-many-fields"])
        );
    }
}
