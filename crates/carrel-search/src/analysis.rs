//! What a word is. The index and the query both ask here, so they cannot disagree.
//!
//! Folding is an own small table instead of Unicode normalisation (42-48 KB of wasm,
//! toolchain.md section 3): Latin, Greek and Cyrillic letters lose their marks and their case,
//! combining marks vanish, digits of every width become ASCII. Cost: one pass over the text.

/// U+00AA..=U+024F to base letters; upper-case entries are pairs in [`PAIRS`], `.` stays as it is, a blank ends a word, `-` vanishes.
const LATIN: &[u8] = b"a  -    23     1o     aaaaaaAceeeeiiiidnooooo ouuuuyDCaaaaaaAceeeeiiiidnooooo ouuuuyDyaaaaaaccccccccddddeeeeeeeeeegggggggghhhhiiiiiiiiiiEEjjkkkllllllllllnnnnnnnnnooooooBBrrrrrrssssssssttttttuuuuuuuuuuuuwwyyyzzzzzzsbb....occdddd.eeeffggIi.kkl.mnnooo..ppr..s..tttuuuvyyzzz.......w....FFFGGGHHHaaiioouuuuuuuuuueaaaaAA..ggkkoooozzjFFFggIwnnaaAAooaaaaeeeeiiiioooorrrruuuussttyyhhndJJzzaaeeooooooooyylntj..acclt....b..eejj..rryy";
/// U+1E00..=U+1EFF likewise.
const LATIN_MORE: &[u8] = b"aabbbbbbccddddddddddeeeeeeeeeeffgghhhhhhhhhhiiiikkkkkkllllllllmmmmmmnnnnnnnnoooooooopppprrrrrrrrssssssssssttttttttuuuuuuuuuuvvvvwwwwwwwwwwxxxxyyzzzzzzhtwyasssCdaaaaaaaaaaaaaaaaaaaaaaaaeeeeeeeeeeeeeeeeiiiioooooooooooooooooooooooouuuuuuuuuuuuuuyyyyyyyyKKvvyy";
/// U+0370..=U+03FF to Greek letters counted from alpha = `a`.
const GREEK: &[u8] = b"......................a.egi.o.uyiabcdefghijklmnopq.stuvwxyiuaegiuabcdefghijklmnopqsstuvwxyiuouy.bhuuuvp.........................jqs.he...s......";
/// U+1F00..=U+1FFF likewise.
const GREEK_MORE: &[u8] = b"aaaaaaaaaaaaaaaaeeeeee..eeeeee..ggggggggggggggggiiiiiiiiiiiiiiiioooooo..oooooo..uuuuuuuu.u.u.u.uyyyyyyyyyyyyyyyyaaeeggiioouuyy..aaaaaaaaaaaaaaaaggggggggggggggggyyyyyyyyyyyyyyyyaaaaa.aaaaaaa.i...ggg.ggeeggg...iiii..iiiiii....uuuuqquuuuuuq.....yyy.yyooyyy...";
/// What the upper-case entries of [`LATIN`] stand for, `A` first.
const PAIRS: &str = "aeoessthijdzljnjhvoull";

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

/// What the characters of a range are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Range {
    Gap,
    Letter,
    Nothing,
    Hyphen,
    Apostrophe,
    Ideograph,
    /// From 0 on.
    Digit,
    /// From A or a on.
    Wide,
    Latin,
    LatinMore,
    Greek,
    GreekMore,
    Cyrillic,
    OtherCase,
    Arabic,
    Presented,
    Katakana,
}

impl Range {
    /// As [`RANGES`] has them.
    const ALL: [Range; 17] = [
        Range::Gap,
        Range::Letter,
        Range::Nothing,
        Range::Hyphen,
        Range::Apostrophe,
        Range::Ideograph,
        Range::Digit,
        Range::Wide,
        Range::Latin,
        Range::LatinMore,
        Range::Greek,
        Range::GreekMore,
        Range::Cyrillic,
        Range::OtherCase,
        Range::Arabic,
        Range::Presented,
        Range::Katakana,
    ];
}

/// Where each range beyond ASCII begins, with what it is in the lowest byte: each ends where the next one begins.
static RANGES: [u32; TABLE.len()] = {
    let mut all = [0; TABLE.len()];
    let mut n = 0;
    while n < all.len() {
        all[n] = TABLE[n].0 << 8 | TABLE[n].1 as u32;
        n += 1;
    }
    all
};

#[rustfmt::skip]
const TABLE: &[(u32, Range)] = {
    use Range::*;
    &[
        (0x80, Gap), (0xAA, Latin), (0x250, Letter), (0x2B9, Nothing), (0x2BC, Apostrophe), (0x2BD, Nothing), (0x2C0, Letter),
        (0x2C8, Nothing), (0x2C9, Letter), (0x300, Nothing), (0x370, Greek), (0x400, Cyrillic), (0x500, Letter),
        // Armenian.
        (0x531, OtherCase), (0x557, Letter), (0x559, Nothing), (0x560, Letter), (0x587, Presented), (0x588, Letter), (0x589, Gap),
        (0x58A, Hyphen), (0x58B, Letter),
        // Hebrew.
        (0x591, Nothing), (0x5BE, Hyphen), (0x5BF, Nothing), (0x5C0, Letter), (0x5C1, Nothing), (0x5C3, Letter),
        (0x5C4, Nothing), (0x5C6, Letter), (0x5C7, Nothing), (0x5C8, Letter), (0x5F3, Nothing), (0x5F5, Letter),
        // Arabic.
        (0x60C, Gap), (0x60D, Letter), (0x610, Nothing), (0x61B, Gap), (0x61C, Letter), (0x61F, Gap), (0x620, Letter),
        (0x621, Arabic), (0x64B, Nothing), (0x660, Digit), (0x66A, Gap), (0x66E, Letter), (0x670, Nothing), (0x671, Arabic),
        (0x672, Letter), (0x6A9, Arabic), (0x6AA, Letter), (0x6C0, Arabic), (0x6C4, Letter), (0x6CC, Arabic), (0x6CD, Letter),
        (0x6D4, Gap), (0x6D5, Letter), (0x6D6, Nothing), (0x6EE, Letter), (0x6F0, Digit), (0x6FA, Letter),
        // Devanagari; Thai and Lao; Burmese; Khmer; Georgian.
        (0x964, Gap), (0x966, Digit), (0x970, Letter), (0xE00, Ideograph), (0xF00, Letter), (0x1000, Ideograph),
        (0x10A0, Letter), (0x1780, Ideograph), (0x1800, Letter), (0x1C90, OtherCase), (0x1CC0, Letter),
        (0x1E00, LatinMore), (0x1F00, GreekMore),
        // Punctuation and signs.
        (0x2000, Gap), (0x200B, Nothing), (0x2010, Hyphen), (0x2012, Gap), (0x2018, Apostrophe), (0x201A, Gap),
        (0x201B, Apostrophe), (0x201C, Gap), (0x2032, Apostrophe), (0x2033, Gap), (0x2060, Nothing), (0x2070, Digit),
        (0x207A, Letter), (0x2080, Digit), (0x208A, Letter), (0x20A0, Gap), (0x20D0, Nothing), (0x2100, Gap), (0x2C00, Letter),
        // Chinese and Japanese.
        (0x3000, Gap), (0x3005, Ideograph), (0x3008, Gap), (0x3021, Ideograph), (0x3030, Gap), (0x3031, Ideograph),
        (0x303D, Gap), (0x303E, Ideograph), (0x30A0, Gap), (0x30A1, Katakana), (0x30F7, Ideograph), (0x30FB, Gap),
        (0x30FC, Ideograph), (0x3100, Letter), (0x3400, Ideograph), (0x4DC0, Letter), (0x4E00, Ideograph), (0xA000, Letter),
        (0xF900, Ideograph), (0xFB00, Letter),
        // Forms of letters, marks, and what is as wide as an ideograph.
        (0xFB56, Presented), (0xFC00, Letter), (0xFDF2, Presented), (0xFDF3, Letter), (0xFE00, Nothing), (0xFE10, Letter),
        (0xFE20, Nothing), (0xFE30, Gap), (0xFE70, Presented), (0xFEFD, Letter), (0xFEFF, Nothing), (0xFF00, Gap),
        (0xFF10, Digit), (0xFF1A, Gap), (0xFF21, Wide), (0xFF3B, Gap), (0xFF41, Wide), (0xFF5B, Gap), (0xFF66, Letter),
        (0xFFFD, Nothing), (0xFFFE, Letter), (0x1_F000, Gap), (0x1_FB00, Letter), (0x2_0000, Ideograph), (0x4_0000, Letter),
    ]
};

fn class(c: char) -> Class {
    let cp = c as u32;
    match cp {
        0x61..=0x7A | 0x30..=0x39 => return Class::Letter(c),
        0x41..=0x5A => return Class::Letter(c.to_ascii_lowercase()),
        0x27 => return Class::Apostrophe,
        0x2D => return Class::Hyphen,
        0x2E => return Class::Dot,
        0..=0x7F => return Class::Gap,
        _ => {}
    }
    let next = RANGES.partition_point(|range| range >> 8 <= cp);
    let range = RANGES.get(next.wrapping_sub(1)).copied().unwrap_or(0);
    let n = cp - (range >> 8);
    let of = |table: &[u8]| table.get(n as usize).copied().unwrap_or(b'.');
    let letter = |cp: u32| Class::Letter(char::from_u32(cp).unwrap_or(c));
    match Range::ALL.get((range & 0xFF) as usize) {
        Some(Range::Gap) => Class::Gap,
        Some(Range::Letter) | None => Class::Letter(c),
        Some(Range::Nothing) => Class::Nothing,
        Some(Range::Hyphen) => Class::Hyphen,
        Some(Range::Apostrophe) => Class::Apostrophe,
        Some(Range::Ideograph) => Class::Ideograph(c),
        Some(Range::Digit) => letter(u32::from(b'0') + n),
        Some(Range::Wide) => letter(u32::from(b'a') + n),
        Some(Range::Latin) => latin(of(LATIN), c),
        Some(Range::LatinMore) => latin(of(LATIN_MORE), c),
        Some(Range::Greek) => greek(of(GREEK), c),
        Some(Range::GreekMore) => greek(of(GREEK_MORE), c),
        Some(Range::Cyrillic) => letter(cyrillic(cp)),
        Some(Range::OtherCase) => letter(if cp < 0x1000 { cp + 0x30 } else { cp - 0xBC0 }),
        Some(Range::Arabic) => arabic(cp),
        Some(Range::Presented) => presented(cp),
        // To Hiragana, so that either finds either.
        Some(Range::Katakana) => Class::Ideograph(char::from_u32(cp - 0x60).unwrap_or(c)),
    }
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
        0x587 => return Class::Pair("\u{565}\u{582}"),
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

fn latin(entry: u8, c: char) -> Class {
    match entry {
        b'0'..=b'9' | b'a'..=b'z' => Class::Letter(char::from(entry)),
        b' ' => Class::Gap,
        b'-' => Class::Nothing,
        b'A'..=b'K' => {
            let at = 2 * usize::from(entry - b'A');
            Class::Pair(PAIRS.get(at..at + 2).unwrap_or_default())
        }
        _ => Class::Letter(c),
    }
}

fn greek(entry: u8, c: char) -> Class {
    match entry {
        b'.' => Class::Letter(c),
        _ => Class::Letter(char::from_u32(0x3B1 + u32::from(entry - b'a')).unwrap_or(c)),
    }
}

fn cyrillic(cp: u32) -> u32 {
    let lower = match cp {
        0x400..=0x40F => cp + 80,
        0x410..=0x42F => cp + 32,
        0x460..=0x481 | 0x48A..=0x4BF | 0x4D0..=0x4FF => cp | 1,
        _ => cp,
    };
    match lower {
        0x450 | 0x451 => 0x435,
        0x453 => 0x433,
        0x457 => 0x456,
        0x45C => 0x43A,
        0x439 | 0x45D => 0x438,
        0x45E => 0x443,
        other => other,
    }
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
    among(
        "c d j l m n o s t qu un all dell dall nell sull quell jusqu lorsqu",
        word,
    )
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
const STOP: &str = "a al am an and are as at be by das de del der des die du e el en et for from his how i in into is it its la \
    las le les lo los my of on or other por s t that the their this to un una und une was what who with y your";

/// True for a word that a query may match without.
#[must_use]
pub fn is_stop(word: &str) -> bool {
    among(STOP, word)
}

/// Initial articles that filing and exact-title comparison skip (after folding).
const ARTICLES: &str =
    "a an das der die ein eine el gli i il la las le les lo los the un una une unos";

/// True for an initial article of a language schools hold.
#[must_use]
pub fn is_article(word: &str) -> bool {
    among(ARTICLES, word)
}

/// The parts of a text between bytes of ASCII. A list of texts would be eight bytes of wasm more for each.
pub(crate) fn parts(text: &str, by: u8) -> impl Iterator<Item = &str> {
    let mut rest = Some(text);
    core::iter::from_fn(move || {
        let own = rest?;
        let end = own.bytes().position(|byte| byte == by);
        rest = end.and_then(|end| own.get(end + 1..));
        own.get(..end.unwrap_or(own.len()))
    })
}

/// Which of the words with a blank between this one is.
#[inline(never)]
pub(crate) fn place_among(words: &str, word: &str) -> Option<usize> {
    parts(words, b' ').position(|own| own == word)
}

/// True when it is one of them.
pub(crate) fn among(words: &str, word: &str) -> bool {
    place_among(words, word).is_some()
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
    for (n, one) in parts(PLURALS, b' ').enumerate() {
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
    if ended(SINGULARS, word, &mut add) {
        return out;
    }
    match word.strip_suffix('s') {
        Some(stem) if !stem.ends_with('s') => {
            add(stem, "");
            // "storys", as children write it.
            ended("y=ies", stem, &mut add);
            if stem.ends_with('u') {
                add(word, "es");
            }
        }
        _ => {
            ended("man=men men=man", word, &mut add);
            add(word, "s");
            ended(MANY, word, &mut add);
        }
    }
    out
}

/// What the ending of a plural was in the singular, and that of a singular in the plural: of the first that fits, each behind `=`.
const SINGULARS: &str = "ies=y=ie ves=f=fe=ve ces=z=ce es==e";
const MANY: &str = "fe=ves f=ves ay=ayes ey=eyes iy=iyes oy=oyes uy=uyes y=ies z=ces =es";

/// Adds the word with other endings; false when it has none of those.
fn ended(rules: &str, word: &str, add: &mut dyn FnMut(&str, &str)) -> bool {
    for rule in parts(rules, b' ') {
        let mut ends = parts(rule, b'=');
        if let Some(stem) = ends.next().and_then(|end| word.strip_suffix(end)) {
            ends.for_each(|end| add(stem, end));
            return true;
        }
    }
    false
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
            (0x1A6, 0x100, 0x90, 0x100)
        );
        assert!(
            is_stop("a")
                && is_stop("your")
                && is_article("unos")
                && !is_stop("")
                && !is_article("o")
        );
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
