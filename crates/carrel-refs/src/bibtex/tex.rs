//! TeX in BibTeX values: accents, escaped letters, braces.

/// Accent commands and the combining letters they are (Unicode, block Combining Diacritical Marks).
const ACCENTS: [(char, &str, &str); 15] = [
    ('\'', "aeiouycnszlrAEIOUYCNSZLR", "áéíóúýćńśźĺŕÁÉÍÓÚÝĆŃŚŹĹŔ"),
    ('`', "aeiouAEIOU", "àèìòùÀÈÌÒÙ"),
    ('^', "aeiouAEIOU", "âêîôûÂÊÎÔÛ"),
    ('"', "aeiouyAEIOU", "äëïöüÿÄËÏÖÜ"),
    ('~', "anoANO", "ãñõÃÑÕ"),
    ('.', "cegzCEGIZ", "ċėġżĊĖĠİŻ"),
    ('c', "csCS", "çşÇŞ"),
    ('v', "cszrneCSZRNE", "čšžřňěČŠŽŘŇĚ"),
    ('=', "aeiouAEIOU", "āēīōūĀĒĪŌŪ"),
    ('k', "aeAE", "ąęĄĘ"),
    ('H', "ouOU", "őűŐŰ"),
    ('r', "auAU", "åůÅŮ"),
    ('u', "aegiouAEGIOU", "ăĕğĭŏŭĂĔĞĬŎŬ"),
    (
        'd',
        "adehiklmnorstuvyzADHIKLMNORSTUVZ",
        "ạḍẹḥịḳḷṃṇọṛṣṭụṿỵẓẠḌḤỊḲḶṂṆỌṚṢṬỤṾẒ",
    ),
    ('b', "dklnrtzDKLNRTZ", "ḏḵḻṉṟṯẕḎḴḺṈṞṮẔ"),
];

/// Commands that are letters.
const LETTERS: [(&str, &str); 35] = [
    ("th", "þ"),
    ("TH", "Þ"),
    ("dh", "ð"),
    ("DH", "Ð"),
    ("dj", "đ"),
    ("DJ", "Đ"),
    ("ng", "ŋ"),
    ("NG", "Ŋ"),
    ("textquoteright", "’"),
    ("textquoteleft", "‘"),
    ("textquotedblright", "”"),
    ("textquotedblleft", "“"),
    ("S", "§"),
    ("P", "¶"),
    ("copyright", "©"),
    ("ss", "ß"),
    ("o", "ø"),
    ("O", "Ø"),
    ("ae", "æ"),
    ("AE", "Æ"),
    ("aa", "å"),
    ("AA", "Å"),
    ("l", "ł"),
    ("L", "Ł"),
    ("oe", "œ"),
    ("OE", "Œ"),
    ("i", "ı"),
    ("j", "ȷ"),
    ("textbackslash", "\\"),
    ("textasciitilde", "~"),
    ("textasciicircum", "^"),
    ("ldots", "…"),
    ("dots", "…"),
    ("textendash", "–"),
    ("textemdash", "—"),
];

/// The text that TeX would print. Braces go, commands without a letter of their own go, `~` is a blank.
pub(crate) fn read(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '{' | '}' => {}
            '~' => out.push(' '),
            c if c.is_whitespace() => {
                if !out.ends_with(' ') {
                    out.push(' ');
                }
            }
            '\\' => {
                let Some(&next) = chars.peek() else { break };
                if let Some((mark, from, to)) = ACCENTS
                    .iter()
                    .find(|(mark, ..)| *mark == next && !next.is_alphabetic())
                {
                    chars.next();
                    accent(&mut chars, *mark, from, to, &mut out);
                } else if next.is_ascii_alphabetic() {
                    let mut name = String::new();
                    while let Some(c) = chars.next_if(char::is_ascii_alphabetic) {
                        name.push(c);
                    }
                    let accents = ACCENTS
                        .iter()
                        .find(|(mark, ..)| name.len() == 1 && name.starts_with(*mark));
                    if let Some((mark, from, to)) = accents {
                        accent(&mut chars, *mark, from, to, &mut out);
                    } else if let Some((_, letter)) =
                        LETTERS.iter().find(|(known, _)| *known == name)
                    {
                        out.push_str(letter);
                        // The blank behind a command only ends its name.
                        chars.next_if(|c| *c == ' ');
                    } else if name.len() == 1 {
                        chars.next_if(|c| *c == ' ');
                    }
                } else {
                    // \& \% \$ \# \_ \{ \} and \ with a blank.
                    out.push(next);
                    chars.next();
                }
            }
            c => out.push(c),
        }
    }
    let out = out
        .replace("---", "—")
        .replace("``", "“")
        .replace("''", "”");
    out.trim().to_owned()
}

/// Is a field read as a text of TeX? Addresses have signs of their own, and what nobody cites may be anything.
pub(crate) fn is_read(field: &str) -> bool {
    let others = ["url", "doi", "abstract", "file", "keywords", "eprint"];
    !others.contains(&field)
}

/// A command of one letter that stands for no letter known here, with its backslash: it is passed over, and that is told.
/// `\t` joins two letters, and prints both.
pub(crate) fn unknown(text: &str) -> Option<&str> {
    let mut escaped = false;
    for (at, c) in text.char_indices() {
        let begins = escaped;
        escaped = c == '\\' && !escaped;
        let behind = &text[at + c.len_utf8()..];
        if !begins
            || !c.is_ascii_alphabetic()
            || behind.starts_with(|c: char| c.is_ascii_alphabetic())
        {
            continue;
        }
        let name = &text[at..=at];
        let known = c == 't'
            || ACCENTS.iter().any(|(mark, ..)| *mark == c)
            || LETTERS.iter().any(|(known, _)| *known == name);
        if !known {
            return Some(&text[at - 1..=at]);
        }
    }
    None
}

/// A text of several paragraphs, one a line: TeX begins one at `\par` and behind a blank line.
pub(crate) fn paragraphs(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    loop {
        let end = paragraph_ends(rest);
        let (here, next) = end.map_or((rest, None), |(at, next)| (&rest[..at], Some(next)));
        out.push_str(&read(here));
        let Some(next) = next else { break };
        out.push('\n');
        rest = &rest[next..];
    }
    out.trim().to_owned()
}

/// Where the first paragraph ends, and where the next one begins.
fn paragraph_ends(text: &str) -> Option<(usize, usize)> {
    let mut escaped = false;
    for (at, c) in text.char_indices() {
        let rest = &text[at..];
        match c {
            _ if escaped => escaped = false,
            '\\' => {
                let behind = rest.strip_prefix("\\par");
                if behind.is_some_and(|b| !b.starts_with(|c: char| c.is_ascii_alphabetic())) {
                    return Some((at, at + "\\par".len()));
                }
                escaped = true;
            }
            '\n' => {
                let blank = rest.len() - rest.trim_start().len();
                if rest[1..blank].contains('\n') {
                    return Some((at, at + blank));
                }
            }
            _ => {}
        }
    }
    None
}

/// An address as TeX or `\url` has it: its tilde is a tilde.
pub(crate) fn address(text: &str) -> String {
    let text = text
        .replace("\\textasciitilde", "~")
        .replace("$\\sim$", "~")
        .replace("\\url", "");
    let letters = text
        .chars()
        .filter(|c| !matches!(c, '{' | '}' | '\\') && !c.is_whitespace());
    letters.collect()
}

fn accent(
    chars: &mut std::iter::Peekable<std::str::Chars<'_>>,
    mark: char,
    from: &str,
    to: &str,
    out: &mut String,
) {
    while chars.next_if(|c| *c == ' ' || *c == '{').is_some() {}
    // \'{\i}: the dotless letter takes the accent of the dotted.
    chars.next_if(|c| *c == '\\');
    let Some(base) = chars.next() else { return };
    let letter = from
        .chars()
        .position(|c| c == base)
        .and_then(|at| to.chars().nth(at));
    out.push(letter.unwrap_or(base));
    if letter.is_none() && base.is_alphabetic() {
        out.extend(combining(mark));
    }
}

/// The sign that Unicode puts over or under the letter before it.
fn combining(mark: char) -> Option<char> {
    Some(match mark {
        '`' => '\u{300}',
        '\'' => '\u{301}',
        '^' => '\u{302}',
        '~' => '\u{303}',
        '=' => '\u{304}',
        'u' => '\u{306}',
        '.' => '\u{307}',
        '"' => '\u{308}',
        'r' => '\u{30a}',
        'H' => '\u{30b}',
        'v' => '\u{30c}',
        'd' => '\u{323}',
        'c' => '\u{327}',
        'k' => '\u{328}',
        'b' => '\u{331}',
        _ => return None,
    })
}

/// Writes a text so that TeX prints it; an address keeps its letters, as `\url` wants them.
pub(crate) fn write(text: &str, raw: bool, out: &mut String) {
    for c in text.chars() {
        match c {
            // Around the name of a body: see `bibtex::name`.
            '\u{1}' => out.push('{'),
            '\u{2}' => out.push('}'),
            // Between paragraphs; on one line, so that none of them can look like the next entry.
            '\u{3}' => out.push_str("\\par "),
            c if c.is_control() => out.push(' '),
            '\\' => out.push_str("\\textbackslash{}"),
            '{' | '}' => out.extend(['\\', c]),
            '%' | '&' | '$' | '#' | '_' if !raw => out.extend(['\\', c]),
            '~' if !raw => out.push_str("\\textasciitilde{}"),
            '^' if !raw => out.push_str("\\textasciicircum{}"),
            c => out.push(c),
        }
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn paragraphs_as_tex_has_them() {
        for (tex, lines) in [
            ("one", "one"),
            ("one\\par two", "one\ntwo"),
            ("one\\par{}two\\par\\par three", "one\ntwo\n\nthree"),
            ("one\n  still one\n  \n\t\n two", "one still one\ntwo"),
            ("a \\\\par b \\partial c", "a \\par b c"),
            ("\n\n", ""),
            ("\\par", ""),
            ("é\\", "é"),
        ] {
            assert_eq!(super::paragraphs(tex), lines, "{tex}");
        }
    }

    #[test]
    fn tex_as_it_prints() {
        for (tex, printed) in [
            ("{\\'E}mile", "Émile"),
            ("Garc{\\'\\i}a", "García"),
            ("\\\"{o}", "ö"),
            ("Mu\\~noz", "Muñoz"),
            ("\\c{c}a", "ça"),
            ("Stra\\ss e", "Straße"),
            ("Erd{\\H o}s", "Erdős"),
            ("Erdo{\\u{g}}an", "Erdoğan"),
            ("{\\.I}pek", "İpek"),
            (
                "\\r{A}ngstr\\\"om, \\AA ngstr{\\\"o}m",
                "Ångström, Ångström",
            ),
            ("{\\d H}usayn, {\\b d}ikr", "Ḥusayn, ḏikr"),
            ("\\th orn, {\\DJ}or{\\dj}e", "þorn, Đorđe"),
            ("Don\\textquoteright t", "Don’t"),
            ("\\q story \\t{oo}", "story oo"),
            // An accent over a letter that no table has stands above it all the same.
            ("\\v{g}a", "g\u{30c}a"),
            ("{NASA} \\& {\\emph{x}}", "NASA & x"),
            ("a\n   b~c", "a b c"),
            ("1--2 --- 3", "1--2 — 3"),
            ("\\", ""),
            ("\\'", ""),
        ] {
            assert_eq!(super::read(tex), printed, "{tex}");
        }
    }
}
