//! Call numbers and the key that sorts them as they stand on the shelf.
//!
//! A spine label is read from the left: signs in front (`SP`, `E`, `REF`, a genre word), then a class
//! (Dewey or Library of Congress) or none, then a cutter (three letters, a Cutter number, a person's name)
//! and what follows it (volume, year, copy). [`CallNumber`] is that reading; [`ShelfKey`] is a string whose
//! byte order is the order of the shelf, for a [`PrefixOrder`] that the school chooses.
//!
//! ```
//! use carrel_core::call_number::{CallNumber, PrefixOrder};
//! let order = PrefixOrder::default();
//! let key = |text| CallNumber::parse(text).key(&order);
//! assert!(key("501 OSB") < key("501.02 TAY"));
//! assert!(key("32.1 ABC") < key("110 ABC")); // the class is padded on the left
//! assert!(key("E ZIN") < key("FIC ADA"));
//! assert_eq!(CallNumber::parse("SP 599.5 SIM").hundred(), Some(500));
//! ```

use serde::{Deserialize, Serialize};

use crate::BibRecord;
use crate::bib::SubjectKind;
use crate::item::Item;

/// A string that sorts (byte order) the way the shelf runs.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct ShelfKey(pub String);

/// Which class a number without a telling sign is read as.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Scheme {
    /// Decide by the look of it: school signs first, then Library of Congress where a Cutter number follows.
    #[default]
    Auto,
    /// Dewey or a school's own signs; letters in front are never a Library of Congress class.
    Dewey,
    /// Library of Congress: `E201` is American history, not an easy book.
    Lc,
}

/// A call number, read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CallNumber {
    /// Signs in front of the class, upper case, in order: `["SP", "E"]`.
    /// Biography's 92 and 921 are kept here, because they are a sign and not a Dewey class.
    pub prefixes: Vec<String>,
    /// The class, if there is one.
    pub class: Class,
    /// What follows: cutter, volume, year, copy; upper case, marks as printed.
    pub rest: Vec<String>,
}

/// The class part of a call number.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Class {
    /// None: fiction, biography, a genre shelf.
    #[default]
    None,
    /// Dewey Decimal Classification.
    Dewey(Dewey),
    /// Library of Congress Classification.
    Lc(Lc),
}

/// A Dewey class.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dewey {
    /// 0 to 999.
    pub whole: u16,
    /// Digits after the point, without prime marks; may be empty.
    pub decimals: String,
}

/// A Library of Congress class.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lc {
    /// One to three letters.
    pub letters: String,
    /// Digits of the number before the point; empty when only letters are given.
    pub whole: String,
    /// Digits after the point.
    pub decimals: String,
}

/// The part of the library that the signs in front of a call number name.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Section {
    /// BB: board books.
    BoardBooks,
    /// E, EASY: picture and easy books.
    Easy,
    /// ER: easy readers.
    Readers,
    /// BC, BIG: big books.
    BigBooks,
    /// J without more: children's.
    Juvenile,
    /// F, FIC.
    Fiction,
    /// SC, SS: story collections.
    Stories,
    /// GN.
    GraphicNovels,
    /// YA.
    YoungAdult,
    /// A sign of the school's own, such as a genre word.
    Sign(String),
    /// A class number with no sign.
    NonFiction,
    /// B, BIO, 92, 921.
    Biography,
    /// SP.
    Spanish,
    /// REF.
    Reference,
    /// PRO.
    Professional,
    /// DVD, CD, AV, KIT.
    Media,
    /// MAG, PER.
    Periodicals,
    /// Nothing to go by.
    #[default]
    None,
}

/// Sections with the signs that schools write for them, in the default order of the shelf.
/// `#` stands for class numbers without a sign, `*` for every sign that no group names.
const GROUPS: [(Section, &[&str]); 17] = [
    (Section::BoardBooks, &["BB", "BRD", "BOARD", "BOARD BOOK"]),
    (
        Section::Easy,
        &[
            "E",
            "EASY",
            "EAS",
            "PIC",
            "PICTURE",
            "PICTURE BOOK",
            "PB",
            "JE",
        ],
    ),
    (
        Section::Readers,
        &["ER", "EASY READER", "READER", "BEG", "BEGINNING READER"],
    ),
    (Section::BigBooks, &["BC", "BIG", "BIG BOOK"]),
    (Section::Juvenile, &["J", "JUV", "JUVENILE"]),
    (Section::Fiction, &["F", "FIC", "FICTION", "JF", "JFIC"]),
    (Section::Stories, &["SC", "SS", "STORY", "STORY COLLECTION"]),
    (
        Section::GraphicNovels,
        &[
            "GN",
            "GRAPHIC",
            "GRAPHIC NOVEL",
            "GRA",
            "COMIC",
            "COMICS",
            "MANGA",
        ],
    ),
    (Section::YoungAdult, &["YA", "TEEN", "YOUNG ADULT", "YAF"]),
    (Section::None, &["*"]),
    (Section::NonFiction, &["#"]),
    (
        Section::Biography,
        &["B", "BIO", "BIOG", "BIOGRAPHY", "92", "921", "JB"],
    ),
    (
        Section::Spanish,
        &["SP", "SPA", "SPAN", "SPANISH", "ESP", "ESPANOL"],
    ),
    (Section::Reference, &["REF", "R", "REFERENCE"]),
    (Section::Professional, &["PRO", "PROF", "PROFESSIONAL"]),
    (
        Section::Media,
        &["AV", "DVD", "VID", "VIDEO", "VHS", "CD", "AUDIO", "KIT"],
    ),
    (Section::Periodicals, &["MAG", "PER", "PERIODICAL"]),
];

fn section_of(sign: &str) -> Option<&'static Section> {
    GROUPS
        .iter()
        .find(|(_, signs)| signs.contains(&sign))
        .map(|(section, _)| section)
}

/// The order in which the school's sections stand, each a group of signs that share a place.
///
/// `#` stands for class numbers without a sign, `*` for every sign not named. What is missing from the list
/// comes after all that is named, in alphabetical order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct PrefixOrder(pub Vec<Vec<String>>);

impl Default for PrefixOrder {
    fn default() -> Self {
        Self(
            GROUPS
                .iter()
                .map(|(_, signs)| signs.iter().map(|s| (*s).to_owned()).collect())
                .collect(),
        )
    }
}

impl PrefixOrder {
    fn rank(&self, sign: &str) -> Option<usize> {
        self.0
            .iter()
            .position(|group| group.iter().any(|s| s.eq_ignore_ascii_case(sign)))
    }
}

impl CallNumber {
    /// Reads a call number as a spine label or a MARC field has it. Never refuses: what cannot be told
    /// apart becomes `rest`.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        Self::parse_as(text, Scheme::Auto)
    }

    /// Reads a call number whose scheme is known, as from a field that names it.
    #[must_use]
    pub fn parse_as(text: &str, scheme: Scheme) -> Self {
        let tokens = tokens(text);
        let mut call = Self::default();
        let mut i = 0;
        while i < tokens.len() {
            let here = &tokens[i..];
            if scheme != Scheme::Dewey
                && let Some((lc, rest)) = read_lc(here, scheme)
            {
                call.class = Class::Lc(lc);
                call.rest = rest;
                return call;
            }
            if let Some((sign, dewey, rest)) = read_dewey(here) {
                if let Some(sign) = sign {
                    call.prefixes.push(sign);
                }
                let biography = (dewey.whole == 92 && here[0].len() == 2 || dewey.whole == 921)
                    && dewey.decimals.is_empty()
                    && rest
                        .first()
                        .is_none_or(|t| t.starts_with(|c: char| c.is_alphabetic()));
                if biography {
                    call.prefixes.push(dewey.whole.to_string());
                } else {
                    call.class = Class::Dewey(dewey);
                }
                call.rest = rest;
                return call;
            }
            let last = i + 1 == tokens.len();
            if let Some(two) = tokens
                .get(i + 1)
                .map(|next| format!("{} {next}", tokens[i]))
                && section_of(&two).is_some()
            {
                call.prefixes.push(two);
                i += 2;
                continue;
            }
            let known = section_of(&tokens[i]);
            if known.is_some()
                && (i == 0 || !last)
                && !matches!(tokens[i].as_str(), "92" | "921" | "#" | "*")
            {
                call.prefixes.push(tokens[i].clone());
                i += 1;
                if known == Some(&Section::Biography) {
                    break; // what follows is the person's name
                }
                continue;
            }
            // A word that no table knows, in front of another word or a number: a sign of the school's own.
            if i == 0
                && is_word(&tokens[0])
                && tokens
                    .get(1)
                    .is_some_and(|next| is_word(next) || dewey_token(next).is_some())
            {
                call.prefixes.push(tokens[0].clone());
                i = 1;
                continue;
            }
            break;
        }
        call.rest = tokens[i..].to_vec();
        call
    }

    /// Which part of the library it stands in.
    #[must_use]
    pub fn section(&self) -> Section {
        match self.prefixes.first() {
            Some(sign) => match section_of(sign) {
                // "J FIC" is fiction, "J 599" is non-fiction for children.
                Some(Section::Juvenile) if self.prefixes.len() > 1 => section_of(&self.prefixes[1])
                    .cloned()
                    .unwrap_or_else(|| Section::Sign(self.prefixes[1].clone())),
                Some(Section::Juvenile) if self.class != Class::None => Section::NonFiction,
                Some(section) => section.clone(),
                None => Section::Sign(sign.clone()),
            },
            None if self.class != Class::None => Section::NonFiction,
            None => Section::None,
        }
    }

    /// Whether one of its signs names that section: "YA GN YAN" is a graphic novel for young adults. Behind another sign,
    /// three letters are a cutter's: "FIC GRA c.2" is by Grabenstein.
    #[must_use]
    pub fn has_sign_of(&self, section: &Section) -> bool {
        // The last word of a label is its cutter, unless it is a sign all the same ("YA GN").
        let last = match (&self.class, &self.rest[..]) {
            (Class::None, [last]) => Some(last),
            _ => None,
        };
        let mut behind = self.prefixes.iter().skip(1).chain(last);
        self.section() == *section
            || behind.any(|sign| sign.len() != 3 && section_of(sign) == Some(section))
    }

    /// The Dewey class, if that is what it has.
    #[must_use]
    pub fn dewey(&self) -> Option<&Dewey> {
        match &self.class {
            Class::Dewey(dewey) => Some(dewey),
            _ => None,
        }
    }

    /// Dewey hundred for a facet: 599.5 gives 500.
    #[must_use]
    pub fn hundred(&self) -> Option<u16> {
        self.dewey().map(Dewey::hundred)
    }

    /// Dewey ten for a facet: 599.5 gives 590.
    #[must_use]
    pub fn ten(&self) -> Option<u16> {
        self.dewey().map(Dewey::ten)
    }

    /// True when nothing at all was read.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.prefixes.is_empty() && self.class == Class::None && self.rest.is_empty()
    }

    /// The key that sorts it on the shelf.
    ///
    /// Layout: two digits of rank for each sign (an unknown sign adds its letters), then the rank of class
    /// numbers with `d` and three digits and decimals, or `l` and the Library of Congress class, then each
    /// further part after a blank. Cutters compare as decimals, other numbers by value.
    #[must_use]
    pub fn key(&self, order: &PrefixOrder) -> ShelfKey {
        let mut key = String::with_capacity(24);
        if self.is_empty() {
            key.push_str("99");
            return ShelfKey(key);
        }
        let push_rank = |key: &mut String, rank: usize| {
            let rank = rank.min(97);
            key.push(char::from(b'0' + (rank / 10) as u8));
            key.push(char::from(b'0' + (rank % 10) as u8));
        };
        for sign in &self.prefixes {
            match order.rank(sign) {
                Some(rank) => push_rank(&mut key, rank),
                None => {
                    push_rank(&mut key, order.rank("*").unwrap_or(97));
                    key.push_str(sign);
                    key.push(' ');
                }
            }
        }
        match &self.class {
            Class::None if self.prefixes.is_empty() => key.push_str("98"),
            Class::None => {}
            Class::Dewey(dewey) => {
                push_rank(&mut key, order.rank("#").unwrap_or(96));
                key.push('d');
                key.push_str(&format!("{:03}", dewey.whole.min(999)));
                key.push_str(dewey.decimals.trim_end_matches('0'));
            }
            Class::Lc(lc) => {
                push_rank(&mut key, order.rank("#").unwrap_or(96));
                key.push('l');
                key.push_str(&lc.letters);
                key.push(' ');
                push_number(&mut key, &lc.whole);
                if !lc.decimals.is_empty() {
                    key.push('.');
                    key.push_str(&lc.decimals);
                }
            }
        }
        for (i, part) in self.rest.iter().enumerate() {
            key.push(' ');
            push_part(
                &mut key,
                part,
                i == 0 || part.starts_with('.') || matches!(self.class, Class::Lc(_)),
            );
        }
        ShelfKey(key)
    }
}

impl Dewey {
    /// 599.5 gives 500.
    #[must_use]
    pub fn hundred(&self) -> u16 {
        self.whole / 100 * 100
    }

    /// 599.5 gives 590.
    #[must_use]
    pub fn ten(&self) -> u16 {
        self.whole / 10 * 10
    }
}

impl core::fmt::Display for Dewey {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "{:03}", self.whole)?;
        if !self.decimals.is_empty() {
            write!(f, ".{}", self.decimals)?;
        }
        Ok(())
    }
}

impl ShelfKey {
    /// Adds what decides between equal labels: author, then title, both folded.
    #[must_use]
    pub fn then(mut self, author: &str, title: &str) -> Self {
        for part in [author, title] {
            self.0.push('\t');
            push_folded(&mut self.0, part);
        }
        self
    }
}

/// The key of one copy (or of the title, where there is none): its own call number or the title's; the
/// person's name where a biography's label has none; then author and title.
#[must_use]
pub fn shelf_key(bib: &BibRecord, item: Option<&Item>, order: &PrefixOrder) -> ShelfKey {
    let text = item
        .and_then(|i| i.call_number.as_deref())
        .or(bib.call_number.as_deref())
        .unwrap_or("");
    let lc = bib
        .lcc
        .as_deref()
        .is_some_and(|lcc| !lcc.is_empty() && text.starts_with(lcc));
    let call = CallNumber::parse_as(text, if lc { Scheme::Lc } else { Scheme::Auto });
    let mut key = call.key(order);
    if call.section() == Section::Biography
        && call.rest.is_empty()
        && let Some(person) = bib.subjects.iter().find(|s| s.kind == SubjectKind::Person)
        && let Some(name) = person.parts.first()
    {
        key.0.push(' ');
        push_folded(&mut key.0, name);
    }
    let author = bib.contributors.first().map_or("", |c| c.name.as_str());
    key.then(author, bib.title.filing())
}

/// Letters and digits in upper case, accents off, one blank between words: equal for texts that differ only
/// in case, accents, punctuation and spacing. Scripts other than Latin keep their letters.
#[must_use]
pub fn folded(text: &str) -> String {
    let mut key = String::with_capacity(text.len());
    push_folded(&mut key, text);
    key
}

/// Upper case, accents off, brackets and prime marks gone, split at blanks.
fn tokens(text: &str) -> Vec<String> {
    let chars: Vec<char> = text.chars().collect();
    let glued = !text.trim().contains(char::is_whitespace) && text.matches('\'').count() >= 2;
    let mut flat = String::with_capacity(text.len());
    for (i, &c) in chars.iter().enumerate() {
        let next = chars.get(i + 1).copied().unwrap_or(' ');
        let prev = if i == 0 { ' ' } else { chars[i - 1] };
        match c {
            // 882/.01 and 005.13'3: marks where a number may be cut, no part of it.
            '/' | '\'' | '\u{2032}' | '\u{2019}' | '\u{b4}'
                if !glued && prev.is_ascii_digit() && (next.is_ascii_digit() || next == '.') => {}
            '\'' if glued => flat.push(' '),
            '\'' | '\u{2019}' | '\u{2032}' | '\u{b4}' | '"' => {}
            '/' | '[' | ']' | '(' | ')' | ',' | ';' | ':' | '|' | '_' => flat.push(' '),
            c if c.is_whitespace() || c.is_control() => flat.push(' '),
            c => push_upper(&mut flat, c),
        }
    }
    let mut tokens: Vec<String> = Vec::new();
    for raw in flat.split(' ') {
        let token = raw.trim_end_matches(['.', '-']).trim_start_matches('-');
        if token.is_empty() || token == "." {
            continue;
        }
        // FIC-ROW: a known sign tied to the rest by a hyphen.
        if tokens.is_empty()
            && let Some((sign, tail)) = token.split_once('-')
            && section_of(sign).is_some()
            && !tail.is_empty()
        {
            tokens.push(sign.to_owned());
            tokens.push(tail.to_owned());
            continue;
        }
        // "V. 2", "NO 3": the word and its number are one part.
        if let Some(word) = tokens.last_mut()
            && token.starts_with(|c: char| c.is_ascii_digit())
            && volume_word(word).is_some()
        {
            word.push('.');
            word.push_str(token);
            continue;
        }
        tokens.push(token.to_owned());
    }
    tokens
}

fn is_word(token: &str) -> bool {
    token.chars().any(char::is_alphabetic)
        && token
            .chars()
            .all(|c| c.is_alphabetic() || "-&+".contains(c))
}

/// A sign in front that is glued on (J599), the class, and the parts after it.
fn read_dewey(tokens: &[String]) -> Option<(Option<String>, Dewey, Vec<String>)> {
    let first = tokens.first()?;
    let letters = first.len()
        - first
            .trim_start_matches(|c: char| c.is_ascii_uppercase())
            .len();
    let (sign, number) = first.split_at(letters);
    if !sign.is_empty() && (section_of(sign).is_none() || !has_three_digits(number)) {
        return None;
    }
    let (dewey, tail) = dewey_token(number)?;
    let mut rest = Vec::with_capacity(tokens.len());
    if !tail.is_empty() {
        rest.push(tail.to_owned());
    }
    rest.extend_from_slice(&tokens[1..]);
    Some(((!sign.is_empty()).then(|| sign.to_owned()), dewey, rest))
}

fn has_three_digits(number: &str) -> bool {
    let digits = number.bytes().take_while(u8::is_ascii_digit).count();
    digits == 3
}

/// `599.5`, `599.5SIM`, `322.44.F816`: class and the rest of the token.
fn dewey_token(token: &str) -> Option<(Dewey, &str)> {
    let digits = token.bytes().take_while(u8::is_ascii_digit).count();
    if digits == 0 || digits > 3 {
        return None;
    }
    let whole: u16 = token[..digits].parse().ok()?;
    let after = &token[digits..];
    let (decimals, tail) = match after.strip_prefix('.') {
        Some(fraction) => {
            let n = fraction.bytes().take_while(u8::is_ascii_digit).count();
            if n == 0 {
                ("", after)
            } else {
                (&fraction[..n], &fraction[n..])
            }
        }
        None => ("", after),
    };
    // "3RD", "2-5": a number that goes on otherwise is no class, unless letters of a cutter follow three digits.
    let glued_cutter = tail
        .trim_start_matches('.')
        .starts_with(|c: char| c.is_alphabetic())
        && digits == 3;
    (tail.is_empty() || glued_cutter).then(|| {
        (
            Dewey {
                whole,
                decimals: decimals.to_owned(),
            },
            tail,
        )
    })
}

/// A Library of Congress class at the start of the tokens, and the parts after it.
fn read_lc(tokens: &[String], scheme: Scheme) -> Option<(Lc, Vec<String>)> {
    let first = tokens.first()?;
    let n = first.bytes().take_while(u8::is_ascii_uppercase).count();
    if n == 0 || n > 3 || matches!(first.as_bytes()[0], b'I' | b'O' | b'W' | b'X' | b'Y') {
        return None;
    }
    let (letters, glued) = first.split_at(n);
    let (number, after) = if glued.is_empty() {
        match tokens.get(1) {
            Some(next) if next.starts_with(|c: char| c.is_ascii_digit()) => {
                (next.as_str(), &tokens[2..])
            }
            _ if scheme == Scheme::Lc => ("", &tokens[1..]),
            _ => return None,
        }
    } else {
        (glued, &tokens[1..])
    };
    let digits = number.bytes().take_while(u8::is_ascii_digit).count();
    if digits == 0 && !number.is_empty() || digits > 5 {
        return None;
    }
    let (whole, tail) = number.split_at(digits);
    let (decimals, tail) = match tail.strip_prefix('.') {
        Some(f) if f.starts_with(|c: char| c.is_ascii_digit()) => {
            f.split_at(f.bytes().take_while(u8::is_ascii_digit).count())
        }
        _ => ("", tail),
    };
    if !(tail.is_empty()
        || tail.starts_with('.')
        || tail.starts_with(|c: char| c.is_ascii_uppercase()))
    {
        return None;
    }
    let mut rest: Vec<String> = Vec::new();
    for part in core::iter::once(tail).chain(after.iter().map(String::as_str)) {
        // ".B3.C4" and ".B3C4" are two cutters; "1929.A3" and "28TH.M3" are a date, or a number, and one.
        let mut from = 0;
        let bytes = part.as_bytes();
        for at in 1..bytes.len() {
            let next = bytes.get(at + 1).copied().unwrap_or(b' ');
            let begins = match bytes[at] {
                b'.' => next.is_ascii_uppercase(),
                b'A'..=b'Z' => bytes[at - 1].is_ascii_digit() && next.is_ascii_digit(),
                _ => false,
            };
            let dated = bytes[at] == b'.' && bytes[from].is_ascii_digit();
            if begins && (dated || is_cutter(&part[from..at])) {
                rest.push(part[from..at].to_owned());
                from = at;
            }
        }
        if !part[from..].is_empty() {
            rest.push(part[from..].to_owned());
        }
    }
    let cutter = rest.iter().any(|p| is_cutter(p));
    let school = section_of(letters).is_some();
    let sure = match scheme {
        Scheme::Lc => true,
        _ if cutter => true,
        _ if school => !glued.is_empty() && digits != 3,
        _ => n <= 2 && (!glued.is_empty() || n == 2 && rest.is_empty()),
    };
    sure.then(|| {
        (
            Lc {
                letters: letters.to_owned(),
                whole: whole.to_owned(),
                decimals: decimals.to_owned(),
            },
            rest,
        )
    })
}

/// `.F816`, `A512RE`: letters, digits, perhaps a work mark.
fn is_cutter(part: &str) -> bool {
    let part = part.trim_start_matches('.');
    let letters = part.bytes().take_while(u8::is_ascii_uppercase).count();
    let digits = part[letters..]
        .bytes()
        .take_while(u8::is_ascii_digit)
        .count();
    (1..=3).contains(&letters)
        && digits > 0
        && part[letters + digits..]
            .bytes()
            .all(|b| b.is_ascii_uppercase())
}

fn volume_word(word: &str) -> Option<&'static str> {
    Some(match word {
        "V" | "VOL" | "VOLUME" => "V",
        "NO" | "NUM" | "NUMBER" => "NO",
        "BK" | "BOOK" => "BK",
        "PT" | "PART" => "PT",
        "C" | "COP" | "COPY" => "C",
        _ => return None,
    })
}

fn push_part(key: &mut String, part: &str, decimal: bool) {
    let part = part.trim_start_matches('.');
    if decimal && is_cutter(part) {
        let letters = part.bytes().take_while(u8::is_ascii_uppercase).count();
        let digits = part[letters..]
            .bytes()
            .take_while(u8::is_ascii_digit)
            .count();
        key.push_str(&part[..letters + digits]);
        // "!" sorts after the blank that ends a part and before any digit: A512 < A512RE < A5123.
        if letters + digits < part.len() {
            key.push('!');
            key.push_str(&part[letters + digits..]);
        }
        return;
    }
    let mut rest = part;
    let mut after_number = false;
    while let Some(c) = rest.chars().next() {
        if c.is_ascii_digit() {
            let n = rest.bytes().take_while(u8::is_ascii_digit).count();
            if after_number {
                key.push('!');
            }
            push_number(key, &rest[..n]);
            after_number = true;
            rest = &rest[n..];
        } else if c.is_alphanumeric() {
            let n = rest
                .find(|c: char| c.is_ascii_digit() || !c.is_alphanumeric())
                .unwrap_or(rest.len());
            let word = &rest[..n];
            key.push_str(match volume_word(word) {
                Some(short) if n < rest.len() => short,
                _ => word,
            });
            after_number = false;
            rest = &rest[n..];
        } else {
            rest = &rest[c.len_utf8()..];
        }
    }
}

/// A number that sorts by value: its length in front, in nines for what goes beyond.
fn push_number(key: &mut String, digits: &str) {
    let digits = digits.trim_start_matches('0');
    let mut n = digits.len();
    while n >= 9 {
        key.push('9');
        n -= 9;
    }
    key.push(char::from(b'0' + n as u8));
    key.push_str(digits);
}

/// Letters and digits in upper case without accents, one blank between words.
fn push_folded(key: &mut String, text: &str) {
    let mut gap = false;
    let start = key.len();
    for c in text.chars() {
        if c.is_alphanumeric() || is_combining(c) {
            if gap && key.len() > start {
                key.push(' ');
            }
            gap = false;
            push_upper(key, c);
        } else if !matches!(c, '\'' | '\u{2019}' | '\u{2bc}') {
            gap = true;
        }
    }
}

fn is_combining(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}' | '\u{fe20}'..='\u{fe2f}')
}

/// Upper case of a character, its accent taken off where it is Latin; combining marks vanish.
fn push_upper(out: &mut String, c: char) {
    if c.is_ascii() {
        out.push(c.to_ascii_uppercase());
        return;
    }
    if is_combining(c) {
        return;
    }
    let plain = match c {
        'À'..='Å' | 'à'..='å' | 'Ā'..='ą' => "A",
        'Æ' | 'æ' => "AE",
        'Ç' | 'ç' | 'Ć'..='č' => "C",
        'Ď'..='đ' | 'Ð' | 'ð' => "D",
        'È'..='Ë' | 'è'..='ë' | 'Ē'..='ě' => "E",
        'Ĝ'..='ģ' => "G",
        'Ĥ'..='ħ' => "H",
        'Ì'..='Ï' | 'ì'..='ï' | 'Ĩ'..='ı' => "I",
        'Ĵ' | 'ĵ' => "J",
        'Ķ'..='ĸ' => "K",
        'Ĺ'..='ł' => "L",
        'Ñ' | 'ñ' | 'Ń'..='ŋ' => "N",
        'Ò'..='Ö' | 'Ø' | 'ò'..='ö' | 'ø' | 'Ō'..='ő' => "O",
        'Œ' | 'œ' => "OE",
        'Ŕ'..='ř' => "R",
        'Ś'..='š' => "S",
        'ß' => "SS",
        'Þ' | 'þ' => "TH",
        'Ţ'..='ŧ' => "T",
        'Ù'..='Ü' | 'ù'..='ü' | 'Ũ'..='ų' => "U",
        'Ŵ' | 'ŵ' => "W",
        'Ý' | 'ý' | 'ÿ' | 'Ŷ'..='Ÿ' => "Y",
        'Ź'..='ž' => "Z",
        _ => {
            out.extend(c.to_uppercase());
            return;
        }
    };
    out.push_str(plain);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(text: &str) -> ShelfKey {
        CallNumber::parse(text).key(&PrefixOrder::default())
    }

    fn ascending(labels: &[&str]) {
        for pair in labels.windows(2) {
            assert!(
                key(pair[0]) < key(pair[1]),
                "{:?} {:?} < {:?} {:?}",
                pair[0],
                key(pair[0]),
                pair[1],
                key(pair[1])
            );
        }
    }

    #[test]
    fn dewey_stands_in_decimal_order() {
        // catalogue.md 3.6, every order it names.
        ascending(&[
            "501 BAK",
            "501 OSB",
            "501.02 TAY",
            "501.2 ABR",
            "501.22 BOR",
            "502.1 CRA",
        ]);
        ascending(&["811.008 STE", "811.08 PUT", "811.084 MIT", "811.8 KRA"]);
        ascending(&[
            "322.44 .F816 V.1 1974",
            "322.45 .R513 1957",
            "323 .A512RE NO.23-28",
            "323.09 .K43 V.1",
        ]);
        ascending(&["32.1 ABC", "110 ABC"]);
        ascending(&["5 A", "10 A", "92.5 A", "99 A", "100 A"]);
    }

    #[test]
    fn cutters_are_decimals_and_volumes_are_numbers() {
        ascending(&[
            "973 A5",
            "973 A51",
            "973 A512",
            "973 A512RE",
            "973 A5123",
            "973 A52",
            "973 ABR",
        ]);
        ascending(&[
            "031 WOR V.1",
            "031 WOR v. 2",
            "031 WOR vol. 9",
            "031 WOR V.10",
            "031 WOR V.100",
        ]);
        ascending(&["FIC ROW", "FIC ROW 1999", "FIC ROW 2001"]);
        ascending(&["FIC MA", "FIC MAC", "FIC MAD"]);
        assert_eq!(key("FIC ROW V.2"), key("Fic Row vol. 2"));
        assert_eq!(key("FIC O'DE"), key("fic ode"));
        assert_eq!(key("FIC GARCÍA"), key("FIC Garci\u{301}a"));
    }

    #[test]
    fn sections_follow_the_order_the_school_chose() {
        ascending(&[
            "E ZIN",
            "E 598.35 GUI",
            "ER LOB",
            "FIC ADA",
            "GN SMI",
            "YA COL",
            "MYSTERY RIO",
            "000 AAA",
            "999 ZZZ",
            "B LIN",
        ]);
        ascending(&[
            "999 ZZZ",
            "B LIN",
            "SP E MAR",
            "SP FIC ALL",
            "SP 599.5 SIM",
            "REF 031 WOR",
            "PRO 371 TEA",
        ]);
        let order = PrefixOrder(vec![
            vec!["#".into()],
            vec!["GN".into()],
            vec!["fic".into(), "F".into()],
        ]);
        let of = |text| CallNumber::parse(text).key(&order);
        assert!(of("999 ZZZ") < of("GN AAA") && of("GN ZZZ") < of("FIC AAA"));
        assert_eq!(of("F AAA"), of("FIC AAA"));
        assert!(
            of("FIC ZZZ") < of("MYSTERY AAA"),
            "what the list leaves out comes last"
        );
        assert!(of("FANTASY ROW") < of("MYSTERY AAA"));
        assert!(of("MYSTERY AAA") < of(""), "no call number comes after all");
    }

    #[test]
    fn a_sign_may_stand_before_a_number() {
        let check = |text: &str, signs: &[&str], dewey: &str, rest: &[&str]| {
            let call = CallNumber::parse(text);
            assert_eq!(call.prefixes, signs, "{text}");
            assert_eq!(
                call.dewey().map(ToString::to_string).as_deref(),
                Some(dewey),
                "{text}"
            );
            assert_eq!(call.rest, rest, "{text}");
        };
        check("E 598.35 GUI", &["E"], "598.35", &["GUI"]);
        check("SP 599.5 SIM", &["SP"], "599.5", &["SIM"]);
        check("REF 031 WOR v.3", &["REF"], "031", &["WOR", "V.3"]);
        check("J599.5 SIM", &["J"], "599.5", &["SIM"]);
        check("DVD 599 PLA", &["DVD"], "599", &["PLA"]);
        check("DINOSAURS 567.9 BAR", &["DINOSAURS"], "567.9", &["BAR"]);
        check("[E] 598.35", &["E"], "598.35", &[]);
        check("882/.01", &[], "882.01", &[]);
        check("823/.9/14", &[], "823.914", &[]);
        check("005.13'3", &[], "005.133", &[]);
        check("599.5SIM", &[], "599.5", &["SIM"]);
        check("322.44.F816", &[], "322.44", &[".F816"]);
        check("920 COL", &[], "920", &["COL"]);
        check("092 LIN", &[], "092", &["LIN"]);
        check("921.3 LIN", &[], "921.3", &["LIN"]);
    }

    #[test]
    fn biography_is_a_sign_and_a_persons_name() {
        for text in [
            "B LIN",
            "92 LIN",
            "921 LIN",
            "BIO LIN",
            "Biography Lin",
            "B-LIN",
        ] {
            let call = CallNumber::parse(text);
            assert_eq!(call.section(), Section::Biography, "{text}");
            assert_eq!(call.class, Class::None, "{text}");
            assert_eq!(key(text), key("B LIN"), "{text}");
        }
        ascending(&[
            "919 ZZZ",
            "92 ADA",
            "B LINCOLN FRE",
            "921 LINCOLN SAN",
            "B ZOO",
        ]);
        ascending(&["092 AAA", "100 AAA", "92 AAA"]);

        let mut bib = BibRecord {
            call_number: Some("921".into()),
            ..BibRecord::default()
        };
        bib.subjects.push(crate::bib::Subject {
            parts: vec!["Lincoln, Abraham, 1809-1865".into()],
            vocabulary: crate::bib::Vocabulary::Lcsh,
            kind: SubjectKind::Person,
        });
        let lincoln = shelf_key(&bib, None, &PrefixOrder::default());
        bib.subjects[0].parts[0] = "Curie, Marie".into();
        assert!(shelf_key(&bib, None, &PrefixOrder::default()) < lincoln);
    }

    #[test]
    fn fiction_goes_by_author_then_title() {
        let key = |author: &str, title: &str| key("FIC ROW").then(author, title);
        assert!(key("Rowell, Rainbow", "Fangirl") < key("Rowling, J. K.", "Chamber"));
        assert!(key("Rowling, J. K.", "Chamber") < key("Rowling, J. K.", "Stone"));
        assert!(
            key("Z", "Z") < super::ShelfKey(super::tests::key("FIC ROW V.1").0),
            "the plain label before its volumes"
        );
        assert_eq!(key("Márquez", "x"), key("MARQUEZ", "X"));
    }

    #[test]
    fn library_of_congress_numbers_sort_as_such() {
        ascending(&[
            "B 829.5 .G65",
            "BC 71 .A1",
            "E 185.86 .W42",
            "F128.3 .B8",
            "GN 33 .K6",
            "ML 2533 B34 C1",
            "ML2533 B34 C2",
            "P35 .A2",
            "PR 9 .Z1",
            "PR919 .L33",
            "PR9199 .L33",
            "PR9199.3 1920 .L33 1475 .A6",
            "PR9199.3 .L33",
            "PR9199.3.L33 B2",
            "PR9199.3.L33 B21",
            "PR9199.3 .L4",
            "PS153 .N5",
            "QA76 .S4",
            "QA76.5 .B3",
            "QA76.5.B3 1999",
            "QA76.5.B3.C4",
            "QA76.73 .J38",
            "QA100 .A1",
            "QB1 .A1",
            "Z1000 .A1",
        ]);
        assert_eq!(
            key("PR9199.3 1920 .L33 1475 .A6").0,
            "10lPR 49199.3 41920 L33 41475 A6"
        );
        assert_eq!(key("ML'2533'B34'C3'1989"), key("ML2533 .B34 C3 1989"));
        let lc = |text| CallNumber::parse_as(text, Scheme::Lc);
        assert!(matches!(lc("E201").class, Class::Lc(_)) && matches!(lc("PS").class, Class::Lc(_)));
        assert_eq!(CallNumber::parse("REF QA76.5 .B3").prefixes, ["REF"]);
        assert_eq!(CallNumber::parse("FIC").section(), Section::Fiction);
        assert_eq!(
            CallNumber::parse_as("GN 741.5 .S64", Scheme::Dewey).section(),
            Section::GraphicNovels
        );
    }

    /// Labels of a list that stand in order, or in one place.
    #[track_caller]
    fn shelved(scheme: Scheme, labels: &[&str]) {
        let key = |text: &str| CallNumber::parse_as(text, scheme).key(&PrefixOrder::default());
        let wrong: Vec<String> = labels
            .windows(2)
            .filter(|pair| key(pair[0]) > key(pair[1]))
            .map(|pair| {
                format!(
                    "{:?} {:?} > {:?} {:?}",
                    pair[0],
                    key(pair[0]),
                    pair[1],
                    key(pair[1])
                )
            })
            .collect();
        assert!(wrong.is_empty(), "{wrong:#?}");
    }

    /// The orders that Koha's own tests ask for (t/ClassSortRoutine_LCC.t, t/ClassSortRoutine_Dewey.t).
    #[test]
    fn the_orders_that_koha_publishes() {
        shelved(
            Scheme::Lc,
            &[
                "QC100 .U57 NO. 555 1986",
                "QC145 .A57 V.12 1980",
                "QC145.45 .H4 D65 1998",
                "QC995 .E29 1997",
                "SB410.A26 I75 2000",
                "SB410.9 .P26 1993",
            ],
        );
        ascending(&["YR DVD 800.1", "YR DVD 900"]);
        shelved(
            Scheme::Dewey,
            &[
                "971/P23w/v.1-2/pt.8",
                "971.01 P23w v.1-2 pt.6-7",
                "971.01 P23w v.1-2 pt.7",
            ],
        );
    }

    /// The orders that solrmarc's own tests ask for (org/solrmarc/callnum: DeweyCallNumberTests, LCCallNumberUnitTests).
    #[test]
    fn the_orders_that_solrmarc_publishes() {
        shelved(
            Scheme::Dewey,
            &[
                "1 .I39",
                "1.23 .I39",
                "11 .I39",
                "11.34 .I39",
                "11.34567 .I39",
                "111 .I39",
                "111 I39",
                "111Q39",
                "111.12 .I39",
                "111.123 I39",
                "111.134Q39",
                "322.44 .F816 V.1 1974",
                "322.45 .R513 1957",
                "323 .A512RE NO.23-28",
                "323 .A778 ED.2",
                "323.09 .K43 V.1",
                "324.54 .I39 F",
                "324.548 .C425R",
                "324.6 .A75CUA",
            ],
        );
        // Several copies of a class, dates before the Cutter number, and suffixes.
        shelved(
            Scheme::Lc,
            &[
                "AB9 L3",
                "AB9.22 L3",
                "ABR92.L3",
                "B8.14 L3",
                "B9 20th L3",
                "B9 2000",
                "B9 2000 35TH",
                "B9 2000 L3",
                "B9 L3",
                "B9 SVAR .L3",
                "B9.2 2000 L3",
                "B9.2 L3",
                "B9.22 L3",
                "B82 2000 L3",
                "B82 L3",
                "B82.2 1990 L3",
                "B82.2 L3",
                "B820 2000 L3",
                "B820.2 2000 L3",
                "B820.2 L3",
                "B822 L3",
                "B8200 L3",
                "B8220 L3",
            ],
        );
        shelved(
            Scheme::Lc,
            &[
                "M5 K4",
                "M5 .L",
                "M5 L299",
                "M5 L3 1902",
                "M5 L3 1902 V.2",
                "M5 L3 1902 V2",
                "M5 .L3 1902 V2 TANEYTOWN",
                "M5 L3 1902V",
                "M5 .L3 2000 .K2 1880",
                "M5 L31",
                "M5 L31902",
                "M5 M2",
            ],
        );
        // Maps: a Cutter number is a decimal after another one, too.
        shelved(
            Scheme::Lc,
            &[
                "G3804.N4E73 1935 .N4",
                "G3804.N4E73 1935 .N41",
                "G3804.N4E73 1935 .N42",
                "G3804.N4E73 1990 .U5",
                "G3804.N4E74 1930z .G4",
                "G3804.N4G4 1995 .N4",
                "G3804.N4G4 1998 .N4",
                "G3804.N4G4 2009 .N493",
                "G3804.N4G44 1947 .N4",
                "G3804.N4G45 1928 .R4",
                "G3804.N4G45 1973 .T7",
                "G3804.N4G455 1969 .N40",
                "G3804.N4G475 1929 .N3",
                "G3804.N4G52 1930 .M3",
                "G3804.N4G52 1969 .N4",
                "G3804.N4G8 1963 .T7",
            ],
        );
        shelved(
            Scheme::Lc,
            &[
                "HB3717 1873.S36 1972",
                "HB3717 1907.B78 2007",
                "HB3717 1919.S73 1995",
                "HB3717 1929.A3",
                "HB3717 1929.B365 2000",
                "HB3717 1929.B37 1987",
                "HB3717 1929.B673 1998",
                "HB3717 1929.C47",
            ],
        );
        shelved(
            Scheme::Lc,
            &[
                "D570.3 28TH.M3",
                "D570.3 28TH.P7",
                "D570.3 42D.C66 1994",
                "D570.3 90TH.S2413 2014",
                "D570.32 135TH.G5 1920",
                "D570.32 306TH.H5",
                "D570.33 369TH.L5",
                "D570.33 369TH.L7",
                "D570.33 369TH.N456 2009",
                "D570.33 369TH.S25 2014",
                "D570.33 369TH.S58 2005",
                "D570.34 5TH.W5",
                "D570.348 5TH.T4",
            ],
        );
        // Numbers of a composer's works are numbers, not decimals.
        shelved(
            Scheme::Lc,
            &[
                "M452.D98 B.17",
                "M452.D98 B.18",
                "M452.D98 B.37 1989",
                "M452.D98 B.45 1958B",
                "M452.D98 B.57 1956B",
                "M452.D98 B.75 1955",
                "M452.D98 B.92 1955B",
                "M452.D98 B.120 1951",
                "M452.D98 B.121, 1900",
                "M452.D98 B.121 1955",
                "M452.D98 B.179 1955",
                "M452.D98 B.192 1955B",
                "M452.D98 B.193 1955B",
            ],
        );
        shelved(
            Scheme::Lc,
            &["KQE10.A47 1966", "KQH0.S34", "KQH2506.H86 2009"],
        );
        shelved(
            Scheme::Lc,
            &[
                "PN1993.5.F7A4672 1996",
                "PN1993.5.F7A46866 1999",
                "PN1993.5.F7A4762 2003",
            ],
        );
        shelved(Scheme::Lc, &["B23.L4", "B23.L4 v.1", "B23.L4 v.2"]);
    }

    #[test]
    fn facets_by_class() {
        let call = CallNumber::parse("E 598.35 GUI");
        assert_eq!(
            (call.hundred(), call.ten(), call.section()),
            (Some(500), Some(590), Section::Easy)
        );
        assert_eq!(CallNumber::parse("FIC ROW").hundred(), None);
        assert_eq!(CallNumber::parse("J FIC ROW").section(), Section::Fiction);
        assert_eq!(
            CallNumber::parse("J 599 ROW").section(),
            Section::NonFiction
        );
        assert_eq!(
            CallNumber::parse("GRAPHIC NOVEL SMI").section(),
            Section::GraphicNovels
        );
        assert_eq!(
            CallNumber::parse("MYSTERY RIO").section(),
            Section::Sign("MYSTERY".into())
        );
        assert_eq!(CallNumber::parse("").section(), Section::None);
    }

    #[test]
    fn a_sign_counts_in_whichever_place() {
        let is_graphic =
            |label: &str| CallNumber::parse(label).has_sign_of(&Section::GraphicNovels);
        for label in [
            "GN SMI",
            "GN YA",
            "YA GN YAN",
            "YA GN",
            "SP GN TEL",
            "E GN PIL",
            "J GRA SMI",
            "YA GRAPHIC NOVEL SMI",
            "YA GN 741.5 YAN",
        ] {
            assert!(is_graphic(label), "{label}");
        }
        for label in ["FIC GRA c.2", "E GRA", "FIC GN2", "741.5 YAN", "YA YAN", ""] {
            assert!(!is_graphic(label), "{label}");
        }
    }

    /// A small generator, so that the property tests need no crate and give the same cases each time.
    struct Dice(u64);
    impl Dice {
        fn roll(&mut self, n: u64) -> u64 {
            self.0 = self
                .0
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            (self.0 >> 33) % n
        }
    }

    #[test]
    fn property_dewey_keys_order_as_numbers_do() {
        let mut dice = Dice(7);
        for _ in 0..20_000 {
            let mut number = || {
                let places = dice.roll(5) as u32;
                let whole = match dice.roll(3) {
                    0 => dice.roll(10),
                    1 => dice.roll(100),
                    _ => dice.roll(1000),
                };
                let fraction = dice.roll(10u64.pow(places));
                let width = places as usize;
                let text = if places == 0 {
                    format!("{whole}")
                } else {
                    format!("{whole}.{fraction:0width$}")
                };
                (whole * 10_000 + fraction * 10u64.pow(4 - places), text)
            };
            let ((a, at), (b, bt)) = (number(), number());
            // 92 and 921 alone are biography.
            if [920_000, 9_210_000].iter().any(|n| a == *n || b == *n) {
                continue;
            }
            assert_eq!(a.cmp(&b), key(&at).cmp(&key(&bt)), "{at} {bt}");
            // Padding on the left changes nothing.
            assert_eq!(
                key(&at),
                key(&format!(
                    "{:0>3}{}",
                    at.split('.').next().unwrap_or(""),
                    at.find('.').map_or("", |i| &at[i..])
                ))
            );
        }
    }

    #[test]
    fn property_volume_numbers_order_by_value() {
        let mut dice = Dice(11);
        for _ in 0..5_000 {
            let mut n = || {
                let digits = dice.roll(12) as u32 + 1;
                dice.roll(10u64.pow(digits))
            };
            let (a, b) = (n(), n());
            assert_eq!(
                a.cmp(&b),
                key(&format!("031 WOR V.{a}")).cmp(&key(&format!("031 WOR V.{b}"))),
                "{a} {b}"
            );
        }
    }

    #[test]
    fn property_any_text_has_a_stable_printable_key() {
        let alphabet: Vec<char> = " .-/'[]()EFBRQZ019éñЖ字\u{301}\t\"&,:;vVnNo"
            .chars()
            .collect();
        let mut dice = Dice(3);
        let order = PrefixOrder::default();
        for _ in 0..50_000 {
            let text: String = (0..dice.roll(14))
                .map(|_| alphabet[dice.roll(alphabet.len() as u64) as usize])
                .collect();
            for scheme in [Scheme::Auto, Scheme::Dewey, Scheme::Lc] {
                let call = CallNumber::parse_as(&text, scheme);
                let key = call.key(&order);
                assert!(key.0.chars().all(|c| c >= ' '), "{text:?} {key:?}");
                assert_eq!(
                    CallNumber::parse_as(&format!("  {text} "), scheme).key(&order),
                    key,
                    "{text:?}"
                );
                assert_eq!(
                    CallNumber::parse_as(&text.to_lowercase(), scheme).key(&order),
                    key,
                    "{text:?}"
                );
            }
        }
    }
}
