//! MARC-8, the character encoding of MARC 21 before Unicode (MARC 21 Specifications, "Character Sets and Encoding
//! Options: MARC-8").
//!
//! Two sets are in force at a time, G0 for bytes 21-7E and G1 for A1-FE; escape sequences change them. A mark such as
//! an acute accent comes *before* its letter; here it is put behind it and composed (NFC). Each subfield starts with
//! ASCII and ANSEL again. Where the standard has two halves for one mark over two letters, the double mark is put
//! behind the first letter and the second half is dropped (the specification's preferred mapping).

#[cfg(feature = "eacc")]
mod eacc;
mod likelihood;
mod sets;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::compose;

pub(crate) use likelihood::likelihood;

/// What went wrong in a text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Trouble {
    /// Bytes that stand for nothing; each became U+FFFD.
    pub undefined: u32,
    /// East Asian characters that could not be read because the table was left out of this build; U+FFFD.
    pub no_table: u32,
    /// Marks with no letter behind them; kept at the end.
    pub dangling: u32,
    /// Escape sequences that mean nothing; dropped.
    pub escapes: u32,
}

/// A set of characters.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Set {
    Ascii,
    Single(&'static ([u16; 94], u8, u8)),
    GreekSymbols,
    Subscripts,
    Superscripts,
    /// Three bytes a character.
    EastAsian,
}

impl Set {
    /// By the last byte of an escape sequence.
    fn from_final(byte: u8) -> Option<Self> {
        Some(match byte {
            b'B' | b's' => Self::Ascii,
            b'E' => Self::Single(&sets::ANSEL),
            b'2' => Self::Single(&sets::HEBREW),
            b'3' => Self::Single(&sets::ARABIC),
            b'4' => Self::Single(&sets::ARABIC_EXTENDED),
            b'N' => Self::Single(&sets::CYRILLIC),
            b'Q' => Self::Single(&sets::CYRILLIC_EXTENDED),
            b'S' => Self::Single(&sets::GREEK),
            b'g' => Self::GreekSymbols,
            b'b' => Self::Subscripts,
            b'p' => Self::Superscripts,
            b'1' => Self::EastAsian,
            _ => return None,
        })
    }
}

/// What a byte stands for.
enum Meaning {
    Letter(char),
    Mark(char),
    /// The second half of a mark over two letters.
    Nothing,
    Undefined,
}

/// Decodes one text; composed (NFC).
///
/// ```
/// let (text, trouble) = carrel_marc::marc8::decode(b"th\xE2e\xE3atre");
/// assert_eq!(text, "théâtre");
/// assert_eq!(trouble, Default::default());
/// ```
#[must_use]
pub fn decode(bytes: &[u8]) -> (String, Trouble) {
    let mut text = String::with_capacity(bytes.len() + 8);
    let trouble = decode_into(bytes, &mut text);
    (text, trouble)
}

/// Like [`decode`], to the end of `text`.
pub(crate) fn decode_into(bytes: &[u8], text: &mut String) -> Trouble {
    let start = text.len();
    let mut trouble = Trouble::default();
    let (mut g0, mut g1) = (Set::Ascii, Set::Single(&sets::ANSEL));
    let mut marks: Vec<char> = Vec::new();
    let mut compose_all = false;
    let mut rest = bytes;
    while let Some(&byte) = rest.first() {
        if g0 == Set::Ascii && (0x20..0x7F).contains(&byte) {
            // A run of ASCII; its first letter takes the marks that wait.
            let run = rest
                .iter()
                .position(|b| !(0x20..0x7F).contains(b))
                .unwrap_or(rest.len());
            let (ascii, after) = rest.split_at(run);
            let mut ascii = core::str::from_utf8(ascii).unwrap_or_default();
            if !marks.is_empty() {
                put(char::from(byte), &mut marks, text, &mut compose_all);
                ascii = &ascii[1..];
            }
            text.push_str(ascii);
            rest = after;
            continue;
        }
        if byte == 0x1B {
            rest = escape(rest, &mut g0, &mut g1, &mut trouble);
            continue;
        }
        if byte < 0x20 || byte == 0x7F {
            text.push(char::from(byte)); // the caller decides about control characters
            rest = &rest[1..];
            continue;
        }
        let set = if byte < 0x80 { g0 } else { g1 };
        if set == Set::EastAsian && byte & 0x7F != 0x20 {
            let (c, after) = east_asian(rest, &mut trouble);
            if let Some(c) = c {
                put(c, &mut marks, text, &mut compose_all);
            }
            rest = after;
            continue;
        }
        rest = &rest[1..];
        match meaning(set, byte) {
            Meaning::Letter(c) => put(c, &mut marks, text, &mut compose_all),
            Meaning::Mark(c) => {
                // A text cannot pile up marks without end (Unicode's stream-safe limit is 30).
                if marks.len() < 30 {
                    marks.push(c);
                }
            }
            Meaning::Nothing => {}
            Meaning::Undefined => {
                trouble.undefined += 1;
                put('\u{FFFD}', &mut marks, text, &mut compose_all);
            }
        }
    }
    if !marks.is_empty() {
        trouble.dangling += marks.len() as u32;
        compose_all = true;
        text.extend(marks.drain(..));
    }
    if compose_all {
        let composed: String = text[start..].nfc().collect();
        text.truncate(start);
        text.push_str(&composed);
    }
    trouble
}

/// Writes a character and behind it the marks that came before it.
fn put(c: char, marks: &mut Vec<char>, text: &mut String, compose_all: &mut bool) {
    match marks.as_slice() {
        [] => text.push(c),
        [mark] => match compose(c, *mark) {
            Some(both) => text.push(both),
            None => {
                text.push(c);
                text.push(*mark);
            }
        },
        several => {
            *compose_all = true;
            text.push(c);
            text.extend(several);
        }
    }
    marks.clear();
    // Beyond the Latin letters a character may have to change by itself, or with the one before it.
    *compose_all |= c >= '\u{300}';
}

fn meaning(set: Set, byte: u8) -> Meaning {
    let low = byte & 0x7F;
    match (byte, low) {
        (0x88, _) => return Meaning::Letter('\u{98}'),
        (0x89, _) => return Meaning::Letter('\u{9C}'),
        (0x8D, _) => return Meaning::Letter('\u{200D}'),
        (0x8E, _) => return Meaning::Letter('\u{200C}'),
        (0x20, _) => return Meaning::Letter(' '),
        (_, 0x21..=0x7E) => {}
        _ => return Meaning::Undefined,
    }
    let letter = match set {
        Set::Ascii => Some(char::from(low)),
        Set::Single((points, first_mark, last_mark)) => {
            let c =
                char::from_u32(u32::from(points[usize::from(low - 0x21)])).filter(|c| *c != '\0');
            if let Some(c) = c.filter(|_| (*first_mark..=*last_mark).contains(&low)) {
                return if c == '\u{FE21}' || c == '\u{FE23}' {
                    Meaning::Nothing
                } else {
                    Meaning::Mark(c)
                };
            }
            c
        }
        Set::GreekSymbols => match low {
            b'a' => Some('α'),
            b'b' => Some('β'),
            b'c' => Some('γ'),
            _ => None,
        },
        Set::Subscripts => match low {
            b'0'..=b'9' => char::from_u32(0x2080 + u32::from(low - b'0')),
            b'+' => Some('₊'),
            b'-' => Some('₋'),
            b'(' => Some('₍'),
            b')' => Some('₎'),
            _ => None,
        },
        Set::Superscripts => match low {
            b'1' => Some('¹'),
            b'2' => Some('²'),
            b'3' => Some('³'),
            b'0' | b'4'..=b'9' => char::from_u32(0x2070 + u32::from(low - b'0')),
            b'+' => Some('⁺'),
            b'-' => Some('⁻'),
            b'(' => Some('⁽'),
            b')' => Some('⁾'),
            _ => None,
        },
        Set::EastAsian => None,
    };
    letter.map_or(Meaning::Undefined, Meaning::Letter)
}

/// One East Asian character, and what follows it.
fn east_asian<'a>(rest: &'a [u8], trouble: &mut Trouble) -> (Option<char>, &'a [u8]) {
    // Three bytes of one half, none of them an escape or a control character.
    let high = rest[0] & 0x80;
    let fits = |b: &u8| b & 0x80 == high && (0x20..0x80).contains(&(b & 0x7F));
    let Some(code) = rest.first_chunk::<3>().filter(|code| code.iter().all(fits)) else {
        trouble.undefined += 1;
        let skip = rest.iter().take(3).take_while(|b| fits(b)).count().max(1);
        return (Some('\u{FFFD}'), &rest[skip..]);
    };
    let after = &rest[3..];
    let code = code.map(|b| b & 0x7F);
    #[cfg(not(feature = "eacc"))]
    {
        let _ = code;
        trouble.no_table += 1;
        (Some('\u{FFFD}'), after)
    }
    #[cfg(feature = "eacc")]
    {
        let found = eacc::lookup(code);
        trouble.undefined += u32::from(found.is_none());
        (found.or(Some('\u{FFFD}')), after)
    }
}

/// Obeys an escape sequence; returns what follows it. An unknown one is dropped as far as it looks like one.
fn escape<'a>(rest: &'a [u8], g0: &mut Set, g1: &mut Set, trouble: &mut Trouble) -> &'a [u8] {
    let mut at = 1;
    let mut right = false;
    let mut designates = false;
    // Intermediate bytes: which half, how many bytes a character; "!" belongs to ANSEL's own sequence.
    while let Some(byte) = rest.get(at).filter(|_| at < 4) {
        match byte {
            b'(' | b',' => right = false,
            b')' | b'-' => right = true,
            b'$' | b'!' => {}
            _ => break,
        }
        designates = true;
        at += 1;
    }
    let set = rest.get(at).and_then(|byte| Set::from_final(*byte));
    match set {
        // Without a designator only the three small sets and the way back to ASCII are in the standard; some systems
        // leave the designator out for the others too.
        Some(set) if designates || rest.get(at).is_some_and(|b| b"gbps1234BENQS".contains(b)) => {
            if right {
                *g1 = set;
            } else {
                *g0 = set;
            }
            &rest[at + 1..]
        }
        // The designation of a set that does not exist goes; a lone escape goes alone.
        _ => {
            trouble.escapes += 1;
            let unknown =
                designates && rest.get(at).is_some_and(|byte| (0x30..0x7F).contains(byte));
            &rest[if unknown { at + 1 } else { 1 }..]
        }
    }
}

/// East Asian text whose escape characters were lost on the way, `$1!0!(B` for `一`: the text mended, and how many such
/// stretches it had. Every three characters must be one of the set, so that no price in dollars is taken for one.
#[cfg(feature = "eacc")]
pub(crate) fn without_lost_escapes(text: &str) -> Option<(String, u32)> {
    let mut out = String::new();
    let (mut count, mut done, mut from) = (0, 0, 0);
    while let Some(found) = text[from..].find("$1") {
        let start = from + found;
        from = start + 2;
        let mut decoded = String::new();
        let mut rest = text.as_bytes().get(from..).unwrap_or_default();
        while !rest.starts_with(b"(B")
            && let Some((code, after)) = rest.split_first_chunk::<3>()
            && let Some(c) = eacc::lookup(*code)
        {
            decoded.push(c);
            rest = after;
        }
        if rest.starts_with(b"(B") && !decoded.is_empty() {
            out.push_str(&text[done..start]);
            out.push_str(&decoded);
            count += 1;
            done = text.len() - rest.len() + 2;
            from = done;
        }
    }
    (count > 0).then(|| (out + &text[done..], count))
}

#[cfg(not(feature = "eacc"))]
pub(crate) fn without_lost_escapes(_: &str) -> Option<(String, u32)> {
    None
}

/// True when the bytes may hold what [`without_lost_escapes`] mends.
pub(crate) fn may_lack_escapes(bytes: &[u8]) -> bool {
    memchr::memchr_iter(b'$', bytes).any(|at| bytes.get(at + 1) == Some(&b'1'))
        && memchr::memmem::find(bytes, b"(B").is_some()
}

/// True when an escape sequence of MARC-8 stands in the bytes.
pub(crate) fn has_escape(bytes: &[u8]) -> bool {
    memchr::memchr_iter(0x1B, bytes).any(|at| {
        let rest = &bytes[at + 1..];
        let designators = rest
            .iter()
            .take(3)
            .take_while(|b| b"(,)-$!".contains(b))
            .count();
        rest.get(designators).is_some_and(|b| {
            Set::from_final(*b).is_some() && (designators > 0 || b"gbps".contains(b))
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(bytes: &[u8], expected: &str) {
        let (text, trouble) = decode(bytes);
        assert_eq!(
            (text.as_str(), trouble),
            (expected, Trouble::default()),
            "{bytes:X?}"
        );
    }

    #[test]
    fn accents_come_before_their_letter() {
        check(b"M\xE2exico, Espa\xE4na, S\xE3ao", "México, España, Sâo");
        check(b"\xC5Qu\xE2e\xC6 \xA5r\xB2", "¿Qué¡ Ærø");
        check(b"\xF2\xE2a", "ạ\u{301}");
        check(b"\xE3\xE2e", "ế");
    }

    #[test]
    fn one_mark_over_two_letters() {
        check(b"\xEBt\xECs \xFAn\xFBg", "t\u{361}s n\u{360}g");
    }

    #[test]
    fn other_scripts() {
        check(b"\x1B(N\x6D\x4F\x53\x4B\x57\x41\x1B(B!", "Москва!");
        check(b"\x1B(2\x79\x6C\x65\x6D\x1B(B", "שלום");
        check(b"\x1B(S\x61\x64\x6A\x1B(B", "αγη");
        check(b"\x1B(3\x47\x64\x1B(B", "ال");
        check(b"\x1B)N\xED\xCF\x1B)!E \xE2e", "Мо é");
        check(b"x\x1Bb2\x1Bs\x1Bp+\x1Bs \x1Bgabc\x1Bs", "x₂⁺ αβγ");
    }

    #[cfg(feature = "eacc")]
    #[test]
    fn east_asian_in_either_half() {
        check(b"\x1B$1\x21\x30\x21\x21\x30\x23\x1B(B.", "一七.");
        check(b"\x1B$)1\xA1\xB0\xA1\x1B)!E", "一");
        check(b"\x1B$1\x21\x30\x21 \x21\x30\x21\x1B(B", "一 一");
    }

    #[cfg(feature = "eacc")]
    #[test]
    fn lost_escapes_are_found_again() {
        let mended = |text: &str| without_lost_escapes(text).map(|(text, _)| text);
        assert_eq!(
            mended("a $1!0!!0#(B, $1!0!(B."),
            Some("a 一七, 一.".to_owned())
        );
        for text in ["$19.95 (Book)", "$1(B", "$1!0!", "$1!0!!0(B", "$1é(B", "$1"] {
            assert_eq!(mended(text), None, "{text}");
        }
    }

    #[test]
    fn trouble_is_counted_and_nothing_is_lost() {
        let case = |bytes: &[u8]| decode(bytes);
        assert_eq!(
            case(b"caf\xE2"),
            (
                "caf\u{301}".into(),
                Trouble {
                    dangling: 1,
                    ..Trouble::default()
                }
            )
        );
        assert_eq!(
            case(b"a\xFFb"),
            (
                "a\u{FFFD}b".into(),
                Trouble {
                    undefined: 1,
                    ..Trouble::default()
                }
            )
        );
        assert_eq!(
            case(b"a\x1BZb"),
            (
                "aZb".into(),
                Trouble {
                    escapes: 1,
                    ..Trouble::default()
                }
            )
        );
        assert_eq!(
            case(b"a\x1B"),
            (
                "a".into(),
                Trouble {
                    escapes: 1,
                    ..Trouble::default()
                }
            )
        );
        assert_eq!(
            case(b"\x1B$1\x21\x30"),
            (
                "\u{FFFD}".into(),
                Trouble {
                    undefined: 1,
                    ..Trouble::default()
                }
            )
        );
        assert_eq!(case(b"").0, "");
    }
}
