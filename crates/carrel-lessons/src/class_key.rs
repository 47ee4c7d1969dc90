//! A class without accounts: a key of five bytes that travels in a link or is typed as nine letters, and a pair of
//! words for each student.
//!
//! Whoever has the link has the key: it keeps classes apart and finds slips of the pen, and it is no password.

use sha2::{Digest, Sha256};

use crate::code::LETTERS;
use crate::letters;
use crate::words::digits;

/// The key of a class. Its bytes come from the caller's source of chance.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ClassKey(pub [u8; 5]);

/// Why letters are no class code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mistyped {
    /// So many letters that count; expected nine.
    Length(usize),
    /// A letter is wrong, or two have changed places.
    Letter,
}

/// Who somebody is in a class: the key and their number (from 0).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Member {
    /// The class.
    pub key: ClassKey,
    /// The student's number.
    pub student: u16,
}

impl Member {
    /// As it is kept on the student's device: `4H7K2M9QX 6`.
    #[must_use]
    pub fn write(&self) -> String {
        [
            &self.key.code().replace('-', ""),
            " ",
            &digits(self.student.into()),
        ]
        .concat()
    }

    /// Reads what was kept; none when it is something else.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        let (key, student) = text.split_once(' ')?;
        Some(Self {
            key: ClassKey::read(key).ok()?,
            student: student.parse().ok().filter(|n| *n < PAIRS)?,
        })
    }

    /// The student of a class who typed their number (1 is the first) or their pair of words.
    #[must_use]
    pub fn of(key: ClassKey, typed: &str) -> Option<Self> {
        let student = match typed.trim().parse::<u16>() {
            Ok(number) => number.checked_sub(1).filter(|n| *n < PAIRS)?,
            Err(_) => key.student(typed.trim())?,
        };
        Some(Self { key, student })
    }
}

/// Words for pairs, 32 of each, with blanks between: first words and second words in English, then in Spanish. The same places in
/// both languages, so that a number means one student. (A table of 128 addresses was more than the words.)
const WORDS: [[&str; 2]; 2] = [
    [
        "amber blue brave bright calm clever coral cosy early fair fast gentle golden green happy honest jolly keen \
     kind light lucky merry neat orange patient proud quick quiet silver sunny warm wise",
        "bridge canoe cloud clover comet drum feather fern flute forest garden harbor island kite lamp leaf lemon \
     lighthouse melody moon mountain oak ocean pebble planet rain river rocket shell star tiger wave",
    ],
    [
        "ámbar azul valiente brillante tranquila lista coral dulce temprana justa rápida gentil dorada verde feliz \
     honesta alegre atenta amable ligera afortunada risueña ordenada naranja paciente orgullosa veloz callada \
     plateada soleada cálida sabia",
        "plaza canoa nube hierba cometa batería pluma hoja flauta selva huerta bahía isla piñata lámpara rama lima \
     torre melodía luna montaña encina ola piedra estrella lluvia ribera nave concha luz tigresa marea",
    ],
];

/// How many pairs there are.
pub const PAIRS: u16 = 1024;

impl ClassKey {
    /// Nine letters in groups of three, such as `4H7-K2M-9QX`; the last one checks the others.
    #[must_use]
    pub fn code(&self) -> String {
        let mut out = String::with_capacity(11);
        for (n, letter) in self.letters().into_iter().enumerate() {
            if n == 3 || n == 6 {
                out.push('-');
            }
            out.push(char::from(LETTERS[usize::from(letter)]));
        }
        out
    }

    fn letters(self) -> [u8; 9] {
        let bits = self.0.iter().fold(0_u64, |sum, b| sum << 8 | u64::from(*b));
        let mut out = [0; 9];
        for (n, letter) in out.iter_mut().take(8).enumerate() {
            *letter = (bits >> (35 - 5 * n) & 31) as u8;
        }
        out[8] = Sha256::digest(self.0)[0] & 31;
        out
    }

    /// Reads typed letters: small ones, blanks and hyphens, O for 0 and I or L for 1 are understood.
    ///
    /// # Errors
    /// [`Mistyped`]. Of single wrong letters one in 32 is not found.
    pub fn read(text: &str) -> Result<Self, Mistyped> {
        let mut bits = 0_u64;
        let mut last = 0;
        let mut count = 0;
        for c in text.chars().filter(|c| !c.is_whitespace() && *c != '-') {
            let value = crate::code::value(c).ok_or(Mistyped::Letter)?;
            if count < 8 {
                bits = bits << 5 | u64::from(value);
            }
            last = value;
            count += 1;
        }
        if count != 9 {
            return Err(Mistyped::Length(count));
        }
        let bytes = bits.to_be_bytes();
        let key = Self([bytes[3], bytes[4], bytes[5], bytes[6], bytes[7]]);
        if key.letters()[8] == last {
            Ok(key)
        } else {
            Err(Mistyped::Letter)
        }
    }

    /// The link for students: the page's address (with its `#/…`, without a query), and the class in the query.
    #[must_use]
    pub fn link(&self, page: &str) -> String {
        let mark = if page.contains('?') { '&' } else { '?' };
        format!("{page}{mark}class={}", self.code().replace('-', ""))
    }

    /// The key in a query such as `class=4H7K2M9QX&step=2`; none when there is no class in it.
    ///
    /// # Errors
    /// As [`ClassKey::read`].
    pub fn of_query(query: &str) -> Option<Result<Self, Mistyped>> {
        let mut parts = query.trim_start_matches('?').split('&');
        parts
            .find_map(|part| part.strip_prefix("class="))
            .map(Self::read)
    }

    /// The pair of words of a student's number (below [`PAIRS`]; higher ones begin anew) in this class, such as
    /// `quiet river`. Another class has the pairs in another order, so that a list left lying says nothing.
    #[must_use]
    pub fn pair(&self, student: u16, lang: &str) -> String {
        let tongue = usize::from(crate::lang::around(lang) == "es");
        let turned = self.turn(student % PAIRS);
        let word = |place: usize, n: u16| {
            let mut all = WORDS[tongue][place].split(' ');
            all.nth(n.into()).unwrap_or_default()
        };
        let (first, second) = (word(0, turned >> 5), word(1, turned & 31));
        if tongue == 1 {
            [second, " ", first].concat()
        } else {
            [first, " ", second].concat()
        }
    }

    /// The student's number of a typed pair in either language; capitals and accents do not count.
    #[must_use]
    pub fn student(&self, words: &str) -> Option<u16> {
        let words = bare(words);
        (0..PAIRS).find(|n| {
            let fits = |lang: &&str| bare(&self.pair(*n, lang)) == words;
            ["en", "es"].iter().any(fits)
        })
    }

    /// A bijection of the numbers below 1024 that depends on the key: an odd factor and a sum.
    fn turn(self, student: u16) -> u16 {
        let [a, b, c, d, _] = self.0;
        let factor = u32::from(u16::from_be_bytes([a, b])) | 1;
        let sum = u32::from(u16::from_be_bytes([c, d]));
        let turned = (u32::from(student).wrapping_mul(factor).wrapping_add(sum)) % u32::from(PAIRS);
        u16::try_from(turned).unwrap_or(0)
    }
}

/// Words parted by one blank, in small letters, without Spanish accents.
fn bare(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for word in text.split(|c: char| c.is_whitespace() || c == '-') {
        if !out.is_empty() && !word.is_empty() {
            out.push(' ');
        }
        out.extend(word.chars().map(letters::small).map(|c| match c {
            'á' => 'a',
            'é' => 'e',
            'í' => 'i',
            'ó' => 'o',
            'ú' | 'ü' => 'u',
            'ñ' => 'n',
            c => c,
        }));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: ClassKey = ClassKey([7, 130, 44, 201, 99]);

    #[test]
    fn codes_come_back_and_slips_are_found() {
        let code = KEY.code();
        assert_eq!(code.len(), 11);
        assert_eq!(ClassKey::read(&code), Ok(KEY));
        assert_eq!(
            ClassKey::read(&code.to_lowercase().replace('-', " ")),
            Ok(KEY)
        );
        assert_eq!(ClassKey::read("4H7-K2M"), Err(Mistyped::Length(6)));
        assert_eq!(ClassKey::read("4H7-K2M-9Q!"), Err(Mistyped::Letter));
        let letters: Vec<char> = code.replace('-', "").chars().collect();
        let mut found = 0;
        for n in 0..9 {
            for other in LETTERS.iter().map(|l| char::from(*l)) {
                let mut wrong = letters.clone();
                wrong[n] = other;
                let wrong: String = wrong.into_iter().collect();
                found += usize::from(ClassKey::read(&wrong) == Err(Mistyped::Letter));
            }
        }
        // Of 279 wrong letters about one in 32 slips through.
        assert!(found >= 260, "{found}");
    }

    #[test]
    fn members_are_kept_and_found() {
        let member = Member {
            key: KEY,
            student: 6,
        };
        assert_eq!(Member::read(&member.write()), Some(member));
        for text in ["", "x", "nonsense 6", &format!("{} 1024", KEY.code())] {
            assert_eq!(Member::read(text), None, "{text}");
        }
        assert_eq!(Member::of(KEY, " 7 "), Some(member));
        assert_eq!(
            Member::of(KEY, &KEY.pair(6, "en").to_uppercase()),
            Some(member)
        );
        for text in ["0", "1025", "70000", "", "nobody here"] {
            assert_eq!(Member::of(KEY, text), None, "{text}");
        }
    }

    #[test]
    fn links_carry_the_class() {
        let link = KEY.link("https://school.example/#/lessons/trust-well");
        let query = link.split_once('?').unwrap().1;
        assert_eq!(ClassKey::of_query(query), Some(Ok(KEY)));
        assert_eq!(
            ClassKey::of_query(&format!("step=2&{query}")),
            Some(Ok(KEY))
        );
        assert_eq!(ClassKey::of_query("step=2"), None);
        assert_eq!(ClassKey::of_query("class="), Some(Err(Mistyped::Length(0))));
        assert!(KEY.link("a?lang=es").starts_with("a?lang=es&class="));
    }

    /// A word that is moved would give students other pairs, and old links other names.
    #[test]
    fn words_stay_where_they_are() {
        let all: Vec<Vec<&str>> = WORDS
            .as_flattened()
            .iter()
            .map(|w| w.split(' ').collect())
            .collect();
        assert!(all.iter().all(|words| words.len() == 32), "{all:?}");
        let ends: Vec<[&str; 2]> = all.iter().map(|words| [words[0], words[31]]).collect();
        let expected = [
            ["amber", "wise"],
            ["bridge", "wave"],
            ["ámbar", "sabia"],
            ["plaza", "marea"],
        ];
        assert_eq!(ends, expected);
        assert_eq!(ClassKey([0; 5]).pair(0, "en"), "amber bridge");
        assert_eq!(ClassKey([0, 1, 0, 0, 0]).pair(1023, "es"), "marea sabia");
    }

    #[test]
    fn every_student_has_a_pair() {
        let mut pairs: Vec<String> = (0..PAIRS).map(|n| KEY.pair(n, "en")).collect();
        let first = pairs[3].clone();
        assert_eq!(KEY.student(&first.to_uppercase()), Some(3));
        assert_eq!(KEY.student(&KEY.pair(17, "es")), Some(17));
        assert_eq!(KEY.student("purple nobody"), None);
        assert_ne!(ClassKey([1; 5]).pair(3, "en"), first);
        for lang in ["en", "es"] {
            let mut words: Vec<String> = (0..PAIRS).map(|n| KEY.pair(n, lang)).collect();
            words.sort();
            words.dedup();
            assert_eq!(words.len(), 1024, "{lang}");
        }
        pairs.sort();
        pairs.dedup();
        assert_eq!(pairs.len(), 1024);
    }
}
