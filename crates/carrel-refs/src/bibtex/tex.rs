//! TeX in BibTeX values: accents, escaped letters, braces.

use std::str::Chars;

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

/// Commands that are letters, each with its letter behind it.
const LETTERS: &str = "th þ TH Þ dh ð DH Ð dj đ DJ Đ ng ŋ NG Ŋ ss ß o ø O Ø ae æ AE Æ aa å AA Å l ł L Ł oe œ OE Œ i ı j ȷ \
textquoteright ’ textquoteleft ‘ textquotedblright ” textquotedblleft “ textquotesingle ' textquotedbl \" quotedblbase „ \
quotesinglbase ‚ glqq „ grqq “ guillemotleft « guillemotright » og « fg » guilsinglleft ‹ guilsinglright › \
textquestiondown ¿ textexclamdown ¡ S § P ¶ copyright © textcopyright © textregistered ® texttrademark ™ \
textdegree ° degree ° pounds £ textsterling £ euro € texteuro € textdollar $ slash / textbackslash \\ textasciitilde ~ \
textasciicircum ^ textunderscore _ textbar | textless < textgreater > ldots … dots … textellipsis … textendash – \
textemdash — textbullet • textperiodcentered · cdot · times × pm ± textmu µ mathsemicolon ; TeX TeX LaTeX LaTeX \
alpha α beta β gamma γ delta δ epsilon ε zeta ζ eta η theta θ kappa κ lambda λ mu μ nu ν pi π rho ρ sigma σ tau τ \
phi φ chi χ psi ψ omega ω Gamma Γ Delta Δ Sigma Σ Omega Ω";

/// Commands that part words as a blank does.
const BLANKS: &str = "par newline linebreak quad qquad space";

/// Commands that print nothing themselves: how the text behind them looks.
const LOOKS: &str = "it em bf sc tt rm sf sl itshape slshape scshape upshape bfseries mdseries rmfamily sffamily ttfamily \
normalfont protect relax ignorespaces unskip xspace small large tiny sloppy noindent";

fn letter(name: &str) -> Option<&'static str> {
    let mut words = LETTERS.split(' ');
    while let (Some(known), Some(letter)) = (words.next(), words.next()) {
        if known == name {
            return Some(letter);
        }
    }
    None
}

fn names(list: &str, name: &str) -> bool {
    list.split(' ').any(|known| known == name)
}

/// The text that TeX would print. Braces go, commands without a letter of their own go, `~` is a blank, and of a formula its
/// letters and figures stay.
pub(crate) fn read(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars();
    let mut math = false;
    while let Some(c) = chars.next() {
        match c {
            '{' | '}' => {}
            '~' => out.push(' '),
            c if c.is_whitespace() => blank(&mut out),
            '\\' => command(&mut chars, &mut out),
            '-' if chars.as_str().starts_with("--") => {
                out.push('—');
                chars.nth(1);
            }
            '-' if chars.as_str().starts_with('-') => {
                out.push('–');
                chars.next();
            }
            '$' if math || is_formula(chars.as_str()) => math = !math,
            '_' | '^' if math => {}
            c => out.push(c),
        }
    }
    let out = out.replace("``", "“").replace("''", "”");
    out.trim().to_owned()
}

fn blank(out: &mut String) {
    if !out.ends_with(' ') {
        out.push(' ');
    }
}

/// What stands behind a backslash.
fn command(chars: &mut Chars<'_>, out: &mut String) {
    let rest = chars.as_str();
    let Some(next) = rest.chars().next() else {
        return;
    };
    let length = rest.bytes().take_while(u8::is_ascii_alphabetic).count();
    let name = &rest[..length];
    let mark = ACCENTS.iter().find(|(mark, ..)| *mark == next);
    *chars = rest[length.max(next.len_utf8())..].chars();
    if let Some((mark, from, to)) = mark.filter(|_| length <= 1) {
        accent(chars, *mark, from, to, out);
        return;
    }
    if length == 0 {
        match next {
            // A small space, and what only says where a line may end or that letters stand apart.
            ',' | ':' | ';' => blank(out),
            '/' | '-' | '!' | '@' => {}
            c if c.is_whitespace() => blank(out),
            // \& \% \$ \# \_ \{ \}
            c => out.push(c),
        }
        return;
    }
    // The blank behind a command only ends its name.
    next_if(chars, |c| c == ' ');
    match letter(name) {
        // As Crossref writes "&amp;".
        Some(";") if out.ends_with("&amp") => out.truncate(out.len() - "amp".len()),
        Some(letter) => out.push_str(letter),
        None if names(BLANKS, name) => blank(out),
        None => {}
    }
}

/// The next letter, if it is such a one.
fn next_if(chars: &mut Chars<'_>, is: impl Fn(char) -> bool) -> Option<char> {
    let next = chars.as_str().chars().next().filter(|c| is(*c));
    if next.is_some() {
        chars.next();
    }
    next
}

/// Does a formula begin with the dollar before this? It ends with another one: no blank stands inside of either, and no figure
/// behind the last (Pandoc's rule: `$5 and $6` is money).
fn is_formula(rest: &str) -> bool {
    let (mut escaped, mut before) = (false, ' ');
    for (at, c) in rest.char_indices() {
        if c == '$' && !escaped {
            let behind = rest[at + 1..].chars().next();
            return !before.is_whitespace() && !behind.is_some_and(|c| c.is_ascii_digit());
        }
        if at == 0 && c.is_whitespace() {
            return false;
        }
        escaped = c == '\\' && !escaped;
        before = c;
    }
    false
}

/// Is a field read as a text of TeX? Addresses and files have signs of their own, and what nobody cites may be anything.
pub(crate) fn is_read(field: &str) -> bool {
    let others = ["doi", "abstract", "keywords", "eprint"];
    !others.contains(&field) && !field.contains("url") && !field.contains("file")
}

/// A command that stands for no letter known here, with its backslash: it is passed over, and that is told. Those of several
/// letters may only say how what stands in the braces behind them looks; `\t` joins two letters, and prints both.
pub(crate) fn unknown(text: &str) -> Option<&str> {
    let mut at = 0;
    while let Some(found) = text[at..].find('\\') {
        let start = at + found;
        let rest = &text[start + 1..];
        let length = rest.bytes().take_while(u8::is_ascii_alphabetic).count();
        let (name, behind) = rest.split_at(length);
        let known = match length {
            0 => true,
            1 => name == "t" || ACCENTS.iter().any(|(mark, ..)| name.starts_with(*mark)),
            _ => {
                let inside = behind.trim_start().strip_prefix('{');
                let printed = inside.is_some_and(|inside| !inside.trim_start().starts_with('}'));
                printed || names(BLANKS, name) || names(LOOKS, name)
            }
        };
        if !known && letter(name).is_none() {
            return Some(&text[start..=start + length]);
        }
        // A backslash may protect another one.
        let sign = rest.chars().next().map_or(0, char::len_utf8);
        at = start + 1 + length.max(sign);
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

/// How words begin that lead to an address.
const LEADS: [&str; 8] = [
    "available",
    "online",
    "website",
    "web",
    "url",
    "retrieved",
    "accessed",
    "see",
];

/// What `howpublished` says: who published it, at which address, and the TeX behind that. People write much beside an address
/// (`Available at \url{…}`, `\url{…}, Accessed: 2024-06-27`); words that only lead to it are nobody's name.
pub(crate) fn published(text: &str) -> (String, String, &str) {
    let Some(at) = ["https://", "http://"]
        .iter()
        .find_map(|web| text.find(web))
    else {
        return (read(text), String::new(), "");
    };
    let (front, rest) = text.split_at(at);
    // In braces it ends with them, else with a blank.
    let braced = front.trim_end().ends_with('{');
    let mut deep = 0;
    let end = rest.find(|c: char| {
        match c {
            '{' => deep += 1,
            '}' => deep -= 1,
            _ => {}
        }
        deep < 0 || (!braced && c.is_whitespace())
    });
    let (web, behind) = rest.split_at(end.unwrap_or(rest.len()));
    let mut web = address(web);
    if !braced {
        // The sentence's, and no address's.
        let bracketed = web.contains('(');
        let end = |c: char| matches!(c, ',' | ';' | '.' | '>') || (c == ')' && !bracketed);
        web.truncate(web.trim_end_matches(end).len());
    }
    let mut said = front.trim_end_matches(['{', ' ', '\n']);
    for command in ["\\url", "\\href"] {
        said = said.strip_suffix(command).unwrap_or(said);
    }
    let said = read(said);
    let said = said.trim_end_matches([' ', ',', ':', ';', '.', '(', '<']);
    let mut words = said.split(|c: char| !c.is_alphanumeric());
    let first = words.find(|word| !word.is_empty()).unwrap_or_default();
    let leads = LEADS.iter().any(|word| first.eq_ignore_ascii_case(word));
    let said = if leads { "" } else { said };
    (said.to_owned(), web, behind)
}

fn accent(chars: &mut Chars<'_>, mark: char, from: &str, to: &str, out: &mut String) {
    while next_if(chars, |c| c == ' ' || c == '{').is_some() {}
    // \'{\i}: the dotless letter takes the accent of the dotted.
    next_if(chars, |c| c == '\\');
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
    let mut before = ' ';
    for c in text.chars() {
        // Two of them would print a longer one.
        if c == '-' && before == '-' && !raw {
            out.push_str("{}");
        }
        before = c;
        match c {
            // Around the name of a body: see `bibtex::name`.
            '\u{1}' => out.push('{'),
            '\u{2}' => out.push('}'),
            // Between paragraphs; on one line, so that none of them can look like the next entry.
            '\u{3}' => out.push_str("\\par "),
            // From one page to another.
            '\u{4}' => out.push_str("--"),
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
    fn each_command_has_its_letter() {
        let words: Vec<&str> = super::LETTERS.split(' ').collect();
        for pair in words.chunks(2) {
            let letters = pair[0].bytes().all(|byte| byte.is_ascii_alphabetic());
            assert!(
                letters && pair.len() == 2 && !pair[1].is_empty(),
                "{pair:?}"
            );
        }
    }

    #[test]
    fn what_is_passed_over_is_told() {
        for (tex, told) in [
            ("{\\apj}", Some("\\apj")),
            ("The \\infty story", Some("\\infty")),
            ("\\name{}", Some("\\name")),
            ("\\q{x}", Some("\\q")),
            ("\\emph{Bees} \\textbf {x} \\url{https://a.example}", None),
            ("{\\it Bees}\\par{} \\\\name", None),
            ("\\textquotesingle\\'e\\t{oo}\\,", None),
            ("\\", None),
        ] {
            assert_eq!(super::unknown(tex), told, "{tex}");
        }
    }

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
            // As Crossref writes each apostrophe.
            (
                "A Hitchhiker{\\textquotesingle}s guide",
                "A Hitchhiker's guide",
            ),
            ("{\\textquestiondown}D{\\'o}nde?", "¿Dónde?"),
            ("5 \\pounds, 20\\textdegree C", "5 £, 20°C"),
            ("Knuth, D.\\,E.", "Knuth, D. E."),
            ("shelf\\/ful re\\-turn wow\\!", "shelfful return wow"),
            (
                "Science {\\&}amp$\\mathsemicolon$ Technology",
                "Science & Technology",
            ),
            ("$\\alpha$-particles in H$_2$O", "α-particles in H2O"),
            (
                "The $64,000 Question, $5 to $6",
                "The $64,000 Question, $5 to $6",
            ),
            ("1914--1918, {-}-, -{}-", "1914–1918, --, --"),
            ("{\\it Bees} and \\emph{wasps}", "Bees and wasps"),
            // An accent over a letter that no table has stands above it all the same.
            ("\\v{g}a", "g\u{30c}a"),
            ("{NASA} \\& {\\emph{x}}", "NASA & x"),
            ("a\n   b~c", "a b c"),
            ("1--2 --- 3", "1–2 — 3"),
            ("\\", ""),
            ("\\'", ""),
        ] {
            assert_eq!(super::read(tex), printed, "{tex}");
        }
    }
}
