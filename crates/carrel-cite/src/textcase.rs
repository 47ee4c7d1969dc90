//! Upper and lower case as styles ask for it. What is marked `nocase` keeps its letters.

use crate::rich::*;
use crate::vocab::*;

/// English words that title case leaves small, unless they come first or last.
const SMALL: &[&str] = &[
    "a",
    "about",
    "above",
    "across",
    "afore",
    "after",
    "against",
    "al",
    "along",
    "alongside",
    "amid",
    "amidst",
    "among",
    "amongst",
    "an",
    "and",
    "anenst",
    "apropos",
    "apud",
    "around",
    "as",
    "aside",
    "astride",
    "at",
    "athwart",
    "atop",
    "barring",
    "before",
    "behind",
    "below",
    "beneath",
    "beside",
    "besides",
    "between",
    "beyond",
    "but",
    "by",
    "c",
    "ca",
    "circa",
    "d'",
    "d’",
    "de",
    "despite",
    "down",
    "during",
    "et",
    "except",
    "for",
    "forenenst",
    "from",
    "given",
    "in",
    "inside",
    "into",
    "lest",
    "like",
    "modulo",
    "near",
    "next",
    "nor",
    "notwithstanding",
    "of",
    "off",
    "on",
    "onto",
    "or",
    "out",
    "over",
    "per",
    "plus",
    "pro",
    "qua",
    "sans",
    "since",
    "so",
    "than",
    "the",
    "through",
    "throughout",
    "thru",
    "thruout",
    "till",
    "to",
    "toward",
    "towards",
    "under",
    "underneath",
    "until",
    "unto",
    "up",
    "upon",
    "v",
    "v.",
    "van",
    "versus",
    "via",
    "vis-à-vis",
    "von",
    "vs",
    "vs.",
    "with",
    "within",
    "without",
    "yet",
];

/// One letter: as it will be, whether it may change, and the span it came from.
struct Letter {
    c: char,
    free: bool,
    /// The first one in quotation marks.
    quoted: bool,
    span: usize,
}

/// Changes the case of a text; `english` says whether title case may work on it.
pub(crate) fn apply(spans: &mut [Span], case: u8, english: bool) {
    if case == W_NONE || (case == W_TITLE && !english) {
        return;
    }
    let mut letters: Vec<Letter> = Vec::new();
    for (span, part) in spans.iter().enumerate() {
        let fixed: &[Op] = match case {
            W_TITLE | W_SENTENCE => &[OP_NOCASE, OP_SUP, OP_SUB, OP_CAPS],
            _ => &[OP_NOCASE],
        };
        let free = !part.ops.iter().any(|op| fixed.contains(op));
        let quoted = part
            .ops
            .iter()
            .any(|op| matches!(*op, OP_QUOTE | OP_SINGLE));
        letters.extend(part.text.chars().enumerate().map(|(at, c)| Letter {
            c,
            free,
            quoted: quoted && at == 0,
            span,
        }));
    }
    match case {
        W_LOWERCASE => letters.iter_mut().for_each(Letter::lower),
        W_UPPERCASE => letters.iter_mut().for_each(Letter::upper),
        W_CAPITALIZE_FIRST => {
            if let Some(first) = letters.iter_mut().find(|letter| letter.c.is_alphanumeric()) {
                first.upper();
            }
        }
        W_CAPITALIZE_ALL => {
            let mut begins = true;
            for letter in &mut letters {
                if begins {
                    letter.upper();
                }
                begins = letter.c.is_whitespace() || (begins && !letter.c.is_alphanumeric());
            }
        }
        W_SENTENCE => sentence(&mut letters),
        W_TITLE => title(&mut letters),
        _ => {}
    }
    for part in spans.iter_mut() {
        part.text.clear();
    }
    for letter in letters {
        spans[letter.span].text.push(letter.c);
    }
}

impl Letter {
    fn upper(&mut self) {
        let mut upper = self.c.to_uppercase();
        if self.free
            && let (Some(c), None) = (upper.next(), upper.next())
        {
            self.c = c;
        }
    }

    fn lower(&mut self) {
        let mut lower = self.c.to_lowercase();
        if self.free
            && let (Some(c), None) = (lower.next(), lower.next())
        {
            self.c = c;
        }
    }
}

fn shouts(letters: &[Letter]) -> bool {
    letters.iter().any(|letter| letter.c.is_uppercase())
        && !letters
            .iter()
            .any(|letter| letter.free && letter.c.is_lowercase())
}

fn sentence(letters: &mut [Letter]) {
    // Words that begin with a capital become small; capitals inside of a word (YouTube, NASA) stay.
    let all = shouts(letters);
    let mut inside = false;
    for at in 0..letters.len() {
        let word = letters[at].c.is_alphanumeric();
        let tail = letters[at + 1..]
            .iter()
            .take_while(|letter| letter.c.is_alphanumeric())
            .any(|letter| letter.c.is_uppercase());
        if all || (word && !inside && !tail) {
            letters[at].lower();
        }
        inside = word;
    }
    if let Some(first) = letters.iter_mut().find(|letter| letter.c.is_alphanumeric()) {
        first.upper();
    }
}

/// Words are what stands between spaces, hyphens, dashes and slashes; a word with a capital in it stays.
fn title(letters: &mut [Letter]) {
    let all = shouts(letters);
    if all {
        letters.iter_mut().for_each(Letter::lower);
    }
    let divides = |c: char| c.is_whitespace() || matches!(c, '—' | '–' | '/' | '-' | '\u{2010}');
    let count = letters.len();
    let mut at = 0;
    let mut first = true;
    let mut joint = ' ';
    while at < count {
        if divides(letters[at].c) {
            joint = letters[at].c;
            at += 1;
            continue;
        }
        let start = at;
        while at < count && !divides(letters[at].c) {
            at += 1;
        }
        first |= letters[start].quoted;
        let opening = |c: &char| {
            matches!(
                c,
                '(' | '[' | '"' | '“' | '‘' | '«' | '¿' | '¡' | '\'' | '’'
            )
        };
        let mut inner = start;
        while inner < at && opening(&letters[inner].c) {
            inner += 1;
        }
        let mut end = at;
        while end > inner && !letters[end - 1].c.is_alphanumeric() {
            end -= 1;
        }
        let last = !letters[at..]
            .iter()
            .any(|letter| letter.c.is_alphanumeric());
        if inner < end {
            let word: String = letters[inner..end].iter().map(|letter| letter.c).collect();
            let dotted: String = letters[inner..at].iter().map(|letter| letter.c).collect();
            let lower = word.to_lowercase();
            let next_joint = letters.get(at).map_or(' ', |letter| letter.c);
            let small =
                SMALL.contains(&lower.as_str()) || SMALL.contains(&dotted.to_lowercase().as_str());
            let capitals = word.chars().any(char::is_uppercase);
            let hyphened = next_joint == '-' && joint != '-';
            let lone = word.chars().count() == 1 && (joint == '-' || next_joint == '-');
            if lone && !first {
                // A single letter tied to a word, as in β-Carotine, stays.
            } else if lone && !word.is_ascii() {
            } else if small && !first && !last && !hyphened {
                // `The` in the middle becomes small, `THE` and `To-` only in company.
                let whole = word.chars().skip(1).all(|c| !c.is_uppercase());
                if whole && joint != '-' {
                    letters[inner].lower();
                }
            } else if !capitals && word.chars().next().is_some_and(char::is_alphabetic) {
                letters[inner].upper();
            }
        }
        let tail = letters[inner.min(at)..at]
            .iter()
            .rev()
            .find(|letter| !matches!(letter.c, '"' | '”' | '’' | '\'' | ')'));
        first = tail.is_some_and(|letter| matches!(letter.c, ':' | '?' | '!' | '.'))
            && letters
                .get(at)
                .is_some_and(|letter| letter.c.is_whitespace())
            && tail.is_none_or(|letter| letter.c != '.');
        joint = ' ';
    }
}
