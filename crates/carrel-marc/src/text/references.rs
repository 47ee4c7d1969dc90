//! Character references: `&#x20AC;` and `&#8364;` of XML, `&eacute;` of HTML, `{eacute}` of MARCMaker, `{u20AC}`.

/// The text with its references resolved and how many there were; `None` when there was none. One pass: what a
/// reference stands for is not looked at again.
pub(crate) fn resolve(text: &str) -> Option<(String, u32)> {
    let mut out = String::new();
    let mut count = 0;
    let mut done = 0;
    let mut marks = String::new();
    let mut at = 0;
    while let Some(next) = text[at..].find(['&', '{']) {
        let start = at + next;
        let rest = &text[start..];
        let (end, found) = if rest.starts_with('&') {
            ampersand(rest)
        } else {
            brace(rest)
        };
        let Some(found) = found else {
            at = start + 1;
            continue;
        };
        push(&text[done..start], &mut marks, &mut out);
        match found {
            Found::Char(c) => push(c.encode_utf8(&mut [0; 4]), &mut marks, &mut out),
            Found::Letter(letter, mark) => {
                push(letter.encode_utf8(&mut [0; 4]), &mut marks, &mut out);
                out.push(mark);
            }
            Found::Mark(mark) => marks.push(mark),
            Found::Nothing => {}
        }
        count += 1;
        at = start + end;
        done = at;
    }
    if count == 0 {
        return None;
    }
    push(&text[done..], &mut marks, &mut out);
    out.push_str(&marks);
    Some((out, count))
}

/// Writes text; marks that wait go behind its first character.
fn push(text: &str, marks: &mut String, out: &mut String) {
    let first = text.chars().next().map_or(0, char::len_utf8);
    if first > 0 {
        out.push_str(&text[..first]);
        out.push_str(marks);
        marks.clear();
        out.push_str(&text[first..]);
    }
}

enum Found {
    Char(char),
    /// A letter with a mark on it.
    Letter(char, char),
    /// A mark for the letter that follows.
    Mark(char),
    /// The second half of a mark over two letters.
    Nothing,
}

/// The character that a reference at the start of `rest` stands for, and the length of the reference.
pub(crate) fn character(rest: &str) -> Option<(char, usize)> {
    match ampersand(rest) {
        (length, Some(Found::Char(c))) => Some((c, length)),
        _ => None,
    }
}

/// Length of the reference and what it stands for.
fn ampersand(rest: &str) -> (usize, Option<Found>) {
    let Some(end) = rest.bytes().take(12).position(|byte| byte == b';') else {
        return (1, None);
    };
    let name = &rest[1..end];
    let point = if let Some(hex) = name.strip_prefix("#x").or_else(|| name.strip_prefix("#X")) {
        Some(number(hex, 16))
    } else {
        name.strip_prefix('#').map(|decimal| number(decimal, 10))
    };
    let found = match point {
        Some(point) => point,
        None => html(name),
    };
    (end + 1, found.map(Found::Char))
}

/// A code point that may stand in a text.
fn number(digits: &str, radix: u32) -> Option<char> {
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        return None;
    }
    u32::from_str_radix(digits, radix)
        .ok()
        .and_then(char::from_u32)
        .filter(|c| !c.is_control())
}

/// HTML's names for the letters and signs of Latin-1, in code order from U+00A0.
const LATIN_1: [&str; 96] = [
    "nbsp", "iexcl", "cent", "pound", "curren", "yen", "brvbar", "sect", "uml", "copy", "ordf",
    "laquo", "not", "shy", "reg", "macr", "deg", "plusmn", "sup2", "sup3", "acute", "micro",
    "para", "middot", "cedil", "sup1", "ordm", "raquo", "frac14", "frac12", "frac34", "iquest",
    "Agrave", "Aacute", "Acirc", "Atilde", "Auml", "Aring", "AElig", "Ccedil", "Egrave", "Eacute",
    "Ecirc", "Euml", "Igrave", "Iacute", "Icirc", "Iuml", "ETH", "Ntilde", "Ograve", "Oacute",
    "Ocirc", "Otilde", "Ouml", "times", "Oslash", "Ugrave", "Uacute", "Ucirc", "Uuml", "Yacute",
    "THORN", "szlig", "agrave", "aacute", "acirc", "atilde", "auml", "aring", "aelig", "ccedil",
    "egrave", "eacute", "ecirc", "euml", "igrave", "iacute", "icirc", "iuml", "eth", "ntilde",
    "ograve", "oacute", "ocirc", "otilde", "ouml", "divide", "oslash", "ugrave", "uacute", "ucirc",
    "uuml", "yacute", "thorn", "yuml",
];

/// Other names of HTML that turn up in catalogues.
const OTHERS: [(&str, char); 20] = [
    ("amp", '&'),
    ("lt", '<'),
    ("gt", '>'),
    ("quot", '"'),
    ("apos", '\''),
    ("ndash", '–'),
    ("mdash", '—'),
    ("lsquo", '‘'),
    ("rsquo", '’'),
    ("sbquo", '‚'),
    ("ldquo", '“'),
    ("rdquo", '”'),
    ("bdquo", '„'),
    ("hellip", '…'),
    ("euro", '€'),
    ("trade", '™'),
    ("OElig", 'Œ'),
    ("oelig", 'œ'),
    ("Scaron", 'Š'),
    ("scaron", 'š'),
];

fn html(name: &str) -> Option<char> {
    if let Some((_, c)) = OTHERS.iter().find(|(other, _)| *other == name) {
        return Some(*c);
    }
    let at = LATIN_1.iter().position(|latin| *latin == name)?;
    char::from_u32(0xA0 + at as u32)
}

/// MARCMaker's names for the marks of ANSEL.
const MARKS: [(&str, char); 27] = [
    ("acute", '\u{301}'),
    ("breve", '\u{306}'),
    ("breveb", '\u{32E}'),
    ("candra", '\u{310}'),
    ("caron", '\u{30C}'),
    ("cedil", '\u{327}'),
    ("circ", '\u{302}'),
    ("commaa", '\u{313}'),
    ("commab", '\u{326}'),
    ("dblac", '\u{30B}'),
    ("dbldotb", '\u{324}'),
    ("dblunder", '\u{333}'),
    ("dot", '\u{307}'),
    ("dotb", '\u{323}'),
    ("grave", '\u{300}'),
    ("hooka", '\u{309}'),
    ("ldbltil", '\u{360}'),
    ("llig", '\u{361}'),
    ("macr", '\u{304}'),
    ("ogon", '\u{328}'),
    ("rcedil", '\u{31C}'),
    ("rcommaa", '\u{315}'),
    ("ring", '\u{30A}'),
    ("ringb", '\u{325}'),
    ("tilde", '\u{303}'),
    ("uml", '\u{308}'),
    ("under", '\u{332}'),
];

/// MARCMaker's names for letters and signs.
const SIGNS: [(&str, char); 57] = [
    ("AElig", 'Æ'),
    ("aelig", 'æ'),
    ("alpha", 'α'),
    ("amp", '&'),
    ("beta", 'β'),
    ("bsol", '\\'),
    ("copy", '©'),
    ("deg", '°'),
    ("dollar", '$'),
    ("Dstrok", 'Đ'),
    ("dstrok", 'đ'),
    ("ETH", 'Ð'),
    ("eth", 'ð'),
    ("euro", '€'),
    ("flat", '♭'),
    ("gamma", 'γ'),
    ("gt", '>'),
    ("hardsign", 'ʺ'),
    ("iexcl", '¡'),
    ("inodot", 'ı'),
    ("iquest", '¿'),
    ("joiner", '\u{200D}'),
    ("lcub", '{'),
    ("lowbar", '_'),
    ("lsqb", '['),
    ("Lstrok", 'Ł'),
    ("lstrok", 'ł'),
    ("lt", '<'),
    ("middot", '·'),
    ("mllhring", 'ʻ'),
    ("mlrhring", 'ʼ'),
    ("nonjoin", '\u{200C}'),
    ("OElig", 'Œ'),
    ("oelig", 'œ'),
    ("Ohorn", 'Ơ'),
    ("ohorn", 'ơ'),
    ("Ostrok", 'Ø'),
    ("ostrok", 'ø'),
    ("phono", '℗'),
    ("plusmn", '±'),
    ("pound", '£'),
    ("rcub", '}'),
    ("reg", '®'),
    ("rsqb", ']'),
    ("scriptl", 'ℓ'),
    ("sharp", '♯'),
    ("softsign", 'ʹ'),
    ("spcirc", '^'),
    ("spgrave", '`'),
    ("sptilde", '~'),
    ("spundscr", '_'),
    ("szlig", 'ß'),
    ("THORN", 'Þ'),
    ("thorn", 'þ'),
    ("Uhorn", 'Ư'),
    ("uhorn", 'ư'),
    ("verbar", '|'),
];

/// Length of the reference and what it stands for.
fn brace(rest: &str) -> (usize, Option<Found>) {
    let Some(end) = rest.bytes().take(12).position(|byte| byte == b'}') else {
        return (1, None);
    };
    let name = &rest[1..end];
    (end + 1, mnemonic(name))
}

fn mnemonic(name: &str) -> Option<Found> {
    if name == "rlig" || name == "rdbltil" {
        return Some(Found::Nothing);
    }
    if let Ok(at) = SIGNS.binary_search_by(|(sign, _)| by_name(sign, name)) {
        return Some(Found::Char(SIGNS[at].1));
    }
    if let Some((_, mark)) = MARKS.iter().find(|(mark, _)| *mark == name) {
        return Some(Found::Mark(*mark));
    }
    let mut chars = name.chars();
    let first = chars.next()?;
    let rest = chars.as_str();
    if first == 'u' && rest.len() == 4 && rest.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return number(rest, 16).map(Found::Char);
    }
    // A letter and the name of its mark: `{eacute}`.
    let (_, mark) = MARKS.iter().find(|(mark, _)| *mark == rest)?;
    first
        .is_ascii_alphabetic()
        .then_some(Found::Letter(first, *mark))
}

/// Order of [`SIGNS`]: without case, capitals first.
fn by_name(a: &str, b: &str) -> core::cmp::Ordering {
    let fold = |s: &str| {
        s.bytes()
            .map(|byte| byte.to_ascii_lowercase())
            .collect::<Vec<u8>>()
    };
    fold(a).cmp(&fold(b)).then_with(|| a.cmp(b))
}

#[cfg(test)]
mod tests {
    use unicode_normalization::UnicodeNormalization;

    use super::*;

    fn check(text: &str, expected: &str) {
        let resolved = resolve(text).map(|(text, _)| text.nfc().collect::<String>());
        assert_eq!(resolved.as_deref().unwrap_or(text), expected, "{text}");
    }

    #[test]
    fn every_notation() {
        check("&#x20AC;5 &#8364;5", "€5 €5");
        check("caf&eacute; &amp; th&eacute;", "café & thé");
        check("{Lstrok}{acute}od{acute}z", "Łódź");
        check("{eacute}tude {Uuml}ber", "étude Über");
        check("{llig}t{rlig}s", "t\u{361}s");
        check("{u5FB7}{Uhorn}", "德Ư");
        check("{dollar}35.99", "$35.99");
    }

    #[test]
    fn what_is_no_reference_stays() {
        for text in [
            "AT&T; {text} {} & { &; &#; &#x110000; &#0; &zilch; {u12} {acute",
            "R&D",
            "{",
            "&",
            "é&é;{é}",
        ] {
            check(text, text);
        }
    }

    #[test]
    fn one_pass_only() {
        check("&amp;lt; {lcub}acute{rcub}", "&lt; {acute}");
    }

    #[test]
    fn a_mark_with_nothing_behind_it_stays_at_the_end() {
        assert_eq!(resolve("x{acute}"), Some(("x\u{301}".to_owned(), 1)));
    }

    #[test]
    fn signs_are_in_order() {
        assert!(
            SIGNS
                .windows(2)
                .all(|pair| by_name(pair[0].0, pair[1].0).is_lt())
        );
    }
}
