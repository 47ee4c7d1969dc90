//! From bytes to text: which character set, what to take out, what to resolve.
//!
//! The bytes are believed before the leader (catalogue reference 3.4): text that is valid UTF-8 with multibyte
//! sequences is UTF-8; else MARC-8, where an accent is followed by its letter; else Windows-1252, or Windows-1251 when
//! whole words are beyond ASCII. A record may be of two minds: each field that is valid UTF-8 by itself is read so.

mod references;

use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

use crate::findings::Findings;
use crate::kinds;
use crate::marc8;
use crate::record::Tag;
use crate::words;
pub(crate) use references::{character as reference, resolve as resolve_references};

/// What kinds of bytes stand in a text; see the constants.
pub(crate) type Traits = u8;
/// Beyond ASCII.
pub(crate) const HIGH: Traits = 1;
/// Lead byte of U+0300 and above: combining marks may follow.
pub(crate) const WIDE: Traits = 2;
/// The byte C2, which leads the C1 control characters.
pub(crate) const C1_LEAD: Traits = 4;
/// Control characters other than the delimiters 1E and 1F and the escape.
pub(crate) const CONTROL: Traits = 8;
/// Escape.
pub(crate) const ESCAPE: Traits = 16;
/// `&` or `{`, which may start a reference.
pub(crate) const REFERENCE: Traits = 32;
/// The delimiters 1E and 1F, which are no text.
pub(crate) const DELIMITER: Traits = 64;

static TRAITS: [Traits; 256] = {
    let mut table = [0; 256];
    let mut byte = 0;
    while byte < 256 {
        table[byte] = match byte as u8 {
            0x1B => ESCAPE,
            0x1E | 0x1F => DELIMITER,
            0..0x20 | 0x7F => CONTROL,
            b'&' | b'{' => REFERENCE,
            0xC2 => HIGH | C1_LEAD,
            0xCC.. => HIGH | WIDE,
            0x80.. => HIGH,
            _ => 0,
        };
        byte += 1;
    }
    table
};

/// The traits of some bytes.
pub(crate) fn traits(bytes: &[u8]) -> Traits {
    // Four at a time, so that the table look-ups overlap.
    let mut all = [0; 4];
    let mut chunks = bytes.chunks_exact(4);
    for chunk in &mut chunks {
        all[0] |= TRAITS[usize::from(chunk[0])];
        all[1] |= TRAITS[usize::from(chunk[1])];
        all[2] |= TRAITS[usize::from(chunk[2])];
        all[3] |= TRAITS[usize::from(chunk[3])];
    }
    let rest = chunks
        .remainder()
        .iter()
        .fold(0, |all, byte| all | TRAITS[usize::from(*byte)]);
    all[0] | all[1] | all[2] | all[3] | rest
}

/// How to read what is not UTF-8.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Legacy {
    Marc8,
    Windows1252,
    Windows1251,
    /// UTF-8 with damage in it.
    Utf8,
}

/// How to read a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Charset {
    /// Fields that are valid UTF-8 are UTF-8.
    pub(crate) utf8: bool,
    pub(crate) legacy: Legacy,
}

impl Charset {
    pub(crate) const UTF8: Charset = Charset {
        utf8: true,
        legacy: Legacy::Utf8,
    };
    pub(crate) const MARC8: Charset = Charset {
        utf8: false,
        legacy: Legacy::Marc8,
    };

    /// Decides for a record from all its fields; `says_utf8` is what leader/09 says.
    pub(crate) fn of<'a>(fields: impl Iterator<Item = &'a [u8]> + Clone, says_utf8: bool) -> Self {
        let (mut utf8_fields, mut other_fields) = (0u32, 0u32);
        let (mut sequences, mut broken) = (0u32, 0u32);
        // Where the leader says MARC-8 it takes more to believe otherwise.
        let mut likelihood = if says_utf8 { 0 } else { 10 };
        let mut escape = false;
        let mut high = false;
        for field in fields.clone() {
            escape |= field.contains(&0x1B) && marc8::has_escape(field);
            if field.is_ascii() {
                continue;
            }
            high = true;
            if core::str::from_utf8(field).is_ok() {
                utf8_fields += 1;
                continue;
            }
            other_fields += 1;
            for chunk in field.utf8_chunks() {
                sequences += chunk.valid().chars().filter(|c| !c.is_ascii()).count() as u32;
                // A sequence cut off (by a field length, say) is a trace of UTF-8 as well.
                if chunk.invalid().len() > 1 {
                    sequences += 1;
                } else {
                    broken += chunk.invalid().len() as u32;
                }
            }
            likelihood += marc8::likelihood(field);
        }
        if !high {
            return if escape { Self::MARC8 } else { Self::UTF8 };
        }
        if other_fields == 0 {
            return Self::UTF8;
        }
        let utf8 = utf8_fields > 0;
        let legacy = if escape {
            Legacy::Marc8
        } else if (says_utf8 || utf8) && sequences >= broken.max(1) {
            Legacy::Utf8
        } else if likelihood < 0 {
            if mostly_cyrillic_1251(fields) {
                Legacy::Windows1251
            } else {
                Legacy::Windows1252
            }
        } else {
            Legacy::Marc8
        };
        Self {
            utf8: utf8 && !escape,
            legacy,
        }
    }
}

/// Whole words of the bytes C0-FF: Cyrillic in Windows-1251. In Western text such letters stand alone.
fn mostly_cyrillic_1251<'a>(fields: impl Iterator<Item = &'a [u8]>) -> bool {
    let (mut in_words, mut all) = (0usize, 0usize);
    for field in fields {
        for word in field.split(|byte| *byte < 0xC0) {
            all += word.len();
            if word.len() >= 3 {
                in_words += word.len();
            }
        }
    }
    in_words * 4 > all * 3
}

/// Where a text comes from, for its findings.
#[derive(Clone, Copy)]
pub(crate) struct Source {
    pub(crate) tag: Tag,
    /// NUL for a control field.
    pub(crate) code: char,
}

/// Decodes `bytes` to the end of `text`, cleaned and composed. `utf8` says that this field is to be read as UTF-8.
pub(crate) fn decode(
    bytes: &[u8],
    charset: Charset,
    utf8: bool,
    source: Source,
    text: &mut String,
    findings: &mut Findings,
) {
    let start = text.len();
    let traits = traits(bytes);
    if traits & (HIGH | ESCAPE) == 0 {
        text.push_str(core::str::from_utf8(bytes).unwrap_or_default());
    } else if utf8 {
        text.push_str(&String::from_utf8_lossy(bytes));
        compose_from(text, start);
    } else {
        match charset.legacy {
            Legacy::Marc8 => {
                let trouble = marc8::decode_into(bytes, text);
                report_marc8(trouble, source, findings);
            }
            Legacy::Windows1252 => text.extend(bytes.iter().map(|byte| windows_1252(*byte))),
            Legacy::Windows1251 => text.extend(bytes.iter().map(|byte| windows_1251(*byte))),
            Legacy::Utf8 => {
                let lossy = String::from_utf8_lossy(bytes);
                let lost = lossy.matches('\u{FFFD}').count();
                text.push_str(&lossy);
                compose_from(text, start);
                if lost > 0 {
                    findings.add_subfield(&kinds::TEXT_UNREADABLE, source.tag, source.code, || {
                        words::not_valid_utf8(words::places(lost))
                    });
                }
            }
        }
    }
    if traits & (CONTROL | C1_LEAD | REFERENCE | ESCAPE | DELIMITER) != 0
        || marc8::may_lack_escapes(bytes)
    {
        clean_from(text, start, source, findings);
    }
}

/// Composes the text from there on, if it is not composed already.
pub(crate) fn compose_from(text: &mut String, start: usize) {
    let tail = &text[start..];
    if tail.bytes().any(|byte| byte >= 0xCC) && is_nfc_quick(tail.chars()) != IsNormalized::Yes {
        let composed: String = tail.nfc().collect();
        text.truncate(start);
        text.push_str(&composed);
    }
}

/// Resolves references and takes out control characters, from there on.
pub(crate) fn clean_from(text: &mut String, start: usize, source: Source, findings: &mut Findings) {
    if text[start..]
        .bytes()
        .any(|byte| byte == b'&' || byte == b'{')
        && let Some((resolved, number)) = resolve_references(&text[start..])
    {
        text.truncate(start);
        text.push_str(&resolved);
        compose_from(text, start);
        findings.add_subfield(&kinds::TEXT_REFERENCES, source.tag, source.code, || {
            words::resolved(words::references(number as usize))
        });
    }
    if marc8::may_lack_escapes(&text.as_bytes()[start..])
        && let Some((mended, number)) = marc8::without_lost_escapes(&text[start..])
    {
        text.truncate(start);
        text.push_str(&mended);
        compose_from(text, start);
        findings.add_subfield(&kinds::TEXT_ESCAPE_LOST, source.tag, source.code, || {
            let number = words::passages(number as usize);
            words::escapes_lost(number)
        });
    }
    if text[start..].chars().any(is_unwanted) {
        let mut cleaned = String::with_capacity(text.len() - start);
        let mut removed = 0;
        let mut space = false;
        for c in text[start..].chars() {
            let blank = matches!(c, '\t' | '\n' | '\r');
            if blank {
                removed += 1;
                // A line end within a text stands for one blank.
                if !space && !cleaned.ends_with(' ') {
                    cleaned.push(' ');
                }
                space = true;
                continue;
            }
            if space && c == ' ' {
                continue;
            }
            space = false;
            if !is_unwanted(c) {
                cleaned.push(c);
                continue;
            }
            removed += 1;
            // ISO 6630 has the marks around non-sorting text elsewhere.
            if let '\u{88}' | '\u{89}' = c {
                cleaned.push(if c == '\u{88}' { '\u{98}' } else { '\u{9C}' });
                continue;
            }
            // Windows-1252 taken for Latin-1 on its way to Unicode: U+0092 was an apostrophe.
            if let '\u{80}'..='\u{9F}' = c {
                let mended = windows_1252(c as u8);
                if !mended.is_control() && mended != '\u{FFFD}' {
                    cleaned.push(mended);
                }
            }
        }
        text.truncate(start);
        text.push_str(&cleaned);
        findings.add_subfield(&kinds::TEXT_CONTROL, source.tag, source.code, || {
            words::taken_out(words::control_characters(removed))
        });
    }
}

/// Control characters except the two marks for non-sorting text.
fn is_unwanted(c: char) -> bool {
    c.is_control() && c != '\u{98}' && c != '\u{9C}'
}

fn report_marc8(trouble: marc8::Trouble, source: Source, findings: &mut Findings) {
    let Source { tag, code } = source;
    if trouble == marc8::Trouble::default() {
        return;
    }
    if trouble.undefined > 0 {
        findings.add_subfield(&kinds::TEXT_UNREADABLE, tag, code, || {
            words::not_in_marc8(trouble.undefined)
        });
    }
    if trouble.no_table > 0 {
        findings.add_subfield(&kinds::TEXT_NO_EACC, tag, code, || {
            words::no_eacc(trouble.no_table)
        });
    }
    if trouble.dangling > 0 {
        findings.add_subfield(&kinds::TEXT_ACCENT, tag, code, || {
            words::accents_alone(trouble.dangling)
        });
    }
    if trouble.escapes > 0 {
        findings.add_subfield(&kinds::TEXT_ESCAPE, tag, code, || {
            words::escapes_unknown(trouble.escapes)
        });
    }
}

/// One character of Windows-1252; U+FFFD for the five bytes it leaves out.
pub(crate) fn windows_1252(byte: u8) -> char {
    const C1: [char; 32] = [
        '€', '\u{FFFD}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{FFFD}', 'Ž',
        '\u{FFFD}', '\u{FFFD}', '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ',
        '\u{FFFD}', 'ž', 'Ÿ',
    ];
    match byte {
        0x80..=0x9F => C1[usize::from(byte - 0x80)],
        _ => char::from(byte),
    }
}

/// One character of Windows-1251; U+FFFD for the byte it leaves out.
pub(crate) fn windows_1251(byte: u8) -> char {
    const BELOW_LETTERS: [char; 64] = [
        'Ђ', 'Ѓ', '‚', 'ѓ', '„', '…', '†', '‡', '€', '‰', 'Љ', '‹', 'Њ', 'Ќ', 'Ћ', 'Џ', 'ђ', '‘',
        '’', '“', '”', '•', '–', '—', '\u{FFFD}', '™', 'љ', '›', 'њ', 'ќ', 'ћ', 'џ', '\u{A0}', 'Ў',
        'ў', 'Ј', '¤', 'Ґ', '¦', '§', 'Ё', '©', 'Є', '«', '¬', '\u{AD}', '®', 'Ї', '°', '±', 'І',
        'і', 'ґ', 'µ', '¶', '·', 'ё', '№', 'є', '»', 'ј', 'Ѕ', 'ѕ', 'ї',
    ];
    match byte {
        0xC0.. => char::from_u32(0x410 + u32::from(byte - 0xC0)).unwrap_or('\u{FFFD}'),
        0x80.. => BELOW_LETTERS[usize::from(byte - 0x80)],
        _ => char::from(byte),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(fields: &[&[u8]], says_utf8: bool, expected: Charset) {
        assert_eq!(
            Charset::of(fields.iter().copied(), says_utf8),
            expected,
            "{fields:X?}"
        );
    }

    #[test]
    fn the_bytes_are_believed_before_the_leader() {
        check(&[b"plain"], false, Charset::UTF8);
        check(&["México".as_bytes()], false, Charset::UTF8);
        check(&[b"M\xE2exico"], true, Charset::MARC8);
        check(&[b"\x1B(N\x6D\x1B(B"], true, Charset::MARC8);
        check(
            &[b"caf\xE9 au lait"],
            false,
            Charset {
                utf8: false,
                legacy: Legacy::Windows1252,
            },
        );
        check(
            &[b"M\xFCller"],
            false,
            Charset {
                utf8: false,
                legacy: Legacy::Windows1252,
            },
        );
        check(
            &[b"\xC2\xEE\xE9\xED\xE0 \xE8 \xEC\xE8\xF0"],
            false,
            Charset {
                utf8: false,
                legacy: Legacy::Windows1251,
            },
        );
    }

    #[test]
    fn a_record_may_be_of_two_minds() {
        check(
            &["México".as_bytes(), b"M\xE2exico"],
            false,
            Charset {
                utf8: true,
                legacy: Legacy::Marc8,
            },
        );
        check(
            &["México".as_bytes(), b"caf\xE9."],
            true,
            Charset {
                utf8: true,
                legacy: Legacy::Windows1252,
            },
        );
        check(
            &[b"Jos\xC3\xA9 \xC3"],
            true,
            Charset {
                utf8: false,
                legacy: Legacy::Utf8,
            },
        );
    }

    fn cleaned(text: &str) -> String {
        let mut buffer = String::from("kept ");
        let start = buffer.len();
        buffer.push_str(text);
        let source = Source {
            tag: Tag(*b"245"),
            code: 'a',
        };
        clean_from(&mut buffer, start, source, &mut Findings::default());
        buffer[start..].to_owned()
    }

    #[test]
    fn control_characters_go_and_line_ends_become_blanks() {
        assert_eq!(cleaned("a\r\nb\tc\0d \n e"), "a b cd e");
        assert_eq!(
            cleaned("don\u{92}t \u{98}The \u{9C}cat"),
            "don’t \u{98}The \u{9C}cat"
        );
        assert_eq!(cleaned("O&#x27;Neill &#x;"), "O'Neill &#x;");
    }

    #[test]
    fn traits_of_every_length() {
        for length in 0..20 {
            let mut bytes = vec![b'a'; length];
            assert_eq!(traits(&bytes), 0);
            bytes.push(0xE9);
            assert_eq!(traits(&bytes), HIGH | WIDE);
        }
    }
}
