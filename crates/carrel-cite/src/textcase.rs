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
    "van",
    "versus",
    "via",
    "vis-à-vis",
    "von",
    "vs",
    "with",
    "within",
    "without",
    "yet",
];

/// One letter: as it will be, whether it may change, and the span it came from.
struct Letter {
    c: char,
    free: bool,
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
        letters.extend(part.text.chars().map(|c| Letter { c, free, span }));
    }
    match case {
        W_LOWERCASE => letters.iter_mut().for_each(Letter::lower),
        W_UPPERCASE => letters.iter_mut().for_each(Letter::upper),
        W_CAPITALIZE_FIRST | W_CAPITALIZE_ALL => {
            for stretch in stretches(&letters) {
                let found = words(&letters, &stretch);
                if found.is_empty() {
                    continue;
                }
                if letters[stretch.from].free {
                    let count = if case == W_CAPITALIZE_ALL {
                        found.len()
                    } else {
                        1
                    };
                    found
                        .into_iter()
                        .take(count)
                        .for_each(|word| first_up(&mut letters, word));
                }
                if case == W_CAPITALIZE_FIRST {
                    break;
                }
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

/// Marks that cut a title into stretches, as markup does; an apostrophe begins the stretch it stands in.
fn cuts(c: char) -> bool {
    matches!(
        c,
        '-' | '–'
            | '—'
            | '/'
            | '.'
            | ','
            | ';'
            | '?'
            | '!'
            | ':'
            | '['
            | ']'
            | '('
            | ')'
            | '"'
            | '“'
            | '”'
            | '‘'
    )
}

/// A stretch of letters between cuts: from, to, and the mark before it.
struct Stretch {
    from: usize,
    to: usize,
    before: char,
}

fn stretches(letters: &[Letter]) -> Vec<Stretch> {
    let mut list = vec![Stretch {
        from: 0,
        to: 0,
        before: ' ',
    }];
    for (at, letter) in letters.iter().enumerate() {
        let cut = cuts(letter.c);
        if cut || letter.c == '’' || (at > 0 && letters[at - 1].span != letter.span) {
            list.push(Stretch {
                from: at + usize::from(cut),
                to: at + usize::from(cut),
                before: if cut { letter.c } else { ' ' },
            });
        }
        if let (false, Some(last)) = (cut, list.last_mut()) {
            last.to = at + 1;
        }
    }
    list
}

/// The words of a stretch.
fn words(letters: &[Letter], stretch: &Stretch) -> Vec<(usize, usize)> {
    let mut list = Vec::new();
    let mut start = None;
    for at in stretch.from..=stretch.to {
        let inside = letters.get(at).filter(|_| at < stretch.to);
        let space = inside.is_none_or(|letter| letter.c.is_whitespace());
        match start {
            Some(from) if space => {
                list.push((from, at));
                start = None;
            }
            None if !space => start = Some(at),
            _ => {}
        }
    }
    list
}

fn first_up(letters: &mut [Letter], (from, to): (usize, usize)) {
    let lower = letters[from..to]
        .iter()
        .all(|letter| !letter.c.is_uppercase());
    let greek = to - from == 1 && ('\u{370}'..='\u{3ff}').contains(&letters[from].c);
    if lower && !greek {
        letters[from].upper();
    }
}

/// Title case as citeproc-js does it: small words and single letters stay, unless they come first, last, or behind
/// `:`, `?`, `!`; a word with a capital in it stays.
fn title(letters: &mut [Letter]) {
    let list = stretches(letters);
    let (mut first, mut after) = (true, false);
    let mut last = None;
    for (number, stretch) in list.iter().enumerate() {
        after |= number > 0 && matches!(stretch.before, ':' | '?' | '!');
        let found = words(letters, stretch);
        if found.is_empty() {
            continue;
        }
        if !letters[stretch.from].free {
            (first, after, last) = (false, false, None);
            continue;
        }
        let hyphen = number == 0 && list.get(1).is_some_and(|next| next.before == '-');
        for (place, &(from, to)) in found.iter().enumerate() {
            let tied = hyphen && place + 1 == found.len() && to == stretch.to;
            if first || after || tied || (to - from > 1 && !is_small(&letters[from..to])) {
                first_up(letters, (from, to));
            }
            (first, after) = (false, false);
            last = Some((from, to));
        }
    }
    if let Some((from, to)) = last
        && to - from > 1
        && is_small(&letters[from..to])
    {
        letters[from].upper();
    }
}

fn is_small(letters: &[Letter]) -> bool {
    // The longest of them have 15 letters and one of them an accent.
    if letters.len() > 15 {
        return false;
    }
    let mut word = [0u8; 64];
    let mut end = 0;
    for c in letters.iter().flat_map(|letter| letter.c.to_lowercase()) {
        if end + 4 > word.len() {
            return false;
        }
        end += c.encode_utf8(&mut word[end..]).len();
    }
    SMALL
        .binary_search_by(|small| small.as_bytes().cmp(&word[..end]))
        .is_ok()
}
