//! Whether bytes are MARC-8 or Windows-1252, where nothing says so.

use unicode_normalization::char::compose;

use super::{Meaning, Set, meaning, sets};

/// How much more the bytes look like MARC-8 with its Latin sets than like Windows-1252; negative when less.
///
/// The same bytes are accents before their letter here, and letters with their accent there. Each is weighed by what
/// stands around it: an accent with no letter behind it says no; `âe` or `áo`, which no language writes but which are
/// what `é` and `ò` of MARC-8 look like, say yes. The weights were set on the records of the shared data.
pub(crate) fn likelihood(bytes: &[u8]) -> i32 {
    let mut score = 0;
    let at = |index: usize| bytes.get(index).copied().unwrap_or(b' ');
    let mut index = 0;
    while let Some(next) = bytes
        .get(index..)
        .and_then(|rest| rest.iter().position(|byte| *byte >= 0x80))
    {
        index += next;
        let before = if index == 0 { b' ' } else { bytes[index - 1] };
        match meaning(Set::Single(&sets::ANSEL), bytes[index]) {
            Meaning::Undefined => score -= 40,
            Meaning::Letter(_) => score += sign(before, bytes[index], at(index + 1)),
            Meaning::Nothing | Meaning::Mark(_) => {
                let marks = bytes[index..]
                    .iter()
                    .take_while(|byte| **byte >= 0xE0)
                    .count();
                let letter = at(index + marks);
                score += match letter {
                    // A special letter may carry an accent as well.
                    0xA1..=0xBD => 10,
                    _ if !letter.is_ascii_alphabetic() => -30,
                    _ => bytes[index..index + marks]
                        .iter()
                        .map(|mark| accent(*mark, letter))
                        .sum(),
                };
                index += marks - 1;
            }
        }
        index += 1;
    }
    score
}

/// The weight of one accent before one letter.
fn accent(mark: u8, letter: u8) -> i32 {
    let vowel = b"aeiouy".contains(&letter);
    let composed = match meaning(Set::Single(&sets::ANSEL), mark) {
        Meaning::Mark(mark) => compose(char::from(letter), mark).is_some(),
        _ => false,
    };
    if letter.is_ascii_uppercase() {
        // There it would be a small letter before a capital.
        return 15;
    }
    match mark {
        // acute: "âe"
        0xE2 if vowel => 20,
        0xE2 if composed => 0,
        // circumflex: "ãa", but "ão" and "ãe" are Portuguese
        0xE3 if vowel && b"oe".contains(&letter) => 0,
        // grave, tilde, macron, umlaut: "áe", "äo", "åe", "èo"
        0xE1 | 0xE3 | 0xE4 | 0xE5 | 0xE8 if vowel => 15,
        // tilde: "än" is German as well
        0xE4 if composed => 0,
        // caron; before other letters é is as likely
        0xE9 if composed && b"csz".contains(&letter) => 0,
        0xE9 if composed => -7,
        // breve, ring, double acute: "æa", "êu", "îo"
        0xE6 | 0xEA | 0xEE if composed => 10,
        // dot above: "çz", but "ça" is French
        0xE7 if composed && vowel => -5,
        0xE7 if composed => 10,
        // the halves of a mark over two letters
        0xEB | 0xEC => 15,
        // cedilla, comma below, dot below: "÷t"
        0xF0 | 0xF7 if composed => 20,
        0xF2 if composed => 3,
        // ogonek: "ña" is Spanish
        0xF1 if composed => -7,
        // í, ó, ö, õ, ô, ù, ú, û, ü: common letters there, rare marks here
        0xED | 0xF3..=0xF6 | 0xF8..=0xFB => -12,
        _ => -15,
    }
}

/// The weight of one sign or special letter between two bytes.
fn sign(before: u8, byte: u8, after: u8) -> i32 {
    let (letter_before, letter_after) = (before.is_ascii_alphabetic(), after.is_ascii_alphabetic());
    let fits = match byte {
        // degree, script l, euro: beside a number; capitals with accents there
        0xC0 | 0xC1 | 0xC8 => before.is_ascii_digit() || after.is_ascii_digit(),
        // phonogram and copyright: before a year
        0xC2 | 0xC3 => !letter_after,
        // sharp behind the name of a note, sharp s within a word
        0xC4 | 0xC7 => letter_before,
        // inverted question and exclamation mark start a word, and so do the capitals Å and Æ
        0xC5 | 0xC6 => return if letter_before { -20 } else { 0 },
        // special letters; signs there
        _ => return if letter_before || letter_after { 15 } else { 0 },
    };
    if fits { 5 } else { -20 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn likelihood_knows_languages() {
        let marc8 = |text: &[u8]| assert!(likelihood(text) >= 0, "{}", text.escape_ascii());
        marc8(b"Garc\xE2ia M\xE2arquez, Gabriel");
        marc8(b"Fr\xE8aulein Smillas Gesp\xE8ur");
        marc8(b"\xE9Su\xE9ster\xE9si\xE9c, Ivan");
        marc8(b"W \xB1\xE2odzi, \xA3uro");
        marc8(b"Dostoevski\xE6i, F\xEBi\xECu");
        marc8(b"\xC5Qu\xE2e es? \xC6S\xE2i! \xC31999");
        let windows = |text: &str| {
            let bytes: Vec<u8> = text.chars().map(|c| c as u8).collect();
            assert!(likelihood(&bytes) < 0, "{text}");
        };
        windows("Les Misérables, théâtre");
        windows("El niño y el corazón");
        windows("Die Bücher der Köchin");
        windows("À l'ombre");
        windows("Poésie à réciter");
    }
}
