//! What is common to all fields: blanks, ISBD punctuation, the final full stop, text that was decoded wrongly.

pub(crate) use carrel_core::call_number::folded;

/// Blanks collapsed, ends trimmed, control characters and the non-sorting marks of MARC-8 taken out.
pub(crate) fn clean(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut gap = false;
    for c in text.chars() {
        if c.is_whitespace() || matches!(c, '\u{a0}') {
            gap = true;
        } else if !c.is_control() && c != '\u{feff}' {
            if gap && !out.is_empty() {
                out.push(' ');
            }
            gap = false;
            out.push(c);
        }
    }
    out
}

/// Without the punctuation that ISBD puts before the next area: `/ : ; = ,` and blanks.
pub(crate) fn isbd(text: &str) -> &str {
    text.trim_end_matches(|c: char| c.is_whitespace() || matches!(c, '/' | ':' | ';' | '=' | ','))
        .trim_start()
}

/// [`isbd`], then without the full stop that ends an area, unless it belongs to an abbreviation, an initial
/// or an ellipsis.
pub(crate) fn ended(text: &str) -> &str {
    let text = isbd(text);
    let Some(body) = text.strip_suffix('.') else {
        return text;
    };
    let word = body
        .rsplit(|c: char| c.is_whitespace() || matches!(c, '(' | '[' | '-' | '.'))
        .next()
        .unwrap_or("");
    let letters = word.chars().filter(|c| c.is_alphabetic()).count();
    let short = letters == 1 && word.chars().count() == 1 && word.chars().all(char::is_uppercase);
    let spelled_out =
        body.len() > word.len() && body[..body.len() - word.len()].ends_with('.') && letters <= 2;
    const ABBREVIATIONS: [&str; 34] = [
        "jr", "sr", "dr", "mr", "mrs", "ms", "st", "etc", "inc", "co", "ltd", "corp", "dept", "ed",
        "eds", "rev", "vol", "no", "pt", "bros", "al", "ca", "cf", "prof", "esq", "u.s", "ph.d",
        "hrsg", "aufl", "univ", "assoc", "govt", "gov", "approx",
    ];
    if body.ends_with('.')
        || word.is_empty()
        || short
        || spelled_out
        || ABBREVIATIONS.iter().any(|a| word.eq_ignore_ascii_case(a))
    {
        return text;
    }
    isbd(body)
}

/// Without what the Library of Congress adds to headings it has not looked at since cards were typed.
pub(crate) fn checked(text: &str) -> &str {
    let text = text.trim_end_matches(['.', ' ']);
    text.strip_suffix("[from old catalog]").unwrap_or(text)
}

/// [`clean`] and [`ended`]; `None` when nothing is left.
pub(crate) fn area(text: &str) -> Option<String> {
    let text = clean(text);
    let kept = match text.contains("[from old catalog]") {
        true => ended(checked(&text)),
        false => ended(&text),
    };
    (!kept.is_empty()).then(|| kept.to_owned())
}

/// [`clean`] and [`isbd`], full stop kept; `None` when nothing is left.
pub(crate) fn element(text: &str) -> Option<String> {
    let text = clean(text);
    let kept = isbd(&text);
    (!kept.is_empty()).then(|| kept.to_owned())
}

/// Cleaned text with punctuation kept, for notes; `None` when nothing is left.
pub(crate) fn note(text: &str) -> Option<String> {
    let text = clean(text);
    (!text.is_empty()).then_some(text)
}

/// The stretch of text that looks like UTF-8 read as Windows-1252 ("PrÃ©", "â€™"), or that holds the
/// replacement character.
pub(crate) fn garbled(text: &str) -> Option<&str> {
    if text.is_ascii() {
        return None;
    }
    let mut chars = text.char_indices().peekable();
    let mut before = ' ';
    while let Some((at, c)) = chars.next() {
        let next = chars.peek().map_or(' ', |(_, c)| *c);
        let last = core::mem::replace(&mut before, c);
        let odd = match c {
            '\u{fffd}' => true,
            // Ã followed by what 0x80-0xBF become; "Ã" alone is Portuguese.
            'Ã' | 'Â' | 'Ä' | 'Å' => {
                matches!(next, '\u{80}'..='\u{bf}' | '\u{192}' | '\u{2018}'..='\u{203a}' | '\u{20ac}' | '\u{2122}' | '\u{152}' | '\u{153}' | '\u{160}' | '\u{161}' | '\u{178}' | '\u{17d}' | '\u{17e}' | '\u{2c6}' | '\u{2dc}')
                    && !matches!(
                        next,
                        '«' | '»'
                            | '·'
                            | '\u{a0}'
                            | '\u{2019}'
                            | '\u{201d}'
                            | '\u{2013}'
                            | '\u{2014}'
                    )
            }
            'â' => matches!(next, '€' | '\u{80}' | '\u{201a}'),
            // Letters of old Macintosh files read as Windows-1252: "CafŽ", "Nœ–ez", "M‡rquez".
            'Ž' | 'Š' | 'Ÿ' => last.is_lowercase() && !next.is_uppercase(),
            '‡' => last.is_alphabetic() && next.is_lowercase(),
            '–' => last == 'œ' && next.is_lowercase(),
            _ => false,
        };
        if odd {
            let from = text[..at].char_indices().rev().nth(7).map_or(0, |(i, _)| i);
            let to = text[at..]
                .char_indices()
                .nth(10)
                .map_or(text.len(), |(i, _)| at + i);
            return Some(&text[from..to]);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn punctuation_of_isbd_goes_and_abbreviations_stay() {
        let check =
            |from: &str, to: &str| assert_eq!(area(from).as_deref().unwrap_or(""), to, "{from}");
        check("The serpent /", "The serpent");
        check("E Street shuffle :", "E Street shuffle");
        check("The  cat\nin the hat.", "The cat in the hat");
        check("Gaskell, Jane,", "Gaskell, Jane");
        check("Springsteen, Bruce.", "Springsteen, Bruce");
        check("Dale, A. M.", "Dale, A. M.");
        check("King, Martin Luther, Jr.", "King, Martin Luther, Jr.");
        check("Wait ...", "Wait ...");
        check("Disney Enterprises, Inc.", "Disney Enterprises, Inc.");
        check("The U.S.A.", "The U.S.A.");
        check("Fiction.", "Fiction");
        check("19th century.", "19th century");
        check("Who am I?", "Who am I?");
        check("Iowa. [from old catalog]", "Iowa");
        check(" / ", "");
        check("\u{98}The \u{9c}hobbit", "The hobbit");
    }

    #[test]
    fn garbled_text_is_told_from_foreign_text() {
        for text in [
            "GarcÃ\u{ad}a",
            "donâ€™t",
            "Mary GrandPrÃ©",
            "lost \u{fffd} letter",
            "nin\u{303}Ã±o",
            "Â©2001",
            "Å‚Ã³dÅº",
            "CafŽ",
            "Nœ–ez",
            "M‡rquez",
        ] {
            assert!(garbled(text).is_some(), "{text}");
        }
        for text in [
            "García",
            "São Paulo",
            "MAÇÃ",
            "João",
            "château",
            "Ã«",
            "Пушкин",
            "łódź",
            "Ärger",
            "Ångström",
            "mâché",
            "Žižek",
            "Škoda",
            "mother–daughter",
            "note ‡",
        ] {
            assert!(garbled(text).is_none(), "{text}");
        }
    }
}
