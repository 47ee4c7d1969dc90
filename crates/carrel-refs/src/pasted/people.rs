//! Names in a citation: where they end, whose they are, and what those people did.

use super::Looks;
use super::marks::OPENING;
use crate::names;
use crate::source::Person;

/// Is it an initial, `J` of `J. K.`? Letters of scripts without capitals are names of their own.
fn is_initial(word: &str) -> bool {
    let mut letters = word.chars();
    letters.next().is_some_and(char::is_uppercase) && letters.next().is_none()
}

/// `J. K.`, `J.-P.`, `V. van`: what stands behind a comma and a family name in APA and Harvard.
fn is_initials(text: &str) -> bool {
    let mut words = text.split(' ').filter(|word| !word.is_empty());
    let pointed = |word: &str| {
        let ends = word.ends_with('.');
        ends && word.split(['.', '-']).all(|part| part.chars().count() < 2)
    };
    words.next().is_some_and(pointed)
        && words.all(|word| pointed(word) || word.starts_with(char::is_lowercase))
}

/// Are more than one name in it? Then an initial ends none of them: `Mishra, Punya, and Matthew J. Koehler.`
fn is_turned_alone(text: &str) -> bool {
    text.matches(", ").count() == 1 && connector(text).is_none()
}

/// Words between the last two names.
const CONNECTORS: [&str; 12] = [
    ", and ", " and ", ", & ", " & ", ", y ", " y ", ", e ", " e ", ", et ", " et ", ", und ",
    " und ",
];

/// The first connector in a text: where it begins and where it ends. A word of a language that is not English joins names only
/// behind a comma: `Ortega y Gasset` is one. Of each connector the first counts; nothing behind the one that is found is looked at,
/// so that all of a list costs one pass.
fn connector(text: &str) -> Option<(usize, usize)> {
    let mut seen = [false; CONNECTORS.len()];
    let mut comma = false;
    for (at, byte) in text.bytes().enumerate() {
        if !matches!(byte, b' ' | b',') {
            continue;
        }
        let mut longest = 0;
        for (n, mark) in CONNECTORS.iter().enumerate() {
            if seen[n] || !text.as_bytes()[at..].starts_with(mark.as_bytes()) {
                continue;
            }
            seen[n] = true;
            let near = &text[at + mark.len()..];
            if n < 4 || (comma && !near.starts_with("al")) {
                longest = longest.max(mark.len());
            }
        }
        if longest > 0 {
            return Some((at, at + longest));
        }
        comma |= byte == b',';
    }
    None
}

/// Where the author ends: before a title in quotation marks that begins a sentence; else at the first point that is no initial's
/// and no suffix's in the middle of names.
pub(super) fn author_end(text: &str) -> usize {
    let mut quotes = OPENING.iter().filter_map(|mark| {
        let at = text.find(&[". ", &*mark.to_string()].concat())?;
        // What stands in quotation marks before it is the title.
        (!text[..at].contains(OPENING)).then_some(at + 1)
    });
    if let Some(end) = quotes.next() {
        return end;
    }
    let mut from = 0;
    while let Some(at) = text[from..].find(". ").map(|at| from + at) {
        let word = text[..at]
            .rsplit([' ', '.', '-'])
            .next()
            .unwrap_or_default();
        let behind = &text[at + 2..];
        let quoted = behind.starts_with(OPENING) || behind.starts_with('(');
        let ends = match word {
            "Dr" | "St" | "Mr" | "Mrs" | "Ms" => false,
            "" => text[..at].ends_with('-'),
            _ if behind.starts_with("et al") || text[..at].ends_with("U.S") => false,
            "Jr" | "Sr" => !(behind.starts_with("and ") || behind.starts_with("& ")),
            _ if is_initial(word) => {
                let again = behind.chars().nth(1) == Some('.');
                quoted || (!again && is_turned_alone(&text[..at]))
            }
            _ => true,
        };
        if ends {
            return at + 1;
        }
        from = at + 2;
    }
    0
}

/// What people before a title did, as MLA, Chicago and APA say it behind their names, and the role.
const DID: [(&str, &str); 23] = [
    (", perf", "performer"),
    (", hosts", "author"),
    (", host", "author"),
    (", translators", "translator"),
    (", trans", "translator"),
    (" (trans.)", "translator"),
    (", editors", "editor"),
    (", editor", "editor"),
    (", eds", "editor"),
    (", ed", "editor"),
    (" (Eds.)", "editor"),
    (" (Ed.)", "editor"),
    (" (eds)", "editor"),
    (" (ed.)", "editor"),
    (", directors", "director"),
    (", director", "director"),
    (", dirs", "director"),
    (", dir", "director"),
    (" (Directors)", "director"),
    (" (Director)", "director"),
    (" (Hosts)", "author"),
    (" (Host)", "author"),
    (" (Writer)", "author"),
];

/// The names without the word for what they did, and the role of it.
pub(super) fn did(names: &str) -> (&str, &'static str) {
    let names = names.trim_end();
    let found = DID.iter().find_map(|(mark, role)| {
        let bare = names
            .strip_suffix(mark)
            .or_else(|| names.strip_suffix('.')?.strip_suffix(mark))?;
        Some((bare, *role))
    });
    found.unwrap_or((names, "author"))
}

/// The names without "et al.", and whether it stood there.
pub(super) fn without_others(names: &str) -> (&str, bool) {
    const OTHERS: [&str; 8] = [
        "et al",
        "et\u{a0}al",
        "and others",
        "y otros",
        "et autres",
        "u. a",
        "u.\u{a0}a",
        "وآخرون",
    ];
    let bare = names.trim_end_matches(['.', ' ']);
    let found = OTHERS.iter().find_map(|mark| bare.strip_suffix(mark));
    match found.filter(|rest| rest.ends_with([' ', '\u{a0}'])) {
        Some(rest) => (rest.trim_end().trim_end_matches(',').trim_end(), true),
        None => (names, false),
    }
}

/// The names before a title. In a list of a known style, and before a title in quotation marks, the first name is turned round, with a
/// comma; so is every name in APA and Harvard. A name without one is a body's or an account's, whatever stands between its words
/// (APA 7 §9.11, MLA 9 §5.17).
pub(super) fn people(text: &str, looks: Looks, quoted: bool) -> Vec<Person> {
    let turned = quoted || looks != Looks::Unknown;
    let all_turned = matches!(looks, Looks::Apa | Looks::Harvard);
    if turned && let Some((bodies, _)) = bodies(text) {
        return bodies;
    }
    // The parts between commas; whether a connector stands before each.
    let mut parts: Vec<&str> = Vec::new();
    let mut joined: Vec<usize> = Vec::new();
    let mut rest = text;
    let last = loop {
        let cut = connector(rest);
        let last = parts.len();
        let (head, tail) = cut.map_or((rest, ""), |(from, to)| (&rest[..from], &rest[to..]));
        let ends = head.split([',', ';']).map(|part| did(without_gap(part)).0);
        parts.extend(ends.filter(|part| !part.is_empty()));
        if tail.is_empty() {
            break last;
        }
        joined.push(parts.len());
        rest = tail;
    };
    // `Smith, John, and Lee, Ann`: with initials or without, each has its comma.
    let pairs = all_turned || parts.len() - last == 2 && last > 0 && parts.len().is_multiple_of(2);
    let initials = parts.iter().any(|part| is_initials(part));
    let mut list: Vec<Person> = Vec::new();
    let mut at = 0;
    while at < parts.len() {
        let part = parts[at];
        let next = parts.get(at + 1).copied();
        at += 1;
        if names::is_suffix(part)
            && let Some(person) = list.last_mut()
        {
            part.clone_into(&mut person.suffix);
            continue;
        }
        let given = next.filter(|next| {
            let first = list.is_empty() || pairs;
            let bodies = next.starts_with("Dr. ")
                || names::has_body_word(part) && names::has_body_word(next) && parts.len() > 2;
            let named = if initials && all_turned {
                is_initials(next)
            } else {
                first && !names::is_suffix(next) && !bodies
            };
            // Behind an "and" another one begins.
            !joined.contains(&at) && (named || (first && is_initials(next)))
        });
        if let Some(given) = given {
            at += 1;
            list.push(names::typed(&[part, ", ", given].concat()));
            continue;
        }
        let spoken = part.split(' ').any(is_initials);
        let unturned = (list.is_empty() && turned) || all_turned;
        let is_body = (list.is_empty() && names::is_body(part)) || (unturned && !spoken);
        list.push(if is_body {
            Person::body(part)
        } else {
            names::typed(part)
        });
    }
    list
}

/// Without the dots that stand for names left out: `Smith, Z., . . . King, M.` (APA 7 §9.8).
fn without_gap(part: &str) -> &str {
    part.trim().trim_start_matches(['.', '…', ' ', '\u{a0}'])
}

/// Are names left out in the middle?
pub(super) fn has_gap(names: &str) -> bool {
    names.contains('…') || names.contains(". . .")
}

/// Names without a comma, with an "and": one body's, `Centers for Disease Control and Prevention`, or two bodies. And whether that
/// is a guess.
pub(super) fn bodies(text: &str) -> Option<(Vec<Person>, bool)> {
    let (from, to) = connector(text)?;
    let (one, two) = (&text[..from], &text[to..]);
    let company = ["Company", "Co", "Sons"]
        .iter()
        .any(|word| two.starts_with(word));
    let spoken = one.split(' ').any(is_initials) && !company && !names::is_body(one);
    if one.contains(',') || two.contains(',') || spoken || text[from..to].starts_with(',') {
        return None;
    }
    // "World Health Organization" is a whole name, "National Oceanic" and "Department of Health" are none.
    let last = one.rsplit(' ').next().unwrap_or_default();
    let named =
        one.starts_with('@') || (names::has_body_word(last) && (one.contains(' ') || last == one));
    let whole = named && !company && (last != one || last.chars().all(char::is_uppercase));
    // "@moon_fan42", "CrashCourse"
    let camel = two.chars().skip(1).any(char::is_uppercase) && two.contains(char::is_lowercase);
    let account = two.starts_with('@') || (camel && !two.contains(' '));
    if whole
        || account
        || two.starts_with("Dr. ")
        || (names::has_body_word(one) && names::has_body_word(two))
    {
        return Some((vec![Person::body(one), Person::body(two)], false));
    }
    let begun = one.contains(" of ") || one.contains(" for ") || company;
    Some((vec![Person::body(text)], !begun))
}

/// Names as they are spoken, in a row: `Henry Louis Gates Jr. and Valerie A. Smith`, `Ann Lee, Ben Cho, and Priya Rao`.
pub(super) fn spoken(text: &str) -> Vec<Person> {
    let mut list: Vec<Person> = Vec::new();
    let mut rest = text;
    let body = names::has_body_word(text);
    loop {
        let cut = connector(rest).filter(|_| !body);
        let (head, tail) = cut.map_or((rest, ""), |(from, to)| (&rest[..from], &rest[to..]));
        for part in head.split(", ") {
            let part = part.trim().trim_end_matches(',');
            match list.last_mut() {
                Some(person) if names::is_suffix(part) => part.clone_into(&mut person.suffix),
                _ if !part.is_empty() => list.push(names::typed(part)),
                _ => {}
            }
        }
        if tail.is_empty() {
            return list;
        }
        rest = tail;
    }
}
