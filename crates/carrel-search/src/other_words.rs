//! Numbers and short forms, the other way they may be typed: "1984" is also "nineteen eighty-four", "Twenty Thousand
//! Leagues" also "20000", "Mr." also "mister". Used while a pack is made, for titles; a device that searches carries the small
//! tables alone, for single words ([`same`]): a first volume is "one" in no title, and "St." in a name is no title's word.
//!
//! English, and Spanish where the record is Spanish. Whole numbers to 999,999; years from 1100 to 2099 as they are read
//! aloud; ordinals to twenty-first and the like; Roman numerals of two letters or more up to 39.

use crate::analysis::{Token, among, joined, parts, place_among, tokens};

/// Short forms, each before the word that it stands for; either finds the other.
const SHORT: &str = "dr doctor jr junior mr mister mrs missus mt mount sgt sergeant sr senior st saint vol volume vs versus";
/// The same for several words.
const SHORTER: [(&str, &[&str]); 4] = [
    ("usa", &["united", "states"]),
    ("ww1", &["world", "war", "i"]),
    ("ww2", &["world", "war", "ii"]),
    ("wwii", &["world", "war", "ii"]),
];

/// Numbers from zero on, ordinals from first on; with a blank between for a device that searches, a list for one that builds.
const UNITS_TEXT: &str = "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen \
    seventeen eighteen nineteen";
const ORDINALS_TEXT: &str = " first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth \
    fifteenth sixteenth seventeenth eighteenth nineteenth";
const UNITS: [&str; 20] = listed(UNITS_TEXT);
const ORDINALS: [&str; 20] = listed(ORDINALS_TEXT);
const TENS: [&str; 10] = listed("  twenty thirty forty fifty sixty seventy eighty ninety");

/// The words of a text.
const fn listed<const N: usize>(mut text: &'static str) -> [&'static str; N] {
    let mut out = [""; N];
    let mut n = 0;
    while n < N {
        let mut end = 0;
        while end < text.len() && text.as_bytes()[end] != b' ' {
            end += 1;
        }
        (out[n], text) = text.split_at(end);
        if !text.is_empty() {
            text = text.split_at(1).1;
        }
        n += 1;
    }
    out
}

const UNIDADES: [&str; 30] = [
    "cero",
    "uno",
    "dos",
    "tres",
    "cuatro",
    "cinco",
    "seis",
    "siete",
    "ocho",
    "nueve",
    "diez",
    "once",
    "doce",
    "trece",
    "catorce",
    "quince",
    "dieciseis",
    "diecisiete",
    "dieciocho",
    "diecinueve",
    "veinte",
    "veintiuno",
    "veintidos",
    "veintitres",
    "veinticuatro",
    "veinticinco",
    "veintiseis",
    "veintisiete",
    "veintiocho",
    "veintinueve",
];
const DECENAS: [&str; 10] = [
    "",
    "",
    "",
    "treinta",
    "cuarenta",
    "cincuenta",
    "sesenta",
    "setenta",
    "ochenta",
    "noventa",
];
const CENTENAS: [&str; 10] = [
    "",
    "ciento",
    "doscientos",
    "trescientos",
    "cuatrocientos",
    "quinientos",
    "seiscientos",
    "setecientos",
    "ochocientos",
    "novecientos",
];

/// Other texts under which a title may be sought, each to be indexed beside it. Cost: a few passes over its words.
pub(crate) fn other_words(title: &str, spanish: bool) -> Vec<String> {
    let words: Vec<Token> = tokens(&without_separators(title))
        .into_iter()
        .filter(|token| !token.alias)
        .collect();
    let words: Vec<&str> = words.iter().map(|token| token.text.as_str()).collect();
    let mut out = Vec::new();
    for (at, word) in words.iter().enumerate() {
        if let Some(number) = digits(word) {
            out.extend(spelled(number, spanish));
            if number >= 1000 {
                // "20,000" is two words to the index, "20000" one.
                out.push(number.to_string());
                out.push(format!("{} {:03}", number / 1000, number % 1000));
            }
        } else if let Some(number) = ordinal(word).or_else(|| roman(word)) {
            out.push(number.to_string());
        }
        out.extend(other_length(word).map(str::to_owned));
        for (short, long) in SHORTER {
            if *word == short {
                out.push(long.join(" "));
            } else if words[at..].starts_with(long) {
                out.push(short.to_owned());
            }
        }
        out.extend(nth(word).and_then(ordinal_word));
    }
    let mut at = 0;
    while at < words.len() {
        match said(&words[at..], spanish) {
            Some((number, used)) => {
                out.push(number.to_string());
                at += used;
            }
            None => at += 1,
        }
    }
    out
}

/// The other ways in which a word that was typed may stand in a record: "three" as "3", "4th" as "fourth" and as the number
/// of a volume, "dr" as "doctor". Figures stand beside titles in words already ([`other_words`]).
pub(crate) fn same(word: &str) -> Vec<String> {
    let mut out = Vec::new();
    let named = ordinal(word);
    let counted = nth(word).filter(|n| (1..20).contains(n));
    let unit = place_among(UNITS_TEXT, word).map(|n| n as u32);
    if let Some(number) = named.or(counted).or(unit) {
        let mut figures = String::new();
        if number > 9 {
            figures.push('1');
        }
        figures.push(char::from(b'0' + (number % 10) as u8));
        if named.is_some() {
            let end = match number {
                1 => "st",
                2 => "nd",
                3 => "rd",
                _ => "th",
            };
            out.push(joined(&figures, end));
        }
        out.push(figures);
    }
    if let Some(ordinal) = counted.and_then(|n| parts(ORDINALS_TEXT, b' ').nth(n as usize)) {
        out.push(ordinal.to_owned());
    }
    if let Some(other) = other_length(word) {
        out.push(other.to_owned());
    }
    out
}

/// "doctor" for "dr", and the other way.
fn other_length(word: &str) -> Option<&'static str> {
    let at = place_among(SHORT, word)?;
    parts(SHORT, b' ').nth(at ^ 1)
}

/// True for a number in figures or, to nineteen, in words.
pub(crate) fn is_number(word: &str) -> bool {
    !word.is_empty() && word.bytes().all(|b| b.is_ascii_digit())
        || place_among(UNITS_TEXT, word).is_some()
}

/// True for "4th" and for "fourth", to nineteen.
pub(crate) fn is_ordinal(word: &str) -> bool {
    nth(word).is_some() || ordinal(word).is_some()
}

/// "4th".
fn nth(word: &str) -> Option<u32> {
    let (number, ending) = word.split_at_checked(word.len().checked_sub(2)?)?;
    if !among("st nd rd th", ending) || number.is_empty() || number.len() > 2 {
        return None;
    }
    let digit = |n: u32, b: u8| b.is_ascii_digit().then(|| n * 10 + u32::from(b - b'0'));
    number.bytes().try_fold(0, digit)
}

/// "20,000" and "20.000" as one number.
fn without_separators(text: &str) -> String {
    let chars: Vec<char> = text.chars().collect();
    let three = |at: usize| {
        (1..=3).all(|n| chars.get(at + n).is_some_and(char::is_ascii_digit))
            && !chars.get(at + 4).is_some_and(char::is_ascii_digit)
    };
    let keep = |(at, c): (usize, &char)| {
        let between = at > 0 && chars[at - 1].is_ascii_digit() && three(at);
        (!(matches!(c, ',' | '.') && between)).then_some(*c)
    };
    chars.iter().enumerate().filter_map(keep).collect()
}

fn digits(word: &str) -> Option<u32> {
    let short = (1..=6).contains(&word.len()) && word.bytes().all(|b| b.is_ascii_digit());
    short.then(|| word.parse().ok()).flatten()
}

/// The ways a number is read aloud.
fn spelled(number: u32, spanish: bool) -> Vec<String> {
    if spanish {
        return vec![en_letras(number)];
    }
    let mut out = vec![in_words(number)];
    let (century, year) = (number / 100, number % 100);
    if (11..=20).contains(&century) {
        out.push(match year {
            0 => format!("{} hundred", in_words(century)),
            1..=9 => format!("{} oh {}", in_words(century), in_words(year)),
            _ => format!("{} {}", in_words(century), in_words(year)),
        });
    }
    out
}

fn in_words(number: u32) -> String {
    let (thousands, rest) = (number / 1000, number % 1000);
    let (hundreds, small) = (rest / 100, rest % 100);
    let mut parts: Vec<String> = Vec::new();
    if thousands > 0 {
        parts.push(format!("{} thousand", in_words(thousands)));
    }
    if hundreds > 0 {
        parts.push(format!("{} hundred", UNITS[hundreds as usize]));
    }
    match small {
        0 if !parts.is_empty() => {}
        0..=19 => parts.push(UNITS[small as usize].to_owned()),
        _ => {
            parts.push(TENS[small as usize / 10].to_owned());
            if small % 10 > 0 {
                parts.push(UNITS[small as usize % 10].to_owned());
            }
        }
    }
    parts.join(" ")
}

fn en_letras(number: u32) -> String {
    let (miles, rest) = (number / 1000, number % 1000);
    let (cientos, small) = (rest / 100, rest % 100);
    let mut parts: Vec<String> = Vec::new();
    match miles {
        0 => {}
        1 => parts.push("mil".to_owned()),
        _ => parts.push(format!("{} mil", en_letras(miles))),
    }
    match (cientos, small) {
        (0, _) => {}
        (1, 0) => parts.push("cien".to_owned()),
        _ => parts.push(CENTENAS[cientos as usize].to_owned()),
    }
    match small {
        0 if !parts.is_empty() => {}
        0..=29 => parts.push(UNIDADES[small as usize].to_owned()),
        _ => {
            parts.push(DECENAS[small as usize / 10].to_owned());
            if small % 10 > 0 {
                parts.push(format!("y {}", UNIDADES[small as usize % 10]));
            }
        }
    }
    parts.join(" ")
}

/// The number that a row of words begins with, and how many words it takes: the longest reading.
fn said(words: &[&str], spanish: bool) -> Option<(u32, usize)> {
    // The longest number in words here has ten or so; longer rows are no number.
    let most = words.len().min(12);
    (1..=most).rev().find_map(|used| {
        let words = &words[..used];
        let number = match spanish {
            true => de_letras(words),
            false => from_words(words).or_else(|| year(words)),
        };
        number.map(|number| (number, used))
    })
}

fn from_words(words: &[&str]) -> Option<u32> {
    let (mut total, mut part, mut any) = (0u32, 0u32, false);
    let mut open = 1000; // What may still be added: below this.
    for (at, word) in words.iter().enumerate() {
        let unit = UNITS.iter().position(|w| w == word).map(|n| n as u32);
        let ten = TENS.iter().position(|w| w == word && !w.is_empty());
        match *word {
            "and" if any && at + 1 < words.len() && part % 100 == 0 => {}
            "hundred" if (1..=9).contains(&part) => (part, open) = (part * 100, 100),
            // "The Hundred and One Dalmatians".
            "hundred" if at == 0 && words.get(1) == Some(&"and") => (part, open) = (100, 100),
            "thousand" if part > 0 && total == 0 => (total, part, open) = (part * 1000, 0, 1000),
            _ => match (unit, ten) {
                (Some(n), _) if open > 10 && n > 0 => (part, open) = (part + n, 1),
                (Some(n), _) if open == 10 && (1..=9).contains(&n) => (part, open) = (part + n, 1),
                (_, Some(n)) if open > 10 => (part, open) = (part + n as u32 * 10, 10),
                _ => return None,
            },
        }
        any = true;
    }
    (any && total + part > 0).then_some(total + part)
}

/// "nineteen eighty four", "eighteen hundred".
fn year(words: &[&str]) -> Option<u32> {
    let (first, rest) = words.split_first()?;
    let century = UNITS
        .iter()
        .position(|w| w == first)
        .or((*first == "twenty").then_some(20))
        .filter(|n| (11..=20).contains(n))? as u32;
    let year = match rest {
        ["hundred"] => 0,
        ["oh" | "o", rest @ ..] => from_words(rest).filter(|n| *n < 10)?,
        [] => return None,
        rest => from_words(rest).filter(|n| (10..100).contains(n))?,
    };
    Some(century * 100 + year)
}

fn de_letras(words: &[&str]) -> Option<u32> {
    let (mut total, mut part, mut any) = (0u32, 0u32, false);
    for (at, word) in words.iter().enumerate() {
        let unit = UNIDADES.iter().position(|w| w == word).map(|n| n as u32);
        let ten = DECENAS.iter().position(|w| w == word && !w.is_empty());
        let hundred = CENTENAS.iter().position(|w| w == word && !w.is_empty());
        match *word {
            "y" if part % 100 >= 30 && at + 1 < words.len() => {}
            "mil" if total == 0 => (total, part) = (part.max(1) * 1000, 0),
            "cien" if part == 0 => part = 100,
            _ => match (unit, ten, hundred) {
                (Some(n), _, _) if n > 0 && part % 100 == 0 => part += n,
                // "treinta y uno": after a ten stands one digit.
                (Some(n), _, _) if (1..=9).contains(&n) && part % 100 >= 30 && part % 10 == 0 => {
                    part += n;
                }
                (_, Some(n), _) if part % 100 == 0 => part += n as u32 * 10,
                (_, _, Some(n)) if part == 0 => part = n as u32 * 100,
                _ => return None,
            },
        }
        any = true;
    }
    (any && total + part > 0).then_some(total + part)
}

fn ordinal(word: &str) -> Option<u32> {
    let n = place_among(ORDINALS_TEXT, word).filter(|n| *n > 0);
    n.map(|n| n as u32)
}

fn ordinal_word(number: u32) -> Option<String> {
    let (ten, unit) = (number as usize / 10, number as usize % 10);
    match number {
        1..=19 => Some(ORDINALS[number as usize].to_owned()),
        20..=99 if unit > 0 => Some(format!("{} {}", TENS[ten], ORDINALS[unit])),
        20..=99 => Some(format!("{}ieth", TENS[ten].trim_end_matches('y'))),
        _ => None,
    }
}

/// Two letters or more: "I" and "V" are too often words of their own.
fn roman(word: &str) -> Option<u32> {
    if word.len() < 2 {
        return None;
    }
    let number = word.bytes().map(|b| match b {
        b'i' => Some(1u32),
        b'v' => Some(5),
        b'x' => Some(10),
        _ => None,
    });
    let values: Vec<u32> = number.collect::<Option<_>>()?;
    let sum = values.iter().enumerate().fold(0i64, |sum, (at, value)| {
        let less = values.get(at + 1).is_some_and(|next| next > value);
        sum + if less {
            -i64::from(*value)
        } else {
            i64::from(*value)
        }
    });
    let number = u32::try_from(sum).ok().filter(|n| (2..=39).contains(n))?;
    (in_roman(number) == word).then_some(number)
}

fn in_roman(mut number: u32) -> String {
    let mut out = String::new();
    for (value, text) in [(10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i")] {
        while number >= value {
            out.push_str(text);
            number -= value;
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(title: &str, spanish: bool, expected: &[&str]) {
        let found = other_words(title, spanish);
        for text in expected {
            assert!(
                found.iter().any(|f| f == text),
                "{title}: {text} is not in {found:?}"
            );
        }
        if expected.is_empty() {
            assert!(found.is_empty(), "{title}: {found:?}");
        }
    }

    #[test]
    fn numbers_are_found_as_words_and_words_as_numbers() {
        for (title, expected) in [
            (
                "1984",
                &[
                    "nineteen eighty four",
                    "one thousand nine hundred eighty four",
                ][..],
            ),
            ("Nineteen Eighty-Four", &["1984"]),
            ("2001: A Space Odyssey", &["two thousand one"]),
            ("1906", &["nineteen oh six"]),
            ("Eighteen Hundred", &["1800"]),
            (
                "20,000 Leagues under the Sea",
                &["20000", "twenty thousand", "20 000"],
            ),
            ("Twenty Thousand Leagues under the Sea", &["20000"]),
            ("Around the World in Eighty Days", &["80"]),
            ("The Thirty-Nine Steps", &["39"]),
            ("The 39 Steps", &["thirty nine"]),
            ("The Hundred and One Dalmatians", &["101"]),
            ("One Hundred and One Dalmatians", &["101"]),
            ("Catch-22", &["twenty two"]),
            ("Fahrenheit 451", &["four hundred fifty one"]),
            ("Hundred Days", &[]),
            ("Grade 0", &["zero"]),
        ] {
            check(title, false, expected);
        }
    }

    #[test]
    fn ordinals_numerals_and_short_forms_go_both_ways() {
        for (title, expected) in [
            ("Fifth Grade", &["5"][..]),
            ("The 5th Wave", &["fifth"]),
            ("The 21st Century", &["twenty first"]),
            ("The 20th Century", &["twentieth"]),
            ("Henry VIII", &["8"]),
            ("World War II", &["2", "ww2", "wwii"]),
            ("WW2 in Color", &["world war ii"]),
            ("Mr. Popper's Penguins", &["mister"]),
            ("Doctor Dolittle", &["dr"]),
            ("The Mix", &[]),
            ("A Civil Vivid Ixi", &[]),
        ] {
            check(title, false, expected);
        }
    }

    #[test]
    fn spanish_numbers_are_read_in_spanish() {
        for (title, expected) in [
            ("Veinte mil leguas de viaje submarino", &["20000"][..]),
            ("20.000 leguas", &["veinte mil"]),
            ("Cien años de soledad", &["100"]),
            ("Los treinta y nueve escalones", &["39"]),
            ("101 dálmatas", &["ciento uno"]),
            ("1984", &["mil novecientos ochenta y cuatro"]),
        ] {
            check(title, true, expected);
        }
    }

    #[test]
    fn words_of_a_query_go_both_ways() {
        for (word, others) in [
            ("three", &["3"][..]),
            ("twelve", &["12"]),
            ("first", &["1st", "1"]),
            ("4th", &["4", "fourth"]),
            ("fourth", &["4th", "4"]),
            ("12th", &["12", "twelfth"]),
            ("st", &["saint"]),
            ("doctor", &["dr"]),
            ("3", &[]),
            ("th", &[]),
            ("0th", &[]),
            ("21st", &[]),
            ("usa", &[]),
            ("shark", &[]),
        ] {
            assert_eq!(same(word), others, "{word}");
        }
        assert!(is_number("12") && is_number("one") && !is_number("") && !is_number("4th"));
        assert!(is_ordinal("4th") && is_ordinal("ninth") && !is_ordinal("four"));
    }

    #[test]
    fn every_number_comes_back() {
        for number in (1..3000).chain((3000..1_000_000).step_by(997)) {
            for (spanish, words) in [(false, in_words(number)), (true, en_letras(number))] {
                let words: Vec<&str> = words.split(' ').collect();
                assert_eq!(
                    said(&words, spanish),
                    Some((number, words.len())),
                    "{words:?}"
                );
            }
        }
        for number in 2..=39 {
            let text = in_roman(number);
            assert_eq!(roman(&text), (text.len() > 1).then_some(number), "{text}");
        }
    }
}
