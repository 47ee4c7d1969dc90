//! What a word is. The index and the query both ask here, so they cannot disagree.
//!
//! Folding is an own small table instead of Unicode normalisation (42-48 KB of wasm,
//! toolchain.md section 3): Latin, Greek and Cyrillic letters lose their marks and their case,
//! combining marks vanish, digits of every width become ASCII. Cost: one pass over the text.

/// U+00C0..=U+024F to base letters; upper-case entries are pairs in [`PAIRS`], `.` stays as it is.
const LATIN: &[u8] = b"aaaaaaAceeeeiiiidnooooo.ouuuuyDCaaaaaaAceeeeiiiidnooooo.ouuuuyDyaaaaaaccccccccddddeeeeeeeeeegggggggghhhhiiiiiiiiiiEEjjkkkllllllllllnnnnnnnnnooooooBBrrrrrrssssssssttttttuuuuuuuuuuuuwwyyyzzzzzzsbb....occdddd.eeeffggIi.kkl.mnnooo..ppr..s..tttuuuvyyzzz.......w....FFFGGGHHHaaiioouuuuuuuuuueaaaaAA..ggkkoooozzjFFFggIwnnaaAAooaaaaeeeeiiiioooorrrruuuussttyyhhndJJzzaaeeooooooooyylntj..acclt....b..eejj..rryy";
/// U+1E00..=U+1EFF likewise.
const LATIN_MORE: &[u8] = b"aabbbbbbccddddddddddeeeeeeeeeeffgghhhhhhhhhhiiiikkkkkkllllllllmmmmmmnnnnnnnnoooooooopppprrrrrrrrssssssssssttttttttuuuuuuuuuuvvvvwwwwwwwwwwxxxxyyzzzzzzhtwyasssCdaaaaaaaaaaaaaaaaaaaaaaaaeeeeeeeeeeeeeeeeiiiioooooooooooooooooooooooouuuuuuuuuuuuuuyyyyyyyyKKvvyy";
/// U+0370..=U+03FF to Greek letters counted from alpha = `a`.
const GREEK: &[u8] = b"......................a.egi.o.uyiabcdefghijklmnopq.stuvwxyiuaegiuabcdefghijklmnopqsstuvwxyiuouy.bhuuuvp.........................jqs.he...s......";
/// U+1F00..=U+1FFF likewise.
const GREEK_MORE: &[u8] = b"aaaaaaaaaaaaaaaaeeeeee..eeeeee..ggggggggggggggggiiiiiiiiiiiiiiiioooooo..oooooo..uuuuuuuu.u.u.u.uyyyyyyyyyyyyyyyyaaeeggiioouuyy..aaaaaaaaaaaaaaaaggggggggggggggggyyyyyyyyyyyyyyyyaaaaa.aaaaaaa.i...ggg.ggeeggg...iiii..iiiiii....uuuuqquuuuuuq.....yyy.yyooyyy...";
/// What the upper-case entries of [`LATIN`] stand for, `A` first.
const PAIRS: [&str; 11] = [
    "ae", "oe", "ss", "th", "ij", "dz", "lj", "nj", "hv", "ou", "ll",
];

/// What one character is to search.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Class {
    /// Part of a word, as this character.
    Letter(char),
    /// Part of a word, as two letters.
    Pair(&'static str),
    /// Stands for a word of its own or two neighbours together: scripts without spaces.
    Ideograph(char),
    /// Vanishes inside a word: marks, apostrophes, soft hyphens.
    Nothing,
    /// Joins two words that may also be searched as one: hyphen.
    Hyphen,
    /// Ends a short form: `J.K.` is also `jk`.
    Dot,
    /// Ends a word.
    Gap,
}

fn class(c: char) -> Class {
    let cp = c as u32;
    match cp {
        0x61..=0x7A | 0x30..=0x39 => Class::Letter(c),
        0x41..=0x5A => Class::Letter(c.to_ascii_lowercase()),
        0x27 => Class::Nothing,
        0x2D => Class::Hyphen,
        0x2E => Class::Dot,
        0..=0x7F => Class::Gap,
        0xAA => Class::Letter('a'),
        0xBA => Class::Letter('o'),
        0xAD => Class::Nothing,
        0xB2 | 0xB3 => Class::Letter(char::from(b'0' + (cp - 0xB0) as u8)),
        0xB9 => Class::Letter('1'),
        0x80..=0xBF | 0xD7 | 0xF7 => Class::Gap,
        0xC0..=0x24F => latin(LATIN[(cp - 0xC0) as usize], c),
        0x2B9..=0x2BF | 0x2C8 | 0x300..=0x36F => Class::Nothing,
        0x370..=0x3FF => greek(GREEK[(cp - 0x370) as usize], c),
        0x400..=0x4FF => Class::Letter(cyrillic(cp)),
        0x591..=0x5BD | 0x5BF | 0x5C1 | 0x5C2 | 0x5C4 | 0x5C5 | 0x5C7 | 0x5F3 | 0x5F4 => {
            Class::Nothing
        }
        0x5BE => Class::Hyphen,
        0x60C | 0x61B | 0x61F | 0x66A..=0x66D | 0x6D4 => Class::Gap,
        0x610..=0x61A | 0x640 | 0x64B..=0x65F | 0x670 | 0x6D6..=0x6ED => Class::Nothing,
        0x622 | 0x623 | 0x625 | 0x671 => Class::Letter('\u{627}'),
        0x649 | 0x6CC => Class::Letter('\u{64A}'),
        0x629 => Class::Letter('\u{647}'),
        0x6A9 => Class::Letter('\u{643}'),
        0x660..=0x669 => digit(cp - 0x660),
        0x6F0..=0x6F9 => digit(cp - 0x6F0),
        0x964 | 0x965 => Class::Gap,
        0x966..=0x96F => digit(cp - 0x966),
        0xE00..=0xEFF | 0x1000..=0x109F | 0x1780..=0x17FF => Class::Ideograph(c),
        0x1E00..=0x1EFF => latin(LATIN_MORE[(cp - 0x1E00) as usize], c),
        0x1F00..=0x1FFF => greek(GREEK_MORE[(cp - 0x1F00) as usize], c),
        0x200B..=0x200F | 0x2060..=0x206F | 0xFE00..=0xFE0F | 0xFEFF | 0xFFFD => Class::Nothing,
        0x2018 | 0x2019 | 0x201B | 0x2032 => Class::Nothing,
        0x2010 | 0x2011 => Class::Hyphen,
        0x2070..=0x2079 => digit(cp - 0x2070),
        0x2080..=0x2089 => digit(cp - 0x2080),
        0x20D0..=0x20FF | 0xFE20..=0xFE2F => Class::Nothing,
        0x2000..=0x206F
        | 0x20A0..=0x2BFF
        | 0x3000..=0x3004
        | 0x3008..=0x3020
        | 0x3030
        | 0x303D
        | 0x30A0
        | 0x30FB => Class::Gap,
        // Katakana to Hiragana, so that either finds either.
        0x30A1..=0x30F6 => Class::Ideograph(char::from_u32(cp - 0x60).unwrap_or(c)),
        0x3005..=0x30FF
        | 0x3400..=0x4DBF
        | 0x4E00..=0x9FFF
        | 0xF900..=0xFAFF
        | 0x2_0000..=0x3_FFFF => Class::Ideograph(c),
        0xFF10..=0xFF19 => digit(cp - 0xFF10),
        0xFF21..=0xFF3A => Class::Letter(char::from(b'a' + (cp - 0xFF21) as u8)),
        0xFF41..=0xFF5A => Class::Letter(char::from(b'a' + (cp - 0xFF41) as u8)),
        0xFF00..=0xFF65 | 0xFE30..=0xFE6F | 0x1_F000..=0x1_FAFF => Class::Gap,
        _ => Class::Letter(c),
    }
}

fn digit(n: u32) -> Class {
    Class::Letter(char::from(b'0' + n as u8))
}

fn latin(entry: u8, c: char) -> Class {
    match entry {
        b'a'..=b'z' => Class::Letter(char::from(entry)),
        b'A'..=b'K' => Class::Pair(PAIRS[usize::from(entry - b'A')]),
        _ => Class::Letter(c),
    }
}

fn greek(entry: u8, c: char) -> Class {
    match entry {
        b'.' => Class::Letter(c),
        _ => Class::Letter(char::from_u32(0x3B1 + u32::from(entry - b'a')).unwrap_or(c)),
    }
}

fn cyrillic(cp: u32) -> char {
    let lower = match cp {
        0x400..=0x40F => cp + 80,
        0x410..=0x42F => cp + 32,
        0x460..=0x481 | 0x48A..=0x4BF | 0x4D0..=0x4FF => cp | 1,
        _ => cp,
    };
    let base = match lower {
        0x450 | 0x451 => 0x435,
        0x453 => 0x433,
        0x457 => 0x456,
        0x45C => 0x43A,
        0x439 | 0x45D => 0x438,
        0x45E => 0x443,
        other => other,
    };
    char::from_u32(base).unwrap_or('?')
}

/// One word of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token {
    /// The folded word.
    pub text: String,
    /// Its place among the words of the text, from 0; an alias shares the place of its first word.
    pub place: u32,
    /// True for a second reading of words already given (`spiderman` for `spider-man`, `jk` for `J. K.`).
    pub alias: bool,
}

/// Splits a text into folded words, in order. Aliases follow the words they stand for.
#[must_use]
pub fn tokens(text: &str) -> Vec<Token> {
    let mut out = Splitter {
        out: Vec::new(),
        word: String::new(),
        place: 0,
        joined: String::new(),
        joined_from: 0,
        run: 0,
        initials: String::new(),
        initials_from: 0,
        ideograph: None,
    };
    for c in text.chars() {
        out.step(class(c));
    }
    out.finish()
}

/// The words of a text joined by single blanks: the key headings are compared and sorted by.
#[must_use]
pub fn fold(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for token in tokens(text) {
        if token.alias {
            continue;
        }
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(&token.text);
    }
    out
}

struct Splitter {
    out: Vec<Token>,
    word: String,
    place: u32,
    /// Words joined by hyphens so far, and the place of the first.
    joined: String,
    joined_from: u32,
    run: u32,
    /// Single letters in a row, and the place of the first.
    initials: String,
    initials_from: u32,
    ideograph: Option<char>,
}

impl Splitter {
    fn step(&mut self, class: Class) {
        match class {
            Class::Letter(c) => {
                self.end_ideographs();
                self.word.push(c);
            }
            Class::Pair(pair) => {
                self.end_ideographs();
                self.word.push_str(pair);
            }
            Class::Nothing => {}
            Class::Hyphen => {
                if !self.word.is_empty() {
                    self.join();
                    self.end_word();
                }
            }
            Class::Dot | Class::Gap => self.gap(),
            Class::Ideograph(c) => {
                self.gap();
                match self.ideograph {
                    Some(before) => {
                        let mut pair = String::from(before);
                        pair.push(c);
                        self.push(pair, self.place, false);
                        self.place += 1;
                    }
                    None => self.run = 0,
                }
                self.run += 1;
                self.ideograph = Some(c);
            }
        }
    }

    /// Remembers the current word as part of a hyphenated one.
    fn join(&mut self) {
        if self.joined.is_empty() {
            self.joined_from = self.place;
        }
        self.joined.push_str(&self.word);
    }

    fn gap(&mut self) {
        if !self.word.is_empty() && !self.joined.is_empty() {
            self.join();
        }
        let hyphenated = core::mem::take(&mut self.joined);
        let from = self.joined_from;
        let whole = !self.word.is_empty();
        self.end_word();
        if whole && !hyphenated.is_empty() {
            self.push(hyphenated, from, true);
        }
    }

    fn end_word(&mut self) {
        if self.word.is_empty() {
            return;
        }
        let word = core::mem::take(&mut self.word);
        let single = word.chars().count() == 1 && word.as_bytes()[0].is_ascii_alphabetic();
        if single {
            if self.initials.is_empty() {
                self.initials_from = self.place;
            }
            self.initials.push_str(&word);
        } else {
            self.end_initials();
        }
        let place = self.place;
        self.place += 1;
        self.push(word, place, false);
    }

    fn end_initials(&mut self) {
        let initials = core::mem::take(&mut self.initials);
        if initials.len() > 1 {
            self.push(initials, self.initials_from, true);
        }
    }

    fn end_ideographs(&mut self) {
        if let Some(last) = self.ideograph.take() {
            // A lone character stands for itself; in a run the pairs do.
            if self.run == 1 {
                let place = self.place;
                self.place += 1;
                self.push(String::from(last), place, false);
            }
            self.run = 0;
        }
    }

    fn push(&mut self, text: String, place: u32, alias: bool) {
        self.out.push(Token { text, place, alias });
    }

    fn finish(mut self) -> Vec<Token> {
        self.gap();
        self.end_ideographs();
        self.end_initials();
        self.out
    }
}

/// Words so common that a query may match without them; only when every word is one are they required.
/// English, Spanish, French and German function words that open or join titles.
const STOP: &[&str] = &[
    "a", "al", "am", "an", "and", "are", "as", "at", "be", "by", "das", "de", "del", "der", "des",
    "die", "du", "e", "el", "en", "et", "for", "from", "his", "how", "i", "in", "into", "is", "it",
    "its", "la", "las", "le", "les", "lo", "los", "my", "of", "on", "or", "other", "por", "s", "t",
    "that", "the", "their", "this", "to", "un", "una", "und", "une", "was", "what", "who", "with",
    "y", "your",
];

/// True for a word that a query may match without.
#[must_use]
pub fn is_stop(word: &str) -> bool {
    STOP.binary_search(&word).is_ok()
}

/// Initial articles that filing and exact-title comparison skip (after folding).
const ARTICLES: &[&str] = &[
    "a", "an", "das", "der", "die", "ein", "eine", "el", "gli", "i", "il", "la", "las", "le",
    "les", "lo", "los", "the", "un", "una", "une", "unos",
];

/// True for an initial article of a language schools hold.
#[must_use]
pub fn is_article(word: &str) -> bool {
    ARTICLES.binary_search(&word).is_ok()
}

/// Two texts, one behind the other, without the machinery of formatting.
pub(crate) fn joined(one: &str, other: &str) -> String {
    let mut out = String::with_capacity(one.len() + other.len());
    out.push_str(one);
    out.push_str(other);
    out
}

/// Other forms of a word worth trying: English and Spanish plurals and singulars.
#[must_use]
pub fn forms(word: &str) -> Vec<String> {
    let mut out = Vec::new();
    if word.len() < 3 || !word.is_ascii() || word.bytes().any(|b| b.is_ascii_digit()) {
        return out;
    }
    let mut add = |stem: &str, end: &str| {
        let form = joined(stem, end);
        if form.len() > 2 && form != word && !out.contains(&form) {
            out.push(form);
        }
    };
    if let Some(stem) = word.strip_suffix("ies") {
        add(stem, "y");
        add(stem, "ie");
    } else if let Some(stem) = word.strip_suffix("ves") {
        add(stem, "f");
        add(stem, "fe");
        add(stem, "ve");
    } else if let Some(stem) = word.strip_suffix("ces") {
        add(stem, "z");
        add(stem, "ce");
    } else if let Some(stem) = word.strip_suffix("es") {
        add(stem, "");
        add(stem, "e");
    } else if let Some(stem) = word.strip_suffix('s').filter(|s| !s.ends_with('s')) {
        add(stem, "");
        // "storys", as children write it.
        if let Some(stem) = stem.strip_suffix('y') {
            add(stem, "ies");
        }
    } else {
        add(word, "s");
        if let Some(stem) = word.strip_suffix('y') {
            add(stem, "ies");
        } else if let Some(stem) = word.strip_suffix('z') {
            add(stem, "ces");
        } else {
            add(word, "es");
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, words: &str) {
        let got: Vec<String> = tokens(text)
            .into_iter()
            .map(|t| {
                if t.alias {
                    format!("({})", t.text)
                } else {
                    t.text
                }
            })
            .collect();
        assert_eq!(got.join(" "), words, "{text}");
    }

    #[test]
    fn tables_cover_their_ranges() {
        assert_eq!(
            (LATIN.len(), LATIN_MORE.len(), GREEK.len(), GREEK_MORE.len()),
            (0x190, 0x100, 0x90, 0x100)
        );
        assert!(STOP.is_sorted() && ARTICLES.is_sorted());
    }

    #[test]
    fn words_as_readers_mean_them() {
        check("The Hunger Games", "the hunger games");
        check("Don't Let the Pigeon", "dont let the pigeon");
        check("Spider-Man", "spider man (spiderman)");
        check(
            "J.K. Rowling",
            "j k rowling (jk)"
                .replace(" (jk)", "")
                .replace("rowling", "(jk) rowling")
                .as_str(),
        );
        check("Pride & Prejudice", "pride prejudice");
        check("¿Dónde está el niño?", "donde esta el nino");
        check("Æsop's Straße Łódź", "aesops strasse lodz");
        check("Ελληνικά Ἀθήνα", "ελληνικα αθηνα");
        check("Чёрный Йод", "черныи иод");
        check("三国演义", "三国 国演 演义");
        check("猫", "猫");
        check("トトロ", "とと とろ");
        check("كِتَاب", "كتاب");
        check("1984, nineteen-84", "1984 nineteen 84 (nineteen84)");
        check("e\u{301}te\u{301}", "ete");
        check("", "");
        check("-- . '", "");
    }

    #[test]
    fn folding_is_idempotent() {
        for text in ["J. K. Rowling", "Æon-Flux", "L'été à Paris", "ǅ ẞ", "Ἀθήνα"] {
            let once = fold(text);
            assert_eq!(fold(&once), once, "{text}");
        }
    }

    #[test]
    fn forms_go_both_ways() {
        for (one, many) in [
            ("shark", "sharks"),
            ("fairy", "fairies"),
            ("wolf", "wolves"),
            ("luz", "luces"),
            ("box", "boxes"),
            ("animal", "animales"),
            ("storys", "stories"),
        ] {
            assert!(
                forms(one).iter().any(|f| f == many) || forms(many).iter().any(|f| f == one),
                "{one} {many}"
            );
        }
    }
}
