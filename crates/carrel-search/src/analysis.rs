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
    /// Vanishes inside a word: marks, soft hyphens.
    Nothing,
    /// Joins two words that may also be searched as one: hyphen.
    Hyphen,
    /// Vanishes, too; what stands before it may be an article or a short word of its own: `L'enfant`, `O'Connor`.
    Apostrophe,
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
        0x27 | 0x2BC | 0x2018 | 0x2019 | 0x201B | 0x2032 => Class::Apostrophe,
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
        0x531..=0x556 | 0x1C90..=0x1CBF => other_case(cp),
        0x559..=0x55F => Class::Nothing,
        0x587 => Class::Pair("\u{565}\u{582}"),
        0x589 => Class::Gap,
        0x58A => Class::Hyphen,
        0x591..=0x5BD | 0x5BF | 0x5C1 | 0x5C2 | 0x5C4 | 0x5C5 | 0x5C7 | 0x5F3 | 0x5F4 => {
            Class::Nothing
        }
        0x5BE => Class::Hyphen,
        0x60C | 0x61B | 0x61F | 0x66A..=0x66D | 0x6D4 => Class::Gap,
        0x610..=0x61A | 0x640 | 0x64B..=0x65F | 0x670 | 0x6D6..=0x6ED => Class::Nothing,
        0x621..=0x64A | 0x671 | 0x6A9 | 0x6C0..=0x6C3 | 0x6CC => arabic(cp),
        0x660..=0x669 => digit(cp - 0x660),
        0x6F0..=0x6F9 => digit(cp - 0x6F0),
        0x964 | 0x965 => Class::Gap,
        0x966..=0x96F => digit(cp - 0x966),
        0xE00..=0xEFF | 0x1000..=0x109F | 0x1780..=0x17FF => Class::Ideograph(c),
        0x1E00..=0x1EFF => latin(LATIN_MORE[(cp - 0x1E00) as usize], c),
        0x1F00..=0x1FFF => greek(GREEK_MORE[(cp - 0x1F00) as usize], c),
        0x200B..=0x200F | 0x2060..=0x206F | 0xFE00..=0xFE0F | 0xFEFF | 0xFFFD => Class::Nothing,
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
        0xFB56..=0xFBFF | 0xFDF2 | 0xFE70..=0xFEFC => presented(cp),
        _ => Class::Letter(c),
    }
}

/// Small letters of scripts whose capitals are another block of the same order: Armenian, Georgian.
fn other_case(cp: u32) -> Class {
    let small = if cp < 0x1000 { cp + 0x30 } else { cp - 0xBC0 };
    Class::Letter(char::from_u32(small).unwrap_or('?'))
}

/// Arabic letters without what writers leave out or put in: the hamza and its seats, the dots of the last letters.
fn arabic(cp: u32) -> Class {
    let letter = match cp {
        0x621 | 0x640 => return Class::Nothing,
        0x622 | 0x623 | 0x625 | 0x671 => 0x627,
        0x624 => 0x648,
        0x626 | 0x649 | 0x6CC => 0x64A,
        0x629 | 0x6C0..=0x6C3 => 0x647,
        0x6A9 => 0x643,
        cp => cp,
    };
    Class::Letter(char::from_u32(letter).unwrap_or('?'))
}

/// Letters from U+FE80 on that have four forms there, as bits; the others have two, and the first one.
const FOUR_FORMS: u64 = 0b1001_1111_1111_1111_1100_0011_1110_1010_0000;

/// Arabic letters in the form that they have within a word, as some files write them (U+FB56 to U+FEFC).
fn presented(cp: u32) -> Class {
    match cp {
        0xFDF2 => return Class::Pair("\u{627}\u{644}\u{644}\u{647}"),
        0xFEF5..=0xFEFC => return Class::Pair("\u{644}\u{627}"),
        0xFB56..=0xFB59 => return Class::Letter('\u{67E}'),
        0xFB7A..=0xFB7D => return Class::Letter('\u{686}'),
        0xFB8A | 0xFB8B => return Class::Letter('\u{698}'),
        0xFB8E..=0xFB91 => return arabic(0x6A9),
        0xFB92..=0xFB95 => return Class::Letter('\u{6AF}'),
        0xFBA6..=0xFBAD => return arabic(0x6C1),
        0xFBFC..=0xFBFF => return arabic(0x6CC),
        cp if cp < 0xFC00 => return Class::Letter(char::from_u32(cp).unwrap_or('?')),
        cp if cp < 0xFE80 => return Class::Nothing,
        _ => {}
    }
    let mut left = cp - 0xFE80;
    for n in 0..36 {
        let forms = match n {
            0 => 1,
            n if FOUR_FORMS >> n & 1 == 1 => 4,
            _ => 2,
        };
        if left < forms {
            return arabic(if n < 26 { 0x621 + n } else { 0x627 + n });
        }
        left -= forms;
    }
    Class::Nothing
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
        begins: 0,
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
    /// Where the word begins without the article or short word that an apostrophe parts from it; 0 = it has none.
    begins: usize,
}

/// What stands before an apostrophe and is a word of its own: French, Italian and Catalan articles and short words, Irish `O'`.
fn stands_apart(word: &str) -> bool {
    const LONGER: [&str; 10] = [
        "qu", "un", "all", "dell", "dall", "nell", "sull", "quell", "jusqu", "lorsqu",
    ];
    matches!(
        word.as_bytes(),
        [b'c' | b'd' | b'j' | b'l' | b'm' | b'n' | b'o' | b's' | b't']
    ) || LONGER.contains(&word)
}

/// The Arabic article, which is written together with its word; three letters behind it may be one.
const AL: &str = "\u{627}\u{644}";

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
            Class::Apostrophe => {
                if stands_apart(&self.word) {
                    self.begins = self.word.len();
                }
            }
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
        let mut begins = core::mem::take(&mut self.begins);
        if begins == 0 && word.starts_with(AL) && word.len() > AL.len() + 4 {
            begins = AL.len();
        }
        let own = word.get(begins..).filter(|own| begins > 0 && own.len() > 1);
        let own = own.map(str::to_owned);
        self.push(word, place, false);
        if let Some(own) = own {
            self.push(own, place, true);
        }
    }

    fn end_initials(&mut self) {
        let initials = core::mem::take(&mut self.initials);
        if initials.len() > 1 {
            self.push(initials, self.initials_from, true);
        }
    }

    fn end_ideographs(&mut self) {
        if let Some(last) = self.ideograph.take() {
            // A lone character stands for itself; in a run the pairs do, and no pair begins with the last one.
            if self.run == 1 {
                self.place += 1;
            }
            let place = self.place.saturating_sub(1);
            self.push(String::from(last), place, self.run > 1);
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

/// Plurals that no rule makes, each behind its singular.
const PLURALS: &str = "child children grandchild grandchildren foot feet goose geese tooth teeth mouse mice louse lice ox oxen \
    person people cactus cacti fungus fungi";

/// True for one character of a script without spaces.
pub(crate) fn is_ideograph(word: &str) -> bool {
    let mut chars = word.chars();
    matches!(
        (chars.next().map(class), chars.next()),
        (Some(Class::Ideograph(_)), None)
    )
}

/// Other forms of a word worth trying: English and Spanish plurals and singulars, an Arabic word without its article.
#[must_use]
pub fn forms(word: &str) -> Vec<String> {
    let mut out = Vec::new();
    if let Some(own) = word.strip_prefix(AL).filter(|own| own.len() > 4) {
        out.push(own.to_owned());
    }
    if !word.is_ascii() || word.bytes().any(|b| b.is_ascii_digit()) {
        return out;
    }
    let mut singular = "";
    for (n, one) in PLURALS.split(' ').enumerate() {
        if n % 2 == 0 {
            singular = one;
            continue;
        }
        if word == one {
            out.push(singular.to_owned());
        } else if word == singular {
            out.push(one.to_owned());
        }
    }
    if word.len() < 3 {
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
        } else if stem.ends_with('u') {
            add(word, "es");
        }
    } else {
        if let Some(stem) = word.strip_suffix("man") {
            add(stem, "men");
        } else if let Some(stem) = word.strip_suffix("men") {
            add(stem, "man");
        }
        add(word, "s");
        if let Some(stem) = word.strip_suffix("fe").or(word.strip_suffix('f')) {
            add(stem, "ves");
        } else if let Some(stem) = word.strip_suffix('y') {
            match stem.ends_with(['a', 'e', 'i', 'o', 'u']) {
                true => add(word, "es"),
                false => add(stem, "ies"),
            }
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
        check("三国演义", "三国 国演 演义 (义)");
        check("猫", "猫");
        check("トトロ", "とと とろ (ろ)");
        check("كِتَاب", "كتاب");
        check("Ղարաբաղ Եվ ԵՒ և", "ղարաբաղ եվ եւ եւ");
        check("1984, nineteen-84", "1984 nineteen 84 (nineteen84)");
        check("e\u{301}te\u{301}", "ete");
        check("", "");
        check("-- . '", "");
    }

    #[test]
    fn what_an_apostrophe_parts_is_a_word_too() {
        check("L'enfant et la rivière", "lenfant (enfant) et la riviere");
        check("Flannery O\u{2019}Connor", "flannery oconnor (connor)");
        check(
            "Tess of the d'Urbervilles",
            "tess of the durbervilles (urbervilles)",
        );
        check("Jusqu'au bout", "jusquau (au) bout");
        check("Dell'Arte", "dellarte (arte)");
        check("L'Avare-Roi", "lavare (avare) roi (lavareroi)");
        // English short forms and a plural of letters are none.
        check(
            "I'm, you're, it's, All D's, 'n' rock'n'roll",
            "im youre its all ds n rocknroll",
        );
        assert_eq!(fold("L'enfant"), "lenfant");
    }

    #[test]
    fn arabic_is_written_in_more_ways_than_one() {
        check("الْكِتَاب", "الكتاب (كتاب)");
        for (one, other) in [
            ("مسؤول", "مسوول"),
            ("قارئ", "قاري"),
            ("سماء", "سما"),
            ("أحمد", "احمد"),
            ("إسلام", "اسلام"),
            ("آدم", "ادم"),
            ("مدرسة", "مدرسه"),
            ("ﻛﺘﺎﺏ", "كتاب"),
            ("ﺳﻼﻡ", "سلام"),
            ("ﻣﺪﺭﺳﺔ", "مدرسه"),
            ("ﻳﻮﻡ", "يوم"),
            ("ﭘﺪﺭ", "پدر"),
        ] {
            assert_eq!(fold(one), fold(other), "{one} {other}");
        }
        // Every form of every letter that Unicode lists from U+FE80 on, by its own first and last.
        assert_eq!(FOUR_FORMS.count_ones() * 4 + 12 * 2 + 1, 0xFEF5 - 0xFE80);
        assert_eq!(presented(0xFE80), Class::Nothing);
        assert_eq!(presented(0xFE8F), Class::Letter('ب'));
        assert_eq!(presented(0xFED9), Class::Letter('ك'));
        assert_eq!(presented(0xFEF4), Class::Letter('ي'));
        assert_eq!(forms("الكتاب"), ["كتاب"]);
        assert!(forms("الى").is_empty());
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
            ("monkey", "monkeys"),
            ("wolf", "wolves"),
            ("knife", "knives"),
            ("leaf", "leaves"),
            ("bus", "buses"),
            ("octopus", "octopuses"),
            ("emu", "emus"),
            ("specimen", "specimens"),
            ("luz", "luces"),
            ("pez", "peces"),
            ("lapiz", "lapices"),
            ("rey", "reyes"),
            ("leon", "leones"),
            ("box", "boxes"),
            ("animal", "animales"),
            ("goose", "geese"),
            ("mouse", "mice"),
            ("child", "children"),
            ("foot", "feet"),
            ("tooth", "teeth"),
            ("man", "men"),
            ("woman", "women"),
            ("fireman", "firemen"),
            ("ox", "oxen"),
            ("fish", "fishes"),
            ("person", "people"),
        ] {
            assert!(
                forms(one).iter().any(|f| f == many),
                "{one}: {:?}",
                forms(one)
            );
            assert!(
                forms(many).iter().any(|f| f == one),
                "{many}: {:?}",
                forms(many)
            );
        }
        // A child's spelling, one way.
        assert!(forms("storys").iter().any(|f| f == "stories"));
        for word in ["", "a", "1984s", "猫", "ox1"] {
            assert!(forms(word).is_empty(), "{word}");
        }
    }
}
